/*
 * Tampering with the Bound Profile Package: its structure, its keys, what it was bound to, and what
 * the card has no room for [SGP.22 2.5, 5.5.1 to 5.5.5, 5.7.6]. Faults of single octets are in
 * test_bpp.c, as are metadata; interruptions are in test_interruption.c.
 */
#include "fixture.h"

#include "euicc/profile.h"

#include <string.h>

enum { WANTED = 1, OTHER = 2 };

/* Short names for the tables. */
enum {
	INIT = BPP_COMMAND_ID_INITIALISE_SECURE_CHANNEL,
	CONFIGURE = BPP_COMMAND_ID_CONFIGURE_ISDP,
	METADATA = BPP_COMMAND_ID_STORE_METADATA,
	REPLACE = BPP_COMMAND_ID_REPLACE_SESSION_KEYS,
	ELEMENTS = BPP_COMMAND_ID_LOAD_PROFILE_ELEMENTS,
	INPUT = ERROR_REASON_INCORRECT_INPUT_VALUES,
	SIGNATURE = ERROR_REASON_INVALID_SIGNATURE,
	STRUCTURE = ERROR_REASON_SCP03T_STRUCTURE_ERROR,
	SECURITY = ERROR_REASON_SCP03T_SECURITY_ERROR,
	PROCESSING = ERROR_REASON_PE_PROCESSING_ERROR,
};

/* ---- changes to what the server sends ---- */

enum { ALL = 0xFFFF, ANY_SEGMENT = 4 };

/*
 * At `at` (negative: from the end) of an object, `remove` octets make room for what the hex says.
 * Segments: 0 ConfigureISDP, 1 StoreMetadata, 2 ReplaceSessionKeys, from 3 on profile elements.
 */
struct change {
	enum smdpp_point point;
	size_t index; /* of a segment */
	int at;
	size_t remove;
	const char *insert; /* NULL: nothing */
	enum {
		SPLICE,
		LENGTHEN, /* by an element that nobody knows, of 9000 octets */
		REPEAT,
		SWAP_WITH_NEXT,
		SWAP_LISTS, /* this one goes behind the next, the last one away */
		REPEAT_LIST,
		EMPTY_LIST,
		LIST_BEHIND, /* an empty one at the end */
	} how;
	uint32_t list;
};

/* A change at work. */
struct spoiler {
	struct fixture *f;
	const struct change *change;
	struct buffer held;
};

static void splice(struct fixture *f, const struct change *c, struct buffer *object)
{
	const size_t at = c->at < 0 ? object->len - (size_t)-c->at : (size_t)c->at;
	struct span insert = fixture_hex(f, c->insert ? c->insert : "");
	BUFFER_AUTO tail = { 0 };
	size_t remove = c->remove;

	assert_true(at <= object->len);
	if (remove > object->len - at)
		remove = object->len - at;
	assert_int_equal(buffer_set(&tail, (struct span){ object->ptr + at + remove,
	                                                  object->len - at - remove }),
	                 0);
	object->len = at;
	assert_int_equal(buffer_append(object, insert), 0);
	assert_int_equal(buffer_append(object, buffer_span(&tail)), 0);
}

/* Appends what becomes of a component of the package; one that is moved waits in `moved`. */
static void put_component(const struct change *c, const struct der_tlv *component,
                          struct der_tlv *moved, struct buffer *content)
{
	if (component->tag != c->list) {
		assert_int_equal(buffer_append(content, component->whole), 0);
		if (moved->whole.ptr)
			assert_int_equal(buffer_append(content, moved->whole), 0);
		*moved = (struct der_tlv){ 0 };
	} else if (c->how == SWAP_LISTS) {
		*moved = *component;
	} else if (c->how == EMPTY_LIST) {
		assert_int_equal(buffer_append_tlv(content, c->list, (struct span){ 0 }), 0);
	} else {
		assert_int_equal(buffer_append(content, component->whole), 0);
		assert_int_equal(buffer_append(content, component->whole), 0);
	}
}

