/*
 * eIM Configuration Operations and association tokens
 * [SGP.32 2.11.1.1.1, 2.11.1.1.2, 2.11.2.1, 3.5, 5.13].
 */
#include "iot.h"

#include <string.h>

/* ---- addEim ---- */

static void test_add(void **state)
{
	struct iot *t = *state;
	struct eim_server other = iot_other_eim(t);

	iot_run(t, IOT_ECO, iot_config(t, &other, 0xA8, false), "A803020100");
	assert_int_equal(iot_count(t, "eim"), 2);
	iot_run(t, IOT_ECO, iot_config(t, &other, 0xA8, false), "A803020102");
	/* It can sign now. */
	t->eim.eim_id = IOT_OTHER;
	t->eim.key = other.key;
	t->eim.counter = 0;
	iot_run(t, IOT_PSMO, "BF2D00", "BF2D02A000");
	eim_server_clear(&other);
}

static void test_add_refused(void **state)
{
	struct iot *t = *state;
	struct eim_server other = iot_other_eim(t);

	iot_run(t, IOT_ECO, iot_other_config(t, &other, 0xA8, "", "", IOT_NO_CI), "A803020103");
	iot_run(t, IOT_ECO, iot_other_config(t, &other, 0xA8, "", "840105", ""), "A803020105");
	iot_run(t, IOT_ECO, iot_other_config(t, &other, 0xA8, "", "840100", ""), "A803020105");
	iot_run(t, IOT_ECO, iot_other_config(t, &other, 0xA8, "830400800000", "", ""),
	        "A803020106");
	iot_run(t, IOT_ECO, iot_other_config(t, &other, 0xA8, "8301FF", "", ""), "A803020106");
	iot_run(t, IOT_ECO, iot_other_config(t, &other, 0xA8, IOT_HUGE_COUNTER, "", ""),
	        "A803020106");
	iot_run(t, IOT_ECO, iot_other_config(t, &other, 0xA8, "", IOT_HUGE_TOKEN, ""),
	        "A803020105");
	/* A key that is none. */
	iot_run(t, IOT_ECO,
	        "A814"
	        "800D6F746865722E6578616D706C65"
	        "A503A00130",
	        "A803020107");
	assert_int_equal(iot_count(t, "eim"), 1);
	/* Without an eimId it is no addEim at all; likewise with an empty one. */
	iot_run(t, IOT_ECO, "A803820102", "020102");
	iot_run(t, IOT_ECO, "A8028000", "020102");
	iot_run(t, IOT_ECO, iot_other_config(t, &other, 0xA8, "83037FFFFF", "8401FF", ""),
	        "A803840101");
	eim_server_clear(&other);
}

static void test_limit(void **state)
{
	struct iot *t = iot_new(&(struct iot_options){ .card.persona_json = "{\"maxEims\": 1}" });
	struct eim_server other = iot_other_eim(t);

	(void)state;
	iot_run(t, IOT_ECO, iot_config(t, &other, 0xA8, false), "A803020101");
	eim_server_clear(&other);
	iot_free(t);
}

/*
 * U+0000 is a character of a UTF8String, but of no name of an eIM: refused where an eIM would be
 * associated, unknown where one is meant, and never the same as the characters in front of it.
 */
static void test_eim_id_with_nul(void **state)
{
	struct iot *t = *state;
	struct eim_server other = iot_other_eim(t);
	const char *key = strstr(iot_config(t, &other, 0x30, false), "A5");
	struct span sender = fixture_hex(t->f, "8003610062");
	struct eim_server_result r;

	iot_run(t, IOT_ECO, iot_wrap(t, 0xA8, iot_text(t, "800161%s", key)), "A803020100");
	iot_run(t, IOT_ECO, iot_wrap(t, 0xA8, iot_text(t, "8003610062%s", key)), "A803020107");
	iot_run(t, IOT_ECO, "AA088003610062810162", "8A0101");
	iot_run(t, IOT_ECO, "A9058003610062", "890101");
	iot_es10(t, "BF5507A0058003610062", "BF5502A000");
	assert_int_equal(iot_count(t, "eim"), 2);
	t->eim.tamper = (struct eim_server_tamper){ iot_replace_element, &sender };
	r = iot_load(t, iot_sign(t, IOT_PSMO, "BF2D00"));
	assert_int_equal(r.which, EUICC_PACKAGE_RESULT_EUICC_PACKAGE_ERROR_UNSIGNED);
	assert_true(span_equal(r.unsigned_error.eim_id, fixture_hex(t->f, "610062")));
	eim_server_clear(&other);
}

