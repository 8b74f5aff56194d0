/*
 * AUTHENTICATE: GSM and 3G security context, sequence numbers, resynchronisation; GET CHALLENGE
 * [TS 31.102 7.1, TS 31.103 7.1, TS 33.102 6.3.3, 6.3.5, Annex C.2, TS 102 221 11.1.18].
 *
 * SQN = SEQ || IND with 5 bits of IND; the card keeps the highest SEQ accepted for each IND.
 */
#include "uicc_cmd.h"

#include <string.h>

enum {
	P2_GSM = 0x80,
	P2_VGCS = 0x82,
	P2_GBA = 0x84,
	P2_MBMS = 0x85,
	P2_LOCAL_KEY = 0x86,
	P2_3G = 0x81,
	TAG_SUCCESS = 0xDB,
	TAG_SYNC_FAILURE = 0xDC,

	IND_BITS = 5,
	/* sqnOptions of akaParameter: which checks apply [TCA Profile Package 8.5]. */
	SQN_CHECK_DELTA = 0x02,
	SQN_CHECK_AGE = 0x04,
	/* algorithmOptions of TUAK and the test algorithm: RES of 32, 64, 128 or 256 bits. */
	RES_LENGTH = 0x03,

	/* Services of EF.UST [TS 31.102 4.2.8]. */
	SERVICE_GSM_ACCESS = 27,
	SERVICE_GSM_CONTEXT = 38,
};

/* Parts of AUTN: SQN xor AK, AMF, MAC. */
struct challenge {
	const uint8_t *rand;
	const uint8_t *autn;
};

static uint64_t get48(const uint8_t p[6])
{
	uint64_t v = 0;

	for (int i = 0; i < 6; i++)
		v = v << 8 | p[i];
	return v;
}

static void put48(uint8_t p[6], uint64_t v)
{
	for (int i = 5; i >= 0; i--, v >>= 8)
		p[i] = (uint8_t)v;
}

static struct uicc_aka *aka_of(const struct uicc *u, uint32_t adf)
{
	for (uint32_t i = 0; i < u->aka_count; i++) {
		if (u->akas[i].adf == adf)
			return &u->akas[i];
	}
	return NULL;
}

struct uicc_aka *uicc_aka_find(const struct uicc *u, uint32_t adf)
{
	struct uicc_aka *aka = aka_of(u, adf);

	/* A source is never mapped itself: installation sees to it. */
	return aka && aka->source != UICC_NONE ? aka_of(u, aka->source) : aka;
}

void uicc_aka_set_options(struct uicc_aka *aka)
{
	static const uint8_t res_lengths[] = { 4, 8, 16, 32 };
	struct aka_params *p = &aka->params;

	p->keccak_iterations = p->res_len = 0;
	if (p->algorithm == AKA_MILENAGE)
		return;
	p->res_len = res_lengths[aka->algorithm_options & RES_LENGTH];
	if (p->algorithm == AKA_TUAK)
		p->keccak_iterations = aka->keccak_rounds;
	else if (p->res_len > AKA_KEY_LEN)
		p->res_len = AKA_KEY_LEN;
}

/* The highest sequence number accepted so far, with its IND: SQN_MS. */
static uint64_t highest_sqn(const struct uicc_aka *aka)
{
	uint64_t highest = 0;

	for (unsigned int ind = 0; ind < SAIP_SQN_ARRAY; ind++) {
		uint64_t sqn = get48(aka->sqn[ind]) << IND_BITS | ind;

		if (sqn >> IND_BITS > highest >> IND_BITS)
			highest = sqn;
	}
	return highest;
}

static bool sqn_is_fresh(const struct uicc_aka *aka, uint64_t sqn)
{
	uint64_t seq = sqn >> IND_BITS, highest = highest_sqn(aka) >> IND_BITS;

	if (seq <= get48(aka->sqn[sqn % SAIP_SQN_ARRAY]))
		return false;
	if ((aka->sqn_options & SQN_CHECK_DELTA) && seq > highest &&
	    seq - highest > get48(aka->sqn_delta))
		return false;
	return !(aka->sqn_options & SQN_CHECK_AGE) || seq >= highest ||
	       highest - seq <= get48(aka->sqn_age_limit);
}

