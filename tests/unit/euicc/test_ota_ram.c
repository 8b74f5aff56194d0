/*
 * Remote application management: what a domain tells of itself and of others, and their states
 * [TS 102 226 8.2; GlobalPlatform Card Specification 11.3, 11.4, 11.10, 11.11].
 */
#include "ram_rows.h"

static void test_get_status(void **state)
{
	static const struct ram_row rows[] = {
		/* The MNO-SD is the issuer's domain; all tags, or some, as pySim asks for them. */
		{ "80F28002024F00" FETCH, "029000" MNO_SD_ENTRY },
		{ "80F28002094F005C054F9F70C5CC" FETCH,
		  "029000E3134F08" MNO_SD_AID "9F70010FC50382DC00" },
		/* RFM instances are applications, and come from no load file. */
		{ "80F24002024F00" FETCH, "029000" RFM_ENTRY },
		{ "80F24002054F03A00000" FETCH, "029000" RFM_ENTRY },
		{ "80F24002054F005C014F" FETCH, "029000E30B4F09" RFM_AID },
		/* AID, state, first octet of the privileges. */
		{ "80F28000024F00" FETCH, "02900008" MNO_SD_AID "0F82" },
		{ "80F24000024F00" FETCH, "02900009" RFM_AID "0700" },
		/* Nothing of the kind. */
		{ "80F22002024F00", "016A88" },
		{ "80F21000024F00", "016A88" },
		{ "80F240020B4F09A00000055910100002", "016A88" },
		/* Cut off; no AID, which is a must; P1, P2; the rest of nothing. */
		{ "80F28002024F01", "016A80" },
		{ "80F28002025C00", "016A80" },
		{ "80F2800200", "016A80" },
		{ "80F2C002024F00", "016A86" },
		{ "80F28004024F00", "016A86" },
		{ "80F24003024F00", "016985" },
	};
	struct fixture *f = *state;
	struct ota_sender s;

	ota_enable_sample(f);
	ram_sender_init(&s, f);
	ram_expect(&s, rows, A_COUNT(rows));
	/* The issuer's TAR is the MNO-SD's. */
	memset(s.header.tar, 0, sizeof(s.header.tar));
	sender_expect(&s, "80F28000024F00" FETCH, SCP80_OK, "02900008" MNO_SD_AID "0F82");
}

/* What does not fit comes with the next command, which asks the same; also in another packet. */
static void test_continuation(void **state)
{
	struct fixture *f = *state;
	struct ota_sender s;

	ota_enable_sample(f);
	ram_sender_init(&s, f);
	sender_expect(&s, INSTALL_SSD("C00001") INSTALL_SSD("C00002") INSTALL_SSD("C00003"),
	              SCP80_OK, "036101");
	sender_expect(&s, "AA0D220B80F24002054F005C014F00", SCP80_OK,
	              "AB50800101234BE30B4F09" RFM_AID
	              "E3124F10" SSD_AID("C00001") "E3124F10" SSD_AID("C00002") "E3124F10" SSD_AID(
	                      "C00003") "9000");
	/* 6310 is a warning: it comes with data. */
	sender_expect(&s, "AA0A220880F24002024F0000", SCP80_OK,
	              "AB578001012352" RFM_ENTRY SSD_ENTRY("C00001", "07") "6310");
	sender_expect(&s, "AA0A220880F24003024F0000", SCP80_OK,
	              "AB678001012362" SSD_ENTRY("C00002", "07") SSD_ENTRY("C00003", "07") "9000");
	sender_expect(&s, "AA0A220980F24002024F0000", SCP80_OK, "AB06800100900102"); /* cut off */
	/* That was all; another question has no next; nor has one that was asked in between. */
	sender_expect(&s, "80F24003024F00", SCP80_OK, "016985");
	sender_expect(&s, "80F24002024F00" FETCH "80F24001024F00", SCP80_OK, "036985");
	sender_expect(&s, "80F24002024F00" FETCH "80F28002024F00" FETCH "80F24003024F00", SCP80_OK,
	              "056985");
	/* A reset forgets it. */
	sender_send(&s, "80F24002024F00");
	fixture_reset(f);
	sender_expect(&s, "80F24003024F00", SCP80_OK, "016985");
}

