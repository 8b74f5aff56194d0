/*
 * AUTHENTICATE: GSM and 3G security context, sequence numbers, resynchronisation; GET CHALLENGE
 * [TS 31.102 7.1, TS 31.103 7.1, TS 33.102 6.3.3, 6.3.5, Annex C.2, TS 102 221 11.1.18].
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

	/* Services of EF.UST [TS 31.102 4.2.8]. */
	SERVICE_GSM_ACCESS = 27,
	SERVICE_GSM_CONTEXT = 38,
};

/* Parts of AUTN: SQN xor AK, AMF, MAC. */
struct challenge {
	const uint8_t *rand;
	const uint8_t *autn;
};

/* What an NAA authenticates with: its own, or its source's. */
struct naa {
	struct uicc_aka *aka, *sqn;
};

/* Is SQN hidden by AK in AUTN and AUTS? sqnOptions are not for the test algorithm. */
static bool is_concealed(const struct naa *naa)
{
	return naa->aka->params.algorithm == AKA_TEST || uicc_sqn_is_concealed(naa->sqn);
}

/* DC: AUTS = SQN_MS xor AK*, MAC-S [TS 33.102 6.3.3]. AMF* is all zeroes. */
static struct sw put_sync_failure(const struct uicc_call *call, const struct naa *naa,
                                  const uint8_t *rand, const uint8_t sqn_ms[AKA_SQN_LEN])
{
	static const uint8_t amf[2] = { 0, 0 };
	const struct aka_params *p = &naa->aka->params;
	uint8_t answer[2 + AKA_AUTS_LEN] = { TAG_SYNC_FAILURE, AKA_AUTS_LEN };
	uint8_t *auts = answer + 2;
	uint8_t ak[AKA_SQN_LEN], mac_a[8];

	memcpy(auts, sqn_ms, AKA_SQN_LEN);
	if (aka_f1(p, rand, auts, amf, mac_a, auts + AKA_SQN_LEN) < 0 ||
	    aka_f5star(p, rand, ak) < 0)
		return SW(SW_TECHNICAL);
	for (int i = 0; i < AKA_SQN_LEN && is_concealed(naa); i++)
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

static struct sw authenticate_3g(const struct uicc_call *call, const struct challenge *ch)
{
	const struct naa naa = { uicc_aka_find(call->u, call->c->adf),
		                 uicc_sqn_find(call->u, call->c->adf) };
	const struct aka_params *p = &naa.aka->params;
	static const uint8_t amf_resync[2] = { 0xFF, 0xFF };
	const uint8_t *amf = ch->autn + AKA_SQN_LEN;
	uint8_t sqn[AKA_SQN_LEN], mac_a[8], mac_s[8];
	struct aka_vector v;
	struct sw sw = count_use(call, naa.aka);

	if (sw.v != SW_OK)
		return sw;
	if (aka_f2345(p, ch->rand, &v) < 0)
		return SW(SW_TECHNICAL);
	if (p->algorithm == AKA_TEST)
		v.res_len = p->res_len;
	memcpy(sqn, ch->autn, sizeof(sqn));
	for (int i = 0; i < AKA_SQN_LEN && is_concealed(&naa); i++)
		sqn[i] ^= v.ak[i];
	if (aka_f1(p, ch->rand, sqn, amf, mac_a, mac_s) < 0)
		return SW(SW_TECHNICAL);
	if (memcmp(mac_a, amf + sizeof(amf_resync), sizeof(mac_a)) != 0)
		return SW(SW_AUTH_MAC);
	if (p->algorithm == AKA_TEST) {
		/* The test USIM takes any SQN, and fails on demand [TS 34.108 8.1.2.2]. */
		if (memcmp(amf, amf_resync, sizeof(amf_resync)) == 0)
			return put_sync_failure(call, &naa, ch->rand, sqn);
	} else if (!uicc_sqn_is_fresh(naa.sqn, sqn)) {
		uicc_sqn_highest(naa.sqn, sqn);
		return put_sync_failure(call, &naa, ch->rand, sqn);
	} else if (uicc_sqn_accept(call->u, naa.sqn, sqn) < 0) {
		return SW(SW_MEMORY_PROBLEM);
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
		return authenticate_3g(call, &ch);
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
