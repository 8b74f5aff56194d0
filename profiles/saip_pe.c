/*
 * Tables of the profile elements [TCA Interoperable Profile Package 3.3, PEDefinitions]. The module
 * has automatic tags, except where a type writes a tag itself: there untagged components keep their
 * universal tags (Fcp, FileManagement, ApplicationInstance, KeyObject, PE-RFM, ...).
 */
#include "profiles/saip_pe.h"

#define ELEMENT "TCA SAIP 3.3 PEDefinitions"

enum { AID_MIN = 5, AID_MAX = 16 };

/* clang-format off */
static const struct asn1_name algorithm_names[] = {
	{ 1, "milenage" }, { 2, "tuak" }, { 3, "usim-test-algorithm" }, { 0, NULL },
};

static const struct asn1_name pin_names[] = {
	{ 1, "pinAppl1" }, { 2, "pinAppl2" }, { 3, "pinAppl3" }, { 4, "pinAppl4" },
	{ 5, "pinAppl5" }, { 6, "pinAppl6" }, { 7, "pinAppl7" }, { 8, "pinAppl8" },
	{ 10, "adm1" }, { 11, "adm2" }, { 12, "adm3" }, { 13, "adm4" }, { 14, "adm5" },
	{ 129, "secondPINAppl1" }, { 130, "secondPINAppl2" }, { 131, "secondPINAppl3" },
	{ 132, "secondPINAppl4" }, { 133, "secondPINAppl5" }, { 134, "secondPINAppl6" },
	{ 135, "secondPINAppl7" }, { 136, "secondPINAppl8" },
	{ 138, "adm6" }, { 139, "adm7" }, { 140, "adm8" }, { 141, "adm9" }, { 142, "adm10" },
	{ 0, NULL },
};

static const struct asn1_name puk_names[] = {
	{ 1, "pukAppl1" }, { 2, "pukAppl2" }, { 3, "pukAppl3" }, { 4, "pukAppl4" },
	{ 5, "pukAppl5" }, { 6, "pukAppl6" }, { 7, "pukAppl7" }, { 8, "pukAppl8" },
	{ 129, "secondPUKAppl1" }, { 130, "secondPUKAppl2" }, { 131, "secondPUKAppl3" },
	{ 132, "secondPUKAppl4" }, { 133, "secondPUKAppl5" }, { 134, "secondPUKAppl6" },
	{ 135, "secondPUKAppl7" }, { 136, "secondPUKAppl8" },
	{ 0, NULL },
};

/* UInt8 with a default. */
#define UINT8_DEF(S, m, nm, tag, d) \
	{ A_ROW(S, m, struct asn1_uint, nm, tag, ASN1_UINT, ASN1_DEFAULT), .max = 255, .dflt = (d) }

#define S struct saip_pe_header
A_SEQ(saip_pe_header, "PEHeader", ELEMENT,
	A_NULL(S, mandated, "mandated", 0x80, ASN1_OPT),
	A_UINT(S, identification, "identification", 0x81, 0, 0, 32767));
#undef S

/* Elements of lists: the octets or identifier itself. */
#define S struct saip_octets
static const struct asn1_field any_octets_rows[] = { A_OCTETS(S, v, "octets", 0x04, 0, 0, 0) };
static const struct asn1_field tar_rows[] = { A_OCTETS(S, v, "tar", 0x04, 0, 3, 3) };
static const struct asn1_field sqn_rows[] = { A_OCTETS(S, v, "sqn", 0x04, 0, 6, 6) };
static const struct asn1_field oid_rows[] = { A_OID(S, v, "templateID", 0x06, 0) };
#undef S
#define ELEMENT_TYPE(name, rows) \
	static const struct asn1_type name##_type = { \
		#name, ELEMENT, ASN1_ELEMENT, sizeof(struct saip_octets), 1, 0, rows }
ELEMENT_TYPE(any_octets, any_octets_rows);
ELEMENT_TYPE(tar, tar_rows);
ELEMENT_TYPE(sqn, sqn_rows);
ELEMENT_TYPE(oid, oid_rows);

