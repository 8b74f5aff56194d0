/*
 * PUT KEY and DELETE of keys [GlobalPlatform Card Specification 11.8, 11.2; TS 102 226 8.2.1.5].
 *
 * Commands and check values are as pySim builds them (pySim.global_platform: put_key, compute_kcv),
 * with the keys that GlobalPlatform tools know as their defaults, 4041..4F and so on, enciphered by
 * the sample's DEK with a cryptographic library other than ours. Those check values, 504A77 (AES)
 * and 8BAF47 (DES), are published with these tools.
 */
#include "ram_rows.h"

/* Three keys, and as PUT KEY has them: types, cryptograms, check values. */
#define NEW_KIC      "404142434445464748494A4B4C4D4E4F"
#define NEW_KID      "505152535455565758595A5B5C5D5E5F"
#define NEW_DEK      "606162636465666768696A6B6C6D6E6F"
#define NEW_CIPHERED "D841D838D5ED7749FF966A1E0B38CF23"
#define NEW_KEYS                                       \
	"8810" NEW_CIPHERED "03504A77"                 \
	"881054DFD316728C5B695F70BCB62C4F338903F2A8DF" \
	"8810B1DAF7E17DCA17362716CE47DEE6A2B603D7D0E4"
#define NEW_CHECKS "504A77F2A8DFD7D0E4"

/* And three more: A0..AF, B0..BF, C0..CF. */
#define OTHER_KIC       "A0A1A2A3A4A5A6A7A8A9AAABACADAEAF"
#define OTHER_KID       "B0B1B2B3B4B5B6B7B8B9BABBBCBDBEBF"
#define OTHER_KIC_BLOCK "8810181D6BF8F41A5E0FFFB45212F63E6FC603EE72CB"
#define OTHER_KID_BLOCK "88105E97F067D630B560FA7ED82151D943610349B6D5"
#define OTHER_DEK_BLOCK "8810B36214633721602463AE524EF3C85E5C03FB9292"
#define OTHER_KEYS      OTHER_KIC_BLOCK OTHER_KID_BLOCK OTHER_DEK_BLOCK
#define OTHER_CHECKS    "EE72CB49B6D5FB9292"

#define ADD_02       \
	"80D8008143" \
	"02" NEW_KEYS
#define LIST_01   "C00401018810C00402018810C00403018810"
#define LIST_02   "C00401028810C00402028810C00403028810"
#define SHOW_KEYS "80CA00E000"

static void test_new_set(void **state)
{
	struct fixture *f = *state;
	struct ota_sender s, n;

	ota_enable_sample(f);
	ram_sender_init(&s, f);
	sender_init(&n, f, "16192222B20100", SCP80_KEY_AES, NEW_KIC, NEW_KID);
	sender_send(&n, SHOW_KEYS);
	assert_int_equal(n.response.status, SCP80_SECURITY_ERROR);
	sender_expect(&s, ADD_02 FETCH, SCP80_OK, "02900002" NEW_CHECKS);
	sender_expect(&n, SHOW_KEYS, SCP80_OK, "019000E024" LIST_01 LIST_02);
	/* Once more is once too often. */
	sender_expect(&s, ADD_02, SCP80_OK, "016985");
	/* The new set has its own counter, and its own DEK: this was enciphered with another one. */
	n.counter = 1;
	sender_send(&n, SHOW_KEYS);
	assert_int_equal(n.response.status, SCP80_COUNTER_LOW);
	n.counter = 10;
	sender_expect(&n,
	              "80D8008143"
	              "03" NEW_KEYS,
	              SCP80_OK, "019485");
	fixture_restart(f);
	sender_expect(&n, SHOW_KEYS, SCP80_OK, "019000E024" LIST_01 LIST_02);
	/* Files of the profile are protected by the same domain. */
	sender_init(&n, f, "16192222B00000", SCP80_KEY_AES, NEW_KIC, NEW_KID);
	n.counter = 20;
	sender_expect(&n, SELECT_SPN READ_SPN, SCP80_OK, "029000" SPN);
}

/*
 * PUT KEY in a secured packet, both as pySim makes them (pySim.ota), and a response packet that pySim
 * reads as two commands, 9000, version 02, and these check values.
 */
