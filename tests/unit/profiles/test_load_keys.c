/*
 * PINs, PUKs, network access keys, and the elements that are kept whole [TCA SAIP 3.3, PE-PINCodes,
 * PE-PUKCodes, PE-AKAParameter, PE-CDMAParameter, PE-SecurityDomain, PE-RFM, PE-Application].
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "packages.h"
#include "refusals.h"

#define PUK1      "A3{" PE("30") "A1{30{800101 81{3131313131313131}}}} "
#define PINS(...) "A2{" PE("31") "A1{A0{" __VA_ARGS__ "}}} "
#define PIN(rest) "30{" rest "} "
#define VALUE     "81{31323334FFFFFFFF} "
#define KEY       "82{000102030405060708090A0B0C0D0E0F} "
#define OPC       "83{101112131415161718191A1B1C1D1E1F} "
#define TOPC      "83{101112131415161718191A1B1C1D1E1F101112131415161718191A1B1C1D1E1F} "
#define OWN(...)  "A4{" PE("32") "A1{A1{" __VA_ARGS__ "}}} "
#define SD                                                                                         \
	"A6{" PE(                                                                                  \
	        "33") "A1{4F{A0000001515350} 4F{A000000151535041} 4F{A000000151000000} 82{82DC00}" \
	              " C900}} "
#define RFM                                                                         \
	"A7{" PE("34") "4F{A00000055910100001} A0{04{B00000}} 81{12} 04{00} 04{00}" \
	               " 30{80{A0000000871002} 81{00} 82{00}}} "
#define APPLICATION "A8{" PE("35") "A1{4F{A000000001} C4{00}}} "

static struct recorder r;
static struct package p;

static void load(const char *elements)
{
	p.len = 0;
	package_add(&p, HEADER MF);
	package_add(&p, elements);
	package_add(&p, END);
	recorder_start(&r, &every_capability);
	if (!recorder_load(&r, package_span(&p), 0))
		fail_msg("status %d\n%s", recorder_code(&r), r.log);
}

static void test_pins(void **state)
{
	const struct saip_pin *pin;

	(void)state;
	load(PUK1 PINS(PIN("800101" VALUE "820101 830106") PIN("80010A" VALUE "840200AA"))
	             USIM("02") "A2{" PE("40") "A1{A0{" PIN("80020081" VALUE
	                                                    "840122") "}}} "
	                                                              "A2{" PE("41") "A1{81{}}} ");
	assert_int_equal(r.puk_count, 1);
	assert_int_equal(r.pin_count, 3);
	pin = &r.pins[0].pin;
	assert_int_equal(r.pins[0].df, 0);
	assert_int_equal(pin->reference, 0x01);
	assert_memory_equal(pin->value, "1234\xFF\xFF\xFF\xFF", 8);
	assert_int_equal(pin->unblock_reference, 1);
	assert_int_equal(pin->attributes, 6);
	assert_int_equal(pin->max_tries, 3); /* by default 33 */
	assert_int_equal(pin->tries_left, 3);
	pin = &r.pins[1].pin;
	assert_int_equal(pin->reference, 0x0A);
	assert_int_equal(pin->unblock_reference, 0);
	assert_int_equal(pin->attributes, 7); /* by default */
	assert_int_equal(pin->max_tries, 10);
	pin = &r.pins[2].pin;
	assert_int_equal(r.files[r.pins[2].df].file.fid, 0x7FD0);
	assert_int_equal(pin->reference, 0x81);
	assert_int_equal(pin->tries_left, 2);
	assert_int_equal(r.share_count, 1);
	recorder_stop(&r);
}

