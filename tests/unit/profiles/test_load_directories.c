/*
 * Directories that later elements depend on: an MF and NAAs made by generic file management, the
 * directory that PINs are for, PINs that must exist, and what an IoT minimal profile has by default
 * [TCA SAIP 3.3 PE-GenericFileManagement, PE-PINCodes, PE-AKAParameter, PE-IoT, IotOptions].
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "packages.h"
#include "refusals.h"

#define GFM_OF(header, ...)  "A1{" header "A1{30{" __VA_ARGS__ "}}} "
#define GFM(id, ...)         GFM_OF(PE(id), __VA_ARGS__)
#define DIRECTORY(fid, pins) "62{82{7821} 83{" fid "} 8B{2F060E} C6{" pins "}} "
#define NAA(fid, aid)        "62{82{7821} 83{" fid "} 84{" aid "} 8B{2F060E} C6{}} "
#define EF(fid)              "62{82{4121} 83{" fid "} 8B{2F060B} 80{0A}} "
#define ROOT                 DIRECTORY("3F00", "")
#define TELECOM(id)          "B2{" PE(id) "81{67810F010203} A2{A1{C6{}}}} "
#define OPT_USIM(id)         "B4{" PE(id) "81{67810F010205}} "
#define GSM_ACCESS(id)       "B8{" PE(id) "81{67810F010207} A2{A1{C6{}}}} "
#define MF_OF(pins)                                                                         \
	"B0{" PE("01") "81{67810F010201} A2{A1{C6{" pins "}}} A4{83{98001032547698103214}}" \
	               " A5{A1{82{42210010} 80{10}}} A6{A1{82{42210010} 80{10}}}} "
#define USIM_OF(id, pins)                                                          \
	"B3{" PE(id) "81{67810F010204} A2{A1{83{7FD0} 84{A0000000871002} C6{" pins \
	             "}}} " USIM_FILES "} "
#define PIN(reference)   "30{80" reference "81{31323334FFFFFFFF}} "
#define PINS(id, ...)    "A2{" PE(id) "A1{A0{" __VA_ARGS__ "}}} "
#define SHARED(id, path) "A2{" PE(id) "A1{81{" path "}}} "
#define AKA_OF(header)                                                          \
	"A4{" header "A1{A1{800101 81{01} 82{000102030405060708090A0B0C0D0E0F}" \
	" 83{101112131415161718191A1B1C1D1E1F}}}} "
#define AKA(id)  AKA_OF(PE(id))
#define USIM_AID "A0000000871002"
#define ISIM_AID "A0000000871004"
#define CSIM_AID "A0000003431002"

#define IOT_HEADER                                                             \
	"A0{800103 810103 83{89000123456789012341} A500 A6{06{67810F010211}} " \
	"A9{80{1002FFFFFFFF89}}} "
#define IOT_OF(mf, adf) \
	"BF20{" PE("01") "81{67810F010211}" mf adf "A9{83{080910101032540636}} B2{83{0001}}} "
#define IOT IOT_OF("", "")

static struct recorder r;
static struct package p;

static void load_with(const char *package, const struct saip_capabilities *can)
{
	p.len = 0;
	package_add(&p, package);
	recorder_start(&r, can);
	if (!recorder_load(&r, package_span(&p), 0))
		fail_msg("status %d\n%s", recorder_code(&r), r.log);
}

static void load(const char *package)
{
	load_with(package, &every_capability);
}

static const struct recorded_file *find(uint16_t fid)
{
	for (size_t i = 0; i < r.file_count; i++) {
		if (r.files[i].file.fid == fid)
			return &r.files[i];
	}
	fail_msg("no file %04X", fid);
	return NULL;
}

static uint16_t fid_of(saip_file_id id)
{
	return r.files[id].file.fid;
}

static void test_root(void **state)
{
	(void)state;
	load(HEADER GFM("01", ROOT EF("2FE2") DIRECTORY("7F66", "") EF("6F01")) USIM("02") END);
	assert_int_equal(r.files[0].file.type, SAIP_MF);
	assert_int_equal(r.files[0].file.fid, 0x3F00);
	assert_int_equal(r.files[0].file.descriptor, 0x78);
	assert_int_equal(r.files[0].file.arr_fid, 0x2F06);
	assert_int_equal(find(0x2FE2)->parent, 0);
	assert_int_equal(fid_of(find(0x6F01)->parent), 0x7F66);
	assert_int_equal(find(0x7FD0)->parent, 0);
	recorder_stop(&r);
}

static const struct refusal root_rows[] = {
	{ "another DF first", HEADER GFM("09", DIRECTORY("7F10", "")) END, PE_INVALID_PARAMETER, 9,
	  false },
	{ "an EF first", HEADER GFM("09", EF("2FE2")) END, PE_INVALID_PARAMETER, 9, false },
	{ "an ADF first", HEADER GFM("09", NAA("3F00", USIM_AID)) END, PE_INVALID_PARAMETER, 9,
	  false },
	{ "a path first", HEADER GFM("09", "80{} " ROOT) END, PE_INVALID_PARAMETER, 9, false },
	{ "the MF as a link",
	  HEADER GFM("09", "62{82{7821} 83{3F00} 8B{2F060E} C6{} C7{7F10}}") END,
	  PE_INVALID_PARAMETER, 9, false },
	{ "PE-MF after it", HEADER GFM("09", ROOT) "B0{" PE("0A") "}" END, PE_INVALID_PARAMETER,
	  0x0A, false },
	{ "PE-MF in an IoT minimal profile", IOT_HEADER MF END, PE_INVALID_PARAMETER, 1, false },
	{ "its MF by file management", IOT_HEADER GFM("09", ROOT) END, PE_INVALID_PARAMETER, 9,
	  false },
	{ "PE-IoT without iotOptions", HEADER IOT END, PE_INVALID_PARAMETER, 1, false },
	{ "PE-OPT-IoT in a full profile",
	  HEADER MF USIM("02") "BF21{" PE("09") "81{67810F010212}}" END, PE_INVALID_PARAMETER, 9,
	  false },
};

/* NAAs by their AIDs: what extends the last USIM, ISIM or CSIM reaches them. */
static void test_naas(void **state)
{
	(void)state;
	load(HEADER MF GFM(
	        "02",
	        NAA("7FD0", USIM_AID "01") EF("6F07") "80{} " NAA(
	                "7FD1", "A000000999")) AKA("03") GSM_ACCESS("04") GFM("05",
	                                                                      NAA("7FD2", ISIM_AID))
	             AKA("06") GFM("07", NAA("7FC0", CSIM_AID)) "A5{" PE(
	                     "08") "81{0000000000000000}} BA{" PE("09") "81{67810F01020B}} " END);
	assert_int_equal(r.aka_count, 2);
	assert_int_equal(fid_of(r.akas[0].adf), 0x7FD0);
	assert_int_equal(fid_of(r.akas[1].adf), 0x7FD2);
	assert_int_equal(fid_of(find(0x5F3B)->parent), 0x7FD0);
	assert_int_equal(r.element_count, 1);
	recorder_stop(&r);
}

