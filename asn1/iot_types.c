/* Tables of the types shared by the interfaces of SGP.32. [SGP.32 2.11.1.1.1, 5.9, 5.14.7] */
#include "asn1/iot_types.h"

const struct asn1_name eim_id_type_names[] = {
	{ EIM_ID_TYPE_OID, "eimIdTypeOid" },
	{ EIM_ID_TYPE_FQDN, "eimIdTypeFqdn" },
	{ EIM_ID_TYPE_PROPRIETARY, "eimIdTypeProprietary" },
	{ 0, NULL },
};

const struct asn1_name eim_supported_protocol_names[] = {
	{ 0, "eimRetrieveHttps" }, { 1, "eimRetrieveCoaps" }, { 2, "eimInjectHttps" },
	{ 3, "eimInjectCoaps" },   { 4, "eimProprietary" },   { 0, NULL },
};

const struct asn1_name iot_set_default_dp_address_result_names[] = {
	{ IOT_SET_DEFAULT_DP_ADDRESS_RESULT_OK, "ok" },
	{ IOT_SET_DEFAULT_DP_ADDRESS_RESULT_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

/* clang-format off */
A_SEQ_EMPTY(empty_sequence, "SEQUENCE", "SGP.32 2.11.1.1.3");

A_CHO(eim_public_key_data, "eimPublicKeyData", "SGP.32 2.11.1.1.1",
	A_RAW(struct eim_public_key_data, public_key, "eimPublicKey", 0xA0, 0),
	A_RAW(struct eim_public_key_data, certificate, "eimCertificate", 0xA1, 0),
	A_RAW(struct eim_public_key_data, bare, "bare", 0x30, 0));

A_SEQ(eim_configuration_data, "EimConfigurationData", "SGP.32 2.11.1.1.1",
	A_UTF8(struct eim_configuration_data, eim_id, "eimId", 0x80, 0, 1, 128),
	A_UTF8(struct eim_configuration_data, eim_fqdn, "eimFqdn", 0x81, ASN1_OPT, 0, 0),
	A_ENUM(struct eim_configuration_data, eim_id_type,
	       "eimIdType", 0x82, ASN1_OPT, eim_id_type_names),
	A_INT(struct eim_configuration_data, counter_value, "counterValue", 0x83, ASN1_OPT),
	A_INT(struct eim_configuration_data, association_token,
	      "associationToken", 0x84, ASN1_OPT),
	A_RAW(struct eim_configuration_data, eim_public_key_data,
	      "eimPublicKeyData", 0xA5, ASN1_OPT),
	A_RAW(struct eim_configuration_data, trusted_public_key_data_tls,
	      "trustedPublicKeyDataTls", 0xA6, ASN1_OPT),
	A_BITS(struct eim_configuration_data, eim_supported_protocol,
	       "eimSupportedProtocol", 0x87, ASN1_OPT, eim_supported_protocol_names),
	A_OCTETS(struct eim_configuration_data, euicc_ci_pkid,
	         "euiccCiPKId", 0x88, ASN1_OPT, 0, 0),
	A_NULL(struct eim_configuration_data, indirect_profile_download,
	       "indirectProfileDownload", 0x89, ASN1_OPT),
	A_RAW(struct eim_configuration_data, esipa_proprietary_protocol_information,
	      "eSipaProprietaryProtocolInformation", 0xAA, ASN1_OPT));

A_SEQ(configure_immediate_profile_enabling_request, "ConfigureImmediateProfileEnablingRequest",
      "SGP.32 5.9.17",
	A_NULL(struct configure_immediate_profile_enabling_request, immediate_enable_flag,
	       "immediateEnableFlag", 0x80, ASN1_OPT),
	A_OID(struct configure_immediate_profile_enabling_request, default_smdp_oid,
	      "defaultSmdpOid", 0x81, ASN1_OPT),
	A_UTF8(struct configure_immediate_profile_enabling_request, default_smdp_address,
	       "defaultSmdpAddress", 0x82, ASN1_OPT, 0, 0));

A_SEQ(iot_set_default_dp_address_request, "SetDefaultDpAddressRequest", "SGP.32 5.9.25",
	A_UTF8(struct iot_set_default_dp_address_request, default_dp_address,
	       "defaultDpAddress", 0x80, 0, 0, 0));

A_SEQ(iot_set_default_dp_address_response, "SetDefaultDpAddressResponse", "SGP.32 5.9.25",
	A_ENUM(struct iot_set_default_dp_address_response, set_default_dp_address_result,
	       "setDefaultDpAddressResult", 0x80, 0, iot_set_default_dp_address_result_names));

A_CHO(iot_notification_search_criteria, "searchCriteria", "SGP.32 5.9.11",
	A_UINT(struct iot_notification_search_criteria, seq_number, "seqNumber", 0x80, 0, 0, 0),
	A_BITS(struct iot_notification_search_criteria, profile_management_operation,
	       "profileManagementOperation", 0x81, 0, notification_event_names),
	A_NULL(struct iot_notification_search_criteria, euicc_package_results,
	       "euiccPackageResults", 0x82, 0));

A_CHO(iot_pending_notification, "PendingNotification", "SGP.32 5.14.7",
	A_RAW(struct iot_pending_notification, profile_installation_result,
	      "profileInstallationResult", 0xBF37, 0),
	A_RAW(struct iot_pending_notification, other_signed_notification,
	      "otherSignedNotification", 0x30, 0),
	A_RAW(struct iot_pending_notification, compact_profile_installation_result,
	      "compactProfileInstallationResult", 0xA0, 0),
	A_RAW(struct iot_pending_notification, compact_other_signed_notification,
	      "compactOtherSignedNotification", 0xA1, 0));

A_ELEM(stored_euicc_package_result, "EuiccPackageResult", "SGP.32 2.11.2.1",
	A_RAW(struct stored_euicc_package_result, euicc_package_result,
	      "EuiccPackageResult", 0xBF51, 0));
/* clang-format on */
