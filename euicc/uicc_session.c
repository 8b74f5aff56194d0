/*
 * The end of an application session [TS 102 221 8.5, 9.4, 11.1.1]: the terminal has selected another
 * application on the channel, terminated this one, or closed the channel.
 *
 * The universal PIN belongs to no application, so no activation or termination of one resets its
 * verification status [9.4.1]. The others belong to applications: a global application PIN to those
 * whose ADFs list it, which from the security point of view are one application, a local PIN to the
 * ADF that has it [9.4.2]. As a status is the same on all channels [11.1.9.1.1], it ends with the last
 * session of the applications that it belongs to. To select the active application anew takes
 * nothing away: at no time is there no session. Keys of administrators are valid until reset.
 */
#include "uicc_fs.h"

enum { APPLICATION_PIN_LAST = 0x08, REFERENCE_LOCAL = 0x80 };

static bool is_listed(const struct uicc_file *adf, uint8_t reference)
{
	for (uint8_t i = 0; i < adf->pin_reference_count; i++)
		if (adf->pin_references[i] == reference)
			return true;
	return false;
}

static bool belongs(const struct uicc *u, const struct uicc_pin *pin, uint32_t adf)
{
	if (pin->reference & REFERENCE_LOCAL)
		return uicc_fs_adf_of(u, pin->df) == adf || u->files[adf].pins_from == pin->df;
	return pin->reference <= APPLICATION_PIN_LAST && is_listed(&u->files[adf], pin->reference);
}

static bool belongs_to_any(const struct uicc *u, const struct uicc_pin *pin,
                           const struct uicc_context *const *others, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (others[i]->adf != UICC_NONE && belongs(u, pin, others[i]->adf))
			return true;
	return false;
}

void uicc_session_ended(struct uicc *u, uint32_t adf, const struct uicc_context *const *others,
                        size_t n)
{
	if (adf == UICC_NONE)
		return;
	for (uint32_t i = 0; i < u->pin_count; i++) {
		struct uicc_pin *pin = &u->pins[i];

		if (belongs(u, pin, adf) && !belongs_to_any(u, pin, others, n))
			pin->verified = false;
	}
}
