/*
 * The store under stress: a process killed at any moment, a second process, a newer version's
 * database, a disk that is full.
 */
#include "fixture.h"

#include "euicc/profile.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A folder for one test, with the path of a database in it. */
struct place {
	char folder[32];
	char path[64];
};

static int place_setup(void **state)
{
	struct place *p = calloc(1, sizeof(*p));

	assert_non_null(p);
	snprintf(p->folder, sizeof(p->folder), "/tmp/softeuicc-store-XXXXXX");
	assert_non_null(mkdtemp(p->folder));
	snprintf(p->path, sizeof(p->path), "%s/cards.db", p->folder);
	*state = p;
	return 0;
}

static int place_teardown(void **state)
{
	static const char *const suffixes[] = { "", "-wal", "-shm", "-lock" };
	struct place *p = *state;
	char path[80];

	for (size_t i = 0; i < A_COUNT(suffixes); i++) {
		snprintf(path, sizeof(path), "%s%s", p->path, suffixes[i]);
		unlink(path);
	}
	rmdir(p->folder);
	free(p);
	return 0;
}

/* ---- kill -9 ---- */

enum { ROUNDS = 30, LONGEST_US = 250000, ABSENT = -1 };

/* States of profiles 1 and 2 after each step; the last one leads back to the start. */
static const int after[][2] = {
	{ PROFILE_STATE_DISABLED, ABSENT },                /* download 1 */
	{ PROFILE_STATE_ENABLED, ABSENT },                 /* enable 1 */
	{ PROFILE_STATE_ENABLED, PROFILE_STATE_DISABLED }, /* download 2 */
	{ PROFILE_STATE_DISABLED, PROFILE_STATE_ENABLED }, /* enable 2, disables 1 */
	{ ABSENT, PROFILE_STATE_ENABLED },                 /* delete 1 */
	{ ABSENT, PROFILE_STATE_DISABLED },                /* disable 2 */
	{ ABSENT, ABSENT },                                /* delete 2 */
};

static void run_step(struct fixture *f, size_t step)
{
	uint32_t result = 0;

	switch (step) {
	case 0:
	case 2:
		fixture_download_ok(f, step == 0 ? 1 : 2);
		break;
	case 1:
	case 3:
		lpa_enable_profile(&f->lpa, fixture_iccid(f, step == 1 ? 1 : 2), false, &f->arena,
		                   &result);
		break;
	case 5:
		lpa_disable_profile(&f->lpa, fixture_iccid(f, 2), false, &f->arena, &result);
		break;
	default:
		lpa_delete_profile(&f->lpa, fixture_iccid(f, step == 4 ? 1 : 2), &f->arena,
		                   &result);
	}
	assert_int_equal(result, 0);
	f->arena.used = 0;
}

/* The child: goes round and round, and tells each step that is done, until it is killed. */
static void work(const char *path, int pipe_end)
{
	struct fixture *f;

	/* A failing assertion must not go back to the test runner, which is the parent's. */
	setenv("CMOCKA_TEST_ABORT", "1", 1);
	f = fixture_new(&(struct fixture_options){ .store = path, .existing = true });

	for (uint8_t step = 0;; step = (uint8_t)((step + 1) % A_COUNT(after))) {
		run_step(f, step);
		if (write(pipe_end, &step, 1) != 1)
			_exit(1);
	}
}

/* Starts a child, kills it after a while; the last step that it has told, or -1. */
static int run_and_kill(const char *path, unsigned us)
{
	int fds[2];
	int last = -1;
	uint8_t step;
	int status;
	pid_t child;

	assert_int_equal(pipe(fds), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		close(fds[0]);
		work(path, fds[1]);
	}
	close(fds[1]);
	nanosleep(&(struct timespec){ 0, (long)us * 1000 }, NULL);
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, &status, 0), child);
	/* Another signal: an assertion of the child has failed. */
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	while (read(fds[0], &step, 1) == 1)
		last = step;
	close(fds[0]);
	return last;
}

static int state_of(struct fixture *f, uint8_t number)
{
	struct profile p;

	return profile_by_iccid(f->card, fixture_iccid(f, number), &p) == 0 ? (int)p.state : ABSENT;
}

static bool in_state(struct fixture *f, const int states[2])
{
	return state_of(f, 1) == states[0] && state_of(f, 2) == states[1];
}

