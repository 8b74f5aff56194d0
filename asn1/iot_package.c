/* Tables of eUICC Packages and their results. [SGP.32 2.11.1.1, 2.11.2.1, 5.9.1] */
#include "asn1/iot_package.h"

const struct asn1_name euicc_package_error_code_names[] = {
	{ EUICC_PACKAGE_ERROR_INVALID_EID, "invalidEid" },
	{ EUICC_PACKAGE_ERROR_REPLAY_ERROR, "replayError" },
	{ EUICC_PACKAGE_ERROR_COUNTER_VALUE_OUT_OF_RANGE, "counterValueOutOfRange" },
	{ EUICC_PACKAGE_ERROR_SIZE_OVERFLOW, "sizeOverflow" },
	{ EUICC_PACKAGE_ERROR_ECALL_ACTIVE, "ecallActive" },
	{ EUICC_PACKAGE_ERROR_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name euicc_package_unsigned_error_code_names[] = {
	{ EUICC_PACKAGE_ERROR_SIZE_OVERFLOW, "sizeOverflow" },
	{ EUICC_PACKAGE_ERROR_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name enable_profile_result_names[] = {
	{ ENABLE_PROFILE_RESULT_OK, "ok" },
	{ ENABLE_PROFILE_RESULT_ICCID_OR_AID_NOT_FOUND, "iccidOrAidNotFound" },
	{ ENABLE_PROFILE_RESULT_PROFILE_NOT_IN_DISABLED_STATE, "profileNotInDisabledState" },
	{ ENABLE_PROFILE_RESULT_DISALLOWED_BY_POLICY, "disallowedByPolicy" },
	{ ENABLE_PROFILE_RESULT_CAT_BUSY, "catBusy" },
	{ ENABLE_PROFILE_RESULT_ROLLBACK_NOT_AVAILABLE, "rollbackNotAvailable" },
	{ ENABLE_PROFILE_RESULT_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name disable_profile_result_names[] = {
	{ DISABLE_PROFILE_RESULT_OK, "ok" },
	{ DISABLE_PROFILE_RESULT_ICCID_OR_AID_NOT_FOUND, "iccidOrAidNotFound" },
	{ DISABLE_PROFILE_RESULT_PROFILE_NOT_IN_ENABLED_STATE, "profileNotInEnabledState" },
	{ DISABLE_PROFILE_RESULT_DISALLOWED_BY_POLICY, "disallowedByPolicy" },
	{ DISABLE_PROFILE_RESULT_CAT_BUSY, "catBusy" },
	{ DISABLE_PROFILE_RESULT_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name delete_profile_result_names[] = {
	{ DELETE_PROFILE_RESULT_OK, "ok" },
	{ DELETE_PROFILE_RESULT_ICCID_OR_AID_NOT_FOUND, "iccidOrAidNotFound" },
	{ DELETE_PROFILE_RESULT_PROFILE_NOT_IN_DISABLED_STATE, "profileNotInDisabledState" },
	{ DELETE_PROFILE_RESULT_DISALLOWED_BY_POLICY, "disallowedByPolicy" },
	{ DELETE_PROFILE_RESULT_ROLLBACK_NOT_AVAILABLE, "rollbackNotAvailable" },
	{ DELETE_PROFILE_RESULT_RETURN_FALLBACK_PROFILE, "returnFallbackProfile" },
	{ DELETE_PROFILE_RESULT_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name configure_immediate_enable_result_names[] = {
	{ CONFIGURE_IMMEDIATE_ENABLE_RESULT_OK, "ok" },
	{ CONFIGURE_IMMEDIATE_ENABLE_RESULT_INSUFFICIENT_MEMORY, "insufficientMemory" },
	{ CONFIGURE_IMMEDIATE_ENABLE_RESULT_COMMAND_ERROR, "commandError" },
	{ CONFIGURE_IMMEDIATE_ENABLE_RESULT_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name set_fallback_attribute_result_names[] = {
	{ SET_FALLBACK_ATTRIBUTE_RESULT_OK, "ok" },
	{ SET_FALLBACK_ATTRIBUTE_RESULT_ICCID_OR_AID_NOT_FOUND, "iccidOrAidNotFound" },
	{ SET_FALLBACK_ATTRIBUTE_RESULT_FALLBACK_NOT_ALLOWED, "fallbackNotAllowed" },
	{ SET_FALLBACK_ATTRIBUTE_RESULT_FALLBACK_PROFILE_ENABLED, "fallbackProfileEnabled" },
	{ SET_FALLBACK_ATTRIBUTE_RESULT_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name unset_fallback_attribute_result_names[] = {
	{ UNSET_FALLBACK_ATTRIBUTE_RESULT_OK, "ok" },
	{ UNSET_FALLBACK_ATTRIBUTE_RESULT_NO_FALLBACK_ATTRIBUTE, "noFallbackAttribute" },
	{ UNSET_FALLBACK_ATTRIBUTE_RESULT_FALLBACK_PROFILE_ENABLED, "fallbackProfileEnabled" },
	{ UNSET_FALLBACK_ATTRIBUTE_RESULT_COMMAND_ERROR, "commandError" },
	{ UNSET_FALLBACK_ATTRIBUTE_RESULT_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name rollback_profile_result_names[] = {
	{ ROLLBACK_PROFILE_RESULT_OK, "ok" },
	{ ROLLBACK_PROFILE_RESULT_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name add_eim_result_code_names[] = {
	{ ADD_EIM_RESULT_OK, "ok" },
	{ ADD_EIM_RESULT_INSUFFICIENT_MEMORY, "insufficientMemory" },
	{ ADD_EIM_RESULT_ASSOCIATED_EIM_ALREADY_EXISTS, "associatedEimAlreadyExists" },
	{ ADD_EIM_RESULT_CI_PK_UNKNOWN, "ciPKUnknown" },
	{ ADD_EIM_RESULT_INVALID_ASSOCIATION_TOKEN, "invalidAssociationToken" },
	{ ADD_EIM_RESULT_COUNTER_VALUE_OUT_OF_RANGE, "counterValueOutOfRange" },
	{ ADD_EIM_RESULT_COMMAND_ERROR, "commandError" },
	{ ADD_EIM_RESULT_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name delete_eim_result_names[] = {
	{ DELETE_EIM_RESULT_OK, "ok" },
	{ DELETE_EIM_RESULT_EIM_NOT_FOUND, "eimNotFound" },
	{ DELETE_EIM_RESULT_LAST_EIM_DELETED, "lastEimDeleted" },
	{ DELETE_EIM_RESULT_COMMAND_ERROR, "commandError" },
	{ DELETE_EIM_RESULT_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name update_eim_result_names[] = {
	{ UPDATE_EIM_RESULT_OK, "ok" },
	{ UPDATE_EIM_RESULT_EIM_NOT_FOUND, "eimNotFound" },
	{ UPDATE_EIM_RESULT_CI_PK_UNKNOWN, "ciPKUnknown" },
	{ UPDATE_EIM_RESULT_COUNTER_VALUE_OUT_OF_RANGE, "counterValueOutOfRange" },
	{ UPDATE_EIM_RESULT_COMMAND_ERROR, "commandError" },
	{ UPDATE_EIM_RESULT_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name list_eim_error_names[] = {
	{ LIST_EIM_ERROR_COMMAND_ERROR_V101, "commandError" },
	{ LIST_EIM_ERROR_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name processing_terminated_names[] = {
	{ PROCESSING_TERMINATED_RESULT_SIZE_OVERFLOW, "resultSizeOverflow" },
	{ PROCESSING_TERMINATED_UNKNOWN_OR_DAMAGED_COMMAND, "unknownOrDamagedCommand" },
	{ PROCESSING_TERMINATED_INTERRUPTION, "interruption" },
	{ PROCESSING_TERMINATED_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

/* clang-format off */
A_SEQ(euicc_package_request, "EuiccPackageRequest", "SGP.32 2.11.1.1",
	A_RAW(struct euicc_package_request, euicc_package_signed, "euiccPackageSigned", 0x30, 0),
	/* Mandatory, but an eUICC has an answer for a package without it. */
	A_OCTETS(struct euicc_package_request, eim_signature,
	         "eimSignature", 0x5F37, ASN1_OPT, 0, 0));

A_CHO(euicc_package, "EuiccPackage", "SGP.32 2.11.1.1",
	A_RAW(struct euicc_package, psmo_list, "psmoList", 0xA0, 0),
	A_RAW(struct euicc_package, eco_list, "ecoList", 0xA1, 0));

A_SEQ(euicc_package_signed, "EuiccPackageSigned", "SGP.32 2.11.1.1",
	A_UTF8(struct euicc_package_signed, eim_id, "eimId", 0x80, 0, 1, 128),
	A_OCTETS(struct euicc_package_signed, eid_value, "eidValue", 0x5A, 0, 16, 16),
	A_INT(struct euicc_package_signed, counter_value, "counterValue", 0x81, 0),
	A_OCTETS(struct euicc_package_signed, eim_transaction_id,
	         "eimTransactionId", 0x82, ASN1_OPT, 1, 16),
	A_STRUCT(struct euicc_package_signed, euicc_package, euicc_package, "euiccPackage", 0, 0));

A_CHO(euicc_package_typed, "EuiccPackage", "SGP.32 2.11.1.1",
	A_LIST(struct euicc_package_typed, psmo_list, psmo, "psmoList", 0xA0, 0, 0),
	A_LIST(struct euicc_package_typed, eco_list, eco, "ecoList", 0xA1, 0, 0));

A_SEQ(euicc_package_signed_typed, "EuiccPackageSigned", "SGP.32 2.11.1.1",
	A_UTF8(struct euicc_package_signed_typed, eim_id, "eimId", 0x80, 0, 1, 128),
	A_OCTETS(struct euicc_package_signed_typed, eid_value, "eidValue", 0x5A, 0, 16, 16),
	A_INT(struct euicc_package_signed_typed, counter_value, "counterValue", 0x81, 0),
	A_OCTETS(struct euicc_package_signed_typed, eim_transaction_id,
	         "eimTransactionId", 0x82, ASN1_OPT, 1, 16),
	A_STRUCT(struct euicc_package_signed_typed, euicc_package, euicc_package_typed,
	         "euiccPackage", 0, 0));

A_SEQ(psmo_profile, "SEQUENCE", "SGP.32 2.11.1.1.3",
	A_OCTETS(struct psmo_profile, iccid, "iccid", 0x5A, 0, 10, 10));

A_SEQ(psmo_enable, "enable", "SGP.32 2.11.1.1.3",
	A_OCTETS(struct psmo_enable, iccid, "iccid", 0x5A, 0, 10, 10),
	A_NULL(struct psmo_enable, rollback_flag, "rollbackFlag", 0x05, ASN1_OPT),
	A_NULL(struct psmo_enable, rollback_flag_81, "rollbackFlag-81", 0x81, ASN1_OPT));

A_CHO(psmo, "Psmo", "SGP.32 2.11.1.1.3",
	A_STRUCT(struct psmo, enable, psmo_enable, "enable", 0xA3, 0),
	A_STRUCT(struct psmo, disable, psmo_profile, "disable", 0xA4, 0),
	A_STRUCT(struct psmo, delete_profile, psmo_profile, "delete", 0xA5, 0),
	A_STRUCT(struct psmo, list_profile_info, profile_info_list_request,
	         "listProfileInfo", 0xBF2D, 0),
	A_STRUCT(struct psmo, get_rat, empty_sequence, "getRAT", 0xA6, 0),
	A_STRUCT(struct psmo, configure_immediate_enable,
	         configure_immediate_profile_enabling_request,
	         "configureImmediateEnable", 0xA7, 0),
	A_STRUCT(struct psmo, set_fallback_attribute, psmo_profile,
	         "setFallbackAttribute", 0xA8, 0),
	A_STRUCT(struct psmo, unset_fallback_attribute, empty_sequence,
	         "unsetFallbackAttribute", 0xA9, 0),
	A_STRUCT(struct psmo, set_default_dp_address, iot_set_default_dp_address_request,
	         "setDefaultDpAddress", 0xBF65, 0));

A_SEQ(eco_delete_eim, "deleteEim", "SGP.32 2.11.1.1.2",
	A_UTF8(struct eco_delete_eim, eim_id, "eimId", 0x80, 0, 0, 0));

A_CHO(eco, "Eco", "SGP.32 2.11.1.1.2",
	A_STRUCT(struct eco, add_eim, eim_configuration_data, "addEim", 0xA8, 0),
	A_STRUCT(struct eco, delete_eim, eco_delete_eim, "deleteEim", 0xA9, 0),
	A_STRUCT(struct eco, update_eim, eim_configuration_data, "updateEim", 0xAA, 0),
	A_STRUCT(struct eco, list_eim, empty_sequence, "listEim", 0xAB, 0));

A_CHO(add_eim_result, "AddEimResult", "SGP.32 2.11.2.1",
	A_INT(struct add_eim_result, association_token, "associationToken", 0x84, 0),
	A_ENUM(struct add_eim_result, add_eim_result_code,
	       "addEimResultCode", 0x02, 0, add_eim_result_code_names));

A_SEQ(eim_id_info, "EimIdInfo", "SGP.32 2.11.2.1",
	A_UTF8(struct eim_id_info, eim_id, "eimId", 0x80, 0, 1, 128),
	A_ENUM(struct eim_id_info, eim_id_type, "eimIdType", 0x82, ASN1_OPT, eim_id_type_names),
	A_ENUM(struct eim_id_info, eim_id_type_v101,
	       "eimIdType-v101", 0x84, ASN1_OPT, eim_id_type_names));

A_CHO(list_eim_result, "ListEimResult", "SGP.32 2.11.2.1",
	A_LIST(struct list_eim_result, eim_id_list, eim_id_info, "eimIdList", 0xA0, 0, 0x30),
	A_ENUM(struct list_eim_result, list_eim_error,
	       "listEimError", 0x81, 0, list_eim_error_names));

A_CHO(euicc_result_data, "EuiccResultData", "SGP.32 2.11.2.1",
	A_ENUM(struct euicc_result_data, enable_result,
	       "enableResult", 0x83, 0, enable_profile_result_names),
	A_ENUM(struct euicc_result_data, disable_result,
	       "disableResult", 0x84, 0, disable_profile_result_names),
	A_ENUM(struct euicc_result_data, delete_result,
	       "deleteResult", 0x85, 0, delete_profile_result_names),
	A_STRUCT(struct euicc_result_data, list_profile_info_result,
	         profile_info_list_response,
	         "listProfileInfoResult", 0xBF2D, 0),
	A_LIST(struct euicc_result_data, get_rat_result, profile_policy_authorisation_rule,
	       "getRATResult", 0xA6, 0, 0x30),
	A_ENUM(struct euicc_result_data, configure_immediate_enable_result,
	       "configureImmediateEnableResult", 0x87, 0, configure_immediate_enable_result_names),
	A_STRUCT(struct euicc_result_data, add_eim_result, add_eim_result,
	         "addEimResult", 0xA8, 0),
	A_ENUM(struct euicc_result_data, delete_eim_result,
	       "deleteEimResult", 0x89, 0, delete_eim_result_names),
	A_ENUM(struct euicc_result_data, update_eim_result,
	       "updateEimResult", 0x8A, 0, update_eim_result_names),
	A_STRUCT(struct euicc_result_data, list_eim_result, list_eim_result,
	         "listEimResult", 0xAB, 0),
	A_ENUM(struct euicc_result_data, rollback_result,
	       "rollbackResult", 0x8C, 0, rollback_profile_result_names),
	A_ENUM(struct euicc_result_data, set_fallback_attribute_result,
	       "setFallbackAttributeResult", 0x8D, 0, set_fallback_attribute_result_names),
	A_ENUM(struct euicc_result_data, unset_fallback_attribute_result,
	       "unsetFallbackAttributeResult", 0x8E, 0, unset_fallback_attribute_result_names),
	A_ENUM(struct euicc_result_data, processing_terminated,
	       "processingTerminated", 0x02, 0, processing_terminated_names),
	A_STRUCT(struct euicc_result_data, set_default_dp_address_result,
	         iot_set_default_dp_address_response,
	         "setDefaultDpAddressResult", 0xBF65, 0));

A_SEQ(euicc_package_result_data_signed, "EuiccPackageResultDataSigned", "SGP.32 2.11.2.1",
	A_UTF8(struct euicc_package_result_data_signed, eim_id, "eimId", 0x80, 0, 1, 128),
	A_INT(struct euicc_package_result_data_signed, counter_value, "counterValue", 0x81, 0),
	A_OCTETS(struct euicc_package_result_data_signed, eim_transaction_id,
	         "eimTransactionId", 0x82, ASN1_OPT, 1, 16),
	A_UINT(struct euicc_package_result_data_signed, seq_number, "seqNumber", 0x83, 0, 0, 0),
	A_LIST(struct euicc_package_result_data_signed, euicc_result, euicc_result_data,
	       "euiccResult", 0x30, 0, 0));

A_SEQ(euicc_package_result_signed, "EuiccPackageResultSigned", "SGP.32 2.11.2.1",
	A_RAW(struct euicc_package_result_signed, euicc_package_result_data_signed,
	      "euiccPackageResultDataSigned", 0x30, 0),
	A_OCTETS(struct euicc_package_result_signed, euicc_sign_epr,
	         "euiccSignEPR", 0x5F37, 0, 0, 0));

A_SEQ(euicc_package_error_data_signed, "EuiccPackageErrorDataSigned", "SGP.32 2.11.2.1",
	A_UTF8(struct euicc_package_error_data_signed, eim_id, "eimId", 0x80, 0, 1, 128),
	A_INT(struct euicc_package_error_data_signed, counter_value, "counterValue", 0x81, 0),
	A_OCTETS(struct euicc_package_error_data_signed, eim_transaction_id,
	         "eimTransactionId", 0x82, ASN1_OPT, 1, 16),
	A_ENUM(struct euicc_package_error_data_signed, euicc_package_error_code,
	       "euiccPackageErrorCode", 0x02, 0, euicc_package_error_code_names));

A_SEQ(euicc_package_error_signed, "EuiccPackageErrorSigned", "SGP.32 2.11.2.1",
	A_RAW(struct euicc_package_error_signed, euicc_package_error_data_signed,
	      "euiccPackageErrorDataSigned", 0x30, 0),
	A_OCTETS(struct euicc_package_error_signed, euicc_sign_epe,
	         "euiccSignEPE", 0x5F37, 0, 0, 0));

A_SEQ(euicc_package_error_unsigned, "EuiccPackageErrorUnsigned", "SGP.32 2.11.2.1",
	A_UTF8(struct euicc_package_error_unsigned, eim_id, "eimId", 0x80, 0, 1, 128),
	A_OCTETS(struct euicc_package_error_unsigned, eim_transaction_id,
	         "eimTransactionId", 0x82, ASN1_OPT, 1, 16),
	A_INT(struct euicc_package_error_unsigned, association_token,
	      "associationToken", 0x84, ASN1_OPT),
	A_ENUM(struct euicc_package_error_unsigned, euicc_package_unsigned_error_code,
	       "euiccPackageUnsignedErrorCode", 0x8F, ASN1_OPT,
	       euicc_package_unsigned_error_code_names));

A_CHO(euicc_package_result, "EuiccPackageResult", "SGP.32 2.11.2.1",
	A_STRUCT(struct euicc_package_result, euicc_package_result_signed,
	         euicc_package_result_signed,
	         "euiccPackageResultSigned", 0xA0, 0),
	A_STRUCT(struct euicc_package_result, euicc_package_error_signed,
	         euicc_package_error_signed,
	         "euiccPackageErrorSigned", 0xA1, 0),
	A_STRUCT(struct euicc_package_result, euicc_package_error_unsigned,
	         euicc_package_error_unsigned,
	         "euiccPackageErrorUnsigned", 0xA2, 0));
/* clang-format on */
