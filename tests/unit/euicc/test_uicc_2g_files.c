/*
 * Class A0: a DF.GSM of the package, and files of a SIM that a USIM has elsewhere, or has not
 * [TS 51.011 10, TS 31.102 4.2, 4.4.3]. EF.SST was put together by hand from its table.
 */
#include "uicc_package.h"

#include "../profiles/packages.h"

/* EF.ARR: 1 all always; 2 read PIN 01, update local PIN 81. */
#define RULES                                               \
	"80011B9000 FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF" \
	"800101A406830101950108 800102A406830181950108 FFFF"
#define MF_WITH_RULES                                                                   \
	"B0{" PE("01") "81{67810F010201} A2{A1{C6{010A}}} A4{83{98001032547698103214}}" \
	               " A5{A1{82{42210010} 80{10}}} A6{A1{82{42210018} 80{30}} 83{" RULES "}}} "
#define PINS \
	"A2{" PE("30") "A1{A0{30{800101 81{31323334FFFFFFFF}} 30{80010A 81{3535353535353535}}}}} "
#define LOCAL_PIN "A2{" PE("31") "A1{A0{30{80020081 81{39393939FFFFFFFF}}}}} "

/* Services 2, 10, 12, 19, 21, 28. EF.FDN and EF.SMSP by rule 2, EF.LI and EF.LOCIGPRS by rule 1. */
#define USIM_AND_ACCESS                                                                          \
	"B3{" PE("02") USIM_HEAD                                                                 \
	        "A3{A1{8B{2F0601}} 83{080910101032540636}} A4{A1{82{42210010} 80{10}}}"          \
	        " A8{A1{8B{2F0601}} 83{020A140800000000000000000000}} A9{A1{8B{2F0602}}} "       \
	        "AB{A1{8B{2F0602}} 83{AA}} "                                                     \
	        "AD{} AE{}"                                                                      \
	        " B1{A1{8B{2F0601}}} B2{} B6{}} " LOCAL_PIN                                      \
	        "B4{" PE("03") "81{67810F010205} A2{A1{8B{2F0601}}} A7{A1{8B{2F0601}} 83{BB}}} " \
	                       "B8{" PE("04") "81{67810F010207} A2{A1{C6{01810A}}} A3{} A4{}} "
#define MILENAGE                                                                  \
	"A4{" PE("05") "A1{A1{800101 81{00} 82{465B5CE8B199B49FAA5F0A2EE238A6BC}" \
	               " 83{CD63CB71954A9F4E48A5994E37A02BAF}}}} "
/* DF.TELECOM with a phone book: EF.ADN 4F58, EF.EXT1 4F38. */
#define TELECOM                                                               \
	"A1{" PE("06") "A1{30{80{} 62{82{7821} 83{7F10} 8B{2F0601} C6{010A}}" \
	               "62{82{7821} 83{5F3A} 8B{2F0601} C6{010A}}"            \
	               "62{82{42210010} 83{4F30} 8B{2F0601} 80{10}}"          \
	               "81{A805 C0034F5800 AA04 C2024F38 FFFF}"               \
	               "62{82{4221000E} 83{4F58} 8B{2F0601} 80{0E}} 81{CC}"   \
	               "62{82{4221000D} 83{4F38} 8B{2F0601} 80{0D}} 81{00}}}} "

static int setup(void **state)
{
	static struct uicc_terminal t;

	terminal_of_package(&t, MF_WITH_RULES PINS TELECOM USIM_AND_ACCESS MILENAGE);
	*state = &t;
	return 0;
}

static int teardown(void **state)
{
	struct uicc_terminal *t = *state;

	uicc_free(t->u);
	return 0;
}

static void test_sst_and_phase(void **state)
{
	struct uicc_terminal *t = *state;

	EXPECT(t, "A0A40000026F38", "", 0x9404); /* not in the MF */
	EXPECT(t, "A0A40000027F20", NULL, 0x9000);
	EXPECT(t, "A0A40000026FAE",
	       "0000"
	       "0001"
	       "6FAE"
	       "0400"
	       "04F044"
	       "01020000",
	       0x9000);
	EXPECT(t, "A0B0000001", "03", 0x9000);
	EXPECT(t, "A0A40000026F38",
	       "0000"
	       "000E"
	       "6F38"
	       "0400"
	       "14F044"
	       "01020000",
	       0x9000);
	EXPECT(t, "A0B000000E", "", 0x9804);
	EXPECT(t, "A020000108" PIN_1234, "", 0x9000);
	EXPECT(t, "A0B000000E", "FF00CF0003000C03000C00000000", 0x9000);
	EXPECT(t, "A0B0000202", "CF00", 0x9000);
	EXPECT(t, "A0B000000F", "", 0x670E);
	EXPECT(t, "A0B0000E01", "", 0x9402);
	EXPECT(t, "A0D600000100", "", 0x9804);
	EXPECT(t, "A0440000", "", 0x9804);
	EXPECT(t, "A0B2010401", "", 0x9408);
	/* It goes with the next selection, and class 00 has never heard of it. */
	EXPECT(t, "00B0000001", "", 0x6986);
	EXPECT(t, "A0A40000027F10", NULL, 0x9000);
	EXPECT(t, "A0B000000E", "", 0x9400);
	EXPECT(t, "00A4080C047FFF6F38", "", 0x9000);
	EXPECT(t, "00B0000004", "020A1408", 0x9000);
}

