/*
 * ESipa over HTTP and HTTPS with the ASN.1 binding, from the eIM's side. [SGP.32 6.1, 6.2]
 */
#ifndef PEERS_ESIPA_HTTPD_H
#define PEERS_ESIPA_HTTPD_H

#include "asn1/der.h"

#include <sys/socket.h>

struct esipa_httpd;

struct esipa_httpd_config {
	const struct sockaddr *address; /* IPv4 or IPv6; port 0: any that is free */
	const char *certificate_pem;    /* perhaps with its chain; NULL: plain HTTP */
	const char *key_pem;            /* PKCS#8; NULL with certificate_pem */
	/*
	 * Answers a message; negative errno: HTTP status 400; an empty response: 204. The arena is
	 * empty before.
	 */
	int (*handle)(void *ctx, struct span request, struct arena *a, struct span *ret_response);
	void *ctx;
};

/*
 * Listens. The configuration may go after the call, but not its texts. -EINVAL: an address of another
 * family, or a certificate without key; -EADDRINUSE, -EACCES and other errors of the socket; -EIO: it
 * did not start, perhaps because key or certificate are none; -ENOMEM.
 */
int esipa_httpd_new(const struct esipa_httpd_config *config, struct esipa_httpd **ret_httpd);

/* The port it listens on. */
uint16_t esipa_httpd_port(const struct esipa_httpd *httpd);

/*
 * Serves in this thread for about this time. 1: a request is being answered; 0: none is; -EIO: it
 * cannot serve any more.
 */
int esipa_httpd_run(struct esipa_httpd *httpd, unsigned milliseconds);

/* Ends serving, open connections too. NULL is nothing to end. */
void esipa_httpd_free(struct esipa_httpd *httpd);

#endif
