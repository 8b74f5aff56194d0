/*
 * Card Application Toolkit: TERMINAL PROFILE, FETCH, TERMINAL RESPONSE and the REFRESH command.
 */
#include "cat.h"

#include <string.h>

/* Tags and device identities [TS 102 223 9]. */
enum {
	TAG_PROACTIVE = 0xD0,
	TAG_COMMAND_DETAILS = 0x81,
	TAG_DEVICE_IDENTITIES = 0x82,
	TAG_RESULT = 0x83,
	COMPREHENSION = 0x80, /* may be off in what the terminal sends */
	RESULT_PERFORMED_LAST = 0x1F,
	COMMAND_REFRESH = 0x01,
	REFRESH_UICC_RESET = 0x04, /* the mode that every terminal with REFRESH knows */
	/* Third byte of the terminal profile, bit 8 [TS 102 223 5.2]. */
	PROFILE_REFRESH_BYTE = 2,
	PROFILE_REFRESH = 0x80,
	DEVICE_UICC = 0x81,
	DEVICE_TERMINAL = 0x82,
};

void cat_reset(struct cat *c)
{
	*c = (struct cat){ 0 };
}

bool cat_busy(const struct cat *c)
{
	return c->command_len > 0 || c->awaiting_response;
}

void cat_refresh(struct cat *c)
{
	static const uint8_t devices[2] = { DEVICE_UICC, DEVICE_TERMINAL };
	struct der_writer w = { c->command, sizeof(c->command), 0 };
	struct span written;

	c->details[0] = (uint8_t)(c->next_number++ % 254 + 1);
	c->details[1] = COMMAND_REFRESH;
	c->details[2] = REFRESH_UICC_RESET;
	der_put_tlv(&w, TAG_DEVICE_IDENTITIES, SPAN(devices));
	der_put_tlv(&w, TAG_COMMAND_DETAILS, SPAN(c->details));
	der_put_header(&w, TAG_PROACTIVE, w.len);
	written = der_written(&w);
	memmove(c->command, written.ptr, written.len);
	c->command_len = written.len;
}

struct sw cat_final_status(const struct cat *c, struct sw sw)
{
	if (sw.v == SW_OK && c->command_len > 0)
		return SW((uint16_t)(0x9100 | c->command_len));
	return sw;
}

struct sw cat_terminal_profile(struct cat *c, const struct apdu *apdu)
{
	if (apdu->p1 != 0 || apdu->p2 != 0)
		return SW(SW_WRONG_P1P2);
	if (apdu->data.len == 0)
		return SW(SW_WRONG_LENGTH);
	c->can_refresh = apdu->data.len > PROFILE_REFRESH_BYTE &&
	                 apdu->data.ptr[PROFILE_REFRESH_BYTE] & PROFILE_REFRESH;
	return SW(SW_OK);
}

struct sw cat_fetch(struct cat *c, const struct apdu *apdu, struct response *r)
{
	if (apdu->p1 != 0 || apdu->p2 != 0)
		return SW(SW_WRONG_P1P2);
	if (c->command_len == 0)
		return SW(SW_CONDITIONS);
	if (apdu->ne != c->command_len)
		return SW((uint16_t)(0x6C00 | c->command_len));
	response_put(r, (struct span){ c->command, c->command_len });
	c->command_len = 0;
	c->awaiting_response = true;
	return SW(SW_OK);
}

static bool take_object(struct der_reader *r, uint32_t tag, struct span *ret_value)
{
	struct der_tlv v;

	if (!der_take(r, tag, &v) && !der_take(r, tag & ~(uint32_t)COMPREHENSION, &v))
		return false;
	*ret_value = v.value;
	return true;
}

struct sw cat_terminal_response(struct cat *c, const struct apdu *apdu, bool *ret_performed)
{
	struct der_reader r = der_reader(apdu->data);
	struct span details, devices, result;

	if (apdu->p1 != 0 || apdu->p2 != 0)
		return SW(SW_WRONG_P1P2);
	if (!c->awaiting_response)
		return SW(SW_CONDITIONS);
	/* Objects behind these are of no interest here. */
	if (!take_object(&r, TAG_COMMAND_DETAILS, &details) ||
	    !take_object(&r, TAG_DEVICE_IDENTITIES, &devices) ||
	    !take_object(&r, TAG_RESULT, &result) || !span_equal(details, SPAN(c->details)) ||
	    devices.len != 2 || result.len == 0)
		return SW(SW_WRONG_DATA);
	c->awaiting_response = false;
	*ret_performed = result.ptr[0] <= RESULT_PERFORMED_LAST;
	return SW(SW_OK);
}
