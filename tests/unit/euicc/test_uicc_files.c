/* SELECT, STATUS, FCP and the file commands [TS 102 221 8.4, 11.1.1 to 11.1.8]. */
#include "uicc_expect.h"

/* Files as the specification's tables say, put together by hand. */
#define FCP_MF         \
	"622382027821" \
	"83023F00"     \
	"A506800171"   \
	"870101"       \
	"8A0105"       \
	"8B032F0601"   \
	"C609900140"   \
	"830101"       \
	"83010A"
#define FCP_ICCID    \
	"6217"       \
	"82024121"   \
	"83022FE2"   \
	"8A0105"     \
	"8B032F0601" \
	"8002000A"   \
	"880110"
#define FCP_DIR          \
	"621A"           \
	"82054221002602" \
	"83022F00"       \
	"8A0105"         \
	"8B032F0601"     \
	"8002004C"       \
	"8801F0"
#define FCP_USIM                        \
	"6228"                          \
	"82027821"                      \
	"840C" SAMPLE_USIM_AID "8A0105" \
	"8B032F0601"                    \
	"C60C9001E0"                    \
	"830101"                        \
	"830181"                        \
	"83010A"
#define FCP_BER      \
	"6223"       \
	"82027921"   \
	"83026FE8"   \
	"A50B840101" \
	"85020200"   \
	"86020200"   \
	"8A0105"     \
	"8B036F0601" \
	"80020000"   \
	"8800"
#define FCP_IMSI     \
	"621C"       \
	"82024121"   \
	"83026F07"   \
	"A503C00180" \
	"8A0105"     \
	"8B036F0602" \
	"80020009"   \
	"880138"

static void test_fcp(void **state)
{
	struct uicc_terminal *t = *state;

	EXPECT(t, "00A40004023F00",
	       "622382027821"
	       "83023F00"
	       "A5068001718701018A01058B032F0601C6099001C083010183010A",
	       0x9000);
	EXPECT(t, "00A40004022FE2", FCP_ICCID, 0x9000);
	EXPECT(t, "00A40000022F00", FCP_DIR, 0x9000);
	EXPECT(t, "00A404040C" SAMPLE_USIM_AID, FCP_USIM, 0x9000);
	EXPECT(t, "00A40004026FE8", FCP_BER, 0x9000);
	EXPECT(t, "00A40004026F07", FCP_IMSI, 0x9000);
	/* A disabled PIN shows in the PIN status. */
	EXPECT(t, "0026000108" PIN_1234, "", 0x9000);
	EXPECT(t, "00A40004023F00", FCP_MF, 0x9000);
}

static void test_select_by_fid(void **state)
{
	struct uicc_terminal *t = *state;

	EXPECT(t, "00A4000C022FE2", "", 0x9000);
	EXPECT(t, "00A4000C026F07", "", 0x6A82); /* not in the MF */
	EXPECT(t, "00A4000C027FD0", "", 0x6A82); /* a package's temporary id */
	EXPECT(t, "00A4000C027FFF", "", 0x6A82); /* no application yet */
	EXPECT(t, "00A4000C027F10", "", 0x9000);
	EXPECT(t, "00A4000C025F3A", "", 0x9000);
	EXPECT(t, "00A4000C024F30", "", 0x9000);
	EXPECT(t, "00A4000C025F3A", "", 0x9000); /* the current DF itself */
	EXPECT(t, "00A4000C026F3A", "", 0x6A82); /* an EF of the parent */
	EXPECT(t, "00A4000C027F10", "", 0x9000); /* the parent */
	EXPECT(t, "00A4000C026F3A", "", 0x9000);
	EXPECT(t, "00A4000C023F00", "", 0x9000);
	EXPECT(t, SELECT_USIM, "", 0x9000);
	EXPECT(t, "00A4000C027F10", "", 0x9000); /* a DF beside it */
	EXPECT(t, "00A4000C027FFF", "", 0x9000); /* back in the application */
	EXPECT(t, "00A4000C026F07", "", 0x9000);
	EXPECT(t, "00A4000C", "", 0x9000); /* no FID: MF */
	EXPECT(t, "00A4010C027F10", "", 0x9000);
	EXPECT(t, "00A4010C026F3A", "", 0x6A82); /* not a DF */
	EXPECT(t, "00A4030C", "", 0x9000);
	EXPECT(t, "00A4030C", "", 0x6A82); /* the MF has no parent */
	EXPECT(t, "00A4000C012F", "", 0x6700);
	EXPECT(t, "00A40008022FE2", "", 0x6A86);
	EXPECT(t, "00A4020C022FE2", "", 0x6A86);
	EXPECT(t, "00A4000D022FE2", "", 0x6A86);
}

