/*
 * Network access parameters: AKA of the USIM and ISIM, CAVE and HRPD of the CSIM
 * [TCA Interoperable Profile Package 3.3, PE-AKAParameter, PE-CDMAParameter].
 */
#include "profiles/loader_internal.h"

#include <string.h>

/*
 * algorithmOptions, and numberOfKeccak: lengths of RES in bits 07, of the MAC in bits 38, of which AUTN
 * has room for 64 bits [TS 35.231 6.2; docs/PROFILES.md says how sure that is].
 */
static bool are_options(const struct saip_algorithm *a)
{
	enum { RES = 0x07, MAC = 0x38, MAC_64 = 0x08, RFU = 0x80 };
	uint8_t options = a->options.ptr[0];
	uint8_t res = options & RES, mac = options & MAC;

	switch (a->id.v) {
	case AKA_TEST: /* RES of up to 128 bits */
		return res <= 2;
	case AKA_TUAK:
		return (res <= 2 || res == 4) && mac <= MAC_64 && !(options & RFU) &&
		       a->keccak_rounds.v > 0;
	default: /* Milenage has nothing to choose */
		return true;
	}
}

static int check_algorithm(struct saip_loader *l, const struct saip_algorithm *a)
{
	const char *wanted = "key and opc are of 16 octets";
	enum saip_service service;
	bool good_keys;

	switch (a->id.v) {
	case AKA_MILENAGE:
		service = SAIP_MILENAGE;
		good_keys = a->key.len == 16 && a->opc.len == 16;
		break;
	case AKA_TUAK:
		wanted = "key is of 16 or 32 octets, opc of 32";
		service = a->key.len == 32 ? SAIP_TUAK256 : SAIP_TUAK128;
		good_keys = (a->key.len == 16 || a->key.len == 32) && a->opc.len == 32;
		break;
	case AKA_TEST: /* OPc is ignored */
		wanted = "key is of 16 octets";
		service = SAIP_USIM_TEST_ALGORITHM;
		good_keys = a->key.len == 16;
		break;
	default:
		return saip_refuse(l, PE_FEATURE_NOT_SUPPORTED, "unknown algorithmID");
	}
	if (!good_keys)
		return saip_refuse(l, PE_BAD_VALUES, wanted);
	if (!saip_supports(l, service))
		return saip_refuse(l, PE_FEATURE_NOT_SUPPORTED, "the card lacks the algorithm");
	if (!are_options(a))
		return saip_refuse(l, PE_INVALID_PARAMETER,
		                   "no such algorithmOptions or numberOfKeccak");
	return PE_OK;
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

/* Sequence numbers and limits have 43 bits: SQN without IND [TS 33.102 C.1.1.1]. */
static bool is_sqn(struct span sqn)
{
	return sqn.ptr[0] <= 0x07;
}

/* SIZE(6) each by the table; sqnInit is SIZE(32), or absent: zero. */
static int get_sqn(struct saip_loader *l, const struct saip_aka_parameter *in, struct saip_aka *out)
{
	const struct saip_octets *init = in->sqn_init.items;
	bool good = is_sqn(in->sqn_delta) && is_sqn(in->sqn_age_limit);

	out->sqn_options = in->sqn_options.ptr[0];
	memcpy(out->sqn_delta, in->sqn_delta.ptr, sizeof(out->sqn_delta));
	memcpy(out->sqn_age_limit, in->sqn_age_limit.ptr, sizeof(out->sqn_age_limit));
	for (size_t i = 0; i < in->sqn_init.count; i++) {
		good = good && is_sqn(init[i].v);
		memcpy(out->sqn_init[i], init[i].v.ptr, sizeof(out->sqn_init[i]));
	}
	return good ? PE_OK
	            : saip_refuse(l, PE_BAD_VALUES, "sequence numbers and limits have 43 bits");
}

/* The NAA whose parameters are used has to be there. */
static int get_mapping(struct saip_loader *l, const struct saip_mapping *in, struct saip_aka *out)
{
	out->mapped = true;
	out->mapped_aid = in->source;
	out->mapping_options = in->options.ptr[0];
	switch (saip_name_find(l, in->source)) {
	case SAIP_NAME_ADF:
		return PE_OK;
	case SAIP_NAME_SKIPPED:
		return saip_refuse(l, PE_NOT_SUPPORTED, "mappingSource was left out");
	default:
		return saip_refuse(l, PE_INVALID_PARAMETER, "mappingSource is no NAA before it");
	}
}

static int get_aka(struct saip_loader *l, const struct saip_aka_parameter *in, struct saip_aka *out)
{
	const struct saip_algorithm *algorithm = in->configuration->algorithm;
	int code;

	if (in->configuration->which == SAIP_ALGORITHM_MAPPED) {
		code = get_mapping(l, in->configuration->mapping, out);
	} else {
		code = check_algorithm(l, algorithm);
		if (code == PE_OK)
			get_algorithm(algorithm, out);
	}
	/* the test algorithm takes any sequence number: what is said of them is ignored */
	return code == PE_OK && out->params.algorithm != AKA_TEST ? get_sqn(l, in, out) : code;
}

int saip_load_aka(struct saip_loader *l, struct span whole)
{
	struct saip_aka_parameter in;
	struct saip_aka aka = { .keccak_rounds = 1 };
	int code = saip_decode(l, &saip_aka_parameter_type, SAIP_PE_AKA_PARAMETER, whole, &in);

	if (code != PE_OK)
		return code;
	if (l->aka == SAIP_NO_FILE && l->aka_skipped)
		return saip_refuse(l, PE_NOT_SUPPORTED, "its NAA was left out");
	if (l->aka == SAIP_NO_FILE)
		return saip_refuse(l, PE_INVALID_PARAMETER, "there is no USIM or ISIM before it");
	code = get_aka(l, &in, &aka);
	if (code == PE_OK)
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
		return saip_refuse(l, PE_NOT_SUPPORTED, "the card has no CSIM");
	if (l->adf[SAIP_BASE_CSIM] == SAIP_NO_FILE)
		return saip_refuse(l, PE_INVALID_PARAMETER, "there is no CSIM before it");
	return l->sink.ops->element(l->sink.ctx, SAIP_PE_CDMA_PARAMETER, whole);
}
