/*
 * LoadBoundProfilePackage: each ErrorReason with the command at which it ends a download
 * [SGP.22 2.5.6, 5.5.1 to 5.5.5, 5.7.6].
 */
#include "fixture.h"

#include "asn1/saip_response.h"

#include <errno.h>
#include <string.h>

enum { WANTED = 1 };

/* Short names for the table. */
enum {
	INIT = BPP_COMMAND_ID_INITIALISE_SECURE_CHANNEL,
	CONFIGURE = BPP_COMMAND_ID_CONFIGURE_ISDP,
	METADATA = BPP_COMMAND_ID_STORE_METADATA,
	REPLACE = BPP_COMMAND_ID_REPLACE_SESSION_KEYS,
	ELEMENTS = BPP_COMMAND_ID_LOAD_PROFILE_ELEMENTS,
};

/* The result of a download that must fail like this; simaResponse only where elements failed. */
static void expect_failure(struct fixture *f, uint32_t command, uint32_t reason, int pe_status)
{
	struct lpa_download_result result = fixture_download(f);
	const struct error_result *e;
	struct euicc_response response;
	const struct pe_status *status;
	struct asn1_error error;

	assert_int_equal(result.end, LPA_DOWNLOAD_INSTALLATION_RESULT);
	assert_int_equal(result.final_result->which, FINAL_RESULT_ERROR_RESULT);
	e = result.final_result->error_result;
	if (e->bpp_command_id.v != command || e->error_reason.v != reason)
		fail_msg("command %u, reason %u instead of %u, %u (%s)", e->bpp_command_id.v,
		         e->error_reason.v, command, reason, f->last_log);
	assert_int_equal(e->sima_response.ptr != NULL, pe_status >= 0);
	if (pe_status < 0)
		return;
	assert_true(asn1_decode(&euicc_response_type, SAIP_TAG_EUICC_RESPONSE, e->sima_response,
	                        &response, &f->arena, &error));
	assert_true(response.profile_installation_aborted);
	assert_true(response.pe_status.count > 0);
	status = response.pe_status.items;
	assert_int_equal(status[response.pe_status.count - 1].status.v, pe_status);
}

/* ---- faults in what the server sends ---- */

/*
 * What is signed for InitialiseSecureChannel: 82 01 01, 80 10 transactionId,
 * A6 len {80 01 88, 81 01 10, 84 ..}, 5F49 41 otPK. Segments: 0 ConfigureISDP, 1 StoreMetadata,
 * 2 ReplaceSessionKeys, from 3 on profile elements.
 */
