/*
 * Remote file management: scripts, access domains, the TS.48 profiles [TS 102 226 5.2, 7,
 * 8.2.1.3.2.5].
 */
#include "ota_sender.h"

/* [TS 102 226 5.2.1] */
static void test_compact(void **state)
{
	struct fixture *f = *state;
	struct ota_sender s;

	ota_enable_sample(f);
	sender_init_rfm(&s, f);
	ota_expect_spn(f, SPN);
	fixture_expect(f, UPDATE_SPN, "6982"); /* the terminal may not */
	sender_expect(&s, SELECT_SPN UPDATE_SPN READ_SPN, SCP80_OK, "039000" OTHER_SPN);
	ota_expect_spn(f, OTHER_SPN);
	fixture_expect(f, UPDATE_SPN, "6982"); /* and still may not */
	/* Le 00 is all there is; one octet too many; GET RESPONSE, too much, cut, twice, too early. */
	sender_expect(&s, SELECT_SPN "00B0000000", SCP80_OK, "029000" OTHER_SPN);
	sender_expect(&s, SELECT_SPN "00B0000012", SCP80_OK, "026C11");
	sender_send(&s, SELECT_SPN);
	assert_int_equal(s.response.status, SCP80_OK);
	assert_int_equal(s.response.data.len, 3);
	assert_int_equal(s.response.data.ptr[1], 0x61);
	sender_expect(&s, "00A40000023F0000C0000002", SCP80_OK, "0290006223");
	sender_expect(&s, "00A40000023F0000C00000FF", SCP80_OK, "026C25");
	sender_expect(&s, "00C0000000", SCP80_OK, "016985");
	/* Nothing after the first failure; a command that is cut off; an empty script. */
	sender_expect(&s, "00A40000026FFF" SELECT_SPN, SCP80_OK, "016A82");
	sender_expect(&s, SELECT_SPN "00D6000011AA", SCP80_OK, "026700");
	sender_expect(&s, "00A4", SCP80_OK, "016700");
	sender_expect(&s, "", SCP80_OK, "009000");
	/* Not for scripts: other instructions, channels, class A0, SELECT by AID. */
	sender_expect(&s, "008400000800", SCP80_OK, "016D00");
	sender_expect(&s, "01A40000023F00", SCP80_OK, "016E00");
	sender_expect(&s, "A0A40000023F00", SCP80_OK, "016E00");
	sender_expect(&s, "00A4040010" USIM, SCP80_OK, "016A81");
	/* STATUS: the script has begun in the ADF. */
	sender_expect(&s, "80F2000100", SCP80_OK, "0190008410" USIM);
}

/* [TS 102 226 5.2.2] */
static void test_expanded(void **state)
{
	/* R-APDU with the first record of the MF's EF.ARR */
#define ARR_1                                                                    \
	"23238001019000800102A406830101950108800158A40683010A950108FFFFFFFFFFFF" \
	"9000"
	struct fixture *f = *state;
	struct ota_sender s;

	ota_enable_sample(f);
	sender_init_rfm(&s, f);
	sender_expect(&s, "AA282207" SELECT_SPN "2216" UPDATE_SPN "220500B000000A", SCP80_OK,
	              "AB198001032302900023029000230C0161626364656667FFFF9000");
	ota_expect_spn(f, OTHER_SPN);
	sender_expect(&s, "AE802207" SELECT_SPN "220500B00000020000", SCP80_OK,
	              "AF80230290002304016190000000");
	/* Data for which there is no room are not sent: 61xx says how many there are. */
	sender_expect(&s,
	              "AA2E220700A40000023F00220700A40000022F06220500B2010400220500B2010400"
	              "220500B2010400220500B2010400",
	              SCP80_OK, "AB5D8001062302900023029000" ARR_1 ARR_1 "2302612123026121");
}

/* Error action is for the screen; failures end; what is no command; what is cut. */
static void test_expanded_errors(void **state)
{
	struct fixture *f = *state;
	struct ota_sender s;

	ota_enable_sample(f);
	sender_init_rfm(&s, f);
	sender_expect(&s, "AA128200220700A40000026FFF220500B0000002", SCP80_OK,
	              "AB0780010123026A82");
	sender_expect(&s, "AA0A810181220500B0000002", SCP80_OK, "AB06800100900101");
	sender_expect(&s, "AA07220800B0000002", SCP80_OK, "AB06800100900102");
	sender_expect(&s, "AA08220500B0000002", SCP80_OK, "AB06800100900102");
	sender_expect(&s, "AE80220500B0000002", SCP80_OK, "AF809001020000");
	sender_expect(&s, "AA03220100", SCP80_OK, "AB0780010123026700");
	sender_expect(&s, "AA00", SCP80_OK, "AB03800100");
	sender_expect(&s, "AE", SCP80_OK, "AF809001020000");
}

