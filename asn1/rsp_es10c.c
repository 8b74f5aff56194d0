/*
 * Tables of ES10c. [SGP.22 5.7.15 to 5.7.21]
 *
 * A tag over a CHOICE is explicit, also where it is automatic [X.680 31.2.7]: A0 around
 * profileIdentifier and searchCriteria.
 */
#include "asn1/rsp_es10c.h"

const struct asn1_name profile_info_list_error_names[] = {
	{ PROFILE_INFO_LIST_ERROR_INCORRECT_INPUT_VALUES, "incorrectInputValues" },
	{ PROFILE_INFO_LIST_ERROR_PROFILE_CHANGE_ONGOING, "profileChangeOngoing" },
	{ PROFILE_INFO_LIST_ERROR_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name enable_result_names[] = {
	{ ENABLE_RESULT_OK, "ok" },
	{ ENABLE_RESULT_ICCID_OR_AID_NOT_FOUND, "iccidOrAidNotFound" },
	{ ENABLE_RESULT_PROFILE_NOT_IN_DISABLED_STATE, "profileNotInDisabledState" },
	{ ENABLE_RESULT_DISALLOWED_BY_POLICY, "disallowedByPolicy" },
	{ ENABLE_RESULT_WRONG_PROFILE_REENABLING, "wrongProfileReenabling" },
	{ ENABLE_RESULT_CAT_BUSY, "catBusy" },
	{ ENABLE_RESULT_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name disable_result_names[] = {
	{ DISABLE_RESULT_OK, "ok" },
	{ DISABLE_RESULT_ICCID_OR_AID_NOT_FOUND, "iccidOrAidNotFound" },
	{ DISABLE_RESULT_PROFILE_NOT_IN_ENABLED_STATE, "profileNotInEnabledState" },
	{ DISABLE_RESULT_DISALLOWED_BY_POLICY, "disallowedByPolicy" },
	{ DISABLE_RESULT_CAT_BUSY, "catBusy" },
	{ DISABLE_RESULT_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name delete_result_names[] = {
	{ DELETE_RESULT_OK, "ok" },
	{ DELETE_RESULT_ICCID_OR_AID_NOT_FOUND, "iccidOrAidNotFound" },
	{ DELETE_RESULT_PROFILE_NOT_IN_DISABLED_STATE, "profileNotInDisabledState" },
	{ DELETE_RESULT_DISALLOWED_BY_POLICY, "disallowedByPolicy" },
	{ DELETE_RESULT_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name reset_options_names[] = {
	{ 0, "deleteOperationalProfiles" },
	{ 1, "deleteFieldLoadedTestProfiles" },
	{ 2, "resetDefaultSmdpAddress" },
	{ 0, NULL },
};

const struct asn1_name memory_reset_result_names[] = {
	{ MEMORY_RESET_RESULT_OK, "ok" },
	{ MEMORY_RESET_RESULT_NOTHING_TO_DELETE, "nothingToDelete" },
	{ MEMORY_RESET_RESULT_CAT_BUSY, "catBusy" },
	{ MEMORY_RESET_RESULT_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name set_nickname_result_names[] = {
	{ SET_NICKNAME_RESULT_OK, "ok" },
	{ SET_NICKNAME_RESULT_ICCID_NOT_FOUND, "iccidNotFound" },
	{ SET_NICKNAME_RESULT_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

/* clang-format off */
A_CHO(profile_search_criteria, "searchCriteria", "SGP.22 5.7.15",
	A_OCTETS(struct profile_search_criteria, isdp_aid, "isdpAid", 0x4F, 0, 1, 16),
	A_OCTETS(struct profile_search_criteria, iccid, "iccid", 0x5A, 0, 10, 10),
	A_ENUM(struct profile_search_criteria, profile_class,
	       "profileClass", 0x95, 0, profile_class_names));

A_SEQ(profile_info_list_request, "ProfileInfoListRequest", "SGP.22 5.7.15",
	A_STRUCT(struct profile_info_list_request, search_criteria, profile_search_criteria,
	         "searchCriteria", 0xA0, ASN1_OPT),
	A_OCTETS(struct profile_info_list_request, tag_list, "tagList", 0x5C, ASN1_OPT, 0, 0),
	A_OCTETS(struct profile_info_list_request, iot_specific_tag_list,
	         "iotSpecificTagList", 0x5D, ASN1_OPT, 0, 0));

A_CHO(profile_info_list_response, "ProfileInfoListResponse", "SGP.22 5.7.15",
	A_LIST(struct profile_info_list_response, profile_info_list_ok, profile_info,
	       "profileInfoListOk", 0xA0, 0, 0xE3),
	A_ENUM(struct profile_info_list_response, profile_info_list_error,
	       "profileInfoListError", 0x81, 0, profile_info_list_error_names));

A_CHO(profile_identifier, "profileIdentifier", "SGP.22 5.7.16",
	A_OCTETS(struct profile_identifier, isdp_aid, "isdpAid", 0x4F, 0, 1, 16),
	A_OCTETS(struct profile_identifier, iccid, "iccid", 0x5A, 0, 10, 10));

A_SEQ(enable_profile_request, "EnableProfileRequest", "SGP.22 5.7.16",
	A_STRUCT(struct enable_profile_request, profile_identifier, profile_identifier,
	         "profileIdentifier", 0xA0, 0),
	A_BOOL(struct enable_profile_request, refresh_flag, "refreshFlag", 0x81, 0));

A_SEQ(enable_profile_response, "EnableProfileResponse", "SGP.22 5.7.16",
	A_ENUM(struct enable_profile_response, enable_result,
	       "enableResult", 0x80, 0, enable_result_names));

A_SEQ(disable_profile_request, "DisableProfileRequest", "SGP.22 5.7.17",
	A_STRUCT(struct disable_profile_request, profile_identifier, profile_identifier,
	         "profileIdentifier", 0xA0, 0),
	A_BOOL(struct disable_profile_request, refresh_flag, "refreshFlag", 0x81, 0));

A_SEQ(disable_profile_response, "DisableProfileResponse", "SGP.22 5.7.17",
	A_ENUM(struct disable_profile_response, disable_result,
	       "disableResult", 0x80, 0, disable_result_names));

A_CHO(delete_profile_request, "DeleteProfileRequest", "SGP.22 5.7.18",
	A_OCTETS(struct delete_profile_request, isdp_aid, "isdpAid", 0x4F, 0, 1, 16),
	A_OCTETS(struct delete_profile_request, iccid, "iccid", 0x5A, 0, 10, 10));

A_SEQ(delete_profile_response, "DeleteProfileResponse", "SGP.22 5.7.18",
	A_ENUM(struct delete_profile_response, delete_result,
	       "deleteResult", 0x80, 0, delete_result_names));

A_SEQ(euicc_memory_reset_request, "EuiccMemoryResetRequest", "SGP.22 5.7.19",
	A_BITS(struct euicc_memory_reset_request, reset_options,
	       "resetOptions", 0x82, 0, reset_options_names));

A_SEQ(euicc_memory_reset_response, "EuiccMemoryResetResponse", "SGP.22 5.7.19",
	A_ENUM(struct euicc_memory_reset_response, reset_result,
	       "resetResult", 0x80, 0, memory_reset_result_names));

A_SEQ(get_euicc_data_request, "GetEuiccDataRequest", "SGP.22 5.7.20",
	A_OCTETS(struct get_euicc_data_request, tag_list, "tagList", 0x5C, 0, 1, 1));

A_SEQ(get_euicc_data_response, "GetEuiccDataResponse", "SGP.22 5.7.20",
	A_OCTETS(struct get_euicc_data_response, eid_value, "eidValue", 0x5A, 0, 16, 16));

A_SEQ(set_nickname_request, "SetNicknameRequest", "SGP.22 5.7.21",
	A_OCTETS(struct set_nickname_request, iccid, "iccid", 0x5A, 0, 10, 10),
	A_UTF8(struct set_nickname_request, profile_nickname, "profileNickname", 0x90, 0, 0, 64));

A_SEQ(set_nickname_response, "SetNicknameResponse", "SGP.22 5.7.21",
	A_ENUM(struct set_nickname_response, set_nickname_result,
	       "setNicknameResult", 0x80, 0, set_nickname_result_names));
/* clang-format on */
