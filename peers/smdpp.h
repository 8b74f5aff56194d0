/*
 * An SM-DP+ for tests, demonstrations and benchmarks: the functions of ES9+ on DER objects, profile
 * orders, binding of profile packages, verification of notifications. [SGP.22 3.1, 5.6]
 *
 * It checks what a server must check and answers refusals with the status codes of ES9+. Everything
 * that it signs or sends can be spoiled through a hook, so that a card can be shown any fault.
 *
 * Functions of ES9+ return 0 (executed), 1 (refused: ret_status says why) or negative errno. All
 * objects that they return are whole elements, ready to be put together, and live in the arena.
 */
#ifndef PEERS_SMDPP_H
#define PEERS_SMDPP_H

#include "asn1/rsp.h"
#include "crypto/cert.h"
#include "peers/buffer.h"

struct smdpp;

/* Why a function was refused: subject and reason code, and a text [SGP.22 5.2.6]. Constants. */
struct smdpp_status {
	const char *subject;
	const char *reason;
	const char *message;
};

/* What the hook is shown. Signed objects come before they are signed, segments after sealing. */
enum smdpp_point {
	SMDPP_POINT_SERVER_SIGNED1,     /* the element 30 */
	SMDPP_POINT_SERVER_SIGNATURE1,  /* the element 5F37, likewise the other signatures */
	SMDPP_POINT_CI_PKID,            /* euiccCiPKIdToBeUsed, the element 04 */
	SMDPP_POINT_SERVER_CERTIFICATE, /* CERT.DPauth */
	SMDPP_POINT_PROFILE_METADATA,   /* as shown to the LPA, BF25 */
	SMDPP_POINT_SMDP_SIGNED2,
	SMDPP_POINT_SMDP_SIGNATURE2,
	SMDPP_POINT_SMDP_CERTIFICATE,            /* CERT.DPpb */
	SMDPP_POINT_SECURE_CHANNEL_SIGNED,       /* 82, 80, A6, 5F49 of BF23 */
	SMDPP_POINT_SECURE_CHANNEL_SIGNATURE,    /* 5F37 of BF23 */
	SMDPP_POINT_INITIALISE_SECURE_CHANNEL,   /* the whole BF23 */
	SMDPP_POINT_CONFIGURE_ISDP,              /* BF24 in clear */
	SMDPP_POINT_STORE_METADATA,              /* BF25 in clear */
	SMDPP_POINT_REPLACE_SESSION_KEYS,        /* BF26 in clear */
	SMDPP_POINT_UNPROTECTED_PROFILE_PACKAGE, /* all profile elements in clear */
	SMDPP_POINT_SEGMENT, /* 87, 88, 86 as sealed; index counts all of them from 0 */
	SMDPP_POINT_BOUND_PROFILE_PACKAGE, /* the whole BF36 */
};

/* The hook: may change, lengthen or shorten the object. index is 0 except for segments. */
struct smdpp_tamper {
	void (*spoil)(void *ctx, enum smdpp_point point, size_t index, struct buffer *object);
	void *ctx;
};

/* All members may be zero. */
struct smdpp_config {
	const char *address;  /* FQDN; NULL: smdpp.test.softeuicc.example */
	bool session_keys;    /* profile elements under session keys; else under random PPKs */
	struct span host_id;  /* 1..16 octets for the key agreement; absent: a fixed one */
	size_t segment_max;   /* largest segment, whole element, 64..1100; 0: 1020 */
	uint32_t cc_attempts; /* confirmation code tries of an order; 0: 3 */
	int64_t now;          /* seconds since 1970 for validity of certificates; 0: unchecked */
	struct crypto_random random;
	struct smdpp_tamper tamper;
};

/* Certificates and keys of one curve, DER. */
struct smdpp_keys {
	struct span ci, auth, pb;
	struct span auth_key, pb_key;
};

/* A profile that waits for download. Everything is copied. */
struct smdpp_order {
	const char *matching_id;       /* "" serves requests without a matching id */
	struct span profile;           /* Unprotected Profile Package, DER */
	const char *confirmation_code; /* NULL: none is required */
	const char *eid;               /* 32 digits; NULL: any eUICC */
	uint32_t downloads_max;        /* installations until it is used up; 0: no limit */
	bool reuse_otpk; /* name the eUICC's earlier one-time key when downloaded again */
	const struct store_metadata_request *metadata; /* NULL: smdpp_default_metadata() */
	struct span dp_proprietary_data;               /* element B8 for ConfigureISDP, or absent */
};

