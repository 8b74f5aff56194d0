/*
 * Power lost, or the store out of order, while a package is executed: LoadEuiccPackage is atomic
 * [SGP.32 5.9.1]. Every write of a package fails in turn, then the commit; each time the card is as
 * it was before, and takes the same package afterwards.
 */
#include "iot.h"

#include <string.h>

enum { WRITES_MAX = 200 };

/* Lets some writes pass and denies the next one. */
struct fault {
	int passes; /* -1: no fault */
	bool hit;
};

static void fault_now(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	struct fault *fault = sqlite3_user_data(ctx);
	bool now = fault->passes == 0;

	(void)argc;
	(void)argv;
	fault->hit |= now;
	if (fault->passes >= 0)
		fault->passes--;
	sqlite3_result_int(ctx, now);
}

/* A trigger before every change of every table asks whether it shall fail. */
static void install_fault(struct iot *t, struct fault *fault)
{
	static const char *const changes[] = { "INSERT", "UPDATE", "DELETE" };
	sqlite3 *db = t->f->store->db;
	STORE_STMT *stmt = store_query(t->f->store,
	                               "SELECT name FROM sqlite_master WHERE type = 'table'"
	                               " AND name NOT LIKE 'sqlite%'",
	                               "");

	fault->passes = -1;
	assert_int_equal(sqlite3_create_function(db, "fault_now", 0, SQLITE_UTF8, fault, fault_now,
	                                         NULL, NULL),
	                 SQLITE_OK);
	while (store_step(stmt) == 1) {
		const char *table = (const char *)sqlite3_column_text(stmt, 0);

		for (size_t i = 0; i < A_COUNT(changes); i++)
			if (sqlite3_exec(db,
			                 iot_text(t,
			                          "CREATE TEMP TRIGGER IF NOT EXISTS"
			                          " fault_%s_%s BEFORE %s ON %s"
			                          " WHEN fault_now() BEGIN"
			                          " SELECT RAISE(FAIL, 'fault'); END",
			                          table, changes[i], changes[i], table),
			                 NULL, NULL, NULL) != SQLITE_OK)
				fail_msg("%s", sqlite3_errmsg(db));
	}
}

static int refuse_commit(void *ctx)
{
	(void)ctx;
	return 1;
}

static uint16_t send(struct iot *t, struct span request, struct span *ret_answer)
{
	uint16_t sw;

	assert_int_equal(lpa_es10(&t->f->lpa, request, &t->f->arena, ret_answer, &sw), 0);
	return sw;
}

/* The card has answered with an error, and is what it was, also for the terminal. */
static void expect_undone(struct iot *t, uint16_t sw, const char *before, uint8_t visible)
{
	assert_int_equal(sw, 0x6581);
	assert_string_equal(iot_digest(t), before);
	iot_expect_visible(t, visible);
}

/*
 * Fails each write of the request in turn, then the commit, with the card's power cut after each.
 * Ends with the request executed.
 */
static struct span fail_each_write(struct iot *t, struct span request, uint8_t visible)
{
	const char *before = iot_digest(t);
	struct fault *fault = arena_alloc(&t->f->arena, sizeof(*fault));
	struct span answer;
	int n = 0;

	install_fault(t, fault);
	for (;; n++) {
		const size_t used = t->f->arena.used;
		uint16_t sw;

		assert_true(n < WRITES_MAX);
		*fault = (struct fault){ .passes = n };
		sw = send(t, request, &answer);
		fault->passes = -1;
		if (!fault->hit)
			break;
		expect_undone(t, sw, before, visible);
		if (n % 4 == 0)
			fixture_restart(t->f);
		t->f->arena.used = used;
	}
	assert_true(n >= 3);
	fault->passes = -1;
	return answer;
}

static void fail_commit(struct iot *t, struct span request, uint8_t visible)
{
	const char *before = iot_digest(t);
	struct span answer;
	uint16_t sw;

	sqlite3_commit_hook(t->f->store->db, refuse_commit, NULL);
	sw = send(t, request, &answer);
	sqlite3_commit_hook(t->f->store->db, NULL, NULL);
	expect_undone(t, sw, before, visible);
}

