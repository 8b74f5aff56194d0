/* Cutting a Bound Profile Package into the pieces that an LPA sends one by one [SGP.22 2.5.5]. */
#include "peers/bpp_cut.h"

#include "asn1/rsp_tags.h"

#include <string.h>

enum { MAC_LEN = 8 };

bool bpp_cut_start(struct bpp_cut *cut, struct span bpp)
{
	struct der_tlv package;

	if (!der_whole(bpp, RSP_TAG_BOUND_PROFILE_PACKAGE, &package))
		return false;
	*cut = (struct bpp_cut){ .start = bpp.ptr, .parts = der_reader(package.value) };
	return true;
}

static struct span span_between(const uint8_t *from, const uint8_t *to)
{
	return (struct span){ from, (size_t)(to - from) };
}

bool bpp_cut_next(struct bpp_cut *cut, struct bpp_piece *ret_piece)
{
	struct der_tlv tlv;
	const uint8_t *from;

	if (!bpp_cut_ok(cut))
		return false;
	if (der_more(&cut->segments)) {
		if (!der_next(&cut->segments, &tlv))
			return false;
		*ret_piece = (struct bpp_piece){ tlv.tag, tlv.whole };
		return true;
	}
	if (!der_more(&cut->parts) || !der_next(&cut->parts, &tlv))
		return false;
	/* The header of BF36 goes out together with its first component. */
	from = cut->start ? cut->start : tlv.whole.ptr;
	cut->start = NULL;
	switch (tlv.tag) {
	case RSP_TAG_INITIALISE_SECURE_CHANNEL:
	case RSP_TAG_FIRST_SEQUENCE_OF_87:
	case RSP_TAG_SECOND_SEQUENCE_OF_87:
		ret_piece->bytes = span_between(from, tlv.whole.ptr + tlv.whole.len);
		break;
	case RSP_TAG_SEQUENCE_OF_88:
	case RSP_TAG_SEQUENCE_OF_86:
		ret_piece->bytes = span_between(from, tlv.value.ptr);
		cut->segments = der_reader(tlv.value);
		break;
	default:
		cut->parts.bad = true;
		return false;
	}
	ret_piece->tag = tlv.tag;
	return true;
}

bool bpp_cut_metadata(struct span bpp, struct arena *a, struct span *ret_metadata)
{
	struct der_tlv package, list, segment;
	struct der_reader r;
	uint8_t *text;
	size_t len = 0;

	if (!der_whole(bpp, RSP_TAG_BOUND_PROFILE_PACKAGE, &package) ||
	    !der_find(package.value, RSP_TAG_SEQUENCE_OF_88, &list))
		return false;
	text = arena_alloc(a, list.value.len);
	r = der_reader(list.value);
	while (text && der_take(&r, RSP_TAG_BPP_SEGMENT_88, &segment) &&
	       segment.value.len >= MAC_LEN) {
		memcpy(text + len, segment.value.ptr, segment.value.len - MAC_LEN);
		len += segment.value.len - MAC_LEN;
	}
	if (!text || r.bad || der_more(&r) || len == 0)
		return false;
	*ret_metadata = (struct span){ text, len };
	return true;
}
