/*
 * Algorithms of secured packets: which ones KIc and KID name [TS 102 225 5.1.2, 5.1.3], ciphering,
 * cryptographic checksum, redundancy check [TS 102 225 5.1.3.2, Annex B].
 */
#include <assert.h>
#include <errno.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <string.h>

#include "crypto/provider.h"
#include "crypto/scp80_internal.h"

enum { AES_BLOCK = 16, DES_BLOCK = 8, CMAC_DEFAULT = 8, CRC16_LEN = 2, CRC32_LEN = 4, CHUNK = 256 };

/* Lower half of KIc, and of KID for a CC. */
static const struct algorithm {
	uint8_t code;
	enum scp80_key_type type;
	size_t len;
} algorithms[] = {
	{ 0x2, SCP80_KEY_AES, 16 },
	{ 0x5, SCP80_KEY_DES, 16 },
	{ 0x9, SCP80_KEY_DES, 24 },
};

enum { CODE_IMPLICIT = 0x0, CODE_CRC16 = 0x1, CODE_CRC32 = 0x5 };

/* True if this is a key for the algorithm; an implicit one is whatever the key is for. */
static bool key_fits(const struct scp80_key *key, uint8_t octet)
{
	const uint8_t code = octet & 0x0F;

	for (size_t i = 0; i < sizeof(algorithms) / sizeof(algorithms[0]); i++) {
		const struct algorithm *a = &algorithms[i];

		if (key->type == a->type && key->len == a->len)
			return code == a->code || code == CODE_IMPLICIT;
	}
	return false;
}

static int find_rc(uint8_t kid, struct scp80_protection *p)
{
	switch (kid & 0x0F) {
	case CODE_CRC16:
		p->check_len = CRC16_LEN;
		return 0;
	case CODE_CRC32:
		p->check_len = CRC32_LEN;
		return 0;
	default:
		return -ENOTSUP;
	}
}

static int find_cc(uint8_t kid, const struct scp80_keys *keys, struct scp80_protection *p)
{
	if (!key_fits(&keys->kid, kid))
		return -ENOTSUP;
	p->check_key = &keys->kid;
	if (keys->kid.type == SCP80_KEY_DES)
		p->check_len = DES_BLOCK;
	else
		p->check_len = keys->cmac_len ? keys->cmac_len : CMAC_DEFAULT;
	return p->check_len == 4 || p->check_len == 8 ? 0 : -ENOTSUP;
}

int scp80_protection_find(const struct scp80_header *header, enum scp80_check check, bool ciphered,
                          const struct scp80_keys *keys, struct scp80_protection *ret_protection)
{
	struct scp80_protection p = { .check = check };
	int r = 0;

	if (check == SCP80_RC)
		r = find_rc(header->kid, &p);
	else if (check == SCP80_CC)
		r = find_cc(header->kid, keys, &p);
	else if (check == SCP80_DS)
		r = -ENOTSUP;
	if (ciphered) {
		p.cipher_key = &keys->kic;
		if (!key_fits(p.cipher_key, header->kic))
			r = -ENOTSUP;
	}
	if (!r)
		*ret_protection = p;
	return r;
}

size_t scp80_protection_block(const struct scp80_protection *p)
{
	if (!p->cipher_key)
		return 1;
	return p->cipher_key->type == SCP80_KEY_AES ? AES_BLOCK : DES_BLOCK;
}

/* CRC of ISO/IEC 13239, bits reflected: all ones at the start, complemented at the end. */
static uint32_t crc(uint32_t polynomial, uint32_t ones, const struct span *parts, size_t n)
{
	uint32_t v = ones;

	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < parts[i].len; j++) {
			v ^= parts[i].ptr[j];
			for (int bit = 0; bit < 8; bit++)
				v = v & 1 ? v >> 1 ^ polynomial : v >> 1;
		}
	}
	return v ^ ones;
}

static void check_rc(const struct scp80_protection *p, const struct span *parts, size_t n,
                     uint8_t ret_check[SCP80_CHECK_MAX])
{
	uint32_t v = p->check_len == CRC16_LEN ? crc(0x8408, 0xFFFF, parts, n)
	                                       : crc(0xEDB88320, 0xFFFFFFFF, parts, n);

	for (size_t i = 0; i < p->check_len; i++)
		ret_check[i] = (uint8_t)(v >> 8 * (p->check_len - 1 - i));
}

