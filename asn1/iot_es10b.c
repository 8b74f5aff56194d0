/* Tables of ES10b as SGP.32 adds to it. [SGP.32 3.8.4, 5.9.4 to 5.9.25] */
#include "asn1/iot_es10b.h"

const struct asn1_name add_initial_eim_error_names[] = {
	{ ADD_INITIAL_EIM_ERROR_INSUFFICIENT_MEMORY, "insufficientMemory" },
	{ ADD_INITIAL_EIM_ERROR_ASSOCIATED_EIM_ALREADY_EXISTS, "associatedEimAlreadyExists" },
	{ ADD_INITIAL_EIM_ERROR_CI_PK_UNKNOWN, "ciPKUnknown" },
	{ ADD_INITIAL_EIM_ERROR_INVALID_ASSOCIATION_TOKEN, "invalidAssociationToken" },
	{ ADD_INITIAL_EIM_ERROR_COUNTER_VALUE_OUT_OF_RANGE, "counterValueOutOfRange" },
	{ ADD_INITIAL_EIM_ERROR_COMMAND_ERROR, "commandError" },
	{ ADD_INITIAL_EIM_ERROR_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name iot_reset_options_names[] = {
	{ 0, "deleteOperationalProfiles" },  { 1, "deleteFieldLoadedTestProfiles" },
	{ 2, "resetDefaultSmdpAddress" },    { 3, "deletePreLoadedTestProfiles" },
	{ 4, "deleteProvisioningProfiles" }, { 5, "resetEimConfigData" },
	{ 6, "resetImmediateEnableConfig" }, { 0, NULL },
};

const struct asn1_name iot_reset_options_v101_names[] = {
	{ 0, "deleteOperationalProfiles" }, { 1, "deleteFieldLoadedTestProfiles" },
	{ 2, "resetDefaultSmdpAddress" },   { 3, "resetEimConfigData" },
	{ 4, "resetAutoEnableConfig" },     { 0, NULL },
};

const struct asn1_name iot_memory_reset_result_names[] = {
	{ IOT_MEMORY_RESET_RESULT_OK, "ok" },
	{ IOT_MEMORY_RESET_RESULT_NOTHING_TO_DELETE, "nothingToDelete" },
	{ IOT_MEMORY_RESET_RESULT_CAT_BUSY, "catBusy" },
	{ IOT_MEMORY_RESET_RESULT_ECALL_ACTIVE, "ecallActive" },
	{ IOT_MEMORY_RESET_RESULT_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name reset_eim_result_names[] = {
	{ RESET_EIM_RESULT_OK, "ok" },
	{ RESET_EIM_RESULT_NOTHING_TO_DELETE, "nothingToDelete" },
	{ RESET_EIM_RESULT_EIM_RESET_NOT_SUPPORTED, "eimResetNotSupported" },
	{ RESET_EIM_RESULT_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name reset_immediate_enable_config_result_names[] = {
	{ RESET_IMMEDIATE_ENABLE_CONFIG_RESULT_OK, "ok" },
	{ RESET_IMMEDIATE_ENABLE_CONFIG_RESULT_NOT_SUPPORTED, "resetIECNotSupported" },
	{ RESET_IMMEDIATE_ENABLE_CONFIG_RESULT_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name get_certs_error_names[] = {
	{ GET_CERTS_ERROR_INVALID_CI_PKID, "invalidCiPKId" },
	{ GET_CERTS_ERROR_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name iot_notifications_list_result_error_names[] = {
	{ IOT_NOTIFICATIONS_LIST_RESULT_ERROR_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name immediate_enable_result_names[] = {
	{ IMMEDIATE_ENABLE_RESULT_OK, "ok" },
	{ IMMEDIATE_ENABLE_RESULT_NOT_AVAILABLE, "immediateEnableNotAvailable" },
	{ IMMEDIATE_ENABLE_RESULT_NO_SESSION_CONTEXT, "noSessionContext" },
	{ IMMEDIATE_ENABLE_RESULT_CAT_BUSY, "catBusy" },
	{ IMMEDIATE_ENABLE_RESULT_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name profile_rollback_result_names[] = {
	{ PROFILE_ROLLBACK_RESULT_OK, "ok" },
	{ PROFILE_ROLLBACK_RESULT_ROLLBACK_NOT_ALLOWED, "rollbackNotAllowed" },
	{ PROFILE_ROLLBACK_RESULT_CAT_BUSY, "catBusy" },
	{ PROFILE_ROLLBACK_RESULT_COMMAND_ERROR, "commandError" },
	{ PROFILE_ROLLBACK_RESULT_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name config_immediate_enable_result_names[] = {
	{ CONFIG_IMMEDIATE_ENABLE_RESULT_OK, "ok" },
	{ CONFIG_IMMEDIATE_ENABLE_RESULT_INSUFFICIENT_MEMORY, "insufficientMemory" },
	{ CONFIG_IMMEDIATE_ENABLE_RESULT_ASSOCIATED_EIM_ALREADY_EXISTS,
	  "associatedEimAlreadyExists" },
	{ CONFIG_IMMEDIATE_ENABLE_RESULT_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name execute_fallback_mechanism_result_names[] = {
	{ EXECUTE_FALLBACK_MECHANISM_RESULT_OK, "ok" },
	{ EXECUTE_FALLBACK_MECHANISM_RESULT_PROFILE_NOT_IN_DISABLED_STATE,
	  "profileNotInDisabledState" },
	{ EXECUTE_FALLBACK_MECHANISM_RESULT_CAT_BUSY, "catBusy" },
	{ EXECUTE_FALLBACK_MECHANISM_RESULT_FALLBACK_NOT_AVAILABLE, "fallbackNotAvailable" },
	{ EXECUTE_FALLBACK_MECHANISM_RESULT_COMMAND_ERROR, "commandError" },
	{ EXECUTE_FALLBACK_MECHANISM_RESULT_ECALL_ACTIVE, "ecallActive" },
	{ EXECUTE_FALLBACK_MECHANISM_RESULT_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name return_from_fallback_result_names[] = {
	{ RETURN_FROM_FALLBACK_RESULT_OK, "ok" },
	{ RETURN_FROM_FALLBACK_RESULT_CAT_BUSY, "catBusy" },
	{ RETURN_FROM_FALLBACK_RESULT_FALLBACK_NOT_AVAILABLE, "fallbackNotAvailable" },
	{ RETURN_FROM_FALLBACK_RESULT_COMMAND_ERROR, "commandError" },
	{ RETURN_FROM_FALLBACK_RESULT_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name enable_emergency_profile_result_names[] = {
	{ ENABLE_EMERGENCY_PROFILE_RESULT_OK, "ok" },
	{ ENABLE_EMERGENCY_PROFILE_RESULT_PROFILE_NOT_IN_DISABLED_STATE,
	  "profileNotInDisabledState" },
	{ ENABLE_EMERGENCY_PROFILE_RESULT_CAT_BUSY, "catBusy" },
	{ ENABLE_EMERGENCY_PROFILE_RESULT_ECALL_NOT_AVAILABLE, "ecallNotAvailable" },
	{ ENABLE_EMERGENCY_PROFILE_RESULT_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name disable_emergency_profile_result_names[] = {
	{ DISABLE_EMERGENCY_PROFILE_RESULT_OK, "ok" },
	{ DISABLE_EMERGENCY_PROFILE_RESULT_PROFILE_NOT_IN_ENABLED_STATE,
	  "profileNotInEnabledState" },
	{ DISABLE_EMERGENCY_PROFILE_RESULT_CAT_BUSY, "catBusy" },
	{ DISABLE_EMERGENCY_PROFILE_RESULT_ECALL_NOT_AVAILABLE, "ecallNotAvailable" },
	{ DISABLE_EMERGENCY_PROFILE_RESULT_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name connectivity_parameters_error_names[] = {
	{ CONNECTIVITY_PARAMETERS_ERROR_PARAMETERS_NOT_AVAILABLE, "parametersNotAvailable" },
	{ CONNECTIVITY_PARAMETERS_ERROR_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name ipae_option_names[] = {
	{ 0, "activateIpae" },
	{ 0, NULL },
};

const struct asn1_name ipae_activation_result_names[] = {
	{ IPAE_ACTIVATION_RESULT_OK, "ok" },
	{ IPAE_ACTIVATION_RESULT_NOT_SUPPORTED, "notSupported" },
	{ 0, NULL },
};

/* clang-format off */
A_CHO(refresh_flag, "refreshFlag", "SGP.32 5.9.15",
	A_BOOL(struct refresh_flag, context, "refreshFlag", 0x80, 0),
	A_BOOL(struct refresh_flag, universal, "refreshFlag-01", 0x01, 0));

A_SEQ(add_initial_eim_request, "AddInitialEimRequest", "SGP.32 5.9.4",
	A_LIST(struct add_initial_eim_request, eim_configuration_data_list,
	       eim_configuration_data,
	       "eimConfigurationDataList", 0xA0, 0, 0x30));

A_CHO(add_initial_eim_ok, "CHOICE", "SGP.32 5.9.4",
	A_INT(struct add_initial_eim_ok, association_token, "associationToken", 0x84, 0),
	A_NULL(struct add_initial_eim_ok, add_ok, "addOk", 0x05, 0));

A_CHO(add_initial_eim_response, "AddInitialEimResponse", "SGP.32 5.9.4",
	A_LIST(struct add_initial_eim_response, add_initial_eim_ok, add_initial_eim_ok,
	       "addInitialEimOk", 0xA0, 0, 0),
	A_ENUM(struct add_initial_eim_response, add_initial_eim_error,
	       "addInitialEimError", 0x81, 0, add_initial_eim_error_names));

A_SEQ(iot_euicc_memory_reset_request, "EuiccMemoryResetRequest", "SGP.32 5.9.5",
	A_BITS(struct iot_euicc_memory_reset_request, reset_options,
	       "resetOptions", 0x82, 0, iot_reset_options_names));

A_SEQ(iot_euicc_memory_reset_response, "EuiccMemoryResetResponse", "SGP.32 5.9.5",
	A_ENUM(struct iot_euicc_memory_reset_response, reset_result,
	       "resetResult", 0x80, 0, iot_memory_reset_result_names),
	A_ENUM(struct iot_euicc_memory_reset_response, reset_eim_result,
	       "resetEimResult", 0x81, ASN1_OPT, reset_eim_result_names),
	A_ENUM(struct iot_euicc_memory_reset_response, reset_immediate_enable_config_result,
	       "resetImmediateEnableConfigResult", 0x82, ASN1_OPT,
	       reset_immediate_enable_config_result_names));

A_SEQ(iot_euicc_memory_reset_request_v101, "EuiccMemoryResetRequest", "SGP.32 5.9.5",
	A_BITS(struct iot_euicc_memory_reset_request_v101, reset_options,
	       "resetOptions", 0x82, 0, iot_reset_options_v101_names));

A_SEQ(iot_euicc_memory_reset_response_v101, "EuiccMemoryResetResponse", "SGP.32 5.9.5",
	A_ENUM(struct iot_euicc_memory_reset_response_v101, reset_result,
	       "resetResult", 0x02, 0, iot_memory_reset_result_names),
	A_ENUM(struct iot_euicc_memory_reset_response_v101, reset_eim_result,
	       "resetEimResult", 0x81, ASN1_OPT, reset_eim_result_names),
	A_ENUM(struct iot_euicc_memory_reset_response_v101, reset_auto_enable_config_result,
	       "resetAutoEnableConfigResult", 0x82, ASN1_OPT,
	       reset_immediate_enable_config_result_names));

A_SEQ(get_certs_request, "GetCertsRequest", "SGP.32 5.9.10",
	A_OCTETS(struct get_certs_request, euicc_ci_pkid, "euiccCiPKId", 0x80, ASN1_OPT, 0, 0));

A_SEQ(certs, "certs", "SGP.32 5.9.10",
	A_RAW(struct certs, eum_certificate, "eumCertificate", 0xA5, 0),
	A_RAW(struct certs, euicc_certificate, "euiccCertificate", 0xA6, 0));

A_CHO(get_certs_response, "GetCertsResponse", "SGP.32 5.9.10",
	A_STRUCT(struct get_certs_response, certs, certs, "certs", 0xA0, 0),
	A_ENUM(struct get_certs_response, get_certs_error,
	       "getCertsError", 0x81, 0, get_certs_error_names));

A_SEQ(iot_retrieve_notifications_list_request, "RetrieveNotificationsListRequest", "SGP.32 5.9.11",
	A_STRUCT(struct iot_retrieve_notifications_list_request, search_criteria,
	         iot_notification_search_criteria,
	         "searchCriteria", 0xA0, ASN1_OPT));

A_SEQ(notification_and_epr_list_v101, "notificationAndEprList", "SGP.32 5.9.11",
	A_LIST(struct notification_and_epr_list_v101, notification_list,
	       iot_pending_notification,
	       "notificationList", 0xA0, 0, 0),
	A_LIST(struct notification_and_epr_list_v101, euicc_package_result_list,
	       stored_euicc_package_result,
	       "euiccPackageResultList", 0xA1, 0, 0));

A_CHO(iot_retrieve_notifications_list_response, "RetrieveNotificationsListResponse",
      "SGP.32 5.9.11",
	A_LIST(struct iot_retrieve_notifications_list_response, notification_list,
	       iot_pending_notification,
	       "notificationList", 0xA0, 0, 0),
	A_ENUM(struct iot_retrieve_notifications_list_response,
	       notifications_list_result_error,
	       "notificationsListResultError", 0x81, 0, iot_notifications_list_result_error_names),
	A_LIST(struct iot_retrieve_notifications_list_response, euicc_package_result_list,
	       stored_euicc_package_result,
	       "euiccPackageResultList", 0xA2, 0, 0),
	A_STRUCT(struct iot_retrieve_notifications_list_response, notification_and_epr_list_v101,
	         notification_and_epr_list_v101,
	         "notificationAndEprList", 0xA3, 0));

A_SEQ(immediate_enable_request, "ImmediateEnableRequest", "SGP.32 5.9.15",
	A_STRUCT(struct immediate_enable_request, refresh_flag, refresh_flag, "refreshFlag", 0, 0));

A_SEQ_EMPTY(enable_using_dd_request_v101, "EnableUsingDDRequest", "SGP.32 5.9.15");

A_SEQ(immediate_enable_response, "ImmediateEnableResponse", "SGP.32 5.9.15",
	A_ENUM(struct immediate_enable_response, immediate_enable_result,
	       "immediateEnableResult", 0x80, 0, immediate_enable_result_names));

A_SEQ(profile_rollback_request, "ProfileRollbackRequest", "SGP.32 5.9.16",
	A_STRUCT(struct profile_rollback_request, refresh_flag, refresh_flag, "refreshFlag", 0, 0));

A_SEQ(profile_rollback_response, "ProfileRollbackResponse", "SGP.32 5.9.16",
	A_ENUM(struct profile_rollback_response, cmd_result,
	       "cmdResult", 0x02, 0, profile_rollback_result_names),
	A_RAW(struct profile_rollback_response, euicc_package_result,
	      "eUICCPackageResult", 0xBF51, ASN1_OPT));

A_SEQ(configure_immediate_profile_enabling_response, "ConfigureImmediateProfileEnablingResponse",
      "SGP.32 5.9.17",
	A_ENUM(struct configure_immediate_profile_enabling_response,
	       config_immediate_enable_result,
	       "configImmediateEnableResult", 0x80, 0, config_immediate_enable_result_names));

A_CHO(eim_search_criteria, "searchCriteria", "SGP.32 5.9.18",
	A_UTF8(struct eim_search_criteria, eim_id, "eimId", 0x80, 0, 1, 128));

A_SEQ(get_eim_configuration_data_request, "GetEimConfigurationDataRequest", "SGP.32 5.9.18",
	A_STRUCT(struct get_eim_configuration_data_request, search_criteria,
	         eim_search_criteria,
	         "searchCriteria", 0xA0, ASN1_OPT));

A_SEQ(get_eim_configuration_data_response, "GetEimConfigurationDataResponse", "SGP.32 5.9.18",
	A_LIST(struct get_eim_configuration_data_response, eim_configuration_data_list,
	       eim_configuration_data,
	       "eimConfigurationDataList", 0xA0, 0, 0x30));

A_SEQ(execute_fallback_mechanism_request, "ExecuteFallbackMechanismRequest", "SGP.32 5.9.20",
	A_STRUCT(struct execute_fallback_mechanism_request, refresh_flag, refresh_flag,
	         "refreshFlag", 0, 0));

A_SEQ(execute_fallback_mechanism_response, "ExecuteFallbackMechanismResponse", "SGP.32 5.9.20",
	A_ENUM(struct execute_fallback_mechanism_response, execute_fallback_mechanism_result,
	       "executeFallbackMechanismResult", 0x80, 0, execute_fallback_mechanism_result_names));

A_SEQ(return_from_fallback_request, "ReturnFromFallbackRequest", "SGP.32 5.9.21",
	A_STRUCT(struct return_from_fallback_request, refresh_flag, refresh_flag,
	         "refreshFlag", 0, 0));

A_SEQ(return_from_fallback_response, "ReturnFromFallbackResponse", "SGP.32 5.9.21",
	A_ENUM(struct return_from_fallback_response, return_from_fallback_result,
	       "returnFromFallbackResult", 0x80, 0, return_from_fallback_result_names));

A_SEQ(enable_emergency_profile_request, "EnableEmergencyProfileRequest", "SGP.32 5.9.22",
	A_STRUCT(struct enable_emergency_profile_request, refresh_flag, refresh_flag,
	         "refreshFlag", 0, 0));

A_SEQ(enable_emergency_profile_response, "EnableEmergencyProfileResponse", "SGP.32 5.9.22",
	A_ENUM(struct enable_emergency_profile_response, enable_emergency_profile_result,
	       "enableEmergencyProfileResult", 0x80, 0, enable_emergency_profile_result_names));

A_SEQ(disable_emergency_profile_request, "DisableEmergencyProfileRequest", "SGP.32 5.9.23",
	A_STRUCT(struct disable_emergency_profile_request, refresh_flag, refresh_flag,
	         "refreshFlag", 0, 0));

A_SEQ(disable_emergency_profile_response, "DisableEmergencyProfileResponse", "SGP.32 5.9.23",
	A_ENUM(struct disable_emergency_profile_response, disable_emergency_profile_result,
	       "disableEmergencyProfileResult", 0x80, 0, disable_emergency_profile_result_names));

A_SEQ_EMPTY(get_connectivity_parameters_request, "GetConnectivityParametersRequest",
            "SGP.32 5.9.24");

A_SEQ(connectivity_parameters, "ConnectivityParameters", "SGP.32 5.9.24",
	A_OCTETS(struct connectivity_parameters, http_params, "httpParams", 0x81, ASN1_OPT, 0, 0));

A_CHO(get_connectivity_parameters_response, "GetConnectivityParametersResponse", "SGP.32 5.9.24",
	A_STRUCT(struct get_connectivity_parameters_response, connectivity_parameters,
	         connectivity_parameters,
	         "connectivityParameters", 0xA0, 0),
	A_ENUM(struct get_connectivity_parameters_response, connectivity_parameters_error,
	       "connectivityParametersError", 0x81, 0, connectivity_parameters_error_names));

A_SEQ(ipae_activation_request, "IpaeActivationRequest", "SGP.32 3.8.4",
	A_BITS(struct ipae_activation_request, ipae_option,
	       "ipaeOption", 0x80, 0, ipae_option_names));

A_SEQ(ipae_activation_response, "IpaeActivationResponse", "SGP.32 3.8.4",
	A_ENUM(struct ipae_activation_response, ipae_activation_result,
	       "ipaeActivationResult", 0x80, 0, ipae_activation_result_names));
/* clang-format on */
