/*
 * ES6.UpdateMetadata: the operator changes its profile's metadata by a script for the MNO-SD
 * [SGP.22 5.4.1], INSTALL [for personalization] and STORE DATA [GlobalPlatform Card Specification
 * 11.5, 11.11].
 *
 * Other commands of remote application management are not supported: there is nothing on the card
 * that they could load, install or list.
 */
#include "isdr.h"
#include "ota_internal.h"
#include "profile.h"

#include "asn1/rsp_types.h"

#include <errno.h>
#include <string.h>

enum {
	INS_GET_DATA = 0xCA,
	INS_STORE_DATA = 0xE2,
	INS_INSTALL = 0xE6,
	INSTALL_FOR_PERSONALIZATION = 0x20,
	STORE_LAST_BLOCK = 0x80,
	CLASS_GP = 0x80,
};

/* A script under way: data blocks that have come so far. */
struct domain {
	struct softeuicc_card *card;
	uint8_t *data;
	size_t cap, len;
	unsigned int blocks;
};

static bool takes_data(uint8_t ins, uint8_t p2)
{
	(void)p2;
	return ins != INS_GET_DATA;
}

/*
 * The object to be personalised: the profile's ISD-P, by its own AID or the one that stands for it
 * [SGP.02 Annex H], or the ISD-R. Empty fields before and behind it.
 */
static struct sw install_for_personalization(const struct domain *d, const struct apdu *apdu)
{
	static const uint8_t isdp_reserved[ISDP_AID_LEN] = { 0xA0, 0x00, 0x00, 0x05, 0x59, 0x10,
		                                             0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0x89,
		                                             0x00, 0x00, 0x0F, 0x00 };
	enum { AID_AT = 3, LENGTH = AID_AT + ISDP_AID_LEN + 3 };
	const uint8_t *p = apdu->data.ptr, *aid = p + AID_AT;
	struct profile own;

	if (apdu->p1 != INSTALL_FOR_PERSONALIZATION || apdu->p2)
		return SW(SW_WRONG_P1P2);
	if (apdu->data.len != LENGTH || p[0] || p[1] || p[2] != ISDP_AID_LEN || p[LENGTH - 3] ||
	    p[LENGTH - 2] || p[LENGTH - 1])
		return SW(SW_WRONG_DATA);
	if (memcmp(aid, isdp_reserved, ISDP_AID_LEN) == 0 ||
	    memcmp(aid, isdr_aid.ptr, isdr_aid.len) == 0 ||
	    (profile_by_id(d->card, uicc_profile_id(d->card->uicc), &own) == 0 &&
	     memcmp(aid, own.isdp_aid, ISDP_AID_LEN) == 0))
		return SW(SW_OK);
	return SW(SW_REF_NOT_FOUND);
}

static struct sw update_metadata(const struct domain *d)
{
	struct update_metadata_request request;
	struct asn1_error error;

	if (!asn1_decode(&update_metadata_request_type, RSP_TAG_UPDATE_METADATA,
	                 (struct span){ d->data, d->len }, &request, &d->card->arena, &error))
		return SW(SW_WRONG_DATA);
	switch (profile_update_metadata(d->card, uicc_profile_id(d->card->uicc), &request)) {
	case 0:
		return SW(SW_OK);
	case 1:
		return SW(SW_CONDITIONS);
	case -EINVAL:
		return SW(SW_WRONG_DATA);
	default:
		return SW(SW_MEMORY_PROBLEM);
	}
}

static struct sw store_data(struct domain *d, const struct apdu *apdu)
{
	struct sw sw;

	if (apdu->p2 != d->blocks)
		return SW(SW_WRONG_P1P2);
	if (apdu->data.len == 0 || apdu->data.len > d->cap - d->len)
		return SW(SW_WRONG_LENGTH);
	memcpy(d->data + d->len, apdu->data.ptr, apdu->data.len);
	d->len += apdu->data.len;
	d->blocks++;
	if (!(apdu->p1 & STORE_LAST_BLOCK))
		return SW(SW_OK);
	sw = update_metadata(d);
	d->len = 0;
	d->blocks = 0;
	return sw;
}

static struct sw run(void *ctx, const struct apdu *apdu, struct response *response)
{
	static const uint8_t done[] = { 0x00 };
	struct domain *d = ctx;
	struct sw sw;

	if (apdu->cla != CLASS_GP)
		return SW(SW_CLA_NOT_SUPPORTED);
	switch (apdu->ins) {
	case INS_INSTALL:
		sw = install_for_personalization(d, apdu);
		if (sw.v == SW_OK)
			response_put(response, SPAN(done));
		return sw;
	case INS_STORE_DATA:
		return store_data(d, apdu);
	default:
		return SW(SW_INS_NOT_SUPPORTED);
	}
}

void ota_domain_run(struct softeuicc_card *card, struct span script, struct response *response)
{
	struct domain d = { .card = card, .cap = script.len };
	const struct ota_runner runner = { takes_data, run, &d };

	/* All blocks come in this script. */
	d.data = arena_alloc(&card->arena, script.len ? script.len : 1);
	if (!d.data)
		d.cap = 0;
	ota_script_run(&runner, script, response);
}