static const struct fault {
	uint32_t command, reason;
	struct fixture_flip flip;
} faults[] = {
	{ INIT,
	  ERROR_REASON_UNSUPPORTED_REMOTE_OPERATION_TYPE,
	  { SMDPP_POINT_SECURE_CHANNEL_SIGNED, 0, 2, 0x02 } },
	{ INIT,
	  ERROR_REASON_INVALID_TRANSACTION_ID,
	  { SMDPP_POINT_SECURE_CHANNEL_SIGNED, 0, 5, 0x01 } },
	{ INIT,
	  ERROR_REASON_UNSUPPORTED_CRT_VALUES,
	  { SMDPP_POINT_SECURE_CHANNEL_SIGNED, 0, 25, 0x01 } },
	{ INIT,
	  ERROR_REASON_UNSUPPORTED_CRT_VALUES,
	  { SMDPP_POINT_SECURE_CHANNEL_SIGNED, 0, 28, 0x30 } },
	{ INIT,
	  ERROR_REASON_INCORRECT_INPUT_VALUES, /* a point that is not on the curve */
	  { SMDPP_POINT_SECURE_CHANNEL_SIGNED, 0, -1, 0x01 } },
	{ INIT,
	  ERROR_REASON_INVALID_SIGNATURE,
	  { SMDPP_POINT_SECURE_CHANNEL_SIGNATURE, 0, -1, 0x01 } },
	{ INIT,
	  ERROR_REASON_INVALID_SIGNATURE, /* the key that the signature covers */
	  { SMDPP_POINT_INITIALISE_SECURE_CHANNEL, 0, -70, 0x01 } },
	{ CONFIGURE,
	  ERROR_REASON_INCORRECT_INPUT_VALUES,
	  { SMDPP_POINT_CONFIGURE_ISDP, 0, 1, 0x01 } },
	{ METADATA,
	  ERROR_REASON_INCORRECT_INPUT_VALUES,
	  { SMDPP_POINT_STORE_METADATA, 0, 1, 0x01 } },
	{ REPLACE,
	  ERROR_REASON_INCORRECT_INPUT_VALUES,
	  { SMDPP_POINT_REPLACE_SESSION_KEYS, 0, 1, 0x01 } },
	/* Another tag than the list's. */
	{ CONFIGURE, ERROR_REASON_SCP03T_STRUCTURE_ERROR, { SMDPP_POINT_SEGMENT, 0, 0, 0x01 } },
	{ METADATA, ERROR_REASON_SCP03T_STRUCTURE_ERROR, { SMDPP_POINT_SEGMENT, 1, 0, 0x0E } },
	{ REPLACE, ERROR_REASON_SCP03T_STRUCTURE_ERROR, { SMDPP_POINT_SEGMENT, 2, 0, 0x02 } },
	{ ELEMENTS, ERROR_REASON_SCP03T_STRUCTURE_ERROR, { SMDPP_POINT_SEGMENT, 4, 0, 0x01 } },
	/* The MAC, and what it protects. */
	{ CONFIGURE, ERROR_REASON_SCP03T_SECURITY_ERROR, { SMDPP_POINT_SEGMENT, 0, -1, 0x01 } },
	{ METADATA, ERROR_REASON_SCP03T_SECURITY_ERROR, { SMDPP_POINT_SEGMENT, 1, -1, 0x01 } },
	{ METADATA, ERROR_REASON_SCP03T_SECURITY_ERROR, { SMDPP_POINT_SEGMENT, 1, 9, 0x01 } },
	{ REPLACE, ERROR_REASON_SCP03T_SECURITY_ERROR, { SMDPP_POINT_SEGMENT, 2, -1, 0x80 } },
	{ ELEMENTS, ERROR_REASON_SCP03T_SECURITY_ERROR, { SMDPP_POINT_SEGMENT, 3, -8, 0x01 } },
	{ ELEMENTS, ERROR_REASON_SCP03T_SECURITY_ERROR, { SMDPP_POINT_SEGMENT, 4, 20, 0x01 } },
};

static void test_faults(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < A_COUNT(faults); i++) {
		fixture_order(f, WANTED, NULL);
		fixture_set_flip(f, &faults[i].flip);
		expect_failure(f, faults[i].command, faults[i].reason, -1);
		fixture_expect_sane(f, 0, 1);
	}
}

/* With session keys a fault in the profile elements is found as well. */
static void test_fault_session_keys(void **state)
{
	static const struct fixture_flip mac = { SMDPP_POINT_SEGMENT, 3, -1, 0x01 };
	struct fixture *f = fixture_new(&(struct fixture_options){ .session_keys = true });

	(void)state;
	fixture_order(f, WANTED, NULL);
	fixture_set_flip(f, &mac);
	expect_failure(f, ELEMENTS, ERROR_REASON_SCP03T_SECURITY_ERROR, -1);
	fixture_expect_sane(f, 0, 1);
	fixture_free(f);
}

/* A segment may be 1036 octets long, as a common server makes them, and no longer. */
static void test_long_segment(void **state)
{
	struct fixture *f = fixture_new(&(struct fixture_options){ .segment_max = 1100 });

	(void)state;
	fixture_order(f, WANTED, NULL);
	expect_failure(f, ELEMENTS, ERROR_REASON_SCP03T_STRUCTURE_ERROR, -1);
	fixture_free(f);
}

/* ---- metadata and profile that contradict the card or each other ---- */

