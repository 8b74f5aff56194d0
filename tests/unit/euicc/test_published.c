/*
 * The published bad certificates of SGP.26: as those of a server before the card, as those of an eUICC
 * before the SM-DP+, and as the ones that a card is made with [SGP.22 4.5.2, 5.6.3, 5.7.5, 5.7.13].
 */
#include "fixture.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WANTED = 1 };

#define NO_VALID_EID "PKI: the eUICC certificate names no valid EID"

static const struct published {
	const char *file, *place; /* whose certificate it is */
	/* What a server answers to it, and why no card is made with it. */
	const char *subject, *reason, *error;
} published[] = {
	{ "CERT_EUICC_ECDSA_NIST_EXPIRED.der", "EUICC", "8.1.3", "6.3",
	  "PKI: eUICC certificate (NIST): expired or not yet valid" },
	{ "CERT_EUICC_ECDSA_NIST_INVALID.der", "EUICC", "8.1.3", "6.1",
	  "PKI: eUICC certificate (NIST): bad signature" },
	{ "CERT_EUICC_ECDSA_NIST_INVALID_EID.der", "EUICC", "8.1.3", "6.1", NO_VALID_EID },
	/* A good certificate, of another eUICC than the one that the order is for. */
	{ "CERT_EUICC_ECDSA_NIST_UNMATCHED_EID.der", "EUICC", "8.1.1", "3.8", NO_VALID_EID },
	/* The policies of these are those of a server, and they are no CAs: that shows first. */
	{ "CERT_EUM_ECDSA_NIST_EXPIRED.der", "EUM", "8.1.2", "6.1",
	  "PKI: EUM certificate (NIST): bad extension" },
	{ "CERT_EUM_ECDSA_NIST_UNKNOWN_CI.der", "EUM", "8.1.2", "6.1",
	  "PKI: EUM certificate (NIST): bad extension" },
	{ "CERT_EUM_ECDSA_NIST_INVALID.der", "EUM", "8.1.2", "6.1",
	  "PKI: EUM certificate (NIST): bad extension" },
	/* A server is shown it in the EUM's place. */
	{ "CERT_UNKNOWN_CI_ECDSA_NIST.der", "CI", "8.1.2", "6.1",
	  "PKI: CI certificate (NIST): bad extension" },
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

/* ---- of a card that is made ---- */

/* A folder with a PKI, for the time of a test. */
struct folder {
	char path[32];
	struct pki pki;
};

static void set_file(struct pki *pki, const char *place, struct span der)
{
	char name[64];

	snprintf(name, sizeof(name), "CERT_%s_ECDSA_NIST.der", place);
	for (size_t i = 0; i < pki->n; i++) {
		if (strcmp(pki->files[i].name, name) != 0)
			continue;
		free(pki->files[i].der);
		pki->files[i].der = malloc(der.len);
		assert_non_null(pki->files[i].der);
		memcpy(pki->files[i].der, der.ptr, der.len);
		pki->files[i].len = der.len;
		return;
	}
	fail_msg("no %s", name);
}

static void open_folder(struct folder *d)
{
	char path[512];

	snprintf(d->path, sizeof(d->path), "/tmp/softeuicc-pki-XXXXXX");
	assert_non_null(mkdtemp(d->path));
	assert_int_equal(pki_load_folder(fixture_testdata(path, "sgp26", "nist"), &d->pki), 0);
}

static void remove_file(const struct folder *d, const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", d->path, name);
	unlink(path);
}

static void close_folder(struct folder *d)
{
	for (size_t i = 0; i < d->pki.n; i++)
		remove_file(d, d->pki.files[i].name);
	rmdir(d->path);
	pki_free(&d->pki);
}

/* Makes a card from the folder, which fails for this reason, or not: NULL. */
static void expect_card(const struct folder *d, bool unchecked, const char *expected)
{
	const struct softeuicc_card_options options = { .pki = d->path, .unchecked = unchecked };
	struct softeuicc_store *s;
	struct softeuicc_card *card;
	const char *error = "";
	int r;

	assert_int_equal(softeuicc_store_open(":memory:", &s), 0);
	r = softeuicc_card_create(s, &options, NULL, &error);
	if (expected) {
		assert_int_equal(r, -EINVAL);
		assert_string_equal(error, expected);
		assert_int_equal(softeuicc_card_open(s, NULL, NULL, &card), -ENOENT);
	} else {
		if (r != 0)
			fail_msg("%s", error);
		/* It shows what was in the folder. */
		assert_int_equal(softeuicc_card_open(s, NULL, NULL, &card), 0);
		assert_true(span_equal(card->credentials[0].euicc.whole,
		                       pki_get(&d->pki, "CERT_EUICC_ECDSA_NIST.der")));
		assert_true(span_equal(card->credentials[0].eum.whole,
		                       pki_get(&d->pki, "CERT_EUM_ECDSA_NIST.der")));
		softeuicc_card_close(card);
	}
	softeuicc_store_close(s);
}

/* No card is made with any of them, unless that is wanted [SGP.22 4.5.2.1]. */
static void test_cards(void **state)
{
	struct fixture *f = *state;
	struct folder good;

	open_folder(&good);
	assert_int_equal(pki_save_folder(&good.pki, good.path), 0);
	expect_card(&good, false, NULL);
	close_folder(&good);
	for (size_t i = 0; i < A_COUNT(published); i++) {
		const struct published *p = &published[i];
		const bool loads = strcmp(p->error, NO_VALID_EID) != 0;
		struct folder d;

		open_folder(&d);
		set_file(&d.pki, p->place, load_published(f, p->file));
		assert_int_equal(pki_save_folder(&d.pki, d.path), 0);
		expect_card(&d, false, p->error);
		expect_card(&d, true, loads ? NULL : p->error);
		/* Also where the EUM could not certify the card instead. */
		remove_file(&d, "SK_EUM_ECDSA_NIST.der");
		expect_card(&d, false, p->error);
		close_folder(&d);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_servers),
		cmocka_unit_test(test_euiccs),
		cmocka_unit_test_setup_teardown(test_cards, fixture_setup, fixture_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
