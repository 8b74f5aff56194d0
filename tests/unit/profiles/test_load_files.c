/*
 * Files of templates and of generic file management [TCA SAIP 3.3, Fcp, File, FileManagement;
 * ETSI TS 102 221 11.1.1.4; ETSI TS 102 222 6.3.2.2].
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "packages.h"
#include "refusals.h"

#define TELECOM_HEAD PE("20") "81{67810F010203}"
#define DF_TELECOM   "A2{A1{C6{}}}"
/* Generic file management with one group of commands */
#define GFM(id, ...) "A1{" PE(id) "A1{30{" __VA_ARGS__ "}}} "

static struct recorder r;
static struct package p;

static void load(const char *elements)
{
	p.len = 0;
	package_add(&p, HEADER MF);
	package_add(&p, elements);
	package_add(&p, END);
	recorder_start(&r, &every_capability);
	if (!recorder_load(&r, package_span(&p), 0))
		fail_msg("status %d\n%s", recorder_code(&r), r.log);
}

/* The only file with this id. */
static const struct recorded_file *find(uint16_t fid)
{
	const struct recorded_file *found = NULL;

	for (size_t i = 0; i < r.file_count; i++) {
		if (r.files[i].file.fid == fid) {
			assert_null(found);
			found = &r.files[i];
		}
	}
	assert_non_null(found);
	return found;
}

/* Template rows: types, sizes, SFIs, access rules, special information [SAIP annex A]. */
static void test_template_defaults(void **state)
{
	const struct recorded_file *f;

	(void)state;
	load(USIM("02"));
	f = find(0x3F00);
	assert_int_equal(f->file.type, SAIP_MF);
	assert_int_equal(f->file.descriptor, 0x78);
	assert_int_equal(f->file.arr_fid, 0x2F06);
	assert_int_equal(f->file.arr_record, 14);
	f = find(0x2FE2);
	assert_int_equal(f->parent, 0);
	assert_int_equal(f->file.size, 10);
	assert_int_equal(f->file.sfi, 0);
	assert_int_equal(f->file.arr_fid, 0x2F06);
	assert_int_equal(f->file.arr_record, 11);
	assert_memory_equal(f->body, "\x98\x00\x10\x32\x54\x76\x98\x10\x32\x14", 10);
	f = find(0x7FD0);
	assert_int_equal(f->file.type, SAIP_ADF);
	assert_int_equal(f->parent, 0);
	assert_int_equal(f->file.arr_fid, 0x2F06);
	f = find(0x6F08); /* EF.Keys, by default */
	assert_int_equal(f->file.type, SAIP_EF_TRANSPARENT);
	assert_int_equal(f->file.descriptor, 0x41);
	assert_int_equal(f->file.size, 33);
	assert_int_equal(f->file.sfi, 8);
	assert_int_equal(f->file.lcsi, 5);
	assert_int_equal(f->file.arr_fid, 0x6F06);
	assert_int_equal(f->file.arr_record, 5);
	assert_int_equal(f->file.special_information, 0x80);
	assert_int_equal(f->file.file_details, 1);
	assert_int_equal(f->body[0], 0x07);
	assert_int_equal(f->body[32], 0xFF);
	f = find(0x6F3C); /* EF.SMS: every record starts with 00 */
	assert_int_equal(f->file.type, SAIP_EF_LINEAR);
	assert_int_equal(f->file.descriptor, 0x42);
	assert_int_equal(f->file.record_count, 10);
	assert_int_equal(f->file.record_length, 176);
	assert_int_equal(f->file.size, 1760);
	assert_int_equal(f->body[0], 0x00);
	assert_int_equal(f->body[1], 0xFF);
	assert_int_equal(f->body[176], 0x00);
	recorder_stop(&r);
}

