/*
 * Tests of the DER cursor, builder and arena [X.690 8.1, 10.1]. Headers of boundary lengths are
 * written out by hand from X.690, not taken from our builder.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "asn1/der.h"

static const struct {
	size_t len;
	uint8_t header[6];
	size_t header_len;
} boundaries[] = {
	{ 0, { 0x04, 0x00 }, 2 },
	{ 1, { 0x04, 0x01 }, 2 },
	{ 126, { 0x04, 0x7E }, 2 },
	{ 127, { 0x04, 0x7F }, 2 },
	{ 128, { 0x04, 0x81, 0x80 }, 3 },
	{ 255, { 0x04, 0x81, 0xFF }, 3 },
	{ 256, { 0x04, 0x82, 0x01, 0x00 }, 4 },
	{ 65535, { 0x04, 0x82, 0xFF, 0xFF }, 4 },
	{ 65536, { 0x04, 0x83, 0x01, 0x00, 0x00 }, 5 },
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void test_boundary_lengths_both_directions(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(boundaries); i++) {
		size_t len = boundaries[i].len, hdr = boundaries[i].header_len;
		uint8_t *value = malloc(len + 1), *whole = malloc(hdr + len);
		struct der_writer w = { whole, hdr + len, 0 };
		struct der_tlv v;

		memset(value, 0xA5, len);
		der_put_tlv(&w, 0x04, (struct span){ value, len });
		assert_true(der_writer_ok(&w));
		assert_int_equal(w.len, hdr + len);
		assert_int_equal(der_size(0x04, len), hdr + len);
		assert_memory_equal(whole, boundaries[i].header, hdr);
		assert_memory_equal(whole + hdr, value, len);

		assert_true(der_whole(der_written(&w), 0x04, &v));
		assert_int_equal(v.value.len, len);
		assert_ptr_equal(v.value.ptr, whole + hdr);
		assert_true(span_equal(v.whole, der_written(&w)));
		free(value);
		free(whole);
	}
}

/* Every exact-size prefix of a header is SHORT, and every prefix of an element is no element. */
static void test_truncation_at_every_byte(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(boundaries); i++) {
		size_t hdr = boundaries[i].header_len;
		size_t whole = hdr + (boundaries[i].len < 300 ? boundaries[i].len : 0);

		for (size_t n = 0; n < whole; n++) {
			uint8_t *p = calloc(1, n > 0 ? n : 1);
			struct der_reader r = der_reader((struct span){ p, n });
			struct der_tlv v = { .tag = 77 };
			uint32_t tag = 77;
			size_t len = 77, got = 77;

			memcpy(p, boundaries[i].header, n < hdr ? n : hdr);
			if (n < hdr)
				assert_int_equal(
				        der_header((struct span){ p, n }, &tag, &len, &got),
				        DER_HEADER_SHORT);
			assert_int_equal(tag + len + got, 3 * 77); /* outputs untouched */
			assert_int_equal(der_peek(&r), 0);
			assert_false(der_take(&r, 0x04, &v));
			assert_false(r.bad);
			assert_false(der_next(&r, &v));
			assert_true(r.bad);
			assert_int_equal(v.tag, 77);
			assert_false(der_more(&r));
			free(p);
		}
	}
}

