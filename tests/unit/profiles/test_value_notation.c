/*
 * ASN.1 value notation to DER [X.680, X.690]. Expected octets were written by hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "profiles/value_notation.h"

static void expect(const char *text, const uint8_t *der, size_t len)
{
	char error[100] = "untouched";
	uint8_t *got;
	size_t got_len;

	if (saip_compile(text, strlen(text), &got, &got_len, error, sizeof(error)) < 0)
		fail_msg("%s\n%s", error, text);
	assert_string_equal(error, "");
	assert_int_equal(got_len, len);
	assert_memory_equal(got, der, len);
	free(got);
}

#define EXPECT(text, ...)                               \
	do {                                            \
		const uint8_t der_[] = { __VA_ARGS__ }; \
		expect(text, der_, sizeof(der_));       \
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
	expect("h ProfileElement ::= header : { major-version 2, minor-version 3,"
	       " profileType \"a \"\"b\"\"\", iccid '00000000000000000000'H,"
	       " eUICC-Mandatory-services { usim NULL, tuak256 NULL },"
	       " eUICC-Mandatory-GFSTEList { { 2 23 143 1 2 1 } } }",
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
	  "line 1: unknown component, or out of order, in PEHeader" },
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
	  "line 1: unknown component, or out of order, in cd" },
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
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_errors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
