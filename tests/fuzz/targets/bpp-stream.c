/*
 * Fuzzes LoadBoundProfilePackage [SGP.22 5.7.6] in a real session: a card that has prepared a
 * download gets the package that its SM-DP+ has bound to it, changed as the input says. Some changes
 * are made to the text before it is protected, or to InitialiseSecureChannel before it is signed, so
 * that what is behind the MAC and the signature is reached; the others to the pieces that the LPA
 * sends.
 *
 * The input is a list of changes of five octets: kind, index (of a text segment or a piece), offset
 * (two octets), value. After each input: nothing uncommitted, a profile is there if and only if its
 * result says so, and the card still answers.
 */
#include "world.h"

#include "crypto/bsp.h"
#include "peers/bpp_cut.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	LISTS = 4,
	REPLACE_KEYS_LIST = 2,
	SEGMENTS_MAX = 64,
	TEXT_MAX = 1200,
	PIECES_MAX = 128,
	BLOCK_MAX = 255,
	CHANGE_LEN = 5,
	MEMORY_MAX = 1 << 20,
	SEGMENT_OF_SERVER = 256, /* a small one makes many pieces */
};

enum change_kind {
	TEXT_FLIP,   /* value is XORed at the offset */
	TEXT_CUT,    /* to the offset */
	TEXT_DOUBLE, /* the text from the offset on is repeated */
	TEXT_DROP,   /* the whole segment */
	TEXT_KINDS,
	PIECE_FLIP = TEXT_KINDS,
	PIECE_CUT,
	PIECE_DROP,
	PIECE_REPEAT,
	PIECE_SWAP,        /* with the next one */
	PIECE_JOIN,        /* with the next one */
	PIECE_AFTER_OTHER, /* something else comes before it */
	CHANNEL_FLIP,      /* as TEXT_FLIP and so on, to what InitialiseSecureChannel signs */
	CHANNEL_CUT,
	CHANNEL_DOUBLE,
	CHANGE_KINDS,
};

static const uint32_t list_tags[LISTS] = { 0xA0, 0xA1, 0xA2, 0xA3 };

struct segment {
	size_t list;
	uint8_t tag;
	size_t len;
	uint8_t text[TEXT_MAX];
};

/* The package without protection, and what protects it. */
struct package {
	struct segment channel; /* of BF23 what is before the signature */
	bool channel_changed;
	uint8_t signature[EC_SIGNATURE_LEN];
	struct segment segments[SEGMENTS_MAX];
	size_t n;
	uint8_t mcv[BSP_KEY_LEN], enc[BSP_KEY_LEN], mac[BSP_KEY_LEN];
	uint8_t ppk[3][BSP_KEY_LEN]; /* chaining value, encryption, MAC of ReplaceSessionKeys */
};

struct piece {
	size_t len;
	uint8_t bytes[2 * TEXT_MAX];
	uint8_t other_before; /* number of the foreign command, 0: none */
};

struct pieces {
	struct piece at[PIECES_MAX];
	size_t n;
};

struct target {
	struct world world;
	struct rsp_session session; /* as PrepareDownload left it */
	struct ec_private dp_pb;    /* what the server signs with */
	struct package package;
	struct buffer bound; /* what the server made */
	bool prepared;
};

static uint16_t transmit(struct target *t, const uint8_t *capdu, size_t len)
{
	static uint8_t rapdu[SOFTEUICC_RAPDU_MAX];
	size_t n = softeuicc_card_transmit(t->world.card, capdu, len, rapdu);

	if (n < 2 || n > sizeof(rapdu) || t->world.store->in_transaction)
		abort();
	return (uint16_t)(rapdu[n - 2] << 8 | rapdu[n - 1]);
}

/* ---- the session, made once ---- */

static void keep_package(void *ctx, enum smdpp_point point, size_t index, struct buffer *object)
{
	struct target *t = ctx;

	(void)index;
	if (point == SMDPP_POINT_BOUND_PROFILE_PACKAGE &&
	    buffer_set(&t->bound, buffer_span(object)) < 0)
		abort();
}

