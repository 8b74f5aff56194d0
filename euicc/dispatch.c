/*
 * From C-APDU to R-APDU: class and channel, the commands that every channel knows, the selected
 * application, and the T=0 rules for response data [TS 102 221 7.3.1.1, 10.1, 11.1.17; ISO 7816-3].
 */
#include "dispatch.h"

#include "card_internal.h"
#include "isdr.h"

#include <string.h>

enum {
	INS_MANAGE_CHANNEL = 0x70,
	INS_SELECT = 0xA4,
	INS_GET_RESPONSE = 0xC0,
	SELECT_BY_AID = 0x04,
	SELECT_NO_DATA = 0x0C,
	SELECT_OCCURRENCE = 0x03, /* P2 mask: first, last, next, previous */
	SELECT_FIRST = 0x00,
	SELECT_NEXT = 0x02,
	T0_MAX = 256,
	CLASS_2G = 0xA0,
};

/* ---- application sessions ---- */

/* A channel has left the application whose ADF this is, or has not: then nothing happens. */
static void end_session(struct softeuicc_card *card, uint32_t adf)
{
	const struct uicc_context *open[CHANNEL_COUNT];
	size_t n = 0;

	for (size_t i = 0; i < CHANNEL_COUNT; i++)
		if (card->channels[i].open)
			open[n++] = &card->channels[i].uicc;
	uicc_session_ended(card->uicc, adf, open, n);
}

/* ---- SELECT ---- */

static bool aid_matches(struct span aid, struct span wanted)
{
	return wanted.len > 0 && wanted.len <= aid.len &&
	       memcmp(aid.ptr, wanted.ptr, wanted.len) == 0;
}

/* The card's own applications in the order in which a partial AID meets them. */
static const struct {
	enum app_id id;
	const struct span *aid;
} card_apps[] = {
	{ APP_ISDR, &isdr_aid },
	{ APP_ECASD, &ecasd_aid },
};

enum { N_CARD_APPS = sizeof(card_apps) / sizeof(card_apps[0]) };

static struct sw select_card_app(struct softeuicc_card *card, struct channel *ch, enum app_id id,
                                 const struct apdu *apdu, struct response *r)
{
	ch->app = id;
	uicc_context_init(card->uicc, &ch->uicc); /* the profile's application is left */
	if ((apdu->p2 & SELECT_NO_DATA) == SELECT_NO_DATA)
		return SW(SW_OK);
	if (id == APP_ISDR)
		isdr_put_fci(card, r);
	else
		ecasd_put_fci(r);
	return SW(SW_OK);
}

/* Place of the selected application in the order of occurrences: the card's own ones, then the
 * profile's, which the UICC orders among themselves. */
static int current_place(const struct channel *ch)
{
	for (int i = 0; i < N_CARD_APPS; i++)
		if (card_apps[i].id == ch->app)
			return i;
	return N_CARD_APPS;
}

static struct sw select_place(struct softeuicc_card *card, struct channel *ch, int place,
                              const struct apdu *apdu, struct response *r)
{
	struct sw sw;

	if (place < N_CARD_APPS) {
		if (!aid_matches(*card_apps[place].aid, apdu->data))
			return SW(SW_FILE_NOT_FOUND);
		return select_card_app(card, ch, card_apps[place].id, apdu, r);
	}
	sw = uicc_select_aid(card->uicc, &ch->uicc, apdu, r);
	if (sw.v == SW_OK || sw.v == SW_WARN_DEACTIVATED)
		ch->app = APP_UICC;
	return sw;
}

/* First, last, next and previous occurrence of a partial AID [TS 102 221 11.1.1.2]. */
static struct sw select_aid(struct softeuicc_card *card, struct channel *ch,
                            const struct apdu *apdu, struct response *r)
{
	int here = current_place(ch);
	struct sw sw = SW(SW_FILE_NOT_FOUND);
	/* The profile may have several that match: "next" and "previous" also look at its place. */
	int start[] = { 0, N_CARD_APPS, here < N_CARD_APPS ? here + 1 : here,
		        here < N_CARD_APPS ? here - 1 : here };
	unsigned occurrence = apdu->p2 & SELECT_OCCURRENCE;
	int step = occurrence == SELECT_FIRST || occurrence == SELECT_NEXT ? 1 : -1;

	for (int i = start[occurrence]; i >= 0 && i <= N_CARD_APPS; i += step) {
		sw = select_place(card, ch, i, apdu, r);
		if (sw.v != SW_FILE_NOT_FOUND)
			break;
	}
	return sw;
}

