/* The JSON binding of ES9+ [SGP.22 6.5], and base64 [RFC 4648 section 10]. */
#include "peers/es9p_json.h"

#include "mini_euicc.h"
#include "peers/base64.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ARENA_LEN = 1 << 18 };

#define PATH "/gsma/rsp2/es9plus/"

static const uint8_t profile[2000] = { 0xA0, 0x0C, 0x83, 0x0A, 0x89 };

struct fixture {
	struct mini_pki pki;
	uint8_t memory[ARENA_LEN];
	struct arena a;
	struct smdpp *server;
	struct mini_euicc euicc;
	json_t *answer;
};

static struct fixture *fixture_new(void)
{
	struct fixture *f = calloc(1, sizeof(*f));
	const struct smdpp_order order = { .matching_id = "M1", .profile = SPAN(profile) };
	struct smdpp_keys keys;

	assert_non_null(f);
	f->a = (struct arena){ f->memory, sizeof(f->memory), 0 };
	mini_pki_make(&f->pki, EC_CURVE_P256, "89049032123451234512345678901235");
	keys = mini_pki_server_keys(&f->pki);
	assert_int_equal(smdpp_new(&(struct smdpp_config){ .address = "dp.example" }, &f->server),
	                 0);
	assert_int_equal(smdpp_add_keys(f->server, &keys), 0);
	assert_int_equal(smdpp_add_order(f->server, &order), 0);
	f->euicc = (struct mini_euicc){ .pki = &f->pki, .a = &f->a };
	return f;
}

static void fixture_free(struct fixture *f)
{
	json_decref(f->answer);
	smdpp_free(f->server);
	free(f);
}

/* Posts a body, which is taken over; the answer, if any, is kept in the fixture. */
static int post(struct fixture *f, const char *path, json_t *body)
{
	char *text = json_dumps(body, 0);
	char *answer = NULL;
	int status = 0;

	assert_int_equal(es9p_handle(f->server, path, text, &status, &answer), 0);
	json_decref(f->answer);
	f->answer = answer ? json_loads(answer, 0, NULL) : NULL;
	free(answer);
	free(text);
	json_decref(body);
	return status;
}

static json_t *base64(struct fixture *f, struct span s)
{
	char *text = arena_alloc(&f->a, base64_text_size(s.len));

	assert_non_null(text);
	assert_true(base64_encode(s.ptr, s.len, text));
	return json_string(text);
}

/* A member of the answer, decoded. */
static struct span member(struct fixture *f, const char *name)
{
	const char *text = json_string_value(json_object_get(f->answer, name));
	uint8_t *octets;
	size_t len;

	assert_non_null(text);
	octets = arena_alloc(&f->a, strlen(text));
	assert_non_null(octets);
	assert_true(base64_decode(text, strlen(text), octets, &len));
	return (struct span){ octets, len };
}

static void assert_executed(const struct fixture *f)
{
	const char *status;

	assert_int_equal(json_unpack(f->answer, "{s:{s:{s:s}}}", "header",
	                             "functionExecutionStatus", "status", &status),
	                 0);
	assert_string_equal(status, "Executed-Success");
}

static void assert_failed(const struct fixture *f, const char *subject, const char *reason)
{
	const char *status;
	const char *got_subject;
	const char *got_reason;

	assert_int_equal(json_unpack(f->answer, "{s:{s:{s:s,s:{s:s,s:s}}}}", "header",
	                             "functionExecutionStatus", "status", &status, "statusCodeData",
	                             "subjectCode", &got_subject, "reasonCode", &got_reason),
	                 0);
	assert_string_equal(status, "Failed");
	assert_string_equal(got_subject, subject);
	assert_string_equal(got_reason, reason);
}

static int post_initiate(struct fixture *f, const char *address)
{
	const struct span ski = f->pki.ci.cert.ski;

	return post(f, PATH "initiateAuthentication",
	            json_pack("{s:s,s:o,s:o}", "smdpAddress", address, "euiccChallenge",
	                      base64(f, SPAN(f->euicc.challenge)), "euiccInfo1",
	                      base64(f, mini_info1(&f->a, ski, ski))));
}

/* Posts an answer of the eUICC to the session with this id. */
static int post_answer(struct fixture *f, const char *function, const char *name, const char *id,
                       struct span answer)
{
	char path[64];

	snprintf(path, sizeof(path), PATH "%s", function);
	return post(f, path, json_pack("{s:s,s:o}", "transactionId", id, name, base64(f, answer)));
}

/* Up to the answer to AuthenticateServer; the session's id in hex goes to ret_id. */
static struct span authenticated(struct fixture *f, char ret_id[33])
{
	struct smdpp_initiate_response in;
	struct span answer;

	assert_int_equal(post_initiate(f, "dp.example"), 200);
	assert_executed(f);
	in = (struct smdpp_initiate_response){
		.server_signed1 = member(f, "serverSigned1"),
		.server_signature1 = member(f, "serverSignature1"),
		.ci_pkid = member(f, "euiccCiPKIdToBeUsed"),
		.server_certificate = member(f, "serverCertificate"),
	};
	snprintf(ret_id, 33, "%s", json_string_value(json_object_get(f->answer, "transactionId")));
	assert_int_equal(strlen(ret_id), 32);
	assert_true(mini_authenticate(&f->euicc, &in, "M1", &answer));
	return answer;
}