/* Carries APDUs until the package comes: then the session is what all inputs start from. */
static int carry_until_package(void *ctx, const uint8_t *capdu, size_t len, uint8_t *rapdu,
                               size_t *inout_len)
{
	static uint8_t answer[SOFTEUICC_RAPDU_MAX];
	struct target *t = ctx;
	size_t n;

	if (len > 6 && capdu[1] == 0xE2 && capdu[3] == 0 && capdu[5] == 0xBF && capdu[6] == 0x36) {
		t->session = t->world.card->session;
		t->prepared = true;
	}
	if (t->prepared)
		return -EIO;
	n = softeuicc_card_transmit(t->world.card, capdu, len, answer);
	if (n > *inout_len)
		return -EMSGSIZE;
	memcpy(rapdu, answer, n);
	*inout_len = n;
	return 0;
}

static void take_keys(struct package *p, struct span text)
{
	static const uint32_t tags[] = { 0x80, 0x81, 0x82 };
	struct der_tlv request, key;

	for (size_t i = 0; i < A_COUNT(tags); i++) {
		if (!der_whole(text, RSP_TAG_REPLACE_SESSION_KEYS, &request) ||
		    !der_find(request.value, tags[i], &key) || key.value.len != BSP_KEY_LEN)
			abort();
		memcpy(p->ppk[i], key.value.ptr, BSP_KEY_LEN);
	}
}

static void open_list(struct package *p, struct bsp *b, size_t list, struct span value)
{
	struct der_reader r = der_reader(value);
	struct der_tlv sealed;

	while (der_more(&r)) {
		struct segment *s = &p->segments[p->n++];

		if (p->n > SEGMENTS_MAX || !der_next(&r, &sealed) || sealed.whole.len > TEXT_MAX ||
		    bsp_open(b, &sealed, s->text, &s->len) != 0)
			abort();
		s->list = list;
		s->tag = (uint8_t)sealed.tag;
		if (list == REPLACE_KEYS_LIST) {
			take_keys(p, (struct span){ s->text, s->len });
			bsp_replace_keys(b, SPAN(p->ppk[0]), SPAN(p->ppk[1]), SPAN(p->ppk[2]));
		}
	}
}

/* The keys that the card will derive: its one-time key is in the session. NULL: none. */
static struct bsp *session_keys(const struct target *t, struct span secure_channel)
{
	uint8_t memory[8192], shared[EC_SHARED_LEN];
	struct arena a = { memory, sizeof(memory), 0 };
	struct initialise_secure_channel_request req;
	struct control_ref_template crt;
	struct asn1_error error;
	struct ec_public peer;
	struct bsp *b;

	if (!asn1_decode(&initialise_secure_channel_request_type, RSP_TAG_INITIALISE_SECURE_CHANNEL,
	                 secure_channel, &req, &a, &error) ||
	    !asn1_decode(&control_ref_template_type, RSP_TAG_CONTROL_REF_TEMPLATE,
	                 req.control_ref_template, &crt, &a, &error) ||
	    ec_public_from_point(EC_CURVE_P256, req.smdp_otpk, &peer) != 0 ||
	    ec_agree(&t->session.otsk, &peer, shared) != 0 ||
	    bsp_new(SPAN(shared), crt.key_type.ptr[0], crt.key_len.ptr[0], crt.host_id,
	            SPAN(t->world.card->eid), &b) != 0)
		return NULL;
	return b;
}

/* BF23: the signature covers what is before it, and the card's one-time key. */
static void put_channel(const struct target *t, const struct package *p, struct buffer *ret)
{
	const struct span text = { p->channel.text, p->channel.len };
	uint8_t otpk[EC_POINT_LEN + 4], signature[EC_SIGNATURE_LEN];
	struct der_writer w = { otpk, sizeof(otpk), 0 };

	memcpy(signature, p->signature, sizeof(signature));
	if (p->channel_changed) {
		der_put_tlv(&w, RSP_TAG_OTPK, SPAN(t->session.otsk.pub.point));
		if (ec_sign(&t->dp_pb, (const struct span[]){ text, der_written(&w) }, 2,
		            signature) < 0)
			abort();
	}
	ret->len = 0;
	if (buffer_append(ret, text) < 0 ||
	    buffer_append_tlv(ret, RSP_TAG_SIGNATURE, SPAN(signature)) < 0 ||
	    buffer_wrap(ret, RSP_TAG_INITIALISE_SECURE_CHANNEL) < 0)
		abort();
}

