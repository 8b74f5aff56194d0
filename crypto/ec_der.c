/*
 * Encodings around the keys: curve OIDs, private keys as PKCS#8 [RFC 5958] and SEC1 [RFC 5915],
 * signatures as ECDSA-Sig-Value [RFC 5480].
 */
#include <errno.h>
#include <openssl/crypto.h>
#include <string.h>

#include "crypto/ec.h"
#include "crypto/oid.h"

enum {
	TAG_INTEGER = 0x02,
	TAG_BIT_STRING = 0x03,
	TAG_OCTET_STRING = 0x04,
	TAG_OID = 0x06,
	TAG_SEQUENCE = 0x30,
	TAG_PARAMETERS = 0xA0, /* ECPrivateKey.parameters */
	TAG_PUBLIC_KEY = 0xA1, /* ECPrivateKey.publicKey */
};

enum ec_curve ec_curve_from_oid(struct span oid)
{
	if (span_equal(oid, SPAN(oid_p256)))
		return EC_CURVE_P256;
	if (span_equal(oid, SPAN(oid_bp256)))
		return EC_CURVE_BP256;
	return EC_CURVE_NONE;
}

struct span ec_curve_oid(enum ec_curve curve)
{
	switch (curve) {
	case EC_CURVE_P256:
		return SPAN(oid_p256);
	case EC_CURVE_BP256:
		return SPAN(oid_bp256);
	case EC_CURVE_NONE:
		break;
	}
	return (struct span){ 0 };
}

static void put_integer(struct der_writer *w, const uint8_t *scalar)
{
	struct span s = { scalar, EC_SCALAR_LEN };
	size_t before = w->len;

	while (s.len > 1 && s.ptr[0] == 0) {
		s.ptr++;
		s.len--;
	}
	der_put_bytes(w, s);
	if (s.ptr[0] & 0x80)
		der_put_bytes(w, SPAN((const uint8_t[]){ 0 }));
	der_put_header(w, TAG_INTEGER, w->len - before);
}

void ec_signature_to_der(const uint8_t signature[EC_SIGNATURE_LEN], struct der_writer *w)
{
	size_t before = w->len;

	put_integer(w, signature + EC_SCALAR_LEN);
	put_integer(w, signature);
	der_put_header(w, TAG_SEQUENCE, w->len - before);
}

/* A non-negative INTEGER of at most 256 bits, minimally encoded. */
static bool take_integer(struct der_reader *r, uint8_t ret_scalar[EC_SCALAR_LEN])
{
	struct der_tlv t;
	struct span v;

	if (!der_take(r, TAG_INTEGER, &t) || t.value.len == 0 || (t.value.ptr[0] & 0x80))
		return false;
	v = t.value;
	if (v.ptr[0] == 0 && v.len > 1) {
		if (!(v.ptr[1] & 0x80))
			return false;
		v.ptr++;
		v.len--;
	}
	if (v.len > EC_SCALAR_LEN)
		return false;
	memset(ret_scalar, 0, EC_SCALAR_LEN);
	memcpy(ret_scalar + EC_SCALAR_LEN - v.len, v.ptr, v.len);
	return true;
}

bool ec_signature_from_der(struct span der, uint8_t ret_signature[EC_SIGNATURE_LEN])
{
	uint8_t raw[EC_SIGNATURE_LEN];
	struct der_tlv seq;
	struct der_reader r;

	if (!der_whole(der, TAG_SEQUENCE, &seq))
		return false;
	r = der_reader(seq.value);
	if (!take_integer(&r, raw) || !take_integer(&r, raw + EC_SCALAR_LEN) || r.bad ||
	    der_more(&r))
		return false;
	memcpy(ret_signature, raw, sizeof(raw));
	return true;
}

/* An INTEGER of one octet with this value: the versions. */
static bool take_version(struct der_reader *r, uint8_t version)
{
	struct der_tlv t;

	return der_take(r, TAG_INTEGER, &t) && t.value.len == 1 && t.value.ptr[0] == version;
}

/* ECPrivateKey; the curve comes from outside or from its own parameters, and must not differ. */
static int sec1_read(struct der_reader *r, enum ec_curve curve, struct ec_private *ret_key)
{
	EC_PRIVATE_AUTO key = { 0 };
	uint8_t scalar[EC_SCALAR_LEN];
	struct der_tlv secret, t, inner;
	int rc;

	if (!take_version(r, 1) || !der_take(r, TAG_OCTET_STRING, &secret) ||
	    secret.value.len != EC_SCALAR_LEN)
		return -EINVAL;
	if (der_take(r, TAG_PARAMETERS, &t)) {
		if (!der_whole(t.value, TAG_OID, &inner))
			return -EINVAL;
		if (curve != EC_CURVE_NONE && ec_curve_from_oid(inner.value) != curve)
			return -EINVAL;
		curve = ec_curve_from_oid(inner.value);
	}
	memcpy(scalar, secret.value.ptr, EC_SCALAR_LEN);
	rc = ec_private_from_scalar(curve, scalar, &key);
	OPENSSL_cleanse(scalar, sizeof(scalar));
	if (rc)
		return rc;
	if (der_take(r, TAG_PUBLIC_KEY, &t) &&
	    (!der_whole(t.value, TAG_BIT_STRING, &inner) || inner.value.len != 1 + EC_POINT_LEN ||
	     inner.value.ptr[0] != 0 ||
	     memcmp(inner.value.ptr + 1, key.pub.point, EC_POINT_LEN) != 0))
		return -EINVAL;
	if (r->bad || der_more(r))
		return -EINVAL;
	*ret_key = key;
	return 0;
}

