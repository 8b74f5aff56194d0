/*
 * How the template tables are written, and the tables themselves. Only for templates*.c.
 *
 * Columns: component name, flags, file id (or RANGE), [records,] size or record length, record of
 * EF.ARR, SFI, fill pattern. 0 stands for what the package must give (sizes, ids) or "none" (SFI).
 */
#ifndef PROFILES_TEMPLATES_ROWS_H
#define PROFILES_TEMPLATES_ROWS_H

#include "profiles/templates.h"

/* clang-format off */
#define MUST   SAIP_MUST
#define HIGH   SAIP_HIGH
#define REPEAT SAIP_REPEAT
#define GIVEN  SAIP_GIVEN

#define NONE         { NULL, 0 }
#define FILL(string) { (const uint8_t *)(string), sizeof(string) - 1 }
#define RANGE(first, to) first, .last = (to)

#define DIRECTORY(k, nm, fl, id) { .name = (nm), .type = (k), .flags = (fl), .fid = id, .arr = 14 }
#define MF(nm, fl, id)  DIRECTORY(SAIP_MF, nm, fl, id)
#define DF(nm, fl, id)  DIRECTORY(SAIP_DF, nm, fl, id)
#define ADF(nm, fl, id) DIRECTORY(SAIP_ADF, nm, fl, id)

#define EF(k, nm, fl, n, len, rule, short_id, ...) \
	.name = (nm), .type = (k), .flags = (fl), .size = (len), .records = (n), .arr = (rule), \
	.sfi = (short_id), .fill = __VA_ARGS__
#define TR(nm, fl, id, len, rule, short_id, ...) \
	{ EF(SAIP_EF_TRANSPARENT, nm, fl, 0, len, rule, short_id, __VA_ARGS__), .fid = id }
#define LF(nm, fl, id, n, len, rule, short_id, ...) \
	{ EF(SAIP_EF_LINEAR, nm, fl, n, len, rule, short_id, __VA_ARGS__), .fid = id }
#define CY(nm, fl, id, n, len, rule, short_id, ...) \
	{ EF(SAIP_EF_CYCLIC, nm, fl, n, len, rule, short_id, __VA_ARGS__), .fid = id }
#define BT(nm, fl, id, len, rule, short_id, ...) \
	{ EF(SAIP_EF_BER_TLV, nm, fl, 0, len, rule, short_id, __VA_ARGS__), .fid = id }
/* clang-format on */

/* Row counts are those of the newest version; older versions are the first rows of a table, or have
 * one of their own where a row changed. */
extern const struct saip_template_file saip_files_mf[6];
extern const struct saip_template_file saip_files_cd[3];
extern const struct saip_template_file saip_files_telecom[46];
extern const struct saip_template_file saip_files_phonebook[18];
extern const struct saip_template_file saip_files_usim[24];
extern const struct saip_template_file saip_files_usim_v1[24];
extern const struct saip_template_file saip_files_opt_usim[86];
extern const struct saip_template_file saip_files_gsm_access[5];
extern const struct saip_template_file saip_files_5gs[20];
extern const struct saip_template_file saip_files_5gs_v3[13];
extern const struct saip_template_file saip_files_5gs_v2[13];
extern const struct saip_template_file saip_files_saip[2];
extern const struct saip_template_file saip_files_snpn[2];
extern const struct saip_template_file saip_files_5gprose[7];
extern const struct saip_template_file saip_files_isim[7];
extern const struct saip_template_file saip_files_opt_isim[14];
extern const struct saip_template_file saip_files_csim[35];
extern const struct saip_template_file saip_files_opt_csim[67];
extern const struct saip_template_file saip_files_eap[8];
extern const struct saip_template_file saip_files_iot[22];
extern const struct saip_template_file saip_files_opt_iot[26];

#endif
