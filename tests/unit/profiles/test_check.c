/*
 * The check: our samples are clean, and each rule is found where it is broken. Sources are made from
 * the sample of a plain operator by replacing text [TCA SAIP 3.3].
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "packages.h"
#include "profiles/tool.h"
#include "recorder.h"

enum { SOURCE_MAX = 65536 };

static char **samples;
static int sample_count;

/* What was found: one line each, "error rule element component: text". */
struct report {
	char text[8192];
	size_t len;
};

static void on_finding(void *ctx, const struct saip_finding *f)
{
	struct report *r = ctx;
	int n = snprintf(r->text + r->len, sizeof(r->text) - r->len, "%s %s %u %s %s: %s\n",
	                 f->is_error ? "error" : "warning", f->rule, f->number,
	                 f->element ? f->element : "-", f->component ? f->component : "-", f->text);

	assert_true(n > 0);
	r->len += (size_t)n < sizeof(r->text) - r->len ? (size_t)n : sizeof(r->text) - r->len - 1;
}

static size_t read_source(const char *path, char text[SOURCE_MAX])
{
	FILE *f = fopen(path, "rb");
	size_t n = 0;

	assert_non_null(f);
	n = fread(text, 1, SOURCE_MAX - 1, f);
	fclose(f);
	text[n] = '\0';
	return n;
}

/* Puts `to` in place of the first `from` at or after the text `after`. */
static void replace(char text[SOURCE_MAX], const char *after, const char *from, const char *to)
{
	char *at = strstr(text, after);

	at = at ? strstr(at, from) : NULL;
	if (!at)
		fail_msg("no \"%s\" after \"%s\"", from, after);
	assert_true(strlen(text) + strlen(to) < SOURCE_MAX);
	memmove(at + strlen(to), at + strlen(from), strlen(at + strlen(from)) + 1);
	memcpy(at, to, strlen(to));
}

static int check_source(const char *text, struct report *ret_report)
{
	char error[200];
	uint8_t *der;
	size_t len;
	int errors;

	*ret_report = (struct report){ 0 };
	if (saip_compile(text, strlen(text), &der, &len, error, sizeof(error)) < 0)
		fail_msg("%s", error);
	errors = saip_check(der, len, on_finding, ret_report);
	free(der);
	return errors;
}

/* The packages of GSMA TS.48: what is in no rule must not be found in them. */
static const struct {
	const char *name;
	const char *error; /* the only one; NULL: there is none */
} ts48[] = {
	{ "TS48v1_A.der", NULL },
	{ "TS48v2_SAIP2.3_BERTLV.der", NULL },
	{ "TS48v3_SAIP2.1_NoBERTLV.der", NULL },
	{ "TS48v4_SAIP2.3_NoBERTLV.der", NULL },
	{ "TS48v5_SAIP2.3_NoBERTLV.der", NULL },
	{ "TS48 V7.0 eSIM_GTP_SAIP2.3_NoBERTLV.rename2der", NULL },
	{ "TS48 V7.0 eSIM_GTP_SAIP2.3_NoBERTLV_NoRAMRFM.rename2der", NULL },
	{ "TS48 V7.0 eSIM_GTP_SAIP2.3_BERTLV_SUCI.rename2der",
	  "error arr 23 genericFileManagement fileManagementCMD: record 4 of EF.ARR holds no "
	  "rule" },
	{ "TS48 V7.0 eSIM_GTP_SAIP2.3_BERTLV_SUCI_NoRAMRFM.rename2der",
	  "error arr 23 genericFileManagement fileManagementCMD: record 4 of EF.ARR holds no "
	  "rule" },
};

static void test_ts48(void **state)
{
	const char *root = getenv("SOFTEUICC_TESTDATA");
	static uint8_t package[SOURCE_MAX];
	static struct report report;
	size_t found = 0;

	(void)state;
	for (size_t i = 0; i < A_COUNT(ts48); i++) {
		char path[4096];
		size_t len;
		FILE *f;
		int errors;

		snprintf(path, sizeof(path), "%s/ts48/%s", root ? root : TESTDATA_DEFAULT,
		         ts48[i].name);
		f = fopen(path, "rb");
		if (!f)
			continue;
		found++;
		len = fread(package, 1, sizeof(package), f);
		fclose(f);
		report = (struct report){ 0 };
		errors = saip_check(package, len, on_finding, &report);
		if (errors != (ts48[i].error != NULL) ||
		    (ts48[i].error && !strstr(report.text, ts48[i].error)))
			fail_msg("%s: %d errors\n%s", ts48[i].name, errors, report.text);
	}
	if (!found) {
		print_message("SOFTEUICC_TESTDATA has no TS.48 packages\n");
		skip();
	}
}

