/*
 * Tags of the top-level elements of SGP.22 v2 messages, as they stand on the wire. A request and
 * its response share one tag. [SGP.22 Annex H]
 */
#ifndef ASN1_RSP_TAGS_H
#define ASN1_RSP_TAGS_H

/* ES10a [SGP.22 5.7.3, 5.7.4] */
#define RSP_TAG_EUICC_CONFIGURED_ADDRESSES 0xBF3C
#define RSP_TAG_SET_DEFAULT_DP_ADDRESS     0xBF3F

/* ES10b [SGP.22 5.7.5 to 5.7.14, 5.7.22] */
#define RSP_TAG_GET_EUICC_INFO1             0xBF20
#define RSP_TAG_PREPARE_DOWNLOAD            0xBF21
#define RSP_TAG_GET_EUICC_INFO2             0xBF22
#define RSP_TAG_LIST_NOTIFICATION           0xBF28
#define RSP_TAG_RETRIEVE_NOTIFICATIONS_LIST 0xBF2B
#define RSP_TAG_GET_EUICC_CHALLENGE         0xBF2E
#define RSP_TAG_NOTIFICATION_METADATA       0xBF2F
#define RSP_TAG_NOTIFICATION_SENT           0xBF30
#define RSP_TAG_LOAD_CRL                    0xBF35
#define RSP_TAG_AUTHENTICATE_SERVER         0xBF38
#define RSP_TAG_CANCEL_SESSION              0xBF41
#define RSP_TAG_GET_RAT                     0xBF43
/* OtherSignedNotification: the alternative of PendingNotification without a tag of its own. */
#define RSP_TAG_OTHER_SIGNED_NOTIFICATION 0x30

/* ES10c [SGP.22 5.7.15 to 5.7.21] */
#define RSP_TAG_SET_NICKNAME       0xBF29
#define RSP_TAG_PROFILE_INFO_LIST  0xBF2D
#define RSP_TAG_PROFILE_INFO       0xE3
#define RSP_TAG_ENABLE_PROFILE     0xBF31
#define RSP_TAG_DISABLE_PROFILE    0xBF32
#define RSP_TAG_DELETE_PROFILE     0xBF33
#define RSP_TAG_EUICC_MEMORY_RESET 0xBF34
#define RSP_TAG_GET_EUICC_DATA     0xBF3E

/* ES8+ and the Bound Profile Package [SGP.22 2.5.4, 2.5.6, 5.5] */
#define RSP_TAG_INITIALISE_SECURE_CHANNEL        0xBF23
#define RSP_TAG_CONFIGURE_ISDP                   0xBF24
#define RSP_TAG_STORE_METADATA                   0xBF25
#define RSP_TAG_REPLACE_SESSION_KEYS             0xBF26
#define RSP_TAG_PROFILE_INSTALLATION_RESULT_DATA 0xBF27
#define RSP_TAG_BOUND_PROFILE_PACKAGE            0xBF36
#define RSP_TAG_PROFILE_INSTALLATION_RESULT      0xBF37
/* Lists inside the Bound Profile Package. */
#define RSP_TAG_FIRST_SEQUENCE_OF_87  0xA0
#define RSP_TAG_SEQUENCE_OF_88        0xA1
#define RSP_TAG_SECOND_SEQUENCE_OF_87 0xA2
#define RSP_TAG_SEQUENCE_OF_86        0xA3
/* Protected segments: 86 profile elements, 87 encrypted and MACed, 88 MACed. */
#define RSP_TAG_BPP_SEGMENT_86 0x86
#define RSP_TAG_BPP_SEGMENT_87 0x87
#define RSP_TAG_BPP_SEGMENT_88 0x88
/* ControlRefTemplate inside InitialiseSecureChannelRequest. */
#define RSP_TAG_CONTROL_REF_TEMPLATE 0xA6
/* DpProprietaryData inside ConfigureISDPRequest, and in ProfileInfo. */
#define RSP_TAG_DP_PROPRIETARY_DATA 0xB8

/* ES6 [SGP.22 5.4.1] */
#define RSP_TAG_UPDATE_METADATA 0xBF2A

/* Selection of the ISD-R and activation of the LPAe or IPAe [SGP.22 5.7.1, SGP.32 5.9.1] */
#define RSP_TAG_LPAE_ACTIVATION                           0xBF42
#define RSP_TAG_ISDR_PROPRIETARY_APPLICATION_TEMPLATE     0xE0
#define RSP_TAG_ISDR_PROPRIETARY_APPLICATION_TEMPLATE_IOT 0xE1

/* Data objects shared by many messages. */
#define RSP_TAG_ICCID       0x5A
#define RSP_TAG_ISDP_AID    0x4F
#define RSP_TAG_TAG_LIST    0x5C
#define RSP_TAG_SIGNATURE   0x5F37
#define RSP_TAG_OTPK        0x5F49
#define RSP_TAG_CTX_PARAMS1 0xA0 /* ctxParamsForCommonAuthentication */

#endif