/* Files of a template that is not created by default come only if listed, each in its directory. */
static void test_directories(void **state)
{
	saip_file_id telecom;

	(void)state;
	load("B2{" TELECOM_HEAD DF_TELECOM " A6{} A9{A1{C6{}}} AA{A1{82{4221000A} 80{0A}}}"
	     " AF{A1{C6{}}} B2{A1{82{42210008} 80{10}}}}");
	telecom = (saip_file_id)(find(0x7F10) - r.files);
	assert_int_equal(find(0x7F10)->file.arr_fid, 0x2F06); /* right below the MF */
	assert_int_equal(find(0x6FE0)->parent, telecom);      /* EF.ICE_DN */
	assert_int_equal(find(0x5F50)->parent, telecom);      /* DF.GRAPHICS */
	assert_int_equal(find(0x5F50)->file.arr_fid, 0x6F06);
	assert_ptr_equal(&r.files[find(0x4F20)->parent], find(0x5F50)); /* EF.IMG */
	assert_int_equal(find(0x5F3A)->parent, telecom);                /* DF.PHONEBOOK */
	assert_ptr_equal(&r.files[find(0x4F40)->parent], find(0x5F3A)); /* EF.AAS */
	assert_int_equal(r.file_count, 6 + 6);
	recorder_stop(&r);
}

/* Offsets skip from where the content before ended; content overwrites the pattern. */
static void test_contents(void **state)
{
	const struct recorded_file *f;

	(void)state;
	load("B2{" TELECOM_HEAD DF_TELECOM
	     " A5{A1{80{08} A5{C2{AABB}}} 82{01} 83{0102} 82{02} 83{} 83{03}}}");
	f = find(0x6F54);
	assert_int_equal(f->file.size, 8);
	assert_memory_equal(f->body, "\xAA\x01\x02\xBB\xAA\x03\xAA\xBB", 8);
	recorder_stop(&r);
}

static void test_fcp(void **state)
{
	const struct recorded_file *f;

	(void)state;
	/* EF.SUME: own id, life cycle, rule, no SFI, special information and pattern */
	load("B2{" TELECOM_HEAD DF_TELECOM " A5{A1{82{0121} 83{6F99} 8A{01} 8B{6F0607} 80{03} 88{} "
	     "A5{C0{40} C1{0102} 84{02}}}}}");
	f = find(0x6F99);
	assert_int_equal(f->file.descriptor, 0x01);
	assert_int_equal(f->file.lcsi, 1);
	assert_int_equal(f->file.arr_fid, 0x6F06);
	assert_int_equal(f->file.arr_record, 7);
	assert_int_equal(f->file.sfi, 0);
	assert_int_equal(f->file.special_information, 0x40);
	assert_int_equal(f->file.file_details, 2);
	assert_memory_equal(f->body, "\x01\x02\x02", 3);
	recorder_stop(&r);
	/* rule of one octet: EF.ARR by the place; size of a record file from its content; SFI */
	load("B2{" TELECOM_HEAD DF_TELECOM " A4{A1{82{42210004} 8B{09} 88{50}} 83{010203040506}}}");
	f = find(0x6F53);
	assert_int_equal(f->file.arr_fid, 0x6F06);
	assert_int_equal(f->file.arr_record, 9);
	assert_int_equal(f->file.sfi, 10);
	assert_int_equal(f->file.record_count, 2);
	assert_memory_equal(f->body, "\x01\x02\x03\x04\x05\x06\xFF\xFF", 8);
	recorder_stop(&r);
}

static void test_do_not_create(void **state)
{
	(void)state;
	/* EF.Keys (A5) of the USIM is left out; EF.UMPC (A7) of the MF is created all the same */
	p.len = 0;
	package_add(
	        &p, HEADER
	        "B0{" PE("01") "81{67810F010201} A2{A1{C6{}}} A4{}"
	                       " A5{A1{82{42210010} 80{10}}} A6{A1{82{42210010} 80{10}}} A7{8000}} "
	                       "B3{" PE("02") USIM_HEAD
	        "A3{} A4{A1{82{42210010} 80{10}}} A5{8000} A8{} "
	        "AD{} AE{} B2{} B6{}}" END);
	recorder_start(&r, &every_capability);
	assert_true(recorder_load(&r, package_span(&p), 0));
	assert_non_null(recorder_find(&r, 0, 0x2F08));
	for (size_t i = 0; i < r.file_count; i++)
		assert_int_not_equal(r.files[i].file.fid, 0x6F08);
	recorder_stop(&r);
}

