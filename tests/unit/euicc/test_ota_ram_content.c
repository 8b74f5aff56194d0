/*
 * INSTALL, LOAD and DELETE [GlobalPlatform Card Specification 9, 11.2, 11.5, 11.6; TS 102 226
 * 8.2.1.1, 8.2.1.3, 8.2.1.4].
 */
#include "ram_rows.h"

/*
 * A load file of two components, written by hand [Java Card VM Specification 6.4, 6.6]: package
 * F000000001, version 3.2, with applets F00000000101 and ...02.
 */
#define FILE_AID "F000000001"
#define CLASS_1  "F00000000101"
#define CLASS_2  "F00000000102"
#define BLOCK    "01000FDECAFFED010204020305" FILE_AID "0300130206" CLASS_1 "001006" CLASS_2 "0020"
/* Computed apart from this project. */
#define SHA256_OF_BLOCK "984BFEAC58A0FE33C451D1477B3378F160A3BBFD74FC61DAAD3CC0E801BE3D00"
#define SHA1_TAIL       "8A7F87C7403AF5D2CC852859BF6D3389106163"

#define FOR_LOAD        "80E60200[[" FILE_AID "]00000000]"
#define LOAD_ALL        "80E88000[C4[" BLOCK "]]"
#define INSTALL_APP(p1) "80E6" p1 "00[[" FILE_AID "][" CLASS_1 "][" CLASS_1 "][00][C900]00]"
#define MAKE_SELECTABLE "80E60800[0000[" CLASS_1 "]000000]"
#define FILES           "80F22002024F00" FETCH
#define IN_MNO_SD       "CC08" MNO_SD_AID
#define FILE_ENTRY      "E3[4F[" FILE_AID "]9F700101CE020302" IN_MNO_SD "]"
#define MODULES_ENTRY \
	"E3[4F[" FILE_AID "]9F700101CE02030284[" CLASS_1 "]84[" CLASS_2 "]" IN_MNO_SD "]"
#define APP_ENTRY(state) "E3[4F[" CLASS_1 "]9F7001" state "C503000000C4[" FILE_AID "]" IN_MNO_SD "]"
#define DELETE_FILE(p2)  "80E400" p2 "[4F[" FILE_AID "]]"
#define DELETE(aid)      "80E40000[4F[" aid "]]"

static int javacard_setup(void **state)
{
	struct fixture *f = fixture_new(&(struct fixture_options){ .persona = "javacard" });

	ota_enable_sample(f);
	*state = f;
	return 0;
}

/* A card without Java Card: there is no such command, and no such file. */
static void test_no_javacard(void **state)
{
	static const struct ram_row rows[] = {
		{ FOR_LOAD, "016A86" },
		{ LOAD_ALL, "016D00" },
		{ INSTALL_APP("0C"), "016A88" },
		{ FILES, "016A88" },
	};
	struct fixture *f = *state;
	struct ota_sender s;

	ota_enable_sample(f);
	ram_sender_init(&s, f);
	ram_expect(&s, rows, A_COUNT(rows));
}

