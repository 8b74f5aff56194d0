/*
 * What an LPA checks that the card cannot know, how a download ends that does not come to a result,
 * and the reason that both sides get [SGP.22 3.0.1, 3.0.2, 3.1.3].
 */
#include "watch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { NONE = 0xFFFF };

struct scene {
	struct fixture *f;
	struct watch watch;
	struct lpa_download_options options;
};

static int setup(void **state)
{
	struct scene *s = calloc(1, sizeof(*s));

	assert_non_null(s);
	s->f = fixture_new(&(struct fixture_options){ 0 });
	watch_start(&s->watch, s->f);
	s->watch.cancel_reason = NONE;
	s->options = (struct lpa_download_options){
		.matching_id = { (const uint8_t *)FIXTURE_MATCHING_ID,
		                 strlen(FIXTURE_MATCHING_ID) },
	};
	fixture_order(s->f, 1, NULL);
	*state = s;
	return 0;
}

static int teardown(void **state)
{
	struct scene *s = *state;

	fixture_free(s->f);
	free(s);
	return 0;
}

static struct lpa_download_result download(struct scene *s)
{
	struct lpa_download_result result;

	assert_int_equal(
	        lpa_download(&s->f->lpa, &s->watch.es9p, &s->options, &s->f->arena, &result), 0);
	return result;
}

/* The session is over on the card and, where the server was told, there. */
static void expect_cancelled(struct scene *s, uint32_t reason)
{
	assert_int_equal(s->watch.cancel_reason, reason);
	assert_int_equal(s->watch.calls[WATCH_CANCEL_SESSION], reason != NONE);
	/* A challenge that nobody has answered is not a session yet. */
	if (s->f->card->session.state == RSP_CHALLENGED)
		fixture_reset(s->f);
	fixture_expect_sane(s->f, 0, 0);
}

/* ---- the server is the one that was meant ---- */

/* Puts an object in place of the server's, before it is signed. */
struct replacement {
	enum smdpp_point point;
	uint8_t tag; /* a component to change, 0: the last octet */
};

static void change(void *ctx, enum smdpp_point point, size_t index, struct buffer *object)
{
	const struct replacement *r = ctx;
	struct der_tlv whole, part;
	size_t at = object->len - 1;

	(void)index;
	if (point != r->point)
		return;
	if (r->tag) {
		assert_true(der_whole(buffer_span(object), 0x30, &whole));
		assert_true(der_find(whole.value, r->tag, &part));
		at = (size_t)(part.value.ptr - object->ptr);
	}
	object->ptr[at] ^= 1;
}

static void test_other_server(void **state)
{
	static const uint8_t tags[] = { 0x83, 0x80 }; /* serverAddress, transactionId */
	struct scene *s = *state;

	for (size_t i = 0; i < A_COUNT(tags); i++) {
		struct replacement r = { SMDPP_POINT_SERVER_SIGNED1, tags[i] };

		smdpp_set_tamper(s->f->server, &(struct smdpp_tamper){ change, &r });
		assert_int_equal(download(s).end, LPA_DOWNLOAD_LPA_REFUSED);
		assert_int_equal(s->watch.calls[WATCH_AUTHENTICATE_CLIENT], 0);
		expect_cancelled(s, NONE);
	}
}

static void test_address_in_capitals(void **state)
{
	struct scene *s = *state;

	/* The server knows itself by one spelling only; the LPA takes both for the same. */
	s->options.address = "SMDPP.TEST.SOFTEUICC.EXAMPLE";
	assert_int_equal(download(s).end, LPA_DOWNLOAD_SERVER_REFUSED);
	s->options.address = "smdpp.test.softeuicc.example";
	assert_int_equal(download(s).end, LPA_DOWNLOAD_INSTALLATION_RESULT);
}

/* The OID of an activation code is that of CERT.DPauth [SGP.22 4.1]. */
static void test_oid(void **state)
{
	static const uint8_t other[] = { 0x88, 0x37, 0x7F };
	struct scene *s = *state;
	struct cert auth;

	s->options.smdp_oid = SPAN(other);
	assert_int_equal(download(s).end, LPA_DOWNLOAD_LPA_REFUSED);
	expect_cancelled(s, NONE);
	assert_true(cert_parse(pki_get(&s->f->pki, "CERT_S_SM_DPauth_ECDSA_NIST.der"), &auth));
	s->options.smdp_oid = auth.san_rid;
	fixture_order(s->f, 1, NULL);
	assert_int_equal(download(s).end, LPA_DOWNLOAD_INSTALLATION_RESULT);
}

