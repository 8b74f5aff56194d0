/*
 * Profile State Management Operations, each result code
 * [SGP.32 2.11.1.1.3, 2.11.2.1, 3.4, 5.13.1 to 5.13.6].
 */
#include "iot.h"

#include "euicc/profile.h"

#define NO_PROFILE        "5A0A98899979999999999999"
#define TERMINAL_PROFILE  "8010000003000080" /* REFRESH, nothing else */
#define TERMINAL_RESPONSE "801400000C810301010402028281830100"

static int64_t notifications(struct iot *t, unsigned event)
{
	return fixture_sql(
	        t->f, iot_text(t, "SELECT count(*) FROM notification WHERE event = %u", event));
}

/* ---- enable [SGP.32 3.4.1] ---- */

static void test_enable(void **state)
{
	struct iot *t = *state;

	iot_install(t, 1, 0);
	iot_install(t, 2, 0);
	iot_run(t, IOT_PSMO, "A30C@1", "830100");
	assert_int_equal(iot_enabled(t), 1);
	iot_expect_visible(t, 1);
	/* The other one is disabled along with it; both events are told. */
	iot_run(t, IOT_PSMO, "A30C@2", "830100");
	iot_expect_visible(t, 2);
	assert_int_equal(notifications(t, NOTIFICATION_EVENT_ENABLE), 2);
	assert_int_equal(notifications(t, NOTIFICATION_EVENT_DISABLE), 1);
}

static void test_enable_refused(void **state)
{
	struct iot *t = *state;

	iot_install(t, 1, IOT_PPR1);
	iot_install(t, 2, 0);
	iot_run(t, IOT_PSMO, "A30C" NO_PROFILE, "830101");
	/* No profile to go back to [SGP.32 3.4.1]; the two forms of rollbackFlag count the same. */
	iot_run(t, IOT_PSMO,
	        "A30E@1"
	        "0500",
	        "830114");
	iot_run(t, IOT_PSMO,
	        "A30E@1"
	        "8100",
	        "830114");
	iot_run(t, IOT_PSMO, "A30C@1", "830100");
	iot_run(t, IOT_PSMO, "A30C@1", "830102");
	iot_run(t, IOT_PSMO, "A30C@2", "830103"); /* PPR1 of the enabled one */
	iot_expect_visible(t, 1);
}

static void test_one_switch_in_a_package(void **state)
{
	struct iot *t = *state;

	iot_install(t, 1, 0);
	iot_install(t, 2, 0);
	iot_run(t, IOT_PSMO,
	        "A30C@1"
	        "A30C@2",
	        "830100"
	        "83017F");
	assert_int_equal(iot_enabled(t), 1);
	iot_run(t, IOT_PSMO,
	        "A40C@1"
	        "A30C@2"
	        "A40C@2",
	        "840100"
	        "830100"
	        "84017F");
	assert_int_equal(iot_enabled(t), 2);
	iot_run(t, IOT_PSMO,
	        "A40C@2"
	        "A40C@2",
	        "840100"
	        "84017F");
	assert_int_equal(iot_enabled(t), 0);
}

/* The answer is signed first; the switch waits for the REFRESH [SGP.32 3.3.1]. */
static void test_switch_waits_for_refresh(void **state)
{
	struct iot *t = *state;

	iot_install(t, 1, 0);
	iot_install(t, 2, 0);
	iot_run(t, IOT_PSMO, "A30C@1", "830100");
	assert_int_equal(fixture_apdu(t->f, TERMINAL_PROFILE), 0x9000);
	iot_run(t, IOT_PSMO, "A30C@2", "830100");
	assert_int_equal(t->f->lpa.sw >> 8, 0x91);
	fixture_expect(t->f, "801200000B",
	               "D009810301010482028182"
	               "9000");
	iot_expect_visible(t, 1);
	/* Until then the toolkit is busy. */
	iot_run(t, IOT_PSMO, "A30C@1", "830105");
	iot_run(t, IOT_PSMO, "A40C@2", "840105");
	fixture_expect(t->f, TERMINAL_RESPONSE, "9000");
	iot_expect_visible(t, 2);
}

/* ---- disable [SGP.32 3.4.2] ---- */

static void test_disable(void **state)
{
	struct iot *t = *state;

	iot_install(t, 1, IOT_PPR1);
	iot_install(t, 2, 0);
	iot_run(t, IOT_PSMO, "A40C" NO_PROFILE, "840101");
	iot_run(t, IOT_PSMO, "A40C@2", "840102");
	iot_run(t, IOT_PSMO, "A30C@2", "830100");
	/* The only enabled profile: the card is left without one. */
	iot_run(t, IOT_PSMO, "A40C@2", "840100");
	iot_expect_visible(t, 0);
	assert_int_equal(notifications(t, NOTIFICATION_EVENT_DISABLE), 1);
	iot_run(t, IOT_PSMO, "A30C@1", "830100");
	iot_run(t, IOT_PSMO, "A40C@1", "840103");
}

