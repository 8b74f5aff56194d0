/*
 * A bare PC/SC client for the end-to-end tests: prints the ATR, sends C-APDUs as they are and prints
 * the R-APDUs, one a line. Nothing is added or fetched: what the card says is what is printed.
 *
 *   pcsc-apdu READER [--loop N] HEX...
 *
 * READER is the whole reader name. With --loop the commands are sent N times and the last line is
 * the number of APDUs a second.
 */
#include <winscard.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { CAPDU_MAX = 261, RAPDU_MAX = 65538 };

struct client {
	SCARDCONTEXT context;
	SCARDHANDLE card;
	uint8_t rapdu[RAPDU_MAX];
	DWORD rapdu_len;
};

static int fail(const char *what, LONG r)
{
	fprintf(stderr, "pcsc-apdu: %s: %s\n", what, pcsc_stringify_error(r));
	return 1;
}

static void print_hex(const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		printf("%02X", bytes[i]);
	putchar('\n');
}

static size_t parse_hex(const char *text, uint8_t *bytes)
{
	size_t len = 0;
	unsigned octet;

	for (; len < CAPDU_MAX && sscanf(text, "%2x", &octet) == 1; text += 2)
		bytes[len++] = (uint8_t)octet;
	return len;
}

static LONG transmit(struct client *c, const char *hex)
{
	uint8_t capdu[CAPDU_MAX];
	size_t len = parse_hex(hex, capdu);

	c->rapdu_len = sizeof(c->rapdu);
	return SCardTransmit(c->card, SCARD_PCI_T0, capdu, len, NULL, c->rapdu, &c->rapdu_len);
}

static int print_atr(struct client *c)
{
	uint8_t atr[MAX_ATR_SIZE];
	DWORD len = sizeof(atr), state, protocol;
	LONG r = SCardStatus(c->card, NULL, NULL, &state, &protocol, atr, &len);

	if (r != SCARD_S_SUCCESS)
		return fail("status", r);
	print_hex(atr, len);
	return 0;
}

static int run_once(struct client *c, char *const *commands)
{
	for (; *commands != NULL; commands++) {
		LONG r = transmit(c, *commands);

		if (r != SCARD_S_SUCCESS)
			return fail(*commands, r);
		print_hex(c->rapdu, c->rapdu_len);
	}
	return 0;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int run_loop(struct client *c, long rounds, char *const *commands)
{
	double start = now();
	long sent = 0;

	for (long i = 0; i < rounds; i++)
		for (char *const *command = commands; *command != NULL; command++, sent++) {
			LONG r = transmit(c, *command);

			if (r != SCARD_S_SUCCESS)
				return fail(*command, r);
		}
	printf("%.0f APDU/s\n", (double)sent / (now() - start));
	return 0;
}

int main(int argc, char **argv)
{
	static struct client client;
	char *const *commands = argv + 2;
	long rounds = 0;
	DWORD protocol;
	LONG r;
	int result;

	if (argc < 2) {
		fputs("usage: pcsc-apdu READER [--loop N] HEX...\n", stderr);
		return 2;
	}
	if (argc > 3 && strcmp(argv[2], "--loop") == 0) {
		rounds = strtol(argv[3], NULL, 10);
		commands += 2;
	}
	r = SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &client.context);
	if (r != SCARD_S_SUCCESS)
		return fail("establish context", r);
	r = SCardConnect(client.context, argv[1], SCARD_SHARE_SHARED, SCARD_PROTOCOL_T0,
	                 &client.card, &protocol);
	if (r != SCARD_S_SUCCESS)
		return fail("connect", r);
	result = print_atr(&client);
	if (result == 0)
		result = rounds > 0 ? run_loop(&client, rounds, commands)
		                    : run_once(&client, commands);
	SCardDisconnect(client.card, SCARD_UNPOWER_CARD);
	SCardReleaseContext(client.context);
	return result;
}
