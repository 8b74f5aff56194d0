/* Certificates [SGP.22 4.5.2, SGP.26]: a test PKI of our own making, and its damaged copies. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <openssl/asn1.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "cert_pki.h"

static void test_own_pki(void **state)
{
	static const enum ec_curve curves[] = { EC_CURVE_P256, EC_CURVE_BP256 };
	struct span ein;

	(void)state;
	for (int i = 0; i < 4; i++) {
		struct pki p;

		pki_make(&p, curves[i / 2], i % 2);
		assert_int_equal(cert_check_ci(&p.ci.cert, NOW), CERT_OK);
		assert_int_equal(cert_check_eum(&p.eum.cert, &p.ci.cert, NOW), CERT_OK);
		assert_int_equal(
		        cert_check_euicc_chain(&p.euicc.cert, &p.eum.cert, &p.ci.cert, EID, NOW),
		        CERT_OK);
		assert_int_equal(
		        cert_check_server(&p.auth.cert, &p.ci.cert, CERT_ROLE_DP_AUTH, NOW),
		        CERT_OK);
		assert_int_equal(cert_check_server(&p.pb.cert, &p.ci.cert, CERT_ROLE_DP_PB, 0),
		                 CERT_OK);
		assert_int_equal(cert_check_server(&p.tls.cert, &p.ci.cert, CERT_ROLE_DP_TLS, 0),
		                 CERT_OK);
		assert_int_equal(cert_check_server(&p.eim.cert, &p.ci.cert, CERT_ROLE_NONE, 0),
		                 CERT_OK);
		assert_true(cert_permitted_ein(&p.eum.cert, &ein));
		assert_int_equal(ein.len, 8);
		assert_memory_equal(ein.ptr, "89049032", 8);
		assert_false(cert_permitted_ein(&p.ci.cert, &ein));
	}
}

static void test_fields(void **state)
{
	struct pki p;
	const struct cert *c = &p.eum.cert;
	const uint8_t rid[] = { 0x88, 0x37, 0x05 };

	(void)state;
	pki_make(&p, EC_CURVE_P256, false);
	assert_int_equal(c->role, CERT_ROLE_EUM);
	assert_true(c->policy_critical && c->is_ca && c->constrained && c->key_usage_critical);
	assert_int_equal(c->path_len, 0);
	assert_int_equal(c->key_usage, CERT_KEY_CERT_SIGN);
	assert_true(span_equal(c->san_rid, SPAN(rid)));
	assert_true(span_equal(c->aki, p.ci.cert.ski));
	assert_memory_equal(&c->key, &p.eum.key.pub, sizeof(c->key));
	assert_int_equal(c->not_after, 253402300799);
	assert_int_equal(c->serial.len, 16);
	assert_memory_equal(p.euicc.cert.subject_serial_number.ptr, EID, 32);
	assert_int_equal(p.ci.cert.path_len, -1);
	assert_int_equal(p.ci.cert.key_usage, CERT_KEY_CERT_SIGN | CERT_CRL_SIGN);
	assert_null(p.ci.cert.aki.ptr);
	assert_null(p.eim.cert.ski.ptr);
	assert_false(p.tls.cert.policy_critical);
}

/* The independent reader: libcrypto parses, verifies and agrees on the fields. */
static void test_libcrypto_reads(void **state)
{
	(void)state;
	for (int curve = EC_CURVE_P256; curve <= EC_CURVE_BP256; curve++) {
		struct pki p;
		const struct issued *all[] = { &p.ci, &p.eum, &p.euicc, &p.auth,
			                       &p.pb, &p.tls, &p.eim };
		const struct issued *issuer[] = {
			&p.ci, &p.ci, &p.eum, &p.ci, &p.ci, &p.ci, &p.ci
		};

		pki_make(&p, (enum ec_curve)curve, false);
		for (size_t i = 0; i < 7; i++) {
			const uint8_t *a = all[i]->der, *b = issuer[i]->der;
			X509 *x = d2i_X509(NULL, &a, (long)all[i]->len);
			X509 *above = d2i_X509(NULL, &b, (long)issuer[i]->len);
			int days, seconds;

			assert_non_null(x);
			assert_ptr_equal(a, all[i]->der + all[i]->len);
			assert_int_equal(X509_get_version(x), X509_VERSION_3);
			assert_int_equal(X509_verify(x, X509_get0_pubkey(above)), 1);
			assert_int_equal(X509_check_issued(above, x), X509_V_OK);
			assert_int_equal(X509_get_extension_flags(x) & EXFLAG_INVALID, 0);
			assert_int_equal(!!(X509_get_extension_flags(x) & EXFLAG_CA),
			                 all[i]->cert.is_ca);
			assert_int_equal(X509_get_pathlen(x), all[i]->cert.path_len);
			assert_true(ASN1_TIME_diff(&days, &seconds, X509_get0_notBefore(x),
			                           X509_get0_notAfter(x)));
			assert_int_equal((int64_t)days * 86400 + seconds,
			                 all[i]->cert.not_after - all[i]->cert.not_before);
			X509_free(x);
			X509_free(above);
		}
	}
}

