/*
 * ES10a and the part of ES10b that needs no download: addresses, challenge, EUICCInfo, Rules
 * Authorisation Table, notifications [SGP.22 5.7.3, 5.7.4, 5.7.7 to 5.7.12, 5.7.22].
 */
#include "fixture.h"

#include "euicc/profile.h"

#include <stdlib.h>
#include <string.h>

#define DS_ADDRESS "81126C70612E64732E6578616D706C652E636F6D" /* lpa.ds.example.com */

static void test_addresses(void **state)
{
	struct fixture *f = *state;

	fixture_expect_es10(f, "BF3C00", "BF3C14" DS_ADDRESS);
	fixture_expect_es10(f, "BF3F06800464702E78", "BF3F03800100"); /* dp.x */
	fixture_restart(f);
	fixture_expect_es10(f, "BF3C00", "BF3C1A800464702E78" DS_ADDRESS);
	fixture_expect_es10(f, "BF3F028000", "BF3F03800100"); /* empty: removed */
	fixture_expect_es10(f, "BF3C00", "BF3C14" DS_ADDRESS);
	assert_null(fixture_es10(f, "BF3F0480026480")); /* no UTF-8 */
	assert_int_equal(f->lpa.sw, 0x6A80);
	assert_null(fixture_es10(f, "BF3F00"));
}

static void test_challenge(void **state)
{
	struct fixture *f = *state;
	struct span one, two;

	assert_int_equal(lpa_get_euicc_challenge(&f->lpa, &f->arena, &one), 0);
	assert_int_equal(lpa_get_euicc_challenge(&f->lpa, &f->arena, &two), 0);
	assert_int_equal(one.len, 16);
	assert_int_equal(two.len, 16);
	assert_memory_not_equal(one.ptr, two.ptr, 16);
}

/* The lists name the card's CIs, NIST first. */
static void expect_ci_list(const struct fixture *f, const struct asn1_list *list)
{
	static const char *const names[] = { "CERT_CI_ECDSA_NIST.der", "CERT_CI_ECDSA_BRP.der" };
	const struct key_identifier *ids = list->items;

	assert_int_equal(list->count, A_COUNT(names));
	for (size_t i = 0; i < A_COUNT(names); i++) {
		struct cert ci;

		assert_true(cert_parse(pki_get(&f->pki, names[i]), &ci));
		assert_true(span_equal(ids[i].value, ci.ski));
	}
}

static void expect_octets(struct fixture *f, struct span got, const char *hex)
{
	assert_true(span_equal(got, fixture_hex(f, hex)));
}

static void test_info1(void **state)
{
	struct fixture *f = *state;
	struct euicc_info1 info;

	assert_int_equal(lpa_get_euicc_info1(&f->lpa, &f->arena, &info), 0);
	expect_octets(f, info.svn, "020500");
	expect_ci_list(f, &info.euicc_ci_pkid_list_for_verification);
	expect_ci_list(f, &info.euicc_ci_pkid_list_for_signing);
}

/* Free non-volatile memory: 82 in the extended card resources [TS 102 226 8.2.1.7.2]. */
static uint32_t free_memory(struct fixture *f, uint32_t *ret_applications)
{
	struct euicc_info2 info;
	struct der_tlv nvm, applications;
	uint32_t n = 0;

	assert_int_equal(lpa_get_euicc_info2(&f->lpa, &f->arena, &info), 0);
	assert_true(der_find(info.ext_card_resource, 0x82, &nvm));
	assert_true(der_find(info.ext_card_resource, 0x81, &applications));
	assert_int_equal(applications.value.len, 1);
	*ret_applications = applications.value.ptr[0];
	for (size_t i = 0; i < nvm.value.len; i++)
		n = n << 8 | nvm.value.ptr[i];
	return n;
}

