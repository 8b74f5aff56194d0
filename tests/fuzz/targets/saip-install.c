/*
 * Fuzzes the installation of any package into a UICC, and the commands that it takes afterwards. The
 * input: an octet that says in what pieces the package is fed (0: at once); one of options; two with
 * the length of the package; the package; and commands as uicc-input.h has them, which come to
 * nothing where the package was refused.
 */
#include "uicc-input.h"

#include "profiles/loader.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	OPTION_LITTLE_MEMORY = 0x01,
	OPTION_FEW_SERVICES = 0x02, /* USIM and Milenage */
	LITTLE_MEMORY = 4000,
	EVERY_SERVICE = 0x3FFFFFFF,
	FEW_SERVICES = 1 << 1 | 1 << 4,
	HEADER = 4,
};

static bool install(struct uicc *u, const uint8_t *header, struct span package)
{
	const struct saip_capabilities capabilities = {
		.services = header[1] & OPTION_FEW_SERVICES ? FEW_SERVICES : EVERY_SERVICE,
		.max_major = 3,
	};
	const struct saip_sink sink = uicc_sink(u);
	struct saip_loader *l = saip_loader_new(&sink, &capabilities);
	size_t piece = header[0] ? header[0] : package.len;
	bool ok = l != NULL;

	while (ok && package.len > 0) {
		size_t n = piece < package.len ? piece : package.len;

		ok = saip_loader_feed(l, (struct span){ package.ptr, n });
		package = (struct span){ package.ptr + n, package.len - n };
	}
	ok = ok && saip_loader_finish(l);
	saip_loader_free(l);
	return ok;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span package;
	struct uicc *u;

	if (size < HEADER)
		return 0;
	package = (struct span){ data + HEADER, (size_t)data[2] << 8 | data[3] };
	if (package.len > size - HEADER)
		package.len = size - HEADER;
	u = uicc_new(data[1] & OPTION_LITTLE_MEMORY ? LITTLE_MEMORY : 0);
	if (!u)
		return 0;
	if (install(u, data, package))
		uicc_input_run(u, package.ptr + package.len, size - HEADER - package.len);
	uicc_free(u);
	return 0;
}
