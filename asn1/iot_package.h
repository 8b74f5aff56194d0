/*
 * eUICC Packages and their results. [SGP.32 2.11.1.1, 2.11.2.1, 5.9.1]
 *
 * Naming as in rsp_types.h. Signed parts are whole elements exactly as they were received, tag 30;
 * the signature covers them followed by the association token object (84).
 */
#ifndef ASN1_IOT_PACKAGE_H
#define ASN1_IOT_PACKAGE_H

#include "iot_types.h"
#include "rsp_es10b.h"
#include "rsp_es10c.h"

/* EuiccPackageErrorCode; EuiccPackageUnsignedErrorCode (v1.3) has 15 and 127 [SGP.32 2.11.2.1]. */
enum euicc_package_error_code {
	EUICC_PACKAGE_ERROR_INVALID_EID = 3,
	EUICC_PACKAGE_ERROR_REPLAY_ERROR = 4,
	EUICC_PACKAGE_ERROR_COUNTER_VALUE_OUT_OF_RANGE = 6,
	EUICC_PACKAGE_ERROR_SIZE_OVERFLOW = 15,
	EUICC_PACKAGE_ERROR_ECALL_ACTIVE = 104, /* from v1.1 on */
	EUICC_PACKAGE_ERROR_UNDEFINED = 127,
};

/* EnableProfileResult [SGP.32 2.11.2.1]; v1.0.1 has only 0, 1, 2, 127. */
enum enable_profile_result {
	ENABLE_PROFILE_RESULT_OK = 0,
	ENABLE_PROFILE_RESULT_ICCID_OR_AID_NOT_FOUND = 1,
	ENABLE_PROFILE_RESULT_PROFILE_NOT_IN_DISABLED_STATE = 2,
	ENABLE_PROFILE_RESULT_DISALLOWED_BY_POLICY = 3,
	ENABLE_PROFILE_RESULT_CAT_BUSY = 5,
	ENABLE_PROFILE_RESULT_ROLLBACK_NOT_AVAILABLE = 20,
	ENABLE_PROFILE_RESULT_UNDEFINED = 127,
};

/* DisableProfileResult [SGP.32 2.11.2.1]; v1.0.1 has only 0, 1, 2, 127. */
enum disable_profile_result {
	DISABLE_PROFILE_RESULT_OK = 0,
	DISABLE_PROFILE_RESULT_ICCID_OR_AID_NOT_FOUND = 1,
	DISABLE_PROFILE_RESULT_PROFILE_NOT_IN_ENABLED_STATE = 2,
	DISABLE_PROFILE_RESULT_DISALLOWED_BY_POLICY = 3,
	DISABLE_PROFILE_RESULT_CAT_BUSY = 5,
	DISABLE_PROFILE_RESULT_UNDEFINED = 127,
};

/* DeleteProfileResult [SGP.32 2.11.2.1]; v1.0.1 has only 0, 1, 2, 127. */
enum delete_profile_result {
	DELETE_PROFILE_RESULT_OK = 0,
	DELETE_PROFILE_RESULT_ICCID_OR_AID_NOT_FOUND = 1,
	DELETE_PROFILE_RESULT_PROFILE_NOT_IN_DISABLED_STATE = 2,
	DELETE_PROFILE_RESULT_DISALLOWED_BY_POLICY = 3,
	DELETE_PROFILE_RESULT_ROLLBACK_NOT_AVAILABLE = 20,
	DELETE_PROFILE_RESULT_RETURN_FALLBACK_PROFILE = 21,
	DELETE_PROFILE_RESULT_UNDEFINED = 127,
};

/* ConfigureImmediateEnableResult [SGP.32 2.11.2.1]. */
enum configure_immediate_enable_result {
	CONFIGURE_IMMEDIATE_ENABLE_RESULT_OK = 0,
	CONFIGURE_IMMEDIATE_ENABLE_RESULT_INSUFFICIENT_MEMORY = 1,
	CONFIGURE_IMMEDIATE_ENABLE_RESULT_COMMAND_ERROR = 7,
	CONFIGURE_IMMEDIATE_ENABLE_RESULT_UNDEFINED = 127,
};

/* SetFallbackAttributeResult [SGP.32 2.11.2.1], from v1.1 on. */
enum set_fallback_attribute_result {
	SET_FALLBACK_ATTRIBUTE_RESULT_OK = 0,
	SET_FALLBACK_ATTRIBUTE_RESULT_ICCID_OR_AID_NOT_FOUND = 1,
	SET_FALLBACK_ATTRIBUTE_RESULT_FALLBACK_NOT_ALLOWED = 2,
	SET_FALLBACK_ATTRIBUTE_RESULT_FALLBACK_PROFILE_ENABLED = 3,
	SET_FALLBACK_ATTRIBUTE_RESULT_UNDEFINED = 127,
};

