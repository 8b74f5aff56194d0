/* Tests of the text and JSON printers: exact text, and JSON that a parser reads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "testtypes.h"

enum { MEMORY = 1 << 20 };

static void print_text(const struct asn1_type *t, const void *in, FILE *out)
{
	asn1_print(t, in, 2, out);
}

/* Decodes the digits and compares both printings. */
static void assert_prints(const struct asn1_type *t, uint32_t tag, const char *digits,
                          const char *text, const char *json)
{
	uint8_t *buf = malloc(MEMORY);
	struct arena a = { buf, MEMORY, 0 };
	struct asn1_error e = { 0 };
	struct all m;
	char *got;

	if (!asn1_decode(t, tag, hex(&a, digits), &m, &a, &e))
		fail_msg("%s: %s.%s %s", digits, e.type, e.field, e.why);
	got = print_to_string(print_text, t, &m);
	assert_string_equal(got, text);
	free(got);
	got = print_to_string(asn1_print_json, t, &m);
	assert_string_equal(got, json);
	free(got);
	free(buf);
}

static void test_every_kind(void **state)
{
	(void)state;
	assert_prints(&all_type, 0x30, all_hex,
	              "  octets: 0102\n"
	              "  utf8: \"A\xC3\xA9\"\n"
	              "  oid: 1.2.3.4\n"
	              "  uint: 300\n"
	              "  int: -2\n"
	              "  boolean: true\n"
	              "  bits: {first, third}\n"
	              "  null: NULL\n"
	              "  raw: 3003040109\n"
	              "  inner:\n"
	              "    data: 55\n"
	              "    code: refused (1)\n"
	              "  tagged:\n"
	              "    number: 7\n"
	              "  bare:\n"
	              "    inner:\n"
	              "      data: 66\n"
	              "  words:\n"
	              "    [0]: \"a\"\n"
	              "    [1]: \"b\"\n"
	              "  inners:\n"
	              "    [0]:\n"
	              "      data: 77\n"
	              "  picks:\n"
	              "    [0]:\n"
	              "      number: 8\n"
	              "    [1]:\n"
	              "      none: NULL\n"
	              "  duint: 4\n"
	              "  dbool: false\n"
	              "  dbits: {}\n"
	              "  last: EE\n",
	              "{\"octets\": \"0102\", \"utf8\": \"A\xC3\xA9\", \"oid\": \"1.2.3.4\", "
	              "\"uint\": 300, \"int\": -2, \"boolean\": true, "
	              "\"bits\": [\"first\", \"third\"], \"null\": null, \"raw\": \"3003040109\", "
	              "\"inner\": {\"data\": \"55\", \"code\": \"refused\"}, "
	              "\"tagged\": {\"number\": 7}, \"bare\": {\"inner\": {\"data\": \"66\"}}, "
	              "\"words\": [\"a\", \"b\"], \"inners\": [{\"data\": \"77\"}], "
	              "\"picks\": [{\"number\": 8}, {\"none\": null}], \"duint\": 4, "
	              "\"dbool\": false, \"dbits\": [], \"last\": \"EE\"}");
}

static void test_little(void **state)
{
	(void)state;
	assert_prints(&nothing_type, 0x30, "3000", "", "{}");
	assert_prints(&pick_type, 0, "0500", "  none: NULL\n", "{\"none\": null}");
	assert_prints(&word_type, 0, "0C0161", "  text: \"a\"\n", "\"a\"");
	/* Defaults are shown; an empty list is, an absent one is not. */
	assert_prints(&all_type, 0, "A900 8E00",
	              "  words: {}\n  duint: 3\n  dbool: true\n  dbits: {bit0}\n  last: \n",
	              "{\"words\": [], \"duint\": 3, \"dbool\": true, \"dbits\": [\"bit0\"], "
	              "\"last\": \"\"}");
}

static void test_unnamed_values(void **state)
{
	(void)state;
	assert_prints(&inner_type, 0, "800155 020109", "  data: 55\n  code: 9\n",
	              "{\"data\": \"55\", \"code\": 9}");
	/* beyond 64 bits: by its octets */
	assert_prints(&all_type, 0, "8309 00FFFFFFFFFFFFFFFF 8E00",
	              "  int: 0x00FFFFFFFFFFFFFFFF\n  duint: 3\n  dbool: true\n"
	              "  dbits: {bit0}\n  last: \n",
	              "{\"int\": \"0x00FFFFFFFFFFFFFFFF\", \"duint\": 3, \"dbool\": true, "
	              "\"dbits\": [\"bit0\"], \"last\": \"\"}");
	assert_prints(&all_type, 0, "8505 0000000081 8E00",
	              "  bits: {bit24, bit31}\n  duint: 3\n  dbool: true\n  dbits: {bit0}\n"
	              "  last: \n",
	              "{\"bits\": [\"bit24\", \"bit31\"], \"duint\": 3, \"dbool\": true, "
	              "\"dbits\": [\"bit0\"], \"last\": \"\"}");
}