static void test_download(void **state)
{
	struct fixture *f = fixture_new();
	struct smdpp_authenticate_response offer;
	struct span answer;
	char id[33];

	(void)state;
	answer = authenticated(f, id);
	assert_int_equal(
	        post_answer(f, "authenticateClient", "authenticateServerResponse", id, answer),
	        200);
	assert_executed(f);
	offer = (struct smdpp_authenticate_response){
		.profile_metadata = member(f, "profileMetadata"),
		.smdp_signed2 = member(f, "smdpSigned2"),
		.smdp_signature2 = member(f, "smdpSignature2"),
		.smdp_certificate = member(f, "smdpCertificate"),
	};
	assert_true(mini_prepare(&f->euicc, &offer, NULL, &answer));
	assert_int_equal(
	        post_answer(f, "getBoundProfilePackage", "prepareDownloadResponse", id, answer),
	        200);
	assert_executed(f);
	assert_true(mini_load(&f->euicc, member(f, "boundProfilePackage")));
	assert_true(span_equal(f->euicc.profile, SPAN(profile)));
	answer = mini_installation_result(&f->euicc, true);
	assert_int_equal(post(f, PATH "handleNotification",
	                      json_pack("{s:o}", "pendingNotification", base64(f, answer))),
	                 204);
	assert_null(f->answer);
	fixture_free(f);
}

static void test_cancel(void **state)
{
	struct fixture *f = fixture_new();
	struct span answer;
	char id[33];

	(void)state;
	answer = authenticated(f, id);
	assert_int_equal(
	        post_answer(f, "authenticateClient", "authenticateServerResponse", id, answer),
	        200);
	answer = mini_cancel(&f->euicc);
	assert_int_equal(post_answer(f, "cancelSession", "cancelSessionResponse", id, answer), 200);
	assert_executed(f);
	assert_int_equal(post_answer(f, "cancelSession", "cancelSessionResponse", id, answer), 200);
	assert_failed(f, "8.10.1", "3.9");
	fixture_free(f);
}

static void test_refusals(void **state)
{
	struct fixture *f = fixture_new();
	const struct span octets = SPAN(f->euicc.challenge);

	(void)state;
	assert_int_equal(post_initiate(f, "other.example"), 200);
	assert_failed(f, "8.8.1", "3.8");
	assert_int_equal(
	        post_answer(f, "authenticateClient", "authenticateServerResponse", "0a0B", octets),
	        200);
	assert_failed(f, "8.10.1", "3.9");
	/* Wrong notifications are acknowledged, too. */
	assert_int_equal(post(f, PATH "handleNotification",
	                      json_pack("{s:o}", "pendingNotification", base64(f, octets))),
	                 204);
	fixture_free(f);
}

static void test_bad_requests(void **state)
{
	struct fixture *f = fixture_new();
	const struct span octets = SPAN(f->euicc.challenge);
	char *answer = NULL;
	int status = 0;

	(void)state;
	assert_int_equal(post(f, PATH "unknown", json_object()), 404);
	assert_int_equal(post(f, "/initiateAuthentication", json_object()), 404);
	assert_int_equal(post(f, PATH "initiateAuthentication", json_object()), 400);
	assert_int_equal(post(f, PATH "initiateAuthentication", json_array()), 400);
	assert_int_equal(
	        post_answer(f, "getBoundProfilePackage", "prepareDownloadResponse", "0x", octets),
	        400);
	assert_int_equal(post_answer(f, "cancelSession", "somethingElse", "00", octets), 400);
	assert_int_equal(post(f, PATH "handleNotification",
	                      json_pack("{s:s}", "pendingNotification", "a*b=")),
	                 400);
	assert_int_equal(es9p_handle(f->server, PATH "cancelSession", "no json", &status, &answer),
	                 0);
	assert_int_equal(status, 400);
	assert_null(answer);
	fixture_free(f);
}

static void test_base64(void **state)
{
	static const struct {
		const char *octets, *text;
	} vectors[] = {
		{ "f", "Zg==" },        { "fo", "Zm8=" },        { "foo", "Zm9v" },
		{ "foob", "Zm9vYg==" }, { "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		const size_t len = strlen(vectors[i].octets);
		char text[16];
		uint8_t octets[16];
		size_t got;

		assert_true(base64_encode((const uint8_t *)vectors[i].octets, len, text));
		assert_string_equal(text, vectors[i].text);
		assert_true(base64_decode(text, strlen(text), octets, &got));
		assert_int_equal(got, len);
		assert_memory_equal(octets, vectors[i].octets, len);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_download), cmocka_unit_test(test_cancel),
		cmocka_unit_test(test_refusals), cmocka_unit_test(test_bad_requests),
		cmocka_unit_test(test_base64),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
