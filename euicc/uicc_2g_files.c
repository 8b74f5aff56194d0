/*
 * Class A0: where the files of a SIM are in the profile [TS 51.011 10, TS 31.102 4.4.3].
 *
 * A package may have a DF.GSM of its own; then that is what the terminal sees. Else a USIM with
 * DF.GSM-ACCESS stands in for it: most EFs have the same identifier and content there, some lie
 * elsewhere, some have a content that no SIM has and are hidden, and two are made on the fly. EFs that
 * lie in the USIM today and lay in DF.TELECOM then show there, even if there is no such directory.
 */
#include "uicc_2g.h"

#include "asn1/asn1.h"

enum {
	FID_DF_GSM_ACCESS = 0x5F3B,
	FID_EF_PBR = 0x4F30,
	FID_EF_SST = 0x6F38,
	FID_EF_PHASE = 0x6FAE,

	PHASE_2_AND_PROFILE_DOWNLOAD = 0x03,
};

static uint32_t own_directory(const struct uicc *u)
{
	uint32_t id = u->file_count ? uicc_fs_child(u, 0, UICC_FID_DF_GSM, false) : UICC_NONE;

	return id != UICC_NONE && uicc_is_directory(&u->files[id]) ? id : UICC_NONE;
}

static bool is_usim(const struct uicc *u, uint32_t id)
{
	return u->files[id].type == SAIP_ADF && uicc_is_usim(&u->files[id]);
}

static uint32_t usim_with_access(const struct uicc *u)
{
	for (uint32_t i = 0; i < u->file_count; i++) {
		if (is_usim(u, i) && uicc_fs_child(u, i, FID_DF_GSM_ACCESS, false) != UICC_NONE)
			return i;
	}
	return UICC_NONE;
}

uint32_t uicc_2g_directory(const struct uicc *u)
{
	uint32_t own = own_directory(u);

	return own != UICC_NONE ? own : usim_with_access(u);
}

uint32_t uicc_2g_keys(const struct uicc *u)
{
	uint32_t usim = usim_with_access(u);

	for (uint32_t i = 0; i < u->file_count && usim == UICC_NONE; i++) {
		if (is_usim(u, i) && uicc_aka_find(u, i))
			usim = i;
	}
	return usim;
}

static uint32_t telecom_directory(const struct uicc *u)
{
	return uicc_fs_child(u, 0, UICC_FID_DF_TELECOM, false);
}

bool uicc_2g_lacks_telecom(const struct uicc *u)
{
	return own_directory(u) == UICC_NONE && telecom_directory(u) == UICC_NONE;
}

bool uicc_has_2g(const struct uicc *u)
{
	return uicc_2g_directory(u) != UICC_NONE;
}

/* ---- EFs in another place ---- */

/* EF.ADN or EF.EXT1 by EF.PBR: the first of a tag anywhere in its first record [TS 31.102 4.4.2.1]. */
static uint32_t find_in_phonebook(const struct uicc *u, uint32_t tag)
{
	static const uint8_t path[] = { 0x7F, 0x10, 0x5F, 0x3A };
	const struct uicc_walk walk = { 0, UICC_NONE, false };
	uint32_t df = uicc_fs_walk(u, &walk, SPAN(path), NULL);
	uint32_t pbr = df == UICC_NONE ? UICC_NONE : uicc_fs_child(u, df, FID_EF_PBR, false);
	struct der_reader r;
	struct der_tlv kind, file;

	if (pbr == UICC_NONE || u->files[pbr].type != SAIP_EF_LINEAR)
		return UICC_NONE;
	r = der_reader((struct span){ uicc_file_body(u, pbr).ptr, u->files[pbr].record_length });
	while (der_next(&r, &kind)) {
		if (der_find(kind.value, tag, &file) && file.value.len >= 2)
			return uicc_fs_child(u, df, uicc_fid(file.value.ptr), false);
	}
	return UICC_NONE;
}

enum place { IN_USIM, IN_ACCESS, IN_PHONEBOOK, NOWHERE };