/* DC: AUTS = SQN_MS xor AK*, MAC-S [TS 33.102 6.3.3]. AMF* is all zeroes. */
static struct sw put_sync_failure(const struct uicc_call *call, const struct uicc_aka *aka,
                                  const uint8_t *rand, uint64_t sqn_ms)
{
	static const uint8_t amf[2] = { 0, 0 };
	uint8_t answer[2 + AKA_AUTS_LEN] = { TAG_SYNC_FAILURE, AKA_AUTS_LEN };
	uint8_t *auts = answer + 2;
	uint8_t ak[AKA_SQN_LEN], mac_a[8];

	put48(auts, sqn_ms);
	if (aka_f1(&aka->params, rand, auts, amf, mac_a, auts + AKA_SQN_LEN) < 0 ||
	    aka_f5star(&aka->params, rand, ak) < 0)
		return SW(SW_TECHNICAL);
	for (int i = 0; i < AKA_SQN_LEN; i++)
		auts[i] ^= ak[i];
	response_put(call->response, SPAN(answer));
	return SW(SW_OK);
}

static void put_counted(const struct uicc_call *call, const uint8_t *value, size_t len)
{
	const uint8_t count = (uint8_t)len;

	response_put(call->response, (struct span){ &count, 1 });
	response_put(call->response, (struct span){ value, len });
}

/* DB: RES, CK, IK, and Kc for a USIM that may be used in GSM [TS 31.102 7.1.2.1]. */
static void put_success(const struct uicc_call *call, const struct aka_vector *v)
{
	const uint8_t tag = TAG_SUCCESS;
	uint8_t sres[4], kc[8];

	response_put(call->response, (struct span){ &tag, 1 });
	put_counted(call, v->res, v->res_len);
	put_counted(call, v->ck, v->ck_len);
	put_counted(call, v->ik, v->ik_len);
	if (uicc_has_service(call->u, call->c->adf, SERVICE_GSM_ACCESS)) {
		aka_gsm(v, sres, kc);
		put_counted(call, kc, sizeof(kc));
	}
}

static struct sw accept_sqn(const struct uicc_call *call, struct uicc_aka *aka, uint64_t sqn)
{
	uint8_t *entry = aka->sqn[sqn % SAIP_SQN_ARRAY], before[AKA_SQN_LEN];

	memcpy(before, entry, sizeof(before));
	put48(entry, sqn >> IND_BITS);
	if (uicc_store_sqn(call->u, aka) < 0) {
		memcpy(entry, before, sizeof(before));
		return SW(SW_MEMORY_PROBLEM);
	}
	return SW(SW_OK);
}

/*
 * Counts a run of the algorithm with the subscriber's key; authCounterMax ends them. The test
 * algorithm has no limit [TCA Profile Package 8.5].
 */
static struct sw count_use(const struct uicc_call *call, struct uicc_aka *aka)
{
	const uint8_t *max = aka->counter_max;

	if (!aka->has_counter_max || aka->params.algorithm == AKA_TEST)
		return SW(SW_OK);
	if (aka->counter >= ((uint32_t)max[0] << 16 | (uint32_t)max[1] << 8 | max[2]))
		return SW(SW_CONDITIONS);
	aka->counter++;
	if (uicc_store_sqn(call->u, aka) < 0) {
		aka->counter--;
		return SW(SW_MEMORY_PROBLEM);
	}
	return SW(SW_OK);
}

static struct sw authenticate_3g(const struct uicc_call *call, struct uicc_aka *aka,
                                 const struct challenge *ch)
{
	static const uint8_t amf_resync[2] = { 0xFF, 0xFF };
	const uint8_t *amf = ch->autn + AKA_SQN_LEN;
	uint8_t sqn[AKA_SQN_LEN], mac_a[8], mac_s[8];
	struct aka_vector v;
	struct sw sw = count_use(call, aka);

	if (sw.v != SW_OK)
		return sw;
	if (aka_f2345(&aka->params, ch->rand, &v) < 0)
		return SW(SW_TECHNICAL);
	if (aka->params.algorithm == AKA_TEST)
		v.res_len = aka->params.res_len;
	for (int i = 0; i < AKA_SQN_LEN; i++)
		sqn[i] = ch->autn[i] ^ v.ak[i];
	if (aka_f1(&aka->params, ch->rand, sqn, amf, mac_a, mac_s) < 0)
		return SW(SW_TECHNICAL);
	if (memcmp(mac_a, amf + sizeof(amf_resync), sizeof(mac_a)) != 0)
		return SW(SW_AUTH_MAC);
	if (aka->params.algorithm == AKA_TEST) {
		/* The test USIM takes any SQN, and fails on demand [TS 34.108 8.1.2.2]. */
		if (memcmp(amf, amf_resync, sizeof(amf_resync)) == 0)
			return put_sync_failure(call, aka, ch->rand, get48(sqn));
	} else {
		if (!sqn_is_fresh(aka, get48(sqn)))
			return put_sync_failure(call, aka, ch->rand, highest_sqn(aka));
		sw = accept_sqn(call, aka, get48(sqn));
		if (sw.v != SW_OK)
			return sw;
	}
	put_success(call, &v);
	explicit_bzero(&v, sizeof(v));
	return SW(SW_OK);
}

