/*
 * ES10c: local profile management [SGP.22 5.7.15 to 5.7.21], and the change of the enabled profile
 * as the terminal sees it [SGP.22 3.2, TS 102 223 6.4.7].
 */
#include "fixture.h"

#include "euicc/profile.h"

#include <stdlib.h>
#include <string.h>

#define NOT_INSTALLED    "5A0A98899979999999999999"
#define TERMINAL_PROFILE "8010000003000080" /* REFRESH, nothing else */
/* For the REFRESH of this number, with this general result [TS 102 223 8.6, 8.12]. */
#define TERMINAL_RESPONSE(number, result)      \
	"801400000C8103" number "010402028281" \
	"8301" result

/* Hex of the tag and ICCID of package `number`: 5A 0A iccid. */
static const char *iccid_hex(struct fixture *f, uint8_t number)
{
	struct span iccid = fixture_iccid(f, number);
	char *text = arena_alloc(&f->arena, 2 * ICCID_LEN + 5);

	memcpy(text, "5A0A", 4);
	hex_encode(iccid, text + 4);
	return text;
}

/* ISD-P instances are numbered from 0010 up in the order of installation. */
#define AID_1 "4F10A0000005591010FFFFFFFF8900001000"
#define AID_2 "4F10A0000005591010FFFFFFFF8900001100"

static const char *format(struct fixture *f, const char *fmt, ...)
{
	char *text = arena_alloc(&f->arena, 512);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, 512, fmt, ap);
	va_end(ap);
	return text;
}

/* The sub-command is EnableProfile (31) or DisableProfile (32), identifier a 5A or 4F element. */
static uint32_t switch_profile(struct fixture *f, uint8_t tag, const char *identifier,
                               const char *refresh)
{
	const size_t n = strlen(identifier) / 2;
	const char *answer = fixture_es10(
	        f, format(f, "BF%02X%02zXA0%02zX%s8101%s", tag, n + 5, n, identifier, refresh));

	if (!answer)
		fail_msg("status word %04X", f->lpa.sw);
	assert_int_equal(strlen(answer), 12);
	assert_int_equal(strncmp(answer, format(f, "BF%02X038001", tag), 10), 0);
	return (uint32_t)strtoul(answer + 10, NULL, 16);
}

static uint32_t enable(struct fixture *f, const char *identifier, const char *refresh)
{
	return switch_profile(f, 0x31, identifier, refresh);
}

static uint32_t disable(struct fixture *f, const char *identifier, const char *refresh)
{
	return switch_profile(f, 0x32, identifier, refresh);
}

static uint32_t delete (struct fixture *f, const char *identifier)
{
	const char *answer = fixture_es10(
	        f, format(f, "BF33%02zX%s", strlen(identifier) / 2, identifier));

	assert_non_null(answer);
	assert_int_equal(strncmp(answer, "BF33038001", 10), 0);
	return (uint32_t)strtoul(answer + 10, NULL, 16);
}

static void install(struct fixture *f, uint8_t number, enum profile_class class, uint32_t pprs)
{
	struct store_metadata_request *m = fixture_metadata(f, number, class, 0);

	if (class == PROFILE_CLASS_TEST)
		m->profile_class.v = PROFILE_CLASS_OPERATIONAL;
	if (pprs)
		m->profile_policy_rules = (struct asn1_bits){ true, pprs };
	fixture_install(f, number, m);
	if (class == PROFILE_CLASS_TEST) {
		/* The sample's keys are no test keys: the class is changed behind the card's back. */
		assert_int_equal(store_exec(f->store,
		                            "UPDATE profile SET class = 0 WHERE iccid = ?", "b",
		                            fixture_iccid(f, number)),
		                 0);
		assert_int_equal(store_commit(f->store), 0);
	}
}

static int64_t state_of(struct fixture *f, uint8_t number)
{
	struct profile p;

	assert_int_equal(profile_by_iccid(f->card, fixture_iccid(f, number), &p), 0);
	return p.state;
}

