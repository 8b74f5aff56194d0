/*
 * PIN and PUK codes [TCA Interoperable Profile Package 3.3, PE-PINCodes, PE-PUKCodes; references:
 * ETSI TS 102 221 9.5.1].
 */
#include "profiles/loader_internal.h"

#include <string.h>

enum {
	NO_PIN = 1 << 9 | 1 << 25, /* there is no ninth application PIN */
	PUKS = 0x01FE01FE,         /* 01 to 08, 81 to 88 */
};

static const char no_reference[] = "no such key reference";
static const char no_tries[] = "no tries, or more left than there are";

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

/*
 * PE-IoT makes the MF and the USIM, and the specification's word on which of them pinCodes is for is
 * not public: here it is for both, local PINs belong to the USIM.
 */
static struct saip_directory *pin_owner(struct saip_loader *l, struct saip_directory *directory,
                                        uint32_t bit)
{
	struct saip_directory *usim = saip_directory(l, l->adf[SAIP_BASE_USIM]);

	return saip_is_iot(l) && directory->id == l->mf && (bit & SAIP_LOCAL_PINS) && usim
	               ? usim
	               : directory;
}

static int load_pin(struct saip_loader *l, const struct saip_pin_configuration *in,
                    struct saip_directory *context)
{
	uint32_t bit = saip_reference_bit(in->reference.v);
	struct saip_directory *directory = pin_owner(l, context, bit);
	uint32_t allowed = directory->id == l->mf ? SAIP_GLOBAL_PINS : SAIP_LOCAL_PINS;
	struct saip_pin pin = {
		.reference = (uint8_t)in->reference.v,
		.unblock_reference = (uint8_t)in->unblock_reference.v,
		.attributes = (uint8_t)in->attributes.v,
	};

	if (!(bit & ~(uint32_t)NO_PIN))
		return saip_refuse(l, PE_INVALID_PARAMETER, no_reference);
	if (!(bit & allowed))
		return saip_refuse(l, PE_INVALID_PARAMETER,
		                   "global PINs belong to the MF, local ones to other directories");
	if (directory->defined & bit)
		return saip_refuse(l, PE_INVALID_PARAMETER, "the PIN is defined twice");
	directory->defined |= bit;
	if (!get_tries(in->tries.v, &pin.max_tries, &pin.tries_left))
		return saip_refuse(l, PE_BAD_VALUES, no_tries);
	if (in->unblock_reference.set) {
		bit = saip_reference_bit(in->unblock_reference.v) & PUKS;
		if (!bit)
			return saip_refuse(l, PE_INVALID_PARAMETER, no_reference);
		if (!(l->puks & bit))
			return saip_refuse(l, PE_PIN_CODE_MISSING, "its PUK is not defined before");
	}
	memcpy(pin.value, in->value.ptr, sizeof(pin.value)); /* SIZE(8) by the table */
	return l->sink.ops->pin(l->sink.ctx, directory->id, &pin);
}

/* The directory uses the PINs of another one. */
static int share_pins(struct saip_loader *l, struct saip_directory *directory, struct span path)
{
	const struct saip_directory *other;
	saip_file_id id;
	int code = saip_resolve(l, path, &id);

	if (code != PE_OK)
		return code;
	other = saip_directory(l, id);
	if (!other)
		return saip_refuse(l, PE_INVALID_PARAMETER, "the path leads to no directory");
	directory->pins_of = other->pins_of;
	return l->sink.ops->share_pins(l->sink.ctx, directory->id, id);
}

int saip_load_pins(struct saip_loader *l, struct span whole)
{
	struct saip_pin_codes codes;
	const struct saip_pin_configuration *pins;
	struct saip_directory *directory;
	int code = saip_decode(l, &saip_pin_codes_type, SAIP_PE_PIN_CODES, whole, &codes);

	if (code != PE_OK)
		return code;
	directory = saip_directory(l, l->current);
	if (!directory && l->current_skipped)
		return saip_refuse(l, PE_NOT_SUPPORTED, "their directory was left out");
	if (!directory)
		return saip_refuse(l, PE_INVALID_PARAMETER, "there is no directory before them");
	if (codes.pins->which == SAIP_PINS_SHARED)
		return share_pins(l, directory, codes.pins->path);
	pins = codes.pins->pins.items;
	for (size_t i = 0; i < codes.pins->pins.count && code == PE_OK; i++)
		code = load_pin(l, &pins[i], directory);
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

		if (!bit)
			return saip_refuse(l, PE_INVALID_PARAMETER, no_reference);
		if (l->puks & bit)
			return saip_refuse(l, PE_INVALID_PARAMETER, "the PUK is defined twice");
		if (!get_tries(in[i].tries.v, &puk.max_tries, &puk.tries_left))
			return saip_refuse(l, PE_BAD_VALUES, no_tries);
		memcpy(puk.value, in[i].value.ptr, sizeof(puk.value)); /* SIZE(8) */
		code = l->sink.ops->puk(l->sink.ctx, &puk);
		if (code == PE_OK)
			l->puks |= bit;
	}
	return code;
}
