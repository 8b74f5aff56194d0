/*
 * Deterministic ECDSA: nonces by RFC 6979 3.2 with HMAC-SHA256, signatures by BSI TR-03111 4.2.1.
 *
 * libcrypto 3.0 knows no deterministic nonces, and a seeded card must replay byte for byte. Secrets
 * go through constant-time operations only: multiplication of the generator, Montgomery products,
 * and Fermat's inversion with a fixed exponent. Both curves have an order of 256 bits, as long as
 * the digest, which makes RFC 6979's bits2int the identity.
 */
#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/hmac.h>
#include <string.h>

#include "crypto/ec.h"
#include "crypto/hash.h"
#include "crypto/provider.h"

/* State K and V of the generator [RFC 6979 3.2]. */
struct nonce_drbg {
	uint8_t k[SHA256_LEN];
	uint8_t v[SHA256_LEN];
};

/* Scratch numbers of one signature; all live in ctx. */
struct signing {
	const struct crypto_curve *curve;
	BN_CTX *ctx;
	BIGNUM *d, *z, *k, *r, *s, *t;
	EC_POINT *point;
};

static bool drbg_hmac(struct nonce_drbg *g, const uint8_t *data, size_t len, uint8_t *ret_mac)
{
	return HMAC(crypto_provider()->sha256, g->k, SHA256_LEN, data, len, ret_mac, NULL) != NULL;
}

/* K = HMAC(K, V || step || seed), V = HMAC(K, V); the seed is the key and the digest, or nothing. */
static bool drbg_update(struct nonce_drbg *g, uint8_t step, struct span seed)
{
	uint8_t buf[SHA256_LEN + 1 + EC_SCALAR_LEN + SHA256_LEN];
	bool ok;

	memcpy(buf, g->v, SHA256_LEN);
	buf[SHA256_LEN] = step;
	if (seed.len == EC_SCALAR_LEN + SHA256_LEN)
		memcpy(buf + SHA256_LEN + 1, seed.ptr, EC_SCALAR_LEN + SHA256_LEN);
	ok = drbg_hmac(g, buf, SHA256_LEN + 1 + seed.len, g->k) &&
	     drbg_hmac(g, g->v, SHA256_LEN, g->v);
	OPENSSL_cleanse(buf, sizeof(buf));
	return ok;
}

/* Steps b to g; z is the digest reduced modulo the order. */
static bool drbg_init(struct nonce_drbg *g, const struct signing *sg)
{
	uint8_t seed[EC_SCALAR_LEN + SHA256_LEN];
	bool ok;

	memset(g->v, 0x01, sizeof(g->v));
	memset(g->k, 0x00, sizeof(g->k));
	ok = BN_bn2binpad(sg->d, seed, EC_SCALAR_LEN) == EC_SCALAR_LEN &&
	     BN_bn2binpad(sg->z, seed + EC_SCALAR_LEN, SHA256_LEN) == SHA256_LEN &&
	     drbg_update(g, 0x00, SPAN(seed)) && drbg_update(g, 0x01, SPAN(seed));
	OPENSSL_cleanse(seed, sizeof(seed));
	return ok;
}

/* r = x(kG) mod n, s = (z + r d) / k mod n; either may come out zero. */
static bool sign_with_nonce(struct signing *sg)
{
	const struct crypto_curve *c = sg->curve;
	const BIGNUM *order = EC_GROUP_get0_order(c->group);

	return EC_POINT_mul(c->group, sg->point, sg->k, NULL, NULL, sg->ctx) &&
	       EC_POINT_get_affine_coordinates(c->group, sg->point, sg->r, NULL, sg->ctx) &&
	       BN_nnmod(sg->r, sg->r, order, sg->ctx) &&
	       BN_to_montgomery(sg->t, sg->r, c->order, sg->ctx) &&
	       BN_mod_mul_montgomery(sg->t, sg->t, sg->d, c->order, sg->ctx) &&
	       BN_mod_add_quick(sg->t, sg->t, sg->z, order) &&
	       BN_mod_exp_mont_consttime(sg->s, sg->k, c->order_less2, order, sg->ctx, c->order) &&
	       BN_to_montgomery(sg->s, sg->s, c->order, sg->ctx) &&
	       BN_mod_mul_montgomery(sg->s, sg->s, sg->t, c->order, sg->ctx);
}

/* Draws nonces until one gives a signature, which the first practically always does. */
static int sign_loop(struct signing *sg, struct nonce_drbg *g)
{
	const BIGNUM *order = EC_GROUP_get0_order(sg->curve->group);

	for (;;) {
		if (!drbg_hmac(g, g->v, SHA256_LEN, g->v) || !BN_bin2bn(g->v, SHA256_LEN, sg->k))
			return -EIO;
		if (!BN_is_zero(sg->k) && BN_cmp(sg->k, order) < 0) {
			if (!sign_with_nonce(sg))
				return -EIO;
			if (!BN_is_zero(sg->r) && !BN_is_zero(sg->s))
				return 0;
		}
		if (!drbg_update(g, 0x00, (struct span){ 0 }))
			return -EIO;
	}
}

static bool signing_init(struct signing *sg, const struct ec_private *key,
                         const uint8_t digest[SHA256_LEN])
{
	sg->ctx = BN_CTX_new();
	sg->point = EC_POINT_new(sg->curve->group);
	if (!sg->ctx || !sg->point)
		return false;
	BN_CTX_start(sg->ctx);
	sg->d = BN_CTX_get(sg->ctx);
	sg->z = BN_CTX_get(sg->ctx);
	sg->k = BN_CTX_get(sg->ctx);
	sg->r = BN_CTX_get(sg->ctx);
	sg->s = BN_CTX_get(sg->ctx);
	sg->t = BN_CTX_get(sg->ctx);
	if (!sg->t)
		return false;
	BN_set_flags(sg->d, BN_FLG_CONSTTIME);
	BN_set_flags(sg->k, BN_FLG_CONSTTIME);
	BN_set_flags(sg->s, BN_FLG_CONSTTIME);
	BN_set_flags(sg->t, BN_FLG_CONSTTIME);
	return BN_bin2bn(key->scalar, EC_SCALAR_LEN, sg->d) &&
	       BN_bin2bn(digest, SHA256_LEN, sg->z) &&
	       BN_nnmod(sg->z, sg->z, EC_GROUP_get0_order(sg->curve->group), sg->ctx);
}

static void signing_free(struct signing *sg)
{
	EC_POINT_clear_free(sg->point);
	BN_CTX_free(sg->ctx); /* wipes its numbers */
}

int ec_sign(const struct ec_private *key, const struct span *parts, size_t n,
            uint8_t ret_signature[EC_SIGNATURE_LEN])
{
	struct signing sg = { .curve = crypto_curve(key->pub.curve) };
	struct nonce_drbg g;
	uint8_t digest[SHA256_LEN];
	int r;

	if (!sg.curve)
		return -EINVAL;
	r = sha256(parts, n, digest);
	if (r)
		return r;
	r = signing_init(&sg, key, digest) ? 0 : -ENOMEM;
	if (!r)
		r = drbg_init(&g, &sg) ? sign_loop(&sg, &g) : -EIO;
	if (!r && (BN_bn2binpad(sg.r, ret_signature, EC_SCALAR_LEN) < 0 ||
	           BN_bn2binpad(sg.s, ret_signature + EC_SCALAR_LEN, EC_SCALAR_LEN) < 0))
		r = -EIO;
	signing_free(&sg);
	OPENSSL_cleanse(&g, sizeof(g));
	return r;
}
