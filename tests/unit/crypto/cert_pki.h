/* A test PKI in the shape of SGP.26, issued with replayable randomness. Include after cmocka.h. */
#ifndef TESTS_CRYPTO_CERT_PKI_H
#define TESTS_CRYPTO_CERT_PKI_H

#include "crypto/cert.h"
#include "hex.h"

#define EID "89049032000000000000000000000117"

enum { CERT_MAX = 2048, NOW = 1700000000, FUTURE = 2000000000 };

/* One certificate, its bytes and its key. */
struct issued {
	uint8_t der[CERT_MAX];
	size_t len;
	struct cert cert;
	struct ec_private key;
};

struct pki {
	struct issued ci, eum, euicc, auth, pb, tls, eim;
};

static inline int fill_counter(void *ctx, uint8_t *buf, size_t len)
{
	uint8_t *next = ctx;

	for (size_t i = 0; i < len; i++)
		buf[i] = (uint8_t)(*next += 13);
	return 0;
}

static const struct cert_template tmpl_ci = { .role = CERT_ROLE_CI,
	                                      .common_name = "Test CI",
	                                      .organization = "RSPTEST",
	                                      .country = "IT",
	                                      .rid = "2.999.1" };
static const struct cert_template tmpl_eum = { .role = CERT_ROLE_EUM,
	                                       .common_name = "EUM",
	                                       .organization = "Makers",
	                                       .country = "ES",
	                                       .permitted_ein = "89049032",
	                                       .rid = "2.999.5" };
static const struct cert_template tmpl_euicc = { .role = CERT_ROLE_EUICC,
	                                         .common_name = "eUICC",
	                                         .organization = "Makers",
	                                         .country = "ES",
	                                         .eid = EID };
static const struct cert_template tmpl_auth = { .role = CERT_ROLE_DP_AUTH,
	                                        .common_name = "DP",
	                                        .organization = "ACME",
	                                        .rid = "2.999.10",
	                                        .not_after = FUTURE };
static const struct cert_template tmpl_eim = { .role = CERT_ROLE_NONE,
	                                       .common_name = "eim.example.com",
	                                       .country = "DE" };

static inline void issue_to(struct issued *out, const struct cert_template *t,
                            const struct issued *issuer, const struct ec_private *with)
{
	uint8_t seed = 5;
	const struct crypto_random rnd = { fill_counter, &seed };

	assert_int_equal(cert_issue(t, &out->key.pub, issuer ? &issuer->cert : NULL, with, &rnd,
	                            out->der, sizeof(out->der), &out->len),
	                 0);
	assert_true(cert_parse((struct span){ out->der, out->len }, &out->cert));
}

static inline void issue(struct issued *out, const struct cert_template *t, enum ec_curve curve,
                         const struct issued *issuer, uint8_t seed)
{
	const struct crypto_random rnd = { fill_counter, &seed };

	assert_int_equal(ec_generate(curve, &rnd, &out->key), 0);
	issue_to(out, t, issuer, issuer ? &issuer->key : &out->key);
}

static inline void pki_make(struct pki *p, enum ec_curve curve, bool v3)
{
	struct cert_template t = tmpl_ci;

	t.v3_roles = v3;
	issue(&p->ci, &t, curve, NULL, 1);
	t = tmpl_eum;
	t.v3_roles = v3;
	issue(&p->eum, &t, curve, &p->ci, 2);
	t = tmpl_euicc;
	t.v3_roles = v3;
	issue(&p->euicc, &t, curve, &p->eum, 3);
	t = tmpl_auth;
	t.v3_roles = v3;
	issue(&p->auth, &t, curve, &p->ci, 4);
	t.role = CERT_ROLE_DP_PB;
	issue(&p->pb, &t, curve, &p->ci, 6);
	t.role = CERT_ROLE_DP_TLS;
	t.dns = "testsmdpplus1.example.com";
	issue(&p->tls, &t, curve, &p->ci, 7);
	issue(&p->eim, &tmpl_eim, curve, &p->ci, 8);
}

#endif
