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
	COMMAND_REFRESH = 0x01,
	REFRESH_UICC_RESET = 0x04, /* the mode that every terminal with REFRESH knows */
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
	uint8_t details[3];
	static const uint8_t devices[2] = { DEVICE_UICC, DEVICE_TERMINAL };
	struct der_writer w = { c->command, sizeof(c->command), 0 };
	struct span written;

	details[0] = (uint8_t)(c->next_number++ % 254 + 1);
	details[1] = COMMAND_REFRESH;
	details[2] = REFRESH_UICC_RESET;
	der_put_tlv(&w, TAG_DEVICE_IDENTITIES, SPAN(devices));
	der_put_tlv(&w, TAG_COMMAND_DETAILS, SPAN(details));
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
	c->terminal_profile = true;
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

struct sw cat_terminal_response(struct cat *c, const struct apdu *apdu, bool *ret_completed)
{
	if (apdu->p1 != 0 || apdu->p2 != 0)
		return SW(SW_WRONG_P1P2);
	if (!c->awaiting_response)
		return SW(SW_CONDITIONS);
	c->awaiting_response = false;
	*ret_completed = true;
	return SW(SW_OK);
}
