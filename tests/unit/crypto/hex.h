/* Hexadecimal test data to bytes. */
#ifndef TESTS_CRYPTO_HEX_H
#define TESTS_CRYPTO_HEX_H

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "asn1/der.h"

/* Number of bytes; the text must be well-formed and fit. */
static inline size_t unhex(const char *text, uint8_t *ret_bytes, size_t cap)
{
	size_t n = strlen(text) / 2;

	assert(n <= cap);
	for (size_t i = 0; i < n; i++) {
		const char digits[3] = { text[2 * i], text[2 * i + 1], '\0' };

		ret_bytes[i] = (uint8_t)strtoul(digits, NULL, 16);
	}
	return n;
}

#endif
