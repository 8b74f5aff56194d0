/*
 * ES10c: local profile management. [SGP.22 5.7.15 to 5.7.21]
 *
 * Naming as in rsp_types.h. Profiles are named by their ICCID (10 octets) or by the AID of their
 * ISD-P (1..16 octets).
 */
#ifndef ASN1_RSP_ES10C_H
#define ASN1_RSP_ES10C_H

#include "rsp_types.h"

/* ProfileInfoListError [SGP.22 5.7.15]. */
enum profile_info_list_error {
	PROFILE_INFO_LIST_ERROR_INCORRECT_INPUT_VALUES = 1,
	PROFILE_INFO_LIST_ERROR_PROFILE_CHANGE_ONGOING = 11, /* SGP.32 */
	PROFILE_INFO_LIST_ERROR_UNDEFINED = 127,
};

/* enableResult [SGP.22 5.7.16]. */
enum enable_result {
	ENABLE_RESULT_OK = 0,
	ENABLE_RESULT_ICCID_OR_AID_NOT_FOUND = 1,
	ENABLE_RESULT_PROFILE_NOT_IN_DISABLED_STATE = 2,
	ENABLE_RESULT_DISALLOWED_BY_POLICY = 3,
	ENABLE_RESULT_WRONG_PROFILE_REENABLING = 4,
	ENABLE_RESULT_CAT_BUSY = 5,
	ENABLE_RESULT_UNDEFINED = 127,
};

/* disableResult [SGP.22 5.7.17]. */
enum disable_result {
	DISABLE_RESULT_OK = 0,
	DISABLE_RESULT_ICCID_OR_AID_NOT_FOUND = 1,
	DISABLE_RESULT_PROFILE_NOT_IN_ENABLED_STATE = 2,
	DISABLE_RESULT_DISALLOWED_BY_POLICY = 3,
	DISABLE_RESULT_CAT_BUSY = 5,
	DISABLE_RESULT_UNDEFINED = 127,
};

/* deleteResult [SGP.22 5.7.18]. */
enum delete_result {
	DELETE_RESULT_OK = 0,
	DELETE_RESULT_ICCID_OR_AID_NOT_FOUND = 1,
	DELETE_RESULT_PROFILE_NOT_IN_DISABLED_STATE = 2,
	DELETE_RESULT_DISALLOWED_BY_POLICY = 3,
	DELETE_RESULT_UNDEFINED = 127,
};

/* Bits of resetOptions [SGP.22 5.7.19]. */
enum reset_options {
	RESET_OPTIONS_DELETE_OPERATIONAL_PROFILES = 1u << 0,
	RESET_OPTIONS_DELETE_FIELD_LOADED_TEST_PROFILES = 1u << 1,
	RESET_OPTIONS_RESET_DEFAULT_SMDP_ADDRESS = 1u << 2,
};

/* resetResult [SGP.22 5.7.19]. */
enum memory_reset_result {
	MEMORY_RESET_RESULT_OK = 0,
	MEMORY_RESET_RESULT_NOTHING_TO_DELETE = 1,
	MEMORY_RESET_RESULT_CAT_BUSY = 5,
	MEMORY_RESET_RESULT_UNDEFINED = 127,
};

/* setNicknameResult [SGP.22 5.7.21]. */
enum set_nickname_result {
	SET_NICKNAME_RESULT_OK = 0,
	SET_NICKNAME_RESULT_ICCID_NOT_FOUND = 1,
	SET_NICKNAME_RESULT_UNDEFINED = 127,
};

extern const struct asn1_name profile_info_list_error_names[], enable_result_names[],
        disable_result_names[], delete_result_names[], reset_options_names[],
        memory_reset_result_names[], set_nickname_result_names[];

/* searchCriteria of ProfileInfoListRequest [SGP.22 5.7.15]. */
enum {
	PROFILE_SEARCH_CRITERIA_ISDP_AID = 1,
	PROFILE_SEARCH_CRITERIA_ICCID,
	PROFILE_SEARCH_CRITERIA_PROFILE_CLASS,
};
struct profile_search_criteria {
	uint32_t which;
	struct span isdp_aid;
	struct span iccid;
	struct asn1_uint profile_class;
};