struct alias {
	uint16_t fid;
	enum place place;
	uint16_t there; /* identifier in the USIM, or tag in EF.PBR */
};

static const struct alias in_gsm[] = {
	{ 0x6F20, IN_ACCESS, 0x4F20 }, /* Kc */
	{ 0x6F52, IN_ACCESS, 0x4F52 }, /* KcGPRS */
	{ 0x6F63, IN_ACCESS, 0x4F63 }, /* CPBCCH */
	{ 0x6F64, IN_ACCESS, 0x4F64 }, /* InvScan */
	{ 0x6F53, IN_USIM, 0x6F73 },   /* LOCIGPRS: PSLOCI */
	{ 0x6F05, NOWHERE, 0 },        /* LP: LI has two octets a language */
	{ 0x6FB7, NOWHERE, 0 },        /* ECC: has records */
	{ FID_EF_SST, NOWHERE, 0 },    /* UST: other services */
};

static const struct alias in_telecom[] = {
	{ 0x6F3A, IN_PHONEBOOK, 0xC0 }, /* ADN */
	{ 0x6F4A, IN_PHONEBOOK, 0xC2 }, /* EXT1 */
	{ 0x6F3B, IN_USIM, 0x6F3B },    /* FDN */
	{ 0x6F3C, IN_USIM, 0x6F3C },    /* SMS */
	{ 0x6F40, IN_USIM, 0x6F40 },    /* MSISDN */
	{ 0x6F42, IN_USIM, 0x6F42 },    /* SMSP */
	{ 0x6F43, IN_USIM, 0x6F43 },    /* SMSS */
	{ 0x6F47, IN_USIM, 0x6F47 },    /* SMSR */
	{ 0x6F49, IN_USIM, 0x6F49 },    /* SDN */
	{ 0x6F4B, IN_USIM, 0x6F4B },    /* EXT2 */
	{ 0x6F4C, IN_USIM, 0x6F4C },    /* EXT3 */
	{ 0x6F4D, IN_USIM, 0x6F4D },    /* BDN */
	{ 0x6F4E, IN_USIM, 0x6F55 },    /* EXT4 */
	{ 0x6F4F, IN_USIM, 0x6F4F },    /* ECCP: CCP2 */
};

static const struct alias *find_alias(const struct alias *aliases, size_t n, uint16_t fid)
{
	for (size_t i = 0; i < n; i++) {
		if (aliases[i].fid == fid)
			return &aliases[i];
	}
	return NULL;
}

/* NULL: the file is what it is. */
static const struct alias *alias_at(const struct uicc *u, const struct uicc_2g_place *place,
                                    uint16_t fid)
{
	static const struct alias nowhere = { 0, NOWHERE, 0 };
	const struct alias *a;

	if (own_directory(u) != UICC_NONE)
		return NULL;
	if (!place->telecom && place->df == uicc_2g_directory(u))
		return find_alias(in_gsm, A_COUNT(in_gsm), fid);
	if (!place->telecom && (place->df != telecom_directory(u) ||
	                        uicc_fs_child(u, place->df, fid, false) != UICC_NONE))
		return NULL;
	a = find_alias(in_telecom, A_COUNT(in_telecom), fid);
	/* The other EFs of a USIM are not in DF.TELECOM. */
	return !a && place->telecom && fid >> 8 == 0x6F ? &nowhere : a;
}

static uint32_t find_there(const struct uicc *u, const struct alias *a)
{
	uint32_t usim = uicc_2g_directory(u);

	switch (a->place) {
	case IN_USIM:
		return uicc_fs_child(u, usim, a->there, false);
	case IN_ACCESS:
		return uicc_fs_child(u, uicc_fs_child(u, usim, FID_DF_GSM_ACCESS, false), a->there,
		                     false);
	case IN_PHONEBOOK:
		return find_in_phonebook(u, a->there);
	case NOWHERE:
	default:
		return UICC_NONE;
	}
}

bool uicc_2g_find(const struct uicc *u, const struct uicc_2g_place *place, uint16_t fid,
                  uint32_t *ret_id)
{
	const struct alias *a = alias_at(u, place, fid);

	if (a)
		*ret_id = find_there(u, a);
	return a != NULL;
}

