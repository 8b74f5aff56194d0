/*
 * AES-128-CMAC [NIST SP 800-38B] with a key that is used for many messages. Internal to crypto/.
 *
 * libcrypto's own calls the cipher once for each block, which costs more than the cipher does; this
 * one hands it many blocks at once.
 */
#ifndef CRYPTO_CMAC_H
#define CRYPTO_CMAC_H

#include <openssl/evp.h>

#include "asn1/der.h"

enum { CMAC_KEY_LEN = 16, CMAC_LEN = 16 };

struct cmac {
	EVP_CIPHER_CTX *cbc; /* owned; wiped and freed by cmac_clear() */
	uint8_t k1[CMAC_LEN], k2[CMAC_LEN];
};

/* Takes a key; c is zeroed or was used before. 0 or negative errno. */
int cmac_set_key(struct cmac *c, const uint8_t key[CMAC_KEY_LEN]);
/* MAC of the concatenation of parts[0..n). 0 or negative errno. */
int cmac_run(struct cmac *c, const struct span *parts, size_t n, uint8_t ret_mac[CMAC_LEN]);
void cmac_clear(struct cmac *c);

#endif
