/* The IPAd's functions of ES10b for IoT, by their tables. [SGP.32 5.9] */
#include "peers/ipad.h"

#include "peers/exchange.h"

#include <errno.h>

int ipad_add_initial_eim(struct lpa *lpa, struct asn1_list configs, struct arena *a,
                         struct add_initial_eim_response *ret_response)
{
	const struct add_initial_eim_request request = { configs };

	return lpa_call(lpa, IOT_TAG_ADD_INITIAL_EIM, &add_initial_eim_request_type, &request,
	                &add_initial_eim_response_type, ret_response, a);
}

int ipad_get_eim_configuration_data(struct lpa *lpa, struct span eim_id, struct arena *a,
                                    struct asn1_list *ret_configs)
{
	struct eim_search_criteria criteria = { 1, eim_id };
	const struct get_eim_configuration_data_request request = { eim_id.ptr ? &criteria : NULL };
	struct get_eim_configuration_data_response response;
	int r = lpa_call(lpa, IOT_TAG_GET_EIM_CONFIGURATION_DATA,
	                 &get_eim_configuration_data_request_type, &request,
	                 &get_eim_configuration_data_response_type, &response, a);

	if (r == 0)
		*ret_configs = response.eim_configuration_data_list;
	return r;
}

int ipad_load_euicc_package(struct lpa *lpa, struct span request, struct arena *a,
                            struct span *ret_result)
{
	struct span response;
	uint16_t sw;
	int r = lpa_es10(lpa, request, a, &response, &sw);

	if (r < 0)
		return r;
	if (!exchange_sw_ok(sw))
		return -EREMOTEIO;
	*ret_result = response;
	return 0;
}

int ipad_retrieve_notifications(struct lpa *lpa, struct iot_notification_search_criteria *criteria,
                                struct arena *a,
                                struct iot_retrieve_notifications_list_response *ret_response)
{
	const struct iot_retrieve_notifications_list_request request = { criteria };

	return lpa_call(lpa, RSP_TAG_RETRIEVE_NOTIFICATIONS_LIST,
	                &iot_retrieve_notifications_list_request_type, &request,
	                &iot_retrieve_notifications_list_response_type, ret_response, a);
}

int ipad_get_certs(struct lpa *lpa, struct span ci_pkid, struct arena *a,
                   struct get_certs_response *ret_response)
{
	const struct get_certs_request request = { ci_pkid };

	return lpa_call(lpa, IOT_TAG_GET_CERTS, &get_certs_request_type, &request,
	                &get_certs_response_type, ret_response, a);
}

/* These functions have their tables one by one, and the same two components. */
int ipad_switch(struct lpa *lpa, uint32_t tag, bool refresh, struct arena *a, uint32_t *ret_result)
{
	struct refresh_flag flag = { REFRESH_FLAG_CONTEXT, .context = { true, refresh } };
	const struct immediate_enable_request request = { &flag };
	struct immediate_enable_response response;
	int r = lpa_call(lpa, tag, &immediate_enable_request_type, &request,
	                 &immediate_enable_response_type, &response, a);

	if (r == 0)
		*ret_result = response.immediate_enable_result.v;
	return r;
}

int ipad_profile_rollback(struct lpa *lpa, bool refresh, struct arena *a,
                          struct profile_rollback_response *ret_response)
{
	struct refresh_flag flag = { REFRESH_FLAG_CONTEXT, .context = { true, refresh } };
	const struct profile_rollback_request request = { &flag };

	return lpa_call(lpa, IOT_TAG_PROFILE_ROLLBACK, &profile_rollback_request_type, &request,
	                &profile_rollback_response_type, ret_response, a);
}

int ipad_configure_immediate_enable(
        struct lpa *lpa, const struct configure_immediate_profile_enabling_request *config,
        struct arena *a, uint32_t *ret_result)
{
	struct configure_immediate_profile_enabling_response response;
	int r = lpa_call(lpa, IOT_TAG_CONFIGURE_IMMEDIATE_PROFILE_ENABLING,
	                 &configure_immediate_profile_enabling_request_type, config,
	                 &configure_immediate_profile_enabling_response_type, &response, a);

	if (r == 0)
		*ret_result = response.config_immediate_enable_result.v;
	return r;
}

int ipad_memory_reset(struct lpa *lpa, uint32_t options, struct arena *a,
                      struct iot_euicc_memory_reset_response *ret_response)
{
	const struct iot_euicc_memory_reset_request request = { { true, options } };

	return lpa_call(lpa, IOT_TAG_EUICC_MEMORY_RESET, &iot_euicc_memory_reset_request_type,
	                &request, &iot_euicc_memory_reset_response_type, ret_response, a);
}

int ipad_get_connectivity_parameters(struct lpa *lpa, struct arena *a,
                                     struct get_connectivity_parameters_response *ret_response)
{
	const struct get_connectivity_parameters_request request = { 0 };

	return lpa_call(lpa, IOT_TAG_GET_CONNECTIVITY_PARAMETERS,
	                &get_connectivity_parameters_request_type, &request,
	                &get_connectivity_parameters_response_type, ret_response, a);
}

int ipad_set_default_dp_address(struct lpa *lpa, struct span address, struct arena *a,
                                uint32_t *ret_result)
{
	const struct iot_set_default_dp_address_request request = { address };
	struct iot_set_default_dp_address_response response;
	int r = lpa_call(lpa, IOT_TAG_SET_DEFAULT_DP_ADDRESS,
	                 &iot_set_default_dp_address_request_type, &request,
	                 &iot_set_default_dp_address_response_type, &response, a);

	if (r == 0)
		*ret_result = response.set_default_dp_address_result.v;
	return r;
}
