/*
 * Profile State Management Operations of an eUICC Package [SGP.32 2.11.1.1.3, 3.4].
 */
#include "immediate.h"
#include "package.h"
#include "profile_list.h"
#include "profile_switch.h"

/* Codes that SGP.22 knows and the package's result does not say nothing true to an eIM. */
static uint32_t package_code(uint32_t es10c_code)
{
	return es10c_code == ENABLE_RESULT_WRONG_PROFILE_REENABLING
	               ? ENABLE_PROFILE_RESULT_UNDEFINED
	               : es10c_code;
}

/* enable, disable and delete of v1.0.1 have no codes beyond 2 but undefinedError. */
static uint32_t version_code(const struct package_run *run, uint32_t code)
{
	bool old = !persona_iot_since(run->call->card->persona, 1, 1);

	return old && code > ENABLE_PROFILE_RESULT_PROFILE_NOT_IN_DISABLED_STATE
	               ? ENABLE_PROFILE_RESULT_UNDEFINED
	               : code;
}

/* The profile that a rollback would go back to: enabled now, or disabled by this package. */
static int rollback_target(const struct package_run *run, struct profile *ret)
{
	int r = profile_enabled(run->call->card, ret);

	if (r == 1 && run->disabled_profile)
		r = profile_by_id(run->call->card, run->disabled_profile, ret);
	return r;
}

/* enable [SGP.32 5.13.1, 3.4.1]: at most one in a package. */
static uint32_t enable(struct package_run *run, const struct psmo_enable *op)
{
	struct softeuicc_card *card = run->call->card;
	bool rollback = op->rollback_flag || op->rollback_flag_81;
	struct profile target, back;
	uint32_t code;
	int found = profile_by_iccid(card, op->iccid, &target);

	if (run->enabled || found < 0)
		return ENABLE_PROFILE_RESULT_UNDEFINED;
	if (found > 0)
		return ENABLE_PROFILE_RESULT_ICCID_OR_AID_NOT_FOUND;
	if (target.state != PROFILE_STATE_DISABLED)
		return ENABLE_PROFILE_RESULT_PROFILE_NOT_IN_DISABLED_STATE;
	if (rollback && rollback_target(run, &back) != 0)
		return ENABLE_PROFILE_RESULT_ROLLBACK_NOT_AVAILABLE;
	code = package_code(profile_switch_enable(card, &target));
	if (code != ENABLE_PROFILE_RESULT_OK)
		return code;
	run->enabled = true;
	if (rollback)
		run->rollback_profile = back.id;
	return ENABLE_PROFILE_RESULT_OK;
}

/* disable [SGP.32 5.13.2, 3.4.2]: at most one in a package, and not behind an enable. */
static uint32_t disable(struct package_run *run, const struct psmo_profile *op)
{
	struct softeuicc_card *card = run->call->card;
	struct profile target;
	uint32_t code;
	int found = profile_by_iccid(card, op->iccid, &target);

	if (run->enabled || run->disabled || found < 0)
		return DISABLE_PROFILE_RESULT_UNDEFINED;
	if (found > 0)
		return DISABLE_PROFILE_RESULT_ICCID_OR_AID_NOT_FOUND;
	code = profile_switch_disable(card, &target);
	if (code == DISABLE_PROFILE_RESULT_OK) {
		run->disabled = true;
		run->disabled_profile = target.id;
	}
	return code;
}

/* The profile to return to while the fallback profile is enabled [SGP.32 3.4.3]. */
static bool is_fallback_return(const struct softeuicc_card *card, const struct profile *p)
{
	struct profile fallback, back;

	return profile_referred(card, PROFILE_FALLBACK, &fallback) == 0 &&
	       fallback.state == PROFILE_STATE_ENABLED &&
	       profile_referred(card, PROFILE_FALLBACK_RETURN, &back) == 0 && back.id == p->id;
}

