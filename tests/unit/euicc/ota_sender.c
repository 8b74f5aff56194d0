/*
 * Sends secured packets to the card of a fixture [TS 31.115, TS 23.040 9.2].
 */
#include "ota_sender.h"

#include "asn1/rsp_types.h"

#include <stdlib.h>
#include <string.h>

enum { SEGMENT_MAX = 140 };

/* ---- the profile ---- */

static struct span apply(struct fixture *f, struct span package, const struct ota_change *c)
{
	struct span from = fixture_hex(f, c->from), to = fixture_hex(f, c->to), changed;
	uint8_t buf[16384];
	size_t n = 0, hits = 0;

	for (size_t i = 0; i < package.len;) {
		bool hit = i + from.len <= package.len &&
		           memcmp(package.ptr + i, from.ptr, from.len) == 0;
		struct span part = hit ? to : (struct span){ package.ptr + i, 1 };

		assert_true(n + part.len <= sizeof(buf));
		memcpy(buf + n, part.ptr, part.len);
		n += part.len;
		i += hit ? from.len : 1;
		hits += hit;
	}
	if (!hits)
		fail_msg("%s is not in the sample profile", c->from);
	changed = arena_copy(&f->arena, (struct span){ buf, n });
	assert_non_null(changed.ptr);
	return changed;
}

void ota_enable_first(struct fixture *f)
{
	fixture_expect_es10(f, "BF3117A0124F10A0000005591010FFFFFFFF8900001000810100",
	                    "BF3103800100");
	fixture_reset(f);
}

void ota_enable(struct fixture *f, const struct ota_change *changes, size_t n,
                const struct store_metadata_request *metadata)
{
	struct span package = fixture_package(f, 1), der;
	const char *error = "";

	for (size_t i = 0; i < n; i++)
		package = apply(f, package, &changes[i]);
	der = asn1_encode_arena(&store_metadata_request_type, RSP_TAG_STORE_METADATA, metadata,
	                        &f->arena);
	if (softeuicc_card_install(f->card, package.ptr, package.len, der.ptr, der.len, &error))
		fail_msg("%s (%s)", error, f->last_log);
	ota_enable_first(f);
}

void ota_enable_sample(struct fixture *f)
{
	ota_enable(f, NULL, 0, fixture_metadata(f, 1, PROFILE_CLASS_OPERATIONAL, 0));
}

void ota_expect_spn(struct fixture *f, const char *spn)
{
	char rapdu[64];

	fixture_apdu(f, "00A4040C10" USIM);
	fixture_expect(f, "00A4000C026F46", "9000");
	snprintf(rapdu, sizeof(rapdu), "%s9000", spn);
	fixture_expect(f, READ_SPN, rapdu);
}

/* ---- the sender ---- */

void sender_init(struct ota_sender *s, struct fixture *f, const char *header,
                 enum scp80_key_type type, const char *kic, const char *kid)
{
	struct span h = fixture_hex(f, header), c = fixture_hex(f, kic), d = fixture_hex(f, kid);

	memset(s, 0, sizeof(*s));
	s->f = f;
	s->header = (struct scp80_header){
		{ h.ptr[0], h.ptr[1] }, h.ptr[2], h.ptr[3], { h.ptr[4], h.ptr[5], h.ptr[6] }
	};
	s->keys.kic.type = s->keys.kid.type = type;
	memcpy(s->keys.kic.value, c.ptr, c.len);
	s->keys.kic.len = c.len;
	memcpy(s->keys.kid.value, d.ptr, d.len);
	s->keys.kid.len = d.len;
	s->counter = 1;
}

void sender_init_rfm(struct ota_sender *s, struct fixture *f)
{
	sender_init(s, f, RFM, SCP80_KEY_AES, KIC, KID);
}

static uint16_t transmit(struct ota_sender *s, const uint8_t *capdu, size_t len)
{
	struct fixture *f = s->f;

	f->rapdu_len = softeuicc_card_transmit(f->card, capdu, len, f->rapdu);
	assert_true(f->rapdu_len >= 2);
	return (uint16_t)(f->rapdu[f->rapdu_len - 2] << 8 | f->rapdu[f->rapdu_len - 1]);
}

