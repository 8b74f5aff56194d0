/*
 * Tables of the types shared by the interfaces of SGP.22 v2 and by SGP.32.
 * [SGP.22 4.2, 5.4.1, 5.5.2, 5.5.3, 5.7.1, 5.7.8 to 5.7.10, 5.7.15; SGP.32 5.9.1, 5.9.2]
 *
 * A SEQUENCE or CHOICE with at least one written tag has no automatic tags: its other components
 * keep their universal ones [X.680 25], e.g. ppVersion of EUICCInfo2.
 */
#include "asn1/rsp_types.h"

const struct asn1_name icon_type_names[] = {
	{ ICON_TYPE_JPG, "jpg" },
	{ ICON_TYPE_PNG, "png" },
	{ 0, NULL },
};

const struct asn1_name profile_state_names[] = {
	{ PROFILE_STATE_DISABLED, "disabled" },
	{ PROFILE_STATE_ENABLED, "enabled" },
	{ 0, NULL },
};

const struct asn1_name profile_class_names[] = {
	{ PROFILE_CLASS_TEST, "test" },
	{ PROFILE_CLASS_PROVISIONING, "provisioning" },
	{ PROFILE_CLASS_OPERATIONAL, "operational" },
	{ 0, NULL },
};

const struct asn1_name notification_event_names[] = {
	{ 0, "notificationInstall" },
	{ 1, "notificationEnable" },
	{ 2, "notificationDisable" },
	{ 3, "notificationDelete" },
	{ 0, NULL },
};

const struct asn1_name ppr_ids_names[] = {
	{ 0, "pprUpdateControl" },
	{ 1, "ppr1" },
	{ 2, "ppr2" },
	{ 0, NULL },
};

const struct asn1_name rsp_capability_names[] = {
	{ 0, "additionalProfile" },
	{ 1, "crlSupport" },
	{ 2, "rpmSupport" },
	{ 3, "testProfileSupport" },
	{ 4, "deviceInfoExtensibilitySupport" },
	{ 5, "serviceSpecificDataSupport" },
	{ 19, "euiccOsUpdateSupport" },
	{ 26, "iotSpecificMetadataSupport" },
	{ 27, "mslCheckSupport" },
	{ 28, "rspServerTestAllowlistSupport" },
	{ 0, NULL },
};

const struct asn1_name uicc_capability_names[] = {
	{ 0, "contactlessSupport" },
	{ 1, "usimSupport" },
	{ 2, "isimSupport" },
	{ 3, "csimSupport" },
	{ 4, "akaMilenage" },
	{ 5, "akaCave" },
	{ 6, "akaTuak128" },
	{ 7, "akaTuak256" },
	{ 8, "usimTestAlgorithm" },
	{ 9, "rfu2" },
	{ 10, "gbaAuthenUsim" },
	{ 11, "gbaAuthenISim" },
	{ 12, "mbmsAuthenUsim" },
	{ 13, "eapClient" },
	{ 14, "javacard" },
	{ 15, "multos" },
	{ 16, "multipleUsimSupport" },
	{ 17, "multipleIsimSupport" },
	{ 18, "multipleCsimSupport" },
	{ 19, "berTlvFileSupport" },
	{ 20, "dfLinkSupport" },
	{ 21, "catTp" },
	{ 22, "getIdentity" },
	{ 23, "profile-a-x25519" },
	{ 24, "profile-b-p256" },
	{ 25, "suciCalculatorApi" },
	{ 26, "dns-resolution" },
	{ 27, "scp11ac" },
	{ 28, "scp11c-authorization-mechanism" },
	{ 29, "s16mode" },
	{ 30, "eaka" },
	{ 31, "iotminimal" },
	{ 0, NULL },
};

const struct asn1_name euicc_category_names[] = {
	{ EUICC_CATEGORY_OTHER, "other" },
	{ EUICC_CATEGORY_BASIC_EUICC, "basicEuicc" },
	{ EUICC_CATEGORY_MEDIUM_EUICC, "mediumEuicc" },
	{ EUICC_CATEGORY_CONTACTLESS_EUICC, "contactlessEuicc" },
	{ 0, NULL },
};

const struct asn1_name tre_properties_names[] = {
	{ 0, "isDiscrete" },
	{ 1, "isIntegrated" },
	{ 2, "usesRemoteMemory" },
	{ 0, NULL },
};

const struct asn1_name ipa_mode_names[] = {
	{ IPA_MODE_IPAD, "ipad" },
	{ IPA_MODE_IPAE, "ipae" },
	{ 0, NULL },
};

