/*
 * Keccak-f[1600]: 24 rounds of theta, rho, pi, chi, iota over 5 x 5 lanes of 64 bits
 * [FIPS 202 3.2, 3.3]. Lane (x, y) is a[x + 5y]. No branch or index depends on the data.
 */
#include "crypto/keccak.h"

#include <openssl/crypto.h>

enum { LANES = 25, ROUNDS = 24 };

/* [FIPS 202 3.2.5] */
static const uint64_t round_constants[ROUNDS] = {
	0x0000000000000001, 0x0000000000008082, 0x800000000000808A, 0x8000000080008000,
	0x000000000000808B, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
	0x000000000000008A, 0x0000000000000088, 0x0000000080008009, 0x000000008000000A,
	0x000000008000808B, 0x800000000000008B, 0x8000000000008089, 0x8000000000008003,
	0x8000000000008002, 0x8000000000000080, 0x000000000000800A, 0x800000008000000A,
	0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
};

static uint64_t rotate(uint64_t v, unsigned int bits)
{
	return bits ? v << bits | v >> (64 - bits) : v;
}

static void theta(uint64_t a[LANES])
{
	uint64_t parity[5];

	for (unsigned int x = 0; x < 5; x++)
		parity[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
	for (unsigned int i = 0; i < LANES; i++)
		a[i] ^= parity[(i + 4) % 5] ^ rotate(parity[(i + 1) % 5], 1);
}

/* Pi moves every lane but (0, 0) in one cycle of 24; rho's offsets are defined along that cycle. */
static void rho_pi(uint64_t a[LANES])
{
	unsigned int x = 1, y = 0;
	uint64_t moving = a[1];

	for (unsigned int t = 0; t < LANES - 1; t++) {
		unsigned int next = (2 * x + 3 * y) % 5;
		uint64_t displaced;

		x = y;
		y = next;
		displaced = a[x + 5 * y];
		a[x + 5 * y] = rotate(moving, (t + 1) * (t + 2) / 2 % 64);
		moving = displaced;
	}
}

static void chi(uint64_t a[LANES])
{
	for (unsigned int row = 0; row < LANES; row += 5) {
		uint64_t first = a[row], second = a[row + 1];

		for (unsigned int x = 0; x < 3; x++)
			a[row + x] ^= ~a[row + x + 1] & a[row + x + 2];
		a[row + 3] ^= ~a[row + 4] & first;
		a[row + 4] ^= ~first & second;
	}
}

void keccak_f1600(uint8_t inout_state[KECCAK_STATE_LEN])
{
	uint64_t a[LANES] = { 0 };

	for (unsigned int i = 0; i < KECCAK_STATE_LEN; i++)
		a[i / 8] |= (uint64_t)inout_state[i] << (8 * (i % 8));
	for (unsigned int round = 0; round < ROUNDS; round++) {
		theta(a);
		rho_pi(a);
		chi(a);
		a[0] ^= round_constants[round];
	}
	for (unsigned int i = 0; i < KECCAK_STATE_LEN; i++)
		inout_state[i] = (uint8_t)(a[i / 8] >> (8 * (i % 8)));
	OPENSSL_cleanse(a, sizeof(a));
}
