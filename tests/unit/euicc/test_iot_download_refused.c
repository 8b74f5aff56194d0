/*
 * Direct Profile Downloads that come to nothing: the SM-DP+, the card or the IPA says no, or the
 * trigger makes no sense [SGP.32 3.2.3.1, SGP.22 2.9.3.1, 3.0.2].
 */
#include "scene.h"

#include <errno.h>
#include <string.h>

/* ---- direct, and the SM-DP+ says no ---- */

static void test_server_refuses(void **state)
{
	struct scene *s = *state;

	for (int i = WATCH_INITIATE_AUTHENTICATION; i <= WATCH_GET_BOUND_PROFILE_PACKAGE; i++) {
		memset(s->watch.answer, 0, sizeof(s->watch.answer));
		s->watch.answer[i] = 1;
		assert_int_equal(scene_poll_code(s, SCENE_CODE), 0);
		scene_expect_undefined(s);
		assert_int_equal(s->told.result.end, LPA_DOWNLOAD_SERVER_REFUSED);
		assert_int_equal(s->watch.cancel_reason, i == WATCH_INITIATE_AUTHENTICATION
		                                                 ? 0xFFFF
		                                                 : CANCEL_SESSION_REASON_UNDEFINED);
	}
}

static void test_server_is_lost(void **state)
{
	struct scene *s = *state;

	for (int i = WATCH_INITIATE_AUTHENTICATION; i <= WATCH_GET_BOUND_PROFILE_PACKAGE; i++) {
		memset(s->watch.answer, 0, sizeof(s->watch.answer));
		s->watch.answer[i] = -ENOTCONN;
		assert_int_equal(scene_poll_code(s, SCENE_CODE), 0);
		scene_expect_undefined(s);
		assert_int_equal(s->told.result.end, LPA_DOWNLOAD_SERVER_FAILED);
		assert_int_equal(s->watch.calls[WATCH_CANCEL_SESSION], 0);
	}
}

static void test_wrong_code(void **state)
{
	static const struct {
		const char *code, *subject, *reason;
	} rows[] = {
		{ "1$other.example$" FIXTURE_MATCHING_ID, "8.8.1", "3.8" },
		{ "1$" SCENE_ADDRESS "$OTHER", "8.2.6", "3.8" },
		{ "1$" SCENE_ADDRESS "$", "8.2.6", "3.8" },
	};
	struct scene *s = *state;

	for (size_t i = 0; i < A_COUNT(rows); i++) {
		assert_int_equal(scene_poll_code(s, rows[i].code), 0);
		scene_expect_undefined(s);
		assert_int_equal(s->told.result.end, LPA_DOWNLOAD_SERVER_REFUSED);
		assert_string_equal(s->told.result.status.subject, rows[i].subject);
		assert_string_equal(s->told.result.status.reason, rows[i].reason);
	}
}

/* ---- direct, and the card says no ---- */

/* An SM-DP+ below another CI, which the card does not trust. */
static void test_unknown_ci(void **state)
{
	struct scene *s = *state;
	struct smdpp *server;
	struct pki pki = { 0 };

	assert_int_equal(pki_generate(NULL, &pki), 0);
	assert_int_equal(smdpp_new(&(struct smdpp_config){ 0 }, &server), 0);
	assert_int_equal(smdpp_add_keys(server,
	                                &(struct smdpp_keys){
	                                        pki_get(&pki, "CERT_CI_ECDSA_NIST.der"),
	                                        pki_get(&pki, "CERT_S_SM_DPauth_ECDSA_NIST.der"),
	                                        pki_get(&pki, "CERT_S_SM_DPpb_ECDSA_NIST.der"),
	                                        pki_get(&pki, "SK_S_SM_DPauth_ECDSA_NIST.der"),
	                                        pki_get(&pki, "SK_S_SM_DPpb_ECDSA_NIST.der") }),
	                 0);
	s->watch.server = es9p_of_smdpp(server);
	assert_int_equal(scene_poll_code(s, SCENE_CODE), 0);
	scene_expect_undefined(s);
	assert_string_equal(s->told.result.status.subject, "8.8.4");
	smdpp_free(server);
	pki_free(&pki);
}