static void test_samples(void **state)
{
	static char text[SOURCE_MAX];
	static struct report report;

	(void)state;
	assert_true(sample_count >= 4);
	for (int i = 0; i < sample_count; i++) {
		read_source(samples[i], text);
		assert_int_equal(check_source(text, &report), 0);
		assert_string_equal(report.text, "");
	}
}

static const struct {
	const char *after, *from, *to;
	const char *finding;
} broken[] = {
	{ "header", "014F'H", "013F'H", "error iccid 2 mf ef-iccid: EF.ICCID is not" },
	{ "header", "014F'H", "013F'H",
	  "warning iccid 1 header -: the last digit of the ICCID "
	  "should be 4" },
	{ "iccid", "8988999700000000014F", "A988999700000000014F",
	  "error iccid 1 header -: the ICCID is not 19 or 20 digits" },
	{ "header", "milenage NULL", "isim NULL",
	  "warning services 8 akaParameter -: needs milenage, which" },
	{ "header", "milenage NULL", "milenage NULL, tuak128 NULL",
	  "warning services 1 header -: eUICC-Mandatory-services lists tuak128, which" },
	{ "algorithmID", "milenage", "usim-test-algorithm",
	  "warning services 8 akaParameter -: needs usim-test-algorithm, which" },
	{ "header", "{ 2 23 143 1 2 5 }", "{ 2 23 143 1 2 6 }",
	  "warning templates 1 header -: the template of opt-usim is not in" },
	{ "header", "{ 2 23 143 1 2 5 }", "{ 2 23 143 1 2 6 }",
	  "warning templates 1 header -: eUICC-Mandatory-GFSTEList lists a template of phonebook" },
	{ "puk-Header", "identification 2", "identification 1",
	  "error identification 3 pukCodes -: element 2 has the same identification" },
	{ "mf-header", "ef-umpc {", "ef-umpc { fileDescriptor : { efFileSize '04'H },",
	  "error load 2 mf ef-umpc: cards answer PEStatus 3, bad-values" },
	{ "ef-imsi {", "fillFileContent : '089999070000000010'H", "",
	  "warning content 5 usim ef-imsi: the template wants the package to give content" },
	{ "ef-imsi {", "fillFileContent", "fileDescriptor : { efFileSize '0A'H }, fillFileContent",
	  "error size 5 usim ef-imsi: 10 octets, but it takes 9" },
	{ "ef-acc {", "fillFileContent",
	  "fileDescriptor : { securityAttributesReferenced '0F'H }, fillFileContent",
	  "error arr 5 usim ef-acc: EF.ARR 6F06 has no record 15" },
	{ "ef-acc {", "fillFileContent",
	  "fileDescriptor : { securityAttributesReferenced '6F1001'H }, fillFileContent",
	  "error arr 5 usim ef-acc: there is no EF.ARR 6F10 for it" },
	{ "pinconfig", "keyReference adm1", "keyReference adm2",
	  "error pin 5 usim ef-acc: record 2 of EF.ARR asks for PIN 0A, which is not defined" },
	{ "pinconfig", "keyReference adm1", "keyReference adm2",
	  "error pin 2 mf mf: pinStatusTemplateDO names PIN 0A" },
	{ "pinconfig", "unblockingPINReference pukAppl1", "unblockingPINReference pukAppl2",
	  "error load 4 pinCodes -: cards answer PEStatus 11, pin-code-missing" },
	{ "ef-dir {", "A0000000871002FFFFFFFF8900000100", "A0000000871002FFFFFFFF8900000101",
	  "warning dir 2 mf ef-dir: record 1 names an AID without an ADF" },
	{ "ef-dir {", "A0000000871002FFFFFFFF8900000100", "A0000000871002FFFFFFFF8900000101",
	  "warning dir 5 usim adf-usim: EF.DIR does not list this AID" },
	{ "adf-usim {", "A0000000871002", "A0000000871004",
	  "error load 11 rfm -: cards answer PEStatus 6, invalid-parameter" },
	{ "ef-ust {", "000A140C21", "020A140C21", NULL }, /* FDN: the template makes the file */
	{ "ef-ust {", "000A140C21", "000A150C21",
	  "warning service-table 5 usim ef-ust: service 17 is set, but there is no file for it" },
	{ "ef-ust {", "000A140C21", "000A040C21",
	  "warning service-table 6 opt-usim ef-msisdn: the file is there, but service 21 is not" },
	{ "mno-sd", "keyIdentifier '02'H", "keyIdentifier '01'H",
	  "error load 10 securityDomain -: cards answer PEStatus 6, invalid-parameter" },
	{ "rfm-header", "minimumSecurityLevel '12'H", "minimumSecurityLevel 'E2'H",
	  "error load 11 rfm -: cards answer PEStatus 3, bad-values" },
	/* why cards refuse it */
	{ "aka-header", "key '465B5CE8B199B49FAA5F0A2EE238A6BC'H", "key '46'H",
	  "error load 8 akaParameter -: cards answer PEStatus 3, bad-values: key and opc are of "
	  "16" },
	{ "aka-header", "02BAF'H\n\t}", "02BAF'H }, sqnDelta '080000000000'H",
	  "error load 8 akaParameter -: cards answer PEStatus 3, bad-values: sequence numbers "
	  "and" },
	{ "ef-imsi {", "089999070000000010", "08999907000000001000",
	  "error load 5 usim ef-imsi: cards answer PEStatus 3, bad-values: content beyond the "
	  "end" },
	{ "pinconfig", "keyReference pinAppl1", "keyReference secondPINAppl1",
	  "error load 4 pinCodes -: cards answer PEStatus 6, invalid-parameter: global PINs "
	  "belong" },
	{ "adf-usim {", "A0000000871002", "A0000000871004",
	  "error load 11 rfm -: cards answer PEStatus 6, invalid-parameter: adfAID is no ADF" },
	/* what the loader lets pass */
	{ "ef-imsi {", "089999070000000010", "03999907FFFFFFFFFF",
	  "error imsi 5 usim ef-imsi: not 6 to 15 digits" },
	{ "ef-imsi {", "089999070000000010", "089199070000000010",
	  "error imsi 5 usim ef-imsi: not 6 to 15 digits" },
	{ "ef-imsi {", "089999070000000010", "0899990700000000F0",
	  "error imsi 5 usim ef-imsi: not 6 to 15 digits" },
	{ "ef-imsi {", "089999070000000010", "0891990700000000F0", NULL }, /* 14 digits */
	{ "ef-imsi {", "089999070000000010", "04919907F0FFFFFFFF", NULL }, /* 6 digits */
	{ "pinconfig", "31323334FFFFFFFF", "1234FFFFFFFFFFFF",
	  "error pin 4 pinCodes -: PIN 01 is not 4 to 8 digits in ASCII" },
	{ "pinconfig", "31323334FFFFFFFF", "313233FFFFFFFFFF",
	  "error pin 4 pinCodes -: PIN 01 is not 4 to 8 digits in ASCII" },
	{ "pinconfig", "31323334FFFFFFFF", "31323334FF3536FF",
	  "error pin 4 pinCodes -: PIN 01 is not 4 to 8 digits in ASCII" },
	{ "pinconfig", "31323334FFFFFFFF", "3132333435363738", NULL },
	{ "pinconfig", "3838383838383838", "A1B2C3D4E5F60718", NULL }, /* nobody types an ADM */
	{ "puk-Header", "3132333435363738", "31323334353637FF",
	  "error pin 3 pukCodes -: PUK 01 is not 8 digits in ASCII" },
	{ "usim-header", "mandated NULL, ", "",
	  "warning mandated 6 opt-usim -: mandated, but usim" },
};

