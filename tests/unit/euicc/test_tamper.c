/*
 * Tampering before the package comes: certificates that are not what they should be, signatures,
 * challenges and transaction ids of something else, functions out of their order
 * [SGP.22 3.0.1, 4.5.2, 5.7.5, 5.7.13].
 */
#include "fixture.h"

#include <string.h>

enum { WANTED = 1, CERT_DER_MAX = 2048, LONG_AGO = 1000000000, FAR_AWAY = 4000000000 };

#define SERVER_RID "2.999.10"
#define P256_OID   "2A8648CE3D030107"
/* 33 octets, one more than a session has room for: a dNSName whose tag becomes registeredID. */
#define LONG_NAME "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

/* ---- certificates ---- */

/* Who signs a certificate. */
enum signer {
	BY_CI,
	BY_FOREIGN_CI, /* a well-made CI that the card does not know */
	BY_FORGER,     /* a foreign key under the name of the card's CI */
	BY_SERVER,     /* CERT.DPauth, which is no CA */
	BY_ITSELF,
	BY_NOBODY, /* r and s are 0 */
};

/* The function that refuses, and how. */
struct refusal {
	uint32_t function, code;
};

enum { AUTHENTICATE = RSP_TAG_AUTHENTICATE_SERVER, PREPARE = RSP_TAG_PREPARE_DOWNLOAD };

#define INVALID                                                              \
	.as_auth = { AUTHENTICATE, AUTHENTICATE_ERROR_INVALID_CERTIFICATE }, \
	.as_pb = { PREPARE, DOWNLOAD_ERROR_INVALID_CERTIFICATE }

