/*
 * ESipa: messages between IPA and eIM, and what the IPA answers itself from ES10b. None of them
 * reaches an eUICC with an IPA in the device. [SGP.32 2.11.1.2 to 2.11.1.4, 2.11.2.2, 2.11.2.3,
 * 4.1, 6.3]
 *
 * Naming as in rsp_types.h.
 */
#ifndef ASN1_IOT_ESIPA_H
#define ASN1_IOT_ESIPA_H

#include "iot_download.h"
#include "iot_es10b.h"
#include "iot_types.h"

/* Bits of ipaFeatures [SGP.32 4.1]. */
enum ipa_features {
	IPA_FEATURES_DIRECT_RSP_SERVER_COMMUNICATION = 1u << 0,
	IPA_FEATURES_INDIRECT_RSP_SERVER_COMMUNICATION = 1u << 1,
	IPA_FEATURES_EIM_DOWNLOAD_DATA_HANDLING = 1u << 2,
	IPA_FEATURES_EIM_CTX_PARAMS1_GENERATION = 1u << 3,
	IPA_FEATURES_EIM_PROFILE_METADATA_VERIFICATION = 1u << 4,
	IPA_FEATURES_MINIMIZE_ESIPA_BYTES = 1u << 5,
};

/* Bits of ipaSupportedProtocols [SGP.32 4.1]. */
enum ipa_supported_protocols {
	IPA_SUPPORTED_PROTOCOLS_RETRIEVE_HTTPS = 1u << 0,
	IPA_SUPPORTED_PROTOCOLS_RETRIEVE_COAPS = 1u << 1,
	IPA_SUPPORTED_PROTOCOLS_INJECT_HTTPS = 1u << 2,
	IPA_SUPPORTED_PROTOCOLS_INJECT_COAPS = 1u << 3,
	IPA_SUPPORTED_PROTOCOLS_PROPRIETARY = 1u << 4,
};

/* IpaEuiccDataErrorCode [SGP.32 2.11.2.2]; 104 from v1.1 on. */
enum ipa_euicc_data_error_code {
	IPA_EUICC_DATA_ERROR_INCORRECT_TAG_LIST = 1,
	IPA_EUICC_DATA_ERROR_EUICC_CI_PKID_NOT_FOUND = 5,
	IPA_EUICC_DATA_ERROR_ECALL_ACTIVE = 104,
	IPA_EUICC_DATA_ERROR_UNDEFINED = 127,
};

/* profileDownloadErrorReason [SGP.32 2.11.2.3]. */
enum profile_download_error_reason {
	PROFILE_DOWNLOAD_ERROR_REASON_ECALL_ACTIVE = 104,
	PROFILE_DOWNLOAD_ERROR_REASON_UNDEFINED = 127,
};

/* initiateAuthenticationErrorEsipa [SGP.32 6.3.2.1]. */
enum initiate_authentication_error_esipa {
	INITIATE_AUTHENTICATION_ERROR_ESIPA_INVALID_DP_ADDRESS = 1,
	INITIATE_AUTHENTICATION_ERROR_ESIPA_EUICC_VERSION_NOT_SUPPORTED_BY_DP = 2,
	INITIATE_AUTHENTICATION_ERROR_ESIPA_CI_PKID_NOT_SUPPORTED = 3,
	INITIATE_AUTHENTICATION_ERROR_ESIPA_SMDP_ADDRESS_MISMATCH = 50,
	INITIATE_AUTHENTICATION_ERROR_ESIPA_SMDP_OID_MISMATCH = 51,
	INITIATE_AUTHENTICATION_ERROR_ESIPA_INVALID_EIM_TRANSACTION_ID = 52,
	INITIATE_AUTHENTICATION_ERROR_ESIPA_UNDEFINED = 127,
};

