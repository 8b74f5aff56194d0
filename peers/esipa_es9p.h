/*
 * An SM-DP+ behind an eIM: the functions of ES9+ over ESipa, for Indirect Profile Download.
 * [SGP.32 3.2.3.2, 6.3.2.1 to 6.3.2.5]
 */
#ifndef PEERS_ESIPA_ES9P_H
#define PEERS_ESIPA_ES9P_H

#include "peers/es9p.h"
#include "peers/esipa_transport.h"

enum { ESIPA_ES9P_REASON_SIZE = 12 };

/* esipa_es9p_init() makes it, nothing ends it. It stays where it is. */
struct esipa_es9p {
	/*
	 * For the LPA. A refusal's subject is "eIM", its reason the number of ESipa's error. Errors
	 * besides the transport's: -EBADMSG, an answer that is none or lacks a component; -ENOMEM.
	 */
	struct es9p es9p;
	const struct esipa_transport *eim;
	struct span eim_transaction_id;
	char reason[ESIPA_ES9P_REASON_SIZE];
};

/*
 * address: of the SM-DP+, NULL: the eIM knows it; eim_transaction_id: of the eIM Package that asks
 * for the download, perhaps absent. All are borrowed.
 */
void esipa_es9p_init(struct esipa_es9p *e, const struct esipa_transport *eim,
                     struct span eim_transaction_id, const char *address);

#endif
