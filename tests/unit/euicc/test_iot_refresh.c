/*
 * The REFRESH of each function that changes the Enabled profile: the answer is out first, the switch
 * waits for the terminal, and a reset at any moment leads to the same
 * [SGP.32 3.3.1, 5.9.15, 5.9.16, 5.9.20 to 5.9.23; TS 102 223 6.4.7].
 */
#include "iot.h"

#include <string.h>

#define FETCH "801200000B"

/* The terminal comes up: everything is as stored, and it can do REFRESH. */
static void start_terminal(struct iot *t)
{
	fixture_reset(t->f);
	assert_int_equal(fixture_apdu(t->f, IOT_TERMINAL_PROFILE), 0x9000);
}

static void expect_fetch(struct iot *t)
{
	fixture_expect(t->f, FETCH,
	               iot_text(t,
	                        "D00981030%X010482028182"
	                        "9000",
	                        t->f->card->cat.details[0]));
}

/* The last answer announced a REFRESH; the terminal sees the one until it has answered it. */
static void refresh(struct iot *t, uint8_t before, uint8_t after)
{
	assert_int_equal(t->f->lpa.sw, 0x910B);
	assert_int_equal(iot_enabled(t), after);
	expect_fetch(t);
	iot_expect_visible(t, before);
	iot_end_busy(t);
	iot_expect_visible(t, after);
	fixture_expect(t->f, FETCH, "6985"); /* once */
	start_terminal(t);
	iot_expect_visible(t, after);
}

/* ---- each function ---- */

static void test_fallback_and_return(void **state)
{
	struct iot *t = *state;

	iot_two_profiles(t, IOT_FALLBACK);
	iot_run(t, IOT_PSMO, "A80C@2", "8D0100");
	start_terminal(t);
	iot_es10(t, "BF5D038001FF", "BF5D03800100");
	refresh(t, 1, 2);
	iot_es10(t, "BF5E038001FF", "BF5E03800100");
	refresh(t, 2, 1);
	assert_int_equal(iot_count(t, "notification"), 4);
	/* Without refreshFlag the switch is done with the answer. */
	iot_es10(t, "BF5D03800100", "BF5D03800100");
	assert_int_equal(t->f->lpa.sw, 0x9000);
	iot_expect_visible(t, 2);
}

/* Of the Emergency Profile nobody is notified, neither at its coming nor at its going. */
static void test_emergency(void **state)
{
	struct iot *t = *state;

	iot_two_profiles(t, 0);
	iot_install(t, 3, IOT_ECALL);
	start_terminal(t);
	iot_es10(t, "BF5B038001FF", "BF5B03800100");
	refresh(t, 1, 3);
	iot_es10(t, "BF5C038001FF", "BF5C03800100");
	refresh(t, 3, 1);
	assert_int_equal(iot_count(t, "notification"), 0);
}

static void test_rollback(void **state)
{
	struct iot *t = *state;
	const char *answer;

	iot_two_profiles(t, 0);
	iot_run(t, IOT_PSMO, "A30E@20500", "830100");
	start_terminal(t);
	answer = fixture_es10(t->f, "BF58038001FF");
	assert_non_null(answer);
	assert_non_null(strstr(answer, "020100BF51"));
	refresh(t, 2, 1);
	assert_int_equal(iot_count(t, "notification"), 0);
}

/* The notifications are those of any enabling; the LPA has delivered that of the installation. */
static void test_immediate_enable(void **state)
{
	struct iot *t = *state;

	iot_two_profiles(t, 0);
	iot_run(t, IOT_PSMO, "A7028000", "870100");
	start_terminal(t);
	fixture_download_ok(t->f, 3);
	assert_int_equal(iot_count(t, "notification"), 0);
	iot_es10(t, "BF5A038001FF", "BF5A03800100");
	refresh(t, 1, 3);
	assert_int_equal(iot_count(t, "notification WHERE event = 2"), 1); /* enable of 3 */
	assert_int_equal(iot_count(t, "notification WHERE event = 4"), 1); /* disable of 1 */
	assert_int_equal(iot_count(t, "notification"), 2);
}