/* Paths, a directory that becomes current, contents, SFI from the id, a linked file. */
static void test_file_management(void **state)
{
	const struct recorded_file *f;

	(void)state;
	load(USIM("02") GFM(
	        "03", "80{} 62{82{7821} 83{7F20} 8B{2F0601} C6{}}"
	              "62{82{42210002} 83{6F05} 8B{2F0602} 80{06}} 020101 81{0102} 020101 81{03}"
	              "80{7FD0} 62{82{4121} 83{6F3F} 8B{6F0603} 88{} C7{7F206F05}}"));
	f = find(0x7F20);
	assert_int_equal(f->file.type, SAIP_DF);
	assert_int_equal(f->parent, 0);
	f = find(0x6F05);
	assert_int_equal(r.files[f->parent].file.fid, 0x7F20);
	assert_int_equal(f->file.sfi, 5);
	assert_int_equal(f->file.special_information, 0);
	assert_memory_equal(f->body, "\xFF\x01\x02\xFF\x03\xFF", 6);
	f = find(0x6F3F);
	assert_int_equal(r.files[f->parent].file.fid, 0x7FD0);
	assert_int_equal(f->file.sfi, 0);
	assert_memory_equal(f->link, "\x7F\x20\x6F\x05", 4);
	assert_int_equal(f->file.size, 0);
	recorder_stop(&r);
	/* low five bits 31 give no short id; the MF may be named in a path */
	load(GFM("03", "80{3F00} 62{82{4121} 83{2F1F} 8B{2F0602} 80{02}}"));
	assert_int_equal(find(0x2F1F)->file.sfi, 0);
	recorder_stop(&r);
}

/* IoT minimal profile: the AID comes from the header's pix [SAIP 3.3 IotOptions]. */
static void test_iot(void **state)
{
	(void)state;
	p.len = 0;
	package_add(&p, "A0{800103 810103 83{89000123456789012341} A500 A6{06{67810F010211}}"
	                " A9{80{1002FFFFFFFF89}}} BF20{" PE(
	                        "01") "81{67810F010211}"
	                              " A4{83{98001032547698103214}} A5{A1{82{42210010} 80{10}}}"
	                              " A6{A1{82{42210010} 80{10}}} A9{83{080910101032540636}}"
	                              " AA{A1{82{42210010} 80{10}}} B2{83{0001}} B4{}} " END);
	recorder_start(&r, &every_capability);
	if (!recorder_load(&r, package_span(&p), 0))
		fail_msg("status %d\n%s", recorder_code(&r), r.log);
	assert_non_null(strstr(r.log, "aid=A0000000871002FFFFFFFF89"));
	recorder_stop(&r);
}

#define EF(fcp, ...) HEADER MF GFM("09", "62{" fcp "}" __VA_ARGS__) END
#define SUME(items)  HEADER MF "B2{" PE("09") "81{67810F010203}" DF_TELECOM "A5{" items "}}" END