static void test_select_by_path(void **state)
{
	struct uicc_terminal *t = *state;

	EXPECT(t, "00A4080C047FFF6F07", "", 0x6A82);
	EXPECT(t, "00A4080C047F106F3A", "", 0x9000);
	EXPECT(t, SELECT_USIM, "", 0x9000);
	EXPECT(t, "00A4080C047FFF6F07", "", 0x9000);
	EXPECT(t, "00A4080C022FE2", "", 0x9000);
	EXPECT(t, "00A4080C047F106F07", "", 0x6A82);
	EXPECT(t, "00A4080C047FD06F07", "", 0x6A82);
	EXPECT(t, "00A4080C062FE26F076F07", "", 0x6A82); /* through an EF */
	EXPECT(t, "00A4080C027F10", "", 0x9000);
	EXPECT(t, "00A4090C045F3A4F30", "", 0x9000);
	EXPECT(t, "00A4090C024F30", "", 0x9000);
	EXPECT(t, "00A4090C025F3A", "", 0x6A82);
	EXPECT(t, "00A4090C037F1000", "", 0x6700);
	EXPECT(t, "00A4080C", "", 0x6700);
}

static void test_select_by_aid(void **state)
{
	struct uicc_terminal *t = *state;

	EXPECT(t, "00A4040C07A0000000871003", "", 0x6A82);
	EXPECT(t, "00A4040C0D" SAMPLE_USIM_AID "00", "", 0x6A82); /* longer than ours */
	EXPECT(t, "00A4040C05A000000087", "", 0x9000);            /* the first that begins so */
	EXPECT(t, "80F200010E", "840C" SAMPLE_USIM_AID, 0x9000);
	EXPECT(t, "00A4040E05A000000087", "", 0x9000); /* next */
	EXPECT(t, "80F200010E", "840C" SAMPLE_ISIM_AID, 0x9000);
	EXPECT(t, "00A4040E05A000000087", "", 0x6A82); /* no more */
	EXPECT(t, "00A4040F05A000000087", "", 0x9000); /* previous */
	EXPECT(t, "80F200010E", "840C" SAMPLE_USIM_AID, 0x9000);
	EXPECT(t, "00A4040D05A000000087", "", 0x9000); /* last */
	EXPECT(t, "80F200010E", "840C" SAMPLE_ISIM_AID, 0x9000);
	/* The session of another application cannot be ended, ours can. */
	EXPECT(t, "00A4044C0C" SAMPLE_USIM_AID, "", 0x6985);
	EXPECT(t, "00A4044C0C" SAMPLE_ISIM_AID, "", 0x9000);
	EXPECT(t, "80F2000100", "", 0x6A88);
	EXPECT(t, "00A404080C" SAMPLE_USIM_AID, "", 0x6A86);
	EXPECT(t, "00A4042C0C" SAMPLE_USIM_AID, "", 0x6A86);
}

static void test_status(void **state)
{
	struct uicc_terminal *t = *state;

	EXPECT(t, "80F2000000", "", 0x6C25);
	EXPECT(t, "80F2000025", NULL, 0x9000);
	assert_int_equal(t->len, 0x25);
	EXPECT(t, "80F20000000000", NULL, 0x9000); /* extended Le */
	EXPECT(t, "80F2000010", "", 0x6C25);
	EXPECT(t, "80F2010C", "", 0x9000);
	EXPECT(t, "80F2020C00", "", 0x9000);
	EXPECT(t, SELECT_USIM, "", 0x9000);
	EXPECT(t, "80F200002A", FCP_USIM, 0x9000);
	EXPECT(t, "80F2030000", "", 0x6A86);
	EXPECT(t, "80F2000200", "", 0x6A86);
	EXPECT(t, "80F200000101", "", 0x6700);
}