static struct sw cmd_select(struct softeuicc_card *card, struct channel *ch,
                            const struct apdu *apdu, struct response *r)
{
	const uint32_t adf = ch->uicc.adf;
	struct sw sw;

	card_abandon_loading(card, ch);
	channel_clear(ch);
	if (apdu->p1 == SELECT_BY_AID) {
		sw = select_aid(card, ch, apdu, r);
		end_session(card, adf);
		return sw;
	}
	sw = uicc_command(card->uicc, &ch->uicc, apdu, r);
	if (sw.v == SW_OK || sw.v == SW_WARN_DEACTIVATED)
		ch->app = APP_UICC;
	return sw;
}

/* ---- MANAGE CHANNEL [TS 102 221 11.1.17] ---- */

static struct sw open_channel(struct softeuicc_card *card, struct channel *origin,
                              const struct apdu *apdu, struct response *r)
{
	uint8_t number = apdu->p2;

	if (number >= CHANNEL_COUNT)
		return SW(SW_CHANNEL_NOT_SUPPORTED);
	if (number == 0) {
		/* A wrong Le must not leave a channel open that the terminal does not know of. */
		if (apdu->has_le && apdu->ne != 1)
			return SW(0x6C01);
		number = 1;
		while (number < CHANNEL_COUNT && card->channels[number].open)
			number++;
	}
	if (number == CHANNEL_COUNT || card->channels[number].open)
		return SW(SW_FUNCTION_NOT_SUPPORTED);
	channel_open(&card->channels[number], card->uicc);
	/* Opened from another than the basic one it starts where that is: application and file. */
	if (origin != &card->channels[0]) {
		card->channels[number].app = origin->app;
		card->channels[number].uicc = origin->uicc;
	}
	/* The terminal knows the number that it chose itself: data only if the card chose. */
	if (apdu->p2 == 0)
		response_put(r, (struct span){ &number, 1 });
	return SW(SW_OK);
}

static struct sw cmd_manage_channel(struct softeuicc_card *card, struct channel *ch,
                                    const struct apdu *apdu, struct response *r)
{
	struct channel *target;
	uint32_t adf;

	if (apdu->data.len)
		return SW(SW_WRONG_LENGTH);
	if (apdu->p1 == 0x00)
		return open_channel(card, ch, apdu, r);
	if (apdu->p1 != 0x80)
		return SW(SW_WRONG_P1P2);
	if (apdu->p2 == 0 || apdu->p2 >= CHANNEL_COUNT || !card->channels[apdu->p2].open)
		return SW(SW_CHANNEL_NOT_SUPPORTED);
	target = &card->channels[apdu->p2];
	adf = target->uicc.adf;
	card_abandon_loading(card, target);
	channel_close(target);
	end_session(card, adf);
	return SW(SW_OK);
}

/* ---- terminal and toolkit ---- */

/* TERMINAL CAPABILITY [TS 102 221 11.1.19]: a template A9; the card adapts to any content. */
static struct sw cmd_terminal_capability(struct softeuicc_card *card, struct channel *ch,
                                         const struct apdu *apdu, struct response *r)
{
	struct der_tlv template;

	(void)card;
	(void)ch;
	(void)r;
	if (apdu->p1 != 0 || apdu->p2 != 0)
		return SW(SW_WRONG_P1P2);
	return der_whole(apdu->data, 0xA9, &template) ? SW(SW_OK) : SW(SW_WRONG_DATA);
}

static struct sw cmd_terminal_profile(struct softeuicc_card *card, struct channel *ch,
                                      const struct apdu *apdu, struct response *r)
{
	(void)ch;
	(void)r;
	return cat_terminal_profile(&card->cat, apdu);
}

static struct sw cmd_fetch(struct softeuicc_card *card, struct channel *ch, const struct apdu *apdu,
                           struct response *r)
{
	(void)ch;
	return cat_fetch(&card->cat, apdu, r);
}

static struct sw cmd_terminal_response(struct softeuicc_card *card, struct channel *ch,
                                       const struct apdu *apdu, struct response *r)
{
	bool performed = false;
	struct sw sw = cat_terminal_response(&card->cat, apdu, &performed);

	(void)ch;
	(void)r;
	if (sw.v == SW_OK && card->switch_time == SWITCH_AT_REFRESH)
		card->switch_time = performed ? SWITCH_AT_ANSWER : SWITCH_AT_RESET;
	return sw;
}

