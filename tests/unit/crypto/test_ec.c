/* Keys, signatures and key agreement [SGP.22 2.6.5] against published vectors and libcrypto's EVP. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/x509.h>

#include "crypto/ec.h"
#include "crypto/hash.h"
#include "hex.h"

static const enum ec_curve curves[] = { EC_CURVE_P256, EC_CURVE_BP256 };

/* Randomness that replays: a counter; or always the same octet; or a failure. */
struct fake_random {
	uint8_t next, step;
	int result;
	size_t high_draws; /* so many first draws are all FF */
};

static int fake_fill(void *ctx, uint8_t *buf, size_t len)
{
	struct fake_random *f = ctx;

	if (f->result)
		return f->result;
	for (size_t i = 0; i < len; i++, f->next = (uint8_t)(f->next + f->step))
		buf[i] = f->high_draws ? 0xFF : f->next;
	if (f->high_draws)
		f->high_draws--;
	return 0;
}

static struct ec_private key_from_seed(enum ec_curve curve, uint8_t seed)
{
	struct fake_random f = { .next = seed, .step = 1 };
	const struct crypto_random rnd = { fake_fill, &f };
	struct ec_private key;

	assert_int_equal(ec_generate(curve, &rnd, &key), 0);
	return key;
}

/* RFC 6979 A.2.5: P-256 with SHA-256. */
static void test_rfc6979(void **state)
{
	static const struct {
		const char *message, *signature;
	} rows[] = {
		{ "sample", "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
		            "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8" },
		{ "test", "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
		          "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083" },
	};
	uint8_t scalar[32], point[65], want[64], got[64];
	struct ec_private key;

	(void)state;
	unhex("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721", scalar, 32);
	unhex("0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
	      "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299",
	      point, sizeof(point));
	assert_int_equal(ec_private_from_scalar(EC_CURVE_P256, scalar, &key), 0);
	assert_memory_equal(key.pub.point, point, sizeof(point));
	for (size_t i = 0; i < 2; i++) {
		const struct span message = { (const uint8_t *)rows[i].message,
			                      strlen(rows[i].message) };
		/* The same bytes in two parts sign the same. */
		const struct span parts[] = { { message.ptr, 1 },
			                      { message.ptr + 1, message.len - 1 } };

		unhex(rows[i].signature, want, sizeof(want));
		assert_int_equal(ec_sign(&key, &message, 1, got), 0);
		assert_memory_equal(got, want, sizeof(want));
		assert_int_equal(ec_sign(&key, parts, 2, got), 0);
		assert_memory_equal(got, want, sizeof(want));
		assert_int_equal(ec_verify(&key.pub, parts, 2, SPAN(want)), 0);
	}
	ec_private_wipe(&key);
}

static EVP_PKEY *evp_private(const struct ec_private *key)
{
	uint8_t der[256];
	const uint8_t *p = der;
	size_t len;

	assert_int_equal(ec_private_to_der(key, der, sizeof(der), &len), 0);
	return d2i_AutoPrivateKey(NULL, &p, (long)len);
}

/* Signatures of ours verify with EVP, signatures of EVP with ours. */
static void test_against_evp(void **state)
{
	const uint8_t message[] = "a message of some length";
	const struct span part = SPAN(message);

	(void)state;
	for (size_t c = 0; c < 2; c++) {
		for (uint8_t seed = 1; seed < 12; seed++) {
			struct ec_private key = key_from_seed(curves[c], seed);
			EVP_PKEY *pkey = evp_private(&key);
			EVP_MD_CTX *ctx = EVP_MD_CTX_new();
			uint8_t raw[64], back[64], buf[EC_SIGNATURE_DER_MAX];
			struct der_writer w = { .buf = buf, .cap = sizeof(buf) };
			size_t len = sizeof(buf);

			assert_non_null(pkey);
			assert_int_equal(ec_sign(&key, &part, 1, raw), 0);
			ec_signature_to_der(raw, &w);
			assert_true(EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, pkey) > 0);
			assert_int_equal(EVP_DigestVerify(ctx, der_written(&w).ptr, w.len, message,
			                                  sizeof(message)),
			                 1);
			assert_true(ec_signature_from_der(der_written(&w), back));
			assert_memory_equal(raw, back, sizeof(raw));

			EVP_MD_CTX_reset(ctx);
			assert_true(EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, pkey) > 0);
			assert_true(EVP_DigestSign(ctx, buf, &len, message, sizeof(message)) > 0);
			assert_true(ec_signature_from_der((struct span){ buf, len }, raw));
			assert_int_equal(ec_verify(&key.pub, &part, 1, SPAN(raw)), 0);
			EVP_MD_CTX_free(ctx);
			EVP_PKEY_free(pkey);
		}
	}
}

