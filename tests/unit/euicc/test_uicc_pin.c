/* PINs and access rules [TS 102 221 9.2, 9.5, 11.1.9 to 11.1.13]. */
#include "uicc_expect.h"

#include "euicc/uicc_fs.h"

static void test_verify(void **state)
{
	struct uicc_terminal *t = *state;

	EXPECT(t, "00200001", "", 0x63C3);
	EXPECT(t, "0020000100", "", 0x63C3);
	EXPECT(t, "0020000108" PIN_WRONG, "", 0x63C2);
	EXPECT(t, "0020000108" PIN_WRONG, "", 0x63C1);
	EXPECT(t, VERIFY_PIN, "", 0x9000);
	EXPECT(t, "0020000100", "", 0x63C3);
	EXPECT(t, "0020000108" PIN_WRONG, "", 0x63C2);
	EXPECT(t, "0020000108" PIN_WRONG, "", 0x63C1);
	EXPECT(t, "0020000108" PIN_WRONG, "", 0x63C0);
	EXPECT(t, VERIFY_PIN, "", 0x6983);
	EXPECT(t, "0020000100", "", 0x63C0);
	EXPECT(t, "0020000A08" ADM, "", 0x9000);
	EXPECT(t, "0020000208" PIN_WRONG, "", 0x6A88);
	EXPECT(t, "0020000008" PIN_WRONG, "", 0x6A88);
	EXPECT(t, "002001010831323334FFFFFFFF", "", 0x6A86);
	EXPECT(t, "002000010431323334", "", 0x6700);
}

/* Local references mean the PINs of the current application; the ISIM shares the USIM's. */
static void test_local_pin(void **state)
{
	struct uicc_terminal *t = *state;

	EXPECT(t, "0020008108" PIN_9999, "", 0x6A88);
	EXPECT(t, "00A4040C0C" SAMPLE_ISIM_AID, "", 0x9000);
	EXPECT(t, "0020008108" PIN_WRONG, "", 0x63C2);
	EXPECT(t, SELECT_USIM, "", 0x9000);
	EXPECT(t, "0020008100", "", 0x63C2);
	EXPECT(t, "0020008108" PIN_9999, "", 0x9000);
}

static void test_change(void **state)
{
	struct uicc_terminal *t = *state;

	EXPECT(t, "0024000110" PIN_WRONG "3838383838383838", "", 0x63C2);
	EXPECT(t, "0024000110" PIN_1234 "3838383838383838", "", 0x9000);
	EXPECT(t, VERIFY_PIN, "", 0x63C2);
	EXPECT(t, "00200001083838383838383838", "", 0x9000);
	EXPECT(t, "0024000108" PIN_1234, "", 0x6700);
	EXPECT(t, "0024000210" PIN_1234 PIN_1234, "", 0x6A88);
	EXPECT(t, SELECT_USIM, "", 0x9000);
	EXPECT(t, "0024008110" PIN_9999 PIN_1234, "", 0x6985); /* its attributes forbid it */
	EXPECT(t, "00260001083838383838383838", "", 0x9000);
	EXPECT(t, "00240001103838383838383838" PIN_1234, "", 0x6984); /* disabled */
}

static void test_disable_and_enable(void **state)
{
	struct uicc_terminal *t = *state;

	EXPECT(t, "0028000108" PIN_1234, "", 0x6985); /* it is enabled */
	EXPECT(t, "0026000108" PIN_WRONG, "", 0x63C2);
	EXPECT(t, "0026000108" PIN_1234, "", 0x9000);
	EXPECT(t, "0026000108" PIN_1234, "", 0x6985);
	EXPECT(t, VERIFY_PIN, "", 0x6984);
	EXPECT(t, "0020000100", "", 0x63C3);
	uicc_reset(t->u);
	/* A disabled PIN counts as verified. */
	EXPECT(t, SELECT_USIM, "", 0x9000);
	EXPECT(t, "00B0870001", "08", 0x9000);
	EXPECT(t, "0028000108" PIN_WRONG, "", 0x63C2);
	EXPECT(t, "0028000108" PIN_1234, "", 0x9000);
	uicc_reset(t->u);
	EXPECT(t, "00B0870001", "", 0x6982);
	EXPECT(t, "0026008108" PIN_9999, "", 0x6985); /* its attributes forbid it */
	EXPECT(t, "0028000108" PIN_1234, "", 0x6985);
}