struct sw uicc_gsm_triplet(const struct uicc_call *call, struct uicc_aka *aka,
                           const uint8_t rand[AKA_RAND_LEN], uint8_t ret_sres[4], uint8_t ret_kc[8])
{
	struct aka_vector v;
	struct sw sw = count_use(call, aka);

	if (sw.v != SW_OK)
		return sw;
	if (aka_f2345(&aka->params, rand, &v) < 0)
		return SW(SW_TECHNICAL);
	aka_gsm(&v, ret_sres, ret_kc);
	explicit_bzero(&v, sizeof(v));
	return SW(SW_OK);
}

/* GSM context: SRES and Kc [TS 31.102 7.1.2.2]. */
static struct sw authenticate_gsm(const struct uicc_call *call, struct uicc_aka *aka,
                                  const uint8_t *rand)
{
	uint8_t sres[4], kc[8];
	struct sw sw;

	if (!uicc_has_service(call->u, call->c->adf, SERVICE_GSM_CONTEXT))
		return SW(SW_AUTH_CONTEXT);
	sw = uicc_gsm_triplet(call, aka, rand, sres, kc);
	if (sw.v == SW_OK) {
		put_counted(call, sres, sizeof(sres));
		put_counted(call, kc, sizeof(kc));
	}
	return sw;
}

struct sw uicc_cmd_authenticate(const struct uicc_call *call)
{
	const struct span data = call->apdu->data;
	const struct uicc_context *c = call->c;
	struct uicc_aka *aka = c->adf == UICC_NONE ? NULL : uicc_aka_find(call->u, c->adf);
	struct challenge ch;

	if (call->apdu->p1)
		return SW(SW_WRONG_P1P2);
	if (!aka || c->df == UICC_NONE || uicc_fs_adf_of(call->u, c->df) != c->adf)
		return SW(SW_CONDITIONS);
	if (!uicc_application_pin_satisfied(call->u, c->adf))
		return SW(SW_SECURITY_STATUS);
	if (data.len < 1 + AKA_RAND_LEN || data.ptr[0] != AKA_RAND_LEN)
		return SW(SW_WRONG_DATA);
	ch.rand = data.ptr + 1;
	switch (call->apdu->p2) {
	case P2_3G:
		if (data.len != 2 + AKA_RAND_LEN + AKA_AUTN_LEN ||
		    data.ptr[1 + AKA_RAND_LEN] != AKA_AUTN_LEN)
			return SW(SW_WRONG_DATA);
		ch.autn = ch.rand + AKA_RAND_LEN + 1;
		return authenticate_3g(call, aka, &ch);
	case P2_GSM:
		return data.len == 1 + AKA_RAND_LEN ? authenticate_gsm(call, aka, ch.rand)
		                                    : SW(SW_WRONG_DATA);
	case P2_VGCS:
	case P2_GBA:
	case P2_MBMS:
	case P2_LOCAL_KEY:
		return SW(SW_AUTH_CONTEXT);
	default:
		return SW(SW_WRONG_P1P2);
	}
}

/* Random octets, as many as asked for. */
struct sw uicc_cmd_get_challenge(const struct uicc_call *call)
{
	enum { CHALLENGE_MAX = 256 };
	size_t n = call->apdu->ne;
	uint8_t challenge[CHALLENGE_MAX];

	if (call->apdu->p1 || call->apdu->p2)
		return SW(SW_WRONG_P1P2);
	if (n == 0 || n > sizeof(challenge))
		return SW(SW_WRONG_LENGTH);
	if (crypto_random_fill(&call->u->random, challenge, n) < 0)
		return SW(SW_TECHNICAL);
	response_put(call->response, (struct span){ challenge, n });
	return SW(SW_OK);
}
