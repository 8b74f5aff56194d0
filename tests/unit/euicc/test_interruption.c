/*
 * What comes in the middle of a download: a reset, the end of a channel, another command; between the
 * functions that lead to it, between the pieces of the package and between the blocks of one piece
 * [SGP.22 3.0.1, 3.1.3, 5.7.2, 5.7.5 to 5.7.7, 5.7.13, 5.7.14].
 */
#include "fixture.h"

#include <errno.h>
#include <string.h>

enum { WANTED = 1 };

/* Short names for the tables. */
enum {
	INIT = BPP_COMMAND_ID_INITIALISE_SECURE_CHANNEL,
	CONFIGURE = BPP_COMMAND_ID_CONFIGURE_ISDP,
	METADATA = BPP_COMMAND_ID_STORE_METADATA,
	REPLACE = BPP_COMMAND_ID_REPLACE_SESSION_KEYS,
	ELEMENTS = BPP_COMMAND_ID_LOAD_PROFILE_ELEMENTS,
};

#define OPEN_CHANNEL   "0070000100"
#define CLOSE_CHANNEL  "0070800100"
#define SELECT_ISDR    "01A4040C10A0000005591010FFFFFFFF8900000100"
#define SELECT_ECASD   "01A4040C10A0000005591010FFFFFFFF8900000200"
#define OPEN_CHANNEL_2 "0070000200"
#define SELECT_ISDR_2  "02A4040C10A0000005591010FFFFFFFF8900000100"

/* ---- when it comes ---- */

/* Before this block of the command that begins with this tag; so many of those go by before. */
struct moment {
	uint32_t tag;
	unsigned skip;
	uint8_t block;
};

/* What a hook waits for, and what it has seen of the command under way. */
struct watch {
	struct moment moment;
	void (*event)(struct fixture *f);
	uint32_t tag;
	uint8_t first[5 + 255]; /* its first block, for an event that sends it again */
	size_t first_len;
};

static uint32_t tag_of(const uint8_t *data)
{
	return (data[0] & 0x1F) == 0x1F ? (uint32_t)(data[0] << 8 | data[1]) : data[0];
}

static void wait_for(struct fixture *f, const uint8_t *capdu, size_t len)
{
	struct watch *w = f->hook_ctx;

	if (len < 7 || capdu[1] != 0xE2)
		return;
	if (capdu[3] == 0) {
		w->tag = tag_of(capdu + 5);
		assert_true(len <= sizeof(w->first));
		memcpy(w->first, capdu, len);
		w->first_len = len;
	}
	if (w->tag != w->moment.tag || capdu[3] != w->moment.block || w->moment.skip-- > 0)
		return;
	f->before_command = NULL;
	w->event(f);
}

static void set_watch(struct fixture *f, struct watch *w)
{
	f->before_command = wait_for;
	f->hook_ctx = w;
}

/* ---- events ---- */

static void by_reset(struct fixture *f)
{
	softeuicc_card_reset(f->card);
}

static void by_restart(struct fixture *f)
{
	softeuicc_card_close(f->card);
	assert_int_equal(softeuicc_card_open(f->store, NULL, &f->env, &f->card), 0);
	softeuicc_card_reset(f->card);
}

static void by_power_off(struct fixture *f)
{
	softeuicc_card_power_off(f->card);
}

static void by_closing(struct fixture *f)
{
	fixture_expect(f, CLOSE_CHANNEL, "9000");
}

/* The ISD-R on channel 1 again, as the LPA goes on using it. */
static void open_again(struct fixture *f)
{
	fixture_expect(f, OPEN_CHANNEL, "9000");
	fixture_expect(f, SELECT_ISDR, "9000");
}

static void by_reset_and_opening(struct fixture *f)
{
	by_reset(f);
	open_again(f);
}

static void by_restart_and_opening(struct fixture *f)
{
	by_restart(f);
	open_again(f);
}

static void by_reopening(struct fixture *f)
{
	by_closing(f);
	open_again(f);
}

static void by_select(struct fixture *f)
{
	fixture_expect(f, "01A4040C07A0000005591010", "9000");
}

static void by_select_mf(struct fixture *f)
{
	fixture_expect(f, "01A4000C023F00", "9000");
}

static void by_leaving(struct fixture *f)
{
	fixture_expect(f, SELECT_ECASD, "9000");
	fixture_expect(f, SELECT_ISDR, "9000");
}

/* The command fails, the interruption is a fact. */
static void by_failing_select(struct fixture *f)
{
	fixture_expect(f, "01A4040C07A0000005591099", "6A82");
}

static void by_get_eid(struct fixture *f)
{
	fixture_expect(f, "81E2910006BF3E035C015A", "6115");
}