/* Every role's certificate in every role's place. */
static void test_roles(void **state)
{
	struct pki p;
	const struct issued *leaves[] = { &p.auth, &p.pb, &p.tls, &p.eim };
	const enum cert_role roles[] = { CERT_ROLE_DP_AUTH, CERT_ROLE_DP_PB, CERT_ROLE_DP_TLS,
		                         CERT_ROLE_NONE };

	(void)state;
	pki_make(&p, EC_CURVE_P256, false);
	for (size_t i = 0; i < 4; i++) {
		for (size_t j = 0; j < 4; j++) {
			enum cert_verdict v = cert_check_server(&leaves[i]->cert, &p.ci.cert,
			                                        roles[j], 0);

			/* Where the policy must be critical, its being lax shows first. */
			if (i == j)
				assert_int_equal(v, CERT_OK);
			else if (roles[i] == CERT_ROLE_DP_TLS && j < 2)
				assert_int_equal(v, CERT_BAD_EXTENSION);
			else
				assert_int_equal(v, CERT_BAD_ROLE);
		}
	}
}

/* Replaces the one occurrence of a pattern in a certificate and signs it anew. */
static void tamper(struct issued *out, const struct issued *from, const struct issued *issuer,
                   const char *pattern, const char *replacement)
{
	uint8_t find[64], put[64], sig[64], tbs[CERT_MAX];
	size_t n = unhex(pattern, find, sizeof(find));
	struct der_writer w = { .buf = out->der, .cap = sizeof(out->der) };
	struct span part = { tbs, from->cert.tbs.len };
	static const uint8_t algorithm[] = { 0x30, 0x0A, 0x06, 0x08, 0x2A, 0x86,
		                             0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02 };
	uint8_t *at;

	assert_int_equal(unhex(replacement, put, sizeof(put)), n);
	memcpy(tbs, from->cert.tbs.ptr, part.len);
	at = memmem(tbs, part.len, find, n);
	assert_non_null(at);
	memcpy(at, put, n);
	assert_int_equal(ec_sign(&issuer->key, &part, 1, sig), 0);
	ec_signature_to_der(sig, &w);
	der_put_bytes(&w, SPAN((const uint8_t[]){ 0 }));
	der_put_header(&w, 0x03, w.len);
	der_put_bytes(&w, SPAN(algorithm));
	der_put_bytes(&w, part);
	der_put_header(&w, 0x30, w.len);
	assert_true(der_writer_ok(&w));
	out->len = w.len;
	memmove(out->der, der_written(&w).ptr, w.len);
	out->key = from->key;
}

static void test_server_verdicts(void **state)
{
	static const struct {
		const char *find, *put;
		enum cert_verdict verdict;
	} rows[] = {
		/* key usage: keyCertSign, both, none; not critical */
		{ "040403020780", "040403020204", CERT_BAD_KEY_USAGE },
		{ "040403020780", "040403020284", CERT_BAD_KEY_USAGE },
		{ "551d0f0101ff", "551d0f010100", CERT_BAD_KEY_USAGE },
		/* absent: the extension's OID is another one, not critical (2.5.29.63) */
		{ "551d0f0101ff", "551d3f010100", CERT_BAD_KEY_USAGE },
		/* unknown critical extension in its place */
		{ "551d0f0101ff", "551d3f0101ff", CERT_BAD_EXTENSION },
		/* policy not critical */
		{ "551d200101ff", "551d20010100", CERT_BAD_EXTENSION },
		/* a policy of the role range that is none, and one outside */
		{ "67811201020104", "67811201020109", CERT_BAD_ROLE },
		{ "67811201020104", "67811201020304", CERT_BAD_ROLE },
		/* no policy, hence no role */
		{ "551d200101ff", "551d3f010100", CERT_BAD_ROLE },
		/* another curve: secp256k1's OID has another length, so an unknown one */
		{ "2a8648ce3d030107", "2a8648ce3d030106", CERT_BAD_CURVE },
		/* authority key identifier */
		{ "551d23", "551d3e", CERT_BAD_ISSUER },
		/* BOOLEAN 01 is no DER */
		{ "551d200101ff", "551d20010101", CERT_BAD_FORMAT },
		/* the same extension twice: SKI's OID becomes AKI's */
		{ "551d0e", "551d23", CERT_BAD_FORMAT },
		/* version 2 */
		{ "a003020102", "a003020101", CERT_BAD_FORMAT },
		/* the name of the issuer */
		{ "52535054455354", "52535054455355", CERT_BAD_ISSUER },
	};
	struct pki p;
	struct issued bad;

	(void)state;
	pki_make(&p, EC_CURVE_P256, false);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		enum cert_verdict v = CERT_BAD_FORMAT;

		tamper(&bad, &p.auth, &p.ci, rows[i].find, rows[i].put);
		if (cert_parse((struct span){ bad.der, bad.len }, &bad.cert))
			v = cert_check_server(&bad.cert, &p.ci.cert, CERT_ROLE_DP_AUTH, 0);
		if (v != rows[i].verdict)
			print_message("row %zu: %s\n", i, cert_verdict_name(v));
		assert_int_equal(v, rows[i].verdict);
	}
}

