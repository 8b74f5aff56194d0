/*
 * Lines of the live log. The commands are those that lpac, pySim and telephones send.
 */
#include "cli/apdu_log.h"
#include "cli/names.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A log that writes to a file in memory. */
struct fixture {
	struct apdu_log log;
	char *text;
	size_t size;
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	f->log.out = open_memstream(&f->text, &f->size);
	assert_non_null(f->log.out);
	f->log.level = APDU_LOG_LINES;
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	fclose(f->log.out);
	free(f->text);
	free(f);
	return 0;
}

/* Logs one exchange; the line must contain all that is expected, without its white space. */
static void expect(struct fixture *f, const char *capdu, size_t len, unsigned sw, const char *name)
{
	const uint8_t rapdu[] = { (uint8_t)(sw >> 8), (uint8_t)sw };

	rewind(f->log.out);
	apdu_log_exchange(&f->log, (const uint8_t *)capdu, len, rapdu, sizeof(rapdu));
	fputc('\0', f->log.out);
	fflush(f->log.out);
	if (strstr(f->text, name) == NULL)
		fail_msg("\"%s\" is not in \"%s\"", name, f->text);
}

#define EXPECT(f, capdu, sw, name) expect(f, capdu, sizeof(capdu) - 1, sw, name)

static void test_select(void **state)
{
	EXPECT(*state,
	       "\x01\xA4\x04\x00\x10\xA0\x00\x00\x05\x59\x10\x10\xFF\xFF\xFF\xFF\x89\x00\x00\x01"
	       "\x00",
	       0x6121, "ch1  SELECT ISD-R ");
	EXPECT(*state, "\x00\xA4\x00\x04\x02\x3F\x00", 0x612A, "ch0  SELECT MF ");
	EXPECT(*state, "\x00\xA4\x08\x04\x04\x7F\xFF\x6F\x07", 0x6120, "SELECT EF.IMSI ");
	EXPECT(*state, "\x00\xA4\x04\x04\x07\xA0\x00\x00\x00\x87\x10\x02", 0x6A82,
	       "6A82 file or application not found");
	EXPECT(*state, "\x00\xA4\x00\x04\x02\x12\x34", 0x6A82, "SELECT 1234 ");
	EXPECT(*state, "\x00\xA4\x04\x00", 0x6A82, "SELECT  ");
}

/* Blocks after the first keep the function's name, each channel for itself. [SGP.22 5.7.2] */
static void test_store_data(void **state)
{
	EXPECT(*state, "\x81\xE2\x91\x00\x06\xBF\x3E\x03\x5C\x01\x5A", 0x6115,
	       "ch1  STORE DATA GetEuiccData ");
	EXPECT(*state, "\x81\xE2\x11\x00\x03\xBF\x38\x00", 0x9000,
	       "STORE DATA AuthenticateServer, block 1 ");
	EXPECT(*state, "\x82\xE2\x91\x00\x03\xBF\x2E\x00", 0x6115, "STORE DATA GetEuiccChallenge ");
	EXPECT(*state, "\x81\xE2\x91\x01\x01\x00", 0x9000,
	       "STORE DATA AuthenticateServer, block 2 (last) ");
}

static void test_channels(void **state)
{
	EXPECT(*state, "\x00\x70\x00\x00\x01", 0x9000, "MANAGE CHANNEL open ");
	EXPECT(*state, "\x00\x70\x80\x01\x00", 0x9000, "MANAGE CHANNEL close ");
	EXPECT(*state, "\x40\xB0\x00\x00\x09", 0x9000, "ch4  READ BINARY ");
	EXPECT(*state, "\xCF\xF2\x00\x00\x00", 0x9000, "ch19 STATUS ");
}

static void test_status_words(void **state)
{
	char text[64];

	(void)state;
	names_status(0x6100, text, sizeof(text));
	assert_string_equal(text, "ok, 256 bytes to fetch");
	names_status(0x6C09, text, sizeof(text));
	assert_string_equal(text, "wrong Le, 9 bytes available");
	names_status(0x910B, text, sizeof(text));
	assert_string_equal(text, "ok, proactive command of 11 bytes");
	names_status(0x63C2, text, sizeof(text));
	assert_string_equal(text, "wrong PIN, 2 tries left");
	names_status(0x1234, text, sizeof(text));
	assert_string_equal(text, "");
}

/* What is no command still gets its line. */
static void test_malformed(void **state)
{
	EXPECT(*state, "\xFF", 0x6700, "not an APDU");
	EXPECT(*state, "\x80\xE2\x91\x00\x50\xBF", 0x6700, "STORE DATA ");
	EXPECT(*state, "\x00\x99\x00\x00", 0x6D00, "INS 99 ");
}

static void test_levels(void **state)
{
	struct fixture *f = *state;

	f->log.level = APDU_LOG_HEX;
	EXPECT(f, "\x00\xB0\x00\x00\x09", 0x6C0A, "> 00B0000009\n              < 6C0A\n");
	f->log.level = APDU_LOG_QUIET;
	EXPECT(f, "\x00\xB0\x00\x00\x09", 0x6C0A, "");
	assert_string_equal(f->text, "");
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_select),       TEST(test_store_data), TEST(test_channels),
		TEST(test_status_words), TEST(test_malformed),  TEST(test_levels),
	};

	return cmocka_run_group_tests_name("apdu-log", tests, NULL, NULL);
}
