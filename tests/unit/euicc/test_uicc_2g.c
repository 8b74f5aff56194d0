/* Class A0: the profile as a SIM [TS 51.011 8, 9]. */
#include "uicc_expect.h"

#define RAND1 "23553CBE9637A89D218AE64DAE47BF35"

/* Responses put together by hand from the tables of 9.2.1. */
#define MF_RESPONSE  \
	"00000000"   \
	"3F00"       \
	"01"         \
	"0000000000" \
	"09"         \
	"01"         \
	"0303"       \
	"08"         \
	"00"         \
	"838A8300"
#define GSM_RESPONSE \
	"00000000"   \
	"7F20"       \
	"02"         \
	"0000000000" \
	"09"         \
	"01"         \
	"040A"       \
	"08"         \
	"00"         \
	"838A8300"
#define IMSI_RESPONSE \
	"0000"        \
	"0009"        \
	"6F07"        \
	"04"          \
	"00"          \
	"14F0FF"      \
	"01"          \
	"02"          \
	"0000"

static void test_select(void **state)
{
	struct uicc_terminal *t = *state;

	EXPECT(t, "A0A40000023F00", MF_RESPONSE, 0x9000);
	EXPECT(t, "A0A40000026F07", "", 0x9404);
	EXPECT(t, "A0A40000027F20", GSM_RESPONSE, 0x9000);
	EXPECT(t, "A0F2000016", GSM_RESPONSE, 0x9000);
	EXPECT(t, "A0F2000001", "", 0x6716);
	EXPECT(t, "A0A40000026F07", IMSI_RESPONSE, 0x9000);
	/* Records, cyclic with INCREASE, a file by its name of old. */
	EXPECT(t, "A0A40000026F3A",
	       "0000"
	       "000C"
	       "6F3A"
	       "0400"
	       "1FF0FF"
	       "01020104",
	       0x9000);
	EXPECT(t, "A0A40000026F39",
	       "0000"
	       "0009"
	       "6F39"
	       "0440"
	       "1110FF"
	       "01020303",
	       0x9000);
	EXPECT(t, "A0A40000026F20",
	       "0000"
	       "0009"
	       "6F20"
	       "0400"
	       "11F0FF"
	       "01020000",
	       0x9000);
	EXPECT(t, "A0A40000026F7E",
	       "0000"
	       "000B"
	       "6F7E"
	       "0400"
	       "04F044"
	       "00020000",
	       0x9000);                          /* invalidated */
	EXPECT(t, "A0A40000026FE8", "", 0x9404); /* BER-TLV */
	EXPECT(t, "A0A40000027F10", NULL, 0x9000);
	EXPECT(t, "A0A40000026F3A", NULL, 0x9000);
	EXPECT(t, "A0A40000027F20", NULL, 0x9000);
	EXPECT(t, "A0A40000016F", "", 0x6700);
	EXPECT(t, "A0A40004027F20", "", 0x6B00);
}

static void test_files(void **state)
{
	struct uicc_terminal *t = *state;

	EXPECT(t, "A0B0000009", "", 0x9400);
	EXPECT(t, "A0A40000027F20", NULL, 0x9000);
	EXPECT(t, "A0A40000026F07", NULL, 0x9000);
	EXPECT(t, "A0B0000009", "", 0x9804);
	EXPECT(t, "A020000108" PIN_1234, "", 0x9000);
	EXPECT(t, "A0B0000009", "080910101032540636", 0x9000);
	EXPECT(t, "A0B000000A", "", 0x6709);
	EXPECT(t, "A0B0000A01", "", 0x9402);
	EXPECT(t, "A0B0870001", "", 0x6B00); /* no SFI */
	EXPECT(t, "A0D600000100", "", 0x9804);
	EXPECT(t, "A0B2010404", "", 0x9408);
	EXPECT(t, "A0A40000026F20", NULL, 0x9000);
	EXPECT(t, "A0D6000009112233445566778800", "", 0x9000);
	EXPECT(t, "A0A40000026F39", NULL, 0x9000);
	EXPECT(t, "A0DC000303000001", "", 0x9000);
	EXPECT(t, "A032000003000002", "000003000002", 0x9000);
	EXPECT(t, "A0B2010403", "000003", 0x9000);
	EXPECT(t, "A0B2010C03", "", 0x6B00);
	EXPECT(t, "A0B2040403", "", 0x9402);
	EXPECT(t, "A032000003FFFFFF", "", 0x9850);
	EXPECT(t, "A0A40000026F7E", NULL, 0x9000);
	EXPECT(t, "A0B0000001", "", 0x9810);
	EXPECT(t, "0020000A08" ADM, "", 0x9000);
	EXPECT(t, "A0440000", "", 0x9000); /* REHABILITATE */
	EXPECT(t, "A0B0000001", "FF", 0x9000);
	/* The file is the one of DF.GSM-ACCESS. */
	EXPECT(t, "00A4080C067FFF5F3B4F20", "", 0x9000);
	EXPECT(t, "00B0000009", "112233445566778800", 0x9000);
}

