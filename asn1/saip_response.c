/* Tables of EUICCResponse of the TCA Profile Package. */
#include "asn1/saip_response.h"

const struct asn1_name pe_status_code_names[] = {
	{ PE_OK, "ok" },
	{ PE_NOT_SUPPORTED, "pe-not-supported" },
	{ PE_MEMORY_FAILURE, "memory-failure" },
	{ PE_BAD_VALUES, "bad-values" },
	{ PE_NOT_ENOUGH_MEMORY, "not-enough-memory" },
	{ PE_INVALID_REQUEST_FORMAT, "invalid-request-format" },
	{ PE_INVALID_PARAMETER, "invalid-parameter" },
	{ PE_RUNTIME_NOT_SUPPORTED, "runtime-not-supported" },
	{ PE_LIB_NOT_SUPPORTED, "lib-not-supported" },
	{ PE_TEMPLATE_NOT_SUPPORTED, "template-not-supported" },
	{ PE_FEATURE_NOT_SUPPORTED, "feature-not-supported" },
	{ PE_PIN_CODE_MISSING, "pin-code-missing" },
	{ PE_UNSUPPORTED_PROFILE_VERSION, "unsupported-profile-version" },
	{ 0, NULL },
};

/* clang-format off */
A_SEQ(pe_status, "PEStatus", "TCA Profile Package",
	A_ENUM(struct pe_status, status, "status", 0x80, 0, pe_status_code_names),
	A_UINT(struct pe_status, identification, "identification", 0x81, ASN1_OPT, 0, 32767),
	A_UINT(struct pe_status, additional_information,
	       "additional-information", 0x82, ASN1_OPT, 0, 255),
	A_UINT(struct pe_status, offset, "offset", 0x83, ASN1_OPT, 0, 2147483647));

A_SEQ(euicc_response, "EUICCResponse", "TCA Profile Package",
	A_LIST(struct euicc_response, pe_status, pe_status, "peStatus", 0xA0, 0, 0x30),
	A_NULL(struct euicc_response, profile_installation_aborted,
	       "profileInstallationAborted", 0x81, ASN1_OPT),
	A_UTF8(struct euicc_response, status_message, "statusMessage", 0x82, ASN1_OPT, 2, 64));
/* clang-format on */