static const struct refusal pin_rows[] = {
	{ "local PIN in the MF", HEADER MF PINS(PIN("80020081" VALUE)), PE_INVALID_PARAMETER, 0x31,
	  false },
	{ "global PIN in an ADF", HEADER MF USIM("02") PINS(PIN("800101" VALUE)),
	  PE_INVALID_PARAMETER, 0x31, false },
	{ "no such reference", HEADER MF PINS(PIN("800109" VALUE)), PE_INVALID_PARAMETER, 0x31,
	  false },
	{ "reference 0", HEADER MF PINS(PIN("800100" VALUE)), PE_INVALID_PARAMETER, 0x31, false },
	{ "reference 0F", HEADER MF PINS(PIN("80010F" VALUE)), PE_INVALID_PARAMETER, 0x31, false },
	{ "reference 257", HEADER MF PINS(PIN("80020101" VALUE)), PE_INVALID_PARAMETER, 0x31,
	  false },
	{ "same reference twice", HEADER MF PINS(PIN("800101" VALUE) PIN("800101" VALUE)),
	  PE_INVALID_PARAMETER, 0x31, false },
	{ "PUK not there", HEADER MF PINS(PIN("800101" VALUE "820101")), PE_PIN_CODE_MISSING, 0x31,
	  false },
	{ "PUK reference 0A", HEADER MF PINS(PIN("800101" VALUE "82010A")), PE_INVALID_PARAMETER,
	  0x31, false },
	{ "more tries left than there are", HEADER MF PINS(PIN("800101" VALUE "840134")),
	  PE_BAD_VALUES, 0x31, false },
	{ "no tries", HEADER MF PINS(PIN("800101" VALUE "840100")), PE_BAD_VALUES, 0x31, false },
	{ "short value", HEADER MF PINS(PIN("800101 81{31}")), PE_INVALID_REQUEST_FORMAT, 0x31,
	  false },
	{ "no PINs", HEADER MF PINS(""), PE_INVALID_REQUEST_FORMAT, 0x31, false },
	{ "PINs of a file that is not there", HEADER MF "A2{" PE("31") "A1{81{7F10}}}",
	  PE_INVALID_PARAMETER, 0x31, false },
	{ "same PUK twice", HEADER MF PUK1 "A3{" PE("31") "A1{30{800101 81{3131313131313131}}}}",
	  PE_INVALID_PARAMETER, 0x31, false },
	{ "PUK reference 0A defined",
	  HEADER MF "A3{" PE("31") "A1{30{80010A 81{3131313131313131}}}}", PE_INVALID_PARAMETER,
	  0x31, false },
	{ "PUK without tries",
	  HEADER MF "A3{" PE("31") "A1{30{800101 81{3131313131313131} 820100}}}", PE_BAD_VALUES,
	  0x31, false },
};

static void test_pin_refusals(void **state)
{
	(void)state;
	refusals_run(pin_rows, A_COUNT(pin_rows), &every_capability);
}

/* Defaults of PE-AKAParameter, for Milenage those of TS 35.206 4.1. */
static void test_milenage(void **state)
{
	static const uint8_t rotation[5] = { 0x40, 0x00, 0x20, 0x40, 0x60 };
	static const uint8_t limit[6] = { 0x00, 0x00, 0x10, 0x00, 0x00, 0x00 };
	static const uint8_t zero[SAIP_SQN_ARRAY][6];
	const struct saip_aka *aka;

	(void)state;
	load(USIM("02") OWN("800101 81{01}" KEY OPC));
	assert_int_equal(r.aka_count, 1);
	assert_int_equal(r.files[r.akas[0].adf].file.fid, 0x7FD0);
	aka = &r.akas[0].aka;
	assert_int_equal(aka->params.algorithm, AKA_MILENAGE);
	assert_int_equal(aka->params.k_len, 16);
	assert_int_equal(aka->params.k[15], 0x0F);
	assert_int_equal(aka->params.opc[0], 0x10);
	assert_memory_equal(aka->params.r, rotation, 5);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(aka->params.c[i][15], (1 << i) >> 1);
		assert_int_equal(aka->params.c[i][14], 0);
	}
	assert_int_equal(aka->algorithm_options, 1);
	assert_int_equal(aka->sqn_options, 2);
	assert_int_equal(aka->keccak_rounds, 1);
	assert_false(aka->has_counter_max);
	assert_memory_equal(aka->sqn_delta, limit, 6);
	assert_memory_equal(aka->sqn_age_limit, limit, 6);
	assert_memory_equal(aka->sqn_init, zero, sizeof(zero));
	recorder_stop(&r);
}

