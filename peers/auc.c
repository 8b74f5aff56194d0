/*
 * Authentication centre: vectors and resynchronisation [TS 33.102 6.3.2, 6.3.5].
 *
 * Sequence numbers are those of profile 2, not time-based [TS 33.102 C.3.2]: SQN = SEQ || IND, and
 * every vector takes SEQ + 1 and IND + 1.
 */
#include "peers/auc.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

enum {
	IND_BITS = 5,
	IND_MASK = (1 << IND_BITS) - 1,
	SQN_BITS = 48,
	IMSI_MIN = 6,
	MAC_LEN = 8,
	AMF_OFFSET = AKA_SQN_LEN,   /* in AUTN */
	MAC_OFFSET = AMF_OFFSET + 2 /* in AUTN; in AUTS it follows SQN */
};

struct auc {
	struct crypto_random random;
	struct auc_subscriber *subscribers;
	size_t count;
};

int auc_new(struct crypto_random random, struct auc **ret_auc)
{
	struct auc *auc = calloc(1, sizeof(*auc));

	if (!auc)
		return -ENOMEM;
	auc->random = random;
	*ret_auc = auc;
	return 0;
}

void auc_free(struct auc *auc)
{
	if (!auc)
		return;
	if (auc->subscribers)
		OPENSSL_cleanse(auc->subscribers, auc->count * sizeof(*auc->subscribers));
	free(auc->subscribers);
	free(auc);
}

static struct auc_subscriber *find(const struct auc *auc, const char *imsi)
{
	for (size_t i = 0; i < auc->count; i++) {
		if (strcmp(auc->subscribers[i].imsi, imsi) == 0)
			return &auc->subscribers[i];
	}
	return NULL;
}

const struct auc_subscriber *auc_find(const struct auc *auc, const char *imsi)
{
	return find(auc, imsi);
}

static bool is_valid(const struct auc_subscriber *s)
{
	const size_t len = strnlen(s->imsi, sizeof(s->imsi));

	return len >= IMSI_MIN && len <= AUC_IMSI_MAX && strspn(s->imsi, "0123456789") == len &&
	       s->sqn >> SQN_BITS == 0 && (s->params.mac_len == 0 || s->params.mac_len == MAC_LEN);
}

int auc_add(struct auc *auc, const struct auc_subscriber *subscriber)
{
	struct auc_subscriber *place, *grown;
	struct aka_vector v;
	const uint8_t rand[AKA_RAND_LEN] = { 0 };
	int r;

	if (!is_valid(subscriber))
		return -EINVAL;
	/* What the algorithm thinks of its parameters is better known now than at a request. */
	r = aka_f2345(&subscriber->params, rand, &v);
	OPENSSL_cleanse(&v, sizeof(v));
	if (r < 0)
		return r == -ENOTSUP ? -EINVAL : r;
	place = find(auc, subscriber->imsi);
	if (!place) {
		/* Not realloc(): it would leave keys behind. */
		grown = calloc(auc->count + 1, sizeof(*grown));
		if (!grown)
			return -ENOMEM;
		if (auc->count) {
			memcpy(grown, auc->subscribers, auc->count * sizeof(*grown));
			OPENSSL_cleanse(auc->subscribers, auc->count * sizeof(*grown));
		}
		free(auc->subscribers);
		auc->subscribers = grown;
		place = &grown[auc->count++];
	}
	*place = *subscriber;
	return 0;
}

static void put_sqn(uint8_t p[AKA_SQN_LEN], uint64_t sqn)
{
	for (size_t i = AKA_SQN_LEN; i-- > 0; sqn >>= 8)
		p[i] = (uint8_t)sqn;
}

static uint64_t get_sqn(const uint8_t p[AKA_SQN_LEN])
{
	uint64_t sqn = 0;

	for (size_t i = 0; i < AKA_SQN_LEN; i++)
		sqn = sqn << 8 | p[i];
	return sqn;
}