static void by_bad_request(struct fixture *f)
{
	fixture_expect(f, "81E2910003BF3E00", "6A80");
}

static void by_unknown_function(struct fixture *f)
{
	fixture_expect(f, "81E2910003BF7F00", "6A88");
}

static void by_half_a_tag(struct fixture *f)
{
	fixture_expect(f, "81E29100019F", "6A80");
}

/* A challenge begins a session, in which there is nothing of an older one. */
static void expect_new_session(struct fixture *f)
{
	struct rsp_session fresh;

	memset(&fresh, 0, sizeof(fresh));
	fresh.state = RSP_CHALLENGED;
	memcpy(fresh.challenge, f->card->session.challenge, sizeof(fresh.challenge));
	assert_memory_equal(&f->card->session, &fresh, sizeof(fresh));
}

static void by_challenge(struct fixture *f)
{
	fixture_expect(f, "81E2910003BF2E00", "6115");
	expect_new_session(f);
}

static void by_challenge_elsewhere(struct fixture *f)
{
	fixture_expect(f, OPEN_CHANNEL_2, "9000");
	fixture_expect(f, SELECT_ISDR_2, "9000");
	fixture_expect(f, "82E2910003BF2E00", "6115");
	expect_new_session(f);
}

/* Nothing but the cancellation may come between the pieces: it finds the session that it ends. */
static void by_cancelling(struct fixture *f)
{
	struct span id = rsp_transaction_id(&f->card->session);
	struct cancel_session_response response;
	struct asn1_error error;
	struct span answer;

	id = arena_copy(&f->arena, id);
	assert_int_equal(lpa_cancel_session(&f->lpa, id,
	                                    CANCEL_SESSION_REASON_LOAD_BPP_EXECUTION_ERROR,
	                                    &f->arena, &answer),
	                 0);
	assert_true(asn1_decode(&cancel_session_response_type, RSP_TAG_CANCEL_SESSION, answer,
	                        &response, &f->arena, &error));
	assert_int_equal(response.which, CANCEL_SESSION_RESPONSE_CANCEL_SESSION_RESPONSE_OK);
}

/* The first block of another command takes the place of what was collected. */
static void by_another_chain(struct fixture *f)
{
	fixture_expect(f, "81E2110001BF", "9000");
}

static void by_info(struct fixture *f)
{
	assert_int_equal(fixture_apdu(f, "81E2910003BF2000") & 0xFF00, 0x6100);
}

static void by_malformed_functions(struct fixture *f)
{
	fixture_expect(f, "81E2910003BF2100", "6A80");
	fixture_expect(f, "81E2910003BF3800", "6A80");
}

static void by_early_piece(struct fixture *f)
{
	fixture_expect(f, "81E29100038601FF", "6985");
}

/* ---- between the functions ---- */

enum { N_FUNCTIONS = 3, NO_SESSION = AUTHENTICATE_ERROR_NO_SESSION_CONTEXT };

static const uint32_t functions[N_FUNCTIONS] = { RSP_TAG_AUTHENTICATE_SERVER,
	                                         RSP_TAG_PREPARE_DOWNLOAD,
	                                         RSP_TAG_BOUND_PROFILE_PACKAGE };

/*
 * Until the package comes the session is the card's, not the channel's: there are LPAs that open a
 * channel for each function. It ends with the power and with a new challenge.
 */
static const struct between {
	const char *name;
	void (*run)(struct fixture *f);
	/* Before each function: what that answers then, 0: the download goes on. */
	uint32_t answers[N_FUNCTIONS];
} between[] = {
	{ "reset", by_reset_and_opening, { NO_SESSION, NO_SESSION, 0x6985 } },
	{ "restart", by_restart_and_opening, { NO_SESSION, NO_SESSION, 0x6985 } },
	{ "new challenge",
	  by_challenge,
	  { AUTHENTICATE_ERROR_EUICC_CHALLENGE_MISMATCH, NO_SESSION, 0x6985 } },
	{ "channel closed and opened", by_reopening, { 0, 0, 0 } },
	{ "another application, and back", by_leaving, { 0, 0, 0 } },
	{ "GetEUICCInfo1", by_info, { 0, 0, 0 } },
	{ "malformed functions", by_malformed_functions, { 0, 0, 0 } },
};

