/*
 * Tampering with the pieces in which the LPA sends a Bound Profile Package: left out, cut elsewhere,
 * longer or shorter than announced [SGP.22 2.5.5, 5.7.6].
 */
#include "fixture.h"

#include "peers/bpp_cut.h"

enum { WANTED = 1 };

/* Short names for the table. */
enum {
	INIT = BPP_COMMAND_ID_INITIALISE_SECURE_CHANNEL,
	CONFIGURE = BPP_COMMAND_ID_CONFIGURE_ISDP,
	METADATA = BPP_COMMAND_ID_STORE_METADATA,
	REPLACE = BPP_COMMAND_ID_REPLACE_SESSION_KEYS,
	ELEMENTS = BPP_COMMAND_ID_LOAD_PROFILE_ELEMENTS,
	STRUCTURE = ERROR_REASON_SCP03T_STRUCTURE_ERROR,
	SECURITY = ERROR_REASON_SCP03T_SECURITY_ERROR,
};

static bool begins_package(const uint8_t *capdu, size_t len)
{
	return len > 7 && capdu[1] == 0xE2 && capdu[3] == 0 && capdu[5] == 0xBF && capdu[6] == 0x36;
}

/* A package taken from the server, and what becomes of one of its pieces. */
struct by_hand {
	const char *what;
	size_t piece;
	enum {
		LEAVE_OUT,
		SPLIT,     /* in two, behind octet `at` */
		BEGINNING, /* its first `at` octets only */
		ADD,       /* `n` to the octet at `at`, which may count from the end */
		ANNOUNCE,  /* BF36 is `n` octets longer than BF23 */
		APPEND,    /* this hex */
		INSTEAD,   /* likewise */
		RETAG,     /* likewise, where the tag BF36 was */
	} how;
	int at, n;
	const char *hex;
	size_t end; /* the piece that is answered with the result */
	uint32_t command, reason;
	struct buffer package;
};

static void take_package(void *ctx, enum smdpp_point point, size_t index, struct buffer *object)
{
	struct by_hand *h = ctx;

	(void)index;
	if (point == SMDPP_POINT_BOUND_PROFILE_PACKAGE)
		assert_int_equal(buffer_set(&h->package, buffer_span(object)), 0);
}

/* Sends one piece; true if it was answered with a result. */
static bool send_piece(struct fixture *f, struct span piece, struct span *ret_result)
{
	const struct by_hand *h = f->hook_ctx;
	uint16_t sw;

	assert_int_equal(lpa_es10(&f->lpa, piece, &f->arena, ret_result, &sw), 0);
	if (sw != 0x9000)
		fail_msg("%s: status word %04X", h->what, sw);
	return ret_result->len > 0;
}

/* BF36 with another length before the BF23 that is in the piece. */
static void announce(struct buffer *piece, int more)
{
	uint8_t header[8];
	struct der_writer w = { header, sizeof(header), 0 };
	BUFFER_AUTO channel = { 0 };
	uint32_t tag;
	size_t len, hdr;

	assert_int_equal(der_header(buffer_span(piece), &tag, &len, &hdr), DER_HEADER_OK);
	assert_int_equal(buffer_set(&channel, (struct span){ piece->ptr + hdr, piece->len - hdr }),
	                 0);
	der_put_header(&w, RSP_TAG_BOUND_PROFILE_PACKAGE, channel.len + (size_t)more);
	assert_int_equal(buffer_set(piece, der_written(&w)), 0);
	assert_int_equal(buffer_append(piece, buffer_span(&channel)), 0);
}

/* The first piece with another tag than BF36. */
static void retag(struct buffer *piece, struct span tag)
{
	BUFFER_AUTO rest = { 0 };

	assert_int_equal(buffer_set(&rest, (struct span){ piece->ptr + 2, piece->len - 2 }), 0);
	assert_int_equal(buffer_set(piece, tag), 0);
	assert_int_equal(buffer_append(piece, buffer_span(&rest)), 0);
}

/* The piece with an octet changed, or something behind it. */
static void change_piece(struct fixture *f, const struct by_hand *h, struct buffer *piece)
{
	uint8_t *octet = piece->ptr + h->at + (h->at < 0 ? (int)piece->len : 0);

	if (h->how == ADD)
		*octet = (uint8_t)(*octet + h->n);
	else if (h->how == ANNOUNCE)
		announce(piece, h->n);
	else if (h->how == APPEND)
		assert_int_equal(buffer_append(piece, fixture_hex(f, h->hex)), 0);
	else if (h->how == INSTEAD)
		assert_int_equal(buffer_set(piece, fixture_hex(f, h->hex)), 0);
	else if (h->how == RETAG)
		retag(piece, fixture_hex(f, h->hex));
}

