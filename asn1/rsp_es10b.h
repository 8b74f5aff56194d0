/*
 * ES10b: mutual authentication, download preparation, eUICC information, notifications, CRLs and
 * the Rules Authorisation Table. [SGP.22 5.7.5, 5.7.7 to 5.7.14, 5.7.22]
 *
 * Naming as in rsp_types.h. What is signed, and certificates, are whole elements exactly as they
 * were received; their own types serve to look into them. Signatures and public keys have no size
 * bound here: a wrong size is the receiver's error to report, not a malformed message.
 */
#ifndef ASN1_RSP_ES10B_H
#define ASN1_RSP_ES10B_H

#include "rsp_types.h"

/* AuthenticateErrorCode [SGP.22 5.7.13]. */
enum authenticate_error_code {
	AUTHENTICATE_ERROR_INVALID_CERTIFICATE = 1,
	AUTHENTICATE_ERROR_INVALID_SIGNATURE = 2,
	AUTHENTICATE_ERROR_UNSUPPORTED_CURVE = 3,
	AUTHENTICATE_ERROR_NO_SESSION_CONTEXT = 4,
	AUTHENTICATE_ERROR_INVALID_OID = 5,
	AUTHENTICATE_ERROR_EUICC_CHALLENGE_MISMATCH = 6,
	AUTHENTICATE_ERROR_CI_PK_UNKNOWN = 7,
	AUTHENTICATE_ERROR_UNDEFINED = 127,
};

/* DownloadErrorCode [SGP.22 5.7.5]. */
enum download_error_code {
	DOWNLOAD_ERROR_INVALID_CERTIFICATE = 1,
	DOWNLOAD_ERROR_INVALID_SIGNATURE = 2,
	DOWNLOAD_ERROR_UNSUPPORTED_CURVE = 3,
	DOWNLOAD_ERROR_NO_SESSION_CONTEXT = 4,
	DOWNLOAD_ERROR_INVALID_TRANSACTION_ID = 5,
	DOWNLOAD_ERROR_UNDEFINED = 127,
};

/* CancelSessionReason [SGP.22 5.7.14]. */
enum cancel_session_reason {
	CANCEL_SESSION_REASON_END_USER_REJECTION = 0,
	CANCEL_SESSION_REASON_POSTPONED = 1,
	CANCEL_SESSION_REASON_TIMEOUT = 2,
	CANCEL_SESSION_REASON_PPR_NOT_ALLOWED = 3,
	CANCEL_SESSION_REASON_METADATA_MISMATCH = 4,
	CANCEL_SESSION_REASON_LOAD_BPP_EXECUTION_ERROR = 5,
	CANCEL_SESSION_REASON_UNDEFINED = 127,
};

/* cancelSessionResponseError [SGP.22 5.7.14]. */
enum cancel_session_response_error {
	CANCEL_SESSION_ERROR_INVALID_TRANSACTION_ID = 5,
	CANCEL_SESSION_ERROR_UNDEFINED = 127,
};

/* listNotificationsResultError [SGP.22 5.7.9]. */
enum list_notifications_result_error {
	LIST_NOTIFICATIONS_RESULT_ERROR_UNDEFINED = 127,
};

/* notificationsListResultError [SGP.22 5.7.10]; 1 existed only before v2.6 of SGP.22. */
enum notifications_list_result_error {
	NOTIFICATIONS_LIST_RESULT_ERROR_NO_RESULT_AVAILABLE = 1,
	NOTIFICATIONS_LIST_RESULT_ERROR_UNDEFINED = 127,
};

/* deleteNotificationStatus [SGP.22 5.7.11]. */
enum delete_notification_status {
	DELETE_NOTIFICATION_STATUS_OK = 0,
	DELETE_NOTIFICATION_STATUS_NOTHING_TO_DELETE = 1,
	DELETE_NOTIFICATION_STATUS_UNDEFINED = 127,
};

/* LoadCRLResponseError [SGP.22 5.7.12]. */
enum load_crl_response_error {
	LOAD_CRL_ERROR_INVALID_SIGNATURE = 1,
	LOAD_CRL_ERROR_INVALID_CRL_FORMAT = 2,
	LOAD_CRL_ERROR_NOT_ENOUGH_MEMORY_SPACE = 3,
	LOAD_CRL_ERROR_VERIFICATION_KEY_NOT_FOUND = 4,
	LOAD_CRL_ERROR_FRESHER_CRL_ALREADY_LOADED = 5,
	LOAD_CRL_ERROR_BASE_CRL_MISSING = 6,
	LOAD_CRL_ERROR_UNDEFINED = 127,
};

