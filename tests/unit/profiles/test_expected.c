/*
 * Every file that packages make, against what pySim's SAIP library makes of them: type, access rule,
 * size, and hash of the body, recorded in data/expected-files.txt [TCA SAIP 3.3 annex A].
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/hash.h"
#include "recorder.h"

enum { LINE_MAX_LEN = 300, PACKAGE_MAX = 65536, PATH_DEPTH = 8 };

static const char *expected_path;
static const char *samples_dir;
static struct recorder r;
static uint8_t package[PACKAGE_MAX];

static bool load_package(const char *directory, const char *name)
{
	char path[4096];
	size_t n = 0;
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	f = fopen(path, "rb");
	if (!f)
		return false;
	n = fread(package, 1, sizeof(package), f);
	fclose(f);
	recorder_start(&r, &every_capability);
	if (!recorder_load(&r, (struct span){ package, n }, 0))
		fail_msg("%s: status %d", name, recorder_code(&r));
	return true;
}

/* The file at a path of ids, "3F00.7F10.6F3A"; the ids of ADFs are temporary ones. */
static const struct recorded_file *find(const char *path)
{
	const struct recorded_file *f = NULL;
	saip_file_id at = SAIP_NO_FILE;

	for (const char *p = path; *p; p += p[4] ? 5 : 4) {
		f = recorder_find(&r, at, (uint16_t)strtoul(p, NULL, 16));
		if (!f)
			return NULL;
		at = (saip_file_id)(f - r.files);
	}
	return f;
}

static void get_hash(const struct recorded_file *f, char ret_hex[65])
{
	struct span body = { f->body, f->file.size };
	uint8_t hash[SHA256_LEN];

	snprintf(ret_hex, 65, "-");
	if (!f->body || f->file.size == 0 || f->file.type == SAIP_EF_BER_TLV)
		return;
	assert_int_equal(sha256(&body, 1, hash), 0);
	for (size_t i = 0; i < sizeof(hash); i++)
		snprintf(ret_hex + 2 * i, 3, "%02x", hash[i]);
}

static void check_line(const char *line)
{
	static const char *const types[] = { "MF", "DF", "ADF", "TR", "LF", "CY", "BT" };
	const struct recorded_file *f;
	char path[64], got[LINE_MAX_LEN], hash[65];
	uint32_t size;

	assert_int_equal(sscanf(line, "%63s", path), 1);
	f = find(path);
	if (!f)
		fail_msg("no such file: %s", line);
	get_hash(f, hash);
	size = f->file.type == SAIP_EF_BER_TLV ? 0 : f->file.size;
	snprintf(got, sizeof(got), "%s %s arr=%u size=%u record=%u %s", path, types[f->file.type],
	         f->file.arr_record, (unsigned)size, f->file.record_length, hash);
	assert_string_equal(got, line);
}

/* Runs the lines of the packages in a directory; the number of those found there. */
static size_t check_packages(const char *directory, const char *prefix, size_t *ret_files)
{
	FILE *in = fopen(expected_path, "r");
	char line[LINE_MAX_LEN];
	bool loaded = false;
	size_t packages = 0;

	assert_non_null(in);
	*ret_files = 0;
	while (fgets(line, sizeof(line), in)) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] == '#')
			continue;
		if (strncmp(line, "package ", 8) != 0) {
			if (loaded)
				check_line(line);
			*ret_files += loaded;
			continue;
		}
		if (loaded)
			recorder_stop(&r);
		loaded = (strncmp(line + 8, "TS48", 4) == 0) == (*prefix != '\0') &&
		         load_package(directory, line + 8);
		packages += loaded;
	}
	if (loaded)
		recorder_stop(&r);
	fclose(in);
	return packages;
}

static void test_samples(void **state)
{
	size_t files;

	(void)state;
	assert_int_equal(check_packages(samples_dir, "", &files), 4);
	assert_true(files > 60);
}

static void test_ts48(void **state)
{
	const char *root = getenv("SOFTEUICC_TESTDATA");
	char directory[4096];
	size_t packages, files;

	(void)state;
	snprintf(directory, sizeof(directory), "%s/ts48", root ? root : TESTDATA_DEFAULT);
	packages = check_packages(directory, "TS48", &files);
	if (packages == 0) {
		print_message("SOFTEUICC_TESTDATA has no TS.48 packages\n");
		skip();
	}
	print_message("%zu files of %zu packages\n", files, packages);
	assert_true(files > packages * 150);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_samples),
		cmocka_unit_test(test_ts48),
	};

	if (argc < 3)
		return 2;
	expected_path = argv[1];
	samples_dir = argv[2];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
