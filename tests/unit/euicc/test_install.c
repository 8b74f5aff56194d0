/*
 * Installing a package without a server, and several cards in one store.
 */
#include "fixture.h"

#include <errno.h>
#include <string.h>

static int install(struct fixture *f, struct span package, struct span metadata)
{
	const char *error = NULL;
	int r = softeuicc_card_install(f->card, package.ptr, package.len, metadata.ptr,
	                               metadata.len, &error);

	if (r < 0)
		assert_non_null(error);
	assert_false(f->store->in_transaction);
	return r;
}

/* Whatever was refused has left nothing. */
static void expect_profiles(struct fixture *f, int64_t n)
{
	assert_int_equal(fixture_sql(f, "SELECT count(*) FROM profile"), n);
	assert_int_equal(fixture_sql(f, "SELECT count(*) FROM uicc_profile"), n);
	assert_int_equal(fixture_sql(f, "SELECT count(*) FROM uicc_package"), n > 0);
}

static void test_install(void **state)
{
	struct fixture *f = *state;
	const struct span none = { NULL, 0 };
	struct span package = fixture_package(f, 1);
	struct span cut = { package.ptr, package.len - 1 };

	assert_int_equal(install(f, (struct span){ (const uint8_t *)"", 0 }, none), -EBADMSG);
	assert_int_equal(install(f, fixture_hex(f, "3003020101"), none), -EBADMSG);
	assert_int_equal(install(f, package, fixture_hex(f, "BF2500")), -EBADMSG);
	assert_int_equal(install(f, cut, none), -EBADMSG);
	expect_profiles(f, 0);
	/* Metadata of another profile. */
	assert_int_equal(
	        install(f, package,
	                asn1_encode_arena(&store_metadata_request_type, RSP_TAG_STORE_METADATA,
	                                  fixture_metadata(f, 2, PROFILE_CLASS_OPERATIONAL, 0),
	                                  &f->arena)),
	        -EBADMSG);
	expect_profiles(f, 0);
	assert_int_equal(install(f, package, none), 0);
	assert_int_equal(install(f, package, none), -EEXIST);
	expect_profiles(f, 1);
	/* Without metadata the names come from the package; nobody is notified. */
	fixture_expect_es10(f, "BF2D065C049F709195",
	                    "BF2D16A014E3129F700100"
	                    "9109736F6674657569636395"
	                    "0102");
	assert_int_equal(fixture_sql(f, "SELECT count(*) FROM notification"), 0);
	/* A card that is powered off takes one as well. */
	softeuicc_card_power_off(f->card);
	assert_int_equal(install(f, fixture_package(f, 2), none), 0);
	fixture_reset(f);
	assert_int_equal(fixture_sql(f, "SELECT count(*) FROM profile"), 2);
}

/* Names are as long as the specification lets them be, in characters [SGP.22 5.5.3]. */
static void test_long_names(void **state)
{
	struct fixture *f = *state;
	struct store_metadata_request *m = fixture_metadata(f, 1, PROFILE_CLASS_OPERATIONAL, 0);
	char name[2 * 65 + 1] = "";

	for (size_t i = 0; i < 65; i++)
		strcat(name, "\xD0\x96");
	m->iccid = fixture_iccid(f, 1);
	/* As long as can be; then one of them by a character longer. */
	for (int longer = 0; longer < 3; longer++) {
		struct span der;

		m->service_provider_name = (struct span){ (const uint8_t *)name,
			                                  2 * (longer == 1 ? 33 : 32) };
		m->profile_name = (struct span){ (const uint8_t *)name,
			                         2 * (longer == 2 ? 65 : 64) };
		der = asn1_encode_arena(&store_metadata_request_type, RSP_TAG_STORE_METADATA, m,
		                        &f->arena);
		assert_int_equal(install(f, fixture_package(f, 1), der), longer ? -EBADMSG : 0);
		expect_profiles(f, 1);
	}
}

/* The package with another profileType in its header. */
static struct span package_of_type(struct fixture *f, uint8_t number, struct span type)
{
	const struct span package = fixture_package(f, number);
	const size_t size = package.len + type.len + 16;
	struct der_writer w = { arena_alloc(&f->arena, size), size, 0 };
	struct der_reader r = der_reader(package);
	struct der_tlv header, old;
	const uint8_t *old_end;
	size_t behind;

