/*
 * kill -9, and power cuts, inside one command of ES10b: an eUICC Package that has left nothing is
 * accepted again, one that was executed is a replay with its result in the list; every other function
 * has happened or has not [SGP.32 3.3.1, 5.9.1, 5.9.11].
 */
#include "kill.h"

/* ---- packages [SGP.32 3.3.1, 5.9.1] ---- */

static void three_profiles(struct iot *t)
{
	for (uint8_t i = 1; i <= 3; i++)
		iot_install(t, i, IOT_FALLBACK);
	iot_run(t, IOT_PSMO, "A30C@1", "830100");
}

static const struct kill_act psmos = {
	.prepare = three_profiles,
	.warm_up = kill_terminal_profile,
	.list = IOT_PSMO,
	.request = "A50C@3"
	           "A80C@1"
	           "A7078000"
	           "8103883701"
	           "BF65058003612E62"
	           "A40C@1"
	           "A30E@2"
	           "0500",
	.results = "8501008D0100870100BF6503800100840100830100",
	.finish = kill_refresh,
};

static void test_psmos(void **state)
{
	kill_perform(*state, &psmos);
}

static void test_recovery(void **state)
{
	kill_recovery(*state, &psmos);
}

/* It ends at the second of three operations; the first one stands, and so does the counter. */
static void test_psmo_fails(void **state)
{
	static const struct kill_act act = {
		.prepare = three_profiles,
		.list = IOT_PSMO,
		.request = "A50C@2"
		           "A30C@2"
		           "A50C@3",
		.results = "850100830101",
	};

	kill_perform(*state, &act);
}

#define OTHER_ID "800D6F746865722E6578616D706C65"
#define OWN_ID   "801A65696D2E746573742E736F667465756963632E6578616D706C65"

/* other.example is there already, so that one can be updated; itself it deletes. */
static void two_eims(struct iot *t)
{
	struct eim_server other;

	iot_eim_init(t, &other, &(struct eim_server_config){ .eim_id = "other.example" });
	iot_run(t, IOT_ECO, iot_config(t, &other, 0xA8, true), "A803840102");
	eim_server_clear(&other);
}

static void test_ecos(void **state)
{
	static const struct kill_act act = {
		.prepare = two_eims,
		.list = IOT_ECO,
		.request = "AA14" OTHER_ID "8103612E62"
		           "A91C" OWN_ID,
		.results = "8A0100890100",
		.eim_leaves = true,
	};

	kill_perform(*state, &act);
}

/* An eIM that wants a token; its key is the generator of P-256. */
#define NEW_EIM(tag, id)                                                         \
	tag "678001" id "830201008401FF"                                         \
	    "A55BA059301306072A8648CE3D020106082A8648CE3D030107034200"           \
	    "046B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296" \
	    "4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5"

static void test_add_eim(void **state)
{
	static const struct kill_act act = {
		.list = IOT_ECO,
		.request = NEW_EIM("A8", "61"),
		.results = "A803840102",
	};

	kill_perform(*state, &act);
}

/* ---- other functions of ES10b [SGP.32 5.9] ---- */

static void rollback_allowed(struct iot *t)
{
	three_profiles(t);
	iot_run(t, IOT_PSMO,
	        "A30E@2"
	        "0500",
	        "830100");
}

/* Profile 1 is the fallback profile, 2 is enabled, 3 for emergencies. */
static void fallback_ready(struct iot *t)
{
	iot_install(t, 1, IOT_FALLBACK);
	iot_install(t, 2, 0);
	iot_install(t, 3, IOT_ECALL);
	iot_run(t, IOT_PSMO,
	        "A80C@1"
	        "A30C@2",
	        "8D0100830100");
}

static void fallback_executed(struct iot *t)
{
	fallback_ready(t);
	iot_es10(t, "BF5D03800100", "BF5D03800100");
}

static void emergency(struct iot *t)
{
	fallback_ready(t);
	iot_es10(t, "BF5B03800100", "BF5B03800100");
}

static void test_switches(void **state)
{
	static const struct kill_act acts[] = {
		{ .prepare = rollback_allowed, .request = "BF58038001FF" },
		{ .prepare = fallback_ready, .request = "BF5D038001FF" },
		{ .prepare = fallback_executed, .request = "BF5E038001FF" },
		{ .prepare = fallback_ready, .request = "BF5B038001FF" },
		{ .prepare = emergency, .request = "BF5C038001FF" },
	};

	for (size_t i = 0; i < A_COUNT(acts); i++) {
		struct kill_act act = acts[i];

		act.warm_up = kill_terminal_profile;
		act.finish = kill_refresh;
		kill_perform(*state, &act);
	}
}

/* eUICCMemoryReset takes profiles, eIM, addresses at once [SGP.32 5.9.5]; notifications stay. */
static void test_memory_reset(void **state)
{
	static const struct kill_act act = { .prepare = fallback_ready,
		                             .request = "BF6404820201FE" };

	kill_perform(*state, &act);
}

/* All of them or none [SGP.32 5.9.4]. */
static void test_initial_eims(void **state)
{
	static const struct kill_act act = {
		.alone = true,
		.request = "BF5781D5A081D2" NEW_EIM("30", "61") NEW_EIM("30", "62"),
	};

	kill_perform(*state, &act);
}

static void test_remove_result(void **state)
{
	static const struct kill_act act = { .prepare = three_profiles, .request = "BF3003800102" };

	kill_perform(*state, &act);
}

static int install_disk(void **state)
{
	*state = disk_install();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_psmos),         cmocka_unit_test(test_recovery),
		cmocka_unit_test(test_psmo_fails),    cmocka_unit_test(test_ecos),
		cmocka_unit_test(test_add_eim),       cmocka_unit_test(test_switches),
		cmocka_unit_test(test_memory_reset),  cmocka_unit_test(test_initial_eims),
		cmocka_unit_test(test_remove_result),
	};

	return cmocka_run_group_tests(tests, install_disk, NULL);
}
