/*
 * ESipa over HTTP and HTTPS with the ASN.1 binding, from the IPA's side [SGP.32 6.1, 6.2].
 */
#ifndef PEERS_ESIPA_HTTP_H
#define PEERS_ESIPA_HTTP_H

#include "peers/esipa_transport.h"

#include <stdbool.h>

struct esipa_http;

struct esipa_http_config {
	const char *url;     /* https://eim.example.com, perhaps with a port; http: without TLS */
	const char *ca_file; /* PEM file to trust instead of the system's; NULL: the system's */
	bool insecure;       /* takes any certificate */
};

/* Prepares a client; connects at the first message. -EINVAL: no URL; -ENOMEM. */
int esipa_http_new(const struct esipa_http_config *config, struct esipa_http **ret_http);
/* NULL is fine. */
void esipa_http_free(struct esipa_http *http);

/*
 * The transport of this client, valid until esipa_http_free(). post: -ENOTCONN: no connection, or
 * TLS has failed; -EPROTO: a status other than 200 and 204, or an endless answer.
 */
const struct esipa_transport *esipa_http_transport(const struct esipa_http *http);

/* Why the last message failed, for people. */
const char *esipa_http_error(const struct esipa_http *http);

#endif