static void test_life(void **state)
{
	static const struct ram_row rows[] = {
		{ FOR_LOAD LOAD_ALL, "026101" },
		{ FILES, "029000" FILE_ENTRY },
		{ "80F21002024F00" FETCH, "029000" MODULES_ENTRY },
		{ "80F22000024F00" FETCH, "029000[" FILE_AID "]0100" },
		{ "80F21000024F00" FETCH, "029000[" FILE_AID "]010002[" CLASS_1 "][" CLASS_2 "]" },
		/* Installed, then selectable; there is nothing to lock before. */
		{ INSTALL_APP("04") LIST, "039000" RFM_ENTRY APP_ENTRY("03") },
		{ "80F04083[" CLASS_1 "]", "016985" },
		{ "80E60800[[" FILE_AID "]00[" CLASS_1 "]000000]", "016A80" },
		{ MAKE_SELECTABLE LIST, "039000" RFM_ENTRY APP_ENTRY("07") },
		{ MAKE_SELECTABLE, "016985" },
		{ "80F04083[" CLASS_1 "]" LIST, "039000" RFM_ENTRY APP_ENTRY("87") },
		/* In use: not without what comes from it. */
		{ DELETE_FILE("00"), "016985" },
		{ DELETE(CLASS_1), "016101" },
		{ DELETE(CLASS_1), "016A88" },
		/* A new one of that name has the state of a new one. */
		{ INSTALL_APP("0C") LIST, "039000" RFM_ENTRY APP_ENTRY("07") },
		{ DELETE_FILE("80") LIST, "039000" RFM_ENTRY },
		{ FILES, "016A88" },
	};
	static const struct ram_row kept[] = {
		{ FILES, "029000" FILE_ENTRY },
		{ LIST, "029000" RFM_ENTRY APP_ENTRY("07") },
		/* There is nothing that executes it. */
		{ "80E62000[0000[" CLASS_1 "]000000]", "016985" },
	};
	static const struct ram_row again[] = { { FOR_LOAD LOAD_ALL INSTALL_APP("0C"), "036101" } };
	struct fixture *f = *state;
	struct ota_sender s;
	int64_t memory = fixture_sql(f, "SELECT memory FROM profile");

	ram_sender_init(&s, f);
	ram_expect(&s, rows, A_COUNT(rows));
	assert_int_equal(fixture_sql(f, "SELECT memory FROM profile"), memory);
	assert_int_equal(fixture_sql(f, "SELECT count(*) FROM uicc_profile_state"), 0);
	ram_expect(&s, again, 1);
	fixture_restart(f);
	ram_expect(&s, kept, A_COUNT(kept));
	fixture_expect(f, "00A4040006" CLASS_1, "6A82");
	/* All of it goes with the profile. */
	fixture_expect_es10(f, "BF3217A0124F10A0000005591010FFFFFFFF8900001000810100",
	                    "BF3203800100");
	fixture_expect_es10(f, "BF33124F10A0000005591010FFFFFFFF8900001000", "BF3303800100");
	assert_int_equal(fixture_sql(f, "SELECT count(*) FROM uicc_profile_element"), 0);
}