static void test_server_signature_and_time(void **state)
{
	struct pki p, other;
	struct issued c;
	struct cert_template t = tmpl_auth;

	(void)state;
	pki_make(&p, EC_CURVE_P256, false);
	pki_make(&other, EC_CURVE_BP256, false);
	assert_int_equal(cert_check_server(&p.auth.cert, &other.ci.cert, CERT_ROLE_DP_AUTH, 0),
	                 CERT_BAD_SIGNATURE);
	assert_int_equal(cert_signed_by(&p.auth.cert, &p.ci.key.pub), 0);
	assert_int_equal(cert_signed_by(&p.auth.cert, &p.pb.key.pub), 1);
	/* An issuer with the same key and another name, hence another identifier. */
	t = tmpl_ci;
	t.organization = "Elsewhere";
	c.key = p.ci.key;
	issue_to(&c, &t, NULL, &p.ci.key);
	assert_int_equal(cert_check_server(&p.auth.cert, &c.cert, CERT_ROLE_DP_AUTH, 0),
	                 CERT_BAD_ISSUER);
	assert_int_equal(cert_check_server(&p.auth.cert, &p.ci.cert, CERT_ROLE_DP_AUTH, FUTURE),
	                 CERT_OK);
	assert_int_equal(cert_check_server(&p.auth.cert, &p.ci.cert, CERT_ROLE_DP_AUTH, FUTURE + 1),
	                 CERT_EXPIRED);
	t = tmpl_auth;
	t.not_before = NOW + 1;
	c.key = p.auth.key;
	issue_to(&c, &t, &p.ci, &p.ci.key);
	assert_int_equal(cert_check_server(&c.cert, &p.ci.cert, CERT_ROLE_DP_AUTH, NOW),
	                 CERT_EXPIRED);
	assert_int_equal(cert_check_server(&c.cert, &p.ci.cert, CERT_ROLE_DP_AUTH, 0), CERT_OK);
	assert_int_equal(cert_check_server(&(struct cert){ 0 }, &p.ci.cert, CERT_ROLE_NONE, 0),
	                 CERT_BAD_FORMAT);
}

static void test_ca_places(void **state)
{
	struct pki p;
	struct issued c;

	(void)state;
	pki_make(&p, EC_CURVE_P256, false);
	/* CA certificates in leaves' places and the other way round. */
	assert_int_equal(cert_check_server(&p.eum.cert, &p.ci.cert, CERT_ROLE_EUM, 0),
	                 CERT_BAD_EXTENSION);
	assert_int_equal(cert_check_eum(&p.auth.cert, &p.ci.cert, 0), CERT_BAD_EXTENSION);
	assert_int_equal(cert_check_eum(&p.ci.cert, &p.ci.cert, 0), CERT_BAD_ROLE);
	assert_int_equal(cert_check_ci(&p.eum.cert, 0), CERT_BAD_SIGNATURE);
	assert_int_equal(cert_check_ci(&p.auth.cert, 0), CERT_BAD_EXTENSION);
	/* An EUM that may not sign, one without constraints, one that is a CI by role. */
	tamper(&c, &p.eum, &p.ci, "040403020204", "040403020780");
	assert_true(cert_parse((struct span){ c.der, c.len }, &c.cert));
	assert_int_equal(cert_check_eum(&c.cert, &p.ci.cert, 0), CERT_BAD_KEY_USAGE);
	tamper(&c, &p.eum, &p.ci, "551d1e0101ff", "551d3f010100");
	assert_true(cert_parse((struct span){ c.der, c.len }, &c.cert));
	assert_int_equal(cert_check_eum(&c.cert, &p.ci.cert, 0), CERT_BAD_EXTENSION);
	tamper(&c, &p.eum, &p.ci, "67811201020102", "67811201020100");
	assert_true(cert_parse((struct span){ c.der, c.len }, &c.cert));
	assert_int_equal(cert_check_eum(&c.cert, &p.ci.cert, 0), CERT_BAD_ROLE);
	/* Excluded subtrees instead of permitted ones. */
	tamper(&c, &p.eum, &p.ci, "a02a3028", "a12a3028");
	assert_true(cert_parse((struct span){ c.der, c.len }, &c.cert));
	assert_int_equal(cert_check_eum(&c.cert, &p.ci.cert, 0), CERT_BAD_EXTENSION);
}