/* ---- delete [SGP.32 3.4.3] ---- */

static void test_delete(void **state)
{
	struct iot *t = *state;

	iot_install(t, 1, 0);
	iot_install(t, 2, IOT_PPR2);
	iot_run(t, IOT_PSMO, "A50C" NO_PROFILE, "850101");
	iot_run(t, IOT_PSMO, "A50C@2", "850103");
	iot_run(t, IOT_PSMO, "A30C@1", "830100");
	iot_run(t, IOT_PSMO, "A50C@1", "850102");
	iot_run(t, IOT_PSMO,
	        "A40C@1"
	        "A50C@1",
	        "840100"
	        "850100");
	assert_int_equal(notifications(t, NOTIFICATION_EVENT_DELETE), 1);
	assert_int_equal(fixture_sql(t->f, "SELECT count(*) FROM profile"), 1);
}

/* The one to go back to stays while this package grants the rollback. */
static void test_delete_rollback_target(void **state)
{
	struct iot *t = *state;

	iot_install(t, 1, 0);
	iot_install(t, 2, 0);
	iot_run(t, IOT_PSMO, "A30C@1", "830100");
	iot_run(t, IOT_PSMO,
	        "A30E@2"
	        "0500"
	        "A50C@1",
	        "830100"
	        "850114");
	/* The next package ends the right: then it may go. */
	iot_run(t, IOT_PSMO, "A50C@1", "850100");
}

static void test_delete_fallback_profiles(void **state)
{
	struct iot *t = *state;

	iot_install(t, 1, 0);
	iot_install(t, 2, IOT_FALLBACK);
	iot_run(t, IOT_PSMO,
	        "A30C@1"
	        "A80C@2",
	        "830100"
	        "8D0100");
	iot_es10(t, "BF5D03800100", "BF5D03800100");
	assert_int_equal(iot_enabled(t), 2);
	iot_run(t, IOT_PSMO, "A50C@1", "850115"); /* to be returned to */
	iot_run(t, IOT_PSMO, "A50C@2", "850102"); /* enabled */
	iot_es10(t, "BF5E03800100", "BF5E03800100");
	/* Disabled, the fallback profile goes like any other, and the attribute with it. */
	iot_run(t, IOT_PSMO, "A50C@2", "850100");
	iot_run(t, IOT_PSMO, "A900", "8E0102");
	iot_es10(t, "BF5D03800100", "BF5D03800106");
}

/* ---- listProfileInfo [SGP.32 3.4.4, 5.9.14] ---- */

static void test_list(void **state)
{
	struct iot *t = *state;
	iot_install(t, 1, 0);
	iot_install(t, 2, 0);
	iot_run(t, IOT_PSMO, "BF2D065C045A9F7095",
	        "BF2D2CA02A"
	        "E313@1"
	        "9F700100"
	        "950102"
	        "E313@2"
	        "9F700100"
	        "950102");
	iot_run(t, IOT_PSMO,
	        "BF2D11A00C@2"
	        "5C015A",
	        "BF2D10A00EE30C@2");
	iot_run(t, IOT_PSMO, "BF2D11A00C" NO_PROFILE "5C015A", "BF2D02A000");
	/* A tag list that ends in a tag's middle. */
	iot_run(t, IOT_PSMO, "BF2D045C025A9F", "BF2D03810101");
}

/*
 * Without a tag list: the tags of SGP.32, not those of SGP.22 [SGP.32 2.11.1.1.3, 5.9.14]; only a card
 * that LPAs manage, too, tells them what they expect [SGP.22 5.7.15].
 */
static void test_list_default_tags(void **state)
{
	static const char common[] = "@1"
	                             "4F10A0000005591010FFFFFFFF8900001000"
	                             "9F700100"
	                             "9109736F66746575696363"
	                             "92044E616D65"
	                             "950102";
	struct iot *t = *state;
	const char *sgp22, *sgp32;

	iot_install(t, 1, IOT_FALLBACK);
	iot_run(t, IOT_PSMO, "A80C@1", "8D0100");
	sgp22 = iot_text(t, "BF2D3AA038E336%s", common);
	sgp32 = iot_text(t, "BF2D42A040E33E%s9F2601FF9F6701FF", common);
	iot_run(t, IOT_PSMO, "BF2D00", sgp32);
	iot_es10(t, "BF2D00", iot_is_local(t) ? sgp22 : sgp32);
}