/* delete [SGP.32 5.13.3, 3.4.3]. */
static uint32_t delete_profile(struct package_run *run, const struct psmo_profile *op)
{
	struct softeuicc_card *card = run->call->card;
	struct profile target;
	uint32_t code;
	int found = profile_by_iccid(card, op->iccid, &target);

	if (found != 0)
		return found > 0 ? DELETE_PROFILE_RESULT_ICCID_OR_AID_NOT_FOUND
		                 : DELETE_PROFILE_RESULT_UNDEFINED;
	if (target.state != PROFILE_STATE_DISABLED)
		return DELETE_PROFILE_RESULT_PROFILE_NOT_IN_DISABLED_STATE;
	if (run->rollback_profile == target.id)
		return DELETE_PROFILE_RESULT_ROLLBACK_NOT_AVAILABLE;
	if (is_fallback_return(card, &target))
		return DELETE_PROFILE_RESULT_RETURN_FALLBACK_PROFILE;
	code = profile_switch_delete(card, &target);
	if (code == DELETE_PROFILE_RESULT_OK)
		run->deleted = true;
	return code;
}

/* listProfileInfo [SGP.32 5.13.4]: not while the states are about to change. */
static bool list_profile_info(struct package_run *run, const struct profile_info_list_request *op,
                              struct euicc_result_data *ret)
{
	struct profile_info_list_response *list = arena_alloc(run->call->arena, sizeof(*list));
	uint32_t error = 0;

	ret->list_profile_info_result = list;
	if (!list)
		return false;
	if (run->enabled || run->disabled || run->deleted)
		error = PROFILE_INFO_LIST_ERROR_PROFILE_CHANGE_ONGOING;
	else if (!profile_list_tags_ok(run->call->card, op))
		error = PROFILE_INFO_LIST_ERROR_INCORRECT_INPUT_VALUES;
	else if (profile_list(run->call->card, op, profile_list_tags_sgp32, run->call->arena,
	                      &list->profile_info_list_ok)
	                 .v != SW_OK)
		error = PROFILE_INFO_LIST_ERROR_UNDEFINED;
	list->which = error ? PROFILE_INFO_LIST_RESPONSE_PROFILE_INFO_LIST_ERROR
	                    : PROFILE_INFO_LIST_RESPONSE_PROFILE_INFO_LIST_OK;
	if (error)
		list->profile_info_list_error = es10_uint(error);
	return !error;
}

/* getRAT [SGP.32 5.13.5]. */
static bool get_rat(struct package_run *run, struct euicc_result_data *ret)
{
	struct get_rat_response rat = { 0 };

	if (es10b_get_rat(run->call, NULL, &rat).v != SW_OK)
		return false;
	ret->get_rat_result = rat.rat;
	return true;
}

/* setFallbackAttribute [SGP.32 3.4.6]: one profile of the card has it. */
static uint32_t set_fallback(struct package_run *run, const struct psmo_profile *op)
{
	struct softeuicc_card *card = run->call->card;
	struct profile target, old;
	int found = profile_by_iccid(card, op->iccid, &target);
	int has_old = profile_referred(card, PROFILE_FALLBACK, &old);

	if (found < 0 || has_old < 0)
		return SET_FALLBACK_ATTRIBUTE_RESULT_UNDEFINED;
	if (found > 0)
		return SET_FALLBACK_ATTRIBUTE_RESULT_ICCID_OR_AID_NOT_FOUND;
	if (has_old == 0 && old.id == target.id)
		return SET_FALLBACK_ATTRIBUTE_RESULT_OK;
	/* An Emergency Profile is enabled by its own function only. */
	if (!card->persona->fallback || !target.fallback_allowed || target.ecall)
		return SET_FALLBACK_ATTRIBUTE_RESULT_FALLBACK_NOT_ALLOWED;
	if (has_old == 0 && old.state == PROFILE_STATE_ENABLED)
		return SET_FALLBACK_ATTRIBUTE_RESULT_FALLBACK_PROFILE_ENABLED;
	return profile_refer(card, PROFILE_FALLBACK, target.id) < 0
	               ? SET_FALLBACK_ATTRIBUTE_RESULT_UNDEFINED
	               : SET_FALLBACK_ATTRIBUTE_RESULT_OK;
}