static void test_load(void **state)
{
	static const struct ram_row rows[] = {
		/* Not without INSTALL. */
		{ LOAD_ALL, "016985" },
		/* Blocks in packets; one that is not the next; then it. */
		{ FOR_LOAD "80E80000[C42801000FDECAFFED]", "026101" },
		{ "80E80002[010204]", "016A86" },
		{ "80E80001[010204]", "016101" },
		{ "80E88002[020305" FILE_AID "0300130206" CLASS_1 "001006" CLASS_2 "0020]",
		  "016101" },
		{ FILES, "029000" FILE_ENTRY },
		/* It is there: neither twice, nor is there anything to load now. */
		{ FOR_LOAD, "016985" },
		{ LOAD_ALL, "016985" },
		{ DELETE_FILE("00"), "016101" },
		/* Hashes: SHA-256, SHA-1, wrong, of no known kind. */
		{ "80E60200[[" FILE_AID "]00[" SHA256_OF_BLOCK "]0000]" LOAD_ALL, "026101" },
		{ DELETE_FILE("00"), "016101" },
		{ "80E60200[[" FILE_AID "]00[8F" SHA1_TAIL "]0000]" LOAD_ALL, "026101" },
		{ DELETE_FILE("00"), "016101" },
		{ "80E60200[[" FILE_AID "]00[00" SHA1_TAIL "]0000]" LOAD_ALL, "026985" },
		{ "80E60200[[" FILE_AID "]00[AABB]0000]", "016A80" },
		/* For a domain that is there, or not. */
		{ "80E60200[[" FILE_AID "][" MNO_SD_AID "]000000]" LOAD_ALL, "026101" },
		{ DELETE_FILE("80"), "016101" },
		{ "80E60200[[" FILE_AID "][A000000151000001]000000]", "016A88" },
		{ "80E60200[[" FILE_AID "][" RFM_AID "]000000]", "016A88" },
		/* Memory asked for; a token. */
		{ "80E60200[[" FILE_AID "]0000[EF[C6020100]]00]", "016101" },
		{ "80E60200[[" FILE_AID "]0000[EF[C6047FFFFFFF]]00]", "016A84" },
		{ "80E60200[[" FILE_AID "]0000[EF[C60100]]00]", "016A80" },
		{ "80E60200[[" FILE_AID "]000000[AA]]", "016985" },
		/* Cut off; an AID too short; that of another one; P2. */
		{ "80E60200[[" FILE_AID "]000000]", "016A80" },
		{ "80E60200[[F0000000]00000000]", "016A80" },
		{ "80E60200[[" MNO_SD_AID "]00000000]", "016985" },
		{ "80E60200[" DOMAIN_FILE "00000000]", "016985" },
		{ "80E60201[[" FILE_AID "]00000000]", "016A86" },
		/* No load file: a signature first, cut off; all is to do again then. */
		{ FOR_LOAD "80E88000[E200C400]", "026A80" },
		{ LOAD_ALL, "016985" },
		{ FOR_LOAD "80E88000[C40200]", "026A80" },
		/* No block; P1. */
		{ FOR_LOAD "80E8800000", "026700" },
		{ "80E80100[C40100]", "016A86" },
		/* That is no CAP file: no version, no classes, and one may ask for any. */
		{ "80E88000[C40100]", "016101" },
		{ "80F21002024F00" FETCH, "029000E3[4F[" FILE_AID "]9F700101" IN_MNO_SD "]" },
		{ INSTALL_APP("0C"), "016101" },
	};
	struct fixture *f = *state;
	struct ota_sender s;

	ram_sender_init(&s, f);
	ram_expect(&s, rows, 2);
	fixture_reset(f); /* forgets what was begun */
	ram_expect(&s, &(struct ram_row){ "80E80001[010204]", "016985" }, 1);
	ram_expect(&s, rows + 1, A_COUNT(rows) - 1);
}

/* Domains need no load file of the profile: the card has theirs. */
static void test_install(void **state)
{
#define SSD(rest) "80E60C00[" DOMAIN_FILE DOMAIN "[" SSD_AID("C00001") "]" rest "]"
	static const struct ram_row rows[] = {
		/* Privileges: not of one or three octets; some that mean nothing here; no domain. */
		{ SSD("[8000][C900]00"), "016A80" },
		{ SSD("00[C900]00"), "016A80" },
		{ SSD("[90][C900]00"), "016A80" },
		{ SSD("[800200][C900]00"), "016A80" },
		{ SSD("[00][C900]00"), "016A80" },
		/* Parameters: C9 is a must; broken; quotas; too much; a length of two octets. */
		{ SSD("[80]0000"), "016A80" },
		{ SSD("[80][C901]00"), "016A80" },
		{ SSD("[80][EF02C900]00"), "016A80" },
		{ SSD("[80][C900EF[C80100]]00"), "016A80" },
		{ SSD("[80][C900EF[C8047FFFFFFF]]00"), "016A84" },
		{ SSD("[80][C900EF[C7047FFFFFFF]]00"), "016A84" },
		{ SSD("[80]8102C90000"), "016101" },
		/* It is there. */
		{ INSTALL_SSD("C00001"), "016985" },
		/* Data behind; cut off; a length of no known form. */
		{ SSD("[80][C900]0000"), "016A80" },
		{ SSD("[80][C900]"), "016A80" },
		{ SSD("[80]830000020000C90000"), "016A80" },
		/* Another class of that file; another file; AIDs too short; a token. */
		{ "80E60C00[" DOMAIN_FILE "[F000000001][F000000009][80][C900]00]", "016A88" },
		{ "80E60C00[[F000000009]" DOMAIN "[F000000009][80][C900]00]", "016A88" },
		{ "80E60C00[[F0000000]" DOMAIN "[F000000009][80][C900]00]", "016A80" },
		{ "80E60C00[" DOMAIN_FILE DOMAIN "[F000000009][80][C900][AA]]", "016985" },
		/* P1, P2. */
		{ "80E6400000", "016A86" },
		{ "80E6060000", "016A86" },
		{ "80E60C0100", "016A86" },
		{ "80E60C0000", "016A80" },
		/* For personalization: a domain; not RFM, nobody; no AID. */
		{ "80E62000[0000[" SSD_AID("C00001") "]000000]80E29000[4202AABB]", "029000" },
		{ "80CA004200", "016A88" }, /* that was for the other one */
		{ "80E62000[0000[" RFM_AID "]000000]", "016985" },
		{ "80E62000[0000[A00000055910100009]000000]", "016A88" },
		{ "80E62000[000000000000]", "016A80" },
	};
	struct fixture *f = *state;
	struct ota_sender s, d;

	ram_sender_init(&s, f);
	ram_expect(&s, rows, A_COUNT(rows));
	sender_init(&d, f, "16191212C00001", SCP80_KEY_AES, KIC, KID);
	d.counter = s.counter;
	sender_expect(&d, "80CA004200", SCP80_OK, "0190004202AABB");
}