static void change_list(const struct change *c, struct buffer *package)
{
	BUFFER_AUTO content = { 0 };
	struct der_tlv whole, component, moved = { 0 };
	struct der_reader r;

	assert_true(der_whole(buffer_span(package), RSP_TAG_BOUND_PROFILE_PACKAGE, &whole));
	r = der_reader(whole.value);
	while (der_next(&r, &component))
		put_component(c, &component, &moved, &content);
	if (c->how == LIST_BEHIND)
		assert_int_equal(buffer_append_tlv(&content, c->list, (struct span){ 0 }), 0);
	assert_int_equal(buffer_wrap(&content, RSP_TAG_BOUND_PROFILE_PACKAGE), 0);
	assert_int_equal(buffer_set(package, buffer_span(&content)), 0);
}

static void lengthen(struct buffer *object)
{
	enum { UNKNOWN_ELEMENT = 0xDF8101 };
	static const uint8_t zeroes[9000];
	struct der_reader r = der_reader(buffer_span(object));
	BUFFER_AUTO content = { 0 };
	struct der_tlv whole;

	assert_true(der_next(&r, &whole));
	assert_int_equal(buffer_set(&content, whole.value), 0);
	assert_int_equal(buffer_append_tlv(&content, UNKNOWN_ELEMENT, SPAN(zeroes)), 0);
	assert_int_equal(buffer_wrap(&content, whole.tag), 0);
	assert_int_equal(buffer_set(object, buffer_span(&content)), 0);
}

static void spoil(void *ctx, enum smdpp_point point, size_t index, struct buffer *object)
{
	struct spoiler *s = ctx;
	const struct change *c = s->change;

	if (point != c->point)
		return;
	if (c->how == SWAP_WITH_NEXT && index == c->index + 1)
		assert_int_equal(buffer_append(object, buffer_span(&s->held)), 0);
	if (index != c->index)
		return;
	switch (c->how) {
	case SPLICE:
		splice(s->f, c, object);
		break;
	case REPEAT:
		assert_int_equal(buffer_set(&s->held, buffer_span(object)), 0);
		assert_int_equal(buffer_append(object, buffer_span(&s->held)), 0);
		break;
	case SWAP_WITH_NEXT:
		assert_int_equal(buffer_set(&s->held, buffer_span(object)), 0);
		object->len = 0;
		break;
	case LENGTHEN:
		lengthen(object);
		break;
	case SWAP_LISTS:
	case REPEAT_LIST:
	case EMPTY_LIST:
	case LIST_BEHIND:
		change_list(c, object);
		break;
	}
}

#define SEGMENT(n)     SMDPP_POINT_SEGMENT, n
#define CHANNEL        SMDPP_POINT_SECURE_CHANNEL_SIGNED, 0
#define PACKAGE        SMDPP_POINT_BOUND_PROFILE_PACKAGE, 0
#define CONFIGURE_ISDP SMDPP_POINT_CONFIGURE_ISDP, 0

/* Base points as the standards print them [SEC 2 2.4.2, RFC 5639 3.4]. */
#define P256_X  "6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296"
#define P256_Y  "4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5"
#define BP256_X "8BD2AEB9CB7E57CB2C4B482FFC81B7AFB9DE27E1E3BD23C23A4453BD9ACE3262"
#define BP256_Y "547EF835C3DAC4FD97F8461A14611DC9C27745132DED8E545C1D54C72F046997"
/* The prime of P-256: a coordinate must be less. */
#define P256_P "FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF"
#define ZERO   "0000000000000000000000000000000000000000000000000000000000000000"

enum { OTPK = 65 + 3 }; /* 5F49 41 and the point, last of what BF23 signs */

/* Keys of 16 octets, and what goes before the others in ReplaceSessionKeys with one octet less. */
#define KEY     "00112233445566778899AABBCCDDEEFF"
#define ENC_15  "BF26358010" KEY "810F"
#define CMAC_15 "BF26358010" KEY "8110" KEY "820F"
/* dpProprietaryData of 128 and 129 octets: dpOid, and an OCTET STRING of the SM-DP+'s own. */
#define TEN     "00000000000000000000"
#define HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN
#define DP_128  "B87E80038837060477" HUNDRED TEN "000000000000000000"
#define DP_129  "B87F80038837060478" HUNDRED TEN TEN

