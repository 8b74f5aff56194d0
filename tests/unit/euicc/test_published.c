/*
 * The published bad certificates of SGP.26: as those of a server before the card, as those of an eUICC
 * before the SM-DP+ [SGP.22 4.5.2, 5.6.3, 5.7.5, 5.7.13].
 */
#include "fixture.h"

#include <string.h>

enum { WANTED = 1 };

static const struct published {
	const char *file, *place;     /* whose certificate it is */
	const char *subject, *reason; /* what a server answers to it */
} published[] = {
	{ "CERT_EUICC_ECDSA_NIST_EXPIRED.der", "EUICC", "8.1.3", "6.3" },
	{ "CERT_EUICC_ECDSA_NIST_INVALID.der", "EUICC", "8.1.3", "6.1" },
	{ "CERT_EUICC_ECDSA_NIST_INVALID_EID.der", "EUICC", "8.1.3", "6.1" },
	/* A good certificate, of another eUICC than the one that the order is for. */
	{ "CERT_EUICC_ECDSA_NIST_UNMATCHED_EID.der", "EUICC", "8.1.1", "3.8" },
	/* The policies of these are those of a server, and they are no CAs: that shows first. */
	{ "CERT_EUM_ECDSA_NIST_EXPIRED.der", "EUM", "8.1.2", "6.1" },
	{ "CERT_EUM_ECDSA_NIST_UNKNOWN_CI.der", "EUM", "8.1.2", "6.1" },
	{ "CERT_EUM_ECDSA_NIST_INVALID.der", "EUM", "8.1.2", "6.1" },
	/* A server is shown it in the EUM's place. */
	{ "CERT_UNKNOWN_CI_ECDSA_NIST.der", "CI", "8.1.2", "6.1" },
};

static struct span load_published(struct fixture *f, const char *file)
{
	BUFFER_AUTO b = { 0 };
	char path[512];

	assert_int_equal(buffer_read_file(&b, fixture_testdata(path, "sgp26/invalid", file)), 0);
	return arena_copy(&f->arena, buffer_span(&b));
}

/* A card with the published PKI; skips the test where that is absent. */
static struct fixture *new_published(char path[512])
{
	return fixture_new(&(struct fixture_options){
	        .pki = fixture_testdata(path, "sgp26", "nist"), .server_curve = "NIST" });
}

/* ---- of a server ---- */

/* Puts an object in the place of what the server would send. */
struct replacement {
	enum smdpp_point point;
	struct span object;
};

static void replace(void *ctx, enum smdpp_point point, size_t index, struct buffer *object)
{
	const struct replacement *r = ctx;

	(void)index;
	if (point == r->point)
		assert_int_equal(buffer_set(object, r->object), 0);
}

/* Refused in both places [SGP.22 4.5.2.2]. */
static void test_servers(void **state)
{
	static const struct {
		enum smdpp_point point;
		uint32_t function, error;
	} places[] = {
		{ SMDPP_POINT_SERVER_CERTIFICATE, RSP_TAG_AUTHENTICATE_SERVER,
		  AUTHENTICATE_ERROR_INVALID_CERTIFICATE },
		{ SMDPP_POINT_SMDP_CERTIFICATE, RSP_TAG_PREPARE_DOWNLOAD,
		  DOWNLOAD_ERROR_INVALID_CERTIFICATE },
	};
	char path[512];
	struct fixture *f = new_published(path);

	(void)state;
	for (size_t i = 0; i < A_COUNT(published) * A_COUNT(places); i++) {
		const char *file = published[i / A_COUNT(places)].file;
		const size_t place = i % A_COUNT(places);
		struct replacement r = { places[place].point, load_published(f, file) };

		fixture_order(f, WANTED, NULL);
		smdpp_set_tamper(f->server, &(struct smdpp_tamper){ replace, &r });
		fixture_expect_refusal(f, file, places[place].function, places[place].error);
		fixture_expect_sane(f, 0, 0);
	}
	fixture_free(f);
}

