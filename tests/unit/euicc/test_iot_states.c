/*
 * What changes profiles besides packages: rollback, fallback, emergency, immediate enable, memory
 * reset [SGP.32 3.3.2, 3.4, 5.9.5, 5.9.15 to 5.9.17, 5.9.20 to 5.9.23].
 */
#include "iot.h"

#include "euicc/profile.h"
#include "euicc/rollback.h"

#include <string.h>

#define TERMINAL_PROFILE "8010000001FF"
#define ROLLBACK         "BF5803800100"
#define SERVER           "smdpp.test.softeuicc.example"
#define NOT_ALLOWED      "BF5803020101"

static int64_t count(struct iot *t, const char *what)
{
	return fixture_sql(t->f, iot_text(t, "SELECT count(*) FROM %s", what));
}

/* Makes the toolkit busy: a REFRESH waits to be answered. */
static void make_busy(struct iot *t)
{
	assert_int_equal(fixture_apdu(t->f, TERMINAL_PROFILE), 0x9000);
	card_schedule_switch(t->f->card, true);
	cat_refresh(&t->f->card->cat);
	assert_int_equal(fixture_apdu(t->f, "801200000B"), 0x9000);
}

static void end_busy(struct iot *t)
{
	const uint8_t number = t->f->card->cat.details[0];

	fixture_expect(t->f, iot_text(t, "801400000C8103%02X010402028281830100", number), "9000");
}

/* Profiles 1 (enabled) and 2; nobody has been told of anything. */
static void two_profiles(struct iot *t, unsigned flags)
{
	iot_install(t, 1, 0);
	iot_install(t, 2, flags);
	iot_run(t, IOT_PSMO, "A30C@1", "830100");
	assert_int_equal(store_exec(t->f->store, "DELETE FROM notification", ""), 0);
	assert_int_equal(store_exec(t->f->store, "DELETE FROM package_result", ""), 0);
	assert_int_equal(store_commit(t->f->store), 0);
}

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

	two_profiles(t, 0);
	iot_es10(t, ROLLBACK, NOT_ALLOWED);
	granting = iot_run(t, IOT_PSMO,
	                   "A30E@2"
	                   "0500",
	                   "830100");
	iot_expect_visible(t, 2);
	assert_int_equal(count(t, "notification"), 2);
	roll_back(t, ROLLBACK);
	iot_expect_visible(t, 1);
	/* Nobody hears of the switch that was undone. */
	assert_int_equal(count(t, "notification"), 0);
	assert_int_equal(count(t, "package_result"), 1);
	assert_int_equal(fixture_sql(t->f, "SELECT sequence FROM package_result"), granting + 1);
	/* Once. */
	iot_es10(t, ROLLBACK, NOT_ALLOWED);
}

/* Over a reset, and with the BOOLEAN as some IPAs send it. */
static void test_rollback_later(void **state)
{
	struct iot *t = *state;

	two_profiles(t, 0);
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

	two_profiles(t, 0);
	iot_install(t, 3, 0);
	iot_run(t, IOT_PSMO,
	        "A40C@1"
	        "A50C@3"
	        "A30E@2"
	        "0500",
	        "840100"
	        "850100"
	        "830100");
	roll_back(t, ROLLBACK);
	iot_expect_visible(t, 1);
	assert_int_equal(count(t, "profile"), 2);
	assert_int_equal(count(t, "notification"), 1);
	assert_int_equal(fixture_sql(t->f, "SELECT event FROM notification"),
	                 NOTIFICATION_EVENT_DELETE);
}

static void test_rollback_busy(void **state)
{
	struct iot *t = *state;

	two_profiles(t, 0);
	iot_run(t, IOT_PSMO,
	        "A30E@2"
	        "0500",
	        "830100");
	make_busy(t);
	iot_es10(t, ROLLBACK, "BF5803020105");
	end_busy(t);
	roll_back(t, ROLLBACK);
}

/* The right ends with whatever else changes profiles. */
static void test_rollback_lost(void **state)
{
	struct iot *t = *state;

	two_profiles(t, IOT_FALLBACK);
	iot_run(t, IOT_PSMO,
	        "A30E@2"
	        "0500",
	        "830100");
	iot_run(t, IOT_PSMO, "BF2D035C0193", "BF2D06A004E300E300"); /* the next accepted package */
	iot_es10(t, ROLLBACK, NOT_ALLOWED);
	/* One that is refused changes nothing. */
	iot_run(t, IOT_PSMO,
	        "A80C@2"
	        "A30E@1"
	        "0500",
	        "8D0100"
	        "830100");
	t->eim.counter--;
	iot_refused(t, IOT_PSMO, "BF2D00", EUICC_PACKAGE_ERROR_REPLAY_ERROR);
	assert_int_equal(count(t, "rollback"), 1);
	/* Fallback, and back [SGP.32 5.9.20, 5.9.21]. */
	iot_es10(t, "BF5D03800100", "BF5D03800100");
	iot_es10(t, ROLLBACK, NOT_ALLOWED);
	iot_es10(t, "BF5E03800100", "BF5E03800100");
	iot_es10(t, ROLLBACK, NOT_ALLOWED);
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
	iot_es10(t, ROLLBACK, NOT_ALLOWED);
}

