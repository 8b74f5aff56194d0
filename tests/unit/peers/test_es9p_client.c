/* The JSON binding of ES9+ from the LPA's side, against answers written by hand [SGP.22 6.5]. */
#include "peers/es9p_client.h"

#include <errno.h>
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SUCCESS "\"header\":{\"functionExecutionStatus\":{\"status\":\"Executed-Success\"}}"

/* The smallest elements, by hand: 30 00, 5F37 00, 04 00, BF25 00, BF36 00. */
#define INITIATED                                                                              \
	"\"transactionId\":\"0a1B\",\"serverSigned1\":\"MAA=\",\"serverSignature1\":\"XzcA\"," \
	"\"euiccCiPKIdToBeUsed\":\"BAA=\",\"serverCertificate\":\"MAA=\""
#define AUTHENTICATED                                              \
	"\"transactionId\":\"0A1B\",\"profileMetadata\":\"vyUA\"," \
	"\"smdpSigned2\":\"MAA=\",\"smdpSignature2\":\"XzcA\",\"smdpCertificate\":\"MAA=\""
#define BOUND "\"transactionId\":\"0A1B\",\"boundProfilePackage\":\"vzYA\""

static const uint8_t octets[] = { 0xBF, 0x20, 0x00 };
static const uint8_t id[] = { 0x0A, 0x1B };

struct scene {
	struct es9p_client client;
	uint8_t memory[4096];
	struct arena a;
	/* What the server answers with, and what it got. */
	int result, http_status;
	const char *answer;
	char function[32];
	char request[512];
	struct smdpp_status status;
};

static int post(void *ctx, const char *function, const char *json, int *ret_http_status,
                struct buffer *ret_body)
{
	struct scene *s = ctx;

	snprintf(s->function, sizeof(s->function), "%s", function);
	snprintf(s->request, sizeof(s->request), "%s", json);
	if (s->result < 0)
		return s->result;
	*ret_http_status = s->http_status;
	return buffer_append(ret_body,
	                     (struct span){ (const uint8_t *)s->answer, strlen(s->answer) });
}

static int setup(void **state)
{
	struct scene *s = calloc(1, sizeof(*s));
	const struct es9p_transport transport = { post, s };

	assert_non_null(s);
	es9p_client_init(&s->client, &transport, "dp.example");
	s->http_status = 200;
	*state = s;
	return 0;
}

static int teardown(void **state)
{
	free(*state);
	return 0;
}

/* ---- the functions ---- */

static int initiate(struct scene *s, struct smdpp_initiate_response *ret)
{
	const struct smdpp_initiate_request request = {
		.euicc_challenge = SPAN(id),
		.euicc_info1 = SPAN(octets),
		.address = { (const uint8_t *)"dp.example", 10 },
	};

	s->a = (struct arena){ s->memory, sizeof(s->memory), 0 };
	return s->client.es9p.initiate_authentication(s->client.es9p.ctx, &request, &s->a, ret,
	                                              &s->status);
}

static int authenticate(struct scene *s, struct smdpp_authenticate_response *ret)
{
	s->a = (struct arena){ s->memory, sizeof(s->memory), 0 };
	return s->client.es9p.authenticate_client(s->client.es9p.ctx, SPAN(id), SPAN(octets), &s->a,
	                                          ret, &s->status);
}

static int get_package(struct scene *s, struct span *ret)
{
	s->a = (struct arena){ s->memory, sizeof(s->memory), 0 };
	return s->client.es9p.get_bound_profile_package(s->client.es9p.ctx, SPAN(id), SPAN(octets),
	                                                &s->a, ret, &s->status);
}

static int cancel(struct scene *s)
{
	s->a = (struct arena){ s->memory, sizeof(s->memory), 0 };
	return s->client.es9p.cancel_session(s->client.es9p.ctx, SPAN(id), SPAN(octets), &s->a,
	                                     &s->status);
}

static int notify(struct scene *s)
{
	s->a = (struct arena){ s->memory, sizeof(s->memory), 0 };
	return s->client.es9p.handle_notification(s->client.es9p.ctx, SPAN(octets), &s->a,
	                                          &s->status);
}

/* ---- requests and good answers ---- */

static void assert_hex(struct span s, const char *octets_, size_t len)
{
	assert_int_equal(s.len, len);
	assert_memory_equal(s.ptr, octets_, len);
}

