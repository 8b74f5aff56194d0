/*
 * What a card answers to STORE DATA.
 */
#include "record.h"

#include "asn1/iot.h"
#include "euicc/card.h"
#include "euicc/es10.h"

#include <stdio.h>

enum { CLA_CHANNEL = 0x03, CLA_CHANNEL_4 = 0x40, INS_STORE_DATA = 0xE2, P1_LAST = 0x91 };

/* The type of the answers whose table row has none, because the function encodes them. */
static const struct asn1_type *registered(uint32_t tag)
{
	for (const struct asn1_message *m = asn1_registry; m->type; m++)
		if (m->tag == tag && m->response)
			return m->type;
	return NULL;
}

/* A status word is the answer where there is no data. */
static void record_status(const struct function *function, uint16_t sw)
{
	char text[5];

	snprintf(text, sizeof(text), "%04X", sw);
	record_answer(NULL, &(struct answer){ function, NULL, "status word", false, 0, text });
}

static void record_data(const struct function *function, uint32_t tag, const struct asn1_type *type,
                        struct span data)
{
	if (!type || !answers_decode(function, tag, type, data, record_answer, NULL))
		record_answer(NULL,
		              &(struct answer){ function, NULL, "undecodable", false, 0, NULL });
}

/* A piece of a Bound Profile Package, or the last one with the result of all. */
static bool record_piece(uint32_t tag, struct span data, uint16_t sw)
{
	const struct function *piece = function_of_piece(tag);

	if (!piece)
		return false;
	if (data.len)
		record_data(&load_bound_profile_package, RSP_TAG_PROFILE_INSTALLATION_RESULT,
		            &profile_installation_result_type, data);
	else
		record_status(piece, sw);
	return true;
}

static void record_function(const struct persona *persona, uint32_t tag, struct span data,
                            uint16_t sw)
{
	const struct es10_row *row = es10_find(persona, tag);
	struct function function;

	if (!row)
		return; /* a tag that the card does not know */
	function = (struct function){ row->name, row->spec };
	if (data.len)
		record_data(&function, tag, row->response ? row->response : registered(tag), data);
	else
		record_status(&function, sw);
}

/* The channel on which a STORE DATA command has ended; or NULL [TS 102 221 10.1.1; GP 11.11]. */
static struct channel *ended_command(struct softeuicc_card *card, const uint8_t *capdu, size_t len)
{
	struct channel *ch;
	uint8_t n;

	if (len < 4 || !(capdu[0] & 0x80) || capdu[1] != INS_STORE_DATA || capdu[2] != P1_LAST)
		return NULL;
	n = capdu[0] & CLA_CHANNEL_4 ? 4 + (capdu[0] & 0x0F) : capdu[0] & CLA_CHANNEL;
	ch = &card->channels[n];
	return ch->open && ch->app == APP_ISDR && ch->chain.data ? ch : NULL;
}

size_t __real_softeuicc_card_transmit(struct softeuicc_card *card, const uint8_t *capdu, size_t len,
                                      uint8_t *rapdu);
size_t __wrap_softeuicc_card_transmit(struct softeuicc_card *card, const uint8_t *capdu, size_t len,
                                      uint8_t *rapdu);

size_t __wrap_softeuicc_card_transmit(struct softeuicc_card *card, const uint8_t *capdu, size_t len,
                                      uint8_t *rapdu)
{
	size_t n = __real_softeuicc_card_transmit(card, capdu, len, rapdu);
	const struct channel *ch = record_wanted() ? ended_command(card, capdu, len) : NULL;
	struct span data = { rapdu, n - 2 };
	struct der_reader request;
	uint16_t sw;

	if (!ch)
		return n;
	sw = (uint16_t)(rapdu[n - 2] << 8 | rapdu[n - 1]);
	/* What waits for GET RESPONSE is the card's answer all the same. */
	if (sw >> 8 == 0x61) {
		data = (struct span){ ch->pending.data, ch->pending.len };
		sw = ch->pending.final.v;
	}
	request = der_reader((struct span){ ch->chain.data, ch->chain.len });
	if (!record_piece(der_peek(&request), data, sw))
		record_function(card->persona, der_peek(&request), data, sw);
	return n;
}