/* The terminal sees the enabled profile, and the ISD-R what the tables hold. */
static void expect_consistent(struct fixture *f)
{
	STORE_STMT *check = store_query(f->store, "PRAGMA integrity_check", "");
	STORE_STMT *keys = store_query(f->store, "PRAGMA foreign_key_check", "");
	struct profile_info_list_response response;
	int64_t profiles = fixture_sql(f, "SELECT count(*) FROM profile");
	int64_t enabled = fixture_sql(f, "SELECT count(*) FROM profile WHERE state = 1");

	assert_int_equal(store_step(check), 1);
	assert_string_equal((const char *)sqlite3_column_text(check, 0), "ok");
	assert_int_equal(store_step(keys), 0);
	assert_true(enabled <= 1);
	assert_int_equal(fixture_apdu(f, "00A4000C022FE2"), enabled ? 0x9000 : 0x6A82);
	assert_int_equal(fixture_sql(f, "SELECT count(*) FROM uicc_profile"), profiles);
	assert_int_equal(fixture_sql(f, "SELECT count(*) FROM uicc_package"),
	                 fixture_sql(f, "SELECT count(DISTINCT package_id) FROM uicc_profile"));
	assert_int_equal(fixture_sql(f, "SELECT count(*) FROM download"), 0);
	assert_int_equal(fixture_sql(f, "SELECT coalesce(max(sequence), 0) < (SELECT next_sequence"
	                                " FROM card) FROM notification"),
	                 1);
	assert_int_equal(lpa_get_profiles_info(&f->lpa, (struct span){ 0 }, &f->arena, &response),
	                 0);
	assert_int_equal(response.profile_info_list_ok.count, profiles);
}

static void test_kill(void **state)
{
	static const int start[2] = { ABSENT, ABSENT };
	const struct place *p = *state;
	struct fixture *f = fixture_new(&(struct fixture_options){ .store = p->path });
	uint32_t seed = 12345;

	for (int round = 0; round < ROUNDS; round++) {
		uint32_t result;
		int last;

		fixture_free(f);
		seed = seed * 1664525 + 1013904223;
		last = run_and_kill(p->path, 2000 + seed % LONGEST_US);
		f = fixture_new(&(struct fixture_options){ .store = p->path, .existing = true });
		expect_consistent(f);
		if (!in_state(f, last < 0 ? start : after[last]) &&
		    !in_state(f, after[(size_t)(last + 1) % A_COUNT(after)]))
			fail_msg("round %d: after step %d: %d %d", round, last, state_of(f, 1),
			         state_of(f, 2));
		assert_int_equal(lpa_memory_reset(&f->lpa,
		                                  RESET_OPTIONS_DELETE_OPERATIONAL_PROFILES,
		                                  &f->arena, &result),
		                 0);
	}
	fixture_download_ok(f, 1);
	fixture_free(f);
}

/* ---- one process at a time ---- */

static void test_lock(void **state)
{
	const struct place *p = *state;
	struct fixture *f = fixture_new(&(struct fixture_options){ .store = p->path });
	struct softeuicc_store *second;
	struct softeuicc_card *card;
	int fds[2];
	pid_t child;
	char byte;

	assert_int_equal(softeuicc_store_open(p->path, &second), 0);
	assert_int_equal(softeuicc_card_open(second, NULL, NULL, &card), -EBUSY);
	assert_int_equal(softeuicc_card_remove(second, NULL), -EBUSY);
	fixture_free(f);
	/* Now another process holds it, until it dies. */
	assert_int_equal(pipe(fds), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		f = fixture_new(&(struct fixture_options){ .store = p->path, .existing = true });
		if (write(fds[1], "x", 1) == 1)
			pause();
		_exit(1);
	}
	assert_int_equal(read(fds[0], &byte, 1), 1);
	assert_int_equal(softeuicc_card_open(second, NULL, NULL, &card), -EBUSY);
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, NULL, 0), child);
	assert_int_equal(softeuicc_card_open(second, NULL, NULL, &card), 0);
	softeuicc_card_close(card);
	softeuicc_store_close(second);
	close(fds[0]);
	close(fds[1]);
}

/* ---- what cannot be opened ---- */

static void test_unknown_card(void **state)
{
	struct softeuicc_store *s;
	struct softeuicc_card *card;
	int before = fcntl(0, F_GETFD);

	(void)state;
	assert_int_equal(softeuicc_store_open(":memory:", &s), 0);
	assert_int_equal(softeuicc_card_open(s, "nobody", NULL, &card), -ENOENT);
	assert_int_equal(softeuicc_card_remove(s, "nobody"), -ENOENT);
	assert_int_equal(fcntl(0, F_GETFD), before); /* and standard input is still there */
	softeuicc_store_close(s);
}

static void test_newer_version(void **state)
{
	const struct place *p = *state;
	struct softeuicc_store *s;

	assert_int_equal(softeuicc_store_open(p->path, &s), 0);
	assert_int_equal(sqlite3_exec(s->db, "PRAGMA user_version = 1000", NULL, NULL, NULL), 0);
	softeuicc_store_close(s);
	assert_int_equal(softeuicc_store_open(p->path, &s), -EPROTO);
}

