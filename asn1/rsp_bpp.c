/* Tables of the Bound Profile Package, ES8+ and its result. [SGP.22 2.5.4, 2.5.6, 5.5] */
#include "asn1/rsp_bpp.h"

const struct asn1_name remote_op_id_names[] = {
	{ REMOTE_OP_ID_INSTALL_BOUND_PROFILE_PACKAGE, "installBoundProfilePackage" },
	{ 0, NULL },
};

const struct asn1_name bpp_command_id_names[] = {
	{ BPP_COMMAND_ID_INITIALISE_SECURE_CHANNEL, "initialiseSecureChannel" },
	{ BPP_COMMAND_ID_CONFIGURE_ISDP, "configureISDP" },
	{ BPP_COMMAND_ID_STORE_METADATA, "storeMetadata" },
	{ BPP_COMMAND_ID_STORE_METADATA2, "storeMetadata2" },
	{ BPP_COMMAND_ID_REPLACE_SESSION_KEYS, "replaceSessionKeys" },
	{ BPP_COMMAND_ID_LOAD_PROFILE_ELEMENTS, "loadProfileElements" },
	{ 0, NULL },
};

const struct asn1_name error_reason_names[] = {
	{ ERROR_REASON_INCORRECT_INPUT_VALUES, "incorrectInputValues" },
	{ ERROR_REASON_INVALID_SIGNATURE, "invalidSignature" },
	{ ERROR_REASON_INVALID_TRANSACTION_ID, "invalidTransactionId" },
	{ ERROR_REASON_UNSUPPORTED_CRT_VALUES, "unsupportedCrtValues" },
	{ ERROR_REASON_UNSUPPORTED_REMOTE_OPERATION_TYPE, "unsupportedRemoteOperationType" },
	{ ERROR_REASON_UNSUPPORTED_PROFILE_CLASS, "unsupportedProfileClass" },
	{ ERROR_REASON_SCP03T_STRUCTURE_ERROR, "scp03tStructureError" },
	{ ERROR_REASON_SCP03T_SECURITY_ERROR, "scp03tSecurityError" },
	{ ERROR_REASON_ICCID_ALREADY_EXISTS, "installFailedDueToIccidAlreadyExistsOnEuicc" },
	{ ERROR_REASON_INSUFFICIENT_MEMORY, "installFailedDueToInsufficientMemoryForProfile" },
	{ ERROR_REASON_INTERRUPTION, "installFailedDueToInterruption" },
	{ ERROR_REASON_PE_PROCESSING_ERROR, "installFailedDueToPEProcessingError" },
	{ ERROR_REASON_DATA_MISMATCH, "installFailedDueToDataMismatch" },
	{ ERROR_REASON_INVALID_NAA_KEY, "testProfileInstallFailedDueToInvalidNaaKey" },
	{ ERROR_REASON_PPR_NOT_ALLOWED, "pprNotAllowed" },
	{ ERROR_REASON_INSUFFICIENT_MINIMUM_SECURITY_LEVEL,
	  "installFailedDueToInsufficientMinimumSecurityLevel" },
	{ ERROR_REASON_SERVER_ADDRESS_ABSENT_IN_EUICC_ALLOW_LIST,
	  "installFailedDueToServerAddressAbsentInEuiccAllowList" },
	{ ERROR_REASON_UNKNOWN, "installFailedDueToUnknownError" },
	{ 0, NULL },
};

/* clang-format off */
A_SEQ(control_ref_template, "ControlRefTemplate", "SGP.22 5.5.1",
	A_OCTETS(struct control_ref_template, key_type, "keyType", 0x80, 0, 1, 1),
	A_OCTETS(struct control_ref_template, key_len, "keyLen", 0x81, 0, 1, 1),
	A_OCTETS(struct control_ref_template, host_id, "hostId", 0x84, 0, 1, 16));

A_SEQ(initialise_secure_channel_request, "InitialiseSecureChannelRequest", "SGP.22 5.5.1",
	A_ENUM(struct initialise_secure_channel_request, remote_op_id,
	       "remoteOpId", 0x82, 0, remote_op_id_names),
	A_OCTETS(struct initialise_secure_channel_request, transaction_id,
	         "transactionId", 0x80, 0, 1, 16),
	A_RAW(struct initialise_secure_channel_request, control_ref_template,
	      "controlRefTemplate", 0xA6, 0),
	A_OCTETS(struct initialise_secure_channel_request, smdp_otpk, "smdpOtpk", 0x5F49, 0, 0, 0),
	A_OCTETS(struct initialise_secure_channel_request, smdp_sign, "smdpSign", 0x5F37, 0, 0, 0));