/* The CI whose key signs for this eIM. */
static void test_ci(void **state)
{
	struct iot *t = *state;
	struct eim_server other = iot_other_eim(t);
	const struct credential *last = &t->f->card->credentials[t->f->card->n_credentials - 1];
	char ski[41];

	assert_int_equal(last->ci.ski.len, 20);
	hex_encode(last->ci.ski, ski);
	iot_run(t, IOT_ECO, iot_other_config(t, &other, 0xA8, "", "", iot_text(t, "8814%s", ski)),
	        "A803020100");
	t->eim.eim_id = IOT_OTHER;
	t->eim.key = other.key;
	t->eim.counter = 0;
	t->eim.euicc_key = last->euicc.key;
	assert_int_equal(last->euicc.key.curve, EC_CURVE_BP256);
	iot_run(t, IOT_PSMO, "BF2D00", "BF2D02A000");
	eim_server_clear(&other);
}

/* ---- tokens: numbers of the whole card, never twice ---- */

static void test_tokens(void **state)
{
	struct iot *t = *state;
	struct eim_server other = iot_other_eim(t);

	iot_run(t, IOT_ECO, iot_config(t, &other, 0xA8, true), "A803840101");
	iot_run(t, IOT_ECO,
	        "A90F800D"
	        "6F746865722E6578616D706C65",
	        "890100");
	iot_run(t, IOT_ECO, iot_config(t, &other, 0xA8, true), "A803840102");
	t->eim.eim_id = IOT_OTHER;
	t->eim.key = other.key;
	t->eim.counter = 0;
	eim_server_take_token(&t->eim, (struct asn1_int){ true, 2 });
	iot_run(t, IOT_PSMO, "BF2D00", "BF2D02A000");
	eim_server_clear(&other);
}

/* INTEGER octets with their sign bit, here and under the signature. */
static void test_large_tokens(void **state)
{
	static const struct {
		int64_t next;
		const char *answer;
	} cases[] = { { 127, "BF5705A00384017F" },
		      { 128, "BF5706A00484020080" },
		      { 255, "BF5706A004840200FF" },
		      { 32768, "BF5707A0058403008000" } };

	(void)state;
	for (size_t i = 0; i < A_COUNT(cases); i++) {
		struct iot *t = iot_new(&(struct iot_options){ .alone = true });

		assert_int_equal(store_exec(t->f->store, "UPDATE card SET next_token = ?", "i",
		                            cases[i].next),
		                 0);
		assert_int_equal(store_commit(t->f->store), 0);
		iot_es10(t,
		         iot_wrap(t, 0xBF57, iot_wrap(t, 0xA0, iot_config(t, &t->eim, 0x30, true))),
		         cases[i].answer);
		eim_server_take_token(&t->eim, (struct asn1_int){ true, cases[i].next });
		iot_run(t, IOT_PSMO, "BF2D00", "BF2D02A000");
		t->eim.eid[0] ^= 1;
		iot_refused(t, IOT_PSMO, "BF2D00", EUICC_PACKAGE_ERROR_INVALID_EID);
		iot_free(t);
	}
}

/* ---- deleteEim: done when the result is signed ---- */

