/*
 * SEARCH RECORD, simple and enhanced [TS 102 221 11.1.7].
 */
#include "uicc_cmd.h"

#include <string.h>

enum {
	TYPES_RECORDS = 1U << SAIP_EF_LINEAR | 1U << SAIP_EF_CYCLIC,
	SFI_SHIFT = 3,
};

/* P2 of a simple search, and the first octet of an enhanced one. */
enum direction {
	FORWARD = 4,
	BACKWARD = 5,
	FORWARD_FROM_NEXT = 6,
	BACKWARD_FROM_PREVIOUS = 7,
	ENHANCED = 6, /* P2 only */
	DIRECTION_MASK = 7,
};

struct search {
	enum direction direction;
	struct span pattern;
	bool behind_value; /* in each record, begin behind the octet `start` says, not at this place */
	uint8_t start;
};

/* Takes the search apart: P2 and, for an enhanced one, two octets before the pattern. */
static struct sw parse_search(const struct apdu *a, struct search *ret_search)
{
	enum { BEHIND_VALUE = 0x08 };
	struct search s = { (enum direction)(a->p2 & DIRECTION_MASK), a->data, false, 0 };

	if (s.direction == FORWARD || s.direction == BACKWARD) {
		*ret_search = s;
		return SW(SW_OK);
	}
	if (s.direction != ENHANCED)
		return SW(SW_FUNCTION_NOT_SUPPORTED); /* proprietary */
	if (a->data.len < 3)
		return SW(SW_WRONG_LENGTH);
	if ((a->data.ptr[0] & ~(BEHIND_VALUE | DIRECTION_MASK)) || !(a->data.ptr[0] & FORWARD))
		return SW(SW_WRONG_DATA);
	s.direction = (enum direction)(a->data.ptr[0] & DIRECTION_MASK);
	s.behind_value = a->data.ptr[0] & BEHIND_VALUE;
	s.start = a->data.ptr[1];
	s.pattern = (struct span){ a->data.ptr + 2, a->data.len - 2 };
	if (s.direction >= FORWARD_FROM_NEXT && a->p1)
		return SW(SW_WRONG_P1P2);
	*ret_search = s;
	return SW(SW_OK);
}

/* Where a search begins; 0 or more than count: there is no such record. */
static unsigned int first_record(const struct uicc_call *call, const struct search *s,
                                 uint8_t count)
{
	unsigned int pointer = call->c->record;

	switch (s->direction) {
	case FORWARD_FROM_NEXT:
		return pointer + 1;
	case BACKWARD_FROM_PREVIOUS:
		return pointer ? pointer - 1 : count;
	default:
		return call->apdu->p1 ? call->apdu->p1 : pointer;
	}
}

static bool record_matches(const struct search *s, struct span record)
{
	size_t start = s->start;
	const uint8_t *value;

	if (s->behind_value) {
		value = memchr(record.ptr, s->start, record.len);
		if (!value)
			return false;
		start = (size_t)(value - record.ptr) + 1;
	}
	return start < record.len &&
	       memmem(record.ptr + start, record.len - start, s->pattern.ptr, s->pattern.len);
}

struct sw uicc_cmd_search_record(const struct uicc_call *call)
{
	uint8_t found[UINT8_MAX];
	struct uicc_target t;
	struct search s;
	unsigned int i;
	size_t n = 0;
	struct sw sw = parse_search(call->apdu, &s);

	if (sw.v == SW_OK)
		sw = uicc_target_find(call, call->apdu->p2 >> SFI_SHIFT, TYPES_RECORDS,
		                      UICC_ACCESS_READ, &t);
	if (sw.v != SW_OK)
		return sw;
	if (s.pattern.len > t.file->record_length)
		return SW(SW_WRONG_LENGTH);
	i = first_record(call, &s, t.file->record_count);
	if (i == 0 || i > t.file->record_count)
		return SW(SW_RECORD_NOT_FOUND);
	/* Odd directions go backward. */
	for (; i >= 1 && i <= t.file->record_count; i = s.direction & 1 ? i - 1 : i + 1) {
		struct span record = { t.body.ptr + (size_t)(i - 1) * t.file->record_length,
			               t.file->record_length };

		if (record_matches(&s, record))
			found[n++] = (uint8_t)i;
	}
	if (n == 0)
		return SW(SW_WARN_EOF);
	call->c->record = found[0];
	response_put(call->response, (struct span){ found, n });
	return SW(SW_OK);
}
