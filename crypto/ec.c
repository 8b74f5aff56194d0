/*
 * Elliptic curve keys: generation, points and key agreement [SGP.22 2.6.5, BSI TR-03111 4.3.1].
 * Signatures are in ec_handle.c, deterministic ones in ecdsa.c; encodings are in ec_der.c.
 */
#include "crypto/ec.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/rand.h>
#include <string.h>

#include "crypto/hash.h"
#include "crypto/provider.h"

/* A draw misses the range with a chance below 1 in 2 (brainpool: 0.34): 128 misses are no chance. */
enum { SCALAR_DRAWS = 128 };

void ec_private_wipe(struct ec_private *key)
{
	OPENSSL_cleanse(key, sizeof(*key));
}

int crypto_random_fill(const struct crypto_random *rnd, uint8_t *buf, size_t len)
{
	if (rnd && rnd->fill)
		return rnd->fill(rnd->ctx, buf, len);
	return RAND_priv_bytes_ex(NULL, buf, len, 0) == 1 ? 0 : -EIO;
}

int ec_private_from_scalar(enum ec_curve curve, const uint8_t scalar[EC_SCALAR_LEN],
                           struct ec_private *ret_key)
{
	const struct crypto_curve *c = crypto_curve(curve);
	EC_PRIVATE_AUTO key = { .pub.curve = curve };
	BIGNUM *d = NULL;
	EC_POINT *q = NULL;
	int r = -EINVAL;

	if (!c)
		return -EINVAL;
	d = BN_secure_new();
	q = EC_POINT_new(c->group);
	if (!d || !q || !BN_bin2bn(scalar, EC_SCALAR_LEN, d)) {
		r = -ENOMEM;
		goto out;
	}
	BN_set_flags(d, BN_FLG_CONSTTIME);
	if (BN_is_zero(d) || BN_cmp(d, EC_GROUP_get0_order(c->group)) >= 0)
		goto out;
	if (!EC_POINT_mul(c->group, q, d, NULL, NULL, NULL) ||
	    EC_POINT_point2oct(c->group, q, POINT_CONVERSION_UNCOMPRESSED, key.pub.point,
	                       EC_POINT_LEN, NULL) != EC_POINT_LEN) {
		r = -EIO;
		goto out;
	}
	memcpy(key.scalar, scalar, EC_SCALAR_LEN);
	*ret_key = key;
	r = 0;
out:
	EC_POINT_free(q);
	BN_clear_free(d);
	return r;
}

int ec_generate(enum ec_curve curve, const struct crypto_random *rnd, struct ec_private *ret_key)
{
	uint8_t scalar[EC_SCALAR_LEN];
	int r = -EINVAL;

	if (!crypto_curve(curve))
		return -EINVAL;
	/* Rejection keeps the scalar uniform; reducing modulo the order would not. */
	for (int i = 0; i < SCALAR_DRAWS && r == -EINVAL; i++) {
		r = crypto_random_fill(rnd, scalar, sizeof(scalar));
		if (!r)
			r = ec_private_from_scalar(curve, scalar, ret_key);
	}
	OPENSSL_cleanse(scalar, sizeof(scalar));
	return r == -EINVAL ? -EIO : r;
}

/* The point, checked to be on the curve; NULL if it is not. Both curves have cofactor 1. */
static EC_POINT *point_decode(const struct crypto_curve *c, struct span point)
{
	EC_POINT *q = EC_POINT_new(c->group);

	ERR_set_mark();
	if (q && !EC_POINT_oct2point(c->group, q, point.ptr, point.len, NULL)) {
		EC_POINT_free(q);
		q = NULL;
	}
	ERR_pop_to_mark();
	return q;
}

static EC_POINT *point_read(const struct crypto_curve *c, struct span point)
{
	if (!point.ptr || point.len != EC_POINT_LEN ||
	    point.ptr[0] != POINT_CONVERSION_UNCOMPRESSED)
		return NULL;
	return point_decode(c, point);
}

int ec_public_from_point(enum ec_curve curve, struct span point, struct ec_public *ret_key)
{
	const struct crypto_curve *c = crypto_curve(curve);
	EC_POINT *q = c ? point_read(c, point) : NULL;

	if (!q)
		return -EINVAL;
	EC_POINT_free(q);
	ret_key->curve = curve;
	memcpy(ret_key->point, point.ptr, EC_POINT_LEN);
	return 0;
}

int ec_public_from_compressed(enum ec_curve curve, struct span point, struct ec_public *ret_key)
{
	const struct crypto_curve *c = crypto_curve(curve);
	struct ec_public key = { .curve = curve };
	EC_POINT *q;
	bool ok;

	if (!c || !point.ptr || point.len != EC_COMPRESSED_LEN || (point.ptr[0] & ~1) != 2)
		return -EINVAL;
	q = point_decode(c, point);
	ok = q && EC_POINT_point2oct(c->group, q, POINT_CONVERSION_UNCOMPRESSED, key.point,
	                             EC_POINT_LEN, NULL) == EC_POINT_LEN;
	EC_POINT_free(q);
	if (!ok)
		return -EINVAL;
	*ret_key = key;
	return 0;
}

void ec_public_compress(const struct ec_public *key, uint8_t ret_point[EC_COMPRESSED_LEN])
{
	/* The first octet tells whether y is odd. */
	ret_point[0] = 2 | (key->point[EC_POINT_LEN - 1] & 1);
	memcpy(ret_point + 1, key->point + 1, EC_COMPRESSED_LEN - 1);
}

/*
 * With cofactor 1 and the peer's point on the curve, the product is what ECDH over EVP computes; EVP
 * would import both keys first and multiply the peer's point by the order for nothing.
 */
int ec_agree(const struct ec_private *key, const struct ec_public *peer,
             uint8_t ret_shared[EC_SHARED_LEN])
{
	const struct crypto_curve *c = crypto_curve(key->pub.curve);
	EC_POINT *q = NULL;
	BIGNUM *d = NULL, *x = NULL;
	int r = -EINVAL;

	if (!c || peer->curve != key->pub.curve)
		return -EINVAL;
	q = point_read(c, SPAN(peer->point));
	if (!q)
		return -EINVAL;
	d = BN_secure_new();
	x = BN_secure_new();
	if (!d || !x || !BN_bin2bn(key->scalar, EC_SCALAR_LEN, d)) {
		r = -ENOMEM;
		goto out;
	}
	BN_set_flags(d, BN_FLG_CONSTTIME);
	r = EC_POINT_mul(c->group, q, NULL, q, d, NULL) &&
	                    EC_POINT_get_affine_coordinates(c->group, q, x, NULL, NULL) &&
	                    BN_bn2binpad(x, ret_shared, EC_SHARED_LEN) == EC_SHARED_LEN
	            ? 0
	            : -EIO;
out:
	EC_POINT_clear_free(q);
	BN_clear_free(d);
	BN_clear_free(x);
	return r;
}