/* Quotes, backslashes and control characters, and so no terminal sequences in the text either. */
static void test_strings_are_escaped(void **state)
{
	(void)state;
	assert_prints(&word_type, 0, "0C06 22 5C 0A 1B 7F 41",
	              "  text: \"\\\"\\\\\\u000A\\u001B\\u007FA\"\n",
	              "\"\\\"\\\\\\u000A\\u001B\\u007FA\"");
	assert_prints(&word_type, 0, "0C03 610062", "  text: \"a\\u0000b\"\n", "\"a\\u0000b\"");
}

static void test_object_identifiers(void **state)
{
	static const struct {
		uint8_t bytes[12];
		size_t len;
		const char *text;
	} rows[] = {
		{ { 0x00 }, 1, "\"0.0\"" },
		{ { 0x27 }, 1, "\"0.39\"" },
		{ { 0x28 }, 1, "\"1.0\"" },
		{ { 0x4F }, 1, "\"1.39\"" },
		{ { 0x50 }, 1, "\"2.0\"" },
		{ { 0x88, 0x37, 0x03 }, 3, "\"2.999.3\"" }, /* [X.690 8.19.5] */
		{ { 0x67, 0x81, 0x12, 0x01, 0x02, 0x01, 0x02 }, 7, "\"2.23.146.1.2.1.2\"" },
		{ { 0x2A, 0x81, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F },
		  11,
		  "\"1.2.18446744073709551615\"" },
		{ { 0x2A, 0x82, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00, 0x01 },
		  12,
		  "\"1.2.?\"" },
	};
	struct all m = { 0 };
	char *text;

	(void)state;
	for (size_t i = 0; i < A_COUNT(rows); i++) {
		m.oid = (struct span){ rows[i].bytes, rows[i].len };
		text = print_to_string(asn1_print_json, &all_type, &m);
		assert_non_null(strstr(text, rows[i].text));
		free(text);
	}
}

/* Text shows 32 octets and the length; JSON shows all of them. */
static void test_long_octets(void **state)
{
	uint8_t octets[33] = { 0x11 };
	struct inner m = { .data = { octets, 32 } };
	char *text = print_to_string(print_text, &inner_type, &m);

	(void)state;
	assert_string_equal(text, "  data: 11000000000000000000000000000000"
	                          "00000000000000000000000000000000\n");
	free(text);
	m.data.len = 33;
	text = print_to_string(print_text, &inner_type, &m);
	assert_string_equal(text, "  data: 11000000000000000000000000000000"
	                          "00000000000000000000000000000000... (33 octets)\n");
	free(text);
	text = print_to_string(asn1_print_json, &inner_type, &m);
	assert_string_equal(text, "{\"data\": \"11000000000000000000000000000000"
	                          "0000000000000000000000000000000000\"}");
	free(text);
}

/* Structs that nobody filled in print as nothing, and CHOICEs without a choice. */
static void test_empty_structs(void **state)
{
	const struct asn1_type *types[] = { &all_type, &pick_type, &nest_type, &inner_type };
	const struct all none = { 0 };
	char *text;

	(void)state;
	for (size_t i = 0; i < A_COUNT(types); i++) {
		text = print_to_string(print_text, types[i], &none);
		assert_string_equal(text, "");
		free(text);
		text = print_to_string(asn1_print_json, types[i], &none);
		assert_string_equal(text, "{}");
		free(text);
	}
	text = print_to_string(asn1_print_json, &word_type, &none);
	assert_string_equal(text, "null");
	free(text);
}

static void test_random_values_print_as_json(void **state)
{
	uint8_t *buf = malloc(MEMORY);
	uint32_t seed = 7;

	(void)state;
	for (size_t i = 0; i < 1000; i++) {
		struct arena a = { buf, MEMORY, 0 };
		json_error_t error;
		json_t *json;
		struct all m;
		char *text;

		assert_true(asn1_random(&all_type, next_random, &seed, &m, &a));
		text = print_to_string(asn1_print_json, &all_type, &m);
		json = json_loads(text, JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES, &error);
		if (!json)
			fail_msg("%s in %s", error.text, text);
		json_decref(json);
		free(text);
	}
	free(buf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_kind),
		cmocka_unit_test(test_little),
		cmocka_unit_test(test_unnamed_values),
		cmocka_unit_test(test_strings_are_escaped),
		cmocka_unit_test(test_object_identifiers),
		cmocka_unit_test(test_long_octets),
		cmocka_unit_test(test_empty_structs),
		cmocka_unit_test(test_random_values_print_as_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
