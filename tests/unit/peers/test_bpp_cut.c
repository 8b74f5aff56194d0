/* Cutting a Bound Profile Package [SGP.22 2.5.5]. */
#include "peers/bpp_cut.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* BF36 { BF23 {82}, A0 {87}, A1 {88 88}, A2 {87}, A3 {86 86} }, written by hand. */
static const uint8_t package[] = {
	0xBF, 0x36, 0x26,                               /* 0 */
	0xBF, 0x23, 0x03, 0x82, 0x01, 0x01,             /* 3 */
	0xA0, 0x03, 0x87, 0x01, 0x11,                   /* 9 */
	0xA1, 0x07, 0x88, 0x01, 0x21, 0x88, 0x02, 0x22, /* 14 */
	0x23,                                           /* 22 */
	0xA2, 0x04, 0x87, 0x02, 0x31, 0x32,             /* 23 */
	0xA3, 0x0A, 0x86, 0x03, 0x41, 0x42, 0x43, 0x86, /* 29 */
	0x03, 0x51, 0x52, 0x53,                         /* 37 */
};

static const struct {
	uint32_t tag;
	size_t at, len;
} pieces[] = {
	{ 0xBF23, 0, 9 }, { 0xA0, 9, 5 },  { 0xA1, 14, 2 }, { 0x88, 16, 3 }, { 0x88, 19, 4 },
	{ 0xA2, 23, 6 },  { 0xA3, 29, 2 }, { 0x86, 31, 5 }, { 0x86, 36, 5 },
};

static void test_pieces(void **state)
{
	struct bpp_cut cut;
	struct bpp_piece piece;

	(void)state;
	assert_true(bpp_cut_start(&cut, SPAN(package)));
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		assert_true(bpp_cut_next(&cut, &piece));
		assert_int_equal(piece.tag, pieces[i].tag);
		assert_ptr_equal(piece.bytes.ptr, package + pieces[i].at);
		assert_int_equal(piece.bytes.len, pieces[i].len);
	}
	assert_false(bpp_cut_next(&cut, &piece));
	assert_true(bpp_cut_ok(&cut));
}

static void test_not_a_package(void **state)
{
	static const uint8_t other[] = { 0xBF, 0x37, 0x00 };
	struct bpp_cut cut;

	(void)state;
	assert_false(bpp_cut_start(&cut, SPAN(other)));
	assert_false(bpp_cut_start(&cut, (struct span){ package, sizeof(package) - 1 }));
}

/* How far a package gets in which one octet was changed. */
static size_t count_pieces(size_t at, uint8_t value, bool *ret_ok)
{
	uint8_t changed[sizeof(package)];
	struct bpp_cut cut;
	struct bpp_piece piece;
	size_t n = 0;

	memcpy(changed, package, sizeof(package));
	changed[at] = value;
	assert_true(bpp_cut_start(&cut, SPAN(changed)));
	while (bpp_cut_next(&cut, &piece))
		n++;
	*ret_ok = bpp_cut_ok(&cut);
	return n;
}

static void test_malformed(void **state)
{
	bool ok;

	(void)state;
	/* An unknown component. */
	assert_int_equal(count_pieces(9, 0xA7, &ok), 1);
	assert_false(ok);
	/* A segment longer than its list. */
	assert_int_equal(count_pieces(20, 0x09, &ok), 4);
	assert_false(ok);
	/* A component longer than the package. */
	assert_int_equal(count_pieces(30, 0x7F, &ok), 6);
	assert_false(ok);
}

/* BF36 { A1 {88 88} }: metadata in two segments, each with eight octets of MAC [SGP.22 2.5.3]. */
static const uint8_t two_segments[] = {
	0xBF, 0x36, 0x1A, 0xA1, 0x18,                         /* 0 */
	0x88, 0x0B, 0xBF, 0x25, 0x02, 1, 2, 3, 4, 5, 6, 7, 8, /* 5 */
	0x88, 0x09, 0x5A, 1,    2,    3, 4, 5, 6, 7, 8,       /* 18 */
};

static void test_metadata(void **state)
{
	static const uint8_t expected[] = { 0xBF, 0x25, 0x02, 0x5A };
	uint8_t memory[64];
	struct arena a = { memory, sizeof(memory), 0 };
	uint8_t changed[sizeof(two_segments)];
	struct span metadata;

	(void)state;
	assert_true(bpp_cut_metadata(SPAN(two_segments), &a, &metadata));
	assert_true(span_equal(metadata, SPAN(expected)));
	/* No segments for a MAC; no list; another tag; no memory. */
	a.used = 0;
	assert_false(bpp_cut_metadata(SPAN(package), &a, &metadata));
	memcpy(changed, two_segments, sizeof(changed));
	changed[3] = 0xA0;
	assert_false(bpp_cut_metadata(SPAN(changed), &a, &metadata));
	changed[3] = 0xA1;
	changed[18] = 0x86;
	assert_false(bpp_cut_metadata(SPAN(changed), &a, &metadata));
	a.used = sizeof(memory);
	assert_false(bpp_cut_metadata(SPAN(two_segments), &a, &metadata));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_not_a_package),
		cmocka_unit_test(test_malformed),
		cmocka_unit_test(test_metadata),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
