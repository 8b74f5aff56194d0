/* The sink's refusals, and what an installation counts [TCA Profile Package 8]. */
#include "uicc_expect.h"

#include <string.h>

static const uint8_t iccid[10] = { 0x98 };
static const uint8_t aid[] = { 0xA0, 0x00, 0x00, 0x00, 0x87, 0x10, 0x02 };

static const struct saip_file mf = { .type = SAIP_MF, .fid = 0x3F00, .descriptor = 0x78 };
static const struct saip_file df = { .type = SAIP_DF, .fid = 0x7F10, .descriptor = 0x78 };
static const struct saip_file adf = { .type = SAIP_ADF, .fid = 0x7FD0, .aid = SPAN(aid) };
static const struct saip_file ef = { .type = SAIP_EF_TRANSPARENT, .fid = 0x2FE2, .size = 10 };

static int create(const struct saip_sink *s, saip_file_id parent, const struct saip_file *file,
                  saip_file_id *ret_id)
{
	return s->ops->create_file(s->ctx, parent, file, ret_id);
}

static struct saip_sink new_sink(size_t limit)
{
	struct uicc *u = uicc_new(limit);
	struct saip_sink s = uicc_sink(u);
	saip_file_id id;

	assert_non_null(u);
	assert_int_equal(create(&s, SAIP_NO_FILE, &mf, &id), PE_OK);
	return s;
}

static void test_header(void **state)
{
	struct saip_header header = { .iccid = { iccid, 9 } };
	struct saip_sink s = new_sink(0);

	(void)state;
	assert_null(uicc_iccid(s.ctx).ptr);
	assert_int_equal(s.ops->end(s.ctx), PE_INVALID_PARAMETER);
	assert_int_equal(s.ops->header(s.ctx, &header), PE_BAD_VALUES);
	header.iccid.len = 10;
	assert_int_equal(s.ops->header(s.ctx, &header), PE_OK);
	assert_int_equal(s.ops->header(s.ctx, &header), PE_BAD_VALUES);
	assert_true(span_equal(uicc_iccid(s.ctx), SPAN(iccid)));
	assert_int_equal(s.ops->end(s.ctx), PE_OK);
	uicc_free(s.ctx);
}

static void test_file_errors(void **state)
{
	static const uint8_t path[] = { 0x7F, 0x10 }, missing[] = { 0x7F, 0x11 };
	struct saip_sink s = new_sink(0);
	struct saip_file file = ef;
	saip_file_id id = 77;

	(void)state;
	assert_int_equal(create(&s, SAIP_NO_FILE, &mf, &id), PE_INVALID_PARAMETER);
	assert_int_equal(create(&s, 5, &ef, &id), PE_INVALID_PARAMETER);
	assert_int_equal(id, 77);
	assert_int_equal(create(&s, 0, &ef, &id), PE_OK);
	assert_int_equal(create(&s, 0, &ef, &id), 0x6A89);
	assert_int_equal(create(&s, id, &ef, &id), PE_INVALID_PARAMETER); /* below an EF */
	assert_int_equal(create(&s, 0, &adf, &id), PE_OK);
	file = adf;
	file.fid = 0x7FD1;
	assert_int_equal(create(&s, 0, &file, &id), 0x6A89); /* the same AID */
	file.aid.len = 0;
	assert_int_equal(create(&s, 0, &file, &id), PE_INVALID_PARAMETER);

	file = (struct saip_file){ .type = SAIP_EF_LINEAR,
		                   .fid = 0x2F00,
		                   .size = 20,
		                   .record_length = 10,
		                   .record_count = 3 };
	assert_int_equal(create(&s, 0, &file, &id), PE_INVALID_PARAMETER);
	file.record_count = 0;
	assert_int_equal(create(&s, 0, &file, &id), PE_INVALID_PARAMETER);
	file = ef;
	file.size = 0;
	assert_int_equal(create(&s, 0, &file, &id), PE_INVALID_PARAMETER);
	file.size = UINT32_MAX;
	file.fid = 0x2F01;
	assert_int_equal(create(&s, 0, &file, &id), PE_NOT_ENOUGH_MEMORY);
	file.size = 1;
	file.sfi = 31;
	assert_int_equal(create(&s, 0, &file, &id), PE_INVALID_PARAMETER);

	assert_int_equal(create(&s, 0, &df, &id), PE_OK);
	file = (struct saip_file){ .type = SAIP_EF_TRANSPARENT,
		                   .fid = 0x2F02,
		                   .link_path = SPAN(missing) };
	assert_int_equal(create(&s, 0, &file, &id), SW_FILE_NOT_FOUND);
	file.link_path = SPAN(path); /* an EF cannot be linked to a DF */
	assert_int_equal(create(&s, 0, &file, &id), PE_INVALID_PARAMETER);
	uicc_free(s.ctx);
}