	assert_true(w.buf && der_next(&r, &header) && der_find(header.value, 0x82, &old));
	behind = package.len - header.whole.len;
	old_end = old.whole.ptr + old.whole.len;
	der_put_bytes(&w, (struct span){ package.ptr + header.whole.len, behind });
	der_put_bytes(&w, (struct span){ old_end,
	                                 (size_t)(header.value.ptr + header.value.len - old_end) });
	der_put_tlv(&w, 0x82, type);
	der_put_bytes(
	        &w, (struct span){ header.value.ptr, (size_t)(old.whole.ptr - header.value.ptr) });
	der_put_header(&w, header.tag, w.len - behind);
	assert_true(der_writer_ok(&w));
	return der_written(&w);
}

/* A profileType of up to 100 characters is a profileName only if that can be as long. */
static void test_long_type(void **state)
{
	static const char type[] =
	        "a type of exactly a hundred characters .........................."
	        "...................................";
	struct fixture *f = *state;
	struct span whole = { (const uint8_t *)type, 100 };
	struct span name = { whole.ptr, 64 };
	const struct span none = { NULL, 0 };

	assert_int_equal(strlen(type), 100);
	assert_int_equal(install(f, package_of_type(f, 1, whole), none), 0);
	assert_int_equal(install(f, package_of_type(f, 2, name), none), 0);
	fixture_expect_es10(f, "BF2D035C0192",
	                    "BF2D51A04FE309920770726F66696C65E3429240"
	                    "612074797065206F662065786163746C7920612068756E647265642063686172"
	                    "616374657273202E2E2E2E2E2E2E2E2E2E2E2E2E2E2E2E2E2E2E2E2E2E2E2E2E");
}

static void test_no_room(void **state)
{
	struct fixture *f = fixture_new(
	        &(struct fixture_options){ .persona_json = "{\"nonVolatileMemory\": 1000}" });

	(void)state;
	assert_int_equal(install(f, fixture_package(f, 1), (struct span){ NULL, 0 }), -ENOSPC);
	expect_profiles(f, 0);
	fixture_free(f);
}

/* ---- a fleet ---- */

static int count_card(void *ctx, const struct softeuicc_card_info *info)
{
	unsigned *seen = ctx;

	assert_string_equal(info->name, *seen == 0 ? "b" : "default");
	assert_int_equal(strlen(info->eid), EID_DIGITS);
	assert_int_equal(info->profiles, 1);
	if (*seen == 0)
		assert_null(info->enabled_iccid);
	else
		assert_string_equal(info->enabled_iccid, "8988999700000000004");
	++*seen;
	return 0;
}

static void test_fleet(void **state)
{
	struct fixture *f = *state;
	const struct span package = fixture_package(f, 0);
	const struct softeuicc_card_options options = { .name = "b" };
	struct softeuicc_card *b;
	const char *error;
	uint32_t result;
	unsigned seen = 0;

	assert_int_equal(softeuicc_card_create(f->store, &options, &f->env, NULL), 0);
	assert_int_equal(softeuicc_card_open(f->store, "b", &f->env, &b), 0);
	assert_memory_not_equal(b->eid, f->card->eid, EID_LEN);
	assert_int_equal(install(f, package, (struct span){ NULL, 0 }), 0);
	assert_int_equal(softeuicc_card_install(b, package.ptr, package.len, NULL, 0, &error), 0);
	/* Both share the content. */
	assert_int_equal(fixture_sql(f, "SELECT count(*) FROM profile"), 2);
	assert_int_equal(fixture_sql(f, "SELECT count(*) FROM uicc_package"), 1);
	/* What one does is nothing to the other. */
	assert_int_equal(
	        lpa_enable_profile(&f->lpa, fixture_iccid(f, 0), false, &f->arena, &result), 0);
	assert_int_equal(result, ENABLE_RESULT_OK);
	assert_int_equal(softeuicc_store_list(f->store, count_card, &seen), 0);
	assert_int_equal(seen, 2);
	softeuicc_card_close(b);
	assert_int_equal(softeuicc_card_remove(f->store, "b"), 0);
	expect_profiles(f, 1);
	assert_int_equal(fixture_sql(f, "SELECT count(*) FROM card"), 1);
	fixture_expect(f, "00A4000C022FE2", "9000");
	assert_int_equal(lpa_memory_reset(&f->lpa, RESET_OPTIONS_DELETE_OPERATIONAL_PROFILES,
	                                  &f->arena, &result),
	                 0);
	expect_profiles(f, 0);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, fixture_setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_install),   TEST(test_long_names),
		TEST(test_long_type), cmocka_unit_test(test_no_room),
		TEST(test_fleet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
