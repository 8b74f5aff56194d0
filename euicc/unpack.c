/*
 * Unpacking a profile's package into files and parameters.
 */
#include "unpack.h"

#include "install.h"
#include "profiles/loader.h"

#include <errno.h>

struct unpacking {
	struct softeuicc_card *card;
	struct uicc *uicc;
};

/* The package went through the same loader when it was installed. */
static int load_package(void *ctx, struct span der)
{
	struct unpacking *p = ctx;
	struct saip_loader *loader = install_loader(p->card, p->uicc);
	bool ok = loader && saip_loader_feed(loader, der) && saip_loader_finish(loader);

	saip_loader_free(loader);
	return ok ? 1 : loader ? -EBADMSG : -ENOMEM;
}

int profile_unpack(struct softeuicc_card *card, int64_t profile_id)
{
	struct unpacking p = { card, uicc_new(0) };
	int r = p.uicc ? uicc_store_packed(card->store, profile_id, load_package, &p) : -ENOMEM;

	if (r == 1)
		r = uicc_store_unpack(p.uicc, card->store, profile_id);
	uicc_free(p.uicc);
	return r;
}
