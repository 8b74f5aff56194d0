/*
 * Build-time tool: compiles a profile package from value notation to DER and makes sure that the
 * check finds nothing in it.
 *
 *     build-profile INPUT.asn OUTPUT.der
 */
#include "profiles/tool.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INPUT_MAX = 1 << 20 };

static void print_finding(void *ctx, const struct saip_finding *f)
{
	bool *clean = ctx;

	*clean = false;
	fprintf(stderr, "element %u %s %s: %s [%s]\n", f->number, f->element ? f->element : "",
	        f->component ? f->component : "", f->text, f->rule);
}

/* True if there is nothing to say against the package: samples are examples. */
static bool check_package(const uint8_t *der, size_t len)
{
	bool clean = true;

	return saip_check(der, len, print_finding, &clean) == 0 && clean;
}

static char *read_file(const char *path, size_t *ret_len)
{
	FILE *f = fopen(path, "rb");
	char *text = malloc(INPUT_MAX);

	if (f && text)
		*ret_len = fread(text, 1, INPUT_MAX, f);
	if (!f || !text || ferror(f) || !feof(f)) {
		free(text);
		text = NULL;
	}
	if (f)
		fclose(f);
	return text;
}

static bool write_file(const char *path, const uint8_t *der, size_t len)
{
	FILE *f = fopen(path, "wb");
	bool ok;

	if (!f)
		return false;
	ok = fwrite(der, 1, len, f) == len;
	return fclose(f) == 0 && ok;
}

int main(int argc, char **argv)
{
	char error[200];
	uint8_t *der;
	size_t len = 0, der_len;
	char *text;
	bool ok;

	if (argc != 3) {
		fprintf(stderr, "usage: %s INPUT.asn OUTPUT.der\n", argv[0]);
		return 2;
	}
	text = read_file(argv[1], &len);
	if (!text) {
		fprintf(stderr, "%s: cannot read, or longer than 1 MiB\n", argv[1]);
		return 1;
	}
	if (saip_compile(text, len, &der, &der_len, error, sizeof(error)) < 0) {
		fprintf(stderr, "%s: %s\n", argv[1], error);
		free(text);
		return 1;
	}
	ok = check_package(der, der_len);
	if (ok && !write_file(argv[2], der, der_len)) {
		fprintf(stderr, "%s: %s\n", argv[2], strerror(errno));
		ok = false;
	}
	free(der);
	free(text);
	return ok ? 0 : 1;
}
