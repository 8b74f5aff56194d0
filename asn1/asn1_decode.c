/*
 * Table-driven DER decoder [X.690 8, 10, 11], with "EXTENSIBILITY IMPLIED" [X.680 13.4, 25]: what
 * no row claims is skipped, everything else must be right.
 */
#include "asn1/asn1_internal.h"

#include <string.h>

struct decoder {
	struct arena *arena;
	struct asn1_error *error;
	int depth;
};

/* The table row that is being decoded, for error messages. */
struct row {
	const struct asn1_type *type;
	const struct asn1_field *field;
};

static bool decode_body(struct decoder *d, const struct asn1_type *t, struct span in, void *out);

static bool fail(struct decoder *d, const struct asn1_type *t, const struct asn1_field *f,
                 const char *why)
{
	*d->error = (struct asn1_error){ t->name, f ? f->name : "", why };
	return false;
}

/* True if an element with this tag belongs to the row. */
static bool row_accepts(const struct asn1_field *f, uint32_t tag)
{
	if (f->tag != 0)
		return f->tag == tag;
	if (f->kind == ASN1_RAW) /* any element */
		return true;
	for (size_t i = 0; i < f->type->n; i++) {
		if (row_accepts(&f->type->f[i], tag))
			return true;
	}
	return false;
}

/* Number of the first row in [from, to) that an element with this tag belongs to, or `to`. */
static size_t find_row(const struct asn1_type *t, size_t from, size_t to, uint32_t tag)
{
	while (from < to && !row_accepts(&t->f[from], tag))
		from++;
	return from;
}

bool asn1_count_characters(struct span s, size_t *ret_count)
{
	size_t count = 0;
	size_t i = 0;

	while (i < s.len) {
		uint8_t c = s.ptr[i++];
		uint8_t low = 0x80, high = 0xBF; /* range of the second octet */
		size_t more;

		count++;
		if (c < 0x80)
			continue;
		if (c < 0xC2 || c > 0xF4)
			return false;
		more = c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
		if (c == 0xE0)
			low = 0xA0;
		else if (c == 0xED)
			high = 0x9F;
		else if (c == 0xF0)
			low = 0x90;
		else if (c == 0xF4)
			high = 0x8F;
		for (; more > 0; more--, low = 0x80, high = 0xBF) {
			if (i == s.len || s.ptr[i] < low || s.ptr[i] > high)
				return false;
			i++;
		}
	}
	*ret_count = count;
	return true;
}

/* Arcs of 7 bits an octet, each minimal and complete [X.690 8.19]. */
static bool is_oid(struct span s)
{
	bool arc_starts = true;

	for (size_t i = 0; i < s.len; i++) {
		if (arc_starts && s.ptr[i] == 0x80)
			return false;
		arc_starts = !(s.ptr[i] & 0x80);
	}
	return s.len > 0 && arc_starts;
}

static const char *check_size(const struct asn1_field *f, size_t n)
{
	if (n < f->min)
		return "too short";
	if (f->max && n > f->max)
		return "too long";
	return NULL;
}

/* INTEGER contents of any length; returns what is wrong with them, or NULL [X.690 8.3]. */
static const char *get_int(struct span s, struct asn1_int *out)
{
	uint64_t v;

	if (s.len == 0)
		return "empty integer";
	if (s.len > 1 &&
	    ((s.ptr[0] == 0x00 && s.ptr[1] < 0x80) || (s.ptr[0] == 0xFF && s.ptr[1] >= 0x80)))
		return "integer not minimal";
	v = s.ptr[0] & 0x80 ? UINT64_MAX : 0;
	if (s.len > sizeof(v)) {
		*out = (struct asn1_int){ true, v ? INT64_MIN : INT64_MAX, s };
		return NULL;
	}
	for (size_t i = 0; i < s.len; i++)
		v = v << 8 | s.ptr[i];
	*out = (struct asn1_int){ true, (int64_t)v };
	return NULL;
}

static const char *get_uint(const struct asn1_field *f, struct span s, struct asn1_uint *out)
{
	struct asn1_int i;
	const char *why = get_int(s, &i);

	if (why)
		return why;
	if (i.v < f->min || i.v > UINT32_MAX || (f->max && i.v > f->max))
		return "integer out of range";
	*out = (struct asn1_uint){ true, (uint32_t)i.v };
	return NULL;
}

