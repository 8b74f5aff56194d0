/*
 * eIMs associated with a card: configuration, keys, counters, association tokens
 * [SGP.32 2.11.1, 3.5, 5.9.4, 5.9.18].
 */
#ifndef EUICC_EIM_H
#define EUICC_EIM_H

#include "asn1/iot.h"
#include "card.h"

enum { EIM_COUNTER_MAX = 0x7FFFFF };

/* An associated eIM. */
struct eim {
	int64_t id;      /* in the store */
	int64_t counter; /* of the last package accepted */
	bool has_token;
	int64_t token;
	struct ec_public key; /* verifies packages; curve NONE: there is none */
	/* configuration without counter and token; spans live in the arena it was loaded to */
	struct eim_configuration_data config;
};

/* 0 found, 1 there is none, negative errno. */
int eim_find(const struct softeuicc_card *card, struct span eim_id, struct arena *a,
             struct eim *ret_eim);
/* Number of associated eIMs, or negative errno. */
int eim_count(const struct softeuicc_card *card);
/* Calls visit for each eIM in the order of association; stops at an answer other than 0. */
int eim_each(const struct softeuicc_card *card, struct arena *a,
             int (*visit)(void *ctx, const struct eim *eim), void *ctx);

/*
 * Associates an eIM: the codes are those of addEim and AddInitialEim, which are the same numbers.
 * ret_eim: the stored one, with the token that was generated.
 */
enum add_eim_result_code eim_add(struct softeuicc_card *card,
                                 const struct eim_configuration_data *config, struct arena *a,
                                 struct eim *ret_eim);
/* Lays the given components over the stored configuration. */
enum update_eim_result eim_update(struct softeuicc_card *card,
                                  const struct eim_configuration_data *change, struct arena *a);
int eim_remove(struct softeuicc_card *card, int64_t id);
int eim_remove_all(struct softeuicc_card *card);
/*
 * The counter of the eIM with this name, if it is associated, is at least this one from now on: it
 * never goes back behind a package that was accepted, whatever the package did to its sender.
 */
int eim_raise_counter(struct softeuicc_card *card, struct span eim_id, int64_t counter);

/*
 * The SEQUENCE in eimPublicKeyData or trustedPublicKeyDataTls (a whole element): a Certificate or a
 * SubjectPublicKeyInfo. The ASN.1 has the tag of its alternative in place of its own; some eIMs send
 * both, one in the other, and some its own alone [SGP.32 2.11.1.1.1]. False if it is neither.
 */
bool eim_read_key_data(struct span key_data, struct arena *a, bool *ret_certificate,
                       struct span *ret_sequence);

/* The association token object that signatures cover: 84, value 0 where there is no token. */
struct span eim_token_object(const struct eim *eim, struct arena *a);

#endif
