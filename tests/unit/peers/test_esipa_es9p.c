/*
 * ES9+ over ESipa on the IPA's side, against answers of an eIM written by hand
 * [SGP.32 6.3.2.1 to 6.3.2.5].
 */
#include "peers/esipa_es9p.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const uint8_t challenge[] = { 0xC0, 0xC1 };
static const uint8_t info1[] = { 0xBF, 0x20, 0x00 };
static const uint8_t transaction[] = { 0x0A, 0x1B };
static const uint8_t eim_transaction[] = { 0xE1 };

struct scene {
	struct esipa_transport transport;
	struct esipa_es9p client;
	uint8_t memory[4096];
	struct arena a;
	int result;
	char answer[256];  /* in hex */
	char request[256]; /* in hex */
	struct smdpp_status status;
};

static size_t from_hex(const char *hex, uint8_t *out)
{
	size_t n = 0;

	for (unsigned octet; sscanf(hex, "%2x", &octet) == 1; hex += 2)
		out[n++] = (uint8_t)octet;
	return n;
}

static int post(void *ctx, struct span request, struct arena *a, struct span *ret_response)
{
	struct scene *s = ctx;
	uint8_t octets[512];

	for (size_t i = 0; i < request.len; i++)
		snprintf(s->request + 2 * i, 3, "%02X", request.ptr[i]);
	if (s->result < 0)
		return s->result;
	*ret_response = arena_copy(a, (struct span){ octets, from_hex(s->answer, octets) });
	return 0;
}

static int setup(void **state)
{
	struct scene *s = calloc(1, sizeof(*s));

	assert_non_null(s);
	s->transport = (struct esipa_transport){ post, s };
	s->a = (struct arena){ s->memory, sizeof(s->memory), 0 };
	esipa_es9p_init(&s->client, &s->transport, SPAN(eim_transaction), "dp");
	*state = s;
	return 0;
}

static int teardown(void **state)
{
	free(*state);
	return 0;
}

static int initiate(struct scene *s, const char *address, struct smdpp_initiate_response *ret)
{
	const struct smdpp_initiate_request request = {
		SPAN(challenge), SPAN(info1), { (const uint8_t *)address, address ? 2 : 0 }
	};

	s->a.used = 0;
	return s->client.es9p.initiate_authentication(&s->client, &request, &s->a, ret, &s->status);
}

static int authenticate(struct scene *s, struct smdpp_authenticate_response *ret)
{
	s->a.used = 0;
	return s->client.es9p.authenticate_client(&s->client, SPAN(transaction), SPAN(info1), &s->a,
	                                          ret, &s->status);
}

static int get_package(struct scene *s, struct span *ret)
{
	s->a.used = 0;
	return s->client.es9p.get_bound_profile_package(&s->client, SPAN(transaction), SPAN(info1),
	                                                &s->a, ret, &s->status);
}

static int cancel(struct scene *s, struct span answer)
{
	s->a.used = 0;
	return s->client.es9p.cancel_session(&s->client, SPAN(transaction), answer, &s->a,
	                                     &s->status);
}

static void assert_hex(struct span s, const char *hex)
{
	uint8_t octets[64];
	const size_t n = from_hex(hex, octets);

	assert_int_equal(s.len, n);
	assert_memory_equal(s.ptr, octets, n);
}

/* The eIM's next answer: a message, one arm of it, and that arm's components. */
static void answer(struct scene *s, const char *tag, const char *arm, const char *components)
{
	const size_t len = strlen(components) / 2;

	snprintf(s->answer, sizeof(s->answer), "%s%02zX%s%02zX%s", tag, len + 2, arm, len,
	         components);
}

#define SIGNED1     "3003810107"
#define SIGNATURE   "5F3701AA"
#define CI          "0401BB"
#define CERTIFICATE "300102"
#define METADATA    "BF2500"
#define HASH_CC     "0404CCCDCECF"
#define PACKAGE     "BF3600"

/* ---- good answers ---- */

