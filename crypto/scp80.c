/*
 * Layout of command and response packets [TS 102 225 5.1, 5.2; TS 31.115 4].
 *
 *              in the clear                         body, maybe enciphered
 *  command:  CPL 2, CHL 1, SPI 2, KIc, KID, TAR 3 | CNTR 5, PCNTR 1, RC/CC, data, padding
 *  response: 02 71 00, RPL 2, RHL 1, TAR 3        | CNTR 5, PCNTR 1, status 1, RC/CC, data, padding
 *
 * The check covers everything but itself, padding included. PCNTR counts the padding.
 */
#include "crypto/scp80.h"

#include <assert.h>
#include <errno.h>
#include <openssl/crypto.h>
#include <string.h>

#include "crypto/scp80_internal.h"

enum {
	COMMAND_HEAD = 10,
	COMMAND_FIXED = 6, /* before the check */
	COMMAND_LENGTH_AT = 0,
	COMMAND_CHL_BASE = 13, /* CHL without a check */

	RESPONSE_HEAD = 9,
	RESPONSE_FIXED = 7,
	RESPONSE_LENGTH_AT = 3,
	RESPONSE_RHL_BASE = 10,

	COUNTER_LEN = 5,
	PADDING_AT = COUNTER_LEN,
	STATUS_AT = PADDING_AT + 1,
	LENGTH_LEN = 2,
};

static const uint8_t response_udh[3] = { 0x02, 0x71, 0x00 };

static size_t get16(const uint8_t *p)
{
	return (size_t)p[0] << 8 | p[1];
}

static uint64_t get_counter(const uint8_t *p)
{
	uint64_t v = 0;

	for (size_t i = 0; i < COUNTER_LEN; i++)
		v = v << 8 | p[i];
	return v;
}

/* A packet to be built, as the two kinds have it in common. */
struct draft {
	uint8_t head[COMMAND_HEAD];
	size_t head_len;
	size_t length_at; /* of CPL or RPL in the head */
	uint8_t fixed[RESPONSE_FIXED];
	size_t fixed_len;
	struct span data;
};

/* Sets the counter in front of the body; false if it is longer than its field. */
static bool draft_put_counter(struct draft *d, uint64_t counter)
{
	if (counter >> SCP80_COUNTER_MAX_BITS)
		return false;
	for (size_t i = 0; i < COUNTER_LEN; i++)
		d->fixed[i] = (uint8_t)(counter >> 8 * (COUNTER_LEN - 1 - i));
	return true;
}

static int seal(const struct scp80_protection *p, const struct draft *d, uint8_t *packet,
                size_t len)
{
	uint8_t *check = packet + d->head_len + d->fixed_len, *rest = check + p->check_len;
	uint8_t *body = packet + d->head_len;
	const struct span parts[] = {
		{ packet, d->head_len + d->fixed_len },
		{ rest, len - (size_t)(rest - packet) },
	};
	int r = 0;

	if (p->check != SCP80_NO_CHECK)
		r = scp80_protection_check(p, parts, 2, check);
	if (!r && p->cipher_key)
		r = scp80_protection_crypt(p, true, body, len - d->head_len);
	return r;
}

/* Completes lengths and padding, protects, and writes the packet. */
static int draft_finish(struct draft *d, const struct scp80_protection *p, uint8_t *ret_packet,
                        size_t cap, size_t *ret_len)
{
	static const uint8_t zero[16] = { 0 };
	const size_t block = scp80_protection_block(p);
	struct der_writer w = { .buf = ret_packet };
	size_t body, padding, length;
	int r;

	if (d->data.len > SCP80_PACKET_MAX)
		return -EINVAL;
	body = d->fixed_len + p->check_len + d->data.len;
	padding = (block - body % block) % block;
	w.cap = d->head_len + body + padding;
	length = w.cap - d->length_at - LENGTH_LEN;
	if (length > 0xFFFF)
		return -EINVAL;
	if (w.cap > cap)
		return -ENOSPC;
	d->head[d->length_at] = (uint8_t)(length >> 8);
	d->head[d->length_at + 1] = (uint8_t)length;
	d->fixed[PADDING_AT] = (uint8_t)padding;
	der_put_bytes(&w, (struct span){ zero, padding });
	der_put_bytes(&w, d->data);
	der_put_bytes(&w, (struct span){ zero, p->check_len });
	der_put_bytes(&w, (struct span){ d->fixed, d->fixed_len });
	der_put_bytes(&w, (struct span){ d->head, d->head_len });
	assert(w.len == w.cap);
	r = seal(p, d, ret_packet, w.cap);
	if (!r)
		*ret_len = w.cap;
	return r;
}

