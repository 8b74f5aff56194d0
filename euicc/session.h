/*
 * The RSP session: what the eUICC remembers from GetEUICCChallenge to the end of a download
 * [SGP.22 3.1.2, 5.7.5 to 5.7.14]. It is volatile: reset ends it. A channel's end does so only while a
 * package comes on it: there are LPAs that open a channel for each function.
 */
#ifndef EUICC_SESSION_H
#define EUICC_SESSION_H

#include "crypto/cert.h"
#include "hex.h"

enum rsp_state {
	RSP_IDLE,          /* no session */
	RSP_CHALLENGED,    /* GetEUICCChallenge answered */
	RSP_AUTHENTICATED, /* AuthenticateServer succeeded */
	RSP_PREPARED,      /* PrepareDownload succeeded: a BPP may come */
	RSP_LOADING,       /* LoadBoundProfilePackage under way */
};

enum {
	RSP_CHALLENGE_LEN = 16,
	RSP_TRANSACTION_ID_MAX = 16,
	RSP_ADDRESS_MAX = 255,
	RSP_OID_MAX = 32,
	RSP_KEY_ID_MAX = 32,
};

struct bpp;     /* bpp.h */
struct channel; /* channel.h */

struct rsp_session {
	enum rsp_state state;
	uint8_t challenge[RSP_CHALLENGE_LEN];
	uint8_t transaction_id[RSP_TRANSACTION_ID_MAX];
	size_t transaction_id_len;
	char server_address[RSP_ADDRESS_MAX + 1];
	size_t credential; /* index of the card's credential in use */
	/* Of CERT.DPauth: registered id, issuing CI's key id. */
	uint8_t server_oid[RSP_OID_MAX];
	size_t server_oid_len;
	uint8_t server_aki[RSP_KEY_ID_MAX];
	size_t server_aki_len;
	enum cert_role server_role;
	uint8_t euicc_signature1[EC_SIGNATURE_LEN];
	struct ec_public dp_pb;        /* PK.DPpb of PrepareDownload */
	struct ec_private otsk;        /* otSK.EUICC with otPK.EUICC */
	struct bpp *bpp;               /* in RSP_LOADING */
	const struct channel *channel; /* on which the package comes */
};

/*
 * One-time key of the last download that did not complete, for a retry in which the SM-DP+ names
 * its public part [SGP.22 5.7.5].
 */
struct retry_key {
	bool set;
	struct ec_private key;
	uint8_t server_oid[RSP_OID_MAX];
	size_t server_oid_len;
};

/* The profile that the last session has installed, and its SM-DP+ [SGP.32 5.9.15]. */
struct installed_profile {
	int64_t profile_id; /* 0: none */
	char server_address[RSP_ADDRESS_MAX + 1];
	uint8_t server_oid[RSP_OID_MAX];
	size_t server_oid_len;
};

/* Ends the session and wipes its keys. */
void rsp_session_end(struct rsp_session *s);

static inline struct span rsp_transaction_id(const struct rsp_session *s)
{
	return (struct span){ s->transaction_id, s->transaction_id_len };
}

static inline struct span rsp_server_oid(const struct rsp_session *s)
{
	return (struct span){ s->server_oid, s->server_oid_len };
}

#endif
