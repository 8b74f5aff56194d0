/*
 * The JSON binding of ES9+ from the LPA's side, without the HTTP around it. [SGP.22 6.5]
 */
#ifndef PEERS_ES9P_CLIENT_H
#define PEERS_ES9P_CLIENT_H

#include "peers/es9p.h"

/* The way to the server. */
struct es9p_transport {
	/*
	 * Posts a body to .../gsma/rsp2/es9plus/FUNCTION; the body of the answer goes to ret_body,
	 * which is empty before. 0, with whatever HTTP status, or negative errno; -ENOTCONN: nobody
	 * there.
	 */
	int (*post)(void *ctx, const char *function, const char *json, int *ret_http_status,
	            struct buffer *ret_body);
	void *ctx;
};

enum { ES9P_CLIENT_CODE_SIZE = 24, ES9P_CLIENT_MESSAGE_SIZE = 160 };

/* A client; es9p_client_init() makes it, nothing ends it. It stays where it is. */
struct es9p_client {
	/*
	 * For the LPA. Errors besides the transport's: -EPROTO, an HTTP status other than 2xx;
	 * -EBADMSG, an answer that is no JSON, lacks a member, or has one that is not the element it
	 * must be; -ENOMEM.
	 */
	struct es9p es9p;
	struct es9p_transport transport;
	/* Of the last refusal, fit for a terminal. */
	char subject[ES9P_CLIENT_CODE_SIZE], reason[ES9P_CLIENT_CODE_SIZE];
	char message[ES9P_CLIENT_MESSAGE_SIZE];
};

/* address is borrowed. */
void es9p_client_init(struct es9p_client *c, const struct es9p_transport *transport,
                      const char *address);

#endif
