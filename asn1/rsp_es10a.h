/*
 * ES10a: addresses of the default SM-DP+ and the root SM-DS. [SGP.22 5.7.3, 5.7.4]
 *
 * Naming as in rsp_types.h. Addresses are FQDNs in UTF-8.
 */
#ifndef ASN1_RSP_ES10A_H
#define ASN1_RSP_ES10A_H

#include "asn1.h"

/* setDefaultDpAddressResult. */
enum set_default_dp_address_result {
	SET_DEFAULT_DP_ADDRESS_RESULT_OK = 0,
	SET_DEFAULT_DP_ADDRESS_RESULT_UNDEFINED = 127,
};

extern const struct asn1_name set_default_dp_address_result_names[];

/* EuiccConfiguredAddressesRequest, BF3C [SGP.22 5.7.3]. No components. */
struct euicc_configured_addresses_request {
	char empty; /* unused: C has no empty struct */
};

/* EuiccConfiguredAddressesResponse, BF3C [SGP.22 5.7.3]. */
struct euicc_configured_addresses_response {
	struct span default_dp_address; /* optional */
	struct span root_ds_address;
};

/* SetDefaultDpAddressRequest, BF3F [SGP.22 5.7.4]. An empty address removes the stored one. */
struct set_default_dp_address_request {
	struct span default_dp_address;
};

/* SetDefaultDpAddressResponse, BF3F [SGP.22 5.7.4]. */
struct set_default_dp_address_response {
	struct asn1_uint set_default_dp_address_result;
};

extern const struct asn1_type euicc_configured_addresses_request_type,
        euicc_configured_addresses_response_type, set_default_dp_address_request_type,
        set_default_dp_address_response_type;

#endif
