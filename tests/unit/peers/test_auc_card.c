/*
 * The authentication centre and the card's USIM, each with its own idea of a sequence number
 * [TS 33.102 6.3.3, 6.3.5, Annex C]. The subscriber is that of profiles/samples/operator.asn.
 */
#include "../euicc/fixture.h"

#include "peers/auc_text.h"
#include "peers/uicc_client.h"

#include <string.h>

#define IMSI "999700000000001"
#define SUBSCRIBER \
	IMSI ":milenage:465b5ce8b199b49faa5f0a2ee238a6bc:cd63cb71954a9f4e48a5994e37a02baf"

enum { SW_MAC_FAILURE = 0x9862 };

/* A card with the sample profile enabled and its USIM selected. */
static int setup(void **state)
{
	struct fixture *f = fixture_new(&(struct fixture_options){ 0 });
	uint32_t result;
	uint16_t sw;

	fixture_install(f, 1, fixture_metadata(f, 1, PROFILE_CLASS_OPERATIONAL, 0));
	assert_int_equal(lpa_enable_profile(&f->lpa, fixture_iccid(f, 1), true, &f->arena, &result),
	                 0);
	assert_int_equal(result, 0);
	softeuicc_card_reset(f->card);
	assert_int_equal(uicc_select_usim(&f->transport, &f->arena, &sw), 0);
	*state = f;
	return 0;
}

/* The card's answer to the next vector must be the one expected. */
static void expect_success(struct fixture *f, struct auc *auc)
{
	struct auc_vector v;
	struct uicc_aka answer;
	uint16_t sw;

	assert_int_equal(auc_make_vector(auc, IMSI, &v), 0);
	assert_int_equal(uicc_authenticate(&f->transport, v.rand, v.autn, &f->arena, &answer, &sw),
	                 0);
	assert_false(answer.synchronisation_failure);
	assert_int_equal(answer.res.len, v.keys.res_len);
	assert_memory_equal(answer.res.ptr, v.keys.res, v.keys.res_len);
	assert_memory_equal(answer.ck.ptr, v.keys.ck, v.keys.ck_len);
	assert_memory_equal(answer.ik.ptr, v.keys.ik, v.keys.ik_len);
}

/* The card must refuse the next vector's SQN, and the centre take its AUTS. */
static void expect_resynchronisation(struct fixture *f, struct auc *auc, uint64_t sqn_ms)
{
	struct auc_vector v;
	struct uicc_aka answer;
	uint16_t sw;

	assert_int_equal(auc_make_vector(auc, IMSI, &v), 0);
	assert_int_equal(uicc_authenticate(&f->transport, v.rand, v.autn, &f->arena, &answer, &sw),
	                 0);
	assert_true(answer.synchronisation_failure);
	assert_int_equal(answer.auts.len, AKA_AUTS_LEN);
	assert_int_equal(auc_resynchronise(auc, IMSI, v.rand, answer.auts.ptr), 0);
	assert_true(auc_find(auc, IMSI)->sqn == sqn_ms);
}

static void test_round_trip(void **state)
{
	struct fixture *f = *state;
	struct auc *auc;
	struct auc_vector v;
	struct uicc_aka answer;
	uint16_t sw;

	assert_int_equal(auc_new((struct crypto_random){ 0 }, &auc), 0);
	assert_int_equal(auc_text_add(auc, SUBSCRIBER), 0);
	for (int i = 0; i < 70; i++) /* IND goes round twice */
		expect_success(f, auc);
	assert_true(auc_find(auc, IMSI)->sqn == (70 << 5 | 70 % 32));

	/* The centre falls back. */
	assert_int_equal(auc_text_add(auc, SUBSCRIBER "::40"), 0);
	expect_resynchronisation(f, auc, 70 << 5 | 70 % 32);
	expect_success(f, auc);

	/* And runs ahead by more than sqnDelta, 10000000 by default. */
	assert_int_equal(auc_text_add(auc, SUBSCRIBER "::000400000000"), 0);
	expect_resynchronisation(f, auc, 71 << 5 | 71 % 32);
	expect_success(f, auc);

	/* With another key nothing is in step, and nothing moves. */
	assert_int_equal(auc_text_add(auc, IMSI ":milenage:465b5ce8b199b49faa5f0a2ee238a6bd:"
	                                        "cd63cb71954a9f4e48a5994e37a02baf"),
	                 0);
	assert_int_equal(auc_make_vector(auc, IMSI, &v), 0);
	assert_int_equal(uicc_authenticate(&f->transport, v.rand, v.autn, &f->arena, &answer, &sw),
	                 1);
	assert_int_equal(sw, SW_MAC_FAILURE);
	assert_int_equal(auc_text_add(auc, SUBSCRIBER "::40"), 0);
	expect_resynchronisation(f, auc, 72 << 5 | 72 % 32);
	expect_success(f, auc);
	auc_free(auc);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_round_trip, setup, fixture_teardown),
	};

	return cmocka_run_group_tests_name("auc-card", tests, NULL, NULL);
}
