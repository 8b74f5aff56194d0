/*
 * eUICC Packages from text. Expected bytes after the ASN.1 of [SGP.32 2.11.1.1.2, 2.11.1.1.3]; ICCIDs
 * as in EF.ICCID [ETSI TS 102 221 13.2].
 */
#include "peers/eim_text.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define ICCID_19 "8988999700000000014"
#define PACKED   0x5A, 0x0A, 0x98, 0x88, 0x99, 0x79, 0x00, 0x00, 0x00, 0x00, 0x10, 0xF4

#define EXPECT(text, ...)                                                   \
	expect_bytes(text, (struct span){ (const uint8_t[]){ __VA_ARGS__ }, \
	                                  sizeof((const uint8_t[]){ __VA_ARGS__ }) })

static void expect_bytes(const char *text, struct span expected)
{
	BUFFER_AUTO list = { 0 };

	assert_int_equal(eim_text_package(text, &list), 0);
	assert_int_equal(list.len, expected.len);
	assert_memory_equal(list.ptr, expected.ptr, expected.len);
}

static void test_profiles(void **state)
{
	(void)state;
	EXPECT("enable=" ICCID_19, 0xA0, 0x0E, 0xA3, 0x0C, PACKED);
	EXPECT("enable=" ICCID_19 ",rollback", 0xA0, 0x10, 0xA3, 0x0E, PACKED, 0x05, 0x00);
	EXPECT("disable=" ICCID_19, 0xA0, 0x0E, 0xA4, 0x0C, PACKED);
	EXPECT("delete=" ICCID_19, 0xA0, 0x0E, 0xA5, 0x0C, PACKED);
	EXPECT("set-fallback=" ICCID_19, 0xA0, 0x0E, 0xA8, 0x0C, PACKED);
	EXPECT("disable=" ICCID_19 "+delete=" ICCID_19, 0xA0, 0x1C, 0xA4, 0x0C, PACKED, 0xA5, 0x0C,
	       PACKED);
	/* 18 and 20 digits. */
	EXPECT("disable=898899970000000001", 0xA0, 0x0E, 0xA4, 0x0C, 0x5A, 0x0A, 0x98, 0x88, 0x99,
	       0x79, 0x00, 0x00, 0x00, 0x00, 0x10, 0xFF);
	EXPECT("disable=89889997000000000145", 0xA0, 0x0E, 0xA4, 0x0C, 0x5A, 0x0A, 0x98, 0x88, 0x99,
	       0x79, 0x00, 0x00, 0x00, 0x00, 0x10, 0x54);
}

static void test_others(void **state)
{
	(void)state;
	EXPECT("list", 0xA0, 0x0A, 0xBF, 0x2D, 0x07, 0x5C, 0x05, 0x5A, 0x9F, 0x70, 0x92, 0x95);
	EXPECT("rat", 0xA0, 0x02, 0xA6, 0x00);
	EXPECT("immediate", 0xA0, 0x04, 0xA7, 0x02, 0x80, 0x00);
	EXPECT("no-immediate", 0xA0, 0x02, 0xA7, 0x00);
	EXPECT("unset-fallback", 0xA0, 0x02, 0xA9, 0x00);
	EXPECT("default-dp=a.b", 0xA0, 0x08, 0xBF, 0x65, 0x05, 0x80, 0x03, 'a', '.', 'b');
	EXPECT("psmo=A600bf2d00+rat", 0xA0, 0x07, 0xA6, 0x00, 0xBF, 0x2D, 0x00, 0xA6, 0x00);
	EXPECT("list-eims", 0xA1, 0x02, 0xAB, 0x00);
	EXPECT("delete-eim=e=1", 0xA1, 0x07, 0xA9, 0x05, 0x80, 0x03, 'e', '=', '1');
	EXPECT("eco=AB00", 0xA1, 0x02, 0xAB, 0x00);
}

static void test_refused(void **state)
{
	static const char *const texts[] = {
		"",
		"+",
		"list+",
		"nothing",
		"lis",
		"enable",
		"enable=",
		"enable=,rollback",
		"enable=89889997000000000",     /* 17 digits */
		"enable=898899970000000001456", /* 21 */
		"enable=898899970000000001F",
		"disable=" ICCID_19 ",rollback",
		"list=1",
		"default-dp=",
		"psmo=",
		"psmo=A",
		"psmo=A60G",
		"list+list-eims",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		BUFFER_AUTO list = { 0 };

		assert_int_equal(eim_text_package(texts[i], &list), -EINVAL);
		assert_int_equal(list.len, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_profiles),
		cmocka_unit_test(test_others),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
