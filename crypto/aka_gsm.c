/* GSM triplets from UMTS outputs: conversion functions c2 and c3 [TS 33.102 6.8.1.2]. */
#include <string.h>

#include "crypto/aka.h"

void aka_gsm(const struct aka_vector *v, uint8_t ret_sres[4], uint8_t ret_kc[8])
{
	/* A RES shorter than 16 octets counts as padded with zeros, which fold to nothing. */
	memset(ret_sres, 0, 4);
	for (size_t i = 0; i < v->res_len; i++)
		ret_sres[i % 4] ^= v->res[i];
	for (size_t i = 0; i < 8; i++)
		ret_kc[i] = v->ck[i] ^ v->ck[i + 8] ^ v->ik[i] ^ v->ik[i + 8];
}
