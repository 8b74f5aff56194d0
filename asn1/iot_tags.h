/*
 * Tags of the top-level elements of SGP.32 messages that SGP.22 v2 does not have, as they stand on
 * the wire. A request and its response share one tag. For the others see rsp_tags.h. [SGP.32 5.9,
 * 6.3]
 */
#ifndef ASN1_IOT_TAGS_H
#define ASN1_IOT_TAGS_H

/* ES10b [SGP.32 5.9] */
#define IOT_TAG_IPAE_ACTIVATION                      0xBF42
#define IOT_TAG_LOAD_EUICC_PACKAGE                   0xBF51
#define IOT_TAG_GET_EIM_CONFIGURATION_DATA           0xBF55
#define IOT_TAG_GET_CERTS                            0xBF56
#define IOT_TAG_ADD_INITIAL_EIM                      0xBF57
#define IOT_TAG_PROFILE_ROLLBACK                     0xBF58
#define IOT_TAG_CONFIGURE_IMMEDIATE_PROFILE_ENABLING 0xBF59
#define IOT_TAG_IMMEDIATE_ENABLE                     0xBF5A
#define IOT_TAG_ENABLE_USING_DD                      0xBF5A /* v1.0.1 */
#define IOT_TAG_ENABLE_EMERGENCY_PROFILE             0xBF5B
#define IOT_TAG_DISABLE_EMERGENCY_PROFILE            0xBF5C
#define IOT_TAG_EXECUTE_FALLBACK_MECHANISM           0xBF5D
#define IOT_TAG_RETURN_FROM_FALLBACK                 0xBF5E
#define IOT_TAG_GET_CONNECTIVITY_PARAMETERS          0xBF5F
#define IOT_TAG_EUICC_MEMORY_RESET                   0xBF64
#define IOT_TAG_EUICC_MEMORY_RESET_V101              0xBF34
#define IOT_TAG_SET_DEFAULT_DP_ADDRESS               0xBF65

/* ESipa [SGP.32 6.3] */
#define IOT_TAG_INITIATE_AUTHENTICATION    0xBF39
#define IOT_TAG_GET_BOUND_PROFILE_PACKAGE  0xBF3A
#define IOT_TAG_AUTHENTICATE_CLIENT        0xBF3B
#define IOT_TAG_HANDLE_NOTIFICATION        0xBF3D
#define IOT_TAG_TRANSFER_EIM_PACKAGE       0xBF4E
#define IOT_TAG_GET_EIM_PACKAGE            0xBF4F
#define IOT_TAG_PROVIDE_EIM_PACKAGE_RESULT 0xBF50
#define IOT_TAG_IPA_EUICC_DATA             0xBF52
#define IOT_TAG_EIM_ACKNOWLEDGEMENTS       0xBF53
#define IOT_TAG_PROFILE_DOWNLOAD_TRIGGER   0xBF54

/* Key data inside EimConfigurationData, and the association token that signatures cover. */
#define IOT_TAG_EIM_PUBLIC_KEY_DATA         0xA5
#define IOT_TAG_TRUSTED_PUBLIC_KEY_DATA_TLS 0xA6
#define IOT_TAG_ASSOCIATION_TOKEN           0x84
/* Lists inside EuiccPackageSigned. */
#define IOT_TAG_PSMO_LIST 0xA0
#define IOT_TAG_ECO_LIST  0xA1
/* iotSpecificProfileInfo of ProfileInfo, iotSpecificMetadata of StoreMetadataRequest (v1.3). */
#define IOT_TAG_IOT_SPECIFIC_PROFILE_INFO 0xBF64

#endif