#define WITHOUT(service) (0x3FFFFFFF & ~(UINT32_C(1) << (service)))
enum { ISIM_SERVICE = 2, MULTIPLE_USIM_SERVICE = 13, BER_TLV_SERVICE = 18 };

static const struct refusal one_usim_rows[] = {
	{ "a second USIM", HEADER MF USIM("02") GFM("03", NAA("7FD1", USIM_AID "01")) END,
	  PE_FEATURE_NOT_SUPPORTED, 3, false },
	{ "two in one element",
	  HEADER MF GFM("03", NAA("7FD1", USIM_AID "01") "80{} " NAA("7FD2", USIM_AID "02")) END,
	  PE_FEATURE_NOT_SUPPORTED, 3, false },
	{ "and by its template", HEADER MF GFM("03", NAA("7FD1", USIM_AID "01")) USIM("04") END,
	  PE_FEATURE_NOT_SUPPORTED, 4, false },
};

/* An ISIM that the card lacks: nothing of it, and nothing for it reaches the USIM. */
static void test_skipped_naa(void **state)
{
	static const struct saip_capabilities no_isim = { WITHOUT(ISIM_SERVICE), 3 };
	const struct saip_status *status;
	size_t n;

	(void)state;
	load_with(HEADER MF USIM("02") GFM_OF(PE_OPT("03"), EF("2F33") NAA("7FD1", ISIM_AID "01"))
	                  AKA_OF(PE_OPT("04")) "A2{" PE_OPT("05") "A1{A0{" PIN(
	                          "020081") "}}} A1{" PE_OPT("06") "A1{30{80{7FD1}}}} "
	                                                           "A4{" PE_OPT("07") "A1{A0{"
	                                                                              "80{00}"
	                                                                              " 81"
	                                                                              "{" ISIM_AID
	                                                                              "01}}}}"
	                                                                              " " END,
	          &no_isim);
	status = saip_loader_status(r.loader, &n);
	assert_int_equal(n, 5);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(status[i].code, PE_NOT_SUPPORTED);
		assert_int_equal(status[i].identification, 3 + i);
	}
	assert_null(recorder_find(&r, 0, 0x2F33));
	assert_int_equal(r.pin_count, 0);
	assert_int_equal(r.aka_count, 0);
	recorder_stop(&r);
}