/* What a terminal reads as EF.ICCID on the basic channel; number 0: there is none. */
static void expect_visible(struct fixture *f, uint8_t number)
{
	char iccid[2 * ICCID_LEN + 5];

	if (number == 0) {
		fixture_expect(f, "00A4000C022FE2", "6A82");
		return;
	}
	hex_encode(fixture_iccid(f, number), iccid);
	strcat(iccid, "9000");
	fixture_expect(f, "00A4000C022FE2", "9000");
	fixture_expect(f, "00B000000A", iccid);
}

/* ---- GetProfilesInfo [SGP.22 5.7.15] ---- */

static void test_profiles_info_empty(void **state)
{
	struct fixture *f = *state;

	fixture_expect_es10(f, "BF2D00", "BF2D02A000");
	fixture_expect_es10(f, "BF2D0EA00C" NOT_INSTALLED, "BF2D02A000");
}

static void test_profiles_info_search(void **state)
{
	struct fixture *f = *state;
	const char *one = iccid_hex(f, 1), *two = iccid_hex(f, 2);
	const char *first = format(f, "BF2D10A00EE30C%s", one);
	const char *second = format(f, "BF2D10A00EE30C%s", two);

	install(f, 1, PROFILE_CLASS_OPERATIONAL, 0);
	install(f, 2, PROFILE_CLASS_PROVISIONING, 0);
	fixture_expect_es10(f, "BF2D035C015A", format(f, "BF2D1EA01CE30C%sE30C%s", one, two));
	fixture_expect_es10(f, format(f, "BF2D11A00C%s5C015A", two), second);
	fixture_expect_es10(f, "BF2D17A012" AID_1 "5C015A", first);
	fixture_expect_es10(f, "BF2D08A0039501025C015A", first);
	fixture_expect_es10(f, "BF2D08A0039501015C015A", second);
	fixture_expect_es10(f, "BF2D08A0039501005C015A", "BF2D02A000");
	fixture_expect_es10(f, "BF2D11A00C" NOT_INSTALLED "5C015A", "BF2D02A000");
}

static void test_profiles_info_tags(void **state)
{
	struct fixture *f = *state;
	struct store_metadata_request *m = fixture_metadata(f, 1, PROFILE_CLASS_OPERATIONAL, PPR_2);

	m->icon_type = (struct asn1_uint){ true, ICON_TYPE_PNG };
	m->icon = fixture_hex(f, "89504E47");
	fixture_install(f, 1, m);
	fixture_expect_es10(f, "BF2D045C029F70", "BF2D08A006E3049F700100");
	/* Default list: 5A 4F 9F70 90 91 92 93 94 95; there is no nickname. */
	fixture_expect_es10(f, "BF2D00",
	                    format(f,
	                           "BF2D43A041E33F%s" AID_1 "9F7001009109736F6674657569636392044E"
	                           "616D65930101940489504E47950102",
	                           iccid_hex(f, 1)));
	/* What has to be asked for: owner, PPRs; dpProprietaryData was not sent. */
	fixture_expect_es10(f, "BF2D055C03B7B899", "BF2D0FA00DE30BB705800399F90799020520");
	fixture_expect_es10(f, "BF2D045C02BF22", "BF2D04A002E300");
	/* An unknown tag of three octets is skipped as a whole, a cut one spoils the list. */
	fixture_expect_es10(f, "BF2D075C05DF81019F70", "BF2D08A006E3049F700100");
	fixture_expect_es10(f, "BF2D055C039F709F", "BF2D03810101");
}

/* ---- EnableProfile, DisableProfile, DeleteProfile: result codes [SGP.22 5.7.16 to 5.7.18] ---- */

