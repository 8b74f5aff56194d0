/* What the parts of the SM-DP+ share: its state, and the reasons for refusals. */
#ifndef PEERS_SMDPP_INTERNAL_H
#define PEERS_SMDPP_INTERNAL_H

#include "peers/smdpp.h"

enum {
	SMDPP_TRANSACTION_ID_LEN = 16,
	SMDPP_CHALLENGE_LEN = 16,
	SMDPP_EID_LEN = 16,
	SMDPP_HOST_ID_MAX = 16,
	SMDPP_KEY_SETS_MAX = 2,
};

enum smdpp_refusal {
	SMDPP_REFUSE_ADDRESS,
	SMDPP_REFUSE_CI_FOR_VERIFICATION,
	SMDPP_REFUSE_CI_FOR_SIGNING,
	SMDPP_REFUSE_TRANSACTION,
	SMDPP_REFUSE_CARD_ERROR,
	SMDPP_REFUSE_CI_UNKNOWN,
	SMDPP_REFUSE_EUM_CERTIFICATE,
	SMDPP_REFUSE_EUM_EXPIRED,
	SMDPP_REFUSE_EUICC_CERTIFICATE,
	SMDPP_REFUSE_EUICC_EXPIRED,
	SMDPP_REFUSE_EUICC,
	SMDPP_REFUSE_MATCHING_ID,
	SMDPP_REFUSE_EID,
	SMDPP_REFUSE_ORDER_RETRIES,
	SMDPP_REFUSE_CC_MISSING,
	SMDPP_REFUSE_CC,
	SMDPP_REFUSE_CC_RETRIES,
	SMDPP_REFUSE_OID,
	SMDPP_REFUSE_FORMAT,
};

/* One CI with what hangs below it. The certs' spans point into the buffers. */
struct smdpp_key_set {
	struct buffer ci_der, auth_der, pb_der;
	struct cert ci, auth, pb;
	struct ec_private auth_key, pb_key;
};

struct smdpp_stored_order {
	struct smdpp_stored_order *next;
	char *matching_id;
	char *confirmation_code; /* or NULL */
	char *eid;               /* or NULL */
	struct buffer profile;
	struct buffer metadata; /* the element BF25 */
	struct buffer dp_proprietary_data;
	uint32_t downloads_max, downloads;
	uint32_t cc_failures;
	bool reuse_otpk;
	/* The last binding, for a download that is tried again. */
	bool bound;
	uint8_t bound_eid[SMDPP_EID_LEN];
	struct ec_public bound_euicc_otpk;
	struct ec_private bound_otsk;
};

struct smdpp_session {
	struct smdpp_session *next;
	bool authenticated; /* the eUICC is known */
	bool bound;         /* a package was handed out */
	uint8_t transaction_id[SMDPP_TRANSACTION_ID_LEN];
	uint8_t server_challenge[SMDPP_CHALLENGE_LEN];
	const struct smdpp_key_set *keys;
	uint8_t eid[SMDPP_EID_LEN];
	struct ec_public euicc_key;
	struct smdpp_stored_order *order;
	struct buffer smdp_signature2; /* the element 5F37 */
};

struct smdpp {
	struct smdpp_config config;
	char *address;
	uint8_t host_id[SMDPP_HOST_ID_MAX];
	struct smdpp_key_set key_sets[SMDPP_KEY_SETS_MAX];
	size_t n_key_sets;
	struct smdpp_stored_order *orders;
	struct smdpp_session *sessions;
	struct smdpp_notification **notifications;
	size_t n_notifications;
};

/* Fills in the status; always 1, for `return smdpp_refuse(...)`. */
int smdpp_refuse(enum smdpp_refusal why, struct smdpp_status *ret_status);

/* Session with this id, or NULL. */
struct smdpp_session *smdpp_session_find(struct smdpp *s, struct span transaction_id);
/* New session with fresh transaction id and challenge; owned by s. 0 or negative errno. */
int smdpp_session_new(struct smdpp *s, struct smdpp_session **ret_session);
void smdpp_session_end(struct smdpp *s, struct smdpp_session *session);

/* Order with this matching id (absent is like empty), or NULL. */
struct smdpp_stored_order *smdpp_order_find(struct smdpp *s, struct span matching_id);

/* Random octets from the configured source. 0 or negative errno. */
int smdpp_random(struct smdpp *s, uint8_t *buf, size_t len);

/* Shows the object to the hook, if there is one. */
void smdpp_spoil(struct smdpp *s, enum smdpp_point point, size_t index, struct buffer *object);

/* Copies the object to the arena, through the hook. 0 or -ENOMEM. */
int smdpp_emit(struct smdpp *s, enum smdpp_point point, struct span object, struct arena *a,
               struct span *ret_object);

/*
 * Signs the concatenation of the parts; the element 5F37 goes to the arena, through the hook at
 * this point. 0 or negative errno.
 */
int smdpp_sign(struct smdpp *s, const struct ec_private *key, const struct span *parts, size_t n,
               enum smdpp_point point, struct arena *a, struct span *ret_signature);

/*
 * Checks EUM and eUICC certificate below this CI. 0, with the cut eUICC certificate and its EID; 1
 * refused; or negative errno.
 */
int smdpp_check_euicc(struct smdpp *s, const struct cert *ci, struct span euicc_der,
                      struct span eum_der, struct cert *ret_euicc, uint8_t ret_eid[SMDPP_EID_LEN],
                      struct smdpp_status *ret_status);

/* Makes the Bound Profile Package of an authenticated session for the eUICC's one-time key. */
int smdpp_bind(struct smdpp *s, struct smdpp_session *session, const struct ec_public *euicc_otpk,
               struct buffer *ret_bpp);

#endif
