/* Tables of the compact forms of the download functions' answers. [SGP.32 5.14] */
#include "asn1/iot_download.h"

/* clang-format off */
A_SEQ(compact_euicc_signed2, "CompactEuiccSigned2", "SGP.32 5.14.2",
	A_OCTETS(struct compact_euicc_signed2, euicc_otpk, "euiccOtpk", 0x5F49, ASN1_OPT, 0, 0),
	A_OCTETS(struct compact_euicc_signed2, hash_cc, "hashCc", 0x04, ASN1_OPT, 32, 32));

A_SEQ(compact_prepare_download_response_ok, "CompactPrepareDownloadResponseOk", "SGP.32 5.14.2",
	A_STRUCT(struct compact_prepare_download_response_ok, compact_euicc_signed2,
	         compact_euicc_signed2,
	         "compactEuiccSigned2", 0x30, 0),
	A_OCTETS(struct compact_prepare_download_response_ok, euicc_signature2,
	         "euiccSignature2", 0x5F37, 0, 0, 0));

A_CHO(iot_prepare_download_response, "PrepareDownloadResponse", "SGP.32 5.14.2",
	A_STRUCT(struct iot_prepare_download_response, download_response_ok,
	         prepare_download_response_ok,
	         "downloadResponseOk", 0xA0, 0),
	A_STRUCT(struct iot_prepare_download_response, download_response_error,
	         prepare_download_response_error,
	         "downloadResponseError", 0xA1, 0),
	A_STRUCT(struct iot_prepare_download_response, compact_download_response_ok,
	         compact_prepare_download_response_ok,
	         "compactDownloadResponseOk", 0xA2, 0));

A_SEQ(compact_euicc_signed1, "CompactEuiccSigned1", "SGP.32 5.14.3",
	A_OCTETS(struct compact_euicc_signed1, ext_card_resource,
	         "extCardResource", 0x84, 0, 0, 0),
	A_STRUCT(struct compact_euicc_signed1, ctx_params1, ctx_params1,
	         "ctxParams1", 0xA2, ASN1_OPT));

A_CHO(compact_signed_data, "signedData", "SGP.32 5.14.3",
	A_RAW(struct compact_signed_data, euicc_signed1, "euiccSigned1", 0x30, 0),
	A_STRUCT(struct compact_signed_data, compact_euicc_signed1, compact_euicc_signed1,
	         "compactEuiccSigned1", 0xA0, 0));

A_SEQ(compact_authenticate_response_ok, "CompactAuthenticateResponseOk", "SGP.32 5.14.3",
	A_STRUCT(struct compact_authenticate_response_ok, signed_data, compact_signed_data,
	         "signedData", 0, 0),
	A_OCTETS(struct compact_authenticate_response_ok, euicc_signature1,
	         "euiccSignature1", 0x5F37, 0, 0, 0),
	A_RAW(struct compact_authenticate_response_ok, euicc_certificate,
	      "euiccCertificate", 0xA1, ASN1_OPT),
	A_RAW(struct compact_authenticate_response_ok, eum_certificate,
	      "eumCertificate", 0xA2, ASN1_OPT));

A_CHO(iot_authenticate_server_response, "AuthenticateServerResponse", "SGP.32 5.14.3",
	A_STRUCT(struct iot_authenticate_server_response, authenticate_response_ok,
	         authenticate_response_ok,
	         "authenticateResponseOk", 0xA0, 0),
	A_STRUCT(struct iot_authenticate_server_response, authenticate_response_error,
	         authenticate_response_error,
	         "authenticateResponseError", 0xA1, 0),
	A_STRUCT(struct iot_authenticate_server_response, compact_authenticate_response_ok,
	         compact_authenticate_response_ok,
	         "compactAuthenticateResponseOk", 0xA2, 0));

A_SEQ(compact_euicc_cancel_session_signed, "CompactEuiccCancelSessionSigned", "SGP.32 5.14.8",
	A_ENUM(struct compact_euicc_cancel_session_signed, reason,
	       "reason", 0x80, ASN1_OPT, cancel_session_reason_names));