/* What no SIM has under this identifier, and what it has under another. */
static void test_gsm(void **state)
{
	struct uicc_terminal *t = *state;

	EXPECT(t, "A0A40000027F20", NULL, 0x9000);
	EXPECT(t, "A0A40000026F05", "", 0x9404); /* EF.LI */
	EXPECT(t, "A0A40000026FB7", "", 0x9404); /* EF.ECC with records */
	EXPECT(t, "A0A40000026F63", "", 0x9404); /* EF.CPBCCH: not in this DF.GSM-ACCESS */
	EXPECT(t, "A0A40000026F20", NULL, 0x9000);
	EXPECT(t, "A0A40000026F52", NULL, 0x9000);
	EXPECT(t, "A0A40000026F53", NULL, 0x9000);
	EXPECT(t, "A0B000000E", "FFFFFFFFFFFFFFFFFFFF0000FF01", 0x9000); /* EF.PSLOCI */
	EXPECT(t, "00A4080C047FFF6F05", "", 0x9000);
}

static void test_telecom(void **state)
{
	struct uicc_terminal *t = *state;

	EXPECT(t, "A0A40000026F40", "", 0x9404); /* not in the MF */
	EXPECT(t, "A0A40000027F10", NULL, 0x9000);
	EXPECT(t, "A0A40000026F40", NULL, 0x9000);
	EXPECT(t, "A0B2010418", "BBFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", 0x9000);
	EXPECT(t, "A0F2000016", NULL, 0x9000); /* still in DF.TELECOM */
	assert_memory_equal(t->hex + 8, "7F10", 4);
	EXPECT(t, "A0A40000026F3A", NULL, 0x9000);
	EXPECT(t, "A0B201040E", "CCFFFFFFFFFFFFFFFFFFFFFFFFFF", 0x9000);
	EXPECT(t, "A0A40000026F4A", NULL, 0x9000);
	EXPECT(t, "A0B201040D", "00FFFFFFFFFFFFFFFFFFFFFFFF", 0x9000);
	EXPECT(t, "A0A40000026F49", "", 0x9404); /* no EF.SDN in this USIM */
	/* CHV1 reads EF.FDN, CHV2 writes it, as if it were here. */
	EXPECT(t, "A0A40000026F3B", NULL, 0x9000);
	EXPECT(t, "A0B201041A", "", 0x9804);
	EXPECT(t, "A020000108" PIN_1234, "", 0x9000);
	EXPECT(t, "A0B201041A", NULL, 0x9000);
	EXPECT(t, "A0DC01041A0102030405060708090A0B0C0D0E0F101112131415161718191A", "", 0x9804);
	EXPECT(t, "A020000208" PIN_9999, "", 0x9000);
	EXPECT(t, "A0DC01041A0102030405060708090A0B0C0D0E0F101112131415161718191A", "", 0x9000);
	EXPECT(t, "00A4040C07A0000000871002", "", 0x9000);
	EXPECT(t, "00A4000C026F3B", "", 0x9000);
	EXPECT(t, "00B201041A", "0102030405060708090A0B0C0D0E0F101112131415161718191A", 0x9000);
}

