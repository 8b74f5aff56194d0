/*
 * Authentication and key agreement on the card: Milenage [TS 35.206], TUAK [TS 35.231] and the XOR
 * test algorithm [TS 34.108 8.1.2], behind one table of functions.
 */
#ifndef CRYPTO_AKA_H
#define CRYPTO_AKA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum aka_algorithm { AKA_MILENAGE = 1, AKA_TUAK = 2, AKA_TEST = 3 }; /* as in akaParameter */

enum { AKA_KEY_LEN = 16, AKA_RAND_LEN = 16, AKA_AUTN_LEN = 16, AKA_AUTS_LEN = 14, AKA_SQN_LEN = 6 };

enum { AKA_OUTPUT_MAX = 32 }; /* octets of the longest MAC, RES, CK or IK (TUAK) */

/* Parameters of one NAA; keys are secrets of the profile. */
struct aka_params {
	enum aka_algorithm algorithm;
	uint8_t k[32];
	size_t k_len;
	uint8_t opc[32];  /* OPc, or TOPc */
	uint8_t r[5];     /* Milenage rotation amounts in bits; default 64 0 32 64 96 */
	uint8_t c[5][16]; /* Milenage constants; default 0, 1, 2, 4, 8 */

	/* TUAK only; lengths in octets. 0 stands for the default. */
	uint8_t keccak_iterations; /* default 1 */
	uint8_t mac_len;        /* 8, 16 or 32; default 8, the only one that fits AUTN and AUTS */
	uint8_t res_len;        /* 4, 8, 16 or 32; default 8 */
	uint8_t ck_len, ik_len; /* 16 or 32; default 16 */
};

/* Outputs of f2 to f5 for one RAND. */
struct aka_vector {
	uint8_t res[AKA_OUTPUT_MAX];
	size_t res_len; /* 8 for Milenage, 16 for the test algorithm, 4 to 32 for TUAK */
	uint8_t ck[AKA_OUTPUT_MAX], ik[AKA_OUTPUT_MAX];
	size_t ck_len, ik_len; /* 16; for TUAK also 32 */
	uint8_t ak[6];
};

/* Sets the constants' defaults (r, c) [TS 35.206 4.1]. The fields of TUAK default to 0. */
void aka_params_default(struct aka_params *p);

/* OPc from OP and K. 0 or negative errno. */
int aka_milenage_opc(const uint8_t k[16], const uint8_t op[16], uint8_t ret_opc[16]);
/* TOPc from TOP, and from K and the Keccak iterations in p [TS 35.231 6.1]. 0 or -EINVAL. */
int aka_tuak_topc(const struct aka_params *p, const uint8_t top[32], uint8_t ret_topc[32]);

/*
 * Functions of one algorithm. 0; -ENOTSUP for an unknown algorithm; -EINVAL for a length in p that
 * the algorithm does not have; other negative errno.
 */

/* f1 (mac_a) and f1* (mac_s) for RAND, SQN, AMF: 8 octets each, or mac_len of TUAK. */
int aka_f1(const struct aka_params *p, const uint8_t rand[16], const uint8_t sqn[6],
           const uint8_t amf[2], uint8_t *ret_mac_a, uint8_t *ret_mac_s);
/* f2, f3, f4, f5. */
int aka_f2345(const struct aka_params *p, const uint8_t rand[16], struct aka_vector *ret_vector);
/* f5*: the anonymity key of resynchronisation. */
int aka_f5star(const struct aka_params *p, const uint8_t rand[16], uint8_t ret_ak[6]);

/*
 * GSM triplet from UMTS outputs, conversion functions c2 and c3 [TS 33.102 6.8.1.2]. c3 knows keys
 * of 128 bits; of longer ones it takes the first 128.
 */
void aka_gsm(const struct aka_vector *v, uint8_t ret_sres[4], uint8_t ret_kc[8]);

#endif