/* authenticateClientErrorEsipa [SGP.32 6.3.2.2]; 18 only in v1.3. */
enum authenticate_client_error_esipa {
	AUTHENTICATE_CLIENT_ERROR_ESIPA_EUM_CERTIFICATE_INVALID = 1,
	AUTHENTICATE_CLIENT_ERROR_ESIPA_EUM_CERTIFICATE_EXPIRED = 2,
	AUTHENTICATE_CLIENT_ERROR_ESIPA_EUICC_CERTIFICATE_INVALID = 3,
	AUTHENTICATE_CLIENT_ERROR_ESIPA_EUICC_CERTIFICATE_EXPIRED = 4,
	AUTHENTICATE_CLIENT_ERROR_ESIPA_EUICC_SIGNATURE_INVALID = 5,
	AUTHENTICATE_CLIENT_ERROR_ESIPA_MATCHING_ID_REFUSED = 6,
	AUTHENTICATE_CLIENT_ERROR_ESIPA_EID_MISMATCH = 7,
	AUTHENTICATE_CLIENT_ERROR_ESIPA_NO_ELIGIBLE_PROFILE = 8,
	AUTHENTICATE_CLIENT_ERROR_ESIPA_CI_PK_UNKNOWN = 9,
	AUTHENTICATE_CLIENT_ERROR_ESIPA_INVALID_TRANSACTION_ID = 10,
	AUTHENTICATE_CLIENT_ERROR_ESIPA_INSUFFICIENT_MEMORY = 11,
	AUTHENTICATE_CLIENT_ERROR_ESIPA_DOWNLOAD_ORDER_EXPIRED = 18,
	AUTHENTICATE_CLIENT_ERROR_ESIPA_PPR_NOT_ALLOWED = 50,
	AUTHENTICATE_CLIENT_ERROR_ESIPA_EVENT_ID_UNKNOWN = 56,
	AUTHENTICATE_CLIENT_ERROR_ESIPA_UNDEFINED = 127,
};

/* getBoundProfilePackageErrorEsipa [SGP.32 6.3.2.3]; 6 is deprecated in v1.3. */
enum get_bound_profile_package_error_esipa {
	GET_BOUND_PROFILE_PACKAGE_ERROR_ESIPA_EUICC_SIGNATURE_INVALID = 1,
	GET_BOUND_PROFILE_PACKAGE_ERROR_ESIPA_CONFIRMATION_CODE_MISSING = 2,
	GET_BOUND_PROFILE_PACKAGE_ERROR_ESIPA_CONFIRMATION_CODE_REFUSED = 3,
	GET_BOUND_PROFILE_PACKAGE_ERROR_ESIPA_CONFIRMATION_CODE_RETRIES_EXCEEDED = 4,
	GET_BOUND_PROFILE_PACKAGE_ERROR_ESIPA_BPP_REBINDING_REFUSED = 5,
	GET_BOUND_PROFILE_PACKAGE_ERROR_ESIPA_DOWNLOAD_ORDER_EXPIRED = 6,
	GET_BOUND_PROFILE_PACKAGE_ERROR_ESIPA_METADATA_MISMATCH = 50,
	GET_BOUND_PROFILE_PACKAGE_ERROR_ESIPA_INVALID_TRANSACTION_ID = 95,
	GET_BOUND_PROFILE_PACKAGE_ERROR_ESIPA_UNDEFINED = 127,
};

/* cancelSessionError [SGP.32 6.3.2.5]. */
enum cancel_session_error_esipa {
	CANCEL_SESSION_ERROR_ESIPA_INVALID_TRANSACTION_ID = 1,
	CANCEL_SESSION_ERROR_ESIPA_EUICC_SIGNATURE_INVALID = 2,
	CANCEL_SESSION_ERROR_ESIPA_UNDEFINED = 127,
};