/* Takes BF23 apart; put together again it must be the same. */
static void open_channel(struct target *t, struct span element)
{
	struct package *p = &t->package;
	BUFFER_AUTO again = { 0 };
	struct der_tlv whole, signature;

	if (!der_whole(element, RSP_TAG_INITIALISE_SECURE_CHANNEL, &whole) ||
	    !der_find(whole.value, RSP_TAG_SIGNATURE, &signature) ||
	    signature.value.len != EC_SIGNATURE_LEN || whole.value.len > TEXT_MAX)
		abort();
	memcpy(p->signature, signature.value.ptr, EC_SIGNATURE_LEN);
	p->channel.len = (size_t)(signature.whole.ptr - whole.value.ptr);
	memcpy(p->channel.text, whole.value.ptr, p->channel.len);
	put_channel(t, p, &again);
	if (!span_equal(buffer_span(&again), element))
		abort();
}

static void open_package(struct target *t)
{
	struct package *p = &t->package;
	struct der_tlv whole, part;
	struct der_reader r;
	struct bsp *b;

	if (!der_whole(buffer_span(&t->bound), RSP_TAG_BOUND_PROFILE_PACKAGE, &whole))
		abort();
	r = der_reader(whole.value);
	if (!der_next(&r, &part))
		abort();
	open_channel(t, part.whole);
	b = session_keys(t, part.whole);
	if (!b)
		abort();
	bsp_keys(b, p->mcv, p->enc, p->mac);
	for (size_t list = 0; list < LISTS; list++) {
		if (!der_take(&r, list_tags[list], &part))
			abort();
		open_list(p, b, list, part.value);
	}
	bsp_free(b);
}

static struct target *make_target(void)
{
	static struct target t;
	static uint8_t memory[MEMORY_MAX];
	const struct smdpp_config config = { .segment_max = SEGMENT_OF_SERVER };
	const struct apdu_transport transport = { carry_until_package, &t };
	const struct lpa_download_options options = {
		.matching_id = { (const uint8_t *)WORLD_MATCHING_ID, strlen(WORLD_MATCHING_ID) }
	};
	struct arena a = { memory, sizeof(memory), 0 };
	struct lpa_download_result result;
	struct span sample;
	struct es9p es9p;
	struct lpa lpa;

	if (world_open(&t.world, &(struct world_options){ .server = &config }) < 0 ||
	    world_sample(&a, &sample) < 0 || world_order(&t.world, sample) < 0)
		abort();
	smdpp_set_tamper(t.world.server, &(struct smdpp_tamper){ keep_package, &t });
	softeuicc_card_reset(t.world.card);
	es9p = es9p_of_smdpp(t.world.server);
	if (lpa_open(&lpa, &transport, NULL) < 0 ||
	    lpa_download(&lpa, &es9p, &options, &a, &result) != -EIO || !t.prepared)
		abort();
	if (ec_private_from_der(pki_get(&t.world.pki, "SK_S_SM_DPpb_ECDSA_NIST.der"), &t.dp_pb) < 0)
		abort();
	open_package(&t);
	softeuicc_card_power_off(t.world.card);
	if (world_save(&t.world) < 0)
		abort();
	return &t;
}

/* ---- changes ---- */

struct change {
	unsigned kind;
	size_t index, offset;
	uint8_t value;
};

static struct change next_change(const uint8_t **data, size_t *size)
{
	const uint8_t *d = *data;
	struct change c = { d[0] % CHANGE_KINDS, d[1], (size_t)(d[2] << 8 | d[3]), d[4] };

	*data += CHANGE_LEN;
	*size -= CHANGE_LEN;
	return c;
}

static void change_text(struct segment *s, unsigned kind, const struct change *c)
{
	size_t at = s->len ? c->offset % s->len : 0;

	switch (kind) {
	case TEXT_FLIP:
		s->text[at] ^= c->value;
		break;
	case TEXT_CUT:
		s->len = at;
		break;
	case TEXT_DOUBLE:
		if (2 * s->len - at <= TEXT_MAX - 32) {
			memmove(s->text + s->len, s->text + at, s->len - at);
			s->len += s->len - at;
		}
		break;
	}
}