static void test_read_binary(void **state)
{
	struct uicc_terminal *t = *state;

	EXPECT(t, "00B0000000", "", 0x6986);
	EXPECT(t, "00A4000C022FE2", "", 0x9000);
	EXPECT(t, "00B000000A", "98001032547698103214", 0x9000);
	EXPECT(t, "00B0000000", "98001032547698103214", 0x9000);
	EXPECT(t, "00B0000802", "3214", 0x9000);
	EXPECT(t, "00B000080A", "", 0x6C02);
	EXPECT(t, "00B0000A01", "", 0x6B00);
	EXPECT(t, "00B07FFF00", "", 0x6B00);
	EXPECT(t, "00B00000", "", 0x6700);
	EXPECT(t, "00B0000001AA", "", 0x6700);
	EXPECT(t, "00A4000C023F00", "", 0x9000);
	EXPECT(t, "00B0820200", "1032547698103214", 0x9000); /* SFI 02, offset 2 */
	EXPECT(t, "00B0000001", "98", 0x9000);               /* which is now current */
	EXPECT(t, "00B0830000", "", 0x6A82);
	EXPECT(t, "00B0A20000", "", 0x6A86);
	EXPECT(t, "00B0800000", "", 0x6A86);
	EXPECT(t, "00B09F0000", "", 0x6A86); /* 1F is no SFI */
	EXPECT(t, "00B09E0000", "", 0x6981); /* EF.DIR has records */
	EXPECT(t, SELECT_USIM, "", 0x9000);
	EXPECT(t, "00A4000C026F45", "", 0x9000);
	EXPECT(t, "00B0000000", NULL, 0x9000);
	assert_int_equal(t->len, 256);
	EXPECT(t, "00B0010000", NULL, 0x9000);
	assert_int_equal(t->len, 44);
}

static void test_update_binary(void **state)
{
	struct uicc_terminal *t = *state;

	EXPECT(t, "00A4000C022FE2", "", 0x9000);
	EXPECT(t, "00D600000100", "", 0x6982);
	EXPECT(t, VERIFY_ADM, "", 0x9000);
	EXPECT(t, "00D6000802AABB", "", 0x9000);
	EXPECT(t, "00B0000600", "9810AABB", 0x9000);
	EXPECT(t, "00D6000902AABB", "", 0x6700);
	EXPECT(t, "00D6000A01AA", "", 0x6B00);
	EXPECT(t, "00D682000111", "", 0x9000);
	EXPECT(t, "00B0000001", "11", 0x9000);
	EXPECT(t, "00D6000000", "", 0x6700);
	EXPECT(t, "00A4000C022F00", "", 0x9000);
	EXPECT(t, "00D600000100", "", 0x6981);
}