uint16_t sender_send_message(struct ota_sender *s, struct span user_data, bool has_header)
{
	/* From +1234; PID and DCS of SIM data download; time stamp; length of user data. */
	static const uint8_t head[] = { 0x04, 0x04, 0x91, 0x21, 0x43, 0x7F, 0xF6, 0x42,
		                        0x10, 0x10, 0x21, 0x43, 0x65, 0x00, 0x00 };
	static const uint8_t devices[] = { 0x83, 0x81 }, address[] = { 0x91, 0x21, 0x43 };
	uint8_t tpdu[sizeof(head) + SEGMENT_MAX], buf[5 + 255];
	struct der_writer w = { buf, sizeof(buf), 0 };
	size_t len;

	assert_true(user_data.len <= SEGMENT_MAX);
	memcpy(tpdu, head, sizeof(head));
	if (has_header)
		tpdu[0] |= 0x40;
	tpdu[sizeof(head) - 1] = (uint8_t)user_data.len;
	memcpy(tpdu + sizeof(head), user_data.ptr, user_data.len);
	der_put_tlv(&w, 0x8B, (struct span){ tpdu, sizeof(head) + user_data.len });
	der_put_tlv(&w, 0x06, SPAN(address));
	der_put_tlv(&w, 0x82, SPAN(devices));
	der_put_header(&w, 0xD1, w.len);
	len = w.len;
	der_put_bytes(&w, (struct span){ (const uint8_t[]){ 0x80, 0xC2, 0, 0, (uint8_t)len }, 5 });
	assert_true(der_writer_ok(&w));

	s->raw_len = 0;
	s->sw = transmit(s, der_written(&w).ptr, w.len);
	if (s->sw >> 8 == 0x61) {
		const uint8_t get_response[] = { 0x00, 0xC0, 0, 0, (uint8_t)s->sw };

		s->sw = transmit(s, get_response, sizeof(get_response));
	}
	s->raw_len = s->f->rapdu_len - 2;
	assert_true(s->raw_len <= sizeof(s->raw));
	memcpy(s->raw, s->f->rapdu, s->raw_len);
	return s->sw;
}

static void send_segments(struct ota_sender *s, struct span packet)
{
	const size_t first = SEGMENT_MAX - 8, next = SEGMENT_MAX - 6;
	const size_t total = 1 + (packet.len - first + next - 1) / next;
	size_t at = 0;

	for (size_t i = 0; i < total; i++) {
		uint8_t ud[SEGMENT_MAX] = {
			5, 0, 3, 0x55, (uint8_t)total, (uint8_t)(i + 1), 0x70, 0
		};
		size_t header = i ? 6 : 8, n = SEGMENT_MAX - header;

		ud[0] = (uint8_t)(header - 1);
		if (n > packet.len - at)
			n = packet.len - at;
		memcpy(ud + header, packet.ptr + at, n);
		at += n;
		assert_int_equal(sender_send_message(s, (struct span){ ud, header + n }, true),
		                 0x9000);
		if (i + 1 < total)
			assert_int_equal(s->raw_len, 0);
	}
}

void sender_send_packet(struct ota_sender *s, struct span packet)
{
	uint8_t ud[SEGMENT_MAX] = { 2, 0x70, 0 };
	struct scp80_header unprotected = s->header;

	if (packet.len > SEGMENT_MAX - 3) {
		send_segments(s, packet);
	} else {
		memcpy(ud + 3, packet.ptr, packet.len);
		sender_send_message(s, (struct span){ ud, 3 + packet.len }, true);
	}
	/* Errors may come without protection. */
	unprotected.spi[1] &= (uint8_t) ~(SCP80_SPI2_CHECK | SCP80_SPI2_CIPHERED);
	s->answered = scp80_response_open(&s->header, &s->keys, (struct span){ s->raw, s->raw_len },
	                                  s->plain, &s->response) == 0 ||
	              (scp80_response_open(&unprotected, &s->keys,
	                                   (struct span){ s->raw, s->raw_len }, s->plain,
	                                   &s->response) == 0 &&
	               s->response.status != SCP80_OK);
}

void sender_send(struct ota_sender *s, const char *script)
{
	const struct scp80_command command = { s->counter++, fixture_hex(s->f, script) };
	uint8_t packet[SENDER_MAX];
	size_t len;

	assert_int_equal(
	        scp80_command_build(&s->header, &s->keys, &command, packet, sizeof(packet), &len),
	        0);
	sender_send_packet(s, (struct span){ packet, len });
}

void sender_expect(struct ota_sender *s, const char *script, enum scp80_status status,
                   const char *data)
{
	char hex[2 * sizeof(s->plain) + 1];

	sender_send(s, script);
	if (s->sw != 0x9000 || !s->answered)
		fail_msg("%s: status word %04X, %s", script, s->sw, s->f->last_log);
	if (s->response.status != status)
		fail_msg("%s: status %02X, not %02X", script, s->response.status, status);
	hex_encode(s->response.data, hex);
	if (strcmp(hex, data) != 0)
		fail_msg("%s answered %s, not %s", script, hex, data);
	assert_int_equal(s->response.counter, s->counter - 1);
}