static void test_enable_disable_delete(void **state)
{
	struct fixture *f = *state;
	const char *one = iccid_hex(f, 1), *two = iccid_hex(f, 2);

	install(f, 1, PROFILE_CLASS_OPERATIONAL, 0);
	install(f, 2, PROFILE_CLASS_OPERATIONAL, 0);
	assert_int_equal(enable(f, NOT_INSTALLED, "00"), ENABLE_RESULT_ICCID_OR_AID_NOT_FOUND);
	assert_int_equal(disable(f, NOT_INSTALLED, "00"), DISABLE_RESULT_ICCID_OR_AID_NOT_FOUND);
	assert_int_equal(delete (f, NOT_INSTALLED), DELETE_RESULT_ICCID_OR_AID_NOT_FOUND);
	assert_int_equal(disable(f, one, "00"), DISABLE_RESULT_PROFILE_NOT_IN_ENABLED_STATE);
	assert_int_equal(enable(f, one, "00"), ENABLE_RESULT_OK);
	assert_int_equal(enable(f, one, "00"), ENABLE_RESULT_PROFILE_NOT_IN_DISABLED_STATE);
	assert_int_equal(delete (f, one), DELETE_RESULT_PROFILE_NOT_IN_DISABLED_STATE);
	/* By AID, and the one enabled before is disabled by the way. */
	assert_int_equal(enable(f, AID_2, "00"), ENABLE_RESULT_OK);
	assert_int_equal(state_of(f, 1), PROFILE_STATE_DISABLED);
	assert_int_equal(state_of(f, 2), PROFILE_STATE_ENABLED);
	expect_visible(f, 2);
	assert_int_equal(disable(f, AID_2, "00"), DISABLE_RESULT_OK);
	expect_visible(f, 0);
	assert_int_equal(delete (f, AID_1), DELETE_RESULT_OK);
	assert_int_equal(delete (f, two), DELETE_RESULT_OK);
	assert_int_equal(delete (f, two), DELETE_RESULT_ICCID_OR_AID_NOT_FOUND);
	/* Numbers of ISD-Ps are not used again. */
	install(f, 3, PROFILE_CLASS_OPERATIONAL, 0);
	assert_int_equal(delete (f, AID_1), DELETE_RESULT_ICCID_OR_AID_NOT_FOUND);
	assert_int_equal(fixture_sql(f, "SELECT count(*) FROM uicc_package"), 1);
}

/* PPR1: not to be disabled, also not implicitly; PPR2: not to be deleted [SGP.22 2.9.1]. */
static void test_policy_rules(void **state)
{
	struct fixture *f = *state;
	const char *one = iccid_hex(f, 1), *two = iccid_hex(f, 2);

	install(f, 1, PROFILE_CLASS_OPERATIONAL, PPR_1);
	install(f, 2, PROFILE_CLASS_OPERATIONAL, PPR_2);
	assert_int_equal(delete (f, two), DELETE_RESULT_DISALLOWED_BY_POLICY);
	assert_int_equal(enable(f, two, "00"), ENABLE_RESULT_OK);
	assert_int_equal(enable(f, one, "00"), ENABLE_RESULT_OK);
	assert_int_equal(enable(f, two, "00"), ENABLE_RESULT_DISALLOWED_BY_POLICY);
	assert_int_equal(disable(f, one, "00"), DISABLE_RESULT_DISALLOWED_BY_POLICY);
	assert_int_equal(state_of(f, 1), PROFILE_STATE_ENABLED);
	/* eUICCMemoryReset does not ask. */
	fixture_expect_es10(f, "BF340482020780", "BF3403800100");
	fixture_expect_es10(f, "BF2D00", "BF2D02A000");
}

