/*
 * eIMs as the device sees them: AddInitialEim, GetEimConfigurationData, an eIM from manufacture on,
 * and what `show` tells [SGP.32 2.11.1.1.1, 5.9.4, 5.9.18].
 */
#include "iot.h"

#include "crypto/hash.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- AddInitialEim [SGP.32 5.9.4] ---- */

static void initial(struct iot *t, const char *configs, const char *answer)
{
	iot_es10(t, iot_wrap(t, 0xBF57, iot_wrap(t, 0xA0, configs)), answer);
}

static void test_initial(void **state)
{
	struct iot *t = iot_new(&(struct iot_options){ .alone = true });
	struct eim_server other = iot_other_eim(t);
	const char *good = iot_config(t, &t->eim, 0x30, false);
	const char *before = iot_digest(t);

	(void)state;
	initial(t, "", "BF5703810107");
	initial(t, iot_text(t, "%s%s", good, iot_other_config(t, &other, 0x30, "", "", IOT_NO_CI)),
	        "BF5703810103");
	initial(t, iot_text(t, "%s%s", good, iot_other_config(t, &other, 0x30, "", "840105", "")),
	        "BF5703810105");
	initial(t,
	        iot_text(t, "%s%s", good,
	                 iot_other_config(t, &other, 0x30, "830400800000", "", "")),
	        "BF5703810106");
	initial(t,
	        iot_text(t, "%s%s", good,
	                 iot_other_config(t, &other, 0x30, IOT_HUGE_COUNTER, "", "")),
	        "BF5703810106");
	initial(t,
	        iot_text(t, "%s%s", good,
	                 iot_other_config(t, &other, 0x30, "", IOT_HUGE_TOKEN, "")),
	        "BF5703810105");
	initial(t,
	        iot_text(t, "%s%s", good,
	                 "3014"
	                 "800D6F746865722E6578616D706C65"
	                 "A503A00130"),
	        "BF5703810107");
	initial(t,
	        iot_text(t, "%s%s", good,
	                 iot_wrap(t, 0x30, iot_text(t, "8003610062%s", strstr(good, "A5")))),
	        "BF5703810107");
	initial(t, iot_text(t, "%s%s", good, good), "BF5703810102");
	/* All or nothing, tokens too. */
	assert_string_equal(iot_digest(t), before);
	initial(t,
	        iot_text(t, "%s%s", iot_config(t, &t->eim, 0x30, true),
	                 iot_other_config(t, &other, 0x30, "", "", "")),
	        "BF5707A0058401010500");
	assert_int_equal(iot_count(t, "eim"), 2);
	/* Only while there is none. */
	initial(t, good, "BF5703810102");
	eim_server_clear(&other);
	iot_free(t);
}

/* v1.0.1 has no commandError here. */
static void test_initial_v101(void **state)
{
	struct iot *t = iot_new(
	        &(struct iot_options){ .card.persona = "sgp32-v1.0.1", .alone = true });

	(void)state;
	initial(t, "", "BF570381017F");
	initial(t,
	        "3014"
	        "800D6F746865722E6578616D706C65"
	        "A503A00130",
	        "BF570381017F");
	assert_int_equal(iot_count(t, "eim"), 0);
	iot_free(t);
}

static void test_initial_limit(void **state)
{
	struct iot *t = iot_new(
	        &(struct iot_options){ .card.persona_json = "{\"maxEims\": 1}", .alone = true });
	struct eim_server other = iot_other_eim(t);

	(void)state;
	initial(t,
	        iot_text(t, "%s%s", iot_config(t, &t->eim, 0x30, false),
	                 iot_other_config(t, &other, 0x30, "", "", "")),
	        "BF5703810101");
	assert_int_equal(iot_count(t, "eim"), 0);
	eim_server_clear(&other);
	iot_free(t);
}

/*
 * Key data in the forms that eIMs have been seen to send: the SEQUENCE without the tag of its
 * alternative, or inside of that. Both are taken, and told as the ASN.1 has them
 * [SGP.32 2.11.1.1.1]: A5 or A6 around A0 (SubjectPublicKeyInfo) or A1 (Certificate).
 */
