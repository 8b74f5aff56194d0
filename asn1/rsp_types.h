/*
 * Types shared by the interfaces of SGP.22 v2 and by SGP.32: eUICC information, profile metadata,
 * notifications, device information. [SGP.22 4.2, 5.4.1, 5.5.2, 5.5.3, 5.7.1,
 * 5.7.8 to 5.7.10, 5.7.15; SGP.32 5.9.1, 5.9.2]
 *
 * Struct and member names are the snake_case of the names in the ASN.1 module; every struct S is
 * described by the table S_type, every list of named values E by E_names. Tables are supersets:
 * components that later SGP.22 v2 versions or SGP.32 added are optional rows.
 */
#ifndef ASN1_RSP_TYPES_H
#define ASN1_RSP_TYPES_H

#include "asn1.h"

/* IconType, tag 93. */
enum icon_type { ICON_TYPE_JPG = 0, ICON_TYPE_PNG = 1 };

/* ProfileState, tag 9F70. */
enum profile_state { PROFILE_STATE_DISABLED = 0, PROFILE_STATE_ENABLED = 1 };

/* ProfileClass, tag 95. */
enum profile_class {
	PROFILE_CLASS_TEST = 0,
	PROFILE_CLASS_PROVISIONING = 1,
	PROFILE_CLASS_OPERATIONAL = 2,
};

/* Bits of NotificationEvent. */
enum notification_event {
	NOTIFICATION_EVENT_INSTALL = 1u << 0,
	NOTIFICATION_EVENT_ENABLE = 1u << 1,
	NOTIFICATION_EVENT_DISABLE = 1u << 2,
	NOTIFICATION_EVENT_DELETE = 1u << 3,
};

/* Bits of PprIds: update control, PPR1 (must not be disabled), PPR2 (must not be deleted). */
enum ppr_ids {
	PPR_UPDATE_CONTROL = 1u << 0,
	PPR_1 = 1u << 1,
	PPR_2 = 1u << 2,
};

/* Bits of RspCapability; those from bit 19 on come with SGP.22 v3 and SGP.32. */
enum rsp_capability {
	RSP_CAPABILITY_ADDITIONAL_PROFILE = 1u << 0,
	RSP_CAPABILITY_CRL_SUPPORT = 1u << 1,
	RSP_CAPABILITY_RPM_SUPPORT = 1u << 2,
	RSP_CAPABILITY_TEST_PROFILE_SUPPORT = 1u << 3,
	RSP_CAPABILITY_DEVICE_INFO_EXTENSIBILITY_SUPPORT = 1u << 4,
	RSP_CAPABILITY_SERVICE_SPECIFIC_DATA_SUPPORT = 1u << 5,
	RSP_CAPABILITY_EUICC_OS_UPDATE_SUPPORT = 1u << 19,
	RSP_CAPABILITY_IOT_SPECIFIC_METADATA_SUPPORT = 1u << 26,
	RSP_CAPABILITY_MSL_CHECK_SUPPORT = 1u << 27,
	RSP_CAPABILITY_RSP_SERVER_TEST_ALLOWLIST_SUPPORT = 1u << 28,
};