/* ---- download confirmation ---- */

static int refuse(void *ctx, const struct store_metadata_request *metadata, struct arena *a,
                  enum cancel_session_reason *ret_reason)
{
	(void)a;
	assert_non_null(metadata->iccid.ptr);
	*ret_reason = *(const enum cancel_session_reason *)ctx;
	return 1;
}

static void test_not_wanted(void **state)
{
	static const enum cancel_session_reason reasons[] = {
		CANCEL_SESSION_REASON_END_USER_REJECTION, CANCEL_SESSION_REASON_POSTPONED,
		CANCEL_SESSION_REASON_TIMEOUT, CANCEL_SESSION_REASON_PPR_NOT_ALLOWED
	};
	struct scene *s = *state;

	for (size_t i = 0; i < A_COUNT(reasons); i++) {
		enum cancel_session_reason reason = reasons[i];
		struct lpa_download_result result;

		s->watch.calls[WATCH_CANCEL_SESSION] = 0;
		s->options.confirm = refuse;
		s->options.confirm_ctx = &reason;
		fixture_order(s->f, 1, NULL);
		result = download(s);
		assert_int_equal(result.end, LPA_DOWNLOAD_LPA_REFUSED);
		assert_int_equal(result.reason, reason);
		assert_int_equal(s->watch.calls[WATCH_GET_BOUND_PROFILE_PACKAGE], 0);
		expect_cancelled(s, reason);
	}
}

/* The offer shows other metadata than the package has. */
static void test_metadata_mismatch(void **state)
{
	struct replacement r = { SMDPP_POINT_PROFILE_METADATA, 0 };
	struct scene *s = *state;

	smdpp_set_tamper(s->f->server, &(struct smdpp_tamper){ change, &r });
	assert_int_equal(download(s).end, LPA_DOWNLOAD_LPA_REFUSED);
	expect_cancelled(s, CANCEL_SESSION_REASON_METADATA_MISMATCH);
}

/* ---- the package ---- */

/* Cuts the last octets off, or spoils the tag of a list. */
static void cut(void *ctx, enum smdpp_point point, size_t index, struct buffer *object)
{
	(void)index;
	if (point == SMDPP_POINT_BOUND_PROFILE_PACKAGE)
		object->len -= *(const size_t *)ctx;
}

static void test_no_package(void **state)
{
	struct scene *s = *state;
	size_t octets = 7;
	struct lpa_download_result result;

	smdpp_set_tamper(s->f->server, &(struct smdpp_tamper){ cut, &octets });
	result = download(s);
	assert_int_equal(result.end, LPA_DOWNLOAD_SERVER_FAILED);
	assert_int_equal(result.error, -EBADMSG);
	expect_cancelled(s, CANCEL_SESSION_REASON_LOAD_BPP_EXECUTION_ERROR);
}

/* The header of the last list: the pieces before it are with the card. */
static void spoil_list(void *ctx, enum smdpp_point point, size_t index, struct buffer *object)
{
	struct der_tlv whole, part;
	struct der_reader r;

	(void)ctx;
	(void)index;
	if (point != SMDPP_POINT_BOUND_PROFILE_PACKAGE)
		return;
	assert_true(der_whole(buffer_span(object), RSP_TAG_BOUND_PROFILE_PACKAGE, &whole));
	r = der_reader(whole.value);
	while (der_next(&r, &part) && part.tag != RSP_TAG_SEQUENCE_OF_86)
		;
	object->ptr[part.whole.ptr - object->ptr] = 0xA5;
}

