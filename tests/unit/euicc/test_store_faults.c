/*
 * Functions of ES10 and ESep while the store does not do what it is asked: what cannot be written has
 * not happened, and the command answers a status word [TS 102 221 10.2.1.3]; where something cannot
 * be read, a function that has undefinedError says so. (test_iot_power.c has packages in which a
 * write fails, test_store.c downloads and commits.)
 */
#include "iot.h"

#include <string.h>

/* What SQLite refuses to prepare. */
struct fault {
	bool writes;
	const char *insert;         /* into this table */
	const char *table, *column; /* reading these; column NULL: all of the table */
};

static int authorise(void *ctx, int action, const char *table, const char *column,
                     const char *database, const char *trigger)
{
	const struct fault *f = ctx;

	(void)database;
	(void)trigger;
	switch (action) {
	case SQLITE_INSERT:
		if (f->insert && strcmp(table, f->insert) == 0)
			return SQLITE_DENY;
		return f->writes ? SQLITE_DENY : SQLITE_OK;
	case SQLITE_UPDATE:
	case SQLITE_DELETE:
		return f->writes ? SQLITE_DENY : SQLITE_OK;
	case SQLITE_READ:
		return f->table && strcmp(table, f->table) == 0 &&
		                       (!f->column || strcmp(column, f->column) == 0)
		               ? SQLITE_DENY
		               : SQLITE_OK;
	default:
		return SQLITE_OK;
	}
}

/* Statements that are prepared already are prepared again, and ask. */
static void set_fault(struct iot *t, const struct fault *fault)
{
	assert_int_equal(sqlite3_set_authorizer(t->f->store->db, fault ? authorise : NULL,
	                                        (void *)(uintptr_t)fault),
	                 SQLITE_OK);
}

/* Profile 1 is enabled; 2 is the fallback profile, 3 the emergency profile, 4 just Disabled. */
static struct iot *new_card(bool alone)
{
	struct iot *t = iot_new(&(struct iot_options){ .alone = alone });

	iot_install(t, 1, 0);
	iot_install(t, 2, IOT_FALLBACK);
	iot_install(t, 3, IOT_ECALL);
	iot_install(t, 4, 0);
	iot_es10(t, "BF3111A00C@1810100", "BF3103800100");
	if (!alone)
		iot_run(t, IOT_PSMO, "A80C@2", "8D0100");
	return t;
}

/* The answer while this does not work, NULL: status word 6581; the card is as before. */
static void expect(struct iot *t, const struct fault *fault, const char *request,
                   const char *answer)
{
	const char *digest = iot_digest(t);
	const char *got;

	set_fault(t, fault);
	got = fixture_es10(t->f, iot_text(t, "%s", request));
	set_fault(t, NULL);
	if (!got)
		got = iot_text(t, "%04X", t->f->lpa.sw);
	if (strcmp(got, answer ? answer : "6581") != 0)
		fail_msg("%s answered %s", request, got);
	assert_string_equal(iot_digest(t), digest);
}

/* ---- writes ---- */

struct write {
	const char *before, *done; /* a request and its answer that come first; NULL: none */
	const char *request;
	const char *answer; /* NULL: status word 6581 */
};

static void fail_writes(struct iot *t, const struct write *rows, size_t n)
{
	static const struct fault writes = { .writes = true };

	for (size_t i = 0; i < n; i++) {
		if (rows[i].before)
			iot_es10(t, rows[i].before, rows[i].done);
		expect(t, &writes, rows[i].request, rows[i].answer);
	}
}