#define SERVICE(n, nm) A_NULL(struct saip_services, has[n], nm, 0x80 | (n), ASN1_OPT)
A_SEQ(saip_services, "ServicesList", ELEMENT,
	SERVICE(SAIP_CONTACTLESS, "contactless"),
	SERVICE(SAIP_USIM, "usim"),
	SERVICE(SAIP_ISIM, "isim"),
	SERVICE(SAIP_CSIM, "csim"),
	SERVICE(SAIP_MILENAGE, "milenage"),
	SERVICE(SAIP_TUAK128, "tuak128"),
	SERVICE(SAIP_CAVE, "cave"),
	SERVICE(SAIP_GBA_USIM, "gba-usim"),
	SERVICE(SAIP_GBA_ISIM, "gba-isim"),
	SERVICE(SAIP_MBMS, "mbms"),
	SERVICE(SAIP_EAP, "eap"),
	SERVICE(SAIP_JAVACARD, "javacard"),
	SERVICE(SAIP_MULTOS, "multos"),
	SERVICE(SAIP_MULTIPLE_USIM, "multiple-usim"),
	SERVICE(SAIP_MULTIPLE_ISIM, "multiple-isim"),
	SERVICE(SAIP_MULTIPLE_CSIM, "multiple-csim"),
	SERVICE(SAIP_TUAK256, "tuak256"),
	SERVICE(SAIP_USIM_TEST_ALGORITHM, "usim-test-algorithm"),
	SERVICE(SAIP_BER_TLV, "ber-tlv"),
	SERVICE(SAIP_DF_LINK, "dfLink"),
	SERVICE(SAIP_CAT_TP, "cat-tp"),
	SERVICE(SAIP_GET_IDENTITY, "get-identity"),
	SERVICE(SAIP_PROFILE_A_X25519, "profile-a-x25519"),
	SERVICE(SAIP_PROFILE_B_P256, "profile-b-p256"),
	SERVICE(SAIP_SUCI_CALCULATOR_API, "suciCalculatorApi"),
	SERVICE(SAIP_DNS_RESOLUTION, "dns-resolution"),
	SERVICE(SAIP_SCP11AC, "scp11ac"),
	SERVICE(SAIP_SCP11C_AUTHORIZATION, "scp11c-authorization-mechanism"),
	SERVICE(SAIP_S16MODE, "s16mode"),
	SERVICE(SAIP_EAKA, "eaka"));

#define S struct saip_mandatory_aid
A_SEQ(saip_mandatory_aid, "MandatoryAid", ELEMENT,
	A_OCTETS(S, aid, "aid", 0x80, 0, AID_MIN, AID_MAX),
	A_OCTETS(S, version, "version", 0x81, 0, 2, 2));
#undef S

A_SEQ(saip_iot_options, "IotOptions", ELEMENT,
	A_OCTETS(struct saip_iot_options, pix, "pix", 0x80, 0, 7, 11));

#define S struct saip_profile_header
A_SEQ(saip_profile_header, "ProfileHeader", ELEMENT,
	A_UINT(S, major, "major-version", 0x80, 0, 0, 255),
	A_UINT(S, minor, "minor-version", 0x81, 0, 0, 255),
	A_UTF8(S, profile_type, "profileType", 0x82, ASN1_OPT, 1, 100),
	A_OCTETS(S, iccid, "iccid", 0x83, 0, 10, 10),
	A_OCTETS(S, pol, "pol", 0x84, ASN1_OPT, 0, 0),
	A_STRUCT(S, services, saip_services, "eUICC-Mandatory-services", 0xA5, 0),
	A_LIST(S, templates, oid, "eUICC-Mandatory-GFSTEList", 0xA6, 0, 0),
	A_OCTETS(S, connectivity_parameters, "connectivityParameters", 0x87, ASN1_OPT, 0, 0),
	A_LIST(S, aids, saip_mandatory_aid, "eUICC-Mandatory-AIDs", 0xA8, ASN1_OPT, 0x30),
	A_STRUCT(S, iot_options, saip_iot_options, "iotOptions", 0xA9, ASN1_OPT));
#undef S

#define S struct saip_proprietary_info
A_SEQ(saip_proprietary_info, "ProprietaryInfo", ELEMENT,
	A_OCTETS_DEF(S, special_information, "specialFileInformation", 0xC0, 1, 1, "\x00"),
	A_OCTETS(S, fill_pattern, "fillPattern", 0xC1, ASN1_OPT, 1, 200),
	A_OCTETS(S, repeat_pattern, "repeatPattern", 0xC2, ASN1_OPT, 1, 200),
	A_OCTETS(S, maximum_file_size, "maximumFileSize", 0x86, ASN1_OPT, 0, 0),
	A_OCTETS_DEF(S, file_details, "fileDetails", 0x84, 1, 1, "\x01"));
