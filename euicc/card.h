/*
 * A card: identity, credentials, persona, channels, the enabled profile's UICC, the RSP session.
 * Nothing in the engine is global; a card owns everything it uses.
 */
#ifndef EUICC_CARD_H
#define EUICC_CARD_H

#include "cat.h"
#include "channel.h"
#include "hex.h"
#include "ota.h"
#include "persona.h"
#include "session.h"
#include "softeuicc.h"

/* One certified key pair, or a CI that is only trusted for verification (can_sign false). */
struct credential {
	int64_t position;
	uint8_t *der; /* the certificates that the structs below point into */
	struct cert ci, eum, euicc;
	struct ec_private key;
	bool can_sign;
	struct ec_handle *ci_key, *signer; /* of the CI's key and `key`, made when first needed */
};

/* When the stored enabled profile becomes the one in `uicc`; a reset makes it so at any time. */
enum switch_time {
	SWITCH_NONE,       /* it is */
	SWITCH_AT_ANSWER,  /* when the answer of this command is out */
	SWITCH_AT_REFRESH, /* when the terminal has carried out the REFRESH */
	SWITCH_AT_RESET,   /* not before a reset: the terminal has refused the REFRESH */
};

struct softeuicc_card {
	struct softeuicc_store *store;
	int64_t id;
	char *name;
	uint8_t eid[EID_LEN];
	struct softeuicc_env env;
	struct crypto_random random;
	struct ec_handle *peer_key; /* of whom card_verify() has heard last, or NULL */
	struct persona *persona;
	struct credential *credentials;
	size_t n_credentials;
	int lock; /* file descriptor that holds the card's lock, -1: none */

	/* Volatile. */
	struct channel channels[CHANNEL_COUNT];
	struct uicc *uicc; /* never NULL while powered */
	enum switch_time switch_time;
	struct cat cat;
	struct ota_reassembly reassembly;
	struct ota_ram ram;
	struct rsp_session session;
	struct retry_key retry;
	struct installed_profile installed; /* by the session, for ImmediateEnable */
	struct arena arena;                 /* for one ES10 command at a time */
	uint8_t *response;                  /* buffer for a command's response data */
};

enum { CARD_ARENA_SIZE = 1 << 20, CARD_RESPONSE_MAX = 1 << 18 };

/* A line for the log; printf format. */
void card_log(const struct softeuicc_card *card, enum softeuicc_log_level level, const char *fmt,
              ...) __attribute__((format(printf, 3, 4)));

/* The first credential that can sign, -1 if there is none. */
int card_default_credential(const struct softeuicc_card *card);
/* Finds the credential whose CI has this subject key identifier; -1 if none. */
int card_find_credential(const struct softeuicc_card *card, struct span ci_ski, bool can_sign);

/* The certificate of a credential's CI, ready to verify with. */
const struct cert *card_ci(struct softeuicc_card *card, size_t credential);
/* As ec_verify(), for keys of servers and eIMs, which sign more than once. */
int card_verify(struct softeuicc_card *card, const struct ec_public *key, const struct span *parts,
                size_t n, struct span signature);
/*
 * Signs parts[0..n) with a credential's key, which must be there. A card whose randomness comes
 * from its environment signs deterministically, so that it replays byte for byte. 0 or negative errno.
 */
int card_sign(struct softeuicc_card *card, size_t credential, const struct span *parts, size_t n,
              uint8_t ret_signature[EC_SIGNATURE_LEN]);

/*
 * Says that the enabled profile has changed in the store. The UICC that the terminal sees changes
 * after the answer is out, or with refresh when the terminal has executed a REFRESH or resets.
 */
void card_schedule_switch(struct softeuicc_card *card, bool refresh);

/* Drops the RSP session; a download under way is reported as interrupted [SGP.22 5.7.6]. */
void card_abandon_session(struct softeuicc_card *card);

#endif
