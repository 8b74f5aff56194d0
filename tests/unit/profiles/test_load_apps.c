/*
 * Security domains, RFM and applications are checked when they are loaded; names are given once; what
 * a card lacks leaves nothing half done [TCA SAIP 3.3 PE-SecurityDomain, PE-RFM, PE-Application,
 * PE-USIM, PE-IoT].
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "packages.h"
#include "profiles/saip_pe.h"
#include "refusals.h"

#define INSTANCE(aid, privileges) \
	"4F{A0000001515350} 4F{A000000151535041} 4F{" aid "} 82{" privileges "} "
#define SD(id, aid, ...) "A6{" PE(id) "A1{" INSTANCE(aid, "82DC00") "C900} " __VA_ARGS__ "} "
#define MNO_SD           SD("20", "A000000151000000")
#define KEY(id, version, type, data) \
	"30{95{18} 82{" id "} 83{" version "} 30{30{80{" type "} 86{" data "}}}} "
#define AES "000102030405060708090A0B0C0D0E0F"
#define RFM(id, aid, tar, level, ...) \
	"A7{" PE(id) "4F{" aid "} A0{04{" tar "}} 81{" level "} " __VA_ARGS__ "} "
#define FULL             "04{00} 04{00}"
#define ADF(aid)         "30{80{" aid "} 81{00} 82{00}}"
#define PACKAGE(id, aid) "A8{" PE(id) "A1{4F{" aid "} C4{00}}} "
#define APP(id, pkg, aid) \
	"A8{" PE(id) "A2{30{4F{" pkg "} 4F{A0000000AA01} 4F{" aid "} 82{00} C900}}} "

static struct recorder r;
static struct package p;

static const struct refusal rows[] = {
	{ "RFM before the MNO-SD", HEADER MF RFM("21", "A0000000AA", "B00000", "02", FULL) END,
	  PE_INVALID_PARAMETER, 0x21, false },
	{ "application before the MNO-SD", HEADER MF PACKAGE("21", "A0000000AA") END,
	  PE_INVALID_PARAMETER, 0x21, false },
	{ "privileges of two octets",
	  HEADER MF "A6{" PE("20") "A1{" INSTANCE("A000000151000000", "82DC") "C900}}",
	  PE_BAD_VALUES, 0x20, false },
	{ "domain without the privilege of one",
	  HEADER MF "A6{" PE("20") "A1{" INSTANCE("A000000151000000", "02DC00") "C900}}",
	  PE_BAD_VALUES, 0x20, false },
	{ "no such life cycle state",
	  HEADER MF "A6{" PE("20") "A1{" INSTANCE("A000000151000000", "82DC00") "83{01} C900}}",
	  PE_BAD_VALUES, 0x20, false },
	{ "AES key of 15 octets",
	  HEADER MF SD("20", "A000000151000000",
	               "A2{" KEY("01", "01", "88", "0102030405060708090A0B0C0D0E0F") "}"),
	  PE_BAD_VALUES, 0x20, false },
	{ "no such type of key",
	  HEADER MF SD("20", "A000000151000000", "A2{" KEY("01", "01", "99", AES) "}"),
	  PE_BAD_VALUES, 0x20, false },
	{ "key version 80",
	  HEADER MF SD("20", "A000000151000000", "A2{" KEY("01", "80", "88", AES) "}"),
	  PE_BAD_VALUES, 0x20, false },
	{ "same key twice",
	  HEADER MF SD("20", "A000000151000000",
	               "A2{" KEY("01", "01", "88", AES) KEY("01", "01", "80", AES) "}"),
	  PE_INVALID_PARAMETER, 0x20, false },
	{ "same AID twice", HEADER MF MNO_SD SD("21", "A000000151000000"), PE_INVALID_PARAMETER,
	  0x21, false },
	{ "same TAR twice",
	  HEADER MF MNO_SD RFM("21", "A0000000AA", "B00000", "02", FULL)
	          RFM("22", "A0000000AB", "B00000", "02", FULL),
	  PE_INVALID_PARAMETER, 0x22, false },
	{ "TAR of two octets", HEADER MF MNO_SD RFM("21", "A0000000AA", "B000", "02", FULL),
	  PE_INVALID_REQUEST_FORMAT, 0x21, false },
	{ "minimum security level of the future",
	  HEADER MF MNO_SD RFM("21", "A0000000AA", "B00000", "22", FULL), PE_BAD_VALUES, 0x21,
	  false },
	{ "access domain too long",
	  HEADER MF MNO_SD RFM("21", "A0000000AA", "B00000", "02", "04{0001} 04{00}"),
	  PE_BAD_VALUES, 0x21, false },
	{ "empty access domain",
	  HEADER MF MNO_SD RFM("21", "A0000000AA", "B00000", "02", "0400 04{00}"), PE_BAD_VALUES,
	  0x21, false },
	{ "RFM on an ADF that is not there",
	  HEADER MF MNO_SD RFM("21", "A0000000AA", "B00000", "02", FULL ADF("A0000000871002")),
	  PE_INVALID_PARAMETER, 0x21, false },
	{ "RFM of a domain that is not there",
	  HEADER MF MNO_SD "A7{" PE("21") "4F{A0000000AA} 4F{A0000000BB} 81{02} " FULL "}",
	  PE_INVALID_PARAMETER, 0x21, false },
	{ "instance of a package that is not there",
	  HEADER MF MNO_SD APP("21", "A0000000AA", "A0000000AA02"), PE_LIB_NOT_SUPPORTED, 0x21,
	  false },
	{ "instance with a name that is taken",
	  HEADER MF MNO_SD PACKAGE("21", "A0000000AA") APP("22", "A0000000AA", "A000000151000000"),
	  PE_INVALID_PARAMETER, 0x22, false },
};

static void test_refusals(void **state)
{
	(void)state;
	refusals_run(rows, A_COUNT(rows), &every_capability);
}

static void load(const char *text, const struct saip_capabilities *can)
{
	p.len = 0;
	package_add(&p, text);
	recorder_start(&r, can);
	if (!recorder_load(&r, package_span(&p), 0))
		fail_msg("status %d\n%s", recorder_code(&r), r.log);
}

static void test_applications(void **state)
{
	(void)state;
	load(HEADER MF USIM("02")
	             MNO_SD SD("21", "A000000151000001",
	                       "A2{" KEY("01", "01", "88", AES) KEY("02", "01", "82", AES) "}")
	                     RFM("22", "A0000000AA", "B00000", "16", FULL ADF("A0000000871002"))
	                             PACKAGE("23", "A0000000CC")
	                                     APP("24", "A0000000CC", "A0000000CC01") END,
	     &every_capability);
	assert_int_equal(recorder_statuses(&r), 0);
	assert_int_equal(r.element_count, 5);
	recorder_stop(&r);
}

/* A row of capabilities without one of them. */
static struct saip_capabilities without(uint32_t services)
{
	return (struct saip_capabilities){ every_capability.services & ~services, 3 };
}

