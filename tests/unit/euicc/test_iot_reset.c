/*
 * eUICCMemoryReset [SGP.32 5.9.5].
 */
#include "iot.h"

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
	assert_int_equal(iot_count(t, "profile"), 2);
	assert_int_equal(fixture_sql(t->f, "SELECT default_dp IS NULL FROM card"), 1);
	iot_es10(t, RESET_IMMEDIATE, "BF6406800100820100");
	assert_int_equal(fixture_sql(t->f, "SELECT immediate_enable FROM card"), 0);
	/* Whatever the state and the PPRs; each deletion is told. */
	iot_es10(t, RESET_PROFILES, "BF6403800100");
	assert_int_equal(iot_count(t, "profile"), 0);
	iot_expect_visible(t, 0);
	assert_int_equal(iot_count(t, "notification WHERE event = 8"), 2);
	assert_int_equal(iot_count(t, "eim"), 1);
	iot_es10(t, RESET_EIMS, "BF6406800100810100");
	assert_int_equal(iot_count(t, "eim"), 0);
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
	assert_int_equal(iot_count(t, "profile WHERE class = 0"), 0);
	assert_int_equal(iot_count(t, "profile"), 2);
	iot_es10(t, "BF640482020640", "BF6403800101");
	iot_es10(t, "BF640482020308", "BF6403800100"); /* provisioning profiles */
	assert_int_equal(iot_count(t, "profile WHERE class = 1"), 0);
	assert_int_equal(iot_count(t, "profile"), 1);
	iot_es10(t, "BF640482020308", "BF6403800101");
	iot_es10(t, RESET_PROFILES, "BF6403800100");
	assert_int_equal(iot_count(t, "profile"), 0);
	/* The fallback attribute has gone with its profile. */
	iot_run(t, IOT_PSMO, "A900", "8E0102");
}

static void test_memory_reset_refreshes(void **state)
{
	struct iot *t = *state;

	iot_two_profiles(t, 0);
	iot_run(t, IOT_PSMO,
	        "A30E@2"
	        "0500",
	        "830100");
	assert_int_equal(fixture_apdu(t->f, IOT_TERMINAL_PROFILE), 0x9000);
	iot_es10(t, RESET_PROFILES, "BF6403800100");
	assert_int_equal(t->f->lpa.sw, 0x910B);
	fixture_expect(t->f, "801200000B",
	               "D009810301010482028182"
	               "9000");
	iot_es10(t, RESET_ALL, "BF6403800105");
	iot_end_busy(t);
	iot_expect_visible(t, 0);
	iot_es10(t, IOT_ROLLBACK, IOT_NO_ROLLBACK);
}

static void test_memory_reset_ecall(void **state)
{
	struct iot *t = *state;

	iot_install(t, 1, IOT_ECALL);
	iot_es10(t, "BF5B03800100", "BF5B03800100");
	iot_es10(t, RESET_ALL, "BF6403800168");
	assert_int_equal(iot_count(t, "profile"), 1);
	assert_int_equal(iot_count(t, "eim"), 1);
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
	assert_int_equal(iot_count(t, "eim"), 0);
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
		cmocka_unit_test(test_memory_reset_nothing),
		T(test_memory_reset),
		T(test_memory_reset_classes),
		T(test_memory_reset_refreshes),
		T(test_memory_reset_ecall),
		cmocka_unit_test(test_memory_reset_v101),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