static void test_pysim(void **state)
{
	static const char packet[] =
	        "00681516191212B20100E37E699C0919E3050B9C19790BE6F25F82C90BCD13C62E05B8B301DB1F6C30"
	        "7E7C56DE8758B6E701B78980FCA4EE147FF94FE45672599D74574BEB425AA7DE6C82B0D24A4449C9E7"
	        "83E03CD0B61225231410FB1A16536A65514DDE98F8B91E04";
	struct fixture *f = *state;
	struct ota_sender s;
	char raw[2 * sizeof(s.raw) + 1];

	ota_enable_sample(f);
	ram_sender_init(&s, f);
	sender_send_packet(&s, fixture_hex(f, packet));
	hex_encode((struct span){ s.raw, s.raw_len }, raw);
	assert_string_equal(raw, "027100002412B2010089657B5176237915A4E97DB7ECFA1F86B9BB326CBFA196"
	                         "F5B836729105584391");
}

/* The set that protects the packet: it is answered with the old keys, and counts from zero. */
static void test_replace(void **state)
{
	struct fixture *f = *state;
	struct ota_sender s, n;

	ota_enable_sample(f);
	ram_sender_init(&s, f);
	sender_init(&n, f, MNO_SD, SCP80_KEY_AES, OTHER_KIC, OTHER_KID);
	s.counter = 50;
	sender_expect(&s,
	              "80D8018143"
	              "01" OTHER_KEYS FETCH SHOW_KEYS,
	              SCP80_OK, "039000E012" LIST_01);
	sender_send(&s, SHOW_KEYS);
	assert_int_equal(s.response.status, SCP80_CHECK_FAILED);
	sender_expect(&n, SHOW_KEYS, SCP80_OK, "019000E012" LIST_01);
	/* The counter of the old KID is kept: who knows whether it comes again. */
	assert_int_equal(fixture_sql(f, "SELECT min(counter) FROM uicc_ota_counter"), 1);
	assert_int_equal(fixture_sql(f, "SELECT max(counter) FROM uicc_ota_counter"), 50);
}

static void test_other_version(void **state)
{
	struct fixture *f = *state;
	struct ota_sender s, n;

	ota_enable_sample(f);
	ram_sender_init(&s, f);
	sender_expect(&s, ADD_02 FETCH, SCP80_OK, "02900002" NEW_CHECKS);
	sender_expect(&s,
	              "80D8028143"
	              "03" OTHER_KEYS FETCH,
	              SCP80_OK, "02900003" OTHER_CHECKS);
	sender_expect(&s, SHOW_KEYS, SCP80_OK,
	              "019000E024" LIST_01 "C00401038810C00402038810C00403038810");
	sender_init(&n, f, "16193232B20100", SCP80_KEY_AES, OTHER_KIC, OTHER_KID);
	sender_expect(&n, SHOW_KEYS "80F28000024F00" FETCH, SCP80_OK, "03900008" MNO_SD_AID "0F82");
	/* To a version that is there; from one that is not; keys that the set does not have. */
	sender_expect(&s,
	              "80D8038143"
	              "01" OTHER_KEYS,
	              SCP80_OK, "016985");
	sender_expect(&s,
	              "80D8028143"
	              "02" OTHER_KEYS,
	              SCP80_OK, "016A88");
	sender_expect(&s,
	              "80D8018243"
	              "01" OTHER_KEYS,
	              SCP80_OK, "016A88");
}

/* With the KID that it had the set counts on: else old packets could come again. */
static void test_counter(void **state)
{
	struct fixture *f = *state;
	struct ota_sender s;

	ota_enable_sample(f);
	ram_sender_init(&s, f);
	s.counter = 50;
	sender_expect(&s,
	              "80D8010317"
	              "01" OTHER_DEK_BLOCK FETCH,
	              SCP80_OK, "02900001FB9292");
	s.counter = 50;
	sender_send(&s, SHOW_KEYS);
	assert_int_equal(s.response.status, SCP80_COUNTER_LOW);
	s.counter = 52;
	sender_expect(&s, SHOW_KEYS, SCP80_OK, "019000E012" LIST_01);
}