/* Without a DF.TELECOM the USIM stands in for that as well, with those of its EFs that a SIM has there. */
static void test_no_telecom(void **state)
{
	struct uicc_terminal t;

	(void)state;
	terminal_of_package(&t, MF_WITH_RULES PINS USIM_AND_ACCESS MILENAGE);
	EXPECT(&t, "A0A40000027F10", NULL, 0x9000);
	assert_memory_equal(t.hex + 8, "7F1002", 6);
	EXPECT(&t, "A0A40000026F07", "", 0x9404); /* EF.IMSI */
	EXPECT(&t, "A0A40000026F38", "", 0x9404);
	EXPECT(&t, "A0A40000026F3A", "", 0x9404); /* no phone book */
	EXPECT(&t, "A0A40000026F40", NULL, 0x9000);
	EXPECT(&t, "A0B2010418", "BBFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", 0x9000);
	EXPECT(&t, "A0A40000026F42", NULL, 0x9000);
	EXPECT(&t, "A0F2000016", NULL, 0x9000);
	assert_memory_equal(t.hex + 8, "7F1002", 6);
	EXPECT(&t, "A0A40000027F20", NULL, 0x9000);
	assert_memory_equal(t.hex + 8, "7F2002", 6);
	EXPECT(&t, "A0A40000026F07", NULL, 0x9000);
	EXPECT(&t, "A0A40000026F38", NULL, 0x9000);
	EXPECT(&t, "A020000108" PIN_1234, "", 0x9000);
	EXPECT(&t, "A0B0000004", "F300C300", 0x9000); /* neither ADN nor EXT1 */
	EXPECT(&t, "A0A40000027F10", NULL, 0x9000);
	EXPECT(&t, "A0A40000023F00", NULL, 0x9000);
	assert_memory_equal(t.hex + 8, "3F0001", 6);
	EXPECT(&t, "A0A40000026F40", "", 0x9404);
	/* Class 00 knows nothing of it. */
	EXPECT(&t, "A0A40000027F10", NULL, 0x9000);
	EXPECT(&t, "00A4000C026F07", "", 0x9000);
	EXPECT(&t, "00A4080C027F10", "", 0x6A82);
	uicc_free(t.u);
}

/* A DF.GSM of the package is what the terminal sees, as it is; the USIM lends its keys. */
static void test_own_directory(void **state)
{
	struct uicc_terminal t;

	(void)state;
	terminal_of_package(
	        &t, MF_WITH_RULES PINS TELECOM
	        "A1{" PE("07") "A1{30{80{} 62{82{7821} 83{7F20} 8B{2F0601} C6{010A}}"
	                       "62{82{4121} 83{6F38} 8B{2F0601} 80{02}} 81{FF33}"
	                       "62{82{4121} 83{6F07} 8B{2F0601} 80{09}} 81{089999}"
	                       "62{82{7821} 83{5F3C} 8B{2F0601} C6{010A}}}}} " USIM_AND_ACCESS
	                               MILENAGE);
	EXPECT(&t, "A0A40000027F20", NULL, 0x9000);
	assert_memory_equal(t.hex + 8,
	                    "7F20"
	                    "02",
	                    6);
	EXPECT(&t, "A0A40000026F38", NULL, 0x9000);
	EXPECT(&t, "A0B0000002", "FF33", 0x9000);
	EXPECT(&t, "A0A40000026F07", NULL, 0x9000);
	EXPECT(&t, "A0B0000003", "089999", 0x9000);
	EXPECT(&t, "A0A40000026FAE", "", 0x9404);
	EXPECT(&t, "A0A40000026F20", "", 0x9404);
	EXPECT(&t, "A0A40000025F3C", NULL, 0x9000);
	EXPECT(&t, "A020000108" PIN_1234, "", 0x9000);
	EXPECT(&t, "A08800001023553CBE9637A89D218AE64DAE47BF35", "46F8416AEAE4BE823AF9A08B",
	       0x9000);
	EXPECT(&t, "A0A40000023F00", NULL, 0x9000);
	EXPECT(&t, "A08800001023553CBE9637A89D218AE64DAE47BF35", "", 0x9804);
	EXPECT(&t, "A0A40000027F10", NULL, 0x9000);
	EXPECT(&t, "A0A40000026F40", "", 0x9404);
	uicc_free(t.u);
	/* Without a USIM it has no keys. */
	terminal_of_package(
	        &t, MF_WITH_RULES PINS
	        "A1{" PE("07") "A1{30{80{} 62{82{7821} 83{7F20} 8B{2F0601} C6{010A}}}}} ");
	EXPECT(&t, "A0A40000027F20", NULL, 0x9000);
	EXPECT(&t, "A020000108" PIN_1234, "", 0x9000);
	EXPECT(&t, "A08800001023553CBE9637A89D218AE64DAE47BF35", "", 0x9804);
	uicc_free(t.u);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_sst_and_phase),
		TEST(test_gsm),
		TEST(test_telecom),
		cmocka_unit_test(test_no_telecom),
		cmocka_unit_test(test_own_directory),
	};

	return cmocka_run_group_tests_name("uicc-2g-files", tests, NULL, NULL);
}