/* UnsetFallbackAttributeResult [SGP.32 2.11.2.1], from v1.1 on. */
enum unset_fallback_attribute_result {
	UNSET_FALLBACK_ATTRIBUTE_RESULT_OK = 0,
	UNSET_FALLBACK_ATTRIBUTE_RESULT_NO_FALLBACK_ATTRIBUTE = 2,
	UNSET_FALLBACK_ATTRIBUTE_RESULT_FALLBACK_PROFILE_ENABLED = 3,
	UNSET_FALLBACK_ATTRIBUTE_RESULT_COMMAND_ERROR = 7,
	UNSET_FALLBACK_ATTRIBUTE_RESULT_UNDEFINED = 127,
};

/* RollbackProfileResult [SGP.32 2.11.2.1]. */
enum rollback_profile_result {
	ROLLBACK_PROFILE_RESULT_OK = 0,
	ROLLBACK_PROFILE_RESULT_UNDEFINED = 127,
};

/* addEimResultCode [SGP.32 2.11.2.1]; 2 is from v1.1 on. */
enum add_eim_result_code {
	ADD_EIM_RESULT_OK = 0,
	ADD_EIM_RESULT_INSUFFICIENT_MEMORY = 1,
	ADD_EIM_RESULT_ASSOCIATED_EIM_ALREADY_EXISTS = 2,
	ADD_EIM_RESULT_CI_PK_UNKNOWN = 3,
	ADD_EIM_RESULT_INVALID_ASSOCIATION_TOKEN = 5,
	ADD_EIM_RESULT_COUNTER_VALUE_OUT_OF_RANGE = 6,
	ADD_EIM_RESULT_COMMAND_ERROR = 7,
	ADD_EIM_RESULT_UNDEFINED = 127,
};

/* DeleteEimResult [SGP.32 2.11.2.1]. LAST_EIM_DELETED is a success. */
enum delete_eim_result {
	DELETE_EIM_RESULT_OK = 0,
	DELETE_EIM_RESULT_EIM_NOT_FOUND = 1,
	DELETE_EIM_RESULT_LAST_EIM_DELETED = 2,
	DELETE_EIM_RESULT_COMMAND_ERROR = 7,
	DELETE_EIM_RESULT_UNDEFINED = 127,
};

/* UpdateEimResult [SGP.32 2.11.2.1]. */
enum update_eim_result {
	UPDATE_EIM_RESULT_OK = 0,
	UPDATE_EIM_RESULT_EIM_NOT_FOUND = 1,
	UPDATE_EIM_RESULT_CI_PK_UNKNOWN = 3,
	UPDATE_EIM_RESULT_COUNTER_VALUE_OUT_OF_RANGE = 6,
	UPDATE_EIM_RESULT_COMMAND_ERROR = 7,
	UPDATE_EIM_RESULT_UNDEFINED = 127,
};

/* listEimError [SGP.32 2.11.2.1]; 7 only in v1.0.1. */
enum list_eim_error {
	LIST_EIM_ERROR_COMMAND_ERROR_V101 = 7,
	LIST_EIM_ERROR_UNDEFINED = 127,
};

/* processingTerminated [SGP.32 2.11.2.1]. */
enum processing_terminated {
	PROCESSING_TERMINATED_RESULT_SIZE_OVERFLOW = 1,
	PROCESSING_TERMINATED_UNKNOWN_OR_DAMAGED_COMMAND = 2,
	PROCESSING_TERMINATED_INTERRUPTION = 3,
	PROCESSING_TERMINATED_UNDEFINED = 127,
};

extern const struct asn1_name euicc_package_error_code_names[],
        euicc_package_unsigned_error_code_names[], enable_profile_result_names[],
        disable_profile_result_names[], delete_profile_result_names[],
        configure_immediate_enable_result_names[], set_fallback_attribute_result_names[],
        unset_fallback_attribute_result_names[], rollback_profile_result_names[],
        add_eim_result_code_names[], delete_eim_result_names[], update_eim_result_names[],
        list_eim_error_names[], processing_terminated_names[];

/* EuiccPackageRequest, BF51 [SGP.32 2.11.1.1, 5.9.1]. */
struct euicc_package_request {
	struct span euicc_package_signed; /* whole element 30, struct euicc_package_signed */
	struct span eim_signature;
};

/*
 * EuiccPackage as the eUICC takes it: the lists are not looked into, because each command is
 * decoded when its turn comes, by struct psmo or struct eco with tag 0. One that does not decode
 * ends the processing, but does not undo the ones before it [SGP.32 3.3.1].
 */