static void test_info2(void **state)
{
	struct fixture *f = *state;
	const struct version_type *more;
	struct euicc_info2 info;

	assert_int_equal(lpa_get_euicc_info2(&f->lpa, &f->arena, &info), 0);
	expect_octets(f, info.profile_version, "020301");
	assert_int_equal(info.additional_euicc_profile_package_versions.count, 1);
	more = info.additional_euicc_profile_package_versions.items;
	expect_octets(f, more[0].value, "030301");
	expect_octets(f, info.svn, "020500");
	expect_octets(f, info.pp_version, "010000");
	assert_int_equal(info.uicc_capability.v &
	                         (UICC_CAPABILITY_USIM_SUPPORT | UICC_CAPABILITY_JAVACARD),
	                 UICC_CAPABILITY_USIM_SUPPORT);
	assert_int_equal(info.rsp_capability.v &
	                         (RSP_CAPABILITY_ADDITIONAL_PROFILE | RSP_CAPABILITY_CRL_SUPPORT |
	                          RSP_CAPABILITY_TEST_PROFILE_SUPPORT),
	                 RSP_CAPABILITY_ADDITIONAL_PROFILE | RSP_CAPABILITY_TEST_PROFILE_SUPPORT);
	expect_ci_list(f, &info.euicc_ci_pkid_list_for_verification);
	expect_ci_list(f, &info.euicc_ci_pkid_list_for_signing);
	assert_true(span_equal(info.sas_acreditation_number,
	                       (struct span){ (const uint8_t *)"SOFTEUICC-TEST", 14 }));
}

static void test_free_memory(void **state)
{
	struct fixture *f = *state;
	uint32_t applications, result;
	uint32_t before = free_memory(f, &applications);

	assert_int_equal(applications, 0);
	fixture_install(f, 1, fixture_metadata(f, 1, PROFILE_CLASS_OPERATIONAL, 0));
	assert_true(free_memory(f, &applications) < before - 1000);
	assert_int_equal(applications, 1);
	assert_int_equal(lpa_delete_profile(&f->lpa, fixture_iccid(f, 1), &f->arena, &result), 0);
	assert_int_equal(result, DELETE_RESULT_OK);
	assert_int_equal(free_memory(f, &applications), before);
}

/* The default table: both rules for every operator, without consent. */
static void test_rat(void **state)
{
	static const char persona[] =
	        "{\"rulesAuthorisationTable\": [{\"pprIds\": [\"ppr1\"], \"allowedOperators\":"
	        " [{\"mccMnc\": \"99F907\", \"gid1\": \"0A\"}], \"consentRequired\": true}]}";
	static const char published[] = "{\"rulesAuthorisationTable\": [{\"pprIds\": [\"ppr1\", "
	                                "\"ppr2\"], \"allowedOperators\":"
	                                " [{\"mccMnc\": \"EEEEEE\"}], \"consentRequired\": true}]}";
	struct fixture *f = *state;
	struct fixture *other = fixture_new(&(struct fixture_options){ .persona_json = persona });
	struct fixture *known = fixture_new(&(struct fixture_options){ .persona_json = published });

	/* The row of a published encoding. */
	fixture_expect_es10(known, "BF4300", "BF4315A013301180020560A10730058003EEEEEE82020780");
	fixture_free(known);
	fixture_expect_es10(f, "BF4300",
	                    "BF431FA01D301B80020560A11230098003EEEEEE8100820030058003EEEEEE"
	                    "820100");
	fixture_expect_es10(other, "BF4300",
	                    "BF4318A0163014"
	                    "80020640"
	                    "A10A3008800399F90781010A"
	                    "82020780");
	fixture_free(other);
}

/* ---- notifications ---- */

/* Events and sequence numbers as ListNotification gives them. */
struct listed {
	uint32_t sequence, event;
};

static size_t list(struct fixture *f, uint32_t events, struct listed *out, size_t cap)
{
	struct list_notification_response response;
	const struct notification_metadata *items;

	assert_int_equal(lpa_list_notification(&f->lpa, events, &f->arena, &response), 0);
	assert_int_equal(response.which, LIST_NOTIFICATION_RESPONSE_NOTIFICATION_METADATA_LIST);
	items = response.notification_metadata_list.items;
	assert_true(response.notification_metadata_list.count <= cap);
	for (size_t i = 0; i < response.notification_metadata_list.count; i++)
		out[i] = (struct listed){ items[i].seq_number.v,
			                  items[i].profile_management_operation.v };
	return response.notification_metadata_list.count;
}

