/* The LPA's transport: channel, selection, STORE DATA chains [SGP.22 5.7.1, 5.7.2]. */
#include "peers/lpa.h"

#include "peers/exchange.h"

#include <errno.h>
#include <string.h>

enum {
	BLOCK_MAX = 255,
	BLOCKS_MAX = 256,
	CHANNEL_MAX = 19,
	INS_TERMINAL_CAPABILITY = 0xAA,
	INS_MANAGE_CHANNEL = 0x70,
	INS_SELECT = 0xA4,
	INS_STORE_DATA = 0xE2,
	P1_MORE_BLOCKS = 0x11,
	P1_LAST_BLOCK = 0x91,
	P1_CLOSE = 0x80,
};

static const uint8_t isdr_aid[] = { 0xA0, 0x00, 0x00, 0x05, 0x59, 0x10, 0x10, 0xFF,
	                            0xFF, 0xFF, 0xFF, 0x89, 0x00, 0x00, 0x01, 0x00 };

/* LUI, LPD and LDS of the device are supported [TS 102 221 11.1.19.2.4]. */
static const uint8_t terminal_capability[] = { 0xA9, 0x03, 0x83, 0x01, 0x07 };

static int run(struct lpa *lpa, const struct exchange_command *c, struct arena *a,
               struct span *ret_data)
{
	int r = exchange_run(lpa->transport, c, a, ret_data, &lpa->sw);

	if (r == 0 && !exchange_sw_ok(lpa->sw))
		return -EREMOTEIO;
	return r;
}

/* MANAGE CHANNEL, open: either side chooses the number [TS 102 221 11.1.17]. */
static int open_channel(struct lpa *lpa, struct arena *a)
{
	const int wanted = lpa->options.channel;
	const struct exchange_command assigned = { 0, INS_MANAGE_CHANNEL, 0, 0, { 0 }, 1 };
	const struct exchange_command numbered = { 0,     INS_MANAGE_CHANNEL, 0, (uint8_t)wanted,
		                                   { 0 }, EXCHANGE_NO_LE };
	struct span number;
	int r;

	if (wanted == LPA_CHANNEL_BASIC)
		return 0;
	if (wanted < 0 || wanted > CHANNEL_MAX)
		return -EINVAL;
	r = run(lpa, wanted == LPA_CHANNEL_ASSIGNED ? &assigned : &numbered, a, &number);
	if (r < 0)
		return r;
	if (wanted != LPA_CHANNEL_ASSIGNED) {
		lpa->channel = (uint8_t)wanted;
		return 0;
	}
	if (number.len != 1 || number.ptr[0] == 0 || number.ptr[0] > CHANNEL_MAX)
		return -EBADMSG;
	lpa->channel = number.ptr[0];
	return 0;
}

int lpa_open(struct lpa *lpa, const struct apdu_transport *t, const struct lpa_options *options)
{
	uint8_t memory[1024];
	struct arena a = { memory, sizeof(memory), 0 };
	const struct exchange_command capability = {
		0x80, INS_TERMINAL_CAPABILITY, 0, 0, SPAN(terminal_capability), EXCHANGE_NO_LE
	};
	struct exchange_command select = { 0, INS_SELECT, 4, 0, SPAN(isdr_aid), EXCHANGE_NO_LE };
	struct span fci;
	int r = 0;

	*lpa = (struct lpa){ .transport = t };
	if (options)
		lpa->options = *options;
	if (lpa->options.block_size == 0 || lpa->options.block_size > BLOCK_MAX)
		lpa->options.block_size = BLOCK_MAX;
	if (!lpa->options.no_terminal_capability)
		r = run(lpa, &capability, &a, &fci);
	/* A card that does not know TERMINAL CAPABILITY may still be an eUICC. */
	if (r == 0 || r == -EREMOTEIO)
		r = open_channel(lpa, &a);
	if (r < 0)
		return r;
	select.cla = exchange_cla(0, lpa->channel);
	r = run(lpa, &select, &a, &fci);
	if (r < 0)
		lpa_close(lpa);
	return r;
}

void lpa_close(struct lpa *lpa)
{
	uint8_t memory[512];
	struct arena a = { memory, sizeof(memory), 0 };
	const struct exchange_command close = { 0,     INS_MANAGE_CHANNEL, P1_CLOSE, lpa->channel,
		                                { 0 }, EXCHANGE_NO_LE };
	struct span nothing;
	uint16_t sw;

	if (lpa->channel != 0)
		exchange_run(lpa->transport, &close, &a, &nothing, &sw);
	lpa->channel = 0;
}

int lpa_es10(struct lpa *lpa, struct span request, struct arena *a, struct span *ret_response,
             uint16_t *ret_sw)
{
	const size_t block_size = lpa->options.block_size;
	struct exchange_command c = { .cla = exchange_cla(0x80, lpa->channel),
		                      .ins = INS_STORE_DATA,
		                      .le = lpa->options.le ? 0 : EXCHANGE_NO_LE };
	struct span response;
	int r;

	if (request.len > block_size * BLOCKS_MAX)
		return -EMSGSIZE;
	for (size_t block = 0;; block++) {
		const size_t at = block * block_size;
		const size_t left = request.len - at;
		const bool last = left <= block_size;

		c.p1 = last ? P1_LAST_BLOCK : P1_MORE_BLOCKS;
		c.p2 = (uint8_t)block;
		c.data = (struct span){ request.ptr + at, last ? left : block_size };
		r = exchange_run(lpa->transport, &c, a, &response, &lpa->sw);
		if (r < 0)
			return r;
		if (last || !exchange_sw_ok(lpa->sw))
			break;
	}
	*ret_response = response;
	*ret_sw = lpa->sw;
	return 0;
}

bool lpa_parse_iccid(struct span digits, uint8_t ret_iccid[LPA_ICCID_LEN])
{
	uint8_t iccid[LPA_ICCID_LEN];

	if (digits.len < LPA_ICCID_DIGITS_MIN || digits.len > (size_t)2 * LPA_ICCID_LEN)
		return false;
	memset(iccid, 0xFF, sizeof(iccid));
	for (size_t i = 0; i < digits.len; i++) {
		const uint8_t digit = (uint8_t)(digits.ptr[i] - '0');
		uint8_t *octet = &iccid[i / 2];

		if (digit > 9)
			return false;
		*octet = (uint8_t)(i % 2 ? (*octet & 0x0F) | digit << 4 : (*octet & 0xF0) | digit);
	}
	memcpy(ret_iccid, iccid, sizeof(iccid));
	return true;
}

int lpa_request(struct lpa *lpa, uint32_t tag, const struct asn1_type *type, const void *request,
                struct arena *a, struct span *ret_response)
{
	const struct span encoded = asn1_encode_arena(type, tag, request, a);
	struct span response;
	uint16_t sw;
	int r;

	if (!encoded.ptr)
		return -ENOMEM;
	r = lpa_es10(lpa, encoded, a, &response, &sw);
	if (r < 0)
		return r;
	if (!exchange_sw_ok(sw))
		return -EREMOTEIO;
	*ret_response = response;
	return 0;
}

int lpa_call(struct lpa *lpa, uint32_t tag, const struct asn1_type *request_type,
             const void *request, const struct asn1_type *response_type, void *ret_response,
             struct arena *a)
{
	struct asn1_error error;
	struct span response;
	int r = lpa_request(lpa, tag, request_type, request, a, &response);

	if (r < 0)
		return r;
	return asn1_decode(response_type, tag, response, ret_response, a, &error) ? 0 : -EBADMSG;
}
