/*
 * ISD-R and ECASD: FCI, STORE DATA, GET DATA [SGP.22 5.7.1, 5.7.2; GP 11.3, 11.11].
 */
#include "isdr.h"

#include "es10.h"
#include "profile.h"

#include <stdlib.h>
#include <string.h>

enum {
	INS_GET_DATA = 0xCA,
	INS_STORE_DATA = 0xE2,
	STORE_DATA_LAST = 0x80,    /* P1: last block */
	STORE_DATA_BER_TLV = 0x11, /* P1: BER-TLV, response expected */
	STORE_DATA_MAX = 256 * 255,
	TAG_FCI = 0x6F,
	TAG_DF_NAME = 0x84,
	TAG_PROPRIETARY = 0xA5,
	TAG_MAX_COMMAND = 0x9F65,
	TAG_EID = 0x5A,
};

#define ISDR_AID_PREFIX 0xA0, 0x00, 0x00, 0x05, 0x59, 0x10, 0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0x89

static const uint8_t isdr_aid_bytes[] = { ISDR_AID_PREFIX, 0x00, 0x00, 0x01, 0x00 };
static const uint8_t ecasd_aid_bytes[] = { ISDR_AID_PREFIX, 0x00, 0x00, 0x02, 0x00 };
const struct span isdr_aid = { isdr_aid_bytes, sizeof(isdr_aid_bytes) };
const struct span ecasd_aid = { ecasd_aid_bytes, sizeof(ecasd_aid_bytes) };

/* Behind what w already holds at the end: 84 AID, A5 {9F65 maximum command data length}. */
static void put_fci(struct der_writer *w, struct span aid, struct response *r)
{
	static const uint8_t max_command[] = { 255 };
	size_t tail = w->len;

	der_put_tlv(w, TAG_MAX_COMMAND, SPAN(max_command));
	der_put_header(w, TAG_PROPRIETARY, w->len - tail);
	der_put_tlv(w, TAG_DF_NAME, aid);
	der_put_header(w, TAG_FCI, w->len);
	response_put(r, der_written(w));
}

void isdr_put_fci(const struct softeuicc_card *card, struct response *r)
{
	uint8_t buf[64];
	struct der_writer w = { buf, sizeof(buf), 0 };
	const struct isdr_proprietary_application_template e0 = { .svn = SPAN(card->persona->svn) };

	if (persona_iot_since(card->persona, 1, 1)) {
		struct profile enabled;
		const struct isdr_proprietary_application_template_iot e1 = {
			.euicc_configuration = { true, profile_enabled(card, &enabled) == 0
			                                       ? EUICC_CONFIGURATION_ENABLED_PROFILE
			                                       : 0 },
		};

		asn1_encode(&isdr_proprietary_application_template_iot_type,
		            RSP_TAG_ISDR_PROPRIETARY_APPLICATION_TEMPLATE_IOT, &e1, &w);
	}
	asn1_encode(&isdr_proprietary_application_template_type,
	            RSP_TAG_ISDR_PROPRIETARY_APPLICATION_TEMPLATE, &e0, &w);
	put_fci(&w, isdr_aid, r);
}

void ecasd_put_fci(struct response *r)
{
	uint8_t buf[64];
	struct der_writer w = { buf, sizeof(buf), 0 };

	put_fci(&w, ecasd_aid, r);
}

/* Appends a block to the channel's command; blocks count from 0 [GP 11.11.2.3]. */
static struct sw collect_block(struct store_data_chain *c, const struct apdu *apdu)
{
	uint8_t *data;

	if (apdu->p2 == 0) /* a new command, whatever was collected before */
		*c = (struct store_data_chain){ .data = c->data };
	if (apdu->p2 != c->next_block)
		return SW(SW_WRONG_P1P2);
	if (c->len + apdu->data.len > STORE_DATA_MAX)
		return SW(SW_NOT_ENOUGH_MEMORY);
	data = realloc(c->data, c->len + apdu->data.len);
	if (!data)
		return SW(SW_NOT_ENOUGH_MEMORY);
	c->data = data;
	memcpy(c->data + c->len, apdu->data.ptr, apdu->data.len);
	c->len += apdu->data.len;
	c->next_block++;
	return SW(SW_OK);
}

static struct sw store_data(struct softeuicc_card *card, struct channel *ch,
                            const struct apdu *apdu, struct response *r)
{
	struct store_data_chain *c = &ch->chain;
	struct sw sw;

	if ((apdu->p1 & (uint8_t)~STORE_DATA_LAST) != STORE_DATA_BER_TLV)
		return SW(SW_WRONG_P1P2);
	if (apdu->data.len == 0)
		return SW(SW_WRONG_LENGTH);
	sw = collect_block(c, apdu);
	if (sw.v != SW_OK || !(apdu->p1 & STORE_DATA_LAST)) {
		if (sw.v != SW_OK)
			c->next_block = 0;
		return sw;
	}
	c->next_block = 0;
	return es10_execute(card, ch, (struct span){ c->data, c->len }, r);
}

struct sw isdr_command(struct softeuicc_card *card, struct channel *ch, const struct apdu *apdu,
                       struct response *r)
{
	if (apdu->ins == INS_STORE_DATA)
		return apdu->cla_base == 0x80 ? store_data(card, ch, apdu, r)
		                              : SW(SW_CLA_NOT_SUPPORTED);
	if (apdu->ins == INS_GET_DATA) /* the ISD-R has no data objects of its own */
		return SW(SW_REF_NOT_FOUND);
	return SW(SW_INS_NOT_SUPPORTED);
}

/* The EID is the one data object that the ECASD shows without authentication. */
struct sw ecasd_command(struct softeuicc_card *card, struct channel *ch, const struct apdu *apdu,
                        struct response *r)
{
	uint8_t buf[2 + EID_LEN];
	struct der_writer w = { buf, sizeof(buf), 0 };

	(void)ch;
	if (apdu->ins != INS_GET_DATA)
		return SW(SW_INS_NOT_SUPPORTED);
	if (apdu->data.len)
		return SW(SW_WRONG_LENGTH);
	if ((apdu->p1 << 8 | apdu->p2) != TAG_EID)
		return SW(SW_REF_NOT_FOUND);
	der_put_tlv(&w, TAG_EID, SPAN(card->eid));
	response_put(r, der_written(&w));
	return SW(SW_OK);
}
