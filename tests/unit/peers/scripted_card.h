/* A card that expects given commands in turn and gives the answers written beside them. */
#ifndef TESTS_PEERS_SCRIPTED_CARD_H
#define TESTS_PEERS_SCRIPTED_CARD_H

#include <stddef.h>
#include <stdint.h>

/* Command and answer as hex digits (spaces are skipped), in turn; NULL after the last one. */
struct scripted_card {
	const char *const *next;
};

/* Function of struct apdu_transport; fails the test at a command that is not the expected one. */
int scripted_card_transmit(void *ctx, const uint8_t *capdu, size_t len, uint8_t *rapdu,
                           size_t *inout_len);

#endif
