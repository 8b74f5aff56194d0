/*
 * The Emergency Profile [SGP.32 5.9.22, 5.9.23].
 */
#include "iot.h"

#include "euicc/profile.h"

static void test_emergency(void **state)
{
	struct iot *t = *state;

	iot_two_profiles(t, 0);
	iot_es10(t, "BF5B03800100", "BF5B03800108");
	/* The same code for this came with v1.3. */
	iot_es10(t, "BF5C03800100",
	         persona_iot_since(t->f->card->persona, 1, 3) ? "BF5C03800108" : "BF5C03800102");
	iot_install(t, 3, IOT_ECALL);
	iot_es10(t, "BF5C03800100", "BF5C03800102");
	iot_es10(t, "BF5B03800100", "BF5B03800100");
	iot_expect_visible(t, 3);
	assert_int_equal(iot_count(t, "notification"), 0);
	iot_es10(t, "BF5B03800100", "BF5B03800102");
	fixture_restart(t->f); /* it survives a reset */
	iot_expect_visible(t, 3);
	iot_make_busy(t);
	iot_es10(t, "BF5C03800100", "BF5C03800105");
	iot_end_busy(t);
	iot_es10(t, "BF5C03800100", "BF5C03800100");
	iot_expect_visible(t, 1);
	iot_make_busy(t);
	iot_es10(t, "BF5B03800100", "BF5B03800105");
	iot_end_busy(t);
}

static void test_emergency_from_nothing(void **state)
{
	struct iot *t = *state;

	iot_install(t, 1, IOT_ECALL);
	iot_es10(t, "BF5B03800100", "BF5B03800100");
	fixture_restart(t->f);
	iot_refused(t, IOT_PSMO, "BF2D00", EUICC_PACKAGE_ERROR_ECALL_ACTIVE);
	iot_es10(t, "BF5C03800100", "BF5C03800100");
	assert_int_equal(iot_enabled(t), 0);
	iot_es10(t, "BF5C03800100", "BF5C03800102");
}

/*
 * The Emergency Profile is enabled by its own function only: as any other, it could not be left
 * again. Disabled it is one like the others.
 */
static void test_emergency_profile_is_no_other(void **state)
{
	struct iot *t = *state;

	iot_two_profiles(t, 0);
	iot_install(t, 3, IOT_ECALL | IOT_FALLBACK);
	iot_run(t, IOT_PSMO, "A30C@3", "830103");
	iot_run(t, IOT_PSMO, "A30E@30500", "830103");
	iot_run(t, IOT_PSMO, "A80C@3", "8D0102"); /* nor can it be fallen back to */
	iot_es10_local(t, "BF3111A00C@38101FF", "BF3103800103");
	iot_expect_visible(t, 1);
	iot_es10(t, "BF5C03800100", "BF5C03800102");
	iot_run(t, IOT_PSMO, "A40C@3", "840102");
	iot_run(t, IOT_PSMO, "A50C@3", "850100");
}

/* A downloaded Emergency Profile is none for ImmediateEnable either. */
static void test_emergency_profile_not_immediately(void **state)
{
	struct iot *t = *state;
	struct store_metadata_request *m = fixture_metadata(t->f, 1, PROFILE_CLASS_OPERATIONAL, 0);

	iot_run(t, IOT_PSMO, "A7028000", "870100");
	m->ecall_indication = (struct asn1_bool){ true, true };
	m->iccid = fixture_iccid(t->f, 1);
	fixture_order(t->f, 1, m);
	fixture_download(t->f);
	assert_int_equal(iot_count(t, "profile WHERE ecall"), 1);
	iot_es10(t, "BF5A03800100", "BF5A0380017F");
	assert_int_equal(iot_enabled(t), 0);
}

/* While it is enabled nothing else changes profiles, and it goes on. */
static void test_emergency_keeps_others_out(void **state)
{
	struct iot *t = *state;
	const char *before;

	iot_two_profiles(t, IOT_FALLBACK);
	iot_run(t, IOT_PSMO, "A80C@2A7028000", "8D0100870100");
	iot_install(t, 3, IOT_ECALL);
	fixture_download_ok(t->f, 4);
	iot_es10(t, "BF5B03800100", "BF5B03800100");
	before = iot_digest(t);
	iot_refused(t, IOT_PSMO, "A30C@2", EUICC_PACKAGE_ERROR_ECALL_ACTIVE);
	iot_refused(t, IOT_ECO, "AB00", EUICC_PACKAGE_ERROR_ECALL_ACTIVE);
	iot_es10(t, "BF5A03800100", "BF5A0380017F");
	iot_es10(t, "BF5D03800100", "BF5D03800168");
	iot_es10(t, "BF5E03800100", "BF5E03800106");
	iot_es10(t, IOT_ROLLBACK, IOT_NO_ROLLBACK);
	iot_es10_local(t, "BF3111A00C@28101FF", "BF3103800103");
	iot_es10_local(t, "BF3211A00C@38101FF", "BF3203800103");
	iot_es10_local(t, "BF330C@1", "BF3303800103"); /* to be returned to */
	iot_es10_local(t, "BF330C@2", "BF3303800103");
	iot_es10_local(t, "BF330C@3", "BF3303800102");
	iot_es10_local(t, "BF3404820205E0", "BF340380017F"); /* SGP.22 has no code for this */
	iot_es10(t, "BF6404820201FE", "BF6403800168");
	assert_string_equal(iot_digest(t), before);
	iot_es10(t, "BF5C03800100", "BF5C03800100");
	iot_expect_visible(t, 1);
}