/* ---- of an eUICC, before a server ---- */

/* The card's answer to AuthenticateServer in a session with this server. */
static struct authenticate_response_ok *authenticate(struct fixture *f, struct smdpp *server,
                                                     struct smdpp_initiate_response *ret)
{
	struct smdpp_initiate_request initiate = {
		.euicc_info1 = fixture_hex(f, fixture_es10(f, "BF2000")),
		.address = { (const uint8_t *)smdpp_address(server),
		             strlen(smdpp_address(server)) },
	};
	struct authenticate_server_request request = { .ctx_params1 = fixture_hex(
		                                               f, "A00AA108800435290611A100") };
	struct authenticate_server_response response;
	struct smdpp_status status;
	struct der_tlv signature, ci;

	assert_int_equal(lpa_get_euicc_challenge(&f->lpa, &f->arena, &initiate.euicc_challenge), 0);
	assert_int_equal(smdpp_initiate_authentication(server, &initiate, &f->arena, ret, &status),
	                 0);
	assert_true(der_whole(ret->server_signature1, RSP_TAG_SIGNATURE, &signature));
	assert_true(der_whole(ret->ci_pkid, 0x04, &ci));
	request.server_signed1 = ret->server_signed1;
	request.server_signature1 = signature.value;
	request.euicc_ci_pkid_to_be_used = ci.value;
	request.server_certificate = ret->server_certificate;
	assert_int_equal(lpa_call(&f->lpa, RSP_TAG_AUTHENTICATE_SERVER,
	                          &authenticate_server_request_type, &request,
	                          &authenticate_server_response_type, &response, &f->arena),
	                 0);
	assert_int_equal(response.which, AUTHENTICATE_SERVER_RESPONSE_AUTHENTICATE_RESPONSE_OK);
	return response.authenticate_response_ok;
}

/* A server that has a clock refuses them [SGP.22 4.5.2.1, 5.6.3]. */
static void test_euiccs(void **state)
{
	enum { NOW = 1700000000 };
	char path[512];
	struct fixture *f = new_published(path);
	const struct smdpp_order order = { .matching_id = "",
		                           .profile = fixture_package(f, WANTED),
		                           .eid = FIXTURE_EID };
	struct smdpp *server;

	(void)state;
	assert_int_equal(smdpp_new(&(struct smdpp_config){ .now = NOW }, &server), 0);
	assert_int_equal(smdpp_load_pki(server, path), 0);
	assert_int_equal(smdpp_add_order(server, &order), 0);
	for (size_t i = 0; i <= A_COUNT(published); i++) {
		const struct published *p = i < A_COUNT(published) ? &published[i] : NULL;
		struct smdpp_initiate_response initiated;
		struct smdpp_authenticate_response offer;
		struct authenticate_server_response response = {
			AUTHENTICATE_SERVER_RESPONSE_AUTHENTICATE_RESPONSE_OK,
			.authenticate_response_ok = authenticate(f, server, &initiated),
		};
		struct authenticate_response_ok *ok = response.authenticate_response_ok;
		struct smdpp_status status = { 0 };

		if (p && strcmp(p->place, "EUICC") != 0)
			ok->eum_certificate = load_published(f, p->file);
		else if (p)
			ok->euicc_certificate = load_published(f, p->file);
		assert_int_equal(smdpp_authenticate_client(
		                         server, initiated.transaction_id,
		                         asn1_encode_arena(&authenticate_server_response_type,
		                                           RSP_TAG_AUTHENTICATE_SERVER, &response,
		                                           &f->arena),
		                         &f->arena, &offer, &status),
		                 p ? 1 : 0); /* the card's own certificates are good ones */
		if (p && (strcmp(status.subject, p->subject) != 0 ||
		          strcmp(status.reason, p->reason) != 0))
			fail_msg("%s: %s/%s %s", p->file, status.subject, status.reason,
			         status.message);
	}
	smdpp_free(server);
	fixture_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_servers),
		cmocka_unit_test(test_euiccs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
