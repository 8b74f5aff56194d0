/* The ES10 functions of the LPA, each by its tables [SGP.22 5.7]. */
#include "peers/lpa.h"

#include "peers/exchange.h"

#include <errno.h>

static struct asn1_uint number(uint32_t v)
{
	return (struct asn1_uint){ true, v };
}

int lpa_get_eid(struct lpa *lpa, struct arena *a, struct span *ret_eid)
{
	static const uint8_t eid_tag[] = { RSP_TAG_ICCID }; /* 5A means the EID here */
	const struct get_euicc_data_request request = { .tag_list = SPAN(eid_tag) };
	struct get_euicc_data_response response;
	int r = lpa_call(lpa, RSP_TAG_GET_EUICC_DATA, &get_euicc_data_request_type, &request,
	                 &get_euicc_data_response_type, &response, a);

	if (r == 0)
		*ret_eid = response.eid_value;
	return r;
}

int lpa_get_profiles_info(struct lpa *lpa, struct span tag_list, struct arena *a,
                          struct profile_info_list_response *ret_response)
{
	const struct profile_info_list_request request = { .tag_list = tag_list };

	return lpa_call(lpa, RSP_TAG_PROFILE_INFO_LIST, &profile_info_list_request_type, &request,
	                &profile_info_list_response_type, ret_response, a);
}

int lpa_enable_profile(struct lpa *lpa, struct span iccid, bool refresh, struct arena *a,
                       uint32_t *ret_result)
{
	struct profile_identifier id = { PROFILE_IDENTIFIER_ICCID, .iccid = iccid };
	const struct enable_profile_request request = { &id, { true, refresh } };
	struct enable_profile_response response;
	int r = lpa_call(lpa, RSP_TAG_ENABLE_PROFILE, &enable_profile_request_type, &request,
	                 &enable_profile_response_type, &response, a);

	if (r == 0)
		*ret_result = response.enable_result.v;
	return r;
}

int lpa_disable_profile(struct lpa *lpa, struct span iccid, bool refresh, struct arena *a,
                        uint32_t *ret_result)
{
	struct profile_identifier id = { PROFILE_IDENTIFIER_ICCID, .iccid = iccid };
	const struct disable_profile_request request = { &id, { true, refresh } };
	struct disable_profile_response response;
	int r = lpa_call(lpa, RSP_TAG_DISABLE_PROFILE, &disable_profile_request_type, &request,
	                 &disable_profile_response_type, &response, a);

	if (r == 0)
		*ret_result = response.disable_result.v;
	return r;
}

int lpa_delete_profile(struct lpa *lpa, struct span iccid, struct arena *a, uint32_t *ret_result)
{
	const struct delete_profile_request request = { DELETE_PROFILE_REQUEST_ICCID,
		                                        .iccid = iccid };
	struct delete_profile_response response;
	int r = lpa_call(lpa, RSP_TAG_DELETE_PROFILE, &delete_profile_request_type, &request,
	                 &delete_profile_response_type, &response, a);

	if (r == 0)
		*ret_result = response.delete_result.v;
	return r;
}

int lpa_set_nickname(struct lpa *lpa, struct span iccid, struct span nickname, struct arena *a,
                     uint32_t *ret_result)
{
	const struct set_nickname_request request = { iccid, nickname };
	struct set_nickname_response response;
	int r = lpa_call(lpa, RSP_TAG_SET_NICKNAME, &set_nickname_request_type, &request,
	                 &set_nickname_response_type, &response, a);

	if (r == 0)
		*ret_result = response.set_nickname_result.v;
	return r;
}

int lpa_memory_reset(struct lpa *lpa, uint32_t options, struct arena *a, uint32_t *ret_result)
{
	const struct euicc_memory_reset_request request = { { true, options } };
	struct euicc_memory_reset_response response;
	int r = lpa_call(lpa, RSP_TAG_EUICC_MEMORY_RESET, &euicc_memory_reset_request_type,
	                 &request, &euicc_memory_reset_response_type, &response, a);

	if (r == 0)
		*ret_result = response.reset_result.v;
	return r;
}

