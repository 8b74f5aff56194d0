/*
 * Indirect Profile Download: the eIM stands between the IPA and the SM-DP+ [SGP.32 3.2.3.2].
 */
#include "scene.h"

#include <errno.h>

/* ---- through the eIM [SGP.32 3.2.3.2] ---- */

/* The eIM gets the notification for the SM-DP+, and no result apart. */
static void expect_notified(struct scene *s, int64_t profiles)
{
	assert_int_equal(s->which, 0);
	assert_int_equal(s->notified, 0);
	assert_int_equal(s->watch.calls[WATCH_INITIATE_AUTHENTICATION], 0);
	assert_int_equal(scene_count(s, "notification"), 0);
	assert_int_equal(scene_count(s, "profile"), profiles);
	assert_false(s->told.direct);
}

static void test_indirect(void **state)
{
	struct scene *s = *state;

	iot_run(s->t, IOT_PSMO, "A7028000", "870100");
	assert_int_equal(scene_poll_code(s, SCENE_CODE), 0);
	expect_notified(s, 1);
	assert_true(s->told.enabled);
	assert_int_equal(iot_enabled(s->t), 1);
}

/* An eIM that handles the data itself: it knows the server, and what is there [SGP.32 4.1]. */
static void test_indirect_without_data(void **state)
{
	struct scene *s = *state;

	assert_int_equal(scene_poll(s, NULL), 0);
	scene_expect_undefined(s);
	s->eim.matching_id = FIXTURE_MATCHING_ID;
	assert_int_equal(scene_poll(s, NULL), 0);
	expect_notified(s, 1);
	assert_null(s->told.address);
}

static void test_indirect_refused(void **state)
{
	const struct fixture_flip flips[] = { { SMDPP_POINT_SERVER_SIGNATURE1, 0, -1, 1 },
		                              { SMDPP_POINT_SMDP_SIGNATURE2, 0, -1, 1 } };
	const struct fixture_flip segment = { SMDPP_POINT_SEGMENT, 4, -1, 1 };
	struct scene *s = *state;

	assert_int_equal(scene_poll_code(s, "1$other.example$X"), 0);
	scene_expect_undefined(s);
	assert_string_equal(s->told.result.status.subject, "eIM");
	assert_string_equal(s->told.result.status.message, "undefinedError");
	assert_int_equal(scene_poll_code(s, "1$" SCENE_ADDRESS "$X"), 0);
	scene_expect_undefined(s);
	assert_int_equal(scene_poll_code(s, "1$" SCENE_ADDRESS), 0);
	assert_int_equal(s->format_error, EIM_PACKAGE_RESULT_ERROR_INVALID_PACKAGE_FORMAT);
	for (size_t i = 0; i < A_COUNT(flips); i++) {
		fixture_set_flip(s->t->f, &flips[i]);
		assert_int_equal(scene_poll_code(s, SCENE_CODE), 0);
		scene_expect_undefined(s);
		assert_int_equal(s->told.result.end, LPA_DOWNLOAD_CARD_REFUSED);
	}
	fixture_set_flip(s->t->f, &segment);
	assert_int_equal(scene_poll_code(s, SCENE_CODE), 0);
	expect_notified(s, 0);
	assert_int_equal(s->told.result.final_result->which, FINAL_RESULT_ERROR_RESULT);
}

/* Without the eIM there is neither a download nor anybody to tell. */
static void test_indirect_lost(void **state)
{
	struct scene *s = *state;

	for (int i = 0; i < 3; i++) {
		s->cut = -1;
		assert_int_equal(scene_poll_code(s, SCENE_CODE), -ENOTCONN);
		assert_int_equal(s->told.result.end, LPA_DOWNLOAD_SERVER_FAILED);
		s->cut = 0;
	}
	assert_int_equal(scene_count(s, "profile"), 0);
}

/* An IPA that has no way to an SM-DP+ asks the eIM, whatever the card says of it. */
static void test_no_way_but_the_eim(void **state)
{
	struct scene *s = *state;

	s->ipad.servers = NULL;
	assert_int_equal(scene_poll_code(s, SCENE_CODE), 0);
	expect_notified(s, 1);
	assert_int_equal(ipad_deliver_results(&s->ipad, &s->t->f->arena), 0);
}

#define T(name) cmocka_unit_test_setup_teardown(name, scene_setup, scene_teardown)
#define I(name) cmocka_unit_test_setup_teardown(name, scene_setup_indirect, scene_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		I(test_indirect),      I(test_indirect_without_data), I(test_indirect_refused),
		I(test_indirect_lost), T(test_no_way_but_the_eim),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