#define TOOLKIT(tar, tars)                                                \
	"80E60C00[" DOMAIN_FILE DOMAIN "[" SSD_AID(tar) "][80][C900EA[80" \
	                                                "[0100000000020112[" tars "]00]]]00]"

/* Toolkit parameters name the TARs, and ask for security [TS 102 226 8.2.1.3.2.2]. */
static void test_parameters(void **state)
{
	static const struct ram_row rows[] = {
		/* Checksum and encryption; two TARs instead of the one in the AID. */
		{ SSD("[80][C900EA[80[0100000000020106[C0FFEEB0FFEE]00]]]00"), "016101" },
		/* TARs of others: of that one, of RFM, of the MNO-SD. */
		{ TOOLKIT("C00003", "C0FFED"), "016101" },
		{ TOOLKIT("C00002", "C0FFEFC0FFEE"), "016A80" },
		{ TOOLKIT("C00002", "B00000"), "016A80" },
		{ TOOLKIT("C00002", "B20100"), "016A80" },
		{ TOOLKIT("C00002", "000000"), "016A80" },
		{ INSTALL_SSD("C0FFEE"), "016A80" },
	};
	struct fixture *f = *state;
	struct ota_sender s, d;

	ram_sender_init(&s, f);
	ram_expect(&s, rows, A_COUNT(rows));
	sender_init(&d, f, "16191212C00001", SCP80_KEY_AES, KIC, KID);
	d.counter = s.counter;
	sender_send(&d, "80CA00E000");
	assert_int_equal(d.response.status, SCP80_UNKNOWN_TAR);
	sender_init(&d, f, "12191212B0FFEE", SCP80_KEY_AES, KIC, KID);
	d.counter = s.counter;
	sender_send(&d, "80CA00E000");
	assert_int_equal(d.response.status, SCP80_SECURITY_TOO_LOW);
	sender_init(&d, f, "16191212C0FFEE", SCP80_KEY_AES, KIC, KID);
	d.counter = s.counter;
	sender_expect(&d, "80CA00E000", SCP80_OK, "019000E000");
}