/* Bits of pprFlags of a Rules Authorisation Table row. */
enum ppr_flags { PPR_FLAGS_CONSENT_REQUIRED = 1u << 0 };

/* Bits of lpaeOption [SGP.22 5.7.1]. */
enum lpae_option {
	LPAE_OPTION_ACTIVATE_CAT_BASED_LPAE = 1u << 0,
	LPAE_OPTION_ACTIVATE_SCWS_BASED_LPAE = 1u << 1,
};

/* lpaeActivationResult [SGP.22 5.7.1]. */
enum lpae_activation_result {
	LPAE_ACTIVATION_RESULT_OK = 0,
	LPAE_ACTIVATION_RESULT_NOT_SUPPORTED = 1,
};

extern const struct asn1_name authenticate_error_code_names[], download_error_code_names[],
        cancel_session_reason_names[], cancel_session_response_error_names[],
        list_notifications_result_error_names[], notifications_list_result_error_names[],
        delete_notification_status_names[], load_crl_response_error_names[], ppr_flags_names[],
        lpae_option_names[], lpae_activation_result_names[];

/* PrepareDownloadRequest, BF21 [SGP.22 5.7.5]. */
struct prepare_download_request {
	struct span smdp_signed2; /* whole element, struct smdp_signed2 */
	struct span smdp_signature2;
	struct span hash_cc;          /* 32 octets, optional */
	struct span smdp_certificate; /* whole element */
};

/* SmdpSigned2 [SGP.22 5.7.5]. transaction_id 1..16 octets, here and everywhere. */
struct smdp_signed2 {
	struct span transaction_id;
	struct asn1_bool cc_required_flag;
	struct span bpp_euicc_otpk; /* optional */
};

/* EUICCSigned2 [SGP.22 5.7.5]. */
struct euicc_signed2 {
	struct span transaction_id;
	struct span euicc_otpk;
	struct span hash_cc; /* 32 octets, optional */
};

/* PrepareDownloadResponseOk [SGP.22 5.7.5]. */
struct prepare_download_response_ok {
	struct span euicc_signed2; /* whole element, struct euicc_signed2 */
	struct span euicc_signature2;
};

/* PrepareDownloadResponseError [SGP.22 5.7.5]. */
struct prepare_download_response_error {
	struct span transaction_id;
	struct asn1_uint download_error_code;
};

/* PrepareDownloadResponse, BF21 [SGP.22 5.7.5]. */
enum {
	PREPARE_DOWNLOAD_RESPONSE_DOWNLOAD_RESPONSE_OK = 1,
	PREPARE_DOWNLOAD_RESPONSE_DOWNLOAD_RESPONSE_ERROR,
};
struct prepare_download_response {
	uint32_t which;
	struct prepare_download_response_ok *download_response_ok;
	struct prepare_download_response_error *download_response_error;
};

/* CtxParamsForCommonAuthentication [SGP.22 5.7.13]. */
struct ctx_params_for_common_authentication {
	struct span matching_id; /* optional, may be empty */
	struct device_info *device_info;
};

/* CtxParams1 [SGP.22 5.7.13]: decode the RAW ctx_params1 of a message with tag 0. */
enum { CTX_PARAMS1_CTX_PARAMS_FOR_COMMON_AUTHENTICATION = 1 };
struct ctx_params1 {
	uint32_t which;
	struct ctx_params_for_common_authentication *ctx_params_for_common_authentication;
};

/* AuthenticateServerRequest, BF38 [SGP.22 5.7.13]. */
struct authenticate_server_request {
	struct span server_signed1; /* whole element, struct server_signed1 */
	struct span server_signature1;
	struct span euicc_ci_pkid_to_be_used; /* SubjectKeyIdentifier */
	struct span server_certificate;       /* whole element */
	struct span ctx_params1;              /* whole element A0, struct ctx_params1 */
};

/* ServerSigned1 [SGP.22 5.7.13]. Challenges are 16 octets. */
struct server_signed1 {
	struct span transaction_id;
	struct span euicc_challenge;
	struct span server_address; /* FQDN */
	struct span server_challenge;
};

