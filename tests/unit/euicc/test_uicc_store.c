/* UICCs in the store: save, load, change, share, remove. */
#include "uicc_expect.h"

#include "softeuicc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define RAND1 "23553CBE9637A89D218AE64DAE47BF35"
#define AUTN1 "55F328B43577B9B94A9FFAC354DFAFB3"

static const uint8_t package[32] = { 1, 2, 3 };
static const uint8_t other_package[32] = { 4 };

struct fixture {
	struct softeuicc_store *s;
	struct uicc *installed;
};

static void add_profile(struct softeuicc_store *s, int64_t id)
{
	const uint8_t iccid[] = { 0x98, (uint8_t)id };

	assert_int_equal(store_exec(s,
	                            "INSERT INTO profile (id, card_id, iccid, isdp_aid, state,"
	                            " class, ppr, fallback_allowed, ecall, metadata, credential,"
	                            " memory) VALUES (?, 1, ?, x'A0', 0, 2, 0, 0, 0, x'', 0, 0)",
	                            "ib", id, SPAN(iccid)),
	                 0);
}

static int setup(void **state)
{
	static struct fixture f;
	struct saip_aka aka = uicc_sample_milenage();

	assert_int_equal(softeuicc_store_open(":memory:", &f.s), 0);
	assert_int_equal(store_exec(f.s,
	                            "INSERT INTO card (id, name, eid, persona, persona_json)"
	                            " VALUES (1, 'card', '', '', '')",
	                            ""),
	                 0);
	add_profile(f.s, 1);
	add_profile(f.s, 2);
	f.installed = uicc_sample(&aka);
	assert_non_null(f.installed);
	assert_int_equal(uicc_sample_store(f.installed, f.s, 1, SPAN(package)), 0);
	assert_int_equal(uicc_sample_store(f.installed, f.s, 2, SPAN(package)), 0);
	assert_int_equal(store_commit(f.s), 0);
	*state = &f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	uicc_free(f->installed);
	softeuicc_store_close(f->s);
	return 0;
}

static void load(struct fixture *f, int64_t profile, struct uicc_terminal *t)
{
	struct uicc *u;

	assert_int_equal(uicc_store_load(f->s, profile, &u), 0);
	terminal_init(t, u);
}

static int64_t count(struct softeuicc_store *s, const char *sql)
{
	STORE_STMT *stmt = store_query(s, sql, "");

	assert_int_equal(store_step(stmt), 1);
	return sqlite3_column_int64(stmt, 0);
}

/* What `show` prints: every file, PIN, NAA and element. */
static void print(const struct uicc *u, char *buf, size_t cap)
{
	FILE *out = fmemopen(buf, cap, "w");

	assert_non_null(out);
	uicc_print(u, 0, out);
	fclose(out);
}

static void test_load_is_what_was_saved(void **state)
{
	struct fixture *f = *state;
	struct uicc_terminal t;
	char before[4096] = "", after[4096] = "";

	load(f, 1, &t);
	print(f->installed, before, sizeof(before));
	print(t.u, after, sizeof(after));
	assert_string_equal(before, after);
	assert_non_null(strstr(after, "6F3A linear 3 x 4 SFI 0A ARR 6F06/4 link"));
	assert_non_null(strstr(after, "NAA " SAMPLE_ISIM_AID ": Milenage (shared)"));
	assert_non_null(strstr(after, "PIN 81 in 7FD0: enabled, 3 of 3 tries left"));
	assert_int_equal(uicc_memory(t.u), uicc_memory(f->installed));
	assert_true(span_equal(uicc_iccid(t.u), uicc_iccid(f->installed)));
	assert_false(f->s->in_transaction);
	/* Reading does not open a transaction. */
	EXPECT(&t, "00B0820000", "98001032547698103214", 0x9000);
	EXPECT(&t, VERIFY_PIN, "", 0x9000);
	assert_false(f->s->in_transaction);
	uicc_free(t.u);
}

