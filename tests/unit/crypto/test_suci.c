/* SUCI: null scheme, ECIES profiles A and B [TS 33.501 Annex C]. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "crypto/suci.h"
#include "hex.h"

#define PRIVATE_A  "c53c22208b61860b06c62e5406a7b330c2b577aa5558981510d128247d38bd1d"
#define PUBLIC_A   "5a8d38864820197c3394b92613b20b91633cbd897119273bf8e4a6f4eec0a650"
#define PRIVATE_B  "f1ab1074477ebcc7f554ea1c5fc368b1616730155e0041ac447d6301975fecda"
#define PUBLIC_B_X "72da71976234ce833a6907425867b82e074d44ef907dfb4b3e21c1c2256ebcd1"
#define PUBLIC_B_Y "5a7ded52fcbb097a4ed250e036c7b9c8c7004c4eedc4f068cd7bf8d3f900e3b4"

/* "verylongusername1", and the MSIN 001002086 */
#define INPUT_NAI  "766572796c6f6e67757365726e616d6531"
#define INPUT_IMSI "00012080f6"

/* Implementers' test data [TS 33.501 C.4]. */
static const struct suci_set {
	enum suci_scheme scheme;
	const char *home_private, *home_public, *ephemeral, *input, *output;
} suci_sets[] = {
	/* C.4.2.1 */
	{ SUCI_NULL, PRIVATE_A, "", PRIVATE_A, INPUT_IMSI, INPUT_IMSI },
	/* C.4.3.1 */
	{ SUCI_PROFILE_A, PRIVATE_A, PUBLIC_A,
	  "c80949f13ebe61af4ebdbd293ea4f942696b9e815d7e8f0096bbf6ed7de62256", INPUT_IMSI,
	  "b2e92f836055a255837debf850b528997ce0201cb82adfe4be1f587d07d8457d"
	  "cb02352410cddd9e730ef3fa87" },
	/* C.4.3.2 */
	{ SUCI_PROFILE_A, PRIVATE_A, PUBLIC_A,
	  "be9eff3e9f22a4b42a3d236e7a6c500b3f2e7e0c7449988ba800d664bf4fcd97", INPUT_NAI,
	  "977d8b2fdaa7b64aa700d04227d5b440630ea4ec50f9082273a26bb678c92222"
	  "8e358a1582adb15322c10e515141d2039a12e1d7783a97f1ac" },
	/* C.4.4.1, home network key compressed and not */
	{ SUCI_PROFILE_B, PRIVATE_B, "02" PUBLIC_B_X,
	  "99798858a1dc6a2c68637149a4b1dbfd1fdff5addd62a2142f06699ed7602529", INPUT_IMSI,
	  "039aab8376597021e855679a9778ea0b67396e68c66df32c0f41e9acca2da9b9d1"
	  "46a33fc2716ac7dae96aa30a4d" },
	{ SUCI_PROFILE_B, PRIVATE_B, "04" PUBLIC_B_X PUBLIC_B_Y,
	  "99798858a1dc6a2c68637149a4b1dbfd1fdff5addd62a2142f06699ed7602529", INPUT_IMSI,
	  "039aab8376597021e855679a9778ea0b67396e68c66df32c0f41e9acca2da9b9d1"
	  "46a33fc2716ac7dae96aa30a4d" },
	/* C.4.4.2 */
	{ SUCI_PROFILE_B, PRIVATE_B, "02" PUBLIC_B_X,
	  "90a5898bd29ffa3f261e00e980067c70a2b1b992a21f5b4fef6d4df69fe804ad", INPUT_NAI,
	  "03759bb22c563d9f4a6b3c1419e543fc2f39d6823f02a9d71162b39399218b244b"
	  "be22d8b9f856a52ed381cd7eaf4cf2d5253cddc61a0a7882eb" },
};

enum { MAX = 128 };

struct bytes {
	uint8_t b[MAX];
	size_t len;
};

static struct bytes from_hex(const char *hex)
{
	struct bytes v;

	v.len = unhex(hex, v.b, sizeof(v.b));
	return v;
}

static struct span span(const struct bytes *v)
{
	return (struct span){ v->b, v->len };
}

/* "Random" octets: the ephemeral private key of a set. */
static int given(void *ctx, uint8_t *buf, size_t len)
{
	assert_int_equal(len, SUCI_PRIVATE_LEN);
	unhex(ctx, buf, len);
	return 0;
}

static int exhausted(void *ctx, uint8_t *buf, size_t len)
{
	(void)ctx;
	(void)buf;
	(void)len;
	return -EAGAIN;
}

