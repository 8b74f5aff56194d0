/*
 * A client that posts over HTTP and HTTPS, by libcurl: for ESipa and ES9+. [SGP.22 6.1, SGP.32 6.1]
 */
#ifndef PEERS_HTTP_POST_H
#define PEERS_HTTP_POST_H

#include "peers/buffer.h"

struct http_post;

/* All members may be zero. Texts are borrowed until http_post_free(), ca_pem is copied. */
struct http_post_config {
	const char *const *headers; /* lines, the last one NULL; NULL: libcurl's own */
	const char *ca_file; /* PEM file to trust instead of the system's; NULL: see ca_pem */
	struct span ca_pem;  /* PEM text to trust instead; absent: the system's */
	bool insecure;       /* takes any certificate */
	size_t answer_max;   /* longest answer; 0: 1 MiB */
};

/* Prepares a client; connects at the first message. -ENOMEM; -ENOTSUP: libcurl cannot do it. */
int http_post_new(const struct http_post_config *config, struct http_post **ret_http);
/* NULL is fine. */
void http_post_free(struct http_post *http);

/*
 * Posts a body; that of the answer is appended to ret_body. 0, with whatever status; -ENOTCONN: no
 * connection, it was lost, or TLS has failed; -EPROTO: an endless answer; -ENOMEM. Connections are
 * kept for the next message.
 */
int http_post_send(struct http_post *http, const char *url, struct span body, long *ret_status,
                   struct buffer *ret_body);

/* Why the last message failed, for people; empty if it did not. */
const char *http_post_error(const struct http_post *http);

/* A status that the caller does not take: becomes the error. */
void http_post_bad_status(struct http_post *http, long status);

#endif