/* A domain of its own for an application, and what cannot be handed over. */
static void test_extradition(void **state)
{
#define EXTRADITE(to, aid) "80E61000[[" to "]00[" aid "]000000]"
#define OWNER_OF(p1, aid)  "80F2" p1 "02[4F[" aid "]5C01CC]" FETCH
#define IN(tar)            "029000E3[CC[" SSD_AID(tar) "]]"
	static const struct ram_row rows[] = {
		{ INSTALL_SSD("C00001") INSTALL_SSD("C00002"), "026101" },
		{ FOR_LOAD LOAD_ALL INSTALL_APP("0C"), "036101" },
		/* Application, load file, and a domain into another one. */
		{ EXTRADITE(SSD_AID("C00001"), CLASS_1), "016101" },
		{ EXTRADITE(SSD_AID("C00001"), FILE_AID), "016101" },
		{ EXTRADITE(SSD_AID("C00002"), SSD_AID("C00001")), "016101" },
		{ OWNER_OF("40", CLASS_1), IN("C00001") },
		{ OWNER_OF("20", FILE_AID), IN("C00001") },
		{ OWNER_OF("40", SSD_AID("C00001")), IN("C00002") },
		/* Not into itself, nor into what is in it; not the MNO-SD; not RFM. */
		{ EXTRADITE(SSD_AID("C00001"), SSD_AID("C00001")), "016985" },
		{ EXTRADITE(SSD_AID("C00001"), SSD_AID("C00002")), "016985" },
		{ EXTRADITE(SSD_AID("C00001"), MNO_SD_AID), "016985" },
		{ EXTRADITE(SSD_AID("C00001"), RFM_AID), "016985" },
		/* To no domain; of nothing; with a class. */
		{ EXTRADITE(RFM_AID, CLASS_1), "016A88" },
		{ EXTRADITE(SSD_AID("C00001"), "A00000055910100009"), "016A88" },
		{ "80E61000[[" SSD_AID("C00001") "][01][" CLASS_1 "]000000]", "016A80" },
		/* A domain with something in it stays. */
		{ DELETE(SSD_AID("C00002")), "016985" },
		{ DELETE(SSD_AID("C00001")), "016985" },
		{ DELETE_FILE("80"), "016101" },
		{ DELETE(SSD_AID("C00001")) DELETE(SSD_AID("C00002")), "026101" },
		{ LIST, "029000" RFM_ENTRY },
	};
	struct fixture *f = *state;
	struct ota_sender s;

	ram_sender_init(&s, f);
	ram_expect(&s, rows, A_COUNT(rows));
}

static void test_delete(void **state)
{
	static const struct ram_row rows[] = {
		{ DELETE(MNO_SD_AID), "016985" },
		{ DELETE("A00000055910100009"), "016A88" },
		{ "80E40000[4F00]", "016A88" },
		{ "80E40000[4F08" MNO_SD_AID "00]", "016A80" },
		{ "80E40100[4F[" MNO_SD_AID "]]", "016A86" },
		{ "80E40040[4F[" MNO_SD_AID "]]", "016A86" },
		/* RFM belongs to the profile. */
		{ DELETE(RFM_AID), "016985" },
		{ LIST, "029000" RFM_ENTRY },
		{ INSTALL_SSD("C00001") DELETE(SSD_AID("C00001")) FETCH, "03900000" },
	};
	struct fixture *f = *state;
	struct ota_sender s, rfm;

	ram_sender_init(&s, f);
	sender_init_rfm(&rfm, f);
	ram_expect(&s, rows, A_COUNT(rows));
	rfm.counter = s.counter; /* it is the same set */
	sender_expect(&rfm, SELECT_SPN READ_SPN, SCP80_OK, "029000" SPN);
}