/* ProfileInfoListRequest, BF2D [SGP.22 5.7.15]. */
struct profile_info_list_request {
	struct profile_search_criteria *search_criteria; /* optional: all profiles */
	struct span tag_list;                            /* concatenated tags, optional */
	struct span iot_specific_tag_list; /* SGP.32 v1.3: tags inside iotSpecificProfileInfo */
};

/* ProfileInfoListResponse, BF2D [SGP.22 5.7.15]. */
enum {
	PROFILE_INFO_LIST_RESPONSE_PROFILE_INFO_LIST_OK = 1,
	PROFILE_INFO_LIST_RESPONSE_PROFILE_INFO_LIST_ERROR,
};
struct profile_info_list_response {
	uint32_t which;
	struct asn1_list profile_info_list_ok; /* of struct profile_info */
	struct asn1_uint profile_info_list_error;
};

/* profileIdentifier of EnableProfileRequest and DisableProfileRequest. */
enum {
	PROFILE_IDENTIFIER_ISDP_AID = 1,
	PROFILE_IDENTIFIER_ICCID,
};
struct profile_identifier {
	uint32_t which;
	struct span isdp_aid;
	struct span iccid;
};

/* EnableProfileRequest, BF31 [SGP.22 5.7.16]. */
struct enable_profile_request {
	struct profile_identifier *profile_identifier;
	struct asn1_bool refresh_flag;
};

/* EnableProfileResponse, BF31 [SGP.22 5.7.16]. */
struct enable_profile_response {
	struct asn1_uint enable_result;
};

/* DisableProfileRequest, BF32 [SGP.22 5.7.17]. */
struct disable_profile_request {
	struct profile_identifier *profile_identifier;
	struct asn1_bool refresh_flag;
};

/* DisableProfileResponse, BF32 [SGP.22 5.7.17]. */
struct disable_profile_response {
	struct asn1_uint disable_result;
};

/* DeleteProfileRequest, BF33 [SGP.22 5.7.18]. */
enum {
	DELETE_PROFILE_REQUEST_ISDP_AID = 1,
	DELETE_PROFILE_REQUEST_ICCID,
};
struct delete_profile_request {
	uint32_t which;
	struct span isdp_aid;
	struct span iccid;
};

/* DeleteProfileResponse, BF33 [SGP.22 5.7.18]. */
struct delete_profile_response {
	struct asn1_uint delete_result;
};

/* EuiccMemoryResetRequest, BF34 [SGP.22 5.7.19]. */
struct euicc_memory_reset_request {
	struct asn1_bits reset_options;
};

/* EuiccMemoryResetResponse, BF34 [SGP.22 5.7.19]. */
struct euicc_memory_reset_response {
	struct asn1_uint reset_result; /* enum memory_reset_result */
};

/* GetEuiccDataRequest, BF3E [SGP.22 5.7.20]. */
struct get_euicc_data_request {
	struct span tag_list; /* one octet, 5A: the EID */
};

/* GetEuiccDataResponse, BF3E [SGP.22 5.7.20]. */
struct get_euicc_data_response {
	struct span eid_value; /* 16 octets */
};

/* SetNicknameRequest, BF29 [SGP.22 5.7.21]. An empty nickname removes the stored one. */
struct set_nickname_request {
	struct span iccid;
	struct span profile_nickname;
};

/* SetNicknameResponse, BF29 [SGP.22 5.7.21]. */
struct set_nickname_response {
	struct asn1_uint set_nickname_result;
};

extern const struct asn1_type profile_search_criteria_type, profile_info_list_request_type,
        profile_info_list_response_type, profile_identifier_type, enable_profile_request_type,
        enable_profile_response_type, disable_profile_request_type, disable_profile_response_type,
        delete_profile_request_type, delete_profile_response_type, euicc_memory_reset_request_type,
        euicc_memory_reset_response_type, get_euicc_data_request_type, get_euicc_data_response_type,
        set_nickname_request_type, set_nickname_response_type;

#endif