/* A handle takes another key over; a point that is none leaves nothing that verifies. */
static void test_rekey(void **state)
{
	const uint8_t message[] = "message";
	const struct span part = SPAN(message);

	(void)state;
	for (size_t c = 0; c < 2; c++) {
		struct ec_private a = key_from_seed(curves[c], 7), b = key_from_seed(curves[c], 8);
		struct ec_private foreign = key_from_seed(curves[1 - c], 7);
		struct ec_public off = b.pub;
		uint8_t by_a[64], by_b[64], by_foreign[64];
		EC_HANDLE_AUTO *h = NULL;

		off.point[64] ^= 1;
		assert_int_equal(ec_sign(&a, &part, 1, by_a), 0);
		assert_int_equal(ec_sign(&b, &part, 1, by_b), 0);
		assert_int_equal(ec_sign(&foreign, &part, 1, by_foreign), 0);
		for (int round = 0; round < 2; round++) {
			assert_int_equal(ec_handle_rekey(&h, &a.pub), 0);
			assert_int_equal(ec_handle_verify(h, &part, 1, SPAN(by_a)), 0);
			assert_int_equal(ec_handle_verify(h, &part, 1, SPAN(by_b)), 1);
			assert_int_equal(ec_handle_rekey(&h, &b.pub), 0);
			assert_int_equal(ec_handle_verify(h, &part, 1, SPAN(by_a)), 1);
			assert_int_equal(ec_handle_verify(h, &part, 1, SPAN(by_b)), 0);
			assert_int_equal(ec_handle_rekey(&h, &off), -EINVAL);
			assert_int_equal(ec_handle_verify(h, &part, 1, SPAN(by_b)), 1);
			assert_int_equal(ec_handle_rekey(&h, &b.pub), 0);
			assert_int_equal(ec_handle_verify(h, &part, 1, SPAN(by_b)), 0);
			assert_int_equal(ec_handle_rekey(&h, &foreign.pub), 0);
			assert_int_equal(ec_handle_verify(h, &part, 1, SPAN(by_foreign)), 0);
			assert_int_equal(ec_handle_rekey(&h, &(struct ec_public){ 0 }), -EINVAL);
		}
	}
}

/* Signatures of a handle, each with a nonce of its own, are as good as ours. */
static void test_handle_sign(void **state)
{
	const uint8_t message[] = "message";
	const struct span part = SPAN(message);

	(void)state;
	for (size_t c = 0; c < 2; c++) {
		struct ec_private key = key_from_seed(curves[c], 9);
		uint8_t first[64], second[64];
		EC_HANDLE_AUTO *h = NULL;

		assert_int_equal(ec_handle_private(&key, &h), 0);
		assert_int_equal(ec_handle_sign(h, &part, 1, first), 0);
		assert_int_equal(ec_handle_sign(h, &part, 1, second), 0);
		assert_memory_not_equal(first, second, sizeof(first));
		assert_int_equal(ec_verify(&key.pub, &part, 1, SPAN(first)), 0);
		assert_int_equal(ec_verify(&key.pub, &part, 1, SPAN(second)), 0);
	}
}

