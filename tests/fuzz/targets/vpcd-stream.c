/*
 * Fuzzes the vpcd message parser and answers. The first byte of the input says how the rest, the
 * stream from the reader, is cut into pieces.
 */
#include "vpcd-bridge/protocol.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t card_atr(void *ctx, uint8_t *ret_atr)
{
	(void)ctx;
	memset(ret_atr, 0x3B, VPCD_ATR_ROOM);
	return VPCD_ATR_ROOM;
}

static void card_power(void *ctx)
{
	(void)ctx;
}

/* Reads all of the command, so that a sanitizer sees a wrong length, and answers up to 65538 bytes. */
static size_t card_transmit(void *ctx, const uint8_t *capdu, size_t len, uint8_t *ret_rapdu)
{
	uint8_t sum = 0;
	size_t answer;

	(void)ctx;
	for (size_t i = 0; i < len; i++)
		sum ^= capdu[i];
	answer = sum == 0 ? 65538 : 2 + (size_t)sum;
	memset(ret_rapdu, sum, answer);
	return answer;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct vpcd_card card = {
		.atr = card_atr,
		.power_on = card_power,
		.power_off = card_power,
		.reset = card_power,
		.transmit = card_transmit,
	};
	struct vpcd_parser *parser = calloc(1, sizeof(*parser));
	uint8_t *answer = malloc(VPCD_ANSWER_ROOM);
	size_t cut = size > 0 ? 1 + (size_t)data[0] : 1;

	for (size_t at = 1; parser != NULL && answer != NULL && at < size;) {
		const uint8_t *payload;
		size_t len;
		uint8_t *room;
		size_t piece = vpcd_parser_want(parser, &room);

		piece = piece < cut ? piece : cut;
		piece = piece < size - at ? piece : size - at;
		memcpy(room, data + at, piece);
		at += piece;
		if (vpcd_parser_commit(parser, piece, &payload, &len)) {
			size_t n = vpcd_answer(&card, payload, len, answer);

			/* The length in front is that of the payload behind it, and never 0. */
			if (n != 0 && (n <= 2 || n - 2 != ((size_t)answer[0] << 8 | answer[1])))
				abort();
		}
	}
	free(answer);
	free(parser);
	return 0;
}
