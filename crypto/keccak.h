/* The permutation Keccak-f[1600] [FIPS 202 3], which libcrypto has inside SHA-3 only. */
#ifndef CRYPTO_KECCAK_H
#define CRYPTO_KECCAK_H

#include <stdint.h>

enum { KECCAK_STATE_LEN = 200 };

/* Permutes the state, octets in the order of FIPS 202 (lanes are little-endian). */
void keccak_f1600(uint8_t inout_state[KECCAK_STATE_LEN]);

#endif
