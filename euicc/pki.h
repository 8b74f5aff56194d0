/*
 * A test PKI as a set of files named as in SGP.26, and the personalisation of a card from it.
 */
#ifndef EUICC_PKI_H
#define EUICC_PKI_H

#include "crypto/cert.h"
#include "hex.h"
#include "store.h"

/* A file of the PKI; der is allocated. */
struct pki_file {
	char *name;
	uint8_t *der;
	size_t len;
};

struct pki {
	struct pki_file *files;
	size_t n;
};

void pki_free(struct pki *p);
/* Content of a file, absent if the PKI has none of this name. */
struct span pki_get(const struct pki *p, const char *name);

/* True if it holds a CI certificate. */
bool pki_has_ci(const struct pki *p);

/* Makes CI, EUM and SM-DP+ certificates and keys for both curves [SGP.26 Variant O]. */
int pki_generate(const struct crypto_random *rnd, struct pki *ret_pki);

/* Reads all *.der files of a folder, and writes them. */
int pki_load_folder(const char *folder, struct pki *ret_pki);
int pki_save_folder(const struct pki *p, const char *folder);

/* The store's private PKI, made at the first call. */
int pki_load_store(struct softeuicc_store *s, const struct crypto_random *rnd, struct pki *ret_pki);

/* The EID that the PKI's own eUICC certificate names, if it holds one with its key. */
bool pki_own_eid(const struct pki *p, char ret_eid[EID_DIGITS + 1]);
/* A random valid EID in the range that the PKI's EUM may certify. */
int pki_random_eid(const struct pki *p, const struct crypto_random *rnd,
                   char ret_eid[EID_DIGITS + 1]);

/*
 * Writes a card's credentials: for each curve that has a CI certificate, the PKI's own eUICC
 * certificate where it names this EID, else one minted with the EUM's key, else none (the CI then
 * only verifies). checked: the certificates must be valid, now and as a chain [SGP.22 4.5.2.1];
 * otherwise it is enough that they are some. -ENOENT: no curve gives a credential; -EINVAL: keys or
 * certificates are wrong; ret_error says why.
 */
int pki_personalise(const struct pki *p, struct softeuicc_store *s, int64_t card_id,
                    const char eid[EID_DIGITS + 1], bool checked, const struct crypto_random *rnd,
                    const char **ret_error);

#endif