/* However a KID comes back to its set: it counts on. */
static void test_comes_back(void **state)
{
	static const char *const ways[] = {
		/* As another version and back. */
		"80D8028143"
		"03" NEW_KEYS "80D8038143"
		"02" NEW_KEYS,
		/* Deleted: all of the set, or only the KID. */
		"80E4000003D20102" ADD_02,
		"80E4000006D00102D20102"
		"80E4000003D20102" ADD_02,
		/* Another one in the meantime. */
		"80D8028143"
		"02" OTHER_KEYS "80D8028143"
		"02" NEW_KEYS,
	};
	struct fixture *f = *state;
	struct ota_sender s, n, o;

	ota_enable_sample(f);
	ram_sender_init(&s, f);
	sender_init(&n, f, "16192222B20100", SCP80_KEY_AES, NEW_KIC, NEW_KID);
	sender_init(&o, f, "16192222B20100", SCP80_KEY_AES, OTHER_KIC, OTHER_KID);
	sender_expect(&s, ADD_02 FETCH, SCP80_OK, "02900002" NEW_CHECKS);
	n.counter = 50;
	sender_expect(&n, SHOW_KEYS, SCP80_OK, "019000E024" LIST_01 LIST_02);
	for (size_t i = 0; i < A_COUNT(ways); i++) {
		sender_send(&s, ways[i]);
		assert_int_equal(s.response.status, SCP80_OK);
		n.counter = 50 + i;
		sender_send(&n, SHOW_KEYS);
		assert_int_equal(n.response.status, SCP80_COUNTER_LOW);
		sender_expect(&n, SHOW_KEYS, SCP80_OK, "019000E024" LIST_01 LIST_02);
	}
	/* One that is really new counts from zero. */
	sender_expect(&s,
	              "80D8028143"
	              "02" OTHER_KEYS FETCH,
	              SCP80_OK, "02900002" OTHER_CHECKS);
	sender_expect(&o, SHOW_KEYS, SCP80_OK, "019000E024" LIST_01 LIST_02);
	/* A counter from before KIDs were kept with them is one of any KID. */
	assert_int_equal(sqlite3_exec(f->store->db,
	                              "UPDATE uicc_ota_counter SET kid = x'' WHERE kvn = 1", NULL,
	                              NULL, NULL),
	                 SQLITE_OK);
	s.counter -= 1;
	sender_send(&s, SHOW_KEYS);
	assert_int_equal(s.response.status, SCP80_COUNTER_LOW);
	sender_expect(&s, SHOW_KEYS, SCP80_OK, "019000E024" LIST_01 LIST_02);
}

/* Whether it is answered with success or not, no key is left in the card's working memory. */
static void test_wiped(void **state)
{
	static const char *const scripts[] = {
		ADD_02,
		"80D8000127"
		"08"
		"8810" NEW_CIPHERED "00"
		"8810" NEW_CIPHERED "00",
		"80E4000003D20102",
		SHOW_KEYS,
	};
	static const char *const keys[] = { KIC, KID, NEW_KIC, NEW_KID, NEW_DEK, NEW_CIPHERED };
	struct fixture *f = *state;
	struct ota_sender s;

	ota_enable_sample(f);
	ram_sender_init(&s, f);
	for (size_t i = 0; i < A_COUNT(scripts); i++) {
		const struct arena *a = &f->card->arena;

		sender_send(&s, scripts[i]);
		assert_int_equal(s.response.status, SCP80_OK);
		for (size_t j = 0; j < A_COUNT(keys); j++) {
			const struct span key = fixture_hex(f, keys[j]);

			assert_null(memmem(a->buf, a->cap, key.ptr, key.len));
		}
	}
}

