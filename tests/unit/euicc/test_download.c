/*
 * Profile download: mutual authentication, preparation, the Bound Profile Package, and every way in
 * which they can fail [SGP.22 2.5, 3.1.3, 5.5, 5.7.5, 5.7.6, 5.7.13, 5.7.14].
 */
#include "fixture.h"

#include <errno.h>
#include <string.h>

enum { WANTED = 1, NEXT = 2 };

/* ---- spoiling what the server sends ---- */

/* Puts the certificate `ctx` in the place of another one. */
struct replacement {
	enum smdpp_point point;
	struct span object;
};

static void replace(void *ctx, enum smdpp_point point, size_t index, struct buffer *object)
{
	const struct replacement *t = ctx;

	(void)index;
	if (point == t->point)
		assert_int_equal(buffer_set(object, t->object), 0);
}

/* Makes the curve of a certificate's key one that nobody knows: the OID's last octet. */
static void change_curve(void *ctx, enum smdpp_point point, size_t index, struct buffer *object)
{
	static const uint8_t p256[] = { 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07 };
	uint8_t *found;

	(void)index;
	if (point != *(const enum smdpp_point *)ctx)
		return;
	found = memmem(object->ptr, object->len, p256, sizeof(p256));
	assert_non_null(found);
	found[sizeof(p256) - 1] = 0x06;
}

/* ---- downloads that succeed ---- */

struct way {
	struct fixture_options card;
	struct lpa_options lpa;
};

static void test_ways(void **state)
{
	static const struct way ways[] = {
		{ { 0 }, { 0 } },
		{ { .session_keys = true }, { .block_size = 120 } },
		{ { .server_curve = "BRP" }, { .le = true } },
		{ { .server_curve = "BRP", .session_keys = true }, { .block_size = 8 } },
		{ { .server_curve = "NIST", .segment_max = 1036 }, { .channel = 5 } },
		{ { .segment_max = 64 }, { .channel = LPA_CHANNEL_BASIC, .le = true } },
	};

	(void)state;
	for (size_t i = 0; i < A_COUNT(ways); i++) {
		struct fixture *f = fixture_new(&ways[i].card);

		lpa_close(&f->lpa);
		assert_int_equal(lpa_open(&f->lpa, &f->transport, &ways[i].lpa), 0);
		fixture_download_ok(f, WANTED);
		fixture_download_ok(f, NEXT);
		fixture_free(f);
	}
}

/* GetEID in blocks of one octet. */
static void test_tiny_blocks(void **state)
{
	struct fixture *f = *state;
	struct span eid;

	lpa_close(&f->lpa);
	assert_int_equal(lpa_open(&f->lpa, &f->transport, &(struct lpa_options){ .block_size = 1 }),
	                 0);
	assert_int_equal(lpa_get_eid(&f->lpa, &f->arena, &eid), 0);
	assert_true(span_equal(eid, fixture_hex(f, FIXTURE_EID)));
}

static void test_metadata(void **state)
{
	struct fixture *f = *state;
	struct store_metadata_request *m = fixture_metadata(f, WANTED, PROFILE_CLASS_OPERATIONAL,
	                                                    PPR_2);
	const struct smdpp_order order = {
		.matching_id = "CC",
		.profile = fixture_package(f, WANTED),
		.confirmation_code = "1234",
		.metadata = m,
		.dp_proprietary_data = fixture_hex(f, "B8058003883706"),
	};
	struct lpa_download_options options = { .matching_id = { (const uint8_t *)"CC", 2 },
		                                .confirmation_code = "9999" };
	struct lpa_download_result result;

	assert_int_equal(smdpp_add_order(f->server, &order), 0);
	/* A wrong confirmation code is the server's to refuse. */
	assert_int_equal(lpa_download(&f->lpa, &f->es9p, &options, &f->arena, &result), 0);
	assert_int_equal(result.end, LPA_DOWNLOAD_SERVER_REFUSED);
	assert_int_equal(f->card->session.state, RSP_IDLE); /* cancelled */
	options.confirmation_code = "1234";
	assert_int_equal(lpa_download(&f->lpa, &f->es9p, &options, &f->arena, &result), 0);
	assert_int_equal(result.end, LPA_DOWNLOAD_INSTALLATION_RESULT);
	assert_int_equal(result.final_result->which, FINAL_RESULT_SUCCESS_RESULT);
	assert_true(span_equal(result.final_result->success_result->aid,
	                       fixture_hex(f, "A0000005591010FFFFFFFF8900001000")));
	/* All elements went well [TCA EUICCResponse]. */
	assert_true(span_equal(result.final_result->success_result->sima_response,
	                       fixture_hex(f, "3007A0053003800100")));
	fixture_expect_es10(f, "BF2D045C0299B8", "BF2D0FA00DE30BB805800388370699020520");
	assert_int_equal(smdpp_handle_notification(f->server, result.pir, &result.status), 0);
}