/* unsetFallbackAttribute [SGP.32 3.4.7]. */
static uint32_t unset_fallback(struct package_run *run)
{
	struct softeuicc_card *card = run->call->card;
	struct profile old;
	int has_old = profile_referred(card, PROFILE_FALLBACK, &old);

	if (has_old != 0)
		return has_old > 0 ? UNSET_FALLBACK_ATTRIBUTE_RESULT_NO_FALLBACK_ATTRIBUTE
		                   : UNSET_FALLBACK_ATTRIBUTE_RESULT_UNDEFINED;
	if (old.state == PROFILE_STATE_ENABLED)
		return UNSET_FALLBACK_ATTRIBUTE_RESULT_FALLBACK_PROFILE_ENABLED;
	return profile_refer(card, PROFILE_FALLBACK, 0) < 0
	               ? UNSET_FALLBACK_ATTRIBUTE_RESULT_UNDEFINED
	               : UNSET_FALLBACK_ATTRIBUTE_RESULT_OK;
}

static bool set_default_dp(struct package_run *run,
                           const struct iot_set_default_dp_address_request *op,
                           struct euicc_result_data *ret)
{
	struct iot_set_default_dp_address_response *res = arena_alloc(run->call->arena,
	                                                              sizeof(*res));

	ret->set_default_dp_address_result = res;
	return res && es10b_set_default_dp_address(run->call, op, res).v == SW_OK;
}

/* Fills a plain result code; true if it is ok. */
static bool code_result(struct euicc_result_data *ret, uint32_t which, struct asn1_uint *member,
                        uint32_t code)
{
	ret->which = which;
	*member = es10_uint(code);
	return code == 0;
}

bool psmo_execute(struct package_run *run, const struct psmo *op, struct euicc_result_data *ret)
{
	*ret = (struct euicc_result_data){ 0 };
	switch (op->which) {
	case PSMO_ENABLE:
		return code_result(ret, EUICC_RESULT_DATA_ENABLE_RESULT, &ret->enable_result,
		                   version_code(run, enable(run, op->enable)));
	case PSMO_DISABLE:
		return code_result(ret, EUICC_RESULT_DATA_DISABLE_RESULT, &ret->disable_result,
		                   version_code(run, disable(run, op->disable)));
	case PSMO_DELETE:
		return code_result(ret, EUICC_RESULT_DATA_DELETE_RESULT, &ret->delete_result,
		                   version_code(run, delete_profile(run, op->delete_profile)));
	case PSMO_LIST_PROFILE_INFO:
		ret->which = EUICC_RESULT_DATA_LIST_PROFILE_INFO_RESULT;
		return list_profile_info(run, op->list_profile_info, ret);
	case PSMO_GET_RAT:
		ret->which = EUICC_RESULT_DATA_GET_RAT_RESULT;
		return get_rat(run, ret);
	case PSMO_CONFIGURE_IMMEDIATE_ENABLE:
		return code_result(
		        ret, EUICC_RESULT_DATA_CONFIGURE_IMMEDIATE_ENABLE_RESULT,
		        &ret->configure_immediate_enable_result,
		        immediate_configure(run->call->card, op->configure_immediate_enable) < 0
		                ? CONFIGURE_IMMEDIATE_ENABLE_RESULT_UNDEFINED
		                : CONFIGURE_IMMEDIATE_ENABLE_RESULT_OK);
	case PSMO_SET_FALLBACK_ATTRIBUTE:
		return code_result(ret, EUICC_RESULT_DATA_SET_FALLBACK_ATTRIBUTE_RESULT,
		                   &ret->set_fallback_attribute_result,
		                   set_fallback(run, op->set_fallback_attribute));
	case PSMO_UNSET_FALLBACK_ATTRIBUTE:
		return code_result(ret, EUICC_RESULT_DATA_UNSET_FALLBACK_ATTRIBUTE_RESULT,
		                   &ret->unset_fallback_attribute_result, unset_fallback(run));
	default:
		ret->which = EUICC_RESULT_DATA_SET_DEFAULT_DP_ADDRESS_RESULT;
		return set_default_dp(run, op->set_default_dp_address, ret);
	}
}