/* A test profile steps in for the operational one, and only that one comes back [SGP.22 3.2.1]. */
static void test_test_profiles(void **state)
{
	struct fixture *f = *state;
	const char *one = iccid_hex(f, 1), *two = iccid_hex(f, 2), *test = iccid_hex(f, 3);

	install(f, 1, PROFILE_CLASS_OPERATIONAL, PPR_1);
	install(f, 2, PROFILE_CLASS_OPERATIONAL, 0);
	install(f, 3, PROFILE_CLASS_TEST, 0);
	assert_int_equal(enable(f, one, "00"), ENABLE_RESULT_OK);
	assert_int_equal(enable(f, test, "00"), ENABLE_RESULT_OK);
	assert_int_equal(enable(f, two, "00"), ENABLE_RESULT_WRONG_PROFILE_REENABLING);
	assert_int_equal(enable(f, one, "00"), ENABLE_RESULT_OK);
	assert_int_equal(enable(f, test, "00"), ENABLE_RESULT_OK);
	assert_int_equal(disable(f, test, "00"), DISABLE_RESULT_OK);
	assert_int_equal(state_of(f, 1), PROFILE_STATE_ENABLED);
	expect_visible(f, 1);
	/* If that one is deleted meanwhile, none comes back. */
	assert_int_equal(store_exec(f->store, "UPDATE profile SET ppr = 0", ""), 0);
	assert_int_equal(store_commit(f->store), 0);
	assert_int_equal(enable(f, test, "00"), ENABLE_RESULT_OK);
	assert_int_equal(delete (f, one), DELETE_RESULT_OK);
	assert_int_equal(disable(f, test, "00"), DISABLE_RESULT_OK);
	expect_visible(f, 0);
	/* Changes of the test profile itself are not notified. */
	assert_int_equal(fixture_sql(f, "SELECT count(*) FROM notification WHERE iccid ="
	                                " (SELECT iccid FROM profile WHERE class = 0)"),
	                 0);
}

/* ---- the switch that the terminal sees ---- */

static void test_refresh(void **state)
{
	struct fixture *f = *state;
	const char *one = iccid_hex(f, 1), *two = iccid_hex(f, 2);

	install(f, 1, PROFILE_CLASS_OPERATIONAL, 0);
	install(f, 2, PROFILE_CLASS_OPERATIONAL, 0);
	fixture_expect(f, TERMINAL_PROFILE, "9000");
	assert_int_equal(enable(f, one, "FF"), ENABLE_RESULT_OK);
	assert_int_equal(f->lpa.sw, 0x910B);
	/* While the REFRESH waits, and until it is answered, nothing else may change. */
	assert_int_equal(enable(f, two, "00"), ENABLE_RESULT_CAT_BUSY);
	assert_int_equal(disable(f, one, "00"), DISABLE_RESULT_CAT_BUSY);
	fixture_expect_es10(f, "BF340482020780", "BF3403800105");
	fixture_expect(f, "8012000001", "6C0B");
	fixture_expect(f, "801200000B", "D0098103010104820281829000");
	assert_int_equal(enable(f, two, "00"), ENABLE_RESULT_CAT_BUSY);
	fixture_expect(f, "801200000B", "6985");
	fixture_expect(f, TERMINAL_RESPONSE("01", "00"), "9000");
	expect_visible(f, 1);
	/* The next one has the next number; any non-zero BOOLEAN is true. */
	assert_int_equal(enable(f, two, "01"), ENABLE_RESULT_OK);
	fixture_expect(f, "801200000B", "D0098103020104820281829000");
	fixture_expect(f, TERMINAL_RESPONSE("02", "00"), "9000");
	expect_visible(f, 2);
	assert_int_equal(disable(f, two, "FF"), DISABLE_RESULT_OK);
	assert_int_equal(f->lpa.sw, 0x910B);
	/* A terminal that resets instead of answering has refreshed as well. */
	fixture_reset(f);
	expect_visible(f, 0);
	assert_int_equal(enable(f, one, "00"), ENABLE_RESULT_OK);
}

/* The same tag has another form in an IoT eUICC of v1.0.1 [SGP.32 5.9.5]. */
static void test_refresh_v101(void **state)
{
	struct fixture *f = fixture_new(&(struct fixture_options){ .persona = "sgp32-v1.0.1" });

	(void)state;
	fixture_expect(f, TERMINAL_PROFILE, "9000");
	card_schedule_switch(f->card, true);
	cat_refresh(&f->card->cat);
	fixture_expect_es10(f, "BF340482020780", "BF3403020105");
	fixture_free(f);
}