static void test_metadata(void **state)
{
	struct fixture *f = *state;
	struct store_metadata_request *m = fixture_metadata(f, WANTED, PROFILE_CLASS_OPERATIONAL,
	                                                    0);
	struct operator_id other = { .mcc_mnc = fixture_hex(f, "99F908") };

	/* Unknown class. */
	m->profile_class.v = 3;
	fixture_order(f, WANTED, m);
	expect_failure(f, METADATA, ERROR_REASON_UNSUPPORTED_PROFILE_CLASS, -1);
	fixture_expect_sane(f, 0, 1);
	/* A test profile, but the keys are none for tests. */
	m->profile_class.v = PROFILE_CLASS_TEST;
	fixture_order(f, WANTED, m);
	expect_failure(f, ELEMENTS, ERROR_REASON_INVALID_NAA_KEY, -1);
	fixture_expect_sane(f, 0, 1);
	/* An icon without its type. */
	m->profile_class.v = PROFILE_CLASS_OPERATIONAL;
	m->icon = fixture_hex(f, "89504E47");
	fixture_order(f, WANTED, m);
	expect_failure(f, METADATA, ERROR_REASON_INCORRECT_INPUT_VALUES, -1);
	fixture_expect_sane(f, 0, 1);
	/* Another ICCID than the package has. */
	m = fixture_metadata(f, WANTED + 1, PROFILE_CLASS_OPERATIONAL, 0);
	fixture_order(f, WANTED, m);
	expect_failure(f, ELEMENTS, ERROR_REASON_DATA_MISMATCH, -1);
	fixture_expect_sane(f, 0, 1);
	/* PPRs of an operator that is not the one of EF.IMSI; without PPRs nobody looks. */
	m = fixture_metadata(f, WANTED, PROFILE_CLASS_OPERATIONAL, PPR_1);
	m->profile_owner = &other;
	fixture_order(f, WANTED, m);
	expect_failure(f, ELEMENTS, ERROR_REASON_DATA_MISMATCH, -1);
	fixture_expect_sane(f, 0, 1);
	m->profile_policy_rules.set = false;
	fixture_order(f, WANTED, m);
	assert_int_equal(fixture_download(f).final_result->which, FINAL_RESULT_SUCCESS_RESULT);
	/* The same ICCID again. */
	fixture_order(f, WANTED, NULL);
	expect_failure(f, METADATA, ERROR_REASON_ICCID_ALREADY_EXISTS, -1);
	fixture_expect_sane(f, 1, 2);
}

/* What the persona does not allow [SGP.22 2.9.2.1]. */
static void test_capabilities(void **state)
{
	static const struct {
		const char *persona;
		enum profile_class class;
		uint32_t pprs, command, reason;
		int pe_status;
	} cases[] = {
		{ "{\"rspCapability\": []}", PROFILE_CLASS_TEST, 0, METADATA,
		  ERROR_REASON_UNSUPPORTED_PROFILE_CLASS, -1 },
		{ "{\"forbiddenProfilePolicyRules\": [\"ppr2\"]}", PROFILE_CLASS_OPERATIONAL, PPR_2,
		  METADATA, ERROR_REASON_PPR_NOT_ALLOWED, -1 },
		{ "{\"rulesAuthorisationTable\": [{\"pprIds\": [\"ppr1\"],"
		  " \"allowedOperators\": [{\"mccMnc\": \"99F9E7\"}]}]}",
		  PROFILE_CLASS_OPERATIONAL, PPR_2, METADATA, ERROR_REASON_PPR_NOT_ALLOWED, -1 },
		{ "{\"rulesAuthorisationTable\": [{\"pprIds\": [\"ppr1\"],"
		  " \"allowedOperators\": [{\"mccMnc\": \"99F9E7\", \"gid1\": \"0A\"}]}]}",
		  PROFILE_CLASS_OPERATIONAL, PPR_1, METADATA, ERROR_REASON_PPR_NOT_ALLOWED, -1 },
		{ "{\"nonVolatileMemory\": 1000}", PROFILE_CLASS_OPERATIONAL, 0, ELEMENTS,
		  ERROR_REASON_INSUFFICIENT_MEMORY, PE_NOT_ENOUGH_MEMORY },
		{ "{\"nonVolatileMemory\": 0}", PROFILE_CLASS_OPERATIONAL, 0, ELEMENTS,
		  ERROR_REASON_INSUFFICIENT_MEMORY, PE_NOT_ENOUGH_MEMORY },
		{ "{\"uiccCapability\": []}", PROFILE_CLASS_OPERATIONAL, 0, ELEMENTS,
		  ERROR_REASON_PE_PROCESSING_ERROR, PE_FEATURE_NOT_SUPPORTED },
	};

	(void)state;
	for (size_t i = 0; i < A_COUNT(cases); i++) {
		struct fixture *f = fixture_new(
		        &(struct fixture_options){ .persona_json = cases[i].persona });

		fixture_order(f, WANTED,
		              fixture_metadata(f, WANTED, cases[i].class, cases[i].pprs));
		expect_failure(f, cases[i].command, cases[i].reason, cases[i].pe_status);
		if (cases[i].pe_status != PE_FEATURE_NOT_SUPPORTED)
			fixture_expect_sane(f, 0, 1);
		fixture_free(f);
	}
}