static void test_euicc_names(void **state)
{
	static const struct {
		const char *organization, *eid;
		enum cert_verdict verdict;
	} rows[] = {
		{ "Makers", EID, CERT_OK },
		{ "Makers", "89049032999999999999999999999999",
		  CERT_BAD_NAME }, /* not the EID asked */
		{ "Makers", "89049033000000000000000000000117", CERT_BAD_NAME },
		{ "Others", EID, CERT_BAD_NAME },
		{ NULL, EID, CERT_BAD_NAME },
		{ "Makers", "8904903200000000000000000000011X", CERT_BAD_NAME },
	};

	(void)state;
	for (int v3 = 0; v3 < 2; v3++) {
		struct pki p;

		pki_make(&p, EC_CURVE_P256, v3);
		for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
			struct issued c = { .key = p.euicc.key };
			struct cert_template t = tmpl_euicc;

			t.v3_roles = v3;
			t.organization = rows[i].organization;
			t.eid = rows[i].eid;
			issue_to(&c, &t, &p.eum, &p.eum.key);
			assert_int_equal(
			        cert_check_euicc_chain(&c.cert, &p.eum.cert, &p.ci.cert, EID, NOW),
			        rows[i].verdict);
			if (i == 1) /* nobody asks for a certain EID */
				assert_int_equal(cert_check_euicc_chain(&c.cert, &p.eum.cert,
				                                        &p.ci.cert, NULL, NOW),
				                 CERT_OK);
		}
	}
}

static void test_chain_links(void **state)
{
	struct pki p, q;

	(void)state;
	pki_make(&p, EC_CURVE_P256, false);
	pki_make(&q, EC_CURVE_BP256, false);
	assert_int_equal(cert_check_euicc_chain(&p.euicc.cert, &q.eum.cert, &q.ci.cert, EID, 0),
	                 CERT_BAD_SIGNATURE);
	assert_int_equal(cert_check_euicc_chain(&p.euicc.cert, &p.eum.cert, &q.ci.cert, EID, 0),
	                 CERT_BAD_SIGNATURE);
	assert_int_equal(cert_check_euicc_chain(&p.auth.cert, &p.eum.cert, &p.ci.cert, EID, 0),
	                 CERT_BAD_SIGNATURE);
	assert_int_equal(
	        cert_check_euicc_chain(&p.euicc.cert, &p.eum.cert, &p.ci.cert, EID, 253402300800),
	        CERT_EXPIRED);
}

static void test_issue_refuses(void **state)
{
	struct pki p;
	struct cert_template t;
	uint8_t buf[CERT_MAX];
	size_t len;

	(void)state;
	pki_make(&p, EC_CURVE_P256, false);
#define ISSUE(t, cap) cert_issue(&(t), &p.eum.key.pub, &p.ci.cert, &p.ci.key, NULL, buf, cap, &len)
	t = tmpl_eum;
	t.permitted_ein = NULL;
	assert_int_equal(ISSUE(t, sizeof(buf)), -EINVAL);
	t = tmpl_eum;
	t.organization = NULL;
	assert_int_equal(ISSUE(t, sizeof(buf)), -EINVAL);
	t = tmpl_euicc;
	t.eid = "8904";
	assert_int_equal(ISSUE(t, sizeof(buf)), -EINVAL);
	t = tmpl_auth;
	t.role = CERT_ROLE_OTHER;
	assert_int_equal(ISSUE(t, sizeof(buf)), -EINVAL);
	t = tmpl_auth;
	t.not_before = -1;
	assert_int_equal(ISSUE(t, sizeof(buf)), -EINVAL);
	t = tmpl_auth;
	t.not_after = 253402300800;
	assert_int_equal(ISSUE(t, sizeof(buf)), -EINVAL);
	for (size_t i = 0; i < 6; i++) {
		static const char *const rids[] = { "",       "2",      "3.1",
			                            "1.40.1", "2.999.", "2.999.99999999999" };

		t = tmpl_auth;
		t.rid = rids[i];
		assert_int_equal(ISSUE(t, sizeof(buf)), -EINVAL);
	}
	assert_int_equal(ISSUE(tmpl_auth, 100), -ENOSPC);
	assert_int_equal(ISSUE(tmpl_auth, sizeof(buf)), 0);
	/* A name that no certificate of ours holds. */
	memset(buf, 'x', sizeof(buf));
	buf[sizeof(buf) - 1] = '\0';
	t = tmpl_auth;
	t.common_name = (const char *)buf;
	assert_int_equal(cert_issue(&t, &p.eum.key.pub, &p.ci.cert, &p.ci.key, NULL, p.pb.der,
	                            sizeof(p.pb.der), &len),
	                 -ENOSPC);
#undef ISSUE
}