/* Bits of UICCCapability. */
enum uicc_capability {
	UICC_CAPABILITY_CONTACTLESS_SUPPORT = 1u << 0,
	UICC_CAPABILITY_USIM_SUPPORT = 1u << 1,
	UICC_CAPABILITY_ISIM_SUPPORT = 1u << 2,
	UICC_CAPABILITY_CSIM_SUPPORT = 1u << 3,
	UICC_CAPABILITY_AKA_MILENAGE = 1u << 4,
	UICC_CAPABILITY_AKA_CAVE = 1u << 5,
	UICC_CAPABILITY_AKA_TUAK128 = 1u << 6,
	UICC_CAPABILITY_AKA_TUAK256 = 1u << 7,
	UICC_CAPABILITY_USIM_TEST_ALGORITHM = 1u << 8,
	UICC_CAPABILITY_RFU2 = 1u << 9,
	UICC_CAPABILITY_GBA_AUTHEN_USIM = 1u << 10,
	UICC_CAPABILITY_GBA_AUTHEN_ISIM = 1u << 11,
	UICC_CAPABILITY_MBMS_AUTHEN_USIM = 1u << 12,
	UICC_CAPABILITY_EAP_CLIENT = 1u << 13,
	UICC_CAPABILITY_JAVACARD = 1u << 14,
	UICC_CAPABILITY_MULTOS = 1u << 15,
	UICC_CAPABILITY_MULTIPLE_USIM_SUPPORT = 1u << 16,
	UICC_CAPABILITY_MULTIPLE_ISIM_SUPPORT = 1u << 17,
	UICC_CAPABILITY_MULTIPLE_CSIM_SUPPORT = 1u << 18,
	UICC_CAPABILITY_BER_TLV_FILE_SUPPORT = 1u << 19,
	UICC_CAPABILITY_DF_LINK_SUPPORT = 1u << 20,
	UICC_CAPABILITY_CAT_TP = 1u << 21,
	UICC_CAPABILITY_GET_IDENTITY = 1u << 22,
	UICC_CAPABILITY_PROFILE_A_X25519 = 1u << 23,
	UICC_CAPABILITY_PROFILE_B_P256 = 1u << 24,
	UICC_CAPABILITY_SUCI_CALCULATOR_API = 1u << 25,
	UICC_CAPABILITY_DNS_RESOLUTION = 1u << 26,
	UICC_CAPABILITY_SCP11AC = 1u << 27,
	UICC_CAPABILITY_SCP11C_AUTHORIZATION_MECHANISM = 1u << 28,
	UICC_CAPABILITY_S16MODE = 1u << 29,
	UICC_CAPABILITY_EAKA = 1u << 30,
	UICC_CAPABILITY_IOTMINIMAL = 1u << 31,
};

/* euiccCategory of EUICCInfo2. */
enum euicc_category {
	EUICC_CATEGORY_OTHER = 0,
	EUICC_CATEGORY_BASIC_EUICC = 1,
	EUICC_CATEGORY_MEDIUM_EUICC = 2,
	EUICC_CATEGORY_CONTACTLESS_EUICC = 3,
};

/* Bits of treProperties of EUICCInfo2. */
enum tre_properties {
	TRE_PROPERTIES_IS_DISCRETE = 1u << 0,
	TRE_PROPERTIES_IS_INTEGRATED = 1u << 1,
	TRE_PROPERTIES_USES_REMOTE_MEMORY = 1u << 2,
};

/* IpaMode of EUICCInfo2 [SGP.32]. */
enum ipa_mode { IPA_MODE_IPAD = 0, IPA_MODE_IPAE = 1 };

/* Bits of lpaeSupport in the application template of the ISD-R. */
enum lpae_support {
	LPAE_SUPPORT_LPAE_USING_CAT = 1u << 0,
	LPAE_SUPPORT_LPAE_USING_SCWS = 1u << 1,
};

/* Bits of euiccConfiguration in the IoT application template of the ISD-R [SGP.32]. */
enum euicc_configuration {
	EUICC_CONFIGURATION_IPAE_SUPPORTED = 1u << 0,
	EUICC_CONFIGURATION_ENABLED_PROFILE = 1u << 1,
};

extern const struct asn1_name icon_type_names[], profile_state_names[], profile_class_names[],
        notification_event_names[], ppr_ids_names[], rsp_capability_names[],
        uicc_capability_names[], euicc_category_names[], tre_properties_names[], ipa_mode_names[],
        lpae_support_names[], euicc_configuration_names[];

/* SubjectKeyIdentifier as element of a list, tag 04. */
struct key_identifier {
	struct span value;
};

/* VersionType (major, minor, revision: 3 octets) as element of a list, tag 04. */
struct version_type {
	struct span value;
};

/* EUICCInfo1, BF20 [SGP.22 5.7.8]. The lists hold struct key_identifier. */
struct euicc_info1 {
	struct span svn;
	struct asn1_list euicc_ci_pkid_list_for_verification;
	struct asn1_list euicc_ci_pkid_list_for_signing;
};

/* CertificationDataObject [SGP.22 5.7.8]. */
struct certification_data_object {
	struct span platform_label;
	struct span discovery_base_url;
};

