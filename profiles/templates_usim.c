/*
 * Templates USIM (2.23.143.1.2.4, .4.2), GSM-ACCESS (.7) and EAP (.12) [TCA SAIP 3.3 annex A; file
 * contents: TS 31.102].
 */
#include "profiles/templates_rows.h"

/* clang-format off */
#define BEFORE_UST \
	ADF("adf-usim", MUST, 0), \
	TR("ef-imsi", MUST | GIVEN, 0x6F07, 9, 2, 0x07, NONE), \
	LF("ef-arr", MUST | GIVEN, 0x6F06, 0, 0, 10, 0x17, NONE), \
	TR("ef-keys", HIGH, 0x6F08, 33, 5, 0x08, FILL("\x07\xFF")), \
	TR("ef-keysPS", HIGH, 0x6F09, 33, 5, 0x09, FILL("\x07\xFF")), \
	TR("ef-hpplmn", 0, 0x6F31, 1, 2, 0x12, FILL("\x0A"))

#define AFTER_UST \
	LF("ef-fdn", 0, 0x6F3B, 20, 26, 8, 0, NONE), \
	LF("ef-sms", 0, 0x6F3C, 10, 176, 5, 0, FILL("\x00\xFF")), \
	LF("ef-smsp", 0, 0x6F42, 1, 38, 5, 0, NONE), \
	TR("ef-smss", 0, 0x6F43, 2, 5, 0, NONE), \
	TR("ef-spn", MUST | GIVEN, 0x6F46, 17, 10, 0, NONE), \
	TR("ef-est", MUST | GIVEN, 0x6F56, 1, 8, 0x05, NONE), \
	TR("ef-start-hfn", HIGH, 0x6F5B, 6, 5, 0x0F, FILL("\xF0\x00\x00\xF0\x00\x00")), \
	TR("ef-threshold", 0, 0x6F5C, 3, 2, 0x10, NONE), \
	TR("ef-psloci", HIGH, 0x6F73, 14, 5, 0x0C, \
	   FILL("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x00\x00\xFF\x01")), \
	TR("ef-acc", MUST | GIVEN, 0x6F78, 2, 2, 0x06, NONE), \
	TR("ef-fplmn", 0, 0x6F7B, 12, 5, 0x0D, NONE), \
	TR("ef-loci", HIGH, 0x6F7E, 11, 5, 0x0B, \
	   FILL("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x00\x00\xFF\x01")), \
	TR("ef-ad", 0, 0x6FAD, 4, 10, 0x03, FILL("\x00\x00\x00\x02")), \
	LF("ef-ecc", MUST | GIVEN, 0x6FB7, 1, 4, 10, 0x01, NONE), \
	TR("ef-netpar", HIGH, 0x6FC4, 128, 5, 0, NONE), \
	TR("ef-epsloci", HIGH, 0x6FE3, 18, 5, 0x1E, \
	   FILL("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x00\x00\x01")), \
	LF("ef-epsnsc", HIGH, 0x6FE4, 1, 80, 5, 0x18, NONE)

/* The service table grew between the versions. */
const struct saip_template_file saip_files_usim[] = {
	BEFORE_UST,
	TR("ef-ust", MUST | GIVEN, 0x6F38, 17, 2, 0x04, NONE),
	AFTER_UST,
};

const struct saip_template_file saip_files_usim_v1[] = {
	BEFORE_UST,
	TR("ef-ust", MUST | GIVEN, 0x6F38, 14, 2, 0x04, NONE),
	AFTER_UST,
};

const struct saip_template_file saip_files_gsm_access[] = {
	DF("df-gsm-access", MUST, 0x5F3B),
	TR("ef-kc", HIGH, 0x4F20, 9, 5, 0x01, FILL("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x07")),
	TR("ef-kcgprs", HIGH, 0x4F52, 9, 5, 0x02, FILL("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x07")),
	TR("ef-cpbcch", HIGH, 0x4F63, 10, 5, 0, NONE),
	TR("ef-invscan", 0, 0x4F64, 1, 2, 0, FILL("\x00")),
};

const struct saip_template_file saip_files_eap[] = {
	DF("df-eap", MUST, 0),
	TR("ef-eapkeys", HIGH | GIVEN, 0x4F01, 0, 2, 0, NONE),
	TR("ef-eapstatus", MUST | HIGH, 0x4F02, 1, 2, 0, FILL("\x00")),
	TR("ef-puid", GIVEN, 0x4F03, 0, 2, 0, NONE),
	TR("ef-ps", HIGH, 0x4F04, 0, 5, 0, NONE),
	TR("ef-curid", HIGH, 0x4F20, 0, 5, 0, NONE),
	TR("ef-reid", GIVEN, 0x4F21, 0, 5, 0, NONE),
	TR("ef-realm", GIVEN, 0x4F22, 0, 5, 0, NONE),
};
/* clang-format on */
