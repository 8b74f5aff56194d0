/* A key and CERT.DPtls for HTTPS. [SGP.22 4.5.2.1] */
#include "peers/es9p_tls.h"

#include "crypto/cert.h"
#include "peers/pem.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
	CERT_MAX = 2048,
	KEY_MAX = 256,
	PATH_LEN = 4096,
	CLOCK_SKEW = 24 * 3600,
	LIFETIME = 397 * 24 * 3600, /* clients refuse more than 398 days */
};

/* The CI that signs; without one der is empty and the key absent. */
struct issuer {
	struct buffer certificate_der;
	struct buffer key_der;
	struct cert certificate;
	struct ec_private key;
};

static void issuer_free(struct issuer *issuer)
{
	buffer_free(&issuer->certificate_der);
	buffer_free(&issuer->key_der);
	ec_private_wipe(&issuer->key);
}

static int read_named(const char *dir, const char *name, struct buffer *b)
{
	char path[PATH_LEN];
	const int n = snprintf(path, sizeof(path), "%s/%s", dir, name);

	return n < 0 || (size_t)n >= sizeof(path) ? -ENAMETOOLONG : buffer_read_file(b, path);
}

/* 0: there is one; -ENOENT: none. */
static int issuer_load(struct issuer *issuer, const char *dir)
{
	int r = dir ? read_named(dir, "CERT_CI_ECDSA_NIST.der", &issuer->certificate_der) : -ENOENT;

	if (r == 0)
		r = read_named(dir, "SK_CI_ECDSA_NIST.der", &issuer->key_der);
	if (r == 0)
		r = ec_private_from_der(buffer_span(&issuer->key_der), &issuer->key);
	if (r == 0 && !cert_parse(buffer_span(&issuer->certificate_der), &issuer->certificate))
		r = -EINVAL;
	return r;
}

/* PEM with a final 0. */
static int append_pem(struct buffer *b, const char *label, struct span der)
{
	static const uint8_t end[] = { 0 };
	int r = pem_append(b, label, der);

	return r == 0 ? buffer_append(b, SPAN(end)) : r;
}

/* issuer NULL: signed by its own key. */
static int issue(const char *host, const struct issuer *issuer, struct buffer *certificate_pem,
                 struct buffer *key_pem)
{
	const int64_t now = time(NULL);
	const struct cert_template tmpl = {
		.role = CERT_ROLE_DP_TLS,
		.common_name = host,
		.dns = host,
		.not_before = now - CLOCK_SKEW,
		.not_after = now + LIFETIME,
	};
	EC_PRIVATE_AUTO key = { 0 };
	uint8_t der[CERT_MAX];
	size_t len;
	int r = ec_generate(EC_CURVE_P256, NULL, &key);

	if (r == 0)
		r = cert_issue(&tmpl, &key.pub, issuer ? &issuer->certificate : NULL,
		               issuer ? &issuer->key : &key, NULL, der, sizeof(der), &len);
	if (r == 0)
		r = append_pem(certificate_pem, "CERTIFICATE", (struct span){ der, len });
	if (r == 0)
		r = ec_private_to_der(&key, der, KEY_MAX, &len);
	if (r == 0)
		r = append_pem(key_pem, "PRIVATE KEY", (struct span){ der, len });
	explicit_bzero(der, sizeof(der));
	return r;
}

int es9p_tls_create(const char *host, const char *dir, struct buffer *ret_certificate_pem,
                    struct buffer *ret_key_pem)
{
	struct issuer issuer = { 0 };
	int r = issuer_load(&issuer, dir);

	if (r == 0 || r == -ENOENT)
		r = issue(host, r == 0 ? &issuer : NULL, ret_certificate_pem, ret_key_pem);
	issuer_free(&issuer);
	return r;
}
