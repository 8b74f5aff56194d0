/*
 * Types shared by the interfaces of SGP.32: eIM configuration, notifications, small requests that
 * are also eIM commands. [SGP.32 2.11.1.1.1, 5.9.11, 5.9.17, 5.9.25, 5.14.7]
 *
 * Naming as in rsp_types.h; the prefix iot_ stands only where SGP.22 has a type of the same name.
 */
#ifndef ASN1_IOT_TYPES_H
#define ASN1_IOT_TYPES_H

#include "rsp_types.h"

/* EimIdType [SGP.32 2.11.1.1.1]. */
enum eim_id_type {
	EIM_ID_TYPE_OID = 1,
	EIM_ID_TYPE_FQDN = 2,
	EIM_ID_TYPE_PROPRIETARY = 3,
};

/* Bits of EimSupportedProtocol [SGP.32 2.11.1.1.1]. */
enum eim_supported_protocol {
	EIM_SUPPORTED_PROTOCOL_RETRIEVE_HTTPS = 1u << 0,
	EIM_SUPPORTED_PROTOCOL_RETRIEVE_COAPS = 1u << 1,
	EIM_SUPPORTED_PROTOCOL_INJECT_HTTPS = 1u << 2,
	EIM_SUPPORTED_PROTOCOL_INJECT_COAPS = 1u << 3,
	EIM_SUPPORTED_PROTOCOL_PROPRIETARY = 1u << 4,
};

/* setDefaultDpAddressResult of BF65 [SGP.32 5.9.25]. */
enum iot_set_default_dp_address_result {
	IOT_SET_DEFAULT_DP_ADDRESS_RESULT_OK = 0,
	IOT_SET_DEFAULT_DP_ADDRESS_RESULT_UNDEFINED = 127,
};

extern const struct asn1_name eim_id_type_names[], eim_supported_protocol_names[],
        iot_set_default_dp_address_result_names[];

/* SEQUENCE {}: a command without parameters. */
struct empty_sequence {
	char empty; /* unused: C has no empty struct */
};

/*
 * eimPublicKeyData and trustedPublicKeyDataTls: decode the RAW member of struct
 * eim_configuration_data with tag A5 or A6. The elements have the tag shown in place of the 30 of
 * SubjectPublicKeyInfo or Certificate. Bare: some platforms leave out the inner tag; the element is
 * then a Certificate or a SubjectPublicKeyInfo. Never written by us.
 */
enum {
	EIM_PUBLIC_KEY_DATA_PUBLIC_KEY = 1,
	EIM_PUBLIC_KEY_DATA_CERTIFICATE,
	EIM_PUBLIC_KEY_DATA_BARE,
};
struct eim_public_key_data {
	uint32_t which;
	struct span public_key;  /* whole element A0 */
	struct span certificate; /* whole element A1 */
	struct span bare;        /* whole element 30 */
};

/* EimConfigurationData [SGP.32 2.11.1.1.1]: all but eim_id is optional. */
struct eim_configuration_data {
	struct span eim_id; /* 1..128 octets */
	struct span eim_fqdn;
	struct asn1_uint eim_id_type;
	struct asn1_int counter_value;
	struct asn1_int association_token;       /* -1 in a request: the eUICC makes one */
	struct span eim_public_key_data;         /* whole element A5, struct eim_public_key_data */
	struct span trusted_public_key_data_tls; /* whole element A6, struct eim_public_key_data */
	struct asn1_bits eim_supported_protocol;
	struct span euicc_ci_pkid;      /* SubjectKeyIdentifier */
	bool indirect_profile_download; /* from v1.1 on */
	/* v1.3: whole element AA */
	struct span esipa_proprietary_protocol_information;
};

/*
 * ConfigureImmediateProfileEnablingRequest, BF59 [SGP.32 5.9.17], and configureImmediateEnable of
 * Psmo. All optional; the names in v1.0.1 are autoEnableFlag, smdpOid, smdpAddress.
 */
struct configure_immediate_profile_enabling_request {
	bool immediate_enable_flag;
	struct span default_smdp_oid;
	struct span default_smdp_address;
};

/* SetDefaultDpAddressRequest, BF65 [SGP.32 5.9.25], also a Psmo. From v1.1 on. */
struct iot_set_default_dp_address_request {
	struct span default_dp_address;
};

/* SetDefaultDpAddressResponse, BF65 [SGP.32 5.9.25], also a result of a Psmo. */
struct iot_set_default_dp_address_response {
	struct asn1_uint set_default_dp_address_result; /* enum iot_set_default_dp_address_result */
};

/* searchCriteria of RetrieveNotificationsListRequest, and of IpaEuiccDataRequest in v1.0.1. */
enum {
	IOT_NOTIFICATION_SEARCH_CRITERIA_SEQ_NUMBER = 1,
	IOT_NOTIFICATION_SEARCH_CRITERIA_PROFILE_MANAGEMENT_OPERATION,
	IOT_NOTIFICATION_SEARCH_CRITERIA_EUICC_PACKAGE_RESULTS,
};
struct iot_notification_search_criteria {
	uint32_t which;
	struct asn1_uint seq_number;
	struct asn1_bits profile_management_operation; /* enum notification_event */
	bool euicc_package_results;
};

/*
 * PendingNotification [SGP.32 5.14.7]: the alternatives are kept as they were signed. The eUICC
 * makes the first two, an IPA the compact ones (iot_download.h).
 */
enum {
	IOT_PENDING_NOTIFICATION_PROFILE_INSTALLATION_RESULT = 1,
	IOT_PENDING_NOTIFICATION_OTHER_SIGNED_NOTIFICATION,
	IOT_PENDING_NOTIFICATION_COMPACT_PROFILE_INSTALLATION_RESULT,
	IOT_PENDING_NOTIFICATION_COMPACT_OTHER_SIGNED_NOTIFICATION,
};
struct iot_pending_notification {
	uint32_t which;
	struct span profile_installation_result; /* whole element BF37 */
	struct span other_signed_notification;   /* whole element 30 */
	/* whole element A0, struct compact_profile_installation_result */
	struct span compact_profile_installation_result;
	/* whole element A1, struct compact_other_signed_notification */
	struct span compact_other_signed_notification;
};

/* EuiccPackageResult as element of a list: kept as it was signed. */
struct stored_euicc_package_result {
	struct span euicc_package_result; /* whole element BF51, struct euicc_package_result */
};

extern const struct asn1_type empty_sequence_type, eim_public_key_data_type,
        eim_configuration_data_type, configure_immediate_profile_enabling_request_type,
        iot_set_default_dp_address_request_type, iot_set_default_dp_address_response_type,
        iot_notification_search_criteria_type, iot_pending_notification_type,
        stored_euicc_package_result_type;

#endif