/* Memory that is not there. */
static void test_memory(void **state)
{
#define ZEROES "00000000000000000000000000000000"
	static const struct ram_row small[] = {
		{ INSTALL_SSD("C00001"), "016A84" },
		{ FOR_LOAD LOAD_ALL, "026A84" }, /* 42 octets come */
		{ LOAD_ALL, "016985" },
	};
	static const struct ram_row larger[] = {
		{ FOR_LOAD LOAD_ALL, "026A84" }, /* as an element they are more */
		{ "80E29000[4202AABB]", "019000" },
		{ "80E29000[45[" ZEROES ZEROES ZEROES "]]", "016A84" },
		{ "80CA004200", "0190004202AABB" },
	};
	/* Code and data of a file need memory both; what is reserved is part of a quota. */
	static const struct ram_row enough[] = {
		{ "80E60200[[" FILE_AID "]0000[EF[C60200C8C8020001]]00]", "016A84" },
		{ "80E60200[[" FILE_AID "]0000[EF[C604FFFFFFFFC80400000001]]00]", "016A84" },
		{ "80E60200[[" FILE_AID "]0000[EF[C6020064C8020064]]00]", "016101" },
		{ SSD("[80][C900EF[C80200C9]]00"), "016A84" },
		{ SSD("[80][C900EF[C8020064D80200C9]]00"), "016A84" },
		{ SSD("[80][C900EF[C80200C8D80200C8]]00") DELETE(SSD_AID("C00001")), "026101" },
		{ FOR_LOAD LOAD_ALL, "026101" },
	};
	struct fixture *f = *state;
	struct ota_sender s;
	const uint32_t taken = (uint32_t)fixture_sql(f, "SELECT memory FROM profile");

	ram_sender_init(&s, f);
	f->card->persona->nonvolatile_memory = taken + 41;
	ram_expect(&s, small, A_COUNT(small));
	f->card->persona->nonvolatile_memory = taken + 50;
	ram_expect(&s, larger, A_COUNT(larger));
	f->card->persona->nonvolatile_memory = (uint32_t)fixture_sql(f,
	                                                             "SELECT memory FROM profile") +
	                                       200;
	ram_expect(&s, enough, A_COUNT(enough));
}

/* Applications that the package brought; one of the two is deleted. */
static void test_package(void **state)
{
#define END             "AA07A005800081010B"
#define INSTANCE(class) "30[4F[" FILE_AID "]4F[" CLASS_1 "]4F[" class "]820100830107C900]"
	static const struct ram_row rows[] = {
		{ FILES, "029000" FILE_ENTRY },
		{ "80F24000[4F[F0]]" FETCH, "029000[" CLASS_1 "]0700[" CLASS_2 "]0700" },
		{ DELETE_FILE("00"), "016985" },
		{ DELETE(CLASS_1), "016101" },
		{ "80F24000[4F[F0]]" FETCH, "029000[" CLASS_2 "]0700" },
		{ FILES, "029000" FILE_ENTRY },
		/* The file goes into another domain first, then with the rest of its element. */
		{ INSTALL_SSD("C00001") EXTRADITE(SSD_AID("C00001"), FILE_AID), "026101" },
		{ DELETE_FILE("80"), "016101" },
		{ "80F24000[4F[F0]]", "016A88" },
		{ FILES, "016A88" },
	};
	struct fixture *f = fixture_new(&(struct fixture_options){ .persona = "javacard" });
	const struct ota_change change = { END, ram_hex(f, "A8[A005800081010CA1[4F[" FILE_AID
		                                           "]C4[" BLOCK "]]A2[" INSTANCE(CLASS_1)
		                                                   INSTANCE(CLASS_2) "]]" END) };
	struct ota_sender s;

	(void)state;
	ota_enable(f, &change, 1, fixture_metadata(f, 1, PROFILE_CLASS_OPERATIONAL, 0));
	ram_sender_init(&s, f);
	ram_expect(&s, rows, A_COUNT(rows));
	fixture_free(f);
}