static void test_writes(void **state)
{
	static const struct write rows[] = {
		{ NULL, NULL, "BF3F058003612E62" },                 /* ES10a.SetDefaultDpAddress */
		{ NULL, NULL, "BF65058003612E62" },                 /* ES10b.SetDefaultDpAddress */
		{ NULL, NULL, "BF2911@29003414243" },               /* SetNickname */
		{ NULL, NULL, "BF3111A00C@2810100" },               /* EnableProfile */
		{ NULL, NULL, "BF3211A00C@1810100" },               /* DisableProfile */
		{ NULL, NULL, "BF330C@4" },                         /* DeleteProfile */
		{ NULL, NULL, "BF340482020780" },                   /* ES10c.eUICCMemoryReset */
		{ NULL, NULL, "BF6404820201FE" },                   /* ES10b.eUICCMemoryReset */
		{ NULL, NULL, "BF3003800101" },                     /* RemoveNotificationFromList */
		{ NULL, NULL, "BF5D03800100" },                     /* ExecuteFallbackMechanism */
		{ "BF5D03800100", "BF5D03800100", "BF5E03800100" }, /* ReturnFromFallback */
		{ "BF5E03800100", "BF5E03800100", "BF5B03800100" }, /* EnableEmergencyProfile */
		{ "BF5B03800100", "BF5B03800100", "BF5C03800100" }, /* DisableEmergencyProfile */
	};
	struct iot *t = new_card(false);

	(void)state;
	fail_writes(t, rows, A_COUNT(rows));
	iot_free(t);
}

/* What is only possible while no eIM is associated, and what follows an eUICC Package. */
static void test_writes_alone(void **state)
{
	static const struct write configure = { NULL, NULL, "BF59028000" };
	static const struct write rollback = { NULL, NULL, "BF5803800100" };
	struct write add = { .answer = "BF570381017F" };
	struct iot *t = new_card(true);

	(void)state;
	fail_writes(t, &configure, 1);
	add.request = iot_wrap(t, IOT_TAG_ADD_INITIAL_EIM,
	                       iot_wrap(t, 0xA0, iot_config(t, &t->eim, 0x30, true)));
	fail_writes(t, &add, 1);
	iot_associate(t, &t->eim, true);
	iot_run(t, IOT_PSMO,
	        "A30E@4"
	        "0500",
	        "830100");
	fail_writes(t, &rollback, 1);
	iot_free(t);
}

/* ---- reads ---- */

static const struct fault no_profiles = { .table = "profile", .column = "state" };
static const struct fault no_notifications = { .table = "notification" };
static const struct fault no_contents = { .table = "notification", .column = "content" };
static const struct fault no_eims = { .table = "eim" };
static const struct fault no_card = { .table = "card" };

static void test_reads(void **state)
{
	static const struct {
		const struct fault *fault;
		const char *request, *answer; /* NULL: status word 6581 */
	} rows[] = {
		{ &no_card, "BF3C00", NULL },                     /* GetEuiccConfiguredAddresses */
		{ &no_notifications, "BF2800", NULL },            /* ListNotification */
		{ &no_contents, "BF2B00", "BF2B0381017F" },       /* RetrieveNotificationsList */
		{ &no_profiles, "BF2D00", NULL },                 /* GetProfilesInfo */
		{ &no_profiles, "BF3111A00C@2810100", NULL },     /* EnableProfile */
		{ &no_profiles, "BF3211A00C@1810100", NULL },     /* DisableProfile */
		{ &no_profiles, "BF330C@4", NULL },               /* DeleteProfile */
		{ &no_profiles, "BF340482020780", NULL },         /* ES10c.eUICCMemoryReset */
		{ &no_profiles, "BF6404820201FE", NULL },         /* ES10b.eUICCMemoryReset */
		{ &no_profiles, "BF5D03800100", "BF5D0380017F" }, /* ExecuteFallbackMechanism */
		{ &no_eims, "BF5500", NULL },                     /* GetEimConfigurationData */
		{ &no_eims, "BF59028000", NULL }, /* ConfigureImmediateProfileEnabling */
	};
	struct iot *t = new_card(false);

	(void)state;
	for (size_t i = 0; i < A_COUNT(rows); i++)
		expect(t, rows[i].fault, rows[i].request, rows[i].answer);
	iot_free(t);
}