static void test_no_database(void **state)
{
	const struct place *p = *state;
	struct softeuicc_store *s;
	FILE *f = fopen(p->path, "w");

	assert_non_null(f);
	for (int i = 0; i < 1000; i++)
		fputs("no database ", f);
	fclose(f);
	assert_int_equal(softeuicc_store_open(p->path, &s), -EBADF);
	assert_int_equal(softeuicc_store_open("/dev/null/cards.db", &s), -ENOTDIR);
}

/* ---- commits that fail ---- */

/* Lets `left` commits pass, then refuses all. */
static int refuse_commit(void *ctx)
{
	int *left = ctx;

	return (*left)-- <= 0;
}

static void test_failing_enable(void **state)
{
	struct fixture *f = *state;
	uint32_t result;
	int left = 0;

	fixture_install(f, 1, fixture_metadata(f, 1, PROFILE_CLASS_OPERATIONAL, 0));
	fixture_expect(f, "8010000003000080", "9000"); /* TERMINAL PROFILE */
	sqlite3_commit_hook(f->store->db, refuse_commit, &left);
	assert_int_equal(lpa_enable_profile(&f->lpa, fixture_iccid(f, 1), true, &f->arena, &result),
	                 -EREMOTEIO);
	assert_int_equal(f->lpa.sw, 0x6581);
	sqlite3_commit_hook(f->store->db, NULL, NULL);
	assert_int_equal(state_of(f, 1), PROFILE_STATE_DISABLED);
	fixture_expect(f, "00A4000C023F00", "9000"); /* no REFRESH is announced */
	fixture_expect(f, "00A4000C022FE2", "6A82");
	assert_int_equal(fixture_sql(f, "SELECT count(*) FROM notification"), 0);
	assert_int_equal(lpa_enable_profile(&f->lpa, fixture_iccid(f, 1), true, &f->arena, &result),
	                 0);
	assert_int_equal(result, ENABLE_RESULT_OK);
	assert_int_equal(f->lpa.sw, 0x910B);
}

/* A download with the nth commit failing, for every n, until it needs no more commits. */
static void test_failing_download(void **state)
{
	struct fixture *f = *state;
	struct lpa_download_result result;
	int n, left;

	for (n = 0; n < 50; n++) {
		const size_t used = f->arena.used;
		int r;

		left = n;
		fixture_order(f, 1, NULL);
		sqlite3_commit_hook(f->store->db, refuse_commit, &left);
		r = fixture_try_download(f, &result);
		sqlite3_commit_hook(f->store->db, NULL, NULL);
		if (r == 0)
			break;
		assert_int_equal(r, -EREMOTEIO);
		assert_int_equal(f->lpa.sw, 0x6581);
		fixture_reset(
		        f); /* reports the interruption, if there was something to interrupt */
		fixture_expect_sane(f, 0, n > 0);
		f->arena.used = used;
	}
	assert_in_range(n, 2, 20);
	assert_int_equal(result.final_result->which, FINAL_RESULT_SUCCESS_RESULT);
}

/*
 * The disk is full: a profile finds no room, but its result does. Pages that are there already have
 * room for a few short ones.
 */
static void test_full(void **state)
{
	struct fixture *f = *state;
	struct lpa_download_result result;
	char limit[64];
	uint8_t n = 0;

	snprintf(limit, sizeof(limit), "PRAGMA max_page_count = %lld",
	         (long long)fixture_sql(f, "PRAGMA page_count"));
	sqlite3_exec(f->store->db, limit, NULL, NULL, NULL);
	do {
		fixture_order(f, ++n, NULL);
		result = fixture_download(f);
	} while (result.final_result->which == FINAL_RESULT_SUCCESS_RESULT);
	assert_in_range(n, 1, 9);
	assert_int_equal(result.final_result->error_result->error_reason.v,
	                 ERROR_REASON_INSUFFICIENT_MEMORY);
	sqlite3_exec(f->store->db, "PRAGMA max_page_count = 1000000", NULL, NULL, NULL);
	fixture_expect_sane(f, n - 1, n);
}

int main(void)
{
#define PLACE(t) cmocka_unit_test_setup_teardown(t, place_setup, place_teardown)
#define TEST(t)  cmocka_unit_test_setup_teardown(t, fixture_setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		PLACE(test_kill),
		PLACE(test_lock),
		cmocka_unit_test(test_unknown_card),
		PLACE(test_newer_version),
		PLACE(test_no_database),
		TEST(test_failing_enable),
		TEST(test_failing_download),
		TEST(test_full),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