static void test_delete(void **state)
{
	struct iot *t = *state;
	struct eim_server other = iot_other_eim(t);
	const char *delete_other = "A90F800D"
	                           "6F746865722E6578616D706C65";

	iot_run(t, IOT_ECO, delete_other, "890101");
	iot_run(t, IOT_ECO, iot_config(t, &other, 0xA8, false), "A803020100");
	iot_run(t, IOT_ECO, iot_text(t, "%s%s", delete_other, delete_other),
	        "890100"
	        "890101");
	assert_int_equal(iot_count(t, "eim"), 1);
	eim_server_clear(&other);
}

/* The sender deletes itself: its result still has its token under the signature. */
static void test_delete_sender(void **state)
{
	struct iot *t = iot_new(&(struct iot_options){ .token = true });
	const char *self = iot_wrap(t, 0xA9,
	                            "801A"
	                            "65696D2E746573742E736F667465756963632E6578616D706C65");
	struct eim_server_result r;

	(void)state;
	iot_run(t, IOT_ECO, self, "890102");
	assert_int_equal(iot_count(t, "eim"), 0);
	r = iot_load(t, iot_sign(t, IOT_PSMO, "BF2D00"));
	assert_int_equal(r.which, EUICC_PACKAGE_RESULT_EUICC_PACKAGE_ERROR_UNSIGNED);
	/* Its result is kept all the same, and there can be a first eIM again. */
	assert_int_equal(fixture_sql(t->f, "SELECT count(*) FROM package_result"), 1);
	iot_associate(t, &t->eim, true);
	assert_int_equal(t->eim.token, 2);
	iot_run(t, IOT_PSMO, "BF2D00", "BF2D02A000");
	iot_free(t);
}

/* An eIM that the package has deleted is gone for the operations behind. */
static void test_operations_behind_delete(void **state)
{
	struct iot *t = *state;
	struct eim_server other = iot_other_eim(t);
	const char *delete_other = "A90F" IOT_OTHER_ID;
	const char *add_other = iot_config(t, &other, 0xA8, false);

	iot_run(t, IOT_ECO, add_other, "A803020100");
	iot_run(t, IOT_ECO, iot_text(t, "%sAA13" IOT_OTHER_ID "8102612E", delete_other),
	        "8901008A0101");
	iot_run(t, IOT_ECO, add_other, "A803020100"); /* it is gone, whatever came behind */
	iot_run(t, IOT_ECO, iot_text(t, "%sAB00", delete_other),
	        "890100AB23A021301F" IOT_SELF_ID "820102");
	iot_run(t, IOT_ECO, add_other, "A803020100");
	/* Associated anew: nothing of the old association is left. */
	iot_run(t, IOT_ECO,
	        "AA13" IOT_OTHER_ID "8302"
	        "0100",
	        "8A0100");
	iot_run(t, IOT_ECO, iot_text(t, "%s%s", delete_other, iot_config(t, &other, 0xA8, true)),
	        "890100A803840101");
	assert_int_equal(fixture_sql(t->f, "SELECT counter FROM eim WHERE token = 1"), 0);
	assert_int_equal(iot_count(t, "eim"), 2);
	/* The last one is the last one when its turn comes. */
	iot_run(t, IOT_ECO, iot_text(t, "%sA91C" IOT_SELF_ID "AB00%s", delete_other, add_other),
	        "890100890102AB02A000A803020100");
	assert_int_equal(iot_count(t, "eim"), 1);
	eim_server_clear(&other);
}

/* Its place is free, too. */
static void test_delete_makes_room(void **state)
{
	struct iot *t = iot_new(&(struct iot_options){ .card.persona_json = "{\"maxEims\": 2}" });
	struct eim_server other = iot_other_eim(t);
	const char *key = strstr(iot_config(t, &other, 0x30, false), "A5");
	const char *add_b = iot_wrap(t, 0xA8, iot_text(t, "800162%s", key));

	(void)state;
	iot_run(t, IOT_ECO, iot_wrap(t, 0xA8, iot_text(t, "800161%s", key)), "A803020100");
	iot_run(t, IOT_ECO, add_b, "A803020101");
	iot_run(t, IOT_ECO, iot_text(t, "A903800161%s", add_b), "890100A803020100");
	iot_run(t, IOT_ECO, "AB00", "AB28A026301F" IOT_SELF_ID "8201023003800162");
	eim_server_clear(&other);
	iot_free(t);
}

