/*
 * auc-server: our authentication centre (peers/auc.h) as the EAP-SIM/AKA database of hostapd.
 *
 *   auc-server SOCKET SUBSCRIBER...
 *
 * SOCKET is the path that hostapd's configuration names: eap_sim_db=unix:SOCKET. A SUBSCRIBER is
 * described in peers/auc_text.h. Requests and answers are on stdout, a line each: test keys only.
 * Ends with SIGTERM or SIGINT.
 */
#include "peers/auc_text.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { EXIT_USAGE = 2, REQUEST_MAX = 1024 };

static int open_socket(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd;

	if (strlen(path) >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	memcpy(address.sun_path, path, strlen(path));
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	if (bind(fd, (const struct sockaddr *)&address, sizeof(address)) < 0) {
		const int error = errno;

		close(fd);
		return -error;
	}
	return fd;
}

/* Answers one datagram. */
static void serve(struct auc *auc, int fd)
{
	char request[REQUEST_MAX + 1], answer[AUC_TEXT_MAX];
	struct sockaddr_un from;
	socklen_t from_len = sizeof(from);
	const ssize_t len = recvfrom(fd, request, REQUEST_MAX, 0, (struct sockaddr *)&from,
	                             &from_len);
	int r;

	if (len < 0) {
		perror("recvfrom");
		return;
	}
	request[len] = '\0';
	printf("< %s\n", request);
	r = auc_text_answer(auc, request, answer);
	if (r < 0) {
		printf("! %s\n", strerror(-r));
	} else if (r > 0) {
		printf("> %s\n", answer);
		if (sendto(fd, answer, (size_t)r, 0, (const struct sockaddr *)&from, from_len) < 0)
			perror("sendto");
	}
}

/* Serves until one of the signals that `signals` reads. */
static int run(struct auc *auc, int fd, int signals)
{
	struct pollfd fds[] = { { .fd = fd, .events = POLLIN },
		                { .fd = signals, .events = POLLIN } };

	for (;;) {
		if (poll(fds, 2, -1) < 0)
			return -errno;
		if (fds[1].revents)
			return 0;
		if (fds[0].revents)
			serve(auc, fd);
	}
}

int main(int argc, char **argv)
{
	struct auc *auc = NULL;
	int status = EXIT_FAILURE, fd = -1, signals, r;
	sigset_t ending;

	if (argc < 3) {
		fprintf(stderr, "usage: %s SOCKET IMSI:ALGORITHM:K[:OPC[:AMF[:SQN[:RES]]]] ...\n",
		        argv[0]);
		return EXIT_USAGE;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	sigemptyset(&ending);
	sigaddset(&ending, SIGTERM);
	sigaddset(&ending, SIGINT);
	sigprocmask(SIG_BLOCK, &ending, NULL);
	signals = signalfd(-1, &ending, SFD_CLOEXEC);
	r = signals < 0 ? -errno : auc_new((struct crypto_random){ 0 }, &auc);
	for (int i = 2; r == 0 && i < argc; i++) {
		r = auc_text_add(auc, argv[i]);
		if (r < 0)
			fprintf(stderr, "auc-server: no such subscriber: %s\n", argv[i]);
	}
	if (r == 0)
		r = fd = open_socket(argv[1]);
	if (r >= 0)
		r = run(auc, fd, signals);
	if (r < 0)
		fprintf(stderr, "auc-server: %s\n", strerror(-r));
	else
		status = EXIT_SUCCESS;
	if (fd >= 0) {
		close(fd);
		unlink(argv[1]);
	}
	if (signals >= 0)
		close(signals);
	auc_free(auc);
	return status;
}