static const struct certificate {
	const char *what;
	enum signer signer;
	enum cert_role role; /* NONE: the right one */
	bool v3;
	const char *rid; /* NULL: the right one; "": none */
	const char *dns;
	int64_t not_before, not_after;
	const char *find, *put; /* hex: a change before it is signed */
	enum { OWN_KEY, KEY_OF_OTHER_CURVE, KEY_OFF_CURVE } key;
	/* In the place of CERT.DPauth, and of CERT.DPpb. None: the download succeeds. */
	struct refusal as_auth, as_pb;
} certificates[] = {
	{ .what = "as it should be" },
	{ .what = "policies of SGP.22 v3", .v3 = true },
	/* The card has no clock. */
	{ .what = "expired", .not_before = LONG_AGO, .not_after = LONG_AGO + 1 },
	{ .what = "not valid yet", .not_before = FAR_AWAY },
	{ .what = "an unknown extension that is not critical", .find = "551D0E", .put = "551D3F" },
	/* The chain. */
	{ "below a foreign CI", BY_FOREIGN_CI, INVALID },
	{ "forged", BY_FORGER, INVALID },
	{ "below a certificate that is no CA", BY_SERVER, INVALID },
	{ "self-signed", BY_ITSELF, INVALID },
	{ "unsigned", BY_NOBODY, INVALID },
	{ "no authority key identifier", .find = "551D23", .put = "551D3E", INVALID },
	/* Roles. */
	{ "role CI, though no CA", .find = "678112010201", .put = "678112010100",
	  .as_auth = { AUTHENTICATE, AUTHENTICATE_ERROR_INVALID_OID },
	  .as_pb = { PREPARE, DOWNLOAD_ERROR_INVALID_CERTIFICATE } },
	{ "TLS", .role = CERT_ROLE_DP_TLS, INVALID },
	/* An SM-DS may authenticate itself, but has no profiles. */
	{ "SM-DS", .role = CERT_ROLE_DS_AUTH,
	  .as_auth = { PREPARE, DOWNLOAD_ERROR_NO_SESSION_CONTEXT },
	  .as_pb = { PREPARE, DOWNLOAD_ERROR_INVALID_CERTIFICATE } },
	{ "policy not critical", .find = "551D200101FF", .put = "551D20010100", INVALID },
	{ "no policy", .find = "551D200101FF", .put = "551D3F010100",
	  .as_auth = { AUTHENTICATE, AUTHENTICATE_ERROR_INVALID_OID },
	  .as_pb = { PREPARE, DOWNLOAD_ERROR_INVALID_CERTIFICATE } },
	/* The chain is looked at before the role. */
	{ "no policy, forged", BY_FORGER, .find = "551D200101FF", .put = "551D3F010100", INVALID },
	/* Names. Of two that differ the second is wrong, whichever was changed. */
	{ "another registered id", .rid = "2.999.12",
	  .as_auth = { PREPARE, DOWNLOAD_ERROR_INVALID_CERTIFICATE },
	  .as_pb = { PREPARE, DOWNLOAD_ERROR_INVALID_CERTIFICATE } },
	{ "no registered id", .rid = "", INVALID },
	{ "a registered id of 33 octets", .rid = "", .dns = LONG_NAME, .find = "82216161",
	  .put = "88216161", .as_auth = { AUTHENTICATE, AUTHENTICATE_ERROR_UNDEFINED },
	  .as_pb = { PREPARE, DOWNLOAD_ERROR_INVALID_CERTIFICATE } },
	/* Key usage. */
	{ "keyCertSign", .find = "040403020780", .put = "040403020204", INVALID },
	{ "digitalSignature and keyCertSign", .find = "040403020780", .put = "040403020284",
	  INVALID },
	{ "keyAgreement", .find = "040403020780", .put = "040403020308", INVALID },
	{ "no key usage", .find = "551D0F0101FF", .put = "551D3F010100", INVALID },
	/* Extensions. */
	{ "unknown critical extension", .find = "551D0F0101FF", .put = "551D3F0101FF", INVALID },
	{ "key usage twice", .find = "551D0E", .put = "551D0F", INVALID },
	{ "version 2", .find = "A003020102", .put = "A003020101", INVALID },
	/* Keys. */
	{ "unknown curve", .find = P256_OID, .put = "2A8648CE3D030106",
	  .as_auth = { AUTHENTICATE, AUTHENTICATE_ERROR_UNSUPPORTED_CURVE },
	  .as_pb = { PREPARE, DOWNLOAD_ERROR_UNSUPPORTED_CURVE } },
	{ "beside the curve", .key = KEY_OFF_CURVE, INVALID },
	{ "not an uncompressed point", .find = P256_OID "03420004", .put = P256_OID "03420005",
	  INVALID },
	{ "key on the other curve", .key = KEY_OF_OTHER_CURVE,
	  .as_auth = { AUTHENTICATE, AUTHENTICATE_ERROR_INVALID_SIGNATURE },
	  .as_pb = { PREPARE, DOWNLOAD_ERROR_INVALID_SIGNATURE } },
};

/* A certificate in the making. */
struct made {
	uint8_t der[CERT_DER_MAX];
	size_t len;
	struct cert cert;
	struct ec_private key;
};

static void parse_pki(struct fixture *f, const char *name, struct cert *ret)
{
	assert_true(cert_parse(pki_get(&f->pki, name), ret));
}

static void make_ci(struct made *ci)
{
	static const struct cert_template tmpl = { .role = CERT_ROLE_CI,
		                                   .common_name = "Foreign CI" };
	const struct crypto_random rnd = { 0 };

	assert_int_equal(ec_generate(EC_CURVE_P256, &rnd, &ci->key), 0);
	assert_int_equal(cert_issue(&tmpl, &ci->key.pub, NULL, &ci->key, &rnd, ci->der,
	                            sizeof(ci->der), &ci->len),
	                 0);
	assert_true(cert_parse((struct span){ ci->der, ci->len }, &ci->cert));
}

