/*
 * A terminal walks the whole tree of an installed TS.48 profile: every file is selected from its
 * parent and by its path from the MF, and read; what the APDUs show must be what pySim's SAIP
 * library makes of the package (tests/unit/profiles/data). Then a search through the file ids that
 * specifications use, for files that pySim does not list. [TS 102 221 8.4, 11.1.1, 11.1.3, 11.1.5].
 * Needs the test data, which are not part of this project: environment
 * variable SOFTEUICC_TESTDATA.
 */
#include "fixture.h"

#include "peers/exchange.h"
#include "tests/unit/profiles/expected.h"

#include <stdlib.h>
#include <string.h>

enum {
	INS_VERIFY = 0x20,
	INS_SELECT = 0xA4,
	INS_READ_BINARY = 0xB0,
	INS_READ_RECORD = 0xB2,
	INS_RETRIEVE_DATA = 0xCB,
	BY_FID = 0x00,
	BY_CHILD = 0x01,
	BY_PARENT = 0x03,
	BY_AID = 0x04,
	BY_PATH = 0x08,
	BINARY_MAX = 255,
	OBJECTS_MAX = 4096,
	SW_SECURITY = 0x6982,
	SW_ABSENT = 0x6A82,
};

#define ICCID    "98001032547698103214"
#define PACKAGES 5

static const char *expected_path;

/* Applications by the ids that these packages give their ADFs. That of CSIM has several ends. */
static const struct {
	uint16_t id;
	const char *aid;
} applications[] = {
	{ 0x7FD0, "A0000000871002FF49FF0589" },
	{ 0x7FB0, "A0000000871004FF49FF0589" },
	{ 0x7FC0, "A0000003431002" },
};

/* A walk, and what it has seen. */
struct walk {
	struct fixture *f;
	const char *package;
	const char *line; /* of the expectations, now being checked */
	size_t files;     /* as listed */
	size_t closed;    /* of them: not to be read */
	size_t links;     /* of them: compared with the file behind */
	size_t found;     /* by the search */
};

static uint16_t command(struct walk *w, uint8_t ins, uint8_t p1, uint8_t p2, struct span data,
                        int le, struct span *ret_data)
{
	const struct exchange_command c = {
		ins == INS_RETRIEVE_DATA ? 0x80 : 0x00, ins, p1, p2, data, le
	};
	uint16_t sw;

	assert_int_equal(exchange_run(&w->f->transport, &c, &w->f->arena, ret_data, &sw), 0);
	return sw;
}

/* FCP of what is selected; its value. */
static uint16_t select_file(struct walk *w, uint8_t p1, struct span data, struct span *ret_fcp)
{
	struct span answer;
	struct der_tlv fcp;
	uint16_t sw = command(w, INS_SELECT, p1, 0x04, data, EXCHANGE_NO_LE, &answer);

	if (sw != 0x9000)
		return sw;
	assert_true(der_whole(answer, 0x62, &fcp));
	*ret_fcp = fcp.value;
	return sw;
}

static uint16_t select_id(struct walk *w, uint16_t id, struct span *ret_fcp)
{
	const uint8_t data[] = { (uint8_t)(id >> 8), (uint8_t)id };

	return select_file(w, BY_FID, SPAN(data), ret_fcp);
}

static const char *find_aid(uint16_t id)
{
	for (size_t i = 0; i < A_COUNT(applications); i++)
		if (applications[i].id == id)
			return applications[i].aid;
	return NULL;
}

/* ---- reading ---- */

static unsigned int number(struct span fcp, uint32_t tag)
{
	struct der_tlv tlv;
	unsigned int value = 0;

	if (!der_find(fcp, tag, &tlv))
		fail_msg("no %02X in the FCP", (unsigned)tag);
	for (size_t i = 0; i < tlv.value.len; i++)
		value = value << 8 | tlv.value.ptr[i];
	return value;
}