static void test_rules(void **state)
{
	static char text[SOURCE_MAX];
	static struct report report;

	(void)state;
	for (size_t i = 0; i < A_COUNT(broken); i++) {
		int errors;

		read_source(samples[0], text);
		replace(text, broken[i].after, broken[i].from, broken[i].to);
		errors = check_source(text, &report);
		if (!broken[i].finding) {
			assert_string_equal(report.text, "");
			continue;
		}
		if (!strstr(report.text, broken[i].finding))
			fail_msg("no \"%s\" in\n%s", broken[i].finding, report.text);
		assert_int_equal(errors > 0, strstr(report.text, "error ") != NULL);
	}
}

#define FILES(...)    "A1{" PE("03") "A1{30{" __VA_ARGS__ "}}} "
#define DF(fid)       "62{82{7821} 83{" fid "} 8B{2F0601} C6{}} "
#define EF(fid, size) "62{82{4121} 83{" fid "} 8B{2F0601} 80{" size "}} "

/* Rules about elements and files, on packages written by hand. */
static const struct {
	const char *package, *finding;
} orders[] = {
	{ MF END, "error order 1 mf -: the header has to come first" },
	{ HEADER HEADER MF END, "error unique 2 header -: header may come only once" },
	{ HEADER MF, "error order 0 - -: the end is missing" },
	{ HEADER MF END MF, "error order 4 mf -: comes after the end" },
	{ HEADER MF END MF, "error unique 4 mf -: mf may come only once" },
	{ HEADER USIM("02") MF END, "warning order 2 usim -: the MF should come right after" },
	{ HEADER USIM("02") MF END, "error dependency 2 usim -: usim needs mf before it" },
	{ HEADER MF "B4{" PE("02") "81{67810F010205}}" END,
	  "error dependency 3 opt-usim -: opt-usim needs usim before it" },
	{ HEADER MF "AB{" PE("02") "}" END, "error element 3 - -: unknown element, but mandated" },
	{ HEADER MF "AB{" PE_OPT("02") "}" END, "warning element 3 - -: unknown element" },
	{ HEADER MF "A9{" PE_OPT("02") "81{2A03} 8200}" END,
	  "warning load 3 nonStandard -: cards skip it with PEStatus 1, pe-not-supported" },
	{ HEADER MF USIM("02") END, "error aka 3 usim adf-usim: no akaParameter for this NAA" },
	{ HEADER MF "B3{" PE("02") "81{67810F010204} "
	                           "A2{A1{83{7FD0} 84{A0000000871004} C6{}}} " USIM_FILES "}" END,
	  "warning aid 3 usim adf-usim: the AID is not one of usim" },
	{ HEADER MF END, "warning mno-sd 0 - -: no securityDomain" },
	{ HEADER MF "A7{" PE("34") "4F{A00000055910100001} 81{12} 04{00} 04{00}}" END,
	  "error load 3 rfm -: cards answer PEStatus 6, invalid-parameter" },
	{ "A080", "error format 1 - -: no whole DER element" },
	{ "", "error format 0 - -: there is no profile element" },
	{ HEADER MF FILES(EF("2FE2", "01")),
	  "error file 3 genericFileManagement fileManagementCMD: the file id 2FE2 is taken by "
	  "ef-iccid" },
	{ HEADER MF FILES("62{82{4121} 83{6F41} 8B{2F0601} C7{7F106F40}}"),
	  "error file 3 genericFileManagement fileManagementCMD: the linkPath leads to no file" },
	{ HEADER MF FILES("62{82{4121} 83{6F41} 8B{2F0601} C7{3F00}}"),
	  "error file 3 genericFileManagement fileManagementCMD: the linkPath leads to no file" },
	{ HEADER MF FILES(DF("7F66") "62{82{4121} 83{6F41} 8B{2F0601} C7{7F66}}"),
	  "error file 3 genericFileManagement fileManagementCMD: the linkPath leads to a "
	  "directory" },
	{ HEADER MF FILES("62{82{7821} 83{7F66} 8B{2F0601} C6{} C7{2FE2}}"),
	  "error file 3 genericFileManagement fileManagementCMD: the linkPath leads to an EF" },
	{ HEADER MF FILES(DF("7F66") "80{} 62{82{7821} 83{7F67} 8B{2F0601} C6{} C7{7F66}}" EF(
	          "6F01", "01")),
	  "error file 3 genericFileManagement fileManagementCMD: its directory shows the files" },
	{ HEADER MF FILES(EF("2F21", "100001")),
	  "error size 3 genericFileManagement fileManagementCMD: more than 1048576 octets" },
	{ HEADER MF FILES("62{82{7921} 83{2F21} 8B{2F0601} A5{86{100001}}}"),
	  "error size 3 genericFileManagement fileManagementCMD: more than 1048576 octets" },
	{ HEADER MF FILES(DF("7F66") EF("6F05", "01") EF("4F05", "01")) END,
	  "error sfi 3 genericFileManagement fileManagementCMD: EF 6F05 has the short id 05 too" },
	{ HEADER MF FILES(DF("5F01") DF("5F02") DF("5F03") DF("5F04") DF("5F05") DF("5F06")
	                          DF("5F07") DF("5F08") DF("5F09")),
	  "error file 3 genericFileManagement fileManagementCMD: it lies below more than 8" },
	{ HEADER "B0{" PE("01") "81{67810F010201} A2{A1{C6{0101010101010101010101010101010101}}}}",
	  "error pin 2 mf mf: pinStatusTemplateDO names more than 16 PINs" },
	{ HEADER MF USIM("02") "A4{" PE("03") "A1{A0{80{00} 81{A0000000871002}}}}",
	  "error aka 4 akaParameter -: the NAA of mappingSource has no akaParameter before it" },
	{ HEADER MF USIM("02") "A4{" PE("03") "A1{A0{80{00} 81{A0000000871004}}}}",
	  "error load 4 akaParameter -: cards answer PEStatus 6, invalid-parameter: "
	  "mappingSource" },
};

