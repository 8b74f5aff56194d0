/*
 * ES9+ over HTTP and HTTPS: a small server around the JSON binding, for LPAs that come by network.
 * [SGP.22 6.1, 6.2, 6.5]
 *
 * Requests are handled one after the other, in a thread that the server owns; the SM-DP+ role
 * belongs to that thread until es9p_http_stop().
 */
#ifndef PEERS_ES9P_HTTP_H
#define PEERS_ES9P_HTTP_H

#include "peers/smdpp.h"

#include <stdint.h>
#include <sys/socket.h>

struct es9p_http;

struct es9p_http_config {
	const struct sockaddr *address; /* IPv4 or IPv6; port 0: any that is free */
	const char *certificate_pem;    /* CERT.DPtls, perhaps with its chain; NULL: plain HTTP */
	const char *key_pem;            /* PKCS#8; NULL with certificate_pem */
	/* NULL, or told about each request after it was handled. answer: its body, or NULL. Called in
	 * the server's thread, where the SM-DP+ may be looked at. */
	void (*handled)(void *ctx, const char *path, int http_status, const char *answer);
	void *ctx;
};

/*
 * Starts serving. The configuration may go after the call, s must stay. -EINVAL: an address of
 * another family, or a certificate without key; -EADDRINUSE, -EACCES and other errors of the socket;
 * -EIO: it did not start, perhaps because key or certificate are none.
 */
int es9p_http_start(struct smdpp *s, const struct es9p_http_config *config,
                    struct es9p_http **ret_http);

/* The port it listens on. */
uint16_t es9p_http_port(const struct es9p_http *http);

/* Ends serving, open connections too. NULL is nothing to stop. */
void es9p_http_stop(struct es9p_http *http);

#endif