/* A notification that arrived [SGP.22 2.5.6, 5.7.10]. */
struct smdpp_notification {
	struct span raw;
	bool verified;
	bool installation; /* a ProfileInstallationResult */
	struct notification_metadata metadata;
	struct final_result *final_result; /* of an installation, else NULL */
};

/* New server without keys or orders. -ENOMEM, or -EINVAL for a configuration out of range. */
int smdpp_new(const struct smdpp_config *config, struct smdpp **ret_server);
void smdpp_free(struct smdpp *s);
static inline void smdpp_free_auto(struct smdpp **s)
{
	smdpp_free(*s);
}

/* Adds certificates and keys. -EINVAL if something is not what it should be, or does not match. */
int smdpp_add_keys(struct smdpp *s, const struct smdpp_keys *keys);

/*
 * Loads a folder with SGP.26 names: CERT_CI_ECDSA_x.der, CERT_S_SM_DPauth_ECDSA_x.der,
 * SK_S_SM_DPauth_ECDSA_x.der and the same for DPpb, where x is NIST or BRP, or both. -ENOENT if it
 * holds neither.
 */
int smdpp_load_pki(struct smdpp *s, const char *dir);

/* Adds an order. An older one with this matching id is replaced. -EINVAL: no profile header. */
int smdpp_add_order(struct smdpp *s, const struct smdpp_order *order);

/*
 * Metadata made from the ICCID in the profile header, the name of the profile, and notifications to
 * this server for enabling, disabling and deletion. Points to name and into s besides the arena.
 * -EINVAL: no profile header.
 */
int smdpp_default_metadata(const struct smdpp *s, const char *name, struct span profile,
                           struct arena *a, struct store_metadata_request *ret_metadata);

/* The server's address. */
const char *smdpp_address(const struct smdpp *s);

/* Sets or, with NULL, takes away the hook. */
void smdpp_set_tamper(struct smdpp *s, const struct smdpp_tamper *tamper);

/* Notifications so far, oldest first; owned by s, valid until the next one. */
const struct smdpp_notification *const *smdpp_notifications(const struct smdpp *s,
                                                            size_t *ret_count);

/* ES9+.InitiateAuthentication [SGP.22 5.6.1]. */
struct smdpp_initiate_request {
	struct span euicc_challenge; /* 16 octets */
	struct span euicc_info1;     /* the element BF20 */
	struct span address;
};
struct smdpp_initiate_response {
	struct span transaction_id; /* value octets */
	struct span server_signed1, server_signature1, ci_pkid, server_certificate;
	/* Values that only an eIM adds [SGP.32 6.3.2.1]; ctxParams1 is a whole element. */
	struct span matching_id, ctx_params1;
};
int smdpp_initiate_authentication(struct smdpp *s, const struct smdpp_initiate_request *request,
                                  struct arena *a, struct smdpp_initiate_response *ret_response,
                                  struct smdpp_status *ret_status);

/* ES9+.AuthenticateClient [SGP.22 5.6.3]. response is the card's BF38. */
struct smdpp_authenticate_response {
	struct span profile_metadata, smdp_signed2, smdp_signature2, smdp_certificate;
	struct span hash_cc; /* 32 octets that only an eIM adds [SGP.32 6.3.2.2] */
};
int smdpp_authenticate_client(struct smdpp *s, struct span transaction_id, struct span response,
                              struct arena *a, struct smdpp_authenticate_response *ret_response,
                              struct smdpp_status *ret_status);

/* ES9+.GetBoundProfilePackage [SGP.22 5.6.2]. response is the card's BF21. */
int smdpp_get_bound_profile_package(struct smdpp *s, struct span transaction_id,
                                    struct span response, struct arena *a, struct span *ret_bpp,
                                    struct smdpp_status *ret_status);

/*
 * ES9+.HandleNotification [SGP.22 5.6.4]: checks it, with all signatures, and keeps it. 0:
 * verified; 1: it is not, ret_status says what is wrong. A server acknowledges it in both cases.
 */
int smdpp_handle_notification(struct smdpp *s, struct span pending_notification,
                              struct smdpp_status *ret_status);

/* ES9+.CancelSession [SGP.22 5.6.5]. response is the card's BF41. */
int smdpp_cancel_session(struct smdpp *s, struct span transaction_id, struct span response,
                         struct smdpp_status *ret_status);

/* SHA-256(SHA-256(confirmation code) || transactionId), as it travels in hashCc [SGP.22 5.7.5]. */
int smdpp_hash_confirmation_code(const char *code, struct span transaction_id,
                                 uint8_t ret_hash[32]);

#endif
