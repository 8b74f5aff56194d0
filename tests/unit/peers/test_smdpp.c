/* The SM-DP+ against a small eUICC: downloads, every refusal, notifications [SGP.22 5.6]. */
#include "mini_euicc.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ARENA_LEN = 1 << 20, PROFILE_LEN = 5000 };

#define EID_DIGITS "89049032123451234512345678901235"

/* ICCID as in a profile header, and as in EF.ICCID [SGP.22 2.4.4, TS 102 221 13.2]. */
static const uint8_t profile_start[] = { 0xA0, 0x0C, 0x83, 0x0A, 0x89, 0x00, 0x01,
	                                 0x23, 0x45, 0x67, 0x89, 0x01, 0x23, 0x41 };
static const uint8_t swapped_iccid[] = {
	0x98, 0x00, 0x10, 0x32, 0x54, 0x76, 0x98, 0x10, 0x32, 0x14
};

struct fixture {
	struct mini_pki pki;
	uint8_t *memory;
	struct arena a;
	uint8_t profile[PROFILE_LEN];
	struct smdpp_config config;
	struct smdpp *server;
	struct mini_euicc euicc;
	struct smdpp_status status;
};

static struct span text(const char *s)
{
	return (struct span){ (const uint8_t *)s, strlen(s) };
}

static void assert_status(const struct fixture *f, const char *subject, const char *reason)
{
	assert_string_equal(f->status.subject, subject);
	assert_string_equal(f->status.reason, reason);
}

static struct fixture *fixture_new(enum ec_curve curve, const struct smdpp_config *config)
{
	struct fixture *f = calloc(1, sizeof(*f));
	const struct smdpp_order order = { .matching_id = "M1",
		                           .profile = { f->profile, PROFILE_LEN } };
	struct smdpp_keys keys;

	f->memory = malloc(ARENA_LEN);
	f->a = (struct arena){ f->memory, ARENA_LEN, 0 };
	for (size_t i = 0; i < PROFILE_LEN; i++)
		f->profile[i] = (uint8_t)(i * 7);
	memcpy(f->profile, profile_start, sizeof(profile_start));
	mini_pki_make(&f->pki, curve, EID_DIGITS);
	if (config)
		f->config = *config;
	assert_int_equal(smdpp_new(&f->config, &f->server), 0);
	keys = mini_pki_server_keys(&f->pki);
	assert_int_equal(smdpp_add_keys(f->server, &keys), 0);
	assert_int_equal(smdpp_add_order(f->server, &order), 0);
	f->euicc = (struct mini_euicc){ .pki = &f->pki, .a = &f->a, .challenge = { 1, 2, 3 } };
	return f;
}

static void fixture_free(struct fixture *f)
{
	smdpp_free(f->server);
	free(f->memory);
	free(f);
}

static int initiate(struct fixture *f, struct smdpp_initiate_response *ret)
{
	const struct span ski = f->pki.ci.cert.ski;
	const struct smdpp_initiate_request request = {
		.euicc_challenge = SPAN(f->euicc.challenge),
		.euicc_info1 = mini_info1(&f->a, ski, ski),
		.address = text(smdpp_address(f->server)),
	};

	return smdpp_initiate_authentication(f->server, &request, &f->a, ret, &f->status);
}

static int authenticate(struct fixture *f, const char *matching_id,
                        struct smdpp_authenticate_response *ret)
{
	struct smdpp_initiate_response initiated;
	struct span answer;

	assert_int_equal(initiate(f, &initiated), 0);
	assert_true(mini_authenticate(&f->euicc, &initiated, matching_id, &answer));
	return smdpp_authenticate_client(f->server, initiated.transaction_id, answer, &f->a, ret,
	                                 &f->status);
}

static int get_package(struct fixture *f, const char *matching_id, const char *code,
                       struct span *ret_bpp)
{
	struct smdpp_authenticate_response offer;
	struct span answer;

	assert_int_equal(authenticate(f, matching_id, &offer), 0);
	assert_true(mini_prepare(&f->euicc, &offer, code, &answer));
	return smdpp_get_bound_profile_package(f->server, f->euicc.transaction_id, answer, &f->a,
	                                       ret_bpp, &f->status);
}