static void test_suci_sets(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(suci_sets) / sizeof(suci_sets[0]); i++) {
		const struct suci_set *set = &suci_sets[i];
		const struct crypto_random rnd = { given, (void *)(uintptr_t)set->ephemeral };
		struct bytes input = from_hex(set->input), want = from_hex(set->output), got, back;
		struct bytes home = from_hex(set->home_public), key = from_hex(set->home_private);

		assert_int_equal(suci_conceal(set->scheme, span(&home), &rnd, span(&input), got.b,
		                              MAX, &got.len),
		                 0);
		assert_int_equal(got.len, want.len);
		assert_memory_equal(got.b, want.b, want.len);
		assert_int_equal(suci_conceal(set->scheme, span(&home), &rnd, span(&input), got.b,
		                              want.len - 1, &got.len),
		                 -ENOSPC);
		assert_int_equal(suci_reveal(set->scheme, key.b, span(&want), back.b, &back.len),
		                 0);
		assert_int_equal(back.len, input.len);
		assert_memory_equal(back.b, input.b, input.len);
	}
}

/* With fresh keys every SUCI is another one, and no octet of it can be changed. */
static void test_suci_fresh(void **state)
{
	const char *private[] = { PRIVATE_A, PRIVATE_B };
	const char *public[] = { PUBLIC_A, "02" PUBLIC_B_X };
	struct bytes input = from_hex(INPUT_IMSI);

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		enum suci_scheme scheme = i ? SUCI_PROFILE_B : SUCI_PROFILE_A;
		struct bytes home = from_hex(public[i]), key = from_hex(private[i]), a, b, back;

		assert_int_equal(
		        suci_conceal(scheme, span(&home), NULL, span(&input), a.b, MAX, &a.len), 0);
		assert_int_equal(
		        suci_conceal(scheme, span(&home), NULL, span(&input), b.b, MAX, &b.len), 0);
		assert_int_equal(a.len, b.len);
		assert_memory_not_equal(a.b, b.b, a.len);
		assert_int_equal(suci_reveal(scheme, key.b, span(&a), back.b, &back.len), 0);
		assert_memory_equal(back.b, input.b, input.len);
		for (size_t at = 0; at < a.len; at++) {
			a.b[at] ^= 1;
			assert_int_equal(suci_reveal(scheme, key.b, span(&a), back.b, &back.len),
			                 1);
			a.b[at] ^= 1;
		}
		for (a.len = a.len - 1; a.len > 0; a.len--)
			assert_int_equal(suci_reveal(scheme, key.b, span(&a), back.b, &back.len),
			                 1);
	}
}

static void refuse(enum suci_scheme scheme, const char *home_public)
{
	struct bytes home = from_hex(home_public), input = from_hex(INPUT_IMSI), got;

	assert_int_equal(
	        suci_conceal(scheme, span(&home), NULL, span(&input), got.b, MAX, &got.len),
	        -EINVAL);
}

static void test_suci_refusals(void **state)
{
	const struct crypto_random none = { exhausted, NULL };
	struct bytes input = from_hex(INPUT_IMSI), home = from_hex(PUBLIC_A), got;
	struct bytes zero = { .len = 32 };

	(void)state;
	memset(zero.b, 0, sizeof(zero.b));
	refuse(3, PUBLIC_A);
	refuse(SUCI_PROFILE_A, "02" PUBLIC_B_X);
	refuse(SUCI_PROFILE_A, "");
	/* A point of small order [RFC 7748 6.1]. */
	refuse(SUCI_PROFILE_A, "0000000000000000000000000000000000000000000000000000000000000000");
	refuse(SUCI_PROFILE_B, PUBLIC_A);
	refuse(SUCI_PROFILE_B, "");
	refuse(SUCI_PROFILE_B, "00");
	refuse(SUCI_PROFILE_B, "04" PUBLIC_B_X);
	refuse(SUCI_PROFILE_B, "05" PUBLIC_B_X);
	refuse(SUCI_PROFILE_B, "02" PUBLIC_B_X PUBLIC_B_Y);
	refuse(SUCI_PROFILE_B, "04" PUBLIC_B_X PUBLIC_B_X);
	/* An x beyond the field, and one of no point on the curve. */
	refuse(SUCI_PROFILE_B,
	       "02ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff");
	assert_int_equal(suci_conceal(SUCI_PROFILE_A, span(&home), NULL, (struct span){ 0 }, got.b,
	                              MAX, &got.len),
	                 -EINVAL);
	assert_int_equal(suci_conceal(SUCI_PROFILE_A, span(&home), &none, span(&input), got.b, MAX,
	                              &got.len),
	                 -EAGAIN);
	assert_int_equal(suci_reveal(3, zero.b, span(&input), got.b, &got.len), -EINVAL);
	assert_int_equal(suci_reveal(SUCI_PROFILE_B, zero.b, span(&input), got.b, &got.len),
	                 -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_suci_sets),
		cmocka_unit_test(test_suci_fresh),
		cmocka_unit_test(test_suci_refusals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