/* A context for CBC with this key from a zero vector, without padding; NULL if there is none. */
static EVP_CIPHER_CTX *cbc_new(const struct scp80_key *key, bool encrypt)
{
	const struct crypto_provider *p = crypto_provider();
	const uint8_t zero[AES_BLOCK] = { 0 };
	uint8_t value[SCP80_KEY_MAX];
	EVP_CIPHER_CTX *ctx = p ? EVP_CIPHER_CTX_new() : NULL;

	if (!ctx)
		return NULL;
	memcpy(value, key->value, sizeof(value));
	if (key->len == 16) /* two DES keys: the first is also the third */
		memcpy(value + 16, value, 8);
	if (!EVP_CipherInit_ex2(ctx, key->type == SCP80_KEY_AES ? p->aes128_cbc : p->des3_cbc,
	                        value, zero, encrypt, NULL) ||
	    !EVP_CIPHER_CTX_set_padding(ctx, 0)) {
		EVP_CIPHER_CTX_free(ctx);
		ctx = NULL;
	}
	OPENSSL_cleanse(value, sizeof(value));
	return ctx;
}

/* Enciphers what it is given and keeps the last block that came out. */
static bool cbc_mac_add(EVP_CIPHER_CTX *ctx, struct span part, uint8_t inout_last[DES_BLOCK])
{
	uint8_t out[CHUNK + DES_BLOCK];

	for (size_t at = 0; at < part.len; at += CHUNK) {
		size_t len = part.len - at < CHUNK ? part.len - at : CHUNK;
		int n;

		if (!EVP_EncryptUpdate(ctx, out, &n, part.ptr + at, (int)len))
			return false;
		if (n >= DES_BLOCK)
			memcpy(inout_last, out + n - DES_BLOCK, DES_BLOCK);
	}
	return true;
}

/* The last block of CBC, over the parts and zeroes to a whole block. */
static int check_des(const struct scp80_protection *p, const struct span *parts, size_t n,
                     uint8_t ret_check[SCP80_CHECK_MAX])
{
	static const uint8_t zero[DES_BLOCK] = { 0 };
	EVP_CIPHER_CTX *ctx = cbc_new(p->check_key, true);
	size_t total = 0;
	bool ok = ctx;

	for (size_t i = 0; ok && i < n; i++) {
		ok = cbc_mac_add(ctx, parts[i], ret_check);
		total += parts[i].len;
	}
	if (ok && total % DES_BLOCK)
		ok = cbc_mac_add(ctx, (struct span){ zero, DES_BLOCK - total % DES_BLOCK },
		                 ret_check);
	EVP_CIPHER_CTX_free(ctx);
	return ok ? 0 : -EIO;
}

static int check_aes(const struct scp80_protection *p, const struct span *parts, size_t n,
                     uint8_t ret_check[SCP80_CHECK_MAX])
{
	const struct crypto_provider *provider = crypto_provider();
	char cipher[] = "AES-128-CBC";
	const OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, cipher, 0),
		OSSL_PARAM_construct_end(),
	};
	EVP_MAC_CTX *ctx = provider ? EVP_MAC_CTX_new(provider->cmac) : NULL;
	uint8_t mac[AES_BLOCK];
	size_t len;
	bool ok = ctx && EVP_MAC_init(ctx, p->check_key->value, p->check_key->len, params);

	for (size_t i = 0; ok && i < n; i++)
		ok = EVP_MAC_update(ctx, parts[i].ptr, parts[i].len);
	ok = ok && EVP_MAC_final(ctx, mac, &len, sizeof(mac));
	EVP_MAC_CTX_free(ctx);
	if (!ok)
		return -EIO;
	memcpy(ret_check, mac, p->check_len);
	return 0;
}

int scp80_protection_check(const struct scp80_protection *p, const struct span *parts, size_t n,
                           uint8_t ret_check[SCP80_CHECK_MAX])
{
	assert(p->check == SCP80_RC || p->check == SCP80_CC);
	if (p->check == SCP80_RC) {
		check_rc(p, parts, n, ret_check);
		return 0;
	}
	return p->check_key->type == SCP80_KEY_DES ? check_des(p, parts, n, ret_check)
	                                           : check_aes(p, parts, n, ret_check);
}

int scp80_protection_crypt(const struct scp80_protection *p, bool encrypt, uint8_t *inout,
                           size_t len)
{
	EVP_CIPHER_CTX *ctx = cbc_new(p->cipher_key, encrypt);
	int n;
	bool ok;

	assert(len % scp80_protection_block(p) == 0 && len <= SCP80_PACKET_MAX);
	ok = ctx && EVP_CipherUpdate(ctx, inout, &n, inout, (int)len) && (size_t)n == len;
	EVP_CIPHER_CTX_free(ctx);
	return ok ? 0 : -EIO;
}
