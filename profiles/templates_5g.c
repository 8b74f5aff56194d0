/*
 * Templates of 5G files below ADF.USIM: 5GS (2.23.143.1.2.13 without EF.URSP and EF.TN3GPPSNN,
 * .13.2, .13.3, .13.4), SAIP (.14), SNPN (.15), 5G ProSe (.16) [TCA SAIP 3.3 annex A; TS 31.102].
 */
#include "profiles/templates_rows.h"

/* clang-format off */
/* No GUTI, no last TAI, not updated [TS 31.102 4.4.11.2]. */
#define LOCI_5GS FILL("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF" \
		      "\x00\x00\x00\x01")

#define LOCI \
	DF("df-df-5gs", MUST, 0x5FC0), \
	TR("ef-5gs3gpploci", HIGH, 0x4F01, 20, 5, 0x01, LOCI_5GS), \
	TR("ef-5gsn3gpploci", HIGH, 0x4F02, 20, 5, 0x02, LOCI_5GS)

#define NSC(records, length) \
	LF("ef-5gs3gppnsc", HIGH, 0x4F03, records, length, 5, 0x03, NONE), \
	LF("ef-5gsn3gppnsc", HIGH, 0x4F04, records, length, 5, 0x04, NONE)

#define BEFORE_ROUTING \
	TR("ef-5gauthkeys", HIGH | GIVEN, 0x4F05, 110, 5, 0x05, NONE), \
	TR("ef-uac-aic", GIVEN, 0x4F06, 4, 2, 0x06, NONE), \
	TR("ef-suci-calc-info", 0, 0x4F07, 0, 2, 0x07, NONE), \
	LF("ef-opl5g", 0, 0x4F08, 0, 10, 10, 0x08, NONE), \
	TR("ef-supinai", GIVEN, 0x4F09, 0, 2, 0x09, NONE)

#define ROUTING(fill) \
	TR("ef-routing-indicator", 0, 0x4F0A, 4, 2, 0x0A, fill)

#define AFTER_ROUTING \
	BT("ef-ursp", 0, 0x4F0B, 0, 2, 0, NONE), \
	TR("ef-tn3gppsnn", 0, 0x4F0C, 1, 2, 0x0C, FILL("\x00"))

const struct saip_template_file saip_files_5gs[] = {
	LOCI,
	NSC(2, 62),
	BEFORE_ROUTING,
	ROUTING(FILL("\xF0\xFF\x00")),
	AFTER_ROUTING,
	TR("ef-cag", GIVEN, 0x4F0D, 2, 2, 0x0D, NONE),
	TR("ef-sor-cmci", GIVEN, 0x4F0E, 0, 2, 0x0E, NONE),
	TR("ef-dri", GIVEN, 0x4F0F, 7, 2, 0x0F, NONE),
	TR("ef-5gsedrx", GIVEN, 0x4F10, 2, 2, 0x10, NONE),
	TR("ef-5gnswo-conf", GIVEN, 0x4F11, 1, 2, 0x11, NONE),
	TR("ef-mchpplmn", GIVEN, 0x4F15, 1, 2, 0x15, NONE),
	TR("ef-kausf-derivation", GIVEN, 0x4F16, 1, 2, 0x16, NONE),
};

const struct saip_template_file saip_files_5gs_v3[] = {
	LOCI,
	NSC(2, 62),
	BEFORE_ROUTING,
	ROUTING(FILL("\xF0\xFF")),
	AFTER_ROUTING,
};

const struct saip_template_file saip_files_5gs_v2[] = {
	LOCI,
	NSC(1, 57),
	BEFORE_ROUTING,
	ROUTING(FILL("\xF0\xFF")),
	AFTER_ROUTING,
};

const struct saip_template_file saip_files_saip[] = {
	DF("df-df-saip", MUST, 0x5FD0),
	TR("ef-suci-calc-info-usim", 0, 0x4F01, 0, 3, 0, NONE),
};

const struct saip_template_file saip_files_snpn[] = {
	DF("df-df-snpn", MUST, 0x5FE0),
	TR("ef-pws-snpn", GIVEN, 0x4F01, 1, 10, 0, NONE),
};

const struct saip_template_file saip_files_5gprose[] = {
	DF("df-df-5g-prose", MUST, 0x5FF0),
	TR("ef-5g-prose-st", GIVEN, 0x4F01, 1, 2, 0x01, NONE),
	TR("ef-5g-prose-dd", GIVEN, 0x4F02, 26, 2, 0x02, NONE),
	TR("ef-5g-prose-dc", GIVEN, 0x4F03, 12, 2, 0x03, NONE),
	TR("ef-5g-prose-u2nru", GIVEN, 0x4F04, 32, 2, 0x04, NONE),
	TR("ef-5g-prose-ru", GIVEN, 0x4F05, 29, 2, 0x05, NONE),
	TR("ef-5g-prose-uir", GIVEN, 0x4F06, 32, 2, 0x06, NONE),
};
/* clang-format on */