/* Who else wants to know of the installation hears of it, the SM-DP+ has its result [SGP.22 3.5]. */
static void test_install_notification(void **state)
{
	struct fixture *f = *state;
	struct store_metadata_request *m = fixture_metadata(f, WANTED, PROFILE_CLASS_OPERATIONAL,
	                                                    0);
	struct notification_configuration_information config[] = {
		{ { true, NOTIFICATION_EVENT_INSTALL },
		  { (const uint8_t *)smdpp_address(f->server), strlen(smdpp_address(f->server)) } },
		{ { true, NOTIFICATION_EVENT_INSTALL | NOTIFICATION_EVENT_ENABLE },
		  { (const uint8_t *)"other.example.com", 17 } },
	};
	struct list_notification_response response;
	const struct notification_metadata *items;

	m->notification_configuration_info = (struct asn1_list){ config, A_COUNT(config) };
	fixture_order(f, WANTED, m);
	assert_int_equal(fixture_download(f).final_result->which, FINAL_RESULT_SUCCESS_RESULT);
	assert_int_equal(lpa_list_notification(&f->lpa, 0, &f->arena, &response), 0);
	assert_int_equal(response.notification_metadata_list.count, 2);
	items = response.notification_metadata_list.items;
	assert_true(span_equal(items[0].notification_address, config[0].notification_address));
	assert_true(span_equal(items[1].notification_address, config[1].notification_address));
	assert_int_equal(items[1].profile_management_operation.v, NOTIFICATION_EVENT_INSTALL);
	assert_int_equal(items[1].seq_number.v, items[0].seq_number.v + 1);
	fixture_expect_sane(f, 1, 2);
}

/* True if this command is the first block of an ES10 request with this tag. */
static bool begins(const uint8_t *capdu, size_t len, uint32_t tag)
{
	return len > 7 && capdu[1] == 0xE2 && capdu[3] == 0 &&
	       (uint32_t)(capdu[5] << 8 | capdu[6]) == tag;
}

/* One-time keys of the card at the start of each package. */
struct retry {
	uint8_t points[3][EC_POINT_LEN];
	size_t n;
};

static void note_key(struct fixture *f, const uint8_t *capdu, size_t len)
{
	struct retry *r = f->hook_ctx;

	if (begins(capdu, len, RSP_TAG_BOUND_PROFILE_PACKAGE) && r->n < A_COUNT(r->points))
		memcpy(r->points[r->n++], f->card->session.otsk.pub.point, EC_POINT_LEN);
}

