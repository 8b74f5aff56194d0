/*
 * The loader as a whole: the stream, the order of elements, what is mandated and what is skipped
 * [TCA SAIP 3.3, PEDefinitions: ProfileHeader, PEHeader, PEStatus].
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "packages.h"
#include "refusals.h"

static struct recorder r;
static struct package p;

static bool load(const char *text)
{
	p.len = 0;
	package_add(&p, text);
	recorder_start(&r, &every_capability);
	return recorder_load(&r, package_span(&p), 0);
}

static void test_smallest(void **state)
{
	(void)state;
	assert_true(load(HEADER MF END));
	assert_int_equal(recorder_statuses(&r), 0);
	/* MF, the four listed files, and EF.PL and EF.UMPC by default */
	assert_int_equal(r.file_count, 6);
	assert_int_equal(r.end_count, 1);
	/* the header has the digits in order; the sink gets them as in EF.ICCID */
	assert_memory_equal(r.iccid, "\x98\x00\x10\x32\x54\x76\x98\x10\x32\x14", 10);
	assert_false(saip_loader_out_of_memory(r.loader));
	recorder_stop(&r);
}

/* Header first and once, end last and once, identifications unique. */
static const struct refusal order_rows[] = {
	{ "no header", MF END, PE_INVALID_REQUEST_FORMAT, -1, false },
	{ "two headers", HEADER HEADER MF END, PE_INVALID_REQUEST_FORMAT, -1, false },
	{ "nothing", "", PE_INVALID_REQUEST_FORMAT, -1, false },
	{ "no end", HEADER MF, PE_INVALID_REQUEST_FORMAT, -1, false },
	{ "end too early", HEADER END MF, PE_INVALID_PARAMETER, 0x7F, false },
	{ "two ends", HEADER MF END END, PE_INVALID_REQUEST_FORMAT, -1, false },
	{ "element after end", HEADER MF END "A3{" PE("05") "A1{30{800101 81{3131313131313131}}}}",
	  PE_INVALID_REQUEST_FORMAT, -1, false },
	{ "part of an element after end", HEADER MF END "A3", PE_INVALID_REQUEST_FORMAT, -1,
	  false },
	{ "same identification twice", HEADER MF "AA{" PE("01") "}", PE_INVALID_PARAMETER, 1,
	  false },
	{ "MF twice", HEADER MF "B0{" PE("02") "}" END, PE_INVALID_PARAMETER, 2, false },
	{ "USIM before the MF", HEADER USIM("02") MF END, PE_INVALID_PARAMETER, 2, false },
	{ "OPT-USIM before USIM", HEADER MF "B4{" PE("02") "81{67810F010205}}" END,
	  PE_INVALID_PARAMETER, 2, false },
	{ "PINs before the MF", HEADER "A2{" PE("02") "A1{8100}}" MF END, PE_INVALID_PARAMETER, 2,
	  false },
	{ "CD twice",
	  HEADER MF
	  "B1{" PE("02") "81{67810F010202} A2{}} B1{" PE("03") "81{67810F010202} A2{}}" END,
	  PE_INVALID_PARAMETER, 3, false },
	{ "no PEHeader", HEADER MF "AA{}", PE_INVALID_REQUEST_FORMAT, -1, false },
	{ "PEHeader without identification", HEADER MF "AA{A0{8000}}", PE_INVALID_REQUEST_FORMAT,
	  -1, false },
	{ "indefinite length", HEADER "B080", PE_INVALID_REQUEST_FORMAT, -1, false },
	{ "length not minimal", HEADER "B08105", PE_INVALID_REQUEST_FORMAT, -1, false },
};

static void test_order(void **state)
{
	(void)state;
	refusals_run(order_rows, A_COUNT(order_rows), &every_capability);
}

static const struct refusal header_rows[] = {
	{ "major version 1", "A0{800101 810100 83{00000000000000000000} A500 A600}",
	  PE_UNSUPPORTED_PROFILE_VERSION, -1, false },
	{ "major version 4", "A0{800104 810100 83{00000000000000000000} A500 A600}",
	  PE_UNSUPPORTED_PROFILE_VERSION, -1, false },
	{ "no ICCID", "A0{800102 810100 A500 A600}", PE_INVALID_REQUEST_FORMAT, -1, false },
	{ "short ICCID", "A0{800102 810100 83{0000} A500 A600}", PE_INVALID_REQUEST_FORMAT, -1,
	  false },
	{ "a service of the future", "A0{800103 810100 83{00000000000000000000} A5{9E00} A600}",
	  PE_FEATURE_NOT_SUPPORTED, -1, false },
	{ "unknown template",
	  "A0{800103 810100 83{00000000000000000000} A500 A6{06{67810F01027F}}}",
	  PE_TEMPLATE_NOT_SUPPORTED, -1, false },
	{ "a library",
	  "A0{800103 810100 83{00000000000000000000} A500 A600 A8{30{80{A000000001} 81{0100}}}}",
	  PE_LIB_NOT_SUPPORTED, -1, false },
};

