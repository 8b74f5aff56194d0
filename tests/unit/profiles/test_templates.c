/*
 * The template tables: what must hold for all rows; all rows against an independent source, recorded
 * in data/templates.txt; and rows known from the 3GPP and ETSI specifications [TCA SAIP 3.3 annex A].
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "profiles/saip_pe.h"
#include "profiles/templates.h"

static const char *data_path;

static bool is_directory(const struct saip_template_file *f)
{
	return f->type == SAIP_MF || f->type == SAIP_DF || f->type == SAIP_ADF;
}

static void check_row(const struct saip_template_file *f)
{
	assert_non_null(f->name);
	assert_true(f->sfi <= 30);
	assert_true(f->arr <= 14);
	assert_true(f->last == 0 || f->last > f->fid);
	if (is_directory(f)) {
		assert_int_equal(f->size, 0);
		assert_int_equal(f->arr, 14);
		assert_null(f->fill.ptr);
		return;
	}
	if (f->type == SAIP_EF_LINEAR || f->type == SAIP_EF_CYCLIC)
		assert_true(f->size <= 255);
	else
		assert_int_equal(f->records, 0);
	assert_true(f->size == 0 || f->fill.len <= f->size);
	assert_true(!(f->flags & SAIP_REPEAT) || f->fill.ptr);
	assert_true(!(f->flags & SAIP_GIVEN) || !f->fill.ptr);
}

/* In one directory, file ids and short ids are used once. */
static void check_siblings(const struct saip_template *t, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		const struct saip_template_file *a = &t->files[i];

		for (size_t k = from; k < i; k++) {
			const struct saip_template_file *b = &t->files[k];
			uint16_t end = b->last ? b->last : b->fid;

			assert_true(strcmp(a->name, b->name) != 0);
			if (a->fid && b->fid && (a->fid >= b->fid && a->fid <= end))
				fail_msg("%s and %s share %04X", a->name, b->name, a->fid);
			if (a->sfi && a->sfi == b->sfi)
				fail_msg("%s and %s share SFI %u", a->name, b->name, a->sfi);
		}
	}
}

static void test_invariants(void **state)
{
	(void)state;
	for (const struct saip_template *t = saip_templates; t->files; t++) {
		size_t from = 0;

		assert_ptr_equal(saip_template_find(t->oid), t);
		assert_non_null(saip_template_pe_find(t->tag));
		assert_true(saip_template_newest(t->tag)->count >= t->count);
		for (size_t i = 0; i < t->count; i++) {
			check_row(&t->files[i]);
			if (!is_directory(&t->files[i]))
				continue;
			check_siblings(t, from, i);
			from = i + 1;
		}
		check_siblings(t, from, t->count);
		/* same components in all versions */
		for (size_t i = 0; i < t->count; i++)
			assert_string_equal(t->files[i].name,
			                    saip_template_newest(t->tag)->files[i].name);
	}
}

static void test_elements(void **state)
{
	(void)state;
	for (const struct saip_template_pe *pe = saip_template_pes; pe->name; pe++) {
		assert_non_null(saip_template_newest(pe->tag));
		for (const struct saip_template_pe *q = saip_template_pes; q < pe; q++)
			assert_true(q->tag != pe->tag && strcmp(q->name, pe->name) != 0);
	}
	assert_null(saip_template_pe_find(0xA0));
	assert_null(saip_template_newest(0xA0));
	assert_null(saip_template_find((struct span){ NULL, 0 }));
}

/* Automatic tags: number 2 for the first file, two octets from number 31 on. */
static void test_component_tags(void **state)
{
	(void)state;
	assert_int_equal(saip_template_component(0), 0xA2);
	assert_int_equal(saip_template_component(28), 0xBE);
	assert_int_equal(saip_template_component(29), 0xBF1F);
	assert_int_equal(saip_template_component(85), 0xBF57);
}