static void test_verify_refuses(void **state)
{
	const uint8_t message[] = "message", other[] = "massage";
	const struct span part = SPAN(message), wrong = SPAN(other);
	const uint8_t zeros[64] = { 0 };
	uint8_t ones[64], sig[64];

	(void)state;
	memset(ones, 0xFF, sizeof(ones));
	for (size_t c = 0; c < 2; c++) {
		struct ec_private key = key_from_seed(curves[c], 7);
		struct ec_private stranger = key_from_seed(curves[c], 8);
		struct ec_public none = { 0 };

		assert_int_equal(ec_sign(&key, &part, 1, sig), 0);
		assert_int_equal(ec_verify(&key.pub, &part, 1, SPAN(sig)), 0);
		assert_int_equal(ec_verify(&key.pub, &wrong, 1, SPAN(sig)), 1);
		assert_int_equal(ec_verify(&stranger.pub, &part, 1, SPAN(sig)), 1);
		assert_int_equal(ec_verify(&key.pub, &part, 1, (struct span){ sig, 63 }), 1);
		assert_int_equal(ec_verify(&key.pub, &part, 1, (struct span){ 0 }), 1);
		assert_int_equal(ec_verify(&key.pub, &part, 1, SPAN(zeros)), 1);
		assert_int_equal(ec_verify(&key.pub, &part, 1, SPAN(ones)), 1);
		assert_int_equal(ec_verify(&none, &part, 1, SPAN(sig)), -EINVAL);
		for (size_t i = 0; i < 64; i++) {
			sig[i] ^= 1;
			assert_int_equal(ec_verify(&key.pub, &part, 1, SPAN(sig)), 1);
			sig[i] ^= 1;
		}
	}
}

/* A third-party trace: one-time keys of SM-DP+ and eUICC, and what they agreed on. */
static void test_agree_trace(void **state)
{
	uint8_t scalar[32], point[65], want[32], got[32];
	struct ec_private server;
	struct ec_public card;

	(void)state;
	unhex("fb68a38ccedb69e15cbe03c256228998ac398587e5dc7117f948145c839d61a4", scalar, 32);
	assert_int_equal(ec_private_from_scalar(EC_CURVE_P256, scalar, &server), 0);
	unhex("04a27e2bdbd94dcf67d4c9ae5cb149d9d0f093be7a16dc41ec9db0318e4db72d09"
	      "234a7d7631979a5d150eec40afe17ce41673df9d2f2e4246d60051c74eba7964",
	      point, sizeof(point));
	assert_memory_equal(server.pub.point, point, sizeof(point));
	unhex("0400f7b8d71403f21d84b00cd9e561178d737d3f4d065e62fee279271298dd4f07"
	      "4794ab791b9939d4461296efe388aa26731064263af988b7d2c4d77da44801b5",
	      point, sizeof(point));
	assert_int_equal(ec_public_from_point(EC_CURVE_P256, SPAN(point), &card), 0);
	assert_int_equal(ec_agree(&server, &card, got), 0);
	unhex("c9a993dd4879a8f7161f2085410edd4f9652f1df37be097ba96ba2ca6be528fe", want, 32);
	assert_memory_equal(got, want, sizeof(want));
}

static void test_agree_against_evp(void **state)
{
	(void)state;
	for (size_t c = 0; c < 2; c++) {
		struct ec_private a = key_from_seed(curves[c], 3), b = key_from_seed(curves[c], 99);
		struct ec_private foreign = key_from_seed(curves[1 - c], 3);
		EVP_PKEY *ka = evp_private(&a), *kb = evp_private(&b);
		EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(ka, NULL);
		uint8_t ours[32], theirs[32], evp[32];
		size_t len = sizeof(evp);

		assert_true(EVP_PKEY_derive_init(ctx) > 0 &&
		            EVP_PKEY_derive_set_peer(ctx, kb) > 0 &&
		            EVP_PKEY_derive(ctx, evp, &len) > 0);
		assert_int_equal(ec_agree(&a, &b.pub, ours), 0);
		assert_int_equal(ec_agree(&b, &a.pub, theirs), 0);
		assert_memory_equal(ours, evp, 32);
		assert_memory_equal(theirs, evp, 32);
		assert_int_equal(ec_agree(&a, &foreign.pub, ours), -EINVAL);
		b.pub.point[64] ^= 1; /* not on the curve */
		assert_int_equal(ec_agree(&a, &b.pub, ours), -EINVAL);
		EVP_PKEY_CTX_free(ctx);
		EVP_PKEY_free(ka);
		EVP_PKEY_free(kb);
	}
}

