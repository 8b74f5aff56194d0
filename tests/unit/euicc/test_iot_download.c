/*
 * Direct Profile Download: who gets the result, in what order, and what becomes of the profile
 * [SGP.32 3.2.3.1, 2.11.1.3, 2.11.2.3].
 */
#include "scene.h"

#include <errno.h>
#include <string.h>

/* ---- direct [SGP.32 3.2.3.1] ---- */

/* First the eIM gets the result, then the SM-DP+; then the card forgets it. */
static void test_direct(void **state)
{
	const struct smdpp_notification *const *kept;
	struct scene *s = *state;
	size_t n;

	assert_int_equal(scene_poll_code(s, SCENE_CODE), 0);
	scene_expect_result(s, FINAL_RESULT_SUCCESS_RESULT);
	assert_true(span_equal(s->download.metadata.iccid, fixture_iccid(s->t->f, 1)));
	assert_int_equal(s->told_before, 0);
	kept = smdpp_notifications(s->t->f->server, &n);
	assert_int_equal(n, 1);
	assert_true(kept[0]->verified && kept[0]->installation);
	assert_int_equal(scene_count(s, "profile"), 1);
	assert_int_equal(scene_count(s, "notification"), 0);
	assert_int_equal(iot_enabled(s->t), 0);
	assert_true(s->told.direct && !s->told.enabled);
	assert_string_equal(s->told.address, SCENE_ADDRESS);
	/* Another SM-DP+ than the code names; LPA: before it changes nothing. */
	fixture_order(s->t->f, 2, NULL);
	assert_int_equal(scene_poll_code(s, "LPA:" SCENE_CODE "$2.999.11"), 0);
	assert_int_equal(s->told.result.end, LPA_DOWNLOAD_LPA_REFUSED);
	assert_int_equal(s->watch.calls[WATCH_AUTHENTICATE_CLIENT], 0);
	assert_int_equal(scene_poll_code(s, "LPA:" SCENE_CODE), 0);
	scene_expect_result(s, FINAL_RESULT_SUCCESS_RESULT);
}

/* contactDefaultSmdp: the address is on the card, the matching id is none. */
static void test_default_smdp(void **state)
{
	const struct profile_download_data data = {
		.which = PROFILE_DOWNLOAD_DATA_CONTACT_DEFAULT_SMDP,
		.contact_default_smdp = true,
	};
	struct scene *s = *state;
	uint32_t result;

	assert_int_equal(scene_poll(s, &data), 0);
	scene_expect_undefined(s);
	assert_int_equal(s->told.result.end, LPA_DOWNLOAD_LPA_REFUSED);
	assert_int_equal(ipad_set_default_dp_address(&s->t->f->lpa, scene_text(SCENE_ADDRESS),
	                                             &s->t->f->arena, &result),
	                 0);
	assert_int_equal(smdpp_add_order(s->t->f->server,
	                                 &(struct smdpp_order){
	                                         .matching_id = "",
	                                         .profile = fixture_package(s->t->f, 3),
	                                 }),
	                 0);
	assert_int_equal(scene_poll(s, &data), 0);
	scene_expect_result(s, FINAL_RESULT_SUCCESS_RESULT);
	assert_true(span_equal(s->download.metadata.iccid, fixture_iccid(s->t->f, 3)));
}

/* ---- immediate enabling [SGP.32 5.9.15, 5.9.17] ---- */

static void test_immediate_enable(void **state)
{
	struct scene *s = *state;

	iot_run(s->t, IOT_PSMO, "A7028000", "870100");
	assert_int_equal(scene_poll_code(s, SCENE_CODE), 0);
	scene_expect_result(s, FINAL_RESULT_SUCCESS_RESULT);
	assert_true(s->told.enabled);
	assert_int_equal(iot_enabled(s->t), 1);
	iot_expect_visible(s->t, 1);
	/* The eIM hears of it with the next poll, and once: notifyStateChange, and why. */
	assert_int_equal(ipad_poll(&s->ipad, &s->t->f->arena), 1);
	assert_non_null(strstr(s->request, "8000810105"));
	assert_int_equal(ipad_poll(&s->ipad, &s->t->f->arena), 1);
	assert_null(strstr(s->request, "8000810105"));
}

/* Configured for another SM-DP+: it stays Disabled. */
static void test_immediate_enable_of_others(void **state)
{
	struct scene *s = *state;

	iot_run(s->t, IOT_PSMO, "A7078000810388370B", "870100");
	assert_int_equal(scene_poll_code(s, SCENE_CODE), 0);
	scene_expect_result(s, FINAL_RESULT_SUCCESS_RESULT);
	assert_false(s->told.enabled);
	assert_int_equal(iot_enabled(s->t), 0);
}

