/* Tables of ES10a. [SGP.22 5.7.3, 5.7.4] */
#include "asn1/rsp_es10a.h"

const struct asn1_name set_default_dp_address_result_names[] = {
	{ SET_DEFAULT_DP_ADDRESS_RESULT_OK, "ok" },
	{ SET_DEFAULT_DP_ADDRESS_RESULT_UNDEFINED, "undefinedError" },
	{ 0, NULL },
};

/* clang-format off */
A_SEQ_EMPTY(euicc_configured_addresses_request, "EuiccConfiguredAddressesRequest", "SGP.22 5.7.3");

A_SEQ(euicc_configured_addresses_response, "EuiccConfiguredAddressesResponse", "SGP.22 5.7.3",
	A_UTF8(struct euicc_configured_addresses_response, default_dp_address,
	       "defaultDpAddress", 0x80, ASN1_OPT, 0, 0),
	A_UTF8(struct euicc_configured_addresses_response, root_ds_address,
	       "rootDsAddress", 0x81, 0, 0, 0));

A_SEQ(set_default_dp_address_request, "SetDefaultDpAddressRequest", "SGP.22 5.7.4",
	A_UTF8(struct set_default_dp_address_request, default_dp_address,
	       "defaultDpAddress", 0x80, 0, 0, 0));

A_SEQ(set_default_dp_address_response, "SetDefaultDpAddressResponse", "SGP.22 5.7.4",
	A_ENUM(struct set_default_dp_address_response, set_default_dp_address_result,
	       "setDefaultDpAddressResult", 0x80, 0, set_default_dp_address_result_names));
/* clang-format on */
