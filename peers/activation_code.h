/*
 * Activation codes: where a profile waits, in the text that people and eIMs hand on. [SGP.22 4.1]
 */
#ifndef PEERS_ACTIVATION_CODE_H
#define PEERS_ACTIVATION_CODE_H

#include "asn1/der.h"

enum { ACTIVATION_CODE_OID_MAX = 32 };

struct activation_code {
	struct span address;                  /* of the SM-DP+, at least one character */
	struct span matching_id;              /* perhaps empty */
	uint8_t oid[ACTIVATION_CODE_OID_MAX]; /* value octets of the SM-DP+'s OID */
	size_t oid_len;                       /* 0: the code has none */
	bool confirmation_code_required;
};

/*
 * Takes a text apart: 1$ADDRESS$MATCHINGID[$[OID][$FLAG]], LPA: may stand before it, and what comes
 * after the flag is for later versions. Spans point into the text. False if it is none.
 */
bool activation_code_parse(struct span text, struct activation_code *ret_code);

#endif