static void test_unblock(void **state)
{
	struct uicc_terminal *t = *state;

	EXPECT(t, "002C0001", "", 0x63CA);
	EXPECT(t, "0020000108" PIN_WRONG, "", 0x63C2);
	EXPECT(t, "0020000108" PIN_WRONG, "", 0x63C1);
	EXPECT(t, "0020000108" PIN_WRONG, "", 0x63C0);
	EXPECT(t, "0026000108" PIN_1234, "", 0x6983);
	EXPECT(t, "0024000110" PIN_1234 PIN_1234, "", 0x6983);
	EXPECT(t, "0028000108" PIN_1234, "", 0x6983);
	EXPECT(t, "002C000110" PIN_WRONG PIN_9999, "", 0x63C9);
	EXPECT(t, "002C000110" PUK PIN_9999, "", 0x9000);
	EXPECT(t, "002C000100", "", 0x63CA);
	EXPECT(t, "0020000108" PIN_9999, "", 0x9000);
	EXPECT(t, "002C000108" PUK, "", 0x6700);
	EXPECT(t, "002C000A10" ADM ADM, "", 0x6A88); /* it has no PUK */
	for (int left = 9; left >= 0; left--)
		EXPECT(t, "002C000110" PIN_WRONG PIN_9999, "", 0x63C0 + left);
	EXPECT(t, "002C000110" PUK PIN_9999, "", 0x6983);
}

static void test_access_rules(void **state)
{
	struct uicc_terminal *t = *state;

	EXPECT(t, SELECT_USIM, "", 0x9000);
	EXPECT(t, "00B0870001", "", 0x6982); /* PIN */
	EXPECT(t, "00B2010C04", "", 0x6A82); /* no SFI 01 */
	EXPECT(t, "00B2015404", "", 0x6982); /* PIN or local PIN */
	EXPECT(t, "0020008108" PIN_9999, "", 0x9000);
	EXPECT(t, "00B2015404", "AABBAABB", 0x9000); /* by the second of the two */
	EXPECT(t, "00B0870001", "", 0x6982);
	EXPECT(t, "00A4000C026F45", "", 0x9000);
	EXPECT(t, "00D600000111", "", 0x6982); /* PIN and local PIN: one is not enough */
	EXPECT(t, VERIFY_PIN, "", 0x9000);
	EXPECT(t, "00D600000111", "", 0x9000);
	EXPECT(t, "00B0870001", "08", 0x9000);
	EXPECT(t, "00D687000108", "", 0x6982);       /* ADM */
	EXPECT(t, "00DC01540401020304", "", 0x6982); /* never */
	/* A wrong value takes the right away. */
	EXPECT(t, "0020000108" PIN_WRONG, "", 0x63C2);
	EXPECT(t, "00B0870001", "", 0x6982);
	/* So does a reset. */
	EXPECT(t, VERIFY_PIN, "", 0x9000);
	uicc_reset(t->u);
	EXPECT(t, "00B0870001", "", 0x6982);
}

/* EF.ARR is data that ADM may change; rubbish in it must allow nothing and break nothing. */
static void test_broken_rules(void **state)
{
	static const char *const records[] = {
		"800101",
		"80010190",
		"9000",
		"8001019700",
		"800101A47F",
		"800101A40A8302010195010800",
		"800101A406830101950180",
		"800101A006A4048301010000",
		"800101A0A0A0A0A0A0A0A0A0",
		"800101A00CA00AA008A006A004A0029000",
		"800101AF00",
		"8400019000",
		"800201019000",
		"1F1F1F1F1F",
		"00",
	};
	struct uicc_terminal *t = *state;
	char command[80];

	EXPECT(t, VERIFY_PIN, "", 0x9000);
	EXPECT(t, VERIFY_ADM, "", 0x9000);
	for (size_t i = 0; i < sizeof(records) / sizeof(records[0]); i++) {
		int n = snprintf(command, sizeof(command), "00DC023420%s", records[i]);

		while (n < 10 + 64)
			command[n++] = 'F';
		command[n] = '\0';
		EXPECT(t, "00A4000C023F00", "", 0x9000);
		EXPECT(t, command, "", 0x9000);
		EXPECT(t, SELECT_USIM, "", 0x9000);
		EXPECT(t, "00B0870001", "", 0x6982);
	}
	/* And it is the record that counts: always. */
	EXPECT(t, "00A4000C023F00", "", 0x9000);
	EXPECT(t, "00DC0234208001019000FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", "",
	       0x9000);
	uicc_reset(t->u);
	EXPECT(t, SELECT_USIM, "", 0x9000);
	EXPECT(t, "00B0870001", "08", 0x9000);
}

