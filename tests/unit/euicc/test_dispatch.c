/*
 * APDU layer: class bytes, channels, selection, T=0 [TS 102 221 7.3.1.1, 10.1, 11.1.1, 11.1.17].
 */
#include "fixture.h"

#include <string.h>

#define ISDR  "A0000005591010FFFFFFFF8900000100"
#define ECASD "A0000005591010FFFFFFFF8900000200"

static void test_class_and_instruction(void **state)
{
	struct fixture *f = *state;

	fixture_expect(f, "00FE0000", "6D00"); /* unknown instruction */
	fixture_expect(f, "80FE0000", "6D00");
	fixture_expect(f, "80A4000C023F00", "6E00"); /* SELECT is not in this class */
	fixture_expect(f, "0010000001FF", "6E00");   /* TERMINAL PROFILE neither */
	fixture_expect(f, "A0A40000023F00", "6E00"); /* no 2G commands on the bare UICC */
	fixture_expect(f, "FFA40000023F00", "6E00");
	fixture_expect(f, "20A40000023F00", "6E00"); /* reserved */
	fixture_expect(f, "0CA40000023F00", "6882"); /* secure messaging */
	fixture_expect(f, "10A40000023F00", "6884"); /* chaining */
	fixture_expect(f, "02A40000023F00", "6881"); /* channel 2 is not open */
	fixture_expect(f, "4FA40000023F00", "6881"); /* channel 19 neither */
}

static void test_length(void **state)
{
	struct fixture *f = *state;

	fixture_expect(f, "", "6700");
	fixture_expect(f, "81E291", "6700");
	fixture_expect(f, "00A40004023F", "6700");       /* Lc beyond the end */
	fixture_expect(f, "00A40004023F000000", "6700"); /* octets behind Le */
	fixture_expect(f, "00A400040000023F", "6700");   /* the same, extended */
}

static void test_select_isdr(void **state)
{
	struct fixture *f = *state;

	/* Case 3 and case 4, P2 00 and 04: 61xx, and the FCI names AID and version. */
	fixture_expect(f, "01A4040010" ISDR, "6126");
	fixture_expect(f, "01C0000026",
	               "6F248410" ISDR "A5049F6501FFE0058203020500E103800100"
	               "9000");
	fixture_expect(f, "01A4040410" ISDR "00", "6126");
	fixture_expect(f, "81C0000026", /* GET RESPONSE with class 8X works as well */
	               "6F248410" ISDR "A5049F6501FFE0058203020500E103800100"
	               "9000");
	fixture_expect(f, "01A4040C10" ISDR, "9000"); /* no data wanted */
	fixture_expect(f, "01A4040010A0000005591010FFFFFFFF8900000300", "6A82");
}

static void test_select_partial_aid(void **state)
{
	struct fixture *f = *state;

	fixture_expect(f, "01A4040C07A0000005591010", "9000");
	assert_int_equal(fixture_apdu(f, "81E2910003BF2000") & 0xFF00, 0x6100); /* the ISD-R */
	fixture_expect(f, "01A4040E07A0000005591010", "9000");                  /* next: ECASD */
	fixture_expect(f, "81CA005A12", "5A10" FIXTURE_EID "9000");
	fixture_expect(f, "01A4040E07A0000005591010", "6A82");      /* there is no other */
	fixture_expect(f, "81CA005A12", "5A10" FIXTURE_EID "9000"); /* and nothing has changed */
	fixture_expect(f, "01A4040F07A0000005591010", "9000");      /* previous: ISD-R */
	fixture_expect(f, "01A4040F07A0000005591010", "6A82");
	fixture_expect(f, "01A4040D07A0000005591010", "9000"); /* last: ECASD */
	fixture_expect(f, "81CA005A12", "5A10" FIXTURE_EID "9000");
}

static void test_ecasd_get_data(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(fixture_apdu(f, "01A4040010" ECASD), 0x611A);
	fixture_expect(f, "01CA005A12", "5A10" FIXTURE_EID "9000");
	fixture_expect(f, "01CA005A00", "6C12"); /* wrong Le: the right one */
	fixture_expect(f, "01CA005B00", "6A88");
	fixture_expect(f, "81E2910003BF3E00", "6D00");
}

static void test_channels(void **state)
{
	struct fixture *f = *state;
	char capdu[16];

	/* The fixture's LPA has channel 1: the card goes on with 2. */
	fixture_expect(f, "0070000001", "029000");
	fixture_expect(f, "0070000000", "6C01");
	fixture_expect(f, "0070800300", "6881"); /* not open */
	fixture_expect(f, "0070000500", "9000"); /* chosen by the terminal: no data */
	fixture_expect(f, "0070000500", "6A81"); /* in use */
	fixture_expect(f, "0070001400", "6881"); /* 20: there is none */
	for (int n = 3; n < 20; n++)
		if (n != 5)
			assert_int_equal(fixture_apdu(f, "0070000001"), 0x9000);
	fixture_expect(f, "0070000001", "6A81"); /* none left */
	/* Channel 4 is 40, 19 is 4F. */
	fixture_expect(f, "40A4000C023F00", "9000");
	fixture_expect(f, "4FA4000C023F00", "9000");
	for (int n = 1; n < 20; n++) {
		snprintf(capdu, sizeof(capdu), "007080%02X00", (unsigned)n);
		fixture_expect(f, capdu, "9000");
	}
	fixture_expect(f, "4FA4000C023F00", "6881");
	fixture_expect(f, "0070800000", "6881"); /* the basic channel stays */
	fixture_expect(f, "0070010000", "6A86");
}

