/*
 * The LPA against a scripted card (status words, chaining, channels) and, for a whole download,
 * against a small eUICC behind STORE DATA. [SGP.22 3.1.3, 5.7.1, 5.7.2; TS 102 221 7.3]
 */
#include "peers/lpa.h"

#include "mini_euicc.h"
#include "peers/exchange.h"
#include "scripted_card.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ARENA_LEN = 1 << 18 };

#define ISDR "A0000005591010FFFFFFFF8900000100"
#define OPENING                                                                            \
	"80AA000005A903830107", "9000", "0070000001", "029000", "02A4040010" ISDR, "6103", \
	        "02C0000003", "6F01009000"

struct fixture {
	uint8_t memory[ARENA_LEN];
	struct arena a;
	struct scripted_card card;
	struct apdu_transport transport;
	struct lpa lpa;
};

static void fixture_start(struct fixture *f, const char *const *lines)
{
	f->a = (struct arena){ f->memory, sizeof(f->memory), 0 };
	f->card.next = lines;
	f->transport = (struct apdu_transport){ scripted_card_transmit, &f->card };
}

static void assert_script_done(const struct fixture *f)
{
	assert_null(f->card.next[0]);
}

static struct fixture *fixture_new(const char *const *lines)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	fixture_start(f, lines);
	return f;
}

static void test_open_assigned_channel(void **state)
{
	static const char *const lines[] = { OPENING, "0070800200", "9000", NULL };
	struct fixture *f = fixture_new(lines);

	(void)state;
	assert_int_equal(lpa_open(&f->lpa, &f->transport, NULL), 0);
	assert_int_equal(f->lpa.channel, 2);
	lpa_close(&f->lpa);
	assert_script_done(f);
	free(f);
}

/* Channels from 4 on have another coding of CLA [TS 102 221 10.1.1]. */
static void test_open_numbered_channel(void **state)
{
	static const char *const lines[] = { "80AA000005A903830107",
		                             "6E00",
		                             "0070000500",
		                             "9000",
		                             "41A4040010" ISDR,
		                             "9000",
		                             "C1E2910003BF2E00",
		                             "6108",
		                             "41C0000008",
		                             "BF2E0580034142439000",
		                             NULL };
	struct fixture *f = fixture_new(lines);
	const uint8_t request[] = { 0xBF, 0x2E, 0x00 };
	struct span response;
	uint16_t sw;

	(void)state;
	assert_int_equal(lpa_open(&f->lpa, &f->transport, &(struct lpa_options){ .channel = 5 }),
	                 0);
	assert_int_equal(lpa_es10(&f->lpa, SPAN(request), &f->a, &response, &sw), 0);
	assert_int_equal(sw, 0x9000);
	assert_int_equal(response.len, 8);
	assert_script_done(f);
	free(f);
}

static void test_open_failures(void **state)
{
	static const char *const no_channel[] = { "80AA000005A903830107", "9000", "0070000001",
		                                  "6A81", NULL };
	static const char *const no_isdr[] = {
		"80AA000005A903830107", "9000", "0070000001", "019000", "01A4040010" ISDR, "6A82",
		"0070800100",           "9000", NULL
	};
	static const char *const bad_number[] = { "80AA000005A903830107", "9000", "0070000001",
		                                  "009000", NULL };
	struct fixture *f = fixture_new(no_channel);

	(void)state;
	assert_int_equal(lpa_open(&f->lpa, &f->transport, NULL), -EREMOTEIO);
	assert_int_equal(f->lpa.sw, 0x6A81);
	fixture_start(f, no_isdr);
	assert_int_equal(lpa_open(&f->lpa, &f->transport, NULL), -EREMOTEIO);
	assert_int_equal(f->lpa.sw, 0x6A82);
	assert_script_done(f);
	fixture_start(f, bad_number);
	assert_int_equal(lpa_open(&f->lpa, &f->transport, NULL), -EBADMSG);
	free(f);
}