static void test_initiate(void **state)
{
	struct smdpp_initiate_response response = { 0 };
	struct scene *s = *state;

	s->answer = "{" SUCCESS "," INITIATED "}";
	assert_int_equal(initiate(s, &response), 0);
	assert_string_equal(s->function, "initiateAuthentication");
	assert_string_equal(s->request, "{\"euiccChallenge\":\"Chs=\",\"euiccInfo1\":\"vyAA\","
	                                "\"smdpAddress\":\"dp.example\"}");
	assert_hex(response.transaction_id, "\x0A\x1B", 2);
	assert_hex(response.server_signed1, "\x30\x00", 2);
	assert_hex(response.server_signature1, "\x5F\x37\x00", 3);
	assert_hex(response.ci_pkid, "\x04\x00", 2);
	assert_hex(response.server_certificate, "\x30\x00", 2);
	assert_null(response.matching_id.ptr);
}

static void test_authenticate(void **state)
{
	struct smdpp_authenticate_response response = { 0 };
	struct scene *s = *state;

	s->answer = "{" SUCCESS "," AUTHENTICATED "}";
	assert_int_equal(authenticate(s, &response), 0);
	assert_string_equal(s->function, "authenticateClient");
	assert_string_equal(s->request,
	                    "{\"transactionId\":\"0A1B\",\"authenticateServerResponse\":\"vyAA\"}");
	assert_hex(response.profile_metadata, "\xBF\x25\x00", 3);
	assert_hex(response.smdp_signed2, "\x30\x00", 2);
	assert_hex(response.smdp_signature2, "\x5F\x37\x00", 3);
	assert_hex(response.smdp_certificate, "\x30\x00", 2);
}

static void test_get_package(void **state)
{
	struct scene *s = *state;
	struct span bpp = { 0 };

	s->answer = "{\"header\":{\"functionExecutionStatus\":{\"status\":"
	            "\"Executed-WithWarning\"}}," BOUND "}";
	assert_int_equal(get_package(s, &bpp), 0);
	assert_string_equal(s->function, "getBoundProfilePackage");
	assert_string_equal(s->request,
	                    "{\"transactionId\":\"0A1B\",\"prepareDownloadResponse\":\"vyAA\"}");
	assert_hex(bpp, "\xBF\x36\x00", 3);
}

static void test_cancel(void **state)
{
	struct scene *s = *state;

	s->answer = "{" SUCCESS "}";
	assert_int_equal(cancel(s), 0);
	assert_string_equal(s->function, "cancelSession");
	assert_string_equal(s->request,
	                    "{\"transactionId\":\"0A1B\",\"cancelSessionResponse\":\"vyAA\"}");
}

/* Acknowledged by any 2xx, with or without a body [SGP.22 6.3]. */
static void test_notify(void **state)
{
	static const struct {
		int status, result;
		const char *answer;
	} rows[] = {
		{ 204, 0, "" },           { 200, 0, "{" SUCCESS "}" }, { 200, 0, "<html>" },
		{ 500, -EPROTO, "oops" }, { 302, -EPROTO, "" },        { 100, -EPROTO, "" },
	};
	struct scene *s = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		s->http_status = rows[i].status;
		s->answer = rows[i].answer;
		assert_int_equal(notify(s), rows[i].result);
		assert_string_equal(s->request, "{\"pendingNotification\":\"vyAA\"}");
	}
}

/* ---- refusals ---- */

static void test_refusal(void **state)
{
	struct smdpp_initiate_response response;
	struct scene *s = *state;

	s->answer = "{\"header\":{\"functionExecutionStatus\":{\"status\":\"Failed\","
	            "\"statusCodeData\":{\"subjectCode\":\"8.8.1\",\"reasonCode\":\"3.8\","
	            "\"message\":\"no \\u001b[31msuch\\u00e4 address\"}}}}";
	assert_int_equal(initiate(s, &response), 1);
	assert_string_equal(s->status.subject, "8.8.1");
	assert_string_equal(s->status.reason, "3.8");
	/* Nothing that a terminal would obey; UTF-8 is two octets here. */
	assert_string_equal(s->status.message, "no ?[31msuch?? address");
	/* Some servers say no more than that. */
	s->answer = "{\"header\":{\"functionExecutionStatus\":{\"status\":\"Expired\"}}}";
	assert_int_equal(cancel(s), 1);
	assert_string_equal(s->status.subject, "");
	assert_string_equal(s->status.message, "");
}

