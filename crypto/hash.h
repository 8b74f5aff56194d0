/* SHA-256 over scattered input, and the X9.63 key derivation function. */
#ifndef CRYPTO_HASH_H
#define CRYPTO_HASH_H

#include "asn1/der.h"

enum { SHA256_LEN = 32, SHA1_LEN = 20 };

/* SHA-256 of the concatenation of parts[0..n). 0 or negative errno. */
int sha256(const struct span *parts, size_t n, uint8_t ret_digest[SHA256_LEN]);

/* SHA-256 of data that come piece by piece. */
struct sha256_stream;
/* NULL: no memory. */
struct sha256_stream *sha256_stream_new(void);
int sha256_stream_add(struct sha256_stream *s, struct span piece);
/* Digest of all pieces so far; the stream ends with this. */
int sha256_stream_end(struct sha256_stream *s, uint8_t ret_digest[SHA256_LEN]);
void sha256_stream_free(struct sha256_stream *s);

/* SHA-1 of one span; only for subject key identifiers, and hashes that others give. */
int sha1(struct span data, uint8_t ret_digest[SHA1_LEN]);
/* ANSI X9.63 KDF with SHA-256 [BSI TR-03111 4.3.3]; fills out_len bytes. */
int x963_kdf(struct span shared_secret, struct span shared_info, uint8_t *ret_out, size_t out_len);

#endif
