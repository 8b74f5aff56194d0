/*
 * AUTHENTICATE [TS 31.102 7.1, TS 33.102 6.3, Annex C]. Milenage values are those of TS 35.208 test
 * set 1; messages for other SQN and MAC-S for AMF 0000 were computed with AES of the openssl
 * command. XOR values follow from TS 34.108 8.1.2 by hand.
 */
#include "uicc_expect.h"

#include <string.h>

#define RAND1      "23553CBE9637A89D218AE64DAE47BF35"
#define AUTN1      "55F328B43577B9B94A9FFAC354DFAFB3" /* SQN FF9BB4D0B607: IND 7 */
#define AUTN1_NEXT "55F328B43557B9B9BD3EC61A69AA80ED" /* the next SEQ of IND 7 */
#define AUTN1_IND8 "55F328B43578B9B97BCD95436ECECBF8" /* the same SEQ, IND 8 */
#define RES1       "A54211D5E3BA50BF"
#define CK1        "B40BA9A3C58B2A05BBF0D987B21BF8CB"
#define IK1        "F769BCD751044604127672711C6D3441"
#define SRES1      "46F8416A"
#define KC1        "EAE4BE823AF9A08B"
#define SUCCESS1   "DB08" RES1 "10" CK1 "10" IK1
#define AUTS1      "BA853F3C123CCF44E93596E355C6" /* SQN_MS FF9BB4D0B607 */

#define AUTHENTICATE(autn) "008800812210" RAND1 "10" autn "00"

#define SELECT_ISIM "00A4040C0C" SAMPLE_ISIM_AID

static struct uicc_terminal *terminal_of(struct uicc *u)
{
	static struct uicc_terminal t;

	assert_non_null(u);
	terminal_init(&t, u);
	EXPECT(&t, SELECT_USIM, "", 0x9000);
	EXPECT(&t, VERIFY_PIN, "", 0x9000);
	return &t;
}

static struct uicc_terminal *terminal_new(const struct saip_aka *aka)
{
	return terminal_of(uicc_sample(aka));
}

static void test_milenage(void **state)
{
	struct saip_aka aka = uicc_sample_milenage();
	struct uicc_terminal *t = terminal_new(&aka);

	(void)state;
	EXPECT(t, AUTHENTICATE(AUTN1), SUCCESS1 "08" KC1, 0x9000);
	/* Used already: the card tells its SQN. */
	EXPECT(t, AUTHENTICATE(AUTN1), "DC0E" AUTS1, 0x9000);
	EXPECT(t, AUTHENTICATE(AUTN1_IND8), SUCCESS1 "08" KC1, 0x9000);
	EXPECT(t, AUTHENTICATE(AUTN1_NEXT), SUCCESS1 "08" KC1, 0x9000);
	EXPECT(t, AUTHENTICATE("55F328B43577B9B94A9FFAC354DFAFB4"), "", 0x9862);
	EXPECT(t, AUTHENTICATE("55F328B43477B9B94A9FFAC354DFAFB3"), "", 0x9862);
	/* The ISIM has the same keys and SQNs, but no GSM. */
	EXPECT(t, SELECT_ISIM, "", 0x9000);
	EXPECT(t, AUTHENTICATE("55F328B43517B9B90000000000000000"), "", 0x9862);
	EXPECT(t, AUTHENTICATE(AUTN1_NEXT), NULL, 0x9000);
	assert_memory_equal(t->hex, "DC0E", 4);
	EXPECT(t, "008800801110" RAND1 "00", "", 0x9864);
	uicc_free(t->u);
}

static void test_no_kc_without_service(void **state)
{
	struct saip_aka aka = uicc_sample_milenage();
	struct uicc_terminal *t = terminal_new(&aka);

	(void)state;
	EXPECT(t, VERIFY_ADM, "", 0x9000);
	EXPECT(t,
	       "00D684000500000000"
	       "00",
	       "", 0x9000);
	EXPECT(t, AUTHENTICATE(AUTN1), SUCCESS1, 0x9000);
	EXPECT(t, "008800801110" RAND1 "00", "", 0x9864);
	uicc_free(t->u);
}

