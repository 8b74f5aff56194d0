/*
 * Build-time tool: compiles a profile package from value notation to DER and makes sure that the
 * loader takes it.
 *
 *     build-profile INPUT.asn OUTPUT.der
 */
#include "profiles/loader.h"
#include "profiles/value_notation.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INPUT_MAX = 1 << 20 };

/* A sink that takes everything; files are numbered. */
static int take_header(void *ctx, const struct saip_header *header)
{
	(void)ctx;
	(void)header;
	return PE_OK;
}

static int take_file(void *ctx, saip_file_id parent, const struct saip_file *file,
                     saip_file_id *ret_id)
{
	saip_file_id *next = ctx;

	(void)parent;
	(void)file;
	*ret_id = (*next)++;
	return PE_OK;
}

static int take_content(void *ctx, saip_file_id file, uint32_t offset, struct span content)
{
	(void)ctx;
	(void)file;
	(void)offset;
	(void)content;
	return PE_OK;
}

/* Good enough to follow a path: every file is there. */
static saip_file_id find_file(void *ctx, saip_file_id parent, uint16_t fid)
{
	(void)ctx;
	(void)fid;
	return parent;
}

static int take_pin(void *ctx, saip_file_id df, const struct saip_pin *pin)
{
	(void)ctx;
	(void)df;
	(void)pin;
	return PE_OK;
}

static int take_shared_pins(void *ctx, saip_file_id df, saip_file_id other)
{
	(void)ctx;
	(void)df;
	(void)other;
	return PE_OK;
}

static int take_puk(void *ctx, const struct saip_puk *puk)
{
	(void)ctx;
	(void)puk;
	return PE_OK;
}

static int take_aka(void *ctx, saip_file_id adf, const struct saip_aka *aka)
{
	(void)ctx;
	(void)adf;
	(void)aka;
	return PE_OK;
}

static int take_element(void *ctx, uint32_t tag, struct span whole)
{
	(void)ctx;
	(void)tag;
	(void)whole;
	return PE_OK;
}

static int take_end(void *ctx)
{
	(void)ctx;
	return PE_OK;
}

static const struct saip_sink_ops take_all = {
	take_header,      take_file, take_content, find_file,    take_pin,
	take_shared_pins, take_puk,  take_aka,     take_element, take_end,
};

/* True if the loader has nothing to say against the package. */
static bool check_package(struct span der)
{
	const struct saip_capabilities all = { .services = UINT32_MAX, .max_major = 3 };
	saip_file_id next = 0;
	const struct saip_sink sink = { &take_all, &next };
	struct saip_loader *l = saip_loader_new(&sink, &all);
	const struct saip_status *status;
	size_t n = 0;

	if (!l)
		return false;
	saip_loader_feed(l, der);
	saip_loader_finish(l);
	status = saip_loader_status(l, &n);
	for (size_t i = 0; i < n; i++)
		fprintf(stderr, "element %d: PEStatus %d\n", status[i].identification,
		        status[i].code);
	saip_loader_free(l);
	return n == 0;
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

static bool write_file(const char *path, struct span der)
{
	FILE *f = fopen(path, "wb");
	bool ok;

	if (!f)
		return false;
	ok = fwrite(der.ptr, 1, der.len, f) == der.len;
	return fclose(f) == 0 && ok;
}

int main(int argc, char **argv)
{
	char error[200];
	struct span der;
	uint8_t *bytes;
	size_t len = 0;
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
	if (saip_compile(text, len, &bytes, &der.len, error, sizeof(error)) < 0) {
		fprintf(stderr, "%s: %s\n", argv[1], error);
		free(text);
		return 1;
	}
	der.ptr = bytes;
	ok = check_package(der);
	if (ok && !write_file(argv[2], der)) {
		fprintf(stderr, "%s: %s\n", argv[2], strerror(errno));
		ok = false;
	}
	free(bytes);
	free(text);
	return ok ? 0 : 1;
}