/* A download that failed is tried again with the same one-time key [SGP.22 3.1.3.2]. */
static void test_retry(void **state)
{
	static const struct fixture_flip mac = { SMDPP_POINT_SEGMENT, 3, -1, 0x01 };
	struct fixture *f = *state;
	const struct smdpp_order order = { .matching_id = FIXTURE_MATCHING_ID,
		                           .profile = fixture_package(f, WANTED),
		                           .reuse_otpk = true };
	struct lpa_download_result result;
	struct retry r = { 0 };

	assert_int_equal(smdpp_add_order(f->server, &order), 0);
	fixture_set_flip(f, &mac);
	f->before_command = note_key;
	f->hook_ctx = &r;
	result = fixture_download(f);
	assert_int_equal(result.final_result->which, FINAL_RESULT_ERROR_RESULT);
	fixture_reset(f); /* volatile state goes, the key stays */
	smdpp_set_tamper(f->server, NULL);
	result = fixture_download(f);
	assert_int_equal(result.final_result->which, FINAL_RESULT_SUCCESS_RESULT);
	assert_memory_equal(r.points[0], r.points[1], EC_POINT_LEN);
	assert_false(f->card->retry.set);
	/* The next download has a key of its own. */
	assert_int_equal(
	        lpa_delete_profile(&f->lpa, fixture_iccid(f, WANTED), &f->arena, &(uint32_t){ 0 }),
	        0);
	result = fixture_download(f);
	assert_int_equal(result.final_result->which, FINAL_RESULT_SUCCESS_RESULT);
	assert_memory_not_equal(r.points[0], r.points[2], EC_POINT_LEN);
}

/* Names this key in smdpSigned2, as if the card had had it. */
struct claim {
	struct fixture *f;
	uint8_t point[EC_POINT_LEN];
};

static void claim_key(void *ctx, enum smdpp_point point, size_t index, struct buffer *object)
{
	const struct claim *c = ctx;
	struct smdp_signed2 signed2;
	struct asn1_error error;

	(void)index;
	if (point != SMDPP_POINT_SMDP_SIGNED2)
		return;
	assert_true(asn1_decode(&smdp_signed2_type, 0x30, buffer_span(object), &signed2,
	                        &c->f->arena, &error));
	signed2.bpp_euicc_otpk = SPAN(c->point);
	assert_int_equal(buffer_set(object, asn1_encode_arena(&smdp_signed2_type, 0x30, &signed2,
	                                                      &c->f->arena)),
	                 0);
}

/* A server like ours, with another OID in its certificates. */
static struct smdpp *other_server(struct fixture *f)
{
	static const char *const names[] = { "DPauth", "DPpb" };
	static const enum cert_role roles[] = { CERT_ROLE_DP_AUTH, CERT_ROLE_DP_PB };
	const struct span ci_der = pki_get(&f->pki, "CERT_CI_ECDSA_NIST.der");
	struct span certs[2], keys[2];
	struct ec_private ci_key;
	struct smdpp *server;
	struct cert ci;

	assert_true(cert_parse(ci_der, &ci));
	assert_int_equal(ec_private_from_der(pki_get(&f->pki, "SK_CI_ECDSA_NIST.der"), &ci_key), 0);
	for (size_t i = 0; i < A_COUNT(names); i++) {
		const struct cert_template tmpl = { .role = roles[i], .rid = "2.999.12" };
		struct ec_private key;
		uint8_t der[2048];
		char name[64];
		size_t len;

		snprintf(name, sizeof(name), "SK_S_SM_%s_ECDSA_NIST.der", names[i]);
		keys[i] = pki_get(&f->pki, name);
		assert_int_equal(ec_private_from_der(keys[i], &key), 0);
		assert_int_equal(
		        cert_issue(&tmpl, &key.pub, &ci, &ci_key, NULL, der, sizeof(der), &len), 0);
		certs[i] = arena_copy(&f->arena, (struct span){ der, len });
	}
	assert_int_equal(smdpp_new(&(struct smdpp_config){ 0 }, &server), 0);
	assert_int_equal(smdpp_add_keys(server, &(struct smdpp_keys){ ci_der, certs[0], certs[1],
	                                                              keys[0], keys[1] }),
	                 0);
	return server;
}

static struct smdpp *same_server(struct fixture *f)
{
	return fixture_new_server(f, &(struct fixture_options){ .server_curve = "NIST" });
}

static struct smdpp *brainpool_server(struct fixture *f)
{
	return fixture_new_server(f, &(struct fixture_options){ .server_curve = "BRP" });
}

/* A download that fails late; the card's one-time key is then kept for a retry. */
static struct ec_public fail_download(struct fixture *f)
{
	static const struct fixture_flip mac = { SMDPP_POINT_SEGMENT, 3, -1, 0x01 };

