/* SHA-256, SHA-1 and the X9.63 key derivation function [BSI TR-03111 4.3.3]. */
#include "crypto/hash.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/provider.h"

static int digest(const EVP_MD *md, const struct span *parts, size_t n, uint8_t *ret_digest)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool ok = ctx && EVP_DigestInit_ex2(ctx, md, NULL);

	for (size_t i = 0; ok && i < n; i++)
		ok = EVP_DigestUpdate(ctx, parts[i].ptr, parts[i].len);
	ok = ok && EVP_DigestFinal_ex(ctx, ret_digest, NULL);
	EVP_MD_CTX_free(ctx);
	return ok ? 0 : -EIO;
}

int sha256(const struct span *parts, size_t n, uint8_t ret_digest[SHA256_LEN])
{
	const struct crypto_provider *p = crypto_provider();

	return p ? digest(p->sha256, parts, n, ret_digest) : -ENOTSUP;
}

struct sha256_stream {
	EVP_MD_CTX *ctx;
};

struct sha256_stream *sha256_stream_new(void)
{
	const struct crypto_provider *p = crypto_provider();
	struct sha256_stream *s = p ? calloc(1, sizeof(*s)) : NULL;

	if (!s)
		return NULL;
	s->ctx = EVP_MD_CTX_new();
	if (s->ctx && EVP_DigestInit_ex2(s->ctx, p->sha256, NULL))
		return s;
	sha256_stream_free(s);
	return NULL;
}

int sha256_stream_add(struct sha256_stream *s, struct span piece)
{
	return EVP_DigestUpdate(s->ctx, piece.ptr, piece.len) ? 0 : -EIO;
}

int sha256_stream_end(struct sha256_stream *s, uint8_t ret_digest[SHA256_LEN])
{
	return EVP_DigestFinal_ex(s->ctx, ret_digest, NULL) ? 0 : -EIO;
}

void sha256_stream_free(struct sha256_stream *s)
{
	if (!s)
		return;
	EVP_MD_CTX_free(s->ctx);
	free(s);
}

int sha1(struct span data, uint8_t ret_digest[SHA1_LEN])
{
	const struct crypto_provider *p = crypto_provider();

	return p ? digest(p->sha1, &data, 1, ret_digest) : -ENOTSUP;
}

int x963_kdf(struct span shared_secret, struct span shared_info, uint8_t *ret_out, size_t out_len)
{
	uint8_t block[SHA256_LEN];
	uint32_t counter = 1;
	int r = 0;

	for (size_t done = 0; done < out_len && !r; counter++) {
		const uint8_t be[4] = { (uint8_t)(counter >> 24), (uint8_t)(counter >> 16),
			                (uint8_t)(counter >> 8), (uint8_t)counter };
		const struct span parts[] = { shared_secret, SPAN(be), shared_info };
		size_t n = out_len - done < SHA256_LEN ? out_len - done : SHA256_LEN;

		r = sha256(parts, 3, block);
		if (!r)
			memcpy(ret_out + done, block, n);
		done += n;
	}
	OPENSSL_cleanse(block, sizeof(block));
	if (r)
		OPENSSL_cleanse(ret_out, out_len);
	return r;
}
