/*
 * softeuicc_decode: what it makes of messages, C-APDUs, certificates and other DER, as text and as
 * JSON.
 */
#include "fixture.h"

#include "euicc/hex.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* Decodes hexadecimal digits; the text is free()d by the caller. */
static int decode(const char *hex, bool json, char **ret_text)
{
	uint8_t bytes[512];
	size_t len, text_len;
	FILE *out = open_memstream(ret_text, &text_len);
	int r;

	assert_non_null(out);
	assert_true(hex_decode(hex, bytes, sizeof(bytes), &len));
	r = softeuicc_decode(bytes, len, json, out);
	fclose(out);
	return r;
}

static void expect(const char *hex, bool json, const char *wanted)
{
	char *text;

	assert_int_equal(decode(hex, json, &text), 0);
	assert_string_equal(text, wanted);
	free(text);
}

static void test_messages(void **state)
{
	(void)state;
	expect("BF3103800102", false,
	       "EnableProfileResponse [SGP.22 5.7.16]\n"
	       "  enableResult: profileNotInDisabledState (2)\n");
	expect("BF3103800102", true,
	       "{\"EnableProfileResponse\": {\"enableResult\": \"profileNotInDisabledState\"}}\n");
}

/* BF64 has a name in each of the messages that hold it [SGP.32 v1.3]. */
static void test_iot_specific(void **state)
{
	(void)state;
	expect("E306BF6403800101", false,
	       "ProfileInfo [SGP.22 5.7.15, SGP.32]\n  iotSpecificProfileInfo: BF6403800101\n");
	expect("BF2D045D029F7B", false,
	       "ProfileInfoListRequest [SGP.22 5.7.15]\n  iotSpecificTagList: 9F7B\n");
	expect("BF25165A0A988899790000000010F491009200BF6403800101", false,
	       "StoreMetadataRequest [SGP.22 5.5.3, SGP.32]\n"
	       "  iccid: 988899790000000010F4\n"
	       "  serviceProviderName: \"\"\n"
	       "  profileName: \"\"\n"
	       "  profileClass: operational (2)\n"
	       "  iotSpecificMetadata: BF6403800101\n");
}

/* A message's tag, but not its contents: why, then what there is. */
static void test_no_message(void **state)
{
	(void)state;
	expect("BF31038101FF", false,
	       "no EnableProfileResponse: EnableProfileResponse.enableResult: missing\n"
	       "no EnableProfileRequest: EnableProfileRequest.profileIdentifier: missing\n"
	       "BF31 (3)\n"
	       "  81 (1) FF\n");
	expect("BF31038101FF", true,
	       "[{\"tag\": \"BF31\", \"value\": [{\"tag\": \"81\", \"value\": \"FF\"}]}]\n");
}

/* STORE DATA on any channel, short and extended, with and without Le, shows its data. */
static void test_commands(void **state)
{
	static const char *const apdus[] = {
		"80E2910006BF3E035C015A",
		"81E2910006BF3E035C015A00",
		"CFE2910006BF3E035C015A",
		"80E29100000006BF3E035C015A0000",
	};

	(void)state;
	for (size_t i = 0; i < A_COUNT(apdus); i++)
		expect(apdus[i], false, "GetEuiccDataRequest [SGP.22 5.7.20]\n  tagList: 5A\n");
}

static void test_tree(void **state)
{
	(void)state;
	expect("3003020101", false, "30 (3)\n  2 (1) 01\n");
	expect("3003020101", true,
	       "[{\"tag\": \"30\", \"value\": [{\"tag\": \"2\", \"value\": \"01\"}]}]\n");
}

static void test_certificate(void **state)
{
	const struct fixture *f = *state;
	const struct cert *c = &f->card->credentials[0].euicc;
	char eid[EID_DIGITS + 1], *text;
	const char *role, *curve, *number;
	size_t text_len;
	FILE *out = open_memstream(&text, &text_len);
	json_t *json;

	assert_int_equal(softeuicc_decode(c->whole.ptr, c->whole.len, true, out), 0);
	fclose(out);
	json = json_loads(text, 0, NULL);
	assert_int_equal(json_unpack(json, "{s:{s:s, s:s, s:s}}", "Certificate", "role", &role,
	                             "curve", &curve, "serialNumber", &number),
	                 0);
	hex_encode(SPAN(f->card->eid), eid);
	assert_string_equal(role, "eUICC");
	assert_string_equal(curve, "P-256");
	assert_string_equal(number, eid);
	json_decref(json);
	free(text);
}

/* The OID of an SM-DP+ in its certificate [SGP.22 4.5.2.1.0.2], with the published one of SGP.26. */
static void test_registered_id(void **state)
{
	char path[512], *text;
	uint8_t der[2048];
	size_t len, text_len;
	FILE *out,
	        *in = fopen(fixture_testdata(path, "sgp26/nist", "CERT_S_SM_DPauth_ECDSA_NIST.der"),
	                    "rb");

	(void)state;
	assert_non_null(in);
	len = fread(der, 1, sizeof(der), in);
	fclose(in);
	out = open_memstream(&text, &text_len);
	assert_non_null(out);
	assert_int_equal(softeuicc_decode(der, len, false, out), 0);
	fclose(out);
	assert_non_null(strstr(text, "  registeredID: 2.999.10\n"));
	free(text);
}

/* Cut, too long, no DER at all, nothing: refused, and nothing is printed. */
static void test_refused(void **state)
{
	static const char *const bad[] = { "BF31038001", "BF310380010200", "30030201", "FF", "" };

	(void)state;
	for (size_t i = 0; i < A_COUNT(bad); i++) {
		char *text;

		assert_int_equal(decode(bad[i], i % 2, &text), -EBADMSG);
		assert_string_equal(text, "");
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_messages),
		cmocka_unit_test(test_iot_specific),
		cmocka_unit_test(test_no_message),
		cmocka_unit_test(test_commands),
		cmocka_unit_test(test_tree),
		cmocka_unit_test_setup_teardown(test_certificate, fixture_setup, fixture_teardown),
		cmocka_unit_test(test_registered_id),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
