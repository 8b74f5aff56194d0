/*
 * Tests of the table-driven decoder and encoder, on tables of their own. All expected bytes were
 * written by hand from X.690.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "testtypes.h"

struct memory {
	_Alignas(max_align_t) uint8_t buf[16384];
	struct arena arena;
};

static int setup(void **state)
{
	struct memory *m = calloc(1, sizeof(*m));

	if (!m)
		return -1;
	m->arena = (struct arena){ m->buf, sizeof(m->buf), 0 };
	*state = &m->arena;
	return 0;
}

static int teardown(void **state)
{
	struct arena *a = *state;

	free(a->buf - offsetof(struct memory, buf));
	return 0;
}

static bool is_zero(const void *p, size_t n)
{
	for (const uint8_t *b = p; n > 0; n--, b++) {
		if (*b)
			return false;
	}
	return true;
}

static void assert_encodes(struct arena *a, const struct asn1_type *t, uint32_t tag, const void *in,
                           const char *expected)
{
	struct span got = asn1_encode_arena(t, tag, in, a);

	assert_non_null(got.ptr);
	assert_true(span_equal(got, hex(a, expected)));
}

static void assert_decodes(struct arena *a, const struct asn1_type *t, uint32_t tag,
                           const char *digits, void *ret_out)
{
	struct asn1_error e = { 0 };

	if (!asn1_decode(t, tag, hex(a, digits), ret_out, a, &e))
		fail_msg("%s: %s.%s %s", digits, e.type, e.field, e.why);
}

static void test_every_kind(void **state)
{
	struct arena *a = *state;
	struct all m;
	const struct word *words;
	const struct inner *inners;
	const struct pick *picks;

	assert_decodes(a, &all_type, 0x30, all_hex, &m);
	assert_true(span_equal(m.octets, hex(a, "0102")));
	assert_true(span_equal(m.utf8, hex(a, "41C3A9")));
	assert_true(span_equal(m.oid, hex(a, "2A0304")));
	assert_true(m.uint.set && m.uint.v == 300);
	assert_true(m.sint.set && m.sint.v == -2);
	assert_true(m.boolean.set && m.boolean.v);
	assert_true(m.bits.set && m.bits.v == (1u << 0 | 1u << 2));
	assert_true(m.null);
	assert_true(span_equal(m.raw, hex(a, "3003040109"))); /* header included */
	assert_true(span_equal(m.inner->data, hex(a, "55")));
	assert_true(m.inner->code.set && m.inner->code.v == 1);
	assert_int_equal(m.tagged->which, PICK_NUMBER);
	assert_int_equal(m.tagged->number.v, 7);
	assert_int_equal(m.bare->which, PICK_INNER);
	assert_true(span_equal(m.bare->inner->data, hex(a, "66")));
	assert_false(m.bare->inner->code.set);
	words = m.words.items;
	assert_int_equal(m.words.count, 2);
	assert_true(span_equal(words[0].text, hex(a, "61")));
	assert_true(span_equal(words[1].text, hex(a, "62")));
	inners = m.inners.items;
	assert_int_equal(m.inners.count, 1);
	assert_true(span_equal(inners[0].data, hex(a, "77")));
	picks = m.picks.items;
	assert_int_equal(m.picks.count, 2);
	assert_int_equal(picks[0].number.v, 8);
	assert_int_equal(picks[1].which, PICK_NONE);
	assert_true(picks[1].none);
	assert_true(m.duint.set && m.duint.v == 4);
	assert_true(m.dbool.set && !m.dbool.v);
	assert_true(m.dbits.set && m.dbits.v == 0);
	assert_true(span_equal(m.last, hex(a, "EE")));
	assert_encodes(a, &all_type, 0x30, &m, all_hex);
	assert_encodes(a, &all_type, 0, &m, all_hex + 5); /* "30 xx" left out */
}

static void test_spans_point_into_the_input(void **state)
{
	struct arena *a = *state;
	struct span in = hex(a, "3006 800111 820122");
	struct asn1_error e;
	struct abc m;

	assert_true(asn1_decode(&abc_type, 0x30, in, &m, a, &e));
	assert_ptr_equal(m.a.ptr, in.ptr + 4);
	assert_null(m.b.ptr);
	assert_ptr_equal(m.c.ptr, in.ptr + 7);
}