static void test_depth(void **state)
{
	struct saip_sink s = new_sink(0);
	saip_file_id id = 0;
	int r = PE_OK, depth = 0;

	(void)state;
	for (; r == PE_OK && depth < 100; depth++)
		r = create(&s, id, &df, &id);
	assert_int_equal(r, PE_INVALID_PARAMETER);
	uicc_free(s.ctx);
}

static void test_content(void **state)
{
	static const uint8_t content[] = { 1, 2, 3 };
	static const uint8_t path[] = { 0x2F, 0xE2 };
	static const uint8_t expected[] = { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3 };
	struct saip_sink s = new_sink(0);
	saip_file_id id;

	(void)state;
	assert_int_equal(create(&s, 0, &ef, &id), PE_OK);
	assert_int_equal(s.ops->write_file(s.ctx, id, 7, SPAN(content)), PE_OK);
	assert_int_equal(s.ops->write_file(s.ctx, id, 8, SPAN(content)), PE_INVALID_PARAMETER);
	assert_int_equal(s.ops->write_file(s.ctx, id, UINT32_MAX, SPAN(content)),
	                 PE_INVALID_PARAMETER);
	assert_int_equal(s.ops->write_file(s.ctx, 0, 0, SPAN(content)), PE_INVALID_PARAMETER);
	assert_int_equal(s.ops->write_file(s.ctx, 9, 0, SPAN(content)), PE_INVALID_PARAMETER);
	assert_true(span_equal(uicc_body(s.ctx, SPAN(path)), SPAN(expected)));
	uicc_free(s.ctx);
}

/* Fill patterns: the last octet or the whole repeats, per record [TS 102 222 6.3.2.2.2]. */
static void test_fill(void **state)
{
	static const uint8_t pattern[] = { 0x07, 0xFF, 0x00 };
	static const uint8_t path[] = { 0x2F, 0xE2 };
	static const uint8_t last[] = { 7, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0 };
	static const uint8_t whole[] = { 7, 0xFF, 0, 7, 0xFF, 0, 7, 0xFF, 0, 7 };
	struct saip_file file = ef;
	saip_file_id id;

	(void)state;
	file.fill = SPAN(pattern);
	for (int repeat = 0; repeat < 2; repeat++) {
		struct saip_sink s = new_sink(0);
		struct span expected = repeat ? SPAN(whole) : SPAN(last);

		file.fill_repeat = repeat;
		assert_int_equal(create(&s, 0, &file, &id), PE_OK);
		assert_true(span_equal(uicc_body(s.ctx, SPAN(path)), expected));
		uicc_free(s.ctx);
	}
}

static void test_memory_limit(void **state)
{
	struct saip_sink s = new_sink(32 + 32 + 10); /* MF, and one EF with its body */
	struct saip_file file = ef;
	saip_file_id id;

	(void)state;
	file.size = 11;
	assert_int_equal(create(&s, 0, &file, &id), PE_NOT_ENOUGH_MEMORY);
	assert_int_equal(create(&s, 0, &ef, &id), PE_OK);
	assert_int_equal(uicc_memory(s.ctx), 74);
	assert_int_equal(create(&s, 0, &df, &id), PE_NOT_ENOUGH_MEMORY);
	assert_int_equal(s.ops->element(s.ctx, 0xA6, SPAN(aid)), PE_NOT_ENOUGH_MEMORY);
	uicc_free(s.ctx);
}

static void test_find(void **state)
{
	struct saip_sink s = new_sink(0);
	saip_file_id id, found;

	(void)state;
	assert_int_equal(s.ops->find_file(s.ctx, SAIP_NO_FILE, 0x3F00), 0);
	assert_int_equal(s.ops->find_file(s.ctx, 0, 0x7FD0), SAIP_NO_FILE);
	assert_int_equal(create(&s, 0, &adf, &id), PE_OK);
	found = s.ops->find_file(s.ctx, 0, 0x7FD0);
	assert_int_equal(found, id);
	assert_int_equal(s.ops->find_file(s.ctx, 99, 0x7FD0), SAIP_NO_FILE);
	uicc_free(s.ctx);
}

