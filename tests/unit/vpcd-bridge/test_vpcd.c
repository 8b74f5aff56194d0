/*
 * The vpcd bridge against a scripted reader at the other end of a socket pair.
 *
 * Expected bytes follow vsmartcard's protocol as its reader driver speaks it: a two-byte big-endian
 * length and the payload, one-byte payloads 0, 1, 2 (off, on, reset: no answer) and 4 (ATR).
 */
#include "vpcd-bridge/vpcd.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

/* A card that takes notes and answers each C-APDU with its first bytes and 9000. */
struct fake_card {
	char notes[64]; /* one letter a call: A O o R T, and events W C I G E */
	size_t last_len;
	size_t answer_len; /* if not 0: so many bytes instead of the echo */
};

static void note(struct fake_card *fake, char letter)
{
	size_t n = strlen(fake->notes);

	assert_true(n + 1 < sizeof(fake->notes));
	fake->notes[n] = letter;
}

static size_t fake_atr(void *ctx, uint8_t *ret_atr)
{
	note(ctx, 'A');
	memcpy(ret_atr, "\x3B\x9F\x11", 3);
	return 3;
}

static void fake_on(void *ctx)
{
	note(ctx, 'O');
}

static void fake_off(void *ctx)
{
	note(ctx, 'o');
}

static void fake_reset(void *ctx)
{
	note(ctx, 'R');
}

static size_t fake_transmit(void *ctx, const uint8_t *capdu, size_t len, uint8_t *ret_rapdu)
{
	struct fake_card *fake = ctx;

	note(fake, 'T');
	fake->last_len = len;
	if (fake->answer_len > 0) {
		memset(ret_rapdu, 0x5A, fake->answer_len);
		return fake->answer_len;
	}
	memcpy(ret_rapdu, capdu, 2);
	memcpy(ret_rapdu + 2, "\x90\x00", 2);
	return 4;
}

static void fake_event(void *ctx, enum vpcd_event event)
{
	note(ctx, "WCIGE"[event]);
}

static const struct vpcd_card FAKE = {
	.atr = fake_atr,
	.power_on = fake_on,
	.power_off = fake_off,
	.reset = fake_reset,
	.transmit = fake_transmit,
};

struct fixture {
	struct fake_card fake;
	struct vpcd *vpcd;
	int reader; /* our end */
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct vpcd_card card = FAKE;
	int fds[2];

	assert_non_null(f);
	card.ctx = &f->fake;
	assert_int_equal(vpcd_new("127.0.0.1", VPCD_PORT, &card, fake_event, &f->vpcd), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	f->reader = fds[0];
	vpcd_attach(f->vpcd, fds[1]);
	assert_string_equal(f->fake.notes, "C");
	memset(f->fake.notes, 0, sizeof(f->fake.notes));
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	vpcd_free(f->vpcd);
	if (f->reader >= 0)
		close(f->reader);
	free(f);
	return 0;
}

static void reader_sends(struct fixture *f, const void *bytes, size_t len)
{
	assert_int_equal(write(f->reader, bytes, len), len);
}

static void reader_sees(struct fixture *f, const void *bytes, size_t len)
{
	uint8_t buf[256];

	assert_true(len < sizeof(buf));
	assert_int_equal(recv(f->reader, buf, sizeof(buf), MSG_DONTWAIT), len);
	assert_memory_equal(buf, bytes, len);
}

static void reader_sees_nothing(struct fixture *f)
{
	uint8_t byte;

	assert_int_equal(recv(f->reader, &byte, 1, MSG_DONTWAIT), -1);
	assert_int_equal(errno, EAGAIN);
}

static void test_atr_is_answered(void **state)
{
	struct fixture *f = *state;

	reader_sends(f, "\x00\x01\x04", 3);
	assert_int_equal(vpcd_receive(f->vpcd), 1);
	reader_sees(f, "\x00\x03\x3B\x9F\x11", 5);
	assert_string_equal(f->fake.notes, "IA");
}

static void test_power_controls_are_not_answered(void **state)
{
	struct fixture *f = *state;

	reader_sends(f, "\x00\x01\x01\x00\x01\x02\x00\x01\x00", 9);
	for (int i = 0; i < 3; i++)
		assert_int_equal(vpcd_receive(f->vpcd), 1);
	assert_int_equal(vpcd_receive(f->vpcd), 0);
	reader_sees_nothing(f);
	assert_string_equal(f->fake.notes, "IORo");
}

static void test_apdu_is_answered(void **state)
{
	struct fixture *f = *state;

	reader_sends(f, "\x00\x05\x00\xB0\x00\x00\x09", 7);
	assert_int_equal(vpcd_receive(f->vpcd), 1);
	reader_sees(f, "\x00\x04\x00\xB0\x90\x00", 6);
	assert_int_equal(f->fake.last_len, 5);
}

/* Debian's vpcd sends length and data apart; TCP may cut anywhere. */
static void test_every_cut_of_a_message(void **state)
{
	static const uint8_t message[] = { 0x00, 0x05, 0x00, 0xA4, 0x04, 0x00, 0x00 };
	struct fixture *f = *state;

	for (size_t cut = 1; cut < sizeof(message); cut++) {
		reader_sends(f, message, cut);
		assert_int_equal(vpcd_receive(f->vpcd), 0);
		reader_sees_nothing(f);
		reader_sends(f, message + cut, sizeof(message) - cut);
		assert_int_equal(vpcd_receive(f->vpcd), 1);
		reader_sees(f, "\x00\x04\x00\xA4\x90\x00", 6);
	}
}

static void test_unknown_control_is_wrong_length(void **state)
{
	static const uint8_t unknown[] = { 0x03, 0x05, 0x80, 0xFF };
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(unknown); i++) {
		uint8_t message[3] = { 0x00, 0x01, unknown[i] };

		reader_sends(f, message, sizeof(message));
		assert_int_equal(vpcd_receive(f->vpcd), 1);
		reader_sees(f, "\x00\x02\x67\x00", 4);
	}
	assert_string_equal(f->fake.notes, "I");
}