/* Enables 1, then 2, disables 2, deletes 1: the notifications 1 enable, 1 disable, 2 enable, .. */
static void make_notifications(struct fixture *f)
{
	uint32_t result;

	fixture_install(f, 1, fixture_metadata(f, 1, PROFILE_CLASS_OPERATIONAL, 0));
	fixture_install(f, 2, fixture_metadata(f, 2, PROFILE_CLASS_OPERATIONAL, 0));
	lpa_enable_profile(&f->lpa, fixture_iccid(f, 1), false, &f->arena, &result);
	lpa_enable_profile(&f->lpa, fixture_iccid(f, 2), false, &f->arena, &result);
	lpa_disable_profile(&f->lpa, fixture_iccid(f, 2), false, &f->arena, &result);
	lpa_delete_profile(&f->lpa, fixture_iccid(f, 1), &f->arena, &result);
	assert_int_equal(result, 0);
}

static const uint32_t made[] = { NOTIFICATION_EVENT_ENABLE, NOTIFICATION_EVENT_DISABLE,
	                         NOTIFICATION_EVENT_ENABLE, NOTIFICATION_EVENT_DISABLE,
	                         NOTIFICATION_EVENT_DELETE };

static void test_list_notification(void **state)
{
	struct fixture *f = *state;
	struct listed l[8];

	fixture_expect_es10(f, "BF2800", "BF2802A000");
	make_notifications(f);
	assert_int_equal(list(f, 0, l, A_COUNT(l)), A_COUNT(made));
	for (size_t i = 0; i < A_COUNT(made); i++) {
		assert_int_equal(l[i].event, made[i]);
		assert_int_equal(l[i].sequence, l[0].sequence + i);
	}
	assert_int_equal(list(f, NOTIFICATION_EVENT_ENABLE, l, A_COUNT(l)), 2);
	assert_int_equal(
	        list(f, NOTIFICATION_EVENT_DISABLE | NOTIFICATION_EVENT_DELETE, l, A_COUNT(l)), 3);
	assert_int_equal(list(f, NOTIFICATION_EVENT_INSTALL, l, A_COUNT(l)), 0);
	/* By the bytes: enable is bit 1 of the BIT STRING. */
	assert_int_equal(strncmp(fixture_es10(f, "BF280481020640"), "BF28", 4), 0);
}

/* Each element BF2F is signed by the certificate that comes with it. */
static void expect_signed(const struct fixture *f, struct span raw)
{
	struct cert euicc, eum, ci;
	struct der_tlv whole, tbs, signature, c1, c2;
	struct der_reader r;

	assert_true(der_whole(raw, 0x30, &whole));
	r = der_reader(whole.value);
	assert_true(der_take(&r, 0xBF2F, &tbs));
	assert_true(der_take(&r, 0x5F37, &signature));
	assert_true(der_take(&r, 0x30, &c1));
	assert_true(der_take(&r, 0x30, &c2));
	assert_false(der_more(&r));
	assert_true(cert_parse(c1.whole, &euicc));
	assert_true(cert_parse(c2.whole, &eum));
	assert_true(cert_parse(pki_get(&f->pki, "CERT_CI_ECDSA_NIST.der"), &ci));
	assert_int_equal(ec_verify(&euicc.key, &tbs.whole, 1, signature.value), 0);
	assert_int_equal(cert_check_euicc_chain(&euicc, &eum, &ci, FIXTURE_EID, 0), CERT_OK);
}

static size_t retrieve(struct fixture *f, struct notification_search_criteria *criteria)
{
	struct retrieve_notifications_list_response response;
	const struct pending_notification *items;

	assert_int_equal(lpa_retrieve_notifications(&f->lpa, criteria, &f->arena, &response), 0);
	assert_int_equal(response.which, RETRIEVE_NOTIFICATIONS_LIST_RESPONSE_NOTIFICATION_LIST);
	items = response.notification_list.items;
	for (size_t i = 0; i < response.notification_list.count; i++)
		expect_signed(f, items[i].other_signed_notification);
	return response.notification_list.count;
}

