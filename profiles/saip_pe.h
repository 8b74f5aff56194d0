/*
 * Profile elements as messages: C structs and the tables that describe them, all but the elements
 * that consist of template files (these are in templates.h) [TCA Interoperable Profile Package 3.3,
 * annex A: PEDefinitions].
 */
#ifndef PROFILES_SAIP_PE_H
#define PROFILES_SAIP_PE_H

#include "asn1/asn1.h"

/* Tags of the ProfileElement alternatives that are no template files. */
enum saip_pe_tag {
	SAIP_PE_HEADER = 0xA0,
	SAIP_PE_GENERIC_FILE_MANAGEMENT = 0xA1,
	SAIP_PE_PIN_CODES = 0xA2,
	SAIP_PE_PUK_CODES = 0xA3,
	SAIP_PE_AKA_PARAMETER = 0xA4,
	SAIP_PE_CDMA_PARAMETER = 0xA5,
	SAIP_PE_SECURITY_DOMAIN = 0xA6,
	SAIP_PE_RFM = 0xA7,
	SAIP_PE_APPLICATION = 0xA8,
	SAIP_PE_NON_STANDARD = 0xA9,
	SAIP_PE_END = 0xAA,
};

/* Numbers of the components of ServicesList, as bits of a mask. */
enum saip_service {
	SAIP_CONTACTLESS,
	SAIP_USIM,
	SAIP_ISIM,
	SAIP_CSIM,
	SAIP_MILENAGE,
	SAIP_TUAK128,
	SAIP_CAVE,
	SAIP_GBA_USIM,
	SAIP_GBA_ISIM,
	SAIP_MBMS,
	SAIP_EAP,
	SAIP_JAVACARD,
	SAIP_MULTOS,
	SAIP_MULTIPLE_USIM,
	SAIP_MULTIPLE_ISIM,
	SAIP_MULTIPLE_CSIM,
	SAIP_TUAK256,
	SAIP_USIM_TEST_ALGORITHM,
	SAIP_BER_TLV,
	SAIP_DF_LINK,
	SAIP_CAT_TP,
	SAIP_GET_IDENTITY,
	SAIP_PROFILE_A_X25519,
	SAIP_PROFILE_B_P256,
	SAIP_SUCI_CALCULATOR_API,
	SAIP_DNS_RESOLUTION,
	SAIP_SCP11AC,
	SAIP_SCP11C_AUTHORIZATION,
	SAIP_S16MODE,
	SAIP_EAKA,
	SAIP_SERVICES,
};

/* Defaults of INTEGER components. */
enum { SAIP_PIN_ATTRIBUTES = 7, SAIP_PIN_TRIES = 0x33, SAIP_PUK_TRIES = 0xAA };

/* Sequence of identifiers or octets: one span an item. */
struct saip_octets {
	struct span v;
};

/* The first component of every element but the profile header. */
struct saip_pe_header {
	bool mandated;
	struct asn1_uint identification;
};

struct saip_services {
	bool has[SAIP_SERVICES];
};

struct saip_mandatory_aid {
	struct span aid, version;
};

struct saip_iot_options {
	struct span pix;
};

struct saip_profile_header {
	struct asn1_uint major, minor;
	struct span profile_type, iccid, pol;
	struct saip_services *services;
	struct asn1_list templates; /* of struct saip_octets: object identifiers */
	struct span connectivity_parameters;
	struct asn1_list aids; /* of struct saip_mandatory_aid */
	struct saip_iot_options *iot_options;
};

struct saip_proprietary_info {
	struct span special_information; /* DEFAULT '00' */
	struct span fill_pattern, repeat_pattern;
	struct span file_details; /* DEFAULT '01' */
	struct span maximum_file_size;
};

struct saip_fcp {
	struct span file_descriptor, file_id, df_name;
	struct span lcsi; /* DEFAULT '05' */
	struct span security_attributes, ef_file_size, pin_status_template, short_efid;
	struct saip_proprietary_info *proprietary;
	struct span link_path;
};

/* One step of a File of a template. */
struct saip_file_item {
	uint32_t which;
	bool do_not_create;
	struct saip_fcp *fcp;
	struct asn1_uint offset;
	struct span content;
};
enum { SAIP_TAG_FILL_CONTENT = 0x83 };
enum { SAIP_ITEM_DO_NOT_CREATE = 1, SAIP_ITEM_FCP, SAIP_ITEM_OFFSET, SAIP_ITEM_CONTENT };

/* One step of generic file management. */
struct saip_file_command {
	uint32_t which;
	struct span path;
	struct saip_fcp *fcp;
	struct asn1_uint offset;
	struct span content;
};
enum { SAIP_TAG_COMMAND_CONTENT = 0x81 };
enum { SAIP_COMMAND_PATH = 1, SAIP_COMMAND_FCP, SAIP_COMMAND_OFFSET, SAIP_COMMAND_CONTENT };

struct saip_file_commands {
	struct asn1_list commands; /* of struct saip_file_command */
};

struct saip_generic_file_management {
	struct saip_pe_header *header;
	struct asn1_list groups; /* of struct saip_file_commands */
};

struct saip_pin_configuration {
	struct asn1_uint reference;
	struct span value;
	struct asn1_uint unblock_reference, attributes, tries;
};

