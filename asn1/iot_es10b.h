/*
 * ES10b as SGP.32 adds to it or changes it, except eUICC Packages (iot_package.h) and the download
 * functions (iot_download.h). [SGP.32 3.8.4, 5.9.4 to 5.9.25]
 *
 * Naming as in rsp_types.h.
 */
#ifndef ASN1_IOT_ES10B_H
#define ASN1_IOT_ES10B_H

#include "iot_types.h"

/* addInitialEimError [SGP.32 5.9.4]. In v1.0.1, 2 is unsignedEimConfigDisallowed; no 7. */
enum add_initial_eim_error {
	ADD_INITIAL_EIM_ERROR_INSUFFICIENT_MEMORY = 1,
	ADD_INITIAL_EIM_ERROR_ASSOCIATED_EIM_ALREADY_EXISTS = 2,
	ADD_INITIAL_EIM_ERROR_CI_PK_UNKNOWN = 3,
	ADD_INITIAL_EIM_ERROR_INVALID_ASSOCIATION_TOKEN = 5,
	ADD_INITIAL_EIM_ERROR_COUNTER_VALUE_OUT_OF_RANGE = 6,
	ADD_INITIAL_EIM_ERROR_COMMAND_ERROR = 7,
	ADD_INITIAL_EIM_ERROR_UNDEFINED = 127,
};

/* Bits of resetOptions of BF64 [SGP.32 5.9.5]. */
enum iot_reset_options {
	IOT_RESET_OPTIONS_DELETE_OPERATIONAL_PROFILES = 1u << 0,
	IOT_RESET_OPTIONS_DELETE_FIELD_LOADED_TEST_PROFILES = 1u << 1,
	IOT_RESET_OPTIONS_RESET_DEFAULT_SMDP_ADDRESS = 1u << 2,
	IOT_RESET_OPTIONS_DELETE_PRE_LOADED_TEST_PROFILES = 1u << 3,
	IOT_RESET_OPTIONS_DELETE_PROVISIONING_PROFILES = 1u << 4,
	IOT_RESET_OPTIONS_RESET_EIM_CONFIG_DATA = 1u << 5,
	IOT_RESET_OPTIONS_RESET_IMMEDIATE_ENABLE_CONFIG = 1u << 6,
};

/* Bits of resetOptions of BF34 in v1.0.1. */
enum iot_reset_options_v101 {
	IOT_RESET_OPTIONS_V101_DELETE_OPERATIONAL_PROFILES = 1u << 0,
	IOT_RESET_OPTIONS_V101_DELETE_FIELD_LOADED_TEST_PROFILES = 1u << 1,
	IOT_RESET_OPTIONS_V101_RESET_DEFAULT_SMDP_ADDRESS = 1u << 2,
	IOT_RESET_OPTIONS_V101_RESET_EIM_CONFIG_DATA = 1u << 3,
	IOT_RESET_OPTIONS_V101_RESET_AUTO_ENABLE_CONFIG = 1u << 4,
};

/* resetResult [SGP.32 5.9.5]; 104 from v1.1 on. */
enum iot_memory_reset_result {
	IOT_MEMORY_RESET_RESULT_OK = 0,
	IOT_MEMORY_RESET_RESULT_NOTHING_TO_DELETE = 1,
	IOT_MEMORY_RESET_RESULT_CAT_BUSY = 5,
	IOT_MEMORY_RESET_RESULT_ECALL_ACTIVE = 104,
	IOT_MEMORY_RESET_RESULT_UNDEFINED = 127,
};

/* resetEimResult [SGP.32 5.9.5]. */
enum reset_eim_result {
	RESET_EIM_RESULT_OK = 0,
	RESET_EIM_RESULT_NOTHING_TO_DELETE = 1,
	RESET_EIM_RESULT_EIM_RESET_NOT_SUPPORTED = 2,
	RESET_EIM_RESULT_UNDEFINED = 127,
};

/* resetImmediateEnableConfigResult [SGP.32 5.9.5]. */
enum reset_immediate_enable_config_result {
	RESET_IMMEDIATE_ENABLE_CONFIG_RESULT_OK = 0,
	RESET_IMMEDIATE_ENABLE_CONFIG_RESULT_NOT_SUPPORTED = 1,
	RESET_IMMEDIATE_ENABLE_CONFIG_RESULT_UNDEFINED = 127,
};

