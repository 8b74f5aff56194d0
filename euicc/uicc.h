/*
 * The UICC that the enabled profile shows: file system, PINs, NAAs and their commands
 * [TS 102 221, TS 31.102, TS 31.103].
 *
 * A struct uicc is built by installing a package through uicc_sink() or loaded from the store. With
 * no profile enabled the card shows a bare one (uicc_new_bare): an MF and nothing else.
 */
#ifndef EUICC_UICC_H
#define EUICC_UICC_H

#include "apdu.h"
#include "crypto/ec.h"
#include "profiles/sink.h"
#include "store.h"

struct uicc;

/* Empty UICC to install into. limit: octets that files and parameters may take (0: no limit). */
struct uicc *uicc_new(size_t limit);
/* The file system of an eUICC without an enabled profile: MF with FCP only. */
struct uicc *uicc_new_bare(void);
void uicc_free(struct uicc *u);

/* Where GET CHALLENGE and GET IDENTITY draw from; until then: the operating system. */
void uicc_set_random(struct uicc *u, const struct crypto_random *random);

/* Sink that installs into this UICC; a failing call leaves the UICC to be freed. */
struct saip_sink uicc_sink(struct uicc *u);
/* Octets of non-volatile memory this UICC takes: bodies, file headers, parameters. */
size_t uicc_memory(const struct uicc *u);
/* ICCID of the package's header, 10 octets; absent before the header came. */
struct span uicc_iccid(const struct uicc *u);
/* connectivityParameters of the package's header, absent if it has none [SGP.32 5.9.24]. */
struct span uicc_connectivity_parameters(const struct uicc *u);
/* Body of a transparent EF by absolute path from the MF (pairs of octets; 7FFF: first USIM). */
struct span uicc_body(const struct uicc *u, struct span path);
/*
 * True if every NAA has a key as test profiles have, and there is one: the test algorithm with
 * whatever key, or K is all zeroes. The caller decides what that means for the profile's class [SGP.22 2.5.6,
 * testProfileInstallFailedDueToInvalidNaaKey].
 */
bool uicc_has_test_keys(const struct uicc *u);

/*
 * Keeps the package of a new profile, from which this UICC was installed, as it came; profiles of
 * the same bytes share it. 0 or negative errno, then the caller rolls the transaction back.
 */
int uicc_store_add(const struct uicc *u, struct softeuicc_store *s, int64_t profile_id,
                   struct span der);
/*
 * Hands a profile's package to `use` and returns what that returns; 0 at once if the profile is
 * unpacked. The bytes are valid during the call.
 */
int uicc_store_packed(struct softeuicc_store *s, int64_t profile_id,
                      int (*use)(void *ctx, struct span der), void *ctx);
/*
 * Unpacks a profile that uicc_store_add() has kept: from now on it can be loaded. The UICC must be as
 * its package was installed; it is not tied to the store: load it to have changes written through.
 * 0 or negative errno as above.
 */
int uicc_store_unpack(const struct uicc *u, struct softeuicc_store *s, int64_t profile_id);
/*
 * Loads a profile's UICC. Later changes (files, PINs, SQN) are written through inside the APDU's
 * transaction; if that is rolled back, load the UICC again. -ENOENT: it is not unpacked;
 * -EBADMSG: its rows contradict themselves.
 */
int uicc_store_load(struct softeuicc_store *s, int64_t profile_id, struct uicc **ret_uicc);
/* Removes a profile's content, before its row in `profile`; shared packages go with their last
 * profile. */
int uicc_store_remove(struct softeuicc_store *s, int64_t profile_id);

/* Data object under way in the current BER-TLV EF [TS 102 221 11.3.0]. */
struct uicc_transfer {
	uint32_t tag;            /* of RETRIEVE DATA; 0: none */
	size_t offset, previous; /* octets sent, and before the last block */
	unsigned int incoming;   /* number of the SET DATA transfer; 0: none */
};

/* What a logical channel remembers of the UICC: current directory, EF, record, application. */
struct uicc_context {
	uint32_t df, ef; /* file ids; UINT32_MAX: none */
	uint32_t adf;    /* active application's ADF, UINT32_MAX: none */
	uint8_t record;  /* record pointer, 0: undefined */
	/* Class A0: the USIM at df shows as DF.TELECOM; current EF that is made on the fly, or 0. */
	bool telecom;
	uint16_t derived;
	struct uicc_transfer transfer;
};