static void test_points(void **state)
{
	struct ec_private key = key_from_seed(EC_CURVE_P256, 5);
	struct ec_public pub = { 0 };
	uint8_t p[EC_POINT_LEN];

	(void)state;
	memcpy(p, key.pub.point, sizeof(p));
	assert_int_equal(ec_public_from_point(EC_CURVE_P256, SPAN(p), &pub), 0);
	assert_memory_equal(&pub, &key.pub, sizeof(pub));
	assert_int_equal(ec_public_from_point(EC_CURVE_BP256, SPAN(p), &pub), -EINVAL);
	assert_int_equal(ec_public_from_point(EC_CURVE_NONE, SPAN(p), &pub), -EINVAL);
	assert_int_equal(ec_public_from_point(EC_CURVE_P256, (struct span){ p, 64 }, &pub),
	                 -EINVAL);
	assert_int_equal(ec_public_from_point(EC_CURVE_P256, (struct span){ 0 }, &pub), -EINVAL);
	for (unsigned int form = 0; form < 256; form++) {
		p[0] = (uint8_t)form; /* hybrid forms 06 and 07 too */
		assert_int_equal(ec_public_from_point(EC_CURVE_P256, SPAN(p), &pub) == 0,
		                 form == 4);
	}
	memset(p + 1, 0xFF, 64);
	p[0] = 4;
	assert_int_equal(ec_public_from_point(EC_CURVE_P256, SPAN(p), &pub), -EINVAL);
	assert_memory_equal(&pub, &key.pub, sizeof(pub));
}

static void test_scalars_and_randomness(void **state)
{
	uint8_t n[32], big[32], zero[32] = { 0 };
	struct ec_private a, b;
	struct fake_random f = { .result = -EIO };
	const struct crypto_random rnd = { fake_fill, &f };

	(void)state;
	memset(big, 0xFF, sizeof(big));
	unhex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", n, 32);
	assert_int_equal(ec_private_from_scalar(EC_CURVE_P256, zero, &a), -EINVAL);
	assert_int_equal(ec_private_from_scalar(EC_CURVE_P256, n, &a), -EINVAL);
	assert_int_equal(ec_private_from_scalar(EC_CURVE_P256, big, &a), -EINVAL);
	assert_int_equal(ec_private_from_scalar(EC_CURVE_NONE, n, &a), -EINVAL);
	n[31]--;
	assert_int_equal(ec_private_from_scalar(EC_CURVE_P256, n, &a), 0);
	assert_int_equal(ec_generate(EC_CURVE_P256, &rnd, &a), -EIO);
	assert_int_equal(ec_generate(EC_CURVE_NONE, &rnd, &a), -EINVAL);
	/* Draws out of range are thrown away; the next one counts. */
	f = (struct fake_random){ .next = 7, .high_draws = 2 };
	assert_int_equal(ec_generate(EC_CURVE_P256, &rnd, &a), 0);
	memset(big, 7, sizeof(big));
	assert_memory_equal(a.scalar, big, sizeof(big));
	/* A source that never gets there ends with an error. */
	f = (struct fake_random){ .high_draws = SIZE_MAX };
	assert_int_equal(ec_generate(EC_CURVE_P256, &rnd, &a), -EIO);
	/* The operating system's randomness gives two different keys. */
	assert_int_equal(ec_generate(EC_CURVE_BP256, NULL, &a), 0);
	assert_int_equal(ec_generate(EC_CURVE_BP256, NULL, &b), 0);
	assert_memory_not_equal(a.scalar, b.scalar, sizeof(a.scalar));
	ec_private_wipe(&a);
	assert_memory_equal(a.scalar, zero, sizeof(zero));
}

