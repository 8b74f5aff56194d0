/*
 * What the end of an application session takes away [TS 102 221 8.5, 9.4, 11.1.1, 11.1.9]: the status
 * of the PINs of that application, unless another session needs them.
 *
 * In the profile (profiles/samples/ims.asn) USIM and ISIM share PIN1, and only the USIM has a PIN2.
 */
#include "fixture.h"

#include <stdlib.h>

#define ICCID "988899790000000040F8"
#define USIM  "A0000000871002FFFFFFFF8900000100"
#define ISIM  "A0000000871004FFFFFFFF8900000100"
#define ISDR  "A0000005591010FFFFFFFF8900000100"

static const char *package_path;

/* On the basic channel or the channel that a class byte names. */
#define SELECT(cla, p2, aid) cla "A404" p2 "10" aid
#define VERIFY_PIN1          "002000010831323334FFFFFFFF"
#define VERIFY_PIN2          "002000810835363738FFFFFFFF"
#define VERIFY_ADM           "0020000A083838383838383838"

static int setup(void **state)
{
	struct fixture *f = fixture_new(&(struct fixture_options){ 0 });
	BUFFER_AUTO file = { 0 };
	const char *error = "";
	uint32_t result;

	assert_int_equal(buffer_read_file(&file, package_path), 0);
	if (softeuicc_card_install(f->card, file.ptr, file.len, NULL, 0, &error) != 0)
		fail_msg("%s (%s)", error, f->last_log);
	assert_int_equal(
	        lpa_enable_profile(&f->lpa, fixture_hex(f, ICCID), false, &f->arena, &result), 0);
	assert_int_equal(result, ENABLE_RESULT_OK);
	/* PIN1 is disabled in the package. */
	fixture_expect(f, "002800010831323334FFFFFFFF", "9000");
	fixture_reset(f);
	*state = f;
	return 0;
}

/* Is PIN1 verified: may EF.IMSI or EF.IMPI of the current application be read? */
static void expect_pin1(struct fixture *f, const char *cla, bool usim, bool verified)
{
	char select[32], read[32];

	snprintf(select, sizeof(select), "%sA4000C02%s", cla, usim ? "6F07" : "6F02");
	snprintf(read, sizeof(read), "%sB0000001", cla);
	assert_int_equal(fixture_apdu(f, select), 0x9000);
	assert_int_equal(fixture_apdu(f, read), verified ? 0x9000 : 0x6982);
}

/* Is PIN2 verified: may EF.EST be updated? */
static void expect_pin2(struct fixture *f, bool verified)
{
	fixture_expect(f, "00A4000C026F56", "9000");
	fixture_expect(f, "00D600000100", verified ? "9000" : "6982");
}

static void open_usim(struct fixture *f)
{
	fixture_expect(f, SELECT("00", "0C", USIM), "9000");
	fixture_expect(f, VERIFY_PIN1, "9000");
	fixture_expect(f, VERIFY_PIN2, "9000");
	expect_pin1(f, "00", true, true);
	expect_pin2(f, true);
}

/* SELECT with P2 "termination" ends the session; a new one finds nothing verified. */
static void test_termination(void **state)
{
	struct fixture *f = *state;

	open_usim(f);
	fixture_expect(f, SELECT("00", "4C", ISIM), "6985"); /* not the active one */
	expect_pin1(f, "00", true, true);
	fixture_expect(f, SELECT("00", "4C", USIM), "9000");
	fixture_expect(f, SELECT("00", "0C", USIM), "9000");
	expect_pin1(f, "00", true, false);
	expect_pin2(f, false);
}

/* STATUS tells what the terminal is about to do; it ends nothing [11.1.2]. */
static void test_status(void **state)
{
	struct fixture *f = *state;

	open_usim(f);
	fixture_expect(f, "80F2010C", "9000");
	expect_pin1(f, "00", true, true);
	fixture_expect(f, "80F2020C", "9000");
	expect_pin1(f, "00", true, true);
	expect_pin2(f, true);
}

/* The ISIM has the same PIN1: for the security they are one application. PIN2 is the USIM's own. */
static void test_shared_pin(void **state)
{
	struct fixture *f = *state;

	open_usim(f);
	fixture_expect(f, SELECT("00", "0C", ISIM), "9000");
	expect_pin1(f, "00", false, true);
	fixture_expect(f, SELECT("00", "0C", USIM), "9000");
	expect_pin1(f, "00", true, true);
	expect_pin2(f, false);
}