static void test_package(void **state)
{
	struct iot *t = *state;

	iot_two_profiles(t, 0);
	start_terminal(t);
	iot_run(t, IOT_PSMO, "A40C@1A30C@2", "840100830100");
	refresh(t, 1, 2);
	iot_run(t, IOT_PSMO, "A40C@2", "840100");
	refresh(t, 2, 0);
	/* A package that switches nothing announces nothing. */
	iot_run(t, IOT_PSMO, "BF2D035C0193", "BF2D06A004E300E300");
	assert_int_equal(t->f->lpa.sw, 0x9000);
}

/* ---- while it waits ---- */

/* The IPA may give up before the terminal has fetched: the toolkit is busy until a reset. */
static void test_rollback_while_pending(void **state)
{
	struct iot *t = *state;

	iot_two_profiles(t, IOT_FALLBACK);
	iot_install(t, 3, IOT_ECALL);
	iot_run(t, IOT_PSMO, "A80C@2", "8D0100");
	start_terminal(t);
	iot_run(t, IOT_PSMO, "A30E@20500", "830100");
	for (int fetched = 0; fetched < 2; fetched++) {
		iot_es10(t, "BF58038001FF", "BF5803020105");
		iot_es10(t, "BF5B038001FF", "BF5B03800105");
		iot_es10(t, "BF6404820201FE", "BF6403800105");
		if (!fetched)
			expect_fetch(t);
	}
	iot_expect_visible(t, 1);
	assert_int_equal(iot_count(t, "rollback"), 1);
	start_terminal(t);
	iot_expect_visible(t, 2);
	assert_non_null(strstr(fixture_es10(t->f, "BF58038001FF"), "020100BF51"));
	refresh(t, 2, 1);
}

/* ---- reset instead of an answer ---- */

/* Executes a request that leads to a profile, and resets before FETCH or before the response. */
static void reset_instead(struct iot *t, const char *request, bool fetch, uint8_t after)
{
	assert_non_null(fixture_es10(t->f, iot_text(t, "%s", request)));
	assert_int_equal(t->f->lpa.sw, 0x910B);
	if (fetch)
		expect_fetch(t);
	start_terminal(t);
	iot_expect_visible(t, after);
	assert_int_equal(iot_enabled(t), after);
	fixture_expect(t->f, FETCH, "6985");
	/* Nobody waits for that REFRESH any more. */
	fixture_expect(t->f, "801400000C810301010402028281830100", "6985");
	assert_false(cat_busy(&t->f->card->cat));
}

static void test_reset_instead(void **state)
{
	struct iot *t = *state;

	iot_two_profiles(t, IOT_FALLBACK);
	iot_install(t, 3, IOT_ECALL);
	iot_run(t, IOT_PSMO, "A80C@2A7028000", "8D0100870100");
	start_terminal(t);
	for (int fetch = 0; fetch < 2; fetch++) {
		reset_instead(t, "BF5D038001FF", fetch, 2);
		reset_instead(t, "BF5E038001FF", fetch, 1);
		reset_instead(t, "BF5B038001FF", fetch, 3);
		reset_instead(t, "BF5C038001FF", fetch, 1);
		reset_instead(t, iot_hex(t, iot_sign(t, IOT_PSMO, "A30E@20500")), fetch, 2);
		reset_instead(t, "BF58038001FF", fetch, 1);
		reset_instead(t, iot_hex(t, iot_sign(t, IOT_PSMO, "A40C@1")), fetch, 0);
		fixture_download_ok(t->f, (uint8_t)(4 + fetch));
		reset_instead(t, "BF5A038001FF", fetch, (uint8_t)(4 + fetch));
		iot_run(t, IOT_PSMO, "A30C@1", "830100");
		start_terminal(t);
	}
}

#define T(name) cmocka_unit_test_setup_teardown(name, iot_setup, iot_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_fallback_and_return), T(test_emergency), T(test_rollback),
		T(test_immediate_enable),    T(test_package),   T(test_rollback_while_pending),
		T(test_reset_instead),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
