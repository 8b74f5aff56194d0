/*
 * What an application of the profile is and offers: service table and PIN [TS 31.102 4.2.8, 6].
 */
#include "uicc_fs.h"

#include <string.h>

bool uicc_is_usim(const struct uicc_file *adf)
{
	static const uint8_t prefix[] = { 0xA0, 0x00, 0x00, 0x00, 0x87, 0x10, 0x02 };

	return adf->aid_len >= sizeof(prefix) && memcmp(adf->aid, prefix, sizeof(prefix)) == 0;
}

bool uicc_has_service(const struct uicc *u, uint32_t adf, unsigned int service)
{
	enum { FID_UST = 0x6F38 };
	uint32_t ust = uicc_is_usim(&u->files[adf]) ? uicc_fs_child(u, adf, FID_UST, false)
	                                            : UICC_NONE;
	size_t octet = (service - 1) / 8;
	struct span body;

	if (ust == UICC_NONE || u->files[ust].type != SAIP_EF_TRANSPARENT)
		return false;
	body = uicc_file_body(u, ust);
	return octet < body.len && (body.ptr[octet] & 1U << (service - 1) % 8);
}

bool uicc_application_pin_satisfied(const struct uicc *u, uint32_t adf)
{
	const struct uicc_file *f = &u->files[adf];

	for (uint8_t i = 0; i < f->pin_reference_count; i++) {
		if (f->pin_references[i] >= 0x01 && f->pin_references[i] <= 0x08)
			return uicc_pin_satisfied(u, adf, f->pin_references[i]);
	}
	return uicc_pin_satisfied(u, adf, 0x01);
}
