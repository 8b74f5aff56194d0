/*
 * An authentication centre: the network's end of AKA. It knows subscribers' keys, makes
 * authentication vectors for them, and follows a USIM whose sequence number is another one.
 * [TS 33.102 6.3, Annex C.1, C.3.2]
 */
#ifndef PEERS_AUC_H
#define PEERS_AUC_H

#include "crypto/aka.h"
#include "crypto/ec.h"

enum { AUC_IMSI_MAX = 15 };

/* A subscriber as the operator has provisioned it. */
struct auc_subscriber {
	char imsi[AUC_IMSI_MAX + 1]; /* 6 to 15 digits */
	struct aka_params params;    /* res_len cuts RES, whatever the algorithm */
	uint8_t amf[2];              /* the separation bit, 8000, is a must for EAP-AKA' */
	uint64_t sqn;                /* the last one used, 48 bits: SEQ || IND of 5 bits */
};

/* What goes to the serving network [TS 33.102 6.3.2]. */
struct auc_vector {
	uint8_t rand[AKA_RAND_LEN];
	uint8_t autn[AKA_AUTN_LEN];
	struct aka_vector keys; /* XRES, CK, IK */
};

/* The same for GSM [TS 33.102 6.8.1.2]. */
struct auc_triplet {
	uint8_t rand[AKA_RAND_LEN];
	uint8_t sres[4];
	uint8_t kc[8];
};

struct auc;

/* A centre without subscribers. random: where RAND comes from; a NULL function: the operating
 * system. 0 or -ENOMEM. Free with auc_free(), which wipes the keys; NULL is fine. */
int auc_new(struct crypto_random random, struct auc **ret_auc);
void auc_free(struct auc *auc);

/* Adds a subscriber (copied), or replaces the one with this IMSI. -EINVAL for an IMSI or SQN that
 * is none, or for parameters that do not fit AUTN: MACs of 8 octets are all it has room for. */
int auc_add(struct auc *auc, const struct auc_subscriber *subscriber);

/* The subscriber with this IMSI or NULL. Valid until the next auc_add(). */
const struct auc_subscriber *auc_find(const struct auc *auc, const char *imsi);

/* A fresh vector: each takes the next SEQ, and the next IND. -ENOENT for an unknown IMSI,
 * -EOVERFLOW when sequence numbers have run out, other negative errno. */
int auc_make_vector(struct auc *auc, const char *imsi, struct auc_vector *ret_vector);

/* A fresh GSM triplet. -ENOENT, other negative errno. */
int auc_make_triplet(struct auc *auc, const char *imsi, struct auc_triplet *ret_triplet);

/*
 * Takes over the USIM's sequence number from AUTS, its answer to the vector with this RAND
 * [TS 33.102 6.3.5]. 0; 1 if MAC-S is wrong, and nothing has changed; -ENOENT, other negative
 * errno.
 */
int auc_resynchronise(struct auc *auc, const char *imsi, const uint8_t rand[AKA_RAND_LEN],
                      const uint8_t auts[AKA_AUTS_LEN]);

#endif
