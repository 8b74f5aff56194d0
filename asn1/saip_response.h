/*
 * EUICCResponse: what the eUICC says about the profile elements it has processed. One or more of
 * them stand in simaResponse of a Profile Installation Result, defined in the TCA Profile Package.
 */
#ifndef ASN1_SAIP_RESPONSE_H
#define ASN1_SAIP_RESPONSE_H

#include "asn1.h"

/* Tag of an EUICCResponse. */
#define SAIP_TAG_EUICC_RESPONSE 0x30

/*
 * status of PEStatus, and what the parts of the profile loader answer each other [TCA SAIP 3.3 PEStatus].
 * 6xxx and 9xxx are ISO status words, from A000 on values are proprietary.
 */
enum pe_status_code {
	PE_OK = 0,
	PE_NOT_SUPPORTED = 1,
	PE_MEMORY_FAILURE = 2,
	PE_BAD_VALUES = 3,
	PE_NOT_ENOUGH_MEMORY = 4,
	PE_INVALID_REQUEST_FORMAT = 5,
	PE_INVALID_PARAMETER = 6,
	PE_RUNTIME_NOT_SUPPORTED = 7,
	PE_LIB_NOT_SUPPORTED = 8,
	PE_TEMPLATE_NOT_SUPPORTED = 9,
	PE_FEATURE_NOT_SUPPORTED = 10,
	PE_PIN_CODE_MISSING = 11,
	PE_UNSUPPORTED_PROFILE_VERSION = 31,
};

extern const struct asn1_name pe_status_code_names[];

/* PEStatus. */
struct pe_status {
	struct asn1_uint status;
	struct asn1_uint identification;         /* of the profile element, optional */
	struct asn1_uint additional_information; /* 0..255, optional */
	struct asn1_uint offset;                 /* in the profile element, optional */
};

/* EUICCResponse. */
struct euicc_response {
	struct asn1_list pe_status; /* of struct pe_status */
	bool profile_installation_aborted;
	struct span status_message; /* optional */
};

extern const struct asn1_type pe_status_type, euicc_response_type;

#endif
