/* Activation codes [SGP.22 4.1]. */
#include "peers/activation_code.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static bool parse(const char *text, struct activation_code *ret)
{
	return activation_code_parse((struct span){ (const uint8_t *)text, strlen(text) }, ret);
}

static void assert_text(struct span s, const char *expected)
{
	assert_non_null(s.ptr);
	assert_int_equal(s.len, strlen(expected));
	assert_memory_equal(s.ptr, expected, s.len);
}

/* The four examples of the specification, with the values of their OID by hand: 1.3.6.1.4.1.31746. */
static void test_examples(void **state)
{
	static const uint8_t oid[] = { 0x2B, 0x06, 0x01, 0x04, 0x01, 0x81, 0xF8, 0x02 };
	static const struct {
		const char *text, *matching_id;
		bool oid, flag;
	} examples[] = {
		{ "1$SMDP.EXAMPLE.COM$04386-AGYFT-A74Y8-3F815", "04386-AGYFT-A74Y8-3F815", 0, 0 },
		{ "1$SMDP.EXAMPLE.COM$04386-AGYFT-A74Y8-3F815$$1", "04386-AGYFT-A74Y8-3F815", 0,
		  1 },
		{ "1$SMDP.EXAMPLE.COM$04386-AGYFT-A74Y8-3F815$1.3.6.1.4.1.31746$1",
		  "04386-AGYFT-A74Y8-3F815", 1, 1 },
		{ "1$SMDP.EXAMPLE.COM$04386-AGYFT-A74Y8-3F815$1.3.6.1.4.1.31746",
		  "04386-AGYFT-A74Y8-3F815", 1, 0 },
		{ "1$SMDP.EXAMPLE.COM$$1.3.6.1.4.1.31746", "", 1, 0 },
		{ "LPA:1$SMDP.EXAMPLE.COM$", "", 0, 0 },
		{ "1$SMDP.EXAMPLE.COM$A$$1$something$of$v3", "A", 0, 1 },
	};
	struct activation_code code;

	(void)state;
	for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
		if (!parse(examples[i].text, &code))
			fail_msg("%s", examples[i].text);
		assert_text(code.address, "SMDP.EXAMPLE.COM");
		assert_text(code.matching_id, examples[i].matching_id);
		assert_int_equal(code.oid_len, examples[i].oid ? sizeof(oid) : 0);
		assert_memory_equal(code.oid, oid, code.oid_len);
		assert_int_equal(code.confirmation_code_required, examples[i].flag);
	}
}

/* 2.999 is the arc of examples [X.690 8.19.5]. */
static void test_oids(void **state)
{
	static const uint8_t example[] = { 0x88, 0x37, 0x0A };
	static const uint8_t largest[] = { 0x80 + 0x01, 0x80, 0x80, 0x80, 0x4F };
	struct activation_code code;

	(void)state;
	assert_true(parse("1$a$b$2.999.10", &code));
	assert_int_equal(code.oid_len, sizeof(example));
	assert_memory_equal(code.oid, example, sizeof(example));
	assert_true(parse("1$a$b$2.268435455", &code));
	assert_int_equal(code.oid_len, sizeof(largest));
	assert_memory_equal(code.oid, largest, sizeof(largest));
	assert_true(parse("1$a$b$0.0", &code));
	assert_int_equal(code.oid_len, 1);
	assert_int_equal(code.oid[0], 0);
}

static void test_not_a_code(void **state)
{
	static const char *const bad[] = {
		"",
		"LPA:",
		"1",
		"1$",
		"1$a",
		"1$$b",
		"2$a$b",
		"11$a$b",
		"$a$b",
		"lpa:1$a$b",
		"LPA:LPA:1$a$b",
		"1$a$b$1",
		"1$a$b$1.",
		"1$a$b$.1",
		"1$a$b$1..2",
		"1$a$b$1.2x",
		"1$a$b$3.1",
		"1$a$b$1.40",
		"1$a$b$1.2$0",
		"1$a$b$$11",
		"1$a$b$1.-2",
		"1$a$b$1.4294967296",
		"1$a$b$1.2.3.4.268435455.268435455.268435455.268435455.268435455.268435455."
		"268435455"
		".268435455",
	};
	struct activation_code code;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (parse(bad[i], &code))
			fail_msg("%s", bad[i]);
	assert_false(activation_code_parse((struct span){ NULL, 0 }, &code));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_examples),
		cmocka_unit_test(test_oids),
		cmocka_unit_test(test_not_a_code),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
