/*
 * Enabling, disabling and deleting profiles.
 */
#include "profile_switch.h"

#include "policy.h"
#include "rollback.h"

/* Checks in the order of [SGP.22 5.7.16]. current: the Enabled profile, or NULL. */
static enum enable_result check_enable(const struct softeuicc_card *card,
                                       const struct profile *target, const struct profile *current)
{
	bool to_test = target->class == PROFILE_CLASS_TEST;
	bool from_test = current && current->class == PROFILE_CLASS_TEST;
	struct profile previous;

	if (target->state != PROFILE_STATE_DISABLED)
		return ENABLE_RESULT_PROFILE_NOT_IN_DISABLED_STATE;
	/* An Emergency Profile comes and goes by its own functions [SGP.32 5.9.22, 5.9.23]. */
	if (target->ecall || profile_ecall_active(card))
		return ENABLE_RESULT_DISALLOWED_BY_POLICY;
	/* A test profile may step in for a while: PPR1 holds for everything else. */
	if (current && !to_test && !policy_may_disable(current))
		return ENABLE_RESULT_DISALLOWED_BY_POLICY;
	if (from_test && !to_test && profile_referred(card, PROFILE_PREVIOUS, &previous) == 0 &&
	    previous.id != target->id)
		return ENABLE_RESULT_WRONG_PROFILE_REENABLING;
	if (cat_busy(&card->cat))
		return ENABLE_RESULT_CAT_BUSY;
	return ENABLE_RESULT_OK;
}

/* Whoever changes the enabled profile leaves nothing to return to from another. */
static int end_returns(struct softeuicc_card *card)
{
	int r = profile_refer(card, PROFILE_FALLBACK_RETURN, 0);

	if (r == 0)
		r = profile_refer(card, PROFILE_EMERGENCY_RETURN, 0);
	return r < 0 ? r : rollback_clear(card);
}

static int do_enable(struct softeuicc_card *card, const struct profile *target,
                     const struct profile *current)
{
	bool to_test = target->class == PROFILE_CLASS_TEST;
	int r = 0;

	if (current)
		r = profile_set_state(card, current, PROFILE_STATE_DISABLED);
	if (r == 0)
		r = profile_set_state(card, target, PROFILE_STATE_ENABLED);
	if (r == 0 && !to_test)
		r = profile_refer(card, PROFILE_PREVIOUS, 0);
	else if (r == 0 && current && current->class != PROFILE_CLASS_TEST)
		r = profile_refer(card, PROFILE_PREVIOUS, current->id);
	return r < 0 ? r : end_returns(card);
}

enum enable_result profile_switch_enable(struct softeuicc_card *card, const struct profile *target)
{
	struct profile enabled, *current = NULL;
	enum enable_result result;
	int r = profile_enabled(card, &enabled);

	if (r < 0)
		return ENABLE_RESULT_UNDEFINED;
	if (r == 0)
		current = &enabled;
	result = check_enable(card, target, current);
	if (result == ENABLE_RESULT_OK && do_enable(card, target, current) < 0)
		return ENABLE_RESULT_UNDEFINED;
	return result;
}

static enum disable_result check_disable(const struct softeuicc_card *card,
                                         const struct profile *target)
{
	if (target->state != PROFILE_STATE_ENABLED)
		return DISABLE_RESULT_PROFILE_NOT_IN_ENABLED_STATE;
	if (!policy_may_disable(target) || profile_ecall_active(card))
		return DISABLE_RESULT_DISALLOWED_BY_POLICY;
	if (cat_busy(&card->cat))
		return DISABLE_RESULT_CAT_BUSY;
	return DISABLE_RESULT_OK;
}

/* Where a test profile goes, the operational profile that it replaced comes back. */
static int do_disable(struct softeuicc_card *card, const struct profile *target)
{
	struct profile previous;
	int r = profile_set_state(card, target, PROFILE_STATE_DISABLED);

	if (r == 0 && target->class == PROFILE_CLASS_TEST &&
	    profile_referred(card, PROFILE_PREVIOUS, &previous) == 0)
		r = profile_set_state(card, &previous, PROFILE_STATE_ENABLED);
	if (r == 0)
		r = profile_refer(card, PROFILE_PREVIOUS, 0);
	return r < 0 ? r : end_returns(card);
}

enum disable_result profile_switch_disable(struct softeuicc_card *card,
                                           const struct profile *target)
{
	enum disable_result result = check_disable(card, target);

	if (result == DISABLE_RESULT_OK && do_disable(card, target) < 0)
		return DISABLE_RESULT_UNDEFINED;
	return result;
}

enum delete_result profile_switch_delete(struct softeuicc_card *card, const struct profile *target)
{
	if (target->state != PROFILE_STATE_DISABLED)
		return DELETE_RESULT_PROFILE_NOT_IN_DISABLED_STATE;
	if (!policy_may_delete(target) || profile_ecall_active(card))
		return DELETE_RESULT_DISALLOWED_BY_POLICY;
	return profile_delete(card, target) < 0 ? DELETE_RESULT_UNDEFINED : DELETE_RESULT_OK;
}

static int move_state(struct softeuicc_card *card, const struct profile *p,
                      enum profile_state state, bool notify)
{
	return notify ? profile_set_state(card, p, state) : profile_write_state(card, p, state);
}

int profile_switch_force(struct softeuicc_card *card, const struct profile *target, bool notify)
{
	struct profile current;
	int r = profile_enabled(card, &current);

	if (r == 0)
		r = move_state(card, &current, PROFILE_STATE_DISABLED, notify);
	else if (r > 0)
		r = 0;
	if (r == 0 && target)
		r = move_state(card, target, PROFILE_STATE_ENABLED, notify);
	/* Not what a fallback returns to: an emergency that comes in between ends in the fallback. */
	if (r == 0)
		r = profile_refer(card, PROFILE_EMERGENCY_RETURN, 0);
	return r < 0 ? r : rollback_clear(card);
}