/* getCertsError [SGP.32 5.9.10]. */
enum get_certs_error {
	GET_CERTS_ERROR_INVALID_CI_PKID = 1,
	GET_CERTS_ERROR_UNDEFINED = 127,
};

/* notificationsListResultError [SGP.32 5.9.11]. */
enum iot_notifications_list_result_error {
	IOT_NOTIFICATIONS_LIST_RESULT_ERROR_UNDEFINED = 127,
};

/* immediateEnableResult [SGP.32 5.9.15], enableUsingDDResult in v1.0.1 (no 5). */
enum immediate_enable_result {
	IMMEDIATE_ENABLE_RESULT_OK = 0,
	IMMEDIATE_ENABLE_RESULT_NOT_AVAILABLE = 1,
	IMMEDIATE_ENABLE_RESULT_NO_SESSION_CONTEXT = 4,
	IMMEDIATE_ENABLE_RESULT_CAT_BUSY = 5,
	IMMEDIATE_ENABLE_RESULT_UNDEFINED = 127,
};

/* cmdResult of ProfileRollbackResponse [SGP.32 5.9.16]. */
enum profile_rollback_result {
	PROFILE_ROLLBACK_RESULT_OK = 0,
	PROFILE_ROLLBACK_RESULT_ROLLBACK_NOT_ALLOWED = 1,
	PROFILE_ROLLBACK_RESULT_CAT_BUSY = 5,
	PROFILE_ROLLBACK_RESULT_COMMAND_ERROR = 7,
	PROFILE_ROLLBACK_RESULT_UNDEFINED = 127,
};

/* configImmediateEnableResult [SGP.32 5.9.17]; 2 in v1.0.1 unsignedAutoEnableConfigDisallowed. */
enum config_immediate_enable_result {
	CONFIG_IMMEDIATE_ENABLE_RESULT_OK = 0,
	CONFIG_IMMEDIATE_ENABLE_RESULT_INSUFFICIENT_MEMORY = 1,
	CONFIG_IMMEDIATE_ENABLE_RESULT_ASSOCIATED_EIM_ALREADY_EXISTS = 2,
	CONFIG_IMMEDIATE_ENABLE_RESULT_UNDEFINED = 127,
};

/* executeFallbackMechanismResult [SGP.32 5.9.20]. */
enum execute_fallback_mechanism_result {
	EXECUTE_FALLBACK_MECHANISM_RESULT_OK = 0,
	EXECUTE_FALLBACK_MECHANISM_RESULT_PROFILE_NOT_IN_DISABLED_STATE = 2,
	EXECUTE_FALLBACK_MECHANISM_RESULT_CAT_BUSY = 5,
	EXECUTE_FALLBACK_MECHANISM_RESULT_FALLBACK_NOT_AVAILABLE = 6,
	EXECUTE_FALLBACK_MECHANISM_RESULT_COMMAND_ERROR = 7,
	EXECUTE_FALLBACK_MECHANISM_RESULT_ECALL_ACTIVE = 104,
	EXECUTE_FALLBACK_MECHANISM_RESULT_UNDEFINED = 127,
};

/* returnFromFallbackResult [SGP.32 5.9.21]. */
enum return_from_fallback_result {
	RETURN_FROM_FALLBACK_RESULT_OK = 0,
	RETURN_FROM_FALLBACK_RESULT_CAT_BUSY = 5,
	RETURN_FROM_FALLBACK_RESULT_FALLBACK_NOT_AVAILABLE = 6,
	RETURN_FROM_FALLBACK_RESULT_COMMAND_ERROR = 7,
	RETURN_FROM_FALLBACK_RESULT_UNDEFINED = 127,
};

/* enableEmergencyProfileResult [SGP.32 5.9.22]. */
enum enable_emergency_profile_result {
	ENABLE_EMERGENCY_PROFILE_RESULT_OK = 0,
	ENABLE_EMERGENCY_PROFILE_RESULT_PROFILE_NOT_IN_DISABLED_STATE = 2,
	ENABLE_EMERGENCY_PROFILE_RESULT_CAT_BUSY = 5,
	ENABLE_EMERGENCY_PROFILE_RESULT_ECALL_NOT_AVAILABLE = 8,
	ENABLE_EMERGENCY_PROFILE_RESULT_UNDEFINED = 127,
};

