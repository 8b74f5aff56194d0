/*
 * Random values that satisfy the tables, for tests and fuzzers: what it makes, the decoder accepts
 * and the encoder gives back unchanged.
 */
#include "asn1/asn1_internal.h"

#include <string.h>

enum {
	LIST_MAX = 3,
	SIZE_SHORT = 40,    /* beyond the lower bound, most of the time */
	SIZE_LONG = 300,    /* one time in 16: lengths of two and three octets */
	UTF8_MAX = 4,       /* octets of a character */
	DEPTH_OPTIONAL = 8, /* deeper, only what is mandatory is made */
};

struct generator {
	uint32_t (*next)(void *ctx);
	void *ctx;
	struct arena *arena;
	int depth;
};

static bool make_body(struct generator *g, const struct asn1_type *t, void *out);

/* 0 to limit, both included. */
static uint32_t pick(struct generator *g, uint32_t limit)
{
	uint32_t r = g->next(g->ctx);

	return limit == UINT32_MAX ? r : r % (limit + 1);
}

/* Small numbers as often as large ones. */
static uint32_t pick_magnitude(struct generator *g)
{
	uint32_t r = g->next(g->ctx);

	return r >> pick(g, 31);
}

static size_t pick_size(struct generator *g, const struct asn1_field *f)
{
	uint32_t extra = pick(g, 15) == 0 ? SIZE_LONG : SIZE_SHORT;

	if (f->max && f->max - f->min < extra)
		extra = f->max - f->min;
	return f->min + pick(g, extra);
}

static bool make_octets(struct generator *g, size_t len, struct span *out)
{
	uint8_t *p = arena_alloc(g->arena, len);

	if (!p)
		return false;
	for (size_t i = 0; i < len; i++)
		p[i] = (uint8_t)g->next(g->ctx);
	*out = (struct span){ p, len };
	return true;
}

/* Writes one character of 1 to UTF8_MAX octets. */
static size_t put_char(struct generator *g, uint8_t *p)
{
	static const uint32_t last[] = { 0x7F, 0x7FF, 0xFFFF, 0x10FFFF };
	size_t octets = 1 + pick(g, UTF8_MAX - 1);
	uint32_t first = octets == 1 ? 0 : last[octets - 2] + 1;
	uint32_t c = first + pick(g, last[octets - 1] - first);

	if (c >= 0xD800 && c <= 0xDFFF) /* surrogates are no characters */
		c -= 0x1000;
	if (octets == 1) {
		p[0] = (uint8_t)c;
		return 1;
	}
	for (size_t i = octets - 1; i > 0; i--, c >>= 6)
		p[i] = (uint8_t)(0x80 | (c & 0x3F));
	p[0] = (uint8_t)((0xF00U >> octets & 0xFF) | c);
	return octets;
}

static bool make_utf8(struct generator *g, size_t characters, struct span *out)
{
	uint8_t *p = arena_alloc(g->arena, characters * UTF8_MAX);
	size_t len = 0;

	if (!p)
		return false;
	for (size_t i = 0; i < characters; i++)
		len += put_char(g, p + len);
	*out = (struct span){ p, len };
	return true;
}

static bool make_oid(struct generator *g, struct span *out)
{
	uint8_t body[1 + 6 * 5];
	struct der_writer w = { body, sizeof(body), 0 };
	uint8_t root = (uint8_t)pick(g, 119);

	for (uint32_t arcs = pick(g, 6); arcs > 0; arcs--) {
		uint32_t arc = pick_magnitude(g);
		uint8_t more = 0;

		do {
			uint8_t octet = (uint8_t)((arc & 0x7F) | more);

			der_put_bytes(&w, (struct span){ &octet, 1 });
			more = 0x80;
			arc >>= 7;
		} while (arc > 0);
	}
	der_put_bytes(&w, (struct span){ &root, 1 });
	*out = arena_copy(g->arena, der_written(&w));
	return out->ptr != NULL;
}

/* One time in 16 it does not fit 64 bits. */
static bool make_int(struct generator *g, struct asn1_int *out)
{
	int64_t v = pick_magnitude(g);
	uint8_t *first;

	*out = (struct asn1_int){ true, pick(g, 1) ? v : -v };
	if (pick(g, 15) > 0)
		return true;
	if (!make_octets(g, sizeof(v) + 1 + pick(g, 8), &out->big))
		return false;
	first = (uint8_t *)(uintptr_t)out->big.ptr;
	*first = (uint8_t)(1 + pick(g, 0xFD)); /* no sign octet that could be left out */
	out->v = *first & 0x80 ? INT64_MIN : INT64_MAX;
	return true;
}