/* BIT STRING contents: bit 0 is the top bit of the first octet after the count [X.690 8.6]. */
static const char *get_bits(struct span s, struct asn1_bits *out)
{
	uint32_t v = 0;
	size_t count;

	if (s.len == 0 || s.ptr[0] > 7 || (s.len == 1 && s.ptr[0] > 0))
		return "malformed bit string";
	count = (s.len - 1) * 8 - s.ptr[0];
	for (size_t i = 0; i < count && i < 32; i++) {
		if (s.ptr[1 + i / 8] & 0x80 >> i % 8)
			v |= UINT32_C(1) << i;
	}
	*out = (struct asn1_bits){ true, v };
	return NULL;
}

/* Decodes the contents of a component without structure; returns why it is wrong, or NULL. */
static const char *get_primitive(const struct asn1_field *f, struct der_tlv v, void *out)
{
	const char *why = NULL;
	size_t size = v.value.len;

	switch ((enum asn1_kind)f->kind) {
	case ASN1_OCTETS:
	case ASN1_UTF8:
	case ASN1_OID:
		if (f->kind == ASN1_UTF8 && !asn1_count_characters(v.value, &size))
			return "malformed UTF-8";
		why = check_size(f, size);
		if (!why && f->kind == ASN1_OID && !is_oid(v.value))
			why = "malformed object identifier";
		if (!why)
			*(struct span *)out = v.value;
		return why;
	case ASN1_UINT:
		return get_uint(f, v.value, out);
	case ASN1_INT:
		return get_int(v.value, out);
	case ASN1_BOOL:
		if (v.value.len != 1)
			return "malformed boolean";
		*(struct asn1_bool *)out = (struct asn1_bool){ true, v.value.ptr[0] != 0 };
		return NULL;
	case ASN1_BITS:
		return get_bits(v.value, out);
	case ASN1_NULL:
		if (v.value.len != 0)
			return "NULL not empty";
		*(bool *)out = true;
		return NULL;
	case ASN1_RAW:
		*(struct span *)out = v.whole;
		return NULL;
	case ASN1_STRUCT:
	case ASN1_LIST:
		break;
	}
	return "unknown kind";
}

static bool decode_struct(struct decoder *d, struct row row, struct der_tlv v, void **out)
{
	const struct asn1_field *f = row.field;

	*out = arena_alloc(d->arena, f->type->size);
	if (!*out)
		return fail(d, row.type, f, "out of memory");
	return decode_body(d, f->type, f->tag ? v.value : v.whole, *out);
}

/* Counts first, so that the items lie in one array that is exactly as long as needed. */
static bool decode_list(struct decoder *d, struct row row, struct span in, struct asn1_list *out)
{
	const struct asn1_field *f = row.field;
	struct der_reader r = der_reader(in);
	struct der_tlv v;
	const char *why;
	size_t n = 0;
	size_t total;

	for (; der_more(&r); n++) {
		if (!der_next(&r, &v))
			return fail(d, row.type, f, "malformed element");
		if (f->elem_tag && v.tag != f->elem_tag)
			return fail(d, row.type, f, "unexpected list element");
	}
	why = check_size(f, n);
	if (why)
		return fail(d, row.type, f, why);
	if (__builtin_mul_overflow(n, (size_t)f->type->size, &total) ||
	    !(out->items = arena_alloc(d->arena, total)))
		return fail(d, row.type, f, "out of memory");
	out->count = n;
	r = der_reader(in);
	for (size_t i = 0; i < n && der_next(&r, &v); i++) {
		void *item = (uint8_t *)out->items + i * f->type->size;

		if (!decode_body(d, f->type, f->elem_tag ? v.value : v.whole, item))
			return false;
	}
	return true;
}

static bool decode_row(struct decoder *d, struct row row, struct der_tlv v, void *out)
{
	void *member = asn1_member(out, row.field);
	const char *why;

	if (row.field->kind == ASN1_STRUCT)
		return decode_struct(d, row, v, member);
	if (row.field->kind == ASN1_LIST)
		return decode_list(d, row, v.value, member);
	why = get_primitive(row.field, v, member);
	return !why || fail(d, row.type, row.field, why);
}

