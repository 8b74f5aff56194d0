/*
 * ACTIVATE FILE and DEACTIVATE FILE [TS 102 221 11.1.14, 11.1.15]. They work on EFs only.
 */
#include "uicc_cmd.h"

enum { LCSI_DEACTIVATED = 0x04, LCSI_ACTIVATED = 0x05 };

/* Without data P1 00 means the current EF; otherwise files are meant as in SELECT. */
static struct sw find_file(const struct uicc_call *call, uint32_t *ret_id, uint32_t *ret_df)
{
	enum { BY_FID = 0x00, BY_PATH_FROM_MF = 0x08, BY_PATH_FROM_DF = 0x09 };
	uint8_t p1 = call->apdu->p1;

	if (call->apdu->p2 || (p1 != BY_FID && p1 != BY_PATH_FROM_MF && p1 != BY_PATH_FROM_DF))
		return SW(SW_WRONG_P1P2);
	if (p1 != BY_FID || call->apdu->data.len)
		return uicc_find_selected(call, ret_id, ret_df);
	if (call->c->ef == UICC_NONE)
		return SW(SW_NO_EF);
	*ret_id = call->c->ef;
	*ret_df = call->c->df;
	return SW(SW_OK);
}

static struct sw set_life_cycle(const struct uicc_call *call, enum uicc_access access, uint8_t lcsi)
{
	struct uicc_file *f;
	uint32_t id, df;
	struct sw sw = find_file(call, &id, &df);

	if (sw.v != SW_OK)
		return sw;
	f = &call->u->files[id];
	if (uicc_is_directory(f))
		return SW(SW_COMMAND_INCOMPATIBLE);
	if (!uicc_access_allowed(call->u, df, id, access))
		return SW(SW_SECURITY_STATUS);
	if (f->lcsi != lcsi && uicc_store_life_cycle(call->u, id, lcsi) < 0)
		return SW(SW_MEMORY_PROBLEM);
	f->lcsi = lcsi;
	if (id != call->c->ef)
		uicc_make_current(call, df, id);
	return SW(SW_OK);
}

struct sw uicc_cmd_deactivate(const struct uicc_call *call)
{
	return set_life_cycle(call, UICC_ACCESS_DEACTIVATE, LCSI_DEACTIVATED);
}

struct sw uicc_cmd_activate(const struct uicc_call *call)
{
	return set_life_cycle(call, UICC_ACCESS_ACTIVATE, LCSI_ACTIVATED);
}
