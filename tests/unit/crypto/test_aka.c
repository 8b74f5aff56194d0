/* Milenage [TS 35.206], the XOR test algorithm [TS 34.108 8.1.2], GSM conversion [TS 33.102 6.8.1.2]. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "crypto/aka.h"
#include "hex.h"
#include "milenage_sets.h"

static void check_hex(const uint8_t *got, const char *expected)
{
	uint8_t bytes[64];
	size_t n = unhex(expected, bytes, sizeof(bytes));

	assert_memory_equal(got, bytes, n);
}

static struct aka_params milenage_params(const struct milenage_set *set)
{
	struct aka_params p = { .algorithm = AKA_MILENAGE };
	uint8_t op[16];

	aka_params_default(&p);
	p.k_len = unhex(set->k, p.k, sizeof(p.k));
	unhex(set->op, op, sizeof(op));
	assert_int_equal(aka_milenage_opc(p.k, op, p.opc), 0);
	if (set->opc)
		check_hex(p.opc, set->opc);
	return p;
}

static void test_milenage_sets(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(milenage_sets) / sizeof(milenage_sets[0]); i++) {
		const struct milenage_set *set = &milenage_sets[i];
		struct aka_params p = milenage_params(set);
		struct aka_vector v;
		uint8_t rand[16], sqn[6], amf[2], mac_a[8], mac_s[8], ak[6];

		unhex(set->rand, rand, sizeof(rand));
		unhex(set->sqn, sqn, sizeof(sqn));
		unhex(set->amf, amf, sizeof(amf));
		assert_int_equal(aka_f1(&p, rand, sqn, amf, mac_a, mac_s), 0);
		check_hex(mac_a, set->f1);
		check_hex(mac_s, set->f1star);
		assert_int_equal(aka_f2345(&p, rand, &v), 0);
		assert_int_equal(v.res_len, 8);
		check_hex(v.res, set->f2);
		check_hex(v.ck, set->f3);
		check_hex(v.ik, set->f4);
		check_hex(v.ak, set->f5);
		assert_int_equal(aka_f5star(&p, rand, ak), 0);
		check_hex(ak, set->f5star);
	}
}

/* TS 35.206 4.1: each rotation and constant must reach its own function and no other. */
static void test_milenage_constants(void **state)
{
	struct aka_params base = milenage_params(&milenage_sets[0]);
	struct aka_vector v0, v;
	uint8_t rand[16], sqn[6] = { 0 }, amf[2] = { 0 }, mac_a[8], mac_s[8], a0[8], s0[8], ak[6],
	                  ak0[6];

	(void)state;
	unhex(milenage_sets[0].rand, rand, sizeof(rand));
	assert_int_equal(aka_f1(&base, rand, sqn, amf, a0, s0), 0);
	assert_int_equal(aka_f2345(&base, rand, &v0), 0);
	assert_int_equal(aka_f5star(&base, rand, ak0), 0);
	for (size_t i = 0; i < 10; i++) {
		struct aka_params p = base;

		if (i < 5)
			p.r[i] = (uint8_t)(p.r[i] + 3);
		else
			p.c[i - 5][7] ^= 0x10;
		assert_int_equal(aka_f1(&p, rand, sqn, amf, mac_a, mac_s), 0);
		assert_int_equal(aka_f2345(&p, rand, &v), 0);
		assert_int_equal(aka_f5star(&p, rand, ak), 0);
		assert_int_equal(memcmp(mac_a, a0, 8) != 0, i % 5 == 0);
		assert_int_equal(memcmp(v.res, v0.res, 8) != 0, i % 5 == 1);
		assert_int_equal(memcmp(v.ak, v0.ak, 6) != 0, i % 5 == 1);
		assert_int_equal(memcmp(v.ck, v0.ck, 16) != 0, i % 5 == 2);
		assert_int_equal(memcmp(v.ik, v0.ik, 16) != 0, i % 5 == 3);
		assert_int_equal(memcmp(ak, ak0, 6) != 0, i % 5 == 4);
	}
}