int lpa_get_configured_addresses(struct lpa *lpa, struct arena *a,
                                 struct euicc_configured_addresses_response *ret_addresses)
{
	const struct euicc_configured_addresses_request request = { 0 };

	return lpa_call(lpa, RSP_TAG_EUICC_CONFIGURED_ADDRESSES,
	                &euicc_configured_addresses_request_type, &request,
	                &euicc_configured_addresses_response_type, ret_addresses, a);
}

int lpa_set_default_dp_address(struct lpa *lpa, struct span address, struct arena *a,
                               uint32_t *ret_result)
{
	const struct set_default_dp_address_request request = { address };
	struct set_default_dp_address_response response;
	int r = lpa_call(lpa, RSP_TAG_SET_DEFAULT_DP_ADDRESS, &set_default_dp_address_request_type,
	                 &request, &set_default_dp_address_response_type, &response, a);

	if (r == 0)
		*ret_result = response.set_default_dp_address_result.v;
	return r;
}

int lpa_list_notification(struct lpa *lpa, uint32_t events, struct arena *a,
                          struct list_notification_response *ret_response)
{
	const struct list_notification_request request = { { events != 0, events } };

	return lpa_call(lpa, RSP_TAG_LIST_NOTIFICATION, &list_notification_request_type, &request,
	                &list_notification_response_type, ret_response, a);
}

int lpa_retrieve_notifications(struct lpa *lpa, struct notification_search_criteria *criteria,
                               struct arena *a,
                               struct retrieve_notifications_list_response *ret_response)
{
	const struct retrieve_notifications_list_request request = { criteria };

	return lpa_call(lpa, RSP_TAG_RETRIEVE_NOTIFICATIONS_LIST,
	                &retrieve_notifications_list_request_type, &request,
	                &retrieve_notifications_list_response_type, ret_response, a);
}

int lpa_remove_notification(struct lpa *lpa, uint32_t seq_number, struct arena *a,
                            uint32_t *ret_result)
{
	const struct notification_sent_request request = { number(seq_number) };
	struct notification_sent_response response;
	int r = lpa_call(lpa, RSP_TAG_NOTIFICATION_SENT, &notification_sent_request_type, &request,
	                 &notification_sent_response_type, &response, a);

	if (r == 0)
		*ret_result = response.delete_notification_status.v;
	return r;
}

int lpa_get_euicc_info1(struct lpa *lpa, struct arena *a, struct euicc_info1 *ret_info)
{
	const struct get_euicc_info1_request request = { 0 };

	return lpa_call(lpa, RSP_TAG_GET_EUICC_INFO1, &get_euicc_info1_request_type, &request,
	                &euicc_info1_type, ret_info, a);
}

int lpa_get_euicc_info2(struct lpa *lpa, struct arena *a, struct euicc_info2 *ret_info)
{
	const struct get_euicc_info2_request request = { 0 };

	return lpa_call(lpa, RSP_TAG_GET_EUICC_INFO2, &get_euicc_info2_request_type, &request,
	                &euicc_info2_type, ret_info, a);
}

int lpa_get_euicc_challenge(struct lpa *lpa, struct arena *a, struct span *ret_challenge)
{
	const struct get_euicc_challenge_request request = { 0 };
	struct get_euicc_challenge_response response;
	int r = lpa_call(lpa, RSP_TAG_GET_EUICC_CHALLENGE, &get_euicc_challenge_request_type,
	                 &request, &get_euicc_challenge_response_type, &response, a);

	if (r == 0)
		*ret_challenge = response.euicc_challenge;
	return r;
}

int lpa_cancel_session(struct lpa *lpa, struct span transaction_id,
                       enum cancel_session_reason reason, struct arena *a,
                       struct span *ret_response)
{
	const struct cancel_session_request request = { transaction_id, number(reason) };

	return lpa_request(lpa, RSP_TAG_CANCEL_SESSION, &cancel_session_request_type, &request, a,
	                   ret_response);
}