static struct sw cmd_envelope(struct softeuicc_card *card, struct channel *ch,
                              const struct apdu *apdu, struct response *r)
{
	(void)ch;
	return uicc_envelope(card->uicc, apdu, r);
}

/* ---- tables ---- */

enum { CLA_00 = 1, CLA_80 = 2, CLA_A0 = 4 };

struct command {
	uint8_t ins;
	uint8_t classes;
	const char *name;
	struct sw (*run)(struct softeuicc_card *card, struct channel *ch, const struct apdu *apdu,
	                 struct response *r);
};

/* Commands that work on every channel, whatever is selected there. */
static const struct command commands[] = {
	{ INS_SELECT, CLA_00, "SELECT", cmd_select },
	{ INS_MANAGE_CHANNEL, CLA_00, "MANAGE CHANNEL", cmd_manage_channel },
	{ 0xAA, CLA_80, "TERMINAL CAPABILITY", cmd_terminal_capability },
	{ 0x10, CLA_80 | CLA_A0, "TERMINAL PROFILE", cmd_terminal_profile },
	{ 0x12, CLA_80 | CLA_A0, "FETCH", cmd_fetch },
	{ 0x14, CLA_80 | CLA_A0, "TERMINAL RESPONSE", cmd_terminal_response },
	{ 0xC2, CLA_80 | CLA_A0, "ENVELOPE", cmd_envelope },
};

static struct sw run_application(struct softeuicc_card *card, struct channel *ch,
                                 const struct apdu *apdu, struct response *r)
{
	switch (ch->app) {
	case APP_ISDR:
		return isdr_command(card, ch, apdu, r);
	case APP_ECASD:
		return ecasd_command(card, ch, apdu, r);
	case APP_UICC:
		break;
	}
	return uicc_command(card->uicc, &ch->uicc, apdu, r);
}

/* The SIM is always selected on the basic channel [TS 51.011 6.5]. */
static struct sw run_2g(struct softeuicc_card *card, struct channel *ch, const struct apdu *apdu,
                        struct response *r)
{
	uint32_t adf = ch->uicc.adf;
	struct sw sw;

	card_abandon_loading(card, ch);
	channel_clear(ch);
	ch->app = APP_UICC;
	sw = uicc_command(card->uicc, &ch->uicc, apdu, r);
	/* DF.GSM and DF.TELECOM may be of another application than the one before. */
	if (ch->uicc.adf != adf)
		end_session(card, adf);
	return sw;
}

static struct sw run(struct softeuicc_card *card, struct channel *ch, const struct apdu *apdu,
                     struct response *r)
{
	uint8_t class = apdu->cla_base == 0x00       ? CLA_00
	                : apdu->cla_base == CLASS_2G ? CLA_A0
	                                             : CLA_80;

	if (class == CLA_A0 && !uicc_has_2g(card->uicc))
		return SW(SW_CLA_NOT_SUPPORTED);
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (commands[i].ins != apdu->ins)
			continue;
		if (class == CLA_A0 && !(commands[i].classes & class))
			break; /* SELECT is another one there */
		if (!(commands[i].classes & class))
			return SW(SW_CLA_NOT_SUPPORTED);
		return commands[i].run(card, ch, apdu, r);
	}
	if (class == CLA_A0)
		return run_2g(card, ch, apdu, r);
	return run_application(card, ch, apdu, r);
}

/* ---- T=0 ---- */

static size_t put_sw(uint8_t *rapdu, size_t len, struct sw sw)
{
	rapdu[len] = (uint8_t)(sw.v >> 8);
	rapdu[len + 1] = (uint8_t)sw.v;
	return len + 2;
}

static uint16_t with_length(uint16_t sw1, size_t len)
{
	return (uint16_t)(sw1 | (len < T0_MAX ? len : 0));
}

