/* The way to an eIM: a function that carries one message of ESipa there and its answer back. */
#ifndef PEERS_ESIPA_TRANSPORT_H
#define PEERS_ESIPA_TRANSPORT_H

#include "asn1/der.h"

struct esipa_transport {
	/*
	 * The answer, empty where there is none, goes to the arena. 0 or negative errno; -ENOTCONN:
	 * the eIM cannot be reached.
	 */
	int (*post)(void *ctx, struct span request, struct arena *a, struct span *ret_response);
	void *ctx;
};

#endif