static void expect_strict_key_data(bool certificate, bool nested)
{
	struct iot *t = iot_new(
	        &(struct iot_options){ .alone = true, .eim.certificate = certificate });
	const struct span config = fixture_hex(t->f, iot_config(t, &t->eim, 0x30, false));
	const uint8_t alternative = certificate ? 0xA1 : 0xA0;
	const char *strict, *given;
	struct der_tlv whole, key, inner;

	assert_true(der_whole(config, 0x30, &whole) && der_find(whole.value, 0xA5, &key));
	assert_true(der_whole(key.value, alternative, &inner));
	strict = iot_hex(t, inner.whole);
	given = iot_wrap(t, 0x30, iot_hex(t, inner.value));
	if (nested)
		given = iot_wrap(t, alternative, given);
	initial(t,
	        iot_wrap(t, 0x30,
	                 iot_text(t, IOT_SELF_ID "820102%s%s", iot_wrap(t, 0xA5, given),
	                          iot_wrap(t, 0xA6, given))),
	        "BF5704A0020500");
	iot_run(t, IOT_PSMO, "BF2D00", "BF2D02A000");
	iot_es10(t, "BF5500",
	         iot_wrap(t, 0xBF55,
	                  iot_wrap(t, 0xA0,
	                           iot_wrap(t, 0x30,
	                                    iot_text(t, IOT_SELF_ID "820102%s%s",
	                                             iot_wrap(t, 0xA5, strict),
	                                             iot_wrap(t, 0xA6, strict))))));
	/* An update is told in the same way, and it still verifies. */
	iot_run(t, IOT_ECO,
	        iot_wrap(t, 0xAA, iot_text(t, IOT_SELF_ID "%s", iot_wrap(t, 0xA5, given))),
	        "8A0100");
	iot_run(t, IOT_PSMO, "BF2D00", "BF2D02A000");
	assert_non_null(strstr(fixture_es10(t->f, "BF5500"), iot_wrap(t, 0xA5, strict)));
	iot_free(t);
}

static void test_key_data_forms(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++)
		expect_strict_key_data(i & 1, i & 2);
}

/* What the eUICC has no use for, and cannot read, is told as it was given. */
static void test_unreadable_tls_data(void **state)
{
	static const char *const given[] = { "A600", "A6020500", "A603A00130", "A6040500A000" };

	(void)state;
	for (size_t i = 0; i < A_COUNT(given); i++) {
		struct iot *t = iot_new(&(struct iot_options){ .alone = true });

		initial(t,
		        iot_wrap(t, 0x30,
		                 iot_text(t, "%s%s",
		                          strstr(iot_config(t, &t->eim, 0x30, false), "80"),
		                          given[i])),
		        "BF5704A0020500");
		assert_non_null(strstr(fixture_es10(t->f, "BF5500"), given[i]));
		iot_free(t);
	}
}

/* ---- GetEimConfigurationData [SGP.32 5.9.18] ---- */

static void test_get_configuration(void **state)
{
	struct iot *t = iot_new(&(struct iot_options){ .alone = true });
	struct eim_server other = iot_other_eim(t);
	const char *key = strstr(iot_config(t, &t->eim, 0x30, false), "A5");
	const char *wanted;

	(void)state;
	iot_es10(t, "BF5500", "BF5502A000");
	iot_es10(t, "BF5505A003800161", "BF5502A000");
	initial(t,
	        iot_text(t, "%s%s", iot_config(t, &t->eim, 0x30, true),
	                 iot_other_config(t, &other, 0x30, "830109", "",
	                                  "8702"
	                                  "0780"
	                                  "8900")),
	        "BF5707A0058401010500");
	/* Never the counter; the token that was made. */
	wanted = iot_wrap(t, 0x30,
	                  iot_text(t,
	                           IOT_SELF_ID "820102"
	                                       "840101"
	                                       "%s",
	                           key));
	iot_es10(t, "BF551EA01C" IOT_SELF_ID, iot_wrap(t, 0xBF55, iot_wrap(t, 0xA0, wanted)));
	iot_es10(t, "BF5500",
	         iot_wrap(t, 0xBF55,
	                  iot_wrap(t, 0xA0,
	                           iot_text(t, "%s%s", wanted,
	                                    iot_other_config(t, &other, 0x30, "", "",
	                                                     "8702"
	                                                     "0780"
	                                                     "8900")))));
	iot_es10(t, "BF5505A003800161", "BF5502A000");
	eim_server_clear(&other);
	iot_free(t);
}

/* ---- an eIM from manufacture on, and what `show` tells of SGP.32 ---- */

