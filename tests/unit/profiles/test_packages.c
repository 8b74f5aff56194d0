/*
 * Whole packages: our sample, and the generic test profiles of GSMA TS.48 (expected contents read
 * from them with an independent decoder). However the stream is cut, the calls are the same.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "recorder.h"

enum { PACKAGE_MAX = 65536 };

static const char *sample_path;
static struct recorder r;
static uint8_t package[PACKAGE_MAX];

static struct span read_package(const char *path)
{
	FILE *f = fopen(path, "rb");
	struct span s = { NULL, 0 };

	if (f) {
		s = (struct span){ package, fread(package, 1, sizeof(package), f) };
		fclose(f);
	}
	return s;
}

static const struct recorded_file *find(uint16_t directory, uint16_t fid)
{
	for (size_t i = 0; i < r.file_count; i++) {
		if (r.files[i].file.fid == fid && r.files[i].parent != SAIP_NO_FILE &&
		    r.files[r.files[i].parent].file.fid == directory)
			return &r.files[i];
	}
	fail_msg("no file %04X/%04X", directory, fid);
	return NULL;
}

/* Octet by octet, in pieces of 1007 as they come out of SCP03t segments, and at once. */
static void compare_pieces(struct span s)
{
	static const size_t pieces[] = { 1, 1007 };
	char *whole;

	recorder_start(&r, &every_capability);
	if (!recorder_load(&r, s, 0))
		fail_msg("status %d\n%s", recorder_code(&r), r.log);
	whole = strdup(r.log);
	recorder_stop(&r);
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		recorder_start(&r, &every_capability);
		assert_true(recorder_load(&r, s, pieces[i]));
		assert_string_equal(r.log, whole);
		recorder_stop(&r);
	}
	free(whole);
}

static void test_sample(void **state)
{
	static const uint8_t opc[16] = { 0xCD, 0x63, 0xCB, 0x71, 0x95, 0x4A, 0x9F, 0x4E,
		                         0x48, 0xA5, 0x99, 0x4E, 0x37, 0xA0, 0x2B, 0xAF };
	struct span s = read_package(sample_path);

	(void)state;
	assert_non_null(s.ptr);
	compare_pieces(s);
	recorder_start(&r, &every_capability);
	assert_true(recorder_load(&r, s, 0));
	assert_int_equal(recorder_statuses(&r), 0);
	assert_memory_equal(find(0x3F00, 0x2FE2)->body, r.iccid, 10);
	assert_memory_equal(find(0x7FD0, 0x6F07)->body, "\x08\x99\x99\x07\x00\x00\x00\x00\x10", 9);
	/* EF.ARR: 14 records of 33; the third starts where it should */
	assert_int_equal(find(0x7FD0, 0x6F06)->file.record_count, 14);
	assert_memory_equal(find(0x7FD0, 0x6F06)->body + 2 * 33, "\x80\x01\x5B\xA4", 4);
	assert_memory_equal(find(0x3F00, 0x2F06)->body + 13 * 33, "\x80\x01\x5E\xA4", 4);
	assert_int_equal(r.pins[0].pin.attributes & 1, 0); /* PIN1 is disabled */
	assert_int_equal(r.pin_count, 3);
	assert_int_equal(r.aka_count, 1);
	assert_int_equal(r.akas[0].aka.params.algorithm, AKA_MILENAGE);
	assert_memory_equal(r.akas[0].aka.params.opc, opc, sizeof(opc));
	assert_int_equal(r.element_count, 2);
	recorder_stop(&r);
}

/* A package that ends early is refused, wherever that is. */
static void test_truncated(void **state)
{
	struct span s = read_package(sample_path);

	(void)state;
	assert_non_null(s.ptr);
	for (size_t n = 0; n < s.len; n++) {
		recorder_start(&r, &every_capability);
		assert_false(recorder_load(&r, (struct span){ s.ptr, n }, 0));
		assert_int_equal(recorder_code(&r), PE_INVALID_REQUEST_FORMAT);
		recorder_stop(&r);
	}
}

