/*
 * Secured packets in short messages: SMS-DELIVER, user data header, concatenation [TS 23.040 9.2,
 * TS 31.115 4].
 */
#include "ota_internal.h"

#include <string.h>

enum {
	FIRST_MTI = 0x03,
	FIRST_MTI_DELIVER = 0x00,
	FIRST_UDHI = 0x40,
	PID_TO_UDL = 10, /* octets from TP-PID to TP-UDL: PID, DCS, SCTS, UDL */
	IE_CONCATENATED_8 = 0x00,
	IE_CONCATENATED_16 = 0x08,
	IE_COMMAND_PACKET = 0x70,
};

/* A short message, cut. */
struct message {
	struct span originator;
	bool secured; /* has the header of a command packet */
	uint16_t reference;
	uint8_t total, number; /* of concatenated parts; total 0: the only one */
	struct span data;
};

/* Information elements of the user data header [TS 23.040 9.2.3.24]. */
static bool cut_header(struct span header, struct message *m)
{
	const uint8_t *p = header.ptr;

	for (size_t at = 0; at < header.len;) {
		size_t len;

		if (header.len - at < 2 || p[at + 1] > header.len - at - 2)
			return false;
		len = p[at + 1];
		if (p[at] == IE_COMMAND_PACKET) {
			m->secured = true;
		} else if ((p[at] == IE_CONCATENATED_8 && len == 3) ||
		           (p[at] == IE_CONCATENATED_16 && len == 4)) {
			m->reference = p[at + 2];
			if (len == 4)
				m->reference = (uint16_t)(m->reference << 8 | p[at + 3]);
			m->total = p[at + len];
			m->number = p[at + 1 + len];
			if (m->number == 0 || m->number > m->total)
				return false;
		}
		at += 2 + len;
	}
	return true;
}

static bool cut_message(struct span tpdu, struct message *ret_message)
{
	struct message m = { 0 };
	const uint8_t *p = tpdu.ptr;
	size_t at, udl, header;

	if (tpdu.len < 3 || (p[0] & FIRST_MTI) != FIRST_MTI_DELIVER)
		return false;
	m.originator = (struct span){ p + 1, 2 + (size_t)(p[1] + 1) / 2 };
	at = 1 + m.originator.len;
	if (m.originator.len > OTA_ORIGINATOR_MAX || tpdu.len < at + PID_TO_UDL)
		return false;
	at += PID_TO_UDL;
	udl = p[at - 1];
	if (udl > tpdu.len - at || udl > OTA_SEGMENT_MAX)
		return false;
	m.data = (struct span){ p + at, udl };
	if (p[0] & FIRST_UDHI) {
		if (udl < 1 || p[at] > udl - 1)
			return false;
		header = p[at];
		if (!cut_header((struct span){ p + at + 1, header }, &m))
			return false;
		m.data = (struct span){ p + at + 1 + header, udl - 1 - header };
	}
	*ret_message = m;
	return true;
}

static bool continues(const struct ota_reassembly *r, const struct message *m)
{
	return r->total == m->total && r->reference == m->reference &&
	       span_equal((struct span){ r->originator, r->originator_len }, m->originator);
}

static void begin(struct ota_reassembly *r, const struct message *m)
{
	memset(r, 0, sizeof(*r));
	memcpy(r->originator, m->originator.ptr, m->originator.len); /* bounded when it was cut */
	r->originator_len = m->originator.len;
	r->reference = m->reference;
	r->total = m->total;
}

/* The whole packet; an absent span while parts are missing or without memory. */
static struct span join(const struct ota_reassembly *r, struct arena *a)
{
	size_t len = 0;
	uint8_t *packet;

	for (uint8_t i = 0; i < r->total; i++) {
		if (r->parts[i].len == 0)
			return (struct span){ NULL, 0 };
		len += r->parts[i].len;
	}
	packet = arena_alloc(a, len);
	if (!packet)
		return (struct span){ NULL, 0 };
	len = 0;
	for (uint8_t i = 0; i < r->total; i++) {
		memcpy(packet + len, r->parts[i].data, r->parts[i].len);
		len += r->parts[i].len;
	}
	return (struct span){ packet, len };
}

/*
 * Takes a part of a concatenated message. Only the first one has the header of a command packet, so
 * that the others are kept if they belong to a message that has begun, or come before its beginning.
 */
static struct sw take_part(struct softeuicc_card *card, const struct message *m,
                           struct response *response)
{
	struct ota_reassembly *r = &card->reassembly;
	struct span packet;
	bool secured;

	if (m->total > OTA_SEGMENTS_MAX)
		return SW(SW_NOT_ENOUGH_MEMORY);
	if (m->data.len == 0)
		return SW(SW_WRONG_DATA);
	if (!continues(r, m))
		begin(r, m);
	memcpy(r->parts[m->number - 1].data, m->data.ptr, m->data.len); /* at most a segment */
	r->parts[m->number - 1].len = (uint8_t)m->data.len;
	if (m->secured)
		r->secured = true;
	packet = join(r, &card->arena);
	if (!packet.ptr)
		return SW(SW_OK);
	secured = r->secured;
	r->total = 0;
	return secured ? ota_execute(card, packet, response) : SW(SW_OK);
}

struct sw ota_download(void *ctx, struct span tpdu, struct response *response)
{
	struct softeuicc_card *card = ctx;
	struct message m;
	struct sw sw = SW(SW_OK);
	size_t used = card->arena.used;

	if (!cut_message(tpdu, &m))
		return SW(SW_WRONG_DATA);
	if (m.total > 1)
		sw = take_part(card, &m, response);
	else if (m.secured)
		sw = ota_execute(card, m.data, response);
	card->arena.used = used;
	return sw;
}
