/* Tables of ES10b. [SGP.22 5.7.1, 5.7.5, 5.7.7 to 5.7.14, 5.7.22] */
#include "asn1/rsp_es10b.h"

const struct asn1_name authenticate_error_code_names[] = {
	{ AUTHENTICATE_ERROR_INVALID_CERTIFICATE, "invalidCertificate" },
	{ AUTHENTICATE_ERROR_INVALID_SIGNATURE, "invalidSignature" },
	{ AUTHENTICATE_ERROR_UNSUPPORTED_CURVE, "unsupportedCurve" },
	{ AUTHENTICATE_ERROR_NO_SESSION_CONTEXT, "noSessionContext" },
	{ AUTHENTICATE_ERROR_INVALID_OID, "invalidOid" },
	{ AUTHENTICATE_ERROR_EUICC_CHALLENGE_MISMATCH, "euiccChallengeMismatch" },
	{ AUTHENTICATE_ERROR_CI_PK_UNKNOWN, "ciPKUnknown" },
	{ AUTHENTICATE_ERROR_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name download_error_code_names[] = {
	{ DOWNLOAD_ERROR_INVALID_CERTIFICATE, "invalidCertificate" },
	{ DOWNLOAD_ERROR_INVALID_SIGNATURE, "invalidSignature" },
	{ DOWNLOAD_ERROR_UNSUPPORTED_CURVE, "unsupportedCurve" },
	{ DOWNLOAD_ERROR_NO_SESSION_CONTEXT, "noSessionContext" },
	{ DOWNLOAD_ERROR_INVALID_TRANSACTION_ID, "invalidTransactionId" },
	{ DOWNLOAD_ERROR_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name cancel_session_reason_names[] = {
	{ CANCEL_SESSION_REASON_END_USER_REJECTION, "endUserRejection" },
	{ CANCEL_SESSION_REASON_POSTPONED, "postponed" },
	{ CANCEL_SESSION_REASON_TIMEOUT, "timeout" },
	{ CANCEL_SESSION_REASON_PPR_NOT_ALLOWED, "pprNotAllowed" },
	{ CANCEL_SESSION_REASON_METADATA_MISMATCH, "metadataMismatch" },
	{ CANCEL_SESSION_REASON_LOAD_BPP_EXECUTION_ERROR, "loadBppExecutionError" },
	{ CANCEL_SESSION_REASON_UNDEFINED, "undefinedReason" },
	{ 0, NULL },
};

const struct asn1_name cancel_session_response_error_names[] = {
	{ CANCEL_SESSION_ERROR_INVALID_TRANSACTION_ID, "invalidTransactionId" },
	{ CANCEL_SESSION_ERROR_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name list_notifications_result_error_names[] = {
	{ LIST_NOTIFICATIONS_RESULT_ERROR_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name notifications_list_result_error_names[] = {
	{ NOTIFICATIONS_LIST_RESULT_ERROR_NO_RESULT_AVAILABLE, "noResultAvailable" },
	{ NOTIFICATIONS_LIST_RESULT_ERROR_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name delete_notification_status_names[] = {
	{ DELETE_NOTIFICATION_STATUS_OK, "ok" },
	{ DELETE_NOTIFICATION_STATUS_NOTHING_TO_DELETE, "nothingToDelete" },
	{ DELETE_NOTIFICATION_STATUS_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name load_crl_response_error_names[] = {
	{ LOAD_CRL_ERROR_INVALID_SIGNATURE, "invalidSignature" },
	{ LOAD_CRL_ERROR_INVALID_CRL_FORMAT, "invalidCRLFormat" },
	{ LOAD_CRL_ERROR_NOT_ENOUGH_MEMORY_SPACE, "notEnoughMemorySpace" },
	{ LOAD_CRL_ERROR_VERIFICATION_KEY_NOT_FOUND, "verificationKeyNotFound" },
	{ LOAD_CRL_ERROR_FRESHER_CRL_ALREADY_LOADED, "fresherCrlAlreadyLoaded" },
	{ LOAD_CRL_ERROR_BASE_CRL_MISSING, "baseCrlMissing" },
	{ LOAD_CRL_ERROR_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name ppr_flags_names[] = {
	{ 0, "consentRequired" },
	{ 0, NULL },
};

const struct asn1_name lpae_option_names[] = {
	{ 0, "activateCatBasedLpae" },
	{ 1, "activateScwsBasedLpae" },
	{ 0, NULL },
};

const struct asn1_name lpae_activation_result_names[] = {
	{ LPAE_ACTIVATION_RESULT_OK, "ok" },
	{ LPAE_ACTIVATION_RESULT_NOT_SUPPORTED, "notSupported" },
	{ 0, NULL },
};

/* clang-format off */
A_SEQ(prepare_download_request, "PrepareDownloadRequest", "SGP.22 5.7.5",
	A_RAW(struct prepare_download_request, smdp_signed2, "smdpSigned2", 0x30, 0),
	A_OCTETS(struct prepare_download_request, smdp_signature2,
	         "smdpSignature2", 0x5F37, 0, 0, 0),
	A_OCTETS(struct prepare_download_request, hash_cc, "hashCc", 0x04, ASN1_OPT, 32, 32),
	A_RAW(struct prepare_download_request, smdp_certificate, "smdpCertificate", 0x30, 0));

A_SEQ(smdp_signed2, "SmdpSigned2", "SGP.22 5.7.5",
	A_OCTETS(struct smdp_signed2, transaction_id, "transactionId", 0x80, 0, 1, 16),
	A_BOOL(struct smdp_signed2, cc_required_flag, "ccRequiredFlag", 0x01, 0),
	A_OCTETS(struct smdp_signed2, bpp_euicc_otpk, "bppEuiccOtpk", 0x5F49, ASN1_OPT, 0, 0));

A_SEQ(euicc_signed2, "EUICCSigned2", "SGP.22 5.7.5",
	A_OCTETS(struct euicc_signed2, transaction_id, "transactionId", 0x80, 0, 1, 16),
	A_OCTETS(struct euicc_signed2, euicc_otpk, "euiccOtpk", 0x5F49, 0, 0, 0),
	A_OCTETS(struct euicc_signed2, hash_cc, "hashCc", 0x04, ASN1_OPT, 32, 32));

A_SEQ(prepare_download_response_ok, "PrepareDownloadResponseOk", "SGP.22 5.7.5",
	A_RAW(struct prepare_download_response_ok, euicc_signed2, "euiccSigned2", 0x30, 0),
	A_OCTETS(struct prepare_download_response_ok, euicc_signature2,
	         "euiccSignature2", 0x5F37, 0, 0, 0));

A_SEQ(prepare_download_response_error, "PrepareDownloadResponseError", "SGP.22 5.7.5",
	A_OCTETS(struct prepare_download_response_error, transaction_id,
	         "transactionId", 0x80, 0, 1, 16),
	A_ENUM(struct prepare_download_response_error, download_error_code,
	       "downloadErrorCode", 0x02, 0, download_error_code_names));

A_CHO(prepare_download_response, "PrepareDownloadResponse", "SGP.22 5.7.5",
	A_STRUCT(struct prepare_download_response, download_response_ok,
	         prepare_download_response_ok, "downloadResponseOk", 0xA0, 0),
	A_STRUCT(struct prepare_download_response, download_response_error,
	         prepare_download_response_error, "downloadResponseError", 0xA1, 0));

A_SEQ(ctx_params_for_common_authentication, "CtxParamsForCommonAuthentication", "SGP.22 5.7.13",
	A_UTF8(struct ctx_params_for_common_authentication, matching_id,
	       "matchingId", 0x80, ASN1_OPT, 0, 0),
	A_STRUCT(struct ctx_params_for_common_authentication, device_info, device_info,
	         "deviceInfo", 0xA1, 0));

A_CHO(ctx_params1, "CtxParams1", "SGP.22 5.7.13",
	A_STRUCT(struct ctx_params1, ctx_params_for_common_authentication,
	         ctx_params_for_common_authentication,
	         "ctxParamsForCommonAuthentication", 0xA0, 0));

A_SEQ(authenticate_server_request, "AuthenticateServerRequest", "SGP.22 5.7.13",
	A_RAW(struct authenticate_server_request, server_signed1, "serverSigned1", 0x30, 0),
	A_OCTETS(struct authenticate_server_request, server_signature1,
	         "serverSignature1", 0x5F37, 0, 0, 0),
	A_OCTETS(struct authenticate_server_request, euicc_ci_pkid_to_be_used,
	         "euiccCiPKIdToBeUsed", 0x04, 0, 0, 0),
	A_RAW(struct authenticate_server_request, server_certificate,
	      "serverCertificate", 0x30, 0),
	A_RAW(struct authenticate_server_request, ctx_params1, "ctxParams1", 0xA0, 0));

A_SEQ(server_signed1, "ServerSigned1", "SGP.22 5.7.13",
	A_OCTETS(struct server_signed1, transaction_id, "transactionId", 0x80, 0, 1, 16),
	A_OCTETS(struct server_signed1, euicc_challenge, "euiccChallenge", 0x81, 0, 16, 16),
	A_UTF8(struct server_signed1, server_address, "serverAddress", 0x83, 0, 0, 0),
	A_OCTETS(struct server_signed1, server_challenge, "serverChallenge", 0x84, 0, 16, 16));

A_SEQ(euicc_signed1, "EuiccSigned1", "SGP.22 5.7.13",
	A_OCTETS(struct euicc_signed1, transaction_id, "transactionId", 0x80, 0, 1, 16),
	A_UTF8(struct euicc_signed1, server_address, "serverAddress", 0x83, 0, 0, 0),
	A_OCTETS(struct euicc_signed1, server_challenge, "serverChallenge", 0x84, 0, 16, 16),
	A_RAW(struct euicc_signed1, euicc_info2, "euiccInfo2", 0xBF22, 0),
	A_RAW(struct euicc_signed1, ctx_params1, "ctxParams1", 0xA0, 0));

A_SEQ(authenticate_response_ok, "AuthenticateResponseOk", "SGP.22 5.7.13",
	A_RAW(struct authenticate_response_ok, euicc_signed1, "euiccSigned1", 0x30, 0),
	A_OCTETS(struct authenticate_response_ok, euicc_signature1,
	         "euiccSignature1", 0x5F37, 0, 0, 0),
	A_RAW(struct authenticate_response_ok, euicc_certificate, "euiccCertificate", 0x30, 0),
	A_RAW(struct authenticate_response_ok, eum_certificate, "eumCertificate", 0x30, 0));

A_SEQ(authenticate_response_error, "AuthenticateResponseError", "SGP.22 5.7.13",
	A_OCTETS(struct authenticate_response_error, transaction_id,
	         "transactionId", 0x80, 0, 1, 16),
	A_ENUM(struct authenticate_response_error, authenticate_error_code,
	       "authenticateErrorCode", 0x02, 0, authenticate_error_code_names));

A_CHO(authenticate_server_response, "AuthenticateServerResponse", "SGP.22 5.7.13",
	A_STRUCT(struct authenticate_server_response, authenticate_response_ok,
	         authenticate_response_ok, "authenticateResponseOk", 0xA0, 0),
	A_STRUCT(struct authenticate_server_response, authenticate_response_error,
	         authenticate_response_error, "authenticateResponseError", 0xA1, 0));

A_SEQ(cancel_session_request, "CancelSessionRequest", "SGP.22 5.7.14",
	A_OCTETS(struct cancel_session_request, transaction_id, "transactionId", 0x80, 0, 1, 16),
	A_ENUM(struct cancel_session_request, reason,
	       "reason", 0x81, 0, cancel_session_reason_names));

A_SEQ(euicc_cancel_session_signed, "EuiccCancelSessionSigned", "SGP.22 5.7.14",
	A_OCTETS(struct euicc_cancel_session_signed, transaction_id,
	         "transactionId", 0x80, 0, 1, 16),
	A_OID(struct euicc_cancel_session_signed, smdp_oid, "smdpOid", 0x81, 0),
	A_ENUM(struct euicc_cancel_session_signed, reason,
	       "reason", 0x82, 0, cancel_session_reason_names));

A_SEQ(cancel_session_response_ok, "CancelSessionResponseOk", "SGP.22 5.7.14",
	A_RAW(struct cancel_session_response_ok, euicc_cancel_session_signed,
	      "euiccCancelSessionSigned", 0x30, 0),
	A_OCTETS(struct cancel_session_response_ok, euicc_cancel_session_signature,
	         "euiccCancelSessionSignature", 0x5F37, 0, 0, 0));

A_CHO(cancel_session_response, "CancelSessionResponse", "SGP.22 5.7.14",
	A_STRUCT(struct cancel_session_response, cancel_session_response_ok,
	         cancel_session_response_ok, "cancelSessionResponseOk", 0xA0, 0),
	A_ENUM(struct cancel_session_response, cancel_session_response_error,
	       "cancelSessionResponseError", 0x81, 0, cancel_session_response_error_names));

A_SEQ_EMPTY(get_euicc_challenge_request, "GetEuiccChallengeRequest", "SGP.22 5.7.7");

A_SEQ(get_euicc_challenge_response, "GetEuiccChallengeResponse", "SGP.22 5.7.7",
	A_OCTETS(struct get_euicc_challenge_response, euicc_challenge,
	         "euiccChallenge", 0x80, 0, 16, 16));

A_SEQ_EMPTY(get_euicc_info1_request, "GetEuiccInfo1Request", "SGP.22 5.7.8");

A_SEQ_EMPTY(get_euicc_info2_request, "GetEuiccInfo2Request", "SGP.22 5.7.8");

A_SEQ(list_notification_request, "ListNotificationRequest", "SGP.22 5.7.9",
	A_BITS(struct list_notification_request, profile_management_operation,
	       "profileManagementOperation", 0x81, ASN1_OPT, notification_event_names));

A_CHO(list_notification_response, "ListNotificationResponse", "SGP.22 5.7.9",
	A_LIST(struct list_notification_response, notification_metadata_list, notification_metadata,
	       "notificationMetadataList", 0xA0, 0, 0xBF2F),
	A_ENUM(struct list_notification_response, list_notifications_result_error,
	       "listNotificationsResultError", 0x81, 0, list_notifications_result_error_names));

A_CHO(notification_search_criteria, "searchCriteria", "SGP.22 5.7.10",
	A_UINT(struct notification_search_criteria, seq_number, "seqNumber", 0x80, 0, 0, 0),
	A_BITS(struct notification_search_criteria, profile_management_operation,
	       "profileManagementOperation", 0x81, 0, notification_event_names));

A_SEQ(retrieve_notifications_list_request, "RetrieveNotificationsListRequest", "SGP.22 5.7.10",
	A_STRUCT(struct retrieve_notifications_list_request, search_criteria,
	         notification_search_criteria, "searchCriteria", 0xA0, ASN1_OPT));

A_CHO(retrieve_notifications_list_response, "RetrieveNotificationsListResponse", "SGP.22 5.7.10",
	A_LIST(struct retrieve_notifications_list_response, notification_list, pending_notification,
	       "notificationList", 0xA0, 0, 0),
	A_ENUM(struct retrieve_notifications_list_response, notifications_list_result_error,
	       "notificationsListResultError", 0x81, 0, notifications_list_result_error_names));

A_SEQ(notification_sent_request, "NotificationSentRequest", "SGP.22 5.7.11",
	A_UINT(struct notification_sent_request, seq_number, "seqNumber", 0x80, 0, 0, 0));

A_SEQ(notification_sent_response, "NotificationSentResponse", "SGP.22 5.7.11",
	A_ENUM(struct notification_sent_response, delete_notification_status,
	       "deleteNotificationStatus", 0x80, 0, delete_notification_status_names));

A_SEQ(load_crl_request, "LoadCRLRequest", "SGP.22 5.7.12",
	A_RAW(struct load_crl_request, crl, "crl", 0xA0, 0));

A_ELEM(missing_part, "INTEGER", "SGP.22 5.7.12",
	A_UINT(struct missing_part, number, "INTEGER", 0x02, 0, 0, 0));

A_SEQ(load_crl_response_ok, "LoadCRLResponseOk", "SGP.22 5.7.12",
	A_LIST(struct load_crl_response_ok, missing_parts, missing_part,
	       "missingParts", 0xA0, ASN1_OPT, 0));

A_CHO(load_crl_response, "LoadCRLResponse", "SGP.22 5.7.12",
	A_STRUCT(struct load_crl_response, load_crl_response_ok, load_crl_response_ok,
	         "loadCRLResponseOk", 0xA0, 0),
	A_ENUM(struct load_crl_response, load_crl_response_error,
	       "loadCRLResponseError", 0x81, 0, load_crl_response_error_names));

A_SEQ_EMPTY(get_rat_request, "GetRatRequest", "SGP.22 5.7.22");

A_SEQ(profile_policy_authorisation_rule, "ProfilePolicyAuthorisationRule", "SGP.22 2.4.5.3",
	A_BITS(struct profile_policy_authorisation_rule, ppr_ids,
	       "pprIds", 0x80, 0, ppr_ids_names),
	A_LIST(struct profile_policy_authorisation_rule, allowed_operators, operator_id,
	       "allowedOperators", 0xA1, 0, 0x30),
	A_BITS(struct profile_policy_authorisation_rule, ppr_flags,
	       "pprFlags", 0x82, 0, ppr_flags_names));

A_SEQ(get_rat_response, "GetRatResponse", "SGP.22 5.7.22",
	A_LIST(struct get_rat_response, rat, profile_policy_authorisation_rule,
	       "rat", 0xA0, 0, 0x30));

A_SEQ(lpae_activation_request, "LpaeActivationRequest", "SGP.22 5.7.1",
	A_BITS(struct lpae_activation_request, lpae_option,
	       "lpaeOption", 0x80, 0, lpae_option_names));

A_SEQ(lpae_activation_response, "LpaeActivationResponse", "SGP.22 5.7.1",
	A_ENUM(struct lpae_activation_response, lpae_activation_result,
	       "lpaeActivationResult", 0x80, 0, lpae_activation_result_names));
/* clang-format on */
