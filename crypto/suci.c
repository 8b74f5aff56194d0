/*
 * ECIES profiles A and B of TS 33.501 Annex C.3: a key agreement, X9.63 KDF with SHA-256 over the
 * ephemeral public key as sent, AES-128 in counter mode, HMAC-SHA-256 cut to 8 octets.
 */
#include "crypto/suci.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/hmac.h>
#include <string.h>

#include "crypto/hash.h"
#include "crypto/provider.h"

enum { X25519_LEN = 32, PUBLIC_MAX = EC_COMPRESSED_LEN, TAG_LEN = 8, INPUT_MAX = 0xFFFF };

/* The KDF's output as it falls [TS 33.501 C.3.2, C.3.4]. */
struct suci_keys {
	uint8_t enc[16];
	uint8_t icb[16]; /* initial counter block */
	uint8_t mac[32];
};

/* Our side of one agreement: a private key and the public key in the profile's encoding. */
struct suci_pair {
	uint8_t x25519[SUCI_PRIVATE_LEN];
	struct ec_private p256;
	uint8_t pub[PUBLIC_MAX];
	size_t pub_len;
};

static void pair_wipe(struct suci_pair *pair)
{
	OPENSSL_cleanse(pair, sizeof(*pair));
}

static size_t public_len(enum suci_scheme scheme)
{
	return scheme == SUCI_PROFILE_A ? X25519_LEN : EC_COMPRESSED_LEN;
}

static EVP_PKEY *x25519_import(const uint8_t scalar[SUCI_PRIVATE_LEN])
{
	return EVP_PKEY_new_raw_private_key_ex(NULL, "X25519", NULL, scalar, SUCI_PRIVATE_LEN);
}

static int x25519_public(const uint8_t scalar[SUCI_PRIVATE_LEN], uint8_t ret_pub[X25519_LEN])
{
	EVP_PKEY *key = x25519_import(scalar);
	size_t n = X25519_LEN;
	bool ok = key && EVP_PKEY_get_raw_public_key(key, ret_pub, &n) && n == X25519_LEN;

	EVP_PKEY_free(key);
	return ok ? 0 : -EIO;
}

/* -EINVAL for a peer of small order, with which the secret would be zero [RFC 7748 6.1]. */
static int x25519_agree(const uint8_t scalar[SUCI_PRIVATE_LEN], struct span peer,
                        uint8_t ret_shared[EC_SHARED_LEN])
{
	EVP_PKEY *key = x25519_import(scalar);
	EVP_PKEY *pub = EVP_PKEY_new_raw_public_key_ex(NULL, "X25519", NULL, peer.ptr, peer.len);
	EVP_PKEY_CTX *ctx = key ? EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL) : NULL;
	size_t n = EC_SHARED_LEN;
	int r = -ENOMEM;

	if (ctx && pub) {
		ERR_set_mark();
		r = EVP_PKEY_derive_init(ctx) > 0 && EVP_PKEY_derive_set_peer(ctx, pub) > 0 &&
		                    EVP_PKEY_derive(ctx, ret_shared, &n) > 0 && n == EC_SHARED_LEN
		            ? 0
		            : -EINVAL;
		ERR_pop_to_mark();
	}
	EVP_PKEY_CTX_free(ctx);
	EVP_PKEY_free(pub);
	EVP_PKEY_free(key);
	return r;
}

static int pair_generate(enum suci_scheme scheme, const struct crypto_random *rnd,
                         struct suci_pair *ret_pair)
{
	int r;

	ret_pair->pub_len = public_len(scheme);
	if (scheme == SUCI_PROFILE_A) {
		r = crypto_random_fill(rnd, ret_pair->x25519, sizeof(ret_pair->x25519));
		return r ? r : x25519_public(ret_pair->x25519, ret_pair->pub);
	}
	r = ec_generate(EC_CURVE_P256, rnd, &ret_pair->p256);
	if (!r)
		ec_public_compress(&ret_pair->p256.pub, ret_pair->pub);
	return r;
}

static int pair_agree(enum suci_scheme scheme, const struct suci_pair *pair, struct span peer,
                      uint8_t ret_shared[EC_SHARED_LEN])
{
	struct ec_public pub;
	int r;

	if (scheme == SUCI_PROFILE_A)
		return peer.ptr && peer.len == X25519_LEN
		               ? x25519_agree(pair->x25519, peer, ret_shared)
		               : -EINVAL;
	r = peer.len == EC_COMPRESSED_LEN ? ec_public_from_compressed(EC_CURVE_P256, peer, &pub)
	                                  : ec_public_from_point(EC_CURVE_P256, peer, &pub);
	return r ? r : ec_agree(&pair->p256, &pub, ret_shared);
}

static int keys_derive(enum suci_scheme scheme, const struct suci_pair *own, struct span peer,
                       struct span ephemeral_public, struct suci_keys *ret_keys)
{
	uint8_t shared[EC_SHARED_LEN], material[sizeof(struct suci_keys)];
	int r = pair_agree(scheme, own, peer, shared);

	if (!r)
		r = x963_kdf(SPAN(shared), ephemeral_public, material, sizeof(material));
	if (!r) {
		memcpy(ret_keys->enc, material, 16);
		memcpy(ret_keys->icb, material + 16, 16);
		memcpy(ret_keys->mac, material + 32, 32);
	}
	OPENSSL_cleanse(shared, sizeof(shared));
	OPENSSL_cleanse(material, sizeof(material));
	return r;
}

