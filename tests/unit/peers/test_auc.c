/*
 * The authentication centre, with the published test sets [TS 35.207, TS 35.208, TS 35.233, TS
 * 55.205], and its words. AUTS values, which no set has for AMF* 0000, were computed with AES of the
 * openssl command.
 */
#include "peers/auc_text.h"

#include "../crypto/hex.h"
#include "../crypto/milenage_sets.h"
#include "../crypto/tuak_sets.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define IMSI  "001010123456789"
#define K1    "465b5ce8b199b49faa5f0a2ee238a6bc"
#define OPC1  "cd63cb71954a9f4e48a5994e37a02baf"
#define RAND1 "23553cbe9637a89d218ae64dae47bf35"
#define AUTN1 "55f328b43577b9b94a9ffac354dfafb3"
#define IK1   "f769bcd751044604127672711c6d3441"
#define CK1   "b40ba9a3c58b2a05bbf0d987b21bf8cb"
#define RES1  "a54211d5e3ba50bf"
#define AUTS1 "ba853f3c123ccf44e93596e355c6" /* SQN_MS ff9bb4d0b607 */
/* What makes the next SQN be that of the set. */
#define SUBSCRIBER1 IMSI ":milenage:" K1 ":" OPC1 ":b9b9:ff9bb4d0b5e6"

/* Randomness that is always the same; a ctx of NULL: none at all. */
static int fixed_random(void *ctx, uint8_t *buf, size_t len)
{
	const char *hex = ctx;

	if (!hex)
		return -EIO;
	assert_int_equal(unhex(hex, buf, len), len);
	return 0;
}

static struct auc *auc_with_rand(const char *rand)
{
	struct auc *auc;

	assert_int_equal(
	        auc_new((struct crypto_random){ fixed_random, (void *)(uintptr_t)rand }, &auc), 0);
	return auc;
}

static uint64_t number(const uint8_t *bytes, size_t len)
{
	uint64_t n = 0;

	for (size_t i = 0; i < len; i++)
		n = n << 8 | bytes[i];
	return n;
}

/* The SQN that profile 2 has before this one [TS 33.102 C.3.2]: one less in SEQ and in IND. */
static uint64_t before(uint64_t sqn)
{
	return ((sqn >> 5) - 1) << 5 | ((sqn - 1) & 31);
}

static void expect_hex(const uint8_t *got, size_t len, const char *expected)
{
	uint8_t bytes[64];

	assert_int_equal(unhex(expected, bytes, sizeof(bytes)), len);
	assert_memory_equal(got, bytes, len);
}

/* AUTN = SQN xor AK || AMF || MAC-A. */
static void expect_autn(const uint8_t autn[16], const char *sqn, const char *ak, const char *amf,
                        const char *mac_a)
{
	uint8_t expected[6], mask[6];

	unhex(sqn, expected, sizeof(expected));
	unhex(ak, mask, sizeof(mask));
	for (size_t i = 0; i < sizeof(expected); i++)
		expected[i] ^= mask[i];
	assert_memory_equal(autn, expected, sizeof(expected));
	expect_hex(autn + 6, 2, amf);
	expect_hex(autn + 8, 8, mac_a);
}

static void test_milenage_sets(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(milenage_sets) / sizeof(milenage_sets[0]); i++) {
		const struct milenage_set *set = &milenage_sets[i];
		struct auc *auc = auc_with_rand(set->rand);
		struct auc_subscriber s = { .imsi = IMSI, .params.algorithm = AKA_MILENAGE };
		struct auc_vector v;
		uint8_t op[16], sqn[6];

		aka_params_default(&s.params);
		s.params.k_len = unhex(set->k, s.params.k, sizeof(s.params.k));
		unhex(set->op, op, sizeof(op));
		assert_int_equal(aka_milenage_opc(s.params.k, op, s.params.opc), 0);
		unhex(set->amf, s.amf, sizeof(s.amf));
		unhex(set->sqn, sqn, sizeof(sqn));
		s.sqn = before(number(sqn, sizeof(sqn)));
		assert_int_equal(auc_add(auc, &s), 0);
		assert_int_equal(auc_make_vector(auc, IMSI, &v), 0);
		expect_hex(v.rand, sizeof(v.rand), set->rand);
		expect_autn(v.autn, set->sqn, set->f5, set->amf, set->f1);
		expect_hex(v.keys.res, v.keys.res_len, set->f2);
		expect_hex(v.keys.ck, v.keys.ck_len, set->f3);
		expect_hex(v.keys.ik, v.keys.ik_len, set->f4);
		assert_true(auc_find(auc, IMSI)->sqn == number(sqn, sizeof(sqn)));
		auc_free(auc);
	}
}