enum {
	EUICC_PACKAGE_PSMO_LIST = 1,
	EUICC_PACKAGE_ECO_LIST,
};
struct euicc_package {
	uint32_t which;
	struct span psmo_list; /* whole element A0 */
	struct span eco_list;  /* whole element A1 */
};

/* EuiccPackageSigned [SGP.32 2.11.1.1]. The name of the fourth in v1.0.1 is transactionId. */
struct euicc_package_signed {
	struct span eim_id;    /* 1..128 octets */
	struct span eid_value; /* 16 octets */
	struct asn1_int counter_value;
	struct span eim_transaction_id; /* 1..16 octets, optional, here and everywhere */
	struct euicc_package *euicc_package;
};

/* EuiccPackage with its commands decoded, for whoever makes or shows one. */
struct euicc_package_typed {
	uint32_t which;             /* EUICC_PACKAGE_PSMO_LIST, EUICC_PACKAGE_ECO_LIST */
	struct asn1_list psmo_list; /* of struct psmo */
	struct asn1_list eco_list;  /* of struct eco */
};

/* EuiccPackageSigned with its commands decoded, for whoever makes or shows one. */
struct euicc_package_signed_typed {
	struct span eim_id;
	struct span eid_value;
	struct asn1_int counter_value;
	struct span eim_transaction_id;
	struct euicc_package_typed *euicc_package;
};

/* Parameters of disable, delete and setFallbackAttribute. */
struct psmo_profile {
	struct span iccid;
};

/*
 * Parameters of enable. rollbackFlag is 05 00, because iccid has a written tag; some eIMs send it
 * as 81 00, which counts the same and is never written by us.
 */
struct psmo_enable {
	struct span iccid;
	bool rollback_flag;
	bool rollback_flag_81;
};

/* Psmo: a profile state management operation [SGP.32 2.11.1.1.3]. The last three from v1.1 on. */
enum {
	PSMO_ENABLE = 1,
	PSMO_DISABLE,
	PSMO_DELETE,
	PSMO_LIST_PROFILE_INFO,
	PSMO_GET_RAT,
	PSMO_CONFIGURE_IMMEDIATE_ENABLE,
	PSMO_SET_FALLBACK_ATTRIBUTE,
	PSMO_UNSET_FALLBACK_ATTRIBUTE,
	PSMO_SET_DEFAULT_DP_ADDRESS,
};
struct psmo {
	uint32_t which;
	struct psmo_enable *enable;
	struct psmo_profile *disable;
	struct psmo_profile *delete_profile;
	struct profile_info_list_request *list_profile_info;
	struct empty_sequence *get_rat;
	struct configure_immediate_profile_enabling_request *configure_immediate_enable;
	struct psmo_profile *set_fallback_attribute;
	struct empty_sequence *unset_fallback_attribute;
	struct iot_set_default_dp_address_request *set_default_dp_address;
};

/* Parameters of deleteEim. */
struct eco_delete_eim {
	struct span eim_id;
};

/* Eco: an eIM configuration operation [SGP.32 2.11.1.1.2]. */
enum {
	ECO_ADD_EIM = 1,
	ECO_DELETE_EIM,
	ECO_UPDATE_EIM,
	ECO_LIST_EIM,
};
struct eco {
	uint32_t which;
	struct eim_configuration_data *add_eim;
	struct eco_delete_eim *delete_eim;
	struct eim_configuration_data *update_eim;
	struct empty_sequence *list_eim;
};

/* AddEimResult [SGP.32 2.11.2.1]. */
enum {
	ADD_EIM_RESULT_ASSOCIATION_TOKEN = 1,
	ADD_EIM_RESULT_ADD_EIM_RESULT_CODE,
};
struct add_eim_result {
	uint32_t which;
	struct asn1_int association_token;
	struct asn1_uint add_eim_result_code;
};

/* EimIdInfo [SGP.32 2.11.2.1]. Cards of v1.0.1 send the type as 84, later ones as 82. */
struct eim_id_info {
	struct span eim_id;
	struct asn1_uint eim_id_type;      /* 82, optional */
	struct asn1_uint eim_id_type_v101; /* 84, optional */
};

/* ListEimResult [SGP.32 2.11.2.1]. */
enum {
	LIST_EIM_RESULT_EIM_ID_LIST = 1,
	LIST_EIM_RESULT_LIST_EIM_ERROR,
};
struct list_eim_result {
	uint32_t which;
	struct asn1_list eim_id_list; /* of struct eim_id_info */
	struct asn1_uint list_eim_error;
};