#undef S

#define S struct saip_fcp
A_SEQ(saip_fcp, "Fcp", ELEMENT,
	A_OCTETS(S, file_descriptor, "fileDescriptor", 0x82, ASN1_OPT, 2, 4),
	A_OCTETS(S, file_id, "fileID", 0x83, ASN1_OPT, 2, 2),
	A_OCTETS(S, df_name, "dfName", 0x84, ASN1_OPT, AID_MIN, AID_MAX),
	A_OCTETS_DEF(S, lcsi, "lcsi", 0x8A, 1, 1, "\x05"),
	A_OCTETS(S, security_attributes, "securityAttributesReferenced", 0x8B, ASN1_OPT, 1, 3),
	A_OCTETS(S, ef_file_size, "efFileSize", 0x80, ASN1_OPT, 0, 0),
	A_OCTETS(S, pin_status_template, "pinStatusTemplateDO", 0xC6, ASN1_OPT, 0, 0),
	A_OCTETS(S, short_efid, "shortEFID", 0x88, ASN1_OPT, 0, 1),
	A_STRUCT(S, proprietary, saip_proprietary_info, "proprietaryEFInfo", 0xA5, ASN1_OPT),
	A_OCTETS(S, link_path, "linkPath", 0xC7, ASN1_OPT, 0, 8));
#undef S

#define S struct saip_file_item
A_CHO(saip_file_item, "File", ELEMENT,
	A_NULL(S, do_not_create, "doNotCreate", 0x80, 0),
	A_STRUCT(S, fcp, saip_fcp, "fileDescriptor", 0xA1, 0),
	A_UINT(S, offset, "fillFileOffset", 0x82, 0, 0, 65535),
	A_OCTETS(S, content, "fillFileContent", SAIP_TAG_FILL_CONTENT, 0, 0, 0));
#undef S

#define S struct saip_file_command
A_CHO(saip_file_command, "FileManagement", ELEMENT,
	A_OCTETS(S, path, "filePath", 0x80, 0, 0, 8),
	A_STRUCT(S, fcp, saip_fcp, "createFCP", 0x62, 0),
	A_UINT(S, offset, "fillFileOffset", 0x02, 0, 0, 65535),
	A_OCTETS(S, content, "fillFileContent", SAIP_TAG_COMMAND_CONTENT, 0, 0, 0));
#undef S

/* FileManagement is itself a SEQUENCE OF: the list element is the value of 30. */
static const struct asn1_type file_commands_type;
#define S struct saip_generic_file_management
A_SEQ(saip_generic_file_management, "PE-GenericFileManagement", ELEMENT,
	A_STRUCT(S, header, saip_pe_header, "gfm-header", 0xA0, 0),
	A_LIST(S, groups, file_commands, "fileManagementCMD", 0xA1, 0, 0));
#undef S
static const struct asn1_field file_commands_rows[] = {
	A_LIST(struct saip_file_commands, commands, saip_file_command, "FileManagement",
	       0x30, 0, 0),
};
static const struct asn1_type file_commands_type = {
	"FileManagement", ELEMENT, ASN1_ELEMENT, sizeof(struct saip_file_commands), 1, 0,
	file_commands_rows
};

#define S struct saip_pin_configuration
A_SEQ(saip_pin_configuration, "PINConfiguration", ELEMENT,
	A_ENUM(S, reference, "keyReference", 0x80, 0, pin_names),
	A_OCTETS(S, value, "pinValue", 0x81, 0, 8, 8),
	A_ENUM(S, unblock_reference, "unblockingPINReference", 0x82, ASN1_OPT, puk_names),
	UINT8_DEF(S, attributes, "pinAttributes", 0x83, SAIP_PIN_ATTRIBUTES),
	UINT8_DEF(S, tries, "maxNumOfAttemps-retryNumLeft", 0x84, SAIP_PIN_TRIES));
#undef S

#define S struct saip_pin_configurations
A_CHO(saip_pin_configurations, "pinCodes", ELEMENT,
	{ A_ROW(S, pins, struct asn1_list, "pinconfig", 0xA0, ASN1_LIST, 0), .min = 1, .max = 26,
	  .elem_tag = 0x30, .type = &saip_pin_configuration_type },
	A_OCTETS(S, path, "filePath", 0x81, 0, 0, 8));
