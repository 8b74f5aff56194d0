/*
 * Start to first ATR, in process and of the command behind a socket as vpcd would see it; and the
 * memory of idle cards.
 */
#include "bench.h"

#include "softeuicc.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { STARTS = 21, CARDS = 1000, POWERED = 100 };

struct folder {
	char path[32], store[48], lock[64];
};

static int folder_make(struct folder *f)
{
	snprintf(f->path, sizeof(f->path), "bench-XXXXXX");
	if (!mkdtemp(f->path))
		return -errno;
	snprintf(f->store, sizeof(f->store), "%s/cards.db", f->path);
	snprintf(f->lock, sizeof(f->lock), "%s-lock", f->store);
	return 0;
}

static void folder_remove(const struct folder *f)
{
	unlink(f->store);
	unlink(f->lock);
	rmdir(f->path);
}

/* ---- start ---- */

static int create_card(const struct folder *f, const char *name)
{
	const struct softeuicc_card_options options = { .name = name };
	struct softeuicc_store *store;
	int r = softeuicc_store_open(f->store, &store);

	if (r < 0)
		return r;
	r = softeuicc_card_create(store, &options, NULL, NULL);
	softeuicc_store_close(store);
	return r;
}

static int start_in_process(const struct folder *f, double *ret_seconds)
{
	double start = bench_wall();
	struct softeuicc_store *store;
	struct softeuicc_card *card;
	uint8_t atr[SOFTEUICC_ATR_MAX];
	int r = softeuicc_store_open(f->store, &store);

	if (r < 0)
		return r;
	r = softeuicc_card_open(store, NULL, NULL, &card);
	if (r == 0) {
		softeuicc_card_reset(card);
		r = softeuicc_card_atr(card, atr) > 0 ? 0 : -EIO;
		*ret_seconds = bench_wall() - start;
		softeuicc_card_close(card);
	}
	softeuicc_store_close(store);
	return r;
}

/* A listening socket on any port: the reader's side. */
static int listen_anywhere(unsigned *ret_port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		                       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -errno;
	if (bind(fd, (struct sockaddr *)&address, len) < 0 || listen(fd, 1) < 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &len) < 0) {
		close(fd);
		return -errno;
	}
	*ret_port = ntohs(address.sin_port);
	return fd;
}

/* Asks for the ATR as vpcd does: length 1, command 4. */
static int ask_atr(int listening)
{
	static const uint8_t get_atr[] = { 0x00, 0x01, 0x04 };
	uint8_t answer[2 + SOFTEUICC_ATR_MAX];
	int fd = accept(listening, NULL, NULL);
	ssize_t n = -1;

	if (fd >= 0 && write(fd, get_atr, sizeof(get_atr)) == sizeof(get_atr))
		n = read(fd, answer, sizeof(answer));
	if (fd >= 0)
		close(fd);
	return n > 2 ? 0 : -EIO;
}

static int start_command(const struct folder *f, const char *program, double *ret_seconds)
{
	char port_text[16];
	unsigned port = 0;
	double start;
	pid_t pid;
	int r, fd = listen_anywhere(&port), quiet = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return fd;
	snprintf(port_text, sizeof(port_text), "%u", port);
	start = bench_wall();
	pid = fork();
	if (pid == 0) {
		dup2(quiet, STDOUT_FILENO);
		dup2(quiet, STDERR_FILENO);
		execl(program, program, "run", "--quiet", "--state", f->store, "--port", port_text,
		      (char *)NULL);
		_exit(127);
	}
	r = pid > 0 ? ask_atr(fd) : -errno;
	*ret_seconds = bench_wall() - start;
	if (pid > 0) {
		kill(pid, SIGTERM);
		waitpid(pid, NULL, 0);
	}
	close(fd);
	close(quiet);
	return r;
}

int bench_start(void)
{
	const char *program = getenv("SOFTEUICC");
	double in_process[STARTS], command[STARTS];
	struct folder f;
	int r = folder_make(&f);

	if (r < 0)
		return r;
	r = create_card(&f, NULL);
	for (size_t i = 0; r == 0 && i < STARTS; i++) {
		r = start_in_process(&f, &in_process[i]);
		if (r == 0 && program)
			r = start_command(&f, program, &command[i]);
	}
	folder_remove(&f);
	if (r < 0)
		return r;
	printf("start to first ATR, on the wall, median of %d\n", STARTS);
	printf("  in process                %7.2f ms\n", bench_median(in_process, STARTS) * 1e3);
	if (program)
		printf("  softeuicc run             %7.2f ms\n",
		       bench_median(command, STARTS) * 1e3);
	return 0;
}

/* ---- memory ---- */

/* Resident octets of this process. */
static double resident(void)
{
	FILE *file = fopen("/proc/self/statm", "r");
	unsigned long total, pages = 0;

	if (file) {
		if (fscanf(file, "%lu %lu", &total, &pages) != 2)
			pages = 0;
		fclose(file);
	}
	return (double)pages * (double)sysconf(_SC_PAGESIZE);
}

static int create_cards(struct softeuicc_store *store)
{
	int r = 0;

	for (unsigned i = 0; r == 0 && i < CARDS; i++) {
		char name[16];
		const struct softeuicc_card_options options = { .name = name };

		snprintf(name, sizeof(name), "card%u", i);
		r = softeuicc_card_create(store, &options, NULL, NULL);
	}
	return r;
}

static int open_cards(struct softeuicc_store *store, struct softeuicc_card **cards)
{
	double before = resident();
	int r = 0;

	for (unsigned i = 0; r == 0 && i < CARDS; i++) {
		char name[16];

		snprintf(name, sizeof(name), "card%u", i);
		r = softeuicc_card_open(store, name, NULL, &cards[i]);
	}
	if (r < 0)
		return r;
	printf("memory of one of many idle cards\n");
	printf("  open, no power (of %4d)   %6.1f kB\n", CARDS,
	       (resident() - before) / CARDS / 1e3);
	before = resident();
	for (unsigned i = 0; i < POWERED; i++)
		softeuicc_card_reset(cards[i]);
	printf("  more with power (of %4d)  %6.1f kB\n", POWERED,
	       (resident() - before) / POWERED / 1e3);
	return 0;
}

int bench_memory(void)
{
	struct softeuicc_card **cards = calloc(CARDS, sizeof(struct softeuicc_card *));
	struct softeuicc_store *store = NULL;
	struct folder f;
	int r = cards ? folder_make(&f) : -ENOMEM;

	if (r < 0) {
		free(cards);
		return r;
	}
	r = softeuicc_store_open(f.store, &store);
	if (r == 0)
		r = create_cards(store);
	if (r == 0)
		r = open_cards(store, cards);
	for (unsigned i = 0; i < CARDS; i++)
		softeuicc_card_close(cards[i]);
	softeuicc_store_close(store);
	folder_remove(&f);
	free(cards);
	return r;
}
