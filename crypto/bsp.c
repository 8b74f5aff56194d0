/*
 * BSP, SCP03t for Bound Profile Packages [SGP.22 2.5.3, 2.6.4, 5.5, Annex G].
 *
 * AES-128-CBC with an encrypted counter as the initial vector, then AES-128-CMAC over the chaining
 * value and the element as sent. The contexts keep their key schedules for the life of a key; a
 * segment only sets a new vector.
 */
#include "crypto/bsp.h"

#include <assert.h>
#include <errno.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/cmac.h"
#include "crypto/hash.h"
#include "crypto/provider.h"

enum {
	TAG_ENCRYPTED_PROFILE = 0x86,
	TAG_ENCRYPTED_COMMAND = 0x87,
	TAG_MAC_ONLY = 0x88,

	BLOCK = 16,
	HEADER_MAX = 8,
	SHARED_INFO_MAX = 64,
};

struct bsp {
	uint8_t mcv[BSP_KEY_LEN]; /* MAC chaining value */
	uint8_t enc[BSP_KEY_LEN];
	uint8_t mac[BSP_KEY_LEN];
	uint64_t counter; /* of the next segment */
	bool dead;        /* a segment was refused: nothing behind it can be trusted */
	EVP_CIPHER_CTX *ecb, *cbc;
	bool encrypts; /* what cbc is set up for */
	struct cmac cmac;
};

void bsp_free(struct bsp *b)
{
	if (!b)
		return;
	EVP_CIPHER_CTX_free(b->ecb);
	EVP_CIPHER_CTX_free(b->cbc);
	cmac_clear(&b->cmac);
	OPENSSL_cleanse(b, sizeof(*b));
	free(b);
}

/* A channel goes one way all its life: the card opens segments, the server seals them. */
static bool set_direction(struct bsp *b, const struct crypto_provider *p, bool encrypt)
{
	b->encrypts = encrypt;
	return EVP_CipherInit_ex2(b->cbc, p->aes128_cbc, b->enc, NULL, encrypt, NULL) &&
	       EVP_CIPHER_CTX_set_padding(b->cbc, 0);
}

static int contexts_init(struct bsp *b, const struct crypto_provider *p)
{
	if (!EVP_EncryptInit_ex2(b->ecb, p->aes128_ecb, b->enc, NULL, NULL) ||
	    !EVP_CIPHER_CTX_set_padding(b->ecb, 0) || !set_direction(b, p, false))
		return -EIO;
	return cmac_set_key(&b->cmac, b->mac);
}

int bsp_replace_keys(struct bsp *b, struct span initial_mcv, struct span enc, struct span mac)
{
	const struct crypto_provider *p = crypto_provider();

	if (!p)
		return -ENOTSUP;
	if (!initial_mcv.ptr || initial_mcv.len != BSP_KEY_LEN || !enc.ptr ||
	    enc.len != BSP_KEY_LEN || !mac.ptr || mac.len != BSP_KEY_LEN)
		return -EINVAL;
	memcpy(b->mcv, initial_mcv.ptr, BSP_KEY_LEN);
	memcpy(b->enc, enc.ptr, BSP_KEY_LEN);
	memcpy(b->mac, mac.ptr, BSP_KEY_LEN);
	b->counter = 1;
	return contexts_init(b, p);
}

int bsp_new_from_keys(struct span initial_mcv, struct span enc, struct span mac,
                      struct bsp **ret_bsp)
{
	const struct crypto_provider *p = crypto_provider();
	struct bsp *b = p ? calloc(1, sizeof(*b)) : NULL;
	int r = -ENOMEM;

	if (!b)
		return p ? -ENOMEM : -ENOTSUP;
	b->ecb = EVP_CIPHER_CTX_new();
	b->cbc = EVP_CIPHER_CTX_new();
	if (b->ecb && b->cbc)
		r = bsp_replace_keys(b, initial_mcv, enc, mac);
	if (r) {
		bsp_free(b);
		return r;
	}
	*ret_bsp = b;
	return 0;
}

int bsp_new(struct span shared_secret, uint8_t key_type, uint8_t key_len, struct span host_id,
            struct span eid, struct bsp **ret_bsp)
{
	uint8_t keys[3 * BSP_KEY_LEN];
	uint8_t info[SHARED_INFO_MAX];
	struct der_writer w = { .buf = info, .cap = sizeof(info) };
	int r;

	/* The keys come out as AES-128; the lengths must fit one octet in the shared info. */
	if (key_len != BSP_KEY_LEN || host_id.len > 0x7F || eid.len > 0x7F)
		return -EINVAL;
	der_put_bytes(&w, eid);
	der_put_bytes(&w, SPAN((const uint8_t[]){ (uint8_t)eid.len }));
	der_put_bytes(&w, host_id);
	der_put_bytes(&w, SPAN(((const uint8_t[]){ key_type, key_len, (uint8_t)host_id.len })));
	if (!der_writer_ok(&w))
		return -EINVAL;
	r = x963_kdf(shared_secret, der_written(&w), keys, sizeof(keys));
	if (!r)
		r = bsp_new_from_keys((struct span){ keys, BSP_KEY_LEN },
		                      (struct span){ keys + BSP_KEY_LEN, BSP_KEY_LEN },
		                      (struct span){ keys + 2 * BSP_KEY_LEN, BSP_KEY_LEN },
		                      ret_bsp);
	OPENSSL_cleanse(keys, sizeof(keys));
	return r;
}

void bsp_keys(const struct bsp *b, uint8_t ret_mcv[BSP_KEY_LEN], uint8_t ret_enc[BSP_KEY_LEN],
              uint8_t ret_mac[BSP_KEY_LEN])
{
	memcpy(ret_mcv, b->mcv, BSP_KEY_LEN);
	memcpy(ret_enc, b->enc, BSP_KEY_LEN);
	memcpy(ret_mac, b->mac, BSP_KEY_LEN);
}

