/*
 * GET IDENTITY [TS 31.102 7.5]. Profiles A and B with the test data of TS 33.501 annex C.4: the
 * ephemeral private key is what the card draws. SUCIs of the null scheme follow from TS 24.501
 * figure 9.11.3.4.3 and TS 23.003 28.7.3 by hand.
 */
#include "uicc_expect.h"

#include <string.h>

#define GET_IDENTITY "80780001000000" /* extended Le */
#define KEY_A        "5A8D38864820197C3394B92613B20B91633CBD897119273BF8E4A6F4EEC0A650"
#define KEY_B        "0272DA71976234CE833A6907425867B82E074D44EF907DFB4B3E21C1C2256EBCD1"
/* Supplies the secret below to whoever asks for 32 octets. */
static const uint8_t secret_a[] = { 0xC8, 0x09, 0x49, 0xF1, 0x3E, 0xBE, 0x61, 0xAF,
	                            0x4E, 0xBD, 0xBD, 0x29, 0x3E, 0xA4, 0xF9, 0x42,
	                            0x69, 0x6B, 0x9E, 0x81, 0x5D, 0x7E, 0x8F, 0x00,
	                            0x96, 0xBB, 0xF6, 0xED, 0x7D, 0xE6, 0x22, 0x56 };
static const uint8_t secret_b[] = { 0x99, 0x79, 0x88, 0x58, 0xA1, 0xDC, 0x6A, 0x2C,
	                            0x68, 0x63, 0x71, 0x49, 0xA4, 0xB1, 0xDB, 0xFD,
	                            0x1F, 0xDF, 0xF5, 0xAD, 0xDD, 0x62, 0xA2, 0x14,
	                            0x2F, 0x06, 0x69, 0x9E, 0xD7, 0x60, 0x25, 0x29 };

static int fill_secret(void *ctx, uint8_t *buf, size_t len)
{
	assert_true(len <= sizeof(secret_a));
	memcpy(buf, ctx, len);
	return 0;
}

/* Updates a transparent EF that ADM may write, by path from the USIM. */
static void update(struct uicc_terminal *t, const char *path, const char *body)
{
	char command[300];

	snprintf(command, sizeof(command), "00A4080C%02X7FFF%s", (unsigned)(strlen(path) / 2 + 2),
	         path);
	EXPECT(t, command, "", 0x9000);
	snprintf(command, sizeof(command), "00D60000%02X%s", (unsigned)(strlen(body) / 2), body);
	EXPECT(t, command, "", 0x9000);
}

/* The subscription of annex C.4: IMSI 274 012 001002086. */
static struct uicc_terminal *terminal_of(void **state)
{
	struct uicc_terminal *t = *state;

	EXPECT(t, SELECT_USIM, "", 0x9000);
	EXPECT(t, VERIFY_PIN, "", 0x9000);
	EXPECT(t, VERIFY_ADM, "", 0x9000);
	update(t, "6F07", "082947100210000268");
	update(t, "6FAD", "00000003");
	return t;
}

static void test_null_scheme(void **state)
{
	struct uicc_terminal *t = terminal_of(state);

	/* Nothing provisioned: null scheme, routing indicator 0. */
	EXPECT(t, GET_IDENTITY,
	       "A10D0172241"
	       "0F0FF0000"
	       "00012080F6",
	       0x9000);
	EXPECT(t, "8078000100", "", 0x6C0F);
	EXPECT(t, "807800010F", NULL, 0x9000);
	update(t, "5FC04F0A", "17F2FFFF");
	EXPECT(t, GET_IDENTITY,
	       "A10D017224101"
	       "7F20000"
	       "00012080F6",
	       0x9000);
	/* An MNC of two digits leaves one more for the MSIN. */
	update(t, "6FAD", "00000002");
	EXPECT(t, GET_IDENTITY,
	       "A10D0172F41017F20000"
	       "0210000268",
	       0x9000);
	/* The null scheme may also be the first in the list. */
	update(t, "5FD04F01", "A00400000101A12580011B8120" KEY_A);
	EXPECT(t, GET_IDENTITY,
	       "A10D0172F41017F20000"
	       "0210000268",
	       0x9000);
}

static void test_profile_a(void **state)
{
	const struct crypto_random random = { fill_secret, (void *)(uintptr_t)secret_a };
	struct uicc_terminal *t = terminal_of(state);

	uicc_set_random(t->u, &random);
	/* A scheme that nobody knows and a key that is not there are passed over. */
	update(t, "5FD04F01",
	       "A008030101020101"
	       "0000"
	       "A12580011B8120" KEY_A);
	update(t, "5FD04F01", "A006030101090101A12580011B8120" KEY_A);
	EXPECT(t, GET_IDENTITY,
	       "A13501722410F0FF011B"
	       "B2E92F836055A255837DEBF850B528997CE0201CB82ADFE4BE1F587D07D8457D"
	       "CB02352410"
	       "CDDD9E730EF3FA87",
	       0x9000);
}