const struct asn1_name lpae_support_names[] = {
	{ 0, "lpaeUsingCat" },
	{ 1, "lpaeUsingScws" },
	{ 0, NULL },
};

const struct asn1_name euicc_configuration_names[] = {
	{ 0, "ipaeSupported" },
	{ 1, "enabledProfile" },
	{ 0, NULL },
};

/* clang-format off */
A_ELEM(key_identifier, "SubjectKeyIdentifier", "RFC 5280 4.2.1.2",
	A_OCTETS(struct key_identifier, value, "SubjectKeyIdentifier", 0x04, 0, 0, 0));

A_ELEM(version_type, "VersionType", "SGP.22 5.7.8",
	A_OCTETS(struct version_type, value, "VersionType", 0x04, 0, 3, 3));

A_SEQ(euicc_info1, "EUICCInfo1", "SGP.22 5.7.8",
	A_OCTETS(struct euicc_info1, svn, "svn", 0x82, 0, 3, 3),
	A_LIST(struct euicc_info1, euicc_ci_pkid_list_for_verification, key_identifier,
	       "euiccCiPKIdListForVerification", 0xA9, 0, 0),
	A_LIST(struct euicc_info1, euicc_ci_pkid_list_for_signing, key_identifier,
	       "euiccCiPKIdListForSigning", 0xAA, 0, 0));

A_SEQ(certification_data_object, "CertificationDataObject", "SGP.22 5.7.8",
	A_UTF8(struct certification_data_object, platform_label, "platformLabel", 0x80, 0, 0, 0),
	A_UTF8(struct certification_data_object, discovery_base_url,
	       "discoveryBaseURL", 0x81, 0, 0, 0));

A_SEQ(iot_specific_info, "IoTSpecificInfo", "SGP.32 5.9.2",
	A_LIST(struct iot_specific_info, iot_version, version_type, "iotVersion", 0xA0, 0, 0),
	A_NULL(struct iot_specific_info, ecall_supported, "ecallSupported", 0x81, ASN1_OPT),
	A_NULL(struct iot_specific_info, fallback_supported, "fallbackSupported", 0x82, ASN1_OPT),
	A_NULL(struct iot_specific_info, fallback_allowed_update_supported,
	       "fallbackAllowedUpdateSupported", 0x83, ASN1_OPT));

A_SEQ(euicc_info2, "EUICCInfo2", "SGP.22 5.7.8, SGP.32 5.9.2",
	A_OCTETS(struct euicc_info2, profile_version, "profileVersion", 0x81, 0, 3, 3),
	A_OCTETS(struct euicc_info2, svn, "svn", 0x82, 0, 3, 3),
	A_OCTETS(struct euicc_info2, euicc_firmware_ver, "euiccFirmwareVer", 0x83, 0, 3, 3),
	A_OCTETS(struct euicc_info2, ext_card_resource, "extCardResource", 0x84, 0, 0, 0),
	A_BITS(struct euicc_info2, uicc_capability,
	       "uiccCapability", 0x85, 0, uicc_capability_names),
	A_OCTETS(struct euicc_info2, ts102241_version, "ts102241Version", 0x86, ASN1_OPT, 3, 3),
	A_OCTETS(struct euicc_info2, globalplatform_version,
	         "globalplatformVersion", 0x87, ASN1_OPT, 3, 3),
	A_BITS(struct euicc_info2, rsp_capability, "rspCapability", 0x88, 0, rsp_capability_names),
	A_LIST(struct euicc_info2, euicc_ci_pkid_list_for_verification, key_identifier,
	       "euiccCiPKIdListForVerification", 0xA9, 0, 0),
	A_LIST(struct euicc_info2, euicc_ci_pkid_list_for_signing, key_identifier,
	       "euiccCiPKIdListForSigning", 0xAA, 0, 0),
	A_ENUM(struct euicc_info2, euicc_category,
	       "euiccCategory", 0x8B, ASN1_OPT, euicc_category_names),
	A_BITS(struct euicc_info2, forbidden_profile_policy_rules,
	       "forbiddenProfilePolicyRules", 0x99, ASN1_OPT, ppr_ids_names),
	A_OCTETS(struct euicc_info2, pp_version, "ppVersion", 0x04, 0, 3, 3),
	A_UTF8(struct euicc_info2, sas_acreditation_number,
	       "sasAcreditationNumber", 0x0C, 0, 0, 64),
	A_STRUCT(struct euicc_info2, certification_data_object, certification_data_object,
	         "certificationDataObject", 0xAC, ASN1_OPT),
	A_BITS(struct euicc_info2, tre_properties,
	       "treProperties", 0x8D, ASN1_OPT, tre_properties_names),
	A_UTF8(struct euicc_info2, tre_product_reference,
	       "treProductReference", 0x8E, ASN1_OPT, 0, 0),
	A_LIST(struct euicc_info2, additional_euicc_profile_package_versions, version_type,
	       "additionalEuiccProfilePackageVersions", 0xAF, ASN1_OPT, 0),
	A_ENUM(struct euicc_info2, ipa_mode, "ipaMode", 0x90, ASN1_OPT, ipa_mode_names),
	A_LIST(struct euicc_info2, euicc_ci_pkid_list_for_signing_v3, key_identifier,
	       "euiccCiPKIdListForSigningV3", 0xB1, ASN1_OPT, 0),
	A_OCTETS(struct euicc_info2, additional_euicc_info,
	         "additionalEuiccInfo", 0x92, ASN1_OPT, 0, 32),
	A_OCTETS(struct euicc_info2, highest_svn, "highestSvn", 0x93, ASN1_OPT, 3, 3),
	A_STRUCT(struct euicc_info2, iot_specific_info, iot_specific_info,
	         "iotSpecificInfo", 0xB4, ASN1_OPT),
	A_OCTETS(struct euicc_info2, euicc_minimum_security_level,
	         "euiccMinimumSecurityLevel", 0x95, ASN1_OPT, 0, 0));