/* disableEmergencyProfileResult [SGP.32 5.9.23]; 8 only in v1.3. */
enum disable_emergency_profile_result {
	DISABLE_EMERGENCY_PROFILE_RESULT_OK = 0,
	DISABLE_EMERGENCY_PROFILE_RESULT_PROFILE_NOT_IN_ENABLED_STATE = 2,
	DISABLE_EMERGENCY_PROFILE_RESULT_CAT_BUSY = 5,
	DISABLE_EMERGENCY_PROFILE_RESULT_ECALL_NOT_AVAILABLE = 8,
	DISABLE_EMERGENCY_PROFILE_RESULT_UNDEFINED = 127,
};

/* ConnectivityParametersError [SGP.32 5.9.24]. */
enum connectivity_parameters_error {
	CONNECTIVITY_PARAMETERS_ERROR_PARAMETERS_NOT_AVAILABLE = 1,
	CONNECTIVITY_PARAMETERS_ERROR_UNDEFINED = 127,
};

/* Bits of ipaeOption [SGP.32 3.8.4]. */
enum ipae_option { IPAE_OPTION_ACTIVATE_IPAE = 1u << 0 };

/* ipaeActivationResult [SGP.32 3.8.4]. */
enum ipae_activation_result {
	IPAE_ACTIVATION_RESULT_OK = 0,
	IPAE_ACTIVATION_RESULT_NOT_SUPPORTED = 1,
};

extern const struct asn1_name add_initial_eim_error_names[], iot_reset_options_names[],
        iot_reset_options_v101_names[], iot_memory_reset_result_names[], reset_eim_result_names[],
        reset_immediate_enable_config_result_names[], get_certs_error_names[],
        iot_notifications_list_result_error_names[], immediate_enable_result_names[],
        profile_rollback_result_names[], config_immediate_enable_result_names[],
        execute_fallback_mechanism_result_names[], return_from_fallback_result_names[],
        enable_emergency_profile_result_names[], disable_emergency_profile_result_names[],
        connectivity_parameters_error_names[], ipae_option_names[], ipae_activation_result_names[];

/*
 * refreshFlag, a component of its own in the requests below: 80, or 01 as some IPAs send it. Write
 * the first. Read it with refresh_flag_is_set().
 */
enum {
	REFRESH_FLAG_CONTEXT = 1,
	REFRESH_FLAG_UNIVERSAL,
};
struct refresh_flag {
	uint32_t which;
	struct asn1_bool context;
	struct asn1_bool universal;
};

/* The value of a decoded refreshFlag. */
static inline bool refresh_flag_is_set(const struct refresh_flag *flag)
{
	return flag->context.v || flag->universal.v;
}

/* AddInitialEimRequest, BF57 [SGP.32 5.9.4]. */
struct add_initial_eim_request {
	struct asn1_list eim_configuration_data_list; /* of struct eim_configuration_data */
};

/* Element of addInitialEimOk. */
enum {
	ADD_INITIAL_EIM_OK_ASSOCIATION_TOKEN = 1,
	ADD_INITIAL_EIM_OK_ADD_OK,
};
struct add_initial_eim_ok {
	uint32_t which;
	struct asn1_int association_token;
	bool add_ok;
};

/* AddInitialEimResponse, BF57 [SGP.32 5.9.4]. */
enum {
	ADD_INITIAL_EIM_RESPONSE_ADD_INITIAL_EIM_OK = 1,
	ADD_INITIAL_EIM_RESPONSE_ADD_INITIAL_EIM_ERROR,
};
struct add_initial_eim_response {
	uint32_t which;
	struct asn1_list add_initial_eim_ok; /* of struct add_initial_eim_ok */
	struct asn1_uint add_initial_eim_error;
};

/* EuiccMemoryResetRequest, BF64 [SGP.32 5.9.5]. From v1.1 on. */
struct iot_euicc_memory_reset_request {
	struct asn1_bits reset_options; /* enum iot_reset_options */
};

/* EuiccMemoryResetResponse, BF64 [SGP.32 5.9.5]. From v1.1 on. */
struct iot_euicc_memory_reset_response {
	struct asn1_uint reset_result;
	struct asn1_uint reset_eim_result;                     /* optional */
	struct asn1_uint reset_immediate_enable_config_result; /* optional */
};

/* EuiccMemoryResetRequest, BF34, of v1.0.1. */
struct iot_euicc_memory_reset_request_v101 {
	struct asn1_bits reset_options; /* enum iot_reset_options_v101 */
};

