/*
 * What the tests of SGP.32 share: the fixture's card, an eIM that trusts it, packages written in
 * hex, and profiles by number.
 */
#ifndef TESTS_EUICC_IOT_H
#define TESTS_EUICC_IOT_H

#include "fixture.h"

#include "peers/eim.h"

#define IOT_EIM "eim.test.softeuicc.example"
/* Another eIM, which tests associate. */
#define IOT_OTHER "other.example"
/* Their elements eimId. */
#define IOT_SELF_ID  "801A65696D2E746573742E736F667465756963632E6578616D706C65"
#define IOT_OTHER_ID "800D6F746865722E6578616D706C65"
/* SubjectKeyIdentifier that no CI of the card has. */
#define IOT_NO_CI "8814DEADDEADDEADDEADDEADDEADDEADDEADDEADDEAD"
/* 2^64-1: more than 64 bits with a sign can say. */
#define IOT_HUGE_COUNTER "830900FFFFFFFFFFFFFFFF"
#define IOT_HUGE_TOKEN   "840900FFFFFFFFFFFFFFFF"
/* ProfileRollback without a REFRESH, and that there is no right to it. */
#define IOT_ROLLBACK    "BF5803800100"
#define IOT_NO_ROLLBACK "BF5803020101"
/* A terminal that understands all of the toolkit. */
#define IOT_TERMINAL_PROFILE "8010000003000080" /* REFRESH, nothing else */

enum { IOT_PSMO = 0xA0, IOT_ECO = 0xA1 };

struct iot {
	struct fixture *f;
	struct eim_server eim;
};

/* What a test can be made of; members may be zero. */
struct iot_options {
	struct fixture_options card;
	struct eim_server_config eim; /* eim_id NULL: IOT_EIM */
	bool alone;                   /* the eIM is not associated */
	bool token;                   /* it asks for an association token */
};

struct iot *iot_new(const struct iot_options *options);
void iot_free(struct iot *t);
/*
 * cmocka setup with an eIM without token and no profile, of the default persona, or of the one that
 * the environment names: meson runs the tests with each that has all of it; and teardown.
 */
int iot_setup(void **state);
int iot_teardown(void **state);
/* False: the card has no ES10c functions that change anything. */
bool iot_is_local(const struct iot *t);

/* Another eIM that trusts the card and is not associated. */
void iot_eim_init(struct iot *t, struct eim_server *e, const struct eim_server_config *config);

/* Hex of an eIM's configuration as element with this tag (30, A8, AA); token: it asks for one. */
const char *iot_config(struct iot *t, const struct eim_server *e, uint8_t tag, bool token);
/* The other eIM, not associated. */
struct eim_server iot_other_eim(struct iot *t);
/* Its configuration, of eimIdTypeFqdn, with elements put in where they belong. */
const char *iot_other_config(struct iot *t, const struct eim_server *e, uint8_t tag,
                             const char *counter, const char *token, const char *tail);
/* AddInitialEim with one eIM; takes over the token. */
void iot_associate(struct iot *t, struct eim_server *e, bool token);

/* Text in the arena, printf format; @1 to @9 stand for 5A 0A and the ICCID of that profile. */
const char *iot_text(struct iot *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Octets in hex. */
const char *iot_hex(struct iot *t, struct span s);
/* Hex of an element with this tag around a text as above. */
const char *iot_wrap(struct iot *t, uint32_t tag, const char *hex);
/* ES10 request and its answer, both texts as above. */
void iot_es10(struct iot *t, const char *request, const char *response);

/* Likewise of a function that SGP.32 drops: a card without it must answer 6A88. */
void iot_es10_local(struct iot *t, const char *request, const char *response);

/*
 * A spoiler for eim_server_tamper: puts an element, the struct span at ctx, in the place of those of
 * euiccPackageSigned that have its tag, of one octet.
 */
void iot_replace_element(void *ctx, enum eim_server_point point, struct buffer *object);

/* A request with these commands, signed. */
struct span iot_sign(struct iot *t, uint8_t list, const char *commands);
/* Loads a request: there must be an answer, and it must be genuine. */
struct eim_server_result iot_load(struct iot *t, struct span request);
/* Signs and loads: the result must have exactly these euiccResult. Its sequence number. */
uint32_t iot_run(struct iot *t, uint8_t list, const char *commands, const char *results);
/* Signs and loads: a signed error with this code. */
void iot_refused(struct iot *t, uint8_t list, const char *commands, uint32_t code);

/* Installs profile `number`, Disabled. */
enum iot_profile_flags { IOT_FALLBACK = 1, IOT_ECALL = 2, IOT_PPR1 = 4, IOT_PPR2 = 8 };
void iot_install(struct iot *t, uint8_t number, unsigned flags);
/* Installs 1, which is Enabled, and 2 with these flags; nobody has been told of anything. */
void iot_two_profiles(struct iot *t, unsigned flags);
/* The number of the Enabled profile as stored, 0: none. */
int iot_enabled(struct iot *t);
/* Fails unless the terminal sees this profile, 0: none. */
void iot_expect_visible(struct iot *t, uint8_t number);

/* The toolkit is busy in between: a REFRESH waits to be answered. */
void iot_make_busy(struct iot *t);
void iot_end_busy(struct iot *t);

/* The number of rows; what: a table, and a condition if need be. */
int64_t iot_count(struct iot *t, const char *what);
/* SHA-256 over everything that is stored, in hex in the arena. */
const char *iot_digest(struct iot *t);
/* The same without signed notifications and results themselves: alike for the same commands. */
const char *iot_digest_unsigned(struct iot *t);

#endif
