/*
 * ES10c: GetProfilesInfo, EnableProfile, DisableProfile, DeleteProfile, eUICCMemoryReset, GetEID,
 * SetNickname [SGP.22 5.7.15 to 5.7.21].
 */
#include "es10.h"
#include "memory_reset.h"
#include "profile_list.h"
#include "profile_switch.h"

/* ---- GetProfilesInfo ---- */

static struct sw get_profiles_info(struct es10_call *call, const void *request, void *response)
{
	const struct profile_info_list_request *req = request;
	struct profile_info_list_response *res = response;
	const struct persona *p = call->card->persona;
	/* A card that an LPA manages answers as LPAs expect, also when it is an IoT eUICC. */
	struct span tags = persona_is_local(p) ? profile_list_tags_sgp22 : profile_list_tags_sgp32;

	if (!profile_list_tags_ok(call->card, req)) {
		res->which = PROFILE_INFO_LIST_RESPONSE_PROFILE_INFO_LIST_ERROR;
		res->profile_info_list_error = es10_uint(
		        PROFILE_INFO_LIST_ERROR_INCORRECT_INPUT_VALUES);
		return SW(SW_OK);
	}
	res->which = PROFILE_INFO_LIST_RESPONSE_PROFILE_INFO_LIST_OK;
	return profile_list(call->card, req, tags, call->arena, &res->profile_info_list_ok);
}

/* ---- state changes ---- */

static int find_profile(const struct softeuicc_card *card, const struct profile_identifier *id,
                        struct profile *ret)
{
	return id->which == PROFILE_IDENTIFIER_ISDP_AID ? profile_by_aid(card, id->isdp_aid, ret)
	                                                : profile_by_iccid(card, id->iccid, ret);
}

static struct sw enable_profile(struct es10_call *call, const void *request, void *response)
{
	const struct enable_profile_request *req = request;
	struct enable_profile_response *res = response;
	struct softeuicc_card *card = call->card;
	enum enable_result result = ENABLE_RESULT_ICCID_OR_AID_NOT_FOUND;
	struct profile target;
	int found = find_profile(card, req->profile_identifier, &target);

	if (found == 0)
		result = profile_switch_enable(card, &target);
	if (found < 0 || result == ENABLE_RESULT_UNDEFINED)
		return SW(SW_MEMORY_PROBLEM);
	if (result == ENABLE_RESULT_OK)
		card_schedule_switch(card, req->refresh_flag.v);
	res->enable_result = es10_uint(result);
	return SW(SW_OK);
}

static struct sw disable_profile(struct es10_call *call, const void *request, void *response)
{
	const struct disable_profile_request *req = request;
	struct disable_profile_response *res = response;
	struct softeuicc_card *card = call->card;
	enum disable_result result = DISABLE_RESULT_ICCID_OR_AID_NOT_FOUND;
	struct profile target;
	int found = find_profile(card, req->profile_identifier, &target);

	if (found == 0)
		result = profile_switch_disable(card, &target);
	if (found < 0 || result == DISABLE_RESULT_UNDEFINED)
		return SW(SW_MEMORY_PROBLEM);
	if (result == DISABLE_RESULT_OK)
		card_schedule_switch(card, req->refresh_flag.v);
	res->disable_result = es10_uint(result);
	return SW(SW_OK);
}

static struct sw delete_profile(struct es10_call *call, const void *request, void *response)
{
	const struct delete_profile_request *req = request;
	struct delete_profile_response *res = response;
	enum delete_result result = DELETE_RESULT_ICCID_OR_AID_NOT_FOUND;
	struct profile target;
	int found = req->which == DELETE_PROFILE_REQUEST_ISDP_AID
	                    ? profile_by_aid(call->card, req->isdp_aid, &target)
	                    : profile_by_iccid(call->card, req->iccid, &target);

	if (found == 0)
		result = profile_switch_delete(call->card, &target);
	if (found < 0 || result == DELETE_RESULT_UNDEFINED)
		return SW(SW_MEMORY_PROBLEM);
	res->delete_result = es10_uint(result);
	return SW(SW_OK);
}

/* ---- GetEID, SetNickname ---- */

static struct sw get_eid(struct es10_call *call, const void *request, void *response)
{
	const struct get_euicc_data_request *req = request;
	struct get_euicc_data_response *res = response;

	if (req->tag_list.ptr[0] != RSP_TAG_ICCID) /* 5A: here it means the EID */
		return SW(SW_WRONG_DATA);
	res->eid_value = SPAN(call->card->eid);
	return SW(SW_OK);
}

static struct sw set_nickname(struct es10_call *call, const void *request, void *response)
{
	const struct set_nickname_request *req = request;
	struct set_nickname_response *res = response;
	struct span nickname = req->profile_nickname;

	if (nickname.len == 0) /* an empty nickname removes the stored one */
		nickname.ptr = NULL;
	if (store_exec(call->card->store,
	               "UPDATE profile SET nickname = CAST(? AS TEXT)"
	               " WHERE card_id = ? AND iccid = ?",
	               "bib", nickname, call->card->id, req->iccid) < 0)
		return SW(SW_MEMORY_PROBLEM);
	res->set_nickname_result = es10_uint(sqlite3_changes(call->card->store->db)
	                                             ? SET_NICKNAME_RESULT_OK
	                                             : SET_NICKNAME_RESULT_ICCID_NOT_FOUND);
	return SW(SW_OK);
}

const struct es10_row es10c_functions[] = {
	{ RSP_TAG_PROFILE_INFO_LIST, "ES10c.GetProfilesInfo", "SGP.22 5.7.15; SGP.32 5.9.14",
	  &profile_info_list_request_type, &profile_info_list_response_type, get_profiles_info },
	{ RSP_TAG_ENABLE_PROFILE, "ES10c.EnableProfile", "SGP.22 5.7.16",
	  &enable_profile_request_type, &enable_profile_response_type, enable_profile,
	  persona_is_local },
	{ RSP_TAG_DISABLE_PROFILE, "ES10c.DisableProfile", "SGP.22 5.7.17",
	  &disable_profile_request_type, &disable_profile_response_type, disable_profile,
	  persona_is_local },
	{ RSP_TAG_DELETE_PROFILE, "ES10c.DeleteProfile", "SGP.22 5.7.18",
	  &delete_profile_request_type, &delete_profile_response_type, delete_profile,
	  persona_is_local },
	{ RSP_TAG_EUICC_MEMORY_RESET, "ES10c.eUICCMemoryReset", "SGP.22 5.7.19",
	  &euicc_memory_reset_request_type, &euicc_memory_reset_response_type,
	  es10c_euicc_memory_reset, persona_is_local },
	{ RSP_TAG_GET_EUICC_DATA, "ES10c.GetEID", "SGP.22 5.7.20; SGP.32 5.9.19",
	  &get_euicc_data_request_type, &get_euicc_data_response_type, get_eid },
	{ RSP_TAG_SET_NICKNAME, "ES10c.SetNickname", "SGP.22 5.7.21", &set_nickname_request_type,
	  &set_nickname_response_type, set_nickname, persona_is_local },
	{ 0 },
};
