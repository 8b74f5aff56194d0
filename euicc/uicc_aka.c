/*
 * Authentication parameters of the NAAs: whose an NAA uses, what algorithmOptions mean, and which
 * sequence numbers are fresh [TCA Profile Package 8.5, TS 33.102 Annex C.2].
 *
 * SQN = SEQ || IND with 5 bits of IND; the card keeps the highest SEQ accepted for each IND.
 */
#include "uicc_fs.h"

#include <string.h>

/*
 * algorithmOptions: lengths, as the INSTANCE of TUAK has them [TS 35.231 6.2]. The test algorithm
 * has those of RES up to 128 bits. Second-hand but for 02, which TS.48 calls 128 bits.
 */
enum {
	OPTION_RES = 0x07,
	OPTION_MAC = 0x38,
	OPTION_MAC_LSB = 0x08,
	OPTION_KEY_256 = 0x40, /* CK and IK */
	OPTION_RFU = 0x80,
};

enum { IND_BITS = 5, SEQ_BITS = 48 - IND_BITS };

/*
 * sqnOptions: what is not done. These meanings are second-hand, but what is first-hand agrees: TS.48
 * calls 02 "SQN wrap around", and the default of 02 has defaults of both limits beside it, which
 * would be idle if 04 and 08 had to be set for them.
 */
enum {
	SQN_WITHOUT_AK = 0x01,
	SQN_NO_WRAP = 0x02,
	SQN_NO_DELTA = 0x04,
	SQN_NO_AGE_LIMIT = 0x08,
};

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

struct uicc_aka *uicc_sqn_find(const struct uicc *u, uint32_t adf)
{
	struct uicc_aka *aka = aka_of(u, adf);

	return aka && aka->shares_sqn ? aka_of(u, aka->source) : aka;
}

bool uicc_aka_set_options(struct aka_params *p, uint8_t options, uint8_t keccak_rounds)
{
	enum { MAC_64 = 8, KEY_128 = 16, KEY_256 = 32 };
	/* By field; 0: not defined. A MAC of 64 bits may also go without saying. */
	static const uint8_t res_lengths[8] = { 4, 8, 16, [4] = 32 };
	static const uint8_t mac_lengths[8] = { MAC_64, MAC_64, 16, [4] = 32 };
	uint8_t res = res_lengths[options & OPTION_RES];
	uint8_t mac = mac_lengths[(options & OPTION_MAC) / OPTION_MAC_LSB];

	if (p->algorithm == AKA_MILENAGE)
		return true;
	if (p->algorithm == AKA_TEST) {
		p->res_len = res && res <= AKA_KEY_LEN ? res : AKA_KEY_LEN;
		return p->res_len == res;
	}
	if (!res || mac != MAC_64 || (options & OPTION_RFU) || !keccak_rounds)
		return false;
	p->keccak_iterations = keccak_rounds;
	p->mac_len = mac;
	p->res_len = res;
	p->ck_len = p->ik_len = options & OPTION_KEY_256 ? KEY_256 : KEY_128;
	return true;
}

/* ---- sequence numbers ---- */

static void share_limits(struct uicc_aka *aka, const struct uicc_aka *source)
{
	aka->sqn_options = source->sqn_options;
	memcpy(aka->sqn_delta, source->sqn_delta, sizeof(aka->sqn_delta));
	memcpy(aka->sqn_age_limit, source->sqn_age_limit, sizeof(aka->sqn_age_limit));
}

/*
 * mappingOptions 00 to 03 are second-hand; 03 is the one that shares the array. So does all else
 * that is written without an explanation, such as 06, or the one centre behind both NAAs would meet
 * two counts.
 */
void uicc_sqn_set(struct uicc_aka *aka, const struct saip_aka *own, const struct uicc_aka *source)
{
	enum { SHARE_NOTHING = 0, SHARE_LIMITS_AND_INIT = 1, SHARE_LIMITS = 2 };

	aka->sqn_options = own->sqn_options;
	memcpy(aka->sqn_delta, own->sqn_delta, sizeof(aka->sqn_delta));
	memcpy(aka->sqn_age_limit, own->sqn_age_limit, sizeof(aka->sqn_age_limit));
	memcpy(aka->sqn, own->sqn_init, sizeof(aka->sqn));
	if (!source)
		return;
	switch (own->mapping_options) {
	case SHARE_NOTHING:
		break;
	case SHARE_LIMITS_AND_INIT:
		memcpy(aka->sqn, source->sqn, sizeof(aka->sqn)); /* still as it was installed */
		share_limits(aka, source);
		break;
	case SHARE_LIMITS:
		share_limits(aka, source);
		break;
	default:
		aka->shares_sqn = true;
	}
}

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

bool uicc_sqn_is_concealed(const struct uicc_aka *aka)
{
	return !(aka->sqn_options & SQN_WITHOUT_AK);
}

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

void uicc_sqn_highest(const struct uicc_aka *aka, uint8_t ret_sqn[AKA_SQN_LEN])
{
	put48(ret_sqn, highest_sqn(aka));
}

/*
 * A step over the top of the range, where that is allowed: no longer than sqnDelta, nor than half of
 * the range, or any old SEQ would be one.
 */
static bool is_wrap(const struct uicc_aka *aka, uint64_t seq, uint64_t highest)
{
	uint64_t step = (seq - highest) & ((UINT64_C(1) << SEQ_BITS) - 1);

	return !(aka->sqn_options & SQN_NO_WRAP) && seq < highest &&
	       step <= get48(aka->sqn_delta) && step < UINT64_C(1) << (SEQ_BITS - 1);
}

bool uicc_sqn_is_fresh(const struct uicc_aka *aka, const uint8_t sqn_octets[AKA_SQN_LEN])
{
	uint64_t sqn = get48(sqn_octets), seq = sqn >> IND_BITS;
	uint64_t highest = highest_sqn(aka) >> IND_BITS;

	if (is_wrap(aka, seq, highest))
		return true;
	if (!(aka->sqn_options & SQN_NO_DELTA) && seq > highest &&
	    seq - highest > get48(aka->sqn_delta))
		return false;
	if (!(aka->sqn_options & SQN_NO_AGE_LIMIT) && seq <= highest &&
	    highest - seq >= get48(aka->sqn_age_limit))
		return false;
	return seq > get48(aka->sqn[sqn % SAIP_SQN_ARRAY]);
}

int uicc_sqn_accept(const struct uicc *u, struct uicc_aka *aka, const uint8_t sqn[AKA_SQN_LEN])
{
	uint8_t before[SAIP_SQN_ARRAY][6];
	uint64_t v = get48(sqn);
	int r;

	memcpy(before, aka->sqn, sizeof(before));
	/* What was accepted before the wrap is above all that comes, and would refuse it. */
	if (is_wrap(aka, v >> IND_BITS, highest_sqn(aka) >> IND_BITS))
		memset(aka->sqn, 0, sizeof(aka->sqn));
	put48(aka->sqn[v % SAIP_SQN_ARRAY], v >> IND_BITS);
	r = uicc_store_sqn(u, aka);
	if (r < 0)
		memcpy(aka->sqn, before, sizeof(aka->sqn));
	return r;
}