/* Any octet may be wrong; nothing but a status must come of it. */
static void test_damaged(void **state)
{
	struct span s = read_package(sample_path);

	(void)state;
	assert_non_null(s.ptr);
	for (size_t n = 0; n < s.len; n++) {
		uint8_t good = package[n];

		package[n] ^= (uint8_t)(1 << n % 8);
		recorder_start(&r, &every_capability);
		recorder_load(&r, s, 0);
		recorder_stop(&r);
		package[n] = good;
	}
}

/* Counted with an independent decoder: the files that the packages list; none comes by default. */
static const struct ts48 {
	const char *name;
	size_t files;
	bool has_5gs;
} ts48[] = {
	{ "TS48v1_A.der", 237, false },
	{ "TS48v2_SAIP2.3_BERTLV.der", 254, true },
	{ "TS48v3_SAIP2.1_NoBERTLV.der", 253, false },
	{ "TS48v4_SAIP2.3_NoBERTLV.der", 253, true },
	{ "TS48v5_SAIP2.3_NoBERTLV.der", 253, true },
};

static size_t count_links(void)
{
	size_t n = 0;

	for (const char *p = r.log; (p = strstr(p, " link=")) != NULL; p++)
		n++;
	return n;
}

static void check_ts48(const struct ts48 *t)
{
	static const uint8_t key[16] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };
	size_t rfm = 0;

	assert_int_equal(recorder_statuses(&r), 0);
	assert_memory_equal(find(0x3F00, 0x2FE2)->body, r.iccid, 10);
	assert_memory_equal(find(0x7FD0, 0x6F07)->body, "\x08\x09\x10\x10\x10\x32\x54\x06\x36", 9);
	assert_int_equal(find(0x7FD0, 0x6F3C)->file.record_length, 176);
	assert_int_equal(find(0x7FC0, 0x6F22)->file.size, 10); /* IMSI_M of the CSIM */
	assert_int_equal(r.aka_count, 2);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(r.akas[i].aka.params.algorithm, AKA_TEST);
		assert_memory_equal(r.akas[i].aka.params.k, key, sizeof(key));
	}
	assert_int_equal(r.puk_count, 2);
	assert_int_equal(r.file_count, t->files);
	assert_int_equal(count_links(), 29);
	assert_int_equal(r.pin_count, 7);
	assert_int_equal(r.pins[0].pin.reference, 1);
	assert_int_equal(r.pins[0].pin.attributes, 6);
	for (size_t i = 0; i < r.element_count; i++)
		rfm += r.elements[i] == 0xA7;
	assert_int_equal(rfm, 4);
	assert_int_equal(r.element_count, 6);
	if (t->has_5gs)
		assert_int_equal(find(0x5FC0, 0x4F01)->file.size, 20);
	assert_int_equal(r.end_count, 1);
}

static void test_ts48(void **state)
{
	const char *root = getenv("SOFTEUICC_TESTDATA");
	char path[4096];
	size_t found = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(ts48) / sizeof(ts48[0]); i++) {
		struct span s;

		snprintf(path, sizeof(path), "%s/ts48/%s", root ? root : TESTDATA_DEFAULT,
		         ts48[i].name);
		s = read_package(path);
		if (!s.ptr)
			continue;
		found++;
		compare_pieces(s);
		recorder_start(&r, &every_capability);
		if (!recorder_load(&r, s, 0))
			fail_msg("%s: status %d", ts48[i].name, recorder_code(&r));
		check_ts48(&ts48[i]);
		recorder_stop(&r);
	}
	if (!found) {
		print_message("SOFTEUICC_TESTDATA has no TS.48 packages\n");
		skip();
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sample),
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_ts48),
	};

	if (argc < 2)
		return 2;
	sample_path = argv[1];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
