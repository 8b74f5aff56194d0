/*
 * Cutting command APDUs [ISO 7816-3 12.1, ISO 7816-4 5.4, TS 102 221 10.1].
 */
#include "apdu.h"

#include <string.h>

/* Class byte: first interindustry (channels 0 to 3) and further interindustry (4 to 19) coding. */
static void parse_class(uint8_t cla, struct apdu *a)
{
	a->cla_base = cla;
	if (cla == 0xFF || (cla & 0xE0) == 0x20)
		return; /* reserved */
	if (cla & 0x40) {
		a->cla_base = cla & 0x80;
		a->channel = (uint8_t)(4 + (cla & 0x0F));
		a->secure_messaging = cla & 0x20;
		a->chained = cla & 0x10;
	} else if ((cla & 0xE0) != 0xA0) {
		a->cla_base = cla & 0x80;
		a->channel = cla & 0x03;
		a->secure_messaging = cla & 0x0C;
		a->chained = cla & 0x10;
	}
}

static struct sw parse_short(struct span body, struct apdu *a)
{
	size_t lc = body.ptr[0];

	if (body.len == 1) {
		a->has_le = true;
		a->ne = lc ? lc : 256;
		return SW(SW_OK);
	}
	if (lc == 0 || body.len < 1 + lc || body.len > 2 + lc)
		return SW(SW_WRONG_LENGTH);
	a->data = (struct span){ body.ptr + 1, lc };
	if (body.len == 2 + lc) {
		a->has_le = true;
		a->ne = body.ptr[1 + lc] ? body.ptr[1 + lc] : 256;
	}
	return SW(SW_OK);
}

static size_t extended_ne(const uint8_t *p)
{
	size_t le = (size_t)p[0] << 8 | p[1];

	return le ? le : 65536;
}

/* Body that starts with 00: three octets of Le or Lc. */
static struct sw parse_extended(struct span body, struct apdu *a)
{
	size_t lc = (size_t)body.ptr[1] << 8 | body.ptr[2];

	if (body.len == 3) {
		a->has_le = true;
		a->ne = extended_ne(body.ptr + 1);
		return SW(SW_OK);
	}
	if (lc == 0 || (body.len != 3 + lc && body.len != 5 + lc))
		return SW(SW_WRONG_LENGTH);
	a->data = (struct span){ body.ptr + 3, lc };
	if (body.len == 5 + lc) {
		a->has_le = true;
		a->ne = extended_ne(body.ptr + 3 + lc);
	}
	return SW(SW_OK);
}

struct sw apdu_parse(struct span bytes, struct apdu *ret_apdu)
{
	struct apdu a = { .data = { (const uint8_t *)"", 0 } };
	struct sw sw = SW(SW_OK);

	if (bytes.len < 4)
		return SW(SW_WRONG_LENGTH);
	a.cla = bytes.ptr[0];
	a.ins = bytes.ptr[1];
	a.p1 = bytes.ptr[2];
	a.p2 = bytes.ptr[3];
	parse_class(a.cla, &a);
	if (bytes.len > 4) {
		struct span body = { bytes.ptr + 4, bytes.len - 4 };

		if (body.ptr[0] == 0 && body.len >= 3)
			sw = parse_extended(body, &a);
		else
			sw = parse_short(body, &a);
	}
	if (sw.v == SW_OK)
		*ret_apdu = a;
	return sw;
}

void response_put(struct response *r, struct span bytes)
{
	if (bytes.len > r->cap - r->len) {
		r->overflow = true;
		return;
	}
	if (bytes.len)
		memcpy(r->buf + r->len, bytes.ptr, bytes.len);
	r->len += bytes.len;
}
