/*
 * Fuzzes the printer of value notation and the check: a package that prints exactly compiles to
 * itself, and whatever the check finds lies within the package.
 */
#include <stdlib.h>
#include <string.h>

#include "profiles/tool.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void on_finding(void *ctx, const struct saip_finding *f)
{
	const size_t *size = ctx;

	if (f->offset > *size || strlen(f->text) == 0 || strlen(f->rule) == 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char error[64], *text;
	size_t text_len, len;
	uint8_t *der;

	saip_check(data, size, on_finding, &size);
	switch (saip_print(data, size, &text, &text_len, error, sizeof(error))) {
	case SAIP_PRINT_OK:
		if (saip_compile(text, text_len, &der, &len, error, sizeof(error)) < 0 ||
		    len != size || memcmp(der, data, len) != 0)
			abort();
		free(der);
		free(text);
		break;
	case SAIP_PRINT_INEXACT:
		free(text);
		break;
	default:
		break;
	}
	return 0;
}