/* The consumer's form of RetrieveNotificationsList [SGP.22 5.7.10]. */
static void test_reads_consumer(void **state)
{
	struct iot *t = iot_new(&(struct iot_options){ .card.persona = "sgp22", .alone = true });

	(void)state;
	iot_install(t, 1, 0);
	iot_es10(t, "BF3111A00C@1810100", "BF3103800100");
	set_fault(t, &no_contents);
	iot_es10(t, "BF2B00", "BF2B0381017F");
	set_fault(t, NULL);
	iot_free(t);
}

/* Commands of a package: the result says that something went wrong, and is signed and kept. */
static void test_reads_package(void **state)
{
	static const struct {
		const struct fault *fault;
		const char *command, *result;
	} rows[] = {
		{ &no_profiles, "A30C@4", "83017F" },       /* Enable */
		{ &no_profiles, "A40C@1", "84017F" },       /* Disable */
		{ &no_profiles, "A50C@4", "85017F" },       /* Delete */
		{ &no_profiles, "BF2D00", "BF2D0381017F" }, /* ListProfileInfo */
		{ &no_profiles, "A80C@4", "8D017F" },       /* SetFallbackAttribute */
		{ &no_profiles, "A900", "8E017F" },         /* UnsetFallbackAttribute */
	};
	struct iot *t = new_card(false);

	(void)state;
	for (size_t i = 0; i < A_COUNT(rows); i++) {
		set_fault(t, rows[i].fault);
		iot_run(t, IOT_PSMO, rows[i].command, rows[i].result);
		set_fault(t, NULL);
	}
	assert_int_equal(iot_enabled(t), 1);
	iot_free(t);
}

/* ---- downloads ---- */

/* From the piece on that begins like this. */
struct loss {
	uint8_t octet;
	uint32_t command; /* bppCommandId that is the first not to go on record */
};

static const struct fault no_mark = { .insert = "download" };

static void lose_record(struct fixture *f, const uint8_t *capdu, size_t len)
{
	const struct loss *loss = f->hook_ctx;

	if (len > 5 && capdu[1] == 0xE2 && capdu[3] == 0 && capdu[5] == loss->octet)
		assert_int_equal(sqlite3_set_authorizer(f->store->db, authorise,
		                                        (void *)(uintptr_t)&no_mark),
		                 SQLITE_OK);
}

/*
 * A card that cannot record how far it is could not report an interruption: the download ends with
 * installFailedDueToUnknownError [SGP.22 2.5.6].
 */
static void test_download(void **state)
{
	static const struct loss losses[] = {
		{ 0xBF, BPP_COMMAND_ID_INITIALISE_SECURE_CHANNEL },
		{ 0xA0, BPP_COMMAND_ID_CONFIGURE_ISDP },
		{ 0xA1, BPP_COMMAND_ID_STORE_METADATA },
		{ 0xA2, BPP_COMMAND_ID_REPLACE_SESSION_KEYS },
		{ 0xA3, BPP_COMMAND_ID_LOAD_PROFILE_ELEMENTS },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < A_COUNT(losses); i++) {
		struct lpa_download_result result;
		const struct error_result *e;

		fixture_order(f, 1, NULL);
		f->before_command = lose_record;
		f->hook_ctx = (void *)(uintptr_t)&losses[i];
		result = fixture_download(f);
		assert_int_equal(sqlite3_set_authorizer(f->store->db, NULL, NULL), SQLITE_OK);
		assert_int_equal(result.final_result->which, FINAL_RESULT_ERROR_RESULT);
		e = result.final_result->error_result;
		assert_int_equal(e->error_reason.v, ERROR_REASON_UNKNOWN);
		assert_int_equal(e->bpp_command_id.v, losses[i].command);
		fixture_expect_sane(f, 0, 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_writes),
		cmocka_unit_test(test_writes_alone),
		cmocka_unit_test(test_reads),
		cmocka_unit_test(test_reads_consumer),
		cmocka_unit_test(test_reads_package),
		cmocka_unit_test_setup_teardown(test_download, fixture_setup, fixture_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