#undef S

#define S struct saip_pin_codes
A_SEQ(saip_pin_codes, "PE-PINCodes", ELEMENT,
	A_STRUCT(S, header, saip_pe_header, "pin-Header", 0xA0, 0),
	A_STRUCT(S, pins, saip_pin_configurations, "pinCodes", 0xA1, 0));
#undef S

#define S struct saip_puk_configuration
A_SEQ(saip_puk_configuration, "PUKConfiguration", ELEMENT,
	A_ENUM(S, reference, "keyReference", 0x80, 0, puk_names),
	A_OCTETS(S, value, "pukValue", 0x81, 0, 8, 8),
	UINT8_DEF(S, tries, "maxNumOfAttemps-retryNumLeft", 0x82, SAIP_PUK_TRIES));
#undef S

#define S struct saip_puk_codes
A_SEQ(saip_puk_codes, "PE-PUKCodes", ELEMENT,
	A_STRUCT(S, header, saip_pe_header, "puk-Header", 0xA0, 0),
	{ A_ROW(S, puks, struct asn1_list, "pukCodes", 0xA1, ASN1_LIST, 0), .min = 1, .max = 16,
	  .elem_tag = 0x30, .type = &saip_puk_configuration_type });
#undef S

#define S struct saip_mapping
A_SEQ(saip_mapping, "MappingParameter", ELEMENT,
	A_OCTETS(S, options, "mappingOptions", 0x80, 0, 1, 1),
	A_OCTETS(S, source, "mappingSource", 0x81, 0, AID_MIN, AID_MAX));
#undef S

/* Milenage's constants 0, 1, 2, 4, 8 [TS 35.206 4.1]. */
#define ZEROES "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define XORING ZEROES "\x00" ZEROES "\x01" ZEROES "\x02" ZEROES "\x04" ZEROES "\x08"

#define S struct saip_algorithm
A_SEQ(saip_algorithm, "AlgoParameter", ELEMENT,
	A_ENUM(S, id, "algorithmID", 0x80, 0, algorithm_names),
	A_OCTETS(S, options, "algorithmOptions", 0x81, 0, 1, 1),
	A_OCTETS(S, key, "key", 0x82, 0, 0, 0),
	A_OCTETS(S, opc, "opc", 0x83, 0, 0, 0),
	A_OCTETS_DEF(S, rotation, "rotationConstants", 0x84, 5, 5, "\x40\x00\x20\x40\x60"),
	A_OCTETS_DEF(S, constants, "xoringConstants", 0x85, 80, 80, XORING),
	A_OCTETS(S, counter_max, "authCounterMax", 0x86, ASN1_OPT, 3, 3),
	UINT8_DEF(S, keccak_rounds, "numberOfKeccak", 0x87, 1));
#undef S

#define S struct saip_algorithm_configuration
A_CHO(saip_algorithm_configuration, "algoConfiguration", ELEMENT,
	A_STRUCT(S, mapping, saip_mapping, "mappingParameter", 0xA0, 0),
	A_STRUCT(S, algorithm, saip_algorithm, "algoParameter", 0xA1, 0));
#undef S

#define SQN_LIMIT "\x00\x00\x10\x00\x00\x00"

#define S struct saip_aka_parameter
A_SEQ(saip_aka_parameter, "PE-AKAParameter", ELEMENT,
	A_STRUCT(S, header, saip_pe_header, "aka-header", 0xA0, 0),
	A_STRUCT(S, configuration, saip_algorithm_configuration, "algoConfiguration", 0xA1, 0),
	A_OCTETS_DEF(S, sqn_options, "sqnOptions", 0x82, 1, 1, "\x02"),
	A_OCTETS_DEF(S, sqn_delta, "sqnDelta", 0x83, 6, 6, SQN_LIMIT),
	A_OCTETS_DEF(S, sqn_age_limit, "sqnAgeLimit", 0x84, 6, 6, SQN_LIMIT),
	{ A_ROW(S, sqn_init, struct asn1_list, "sqnInit", 0xA5, ASN1_LIST, ASN1_DEFAULT),
	  .min = 32, .max = 32, .type = &sqn_type,
	  .dflt_octets = A_BYTES("\x00\x00\x00\x00\x00\x00") });
