/*
 * The Bound Profile Package, the ES8+ functions inside it, and the Profile Installation Result.
 * [SGP.22 2.5.4, 2.5.6, 5.5]
 *
 * Naming as in rsp_types.h.
 */
#ifndef ASN1_RSP_BPP_H
#define ASN1_RSP_BPP_H

#include "rsp_types.h"

/* RemoteOpId [SGP.22 5.5.1]. */
enum remote_op_id { REMOTE_OP_ID_INSTALL_BOUND_PROFILE_PACKAGE = 1 };

/* BppCommandId: the function at which a download ended [SGP.22 2.5.6]. */
enum bpp_command_id {
	BPP_COMMAND_ID_INITIALISE_SECURE_CHANNEL = 0,
	BPP_COMMAND_ID_CONFIGURE_ISDP = 1,
	BPP_COMMAND_ID_STORE_METADATA = 2,
	BPP_COMMAND_ID_STORE_METADATA2 = 3,
	BPP_COMMAND_ID_REPLACE_SESSION_KEYS = 4,
	BPP_COMMAND_ID_LOAD_PROFILE_ELEMENTS = 5,
};

/* ErrorReason [SGP.22 2.5.6]; 31 and 32 came with v2.7. */
enum error_reason {
	ERROR_REASON_INCORRECT_INPUT_VALUES = 1,
	ERROR_REASON_INVALID_SIGNATURE = 2,
	ERROR_REASON_INVALID_TRANSACTION_ID = 3,
	ERROR_REASON_UNSUPPORTED_CRT_VALUES = 4,
	ERROR_REASON_UNSUPPORTED_REMOTE_OPERATION_TYPE = 5,
	ERROR_REASON_UNSUPPORTED_PROFILE_CLASS = 6,
	ERROR_REASON_SCP03T_STRUCTURE_ERROR = 7,
	ERROR_REASON_SCP03T_SECURITY_ERROR = 8,
	ERROR_REASON_ICCID_ALREADY_EXISTS = 9,
	ERROR_REASON_INSUFFICIENT_MEMORY = 10,
	ERROR_REASON_INTERRUPTION = 11,
	ERROR_REASON_PE_PROCESSING_ERROR = 12,
	ERROR_REASON_DATA_MISMATCH = 13,
	ERROR_REASON_INVALID_NAA_KEY = 14,
	ERROR_REASON_PPR_NOT_ALLOWED = 15,
	ERROR_REASON_INSUFFICIENT_MINIMUM_SECURITY_LEVEL = 31,
	ERROR_REASON_SERVER_ADDRESS_ABSENT_IN_EUICC_ALLOW_LIST = 32,
	ERROR_REASON_UNKNOWN = 127,
};

extern const struct asn1_name remote_op_id_names[], bpp_command_id_names[], error_reason_names[];

/* ControlRefTemplate, A6 [SGP.22 5.5.1]. */
struct control_ref_template {
	struct span key_type; /* 1 octet, 88: AES */
	struct span key_len;  /* 1 octet, 10: 16 octets */
	struct span host_id;  /* 1..16 octets */
};

/* InitialiseSecureChannelRequest, BF23 [SGP.22 5.5.1]. */
struct initialise_secure_channel_request {
	struct asn1_uint remote_op_id;
	struct span transaction_id;
	struct span control_ref_template; /* whole element A6, struct control_ref_template */
	struct span smdp_otpk;
	struct span smdp_sign;
};

/* ConfigureISDPRequest, BF24 [SGP.22 5.5.2]. */
struct configure_isdp_request {
	struct span dp_proprietary_data; /* whole element B8, at most 128 octets, optional */
};

/* ReplaceSessionKeysRequest, BF26 [SGP.22 5.5.4]. 16 octets each with AES-128. */
struct replace_session_keys_request {
	struct span initial_mac_chaining_value;
	struct span ppk_enc;
	struct span ppk_cmac;
};

/* A protected segment of a Bound Profile Package, without its header. */
struct bpp_segment {
	struct span data;
};

/* BoundProfilePackage, BF36 [SGP.22 2.5.4]. The lists hold struct bpp_segment. */
struct bound_profile_package {
	struct span initialise_secure_channel_request; /* whole element BF23 */
	struct asn1_list first_sequence_of87;
	struct asn1_list sequence_of88;
	struct asn1_list second_sequence_of87; /* optional */
	struct asn1_list sequence_of86;
};

/* SuccessResult [SGP.22 2.5.6]. */
struct success_result {
	struct span aid;           /* of the ISD-P, 5..16 octets */
	struct span sima_response; /* one or more EUICCResponse, see saip_response.h */
};

/* ErrorResult [SGP.22 2.5.6]. */
struct error_result {
	struct asn1_uint bpp_command_id;
	struct asn1_uint error_reason;
	struct span sima_response; /* optional */
};

/* finalResult of ProfileInstallationResultData [SGP.22 2.5.6]. */
enum {
	FINAL_RESULT_SUCCESS_RESULT = 1,
	FINAL_RESULT_ERROR_RESULT,
};
struct final_result {
	uint32_t which;
	struct success_result *success_result;
	struct error_result *error_result;
};

/* ProfileInstallationResultData, BF27 [SGP.22 2.5.6]. */
struct profile_installation_result_data {
	struct span transaction_id;
	struct notification_metadata *notification_metadata;
	struct span smdp_oid;
	struct final_result *final_result;
};

/* ProfileInstallationResult, BF37 [SGP.22 2.5.6]. */
struct profile_installation_result {
	/* whole element BF27, struct profile_installation_result_data */
	struct span profile_installation_result_data;
	struct span euicc_sign_pir;
};

extern const struct asn1_type control_ref_template_type, initialise_secure_channel_request_type,
        configure_isdp_request_type, replace_session_keys_request_type, bpp_segment86_type,
        bpp_segment87_type, bpp_segment88_type, bound_profile_package_type, success_result_type,
        error_result_type, final_result_type, profile_installation_result_data_type,
        profile_installation_result_type;

#endif