/* EuiccSigned1 [SGP.22 5.7.13]. */
struct euicc_signed1 {
	struct span transaction_id;
	struct span server_address;
	struct span server_challenge;
	struct span euicc_info2; /* whole element BF22, struct euicc_info2 */
	struct span ctx_params1; /* whole element A0, as received in the request */
};

/* AuthenticateResponseOk [SGP.22 5.7.13]. */
struct authenticate_response_ok {
	struct span euicc_signed1; /* whole element, struct euicc_signed1 */
	struct span euicc_signature1;
	struct span euicc_certificate; /* whole element */
	struct span eum_certificate;   /* whole element */
};

/* AuthenticateResponseError [SGP.22 5.7.13]. */
struct authenticate_response_error {
	struct span transaction_id;
	struct asn1_uint authenticate_error_code;
};

/* AuthenticateServerResponse, BF38 [SGP.22 5.7.13]. */
enum {
	AUTHENTICATE_SERVER_RESPONSE_AUTHENTICATE_RESPONSE_OK = 1,
	AUTHENTICATE_SERVER_RESPONSE_AUTHENTICATE_RESPONSE_ERROR,
};
struct authenticate_server_response {
	uint32_t which;
	struct authenticate_response_ok *authenticate_response_ok;
	struct authenticate_response_error *authenticate_response_error;
};

/* CancelSessionRequest, BF41 [SGP.22 5.7.14]. */
struct cancel_session_request {
	struct span transaction_id;
	struct asn1_uint reason; /* enum cancel_session_reason */
};

/* EuiccCancelSessionSigned [SGP.22 5.7.14]. */
struct euicc_cancel_session_signed {
	struct span transaction_id;
	struct span smdp_oid;
	struct asn1_uint reason;
};

/* CancelSessionResponseOk [SGP.22 5.7.14]. */
struct cancel_session_response_ok {
	struct span euicc_cancel_session_signed; /* whole, struct euicc_cancel_session_signed */
	struct span euicc_cancel_session_signature;
};

/* CancelSessionResponse, BF41 [SGP.22 5.7.14]. */
enum {
	CANCEL_SESSION_RESPONSE_CANCEL_SESSION_RESPONSE_OK = 1,
	CANCEL_SESSION_RESPONSE_CANCEL_SESSION_RESPONSE_ERROR,
};
struct cancel_session_response {
	uint32_t which;
	struct cancel_session_response_ok *cancel_session_response_ok;
	struct asn1_uint cancel_session_response_error;
};

/* GetEuiccChallengeRequest, BF2E [SGP.22 5.7.7]. No components. */
struct get_euicc_challenge_request {
	char empty; /* unused: C has no empty struct */
};

/* GetEuiccChallengeResponse, BF2E [SGP.22 5.7.7]. */
struct get_euicc_challenge_response {
	struct span euicc_challenge; /* 16 octets */
};

/* GetEuiccInfo1Request, BF20 [SGP.22 5.7.8]; the answer is struct euicc_info1. No components. */
struct get_euicc_info1_request {
	char empty; /* unused: C has no empty struct */
};

/* GetEuiccInfo2Request, BF22 [SGP.22 5.7.8]; the answer is struct euicc_info2. No components. */
struct get_euicc_info2_request {
	char empty; /* unused: C has no empty struct */
};

/* ListNotificationRequest, BF28 [SGP.22 5.7.9]. */
struct list_notification_request {
	struct asn1_bits profile_management_operation; /* optional: events wanted */
};

/* ListNotificationResponse, BF28 [SGP.22 5.7.9]. */
enum {
	LIST_NOTIFICATION_RESPONSE_NOTIFICATION_METADATA_LIST = 1,
	LIST_NOTIFICATION_RESPONSE_LIST_NOTIFICATIONS_RESULT_ERROR,
};
struct list_notification_response {
	uint32_t which;
	struct asn1_list notification_metadata_list; /* of struct notification_metadata */
	struct asn1_uint list_notifications_result_error;
};

/* searchCriteria of RetrieveNotificationsListRequest [SGP.22 5.7.10]. */
enum {
	NOTIFICATION_SEARCH_CRITERIA_SEQ_NUMBER = 1,
	NOTIFICATION_SEARCH_CRITERIA_PROFILE_MANAGEMENT_OPERATION,
};
struct notification_search_criteria {
	uint32_t which;
	struct asn1_uint seq_number;
	struct asn1_bits profile_management_operation;
};

