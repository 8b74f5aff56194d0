/* DER as PEM text [RFC 7468]. */
#ifndef PEERS_PEM_H
#define PEERS_PEM_H

#include "peers/buffer.h"

/* Appends an object with this label, "CERTIFICATE" for one; without a final 0. 0 or -ENOMEM. */
int pem_append(struct buffer *b, const char *label, struct span der);

#endif
