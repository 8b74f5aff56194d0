/*
 * The XOR test algorithm of USIMs [TS 34.108 8.1.2].
 *
 * All outputs are pieces of XDOUT = K xor RAND. RES is taken at its full 16 octets, the length that
 * the specification suggests and TS.48 profiles use. Resynchronisation uses the same functions:
 * f1* is f1 and f5* is f5, which is also how the network sides in the field check an AUTS.
 */
#include <errno.h>
#include <openssl/crypto.h>
#include <string.h>

#include "crypto/aka_internal.h"

enum { LEN = 16, AK_OFFSET = 3 };

static int xdout_make(const struct aka_params *p, const uint8_t rand[LEN], uint8_t ret_xdout[LEN])
{
	if (p->k_len != LEN)
		return -EINVAL;
	for (size_t i = 0; i < LEN; i++)
		ret_xdout[i] = p->k[i] ^ rand[i];
	return 0;
}

static void rotate(const uint8_t in[LEN], size_t octets, uint8_t ret_out[LEN])
{
	memcpy(ret_out, in + octets, LEN - octets);
	memcpy(ret_out + LEN - octets, in, octets);
}

/* MAC = XDOUT xor CDOUT, where CDOUT = SQN || AMF. */
static int test_f1(const struct aka_params *p, const uint8_t rand[16], const uint8_t sqn[6],
                   const uint8_t amf[2], uint8_t *ret_mac_a, uint8_t *ret_mac_s)
{
	uint8_t xdout[LEN];
	int r = xdout_make(p, rand, xdout);

	if (r)
		return r;
	for (size_t i = 0; i < 8; i++)
		ret_mac_a[i] = ret_mac_s[i] = xdout[i] ^ (i < 6 ? sqn[i] : amf[i - 6]);
	OPENSSL_cleanse(xdout, sizeof(xdout));
	return 0;
}

static int test_f2345(const struct aka_params *p, const uint8_t rand[16],
                      struct aka_vector *ret_vector)
{
	uint8_t xdout[LEN];
	int r = xdout_make(p, rand, xdout);

	if (r)
		return r;
	memcpy(ret_vector->res, xdout, LEN);
	ret_vector->res_len = ret_vector->ck_len = ret_vector->ik_len = LEN;
	rotate(xdout, 1, ret_vector->ck);
	rotate(xdout, 2, ret_vector->ik);
	memcpy(ret_vector->ak, xdout + AK_OFFSET, sizeof(ret_vector->ak));
	OPENSSL_cleanse(xdout, sizeof(xdout));
	return 0;
}

static int test_f5star(const struct aka_params *p, const uint8_t rand[16], uint8_t ret_ak[6])
{
	uint8_t xdout[LEN];
	int r = xdout_make(p, rand, xdout);

	if (r)
		return r;
	memcpy(ret_ak, xdout + AK_OFFSET, AKA_SQN_LEN);
	OPENSSL_cleanse(xdout, sizeof(xdout));
	return 0;
}

const struct aka_functions aka_test = {
	.f1 = test_f1,
	.f2345 = test_f2345,
	.f5star = test_f5star,
};