static uint16_t read_binary(struct walk *w, size_t size, uint8_t *body)
{
	for (size_t at = 0; at < size;) {
		size_t n = size - at < BINARY_MAX ? size - at : BINARY_MAX;
		struct span part;
		uint16_t sw = command(w, INS_READ_BINARY, (uint8_t)(at >> 8), (uint8_t)at,
		                      (struct span){ NULL, 0 }, (int)n, &part);

		if (sw != 0x9000)
			return sw;
		assert_int_equal(part.len, n);
		memcpy(body + at, part.ptr, n);
		at += n;
	}
	return 0x9000;
}

static uint16_t read_records(struct walk *w, size_t size, size_t record, uint8_t *body)
{
	for (size_t i = 0; i < size / record; i++) {
		struct span part;
		uint16_t sw = command(w, INS_READ_RECORD, (uint8_t)(i + 1), 0x04,
		                      (struct span){ NULL, 0 }, (int)record, &part);

		if (sw != 0x9000)
			return sw;
		assert_int_equal(part.len, record);
		memcpy(body + i * record, part.ptr, record);
	}
	return 0x9000;
}

/* The objects of a BER-TLV EF, by its tag list, which is tag 5C [TS 102 221 11.3.1]. */
static uint16_t read_objects(struct walk *w, struct span *ret_body)
{
	static const uint8_t all[] = { 0x5C };
	uint8_t *body = arena_alloc(&w->f->arena, OBJECTS_MAX);
	struct der_tlv tags;
	struct span answer;
	size_t len = 0;
	uint16_t sw = command(w, INS_RETRIEVE_DATA, 0, 0x80, SPAN(all), 0, &answer);

	assert_non_null(body);
	if (sw != 0x9000)
		return sw;
	assert_true(der_whole(answer, 0x5C, &tags));
	for (size_t i = 0; i < tags.value.len; i++) {
		const uint8_t tag[] = { tags.value.ptr[i] };

		assert_int_not_equal(tag[0] & 0x1F, 0x1F); /* no longer ones in these packages */
		sw = command(w, INS_RETRIEVE_DATA, 0, 0x80, SPAN(tag), 0, &answer);
		assert_int_equal(sw, 0x9000);
		assert_true(answer.len <= OBJECTS_MAX - len);
		memcpy(body + len, answer.ptr, answer.len);
		len += answer.len;
	}
	*ret_body = (struct span){ body, len };
	return sw;
}

/* Reads the current EF as its FCP says that it is; the content is in the arena. */
static uint16_t read_current(struct walk *w, struct span fcp, struct span *ret_body)
{
	struct der_tlv descriptor;
	size_t size = number(fcp, 0x80), record;
	uint8_t *body = arena_alloc(&w->f->arena, size + 1);

	assert_non_null(body);
	*ret_body = (struct span){ body, size };
	assert_true(der_find(fcp, 0x82, &descriptor) && descriptor.value.len >= 2);
	switch (descriptor.value.ptr[0] & 0x3F) {
	case 0x01:
		return read_binary(w, size, body);
	case 0x02:
	case 0x06:
		assert_int_equal(descriptor.value.len, 5);
		record = (size_t)descriptor.value.ptr[2] << 8 | descriptor.value.ptr[3];
		assert_int_equal(record * descriptor.value.ptr[4], size);
		return read_records(w, size, record, body);
	case 0x39:
		return read_objects(w, ret_body);
	default:
		fail_msg("file descriptor %02X", descriptor.value.ptr[0]);
		return 0;
	}
}

/* ---- the expectations ---- */

/*
 * EF.SUME and EF.SUCI_Calc_Info_USIM in packages whose access rules for them say nothing about
 * READ: their access mode octet is 5E [TS 102 221 9.2.4].
 */
static bool is_closed(const struct walk *w, const struct expected_file *e)
{
	static const struct {
		const char *package;
		uint16_t parent, id;
	} closed[] = {
		{ "TS48v3", 0x7F10, 0x6F54 }, { "TS48v4", 0x7F10, 0x6F54 },
		{ "TS48v5", 0x7F10, 0x6F54 }, { "TS48v3", 0x5FD0, 0x4F01 },
		{ "TS48v4", 0x5FD0, 0x4F01 },
	};

	for (size_t i = 0; i < A_COUNT(closed); i++)
		if (strncmp(w->package, closed[i].package, 6) == 0 &&
		    e->path.ids[e->path.depth - 2] == closed[i].parent &&
		    e->path.ids[e->path.depth - 1] == closed[i].id)
			return true;
	return false;
}