static size_t get_response(struct softeuicc_card *card, struct channel *ch, const struct apdu *apdu,
                           uint8_t *rapdu)
{
	struct pending_response *p = &ch->pending;
	size_t left = p->len - p->offset;
	size_t n = apdu->ne;

	if (apdu->p1 != 0 || apdu->p2 != 0)
		return put_sw(rapdu, 0, SW(SW_WRONG_P1P2));
	if (apdu->data.len || !apdu->has_le)
		return put_sw(rapdu, 0, SW(SW_WRONG_LENGTH));
	if (!p->data)
		return put_sw(rapdu, 0, SW(SW_CONDITIONS));
	if (n > left && n <= T0_MAX)
		return put_sw(rapdu, 0,
		              SW(with_length(apdu->cla_base == CLASS_2G ? 0x6700 : 0x6C00, left)));
	if (n > left)
		n = left;
	memcpy(rapdu, p->data + p->offset, n);
	p->offset += n;
	left -= n;
	if (left == 0) {
		struct sw final = p->final;

		channel_drop_pending(ch);
		return put_sw(rapdu, n, cat_final_status(&card->cat, final));
	}
	return put_sw(rapdu, n, SW(with_length(0x6100, left)));
}

/* Hands out response data: at once where T=0 lets a case 2 command, else by GET RESPONSE. */
static size_t respond(struct softeuicc_card *card, struct channel *ch, const struct apdu *apdu,
                      const struct response *r, struct sw sw, uint8_t *rapdu)
{
	struct span data = { r->buf, r->len };
	bool case_2 = apdu->has_le && apdu->data.len == 0;

	if (r->overflow)
		return put_sw(rapdu, 0, SW(SW_NOT_ENOUGH_MEMORY));
	/* 6Cxx and errors come without data; 62xx and 63xx are warnings. */
	if (data.len == 0 || (sw.v != SW_OK && (sw.v & 0xFE00) != 0x6200))
		return put_sw(rapdu, 0, cat_final_status(&card->cat, sw));
	/* An extended Le is no T=0 command: there is room for all. */
	if (apdu->ne > T0_MAX && data.len <= apdu->ne && data.len <= SOFTEUICC_RAPDU_MAX - 2) {
		memcpy(rapdu, data.ptr, data.len);
		return put_sw(rapdu, data.len, cat_final_status(&card->cat, sw));
	}
	if (case_2 && data.len <= T0_MAX) {
		if (apdu->ne != data.len)
			return put_sw(rapdu, 0, SW(with_length(0x6C00, data.len)));
		memcpy(rapdu, data.ptr, data.len);
		return put_sw(rapdu, data.len, cat_final_status(&card->cat, sw));
	}
	if (!channel_set_pending(ch, data, sw))
		return put_sw(rapdu, 0, SW(SW_NOT_ENOUGH_MEMORY));
	return put_sw(rapdu, 0,
	              SW(with_length(apdu->cla_base == CLASS_2G ? 0x9F00 : 0x6100, data.len)));
}

/* Checks that do not depend on the instruction. */
static struct sw check_class(const struct softeuicc_card *card, const struct apdu *apdu)
{
	if (apdu->cla_base != 0x00 && apdu->cla_base != 0x80 && apdu->cla_base != CLASS_2G)
		return SW(SW_CLA_NOT_SUPPORTED);
	if (!card->channels[apdu->channel].open)
		return SW(SW_CHANNEL_NOT_SUPPORTED);
	if (apdu->secure_messaging)
		return SW(SW_SECURE_MESSAGING);
	if (apdu->chained)
		return SW(SW_CHAINING_NOT_SUPPORTED);
	return SW(SW_OK);
}

/* Errors leave the state untouched; warnings (PIN counters) and 98xx are results. */
static bool keeps_changes(struct sw sw)
{
	return (sw.v & 0xF000) == 0x9000 || (sw.v & 0xFE00) == 0x6200;
}

size_t dispatch(struct softeuicc_card *card, struct span capdu, struct response *r, uint8_t *rapdu)
{
	struct apdu apdu;
	struct channel *ch;
	struct sw sw = apdu_parse(capdu, &apdu);

	if (sw.v == SW_OK)
		sw = check_class(card, &apdu);
	if (sw.v != SW_OK)
		return put_sw(rapdu, 0, sw);
	ch = &card->channels[apdu.channel];
	if (apdu.ins == INS_GET_RESPONSE)
		return get_response(card, ch, &apdu, rapdu);
	channel_drop_pending(ch);
	card_apply_switch(card);
	sw = run(card, ch, &apdu, r);
	if (card_end_transaction(card, keeps_changes(sw)) < 0) {
		r->len = 0;
		sw = SW(SW_MEMORY_PROBLEM);
	}
	return respond(card, ch, &apdu, r, sw, rapdu);
}
