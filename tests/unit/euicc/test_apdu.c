/*
 * Cutting command APDUs: the cases of ISO 7816-3 12.1, short and extended, and every class byte
 * [TS 102 221 10.1.1, ISO 7816-4 5.4.1].
 */
#include "fixture.h"

/* Expected values are those of the standard's tables, written out by hand. */
struct length_case {
	const char *hex;
	bool ok;
	size_t data, ne; /* octets of data; ne 0: no Le */
};

static void test_lengths(void **state)
{
	static const struct length_case cases[] = {
		{ "00A40000", true, 0, 0 },     /* 1 */
		{ "00B0000000", true, 0, 256 }, /* 2 short */
		{ "00B0000001", true, 0, 1 },
		{ "00B00000FF", true, 0, 255 },
		{ "00D6000001AA", true, 1, 0 }, /* 3 short */
		{ "00D6000003AABBCC", true, 3, 0 },
		{ "00A4000001AA00", true, 1, 256 }, /* 4 short */
		{ "00A4000002AABB05", true, 2, 5 },
		{ "00B00000000000", true, 0, 65536 }, /* 2 extended */
		{ "00B00000000100", true, 0, 256 },
		{ "00B0000000FFFF", true, 0, 65535 },
		{ "00D60000000001AA", true, 1, 0 }, /* 3 extended */
		{ "00D60000000002AABB", true, 2, 0 },
		{ "00A40000000001AA0000", true, 1, 65536 }, /* 4 extended */
		{ "00A40000000002AABB0102", true, 2, 258 },
		{ "", false, 0, 0 },
		{ "00", false, 0, 0 },
		{ "00A400", false, 0, 0 },
		{ "00A4000000AA", false, 0, 0 },       /* Lc 00 and no extended form */
		{ "00A4000002AA", false, 0, 0 },       /* Lc beyond the end */
		{ "00A4000001AABBCC", false, 0, 0 },   /* octets behind Le */
		{ "00A40000000000AA", false, 0, 0 },   /* extended Lc 0 */
		{ "00A40000000003AABB", false, 0, 0 }, /* extended Lc beyond the end */
		{ "00A40000000001AA00", false, 0, 0 }, /* half an extended Le */
		{ "00A40000000001AA000000", false, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < A_COUNT(cases); i++) {
		const struct length_case *c = &cases[i];
		uint8_t bytes[32];
		struct apdu a = { .ins = 0x77 };
		size_t len;
		uint16_t sw;

		assert_true(hex_decode(c->hex, bytes, sizeof(bytes), &len));
		sw = apdu_parse((struct span){ bytes, len }, &a).v;
		if (sw != (c->ok ? SW_OK : SW_WRONG_LENGTH))
			fail_msg("%s: %04X", c->hex, sw);
		if (!c->ok) {
			assert_int_equal(a.ins, 0x77); /* untouched */
			continue;
		}
		assert_int_equal(a.ins, bytes[1]);
		assert_int_equal(a.data.len, c->data);
		assert_non_null(a.data.ptr);
		assert_int_equal(a.has_le, c->ne != 0);
		assert_int_equal(a.ne, c->ne);
	}
}

/* The longest of all, and the data where they should be. */
static void test_longest(void **state)
{
	static uint8_t bytes[4 + 3 + 65535 + 2];
	struct apdu a;

	(void)state;
	bytes[0] = 0x81;
	bytes[1] = 0xE2;
	bytes[5] = 0xFF;
	bytes[6] = 0xFF;
	bytes[7] = 0x5A;
	assert_int_equal(apdu_parse(SPAN(bytes), &a).v, SW_OK);
	assert_int_equal(a.data.len, 65535);
	assert_ptr_equal(a.data.ptr, bytes + 7);
	assert_int_equal(a.ne, 65536);
	assert_int_equal(apdu_parse((struct span){ bytes, 4 + 255 + 2 }, &a).v, SW_WRONG_LENGTH);
}

/* One line of the tables of TS 102 221 10.1.1: class bytes from..to and what they mean. */
struct class_range {
	uint8_t from, to;
	uint8_t base, channel; /* of the first one; the channel counts up */
	bool sm, chained, reserved;
};

static const struct class_range ranges[] = {
	{ 0x00, 0x03, 0x00, 0, false, false, false }, { 0x04, 0x07, 0x00, 0, true, false, false },
	{ 0x08, 0x0B, 0x00, 0, true, false, false },  { 0x0C, 0x0F, 0x00, 0, true, false, false },
	{ 0x10, 0x13, 0x00, 0, false, true, false },  { 0x14, 0x17, 0x00, 0, true, true, false },
	{ 0x18, 0x1B, 0x00, 0, true, true, false },   { 0x1C, 0x1F, 0x00, 0, true, true, false },
	{ 0x20, 0x3F, 0x20, 0, false, false, true },  { 0x40, 0x4F, 0x00, 4, false, false, false },
	{ 0x50, 0x5F, 0x00, 4, false, true, false },  { 0x60, 0x6F, 0x00, 4, true, false, false },
	{ 0x70, 0x7F, 0x00, 4, true, true, false },   { 0x80, 0x83, 0x80, 0, false, false, false },
	{ 0x84, 0x87, 0x80, 0, true, false, false },  { 0x88, 0x8B, 0x80, 0, true, false, false },
	{ 0x8C, 0x8F, 0x80, 0, true, false, false },  { 0x90, 0x93, 0x80, 0, false, true, false },
	{ 0x94, 0x97, 0x80, 0, true, true, false },   { 0x98, 0x9B, 0x80, 0, true, true, false },
	{ 0x9C, 0x9F, 0x80, 0, true, true, false },   { 0xA0, 0xBF, 0xA0, 0, false, false, true },
	{ 0xC0, 0xCF, 0x80, 4, false, false, false }, { 0xD0, 0xDF, 0x80, 4, false, true, false },
	{ 0xE0, 0xEF, 0x80, 4, true, false, false },  { 0xF0, 0xFE, 0x80, 4, true, true, false },
	{ 0xFF, 0xFF, 0xFF, 0, false, false, true },
};

static void test_every_class(void **state)
{
	unsigned seen = 0;

	(void)state;
	for (size_t i = 0; i < A_COUNT(ranges); i++) {
		const struct class_range *c = &ranges[i];

		for (unsigned cla = c->from; cla <= c->to; cla++, seen++) {
			const uint8_t bytes[] = { (uint8_t)cla, 0xA4, 0x00, 0x00 };
			const unsigned n = cla - c->from;
			struct apdu a;

			assert_int_equal(cla, seen); /* the table covers all */
			assert_int_equal(apdu_parse(SPAN(bytes), &a).v, SW_OK);
			assert_int_equal(a.cla, cla);
			assert_int_equal(a.cla_base, c->reserved ? cla : c->base);
			assert_int_equal(a.channel, c->reserved ? 0 : c->channel + n);
			assert_int_equal(a.secure_messaging, c->sm);
			assert_int_equal(a.chained, c->chained);
		}
	}
	assert_int_equal(seen, 256);
}

static void test_response_buffer(void **state)
{
	uint8_t buf[4];
	struct response r = { buf, sizeof(buf), 0, false };

	(void)state;
	response_put(&r, (struct span){ (const uint8_t *)"abc", 3 });
	response_put(&r, (struct span){ NULL, 0 });
	assert_false(r.overflow);
	response_put(&r, (struct span){ (const uint8_t *)"de", 2 });
	assert_true(r.overflow);
	assert_int_equal(r.len, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_longest),
		cmocka_unit_test(test_every_class),
		cmocka_unit_test(test_response_buffer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