static void download(enum ec_curve curve, const struct smdpp_config *config)
{
	struct fixture *f = fixture_new(curve, config);
	struct span bpp;

	assert_int_equal(get_package(f, "M1", NULL, &bpp), 0);
	assert_true(mini_load(&f->euicc, bpp));
	assert_true(span_equal(f->euicc.profile, SPAN(f->profile)));
	assert_true(span_equal(f->euicc.metadata.iccid, SPAN(swapped_iccid)));
	assert_true(span_equal(f->euicc.metadata.profile_name, text("M1")));
	assert_int_equal(f->euicc.metadata.notification_configuration_info.count, 3);
	assert_int_equal(f->euicc.keys_replaced, !f->config.session_keys);
	assert_true(f->euicc.segment_largest <=
	            (f->config.segment_max ? f->config.segment_max : 1020));
	fixture_free(f);
}

static void test_download_p256_ppk(void **state)
{
	(void)state;
	download(EC_CURVE_P256, NULL);
}

static void test_download_p256_session_keys(void **state)
{
	(void)state;
	download(EC_CURVE_P256, &(struct smdpp_config){ .session_keys = true });
}

static void test_download_bp256_ppk(void **state)
{
	(void)state;
	download(EC_CURVE_BP256, &(struct smdpp_config){ .segment_max = 200 });
}

static void test_download_bp256_session_keys(void **state)
{
	(void)state;
	download(EC_CURVE_BP256, &(struct smdpp_config){ .session_keys = true,
	                                                 .host_id = text("other host"),
	                                                 .address = "dp.example" });
}

/* 1007 octets of plaintext make the largest segment, 1020 octets [SGP.22 2.5.3]. */
static void test_segment_sizes(void **state)
{
	struct fixture *f = fixture_new(EC_CURVE_P256, NULL);
	struct span bpp;

	(void)state;
	assert_int_equal(get_package(f, "M1", NULL, &bpp), 0);
	assert_true(mini_load(&f->euicc, bpp));
	assert_int_equal(f->euicc.segment_largest, 1020);
	assert_int_equal(f->euicc.segments_86, 5);
	assert_int_equal(f->euicc.segments_88, 1);
	fixture_free(f);
}

static void test_large_metadata_takes_two_segments(void **state)
{
	struct fixture *f = fixture_new(EC_CURVE_P256, NULL);
	uint8_t icon[1024];
	struct store_metadata_request metadata;
	const struct smdpp_order order = { .matching_id = "ICON",
		                           .profile = SPAN(f->profile),
		                           .metadata = &metadata };
	struct span bpp;

	(void)state;
	memset(icon, 0x5A, sizeof(icon));
	assert_int_equal(
	        smdpp_default_metadata(f->server, "icon", SPAN(f->profile), &f->a, &metadata), 0);
	metadata.icon_type = (struct asn1_uint){ true, ICON_TYPE_PNG };
	metadata.icon = SPAN(icon);
	metadata.profile_policy_rules = (struct asn1_bits){ true, PPR_1 };
	assert_int_equal(smdpp_add_order(f->server, &order), 0);
	assert_int_equal(get_package(f, "ICON", NULL, &bpp), 0);
	assert_true(mini_load(&f->euicc, bpp));
	assert_int_equal(f->euicc.segments_88, 2);
	assert_true(span_equal(f->euicc.metadata.icon, SPAN(icon)));
	assert_int_equal(f->euicc.metadata.profile_policy_rules.v, PPR_1);
	fixture_free(f);
}

static void add_order(struct fixture *f, const struct smdpp_order *order)
{
	struct smdpp_order o = *order;

	o.profile = SPAN(f->profile);
	assert_int_equal(smdpp_add_order(f->server, &o), 0);
}