/* Counter mode: the same for both directions. */
static int keys_crypt(const struct suci_keys *keys, struct span in, uint8_t *ret_out)
{
	const struct crypto_provider *p = crypto_provider();
	EVP_CIPHER_CTX *ctx = p ? EVP_CIPHER_CTX_new() : NULL;
	int n;
	bool ok = ctx && EVP_EncryptInit_ex2(ctx, p->aes128_ctr, keys->enc, keys->icb, NULL) &&
	          EVP_EncryptUpdate(ctx, ret_out, &n, in.ptr, (int)in.len) && (size_t)n == in.len;

	EVP_CIPHER_CTX_free(ctx);
	return ok ? 0 : -EIO;
}

static int keys_tag(const struct suci_keys *keys, struct span ciphertext, uint8_t ret_tag[TAG_LEN])
{
	const struct crypto_provider *p = crypto_provider();
	uint8_t mac[SHA256_LEN];

	if (!p || !HMAC(p->sha256, keys->mac, sizeof(keys->mac), ciphertext.ptr, ciphertext.len,
	                mac, NULL))
		return -EIO;
	memcpy(ret_tag, mac, TAG_LEN);
	return 0;
}

static int ecies_conceal(enum suci_scheme scheme, struct span home_public,
                         const struct crypto_random *rnd, struct span input, uint8_t *ret_output)
{
	struct suci_pair pair = { 0 };
	struct suci_keys keys = { 0 };
	uint8_t *ciphertext = ret_output + public_len(scheme);
	int r = pair_generate(scheme, rnd, &pair);

	if (!r)
		r = keys_derive(scheme, &pair, home_public, (struct span){ pair.pub, pair.pub_len },
		                &keys);
	if (!r)
		r = keys_crypt(&keys, input, ciphertext);
	if (!r)
		r = keys_tag(&keys, (struct span){ ciphertext, input.len }, ciphertext + input.len);
	if (!r)
		memcpy(ret_output, pair.pub, pair.pub_len);
	pair_wipe(&pair);
	OPENSSL_cleanse(&keys, sizeof(keys));
	return r;
}

static bool is_known(enum suci_scheme scheme)
{
	return scheme == SUCI_NULL || scheme == SUCI_PROFILE_A || scheme == SUCI_PROFILE_B;
}

int suci_conceal(enum suci_scheme scheme, struct span home_public, const struct crypto_random *rnd,
                 struct span input, uint8_t *ret_output, size_t cap, size_t *ret_len)
{
	size_t len = input.len;
	int r = 0;

	if (!is_known(scheme) || !input.ptr || input.len > INPUT_MAX)
		return -EINVAL;
	if (scheme != SUCI_NULL)
		len += public_len(scheme) + TAG_LEN;
	if (len > cap)
		return -ENOSPC;
	if (scheme == SUCI_NULL)
		memmove(ret_output, input.ptr, input.len);
	else
		r = ecies_conceal(scheme, home_public, rnd, input, ret_output);
	if (!r)
		*ret_len = len;
	return r;
}

static int ecies_reveal(enum suci_scheme scheme, const struct suci_pair *home, struct span output,
                        uint8_t *ret_input, size_t *ret_len)
{
	const size_t pub_len = public_len(scheme);
	struct suci_keys keys = { 0 };
	struct span ephemeral, ciphertext;
	uint8_t tag[TAG_LEN];
	int r;

	if (output.len < pub_len + TAG_LEN)
		return 1;
	ephemeral = (struct span){ output.ptr, pub_len };
	ciphertext = (struct span){ output.ptr + pub_len, output.len - pub_len - TAG_LEN };
	r = keys_derive(scheme, home, ephemeral, ephemeral, &keys);
	if (r == -EINVAL)
		r = 1; /* the sender's key is none: its fault, not ours */
	if (!r)
		r = keys_tag(&keys, ciphertext, tag);
	if (!r && CRYPTO_memcmp(tag, ciphertext.ptr + ciphertext.len, TAG_LEN) != 0)
		r = 1;
	if (!r)
		r = keys_crypt(&keys, ciphertext, ret_input);
	if (!r)
		*ret_len = ciphertext.len;
	OPENSSL_cleanse(&keys, sizeof(keys));
	return r;
}

int suci_reveal(enum suci_scheme scheme, const uint8_t home_private[SUCI_PRIVATE_LEN],
                struct span output, uint8_t *ret_input, size_t *ret_len)
{
	struct suci_pair home = { 0 };
	int r = 0;

	if (!is_known(scheme))
		return -EINVAL;
	if (!output.ptr || output.len > INPUT_MAX + SUCI_OVERHEAD_MAX)
		return 1;
	if (scheme == SUCI_NULL) {
		memmove(ret_input, output.ptr, output.len);
		*ret_len = output.len;
		return 0;
	}
	if (scheme == SUCI_PROFILE_A)
		memcpy(home.x25519, home_private, sizeof(home.x25519));
	else
		r = ec_private_from_scalar(EC_CURVE_P256, home_private, &home.p256);
	if (!r)
		r = ecies_reveal(scheme, &home, output, ret_input, ret_len);
	pair_wipe(&home);
	return r;
}