/* What is refused, and the reason given: type, component, why. */
static const struct {
	const struct asn1_type *type;
	uint32_t tag;
	const char *digits;
	struct asn1_error error;
} refused[] = {
	/* the whole */
	{ &abc_type, 0x30, "", { "Abc", "", "malformed element" } },
	{ &abc_type, 0x30, "3006 800111 8201", { "Abc", "", "malformed element" } },
	{ &abc_type, 0x30, "3080 800111 820122 0000", { "Abc", "", "malformed element" } },
	{ &abc_type, 0x30, "A006 800111 820122", { "Abc", "", "unexpected tag" } },
	{ &abc_type, 0x30, "3006 800111 820122 00", { "Abc", "", "trailing bytes" } },
	/* order */
	{ &abc_type, 0x30, "3000", { "Abc", "a", "missing" } },
	{ &abc_type, 0x30, "3003 820122", { "Abc", "a", "missing" } },
	{ &abc_type, 0x30, "3006 800111 810122", { "Abc", "c", "missing" } },
	{ &abc_type, 0x30, "3006 820122 800111", { "Abc", "a", "missing" } },
	{ &abc_type,
	  0x30,
	  "3009 800111 800111 820122",
	  { "Abc", "a", "repeated or out of order" } },
	{ &abc_type,
	  0x30,
	  "3009 800111 820122 810133",
	  { "Abc", "b", "repeated or out of order" } },
	{ &abc_type,
	  0x30,
	  "3009 800111 820122 820133",
	  { "Abc", "c", "repeated or out of order" } },
	{ &abc_type, 0x30, "3009 800111 820122 8302FF", { "Abc", "", "malformed element" } },
	{ &abc_type, 0x30, "3008 800111 820122 0000", { "Abc", "", "malformed element" } },
	/* OCTET STRING, UTF8String, OBJECT IDENTIFIER */
	{ &inner_type, 0x30, "3002 8000", { "Inner", "data", "too short" } },
	{ &inner_type, 0x30, "3007 80051122334455", { "Inner", "data", "too long" } },
	{ &all_type, 0, "810180", { "All", "utf8", "malformed UTF-8" } },
	{ &all_type, 0, "8101C3", { "All", "utf8", "malformed UTF-8" } },
	{ &all_type, 0, "8102C328", { "All", "utf8", "malformed UTF-8" } },
	{ &all_type, 0, "8102C1BF", { "All", "utf8", "malformed UTF-8" } },     /* overlong */
	{ &all_type, 0, "8103E09FBF", { "All", "utf8", "malformed UTF-8" } },   /* overlong */
	{ &all_type, 0, "8104F08FBFBF", { "All", "utf8", "malformed UTF-8" } }, /* overlong */
	{ &all_type, 0, "8103EDA080", { "All", "utf8", "malformed UTF-8" } },   /* surrogate */
	{ &all_type, 0, "8104F4908080", { "All", "utf8", "malformed UTF-8" } }, /* 110000 */
	{ &all_type, 0, "8105F888808080", { "All", "utf8", "malformed UTF-8" } },
	{ &all_type, 0, "8103F09080", { "All", "utf8", "malformed UTF-8" } },
	{ &all_type, 0, "0600", { "All", "oid", "malformed object identifier" } },
	{ &all_type, 0, "06022A83", { "All", "oid", "malformed object identifier" } },
	{ &all_type, 0, "06032A8003", { "All", "oid", "malformed object identifier" } },
	{ &all_type, 0, "06028001", { "All", "oid", "malformed object identifier" } },
	/* INTEGER */
	{ &all_type, 0, "8200", { "All", "uint", "empty integer" } },
	{ &all_type, 0, "82020005", { "All", "uint", "integer not minimal" } },
	{ &all_type, 0, "8202FF80", { "All", "uint", "integer not minimal" } },
	{ &all_type, 0, "820104", { "All", "uint", "integer out of range" } },
	{ &all_type, 0, "8202012D", { "All", "uint", "integer out of range" } },
	{ &all_type, 0, "820180", { "All", "uint", "integer out of range" } }, /* negative */
	{ &all_type, 0, "82050100000006", { "All", "uint", "integer out of range" } },
	{ &all_type, 0, "8C050100000000", { "All", "duint", "integer out of range" } },
	{ &all_type, 0, "8C0101 8C0101", { "All", "duint", "repeated or out of order" } },
	{ &all_type, 0, "8300", { "All", "int", "empty integer" } },
	{ &all_type, 0, "8302007F", { "All", "int", "integer not minimal" } },
	{ &all_type, 0, "8309007FFFFFFFFFFFFFFF", { "All", "int", "integer not minimal" } },
	{ &all_type, 0, "8309FF8000000000000000", { "All", "int", "integer not minimal" } },
	/* BOOLEAN, BIT STRING, NULL */
	{ &all_type, 0, "8400", { "All", "boolean", "malformed boolean" } },
	{ &all_type, 0, "84020000", { "All", "boolean", "malformed boolean" } },
	{ &all_type, 0, "8500", { "All", "bits", "malformed bit string" } },
	{ &all_type, 0, "85020800", { "All", "bits", "malformed bit string" } },
	{ &all_type, 0, "850101", { "All", "bits", "malformed bit string" } },
	{ &all_type, 0, "860100", { "All", "null", "NULL not empty" } },
	/* structures */
	{ &all_type, 0, "A702 8000", { "Inner", "data", "too short" } },
	{ &all_type, 0, "A700", { "Inner", "data", "missing" } },
	{ &all_type, 0, "A800", { "Pick", "", "malformed element" } },
	{ &all_type, 0, "A803 9201AA", { "Pick", "", "unknown alternative" } },
	{ &all_type, 0, "A806 910107 910107", { "Pick", "", "trailing bytes" } },
	{ &all_type, 0, "A804 910203E9", { "Pick", "number", "integer out of range" } },
	{ &pick_type, 0, "", { "Pick", "", "malformed element" } },
	{ &pick_type, 0, "910107 0500", { "Pick", "", "trailing bytes" } },
	{ &all_type, 0, "A902 0C05", { "All", "words", "malformed element" } },
	{ &all_type, 0, "A903 040161", { "Word", "", "unexpected tag" } },
	{ &all_type, 0, "A902 0C00", { "Word", "text", "too short" } },
	{ &word_type, 0, "0C09 616161616161616161", { "Word", "text", "too long" } },
	{ &word_type,
	  0,
	  "0C12 C3A9C3A9C3A9C3A9C3A9C3A9C3A9C3A9C3A9",
	  { "Word", "text", "too long" } },
	{ &word_type, 0, "0C03 C3A9C3", { "Word", "text", "malformed UTF-8" } },
	{ &all_type, 0, "AA05 3103800177", { "All", "inners", "unexpected list element" } },
	{ &all_type, 0, "AA02 3000", { "Inner", "data", "missing" } },
	{ &all_type, 0, "AB08 0500 0500 0500 0500", { "All", "picks", "too long" } },
	{ &all_type, 0, "AB03 930100", { "Pick", "", "unknown alternative" } },
};

