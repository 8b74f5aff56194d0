/*
 * The vpcd protocol (see protocol.h): the incremental reader and the answers.
 */
#include "vpcd-bridge/protocol.h"

#include <assert.h>

static size_t payload_len(const struct vpcd_parser *parser)
{
	return (size_t)parser->message[0] << 8 | parser->message[1];
}

/* Length of the part of the message that is known to come: the header, then the whole. */
static size_t parser_goal(const struct vpcd_parser *parser)
{
	if (parser->have < VPCD_HEADER_LEN)
		return VPCD_HEADER_LEN;
	return VPCD_HEADER_LEN + payload_len(parser);
}

size_t vpcd_parser_want(struct vpcd_parser *parser, uint8_t **ret_room)
{
	*ret_room = parser->message + parser->have;
	return parser_goal(parser) - parser->have;
}

bool vpcd_parser_commit(struct vpcd_parser *parser, size_t len, const uint8_t **ret_payload,
                        size_t *ret_len)
{
	assert(len <= parser_goal(parser) - parser->have);
	parser->have += len;
	if (parser->have < VPCD_HEADER_LEN || parser->have < parser_goal(parser))
		return false;
	*ret_payload = parser->message + VPCD_HEADER_LEN;
	*ret_len = payload_len(parser);
	parser->have = 0;
	return true;
}

/* A command no card can take: one byte that is no control, or no byte at all. */
static size_t answer_wrong_length(uint8_t *ret_rapdu)
{
	ret_rapdu[0] = 0x67;
	ret_rapdu[1] = 0x00;
	return 2;
}

static size_t transmit(const struct vpcd_card *card, const uint8_t *capdu, size_t len,
                       uint8_t *ret_rapdu)
{
	size_t answer = card->transmit(card->ctx, capdu, len, ret_rapdu);

	assert(answer >= 2 && answer <= VPCD_RAPDU_ROOM);
	if (answer > VPCD_PAYLOAD_MAX)
		return answer_wrong_length(ret_rapdu);
	return answer;
}

/* The payload of the answer, 0 for none. */
static size_t answer_payload(const struct vpcd_card *card, const uint8_t *payload, size_t len,
                             uint8_t *ret_payload)
{
	if (len > 1)
		return transmit(card, payload, len, ret_payload);
	if (len == 0)
		return answer_wrong_length(ret_payload);
	switch (payload[0]) {
	case VPCD_CONTROL_OFF:
		card->power_off(card->ctx);
		return 0;
	case VPCD_CONTROL_ON:
		card->power_on(card->ctx);
		return 0;
	case VPCD_CONTROL_RESET:
		card->reset(card->ctx);
		return 0;
	case VPCD_CONTROL_ATR:
		return card->atr(card->ctx, ret_payload);
	default:
		return answer_wrong_length(ret_payload);
	}
}

size_t vpcd_answer(const struct vpcd_card *card, const uint8_t *payload, size_t len,
                   uint8_t *ret_answer)
{
	size_t answer = answer_payload(card, payload, len, ret_answer + VPCD_HEADER_LEN);

	if (answer == 0)
		return 0;
	ret_answer[0] = (uint8_t)(answer >> 8);
	ret_answer[1] = (uint8_t)answer;
	return VPCD_HEADER_LEN + answer;
}
