/*
 * Secured packets for the enabled profile: security, counters, proof of receipt, short messages
 * [TS 102 225, TS 31.115, TS 31.111 7.1.1].
 */
#include "euicc/schema.h"
#include "ota_sender.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* [TS 102 225 5.2]; protected only where the command was authentic. */
static void test_statuses(void **state)
{
	static const struct {
		const char *header;
		bool wrong_kid, wrong_kic;
		enum scp80_status status;
	} rows[] = {
		{ "16191212B00001", false, false, SCP80_UNKNOWN_TAR },
		{ "11191212B00000", false, false, SCP80_SECURITY_TOO_LOW }, /* redundancy check */
		{ "06191212B00000", false, false, SCP80_SECURITY_TOO_LOW }, /* without counter */
		{ "0E191212B00000", false, false, SCP80_SECURITY_TOO_LOW }, /* unchecked */
		{ "16192212B00000", false, false, SCP80_SECURITY_ERROR },   /* versions differ */
		{ "16192222B00000", false, false, SCP80_SECURITY_ERROR },   /* no such version */
		{ "16190202B00000", false, false, SCP80_SECURITY_ERROR },
		{ "16191515B00000", false, false, SCP80_SECURITY_ERROR }, /* no triple DES keys */
		{ "16191212B00000", true, false, SCP80_CHECK_FAILED },
		{ "16591212B00000", false, false, SCP80_OK },             /* reserved bit of SPI */
		{ "16391212B00000", false, false, SCP80_SECURITY_ERROR }, /* in an SMS-SUBMIT */
		{ "121A1212B00000", true, false, SCP80_CHECK_FAILED },    /* answer on error only */
	};
	struct fixture *f = *state;
	struct ota_sender s;

	ota_enable_sample(f);
	for (size_t i = 0; i < A_COUNT(rows); i++) {
		const bool des = strstr(rows[i].header, "1515");
		struct scp80_command command = { i + 1, fixture_hex(f, SELECT_SPN UPDATE_SPN) };
		uint8_t packet[SENDER_MAX];
		size_t len;

		sender_init(&s, f, rows[i].header, des ? SCP80_KEY_DES : SCP80_KEY_AES, KIC,
		            rows[i].wrong_kid ? KIC : KID);
		if ((s.header.spi[0] & SCP80_SPI1_CHECK) == SCP80_RC)
			s.header.kid = 0x11;
		assert_int_equal(scp80_command_build(&s.header, &s.keys, &command, packet,
		                                     sizeof(packet), &len),
		                 0);
		sender_send_packet(&s, (struct span){ packet, len });
		if (s.sw != 0x9000 || !s.answered || s.response.status != rows[i].status)
			fail_msg("row %zu: %04X, %d, status %02X", i, s.sw, s.answered,
			         s.response.status);
		if (rows[i].status == SCP80_OK)
			continue;
		/* In the clear, without data. */
		assert_int_equal(s.raw_len, 16);
	}
}

static void test_forged(void **state)
{
	struct fixture *f = *state;
	struct ota_sender s;
	struct scp80_command command = { 7, fixture_hex(f, SELECT_SPN UPDATE_SPN) };
	uint8_t packet[SENDER_MAX];
	size_t len;

	ota_enable_sample(f);
	sender_init_rfm(&s, f);
	assert_int_equal(
	        scp80_command_build(&s.header, &s.keys, &command, packet, sizeof(packet), &len), 0);
	/* Any octet changed behind the lengths is noticed, and nothing happens. */
	for (size_t i = 3; i < len; i++) {
		packet[i] ^= 0x01;
		sender_send_packet(&s, (struct span){ packet, len });
		assert_int_equal(s.sw, 0x9000);
		if (s.answered)
			assert_int_not_equal(s.response.status, SCP80_OK);
		packet[i] ^= 0x01;
	}
	ota_expect_spn(f, SPN);
	assert_int_equal(fixture_sql(f, "SELECT count(*) FROM uicc_ota_counter"), 0);
	sender_send_packet(&s, (struct span){ packet, len });
	assert_int_equal(s.response.status, SCP80_OK);
	ota_expect_spn(f, OTHER_SPN);
	/* Lengths that do not fit: there is nobody to answer. */
	packet[1]++;
	sender_send_packet(&s, (struct span){ packet, len });
	assert_int_equal(s.sw, 0x6A80);
}