static void test_refused_with_the_reason(void **state)
{
	struct arena *a = *state;

	for (size_t i = 0; i < A_COUNT(refused); i++) {
		struct asn1_error e = { 0 };
		struct all m;

		memset(&m, 0xFF, sizeof(m));
		if (asn1_decode(refused[i].type, refused[i].tag, hex(a, refused[i].digits), &m, a,
		                &e))
			fail_msg("%s was accepted", refused[i].digits);
		if (strcmp(e.type, refused[i].error.type) != 0 ||
		    strcmp(e.field, refused[i].error.field) != 0 ||
		    strcmp(e.why, refused[i].error.why) != 0)
			fail_msg("%s: %s.%s %s", refused[i].digits, e.type, e.field, e.why);
		assert_true(is_zero(&m, refused[i].type->size));
	}
}

static void test_absent_input_is_refused(void **state)
{
	struct nothing m;
	struct asn1_error e;

	assert_false(asn1_decode(&nothing_type, 0, (struct span){ NULL, 0 }, &m, *state, &e));
	assert_false(asn1_decode(&nothing_type, 0x30, (struct span){ NULL, 0 }, &m, *state, &e));
}

/* EXTENSIBILITY IMPLIED: what no row claims is skipped, wherever it stands [X.680 25]. */
static void test_unknown_elements_are_skipped(void **state)
{
	struct arena *a = *state;
	struct nothing none;
	struct abc m;

	assert_decodes(a, &abc_type, 0x30,
	               "3018 830199 800111 BF7003040100 810133 1F2000 820122 830199", &m);
	assert_true(span_equal(m.b, hex(a, "33")));
	assert_encodes(a, &abc_type, 0x30, &m, "3009 800111 810133 820122");
	assert_decodes(a, &nothing_type, 0xBF55, "BF5500", &none);
	assert_decodes(a, &nothing_type, 0xBF55, "BF5503 800100", &none);
	assert_encodes(a, &nothing_type, 0xBF55, &none, "BF5500");
}

