/*
 * Sockets of the vpcd bridge (see vpcd.h).
 *
 * Debian's vpcd sends a message's length and its payload apart. With delayed acknowledgements its
 * Nagle algorithm then holds each payload back for 40 ms; so the length is acknowledged at once, and
 * so is a message without an answer, which would acknowledge it. Linux forgets that after use. For
 * the same reason an answer is one write.
 */
#include "vpcd-bridge/vpcd.h"

#include <assert.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum {
	RECONNECT_MS = 250,
	/* The reader asks for the ATR every 400 ms; silence for this long is no accident. */
	IGNORED_MS = 3000,
	/* No reader takes longer to accept a connection or an answer, unless it is stopped. */
	SEND_TIMEOUT_S = 5,
};

struct vpcd {
	struct vpcd_card card;
	void (*event)(void *ctx, enum vpcd_event event);
	struct sockaddr_storage address;
	socklen_t address_len;
	int fd;            /* -1: not in a reader */
	bool told_waiting; /* VPCD_EVENT_WAITING was told since the last connection */
	bool heard;        /* the reader has spoken on this connection */
	bool told_ignored; /* VPCD_EVENT_IGNORED was told on this connection */
	int64_t due_ms;    /* next attempt to connect; or when silence becomes VPCD_EVENT_IGNORED */
	struct vpcd_parser parser;
	uint8_t answer[VPCD_ANSWER_ROOM];
};

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void tell(const struct vpcd *vpcd, enum vpcd_event event)
{
	if (vpcd->event != NULL)
		vpcd->event(vpcd->card.ctx, event);
}

static int resolve(const char *host, unsigned port, struct vpcd *vpcd)
{
	const struct addrinfo hints = { .ai_family = AF_INET, .ai_socktype = SOCK_STREAM };
	struct addrinfo *list;

	if (getaddrinfo(host, NULL, &hints, &list) != 0)
		return -EINVAL;
	assert(list->ai_addrlen <= sizeof(vpcd->address));
	memcpy(&vpcd->address, list->ai_addr, list->ai_addrlen);
	vpcd->address_len = list->ai_addrlen;
	freeaddrinfo(list);
	((struct sockaddr_in *)&vpcd->address)->sin_port = htons((uint16_t)port);
	return 0;
}

int vpcd_new(const char *host, unsigned port, const struct vpcd_card *card,
             void (*event)(void *ctx, enum vpcd_event event), struct vpcd **ret_vpcd)
{
	struct vpcd *vpcd;
	int r;

	assert(port > 0 && port <= 0xFFFF);
	vpcd = calloc(1, sizeof(*vpcd));
	if (vpcd == NULL)
		return -ENOMEM;
	vpcd->card = *card;
	vpcd->event = event;
	vpcd->fd = -1;
	r = resolve(host, port, vpcd);
	if (r < 0) {
		free(vpcd);
		return r;
	}
	*ret_vpcd = vpcd;
	return 0;
}

static void take_out(struct vpcd *vpcd)
{
	close(vpcd->fd);
	vpcd->fd = -1;
	vpcd->told_waiting = false;
	vpcd->due_ms = now_ms() + RECONNECT_MS;
	vpcd->card.power_off(vpcd->card.ctx);
}

void vpcd_free(struct vpcd *vpcd)
{
	if (vpcd == NULL)
		return;
	if (vpcd->fd >= 0)
		take_out(vpcd);
	free(vpcd);
}

/* These make it fast, not right, and sockets other than TCP refuse them: errors are of no interest. */
static void set_option(int fd, int option)
{
	const int on = 1;

	(void)setsockopt(fd, IPPROTO_TCP, option, &on, sizeof(on));
}

void vpcd_attach(struct vpcd *vpcd, int fd)
{
	assert(vpcd->fd < 0);
	set_option(fd, TCP_NODELAY);
	vpcd->fd = fd;
	vpcd->parser.have = 0;
	vpcd->heard = false;
	vpcd->told_ignored = false;
	vpcd->due_ms = now_ms() + IGNORED_MS;
	tell(vpcd, VPCD_EVENT_CONNECTED);
}