/* PKCS#8 of ours is read by libcrypto; SEC1 and PKCS#8 of libcrypto by ours. */
static void test_key_der(void **state)
{
	(void)state;
	for (size_t c = 0; c < 2; c++) {
		struct ec_private key = key_from_seed(curves[c], 42), back;
		EVP_PKEY *pkey = evp_private(&key);
		PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(pkey);
		uint8_t point[65], buf[300], *sec1 = NULL, *pkcs8 = NULL;
		size_t len;
		int n;

		assert_true(EVP_PKEY_get_octet_string_param(pkey, OSSL_PKEY_PARAM_PUB_KEY, point,
		                                            sizeof(point), &len));
		assert_memory_equal(point, key.pub.point, 65);
		n = i2d_PrivateKey(pkey, &sec1);
		assert_int_equal(ec_private_from_der((struct span){ sec1, (size_t)n }, &back), 0);
		assert_memory_equal(&back, &key, sizeof(key));
		n = i2d_PKCS8_PRIV_KEY_INFO(info, &pkcs8);
		assert_int_equal(ec_private_from_der((struct span){ pkcs8, (size_t)n }, &back), 0);
		assert_memory_equal(&back, &key, sizeof(key));
		/* No prefix of it is a key, and no buffer too small is written. */
		assert_int_equal(ec_private_to_der(&key, buf, sizeof(buf), &len), 0);
		for (size_t i = 0; i < len; i++)
			assert_int_equal(ec_private_from_der((struct span){ buf, i }, &back),
			                 -EINVAL);
		assert_int_equal(ec_private_to_der(&key, buf, len - 1, &len), -ENOSPC);
		/* A public key inside that is not its own. */
		buf[len - 1] ^= 1;
		assert_int_equal(ec_private_from_der((struct span){ buf, len }, &back), -EINVAL);
		OPENSSL_free(sec1);
		OPENSSL_free(pkcs8);
		PKCS8_PRIV_KEY_INFO_free(info);
		EVP_PKEY_free(pkey);
	}
}

static void test_signature_der(void **state)
{
	static const char *const bad[] = {
		"",
		"3000",
		"3003020101",
		"300702010102010100",
		"30060201810202010130",
		"300602018102010100",
		"30070202000102010102",
		"30060201ff020101",
		"3005020002010130",
	};
	uint8_t bytes[80], sig[64];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		size_t n = unhex(bad[i], bytes, sizeof(bytes));

		assert_false(ec_signature_from_der((struct span){ bytes, n }, sig));
	}
	unhex("3006020101020102", bytes, sizeof(bytes));
	assert_true(ec_signature_from_der((struct span){ bytes, 8 }, sig));
	assert_int_equal(sig[31], 1);
	assert_int_equal(sig[63], 2);
	assert_int_equal(sig[0], 0);
	/* 33 octets without a reason, and a number above 256 bits. */
	memset(bytes, 0x7F, sizeof(bytes));
	unhex("3026022101", bytes, sizeof(bytes));
	unhex("020101", bytes + 37, 3);
	assert_false(ec_signature_from_der((struct span){ bytes, 40 }, sig));
}

static void test_curve_oids(void **state)
{
	const uint8_t p384[] = { 0x2B, 0x81, 0x04, 0x00, 0x22 };

	(void)state;
	for (size_t c = 0; c < 2; c++)
		assert_int_equal(ec_curve_from_oid(ec_curve_oid(curves[c])), curves[c]);
	assert_int_equal(ec_curve_from_oid(SPAN(p384)), EC_CURVE_NONE);
	assert_int_equal(ec_curve_from_oid((struct span){ 0 }), EC_CURVE_NONE);
	assert_null(ec_curve_oid(EC_CURVE_NONE).ptr);
}

