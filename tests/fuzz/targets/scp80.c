/*
 * Secured packets from outside. The input is one octet that chooses the keys, and a packet: a
 * command packet for the card, or, with the upper bit of that octet, SPI, KIc, KID and TAR of a
 * command and the response packet for its sender.
 */
#include <assert.h>
#include <stdlib.h>

#include "crypto/scp80.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { RESPONSE = 0x80, CMAC4 = 0x10, KEYS = 0x03, HEADER_LEN = 7 };

static struct scp80_keys choose(uint8_t octet)
{
	static const struct scp80_key kinds[] = {
		{ .type = SCP80_KEY_AES, .value = { 1, 2, 3 }, .len = 16 },
		{ .type = SCP80_KEY_DES, .value = { 1, 2, 3, 4, 5, 6, 7, 8, 9 }, .len = 16 },
		{ .type = SCP80_KEY_DES, .value = { 9, 8, 7, 6, 5, 4, 3, 2, 1 }, .len = 24 },
		{ .type = SCP80_KEY_NONE },
	};
	const struct scp80_key *key = &kinds[octet & KEYS];

	return (struct scp80_keys){ *key, *key, octet & CMAC4 ? 4 : 0 };
}

/* What was opened lies within the memory that was given for it. */
static void check(struct span data, const uint8_t *plain, size_t len)
{
	assert(data.ptr >= plain && data.ptr <= plain + len);
	assert(data.len <= len - (size_t)(data.ptr - plain));
}

static void run_command(const struct scp80_keys *keys, struct span in)
{
	struct scp80_packet packet;
	struct scp80_command command;
	uint8_t *plain;

	if (scp80_command_parse(in, &packet))
		return;
	plain = malloc(packet.body.len);
	if (plain && scp80_command_open(&packet, keys, plain, &command) == SCP80_OK)
		check(command.data, plain, packet.body.len);
	free(plain);
}

static void run_response(const struct scp80_keys *keys, struct span in)
{
	const uint8_t *p = in.ptr;
	struct scp80_response response;
	struct scp80_header header;
	uint8_t *plain;

	if (in.len < HEADER_LEN)
		return;
	header = (struct scp80_header){ { p[0], p[1] }, p[2], p[3], { p[4], p[5], p[6] } };
	in = (struct span){ p + HEADER_LEN, in.len - HEADER_LEN };
	plain = malloc(in.len + 1);
	if (plain && !scp80_response_open(&header, keys, in, plain, &response))
		check(response.data, plain, in.len);
	free(plain);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct scp80_keys keys;

	if (size < 1)
		return 0;
	keys = choose(data[0]);
	if (data[0] & RESPONSE)
		run_response(&keys, (struct span){ data + 1, size - 1 });
	else
		run_command(&keys, (struct span){ data + 1, size - 1 });
	return 0;
}