#undef S

#define S struct saip_cdma_parameter
A_SEQ(saip_cdma_parameter, "PE-CDMAParameter", ELEMENT,
	A_STRUCT(S, header, saip_pe_header, "cdma-header", 0xA0, 0),
	A_OCTETS(S, authentication_key, "authenticationKey", 0x81, 0, 8, 8),
	A_OCTETS(S, ssd, "ssd", 0x82, ASN1_OPT, 16, 16),
	A_OCTETS(S, hrpd, "hrpdAccessAuthenticationData", 0x83, ASN1_OPT, 2, 32),
	A_OCTETS(S, simple_ip, "simpleIPAuthenticationData", 0x84, ASN1_OPT, 3, 483),
	A_OCTETS(S, mobile_ip, "mobileIPAuthenticationData", 0x85, ASN1_OPT, 5, 957));
#undef S

A_SEQ(saip_contactless_parameters, "TS102226AdditionalContactlessParameters", ELEMENT,
	A_OCTETS(struct saip_contactless_parameters, protocol_data, "protocolParameterData",
		 0x80, 0, 0, 0));

#define S struct saip_system_parameters
A_SEQ(saip_system_parameters, "ApplicationSystemParameters", ELEMENT,
	A_OCTETS(S, volatile_quota, "volatileMemoryQuotaC7", 0xC7, ASN1_OPT, 2, 4),
	A_OCTETS(S, non_volatile_quota, "nonVolatileMemoryQuotaC8", 0xC8, ASN1_OPT, 2, 4),
	A_OCTETS(S, global_service, "globalServiceParameters", 0xCB, ASN1_OPT, 0, 0),
	A_OCTETS(S, implicit_selection, "implicitSelectionParameter", 0xCF, ASN1_OPT, 0, 0),
	A_OCTETS(S, volatile_reserved, "volatileReservedMemory", 0xD7, ASN1_OPT, 2, 4),
	A_OCTETS(S, non_volatile_reserved, "nonVolatileReservedMemory", 0xD8, ASN1_OPT, 2, 4),
	A_OCTETS(S, sim_toolkit, "ts102226SIMFileAccessToolkitParameter", 0xCA, ASN1_OPT, 0, 0),
	A_STRUCT(S, contactless, saip_contactless_parameters,
		 "ts102226AdditionalContactlessParameters", 0xA0, ASN1_OPT),
	A_OCTETS(S, contactless_protocol, "contactlessProtocolParameters", 0xD9, ASN1_OPT, 0, 0),
	A_OCTETS(S, user_interaction, "userInteractionContactlessParameters", 0xDA, ASN1_OPT, 0, 0),
	A_OCTETS(S, granted_volatile, "cumulativeGrantedVolatileMemory", 0x82, ASN1_OPT, 2, 4),
	A_OCTETS(S, granted_non_volatile, "cumulativeGrantedNonVolatileMemory", 0x83, ASN1_OPT, 2,
		 4));
#undef S

#define S struct saip_uicc_parameters
A_SEQ(saip_uicc_parameters, "UICCApplicationParameters", ELEMENT,
	A_OCTETS(S, toolkit, "uiccToolkitApplicationSpecificParametersField", 0x80, ASN1_OPT, 0, 0),
	A_OCTETS(S, access, "uiccAccessApplicationSpecificParametersField", 0x81, ASN1_OPT, 0, 0),
	A_OCTETS(S, admin_access, "uiccAdministrativeAccessApplicationSpecificParametersField",
		 0x82, ASN1_OPT, 0, 0));
#undef S

A_SEQ(saip_control_reference, "ControlReferenceTemplate", ELEMENT,
	A_OCTETS(struct saip_control_reference, provider, "applicationProviderIdentifier",
		 0x5F20, 0, 0, 0));

