/*
 * softeuicc engine: cards that live in a store and answer APDUs.
 *
 * All functions are thread-compatible: a store and its cards belong to one thread at a time.
 * Functions returning int return 0 or a negative errno value unless they say otherwise.
 */
#ifndef SOFTEUICC_H
#define SOFTEUICC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SOFTEUICC_API __attribute__((visibility("default")))

enum {
	SOFTEUICC_ATR_MAX = 33,
	SOFTEUICC_RAPDU_MAX = 65538, /* largest response: 65536 bytes and the status word */
	SOFTEUICC_EID_DIGITS = 32,
};

/* ---- environment ---- */

enum softeuicc_log_level { SOFTEUICC_LOG_ERROR, SOFTEUICC_LOG_INFO, SOFTEUICC_LOG_DEBUG };

/*
 * Where a card takes what is outside of it. Any function may be NULL: no log, the operating
 * system's randomness. There is no clock, as in a real eUICC.
 */
struct softeuicc_env {
	void *ctx;
	/* One line of readable text without newline. */
	void (*log)(void *ctx, enum softeuicc_log_level level, const char *line);
	/* Fills buf with len random bytes; 0 or negative errno. */
	int (*random)(void *ctx, uint8_t *buf, size_t len);
};

/* ---- store: a SQLite database of cards ---- */

struct softeuicc_store;

/*
 * Opens the database at path, creating it (and its folder) where absent, readable by its owner only;
 * ":memory:" for a volatile one. -EPROTO if it was written by a newer version, -EBADF if it is no
 * database.
 */
SOFTEUICC_API int softeuicc_store_open(const char *path, struct softeuicc_store **ret_store);
/* Closes; all cards must be closed before. NULL is allowed. */
SOFTEUICC_API void softeuicc_store_close(struct softeuicc_store *store);

struct softeuicc_card_info {
	const char *name;
	const char *eid;           /* 32 digits */
	const char *persona;       /* name of the persona */
	unsigned profiles;         /* number of installed profiles */
	const char *enabled_iccid; /* digits, or NULL */
};

/* Calls visit for each card by name; a non-zero answer stops, and is returned. */
SOFTEUICC_API int softeuicc_store_list(struct softeuicc_store *store,
                                       int (*visit)(void *ctx, const struct softeuicc_card_info *i),
                                       void *ctx);

/* ---- making cards ---- */

struct softeuicc_card_options {
	const char *name; /* unique in the store; NULL: "default" */
	const char *eid;  /* 32 digits; NULL: a random valid one inside the EUM's range */
	const char
	        *persona; /* name of a built-in persona or path of a JSON file; NULL: "default" */
	const char *pki;  /* folder of a PKI bundle (see softeuicc_pki_create); NULL: the store's
				private PKI, made on first use */
	/* Certificates of the PKI are taken as they are, also bad ones, to show them to servers. */
	bool unchecked;
	/* EimConfigurationData (SGP.32, DER) of an eIM to associate at manufacture; NULL: none */
	const uint8_t *eim_config;
	size_t eim_config_len;
};

/*
 * Makes a card: EID, personalised eUICC certificates, empty profile list. -EEXIST: the name is
 * taken; -EINVAL: EID, persona, eIM configuration, or a certificate of the PKI that is not valid
 * today; -ENOENT: PKI folder without what is needed. ret_error, if not NULL, receives a readable
 * reason (static storage duration or owned by the store).
 */
SOFTEUICC_API int softeuicc_card_create(struct softeuicc_store *store,
                                        const struct softeuicc_card_options *options,
                                        const struct softeuicc_env *env, const char **ret_error);
/* Deletes a card and all it holds; -ENOENT, -EBUSY: a process holds it open. */
SOFTEUICC_API int softeuicc_card_remove(struct softeuicc_store *store, const char *name);

/*
 * Writes a test PKI to a folder: CI, EUM, SM-DP+ (auth, pb) certificates and keys for NIST P-256
 * and brainpoolP256r1, DER, named as in SGP.26 (CERT_CI_ECDSA_NIST.der, SK_CI_ECDSA_NIST.der, ...).
 * The same layout is read by softeuicc_card_options.pki. -EEXIST: the folder has a CI already, whose
 * keys would be lost.
 */
SOFTEUICC_API int softeuicc_pki_create(const char *folder, const struct softeuicc_env *env);
/* Writes the store's private PKI (that default cards trust) to a folder in the same layout. */
SOFTEUICC_API int softeuicc_store_export_pki(struct softeuicc_store *store, const char *folder,
                                             const struct softeuicc_env *env);

/* ---- using a card ---- */

struct softeuicc_card;

/*
 * Loads a card by name (NULL: "default"). -ENOENT. One process at a time may hold a card open:
 * -EBUSY otherwise. The card comes up powered off.
 */
SOFTEUICC_API int softeuicc_card_open(struct softeuicc_store *store, const char *name,
                                      const struct softeuicc_env *env,
                                      struct softeuicc_card **ret_card);
/* Powers off and frees; NULL is allowed. */
SOFTEUICC_API void softeuicc_card_close(struct softeuicc_card *card);

/* ATR into atr (SOFTEUICC_ATR_MAX bytes); returns its length. Answers at any time. */
SOFTEUICC_API size_t softeuicc_card_atr(const struct softeuicc_card *card, uint8_t *atr);
/*
 * Power on, cold or warm reset: volatile state is dropped, stored state stays. Without the memory
 * that it takes the card stays off and answers 6F00.
 */
SOFTEUICC_API void softeuicc_card_reset(struct softeuicc_card *card);
/* Volatile state is dropped; commands are answered 6F00 until the next reset. */
SOFTEUICC_API void softeuicc_card_power_off(struct softeuicc_card *card);

/*
 * Executes one C-APDU and writes the R-APDU, at least a status word, to rapdu
 * (SOFTEUICC_RAPDU_MAX bytes). Returns its length. All that the command changed has been committed
 * to the store when this returns.
 */
SOFTEUICC_API size_t softeuicc_card_transmit(struct softeuicc_card *card, const uint8_t *capdu,
                                             size_t len, uint8_t *rapdu);

/*
 * Prints what a card (NULL: "default") holds in the store: readable text, or one JSON object. The
 * card may be in use by another process. -ENOENT.
 */
SOFTEUICC_API int softeuicc_card_show(struct softeuicc_store *store, const char *name, bool json,
                                      FILE *out);

/*
 * Installs an unprotected profile package (UPP, DER) without a server, in state Disabled. metadata:
 * a StoreMetadataRequest (DER) or NULL: made from the package. 0; -EBADMSG: refused, ret_error (may
 * be NULL; static storage) says why and the log which profile element; -EEXIST: the ICCID is already
 * there; -ENOSPC.
 */
SOFTEUICC_API int softeuicc_card_install(struct softeuicc_card *card, const uint8_t *upp,
                                         size_t upp_len, const uint8_t *metadata,
                                         size_t metadata_len, const char **ret_error);

/* ---- tools ---- */

/*
 * Decodes bytes to readable text or JSON: an ES10 or ES8+ message, a BPP, a certificate, a C-APDU
 * or, where nothing fits, a DER tree. -EBADMSG if it is not even DER.
 */
SOFTEUICC_API int softeuicc_decode(const uint8_t *data, size_t len, bool json, FILE *out);

/* Version of the engine, as "0.1.0"; static storage. */
SOFTEUICC_API const char *softeuicc_version(void);

#ifdef __cplusplus
}
#endif

#endif