static void test_initiate(void **state)
{
	struct smdpp_initiate_response r;
	struct scene *s = *state;

	answer(s, "BF39", "A0", "80020A1B" SIGNED1 SIGNATURE CI CERTIFICATE);
	assert_int_equal(initiate(s, "dp", &r), 0);
	assert_string_equal(s->request, "BF390E8102C0C183026470BF20008201E1");
	assert_hex(r.transaction_id, "0A1B");
	assert_hex(r.server_signed1, SIGNED1);
	assert_hex(r.server_signature1, SIGNATURE);
	assert_hex(r.ci_pkid, CI);
	assert_hex(r.server_certificate, CERTIFICATE);
	assert_null(r.matching_id.ptr);
	assert_null(r.ctx_params1.ptr);
}

/* What the eIM may add, and leave out; an IPA without an address sends none. */
static void test_initiate_by_the_eim(void **state)
{
	struct smdpp_initiate_response r;
	struct scene *s = *state;

	answer(s, "BF39", "A0", "3003800107" SIGNATURE CI CERTIFICATE "0C014DA202A000");
	assert_int_equal(initiate(s, NULL, &r), 0);
	assert_string_equal(s->request, "BF390A8102C0C1BF20008201E1");
	assert_hex(r.transaction_id, "07");
	assert_hex(r.matching_id, "4D");
	assert_hex(r.ctx_params1, "A000");
	esipa_es9p_init(&s->client, &s->transport, (struct span){ NULL, 0 }, NULL);
	assert_int_equal(initiate(s, NULL, &r), 0);
	assert_string_equal(s->request, "BF39078102C0C1BF2000");
}

static void test_authenticate(void **state)
{
	struct smdpp_authenticate_response r;
	struct scene *s = *state;

	answer(s, "BF3B", "A0", "80020A1B" METADATA SIGNED1 SIGNATURE CERTIFICATE HASH_CC);
	assert_int_equal(authenticate(s, &r), 0);
	assert_string_equal(s->request, "BF3B0780020A1BBF2000");
	assert_hex(r.profile_metadata, METADATA);
	assert_hex(r.smdp_signed2, SIGNED1);
	assert_hex(r.smdp_signature2, SIGNATURE);
	assert_hex(r.smdp_certificate, CERTIFICATE);
	assert_hex(r.hash_cc, "CCCDCECF");
	/* Metadata are for the IPA to look at; the eIM may have done that. */
	answer(s, "BF3B", "A0", SIGNED1 SIGNATURE CERTIFICATE);
	assert_int_equal(authenticate(s, &r), 0);
	assert_null(r.profile_metadata.ptr);
	assert_null(r.hash_cc.ptr);
}

static void test_get_package(void **state)
{
	struct scene *s = *state;
	struct span bpp;

	answer(s, "BF3A", "A0", "80020A1B" PACKAGE);
	assert_int_equal(get_package(s, &bpp), 0);
	assert_string_equal(s->request, "BF3A0780020A1BBF2000");
	assert_hex(bpp, PACKAGE);
}

/* The card's answer goes there with A1 in place of its tag. */
static void test_cancel(void **state)
{
	static const uint8_t from_card[] = { 0xBF, 0x41, 0x02, 0xA0, 0x00 };
	struct scene *s = *state;

	answer(s, "BF41", "A0", "");
	assert_int_equal(cancel(s, SPAN(from_card)), 0);
	assert_string_equal(s->request, "BF410880020A1BA102A000");
	assert_int_equal(cancel(s, SPAN(info1)), -EINVAL);
}

static void test_notify(void **state)
{
	struct smdpp_status status;
	struct scene *s = *state;

	assert_int_equal(
	        s->client.es9p.handle_notification(&s->client, SPAN(info1), &s->a, &status), 0);
	assert_string_equal(s->request, "BF3D05A003BF2000");
	s->result = -ENOTCONN;
	assert_int_equal(
	        s->client.es9p.handle_notification(&s->client, SPAN(info1), &s->a, &status),
	        -ENOTCONN);
}