/* An AND of an OR and a key. */
static void test_nested_rules(void **state)
{
	static const char rule[] = "00DC023420"
	                           "800101"
	                           "AF1A"
	                           "A010"
	                           "A40683010A950108"
	                           "A406830181950108"
	                           "A406830101950108"
	                           "FF";
	struct uicc_terminal *t = *state;

	EXPECT(t, VERIFY_ADM, "", 0x9000);
	EXPECT(t, rule, "", 0x9000);
	EXPECT(t, SELECT_USIM, "", 0x9000);
	EXPECT(t, "00B0870001", "", 0x6982); /* ADM satisfies the OR only */
	EXPECT(t, VERIFY_PIN, "", 0x9000);
	EXPECT(t, "00B0870001", "08", 0x9000);
	EXPECT(t, "00D687000108", "", 0x6982); /* no rule */
	uicc_reset(t->u);
	EXPECT(t, "0020008108" PIN_9999, "", 0x9000);
	EXPECT(t, "00B0870001", "", 0x6982);
	EXPECT(t, VERIFY_PIN, "", 0x9000);
	EXPECT(t, "00B0870001", "08", 0x9000);
}

/* The universal PIN as replacement of an application's PIN [TS 102 221 9.4.1, 11.1.11]. */
static void test_universal_pin(void **state)
{
	const struct saip_pin universal = { .reference = UICC_PIN_UNIVERSAL,
		                            .value = "5678\xFF\xFF\xFF\xFF",
		                            .attributes = 7,
		                            .max_tries = 3,
		                            .tries_left = 3 };
	struct uicc_terminal *t = *state;
	struct saip_sink s = uicc_sink(t->u);
	struct uicc_file *mf = &t->u->files[0];

	EXPECT(t, "0026910108" PIN_1234, "", 0x6A88); /* there is none */
	assert_int_equal(s.ops->pin(s.ctx, 0, &universal), PE_OK);
	mf->pin_references[mf->pin_reference_count++] = UICC_PIN_UNIVERSAL;
	EXPECT(t, "00A40004023F00",
	       "6229"
	       "82027821"
	       "83023F00A5068001718701018A01058B032F0601"
	       "C60F9001E083010183010A950100830111",
	       0x9000);
	EXPECT(t, "0026900108" PIN_1234, "", 0x6A86); /* it can be no other */
	EXPECT(t, "0026910A08" ADM, "", 0x6A86);      /* nor for another kind */
	EXPECT(t, "0028910108" PIN_1234, "", 0x6A86);
	EXPECT(t, "0026910108" PIN_WRONG, "", 0x63C2);
	EXPECT(t, "0026910108" PIN_1234, "", 0x9000);
	EXPECT(t, "00A40004023F00",
	       "6229"
	       "82027821"
	       "83023F00A5068001718701018A01058B032F0601"
	       "C60F90016083010183010A950108830111",
	       0x9000);
	EXPECT(t, SELECT_USIM, "", 0x9000);
	EXPECT(t, "00B0870001", "", 0x6982);
	EXPECT(t, "002000110835363738FFFFFFFF", "", 0x9000);
	EXPECT(t, "00B0870001", "08", 0x9000);
	uicc_reset(t->u);
	EXPECT(t, "00B0870001", "", 0x6982);
	/* The universal PIN disabled, there is none to verify. */
	EXPECT(t, "002600110835363738FFFFFFFF", "", 0x9000);
	EXPECT(t, "00B0870001", "08", 0x9000);
	EXPECT(t, "002800110835363738FFFFFFFF", "", 0x9000);
	uicc_reset(t->u);
	/* Enabled again, the application's PIN counts. */
	EXPECT(t, "0028000108" PIN_1234, "", 0x9000);
	EXPECT(t, "00B0870001", "08", 0x9000);
	uicc_reset(t->u);
	EXPECT(t, "002000110835363738FFFFFFFF", "", 0x9000);
	EXPECT(t, "00B0870001", "", 0x6982);
	/* Unblocking enables too. */
	EXPECT(t, "0026910108" PIN_1234, "", 0x9000);
	EXPECT(t, "002C000110" PUK PIN_1234, "", 0x9000);
	EXPECT(t, "0028000108" PIN_1234, "", 0x6985);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, terminal_setup, terminal_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_verify),        TEST(test_local_pin),
		TEST(test_change),        TEST(test_disable_and_enable),
		TEST(test_unblock),       TEST(test_access_rules),
		TEST(test_broken_rules),  TEST(test_nested_rules),
		TEST(test_universal_pin),
	};

	return cmocka_run_group_tests_name("uicc-pin", tests, NULL, NULL);
}