/* All optional components given; TUAK with 256 bits; a mapping. */
static void test_aka_options(void **state)
{
	const struct saip_aka *aka;

	(void)state;
	load(USIM("02") "A4{" PE(
	        "32") "A1{A1{800102 81{02}"
	              "82{000102030405060708090A0B0C0D0E0F000102030405060708090A0B0C0D0E0F}"
	              "83{101112131415161718191A1B1C1D1E1F101112131415161718191A1B1C1D1E1F}"
	              "86{FFFFFE} 870105}} 82{08} 83{000000000001} 84{000000000002}"
	              "A5{040600000000000A 0406000000000001 0406000000000002 0406000000000003"
	              "0406000000000004 0406000000000005 0406000000000006 0406000000000007"
	              "0406000000000008 0406000000000009 0406000000000010 0406000000000011"
	              "0406000000000012 0406000000000013 0406000000000014 0406000000000015"
	              "0406000000000016 0406000000000017 0406000000000018 0406000000000019"
	              "0406000000000020 0406000000000021 0406000000000022 0406000000000023"
	              "0406000000000024 0406000000000025 0406000000000026 0406000000000027"
	              "0406000000000028 0406000000000029 0406000000000030 0406000000000031}}"
	              "A4{" PE("33") "A1{A0{80{07} 81{A0000000871002}}}}");
	assert_int_equal(r.aka_count, 2);
	aka = &r.akas[0].aka;
	assert_int_equal(aka->params.algorithm, AKA_TUAK);
	assert_int_equal(aka->params.k_len, 32);
	assert_int_equal(aka->params.opc[31], 0x1F);
	assert_true(aka->has_counter_max);
	assert_int_equal(aka->counter_max[2], 0xFE);
	assert_int_equal(aka->keccak_rounds, 5);
	assert_int_equal(aka->sqn_options, 8);
	assert_int_equal(aka->sqn_delta[5], 1);
	assert_int_equal(aka->sqn_age_limit[5], 2);
	assert_int_equal(aka->sqn_init[0][5], 0x0A);
	assert_int_equal(aka->sqn_init[31][5], 0x31);
	aka = &r.akas[1].aka;
	assert_true(aka->mapped);
	assert_int_equal(aka->mapped_aid.len, 7);
	assert_int_equal(aka->mapping_options, 7);
	recorder_stop(&r);
}