static void test_order(void **state)
{
	static struct package p;
	static struct report report;

	(void)state;
	for (size_t i = 0; i < A_COUNT(orders); i++) {
		p.len = 0;
		package_add(&p, orders[i].package);
		report = (struct report){ 0 };
		saip_check(p.bytes, p.len, on_finding, &report);
		if (!strstr(report.text, orders[i].finding))
			fail_msg("no \"%s\" in\n%s", orders[i].finding, report.text);
	}
	report = (struct report){ 0 };
	assert_int_equal(saip_check(NULL, 0, on_finding, &report), 1);
}

/* An IoT minimal profile says little; what it has by default is known to the rules. */
static void test_iot(void **state)
{
	static const char text[] =
	        "h ProfileElement ::= header : { major-version 3, minor-version 3,"
	        " iccid '8988999700000000014F'H, eUICC-Mandatory-services { usim NULL,"
	        " milenage NULL }, eUICC-Mandatory-GFSTEList { { 2 23 143 1 2 17 } },"
	        " iotOptions { pix '1002FFFFFFFF89000001FF'H } }\n"
	        "i ProfileElement ::= iot : { iot-header { mandated NULL, identification 1 },"
	        " templateID { 2 23 143 1 2 17 },"
	        " ef-imsi { fillFileContent : '089999070000000010'H },"
	        " ef-acc { fillFileContent : '0002'H } }\n"
	        "a ProfileElement ::= akaParameter : { aka-header { mandated NULL,"
	        " identification 2 }, algoConfiguration algoParameter : { algorithmID milenage,"
	        " algorithmOptions '01'H, key '465B5CE8B199B49FAA5F0A2EE238A6BC'H,"
	        " opc 'CD63CB71954A9F4E48A5994E37A02BAF'H } }\n"
	        "e ProfileElement ::= end : { end-header { mandated NULL, identification 3 } }";
	static struct report report;

	(void)state;
	assert_int_equal(check_source(text, &report), 0);
	assert_string_equal(report.text, "warning mno-sd 0 - -: no securityDomain: the operator"
	                                 " cannot manage the profile\n");
}