/* Nothing of an element that needs a feature is created, even if that is its last file. */
static void test_nothing_half_done(void **state)
{
	const struct saip_capabilities no_tlv = without(1u << SAIP_BER_TLV);

	(void)state;
	load(HEADER MF "B2{" PE_OPT("09") "81{67810F010203} A2{A1{C6{}}} "
	                                  "A3{A1{82{42210010} 80{10}}} "
	                                  "A4{A1{82{7921} 80{10}}}} " END,
	     &no_tlv);
	assert_int_equal(recorder_code(&r), PE_FEATURE_NOT_SUPPORTED);
	assert_int_equal(r.file_count, 6);
	recorder_stop(&r);
	load(HEADER MF "A1{" PE_OPT("09") "A1{30{80{} 62{82{4121} 83{6F01} 8B{01} 80{01}} "
	                                  "62{82{7921} 83{6F02} 8B{01}}}}} " END,
	     &no_tlv);
	assert_int_equal(recorder_code(&r), PE_FEATURE_NOT_SUPPORTED);
	assert_int_equal(r.file_count, 6);
	recorder_stop(&r);
}

/* Whatever refers to an NAA that was left out is left out with it. */
static void test_skipped(void **state)
{
	const struct saip_capabilities no_isim = without(1u << SAIP_ISIM);

	(void)state;
	load(HEADER MF MNO_SD "B5{" PE_OPT(
	             "03") "81{67810F010208} "
	                   "A2{A1{83{7FD1} 84{A0000000871004}}}} "
	                   "A1{" PE_OPT("04") "A1{30{80{7FD1} 62{82{4121} 83{6F01} 8B{01} "
	                                      "80{01}}}}} "
	                                      "A7{" PE_OPT("05") "4F{A0000000AA} 81{02} " FULL
	                                                         " " ADF("A0000000871004") "} " END,
	     &no_isim);
	assert_int_equal(recorder_statuses(&r), 3);
	assert_int_equal(recorder_code(&r), PE_NOT_SUPPORTED);
	assert_int_equal(r.file_count, 6);
	recorder_stop(&r);
}