/* EuiccMemoryResetResponse, BF34, of v1.0.1: resetResult is 02, not 80. */
struct iot_euicc_memory_reset_response_v101 {
	struct asn1_uint reset_result;
	struct asn1_uint reset_eim_result;                /* optional */
	struct asn1_uint reset_auto_enable_config_result; /* optional */
};

/* GetCertsRequest, BF56 [SGP.32 5.9.10]. */
struct get_certs_request {
	struct span euicc_ci_pkid; /* SubjectKeyIdentifier, optional */
};

/* certs of GetCertsResponse; the elements have the tag shown in place of the 30 of Certificate. */
struct certs {
	struct span eum_certificate;   /* whole element A5 */
	struct span euicc_certificate; /* whole element A6 */
};

/* GetCertsResponse, BF56 [SGP.32 5.9.10]. */
enum {
	GET_CERTS_RESPONSE_CERTS = 1,
	GET_CERTS_RESPONSE_GET_CERTS_ERROR,
};
struct get_certs_response {
	uint32_t which;
	struct certs *certs;
	struct asn1_uint get_certs_error;
};

/* RetrieveNotificationsListRequest, BF2B [SGP.32 5.9.11]. */
struct iot_retrieve_notifications_list_request {
	struct iot_notification_search_criteria *search_criteria; /* optional */
};

/* notificationAndEprList of RetrieveNotificationsListResponse in v1.0.1. */
struct notification_and_epr_list_v101 {
	struct asn1_list notification_list;         /* of struct iot_pending_notification */
	struct asn1_list euicc_package_result_list; /* of struct stored_euicc_package_result */
};

/* RetrieveNotificationsListResponse, BF2B [SGP.32 5.9.11]. */
enum {
	IOT_RETRIEVE_NOTIFICATIONS_LIST_RESPONSE_NOTIFICATION_LIST = 1,
	IOT_RETRIEVE_NOTIFICATIONS_LIST_RESPONSE_NOTIFICATIONS_LIST_RESULT_ERROR,
	IOT_RETRIEVE_NOTIFICATIONS_LIST_RESPONSE_EUICC_PACKAGE_RESULT_LIST,
	IOT_RETRIEVE_NOTIFICATIONS_LIST_RESPONSE_NOTIFICATION_AND_EPR_LIST_V101,
};
struct iot_retrieve_notifications_list_response {
	uint32_t which;
	struct asn1_list notification_list; /* of struct iot_pending_notification */
	struct asn1_uint notifications_list_result_error;
	struct asn1_list euicc_package_result_list; /* of struct stored_euicc_package_result */
	struct notification_and_epr_list_v101 *notification_and_epr_list_v101;
};

/* ImmediateEnableRequest, BF5A [SGP.32 5.9.15]. From v1.1 on. */
struct immediate_enable_request {
	struct refresh_flag *refresh_flag;
};

/* EnableUsingDDRequest, BF5A, of v1.0.1; the answer is struct immediate_enable_response. */
struct enable_using_dd_request_v101 {
	char empty; /* unused: C has no empty struct */
};

/* ImmediateEnableResponse, BF5A [SGP.32 5.9.15]. */
struct immediate_enable_response {
	struct asn1_uint immediate_enable_result;
};

/* ProfileRollbackRequest, BF58 [SGP.32 5.9.16]. */
struct profile_rollback_request {
	struct refresh_flag *refresh_flag;
};

/* ProfileRollbackResponse, BF58 [SGP.32 5.9.16]. cmdResult is 02: the other has a written tag. */
struct profile_rollback_response {
	struct asn1_uint cmd_result;      /* enum profile_rollback_result */
	struct span euicc_package_result; /* whole element BF51, optional */
};

/* ConfigureImmediateProfileEnablingResponse, BF59 [SGP.32 5.9.17]; request in iot_types.h. */
struct configure_immediate_profile_enabling_response {
	struct asn1_uint config_immediate_enable_result;
};

/* searchCriteria of GetEimConfigurationDataRequest. */
enum { EIM_SEARCH_CRITERIA_EIM_ID = 1 };
struct eim_search_criteria {
	uint32_t which;
	struct span eim_id;
};

/* GetEimConfigurationDataRequest, BF55 [SGP.32 5.9.18]. */
struct get_eim_configuration_data_request {
	struct eim_search_criteria *search_criteria; /* from v1.1 on, optional */
};