/* Ten octets in blocks of four: P1 tells more or last, P2 counts [SGP.22 5.7.2]. */
static void test_chaining(void **state)
{
	static const char *const chain[] = { "80E2110004 00010203",
		                             "9000",
		                             "80E2110104 04050607",
		                             "9000",
		                             "80E2910202 0809",
		                             "9000",
		                             NULL };
	static const char *const broken[] = { "80E2110004 00010203", "9000", "80E2110104 04050607",
		                              "6985", NULL };
	const uint8_t request[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 };
	struct fixture *f = fixture_new(chain);
	struct span response;
	uint16_t sw;

	(void)state;
	f->lpa = (struct lpa){ .transport = &f->transport, .options = { .block_size = 4 } };
	assert_int_equal(lpa_es10(&f->lpa, SPAN(request), &f->a, &response, &sw), 0);
	assert_int_equal(response.len, 0);
	assert_script_done(f);
	fixture_start(f, broken);
	assert_int_equal(lpa_es10(&f->lpa, SPAN(request), &f->a, &response, &sw), 0);
	assert_int_equal(sw, 0x6985);
	assert_script_done(f);
	free(f);
}

static void test_exact_block(void **state)
{
	static const char *const lines[] = { "80E2910004 00010203 00", "9000", NULL };
	const uint8_t request[] = { 0, 1, 2, 3 };
	struct fixture *f = fixture_new(lines);
	struct span response;
	uint16_t sw;

	(void)state;
	f->lpa = (struct lpa){ .transport = &f->transport,
		               .options = { .block_size = 4, .le = true } };
	assert_int_equal(lpa_es10(&f->lpa, SPAN(request), &f->a, &response, &sw), 0);
	assert_script_done(f);
	assert_int_equal(
	        lpa_es10(&f->lpa, (struct span){ request, 4 * 256 + 1 }, &f->a, &response, &sw),
	        -EMSGSIZE);
	free(f);
}

/* 61xx again and again, 6Cxx once, 91xx at the end. */
static void test_status_words(void **state)
{
	static const char *const lines[] = { "80E2910003BF2000", "6102",       "00C0000002",
		                             "A1A26103",         "00C0000003", "6C01",
		                             "00C0000001",       "A3910B",     NULL };
	const uint8_t request[] = { 0xBF, 0x20, 0x00 };
	const uint8_t expected[] = { 0xA1, 0xA2, 0xA3 };
	struct fixture *f = fixture_new(lines);
	struct span response;
	uint16_t sw;

	(void)state;
	f->lpa = (struct lpa){ .transport = &f->transport, .options = { .block_size = 255 } };
	assert_int_equal(lpa_es10(&f->lpa, SPAN(request), &f->a, &response, &sw), 0);
	assert_int_equal(sw, 0x910B);
	assert_true(span_equal(response, SPAN(expected)));
	assert_script_done(f);
	free(f);
}

/* A real answer to GetEID, and what a card may do instead. */
static void test_get_eid(void **state)
{
	static const char *const lines[] = { "80E2910006BF3E035C015A",
		                             "BF3E125A10890490321234512345123456789012359000",
		                             "80E2910006BF3E035C015A",
		                             "6A88",
		                             "80E2910006BF3E035C015A",
		                             "BF3E025A009000",
		                             NULL };
	const uint8_t expected[] = { 0x89, 0x04, 0x90, 0x32, 0x12, 0x34, 0x51, 0x23,
		                     0x45, 0x12, 0x34, 0x56, 0x78, 0x90, 0x12, 0x35 };
	struct fixture *f = fixture_new(lines);
	struct span eid;

	(void)state;
	f->lpa = (struct lpa){ .transport = &f->transport, .options = { .block_size = 255 } };
	assert_int_equal(lpa_get_eid(&f->lpa, &f->a, &eid), 0);
	assert_true(span_equal(eid, SPAN(expected)));
	assert_int_equal(lpa_get_eid(&f->lpa, &f->a, &eid), -EREMOTEIO);
	assert_int_equal(f->lpa.sw, 0x6A88);
	assert_int_equal(lpa_get_eid(&f->lpa, &f->a, &eid), -EBADMSG);
	assert_script_done(f);
	free(f);
}

