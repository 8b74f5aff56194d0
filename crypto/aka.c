/* Dispatch to the authentication algorithm of an NAA; see aka.h. */
#include <errno.h>

#include "crypto/aka_internal.h"

static const struct aka_functions *const algorithms[] = {
	[AKA_MILENAGE] = &aka_milenage,
	[AKA_TUAK] = &aka_tuak,
	[AKA_TEST] = &aka_test,
};

/* NULL for an algorithm that is not here. */
static const struct aka_functions *find(const struct aka_params *p)
{
	size_t i = (size_t)p->algorithm;

	return i < sizeof(algorithms) / sizeof(algorithms[0]) ? algorithms[i] : NULL;
}

int aka_f1(const struct aka_params *p, const uint8_t rand[16], const uint8_t sqn[6],
           const uint8_t amf[2], uint8_t *ret_mac_a, uint8_t *ret_mac_s)
{
	const struct aka_functions *a = find(p);

	return a ? a->f1(p, rand, sqn, amf, ret_mac_a, ret_mac_s) : -ENOTSUP;
}

int aka_f2345(const struct aka_params *p, const uint8_t rand[16], struct aka_vector *ret_vector)
{
	const struct aka_functions *a = find(p);

	return a ? a->f2345(p, rand, ret_vector) : -ENOTSUP;
}

int aka_f5star(const struct aka_params *p, const uint8_t rand[16], uint8_t ret_ak[6])
{
	const struct aka_functions *a = find(p);

	return a ? a->f5star(p, rand, ret_ak) : -ENOTSUP;
}