/* [TS 102 221 11.1.17]: opened from a channel that is not the basic one, it starts where that is. */
static void test_channel_origin(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(fixture_apdu(f, "01A4040010" ISDR), 0x6126);
	fixture_expect(f, "0170000001", "029000");
	fixture_expect(f, "82E2910006BF3E035C015A", "6115"); /* the ISD-R answers GetEID */
	fixture_expect(f, "01A4040C10" ECASD, "9000");
	fixture_expect(f, "0170000300", "9000");
	fixture_expect(f, "03CA005A12", "5A10" FIXTURE_EID "9000");
	fixture_expect(f, "82E2910006BF3E035C015A", "6115"); /* each channel goes its own way */
	/* From the basic channel it starts at the MF, whatever is selected there. */
	fixture_expect(f, "00A4040C10" ISDR, "9000");
	fixture_expect(f, "0070000001", "049000");
	fixture_expect(f, "C0E2910006BF3E035C015A", "6D00");
}

static void test_get_response(void **state)
{
	struct fixture *f = *state;

	fixture_expect(f, "01C0000010", "6985"); /* nothing waits */
	assert_int_equal(fixture_apdu(f, "01A4040010" ISDR), 0x6126);
	fixture_expect(f, "01C0000027", "6C26"); /* too much */
	fixture_expect(f, "01C0010021", "6A86");
	fixture_expect(f, "01C0000004", "6F2484106122"); /* in pieces */
	fixture_expect(f, "00C0000022", "6985");         /* another channel */
	assert_int_equal(fixture_apdu(f, "01C0000022"), 0x9000);
	fixture_expect(f, "01C0000001", "6985"); /* all is out */
	/* Any other command drops what waits. */
	assert_int_equal(fixture_apdu(f, "01A4040010" ISDR), 0x6126);
	fixture_expect(f, "01FE0000", "6D00");
	fixture_expect(f, "01C0000026", "6985");
}

static void test_store_data_blocks(void **state)
{
	struct fixture *f = *state;

	/* GetEID in three blocks; blocks count from 0. */
	fixture_expect(f, "81E2110002BF3E", "9000");
	fixture_expect(f,
	               "81E21101"
	               "02035C",
	               "9000");
	fixture_expect(f,
	               "81E291020201"
	               "5A",
	               "6115");
	fixture_expect(f, "81C0000015", "BF3E125A10" FIXTURE_EID "9000");
	/* With Le it is the same; a wrong block number ends the chain. */
	fixture_expect(f, "81E2910006BF3E035C015A00", "6115");
	fixture_expect(f, "81E2110002BF3E", "9000");
	fixture_expect(f, "81E291020401035C5A", "6A86");
	fixture_expect(f,
	               "81E291010201"
	               "5A",
	               "6A86");
	/* A block 00 starts anew. */
	fixture_expect(f, "81E2110003BF3E03", "9000");
	fixture_expect(f, "81E2910006BF3E035C015A", "6115");
	fixture_expect(f, "81E2900006BF3E035C015A", "6A86"); /* P1 */
	fixture_expect(f, "81E29100", "6700");
	fixture_expect(f, "01E2910006BF3E035C015A", "6E00");
	/* The extended form answers at once. */
	fixture_expect(f,
	               "81E2910000"
	               "0006BF3E035C015A0000",
	               "BF3E125A10" FIXTURE_EID "9000");
}

/* A block of a chain in the extended form, of this many octets. */
static uint16_t send_block(struct fixture *f, uint8_t number, size_t len)
{
	static uint8_t capdu[7 + 65535];
	const uint8_t header[7] = {
		0x81, 0xE2, 0x11, number, 0, (uint8_t)(len >> 8), (uint8_t)len
	};

	memcpy(capdu, header, sizeof(header));
	memset(capdu + sizeof(header), 0xBF, len);
	assert_int_equal(softeuicc_card_transmit(f->card, capdu, sizeof(header) + len, f->rapdu),
	                 2);
	return (uint16_t)(f->rapdu[0] << 8 | f->rapdu[1]);
}