/* Changes the TBSCertificate and signs it anew; key NULL: with zeroes. */
static void sign_again(struct fixture *f, struct made *m, const struct certificate *how,
                       const struct ec_private *key)
{
	static const uint8_t algorithm[] = { 0x30, 0x0A, 0x06, 0x08, 0x2A, 0x86,
		                             0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02 };
	uint8_t signature[EC_SIGNATURE_LEN] = { 0 };
	struct span tbs = arena_copy(&f->arena, m->cert.tbs);
	struct der_writer w = { m->der, sizeof(m->der), 0 };

	if (how->find) {
		struct span find = fixture_hex(f, how->find), put = fixture_hex(f, how->put);
		uint8_t *at = memmem(tbs.ptr, tbs.len, find.ptr, find.len);

		assert_int_equal(find.len, put.len);
		if (!at)
			fail_msg("%s: nothing to change", how->what);
		memcpy(at, put.ptr, put.len);
	}
	if (how->key == KEY_OFF_CURVE) {
		uint8_t *at = memmem(tbs.ptr, tbs.len, m->cert.key.point, EC_POINT_LEN);

		assert_non_null(at);
		at[EC_POINT_LEN - 1] ^= 0x01;
	}
	if (key)
		assert_int_equal(ec_sign(key, &tbs, 1, signature), 0);
	ec_signature_to_der(signature, &w);
	der_put_bytes(&w, SPAN((const uint8_t[]){ 0 }));
	der_put_header(&w, 0x03, w.len);
	der_put_bytes(&w, SPAN(algorithm));
	der_put_bytes(&w, tbs);
	der_put_header(&w, 0x30, w.len);
	assert_true(der_writer_ok(&w));
	m->len = w.len;
	memmove(m->der, der_written(&w).ptr, w.len);
}

/* The server's certificate for this role, made as the row says. */
static void make_certificate(struct fixture *f, const struct certificate *how, enum cert_role role,
                             struct made *ret)
{
	const char *rid = how->rid ? how->rid : SERVER_RID;
	const struct cert_template tmpl = {
		.role = how->role ? how->role : role,
		.v3_roles = how->v3,
		.common_name = "SM-DP+",
		.organization = "Makers",
		.rid = *rid ? rid : NULL,
		.dns = how->dns,
		.not_before = how->not_before,
		.not_after = how->not_after,
	};
	const char *curve = how->key == KEY_OF_OTHER_CURVE ? "BRP" : "NIST";
	const bool auth = role == CERT_ROLE_DP_AUTH;
	struct cert own, ci, server;
	struct ec_private ci_key, own_key, server_key;
	struct made foreign;
	const struct cert *issuer = &ci;
	const struct ec_private *key = &ci_key;
	char name[64];

	snprintf(name, sizeof(name), "CERT_S_SM_DP%s_ECDSA_%s.der", auth ? "auth" : "pb", curve);
	parse_pki(f, name, &own);
	parse_pki(f, "CERT_CI_ECDSA_NIST.der", &ci);
	parse_pki(f, "CERT_S_SM_DPauth_ECDSA_NIST.der", &server);
	snprintf(name, sizeof(name), "SK_S_SM_DP%s_ECDSA_%s.der", auth ? "auth" : "pb", curve);
	assert_int_equal(ec_private_from_der(pki_get(&f->pki, name), &own_key), 0);
	assert_int_equal(ec_private_from_der(pki_get(&f->pki, "SK_CI_ECDSA_NIST.der"), &ci_key), 0);
	assert_int_equal(
	        ec_private_from_der(pki_get(&f->pki, "SK_S_SM_DPauth_ECDSA_NIST.der"), &server_key),
	        0);
	make_ci(&foreign);
	if (how->signer == BY_FOREIGN_CI)
		issuer = &foreign.cert;
	if (how->signer == BY_FOREIGN_CI || how->signer == BY_FORGER)
		key = &foreign.key;
	if (how->signer == BY_SERVER) {
		issuer = &server;
		key = &server_key;
	}
	if (how->signer == BY_ITSELF) {
		issuer = NULL;
		key = &own_key;
	}
	assert_int_equal(cert_issue(&tmpl, &own.key, issuer, key, &(struct crypto_random){ 0 },
	                            ret->der, sizeof(ret->der), &ret->len),
	                 0);
	assert_true(cert_parse((struct span){ ret->der, ret->len }, &ret->cert));
	sign_again(f, ret, how, how->signer == BY_NOBODY ? NULL : key);
}

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

