/* One authentication algorithm, as aka.c dispatches to it. Internal to crypto/. */
#ifndef CRYPTO_AKA_INTERNAL_H
#define CRYPTO_AKA_INTERNAL_H

#include "crypto/aka.h"

struct aka_functions {
	int (*f1)(const struct aka_params *p, const uint8_t rand[16], const uint8_t sqn[6],
	          const uint8_t amf[2], uint8_t *ret_mac_a, uint8_t *ret_mac_s);
	int (*f2345)(const struct aka_params *p, const uint8_t rand[16],
	             struct aka_vector *ret_vector);
	int (*f5star)(const struct aka_params *p, const uint8_t rand[16], uint8_t ret_ak[6]);
};

extern const struct aka_functions aka_milenage;
extern const struct aka_functions aka_test;
extern const struct aka_functions aka_tuak;

#endif