/* Bytes as lpac sends them (refreshFlag tagged 81), and a list with two profiles. */
static void test_profile_functions(void **state)
{
	static const char *const lines[] = {
		"80E2910014BF3111A00C5A0A980010325476981032148101FF",
		"BF31038001029000",
		"80E2910003BF2D00",
		"BF2D17A015E3085A06989898989898E3095A0798989898989898F19000",
		"80E2910007BF340482020500",
		"BF34038001019000",
		NULL
	};
	const uint8_t iccid[] = { 0x98, 0x00, 0x10, 0x32, 0x54, 0x76, 0x98, 0x10, 0x32, 0x14 };
	struct fixture *f = fixture_new(lines);
	struct profile_info_list_response list;
	uint32_t result;

	(void)state;
	f->lpa = (struct lpa){ .transport = &f->transport, .options = { .block_size = 255 } };
	assert_int_equal(lpa_enable_profile(&f->lpa, SPAN(iccid), true, &f->a, &result), 0);
	assert_int_equal(result, ENABLE_RESULT_PROFILE_NOT_IN_DISABLED_STATE);
	/* ICCIDs of 6 and 7 octets are malformed. */
	assert_int_equal(lpa_get_profiles_info(&f->lpa, (struct span){ 0 }, &f->a, &list),
	                 -EBADMSG);
	free(f);
}

static void test_transport_failures(void **state)
{
	static const char *const lines[] = { "80E2910003BF2E00", "90", NULL };
	struct fixture *f = fixture_new(lines);
	struct span challenge;

	(void)state;
	f->lpa = (struct lpa){ .transport = &f->transport, .options = { .block_size = 255 } };
	assert_int_equal(lpa_get_euicc_challenge(&f->lpa, &f->a, &challenge), -EPROTO);
	free(f);
}

/* A card: the small eUICC behind STORE DATA and GET RESPONSE. */
struct mini_card {
	struct mini_euicc euicc;
	struct buffer request, bpp, answer;
	size_t sent, pieces;
	bool fail; /* the profile cannot be installed */
	bool notification_kept;
};

static struct span mini_challenge(struct mini_card *c)
{
	const struct get_euicc_challenge_response r = { SPAN(c->euicc.challenge) };

	return asn1_encode_arena(&get_euicc_challenge_response_type, RSP_TAG_GET_EUICC_CHALLENGE,
	                         &r, c->euicc.a);
}

/* What the LPA passes on in BF38 and BF21, as the server gave it. */
static struct span mini_bf38(struct mini_card *c, struct span request)
{
	struct smdpp_initiate_response in = { 0 };
	struct der_reader r;
	struct der_tlv tlv;
	struct span answer = { 0 };

	assert_true(der_whole(request, RSP_TAG_AUTHENTICATE_SERVER, &tlv));
	r = der_reader(tlv.value);
	der_next(&r, &tlv);
	in.server_signed1 = tlv.whole;
	der_next(&r, &tlv);
	in.server_signature1 = tlv.whole;
	der_next(&r, &tlv);
	in.ci_pkid = tlv.whole;
	der_next(&r, &tlv);
	in.server_certificate = tlv.whole;
	assert_false(r.bad);
	assert_true(mini_authenticate(&c->euicc, &in, "M1", &answer));
	return answer;
}

static struct span mini_bf21(struct mini_card *c, struct span request)
{
	struct smdpp_authenticate_response in = { 0 };
	struct der_reader r;
	struct der_tlv tlv;
	struct span answer = { 0 };

