/*
 * ES9+ over HTTPS from the LPA's side: SM-DP+ servers in the network, found by their addresses.
 * [SGP.22 6.1, 6.2, 6.5]
 */
#ifndef PEERS_ES9P_HTTP_CLIENT_H
#define PEERS_ES9P_HTTP_CLIENT_H

#include "peers/es9p.h"

struct es9p_http_client;

/* All members may be zero. */
struct es9p_http_client_config {
	const char *ca_file; /* PEM file with the CI above CERT.DPtls; NULL: see ca_pem */
	struct span ca_pem;  /* PEM text of the same; absent: the system's CAs; copied */
	bool insecure;       /* takes any certificate */
	bool ipa;            /* names itself an IPA, not an LPA [SGP.32 6.1.1] */
};

/* Prepares a client; connects at the first message. -ENOMEM; -ENOTSUP: libcurl cannot do it. */
int es9p_http_client_new(const struct es9p_http_client_config *config,
                         struct es9p_http_client **ret_client);
/* NULL is fine. */
void es9p_http_client_free(struct es9p_http_client *client);

/*
 * The servers that it reaches: https://ADDRESS, where the address is an FQDN or a number, perhaps
 * with a port, at most 255 characters. Valid until es9p_http_client_free().
 */
struct es9p_resolver es9p_http_client_resolver(struct es9p_http_client *client);

/* Why the last message failed, for people; empty if it did not fail on the way. */
const char *es9p_http_client_error(const struct es9p_http_client *client);

#endif