static const struct {
	const char *what;
	uint8_t bytes[8];
	size_t len;
	enum der_header_result result;
} headers[] = {
	{ "empty", { 0 }, 0, DER_HEADER_SHORT },
	{ "end-of-contents", { 0x00, 0x00 }, 2, DER_HEADER_BAD },
	{ "high tag cut after the first octet", { 0x5F }, 1, DER_HEADER_SHORT },
	{ "number 30 in high form", { 0x5F, 0x1E, 0x00 }, 3, DER_HEADER_BAD },
	{ "number 30 in high form, no length yet", { 0x5F, 0x1E }, 2, DER_HEADER_BAD },
	{ "number 0 in high form", { 0x1F, 0x00, 0x00 }, 3, DER_HEADER_BAD },
	{ "number 31 in high form", { 0x5F, 0x1F, 0x00 }, 3, DER_HEADER_OK },
	{ "leading 80 in a tag", { 0x5F, 0x80, 0x7F, 0x00 }, 4, DER_HEADER_BAD },
	{ "number 128", { 0x5F, 0x81, 0x00, 0x00 }, 4, DER_HEADER_OK },
	{ "high tag cut after the second octet", { 0x5F, 0x81 }, 2, DER_HEADER_SHORT },
	{ "tag of four octets", { 0x5F, 0x81, 0x80, 0x00, 0x00 }, 5, DER_HEADER_BAD },
	{ "tag of four octets, three there", { 0x5F, 0x81, 0x80 }, 3, DER_HEADER_BAD },
	{ "no length", { 0x04 }, 1, DER_HEADER_SHORT },
	{ "indefinite length", { 0x30, 0x80, 0x00, 0x00 }, 4, DER_HEADER_BAD },
	{ "127 in long form", { 0x04, 0x81, 0x7F }, 3, DER_HEADER_BAD },
	{ "0 in long form", { 0x04, 0x81, 0x00 }, 3, DER_HEADER_BAD },
	{ "255 in two octets", { 0x04, 0x82, 0x00, 0xFF }, 4, DER_HEADER_BAD },
	{ "255 in two octets, one there", { 0x04, 0x82, 0x00 }, 3, DER_HEADER_BAD },
	{ "65535 in three octets", { 0x04, 0x83, 0x00, 0xFF, 0xFF }, 5, DER_HEADER_BAD },
	{ "16777215", { 0x04, 0x83, 0xFF, 0xFF, 0xFF }, 5, DER_HEADER_OK },
	{ "four length octets", { 0x04, 0x84, 0x01, 0x00, 0x00, 0x00 }, 6, DER_HEADER_BAD },
	{ "reserved length", { 0x04, 0xFF }, 2, DER_HEADER_BAD },
};

static void test_headers(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(headers); i++) {
		struct span in = { headers[i].bytes, headers[i].len };
		uint32_t tag;
		size_t len, hdr;

		if (der_header(in, &tag, &len, &hdr) != headers[i].result)
			fail_msg("%s", headers[i].what);
		if (headers[i].result == DER_HEADER_OK)
			assert_int_equal(hdr, headers[i].len);
	}
}

static void test_header_without_its_value(void **state)
{
	const uint8_t in[] = { 0xBF, 0x36, 0x82, 0x12, 0x34 };
	uint32_t tag;
	size_t len, hdr;

	(void)state;
	assert_int_equal(der_header(SPAN(in), &tag, &len, &hdr), DER_HEADER_OK);
	assert_int_equal(tag, 0xBF36);
	assert_int_equal(len, 0x1234);
	assert_int_equal(hdr, 5);
}

static void test_reading_in_order(void **state)
{
	const uint8_t in[] = { 0x5A, 0x01, 0x98, 0x9F, 0x70, 0x01, 0x00, 0x30, 0x00 };
	struct der_reader r = der_reader(SPAN(in));
	struct der_tlv v;

	(void)state;
	assert_int_equal(der_peek(&r), 0x5A);
	assert_false(der_take(&r, 0x9F70, &v));
	assert_true(der_take(&r, 0x5A, &v));
	assert_true(der_next(&r, &v));
	assert_int_equal(v.tag, 0x9F70);
	assert_int_equal(v.value.len, 1);
	assert_int_equal(v.whole.len, 4);
	assert_true(der_take(&r, 0x30, &v));
	assert_non_null(v.value.ptr); /* empty is not absent */
	assert_int_equal(v.value.len, 0);
	assert_false(der_more(&r));
	assert_false(r.bad);
	assert_int_equal(der_peek(&r), 0);
	assert_false(der_next(&r, &v));
	assert_true(r.bad);
}

