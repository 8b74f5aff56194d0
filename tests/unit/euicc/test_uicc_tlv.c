/* BER-TLV EFs: RETRIEVE DATA and SET DATA [TS 102 221 11.3, annex L]. */
#include "uicc_expect.h"

#include <string.h>

#define SELECT_BER "00A4000C026FE8"

static void select_file(struct uicc_terminal *t)
{
	EXPECT(t, SELECT_USIM, "", 0x9000);
	EXPECT(t, VERIFY_ADM, "", 0x9000);
	EXPECT(t, SELECT_BER, "", 0x9000);
}

static void test_objects(void **state)
{
	struct uicc_terminal *t = *state;

	select_file(t);
	EXPECT(t, "80CB0080015C00", "5C00", 0x9000);
	EXPECT(t, "80DB0080058003010203", "", 0x9000);
	EXPECT(t, "80DB008006BF8101011122", "", 0x6A80); /* octets behind the object */
	EXPECT(t, "80DB008005BF81010111", "", 0x9000);
	EXPECT(t,
	       "80DB00800290"
	       "00",
	       "", 0x9000); /* empty */
	EXPECT(t, "80CB0080015C00", "5C0580BF810190", 0x9000);
	EXPECT(t, "80CB00800180", "8003010203", 0x9000);
	EXPECT(t, "80CB008003BF8101", "BF81010111", 0x9000);
	EXPECT(t, "80CB00800190", "9000", 0x9000);
	/* Replaced, it is the last one. */
	EXPECT(t, "80DB0080038001FF", "", 0x9000);
	EXPECT(t, "80CB00800180", "8001FF", 0x9000);
	EXPECT(t, "80CB0080015C00", "5C05BF81019080", 0x9000);
	/* The file's size is what is used. */
	EXPECT(t, "00A40004026FE8",
	       "6223"
	       "82027921"
	       "83026FE8"
	       "A50B840101"
	       "85020200"
	       "86020200"
	       "8A0105"
	       "8B036F0601"
	       "8002000A"
	       "8800",
	       0x9000);
	/* The tag alone deletes. */
	EXPECT(t, "80DB008003BF8101", "", 0x9000);
	EXPECT(t, "80DB008003BF8101", "", 0x6A88);
	EXPECT(t, "80CB008003BF8101", "", 0x6A88);
	EXPECT(t, "80CB0080015C00", "5C029080", 0x9000);
}

static void test_errors(void **state)
{
	struct uicc_terminal *t = *state;

	EXPECT(t, "80CB0080015C00", "", 0x6986);
	EXPECT(t, SELECT_USIM, "", 0x9000);
	EXPECT(t, SELECT_BER, "", 0x9000);
	EXPECT(t, "80DB0080038001FF", "", 0x6982);
	EXPECT(t, "80CB00800181", "", 0x6A88);
	select_file(t);
	EXPECT(t, "80CB01800180", "", 0x6A86);
	EXPECT(t, "80CB00C00180", "", 0x6A86);
	EXPECT(t, "80CB00A00180", "", 0x6A86);
	EXPECT(t, "80CB00010180", "", 0x6A86); /* a next block with an SFI */
	EXPECT(t, "80CB00810180", "", 0x6A82); /* no such SFI */
	EXPECT(t, "80CB008000", "", 0x6A80);
	EXPECT(t, "80CB0080028001", "", 0x6A80);
	EXPECT(t, "80CB00800104", "", 0x6A80); /* not of the context class */
	EXPECT(t, "80CB0080049FFFFF01", "", 0x6A80);
	EXPECT(t, "80CB000000", "", 0x6985); /* next block of nothing */
	EXPECT(t, "80CB004000", "", 0x6985);
	EXPECT(t, "80DB0080030401FF", "", 0x6A80);
	EXPECT(t, "80DB0080015C", "", 0x6A80);
	EXPECT(t,
	       "80DB00800280"
	       "80",
	       "", 0x6A80);                          /* indefinite length */
	EXPECT(t, "80DB008004808101FF", "", 0x6A80); /* not minimal */
	EXPECT(t, "80DB0080058082030101", "",
	       0x6A84); /* 769 octets: more than the file's maximum */
	EXPECT(t, "80DB000001FF", "", 0x6985);
	EXPECT(t, "80DB0080", "", 0x6700);
	EXPECT(t, "00B0000000", "", 0x6981);
	EXPECT(t, "00A4000C026F07", "", 0x9000);
	EXPECT(t, "80CB00800180", "", 0x6981); /* not a BER-TLV EF */
}