static void test_defaults(void **state)
{
	struct arena *a = *state;
	struct all m;

	assert_decodes(a, &all_type, 0x30, "3002 8E00", &m);
	assert_true(m.duint.set && m.duint.v == 3);
	assert_true(m.dbool.set && m.dbool.v);
	assert_true(m.dbits.set && m.dbits.v == 1);
	assert_non_null(m.last.ptr); /* empty is not absent */
	assert_encodes(a, &all_type, 0x30, &m, "3002 8E00");

	/* Senders that spell the default out are understood; we do not. */
	assert_decodes(a, &all_type, 0x30, "300C 8C0103 8D0101 8F020780 8E00", &m);
	assert_encodes(a, &all_type, 0x30, &m, "3002 8E00");

	m.duint.set = m.dbool.set = m.dbits.set = false;
	assert_encodes(a, &all_type, 0x30, &m, "3002 8E00");
}

/* Octets, and a list of two that are both the default. */
struct filled {
	struct span octets;
	struct asn1_list pair;
};
struct octets {
	struct span v;
};

A_ELEM(octets, "Octets", "test", A_OCTETS(struct octets, v, "v", 0x04, 0, 1, 4));
A_SEQ(filled, "Filled", "test",
      A_OCTETS_DEF(struct filled, octets, "octets", 0x80, 1, 3, "\x01\x02"),
      { A_ROW(struct filled, pair, struct asn1_list, "pair", 0xA1, ASN1_LIST, ASN1_DEFAULT),
        .min = 2, .max = 2, .type = &octets_type, .dflt_octets = A_BYTES("\xAA") });

static void test_defaults_of_octets(void **state)
{
	static const struct {
		const char *received, *sent;
	} rows[] = {
		{ "3000", "3000" },
		{ "3004 80020102", "3000" },
		{ "3003 800101", "3003 800101" },
		{ "3005 8003010200", "3005 8003010200" },
		{ "3008 A106 0401AA 0401AA", "3000" },
		{ "3008 A106 0401AA 0401AB", "3008 A106 0401AA 0401AB" },
		{ "3009 A107 0401AA 0402AAAA", "3009 A107 0401AA 0402AAAA" },
	};
	struct arena *a = *state;
	struct filled m;

	for (size_t i = 0; i < A_COUNT(rows); i++) {
		assert_decodes(a, &filled_type, 0x30, rows[i].received, &m);
		assert_encodes(a, &filled_type, 0x30, &m, rows[i].sent);
	}
	assert_decodes(a, &filled_type, 0x30, "3000", &m);
	assert_true(span_equal(m.octets, hex(a, "0102")));
	assert_int_equal(m.pair.count, 0);
}

static void test_booleans(void **state)
{
	struct arena *a = *state;
	struct all m;

	assert_decodes(a, &all_type, 0, "840101 8E00", &m);
	assert_true(m.boolean.set && m.boolean.v);
	assert_encodes(a, &all_type, 0, &m, "8401FF 8E00");
	assert_decodes(a, &all_type, 0, "840100 8E00", &m);
	assert_true(m.boolean.set && !m.boolean.v);
	assert_encodes(a, &all_type, 0, &m, "840100 8E00");
}