/* IoTSpecificInfo [SGP.32]. iot_version holds struct version_type. */
struct iot_specific_info {
	struct asn1_list iot_version;
	bool ecall_supported;
	bool fallback_supported;
	bool fallback_allowed_update_supported; /* SGP.32 v1.3 */
};

/* EUICCInfo2, BF22 [SGP.22 5.7.8, SGP.32]. Versions are 3 octets each. */
struct euicc_info2 {
	struct span profile_version;
	struct span svn;
	struct span euicc_firmware_ver;
	struct span ext_card_resource; /* TLVs of ETSI TS 102 226 */
	struct asn1_bits uicc_capability;
	struct span ts102241_version;       /* optional */
	struct span globalplatform_version; /* optional */
	struct asn1_bits rsp_capability;
	struct asn1_list euicc_ci_pkid_list_for_verification; /* of struct key_identifier */
	struct asn1_list euicc_ci_pkid_list_for_signing;      /* of struct key_identifier */
	struct asn1_uint euicc_category;                      /* optional */
	struct asn1_bits forbidden_profile_policy_rules;      /* optional */
	struct span pp_version;
	struct span sas_acreditation_number;
	struct certification_data_object *certification_data_object; /* optional */
	struct asn1_bits tre_properties;                             /* optional */
	struct span tre_product_reference;                           /* optional */
	/* of struct version_type, optional */
	struct asn1_list additional_euicc_profile_package_versions;
	struct asn1_uint ipa_mode;                          /* SGP.32 */
	struct asn1_list euicc_ci_pkid_list_for_signing_v3; /* of struct key_identifier, optional */
	struct span additional_euicc_info;                  /* optional */
	struct span highest_svn;                            /* optional */
	struct iot_specific_info *iot_specific_info;        /* SGP.32 */
	struct span euicc_minimum_security_level; /* SGP.32 v1.3; value octets, optional */
};

/* DeviceCapabilities [SGP.22 4.2]: versions (3 octets), all optional. */
struct device_capabilities {
	struct span gsm_supported_release;
	struct span utran_supported_release;
	struct span cdma2000onex_supported_release;
	struct span cdma2000hrpd_supported_release;
	struct span cdma2000ehrpd_supported_release;
	struct span eutran_epc_supported_release;
	struct span contactless_supported_release;
	struct span rsp_crl_supported_version;
	struct span nr_epc_supported_release;
	struct span nr5gc_supported_release;
	struct span eutran5gc_supported_release;
	struct span lpa_svn;
	/* BIT STRING value octets, the count of unused bits first; the classes have no names. */
	struct span cat_supported_classes;
	struct asn1_uint euicc_form_factor_type;
	struct span device_additional_feature_support; /* whole element */
};

/* DeviceInfo [SGP.22 4.2]. tac 4 octets, imei 8 octets (optional). */
struct device_info {
	struct span tac;
	struct device_capabilities *device_capabilities;
	struct span imei;
};

/* OperatorId [SGP.22 5.7.15]: profile owner, or a row's operator in the Rules Authorisation Table.
 * An absent gid is not an empty one. */
struct operator_id {
	struct span mcc_mnc; /* 3 octets as in 3GPP TS 24.008 */
	struct span gid1;    /* optional */
	struct span gid2;    /* optional */
};

/* NotificationConfigurationInformation [SGP.22 5.5.3]. */
struct notification_configuration_information {
	struct asn1_bits profile_management_operation; /* enum notification_event */
	struct span notification_address;              /* FQDN */
};

/* DpProprietaryData, B8 [SGP.22 5.5.2]. Only the first component is known; messages carry the
 * whole element as RAW because the SM-DP+ may add data of its own, which has to be kept. */
struct dp_proprietary_data {
	struct span dp_oid;
};

