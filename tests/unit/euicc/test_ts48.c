/*
 * The GSMA's TS.48 test profiles: downloaded with the SGP.26 credentials of both curves, enabled,
 * read and authenticated like a terminal does. Needs the test data, which are not part of this
 * project: environment variable SOFTEUICC_TESTDATA.
 */
#include "fixture.h"

#include "peers/uicc_client.h"

/* What all of these profiles share: ICCID, AID of the USIM, IMSI 001010123456063. */
#define ICCID "98001032547698103214"
#define IMSI  "080910101032540636"
#define USIM  "A0000000871002FF49FF0589"

/*
 * XOR test algorithm [TS 34.108 8.1.2] with K = 000102..0F, SQN 000000000021, AMF 8000, computed
 * apart from this project: XDOUT = K xor RAND is RES; CK and IK are XDOUT turned by one and two
 * octets.
 */
#define RAND "23553CBE9637A89D218AE64DAE47BF35"
#define AUTN "BD9232AE9A08800023543EBD92132E9A"
#define RES  "23543EBD9232AE9A2983EC46A24AB13A"
#define CK   "543EBD9232AE9A2983EC46A24AB13A23"
#define IK   "3EBD9232AE9A2983EC46A24AB13A2354"

static const struct package {
	const char *file;
	const char *persona; /* NULL: the default one is enough */
} packages[] = {
	{ "TS48v1_A.der", "javacard" },          { "TS48v2_SAIP2.3_BERTLV.der", NULL },
	{ "TS48v3_SAIP2.1_NoBERTLV.der", NULL }, { "TS48v4_SAIP2.3_NoBERTLV.der", NULL },
	{ "TS48v5_SAIP2.3_NoBERTLV.der", NULL },
};

static void order(struct fixture *f, const char *path, enum profile_class class)
{
	BUFFER_AUTO file = { 0 };
	struct store_metadata_request metadata;
	struct smdpp_order o = { .matching_id = FIXTURE_MATCHING_ID, .metadata = &metadata };

	assert_int_equal(buffer_read_file(&file, path), 0);
	o.profile = buffer_span(&file);
	assert_int_equal(
	        smdpp_default_metadata(f->server, "TS.48", o.profile, &f->arena, &metadata), 0);
	metadata.profile_class = (struct asn1_uint){ true, class };
	assert_int_equal(smdpp_add_order(f->server, &o), 0);
}

static void download(struct fixture *f, const struct package *p)
{
	struct lpa_download_result result = fixture_download(f);
	struct smdpp_status status;
	uint32_t enabled;

	assert_int_equal(result.end, LPA_DOWNLOAD_INSTALLATION_RESULT);
	if (result.final_result->which != FINAL_RESULT_SUCCESS_RESULT)
		fail_msg("%s: %s", p->file, f->last_log);
	assert_int_equal(smdpp_handle_notification(f->server, result.pir, &status), 0);
	assert_int_equal(
	        lpa_enable_profile(&f->lpa, fixture_hex(f, ICCID), false, &f->arena, &enabled), 0);
	assert_int_equal(enabled, ENABLE_RESULT_OK);
}

static void expect_file(struct fixture *f, uint16_t fid, const char *hex)
{
	struct span content;
	uint16_t sw = 0;

	if (uicc_read_file(&f->transport, fid, &f->arena, &content, &sw) != 0)
		fail_msg("EF %04X: %04X", fid, sw);
	assert_true(span_equal(content, fixture_hex(f, hex)));
}

static void use_usim(struct fixture *f)
{
	struct span fcp;
	struct uicc_aka aka;
	uint16_t sw = 0;

	expect_file(f, UICC_FID_EF_ICCID, ICCID);
	if (uicc_select_application(&f->transport, fixture_hex(f, USIM), &f->arena, &fcp, &sw) != 0)
		fail_msg("USIM: %04X", sw);
	expect_file(f, UICC_FID_EF_IMSI, IMSI);
	if (uicc_authenticate(&f->transport, fixture_hex(f, RAND).ptr, fixture_hex(f, AUTN).ptr,
	                      &f->arena, &aka, &sw) != 0)
		fail_msg("AUTHENTICATE: %04X", sw);
	assert_false(aka.synchronisation_failure);
	assert_true(span_equal(aka.res, fixture_hex(f, RES)));
	assert_true(span_equal(aka.ck, fixture_hex(f, CK)));
	assert_true(span_equal(aka.ik, fixture_hex(f, IK)));
}

static void test_curve(const char *pki, enum profile_class class)
{
	char folder[512], path[512];

	fixture_testdata(folder, "sgp26", pki);
	for (size_t i = 0; i < A_COUNT(packages); i++) {
		struct fixture *f;

		fixture_testdata(path, "ts48", packages[i].file);
		f = fixture_new(&(struct fixture_options){
		        .pki = folder, .persona = packages[i].persona, .session_keys = i % 2 });
		order(f, path, class);
		download(f, &packages[i]);
		use_usim(f);
		fixture_restart(f); /* SQN and files are as they were */
		expect_file(f, UICC_FID_EF_ICCID, ICCID);
		fixture_free(f);
	}
}

static void test_nist(void **state)
{
	(void)state;
	test_curve("nist", PROFILE_CLASS_OPERATIONAL);
}

/* The test algorithm is a test key: these may be test profiles as well. */
static void test_brp(void **state)
{
	(void)state;
	test_curve("brp", PROFILE_CLASS_TEST);
}

/* A mandatory service that the card lacks: TS.48 v1 wants Java Card. */
static void test_missing_service(void **state)
{
	struct fixture *f;
	struct lpa_download_result result;
	char folder[512], path[512];

	(void)state;
	fixture_testdata(folder, "sgp26", "nist");
	fixture_testdata(path, "ts48", packages[0].file);
	f = fixture_new(&(struct fixture_options){ .pki = folder });
	order(f, path, PROFILE_CLASS_OPERATIONAL);
	result = fixture_download(f);
	assert_int_equal(result.final_result->which, FINAL_RESULT_ERROR_RESULT);
	assert_int_equal(result.final_result->error_result->error_reason.v,
	                 ERROR_REASON_PE_PROCESSING_ERROR);
	fixture_expect_sane(f, 0, 1);
	fixture_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nist),
		cmocka_unit_test(test_brp),
		cmocka_unit_test(test_missing_service),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
