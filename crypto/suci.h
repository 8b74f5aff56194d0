/*
 * Concealing a subscription identifier: ECIES of SUCI on the card [TS 33.501 Annex C].
 *
 * A scheme output is the ephemeral public key, the ciphertext and an 8-octet MAC tag, one after the
 * other; with the null scheme it is the scheme input itself.
 */
#ifndef CRYPTO_SUCI_H
#define CRYPTO_SUCI_H

#include "crypto/ec.h"

/* Protection scheme identifiers [TS 33.501 C.1]. */
enum suci_scheme {
	SUCI_NULL = 0,
	SUCI_PROFILE_A = 1, /* Curve25519, X25519 */
	SUCI_PROFILE_B = 2, /* P-256, public keys compressed */
};

enum {
	SUCI_PRIVATE_LEN = 32,
	SUCI_OVERHEAD_MAX = 41 /* most octets by which a scheme output exceeds its input */
};

/*
 * Conceals a scheme input, at most 0xFFFF octets [TS 33.501 C.3.2]. home_public is the home
 * network's public key: 32 octets for profile A; for profile B 33 octets (compressed) or 65
 * (uncompressed), as EF.SUCI_Calc_Info has either; ignored for the null scheme. The ephemeral
 * private key is the first draw of 32 octets from rnd (profile B: the first in range). -EINVAL for
 * a key that is none or an unknown scheme, -ENOSPC if cap is too small.
 */
int suci_conceal(enum suci_scheme scheme, struct span home_public, const struct crypto_random *rnd,
                 struct span input, uint8_t *ret_output, size_t cap, size_t *ret_len);

/*
 * The home network's side [TS 33.501 C.3.3]: reads a scheme output with the private key. ret_input
 * has room for output.len octets. 0 ok; 1 the output is malformed or its tag is wrong; -EINVAL for
 * a private key that is none or an unknown scheme.
 */
int suci_reveal(enum suci_scheme scheme, const uint8_t home_private[SUCI_PRIVATE_LEN],
                struct span output, uint8_t *ret_input, size_t *ret_len);

#endif