static void test_error_is_sticky(void **state)
{
	const uint8_t in[] = { 0x04, 0x80, 0x05, 0x00 };
	struct der_reader r = der_reader(SPAN(in));
	struct der_tlv v;

	(void)state;
	assert_false(der_next(&r, &v));
	r.p += 2; /* even where a good element follows */
	assert_false(der_next(&r, &v));
	assert_false(der_take(&r, 0x05, &v));
	assert_int_equal(der_peek(&r), 0);
}

static void test_absent_input(void **state)
{
	struct der_reader r = der_reader((struct span){ NULL, 0 });
	struct der_tlv v;

	(void)state;
	assert_true(r.bad);
	assert_false(der_more(&r));
	assert_false(der_next(&r, &v));
	assert_false(der_whole((struct span){ NULL, 0 }, 0x04, &v));
	assert_false(der_find((struct span){ NULL, 0 }, 0x04, &v));
}

static void test_whole_and_find(void **state)
{
	const uint8_t in[] = { 0x80, 0x01, 0x11, 0x81, 0x01, 0x22, 0x81, 0x01, 0x33, 0x82, 0x05 };
	struct der_tlv v = { .tag = 77 };

	(void)state;
	assert_true(der_whole((struct span){ in, 3 }, 0x80, &v));
	assert_false(der_whole((struct span){ in, 3 }, 0x81, &v));
	assert_false(der_whole((struct span){ in, 6 }, 0x80, &v)); /* trailing bytes */
	assert_true(der_find(SPAN(in), 0x81, &v));
	assert_int_equal(v.value.ptr[0], 0x22);
	v.tag = 77;
	assert_false(der_find(SPAN(in), 0x82, &v)); /* cut off */
	assert_false(der_find(SPAN(in), 0x83, &v));
	assert_int_equal(v.tag, 77);
}

static void test_constructed(void **state)
{
	(void)state;
	assert_true(der_constructed(0x30));
	assert_true(der_constructed(0xA0));
	assert_true(der_constructed(0xBF38));
	assert_true(der_constructed(0x7F21));
	assert_true(der_constructed(0xBF8100));
	assert_false(der_constructed(0x04));
	assert_false(der_constructed(0x5F37));
	assert_false(der_constructed(0x9F70));
	assert_false(der_constructed(0x5F8120));
}

static void test_span_equal(void **state)
{
	const uint8_t a[] = { 1, 2 }, b[] = { 1, 2 }, c[] = { 1, 3 };
	const struct span absent = { NULL, 0 };

	(void)state;
	assert_true(span_equal(SPAN(a), SPAN(b)));
	assert_false(span_equal(SPAN(a), SPAN(c)));
	assert_false(span_equal(SPAN(a), (struct span){ b, 1 }));
	assert_true(span_equal((struct span){ a, 0 }, (struct span){ c, 0 }));
	assert_true(span_equal(absent, absent));
	assert_false(span_equal(absent, (struct span){ a, 0 }));
	assert_false(span_equal((struct span){ a, 0 }, absent));
}

static void put_message(struct der_writer *w)
{
	const uint8_t value[] = { 0xAA, 0xBB };
	size_t mark = w->len;

	der_put_tlv(w, 0x5F37, SPAN(value));
	der_put_uint(w, 0x80, 0x80);
	der_put_header(w, 0xBF30, w->len - mark);
}

static void test_writer_measures_and_overflows(void **state)
{
	const uint8_t expected[] = { 0xBF, 0x30, 0x09, 0x80, 0x02, 0x00,
		                     0x80, 0x5F, 0x37, 0x02, 0xAA, 0xBB };

	(void)state;
	for (size_t cap = 0; cap < sizeof(expected) + 3; cap++) {
		uint8_t *buf = malloc(cap + 1);
		struct der_writer w = { cap ? buf : NULL, cap, 0 };

		put_message(&w);
		assert_int_equal(w.len, sizeof(expected));
		assert_int_equal(der_writer_ok(&w), cap >= sizeof(expected));
		if (der_writer_ok(&w))
			assert_true(span_equal(der_written(&w), SPAN(expected)));
		free(buf);
	}
}