/* StateChangeCause [SGP.32 6.3.2.6]. */
enum state_change_cause {
	STATE_CHANGE_CAUSE_OTHER_EIM = 0,
	STATE_CHANGE_CAUSE_FALLBACK = 1,
	STATE_CHANGE_CAUSE_EMERGENCY_PROFILE = 2,
	STATE_CHANGE_CAUSE_LOCAL = 3,
	STATE_CHANGE_CAUSE_RESET = 4,
	STATE_CHANGE_CAUSE_IMMEDIATE_ENABLE_PROFILE = 5,
	STATE_CHANGE_CAUSE_DEVICE_CHANGE = 6,
	STATE_CHANGE_CAUSE_UNDEFINED = 127,
};

/* eimPackageError of GetEimPackageResponse [SGP.32 6.3.2.6]; v1.0.1 has only 1. */
enum eim_package_error {
	EIM_PACKAGE_ERROR_NO_EIM_PACKAGE_AVAILABLE = 1,
	EIM_PACKAGE_ERROR_EID_NOT_FOUND = 2,
	EIM_PACKAGE_ERROR_INVALID_EID = 3,
	EIM_PACKAGE_ERROR_MISSING_EID = 4,
	EIM_PACKAGE_ERROR_UNDEFINED = 127,
};

/* EimPackageResultErrorCode, also eimPackageError of TransferEimPackageResponse [SGP.32 6.3]. */
enum eim_package_result_error_code {
	EIM_PACKAGE_RESULT_ERROR_INVALID_PACKAGE_FORMAT = 1,
	EIM_PACKAGE_RESULT_ERROR_UNKNOWN_PACKAGE = 2,
	EIM_PACKAGE_RESULT_ERROR_UNDEFINED = 127,
};

/* provideEimPackageResultError [SGP.32 6.3.2.7]. */
enum provide_eim_package_result_error {
	PROVIDE_EIM_PACKAGE_RESULT_ERROR_EID_NOT_FOUND = 2,
	PROVIDE_EIM_PACKAGE_RESULT_ERROR_INVALID_EID = 3,
	PROVIDE_EIM_PACKAGE_RESULT_ERROR_MISSING_EID = 4,
	PROVIDE_EIM_PACKAGE_RESULT_ERROR_UNDEFINED = 127,
};

extern const struct asn1_name ipa_features_names[], ipa_supported_protocols_names[],
        ipa_euicc_data_error_code_names[], profile_download_error_reason_names[],
        initiate_authentication_error_esipa_names[], authenticate_client_error_esipa_names[],
        get_bound_profile_package_error_esipa_names[], cancel_session_error_esipa_names[],
        state_change_cause_names[], eim_package_error_names[],
        eim_package_result_error_code_names[], provide_eim_package_result_error_names[];

/* IpaCapabilities [SGP.32 4.1]. */
struct ipa_capabilities {
	struct asn1_bits ipa_features;
	struct asn1_bits ipa_supported_protocols;           /* optional */
	struct span esipa_proprietary_protocol_information; /* v1.3: whole element A2, optional */
};

/* searchCriteriaEuiccPackageResult of IpaEuiccDataRequest. */
enum { EPR_SEARCH_CRITERIA_SEQ_NUMBER = 1 };
struct epr_search_criteria {
	uint32_t which;
	struct asn1_uint seq_number;
};

/* IpaEuiccDataRequest, BF52 [SGP.32 2.11.1.2]. All but the first optional. */
struct ipa_euicc_data_request {
	struct span tag_list; /* concatenated tags */
	struct span euicc_ci_pk_identifier_to_be_used;
	struct iot_notification_search_criteria *search_criteria_notification;
	struct epr_search_criteria *search_criteria_euicc_package_result; /* from v1.1 on */
	struct span eim_transaction_id;                                   /* from v1.1 on */
};