static void test_pins(void **state)
{
	struct saip_puk puk = { .reference = 1, .max_tries = 10, .tries_left = 10 };
	struct saip_pin pin = {
		.reference = 1, .unblock_reference = 1, .max_tries = 3, .tries_left = 3
	};
	struct saip_sink s = new_sink(0);
	saip_file_id id;

	(void)state;
	assert_int_equal(create(&s, 0, &df, &id), PE_OK);
	assert_int_equal(s.ops->pin(s.ctx, 0, &pin), PE_PIN_CODE_MISSING);
	assert_int_equal(s.ops->puk(s.ctx, &puk), PE_OK);
	assert_int_equal(s.ops->puk(s.ctx, &puk), PE_INVALID_PARAMETER);
	assert_int_equal(s.ops->pin(s.ctx, 0, &pin), PE_OK);
	assert_int_equal(s.ops->pin(s.ctx, 0, &pin), PE_INVALID_PARAMETER);
	assert_int_equal(s.ops->pin(s.ctx, id, &pin), PE_INVALID_PARAMETER); /* global in a DF */
	pin.reference = 0x81;
	assert_int_equal(s.ops->pin(s.ctx, 0, &pin), PE_INVALID_PARAMETER); /* local in the MF */
	assert_int_equal(s.ops->pin(s.ctx, 99, &pin), PE_INVALID_PARAMETER);
	pin.tries_left = 4;
	assert_int_equal(s.ops->pin(s.ctx, id, &pin), PE_INVALID_PARAMETER);
	assert_int_equal(s.ops->share_pins(s.ctx, id, id), PE_INVALID_PARAMETER);
	assert_int_equal(s.ops->share_pins(s.ctx, id, 99), PE_INVALID_PARAMETER);
	uicc_free(s.ctx);
}

static void expect_aka(const struct saip_aka *aka, int code)
{
	struct saip_sink s = new_sink(0);
	saip_file_id id;

	assert_int_equal(create(&s, 0, &adf, &id), PE_OK);
	assert_int_equal(s.ops->aka(s.ctx, id, aka), code);
	uicc_free(s.ctx);
}

/* Lengths that are not defined, a MAC that AUTN has no room for, no iterations [TS 35.231 6]. */
static void test_algorithm_options(void **state)
{
	static const uint8_t no_tuak[] = { 0x03, 0x05, 0x06, 0x07, 0x10,
		                           0x18, 0x20, 0x28, 0x38, 0x80 };
	struct saip_aka aka = uicc_sample_milenage();

	(void)state;
	aka.algorithm_options = 0xFF; /* nothing to choose */
	expect_aka(&aka, PE_OK);
	aka.params.algorithm = AKA_TUAK;
	aka.keccak_rounds = 1;
	for (size_t i = 0; i < sizeof(no_tuak); i++) {
		aka.algorithm_options = no_tuak[i];
		expect_aka(&aka, PE_INVALID_PARAMETER);
	}
	aka.algorithm_options = 0x44;
	expect_aka(&aka, PE_OK);
	aka.keccak_rounds = 0;
	expect_aka(&aka, PE_INVALID_PARAMETER);
	aka = uicc_sample_xor();
	for (uint8_t options = 0; options < 8; options++) {
		aka.algorithm_options = options;
		expect_aka(&aka, options < 3 ? PE_OK : PE_INVALID_PARAMETER);
	}
}