/* Tries once to connect; a reader that is not there is not an error. */
static int try_connect(struct vpcd *vpcd)
{
	/* On Linux the send timeout is also that of connect. */
	const struct timeval timeout = { .tv_sec = SEND_TIMEOUT_S };
	int fd = socket(vpcd->address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -errno;
	(void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout));
	if (connect(fd, (const struct sockaddr *)&vpcd->address, vpcd->address_len) == 0) {
		vpcd_attach(vpcd, fd);
		return 0;
	}
	close(fd);
	vpcd->due_ms = now_ms() + RECONNECT_MS;
	if (!vpcd->told_waiting)
		tell(vpcd, VPCD_EVENT_WAITING);
	vpcd->told_waiting = true;
	return 0;
}

static int send_all(int fd, const uint8_t *data, size_t len)
{
	while (len > 0) {
		ssize_t n = send(fd, data, len, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		data += n;
		len -= (size_t)n;
	}
	return 0;
}

/* Reads once: 1 when that completed a message, 0 when not: then the reader is told to go on. */
static int receive_once(struct vpcd *vpcd, const uint8_t **ret_payload, size_t *ret_len)
{
	uint8_t *room;
	size_t want = vpcd_parser_want(&vpcd->parser, &room);
	ssize_t n = recv(vpcd->fd, room, want, MSG_DONTWAIT);

	if (n < 0)
		return -errno;
	if (n == 0)
		return -EPIPE;
	if (!vpcd->heard)
		tell(vpcd, VPCD_EVENT_INSERTED);
	vpcd->heard = true;
	if (vpcd_parser_commit(&vpcd->parser, (size_t)n, ret_payload, ret_len))
		return 1;
	set_option(vpcd->fd, TCP_QUICKACK);
	return 0;
}

static int receive_and_answer(struct vpcd *vpcd)
{
	const uint8_t *payload;
	size_t len;
	int r;

	do
		r = receive_once(vpcd, &payload, &len);
	while (r == 0);
	if (r < 0)
		return r == -EAGAIN || r == -EINTR ? 0 : r;
	len = vpcd_answer(&vpcd->card, payload, len, vpcd->answer);
	if (len == 0)
		set_option(vpcd->fd, TCP_QUICKACK);
	r = send_all(vpcd->fd, vpcd->answer, len);
	return r < 0 ? r : 1;
}

int vpcd_receive(struct vpcd *vpcd)
{
	int r = receive_and_answer(vpcd);

	if (r < 0) {
		take_out(vpcd);
		tell(vpcd, VPCD_EVENT_EJECTED);
	}
	return r;
}

/* Connected to a reader that has not spoken, which nobody was told yet. */
static bool is_silent(const struct vpcd *vpcd)
{
	return vpcd->fd >= 0 && !vpcd->heard && !vpcd->told_ignored;
}

/* Does what is due by the clock; returns the milliseconds until the next such thing, -1 for none. */
static int run_timers(struct vpcd *vpcd, int *ret_wait_ms)
{
	int64_t now = now_ms();
	int r;

	if (vpcd->fd < 0 && vpcd->due_ms <= now) {
		r = try_connect(vpcd);
		if (r < 0)
			return r;
	} else if (is_silent(vpcd) && vpcd->due_ms <= now) {
		vpcd->told_ignored = true;
		tell(vpcd, VPCD_EVENT_IGNORED);
	}
	if (vpcd->fd < 0 || is_silent(vpcd)) {
		int wait = vpcd->due_ms > now ? (int)(vpcd->due_ms - now) : 0;

		if (*ret_wait_ms < 0 || wait < *ret_wait_ms)
			*ret_wait_ms = wait;
	}
	return 0;
}

int vpcd_run(struct vpcd *const *vpcds, size_t count, int stop_fd)
{
	struct pollfd polls[1 + VPCD_SLOTS_MAX] = { { .fd = stop_fd, .events = POLLIN } };

	if (count > VPCD_SLOTS_MAX)
		return -E2BIG;
	while (polls[0].revents == 0) {
		int wait_ms = -1;

		for (size_t i = 0; i < count; i++) {
			int r = run_timers(vpcds[i], &wait_ms);

			if (r < 0)
				return r;
			polls[1 + i] = (struct pollfd){ .fd = vpcds[i]->fd, .events = POLLIN };
		}
		if (poll(polls, 1 + count, wait_ms) < 0) {
			if (errno != EINTR)
				return -errno;
			continue;
		}
		/* A lost reader is no reason to stop: the timers bring it back. */
		for (size_t i = 0; i < count; i++)
			if (polls[1 + i].revents != 0)
				(void)vpcd_receive(vpcds[i]);
	}
	return 0;
}