/* A sender that deletes itself and comes back: the package that did it is a replay. */
static void test_replaced_sender(void **state)
{
	struct iot *t = iot_new(&(struct iot_options){ .token = true });
	const struct span request = iot_sign(
	        t, IOT_ECO,
	        iot_text(t, "A91C" IOT_SELF_ID "%s", iot_config(t, &t->eim, 0xA8, true)));
	struct eim_server_result r;

	(void)state;
	r = iot_load(t, request);
	assert_int_equal(r.which, EUICC_PACKAGE_RESULT_EUICC_PACKAGE_RESULT_SIGNED);
	assert_true(span_equal(r.results, fixture_hex(t->f, "890102A803840102")));
	eim_server_take_token(&t->eim, (struct asn1_int){ true, 2 });
	t->eim.counter--;
	iot_refused(t, IOT_PSMO, "BF2D00", EUICC_PACKAGE_ERROR_REPLAY_ERROR);
	iot_run(t, IOT_PSMO, "BF2D00", "BF2D02A000");
	iot_free(t);
}

/* ---- updateEim ---- */

static void test_update(void **state)
{
	struct iot *t = *state;

	iot_run(t, IOT_ECO,
	        "AA0F800D"
	        "6F746865722E6578616D706C65",
	        "8A0101");
	iot_run(t, IOT_ECO, "AA1C" IOT_SELF_ID, "8A0107"); /* nothing to update */
	iot_run(t, IOT_ECO, "AA32" IOT_SELF_ID IOT_NO_CI, "8A0103");
	iot_run(t, IOT_ECO, "AA22" IOT_SELF_ID "830400800000", "8A0106");
	iot_run(t, IOT_ECO, "AA27" IOT_SELF_ID IOT_HUGE_COUNTER, "8A0106");
	iot_run(t, IOT_ECO, "AA1F" IOT_SELF_ID "840101", "8A0107"); /* the token stays */
	iot_run(t, IOT_ECO, "AA27" IOT_SELF_ID IOT_HUGE_TOKEN, "8A0107");
	iot_run(t, IOT_ECO, "AA21" IOT_SELF_ID "A503A00130", "8A0107");
	/* A lower counter without a key; the one before this package counts. */
	iot_run(t, IOT_ECO,
	        iot_text(t, "AA1F" IOT_SELF_ID "8301%02X", (unsigned)t->eim.counter - 1), "8A0107");
	iot_run(t, IOT_ECO, iot_text(t, "AA1F" IOT_SELF_ID "8301%02X", (unsigned)t->eim.counter),
	        "8A0100");
	iot_run(t, IOT_ECO, "AA22" IOT_SELF_ID "8104612E6262", "8A0100");
	iot_es10(t, "BF5500",
	         iot_wrap(t, 0xBF55,
	                  iot_wrap(t, 0xA0,
	                           iot_wrap(t, 0x30,
	                                    iot_text(t,
	                                             IOT_SELF_ID "8104612E6262"
	                                                         "820102"
	                                                         "%s",
	                                             strstr(iot_config(t, &t->eim, 0x30, false),
	                                                    "A5"))))));
	/* A higher counter: what is below is a replay from now on. */
	iot_run(t, IOT_ECO, "AA20" IOT_SELF_ID "83020100", "8A0100");
	iot_refused(t, IOT_PSMO, "A600", EUICC_PACKAGE_ERROR_REPLAY_ERROR);
	t->eim.counter = 0x100;
	iot_run(t, IOT_PSMO, "BF2D00", "BF2D02A000");
}