static void change_package(struct package *p, const struct change *c)
{
	struct segment *s = &p->segments[c->index % p->n];

	if (c->kind >= CHANNEL_FLIP) {
		change_text(&p->channel, c->kind - CHANNEL_FLIP + TEXT_FLIP, c);
		p->channel_changed = true;
	} else if (c->kind != TEXT_DROP) {
		change_text(s, c->kind, c);
	} else if (p->n > 1) {
		memmove(s, s + 1, (size_t)(&p->segments[--p->n] - s) * sizeof(*s));
	}
}

static void remove_piece(struct pieces *p, size_t i)
{
	p->n--;
	memmove(&p->at[i], &p->at[i + 1], (p->n - i) * sizeof(p->at[0]));
}

static void change_piece(struct pieces *p, const struct change *c)
{
	size_t i = p->n ? c->index % p->n : 0, at;
	struct piece *piece = &p->at[i], swap;

	if (p->n == 0)
		return;
	at = piece->len ? c->offset % piece->len : 0;
	switch (c->kind) {
	case PIECE_FLIP:
		piece->bytes[at] ^= c->value;
		break;
	case PIECE_CUT:
		piece->len = at;
		break;
	case PIECE_DROP:
		remove_piece(p, i);
		break;
	case PIECE_REPEAT:
		if (p->n < PIECES_MAX) {
			memmove(piece + 1, piece, (p->n - i) * sizeof(*piece));
			p->n++;
		}
		break;
	case PIECE_SWAP:
		if (i + 1 < p->n) {
			swap = piece[1];
			piece[1] = piece[0];
			piece[0] = swap;
		}
		break;
	case PIECE_JOIN:
		if (i + 1 < p->n && piece->len + piece[1].len <= sizeof(piece->bytes)) {
			memcpy(piece->bytes + piece->len, piece[1].bytes, piece[1].len);
			piece->len += piece[1].len;
			remove_piece(p, i + 1);
		}
		break;
	case PIECE_AFTER_OTHER:
		piece->other_before = c->value;
		break;
	}
}

/* ---- protecting and sending ---- */

static void seal_package(const struct target *t, const struct package *p, struct buffer *ret)
{
	struct bsp *b;

	put_channel(t, p, ret);
	/* Keys of another one-time key or host id, if there are any. */
	b = p->channel_changed ? session_keys(t, buffer_span(ret)) : NULL;
	if (!b && bsp_new_from_keys(SPAN(p->mcv), SPAN(p->enc), SPAN(p->mac), &b) != 0)
		abort();
	for (size_t list = 0; list < LISTS; list++) {
		BUFFER_AUTO content = { 0 };

		for (size_t i = 0; i < p->n; i++) {
			const struct segment *s = &p->segments[i];
			uint8_t sealed[TEXT_MAX + 32];
			size_t len;

			if (s->list != list)
				continue;
			if (bsp_seal(b, s->tag, (struct span){ s->text, s->len }, sealed, &len))
				abort();
			buffer_append(&content, (struct span){ sealed, len });
			if (list == REPLACE_KEYS_LIST)
				bsp_replace_keys(b, SPAN(p->ppk[0]), SPAN(p->ppk[1]),
				                 SPAN(p->ppk[2]));
		}
		buffer_append_tlv(ret, list_tags[list], buffer_span(&content));
	}
	buffer_wrap(ret, RSP_TAG_BOUND_PROFILE_PACKAGE);
	bsp_free(b);
}

static void cut_package(struct span package, struct pieces *ret)
{
	struct bpp_cut cut;
	struct bpp_piece piece;

	ret->n = 0;
	if (!bpp_cut_start(&cut, package))
		abort();
	while (ret->n < PIECES_MAX && bpp_cut_next(&cut, &piece)) {
		struct piece *p = &ret->at[ret->n++];

		if (piece.bytes.len > sizeof(p->bytes))
			abort();
		memcpy(p->bytes, piece.bytes.ptr, piece.bytes.len);
		p->len = piece.bytes.len;
		p->other_before = 0;
	}
}

