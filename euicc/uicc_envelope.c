/*
 * ENVELOPE: what the network and the terminal tell the toolkit [TS 102 221 11.2.2, TS 102 223 7,
 * TS 31.111 7].
 */
#include "uicc_fs.h"

/* Templates that an envelope may carry [TS 101 220 7.2]. */
enum envelope {
	ENVELOPE_FIRST = 0xD1,
	ENVELOPE_SMS_PP = 0xD1,
	ENVELOPE_EVENT = 0xD6,
	ENVELOPE_LAST = 0xDF,
};

/* Comprehension bit off. */
enum { TAG_DEVICE_IDENTITIES = 0x02, TAG_TPDU = 0x0B, TAG_EVENT_LIST = 0x19, COMPREHENSION = 0x80 };

/* Object of the toolkit by its tag, whether comprehension is required or not. */
static bool find_object(struct span objects, uint32_t tag, struct der_tlv *ret_object)
{
	return der_find(objects, tag | COMPREHENSION, ret_object) ||
	       der_find(objects, tag, ret_object);
}

/* Has a USIM of the profile the service "data download via SMS-PP" [TS 31.102 4.2.8]? */
static bool takes_downloads(const struct uicc *u)
{
	enum { SERVICE_SMS_PP = 28 };

	for (uint32_t i = 0; i < u->file_count; i++)
		if (u->files[i].type == SAIP_ADF && uicc_has_service(u, i, SERVICE_SMS_PP))
			return true;
	return false;
}

/*
 * SMS-PP data download [TS 31.111 7.1.1]. A message that no application of the card has asked for
 * is taken and dropped.
 */
static struct sw download_sms(const struct uicc *u, struct span objects, struct response *response)
{
	struct der_tlv tpdu;

	if (!find_object(objects, TAG_TPDU, &tpdu) || tpdu.value.len == 0)
		return SW(SW_WRONG_DATA);
	if (!u->download.run || !takes_downloads(u))
		return SW(SW_OK);
	return u->download.run(u->download.ctx, tpdu.value, response);
}

void uicc_set_download(struct uicc *u, const struct uicc_download *download)
{
	u->download = *download;
}

struct sw uicc_envelope(struct uicc *u, const struct apdu *apdu, struct response *response)
{
	struct der_reader r = der_reader(apdu->data);
	struct der_tlv envelope, object;

	if (apdu->p1 || apdu->p2)
		return SW(SW_WRONG_P1P2);
	if (apdu->data.len == 0)
		return SW(SW_WRONG_LENGTH);
	if (!u->has_header)
		return SW(SW_CONDITIONS);
	if (!der_next(&r, &envelope) || der_more(&r) || envelope.tag < ENVELOPE_FIRST ||
	    envelope.tag > ENVELOPE_LAST ||
	    !find_object(envelope.value, TAG_DEVICE_IDENTITIES, &object))
		return SW(SW_WRONG_DATA);
	switch (envelope.tag) {
	case ENVELOPE_SMS_PP:
		return download_sms(u, envelope.value, response);
	case ENVELOPE_EVENT:
		return SW(find_object(envelope.value, TAG_EVENT_LIST, &object) ? SW_OK
		                                                               : SW_WRONG_DATA);
	default: /* calls and messages are allowed as they are, the rest is no concern of ours */
		return SW(SW_OK);
	}
}