static bool send_changed(struct fixture *f, const struct by_hand *h, struct span bytes,
                         struct span *ret_result)
{
	BUFFER_AUTO piece = { 0 };
	size_t first;

	if (h->how == LEAVE_OUT)
		return false;
	assert_int_equal(buffer_set(&piece, bytes), 0);
	change_piece(f, h, &piece);
	if (h->how != SPLIT && h->how != BEGINNING)
		return send_piece(f, buffer_span(&piece), ret_result);
	first = (size_t)h->at;
	if (send_piece(f, (struct span){ piece.ptr, first }, ret_result))
		return true;
	return h->how == SPLIT &&
	       send_piece(f, (struct span){ piece.ptr + first, piece.len - first }, ret_result);
}

static void send_by_hand(struct fixture *f, const uint8_t *capdu, size_t len)
{
	const struct by_hand *h = f->hook_ctx;
	struct profile_installation_result_data data;
	struct span result = { 0 };
	struct bpp_piece piece;
	struct bpp_cut cut;
	bool ended = false;
	uint16_t sw;
	size_t i;

	if (!begins_package(capdu, len))
		return;
	f->before_command = NULL;
	assert_true(bpp_cut_start(&cut, buffer_span(&h->package)));
	for (i = 0; !ended && bpp_cut_next(&cut, &piece); i++)
		ended = i == h->piece ? send_changed(f, h, piece.bytes, &result)
		                      : send_piece(f, piece.bytes, &result);
	if (!ended || i - 1 != h->end)
		fail_msg("%s: %s at piece %zu", h->what, ended ? "a result" : "the end", i - 1);
	data = fixture_pir(f, result);
	fixture_error_of(h->what, &data, h->command, h->reason);
	/* It is over: what comes now has no session. */
	assert_int_equal(lpa_es10(&f->lpa, piece.bytes, &f->arena, &result, &sw), 0);
	assert_int_equal(sw, 0x6985);
}

/*
 * Pieces: 0 BF36 with BF23, 1 A0, 2 A1, 3 a segment 88, 4 A2, 5 A3, 6 and 7 segments 86. Each must
 * hold whole segments [SGP.22 2.5.5].
 */
