/*
 * Signatures by libcrypto, with keys that it has taken over [SGP.22 2.6.5, BSI TR-03111 4.2].
 */
#include <errno.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/params.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/ec.h"
#include "crypto/hash.h"
#include "crypto/provider.h"

struct ec_handle {
	struct ec_public pub; /* of a public key */
	EVP_PKEY *key;
	EVP_PKEY_CTX *sign, *verify; /* made when they are first needed */
};

void ec_handle_free(struct ec_handle *handle)
{
	if (!handle)
		return;
	EVP_PKEY_CTX_free(handle->sign);
	EVP_PKEY_CTX_free(handle->verify);
	EVP_PKEY_free(handle->key);
	free(handle);
}

/* Copying the parameters of a ready key costs a quarter of building a key from data. */
static EVP_PKEY *public_import(const struct ec_public *key)
{
	const struct crypto_curve *c = crypto_curve(key->curve);
	EVP_PKEY *pkey = c ? EVP_PKEY_new() : NULL;

	if (pkey && (EVP_PKEY_copy_parameters(pkey, c->params) <= 0 ||
	             EVP_PKEY_set1_encoded_public_key(pkey, key->point, EC_POINT_LEN) <= 0)) {
		EVP_PKEY_free(pkey);
		pkey = NULL;
	}
	return pkey;
}

/* libcrypto takes a private key from its encoding only, or from numbers in host order. */
static EVP_PKEY *private_import(const struct ec_private *key)
{
	uint8_t der[256];
	const uint8_t *p = der;
	EVP_PKEY *pkey = NULL;
	size_t len;

	if (ec_private_to_der(key, der, sizeof(der), &len) == 0)
		pkey = d2i_AutoPrivateKey(NULL, &p, (long)len);
	OPENSSL_cleanse(der, sizeof(der));
	return pkey;
}

static int handle_new(EVP_PKEY *key, struct ec_handle **ret_handle)
{
	struct ec_handle *h = key ? calloc(1, sizeof(*h)) : NULL;

	if (!h) {
		EVP_PKEY_free(key);
		return key ? -ENOMEM : -EINVAL;
	}
	h->key = key;
	*ret_handle = h;
	return 0;
}

int ec_handle_public(const struct ec_public *key, struct ec_handle **ret_handle)
{
	int r;

	ERR_set_mark();
	r = handle_new(public_import(key), ret_handle);
	ERR_pop_to_mark();
	if (r == 0)
		(*ret_handle)->pub = *key;
	return r;
}

/* Another point on the same curve: most of an import is the curve. */
static bool set_point(struct ec_handle *h, const struct ec_public *key)
{
	bool ok;

	ERR_set_mark();
	ok = EVP_PKEY_set1_encoded_public_key(h->key, key->point, EC_POINT_LEN) > 0;
	ERR_pop_to_mark();
	EVP_PKEY_CTX_free(h->verify);
	h->verify = NULL;
	if (!ok) {
		/* libcrypto may have taken the coordinates before it refused them. */
		h->pub.curve = EC_CURVE_NONE;
		return false;
	}
	h->pub = *key;
	return true;
}

int ec_handle_rekey(struct ec_handle **inout_handle, const struct ec_public *key)
{
	struct ec_handle *h = *inout_handle, *other = NULL;
	int r;

	if (h && h->pub.curve == key->curve) {
		if (memcmp(h->pub.point, key->point, EC_POINT_LEN) == 0)
			return 0;
		return set_point(h, key) ? 0 : -EINVAL;
	}
	r = ec_handle_public(key, &other);
	if (r == 0) {
		ec_handle_free(h);
		*inout_handle = other;
	}
	return r;
}

int ec_handle_private(const struct ec_private *key, struct ec_handle **ret_handle)
{
	return handle_new(private_import(key), ret_handle);
}

static EVP_PKEY_CTX *context_new(EVP_PKEY *key, int (*init)(EVP_PKEY_CTX *))
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);

	if (ctx && init(ctx) <= 0) {
		EVP_PKEY_CTX_free(ctx);
		ctx = NULL;
	}
	return ctx;
}

/* 0 valid, 1 not, negative errno. */
static int verify_digest(struct ec_handle *h, struct span der_signature,
                         const uint8_t digest[SHA256_LEN])
{
	if (!h->verify)
		h->verify = context_new(h->key, EVP_PKEY_verify_init);
	if (!h->verify)
		return -ENOMEM;
	return EVP_PKEY_verify(h->verify, der_signature.ptr, der_signature.len, digest,
	                       SHA256_LEN) == 1
	               ? 0
	               : 1;
}

int ec_handle_verify(struct ec_handle *handle, const struct span *parts, size_t n,
                     struct span signature)
{
	uint8_t digest[SHA256_LEN], buf[EC_SIGNATURE_DER_MAX];
	struct der_writer w = { .buf = buf, .cap = sizeof(buf) };
	int r;

	if (!signature.ptr || signature.len != EC_SIGNATURE_LEN)
		return 1;
	r = sha256(parts, n, digest);
	if (r)
		return r;
	ec_signature_to_der(signature.ptr, &w);
	ERR_set_mark();
	r = verify_digest(handle, der_written(&w), digest);
	ERR_pop_to_mark();
	return r;
}

int ec_verify(const struct ec_public *key, const struct span *parts, size_t n,
              struct span signature)
{
	EC_HANDLE_AUTO *handle = NULL;
	int r = ec_handle_public(key, &handle);

	return r ? r : ec_handle_verify(handle, parts, n, signature);
}

int ec_handle_sign(struct ec_handle *handle, const struct span *parts, size_t n,
                   uint8_t ret_signature[EC_SIGNATURE_LEN])
{
	uint8_t digest[SHA256_LEN], der[EC_SIGNATURE_DER_MAX];
	size_t len = sizeof(der);
	int r;

	if (!handle->sign)
		handle->sign = context_new(handle->key, EVP_PKEY_sign_init);
	if (!handle->sign)
		return -ENOMEM;
	r = sha256(parts, n, digest);
	if (r)
		return r;
	if (EVP_PKEY_sign(handle->sign, der, &len, digest, sizeof(digest)) <= 0 ||
	    !ec_signature_from_der((struct span){ der, len }, ret_signature))
		return -EIO;
	return 0;
}