static char *show(struct iot *t, const char *name)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	assert_non_null(out);
	assert_int_equal(softeuicc_card_show(t->f->store, name, true, out), 0);
	fclose(out);
	return text;
}

static int create(struct iot *t, const char *persona, const char *config, const char **ret_error)
{
	const struct span der = fixture_hex(t->f, config);
	const struct softeuicc_card_options options = {
		.name = "made", .persona = persona, .eim_config = der.ptr, .eim_config_len = der.len
	};

	return softeuicc_card_create(t->f->store, &options, &t->f->env, ret_error);
}

static void test_eim_at_manufacture(void **state)
{
	struct iot *t = *state;
	const char *config_hex = iot_config(t, &t->eim, 0x30, true);
	const char *error;
	char *text;

	assert_int_equal(create(t, NULL, "3000", &error), -EINVAL);
	assert_int_equal(create(t, "sgp22", config_hex, &error), -EINVAL);
	assert_int_equal(create(t, NULL, iot_wrap(t, 0x30, IOT_SELF_ID "8301FF"), &error), -EINVAL);
	assert_int_equal(create(t, NULL, config_hex, &error), 0); /* nothing was left behind */
	text = show(t, "made");
	assert_non_null(strstr(text, "\"eimId\": \"" IOT_EIM "\""));
	assert_non_null(strstr(text, "\"associationToken\": 1"));
	free(text);
}

/* Fails unless the text has this line, whatever is in front of it. */
static void expect_shown(const char *text, const char *line)
{
	if (!text || !strstr(text, line))
		fail_msg("no %s in %s", line, text ? text : "nothing");
}

static void test_show(void **state)
{
	struct iot *t = *state;
	char *text;

	iot_install(t, 1, IOT_FALLBACK);
	iot_install(t, 2, 0);
	iot_run(t, IOT_PSMO,
	        "A30C@2"
	        "A80C@1"
	        "A7078000"
	        "8103883701",
	        "8301008D0100870100");
	text = show(t, NULL);
	expect_shown(text, "\"counterValue\": 1");
	expect_shown(text, "\"fallbackProfile\": \"8988");
	assert_null(strstr(text, "returnFromFallbackTo"));
	expect_shown(text, "\"immediateEnable\": true");
	expect_shown(text, "\"immediateEnableSmdpOid\": \"2.999.1\"");
	expect_shown(text, "\"rollbackAllowed\": false");
	/* The numbers that come next: the enabling and the result have taken 1 and 2. */
	expect_shown(text, "\"nextSequence\": 3");
	expect_shown(text, "\"nextAssociationToken\": 1");
	/* What the result says. */
	expect_shown(text, "\"packageResults\": [\n    {\n      \"sequence\": 2");
	expect_shown(text, iot_text(t, "\"eimTransactionId\": \"%s\"",
	                            iot_hex(t, SPAN(t->eim.transaction_id))));
	expect_shown(text, "\"result\": \"enableResult: ok (0)\"");
	expect_shown(text, "\"result\": \"setFallbackAttributeResult: ok (0)\"");
	free(text);
	iot_es10(t, "BF5D03800100", "BF5D03800100");
	text = show(t, NULL);
	expect_shown(text, "\"returnFromFallbackTo\": \"8988");
	free(text);
	iot_run(t, IOT_PSMO,
	        "A30E@2"
	        "0500",
	        "830100");
	text = show(t, NULL);
	expect_shown(text, "\"rollbackAllowed\": true");
	free(text);
}

/* Results of every form: a code, an alternative with one, a list. */
static void test_show_results(void **state)
{
	struct iot *t = *state;
	struct eim_server other = iot_other_eim(t);
	char *text;

	iot_run(t, IOT_ECO, iot_text(t, "%sAB00A903800161", iot_config(t, &other, 0xA8, true)),
	        iot_text(t, "A803840101AB37A035301F" IOT_SELF_ID "8201023012" IOT_OTHER_ID
	                    "820102890101"));
	iot_run(t, IOT_PSMO, "BF2D00A40C5A0A98899979999999999999", "BF2D02A000840101");
	iot_run(t, IOT_PSMO, "AF00", "020102");
	text = show(t, NULL);
	expect_shown(text, "\"result\": \"addEimResult: associationToken: 1\"");
	expect_shown(text, "\"result\": \"listEimResult: eimIdList\"");
	expect_shown(text, "\"result\": \"deleteEimResult: eimNotFound (1)\"");
	expect_shown(text, "\"result\": \"listProfileInfoResult: profileInfoListOk: {}\"");
	expect_shown(text, "\"result\": \"disableResult: iccidOrAidNotFound (1)\"");
	expect_shown(text, "\"result\": \"processingTerminated: unknownOrDamagedCommand (2)\"");
	expect_shown(text, "\"nextAssociationToken\": 2");
	free(text);
	eim_server_clear(&other);
}