static void test_confirmation_code(void **state)
{
	struct fixture *f = fixture_new(EC_CURVE_P256, NULL);
	struct smdpp_authenticate_response offer;
	struct span bpp;

	(void)state;
	add_order(f, &(struct smdpp_order){ .matching_id = "CC", .confirmation_code = "1234" });
	assert_int_equal(get_package(f, "CC", "1234", &bpp), 0);
	assert_true(mini_load(&f->euicc, bpp));
	assert_int_equal(get_package(f, "CC", NULL, &bpp), 1);
	assert_status(f, "8.2.7", "2.2");
	assert_int_equal(get_package(f, "CC", "4321", &bpp), 1);
	assert_status(f, "8.2.7", "3.8");
	assert_int_equal(get_package(f, "CC", "4321", &bpp), 1);
	assert_status(f, "8.2.7", "3.8");
	assert_int_equal(get_package(f, "CC", "4321", &bpp), 1);
	assert_status(f, "8.2.7", "6.4");
	assert_int_equal(authenticate(f, "CC", &offer), 1);
	assert_status(f, "8.8.5", "6.4");
	fixture_free(f);
}

/* SHA-256(SHA-256("1234") || 00 01 .. 0F), computed with Python's hashlib. */
static void test_confirmation_code_hash(void **state)
{
	static const uint8_t id[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };
	static const uint8_t expected[32] = { 0xE6, 0x2E, 0xD8, 0x88, 0x64, 0xCC, 0xF9, 0x9E,
		                              0xBC, 0xC7, 0xC5, 0x7C, 0x5A, 0x37, 0x64, 0x1A,
		                              0x99, 0x31, 0x5C, 0x87, 0xF6, 0x15, 0x1C, 0x3F,
		                              0x4B, 0x77, 0xC9, 0x20, 0x33, 0x2E, 0x11, 0x77 };
	uint8_t hash[32];

	(void)state;
	assert_int_equal(smdpp_hash_confirmation_code("1234", SPAN(id), hash), 0);
	assert_memory_equal(hash, expected, sizeof(hash));
}

static void test_initiate_refusals(void **state)
{
	static const uint8_t unknown[20] = { 0xEE };
	struct fixture *f = fixture_new(EC_CURVE_P256, NULL);
	const struct span ski = f->pki.ci.cert.ski;
	struct smdpp_initiate_request request = {
		.euicc_challenge = SPAN(f->euicc.challenge),
		.euicc_info1 = mini_info1(&f->a, ski, ski),
		.address = text("other.example"),
	};
	struct smdpp_initiate_response r;

	(void)state;
	assert_int_equal(smdpp_initiate_authentication(f->server, &request, &f->a, &r, &f->status),
	                 1);
	assert_status(f, "8.8.1", "3.8");
	request.address = text(smdpp_address(f->server));
	request.euicc_info1 = mini_info1(&f->a, SPAN(unknown), ski);
	assert_int_equal(smdpp_initiate_authentication(f->server, &request, &f->a, &r, &f->status),
	                 1);
	assert_status(f, "8.8.4", "3.7");
	request.euicc_info1 = mini_info1(&f->a, ski, SPAN(unknown));
	assert_int_equal(smdpp_initiate_authentication(f->server, &request, &f->a, &r, &f->status),
	                 1);
	assert_status(f, "8.8.2", "3.1");
	request.euicc_info1 = SPAN(unknown);
	assert_int_equal(smdpp_initiate_authentication(f->server, &request, &f->a, &r, &f->status),
	                 1);
	assert_status(f, "8.1", "2.1");
	fixture_free(f);
}

static void refuse_client(struct mini_faults faults, const char *subject, const char *reason)
{
	struct fixture *f = fixture_new(EC_CURVE_P256, NULL);
	struct smdpp_authenticate_response offer;

	f->euicc.faults = faults;
	assert_int_equal(authenticate(f, "M1", &offer), 1);
	assert_status(f, subject, reason);
	fixture_free(f);
}

static void test_client_refusals(void **state)
{
	(void)state;
	refuse_client((struct mini_faults){ .signature1 = true }, "8.1", "6.1");
	refuse_client((struct mini_faults){ .challenge = true }, "8.1", "6.1");
	refuse_client((struct mini_faults){ .address = true }, "8.1", "6.1");
	refuse_client((struct mini_faults){ .transaction1 = true }, "8.10.1", "3.9");
	refuse_client((struct mini_faults){ .authenticate_error = true }, "8.1", "4.2");
}

