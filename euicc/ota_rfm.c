/*
 * Remote file management: scripts of file commands with the access domains of an RFM instance
 * [TS 102 226 7, 8.2.1.3.2.5; TCA Interoperable Profile Package 3.3 8.7].
 */
#include "ota_internal.h"

struct rfm {
	struct uicc *u;
	struct uicc_context context;
};

enum data_rule { NO_DATA, DATA, DATA_IN_FIRST_BLOCK };

/* The commands of remote file management [TS 102 226 7.2, 7.3]. */
static const struct {
	uint8_t ins;
	enum data_rule data;
} commands[] = {
	{ 0x04, DATA },                /* DEACTIVATE FILE */
	{ 0x20, DATA },                /* VERIFY PIN */
	{ 0x24, DATA },                /* CHANGE PIN */
	{ 0x26, DATA },                /* DISABLE PIN */
	{ 0x28, DATA },                /* ENABLE PIN */
	{ 0x2C, DATA },                /* UNBLOCK PIN */
	{ 0x32, DATA },                /* INCREASE */
	{ 0x44, DATA },                /* ACTIVATE FILE */
	{ 0xA2, DATA },                /* SEARCH RECORD */
	{ 0xA4, DATA },                /* SELECT */
	{ 0xB0, NO_DATA },             /* READ BINARY */
	{ 0xB2, NO_DATA },             /* READ RECORD */
	{ 0xCB, DATA_IN_FIRST_BLOCK }, /* RETRIEVE DATA */
	{ 0xD6, DATA },                /* UPDATE BINARY */
	{ 0xDB, DATA },                /* SET DATA */
	{ 0xDC, DATA },                /* UPDATE RECORD */
	{ 0xF2, NO_DATA },             /* STATUS */
};

static bool takes_data(uint8_t ins, uint8_t p2)
{
	enum { FIRST_BLOCK = 0x80 };

	for (size_t i = 0; i < A_COUNT(commands); i++) {
		if (commands[i].ins == ins)
			return commands[i].data == DATA ||
			       (commands[i].data == DATA_IN_FIRST_BLOCK && (p2 & FIRST_BLOCK));
	}
	return false;
}

static bool is_command(uint8_t ins)
{
	for (size_t i = 0; i < A_COUNT(commands); i++)
		if (commands[i].ins == ins)
			return true;
	return false;
}

/* Scripts have no logical channels; applications are reached by their TARs, not by SELECT. */
static struct sw run(void *ctx, const struct apdu *apdu, struct response *response)
{
	enum { CLASS_2G = 0xA0, INS_SELECT = 0xA4, SELECT_BY_AID = 0x04 };
	struct rfm *rfm = ctx;

	if (apdu->channel || apdu->secure_messaging || apdu->chained || apdu->cla_base == CLASS_2G)
		return SW(SW_CLA_NOT_SUPPORTED);
	if (!is_command(apdu->ins))
		return SW(SW_INS_NOT_SUPPORTED);
	if (apdu->ins == INS_SELECT && apdu->p1 == SELECT_BY_AID)
		return SW(SW_FUNCTION_NOT_SUPPORTED);
	return uicc_command(rfm->u, &rfm->context, apdu, response);
}

/*
 * Access domain parameter and data. Of the UICC access mechanism's three octets of data only the
 * second one is looked at: its bits 1 to 5 are ADM1 to ADM5.
 */
static struct uicc_domain parse_domain(struct span access)
{
	enum { FULL_ACCESS = 0x00, UICC_MECHANISM = 0x02, ADM_AT = 2, ADM_MASK = 0x1F };
	struct uicc_domain d = { UICC_DOMAIN_NONE, 0 };

	if (access.ptr && access.len >= 1 && access.ptr[0] == FULL_ACCESS) {
		d.kind = UICC_DOMAIN_ALL;
	} else if (access.ptr && access.len > ADM_AT && access.ptr[0] == UICC_MECHANISM) {
		d.kind = UICC_DOMAIN_KEYS;
		d.keys = access.ptr[ADM_AT] & ADM_MASK;
	}
	return d;
}

void ota_rfm_run(struct softeuicc_card *card, const struct saip_rfm *rfm, struct span script,
                 struct response *response)
{
	struct uicc_rights rights = { .shared = parse_domain(rfm->access) };
	struct rfm r = { .u = card->uicc };
	const struct ota_runner runner = { takes_data, run, &r };

	if (rfm->adf) {
		rights.adf_aid = rfm->adf->aid;
		rights.in_adf = parse_domain(rfm->adf->access);
	}
	uicc_remote_begin(card->uicc, &rights, &r.context);
	ota_script_run(&runner, script, response);
	uicc_remote_end(card->uicc);
}