static void test_aka(void **state)
{
	struct saip_aka aka = uicc_sample_milenage();
	struct saip_aka mapped = { .mapped = true, .mapped_aid = SPAN(aid) };
	struct saip_sink s = new_sink(0);
	saip_file_id id;

	(void)state;
	assert_int_equal(create(&s, 0, &adf, &id), PE_OK);
	assert_int_equal(s.ops->aka(s.ctx, id, &mapped), PE_INVALID_PARAMETER);
	assert_int_equal(s.ops->aka(s.ctx, 0, &aka), PE_INVALID_PARAMETER);
	aka.sqn_init[31][0] = 0x08;
	assert_int_equal(s.ops->aka(s.ctx, id, &aka), PE_INVALID_PARAMETER);
	aka.sqn_init[31][0] = 0x07;
	aka.params.algorithm = AKA_TUAK;
	aka.params.k_len = 24;
	assert_int_equal(s.ops->aka(s.ctx, id, &aka), PE_INVALID_PARAMETER);
	aka.params.algorithm = (enum aka_algorithm)4;
	assert_int_equal(s.ops->aka(s.ctx, id, &aka), PE_FEATURE_NOT_SUPPORTED);
	aka.params.algorithm = AKA_MILENAGE;
	aka.params.k_len = 15;
	assert_int_equal(s.ops->aka(s.ctx, id, &aka), PE_INVALID_PARAMETER);
	aka.params.k_len = 16;
	assert_int_equal(s.ops->aka(s.ctx, id, &aka), PE_OK);
	assert_int_equal(s.ops->aka(s.ctx, id, &aka), PE_INVALID_PARAMETER);
	assert_false(uicc_has_test_keys(s.ctx));
	uicc_free(s.ctx);
}

static void test_test_keys(void **state)
{
	struct saip_aka aka = uicc_sample_milenage(), xor = uicc_sample_xor();
	struct uicc *u = uicc_sample(&xor);

	(void)state;
	assert_non_null(u);
	assert_true(uicc_has_test_keys(u));
	uicc_free(u);
	memset(aka.params.k, 0, sizeof(aka.params.k));
	u = uicc_sample(&aka);
	assert_non_null(u);
	assert_true(uicc_has_test_keys(u));
	uicc_free(u);
}

/* One real key is enough to be no test profile, and so is none at all. */
static void test_all_test_keys(void **state)
{
	static const uint8_t longer[] = { 0xA0, 0x00, 0x00, 0x00, 0x87, 0x10, 0x02, 0x01 };
	struct saip_aka aka = uicc_sample_milenage(), xor = uicc_sample_xor();
	struct saip_file second = adf;
	struct saip_sink s = new_sink(0);
	saip_file_id id;

	(void)state;
	assert_false(uicc_has_test_keys(s.ctx));
	assert_int_equal(create(&s, 0, &adf, &id), PE_OK);
	assert_int_equal(s.ops->aka(s.ctx, id, &xor), PE_OK);
	assert_true(uicc_has_test_keys(s.ctx));
	second.fid = 0x7FD1;
	second.aid = SPAN(longer);
	assert_int_equal(create(&s, 0, &second, &id), PE_OK);
	assert_int_equal(s.ops->aka(s.ctx, id, &aka), PE_OK);
	assert_false(uicc_has_test_keys(s.ctx));
	uicc_free(s.ctx);
}

/* An AID that is the start of another one is still free [TS 101 220 4]. */
static void test_aid_prefix(void **state)
{
	static const uint8_t longer[] = { 0xA0, 0x00, 0x00, 0x00, 0x87, 0x10, 0x02, 0x01 };
	static const uint8_t shorter[] = { 0xA0, 0x00, 0x00, 0x00, 0x87 };
	struct saip_aka mapped = { .mapped = true, .mapped_aid = SPAN(shorter) };
	struct saip_aka aka = uicc_sample_milenage();
	struct saip_file file = adf;
	struct saip_sink s = new_sink(0);
	saip_file_id id;

	(void)state;
	file.aid = SPAN(longer);
	assert_int_equal(create(&s, 0, &file, &id), PE_OK);
	assert_int_equal(s.ops->aka(s.ctx, id, &aka), PE_OK);
	file.fid = 0x7FD1;
	assert_int_equal(create(&s, 0, &file, &id), 0x6A89);
	file.aid = SPAN(aid);
	assert_int_equal(create(&s, 0, &file, &id), PE_OK);
	/* neither is it another one's parameters */
	assert_int_equal(s.ops->aka(s.ctx, id, &mapped), PE_INVALID_PARAMETER);
	uicc_free(s.ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_header),
		cmocka_unit_test(test_file_errors),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_content),
		cmocka_unit_test(test_fill),
		cmocka_unit_test(test_memory_limit),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_pins),
		cmocka_unit_test(test_aka),
		cmocka_unit_test(test_test_keys),
		cmocka_unit_test(test_all_test_keys),
		cmocka_unit_test(test_aid_prefix),
		cmocka_unit_test(test_algorithm_options),
	};

	return cmocka_run_group_tests_name("uicc-install", tests, NULL, NULL);
}
