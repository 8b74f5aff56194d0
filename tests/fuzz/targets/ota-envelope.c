/*
 * Fuzzes remote management: SMS-PP downloads to a card with an enabled profile. The input is a
 * sequence of pieces, each an octet that says what it is, an octet with its length, and its octets:
 *
 *  0  the TPDU of a short message
 *  1  a secured packet as it is
 *  2  a script for remote file management, properly protected
 *  3  a script for the MNO-SD, properly protected: remote application management
 *
 * What must hold whatever came: an answer with a status word, nothing left uncommitted, and a registry
 * that can be read.
 */
#include "world.h"

#include "asn1/rsp_types.h"
#include "crypto/scp80.h"
#include "euicc/ota_ram.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PACKAGE_MAX = 65536, PIECES_MAX = 32, PACKET_MAX = 512 };

enum piece { PIECE_TPDU, PIECE_PACKET, PIECE_RFM, PIECE_DOMAIN, PIECES };

static const struct scp80_key kic = { SCP80_KEY_AES,
	                              { 0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99,
	                                0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0x01 },
	                              16 };
static const struct scp80_key kid = { SCP80_KEY_AES,
	                              { 0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99,
	                                0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0x02 },
	                              16 };

static void transmit(struct world *w, struct span capdu)
{
	static uint8_t rapdu[SOFTEUICC_RAPDU_MAX];
	size_t n = softeuicc_card_transmit(w->card, capdu.ptr, capdu.len, rapdu);

	if (n < 2 || n > sizeof(rapdu) || w->store->in_transaction)
		abort();
}

static void send_tpdu(struct world *w, struct span tpdu)
{
	static const uint8_t devices[] = { 0x83, 0x81 };
	uint8_t buf[300], head[] = { 0x80, 0xC2, 0x00, 0x00, 0x00 };
	struct der_writer writer = { buf, sizeof(buf), 0 };

	der_put_tlv(&writer, 0x8B, tpdu);
	der_put_tlv(&writer, 0x82, SPAN(devices));
	der_put_header(&writer, 0xD1, writer.len);
	if (writer.len > 255)
		return;
	head[4] = (uint8_t)writer.len;
	der_put_bytes(&writer, SPAN(head));
	transmit(w, der_written(&writer));
}

/* In as many messages as it takes. */
static void send_packet(struct world *w, struct span packet)
{
	enum { TPDU_HEAD = 14, PART = 132 }; /* TP-UDL is the last octet of the head */
	const size_t total = (packet.len + PART - 1) / PART;

	for (size_t i = 0; i < total; i++) {
		size_t n = packet.len - i * PART < PART ? packet.len - i * PART : PART;
		uint8_t tpdu[TPDU_HEAD + 8 + PART] = { 0x44, 0x02, 0x91, 0x21, 0x7F, 0xF6 };
		uint8_t *ud = tpdu + TPDU_HEAD;
		const uint8_t header[8] = { 7, 0x70, 0, 0, 3, 1, (uint8_t)total, (uint8_t)(i + 1) };

		ud[-1] = (uint8_t)(sizeof(header) + n);
		memcpy(ud, header, sizeof(header));
		memcpy(ud + sizeof(header), packet.ptr + i * PART, n);
		send_tpdu(w, (struct span){ tpdu, TPDU_HEAD + sizeof(header) + n });
	}
}

static void send_script(struct world *w, enum piece piece, uint64_t counter, struct span script)
{
	static const struct scp80_header headers[PIECES] = {
		[PIECE_RFM] = { { 0x16, 0x19 }, 0x12, 0x12, { 0xB0, 0x00, 0x00 } },
		[PIECE_DOMAIN] = { { 0x16, 0x19 }, 0x12, 0x12, { 0xB2, 0x01, 0x00 } },
	};
	const struct scp80_keys keys = { kic, kid, 0 };
	const struct scp80_command command = { counter, script };
	uint8_t packet[PACKET_MAX];
	size_t len;

	if (scp80_command_build(&headers[piece], &keys, &command, packet, sizeof(packet), &len))
		abort();
	send_packet(w, (struct span){ packet, len });
}

/* The sample profile, whose EF.UST gets the service "data download via SMS-PP". */
static void allow_downloads(uint8_t *package, size_t len)
{
	static const uint8_t services[] = { 0x00, 0x0A, 0x14 };
	uint8_t *p = memmem(package, len, services, sizeof(services));

	if (!p)
		abort();
	p[3] |= 0x08;
}

static struct world *make_world(void)
{
	static const uint8_t enable[] = { 0x81, 0xE2, 0x91, 0x00, 0x1A, 0xBF, 0x31, 0x17,
		                          0xA0, 0x12, 0x4F, 0x10, 0xA0, 0x00, 0x00, 0x05,
		                          0x59, 0x10, 0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0x89,
		                          0x00, 0x00, 0x10, 0x00, 0x81, 0x01, 0x00 };
	static const uint8_t open_channel[] = { 0x00, 0x70, 0x00, 0x01 };
	static const uint8_t select_isdr[] = { 0x01, 0xA4, 0x04, 0x00, 0x10, 0xA0, 0x00,
		                               0x00, 0x05, 0x59, 0x10, 0x10, 0xFF, 0xFF,
		                               0xFF, 0xFF, 0x89, 0x00, 0x00, 0x01, 0x00 };
	static struct world w;
	static uint8_t memory[PACKAGE_MAX];
	struct arena a = { memory, sizeof(memory), 0 };
	struct span package;
	const char *error = "";

	if (world_open(&w, &(struct world_options){ 0 }) < 0 || world_sample(&a, &package) < 0)
		abort();
	allow_downloads(memory, a.used);
	if (softeuicc_card_install(w.card, package.ptr, package.len, NULL, 0, &error) < 0)
		abort();
	softeuicc_card_reset(w.card);
	transmit(&w, SPAN(open_channel));
	transmit(&w, SPAN(select_isdr));
	transmit(&w, SPAN(enable));
	softeuicc_card_power_off(w.card);
	if (world_save(&w) < 0)
		abort();
	/* So that load files are taken. */
	w.card->persona->uicc_capability |= UICC_CAPABILITY_JAVACARD;
	return &w;
}

/* Whatever has been installed and deleted: the card can read what it has kept, after a reset too. */
static void check_registry(struct world *w)
{
	struct ram_registry registry;

	softeuicc_card_reset(w->card);
	if (ram_registry_read(w->card->uicc, &w->card->arena, &registry) < 0 || !registry.mno_sd)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct world *w;

	if (!w)
		w = make_world();
	if (world_restore(w) < 0)
		abort();
	softeuicc_card_reset(w->card);
	for (unsigned i = 1; size >= 2 && i <= PIECES_MAX; i++) {
		enum piece piece = (enum piece)(data[0] % PIECES);
		size_t n = data[1] < size - 2 ? data[1] : size - 2;
		const struct span octets = { data + 2, n };

		if (piece == PIECE_TPDU)
			send_tpdu(w, octets);
		else if (piece == PIECE_PACKET)
			send_packet(w, octets);
		else
			send_script(w, piece, i, octets);
		data += 2 + n;
		size -= 2 + n;
	}
	check_registry(w);
	softeuicc_card_power_off(w->card);
	return 0;
}