static void test_rollback_lost_to_emergency(void **state)
{
	struct iot *t = *state;

	two_profiles(t, 0);
	iot_install(t, 3, IOT_ECALL);
	iot_run(t, IOT_PSMO,
	        "A30E@2"
	        "0500",
	        "830100");
	iot_es10(t, "BF5B03800100", "BF5B03800100");
	iot_es10(t, ROLLBACK, NOT_ALLOWED);
	assert_int_equal(iot_enabled(t), 3);
}

/* ---- fallback [SGP.32 5.9.20, 5.9.21] ---- */

static void test_fallback(void **state)
{
	struct iot *t = *state;

	two_profiles(t, IOT_FALLBACK);
	iot_run(t, IOT_PSMO, "A80C@2", "8D0100");
	iot_es10(t, "BF5E03800100", "BF5E03800106");
	iot_es10(t, "BF5D03800100", "BF5D03800100");
	iot_expect_visible(t, 2);
	assert_int_equal(count(t, "notification"), 2);
	iot_es10(t, "BF5D03800100", "BF5D03800102");
	fixture_restart(t->f);
	iot_es10(t, "BF5E030101FF", "BF5E03800100");
	iot_expect_visible(t, 1);
	assert_int_equal(count(t, "notification"), 4);
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
	make_busy(t);
	iot_es10(t, "BF5D03800100", "BF5D03800105");
	end_busy(t);
	iot_es10(t, "BF5D03800100", "BF5D03800100");
	make_busy(t);
	iot_es10(t, "BF5E03800100", "BF5E03800105");
	end_busy(t);
}

/* An eIM that enables another profile leaves nothing to return to [SGP.32 3.4.1]. */
static void test_fallback_reference_ends(void **state)
{
	struct iot *t = *state;

	two_profiles(t, IOT_FALLBACK);
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
	two_profiles(t, IOT_FALLBACK);
	iot_install(t, 3, 0);
	iot_run(t, IOT_PSMO, "A80C@2", "8D0100");
	iot_es10(t, "BF5D03800100", "BF5D03800100");
	iot_es10(t, "BF3111A00C@3810100", "BF3103800100");
	iot_es10(t, "BF3111A00C@2810100", "BF3103800100");
	iot_es10(t, "BF5E03800100", "BF5E03800106");
}

/* ---- emergency [SGP.32 5.9.22, 5.9.23] ---- */

static void test_emergency(void **state)
{
	struct iot *t = *state;

	two_profiles(t, 0);
	iot_es10(t, "BF5B03800100", "BF5B03800108");
	/* The same code for this came with v1.3. */
	iot_es10(t, "BF5C03800100",
	         persona_iot_since(t->f->card->persona, 1, 3) ? "BF5C03800108" : "BF5C03800102");
	iot_install(t, 3, IOT_ECALL);
	iot_es10(t, "BF5C03800100", "BF5C03800102");
	iot_es10(t, "BF5B03800100", "BF5B03800100");
	iot_expect_visible(t, 3);
	assert_int_equal(count(t, "notification"), 0);
	iot_es10(t, "BF5B03800100", "BF5B03800102");
	fixture_restart(t->f); /* it survives a reset */
	iot_expect_visible(t, 3);
	make_busy(t);
	iot_es10(t, "BF5C03800100", "BF5C03800105");
	end_busy(t);
	iot_es10(t, "BF5C03800100", "BF5C03800100");
	iot_expect_visible(t, 1);
	make_busy(t);
	iot_es10(t, "BF5B03800100", "BF5B03800105");
	end_busy(t);
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

	two_profiles(t, 0);
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
	assert_int_equal(count(t, "profile WHERE ecall"), 1);
	iot_es10(t, "BF5A03800100", "BF5A0380017F");
	assert_int_equal(iot_enabled(t), 0);
}