static const struct row {
	const char *what;
	uint32_t command, reason;
	struct change change;
} rows[] = {
	/* The one-time key of the server, signed by it. */
	{ "another otPK", CONFIGURE, SECURITY, { CHANNEL, -OTPK, OTPK, "5F494104" P256_X P256_Y } },
	{ "otPK of another curve",
	  INIT,
	  INPUT,
	  { CHANNEL, -OTPK, OTPK, "5F494104" BP256_X BP256_Y } },
	{ "otPK beside the curve",
	  INIT,
	  INPUT,
	  { CHANNEL, -OTPK, OTPK, "5F494104" P256_X P256_X } },
	{ "otPK with a coordinate too great",
	  INIT,
	  INPUT,
	  { CHANNEL, -OTPK, OTPK, "5F494104" P256_P P256_Y } },
	{ "otPK 0", INIT, INPUT, { CHANNEL, -OTPK, OTPK, "5F494104" ZERO ZERO } },
	{ "otPK at infinity", INIT, INPUT, { CHANNEL, -OTPK, OTPK, "5F490100" } },
	{ "otPK empty", INIT, INPUT, { CHANNEL, -OTPK, OTPK, "5F4900" } },
	{ "otPK compressed", INIT, INPUT, { CHANNEL, -OTPK, OTPK, "5F492103" P256_X } },
	{ "otPK hybrid", INIT, INPUT, { CHANNEL, -OTPK, OTPK, "5F494107" P256_X P256_Y } },
	/* 82 01 01, 80 10 transactionId, A6 len {80 01 88, 81 01 10, 84 len hostId}, 5F49 */
	{ "remote operation 0",
	  INIT,
	  ERROR_REASON_UNSUPPORTED_REMOTE_OPERATION_TYPE,
	  { CHANNEL, 2, 1, "00" } },
	{ "no remote operation", INIT, INPUT, { CHANNEL, 0, 3, NULL } },
	{ "transaction id shorter",
	  INIT,
	  ERROR_REASON_INVALID_TRANSACTION_ID,
	  { CHANNEL, 3, 3, "800F" } },
	{ "transaction id longer", INIT, INPUT, { CHANNEL, 3, 2, "801100" } },
	{ "key type", INIT, ERROR_REASON_UNSUPPORTED_CRT_VALUES, { CHANNEL, 25, 1, "80" } },
	{ "key length", INIT, ERROR_REASON_UNSUPPORTED_CRT_VALUES, { CHANNEL, 28, 1, "20" } },
	{ "host id", CONFIGURE, SECURITY, { CHANNEL, 31, 1, "00" } },
	{ "no host id", INIT, INPUT, { CHANNEL, 21, 19, "A606800188810110" } },
	{ "host id empty", INIT, INPUT, { CHANNEL, 21, 19, "A6088001888101108400" } },
	{ "host id of 17 octets",
	  INIT,
	  INPUT,
	  { CHANNEL, 21, 19, "A61980018881011084110102030405060708090A0B0C0D0E0F1011" } },
	{ "signature missing", INIT, INPUT, { SMDPP_POINT_SECURE_CHANNEL_SIGNATURE, 0, 0, ALL } },
	{ "signature empty",
	  INIT,
	  SIGNATURE,
	  { SMDPP_POINT_SECURE_CHANNEL_SIGNATURE, 0, 0, ALL, "5F3700" } },
	{ "signature 0",
	  INIT,
	  SIGNATURE,
	  { SMDPP_POINT_SECURE_CHANNEL_SIGNATURE, 0, 0, ALL, "5F3740" ZERO ZERO } },
	/* Segments. */
	{ "ConfigureISDP missing", CONFIGURE, STRUCTURE, { SEGMENT(0), 0, ALL } },
	{ "StoreMetadata missing", METADATA, STRUCTURE, { SEGMENT(1), 0, ALL } },
	{ "ReplaceSessionKeys missing", REPLACE, STRUCTURE, { SEGMENT(2), 0, ALL } },
	{ "first element missing", ELEMENTS, SECURITY, { SEGMENT(3), 0, ALL } },
	{ "an element missing", ELEMENTS, SECURITY, { SEGMENT(ANY_SEGMENT), 0, ALL } },
	{ "ConfigureISDP twice", CONFIGURE, SECURITY, { SEGMENT(0), .how = REPEAT } },
	{ "StoreMetadata twice", METADATA, SECURITY, { SEGMENT(1), .how = REPEAT } },
	{ "ReplaceSessionKeys twice", REPLACE, SECURITY, { SEGMENT(2), .how = REPEAT } },
	{ "first element twice", ELEMENTS, SECURITY, { SEGMENT(3), .how = REPEAT } },
	{ "an element twice", ELEMENTS, SECURITY, { SEGMENT(ANY_SEGMENT), .how = REPEAT } },
	{ "first elements swapped", ELEMENTS, SECURITY, { SEGMENT(3), .how = SWAP_WITH_NEXT } },
	{ "elements swapped", ELEMENTS, SECURITY, { SEGMENT(ANY_SEGMENT), .how = SWAP_WITH_NEXT } },
	{ "metadata shorter than a MAC", METADATA, SECURITY, { SEGMENT(1), 0, ALL, "8803010203" } },
	{ "shorter than a MAC", CONFIGURE, SECURITY, { SEGMENT(0), 0, ALL, "870701020304050607" } },
	{ "only a MAC", CONFIGURE, SECURITY, { SEGMENT(0), 0, ALL, "87080102030405060708" } },
	{ "no whole blocks",
	  CONFIGURE,
	  SECURITY,
	  { SEGMENT(0), 0, ALL, "87110102030405060708090A0B0C0D0E0F1011" } },
	{ "empty", ELEMENTS, SECURITY, { SEGMENT(3), 0, ALL, "8600" } },
	{ "length not minimal", CONFIGURE, STRUCTURE, { SEGMENT(0), 0, 2, "878118" } },
	{ "another segment behind the last",
	  CONFIGURE,
	  SECURITY,
	  { SEGMENT(0), -8, 0, "87080102030405060708" } },
	/* Commands that are whole, and something else than they should be. */
	{ "ConfigureISDP is StoreMetadata",
	  CONFIGURE,
	  INPUT,
	  { SMDPP_POINT_CONFIGURE_ISDP, 0, 0, 2, "BF25" } },
	{ "StoreMetadata empty",
	  METADATA,
	  INPUT,
	  { SMDPP_POINT_STORE_METADATA, 0, 0, ALL, "BF2500" } },
	{ "metadata with something behind",
	  METADATA,
	  INPUT,
	  { SMDPP_POINT_STORE_METADATA, 0, 0, 0, "BF2500" } },
	{ "ReplaceSessionKeys empty",
	  REPLACE,
	  INPUT,
	  { SMDPP_POINT_REPLACE_SESSION_KEYS, 0, 0, ALL, "BF2600" } },
	{ "dpProprietaryData empty", CONFIGURE, INPUT, { CONFIGURE_ISDP, 0, ALL, "BF2402B800" } },
	{ "dpProprietaryData no DER",
	  CONFIGURE,
	  INPUT,
	  { CONFIGURE_ISDP, 0, ALL, "BF2405B803010203" } },
	{ "dpOid missing", CONFIGURE, INPUT, { CONFIGURE_ISDP, 0, ALL, "BF2405B803810188" } },
	{ "dpOid empty", CONFIGURE, INPUT, { CONFIGURE_ISDP, 0, ALL, "BF2404B8028000" } },
	{ "dpOid unfinished", CONFIGURE, INPUT, { CONFIGURE_ISDP, 0, ALL, "BF2405B803800188" } },
	{ "dpProprietaryData of 129 octets",
	  CONFIGURE,
	  INPUT,
	  { CONFIGURE_ISDP, 0, ALL, "BF248181" DP_129 } },
	{ "an initial MAC chaining value of 15 octets",
	  REPLACE,
	  INPUT,
	  { SMDPP_POINT_REPLACE_SESSION_KEYS, 0, 0, 6, "BF2635800F" } },
	{ "PPK-ENC of 15 octets",
	  REPLACE,
	  INPUT,
	  { SMDPP_POINT_REPLACE_SESSION_KEYS, 0, 0, 24, ENC_15 } },
	{ "PPK-CMAC of 15 octets",
	  REPLACE,
	  INPUT,
	  { SMDPP_POINT_REPLACE_SESSION_KEYS, 0, 0, 42, CMAC_15 } },
	{ "another profile protection key",
	  ELEMENTS,
	  SECURITY,
	  { SMDPP_POINT_REPLACE_SESSION_KEYS, 0, -1, 1, "00" } },
	{ "no profile elements",
	  ELEMENTS,
	  PROCESSING,
	  { SMDPP_POINT_UNPROTECTED_PROFILE_PACKAGE, 0, 0, ALL } },
	/* Lists. */
	{ "BF23 missing", INIT, STRUCTURE, { PACKAGE, .how = SWAP_LISTS, .list = 0xBF23 } },
	{ "A0 behind A1", CONFIGURE, STRUCTURE, { PACKAGE, .how = SWAP_LISTS, .list = 0xA0 } },
	{ "A1 behind A2", METADATA, STRUCTURE, { PACKAGE, .how = SWAP_LISTS, .list = 0xA1 } },
	{ "A2 behind A3", ELEMENTS, SECURITY, { PACKAGE, .how = SWAP_LISTS, .list = 0xA2 } },
	{ "A3 missing", REPLACE, STRUCTURE, { PACKAGE, .how = SWAP_LISTS, .list = 0xA3 } },
	/* [SGP.22 5.5.1] A second one is none while the first one's channel stands. */
	{ "BF23 twice", CONFIGURE, STRUCTURE, { PACKAGE, .how = REPEAT_LIST, .list = 0xBF23 } },
	{ "A0 twice", METADATA, STRUCTURE, { PACKAGE, .how = REPEAT_LIST, .list = 0xA0 } },
	{ "A1 twice", ELEMENTS, STRUCTURE, { PACKAGE, .how = REPEAT_LIST, .list = 0xA1 } },
	{ "A2 twice", ELEMENTS, STRUCTURE, { PACKAGE, .how = REPEAT_LIST, .list = 0xA2 } },
	{ "A3 twice", ELEMENTS, STRUCTURE, { PACKAGE, .how = REPEAT_LIST, .list = 0xA3 } },
	{ "A0 empty", CONFIGURE, STRUCTURE, { PACKAGE, .how = EMPTY_LIST, .list = 0xA0 } },
	{ "A1 empty", METADATA, STRUCTURE, { PACKAGE, .how = EMPTY_LIST, .list = 0xA1 } },
	{ "A2 empty", REPLACE, STRUCTURE, { PACKAGE, .how = EMPTY_LIST, .list = 0xA2 } },
	{ "A3 empty", ELEMENTS, STRUCTURE, { PACKAGE, .how = EMPTY_LIST, .list = 0xA3 } },
	{ "A4 behind", ELEMENTS, STRUCTURE, { PACKAGE, .how = LIST_BEHIND, .list = 0xA4 } },
};

