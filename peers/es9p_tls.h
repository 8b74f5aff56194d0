/*
 * Certificates for the HTTPS side of an SM-DP+: a fresh key and CERT.DPtls [SGP.22 4.5.2, SGP.26].
 */
#ifndef PEERS_ES9P_TLS_H
#define PEERS_ES9P_TLS_H

#include "peers/buffer.h"

/*
 * Makes a NIST P-256 key and a certificate for a host name, both as PEM text with a final 0. They
 * come below the CI of a folder with SGP.26 names (CERT_CI_ECDSA_NIST.der, SK_CI_ECDSA_NIST.der);
 * where the folder lacks one of them, or dir is NULL, the certificate is signed by its own key. Both
 * buffers are empty before the call. 0 or negative errno; -EINVAL: what the folder holds is neither.
 */
int es9p_tls_create(const char *host, const char *dir, struct buffer *ret_certificate_pem,
                    struct buffer *ret_key_pem);

#endif
