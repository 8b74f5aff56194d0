/*
 * PIN and PUK codes [TCA Interoperable Profile Package 3.3, PE-PINCodes, PE-PUKCodes; references:
 * ETSI TS 102 221 9.5.1].
 */
#include "profiles/loader_internal.h"

#include <string.h>

enum {
	GLOBAL_PINS = 0x0000FFFF,
	LOCAL_PINS = 0x7FFF0000,
	NO_PIN = 1 << 9 | 1 << 25, /* there is no ninth application PIN */
	PUKS = 0x01FE01FE,         /* 01 to 08, 81 to 88 */
};

uint32_t saip_reference_bit(uint32_t reference)
{
	uint32_t low = reference & 0x7F;

	if (reference > 0xFF || low < 1 || low > 14)
		return 0;
	return UINT32_C(1) << (low + (reference & 0x80 ? 16 : 0));
}

/* Splits the tries octet: high nibble maximum, low nibble left. */
static bool get_tries(uint32_t octet, uint8_t *ret_max, uint8_t *ret_left)
{
	*ret_max = (uint8_t)(octet >> 4);
	*ret_left = (uint8_t)(octet & 0x0F);
	return *ret_max > 0 && *ret_left <= *ret_max;
}

static int load_pin(struct saip_loader *l, const struct saip_pin_configuration *in,
                    uint32_t *defined)
{
	uint32_t bit = saip_reference_bit(in->reference.v);
	uint32_t allowed = l->current == l->mf ? GLOBAL_PINS : LOCAL_PINS;
	struct saip_pin pin = {
		.reference = (uint8_t)in->reference.v,
		.unblock_reference = (uint8_t)in->unblock_reference.v,
		.attributes = (uint8_t)in->attributes.v,
	};

	if (!(bit & allowed & ~(uint32_t)NO_PIN) || (*defined & bit))
		return PE_INVALID_PARAMETER;
	*defined |= bit;
	if (!get_tries(in->tries.v, &pin.max_tries, &pin.tries_left))
		return PE_BAD_VALUES;
	if (in->unblock_reference.set) {
		bit = saip_reference_bit(in->unblock_reference.v) & PUKS;
		if (!bit)
			return PE_INVALID_PARAMETER;
		if (!(l->puks & bit))
			return PE_PIN_CODE_MISSING;
	}
	memcpy(pin.value, in->value.ptr, sizeof(pin.value)); /* SIZE(8) by the table */
	return l->sink.ops->pin(l->sink.ctx, l->current, &pin);
}

int saip_load_pins(struct saip_loader *l, struct span whole)
{
	struct saip_pin_codes codes;
	const struct saip_pin_configuration *pins;
	uint32_t defined = 0;
	int code = saip_decode(l, &saip_pin_codes_type, SAIP_PE_PIN_CODES, whole, &codes);

	if (code != PE_OK)
		return code;
	if (l->current == SAIP_NO_FILE)
		return l->current_skipped ? PE_NOT_SUPPORTED : PE_INVALID_PARAMETER;
	if (codes.pins->which == SAIP_PINS_SHARED) {
		saip_file_id other;

		code = saip_resolve(l, codes.pins->path, &other);
		if (code != PE_OK)
			return code;
		return l->sink.ops->share_pins(l->sink.ctx, l->current, other);
	}
	pins = codes.pins->pins.items;
	for (size_t i = 0; i < codes.pins->pins.count && code == PE_OK; i++)
		code = load_pin(l, &pins[i], &defined);
	return code;
}

int saip_load_puks(struct saip_loader *l, struct span whole)
{
	struct saip_puk_codes codes;
	const struct saip_puk_configuration *in;
	int code = saip_decode(l, &saip_puk_codes_type, SAIP_PE_PUK_CODES, whole, &codes);

	in = codes.puks.items;
	for (size_t i = 0; i < codes.puks.count && code == PE_OK; i++) {
		struct saip_puk puk = { .reference = (uint8_t)in[i].reference.v };
		uint32_t bit = saip_reference_bit(in[i].reference.v) & PUKS;

		if (!bit || (l->puks & bit))
			return PE_INVALID_PARAMETER;
		if (!get_tries(in[i].tries.v, &puk.max_tries, &puk.tries_left))
			return PE_BAD_VALUES;
		memcpy(puk.value, in[i].value.ptr, sizeof(puk.value)); /* SIZE(8) */
		code = l->sink.ops->puk(l->sink.ctx, &puk);
		if (code == PE_OK)
			l->puks |= bit;
	}
	return code;
}
