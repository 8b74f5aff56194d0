/*
 * The eIM's side of ESipa: hands out eIM Packages, takes their results and acknowledges them.
 * [SGP.32 3.1, 6.3.2]
 */
#ifndef PEERS_ESIPA_H
#define PEERS_ESIPA_H

#include "peers/eim.h"
#include "peers/smdpp.h"

enum { ESIPA_PACKAGES_MAX = 64 };

/* A server. Zeroed but for eim; end with esipa_server_clear(). */
struct esipa_server {
	struct eim_server *eim;
	struct smdpp *smdpp; /* for Indirect Profile Download; NULL: none */
	/* For an IPA that has no activation code and leaves it to the eIM; NULL: it gets none. */
	const char *matching_id;
	bool v101; /* IPAs here speak v1.0.1 */
	/* Packages that wait, oldest first: elements BF51, BF52, BF54. */
	struct buffer packages[ESIPA_PACKAGES_MAX];
	size_t n_packages, handed_out;
	/* Called for each result that arrives: the alternative of EimPackageResult. NULL: nobody. */
	void (*result)(void *ctx, const struct eim_package_result *result);
	/* Called for each eUICC Package Result, verified (0) or not (1). NULL: nobody. */
	void (*package_result)(void *ctx, int verdict, const struct eim_server_result *result);
	/* Called for each notification, accepted by the SM-DP+ (0) or not (1). NULL: nobody. */
	void (*notification)(void *ctx, int verdict);
	void *ctx;
};

void esipa_server_clear(struct esipa_server *s);

/* Puts a package into the queue. -ENOSPC, -ENOMEM. */
int esipa_server_queue(struct esipa_server *s, struct span package);

/*
 * Answers one message; ret_response is empty where there is no answer (HTTP status 204). 0;
 * -EBADMSG: the message is none that an eIM takes; or another negative errno.
 */
int esipa_server_handle(struct esipa_server *s, struct span request, struct arena *a,
                        struct span *ret_response);

#endif