/* Which profile is for emergencies, which for a fallback, and where an emergency returns to. */
static void test_show_emergency(void **state)
{
	struct iot *t = *state;
	char *text;

	iot_two_profiles(t, IOT_FALLBACK);
	iot_install(t, 3, IOT_ECALL);
	text = show(t, NULL);
	expect_shown(text, "\"fallbackAllowed\": false,\n      \"ecallIndication\": false");
	expect_shown(text, "\"fallbackAllowed\": true,\n      \"ecallIndication\": false");
	expect_shown(text, "\"fallbackAllowed\": false,\n      \"ecallIndication\": true");
	expect_shown(text, "\"emergency\": false");
	assert_null(strstr(text, "returnFromEmergencyTo"));
	free(text);
	iot_es10(t, "BF5B03800100", "BF5B03800100");
	text = show(t, NULL);
	expect_shown(text, "\"emergency\": true");
	expect_shown(text, "\"returnFromEmergencyTo\": \"8988999700000000014\"");
	free(text);
	iot_es10(t, "BF5C03800100", "BF5C03800100");
	iot_run(t, IOT_PSMO, "A40C@1", "840100");
	iot_es10(t, "BF5B03800100", "BF5B03800100");
	text = show(t, NULL);
	expect_shown(text, "\"emergency\": true");
	assert_null(strstr(text, "returnFromEmergencyTo")); /* to none */
	free(text);
}

/* The key of an eIM, and what the device shall trust for TLS. */
static void test_show_keys(void **state)
{
	(void)state;
	for (int certificate = 0; certificate < 2; certificate++) {
		struct iot *t = iot_new(&(struct iot_options){ .alone = true,
		                                               .eim.certificate = certificate,
		                                               .eim.curve = EC_CURVE_BP256 });
		const struct span config = fixture_hex(t->f, iot_config(t, &t->eim, 0x30, false));
		const char *element = iot_hex(t, config);
		uint8_t digest[SHA256_LEN];
		struct der_tlv whole, key, inner;
		struct span sequence;
		char *text;

		assert_true(der_whole(config, 0x30, &whole) && der_find(whole.value, 0xA5, &key));
		assert_true(der_whole(key.value, certificate ? 0xA1 : 0xA0, &inner));
		sequence = fixture_hex(t->f, iot_wrap(t, 0x30, iot_hex(t, inner.value)));
		assert_int_equal(sha256(&sequence, 1, digest), 0);
		initial(t,
		        iot_wrap(t, 0x30,
		                 iot_text(t, "%s%s", strstr(element, IOT_SELF_ID),
		                          iot_wrap(t, 0xA6, iot_hex(t, key.value)))),
		        "BF5704A0020500");
		text = show(t, NULL);
		expect_shown(text, iot_text(t, "\"eimPublicKey\": \"%s\"",
		                            iot_hex(t, SPAN(t->eim.key.pub.point))));
		expect_shown(text, "\"eimPublicKeyCurve\": \"brainpoolP256r1\"");
		expect_shown(text, certificate ? "\"eimCertificate\": true"
		                               : "\"eimCertificate\": false");
		expect_shown(text,
		             iot_text(t, "\"%s\": \"%s\"",
		                      certificate ? "trustedCertificateTls" : "trustedEimPkTls",
		                      iot_hex(t, SPAN(digest))));
		free(text);
		iot_free(t);
	}
}

#define T(name) cmocka_unit_test_setup_teardown(name, iot_setup, iot_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_initial),
		cmocka_unit_test(test_initial_v101),
		cmocka_unit_test(test_initial_limit),
		cmocka_unit_test(test_key_data_forms),
		cmocka_unit_test(test_unreadable_tls_data),
		cmocka_unit_test(test_get_configuration),
		T(test_eim_at_manufacture),
		T(test_show),
		T(test_show_results),
		T(test_show_emergency),
		cmocka_unit_test(test_show_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