/* No prefix parses, and no single damaged octet both parses and verifies. */
static void test_damage(void **state)
{
	struct pki p;
	struct cert c;
	size_t len;

	(void)state;
	pki_make(&p, EC_CURVE_P256, false);
	len = p.eum.len;
	for (size_t i = 0; i < len; i++)
		assert_false(cert_parse((struct span){ p.eum.der, i }, &c));
	for (size_t i = 0; i < len; i++) {
		p.eum.der[i] ^= 0x01;
		if (cert_parse((struct span){ p.eum.der, len }, &c))
			assert_int_not_equal(cert_check_eum(&c, &p.ci.cert, 0), CERT_OK);
		p.eum.der[i] ^= 0x01;
	}
}

/* Times around the turns of the calendar, by way of libcrypto [RFC 5280 4.1.2.5]. */
static void test_times(void **state)
{
	static const struct {
		int64_t seconds;
		const char *text;
	} rows[] = {
		{ 1, "700101000001Z" },
		{ 951782399, "000228235959Z" },
		{ 951782400, "000229000000Z" },
		{ 951868800, "000301000000Z" },
		{ 1735689599, "241231235959Z" },
		{ 2524607999, "491231235959Z" },
		{ 2524608000, "20500101000000Z" },
		{ 4107542400, "21000301000000Z" },
		{ 4107542399, "21000228235959Z" },
		{ 174385734538, "74960124094858Z" },
	};
	struct pki p;

	(void)state;
	pki_make(&p, EC_CURVE_P256, false);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct issued c = { .key = p.auth.key };
		struct cert_template t = tmpl_auth;
		ASN1_TIME *want = ASN1_TIME_new();
		const uint8_t *der;
		X509 *x;
		int days, seconds;

		t.not_after = rows[i].seconds;
		issue_to(&c, &t, &p.ci, &p.ci.key);
		der = c.der;
		x = d2i_X509(NULL, &der, (long)c.len);
		assert_int_equal(c.cert.not_after, rows[i].seconds);
		assert_true(ASN1_TIME_set_string(want, "19700101000000Z"));
		assert_true(ASN1_TIME_diff(&days, &seconds, want, X509_get0_notAfter(x)));
		assert_int_equal((int64_t)days * 86400 + seconds, rows[i].seconds);
		assert_string_equal((const char *)ASN1_STRING_get0_data(X509_get0_notAfter(x)),
		                    rows[i].text);
		ASN1_TIME_free(want);
		X509_free(x);
	}
}

static void test_role_oids(void **state)
{
	const uint8_t eum_v3[] = { 0x67, 0x81, 0x12, 1, 2, 1, 0, 0, 0 };
	const uint8_t sub_ca[] = { 0x67, 0x81, 0x12, 1, 2, 1, 0, 0 };

	(void)state;
	assert_int_equal(cert_role_from_oid(SPAN(eum_v3)), CERT_ROLE_EUM);
	assert_int_equal(cert_role_from_oid(SPAN(sub_ca)), CERT_ROLE_OTHER);
	assert_int_equal(cert_role_from_oid((struct span){ 0 }), CERT_ROLE_OTHER);
	assert_string_equal(cert_verdict_name(CERT_OK), "ok");
	assert_string_equal(cert_verdict_name((enum cert_verdict)99), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_own_pki),
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_libcrypto_reads),
		cmocka_unit_test(test_roles),
		cmocka_unit_test(test_server_verdicts),
		cmocka_unit_test(test_server_signature_and_time),
		cmocka_unit_test(test_ca_places),
		cmocka_unit_test(test_euicc_names),
		cmocka_unit_test(test_chain_links),
		cmocka_unit_test(test_issue_refuses),
		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_role_oids),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
