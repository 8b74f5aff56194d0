/*
 * Templates IoT (2.23.143.1.2.17) and OPT-IoT (.18) [TCA SAIP 3.3 PEDefinitions].
 *
 * The rows' attributes are those which the same files have in the MF, USIM, 5GS and SAIP templates;
 * only EF.IMSI and EF.ACC are mandatory components. Their default contents are not public: where
 * the row has none, the package must give it; EF.UST is empty.
 */
#include "profiles/templates_rows.h"

/* clang-format off */
/* No GUTI, no last TAI, not updated [TS 31.102 4.4.11.2]. */
#define LOCI_5GS FILL("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF" \
		      "\x00\x00\x00\x01")

const struct saip_template_file saip_files_iot[] = {
	MF("mf", 0, 0x3F00),
	TR("ef-pl", 0, 0x2F05, 2, 1, 0x05, NONE),
	TR("ef-iccid", 0, 0x2FE2, 10, 11, 0, NONE),
	LF("ef-dir", 0, 0x2F00, 0, 0, 10, 0x1E, NONE),
	LF("ef-arr", 0, 0x2F06, 0, 0, 10, 0, NONE),
	TR("ef-umpc", 0, 0x2F08, 5, 10, 0x08, NONE),
	ADF("adf-usim", 0, 0),
	TR("ef-imsi", MUST, 0x6F07, 9, 2, 0x07, NONE),
	LF("ef-arr-usim", 0, 0x6F06, 0, 0, 10, 0x17, NONE),
	TR("ef-keys", HIGH, 0x6F08, 33, 5, 0x08, FILL("\x07\xFF")),
	TR("ef-keysPS", HIGH, 0x6F09, 33, 5, 0x09, FILL("\x07\xFF")),
	TR("ef-hpplmn", 0, 0x6F31, 1, 2, 0x12, FILL("\x0A")),
	TR("ef-ust", 0, 0x6F38, 17, 2, 0x04, FILL("\x00")),
	TR("ef-start-hfn", HIGH, 0x6F5B, 6, 5, 0x0F, FILL("\xF0\x00\x00\xF0\x00\x00")),
	TR("ef-threshold", 0, 0x6F5C, 3, 2, 0x10, NONE),
	TR("ef-psloci", HIGH, 0x6F73, 14, 5, 0x0C,
	   FILL("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x00\x00\xFF\x01")),
	TR("ef-acc", MUST, 0x6F78, 2, 2, 0x06, NONE),
	TR("ef-fplmn", 0, 0x6F7B, 12, 5, 0x0D, NONE),
	TR("ef-loci", HIGH, 0x6F7E, 11, 5, 0x0B,
	   FILL("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x00\x00\xFF\x01")),
	TR("ef-ad", 0, 0x6FAD, 4, 10, 0x03, FILL("\x00\x00\x00\x02")),
	LF("ef-ecc", 0, 0x6FB7, 1, 4, 10, 0x01, NONE),
	TR("ef-netpar", HIGH, 0x6FC4, 128, 5, 0, NONE),
};

const struct saip_template_file saip_files_opt_iot[] = {
	LF("ef-fdn", 0, 0x6F3B, 20, 26, 8, 0, NONE),
	LF("ef-sms", 0, 0x6F3C, 10, 176, 5, 0, FILL("\x00\xFF")),
	LF("ef-smsp", 0, 0x6F42, 1, 38, 5, 0, NONE),
	TR("ef-smss", 0, 0x6F43, 2, 5, 0, NONE),
	TR("ef-spn", 0, 0x6F46, 17, 10, 0, NONE),
	TR("ef-est", 0, 0x6F56, 1, 8, 0x05, NONE),
	TR("ef-oplmnwact", REPEAT, 0x6F61, 40, 2, 0x11, FILL("\xFF\xFF\xFF\x00\x00")),
	TR("ef-hplmnwact", REPEAT, 0x6F62, 5, 2, 0x13, FILL("\xFF\xFF\xFF\x00\x00")),
	TR("ef-ehplmn", 0, 0x6FD9, 15, 2, 0x1D, NONE),
	TR("ef-epsloci", HIGH, 0x6FE3, 18, 5, 0x1E,
	   FILL("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x00\x00\x01")),
	LF("ef-epsnsc", HIGH, 0x6FE4, 1, 80, 5, 0x18, NONE),
	DF("df-df-5gs", 0, 0x5FC0),
	TR("ef-5gs3gpploci", HIGH, 0x4F01, 20, 5, 0x01, LOCI_5GS),
	TR("ef-5gsn3gpploci", HIGH, 0x4F02, 20, 5, 0x02, LOCI_5GS),
	LF("ef-5gs3gppnsc", HIGH, 0x4F03, 2, 62, 5, 0x03, NONE),
	LF("ef-5gsn3gppnsc", HIGH, 0x4F04, 2, 62, 5, 0x04, NONE),
	TR("ef-5gauthkeys", HIGH, 0x4F05, 110, 5, 0x05, NONE),
	TR("ef-uac-aic", 0, 0x4F06, 4, 2, 0x06, NONE),
	TR("ef-suci-calc-info", 0, 0x4F07, 0, 2, 0x07, NONE),
	LF("ef-opl5g", 0, 0x4F08, 0, 10, 10, 0x08, NONE),
	TR("ef-supi-nai", 0, 0x4F09, 0, 2, 0x09, NONE),
	TR("ef-routing-indicator", 0, 0x4F0A, 4, 2, 0x0A, FILL("\xF0\xFF\x00\x00")),
	BT("ef-ursp", 0, 0x4F0B, 0, 2, 0, NONE),
	TR("ef-tn3gppsnn", 0, 0x4F0C, 1, 2, 0x0C, FILL("\x00")),
	DF("df-df-saip", 0, 0x5FD0),
	TR("ef-suci-calc-info-usim", 0, 0x4F01, 0, 3, 0, NONE),
};
/* clang-format on */