/* File ids, sizes and SFIs as TS 102 221, TS 31.102, TS 31.103, TS 51.011 and C.S0065 have them. */
static const struct known {
	uint8_t oid[8];
	size_t oid_len;
	const char *name;
	uint16_t fid, size;
	uint8_t records, sfi;
} known[] = {
	{ { 0x67, 0x81, 0x0F, 1, 2, 1 }, 6, "ef-iccid", 0x2FE2, 10, 0, 0 },
	{ { 0x67, 0x81, 0x0F, 1, 2, 1 }, 6, "ef-dir", 0x2F00, 0, 0, 30 },
	{ { 0x67, 0x81, 0x0F, 1, 2, 1 }, 6, "ef-umpc", 0x2F08, 5, 0, 8 },
	{ { 0x67, 0x81, 0x0F, 1, 2, 4 }, 6, "ef-imsi", 0x6F07, 9, 0, 7 },
	{ { 0x67, 0x81, 0x0F, 1, 2, 4 }, 6, "ef-ust", 0x6F38, 14, 0, 4 },
	{ { 0x67, 0x81, 0x0F, 1, 2, 4, 2 }, 7, "ef-ust", 0x6F38, 17, 0, 4 },
	{ { 0x67, 0x81, 0x0F, 1, 2, 4 }, 6, "ef-loci", 0x6F7E, 11, 0, 11 },
	{ { 0x67, 0x81, 0x0F, 1, 2, 4 }, 6, "ef-sms", 0x6F3C, 176, 10, 0 },
	{ { 0x67, 0x81, 0x0F, 1, 2, 5 }, 6, "ef-plmnwact", 0x6F60, 40, 0, 10 },
	{ { 0x67, 0x81, 0x0F, 1, 2, 5 }, 6, "ef-ext7", 0x6FCC, 13, 10, 0 },
	{ { 0x67, 0x81, 0x0F, 1, 2, 5, 3 }, 7, "ef-eaka", 0x6F01, 1, 0, 0 },
	{ { 0x67, 0x81, 0x0F, 1, 2, 7 }, 6, "ef-kc", 0x4F20, 9, 0, 1 },
	{ { 0x67, 0x81, 0x0F, 1, 2, 8 }, 6, "ef-impi", 0x6F02, 0, 0, 2 },
	{ { 0x67, 0x81, 0x0F, 1, 2, 10 }, 6, "ef-imsi-m", 0x6F22, 10, 0, 4 },
	{ { 0x67, 0x81, 0x0F, 1, 2, 13 }, 6, "df-df-5gs", 0x5FC0, 0, 0, 0 },
	{ { 0x67, 0x81, 0x0F, 1, 2, 13 }, 6, "ef-5gs3gppnsc", 0x4F03, 57, 1, 3 },
	{ { 0x67, 0x81, 0x0F, 1, 2, 13, 3 }, 7, "ef-5gs3gppnsc", 0x4F03, 62, 2, 3 },
	{ { 0x67, 0x81, 0x0F, 1, 2, 14 }, 6, "df-df-saip", 0x5FD0, 0, 0, 0 },
	{ { 0x67, 0x81, 0x0F, 1, 2, 17 }, 6, "ef-imsi", 0x6F07, 9, 0, 7 },
};

static void test_known_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < A_COUNT(known); i++) {
		const struct known *k = &known[i];
		const struct saip_template *t = saip_template_find(
		        (struct span){ k->oid, k->oid_len });
		const struct saip_template_file *f = NULL;

		assert_non_null(t);
		for (size_t row = 0; row < t->count; row++) {
			if (!strcmp(t->files[row].name, k->name))
				f = &t->files[row];
		}
		if (!f)
			fail_msg("%s missing", k->name);
		assert_int_equal(f->fid, k->fid);
		assert_int_equal(f->size, k->size);
		assert_int_equal(f->records, k->records);
		assert_int_equal(f->sfi, k->sfi);
	}
}

/* ---- all rows, against an independent source ---- */

enum { BODY_MAX = 256, TEMPLATES = 40, ROWS = 128 };

/* A line of data/templates.txt: numbers as they stand, for "-" means that it is not said. */
struct line {
	char oid[32], path[24], type[4];
	char records[8], size[8], arr[8], sfi[8], high[8], given[8];
	char body[2 * BODY_MAX + 1];
};

static const struct saip_template *find_template(const char *oid)
{
	static const char arc[] = "2.23.143.";
	uint8_t octets[8] = { 0x67, 0x81, 0x0F };
	size_t len = 3;

	assert_memory_equal(oid, arc, sizeof(arc) - 1);
	for (const char *p = oid + sizeof(arc) - 1; p; p = strchr(p, '.')) {
		p += *p == '.';
		assert_true(len < sizeof(octets));
		octets[len++] = (uint8_t)atoi(p);
	}
	return saip_template_find((struct span){ octets, len });
}

/* The row at a path "5F3A/4F40-4F47"; the template's own directory is not in it. */
static const struct saip_template_file *find_row(const struct saip_template *t, const char *path)
{
	const char *slash = strchr(path, '/');
	const char *ids = slash ? slash + 1 : path;
	uint16_t directory = slash ? (uint16_t)strtoul(path, NULL, 16) : 0;
	uint16_t fid = (uint16_t)strtoul(ids, NULL, 16);
	uint16_t last = ids[4] == '-' ? (uint16_t)strtoul(ids + 5, NULL, 16) : 0;
	uint16_t at = 0;

	for (size_t i = 0; i < t->count; i++) {
		const struct saip_template_file *f = &t->files[i];

		if (is_directory(f))
			at = i ? f->fid : 0;
		if (f->fid == fid && f->last == last && (is_directory(f) ? 0 : at) == directory)
			return f;
	}
	return NULL;
}

/* All differences are printed; how many there are. */
static int check_number(const struct line *line, const char *what, const char *wanted, int got)
{
	if (wanted[0] == '-' || atoi(wanted) == got)
		return 0;
	print_error("%s %s: %s is %d instead of %s\n", line->oid, line->path, what, got, wanted);
	return 1;
}