/* TUAK with RES of 32 bits and Milenage with RES cut to 32 bits. */
static void test_res_length(void **state)
{
	const struct tuak_set *set = &tuak_sets[0];
	struct auc *auc = auc_with_rand(set->rand);
	char line[256];
	struct auc_vector v;

	(void)state;
	snprintf(line, sizeof(line), IMSI ":tuak:%s:%s:%s:1111111110f0:4", set->k, set->topc,
	         set->amf);
	assert_int_equal(auc_text_add(auc, line), 0);
	assert_int_equal(auc_make_vector(auc, IMSI, &v), 0);
	expect_autn(v.autn, set->sqn, set->f5, set->amf, set->f1);
	expect_hex(v.keys.res, v.keys.res_len, set->f2);
	expect_hex(v.keys.ck, v.keys.ck_len, set->f3);
	expect_hex(v.keys.ik, v.keys.ik_len, set->f4);
	auc_free(auc);

	auc = auc_with_rand(RAND1);
	assert_int_equal(auc_text_add(auc, SUBSCRIBER1 ":4"), 0);
	assert_int_equal(auc_make_vector(auc, IMSI, &v), 0);
	expect_hex(v.keys.res, v.keys.res_len, "a54211d5");
	auc_free(auc);
}

/* The sequence number that the USIM tells replaces the centre's [TS 33.102 6.3.5]. */
static void test_resynchronise(void **state)
{
	struct auc *auc = auc_with_rand(RAND1);
	uint8_t rand[16], auts[14];
	struct auc_vector v;

	(void)state;
	unhex(RAND1, rand, sizeof(rand));
	unhex(AUTS1, auts, sizeof(auts));
	assert_int_equal(auc_text_add(auc, IMSI ":milenage:" K1 ":" OPC1 ":b9b9:20"), 0);
	assert_int_equal(auc_resynchronise(auc, "999990123456789", rand, auts), -ENOENT);
	for (size_t i = 0; i < sizeof(auts); i++) {
		auts[i] ^= 0x10;
		assert_int_equal(auc_resynchronise(auc, IMSI, rand, auts), 1);
		auts[i] ^= 0x10;
	}
	rand[0] ^= 1;
	assert_int_equal(auc_resynchronise(auc, IMSI, rand, auts), 1);
	rand[0] ^= 1;
	assert_true(auc_find(auc, IMSI)->sqn == 0x20);
	assert_int_equal(auc_resynchronise(auc, IMSI, rand, auts), 0);
	assert_true(auc_find(auc, IMSI)->sqn == 0xff9bb4d0b607);
	assert_int_equal(auc_make_vector(auc, IMSI, &v), 0);
	assert_true(auc_find(auc, IMSI)->sqn == 0xff9bb4d0b628);
	/* SQN ff9bb4d0b628 xor AK aa689c648370 */
	expect_hex(v.autn, 6, "55f328b43558");
	auc_free(auc);
}

/* IND goes round, SEQ does not. */
static void test_sequence(void **state)
{
	struct auc *auc = auc_with_rand(RAND1);
	struct auc_vector v;

	(void)state;
	assert_int_equal(auc_text_add(auc, IMSI ":milenage:" K1 ":" OPC1 "::ffffffffffbe"), 0);
	assert_int_equal(auc_make_vector(auc, IMSI, &v), 0);
	assert_true(auc_find(auc, IMSI)->sqn == 0xffffffffffdf);
	assert_int_equal(auc_make_vector(auc, IMSI, &v), 0);
	assert_true(auc_find(auc, IMSI)->sqn == 0xffffffffffe0);
	assert_int_equal(auc_make_vector(auc, IMSI, &v), -EOVERFLOW);
	assert_true(auc_find(auc, IMSI)->sqn == 0xffffffffffe0);
	auc_free(auc);
}

