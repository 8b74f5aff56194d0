/*
 * ES10b: ExecuteFallbackMechanism, ReturnFromFallback [SGP.32 5.9.20, 5.9.21], EnableEmergencyProfile,
 * DisableEmergencyProfile [SGP.32 5.9.22, 5.9.23].
 */
#include "fallback.h"

#include "asn1/iot.h"
#include "profile_switch.h"

#include <errno.h>

/* The checks stand in the order of the section: it decides where more than one fails. */
static uint32_t execute_fallback(struct softeuicc_card *card, bool refresh)
{
	struct profile enabled, fallback;
	int has_enabled = profile_enabled(card, &enabled);
	int has_fallback = profile_referred(card, PROFILE_FALLBACK, &fallback);

	if (has_enabled < 0 || has_fallback < 0)
		return EXECUTE_FALLBACK_MECHANISM_RESULT_UNDEFINED;
	if (has_enabled > 0)
		return EXECUTE_FALLBACK_MECHANISM_RESULT_COMMAND_ERROR;
	if (has_fallback > 0 || !card->persona->fallback)
		return EXECUTE_FALLBACK_MECHANISM_RESULT_FALLBACK_NOT_AVAILABLE;
	if (profile_ecall_active(card))
		return EXECUTE_FALLBACK_MECHANISM_RESULT_ECALL_ACTIVE;
	if (fallback.state == PROFILE_STATE_ENABLED)
		return EXECUTE_FALLBACK_MECHANISM_RESULT_PROFILE_NOT_IN_DISABLED_STATE;
	if (cat_busy(&card->cat))
		return EXECUTE_FALLBACK_MECHANISM_RESULT_CAT_BUSY;
	if (profile_switch_force(card, &fallback, true) < 0 ||
	    profile_refer(card, PROFILE_FALLBACK_RETURN, enabled.id) < 0)
		return EXECUTE_FALLBACK_MECHANISM_RESULT_UNDEFINED;
	card_schedule_switch(card, refresh);
	return EXECUTE_FALLBACK_MECHANISM_RESULT_OK;
}

struct sw es10b_execute_fallback_mechanism(struct es10_call *call, const void *request,
                                           void *response)
{
	const struct execute_fallback_mechanism_request *req = request;
	struct execute_fallback_mechanism_response *res = response;

	res->execute_fallback_mechanism_result = es10_uint(
	        execute_fallback(call->card, refresh_flag_is_set(req->refresh_flag)));
	return SW(SW_OK);
}

static uint32_t return_from_fallback(struct softeuicc_card *card, bool refresh)
{
	struct profile fallback, back;

	if (profile_referred(card, PROFILE_FALLBACK, &fallback) != 0 ||
	    fallback.state != PROFILE_STATE_ENABLED ||
	    profile_referred(card, PROFILE_FALLBACK_RETURN, &back) != 0)
		return RETURN_FROM_FALLBACK_RESULT_FALLBACK_NOT_AVAILABLE;
	if (cat_busy(&card->cat))
		return RETURN_FROM_FALLBACK_RESULT_CAT_BUSY;
	if (profile_switch_force(card, &back, true) < 0 ||
	    profile_refer(card, PROFILE_FALLBACK_RETURN, 0) < 0)
		return RETURN_FROM_FALLBACK_RESULT_UNDEFINED;
	card_schedule_switch(card, refresh);
	return RETURN_FROM_FALLBACK_RESULT_OK;
}

struct sw es10b_return_from_fallback(struct es10_call *call, const void *request, void *response)
{
	const struct return_from_fallback_request *req = request;
	struct return_from_fallback_response *res = response;

	res->return_from_fallback_result = es10_uint(
	        return_from_fallback(call->card, refresh_flag_is_set(req->refresh_flag)));
	return SW(SW_OK);
}

/* Nobody is notified of the Emergency Profile: a call for help must not wait for that. */
static uint32_t enable_emergency(struct softeuicc_card *card, bool refresh)
{
	struct profile emergency, enabled;
	int has_enabled = profile_enabled(card, &enabled);

	if (profile_emergency(card, &emergency) != 0)
		return ENABLE_EMERGENCY_PROFILE_RESULT_ECALL_NOT_AVAILABLE;
	if (emergency.state != PROFILE_STATE_DISABLED)
		return ENABLE_EMERGENCY_PROFILE_RESULT_PROFILE_NOT_IN_DISABLED_STATE;
	if (cat_busy(&card->cat))
		return ENABLE_EMERGENCY_PROFILE_RESULT_CAT_BUSY;
	if (has_enabled < 0 || profile_switch_force(card, &emergency, false) < 0 ||
	    profile_refer(card, PROFILE_EMERGENCY_RETURN,
	                  has_enabled == 0 ? enabled.id : emergency.id) < 0)
		return ENABLE_EMERGENCY_PROFILE_RESULT_UNDEFINED;
	card_schedule_switch(card, refresh);
	return ENABLE_EMERGENCY_PROFILE_RESULT_OK;
}

struct sw es10b_enable_emergency_profile(struct es10_call *call, const void *request,
                                         void *response)
{
	const struct enable_emergency_profile_request *req = request;
	struct enable_emergency_profile_response *res = response;

	res->enable_emergency_profile_result = es10_uint(
	        enable_emergency(call->card, refresh_flag_is_set(req->refresh_flag)));
	return SW(SW_OK);
}

/* Back to the profile that was enabled before, or to none. */
static int leave_emergency(struct softeuicc_card *card)
{
	struct profile back;
	int r = profile_referred(card, PROFILE_EMERGENCY_RETURN, &back);

	if (r != 0)
		return r < 0 ? r : -EIO;
	return profile_switch_force(card, back.ecall ? NULL : &back, false);
}

static uint32_t disable_emergency(struct softeuicc_card *card, bool refresh)
{
	struct profile emergency;

	if (profile_emergency(card, &emergency) != 0 && persona_iot_since(card->persona, 1, 3))
		return DISABLE_EMERGENCY_PROFILE_RESULT_ECALL_NOT_AVAILABLE;
	if (!profile_ecall_active(card))
		return DISABLE_EMERGENCY_PROFILE_RESULT_PROFILE_NOT_IN_ENABLED_STATE;
	if (cat_busy(&card->cat))
		return DISABLE_EMERGENCY_PROFILE_RESULT_CAT_BUSY;
	if (leave_emergency(card) < 0)
		return DISABLE_EMERGENCY_PROFILE_RESULT_UNDEFINED;
	card_schedule_switch(card, refresh);
	return DISABLE_EMERGENCY_PROFILE_RESULT_OK;
}

struct sw es10b_disable_emergency_profile(struct es10_call *call, const void *request,
                                          void *response)
{
	const struct disable_emergency_profile_request *req = request;
	struct disable_emergency_profile_response *res = response;

	res->disable_emergency_profile_result = es10_uint(
	        disable_emergency(call->card, refresh_flag_is_set(req->refresh_flag)));
	return SW(SW_OK);
}