/* The body, or a record: no default means FF. */
static int check_body(const struct line *line, const struct saip_template_file *f)
{
	char got[sizeof(line->body)] = "-";
	size_t octets = line->body[0] == '-' ? 0 : strlen(line->body) / 2;

	if (octets == 0)
		return check_number(line, "fill", "0", f->fill.ptr != NULL);
	for (size_t i = 0; i < octets; i++) {
		size_t at = i < f->fill.len          ? i
		            : f->flags & SAIP_REPEAT ? i % f->fill.len
		                                     : f->fill.len - 1;

		snprintf(got + 2 * i, 3, "%02X", f->fill.ptr ? f->fill.ptr[at] : 0xFF);
	}
	if (strcmp(got, line->body) == 0)
		return 0;
	print_error("%s %s: body is %s instead of %s\n", line->oid, line->path, got, line->body);
	return 1;
}

static int check_line(const struct line *line, bool seen[TEMPLATES][ROWS])
{
	static const char *const types[] = { "MF", "DF", "ADF", "TR", "LF", "CY", "BT" };
	const struct saip_template *t = find_template(line->oid);
	const struct saip_template_file *f = t ? find_row(t, line->path) : NULL;

	if (!f) {
		print_error("no row for %s %s\n", line->oid, line->path);
		return 1;
	}
	assert_string_equal(types[f->type], line->type);
	assert_false(seen[t - saip_templates][f - t->files]);
	seen[t - saip_templates][f - t->files] = true;
	return check_number(line, "records", line->records, f->records) +
	       check_number(line, "size", line->size, f->size) +
	       check_number(line, "arr", line->arr, f->arr) +
	       check_number(line, "sfi", line->sfi, f->sfi) +
	       check_number(line, "high", line->high, (f->flags & SAIP_HIGH) != 0) +
	       check_number(line, "given", line->given, (f->flags & SAIP_GIVEN) != 0) +
	       check_body(line, f);
}

/* IoT has no source, and of CSIM only the short ids are known. */
static bool has_source(const struct saip_template *t)
{
	switch (t->tag) {
	case 0xB9:
	case 0xBA:
	case SAIP_TEMPLATE_IOT:
	case SAIP_TEMPLATE_OPT_IOT:
		return false;
	default:
		return true;
	}
}

static void test_all_rows(void **state)
{
	static bool seen[TEMPLATES][ROWS];
	FILE *in = fopen(data_path, "r");
	char text[1024];
	size_t lines = 0;
	int differences = 0;

	(void)state;
	assert_non_null(in);
	while (fgets(text, sizeof(text), in)) {
		struct line line;

		if (text[0] == '#')
			continue;
		assert_int_equal(sscanf(text,
		                        "%31s %23s %3s records=%7s size=%7s arr=%7s sfi=%7s"
		                        " high=%7s given=%7s body=%512s",
		                        line.oid, line.path, line.type, line.records, line.size,
		                        line.arr, line.sfi, line.high, line.given, line.body),
		                 10);
		differences += check_line(&line, seen);
		lines++;
	}
	fclose(in);
	assert_int_equal(differences, 0);
	assert_true(lines > 500);
	for (size_t i = 0; saip_templates[i].files; i++) {
		for (size_t row = 0; row < saip_templates[i].count; row++) {
			if (has_source(&saip_templates[i]) && !seen[i][row])
				fail_msg("no line for %s of template %zu",
				         saip_templates[i].files[row].name, i);
		}
	}
}

/* How many rows each version has. */
static void test_versions(void **state)
{
	static const struct {
		uint8_t tail[2];
		size_t tail_len, count;
	} versions[] = {
		{ { 3 }, 1, 38 },     { { 3, 2 }, 2, 46 }, { { 5 }, 1, 74 },
		{ { 5, 2 }, 2, 85 },  { { 5, 3 }, 2, 86 }, { { 9 }, 1, 9 },
		{ { 9, 2 }, 2, 14 },  { { 13 }, 1, 11 },   { { 13, 2 }, 2, 13 },
		{ { 13, 4 }, 2, 20 }, { { 10 }, 1, 35 },   { { 11 }, 1, 67 },
	};

	(void)state;
	for (size_t i = 0; i < A_COUNT(versions); i++) {
		uint8_t oid[7] = {
			0x67, 0x81, 0x0F, 1, 2, versions[i].tail[0], versions[i].tail[1]
		};
		const struct saip_template *t = saip_template_find(
		        (struct span){ oid, 5 + versions[i].tail_len });

		assert_non_null(t);
		assert_int_equal(t->count, versions[i].count);
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_rows),   cmocka_unit_test(test_invariants),
		cmocka_unit_test(test_elements),   cmocka_unit_test(test_component_tags),
		cmocka_unit_test(test_known_rows), cmocka_unit_test(test_versions),
	};

	if (argc < 2)
		return 2;
	data_path = argv[1];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