static void test_domains(void **state)
{
	/* What UPDATE in the ADF, which only ADM1 may do, and READ, which all may do, answer. */
	static const struct {
		struct ota_change change;
		const char *update, *read;
	} rows[] = {
		{ { ADF_DOMAIN("3C", "18", "01FF") }, "026982", "026982" },
		{ { ADF_DOMAIN("3F", "1B", "0402000000") }, "026982", "029000" SPN },
		{ { ADF_DOMAIN("3F", "1B", "0402000200") }, "026982", "029000" SPN }, /* ADM2 */
		{ { ADF_DOMAIN("3F", "1B", "0402000100") }, "029000", "029000" OTHER_SPN },
	};

	(void)state;
	for (size_t i = 0; i < A_COUNT(rows); i++) {
		struct fixture *f = fixture_new(&(struct fixture_options){ 0 });
		struct ota_sender s;

		ota_enable(f, &rows[i].change, 1,
		           fixture_metadata(f, 1, PROFILE_CLASS_OPERATIONAL, 0));
		sender_init_rfm(&s, f);
		sender_expect(&s, SELECT_SPN UPDATE_SPN, SCP80_OK, rows[i].update);
		sender_expect(&s, SELECT_SPN READ_SPN, SCP80_OK, rows[i].read);
		/* Files outside of the ADF have a domain of their own: all is granted. */
		sender_expect(&s, "00A40000023F0000A40000022F0500D60000026465", SCP80_OK, "039000");
		fixture_free(f);
	}
}

/* What a script verifies counts until its end, what the terminal has verified does not count. */
static void test_pins(void **state)
{
	static const struct ota_change changes[] = {
		{ ADF_DOMAIN("3F", "1B", "0402000000") },
	};
	struct fixture *f = *state;
	struct ota_sender s;

	ota_enable(f, changes, 1, fixture_metadata(f, 1, PROFILE_CLASS_OPERATIONAL, 0));
	sender_init_rfm(&s, f);
	fixture_apdu(f, "00A4040C10" USIM);
	fixture_expect(f, "00A4000C026F46", "9000");
	fixture_expect(f, "0020000A083838383838383838", "9000");
	sender_expect(&s, SELECT_SPN UPDATE_SPN, SCP80_OK, "026982");
	/* The terminal is where it was. */
	fixture_expect(f, "00D6000011" SPN, "9000");
	fixture_reset(f);
	sender_expect(&s, "0020000A083838383838383838" SELECT_SPN UPDATE_SPN, SCP80_OK, "039000");
	sender_expect(&s, SELECT_SPN UPDATE_SPN, SCP80_OK, "026982");
	ota_expect_spn(f, OTHER_SPN);
	fixture_expect(f, UPDATE_SPN, "6982");
	/* A wrong value is a warning, and an attempt less for all. */
	sender_send(&s, "0020000A083938383838383838");
	assert_int_equal(s.response.data.ptr[1], 0x63);
	assert_int_equal(fixture_apdu(f, "0020000A00") & 0xFF, s.response.data.ptr[2] & 0xFF);
}

static void test_ts48(void **state)
{
	static const struct {
		const char *header;
		enum scp80_key_type type;
	} rows[] = {
		{ "02012222B00140", SCP80_KEY_AES },
		{ "06192222B00140", SCP80_KEY_AES },
		{ "06191515B00140", SCP80_KEY_DES },
		{ "16191515B00140", SCP80_KEY_DES },
	};
	static const char keys[] = "000102030405060708090A0B0C0D0E0F";
	struct fixture *f = *state;
	struct span package = fixture_hex(f, "");
	char path[512];
	uint8_t buf[16384];
	const char *error = "";
	FILE *file = fopen(fixture_testdata(path, "ts48", "TS48v5_SAIP2.3_NoBERTLV.der"), "rb");
	struct ota_sender s;

	assert_non_null(file);
	package = (struct span){ buf, fread(buf, 1, sizeof(buf), file) };
	fclose(file);
	if (softeuicc_card_install(f->card, package.ptr, package.len, NULL, 0, &error))
		fail_msg("%s (%s)", error, f->last_log);
	ota_enable_first(f);
	for (size_t i = 0; i < A_COUNT(rows); i++) {
		sender_init(&s, f, rows[i].header, rows[i].type, keys, keys);
		sender_expect(&s, "00A40000026F0700B0000009", SCP80_OK, "029000080910101032540636");
	}
	/* EF.PLMNwAcT, 170 octets: more than a delivery report has room for. */
	sender_expect(&s, "00A40000026F6000B0000000", SCP80_OK, "0261AA");
	/* TARs of the UICC and of the ISIM. */
	sender_init(&s, f, "06192222B00120", SCP80_KEY_AES, keys, keys);
	sender_expect(&s, "00A40000022FE200B000000A", SCP80_OK, "02900098001032547698103214");
	sender_expect(&s, "00A40000027FFF", SCP80_OK, "016A82");
	sender_init(&s, f, "06192222B00141", SCP80_KEY_AES, keys, keys);
	sender_expect(&s, "80F2000100", SCP80_OK, "019000840CA0000000871004FF49FF0589");
	/* The issuer's security domain has nothing to do with files. */
	sender_init(&s, f, "06192222000000", SCP80_KEY_AES, keys, keys);
	sender_expect(&s, "80A40000023F00", SCP80_OK, "016D00");
}

#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(compact),
		TEST(expanded),
		TEST(expanded_errors),
		cmocka_unit_test(test_domains),
		TEST(pins),
		TEST(ts48),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