static void expect_descriptor(const struct expected_file *e, struct span fcp)
{
	static const struct {
		const char *type;
		uint8_t descriptor;
	} types[] = { { "MF", 0x38 }, { "DF", 0x38 }, { "ADF", 0x38 }, { "TR", 0x01 },
		      { "LF", 0x02 }, { "CY", 0x06 }, { "BT", 0x39 } };
	struct der_tlv descriptor;

	assert_true(der_find(fcp, 0x82, &descriptor) && descriptor.value.len >= 2);
	for (size_t i = 0; i < A_COUNT(types); i++)
		if (strcmp(types[i].type, e->type) == 0)
			assert_int_equal(descriptor.value.ptr[0] & 0x3F, types[i].descriptor);
	/* Of a link, pySim says what its template has; it has the shape of the file behind it. */
	if (e->record && e->has_body)
		assert_int_equal(descriptor.value.ptr[2] << 8 | descriptor.value.ptr[3], e->record);
}

static bool is_directory(const struct expected_file *e)
{
	return strcmp(e->type, "MF") == 0 || strcmp(e->type, "DF") == 0 ||
	       strcmp(e->type, "ADF") == 0;
}

/*
 * Short id, in the upper five bits of 88 which is empty where there is none; special file information
 * and maximum size in A5 [TS 102 221 11.1.1.4.6, 11.1.1.4.8].
 */
static void expect_ef(const struct expected_file *e, struct span fcp)
{
	struct der_tlv proprietary = { 0 };

	if (e->sfi != EXPECTED_NOT_SAID)
		assert_int_equal(number(fcp, 0x88), e->sfi << 3);
	der_find(fcp, 0xA5, &proprietary);
	if (e->special > 0)
		assert_int_equal(number(proprietary.value, 0xC0), e->special);
	else if (e->special == 0)
		assert_false(der_find(proprietary.value, 0xC0, &proprietary));
	if (e->max)
		assert_int_equal(number(proprietary.value, 0x86), e->max);
	if (e->has_body && e->size_is_least)
		assert_true(number(fcp, 0x80) >= e->size);
	else if (e->has_body)
		assert_int_equal(number(fcp, 0x80), e->size);
}

/*
 * PIN status template: PS_DO, a bit for each PIN that says if it is enabled, and the key references
 * [TS 102 221 9.5.2, 11.1.1.4.10].
 */
static void expect_pins(const struct expected_file *e, struct span fcp)
{
	struct der_tlv status, states, reference;
	struct der_reader r;

	assert_true(der_find(fcp, 0xC6, &status));
	r = der_reader(status.value);
	assert_true(der_take(&r, 0x90, &states) && states.value.len == 1);
	for (size_t i = 0; i < e->pin_count; i++) {
		assert_true(der_take(&r, 0x83, &reference) && reference.value.len == 1);
		assert_int_equal(reference.value.ptr[0], e->pins[i].reference);
		assert_int_equal(states.value.ptr[0] >> (7 - i) & 1, e->pins[i].enabled);
	}
	assert_false(der_more(&r));
}

/* FCP against line: id, descriptor, access rule, what EFs have. Of an ADF the AID: it has no id. */
static void expect_fcp(const struct expected_file *e, struct span fcp)
{
	const uint16_t id = e->path.ids[e->path.depth - 1];
	char aid[2 * UINT8_MAX];
	struct der_tlv name;

	expect_descriptor(e, fcp);
	assert_int_equal(number(fcp, 0x8B), (unsigned int)e->arr_fid << 8 | e->arr);
	assert_int_equal(number(fcp, 0x8A), 0x05);
	if (strcmp(e->type, "ADF") == 0) {
		assert_true(der_find(fcp, 0x84, &name));
		hex_encode(name.value, aid);
		assert_memory_equal(aid, find_aid(id), strlen(find_aid(id)));
	} else {
		assert_int_equal(number(fcp, 0x83), id);
	}
	if (is_directory(e))
		expect_pins(e, fcp);
	else
		expect_ef(e, fcp);
}

