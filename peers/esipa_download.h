/*
 * Indirect Profile Download: an eIM that stands between the IPA and an SM-DP+ [SGP.32 3.2.3.2,
 * 6.3.2.1 to 6.3.2.5].
 */
#ifndef PEERS_ESIPA_DOWNLOAD_H
#define PEERS_ESIPA_DOWNLOAD_H

#include "peers/esipa.h"

/* Answers one message of a download. Errors as esipa_server_handle(). */
int esipa_download_handle(struct esipa_server *s, struct span request, struct arena *a,
                          struct span *ret_response);

#endif