static void test_encodings(void **state)
{
	static const struct ram_row rows[] = {
		/* A length in front of the key, as GlobalPlatformPro writes it. */
		{ "80D8000118"
		  "04"
		  "881110" NEW_CIPHERED "03504A77" FETCH,
		  "02900004504A77" },
		/* DES keys of two and three parts, the latter padded; no check value. */
		{ "80D8000117"
		  "05"
		  "8010" NEW_CIPHERED "038BAF47" FETCH,
		  "029000058BAF47" },
		{ "80D8000128"
		  "06"
		  "802118" NEW_CIPHERED "60A7D32218C293C5F835D0BC859AC79B"
		  "03B4692B" FETCH,
		  "02900006B4692B" },
		{ "80D8000114"
		  "07"
		  "8810" NEW_CIPHERED "00" FETCH,
		  "02900007" },
		{ SHOW_KEYS,
		  "019000E02A" LIST_01 "C00401048810C00401058010C00401068018C00401078810" },
		/* Check value wrong; of two octets; keys of other kinds and sizes. */
		{ "80D8000117"
		  "08"
		  "8810" NEW_CIPHERED "03504A78",
		  "019485" },
		{ "80D8000116"
		  "08"
		  "8810" NEW_CIPHERED "02504A",
		  "016A80" },
		{ "80D8000114"
		  "08"
		  "8510" NEW_CIPHERED "00",
		  "019484" },
		{ "80D800010C"
		  "08"
		  "8808D841D838D5ED774900",
		  "016A80" },
		{ "80D8000124"
		  "08"
		  "8820" NEW_CIPHERED NEW_CIPHERED "00",
		  "016A80" },
		{ "80D8000115"
		  "08"
		  "881111" NEW_CIPHERED "00",
		  "016A80" },
		/* Cut off. */
		{ "80D8000100", "016A80" },
		{ "80D800010108", "016A80" },
		{ "80D8000113"
		  "08"
		  "8810" NEW_CIPHERED,
		  "016A80" },
		{ "80D8000112"
		  "08"
		  "8811" NEW_CIPHERED,
		  "016A80" },
		/* Version 00 and 80; P1; identifier 00; more keys than P2 says; one too many. */
		{ "80D8000114"
		  "00"
		  "8810" NEW_CIPHERED "00",
		  "016A80" },
		{ "80D8000114"
		  "80"
		  "8810" NEW_CIPHERED "00",
		  "016A80" },
		{ "80D8800114"
		  "08"
		  "8810" NEW_CIPHERED "00",
		  "016A86" },
		{ "80D8000014"
		  "08"
		  "8810" NEW_CIPHERED "00",
		  "016A86" },
		{ "80D8000127"
		  "08"
		  "8810" NEW_CIPHERED "00"
		  "8810" NEW_CIPHERED "00",
		  "016A80" },
		{ "80D800FF27"
		  "08"
		  "8810" NEW_CIPHERED "00"
		  "8810" NEW_CIPHERED "00",
		  "016A80" },
		/* The second key is wrong: the first one is not there either. */
		{ "80D800812D"
		  "08"
		  "8810" NEW_CIPHERED "03504A77"
		  "8810" NEW_CIPHERED "03504A78",
		  "019485" },
		{ SHOW_KEYS,
		  "019000E02A" LIST_01 "C00401048810C00401058010C00401068018C00401078810" },
	};
	struct fixture *f = *state;
	struct ota_sender s;

	ota_enable_sample(f);
	ram_sender_init(&s, f);
	ram_expect(&s, rows, A_COUNT(rows));
}

/* DES all over: the key sets of TS.48. */
static void test_des(void **state)
{
#define TS48_KIC "66778899AABBCCDD1122334455EEFF10"
#define TS48_KID "112233445566778899AABBCCDDEEFF10"
	struct fixture *f = *state;
	BUFFER_AUTO file = { 0 };
	const char *error = "";
	struct ota_sender s;
	char path[512];

	fixture_testdata(path, "ts48", "TS48v2_SAIP2.3_BERTLV.der");
	assert_int_equal(buffer_read_file(&file, path), 0);
	if (softeuicc_card_install(f->card, file.ptr, file.len, NULL, 0, &error))
		fail_msg("%s (%s)", error, f->last_log);
	ota_enable_first(f);
	sender_init(&s, f, "06191515B20100", SCP80_KEY_DES, TS48_KIC, TS48_KID);
	sender_expect(&s,
	              "80D8008143"
	              "03"
	              "80107969EB059B9AAB983DC084E82E78393D038BAF47"
	              "801097AF62763391E267A9B26A18F9FC8C7A03A4B7D6"
	              "80109E4265CF87F39774CE6081AE8CD8F17E039DCB14" FETCH,
	              SCP80_OK, "029000038BAF47A4B7D69DCB14");
	sender_init(&s, f, "06193535B20100", SCP80_KEY_DES, NEW_KIC, NEW_KID);
	sender_expect(&s, "80F28000024F00" FETCH, SCP80_OK, "02900008" MNO_SD_AID "0F82");
}