/* IpaEuiccData [SGP.32 2.11.2.2]. All optional. */
struct ipa_euicc_data {
	struct asn1_list notifications_list;        /* of struct iot_pending_notification */
	struct span default_smdp_address_v101;      /* 80 */
	struct span default_smdp_address;           /* 81 */
	struct asn1_list euicc_package_result_list; /* of struct stored_euicc_package_result */
	struct euicc_info1 *euicc_info1;
	struct euicc_info2 *euicc_info2;
	struct span root_smds_address;
	struct asn1_int association_token;
	struct span eum_certificate;   /* whole element A5 in place of 30 */
	struct span euicc_certificate; /* whole element A6 in place of 30 */
	struct span eim_transaction_id;
	struct ipa_capabilities *ipa_capabilities;
	struct device_info *device_info;
	struct iot_retrieve_notifications_list_response *notifications_list_v101; /* BF2B */
};

/* IpaEuiccDataResponseError [SGP.32 2.11.2.2]. */
struct ipa_euicc_data_response_error {
	struct span eim_transaction_id; /* optional */
	struct asn1_uint ipa_euicc_data_error_code;
};

/* IpaEuiccDataResponse, BF52 [SGP.32 2.11.2.2]. */
enum {
	IPA_EUICC_DATA_RESPONSE_IPA_EUICC_DATA = 1,
	IPA_EUICC_DATA_RESPONSE_IPA_EUICC_DATA_RESPONSE_ERROR,
	IPA_EUICC_DATA_RESPONSE_IPA_EUICC_DATA_ERROR_V101,
};
struct ipa_euicc_data_response {
	uint32_t which;
	struct ipa_euicc_data *ipa_euicc_data;
	struct ipa_euicc_data_response_error *ipa_euicc_data_response_error;
	struct asn1_uint ipa_euicc_data_error_v101; /* enum ipa_euicc_data_error_code */
};

/* contactSmds of ProfileDownloadData. */
struct contact_smds {
	struct span smds_address; /* optional */
};

/* ProfileDownloadData [SGP.32 2.11.1.3]. */
enum {
	PROFILE_DOWNLOAD_DATA_ACTIVATION_CODE = 1,
	PROFILE_DOWNLOAD_DATA_CONTACT_DEFAULT_SMDP,
	PROFILE_DOWNLOAD_DATA_CONTACT_SMDS,
};
struct profile_download_data {
	uint32_t which;
	struct span activation_code; /* 0..255 octets */
	bool contact_default_smdp;
	struct contact_smds *contact_smds;
};

/* ProfileDownloadTriggerRequest, BF54 [SGP.32 2.11.1.3]. */
struct profile_download_trigger_request {
	struct profile_download_data *profile_download_data; /* optional */
	struct span eim_transaction_id;                      /* optional */
};

/* profileDownloadError of ProfileDownloadTriggerResult. */
struct profile_download_error {
	struct asn1_uint profile_download_error_reason;
	struct span error_response; /* optional */
};

/* profileDownloadTriggerResultData of ProfileDownloadTriggerResult. */
enum {
	PROFILE_DOWNLOAD_TRIGGER_RESULT_DATA_PROFILE_INSTALLATION_RESULT = 1,
	PROFILE_DOWNLOAD_TRIGGER_RESULT_DATA_PROFILE_DOWNLOAD_ERROR,
};
struct profile_download_trigger_result_data {
	uint32_t which;
	/* whole element BF37, struct profile_installation_result */
	struct span profile_installation_result;
	struct profile_download_error *profile_download_error;
};

/* ProfileDownloadTriggerResult, BF54 [SGP.32 2.11.2.3]. */
struct profile_download_trigger_result {
	struct span eim_transaction_id; /* optional */
	struct profile_download_trigger_result_data *profile_download_trigger_result_data;
};

/* profileDownloadError of v1.0.1: 80 is the response, there is no reason. */
struct profile_download_error_v101 {
	struct span error_response; /* optional */
};

/* profileDownloadTriggerResultData of v1.0.1; `which` as in later versions. */
struct profile_download_trigger_result_data_v101 {
	uint32_t which;
	struct span profile_installation_result; /* whole element BF37 */
	struct profile_download_error_v101 *profile_download_error;
};