/* A chain has room for 256 blocks of 255 octets, in whatever blocks they come. */
static void test_store_data_limit(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(send_block(f, 0, 65280), 0x9000);
	assert_int_equal(send_block(f, 1, 1), 0x6A84);
	/* The chain is gone, its end as well; the next one is none the worse. */
	fixture_expect(f, "81E291020100", "6A86");
	assert_int_equal(send_block(f, 0, 65281), 0x6A84);
	assert_int_equal(send_block(f, 0, 40000), 0x9000);
	assert_int_equal(send_block(f, 1, 25280), 0x9000);
	assert_int_equal(send_block(f, 2, 1), 0x6A84);
	fixture_expect(f, "81E2910006BF3E035C015A", "6115");
}

static void test_unknown_function(void **state)
{
	struct fixture *f = *state;

	fixture_expect(f, "81E2910003BF7F00", "6A88");
	fixture_expect(f, "81E2910003BF2001", "6A80"); /* truncated */
	fixture_expect(f, "81E2910001BF", "6A80");
	fixture_expect(f, "81E2910006BF3E035C015B", "6A80"); /* GetEID with another tag */
	fixture_expect(f, "81E29100038601FF", "6985");       /* a segment outside of a download */
}

static void test_terminal_commands(void **state)
{
	struct fixture *f = *state;

	fixture_expect(f, "80AA000005A903830107", "9000");
	fixture_expect(f, "80AA00000AA9088100820101830107", "9000");
	fixture_expect(f, "80AA000002A903", "6A80");
	fixture_expect(f, "80AA010005A903830107", "6A86");
	fixture_expect(f, "8012000010", "6985"); /* nothing to fetch */
	fixture_expect(f, "8014000003810301", "6985");
	fixture_expect(f, "8010000001FF", "9000");
	fixture_expect(f, "80100000", "6700");
}

static void test_bare_uicc(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(fixture_apdu(f, "00A40004023F00") & 0xFF00, 0x6100);
	fixture_expect(f, "00A40004022FE2", "6A82");
	fixture_expect(f, "00A4040407A0000000871002", "6A82");
	/* From the ISD-R back to the UICC, on the same channel. */
	fixture_expect(f, "01A4000C023F00", "9000");
	fixture_expect(f, "81E2910003BF2000", "6D00");
}

/* Commands of an enabled profile through T=0: class A0, ENVELOPE, what a failed CHV leaves. */
static void test_profile(void **state)
{
	struct fixture *f = *state;

	fixture_expect(f, "80C2000009D60799010382028281", "6985"); /* no profile */
	fixture_install(f, 1, fixture_metadata(f, 1, PROFILE_CLASS_OPERATIONAL, 0));
	/* EnableProfile by the AID of the first ISD-P. */
	fixture_expect_es10(f,
	                    "BF3117A0124F10A0000005591010FFFFFFFF8900001000"
	                    "810100",
	                    "BF3103800100");
	fixture_expect(f, "A0A40000027F20", "9F16");
	fixture_expect(f, "A0C0000017", "6716"); /* too much */
	assert_int_equal(fixture_apdu(f, "A0C0000016"), 0x9000);
	assert_memory_equal(f->rapdu, "\0\0\0\0\x7F\x20\x02", 7);
	fixture_expect(f, "A0C0000016", "6985");
	fixture_expect(f, "A0A40000026F99", "9404");
	assert_int_equal(fixture_apdu(f, "A0F2000016"), 0x9000);
	fixture_expect(f, "A010000001FF", "9000");
	fixture_expect(f, "A070000001", "6D00"); /* no channels */
	/* An attempt counts although the status word is of the 98 family. */
	fixture_expect(f, "A0280001083939393939393939", "9804");
	softeuicc_card_reset(f->card);
	fixture_expect(f, "0020000100", "63C2");
	fixture_expect(f, "80C2000009D60799010382028281", "9000");
	assert_int_equal(fixture_apdu(f, "0084000008"), 0x9000);
	assert_int_equal(f->rapdu_len, 10);
}

static void test_reset(void **state)
{
	struct fixture *f = *state;
	uint8_t atr[SOFTEUICC_ATR_MAX];
	size_t n = softeuicc_card_atr(f->card, atr);
	uint8_t tck = 0;

	assert_int_equal(atr[0], 0x3B);
	for (size_t i = 1; i < n; i++)
		tck ^= atr[i];
	assert_int_equal(tck, 0);
	fixture_expect(f, "0070000001", "029000");
	softeuicc_card_reset(f->card);
	fixture_expect(f, "0070000001", "019000"); /* all channels were closed */
	softeuicc_card_power_off(f->card);
	fixture_expect(f, "00A4000C023F00", "6F00"); /* nobody answers without power */
	assert_int_equal(softeuicc_card_atr(f->card, atr), n);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, fixture_setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_class_and_instruction),
		TEST(test_length),
		TEST(test_select_isdr),
		TEST(test_select_partial_aid),
		TEST(test_ecasd_get_data),
		TEST(test_channels),
		TEST(test_channel_origin),
		TEST(test_get_response),
		TEST(test_store_data_blocks),
		TEST(test_store_data_limit),
		TEST(test_unknown_function),
		TEST(test_terminal_commands),
		TEST(test_bare_uicc),
		TEST(test_profile),
		TEST(test_reset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