static void test_rows(void **state)
{
	struct fixture *f = fixture_new(&(struct fixture_options){ .segment_max = 400 });

	(void)state;
	for (size_t i = 0; i < A_COUNT(rows); i++) {
		struct spoiler s = { f, &rows[i].change, { 0 } };

		fixture_order(f, WANTED, NULL);
		smdpp_set_tamper(f->server, &(struct smdpp_tamper){ spoil, &s });
		fixture_expect_error(f, rows[i].what, rows[i].command, rows[i].reason);
		buffer_free(&s.held);
		fixture_expect_sane(f, 0, 1);
	}
	fixture_free(f);
}

/* ---- sizes ---- */

/* 1020 octets by the book, 1036 from a common server; one more in any kind of segment is too long. */
static void test_sizes(void **state)
{
	static const uint8_t icon[1024];
	static const struct {
		size_t segment_max;
		uint32_t command; /* of the failure, with an icon and without */
		bool icon, fails;
	} sizes[] = {
		{ 1020, 0, true, false },        { 1036, 0, true, false },
		{ 1037, METADATA, true, true },  { 1037, 0, false, false },
		{ 1052, ELEMENTS, false, true },
	};

	(void)state;
	for (size_t i = 0; i < A_COUNT(sizes); i++) {
		struct fixture *f = fixture_new(
		        &(struct fixture_options){ .segment_max = sizes[i].segment_max });
		struct store_metadata_request *m = fixture_metadata(f, WANTED,
		                                                    PROFILE_CLASS_OPERATIONAL, 0);

		if (sizes[i].icon) {
			m->icon_type = (struct asn1_uint){ true, ICON_TYPE_PNG };
			m->icon = SPAN(icon);
		}
		fixture_order(f, WANTED, m);
		if (sizes[i].fails)
			fixture_expect_error(f, "oversized", sizes[i].command, STRUCTURE);
		else
			assert_int_equal(fixture_download(f).final_result->which,
			                 FINAL_RESULT_SUCCESS_RESULT);
		fixture_expect_sane(f, !sizes[i].fails, 1);
		fixture_free(f);
	}
}