/* ProfileDownloadTriggerResult, BF54, of v1.0.1. */
struct profile_download_trigger_result_v101 {
	struct span eim_transaction_id; /* optional */
	struct profile_download_trigger_result_data_v101 *profile_download_trigger_result_data;
};

/* SequenceNumber as element of EimAcknowledgements [SGP.32 2.11.1.4]. */
struct sequence_number {
	struct asn1_uint value;
};

/* EimAcknowledgements, BF53 [SGP.32 2.11.1.4]: a SEQUENCE OF, so decode it with tag 0. */
struct eim_acknowledgements {
	struct asn1_list sequence_numbers; /* of struct sequence_number */
};

/* InitiateAuthenticationRequestEsipa, BF39 [SGP.32 6.3.2.1]. */
struct initiate_authentication_request_esipa {
	struct span euicc_challenge;     /* 16 octets */
	struct span smdp_address;        /* optional */
	struct euicc_info1 *euicc_info1; /* optional */
	struct span eim_transaction_id;  /* from v1.1 on, optional */
};

/* InitiateAuthenticationOkEsipa [SGP.32 6.3.2.1]. */
struct initiate_authentication_ok_esipa {
	struct span transaction_id; /* optional */
	struct span server_signed1; /* whole element 30, struct server_signed1 */
	struct span server_signature1;
	struct span euicc_ci_pk_identifier_to_be_used;
	struct span server_certificate;  /* whole element */
	struct span matching_id;         /* optional */
	struct ctx_params1 *ctx_params1; /* optional */
};

/* InitiateAuthenticationResponseEsipa, BF39 [SGP.32 6.3.2.1]. */
enum {
	INITIATE_AUTHENTICATION_RESPONSE_ESIPA_OK = 1,
	INITIATE_AUTHENTICATION_RESPONSE_ESIPA_ERROR,
};
struct initiate_authentication_response_esipa {
	uint32_t which;
	struct initiate_authentication_ok_esipa *initiate_authentication_ok_esipa;
	struct asn1_uint initiate_authentication_error_esipa;
};

/* AuthenticateClientRequestEsipa, BF3B [SGP.32 6.3.2.2]. */
struct authenticate_client_request_esipa {
	struct span transaction_id;
	struct iot_authenticate_server_response *authenticate_server_response;
};

/* AuthenticateClientOkDPEsipa [SGP.32 6.3.2.2]. */
struct authenticate_client_ok_dp_esipa {
	struct span transaction_id;                       /* optional */
	struct store_metadata_request *profile_meta_data; /* optional */
	struct span smdp_signed2;                         /* whole element, struct smdp_signed2 */
	struct span smdp_signature2;
	struct span smdp_certificate; /* whole element */
	struct span hash_cc;          /* 32 octets, optional */
};

/* AuthenticateClientOkDSEsipa [SGP.32 6.3.2.2]. */
struct authenticate_client_ok_ds_esipa {
	struct span transaction_id;
	struct profile_download_trigger_request *profile_download_trigger; /* optional */
};

/* AuthenticateClientResponseEsipa, BF3B [SGP.32 6.3.2.2]. */
enum {
	AUTHENTICATE_CLIENT_RESPONSE_ESIPA_OK_DP = 1,
	AUTHENTICATE_CLIENT_RESPONSE_ESIPA_OK_DS,
	AUTHENTICATE_CLIENT_RESPONSE_ESIPA_ERROR,
};
struct authenticate_client_response_esipa {
	uint32_t which;
	struct authenticate_client_ok_dp_esipa *authenticate_client_ok_dp_esipa;
	struct authenticate_client_ok_ds_esipa *authenticate_client_ok_ds_esipa;
	struct asn1_uint authenticate_client_error_esipa;
};

/* GetBoundProfilePackageRequestEsipa, BF3A [SGP.32 6.3.2.3]. */
struct get_bound_profile_package_request_esipa {
	struct span transaction_id;
	struct iot_prepare_download_response *prepare_download_response;
};