/* Neither malformed nor for this command: it goes on waiting [TS 102 223 6.8]. */
static void test_terminal_response_malformed(void **state)
{
	static const char *const bad[] = {
		"8014000003810301", /* cut */
		"8014000005"
		"8103010104", /* command details only */
		"8014000009"
		"8103010104"
		"02028281", /* no result */
		"8014000008"
		"8103010104"
		"830100", /* no device identities */
		"801400000B"
		"8103010104"
		"02028281"
		"8300", /* an empty result */
		"801400000B"
		"8103010104"
		"020182"
		"830100", /* half of the device identities */
		"801400000B"
		"81020101"
		"02028281"
		"830100", /* no qualifier */
		"801400000C"
		"8103010104"
		"830100"
		"02028281",                    /* in another order */
		TERMINAL_RESPONSE("02", "00"), /* another command's */
		"801400000C"
		"8103012104"
		"02028281"
		"830100",
	};
	struct fixture *f = *state;

	install(f, 1, PROFILE_CLASS_OPERATIONAL, 0);
	fixture_expect(f, TERMINAL_PROFILE, "9000");
	assert_int_equal(enable(f, iccid_hex(f, 1), "FF"), ENABLE_RESULT_OK);
	fixture_expect(f, TERMINAL_RESPONSE("01", "00"), "6985"); /* not fetched yet */
	fixture_expect(f, "801200000B", "D0098103010104820281829000");
	for (size_t i = 0; i < A_COUNT(bad); i++)
		fixture_expect(f, bad[i], "6A80");
	expect_visible(f, 0);
	assert_int_equal(disable(f, iccid_hex(f, 1), "00"), DISABLE_RESULT_CAT_BUSY);
	/* Comprehension not required; performed, with missing information; more behind it. */
	fixture_expect(f, "801400000F010301010402028281030202FF0400", "9000");
	expect_visible(f, 1);
}

/* A terminal that refuses, or cannot now, sees the new profile after its next reset. */
static void test_refresh_refused(void **state)
{
	static const char *const responses[] = {
		TERMINAL_RESPONSE("01", "20"),
		TERMINAL_RESPONSE("01", "32"),
	};
	struct fixture *f = *state;
	const char *one = iccid_hex(f, 1), *two = iccid_hex(f, 2);

	install(f, 1, PROFILE_CLASS_OPERATIONAL, 0);
	install(f, 2, PROFILE_CLASS_OPERATIONAL, 0);
	for (size_t i = 0; i < A_COUNT(responses); i++) {
		fixture_reset(f);
		fixture_expect(f, TERMINAL_PROFILE, "9000");
		assert_int_equal(enable(f, one, "FF"), ENABLE_RESULT_OK);
		fixture_expect(f, "801200000B", "D0098103010104820281829000");
		fixture_expect(f, responses[i], "9000");
		expect_visible(f, 0);
		/* What is written now brings no second REFRESH. */
		fixture_expect_es10(f, format(f, "BF2911%s900341424D", one), "BF2903800100");
		assert_int_equal(f->lpa.sw, 0x9000);
		expect_visible(f, 0);
		fixture_reset(f);
		expect_visible(f, 1);
		assert_int_equal(disable(f, one, "00"), DISABLE_RESULT_OK);
	}
	/* It is not busy: another switch may be asked for, and is made in its own way. */
	fixture_expect(f, TERMINAL_PROFILE, "9000");
	assert_int_equal(enable(f, one, "FF"), ENABLE_RESULT_OK);
	fixture_expect(f, "801200000B", "D0098103010104820281829000");
	fixture_expect(f, responses[0], "9000");
	assert_int_equal(enable(f, two, "00"), ENABLE_RESULT_OK);
	expect_visible(f, 2);
}

