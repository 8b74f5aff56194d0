/* The terminal and a UICC, against a scripted T=0 card. [TS 102 221 11.1, TS 31.102 7.1] */
#include "peers/uicc_client.h"

#include "scripted_card.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define AUTHENTICATE \
	"0088008122 10 000102030405060708090A0B0C0D0E0F 10 101112131415161718191A1B1C1D1E1F"

struct fixture {
	uint8_t memory[4096];
	struct arena a;
	struct scripted_card card;
	struct apdu_transport transport;
	uint16_t sw;
};

static void fixture_start(struct fixture *f, const char *const *lines)
{
	f->a = (struct arena){ f->memory, sizeof(f->memory), 0 };
	f->card.next = lines;
	f->transport = (struct apdu_transport){ scripted_card_transmit, &f->card };
}

static void test_read_file(void **state)
{
	/* clang-format off */
	static const char *const lines[] = {
		"00A40004022FE2", "6108", "00C0000008", "62068002000A88009000",
		"00B000000A", "980010325476981032149000",
		"00A40004026F07", "6A82",
		"00A40004022FE2", "6102", "00C0000002", "62009000",
		"00A40004022FE2", "6108", "00C0000008", "62068002000A88009000",
		"00B000000A", "6982",
		NULL };
	/* clang-format on */
	struct fixture f;
	struct span content;
	char digits[24];

	(void)state;
	fixture_start(&f, lines);
	assert_int_equal(uicc_read_file(&f.transport, UICC_FID_EF_ICCID, &f.a, &content, &f.sw), 0);
	assert_true(uicc_digits(content, digits, sizeof(digits)));
	assert_string_equal(digits, "89000123456789012341");
	assert_int_equal(uicc_read_file(&f.transport, UICC_FID_EF_IMSI, &f.a, &content, &f.sw), 1);
	assert_int_equal(f.sw, 0x6A82);
	assert_int_equal(uicc_read_file(&f.transport, UICC_FID_EF_ICCID, &f.a, &content, &f.sw),
	                 -EBADMSG);
	assert_int_equal(uicc_read_file(&f.transport, UICC_FID_EF_ICCID, &f.a, &content, &f.sw), 1);
	assert_int_equal(f.sw, 0x6982);
	assert_null(f.card.next[0]);
}

static void test_select_usim(void **state)
{
	/* clang-format off */
	static const char *const lines[] = {
		"00A40004023F00", "9000", "00A40004022F00", "9000",
		"00B2010400", "6C14",
		"00B2010414", "610B4F09A0000000871004FF01FFFFFFFFFFFFFF9000",
		"00B2020400", "6C14",
		"00B2020414", "61094F07A0000000871002FFFFFFFFFFFFFFFFFF9000",
		"00A4040407A0000000871002", "9000",
		"00A40004023F00", "9000", "00A40004022F00", "9000",
		"00B2010400", "6A83",
		NULL };
	/* clang-format on */
	struct fixture f;

	(void)state;
	fixture_start(&f, lines);
	assert_int_equal(uicc_select_usim(&f.transport, &f.a, &f.sw), 0);
	assert_int_equal(uicc_select_usim(&f.transport, &f.a, &f.sw), 1);
	assert_int_equal(f.sw, 0x6A82);
	assert_null(f.card.next[0]);
}

static void test_authenticate(void **state)
{
	/* clang-format off */
	static const char *const lines[] = {
		AUTHENTICATE, "6107", "00C0000007", "DB 01AA 01BB 01CC 9000",
		AUTHENTICATE, "6103", "00C0000003", "DC 01EE 9000",
		AUTHENTICATE, "6103", "00C0000003", "DB 01EE 9000",
		AUTHENTICATE, "9862",
		NULL };
	/* clang-format on */
	uint8_t rand[16];
	uint8_t autn[16];
	struct fixture f;
	struct uicc_aka aka;

	(void)state;
	for (uint8_t i = 0; i < 16; i++) {
		rand[i] = i;
		autn[i] = 16 + i;
	}
	fixture_start(&f, lines);
	assert_int_equal(uicc_authenticate(&f.transport, rand, autn, &f.a, &aka, &f.sw), 0);
	assert_false(aka.synchronisation_failure);
	assert_int_equal(aka.res.ptr[0], 0xAA);
	assert_int_equal(aka.ik.ptr[0], 0xCC);
	assert_null(aka.kc.ptr);
	assert_int_equal(uicc_authenticate(&f.transport, rand, autn, &f.a, &aka, &f.sw), 0);
	assert_true(aka.synchronisation_failure);
	assert_int_equal(aka.auts.ptr[0], 0xEE);
	assert_int_equal(uicc_authenticate(&f.transport, rand, autn, &f.a, &aka, &f.sw), -EBADMSG);
	assert_int_equal(uicc_authenticate(&f.transport, rand, autn, &f.a, &aka, &f.sw), 1);
	assert_int_equal(f.sw, 0x9862);
	assert_null(f.card.next[0]);
}

static void test_verify_pin(void **state)
{
	static const char *const lines[] = { "002000010831323334FFFFFFFF", "63C2", NULL };
	struct fixture f;

	(void)state;
	fixture_start(&f, lines);
	assert_int_equal(uicc_verify_pin(&f.transport, UICC_PIN1, "1234", &f.a, &f.sw), 1);
	assert_int_equal(f.sw, 0x63C2);
	assert_int_equal(uicc_verify_pin(&f.transport, UICC_PIN1, "123456789", &f.a, &f.sw),
	                 -EINVAL);
}

/* IMSI 001010123456789, parity odd [TS 24.008 10.5.1.4]. */
static void test_imsi(void **state)
{
	const uint8_t ef[] = { 0x08, 0x09, 0x10, 0x10, 0x10, 0x32, 0x54, 0x76, 0x98 };
	const uint8_t empty[] = { 0xFF, 0xFF, 0xFF };
	char digits[16];

	(void)state;
	assert_true(uicc_imsi(SPAN(ef), digits, sizeof(digits)));
	assert_string_equal(digits, "001010123456789");
	assert_false(uicc_imsi(SPAN(empty), digits, sizeof(digits)));
	assert_false(uicc_imsi(SPAN(ef), digits, 8));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read_file),    cmocka_unit_test(test_select_usim),
		cmocka_unit_test(test_authenticate), cmocka_unit_test(test_verify_pin),
		cmocka_unit_test(test_imsi),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