int scp80_command_build(const struct scp80_header *header, const struct scp80_keys *keys,
                        const struct scp80_command *command, uint8_t *ret_packet, size_t cap,
                        size_t *ret_len)
{
	struct draft d = {
		.head_len = COMMAND_HEAD,
		.length_at = COMMAND_LENGTH_AT,
		.fixed_len = COMMAND_FIXED,
		.data = command->data,
	};
	struct scp80_protection p;
	int r = scp80_protection_find(header, header->spi[0] & SCP80_SPI1_CHECK,
	                              header->spi[0] & SCP80_SPI1_CIPHERED, keys, &p);

	if (r)
		return r;
	d.head[2] = (uint8_t)(COMMAND_CHL_BASE + p.check_len);
	memcpy(d.head + 3, header->spi, 2);
	d.head[5] = header->kic;
	d.head[6] = header->kid;
	memcpy(d.head + 7, header->tar, 3);
	if (!draft_put_counter(&d, command->counter))
		return -EINVAL;
	return draft_finish(&d, &p, ret_packet, cap, ret_len);
}

static int response_protection(const struct scp80_header *command, const struct scp80_keys *keys,
                               struct scp80_protection *ret_protection)
{
	return scp80_protection_find(command, (command->spi[1] & SCP80_SPI2_CHECK) >> 2,
	                             command->spi[1] & SCP80_SPI2_CIPHERED, keys, ret_protection);
}

int scp80_response_build(const struct scp80_header *command, const struct scp80_keys *keys,
                         const struct scp80_response *response, uint8_t *ret_packet, size_t cap,
                         size_t *ret_len)
{
	struct draft d = {
		.head_len = RESPONSE_HEAD,
		.length_at = RESPONSE_LENGTH_AT,
		.fixed_len = RESPONSE_FIXED,
		.data = response->data,
	};
	struct scp80_protection p;
	int r = response_protection(command, keys, &p);

	if (r)
		return r;
	memcpy(d.head, response_udh, sizeof(response_udh));
	d.head[5] = (uint8_t)(RESPONSE_RHL_BASE + p.check_len);
	memcpy(d.head + 6, command->tar, 3);
	d.fixed[STATUS_AT] = response->status;
	if (!draft_put_counter(&d, response->counter))
		return -EINVAL;
	return draft_finish(&d, &p, ret_packet, cap, ret_len);
}

int scp80_command_parse(struct span packet, struct scp80_packet *ret_packet)
{
	const uint8_t *p = packet.ptr;
	struct scp80_packet out;

	if (!p || packet.len < COMMAND_HEAD + COMMAND_FIXED ||
	    get16(p) != packet.len - LENGTH_LEN || p[2] < COMMAND_CHL_BASE)
		return -EINVAL;
	out = (struct scp80_packet){
		.header = { .spi = { p[3], p[4] },
		            .kic = p[5],
		            .kid = p[6],
		            .tar = { p[7], p[8], p[9] } },
		.head = { p, COMMAND_HEAD },
		.body = { p + COMMAND_HEAD, packet.len - COMMAND_HEAD },
		.check_len = (size_t)p[2] - COMMAND_CHL_BASE,
	};
	if (out.body.len < COMMAND_FIXED + out.check_len)
		return -EINVAL;
	*ret_packet = out;
	return 0;
}