/* GetBoundProfilePackageOkEsipa [SGP.32 6.3.2.3]. */
struct get_bound_profile_package_ok_esipa {
	struct span transaction_id;        /* optional */
	struct span bound_profile_package; /* whole element BF36, struct bound_profile_package */
};

/* GetBoundProfilePackageResponseEsipa, BF3A [SGP.32 6.3.2.3]. */
enum {
	GET_BOUND_PROFILE_PACKAGE_RESPONSE_ESIPA_OK = 1,
	GET_BOUND_PROFILE_PACKAGE_RESPONSE_ESIPA_ERROR,
};
struct get_bound_profile_package_response_esipa {
	uint32_t which;
	struct get_bound_profile_package_ok_esipa *get_bound_profile_package_ok_esipa;
	struct asn1_uint get_bound_profile_package_error_esipa;
};

/* CancelSessionRequestEsipa, BF41 [SGP.32 6.3.2.5]; the answer inside has A1 in place of BF41. */
struct cancel_session_request_esipa {
	struct span transaction_id;
	struct iot_cancel_session_response *cancel_session_response;
};

/* CancelSessionResponseEsipa, BF41 [SGP.32 6.3.2.5]. */
enum {
	CANCEL_SESSION_RESPONSE_ESIPA_OK = 1,
	CANCEL_SESSION_RESPONSE_ESIPA_ERROR,
};
struct cancel_session_response_esipa {
	uint32_t which;
	struct empty_sequence *cancel_session_ok;
	struct asn1_uint cancel_session_error;
};

/* GetEimPackageRequest, BF4F [SGP.32 6.3.2.6]. From v1.1 on. */
struct get_eim_package_request {
	struct span eid_value; /* 16 octets */
	bool notify_state_change;
	struct asn1_uint state_change_cause; /* optional */
	struct span rplmn;                   /* 3 octets, optional */
};

/* GetEimPackageRequest, BF4F, of v1.0.1: 81 is the rPLMN. */
struct get_eim_package_request_v101 {
	struct span eid_value; /* 16 octets */
	bool notify_state_change;
	struct span rplmn; /* 3 octets, optional */
};

/* GetEimPackageResponse, BF4F [SGP.32 6.3.2.6]. */
enum {
	GET_EIM_PACKAGE_RESPONSE_EUICC_PACKAGE_REQUEST = 1,
	GET_EIM_PACKAGE_RESPONSE_IPA_EUICC_DATA_REQUEST,
	GET_EIM_PACKAGE_RESPONSE_PROFILE_DOWNLOAD_TRIGGER_REQUEST,
	GET_EIM_PACKAGE_RESPONSE_EIM_PACKAGE_ERROR,
};
struct get_eim_package_response {
	uint32_t which;
	struct span euicc_package_request; /* whole element BF51, struct euicc_package_request */
	struct ipa_euicc_data_request *ipa_euicc_data_request;
	struct profile_download_trigger_request *profile_download_trigger_request;
	struct asn1_uint eim_package_error;
};

/* ePRAndNotifications of EimPackageResult and TransferEimPackageResponse. */
struct epr_and_notifications {
	struct span euicc_package_result; /* whole element BF51, struct euicc_package_result */
	struct asn1_list
	        notification_list; /* A0, from v1.1 on: of struct iot_pending_notification */
	struct iot_retrieve_notifications_list_response *notification_list_v101; /* BF2B */
};

/* EimPackageResultResponseError [SGP.32 6.3.2.7]. */
struct eim_package_result_response_error {
	struct span eim_transaction_id; /* optional */
	struct asn1_uint eim_package_result_error_code;
};