/* A download that the card refuses like this, or that succeeds for all that. */
static void expect_end(struct fixture *f, const char *what, struct refusal refusal)
{
	struct lpa_download_result result;

	fixture_order(f, WANTED, NULL);
	if (refusal.function) {
		fixture_expect_refusal(f, what, refusal.function, refusal.code);
		fixture_expect_sane(f, 0, 0);
		return;
	}
	result = fixture_download(f);
	if (result.end != LPA_DOWNLOAD_INSTALLATION_RESULT ||
	    result.final_result->which != FINAL_RESULT_SUCCESS_RESULT)
		fail_msg("%s: refused (%s)", what, f->last_log);
	smdpp_set_tamper(f->server, NULL);
	fixture_delete(f, WANTED);
}

static const struct refusal none;

static void test_certificates(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < A_COUNT(certificates); i++) {
		const struct certificate *c = &certificates[i];
		const size_t used = f->arena.used;
		struct made m;
		struct replacement r = { .point = SMDPP_POINT_SERVER_CERTIFICATE };

		make_certificate(f, c, CERT_ROLE_DP_AUTH, &m);
		r.object = (struct span){ m.der, m.len };
		smdpp_set_tamper(f->server, &(struct smdpp_tamper){ replace, &r });
		expect_end(f, c->what, c->as_auth);
		make_certificate(f, c, CERT_ROLE_DP_PB, &m);
		r = (struct replacement){ SMDPP_POINT_SMDP_CERTIFICATE, { m.der, m.len } };
		smdpp_set_tamper(f->server, &(struct smdpp_tamper){ replace, &r });
		expect_end(f, c->what, c->as_pb);
		f->arena.used = used;
	}
}

/* ---- what the server signs ---- */

/* Puts what it saw first in the place of what comes later: a replay. */
struct replay {
	enum smdpp_point point;
	struct buffer seen;
};

static void replay(void *ctx, enum smdpp_point point, size_t index, struct buffer *object)
{
	struct replay *r = ctx;

	(void)index;
	if (point != r->point)
		return;
	if (r->seen.ptr)
		assert_int_equal(buffer_set(object, buffer_span(&r->seen)), 0);
	else
		assert_int_equal(buffer_set(&r->seen, buffer_span(object)), 0);
}

/* Objects of an earlier session; those that are signed later are signed anew by the server. */
static void test_replays(void **state)
{
	static const struct {
		enum smdpp_point point;
		struct refusal refusal;
	} rows[] = {
		{ SMDPP_POINT_SERVER_SIGNED1,
		  { AUTHENTICATE, AUTHENTICATE_ERROR_EUICC_CHALLENGE_MISMATCH } },
		{ SMDPP_POINT_SERVER_SIGNATURE1,
		  { AUTHENTICATE, AUTHENTICATE_ERROR_INVALID_SIGNATURE } },
		{ SMDPP_POINT_SMDP_SIGNED2, { PREPARE, DOWNLOAD_ERROR_INVALID_TRANSACTION_ID } },
		{ SMDPP_POINT_SMDP_SIGNATURE2, { PREPARE, DOWNLOAD_ERROR_INVALID_SIGNATURE } },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < A_COUNT(rows); i++) {
		struct replay r = { .point = rows[i].point };
		const struct smdpp_tamper tamper = { replay, &r };

		smdpp_set_tamper(f->server, &tamper);
		expect_end(f, "the original", none);
		smdpp_set_tamper(f->server, &tamper);
		expect_end(f, "the replay", rows[i].refusal);
		buffer_free(&r.seen);
	}
}

