/*
 * The JSON binding of ES9+ over an SM-DP+ role, without the HTTP around it. [SGP.22 6.5]
 *
 * Objects travel as base64 of whole elements, transaction ids as hex digits. A refusal is HTTP
 * status 200 with an execution status "Failed"; a request that is no JSON or lacks a member is 400;
 * an unknown path 404.
 */
#ifndef PEERS_ES9P_JSON_H
#define PEERS_ES9P_JSON_H

#include "peers/smdpp.h"

/*
 * Handles the body of one POST request to `path` (/gsma/rsp2/es9plus/...). ret_json is the answer's
 * body, to be freed by the caller, or NULL if the answer has none (204). 0, or negative errno if
 * the server itself failed: answer 500.
 */
int es9p_handle(struct smdpp *s, const char *path, const char *json_body, int *ret_http_status,
                char **ret_json);

#endif