/* Named bits [X.690 11.2]: ours lack trailing zeros, others' may have them; unused bits count not. */
static void test_bit_strings(void **state)
{
	static const struct {
		const char *received;
		uint32_t bits;
		const char *sent;
	} rows[] = {
		{ "850100", 0, "850100" },
		{ "85020000", 0, "850100" },
		{ "85020780", 1u << 0, "85020780" },
		{ "850207FF", 1u << 0, "85020780" },
		{ "850204F0", 0xF, "850204F0" },
		{ "85020001", 1u << 7, "85020001" },
		{ "8503000080", 1u << 8, "8503070080" },
		{ "85050000000001", 1u << 31, "85050000000001" },
		{ "8507000000000180FF", 1u << 31, "85050000000001" },
	};
	struct arena *a = *state;

	for (size_t i = 0; i < A_COUNT(rows); i++) {
		struct all m;
		char text[64];

		snprintf(text, sizeof(text), "%s8E00", rows[i].received);
		assert_decodes(a, &all_type, 0, text, &m);
		assert_true(m.bits.set);
		assert_int_equal(m.bits.v, rows[i].bits);
		snprintf(text, sizeof(text), "%s8E00", rows[i].sent);
		assert_encodes(a, &all_type, 0, &m, text);
	}
}

static void test_integers(void **state)
{
	static const struct {
		const char *digits;
		int64_t value;
	} rows[] = {
		{ "830100", 0 },
		{ "83017F", 127 },
		{ "83020080", 128 },
		{ "830180", -128 },
		{ "8302FF7F", -129 },
		{ "8301FF", -1 },
		{ "83028000", -32768 },
		{ "83087FFFFFFFFFFFFFFF", INT64_MAX },
		{ "83088000000000000000", INT64_MIN },
	};
	struct arena *a = *state;
	struct all m;

	for (size_t i = 0; i < A_COUNT(rows); i++) {
		char text[64];

		snprintf(text, sizeof(text), "%s8E00", rows[i].digits);
		assert_decodes(a, &all_type, 0, text, &m);
		assert_true(m.sint.set && m.sint.v == rows[i].value);
		assert_encodes(a, &all_type, 0, &m, text);
	}
	assert_decodes(a, &all_type, 0, "820105 8C0500FFFFFFFF 8E00",
	               &m); /* the bounds themselves */
	assert_int_equal(m.uint.v, 5);
	assert_int_equal(m.duint.v, UINT32_MAX);
	assert_encodes(a, &all_type, 0, &m, "820105 8C0500FFFFFFFF 8E00");
}

/* Beyond 64 bits: the octets are kept, and the value is the nearest there is. */
static void test_big_integers(void **state)
{
	static const struct {
		const char *digits;
		int64_t value;
	} rows[] = {
		{ "8309008000000000000000", INT64_MAX },
		{ "830900FFFFFFFFFFFFFFFF", INT64_MAX },
		{ "8309FF7FFFFFFFFFFFFFFF", INT64_MIN },
		{ "830C0102030405060708090A0B0C", INT64_MAX },
	};
	struct arena *a = *state;
	struct all m;

	for (size_t i = 0; i < A_COUNT(rows); i++) {
		char text[64];

		snprintf(text, sizeof(text), "%s8E00", rows[i].digits);
		assert_decodes(a, &all_type, 0, text, &m);
		assert_true(m.sint.set && m.sint.v == rows[i].value);
		assert_true(span_equal(m.sint.big, hex(a, rows[i].digits + 4)));
		assert_encodes(a, &all_type, 0, &m, text);
	}
}

static void test_utf8(void **state)
{
	/* The first and last characters of each length, and those around the surrogates. */
	const char text[] = "811A 00 7F C280 DFBF E0A080 ED9FBF EE8080 EFBFBF F0908080 F48FBFBF "
	                    "8E00";
	struct all m;

	assert_decodes(*state, &all_type, 0, text, &m);
	assert_int_equal(m.utf8.len, 0x1A);
}

/* SIZE is about characters, however many octets each has [X.680 41.1]. */
static void test_utf8_size(void **state)
{
	static const char *const words[] = {
		"0C08 6162636465666768",
		"0C10 C3A9C3A9C3A9C3A9C3A9C3A9C3A9C3A9",
		"0C20 F0908080F0908080F0908080F0908080F0908080F0908080F0908080F0908080",
		"0C04 F48FBFBF",
	};
	struct word w;

	for (size_t i = 0; i < A_COUNT(words); i++) {
		assert_decodes(*state, &word_type, 0, words[i], &w);
		assert_encodes(*state, &word_type, 0, &w, words[i]);
	}
}