static void test_header(void **state)
{
	static const struct saip_capabilities none = { .services = 0, .max_major = 3 };
	static const struct refusal row[] = {
		{ "mandatory usim", "A0{800103 810100 83{00000000000000000000} A5{8100} A600}",
		  PE_FEATURE_NOT_SUPPORTED, -1, false },
	};

	(void)state;
	refusals_run(header_rows, A_COUNT(header_rows), &every_capability);
	refusals_run(row, 1, &none);
}

/* What is not supported is reported, and fatal only where it is mandated. */
static const struct refusal mandated_rows[] = {
	{ "rfu1, not mandated", HEADER MF "AB{" PE_OPT("09") "}" END, PE_NOT_SUPPORTED, 9, true },
	{ "rfu1, mandated", HEADER MF "AB{" PE("09") "}" END, PE_NOT_SUPPORTED, 9, false },
	{ "rfu1, empty", HEADER MF "AB00" END, PE_NOT_SUPPORTED, -1, true },
	{ "element of the future", HEADER MF "BF22{" PE_OPT("09") "}" END, PE_NOT_SUPPORTED, 9,
	  true },
	{ "nonStandard, not mandated", HEADER MF "A9{" PE_OPT("09") "81{2A03} 8200}" END,
	  PE_NOT_SUPPORTED, 9, true },
	{ "nonStandard, mandated", HEADER MF "A9{" PE("09") "81{2A03} 8200}" END, PE_NOT_SUPPORTED,
	  9, false },
	{ "nonStandard, malformed", HEADER MF "A9{" PE_OPT("09") "8200}" END,
	  PE_INVALID_REQUEST_FORMAT, 9, false },
	{ "unknown template, not mandated",
	  HEADER MF "B1{" PE_OPT("09") "81{67810F01027F} A200}" END, PE_TEMPLATE_NOT_SUPPORTED, 9,
	  true },
	{ "unknown template, mandated", HEADER MF "B1{" PE("09") "81{67810F01027F} A200}" END,
	  PE_TEMPLATE_NOT_SUPPORTED, 9, false },
	{ "template of another element", HEADER MF "B1{" PE_OPT("09") "81{67810F010203} A200}" END,
	  PE_INVALID_PARAMETER, 9, false },
	{ "second USIM", HEADER MF USIM("02") "B3{" PE("03") USIM_HEAD USIM_FILES "}" END,
	  PE_FEATURE_NOT_SUPPORTED, 3, false },
};

static void test_mandated(void **state)
{
	static const struct saip_capabilities one = {
		.services = 0x3FFFFFFF & ~(UINT32_C(1) << 13), /* not multiple-usim */
		.max_major = 3,
	};

	(void)state;
	refusals_run(mandated_rows, A_COUNT(mandated_rows), &one);
}

/* What belongs to an NAA that was skipped is skipped with it, and reaches no other NAA. */
static void test_skipped_naa(void **state)
{
	static const struct saip_capabilities no_isim = {
		.services = 0x3FFFFFFF & ~(UINT32_C(1) << 2),
		.max_major = 3,
	};
	const struct saip_status *status;
	size_t n;

	(void)state;
	p.len = 0;
	package_add(&p, HEADER MF USIM("02"));
	package_add(&p, "B5{" PE_OPT("03") "81{67810F010208} A200}");
	package_add(&p, "B6{" PE_OPT("04") "81{67810F010209}}");
	package_add(&p, "A2{" PE_OPT("05") "A1{A0{30{80020081 81{31323334FFFFFFFF}}}}}");
	package_add(&p, "A4{" PE_OPT("06") "A1{A0{80{00} 81{A0000000871002}}}}");
	package_add(&p, END);
	recorder_start(&r, &no_isim);
	assert_true(recorder_load(&r, package_span(&p), 0));
	status = saip_loader_status(r.loader, &n);
	assert_int_equal(n, 4);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(status[i].code, PE_NOT_SUPPORTED);
		assert_int_equal(status[i].identification, 3 + i);
	}
	assert_int_equal(r.pin_count, 0);
	assert_int_equal(r.aka_count, 0);
	recorder_stop(&r);
}