static void test_order_refusals(void **state)
{
	struct fixture *f = fixture_new(EC_CURVE_P256, NULL);
	struct smdpp_authenticate_response offer;

	(void)state;
	assert_int_equal(authenticate(f, "NONE", &offer), 1);
	assert_status(f, "8.2.6", "3.8");
	assert_int_equal(authenticate(f, NULL, &offer), 1);
	assert_status(f, "8.2.6", "3.8");
	add_order(f, &(struct smdpp_order){ .matching_id = "" });
	assert_int_equal(authenticate(f, NULL, &offer), 0);
	assert_int_equal(authenticate(f, "", &offer), 0);
	add_order(f, &(struct smdpp_order){ .matching_id = "E",
	                                    .eid = "89049032000000000000000000000000" });
	assert_int_equal(authenticate(f, "E", &offer), 1);
	assert_status(f, "8.1.1", "3.8");
	add_order(f, &(struct smdpp_order){ .matching_id = "E", .eid = EID_DIGITS });
	assert_int_equal(authenticate(f, "E", &offer), 0);
	fixture_free(f);
}

/* Certificates that a server must refuse [SGP.22 4.5.2.1]. */
static void test_certificate_refusals(void **state)
{
	const int64_t now = 1700000000;
	struct fixture *f = fixture_new(EC_CURVE_P256, &(struct smdpp_config){ .now = now });
	struct cert_template euicc = { .role = CERT_ROLE_EUICC,
		                       .organization = "Unit EUM",
		                       .eid = EID_DIGITS,
		                       .not_after = now - 1 };
	struct cert_template eum = { .role = CERT_ROLE_EUM,
		                     .organization = "Unit EUM",
		                     .permitted_ein = "89049032",
		                     .not_after = now - 1 };
	struct smdpp_authenticate_response offer;
	struct mini_pki other;

	(void)state;
	mini_pki_reissue(&f->pki.euicc, &euicc, &f->pki.eum);
	assert_int_equal(authenticate(f, "M1", &offer), 1);
	assert_status(f, "8.1.3", "6.3");
	euicc.not_after = 0;
	euicc.eid = "89099999123451234512345678901235";
	mini_pki_reissue(&f->pki.euicc, &euicc, &f->pki.eum);
	assert_int_equal(authenticate(f, "M1", &offer), 1);
	assert_status(f, "8.1.3", "6.1");
	euicc.eid = EID_DIGITS;
	mini_pki_reissue(&f->pki.euicc, &euicc, &f->pki.eum);
	assert_int_equal(authenticate(f, "M1", &offer), 0);
	mini_pki_reissue(&f->pki.eum, &eum, &f->pki.ci);
	assert_int_equal(authenticate(f, "M1", &offer), 1);
	assert_status(f, "8.1.2", "6.3");
	/* Same names and the right AKI, but signed by another key. */
	other = f->pki;
	assert_int_equal(ec_generate(EC_CURVE_P256, NULL, &other.ci.key), 0);
	eum.not_after = 0;
	mini_pki_reissue(&f->pki.eum, &eum, &other.ci);
	assert_int_equal(authenticate(f, "M1", &offer), 1);
	assert_status(f, "8.1.2", "6.1");
	/* A stranger's EUM. */
	mini_pki_make(&other, EC_CURVE_P256, EID_DIGITS);
	mini_pki_reissue(&f->pki.eum, &eum, &other.ci);
	assert_int_equal(authenticate(f, "M1", &offer), 1);
	assert_status(f, "8.11.1", "3.9");
	fixture_free(f);
}

static void refuse_prepared(struct mini_faults faults, const char *subject, const char *reason)
{
	struct fixture *f = fixture_new(EC_CURVE_P256, NULL);
	struct span bpp;

	f->euicc.faults = faults;
	assert_int_equal(get_package(f, "M1", NULL, &bpp), 1);
	assert_status(f, subject, reason);
	fixture_free(f);
}