/* An object of the wrong form is no request at all: 6A80, and nothing has happened. */
static void test_malformed(void **state)
{
	static const struct {
		enum smdpp_point point;
		const char *object;
	} rows[] = {
		{ SMDPP_POINT_SERVER_SIGNED1, "3000" },
		/* A transactionId of 17 octets, one of none, a challenge of 15. */
		{ SMDPP_POINT_SERVER_SIGNED1, "303A8011000102030405060708090A0B0C0D0E0F10"
		                              "811000000000000000000000000000000000830161"
		                              "841000000000000000000000000000000000" },
		{ SMDPP_POINT_SERVER_SIGNED1, "30298000811000000000000000000000000000000000830161"
		                              "841000000000000000000000000000000000" },
		{ SMDPP_POINT_SERVER_SIGNED1, "3029800101810F000000000000000000000000000000830161"
		                              "841000000000000000000000000000000000" },
		{ SMDPP_POINT_SERVER_CERTIFICATE, "0500" },
		{ SMDPP_POINT_SMDP_SIGNED2, "3000" },
		{ SMDPP_POINT_SMDP_SIGNED2, "30038003010203" },
		{ SMDPP_POINT_SMDP_CERTIFICATE, "3180" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < A_COUNT(rows); i++) {
		struct replacement r = { rows[i].point, fixture_hex(f, rows[i].object) };

		fixture_order(f, WANTED, NULL);
		smdpp_set_tamper(f->server, &(struct smdpp_tamper){ replace, &r });
		fixture_expect_stop(f, rows[i].object, 0x6A80);
		fixture_reset(f);
		fixture_expect_sane(f, 0, 0);
	}
}

/* Signatures that are none, or of another length: refused like any other wrong one. */
static void test_signature_forms(void **state)
{
	static const char zero[] =
	        "5F3740"
	        "0000000000000000000000000000000000000000000000000000000000000000"
	        "0000000000000000000000000000000000000000000000000000000000000000";
	/* r and s are the order of P-256, which is 0 again. */
	static const char order[] =
	        "5F3740"
	        "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551"
	        "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551";
	static const char *const forms[] = { zero, order, "5F3700", "5F37020101" };
	struct fixture *f = *state;

	for (size_t i = 0; i < A_COUNT(forms); i++) {
		struct replacement r = { SMDPP_POINT_SERVER_SIGNATURE1, fixture_hex(f, forms[i]) };

		smdpp_set_tamper(f->server, &(struct smdpp_tamper){ replace, &r });
		expect_end(f, forms[i],
		           (struct refusal){ AUTHENTICATE, AUTHENTICATE_ERROR_INVALID_SIGNATURE });
		r.point = SMDPP_POINT_SMDP_SIGNATURE2;
		smdpp_set_tamper(f->server, &(struct smdpp_tamper){ replace, &r });
		expect_end(f, forms[i],
		           (struct refusal){ PREPARE, DOWNLOAD_ERROR_INVALID_SIGNATURE });
	}
}

/* An address that no session has room for. */
static void lengthen_address(void *ctx, enum smdpp_point point, size_t index, struct buffer *object)
{
	static uint8_t address[RSP_ADDRESS_MAX + 1];
	struct fixture *f = ctx;
	struct server_signed1 signed1;
	struct asn1_error error;

	(void)index;
	if (point != SMDPP_POINT_SERVER_SIGNED1)
		return;
	assert_true(asn1_decode(&server_signed1_type, 0x30, buffer_span(object), &signed1,
	                        &f->arena, &error));
	memset(address, 'a', sizeof(address));
	signed1.server_address = SPAN(address);
	assert_int_equal(buffer_set(object, asn1_encode_arena(&server_signed1_type, 0x30, &signed1,
	                                                      &f->arena)),
	                 0);
}

static void test_long_address(void **state)
{
	struct fixture *f = *state;

	smdpp_set_tamper(f->server, &(struct smdpp_tamper){ lengthen_address, f });
	expect_end(f, "an address of 256 octets",
	           (struct refusal){ AUTHENTICATE, AUTHENTICATE_ERROR_UNDEFINED });
}

/* ---- functions out of their order ---- */

/* Requests of a session as they went by, to be sent once more. */
struct recording {
	struct buffer authenticate, prepare;
	struct buffer *current;
};

static void send_again(struct fixture *f, const struct buffer *request, const char *error)
{
	struct span response;
	char hex[64];
	uint16_t sw;

	assert_int_equal(lpa_es10(&f->lpa, buffer_span(request), &f->arena, &response, &sw), 0);
	assert_int_equal(sw, 0x9000);
	assert_true(response.len > 3 && response.len < sizeof(hex) / 2);
	hex_encode((struct span){ response.ptr + response.len - 3, 3 }, hex);
	assert_string_equal(hex, error);
}

static void record(struct fixture *f, const uint8_t *capdu, size_t len)
{
	struct recording *r = f->hook_ctx;

	if (len < 8 || capdu[1] != 0xE2)
		return;
	if (capdu[3] == 0) {
		const uint32_t tag = (uint32_t)(capdu[5] << 8 | capdu[6]);

		r->current = tag == RSP_TAG_AUTHENTICATE_SERVER ? &r->authenticate
		             : tag == RSP_TAG_PREPARE_DOWNLOAD  ? &r->prepare
		                                                : NULL;
		if (tag == RSP_TAG_BOUND_PROFILE_PACKAGE) {
			/* The card is prepared; neither function has a session any more. */
			f->before_command = NULL;
			send_again(f, &r->authenticate, "020104");
			send_again(f, &r->prepare, "020104");
			return;
		}
	}
	if (r->current)
		assert_int_equal(buffer_append(r->current, (struct span){ capdu + 5, capdu[4] }),
		                 0);
}

/* Requests that come twice find no session, and the session does not mind [SGP.22 5.7.5, 5.7.13]. */
static void test_twice(void **state)
{
	struct fixture *f = *state;
	struct recording r = { 0 };

	f->before_command = record;
	f->hook_ctx = &r;
	expect_end(f, "requests sent twice", none);
	fixture_remember(f);
	/* Nor after a new challenge: it is another one. */
	assert_int_equal(lpa_get_euicc_challenge(&f->lpa, &f->arena, &(struct span){ 0 }), 0);
	send_again(f, &r.prepare, "020104");
	send_again(f, &r.authenticate, "020106");
	send_again(f, &r.authenticate, "020104");
	fixture_expect_sane(f, 0, 0);
	buffer_free(&r.authenticate);
	buffer_free(&r.prepare);
}

/* ctxParams1 of the LPA that is none: 6A80, and the session goes on [SGP.22 5.7.13]. */
static void test_malformed_context(void **state)
{
	/* At its end: A1 08 {80 04 tac, A1 00}. */
	static const struct {
		int offset;
		uint8_t mask;
	} rows[] = { { -2, 0x03 }, { -7, 0x01 }, { -8, 0x01 }, { -10, 0x01 } };
	struct fixture *f = *state;
	struct recording r = { 0 };

	f->before_command = record;
	f->hook_ctx = &r;
	expect_end(f, "the original", none);
	fixture_remember(f);
	assert_int_equal(lpa_get_euicc_challenge(&f->lpa, &f->arena, &(struct span){ 0 }), 0);
	for (size_t i = 0; i < A_COUNT(rows); i++) {
		uint8_t *octet = r.authenticate.ptr + (int)r.authenticate.len + rows[i].offset;
		struct span response;
		uint16_t sw;

		*octet ^= rows[i].mask;
		assert_int_equal(
		        lpa_es10(&f->lpa, buffer_span(&r.authenticate), &f->arena, &response, &sw),
		        0);
		assert_int_equal(sw, 0x6A80);
		*octet ^= rows[i].mask;
	}
	send_again(f, &r.authenticate, "020106");
	fixture_expect_sane(f, 0, 0);
	buffer_free(&r.authenticate);
	buffer_free(&r.prepare);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, fixture_setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_certificates),      TEST(test_replays),      TEST(test_malformed),
		TEST(test_signature_forms),   TEST(test_long_address), TEST(test_twice),
		TEST(test_malformed_context),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