/* The MF and the active application's own AID do not leave the application; a failed SELECT neither. */
static void test_stays(void **state)
{
	struct fixture *f = *state;

	open_usim(f);
	fixture_expect(f, "00A4000C023F00", "9000");
	fixture_expect(f, "00A4000C027FFF", "9000");
	fixture_expect(f, SELECT("00", "0C", "A0000000871009FFFFFFFF8900000100"), "6A82");
	fixture_expect(f, SELECT("00", "0C", USIM), "9000");
	expect_pin1(f, "00", true, true);
	expect_pin2(f, true);
}

/* An application that the card itself has is another one, too. */
static void test_isdr(void **state)
{
	struct fixture *f = *state;

	open_usim(f);
	fixture_expect(f, SELECT("00", "0C", ISDR), "9000");
	fixture_expect(f, "00A4000C027FFF", "6A82"); /* there is no current application */
	fixture_expect(f, SELECT("00", "0C", USIM), "9000");
	expect_pin1(f, "00", true, false);
	expect_pin2(f, false);
}

/* A PIN verified on one channel is verified on all; the last session of its applications counts. */
static void test_channels(void **state)
{
	struct fixture *f = *state;

	fixture_expect(f, "00700002", "9000");
	fixture_expect(f, "00700003", "9000");
	fixture_expect(f, SELECT("02", "0C", USIM), "9000");
	fixture_expect(f, SELECT("03", "0C", ISIM), "9000");
	open_usim(f);
	expect_pin1(f, "02", true, true);
	expect_pin1(f, "03", false, true);
	/* The USIM's session on channel 2 goes on. */
	fixture_expect(f, SELECT("00", "4C", USIM), "9000");
	expect_pin1(f, "02", true, true);
	fixture_expect(f, SELECT("00", "0C", USIM), "9000");
	expect_pin2(f, true);
	/* Now there is none of the USIM; the ISIM on channel 3 still needs PIN1. */
	fixture_expect(f, SELECT("00", "0C", ISDR), "9000");
	fixture_expect(f, "00708002", "9000");
	expect_pin1(f, "03", false, true);
	fixture_expect(f, SELECT("00", "0C", USIM), "9000");
	expect_pin1(f, "00", true, true);
	expect_pin2(f, false);
	/* The last channel of both is closed. */
	fixture_expect(f, SELECT("00", "4C", USIM), "9000");
	fixture_expect(f, "00708003", "9000");
	fixture_expect(f, SELECT("00", "0C", USIM), "9000");
	expect_pin1(f, "00", true, false);
}

/* A channel opened from another one begins in its application: a session more [11.1.17]. */
static void test_inherited(void **state)
{
	struct fixture *f = *state;

	fixture_expect(f, "00700002", "9000");
	fixture_expect(f, SELECT("02", "0C", USIM), "9000");
	fixture_expect(f, "022000010831323334FFFFFFFF", "9000");
	fixture_expect(f, "02700003", "9000");
	fixture_expect(f, "00708002", "9000");
	expect_pin1(f, "03", true, true);
	fixture_expect(f, "00708003", "9000");
	fixture_expect(f, SELECT("00", "0C", USIM), "9000");
	expect_pin1(f, "00", true, false);
}

/* No session, no end: a PIN verified at the MF waits for the application. ADM is of no application. */
static void test_without_session(void **state)
{
	struct fixture *f = *state;

	fixture_expect(f, VERIFY_PIN1, "9000");
	fixture_expect(f, VERIFY_ADM, "9000");
	fixture_expect(f, "00700002", "9000");
	fixture_expect(f, "00708002", "9000");
	fixture_expect(f, SELECT("00", "0C", ISDR), "9000");
	fixture_expect(f, SELECT("00", "0C", USIM), "9000");
	expect_pin1(f, "00", true, true);
	fixture_expect(f, SELECT("00", "4C", USIM), "9000");
	fixture_expect(f, SELECT("00", "0C", USIM), "9000");
	expect_pin1(f, "00", true, false);
	fixture_expect(f, "00D600000108", "9000"); /* EF.IMSI, update with ADM */
	fixture_reset(f);
	fixture_expect(f, SELECT("00", "0C", USIM), "9000");
	fixture_expect(f, "00A4000C026F07", "9000");
	fixture_expect(f, "00D600000108", "6982");
}

int main(int argc, char **argv)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_termination), TEST(test_status),
		TEST(test_shared_pin),  TEST(test_stays),
		TEST(test_isdr),        TEST(test_channels),
		TEST(test_inherited),   TEST(test_without_session),
	};

	if (argc < 2)
		return 2;
	package_path = argv[1];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
