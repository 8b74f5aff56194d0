/*
 * Every file that packages make, against what pySim's SAIP library makes of them: type, access rule,
 * short id, special file information, size, and hash of the body, recorded in
 * data/expected-files.txt [TCA SAIP 3.3 annex A].
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "expected.h"
#include "recorder.h"

enum { PACKAGE_MAX = 65536 };

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

static const struct recorded_file *find(const struct expected_file *e)
{
	const struct recorded_file *f = NULL;
	saip_file_id at = SAIP_NO_FILE;

	for (size_t i = 0; i < e->path.depth; i++) {
		f = recorder_find(&r, at, e->path.ids[i]);
		if (!f)
			return NULL;
		at = (saip_file_id)(f - r.files);
	}
	return f;
}

static void check_number(const char *line, const char *what, long got, long wanted)
{
	if (got != wanted)
		fail_msg("%s: %s is %ld", line, what, got);
}

static void check_line(const char *line)
{
	static const char *const types[] = { "MF", "DF", "ADF", "TR", "LF", "CY", "BT" };
	const struct recorded_file *f;
	struct expected_file e;

	expected_parse(line, &e);
	f = find(&e);
	if (!f)
		fail_msg("no such file: %s", line);
	assert_string_equal(types[f->file.type], e.type);
	check_number(line, "arr", f->file.arr_record, e.arr);
	if (e.arr_fid != EXPECTED_NOT_SAID)
		check_number(line, "EF.ARR", f->file.arr_fid, e.arr_fid);
	for (size_t i = 1; i < e.link.depth; i++)
		check_number(line, "link", f->link[2 * i - 2] << 8 | f->link[2 * i - 1],
		             e.link.ids[i]);
	check_number(line, "record", f->file.record_length, e.record);
	check_number(line, "max", f->file.max_size, e.max);
	if (e.sfi != EXPECTED_NOT_SAID)
		check_number(line, "sfi", f->file.sfi, e.sfi);
	if (e.special != EXPECTED_NOT_SAID)
		check_number(line, "special", f->file.special_information, e.special);
	if (e.has_body)
		expected_check_body(&e, (struct span){ f->body, f->file.size });
}

/* Runs the lines of the packages in a directory; the number of those found there. */
static size_t check_packages(const char *directory, const char *prefix, size_t *ret_files)
{
	FILE *in = fopen(expected_path, "r");
	char line[EXPECTED_LINE_MAX];
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