/* A signature that is none: the server hears the card's error, and the eIM that it came to nothing. */
static void test_card_refuses_server(void **state)
{
	const struct fixture_flip flips[] = { { SMDPP_POINT_SERVER_SIGNATURE1, 0, -1, 1 },
		                              { SMDPP_POINT_SMDP_SIGNATURE2, 0, -1, 1 } };
	struct scene *s = *state;

	for (size_t i = 0; i < A_COUNT(flips); i++) {
		fixture_set_flip(s->t->f, &flips[i]);
		assert_int_equal(scene_poll_code(s, SCENE_CODE), 0);
		scene_expect_undefined(s);
		assert_int_equal(s->told.result.end, LPA_DOWNLOAD_CARD_REFUSED);
		assert_int_equal(s->watch.calls[WATCH_AUTHENTICATE_CLIENT], 1);
		assert_int_equal(s->watch.calls[WATCH_GET_BOUND_PROFILE_PACKAGE], i);
	}
}

/* The package is not accepted: eIM and SM-DP+ get the card's signed error. */
static void test_card_refuses_package(void **state)
{
	const struct fixture_flip flip = { SMDPP_POINT_SEGMENT, 4, -1, 1 };
	const struct smdpp_notification *const *kept;
	struct scene *s = *state;
	size_t n;

	iot_run(s->t, IOT_PSMO, "A7028000", "870100");
	fixture_set_flip(s->t->f, &flip);
	assert_int_equal(scene_poll_code(s, SCENE_CODE), 0);
	scene_expect_result(s, FINAL_RESULT_ERROR_RESULT);
	assert_int_equal(s->download.final_result->error_result->error_reason.v,
	                 ERROR_REASON_SCP03T_SECURITY_ERROR);
	kept = smdpp_notifications(s->t->f->server, &n);
	assert_int_equal(n, 1);
	assert_true(kept[0]->verified);
	assert_int_equal(kept[0]->final_result->which, FINAL_RESULT_ERROR_RESULT);
	assert_int_equal(scene_count(s, "notification"), 0);
	assert_int_equal(scene_count(s, "profile"), 0);
	assert_int_equal(s->watch.calls[WATCH_CANCEL_SESSION], 0);
	assert_false(s->told.enabled);
}

/* ---- direct, and the IPA says no [SGP.32 3.2.3.1, SGP.22 2.9.3.1] ---- */

static void order_with_pprs(struct scene *s, uint32_t pprs)
{
	fixture_order(s->t->f, 1, fixture_metadata(s->t->f, 1, PROFILE_CLASS_OPERATIONAL, pprs));
}

static void test_pprs(void **state)
{
	struct scene *s = *state;
	uint32_t deleted;

	/* PPR1, and the card has an Operational Profile. */
	iot_install(s->t, 2, 0);
	order_with_pprs(s, PPR_1);
	assert_int_equal(scene_poll_code(s, SCENE_CODE), 0);
	assert_int_equal(s->watch.cancel_reason, CANCEL_SESSION_REASON_PPR_NOT_ALLOWED);
	assert_int_equal(s->told.result.end, LPA_DOWNLOAD_LPA_REFUSED);
	assert_int_equal(lpa_delete_profile(&s->t->f->lpa, fixture_iccid(s->t->f, 2),
	                                    &s->t->f->arena, &deleted),
	                 0);
	order_with_pprs(s, PPR_1 | PPR_2);
	assert_int_equal(scene_poll_code(s, SCENE_CODE), 0);
	scene_expect_result(s, FINAL_RESULT_SUCCESS_RESULT);
}

