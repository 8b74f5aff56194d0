/*
 * Rollback and fallback [SGP.32 3.3.2, 5.9.16, 5.9.20, 5.9.21].
 */
#include "iot.h"

#include "euicc/profile.h"
#include "euicc/rollback.h"

#include <string.h>

/* ---- rollback [SGP.32 3.3.2, 5.9.16] ---- */

/* Takes the rollback's answer apart: the result of the package is replaced by its own. */
static void roll_back(struct iot *t, const char *request)
{
	const char *answer = fixture_es10(t->f, request);
	struct eim_server_result r;
	struct der_tlv whole, result;

	assert_non_null(answer);
	assert_true(der_whole(fixture_hex(t->f, answer), IOT_TAG_PROFILE_ROLLBACK, &whole));
	assert_int_equal(strncmp(answer + 2 * (whole.value.ptr - whole.whole.ptr), "020100", 6), 0);
	assert_true(der_find(whole.value, IOT_TAG_LOAD_EUICC_PACKAGE, &result));
	assert_int_equal(eim_server_verify(&t->eim, result.whole, &t->f->arena, &r), 0);
	assert_int_equal(r.which, EUICC_PACKAGE_RESULT_EUICC_PACKAGE_RESULT_SIGNED);
	assert_int_equal(r.data.counter_value.v, t->eim.counter);
	assert_true(span_equal(r.data.eim_transaction_id, SPAN(t->eim.transaction_id)));
	assert_true(span_equal(r.results, fixture_hex(t->f, "8C0100")));
}

static void test_rollback(void **state)
{
	struct iot *t = *state;
	uint32_t granting;

	iot_two_profiles(t, 0);
	iot_es10(t, IOT_ROLLBACK, IOT_NO_ROLLBACK);
	granting = iot_run(t, IOT_PSMO,
	                   "A30E@2"
	                   "0500",
	                   "830100");
	iot_expect_visible(t, 2);
	assert_int_equal(iot_count(t, "notification"), 2);
	roll_back(t, IOT_ROLLBACK);
	iot_expect_visible(t, 1);
	/* Nobody hears of the switch that was undone. */
	assert_int_equal(iot_count(t, "notification"), 0);
	assert_int_equal(iot_count(t, "package_result"), 1);
	assert_int_equal(fixture_sql(t->f, "SELECT sequence FROM package_result"), granting + 1);
	/* Once. */
	iot_es10(t, IOT_ROLLBACK, IOT_NO_ROLLBACK);
}

/* Over a reset, and with the BOOLEAN as some IPAs send it. */
static void test_rollback_later(void **state)
{
	struct iot *t = *state;

	iot_two_profiles(t, 0);
	iot_run(t, IOT_PSMO,
	        "A30E@2"
	        "8100",
	        "830100");
	fixture_restart(t->f);
	roll_back(t, "BF58030101FF");
	iot_expect_visible(t, 1);
}

/* To the one that the package itself has disabled; what it deleted stays deleted. */
static void test_rollback_to_disabled(void **state)
{
	struct iot *t = *state;

	iot_two_profiles(t, 0);
	iot_install(t, 3, 0);
	iot_run(t, IOT_PSMO,
	        "A40C@1"
	        "A50C@3"
	        "A30E@2"
	        "0500",
	        "840100"
	        "850100"
	        "830100");
	roll_back(t, IOT_ROLLBACK);
	iot_expect_visible(t, 1);
	assert_int_equal(iot_count(t, "profile"), 2);
	assert_int_equal(iot_count(t, "notification"), 1);
	assert_int_equal(fixture_sql(t->f, "SELECT event FROM notification"),
	                 NOTIFICATION_EVENT_DELETE);
}

static void test_rollback_busy(void **state)
{
	struct iot *t = *state;

	iot_two_profiles(t, 0);
	iot_run(t, IOT_PSMO,
	        "A30E@2"
	        "0500",
	        "830100");
	iot_make_busy(t);
	iot_es10(t, IOT_ROLLBACK, "BF5803020105");
	iot_end_busy(t);
	roll_back(t, IOT_ROLLBACK);
}