/* A component that did not come: its default, nothing, or an error. */
static bool decode_absent(struct decoder *d, const struct asn1_type *t, const struct asn1_field *f,
                          void *out)
{
	void *member = asn1_member(out, f);

	if (!(f->flags & (ASN1_OPT | ASN1_DEFAULT)))
		return fail(d, t, f, "missing");
	if (!(f->flags & ASN1_DEFAULT))
		return true;
	if (f->kind == ASN1_UINT)
		*(struct asn1_uint *)member = (struct asn1_uint){ true, f->dflt };
	else if (f->kind == ASN1_BOOL)
		*(struct asn1_bool *)member = (struct asn1_bool){ true, f->dflt != 0 };
	else if (f->kind == ASN1_BITS)
		*(struct asn1_bits *)member = (struct asn1_bits){ true, f->dflt };
	else if (f->kind == ASN1_OCTETS)
		*(struct span *)member = f->dflt_octets;
	return true;
}

/* Exactly one element, which is one of the rows. */
static bool decode_alternative(struct decoder *d, const struct asn1_type *t, struct span in,
                               void *out)
{
	struct der_reader r = der_reader(in);
	struct der_tlv v;
	size_t i;

	if (!der_next(&r, &v))
		return fail(d, t, NULL, "malformed element");
	if (der_more(&r))
		return fail(d, t, NULL, "trailing bytes");
	i = find_row(t, 0, t->n, v.tag);
	if (i == t->n)
		return fail(d, t, NULL,
		            t->form == ASN1_CHOICE ? "unknown alternative" : "unexpected tag");
	if (t->form == ASN1_CHOICE)
		*(uint32_t *)(void *)((uint8_t *)out + t->which_off) = (uint32_t)i + 1;
	return decode_row(d, (struct row){ t, &t->f[i] }, v, out);
}

static bool decode_sequence(struct decoder *d, const struct asn1_type *t, struct span in, void *out)
{
	struct der_reader r = der_reader(in);
	struct der_tlv v;
	size_t next = 0; /* rows before it are done */

	while (der_more(&r)) {
		size_t i;

		if (!der_next(&r, &v))
			return fail(d, t, NULL, "malformed element");
		i = find_row(t, next, t->n, v.tag);
		if (i == t->n) {
			i = find_row(t, 0, next, v.tag);
			if (i < next)
				return fail(d, t, &t->f[i], "repeated or out of order");
			continue;
		}
		for (; next < i; next++) {
			if (!decode_absent(d, t, &t->f[next], out))
				return false;
		}
		if (!decode_row(d, (struct row){ t, &t->f[next++] }, v, out))
			return false;
	}
	for (; next < t->n; next++) {
		if (!decode_absent(d, t, &t->f[next], out))
			return false;
	}
	return true;
}

static bool decode_body(struct decoder *d, const struct asn1_type *t, struct span in, void *out)
{
	bool ok;

	if (d->depth == ASN1_DEPTH_MAX)
		return fail(d, t, NULL, "nested too deep");
	d->depth++;
	ok = t->form == ASN1_SEQUENCE ? decode_sequence(d, t, in, out)
	                              : decode_alternative(d, t, in, out);
	d->depth--;
	return ok;
}

bool asn1_decode(const struct asn1_type *t, uint32_t tag, struct span in, void *ret_out,
                 struct arena *a, struct asn1_error *ret_error)
{
	struct decoder d = { .arena = a, .error = ret_error };
	struct der_reader r = der_reader(in);
	struct der_tlv v = { .value = in };
	bool ok;

	memset(ret_out, 0, t->size);
	if (!in.ptr || (tag != 0 && !der_next(&r, &v)))
		return fail(&d, t, NULL, "malformed element");
	if (tag != 0 && v.tag != tag)
		return fail(&d, t, NULL, "unexpected tag");
	if (tag != 0 && der_more(&r))
		return fail(&d, t, NULL, "trailing bytes");
	ok = decode_body(&d, t, v.value, ret_out);
	if (!ok)
		memset(ret_out, 0, t->size);
	return ok;
}