/* The Rules Authorisation Table has no row for this owner, or another rule. */
static void test_pprs_not_authorised(void **state)
{
#define ROW(ppr, operator) "[{\"pprIds\":[\"" ppr "\"],\"allowedOperators\":[{" operator"}]}]"
	static const char *const tables[] = {
		"[]",
		ROW("ppr2", "\"mccMnc\":\"99F908\""),
		ROW("ppr2", "\"mccMnc\":\"99F907\",\"gid1\":\"01\""),
		ROW("ppr1", "\"mccMnc\":\"EEEEEE\""),
		ROW("ppr2", "\"mccMnc\":\"9EFE07\""), /* the last one matches */
	};
	const size_t last = A_COUNT(tables) - 1;
	struct fixture_options card = { 0 };

	(void)state;
	for (size_t i = 0; i <= last; i++) {
		char json[256];
		struct scene *s;

		snprintf(json, sizeof(json), "{\"rulesAuthorisationTable\": %s}", tables[i]);
		card.persona_json = json;
		s = scene_new(&card, false);
		order_with_pprs(s, PPR_2);
		assert_int_equal(scene_poll_code(s, SCENE_CODE), 0);
		if (i < last) {
			scene_expect_undefined(s);
			assert_int_equal(s->watch.cancel_reason,
			                 CANCEL_SESSION_REASON_PPR_NOT_ALLOWED);
		} else {
			scene_expect_result(s, FINAL_RESULT_SUCCESS_RESULT);
		}
		scene_free(s);
	}
}

/* While the Emergency Profile is enabled nothing is downloaded. */
static void test_ecall(void **state)
{
	struct scene *s = *state;
	uint32_t result;

	iot_install(s->t, 2, IOT_ECALL);
	assert_int_equal(ipad_switch(&s->t->f->lpa, IOT_TAG_ENABLE_EMERGENCY_PROFILE, false,
	                             &s->t->f->arena, &result),
	                 0);
	assert_int_equal(result, 0);
	assert_int_equal(scene_poll_code(s, SCENE_CODE), 0);
	assert_int_equal(s->verdict, 0);
	assert_int_equal(s->download.error_reason.v, PROFILE_DOWNLOAD_ERROR_REASON_ECALL_ACTIVE);
	assert_int_equal(s->watch.calls[WATCH_INITIATE_AUTHENTICATION], 0);
}

/* ---- triggers that cannot be followed ---- */

static void test_bad_triggers(void **state)
{
	static const char *const codes[] = {
		"",     "2$" SCENE_ADDRESS "$X",      "1$" SCENE_ADDRESS,
		"1$$X", "1$" SCENE_ADDRESS "/path$X", "https://" SCENE_ADDRESS
	};
	const struct profile_download_data smds = {
		.which = PROFILE_DOWNLOAD_DATA_CONTACT_SMDS,
		.contact_smds = &(struct contact_smds){ { NULL, 0 } },
	};
	struct scene *s = *state;

	for (size_t i = 0; i < A_COUNT(codes); i++) {
		assert_int_equal(scene_poll_code(s, codes[i]), 0);
		assert_int_equal(s->which, EIM_PACKAGE_RESULT_EIM_PACKAGE_RESULT_RESPONSE_ERROR);
		assert_int_equal(s->format_error, EIM_PACKAGE_RESULT_ERROR_INVALID_PACKAGE_FORMAT);
		assert_int_equal(s->watch.calls[WATCH_INITIATE_AUTHENTICATION], 0);
	}
	assert_int_equal(scene_poll(s, NULL), 0);
	assert_int_equal(s->format_error, EIM_PACKAGE_RESULT_ERROR_INVALID_PACKAGE_FORMAT);
	assert_int_equal(scene_poll(s, &smds), 0);
	scene_expect_undefined(s);
}

#define T(name) cmocka_unit_test_setup_teardown(name, scene_setup, scene_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_server_refuses),
		T(test_server_is_lost),
		T(test_wrong_code),
		T(test_unknown_ci),
		T(test_card_refuses_server),
		T(test_card_refuses_package),
		T(test_pprs),
		cmocka_unit_test(test_pprs_not_authorised),
		T(test_ecall),
		T(test_bad_triggers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
