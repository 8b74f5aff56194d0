/*
 * Commands of linear fixed and cyclic EFs [TS 102 221 11.1.5, 11.1.6, 11.1.8]; SEARCH RECORD is in
 * uicc_search.c. Record 1 of a cyclic EF is the one updated last; bodies hold the records in their
 * order.
 */
#include "uicc_cmd.h"

#include <string.h>

enum record_mode { RECORD_NEXT = 2, RECORD_PREVIOUS = 3, RECORD_ABSOLUTE = 4 };

enum {
	TYPES_RECORDS = 1U << SAIP_EF_LINEAR | 1U << SAIP_EF_CYCLIC,
	MODE_MASK = 0x07,
	SFI_SHIFT = 3,
	SW_INCREASE_MAX = 0x9850, /* INCREASE cannot be performed, maximum value reached */
};

static struct sw find_records(const struct uicc_call *call, enum uicc_access access,
                              struct uicc_target *ret_target)
{
	return uicc_target_find(call, call->apdu->p2 >> SFI_SHIFT, TYPES_RECORDS, access,
	                        ret_target);
}

static size_t record_offset(const struct uicc_target *t, uint8_t number)
{
	return (size_t)(number - 1) * t->file->record_length;
}

/*
 * The record that P1 and the mode mean. NEXT and PREVIOUS move the pointer, around the end of a
 * cyclic EF; ABSOLUTE leaves it.
 */
static struct sw find_number(const struct uicc_call *call, const struct uicc_target *t,
                             uint8_t *ret_number)
{
	uint8_t mode = call->apdu->p2 & MODE_MASK, p1 = call->apdu->p1;
	uint8_t count = t->file->record_count, pointer = call->c->record, number;
	bool cyclic = t->file->type == SAIP_EF_CYCLIC;

	switch (mode) {
	case RECORD_ABSOLUTE:
		number = p1 ? p1 : pointer;
		break;
	case RECORD_NEXT:
		number = pointer < count ? (uint8_t)(pointer + 1) : cyclic ? 1 : 0;
		break;
	case RECORD_PREVIOUS:
		if (pointer == 0)
			number = count;
		else
			number = pointer > 1 ? (uint8_t)(pointer - 1) : cyclic ? count : 0;
		break;
	default:
		return SW(SW_WRONG_P1P2);
	}
	if (mode != RECORD_ABSOLUTE && p1)
		return SW(SW_WRONG_P1P2);
	if (number == 0 || number > count)
		return SW(SW_RECORD_NOT_FOUND);
	if (mode != RECORD_ABSOLUTE)
		call->c->record = number;
	*ret_number = number;
	return SW(SW_OK);
}

struct sw uicc_cmd_read_record(const struct uicc_call *call)
{
	struct uicc_target t;
	uint8_t number, pointer;
	struct sw sw;

	if (!call->apdu->has_le)
		return SW(SW_WRONG_LENGTH);
	sw = find_records(call, UICC_ACCESS_READ, &t);
	pointer = call->c->record;
	if (sw.v == SW_OK)
		sw = find_number(call, &t, &number);
	if (sw.v != SW_OK)
		return sw;
	sw = uicc_put_exact(call, (struct span){ t.body.ptr + record_offset(&t, number),
	                                         t.file->record_length });
	/* The terminal repeats a command after 6Cxx: the pointer must not have moved. */
	if (sw.v != SW_OK)
		call->c->record = pointer;
	return sw;
}

/* The oldest record of a cyclic EF becomes record 1 with new content. */
static struct sw rotate_in(const struct uicc_call *call, const struct uicc_target *t,
                           struct span record)
{
	uint8_t *body = uicc_target_copy(t);
	struct sw sw;

	if (body) {
		memcpy(body + record.len, t->body.ptr, t->body.len - record.len);
		memcpy(body, record.ptr, record.len);
	}
	sw = uicc_target_replace(call, t, body);
	if (sw.v == SW_OK)
		call->c->record = 1;
	return sw;
}

struct sw uicc_cmd_update_record(const struct uicc_call *call)
{
	const struct span data = call->apdu->data;
	struct uicc_target t;
	struct sw sw = find_records(call, UICC_ACCESS_UPDATE, &t);
	uint8_t *body, number, mode = call->apdu->p2 & MODE_MASK;

	if (sw.v != SW_OK)
		return sw;
	if (data.len != t.file->record_length)
		return SW(SW_WRONG_LENGTH);
	if (t.file->type == SAIP_EF_CYCLIC) {
		if (mode != RECORD_PREVIOUS)
			return SW(SW_COMMAND_INCOMPATIBLE);
		return call->apdu->p1 ? SW(SW_WRONG_P1P2) : rotate_in(call, &t, data);
	}
	sw = find_number(call, &t, &number);
	if (sw.v != SW_OK)
		return sw;
	body = uicc_target_copy(&t);
	if (body)
		memcpy(body + record_offset(&t, number), data.ptr, data.len);
	return uicc_target_replace(call, &t, body);
}

/* Adds a big-endian number to a record; false if the record is too short for the sum. */
static bool add_to_record(uint8_t *record, size_t len, struct span number)
{
	unsigned int carry = 0;

	for (size_t i = 1; i <= len; i++) {
		if (i <= number.len)
			carry += number.ptr[number.len - i];
		carry += record[len - i];
		record[len - i] = (uint8_t)carry;
		carry >>= 8;
	}
	return carry == 0;
}

struct sw uicc_cmd_increase(const struct uicc_call *call)
{
	enum { P1_BY_SFI = 0x80, NUMBER_MAX = 127 };
	const struct span number = call->apdu->data;
	uint8_t p1 = call->apdu->p1, record[UINT8_MAX];
	struct uicc_target t;
	size_t len;
	struct sw sw;

	if (call->apdu->p2 || (p1 && ((p1 & 0xE0) != P1_BY_SFI || !(p1 & 0x1F))))
		return SW(SW_WRONG_P1P2);
	sw = uicc_target_find(call, p1 & 0x1F, 1U << SAIP_EF_CYCLIC, UICC_ACCESS_INCREASE, &t);
	if (sw.v != SW_OK)
		return sw;
	len = t.file->record_length;
	if (number.len > NUMBER_MAX || number.len > len || len > sizeof(record))
		return SW(SW_WRONG_LENGTH);
	memcpy(record, t.body.ptr, len);
	if (!add_to_record(record, len, number))
		return SW(SW_INCREASE_MAX);
	sw = rotate_in(call, &t, (struct span){ record, len });
	if (sw.v == SW_OK) {
		response_put(call->response, (struct span){ record, len });
		response_put(call->response, number);
	}
	return sw;
}