/* EuiccResultData: the result of one command [SGP.32 2.11.2.1]. */
enum {
	EUICC_RESULT_DATA_ENABLE_RESULT = 1,
	EUICC_RESULT_DATA_DISABLE_RESULT,
	EUICC_RESULT_DATA_DELETE_RESULT,
	EUICC_RESULT_DATA_LIST_PROFILE_INFO_RESULT,
	EUICC_RESULT_DATA_GET_RAT_RESULT,
	EUICC_RESULT_DATA_CONFIGURE_IMMEDIATE_ENABLE_RESULT,
	EUICC_RESULT_DATA_ADD_EIM_RESULT,
	EUICC_RESULT_DATA_DELETE_EIM_RESULT,
	EUICC_RESULT_DATA_UPDATE_EIM_RESULT,
	EUICC_RESULT_DATA_LIST_EIM_RESULT,
	EUICC_RESULT_DATA_ROLLBACK_RESULT,
	EUICC_RESULT_DATA_SET_FALLBACK_ATTRIBUTE_RESULT,
	EUICC_RESULT_DATA_UNSET_FALLBACK_ATTRIBUTE_RESULT,
	EUICC_RESULT_DATA_PROCESSING_TERMINATED,
	EUICC_RESULT_DATA_SET_DEFAULT_DP_ADDRESS_RESULT,
};
struct euicc_result_data {
	uint32_t which;
	struct asn1_uint enable_result;
	struct asn1_uint disable_result;
	struct asn1_uint delete_result;
	struct profile_info_list_response *list_profile_info_result;
	struct asn1_list get_rat_result; /* of struct profile_policy_authorisation_rule */
	struct asn1_uint configure_immediate_enable_result;
	struct add_eim_result *add_eim_result;
	struct asn1_uint delete_eim_result;
	struct asn1_uint update_eim_result;
	struct list_eim_result *list_eim_result;
	struct asn1_uint rollback_result;
	struct asn1_uint set_fallback_attribute_result;
	struct asn1_uint unset_fallback_attribute_result;
	struct asn1_uint processing_terminated;
	struct iot_set_default_dp_address_response *set_default_dp_address_result;
};

/* EuiccPackageResultDataSigned [SGP.32 2.11.2.1]. */
struct euicc_package_result_data_signed {
	struct span eim_id;
	struct asn1_int counter_value;
	struct span eim_transaction_id; /* optional */
	struct asn1_uint seq_number;
	struct asn1_list euicc_result; /* of struct euicc_result_data */
};

/* EuiccPackageResultSigned [SGP.32 2.11.2.1]. */
struct euicc_package_result_signed {
	/* whole element 30, struct euicc_package_result_data_signed */
	struct span euicc_package_result_data_signed;
	struct span euicc_sign_epr;
};

/* EuiccPackageErrorDataSigned [SGP.32 2.11.2.1]. */
struct euicc_package_error_data_signed {
	struct span eim_id;
	struct asn1_int counter_value;
	struct span eim_transaction_id; /* optional */
	struct asn1_uint euicc_package_error_code;
};

/* EuiccPackageErrorSigned [SGP.32 2.11.2.1]. */
struct euicc_package_error_signed {
	/* whole element 30, struct euicc_package_error_data_signed */
	struct span euicc_package_error_data_signed;
	struct span euicc_sign_epe;
};

/* EuiccPackageErrorUnsigned [SGP.32 2.11.2.1]. */
struct euicc_package_error_unsigned {
	struct span eim_id;
	struct span eim_transaction_id; /* from v1.1 on, optional */
	struct asn1_int association_token;
	struct asn1_uint euicc_package_unsigned_error_code; /* v1.3, optional */
};

/* EuiccPackageResult, BF51 [SGP.32 2.11.2.1, 5.9.1]. */
enum {
	EUICC_PACKAGE_RESULT_EUICC_PACKAGE_RESULT_SIGNED = 1,
	EUICC_PACKAGE_RESULT_EUICC_PACKAGE_ERROR_SIGNED,
	EUICC_PACKAGE_RESULT_EUICC_PACKAGE_ERROR_UNSIGNED,
};
struct euicc_package_result {
	uint32_t which;
	struct euicc_package_result_signed *euicc_package_result_signed;
	struct euicc_package_error_signed *euicc_package_error_signed;
	struct euicc_package_error_unsigned *euicc_package_error_unsigned;
};

extern const struct asn1_type euicc_package_request_type, euicc_package_type,
        euicc_package_signed_type, euicc_package_typed_type, euicc_package_signed_typed_type,
        psmo_profile_type, psmo_enable_type, psmo_type, eco_delete_eim_type, eco_type,
        add_eim_result_type, eim_id_info_type, list_eim_result_type, euicc_result_data_type,
        euicc_package_result_data_signed_type, euicc_package_result_signed_type,
        euicc_package_error_data_signed_type, euicc_package_error_signed_type,
        euicc_package_error_unsigned_type, euicc_package_result_type;

#endif