/* ---- EFs made on the fly ---- */

/* Services of a SIM that a USIM has under another number [TS 51.011 10.3.7, TS 31.102 4.2.8]. */
static const struct {
	uint8_t sst, ust;
} services[] = {
	{ 3, 2 },   { 4, 10 },  { 5, 13 },  { 9, 21 },  { 11, 3 },  { 12, 12 }, { 14, 15 },
	{ 15, 17 }, { 16, 18 }, { 17, 19 }, { 18, 4 },  { 19, 5 },  { 21, 57 }, { 22, 58 },
	{ 23, 24 }, { 24, 25 }, { 25, 29 }, { 26, 28 }, { 28, 30 }, { 30, 16 }, { 31, 6 },
	{ 32, 7 },  { 33, 36 }, { 34, 37 }, { 35, 11 }, { 36, 56 }, { 37, 31 }, { 39, 22 },
	{ 40, 23 }, { 42, 32 }, { 43, 20 }, { 44, 42 }, { 45, 43 }, { 46, 39 }, { 47, 40 },
	{ 48, 14 }, { 49, 41 }, { 50, 50 }, { 51, 45 }, { 52, 46 }, { 53, 47 }, { 54, 48 },
	{ 55, 49 }, { 56, 51 },
};

/* Services of a SIM that no service of the USIM stands for. */
enum { SST_CHV1_DISABLE = 1, SST_ADN = 2, SST_EXT1 = 10, SST_PROACTIVE = 29, SST_GPRS = 38 };

/* Two bits a service: allocated and activated. */
static void set_service(uint8_t sst[UICC_2G_DERIVED_MAX], unsigned int service)
{
	sst[(service - 1) / 4] |= (uint8_t)(0x03 << (service - 1) % 4 * 2);
}

static bool is_there(const struct uicc *u, const struct uicc_2g_place *place, uint16_t fid)
{
	uint32_t id;

	if (!uicc_2g_find(u, place, fid, &id))
		id = uicc_fs_child(u, place->df, fid, false);
	return id != UICC_NONE;
}

static void make_sst(const struct uicc *u, uint32_t usim, uint8_t sst[UICC_2G_DERIVED_MAX])
{
	const bool lacks_telecom = uicc_2g_lacks_telecom(u);
	const struct uicc_2g_place gsm = { usim, false };
	const struct uicc_2g_place telecom = { lacks_telecom ? usim : telecom_directory(u),
		                               lacks_telecom };
	const struct uicc_pin *pin = uicc_pin_find(u, usim, 0x01);

	for (size_t i = 0; i < A_COUNT(services); i++) {
		if (uicc_has_service(u, usim, services[i].ust))
			set_service(sst, services[i].sst);
	}
	if (pin && (pin->attributes & UICC_PIN_DISABLEABLE))
		set_service(sst, SST_CHV1_DISABLE);
	if (is_there(u, &telecom, 0x6F3A))
		set_service(sst, SST_ADN);
	if (is_there(u, &telecom, 0x6F4A))
		set_service(sst, SST_EXT1);
	if (is_there(u, &gsm, 0x6F52) && is_there(u, &gsm, 0x6F53))
		set_service(sst, SST_GPRS);
	set_service(sst, SST_PROACTIVE);
}

size_t uicc_2g_derive(const struct uicc *u, const struct uicc_2g_place *place, uint16_t fid,
                      uint8_t ret_body[UICC_2G_DERIVED_MAX])
{
	if (own_directory(u) != UICC_NONE || place->telecom || place->df != uicc_2g_directory(u))
		return 0;
	for (size_t i = 0; i < UICC_2G_DERIVED_MAX; i++)
		ret_body[i] = 0;
	if (fid == FID_EF_PHASE) {
		ret_body[0] = PHASE_2_AND_PROFILE_DOWNLOAD;
		return 1;
	}
	if (fid != FID_EF_SST)
		return 0;
	make_sst(u, place->df, ret_body);
	return UICC_2G_DERIVED_MAX;
}
