/*
 * DER to ASN.1 value notation and back [X.680, X.690]: samples and the packages of GSMA TS.48 come
 * back byte for byte; the text itself was written by hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "profiles/value_notation.h"
#include "profiles/value_printer.h"
#include "recorder.h"

enum { PACKAGE_MAX = 65536 };

static char **samples;
static int sample_count;
static uint8_t package[PACKAGE_MAX];

/* Prints, compiles, and compares; false if there is no such file. */
static bool round_trip(const char *path)
{
	FILE *f = fopen(path, "rb");
	char error[200], *text;
	size_t len, text_len, der_len;
	uint8_t *der;

	if (!f)
		return false;
	len = fread(package, 1, sizeof(package), f);
	fclose(f);
	if (saip_print(package, len, &text, &text_len, error, sizeof(error)) != SAIP_PRINT_OK)
		fail_msg("%s: %s", path, error);
	assert_string_equal(error, "");
	assert_int_equal(strlen(text), text_len);
	assert_int_equal(saip_compile(text, text_len, &der, &der_len, error, sizeof(error)), 0);
	assert_int_equal(der_len, len);
	assert_memory_equal(der, package, len);
	free(der);
	free(text);
	return true;
}

static void test_samples(void **state)
{
	(void)state;
	for (int i = 0; i < sample_count; i++)
		assert_true(round_trip(samples[i]));
}

static void test_ts48(void **state)
{
	static const char *const names[] = {
		"TS48v1_A.der",
		"TS48v2_SAIP2.3_BERTLV.der",
		"TS48v3_SAIP2.1_NoBERTLV.der",
		"TS48v4_SAIP2.3_NoBERTLV.der",
		"TS48v5_SAIP2.3_NoBERTLV.der",
	};
	const char *root = getenv("SOFTEUICC_TESTDATA");
	size_t found = 0;

	(void)state;
	for (size_t i = 0; i < A_COUNT(names); i++) {
		char path[4096];

		snprintf(path, sizeof(path), "%s/ts48/%s", root ? root : TESTDATA_DEFAULT,
		         names[i]);
		found += round_trip(path);
	}
	if (!found) {
		print_message("SOFTEUICC_TESTDATA has no TS.48 packages\n");
		skip();
	}
}

struct row {
	const char *der; /* for package_add() */
	int result;
	const char *text; /* or the message */
};

