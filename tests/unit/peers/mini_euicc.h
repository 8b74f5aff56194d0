/*
 * A small eUICC for the tests of the SM-DP+: keys, certificates and signatures, but no APDUs, no
 * files, no state beyond one session. It checks what the server signed and opens what it bound.
 */
#ifndef TESTS_PEERS_MINI_EUICC_H
#define TESTS_PEERS_MINI_EUICC_H

#include "asn1/rsp.h"
#include "crypto/cert.h"
#include "peers/smdpp.h"

enum { MINI_CERT_MAX = 2048, MINI_KEY_MAX = 256 };

/* One certificate with its key, as DER and as OpenSSL-free structs. */
struct mini_holder {
	uint8_t der[MINI_CERT_MAX];
	size_t der_len;
	struct cert cert;
	struct ec_private key;
	uint8_t key_der[MINI_KEY_MAX];
	size_t key_der_len;
};

/* A test hierarchy on one curve. */
struct mini_pki {
	struct mini_holder ci, eum, euicc, auth, pb;
};

/* What the eUICC does wrong on demand. */
struct mini_faults {
	bool signature1, signature2, challenge, address, transaction1, transaction2, otpk;
	bool authenticate_error, download_error;
	bool pir_signature, pir_oid, cancel_oid, cancel_signature;
};

struct mini_euicc {
	struct mini_pki *pki;
	struct arena *a;
	struct mini_faults faults;
	uint8_t challenge[16];
	struct span transaction_id;
	struct span euicc_signature1, smdp_signature2;
	struct ec_private otsk;
	bool reuse_otpk; /* the server named our earlier key and we used it again */
	/* What was in the package. */
	struct store_metadata_request metadata;
	struct span configure_isdp, profile;
	size_t segments_88, segments_86, segment_largest;
	bool keys_replaced;
};

/* Makes a hierarchy; the EUM may give EIDs 89049032. eid: 32 digits. */
void mini_pki_make(struct mini_pki *pki, enum ec_curve curve, const char *eid);

/* Another eUICC or EUM certificate in place of the one made by mini_pki_make(). */
void mini_pki_reissue(struct mini_holder *holder, const struct cert_template *tmpl,
                      const struct mini_holder *issuer);

/* The hierarchy's server side, for smdpp_add_keys(). */
struct smdpp_keys mini_pki_server_keys(const struct mini_pki *pki);

/* EUICCInfo1 that names these CIs (absent spans are left out). */
struct span mini_info1(struct arena *a, struct span ski_verification, struct span ski_signing);

/* AuthenticateServer: false if the server's certificate, signature or data are wrong. */
bool mini_authenticate(struct mini_euicc *m, const struct smdpp_initiate_response *initiated,
                       const char *matching_id, struct span *ret_response);

/* PrepareDownload, with the confirmation code or NULL. */
bool mini_prepare(struct mini_euicc *m, const struct smdpp_authenticate_response *offer,
                  const char *code, struct span *ret_response);

/* LoadBoundProfilePackage: opens everything. False if anything in it is wrong. */
bool mini_load(struct mini_euicc *m, struct span bpp);

/* ProfileInstallationResult: success or error 12 at command 5. */
struct span mini_installation_result(struct mini_euicc *m, bool success);

/* OtherSignedNotification for an enabled profile; bad_signature spoils it. */
struct span mini_other_notification(struct mini_euicc *m, bool bad_signature);

/* CancelSession. */
struct span mini_cancel(struct mini_euicc *m);

#endif