static void test_delete(void **state)
{
	static const struct ram_row rows[] = {
		{ ADD_02, "01610A" },
		{ "80E4000003D20103", "016A88" },
		{ "80E4000006D00103D20102" SHOW_KEYS,
		  "029000E01E" LIST_01 "C00401028810C00402028810" },
		{ "80E4000003D20102" SHOW_KEYS, "029000E012" LIST_01 },
		{ "80E4000003D00103" SHOW_KEYS, "029000E00C"
		                                "C00401018810C00402018810" },
		/* Without a DEK there is no PUT KEY. */
		{ "80E4000003D00107", "016A88" },
		{ "80E4000003D20200", "016A80" },
		{ "80E4000000", "016A80" },
		{ "80E4000002D200", "016A80" },
		{ "80E4000003D20100", "016A80" },
		{ "80E4000006D20102D20101", "016A80" },
		{ "80E4000004E0024F00", "016A80" },
	};
	struct fixture *f = *state;
	struct ota_sender s, n;

	ota_enable_sample(f);
	ram_sender_init(&s, f);
	ram_expect(&s, rows, A_COUNT(rows));
	sender_expect(&s, ADD_02, SCP80_OK, "016985");
	/* All keys, by both names: then nobody is let in. */
	sender_expect(&s, "80E4000003D20101" SHOW_KEYS, SCP80_OK, "029000E000");
	sender_send(&s, SHOW_KEYS);
	assert_int_equal(s.response.status, SCP80_SECURITY_ERROR);
	sender_init(&n, f, "00010000B20100", SCP80_KEY_AES, NEW_KIC, NEW_KID);
	sender_send(&n, SHOW_KEYS);
	assert_int_equal(n.response.status, SCP80_SECURITY_TOO_LOW);
}

/* A new domain takes the keys of the one that it belongs to, until it has its own. */
static void test_new_domain(void **state)
{
	struct fixture *f = *state;
	struct ota_sender s, d;

	ota_enable_sample(f);
	ram_sender_init(&s, f);
	sender_expect(&s, INSTALL_SSD("C00001"), SCP80_OK, "016101");
	sender_init(&d, f, "16191212C00001", SCP80_KEY_AES, KIC, KID);
	d.counter = s.counter; /* it is the same set */
	sender_expect(&d, SHOW_KEYS ADD_02 FETCH, SCP80_OK, "03900002" NEW_CHECKS);
	sender_send(&d, SHOW_KEYS);
	assert_int_equal(d.response.status, SCP80_SECURITY_ERROR);
	sender_init(&d, f, "16192222C00001", SCP80_KEY_AES, NEW_KIC, NEW_KID);
	sender_expect(&d, SHOW_KEYS, SCP80_OK, "019000E012" LIST_02);
	/* It says that it is ready; it may not manage, and the issuer's domain is not its business. */
	sender_expect(&d, "80F0400F10" SSD_AID("C00001") "80F24000024F00" FETCH, SCP80_OK,
	              "03900010" SSD_AID("C00001") "0F80");
	sender_expect(&d, "80F0400F10" SSD_AID("C00001"), SCP80_OK, "016985");
	sender_expect(&d, "80F28000024F00", SCP80_OK, "016A88");
	sender_expect(&d, INSTALL_SSD("C00002"), SCP80_OK, "016985");
	sender_expect(&d, "80E400000B4F09" RFM_AID, SCP80_OK, "016985");
	sender_expect(&d, "80F0408309" RFM_AID, SCP80_OK, "016985");
	sender_expect(&d, "80F0808000", SCP80_OK, "016A80");
	sender_expect(&d, "80F0800F00", SCP80_OK, "016985");
	/* The metadata are for the operator's domain. */
	sender_expect(&d, "80E6200016000010A0000005591010FFFFFFFF8900000F00000000", SCP80_OK,
	              "016985");
	/* The MNO-SD has what it had. */
	s.counter = d.counter + 100;
	sender_expect(&s, SHOW_KEYS, SCP80_OK, "019000E012" LIST_01);
	/* When the domain is deleted its TAR goes, and its counter counts for nobody. */
	sender_expect(&s, "80E40000124F10" SSD_AID("C00001"), SCP80_OK, "016101");
	sender_send(&d, SHOW_KEYS);
	assert_int_equal(d.response.status, SCP80_UNKNOWN_TAR);
	sender_expect(&s, INSTALL_SSD("C00001"), SCP80_OK, "016101");
	sender_init(&d, f, "16191212C00001", SCP80_KEY_AES, KIC, KID);
	d.counter = s.counter;
	sender_expect(&d, SHOW_KEYS, SCP80_OK, "019000E000");
}

#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(new_set), TEST(pysim),      TEST(replace),    TEST(other_version),
		TEST(counter), TEST(comes_back), TEST(wiped),      TEST(encodings),
		TEST(des),     TEST(delete),     TEST(new_domain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