/* While it is enabled nothing else changes profiles, and it goes on. */
static void test_emergency_keeps_others_out(void **state)
{
	struct iot *t = *state;
	const char *before;

	two_profiles(t, IOT_FALLBACK);
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
	iot_es10(t, ROLLBACK, NOT_ALLOWED);
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

	two_profiles(t, 0);
	iot_install(t, 3, IOT_ECALL);
	iot_es10(t, "BF5B03800100", "BF5B03800100");
	iot_es10(t, "BF5C03800100", "BF5C03800100");
	iot_expect_visible(t, 1);
	iot_run(t, IOT_PSMO, "A40C@1", "840100");
	iot_es10(t, "BF5B03800100", "BF5B03800100");
	iot_es10(t, "BF5C03800100", "BF5C03800100");
	iot_expect_visible(t, 0);
	iot_es10(t, "BF5C03800100", "BF5C03800102");
	assert_int_equal(count(t, "card WHERE emergency_return NOT NULL"), 0);
}

/* An emergency in the middle of a fallback ends in the fallback, which can be returned from. */
static void test_emergency_within_fallback(void **state)
{
	struct iot *t = *state;

	two_profiles(t, IOT_FALLBACK);
	iot_install(t, 3, IOT_ECALL);
	iot_run(t, IOT_PSMO, "A80C@2", "8D0100");
	iot_es10(t, "BF5D03800100", "BF5D03800100");
	iot_es10(t, "BF5B03800100", "BF5B03800100");
	iot_es10(t, "BF5C03800100", "BF5C03800100");
	iot_expect_visible(t, 2);
	iot_es10(t, "BF5E03800100", "BF5E03800100");
	iot_expect_visible(t, 1);
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

/* ---- immediate enable [SGP.32 3.4.4, 5.9.15, 5.9.17] ---- */

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
	make_busy(t);
	iot_es10(t, IMMEDIATE, "BF5A03800105");
	end_busy(t);
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

	two_profiles(t, 0);
	iot_run(t, IOT_PSMO,
	        "A7028000"
	        "A30E@2"
	        "0500",
	        "870100"
	        "830100");
	fixture_download_ok(t->f, 3);
	iot_es10(t, "BF5A038001FF", "BF5A03800100");
	iot_es10(t, ROLLBACK, NOT_ALLOWED);
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
	make_busy(t);
	iot_es10(t, "BF5A00", "BF5A0380017F");
	end_busy(t);
	iot_free(t);
}

/* ---- memory reset [SGP.32 5.9.5] ---- */

#define RESET_PROFILES \
	"BF64048202"   \
	"0780" /* bit 0 */
#define RESET_ADDRESS \
	"BF64048202"  \
	"0520" /* bit 2 */
#define RESET_EIMS   \
	"BF64048202" \
	"0204" /* bit 5 */
#define RESET_IMMEDIATE \
	"BF64048202"    \
	"0102" /* bit 6 */
#define RESET_ALL    \
	"BF64048202" \
	"01FE"

static void test_memory_reset_nothing(void **state)
{
	struct iot *t = iot_new(&(struct iot_options){ .alone = true });
	const char *before = iot_digest(t);

	(void)state;
	iot_es10(t, RESET_PROFILES, "BF6403800101");
	iot_es10(t, RESET_EIMS, "BF6406800101810101");
	iot_es10(t, RESET_IMMEDIATE, "BF6406800101820100");
	iot_es10(t, RESET_ALL, "BF6409800101810101820100");
	assert_string_equal(iot_digest(t), before);
	iot_free(t);
}

static void test_memory_reset(void **state)
{
	struct iot *t = *state;

	iot_install(t, 1, IOT_PPR1 | IOT_PPR2);
	iot_install(t, 2, 0);
	iot_run(t, IOT_PSMO,
	        "A7028000"
	        "BF65058003612E62"
	        "A30C@1",
	        "870100"
	        "BF6503800100"
	        "830100");
	/* Each option by itself. */
	iot_es10(t, RESET_ADDRESS, "BF6403800100");
	assert_int_equal(count(t, "profile"), 2);
	assert_int_equal(fixture_sql(t->f, "SELECT default_dp IS NULL FROM card"), 1);
	iot_es10(t, RESET_IMMEDIATE, "BF6406800100820100");
	assert_int_equal(fixture_sql(t->f, "SELECT immediate_enable FROM card"), 0);
	/* Whatever the state and the PPRs; each deletion is told. */
	iot_es10(t, RESET_PROFILES, "BF6403800100");
	assert_int_equal(count(t, "profile"), 0);
	iot_expect_visible(t, 0);
	assert_int_equal(count(t, "notification WHERE event = 8"), 2);
	assert_int_equal(count(t, "eim"), 1);
	iot_es10(t, RESET_EIMS, "BF6406800100810100");
	assert_int_equal(count(t, "eim"), 0);
	/* The numbers go on. */
	iot_associate(t, &t->eim, true);
	assert_true(iot_run(t, IOT_PSMO, "BF2D00", "BF2D02A000") > 3);
}

