/*
 * TUAK, functions f1 to f5* over Keccak-f[1600] [TS 35.231].
 *
 * Every function fills one state with TOPc, an octet that says which function and lengths, the name
 * of the algorithm, RAND, AMF, SQN and K, permutes it, and cuts its outputs from it. TS 35.231
 * numbers the bits of all values against the order of the state; what remains of that in octets is
 * that each value stands in the state with its last octet first.
 */
#include <errno.h>
#include <openssl/crypto.h>
#include <string.h>

#include "crypto/aka_internal.h"
#include "crypto/keccak.h"

enum {
	TOPC_LEN = 32,
	KEY128 = 16,
	KEY256 = 32,
	MAC_DEFAULT = 8,
	RES_DEFAULT = 8,
	RES_SHORTEST = 4
};

/* Places in the input [TS 35.231 6.2]. */
enum {
	IN_TOPC = 0,
	IN_INSTANCE = 32,
	IN_ALGONAME = 33,
	IN_RAND = 40,
	IN_AMF = 56,
	IN_SQN = 58,
	IN_KEY = 64,
	IN_PADDING = 96,
	IN_PADDING_END = 135,
};

/* Places in the output [TS 35.231 6.4]. */
enum { OUT_MAC = 0, OUT_RES = 0, OUT_CK = 32, OUT_IK = 64, OUT_AK = 96 };

/*
 * INSTANCE. Lengths of MAC and RES are flags of the same value as the number of octets: 08, 10, 20;
 * the shortest RES has none.
 */
enum {
	INSTANCE_TOPC = 0x00,
	INSTANCE_F1 = 0x00,
	INSTANCE_F1STAR = 0x80,
	INSTANCE_F2345 = 0x40,
	INSTANCE_F5STAR = 0xC0,
	INSTANCE_CK256 = 0x04,
	INSTANCE_IK256 = 0x02,
	INSTANCE_K256 = 0x01,
};

/* Inputs of one function; a NULL counts as zeroes. */
struct tuak_input {
	const uint8_t *top; /* TOPc, or TOP */
	const uint8_t *rand, *amf, *sqn;
	unsigned int instance;
};

static void reverse(const uint8_t *in, size_t len, uint8_t *ret_out)
{
	for (size_t i = 0; i < len; i++)
		ret_out[i] = in[len - 1 - i];
}

static void put(uint8_t *state, size_t at, const uint8_t *value, size_t len)
{
	if (value)
		reverse(value, len, state + at);
}

/* Runs one function; the caller cuts the outputs, and wipes them. */
static int tuak_run(const struct aka_params *p, const struct tuak_input *in,
                    uint8_t ret_state[KECCAK_STATE_LEN])
{
	static const uint8_t name[7] = { 'T', 'U', 'A', 'K', '1', '.', '0' };
	unsigned int iterations = p->keccak_iterations ? p->keccak_iterations : 1;

	if (p->k_len != KEY128 && p->k_len != KEY256)
		return -EINVAL;
	memset(ret_state, 0, KECCAK_STATE_LEN);
	put(ret_state, IN_TOPC, in->top, TOPC_LEN);
	put(ret_state, IN_ALGONAME, name, sizeof(name));
	put(ret_state, IN_RAND, in->rand, AKA_RAND_LEN);
	put(ret_state, IN_AMF, in->amf, 2);
	put(ret_state, IN_SQN, in->sqn, AKA_SQN_LEN);
	put(ret_state, IN_KEY, p->k, p->k_len);
	ret_state[IN_INSTANCE] = (uint8_t)(in->instance | (p->k_len == KEY256 ? INSTANCE_K256 : 0));
	ret_state[IN_PADDING] = 0x1F;
	ret_state[IN_PADDING_END] = 0x80;
	for (unsigned int i = 0; i < iterations; i++)
		keccak_f1600(ret_state);
	return 0;
}