/* PrivateKeyInfo after its version; attributes behind the key are ignored. */
static int pkcs8_read(struct der_reader *r, struct ec_private *ret_key)
{
	struct der_tlv algorithm, oid, curve, octets, seq;
	struct der_reader a, inner;

	if (!take_version(r, 0) || !der_take(r, TAG_SEQUENCE, &algorithm) ||
	    !der_take(r, TAG_OCTET_STRING, &octets) || !der_whole(octets.value, TAG_SEQUENCE, &seq))
		return -EINVAL;
	a = der_reader(algorithm.value);
	if (!der_take(&a, TAG_OID, &oid) || !span_equal(oid.value, SPAN(oid_ec_public_key)) ||
	    !der_take(&a, TAG_OID, &curve) || der_more(&a) ||
	    ec_curve_from_oid(curve.value) == EC_CURVE_NONE)
		return -EINVAL;
	inner = der_reader(seq.value);
	return sec1_read(&inner, ec_curve_from_oid(curve.value), ret_key);
}

int ec_private_from_der(struct span der, struct ec_private *ret_key)
{
	struct der_tlv seq, version;
	struct der_reader r, probe;

	if (!der_whole(der, TAG_SEQUENCE, &seq))
		return -EINVAL;
	r = probe = der_reader(seq.value);
	/* Both forms start with a version: PKCS#8 continues with an algorithm, SEC1 with the key. */
	if (!der_take(&probe, TAG_INTEGER, &version))
		return -EINVAL;
	if (der_peek(&probe) == TAG_SEQUENCE)
		return pkcs8_read(&r, ret_key);
	return sec1_read(&r, EC_CURVE_NONE, ret_key);
}

int ec_private_to_der(const struct ec_private *key, uint8_t *buf, size_t cap, size_t *ret_len)
{
	uint8_t tmp[256];
	struct der_writer w = { .buf = tmp, .cap = sizeof(tmp) };
	struct span oid = ec_curve_oid(key->pub.curve);
	size_t body, algorithm;
	int r = 0;

	if (!oid.ptr)
		return -EINVAL;
	der_put_bytes(&w, SPAN(key->pub.point));
	der_put_bytes(&w, SPAN((const uint8_t[]){ 0 }));
	der_put_header(&w, TAG_BIT_STRING, w.len);
	der_put_header(&w, TAG_PUBLIC_KEY, w.len);
	der_put_tlv(&w, TAG_OCTET_STRING, SPAN(key->scalar));
	der_put_uint(&w, TAG_INTEGER, 1);
	der_put_header(&w, TAG_SEQUENCE, w.len);
	der_put_header(&w, TAG_OCTET_STRING, w.len);
	body = w.len;
	der_put_tlv(&w, TAG_OID, oid);
	der_put_tlv(&w, TAG_OID, SPAN(oid_ec_public_key));
	algorithm = w.len - body;
	der_put_header(&w, TAG_SEQUENCE, algorithm);
	der_put_uint(&w, TAG_INTEGER, 0);
	der_put_header(&w, TAG_SEQUENCE, w.len);
	if (!der_writer_ok(&w) || w.len > cap) {
		r = -ENOSPC;
	} else {
		memcpy(buf, der_written(&w).ptr, w.len);
		*ret_len = w.len;
	}
	OPENSSL_cleanse(tmp, sizeof(tmp));
	return r;
}

int ec_public_from_spki(struct span spki, struct ec_public *ret_key)
{
	struct der_tlv algorithm, oid, curve_oid, bits;
	struct der_reader s = der_reader(spki), a;
	enum ec_curve curve = EC_CURVE_NONE;

	if (!der_take(&s, TAG_SEQUENCE, &algorithm) || !der_take(&s, TAG_BIT_STRING, &bits) ||
	    s.bad || der_more(&s) || bits.value.len < 1 || bits.value.ptr[0] != 0)
		return -EINVAL;
	a = der_reader(algorithm.value);
	if (!der_take(&a, TAG_OID, &oid))
		return -EINVAL;
	if (span_equal(oid.value, SPAN(oid_ec_public_key)) && der_take(&a, TAG_OID, &curve_oid)) {
		if (a.bad || der_more(&a))
			return -EINVAL;
		curve = ec_curve_from_oid(curve_oid.value);
	}
	if (curve == EC_CURVE_NONE) {
		*ret_key = (struct ec_public){ .curve = EC_CURVE_NONE };
		return 0;
	}
	return ec_public_from_point(curve, (struct span){ bits.value.ptr + 1, bits.value.len - 1 },
	                            ret_key);
}

void ec_public_put_spki(const struct ec_public *key, struct der_writer *w)
{
	size_t since = w->len, algorithm;

	der_put_bytes(w, SPAN(key->point));
	der_put_bytes(w, SPAN((const uint8_t[]){ 0 }));
	der_put_header(w, TAG_BIT_STRING, w->len - since);
	algorithm = w->len;
	der_put_tlv(w, TAG_OID, ec_curve_oid(key->curve));
	der_put_tlv(w, TAG_OID, SPAN(oid_ec_public_key));
	der_put_header(w, TAG_SEQUENCE, w->len - algorithm);
	der_put_header(w, TAG_SEQUENCE, w->len - since);
}
