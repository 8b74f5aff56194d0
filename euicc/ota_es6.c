/*
 * ES6.UpdateMetadata: the operator changes its profile's metadata by a script for the MNO-SD
 * [SGP.22 5.4.1], INSTALL [for personalization] and STORE DATA [GlobalPlatform Card Specification
 * 11.5, 11.11].
 */
#include "isdr.h"
#include "ota_ram.h"
#include "profile.h"

#include "asn1/rsp_types.h"

#include <errno.h>
#include <string.h>

/* The profile's ISD-P, by its own AID or the one that stands for it [SGP.02 Annex H], or the ISD-R. */
bool ota_es6_is_target(const struct ram_call *call, struct span aid)
{
	static const uint8_t isdp_reserved[ISDP_AID_LEN] = { 0xA0, 0x00, 0x00, 0x05, 0x59, 0x10,
		                                             0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0x89,
		                                             0x00, 0x00, 0x0F, 0x00 };
	struct profile own;

	if (span_equal(aid, SPAN(isdp_reserved)) || span_equal(aid, isdr_aid))
		return true;
	return profile_by_id(call->card, uicc_profile_id(call->u), &own) == 0 &&
	       span_equal(aid, SPAN(own.isdp_aid));
}

struct sw ota_es6_update_metadata(const struct ram_call *call, struct span data)
{
	struct update_metadata_request request;
	struct asn1_error error;

	if (!asn1_decode(&update_metadata_request_type, RSP_TAG_UPDATE_METADATA, data, &request,
	                 call->arena, &error))
		return SW(SW_WRONG_DATA);
	switch (profile_update_metadata(call->card, uicc_profile_id(call->u), &request)) {
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
