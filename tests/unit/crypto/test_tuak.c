/* TUAK [TS 35.231] and the Keccak permutation under it [FIPS 202]. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <openssl/evp.h>

#include "crypto/aka.h"
#include "crypto/keccak.h"
#include "hex.h"
#include "keccak_sets.h"
#include "tuak_sets.h"

static void check_hex(const uint8_t *got, const char *expected)
{
	uint8_t bytes[KECCAK_STATE_LEN];
	size_t n = unhex(expected, bytes, sizeof(bytes));

	assert_memory_equal(got, bytes, n);
}

static uint8_t octets(const char *hex)
{
	return (uint8_t)(strlen(hex) / 2);
}

/* The permutation on its own [TS 35.232 5]. */
static void test_keccak(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(keccak_sets) / sizeof(keccak_sets[0]); i++) {
		uint8_t s[KECCAK_STATE_LEN];

		assert_int_equal(unhex(keccak_sets[i].in, s, sizeof(s)), sizeof(s));
		keccak_f1600(s);
		check_hex(s, keccak_sets[i].out);
	}
}

/* SHA3-256 by its definition over the permutation: what libcrypto says, for every length. */
static void test_keccak_sha3(void **state)
{
	enum { RATE = 136, MAX = 300 };
	EVP_MD *sha3 = EVP_MD_fetch(NULL, "SHA3-256", NULL);
	uint8_t message[MAX];

	(void)state;
	assert_non_null(sha3);
	for (size_t len = 0; len < MAX; len++) {
		uint8_t s[KECCAK_STATE_LEN] = { 0 }, expected[32];

		message[len] = (uint8_t)(len * 37);
		assert_true(EVP_Digest(message, len, expected, NULL, sha3, NULL));
		for (size_t i = 0; i < len; i++) {
			s[i % RATE] ^= message[i];
			if (i % RATE == RATE - 1)
				keccak_f1600(s);
		}
		s[len % RATE] ^= 0x06;
		s[RATE - 1] ^= 0x80;
		keccak_f1600(s);
		assert_memory_equal(s, expected, sizeof(expected));
	}
	EVP_MD_free(sha3);
}

/* The parameters of a set, TOPc worked out from TOP. */
static struct aka_params tuak_params(const struct tuak_set *set)
{
	struct aka_params p = {
		.algorithm = AKA_TUAK,
		.keccak_iterations = set->iterations,
		.mac_len = octets(set->f1),
		.res_len = octets(set->f2),
		.ck_len = octets(set->f3),
		.ik_len = octets(set->f4),
	};
	uint8_t top[32];

	p.k_len = unhex(set->k, p.k, sizeof(p.k));
	unhex(set->top, top, sizeof(top));
	assert_int_equal(aka_tuak_topc(&p, top, p.opc), 0);
	return p;
}

/* All functions over all published sets [TS 35.233 6.3 to 6.8]. */
static void test_tuak_sets(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(tuak_sets) / sizeof(tuak_sets[0]); i++) {
		const struct tuak_set *set = &tuak_sets[i];
		struct aka_params p = tuak_params(set);
		struct aka_vector v;
		uint8_t rand[16], sqn[6], amf[2], ak[6];
		uint8_t mac_a[AKA_OUTPUT_MAX], mac_s[AKA_OUTPUT_MAX];

		check_hex(p.opc, set->topc);
		unhex(set->rand, rand, sizeof(rand));
		unhex(set->sqn, sqn, sizeof(sqn));
		unhex(set->amf, amf, sizeof(amf));
		assert_int_equal(aka_f1(&p, rand, sqn, amf, mac_a, mac_s), 0);
		check_hex(mac_a, set->f1);
		check_hex(mac_s, set->f1star);
		assert_int_equal(aka_f2345(&p, rand, &v), 0);
		assert_int_equal(v.res_len, octets(set->f2));
		assert_int_equal(v.ck_len, octets(set->f3));
		assert_int_equal(v.ik_len, octets(set->f4));
		check_hex(v.res, set->f2);
		check_hex(v.ck, set->f3);
		check_hex(v.ik, set->f4);
		check_hex(v.ak, set->f5);
		assert_int_equal(aka_f5star(&p, rand, ak), 0);
		check_hex(ak, set->f5star);
	}
}

/* Fields left at 0 are their defaults: one iteration, MAC and RES of 64 bits, keys of 128. */
static void test_tuak_defaults(void **state)
{
	struct aka_params p = tuak_params(&tuak_sets[0]), zero = p;
	const uint8_t rand[16] = { 1 }, sqn[6] = { 2 }, amf[2] = { 3 };
	uint8_t mac[4][8];
	struct aka_vector v, v0;

	(void)state;
	zero.keccak_iterations = zero.mac_len = zero.res_len = zero.ck_len = zero.ik_len = 0;
	p.res_len = 8;
	assert_int_equal(aka_f1(&p, rand, sqn, amf, mac[0], mac[1]), 0);
	assert_int_equal(aka_f1(&zero, rand, sqn, amf, mac[2], mac[3]), 0);
	assert_memory_equal(mac[0], mac[2], 16);
	assert_int_equal(aka_f2345(&p, rand, &v), 0);
	assert_int_equal(aka_f2345(&zero, rand, &v0), 0);
	assert_int_equal(v0.res_len, 8);
	assert_int_equal(v0.ck_len, 16);
	assert_int_equal(v0.ik_len, 16);
	assert_memory_equal(v0.res, v.res, 8);
	assert_memory_equal(v0.ck, v.ck, 16);
	assert_memory_equal(v0.ik, v.ik, 16);
}

static void test_tuak_refusals(void **state)
{
	const struct aka_params good = tuak_params(&tuak_sets[0]);
	const uint8_t rand[16] = { 0 }, sqn[6] = { 0 }, amf[2] = { 0 }, top[32] = { 0 };
	const size_t key_lens[] = { 0, 15, 24, 33 };
	uint8_t a[32], s[32];
	struct aka_params p;
	struct aka_vector v;

	(void)state;
	for (size_t i = 0; i < sizeof(key_lens) / sizeof(key_lens[0]); i++) {
		p = good;
		p.k_len = key_lens[i];
		assert_int_equal(aka_tuak_topc(&p, top, a), -EINVAL);
		assert_int_equal(aka_f1(&p, rand, sqn, amf, a, s), -EINVAL);
		assert_int_equal(aka_f2345(&p, rand, &v), -EINVAL);
		assert_int_equal(aka_f5star(&p, rand, a), -EINVAL);
	}
	p = good;
	p.mac_len = 4; /* a length of RES only */
	assert_int_equal(aka_f1(&p, rand, sqn, amf, a, s), -EINVAL);
	p.res_len = 12;
	assert_int_equal(aka_f2345(&p, rand, &v), -EINVAL);
	p = good;
	p.ck_len = 8;
	assert_int_equal(aka_f2345(&p, rand, &v), -EINVAL);
	p = good;
	p.ik_len = 24;
	assert_int_equal(aka_f2345(&p, rand, &v), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keccak),        cmocka_unit_test(test_keccak_sha3),
		cmocka_unit_test(test_tuak_sets),     cmocka_unit_test(test_tuak_defaults),
		cmocka_unit_test(test_tuak_refusals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
