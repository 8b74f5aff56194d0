/* Tables of what an IPA answers to an eIM from ES10b. [SGP.32 2.11.1.2 to 2.11.2.3, 4.1] */
#include "asn1/iot_esipa.h"

const struct asn1_name ipa_features_names[] = {
	{ 0, "directRspServerCommunication" },
	{ 1, "indirectRspServerCommunication" },
	{ 2, "eimDownloadDataHandling" },
	{ 3, "eimCtxParams1Generation" },
	{ 4, "eimProfileMetadataVerification" },
	{ 5, "minimizeEsipaBytes" },
	{ 0, NULL },
};

const struct asn1_name ipa_supported_protocols_names[] = {
	{ 0, "ipaRetrieveHttps" }, { 1, "ipaRetrieveCoaps" }, { 2, "ipaInjectHttps" },
	{ 3, "ipaInjectCoaps" },   { 4, "ipaProprietary" },   { 0, NULL },
};

const struct asn1_name ipa_euicc_data_error_code_names[] = {
	{ IPA_EUICC_DATA_ERROR_INCORRECT_TAG_LIST, "incorrectTagList" },
	{ IPA_EUICC_DATA_ERROR_EUICC_CI_PKID_NOT_FOUND, "euiccCiPKIdNotFound" },
	{ IPA_EUICC_DATA_ERROR_ECALL_ACTIVE, "ecallActive" },
	{ IPA_EUICC_DATA_ERROR_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

const struct asn1_name profile_download_error_reason_names[] = {
	{ PROFILE_DOWNLOAD_ERROR_REASON_ECALL_ACTIVE, "ecallActive" },
	{ PROFILE_DOWNLOAD_ERROR_REASON_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

/* clang-format off */
A_SEQ(ipa_capabilities, "IpaCapabilities", "SGP.32 4.1",
	A_BITS(struct ipa_capabilities, ipa_features, "ipaFeatures", 0x80, 0, ipa_features_names),
	A_BITS(struct ipa_capabilities, ipa_supported_protocols,
	       "ipaSupportedProtocols", 0x81, ASN1_OPT, ipa_supported_protocols_names),
	A_RAW(struct ipa_capabilities, esipa_proprietary_protocol_information,
	      "eSipaProprietaryProtocolInformation", 0xA2, ASN1_OPT));

A_CHO(epr_search_criteria, "searchCriteriaEuiccPackageResult", "SGP.32 2.11.1.2",
	A_UINT(struct epr_search_criteria, seq_number, "seqNumber", 0x80, 0, 0, 0));

A_SEQ(ipa_euicc_data_request, "IpaEuiccDataRequest", "SGP.32 2.11.1.2",
	A_OCTETS(struct ipa_euicc_data_request, tag_list, "tagList", 0x5C, 0, 0, 0),
	A_OCTETS(struct ipa_euicc_data_request, euicc_ci_pk_identifier_to_be_used,
	         "euiccCiPKIdentifierToBeUsed", 0x04, ASN1_OPT, 0, 0),
	A_STRUCT(struct ipa_euicc_data_request, search_criteria_notification,
	         iot_notification_search_criteria,
	         "searchCriteriaNotification", 0xA1, ASN1_OPT),
	A_STRUCT(struct ipa_euicc_data_request, search_criteria_euicc_package_result,
	         epr_search_criteria,
	         "searchCriteriaEuiccPackageResult", 0xA2, ASN1_OPT),
	A_OCTETS(struct ipa_euicc_data_request, eim_transaction_id,
	         "eimTransactionId", 0x83, ASN1_OPT, 1, 16));

A_SEQ(ipa_euicc_data, "IpaEuiccData", "SGP.32 2.11.2.2",
	A_LIST(struct ipa_euicc_data, notifications_list, iot_pending_notification,
	       "notificationsList", 0xA0, ASN1_OPT, 0),
	A_UTF8(struct ipa_euicc_data, default_smdp_address_v101,
	       "defaultSmdpAddress-v101", 0x80, ASN1_OPT, 0, 0),
	A_UTF8(struct ipa_euicc_data, default_smdp_address,
	       "defaultSmdpAddress", 0x81, ASN1_OPT, 0, 0),
	A_LIST(struct ipa_euicc_data, euicc_package_result_list, stored_euicc_package_result,
	       "euiccPackageResultList", 0xA2, ASN1_OPT, 0),
	A_STRUCT(struct ipa_euicc_data, euicc_info1, euicc_info1, "euiccInfo1", 0xBF20, ASN1_OPT),
	A_STRUCT(struct ipa_euicc_data, euicc_info2, euicc_info2, "euiccInfo2", 0xBF22, ASN1_OPT),
	A_UTF8(struct ipa_euicc_data, root_smds_address, "rootSmdsAddress", 0x83, ASN1_OPT, 0, 0),
	A_INT(struct ipa_euicc_data, association_token, "associationToken", 0x84, ASN1_OPT),
	A_RAW(struct ipa_euicc_data, eum_certificate, "eumCertificate", 0xA5, ASN1_OPT),
	A_RAW(struct ipa_euicc_data, euicc_certificate, "euiccCertificate", 0xA6, ASN1_OPT),
	A_OCTETS(struct ipa_euicc_data, eim_transaction_id,
	         "eimTransactionId", 0x87, ASN1_OPT, 1, 16),
	A_STRUCT(struct ipa_euicc_data, ipa_capabilities, ipa_capabilities,
	         "ipaCapabilities", 0xA8, ASN1_OPT),
	A_STRUCT(struct ipa_euicc_data, device_info, device_info, "deviceInfo", 0xA9, ASN1_OPT),
	A_STRUCT(struct ipa_euicc_data, notifications_list_v101,
	         iot_retrieve_notifications_list_response,
	         "notificationsList-v101", 0xBF2B, ASN1_OPT));

A_SEQ(ipa_euicc_data_response_error, "IpaEuiccDataResponseError", "SGP.32 2.11.2.2",
	A_OCTETS(struct ipa_euicc_data_response_error, eim_transaction_id,
	         "eimTransactionId", 0x80, ASN1_OPT, 1, 16),
	A_ENUM(struct ipa_euicc_data_response_error, ipa_euicc_data_error_code,
	       "ipaEuiccDataErrorCode", 0x02, 0, ipa_euicc_data_error_code_names));

A_CHO(ipa_euicc_data_response, "IpaEuiccDataResponse", "SGP.32 2.11.2.2",
	A_STRUCT(struct ipa_euicc_data_response, ipa_euicc_data, ipa_euicc_data,
	         "ipaEuiccData", 0xA0, 0),
	A_STRUCT(struct ipa_euicc_data_response, ipa_euicc_data_response_error,
	         ipa_euicc_data_response_error,
	         "ipaEuiccDataResponseError", 0xA1, 0),
	A_ENUM(struct ipa_euicc_data_response, ipa_euicc_data_error_v101,
	       "ipaEuiccDataError", 0x81, 0, ipa_euicc_data_error_code_names));

A_SEQ(contact_smds, "contactSmds", "SGP.32 2.11.1.3",
	A_UTF8(struct contact_smds, smds_address, "smdsAddress", 0x80, ASN1_OPT, 0, 0));

A_CHO(profile_download_data, "ProfileDownloadData", "SGP.32 2.11.1.3",
	A_UTF8(struct profile_download_data, activation_code, "activationCode", 0x80, 0, 0, 255),
	A_NULL(struct profile_download_data, contact_default_smdp, "contactDefaultSmdp", 0x81, 0),
	A_STRUCT(struct profile_download_data, contact_smds, contact_smds, "contactSmds", 0xA2, 0));

A_SEQ(profile_download_trigger_request, "ProfileDownloadTriggerRequest", "SGP.32 2.11.1.3",
	A_STRUCT(struct profile_download_trigger_request, profile_download_data,
	         profile_download_data,
	         "profileDownloadData", 0xA0, ASN1_OPT),
	A_OCTETS(struct profile_download_trigger_request, eim_transaction_id,
	         "eimTransactionId", 0x82, ASN1_OPT, 1, 16));

A_SEQ(profile_download_error, "profileDownloadError", "SGP.32 2.11.2.3",
	A_ENUM(struct profile_download_error, profile_download_error_reason,
	       "profileDownloadErrorReason", 0x80, 0, profile_download_error_reason_names),
	A_OCTETS(struct profile_download_error, error_response,
	         "errorResponse", 0x04, ASN1_OPT, 0, 0));

A_CHO(profile_download_trigger_result_data, "profileDownloadTriggerResultData", "SGP.32 2.11.2.3",
	A_RAW(struct profile_download_trigger_result_data, profile_installation_result,
	      "profileInstallationResult", 0xBF37, 0),
	A_STRUCT(struct profile_download_trigger_result_data, profile_download_error,
	         profile_download_error,
	         "profileDownloadError", 0x30, 0));

A_SEQ(profile_download_trigger_result, "ProfileDownloadTriggerResult", "SGP.32 2.11.2.3",
	A_OCTETS(struct profile_download_trigger_result, eim_transaction_id,
	         "eimTransactionId", 0x82, ASN1_OPT, 1, 16),
	A_STRUCT(struct profile_download_trigger_result, profile_download_trigger_result_data,
	         profile_download_trigger_result_data,
	         "profileDownloadTriggerResultData", 0, 0));

A_SEQ(profile_download_error_v101, "profileDownloadError", "SGP.32 2.11.2.3",
	A_OCTETS(struct profile_download_error_v101, error_response,
	         "errorResponse", 0x80, ASN1_OPT, 0, 0));

A_CHO(profile_download_trigger_result_data_v101, "profileDownloadTriggerResultData",
      "SGP.32 2.11.2.3",
	A_RAW(struct profile_download_trigger_result_data_v101, profile_installation_result,
	      "profileInstallationResult", 0xBF37, 0),
	A_STRUCT(struct profile_download_trigger_result_data_v101, profile_download_error,
	         profile_download_error_v101,
	         "profileDownloadError", 0x30, 0));

A_SEQ(profile_download_trigger_result_v101, "ProfileDownloadTriggerResult", "SGP.32 2.11.2.3",
	A_OCTETS(struct profile_download_trigger_result_v101, eim_transaction_id,
	         "eimTransactionId", 0x82, ASN1_OPT, 1, 16),
	A_STRUCT(struct profile_download_trigger_result_v101, profile_download_trigger_result_data,
	         profile_download_trigger_result_data_v101,
	         "profileDownloadTriggerResultData", 0, 0));

A_ELEM(sequence_number, "SequenceNumber", "SGP.32 2.11.1.4",
	A_UINT(struct sequence_number, value, "SequenceNumber", 0x80, 0, 0, 0));

A_ELEM(eim_acknowledgements, "EimAcknowledgements", "SGP.32 2.11.1.4",
	A_LIST(struct eim_acknowledgements, sequence_numbers, sequence_number,
	       "EimAcknowledgements", 0xBF53, 0, 0));
/* clang-format on */
