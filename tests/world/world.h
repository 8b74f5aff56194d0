/*
 * A small world for fuzz targets and benchmarks: a store, one card in it with the PKI of that store,
 * and an SM-DP+ that this card trusts. All seeded: the same calls give the same bytes.
 *
 * It knows nothing of a test framework: functions return 0 or negative errno.
 */
#ifndef TESTS_WORLD_H
#define TESTS_WORLD_H

#include "euicc/card_internal.h"
#include "euicc/pki.h"
#include "peers/lpa.h"

#define WORLD_EID         "89049032123451234512345678901235"
#define WORLD_MATCHING_ID "WORLD"

struct world {
	struct softeuicc_store *store;
	struct softeuicc_card *card;
	struct pki pki;
	uint64_t seed;
	struct softeuicc_env env;
	struct smdpp *server;
	sqlite3 *saved; /* of world_save() */
};

/* All members may be zero. */
struct world_options {
	const char *store;                 /* path of the database; NULL: in memory */
	const struct smdpp_config *server; /* its randomness is replaced by the world's */
	bool unseeded; /* the card draws from the operating system, as one of `softeuicc run` does */
};

/* Opens store, card (powered off) and server. w stays where it is: others point to it. */
int world_open(struct world *w, const struct world_options *options);
void world_close(struct world *w);

/* Orders this package at the server under WORLD_MATCHING_ID. */
int world_order(struct world *w, struct span package);

/* The sample profile package that the environment variable SOFTEUICC_SAMPLE names, in the arena. */
int world_sample(struct arena *a, struct span *ret_package);

/* Keeps what the store holds now, and brings that back, with the seed. The card must be off. */
int world_save(struct world *w);
int world_restore(struct world *w);

#endif