/* An empty list is there; an absent one is not. */
static void test_empty_and_absent_lists(void **state)
{
	struct arena *a = *state;
	struct all m;

	assert_decodes(a, &all_type, 0, "A900 8E00", &m);
	assert_non_null(m.words.items);
	assert_int_equal(m.words.count, 0);
	assert_null(m.inners.items);
	assert_encodes(a, &all_type, 0, &m, "A900 8E00");
}

static void test_choice_and_element_at_the_top(void **state)
{
	struct arena *a = *state;
	struct pick p;
	struct word w;
	struct any any;

	assert_decodes(a, &pick_type, 0, "0500", &p);
	assert_int_equal(p.which, PICK_NONE);
	assert_encodes(a, &pick_type, 0, &p, "0500");
	assert_decodes(a, &pick_type, 0xBF41, "BF4103910107", &p);
	assert_int_equal(p.number.v, 7);
	assert_encodes(a, &pick_type, 0xBF41, &p, "BF4103910107");
	assert_decodes(a, &word_type, 0, "0C0161", &w);
	assert_encodes(a, &word_type, 0, &w, "0C0161");
	assert_decodes(a, &any_type, 0, "BF2D00", &any);
	assert_encodes(a, &any_type, 0, &any, "BF2D00");
}

/* What is absent is left out, so that tests can make broken messages. */
static void test_absent_is_not_written(void **state)
{
	const struct all none = { 0 };
	const struct pick unchosen = { 0 };

	assert_encodes(*state, &all_type, 0x30, &none, "3000");
	assert_encodes(*state, &pick_type, 0xBF41, &unchosen, "BF4100");
}

/* Wraps `levels` SEQUENCEs around nothing, each in a `nests` list as well if `lists`. */
static struct span nested(struct arena *a, int levels, bool lists)
{
	uint8_t buf[256];
	struct der_writer w = { buf, sizeof(buf), 0 };

	while (levels-- > 0) {
		der_put_header(&w, 0x30, w.len);
		if (lists && levels > 0)
			der_put_header(&w, 0x31, w.len);
	}
	return arena_copy(a, der_written(&w));
}

static void test_depth_is_limited(void **state)
{
	struct asn1_error e = { 0 };
	struct nest m;

	for (int lists = 0; lists < 2; lists++) {
		assert_true(
		        asn1_decode(&nest_type, 0x30, nested(*state, 16, lists), &m, *state, &e));
		assert_false(
		        asn1_decode(&nest_type, 0x30, nested(*state, 17, lists), &m, *state, &e));
		assert_string_equal(e.type, "Nest");
		assert_string_equal(e.why, "nested too deep");
	}
}

/* With every arena too small: a clean refusal, never a crash. */
static void test_arena_exhausted(void **state)
{
	struct span in = hex(*state, all_hex);
	_Alignas(max_align_t) uint8_t buf[2048];
	size_t cap;
	bool ok = false;

	for (cap = 0; cap < sizeof(buf) && !ok; cap++) {
		struct arena a = { buf, cap, 0 };
		struct asn1_error e = { 0 };
		struct all m;

		ok = asn1_decode(&all_type, 0x30, in, &m, &a, &e);
		if (!ok) {
			assert_string_equal(e.why, "out of memory");
			assert_true(is_zero(&m, sizeof(m)));
		}
		assert_true(a.used <= cap);
	}
	assert_true(ok);
	assert_true(cap > 100);
}

static void test_encoding_overflow_and_exhaustion(void **state)
{
	struct span expected = hex(*state, all_hex);
	uint8_t buf[256];
	struct all m;

	assert_decodes(*state, &all_type, 0x30, all_hex, &m);
	for (size_t cap = 0; cap < expected.len + 2; cap++) {
		_Alignas(max_align_t) uint8_t small[256];
		struct der_writer w = { buf, cap, 0 };
		struct arena a = { small, cap, 0 };

		asn1_encode(&all_type, 0x30, &m, &w);
		assert_int_equal(w.len, expected.len);
		assert_int_equal(der_writer_ok(&w), cap >= expected.len);
		if (der_writer_ok(&w))
			assert_true(span_equal(der_written(&w), expected));
		assert_int_equal(asn1_encode_arena(&all_type, 0x30, &m, &a).ptr != NULL,
		                 cap >= expected.len);
	}
}