static void sql(struct fixture *f, const char *text)
{
	if (sqlite3_exec(f->store->db, text, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s: %s", text, sqlite3_errmsg(f->store->db));
}

/* Where a write fails, whichever, the whole packet is undone, and may come again. */
static void test_transaction(void **state)
{
#define INSTALLED_AND_DELETED INSTALL_SSD("C00001") DELETE(SSD_AID("C00001"))
	static const struct {
		const char *write, *script;
	} rows[] = {
		{ "INSERT ON uicc_profile_element", INSTALL_SSD("C00001") },
		{ "INSERT ON uicc_profile_element", FOR_LOAD LOAD_ALL },
		{ "INSERT ON uicc_profile_element WHEN new.tag = 0", INSTALLED_AND_DELETED },
		{ "INSERT ON uicc_profile_element", "80E29000[4202AABB]" },
		{ "UPDATE ON profile", INSTALL_SSD("C00001") },
		{ "UPDATE ON profile WHEN new.memory < old.memory", INSTALLED_AND_DELETED },
		{ "INSERT ON uicc_profile_state", "80F04083[" RFM_AID "]" },
		{ "INSERT ON uicc_profile_element",
		  "80D80102[018810B36214633721602463AE524EF3C85E5C00]" },
		{ "INSERT ON uicc_ota_counter", LIST },
	};
	struct fixture *f = *state;
	struct ota_sender s;
	char text[200];

	ram_sender_init(&s, f);
	for (size_t i = 0; i < A_COUNT(rows); i++) {
		s.counter = 10;
		snprintf(text, sizeof(text),
		         "CREATE TEMP TRIGGER fault BEFORE %s BEGIN SELECT RAISE(FAIL, 'fault'); "
		         "END",
		         rows[i].write);
		sql(f, text);
		sender_send(&s, ram_hex(f, rows[i].script));
		if (s.sw != 0x6581 || s.raw_len)
			fail_msg("%s: %04X", rows[i].write, s.sw);
		sql(f, "DROP TRIGGER fault");
		assert_int_equal(fixture_sql(f, "SELECT count(*) FROM uicc_profile_element"), 0);
		assert_int_equal(fixture_sql(f, "SELECT count(*) FROM uicc_profile_state"), 0);
		s.counter = 10;
		sender_expect(&s, LIST, SCP80_OK, "029000" RFM_ENTRY);
		sql(f, "DELETE FROM uicc_ota_counter");
	}
}

/*
 * A load file with what comes from it, all or nothing, however little memory there is for it: what
 * is first of the two elements is soon gone, but the file's has to be written again without the
 * other instance.
 */
static void test_half(void **state)
{
#define ZEROES_8 ZEROES ZEROES ZEROES ZEROES ZEROES ZEROES ZEROES ZEROES
#define FILLED   "C4820400" ZEROES_8 ZEROES_8 ZEROES_8 ZEROES_8 ZEROES_8 ZEROES_8 ZEROES_8 ZEROES_8
#define FILE     "A182040B4F05" FILE_AID FILLED
	enum { STEP = 64 };
	struct fixture *f = fixture_new(&(struct fixture_options){ .persona = "javacard" });
	const struct ota_change change = {
		END,
		ram_hex(f, "A8[A005800081010CA1[4F[F000000009]C4[AABB]]]A8820439A005800081010D" FILE
		           "A2[" INSTANCE(CLASS_2) "]" END)
	};
	/* In the place that is free then it comes before the file. */
	static const struct ram_row before = { DELETE("F000000009") INSTALL_APP("0C"), "026101" };
	static const struct ram_row gone[] = {
		{ "80F24000[4F[F0]]", "016A88" },
		{ FILES, "016A88" },
	};
	size_t cap, undone = 0, refused = 0;
	struct ota_sender s;

	(void)state;
	ota_enable(f, &change, 1, fixture_metadata(f, 1, PROFILE_CLASS_OPERATIONAL, 0));
	ram_sender_init(&s, f);
	ram_expect(&s, &before, 1);
	cap = f->card->arena.cap;
	for (size_t limit = STEP;; limit += STEP) {
		assert_true(limit < cap);
		f->card->arena.cap = limit;
		sender_send(&s, ram_hex(f, DELETE_FILE("80")));
		f->card->arena.cap = cap;
		if (fixture_sql(f, "SELECT count(*) FROM uicc_profile_element") > 1)
			break;
		undone += s.sw == 0x6581;
		refused += s.sw == 0x9000;
	}
	assert_true(undone > 0 && refused > 0);
	ram_expect(&s, gone, A_COUNT(gone));
	fixture_free(f);
}

#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, javacard_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_no_javacard, fixture_setup, fixture_teardown),
		TEST(life),
		TEST(load),
		TEST(install),
		TEST(parameters),
		TEST(extradition),
		TEST(delete),
		TEST(memory),
		cmocka_unit_test(test_package),
		TEST(transaction),
		cmocka_unit_test(test_half),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