static void run_between(struct fixture *f, const struct between *row, size_t place)
{
	struct watch w = { { .tag = functions[place] }, row->run };
	const uint32_t answer = row->answers[place];

	set_watch(f, &w);
	if (answer == 0) {
		fixture_download_ok(f, WANTED);
		assert_null(f->before_command);
		fixture_delete(f, WANTED);
		return;
	}
	fixture_order(f, WANTED, NULL);
	if (answer > 0xFF)
		fixture_expect_stop(f, row->name, (uint16_t)answer);
	else
		fixture_expect_refusal(f, row->name, functions[place], answer);
	/* The session of a new challenge is none of this test's. */
	if (f->card->session.state == RSP_CHALLENGED)
		fixture_reset(f);
	fixture_expect_sane(f, 0, 0);
}

static void test_functions(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(NO_SESSION, DOWNLOAD_ERROR_NO_SESSION_CONTEXT);
	for (size_t i = 0; i < A_COUNT(between); i++) {
		for (size_t place = 0; place < N_FUNCTIONS; place++) {
			const size_t used = f->arena.used;

			run_between(f, &between[i], place);
			f->arena.used = used;
		}
	}
}

/* A piece before its time is no more than that. */
static void test_early_piece(void **state)
{
	struct fixture *f = *state;

	for (size_t place = 0; functions[place] != RSP_TAG_BOUND_PROFILE_PACKAGE; place++) {
		struct watch w = { { .tag = functions[place] }, by_early_piece };

		set_watch(f, &w);
		fixture_download_ok(f, WANTED);
		assert_null(f->before_command);
		fixture_delete(f, WANTED);
	}
}

/* ---- in the package ---- */

/*
 * Each ends the download: what comes next is answered with sw, and there is a result that says at
 * which command it was, with the ICCID if it was known already [SGP.22 2.5.6, 5.7.6].
 */
static const struct interruption {
	const char *name;
	void (*run)(struct fixture *f);
	struct moment moment;
	uint16_t sw;
	uint32_t command;
	bool iccid;
} interruptions[] = {
	{ "reset before ConfigureISDP", by_reset, { 0xA0, 0, 0 }, 0x6881, INIT, false },
	{ "reset before StoreMetadata", by_reset, { 0xA1, 0, 0 }, 0x6881, CONFIGURE, false },
	{ "reset in StoreMetadata", by_reset, { 0x88, 0, 0 }, 0x6881, METADATA, false },
	{ "reset after StoreMetadata", by_reset, { 0xA2, 0, 0 }, 0x6881, METADATA, true },
	{ "reset before profile elements", by_reset, { 0xA3, 0, 0 }, 0x6881, REPLACE, true },
	{ "reset at the first element", by_reset, { 0x86, 0, 0 }, 0x6881, ELEMENTS, true },
	{ "reset before the last segment", by_reset, { 0x86, 1, 0 }, 0x6881, ELEMENTS, true },
	{ "restart", by_restart, { 0x86, 1, 0 }, 0x6881, ELEMENTS, true },
	{ "power off", by_power_off, { 0x88, 0, 0 }, 0x6F00, METADATA, false },
	{ "channel closed", by_closing, { 0x86, 1, 0 }, 0x6881, ELEMENTS, true },
	{ "channel closed and opened", by_reopening, { 0x86, 1, 0 }, 0x6985, ELEMENTS, true },
	{ "application selected", by_select, { 0x86, 1, 0 }, 0x6985, ELEMENTS, true },
	{ "MF selected", by_select_mf, { 0x86, 1, 0 }, 0x6D00, ELEMENTS, true },
	{ "unknown application", by_failing_select, { 0x86, 0, 0 }, 0x6985, ELEMENTS, true },
	{ "GetEID", by_get_eid, { 0x86, 1, 0 }, 0x6985, ELEMENTS, true },
	{ "malformed request", by_bad_request, { 0x88, 0, 0 }, 0x6985, METADATA, false },
	{ "unknown function", by_unknown_function, { 0x86, 0, 0 }, 0x6985, ELEMENTS, true },
	{ "no request at all", by_half_a_tag, { 0xA2, 0, 0 }, 0x6985, METADATA, true },
	{ "GetEUICCChallenge", by_challenge, { 0x88, 0, 0 }, 0x6985, METADATA, false },
	{ "the same elsewhere", by_challenge_elsewhere, { 0x86, 1, 0 }, 0x6985, ELEMENTS, true },
	{ "CancelSession", by_cancelling, { 0x86, 1, 0 }, 0x6985, ELEMENTS, true },
	/* Between the blocks of one piece, which then lacks its beginning. */
	{ "reset in a piece", by_reset, { 0x86, 0, 1 }, 0x6881, ELEMENTS, true },
	{ "restart in a piece", by_restart, { 0x86, 1, 1 }, 0x6881, ELEMENTS, true },
	{ "power off in a piece", by_power_off, { 0x86, 0, 1 }, 0x6F00, ELEMENTS, true },
	{ "channel closed in a piece", by_closing, { 0x86, 0, 1 }, 0x6881, ELEMENTS, true },
	{ "channel opened in a piece", by_reopening, { 0x86, 0, 1 }, 0x6A86, ELEMENTS, true },
	{ "application in a piece", by_select, { 0x86, 0, 2 }, 0x6A86, ELEMENTS, true },
	{ "GetEID in a piece", by_get_eid, { 0x86, 0, 1 }, 0x6A86, ELEMENTS, true },
	{ "CancelSession in a piece", by_cancelling, { 0x86, 0, 1 }, 0x6A86, ELEMENTS, true },
	/* What is put together then is a request, and a malformed one. */
	{ "another chain in a piece", by_another_chain, { 0x86, 0, 1 }, 0x6A80, ELEMENTS, true },
};

