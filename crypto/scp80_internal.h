/* The cryptography of one secured packet, apart from its layout. Internal to crypto/. */
#ifndef CRYPTO_SCP80_INTERNAL_H
#define CRYPTO_SCP80_INTERNAL_H

#include "crypto/scp80.h"

enum { SCP80_CHECK_MAX = 8 }; /* octets of the longest RC/CC */

/* What protects a packet, worked out from SPI, KIc, KID and keys; borrows the keys. */
struct scp80_protection {
	enum scp80_check check;
	size_t check_len;
	const struct scp80_key *check_key;  /* for a CC */
	const struct scp80_key *cipher_key; /* NULL: not enciphered */
};

/* -ENOTSUP: KIc or KID names an algorithm that is not here, or that does not go with the key. */
int scp80_protection_find(const struct scp80_header *header, enum scp80_check check, bool ciphered,
                          const struct scp80_keys *keys, struct scp80_protection *ret_protection);

/* Octets that a body must be a multiple of: 1 without enciphering. */
size_t scp80_protection_block(const struct scp80_protection *p);

/* RC or CC over the concatenation of parts[0..n): check_len octets. Not for SCP80_NO_CHECK. */
int scp80_protection_check(const struct scp80_protection *p, const struct span *parts, size_t n,
                           uint8_t ret_check[SCP80_CHECK_MAX]);

/* CBC from a zero vector over whole blocks, in place. Only with a cipher key. */
int scp80_protection_crypt(const struct scp80_protection *p, bool encrypt, uint8_t *inout,
                           size_t len);

#endif