static void test_package_refusals(void **state)
{
	(void)state;
	refuse_prepared((struct mini_faults){ .signature2 = true }, "8.1", "6.1");
	refuse_prepared((struct mini_faults){ .transaction2 = true }, "8.10.1", "3.9");
	refuse_prepared((struct mini_faults){ .otpk = true }, "8.1", "6.1");
	refuse_prepared((struct mini_faults){ .download_error = true }, "8.1", "4.2");
}

static void test_unknown_transaction(void **state)
{
	static const uint8_t id[16] = { 9 };
	struct fixture *f = fixture_new(EC_CURVE_P256, NULL);
	struct smdpp_authenticate_response offer;
	struct span bpp;

	(void)state;
	assert_int_equal(
	        smdpp_authenticate_client(f->server, SPAN(id), SPAN(id), &f->a, &offer, &f->status),
	        1);
	assert_status(f, "8.10.1", "3.9");
	assert_int_equal(smdpp_get_bound_profile_package(f->server, SPAN(id), SPAN(id), &f->a, &bpp,
	                                                 &f->status),
	                 1);
	assert_status(f, "8.10.1", "3.9");
	assert_int_equal(smdpp_cancel_session(f->server, SPAN(id), SPAN(id), &f->status), 1);
	assert_status(f, "8.10.1", "3.9");
	fixture_free(f);
}

static void test_installation_results(void **state)
{
	struct fixture *f = fixture_new(EC_CURVE_BP256, NULL);
	const struct smdpp_notification *const *list;
	struct smdpp_authenticate_response offer;
	struct span bpp;
	size_t n;

	(void)state;
	add_order(f, &(struct smdpp_order){ .matching_id = "ONCE", .downloads_max = 1 });
	assert_int_equal(get_package(f, "ONCE", NULL, &bpp), 0);
	assert_true(mini_load(&f->euicc, bpp));
	f->euicc.faults = (struct mini_faults){ .pir_signature = true };
	assert_int_equal(smdpp_handle_notification(
	                         f->server, mini_installation_result(&f->euicc, true), &f->status),
	                 1);
	assert_status(f, "8.1", "6.1");
	f->euicc.faults = (struct mini_faults){ .pir_oid = true };
	assert_int_equal(smdpp_handle_notification(
	                         f->server, mini_installation_result(&f->euicc, true), &f->status),
	                 1);
	assert_status(f, "8.8", "3.10");
	f->euicc.faults = (struct mini_faults){ 0 };
	assert_int_equal(smdpp_handle_notification(
	                         f->server, mini_installation_result(&f->euicc, true), &f->status),
	                 0);
	/* The session is over, and so is the order. */
	assert_int_equal(smdpp_handle_notification(
	                         f->server, mini_installation_result(&f->euicc, true), &f->status),
	                 1);
	assert_status(f, "8.10.1", "3.9");
	assert_int_equal(authenticate(f, "ONCE", &offer), 1);
	assert_status(f, "8.2.6", "3.8");
	list = smdpp_notifications(f->server, &n);
	assert_int_equal(n, 4);
	assert_false(list[1]->verified);
	assert_true(list[2]->verified);
	assert_true(list[2]->installation);
	assert_int_equal(list[2]->metadata.seq_number.v, 7);
	assert_int_equal(list[2]->final_result->which, FINAL_RESULT_SUCCESS_RESULT);
	fixture_free(f);
}

static void test_failed_installation_leaves_order(void **state)
{
	struct fixture *f = fixture_new(EC_CURVE_P256, NULL);
	struct span bpp;

	(void)state;
	add_order(f, &(struct smdpp_order){
	                     .matching_id = "R", .downloads_max = 1, .reuse_otpk = true });
	assert_int_equal(get_package(f, "R", NULL, &bpp), 0);
	assert_false(f->euicc.reuse_otpk);
	assert_int_equal(smdpp_handle_notification(
	                         f->server, mini_installation_result(&f->euicc, false), &f->status),
	                 0);
	/* Next try: the server names the eUICC's earlier key [SGP.22 3.1.3.2]. */
	assert_int_equal(get_package(f, "R", NULL, &bpp), 0);
	assert_true(f->euicc.reuse_otpk);
	assert_true(mini_load(&f->euicc, bpp));
	fixture_free(f);
}