/* [TS 102 225 5.1.4] */
static void test_counters(void **state)
{
	struct fixture *f = *state;
	struct ota_sender s;

	ota_enable_sample(f);
	sender_init_rfm(&s, f);
	s.counter = 10;
	sender_expect(&s, "", SCP80_OK, "009000");
	s.counter = 10;
	sender_expect(&s, "", SCP80_COUNTER_LOW, "");
	s.counter = 9;
	sender_expect(&s, SELECT_SPN UPDATE_SPN, SCP80_COUNTER_LOW, "");
	ota_expect_spn(f, SPN);
	/* A higher one is fine, unless it has to be the next. */
	s.header.spi[0] |= SCP80_SPI1_COUNTER_NEXT;
	s.counter = 12;
	sender_expect(&s, "", SCP80_COUNTER_HIGH, "");
	s.counter = 11;
	sender_expect(&s, "", SCP80_OK, "009000");
	/* Kept over a restart; one counter for the key set, whichever application. */
	fixture_restart(f);
	s.counter = 11;
	sender_expect(&s, "", SCP80_COUNTER_LOW, "");
	s.header.tar[0] = 0xB2;
	s.header.tar[1] = 0x01;
	s.counter = 11;
	sender_expect(&s, "", SCP80_COUNTER_LOW, "");
	s.header.spi[0] &= (uint8_t)~0x08;
	s.counter = 0xFFFFFFFFFF;
	sender_expect(&s, "", SCP80_OK, "009000");
	s.counter = 0xFFFFFFFFFF;
	sender_expect(&s, "", SCP80_COUNTER_BLOCKED, "");
	assert_int_equal(fixture_sql(f, "SELECT counter FROM uicc_ota_counter WHERE kvn = 1"),
	                 0xFFFFFFFFFF);
}

/* Where the application wants no counter none is compared or kept. */
static void test_no_counter(void **state)
{
	static const struct ota_change changes[] = { { "810112", "810102" } };
	struct fixture *f = *state;
	struct ota_sender s;

	ota_enable(f, changes, 1, fixture_metadata(f, 1, PROFILE_CLASS_OPERATIONAL, 0));
	sender_init(&s, f, "02191212B00000", SCP80_KEY_AES, KIC, KID);
	s.counter = 0;
	sender_expect(&s, "", SCP80_OK, "009000");
	s.counter = 0;
	sender_expect(&s, SELECT_SPN READ_SPN, SCP80_OK, "029000" SPN);
	assert_int_equal(fixture_sql(f, "SELECT count(*) FROM uicc_ota_counter"), 0);
}

/* Proof of receipt: never, always, on error [TS 102 225 5.1.1]. */
static void test_proof(void **state)
{
	struct fixture *f = *state;
	struct ota_sender s;

	ota_enable_sample(f);
	sender_init_rfm(&s, f);
	s.header.spi[1] = 0x18;
	sender_send(&s, SELECT_SPN UPDATE_SPN);
	assert_int_equal(s.sw, 0x9000);
	assert_int_equal(s.raw_len, 0);
	ota_expect_spn(f, OTHER_SPN);
	s.header.spi[1] = 0x1A;
	sender_send(&s, "");
	assert_int_equal(s.raw_len, 0);
	s.counter = 1;
	sender_expect(&s, "", SCP80_COUNTER_LOW, "");
}

/*
 * Packets that pySim made, with its keys in the profile [pySim tests/unittests/test_ota.py].
 * SELECT without Le is answered 61xx with the length of the FCP.
 */
static void test_pysim(void **state)
{
	static const struct {
		struct ota_change changes[6];
		const char *header, *packet, *kic, *kid;
		enum scp80_key_type type;
	} sets[] = {
		{ { { "0403B00000", "0403B00011" },
		    { "810112", "810106" },
		    { "830101", "830102" },
		    { KIC, "200102030405060708090A0B0C0D0E0F" },
		    { KID, "201102030405060708090A0B0C0D0E0F" },
		    { "800188", "800188" } },
		  "06192222B00011",
		  "00281506192222B00011E87CCEEBB2D93083011CE294F93FC4D8DE80DA1ABAE8C37CA3E72EC4432E"
		  "5058",
		  "200102030405060708090A0B0C0D0E0F",
		  "201102030405060708090A0B0C0D0E0F",
		  SCP80_KEY_AES },
		{ { { "0403B00000", "0403B00011" },
		    { "810112", "810106" },
		    { "830101", "830103" },
		    { KIC, "300102030405060708090A0B0C0D0E0F" },
		    { KID, "301102030405060708090A0B0C0D0E0F" },
		    { "800188", "800180" } },
		  "06193535B00011",
		  "00201506193535B00011AE733256918D050B87C94FBFE12E4DC402F262C41CF67F2F",
		  "300102030405060708090A0B0C0D0E0F",
		  "301102030405060708090A0B0C0D0E0F",
		  SCP80_KEY_DES },
	};

	(void)state;
	for (size_t i = 0; i < A_COUNT(sets); i++) {
		struct fixture *f = fixture_new(&(struct fixture_options){ 0 });
		struct ota_sender s;

		ota_enable(f, sets[i].changes, A_COUNT(sets[i].changes),
		           fixture_metadata(f, 1, PROFILE_CLASS_OPERATIONAL, 0));
		sender_init(&s, f, sets[i].header, sets[i].type, sets[i].kic, sets[i].kid);
		sender_send_packet(&s, fixture_hex(f, sets[i].packet));
		assert_true(s.answered);
		assert_int_equal(s.response.status, SCP80_OK);
		assert_int_equal(s.response.data.len, 3);
		assert_memory_equal(s.response.data.ptr, "\x01\x61\x25", 3);
		fixture_free(f);
	}
}