static const struct by_hand hands[] = {
#define ENDS(n, c, r) .end = (n), .command = (c), .reason = (r)
	/* Without its channel; the next piece is a list. */
	{ "BF36 alone", 0, BEGINNING, .at = 5, ENDS(1, INIT, STRUCTURE) },
	{ "A0 for BF36", 0, RETAG, .hex = "A0", ENDS(0, INIT, STRUCTURE) },
	{ "no A0", 1, LEAVE_OUT, ENDS(2, CONFIGURE, STRUCTURE) },
	{ "A0 alone", 1, BEGINNING, .at = 2, ENDS(2, CONFIGURE, STRUCTURE) },
	{ "A0 in two", 1, SPLIT, .at = 10, ENDS(1, CONFIGURE, STRUCTURE) },
	{ "no A1", 2, LEAVE_OUT, ENDS(3, METADATA, STRUCTURE) },
	{ "no 88", 3, LEAVE_OUT, ENDS(4, METADATA, STRUCTURE) },
	{ "88 in two", 3, SPLIT, .at = 20, ENDS(3, METADATA, STRUCTURE) },
	{ "no A2", 4, LEAVE_OUT, ENDS(6, ELEMENTS, SECURITY) },
	{ "no A3", 5, LEAVE_OUT, ENDS(6, ELEMENTS, STRUCTURE) },
	{ "no 86", 6, LEAVE_OUT, ENDS(7, ELEMENTS, SECURITY) },
	{ "86 in two", 6, SPLIT, .at = 100, ENDS(6, ELEMENTS, STRUCTURE) },
	{ "last 86 in two", 7, SPLIT, .at = 6, ENDS(7, ELEMENTS, STRUCTURE) },
	/* A second channel while the first one stands [SGP.22 5.5.1]. */
	{ "BF23 behind BF23", 0, APPEND, .hex = "BF2300", ENDS(0, CONFIGURE, STRUCTURE) },
	{ "BF23 for A0", 1, INSTEAD, .hex = "BF2300", ENDS(1, CONFIGURE, STRUCTURE) },
	{ "BF23 for 88", 3, INSTEAD, .hex = "BF2300", ENDS(3, METADATA, STRUCTURE) },
	{ "BF23 for the last 86", 7, INSTEAD, .hex = "BF2300", ENDS(7, ELEMENTS, STRUCTURE) },
	/* Lengths that contradict each other. */
	{ "BF36 ends with BF23", 0, ANNOUNCE, .n = 0, ENDS(0, INIT, STRUCTURE) },
	{ "BF36 ends in A0's header", 0, ANNOUNCE, .n = 1, ENDS(1, INIT, STRUCTURE) },
	{ "BF36 ends behind it", 0, ANNOUNCE, .n = 2, ENDS(1, CONFIGURE, STRUCTURE) },
	{ "BF36 one octet less", 0, ADD, .at = 4, .n = -1, ENDS(5, ELEMENTS, STRUCTURE) },
	{ "BF36 one octet more", 0, ADD, .at = 4, .n = 1, ENDS(7, ELEMENTS, STRUCTURE) },
	{ "A0 one octet less", 1, ADD, .at = 1, .n = -1, ENDS(1, CONFIGURE, STRUCTURE) },
	{ "A0 one octet more", 1, ADD, .at = 1, .n = 1, ENDS(2, CONFIGURE, STRUCTURE) },
	{ "A1 one octet less", 2, ADD, .at = -1, .n = -1, ENDS(3, METADATA, STRUCTURE) },
	{ "A1 one octet more", 2, ADD, .at = -1, .n = 1, ENDS(4, METADATA, STRUCTURE) },
	{ "A2 one octet less", 4, ADD, .at = 1, .n = -1, ENDS(4, REPLACE, STRUCTURE) },
	{ "A2 one octet more", 4, ADD, .at = 1, .n = 1, ENDS(5, REPLACE, STRUCTURE) },
	{ "A3 one octet less", 5, ADD, .at = -1, .n = -1, ENDS(7, ELEMENTS, STRUCTURE) },
	{ "A3 one octet more", 5, ADD, .at = -1, .n = 1, ENDS(5, ELEMENTS, STRUCTURE) },
	/* Lists of nothing. */
	{ "A0 empty", 1, INSTEAD, .hex = "A000", ENDS(1, CONFIGURE, STRUCTURE) },
	{ "A1 empty", 2, INSTEAD, .hex = "A100", ENDS(2, METADATA, STRUCTURE) },
	{ "A2 empty", 4, INSTEAD, .hex = "A200", ENDS(4, REPLACE, STRUCTURE) },
	{ "A3 empty", 5, INSTEAD, .hex = "A300", ENDS(5, ELEMENTS, STRUCTURE) },
	/* More than was announced. */
	{ "0 behind", 7, APPEND, .hex = "00", ENDS(7, ELEMENTS, STRUCTURE) },
	{ "half a tag behind", 7, APPEND, .hex = "9F", ENDS(7, ELEMENTS, STRUCTURE) },
	{ "86 behind", 7, APPEND, .hex = "86080102030405060708", ENDS(7, ELEMENTS, STRUCTURE) },
	{ "A3 behind", 7, APPEND, .hex = "A302", ENDS(7, ELEMENTS, STRUCTURE) },
#undef ENDS
};

static void test_pieces(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < A_COUNT(hands); i++) {
		struct by_hand h = hands[i];

		fixture_order(f, WANTED, NULL);
		smdpp_set_tamper(f->server, &(struct smdpp_tamper){ take_package, &h });
		f->before_command = send_by_hand;
		f->hook_ctx = &h;
		fixture_expect_stop(f, h.what, 0x6985);
		buffer_free(&h.package);
		fixture_expect_sane(f, 0, 1);
	}
}

/* The whole package in one chain of blocks is what its pieces are. */
static void send_whole(struct fixture *f, const uint8_t *capdu, size_t len)
{
	const struct by_hand *h = f->hook_ctx;
	struct profile_installation_result_data data;
	struct span result;

	if (!begins_package(capdu, len))
		return;
	f->before_command = NULL;
	assert_true(send_piece(f, buffer_span(&h->package), &result));
	data = fixture_pir(f, result);
	assert_int_equal(data.final_result->which, FINAL_RESULT_SUCCESS_RESULT);
}

static void test_whole(void **state)
{
	struct fixture *f = *state;
	struct by_hand h = { .what = "whole" };

	fixture_order(f, WANTED, NULL);
	smdpp_set_tamper(f->server, &(struct smdpp_tamper){ take_package, &h });
	f->before_command = send_whole;
	f->hook_ctx = &h;
	fixture_expect_stop(f, h.what, 0x6985); /* the LPA's own pieces come too late */
	buffer_free(&h.package);
	fixture_expect_sane(f, 1, 1);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, fixture_setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_pieces),
		TEST(test_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