/* The classes, each by its bit. */
static void test_memory_reset_classes(void **state)
{
	struct iot *t = *state;
	const char *before;

	iot_install(t, 1, 0);
	iot_install(t, 2, 0);
	iot_install(t, 3, IOT_PPR2);
	assert_int_equal(store_exec(t->f->store,
	                            "UPDATE profile SET class = 2 - (id - 1), fallback_allowed = 1",
	                            ""),
	                 0);
	assert_int_equal(store_commit(t->f->store), 0);
	iot_run(t, IOT_PSMO, "A80C@1", "8D0100");
	before = iot_digest(t);
	/* No profile of this card was loaded by its maker. */
	iot_es10(t, "BF640482020410", "BF6403800101");
	/* Nothing, and what no version knows. */
	iot_es10(t, "BF6403820100", "BF6403800101");
	iot_es10(t, "BF640482020001", "BF6403800101");
	assert_string_equal(iot_digest(t), before);
	iot_es10(t, "BF640482020640", "BF6403800100"); /* field-loaded test profiles */
	assert_int_equal(count(t, "profile WHERE class = 0"), 0);
	assert_int_equal(count(t, "profile"), 2);
	iot_es10(t, "BF640482020640", "BF6403800101");
	iot_es10(t, "BF640482020308", "BF6403800100"); /* provisioning profiles */
	assert_int_equal(count(t, "profile WHERE class = 1"), 0);
	assert_int_equal(count(t, "profile"), 1);
	iot_es10(t, "BF640482020308", "BF6403800101");
	iot_es10(t, RESET_PROFILES, "BF6403800100");
	assert_int_equal(count(t, "profile"), 0);
	/* The fallback attribute has gone with its profile. */
	iot_run(t, IOT_PSMO, "A900", "8E0102");
}

static void test_memory_reset_refreshes(void **state)
{
	struct iot *t = *state;

	two_profiles(t, 0);
	iot_run(t, IOT_PSMO,
	        "A30E@2"
	        "0500",
	        "830100");
	assert_int_equal(fixture_apdu(t->f, TERMINAL_PROFILE), 0x9000);
	iot_es10(t, RESET_PROFILES, "BF6403800100");
	assert_int_equal(t->f->lpa.sw, 0x910B);
	fixture_expect(t->f, "801200000B",
	               "D009810301010482028182"
	               "9000");
	iot_es10(t, RESET_ALL, "BF6403800105");
	end_busy(t);
	iot_expect_visible(t, 0);
	iot_es10(t, ROLLBACK, NOT_ALLOWED);
}

static void test_memory_reset_ecall(void **state)
{
	struct iot *t = *state;

	iot_install(t, 1, IOT_ECALL);
	iot_es10(t, "BF5B03800100", "BF5B03800100");
	iot_es10(t, RESET_ALL, "BF6403800168");
	assert_int_equal(count(t, "profile"), 1);
	assert_int_equal(count(t, "eim"), 1);
}

/* BF34 of v1.0.1: five options, and resetResult is 02. */
static void test_memory_reset_v101(void **state)
{
	struct iot *t = iot_new(&(struct iot_options){ .card.persona = "sgp32-v1.0.1" });

	(void)state;
	iot_install(t, 1, 0);
	iot_run(t, IOT_PSMO, "A7028000", "870100");
	iot_es10(t,
	         "BF3404820204"
	         "10",
	         "BF3406020100810100"); /* bit 3: eIM */
	assert_int_equal(count(t, "eim"), 0);
	iot_es10(t,
	         "BF3404820203"
	         "08",
	         "BF3406020100820100"); /* bit 4: auto enable */
	iot_es10(t,
	         "BF34048202"
	         "0780",
	         "BF3403020100");
	iot_es10(t,
	         "BF34048202"
	         "03F8",
	         "BF3409020101810101820100");
	assert_null(fixture_es10(t->f, RESET_ALL));
	assert_int_equal(t->f->lpa.sw, 0x6A88);
	iot_free(t);
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
		T(test_emergency),
		T(test_emergency_from_nothing),
		T(test_emergency_profile_is_no_other),
		T(test_emergency_profile_not_immediately),
		T(test_emergency_keeps_others_out),
		T(test_emergency_again),
		T(test_emergency_within_fallback),
		cmocka_unit_test(test_emergency_not_supported),
		cmocka_unit_test(test_emergency_by_persona),
		T(test_immediate_enable),
		T(test_immediate_enable_server),
		T(test_immediate_enable_address),
		T(test_immediate_enable_ends_rollback),
		T(test_immediate_enable_policy),
		cmocka_unit_test(test_configure),
		cmocka_unit_test(test_enable_using_dd),
		cmocka_unit_test(test_memory_reset_nothing),
		T(test_memory_reset),
		T(test_memory_reset_classes),
		T(test_memory_reset_refreshes),
		T(test_memory_reset_ecall),
		cmocka_unit_test(test_memory_reset_v101),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