static void test_other_notifications(void **state)
{
	static const uint8_t rubbish[] = { 0x30, 0x01, 0x00 };
	struct fixture *f = fixture_new(EC_CURVE_P256, NULL);

	(void)state;
	assert_int_equal(smdpp_handle_notification(
	                         f->server, mini_other_notification(&f->euicc, false), &f->status),
	                 0);
	assert_int_equal(smdpp_handle_notification(
	                         f->server, mini_other_notification(&f->euicc, true), &f->status),
	                 1);
	assert_status(f, "8.1", "6.1");
	assert_int_equal(smdpp_handle_notification(f->server, SPAN(rubbish), &f->status), 1);
	assert_status(f, "8.1", "2.1");
	fixture_free(f);
}

static void test_cancel_session(void **state)
{
	struct fixture *f = fixture_new(EC_CURVE_P256, NULL);
	struct smdpp_authenticate_response offer;
	const struct span *id = &f->euicc.transaction_id;

	(void)state;
	assert_int_equal(authenticate(f, "M1", &offer), 0);
	f->euicc.faults = (struct mini_faults){ .cancel_oid = true };
	assert_int_equal(smdpp_cancel_session(f->server, *id, mini_cancel(&f->euicc), &f->status),
	                 1);
	assert_status(f, "8.8", "3.10");
	f->euicc.faults = (struct mini_faults){ .cancel_signature = true };
	assert_int_equal(smdpp_cancel_session(f->server, *id, mini_cancel(&f->euicc), &f->status),
	                 1);
	assert_status(f, "8.1", "6.1");
	f->euicc.faults = (struct mini_faults){ 0 };
	assert_int_equal(smdpp_cancel_session(f->server, *id, mini_cancel(&f->euicc), &f->status),
	                 0);
	assert_int_equal(smdpp_cancel_session(f->server, *id, mini_cancel(&f->euicc), &f->status),
	                 1);
	assert_status(f, "8.10.1", "3.9");
	fixture_free(f);
}

/* The hook: flips the last bit of one chosen object. */
struct spoil_one {
	enum smdpp_point point;
	size_t index;
	unsigned seen;
};

static void spoil(void *ctx, enum smdpp_point point, size_t index, struct buffer *object)
{
	struct spoil_one *one = ctx;

	if (point == one->point && index == one->index) {
		one->seen++;
		object->ptr[object->len - 1] ^= 1;
	}
}

/* True if a whole download with the object spoiled still satisfies the eUICC. */
static bool download_with_spoiled(enum smdpp_point point, size_t index)
{
	struct fixture *f = fixture_new(EC_CURVE_P256, NULL);
	struct spoil_one one = { point, index, 0 };
	struct smdpp_initiate_response initiated;
	struct smdpp_authenticate_response offer;
	struct span answer;
	struct span bpp;
	bool ok;

	smdpp_set_tamper(f->server, &(struct smdpp_tamper){ spoil, &one });
	assert_int_equal(initiate(f, &initiated), 0);
	ok = mini_authenticate(&f->euicc, &initiated, "M1", &answer) &&
	     smdpp_authenticate_client(f->server, initiated.transaction_id, answer, &f->a, &offer,
	                               &f->status) == 0 &&
	     mini_prepare(&f->euicc, &offer, NULL, &answer) &&
	     smdpp_get_bound_profile_package(f->server, initiated.transaction_id, answer, &f->a,
	                                     &bpp, &f->status) == 0 &&
	     mini_load(&f->euicc, bpp) && span_equal(f->euicc.profile, SPAN(f->profile));
	assert_int_equal(one.seen, 1);
	fixture_free(f);
	return ok;
}

