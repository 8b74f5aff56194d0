/*
 * Command and response APDUs [ISO 7816-4, TS 102 221 10.1, 11.1.17].
 */
#ifndef EUICC_APDU_H
#define EUICC_APDU_H

#include "asn1/der.h"

/* Status word of a card command; a type of its own so that it never mixes with errno or results. */
struct sw {
	uint16_t v;
};

#define SW(value) ((struct sw){ (value) })

enum {
	SW_OK = 0x9000,
	SW_WARN_NO_INFO = 0x6200,
	SW_WARN_EOF = 0x6282, /* end of file reached before Le bytes */
	SW_WARN_DEACTIVATED = 0x6283,
	SW_MEMORY_PROBLEM = 0x6581,
	SW_WRONG_LENGTH = 0x6700,
	SW_NO_INFO = 0x6800,
	SW_CHANNEL_NOT_SUPPORTED = 0x6881,
	SW_SECURE_MESSAGING = 0x6882,
	SW_CHAINING_NOT_SUPPORTED = 0x6884,
	SW_COMMAND_INCOMPATIBLE = 0x6981, /* with the file structure */
	SW_SECURITY_STATUS = 0x6982,
	SW_AUTH_BLOCKED = 0x6983,
	SW_DATA_INVALID = 0x6984,
	SW_CONDITIONS = 0x6985,
	SW_NO_EF = 0x6986,
	SW_WRONG_DATA = 0x6A80,
	SW_FUNCTION_NOT_SUPPORTED = 0x6A81,
	SW_FILE_NOT_FOUND = 0x6A82,
	SW_RECORD_NOT_FOUND = 0x6A83,
	SW_NOT_ENOUGH_MEMORY = 0x6A84,
	SW_WRONG_P1P2 = 0x6A86,
	SW_LC_INCONSISTENT = 0x6A87,
	SW_REF_NOT_FOUND = 0x6A88,
	SW_WRONG_OFFSET = 0x6B00,
	SW_INS_NOT_SUPPORTED = 0x6D00,
	SW_CLA_NOT_SUPPORTED = 0x6E00,
	SW_TECHNICAL = 0x6F00,
	SW_AUTH_MAC = 0x9862,     /* authentication error, incorrect MAC */
	SW_AUTH_CONTEXT = 0x9864, /* authentication error, security context not supported */
};

/* ISO 7816-3 cases: no data; response data; command data; both. */
enum apdu_case { APDU_CASE_1 = 1, APDU_CASE_2, APDU_CASE_3, APDU_CASE_4 };

struct apdu {
	uint8_t cla, ins, p1, p2;
	uint8_t channel;  /* from the class byte, 0 to 19 */
	uint8_t cla_base; /* class byte without channel and secure messaging bits: 00, 80, A0 */
	bool secure_messaging;
	bool chained;     /* command chaining bit b5 (first interindustry class) */
	struct span data; /* command data; empty if none */
	bool has_le;
	size_t ne; /* expected length, 256 for Le 00; 0 without Le */
};

/*
 * Parses a short or extended C-APDU. Returns SW_OK, or SW_WRONG_LENGTH for bytes that are no APDU.
 * Class bytes FF and reserved ones are left to the caller (cla_base is then the raw byte).
 */
struct sw apdu_parse(struct span bytes, struct apdu *ret_apdu);

/* Response data being built, front to back. Writing past cap sets overflow. */
struct response {
	uint8_t *buf;
	size_t cap, len;
	bool overflow;
};

void response_put(struct response *r, struct span bytes);

#endif