/* ProfileInfo, E3 [SGP.22 5.7.15, SGP.32]. Everything is optional: the caller asks by tag. */
struct profile_info {
	struct span iccid;    /* 10 octets, nibbles swapped as in EF.ICCID */
	struct span isdp_aid; /* 1..16 octets */
	struct asn1_uint profile_state;
	struct span profile_nickname;
	struct span service_provider_name;
	struct span profile_name;
	struct asn1_uint icon_type;
	struct span icon;
	struct asn1_uint profile_class;
	/* of struct notification_configuration_information */
	struct asn1_list notification_configuration_info;
	struct operator_id *profile_owner;
	struct span dp_proprietary_data; /* whole element B8 */
	struct asn1_bits profile_policy_rules;
	struct span service_specific_data_stored_in_euicc; /* whole element BF22 */
	struct span ref_ar_do;                             /* whole element BF76 */
	struct asn1_bool ecall_indication;                 /* SGP.32 */
	struct asn1_bool fallback_attribute;               /* SGP.32; absent means false */
	struct asn1_bool fallback_allowed;                 /* SGP.32 */
	struct span iot_specific_profile_info;             /* SGP.32 v1.3: whole element BF64 */
};

/* StoreMetadataRequest, BF25 [SGP.22 5.5.3, SGP.32]. */
struct store_metadata_request {
	struct span iccid;
	struct span service_provider_name;
	struct span profile_name;
	struct asn1_uint icon_type;     /* optional */
	struct span icon;               /* optional, only together with icon_type */
	struct asn1_uint profile_class; /* default operational */
	/* of struct notification_configuration_information, optional */
	struct asn1_list notification_configuration_info;
	struct operator_id *profile_owner;                     /* optional */
	struct asn1_bits profile_policy_rules;                 /* optional */
	struct span service_specific_data_stored_in_euicc;     /* whole element BF22, optional */
	struct span service_specific_data_not_stored_in_euicc; /* whole element BF23, optional */
	struct asn1_bool ecall_indication;                     /* SGP.32, optional */
	struct asn1_bool fallback_allowed;                     /* SGP.32, optional */
	struct span iot_specific_metadata; /* SGP.32 v1.3: whole element BF64, optional */
};

/* UpdateMetadataRequest, BF2A [SGP.22 5.4.1, SGP.32]: only what is to change is present. */
struct update_metadata_request {
	struct span service_provider_name;
	struct span profile_name;
	struct asn1_uint icon_type;
	struct span icon;
	struct asn1_bits profile_policy_rules;
	struct span service_specific_data_stored_in_euicc; /* whole element BF22 */
	struct asn1_bool fallback_allowed;                 /* SGP.32 v1.3 */
};

/* NotificationMetadata, BF2F [SGP.22 5.7.9]. */
struct notification_metadata {
	struct asn1_uint seq_number;
	struct asn1_bits profile_management_operation; /* exactly one bit */
	struct span notification_address;              /* FQDN */
	struct span iccid;                             /* optional */
};

/* PendingNotification [SGP.22 5.7.10]: the alternatives are kept as they were signed. */
enum {
	PENDING_NOTIFICATION_PROFILE_INSTALLATION_RESULT = 1,
	PENDING_NOTIFICATION_OTHER_SIGNED_NOTIFICATION,
};
struct pending_notification {
	uint32_t which;
	struct span profile_installation_result; /* whole element BF37 */
	struct span other_signed_notification;   /* whole element 30 */
};

/* OtherSignedNotification, 30 [SGP.22 5.7.10]. */
struct other_signed_notification {
	struct span tbs_other_notification; /* whole element BF2F, struct notification_metadata */
	struct span euicc_notification_signature;
	struct span euicc_certificate; /* whole element */
	struct span eum_certificate;   /* whole element */
};

/* ISDRProprietaryApplicationTemplate, E0 in the FCI of the ISD-R [SGP.22 5.7.1]. */
struct isdr_proprietary_application_template {
	struct span svn;
	struct asn1_bits lpae_support; /* optional */
};

/* ISDRProprietaryApplicationTemplateIoT, E1 in the FCI of the ISD-R [SGP.32 5.9.1]. */
struct isdr_proprietary_application_template_iot {
	struct asn1_bits euicc_configuration;
};

extern const struct asn1_type key_identifier_type, version_type_type, euicc_info1_type,
        certification_data_object_type, iot_specific_info_type, euicc_info2_type,
        device_capabilities_type, device_info_type, operator_id_type,
        notification_configuration_information_type, dp_proprietary_data_type, profile_info_type,
        store_metadata_request_type, update_metadata_request_type, notification_metadata_type,
        pending_notification_type, other_signed_notification_type,
        isdr_proprietary_application_template_type, isdr_proprietary_application_template_iot_type;

#endif