/* ---- a package of somebody else ---- */

/* Puts the first package that it sees in the place of the next one. */
static void replay(void *ctx, enum smdpp_point point, size_t index, struct buffer *object)
{
	struct buffer *seen = ctx;

	(void)index;
	if (point != SMDPP_POINT_BOUND_PROFILE_PACKAGE)
		return;
	if (seen->ptr)
		assert_int_equal(buffer_set(object, buffer_span(seen)), 0);
	else
		assert_int_equal(buffer_set(seen, buffer_span(object)), 0);
}

/* A package works once: it is bound to the card's one-time key, which was thrown away. */
static void test_replay(void **state)
{
	struct fixture *f = *state;
	struct buffer seen = { 0 };

	fixture_order(f, WANTED, NULL);
	smdpp_set_tamper(f->server, &(struct smdpp_tamper){ replay, &seen });
	assert_int_equal(fixture_download(f).final_result->which, FINAL_RESULT_SUCCESS_RESULT);
	fixture_delete(f, WANTED);
	fixture_remember(f);
	fixture_expect_error(f, "replayed package", INIT, SIGNATURE);
	buffer_free(&seen);
	fixture_expect_sane(f, 0, 1);
}

static bool begins_package(const uint8_t *capdu, size_t len)
{
	return len > 7 && capdu[1] == 0xE2 && capdu[3] == 0 && capdu[5] == 0xBF && capdu[6] == 0x36;
}