int aka_tuak_topc(const struct aka_params *p, const uint8_t top[32], uint8_t ret_topc[32])
{
	const struct tuak_input in = { .top = top, .instance = INSTANCE_TOPC };
	uint8_t state[KECCAK_STATE_LEN];
	int r = tuak_run(p, &in, state);

	if (r)
		return r;
	reverse(state, TOPC_LEN, ret_topc);
	OPENSSL_cleanse(state, sizeof(state));
	return 0;
}

/* f1* differs from f1 in INSTANCE only. */
static int tuak_f1(const struct aka_params *p, const uint8_t rand[16], const uint8_t sqn[6],
                   const uint8_t amf[2], uint8_t *ret_mac_a, uint8_t *ret_mac_s)
{
	size_t len = p->mac_len ? p->mac_len : MAC_DEFAULT;
	struct tuak_input in = { .top = p->opc, .rand = rand, .amf = amf, .sqn = sqn };
	uint8_t state[KECCAK_STATE_LEN];
	int r;

	if (len != 8 && len != 16 && len != 32)
		return -EINVAL;
	in.instance = INSTANCE_F1 | (unsigned int)len;
	r = tuak_run(p, &in, state);
	if (r)
		return r;
	reverse(state + OUT_MAC, len, ret_mac_a);
	in.instance = INSTANCE_F1STAR | (unsigned int)len;
	r = tuak_run(p, &in, state);
	if (!r)
		reverse(state + OUT_MAC, len, ret_mac_s);
	OPENSSL_cleanse(state, sizeof(state));
	return r;
}

static bool is_res_len(size_t len)
{
	return len == RES_SHORTEST || len == 8 || len == 16 || len == 32;
}

static bool is_key_len(size_t len)
{
	return len == KEY128 || len == KEY256;
}

static int tuak_f2345(const struct aka_params *p, const uint8_t rand[16],
                      struct aka_vector *ret_vector)
{
	struct tuak_input in = { .top = p->opc, .rand = rand, .instance = INSTANCE_F2345 };
	struct aka_vector v = {
		.res_len = p->res_len ? p->res_len : RES_DEFAULT,
		.ck_len = p->ck_len ? p->ck_len : KEY128,
		.ik_len = p->ik_len ? p->ik_len : KEY128,
	};
	uint8_t state[KECCAK_STATE_LEN];
	int r;

	if (!is_res_len(v.res_len) || !is_key_len(v.ck_len) || !is_key_len(v.ik_len))
		return -EINVAL;
	if (v.res_len != RES_SHORTEST)
		in.instance |= (unsigned int)v.res_len;
	if (v.ck_len == KEY256)
		in.instance |= INSTANCE_CK256;
	if (v.ik_len == KEY256)
		in.instance |= INSTANCE_IK256;
	r = tuak_run(p, &in, state);
	if (r)
		return r;
	reverse(state + OUT_RES, v.res_len, v.res);
	reverse(state + OUT_CK, v.ck_len, v.ck);
	reverse(state + OUT_IK, v.ik_len, v.ik);
	reverse(state + OUT_AK, sizeof(v.ak), v.ak);
	*ret_vector = v;
	OPENSSL_cleanse(state, sizeof(state));
	OPENSSL_cleanse(&v, sizeof(v));
	return 0;
}

static int tuak_f5star(const struct aka_params *p, const uint8_t rand[16], uint8_t ret_ak[6])
{
	const struct tuak_input in = { .top = p->opc, .rand = rand, .instance = INSTANCE_F5STAR };
	uint8_t state[KECCAK_STATE_LEN];
	int r = tuak_run(p, &in, state);

	if (r)
		return r;
	reverse(state + OUT_AK, AKA_SQN_LEN, ret_ak);
	OPENSSL_cleanse(state, sizeof(state));
	return 0;
}

const struct aka_functions aka_tuak = {
	.f1 = tuak_f1,
	.f2345 = tuak_f2345,
	.f5star = tuak_f5star,
};