static void test_switch_without_refresh(void **state)
{
	struct fixture *f = *state;
	const char *one = iccid_hex(f, 1), *two = iccid_hex(f, 2);

	install(f, 1, PROFILE_CLASS_OPERATIONAL, 0);
	install(f, 2, PROFILE_CLASS_OPERATIONAL, 0);
	/* No TERMINAL PROFILE: nobody to refresh, the answer's end is enough. */
	assert_int_equal(enable(f, one, "FF"), ENABLE_RESULT_OK);
	assert_int_equal(f->lpa.sw, 0x9000);
	expect_visible(f, 1);
	/* No refreshFlag: the LPA resets by itself, or does without. */
	fixture_expect(f, TERMINAL_PROFILE, "9000");
	assert_int_equal(enable(f, two, "00"), ENABLE_RESULT_OK);
	assert_int_equal(f->lpa.sw, 0x9000);
	fixture_expect(f, "801200000B", "6985");
	expect_visible(f, 2);
}

/* A terminal that declares nothing, all but REFRESH, too little; and one that takes it back. */
static void test_terminal_without_refresh(void **state)
{
	static const char *const profiles[] = { "801000000100", "8010000004FFFF7FFF",
		                                "8010000002FFFF" };
	struct fixture *f = *state;
	uint8_t current = 1;

	install(f, 1, PROFILE_CLASS_OPERATIONAL, 0);
	install(f, 2, PROFILE_CLASS_OPERATIONAL, 0);
	for (size_t i = 0; i < A_COUNT(profiles); i++, current ^= 3) {
		fixture_expect(f, TERMINAL_PROFILE, "9000");
		fixture_expect(f, profiles[i], "9000"); /* the last one counts */
		assert_int_equal(enable(f, iccid_hex(f, current), "FF"), ENABLE_RESULT_OK);
		assert_int_equal(f->lpa.sw, 0x9000);
		fixture_expect(f, "801200000B", "6985");
		expect_visible(f, current);
	}
}

static void test_restart(void **state)
{
	struct fixture *f = *state;

	install(f, 1, PROFILE_CLASS_OPERATIONAL, 0);
	install(f, 2, PROFILE_CLASS_OPERATIONAL, 0);
	assert_int_equal(enable(f, iccid_hex(f, 2), "00"), ENABLE_RESULT_OK);
	fixture_expect_es10(f, format(f, "BF2911%s900341424D", iccid_hex(f, 1)), "BF2903800100");
	fixture_restart(f);
	expect_visible(f, 2);
	fixture_expect_es10(f, "BF2D055C039F7090", "BF2D13A011E3099F700100900341424DE3049F700101");
	fixture_expect_es10(f, "BF3E035C015A", "BF3E125A10" FIXTURE_EID);
}

/* ---- eUICCMemoryReset [SGP.22 5.7.19] ---- */

static void test_memory_reset(void **state)
{
	struct fixture *f = *state;

	fixture_expect_es10(f, "BF3404820205E0", "BF3403800101"); /* nothing to delete */
	install(f, 1, PROFILE_CLASS_OPERATIONAL, 0);
	install(f, 2, PROFILE_CLASS_TEST, 0);
	install(f, 3, PROFILE_CLASS_PROVISIONING, 0);
	fixture_expect_es10(f, "BF3F09800765782E74657374", "BF3F03800100");
	fixture_expect_es10(f, "BF340482020700", "BF3403800101"); /* no option */
	assert_int_equal(enable(f, iccid_hex(f, 1), "00"), ENABLE_RESULT_OK);
	fixture_expect(f, TERMINAL_PROFILE, "9000");
	fixture_expect_es10(f, "BF340482020640", "BF3403800100"); /* test profiles */
	assert_int_equal(fixture_sql(f, "SELECT count(*) FROM profile"), 2);
	assert_int_equal(f->lpa.sw, 0x9000); /* the enabled one is not among them */
	fixture_expect_es10(f, "BF340482020780", "BF3403800100"); /* operational ones */
	assert_int_equal(f->lpa.sw, 0x910B);
	fixture_expect(f, "801200000B", "D0098103010104820281829000");
	fixture_expect(f, TERMINAL_RESPONSE("01", "00"), "9000");
	expect_visible(f, 0);
	assert_int_equal(fixture_sql(f, "SELECT class FROM profile"), PROFILE_CLASS_PROVISIONING);
	fixture_expect_es10(f, "BF3C00",
	                    "BF3C1D800765782E7465737481126C70612E64732E6578616D706C652E636F6D");
	fixture_expect_es10(f, "BF340482020520", "BF3403800100"); /* default SM-DP+ address */
	fixture_expect_es10(f, "BF3C00", "BF3C1481126C70612E64732E6578616D706C652E636F6D");
	fixture_expect_es10(f, "BF340482020520", "BF3403800101");
}

