/* One command over T=0 [TS 102 221 7.3]. */
#include "peers/exchange.h"

#include "peers/buffer.h"

#include <errno.h>
#include <string.h>

enum {
	INS_GET_RESPONSE = 0xC0,
	HEADER_LEN = 5,
	DATA_MAX = 255,
	RAPDU_MAX = 258,
	/* A card that never stops answering 61xx must not keep us for ever. */
	ROUNDS_MAX = 4096,
};

uint8_t exchange_cla(uint8_t cla, uint8_t channel)
{
	if (channel < 4)
		return cla | channel;
	return (uint8_t)(cla | 0x40 | (channel - 4));
}

/* GET RESPONSE belongs to the interindustry classes; the channel stays [TS 102 221 11.1.18]. */
static uint8_t get_response_cla(uint8_t cla)
{
	return cla & 0x40 ? cla & 0x4F : cla & 0x03;
}

static int send_once(const struct apdu_transport *t, const struct exchange_command *c,
                     struct buffer *answer, uint16_t *ret_sw)
{
	uint8_t capdu[HEADER_LEN + DATA_MAX + 1] = { c->cla, c->ins, c->p1, c->p2 };
	uint8_t rapdu[RAPDU_MAX];
	size_t len = 4;
	size_t got = sizeof(rapdu);
	int r;

	if (c->data.len > DATA_MAX)
		return -EINVAL;
	if (c->data.len > 0) {
		capdu[len++] = (uint8_t)c->data.len;
		memcpy(capdu + len, c->data.ptr, c->data.len);
		len += c->data.len;
	}
	if (c->le != EXCHANGE_NO_LE)
		capdu[len++] = (uint8_t)c->le;
	else if (c->data.len == 0)
		capdu[len++] = 0; /* P3 is always there in T=0 */
	r = t->transmit(t->ctx, capdu, len, rapdu, &got);
	if (r < 0)
		return r;
	if (got < 2 || got > sizeof(rapdu))
		return -EPROTO;
	r = buffer_append(answer, (struct span){ rapdu, got - 2 });
	if (r == 0)
		*ret_sw = (uint16_t)(rapdu[got - 2] << 8 | rapdu[got - 1]);
	return r;
}

int exchange_run(const struct apdu_transport *t, const struct exchange_command *command,
                 struct arena *a, struct span *ret_data, uint16_t *ret_sw)
{
	BUFFER_AUTO answer = { 0 };
	struct exchange_command c = *command;
	struct span data;
	uint16_t sw = 0;
	int r = send_once(t, &c, &answer, &sw);

	for (int round = 0; r == 0; round++) {
		if (sw >> 8 == 0x6C)
			c.le = sw & 0xFF;
		else if (sw >> 8 == 0x61)
			c = (struct exchange_command){ get_response_cla(command->cla),
				                       INS_GET_RESPONSE,
				                       0,
				                       0,
				                       { 0 },
				                       sw & 0xFF };
		else
			break;
		r = round < ROUNDS_MAX ? send_once(t, &c, &answer, &sw) : -EPROTO;
	}
	if (r < 0)
		return r;
	data = arena_copy(a, buffer_span(&answer));
	if (!data.ptr)
		return -ENOMEM;
	*ret_data = data;
	*ret_sw = sw;
	return 0;
}