/* [TS 23.040 9.2.3.24.1]; parts in any order. */
static void test_concatenated(void **state)
{
	struct fixture *f = *state;
	struct ota_sender s;
	char script[1200] = SELECT_SPN;

	ota_enable_sample(f);
	sender_init_rfm(&s, f);
	for (int i = 0; i < 20; i++)
		strcat(script, UPDATE_SPN);
	sender_expect(&s, script, SCP80_OK, "159000");
	ota_expect_spn(f, OTHER_SPN);
}

static void test_parts(void **state)
{
	struct fixture *f = *state;
	struct ota_sender s;
	struct scp80_command command = { 1, fixture_hex(f, SELECT_SPN UPDATE_SPN) };
	uint8_t packet[SENDER_MAX], ud[2][140];
	size_t len, half;

	ota_enable_sample(f);
	sender_init_rfm(&s, f);
	assert_int_equal(
	        scp80_command_build(&s.header, &s.keys, &command, packet, sizeof(packet), &len), 0);
	half = len / 2;
	/* 16-bit references; the second part comes first, twice. */
	memcpy(ud[0], "\x08\x08\x04\x12\x34\x02\x01\x70\x00", 9);
	memcpy(ud[0] + 9, packet, half);
	memcpy(ud[1], "\x06\x08\x04\x12\x34\x02\x02", 7);
	memcpy(ud[1] + 7, packet + half, len - half);
	for (int i = 0; i < 2; i++) {
		sender_send_message(&s, (struct span){ ud[1], 7 + len - half }, true);
		assert_int_equal(s.sw, 0x9000);
		assert_int_equal(s.raw_len, 0);
	}
	sender_send_message(&s, (struct span){ ud[0], 9 + half }, true);
	assert_true(s.raw_len > 0);
	ota_expect_spn(f, OTHER_SPN);
	/* Another reference begins anew, and so does a reset. */
	sender_send_message(&s, (struct span){ ud[0], 9 + half }, true);
	ud[1][4] = 0x35;
	sender_send_message(&s, (struct span){ ud[1], 7 + len - half }, true);
	assert_int_equal(s.raw_len, 0);
	ud[1][4] = 0x34;
	sender_send_message(&s, (struct span){ ud[0], 9 + half }, true);
	fixture_reset(f);
	sender_send_message(&s, (struct span){ ud[1], 7 + len - half }, true);
	assert_int_equal(s.raw_len, 0);
}

/* Messages that are none, or none of ours: refused, or taken and dropped. */
static void test_messages(void **state)
{
	static const struct {
		const char *user_data;
		bool has_header;
		uint16_t sw;
	} rows[] = {
		{ "48656C6C6F", false, 0x9000 },            /* text */
		{ "0500034401012701020304", true, 0x9000 }, /* one part of one, no packet */
		{ "0271000102", true, 0x9000 },             /* a response packet */
		{ "027000", true, 0x6A80 },                 /* an empty packet */
		{ "0270000005112233", true, 0x6A80 },
		{ "0A7000", true, 0x6A80 },   /* header longer than the message */
		{ "02700500", true, 0x6A80 }, /* element longer than the header */
		{ "017000", true, 0x6A80 },
		{ "", true, 0x6A80 },
		{ "05000344020000", true, 0x6A80 }, /* part 0 of 2 */
		{ "05000344020300", true, 0x6A80 }, /* part 3 of 2 */
		{ "050003440201", true, 0x6A80 },   /* empty part */
		{ "05000344110100", true, 0x6A84 }, /* more parts than there is room for */
		{ "05000344020101", true, 0x9000 },
		{ "05000344020202", true, 0x9000 }, /* complete, but no packet */
	};
	struct fixture *f = *state;
	struct ota_sender s;

	ota_enable_sample(f);
	sender_init_rfm(&s, f);
	for (size_t i = 0; i < A_COUNT(rows); i++) {
		uint16_t sw = sender_send_message(&s, fixture_hex(f, rows[i].user_data),
		                                  rows[i].has_header);

		if (sw != rows[i].sw)
			fail_msg("row %zu: %04X", i, sw);
		assert_int_equal(s.raw_len, 0);
	}
	/* TPDUs: an SMS-STATUS-REPORT, cut, an address that is too long, user data that is. */
	fixture_expect(f, "80C200000DD10B020283810B050204912143", "6A80");
	fixture_expect(f, "80C200000AD108020283810B024004", "6A80");
	fixture_expect(f, "80C200000DD10B020283810B0540FF912143", "6A80");
	fixture_expect(f, "80C2000017D115020283810B0F40049121437FF64210102143650005", "6A80");
}