static const struct refusal file_rows[] = {
	{ "mandatory component missing", HEADER MF "B2{" PE("09") "81{67810F010203}}" END,
	  PE_INVALID_REQUEST_FORMAT, 9, false },
	{ "no template", HEADER MF "B2{" PE("09") "A2{}}" END, PE_INVALID_REQUEST_FORMAT, 9,
	  false },
	{ "components out of order",
	  HEADER MF "B2{" PE("09") "81{67810F010203}" DF_TELECOM "A5{} A3{}}" END,
	  PE_INVALID_PARAMETER, 9, false },
	{ "component of a later template", /* EF.MST of DF.MCS came with version 2 */
	  HEADER MF "B2{" PE("09") "81{67810F010203}" DF_TELECOM "BF28{A1{C6{}}}}" END,
	  PE_INVALID_PARAMETER, 9, false },
	{ "EF without its DF", HEADER MF "B2{" PE("09") "81{67810F010203}" DF_TELECOM "BF26{}}" END,
	  PE_INVALID_PARAMETER, 9, false },
	{ "component cut off", HEADER MF "B2{" PE("09") "81{67810F010203}" DF_TELECOM "A504}" END,
	  PE_INVALID_REQUEST_FORMAT, 9, false },
	{ "doNotCreate where nothing is created by default", SUME("8000"), PE_INVALID_PARAMETER, 9,
	  false },
	{ "doNotCreate and more", SUME("8000 83{00}"), PE_INVALID_PARAMETER, 9, false },
	{ "more and doNotCreate", SUME("83{00} 8000"), PE_INVALID_PARAMETER, 9, false },
	{ "fileDescriptor late", SUME("83{00} A1{}"), PE_INVALID_PARAMETER, 9, false },
	{ "fileDescriptor twice", SUME("A1{} A1{}"), PE_INVALID_PARAMETER, 9, false },
	{ "unknown item", SUME("84{00}"), PE_INVALID_REQUEST_FORMAT, 9, false },
	{ "item of file management", SUME("62{80{01}}"), PE_INVALID_REQUEST_FORMAT, 9, false },
	{ "more content than fits", SUME("A1{80{02}} 83{010203}"), PE_BAD_VALUES, 9, false },
	{ "offset beyond the file", SUME("A1{80{02}} 82{02} 83{01}"), PE_BAD_VALUES, 9, false },
	{ "a directory's descriptor for an EF", SUME("A1{82{7821}}"), PE_INVALID_PARAMETER, 9,
	  false },
	{ "PIN status template of an EF", SUME("A1{C6{}}"), PE_INVALID_PARAMETER, 9, false },
	{ "both patterns", SUME("A1{A5{C1{00} C2{00}}}"), PE_INVALID_PARAMETER, 9, false },
	{ "size of five octets", SUME("A1{80{0000000001}}"), PE_INVALID_PARAMETER, 9, false },
	{ "empty size", SUME("A1{80{}}"), PE_INVALID_PARAMETER, 9, false },
	{ "two octets of rule", SUME("A1{8B{2F06}}"), PE_INVALID_PARAMETER, 9, false },
	{ "SFI with low bits", SUME("A1{88{0C}}"), PE_INVALID_PARAMETER, 9, false },
	{ "SFI 31", SUME("A1{88{F8}}"), PE_INVALID_PARAMETER, 9, false },
	{ "unknown kind of file", SUME("A1{82{4721}}"), PE_INVALID_PARAMETER, 9, false },
	{ "descriptor of three octets", SUME("A1{82{412100}}"), PE_INVALID_PARAMETER, 9, false },
	{ "record length of a transparent EF", SUME("A1{82{41210004}}"), PE_INVALID_PARAMETER, 9,
	  false },
	{ "odd link path", SUME("A1{C7{7F10 6F}}"), PE_INVALID_PARAMETER, 9, false },
	{ "size of a linked EF", SUME("A1{80{02} C7{2FE2}}"), PE_INVALID_PARAMETER, 9, false },
	{ "content of a linked EF", SUME("A1{C7{2FE2}} 83{00}"), PE_INVALID_PARAMETER, 9, false },
	{ "no size and no content",
	  HEADER MF "B2{" PE("09") "81{67810F010203}" DF_TELECOM
	                           "A9{A1{C6{}}} AA{A1{82{4221000A}}}}" END,
	  PE_INVALID_PARAMETER, 9, false },
	{ "ADF without a name",
	  HEADER MF "B3{" PE("09") "81{67810F010204} A2{A1{83{7FD0} C6{}}}" USIM_FILES "}" END,
	  PE_INVALID_PARAMETER, 9, false },
	{ "no group", HEADER MF "A1{" PE("09") "A100}" END, PE_INVALID_REQUEST_FORMAT, 9, false },
	{ "command outside a group", HEADER MF "A1{" PE("09") "A1{80{}}}" END,
	  PE_INVALID_REQUEST_FORMAT, 9, false },
	{ "no such path", HEADER MF GFM("09", "80{7F10}") END, PE_INVALID_PARAMETER, 9, false },
	{ "odd path", HEADER MF GFM("09", "80{7F}") END, PE_INVALID_PARAMETER, 9, false },
	{ "content without a file", HEADER MF GFM("09", "81{00}") END, PE_INVALID_PARAMETER, 9,
	  false },
	{ "offset without a file", HEADER MF GFM("09", "020101") END, PE_INVALID_PARAMETER, 9,
	  false },
	{ "content after a path", EF("82{4121} 83{6F05} 8B{01} 80{06}", "80{} 81{00}"),
	  PE_INVALID_PARAMETER, 9, false },
	{ "no descriptor", EF("83{6F05} 8B{01} 80{06}"), PE_INVALID_PARAMETER, 9, false },
	{ "no file id", EF("82{4121} 8B{01} 80{06}"), PE_INVALID_PARAMETER, 9, false },
	{ "no rule", EF("82{4121} 83{6F05} 80{06}"), PE_INVALID_PARAMETER, 9, false },
	{ "no size", EF("82{4121} 83{6F05} 8B{01}"), PE_INVALID_PARAMETER, 9, false },
	{ "no record length", EF("82{4221} 83{6F05} 8B{01} 80{06}"), PE_INVALID_PARAMETER, 9,
	  false },
	{ "half a record", EF("82{42210004} 83{6F05} 8B{01} 80{06}"), PE_INVALID_PARAMETER, 9,
	  false },
	{ "255 records", EF("82{42210001} 83{6F05} 8B{01} 80{FF}"), PE_INVALID_PARAMETER, 9,
	  false },
	{ "record of 256", EF("82{42210100} 83{6F05} 8B{01} 80{0100}"), PE_INVALID_PARAMETER, 9,
	  false },
	{ "DF without PIN status template", EF("82{7821} 83{7F20} 8B{01}"), PE_INVALID_PARAMETER, 9,
	  false },
	{ "DF with a size", EF("82{7821} 83{7F20} 8B{01} 80{01} C6{}"), PE_INVALID_PARAMETER, 9,
	  false },
	{ "managed content beyond the file", EF("82{4121} 83{6F05} 8B{01} 80{01}", "81{0000}"),
	  PE_BAD_VALUES, 9, false },
	{ "managed offset beyond the file",
	  EF("82{4121} 83{6F05} 8B{01} 80{01}", "0202FFFF 81{00}"), PE_INVALID_REQUEST_FORMAT, 9,
	  false },
	{ "Fcp out of order", EF("83{6F05} 82{4121} 8B{01} 80{06}"), PE_INVALID_REQUEST_FORMAT, 9,
	  false },
};

static void test_refusals(void **state)
{
	static const struct saip_capabilities plain = { .services = 1 << 1, .max_major = 3 };
	static const struct refusal features[] = {
		{ "BER-TLV file", EF("82{7921} 83{6F05} 8B{01}"), PE_FEATURE_NOT_SUPPORTED, 9,
		  false },
		{ "linked DF", EF("82{7821} 83{7F20} 8B{01} C6{} C7{7F10}"),
		  PE_FEATURE_NOT_SUPPORTED, 9, false },
	};

	(void)state;
	refusals_run(file_rows, A_COUNT(file_rows), &every_capability);
	refusals_run(features, A_COUNT(features), &plain);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_template_defaults),
		cmocka_unit_test(test_directories),
		cmocka_unit_test(test_contents),
		cmocka_unit_test(test_fcp),
		cmocka_unit_test(test_do_not_create),
		cmocka_unit_test(test_file_management),
		cmocka_unit_test(test_iot),
		cmocka_unit_test(test_refusals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
