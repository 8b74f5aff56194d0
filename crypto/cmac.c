/* AES-128-CMAC over CBC encryption [NIST SP 800-38B 6]; see cmac.h. */
#include "crypto/cmac.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <string.h>

#include "crypto/provider.h"

enum { RUN = 1024 }; /* octets that go to the cipher at once */

static const uint8_t zero[CMAC_LEN];

/* One message. The last block waits in `tail` until it is known to be the last. */
struct message {
	EVP_CIPHER_CTX *cbc;
	uint8_t tail[CMAC_LEN];
	size_t tail_len;
};

/* Multiplication by x in GF(2^128). */
static void double_block(const uint8_t in[CMAC_LEN], uint8_t ret_out[CMAC_LEN])
{
	uint8_t carry = in[0] >> 7;

	for (size_t i = 0; i + 1 < CMAC_LEN; i++)
		ret_out[i] = (uint8_t)(in[i] << 1 | in[i + 1] >> 7);
	/* No branch on what comes from the key. */
	ret_out[CMAC_LEN - 1] = (uint8_t)(in[CMAC_LEN - 1] << 1 ^ (0x87 & (0 - carry)));
}

/* CBC over whole blocks; ret_last is the last one's result. */
static bool encrypt(EVP_CIPHER_CTX *cbc, const uint8_t *in, size_t len, uint8_t ret_last[CMAC_LEN])
{
	uint8_t out[RUN];
	int n = 0;

	while (len) {
		size_t run = len < RUN ? len : RUN;

		if (!EVP_EncryptUpdate(cbc, out, &n, in, (int)run) || (size_t)n != run)
			return false;
		in += run;
		len -= run;
	}
	memcpy(ret_last, out + n - CMAC_LEN, CMAC_LEN);
	return true;
}

int cmac_set_key(struct cmac *c, const uint8_t key[CMAC_KEY_LEN])
{
	const struct crypto_provider *p = crypto_provider();
	uint8_t l[CMAC_LEN];
	bool ok;

	if (!p)
		return -ENOTSUP;
	if (!c->cbc)
		c->cbc = EVP_CIPHER_CTX_new();
	ok = c->cbc && EVP_EncryptInit_ex2(c->cbc, p->aes128_cbc, key, zero, NULL) &&
	     EVP_CIPHER_CTX_set_padding(c->cbc, 0) && encrypt(c->cbc, zero, sizeof(zero), l);
	if (ok) {
		double_block(l, c->k1);
		double_block(c->k1, c->k2);
	}
	OPENSSL_cleanse(l, sizeof(l));
	return ok ? 0 : -EIO;
}

static bool add(struct message *m, struct span part)
{
	uint8_t ignored[CMAC_LEN];
	size_t n = CMAC_LEN - m->tail_len;

	if (part.len == 0)
		return true;
	if (part.len > n) {
		size_t bulk = (part.len - n - 1) / CMAC_LEN * CMAC_LEN;

		memcpy(m->tail + m->tail_len, part.ptr, n);
		if (!encrypt(m->cbc, m->tail, CMAC_LEN, ignored) ||
		    (bulk && !encrypt(m->cbc, part.ptr + n, bulk, ignored)))
			return false;
		m->tail_len = 0;
		part = (struct span){ part.ptr + n + bulk, part.len - n - bulk };
	}
	memcpy(m->tail + m->tail_len, part.ptr, part.len);
	m->tail_len += part.len;
	return true;
}

int cmac_run(struct cmac *c, const struct span *parts, size_t n, uint8_t ret_mac[CMAC_LEN])
{
	struct message m = { .cbc = c->cbc };
	const uint8_t *subkey = c->k1;
	bool ok = EVP_EncryptInit_ex2(c->cbc, NULL, NULL, zero, NULL);

	for (size_t i = 0; ok && i < n; i++)
		ok = add(&m, parts[i]);
	if (m.tail_len < CMAC_LEN) {
		subkey = c->k2;
		m.tail[m.tail_len] = 0x80;
		memset(m.tail + m.tail_len + 1, 0, CMAC_LEN - m.tail_len - 1);
	}
	for (size_t i = 0; i < CMAC_LEN; i++)
		m.tail[i] ^= subkey[i];
	ok = ok && encrypt(c->cbc, m.tail, CMAC_LEN, ret_mac);
	OPENSSL_cleanse(m.tail, sizeof(m.tail)); /* the subkey is in it */
	return ok ? 0 : -EIO;
}

void cmac_clear(struct cmac *c)
{
	EVP_CIPHER_CTX_free(c->cbc);
	OPENSSL_cleanse(c, sizeof(*c));
}