static void expect_result(struct iot *t, struct span answer, const char *results)
{
	struct eim_server_result r;

	assert_int_equal(eim_server_verify(&t->eim, answer, &t->f->arena, &r), 0);
	assert_int_equal(r.which, EUICC_PACKAGE_RESULT_EUICC_PACKAGE_RESULT_SIGNED);
	assert_true(span_equal(r.results, fixture_hex(t->f, results)));
}

static void test_psmos(void **state)
{
	struct iot *t = *state;
	struct span request;

	for (uint8_t i = 1; i <= 3; i++)
		iot_install(t, i, IOT_FALLBACK);
	iot_run(t, IOT_PSMO, "A30C@1", "830100");
	request = iot_sign(t, IOT_PSMO,
	                   "A50C@3"
	                   "A80C@1"
	                   "A7078000"
	                   "8103883701"
	                   "BF65058003612E62"
	                   "A40C@1"
	                   "A30E@2"
	                   "0500");
	fail_commit(t, request, 1);
	expect_result(t, fail_each_write(t, request, 1),
	              "8501008D0100870100BF6503800100840100830100");
	iot_expect_visible(t, 2);
}

static void test_ecos(void **state)
{
	struct iot *t = *state;
	struct eim_server other;
	struct span request;

	iot_eim_init(t, &other, &(struct eim_server_config){ .eim_id = "other.example" });
	request = iot_sign(t, IOT_ECO,
	                   iot_text(t, "%s%s%s", iot_config(t, &other, 0xA8, true),
	                            "AA14"
	                            "800D6F746865722E6578616D706C65"
	                            "8103612E62",
	                            "A91C"
	                            "801A65696D2E746573742E736F667465756963632E6578616D706C65"));
	fail_commit(t, request, 0);
	expect_result(t, fail_each_write(t, request, 0), "A8038401018A0100890100");
	eim_server_clear(&other);
}

/* ProfileRollback, fallback and the rest are as atomic. */
static void test_others(void **state)
{
	static const char *const requests[] = { "BF58038001FF", "BF5D038001FF", "BF5E038001FF",
		                                "BF5B038001FF", "BF5C038001FF" };
	struct iot *t = *state;
	uint8_t visible = 2;

	iot_install(t, 1, IOT_FALLBACK);
	iot_install(t, 2, 0);
	iot_install(t, 3, 0);
	assert_int_equal(store_exec(t->f->store, "UPDATE profile SET ecall = 1 WHERE id = 3", ""),
	                 0);
	assert_int_equal(store_commit(t->f->store), 0);
	iot_run(t, IOT_PSMO,
	        "A80C@1"
	        "A30C@1",
	        "8D0100"
	        "830100");
	iot_run(t, IOT_PSMO,
	        "A30E@2"
	        "0500",
	        "830100");
	for (size_t i = 0; i < A_COUNT(requests); i++) {
		const struct span request = fixture_hex(t->f, requests[i]);

		if (i == 1) { /* the fallback profile is enabled: leave it */
			iot_run(t, IOT_PSMO, "A30C@2", "830100");
			visible = 2;
		}
		fail_commit(t, request, visible);
		fail_each_write(t, request, visible);
		visible = (uint8_t)iot_enabled(t);
	}
	assert_int_equal(visible, 2);
}

static void test_initial_eim(void **state)
{
	struct iot *t = iot_new(&(struct iot_options){ .alone = true });
	struct span request = fixture_hex(
	        t->f, iot_wrap(t, 0xBF57, iot_wrap(t, 0xA0, iot_config(t, &t->eim, 0x30, true))));
	const char *before = iot_digest(t);
	struct fault *fault = arena_alloc(&t->f->arena, sizeof(*fault));
	struct span answer;

	(void)state;
	fail_commit(t, request, 0);
	install_fault(t, fault);
	for (int n = 0; n < 2; n++) {
		*fault = (struct fault){ .passes = n };
		send(t, request, &answer);
		assert_true(fault->hit);
		assert_string_equal(iot_digest(t), before);
	}
	fault->passes = -1;
	iot_associate(t, &t->eim, true);
	assert_int_equal(t->eim.token, 1);
	iot_free(t);
}

#define T(name) cmocka_unit_test_setup_teardown(name, iot_setup, iot_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_psmos),
		T(test_ecos),
		T(test_others),
		cmocka_unit_test(test_initial_eim),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