	assert_true(der_whole(request, RSP_TAG_PREPARE_DOWNLOAD, &tlv));
	r = der_reader(tlv.value);
	der_next(&r, &tlv);
	in.smdp_signed2 = tlv.whole;
	der_next(&r, &tlv);
	in.smdp_signature2 = tlv.whole;
	der_take(&r, 0x04, &tlv);
	der_next(&r, &tlv);
	in.smdp_certificate = tlv.whole;
	assert_false(r.bad);
	assert_true(mini_prepare(&c->euicc, &in, NULL, &answer));
	return answer;
}

static struct span mini_notifications(struct mini_card *c)
{
	struct pending_notification pending = {
		.which = PENDING_NOTIFICATION_PROFILE_INSTALLATION_RESULT,
		.profile_installation_result = mini_installation_result(&c->euicc, !c->fail),
	};
	const struct retrieve_notifications_list_response r = {
		.which = RETRIEVE_NOTIFICATIONS_LIST_RESPONSE_NOTIFICATION_LIST,
		.notification_list = { &pending, 1 },
	};

	return asn1_encode_arena(&retrieve_notifications_list_response_type,
	                         RSP_TAG_RETRIEVE_NOTIFICATIONS_LIST, &r, c->euicc.a);
}

static struct span mini_remove(struct mini_card *c)
{
	const struct notification_sent_response r = { { true, 0 } };

	c->notification_kept = false;
	return asn1_encode_arena(&notification_sent_response_type, RSP_TAG_NOTIFICATION_SENT, &r,
	                         c->euicc.a);
}

/* Collects pieces of the package until all of it is there. */
static struct span mini_piece(struct mini_card *c, struct span piece)
{
	uint32_t tag;
	size_t len;
	size_t header;

	buffer_append(&c->bpp, piece);
	c->pieces++;
	if (der_header(buffer_span(&c->bpp), &tag, &len, &header) != DER_HEADER_OK ||
	    c->bpp.len < header + len)
		return (struct span){ 0 };
	assert_true(mini_load(&c->euicc, buffer_span(&c->bpp)));
	c->notification_kept = true;
	return mini_installation_result(&c->euicc, !c->fail);
}

static struct span mini_answer(struct mini_card *c, struct span request)
{
	const struct span ski = c->euicc.pki->ci.cert.ski;
	uint32_t tag;
	size_t len;
	size_t header;

	assert_int_equal(der_header(request, &tag, &len, &header), DER_HEADER_OK);
	switch (tag) {
	case RSP_TAG_GET_EUICC_CHALLENGE:
		return mini_challenge(c);
	case RSP_TAG_GET_EUICC_INFO1:
		return mini_info1(c->euicc.a, ski, ski);
	case RSP_TAG_AUTHENTICATE_SERVER:
		return mini_bf38(c, request);
	case RSP_TAG_PREPARE_DOWNLOAD:
		return mini_bf21(c, request);
	case RSP_TAG_RETRIEVE_NOTIFICATIONS_LIST:
		return mini_notifications(c);
	case RSP_TAG_NOTIFICATION_SENT:
		return mini_remove(c);
	case RSP_TAG_CANCEL_SESSION:
		return mini_cancel(&c->euicc);
	default:
		return mini_piece(c, request);
	}
}

static size_t put_sw(uint8_t *rapdu, size_t len, size_t left, bool more)
{
	rapdu[len] = more ? 0x61 : 0x90;
	rapdu[len + 1] = more && left < 256 ? (uint8_t)left : 0;
	return len + 2;
}

static int mini_transmit(void *ctx, const uint8_t *capdu, size_t len, uint8_t *rapdu,
                         size_t *inout_len)
{
	struct mini_card *c = ctx;
	size_t n = 0;

	if (capdu[1] == 0xE2) {
		buffer_append(&c->request, (struct span){ capdu + 5, len - 5 });
		if (capdu[2] == 0x91) {
			struct span answer = mini_answer(c, buffer_span(&c->request));

			buffer_set(&c->answer, answer);
			c->request.len = 0;
			c->sent = 0;
		}
	} else if (capdu[1] == 0xC0) {
		n = capdu[4] ? capdu[4] : 256;
		memcpy(rapdu, c->answer.ptr + c->sent, n);
		c->sent += n;
	}
	*inout_len = put_sw(rapdu, n, c->answer.len - c->sent, c->answer.len > c->sent);
	return 0;
}

