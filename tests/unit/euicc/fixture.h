/*
 * A powered card in a store in memory, with the PKI of that store, seeded randomness, an LPA on it,
 * and an SM-DP+ that the card trusts.
 */
#ifndef TESTS_EUICC_FIXTURE_H
#define TESTS_EUICC_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "euicc/card_internal.h"
#include "euicc/pki.h"
#include "peers/lpa.h"

#define FIXTURE_EID "89049032123451234512345678901235"

/* Digests of all that a store's tables hold, but for what every download changes. */
struct fixture_snapshot {
	int64_t profiles;
	size_t n;
	struct {
		char table[32];
		uint8_t digest[32];
	} tables[32];
};

struct fixture {
	struct softeuicc_store *store;
	struct softeuicc_card *card;
	struct pki pki;
	uint64_t seed;
	struct softeuicc_env env;
	struct apdu_transport transport;
	struct lpa lpa;
	struct smdpp *server;
	struct es9p es9p; /* the way to it */
	struct arena arena;
	uint8_t rapdu[SOFTEUICC_RAPDU_MAX];
	size_t rapdu_len;
	/* Called before the LPA's commands reach the card, if set. */
	void (*before_command)(struct fixture *f, const uint8_t *capdu, size_t len);
	void *hook_ctx;
	char last_log[256];
	struct fixture_snapshot before; /* see fixture_remember() */
};

/* What a fixture can be made of; all members may be zero. */
struct fixture_options {
	const char *persona;      /* name of a built-in one */
	const char *persona_json; /* text of one, instead */
	const char *pki;          /* folder with a PKI for card and server; NULL: the store's own */
	const char *store;        /* path of the database; NULL: in memory */
	bool existing;            /* the card is in it already */
	const char *server_curve; /* "NIST" or "BRP": all that the server has; NULL: both */
	bool session_keys;        /* the server protects profiles with session keys, not PPKs */
	size_t segment_max;       /* of the server, 0: its default */
};

struct fixture *fixture_new(const struct fixture_options *options);
void fixture_free(struct fixture *f);
/* A server with keys of the fixture's PKI, as the options say; and one in the place of another. */
struct smdpp *fixture_new_server(struct fixture *f, const struct fixture_options *options);
struct smdpp *fixture_use_server(struct fixture *f, struct smdpp *server);
/* cmocka setup and teardown with the default persona. */
int fixture_setup(void **state);
int fixture_teardown(void **state);

/* Sends a C-APDU given in hex; returns the status word, the R-APDU is in f->rapdu. */
uint16_t fixture_apdu(struct fixture *f, const char *hex);
/* Fails the test unless the C-APDU gives this R-APDU (hex, with status word). */
void fixture_expect(struct fixture *f, const char *capdu, const char *rapdu);

/* Closes the card and opens it again from the store, powered, with the LPA on a new channel. */
void fixture_restart(struct fixture *f);
/* Cold reset; the LPA on a new channel. */
void fixture_reset(struct fixture *f);

/* Path of a file or folder of the published test data; where it is absent the test is skipped. */
const char *fixture_testdata(char buf[512], const char *folder, const char *name);

/* Octets from hex, in the arena. */
struct span fixture_hex(struct fixture *f, const char *hex);
/* Sends an ES10 request given in hex; the answer's hex lives in the arena, NULL: no success. */
const char *fixture_es10(struct fixture *f, const char *hex);
/* Fails the test unless the ES10 request is answered with this. */
void fixture_expect_es10(struct fixture *f, const char *request, const char *response);
/* The first number that a query on the store gives. */
int64_t fixture_sql(struct fixture *f, const char *query);

/* Unprotected package of the project's own sample profile with its ICCID's last digits replaced. */
struct span fixture_package(struct fixture *f, uint8_t number);
/* ICCID of that package, 10 octets in the arena. */
struct span fixture_iccid(struct fixture *f, uint8_t number);
/* Installs fixture_package(number) without a server, with these metadata (ICCID is set). */
void fixture_install(struct fixture *f, uint8_t number, struct store_metadata_request *metadata);

/* What fixture_install() and orders need often: this class, these PPRs, and an owner. */
struct store_metadata_request *fixture_metadata(struct fixture *f, uint8_t number,
                                                enum profile_class class, uint32_t pprs);

#define FIXTURE_MATCHING_ID "FIXTURE"

/* Orders fixture_package(number) at the server, with these metadata (NULL: the server's own). */
void fixture_order(struct fixture *f, uint8_t number,
                   const struct store_metadata_request *metadata);
/* Notes what the store holds, for fixture_expect_sane(). A new fixture and an order do it too. */
void fixture_remember(struct fixture *f);
/* Downloads what was ordered last; the answer is that of lpa_download(). */
int fixture_try_download(struct fixture *f, struct lpa_download_result *ret_result);
/* The same. Fails the test unless the process came to an end. */
struct lpa_download_result fixture_download(struct fixture *f);
/* Orders and downloads: the profile must be there, Disabled, with a result that verifies. */
void fixture_download_ok(struct fixture *f, uint8_t number);
/* Deletes fixture_package(number), and delivers what there is to be notified of. */
void fixture_delete(struct fixture *f, uint8_t number);
/* Delivers all notifications; how many the server could verify. */
uint32_t fixture_deliver(struct fixture *f);

/*
 * Ways in which a download of what was ordered last fails, and fails the test unless it does: the
 * function with this tag refuses with this code; a command is answered with this status word; the
 * result is this error, which is then handed back.
 */
void fixture_expect_refusal(struct fixture *f, const char *what, uint32_t function, uint32_t code);
void fixture_expect_stop(struct fixture *f, const char *what, uint16_t sw);
const struct error_result *fixture_expect_error(struct fixture *f, const char *what,
                                                uint32_t command, uint32_t reason);

/* Takes a ProfileInstallationResult apart, or the one that is the card's only notification. */
struct profile_installation_result_data fixture_pir(struct fixture *f, struct span pir);
struct profile_installation_result_data fixture_pending_pir(struct fixture *f, const char *what);
/* The errorResult in it, which must be this one. */
const struct error_result *fixture_error_of(const char *what,
                                            const struct profile_installation_result_data *data,
                                            uint32_t command, uint32_t reason);

/* A fault: changes an octet of one object that the server sends; offset < 0: from the end. */
struct fixture_flip {
	enum smdpp_point point;
	size_t index; /* of a segment */
	int offset;
	uint8_t mask;
};

void fixture_set_flip(struct fixture *f, const struct fixture_flip *flip);

/*
 * What holds after a failed download: faults and hooks are taken away; nothing is left of the
 * session; there are so many profiles, and so many notifications, all of which the server can
 * verify. Unless there are more profiles than were noted before, the whole store is otherwise as it was
 * then. And the next download, from another server, works.
 */
void fixture_expect_sane(struct fixture *f, int64_t profiles, uint32_t notifications);

#endif
