/*
 * The answers of the download functions as SGP.32 extends them: besides what the eUICC answers by
 * SGP.22 there are compact forms, which an IPA makes for ESipa. [SGP.32 5.14.2, 5.14.3, 5.14.7,
 * 5.14.8]
 *
 * Naming as in rsp_types.h.
 */
#ifndef ASN1_IOT_DOWNLOAD_H
#define ASN1_IOT_DOWNLOAD_H

#include "iot_types.h"
#include "rsp_bpp.h"
#include "rsp_es10b.h"

/* CompactEuiccSigned2 [SGP.32 5.14.2]. */
struct compact_euicc_signed2 {
	struct span euicc_otpk; /* optional */
	struct span hash_cc;    /* 32 octets, optional */
};

/* CompactPrepareDownloadResponseOk [SGP.32 5.14.2]. */
struct compact_prepare_download_response_ok {
	struct compact_euicc_signed2 *compact_euicc_signed2;
	struct span euicc_signature2; /* on EUICCSigned2 */
};

/* PrepareDownloadResponse, BF21 [SGP.32 5.14.2]. */
enum {
	IOT_PREPARE_DOWNLOAD_RESPONSE_DOWNLOAD_RESPONSE_OK = 1,
	IOT_PREPARE_DOWNLOAD_RESPONSE_DOWNLOAD_RESPONSE_ERROR,
	IOT_PREPARE_DOWNLOAD_RESPONSE_COMPACT_DOWNLOAD_RESPONSE_OK,
};
struct iot_prepare_download_response {
	uint32_t which;
	struct prepare_download_response_ok *download_response_ok;
	struct prepare_download_response_error *download_response_error;
	struct compact_prepare_download_response_ok *compact_download_response_ok;
};

/* CompactEuiccSigned1 [SGP.32 5.14.3]. */
struct compact_euicc_signed1 {
	struct span ext_card_resource;   /* of EUICCInfo2 */
	struct ctx_params1 *ctx_params1; /* optional */
};

/* signedData of CompactAuthenticateResponseOk. */
enum {
	COMPACT_SIGNED_DATA_EUICC_SIGNED1 = 1,
	COMPACT_SIGNED_DATA_COMPACT_EUICC_SIGNED1,
};
struct compact_signed_data {
	uint32_t which;
	struct span euicc_signed1; /* whole element 30, struct euicc_signed1 */
	struct compact_euicc_signed1 *compact_euicc_signed1;
};

/* CompactAuthenticateResponseOk [SGP.32 5.14.3]. */
struct compact_authenticate_response_ok {
	struct compact_signed_data *signed_data;
	struct span euicc_signature1;  /* on EuiccSigned1 */
	struct span euicc_certificate; /* whole element A1 in place of 30, optional */
	struct span eum_certificate;   /* whole element A2 in place of 30, optional */
};

/* AuthenticateServerResponse, BF38 [SGP.32 5.14.3]. */
enum {
	IOT_AUTHENTICATE_SERVER_RESPONSE_AUTHENTICATE_RESPONSE_OK = 1,
	IOT_AUTHENTICATE_SERVER_RESPONSE_AUTHENTICATE_RESPONSE_ERROR,
	IOT_AUTHENTICATE_SERVER_RESPONSE_COMPACT_AUTHENTICATE_RESPONSE_OK,
};
struct iot_authenticate_server_response {
	uint32_t which;
	struct authenticate_response_ok *authenticate_response_ok;
	struct authenticate_response_error *authenticate_response_error;
	struct compact_authenticate_response_ok *compact_authenticate_response_ok;
};

/* CompactEuiccCancelSessionSigned [SGP.32 5.14.8]. */
struct compact_euicc_cancel_session_signed {
	struct asn1_uint reason; /* enum cancel_session_reason, optional */
};

/* CompactCancelSessionResponseOk [SGP.32 5.14.8]. */
struct compact_cancel_session_response_ok {
	struct compact_euicc_cancel_session_signed *compact_euicc_cancel_session_signed;
	struct span euicc_cancel_session_signature; /* on EuiccCancelSessionSigned */
};

/* CancelSessionResponse, BF41 [SGP.32 5.14.8]. */
enum {
	IOT_CANCEL_SESSION_RESPONSE_CANCEL_SESSION_RESPONSE_OK = 1,
	IOT_CANCEL_SESSION_RESPONSE_CANCEL_SESSION_RESPONSE_ERROR,
	IOT_CANCEL_SESSION_RESPONSE_COMPACT_CANCEL_SESSION_RESPONSE_OK,
};
struct iot_cancel_session_response {
	uint32_t which;
	struct cancel_session_response_ok *cancel_session_response_ok;
	struct asn1_uint cancel_session_response_error;
	struct compact_cancel_session_response_ok *compact_cancel_session_response_ok;
};

/* CompactSuccessResult [SGP.32 5.14.7]. */
struct compact_success_result {
	struct span compact_aid;   /* 2 octets: the 14th and 15th of the AID of the ISD-P */
	struct span sima_response; /* optional: absent stands for plain success */
};

/* compactFinalResult of CompactProfileInstallationResultData. */
enum {
	COMPACT_FINAL_RESULT_COMPACT_SUCCESS_RESULT = 1,
	COMPACT_FINAL_RESULT_ERROR_RESULT,
};
struct compact_final_result {
	uint32_t which;
	struct compact_success_result *compact_success_result;
	struct error_result *error_result;
};

/* CompactProfileInstallationResultData [SGP.32 5.14.7]. */
struct compact_profile_installation_result_data {
	struct span transaction_id;
	struct asn1_uint seq_number;
	struct asn1_bool iccid_present; /* default true */
	struct compact_final_result *compact_final_result;
};

/* CompactProfileInstallationResult, A0 inside PendingNotification [SGP.32 5.14.7]. */
struct compact_profile_installation_result {
	struct compact_profile_installation_result_data *compact_profile_installation_result_data;
	struct span euicc_sign_pir; /* on ProfileInstallationResultData */
};

/* CompactOtherSignedNotification, A1 inside PendingNotification [SGP.32 5.14.7]. */
struct compact_other_signed_notification {
	struct span eid_value;              /* 16 octets, from v1.2 on, optional */
	struct span tbs_other_notification; /* whole element BF2F, struct notification_metadata */
	struct span euicc_notification_signature;
	struct span euicc_ci_pk_identifier_to_be_used; /* v1.3, optional */
};

extern const struct asn1_type compact_euicc_signed2_type, compact_prepare_download_response_ok_type,
        iot_prepare_download_response_type, compact_euicc_signed1_type, compact_signed_data_type,
        compact_authenticate_response_ok_type, iot_authenticate_server_response_type,
        compact_euicc_cancel_session_signed_type, compact_cancel_session_response_ok_type,
        iot_cancel_session_response_type, compact_success_result_type, compact_final_result_type,
        compact_profile_installation_result_data_type, compact_profile_installation_result_type,
        compact_other_signed_notification_type;

#endif
