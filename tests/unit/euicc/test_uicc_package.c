/*
 * Packages written as text, through the loader into a UICC, which a terminal then uses: an IoT
 * minimal profile with its defaults, and a profile whose MF and USIM are made by generic file
 * management [TCA SAIP 3.3 PE-IoT, PE-GenericFileManagement; TS 102 221 11.1.9; TS 31.102 7.1].
 */
#include "uicc_expect.h"

#include <stdlib.h>
#include <string.h>

#include "profiles/loader.h"
#include "profiles/value_notation.h"

/* IMSI 999700000000001, and the XOR test algorithm with K = 00 01 .. 0F. */
#define AKA                                                                   \
	"aka ProfileElement ::= akaParameter : { aka-header { mandated NULL," \
	" identification 20 }, algoConfiguration algoParameter : {"           \
	" algorithmID usim-test-algorithm, algorithmOptions '02'H,"           \
	" key '000102030405060708090A0B0C0D0E0F'H, opc ''H } }\n"
#define END "end ProfileElement ::= end : { end-header { mandated NULL, identification 99 } }\n"

/* Computed apart from this project: XDOUT = K xor RAND is RES [TS 34.108 8.1.2]. */
#define AUTHENTICATE \
	"0088008122" \
	"1023553CBE9637A89D218AE64DAE47BF3510BD9232AE9A08800023543EBD92132E9A"
#define AUTHENTICATED                                                            \
	"DB1023543EBD9232AE9A2983EC46A24AB13A10543EBD9232AE9A2983EC46A24AB13A23" \
	"103EBD9232AE9A2983EC46A24AB13A2354"
#define SELECT_ANY_USIM "00A4040C07A0000000871002"

static struct uicc_terminal install(const char *text)
{
	static const struct saip_capabilities all = { .services = 0x3FFFFFFF, .max_major = 3 };
	struct uicc *u = uicc_new(0);
	struct saip_sink sink = uicc_sink(u);
	struct saip_loader *l = saip_loader_new(&sink, &all);
	struct uicc_terminal t;
	char error[200];
	uint8_t *der;
	size_t len, n;

	assert_non_null(u);
	assert_non_null(l);
	if (saip_compile(text, strlen(text), &der, &len, error, sizeof(error)) < 0)
		fail_msg("%s", error);
	saip_loader_feed(l, (struct span){ der, len });
	if (!saip_loader_finish(l))
		fail_msg("element %d: %d", saip_loader_status(l, &n)->identification,
		         saip_loader_status(l, &n)->code);
	saip_loader_free(l);
	free(der);
	terminal_init(&t, u);
	return t;
}

#define IOT(components)                                                                  \
	"header ProfileElement ::= header : { major-version 3, minor-version 3,"         \
	" iccid '8988999700000000014F'H, eUICC-Mandatory-services { usim NULL },"        \
	" eUICC-Mandatory-GFSTEList { { 2 23 143 1 2 17 } },"                            \
	" iotOptions { pix '1002FFFFFFFF89000001FF'H } }\n"                              \
	"iot ProfileElement ::= iot : { iot-header { mandated NULL, identification 1 }," \
	" templateID { 2 23 143 1 2 17 }, " components " }\n"
#define IMSI "ef-imsi { fillFileContent : '089999070000000010'H }"
#define ACC  "ef-acc { fillFileContent : '0002'H }"

/* EF.IMSI and EF.ACC are all that the package gives. */
static void test_iot(void **state)
{
	struct uicc_terminal t = install(IOT(IMSI ", " ACC) AKA END);

	(void)state;
	EXPECT(&t, "00A4080C022FE2", "", 0x9000);
	EXPECT(&t, "00B000000A", "988899790000000010F4", 0x9000);
	EXPECT(&t, "00A4080C022F00", "", 0x9000);
	EXPECT(&t, "00B2010414", "61124F10A0000000871002FFFFFFFF89000001FF", 0x9000);
	EXPECT(&t, SELECT_ANY_USIM, "", 0x9000);
	/* PIN1 is disabled */
	EXPECT(&t, "00A4000C026F07", "", 0x9000);
	EXPECT(&t, "00B0000009", "089999070000000010", 0x9000);
	EXPECT(&t, "00A4000C026F78", "", 0x9000);
	EXPECT(&t, "00B0000002", "0002", 0x9000);
	EXPECT(&t, "00A4000C026F38", "", 0x9000);
	EXPECT(&t, "00B0000001", "00", 0x9000);
	EXPECT(&t, AUTHENTICATE, AUTHENTICATED, 0x9000);
	uicc_free(t.u);
}