/* Absolute access leaves the pointer, next and previous move it [TS 102 221 11.1.5]. */
static void test_read_record(void **state)
{
	struct uicc_terminal *t = *state;

	EXPECT(t, "00B2010400", "", 0x6986);
	EXPECT(t, VERIFY_PIN, "", 0x9000);
	EXPECT(t, "00A4080C047F106F3A", "", 0x9000);
	EXPECT(t, "00DC01040401010101", "", 0x9000);
	EXPECT(t, "00DC02040402020202", "", 0x9000);
	EXPECT(t, "00B2000404", "", 0x6A83); /* no current record */
	EXPECT(t, "00B2030404", "AABBAABB", 0x9000);
	EXPECT(t, "00B2000204", "01010101", 0x9000);
	EXPECT(t, "00B2000210", "", 0x6C04);
	EXPECT(t, "00B2000204", "02020202", 0x9000); /* 6Cxx did not move it */
	EXPECT(t, "00B2000304", "01010101", 0x9000);
	EXPECT(t, "00B2000200", "", 0x6C04); /* nor with Le 00 */
	EXPECT(t, "00B2000204", "02020202", 0x9000);
	EXPECT(t, "00B2000404", "02020202", 0x9000);
	EXPECT(t, "00B2000304", "01010101", 0x9000);
	EXPECT(t, "00B2000304", "", 0x6A83);
	EXPECT(t, "00A4000C026F3A", "", 0x9000);
	EXPECT(t, "00B2000304", "AABBAABB", 0x9000); /* previous of none: the last */
	EXPECT(t, "00B2000204", "", 0x6A83);
	EXPECT(t, "00B2040400", "", 0x6A83);
	EXPECT(t, "00B2010200", "", 0x6A86);
	EXPECT(t, "00B2010100", "", 0x6A86);
	EXPECT(t, "00B20104", "", 0x6700);
	EXPECT(t, "00A4000C023F00", "", 0x9000);
	EXPECT(t, "00B201F426", NULL, 0x9000); /* EF.DIR by SFI 1E */
	assert_memory_equal(t->hex, "00FFFFFF", 8);
	EXPECT(t, "00B2015400", "", 0x6A82);
	EXPECT(t, "00B2011400", "", 0x6981); /* SFI 02 is EF.ICCID */
}

static void test_update_record(void **state)
{
	struct uicc_terminal *t = *state;

	EXPECT(t, "00A4080C047F106F3A", "", 0x9000);
	EXPECT(t, "00DC01040401010101", "", 0x6982);
	EXPECT(t, VERIFY_PIN, "", 0x9000);
	EXPECT(t, "00DC010403010101", "", 0x6700);
	EXPECT(t, "00DC04040401010101", "", 0x6A83);
	EXPECT(t, "00DC00020401010101", "", 0x9000);
	EXPECT(t, "00DC00040411111111", "", 0x9000);
	EXPECT(t, "00B2010404", "11111111", 0x9000);
	EXPECT(t, "00A4000C027F10", "", 0x9000);
	EXPECT(t, "00DC01040401010101", "", 0x6986);
}

/* Record 1 of a cyclic EF is the last that was written [TS 102 221 8.2.2.3]. */
static void test_cyclic(void **state)
{
	struct uicc_terminal *t = *state;

	EXPECT(t, SELECT_USIM, "", 0x9000);
	EXPECT(t, "00A4000C026F39", "", 0x9000);
	EXPECT(t, "00B2010403", "", 0x6982);
	EXPECT(t, "8032000003000001", "", 0x6982);
	EXPECT(t, VERIFY_PIN, "", 0x9000);
	EXPECT(t, "00DC000303000001", "", 0x9000);
	EXPECT(t, "00DC000303000002", "", 0x9000);
	EXPECT(t, "00B2010403", "000002", 0x9000);
	EXPECT(t, "00B2000403", "000002", 0x9000); /* the pointer is at the new one */
	EXPECT(t, "00B2000203", "000001", 0x9000);
	EXPECT(t, "00B2000203", "000000", 0x9000);
	EXPECT(t, "00B2000203", "000002", 0x9000); /* around */
	EXPECT(t, "00B2000303", "000000", 0x9000);
	EXPECT(t, "00DC010403000001", "", 0x6981);
	EXPECT(t, "00DC010303000001", "", 0x6A86);
	EXPECT(t, "80320000030000FF", "0001010000FF", 0x9000);
	EXPECT(t, "00B2010403", "000101", 0x9000);
	EXPECT(t, "00B2020403", "000002", 0x9000);
	EXPECT(t, "8032890003000001", "000102000001", 0x9000); /* by SFI */
	EXPECT(t, "8032000003FFFFFF", "", 0x9850);
	EXPECT(t, "803200000400000001", "", 0x6700);
	EXPECT(t, "8032010003000001", "", 0x6A86);
	EXPECT(t, "8032000103000001", "", 0x6A86);
	EXPECT(t, "8032870003000001", "", 0x6981);
}