static void test_profile_b(void **state)
{
	const struct crypto_random random = { fill_secret, (void *)(uintptr_t)secret_b };
	struct uicc_terminal *t = terminal_of(state);

	uicc_set_random(t->u, &random);
	update(t, "5FD04F01", "A00402020101A14B80011B8120" KEY_A "80011C8121" KEY_B);
	EXPECT(t, GET_IDENTITY,
	       "A13601722410F0FF021C"
	       "039AAB8376597021E855679A9778EA0B67396E68C66DF32C0F41E9ACCA2DA9B9D1"
	       "46A33FC271"
	       "6AC7DAE96AA30A4D",
	       0x9000);
}

/* A key that is none is a fault of the profile. */
static void test_bad_key(void **state)
{
	struct uicc_terminal *t = terminal_of(state);

	update(t, "5FD04F01", "A0020101A10680011B8101AA");
	EXPECT(t, GET_IDENTITY, "", 0x6F00);
	update(t, "5FD04F01", "A0020101A106800200008101AA");
	EXPECT(t, GET_IDENTITY, NULL, 0x9000); /* no key: null scheme */
	assert_memory_equal(t->hex, "A10D01", 6);
}

static void test_network_specific(void **state)
{
	const struct crypto_random random = { fill_secret, (void *)(uintptr_t)secret_a };
	static const char prefix[] =
	        "type1.rid678.schid1.hnkey27.ecckey"
	        "b2e92f836055a255837debf850b528997ce0201cb82adfe4be1f587d07d8457d"
	        ".cip";
	static const char realm[] = "@example.com";
	struct uicc_terminal *t = terminal_of(state);
	size_t len;

	EXPECT(t, "00D684101102", "", 0x6700);
	EXPECT(t, "00A4080C047FFF6F38", "", 0x9000);
	EXPECT(t, "00D600100102", "", 0x9000); /* service 130 */
	EXPECT(t, GET_IDENTITY, "", 0x6985);   /* no such identifier */
	update(t, "5FC04F09",
	       "8012"
	       "757365723137406578616D706C652E636F6D"); /* user17@example.com */
	update(t, "5FC04F0A", "76F8FFFF");
	EXPECT(t, GET_IDENTITY, NULL, 0x9000);
	assert_int_equal(t->data[2], 0x11);
	len = strlen("type1.rid678.schid0.useriduser17@example.com");
	assert_int_equal(t->len, 3 + len);
	assert_memory_equal(t->data + 3, "type1.rid678.schid0.useriduser17@example.com", len);
	uicc_set_random(t->u, &random);
	update(t, "5FD04F01", "A0020101A12580011B8120" KEY_A);
	EXPECT(t, GET_IDENTITY, NULL, 0x9000);
	assert_memory_equal(t->data, "\xA1\x81", 2);
	assert_memory_equal(t->data + 4, prefix, sizeof(prefix) - 1);
	/* 6 octets of user name, 8 of tag. */
	assert_int_equal(t->len, 4 + strlen(prefix) + 12 + strlen(".mac") + 16 + strlen(realm));
	assert_memory_equal(t->data + t->len - strlen(realm), realm, strlen(realm));
}

static void test_conditions(void **state)
{
	struct uicc_terminal *t = terminal_of(state);

	EXPECT(t, "80780101000000", "", 0x6A86);
	EXPECT(t, "80780002000000", "", 0x6A81); /* WLAN offload */
	EXPECT(t, "8078000101AA", "", 0x6700);
	EXPECT(t, "00780001", "", 0x6E00);
	update(t, "6F07", "FFFFFFFFFFFFFFFFFF");
	EXPECT(t, GET_IDENTITY, "", 0x6985); /* no IMSI */
	uicc_reset(t->u);
	EXPECT(t, GET_IDENTITY, "", 0x6982);
	EXPECT(t, VERIFY_PIN, "", 0x9000);
	EXPECT(t, VERIFY_ADM, "", 0x9000);
	update(t, "6F38", "0000000420000000000000000000000800"); /* without service 125 */
	EXPECT(t, GET_IDENTITY, "", 0x6985);
	EXPECT(t, "00A4040C0C" SAMPLE_ISIM_AID, "", 0x9000);
	EXPECT(t, GET_IDENTITY, "", 0x6985);
	EXPECT(t, "00A4000C023F00", "", 0x9000);
	EXPECT(t, GET_IDENTITY, "", 0x6985);
}

/* GET CHALLENGE [TS 102 221 11.1.18]. */
static void test_challenge(void **state)
{
	const struct crypto_random random = { fill_secret, (void *)(uintptr_t)secret_a };
	struct uicc_terminal *t = *state;

	EXPECT(t, "0084000008", NULL, 0x9000);
	assert_int_equal(t->len, 8);
	EXPECT(t, "0084000000", NULL, 0x9000);
	assert_int_equal(t->len, 256);
	uicc_set_random(t->u, &random);
	EXPECT(t, "0084000004", "C80949F1", 0x9000);
	EXPECT(t, "00840000", "", 0x6700);
	EXPECT(t, "0084010008", "", 0x6A86);
	EXPECT(t, "0084000001AA", "", 0x6700);
	EXPECT(t, "8084000008", "", 0x6E00);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, terminal_setup, terminal_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_null_scheme), TEST(test_profile_a),        TEST(test_profile_b),
		TEST(test_bad_key),     TEST(test_network_specific), TEST(test_conditions),
		TEST(test_challenge),
	};

	return cmocka_run_group_tests_name("uicc-identity", tests, NULL, NULL);
}