static void test_changes_last(void **state)
{
	struct fixture *f = *state;
	struct uicc_terminal t;

	load(f, 1, &t);
	EXPECT(&t, VERIFY_ADM, "", 0x9000);
	EXPECT(&t, "00D682000122", "", 0x9000);
	assert_true(f->s->in_transaction);
	EXPECT(&t, "0024000110" PIN_1234 "3838383838383838", "", 0x9000);
	EXPECT(&t, "002C000110" PIN_WRONG PIN_9999, "", 0x63C9);
	EXPECT(&t, SELECT_USIM, "", 0x9000);
	EXPECT(&t, "0020008108" PIN_WRONG, "", 0x63C2);
	EXPECT(&t, "008800812210" RAND1 "10" AUTN1, NULL, 0x9000);
	assert_memory_equal(t.hex, "DB", 2);
	EXPECT(&t, "00DC004B03000005", "", 0x9000); /* cyclic, SFI 09 */
	assert_int_equal(store_commit(f->s), 0);
	uicc_free(t.u);

	load(f, 1, &t);
	EXPECT(&t, "00B0820001", "22", 0x9000);
	EXPECT(&t, "00200001083838383838383838", "", 0x9000);
	EXPECT(&t, "002C000100", "", 0x63C9);
	EXPECT(&t, SELECT_USIM, "", 0x9000);
	EXPECT(&t, "0020008100", "", 0x63C2);
	EXPECT(&t, "008800812210" RAND1 "10" AUTN1, NULL, 0x9000);
	assert_memory_equal(t.hex, "DC", 2);
	EXPECT(&t, "00B2014C03", "000005", 0x9000);
	uicc_free(t.u);

	/* The other profile of the same package has not changed. */
	load(f, 2, &t);
	EXPECT(&t, "00B0820001", "98", 0x9000);
	EXPECT(&t, VERIFY_PIN, "", 0x9000);
	EXPECT(&t, SELECT_USIM, "", 0x9000);
	EXPECT(&t, "008800812210" RAND1 "10" AUTN1, NULL, 0x9000);
	assert_memory_equal(t.hex, "DB", 2);
	uicc_free(t.u);
}

/* What version 3 changed, undone: a package has a hash instead of its bytes [docs/STATE.md]. */
static const char to_version_2[] =
        "PRAGMA foreign_keys = OFF;"
        "CREATE TABLE old (id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE,"
        " memory INTEGER NOT NULL, iccid BLOB NOT NULL);"
        "INSERT INTO old SELECT id, x'01', memory, iccid FROM uicc_package;"
        "DROP TABLE uicc_package;"
        "ALTER TABLE old RENAME TO uicc_package;"
        "ALTER TABLE uicc_profile DROP COLUMN unpacked;"
        "DROP TABLE uicc_profile_element;"
        "DROP TABLE uicc_profile_state;"
        "PRAGMA user_version = 2;";