A_SEQ(compact_cancel_session_response_ok, "CompactCancelSessionResponseOk", "SGP.32 5.14.8",
	A_STRUCT(struct compact_cancel_session_response_ok, compact_euicc_cancel_session_signed,
	         compact_euicc_cancel_session_signed,
	         "compactEuiccCancelSessionSigned", 0x30, 0),
	A_OCTETS(struct compact_cancel_session_response_ok, euicc_cancel_session_signature,
	         "euiccCancelSessionSignature", 0x5F37, 0, 0, 0));

A_CHO(iot_cancel_session_response, "CancelSessionResponse", "SGP.32 5.14.8",
	A_STRUCT(struct iot_cancel_session_response, cancel_session_response_ok,
	         cancel_session_response_ok,
	         "cancelSessionResponseOk", 0xA0, 0),
	A_ENUM(struct iot_cancel_session_response, cancel_session_response_error,
	       "cancelSessionResponseError", 0x81, 0, cancel_session_response_error_names),
	A_STRUCT(struct iot_cancel_session_response, compact_cancel_session_response_ok,
	         compact_cancel_session_response_ok,
	         "compactCancelSessionResponseOk", 0xA2, 0));

A_SEQ(compact_success_result, "CompactSuccessResult", "SGP.32 5.14.7",
	A_OCTETS(struct compact_success_result, compact_aid, "compactAid", 0x4F, 0, 2, 2),
	A_OCTETS(struct compact_success_result, sima_response,
	         "simaResponse", 0x04, ASN1_OPT, 0, 0));

A_CHO(compact_final_result, "compactFinalResult", "SGP.32 5.14.7",
	A_STRUCT(struct compact_final_result, compact_success_result, compact_success_result,
	         "compactSuccessResult", 0xA0, 0),
	A_STRUCT(struct compact_final_result, error_result, error_result, "errorResult", 0xA1, 0));

A_SEQ(compact_profile_installation_result_data, "CompactProfileInstallationResultData",
      "SGP.32 5.14.7",
	A_OCTETS(struct compact_profile_installation_result_data, transaction_id,
	         "transactionId", 0x80, 0, 1, 16),
	A_UINT(struct compact_profile_installation_result_data, seq_number,
	       "seqNumber", 0x02, 0, 0, 0),
	A_BOOL_DEF(struct compact_profile_installation_result_data, iccid_present,
	           "iccidPresent", 0x01, true),
	A_STRUCT(struct compact_profile_installation_result_data, compact_final_result,
	         compact_final_result,
	         "compactFinalResult", 0xA2, 0));

A_SEQ(compact_profile_installation_result, "CompactProfileInstallationResult", "SGP.32 5.14.7",
	A_STRUCT(struct compact_profile_installation_result,
	         compact_profile_installation_result_data, compact_profile_installation_result_data,
	         "compactProfileInstallationResultData", 0xA0, 0),
	A_OCTETS(struct compact_profile_installation_result, euicc_sign_pir,
	         "euiccSignPIR", 0x5F37, 0, 0, 0));

A_SEQ(compact_other_signed_notification, "CompactOtherSignedNotification", "SGP.32 5.14.7",
	A_OCTETS(struct compact_other_signed_notification, eid_value,
	         "eidValue", 0x5A, ASN1_OPT, 16, 16),
	A_RAW(struct compact_other_signed_notification, tbs_other_notification,
	      "tbsOtherNotification", 0xBF2F, 0),
	A_OCTETS(struct compact_other_signed_notification, euicc_notification_signature,
	         "euiccNotificationSignature", 0x5F37, 0, 0, 0),
	A_OCTETS(struct compact_other_signed_notification, euicc_ci_pk_identifier_to_be_used,
	         "euiccCiPKIdentifierToBeUsed", 0x04, ASN1_OPT, 0, 0));
/* clang-format on */
