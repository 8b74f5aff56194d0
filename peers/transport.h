/* The way to a card: a function that carries one command APDU there and its answer back. */
#ifndef PEERS_TRANSPORT_H
#define PEERS_TRANSPORT_H

#include <stddef.h>
#include <stdint.h>

struct apdu_transport {
	/*
	 * Sends a command APDU. *inout_len is the room at rapdu on entry (258 octets or more) and
	 * the length of the answer, status word included, on return. 0 or negative errno.
	 */
	int (*transmit)(void *ctx, const uint8_t *capdu, size_t len, uint8_t *rapdu,
	                size_t *inout_len);
	void *ctx;
};

#endif