/* A rule of the table that matches: nibble E is any digit, an absent gid none at all. */
static void test_rule_matches(void **state)
{
	struct fixture *f = fixture_new(&(struct fixture_options){
	        .persona_json = "{\"rulesAuthorisationTable\": [{\"pprIds\": [\"ppr1\"],"
	                        " \"allowedOperators\": [{\"mccMnc\": \"EEEEE7\"}]}]}" });

	(void)state;
	fixture_order(f, WANTED, fixture_metadata(f, WANTED, PROFILE_CLASS_OPERATIONAL, PPR_1));
	assert_int_equal(fixture_download(f).final_result->which, FINAL_RESULT_SUCCESS_RESULT);
	fixture_free(f);
}

/* ---- broken profile elements ---- */

struct cut {
	size_t drop; /* octets taken off the end */
	size_t flip; /* offset of an octet to change, 0: none */
	uint8_t mask;
	int status;
};

static void cut_package(void *ctx, enum smdpp_point point, size_t index, struct buffer *object)
{
	const struct cut *c = ctx;

	(void)index;
	if (point != SMDPP_POINT_UNPROTECTED_PROFILE_PACKAGE)
		return;
	object->len -= c->drop;
	if (c->flip)
		object->ptr[c->flip] ^= c->mask;
}

static void test_broken_elements(void **state)
{
	static const struct cut cuts[] = {
		{ .drop = 1, .status = PE_INVALID_REQUEST_FORMAT },
		{ .drop = 9, .status = PE_INVALID_REQUEST_FORMAT }, /* the end element is missing */
		/* A0 len, 80 01 02: the header's major version becomes 66 */
		{ .flip = 4, .mask = 0x40, .status = PE_UNSUPPORTED_PROFILE_VERSION },
		{ .flip = 2, .mask = 0x3F, .status = PE_INVALID_REQUEST_FORMAT }, /* its tag */
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < A_COUNT(cuts); i++) {
		fixture_order(f, WANTED, NULL);
		smdpp_set_tamper(f->server, &(struct smdpp_tamper){ cut_package,
		                                                    (void *)(uintptr_t)&cuts[i] });
		expect_failure(f, ELEMENTS, ERROR_REASON_PE_PROCESSING_ERROR, cuts[i].status);
		fixture_expect_sane(f, 0, 1);
	}
}

/* ---- interruption [SGP.22 5.7.6] ---- */

struct interruption {
	const char *name;
	void (*interrupt)(struct fixture *f);
	uint8_t before; /* first octet of the piece before which it comes */
	unsigned skip;  /* of those that begin so */
	uint32_t command;
	bool iccid; /* is it known already? */
};

static void by_reset(struct fixture *f)
{
	softeuicc_card_reset(f->card);
}

static void by_restart(struct fixture *f)
{
	softeuicc_card_close(f->card);
	assert_int_equal(softeuicc_card_open(f->store, NULL, &f->env, &f->card), 0);
	softeuicc_card_reset(f->card);
}

static void by_power_off(struct fixture *f)
{
	softeuicc_card_power_off(f->card);
}

static void by_closing(struct fixture *f)
{
	fixture_expect(f, "0070800100", "9000");
}

static void by_select(struct fixture *f)
{
	fixture_expect(f, "01A4040C07A0000005591010", "9000");
}

/* The command fails, the interruption is a fact. */
static void by_failing_select(struct fixture *f)
{
	fixture_expect(f, "01A4040C07A0000005591099", "6A82");
}

static void by_get_eid(struct fixture *f)
{
	assert_int_equal(fixture_apdu(f, "81E2910006BF3E035C015A"), 0x6115);
}

static void by_bad_request(struct fixture *f)
{
	fixture_expect(f, "81E2910003BF3E00", "6A80");
}