A_SEQ(device_capabilities, "DeviceCapabilities", "SGP.22 4.2",
	A_OCTETS(struct device_capabilities, gsm_supported_release,
	         "gsmSupportedRelease", 0x80, ASN1_OPT, 3, 3),
	A_OCTETS(struct device_capabilities, utran_supported_release,
	         "utranSupportedRelease", 0x81, ASN1_OPT, 3, 3),
	A_OCTETS(struct device_capabilities, cdma2000onex_supported_release,
	         "cdma2000onexSupportedRelease", 0x82, ASN1_OPT, 3, 3),
	A_OCTETS(struct device_capabilities, cdma2000hrpd_supported_release,
	         "cdma2000hrpdSupportedRelease", 0x83, ASN1_OPT, 3, 3),
	A_OCTETS(struct device_capabilities, cdma2000ehrpd_supported_release,
	         "cdma2000ehrpdSupportedRelease", 0x84, ASN1_OPT, 3, 3),
	A_OCTETS(struct device_capabilities, eutran_epc_supported_release,
	         "eutranEpcSupportedRelease", 0x85, ASN1_OPT, 3, 3),
	A_OCTETS(struct device_capabilities, contactless_supported_release,
	         "contactlessSupportedRelease", 0x86, ASN1_OPT, 3, 3),
	A_OCTETS(struct device_capabilities, rsp_crl_supported_version,
	         "rspCrlSupportedVersion", 0x87, ASN1_OPT, 3, 3),
	A_OCTETS(struct device_capabilities, nr_epc_supported_release,
	         "nrEpcSupportedRelease", 0x88, ASN1_OPT, 3, 3),
	A_OCTETS(struct device_capabilities, nr5gc_supported_release,
	         "nr5gcSupportedRelease", 0x89, ASN1_OPT, 3, 3),
	A_OCTETS(struct device_capabilities, eutran5gc_supported_release,
	         "eutran5gcSupportedRelease", 0x8A, ASN1_OPT, 3, 3),
	A_OCTETS(struct device_capabilities, lpa_svn, "lpaSvn", 0x8B, ASN1_OPT, 3, 3),
	A_OCTETS(struct device_capabilities, cat_supported_classes,
	         "catSupportedClasses", 0x8C, ASN1_OPT, 0, 0),
	A_UINT(struct device_capabilities, euicc_form_factor_type,
	       "euiccFormFactorType", 0x8D, ASN1_OPT, 0, 0),
	A_RAW(struct device_capabilities, device_additional_feature_support,
	      "deviceAdditionalFeatureSupport", 0xAE, ASN1_OPT));

A_SEQ(device_info, "DeviceInfo", "SGP.22 4.2",
	A_OCTETS(struct device_info, tac, "tac", 0x80, 0, 4, 4),
	A_STRUCT(struct device_info, device_capabilities, device_capabilities,
	         "deviceCapabilities", 0xA1, 0),
	A_OCTETS(struct device_info, imei, "imei", 0x82, ASN1_OPT, 8, 8));