/* Records that begin with a pattern. */
static void test_seek(void **state)
{
	struct uicc_terminal *t = *state;

	EXPECT(t, VERIFY_PIN, "", 0x9000);
	EXPECT(t, "A0A40000027F10", NULL, 0x9000);
	EXPECT(t, "A0A2000001AA", "", 0x9400);
	EXPECT(t, "A0A40000026F3A", NULL, 0x9000);
	EXPECT(t, "A0DC02040401020304", "", 0x9000);
	EXPECT(t, "A0A2001001AA", "01", 0x9000);
	EXPECT(t, "A0A2001201AA", "03", 0x9000); /* behind the one found */
	EXPECT(t, "A0A2001201AA", "", 0x9404);   /* there is no other */
	EXPECT(t, "A0A2001001BB", "", 0x9404);   /* inside only */
	EXPECT(t, "A0A2001301AA", "01", 0x9000); /* before it */
	EXPECT(t, "A0A2001101AA", "03", 0x9000); /* from the end */
	EXPECT(t, "A0A20000020102", "", 0x9000); /* type 1 moves the pointer only */
	EXPECT(t, "A0B2000404", "01020304", 0x9000);
	EXPECT(t, "A0A20010020909", "", 0x9404);
	EXPECT(t, "A0A2000401AA", "", 0x6B00);
	EXPECT(t, "A0A2002001AA", "", 0x6B00);
	EXPECT(t, "A0A20010", "", 0x6700);
}

static void test_chv(void **state)
{
	struct uicc_terminal *t = *state;

	EXPECT(t, "A0A40000027F20", NULL, 0x9000);
	EXPECT(t, "A020000108" PIN_WRONG, "", 0x9804);
	EXPECT(t, "A020000108" PIN_WRONG, "", 0x9804);
	EXPECT(t, "A020000108" PIN_WRONG, "", 0x9840);
	EXPECT(t, "A020000108" PIN_1234, "", 0x9840);
	EXPECT(t, "A02C000010" PUK PIN_1234, "", 0x9000); /* 00 is CHV1 here */
	EXPECT(t, "A020000208" PIN_9999, "", 0x9000);
	EXPECT(t, "A026000108" PIN_1234, "", 0x9000);
	EXPECT(t, "A026000108" PIN_1234, "", 0x9808);
	EXPECT(t, "A020000108" PIN_1234, "", 0x9808);
	EXPECT(t, "A028000108" PIN_1234, "", 0x9000);
	EXPECT(t, "A024000110" PIN_1234 PIN_9999, "", 0x9000);
	EXPECT(t, "A020000108" PIN_9999, "", 0x9000);
	EXPECT(t, "A020000308" PIN_1234, "", 0x6B00);
	EXPECT(t, "A0200001", "", 0x6700);
	EXPECT(t, "A0A40000023F00", NULL, 0x9000);
	EXPECT(t, "A020000208" PIN_WRONG, "", 0x9804); /* CHV2 is the one of the USIM */
	EXPECT(t, "A020000208" PIN_9999, "", 0x9000);
}

/* SRES and Kc of TS 35.208 test set 1. */
static void test_run_gsm(void **state)
{
	struct uicc_terminal *t = *state;

	EXPECT(t, "A0A40000027F20", NULL, 0x9000);
	EXPECT(t, "A088000010" RAND1, "", 0x9804);
	EXPECT(t, "A020000108" PIN_1234, "", 0x9000);
	EXPECT(t, "A088000010" RAND1, "46F8416AEAE4BE823AF9A08B", 0x9000);
	EXPECT(t, "A088000001AA", "", 0x6700);
	EXPECT(t, "A0A40000023F00", NULL, 0x9000);
	EXPECT(t, "A088000010" RAND1, "", 0x9804); /* not in DF.GSM */
	EXPECT(t, "A0FE0000", "", 0x6D00);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, terminal_setup, terminal_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_select), TEST(test_files),   TEST(test_seek),
		TEST(test_chv),    TEST(test_run_gsm),
	};

	return cmocka_run_group_tests_name("uicc-2g", tests, NULL, NULL);
}