static const struct refusal aka_rows[] = {
	{ "no USIM", HEADER MF OWN("800101 81{01}" KEY OPC), PE_INVALID_PARAMETER, 0x32, false },
	{ "short K", HEADER MF USIM("02") OWN("800101 81{01} 82{00}" OPC), PE_BAD_VALUES, 0x32,
	  false },
	{ "short OPc", HEADER MF USIM("02") OWN("800101 81{01}" KEY "83{00}"), PE_BAD_VALUES, 0x32,
	  false },
	{ "short TOPc", HEADER MF USIM("02") OWN("800102 81{01}" KEY OPC), PE_BAD_VALUES, 0x32,
	  false },
	{ "MAC of 128 bits", HEADER MF USIM("02") OWN("800102 81{10}" KEY TOPC),
	  PE_INVALID_PARAMETER, 0x32, false },
	{ "RES of no length", HEADER MF USIM("02") OWN("800102 81{03}" KEY TOPC),
	  PE_INVALID_PARAMETER, 0x32, false },
	{ "reserved option", HEADER MF USIM("02") OWN("800102 81{80}" KEY TOPC),
	  PE_INVALID_PARAMETER, 0x32, false },
	{ "no Keccak", HEADER MF USIM("02") OWN("800102 81{02}" KEY TOPC "870100"),
	  PE_INVALID_PARAMETER, 0x32, false },
	{ "RES of 256 bits with the test algorithm",
	  HEADER MF USIM("02") OWN("800103 81{04}" KEY OPC), PE_INVALID_PARAMETER, 0x32, false },
	{ "sequence number of 44 bits",
	  HEADER MF USIM("02") "A4{" PE("32") "A1{A1{800101 81{01}" KEY OPC "}} 83{080000000000}}",
	  PE_BAD_VALUES, 0x32, false },
	{ "mapping to an NAA that is not there",
	  HEADER MF USIM("02") "A4{" PE("32") "A1{A0{80{00} 81{A0000000871004}}}}",
	  PE_INVALID_PARAMETER, 0x32, false },
	{ "unknown algorithm", HEADER MF USIM("02") OWN("800104 81{01}" KEY OPC),
	  PE_FEATURE_NOT_SUPPORTED, 0x32, false },
	{ "empty options", HEADER MF USIM("02") OWN("800101 8100" KEY OPC),
	  PE_INVALID_REQUEST_FORMAT, 0x32, false },
	{ "one sequence number",
	  HEADER MF USIM("02") "A4{" PE("32") "A1{A1{800101 81{01}" KEY OPC "}}"
	                                      "A5{0406000000000001}}",
	  PE_INVALID_REQUEST_FORMAT, 0x32, false },
	{ "CDMA without a CSIM", HEADER MF "A5{" PE("32") "81{0000000000000000}}",
	  PE_INVALID_PARAMETER, 0x32, false },
	{ "malformed security domain", HEADER MF "A6{" PE("32") "A1{}}", PE_INVALID_REQUEST_FORMAT,
	  0x32, false },
	{ "malformed RFM", HEADER MF "A7{" PE("32") "A1{}}", PE_INVALID_REQUEST_FORMAT, 0x32,
	  false },
	{ "malformed application", HEADER MF "A8{" PE("32") "A1{}}", PE_INVALID_REQUEST_FORMAT,
	  0x32, false },
};

static void test_key_refusals(void **state)
{
	static const struct saip_capabilities few = { .services = 1 << 1 | 1 << 4, .max_major = 3 };
	static const struct refusal features[] = {
		{ "test algorithm", HEADER MF USIM("02") OWN("800103 81{01}" KEY OPC),
		  PE_FEATURE_NOT_SUPPORTED, 0x32, false },
		{ "TUAK",
		  HEADER MF USIM("02") OWN("800102 81{01}" KEY "83{101112131415161718191A1B1C1D1E1F"
		                           "101112131415161718191A1B1C1D1E1F}"),
		  PE_FEATURE_NOT_SUPPORTED, 0x32, false },
		{ "application without a runtime", HEADER MF APPLICATION END,
		  PE_RUNTIME_NOT_SUPPORTED, 0x35, false },
		{ "CDMA", HEADER MF "A5{" PE_OPT("32") "81{0000000000000000}}" END,
		  PE_NOT_SUPPORTED, 0x32, true },
		{ "test algorithm, not mandated",
		  HEADER MF USIM("02") "A4{" PE_OPT("32") "A1{A1{800103 81{01}" KEY OPC "}}}" END,
		  PE_FEATURE_NOT_SUPPORTED, 0x32, true },
	};

	(void)state;
	refusals_run(aka_rows, A_COUNT(aka_rows), &every_capability);
	refusals_run(features, A_COUNT(features), &few);
}

/* They reach the sink whole, header included. */
static void test_elements(void **state)
{
	(void)state;
	load(USIM("02") SD RFM APPLICATION);
	assert_int_equal(r.element_count, 3);
	assert_int_equal(r.elements[0], 0xA6);
	assert_int_equal(r.elements[1], 0xA7);
	assert_int_equal(r.elements[2], 0xA8);
	assert_non_null(strstr(r.log, "whole=A733A0058000810134"));
	recorder_stop(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pins),         cmocka_unit_test(test_pin_refusals),
		cmocka_unit_test(test_milenage),     cmocka_unit_test(test_aka_options),
		cmocka_unit_test(test_key_refusals), cmocka_unit_test(test_elements),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
