/* Tables of the tests' own message types; see testtypes.h. */
#include "testtypes.h"

#include <assert.h>
#include <stdlib.h>

static const struct asn1_name code_names[] = { { 0, "ok" }, { 1, "refused" }, { 0, NULL } };
static const struct asn1_name bit_names[] = { { 0, "first" }, { 2, "third" }, { 0, NULL } };

/* clang-format off */
A_SEQ(inner, "Inner", "test",
	A_OCTETS(struct inner, data, "data", 0x80, 0, 1, 4),
	A_ENUM(struct inner, code, "code", 0x02, ASN1_OPT, code_names));

A_CHO(pick, "Pick", "test",
	A_UINT(struct pick, number, "number", 0x91, 0, 0, 1000),
	A_STRUCT(struct pick, inner, inner, "inner", 0xB2, 0),
	A_NULL(struct pick, none, "none", 0x05, 0));

A_ELEM(word, "Word", "test",
	A_UTF8(struct word, text, "text", 0x0C, 0, 1, 8));

A_SEQ(all, "All", "test",
	A_OCTETS(struct all, octets, "octets", 0x80, ASN1_OPT, 2, 300),
	A_UTF8(struct all, utf8, "utf8", 0x81, ASN1_OPT, 0, 0),
	A_OID(struct all, oid, "oid", 0x06, ASN1_OPT),
	A_UINT(struct all, uint, "uint", 0x82, ASN1_OPT, 5, 300),
	A_INT(struct all, sint, "int", 0x83, ASN1_OPT),
	A_BOOL(struct all, boolean, "boolean", 0x84, ASN1_OPT),
	A_BITS(struct all, bits, "bits", 0x85, ASN1_OPT, bit_names),
	A_NULL(struct all, null, "null", 0x86, ASN1_OPT),
	A_RAW(struct all, raw, "raw", 0x30, ASN1_OPT),
	A_STRUCT(struct all, inner, inner, "inner", 0xA7, ASN1_OPT),
	A_STRUCT(struct all, tagged, pick, "tagged", 0xA8, ASN1_OPT),
	A_STRUCT(struct all, bare, pick, "bare", 0, ASN1_OPT),
	A_LIST(struct all, words, word, "words", 0xA9, ASN1_OPT, 0),
	A_LIST(struct all, inners, inner, "inners", 0xAA, ASN1_OPT, 0x30),
	{ A_ROW(struct all, picks, struct asn1_list, "picks", 0xAB, ASN1_LIST, ASN1_OPT), .max = 3, .type = &pick_type },
	A_ENUM_DEF(struct all, duint, "duint", 0x8C, 3, code_names),
	A_BOOL_DEF(struct all, dbool, "dbool", 0x8D, true),
	{ A_ROW(struct all, dbits, struct asn1_bits, "dbits", 0x8F, ASN1_BITS, ASN1_DEFAULT), .dflt = 1 },
	A_OCTETS(struct all, last, "last", 0x8E, 0, 0, 0));

A_SEQ(abc, "Abc", "test",
	A_OCTETS(struct abc, a, "a", 0x80, 0, 0, 0),
	A_OCTETS(struct abc, b, "b", 0x81, ASN1_OPT, 0, 0),
	A_OCTETS(struct abc, c, "c", 0x82, 0, 0, 0));

A_SEQ(nest, "Nest", "test",
	A_STRUCT(struct nest, nest, nest, "nest", 0x30, ASN1_OPT),
	A_LIST(struct nest, nests, nest, "nests", 0x31, ASN1_OPT, 0x30));

A_SEQ_EMPTY(nothing, "Nothing", "test");

A_ELEM(any, "Any", "test", A_RAW(struct any, element, "element", 0, 0));
/* clang-format on */

const char all_hex[] = "30 57"
                       "80 02 01 02"
                       "81 03 41 C3 A9"
                       "06 03 2A 03 04"
                       "82 02 01 2C"
                       "83 01 FE"
                       "84 01 FF"
                       "85 02 05 A0"
                       "86 00"
                       "30 03 04 01 09"
                       "A7 06 80 01 55 02 01 01"
                       "A8 03 91 01 07"
                       "B2 03 80 01 66"
                       "A9 06 0C 01 61 0C 01 62"
                       "AA 05 30 03 80 01 77"
                       "AB 05 91 01 08 05 00"
                       "8C 01 04"
                       "8D 01 00"
                       "8F 01 00"
                       "8E 01 EE";

struct span hex(struct arena *a, const char *digits)
{
	uint8_t bytes[512];
	size_t n = 0;

	for (; *digits; digits++) {
		char pair[3] = { digits[0], digits[0] == ' ' ? '\0' : digits[1], '\0' };

		if (*digits == ' ')
			continue;
		assert(n < sizeof(bytes));
		bytes[n++] = (uint8_t)strtoul(pair, NULL, 16);
		digits++;
	}
	return arena_copy(a, (struct span){ bytes, n });
}

char *print_to_string(void (*print)(const struct asn1_type *t, const void *in, FILE *out),
                      const struct asn1_type *t, const void *in)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return NULL;
	print(t, in, out);
	fclose(out);
	return text;
}

uint32_t next_random(void *ctx)
{
	uint32_t *x = ctx;

	*x ^= *x << 13;
	*x ^= *x >> 17;
	*x ^= *x << 5;
	return *x;
}