static void by_unknown_function(struct fixture *f)
{
	fixture_expect(f, "81E2910003BF7F00", "6A88");
}

static void by_half_a_tag(struct fixture *f)
{
	fixture_expect(f, "81E29100019F", "6A80");
}

static void by_challenge(struct fixture *f)
{
	assert_int_equal(fixture_apdu(f, "0070000200"), 0x9000);
	assert_int_equal(fixture_apdu(f, "02A4040C10A0000005591010FFFFFFFF8900000100"), 0x9000);
	assert_int_equal(fixture_apdu(f, "82E2910003BF2E00"), 0x6115);
	rsp_session_end(&f->card->session); /* the session that it begins is none of this test's */
}

static void by_cancelling(struct fixture *f)
{
	char capdu[64] = "81E2910018BF411580108101";
	uint8_t id[RSP_TRANSACTION_ID_MAX];

	memcpy(id, f->card->session.transaction_id, sizeof(id));
	hex_encode(SPAN(id), capdu + 20);
	memcpy(capdu + 52, "810105", 7);
	assert_int_equal(fixture_apdu(f, capdu) & 0xFF00, 0x6100);
}

static const struct interruption interruptions[] = {
	{ "reset before ConfigureISDP", by_reset, 0xA0, 0, INIT, false },
	{ "reset before StoreMetadata", by_reset, 0xA1, 0, CONFIGURE, false },
	{ "reset in StoreMetadata", by_reset, 0x88, 0, METADATA, false },
	{ "reset after StoreMetadata", by_reset, 0xA2, 0, METADATA, true },
	{ "reset before profile elements", by_reset, 0xA3, 0, REPLACE, true },
	{ "reset at the first element", by_reset, 0x86, 0, ELEMENTS, true },
	{ "reset before the last segment", by_reset, 0x86, 1, ELEMENTS, true },
	{ "restart", by_restart, 0x86, 1, ELEMENTS, true },
	{ "power off", by_power_off, 0x88, 0, METADATA, false },
	{ "channel closed", by_closing, 0x86, 1, ELEMENTS, true },
	{ "application selected", by_select, 0x86, 1, ELEMENTS, true },
	{ "unknown application selected", by_failing_select, 0x86, 0, ELEMENTS, true },
	{ "GetEID", by_get_eid, 0x86, 1, ELEMENTS, true },
	{ "malformed request", by_bad_request, 0x88, 0, METADATA, false },
	{ "unknown function", by_unknown_function, 0x86, 0, ELEMENTS, true },
	{ "no request at all", by_half_a_tag, 0xA2, 0, METADATA, true },
	{ "GetEUICCChallenge on another channel", by_challenge, 0x86, 1, ELEMENTS, true },
	{ "CancelSession", by_cancelling, 0x86, 1, ELEMENTS, true },
};

/* Hook: runs the interruption before the piece that it names. */
struct pending_interruption {
	const struct interruption *what;
	unsigned left;
};

static void interrupt(struct fixture *f, const uint8_t *capdu, size_t len)
{
	struct pending_interruption *p = f->hook_ctx;

	if (len < 6 || capdu[1] != 0xE2 || capdu[3] != 0 || capdu[5] != p->what->before ||
	    p->left-- > 0)
		return;
	f->before_command = NULL;
	p->what->interrupt(f);
}

static void expect_interruption(struct fixture *f, const struct interruption *i)
{
	struct retrieve_notifications_list_response response;
	struct profile_installation_result outer;
	struct profile_installation_result_data data;
	const struct pending_notification *n;
	struct asn1_error error;

	assert_int_equal(lpa_retrieve_notifications(&f->lpa, NULL, &f->arena, &response), 0);
	if (response.notification_list.count != 1)
		fail_msg("%s: %zu notifications", i->name, response.notification_list.count);
	n = response.notification_list.items;
	assert_true(asn1_decode(&profile_installation_result_type,
	                        RSP_TAG_PROFILE_INSTALLATION_RESULT, n->profile_installation_result,
	                        &outer, &f->arena, &error));
	assert_true(asn1_decode(&profile_installation_result_data_type,
	                        RSP_TAG_PROFILE_INSTALLATION_RESULT_DATA,
	                        outer.profile_installation_result_data, &data, &f->arena, &error));
	assert_int_equal(data.final_result->which, FINAL_RESULT_ERROR_RESULT);
	assert_int_equal(data.final_result->error_result->error_reason.v,
	                 ERROR_REASON_INTERRUPTION);
	if (data.final_result->error_result->bpp_command_id.v != i->command)
		fail_msg("%s: command %u", i->name,
		         data.final_result->error_result->bpp_command_id.v);
	assert_true(span_equal(data.notification_metadata->iccid,
	                       i->iccid ? fixture_iccid(f, WANTED) : (struct span){ 0 }));
}