/*
 * Deciphers a body into plain and checks it; the body has at least the fixed octets and the check.
 * ret_data is what lies behind the check, without the padding.
 */
static enum scp80_status unseal(const struct scp80_protection *p, struct span head,
                                struct span body, size_t fixed_len, uint8_t *plain,
                                struct span *ret_data)
{
	const size_t data_at = fixed_len + p->check_len;
	const struct span parts[] = {
		head,
		{ plain, fixed_len },
		{ plain + data_at, body.len - data_at },
	};
	uint8_t check[SCP80_CHECK_MAX];

	memmove(plain, body.ptr, body.len);
	if (p->cipher_key) {
		if (body.len % scp80_protection_block(p) != 0)
			return SCP80_CIPHERING_ERROR;
		if (scp80_protection_crypt(p, false, plain, body.len))
			return SCP80_SECURITY_ERROR;
	}
	if (p->check != SCP80_NO_CHECK) {
		if (scp80_protection_check(p, parts, 3, check))
			return SCP80_SECURITY_ERROR;
		if (CRYPTO_memcmp(check, plain + fixed_len, p->check_len) != 0)
			return SCP80_CHECK_FAILED;
	}
	if (plain[PADDING_AT] > body.len - data_at)
		return SCP80_CIPHERING_ERROR;
	*ret_data = (struct span){ plain + data_at, body.len - data_at - plain[PADDING_AT] };
	return SCP80_OK;
}

enum scp80_status scp80_command_open(const struct scp80_packet *packet,
                                     const struct scp80_keys *keys, uint8_t *ret_plain,
                                     struct scp80_command *ret_command)
{
	const struct scp80_header *h = &packet->header;
	struct scp80_protection p;
	struct span data;
	enum scp80_status status;

	if (scp80_protection_find(h, h->spi[0] & SCP80_SPI1_CHECK, h->spi[0] & SCP80_SPI1_CIPHERED,
	                          keys, &p))
		return SCP80_SECURITY_ERROR;
	if (packet->check_len != p.check_len)
		return SCP80_CHECK_FAILED;
	status = unseal(&p, packet->head, packet->body, COMMAND_FIXED, ret_plain, &data);
	if (status != SCP80_OK) {
		OPENSSL_cleanse(ret_plain, packet->body.len);
		return status;
	}
	*ret_command = (struct scp80_command){ .counter = get_counter(ret_plain), .data = data };
	return SCP80_OK;
}

int scp80_response_open(const struct scp80_header *command, const struct scp80_keys *keys,
                        struct span packet, uint8_t *ret_plain, struct scp80_response *ret_response)
{
	const uint8_t *in = packet.ptr;
	struct scp80_protection p;
	struct span head, body, data;
	int r;

	if (!in || packet.len < RESPONSE_HEAD + RESPONSE_FIXED ||
	    memcmp(in, response_udh, sizeof(response_udh)) != 0 ||
	    get16(in + RESPONSE_LENGTH_AT) != packet.len - RESPONSE_LENGTH_AT - LENGTH_LEN ||
	    memcmp(in + 6, command->tar, 3) != 0)
		return -EINVAL;
	r = response_protection(command, keys, &p);
	if (r)
		return r;
	head = (struct span){ in, RESPONSE_HEAD };
	body = (struct span){ in + RESPONSE_HEAD, packet.len - RESPONSE_HEAD };
	if (in[5] != RESPONSE_RHL_BASE + p.check_len || body.len < RESPONSE_FIXED + p.check_len)
		return -EINVAL;
	if (unseal(&p, head, body, RESPONSE_FIXED, ret_plain, &data) != SCP80_OK) {
		OPENSSL_cleanse(ret_plain, body.len);
		return 1;
	}
	*ret_response = (struct scp80_response){
		.counter = get_counter(ret_plain),
		.status = ret_plain[STATUS_AT],
		.data = data,
	};
	return 0;
}