/* v1.3: a second list, of data objects inside iotSpecificProfileInfo [SGP.32 5.9.14]. */
static void test_list_iot_tags(void **state)
{
	static const struct {
		const char *tags, *info;
	} cases[] = {
		{ "5C035ABF64", "@1BF64098001AA9F7B01BB8100" },
		{ "5C015A5D0180", "@1BF64038001AA" },
		{ "5C015A5D039F7B81", "@1BF64069F7B01BB8100" },
		{ "5C015A5D0182", "@1" }, /* there is none */
		{ "5C035ABF645D0180", "@1BF64038001AA" },
		{ "5C015A5D00", "@1" },
	};
	struct iot *t = iot_new(&(struct iot_options){ .card.persona = "sgp32-v1.3" });
	struct store_metadata_request *m = fixture_metadata(t->f, 1, PROFILE_CLASS_OPERATIONAL, 0);

	(void)state;
	m->iot_specific_metadata = fixture_hex(t->f, "BF64098001AA9F7B01BB8100");
	fixture_install(t->f, 1, m);
	for (size_t i = 0; i < A_COUNT(cases); i++) {
		const char *request = iot_wrap(t, 0xBF2D, cases[i].tags);
		const char *answer = iot_wrap(t, 0xBF2D,
		                              iot_wrap(t, 0xA0, iot_wrap(t, 0xE3, cases[i].info)));

		iot_run(t, IOT_PSMO, request, answer);
		iot_es10(t, request, answer);
	}
	/* The rest by default. */
	iot_es10(t, "BF2D035D0180",
	         "BF2D40A03EE33C@1"
	         "4F10A0000005591010FFFFFFFF8900001000"
	         "9F7001009109736F6674657569636392044E616D65950102BF64038001AA");
	iot_run(t, IOT_PSMO, "BF2D035D019F", "BF2D03810101"); /* ends in a tag's middle */
	iot_es10(t, "BF2D035D019F", "BF2D03810101");
	iot_free(t);
}

/* To earlier versions it is an unknown element. */
static void test_list_iot_tags_v12(void **state)
{
	struct iot *t = iot_new(&(struct iot_options){ .card.persona = "sgp32-v1.2" });
	struct store_metadata_request *m = fixture_metadata(t->f, 1, PROFILE_CLASS_OPERATIONAL, 0);

	(void)state;
	m->iot_specific_metadata = fixture_hex(t->f, "BF64038001AA");
	fixture_install(t->f, 1, m);
	iot_run(t, IOT_PSMO, "BF2D065C015A5D0180", "BF2D10A00EE30C@1");
	iot_run(t, IOT_PSMO, "BF2D065C015A5D019F", "BF2D10A00EE30C@1");
	iot_free(t);
}

/* The states are about to change: profileChangeOngoing. */
static void test_list_after_change(void **state)
{
	struct iot *t = *state;

	iot_install(t, 1, 0);
	iot_install(t, 2, 0);
	iot_run(t, IOT_PSMO,
	        "A30C@1"
	        "BF2D00",
	        "830100"
	        "BF2D0381010B");
	iot_run(t, IOT_PSMO,
	        "A40C@1"
	        "BF2D00",
	        "840100"
	        "BF2D0381010B");
	iot_run(t, IOT_PSMO,
	        "A50C@1"
	        "BF2D00"
	        "A50C@2",
	        "850100"
	        "BF2D0381010B");
}

/* ---- getRAT ---- */

static void test_rat(void **state)
{
	struct iot *t = *state;
	const char *rat = fixture_es10(t->f, "BF4300");
	struct eim_server_result r = iot_load(t, iot_sign(t, IOT_PSMO, "A600"));
	struct der_tlv whole, list, result;

	/* The same rows as ES10b.GetRAT, under the result's tag. */
	assert_true(der_whole(fixture_hex(t->f, rat), 0xBF43, &whole));
	assert_true(der_whole(whole.value, 0xA0, &list));
	assert_true(der_whole(r.results, 0xA6, &result));
	assert_true(span_equal(list.value, result.value));
	assert_true(list.value.len > 0);
}

/* ---- configureImmediateEnable, setDefaultDpAddress ---- */

static void test_configure_immediate_enable(void **state)
{
	struct iot *t = *state;

	iot_run(t, IOT_PSMO,
	        "A70D"
	        "8000"
	        "8103883701"
	        "8204612E6262",
	        "870100");
	assert_int_equal(fixture_sql(t->f, "SELECT immediate_enable FROM card"), 1);
	assert_int_equal(fixture_sql(t->f, "SELECT immediate_dp_oid = x'883701' AND"
	                                   " immediate_dp_address = 'a.bb' FROM card"),
	                 1);
	iot_run(t, IOT_PSMO, "A700", "870100"); /* off, and nobody in particular */
	assert_int_equal(fixture_sql(t->f,
	                             "SELECT immediate_enable = 0 AND immediate_dp_oid IS NULL"
	                             " AND immediate_dp_address IS NULL FROM card"),
	                 1);
}