/* Profiles of a store of version 2 are all there, with what they share and what they do not. */
static void test_migration(void **state)
{
	struct fixture *f = *state;
	char path[] = "/tmp/softeuicc-migration-XXXXXX", sql[128], db[64];
	char before[4096] = "", after[4096] = "";
	struct softeuicc_store *s;
	struct uicc *u;

	assert_non_null(mkdtemp(path));
	snprintf(db, sizeof(db), "%s/cards.db", path);
	snprintf(sql, sizeof(sql), "VACUUM INTO '%s'", db);
	assert_int_equal(sqlite3_exec(f->s->db, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(softeuicc_store_open(db, &s), 0);
	assert_int_equal(sqlite3_exec(s->db, to_version_2, NULL, NULL, NULL), SQLITE_OK);
	softeuicc_store_close(s);
	assert_int_equal(softeuicc_store_open(db, &s), 0);
	print(f->installed, before, sizeof(before));
	for (int64_t profile = 1; profile <= 2; profile++) {
		assert_int_equal(uicc_store_load(s, profile, &u), 0);
		print(u, after, sizeof(after));
		assert_string_equal(before, after);
		uicc_free(u);
	}
	assert_int_equal(count(s, "SELECT count(*) FROM uicc_package WHERE der IS NULL"), 1);
	assert_int_equal(count(s, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
	assert_int_equal(count(s, "PRAGMA foreign_keys"), 1);
	/* Those that come now do not share with them; those without a profile go. */
	add_profile(s, 3);
	assert_int_equal(uicc_store_add(f->installed, s, 3, SPAN(package)), 0);
	assert_int_equal(count(s, "SELECT count(*) FROM uicc_package"), 2);
	assert_int_equal(uicc_store_remove(s, 1), 0);
	assert_int_equal(uicc_store_remove(s, 2), 0);
	assert_int_equal(count(s, "SELECT count(*) FROM uicc_package"), 1);
	assert_int_equal(count(s, "SELECT count(*) FROM uicc_file"), 0);
	softeuicc_store_close(s);
	assert_int_equal(unlink(db), 0);
	assert_int_equal(rmdir(path), 0);
}

/* A package is unpacked once, and not before a profile of it wants to be loaded. */
static void test_packed(void **state)
{
	struct fixture *f = *state;
	struct uicc *u;

	assert_int_equal(uicc_store_remove(f->s, 1), 0);
	assert_int_equal(uicc_store_remove(f->s, 2), 0);
	assert_int_equal(uicc_store_add(f->installed, f->s, 1, SPAN(package)), 0);
	assert_int_equal(uicc_store_add(f->installed, f->s, 2, SPAN(package)), 0);
	assert_int_equal(count(f->s, "SELECT count(*) FROM uicc_package"), 1);
	assert_int_equal(count(f->s, "SELECT count(*) FROM uicc_file"), 0);
	assert_int_equal(uicc_store_load(f->s, 1, &u), -ENOENT);
	assert_int_equal(uicc_store_unpack(f->installed, f->s, 1), 0);
	assert_int_equal(count(f->s, "SELECT count(*) FROM uicc_file"), 29);
	assert_int_equal(uicc_store_load(f->s, 1, &u), 0);
	uicc_free(u);
	/* The other one still lacks what is its own. */
	assert_int_equal(uicc_store_load(f->s, 2, &u), -ENOENT);
	assert_int_equal(uicc_store_unpack(f->installed, f->s, 2), 0);
	assert_int_equal(count(f->s, "SELECT count(*) FROM uicc_file"), 29);
	assert_int_equal(uicc_store_load(f->s, 2, &u), 0);
	uicc_free(u);
	assert_int_equal(uicc_store_unpack(f->installed, f->s, 3), -ENOENT);
}

/* Life cycle, objects and the count of authentications. */
static void test_other_changes_last(void **state)
{
	struct fixture *f = *state;
	struct saip_aka aka = uicc_sample_milenage();
	struct uicc_terminal t;

	aka.has_counter_max = true;
	aka.counter_max[2] = 1;
	uicc_free(f->installed);
	f->installed = uicc_sample(&aka);
	assert_int_equal(uicc_store_remove(f->s, 1), 0);
	assert_int_equal(uicc_sample_store(f->installed, f->s, 1, SPAN(other_package)), 0);
	assert_int_equal(store_commit(f->s), 0);
	load(f, 1, &t);
	EXPECT(&t, VERIFY_ADM, "", 0x9000);
	EXPECT(&t, VERIFY_PIN, "", 0x9000);
	EXPECT(&t, SELECT_USIM, "", 0x9000);
	EXPECT(&t, "00440000026F7E", "", 0x9000);
	EXPECT(&t, "00040000026F7B", "", 0x9000);
	EXPECT(&t, "00A4000C026FE8", "", 0x9000);
	EXPECT(&t, "80DB008003800101", "", 0x9000);
	EXPECT(&t, "80DB0080038103AA", "", 0x63F1); /* never to be completed */
	EXPECT(&t, "008800812210" RAND1 "10" AUTN1, NULL, 0x9000);
	assert_int_equal(store_commit(f->s), 0);
	uicc_free(t.u);

	load(f, 1, &t);
	EXPECT(&t, VERIFY_PIN, "", 0x9000);
	EXPECT(&t, SELECT_USIM, "", 0x9000);
	EXPECT(&t, "00A4000C026F7E", "", 0x9000);
	EXPECT(&t, "00A4000C026F7B", "", 0x6283);
	EXPECT(&t, "00A4000C026FE8", "", 0x9000);
	EXPECT(&t, "80CB0080015C00", "5C0180", 0x9000);
	EXPECT(&t, "80CB00800180", "800101", 0x9000);
	EXPECT(&t, "008800812210" RAND1 "10" AUTN1, "", 0x6985);
	uicc_free(t.u);
}

/* Installs the sample anew as profile 1, with these sequence numbers of the ISIM. */
static void install_mapped(struct fixture *f, const struct saip_aka *isim)
{
	const struct saip_aka usim = uicc_sample_milenage();

	uicc_free(f->installed);
	f->installed = uicc_sample_mapped(&usim, isim);
	assert_non_null(f->installed);
	assert_int_equal(uicc_store_remove(f->s, 1), 0);
	assert_int_equal(uicc_sample_store(f->installed, f->s, 1, SPAN(other_package)), 0);
	assert_int_equal(store_commit(f->s), 0);
}

/* AUTHENTICATE in an application, with power before and after. */
static void expect_accepted(struct fixture *f, const char *select, bool accepted)
{
	struct uicc_terminal t;

	load(f, 1, &t);
	EXPECT(&t, VERIFY_PIN, "", 0x9000);
	EXPECT(&t, select, "", 0x9000);
	EXPECT(&t, "008800812210" RAND1 "10" AUTN1, NULL, 0x9000);
	assert_memory_equal(t.hex, accepted ? "DB" : "DC", 2);
	assert_int_equal(store_commit(f->s), 0);
	uicc_free(t.u);
}

/* The sequence numbers and limits of a mapped NAA, if they are its own. */
static void test_mapped_sqn_lasts(void **state)
{
	static const char select_isim[] = "00A4040C0C" SAMPLE_ISIM_AID;
	struct fixture *f = *state;
	struct saip_aka isim = { .mapping_options = 0, .sqn_options = 0x0E };

	install_mapped(f, &isim);
	expect_accepted(f, select_isim, true);
	expect_accepted(f, select_isim, false);
	expect_accepted(f, SELECT_USIM, true);
	expect_accepted(f, SELECT_USIM, false);
	isim.sqn_options = 0x02; /* a delta of 0 */
	install_mapped(f, &isim);
	expect_accepted(f, select_isim, false);
	isim.mapping_options = 3;
	install_mapped(f, &isim);
	expect_accepted(f, select_isim, true);
	expect_accepted(f, SELECT_USIM, false);
}

static void test_rollback(void **state)
{
	struct fixture *f = *state;
	struct uicc_terminal t;

	load(f, 1, &t);
	EXPECT(&t, "0020000108" PIN_WRONG, "", 0x63C2);
	store_rollback(f->s);
	uicc_free(t.u);
	load(f, 1, &t);
	EXPECT(&t, "0020000100", "", 0x63C3);
	uicc_free(t.u);
}

/* Nothing changes in memory where the store cannot follow. */
static void test_store_failure(void **state)
{
	struct fixture *f = *state;
	struct uicc_terminal t;

	load(f, 1, &t);
	EXPECT(&t, VERIFY_PIN, "", 0x9000);
	EXPECT(&t, VERIFY_ADM, "", 0x9000);
	assert_int_equal(store_exec(f->s, "PRAGMA query_only = 1", ""), 0);
	EXPECT(&t, "00D682000122", "", 0x6581);
	EXPECT(&t, "00B0820001", "98", 0x9000);
	EXPECT(&t, "0024000110" PIN_1234 PIN_9999, "", 0x6581);
	EXPECT(&t, SELECT_USIM, "", 0x9000);
	EXPECT(&t, "008800812210" RAND1 "10" AUTN1, "", 0x6581);
	EXPECT(&t, "0020000108" PIN_WRONG, "", 0x6581);
	EXPECT(&t, "002C000110" PIN_WRONG PIN_1234, "", 0x6581);
	EXPECT(&t, "002C000100", "", 0x63CA);
	EXPECT(&t, VERIFY_PIN, "", 0x9000);
	EXPECT(&t, "00A4000C026F7B", "", 0x9000);
	EXPECT(&t, "00040000", "", 0x6581);
	EXPECT(&t, "00A4000C026F7B", "", 0x9000); /* still activated */
	EXPECT(&t, "00A4000C026FE8", "", 0x9000);
	EXPECT(&t, "80DB008003800101", "", 0x6581);
	EXPECT(&t, "80DB0080038103AA", "", 0x6581);
	EXPECT(&t, "80DB000002AAAA", "", 0x6985);
	EXPECT(&t, "80CB0080015C00", "5C00", 0x9000);
	assert_int_equal(store_exec(f->s, "PRAGMA query_only = 0", ""), 0);
	uicc_free(t.u);
}

static void test_sharing_and_removal(void **state)
{
	struct fixture *f = *state;
	struct uicc_terminal t;
	struct uicc *u;

	assert_int_equal(count(f->s, "SELECT count(*) FROM uicc_package"), 1);
	assert_int_equal(count(f->s, "SELECT count(*) FROM uicc_profile_body"), 0);
	assert_int_equal(count(f->s, "SELECT count(*) FROM uicc_file"), 29);
	load(f, 1, &t);
	EXPECT(&t, VERIFY_ADM, "", 0x9000);
	EXPECT(&t, "00D682000122", "", 0x9000);
	EXPECT(&t, "00D682000123", "", 0x9000);
	assert_int_equal(count(f->s, "SELECT count(*) FROM uicc_profile_body"), 1);
	uicc_free(t.u);

	assert_int_equal(uicc_store_remove(f->s, 1), 0);
	assert_int_equal(count(f->s, "SELECT count(*) FROM uicc_profile_body"), 0);
	assert_int_equal(count(f->s, "SELECT count(*) FROM uicc_profile_pin WHERE profile_id = 1"),
	                 0);
	assert_int_equal(count(f->s, "SELECT count(*) FROM uicc_package"), 1);
	assert_int_equal(uicc_store_load(f->s, 1, &u), -ENOENT);
	load(f, 2, &t);
	uicc_free(t.u);
	assert_int_equal(uicc_store_remove(f->s, 2), 0);
	assert_int_equal(count(f->s, "SELECT count(*) FROM uicc_package"), 0);
	assert_int_equal(count(f->s, "SELECT count(*) FROM uicc_file"), 0);
	assert_int_equal(count(f->s, "SELECT count(*) FROM uicc_aka"), 0);
}

static void expect_element(const struct uicc *u, size_t position, uint32_t tag, struct span der)
{
	struct uicc_element_view e;

	assert_true(uicc_element(u, position, &e));
	assert_int_equal(e.tag, tag);
	assert_int_equal(e.der.len, der.len);
	if (der.len)
		assert_memory_equal(e.der.ptr, der.ptr, der.len);
}

/* Elements that remote management changes are the profile's own; places stay what they are. */
static void test_elements(void **state)
{
	static const uint8_t element[] = { 0xA6, 0x02, 0x05, 0x00 }, changed[] = { 0xA6, 0x00 },
	                     more[] = { 0xA8, 0x01, 0x00 };
	static const uint8_t aid[] = { 0xA0, 0x00, 0x00, 0x00, 0x01 };
	const struct span nothing = { NULL, 0 };
	struct fixture *f = *state;
	struct uicc_element_view e;
	struct uicc *u;

	assert_int_equal(uicc_store_load(f->s, 1, &u), 0);
	assert_int_equal(uicc_element_set(u, 0, 0xA6, SPAN(changed)), 0);
	assert_int_equal(uicc_element_add(u, 0xA8, SPAN(more)), 0);
	assert_int_equal(uicc_element_add(u, 0xA8, SPAN(more)), 0);
	assert_int_equal(uicc_element_remove(u, 1), 0);
	assert_int_equal(uicc_set_state(u, SPAN(aid), 0x87), 0);
	for (int loads = 0; loads < 2; loads++) {
		expect_element(u, 0, 0xA6, SPAN(changed));
		expect_element(u, 1, 0, nothing);
		expect_element(u, 2, 0xA8, SPAN(more));
		assert_false(uicc_element(u, 3, &e));
		assert_int_equal(uicc_state(u, SPAN(aid), 0x07), 0x87);
		uicc_free(u);
		assert_int_equal(uicc_store_load(f->s, 1, &u), 0);
	}
	/* The empty place is the next one's; a state that is forgotten is the installed one again. */
	assert_int_equal(uicc_element_add(u, 0xA9, SPAN(changed)), 0);
	expect_element(u, 1, 0xA9, SPAN(changed));
	assert_int_equal(uicc_set_state(u, SPAN(aid), 0), 0);
	assert_int_equal(uicc_state(u, SPAN(aid), 0x07), 0x07);
	assert_int_equal(uicc_set_state(u, nothing, 0x07), -EINVAL);
	/* Where the store cannot write, nothing changes. */
	assert_int_equal(store_commit(f->s), 0);
	assert_int_equal(store_exec(f->s, "PRAGMA query_only = 1", ""), 0);
	assert_true(uicc_element_set(u, 0, 0xA6, SPAN(more)) < 0);
	expect_element(u, 0, 0xA6, SPAN(changed));
	assert_true(uicc_set_state(u, SPAN(aid), 0x87) < 0);
	assert_int_equal(uicc_state(u, SPAN(aid), 0x07), 0x07);
	assert_int_equal(store_exec(f->s, "PRAGMA query_only = 0", ""), 0);
	store_rollback(f->s);
	uicc_free(u);
	/* The other profile of the package has what the package has. */
	assert_int_equal(uicc_store_load(f->s, 2, &u), 0);
	expect_element(u, 0, 0xA6, SPAN(element));
	assert_false(uicc_element(u, 1, &e));
	uicc_free(u);
	assert_int_equal(uicc_store_remove(f->s, 1), 0);
	assert_int_equal(count(f->s, "SELECT count(*) FROM uicc_profile_element"), 0);
}

/* Rows that somebody has damaged are refused, not trusted. */
static void test_damaged_rows(void **state)
{
	static const char *const damages[] = {
		"UPDATE uicc_file SET parent = 19 WHERE file = 5",
		"UPDATE uicc_file SET parent = NULL WHERE file = 5",
		"UPDATE uicc_file SET parent = 0 WHERE file = 0",
		"UPDATE uicc_file SET link = 99 WHERE file = 5",
		"UPDATE uicc_file SET pins_from = 99 WHERE file = 5",
		"UPDATE uicc_file SET type = 'DDF' WHERE file = 5",
		"UPDATE uicc_file SET body = x'00' WHERE file = 2",
		"UPDATE uicc_file SET body = NULL WHERE file = 3",
		"UPDATE uicc_file SET aid = zeroblob(17) WHERE file = 9",
		"UPDATE uicc_file SET pin_references = zeroblob(17) WHERE file = 9",
		"UPDATE uicc_profile_pin SET df = 99",
		"UPDATE uicc_profile_pin SET value = x'00'",
		"UPDATE uicc_profile_puk SET value = x'00'",
		"UPDATE uicc_profile_sqn SET sqn = x'00'",
		"UPDATE uicc_aka SET k = zeroblob(33)",
		"UPDATE uicc_aka SET opc = x'00'",
		"UPDATE uicc_aka SET source = 99",
		"UPDATE uicc_package SET iccid = x'00'",
		"INSERT INTO uicc_profile_element VALUES (1, 2, 168, x'00')",
		"INSERT INTO uicc_profile_state VALUES (1, zeroblob(17), 7)",
		"DELETE FROM uicc_file",
	};
	struct fixture *f = *state;
	struct uicc *u = NULL;

	for (size_t i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
		assert_int_equal(store_exec(f->s, damages[i], ""), 0);
		assert_int_equal(uicc_store_load(f->s, 1, &u), -EBADMSG);
		store_rollback(f->s);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_load_is_what_was_saved),
		TEST(test_changes_last),
		TEST(test_other_changes_last),
		TEST(test_mapped_sqn_lasts),
		TEST(test_rollback),
		TEST(test_store_failure),
		TEST(test_sharing_and_removal),
		TEST(test_elements),
		TEST(test_damaged_rows),
		TEST(test_migration),
		TEST(test_packed),
	};

	return cmocka_run_group_tests_name("uicc-store", tests, NULL, NULL);
}