/* One story after the other: what an earlier emergency would have returned to is forgotten. */
static void test_emergency_again(void **state)
{
	struct iot *t = *state;

	iot_two_profiles(t, 0);
	iot_install(t, 3, IOT_ECALL);
	iot_es10(t, "BF5B03800100", "BF5B03800100");
	iot_es10(t, "BF5C03800100", "BF5C03800100");
	iot_expect_visible(t, 1);
	iot_run(t, IOT_PSMO, "A40C@1", "840100");
	iot_es10(t, "BF5B03800100", "BF5B03800100");
	iot_es10(t, "BF5C03800100", "BF5C03800100");
	iot_expect_visible(t, 0);
	iot_es10(t, "BF5C03800100", "BF5C03800102");
	assert_int_equal(iot_count(t, "card WHERE emergency_return NOT NULL"), 0);
}

/* An emergency in the middle of a fallback ends in the fallback, which can be returned from. */
static void test_emergency_within_fallback(void **state)
{
	struct iot *t = *state;

	iot_two_profiles(t, IOT_FALLBACK);
	iot_install(t, 3, IOT_ECALL);
	iot_run(t, IOT_PSMO, "A80C@2", "8D0100");
	iot_es10(t, "BF5D03800100", "BF5D03800100");
	iot_es10(t, "BF5B03800100", "BF5B03800100");
	iot_es10(t, "BF5C03800100", "BF5C03800100");
	iot_expect_visible(t, 2);
	iot_es10(t, "BF5E03800100", "BF5E03800100");
	iot_expect_visible(t, 1);
}

/* Neither PPR1 of the enabled profile nor its own keep it from coming and going. */
static void test_emergency_in_spite_of_ppr1(void **state)
{
	struct iot *t = *state;

	iot_install(t, 1, IOT_PPR1 | IOT_PPR2);
	iot_install(t, 2, IOT_PPR1 | IOT_PPR2 | IOT_ECALL);
	iot_run(t, IOT_PSMO, "A30C@1", "830100");
	iot_es10(t, "BF5B03800100", "BF5B03800100");
	iot_expect_visible(t, 2);
	iot_es10(t, "BF5C03800100", "BF5C03800100");
	iot_expect_visible(t, 1);
	iot_run(t, IOT_PSMO, "A50C@2", "850103");
	iot_run(t, IOT_PSMO, "A40C@1", "840103");
}

/* To a card without the mechanism the mark means nothing, and the profile is one like any other. */
static void test_emergency_not_supported(void **state)
{
	struct iot *t = iot_new(
	        &(struct iot_options){ .card.persona_json = "{\"ecallSupported\": false}" });

	(void)state;
	iot_install(t, 1, IOT_ECALL | IOT_FALLBACK);
	iot_run(t, IOT_PSMO, "A80C@1A30C@1", "8D0100830100");
	iot_expect_visible(t, 1);
	iot_es10(t, "BF5B03800100", "BF5B03800108");
	iot_es10(t, "BF5C03800100", "BF5C03800102");
	iot_run(t, IOT_PSMO, "A40C@1", "840100");
	iot_free(t);
}

static void test_emergency_by_persona(void **state)
{
	struct iot *t = iot_new(
	        &(struct iot_options){ .card.persona_json = "{\"ecallSupported\": false}" });

	(void)state;
	iot_install(t, 1, IOT_ECALL);
	iot_es10(t, "BF5B03800100", "BF5B03800108");
	iot_free(t);
	t = iot_new(&(struct iot_options){ .card.persona = "sgp32-v1.3" });
	iot_es10(t, "BF5C03800100", "BF5C03800108"); /* a code that v1.3 added */
	iot_free(t);
}

#define T(name) cmocka_unit_test_setup_teardown(name, iot_setup, iot_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_emergency),
		T(test_emergency_from_nothing),
		T(test_emergency_profile_is_no_other),
		T(test_emergency_profile_not_immediately),
		T(test_emergency_keeps_others_out),
		T(test_emergency_again),
		T(test_emergency_within_fallback),
		T(test_emergency_in_spite_of_ppr1),
		cmocka_unit_test(test_emergency_not_supported),
		cmocka_unit_test(test_emergency_by_persona),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