static void test_gsm(void **state)
{
	struct saip_aka aka = uicc_sample_milenage();
	struct uicc_terminal *t = terminal_new(&aka);

	(void)state;
	EXPECT(t, "008800801110" RAND1 "00", "04" SRES1 "08" KC1, 0x9000);
	uicc_free(t->u);
}

static void test_conditions(void **state)
{
	struct saip_aka aka = uicc_sample_milenage();
	struct uicc_terminal *t = terminal_new(&aka);

	(void)state;
	EXPECT(t, "008800811110" RAND1, "", 0x6A80);
	EXPECT(t,
	       "0088008122"
	       "0F" RAND1 "10" AUTN1,
	       "", 0x6A80);
	EXPECT(t,
	       "0088008122"
	       "10" RAND1 "0F" AUTN1,
	       "", 0x6A80);
	EXPECT(t, "008800802210" RAND1 "10" AUTN1, "", 0x6A80);
	EXPECT(t, "0088008110" RAND1, "", 0x6A80);
	EXPECT(t, "00880081", "", 0x6700);
	EXPECT(t, "008801812210" RAND1 "10" AUTN1, "", 0x6A86);
	EXPECT(t, "008800832210" RAND1 "10" AUTN1, "", 0x6A86);
	EXPECT(t, "008800842210" RAND1 "10" AUTN1, "", 0x9864); /* GBA */
	uicc_reset(t->u);
	EXPECT(t, AUTHENTICATE(AUTN1), "", 0x6982);
	EXPECT(t, VERIFY_PIN, "", 0x9000);
	EXPECT(t, "00A4000C025F3A", "", 0x9000); /* a DF of the USIM will do */
	EXPECT(t, "00A4000C027FFF", "", 0x9000);
	EXPECT(t, AUTHENTICATE(AUTN1), SUCCESS1 "08" KC1, 0x9000);
	EXPECT(t, "00A4000C023F00", "", 0x9000); /* outside */
	EXPECT(t, AUTHENTICATE(AUTN1_NEXT), "", 0x6985);
	uicc_free(t->u);
}

/* AUTN by SEQ and IND; the top SEQ is 7FFFFFFFFFF. */
#define SEQ_1_IND_9         "AA689C648359B9B9AD9CD841287C07F4"
#define SEQ_1_IND_16        "AA689C648340B9B910B1A07CA92F9617"
#define SEQ_10000000_IND_16 "AA6A9C648360B9B9B762548010EAB25F"
#define SEQ_10000001_IND_16 "AA6A9C648340B9B96E2DAA31A2762C2A"
#define SEQ_TOP_IND_9       "5597639B7C99B9B9FDC1FDC9FE5D4805"
#define SEQ_TOP_IND_16      "5597639B7C80B9B9DDAD863F3CF8DC07"

static struct uicc_terminal *terminal_with_sqn(uint8_t options, uint64_t seq_of_ind_9)
{
	struct saip_aka aka = uicc_sample_milenage();

	aka.sqn_options = options;
	for (int i = 5; i >= 0; i--, seq_of_ind_9 >>= 8)
		aka.sqn_init[9][i] = (uint8_t)seq_of_ind_9;
	return terminal_new(&aka);
}

static void expect_accepted(struct uicc_terminal *t, const char *autn, bool accepted)
{
	char command[100];

	snprintf(command, sizeof(command), AUTHENTICATE("%s"), autn);
	EXPECT(t, command, NULL, 0x9000);
	assert_memory_equal(t->hex, accepted ? "DB" : "DC", 2);
}

/*
 * sqnOptions: 04 ends the limit to jumps (delta), 08 that of the age [TS 33.102 C.2.1, C.2.2]. Both
 * are 10000000 here: the difference may be as much as delta, and must be less than the age limit.
 */