/* One step at a time; where the path enters an application, by its AID. */
static struct span select_stepwise(struct walk *w, const struct expected_path *path)
{
	struct span fcp = { NULL, 0 };

	for (size_t i = 0; i < path->depth; i++) {
		const char *aid = find_aid(path->ids[i]);
		uint16_t sw = aid ? select_file(w, BY_AID, fixture_hex(w->f, aid), &fcp)
		                  : select_id(w, path->ids[i], &fcp);

		if (sw != 0x9000)
			fail_msg("%s: SELECT %04X: %04X", w->line, path->ids[i], sw);
	}
	return fcp;
}

/* A link shows the body of the other file, whose own line says what that is. */
static void expect_linked(struct walk *w, const struct expected_file *e, struct span shown)
{
	struct span body, fcp = select_stepwise(w, &e->link);

	assert_int_equal(read_current(w, fcp, &body), 0x9000);
	assert_true(span_equal(shown, body));
	w->links++;
}

static void expect_body(struct walk *w, const struct expected_file *e, struct span fcp)
{
	struct span body;
	uint16_t sw = read_current(w, fcp, &body);

	if (sw != (is_closed(w, e) ? SW_SECURITY : 0x9000))
		fail_msg("%s: read with %04X", w->line, sw);
	w->closed += sw == SW_SECURITY;
	if (sw == SW_SECURITY)
		return;
	if (e->link.depth)
		expect_linked(w, e, body);
	else
		expected_check_body(e, body);
}

/* From the MF; the application is the current one by now, 7FFF. */
static struct span select_path(struct walk *w, const struct expected_path *path)
{
	uint8_t octets[2 * EXPECTED_DEPTH];
	struct span fcp;
	uint16_t sw;

	for (size_t i = 1; i < path->depth; i++) {
		uint16_t id = find_aid(path->ids[i]) ? 0x7FFF : path->ids[i];

		octets[2 * i - 2] = (uint8_t)(id >> 8);
		octets[2 * i - 1] = (uint8_t)id;
	}
	sw = select_file(w, BY_PATH, (struct span){ octets, 2 * (path->depth - 1) }, &fcp);
	if (sw != 0x9000)
		fail_msg("%s: SELECT by path: %04X", w->line, sw);
	return fcp;
}

static void check_line(struct walk *w, const char *line)
{
	const size_t used = w->f->arena.used;
	struct expected_file e;
	struct span fcp, again;

	expected_parse(line, &e);
	w->line = line;
	fcp = select_stepwise(w, &e.path);
	expect_fcp(&e, fcp);
	if (e.path.depth > 1) {
		again = select_path(w, &e.path);
		assert_true(span_equal(fcp, again));
	}
	if (!is_directory(&e))
		expect_body(w, &e, fcp);
	w->files++;
	w->f->arena.used = used;
}

/* ---- files that nobody has listed ---- */

/* Reads the EF of this id in the current directory, if there is one. */
static void try_ef(struct walk *w, uint16_t id)
{
	const size_t used = w->f->arena.used;
	struct span fcp, body;
	uint16_t sw = select_id(w, id, &fcp);

	if (sw == 0x9000) {
		assert_int_equal(number(fcp, 0x83), id);
		sw = read_current(w, fcp, &body);
		w->found++;
		if (sw != 0x9000 && sw != SW_SECURITY)
			fail_msg("%04X: %04X", id, sw);
	} else if (sw != SW_ABSENT) {
		fail_msg("SELECT %04X: %04X", id, sw);
	}
	w->f->arena.used = used;
}

