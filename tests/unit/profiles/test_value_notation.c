/*
 * ASN.1 value notation to DER [X.680, X.690]. Expected octets were written by hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "asn1/asn1.h"
#include "profiles/value_notation.h"

enum { FILE_MAX = 1 << 18 };

static void expect(const char *text, size_t text_len, const uint8_t *der, size_t len)
{
	char error[100] = "untouched";
	uint8_t *got;
	size_t got_len;

	if (saip_compile(text, text_len, &got, &got_len, error, sizeof(error)) < 0)
		fail_msg("%s\n%.2000s", error, text);
	assert_string_equal(error, "");
	assert_int_equal(got_len, len);
	assert_memory_equal(got, der, len);
	free(got);
}

#define EXPECT(text, ...)                                       \
	do {                                                    \
		const uint8_t der_[] = { __VA_ARGS__ };         \
		expect(text, strlen(text), der_, sizeof(der_)); \
	} while (0)

static void test_values(void **state)
{
	(void)state;
	EXPECT("e ProfileElement ::= end : { end-header { mandated NULL, identification 300 } }",
	       0xAA, 0x08, 0xA0, 0x06, 0x80, 0x00, 0x81, 0x02, 0x01, 0x2C);
	/* comments, white space in octets, names of numbers, defaults left out */
	EXPECT("puk -- a comment -- ProfileElement ::= pukCodes : { /* another /* one */ */\n"
	       "  puk-Header { identification 1 }, -- to the end\n"
	       "  pukCodes { { keyReference secondPUKAppl1, pukValue '3131 3131\n3131 3131'H,\n"
	       "    maxNumOfAttemps-retryNumLeft 170 } } }",
	       0xA3, 0x17, 0xA0, 0x03, 0x81, 0x01, 0x01, 0xA1, 0x10, 0x30, 0x0E, 0x80, 0x02, 0x00,
	       0x81, 0x81, 0x08, 0x31, 0x31, 0x31, 0x31, 0x31, 0x31, 0x31, 0x31);
	/* choice, lists, object identifiers with names; arcs of more than 7 bits */
	EXPECT("x ProfileElement ::= nonStandard : { nonStandard-header { identification 0 },"
	       " issuerID { joint-iso-itu-t(2) 23 143 16384 }, content ''H }",
	       0xA9, 0x0F, 0xA0, 0x03, 0x81, 0x01, 0x00, 0x81, 0x06, 0x67, 0x81, 0x0F, 0x81, 0x80,
	       0x00, 0x82, 0x00);
	EXPECT("x ProfileElement ::= pinCodes : { pin-Header { identification 0 },"
	       " pinCodes filePath : '7F10'H }",
	       0xA2, 0x0B, 0xA0, 0x03, 0x81, 0x01, 0x00, 0xA1, 0x04, 0x81, 0x02, 0x7F, 0x10);
	EXPECT("x ProfileElement ::= genericFileManagement : { gfm-header { identification 0 },"
	       " fileManagementCMD { { filePath : ''H, createFCP : { fileID '6F05'H },"
	       " fillFileOffset : 1, fillFileContent : '00'H } } }",
	       0xA1, 0x17, 0xA0, 0x03, 0x81, 0x01, 0x00, 0xA1, 0x10, 0x30, 0x0E, 0x80, 0x00, 0x62,
	       0x04, 0x83, 0x02, 0x6F, 0x05, 0x02, 0x01, 0x01, 0x81, 0x01, 0x00);
}

#define AKA(algorithm, rest)                                                          \
	"x ProfileElement ::= akaParameter : { aka-header { identification 0 },"      \
	" algoConfiguration algoParameter : { algorithmID milenage, algorithmOptions" \
	" '01'H, key '00'H, opc '00'H" algorithm " }" rest " }"
#define SQN   "'000000000000'H"
#define SQN8  SQN ", " SQN ", " SQN ", " SQN ", " SQN ", " SQN ", " SQN ", " SQN
#define ZERO3 "000000"
#define ZEROF ZERO3 ZERO3 ZERO3 ZERO3 ZERO3
#define FILE_(fcp)                                                              \
	"x ProfileElement ::= telecom : { telecom-header { identification 0 }," \
	" templateID { 2 23 143 1 2 3 }, df-telecom { fileDescriptor : { " fcp " } } }"
#define DOMAIN(state, key)                                                             \
	"x ProfileElement ::= securityDomain : { sd-Header { identification 0 },"      \
	" instance { applicationLoadPackageAID 'A000000001'H, classAID 'A000000002'H," \
	" instanceAID 'A000000003'H, applicationPrivileges '80'H, " state              \
	"applicationSpecificParametersC9 ''H }, keyList { { keyUsageQualifier '10'H, " key "} } }"