static void test_sqn_limits(void **state)
{
	static const struct {
		uint64_t before; /* accepted for IND 9 */
		const char *autn;
		const char *accepted_by; /* sqnOptions, all others refuse */
	} rows[] = {
		{ 0, SEQ_10000000_IND_16, "00 02 04 06 08 0A 0C 0E" },
		{ 0, SEQ_10000001_IND_16, "04 06 0C 0E" },
		{ 0x10000000, SEQ_1_IND_16, "00 02 04 06 08 0A 0C 0E" },
		{ 0x10000001, SEQ_1_IND_16, "08 0A 0C 0E" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		for (unsigned int options = 0; options < 0x10; options += 2) {
			struct uicc_terminal *t = terminal_with_sqn((uint8_t)options,
			                                            rows[i].before);
			char name[3];

			snprintf(name, sizeof(name), "%02X", options);
			expect_accepted(t, rows[i].autn, strstr(rows[i].accepted_by, name) != NULL);
			uicc_free(t->u);
		}
	}
}

/* sqnOptions 02: behind the top there is nothing. Without, a step of at most delta goes over it. */
static void test_sqn_wrap(void **state)
{
	static const uint64_t top = (UINT64_C(1) << 43) - 1;
	struct uicc_terminal *t;

	(void)state;
	for (unsigned int options = 0; options < 0x10; options += 2) {
		t = terminal_with_sqn((uint8_t)options, top);
		expect_accepted(t, SEQ_TOP_IND_9, false);
		expect_accepted(t, SEQ_1_IND_9, !(options & 0x02));
		uicc_free(t->u);
		/* 1 is no step from here, but an old SEQ. */
		t = terminal_with_sqn((uint8_t)options, top - 0x10000000);
		expect_accepted(t, SEQ_1_IND_9, false);
		uicc_free(t->u);
	}
	/* The top itself can be reached. */
	t = terminal_with_sqn(0x02, top - 1);
	expect_accepted(t, SEQ_TOP_IND_16, true);
	EXPECT(t, AUTHENTICATE(SEQ_TOP_IND_16), NULL, 0x9000);
	assert_memory_equal(t->hex, "DC", 2);
	uicc_free(t->u);
	/* A wrap makes old what was accepted before it, for all IND. */
	t = terminal_with_sqn(0x00, top);
	expect_accepted(t, SEQ_1_IND_9, true);
	EXPECT(t, AUTHENTICATE(SEQ_TOP_IND_16), "DC0E451E8BECA412C110E3A24AD8555E", 0x9000);
	EXPECT(t, AUTHENTICATE(SEQ_1_IND_9), "DC0E451E8BECA412C110E3A24AD8555E", 0x9000);
	expect_accepted(t, SEQ_1_IND_16, true);
	uicc_free(t->u);
}

/* sqnOptions 01: no AK, SQN is in the clear in AUTN and AUTS. */
static void test_sqn_without_ak(void **state)
{
	struct uicc_terminal *t = terminal_with_sqn(0x03, 0);

	(void)state;
	EXPECT(t, AUTHENTICATE(SEQ_1_IND_9), "", 0x9862);
	EXPECT(t, AUTHENTICATE("000000000029B9B9AD9CD841287C07F4"), SUCCESS1 "08" KC1, 0x9000);
	EXPECT(t, AUTHENTICATE("000000000029B9B9AD9CD841287C07F4"),
	       "DC0E000000000029C110E3A24AD8555E", 0x9000);
	uicc_free(t->u);
}

/*
 * mappingOptions: the ISIM uses the USIM's keys with its own sequence numbers (00), its limits and
 * initial values (01), its limits (02), or its limits and its array (03, and what is not defined).
 */
static void test_mapping(void **state)
{
#define AUTS_5_IND_9         "DC0E451E8BECA4928C1ABB1C2456B54D"
#define AUTS_10000000_IND_9  "DC0E451C8BECA432C790DD70B990334C"
#define AUTS_10000001_IND_16 "DC0E451C8BECA40BBF62A8E9578E7966"
	static const struct {
		uint8_t options;
		const char *auts; /* SQN_MS of the ISIM */
		bool takes_used, takes_jumps;
	} rows[] = {
		{ 0x00, AUTS_5_IND_9, true, true },
		{ 0x01, AUTS_10000000_IND_9, true, false },
		{ 0x02, AUTS_5_IND_9, true, false },
		{ 0x03, AUTS_10000001_IND_16, false, false },
		{ 0x06, AUTS_10000001_IND_16, false, false },
	};
	struct saip_aka usim = uicc_sample_milenage();

	(void)state;
	usim.sqn_options = 0x02;
	usim.sqn_init[9][2] = 0x10;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct saip_aka isim = { .mapping_options = rows[i].options,
			                       .sqn_options = 0x0E,
			                       .sqn_init[9][5] = 5 };
		struct uicc_terminal *t = terminal_of(uicc_sample_mapped(&usim, &isim));

		expect_accepted(t, SEQ_10000001_IND_16, true);
		EXPECT(t, SELECT_ISIM, "", 0x9000);
		EXPECT(t, AUTHENTICATE(SEQ_1_IND_9), rows[i].auts, 0x9000);
		expect_accepted(t, SEQ_10000001_IND_16, rows[i].takes_used);
		expect_accepted(t, SEQ_10000001_IND_16, false);
		expect_accepted(t, SEQ_TOP_IND_9, rows[i].takes_jumps);
		uicc_free(t->u);
	}
}

