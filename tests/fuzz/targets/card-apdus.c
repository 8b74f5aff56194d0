/*
 * Fuzzes a whole card: the input is a sequence of command APDUs, each after an octet with its
 * length; length 0 is a cold reset. The card holds two profiles, one of them enabled, and is the
 * same at the start of every input.
 *
 * What must hold whatever came: an answer with a status word, and nothing left uncommitted.
 */
#include "world.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PACKAGE_MAX = 65536, APDUS_MAX = 64 };

static const char select_isdr[] = "\x01\xA4\x04\x00\x10\xA0\x00\x00\x05\x59\x10\x10\xFF\xFF\xFF\xFF"
                                  "\x89\x00\x00\x01\x00";

static uint16_t transmit(struct world *w, const uint8_t *capdu, size_t len)
{
	static uint8_t rapdu[SOFTEUICC_RAPDU_MAX];
	size_t n = softeuicc_card_transmit(w->card, capdu, len, rapdu);

	if (n < 2 || n > sizeof(rapdu) || w->store->in_transaction)
		abort();
	return (uint16_t)(rapdu[n - 2] << 8 | rapdu[n - 1]);
}

/* The second profile differs in the ICCID's digit before the last, in the header and in EF.ICCID. */
static void renumber(uint8_t *package, size_t len)
{
	static const uint8_t header[] = { 0x89, 0x88, 0x99, 0x97, 0x00 };
	static const uint8_t file[] = { 0x98, 0x88, 0x99, 0x79, 0x00 };

	for (size_t i = 0; i + 10 <= len; i++)
		if (memcmp(package + i, header, sizeof(header)) == 0 ||
		    memcmp(package + i, file, sizeof(file)) == 0)
			package[i + 7] = 0x11;
}

static int enable_first(struct world *w)
{
	static const uint8_t open_channel[] = { 0x00, 0x70, 0x00, 0x01, 0x00 };
	static const uint8_t enable[] = { 0x81, 0xE2, 0x91, 0x00, 0x14, 0xBF, 0x31, 0x11, 0xA0,
		                          0x0C, 0x5A, 0x0A, 0x98, 0x88, 0x99, 0x79, 0x00, 0x00,
		                          0x00, 0x00, 0x10, 0xF4, 0x81, 0x01, 0x00 };

	transmit(w, open_channel, sizeof(open_channel));
	transmit(w, (const uint8_t *)select_isdr, sizeof(select_isdr) - 1);
	return transmit(w, enable, sizeof(enable)) >> 8 == 0x61 ? 0 : -1;
}

static struct world *make_world(void)
{
	static struct world w;
	static uint8_t memory[PACKAGE_MAX];
	struct arena a = { memory, sizeof(memory), 0 };
	struct span package;
	const char *error = "";

	if (world_open(&w, &(struct world_options){ 0 }) < 0 || world_sample(&a, &package) < 0 ||
	    softeuicc_card_install(w.card, package.ptr, package.len, NULL, 0, &error) < 0)
		abort();
	renumber(memory, package.len);
	if (softeuicc_card_install(w.card, package.ptr, package.len, NULL, 0, &error) < 0)
		abort();
	softeuicc_card_reset(w.card);
	if (enable_first(&w) < 0)
		abort();
	softeuicc_card_power_off(w.card);
	if (world_save(&w) < 0)
		abort();
	return &w;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct world *w;

	if (!w)
		w = make_world();
	if (world_restore(w) < 0)
		abort();
	softeuicc_card_reset(w->card);
	for (unsigned i = 0; size > 0 && i < APDUS_MAX; i++) {
		size_t n = data[0];

		data++;
		size--;
		n = n < size ? n : size;
		if (n == 0)
			softeuicc_card_reset(w->card);
		else
			transmit(w, data, n);
		data += n;
		size -= n;
	}
	softeuicc_card_power_off(w->card);
	return 0;
}