/* Worked by hand from the definition: K 00..0f, RAND f0f0.. gives XDOUT f0 f1 .. ff. */
static void test_xor(void **state)
{
	struct aka_params p = { .algorithm = AKA_TEST, .k_len = 16 };
	struct aka_vector v;
	uint8_t rand[16], mac_a[8], mac_s[8], ak[6];
	const uint8_t sqn[6] = { 0, 0, 0, 0, 0, 0x20 }, amf[2] = { 0x80, 0x01 };

	(void)state;
	unhex("000102030405060708090a0b0c0d0e0f", p.k, sizeof(p.k));
	memset(rand, 0xf0, sizeof(rand));
	assert_int_equal(aka_f2345(&p, rand, &v), 0);
	assert_int_equal(v.res_len, 16);
	check_hex(v.res, "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
	check_hex(v.ck, "f1f2f3f4f5f6f7f8f9fafbfcfdfefff0");
	check_hex(v.ik, "f2f3f4f5f6f7f8f9fafbfcfdfefff0f1");
	check_hex(v.ak, "f3f4f5f6f7f8");
	assert_int_equal(aka_f1(&p, rand, sqn, amf, mac_a, mac_s), 0);
	check_hex(mac_a, "f0f1f2f3f4d576f6");
	check_hex(mac_s, "f0f1f2f3f4d576f6");
	assert_int_equal(aka_f5star(&p, rand, ak), 0);
	check_hex(ak, "f3f4f5f6f7f8");
}

/* TS 35.208 4.4 (test set 1 of GSM-Milenage, TS 55.205): SRES and Kc from the UMTS outputs. */
static void test_gsm(void **state)
{
	struct aka_params p = milenage_params(&milenage_sets[0]);
	struct aka_vector v;
	uint8_t rand[16], sres[4], kc[8];

	(void)state;
	unhex(milenage_sets[0].rand, rand, sizeof(rand));
	assert_int_equal(aka_f2345(&p, rand, &v), 0);
	aka_gsm(&v, sres, kc);
	check_hex(sres, "46f8416a");
	check_hex(kc, "eae4be823af9a08b");
	/* 16 octets of RES fold four times. */
	v.res_len = 16;
	unhex("000102030405060708090a0b0c0d0e0f", v.res, sizeof(v.res));
	aka_gsm(&v, sres, kc);
	check_hex(sres, "00000000");
}

static void test_refusals(void **state)
{
	const enum aka_algorithm unknown[] = { 0, 4, 255 };
	struct aka_params p = { .algorithm = AKA_MILENAGE, .k_len = 32 };
	struct aka_vector v;
	const uint8_t rand[16] = { 0 }, sqn[6] = { 0 }, amf[2] = { 0 };
	uint8_t a[8], s[8];

	(void)state;
	aka_params_default(&p);
	assert_int_equal(aka_f1(&p, rand, sqn, amf, a, s), -EINVAL);
	assert_int_equal(aka_f2345(&p, rand, &v), -EINVAL);
	assert_int_equal(aka_f5star(&p, rand, a), -EINVAL);
	p.algorithm = AKA_TEST;
	assert_int_equal(aka_f1(&p, rand, sqn, amf, a, s), -EINVAL);
	assert_int_equal(aka_f2345(&p, rand, &v), -EINVAL);
	assert_int_equal(aka_f5star(&p, rand, a), -EINVAL);
	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
		p.algorithm = unknown[i];
		assert_int_equal(aka_f1(&p, rand, sqn, amf, a, s), -ENOTSUP);
		assert_int_equal(aka_f2345(&p, rand, &v), -ENOTSUP);
		assert_int_equal(aka_f5star(&p, rand, a), -ENOTSUP);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_milenage_sets), cmocka_unit_test(test_milenage_constants),
		cmocka_unit_test(test_xor),           cmocka_unit_test(test_gsm),
		cmocka_unit_test(test_refusals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
