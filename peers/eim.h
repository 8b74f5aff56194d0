/*
 * An eIM for tests, demonstrations and benchmarks: its key and configuration, eUICC Packages, and
 * the verification of their results. [SGP.32 2.11.1, 2.11.2, 3.3.1, 5.9.1]
 *
 * Signatures cover exact octets: of a request as it is sent, of a result as it was received, each
 * followed by the association token object. What is sent can be spoiled through a hook.
 *
 * Functions return 0 or negative errno unless they say otherwise; answers live in the arena.
 */
#ifndef PEERS_EIM_H
#define PEERS_EIM_H

#include "asn1/iot.h"
#include "crypto/cert.h"
#include "peers/buffer.h"

enum { EIM_SERVER_TRANSACTION_ID_LEN = 8, EIM_SERVER_EID_LEN = 16 };

/* What the hook is shown. */
enum eim_server_point {
	EIM_SERVER_POINT_SIGNED,    /* the element 30, before it is signed */
	EIM_SERVER_POINT_TOKEN,     /* the element 84 that the signature covers */
	EIM_SERVER_POINT_SIGNATURE, /* the element 5F37 */
	EIM_SERVER_POINT_REQUEST,   /* the whole BF51 */
};

/* The hook: may change, lengthen or shorten the object. */
struct eim_server_tamper {
	void (*spoil)(void *ctx, enum eim_server_point point, struct buffer *object);
	void *ctx;
};

/* All members but eim_id may be zero. */
struct eim_server_config {
	const char *eim_id;
	enum ec_curve curve; /* of a new key; EC_CURVE_NONE: P-256 */
	struct span key;     /* PKCS#8 or SEC1; absent: a new key */
	bool certificate;    /* cards get a certificate with the key, not the bare key */
	int64_t counter;     /* of the last package signed */
	struct crypto_random random;
};

struct eim_server {
	const char *eim_id; /* borrowed */
	struct ec_private key;
	struct buffer certificate; /* empty: none */
	int64_t counter;           /* of the last package signed: the next one has one more */
	bool has_token;
	int64_t token;
	uint8_t transaction_id[EIM_SERVER_TRANSACTION_ID_LEN]; /* of the last package */
	/* The eUICC: eim_server_trust() sets both. */
	uint8_t eid[EIM_SERVER_EID_LEN];
	struct ec_public euicc_key;
	struct crypto_random random;
	struct eim_server_tamper tamper;
};

/* Makes an eIM. -EINVAL: the key is none. End with eim_server_clear(). */
int eim_server_init(struct eim_server *e, const struct eim_server_config *config);
/* Wipes the key and frees what is owned. */
void eim_server_clear(struct eim_server *e);

/*
 * Fills EimConfigurationData with what a card has to know: eimId, eimIdType, counterValue,
 * eimPublicKeyData. The caller may change it before it is encoded [SGP.32 2.11.1.1.1].
 */
int eim_server_configuration(const struct eim_server *e, struct arena *a,
                             struct eim_configuration_data *ret_config);

/* Takes over the association token that the eUICC has made for this eIM, absent: there is none. */
void eim_server_take_token(struct eim_server *e, struct asn1_int token);

/*
 * Checks the certificates of an eUICC, DER, below this CI, and keeps its key and its EID. 0; 1: they
 * do not verify; or negative errno.
 */
int eim_server_trust(struct eim_server *e, struct span ci, struct span eum, struct span euicc);

/*
 * Signs an eUICC Package for the trusted eUICC: the next counter, a new transaction id. package: the
 * element A0 or A1 with its commands, or whatever shall stand in its place.
 */
int eim_server_sign(struct eim_server *e, struct span package, struct arena *a,
                    struct span *ret_request);
/* The same from commands: struct psmo or struct eco. */
int eim_server_sign_psmos(struct eim_server *e, const struct psmo *commands, size_t n,
                          struct arena *a, struct span *ret_request);
int eim_server_sign_ecos(struct eim_server *e, const struct eco *commands, size_t n,
                         struct arena *a, struct span *ret_request);

/* An eUICC Package Result, taken apart. */
struct eim_server_result {
	uint32_t which; /* EUICC_PACKAGE_RESULT_... */
	struct euicc_package_result_data_signed data;
	struct span results; /* the value of euiccResult as received */
	struct euicc_package_error_data_signed error;
	struct euicc_package_error_unsigned unsigned_error;
};

/*
 * Takes a result apart and verifies the eUICC's signature. 0: it is genuine, or an unsigned error,
 * which nobody can verify; 1: it is not genuine; -EBADMSG: it is malformed.
 */
int eim_server_verify(const struct eim_server *e, struct span result, struct arena *a,
                      struct eim_server_result *ret_result);

/*
 * A ProfileDownloadTriggerRequest, the element BF54, with a new transaction id [SGP.32 2.11.1.3].
 * data NULL: the IPA is told nothing, and asks the eIM.
 */
int eim_server_trigger(struct eim_server *e, const struct profile_download_data *data,
                       struct arena *a, struct span *ret_request);

/* A ProfileDownloadTriggerResult, taken apart. */
struct eim_server_download {
	/* Not set: there is an installation result. v1.0.1 has no reasons: undefined. */
	struct asn1_uint error_reason;
	struct notification_metadata metadata;
	struct final_result *final_result;
};

/*
 * Takes the result of the last trigger apart and verifies the eUICC's signature of an installation
 * result. 0: it is genuine, or an error, which nobody has signed; 1: it is not, or belongs to another
 * transaction; -EBADMSG: it is malformed.
 */
int eim_server_verify_download(const struct eim_server *e, struct span result, struct arena *a,
                               struct eim_server_download *ret_download);

#endif