static void test_search_record(void **state)
{
	struct uicc_terminal *t = *state;

	EXPECT(t, VERIFY_PIN, "", 0x9000);
	EXPECT(t, "00A4080C047F106F3A", "", 0x9000);
	EXPECT(t, "00A2010401AA", "010203", 0x9000);
	EXPECT(t, "00A2020402BBAA", "0203", 0x9000);
	EXPECT(t, "00A2020502BBAA", "0201", 0x9000);
	EXPECT(t, "00A2000401AA", "0203", 0x9000); /* from the record found before */
	EXPECT(t, "00A2010401CC", "", 0x6282);
	EXPECT(t, "00A2040401AA", "", 0x6A83);
	EXPECT(t, "00A2010405AABBAABBAA", "", 0x6700);
	EXPECT(t, "00A4000C027F10", "", 0x9000);
	EXPECT(t, "00A2010401AA", "", 0x6986);
}

/* Two octets say where to begin, then comes the pattern [TS 102 221 11.1.7]. */
static void test_enhanced_search(void **state)
{
	struct uicc_terminal *t = *state;

	EXPECT(t, VERIFY_PIN, "", 0x9000);
	EXPECT(t, "00A4080C047F106F3A", "", 0x9000);
	EXPECT(t, "00DC020404AACCAABB", "", 0x9000);
	EXPECT(t, "00A20106030400AA", "010203", 0x9000); /* at offset 0 and later */
	EXPECT(t, "00A20106030401BB", "010203", 0x9000);
	EXPECT(t, "00A20106040401BBAA", "0103", 0x9000);
	EXPECT(t, "00A20306030501CC", "02", 0x9000);   /* backward */
	EXPECT(t, "00A20106030404AA", "", 0x6282);     /* behind the end of each record */
	EXPECT(t, "00A20106040CCCAABB", "02", 0x9000); /* behind the octet CC */
	EXPECT(t, "00A20006030600AA", "03", 0x9000);   /* from the record after the current one */
	EXPECT(t, "00A20006030600AA", "", 0x6A83);     /* there is none */
	EXPECT(t, "00A20006030700AA", "0201", 0x9000); /* backward from the one before */
	EXPECT(t, "00A4000C026F3A", "", 0x9000);
	EXPECT(t, "00A20006030600AA", "010203", 0x9000); /* no current record: from the first */
	EXPECT(t, "00A4000C026F3A", "", 0x9000);
	EXPECT(t, "00A20006030700AA", "030201", 0x9000); /* from the last */
	EXPECT(t, "00A4000C026F3A", "", 0x9000);
	EXPECT(t, "00A20006030400AA", "", 0x6A83); /* the current one */
	EXPECT(t, "00A20106030600AA", "", 0x6A86); /* a number with "next" */
	EXPECT(t, "00A20106030300AA", "", 0x6A80);
	EXPECT(t, "00A20106031400AA", "", 0x6A80);
	EXPECT(t, "00A20106020400", "", 0x6700);
	EXPECT(t, "00A20106070400AABBAABBAA", "", 0x6700);
	EXPECT(t, "00A20107030400AA", "", 0x6A81);
}

/* A linked EF shows the body of the other, under its own access rules. */
static void test_links(void **state)
{
	struct uicc_terminal *t = *state;

	EXPECT(t, VERIFY_PIN, "", 0x9000);
	EXPECT(t, "00A4080C047F106F3A", "", 0x9000);
	EXPECT(t, "00DC01040401020304", "", 0x9000);
	EXPECT(t, SELECT_USIM, "", 0x9000);
	EXPECT(t, "00A40004026F3A",
	       "621A"
	       "82054221000403"
	       "83026F3A8A01058B036F06048002000C880150",
	       0x9000);
	EXPECT(t, "00B2010404", "01020304", 0x9000);
	EXPECT(t, "00DC01040401020304", "", 0x6982);
	EXPECT(t, "00A4080C067FFF5F3A4F30", "", 0x9000);
	EXPECT(t, "00D6000003010203", "", 0x9000);
	EXPECT(t, "00A4030C", "", 0x9000); /* still inside the USIM */
	EXPECT(t, "00A4000C026F07", "", 0x9000);
	EXPECT(t, "00A4080C067F105F3A4F30", "", 0x9000);
	EXPECT(t, "00B0000000", "010203", 0x9000);
}