/* The default PINs and PUKs, and what they open [docs/PROFILES.md]. */
static void test_iot_pins(void **state)
{
	struct uicc_terminal t = install(IOT(IMSI ", " ACC) AKA END);

	(void)state;
	EXPECT(&t, SELECT_ANY_USIM, "", 0x9000);
	EXPECT(&t, "00A4000C026F07", "", 0x9000);
	EXPECT(&t,
	       "00D6000001"
	       "08",
	       "", 0x6982);
	EXPECT(&t, "00200081", "", 0x63C3);
	EXPECT(&t,
	       "0020008108"
	       "35363738FFFFFFFF",
	       "", 0x9000);
	EXPECT(&t, "0020000A", "", 0x63CA);
	EXPECT(&t,
	       "0020000A08"
	       "3838383838383838",
	       "", 0x9000);
	EXPECT(&t,
	       "00D6000001"
	       "08",
	       "", 0x9000);
	/* enabling PIN1, and unblocking both */
	EXPECT(&t,
	       "0028000108"
	       "31323334FFFFFFFF",
	       "", 0x9000);
	EXPECT(&t,
	       "002C000110"
	       "3132333435363738"
	       "39393939FFFFFFFF",
	       "", 0x9000);
	EXPECT(&t,
	       "002C008110"
	       "3837363534333231"
	       "39393939FFFFFFFF",
	       "", 0x9000);
	EXPECT(&t,
	       "0020000108"
	       "39393939FFFFFFFF",
	       "", 0x9000);
	uicc_free(t.u);
}

/* The package's own PIN1, enabled: without it nothing is read, and nobody authenticates. */
static void test_iot_own_pin(void **state)
{
	struct uicc_terminal t = install(IOT(
	        IMSI
	        ", " ACC) "pins ProfileElement ::= pinCodes : { pin-Header {"
	                  " mandated NULL, identification 2 }, pinCodes pinconfig : {"
	                  " { keyReference pinAppl1, pinValue '39393939FFFFFFFF'H } } }\n" AKA END);

	(void)state;
	EXPECT(&t, SELECT_ANY_USIM, "", 0x9000);
	EXPECT(&t, "00A4000C026F07", "", 0x9000);
	EXPECT(&t, "00B0000009", "", 0x6982);
	EXPECT(&t, AUTHENTICATE, "", 0x6982);
	EXPECT(&t,
	       "0020000108"
	       "39393939FFFFFFFF",
	       "", 0x9000);
	EXPECT(&t, "00B0000009", "089999070000000010", 0x9000);
	EXPECT(&t, AUTHENTICATE, AUTHENTICATED, 0x9000);
	uicc_free(t.u);
}

/* Everything by file management; the local PIN is that of the USIM, not of the last directory. */
static void test_file_management(void **state)
{
	struct uicc_terminal t = install(
	        "header ProfileElement ::= header : { major-version 2, minor-version 3,"
	        " iccid '8988999700000000014F'H, eUICC-Mandatory-services { usim NULL },"
	        " eUICC-Mandatory-GFSTEList { } }\n"
	        "mf ProfileElement ::= genericFileManagement : { gfm-header { mandated NULL,"
	        " identification 1 }, fileManagementCMD { {"
	        " createFCP : { fileDescriptor '7821'H, fileID '3F00'H,"
	        " securityAttributesReferenced '2F0601'H, pinStatusTemplateDO '01'H },"
	        " createFCP : { fileDescriptor '42210010'H, fileID '2F06'H,"
	        " securityAttributesReferenced '2F0601'H, efFileSize '10'H },"
	        " fillFileContent : '800101A40683010195010880015E9700'H } } }\n"
	        "pins ProfileElement ::= pinCodes : { pin-Header { mandated NULL,"
	        " identification 2 }, pinCodes pinconfig : {"
	        " { keyReference pinAppl1, pinValue '31323334FFFFFFFF'H } } }\n"
	        "usim ProfileElement ::= genericFileManagement : { gfm-header { mandated NULL,"
	        " identification 3 }, fileManagementCMD { { filePath : ''H,"
	        " createFCP : { fileDescriptor '7821'H, fileID '7FD0'H,"
	        " dfName 'A0000000871002FF49FF0589'H, securityAttributesReferenced '2F0601'H,"
	        " pinStatusTemplateDO '0181'H },"
	        " createFCP : { fileDescriptor '4121'H, fileID '6F07'H,"
	        " securityAttributesReferenced '2F0601'H, efFileSize '09'H },"
	        " fillFileContent : '089999070000000010'H,"
	        " createFCP : { fileDescriptor '7821'H, fileID '5F66'H,"
	        " securityAttributesReferenced '2F0601'H, pinStatusTemplateDO '01'H } } } }\n"
	        "pin2 ProfileElement ::= pinCodes : { pin-Header { mandated NULL,"
	        " identification 4 }, pinCodes pinconfig : {"
	        " { keyReference secondPINAppl1, pinValue '39393939FFFFFFFF'H } } }\n" AKA END);

	(void)state;
	EXPECT(&t, "00A40004023F00", NULL, 0x9000);
	assert_non_null(strstr(t.hex, "82027821"));
	EXPECT(&t, SELECT_USIM, "", 0x9000);
	EXPECT(&t, "00A4000C026F07", "", 0x9000);
	EXPECT(&t, "00B0000009", "", 0x6982);
	EXPECT(&t,
	       "0020008108"
	       "39393939FFFFFFFF",
	       "", 0x9000);
	EXPECT(&t,
	       "0020000108"
	       "31323334FFFFFFFF",
	       "", 0x9000);
	EXPECT(&t, "00B0000009", "089999070000000010", 0x9000);
	EXPECT(&t, AUTHENTICATE, AUTHENTICATED, 0x9000);
	uicc_free(t.u);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_iot),
		cmocka_unit_test(test_iot_pins),
		cmocka_unit_test(test_iot_own_pin),
		cmocka_unit_test(test_file_management),
	};

	return cmocka_run_group_tests_name("uicc-package", tests, NULL, NULL);
}
