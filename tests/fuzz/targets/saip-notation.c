/*
 * Fuzzes the compiler of value notation: no text crashes it, and what it makes is a row of whole
 * DER elements.
 */
#include <stdlib.h>

#include "asn1/der.h"
#include "profiles/value_notation.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char error[64];
	uint8_t *der;
	size_t len;
	struct der_reader r;
	struct der_tlv v;

	if (saip_compile((const char *)data, size, &der, &len, error, sizeof(error)) < 0)
		return 0;
	r = der_reader((struct span){ der, len });
	while (der_more(&r)) {
		/* lengths of more than 3 octets are DER, but beyond our reader */
		if (!der_next(&r, &v) && size < 1 << 24)
			abort();
	}
	free(der);
	return 0;
}