/* All below the current directory that has an id as TS 102 221 8.6 and TS 31.102 give them. */
static void search(struct walk *w, unsigned int depth)
{
	static const uint8_t efs[] = { 0x2F, 0x4F, 0x6F }, dfs[] = { 0x5F, 0x7F };
	struct span none = { NULL, 0 }, answer;

	for (size_t i = 0; i < sizeof(efs) * 256; i++)
		try_ef(w, (uint16_t)(efs[i / 256] * 256U + i % 256));
	for (size_t i = 0; i < sizeof(dfs) * 256; i++) {
		const uint8_t id[] = { dfs[i / 256], (uint8_t)i };
		uint16_t sw = command(w, INS_SELECT, BY_CHILD, 0x0C, SPAN(id), EXCHANGE_NO_LE,
		                      &answer);

		if (sw == SW_ABSENT)
			continue;
		assert_int_equal(sw, 0x9000);
		w->found++;
		assert_true(depth < EXPECTED_DEPTH);
		search(w, depth + 1);
		sw = command(w, INS_SELECT, BY_PARENT, 0x0C, none, EXCHANGE_NO_LE, &answer);
		assert_int_equal(sw, 0x9000);
	}
}

static void search_all(struct walk *w)
{
	struct span fcp;

	w->found = 1; /* the MF */
	assert_int_equal(select_id(w, 0x3F00, &fcp), 0x9000);
	search(w, 0);
	for (size_t i = 0; i < A_COUNT(applications); i++) {
		uint16_t sw = select_file(w, BY_AID, fixture_hex(w->f, applications[i].aid), &fcp);

		assert_int_equal(sw, 0x9000);
		w->found++;
		search(w, 0);
	}
}

/* ---- the packages ---- */

/* PINs as these packages have them: ADM1 and ADM2; PIN1 is disabled. */
static void open_files(struct walk *w)
{
	fixture_expect(w->f, "0020000A083535353535353535", "9000");
	fixture_expect(w->f, "0020000B083636363636363636", "9000");
}

static void install(struct walk *w, const char *path)
{
	struct fixture *f = w->f;
	BUFFER_AUTO file = { 0 };
	const char *error = "";
	uint32_t enabled;

	assert_int_equal(buffer_read_file(&file, path), 0);
	if (softeuicc_card_install(f->card, file.ptr, file.len, NULL, 0, &error) != 0)
		fail_msg("%s (%s)", error, f->last_log);
	assert_int_equal(
	        lpa_enable_profile(&f->lpa, fixture_hex(f, ICCID), false, &f->arena, &enabled), 0);
	assert_int_equal(enabled, ENABLE_RESULT_OK);
}

/* Walks one package; the lines that follow in the file are its own. */
static void check_package(const char *package, FILE *in)
{
	bool javacard = strncmp(package, "TS48v1", 6) == 0;
	char path[512], line[EXPECTED_LINE_MAX];
	struct walk w = { 0 };
	long before = ftell(in);

	fixture_testdata(path, "ts48", package);
	w.package = package;
	w.f = fixture_new(&(struct fixture_options){ .persona = javacard ? "javacard" : NULL });
	install(&w, path);
	open_files(&w);
	while (fgets(line, sizeof(line), in) && strncmp(line, "package ", 8) != 0) {
		check_line(&w, line);
		before = ftell(in);
	}
	fseek(in, before, SEEK_SET);
	search_all(&w);
	print_message("%s: %zu files as listed, %zu of them not readable, %zu links; %zu found\n",
	              package, w.files, w.closed, w.links, w.found);
	assert_int_equal(w.found, w.files);
	fixture_free(w.f);
}

static void test_walk(void **state)
{
	FILE *in = fopen(expected_path, "r");
	char line[EXPECTED_LINE_MAX];
	size_t packages = 0;

	(void)state;
	assert_non_null(in);
	while (fgets(line, sizeof(line), in)) {
		if (strncmp(line, "package TS48", 12) != 0)
			continue;
		line[strcspn(line, "\n")] = '\0';
		check_package(line + 8, in);
		packages++;
	}
	fclose(in);
	assert_int_equal(packages, PACKAGES);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_walk) };

	if (argc < 2)
		return 2;
	expected_path = argv[1];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