A_SEQ(operator_id, "OperatorId", "SGP.22 5.7.15",
	A_OCTETS(struct operator_id, mcc_mnc, "mccMnc", 0x80, 0, 3, 3),
	A_OCTETS(struct operator_id, gid1, "gid1", 0x81, ASN1_OPT, 0, 0),
	A_OCTETS(struct operator_id, gid2, "gid2", 0x82, ASN1_OPT, 0, 0));

A_SEQ(notification_configuration_information, "NotificationConfigurationInformation",
      "SGP.22 5.5.3",
	A_BITS(struct notification_configuration_information, profile_management_operation,
	       "profileManagementOperation", 0x80, 0, notification_event_names),
	A_UTF8(struct notification_configuration_information, notification_address,
	       "notificationAddress", 0x81, 0, 0, 0));

A_SEQ(dp_proprietary_data, "DpProprietaryData", "SGP.22 5.5.2",
	A_OID(struct dp_proprietary_data, dp_oid, "dpOid", 0x80, 0));

A_SEQ(profile_info, "ProfileInfo", "SGP.22 5.7.15, SGP.32",
	A_OCTETS(struct profile_info, iccid, "iccid", 0x5A, ASN1_OPT, 10, 10),
	A_OCTETS(struct profile_info, isdp_aid, "isdpAid", 0x4F, ASN1_OPT, 1, 16),
	A_ENUM(struct profile_info, profile_state,
	       "profileState", 0x9F70, ASN1_OPT, profile_state_names),
	A_UTF8(struct profile_info, profile_nickname, "profileNickname", 0x90, ASN1_OPT, 0, 64),
	A_UTF8(struct profile_info, service_provider_name,
	       "serviceProviderName", 0x91, ASN1_OPT, 0, 32),
	A_UTF8(struct profile_info, profile_name, "profileName", 0x92, ASN1_OPT, 0, 64),
	A_ENUM(struct profile_info, icon_type, "iconType", 0x93, ASN1_OPT, icon_type_names),
	A_OCTETS(struct profile_info, icon, "icon", 0x94, ASN1_OPT, 0, 1024),
	A_ENUM(struct profile_info, profile_class,
	       "profileClass", 0x95, ASN1_OPT, profile_class_names),
	A_LIST(struct profile_info, notification_configuration_info,
	       notification_configuration_information,
	       "notificationConfigurationInfo", 0xB6, ASN1_OPT, 0x30),
	A_STRUCT(struct profile_info, profile_owner, operator_id, "profileOwner", 0xB7, ASN1_OPT),
	A_RAW(struct profile_info, dp_proprietary_data, "dpProprietaryData", 0xB8, ASN1_OPT),
	A_BITS(struct profile_info, profile_policy_rules,
	       "profilePolicyRules", 0x99, ASN1_OPT, ppr_ids_names),
	A_RAW(struct profile_info, service_specific_data_stored_in_euicc,
	      "serviceSpecificDataStoredInEuicc", 0xBF22, ASN1_OPT),
	A_RAW(struct profile_info, ref_ar_do, "refArDo", 0xBF76, ASN1_OPT),
	A_BOOL(struct profile_info, ecall_indication, "ecallIndication", 0x9F7B, ASN1_OPT),
	A_BOOL(struct profile_info, fallback_attribute, "fallbackAttribute", 0x9F26, ASN1_OPT),
	A_BOOL(struct profile_info, fallback_allowed, "fallbackAllowed", 0x9F67, ASN1_OPT),
	A_RAW(struct profile_info, iot_specific_profile_info,
	      "iotSpecificProfileInfo", 0xBF64, ASN1_OPT));