/* The right ends with whatever else changes profiles. */
static void test_rollback_lost(void **state)
{
	struct iot *t = *state;

	iot_two_profiles(t, IOT_FALLBACK);
	iot_run(t, IOT_PSMO,
	        "A30E@2"
	        "0500",
	        "830100");
	iot_run(t, IOT_PSMO, "BF2D035C0193", "BF2D06A004E300E300"); /* the next accepted package */
	iot_es10(t, IOT_ROLLBACK, IOT_NO_ROLLBACK);
	/* One that is refused changes nothing. */
	iot_run(t, IOT_PSMO,
	        "A80C@2"
	        "A30E@1"
	        "0500",
	        "8D0100"
	        "830100");
	t->eim.counter--;
	iot_refused(t, IOT_PSMO, "BF2D00", EUICC_PACKAGE_ERROR_REPLAY_ERROR);
	assert_int_equal(iot_count(t, "rollback"), 1);
	/* Fallback, and back [SGP.32 5.9.20, 5.9.21]. */
	iot_es10(t, "BF5D03800100", "BF5D03800100");
	iot_es10(t, IOT_ROLLBACK, IOT_NO_ROLLBACK);
	iot_es10(t, "BF5E03800100", "BF5E03800100");
	iot_es10(t, IOT_ROLLBACK, IOT_NO_ROLLBACK);
	if (!iot_is_local(t))
		return;
	/* The user, where there is one. */
	iot_run(t, IOT_PSMO,
	        "A30E@2"
	        "0500",
	        "830100");
	iot_es10(t,
	         "BF3211A00C@2"
	         "8101FF",
	         "BF3203800100");
	iot_es10(t, IOT_ROLLBACK, IOT_NO_ROLLBACK);
}

static void test_rollback_lost_to_emergency(void **state)
{
	struct iot *t = *state;

	iot_two_profiles(t, 0);
	iot_install(t, 3, IOT_ECALL);
	iot_run(t, IOT_PSMO,
	        "A30E@2"
	        "0500",
	        "830100");
	iot_es10(t, "BF5B03800100", "BF5B03800100");
	iot_es10(t, IOT_ROLLBACK, IOT_NO_ROLLBACK);
	assert_int_equal(iot_enabled(t), 3);
}

/* ---- fallback [SGP.32 5.9.20, 5.9.21] ---- */

static void test_fallback(void **state)
{
	struct iot *t = *state;

	iot_two_profiles(t, IOT_FALLBACK);
	iot_run(t, IOT_PSMO, "A80C@2", "8D0100");
	iot_es10(t, "BF5E03800100", "BF5E03800106");
	iot_es10(t, "BF5D03800100", "BF5D03800100");
	iot_expect_visible(t, 2);
	assert_int_equal(iot_count(t, "notification"), 2);
	iot_es10(t, "BF5D03800100", "BF5D03800102");
	fixture_restart(t->f);
	iot_es10(t, "BF5E030101FF", "BF5E03800100");
	iot_expect_visible(t, 1);
	assert_int_equal(iot_count(t, "notification"), 4);
	iot_es10(t, "BF5E03800100", "BF5E03800106");
}

static void test_fallback_refused(void **state)
{
	struct iot *t = *state;

	iot_install(t, 1, 0);
	iot_install(t, 2, IOT_FALLBACK);
	iot_install(t, 3, IOT_ECALL);
	/* No enabled profile is looked for first, then the attribute, the emergency, the state. */
	iot_es10(t, "BF5D03800100", "BF5D03800107");
	iot_run(t, IOT_PSMO, "A30C@1", "830100");
	iot_es10(t, "BF5D03800100", "BF5D03800106");
	iot_run(t, IOT_PSMO, "A80C@2", "8D0100");
	iot_es10(t, "BF5B03800100", "BF5B03800100");
	iot_es10(t, "BF5D03800100", "BF5D03800168");
	iot_es10(t, "BF5C03800100", "BF5C03800100");
	iot_make_busy(t);
	iot_es10(t, "BF5D03800100", "BF5D03800105");
	iot_end_busy(t);
	iot_es10(t, "BF5D03800100", "BF5D03800100");
	iot_make_busy(t);
	iot_es10(t, "BF5E03800100", "BF5E03800105");
	iot_end_busy(t);
}