/* EnableUsingDD of v1.0.1, which knows neither the flag nor causes. */
static void test_enable_using_dd(void **state)
{
	struct scene *s = scene_new(&(struct fixture_options){ .persona = "sgp32-v1.0.1" }, false);

	(void)state;
	iot_run(s->t, IOT_PSMO, "A7028000", "870100");
	assert_int_equal(scene_poll_code(s, SCENE_CODE), 0);
	scene_expect_result(s, FINAL_RESULT_SUCCESS_RESULT);
	assert_true(s->told.enabled);
	assert_int_equal(iot_enabled(s->t), 1);
	assert_int_equal(ipad_poll(&s->ipad, &s->t->f->arena), 1);
	assert_null(strstr(s->request, "8000810105"));
	scene_free(s);
}

/* ---- the result on its way ---- */

/* The SM-DP+ cannot be told: the result stays on the card, whatever the eIM says, for later. */
static void test_result_waits(void **state)
{
	struct scene *s = *state;

	s->watch.answer[WATCH_HANDLE_NOTIFICATION] = -ENOTCONN;
	assert_int_equal(scene_poll_code(s, SCENE_CODE), 0);
	scene_expect_result(s, FINAL_RESULT_SUCCESS_RESULT);
	assert_int_equal(scene_count(s, "notification"), 1);
	assert_int_equal(ipad_deliver_results(&s->ipad, &s->t->f->arena), 0);
	assert_int_equal(scene_count(s, "notification"), 1);
	/* A package's result takes other notifications along, not this one. */
	assert_int_equal(esipa_server_queue(&s->eim, iot_sign(s->t, IOT_PSMO, "A30C@1")), 0);
	assert_int_equal(ipad_poll(&s->ipad, &s->t->f->arena), 0);
	assert_int_equal(s->which, EIM_PACKAGE_RESULT_EPR_AND_NOTIFICATIONS);
	assert_int_equal(scene_count(s, "notification"), 1);
	s->watch.answer[WATCH_HANDLE_NOTIFICATION] = 0;
	assert_int_equal(ipad_deliver_results(&s->ipad, &s->t->f->arena), 0);
	assert_int_equal(scene_count(s, "notification"), 0);
	assert_string_equal(s->address, SCENE_ADDRESS);
}

/* The eIM cannot be told: the SM-DP+ is all the same. */
static void test_eim_is_lost(void **state)
{
	struct scene *s = *state;
	size_t n;

	s->cut = 1;
	assert_int_equal(scene_poll_code(s, SCENE_CODE), -ENOTCONN);
	smdpp_notifications(s->t->f->server, &n);
	assert_int_equal(n, 1);
	assert_int_equal(scene_count(s, "notification"), 0);
	assert_int_equal(scene_count(s, "profile"), 1);
}

/* What an eIM believes: not another transaction, not what another eUICC has signed. */
static void test_not_verified(void **state)
{
	struct scene *s = *state;
	struct arena *a = &s->t->f->arena;
	struct span request, result;
	struct profile_download_error error = { .profile_download_error_reason = { true, 127 } };
	struct profile_download_trigger_result_data data = {
		.which = PROFILE_DOWNLOAD_TRIGGER_RESULT_DATA_PROFILE_DOWNLOAD_ERROR,
		.profile_download_error = &error,
	};
	struct profile_download_trigger_result trigger = {
		.profile_download_trigger_result_data = &data
	};
	struct eim_server_download download;

	assert_int_equal(scene_poll_code(s, SCENE_CODE), 0);
	assert_int_equal(s->verdict, 0);
	s->t->eim.euicc_key = s->t->eim.key.pub;
	fixture_order(s->t->f, 2, NULL);
	assert_int_equal(scene_poll_code(s, SCENE_CODE), 0);
	assert_int_equal(s->verdict, 1);
	assert_int_equal(eim_server_trigger(&s->t->eim, NULL, a, &request), 0);
	for (int i = 0; i < 3; i++) {
		trigger.eim_transaction_id = i == 0 ? (struct span){ NULL, 0 }
		                                    : SPAN(s->t->eim.transaction_id);
		result = asn1_encode_arena(&profile_download_trigger_result_type,
		                           IOT_TAG_PROFILE_DOWNLOAD_TRIGGER, &trigger, a);
		if (i == 2)
			s->t->eim.transaction_id[0] ^= 1;
		assert_int_equal(eim_server_verify_download(&s->t->eim, result, a, &download),
		                 i != 1);
	}
	assert_int_equal(eim_server_verify_download(&s->t->eim, fixture_hex(s->t->f, "BF5400"), a,
	                                            &download),
	                 -EBADMSG);
}

#define T(name) cmocka_unit_test_setup_teardown(name, scene_setup, scene_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_direct),
		T(test_default_smdp),
		T(test_immediate_enable),
		T(test_immediate_enable_of_others),
		cmocka_unit_test(test_enable_using_dd),
		T(test_result_waits),
		T(test_eim_is_lost),
		T(test_not_verified),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