/* Subscriptions of TS 35.233: test sets 1 and 5. */
static struct saip_aka tuak_1(void)
{
	struct saip_aka aka = uicc_sample_milenage();

	aka.params = (struct aka_params){ .algorithm = AKA_TUAK, .k_len = AKA_KEY_LEN };
	memset(aka.params.k, 0xAB, AKA_KEY_LEN);
	memcpy(aka.params.opc,
	       "\xBD\x04\xD9\x53\x0E\x87\x51\x3C\x5D\x83\x7A\xC2\xAD\x95\x46\x23"
	       "\xA8\xE2\x33\x0C\x11\x53\x05\xA7\x3E\xB4\x5D\x1F\x40\xCC\xCB\xFF",
	       32);
	aka.keccak_rounds = 1;
	return aka;
}

static struct saip_aka tuak_5(void)
{
	struct saip_aka aka = tuak_1();

	aka.params.k_len = 2 * AKA_KEY_LEN;
	memcpy(aka.params.k,
	       "\x15\x74\xCA\x56\x88\x1D\x05\xC1\x89\xC8\x28\x80\xF7\x89\xC9\xCD"
	       "\x42\x44\x95\x5F\x44\x26\xAA\x2B\x69\xC2\x9F\x15\x77\x0E\x5A\xA5",
	       32);
	memcpy(aka.params.opc,
	       "\x3C\x60\x52\xE4\x15\x32\xA2\x8A\x47\xAA\x3C\xBB\x89\xF2\x23\xE8"
	       "\xF3\xAA\xA9\x76\xAE\xCD\x48\xBC\x3E\x7D\x61\x65\xA5\x5E\xFF\x62",
	       32);
	return aka;
}

#define TUAK_1(sqn_xor_ak, mac)            \
	"008800812210"                     \
	"42424242424242424242424242424242" \
	"10" sqn_xor_ak "FFFF" mac "00"
#define TUAK_5(sqn_xor_ak)                 \
	"008800812210"                     \
	"C570AAC68CDE651FB1E3088322498BEF" \
	"10" sqn_xor_ak "297D"             \
	"D7340DAD02B4CB01"                 \
	"00"
#define MAC_1 "F9A54E6AEAA8618D"

/*
 * algorithmOptions: lengths of RES (04 is 256 bits), MAC (08 is 64), CK and IK (40 is 256). The first
 * answer is that of the test set; the others were computed with an implementation of TS 35.231 in
 * another language, which gives what all six sets say.
 */