/* ---- SetNickname [SGP.22 5.7.21] ---- */

static void test_nickname(void **state)
{
	struct fixture *f = *state;
	const char *one = iccid_hex(f, 1);
	char text[4 * 64 + 1];

	install(f, 1, PROFILE_CLASS_OPERATIONAL, 0);
	fixture_expect_es10(f, format(f, "BF2910" NOT_INSTALLED "90024142"), "BF2903800101");
	fixture_expect_es10(f, format(f, "BF2910%s9002C3A4", one), "BF2903800100");
	fixture_expect_es10(f, "BF2D035C0190", "BF2D08A006E3049002C3A4");
	fixture_expect_es10(f, format(f, "BF290E%s9000", one), "BF2903800100"); /* removed */
	fixture_expect_es10(f, "BF2D035C0190", "BF2D04A002E300");
	for (size_t i = 0; i < 65; i++)
		memcpy(text + 2 * i, "41", 2);
	text[2 * 65] = '\0';
	assert_null(fixture_es10(f, format(f, "BF294F%s9041%s", one, text)));
	assert_int_equal(f->lpa.sw, 0x6A80);
	text[2 * 64] = '\0';
	fixture_expect_es10(f, format(f, "BF294E%s9040%s", one, text), "BF2903800100");
	fixture_expect_es10(f, "BF2D035C0190", format(f, "BF2D46A044E3429040%s", text));
	assert_null(fixture_es10(f, format(f, "BF2910%s9002C341", one))); /* no UTF-8 */
	assert_int_equal(f->lpa.sw, 0x6A80);
	fixture_expect_es10(f, "BF2D035C0190", format(f, "BF2D46A044E3429040%s", text));
	/* The 64 are characters. */
	for (size_t i = 0; i < 64; i++)
		memcpy(text + 4 * i, "C3A4", 5);
	fixture_expect_es10(f, format(f, "BF29818F%s908180%s", one, text), "BF2903800100");
	fixture_expect_es10(f, "BF2D035C0190", format(f, "BF2D8189A08186E38183908180%s", text));
}

static void test_bad_requests(void **state)
{
	static const char *const requests[] = {
		"BF3100",           "BF3103810100",
		"BF3105A003810100", "BF3110A00B5A098988999700000000018101FF",
		"BF3300",           "BF34048202FF80",
		"BF3400",           "BF2900",
		"BF3E00",           "BF3E045C025A5A",
		"BF3203",
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < A_COUNT(requests); i++) {
		if (fixture_es10(f, requests[i]))
			fail_msg("%s was accepted", requests[i]);
		if (f->lpa.sw != 0x6A80)
			fail_msg("%s: %04X", requests[i], f->lpa.sw);
	}
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, fixture_setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_profiles_info_empty),
		TEST(test_profiles_info_search),
		TEST(test_profiles_info_tags),
		TEST(test_enable_disable_delete),
		TEST(test_policy_rules),
		TEST(test_test_profiles),
		TEST(test_refresh),
		cmocka_unit_test(test_refresh_v101),
		TEST(test_terminal_response_malformed),
		TEST(test_refresh_refused),
		TEST(test_switch_without_refresh),
		TEST(test_terminal_without_refresh),
		TEST(test_restart),
		TEST(test_memory_reset),
		TEST(test_nickname),
		TEST(test_bad_requests),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