/* With a new key the counter may go back, but not behind the package that says so. */
static void test_update_key(void **state)
{
	struct iot *t = *state;
	struct eim_server renewed;
	const char *key;

	iot_eim_init(t, &renewed, &(struct eim_server_config){ 0 });
	t->eim.counter = 20;
	key = strstr(iot_config(t, &renewed, 0x30, false), "A5");
	iot_run(t, IOT_ECO,
	        iot_wrap(t, 0xAA,
	                 iot_text(t,
	                          IOT_SELF_ID "830105"
	                                      "%s",
	                          key)),
	        "8A0100");
	/* The old key is worth nothing now. */
	assert_int_equal(iot_load(t, iot_sign(t, IOT_PSMO, "BF2D00")).which,
	                 EUICC_PACKAGE_RESULT_EUICC_PACKAGE_ERROR_UNSIGNED);
	t->eim.key = renewed.key;
	t->eim.counter = 20;
	iot_refused(t, IOT_PSMO, "A600", EUICC_PACKAGE_ERROR_REPLAY_ERROR);
	iot_run(t, IOT_PSMO, "BF2D00", "BF2D02A000");
	eim_server_clear(&renewed);
}

/* ---- listEim ---- */

static void test_list(void **state)
{
	struct iot *t = *state;
	struct eim_server other = iot_other_eim(t);

	iot_run(t, IOT_ECO, "AB00", "AB23A021301F" IOT_SELF_ID "820102");
	iot_run(t, IOT_ECO, iot_other_config(t, &other, 0xA8, "", "", ""), "A803020100");
	iot_run(t, IOT_ECO, "AB00",
	        "AB37A035301F" IOT_SELF_ID "820102"
	        "3012"
	        "800D6F746865722E6578616D706C65"
	        "820102");
	eim_server_clear(&other);
}

/* eimIdType tells of OIDs and FQDNs only [SGP.32 2.11.2.1]. */
static void test_list_types(void **state)
{
	static const struct {
		const char *given, *listed;
	} cases[] = { { "820101", "820101" },
		      { "820102", "820102" },
		      { "820103", "" },
		      { "820109", "" },
		      { "", "" } };
	struct iot *t = *state;
	struct eim_server other = iot_other_eim(t);
	const char *key = strstr(iot_config(t, &other, 0x30, false), "A5");

	for (size_t i = 0; i < A_COUNT(cases); i++)
		iot_run(t, IOT_ECO,
		        iot_text(t, "%sAB00A903800161",
		                 iot_wrap(t, 0xA8, iot_text(t, "800161%s%s", cases[i].given, key))),
		        iot_text(
		                t, "A803020100%s890100",
		                iot_wrap(t, 0xAB,
		                         iot_wrap(t, 0xA0,
		                                  iot_text(t, "301F" IOT_SELF_ID "820102%s",
		                                           iot_wrap(t, 0x30,
		                                                    iot_text(t, "800161%s",
		                                                             cases[i].listed)))))));
	eim_server_clear(&other);
}

/* The tag of eimIdType was 84 before v1.1. */
static void test_list_v101(void **state)
{
	struct iot *t = iot_new(&(struct iot_options){ .card.persona = "sgp32-v1.0.1" });

	(void)state;
	iot_run(t, IOT_ECO, "AB00", "AB23A021301F" IOT_SELF_ID "840102");
	/* and "exists already" had no code of its own */
	iot_run(t, IOT_ECO, iot_config(t, &t->eim, 0xA8, false), "A803020107");
	iot_free(t);
}

#define T(name) cmocka_unit_test_setup_teardown(name, iot_setup, iot_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_add),
		T(test_add_refused),
		cmocka_unit_test(test_limit),
		T(test_eim_id_with_nul),
		T(test_ci),
		T(test_tokens),
		cmocka_unit_test(test_large_tokens),
		T(test_delete),
		cmocka_unit_test(test_delete_sender),
		T(test_operations_behind_delete),
		cmocka_unit_test(test_delete_makes_room),
		cmocka_unit_test(test_replaced_sender),
		T(test_update),
		T(test_update_key),
		T(test_list),
		T(test_list_types),
		cmocka_unit_test(test_list_v101),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
