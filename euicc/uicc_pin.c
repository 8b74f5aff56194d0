/*
 * PINs, their status and their commands [TS 102 221 9.5, 11.1.9 to 11.1.13].
 *
 * A disabled PIN of an application may be replaced by the universal PIN, which then has to be
 * verified in its stead. A verified PIN is verified on all channels [11.1.9.1.1], until reset or the
 * end of its application's sessions (uicc_session.c). Wrong values and attempts are written through
 * before the answer leaves, so that a power cut gives no attempt back.
 */
#include "uicc_cmd.h"

#include <string.h>

enum { REFERENCE_LOCAL = 0x80, SW_TRIES_LEFT = 0x63C0 };

struct uicc_pin *uicc_pin_find(const struct uicc *u, uint32_t df, uint8_t reference)
{
	bool local = reference & REFERENCE_LOCAL;

	/* Global keys belong to the MF, wherever they are used. */
	for (df = local ? df : 0; df < u->file_count; df = u->files[df].parent) {
		uint32_t owner = u->files[df].pins_from;

		if (owner == UICC_NONE)
			owner = df;
		for (uint32_t i = 0; i < u->pin_count; i++) {
			if (u->pins[i].df == owner && u->pins[i].reference == reference)
				return &u->pins[i];
		}
	}
	return NULL;
}

struct uicc_puk *uicc_puk_find(const struct uicc *u, uint8_t reference)
{
	for (uint32_t i = 0; i < u->puk_count; i++) {
		if (u->puks[i].reference == reference)
			return &u->puks[i];
	}
	return NULL;
}

bool uicc_pin_satisfied(const struct uicc *u, uint32_t df, uint8_t reference)
{
	const struct uicc_pin *pin = uicc_pin_find(u, df, reference);

	if (pin && (pin->attributes & UICC_PIN_REPLACED))
		pin = uicc_pin_find(u, df, UICC_PIN_UNIVERSAL);
	return pin && (pin->verified || !(pin->attributes & UICC_PIN_ENABLED));
}

static struct sw tries_left(uint8_t tries)
{
	return SW((uint16_t)(SW_TRIES_LEFT | tries));
}

static struct sw save(const struct uicc_call *call, const struct uicc_pin *pin)
{
	return SW(uicc_store_pin(call->u, pin) < 0 ? SW_MEMORY_PROBLEM : SW_OK);
}

/* The PIN that P2 means, for a command with this many octets of data; P1 is another matter. */
static struct sw find_pin_of_p2(const struct uicc_call *call, size_t len, struct uicc_pin **ret_pin)
{
	const struct apdu *a = call->apdu;
	struct uicc_pin *pin;

	if (a->data.len && a->data.len != len)
		return SW(SW_WRONG_LENGTH);
	pin = a->p2 && call->c->df != UICC_NONE ? uicc_pin_find(call->u, call->c->df, a->p2) : NULL;
	if (!pin)
		return SW(SW_REF_NOT_FOUND);
	*ret_pin = pin;
	return SW(SW_OK);
}

static struct sw find_pin(const struct uicc_call *call, size_t len, struct uicc_pin **ret_pin)
{
	return call->apdu->p1 ? SW(SW_WRONG_P1P2) : find_pin_of_p2(call, len, ret_pin);
}

/* Compares the first value of the command data with the PIN; counts the attempt. */
static struct sw present(const struct uicc_call *call, struct uicc_pin *pin)
{
	bool right = memcmp(pin->value, call->apdu->data.ptr, UICC_PIN_LEN) == 0;
	uint8_t before = pin->tries_left;
	struct sw sw = SW(SW_OK);

	if (before == 0)
		return SW(SW_AUTH_BLOCKED);
	pin->verified = false;
	pin->tries_left = right ? pin->max_tries : (uint8_t)(before - 1);
	if (pin->tries_left != before)
		sw = save(call, pin);
	if (sw.v != SW_OK)
		pin->tries_left = before;
	else if (!right)
		sw = tries_left(pin->tries_left);
	else
		pin->verified = true;
	return sw;
}

struct sw uicc_cmd_verify(const struct uicc_call *call)
{
	struct uicc_pin *pin;
	struct sw sw = find_pin(call, UICC_PIN_LEN, &pin);

	if (sw.v != SW_OK)
		return sw;
	if (call->apdu->data.len == 0)
		return tries_left(pin->tries_left);
	if (!(pin->attributes & UICC_PIN_ENABLED))
		return SW(SW_DATA_INVALID);
	return present(call, pin);
}

