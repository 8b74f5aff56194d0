/*
 * Personas: the JSON form, its errors, and what follows from it [docs/PERSONA.md].
 */
#include "fixture.h"

#include "euicc/persona_builtin.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void test_errors(void **state)
{
	/* JSON, and the key that the error names, or NULL for any text. */
	static const char *const bad[][2] = {
		{ "", NULL },
		{ "[]", NULL },
		{ "{", NULL },
		{ "{\"name\": \"a\", \"name\": \"b\"}", NULL },
		{ "{\"colour\": 1}", "persona: unknown key" },
		{ "{\"name\": 1}", "name" },
		{ "{\"name\": null}", "name" },
		{ "{\"svn\": \"2\\u0000\"}", NULL },
		{ "{\"svn\": 2}", "svn" },
		{ "{\"svn\": \"\"}", "svn" },
		{ "{\"svn\": \"2.\"}", "svn" },
		{ "{\"svn\": \"2.5.0.1\"}", "svn" },
		{ "{\"svn\": \"2.256\"}", "svn" },
		{ "{\"svn\": \"-2.5\"}", "svn" },
		{ "{\"svn\": \" 2.5\"}", "svn" },
		{ "{\"svn\": \"2,5\"}", "svn" },
		{ "{\"profileVersion\": \"x\"}", "profileVersion" },
		{ "{\"additionalEuiccProfilePackageVersions\": \"3.3.1\"}",
		  "additionalEuiccProfilePackageVersions" },
		{ "{\"additionalEuiccProfilePackageVersions\": [\"3.3.1\", 3]}",
		  "additionalEuiccProfilePackageVersions" },
		{ "{\"additionalEuiccProfilePackageVersions\": [\"1\", \"1\", \"1\", \"1\", \"1\","
		  " \"1\", \"1\", \"1\", \"1\"]}",
		  "additionalEuiccProfilePackageVersions" },
		{ "{\"euiccCategory\": \"big\"}", "euiccCategory" },
		{ "{\"euiccCategory\": 1}", "euiccCategory" },
		{ "{\"rspCapability\": \"crlSupport\"}", "rspCapability" },
		{ "{\"rspCapability\": [\"crlSupport\", \"x\"]}", "rspCapability" },
		{ "{\"rspCapability\": [1]}", "rspCapability" },
		{ "{\"nonVolatileMemory\": -1}", "nonVolatileMemory" },
		{ "{\"nonVolatileMemory\": 4294967296}", "nonVolatileMemory" },
		{ "{\"nonVolatileMemory\": 1.5}", "nonVolatileMemory" },
		{ "{\"nonVolatileMemory\": \"1\"}", "nonVolatileMemory" },
		{ "{\"atr\": \"3B\"}", "atr" },
		{ "{\"atr\": \"3B9\"}", "atr" },
		{ "{\"atr\": \"xx00\"}", "atr" },
		{ "{\"atr\": 3}", "atr" },
		{ "{\"rulesAuthorisationTable\": {}}", "rulesAuthorisationTable" },
		{ "{\"rulesAuthorisationTable\": [1]}", "rulesAuthorisationTable" },
		{ "{\"rulesAuthorisationTable\": [{\"pprIds\": [\"ppr1\"]}]}",
		  "rulesAuthorisationTable" },
		{ "{\"rulesAuthorisationTable\": [{\"pprIds\": [\"ppr1\"], \"allowedOperators\":"
		  " [{\"mccMnc\": \"99F9\"}]}]}",
		  "rulesAuthorisationTable" },
		{ "{\"rulesAuthorisationTable\": [{\"pprIds\": [\"ppr1\"], \"allowedOperators\":"
		  " [{\"mccMnc\": \"99F907\", \"gid1\": 1}]}]}",
		  "rulesAuthorisationTable" },
	};

	(void)state;
	for (size_t i = 0; i < A_COUNT(bad); i++) {
		struct persona *p = NULL;
		const char *error = NULL;

		if (persona_parse(bad[i][0], &p, &error) != -EINVAL)
			fail_msg("%s was accepted", bad[i][0]);
		assert_null(p);
		assert_non_null(error);
		if (bad[i][1])
			assert_string_equal(error, bad[i][1]);
	}
}

/* Texts and ATRs that are too long for a card. */
static void test_too_long(void **state)
{
	char json[600];
	char filler[300];
	struct persona *p;
	const char *error;

	(void)state;
	memset(filler, 'A', sizeof(filler));
	snprintf(json, sizeof(json), "{\"platformLabel\": \"%.*s\"}", PERSONA_TEXT_MAX, filler);
	assert_int_equal(persona_parse(json, &p, &error), -EINVAL);
	snprintf(json, sizeof(json), "{\"platformLabel\": \"%.*s\"}", PERSONA_TEXT_MAX - 1, filler);
	assert_int_equal(persona_parse(json, &p, &error), 0);
	persona_free(p);
	snprintf(json, sizeof(json), "{\"atr\": \"%.*s\"}", 2 * PERSONA_ATR_MAX, filler);
	assert_int_equal(persona_parse(json, &p, &error), -EINVAL);
	/* 33 octets with TCK are the longest [ISO 7816-3 8.2.1]. */
	snprintf(json, sizeof(json), "{\"atr\": \"%.*s\"}", 2 * (PERSONA_ATR_MAX - 1), filler);
	assert_int_equal(persona_parse(json, &p, &error), 0);
	assert_int_equal(p->atr_len, PERSONA_ATR_MAX);
	persona_free(p);
}