#define KEY(access, mac)                                      \
	access "keyIdentifier '01'H, keyVersionNumber '01'H," \
	       " keyCompontents { { keyType '88'H, keyData '00'H" mac " } }"

/*
 * Components with a DEFAULT are left out where they say no more than that [X.690 11.5], and are
 * there where they say something else [TCA SAIP 3.3 PEDefinitions].
 */
static const struct {
	const char *text;
	const char *other; /* NULL: compiles to the same as the first row of its kind */
	size_t len;        /* else: has these octets */
} defaults[] = {
	{ AKA("", ""), "\xA4\x15", 2 },
	{ AKA(", rotationConstants '4000204060'H", ""), NULL, 0 },
	{ AKA(", rotationConstants '4000204061'H", ""), "\x84\x05\x40\x00\x20\x40\x61", 7 },
	{ AKA(", xoringConstants '" ZEROF "00" ZEROF "01" ZEROF "02" ZEROF "04" ZEROF "08'H", ""),
	  NULL, 0 },
	{ AKA(", xoringConstants '" ZEROF "00" ZEROF "01" ZEROF "02" ZEROF "04" ZEROF "09'H", ""),
	  "\x85\x50\x00\x00", 4 },
	{ AKA(", numberOfKeccak 1", ""), NULL, 0 },
	{ AKA(", numberOfKeccak 2", ""), "\x87\x01\x02", 3 },
	{ AKA("", ", sqnOptions '02'H, sqnDelta '000010000000'H, sqnAgeLimit '000010000000'H"),
	  NULL, 0 },
	{ AKA("", ", sqnOptions '03'H"), "\x82\x01\x03", 3 },
	{ AKA("", ", sqnDelta '000000000001'H"), "\x83\x06\x00\x00\x00\x00\x00\x01", 8 },
	{ AKA("", ", sqnAgeLimit '000000000000'H"), "\x84\x06\x00\x00\x00\x00\x00\x00", 8 },
	{ AKA("", ", sqnInit { " SQN8 ", " SQN8 ", " SQN8 ", " SQN8 " }"), NULL, 0 },
	{ AKA("", ", sqnInit { " SQN8 ", " SQN8 ", " SQN8 ", '000000000001'H, " SQN ", " SQN
	          ", " SQN ", " SQN ", " SQN ", " SQN ", " SQN " }"),
	  "\xA5\x82\x01\x00\x04\x06\x00", 7 },

	{ FILE_("pinStatusTemplateDO '01'H, proprietaryEFInfo { }"), "\xA1\x05", 2 },
	{ FILE_("lcsi '05'H, pinStatusTemplateDO '01'H, proprietaryEFInfo { }"), NULL, 0 },
	{ FILE_("lcsi '04'H, pinStatusTemplateDO '01'H, proprietaryEFInfo { }"), "\x8A\x01\x04",
	  3 },
	{ FILE_("pinStatusTemplateDO '01'H, proprietaryEFInfo { specialFileInformation '00'H }"),
	  NULL, 0 },
	{ FILE_("proprietaryEFInfo { specialFileInformation '40'H }"), "\xC0\x01\x40", 3 },
	{ FILE_("pinStatusTemplateDO '01'H, proprietaryEFInfo { fileDetails '01'H }"), NULL, 0 },
	{ FILE_("proprietaryEFInfo { fileDetails '02'H }"), "\x84\x01\x02", 3 },

	{ DOMAIN("", KEY("", "")), "\xA6\x38", 2 },
	{ DOMAIN("lifeCycleState '07'H, ", KEY("", "")), NULL, 0 },
	{ DOMAIN("lifeCycleState '0F'H, ", KEY("", "")), "\x83\x01\x0F", 3 },
	{ DOMAIN("", KEY("keyAccess '00'H, ", "")), NULL, 0 },
	{ DOMAIN("", KEY("keyAccess '01'H, ", "")), "\x96\x01\x01", 3 },
	{ DOMAIN("", KEY("", ", macLength 8")), NULL, 0 },
	{ DOMAIN("", KEY("", ", macLength 4")), "\x87\x01\x04", 3 },
	/* in its other spelling */
	{ DOMAIN("", "keyIdentifier '01'H, keyVersionNumber '01'H,"
	             " keyComponents { { keyType '88'H, keyData '00'H } }"),
	  NULL, 0 },
};

