/*
 * Fuzzes a whole card. It holds three profiles, the first of them enabled, the second good for the
 * fallback mechanism and the third for emergencies, and it knows an eIM; it is the same at the start
 * of every input. The input is a sequence of pieces, by their first octet:
 *
 *  0          a cold reset
 *  1 to 252   a command APDU of that many octets
 *  253        a command APDU, behind two octets with its length: extended length, and what is no APDU
 *  254        an ES10 request, behind its length: comes in blocks, and its answer is fetched
 *  255        an eUICC Package, behind its length, that the eIM signs: an octet that says what the
 *             others are (enum package_part)
 *
 * What must hold whatever came: an answer with a status word, nothing left uncommitted, and a card
 * that is within its limits.
 */
#include "world.h"

#include "peers/eim.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	PIECE_RESET = 0,
	PIECE_APDU = 253,
	PIECE_ES10,
	PIECE_PACKAGE,
	PIECES_MAX = 64,
	PROFILES = 3,
	MEMORY_MAX = 1 << 20,
	BLOCK_MAX = 255,
	FETCHES_MAX = 300,
};

enum package_part {
	PART_PSMOS,   /* commands of a psmoList */
	PART_ECOS,    /* commands of an ecoList */
	PART_ELEMENT, /* what stands in the place of the list */
	PART_SIGNED,  /* the value of euiccPackageSigned: identities, counter and all */
	PARTS,
};

struct target {
	struct world world;
	struct eim_server eim, first; /* first: as it is at the start of an input */
	struct span replacement;      /* of what the eIM would sign */
	struct buffer answer;
	struct arena arena;
};

static struct span transmit(struct target *t, const uint8_t *capdu, size_t len, uint16_t *ret_sw)
{
	static uint8_t rapdu[SOFTEUICC_RAPDU_MAX];
	size_t n = softeuicc_card_transmit(t->world.card, capdu, len, rapdu);

	if (n < 2 || n > sizeof(rapdu) || t->world.store->in_transaction)
		abort();
	*ret_sw = (uint16_t)(rapdu[n - 2] << 8 | rapdu[n - 1]);
	return (struct span){ rapdu, n - 2 };
}

/* ---- ES10 ---- */

static void select_isdr(struct target *t)
{
	static const uint8_t open_channel[] = { 0x00, 0x70, 0x00, 0x01, 0x00 };
	static const uint8_t select[] = { 0x01, 0xA4, 0x04, 0x0C, 0x10, 0xA0, 0x00,
		                          0x00, 0x05, 0x59, 0x10, 0x10, 0xFF, 0xFF,
		                          0xFF, 0xFF, 0x89, 0x00, 0x00, 0x01, 0x00 };
	const struct channel *ch = &t->world.card->channels[1];
	uint16_t sw;

	if (!ch->open)
		transmit(t, open_channel, sizeof(open_channel), &sw);
	if (ch->app != APP_ISDR)
		transmit(t, select, sizeof(select), &sw);
}

/* The answer, valid until the next one. */
static struct span fetch(struct target *t, uint16_t sw)
{
	uint8_t capdu[] = { 0x01, 0xC0, 0x00, 0x00, 0x00 };

	t->answer.len = 0;
	for (unsigned i = 0; i < FETCHES_MAX && sw >> 8 == 0x61; i++) {
		struct span part;

		capdu[4] = (uint8_t)sw;
		part = transmit(t, capdu, sizeof(capdu), &sw);
		if (buffer_append(&t->answer, part) < 0)
			abort();
	}
	return buffer_span(&t->answer);
}

static struct span es10(struct target *t, struct span request)
{
	uint8_t capdu[5 + BLOCK_MAX] = { 0x81, 0xE2 };
	uint16_t sw = 0x9000;

	select_isdr(t);
	for (size_t at = 0, block = 0; at < request.len && sw == 0x9000; block++) {
		size_t n = request.len - at < BLOCK_MAX ? request.len - at : BLOCK_MAX;

		capdu[2] = at + n == request.len ? 0x91 : 0x11;
		capdu[3] = (uint8_t)block;
		capdu[4] = (uint8_t)n;
		memcpy(capdu + 5, request.ptr + at, n);
		transmit(t, capdu, 5 + n, &sw);
		at += n;
	}
	return fetch(t, sw);
}

/* ---- eUICC Packages ---- */

static void replace_signed(void *ctx, enum eim_server_point point, struct buffer *object)
{
	const struct target *t = ctx;

	if (point == EIM_SERVER_POINT_SIGNED &&
	    (buffer_set(object, t->replacement) < 0 || buffer_wrap(object, 0x30) < 0))
		abort();
}

static struct span wrap(struct target *t, uint32_t tag, struct span value)
{
	const size_t n = der_size(tag, value.len);
	struct der_writer w = { arena_alloc(&t->arena, n), n, 0 };

	if (!w.buf)
		abort();
	der_put_tlv(&w, tag, value);
	return der_written(&w);
}

/* Whatever the package was, its result is one. */
static void send_package(struct target *t, struct span piece)
{
	struct eim_server_result result;
	unsigned part = piece.len ? piece.ptr[0] % PARTS : PART_PSMOS;
	struct span content = { piece.ptr + 1, piece.len - 1 };
	struct span request, answer;

	if (piece.len == 0)
		return;
	t->replacement = content;
	t->eim.tamper = (struct eim_server_tamper){ part == PART_SIGNED ? replace_signed : NULL,
		                                    t };
	if (part == PART_PSMOS || part == PART_ECOS)
		content = wrap(t, part == PART_PSMOS ? IOT_TAG_PSMO_LIST : IOT_TAG_ECO_LIST,
		               content);
	if (eim_server_sign(&t->eim, content, &t->arena, &request) < 0)
		abort();
	answer = es10(t, request);
	if (answer.len && eim_server_verify(&t->eim, answer, &t->arena, &result) < 0)
		abort();
}