/* Sets value and attributes of a PIN; nothing changes if the store fails. */
static struct sw change(const struct uicc_call *call, struct uicc_pin *pin,
                        const struct uicc_pin *changed)
{
	struct sw sw = save(call, changed);

	if (sw.v == SW_OK)
		*pin = *changed;
	return sw;
}

struct sw uicc_cmd_change_pin(const struct uicc_call *call)
{
	struct uicc_pin *pin, changed;
	struct sw sw = find_pin(call, 2 * UICC_PIN_LEN, &pin);

	if (sw.v != SW_OK)
		return sw;
	if (!(pin->attributes & UICC_PIN_ENABLED))
		return SW(SW_DATA_INVALID);
	if (!(pin->attributes & UICC_PIN_CHANGEABLE))
		return SW(SW_CONDITIONS);
	sw = present(call, pin);
	if (sw.v != SW_OK)
		return sw;
	changed = *pin;
	memcpy(changed.value, call->apdu->data.ptr + UICC_PIN_LEN, UICC_PIN_LEN);
	return change(call, pin, &changed);
}

static struct sw switch_pin(const struct uicc_call *call, bool enable, bool replace)
{
	struct uicc_pin *pin, changed;
	struct sw sw = find_pin_of_p2(call, UICC_PIN_LEN, &pin);

	if (sw.v != SW_OK)
		return sw;
	if (!!(pin->attributes & UICC_PIN_ENABLED) == enable ||
	    (!enable && !(pin->attributes & UICC_PIN_DISABLEABLE)))
		return SW(pin->tries_left ? SW_CONDITIONS : SW_AUTH_BLOCKED);
	sw = present(call, pin);
	if (sw.v != SW_OK)
		return sw;
	changed = *pin;
	changed.attributes &= (uint8_t) ~(UICC_PIN_ENABLED | UICC_PIN_REPLACED);
	changed.attributes |= enable ? UICC_PIN_ENABLED : replace ? UICC_PIN_REPLACED : 0;
	return change(call, pin, &changed);
}

/* P1 may name the universal PIN as the replacement of an application's PIN [11.1.11.2]. */
struct sw uicc_cmd_disable_pin(const struct uicc_call *call)
{
	enum { REPLACEMENT = 0x80, APPLICATION_LAST = 0x08 };
	uint8_t p1 = call->apdu->p1;

	if (p1 == 0)
		return switch_pin(call, false, false);
	if (p1 != (REPLACEMENT | UICC_PIN_UNIVERSAL) || call->apdu->p2 > APPLICATION_LAST)
		return SW(SW_WRONG_P1P2);
	if (!uicc_pin_find(call->u, 0, UICC_PIN_UNIVERSAL))
		return SW(SW_REF_NOT_FOUND);
	return switch_pin(call, false, true);
}

struct sw uicc_cmd_enable_pin(const struct uicc_call *call)
{
	return call->apdu->p1 ? SW(SW_WRONG_P1P2) : switch_pin(call, true, false);
}

/* Compares the first value of the command data with the PUK; counts the attempt. */
static struct sw present_puk(const struct uicc_call *call, struct uicc_puk *puk)
{
	bool right = memcmp(puk->value, call->apdu->data.ptr, UICC_PIN_LEN) == 0;
	uint8_t before = puk->tries_left;

	if (before == 0)
		return SW(SW_AUTH_BLOCKED);
	puk->tries_left = right ? puk->max_tries : (uint8_t)(before - 1);
	if (puk->tries_left != before && uicc_store_puk(call->u, puk) < 0) {
		puk->tries_left = before;
		return SW(SW_MEMORY_PROBLEM);
	}
	return right ? SW(SW_OK) : tries_left(puk->tries_left);
}

/* A right PUK gives the PIN its new value and all its attempts, enabled and verified. */
struct sw uicc_cmd_unblock_pin(const struct uicc_call *call)
{
	struct uicc_pin *pin, changed;
	struct uicc_puk *puk;
	struct sw sw = find_pin(call, 2 * UICC_PIN_LEN, &pin);

	if (sw.v != SW_OK)
		return sw;
	puk = uicc_puk_find(call->u, pin->unblock_reference);
	if (!puk)
		return SW(SW_REF_NOT_FOUND);
	if (call->apdu->data.len == 0)
		return tries_left(puk->tries_left);
	sw = present_puk(call, puk);
	if (sw.v != SW_OK)
		return sw;
	changed = *pin;
	memcpy(changed.value, call->apdu->data.ptr + UICC_PIN_LEN, UICC_PIN_LEN);
	changed.tries_left = changed.max_tries;
	changed.attributes &= (uint8_t)~UICC_PIN_REPLACED;
	changed.attributes |= UICC_PIN_ENABLED;
	changed.verified = true;
	return change(call, pin, &changed);
}