static void test_tuak_lengths(void **state)
{
	static const struct {
		uint8_t set, options, rounds;
		const char *command, *answer;
	} rows[] = {
		{ 1, 0x00, 1, TUAK_1("608E0F8A8145", MAC_1),
		  "DB04657ACD64"
		  "10D71A1E5C6CAFFE986A26F783E5C78BE1"
		  "10BE849FA2564F869AECEE6F62D4337E72"
		  "08EF56191F0B148D91" },
		{ 1, 0x08, 1, TUAK_1("608E0F8A8145", MAC_1),
		  "DB04657ACD64"
		  "10D71A1E5C6CAFFE986A26F783E5C78BE1"
		  "10BE849FA2564F869AECEE6F62D4337E72"
		  "08EF56191F0B148D91" },
		{ 1, 0x00, 2, TUAK_1("B8204676426F", "7164BD49C0485211"),
		  "DB0458DC59BE"
		  "1097BAD92F0906BE35A1E3293AE06F5F85"
		  "101AFEC9A21027C83B1C3587E821615D44"
		  "083092BE5FD82F74CF" },
		{ 1, 0x01, 1, TUAK_1("BBC306548B74", MAC_1),
		  "DB087ABD06D3FFF7F634"
		  "10144269A4BD882A02026DDBB13243404B"
		  "1052C2ECDCB90878D9EAA7AE82ADD046C0"
		  "08AE4AF04B9B135450" },
		{ 1, 0x02, 1, TUAK_1("7D5F4AA81D41", MAC_1),
		  "DB10EB0E7C45323C7E5952BB077BE7300A10"
		  "10B5F8AEDF2B5DB5F8EDB098DFE9F01264"
		  "10BC29F8739F47287659256FF2FCA4C307"
		  "08BD44A181A14E4CED" },
		{ 1, 0x04, 1, TUAK_1("7AB10872809C", MAC_1),
		  "DB208187455515984B94746CFF195DDA6DA525E788A4FB864D796F780F893D85A22E"
		  "10BD445020F38A25A6DC037FB3A902DF0A"
		  "10BBA5D1AF0A9191E7ED257BD6E2B1E14F"
		  "0837C785EAB2A88A04" },
		{ 5, 0x04, 1, TUAK_5("03DB68235724"),
		  "DB20EFBA5FDBE2A80ED7442E746FDB6A4E73646DCF3BF58BDB86B4DFE55E2A4D736D"
		  "10BCA5C75A172E1BF4B2B4F29382D310CD"
		  "100D15D54F716330F55778AADA8633D3E7"
		  "08547C4A5C62ADE82B" },
		{ 5, 0x42, 1, TUAK_5("39CBB2B1FB9B"),
		  "DB100A0CA283E9C3FC34628E142FC4AEE2EA"
		  "20BD8A2327457E9D0D837B2ADA36FBD0CF1F675E63F67FFA1FC105A8ECB2171D17"
		  "209F524108A441360E326CF93A2E0E62EF1162CAECB72119AA092C10F50CC5EDD7"
		  "0893CFB1CFF9CA1923" },
		{ 5, 0x4C, 1, TUAK_5("A5973337FC94"),
		  "DB209FACB1619FD0F09839C931A4C90ED24363927EF6D516EF0EE2EB9DBD35C5DEA2"
		  "208DABE898333BC3C3BA53A72BC3F939648D353A7BEB41D2301E42DB45DD9AD0CA"
		  "2053DF2554070827A5AFD6DC1A5A0657A9BA5567CEE5A9C19DD1B55E564B588C2C"
		  "08CBF1B6FDADCC8AAB" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct saip_aka aka = rows[i].set == 1 ? tuak_1() : tuak_5();
		struct uicc_terminal *t;

		aka.algorithm_options = rows[i].options;
		aka.keccak_rounds = rows[i].rounds;
		t = terminal_new(&aka);
		EXPECT(t, rows[i].command, rows[i].answer, 0x9000);
		uicc_free(t->u);
	}
}

/* Test set 1 once more: SQN_MS xor f5*. */
static void test_tuak_resynchronises(void **state)
{
	struct saip_aka aka = tuak_1();
	struct uicc_terminal *t = terminal_new(&aka);

	(void)state;
	EXPECT(t, TUAK_1("608E0F8A8145", MAC_1), NULL, 0x9000);
	EXPECT(t, TUAK_1("608E0F8A8145", MAC_1), NULL, 0x9000);
	assert_memory_equal(t->hex, "DC0EF6BE7A2C1F29", 16);
	assert_int_equal(t->len, 16);
	uicc_free(t->u);
}

/* authCounterMax: every run of the algorithm counts, right or wrong. */
static void test_counter(void **state)
{
	const struct saip_aka isim = { .mapping_options = 0 };
	struct saip_aka aka = uicc_sample_milenage();
	struct uicc_terminal *t;

	(void)state;
	aka.has_counter_max = true;
	aka.counter_max[2] = 3;
	t = terminal_new(&aka);
	EXPECT(t, AUTHENTICATE(AUTN1), SUCCESS1 "08" KC1, 0x9000);
	EXPECT(t, AUTHENTICATE("55F328B43577B9B94A9FFAC354DFAFB4"), "", 0x9862);
	EXPECT(t, "008800801110" RAND1 "00", "04" SRES1 "08" KC1, 0x9000);
	EXPECT(t, AUTHENTICATE(AUTN1_NEXT), "", 0x6985);
	EXPECT(t, "008800801110" RAND1 "00", "", 0x6985);
	/* The ISIM, which shares the key, too. */
	EXPECT(t, SELECT_ISIM, "", 0x9000);
	EXPECT(t, AUTHENTICATE(AUTN1_NEXT), "", 0x6985);
	uicc_free(t->u);
	/* Also if it has sequence numbers of its own: it is the key that wears off. */
	t = terminal_of(uicc_sample_mapped(&aka, &isim));
	EXPECT(t, SELECT_ISIM, "", 0x9000);
	for (int i = 0; i < 3; i++)
		EXPECT(t, AUTHENTICATE("55F328B43577B9B94A9FFAC354DFAFB4"), "", 0x9862);
	EXPECT(t, SELECT_USIM, "", 0x9000);
	EXPECT(t, AUTHENTICATE(AUTN1), "", 0x6985);
	uicc_free(t->u);
}

static void test_xor(void **state)
{
	/* RAND 0: XDOUT is K 00 01 .. 0F; AK is 03 to 08; SQN 1, AMF 8000. */
#define RAND0 "00000000000000000000000000000000"
	struct saip_aka aka = uicc_sample_xor();
	struct uicc_terminal *t = terminal_new(&aka);

	(void)state;
	for (int i = 0; i < 2; i++) { /* the test algorithm has no replay protection */
		EXPECT(t,
		       "008800812210" RAND0 "10"
		       "030405060709"
		       "8000"
		       "0001020304048607"
		       "00",
		       NULL, 0x9000);
		assert_memory_equal(t->hex,
		                    "DB10"
		                    "000102030405060708090A0B0C0D0E0F"
		                    "10"
		                    "0102030405060708090A0B0C0D0E0F00"
		                    "10"
		                    "02030405060708090A0B0C0D0E0F0001",
		                    2 * 52);
	}
	EXPECT(t,
	       "008800812210" RAND0 "10"
	       "030405060709"
	       "8000"
	       "0001020304048608"
	       "00",
	       "", 0x9862);
	/* AMF FFFF asks for a synchronisation failure: MAC-S over SQN 1 and AMF 0. */
	EXPECT(t,
	       "008800812210" RAND0 "10"
	       "030405060709"
	       "FFFF"
	       "000102030404F9F8"
	       "00",
	       "DC0E"
	       "030405060709"
	       "0001020304040607",
	       0x9000);
	uicc_free(t->u);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_milenage),
		cmocka_unit_test(test_no_kc_without_service),
		cmocka_unit_test(test_gsm),
		cmocka_unit_test(test_conditions),
		cmocka_unit_test(test_sqn_limits),
		cmocka_unit_test(test_sqn_wrap),
		cmocka_unit_test(test_sqn_without_ak),
		cmocka_unit_test(test_mapping),
		cmocka_unit_test(test_tuak_lengths),
		cmocka_unit_test(test_tuak_resynchronises),
		cmocka_unit_test(test_counter),
		cmocka_unit_test(test_xor),
	};

	return cmocka_run_group_tests_name("uicc-auth", tests, NULL, NULL);
}