static void send_other(struct target *t, uint8_t number)
{
	static const struct {
		uint8_t len, capdu[11];
	} others[] = {
		{ 11, { 0x81, 0xE2, 0x91, 0, 6, 0xBF, 0x3E, 3, 0x5C, 1, 0x5A } }, /* GetEID */
		{ 8, { 0x81, 0xE2, 0x91, 0, 3, 0xBF, 0x2E, 0 } }, /* GetEUICCChallenge */
		{ 5, { 0x00, 0x70, 0x80, 0x01, 0 } },             /* closes the channel */
		{ 7, { 0x01, 0xA4, 0x00, 0x0C, 2, 0x3F, 0x00 } }, /* SELECT MF */
		{ 5, { 0x80, 0xF2, 0, 0, 0 } },                   /* STATUS on channel 0 */
	};

	if (number == 0)
		return;
	if (number > 250) {
		softeuicc_card_reset(t->world.card);
		return;
	}
	number %= A_COUNT(others);
	transmit(t, others[number].capdu, others[number].len);
}

/* A piece is a STORE DATA chain of its own [SGP.22 2.5.5]. False: the card refused. */
static bool send_piece(struct target *t, const struct piece *p)
{
	uint8_t capdu[5 + BLOCK_MAX] = { 0x81, 0xE2 };
	uint16_t sw = 0x9000;

	send_other(t, p->other_before);
	for (size_t at = 0, block = 0; at < p->len; block++) {
		size_t n = p->len - at < BLOCK_MAX ? p->len - at : BLOCK_MAX;

		capdu[2] = at + n == p->len ? 0x91 : 0x11;
		capdu[3] = (uint8_t)block;
		capdu[4] = (uint8_t)n;
		memcpy(capdu + 5, p->bytes + at, n);
		sw = transmit(t, capdu, 5 + n);
		if (sw != 0x9000)
			return sw >> 8 == 0x61;
		at += n;
	}
	return true;
}

/* ---- one input ---- */

static int64_t count(struct target *t, const char *query)
{
	STORE_STMT *stmt = store_query(t->world.store, query, "");

	if (store_step(stmt) != 1)
		abort();
	return sqlite3_column_int64(stmt, 0);
}

static void start(struct target *t)
{
	static const uint8_t open_channel[] = { 0x00, 0x70, 0x00, 0x01, 0x00 };
	static const uint8_t select[] = { 0x01, 0xA4, 0x04, 0x0C, 0x10, 0xA0, 0x00,
		                          0x00, 0x05, 0x59, 0x10, 0x10, 0xFF, 0xFF,
		                          0xFF, 0xFF, 0x89, 0x00, 0x00, 0x01, 0x00 };

	if (world_restore(&t->world) < 0)
		abort();
	softeuicc_card_reset(t->world.card);
	transmit(t, open_channel, sizeof(open_channel));
	if (transmit(t, select, sizeof(select)) != 0x9000)
		abort();
	t->world.card->session = t->session;
}

static void check(struct target *t)
{
	int64_t profiles = count(t, "SELECT count(*) FROM profile");

	softeuicc_card_reset(t->world.card);
	if (profiles > 1 || count(t, "SELECT count(*) FROM uicc_package") != profiles ||
	    count(t, "SELECT count(*) FROM uicc_profile") != profiles ||
	    count(t, "SELECT count(*) FROM download") != 0 ||
	    count(t, "SELECT count(*) FROM profile") != profiles ||
	    count(t, "SELECT count(*) FROM notification") < profiles)
		abort();
	softeuicc_card_power_off(t->world.card);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct target *t;
	static struct package changed;
	static struct pieces pieces;
	BUFFER_AUTO sealed = { 0 };
	struct change later[64];
	size_t n_later = 0;
	bool untouched = size < CHANGE_LEN;

	if (!t)
		t = make_target();
	changed = t->package;
	while (size >= CHANGE_LEN && n_later < A_COUNT(later)) {
		struct change c = next_change(&data, &size);

		if (c.kind < TEXT_KINDS || c.kind >= CHANNEL_FLIP)
			change_package(&changed, &c);
		else
			later[n_later++] = c;
	}
	seal_package(t, &changed, &sealed);
	cut_package(buffer_span(&sealed), &pieces);
	for (size_t i = 0; i < n_later; i++)
		change_piece(&pieces, &later[i]);
	start(t);
	for (size_t i = 0; i < pieces.n && send_piece(t, &pieces.at[i]); i++)
		;
	if (untouched && count(t, "SELECT count(*) FROM profile") != 1)
		abort();
	check(t);
	return 0;
}