static void test_interruptions(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < A_COUNT(interruptions); i++) {
		const struct interruption *in = &interruptions[i];
		struct watch w = { in->moment, in->run };
		const size_t used = f->arena.used;
		struct profile_installation_result_data data;

		fixture_order(f, WANTED, NULL);
		set_watch(f, &w);
		fixture_expect_stop(f, in->name, in->sw);
		fixture_reset(f);
		data = fixture_pending_pir(f, in->name);
		fixture_error_of(in->name, &data, in->command, ERROR_REASON_INTERRUPTION);
		if (!span_equal(data.notification_metadata->iccid,
		                in->iccid ? fixture_iccid(f, WANTED) : (struct span){ 0 }))
			fail_msg("%s: ICCID", in->name);
		f->arena.used = used;
		fixture_expect_sane(f, 0, 1);
	}
}

/* ---- what does not disturb it ---- */

/* A piece on another channel is none of this package, wherever it would fit [SGP.22 5.7.6]. */
static void by_piece_elsewhere(struct fixture *f)
{
	assert_int_equal(f->card->session.state, RSP_LOADING);
	fixture_expect(f, OPEN_CHANNEL_2, "9000");
	fixture_expect(f, SELECT_ISDR_2, "9000");
	fixture_expect(f, "82E29100038601FF", "6985");
	fixture_expect(f, "82E2910005BF36028000", "6985");
	fixture_expect(f, "0070800200", "9000");
	fixture_expect(f, "00A4000C023F00", "9000");
}

static void by_status(struct fixture *f)
{
	assert_int_equal(fixture_apdu(f, "80F2000000") & 0xFF00, 0x6C00);
}

static void by_get_data(struct fixture *f)
{
	fixture_expect(f, "81CA005A00", "6A88");
}

static void by_get_response(struct fixture *f)
{
	fixture_expect(f, "01C0000000", "6985");
}

static void by_no_command(struct fixture *f)
{
	fixture_expect(f, "FF", "6700");
	fixture_expect(f, "81E2910700", "6700");       /* STORE DATA without data */
	fixture_expect(f, "81E2800003BF2000", "6A86"); /* not BER-TLV */
	fixture_expect(f, "85E2910003BF2000", "6882"); /* secure messaging */
	fixture_expect(f, "81000000", "6D00");
}

/* A block that is out of its order costs the command, which then can be sent again. */
static void by_lost_block(struct fixture *f)
{
	const struct watch *w = f->hook_ctx;
	uint8_t rapdu[SOFTEUICC_RAPDU_MAX];

	fixture_expect(f, "81E29109018600", "6A86");
	assert_int_equal(softeuicc_card_transmit(f->card, w->first, w->first_len, rapdu), 2);
	assert_memory_equal(rapdu, "\x90\x00", 2);
}

static void test_harmless(void **state)
{
	static void (*const events[])(struct fixture * f) = {
		by_piece_elsewhere, by_status, by_get_data, by_get_response, by_no_command,
	};
	static const struct moment moments[] = {
		{ 0xA0, 0, 0 }, { 0x88, 0, 0 }, { 0x86, 0, 0 }, { 0x86, 0, 1 }, { 0x86, 1, 2 },
	};
	struct watch lost = { { 0x86, 0, 1 }, by_lost_block };
	struct fixture *f = *state;

	for (size_t i = 0; i < A_COUNT(events) * A_COUNT(moments); i++) {
		struct watch w = { moments[i % A_COUNT(moments)], events[i / A_COUNT(moments)] };

		set_watch(f, &w);
		fixture_download_ok(f, WANTED);
		assert_null(f->before_command);
		fixture_delete(f, WANTED);
	}
	set_watch(f, &lost);
	fixture_download_ok(f, WANTED);
	assert_null(f->before_command);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, fixture_setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_functions),
		TEST(test_early_piece),
		TEST(test_interruptions),
		TEST(test_harmless),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