/* GetEimConfigurationDataResponse, BF55 [SGP.32 5.9.18]. */
struct get_eim_configuration_data_response {
	struct asn1_list eim_configuration_data_list; /* of struct eim_configuration_data */
};

/* ExecuteFallbackMechanismRequest, BF5D [SGP.32 5.9.20]. From v1.1 on. */
struct execute_fallback_mechanism_request {
	struct refresh_flag *refresh_flag;
};

/* ExecuteFallbackMechanismResponse, BF5D [SGP.32 5.9.20]. */
struct execute_fallback_mechanism_response {
	struct asn1_uint execute_fallback_mechanism_result;
};

/* ReturnFromFallbackRequest, BF5E [SGP.32 5.9.21]. From v1.1 on. */
struct return_from_fallback_request {
	struct refresh_flag *refresh_flag;
};

/* ReturnFromFallbackResponse, BF5E [SGP.32 5.9.21]. */
struct return_from_fallback_response {
	struct asn1_uint return_from_fallback_result;
};

/* EnableEmergencyProfileRequest, BF5B [SGP.32 5.9.22]. From v1.1 on. */
struct enable_emergency_profile_request {
	struct refresh_flag *refresh_flag;
};

/* EnableEmergencyProfileResponse, BF5B [SGP.32 5.9.22]. */
struct enable_emergency_profile_response {
	struct asn1_uint enable_emergency_profile_result;
};

/* DisableEmergencyProfileRequest, BF5C [SGP.32 5.9.23]. From v1.1 on. */
struct disable_emergency_profile_request {
	struct refresh_flag *refresh_flag;
};

/* DisableEmergencyProfileResponse, BF5C [SGP.32 5.9.23]. */
struct disable_emergency_profile_response {
	struct asn1_uint disable_emergency_profile_result;
};

/* GetConnectivityParametersRequest, BF5F [SGP.32 5.9.24]. No components. From v1.1 on. */
struct get_connectivity_parameters_request {
	char empty; /* unused: C has no empty struct */
};

/* ConnectivityParameters [SGP.32 5.9.24]. */
struct connectivity_parameters {
	struct span http_params; /* optional; also for CoAP */
};

/* GetConnectivityParametersResponse, BF5F [SGP.32 5.9.24]. */
enum {
	GET_CONNECTIVITY_PARAMETERS_RESPONSE_CONNECTIVITY_PARAMETERS = 1,
	GET_CONNECTIVITY_PARAMETERS_RESPONSE_CONNECTIVITY_PARAMETERS_ERROR,
};
struct get_connectivity_parameters_response {
	uint32_t which;
	struct connectivity_parameters *connectivity_parameters;
	struct asn1_uint connectivity_parameters_error;
};

/* IpaeActivationRequest, BF42 [SGP.32 3.8.4]. From v1.1 on. */
struct ipae_activation_request {
	struct asn1_bits ipae_option;
};

/* IpaeActivationResponse, BF42 [SGP.32 3.8.4]. */
struct ipae_activation_response {
	struct asn1_uint ipae_activation_result;
};

extern const struct asn1_type refresh_flag_type, add_initial_eim_request_type,
        add_initial_eim_ok_type, add_initial_eim_response_type, iot_euicc_memory_reset_request_type,
        iot_euicc_memory_reset_response_type, iot_euicc_memory_reset_request_v101_type,
        iot_euicc_memory_reset_response_v101_type, get_certs_request_type, certs_type,
        get_certs_response_type, iot_retrieve_notifications_list_request_type,
        notification_and_epr_list_v101_type, iot_retrieve_notifications_list_response_type,
        immediate_enable_request_type, enable_using_dd_request_v101_type,
        immediate_enable_response_type, profile_rollback_request_type,
        profile_rollback_response_type, configure_immediate_profile_enabling_response_type,
        eim_search_criteria_type, get_eim_configuration_data_request_type,
        get_eim_configuration_data_response_type, execute_fallback_mechanism_request_type,
        execute_fallback_mechanism_response_type, return_from_fallback_request_type,
        return_from_fallback_response_type, enable_emergency_profile_request_type,
        enable_emergency_profile_response_type, disable_emergency_profile_request_type,
        disable_emergency_profile_response_type, get_connectivity_parameters_request_type,
        connectivity_parameters_type, get_connectivity_parameters_response_type,
        ipae_activation_request_type, ipae_activation_response_type;

#endif