static void test_uint_is_minimal(void **state)
{
	static const struct {
		uint64_t value;
		uint8_t bytes[11];
		size_t len;
	} rows[] = {
		{ 0, { 0x02, 0x01, 0x00 }, 3 },
		{ 127, { 0x02, 0x01, 0x7F }, 3 },
		{ 128, { 0x02, 0x02, 0x00, 0x80 }, 4 },
		{ 255, { 0x02, 0x02, 0x00, 0xFF }, 4 },
		{ 256, { 0x02, 0x02, 0x01, 0x00 }, 4 },
		{ 0xFFFFFFFF, { 0x02, 0x05, 0x00, 0xFF, 0xFF, 0xFF, 0xFF }, 7 },
		{ UINT64_MAX,
		  { 0x02, 0x09, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF },
		  11 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		uint8_t buf[16];
		struct der_writer w = { buf, sizeof(buf), 0 };

		der_put_uint(&w, 0x02, rows[i].value);
		assert_true(
		        span_equal(der_written(&w), (struct span){ rows[i].bytes, rows[i].len }));
	}
}

static void test_sizes_of_headers(void **state)
{
	(void)state;
	assert_int_equal(der_size(0x04, 0), 2);
	assert_int_equal(der_size(0x5F37, 64), 67);
	assert_int_equal(der_size(0xBF36, 128), 128 + 4);
	assert_int_equal(der_size(0xBF8100, 65536), 65536 + 7);
}

static void test_arena(void **state)
{
	_Alignas(max_align_t) uint8_t buf[128];
	struct arena a = { buf, sizeof(buf), 0 };
	const uint8_t data[] = { 1, 2, 3 };
	const struct span absent = { NULL, 0 };
	struct span copy;
	uint8_t *p, *q;

	(void)state;
	memset(buf, 0xFF, sizeof(buf));
	p = arena_alloc(&a, 3);
	q = arena_alloc(&a, 5);
	assert_non_null(p);
	assert_int_equal((uintptr_t)q % _Alignof(max_align_t), 0);
	assert_true(q >= p + 3);
	assert_int_equal(q[0] | q[1] | q[2] | q[3] | q[4], 0);
	copy = arena_copy(&a, SPAN(data));
	assert_true(span_equal(copy, SPAN(data)));
	assert_ptr_not_equal(copy.ptr, data);
	copy = arena_copy(&a, (struct span){ data, 0 });
	assert_non_null(copy.ptr);
	assert_int_equal(copy.len, 0);
	assert_true(span_equal(arena_copy(&a, absent), absent));
	assert_null(arena_alloc(&a, sizeof(buf)));
	assert_null(arena_alloc(&a, SIZE_MAX));
	while (arena_alloc(&a, 1))
		;
	assert_true(a.used <= a.cap);
	assert_null(arena_copy(&a, SPAN(data)).ptr);
}

static void test_arena_aligns_whatever_it_is_given(void **state)
{
	_Alignas(max_align_t) uint8_t buf[64];

	(void)state;
	for (size_t shift = 0; shift < 32; shift++) {
		struct arena a = { buf + shift, sizeof(buf) - shift, 0 };
		uint8_t *p = arena_alloc(&a, 8);

		assert_non_null(p);
		assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
		assert_true(p + 8 <= buf + sizeof(buf));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_boundary_lengths_both_directions),
		cmocka_unit_test(test_truncation_at_every_byte),
		cmocka_unit_test(test_headers),
		cmocka_unit_test(test_header_without_its_value),
		cmocka_unit_test(test_reading_in_order),
		cmocka_unit_test(test_error_is_sticky),
		cmocka_unit_test(test_absent_input),
		cmocka_unit_test(test_whole_and_find),
		cmocka_unit_test(test_constructed),
		cmocka_unit_test(test_span_equal),
		cmocka_unit_test(test_writer_measures_and_overflows),
		cmocka_unit_test(test_uint_is_minimal),
		cmocka_unit_test(test_sizes_of_headers),
		cmocka_unit_test(test_arena),
		cmocka_unit_test(test_arena_aligns_whatever_it_is_given),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