static void test_retrieve_notifications(void **state)
{
	struct fixture *f = *state;
	struct notification_search_criteria by_event = {
		.which = NOTIFICATION_SEARCH_CRITERIA_PROFILE_MANAGEMENT_OPERATION,
		.profile_management_operation = { true, NOTIFICATION_EVENT_DISABLE },
	};
	struct notification_search_criteria by_sequence = {
		.which = NOTIFICATION_SEARCH_CRITERIA_SEQ_NUMBER, .seq_number = { true, 0 }
	};
	struct listed l[8];

	fixture_expect_es10(f, "BF2B00", "BF2B02A000");
	make_notifications(f);
	assert_int_equal(retrieve(f, NULL), A_COUNT(made));
	assert_int_equal(retrieve(f, &by_event), 2);
	assert_int_equal(retrieve(f, &by_sequence), 0);
	list(f, 0, l, A_COUNT(l));
	by_sequence.seq_number.v = l[4].sequence;
	assert_int_equal(retrieve(f, &by_sequence), 1);
	/* The server takes them as well. */
	assert_int_equal(lpa_deliver_notifications(&f->lpa, &f->es9p, &f->arena, &(uint32_t){ 0 }),
	                 0);
	assert_int_equal(list(f, 0, l, A_COUNT(l)), 0);
}

/* Numbers go on after removal and after a restart [SGP.22 3.5]. */
static void test_remove_notification(void **state)
{
	struct fixture *f = *state;
	struct listed l[8], m[8];
	uint32_t result;

	make_notifications(f);
	list(f, 0, l, A_COUNT(l));
	for (size_t i = 0; i < A_COUNT(made); i++) {
		assert_int_equal(
		        lpa_remove_notification(&f->lpa, l[i].sequence, &f->arena, &result), 0);
		assert_int_equal(result, DELETE_NOTIFICATION_STATUS_OK);
	}
	assert_int_equal(lpa_remove_notification(&f->lpa, l[0].sequence, &f->arena, &result), 0);
	assert_int_equal(result, DELETE_NOTIFICATION_STATUS_NOTHING_TO_DELETE);
	fixture_restart(f);
	lpa_enable_profile(&f->lpa, fixture_iccid(f, 2), false, &f->arena, &result);
	assert_int_equal(list(f, 0, m, A_COUNT(m)), 1);
	assert_int_equal(m[0].sequence, l[A_COUNT(made) - 1].sequence + 1);
	/* Not even a memory reset starts over. */
	assert_int_equal(lpa_memory_reset(&f->lpa, RESET_OPTIONS_DELETE_OPERATIONAL_PROFILES,
	                                  &f->arena, &result),
	                 0);
	assert_int_equal(list(f, NOTIFICATION_EVENT_DELETE, m, A_COUNT(m)), 1);
	assert_true(m[0].sequence > l[A_COUNT(made) - 1].sequence + 1);
}

static void test_most_notifications(void **state)
{
	struct fixture *f = fixture_new(
	        &(struct fixture_options){ .persona_json = "{\"maxNotifications\": 2}" });
	struct listed l[8];

	(void)state;
	make_notifications(f);
	assert_int_equal(list(f, 0, l, A_COUNT(l)), 2); /* the oldest are dropped */
	assert_int_equal(l[0].event, made[3]);
	assert_int_equal(l[1].event, made[4]);
	assert_int_equal(l[1].sequence, l[0].sequence + 1);
	fixture_free(f);
}

/* No crlSupport is announced. */
static void test_load_crl(void **state)
{
	struct fixture *f = *state;

	fixture_expect_es10(f, "BF3502A000", "BF350381017F");
	assert_null(fixture_es10(f, "BF3500"));
	assert_int_equal(f->lpa.sw, 0x6A80);
}

/* A card that is no IoT eUICC has SGP.22's own form of some functions. */
static int consumer_setup(void **state)
{
	*state = fixture_new(&(struct fixture_options){ .persona = "sgp22" });
	return 0;
}

int main(void)
{
#define TEST(t)     cmocka_unit_test_setup_teardown(t, fixture_setup, fixture_teardown)
#define CONSUMER(t) cmocka_unit_test_setup_teardown(t, consumer_setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_addresses),
		TEST(test_challenge),
		TEST(test_info1),
		TEST(test_info2),
		TEST(test_free_memory),
		TEST(test_rat),
		TEST(test_list_notification),
		TEST(test_retrieve_notifications),
		CONSUMER(test_retrieve_notifications),
		TEST(test_remove_notification),
		cmocka_unit_test(test_most_notifications),
		TEST(test_load_crl),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