static bool is_encrypted(uint32_t tag)
{
	return tag == TAG_ENCRYPTED_PROFILE || tag == TAG_ENCRYPTED_COMMAND;
}

/* The full MAC over the chaining value and the segment up to its MAC [SGP.22 2.6.4.3]. */
static int segment_mac(struct bsp *b, struct span segment, uint8_t ret_mac[BLOCK])
{
	const struct span parts[] = { SPAN(b->mcv), segment };

	return cmac_run(&b->cmac, parts, sizeof(parts) / sizeof(parts[0]), ret_mac);
}

/* The initial vector: the counter, encrypted [SGP.22 2.6.4.4]. */
static int segment_icv(struct bsp *b, uint8_t ret_icv[BLOCK])
{
	uint8_t block[BLOCK] = { 0 };
	int n;

	for (size_t i = 0; i < sizeof(b->counter); i++)
		block[BLOCK - 1 - i] = (uint8_t)(b->counter >> (8 * i));
	return EVP_EncryptUpdate(b->ecb, ret_icv, &n, block, BLOCK) && n == BLOCK ? 0 : -EIO;
}

/* CBC over whole blocks; in and out may be the same. */
static int segment_crypt(struct bsp *b, bool encrypt, struct span in, uint8_t *ret_out)
{
	uint8_t icv[BLOCK];
	int n;

	assert(in.len % BLOCK == 0 && in.len <= INT32_MAX);
	if ((b->encrypts != encrypt && !set_direction(b, crypto_provider(), encrypt)) ||
	    segment_icv(b, icv) || !EVP_CipherInit_ex2(b->cbc, NULL, NULL, icv, -1, NULL) ||
	    !EVP_CipherUpdate(b->cbc, ret_out, &n, in.ptr, (int)in.len) || (size_t)n != in.len)
		return -EIO;
	return 0;
}

/* Length without the padding 80 00.. in the last block; false if there is none. */
static bool unpad(const uint8_t *plain, size_t len, size_t *ret_len)
{
	size_t n = len;

	while (n > 0 && len - n < BLOCK && plain[n - 1] == 0)
		n--;
	if (n == 0 || len - n >= BLOCK || plain[n - 1] != 0x80)
		return false;
	*ret_len = n - 1;
	return true;
}

static int open_body(struct bsp *b, uint32_t tag, struct span body, uint8_t *ret_plain,
                     size_t *ret_len)
{
	int r;

	if (!is_encrypted(tag)) {
		memmove(ret_plain, body.ptr, body.len);
		*ret_len = body.len;
		return 0;
	}
	if (body.len == 0 || body.len % BLOCK != 0)
		return 1;
	r = segment_crypt(b, false, body, ret_plain);
	if (!r && !unpad(ret_plain, body.len, ret_len))
		r = 1;
	if (r)
		OPENSSL_cleanse(ret_plain, body.len);
	return r;
}

int bsp_open(struct bsp *b, const struct der_tlv *segment, uint8_t *ret_plain, size_t *ret_len)
{
	const struct span whole = segment->whole, value = segment->value;
	struct span body;
	uint8_t mac[BLOCK];
	int r = 1;

	if (b->dead || (!is_encrypted(segment->tag) && segment->tag != TAG_MAC_ONLY) ||
	    value.len < BSP_MAC_LEN || value.len > INT32_MAX)
		goto out;
	assert(whole.len >= value.len);
	body = (struct span){ value.ptr, value.len - BSP_MAC_LEN };
	r = segment_mac(b, (struct span){ whole.ptr, whole.len - BSP_MAC_LEN }, mac);
	if (!r && CRYPTO_memcmp(mac, value.ptr + body.len, BSP_MAC_LEN) != 0)
		r = 1;
	if (!r)
		r = open_body(b, segment->tag, body, ret_plain, ret_len);
out:
	if (r) {
		b->dead = true;
		return r;
	}
	memcpy(b->mcv, mac, sizeof(b->mcv));
	b->counter++;
	return 0;
}

int bsp_seal(struct bsp *b, uint8_t tag, struct span plain, uint8_t *ret_out, size_t *ret_len)
{
	uint8_t header[HEADER_MAX], mac[BLOCK];
	struct der_writer w = { .buf = header, .cap = sizeof(header) };
	size_t body_len = is_encrypted(tag) ? (plain.len / BLOCK + 1) * BLOCK : plain.len;
	uint8_t *body;
	int r = 0;

	if (b->dead || (!is_encrypted(tag) && tag != TAG_MAC_ONLY) || plain.len > 0xFFFF)
		return -EINVAL;
	der_put_header(&w, tag, body_len + BSP_MAC_LEN);
	assert(der_writer_ok(&w));
	body = ret_out + w.len;
	memmove(body, plain.ptr, plain.len);
	if (is_encrypted(tag)) {
		memset(body + plain.len, 0, body_len - plain.len);
		body[plain.len] = 0x80;
		r = segment_crypt(b, true, (struct span){ body, body_len }, body);
	}
	memcpy(ret_out, der_written(&w).ptr, w.len);
	if (!r)
		r = segment_mac(b, (struct span){ ret_out, w.len + body_len }, mac);
	if (r) {
		b->dead = true;
		return r;
	}
	memcpy(body + body_len, mac, BSP_MAC_LEN);
	memcpy(b->mcv, mac, sizeof(b->mcv));
	b->counter++;
	*ret_len = w.len + body_len + BSP_MAC_LEN;
	return 0;
}
