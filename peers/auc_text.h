/*
 * The authentication centre in words: subscribers as text, and the requests that hostapd's EAP
 * server sends to its "EAP-SIM/AKA database", one datagram each:
 *
 *   AKA-REQ-AUTH IMSI            AKA-RESP-AUTH IMSI RAND AUTN IK CK RES
 *   AKA-AUTS IMSI AUTS RAND      no answer; AKA-REQ-AUTH follows
 *   SIM-REQ-AUTH IMSI [COUNT]    SIM-RESP-AUTH IMSI Kc:SRES:RAND ..., at most COUNT (3)
 *
 * A request for an IMSI that is not known is answered with FAILURE after the IMSI.
 */
#ifndef PEERS_AUC_TEXT_H
#define PEERS_AUC_TEXT_H

#include "peers/auc.h"

enum { AUC_TEXT_MAX = 512 }; /* room for any answer, with its final 0 */

/*
 * Adds the subscriber IMSI:ALGORITHM:K[:OPC[:AMF[:SQN[:RES]]]]. ALGORITHM: milenage, tuak, test. K,
 * OPC (or TOPc), AMF (default 8000) and SQN (the last one used, default 0): hexadecimal; RES: its
 * length in octets. Fields may be empty. -EINVAL for anything else, -ENOMEM.
 */
int auc_text_add(struct auc *auc, const char *subscriber);

/*
 * Answers a request. Returns the length of the answer, 0 if there is none to give; -EINVAL for a
 * request that is none, -ENOENT for an AUTS of nobody we know, -EBADMSG for one that is not the
 * subscriber's, other negative errno.
 */
int auc_text_answer(struct auc *auc, const char *request, char ret_answer[AUC_TEXT_MAX]);

#endif