static void test_interruptions(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < A_COUNT(interruptions); i++) {
		struct pending_interruption p = { &interruptions[i], interruptions[i].skip };
		const struct lpa_download_options options = {
			.matching_id = { (const uint8_t *)FIXTURE_MATCHING_ID,
			                 strlen(FIXTURE_MATCHING_ID) },
			.trusting = true
		};
		const size_t used = f->arena.used;
		struct lpa_download_result result;

		fixture_order(f, WANTED, NULL);
		f->before_command = interrupt;
		f->hook_ctx = &p;
		if (lpa_download(&f->lpa, &f->es9p, &options, &f->arena, &result) != -EREMOTEIO)
			fail_msg("%s: the download went on", p.what->name);
		fixture_reset(f);
		expect_interruption(f, p.what);
		f->arena.used = used;
		fixture_expect_sane(f, 0, 1);
	}
}

/* A piece on another channel than that of the package does not disturb it. */
static void other_channel(struct fixture *f, const uint8_t *capdu, size_t len)
{
	if (len < 6 || capdu[1] != 0xE2 || capdu[5] != 0x86)
		return;
	f->before_command = NULL;
	fixture_expect(f, "0070000200", "9000");
	fixture_expect(f, "02A4040C10A0000005591010FFFFFFFF8900000100", "9000");
	fixture_expect(f, "82E29100038601FF", "6985");
	fixture_expect(f, "0070800200", "9000");
	fixture_expect(f, "00A4000C023F00", "9000");
}

static void test_other_channel(void **state)
{
	struct fixture *f = *state;

	f->before_command = other_channel;
	fixture_download_ok(f, WANTED);
	assert_null(f->before_command);
}

/* ---- structure, with pieces made by hand ---- */

static void replace_piece(struct fixture *f, const uint8_t *capdu, size_t len)
{
	const char *piece = f->hook_ctx;

	if (len < 7 || capdu[1] != 0xE2 || capdu[3] != 0 || capdu[5] != 0xBF || capdu[6] != 0x36)
		return;
	f->before_command = NULL;
	assert_int_equal(fixture_apdu(f, piece) & 0xFF00, 0x6100);
}

/* The first piece is no package, or its header is wrong: scp03tStructureError at once. */
static void test_first_piece(void **state)
{
	static const char *const pieces[] = {
		"81E29100038601FF",       /* a segment */
		"81E2910002A000",         /* a list */
		"81E2910005BF3603800100", /* not InitialiseSecureChannel */
		"81E2910006BF3602BF2300", /* one that is longer than the package */
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < A_COUNT(pieces); i++) {
		const struct lpa_download_options options = {
			.matching_id = { (const uint8_t *)FIXTURE_MATCHING_ID,
			                 strlen(FIXTURE_MATCHING_ID) },
			.trusting = true
		};
		struct lpa_download_result result;

		fixture_order(f, WANTED, NULL);
		f->before_command = replace_piece;
		f->hook_ctx = (void *)(uintptr_t)pieces[i];
		assert_int_equal(lpa_download(&f->lpa, &f->es9p, &options, &f->arena, &result),
		                 -EREMOTEIO);
		if (f->lpa.sw != 0x6985)
			fail_msg("%s: %04X", pieces[i], f->lpa.sw);
		fixture_expect_sane(f, 0, 1);
	}
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, fixture_setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_faults),
		cmocka_unit_test(test_fault_session_keys),
		cmocka_unit_test(test_long_segment),
		TEST(test_metadata),
		cmocka_unit_test(test_capabilities),
		cmocka_unit_test(test_rule_matches),
		TEST(test_broken_elements),
		TEST(test_interruptions),
		TEST(test_other_channel),
		TEST(test_first_piece),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