static void test_empty_payload_is_wrong_length(void **state)
{
	struct fixture *f = *state;

	reader_sends(f, "\x00\x00", 2);
	assert_int_equal(vpcd_receive(f->vpcd), 1);
	reader_sees(f, "\x00\x02\x67\x00", 4);
}

static void test_largest_command(void **state)
{
	static uint8_t message[2 + 0xFFFF] = { 0xFF, 0xFF, 0x80, 0xE2 };
	struct fixture *f = *state;
	size_t sent = 0;
	int r = 0;

	while (sent < sizeof(message)) {
		size_t left = sizeof(message) - sent;
		size_t piece = left < 4099 ? left : 4099;

		assert_int_equal(r, 0);
		reader_sends(f, message + sent, piece);
		sent += piece;
		r = vpcd_receive(f->vpcd);
	}
	assert_int_equal(r, 1);
	assert_int_equal(f->fake.last_len, 0xFFFF);
	reader_sees(f, "\x00\x04\x80\xE2\x90\x00", 6);
}

/* An R-APDU of 65536 bytes and a status word exists, but no message can carry it. */
static void test_too_large_answer(void **state)
{
	struct fixture *f = *state;

	f->fake.answer_len = VPCD_PAYLOAD_MAX + 1;
	reader_sends(f, "\x00\x02\x00\xCB", 4);
	assert_int_equal(vpcd_receive(f->vpcd), 1);
	reader_sees(f, "\x00\x02\x67\x00", 4);
}

static void test_largest_answer(void **state)
{
	static uint8_t buf[2 + VPCD_PAYLOAD_MAX];
	struct vpcd_card card = FAKE;
	struct fake_card fake = { .answer_len = VPCD_PAYLOAD_MAX };
	static uint8_t answer[VPCD_ANSWER_ROOM];

	(void)state;
	memset(buf, 0x5A, sizeof(buf));
	buf[0] = buf[1] = 0xFF;
	card.ctx = &fake;
	assert_int_equal(vpcd_answer(&card, (const uint8_t *)"\x00\xCB", 2, answer), sizeof(buf));
	assert_memory_equal(answer, buf, sizeof(buf));
}

static void check_eof(struct fixture *f, const char *notes)
{
	close(f->reader);
	f->reader = -1;
	assert_int_equal(vpcd_receive(f->vpcd), -EPIPE);
	assert_string_equal(f->fake.notes, notes);
}

static void test_eof(void **state)
{
	check_eof(*state, "oE");
}

static void test_eof_in_header(void **state)
{
	reader_sends(*state, "\x00", 1);
	check_eof(*state, "IoE");
}