/* EimPackageResult [SGP.32 6.3.2.7]. */
enum {
	EIM_PACKAGE_RESULT_EUICC_PACKAGE_RESULT = 1,
	EIM_PACKAGE_RESULT_EPR_AND_NOTIFICATIONS,
	EIM_PACKAGE_RESULT_IPA_EUICC_DATA_RESPONSE,
	EIM_PACKAGE_RESULT_PROFILE_DOWNLOAD_TRIGGER_RESULT,
	EIM_PACKAGE_RESULT_EIM_PACKAGE_RESULT_RESPONSE_ERROR,
	EIM_PACKAGE_RESULT_EIM_PACKAGE_ERROR_V101,
};
struct eim_package_result {
	uint32_t which;
	struct span euicc_package_result; /* whole element BF51, struct euicc_package_result */
	struct epr_and_notifications *epr_and_notifications;
	struct ipa_euicc_data_response *ipa_euicc_data_response;
	/* whole element BF54, struct profile_download_trigger_result or its _v101 */
	struct span profile_download_trigger_result;
	struct eim_package_result_response_error *eim_package_result_response_error;
	struct asn1_uint eim_package_error_v101; /* enum eim_package_result_error_code */
};

/* ProvideEimPackageResult, BF50 [SGP.32 6.3.2.7]. v1.0.1 has no EID and is otherwise alike. */
struct provide_eim_package_result {
	struct span eid_value; /* 16 octets, optional */
	struct eim_package_result *eim_package_result;
};

/* ProvideEimPackageResultResponse, BF50 [SGP.32 6.3.2.7]. From v1.2 on. */
enum {
	PROVIDE_EIM_PACKAGE_RESULT_RESPONSE_EIM_ACKNOWLEDGEMENTS = 1,
	PROVIDE_EIM_PACKAGE_RESULT_RESPONSE_EMPTY_RESPONSE,
	PROVIDE_EIM_PACKAGE_RESULT_RESPONSE_ERROR,
};
struct provide_eim_package_result_response {
	uint32_t which;
	struct asn1_list eim_acknowledgements; /* of struct sequence_number */
	struct empty_sequence *empty_response;
	struct asn1_uint provide_eim_package_result_error;
};

/* ProvideEimPackageResultResponse, BF50, up to v1.1. */
struct provide_eim_package_result_response_v101 {
	struct asn1_list eim_acknowledgements; /* of struct sequence_number, optional */
};

/* HandleNotificationEsipa, BF3D [SGP.32 6.3.2.4]. */
enum {
	HANDLE_NOTIFICATION_ESIPA_PENDING_NOTIFICATION = 1,
	HANDLE_NOTIFICATION_ESIPA_PROVIDE_EIM_PACKAGE_RESULT,
	HANDLE_NOTIFICATION_ESIPA_PROVIDE_EIM_PACKAGE_RESULT_V101,
};
struct handle_notification_esipa {
	uint32_t which;
	struct iot_pending_notification *pending_notification;
	struct provide_eim_package_result *provide_eim_package_result;      /* BF50 */
	struct provide_eim_package_result *provide_eim_package_result_v101; /* A1 */
};

/* TransferEimPackageRequest, BF4E [SGP.32 6.3.3.1]. */
enum {
	TRANSFER_EIM_PACKAGE_REQUEST_EUICC_PACKAGE_REQUEST = 1,
	TRANSFER_EIM_PACKAGE_REQUEST_IPA_EUICC_DATA_REQUEST,
	TRANSFER_EIM_PACKAGE_REQUEST_EIM_ACKNOWLEDGEMENTS,
	TRANSFER_EIM_PACKAGE_REQUEST_PROFILE_DOWNLOAD_TRIGGER_REQUEST,
};
struct transfer_eim_package_request {
	uint32_t which;
	struct span euicc_package_request; /* whole element BF51, struct euicc_package_request */
	struct ipa_euicc_data_request *ipa_euicc_data_request;
	struct asn1_list eim_acknowledgements; /* of struct sequence_number */
	struct profile_download_trigger_request *profile_download_trigger_request;
};

