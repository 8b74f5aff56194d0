/*
 * The registry: which messages a top-level element may be.
 *
 * Order matters to whoever tries the entries of a tag one after the other. Responses stand before
 * requests, because a request without mandatory components also accepts a response; and among the
 * elements that are merely a SEQUENCE, those with the most telling components come first. Where
 * SGP.32 extends a message of SGP.22, its table stands after that of SGP.22.
 */
#include "asn1/iot.h"
#include "asn1/rsp.h"

/* clang-format off */
#define RESPONSE(tag, M) { (tag), &M##_type, true }
#define REQUEST(tag, M)  { (tag), &M##_type, false }

const struct asn1_message asn1_registry[] = {
	/* ES10a */
	RESPONSE(RSP_TAG_EUICC_CONFIGURED_ADDRESSES, euicc_configured_addresses_response),
	REQUEST(RSP_TAG_EUICC_CONFIGURED_ADDRESSES, euicc_configured_addresses_request),
	RESPONSE(RSP_TAG_SET_DEFAULT_DP_ADDRESS, set_default_dp_address_response),
	REQUEST(RSP_TAG_SET_DEFAULT_DP_ADDRESS, set_default_dp_address_request),

	/* ES10b */
	RESPONSE(RSP_TAG_GET_EUICC_INFO1, euicc_info1),
	REQUEST(RSP_TAG_GET_EUICC_INFO1, get_euicc_info1_request),
	RESPONSE(RSP_TAG_PREPARE_DOWNLOAD, prepare_download_response),
	RESPONSE(RSP_TAG_PREPARE_DOWNLOAD, iot_prepare_download_response),
	REQUEST(RSP_TAG_PREPARE_DOWNLOAD, prepare_download_request),
	RESPONSE(RSP_TAG_GET_EUICC_INFO2, euicc_info2),
	REQUEST(RSP_TAG_GET_EUICC_INFO2, get_euicc_info2_request),
	RESPONSE(RSP_TAG_LIST_NOTIFICATION, list_notification_response),
	REQUEST(RSP_TAG_LIST_NOTIFICATION, list_notification_request),
	RESPONSE(RSP_TAG_RETRIEVE_NOTIFICATIONS_LIST, retrieve_notifications_list_response),
	RESPONSE(RSP_TAG_RETRIEVE_NOTIFICATIONS_LIST, iot_retrieve_notifications_list_response),
	REQUEST(RSP_TAG_RETRIEVE_NOTIFICATIONS_LIST, retrieve_notifications_list_request),
	REQUEST(RSP_TAG_RETRIEVE_NOTIFICATIONS_LIST, iot_retrieve_notifications_list_request),
	RESPONSE(RSP_TAG_GET_EUICC_CHALLENGE, get_euicc_challenge_response),
	REQUEST(RSP_TAG_GET_EUICC_CHALLENGE, get_euicc_challenge_request),
	RESPONSE(RSP_TAG_NOTIFICATION_METADATA, notification_metadata),
	RESPONSE(RSP_TAG_NOTIFICATION_SENT, notification_sent_response),
	REQUEST(RSP_TAG_NOTIFICATION_SENT, notification_sent_request),
	RESPONSE(RSP_TAG_LOAD_CRL, load_crl_response),
	REQUEST(RSP_TAG_LOAD_CRL, load_crl_request),
	RESPONSE(RSP_TAG_AUTHENTICATE_SERVER, authenticate_server_response),
	RESPONSE(RSP_TAG_AUTHENTICATE_SERVER, iot_authenticate_server_response),
	REQUEST(RSP_TAG_AUTHENTICATE_SERVER, authenticate_server_request),
	RESPONSE(RSP_TAG_CANCEL_SESSION, cancel_session_response),
	RESPONSE(RSP_TAG_CANCEL_SESSION, iot_cancel_session_response),
	RESPONSE(RSP_TAG_CANCEL_SESSION, cancel_session_response_esipa),
	REQUEST(RSP_TAG_CANCEL_SESSION, cancel_session_request),
	REQUEST(RSP_TAG_CANCEL_SESSION, cancel_session_request_esipa),
	RESPONSE(RSP_TAG_LPAE_ACTIVATION, lpae_activation_response),
	REQUEST(RSP_TAG_LPAE_ACTIVATION, lpae_activation_request),
	RESPONSE(IOT_TAG_IPAE_ACTIVATION, ipae_activation_response),
	REQUEST(IOT_TAG_IPAE_ACTIVATION, ipae_activation_request),
	RESPONSE(RSP_TAG_GET_RAT, get_rat_response),
	REQUEST(RSP_TAG_GET_RAT, get_rat_request),

	/* ES10c */
	RESPONSE(RSP_TAG_SET_NICKNAME, set_nickname_response),
	REQUEST(RSP_TAG_SET_NICKNAME, set_nickname_request),
	RESPONSE(RSP_TAG_PROFILE_INFO_LIST, profile_info_list_response),
	REQUEST(RSP_TAG_PROFILE_INFO_LIST, profile_info_list_request),
	RESPONSE(RSP_TAG_PROFILE_INFO, profile_info),
	RESPONSE(RSP_TAG_ENABLE_PROFILE, enable_profile_response),
	REQUEST(RSP_TAG_ENABLE_PROFILE, enable_profile_request),
	RESPONSE(RSP_TAG_DISABLE_PROFILE, disable_profile_response),
	REQUEST(RSP_TAG_DISABLE_PROFILE, disable_profile_request),
	RESPONSE(RSP_TAG_DELETE_PROFILE, delete_profile_response),
	REQUEST(RSP_TAG_DELETE_PROFILE, delete_profile_request),
	RESPONSE(RSP_TAG_EUICC_MEMORY_RESET, euicc_memory_reset_response),
	RESPONSE(IOT_TAG_EUICC_MEMORY_RESET_V101, iot_euicc_memory_reset_response_v101),
	REQUEST(RSP_TAG_EUICC_MEMORY_RESET, euicc_memory_reset_request),
	REQUEST(IOT_TAG_EUICC_MEMORY_RESET_V101, iot_euicc_memory_reset_request_v101),
	RESPONSE(RSP_TAG_GET_EUICC_DATA, get_euicc_data_response),
	REQUEST(RSP_TAG_GET_EUICC_DATA, get_euicc_data_request),

	/* ES10b of SGP.32 */
	RESPONSE(IOT_TAG_LOAD_EUICC_PACKAGE, euicc_package_result),
	REQUEST(IOT_TAG_LOAD_EUICC_PACKAGE, euicc_package_request),
	RESPONSE(IOT_TAG_GET_EIM_CONFIGURATION_DATA, get_eim_configuration_data_response),
	REQUEST(IOT_TAG_GET_EIM_CONFIGURATION_DATA, get_eim_configuration_data_request),
	RESPONSE(IOT_TAG_GET_CERTS, get_certs_response),
	REQUEST(IOT_TAG_GET_CERTS, get_certs_request),
	RESPONSE(IOT_TAG_ADD_INITIAL_EIM, add_initial_eim_response),
	REQUEST(IOT_TAG_ADD_INITIAL_EIM, add_initial_eim_request),
	RESPONSE(IOT_TAG_PROFILE_ROLLBACK, profile_rollback_response),
	REQUEST(IOT_TAG_PROFILE_ROLLBACK, profile_rollback_request),
	RESPONSE(IOT_TAG_CONFIGURE_IMMEDIATE_PROFILE_ENABLING,
		 configure_immediate_profile_enabling_response),
	REQUEST(IOT_TAG_CONFIGURE_IMMEDIATE_PROFILE_ENABLING,
		configure_immediate_profile_enabling_request),
	RESPONSE(IOT_TAG_IMMEDIATE_ENABLE, immediate_enable_response),
	REQUEST(IOT_TAG_IMMEDIATE_ENABLE, immediate_enable_request),
	REQUEST(IOT_TAG_ENABLE_USING_DD, enable_using_dd_request_v101),
	RESPONSE(IOT_TAG_ENABLE_EMERGENCY_PROFILE, enable_emergency_profile_response),
	REQUEST(IOT_TAG_ENABLE_EMERGENCY_PROFILE, enable_emergency_profile_request),
	RESPONSE(IOT_TAG_DISABLE_EMERGENCY_PROFILE, disable_emergency_profile_response),
	REQUEST(IOT_TAG_DISABLE_EMERGENCY_PROFILE, disable_emergency_profile_request),
	RESPONSE(IOT_TAG_EXECUTE_FALLBACK_MECHANISM, execute_fallback_mechanism_response),
	REQUEST(IOT_TAG_EXECUTE_FALLBACK_MECHANISM, execute_fallback_mechanism_request),
	RESPONSE(IOT_TAG_RETURN_FROM_FALLBACK, return_from_fallback_response),
	REQUEST(IOT_TAG_RETURN_FROM_FALLBACK, return_from_fallback_request),
	RESPONSE(IOT_TAG_GET_CONNECTIVITY_PARAMETERS, get_connectivity_parameters_response),
	REQUEST(IOT_TAG_GET_CONNECTIVITY_PARAMETERS, get_connectivity_parameters_request),
	RESPONSE(IOT_TAG_EUICC_MEMORY_RESET, iot_euicc_memory_reset_response),
	REQUEST(IOT_TAG_EUICC_MEMORY_RESET, iot_euicc_memory_reset_request),
	RESPONSE(IOT_TAG_SET_DEFAULT_DP_ADDRESS, iot_set_default_dp_address_response),
	REQUEST(IOT_TAG_SET_DEFAULT_DP_ADDRESS, iot_set_default_dp_address_request),

	/*
	 * ESipa. The answers 0xBF50 accept almost anything, so they stand after the request. 0xBF4E
	 * with an eUICC Package or its result, which are not looked into, is taken for a request.
	 */
	RESPONSE(IOT_TAG_INITIATE_AUTHENTICATION, initiate_authentication_response_esipa),
	REQUEST(IOT_TAG_INITIATE_AUTHENTICATION, initiate_authentication_request_esipa),
	RESPONSE(IOT_TAG_GET_BOUND_PROFILE_PACKAGE, get_bound_profile_package_response_esipa),
	REQUEST(IOT_TAG_GET_BOUND_PROFILE_PACKAGE, get_bound_profile_package_request_esipa),
	RESPONSE(IOT_TAG_AUTHENTICATE_CLIENT, authenticate_client_response_esipa),
	REQUEST(IOT_TAG_AUTHENTICATE_CLIENT, authenticate_client_request_esipa),
	REQUEST(IOT_TAG_HANDLE_NOTIFICATION, handle_notification_esipa),
	REQUEST(IOT_TAG_TRANSFER_EIM_PACKAGE, transfer_eim_package_request),
	RESPONSE(IOT_TAG_TRANSFER_EIM_PACKAGE, transfer_eim_package_response),
	RESPONSE(IOT_TAG_GET_EIM_PACKAGE, get_eim_package_response),
	REQUEST(IOT_TAG_GET_EIM_PACKAGE, get_eim_package_request),
	REQUEST(IOT_TAG_GET_EIM_PACKAGE, get_eim_package_request_v101),
	REQUEST(IOT_TAG_PROVIDE_EIM_PACKAGE_RESULT, provide_eim_package_result),
	RESPONSE(IOT_TAG_PROVIDE_EIM_PACKAGE_RESULT, provide_eim_package_result_response),
	RESPONSE(IOT_TAG_PROVIDE_EIM_PACKAGE_RESULT, provide_eim_package_result_response_v101),
	RESPONSE(IOT_TAG_IPA_EUICC_DATA, ipa_euicc_data_response),
	REQUEST(IOT_TAG_IPA_EUICC_DATA, ipa_euicc_data_request),
	RESPONSE(IOT_TAG_PROFILE_DOWNLOAD_TRIGGER, profile_download_trigger_result),
	RESPONSE(IOT_TAG_PROFILE_DOWNLOAD_TRIGGER, profile_download_trigger_result_v101),
	REQUEST(IOT_TAG_PROFILE_DOWNLOAD_TRIGGER, profile_download_trigger_request),
	REQUEST(0, eim_acknowledgements),

	/* Parts of messages of SGP.32 that are decoded in a second step */
	REQUEST(IOT_TAG_EIM_PUBLIC_KEY_DATA, eim_public_key_data),
	REQUEST(0, psmo),
	REQUEST(0, eco),
	RESPONSE(0xA0, compact_profile_installation_result),
	RESPONSE(0xA1, compact_other_signed_notification),

	/* Bound Profile Package, ES8+, ES6 */
	REQUEST(RSP_TAG_BOUND_PROFILE_PACKAGE, bound_profile_package),
	REQUEST(RSP_TAG_INITIALISE_SECURE_CHANNEL, initialise_secure_channel_request),
	REQUEST(RSP_TAG_CONFIGURE_ISDP, configure_isdp_request),
	REQUEST(RSP_TAG_STORE_METADATA, store_metadata_request),
	REQUEST(RSP_TAG_REPLACE_SESSION_KEYS, replace_session_keys_request),
	REQUEST(RSP_TAG_UPDATE_METADATA, update_metadata_request),
	RESPONSE(RSP_TAG_PROFILE_INSTALLATION_RESULT, profile_installation_result),
	RESPONSE(RSP_TAG_PROFILE_INSTALLATION_RESULT_DATA, profile_installation_result_data),

	/* Application templates of the ISD-R */
	RESPONSE(RSP_TAG_ISDR_PROPRIETARY_APPLICATION_TEMPLATE,
		 isdr_proprietary_application_template),
	RESPONSE(RSP_TAG_ISDR_PROPRIETARY_APPLICATION_TEMPLATE_IOT,
		 isdr_proprietary_application_template_iot),

	/* Signed parts and other bare SEQUENCEs */
	RESPONSE(RSP_TAG_OTHER_SIGNED_NOTIFICATION, other_signed_notification),
	RESPONSE(0x30, euicc_signed1),
	RESPONSE(0x30, euicc_package_result_data_signed),
	RESPONSE(0x30, euicc_package_error_data_signed),
	REQUEST(0x30, euicc_package_signed_typed),
	REQUEST(0x30, euicc_package_signed),
	RESPONSE(0x30, euicc_cancel_session_signed),
	RESPONSE(0x30, euicc_signed2),
	RESPONSE(SAIP_TAG_EUICC_RESPONSE, euicc_response),
	RESPONSE(0x30, profile_policy_authorisation_rule),
	REQUEST(0x30, server_signed1),
	REQUEST(0x30, smdp_signed2),
	{ 0, NULL, false },
};
/* clang-format on */
