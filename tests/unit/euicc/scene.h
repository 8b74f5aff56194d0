/*
 * A download that an eIM asks for: a card, an IPA, the eIM and an SM-DP+, with everything that passes
 * between them in sight [SGP.32 3.2.3].
 */
#ifndef TESTS_EUICC_SCENE_H
#define TESTS_EUICC_SCENE_H

#include "iot.h"
#include "watch.h"

#include "peers/esipa.h"
#include "peers/ipad.h"

#define SCENE_ADDRESS "smdpp.test.softeuicc.example"
#define SCENE_CODE    "1$" SCENE_ADDRESS "$" FIXTURE_MATCHING_ID

struct scene {
	struct iot *t;
	struct watch watch;
	struct es9p_resolver resolver;
	char address[256]; /* that was looked for last */
	struct esipa_server eim;
	struct esipa_transport transport;
	struct ipad ipad;
	int cut;              /* results that do not reach the eIM */
	unsigned told_before; /* notifications that the SM-DP+ had when the eIM got the result */
	char request[64];     /* the last GetEimPackage, in hex */
	/* What the eIM got last. */
	uint32_t which;
	int verdict;
	struct eim_server_download download;
	uint32_t format_error;
	int notified; /* verdict on a notification, -1: none came */
	/* What the IPA said of the last download. */
	struct ipad_download told;
};

/* The eIM is associated with the card, with or without indirectProfileDownload; profile 1 waits. */
struct scene *scene_new(const struct fixture_options *card, bool indirect);
void scene_free(struct scene *s);
/* cmocka setup with the default persona, without and with indirectProfileDownload; teardown. */
int scene_setup(void **state);
int scene_setup_indirect(void **state);
int scene_teardown(void **state);

struct span scene_text(const char *s);

/* One poll with this trigger in the eIM's queue; forgets what was seen before. */
int scene_poll(struct scene *s, const struct profile_download_data *data);
int scene_poll_code(struct scene *s, const char *code);

int64_t scene_count(struct scene *s, const char *table);

/* The eIM has the card's own result, which says this. */
void scene_expect_result(struct scene *s, uint32_t which);
/* The eIM has an error; there is no session any more, no profile, no notification. */
void scene_expect_error(struct scene *s, uint32_t reason);
void scene_expect_undefined(struct scene *s);

#endif