/* Only so many statuses are kept; the fatal one always is. */
static void test_many_statuses(void **state)
{
	(void)state;
	p.len = 0;
	package_add(&p, HEADER MF);
	for (unsigned int i = 0; i < 20; i++)
		package_add(&p, "AB00");
	package_add(&p, "AA00");
	recorder_start(&r, &every_capability);
	assert_false(recorder_load(&r, package_span(&p), 0));
	assert_int_equal(recorder_statuses(&r), SAIP_MAX_STATUS);
	assert_int_equal(recorder_code(&r), PE_INVALID_REQUEST_FORMAT);
	recorder_stop(&r);
}

/* The largest element that is taken, and one octet more. */
static void test_element_size(void **state)
{
	static const char largest[] = "AB82FFFC", too_large[] = "AB82FFFD";

	(void)state;
	p.len = 0;
	package_add(&p, HEADER MF);
	package_add(&p, largest);
	memset(p.bytes + p.len, 0, 0xFFFC);
	memcpy(p.bytes + p.len, "\x81\x83\x00\xFF\xF8", 5); /* one unknown component */
	p.len += 0xFFFC;
	package_add(&p, END);
	recorder_start(&r, &every_capability);
	assert_true(recorder_load(&r, package_span(&p), 1007));
	assert_int_equal(recorder_code(&r), PE_NOT_SUPPORTED);
	recorder_stop(&r);

	p.len = 0;
	package_add(&p, HEADER MF);
	package_add(&p, too_large);
	recorder_start(&r, &every_capability);
	assert_false(recorder_load(&r, package_span(&p), 0));
	assert_int_equal(recorder_code(&r), PE_NOT_ENOUGH_MEMORY);
	assert_true(saip_loader_out_of_memory(r.loader));
	recorder_stop(&r);
}

/* Whichever call fails, its status ends the loading, and no call follows. */
static void test_sink_errors(void **state)
{
	static const int codes[] = { PE_NOT_ENOUGH_MEMORY, PE_MEMORY_FAILURE, 0x6A84 };
	int calls;

	(void)state;
	assert_true(load(HEADER MF USIM("02") END));
	calls = r.calls;
	recorder_stop(&r);
	for (int i = 1; i <= calls; i++) {
		for (size_t k = 0; k < A_COUNT(codes); k++) {
			recorder_start(&r, &every_capability);
			r.fail_at = i;
			r.fail_with = codes[k];
			assert_false(recorder_load(&r, package_span(&p), 0));
			assert_int_equal(recorder_code(&r), codes[k]);
			assert_int_equal(r.calls, i);
			assert_int_equal(saip_loader_out_of_memory(r.loader),
			                 codes[k] == PE_NOT_ENOUGH_MEMORY);
			recorder_stop(&r);
		}
	}
}

static void test_peek(void **state)
{
	struct saip_header h;
	uint8_t iccid[10];

	(void)state;
	p.len = 0;
	package_add(&p, "A0{80{02} 81{03} 82{6E616D65} 83{8988999700000000014F} A5{8100 9100} A6{}"
	                " 87{A1}}" MF);
	assert_true(saip_header_peek(package_span(&p), &h));
	assert_int_equal(h.major, 2);
	assert_int_equal(h.minor, 3);
	assert_int_equal(h.mandatory_services, 1 << 1 | 1 << 17);
	assert_int_equal(h.profile_type.len, 4);
	assert_int_equal(h.connectivity_parameters.len, 1);
	assert_null(h.pol.ptr);
	saip_iccid_swap(h.iccid.ptr, iccid);
	assert_memory_equal(iccid, "\x98\x88\x99\x79\x00\x00\x00\x00\x10\xF4", 10);
	assert_false(saip_header_peek((struct span){ p.bytes, 20 }, &h));
	assert_false(saip_header_peek((struct span){ p.bytes + 2, 20 }, &h));
	assert_false(saip_header_peek((struct span){ NULL, 0 }, &h));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_smallest),     cmocka_unit_test(test_order),
		cmocka_unit_test(test_header),       cmocka_unit_test(test_mandated),
		cmocka_unit_test(test_skipped_naa),  cmocka_unit_test(test_many_statuses),
		cmocka_unit_test(test_element_size), cmocka_unit_test(test_sink_errors),
		cmocka_unit_test(test_peek),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
