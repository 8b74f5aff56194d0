/* CERT.DPtls made at start [SGP.22 4.5.2.1], read by OpenSSL's X.509 code. */
#include "peers/es9p_tls.h"

#include "crypto/cert.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const char host[] = "smdpp.example.com";

static X509 *read_certificate(const struct buffer *pem)
{
	BIO *bio = BIO_new_mem_buf(pem->ptr, -1);
	X509 *certificate = PEM_read_bio_X509(bio, NULL, NULL, NULL);

	BIO_free(bio);
	assert_non_null(certificate);
	return certificate;
}

static EVP_PKEY *read_key(const struct buffer *pem)
{
	BIO *bio = BIO_new_mem_buf(pem->ptr, -1);
	EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);

	BIO_free(bio);
	assert_non_null(key);
	return key;
}

/* Makes both, checks that they belong together and to the host; the certificate is the caller's. */
static X509 *create(const char *dir)
{
	BUFFER_AUTO certificate_pem = { 0 };
	BUFFER_AUTO key_pem = { 0 };
	X509 *certificate;
	EVP_PKEY *key;

	assert_int_equal(es9p_tls_create(host, dir, &certificate_pem, &key_pem), 0);
	certificate = read_certificate(&certificate_pem);
	key = read_key(&key_pem);
	assert_int_equal(X509_check_private_key(certificate, key), 1);
	assert_int_equal(X509_check_host(certificate, host, 0, 0, NULL), 1);
	assert_int_equal(X509_check_host(certificate, "other.example.com", 0, 0, NULL), 0);
	assert_int_equal(X509_check_purpose(certificate, X509_PURPOSE_SSL_SERVER, 0), 1);
	assert_true(X509_cmp_current_time(X509_get0_notBefore(certificate)) < 0);
	assert_true(X509_cmp_current_time(X509_get0_notAfter(certificate)) > 0);
	EVP_PKEY_free(key);
	return certificate;
}

static void test_self_signed(void **state)
{
	X509 *certificate = create(NULL);

	(void)state;
	assert_int_equal(X509_verify(certificate, X509_get0_pubkey(certificate)), 1);
	X509_free(certificate);
	certificate = create("/nonexistent");
	assert_int_equal(X509_verify(certificate, X509_get0_pubkey(certificate)), 1);
	X509_free(certificate);
}

static void write_file(const char *dir, const char *name, const uint8_t *data, size_t len)
{
	char path[256];
	FILE *out;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	out = fopen(path, "wb");
	assert_non_null(out);
	assert_int_equal(fwrite(data, 1, len, out), len);
	fclose(out);
}

static void remove_file(const char *dir, const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	unlink(path);
}

static void test_below_ci(void **state)
{
	const struct cert_template tmpl = { .role = CERT_ROLE_CI, .common_name = "CI" };
	char dir[] = P_tmpdir "/test-es9p-tls-XXXXXX";
	BUFFER_AUTO certificate_pem = { 0 };
	BUFFER_AUTO key_pem = { 0 };
	EC_PRIVATE_AUTO key;
	uint8_t der[2048];
	const uint8_t *at = der;
	X509 *ci, *certificate;
	size_t len;

	(void)state;
	assert_non_null(mkdtemp(dir));
	assert_int_equal(ec_generate(EC_CURVE_P256, NULL, &key), 0);
	assert_int_equal(ec_private_to_der(&key, der, sizeof(der), &len), 0);
	write_file(dir, "SK_CI_ECDSA_NIST.der", der, len);
	assert_int_equal(cert_issue(&tmpl, &key.pub, NULL, &key, NULL, der, sizeof(der), &len), 0);
	write_file(dir, "CERT_CI_ECDSA_NIST.der", der, len);
	ci = d2i_X509(NULL, &at, (long)len);
	assert_non_null(ci);

	certificate = create(dir);
	assert_int_equal(X509_check_issued(ci, certificate), X509_V_OK);
	assert_int_equal(X509_verify(certificate, X509_get0_pubkey(ci)), 1);
	X509_free(certificate);
	X509_free(ci);

	write_file(dir, "CERT_CI_ECDSA_NIST.der", der, len / 2);
	assert_int_equal(es9p_tls_create(host, dir, &certificate_pem, &key_pem), -EINVAL);
	assert_int_equal(certificate_pem.len + key_pem.len, 0);
	remove_file(dir, "SK_CI_ECDSA_NIST.der");
	remove_file(dir, "CERT_CI_ECDSA_NIST.der");
	rmdir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_self_signed),
		cmocka_unit_test(test_below_ci),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
