/*
 * What remote management needs of a UICC: commands with the rights of an access domain instead of
 * the terminal's [TS 102 226 7, 8.2.1.3.2.5].
 */
#include "uicc_fs.h"

struct softeuicc_store *uicc_store(const struct uicc *u)
{
	return u->store;
}

int64_t uicc_profile_id(const struct uicc *u)
{
	return u->profile_id;
}

void uicc_remote_begin(struct uicc *u, const struct uicc_rights *rights,
                       struct uicc_context *ret_context)
{
	u->remote = true;
	u->remote_shared = rights->shared;
	u->remote_in_adf = rights->in_adf;
	u->remote_adf = rights->adf_aid.ptr ? uicc_fs_adf_by_aid(u, rights->adf_aid) : UICC_NONE;
	for (uint32_t i = 0; i < u->pin_count; i++) {
		u->pins[i].set_aside = u->pins[i].verified;
		u->pins[i].verified = false;
	}
	uicc_context_init(u, ret_context);
	if (u->remote_adf != UICC_NONE)
		ret_context->df = ret_context->adf = u->remote_adf;
}

void uicc_remote_end(struct uicc *u)
{
	u->remote = false;
	for (uint32_t i = 0; i < u->pin_count; i++)
		u->pins[i].verified = u->pins[i].set_aside && u->pins[i].tries_left > 0;
}

const struct uicc_domain *uicc_remote_domain(const struct uicc *u, uint32_t file)
{
	static const struct uicc_domain nothing = { UICC_DOMAIN_NONE, 0 };
	uint32_t adf = uicc_fs_adf_of(u, file);

	if (!u->remote)
		return NULL;
	if (adf == UICC_NONE)
		return &u->remote_shared;
	return adf == u->remote_adf ? &u->remote_in_adf : &nothing;
}