/* The next SEQ with the next IND; false at the end of the range. */
static bool next_sqn(uint64_t sqn, uint64_t *ret_sqn)
{
	const uint64_t seq = (sqn >> IND_BITS) + 1;

	if (seq >> (SQN_BITS - IND_BITS))
		return false;
	*ret_sqn = seq << IND_BITS | ((sqn + 1) & IND_MASK);
	return true;
}

/* f2 to f5 for a RAND, with RES as long as the subscription says. */
static int run_f2345(const struct aka_params *p, const uint8_t rand[AKA_RAND_LEN],
                     struct aka_vector *ret_vector)
{
	int r = aka_f2345(p, rand, ret_vector);

	if (r == 0 && p->res_len && p->res_len < ret_vector->res_len)
		ret_vector->res_len = p->res_len;
	return r;
}

int auc_make_vector(struct auc *auc, const char *imsi, struct auc_vector *ret_vector)
{
	struct auc_subscriber *s = find(auc, imsi);
	struct auc_vector v = { 0 };
	uint8_t sqn[AKA_SQN_LEN], mac_s[MAC_LEN];
	uint64_t next;
	int r;

	if (!s)
		return -ENOENT;
	if (!next_sqn(s->sqn, &next))
		return -EOVERFLOW;
	put_sqn(sqn, next);
	memcpy(v.autn + AMF_OFFSET, s->amf, sizeof(s->amf));
	r = crypto_random_fill(&auc->random, v.rand, sizeof(v.rand));
	if (r == 0)
		r = run_f2345(&s->params, v.rand, &v.keys);
	if (r == 0)
		r = aka_f1(&s->params, v.rand, sqn, s->amf, v.autn + MAC_OFFSET, mac_s);
	if (r == 0) {
		for (size_t i = 0; i < AKA_SQN_LEN; i++)
			v.autn[i] = sqn[i] ^ v.keys.ak[i];
		s->sqn = next;
		*ret_vector = v;
	}
	OPENSSL_cleanse(&v, sizeof(v));
	return r;
}

int auc_make_triplet(struct auc *auc, const char *imsi, struct auc_triplet *ret_triplet)
{
	const struct auc_subscriber *s = find(auc, imsi);
	struct auc_triplet t;
	struct aka_vector v;
	int r;

	if (!s)
		return -ENOENT;
	r = crypto_random_fill(&auc->random, t.rand, sizeof(t.rand));
	if (r == 0)
		r = run_f2345(&s->params, t.rand, &v);
	if (r < 0)
		return r;
	aka_gsm(&v, t.sres, t.kc);
	*ret_triplet = t;
	OPENSSL_cleanse(&v, sizeof(v));
	OPENSSL_cleanse(&t, sizeof(t));
	return 0;
}

int auc_resynchronise(struct auc *auc, const char *imsi, const uint8_t rand[AKA_RAND_LEN],
                      const uint8_t auts[AKA_AUTS_LEN])
{
	static const uint8_t amf[2] = { 0, 0 }; /* MAC-S has this one, whatever AUTN had */
	struct auc_subscriber *s = find(auc, imsi);
	uint8_t sqn[AKA_SQN_LEN], mac_a[MAC_LEN], mac_s[MAC_LEN];
	int r;

	if (!s)
		return -ENOENT;
	r = aka_f5star(&s->params, rand, sqn);
	if (r < 0)
		return r;
	for (size_t i = 0; i < AKA_SQN_LEN; i++)
		sqn[i] ^= auts[i];
	r = aka_f1(&s->params, rand, sqn, amf, mac_a, mac_s);
	if (r < 0)
		return r;
	if (CRYPTO_memcmp(mac_s, auts + AKA_SQN_LEN, sizeof(mac_s)) != 0)
		return 1;
	s->sqn = get_sqn(sqn);
	return 0;
}
