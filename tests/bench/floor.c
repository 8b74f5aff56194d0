/*
 * What no eUICC can avoid in a download on P-256 [SGP.22 3.1.3]: five signatures verified (the two
 * server certificates, serverSignature1, smdpSignature2, smdpSign of the secure channel), three made
 * (euiccSignature1, euiccSignature2, the installation result), one key pair, one key agreement,
 * SCP03t of the package.
 *
 * Plain EVP at its best: keys are imported, contexts made and algorithms fetched beforehand, and all
 * of it is used again for each run. Signatures come from three keys (CI, CERT.DPauth, CERT.DPpb) and
 * are others in each run, as they are for a card: the same one again would find the part of
 * libcrypto's tables that it needs in the cache.
 */
#include "bench.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>

enum {
	VERIFICATIONS = 5,
	SIGNERS = 3,
	RUNS = 64, /* that have signatures of their own */
	SIGNATURES = 3,
	MESSAGE_LEN = 300, /* about what is signed in a download */
	DIGEST_LEN = 32,
	SEGMENT_LEN = 1008, /* octets encrypted in one segment of 1020 */
	BLOCK = 16,
};

struct floor {
	EVP_MD *sha256;
	EVP_MD_CTX *digest;
	EVP_CIPHER *cbc;
	EVP_CIPHER_CTX *cipher;
	EVP_MAC *cmac;
	EVP_MAC_CTX *mac;
	EVP_PKEY *own, *peer;
	EVP_PKEY_CTX *sign, *generate, *agree;
	EVP_PKEY *signer[SIGNERS];
	EVP_PKEY_CTX *verify[SIGNERS];
	struct signed_message {
		uint8_t text[MESSAGE_LEN];
		uint8_t signature[80];
		size_t len;
	} messages[RUNS][VERIFICATIONS];
	size_t run;
	uint8_t segment[SEGMENT_LEN];
};

static void hash(struct floor *f, const uint8_t text[MESSAGE_LEN], uint8_t ret[DIGEST_LEN])
{
	EVP_DigestInit_ex2(f->digest, f->sha256, NULL);
	EVP_DigestUpdate(f->digest, text, MESSAGE_LEN);
	EVP_DigestFinal_ex(f->digest, ret, NULL);
}

static bool sign(struct floor *f, EVP_PKEY_CTX *key, const uint8_t text[MESSAGE_LEN],
                 uint8_t ret_signature[80], size_t *ret_len)
{
	uint8_t digest[DIGEST_LEN];

	hash(f, text, digest);
	*ret_len = 80;
	return EVP_PKEY_sign(key, ret_signature, ret_len, digest, sizeof(digest)) > 0;
}

/* The keys that verify in a download, in turn: CI, DPauth, CI, DPpb, DPpb. */
static const size_t signers[VERIFICATIONS] = { 0, 1, 0, 2, 2 };

static void verify(struct floor *f, size_t i)
{
	const struct signed_message *m = &f->messages[f->run % RUNS][i];
	uint8_t digest[DIGEST_LEN];

	hash(f, m->text, digest);
	if (EVP_PKEY_verify(f->verify[signers[i]], m->signature, m->len, digest, sizeof(digest)) !=
	    1)
		abort();
}

static void generate(struct floor *f)
{
	EVP_PKEY *key = NULL;

	EVP_PKEY_generate(f->generate, &key);
	EVP_PKEY_free(key);
}

/* The peer's point is on the curve because it was imported; the cofactor is 1. */
static void agree(struct floor *f)
{
	uint8_t shared[DIGEST_LEN];
	size_t len = sizeof(shared);

	EVP_PKEY_derive_set_peer_ex(f->agree, f->peer, 0);
	EVP_PKEY_derive(f->agree, shared, &len);
}

/* One segment: its MAC, and CBC from an initial vector of its own. */
static void open_segment(struct floor *f, size_t n)
{
	static const uint8_t icv[BLOCK];
	uint8_t mac[BLOCK];
	size_t mac_len;
	int len;

	EVP_MAC_init(f->mac, NULL, 0, NULL);
	EVP_MAC_update(f->mac, mac, sizeof(mac));
	EVP_MAC_update(f->mac, f->segment, n);
	EVP_MAC_final(f->mac, mac, &mac_len, sizeof(mac));
	EVP_DecryptInit_ex2(f->cipher, NULL, NULL, icv, NULL);
	EVP_DecryptUpdate(f->cipher, f->segment, &len, f->segment, (int)n);
}

static double since(double *start)
{
	double now = bench_cpu(), seconds = now - *start;

	*start = now;
	return seconds;
}

