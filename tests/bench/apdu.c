/*
 * Commands a second in process: SELECT and READ BINARY of a file of an enabled profile, and GetEID,
 * which is STORE DATA and GET RESPONSE.
 */
#include "bench.h"

#include "world.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { MEMORY = 1 << 20, CHUNK = 1000 };

static const double SECONDS = 0.5; /* for each command */

struct sequence {
	const char *name;
	const char *commands[3];
	unsigned expect; /* SW1 of the last one */
};

static const struct sequence sequences[] = {
	{ "SELECT EF.ICCID", { "00A40004022FE2" }, 0x61 },
	{ "READ BINARY of 10 octets", { "00B000000A" }, 0x90 },
	{ "SELECT ISD-R", { "01A4040010A0000005591010FFFFFFFF8900000100" }, 0x61 },
	{ "GetEID", { "81E2910006BF3E035C015A", "01C0000015" }, 0x90 },
};

struct client {
	struct softeuicc_card *card;
	uint8_t rapdu[SOFTEUICC_RAPDU_MAX];
};

static unsigned send(struct client *c, const char *hex)
{
	uint8_t capdu[64];
	size_t len = 0;

	hex_decode(hex, capdu, sizeof(capdu), &len);
	len = softeuicc_card_transmit(c->card, capdu, len, c->rapdu);
	return c->rapdu[len - 2];
}

static int run(struct client *c, const struct sequence *s)
{
	double start = bench_cpu(), seconds;
	unsigned long n = 0;

	do {
		for (int i = 0; i < CHUNK; i++, n++) {
			unsigned sw1 = 0;

			for (size_t k = 0; k < A_COUNT(s->commands) && s->commands[k]; k++)
				sw1 = send(c, s->commands[k]);
			if (sw1 != s->expect)
				return -EIO;
		}
		seconds = bench_cpu() - start;
	} while (seconds < SECONDS);
	printf("  %-25s %7.0f /s\n", s->name, (double)n / seconds);
	return 0;
}

/* The sample profile, enabled, and the ISD-R selected on channel 1. */
static int prepare(struct world *w, struct client *c)
{
	struct arena a = { malloc(MEMORY), MEMORY, 0 };
	const char *error;
	struct span package;
	int r = a.buf ? world_sample(&a, &package) : -ENOMEM;

	if (r == 0)
		r = softeuicc_card_install(w->card, package.ptr, package.len, NULL, 0, &error);
	free(a.buf);
	if (r < 0)
		return r;
	softeuicc_card_reset(w->card);
	c->card = w->card;
	send(c, "0070000100");
	send(c, "01A4040010A0000005591010FFFFFFFF8900000100");
	send(c, "81E2910014BF3111A00C5A0A988899790000000010F4810100");
	return send(c, "00A40004022FE2") == 0x61 ? 0 : -EIO;
}

int bench_apdus(void)
{
	struct client *c = calloc(1, sizeof(*c));
	struct world w;
	int r = c ? world_open(&w, &(struct world_options){ 0 }) : -ENOMEM;

	if (r < 0) {
		free(c);
		return r;
	}
	r = prepare(&w, c);
	if (r == 0)
		printf("commands in process, one thread\n");
	for (size_t i = 0; r == 0 && i < A_COUNT(sequences); i++)
		r = run(c, &sequences[i]);
	world_close(&w);
	free(c);
	return r;
}
