/*
 * Members of the JSON bodies of ES9+: elements as base64, transaction ids as hex digits.
 * [SGP.22 6.5]
 */
#ifndef PEERS_ES9P_FIELDS_H
#define PEERS_ES9P_FIELDS_H

#include "asn1/der.h"

#include <jansson.h>

/* Octets of a member, in the arena; absent if it is not there, no base64, or the arena is full. */
struct span es9p_get_base64(const json_t *object, const char *name, struct arena *a);

/* Octets of "transactionId", 1 to 16, in the arena; absent if there are none. */
struct span es9p_get_transaction_id(const json_t *object, struct arena *a);

/* Add a member; the arena holds the text on the way. 0 or -ENOMEM. */
int es9p_put_base64(json_t *object, const char *name, struct span value, struct arena *a);
int es9p_put_transaction_id(json_t *object, struct span id);

#endif
