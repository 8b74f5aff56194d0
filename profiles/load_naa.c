/*
 * Network access parameters: AKA of the USIM and ISIM, CAVE and HRPD of the CSIM
 * [TCA Interoperable Profile Package 3.3, PE-AKAParameter, PE-CDMAParameter].
 */
#include "profiles/loader_internal.h"

#include <string.h>

static int check_algorithm(const struct saip_loader *l, const struct saip_algorithm *a)
{
	enum saip_service service;
	bool good_keys;

	switch (a->id.v) {
	case AKA_MILENAGE:
		service = SAIP_MILENAGE;
		good_keys = a->key.len == 16 && a->opc.len == 16;
		break;
	case AKA_TUAK:
		service = a->key.len == 32 ? SAIP_TUAK256 : SAIP_TUAK128;
		good_keys = (a->key.len == 16 || a->key.len == 32) && a->opc.len == 32;
		break;
	case AKA_TEST: /* OPc is ignored */
		service = SAIP_USIM_TEST_ALGORITHM;
		good_keys = a->key.len == 16;
		break;
	default:
		return PE_FEATURE_NOT_SUPPORTED;
	}
	if (!good_keys)
		return PE_BAD_VALUES;
	return saip_supports(l, service) ? PE_OK : PE_FEATURE_NOT_SUPPORTED;
}

/* Lengths have been checked by check_algorithm() and the table, which has the defaults too. */
static void get_algorithm(const struct saip_algorithm *in, struct saip_aka *out)
{
	struct aka_params *p = &out->params;

	p->algorithm = (enum aka_algorithm)in->id.v;
	p->k_len = in->key.len;
	memcpy(p->k, in->key.ptr, in->key.len);
	if (in->id.v != AKA_TEST)
		memcpy(p->opc, in->opc.ptr, in->opc.len);
	memcpy(p->r, in->rotation.ptr, sizeof(p->r));
	memcpy(p->c, in->constants.ptr, sizeof(p->c));
	out->algorithm_options = in->options.ptr[0];
	out->keccak_rounds = (uint8_t)in->keccak_rounds.v;
	p->keccak_iterations = out->keccak_rounds;
	out->has_counter_max = in->counter_max.ptr != NULL;
	if (out->has_counter_max)
		memcpy(out->counter_max, in->counter_max.ptr, sizeof(out->counter_max));
}

int saip_load_aka(struct saip_loader *l, struct span whole)
{
	struct saip_aka_parameter in;
	struct saip_aka aka = { .keccak_rounds = 1 };
	const struct saip_octets *sqn;
	int code = saip_decode(l, &saip_aka_parameter_type, SAIP_PE_AKA_PARAMETER, whole, &in);

	if (code != PE_OK)
		return code;
	if (l->aka == SAIP_NO_FILE)
		return l->aka_skipped ? PE_NOT_SUPPORTED : PE_INVALID_PARAMETER;
	if (in.configuration->which == SAIP_ALGORITHM_MAPPED) {
		aka.mapped = true;
		aka.mapped_aid = in.configuration->mapping->source;
		if (saip_name_find(l, aka.mapped_aid) == SAIP_NAME_SKIPPED)
			return PE_NOT_SUPPORTED;
		aka.mapping_options = in.configuration->mapping->options.ptr[0];
	} else {
		code = check_algorithm(l, in.configuration->algorithm);
		if (code != PE_OK)
			return code;
		get_algorithm(in.configuration->algorithm, &aka);
	}
	aka.sqn_options = in.sqn_options.ptr[0];
	memcpy(aka.sqn_delta, in.sqn_delta.ptr, sizeof(aka.sqn_delta));
	memcpy(aka.sqn_age_limit, in.sqn_age_limit.ptr, sizeof(aka.sqn_age_limit));
	sqn = in.sqn_init.items;
	for (size_t i = 0; i < in.sqn_init.count; i++) /* SIZE(32) of SIZE(6), or none: zero */
		memcpy(aka.sqn_init[i], sqn[i].v.ptr, sizeof(aka.sqn_init[i]));
	code = l->sink.ops->aka(l->sink.ctx, l->aka, &aka);
	explicit_bzero(&aka, sizeof(aka));
	return code;
}

int saip_load_cdma(struct saip_loader *l, struct span whole)
{
	struct saip_cdma_parameter in;
	int code = saip_decode(l, &saip_cdma_parameter_type, SAIP_PE_CDMA_PARAMETER, whole, &in);

	if (code != PE_OK)
		return code;
	if (!saip_supports(l, SAIP_CSIM))
		return PE_NOT_SUPPORTED;
	if (l->adf[SAIP_BASE_CSIM] == SAIP_NO_FILE)
		return PE_INVALID_PARAMETER;
	return l->sink.ops->element(l->sink.ctx, SAIP_PE_CDMA_PARAMETER, whole);
}
