/* Activation codes. [SGP.22 4.1] */
#include "peers/activation_code.h"

#include <string.h>

enum { FIELDS = 5, ARC_MAX = 0x0FFFFFFF, FIRST_ARC_MAX = 2, SECOND_ARC_MAX = 39, FACTOR = 40 };

enum field { FIELD_FORMAT, FIELD_ADDRESS, FIELD_MATCHING_ID, FIELD_OID, FIELD_FLAG };

/* Cuts at each '$'. The number of fields, as many as there is room for. */
static size_t cut(struct span text, struct span ret_fields[FIELDS])
{
	size_t n = 0;

	while (n < FIELDS) {
		const uint8_t *dollar = text.len ? memchr(text.ptr, '$', text.len) : NULL;
		const size_t len = dollar ? (size_t)(dollar - text.ptr) : text.len;

		ret_fields[n++] = (struct span){ text.ptr, len };
		if (!dollar)
			break;
		text = (struct span){ dollar + 1, text.len - len - 1 };
	}
	return n;
}

/* ---- OIDs ---- */

/* The number before the next dot; moves the text behind it. False if there is none, or too big. */
static bool take_arc(struct span *text, uint32_t *ret_arc)
{
	uint32_t arc = 0;
	size_t n = 0;

	for (; n < text->len && text->ptr[n] != '.'; n++) {
		const uint8_t digit = (uint8_t)(text->ptr[n] - '0');

		if (digit > 9 || arc > ARC_MAX / 10)
			return false;
		arc = arc * 10 + digit;
	}
	/* A dot must have something on either side. */
	if (n == 0 || n + 1 == text->len)
		return false;
	*text = n < text->len ? (struct span){ text->ptr + n + 1, text->len - n - 1 }
	                      : (struct span){ text->ptr + n, 0 };
	*ret_arc = arc;
	return true;
}

/* Seven bits an octet, the last one without its top bit [X.690 8.19]. */
static bool put_arc(struct activation_code *code, uint32_t arc)
{
	size_t n = 1;

	while (n < 5 && arc >> 7 * n)
		n++;
	if (code->oid_len + n > ACTIVATION_CODE_OID_MAX)
		return false;
	while (n-- > 0)
		code->oid[code->oid_len++] = (uint8_t)((arc >> 7 * n & 0x7F) | (n ? 0x80 : 0));
	return true;
}

static bool read_oid(struct span text, struct activation_code *code)
{
	uint32_t first, second;

	if (!take_arc(&text, &first) || text.len == 0 || !take_arc(&text, &second) ||
	    first > FIRST_ARC_MAX || (first < FIRST_ARC_MAX && second > SECOND_ARC_MAX) ||
	    !put_arc(code, first * FACTOR + second))
		return false;
	while (text.len > 0)
		if (!take_arc(&text, &second) || !put_arc(code, second))
			return false;
	return true;
}

/* ---- the code ---- */

bool activation_code_parse(struct span text, struct activation_code *ret_code)
{
	static const char scheme[] = "LPA:";
	const size_t scheme_len = sizeof(scheme) - 1;
	struct activation_code code = { 0 };
	struct span fields[FIELDS] = { 0 };
	size_t n;

	if (text.len >= scheme_len && memcmp(text.ptr, scheme, scheme_len) == 0)
		text = (struct span){ text.ptr + scheme_len, text.len - scheme_len };
	n = cut(text, fields);
	if (n <= FIELD_MATCHING_ID || fields[FIELD_FORMAT].len != 1 ||
	    fields[FIELD_FORMAT].ptr[0] != '1' || fields[FIELD_ADDRESS].len == 0)
		return false;
	code.address = fields[FIELD_ADDRESS];
	code.matching_id = fields[FIELD_MATCHING_ID];
	if (fields[FIELD_OID].len > 0 && !read_oid(fields[FIELD_OID], &code))
		return false;
	if (fields[FIELD_FLAG].len > 1 ||
	    (fields[FIELD_FLAG].len == 1 && fields[FIELD_FLAG].ptr[0] != '1'))
		return false;
	code.confirmation_code_required = fields[FIELD_FLAG].len == 1;
	*ret_code = code;
	return true;
}