	fixture_order(f, WANTED, NULL);
	fixture_set_flip(f, &mac);
	fixture_expect_error(f, "MAC", BPP_COMMAND_ID_LOAD_PROFILE_ELEMENTS,
	                     ERROR_REASON_SCP03T_SECURITY_ERROR);
	fixture_deliver(f);
	assert_true(f->card->retry.set);
	return f->card->retry.key.pub;
}

/* Only the SM-DP+ to which the card has shown it gets a one-time key again [SGP.22 5.7.5]. */
static void test_claimed_keys(void **state)
{
	static const struct {
		const char *what;
		struct smdpp *(*server)(struct fixture *f);
		bool kept, claims_it, gets_it;
	} rows[] = {
		{ "nothing is kept", same_server, false, false, false },
		{ "another key", same_server, true, false, false },
		{ "the kept key", same_server, true, true, true },
		{ "another SM-DP+", other_server, true, true, false },
		{ "another curve", brainpool_server, true, true, false },
	};

	(void)state;
	for (size_t i = 0; i < A_COUNT(rows); i++) {
		struct fixture *f = fixture_new(
		        &(struct fixture_options){ .server_curve = "NIST" });
		struct claim claim = { .f = f };
		struct ec_public kept = { 0 };
		struct ec_private other;
		struct retry r = { 0 };

		if (rows[i].kept)
			kept = fail_download(f);
		assert_int_equal(ec_generate(EC_CURVE_P256, NULL, &other), 0);
		memcpy(claim.point, rows[i].claims_it ? kept.point : other.pub.point, EC_POINT_LEN);
		smdpp_free(fixture_use_server(f, rows[i].server(f)));
		smdpp_set_tamper(f->server, &(struct smdpp_tamper){ claim_key, &claim });
		f->before_command = note_key;
		f->hook_ctx = &r;
		fixture_download_ok(f, WANTED);
		if ((memcmp(r.points[0], kept.point, EC_POINT_LEN) == 0) != rows[i].gets_it)
			fail_msg("%s: %s", rows[i].what,
			         rows[i].gets_it ? "a new key" : "that key");
		assert_memory_not_equal(r.points[0], other.pub.point, EC_POINT_LEN);
		fixture_free(f);
	}
}

/* ---- errors of AuthenticateServer and PrepareDownload ---- */

/* The two functions that refuse. */
enum { AUTHENTICATE = RSP_TAG_AUTHENTICATE_SERVER, PREPARE = RSP_TAG_PREPARE_DOWNLOAD };

static void expect_refusal(struct fixture *f, uint32_t function, uint32_t code)
{
	fixture_order(f, WANTED, NULL);
	fixture_expect_refusal(f, "download", function, code);
	fixture_expect_sane(f, 0, 0);
}

/* [SGP.22 5.7.13] and [SGP.22 5.7.5] */
static void test_refusals(void **state)
{
	static const struct {
		uint32_t function, code;
		struct fixture_flip flip;
	} refusals[] = {
		{ AUTHENTICATE,
		  AUTHENTICATE_ERROR_INVALID_CERTIFICATE,
		  { SMDPP_POINT_SERVER_CERTIFICATE, 0, -1, 1 } },
		{ AUTHENTICATE,
		  AUTHENTICATE_ERROR_INVALID_CERTIFICATE,
		  { SMDPP_POINT_SERVER_CERTIFICATE, 0, 40, 1 } },
		{ AUTHENTICATE,
		  AUTHENTICATE_ERROR_INVALID_SIGNATURE,
		  { SMDPP_POINT_SERVER_SIGNATURE1, 0, -1, 1 } },
		/* 30 len, 80 10 transactionId, 81 10 euiccChallenge: its first octet */
		{ AUTHENTICATE,
		  AUTHENTICATE_ERROR_EUICC_CHALLENGE_MISMATCH,
		  { SMDPP_POINT_SERVER_SIGNED1, 0, 22, 1 } },
		{ AUTHENTICATE,
		  AUTHENTICATE_ERROR_CI_PK_UNKNOWN,
		  { SMDPP_POINT_CI_PKID, 0, -1, 1 } },
		{ PREPARE,
		  DOWNLOAD_ERROR_INVALID_CERTIFICATE,
		  { SMDPP_POINT_SMDP_CERTIFICATE, 0, -1, 1 } },
		{ PREPARE,
		  DOWNLOAD_ERROR_INVALID_SIGNATURE,
		  { SMDPP_POINT_SMDP_SIGNATURE2, 0, -1, 1 } },
		/* 30 len, 80 10 transactionId */
		{ PREPARE,
		  DOWNLOAD_ERROR_INVALID_TRANSACTION_ID,
		  { SMDPP_POINT_SMDP_SIGNED2, 0, 4, 1 } },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < A_COUNT(refusals); i++) {
		fixture_set_flip(f, &refusals[i].flip);
		expect_refusal(f, refusals[i].function, refusals[i].code);
	}
}