/* An eIM that enables another profile leaves nothing to return to [SGP.32 3.4.1]. */
static void test_fallback_reference_ends(void **state)
{
	struct iot *t = *state;

	iot_two_profiles(t, IOT_FALLBACK);
	iot_install(t, 3, 0);
	iot_run(t, IOT_PSMO, "A80C@2", "8D0100");
	iot_es10(t, "BF5D03800100", "BF5D03800100");
	iot_run(t, IOT_PSMO, "A30C@3", "830100");
	iot_run(t, IOT_PSMO, "A30C@2", "830100");
	iot_es10(t, "BF5E03800100", "BF5E03800106");
	iot_run(t, IOT_PSMO, "A50C@1", "850100");
}

/* Nor does a local enabling. */
static void test_fallback_reference_ends_locally(void **state)
{
	struct iot *t = *state;

	if (!iot_is_local(t))
		skip();
	iot_two_profiles(t, IOT_FALLBACK);
	iot_install(t, 3, 0);
	iot_run(t, IOT_PSMO, "A80C@2", "8D0100");
	iot_es10(t, "BF5D03800100", "BF5D03800100");
	iot_es10(t, "BF3111A00C@3810100", "BF3103800100");
	iot_es10(t, "BF3111A00C@2810100", "BF3103800100");
	iot_es10(t, "BF5E03800100", "BF5E03800106");
}

/* ---- Profile Policy Rules [SGP.32 3.4; SGP.22 2.9] ---- */

/* PPR1 holds against those who would change the profile, not against a fallback and the way back. */
static void test_fallback_in_spite_of_ppr1(void **state)
{
	struct iot *t = *state;

	iot_install(t, 1, IOT_PPR1 | IOT_PPR2);
	iot_install(t, 2, IOT_PPR1 | IOT_PPR2 | IOT_FALLBACK);
	iot_install(t, 3, 0);
	iot_run(t, IOT_PSMO, "A30C@1A80C@2", "8301008D0100");
	iot_run(t, IOT_PSMO, "A30C@3", "830103");
	iot_es10(t, "BF5D03800100", "BF5D03800100");
	iot_expect_visible(t, 2);
	iot_run(t, IOT_PSMO, "A30C@3", "830103");
	iot_run(t, IOT_PSMO, "A40C@2", "840103");
	/* What waits to be returned to is told before its PPR2. */
	iot_run(t, IOT_PSMO, "A50C@1", "850115");
	iot_es10(t, "BF5E03800100", "BF5E03800100");
	iot_expect_visible(t, 1);
	iot_run(t, IOT_PSMO, "A50C@2", "850103");
	iot_run(t, IOT_PSMO, "A40C@1", "840103");
}

/* Nor against taking back the package that enabled it. */
static void test_rollback_in_spite_of_ppr1(void **state)
{
	struct iot *t = *state;

	iot_install(t, 1, IOT_PPR2);
	iot_install(t, 2, IOT_PPR1);
	iot_run(t, IOT_PSMO, "A30C@1", "830100");
	/* The target of the rollback is told before its PPR2. */
	iot_run(t, IOT_PSMO, "A30E@20500A50C@1", "830100850114");
	roll_back(t, IOT_ROLLBACK);
	iot_expect_visible(t, 1);
	iot_run(t, IOT_PSMO, "A30E@20500", "830100");
	iot_run(t, IOT_PSMO, "A50C@1", "850103"); /* an accepted package: no rollback any more */
	iot_es10(t, IOT_ROLLBACK, IOT_NO_ROLLBACK);
	iot_run(t, IOT_PSMO, "A40C@2", "840103");
}

#define T(name) cmocka_unit_test_setup_teardown(name, iot_setup, iot_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_rollback),
		T(test_rollback_later),
		T(test_rollback_to_disabled),
		T(test_rollback_busy),
		T(test_rollback_lost),
		T(test_rollback_lost_to_emergency),
		T(test_fallback),
		T(test_fallback_refused),
		T(test_fallback_reference_ends),
		T(test_fallback_reference_ends_locally),
		T(test_fallback_in_spite_of_ppr1),
		T(test_rollback_in_spite_of_ppr1),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