/* [TS 102 221 11.1.14, 11.1.15] */
static void test_life_cycle(void **state)
{
	struct uicc_terminal *t = *state;

	EXPECT(t, SELECT_USIM, "", 0x9000);
	EXPECT(t, "00A4000C026F7E", "", 0x6283);
	EXPECT(t, "00B0000000", "", 0x6985);
	EXPECT(t, "00440000", "", 0x6982);
	EXPECT(t, VERIFY_ADM, "", 0x9000);
	EXPECT(t, "00440000", "", 0x9000); /* the current EF */
	EXPECT(t, "00B0000001", "FF", 0x9000);
	EXPECT(t, "00440000", "", 0x9000); /* it is already */
	EXPECT(t, "00040000026F7E", "", 0x9000);
	EXPECT(t, "00A40004026F7E",
	       "6216"
	       "82024121"
	       "83026F7E8A01048B036F06078002000B8800",
	       0x6283);
	EXPECT(t, "00D600000100", "", 0x6985);
	/* By path it becomes the current EF. */
	EXPECT(t, "00A4000C023F00", "", 0x9000);
	EXPECT(t, "00440800047FFF6F7E", "", 0x9000);
	EXPECT(t, "00B0000001", "FF", 0x9000);
	EXPECT(t, "00040900026F7E", "", 0x9000);
	EXPECT(t, "00B0000001", "", 0x6985);
	EXPECT(t, "00040000026F07", "", 0x6982); /* its rule does not know the command */
	EXPECT(t, "00040000026F99", "", 0x6A82);
	EXPECT(t, "00040000025F3A", "", 0x6981); /* not an EF */
	EXPECT(t, "00040300", "", 0x6A86);
	EXPECT(t, "00040004026F7E", "", 0x6A86);
	EXPECT(t, "00040000016F", "", 0x6700);
	EXPECT(t, "00A4000C027FFF", "", 0x9000);
	EXPECT(t, "00040000", "", 0x6986);
}

/* Special information may let a deactivated file be used all the same. */
static void test_usable_when_deactivated(void **state)
{
	struct uicc_terminal *t = *state;

	EXPECT(t, SELECT_USIM, "", 0x9000);
	EXPECT(t, VERIFY_ADM, "", 0x9000);
	EXPECT(t, "00040000026F7B", "", 0x9000);
	EXPECT(t, "00A4000C026F7B", "", 0x6283);
	EXPECT(t, "00B0000000", "FFFFFF", 0x9000);
	EXPECT(t, "00D600000101", "", 0x9000);
}

/* [TS 102 221 11.2.2] */
static void test_envelope(void **state)
{
	static const struct {
		uint8_t p1;
		uint8_t data[16];
		size_t len;
		uint16_t sw;
	} rows[] = {
		/* location status event; cut; without an event list */
		{ 0, { 0xD6, 7, 0x99, 1, 3, 0x82, 2, 0x82, 0x81 }, 9, 0x9000 },
		{ 0, { 0xD6, 7, 0x99, 1, 3, 0x82, 2, 0x82 }, 8, 0x6A80 },
		{ 0, { 0xD6, 4, 0x82, 2, 0x82, 0x81 }, 6, 0x6A80 },
		/* SMS-PP download; without a message; with an empty one */
		{ 0, { 0xD1, 8, 2, 2, 0x83, 0x81, 0x8B, 2, 0x40, 1 }, 10, 0x9000 },
		{ 0, { 0xD1, 4, 0x82, 2, 0x83, 0x81 }, 6, 0x6A80 },
		{ 0, { 0xD1, 6, 0x82, 2, 0x83, 0x81, 0x8B, 0 }, 8, 0x6A80 },
		/* menu selection; without device identities */
		{ 0, { 0xD3, 7, 0x82, 2, 1, 0x81, 0x90, 1, 1 }, 9, 0x9000 },
		{ 0, { 0xD3, 3, 0x90, 1, 1 }, 5, 0x6A80 },
		/* no envelope; two things */
		{ 0, { 0x30, 4, 0x82, 2, 0x82, 0x81 }, 6, 0x6A80 },
		{ 0, { 0xD3, 4, 0x82, 2, 0x82, 0x81, 0 }, 7, 0x6A80 },
		{ 1, { 0xD3, 4, 0x82, 2, 0x82, 0x81 }, 6, 0x6A86 },
		{ 0, { 0 }, 0, 0x6700 },
	};
	struct uicc_terminal *t = *state;
	struct uicc *bare = uicc_new_bare();
	struct response r = { t->data, sizeof(t->data), 0, false };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct apdu apdu = { .cla_base = 0x80,
			             .ins = 0xC2,
			             .p1 = rows[i].p1,
			             .data = { rows[i].data, rows[i].len } };

		assert_int_equal(uicc_envelope(t->u, &apdu, &r).v, rows[i].sw);
		if (rows[i].sw == 0x9000)
			assert_int_equal(uicc_envelope(bare, &apdu, &r).v, 0x6985);
	}
	uicc_free(bare);
}