struct saip_pin_configurations {
	uint32_t which;
	struct asn1_list pins; /* of struct saip_pin_configuration */
	struct span path;
};
enum { SAIP_PINS_OWN = 1, SAIP_PINS_SHARED };

struct saip_pin_codes {
	struct saip_pe_header *header;
	struct saip_pin_configurations *pins;
};

struct saip_puk_configuration {
	struct asn1_uint reference;
	struct span value;
	struct asn1_uint tries;
};

struct saip_puk_codes {
	struct saip_pe_header *header;
	struct asn1_list puks; /* of struct saip_puk_configuration */
};

struct saip_mapping {
	struct span options, source;
};

struct saip_algorithm {
	struct asn1_uint id;
	struct span options, key, opc;
	struct span rotation;  /* DEFAULT '4000204060' */
	struct span constants; /* DEFAULT 0, 1, 2, 4, 8 as five blocks of 16 octets */
	struct span counter_max;
	struct asn1_uint keccak_rounds;
};

struct saip_algorithm_configuration {
	uint32_t which;
	struct saip_mapping *mapping;
	struct saip_algorithm *algorithm;
};
enum { SAIP_ALGORITHM_MAPPED = 1, SAIP_ALGORITHM_OWN };

struct saip_aka_parameter {
	struct saip_pe_header *header;
	struct saip_algorithm_configuration *configuration;
	struct span sqn_options;              /* DEFAULT '02' */
	struct span sqn_delta, sqn_age_limit; /* DEFAULT '000010000000' */
	struct asn1_list sqn_init; /* of struct saip_octets; none: the DEFAULT, 32 of zero */
};

struct saip_cdma_parameter {
	struct saip_pe_header *header;
	struct span authentication_key, ssd, hrpd, simple_ip, mobile_ip;
};

struct saip_contactless_parameters {
	struct span protocol_data;
};

struct saip_system_parameters {
	struct span volatile_quota, non_volatile_quota, global_service, implicit_selection;
	struct span volatile_reserved, non_volatile_reserved, sim_toolkit;
	struct saip_contactless_parameters *contactless;
	struct span contactless_protocol, user_interaction;
	struct span granted_volatile, granted_non_volatile;
};

struct saip_uicc_parameters {
	struct span toolkit, access, admin_access;
};

struct saip_control_reference {
	struct span provider;
};

struct saip_instance {
	struct span package_aid, class_aid, instance_aid, security_domain_aid;
	struct span privileges;
	struct span life_cycle; /* DEFAULT '07' */
	struct span parameters;
	struct saip_system_parameters *system;
	struct saip_uicc_parameters *uicc;
	struct asn1_list process_data; /* of struct saip_octets */
	struct saip_control_reference *control_reference;
};

struct saip_key_component {
	struct span type, data;
	struct asn1_uint mac_length;
};

struct saip_key {
	struct span usage;
	struct span access; /* DEFAULT '00' */
	struct span identifier, version, counter;
	struct asn1_list components; /* of struct saip_key_component */
};

struct saip_open_personalisation {
	struct span restrict_parameter, contactless;
};

struct saip_cat_tp {
	struct asn1_uint max_sdu, max_pdu;
};

struct saip_security_domain {
	struct saip_pe_header *header;
	struct saip_instance *instance;
	struct asn1_list keys;                 /* of struct saip_key */
	struct asn1_list personalisation_data; /* of struct saip_octets */
	struct saip_open_personalisation *open;
	struct saip_cat_tp *cat_tp;
};

struct saip_adf_access {
	struct span aid, access, admin_access;
};

struct saip_rfm {
	struct saip_pe_header *header;
	struct span instance_aid, security_domain_aid;
	struct asn1_list tars; /* of struct saip_octets */
	struct span security_level, access, admin_access;
	struct saip_adf_access *adf;
};

struct saip_load_package {
	struct span package_aid, security_domain_aid;
	struct span non_volatile_code, volatile_data, non_volatile_data, hash, load_block;
};

struct saip_application {
	struct saip_pe_header *header;
	struct saip_load_package *load_block;
	struct asn1_list instances; /* of struct saip_instance */
};

struct saip_non_standard {
	struct saip_pe_header *header;
	struct span issuer, content;
};

struct saip_end {
	struct saip_pe_header *header;
};

/* Tables of the structs above. */
extern const struct asn1_type saip_pe_header_type;
extern const struct asn1_type saip_profile_header_type;
extern const struct asn1_type saip_fcp_type;
extern const struct asn1_type saip_file_item_type;
extern const struct asn1_type saip_file_command_type;
extern const struct asn1_type saip_generic_file_management_type;
extern const struct asn1_type saip_pin_codes_type;
extern const struct asn1_type saip_puk_codes_type;
extern const struct asn1_type saip_aka_parameter_type;
extern const struct asn1_type saip_cdma_parameter_type;
extern const struct asn1_type saip_security_domain_type;
extern const struct asn1_type saip_rfm_type;
extern const struct asn1_type saip_application_type;
extern const struct asn1_type saip_non_standard_type;
extern const struct asn1_type saip_end_type;

/* One alternative of ProfileElement that a table describes. */
struct saip_pe {
	uint32_t tag;
	const char *name; /* of the alternative in the ASN.1 module */
	const struct asn1_type *type;
};

/* All of them, in the order of their tags; the array ends with type == NULL. */
extern const struct saip_pe saip_pes[];

#endif