/* An element with the row's tag; where that says constructed, an OCTET STRING is inside. */
static bool make_raw(struct generator *g, const struct asn1_field *f, struct span *out)
{
	uint8_t value[8];
	uint8_t whole[8 + sizeof(value)];
	struct der_writer w = { whole, sizeof(whole), 0 };
	uint32_t tag = f->tag ? f->tag : 0x04;
	struct span s = { value, 1 + pick(g, sizeof(value) - 1) };

	for (size_t i = 0; i < s.len; i++)
		value[i] = (uint8_t)g->next(g->ctx);
	if (der_constructed(tag)) {
		der_put_tlv(&w, 0x04, s);
		der_put_header(&w, tag, w.len);
	} else {
		der_put_tlv(&w, tag, s);
	}
	*out = arena_copy(g->arena, der_written(&w));
	return out->ptr != NULL;
}

static uint32_t make_uint(struct generator *g, const struct asn1_field *f)
{
	uint32_t range = (f->max ? f->max : UINT32_MAX) - f->min;
	uint32_t named = 0;
	uint32_t v;

	while (f->names && f->names[named].name)
		named++;
	if (named > 0 && pick(g, 7) > 0)
		return f->names[pick(g, named - 1)].value;
	v = pick_magnitude(g);
	return f->min + (v <= range ? v : pick(g, range));
}

static bool make_list(struct generator *g, const struct asn1_field *f, struct asn1_list *out)
{
	uint32_t extra = g->depth < DEPTH_OPTIONAL ? LIST_MAX : 0;

	if (f->max && f->max - f->min < extra)
		extra = f->max - f->min;
	out->count = f->min + pick(g, extra);
	out->items = arena_alloc(g->arena, out->count * f->type->size);
	if (!out->items)
		return false;
	for (size_t i = 0; i < out->count; i++) {
		if (!make_body(g, f->type, (uint8_t *)out->items + i * f->type->size))
			return false;
	}
	return true;
}

static bool make_row(struct generator *g, const struct asn1_field *f, void *out)
{
	void *member = asn1_member(out, f);

	switch ((enum asn1_kind)f->kind) {
	case ASN1_OCTETS:
		return make_octets(g, pick_size(g, f), member);
	case ASN1_UTF8:
		return make_utf8(g, pick_size(g, f), member);
	case ASN1_OID:
		return make_oid(g, member);
	case ASN1_RAW:
		return make_raw(g, f, member);
	case ASN1_UINT:
		*(struct asn1_uint *)member = (struct asn1_uint){ true, make_uint(g, f) };
		return true;
	case ASN1_INT:
		return make_int(g, member);
	case ASN1_BOOL:
		*(struct asn1_bool *)member = (struct asn1_bool){ true, pick(g, 1) };
		return true;
	case ASN1_BITS:
		*(struct asn1_bits *)member = (struct asn1_bits){ true, pick_magnitude(g) };
		return true;
	case ASN1_NULL:
		*(bool *)member = true;
		return true;
	case ASN1_STRUCT:
		*(void **)member = arena_alloc(g->arena, f->type->size);
		return *(void **)member && make_body(g, f->type, *(void **)member);
	case ASN1_LIST:
		return make_list(g, f, member);
	}
	return false;
}

/* Any alternative; deep inside, one that leads no deeper if there is one. */
static size_t pick_alternative(struct generator *g, const struct asn1_type *t)
{
	size_t i = pick(g, (uint32_t)t->n - 1);

	for (size_t tried = 0; g->depth >= DEPTH_OPTIONAL && tried < t->n; tried++) {
		if (t->f[i].kind != ASN1_STRUCT && t->f[i].kind != ASN1_LIST)
			break;
		i = (i + 1) % t->n;
	}
	return i;
}

static bool make_rows(struct generator *g, const struct asn1_type *t, void *out)
{
	size_t i;

	if (t->form == ASN1_CHOICE) {
		i = pick_alternative(g, t);
		*(uint32_t *)(void *)((uint8_t *)out + t->which_off) = (uint32_t)i + 1;
		return make_row(g, &t->f[i], out);
	}
	for (i = 0; i < t->n; i++) {
		bool optional = t->f[i].flags & ASN1_OPT;

		if (optional && (g->depth >= DEPTH_OPTIONAL || pick(g, 1)))
			continue;
		if (!make_row(g, &t->f[i], out))
			return false;
	}
	return true;
}

static bool make_body(struct generator *g, const struct asn1_type *t, void *out)
{
	bool ok;

	if (g->depth == ASN1_DEPTH_MAX)
		return false;
	g->depth++;
	ok = make_rows(g, t, out);
	g->depth--;
	return ok;
}

bool asn1_random(const struct asn1_type *t, uint32_t (*next)(void *ctx), void *ctx, void *ret_out,
                 struct arena *a)
{
	struct generator g = { .next = next, .ctx = ctx, .arena = a };

	memset(ret_out, 0, t->size);
	return make_body(&g, t, ret_out);
}