/* ---- refusals ---- */

static void test_refusals(void **state)
{
	static const uint8_t from_card[] = { 0xBF, 0x41, 0x02, 0xA0, 0x00 };
	struct smdpp_authenticate_response offer;
	struct smdpp_initiate_response initiated;
	struct scene *s = *state;
	struct span bpp;

	answer(s, "BF39", "81", "32");
	assert_int_equal(initiate(s, "dp", &initiated), 1);
	assert_string_equal(s->status.subject, "eIM");
	assert_string_equal(s->status.reason, "50");
	assert_string_equal(s->status.message, "smdpAddressMismatch");
	answer(s, "BF3B", "82", "06");
	assert_int_equal(authenticate(s, &offer), 1);
	assert_string_equal(s->status.message, "matchingIdRefused");
	answer(s, "BF3A", "81", "7F");
	assert_int_equal(get_package(s, &bpp), 1);
	assert_string_equal(s->status.message, "undefinedError");
	answer(s, "BF41", "81", "63");
	assert_int_equal(cancel(s, SPAN(from_card)), 1);
	assert_string_equal(s->status.reason, "99");
	assert_string_equal(s->status.message, "unknown error");
}

/* ---- what is no answer ---- */

static void test_malformed(void **state)
{
	static const struct {
		const char *tag, *arm, *components;
	} rows[] = {
		{ "BF3B", "A0", SIGNED1 SIGNATURE CI CERTIFICATE },
		{ "BF39", "A1", SIGNED1 SIGNATURE CI CERTIFICATE },
		{ "BF39", "82", "01" },
		{ "BF39", "A0", "" },
		{ "BF39", "A0", SIGNED1 CI CERTIFICATE },
		{ "BF39", "A0", SIGNED1 SIGNATURE CERTIFICATE },
		{ "BF39", "A0", SIGNED1 SIGNATURE CI },
		/* no transaction anywhere; something that is no element */
		{ "BF39", "A0", SIGNED1 SIGNATURE CI CERTIFICATE },
		{ "BF39", "A0", "80020A1B" SIGNED1 SIGNATURE CI "3005" },
	};
	struct smdpp_authenticate_response offer;
	struct smdpp_initiate_response initiated;
	struct scene *s = *state;
	struct span bpp;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		answer(s, rows[i].tag, rows[i].arm, rows[i].components);
		if (initiate(s, "dp", &initiated) != -EBADMSG)
			fail_msg("row %zu", i);
	}
	/* The arm of an SM-DS. */
	answer(s, "BF3B", "A1", "80020A1B");
	assert_int_equal(authenticate(s, &offer), -EBADMSG);
	answer(s, "BF3B", "A0", METADATA SIGNED1 SIGNATURE);
	assert_int_equal(authenticate(s, &offer), -EBADMSG);
	answer(s, "BF3A", "A0", "80020A1B");
	assert_int_equal(get_package(s, &bpp), -EBADMSG);
	/* More than one arm, none, and nothing at all. */
	snprintf(s->answer, sizeof(s->answer), "BF3A068101018101FF");
	assert_int_equal(get_package(s, &bpp), -EBADMSG);
	snprintf(s->answer, sizeof(s->answer), "BF3A00");
	assert_int_equal(get_package(s, &bpp), -EBADMSG);
	s->answer[0] = '\0';
	assert_int_equal(get_package(s, &bpp), -EBADMSG);
}

static void test_no_eim(void **state)
{
	struct smdpp_initiate_response initiated;
	struct scene *s = *state;

	s->result = -ENOTCONN;
	assert_int_equal(initiate(s, "dp", &initiated), -ENOTCONN);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_initiate),     T(test_initiate_by_the_eim),
		T(test_authenticate), T(test_get_package),
		T(test_cancel),       T(test_notify),
		T(test_refusals),     T(test_malformed),
		T(test_no_eim),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