/* ---- the card, made once ---- */

/* A profile whose ICCID differs in a digit, in the header and in EF.ICCID, where it is swapped. */
static void install(struct target *t, struct span sample, uint8_t number)
{
	static const uint8_t header[] = { 0x89, 0x88, 0x99, 0x97, 0x00 };
	static const uint8_t file[] = { 0x98, 0x88, 0x99, 0x79, 0x00 };
	struct span package = arena_copy(&t->arena, sample), metadata;
	uint8_t *bytes = (uint8_t *)(uintptr_t)package.ptr;
	struct store_metadata_request m;
	const char *error = "";

	for (size_t i = 0; i + 10 <= package.len; i++)
		if (memcmp(bytes + i, header, sizeof(header)) == 0 ||
		    memcmp(bytes + i, file, sizeof(file)) == 0)
			bytes[i + 7] = (uint8_t)(number << 4 | number);
	if (smdpp_default_metadata(t->world.server, "Name", package, &t->arena, &m) < 0)
		abort();
	m.fallback_allowed = (struct asn1_bool){ number == 1, true };
	m.ecall_indication = (struct asn1_bool){ number == 2, true };
	metadata = asn1_encode_arena(&store_metadata_request_type, RSP_TAG_STORE_METADATA, &m,
	                             &t->arena);
	if (softeuicc_card_install(t->world.card, package.ptr, package.len, metadata.ptr,
	                           metadata.len, &error) < 0)
		abort();
}

static void associate(struct target *t)
{
	const struct eim_server_config config = { .eim_id = "eim",
		                                  .random = { t->world.env.random, &t->world } };
	struct eim_configuration_data data;
	const struct add_initial_eim_request request = { { &data, 1 } };
	const struct credential *c = &t->world.card->credentials[0];

	if (eim_server_init(&t->first, &config) < 0 ||
	    eim_server_trust(&t->first, c->ci.whole, c->eum.whole, c->euicc.whole) != 0 ||
	    eim_server_configuration(&t->first, &t->arena, &data) < 0)
		abort();
	es10(t, asn1_encode_arena(&add_initial_eim_request_type, IOT_TAG_ADD_INITIAL_EIM, &request,
	                          &t->arena));
}

static void enable_first(struct target *t)
{
	static const uint8_t enable[] = { 0xBF, 0x31, 0x11, 0xA0, 0x0C, 0x5A, 0x0A,
		                          0x98, 0x88, 0x99, 0x79, 0x00, 0x00, 0x00,
		                          0x00, 0x10, 0xF4, 0x81, 0x01, 0x00 };

	if (es10(t, SPAN(enable)).len == 0)
		abort();
}

static struct target *make_target(void)
{
	static struct target t;
	struct span sample;

	t.arena = (struct arena){ malloc(MEMORY_MAX), MEMORY_MAX, 0 };
	if (!t.arena.buf || world_open(&t.world, &(struct world_options){ 0 }) < 0 ||
	    world_sample(&t.arena, &sample) < 0)
		abort();
	for (uint8_t i = 0; i < PROFILES; i++)
		install(&t, sample, i);
	softeuicc_card_reset(t.world.card);
	associate(&t);
	enable_first(&t);
	softeuicc_card_power_off(t.world.card);
	if (world_save(&t.world) < 0)
		abort();
	return &t;
}

/* ---- one input ---- */

/* Takes n octets, or what is left. */
static struct span take(struct span *in, size_t n)
{
	struct span s = { in->ptr, n < in->len ? n : in->len };

	*in = (struct span){ in->ptr + s.len, in->len - s.len };
	return s;
}

static void run_piece(struct target *t, struct span *in)
{
	const uint8_t kind = take(in, 1).ptr[0];
	struct span piece = { NULL, kind };
	uint16_t sw;

	if (kind >= PIECE_APDU) {
		struct span length = take(in, 2);

		piece.len = length.len == 2 ? (size_t)length.ptr[0] << 8 | length.ptr[1] : 0;
	}
	piece = take(in, piece.len);
	if (kind == PIECE_RESET)
		softeuicc_card_reset(t->world.card);
	else if (kind <= PIECE_APDU)
		transmit(t, piece.ptr, piece.len, &sw);
	else if (kind == PIECE_ES10)
		es10(t, piece);
	else
		send_package(t, piece);
}

static int64_t count(struct target *t, const char *what)
{
	char query[128];
	STORE_STMT *stmt = NULL;

	snprintf(query, sizeof(query), "SELECT count(*) FROM %s", what);
	stmt = store_query(t->world.store, query, "");
	if (store_step(stmt) != 1)
		abort();
	return sqlite3_column_int64(stmt, 0);
}

static void check(struct target *t)
{
	const struct persona *p = t->world.card->persona;

	if (count(t, "profile WHERE state = 1") > 1 || count(t, "profile") > PROFILES ||
	    count(t, "eim") > p->max_eims || count(t, "package_result") > p->max_package_results ||
	    count(t, "notification") > p->max_notifications ||
	    count(t, "rollback WHERE profile_id NOT IN (SELECT id FROM profile)") > 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct target *t;
	struct span in = { data, size };

	if (!t)
		t = make_target();
	if (world_restore(&t->world) < 0)
		abort();
	t->eim = t->first;
	softeuicc_card_reset(t->world.card);
	for (unsigned i = 0; in.len > 0 && i < PIECES_MAX; i++) {
		t->arena.used = 0;
		run_piece(t, &in);
	}
	check(t);
	softeuicc_card_power_off(t->world.card);
	return 0;
}