/* Certificates of the other role, and of a curve that nobody knows. */
static void test_wrong_certificates(void **state)
{
	static const struct {
		enum smdpp_point point;
		const char *other_role;
		uint32_t function, role_error, curve_error;
	} places[] = {
		{ SMDPP_POINT_SERVER_CERTIFICATE, "CERT_S_SM_DPpb_ECDSA_NIST.der", AUTHENTICATE,
		  AUTHENTICATE_ERROR_INVALID_OID, AUTHENTICATE_ERROR_UNSUPPORTED_CURVE },
		{ SMDPP_POINT_SMDP_CERTIFICATE, "CERT_S_SM_DPauth_ECDSA_NIST.der", PREPARE,
		  DOWNLOAD_ERROR_INVALID_CERTIFICATE, DOWNLOAD_ERROR_UNSUPPORTED_CURVE },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < A_COUNT(places); i++) {
		struct replacement r = { places[i].point, pki_get(&f->pki, places[i].other_role) };

		smdpp_set_tamper(f->server, &(struct smdpp_tamper){ replace, &r });
		expect_refusal(f, places[i].function, places[i].role_error);
		smdpp_set_tamper(f->server,
		                 &(struct smdpp_tamper){ change_curve,
		                                         (void *)(uintptr_t)&places[i].point });
		expect_refusal(f, places[i].function, places[i].curve_error);
	}
}

/* DPpb of another SM-DP+, or below another CI, than the one that was authenticated. */
static void test_foreign_dp_pb(void **state)
{
	struct fixture *f = *state;
	struct cert_template tmpl = { .role = CERT_ROLE_DP_PB,
		                      .common_name = "Another SM-DP+",
		                      .organization = "Another",
		                      .rid = "2.999.12" };
	struct crypto_random rnd = { NULL, NULL };
	struct replacement r = { .point = SMDPP_POINT_SMDP_CERTIFICATE };
	struct ec_private ci_key;
	struct cert ci, pb;
	uint8_t der[2048];
	size_t len;

	assert_true(cert_parse(pki_get(&f->pki, "CERT_CI_ECDSA_NIST.der"), &ci));
	assert_true(cert_parse(pki_get(&f->pki, "CERT_S_SM_DPpb_ECDSA_NIST.der"), &pb));
	assert_int_equal(ec_private_from_der(pki_get(&f->pki, "SK_CI_ECDSA_NIST.der"), &ci_key), 0);
	assert_int_equal(cert_issue(&tmpl, &pb.key, &ci, &ci_key, &rnd, der, sizeof(der), &len), 0);
	r.object = (struct span){ der, len };
	smdpp_set_tamper(f->server, &(struct smdpp_tamper){ replace, &r });
	expect_refusal(f, PREPARE, DOWNLOAD_ERROR_INVALID_CERTIFICATE);
	r.object = pki_get(&f->pki, "CERT_S_SM_DPpb_ECDSA_BRP.der");
	smdpp_set_tamper(f->server, &(struct smdpp_tamper){ replace, &r });
	expect_refusal(f, PREPARE, DOWNLOAD_ERROR_INVALID_CERTIFICATE);
}