static void test_unknown_commands(void **state)
{
	struct uicc_terminal *t = *state;

	EXPECT(t, "0001000000", "", 0x6D00);
	EXPECT(t, "80B0000000", "", 0x6E00);
	EXPECT(t, "C0A40000023F00", "", 0x6E00);
	EXPECT(t, "00F2000000", "", 0x6E00);
	EXPECT(t, "0032000003000001", "", 0x6E00);
}

static void test_bare(void **state)
{
	struct uicc_terminal t;
	struct uicc *u = uicc_new_bare();

	(void)state;
	assert_non_null(u);
	terminal_init(&t, u);
	EXPECT(&t, "00A40004023F00",
	       "621B"
	       "82027821"
	       "83023F00A5068001718701018A01058C0100C603900100",
	       0x9000);
	EXPECT(&t, "00A40004022F00", "", 0x6A82);
	EXPECT(&t, "00A404040C" SAMPLE_USIM_AID, "", 0x6A82);
	EXPECT(&t, "0020000100", "", 0x6A88);
	EXPECT(&t, "00B0820000", "", 0x6A82);
	assert_null(uicc_body(u, (struct span){ (const uint8_t *)"\x2F\xE2", 2 }).ptr);
	uicc_free(u);
}

static void test_body_by_path(void **state)
{
	static const uint8_t imsi[] = { 0x7F, 0xFF, 0x6F, 0x07 };
	static const uint8_t with_mf[] = { 0x3F, 0x00, 0x2F, 0xE2 };
	static const uint8_t records[] = { 0x2F, 0x00 };
	static const uint8_t odd[] = { 0x2F, 0xE2, 0x00 };
	const struct uicc_terminal *t = *state;

	assert_int_equal(uicc_body(t->u, SPAN(imsi)).len, 9);
	assert_int_equal(uicc_body(t->u, SPAN(imsi)).ptr[0], 8);
	assert_int_equal(uicc_body(t->u, SPAN(with_mf)).len, 10);
	assert_null(uicc_body(t->u, SPAN(records)).ptr);
	assert_null(uicc_body(t->u, SPAN(odd)).ptr);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, terminal_setup, terminal_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_fcp),
		TEST(test_select_by_fid),
		TEST(test_select_by_path),
		TEST(test_select_by_aid),
		TEST(test_status),
		TEST(test_read_binary),
		TEST(test_update_binary),
		TEST(test_read_record),
		TEST(test_update_record),
		TEST(test_cyclic),
		TEST(test_search_record),
		TEST(test_enhanced_search),
		TEST(test_links),
		TEST(test_life_cycle),
		TEST(test_usable_when_deactivated),
		TEST(test_envelope),
		TEST(test_unknown_commands),
		TEST(test_bare),
		TEST(test_body_by_path),
	};

	return cmocka_run_group_tests_name("uicc-files", tests, NULL, NULL);
}