/* Without the service in EF.UST the message is dropped [TS 31.102 4.2.8]. */
static void test_service(void **state)
{
	static const struct ota_change changes[] = { { NO_DOWNLOAD_SERVICE } };
	struct fixture *f = *state;
	struct ota_sender s;

	ota_enable(f, changes, 1, fixture_metadata(f, 1, PROFILE_CLASS_OPERATIONAL, 0));
	sender_init_rfm(&s, f);
	sender_send(&s, SELECT_SPN UPDATE_SPN);
	assert_int_equal(s.sw, 0x9000);
	assert_int_equal(s.raw_len, 0);
	ota_expect_spn(f, SPN);
}

static void sql(struct fixture *f, const char *statement)
{
	assert_int_equal(sqlite3_exec(f->store->db, statement, NULL, NULL, NULL), SQLITE_OK);
}

/* One ENVELOPE is one transaction: all of a script becomes durable, or nothing. */
static void test_transaction(void **state)
{
	/* First EF.SPN, then EF.PL, whose write fails. */
	static const char script[] = SELECT_SPN UPDATE_SPN
	        "00A40000023F0000A40000022F0500D60000026465";
	struct fixture *f = *state;
	struct ota_sender s;

	ota_enable_sample(f);
	sender_init_rfm(&s, f);
	sql(f, "CREATE TEMP TRIGGER second BEFORE INSERT ON uicc_profile_body"
	       " WHEN (SELECT count(*) FROM uicc_profile_body) = 1"
	       " BEGIN SELECT RAISE(ABORT, 'full'); END");
	sender_send(&s, script);
	assert_int_equal(s.sw, 0x6581);
	assert_int_equal(s.raw_len, 0);
	ota_expect_spn(f, SPN);
	assert_int_equal(fixture_sql(f, "SELECT count(*) FROM uicc_ota_counter"), 0);
	/* The same packet again: its counter was not used up. */
	sql(f, "DROP TRIGGER second");
	s.counter = 1;
	sender_expect(&s, script, SCP80_OK, "059000");
	ota_expect_spn(f, OTHER_SPN);
}

/* What made a store what it was, by version [docs/STATE.md]. */
static void make_store(const char *db, int version)
{
	const char *const steps[] = { store_schema_v1, uicc_store_schema, ota_store_schema,
		                      uicc_packed_schema, uicc_remote_schema };
	char pragma[64];
	sqlite3 *raw;

	assert_int_equal(sqlite3_open(db, &raw), SQLITE_OK);
	for (int i = 0; i <= version; i++)
		assert_int_equal(sqlite3_exec(raw, steps[i], NULL, NULL, NULL), SQLITE_OK);
	snprintf(pragma, sizeof(pragma), "PRAGMA user_version = %d", version);
	assert_int_equal(sqlite3_exec(raw, pragma, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(raw);
}

/* Stores from before there were counters, and remote application management. */
static void test_migration(void **state)
{
	char path[] = "/tmp/softeuicc-ota-XXXXXX", db[64];
	struct softeuicc_store *store;

	(void)state;
	assert_non_null(mkdtemp(path));
	snprintf(db, sizeof(db), "%s/cards.db", path);
	for (int version = 1; version <= 4; version++) {
		make_store(db, version);
		assert_int_equal(softeuicc_store_open(db, &store), 0);
		assert_int_equal(sqlite3_exec(store->db,
		                              "SELECT kid FROM uicc_ota_counter;"
		                              "SELECT der FROM uicc_profile_element;"
		                              "SELECT state FROM uicc_profile_state",
		                              NULL, NULL, NULL),
		                 SQLITE_OK);
		softeuicc_store_close(store);
		assert_int_equal(unlink(db), 0);
	}
	assert_int_equal(rmdir(path), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(statuses),     TEST(forged),      TEST(counters),
		TEST(no_counter),   TEST(proof),       cmocka_unit_test(test_pysim),
		TEST(concatenated), TEST(parts),       TEST(messages),
		TEST(service),      TEST(transaction), cmocka_unit_test(test_migration),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
