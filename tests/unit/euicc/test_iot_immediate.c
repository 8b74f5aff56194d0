/*
 * Immediate enabling of a downloaded profile, and its configuration [SGP.32 3.4.4, 5.9.15, 5.9.17].
 */
#include "iot.h"

#include "euicc/profile.h"

#include <string.h>

#define SERVER    "smdpp.test.softeuicc.example"
#define IMMEDIATE "BF5A03800100"

static void test_immediate_enable(void **state)
{
	struct iot *t = *state;

	iot_es10(t, IMMEDIATE, "BF5A03800101");
	iot_run(t, IOT_PSMO, "A7028000", "870100");
	iot_es10(t, IMMEDIATE, "BF5A03800104");
	fixture_download_ok(t->f, 1);
	iot_es10(t, IMMEDIATE, "BF5A03800100");
	iot_expect_visible(t, 1);
	iot_es10(t, IMMEDIATE, "BF5A03800104"); /* once */
	fixture_download_ok(t->f, 2);
	fixture_reset(t->f); /* the session's knowledge is volatile */
	iot_es10(t, IMMEDIATE, "BF5A03800104");
	fixture_download_ok(t->f, 3);
	iot_make_busy(t);
	iot_es10(t, IMMEDIATE, "BF5A03800105");
	iot_end_busy(t);
	iot_run(t, IOT_PSMO, "A700", "870100");
	iot_es10(t, IMMEDIATE, "BF5A03800101");
}

/* Only for profiles of the SM-DP+ that the eIM has named. The fixture's is 2.999.10. */
static void test_immediate_enable_server(void **state)
{
	struct iot *t = *state;

	iot_run(t, IOT_PSMO,
	        "A7078000"
	        "8103883701",
	        "870100");
	fixture_download_ok(t->f, 1);
	iot_es10(t, IMMEDIATE, "BF5A03800101");
	iot_run(t, IOT_PSMO,
	        "A7078000"
	        "810388370A",
	        "870100");
	iot_es10(t, "BF5A030101FF", "BF5A03800100");
	assert_int_equal(iot_enabled(t), 1);
}

/* Likewise by its address, which is in the session's serverSigned1. */
static void test_immediate_enable_address(void **state)
{
	static const struct {
		const char *address;
		bool allowed;
	} cases[] = { { "other.example", false },
		      { SERVER "x", false },
		      { "SMDPP.Test.softeuicc.EXAMPLE", true },
		      { SERVER, true },
		      { "", true } };
	struct iot *t = *state;

	assert_string_equal(smdpp_address(t->f->server), SERVER);
	for (uint8_t i = 0; i < A_COUNT(cases); i++) {
		const struct span address = { (const uint8_t *)cases[i].address,
			                      strlen(cases[i].address) };

		iot_run(t, IOT_PSMO,
		        iot_wrap(t, 0xA7,
		                 iot_text(t, "8000%s", iot_wrap(t, 0x82, iot_hex(t, address)))),
		        "870100");
		fixture_download_ok(t->f, i);
		iot_es10(t, IMMEDIATE, cases[i].allowed ? "BF5A03800100" : "BF5A03800101");
	}
	/* Both, where both are configured. */
	fixture_download_ok(t->f, A_COUNT(cases));
	iot_run(t, IOT_PSMO, "A70E8000810388370A82056F74686572", "870100");
	iot_es10(t, IMMEDIATE, "BF5A03800101");
}

static void test_immediate_enable_ends_rollback(void **state)
{
	struct iot *t = *state;

	iot_two_profiles(t, 0);
	iot_run(t, IOT_PSMO,
	        "A7028000"
	        "A30E@2"
	        "0500",
	        "870100"
	        "830100");
	fixture_download_ok(t->f, 3);
	iot_es10(t, "BF5A038001FF", "BF5A03800100");
	iot_es10(t, IOT_ROLLBACK, IOT_NO_ROLLBACK);
}

/* PPR1 of the enabled profile holds here too; the code for it is undefinedError. */
static void test_immediate_enable_policy(void **state)
{
	struct iot *t = *state;

	iot_install(t, 1, IOT_PPR1);
	iot_run(t, IOT_PSMO,
	        "A7028000"
	        "A30C@1",
	        "870100"
	        "830100");
	fixture_download_ok(t->f, 2);
	iot_es10(t, IMMEDIATE, "BF5A0380017F");
	assert_int_equal(iot_enabled(t), 1);
}

/* The device itself may configure while there is no eIM. */
static void test_configure(void **state)
{
	struct iot *t = iot_new(&(struct iot_options){ .alone = true });

	(void)state;
	iot_es10(t, "BF59028000", "BF5903800100");
	iot_es10(t, IMMEDIATE, "BF5A03800104");
	iot_es10(t, "BF5900", "BF5903800100");
	iot_es10(t, IMMEDIATE, "BF5A03800101");
	iot_associate(t, &t->eim, false);
	iot_es10(t, "BF59028000", "BF5903800102");
	iot_es10(t, IMMEDIATE, "BF5A03800101");
	iot_free(t);
}

/* v1.0.1: EnableUsingDD, without refreshFlag. */
static void test_enable_using_dd(void **state)
{
	struct iot *t = iot_new(&(struct iot_options){ .card.persona = "sgp32-v1.0.1" });

	(void)state;
	iot_es10(t, "BF5A00", "BF5A03800101");
	iot_run(t, IOT_PSMO, "A7028000", "870100");
	iot_es10(t, "BF5A00", "BF5A03800104");
	fixture_download_ok(t->f, 1);
	iot_es10(t, "BF5A00", "BF5A03800100");
	iot_expect_visible(t, 1);
	/* v1.0.1 has no catBusy here. */
	fixture_download_ok(t->f, 2);
	iot_make_busy(t);
	iot_es10(t, "BF5A00", "BF5A0380017F");
	iot_end_busy(t);
	iot_free(t);
}

#define T(name) cmocka_unit_test_setup_teardown(name, iot_setup, iot_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_immediate_enable),
		T(test_immediate_enable_server),
		T(test_immediate_enable_address),
		T(test_immediate_enable_ends_rollback),
		T(test_immediate_enable_policy),
		cmocka_unit_test(test_configure),
		cmocka_unit_test(test_enable_using_dd),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