#define S struct saip_instance
A_SEQ(saip_instance, "ApplicationInstance", ELEMENT,
	A_OCTETS(S, package_aid, "applicationLoadPackageAID", 0x4F, 0, AID_MIN, AID_MAX),
	A_OCTETS(S, class_aid, "classAID", 0x4F, 0, AID_MIN, AID_MAX),
	A_OCTETS(S, instance_aid, "instanceAID", 0x4F, 0, AID_MIN, AID_MAX),
	A_OCTETS(S, security_domain_aid, "extraditeSecurityDomainAID", 0x4F, ASN1_OPT, AID_MIN,
		 AID_MAX),
	A_OCTETS(S, privileges, "applicationPrivileges", 0x82, 0, 0, 0),
	A_OCTETS_DEF(S, life_cycle, "lifeCycleState", 0x83, 1, 1, "\x07"),
	A_OCTETS(S, parameters, "applicationSpecificParametersC9", 0xC9, 0, 0, 0),
	A_STRUCT(S, system, saip_system_parameters, "systemSpecificParameters", 0xEF, ASN1_OPT),
	A_STRUCT(S, uicc, saip_uicc_parameters, "applicationParameters", 0xEA, ASN1_OPT),
	{ A_ROW(S, process_data, struct asn1_list, "processData", 0x30, ASN1_LIST, ASN1_OPT),
	  .min = 1, .type = &any_octets_type },
	A_STRUCT(S, control_reference, saip_control_reference, "controlReferenceTemplate", 0xB0,
		 ASN1_OPT));
#undef S

#define S struct saip_key_component
A_SEQ(saip_key_component, "KeyComponent", ELEMENT,
	A_OCTETS(S, type, "keyType", 0x80, 0, 0, 0),
	A_OCTETS(S, data, "keyData", 0x86, 0, 0, 0),
	UINT8_DEF(S, mac_length, "macLength", 0x87, 8));
#undef S

#define S struct saip_key
A_SEQ(saip_key, "KeyObject", ELEMENT,
	A_OCTETS(S, usage, "keyUsageQualifier", 0x95, 0, 1, 2),
	A_OCTETS_DEF(S, access, "keyAccess", 0x96, 1, 1, "\x00"),
	A_OCTETS(S, identifier, "keyIdentifier", 0x82, 0, 1, 1),
	A_OCTETS(S, version, "keyVersionNumber", 0x83, 0, 1, 1),
	A_OCTETS(S, counter, "keyCounterValue", 0x85, ASN1_OPT, 0, 0),
	{ A_ROW(S, components, struct asn1_list, "keyCompontents", 0x30, ASN1_LIST, 0), .min = 1,
	  .elem_tag = 0x30, .type = &saip_key_component_type });
#undef S

#define S struct saip_open_personalisation
A_SEQ(saip_open_personalisation, "openPersoData", ELEMENT,
	A_OCTETS(S, restrict_parameter, "restrictParameter", 0xD9, ASN1_OPT, 1, 1),
	A_OCTETS(S, contactless, "contactlessProtocolParameters", 0x04, ASN1_OPT, 0, 0));
#undef S

#define S struct saip_cat_tp
A_SEQ(saip_cat_tp, "catTpParameters", ELEMENT,
	A_UINT(S, max_sdu, "catTpMaxSduSize", 0x80, 0, 0, 65535),
	A_UINT(S, max_pdu, "catTpMaxPduSize", 0x81, 0, 0, 65535));
#undef S

#define S struct saip_security_domain
A_SEQ(saip_security_domain, "PE-SecurityDomain", ELEMENT,
	A_STRUCT(S, header, saip_pe_header, "sd-Header", 0xA0, 0),
	A_STRUCT(S, instance, saip_instance, "instance", 0xA1, 0),
	{ A_ROW(S, keys, struct asn1_list, "keyList", 0xA2, ASN1_LIST, ASN1_OPT), .min = 1,
	  .elem_tag = 0x30, .type = &saip_key_type },
	{ A_ROW(S, personalisation_data, struct asn1_list, "sdPersoData", 0xA3,
	  ASN1_LIST, ASN1_OPT),
	  .min = 1, .type = &any_octets_type },
	A_STRUCT(S, open, saip_open_personalisation, "openPersoData", 0xA4, ASN1_OPT),
	A_STRUCT(S, cat_tp, saip_cat_tp, "catTpParameters", 0xA5, ASN1_OPT));
#undef S

#define S struct saip_adf_access
A_SEQ(saip_adf_access, "ADFRFMAccess", ELEMENT,
	A_OCTETS(S, aid, "adfAID", 0x80, 0, AID_MIN, AID_MAX),
	A_OCTETS(S, access, "adfAccessDomain", 0x81, 0, 0, 0),
	A_OCTETS(S, admin_access, "adfAdminAccessDomain", 0x82, 0, 0, 0));
#undef S

