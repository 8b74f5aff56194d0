/*
 * Table-driven DER encoder [X.690 8, 10, 11], and what all users of the tables share.
 *
 * The writer fills its buffer from the end, so rows, items and contents are put last first. An
 * absent component is left out, even a mandatory one: what a message must hold is its maker's duty.
 */
#include "asn1/asn1_internal.h"

const struct asn1_field *asn1_chosen(const struct asn1_type *t, const void *in)
{
	uint32_t which = 1;

	if (t->form == ASN1_CHOICE)
		which = *(const uint32_t *)(const void *)((const uint8_t *)in + t->which_off);
	return which >= 1 && which <= t->n ? &t->f[which - 1] : NULL;
}

bool asn1_present(const struct asn1_field *f, const void *member)
{
	switch ((enum asn1_kind)f->kind) {
	case ASN1_OCTETS:
	case ASN1_UTF8:
	case ASN1_OID:
	case ASN1_RAW:
		return ((const struct span *)member)->ptr != NULL;
	case ASN1_UINT:
		return ((const struct asn1_uint *)member)->set;
	case ASN1_INT:
		return ((const struct asn1_int *)member)->set;
	case ASN1_BOOL:
		return ((const struct asn1_bool *)member)->set;
	case ASN1_BITS:
		return ((const struct asn1_bits *)member)->set;
	case ASN1_NULL:
		return *(const bool *)member;
	case ASN1_STRUCT:
		return *(void *const *)member != NULL;
	case ASN1_LIST:
		return ((const struct asn1_list *)member)->items != NULL ||
		       !(f->flags & (ASN1_OPT | ASN1_DEFAULT));
	}
	return false;
}

const char *asn1_name(const struct asn1_name *names, int64_t value)
{
	for (; names && names->name; names++) {
		if (names->value == value)
			return names->name;
	}
	return NULL;
}

/* Octets, one row an item, that all equal the default. */
static bool is_default_list(const struct asn1_field *f, const struct asn1_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		const void *octets = asn1_member_const(asn1_item(f, list, i), &f->type->f[0]);

		if (!span_equal(*(const struct span *)octets, f->dflt_octets))
			return false;
	}
	return list->count == f->min;
}

/* DER leaves out what equals its default [X.690 11.5]. */
static bool is_default(const struct asn1_field *f, const void *member)
{
	if (!(f->flags & ASN1_DEFAULT))
		return false;
	if (f->kind == ASN1_UINT)
		return ((const struct asn1_uint *)member)->v == f->dflt;
	if (f->kind == ASN1_BOOL)
		return ((const struct asn1_bool *)member)->v == (f->dflt != 0);
	if (f->kind == ASN1_BITS)
		return ((const struct asn1_bits *)member)->v == f->dflt;
	if (f->kind == ASN1_OCTETS)
		return span_equal(*(const struct span *)member, f->dflt_octets);
	return f->kind == ASN1_LIST && is_default_list(f, member);
}

/* [X.690 11.1] */
static void put_bool(bool value, struct der_writer *w)
{
	uint8_t octet = value ? 0xFF : 0x00;

	der_put_bytes(w, (struct span){ &octet, 1 });
}

/* Shortest two's complement [X.690 8.3.2]. */
static void put_int(const struct asn1_int *value, struct der_writer *w)
{
	uint8_t body[sizeof(value->v)];
	size_t at = sizeof(body);
	uint64_t left = (uint64_t)value->v;
	uint64_t sign = value->v < 0 ? UINT64_MAX : 0;

	if (value->big.ptr) {
		der_put_bytes(w, value->big);
		return;
	}
	do {
		body[--at] = (uint8_t)left;
		left = left >> 8 | sign << 56;
	} while (left != sign || ((body[at] ^ sign) & 0x80));
	der_put_bytes(w, (struct span){ body + at, sizeof(body) - at });
}

/* Named bits: trailing zeros are not sent [X.690 11.2.2]. */
static void put_bits(uint32_t bits, struct der_writer *w)
{
	uint8_t body[1 + sizeof(bits)] = { 0 };
	size_t count = 0; /* up to and with the last one */

	for (size_t i = 0; i < 32; i++) {
		if (bits & UINT32_C(1) << i) {
			body[1 + i / 8] |= (uint8_t)(0x80 >> i % 8);
			count = i + 1;
		}
	}
	body[0] = (uint8_t)((8 - count % 8) % 8);
	der_put_bytes(w, (struct span){ body, 1 + (count + 7) / 8 });
}

static void encode_body(const struct asn1_type *t, const void *in, struct der_writer *w);

static void encode_list(const struct asn1_field *f, const struct asn1_list *list,
                        struct der_writer *w)
{
	for (size_t i = list->count; i-- > 0;) {
		size_t mark = w->len;

		encode_body(f->type, asn1_item(f, list, i), w);
		if (f->elem_tag)
			der_put_header(w, f->elem_tag, w->len - mark);
	}
}

static void encode_row(const struct asn1_field *f, const void *in, struct der_writer *w)
{
	const void *member = asn1_member_const(in, f);
	size_t mark = w->len;

	if (!asn1_present(f, member) || is_default(f, member))
		return;
	switch ((enum asn1_kind)f->kind) {
	case ASN1_RAW:
		der_put_bytes(w, *(const struct span *)member);
		return;
	case ASN1_UINT:
		der_put_uint(w, f->tag, ((const struct asn1_uint *)member)->v);
		return;
	case ASN1_OCTETS:
	case ASN1_UTF8:
	case ASN1_OID:
		der_put_bytes(w, *(const struct span *)member);
		break;
	case ASN1_INT:
		put_int(member, w);
		break;
	case ASN1_BOOL:
		put_bool(((const struct asn1_bool *)member)->v, w);
		break;
	case ASN1_BITS:
		put_bits(((const struct asn1_bits *)member)->v, w);
		break;
	case ASN1_NULL:
		break;
	case ASN1_STRUCT:
		encode_body(f->type, *(void *const *)member, w);
		if (f->tag == 0) /* its alternative brings its own */
			return;
		break;
	case ASN1_LIST:
		encode_list(f, member, w);
		break;
	}
	der_put_header(w, f->tag, w->len - mark);
}

static void encode_body(const struct asn1_type *t, const void *in, struct der_writer *w)
{
	const struct asn1_field *chosen;

	if (t->form == ASN1_SEQUENCE) {
		for (size_t i = t->n; i-- > 0;)
			encode_row(&t->f[i], in, w);
		return;
	}
	chosen = asn1_chosen(t, in);
	if (chosen)
		encode_row(chosen, in, w);
}

void asn1_encode(const struct asn1_type *t, uint32_t tag, const void *in, struct der_writer *w)
{
	size_t mark = w->len;

	encode_body(t, in, w);
	if (tag)
		der_put_header(w, tag, w->len - mark);
}

struct span asn1_encode_arena(const struct asn1_type *t, uint32_t tag, const void *in,
                              struct arena *a)
{
	struct der_writer measure = { NULL, 0, 0 };
	struct der_writer w;

	asn1_encode(t, tag, in, &measure);
	w = (struct der_writer){ arena_alloc(a, measure.len), measure.len, 0 };
	if (!w.buf)
		return (struct span){ NULL, 0 };
	asn1_encode(t, tag, in, &w);
	return der_written(&w);
}
