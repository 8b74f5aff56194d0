/*
 * Elliptic curve keys, ECDSA and ECDH on the curves of SGP.22 [SGP.22 2.6.5].
 *
 * Signatures are r || s, 64 bytes, over SHA-256 (BSI TR-03111). Public keys are uncompressed points,
 * 65 bytes. Functions that ask a question return 0 for yes, 1 for no, and negative errno if they could not ask.
 */
#ifndef CRYPTO_EC_H
#define CRYPTO_EC_H

#include "asn1/der.h"

enum ec_curve {
	EC_CURVE_NONE, /* unknown or unsupported */
	EC_CURVE_P256, /* NIST P-256, secp256r1 */
	EC_CURVE_BP256 /* brainpoolP256r1 */
};

enum {
	EC_SCALAR_LEN = 32,
	EC_POINT_LEN = 65,
	EC_COMPRESSED_LEN = 33,
	EC_SIGNATURE_LEN = 64,
	EC_SHARED_LEN = 32
};

enum { EC_SIGNATURE_DER_MAX = 72 }; /* octets of the longest ECDSA-Sig-Value */

struct ec_public {
	enum ec_curve curve;
	uint8_t point[EC_POINT_LEN]; /* 04 || x || y */
};

/* A private key; wipe with ec_private_wipe() (or declare with EC_PRIVATE_AUTO). */
struct ec_private {
	struct ec_public pub;
	uint8_t scalar[EC_SCALAR_LEN];
};

void ec_private_wipe(struct ec_private *key);
#define EC_PRIVATE_AUTO __attribute__((cleanup(ec_private_wipe))) struct ec_private

/* Source of randomness: fills buf, 0 or negative errno. NULL function: the operating system's. */
struct crypto_random {
	int (*fill)(void *ctx, uint8_t *buf, size_t len);
	void *ctx;
};

/* Fills buf from rnd (NULL: the operating system's). */
int crypto_random_fill(const struct crypto_random *rnd, uint8_t *buf, size_t len);

/* Curve of an AlgorithmIdentifier's namedCurve OID (value octets), or EC_CURVE_NONE. */
enum ec_curve ec_curve_from_oid(struct span oid);
struct span ec_curve_oid(enum ec_curve curve);

/* New key pair. */
int ec_generate(enum ec_curve curve, const struct crypto_random *rnd, struct ec_private *ret_key);

/* Makes a private key from its scalar; computes the public point. -EINVAL if out of range. */
int ec_private_from_scalar(enum ec_curve curve, const uint8_t scalar[EC_SCALAR_LEN],
                           struct ec_private *ret_key);

/* Reads a private key: PKCS#8 or SEC1, DER. -EINVAL if it is none, or of another curve. */
int ec_private_from_der(struct span der, struct ec_private *ret_key);
/* Writes PKCS#8 DER into buf; ret_len the length. -ENOSPC if cap is too small (256 suffices). */
int ec_private_to_der(const struct ec_private *key, uint8_t *buf, size_t cap, size_t *ret_len);

/* Takes a 65-byte uncompressed point; -EINVAL if the form is wrong or it is not on the curve. */
int ec_public_from_point(enum ec_curve curve, struct span point, struct ec_public *ret_key);
/* Takes a 33-byte compressed point, 02 or 03 || x [SEC 1 2.3.4]; -EINVAL as above. */
int ec_public_from_compressed(enum ec_curve curve, struct span point, struct ec_public *ret_key);
/* Writes the compressed form of the point. */
void ec_public_compress(const struct ec_public *key, uint8_t ret_point[EC_COMPRESSED_LEN]);

/*
 * Reads the value octets of a SubjectPublicKeyInfo [RFC 5480]. A key of another kind or curve leaves
 * the curve at EC_CURVE_NONE; -EINVAL: malformed, or a point that is not on its curve.
 */
int ec_public_from_spki(struct span spki, struct ec_public *ret_key);
/* Writes a whole SubjectPublicKeyInfo. */
void ec_public_put_spki(const struct ec_public *key, struct der_writer *w);

/*
 * Signs the concatenation of parts[0..n). Deterministic (RFC 6979), so that a seeded card replays
 * byte for byte; ec_handle_sign() is faster and is not.
 */
int ec_sign(const struct ec_private *key, const struct span *parts, size_t n,
            uint8_t ret_signature[EC_SIGNATURE_LEN]);

/* 0: signature (64 bytes, r || s) over the concatenation of parts is valid; 1: it is not. */
int ec_verify(const struct ec_public *key, const struct span *parts, size_t n,
              struct span signature);

/*
 * A key that libcrypto has taken over, which costs a third of a signature and a tenth of a
 * verification: for keys that are used again. Free it with ec_handle_free(); it holds a copy of the
 * key. Not to be used by two threads at a time.
 */
struct ec_handle;

/* 0; -EINVAL: no curve, or the point is not on it; -ENOMEM, -EIO. */
int ec_handle_public(const struct ec_public *key, struct ec_handle **ret_handle);
int ec_handle_private(const struct ec_private *key, struct ec_handle **ret_handle);
/*
 * Makes *inout_handle one of this public key: at once if it is, cheaply if it is of another public
 * key, as for NULL otherwise. Errors as above; *inout_handle is then of no key that verifies.
 */
int ec_handle_rekey(struct ec_handle **inout_handle, const struct ec_public *key);
void ec_handle_free(struct ec_handle *handle);
#define EC_HANDLE_AUTO __attribute__((cleanup(ec_handle_cleanup))) struct ec_handle
static inline void ec_handle_cleanup(struct ec_handle **handle)
{
	ec_handle_free(*handle);
}

/* As ec_verify(). */
int ec_handle_verify(struct ec_handle *handle, const struct span *parts, size_t n,
                     struct span signature);
/* As ec_sign(), with a random nonce of libcrypto's; the handle must be of a private key. */
int ec_handle_sign(struct ec_handle *handle, const struct span *parts, size_t n,
                   uint8_t ret_signature[EC_SIGNATURE_LEN]);

/* Writes r || s as ECDSA-Sig-Value, the form of X.509 [RFC 5480 appendix A]. */
void ec_signature_to_der(const uint8_t signature[EC_SIGNATURE_LEN], struct der_writer *w);
/* Reads an ECDSA-Sig-Value, strictly DER; false if it is none, or a number exceeds 256 bits. */
bool ec_signature_from_der(struct span der, uint8_t ret_signature[EC_SIGNATURE_LEN]);

/* ECKA: the x-coordinate of the shared point. The peer's point must be on the same curve. */
int ec_agree(const struct ec_private *key, const struct ec_public *peer,
             uint8_t ret_shared[EC_SHARED_LEN]);

#endif
