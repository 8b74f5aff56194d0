/*
 * ES9+ as an LPA sees it: an SM-DP+, in this process or wherever. [SGP.22 5.6]
 */
#ifndef PEERS_ES9P_H
#define PEERS_ES9P_H

#include "peers/smdpp.h"

/*
 * The functions of ES9+, like those in smdpp.h: 0 (executed), 1 (refused: ret_status says why, its
 * texts last until the next call) or negative errno: -ENOTCONN if nobody can be reached, -EPROTO or
 * -EBADMSG if what comes back is no answer. Answers are whole elements in the arena.
 */
struct es9p {
	int (*initiate_authentication)(void *ctx, const struct smdpp_initiate_request *request,
	                               struct arena *a,
	                               struct smdpp_initiate_response *ret_response,
	                               struct smdpp_status *ret_status);
	int (*authenticate_client)(void *ctx, struct span transaction_id, struct span response,
	                           struct arena *a,
	                           struct smdpp_authenticate_response *ret_response,
	                           struct smdpp_status *ret_status);
	int (*get_bound_profile_package)(void *ctx, struct span transaction_id,
	                                 struct span response, struct arena *a,
	                                 struct span *ret_bpp, struct smdpp_status *ret_status);
	int (*cancel_session)(void *ctx, struct span transaction_id, struct span response,
	                      struct arena *a, struct smdpp_status *ret_status);
	int (*handle_notification)(void *ctx, struct span pending_notification, struct arena *a,
	                           struct smdpp_status *ret_status);
	void *ctx;
	const char *address; /* FQDN, perhaps with a port */
};

/* The SM-DP+ role in this process, which must stay. */
struct es9p es9p_of_smdpp(struct smdpp *s);

/* Finds an SM-DP+ by its address: of an activation code, a notification, or the card's default. */
struct es9p_resolver {
	/* 0, and ret_server is good until the next call; -EINVAL: this is no address; -ENOMEM. */
	int (*resolve)(void *ctx, struct span address, const struct es9p **ret_server);
	void *ctx;
};

#endif
