/*
 * kill -9, and power cuts, inside a download: its profile is installed, with a result that waits, or
 * nothing of it is there [SGP.22 2.5.6, 5.7.6]; and inside what enables it at once [SGP.32 5.9.15].
 */
#include "kill.h"

#include <stdlib.h>
#include <unistd.h>

static void immediate_enabling(struct iot *t)
{
	iot_install(t, 1, 0);
	iot_run(t, IOT_PSMO,
	        "A30C@1"
	        "A7028000",
	        "830100870100");
}

static void download_9(struct iot *t)
{
	fixture_order(t->f, 9, NULL);
	assert_int_equal(fixture_download(t->f).final_result->which, FINAL_RESULT_SUCCESS_RESULT);
}

/* In the session that has installed it, a profile is enabled at once [SGP.32 5.9.15]. */
static void test_immediate_enable(void **state)
{
	static const struct kill_act act = {
		.prepare = immediate_enabling,
		.warm_up = kill_terminal_profile,
		.lead_in = download_9,
		.request = "BF5A038001FF",
		.finish = kill_refresh,
	};

	kill_perform(*state, &act);
}

/* When the disk ends: counted from the first piece of the package. */
struct end {
	const struct kill_play *play;
	unsigned n;
	bool lose;
};

static void arm_at_package(struct fixture *f, const uint8_t *capdu, size_t len)
{
	const struct end *end = f->hook_ctx;

	if (len < 8 || capdu[1] != 0xE2 || capdu[5] != 0xBF || capdu[6] != 0x36)
		return;
	f->before_command = NULL;
	disk_kill_before(end->play->disk, end->n, end->lose);
}

static void download_and_die(const struct kill_play *p, unsigned n, bool lose, int tell)
{
	struct end end = { p, n, lose };
	struct iot *t;

	setenv("CMOCKA_TEST_ABORT", "1", 1);
	t = kill_open_card(p);
	t->f->before_command = arm_at_package;
	t->f->hook_ctx = &end;
	download_9(t);
	assert_int_equal(write(tell, "", 1), 1);
	_exit(0);
}

/* The ProfileInstallationResult that waits, which must be genuine. */
static const struct final_result *waiting_result(struct iot *t)
{
	struct retrieve_notifications_list_response response;
	const struct pending_notification *pending;
	struct profile_installation_result pir;
	struct profile_installation_result_data data;
	struct asn1_error error;

	assert_int_equal(lpa_retrieve_notifications(&t->f->lpa, NULL, &t->f->arena, &response), 0);
	assert_int_equal(response.notification_list.count, 1);
	pending = response.notification_list.items;
	assert_true(asn1_decode(&profile_installation_result_type,
	                        RSP_TAG_PROFILE_INSTALLATION_RESULT,
	                        pending->profile_installation_result, &pir, &t->f->arena, &error));
	assert_int_equal(ec_verify(&t->eim.euicc_key, &pir.profile_installation_result_data, 1,
	                           pir.euicc_sign_pir),
	                 0);
	assert_true(asn1_decode(&profile_installation_result_data_type,
	                        RSP_TAG_PROFILE_INSTALLATION_RESULT_DATA,
	                        pir.profile_installation_result_data, &data, &t->f->arena, &error));
	return data.final_result;
}

/* Nothing of the profile is left, and the interruption is reported [SGP.22 2.5.6, 5.7.6]. */
static void expect_interrupted(struct iot *t, const struct kill_play *p, unsigned n)
{
	const struct final_result *result = waiting_result(t);

	assert_int_equal(result->which, FINAL_RESULT_ERROR_RESULT);
	assert_int_equal(result->error_result->error_reason.v, ERROR_REASON_INTERRUPTION);
	assert_int_equal(store_exec(t->f->store, "DELETE FROM notification", ""), 0);
	assert_int_equal(
	        store_exec(t->f->store, "UPDATE card SET next_sequence = next_sequence - 1", ""),
	        0);
	assert_int_equal(store_commit(t->f->store), 0);
	if (kill_is_after(t, p, n))
		fail_msg("killed before change %u: interrupted and installed", n);
}

/* What a download left, and that the next one works if it did not. Whether it is installed. */
static bool expect_download(struct iot *t, const struct kill_play *p, unsigned n)
{
	const bool installed = fixture_sql(t->f, "SELECT count(*) FROM profile") == 1;

	kill_expect_sound(t);
	if (installed) {
		assert_true(kill_is_after(t, p, n));
		assert_int_equal(waiting_result(t)->which, FINAL_RESULT_SUCCESS_RESULT);
		return true;
	}
	if (fixture_sql(t->f, "SELECT count(*) FROM notification") > 0)
		expect_interrupted(t, p, n);
	else
		assert_false(kill_is_after(t, p, n));
	download_9(t);
	return false;
}

/* Every change from the first piece of the package to the result and what comes after it. */
static void kill_downloads(struct kill_play *p, bool lose)
{
	unsigned n = 0, done = 0;
	bool killed, answered, installed;

	do {
		struct iot *t;

		n++;
		assert_true(n < KILL_CHANGES_MAX);
		kill_rewind(p);
		killed = kill_run(p, download_and_die, n, lose, &answered);
		t = kill_open_card(p);
		installed = expect_download(t, p, n);
		assert_true(installed || (!answered && !done));
		done += installed;
		kill_close_card(t);
	} while (killed);
	assert_true(n > KILL_CHANGES_MIN && done > 0 && done < n);
}

static void test_download(void **state)
{
	static const struct kill_act act = { .request = "BF2E00" };
	struct kill_play p;
	struct iot *t;

	kill_begin(&p, &act, *state);
	t = kill_new_card(&p);
	p.eim = t->eim;
	kill_close_card(t);
	kill_rewind(&p);
	t = kill_open_card(&p);
	kill_copy_digest(t, p.before);
	download_9(t);
	kill_copy_digest(t, p.after);
	kill_close_card(t);
	kill_downloads(&p, false);
	kill_downloads(&p, true);
	kill_end(&p);
}

static int install_disk(void **state)
{
	*state = disk_install();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_download),
		cmocka_unit_test(test_immediate_enable),
	};

	return cmocka_run_group_tests(tests, install_disk, NULL);
}