/* A package without preparation; more of what has no session is in test_interruption.c. */
static void test_no_session(void **state)
{
	struct fixture *f = *state;

	assert_null(fixture_es10(f, "BF36820100BF2303820101"));
	assert_int_equal(f->lpa.sw, 0x6985);
}

/* Randomness that ends after some calls. */
static int few_random(void *ctx, uint8_t *buf, size_t len)
{
	int *left = ctx;

	memset(buf, 0x5A, len);
	return (*left)-- > 0 ? 0 : -EIO;
}

static void test_no_randomness(void **state)
{
	struct fixture *f = *state;
	const struct crypto_random good = f->card->random;
	struct span challenge;
	int left = 0;

	f->card->random = (struct crypto_random){ few_random, &left };
	assert_int_equal(lpa_get_euicc_challenge(&f->lpa, &f->arena, &challenge), -EREMOTEIO);
	assert_int_equal(f->lpa.sw, 0x6F00);
	/* Enough for the challenge, not for the one-time key. */
	left = 1;
	fixture_order(f, WANTED, NULL);
	fixture_expect_refusal(f, "no one-time key", PREPARE, DOWNLOAD_ERROR_UNDEFINED);
	f->card->random = good;
	fixture_expect_sane(f, 0, 0);
}

/* ---- CancelSession [SGP.22 5.7.14] ---- */

/* What a hook on PrepareDownload does to the session. */
struct cancellation {
	struct span transaction_id; /* absent: the right one */
	struct span answer;
	uint8_t right_id[RSP_TRANSACTION_ID_MAX];
};

static void cancel_session(struct fixture *f, const uint8_t *capdu, size_t len)
{
	struct cancellation *c = f->hook_ctx;
	struct span id = rsp_transaction_id(&f->card->session);

	if (!begins(capdu, len, RSP_TAG_PREPARE_DOWNLOAD))
		return;
	f->before_command = NULL;
	assert_int_equal(id.len, sizeof(c->right_id));
	memcpy(c->right_id, id.ptr, id.len);
	assert_int_equal(lpa_cancel_session(&f->lpa, c->transaction_id.ptr ? c->transaction_id : id,
	                                    CANCEL_SESSION_REASON_POSTPONED, &f->arena, &c->answer),
	                 0);
}

static void test_cancel(void **state)
{
	struct fixture *f = *state;
	struct cancellation c = { 0 };
	struct smdpp_status status;

	fixture_expect_es10(f, "BF4106800101810100", "BF4103810105"); /* no session */
	assert_null(fixture_es10(f, "BF4103800101"));
	fixture_order(f, WANTED, NULL);
	f->before_command = cancel_session;
	f->hook_ctx = &c;
	fixture_expect_refusal(f, "cancelled", PREPARE, DOWNLOAD_ERROR_NO_SESSION_CONTEXT);
	/* The server checks the signature and what was signed. */
	assert_int_equal(smdpp_cancel_session(f->server, SPAN(c.right_id), c.answer, &status), 0);
	fixture_expect_sane(f, 0, 0);
}

static void test_cancel_wrong_id(void **state)
{
	struct fixture *f = *state;
	struct cancellation c = { .transaction_id = fixture_hex(f, "00") };
	struct lpa_download_result result;

	fixture_order(f, WANTED, NULL);
	f->before_command = cancel_session;
	f->hook_ctx = &c;
	result = fixture_download(f);
	assert_true(span_equal(c.answer, fixture_hex(f, "BF4103810105")));
	/* The session goes on. */
	assert_int_equal(result.end, LPA_DOWNLOAD_INSTALLATION_RESULT);
	assert_int_equal(result.final_result->which, FINAL_RESULT_SUCCESS_RESULT);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, fixture_setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ways),
		TEST(test_tiny_blocks),
		TEST(test_metadata),
		TEST(test_install_notification),
		TEST(test_retry),
		cmocka_unit_test(test_claimed_keys),
		TEST(test_refusals),
		TEST(test_wrong_certificates),
		TEST(test_foreign_dp_pb),
		TEST(test_no_session),
		TEST(test_no_randomness),
		TEST(test_cancel),
		TEST(test_cancel_wrong_id),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