static void test_set_status(void **state)
{
	static const struct ram_row rows[] = {
		{ INSTALL_SSD("C00001"), "016101" },
		/* An application: locked, in whatever way it is said, and back to what it was. */
		{ "80F0408309" RFM_AID SHOW(RFM_AID), "03900009" RFM_AID "8700" },
		{ "80F0408309" RFM_AID, "016985" },
		{ "80F0400309" RFM_AID SHOW(RFM_AID), "03900009" RFM_AID "0700" },
		{ "80F0400309" RFM_AID, "016985" },
		/* Its other states are not the domain's to set. */
		{ "80F0400F09" RFM_AID, "016985" },
		/* A domain. */
		{ "80F0408010" SSD_AID("C00001") LIST,
		  "039000" RFM_ENTRY SSD_ENTRY("C00001", "87") },
		{ "80F0400010" SSD_AID("C00001") LIST,
		  "039000" RFM_ENTRY SSD_ENTRY("C00001", "07") },
		/* All that belongs to the MNO-SD, but not itself. */
		{ "80F0C08008" MNO_SD_AID LIST "80F28000024F00" FETCH,
		  "05900008" MNO_SD_AID "0F82" },
		{ LIST, "029000E31E4F09" RFM_AID
		        "9F700187C503000000CC08" MNO_SD_AID SSD_ENTRY("C00001", "87") },
		{ "80F0C00008" MNO_SD_AID LIST, "039000" RFM_ENTRY SSD_ENTRY("C00001", "07") },
		/* It cannot be locked: nobody in the profile could undo that. */
		{ "80F0408008" MNO_SD_AID, "016985" },
		{ "80F0807F00", "016985" },
		{ "80F080FF00", "016985" },
		{ "80F0800F00", "016985" }, /* that is its state */
		{ "80F0800700", "016985" }, /* never back */
		{ "80F0800300", "016A80" },
		/* Nobody; an application where a domain must be; P1. */
		{ "80F0408309A00000055910100009", "016A88" },
		{ "80F0408300", "016A88" },
		{ "80F0C08309" RFM_AID, "016985" },
		{ "80F0208309" RFM_AID, "016A86" },
	};
	struct fixture *f = *state;
	struct ota_sender s;

	ota_enable_sample(f);
	ram_sender_init(&s, f);
	ram_expect(&s, rows, A_COUNT(rows));
}

/* Who is locked cannot be reached, after a restart too. */
static void test_locked(void **state)
{
	struct fixture *f = *state;
	struct ota_sender s, rfm, ssd;

	ota_enable_sample(f);
	ram_sender_init(&s, f);
	sender_init_rfm(&rfm, f);
	sender_init(&ssd, f, "16191212C00001", SCP80_KEY_AES, KIC, KID);
	sender_expect(&s, INSTALL_SSD("C00001"), SCP80_OK, "016101");
	sender_expect(&s, "80F0C08008" MNO_SD_AID, SCP80_OK, "019000");
	fixture_restart(f);
	rfm.counter = ssd.counter = s.counter;
	sender_send(&rfm, SELECT_SPN);
	assert_int_equal(rfm.response.status, SCP80_UNKNOWN_TAR);
	sender_send(&ssd, "80CA00E000");
	assert_int_equal(ssd.response.status, SCP80_UNKNOWN_TAR);
	sender_expect(&s, "80F0C00008" MNO_SD_AID, SCP80_OK, "019000");
	rfm.counter = s.counter;
	sender_expect(&rfm, SELECT_SPN UPDATE_SPN, SCP80_OK, "029000");
	ssd.counter = rfm.counter;
	sender_expect(&ssd, "80CA00E000", SCP80_OK, "019000E000");
	assert_int_equal(fixture_sql(f, "SELECT count(*) FROM uicc_profile_state"), 2);
}

static void test_get_data(void **state)
{
	static const struct ram_row rows[] = {
		/* Keys: identifier, version, type, length. */
		{ "80CA00E000", "019000E012C00401018810C00402018810C00403018810" },
		/* GlobalPlatform and its version as the persona has it, its scheme, SCP80. */
		{ "80CA006600", "0190006630732E06072A864886FC6B01600B06092A864886FC6B02020363"
		                "0906072A864886FC6B03640B06092A864886FC6B048000" },
		/* Not stored; unknown. */
		{ "80CA004200", "016A88" },
		{ "80CA5F5000", "016A88" },
		{ "80CA9F7F00", "016A88" },
		{ "80CAFF2000", "016A88" },
	};
	struct fixture *f = *state;
	struct ota_sender s;

	ota_enable_sample(f);
	ram_sender_init(&s, f);
	ram_expect(&s, rows, A_COUNT(rows));
}

/* What FF21 says: number of applications, free non-volatile memory [TS 102 226 8.2.1.7.2]. */
static void expect_resources(struct ota_sender *s, uint32_t applications)
{
	struct fixture *f = s->f;
	const uint64_t taken = (uint64_t)fixture_sql(f, "SELECT sum(memory) FROM profile");
	struct der_tlv all, one;
	uint64_t free = 0;

	sender_send(s, "80CAFF2100");
	assert_int_equal(s->response.status, SCP80_OK);
	assert_true(der_whole((struct span){ s->response.data.ptr + 3, s->response.data.len - 3 },
	                      0xFF21, &all));
	assert_true(der_find(all.value, 0x81, &one) && one.value.len == 1);
	assert_int_equal(one.value.ptr[0], applications);
	assert_true(der_find(all.value, 0x82, &one));
	for (size_t i = 0; i < one.value.len; i++)
		free = free << 8 | one.value.ptr[i];
	assert_int_equal(free, f->card->persona->nonvolatile_memory - taken);
	assert_true(der_find(all.value, 0x83, &one));
}