static void test_defaults(void **state)
{
	uint8_t *plain = NULL;
	size_t plain_len = 0;

	(void)state;
	for (size_t i = 0; i < A_COUNT(defaults); i++) {
		char error[100];
		uint8_t *der;
		size_t len;

		if (saip_compile(defaults[i].text, strlen(defaults[i].text), &der, &len, error,
		                 sizeof(error)) < 0)
			fail_msg("%s\n%s", error, defaults[i].text);
		if (defaults[i].other && !memmem(der, len, defaults[i].other, defaults[i].len))
			fail_msg("left out: %s", defaults[i].text);
		if (!defaults[i].other && (len != plain_len || memcmp(der, plain, len) != 0))
			fail_msg("written out: %s", defaults[i].text);
		/* the first row of a kind has all of them left out */
		if (!plain || der[0] != plain[0]) {
			free(plain);
			plain = der;
			plain_len = len;
		} else {
			free(der);
		}
	}
	free(plain);
}

/* The texts of GSMA TS.48 version 7 beside what the GSMA compiled them to. */
static const char *const ts48[] = {
	"TS48 V7.0 eSIM_GTP_SAIP2.3_BERTLV_SUCI",
	"TS48 V7.0 eSIM_GTP_SAIP2.3_BERTLV_SUCI_NoRAMRFM",
	"TS48 V7.0 eSIM_GTP_SAIP2.3_NoBERTLV",
	"TS48 V7.0 eSIM_GTP_SAIP2.3_NoBERTLV_NoRAMRFM",
};

static size_t read_ts48(const char *name, const char *suffix, char content[FILE_MAX])
{
	const char *root = getenv("SOFTEUICC_TESTDATA");
	char path[4096];
	size_t n = 0;
	FILE *f;

	snprintf(path, sizeof(path), "%s/ts48/%s%s", root ? root : TESTDATA_DEFAULT, name, suffix);
	f = fopen(path, "rb");
	if (f) {
		n = fread(content, 1, FILE_MAX, f);
		fclose(f);
	}
	return n;
}

static void test_ts48(void **state)
{
	static char text[FILE_MAX], der[FILE_MAX];
	size_t found = 0;

	(void)state;
	for (size_t i = 0; i < A_COUNT(ts48); i++) {
		size_t text_len = read_ts48(ts48[i], ".txt", text);
		size_t der_len = read_ts48(ts48[i], ".rename2der", der);

		if (text_len == 0 || der_len == 0)
			continue;
		found++;
		expect(text, text_len, (const uint8_t *)der, der_len);
	}
	if (!found) {
		print_message("SOFTEUICC_TESTDATA has no texts of TS.48 v7\n");
		skip();
	}
}

/* Components of files are named by the template rows; from [31] on their tags take two octets. */
static void test_files(void **state)
{
	(void)state;
	EXPECT("x ProfileElement ::= telecom : { telecom-header { identification 0 },"
	       " templateID { 2 23 143 1 2 3 }, df-telecom { }, ef-grp { fillFileContent : 'AB'H },"
	       " ef-ccp1 { doNotCreate : NULL } }",
	       0xB2, 0x1A, 0xA0, 0x03, 0x81, 0x01, 0x00, 0x81, 0x06, 0x67, 0x81, 0x0F, 0x01, 0x02,
	       0x03, 0xA2, 0x00, 0xBF, 0x1F, 0x03, 0x83, 0x01, 0xAB, 0xBF, 0x20, 0x02, 0x80, 0x00);
}

/* A length of three octets, and strings. */
static void test_lengths(void **state)
{
	static const char header[] =
	        "h ProfileElement ::= header : { major-version 2, minor-version 3,"
	        " profileType \"a \"\"b\"\"\", iccid '00000000000000000000'H,"
	        " eUICC-Mandatory-services { usim NULL, tuak256 NULL },"
	        " eUICC-Mandatory-GFSTEList { { 2 23 143 1 2 1 } } }";
	char text[2000] =
	        "x ProfileElement ::= nonStandard : { nonStandard-header { identification 0 },"
	        " issuerID { 1 2 3 }, content '";
	uint8_t *der;
	size_t len;
	char error[100];

	(void)state;
	for (int i = 0; i < 300; i++)
		strcat(text, "5A");
	strcat(text, "'H }");
	assert_int_equal(saip_compile(text, strlen(text), &der, &len, error, sizeof(error)), 0);
	assert_int_equal(len, 4 + 5 + 4 + 4 + 300);
	assert_memory_equal(
	        der, "\xA9\x82\x01\x39\xA0\x03\x81\x01\x00\x81\x02\x2A\x03\x82\x82\x01\x2C", 17);
	free(der);
	expect(header, strlen(header),
	       (const uint8_t
	                *)"\xA0\x29\x80\x01\x02\x81\x01\x03\x82\x05"
	                  "a \"b\"\x83\x0A\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xA5\x04\x81\x00"
	                  "\x90\x00\xA6\x08\x06\x06\x67\x81\x0F\x01\x02\x01",
	       43);
}