/* MF and NAAs that generic file management makes are as good as others. */
static void test_managed(void **state)
{
	static struct package p;
	static struct report report;

	(void)state;
	p.len = 0;
	package_add(&p, HEADER
	            "A1{" PE("01") "A1{30{"
	                           "62{82{7821} 83{3F00} 8B{2F0601} C6{}}"
	                           "62{82{7821} 83{7FD0} 84{A0000000871002} 8B{2F0601} C6{}}}}} "
	                           "B4{" PE("02") "81{67810F010205}} " END);
	saip_check(p.bytes, p.len, on_finding, &report);
	assert_null(strstr(report.text, " order "));
	assert_null(strstr(report.text, " dependency "));
	assert_null(strstr(report.text, " load "));
	assert_non_null(strstr(report.text, "error aka 2 genericFileManagement "
	                                    "fileManagementCMD: no akaParameter for this NAA"));
	assert_non_null(strstr(report.text, "warning services 2 genericFileManagement "
	                                    "fileManagementCMD: needs usim, which"));
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_iot),     cmocka_unit_test(test_managed),
		cmocka_unit_test(test_samples), cmocka_unit_test(test_ts48),
		cmocka_unit_test(test_rules),   cmocka_unit_test(test_order),
	};

	samples = argv + 1;
	sample_count = argc - 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