static void test_triplet(void **state)
{
	struct auc *auc = auc_with_rand(RAND1);
	struct auc_triplet t;

	(void)state;
	assert_int_equal(auc_make_triplet(auc, IMSI, &t), -ENOENT);
	assert_int_equal(auc_text_add(auc, SUBSCRIBER1), 0);
	assert_int_equal(auc_make_triplet(auc, IMSI, &t), 0);
	expect_hex(t.rand, sizeof(t.rand), RAND1);
	expect_hex(t.sres, sizeof(t.sres), "46f8416a"); /* TS 55.205 test set 1 */
	expect_hex(t.kc, sizeof(t.kc), "eae4be823af9a08b");
	assert_true(auc_find(auc, IMSI)->sqn == 0xff9bb4d0b5e6);
	auc_free(auc);
}

static void test_no_randomness(void **state)
{
	struct auc *auc = auc_with_rand(NULL);
	struct auc_vector v;
	struct auc_triplet t;
	char answer[AUC_TEXT_MAX];

	(void)state;
	assert_int_equal(auc_text_add(auc, SUBSCRIBER1), 0);
	assert_int_equal(auc_make_vector(auc, IMSI, &v), -EIO);
	assert_int_equal(auc_make_triplet(auc, IMSI, &t), -EIO);
	assert_int_equal(auc_text_answer(auc, "AKA-REQ-AUTH " IMSI, answer), -EIO);
	assert_int_equal(auc_text_answer(auc, "SIM-REQ-AUTH " IMSI, answer), -EIO);
	assert_true(auc_find(auc, IMSI)->sqn == 0xff9bb4d0b5e6);
	auc_free(auc);
	auc_free(NULL);
}

static void test_subscribers(void **state)
{
	static const char *const wrong[] = {
		"",
		IMSI,
		IMSI ":milenage",
		IMSI ":milenage:" K1,
		IMSI ":milenage:" K1 ":" OPC1 "00",
		IMSI ":milenage:" K1 "00:" OPC1,
		IMSI ":milenage:" K1 ":" OPC1 OPC1,
		IMSI ":milenage:" K1 ":" OPC1 ":80",
		IMSI ":milenage:" K1 ":" OPC1 ":8000:00000000000000",
		IMSI ":milenage:" K1 ":" OPC1 ":8000:0:",
		IMSI ":milenage:" K1 ":" OPC1 ":8000:00:x",
		IMSI ":milenage:" K1 ":" OPC1 ":8000:00:100",
		IMSI ":milenage:" K1 ":" OPC1 ":8000:00:8:",
		IMSI ":milenage:" K1 ":"
		     "zz63cb71954a9f4e48a5994e37a02baf",
		IMSI ":Milenage:" K1 ":" OPC1,
		IMSI ":tuak:" K1 ":" OPC1,
		IMSI ":tuak:" K1 ":" OPC1 OPC1 ":::5",
		IMSI ":test:" K1 ":" OPC1,
		IMSI "0:milenage:" K1 ":" OPC1,
		"12345:milenage:" K1 ":" OPC1,
		"12345a:milenage:" K1 ":" OPC1,
	};
	struct auc_subscriber s = { .imsi = IMSI,
		                    .params.algorithm = AKA_TEST,
		                    .params.k_len = 16 };
	struct auc *auc = auc_with_rand(RAND1);

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		if (auc_text_add(auc, wrong[i]) != -EINVAL)
			fail_msg("\"%s\" is taken", wrong[i]);
	}
	s.params.mac_len = 16;
	assert_int_equal(auc_add(auc, &s), -EINVAL);
	s.params.mac_len = 8;
	s.sqn = 1ULL << 48;
	assert_int_equal(auc_add(auc, &s), -EINVAL);
	s.sqn = 0;
	s.params.algorithm = (enum aka_algorithm)4;
	assert_int_equal(auc_add(auc, &s), -EINVAL);
	memset(s.imsi, '1', sizeof(s.imsi)); /* no end */
	s.params.algorithm = AKA_TEST;
	assert_int_equal(auc_add(auc, &s), -EINVAL);
	assert_null(auc_find(auc, IMSI));

	assert_int_equal(auc_text_add(auc, "123456:test:" K1), 0);
	assert_int_equal(auc_text_add(auc, IMSI ":test:" K1 "::0000:20:8"), 0);
	assert_int_equal(auc_text_add(auc, IMSI ":milenage:" K1 ":" OPC1), 0);
	assert_int_equal(auc_find(auc, "123456")->params.algorithm, AKA_TEST);
	assert_int_equal(auc_find(auc, IMSI)->params.algorithm, AKA_MILENAGE);
	assert_true(auc_find(auc, IMSI)->sqn == 0);
	expect_hex(auc_find(auc, IMSI)->amf, 2, "8000");
	auc_free(auc);
}