static const struct row rows[] = {
	{ "AA{A0{8000 8102012C}}", SAIP_PRINT_OK,
	  "pe1 ProfileElement ::= end : {\n\tend-header {\n\t\tmandated NULL,\n"
	  "\t\tidentification 300\n\t}\n}\n" },
	/* names of numbers, an empty sequence, two elements */
	{ "A3{A0{810101} A1{30{80020081 81{3131313131313131}}}} B1{A0{810102} 81{67810F010202} "
	  "A200}",
	  SAIP_PRINT_OK,
	  "pe1 ProfileElement ::= pukCodes : {\n\tpuk-Header {\n\t\tidentification 1\n\t},\n"
	  "\tpukCodes {\n\t\t{\n\t\t\tkeyReference secondPUKAppl1,\n"
	  "\t\t\tpukValue '3131313131313131'H\n\t\t}\n\t}\n}\n"
	  "\npe2 ProfileElement ::= cd : {\n\tcd-header {\n\t\tidentification 2\n\t},\n"
	  "\ttemplateID { 2 23 143 1 2 2 },\n\tdf-cd { }\n}\n" },
	/* strings, arcs of several octets, choices */
	{ "A0{800102 810103 82{612262} 83{00000000000000000000} A5{8100} A6{06{8837 8F7F}}}",
	  SAIP_PRINT_OK,
	  "pe1 ProfileElement ::= header : {\n\tmajor-version 2,\n\tminor-version 3,\n"
	  "\tprofileType \"a\"\"b\",\n\ticcid '00000000000000000000'H,\n"
	  "\teUICC-Mandatory-services {\n\t\tusim NULL\n\t},\n"
	  "\teUICC-Mandatory-GFSTEList {\n\t\t{ 2 999 2047 }\n\t}\n}\n" },
	{ "A2{A0{810101} A1{81{7F10}}}", SAIP_PRINT_OK,
	  "pe1 ProfileElement ::= pinCodes : {\n\tpin-Header {\n\t\tidentification 1\n\t},\n"
	  "\tpinCodes filePath : '7F10'H\n}\n" },
	/* long octets continue on lines of their own */
	{ "A9{A0{810101} 81{2A03} "
	  "82{00000000000000000000000000000000000000000000000000000000000000000102}}",
	  SAIP_PRINT_OK,
	  "pe1 ProfileElement ::= nonStandard : {\n\tnonStandard-header {\n"
	  "\t\tidentification 1\n\t},\n\tissuerID { 1 2 3 },\n\tcontent '\n"
	  "\t\t0000000000000000000000000000000000000000000000000000000000000000\n"
	  "\t\t0102'H\n}\n" },
	/* the specification's own spelling of a name */
	{ "A6{A0{810101} A1{4F{A000000151} 4F{A000000152} 4F{A000000153} 82{00} 83{0F} C9{00}} "
	  "A2{30{950118 820101 830101 30{30{800188 8601AA}}}}}",
	  SAIP_PRINT_OK,
	  "pe1 ProfileElement ::= securityDomain : {\n\tsd-Header {\n\t\tidentification 1\n\t},\n"
	  "\tinstance {\n\t\tapplicationLoadPackageAID 'A000000151'H,\n"
	  "\t\tclassAID 'A000000152'H,\n\t\tinstanceAID 'A000000153'H,\n"
	  "\t\tapplicationPrivileges '00'H,\n\t\tlifeCycleState '0F'H,\n"
	  "\t\tapplicationSpecificParametersC9 '00'H\n\t},\n"
	  "\tkeyList {\n\t\t{\n\t\t\tkeyUsageQualifier '18'H,\n\t\t\tkeyIdentifier '01'H,\n"
	  "\t\t\tkeyVersionNumber '01'H,\n\t\t\tkeyCompontents {\n\t\t\t\t{\n"
	  "\t\t\t\t\tkeyType '88'H,\n\t\t\t\t\tkeyData 'AA'H\n\t\t\t\t}\n\t\t\t}\n"
	  "\t\t}\n\t}\n}\n" },
	/* what is no DER has a text, but not for these bytes */
	{ "A3{A0{810101} A1{30{800101 81{3131313131313131} 820200AA}}}", SAIP_PRINT_INEXACT,
	  "offset 1: the text compiles to other bytes" },
	{ "AA{A0{81020001}}", SAIP_PRINT_INEXACT, "offset 1: the text compiles to other bytes" },
	{ "", SAIP_PRINT_FAILED, "offset 0: no profile element" },
	{ "AB00", SAIP_PRINT_FAILED, "offset 0: unknown profile element" },
	{ "AA{A0{810101} 8100}", SAIP_PRINT_FAILED,
	  "offset 7: unknown component, or out of order, in PE-End" },
	{ "A9{A0{810101} 81{2A83} 8200}", SAIP_PRINT_FAILED,
	  "offset 9: object identifier cut off" },
	{ "A2{A0{810101} A1{8200}}", SAIP_PRINT_FAILED,
	  "offset 9: unknown alternative of pinCodes" },
	{ "B1{A0{810101}}", SAIP_PRINT_FAILED, "offset 2: missing: templateID" },
	{ "B1{A0{810101} 81{2A} 9F2000}", SAIP_PRINT_FAILED, NULL },
	{ "AA{A0{810600000000000001}}", SAIP_PRINT_FAILED,
	  "offset 6: number out of range: identification" },
};

static void test_texts(void **state)
{
	static struct package p;

	(void)state;
	for (size_t i = 0; i < A_COUNT(rows); i++) {
		char error[200], *text = NULL;
		size_t len;
		int result;

		p.len = 0;
		package_add(&p, rows[i].der);
		result = saip_print(p.bytes, p.len, &text, &len, error, sizeof(error));
		if (result != rows[i].result)
			fail_msg("%s: %d %s", rows[i].der, result, error);
		if (rows[i].text)
			assert_string_equal(result == SAIP_PRINT_OK ? text : error, rows[i].text);
		free(text);
	}
	/* cut off, and without room for a message */
	assert_int_equal(saip_print((const uint8_t *)"\xAA\x05\xA0", 3, &(char *){ NULL },
	                            &(size_t){ 0 }, NULL, 0),
	                 SAIP_PRINT_FAILED);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_samples),
		cmocka_unit_test(test_ts48),
	};

	samples = argv + 1;
	sample_count = argc - 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