A_SEQ(store_metadata_request, "StoreMetadataRequest", "SGP.22 5.5.3, SGP.32",
	A_OCTETS(struct store_metadata_request, iccid, "iccid", 0x5A, 0, 10, 10),
	A_UTF8(struct store_metadata_request, service_provider_name,
	       "serviceProviderName", 0x91, 0, 0, 32),
	A_UTF8(struct store_metadata_request, profile_name, "profileName", 0x92, 0, 0, 64),
	A_ENUM(struct store_metadata_request, icon_type,
	       "iconType", 0x93, ASN1_OPT, icon_type_names),
	A_OCTETS(struct store_metadata_request, icon, "icon", 0x94, ASN1_OPT, 0, 1024),
	A_ENUM_DEF(struct store_metadata_request, profile_class,
	           "profileClass", 0x95, PROFILE_CLASS_OPERATIONAL, profile_class_names),
	A_LIST(struct store_metadata_request, notification_configuration_info,
	       notification_configuration_information,
	       "notificationConfigurationInfo", 0xB6, ASN1_OPT, 0x30),
	A_STRUCT(struct store_metadata_request, profile_owner, operator_id,
	         "profileOwner", 0xB7, ASN1_OPT),
	A_BITS(struct store_metadata_request, profile_policy_rules,
	       "profilePolicyRules", 0x99, ASN1_OPT, ppr_ids_names),
	A_RAW(struct store_metadata_request, service_specific_data_stored_in_euicc,
	      "serviceSpecificDataStoredInEuicc", 0xBF22, ASN1_OPT),
	A_RAW(struct store_metadata_request, service_specific_data_not_stored_in_euicc,
	      "serviceSpecificDataNotStoredInEuicc", 0xBF23, ASN1_OPT),
	A_BOOL(struct store_metadata_request, ecall_indication,
	       "ecallIndication", 0x9F7B, ASN1_OPT),
	A_BOOL(struct store_metadata_request, fallback_allowed,
	       "fallbackAllowed", 0x9F67, ASN1_OPT),
	A_RAW(struct store_metadata_request, iot_specific_metadata,
	      "iotSpecificMetadata", 0xBF64, ASN1_OPT));

A_SEQ(update_metadata_request, "UpdateMetadataRequest", "SGP.22 5.4.1, SGP.32",
	A_UTF8(struct update_metadata_request, service_provider_name,
	       "serviceProviderName", 0x91, ASN1_OPT, 0, 32),
	A_UTF8(struct update_metadata_request, profile_name, "profileName", 0x92, ASN1_OPT, 0, 64),
	A_ENUM(struct update_metadata_request, icon_type,
	       "iconType", 0x93, ASN1_OPT, icon_type_names),
	A_OCTETS(struct update_metadata_request, icon, "icon", 0x94, ASN1_OPT, 0, 1024),
	A_BITS(struct update_metadata_request, profile_policy_rules,
	       "profilePolicyRules", 0x99, ASN1_OPT, ppr_ids_names),
	A_RAW(struct update_metadata_request, service_specific_data_stored_in_euicc,
	      "serviceSpecificDataStoredInEuicc", 0xBF22, ASN1_OPT),
	A_BOOL(struct update_metadata_request, fallback_allowed,
	       "fallbackAllowed", 0x9F67, ASN1_OPT));

A_SEQ(notification_metadata, "NotificationMetadata", "SGP.22 5.7.9",
	A_UINT(struct notification_metadata, seq_number, "seqNumber", 0x80, 0, 0, 0),
	A_BITS(struct notification_metadata, profile_management_operation,
	       "profileManagementOperation", 0x81, 0, notification_event_names),
	A_UTF8(struct notification_metadata, notification_address,
	       "notificationAddress", 0x0C, 0, 0, 0),
	A_OCTETS(struct notification_metadata, iccid, "iccid", 0x5A, ASN1_OPT, 10, 10));

A_CHO(pending_notification, "PendingNotification", "SGP.22 5.7.10",
	A_RAW(struct pending_notification, profile_installation_result,
	      "profileInstallationResult", 0xBF37, 0),
	A_RAW(struct pending_notification, other_signed_notification,
	      "otherSignedNotification", 0x30, 0));

A_SEQ(other_signed_notification, "OtherSignedNotification", "SGP.22 5.7.10",
	A_RAW(struct other_signed_notification, tbs_other_notification,
	      "tbsOtherNotification", 0xBF2F, 0),
	A_OCTETS(struct other_signed_notification, euicc_notification_signature,
	         "euiccNotificationSignature", 0x5F37, 0, 0, 0),
	A_RAW(struct other_signed_notification, euicc_certificate, "euiccCertificate", 0x30, 0),
	A_RAW(struct other_signed_notification, eum_certificate, "eumCertificate", 0x30, 0));

A_SEQ(isdr_proprietary_application_template, "ISDRProprietaryApplicationTemplate", "SGP.22 5.7.1",
	A_OCTETS(struct isdr_proprietary_application_template, svn, "svn", 0x82, 0, 3, 3),
	A_BITS(struct isdr_proprietary_application_template, lpae_support,
	       "lpaeSupport", 0x03, ASN1_OPT, lpae_support_names));

A_SEQ(isdr_proprietary_application_template_iot, "ISDRProprietaryApplicationTemplateIoT",
      "SGP.32 5.9.1",
	A_BITS(struct isdr_proprietary_application_template_iot, euicc_configuration,
	       "euiccConfiguration", 0x80, 0, euicc_configuration_names));
/* clang-format on */
