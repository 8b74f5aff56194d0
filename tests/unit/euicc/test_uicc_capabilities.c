/*
 * What the default persona claims beyond one NAA of a kind: a second USIM and ISIM, and linked
 * directories, installed from packages and used [TCA Profile Package 3.3, UICCCapability].
 */
#include "uicc_package.h"

#include "../profiles/packages.h"

#include <string.h>

#define PIN_OFF                                                                  \
	"A2{" PE("30") "A1{A0{30{800101 81{31323334FFFFFFFF} 830106} 30{80010A " \
	               "81{3535353535353535}}}}} "

/* As USIM() of packages.h, with another temporary id and name; MILENAGE: no limits to SQN. */
#define USIM_2                                                                 \
	"B3{" PE("12") "81{67810F010204} A2{A1{83{7FD1} 84{A000000087100202} " \
	               "C6{010A}}} " USIM_FILES "} "
#define ISIM(id, aid)                                                                \
	"B5{" PE(id) "81{67810F010208} A2{A1{83{7F" id "} 84{" aid "} C6{010A}}} "   \
	             "A3{83{80}} A4{A1{82{42210010} 80{10}}} A5{83{80}} A6{83{00}} " \
	             "A8{A1{82{42210010} 80{10}}}} "
#define MILENAGE(id, ...)     MILENAGE_(id, __VA_ARGS__)
#define MILENAGE_(id, k, opc) "A4{" PE(id) "A1{A1{800101 81{00} 82{" k "} 83{" opc "}}} 82{0E}} "

/* TS 35.208 test sets 1 and 3. */
#define SET_1  "465B5CE8B199B49FAA5F0A2EE238A6BC", "CD63CB71954A9F4E48A5994E37A02BAF"
#define SET_3  "FEC86BA6EB707ED08905757B1BB44B8F", "1006020F0A478BF6B699F15C062E42B3"
#define RAND_1 "23553CBE9637A89D218AE64DAE47BF35"
#define AUTN_1 "55F328B43577B9B94A9FFAC354DFAFB3"
#define RES_1  "DB08A54211D5E3BA50BF"
#define RAND_3 "9F7C8D021ACCF4DB213CCFF0C7F71A6A"
#define AUTN_3 "AE4A3A9B4C97725C9CABC3E99BAF7281"
#define RES_3  "DB088011C48C0C214ED2"

/* Each NAA has its own keys. */
static void expect_two(struct uicc_terminal *t, const char *select_1, const char *select_2)
{
	for (int i = 0; i < 2; i++) {
		EXPECT(t, i == 0 ? select_1 : select_2, "", 0x9000);
		EXPECT(t, "008800812210" RAND_1 "10" AUTN_1 "00", NULL, i == 0 ? 0x9000 : 0x9862);
		if (i == 0)
			assert_memory_equal(t->hex, RES_1, strlen(RES_1));
		EXPECT(t, "008800812210" RAND_3 "10" AUTN_3 "00", NULL, i == 0 ? 0x9862 : 0x9000);
		if (i == 1)
			assert_memory_equal(t->hex, RES_3, strlen(RES_3));
	}
}

static void test_two_usims(void **state)
{
	struct uicc_terminal t;

	(void)state;
	terminal_of_package(&t, MF PIN_OFF USIM("02") MILENAGE("03", SET_1)
	                                USIM_2 MILENAGE("13", SET_3));
	expect_two(&t, "00A4040C07A0000000871002", "00A4040C08A000000087100202");
	uicc_free(t.u);
}

static void test_two_isims(void **state)
{
	struct uicc_terminal t;

	(void)state;
	terminal_of_package(&t,
	                    MF PIN_OFF USIM("02") MILENAGE("03", SET_3)
	                            ISIM("04", "A000000087100401") MILENAGE("05", SET_1)
	                                    ISIM("06", "A000000087100402") MILENAGE("07", SET_3));
	expect_two(&t, "00A4040C08A000000087100401", "00A4040C08A000000087100402");
	uicc_free(t.u);
}

/* DF 7F21 shows what is in DF 7F20. */
static void test_linked_directory(void **state)
{
	struct uicc_terminal t;

	(void)state;
	terminal_of_package(
	        &t, MF PIN_OFF USIM("02") MILENAGE("03", SET_1) "A1{" PE(
	                    "04") "A1{30{80{} 62{82{7821} 83{7F20} 8B{2F0601} C6{010A}}"
	                          "62{82{4121} 83{6F05} 8B{2F0601} 80{02}} 81{ABCD}"
	                          "80{} 62{82{7821} 83{7F21} 8B{2F0601} C6{010A} C7{7F20}}}}} ");
	EXPECT(&t, "00A4080C047F216F05", "", 0x9000);
	EXPECT(&t, "00A4000C023F00", "", 0x9000);
	EXPECT(&t, "00A4000C027F21", "", 0x9000);
	EXPECT(&t, "00A4000C026F05", "", 0x9000);
	uicc_free(t.u);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_two_usims),
		cmocka_unit_test(test_two_isims),
		cmocka_unit_test(test_linked_directory),
	};

	return cmocka_run_group_tests_name("uicc-capabilities", tests, NULL, NULL);
}