static void expect_answer(struct auc *auc, const char *request, const char *expected)
{
	char answer[AUC_TEXT_MAX] = "";
	int len = auc_text_answer(auc, request, answer);

	assert_int_equal(len, strlen(expected));
	assert_string_equal(answer, expected);
}

static void test_requests(void **state)
{
	struct auc *auc = auc_with_rand(RAND1);

	(void)state;
	assert_int_equal(auc_text_add(auc, SUBSCRIBER1), 0);
	expect_answer(auc, "AKA-REQ-AUTH " IMSI,
	              "AKA-RESP-AUTH " IMSI " " RAND1 " " AUTN1 " " IK1 " " CK1 " " RES1);
	expect_answer(auc, "AKA-AUTS " IMSI " " AUTS1 " " RAND1, "");
	assert_true(auc_find(auc, IMSI)->sqn == 0xff9bb4d0b607);
#define TRIPLET " eae4be823af9a08b:46f8416a:" RAND1
	expect_answer(auc, "SIM-REQ-AUTH " IMSI " 2", "SIM-RESP-AUTH " IMSI TRIPLET TRIPLET);
	expect_answer(auc, "SIM-REQ-AUTH " IMSI, "SIM-RESP-AUTH " IMSI TRIPLET TRIPLET TRIPLET);
	expect_answer(auc, "SIM-REQ-AUTH " IMSI " 9",
	              "SIM-RESP-AUTH " IMSI TRIPLET TRIPLET TRIPLET);
	expect_answer(auc, "AKA-REQ-AUTH 123456", "AKA-RESP-AUTH 123456 FAILURE");
	expect_answer(auc, "SIM-REQ-AUTH 123456 3", "SIM-RESP-AUTH 123456 FAILURE");
	/* RES of 256 bits has no place in EAP. */
	assert_int_equal(auc_text_add(auc, "123456:tuak:" K1 ":" OPC1 OPC1 ":::32"), 0);
	expect_answer(auc, "AKA-REQ-AUTH 123456", "AKA-RESP-AUTH 123456 FAILURE");
	auc_free(auc);
}

static void test_wrong_requests(void **state)
{
	static const char *const wrong[] = {
		"",
		"AKA-REQ-AUTH",
		"AKA-REQ-AUTH ",
		"AKA-REQ-AUTH  " IMSI,
		"AKA-REQ-AUTH " IMSI " ",
		"AKA-REQ-AUTH " IMSI "0",
		"aka-req-auth " IMSI,
		"SIM-REQ-AUTH " IMSI " -1",
		"SIM-REQ-AUTH " IMSI " 3 3",
		"AKA-AUTS " IMSI,
		"AKA-AUTS " IMSI " " AUTS1,
		"AKA-AUTS " IMSI " " AUTS1 "00 " RAND1,
		"AKA-AUTS " IMSI " " AUTS1 " " RAND1 " ",
		"AKA-AUTS " IMSI " " AUTS1 " g3553cbe9637a89d218ae64dae47bf35",
		"AKA-AUTS " IMSI " " RAND1 RAND1 RAND1 RAND1 RAND1 " " RAND1,
	};
	struct auc *auc = auc_with_rand(RAND1);
	char answer[AUC_TEXT_MAX] = "";

	(void)state;
	assert_int_equal(auc_text_add(auc, SUBSCRIBER1), 0);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		if (auc_text_answer(auc, wrong[i], answer) != -EINVAL)
			fail_msg("\"%s\" is answered", wrong[i]);
	}
	assert_int_equal(auc_text_answer(auc, "AKA-AUTS 123456 " AUTS1 " " RAND1, answer), -ENOENT);
	assert_int_equal(auc_text_answer(auc, "AKA-AUTS " IMSI " " AUTS1 " " IK1, answer),
	                 -EBADMSG);
	assert_string_equal(answer, "");
	assert_true(auc_find(auc, IMSI)->sqn == 0xff9bb4d0b5e6);
	auc_free(auc);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_milenage_sets),  cmocka_unit_test(test_res_length),
		cmocka_unit_test(test_resynchronise),  cmocka_unit_test(test_sequence),
		cmocka_unit_test(test_triplet),        cmocka_unit_test(test_no_randomness),
		cmocka_unit_test(test_subscribers),    cmocka_unit_test(test_requests),
		cmocka_unit_test(test_wrong_requests),
	};

	return cmocka_run_group_tests_name("auc", tests, NULL, NULL);
}