/* PINs are for the first directory of the last element that made any. */
static const struct {
	const char *package;
	uint16_t fid;
} contexts[] = {
	{ HEADER MF USIM("02") PINS("30", PIN("020081")) END, 0x7FD0 },
	{ HEADER MF GFM("02", DIRECTORY("7F66", "") EF("6F01") DIRECTORY("5F40", "")
	                              EF("4F01") "80{} " EF("2F33")) PINS("30", PIN("020081")) END,
	  0x7F66 },
	{ HEADER MF GFM("02", EF("2F33") DIRECTORY("7F66", "") "80{} " DIRECTORY("7F67", ""))
	          PINS("30", PIN("020081")) END,
	  0x7F66 },
	/* these make none */
	{ HEADER MF USIM("02") GFM("03", "80{} " EF("2F33")) PINS("30", PIN("020081")) END,
	  0x7FD0 },
	{ HEADER MF TELECOM("02") GFM("03", "80{7F10} " EF("6F33")) USIM("04")
	          GFM("05", "80{7F10} " EF("6F34")) PINS("30", PIN("020081")) END,
	  0x7FD0 },
	{ HEADER MF USIM("02") TELECOM("03") OPT_USIM("04") PINS("30", PIN("020081")) END, 0x7F10 },
	{ HEADER MF USIM("02") GSM_ACCESS("03") PINS("30", PIN("020081")) END, 0x5F3B },
	{ HEADER GFM("01", ROOT DIRECTORY("7F66", "")) PINS("30", PIN("0101")) END, 0x3F00 },
};

static void test_context(void **state)
{
	(void)state;
	for (size_t i = 0; i < A_COUNT(contexts); i++) {
		load(contexts[i].package);
		assert_int_equal(r.pin_count, 1);
		assert_int_equal(fid_of(r.pins[0].df), contexts[i].fid);
		recorder_stop(&r);
	}
}

static const struct refusal skipped_rows[] = {
	/* PINs of a directory that was left out do not reach the one before */
	{ "a DF left out",
	  HEADER MF USIM("02") GFM_OF(
	          PE_OPT("03"),
	          DIRECTORY("7F66",
	                    "") "62{82{7921} 83{6F05} 8B{01} "
	                        "80{01}}") "A2{" PE_OPT("30") "A1{A0{" PIN("020081") "}}}" END,
	  PE_NOT_SUPPORTED, 0x30, true },
	{ "no DF left out",
	  HEADER MF USIM("02") GFM_OF(PE_OPT("03"), "62{82{7921} 83{6F05} 8B{01} 80{01}}")
	          PINS("30", PIN("020081")) END,
	  PE_FEATURE_NOT_SUPPORTED, 3, true },
};

/* Each PIN of a PIN status template is there, or the installation ends. */
static const struct refusal missing_rows[] = {
	{ "global PIN of the MF", HEADER MF_OF("01") END, PE_PIN_CODE_MISSING, 1, false },
	{ "ADM", HEADER MF_OF("010A") PINS("30", PIN("0101")) END, PE_PIN_CODE_MISSING, 1, false },
	{ "global PIN of an ADF", HEADER MF USIM_OF("02", "01") END, PE_PIN_CODE_MISSING, 2,
	  false },
	{ "local PIN of an ADF", HEADER MF USIM_OF("02", "81") END, PE_PIN_CODE_MISSING, 2, false },
	{ "local PIN of another directory",
	  HEADER MF TELECOM("03") PINS("30", PIN("020081")) USIM_OF("02", "81") END,
	  PE_PIN_CODE_MISSING, 2, false },
	{ "local PIN of a child",
	  HEADER MF USIM_OF("02", "81") GSM_ACCESS("03") PINS("30", PIN("020081")) END,
	  PE_PIN_CODE_MISSING, 2, false },
	{ "shared PINs that are not there",
	  HEADER MF TELECOM("03") USIM_OF("02", "81") SHARED("30", "7F10") END, PE_PIN_CODE_MISSING,
	  2, false },
	{ "own PIN, but others are used",
	  HEADER MF TELECOM("03") USIM_OF("02", "81") PINS("30", PIN("020081")) SHARED("31", "7F10")
	          END,
	  PE_PIN_CODE_MISSING, 2, false },
	{ "a DF of file management", HEADER MF GFM("04", DIRECTORY("7F66", "81")) END,
	  PE_PIN_CODE_MISSING, 4, false },
	{ "no reference", HEADER MF_OF("00") END, PE_PIN_CODE_MISSING, 1, false },
	{ "no ninth PIN", HEADER MF_OF("09") END, PE_PIN_CODE_MISSING, 1, false },
	{ "a default is for IoT only", HEADER MF_OF("01") PINS("30", PIN("010A")) END,
	  PE_PIN_CODE_MISSING, 1, false },
	{ "no default for a second ADM", IOT_HEADER IOT_OF("A2{A1{C6{010B}}}", "") END,
	  PE_PIN_CODE_MISSING, 1, false },
	{ "no default for a third PIN", IOT_HEADER IOT_OF("", "A8{A1{C6{0182}}}") END,
	  PE_PIN_CODE_MISSING, 1, false },
};