/* EF.UST of 16 octets, all set: bits 68, 69, 76 and 125 are the card's to clear. */
static void test_services(void **state)
{
	const struct saip_capabilities few = without(1u << SAIP_GBA_USIM | 1u << SAIP_MBMS |
	                                             1u << SAIP_GET_IDENTITY);
	static const char package[] = HEADER MF "B3{" PE("02") USIM_HEAD
	        "A3{83{080910101032540636}} A4{A1{82{42210010} 80{10}}} "
	        "A8{A1{80{10}} 83{FFFFFFFFFFFFFFFF} 83{FFFFFFFFFFFFFFFF}} "
	        "AD{} AE{} B2{} B6{}} " END;
	const struct recorded_file *ust;

	(void)state;
	load(package, &every_capability);
	ust = recorder_find(&r, 6, 0x6F38);
	assert_non_null(ust);
	assert_memory_equal(ust->body,
	                    "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 16);
	recorder_stop(&r);
	load(package, &few);
	ust = recorder_find(&r, 6, 0x6F38);
	assert_non_null(ust);
	assert_memory_equal(ust->body,
	                    "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xE7\xF7\xFF\xFF\xFF\xFF\xFF\xEF", 16);
	recorder_stop(&r);
}

/* What an IoT minimal profile leaves out: EF.ICCID and EF.DIR from the header, 14 access rules. */
static void test_iot(void **state)
{
	const struct recorded_file *f;

	(void)state;
	load("A0{800103 810103 83{89000123456789012341} A500 A600 A9{80{10020102030405}}}"
	     "BF20{" PE("01") "81{67810F010211} A9{83{080910101032540636}} B2{83{0001}}} " END,
	     &every_capability);
	f = recorder_find(&r, 0, 0x2FE2);
	assert_memory_equal(f->body, "\x98\x00\x10\x32\x54\x76\x98\x10\x32\x14", 10);
	f = recorder_find(&r, 0, 0x2F00);
	assert_int_equal(f->file.record_length, 16);
	assert_memory_equal(f->body,
	                    "\x61\x0E\x4F\x0C\xA0\x00\x00\x00\x87\x10\x02\x01\x02\x03\x04\x05", 16);
	f = recorder_find(&r, 0, 0x2F06);
	assert_int_equal(f->file.record_count, 14);
	assert_memory_equal(f->body, "\x80\x01\x01\x90\x00\x80\x01\x02\xA4\x06\x83\x01\x01", 13);
	assert_memory_equal(f->body + 13 * 33, "\x80\x01\x5E\xA4\x06\x83\x01\x0A\x95\x01\x08\xFF",
	                    12);
	recorder_stop(&r);
}

/* A place in the package, for messages. */
static void test_position(void **state)
{
	struct saip_position at;

	(void)state;
	p.len = 0;
	package_add(&p, HEADER "B0{" PE("01") "81{67810F010201} A2{} A4{} A5{8000}}");
	recorder_start(&r, &every_capability);
	assert_false(recorder_load(&r, package_span(&p), 0));
	at = saip_loader_position(r.loader);
	assert_string_equal(at.component, "ef-dir");
	assert_int_equal(at.offset, 2 + 7 + 8 + 2 + 2);
	recorder_stop(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refusals), cmocka_unit_test(test_applications),
		cmocka_unit_test(test_skipped),  cmocka_unit_test(test_nothing_half_done),
		cmocka_unit_test(test_services), cmocka_unit_test(test_iot),
		cmocka_unit_test(test_position),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