static void test_tampering_is_noticed(void **state)
{
	static const enum smdpp_point points[] = {
		SMDPP_POINT_SERVER_SIGNATURE1,
		SMDPP_POINT_CI_PKID,
		SMDPP_POINT_SERVER_CERTIFICATE,
		SMDPP_POINT_SMDP_SIGNATURE2,
		SMDPP_POINT_SMDP_CERTIFICATE,
		SMDPP_POINT_SECURE_CHANNEL_SIGNED,
		SMDPP_POINT_SECURE_CHANNEL_SIGNATURE,
		SMDPP_POINT_INITIALISE_SECURE_CHANNEL,
		SMDPP_POINT_UNPROTECTED_PROFILE_PACKAGE,
		SMDPP_POINT_BOUND_PROFILE_PACKAGE,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); i++)
		assert_false(download_with_spoiled(points[i], 0));
	/* 87, 88, 87, and five 86 */
	for (size_t i = 0; i < 8; i++)
		assert_false(download_with_spoiled(SMDPP_POINT_SEGMENT, i));
}

static void test_bad_setup(void **state)
{
	static const uint8_t no_profile[] = { 0xA1, 0x00 };
	struct fixture *f = fixture_new(EC_CURVE_P256, NULL);
	struct smdpp_keys keys = mini_pki_server_keys(&f->pki);
	struct smdpp *s;

	(void)state;
	assert_int_equal(smdpp_new(&(struct smdpp_config){ .segment_max = 10 }, &s), -EINVAL);
	assert_int_equal(smdpp_new(&(struct smdpp_config){ .host_id = SPAN(f->profile) }, &s),
	                 -EINVAL);
	assert_int_equal(
	        smdpp_add_order(f->server, &(struct smdpp_order){ .matching_id = "X",
	                                                          .profile = SPAN(no_profile) }),
	        -EINVAL);
	keys.pb_key = keys.auth_key;
	assert_int_equal(smdpp_add_keys(f->server, &keys), -EINVAL);
	keys.ci = SPAN(no_profile);
	assert_int_equal(smdpp_add_keys(f->server, &keys), -EINVAL);
	assert_int_equal(smdpp_load_pki(f->server, "/nonexistent"), -ENOENT);
	fixture_free(f);
}

/* The published test PKI, both curves [SGP.26]. */
static void test_sgp26_pki(void **state)
{
	const char *root = getenv("SOFTEUICC_TESTDATA");
	struct smdpp *s;
	char path[1024];
	int r;

	(void)state;
	assert_int_equal(smdpp_new(&(struct smdpp_config){ 0 }, &s), 0);
	snprintf(path, sizeof(path), "%s/sgp26/nist", root ? root : TESTDATA_DEFAULT);
	r = smdpp_load_pki(s, path);
	if (r == -ENOENT) {
		print_message("SOFTEUICC_TESTDATA has no SGP.26 certificates\n");
		smdpp_free(s);
		skip();
	}
	assert_int_equal(r, 0);
	snprintf(path, sizeof(path), "%s/sgp26/brp", root ? root : TESTDATA_DEFAULT);
	assert_int_equal(smdpp_load_pki(s, path), 0);
	smdpp_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_download_p256_ppk),
		cmocka_unit_test(test_download_p256_session_keys),
		cmocka_unit_test(test_download_bp256_ppk),
		cmocka_unit_test(test_download_bp256_session_keys),
		cmocka_unit_test(test_segment_sizes),
		cmocka_unit_test(test_large_metadata_takes_two_segments),
		cmocka_unit_test(test_confirmation_code),
		cmocka_unit_test(test_confirmation_code_hash),
		cmocka_unit_test(test_initiate_refusals),
		cmocka_unit_test(test_client_refusals),
		cmocka_unit_test(test_order_refusals),
		cmocka_unit_test(test_certificate_refusals),
		cmocka_unit_test(test_package_refusals),
		cmocka_unit_test(test_unknown_transaction),
		cmocka_unit_test(test_installation_results),
		cmocka_unit_test(test_failed_installation_leaves_order),
		cmocka_unit_test(test_other_notifications),
		cmocka_unit_test(test_cancel_session),
		cmocka_unit_test(test_tampering_is_noticed),
		cmocka_unit_test(test_bad_setup),
		cmocka_unit_test(test_sgp26_pki),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
