/*
 * Templates ISIM (2.23.143.1.2.8) and OPT-ISIM (.9 up to EF.UICCIARI, .9.2) [TCA SAIP 3.3 annex A;
 * file contents: TS 31.103].
 */
#include "profiles/templates_rows.h"

/* clang-format off */
const struct saip_template_file saip_files_isim[] = {
	ADF("adf-isim", MUST, 0),
	TR("ef-impi", MUST | GIVEN, 0x6F02, 0, 2, 0x02, NONE),
	LF("ef-impu", MUST | GIVEN, 0x6F04, 1, 0, 2, 0x04, NONE),
	TR("ef-domain", MUST | GIVEN, 0x6F03, 0, 2, 0x05, NONE),
	TR("ef-ist", MUST | GIVEN, 0x6F07, 14, 2, 0x07, NONE),
	TR("ef-ad", 0, 0x6FAD, 3, 10, 0x03, FILL("\x00")),
	LF("ef-arr", MUST | GIVEN, 0x6F06, 0, 0, 10, 0x06, NONE),
};

const struct saip_template_file saip_files_opt_isim[] = {
	LF("ef-pcscf", GIVEN, 0x6F09, 1, 0, 2, 0, NONE),
	LF("ef-sms", 0, 0x6F3C, 10, 176, 5, 0, FILL("\x00\xFF")),
	LF("ef-smsp", 0, 0x6F42, 1, 38, 5, 0, NONE),
	TR("ef-smss", 0, 0x6F43, 2, 5, 0, NONE),
	LF("ef-smsr", 0, 0x6F47, 10, 30, 5, 0, FILL("\x00\xFF")),
	TR("ef-gbabp", 0, 0x6FD5, 0, 5, 0, NONE),
	LF("ef-gbanl", 0, 0x6FD7, 0, 0, 2, 0, NONE),
	LF("ef-nafkca", 0, 0x6FDD, 0, 0, 2, 0, NONE),
	LF("ef-uicciari", GIVEN, 0x6FE7, 0, 0, 2, 0, NONE),
	TR("ef-frompreferred", 0, 0x6FF7, 1, 2, 0, FILL("\x00")),
	BT("ef-imsconfigdata", GIVEN, 0x6FF8, 0, 2, 0, NONE),
	BT("ef-xcapconfigdata", GIVEN, 0x6FFC, 0, 2, 0, NONE),
	LF("ef-webrtcuri", GIVEN, 0x6FFA, 0, 0, 2, 0, NONE),
	BT("ef-mudmidconfigdata", GIVEN, 0x6FFE, 0, 2, 0, NONE),
};
/* clang-format on */