static void test_set_default_dp_address(void **state)
{
	struct iot *t = *state;

	iot_run(t, IOT_PSMO, "BF65098007612E6578616D70", "BF6503800100");
	assert_int_equal(fixture_sql(t->f, "SELECT default_dp = 'a.examp' FROM card"), 1);
	iot_run(t, IOT_PSMO, "BF65028000", "BF6503800100"); /* none any more */
	assert_int_equal(fixture_sql(t->f, "SELECT default_dp IS NULL FROM card"), 1);
}

/* ---- fallback attribute [SGP.32 3.4.6, 3.4.7] ---- */

static void test_fallback_attribute(void **state)
{
	struct iot *t = *state;

	iot_install(t, 1, 0);
	iot_install(t, 2, IOT_FALLBACK);
	iot_install(t, 3, IOT_FALLBACK);
	iot_run(t, IOT_PSMO, "A900", "8E0102");
	iot_run(t, IOT_PSMO, "A80C" NO_PROFILE, "8D0101");
	iot_run(t, IOT_PSMO, "A80C@1", "8D0102");
	iot_run(t, IOT_PSMO, "A80C@2", "8D0100");
	iot_run(t, IOT_PSMO, "A80C@2", "8D0100"); /* has it already */
	iot_run(t, IOT_PSMO, "A80C@3", "8D0100"); /* one profile has it */
	iot_run(t, IOT_PSMO, "BF2D055C039F265A",
	        "BF2D30A02E"
	        "E30C@1"
	        "E30C@2"
	        "E310@3"
	        "9F2601FF");
	iot_run(t, IOT_PSMO, "A30C@3", "830100");
	iot_run(t, IOT_PSMO, "A80C@2", "8D0103");
	iot_run(t, IOT_PSMO, "A80C@3", "8D0100");
	iot_run(t, IOT_PSMO, "A900", "8E0103");
	iot_run(t, IOT_PSMO,
	        "A40C@3"
	        "A900"
	        "A900",
	        "840100"
	        "8E0100"
	        "8E0102");
}

static void test_no_fallback_support(void **state)
{
	struct iot *t = iot_new(
	        &(struct iot_options){ .card.persona_json = "{\"fallbackSupported\": false}" });

	(void)state;
	iot_install(t, 1, IOT_FALLBACK);
	iot_run(t, IOT_PSMO, "A80C@1", "8D0102");
	iot_run(t, IOT_PSMO, "A900", "8E0102");
	iot_free(t);
}

/* ---- v1.0.1 ---- */

/* It has neither the last three PSMOs nor the later result codes. */
static void test_v101(void **state)
{
	struct iot *t = iot_new(&(struct iot_options){ .card.persona = "sgp32-v1.0.1" });

	(void)state;
	iot_install(t, 1, IOT_FALLBACK | IOT_PPR1);
	iot_install(t, 2, IOT_PPR2);
	iot_run(t, IOT_PSMO, "A80C@1", "020102");
	iot_run(t, IOT_PSMO, "A900", "020102");
	iot_run(t, IOT_PSMO, "BF65058003612E62", "020102");
	iot_run(t, IOT_PSMO,
	        "A30E@1"
	        "0500",
	        "83017F");
	iot_run(t, IOT_PSMO, "A30C@1", "830100");
	iot_run(t, IOT_PSMO, "A30C@2", "83017F");
	iot_run(t, IOT_PSMO, "A40C@1", "84017F");
	iot_run(t, IOT_PSMO, "A50C@2", "85017F");
	iot_run(t, IOT_PSMO, "A50C@1", "850102");
	iot_free(t);
}

#define T(name) cmocka_unit_test_setup_teardown(name, iot_setup, iot_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_enable),
		T(test_enable_refused),
		T(test_one_switch_in_a_package),
		T(test_switch_waits_for_refresh),
		T(test_disable),
		T(test_delete),
		T(test_delete_rollback_target),
		T(test_delete_fallback_profiles),
		T(test_list),
		T(test_list_default_tags),
		cmocka_unit_test(test_list_iot_tags),
		cmocka_unit_test(test_list_iot_tags_v12),
		T(test_list_after_change),
		T(test_rat),
		T(test_configure_immediate_enable),
		T(test_set_default_dp_address),
		T(test_fallback_attribute),
		cmocka_unit_test(test_no_fallback_support),
		cmocka_unit_test(test_v101),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