static void test_encode_goes_in_front(void **state)
{
	const uint8_t tail[] = { 0x5F, 0x37, 0x00 };
	uint8_t buf[64];
	struct der_writer w = { buf, sizeof(buf), 0 };
	const struct word word = { hex(*state, "61") };

	der_put_bytes(&w, SPAN(tail));
	asn1_encode(&word_type, 0xA0, &word, &w);
	assert_true(span_equal(der_written(&w), hex(*state, "A003 0C0161 5F3700")));
}

/* Each octet of a good message set to each value: whatever is accepted is a fixed point. */
static void test_mutations_round_trip(void **state)
{
	struct span good = hex(*state, all_hex);
	_Alignas(max_align_t) uint8_t buf[8192];

	for (size_t i = 0; i < good.len * 256; i++) {
		struct arena a = { buf, sizeof(buf), 0 };
		struct span in = arena_copy(&a, good), once, twice;
		struct asn1_error e;
		struct all m, again;

		buf[i / 256] = (uint8_t)i;
		if (!asn1_decode(&all_type, 0x30, in, &m, &a, &e))
			continue;
		once = asn1_encode_arena(&all_type, 0x30, &m, &a);
		assert_true(asn1_decode(&all_type, 0x30, once, &again, &a, &e));
		twice = asn1_encode_arena(&all_type, 0x30, &again, &a);
		assert_non_null(twice.ptr);
		assert_true(span_equal(once, twice));
	}
}

static void test_random_values_round_trip(void **state)
{
	const struct asn1_type *types[] = { &all_type, &pick_type, &word_type, &abc_type,
		                            &nest_type };
	size_t cap = 1 << 20;
	uint8_t *buf = malloc(cap);
	uint32_t seed = 1;

	(void)state;
	for (size_t i = 0; i < 5000; i++) {
		const struct asn1_type *t = types[i % A_COUNT(types)];
		struct arena a = { buf, cap, 0 };
		struct span once, twice;
		struct asn1_error e = { 0 };
		struct all m, again;

		assert_true(asn1_random(t, next_random, &seed, &m, &a));
		once = asn1_encode_arena(t, 0xBF7F, &m, &a);
		if (!asn1_decode(t, 0xBF7F, once, &again, &a, &e))
			fail_msg("%zu: %s.%s %s", i, e.type, e.field, e.why);
		twice = asn1_encode_arena(t, 0xBF7F, &again, &a);
		assert_true(span_equal(once, twice));
	}
	for (cap = 0; cap < 2000; cap++) {
		struct arena a = { buf, cap, 0 };
		struct all m;

		asn1_random(&all_type, next_random, &seed, &m, &a);
		assert_true(a.used <= cap);
	}
	free(buf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_every_kind, setup, teardown),
		cmocka_unit_test_setup_teardown(test_spans_point_into_the_input, setup, teardown),
		cmocka_unit_test_setup_teardown(test_refused_with_the_reason, setup, teardown),
		cmocka_unit_test_setup_teardown(test_absent_input_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(test_unknown_elements_are_skipped, setup, teardown),
		cmocka_unit_test_setup_teardown(test_defaults, setup, teardown),
		cmocka_unit_test_setup_teardown(test_defaults_of_octets, setup, teardown),
		cmocka_unit_test_setup_teardown(test_booleans, setup, teardown),
		cmocka_unit_test_setup_teardown(test_bit_strings, setup, teardown),
		cmocka_unit_test_setup_teardown(test_integers, setup, teardown),
		cmocka_unit_test_setup_teardown(test_big_integers, setup, teardown),
		cmocka_unit_test_setup_teardown(test_utf8, setup, teardown),
		cmocka_unit_test_setup_teardown(test_utf8_size, setup, teardown),
		cmocka_unit_test_setup_teardown(test_empty_and_absent_lists, setup, teardown),
		cmocka_unit_test_setup_teardown(test_choice_and_element_at_the_top, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(test_absent_is_not_written, setup, teardown),
		cmocka_unit_test_setup_teardown(test_depth_is_limited, setup, teardown),
		cmocka_unit_test_setup_teardown(test_arena_exhausted, setup, teardown),
		cmocka_unit_test_setup_teardown(test_encoding_overflow_and_exhaustion, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(test_encode_goes_in_front, setup, teardown),
		cmocka_unit_test_setup_teardown(test_mutations_round_trip, setup, teardown),
		cmocka_unit_test_setup_teardown(test_random_values_round_trip, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