/* An object of 300 octets: 250 in the first block, 50 in the second. */
static void put_blocks(struct uicc_terminal *t, const char *interlude)
{
	char command[2 * 300];
	int n = snprintf(command, sizeof(command), "80DB0080FEA182012C");

	memset(command + n, '1', 500);
	command[n + 500] = '\0';
	EXPECT(t, command, "", 0x63F1);
	if (interlude)
		terminal_send(t, interlude);
	n = snprintf(command, sizeof(command), "80DB000032");
	memset(command + n, '2', 100);
	command[n + 100] = '\0';
	assert_int_equal(terminal_send(t, command), interlude ? 0x6985 : 0x9000);
}

static void test_blocks(void **state)
{
	struct uicc_terminal *t = *state;

	select_file(t);
	EXPECT(t, "80DB008003A10101", "", 0x9000);
	put_blocks(t, NULL);
	EXPECT(t, "80CB0080015C00", "5C01A1", 0x9000);
	EXPECT(t, "80CB008001A1", NULL, 0x62F1);
	assert_int_equal(t->len, 256);
	assert_memory_equal(t->hex, "A182012C1111", 12);
	EXPECT(t, "80CB000000", "", 0x6C30); /* 48 octets are left */
	EXPECT(t, "80CB000010", "22222222222222222222222222222222", 0x62F1);
	EXPECT(t, "80CB004004", "22222222", 0x62F1); /* the last block again */
	EXPECT(t, "80CB00002C", NULL, 0x9000);
	EXPECT(t, "80CB000001", "", 0x6985); /* all is out */
	EXPECT(t, "80CB004002", "2222", 0x62F1);
	EXPECT(t, "80CB0000018000", "", 0x6700);
	/* With an extended Le at once. */
	EXPECT(t, "80CB0080000001A10000", NULL, 0x9000);
	assert_int_equal(t->len, 304);
	/* A reselection ends the transfer. */
	EXPECT(t, "80CB008001A110", NULL, 0x62F1);
	EXPECT(t, SELECT_BER, "", 0x9000);
	EXPECT(t, "80CB000010", "", 0x6985);
}

/* A transfer that is broken off leaves neither the old object nor the new one [annex L]. */
static void test_broken_off(void **state)
{
	static const char *const interludes[] = { SELECT_BER, "80DB008003820101" };
	struct uicc_terminal *t = *state;

	select_file(t);
	for (size_t i = 0; i < sizeof(interludes) / sizeof(interludes[0]); i++) {
		EXPECT(t, SELECT_BER, "", 0x9000);
		EXPECT(t, "80DB008003A10101", "", 0x9000);
		put_blocks(t, interludes[i]);
		EXPECT(t, "80CB008001A1", "", 0x6A88);
	}
	uicc_reset(t->u);
	EXPECT(t, VERIFY_ADM, "", 0x9000);
	EXPECT(t, "80DB000001FF", "", 0x6985);
}

static void test_retransmission(void **state)
{
	struct uicc_terminal *t = *state;

	select_file(t);
	EXPECT(t, "80DB008003800601", "", 0x63F1);
	EXPECT(t, "80DB00400102", "", 0x6985); /* the first block cannot be repeated so */
	EXPECT(t, "80DB00000202FF", "", 0x63F1);
	EXPECT(t, "80DB0040020203", "", 0x63F1);
	EXPECT(t, "80DB00000404050607", "", 0x6700); /* one too many */
	EXPECT(t, "80DB000003040506", "", 0x9000);
	EXPECT(t, "80CB00800180", "8006010203040506", 0x9000);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, terminal_setup, terminal_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_objects),    TEST(test_errors),         TEST(test_blocks),
		TEST(test_broken_off), TEST(test_retransmission),
	};

	return cmocka_run_group_tests_name("uicc-tlv", tests, NULL, NULL);
}