static const char *const complete[] = {
	HEADER MF_OF("010A") PINS("30", PIN("0101") PIN("010A")) USIM_OF("02", "01810A")
	        PINS("31", PIN("020081")) END,
	/* local PINs: of a directory above, of a later element, shared */
	HEADER MF USIM_OF("02", "81") PINS("30", PIN("020081"))
	        GFM("03", "80{7FD0} " DIRECTORY("5F40", "81")) END,
	HEADER MF GFM("02", DIRECTORY("7F66", "81") DIRECTORY("5F40", "81"))
	        PINS("30", PIN("020081")) END,
	HEADER MF TELECOM("02") PINS("30", PIN("020081")) USIM_OF("03", "81") SHARED("31", "7F10")
	        END,
	/* pinCodes has no name for the universal PIN */
	HEADER MF_OF("11") END,
};

static void test_refusals(void **state)
{
	static const struct saip_capabilities one_usim = { WITHOUT(MULTIPLE_USIM_SERVICE), 3 };
	static const struct saip_capabilities no_ber_tlv = { WITHOUT(BER_TLV_SERVICE), 3 };

	(void)state;
	refusals_run(root_rows, A_COUNT(root_rows), &every_capability);
	refusals_run(one_usim_rows, A_COUNT(one_usim_rows), &one_usim);
	refusals_run(skipped_rows, A_COUNT(skipped_rows), &no_ber_tlv);
	refusals_run(missing_rows, A_COUNT(missing_rows), &every_capability);
	for (size_t i = 0; i < A_COUNT(complete); i++) {
		load(complete[i]);
		recorder_stop(&r);
	}
}

static void expect_pin(size_t i, uint16_t fid, const struct saip_pin *pin)
{
	assert_true(i < r.pin_count);
	assert_int_equal(fid_of(r.pins[i].df), fid);
	assert_memory_equal(&r.pins[i].pin, pin, sizeof(*pin));
}

/* Default PINs and PUKs, each where the package has none of its own. */
static void test_iot_defaults(void **state)
{
	const struct saip_pin pin1 = { 0x01, "1234\xFF\xFF\xFF\xFF", 0x01, 6, 3, 3 };
	const struct saip_pin pin2 = { 0x81, "5678\xFF\xFF\xFF\xFF", 0x81, 3, 3, 3 };
	const struct saip_pin adm1 = { 0x0A, "88888888", 0x00, 3, 10, 10 };

	(void)state;
	load(IOT_HEADER IOT END);
	assert_int_equal(r.pin_count, 3);
	expect_pin(0, 0x3F00, &pin1);
	expect_pin(1, 0x3F00, &adm1);
	expect_pin(2, 0, &pin2); /* the ADF has no file id */
	assert_int_equal(r.puk_count, 2);
	recorder_stop(&r);

	load(IOT_HEADER IOT
	     "A3{" PE("31") "A1{30{800101 81{3131313131313131}}}} " PINS("30", PIN("020081")) END);
	assert_int_equal(r.pin_count, 3);
	assert_int_equal(r.pins[0].pin.reference, 0x81);
	assert_int_equal(r.files[r.pins[0].df].file.type, SAIP_ADF);
	expect_pin(1, 0x3F00, &pin1);
	expect_pin(2, 0x3F00, &adm1);
	assert_int_equal(r.puk_count, 1);
	recorder_stop(&r);

	load(IOT_HEADER IOT PINS("30", PIN("0101") PIN("010A") PIN("020081")) END);
	assert_int_equal(r.pin_count, 3);
	assert_int_equal(r.puk_count, 0);
	recorder_stop(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_root),        cmocka_unit_test(test_naas),
		cmocka_unit_test(test_skipped_naa), cmocka_unit_test(test_context),
		cmocka_unit_test(test_refusals),    cmocka_unit_test(test_iot_defaults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