/* Memory is what the elements take: none is lost when they come and go. */
static void test_resources(void **state)
{
	struct fixture *f = *state;
	struct ota_sender s;
	int64_t before;

	ota_enable_sample(f);
	ram_sender_init(&s, f);
	before = fixture_sql(f, "SELECT memory FROM profile");
	expect_resources(&s, 1);
	sender_expect(&s, INSTALL_SSD("C00001") INSTALL_SSD("C00002"), SCP80_OK, "026101");
	expect_resources(&s, 3);
	assert_int_equal(fixture_sql(f, "SELECT memory FROM profile") - before,
	                 fixture_sql(f, "SELECT sum(length(der)) FROM uicc_profile_element"));
	sender_expect(&s, "80E40000124F10" SSD_AID("C00001") "80E40000124F10" SSD_AID("C00002"),
	              SCP80_OK, "026101");
	expect_resources(&s, 1);
	assert_int_equal(fixture_sql(f, "SELECT memory FROM profile"), before);
	/* The places are given away again. */
	sender_expect(&s, INSTALL_SSD("C00003"), SCP80_OK, "016101");
	assert_int_equal(fixture_sql(f, "SELECT count(*) FROM uicc_profile_element"), 2);
	expect_resources(&s, 2);
}

/* Objects that a domain stores: as BER-TLV, in groupings, in blocks; each tag once. */
static void test_store_data(void **state)
{
	static const struct ram_row rows[] = {
		{ "80E290000A5F50075375706572534D", "019000" },
		{ "80CA5F5000", "0190005F50075375706572534D" },
		{ "80E28800080070054203112233", "019000" },
		{ "80CA004200", "0190004203112233" },
		/* Another value; what else there was stays. */
		{ "80E29000044202AABB80CA004200", "0290004202AABB" },
		{ "80CA5F5000", "0190005F50075375706572534D" },
		/* Card data of its own instead of the card's. */
		{ "80E29000046602730080CA006600", "02900066027300" },
		/* Blocks, which may come in several packets; one that is not the next; anew. */
		{ "80E2100002450480E210010211228"
		  "0E2100302FFFF",
		  "036A86" },
		{ "80E2900202334480CA004500", "029000450411223344" },
		{ "80E210000245FF", "019000" },
		{ "80E290000445020102", "019000" },
		{ "80CA004500", "01900045020102" },
		/* Enciphered; broken; no data; objects and groupings that have no place here. */
		{ "80E2E00004450201FF", "016A86" },
		{ "80E2900003450201", "016A80" },
		{ "80E288000400700245", "016A80" },
		{ "80E2900000", "016700" },
		{ "80E290000446020102", "016A88" },
		{ "80E2900005E003C00101", "016A88" },
		{ "80E288000500B9020000", "016A88" },
	};
	struct fixture *f = *state;
	struct ota_sender s;

	ota_enable_sample(f);
	ram_sender_init(&s, f);
	ram_expect(&s, rows, A_COUNT(rows));
	fixture_restart(f);
	sender_expect(&s, "80CA004200", SCP80_OK, "0190004202AABB");
	sender_expect(&s, "80CA004500", SCP80_OK, "01900045020102");
}

/* The package's own data [TS.48: sdPersoData], to which the domain adds. */
static void test_package_data(void **state)
{
	static const char keys[] = "000102030405060708090A0B0C0D0E0F";
#define TS48_CARD_DATA                                                                   \
	"6630732E06072A864886FC6B01600B06092A864886FC6B020202630906072A864886FC6B03640B" \
	"06092A864886FC6B048000"
	struct fixture *f = *state;
	BUFFER_AUTO file = { 0 };
	const char *error = "";
	struct ota_sender s;
	char path[512];

	fixture_testdata(path, "ts48", "TS48v5_SAIP2.3_NoBERTLV.der");
	assert_int_equal(buffer_read_file(&file, path), 0);
	if (softeuicc_card_install(f->card, file.ptr, file.len, NULL, 0, &error))
		fail_msg("%s (%s)", error, f->last_log);
	ota_enable_first(f);
	sender_init(&s, f, "06192222B20100", SCP80_KEY_AES, keys, keys);
	sender_expect(&s, "80CA006600", SCP80_OK, "019000" TS48_CARD_DATA);
	sender_expect(&s, "80E29000044202AABB80CA006600", SCP80_OK, "029000" TS48_CARD_DATA);
	sender_expect(&s, "80CA00E000", SCP80_OK,
	              "019000E024C00401018010C00402018010C00403018010"
	              "C00401028810C00402028810C00403028810");
	sender_expect(&s, "80F24000024F00" FETCH, SCP80_OK,
	              "02900009A00000055910100001070009A0000005591010000207"
	              "0009A00000055910100003070009A000000559101000040700");
}

#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(get_status), TEST(continuation), TEST(set_status), TEST(locked),
		TEST(get_data),   TEST(resources),    TEST(store_data), TEST(package_data),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