static void download(bool fail, const struct lpa_download_options *options,
                     enum lpa_download_end end)
{
	static const uint8_t profile[3000] = { 0xA0, 0x0C, 0x83, 0x0A, 0x89 };
	struct mini_pki *pki = calloc(1, sizeof(*pki));
	struct fixture *f = fixture_new(NULL);
	struct arena card_arena = { malloc(ARENA_LEN), ARENA_LEN, 0 };
	struct mini_card card = { .euicc = { .pki = pki, .a = &card_arena }, .fail = fail };
	const struct apdu_transport transport = { mini_transmit, &card };
	struct lpa_download_result result;
	struct smdpp_keys keys;
	struct smdpp *server;
	struct es9p es9p;
	uint32_t delivered;

	mini_pki_make(pki, EC_CURVE_P256, "89049032123451234512345678901235");
	keys = mini_pki_server_keys(pki);
	assert_int_equal(smdpp_new(&(struct smdpp_config){ 0 }, &server), 0);
	es9p = es9p_of_smdpp(server);
	assert_int_equal(smdpp_add_keys(server, &keys), 0);
	assert_int_equal(smdpp_add_order(server, &(struct smdpp_order){ .matching_id = "M1",
	                                                                .profile = SPAN(profile) }),
	                 0);
	assert_int_equal(lpa_open(&f->lpa, &transport,
	                          &(struct lpa_options){ .channel = 1, .block_size = 120 }),
	                 0);
	assert_int_equal(lpa_download(&f->lpa, &es9p, options, &f->a, &result), 0);
	assert_int_equal(result.end, end);
	if (end == LPA_DOWNLOAD_INSTALLATION_RESULT) {
		assert_int_equal(card.pieces, 9);
		assert_int_equal(result.seq_number, 7);
		assert_int_equal(result.final_result->which,
		                 fail ? FINAL_RESULT_ERROR_RESULT : FINAL_RESULT_SUCCESS_RESULT);
		assert_int_equal(lpa_deliver_notifications(&f->lpa, &es9p, &f->a, &delivered), 0);
		assert_int_equal(delivered, 1);
		assert_false(card.notification_kept);
	} else {
		assert_string_equal(result.status.subject, "8.8.1");
	}
	lpa_close(&f->lpa);
	smdpp_free(server);
	buffer_free(&card.request);
	buffer_free(&card.bpp);
	buffer_free(&card.answer);
	free(card_arena.buf);
	free(f);
	free(pki);
}

static void test_download(void **state)
{
	const struct lpa_download_options options = { .matching_id = { (const uint8_t *)"M1", 2 } };

	(void)state;
	download(false, &options, LPA_DOWNLOAD_INSTALLATION_RESULT);
	download(true, &options, LPA_DOWNLOAD_INSTALLATION_RESULT);
}

static void test_download_refused(void **state)
{
	const struct lpa_download_options options = { .address = "wrong.example" };

	(void)state;
	download(false, &options, LPA_DOWNLOAD_SERVER_REFUSED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_open_assigned_channel),
		cmocka_unit_test(test_open_numbered_channel),
		cmocka_unit_test(test_open_failures),
		cmocka_unit_test(test_chaining),
		cmocka_unit_test(test_exact_block),
		cmocka_unit_test(test_status_words),
		cmocka_unit_test(test_get_eid),
		cmocka_unit_test(test_profile_functions),
		cmocka_unit_test(test_transport_failures),
		cmocka_unit_test(test_download),
		cmocka_unit_test(test_download_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
