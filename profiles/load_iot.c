/*
 * IoT minimal profiles: files that the package leaves out although they cannot be empty. What they
 * hold follows from the header [TCA Interoperable Profile Package 3.3, PE-IoT, IotOptions;
 * ETSI TS 102 221 13.1 EF.DIR; access rules: SAIP 9.9].
 *
 * An IoT minimal profile need not define PINs and PUKs whose default values will do. What these are
 * is not public, so that those of our sample profiles stand in for them (docs/PROFILES.md).
 */
#include "profiles/loader_internal.h"

#include <string.h>

enum { DIR_TEMPLATE = 0x61, DIR_AID = 0x4F, ARR_LENGTH = 33 };

#define ADM      "\xA4\x06\x83\x01\x0A\x95\x01\x08"
#define PIN1     "\xA4\x06\x83\x01\x01\x95\x01\x08"
#define PIN2     "\xA4\x06\x83\x01\x81\x95\x01\x08"
#define FREE     "\x90\x00"
#define NEVER    "\x97\x00"
#define AM(bits) "\x80\x01" bits
#define RULE(string)                                          \
	{                                                     \
		(const uint8_t *)(string), sizeof(string) - 1 \
	}

/* Records 1 to 14 of EF.ARR, to which the rows of all templates refer. */
static const struct span rules[] = {
	RULE(AM("\x01") FREE AM("\x02") PIN1 AM("\x58") ADM),
	RULE(AM("\x01") PIN1 AM("\x5A") ADM),
	RULE(AM("\x5B") ADM),
	RULE(AM("\x01") FREE AM("\x1A") NEVER AM("\x40") ADM),
	RULE(AM("\x03") PIN1 AM("\x58") ADM),
	RULE(AM("\x11") PIN1 AM("\x4A") ADM),
	RULE(AM("\x03") PIN1 AM("\x58") ADM "\x84\x01\x32" PIN1),
	RULE(AM("\x01") PIN1 AM("\x02") PIN2 AM("\x58") ADM),
	RULE(AM("\x01") FREE AM("\x1A") PIN1 AM("\x40") ADM),
	RULE(AM("\x01") FREE AM("\x5A") ADM),
	RULE(AM("\x01") FREE AM("\x18") ADM AM("\x42") NEVER),
	RULE(AM("\x01") PIN1 AM("\x5A") NEVER),
	RULE(AM("\x13") PIN1 AM("\x48") ADM),
	RULE(AM("\x5E") ADM),
};

static void put_content(struct der_writer *w, struct span content)
{
	der_put_tlv(w, 0x83, content);
}

static void put_fcp(struct der_writer *w, struct span fcp)
{
	der_put_tlv(w, 0xA1, fcp);
}

/* A linear fixed file: descriptor 42 21 00 LL, and its size. */
static void put_linear(struct der_writer *w, uint8_t length, uint16_t size)
{
	const uint8_t descriptor[] = { 0x42, 0x21, 0x00, length };
	const uint8_t octets[] = { (uint8_t)(size >> 8), (uint8_t)size };
	size_t mark = w->len;

	der_put_tlv(w, 0x80, SPAN(octets));
	der_put_tlv(w, 0x82, SPAN(descriptor));
	der_put_header(w, 0xA1, w->len - mark);
}

/* One record: the application template of the USIM. */
static void put_dir(const struct saip_loader *l, struct der_writer *w)
{
	struct span aid = { l->iot_aid, l->iot_aid_len };
	size_t mark = w->len;

	der_put_tlv(w, DIR_AID, aid);
	der_put_header(w, DIR_TEMPLATE, w->len - mark);
	der_put_header(w, 0x83, w->len - mark);
	put_linear(w, (uint8_t)(4 + aid.len), (uint16_t)(4 + aid.len));
}

static void put_rules(struct der_writer *w)
{
	uint8_t records[A_COUNT(rules) * ARR_LENGTH];

	memset(records, 0xFF, sizeof(records));
	for (size_t i = 0; i < A_COUNT(rules); i++) /* none is longer than a record */
		memcpy(records + i * ARR_LENGTH, rules[i].ptr, rules[i].len);
	put_content(w, SPAN(records));
	put_linear(w, ARR_LENGTH, sizeof(records));
}

struct span saip_iot_component(const struct saip_loader *l, const struct saip_template_file *row,
                               uint8_t ret_memory[SAIP_IOT_COMPONENT])
{
	static const uint8_t mf_pins[] = { 0xC6, 0x02, 0x01, 0x0A };
	static const uint8_t usim_pins[] = { 0xC6, 0x03, 0x01, 0x81, 0x0A };
	struct der_writer w = { ret_memory, SAIP_IOT_COMPONENT, 0 };

	if (!saip_is_iot(l))
		return (struct span){ NULL, 0 };
	if (row->type == SAIP_MF)
		put_fcp(&w, SPAN(mf_pins));
	else if (row->type == SAIP_ADF)
		put_fcp(&w, SPAN(usim_pins));
	else if (strcmp(row->name, "ef-iccid") == 0)
		put_content(&w, SPAN(l->iccid));
	else if (strcmp(row->name, "ef-dir") == 0)
		put_dir(l, &w);
	else if (strcmp(row->name, "ef-arr") == 0 || strcmp(row->name, "ef-arr-usim") == 0)
		put_rules(&w);
	else
		return (struct span){ NULL, 0 };
	return der_written(&w);
}

static const struct default_pin {
	uint8_t reference, unblock_reference;
	uint8_t attributes, tries;
	uint8_t value[8], puk[8];
} default_pins[] = {
	{ 0x01, 0x01, 6, 3, "1234\xFF\xFF\xFF\xFF", "12345678" },
	{ 0x81, 0x81, 3, 3, "5678\xFF\xFF\xFF\xFF", "87654321" },
	{ 0x0A, 0x00, 3, 10, "88888888", "" },
};

static int add_puk(struct saip_loader *l, const struct default_pin *d)
{
	struct saip_puk puk = { .reference = d->unblock_reference,
		                .max_tries = SAIP_PUK_TRIES >> 4,
		                .tries_left = SAIP_PUK_TRIES & 0x0F };
	uint32_t bit = saip_reference_bit(puk.reference);

	if (!bit || (l->puks & bit))
		return PE_OK;
	l->puks |= bit;
	memcpy(puk.value, d->puk, sizeof(puk.value));
	return l->sink.ops->puk(l->sink.ctx, &puk);
}

int saip_default_pins(struct saip_loader *l, struct saip_directory *directory, uint32_t *missing)
{
	int code = PE_OK;

	for (size_t i = 0; saip_is_iot(l) && i < A_COUNT(default_pins) && code == PE_OK; i++) {
		const struct default_pin *d = &default_pins[i];
		uint32_t bit = saip_reference_bit(d->reference);
		struct saip_directory *owner = bit & SAIP_GLOBAL_PINS ? l->directories : directory;
		struct saip_pin pin = { .reference = d->reference,
			                .unblock_reference = d->unblock_reference,
			                .attributes = d->attributes,
			                .max_tries = d->tries,
			                .tries_left = d->tries };

		if (!(*missing & bit))
			continue;
		memcpy(pin.value, d->value, sizeof(pin.value));
		code = add_puk(l, d);
		if (code == PE_OK)
			code = l->sink.ops->pin(l->sink.ctx, owner->id, &pin);
		owner->defined |= bit;
		*missing &= ~bit;
	}
	return code;
}
