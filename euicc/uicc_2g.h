/* Class A0: which files of the profile are those of a SIM. Shared by uicc_2g.c and uicc_2g_files.c. */
#ifndef EUICC_UICC_2G_H
#define EUICC_UICC_2G_H

#include "uicc_cmd.h"

enum {
	UICC_FID_DF_GSM = 0x7F20,
	UICC_FID_DF_TELECOM = 0x7F10,
	UICC_2G_DERIVED_MAX = 14, /* octets of EF.SST: services 1 to 56 */
};

/* DF.GSM: a directory of the package, or the ADF of a USIM with DF.GSM-ACCESS; else UICC_NONE. */
uint32_t uicc_2g_directory(const struct uicc *u);
/* ADF of the USIM whose keys are the SIM's; UICC_NONE without. */
uint32_t uicc_2g_keys(const struct uicc *u);

/* Where a terminal of class A0 is: a directory, or the USIM that shows as DF.TELECOM. */
struct uicc_2g_place {
	uint32_t df;
	bool telecom;
};

/* Does the USIM stand in for DF.TELECOM, which the package lacks? */
bool uicc_2g_lacks_telecom(const struct uicc *u);

/*
 * An EF of a SIM whose place or content in the USIM is another one. False: it is looked for like any
 * file. ret_id: where it is, or UICC_NONE if the terminal must not see it.
 */
bool uicc_2g_find(const struct uicc *u, const struct uicc_2g_place *place, uint16_t fid,
                  uint32_t *ret_id);

/*
 * Makes an EF of DF.GSM that only follows from others: EF.Phase, and EF.SST [TS 51.011 10.3.7,
 * 10.3.16]. Its size, or 0 if this is none.
 */
size_t uicc_2g_derive(const struct uicc *u, const struct uicc_2g_place *place, uint16_t fid,
                      uint8_t ret_body[UICC_2G_DERIVED_MAX]);

#endif
