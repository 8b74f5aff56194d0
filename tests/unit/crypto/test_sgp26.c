/* The published test certificates of SGP.26, read from outside the project [SGP.22 4.5.2]. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>

#include "cert_pki.h"

static size_t load(const char *dir, const char *name, uint8_t *buf, size_t cap)
{
	const char *root = getenv("SOFTEUICC_TESTDATA");
	char path[512];
	size_t n = 0;
	FILE *f;

	snprintf(path, sizeof(path), "%s/sgp26/%s/%s", root ? root : TESTDATA_DEFAULT, dir, name);
	f = fopen(path, "rb");
	if (f) {
		n = fread(buf, 1, cap, f);
		fclose(f);
	}
	return n;
}

/* A published certificate and its key; false if the test data is not there. */
static bool load_pair(struct issued *out, const char *dir, const char *who, const char *suffix)
{
	char name[128];
	uint8_t key[512];
	size_t n;

	snprintf(name, sizeof(name), "CERT_%s_ECDSA_%s.der", who, suffix);
	out->len = load(dir, name, out->der, sizeof(out->der));
	if (out->len == 0)
		return false;
	assert_true(cert_parse((struct span){ out->der, out->len }, &out->cert));
	snprintf(name, sizeof(name), "SK_%s_ECDSA_%s.der", who, suffix);
	n = load(dir, name, key, sizeof(key));
	assert_int_equal(ec_private_from_der((struct span){ key, n }, &out->key), 0);
	assert_memory_equal(&out->cert.key, &out->key.pub, sizeof(out->key.pub));
	return true;
}

static bool load_sgp26(struct pki *p, const char *dir, const char *suffix)
{
	return load_pair(&p->ci, dir, "CI", suffix) && load_pair(&p->eum, dir, "EUM", suffix) &&
	       load_pair(&p->euicc, dir, "EUICC", suffix) &&
	       load_pair(&p->auth, dir, "S_SM_DPauth", suffix) &&
	       load_pair(&p->pb, dir, "S_SM_DPpb", suffix);
}

static void test_sgp26(void **state)
{
	static const char *const sets[][2] = { { "nist", "NIST" }, { "brp", "BRP" } };
	static const char eid[] = "89049032123451234512345678901235";
	struct pki p;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		if (!load_sgp26(&p, sets[i][0], sets[i][1])) {
			print_message("SOFTEUICC_TESTDATA has no SGP.26 certificates\n");
			skip();
		}
		assert_int_equal(cert_check_ci(&p.ci.cert, NOW), CERT_OK);
		assert_int_equal(cert_check_eum(&p.eum.cert, &p.ci.cert, NOW), CERT_OK);
		assert_int_equal(
		        cert_check_euicc_chain(&p.euicc.cert, &p.eum.cert, &p.ci.cert, eid, NOW),
		        CERT_OK);
		assert_int_equal(
		        cert_check_server(&p.auth.cert, &p.ci.cert, CERT_ROLE_DP_AUTH, NOW),
		        CERT_OK);
		assert_int_equal(cert_check_server(&p.pb.cert, &p.ci.cert, CERT_ROLE_DP_PB, NOW),
		                 CERT_OK);
		assert_true(span_equal(p.auth.cert.san_rid, p.pb.cert.san_rid));
	}
	assert_true(load_sgp26(&p, "nist", "NIST"));
	assert_int_equal(p.euicc.cert.not_after, 174385734538); /* 7496-01-24 09:48:58 */
	assert_true(load_pair(&p.eim, "nist", "S_EIMsign", "NIST"));
	assert_int_equal(cert_check_server(&p.eim.cert, &p.ci.cert, CERT_ROLE_NONE, 1750000000),
	                 CERT_OK);
}

static void test_sgp26_minted(void **state)
{
	struct pki p;
	struct issued c;
	struct cert_template t = tmpl_euicc;

	(void)state;
	if (!load_sgp26(&p, "nist", "NIST")) {
		print_message("SOFTEUICC_TESTDATA has no SGP.26 certificates\n");
		skip();
	}
	t.organization = "RSP Test EUM";
	c.key = p.euicc.key;
	issue_to(&c, &t, &p.eum, &p.eum.key);
	assert_int_equal(cert_check_euicc_chain(&c.cert, &p.eum.cert, &p.ci.cert, EID, NOW),
	                 CERT_OK);
}

static void test_sgp26_invalid(void **state)
{
	static const struct {
		const char *name;
		bool eum, ci;
		enum cert_verdict verdict;
	} rows[] = {
		{ "CERT_EUICC_ECDSA_NIST_EXPIRED.der", .verdict = CERT_EXPIRED },
		{ "CERT_EUICC_ECDSA_NIST_INVALID.der", .verdict = CERT_BAD_SIGNATURE },
		{ "CERT_EUICC_ECDSA_NIST_INVALID_EID.der", .verdict = CERT_BAD_NAME },
		{ "CERT_EUICC_ECDSA_NIST_UNMATCHED_EID.der", .verdict = CERT_BAD_NAME },
		{ "CERT_EUM_ECDSA_NIST_EXPIRED.der", true, .verdict = CERT_BAD_EXTENSION },
		{ "CERT_EUM_ECDSA_NIST_INVALID.der", true, .verdict = CERT_BAD_EXTENSION },
		{ "CERT_EUM_ECDSA_NIST_UNKNOWN_CI.der", true, .verdict = CERT_BAD_EXTENSION },
		{ "CERT_UNKNOWN_CI_ECDSA_NIST.der", .ci = true, .verdict = CERT_BAD_EXTENSION },
	};
	static const char eid[] = "89049032123451234512345678901235";
	struct pki p;
	struct issued c;

	(void)state;
	if (!load_sgp26(&p, "nist", "NIST")) {
		print_message("SOFTEUICC_TESTDATA has no SGP.26 certificates\n");
		skip();
	}
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		enum cert_verdict v;

		c.len = load("invalid", rows[i].name, c.der, sizeof(c.der));
		assert_true(c.len > 0);
		assert_true(cert_parse((struct span){ c.der, c.len }, &c.cert));
		if (rows[i].ci)
			v = cert_check_ci(&c.cert, NOW);
		else if (rows[i].eum)
			v = cert_check_eum(&c.cert, &p.ci.cert, NOW);
		else
			v = cert_check_euicc_chain(&c.cert, &p.eum.cert, &p.ci.cert, eid, NOW);
		if (v != rows[i].verdict)
			print_message("%s: %s\n", rows[i].name, cert_verdict_name(v));
		assert_int_equal(v, rows[i].verdict);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sgp26),
		cmocka_unit_test(test_sgp26_minted),
		cmocka_unit_test(test_sgp26_invalid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
