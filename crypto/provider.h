/*
 * What libcrypto looks up by name, looked up once in a process.
 *
 * Fetching an algorithm or building a named group costs as much as using it. All of it is read-only
 * after the first call, so threads share it; nothing here depends on a card or holds a secret.
 * Internal to crypto/.
 */
#ifndef CRYPTO_PROVIDER_H
#define CRYPTO_PROVIDER_H

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>

#include "crypto/ec.h"

struct crypto_curve {
	EC_GROUP *group;
	BN_MONT_CTX *order;  /* Montgomery form for arithmetic modulo the group's order */
	BIGNUM *order_less2; /* exponent of Fermat's inversion modulo the order */
	EVP_PKEY *params;    /* a key with parameters only, from which public keys are made */
};

struct crypto_provider {
	EVP_MD *sha256, *sha1;
	EVP_CIPHER *aes128_ecb, *aes128_cbc, *aes128_ctr, *des3_cbc;
	EVP_MAC *cmac;
	struct crypto_curve p256, bp256;
};

/* NULL if libcrypto lacks any of it. */
const struct crypto_provider *crypto_provider(void);

/* NULL for EC_CURVE_NONE, or if libcrypto lacks the curve. */
const struct crypto_curve *crypto_curve(enum ec_curve curve);

#endif