A_SEQ(configure_isdp_request, "ConfigureISDPRequest", "SGP.22 5.5.2",
	A_RAW(struct configure_isdp_request, dp_proprietary_data,
	      "dpProprietaryData", 0xB8, ASN1_OPT));

A_SEQ(replace_session_keys_request, "ReplaceSessionKeysRequest", "SGP.22 5.5.4",
	A_OCTETS(struct replace_session_keys_request, initial_mac_chaining_value,
	         "initialMacChainingValue", 0x80, 0, 0, 0),
	A_OCTETS(struct replace_session_keys_request, ppk_enc, "ppkEnc", 0x81, 0, 0, 0),
	A_OCTETS(struct replace_session_keys_request, ppk_cmac, "ppkCmac", 0x82, 0, 0, 0));

/*
 * The three kinds of segment share one struct, so they cannot use A_ELEM, which names the table
 * after the struct.
 */
static const struct asn1_field segment_rows[] = {
	A_OCTETS(struct bpp_segment, data, "86", 0x86, 0, 0, 0),
	A_OCTETS(struct bpp_segment, data, "87", 0x87, 0, 0, 0),
	A_OCTETS(struct bpp_segment, data, "88", 0x88, 0, 0, 0),
};
#define SEGMENT_TYPE(row)                                                                          \
	{                                                                                          \
		"segment", "SGP.22 2.5.4", ASN1_ELEMENT, sizeof(struct bpp_segment), 1, 0,         \
			&segment_rows[row]                                                         \
	}
const struct asn1_type bpp_segment86_type = SEGMENT_TYPE(0);
const struct asn1_type bpp_segment87_type = SEGMENT_TYPE(1);
const struct asn1_type bpp_segment88_type = SEGMENT_TYPE(2);

A_SEQ(bound_profile_package, "BoundProfilePackage", "SGP.22 2.5.4",
	A_RAW(struct bound_profile_package, initialise_secure_channel_request,
	      "initialiseSecureChannelRequest", 0xBF23, 0),
	A_LIST(struct bound_profile_package, first_sequence_of87, bpp_segment87,
	       "firstSequenceOf87", 0xA0, 0, 0),
	A_LIST(struct bound_profile_package, sequence_of88, bpp_segment88,
	       "sequenceOf88", 0xA1, 0, 0),
	A_LIST(struct bound_profile_package, second_sequence_of87, bpp_segment87,
	       "secondSequenceOf87", 0xA2, ASN1_OPT, 0),
	A_LIST(struct bound_profile_package, sequence_of86, bpp_segment86,
	       "sequenceOf86", 0xA3, 0, 0));

A_SEQ(success_result, "SuccessResult", "SGP.22 2.5.6",
	A_OCTETS(struct success_result, aid, "aid", 0x4F, 0, 5, 16),
	A_OCTETS(struct success_result, sima_response, "simaResponse", 0x04, 0, 0, 0));

A_SEQ(error_result, "ErrorResult", "SGP.22 2.5.6",
	A_ENUM(struct error_result, bpp_command_id, "bppCommandId", 0x80, 0, bpp_command_id_names),
	A_ENUM(struct error_result, error_reason, "errorReason", 0x81, 0, error_reason_names),
	A_OCTETS(struct error_result, sima_response, "simaResponse", 0x82, ASN1_OPT, 0, 0));

A_CHO(final_result, "finalResult", "SGP.22 2.5.6",
	A_STRUCT(struct final_result, success_result, success_result, "successResult", 0xA0, 0),
	A_STRUCT(struct final_result, error_result, error_result, "errorResult", 0xA1, 0));

A_SEQ(profile_installation_result_data, "ProfileInstallationResultData", "SGP.22 2.5.6",
	A_OCTETS(struct profile_installation_result_data, transaction_id,
	         "transactionId", 0x80, 0, 1, 16),
	A_STRUCT(struct profile_installation_result_data, notification_metadata,
	         notification_metadata, "notificationMetadata", 0xBF2F, 0),
	A_OID(struct profile_installation_result_data, smdp_oid, "smdpOid", 0x06, 0),
	A_STRUCT(struct profile_installation_result_data, final_result, final_result,
	         "finalResult", 0xA2, 0));

A_SEQ(profile_installation_result, "ProfileInstallationResult", "SGP.22 2.5.6",
	A_RAW(struct profile_installation_result, profile_installation_result_data,
	      "profileInstallationResultData", 0xBF27, 0),
	A_OCTETS(struct profile_installation_result, euicc_sign_pir,
	         "euiccSignPIR", 0x5F37, 0, 0, 0));
/* clang-format on */
