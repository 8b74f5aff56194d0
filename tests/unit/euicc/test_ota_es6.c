/*
 * ES6.UpdateMetadata: the operator changes the metadata of its profile [SGP.22 5.4.1].
 */
#include "ota_sender.h"

#include "euicc/profile.h"

#include <stdio.h>
#include <string.h>

/* For personalization of the profile's ISD-P. */
#define INSTALL "80E6200016000010A0000005591010FFFFFFFF8900000F00000000"

static struct store_metadata_request metadata(struct fixture *f)
{
	struct store_metadata_request m;
	struct profile p;

	assert_int_equal(profile_enabled(f->card, &p), 0);
	assert_int_equal(profile_metadata(f->card, p.id, &f->arena, &m), 0);
	assert_int_equal(m.profile_policy_rules.v, p.ppr);
	return m;
}

static void assert_text(struct span s, const char *text)
{
	assert_int_equal(s.len, strlen(text));
	assert_memory_equal(s.ptr, text, s.len);
}

static void test_update_metadata(void **state)
{
	struct fixture *f = *state;
	struct ota_sender s;
	struct store_metadata_request m;

	ota_enable(f, NULL, 0, fixture_metadata(f, 1, PROFILE_CLASS_OPERATIONAL, PPR_1 | PPR_2));
	sender_init(&s, f, MNO_SD, SCP80_KEY_AES, KIC, KID);
	/* Names, which the LPA reads in ProfileInfo. */
	sender_expect(&s, INSTALL "80E288000ABF2A0791014192024242", SCP80_OK, "029000");
	m = metadata(f);
	assert_text(m.service_provider_name, "A");
	assert_text(m.profile_name, "BB");
	assert_int_equal(m.profile_policy_rules.v, PPR_1 | PPR_2);
	fixture_expect_es10(f, "BF2D045C029192", "BF2D0BA009E30791014192024242");
}

static void test_update_pprs(void **state)
{
	struct fixture *f = *state;
	struct ota_sender s;

	ota_enable(f, NULL, 0, fixture_metadata(f, 1, PROFILE_CLASS_OPERATIONAL, PPR_1));
	sender_init(&s, f, MNO_SD, SCP80_KEY_AES, KIC, KID);
	/* PPR2 cannot be set; what is kept has to be named; the control bit is not for this. */
	sender_expect(&s, INSTALL "80E2880007BF2A0499020560", SCP80_OK, "029000");
	assert_int_equal(metadata(f).profile_policy_rules.v, PPR_1);
	sender_expect(&s, INSTALL "80E2880007BF2A0499020580", SCP80_OK, "026985");
	assert_int_equal(metadata(f).profile_policy_rules.v, PPR_1);
	sender_expect(&s, INSTALL "80E2880006BF2A03990100", SCP80_OK, "029000");
	assert_int_equal(metadata(f).profile_policy_rules.v, 0);
	assert_int_equal(fixture_sql(f, "SELECT ppr FROM profile"), 0);
}

/* An icon of several blocks, in several messages; then none. */
static void test_update_icon(void **state)
{
	struct fixture *f = *state;
	struct ota_sender s;
	char script[2048] = INSTALL "80E2080080BF2A82010793010194820100", *p;

	ota_enable(f, NULL, 0, fixture_metadata(f, 1, PROFILE_CLASS_OPERATIONAL, 0));
	sender_init(&s, f, MNO_SD, SCP80_KEY_AES, KIC, KID);
	p = script + strlen(script);
	for (int i = 0; i < 256; i++) {
		if (i == 116)
			p += snprintf(p, 11, "80E288018C");
		p += snprintf(p, 3, "%02X", (unsigned)i);
	}
	sender_expect(&s, script, SCP80_OK, "039000");
	assert_int_equal(metadata(f).icon.len, 256);
	assert_int_equal(metadata(f).icon_type.v, 1);
	sender_expect(&s, INSTALL "80E2880006BF2A03930100", SCP80_OK, "026A80");
	sender_expect(&s, INSTALL "80E2880005BF2A029400", SCP80_OK, "029000");
	assert_null(metadata(f).icon.ptr);
	assert_false(metadata(f).icon_type.set);
}

static void test_domain_errors(void **state)
{
	static const struct {
		const char *script, *answer;
	} rows[] = {
		{ "00E2880006BF2A03910141", "016E00" },
		/* INSTALL: for something else, somebody else, without length. */
		{ "80E60C0000", "016A80" },
		{ "80E6200016000010A0000005591010FFFFFFFF8900000E00000000", "016A88" },
		{ "80E6200000", "016A80" },
		/* Without INSTALL the domain itself is meant, and the object is none of its own. */
		{ "80E2880006BF2A03910143", "016A88" },
		{ "80E2900006BF2A03910143", "016A88" },
		/* STORE DATA: block out of order; another object; none; two; broken; unfinished. */
		{ INSTALL "80E2880106BF2A03910141", "026A86" },
		{ INSTALL "80E2880006BF2D03910141", "026A80" },
		{ INSTALL "80E2880000", "026700" },
		{ INSTALL "80E288000CBF2A03910141BF2A03910141", "026A80" },
		{ INSTALL "80E2880005BF2A039101", "026A80" },
		{ INSTALL "80E2080006BF2A03910141", "029000" },
		/* fallbackAllowed [SGP.32] */
		{ INSTALL "80E2880007BF2A049F6701FF", "026985" },
	};
	struct fixture *f = *state;
	struct ota_sender s;

	ota_enable_sample(f);
	sender_init(&s, f, MNO_SD, SCP80_KEY_AES, KIC, KID);
	for (size_t i = 0; i < A_COUNT(rows); i++)
		sender_expect(&s, rows[i].script, SCP80_OK, rows[i].answer);
	/* The issuer's TAR means the MNO-SD too. */
	s.header.tar[0] = s.header.tar[1] = s.header.tar[2] = 0;
	sender_expect(&s, INSTALL "80E2880006BF2A03910143", SCP80_OK, "029000");
	assert_text(metadata(f).service_provider_name, "C");
}

#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(update_metadata),
		TEST(update_pprs),
		TEST(update_icon),
		TEST(domain_errors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