#define END(value) "e ProfileElement ::= end : " value

static const struct {
	const char *text, *error;
} errors[] = {
	{ "", "line 1: no profile element" },
	{ "::=", "line 1: expected a name" },
	{ "e Profile", "line 1: expected ProfileElement" },
	{ "e ProfileElement :", "line 1: expected ::=" },
	{ "e ProfileElement ::= unknown : { }", "line 1: unknown profile element" },
	{ "\n\n" END("{ }"), "line 3: missing: end-header" },
	{ END("{\n end-header { } }"), "line 2: missing: identification" },
	{ END("{ end-header { identification 40000 } }"),
	  "line 1: value out of range: identification" },
	{ END("{ end-header { identification 99999999999 } }"), "line 1: number too large" },
	{ END("{ end-header { identification one } }"), "line 1: expected a number" },
	{ END("{ end-header { identification 1, mandated NULL } }"),
	  "line 1: unknown component, or out of order, in PEHeader: mandated" },
	{ END("{ end-header { identification 1 }"), "line 1: expected }" },
	{ END("{ end-header { mandated 1 } }"), "line 1: expected NULL" },
	{ "x ProfileElement ::= nonStandard : { nonStandard-header { identification 0 },"
	  " issuerID { 3 2 }, content ''H }",
	  "line 1: no such object identifier" },
	{ "x ProfileElement ::= pukCodes : { puk-Header { identification 1 }, pukCodes { } }",
	  "line 1: wrong size of pukCodes" },
	{ "x ProfileElement ::= pinCodes : { pin-Header { identification 1 }, pinCodes none : 1 }",
	  "line 1: unknown alternative of pinCodes" },
	{ "x ProfileElement ::= pinCodes : { pin-Header { identification 1 },"
	  " pinCodes filePath : 'ABC'H }",
	  "line 1: odd number of hexadecimal digits" },
	{ "x ProfileElement ::= pinCodes : { pin-Header { identification 1 },"
	  " pinCodes filePath : 'AG'H }",
	  "line 1: not a hexadecimal digit" },
	{ "x ProfileElement ::= pinCodes : { pin-Header { identification 1 },"
	  " pinCodes filePath : 'AB",
	  "line 1: expected '...'H" },
	{ "x ProfileElement ::= pinCodes : { pin-Header { identification 1 },"
	  " pinCodes filePath : '000000000000000000'H }",
	  "line 1: wrong size of filePath" },
	{ "x ProfileElement ::= mf : { mf-header { identification 1 }, templateID { 2 23 },"
	  " ef-iccid { } }",
	  "line 1: missing: mf" },
	{ "x ProfileElement ::= cd : { cd-header { identification 1 }, templateID { 2 23 } }",
	  "line 1: missing: df-cd" },
	{ "x ProfileElement ::= cd : { cd-header { identification 1 }, templateID { 2 23 },"
	  " df-cd { }, ef-nothing { } }",
	  "line 1: unknown component, or out of order, in cd: ef-nothing" },
	{ "x ProfileElement ::= usim : { usim-header { identification 1 }, templateID { 2 23 },"
	  " adf-usim { }, ef-imsii { } }",
	  "line 1: unknown component, or out of order, in usim: ef-imsii" },
	{ "x ProfileElement ::= usim : { usim-header { identification 1 }, templateID { 2 23 },"
	  " adf-usim { }, ef-arr { } }",
	  "line 1: missing: ef-imsi" },
	{ "x ProfileElement ::= mf : { mf-header { identification 1 }, templateID { 2 23 }, ",
	  "line 1: unknown component, or out of order, in mf: " },
	{ "x ProfileElement ::= header : { major-version 2, minor-version 3, profileType name }",
	  "line 1: expected a string" },
	{ "x ProfileElement ::= header : { major-version 2, minor-version 3, profileType \"\" }",
	  "line 1: wrong size of profileType" },
	{ "x ProfileElement ::= header : { major-version 2, minor-version 3, profileType \"\xC3\" "
	  "}",
	  "line 1: not UTF-8: profileType" },
	{ "/* not closed", "line 1: no profile element" },
};

static void test_errors(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		char error[100];
		uint8_t *der = NULL;
		size_t len = 0;

		assert_int_equal(saip_compile(errors[i].text, strlen(errors[i].text), &der, &len,
		                              error, sizeof(error)),
		                 -1);
		assert_string_equal(error, errors[i].error);
		assert_null(der);
	}
	/* without room for a message */
	assert_int_equal(saip_compile("x", 1, &(uint8_t *){ NULL }, &(size_t){ 0 }, NULL, 0), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values), cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_files),  cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_errors), cmocka_unit_test(test_ts48),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