void floor_run(struct floor *f, size_t package_len, double ret_seconds[FLOOR_PARTS])
{
	double start = bench_cpu();
	uint8_t signature[80];
	size_t len;

	f->run++;
	for (size_t i = 0; i < SIGNATURES; i++)
		sign(f, f->sign, f->messages[f->run % RUNS][i].text, signature, &len);
	ret_seconds[FLOOR_SIGN] = since(&start);
	for (size_t i = 0; i < VERIFICATIONS; i++)
		verify(f, i);
	ret_seconds[FLOOR_VERIFY] = since(&start);
	generate(f);
	ret_seconds[FLOOR_GENERATE] = since(&start);
	agree(f);
	ret_seconds[FLOOR_AGREE] = since(&start);
	for (size_t left = package_len; left > 0;) {
		size_t n = left < SEGMENT_LEN ? left : SEGMENT_LEN;

		open_segment(f, (n + BLOCK - 1) / BLOCK * BLOCK);
		left -= n;
	}
	ret_seconds[FLOOR_SCP03T] = since(&start);
}

static bool symmetric_ready(struct floor *f)
{
	static const uint8_t key[BLOCK] = { 1 };
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, (char[]){ "AES-128-CBC" },
		                                 0),
		OSSL_PARAM_construct_end(),
	};

	f->sha256 = EVP_MD_fetch(NULL, "SHA2-256", NULL);
	f->digest = EVP_MD_CTX_new();
	f->cbc = EVP_CIPHER_fetch(NULL, "AES-128-CBC", NULL);
	f->cipher = EVP_CIPHER_CTX_new();
	f->cmac = EVP_MAC_fetch(NULL, "CMAC", NULL);
	f->mac = f->cmac ? EVP_MAC_CTX_new(f->cmac) : NULL;
	return f->sha256 && f->digest && f->cbc && f->cipher && f->mac &&
	       EVP_DecryptInit_ex2(f->cipher, f->cbc, key, key, NULL) &&
	       EVP_CIPHER_CTX_set_padding(f->cipher, 0) &&
	       EVP_MAC_init(f->mac, key, sizeof(key), params);
}

static bool signer_ready(struct floor *f, size_t i)
{
	f->signer[i] = EVP_EC_gen("P-256");
	f->verify[i] = f->signer[i] ? EVP_PKEY_CTX_new_from_pkey(NULL, f->signer[i], NULL) : NULL;
	return f->verify[i] && EVP_PKEY_verify_init(f->verify[i]) > 0;
}

/* What the servers have signed. */
static bool messages_ready(struct floor *f, size_t i)
{
	EVP_PKEY_CTX *key = EVP_PKEY_CTX_new_from_pkey(NULL, f->signer[signers[i]], NULL);
	bool ok = key && EVP_PKEY_sign_init(key) > 0;

	for (size_t run = 0; run < RUNS && ok; run++) {
		struct signed_message *m = &f->messages[run][i];

		ok = RAND_bytes(m->text, sizeof(m->text)) > 0 &&
		     sign(f, key, m->text, m->signature, &m->len);
	}
	EVP_PKEY_CTX_free(key);
	return ok;
}

static bool signatures_ready(struct floor *f)
{
	bool ok = true;

	for (size_t i = 0; i < SIGNERS && ok; i++)
		ok = signer_ready(f, i);
	for (size_t i = 0; i < VERIFICATIONS && ok; i++)
		ok = messages_ready(f, i);
	return ok;
}

static bool curve_ready(struct floor *f)
{
	f->own = EVP_EC_gen("P-256");
	f->peer = EVP_EC_gen("P-256");
	if (!f->own || !f->peer)
		return false;
	f->sign = EVP_PKEY_CTX_new_from_pkey(NULL, f->own, NULL);
	f->agree = EVP_PKEY_CTX_new_from_pkey(NULL, f->own, NULL);
	f->generate = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
	return f->sign && f->agree && f->generate && EVP_PKEY_sign_init(f->sign) > 0 &&
	       EVP_PKEY_derive_init(f->agree) > 0 && EVP_PKEY_keygen_init(f->generate) > 0 &&
	       EVP_PKEY_CTX_set_group_name(f->generate, "P-256") > 0;
}

struct floor *floor_new(void)
{
	struct floor *f = calloc(1, sizeof(*f));

	if (f && symmetric_ready(f) && curve_ready(f) && signatures_ready(f))
		return f;
	floor_free(f);
	return NULL;
}

void floor_free(struct floor *f)
{
	if (!f)
		return;
	EVP_PKEY_CTX_free(f->sign);
	for (size_t i = 0; i < SIGNERS; i++) {
		EVP_PKEY_CTX_free(f->verify[i]);
		EVP_PKEY_free(f->signer[i]);
	}
	EVP_PKEY_CTX_free(f->generate);
	EVP_PKEY_CTX_free(f->agree);
	EVP_PKEY_free(f->own);
	EVP_PKEY_free(f->peer);
	EVP_MAC_CTX_free(f->mac);
	EVP_MAC_free(f->cmac);
	EVP_CIPHER_CTX_free(f->cipher);
	EVP_CIPHER_free(f->cbc);
	EVP_MD_CTX_free(f->digest);
	EVP_MD_free(f->sha256);
	free(f);
}