/* From the package on the card has another EID than the one that the server knows. */
static void change_eid(struct fixture *f, const uint8_t *capdu, size_t len)
{
	if (!begins_package(capdu, len))
		return;
	f->before_command = NULL;
	f->card->eid[EID_LEN - 1] ^= 0x01;
}

/* The EID is part of the keys [SGP.22 Annex G]; and a server knows whom an order is for. */
static void test_other_eid(void **state)
{
	struct fixture *f = *state;
	const struct smdpp_order order = { .matching_id = FIXTURE_MATCHING_ID,
		                           .profile = fixture_package(f, WANTED),
		                           .eid = "89049032123451234512345678901236" };
	struct lpa_download_result result;

	fixture_order(f, WANTED, NULL);
	f->before_command = change_eid;
	fixture_expect_error(f, "another EID", CONFIGURE, SECURITY);
	f->card->eid[EID_LEN - 1] ^= 0x01;
	fixture_expect_sane(f, 0, 1);
	assert_int_equal(smdpp_add_order(f->server, &order), 0);
	fixture_remember(f);
	result = fixture_download(f);
	assert_int_equal(result.end, LPA_DOWNLOAD_SERVER_REFUSED);
	assert_string_equal(result.status.subject, "8.1.1");
	assert_string_equal(result.status.reason, "3.8");
	fixture_expect_sane(f, 0, 0);
}

static void count_segments(struct fixture *f, const uint8_t *capdu, size_t len)
{
	unsigned *n = f->hook_ctx;

	if (len > 6 && capdu[1] == 0xE2 && capdu[3] == 0 && capdu[5] == RSP_TAG_BPP_SEGMENT_88)
		++*n;
}

