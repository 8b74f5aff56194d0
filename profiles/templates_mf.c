/*
 * Templates of files below the MF: MF (2.23.143.1.2.1) and CD (.2) [TCA SAIP 3.3 annex A].
 */
#include "profiles/templates_rows.h"

/* clang-format off */
const struct saip_template_file saip_files_mf[] = {
	MF("mf", MUST, 0x3F00),
	TR("ef-pl", 0, 0x2F05, 2, 1, 0x05, NONE),
	TR("ef-iccid", MUST | GIVEN, 0x2FE2, 10, 11, 0, NONE),
	LF("ef-dir", MUST | GIVEN, 0x2F00, 0, 0, 10, 0x1E, NONE),
	LF("ef-arr", MUST | GIVEN, 0x2F06, 0, 0, 10, 0, NONE),
	TR("ef-umpc", 0, 0x2F08, 5, 10, 0x08, NONE),
};

const struct saip_template_file saip_files_cd[] = {
	DF("df-cd", MUST, 0x7F11),
	TR("ef-launchpad", GIVEN, 0x6F01, 0, 2, 0, NONE),
	TR("ef-icon", GIVEN, RANGE(0x6F40, 0x6F7E), 0, 2, 0, NONE),
};
/* clang-format on */