/* Part of it is on the card, which reports the interruption [SGP.22 3.0.2, 5.7.6]. */
static void test_half_a_package(void **state)
{
	struct scene *s = *state;
	struct lpa_download_result result;

	smdpp_set_tamper(s->f->server, &(struct smdpp_tamper){ spoil_list, NULL });
	result = download(s);
	assert_int_equal(result.end, LPA_DOWNLOAD_SERVER_FAILED);
	assert_int_equal(s->watch.cancel_reason, CANCEL_SESSION_REASON_LOAD_BPP_EXECUTION_ERROR);
	/* Nobody can verify that result any more: the server has let go of the session. */
	assert_int_equal(fixture_sql(s->f, "SELECT count(*) FROM notification"), 1);
	assert_int_equal(store_exec(s->f->store, "DELETE FROM notification", ""), 0);
	assert_int_equal(store_commit(s->f->store), 0);
	fixture_expect_sane(s->f, 0, 0);
}

/* ---- a server that does not answer, or says no ---- */

static void test_lost_server(void **state)
{
	struct scene *s = *state;

	for (int i = WATCH_INITIATE_AUTHENTICATION; i <= WATCH_GET_BOUND_PROFILE_PACKAGE; i++) {
		struct lpa_download_result result;

		watch_start(&s->watch, s->f);
		s->watch.cancel_reason = NONE;
		s->watch.answer[i] = -ENOTCONN;
		fixture_order(s->f, 1, NULL);
		result = download(s);
		assert_int_equal(result.end, LPA_DOWNLOAD_SERVER_FAILED);
		assert_int_equal(result.error, -ENOTCONN);
		assert_int_equal(s->watch.calls[i], 1);
		expect_cancelled(s, NONE);
	}
}

static void test_refusing_server(void **state)
{
	struct scene *s = *state;

	for (int i = WATCH_INITIATE_AUTHENTICATION; i <= WATCH_GET_BOUND_PROFILE_PACKAGE; i++) {
		struct lpa_download_result result;

		watch_start(&s->watch, s->f);
		s->watch.cancel_reason = NONE;
		s->watch.answer[i] = 1;
		fixture_order(s->f, 1, NULL);
		result = download(s);
		assert_int_equal(result.end, LPA_DOWNLOAD_SERVER_REFUSED);
		assert_string_equal(result.status.message, "refused by the test");
		assert_int_equal(s->watch.calls[i], 1);
		expect_cancelled(s, i == WATCH_INITIATE_AUTHENTICATION
		                            ? NONE
		                            : CANCEL_SESSION_REASON_UNDEFINED);
	}
}

/* The card does not trust the server: the server hears the card's error, and that is all. */
static void test_card_refuses(void **state)
{
	const struct fixture_flip flip = { SMDPP_POINT_SERVER_SIGNATURE1, 0, -1, 1 };
	struct scene *s = *state;
	struct lpa_download_result result;

	fixture_set_flip(s->f, &flip);
	result = download(s);
	assert_int_equal(result.end, LPA_DOWNLOAD_CARD_REFUSED);
	assert_int_equal(result.error_code, AUTHENTICATE_ERROR_INVALID_SIGNATURE);
	assert_int_equal(s->watch.calls[WATCH_AUTHENTICATE_CLIENT], 1);
	expect_cancelled(s, NONE);
}

/* ---- notifications ---- */

/* What the server refuses, or cannot be told, stays on the card [SGP.22 3.5]. */
static void test_notification_stays(void **state)
{
	static const int answers[] = { 1, -ENOTCONN, 0 };
	struct scene *s = *state;

	assert_int_equal(download(s).end, LPA_DOWNLOAD_INSTALLATION_RESULT);
	for (size_t i = 0; i < A_COUNT(answers); i++) {
		uint32_t delivered;
		int r;

		s->watch.answer[WATCH_HANDLE_NOTIFICATION] = answers[i];
		r = lpa_deliver_notifications(&s->f->lpa, &s->watch.es9p, &s->f->arena, &delivered);
		assert_int_equal(r, answers[i] < 0 ? answers[i] : 0);
		assert_int_equal(delivered, answers[i] == 0);
		assert_int_equal(fixture_sql(s->f, "SELECT count(*) FROM notification"),
		                 answers[i] != 0);
	}
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_other_server),   T(test_address_in_capitals), T(test_oid),
		T(test_not_wanted),     T(test_metadata_mismatch),   T(test_no_package),
		T(test_half_a_package), T(test_lost_server),         T(test_refusing_server),
		T(test_card_refuses),   T(test_notification_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