static void test_values(void **state)
{
	static const char json[] =
	        "{\"name\": \"x\", \"svn\": \"3\", \"profileVersion\": \"2.3\", \"atr\": "
	        "\"3B9F968040\","
	        " \"additionalEuiccProfilePackageVersions\": [\"3.2\", \"3.3.1\"],"
	        " \"euiccCategory\": \"mediumEuicc\", \"rspCapability\": [\"crlSupport\"],"
	        " \"nonVolatileMemory\": 4294967295}";
	static const uint8_t svn[3] = { 3, 0, 0 }, profile[3] = { 2, 3, 0 };
	static const uint8_t more[2][3] = { { 3, 2, 0 }, { 3, 3, 1 } };
	struct persona *p;
	const char *error = "";

	(void)state;
	if (persona_parse(json, &p, &error) != 0)
		fail_msg("%s", error);
	assert_string_equal(p->name, "x");
	assert_memory_equal(p->svn, svn, 3);
	assert_memory_equal(p->profile_version, profile, 3);
	assert_int_equal(p->n_more_profile_versions, 2);
	assert_memory_equal(p->more_profile_versions, more, sizeof(more));
	assert_int_equal(p->category, EUICC_CATEGORY_MEDIUM_EUICC);
	assert_int_equal(p->rsp_capability, RSP_CAPABILITY_CRL_SUPPORT);
	assert_int_equal(p->nonvolatile_memory, UINT32_MAX);
	/* TCK: 9F ^ 96 ^ 80 ^ 40. */
	assert_int_equal(p->atr_len, 6);
	assert_int_equal(p->atr[5], 0xC9);
	/* What is not said is as in the default persona. */
	assert_int_equal(p->n_rules, 1);
	assert_int_equal(p->rules[0].ppr_ids, PPR_1 | PPR_2);
	persona_free(p);
}

static void test_built_in(void **state)
{
	(void)state;
	for (const struct persona_builtin *b = persona_builtin; b->name; b++) {
		struct persona *p;
		const char *error = "";
		char *json;
		uint8_t tck = 0;

		if (persona_load(b->name, &p, &json, &error) != 0)
			fail_msg("%s: %s", b->name, error);
		assert_string_equal(p->name, b->name);
		assert_string_equal(json, b->json);
		assert_true(p->atr_len > 2 && p->atr_len <= PERSONA_ATR_MAX);
		for (size_t i = 1; i < p->atr_len; i++)
			tck ^= p->atr[i];
		assert_int_equal(tck, 0);
		persona_free(p);
		free(json);
	}
}

static void test_files(void **state)
{
	char path[] = "/tmp/softeuicc-persona-XXXXXX";
	struct persona *p;
	const char *error = NULL;
	char *json;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(persona_load(path, &p, &json, &error), -ENOENT); /* empty */
	assert_int_equal(write(fd, "{}", 2), 2);
	assert_int_equal(persona_load(path, &p, &json, &error), 0);
	assert_string_equal(json, "{}");
	persona_free(p);
	free(json);
	assert_int_equal(write(fd, "x", 1), 1);
	assert_int_equal(persona_load(path, &p, &json, &error), -EINVAL);
	close(fd);
	unlink(path);
	assert_int_equal(persona_load(path, &p, &json, &error), -ENOENT);
	assert_non_null(error);
}

/* UICCCapability and ServicesList name the same services in another order [SGP.22 5.7.8]. */
static void test_services(void **state)
{
	static const struct {
		const char *capability;
		unsigned service; /* its tag in ServicesList */
	} cases[] = {
		{ "contactlessSupport", 0 },
		{ "usimSupport", 1 },
		{ "isimSupport", 2 },
		{ "csimSupport", 3 },
		{ "akaMilenage", 4 },
		{ "akaCave", 6 },
		{ "akaTuak128", 5 },
		{ "akaTuak256", 16 },
		{ "usimTestAlgorithm", 17 },
		{ "gbaAuthenUsim", 7 },
		{ "gbaAuthenISim", 8 },
		{ "mbmsAuthenUsim", 9 },
		{ "eapClient", 10 },
		{ "javacard", 11 },
		{ "multos", 12 },
		{ "multipleUsimSupport", 13 },
		{ "multipleIsimSupport", 14 },
		{ "multipleCsimSupport", 15 },
		{ "berTlvFileSupport", 18 },
		{ "dfLinkSupport", 19 },
		{ "catTp", 20 },
		{ "getIdentity", 21 },
		{ "profile-a-x25519", 22 },
		{ "profile-b-p256", 23 },
		{ "suciCalculatorApi", 24 },
		{ "dns-resolution", 25 },
		{ "scp11ac", 26 },
		{ "scp11c-authorization-mechanism", 27 },
		{ "s16mode", 28 },
		{ "eaka", 29 },
	};

	(void)state;
	for (size_t i = 0; i < A_COUNT(cases); i++) {
		char json[80];
		struct persona *p;
		const char *error = "";

		snprintf(json, sizeof(json), "{\"uiccCapability\": [\"%s\"]}", cases[i].capability);
		if (persona_parse(json, &p, &error) != 0)
			fail_msg("%s: %s", json, error);
		if (persona_services(p) != 1u << cases[i].service)
			fail_msg("%s: %08X", json, persona_services(p));
		persona_free(p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_errors), cmocka_unit_test(test_too_long),
		cmocka_unit_test(test_values), cmocka_unit_test(test_built_in),
		cmocka_unit_test(test_files),  cmocka_unit_test(test_services),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