/* Metadata for which there is no room end where there is none, and not with their last segment. */
static void test_long_text(void **state)
{
	enum { SEGMENT = 400, TEXT = SEGMENT - 4 - 8, ROOM = 8192 };
	static const struct change longer = { SMDPP_POINT_STORE_METADATA, 0, .how = LENGTHEN };
	struct fixture *f = fixture_new(&(struct fixture_options){ .segment_max = SEGMENT });
	struct spoiler s = { f, &longer, { 0 } };
	unsigned n = 0;

	(void)state;
	fixture_order(f, WANTED, NULL);
	smdpp_set_tamper(f->server, &(struct smdpp_tamper){ spoil, &s });
	f->before_command = count_segments;
	f->hook_ctx = &n;
	fixture_expect_error(f, "9000 octets", METADATA, INPUT);
	assert_int_equal(n, ROOM / TEXT + 1);
	fixture_expect_sane(f, 0, 1);
	fixture_free(f);
}

/* The most that dpProprietaryData may have [SGP.22 5.5.2]. */
static void test_dp_proprietary(void **state)
{
	struct fixture *f = *state;
	const struct change most = { CONFIGURE_ISDP, 0, ALL, "BF248180" DP_128 };
	struct spoiler s = { f, &most, { 0 } };

	fixture_order(f, WANTED, NULL);
	smdpp_set_tamper(f->server, &(struct smdpp_tamper){ spoil, &s });
	assert_int_equal(fixture_download(f).final_result->which, FINAL_RESULT_SUCCESS_RESULT);
	fixture_expect_es10(f, "BF2D035C01B8", "BF2D8186A08183E38180" DP_128);
	fixture_expect_sane(f, 1, 1);
}

/* A command on another channel could not keep what it wrote: the card starts from what is stored. */
static void fail_command(struct fixture *f, const uint8_t *capdu, size_t len)
{
	if (len < 6 || capdu[1] != 0xE2 || capdu[3] != 0 || capdu[5] != 0x86)
		return;
	f->before_command = NULL;
	assert_int_equal(store_exec(f->store, "DELETE FROM notification", ""), 0);
	assert_true(f->store->in_transaction);
	assert_int_equal(card_end_transaction(f->card, false), 0);
}

/* The download is interrupted, and the result says so at once. */
static void test_failed_command(void **state)
{
	struct fixture *f = *state;
	struct profile_installation_result_data data;

	fixture_order(f, WANTED, NULL);
	f->before_command = fail_command;
	fixture_expect_stop(f, "a failed command", 0x6985);
	data = fixture_pending_pir(f, "a failed command");
	fixture_error_of("a failed command", &data, ELEMENTS, ERROR_REASON_INTERRUPTION);
	fixture_expect_sane(f, 0, 1);
}

/* ---- memory ---- */

static size_t free_memory(struct fixture *f)
{
	struct profile_totals totals;

	assert_int_equal(profile_totals(f->card, &totals), 0);
	return profile_free_memory(f->card, &totals);
}

/* A card that holds one profile: the second one finds no room until the first one is gone. */
static void test_full(void **state)
{
	struct fixture *f = *state;
	const size_t before = free_memory(f);
	char persona[64];
	struct fixture *small;

	fixture_download_ok(f, WANTED);
	snprintf(persona, sizeof(persona), "{\"nonVolatileMemory\": %zu}",
	         (before - free_memory(f)) * 3 / 2);
	small = fixture_new(&(struct fixture_options){ .persona_json = persona });
	fixture_download_ok(small, WANTED);
	fixture_order(small, OTHER, NULL);
	fixture_expect_error(small, "no room", ELEMENTS, ERROR_REASON_INSUFFICIENT_MEMORY);
	fixture_expect_sane(small, 1, 1);
	fixture_delete(small, WANTED);
	fixture_download_ok(small, OTHER);
	fixture_free(small);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, fixture_setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_sizes),
		TEST(test_replay),
		TEST(test_other_eid),
		cmocka_unit_test(test_long_text),
		TEST(test_dp_proprietary),
		TEST(test_failed_command),
		TEST(test_full),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