/* Context after reset or MANAGE CHANNEL open: MF selected. */
void uicc_context_init(const struct uicc *u, struct uicc_context *c);
/* Volatile state (PIN verifications) after reset. */
void uicc_reset(struct uicc *u);
/*
 * A session of the application with this ADF has ended on a channel (UINT32_MAX: there was none):
 * takes back what was verified for it, unless one of the other sessions needs it too. others: the
 * contexts of all channels that are open now [TS 102 221 8.5, 9.4].
 */
void uicc_session_ended(struct uicc *u, uint32_t adf, const struct uicc_context *const *others,
                        size_t n);

/*
 * Executes one UICC command (SELECT by FID, path or the enabled profile's AIDs included) in the
 * context of a channel. Response data go to `response`; the card does T=0 chaining around this.
 * For SELECT with P2 "no data" nothing is put. SW_INS_NOT_SUPPORTED if the UICC does not know the
 * instruction, SW_CLA_NOT_SUPPORTED if it knows it in another class.
 */
struct sw uicc_command(struct uicc *u, struct uicc_context *c, const struct apdu *apdu,
                       struct response *response);

/*
 * Selects an application of the profile by (partial) AID. previous: with P2 next/previous
 * occurrence. SW_FILE_NOT_FOUND if the profile has none that matches.
 */
struct sw uicc_select_aid(struct uicc *u, struct uicc_context *c, const struct apdu *apdu,
                          struct response *response);

/* Does the profile answer class A0 as well: has it a DF.GSM? uicc_command() takes both. */
bool uicc_has_2g(const struct uicc *u);

/*
 * ENVELOPE [TS 102 221 11.2.2, TS 102 223 9.1]: SMS-PP download, events, call control. The card's
 * toolkit adds 91xx itself. SW_CONDITIONS without a profile.
 */
struct sw uicc_envelope(struct uicc *u, const struct apdu *apdu, struct response *response);

/* Who executes SMS-PP downloads: gets the TPDU, may put response data [TS 31.111 7.1.1]. */
struct uicc_download {
	struct sw (*run)(void *ctx, struct span tpdu, struct response *response);
	void *ctx;
};

/* Until then SMS-PP downloads are taken and dropped, as without service 28 of the USIM. */
void uicc_set_download(struct uicc *u, const struct uicc_download *download);

/* Where a UICC that was loaded comes from; NULL and 0 for one that is in memory only. */
struct softeuicc_store *uicc_store(const struct uicc *u);
int64_t uicc_profile_id(const struct uicc *u);

/* A profile element that is kept whole; borrows from the UICC. */
struct uicc_element_view {
	uint32_t tag;
	struct span der;
};

/*
 * Element by its position, which is the one in the store; false behind the last. Tag 0: there is
 * none in this place.
 */
bool uicc_element(const struct uicc *u, size_t position, struct uicc_element_view *ret_element);
/* Replaces the element in this place, which exists. Copies. 0 or negative errno. */
int uicc_element_set(struct uicc *u, size_t position, uint32_t tag, struct span der);
/* Adds one in the first free place. */
int uicc_element_add(struct uicc *u, uint32_t tag, struct span der);
/* Empties a place. */
int uicc_element_remove(struct uicc *u, size_t position);

/*
 * Life cycle state of an application by its AID [GlobalPlatform Card Specification 5.3]: as remote
 * management has set it, or else the one with which it was installed.
 */
uint8_t uicc_state(const struct uicc *u, struct span aid, uint8_t installed);
/* Sets it; 0 forgets that it was set. 0 or negative errno. */
int uicc_set_state(struct uicc *u, struct span aid, uint8_t state);

/* Access domain: which conditions a remote application need not fulfil [TS 102 226 8.2.1.3.2.5]. */
struct uicc_domain {
	enum { UICC_DOMAIN_NONE, UICC_DOMAIN_KEYS, UICC_DOMAIN_ALL } kind;
	uint8_t keys; /* with KEYS: bit n stands for key reference 0A + n */
};

/* What a remote application may do; it reaches no ADF but this one. */
struct uicc_rights {
	struct span adf_aid;               /* absent: none */
	struct uicc_domain shared, in_adf; /* outside of ADFs, and in this one */
};

/*
 * Begins remote file management: until it ends, commands have these rights, and what the terminal
 * has verified does not count. The context is at the ADF, or the MF without one.
 */
void uicc_remote_begin(struct uicc *u, const struct uicc_rights *rights,
                       struct uicc_context *ret_context);
void uicc_remote_end(struct uicc *u);

/* Prints files and parameters for `softeuicc show`: one line a file. */
void uicc_print(const struct uicc *u, int indent, FILE *out);

#endif