#define S struct saip_rfm
A_SEQ(saip_rfm, "PE-RFM", ELEMENT,
	A_STRUCT(S, header, saip_pe_header, "rfm-header", 0xA0, 0),
	A_OCTETS(S, instance_aid, "instanceAID", 0x4F, 0, AID_MIN, AID_MAX),
	A_OCTETS(S, security_domain_aid, "securityDomainAID", 0x4F, ASN1_OPT, AID_MIN, AID_MAX),
	{ A_ROW(S, tars, struct asn1_list, "tarList", 0xA0, ASN1_LIST, ASN1_OPT), .min = 1,
	  .type = &tar_type },
	A_OCTETS(S, security_level, "minimumSecurityLevel", 0x81, 0, 1, 1),
	A_OCTETS(S, access, "uiccAccessDomain", 0x04, 0, 0, 0),
	A_OCTETS(S, admin_access, "uiccAdminAccessDomain", 0x04, 0, 0, 0),
	A_STRUCT(S, adf, saip_adf_access, "adfRFMAccess", 0x30, ASN1_OPT));
#undef S

#define S struct saip_load_package
A_SEQ(saip_load_package, "ApplicationLoadPackage", ELEMENT,
	A_OCTETS(S, package_aid, "loadPackageAID", 0x4F, 0, AID_MIN, AID_MAX),
	A_OCTETS(S, security_domain_aid, "securityDomainAID", 0x4F, ASN1_OPT, AID_MIN, AID_MAX),
	A_OCTETS(S, non_volatile_code, "nonVolatileCodeLimitC6", 0xC6, ASN1_OPT, 0, 0),
	A_OCTETS(S, volatile_data, "volatileDataLimitC7", 0xC7, ASN1_OPT, 0, 0),
	A_OCTETS(S, non_volatile_data, "nonVolatileDataLimitC8", 0xC8, ASN1_OPT, 0, 0),
	A_OCTETS(S, hash, "hashValue", 0xC1, ASN1_OPT, 0, 0),
	A_OCTETS(S, load_block, "loadBlockObject", 0xC4, 0, 0, 0));
#undef S

#define S struct saip_application
A_SEQ(saip_application, "PE-Application", ELEMENT,
	A_STRUCT(S, header, saip_pe_header, "app-Header", 0xA0, 0),
	A_STRUCT(S, load_block, saip_load_package, "loadBlock", 0xA1, ASN1_OPT),
	{ A_ROW(S, instances, struct asn1_list, "instanceList", 0xA2, ASN1_LIST, ASN1_OPT),
	  .min = 1,
	  .elem_tag = 0x30, .type = &saip_instance_type });
#undef S

#define S struct saip_non_standard
A_SEQ(saip_non_standard, "PE-NonStandard", ELEMENT,
	A_STRUCT(S, header, saip_pe_header, "nonStandard-header", 0xA0, 0),
	A_OID(S, issuer, "issuerID", 0x81, 0),
	A_OCTETS(S, content, "content", 0x82, 0, 0, 0));
#undef S

A_SEQ(saip_end, "PE-End", ELEMENT,
	A_STRUCT(struct saip_end, header, saip_pe_header, "end-header", 0xA0, 0));
/* clang-format on */

const struct saip_pe saip_pes[] = {
	{ SAIP_PE_HEADER, "header", &saip_profile_header_type },
	{ SAIP_PE_GENERIC_FILE_MANAGEMENT, "genericFileManagement",
	  &saip_generic_file_management_type },
	{ SAIP_PE_PIN_CODES, "pinCodes", &saip_pin_codes_type },
	{ SAIP_PE_PUK_CODES, "pukCodes", &saip_puk_codes_type },
	{ SAIP_PE_AKA_PARAMETER, "akaParameter", &saip_aka_parameter_type },
	{ SAIP_PE_CDMA_PARAMETER, "cdmaParameter", &saip_cdma_parameter_type },
	{ SAIP_PE_SECURITY_DOMAIN, "securityDomain", &saip_security_domain_type },
	{ SAIP_PE_RFM, "rfm", &saip_rfm_type },
	{ SAIP_PE_APPLICATION, "application", &saip_application_type },
	{ SAIP_PE_NON_STANDARD, "nonStandard", &saip_non_standard_type },
	{ SAIP_PE_END, "end", &saip_end_type },
	{ 0, NULL, NULL },
};