static void test_eof_in_payload(void **state)
{
	reader_sends(*state, "\x00\x05\x00\xA4", 4);
	check_eof(*state, "IoE");
}

/* The half message of a lost connection must not leak into the next one. */
static void test_reconnect_starts_afresh(void **state)
{
	struct fixture *f = *state;
	int fds[2];

	test_eof_in_payload(state);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	f->reader = fds[0];
	vpcd_attach(f->vpcd, fds[1]);
	reader_sends(f, "\x00\x01\x04", 3);
	assert_int_equal(vpcd_receive(f->vpcd), 1);
	reader_sees(f, "\x00\x03\x3B\x9F\x11", 5);
}

/* ---- over TCP ---- */

static void tcp_pair(int *ret_reader, int *ret_card)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		                       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	*ret_card = socket(AF_INET, SOCK_STREAM, 0);
	assert_true(listener >= 0 && *ret_card >= 0);
	assert_int_equal(bind(listener, (struct sockaddr *)&address, len), 0);
	assert_int_equal(listen(listener, 1), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &len), 0);
	assert_int_equal(connect(*ret_card, (struct sockaddr *)&address, len), 0);
	*ret_reader = accept(listener, NULL, NULL);
	assert_true(*ret_reader >= 0);
	close(listener);
}

static int quick_ack(int fd)
{
	socklen_t len = sizeof(int);
	int value = 0;

	assert_int_equal(getsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &value, &len), 0);
	return value;
}

/*
 * The length, then the payload, which Nagle's algorithm holds back until the length is acknowledged:
 * that must be at once, or each message would wait 40 ms.
 */
static void send_apart(struct fixture *f, int card, const char *message, size_t len)
{
	reader_sends(f, message, 2);
	assert_int_equal(vpcd_receive(f->vpcd), 0);
	assert_int_equal(quick_ack(card), 1);
	reader_sends(f, message + 2, len - 2);
	assert_int_equal(vpcd_receive(f->vpcd), 1);
}

static void test_no_stall(void **state)
{
	enum { ROUNDS = 20 };
	struct fixture *f = *state;
	uint8_t answer[6];
	int card;

	check_eof(f, "oE");
	tcp_pair(&f->reader, &card);
	vpcd_attach(f->vpcd, card);
	for (int i = 0; i < ROUNDS; i++) {
		memset(f->fake.notes, 0, sizeof(f->fake.notes));
		send_apart(f, card, "\x00\x01\x02", 3); /* reset: no answer */
		send_apart(f, card, "\x00\x02\x00\xA4", 4);
		assert_int_equal(recv(f->reader, answer, sizeof(answer), MSG_WAITALL), 6);
	}
}

/* What is waiting when the stop comes is still answered. */
static void test_run_stops(void **state)
{
	struct fixture *f = *state;
	int stop[2];

	assert_int_equal(pipe(stop), 0);
	assert_int_equal(write(stop[1], "", 1), 1);
	reader_sends(f, "\x00\x01\x04", 3);
	assert_int_equal(vpcd_run(&f->vpcd, 1, stop[0]), 0);
	reader_sees(f, "\x00\x03\x3B\x9F\x11", 5);
	close(stop[0]);
	close(stop[1]);
}

static void test_unknown_host(void **state)
{
	struct vpcd *vpcd = NULL;

	(void)state;
	assert_int_equal(vpcd_new("not a host name", VPCD_PORT, &FAKE, NULL, &vpcd), -EINVAL);
	assert_null(vpcd);
}

int main(void)
{
#define ON_PAIR(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		ON_PAIR(test_atr_is_answered),
		ON_PAIR(test_power_controls_are_not_answered),
		ON_PAIR(test_apdu_is_answered),
		ON_PAIR(test_every_cut_of_a_message),
		ON_PAIR(test_unknown_control_is_wrong_length),
		ON_PAIR(test_empty_payload_is_wrong_length),
		ON_PAIR(test_largest_command),
		ON_PAIR(test_too_large_answer),
		cmocka_unit_test(test_largest_answer),
		ON_PAIR(test_eof),
		ON_PAIR(test_eof_in_header),
		ON_PAIR(test_eof_in_payload),
		ON_PAIR(test_reconnect_starts_afresh),
		ON_PAIR(test_no_stall),
		ON_PAIR(test_run_stops),
		cmocka_unit_test(test_unknown_host),
	};

	return cmocka_run_group_tests_name("vpcd", tests, NULL, NULL);
}