/* FIPS 180-2 B.1 and A.1 ("abc"). */
static void test_hashes(void **state)
{
	const uint8_t abc[] = { 'a', 'b', 'c' };
	const struct span parts[] = { { abc, 1 }, { abc + 1, 2 } };
	struct sha256_stream *stream;
	uint8_t want[32], got[32];

	(void)state;
	unhex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", want, 32);
	assert_int_equal(sha256(parts, 2, got), 0);
	assert_memory_equal(got, want, 32);
	stream = sha256_stream_new();
	assert_non_null(stream);
	assert_int_equal(sha256_stream_add(stream, parts[0]), 0);
	assert_int_equal(sha256_stream_add(stream, parts[1]), 0);
	assert_int_equal(sha256_stream_end(stream, got), 0);
	sha256_stream_free(stream);
	assert_memory_equal(got, want, 32);
	unhex("a9993e364706816aba3e25717850c26c9cd0d89d", want, 20);
	assert_int_equal(sha1(SPAN(abc), got), 0);
	assert_memory_equal(got, want, 20);
}

/* Both forms of one key [TS 33.501 C.4.4.1], and what is no compressed point [SEC 1 2.3.4]. */
static void test_compressed(void **state)
{
	struct ec_public pub, back;
	uint8_t point[EC_POINT_LEN], p[EC_COMPRESSED_LEN];

	(void)state;
	unhex("049aab8376597021e855679a9778ea0b67396e68c66df32c0f41e9acca2da9b9d1"
	      "d1f44ea1c87aa7478b954537bde79951e748a43294a4f4cf86eaff1789c9c81f",
	      point, sizeof(point));
	assert_int_equal(ec_public_from_point(EC_CURVE_P256, SPAN(point), &pub), 0);
	ec_public_compress(&pub, p);
	assert_int_equal(p[0], 0x03);
	assert_memory_equal(p + 1, point + 1, 32);
	assert_int_equal(ec_public_from_compressed(EC_CURVE_P256, SPAN(p), &back), 0);
	assert_int_equal(back.curve, EC_CURVE_P256);
	assert_memory_equal(back.point, point, sizeof(point));
	p[0] = 0x02; /* the other y */
	assert_int_equal(ec_public_from_compressed(EC_CURVE_P256, SPAN(p), &back), 0);
	assert_memory_equal(back.point, point, 33);
	assert_memory_not_equal(back.point + 33, point + 33, 32);
	assert_int_equal(ec_public_from_compressed(EC_CURVE_NONE, SPAN(p), &back), -EINVAL);
	assert_int_equal(ec_public_from_compressed(EC_CURVE_P256, SPAN(point), &back), -EINVAL);
	assert_int_equal(ec_public_from_compressed(EC_CURVE_P256, (struct span){ 0 }, &back),
	                 -EINVAL);
	for (int form = 0; form < 256; form++) {
		p[0] = (uint8_t)form;
		assert_int_equal(ec_public_from_compressed(EC_CURVE_P256, SPAN(p), &back) == 0,
		                 form == 2 || form == 3);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_compressed),  cmocka_unit_test(test_rfc6979),
		cmocka_unit_test(test_against_evp), cmocka_unit_test(test_verify_refuses),
		cmocka_unit_test(test_agree_trace), cmocka_unit_test(test_agree_against_evp),
		cmocka_unit_test(test_points),      cmocka_unit_test(test_scalars_and_randomness),
		cmocka_unit_test(test_key_der),     cmocka_unit_test(test_signature_der),
		cmocka_unit_test(test_rekey),       cmocka_unit_test(test_handle_sign),
		cmocka_unit_test(test_curve_oids),  cmocka_unit_test(test_hashes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