/* correlationId of the answers of v1.3. */
enum {
	CORRELATION_ID_EIM_TRANSACTION_ID = 1,
	CORRELATION_ID_EID_VALUE,
};
struct correlation_id {
	uint32_t which;
	struct span eim_transaction_id;
	struct span eid_value; /* 16 octets */
};

/* EimPackageReceivedWithCid [SGP.32 6.3.3.1], v1.3. */
struct eim_package_received_with_cid {
	struct correlation_id *correlation_id; /* optional */
};

/* EimPackageErrorWithCid [SGP.32 6.3.3.1], v1.3. */
struct eim_package_error_with_cid {
	struct correlation_id *correlation_id; /* optional */
	struct asn1_uint eim_package_error;    /* enum eim_package_result_error_code */
};

/* TransferEimPackageResponse, BF4E [SGP.32 6.3.3.1]. */
enum {
	TRANSFER_EIM_PACKAGE_RESPONSE_EUICC_PACKAGE_RESULT = 1,
	TRANSFER_EIM_PACKAGE_RESPONSE_EPR_AND_NOTIFICATIONS,
	TRANSFER_EIM_PACKAGE_RESPONSE_IPA_EUICC_DATA_RESPONSE,
	TRANSFER_EIM_PACKAGE_RESPONSE_EIM_PACKAGE_RECEIVED,
	TRANSFER_EIM_PACKAGE_RESPONSE_EIM_PACKAGE_RECEIVED_WITH_CID,
	TRANSFER_EIM_PACKAGE_RESPONSE_EIM_PACKAGE_ERROR,
	TRANSFER_EIM_PACKAGE_RESPONSE_EIM_PACKAGE_ERROR_WITH_CID,
};
struct transfer_eim_package_response {
	uint32_t which;
	struct span euicc_package_result; /* whole element BF51, struct euicc_package_result */
	struct epr_and_notifications *epr_and_notifications;
	struct ipa_euicc_data_response *ipa_euicc_data_response;
	bool eim_package_received;
	struct eim_package_received_with_cid *eim_package_received_with_cid; /* v1.3 */
	struct asn1_uint eim_package_error; /* enum eim_package_result_error_code */
	struct eim_package_error_with_cid *eim_package_error_with_cid; /* v1.3 */
};

extern const struct asn1_type ipa_capabilities_type, epr_search_criteria_type,
        ipa_euicc_data_request_type, ipa_euicc_data_type, ipa_euicc_data_response_error_type,
        ipa_euicc_data_response_type, contact_smds_type, profile_download_data_type,
        profile_download_trigger_request_type, profile_download_error_type,
        profile_download_trigger_result_data_type, profile_download_trigger_result_type,
        profile_download_error_v101_type, profile_download_trigger_result_data_v101_type,
        profile_download_trigger_result_v101_type, sequence_number_type, eim_acknowledgements_type,
        initiate_authentication_request_esipa_type, initiate_authentication_ok_esipa_type,
        initiate_authentication_response_esipa_type, authenticate_client_request_esipa_type,
        authenticate_client_ok_dp_esipa_type, authenticate_client_ok_ds_esipa_type,
        authenticate_client_response_esipa_type, get_bound_profile_package_request_esipa_type,
        get_bound_profile_package_ok_esipa_type, get_bound_profile_package_response_esipa_type,
        cancel_session_request_esipa_type, cancel_session_response_esipa_type,
        get_eim_package_request_type, get_eim_package_request_v101_type,
        get_eim_package_response_type, epr_and_notifications_type,
        eim_package_result_response_error_type, eim_package_result_type,
        provide_eim_package_result_type, provide_eim_package_result_response_type,
        provide_eim_package_result_response_v101_type, handle_notification_esipa_type,
        transfer_eim_package_request_type, correlation_id_type, eim_package_received_with_cid_type,
        eim_package_error_with_cid_type, transfer_eim_package_response_type;

#endif