/* ---- what is no answer ---- */

static void test_no_server(void **state)
{
	struct smdpp_authenticate_response response;
	struct scene *s = *state;

	s->result = -ENOTCONN;
	assert_int_equal(authenticate(s, &response), -ENOTCONN);
	assert_int_equal(notify(s), -ENOTCONN);
}

static void test_malformed(void **state)
{
	static const char *const answers[] = {
		"",
		"null",
		"[]",
		"{",
		"{}",
		"{\"header\":1," INITIATED "}",
		"{\"header\":{\"functionExecutionStatus\":{\"status\":1}}," INITIATED "}",
		"{\"header\":{\"functionExecutionStatus\":{\"status\":\"Perhaps\"}}," INITIATED "}",
		"{" SUCCESS "}",
		/* no id, none that is one, one that is too long */
		"{" SUCCESS ",\"serverSigned1\":\"MAA=\",\"serverSignature1\":\"XzcA\","
		"\"euiccCiPKIdToBeUsed\":\"BAA=\",\"serverCertificate\":\"MAA=\"}",
		"{" SUCCESS "," INITIATED ",\"transactionId\":\"0g\"}",
		"{" SUCCESS "," INITIATED ",\"transactionId\":\"012\"}",
		"{" SUCCESS "," INITIATED
		",\"transactionId\":\"000102030405060708090a0b0c0d0e0f10\"}",
		/* an element of another kind, more than one, half of one, no base64, no text */
		"{" SUCCESS "," INITIATED ",\"serverSigned1\":\"XzcA\"}",
		"{" SUCCESS "," INITIATED ",\"serverSigned1\":\"MAAwAA==\"}",
		"{" SUCCESS "," INITIATED ",\"serverSigned1\":\"MAE=\"}",
		"{" SUCCESS "," INITIATED ",\"serverSigned1\":\"M*A=\"}",
		"{" SUCCESS "," INITIATED ",\"serverSigned1\":5}",
		"{" SUCCESS "," INITIATED ",\"serverSignature1\":\"MAA=\"}",
		"{" SUCCESS "," INITIATED ",\"euiccCiPKIdToBeUsed\":\"MAA=\"}",
		"{" SUCCESS "," INITIATED ",\"serverCertificate\":\"\"}",
	};
	struct smdpp_initiate_response response;
	struct scene *s = *state;

	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		s->answer = answers[i];
		if (initiate(s, &response) != -EBADMSG)
			fail_msg("%s", answers[i]);
	}
}

static void test_malformed_later(void **state)
{
	static const char *const offers[] = {
		",\"profileMetadata\":\"MAA=\"",
		",\"smdpSigned2\":\"vyUA\"",
		",\"smdpSignature2\":\"MAA=\"",
		",\"smdpCertificate\":null",
	};
	struct smdpp_authenticate_response offer;
	struct scene *s = *state;
	struct span bpp;
	char answer[512];

	s->answer = answer;
	for (size_t i = 0; i < sizeof(offers) / sizeof(offers[0]); i++) {
		snprintf(answer, sizeof(answer), "{%s,%s%s}", SUCCESS, AUTHENTICATED, offers[i]);
		assert_int_equal(authenticate(s, &offer), -EBADMSG);
	}
	s->answer = "{" SUCCESS ",\"boundProfilePackage\":\"MAA=\"}";
	assert_int_equal(get_package(s, &bpp), -EBADMSG);
	s->answer = "{" SUCCESS "}";
	assert_int_equal(get_package(s, &bpp), -EBADMSG);
}

static void test_http_status(void **state)
{
	struct scene *s = *state;

	s->answer = "{" SUCCESS "}";
	s->http_status = 500;
	assert_int_equal(cancel(s), -EPROTO);
	s->http_status = 201;
	assert_int_equal(cancel(s), 0);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_initiate),    T(test_authenticate), T(test_get_package),
		T(test_cancel),      T(test_notify),       T(test_refusal),
		T(test_no_server),   T(test_malformed),    T(test_malformed_later),
		T(test_http_status),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