/* RetrieveNotificationsListRequest, BF2B [SGP.22 5.7.10]. */
struct retrieve_notifications_list_request {
	struct notification_search_criteria *search_criteria; /* optional */
};

/* RetrieveNotificationsListResponse, BF2B [SGP.22 5.7.10]. */
enum {
	RETRIEVE_NOTIFICATIONS_LIST_RESPONSE_NOTIFICATION_LIST = 1,
	RETRIEVE_NOTIFICATIONS_LIST_RESPONSE_NOTIFICATIONS_LIST_RESULT_ERROR,
};
struct retrieve_notifications_list_response {
	uint32_t which;
	struct asn1_list notification_list; /* of struct pending_notification */
	struct asn1_uint notifications_list_result_error;
};

/* NotificationSentRequest, BF30 [SGP.22 5.7.11]. */
struct notification_sent_request {
	struct asn1_uint seq_number;
};

/* NotificationSentResponse, BF30 [SGP.22 5.7.11]. */
struct notification_sent_response {
	struct asn1_uint delete_notification_status;
};

/* LoadCRLRequest, BF35 [SGP.22 5.7.12]. */
struct load_crl_request {
	struct span crl; /* whole element; its tag is A0 in place of the 30 of CertificateList */
};

/* Number of a missing CRL part, as element of a list, tag 02. */
struct missing_part {
	struct asn1_uint number;
};

/* LoadCRLResponseOk [SGP.22 5.7.12]. */
struct load_crl_response_ok {
	struct asn1_list missing_parts; /* of struct missing_part, optional */
};

/* LoadCRLResponse, BF35 [SGP.22 5.7.12]. */
enum {
	LOAD_CRL_RESPONSE_LOAD_CRL_RESPONSE_OK = 1,
	LOAD_CRL_RESPONSE_LOAD_CRL_RESPONSE_ERROR,
};
struct load_crl_response {
	uint32_t which;
	struct load_crl_response_ok *load_crl_response_ok;
	struct asn1_uint load_crl_response_error;
};

/* GetRatRequest, BF43 [SGP.22 5.7.22]. No components. */
struct get_rat_request {
	char empty; /* unused: C has no empty struct */
};

/* ProfilePolicyAuthorisationRule: a row of the Rules Authorisation Table [SGP.22 2.4.5.3]. */
struct profile_policy_authorisation_rule {
	struct asn1_bits ppr_ids;
	struct asn1_list allowed_operators; /* of struct operator_id */
	struct asn1_bits ppr_flags;
};

/* GetRatResponse, BF43 [SGP.22 5.7.22]. */
struct get_rat_response {
	struct asn1_list rat; /* of struct profile_policy_authorisation_rule, first match wins */
};

/* LpaeActivationRequest, BF42 [SGP.22 5.7.1]. */
struct lpae_activation_request {
	struct asn1_bits lpae_option;
};

/* LpaeActivationResponse, BF42 [SGP.22 5.7.1]. */
struct lpae_activation_response {
	struct asn1_uint lpae_activation_result;
};

extern const struct asn1_type prepare_download_request_type, smdp_signed2_type, euicc_signed2_type,
        prepare_download_response_ok_type, prepare_download_response_error_type,
        prepare_download_response_type, ctx_params_for_common_authentication_type, ctx_params1_type,
        authenticate_server_request_type, server_signed1_type, euicc_signed1_type,
        authenticate_response_ok_type, authenticate_response_error_type,
        authenticate_server_response_type, cancel_session_request_type,
        euicc_cancel_session_signed_type, cancel_session_response_ok_type,
        cancel_session_response_type, get_euicc_challenge_request_type,
        get_euicc_challenge_response_type, get_euicc_info1_request_type,
        get_euicc_info2_request_type, list_notification_request_type,
        list_notification_response_type, notification_search_criteria_type,
        retrieve_notifications_list_request_type, retrieve_notifications_list_response_type,
        notification_sent_request_type, notification_sent_response_type, load_crl_request_type,
        missing_part_type, load_crl_response_ok_type, load_crl_response_type, get_rat_request_type,
        profile_policy_authorisation_rule_type, get_rat_response_type, lpae_activation_request_type,
        lpae_activation_response_type;

#endif
