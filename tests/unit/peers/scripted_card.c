/* A card that expects given commands in turn and gives the answers written beside them. */
#include "scripted_card.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

enum { CAPDU_MAX = 300 };

static size_t from_hex(const char *hex, uint8_t *ret, size_t cap)
{
	size_t n = 0;

	for (; *hex; hex += 2) {
		unsigned octet;

		while (*hex == ' ')
			hex++;
		assert_int_equal(sscanf(hex, "%2x", &octet), 1);
		assert_true(n < cap);
		ret[n++] = (uint8_t)octet;
	}
	return n;
}

int scripted_card_transmit(void *ctx, const uint8_t *capdu, size_t len, uint8_t *rapdu,
                           size_t *inout_len)
{
	struct scripted_card *card = ctx;
	uint8_t expected[CAPDU_MAX];
	size_t n;

	assert_non_null(card->next[0]);
	n = from_hex(card->next[0], expected, sizeof(expected));
	assert_int_equal(len, n);
	assert_memory_equal(capdu, expected, n);
	*inout_len = from_hex(card->next[1], rapdu, *inout_len);
	card->next += 2;
	return 0;
}
