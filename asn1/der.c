/*
 * DER cursor, builder and arena [X.690 8.1, 10.1].
 *
 * All lengths that come from outside are compared with what is left before any pointer moves.
 */
#include "asn1/der.h"

#include <assert.h>
#include <stdalign.h>
#include <string.h>

enum {
	TAG_OCTETS_MAX = 3,
	LENGTH_OCTETS_MAX = 3,
};

bool span_equal(struct span a, struct span b)
{
	if (!a.ptr || !b.ptr)
		return !a.ptr && !b.ptr;
	return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

/* Identifier octets [X.690 8.1.2]; *pos moves past them. */
static enum der_header_result get_tag(struct span in, size_t *pos, uint32_t *ret_tag)
{
	uint32_t tag;
	uint8_t octet;

	if (in.len == 0)
		return DER_HEADER_SHORT;
	tag = in.ptr[0];
	*pos = 1;
	if (tag == 0) /* end-of-contents: indefinite lengths are not DER */
		return DER_HEADER_BAD;
	if ((tag & 0x1F) == 0x1F) {
		do {
			if (*pos == TAG_OCTETS_MAX)
				return DER_HEADER_BAD;
			if (*pos == in.len)
				return DER_HEADER_SHORT;
			octet = in.ptr[(*pos)++];
			if (*pos == 2 && (octet == 0x80 || octet < 0x1F)) /* not minimal */
				return DER_HEADER_BAD;
			tag = tag << 8 | octet;
		} while (octet & 0x80);
	}
	*ret_tag = tag;
	return DER_HEADER_OK;
}

/* Length octets, definite and minimal [X.690 8.1.3, 10.1]; *pos moves past them. */
static enum der_header_result get_length(struct span in, size_t *pos, size_t *ret_len)
{
	size_t len;
	size_t octets;

	if (*pos == in.len)
		return DER_HEADER_SHORT;
	len = in.ptr[(*pos)++];
	if (len >= 0x80) {
		octets = len & 0x7F;
		if (octets == 0 || octets > LENGTH_OCTETS_MAX)
			return DER_HEADER_BAD;
		if (*pos == in.len)
			return DER_HEADER_SHORT;
		if (in.ptr[*pos] < (octets == 1 ? 0x80 : 0x01)) /* not minimal */
			return DER_HEADER_BAD;
		if (in.len - *pos < octets)
			return DER_HEADER_SHORT;
		for (len = 0; octets > 0; octets--)
			len = len << 8 | in.ptr[(*pos)++];
	}
	*ret_len = len;
	return DER_HEADER_OK;
}

enum der_header_result der_header(struct span in, uint32_t *ret_tag, size_t *ret_len,
                                  size_t *ret_hdr)
{
	enum der_header_result result;
	uint32_t tag;
	size_t pos;
	size_t len;

	result = get_tag(in, &pos, &tag);
	if (result == DER_HEADER_OK)
		result = get_length(in, &pos, &len);
	if (result != DER_HEADER_OK)
		return result;
	*ret_tag = tag;
	*ret_len = len;
	*ret_hdr = pos;
	return DER_HEADER_OK;
}

/* The element at the cursor, if all of it is there. */
static bool get_element(const struct der_reader *r, struct der_tlv *ret_tlv)
{
	struct span left;
	uint32_t tag;
	size_t len;
	size_t hdr;

	if (!der_more(r))
		return false;
	left = (struct span){ r->p, (size_t)(r->end - r->p) };
	if (der_header(left, &tag, &len, &hdr) != DER_HEADER_OK || len > left.len - hdr)
		return false;
	ret_tlv->tag = tag;
	ret_tlv->value = (struct span){ left.ptr + hdr, len };
	ret_tlv->whole = (struct span){ left.ptr, hdr + len };
	return true;
}

uint32_t der_peek(const struct der_reader *r)
{
	struct der_tlv tlv;

	return get_element(r, &tlv) ? tlv.tag : 0;
}

bool der_next(struct der_reader *r, struct der_tlv *ret_tlv)
{
	if (!get_element(r, ret_tlv)) {
		r->bad = true;
		return false;
	}
	r->p += ret_tlv->whole.len;
	return true;
}

bool der_take(struct der_reader *r, uint32_t tag, struct der_tlv *ret_tlv)
{
	struct der_tlv tlv;

	if (!get_element(r, &tlv) || tlv.tag != tag)
		return false;
	r->p += tlv.whole.len;
	*ret_tlv = tlv;
	return true;
}

bool der_whole(struct span in, uint32_t tag, struct der_tlv *ret_tlv)
{
	struct der_reader r = der_reader(in);
	struct der_tlv tlv;

	if (!der_take(&r, tag, &tlv) || der_more(&r))
		return false;
	*ret_tlv = tlv;
	return true;
}

bool der_find(struct span in, uint32_t tag, struct der_tlv *ret_tlv)
{
	struct der_reader r = der_reader(in);
	struct der_tlv tlv;

	while (der_more(&r) && der_next(&r, &tlv)) {
		if (tlv.tag == tag) {
			*ret_tlv = tlv;
			return true;
		}
	}
	return false;
}

bool der_constructed(uint32_t tag)
{
	while (tag > 0xFF)
		tag >>= 8;
	return tag & 0x20;
}

void der_put_bytes(struct der_writer *w, struct span s)
{
	w->len += s.len;
	if (der_writer_ok(w) && s.len > 0)
		memcpy(w->buf + (w->cap - w->len), s.ptr, s.len);
}

void der_put_header(struct der_writer *w, uint32_t tag, size_t content_len)
{
	uint8_t header[sizeof(tag) + 1 + sizeof(content_len)];
	size_t at = sizeof(header);

	assert(tag != 0);
	if (content_len < 0x80) {
		header[--at] = (uint8_t)content_len;
	} else {
		uint8_t octets = 0;

		for (size_t n = content_len; n > 0; n >>= 8, octets++)
			header[--at] = (uint8_t)n;
		header[--at] = 0x80 | octets;
	}
	for (; tag > 0; tag >>= 8)
		header[--at] = (uint8_t)tag;
	der_put_bytes(w, (struct span){ header + at, sizeof(header) - at });
}

void der_put_tlv(struct der_writer *w, uint32_t tag, struct span value)
{
	der_put_bytes(w, value);
	der_put_header(w, tag, value.len);
}

void der_put_uint(struct der_writer *w, uint32_t tag, uint64_t value)
{
	uint8_t body[1 + sizeof(value)];
	size_t at = sizeof(body);

	do {
		body[--at] = (uint8_t)value;
		value >>= 8;
	} while (value > 0);
	if (body[at] & 0x80) /* keep it positive */
		body[--at] = 0;
	der_put_tlv(w, tag, (struct span){ body + at, sizeof(body) - at });
}

size_t der_size(uint32_t tag, size_t content_len)
{
	struct der_writer w = { NULL, 0, 0 };

	der_put_header(&w, tag, content_len);
	return w.len + content_len;
}

void *arena_alloc(struct arena *a, size_t n)
{
	const size_t align = alignof(max_align_t);
	size_t pad = (align - ((uintptr_t)a->buf + a->used) % align) % align;
	uint8_t *p;

	if (pad > a->cap - a->used || n > a->cap - a->used - pad)
		return NULL;
	p = a->buf + a->used + pad;
	a->used += pad + n;
	return n > 0 ? memset(p, 0, n) : p;
}

struct span arena_copy(struct arena *a, struct span s)
{
	uint8_t *p = s.ptr ? arena_alloc(a, s.len) : NULL;

	if (!p)
		return (struct span){ NULL, 0 };
	if (s.len > 0)
		memcpy(p, s.ptr, s.len);
	return (struct span){ p, s.len };
}
