/*
 * Milenage, functions f1 to f5* over AES-128 [TS 35.206], with the operator's own rotations and
 * constants.
 */
#include <errno.h>
#include <openssl/crypto.h>
#include <string.h>

#include "crypto/aka_internal.h"
#include "crypto/provider.h"

enum { LEN = 16, OUT1 = 0, OUT2 = 1, OUT3 = 2, OUT4 = 3, OUT5 = 4 };

/* What all functions of one RAND share. */
struct milenage {
	EVP_CIPHER_CTX *aes; /* keyed with K */
	const uint8_t *opc;
	uint8_t temp[LEN]; /* E_K(RAND xor OPc) */
};

void aka_params_default(struct aka_params *p)
{
	static const uint8_t r[5] = { 64, 0, 32, 64, 96 };
	static const uint8_t c_last[5] = { 0, 1, 2, 4, 8 };

	memcpy(p->r, r, sizeof(r));
	memset(p->c, 0, sizeof(p->c));
	for (size_t i = 0; i < 5; i++)
		p->c[i][LEN - 1] = c_last[i];
}

static void xor_block(uint8_t inout[LEN], const uint8_t with[LEN])
{
	for (size_t i = 0; i < LEN; i++)
		inout[i] ^= with[i];
}

/* Cyclic rotation by this many bits towards the most significant bit. */
static void rotate(const uint8_t in[LEN], uint8_t bits, uint8_t ret_out[LEN])
{
	size_t octets = bits / 8u;
	unsigned int rest = bits % 8u;

	for (size_t i = 0; i < LEN; i++) {
		unsigned int hi = in[(i + octets) % LEN], lo = in[(i + octets + 1) % LEN];

		ret_out[i] = (uint8_t)(hi << rest | lo >> (8 - rest));
	}
}

static EVP_CIPHER_CTX *aes_new(const uint8_t k[LEN])
{
	const struct crypto_provider *p = crypto_provider();
	EVP_CIPHER_CTX *aes = p ? EVP_CIPHER_CTX_new() : NULL;

	if (aes && (!EVP_EncryptInit_ex2(aes, p->aes128_ecb, k, NULL, NULL) ||
	            !EVP_CIPHER_CTX_set_padding(aes, 0))) {
		EVP_CIPHER_CTX_free(aes);
		aes = NULL;
	}
	return aes;
}

static bool encrypt(EVP_CIPHER_CTX *aes, uint8_t inout[LEN])
{
	int n;

	return EVP_EncryptUpdate(aes, inout, &n, inout, LEN) && n == LEN;
}

static int milenage_init(struct milenage *m, const struct aka_params *p, const uint8_t rand[LEN])
{
	if (p->k_len != LEN)
		return -EINVAL;
	m->aes = aes_new(p->k);
	if (!m->aes)
		return -ENOMEM;
	m->opc = p->opc;
	memcpy(m->temp, rand, LEN);
	xor_block(m->temp, p->opc);
	return encrypt(m->aes, m->temp) ? 0 : -EIO;
}

static void milenage_done(struct milenage *m)
{
	EVP_CIPHER_CTX_free(m->aes);
	OPENSSL_cleanse(m->temp, sizeof(m->temp));
}

/* OUTi = E_K(rot(TEMP xor OPc, ri) xor ci) xor OPc, for i = 2 to 5 [TS 35.206 4.1]. */
static int milenage_out(struct milenage *m, const struct aka_params *p, size_t i,
                        uint8_t ret_out[LEN])
{
	uint8_t block[LEN];

	memcpy(block, m->temp, LEN);
	xor_block(block, m->opc);
	rotate(block, p->r[i], ret_out);
	xor_block(ret_out, p->c[i]);
	OPENSSL_cleanse(block, sizeof(block));
	if (!encrypt(m->aes, ret_out))
		return -EIO;
	xor_block(ret_out, m->opc);
	return 0;
}

/* OUT1 = E_K(TEMP xor rot(IN1 xor OPc, r1) xor c1) xor OPc, IN1 = SQN || AMF || SQN || AMF. */
static int milenage_f1(const struct aka_params *p, const uint8_t rand[16], const uint8_t sqn[6],
                       const uint8_t amf[2], uint8_t *ret_mac_a, uint8_t *ret_mac_s)
{
	struct milenage m = { 0 };
	uint8_t in1[LEN], out1[LEN];
	int r = milenage_init(&m, p, rand);

	if (r)
		goto out;
	for (size_t half = 0; half < LEN; half += 8) {
		memcpy(in1 + half, sqn, 6);
		memcpy(in1 + half + 6, amf, 2);
	}
	xor_block(in1, p->opc);
	rotate(in1, p->r[OUT1], out1);
	xor_block(out1, m.temp);
	xor_block(out1, p->c[OUT1]);
	if (!encrypt(m.aes, out1)) {
		r = -EIO;
		goto out;
	}
	xor_block(out1, p->opc);
	memcpy(ret_mac_a, out1, 8);
	memcpy(ret_mac_s, out1 + 8, 8);
out:
	milenage_done(&m);
	return r;
}

static int milenage_f2345(const struct aka_params *p, const uint8_t rand[16],
                          struct aka_vector *ret_vector)
{
	struct milenage m = { 0 };
	struct aka_vector v = { .res_len = 8, .ck_len = LEN, .ik_len = LEN };
	uint8_t out2[LEN];
	int r = milenage_init(&m, p, rand);

	if (!r)
		r = milenage_out(&m, p, OUT2, out2);
	if (!r)
		r = milenage_out(&m, p, OUT3, v.ck);
	if (!r)
		r = milenage_out(&m, p, OUT4, v.ik);
	if (!r) {
		memcpy(v.ak, out2, sizeof(v.ak));
		memcpy(v.res, out2 + 8, v.res_len);
		*ret_vector = v;
	}
	milenage_done(&m);
	OPENSSL_cleanse(out2, sizeof(out2));
	OPENSSL_cleanse(&v, sizeof(v));
	return r;
}

static int milenage_f5star(const struct aka_params *p, const uint8_t rand[16], uint8_t ret_ak[6])
{
	struct milenage m = { 0 };
	uint8_t out5[LEN];
	int r = milenage_init(&m, p, rand);

	if (!r)
		r = milenage_out(&m, p, OUT5, out5);
	if (!r)
		memcpy(ret_ak, out5, AKA_SQN_LEN);
	milenage_done(&m);
	OPENSSL_cleanse(out5, sizeof(out5));
	return r;
}

/* OPc = E_K(OP) xor OP [TS 35.206 8.2]. */
int aka_milenage_opc(const uint8_t k[16], const uint8_t op[16], uint8_t ret_opc[16])
{
	EVP_CIPHER_CTX *aes = aes_new(k);
	uint8_t block[LEN];
	int r = -ENOMEM;

	if (aes) {
		memcpy(block, op, LEN);
		r = encrypt(aes, block) ? 0 : -EIO;
		EVP_CIPHER_CTX_free(aes);
	}
	if (r)
		return r;
	xor_block(block, op);
	memcpy(ret_opc, block, LEN);
	OPENSSL_cleanse(block, sizeof(block));
	return 0;
}

const struct aka_functions aka_milenage = {
	.f1 = milenage_f1,
	.f2345 = milenage_f2345,
	.f5star = milenage_f5star,
};
