/* Tables of the messages between IPA and eIM. [SGP.32 6.3] */
#include "asn1/iot_esipa.h"

const struct asn1_name initiate_authentication_error_esipa_names[] = {
	{ INITIATE_AUTHENTICATION_ERROR_ESIPA_INVALID_DP_ADDRESS, "invalidDpAddress" },
	{ INITIATE_AUTHENTICATION_ERROR_ESIPA_EUICC_VERSION_NOT_SUPPORTED_BY_DP,
	  "euiccVersionNotSupportedByDp" },
	{ INITIATE_AUTHENTICATION_ERROR_ESIPA_CI_PKID_NOT_SUPPORTED, "ciPKIdNotSupported" },
	{ INITIATE_AUTHENTICATION_ERROR_ESIPA_SMDP_ADDRESS_MISMATCH, "smdpAddressMismatch" },
	{ INITIATE_AUTHENTICATION_ERROR_ESIPA_SMDP_OID_MISMATCH, "smdpOidMismatch" },
	{ INITIATE_AUTHENTICATION_ERROR_ESIPA_INVALID_EIM_TRANSACTION_ID,
	  "invalidEimTransactionId" },
	{ INITIATE_AUTHENTICATION_ERROR_ESIPA_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name authenticate_client_error_esipa_names[] = {
	{ AUTHENTICATE_CLIENT_ERROR_ESIPA_EUM_CERTIFICATE_INVALID, "eumCertificateInvalid" },
	{ AUTHENTICATE_CLIENT_ERROR_ESIPA_EUM_CERTIFICATE_EXPIRED, "eumCertificateExpired" },
	{ AUTHENTICATE_CLIENT_ERROR_ESIPA_EUICC_CERTIFICATE_INVALID, "euiccCertificateInvalid" },
	{ AUTHENTICATE_CLIENT_ERROR_ESIPA_EUICC_CERTIFICATE_EXPIRED, "euiccCertificateExpired" },
	{ AUTHENTICATE_CLIENT_ERROR_ESIPA_EUICC_SIGNATURE_INVALID, "euiccSignatureInvalid" },
	{ AUTHENTICATE_CLIENT_ERROR_ESIPA_MATCHING_ID_REFUSED, "matchingIdRefused" },
	{ AUTHENTICATE_CLIENT_ERROR_ESIPA_EID_MISMATCH, "eidMismatch" },
	{ AUTHENTICATE_CLIENT_ERROR_ESIPA_NO_ELIGIBLE_PROFILE, "noEligibleProfile" },
	{ AUTHENTICATE_CLIENT_ERROR_ESIPA_CI_PK_UNKNOWN, "ciPKUnknown" },
	{ AUTHENTICATE_CLIENT_ERROR_ESIPA_INVALID_TRANSACTION_ID, "invalidTransactionId" },
	{ AUTHENTICATE_CLIENT_ERROR_ESIPA_INSUFFICIENT_MEMORY, "insufficientMemory" },
	{ AUTHENTICATE_CLIENT_ERROR_ESIPA_DOWNLOAD_ORDER_EXPIRED, "downloadOrderExpired" },
	{ AUTHENTICATE_CLIENT_ERROR_ESIPA_PPR_NOT_ALLOWED, "pprNotAllowed" },
	{ AUTHENTICATE_CLIENT_ERROR_ESIPA_EVENT_ID_UNKNOWN, "eventIdUnknown" },
	{ AUTHENTICATE_CLIENT_ERROR_ESIPA_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name get_bound_profile_package_error_esipa_names[] = {
	{ GET_BOUND_PROFILE_PACKAGE_ERROR_ESIPA_EUICC_SIGNATURE_INVALID, "euiccSignatureInvalid" },
	{ GET_BOUND_PROFILE_PACKAGE_ERROR_ESIPA_CONFIRMATION_CODE_MISSING,
	  "confirmationCodeMissing" },
	{ GET_BOUND_PROFILE_PACKAGE_ERROR_ESIPA_CONFIRMATION_CODE_REFUSED,
	  "confirmationCodeRefused" },
	{ GET_BOUND_PROFILE_PACKAGE_ERROR_ESIPA_CONFIRMATION_CODE_RETRIES_EXCEEDED,
	  "confirmationCodeRetriesExceeded" },
	{ GET_BOUND_PROFILE_PACKAGE_ERROR_ESIPA_BPP_REBINDING_REFUSED, "bppRebindingRefused" },
	{ GET_BOUND_PROFILE_PACKAGE_ERROR_ESIPA_DOWNLOAD_ORDER_EXPIRED, "downloadOrderExpired" },
	{ GET_BOUND_PROFILE_PACKAGE_ERROR_ESIPA_METADATA_MISMATCH, "metadataMismatch" },
	{ GET_BOUND_PROFILE_PACKAGE_ERROR_ESIPA_INVALID_TRANSACTION_ID, "invalidTransactionId" },
	{ GET_BOUND_PROFILE_PACKAGE_ERROR_ESIPA_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name cancel_session_error_esipa_names[] = {
	{ CANCEL_SESSION_ERROR_ESIPA_INVALID_TRANSACTION_ID, "invalidTransactionId" },
	{ CANCEL_SESSION_ERROR_ESIPA_EUICC_SIGNATURE_INVALID, "euiccSignatureInvalid" },
	{ CANCEL_SESSION_ERROR_ESIPA_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name state_change_cause_names[] = {
	{ STATE_CHANGE_CAUSE_OTHER_EIM, "otherEim" },
	{ STATE_CHANGE_CAUSE_FALLBACK, "fallback" },
	{ STATE_CHANGE_CAUSE_EMERGENCY_PROFILE, "emergencyProfile" },
	{ STATE_CHANGE_CAUSE_LOCAL, "local" },
	{ STATE_CHANGE_CAUSE_RESET, "reset" },
	{ STATE_CHANGE_CAUSE_IMMEDIATE_ENABLE_PROFILE, "immediateEnableProfile" },
	{ STATE_CHANGE_CAUSE_DEVICE_CHANGE, "deviceChange" },
	{ STATE_CHANGE_CAUSE_UNDEFINED, "undefined" },
	{ 0, NULL },
};

const struct asn1_name eim_package_error_names[] = {
	{ EIM_PACKAGE_ERROR_NO_EIM_PACKAGE_AVAILABLE, "noEimPackageAvailable" },
	{ EIM_PACKAGE_ERROR_EID_NOT_FOUND, "eidNotFound" },
	{ EIM_PACKAGE_ERROR_INVALID_EID, "invalidEid" },
	{ EIM_PACKAGE_ERROR_MISSING_EID, "missingEid" },
	{ EIM_PACKAGE_ERROR_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name eim_package_result_error_code_names[] = {
	{ EIM_PACKAGE_RESULT_ERROR_INVALID_PACKAGE_FORMAT, "invalidPackageFormat" },
	{ EIM_PACKAGE_RESULT_ERROR_UNKNOWN_PACKAGE, "unknownPackage" },
	{ EIM_PACKAGE_RESULT_ERROR_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name provide_eim_package_result_error_names[] = {
	{ PROVIDE_EIM_PACKAGE_RESULT_ERROR_EID_NOT_FOUND, "eidNotFound" },
	{ PROVIDE_EIM_PACKAGE_RESULT_ERROR_INVALID_EID, "invalidEid" },
	{ PROVIDE_EIM_PACKAGE_RESULT_ERROR_MISSING_EID, "missingEid" },
	{ PROVIDE_EIM_PACKAGE_RESULT_ERROR_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

/* clang-format off */
A_SEQ(initiate_authentication_request_esipa, "InitiateAuthenticationRequestEsipa", "SGP.32 6.3.2.1",
	A_OCTETS(struct initiate_authentication_request_esipa, euicc_challenge,
	         "euiccChallenge", 0x81, 0, 16, 16),
	A_UTF8(struct initiate_authentication_request_esipa, smdp_address,
	       "smdpAddress", 0x83, ASN1_OPT, 0, 0),
	A_STRUCT(struct initiate_authentication_request_esipa, euicc_info1, euicc_info1,
	         "euiccInfo1", 0xBF20, ASN1_OPT),
	A_OCTETS(struct initiate_authentication_request_esipa, eim_transaction_id,
	         "eimTransactionId", 0x82, ASN1_OPT, 1, 16));

A_SEQ(initiate_authentication_ok_esipa, "InitiateAuthenticationOkEsipa", "SGP.32 6.3.2.1",
	A_OCTETS(struct initiate_authentication_ok_esipa, transaction_id,
	         "transactionId", 0x80, ASN1_OPT, 1, 16),
	A_RAW(struct initiate_authentication_ok_esipa, server_signed1, "serverSigned1", 0x30, 0),
	A_OCTETS(struct initiate_authentication_ok_esipa, server_signature1,
	         "serverSignature1", 0x5F37, 0, 0, 0),
	A_OCTETS(struct initiate_authentication_ok_esipa, euicc_ci_pk_identifier_to_be_used,
	         "euiccCiPKIdentifierToBeUsed", 0x04, 0, 0, 0),
	A_RAW(struct initiate_authentication_ok_esipa, server_certificate,
	      "serverCertificate", 0x30, 0),
	A_UTF8(struct initiate_authentication_ok_esipa, matching_id,
	       "matchingId", 0x0C, ASN1_OPT, 0, 0),
	A_STRUCT(struct initiate_authentication_ok_esipa, ctx_params1, ctx_params1,
	         "ctxParams1", 0xA2, ASN1_OPT));

A_CHO(initiate_authentication_response_esipa, "InitiateAuthenticationResponseEsipa",
      "SGP.32 6.3.2.1",
	A_STRUCT(struct initiate_authentication_response_esipa, initiate_authentication_ok_esipa,
	         initiate_authentication_ok_esipa,
	         "initiateAuthenticationOkEsipa", 0xA0, 0),
	A_ENUM(struct initiate_authentication_response_esipa,
	       initiate_authentication_error_esipa,
	       "initiateAuthenticationErrorEsipa", 0x81, 0,
	       initiate_authentication_error_esipa_names));

A_SEQ(authenticate_client_request_esipa, "AuthenticateClientRequestEsipa", "SGP.32 6.3.2.2",
	A_OCTETS(struct authenticate_client_request_esipa, transaction_id,
	         "transactionId", 0x80, 0, 1, 16),
	A_STRUCT(struct authenticate_client_request_esipa, authenticate_server_response,
	         iot_authenticate_server_response,
	         "authenticateServerResponse", 0xBF38, 0));

A_SEQ(authenticate_client_ok_dp_esipa, "AuthenticateClientOkDPEsipa", "SGP.32 6.3.2.2",
	A_OCTETS(struct authenticate_client_ok_dp_esipa, transaction_id,
	         "transactionId", 0x80, ASN1_OPT, 1, 16),
	A_STRUCT(struct authenticate_client_ok_dp_esipa, profile_meta_data,
	         store_metadata_request,
	         "profileMetaData", 0xBF25, ASN1_OPT),
	A_RAW(struct authenticate_client_ok_dp_esipa, smdp_signed2, "smdpSigned2", 0x30, 0),
	A_OCTETS(struct authenticate_client_ok_dp_esipa, smdp_signature2,
	         "smdpSignature2", 0x5F37, 0, 0, 0),
	A_RAW(struct authenticate_client_ok_dp_esipa, smdp_certificate,
	      "smdpCertificate", 0x30, 0),
	A_OCTETS(struct authenticate_client_ok_dp_esipa, hash_cc,
	         "hashCc", 0x04, ASN1_OPT, 32, 32));

A_SEQ(authenticate_client_ok_ds_esipa, "AuthenticateClientOkDSEsipa", "SGP.32 6.3.2.2",
	A_OCTETS(struct authenticate_client_ok_ds_esipa, transaction_id,
	         "transactionId", 0x80, 0, 1, 16),
	A_STRUCT(struct authenticate_client_ok_ds_esipa, profile_download_trigger,
	         profile_download_trigger_request,
	         "profileDownloadTrigger", 0xBF54, ASN1_OPT));

A_CHO(authenticate_client_response_esipa, "AuthenticateClientResponseEsipa", "SGP.32 6.3.2.2",
	A_STRUCT(struct authenticate_client_response_esipa, authenticate_client_ok_dp_esipa,
	         authenticate_client_ok_dp_esipa,
	         "authenticateClientOkDPEsipa", 0xA0, 0),
	A_STRUCT(struct authenticate_client_response_esipa, authenticate_client_ok_ds_esipa,
	         authenticate_client_ok_ds_esipa,
	         "authenticateClientOkDSEsipa", 0xA1, 0),
	A_ENUM(struct authenticate_client_response_esipa, authenticate_client_error_esipa,
	       "authenticateClientErrorEsipa", 0x82, 0, authenticate_client_error_esipa_names));

A_SEQ(get_bound_profile_package_request_esipa, "GetBoundProfilePackageRequestEsipa",
      "SGP.32 6.3.2.3",
	A_OCTETS(struct get_bound_profile_package_request_esipa, transaction_id,
	         "transactionId", 0x80, 0, 1, 16),
	A_STRUCT(struct get_bound_profile_package_request_esipa, prepare_download_response,
	         iot_prepare_download_response,
	         "prepareDownloadResponse", 0xBF21, 0));

A_SEQ(get_bound_profile_package_ok_esipa, "GetBoundProfilePackageOkEsipa", "SGP.32 6.3.2.3",
	A_OCTETS(struct get_bound_profile_package_ok_esipa, transaction_id,
	         "transactionId", 0x80, ASN1_OPT, 1, 16),
	A_RAW(struct get_bound_profile_package_ok_esipa, bound_profile_package,
	      "boundProfilePackage", 0xBF36, 0));

A_CHO(get_bound_profile_package_response_esipa, "GetBoundProfilePackageResponseEsipa",
      "SGP.32 6.3.2.3",
	A_STRUCT(struct get_bound_profile_package_response_esipa,
	         get_bound_profile_package_ok_esipa, get_bound_profile_package_ok_esipa,
	         "getBoundProfilePackageOkEsipa", 0xA0, 0),
	A_ENUM(struct get_bound_profile_package_response_esipa,
	       get_bound_profile_package_error_esipa,
	       "getBoundProfilePackageErrorEsipa", 0x81, 0,
	       get_bound_profile_package_error_esipa_names));

A_SEQ(cancel_session_request_esipa, "CancelSessionRequestEsipa", "SGP.32 6.3.2.5",
	A_OCTETS(struct cancel_session_request_esipa, transaction_id,
	         "transactionId", 0x80, 0, 1, 16),
	A_STRUCT(struct cancel_session_request_esipa, cancel_session_response,
	         iot_cancel_session_response,
	         "cancelSessionResponse", 0xA1, 0));

A_CHO(cancel_session_response_esipa, "CancelSessionResponseEsipa", "SGP.32 6.3.2.5",
	A_STRUCT(struct cancel_session_response_esipa, cancel_session_ok, empty_sequence,
	         "cancelSessionOk", 0xA0, 0),
	A_ENUM(struct cancel_session_response_esipa, cancel_session_error,
	       "cancelSessionError", 0x81, 0, cancel_session_error_esipa_names));

A_SEQ(get_eim_package_request, "GetEimPackageRequest", "SGP.32 6.3.2.6",
	A_OCTETS(struct get_eim_package_request, eid_value, "eidValue", 0x5A, 0, 16, 16),
	A_NULL(struct get_eim_package_request, notify_state_change,
	       "notifyStateChange", 0x80, ASN1_OPT),
	A_ENUM(struct get_eim_package_request, state_change_cause,
	       "stateChangeCause", 0x81, ASN1_OPT, state_change_cause_names),
	A_OCTETS(struct get_eim_package_request, rplmn, "rPLMN", 0x82, ASN1_OPT, 3, 3));

A_SEQ(get_eim_package_request_v101, "GetEimPackageRequest", "SGP.32 6.3.2.6",
	A_OCTETS(struct get_eim_package_request_v101, eid_value, "eidValue", 0x5A, 0, 16, 16),
	A_NULL(struct get_eim_package_request_v101, notify_state_change,
	       "notifyStateChange", 0x80, ASN1_OPT),
	A_OCTETS(struct get_eim_package_request_v101, rplmn, "rPLMN", 0x81, ASN1_OPT, 3, 3));

A_CHO(get_eim_package_response, "GetEimPackageResponse", "SGP.32 6.3.2.6",
	A_RAW(struct get_eim_package_response, euicc_package_request,
	      "euiccPackageRequest", 0xBF51, 0),
	A_STRUCT(struct get_eim_package_response, ipa_euicc_data_request,
	         ipa_euicc_data_request,
	         "ipaEuiccDataRequest", 0xBF52, 0),
	A_STRUCT(struct get_eim_package_response, profile_download_trigger_request,
	         profile_download_trigger_request,
	         "profileDownloadTriggerRequest", 0xBF54, 0),
	A_ENUM(struct get_eim_package_response, eim_package_error,
	       "eimPackageError", 0x02, 0, eim_package_error_names));

A_SEQ(epr_and_notifications, "ePRAndNotifications", "SGP.32 6.3.2.7",
	A_RAW(struct epr_and_notifications, euicc_package_result, "euiccPackageResult", 0xBF51, 0),
	A_LIST(struct epr_and_notifications, notification_list, iot_pending_notification,
	       "notificationList", 0xA0, ASN1_OPT, 0),
	A_STRUCT(struct epr_and_notifications, notification_list_v101,
	         iot_retrieve_notifications_list_response,
	         "notificationList-v101", 0xBF2B, ASN1_OPT));

A_SEQ(eim_package_result_response_error, "EimPackageResultResponseError", "SGP.32 6.3.2.7",
	A_OCTETS(struct eim_package_result_response_error, eim_transaction_id,
	         "eimTransactionId", 0x80, ASN1_OPT, 1, 16),
	A_ENUM(struct eim_package_result_response_error, eim_package_result_error_code,
	       "eimPackageResultErrorCode", 0x02, 0, eim_package_result_error_code_names));

A_CHO(eim_package_result, "EimPackageResult", "SGP.32 6.3.2.7",
	A_RAW(struct eim_package_result, euicc_package_result, "euiccPackageResult", 0xBF51, 0),
	A_STRUCT(struct eim_package_result, epr_and_notifications, epr_and_notifications,
	         "ePRAndNotifications", 0x30, 0),
	A_STRUCT(struct eim_package_result, ipa_euicc_data_response, ipa_euicc_data_response,
	         "ipaEuiccDataResponse", 0xBF52, 0),
	A_RAW(struct eim_package_result, profile_download_trigger_result,
	      "profileDownloadTriggerResult", 0xBF54, 0),
	A_STRUCT(struct eim_package_result, eim_package_result_response_error,
	         eim_package_result_response_error,
	         "eimPackageResultResponseError", 0xA0, 0),
	A_ENUM(struct eim_package_result, eim_package_error_v101,
	       "eimPackageError", 0x02, 0, eim_package_result_error_code_names));

A_SEQ(provide_eim_package_result, "ProvideEimPackageResult", "SGP.32 6.3.2.7",
	A_OCTETS(struct provide_eim_package_result, eid_value, "eidValue", 0x5A, ASN1_OPT, 16, 16),
	A_STRUCT(struct provide_eim_package_result, eim_package_result, eim_package_result,
	         "eimPackageResult", 0, 0));

A_CHO(provide_eim_package_result_response, "ProvideEimPackageResultResponse", "SGP.32 6.3.2.7",
	A_LIST(struct provide_eim_package_result_response, eim_acknowledgements,
	       sequence_number,
	       "eimAcknowledgements", 0xBF53, 0, 0),
	A_STRUCT(struct provide_eim_package_result_response, empty_response, empty_sequence,
	         "emptyResponse", 0x30, 0),
	A_ENUM(struct provide_eim_package_result_response, provide_eim_package_result_error,
	       "provideEimPackageResultError", 0x02, 0, provide_eim_package_result_error_names));

A_SEQ(provide_eim_package_result_response_v101, "ProvideEimPackageResultResponse", "SGP.32 6.3.2.7",
	A_LIST(struct provide_eim_package_result_response_v101, eim_acknowledgements,
	       sequence_number,
	       "eimAcknowledgements", 0xBF53, ASN1_OPT, 0));

A_CHO(handle_notification_esipa, "HandleNotificationEsipa", "SGP.32 6.3.2.4",
	A_STRUCT(struct handle_notification_esipa, pending_notification,
	         iot_pending_notification,
	         "pendingNotification", 0xA0, 0),
	A_STRUCT(struct handle_notification_esipa, provide_eim_package_result,
	         provide_eim_package_result,
	         "provideEimPackageResult", 0xBF50, 0),
	A_STRUCT(struct handle_notification_esipa, provide_eim_package_result_v101,
	         provide_eim_package_result,
	         "provideEimPackageResult-v101", 0xA1, 0));

A_CHO(transfer_eim_package_request, "TransferEimPackageRequest", "SGP.32 6.3.3.1",
	A_RAW(struct transfer_eim_package_request, euicc_package_request,
	      "euiccPackageRequest", 0xBF51, 0),
	A_STRUCT(struct transfer_eim_package_request, ipa_euicc_data_request,
	         ipa_euicc_data_request,
	         "ipaEuiccDataRequest", 0xBF52, 0),
	A_LIST(struct transfer_eim_package_request, eim_acknowledgements, sequence_number,
	       "eimAcknowledgements", 0xBF53, 0, 0),
	A_STRUCT(struct transfer_eim_package_request, profile_download_trigger_request,
	         profile_download_trigger_request,
	         "profileDownloadTriggerRequest", 0xBF54, 0));

A_CHO(correlation_id, "correlationId", "SGP.32 6.3.3.1",
	A_OCTETS(struct correlation_id, eim_transaction_id, "eimTransactionId", 0x80, 0, 1, 16),
	A_OCTETS(struct correlation_id, eid_value, "eidValue", 0x5A, 0, 16, 16));

A_SEQ(eim_package_received_with_cid, "EimPackageReceivedWithCid", "SGP.32 6.3.3.1",
	A_STRUCT(struct eim_package_received_with_cid, correlation_id, correlation_id,
	         "correlationId", 0xA0, ASN1_OPT));

A_SEQ(eim_package_error_with_cid, "EimPackageErrorWithCid", "SGP.32 6.3.3.1",
	A_STRUCT(struct eim_package_error_with_cid, correlation_id, correlation_id,
	         "correlationId", 0xA0, ASN1_OPT),
	A_ENUM(struct eim_package_error_with_cid, eim_package_error,
	       "eimPackageError", 0x81, 0, eim_package_result_error_code_names));

A_CHO(transfer_eim_package_response, "TransferEimPackageResponse", "SGP.32 6.3.3.1",
	A_RAW(struct transfer_eim_package_response, euicc_package_result,
	      "euiccPackageResult", 0xBF51, 0),
	A_STRUCT(struct transfer_eim_package_response, epr_and_notifications,
	         epr_and_notifications,
	         "ePRAndNotifications", 0x30, 0),
	A_STRUCT(struct transfer_eim_package_response, ipa_euicc_data_response,
	         ipa_euicc_data_response,
	         "ipaEuiccDataResponse", 0xBF52, 0),
	A_NULL(struct transfer_eim_package_response, eim_package_received,
	       "eimPackageReceived", 0x05, 0),
	A_STRUCT(struct transfer_eim_package_response, eim_package_received_with_cid,
	         eim_package_received_with_cid,
	         "eimPackageReceivedWithCid", 0xBF60, 0),
	A_ENUM(struct transfer_eim_package_response, eim_package_error,
	       "eimPackageError", 0x02, 0, eim_package_result_error_code_names),
	A_STRUCT(struct transfer_eim_package_response, eim_package_error_with_cid,
	         eim_package_error_with_cid,
	         "eimPackageErrorWithCid", 0xBF61, 0));
/* clang-format on */
