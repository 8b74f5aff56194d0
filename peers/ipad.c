/* The IPAd's loop over ESipa. [SGP.32 3.1, 3.3, 6.3.2] */
#include "peers/ipad_internal.h"

#include <errno.h>

enum {
	ALL_EVENTS = NOTIFICATION_EVENT_INSTALL | NOTIFICATION_EVENT_ENABLE |
	             NOTIFICATION_EVENT_DISABLE | NOTIFICATION_EVENT_DELETE,
};

static struct asn1_uint number(uint32_t v)
{
	return (struct asn1_uint){ true, v };
}

/* ---- what is executed ---- */

/* What is asked of the card; the list may be empty. */
static int retrieve(struct ipad *ipad, struct iot_notification_search_criteria criteria,
                    struct arena *a, struct asn1_list *ret_list)
{
	struct iot_retrieve_notifications_list_response response;
	int r = ipad_retrieve_notifications(ipad->lpa, &criteria, a, &response);

	if (r < 0)
		return r;
	*ret_list =
	        response.which == IOT_RETRIEVE_NOTIFICATIONS_LIST_RESPONSE_EUICC_PACKAGE_RESULT_LIST
	                ? response.euicc_package_result_list
	                : response.notification_list;
	return 0;
}

static int pending_results(struct ipad *ipad, struct arena *a, struct asn1_list *ret_list)
{
	return retrieve(ipad,
	                (struct iot_notification_search_criteria){
	                        .which = IOT_NOTIFICATION_SEARCH_CRITERIA_EUICC_PACKAGE_RESULTS,
	                        .euicc_package_results = true,
	                },
	                a, ret_list);
}

static int pending_notifications(struct ipad *ipad, uint32_t events, struct arena *a,
                                 struct asn1_list *ret_list)
{
	return retrieve(
	        ipad,
	        (struct iot_notification_search_criteria){
	                .which = IOT_NOTIFICATION_SEARCH_CRITERIA_PROFILE_MANAGEMENT_OPERATION,
	                .profile_management_operation = { true, events },
	        },
	        a, ret_list);
}

/*
 * The result of an eUICC Package, with the notifications that the card has for the eIM: those of
 * installations only if it stands between the IPA and the SM-DP+.
 */
static int with_notifications(struct ipad *ipad, struct span package_result, struct arena *a,
                              struct eim_package_result *ret)
{
	struct epr_and_notifications *both = arena_alloc(a, sizeof(*both));
	bool direct;
	int r = both ? ipad_is_direct(ipad, a, &direct) : -ENOMEM;

	if (r < 0)
		return r;
	both->euicc_package_result = package_result;
	r = pending_notifications(ipad,
	                          direct ? ALL_EVENTS & ~NOTIFICATION_EVENT_INSTALL : ALL_EVENTS, a,
	                          &both->notification_list);
	if (r < 0)
		return r;
	*ret = (struct eim_package_result){ .which = EIM_PACKAGE_RESULT_EPR_AND_NOTIFICATIONS,
		                            .epr_and_notifications = both };
	if (both->notification_list.count == 0)
		*ret = (struct eim_package_result){
			.which = EIM_PACKAGE_RESULT_EUICC_PACKAGE_RESULT,
			.euicc_package_result = package_result,
		};
	return 0;
}

static int execute_package(struct ipad *ipad, struct span request, struct arena *a,
                           struct eim_package_result *ret)
{
	struct span package_result;
	int r = ipad_load_euicc_package(ipad->lpa, request, a, &package_result);

	return r < 0 ? r : with_notifications(ipad, package_result, a, ret);
}

/*
 * Without a way to the eIM: back to the profile that was enabled before, if the package has allowed
 * that. The card knows, and gives a result that replaces the one of the package. [SGP.32 3.3.2]
 * 0: done; 1: the card does not go back.
 */
static int roll_back(struct ipad *ipad, struct arena *a, struct eim_package_result *ret)
{
	struct profile_rollback_response response;
	int r = ipad_profile_rollback(ipad->lpa, false, a, &response);

	if (r < 0)
		return r;
	if (response.cmd_result.v != PROFILE_ROLLBACK_RESULT_OK ||
	    !response.euicc_package_result.ptr)
		return 1;
	return with_notifications(ipad, response.euicc_package_result, a, ret);
}

static int add_certificates(struct ipad *ipad, const struct ipa_euicc_data_request *request,
                            struct arena *a, struct ipa_euicc_data *data)
{
	struct get_certs_response certs;
	int r = ipad_get_certs(ipad->lpa, request->euicc_ci_pk_identifier_to_be_used, a, &certs);

	if (r < 0)
		return r;
	if (certs.which != GET_CERTS_RESPONSE_CERTS)
		return 1;
	data->eum_certificate = certs.certs->eum_certificate;
	data->euicc_certificate = certs.certs->euicc_certificate;
	return 0;
}

/* The token that the card has made for this eIM. */
static int add_token(struct ipad *ipad, struct arena *a, struct ipa_euicc_data *data)
{
	struct asn1_list configs;
	int r = ipad_get_eim_configuration_data(ipad->lpa, ipad->eim_id, a, &configs);

	if (r == 0 && configs.count > 0)
		data->association_token = ((const struct eim_configuration_data *)configs.items)
		                                  ->association_token;
	return r;
}

/* What this IPA can do [SGP.32 4.1]. */
static int add_capabilities(const struct ipad *ipad, struct arena *a, struct ipa_euicc_data *data)
{
	data->ipa_capabilities = arena_alloc(a, sizeof(*data->ipa_capabilities));
	if (!data->ipa_capabilities)
		return -ENOMEM;
	*data->ipa_capabilities = (struct ipa_capabilities){
		.ipa_features = { true, IPA_FEATURES_INDIRECT_RSP_SERVER_COMMUNICATION |
		                                IPA_FEATURES_EIM_DOWNLOAD_DATA_HANDLING },
		.ipa_supported_protocols = { true, IPA_SUPPORTED_PROTOCOLS_RETRIEVE_HTTPS },
	};
	if (ipad->servers)
		data->ipa_capabilities->ipa_features
		        .v |= IPA_FEATURES_DIRECT_RSP_SERVER_COMMUNICATION;
	return 0;
}

static bool wants(struct span tags, uint32_t tag)
{
	for (size_t i = 0; i < tags.len; i++) {
		uint32_t t = tags.ptr[i];

		if (t == 0xBF && i + 1 < tags.len)
			t = t << 8 | tags.ptr[++i];
		if (t == tag)
			return true;
	}
	return false;
}

/* Collects what the tag list names. 0; 1: no certificates for that CI; negative errno. */
static int collect_data(struct ipad *ipad, const struct ipa_euicc_data_request *request,
                        struct arena *a, struct ipa_euicc_data *data)
{
	struct euicc_configured_addresses_response addresses = { 0 };
	const struct span tags = request->tag_list;
	int r = lpa_get_configured_addresses(ipad->lpa, a, &addresses);

	if (r == 0 && wants(tags, 0xA0))
		r = pending_notifications(ipad, ALL_EVENTS, a, &data->notifications_list);
	if (wants(tags, 0x81))
		data->default_smdp_address = addresses.default_dp_address;
	if (wants(tags, 0x83))
		data->root_smds_address = addresses.root_ds_address;
	if (r == 0 && wants(tags, 0xA2))
		r = pending_results(ipad, a, &data->euicc_package_result_list);
	if (r == 0 && wants(tags, RSP_TAG_GET_EUICC_INFO1)) {
		data->euicc_info1 = arena_alloc(a, sizeof(*data->euicc_info1));
		r = data->euicc_info1 ? lpa_get_euicc_info1(ipad->lpa, a, data->euicc_info1)
		                      : -ENOMEM;
	}
	if (r == 0 && wants(tags, RSP_TAG_GET_EUICC_INFO2)) {
		data->euicc_info2 = arena_alloc(a, sizeof(*data->euicc_info2));
		r = data->euicc_info2 ? lpa_get_euicc_info2(ipad->lpa, a, data->euicc_info2)
		                      : -ENOMEM;
	}
	if (r == 0 && wants(tags, IOT_TAG_ASSOCIATION_TOKEN))
		r = add_token(ipad, a, data);
	if (r == 0 && wants(tags, 0xA8))
		r = add_capabilities(ipad, a, data);
	if (r == 0 && (wants(tags, 0xA5) || wants(tags, 0xA6)))
		r = add_certificates(ipad, request, a, data);
	return r;
}

static int answer_data(struct ipad *ipad, const struct ipa_euicc_data_request *request,
                       struct arena *a, struct eim_package_result *ret)
{
	struct ipa_euicc_data_response *response = arena_alloc(a, sizeof(*response));
	struct ipa_euicc_data *data = arena_alloc(a, sizeof(*data));
	struct ipa_euicc_data_response_error *error = arena_alloc(a, sizeof(*error));
	int r;

	if (!response || !data || !error)
		return -ENOMEM;
	r = collect_data(ipad, request, a, data);
	if (r < 0)
		return r;
	data->eim_transaction_id = error->eim_transaction_id = request->eim_transaction_id;
	error->ipa_euicc_data_error_code = number(IPA_EUICC_DATA_ERROR_EUICC_CI_PKID_NOT_FOUND);
	response->which = r == 0 ? IPA_EUICC_DATA_RESPONSE_IPA_EUICC_DATA
	                         : IPA_EUICC_DATA_RESPONSE_IPA_EUICC_DATA_RESPONSE_ERROR;
	response->ipa_euicc_data = data;
	response->ipa_euicc_data_response_error = error;
	*ret = (struct eim_package_result){ .which = EIM_PACKAGE_RESULT_IPA_EUICC_DATA_RESPONSE,
		                            .ipa_euicc_data_response = response };
	return 0;
}

/* ---- the loop ---- */

/* One message: encodes and posts. */
static int esipa_post(struct ipad *ipad, uint32_t tag, const struct asn1_type *type,
                      const void *request, struct arena *a, struct span *ret_response)
{
	const struct span encoded = asn1_encode_arena(type, tag, request, a);

	if (!encoded.ptr)
		return -ENOMEM;
	return ipad->eim->post(ipad->eim->ctx, encoded, a, ret_response);
}

static int execute(struct ipad *ipad, const struct get_eim_package_response *package,
                   struct arena *a, struct eim_package_result *ret, struct ipad_due *ret_due)
{
	switch (package->which) {
	case GET_EIM_PACKAGE_RESPONSE_EUICC_PACKAGE_REQUEST:
		return execute_package(ipad, package->euicc_package_request, a, ret);
	case GET_EIM_PACKAGE_RESPONSE_IPA_EUICC_DATA_REQUEST:
		return answer_data(ipad, package->ipa_euicc_data_request, a, ret);
	case GET_EIM_PACKAGE_RESPONSE_PROFILE_DOWNLOAD_TRIGGER_REQUEST:
		return ipad_execute_trigger(ipad, package->profile_download_trigger_request, a, ret,
		                            ret_due);
	default:
		if (package->eim_package_error.v == EIM_PACKAGE_ERROR_NO_EIM_PACKAGE_AVAILABLE)
			return 1;
		return -EREMOTEIO;
	}
}

/* Up to v1.1 the answer was a SEQUENCE that may be empty; with acknowledgements it is the same. */
static int read_acknowledgements(struct span response, struct arena *a, struct asn1_list *ret_acks)
{
	struct provide_eim_package_result_response_v101 old;
	struct provide_eim_package_result_response new;
	struct asn1_error error;

	if (asn1_decode(&provide_eim_package_result_response_type,
	                IOT_TAG_PROVIDE_EIM_PACKAGE_RESULT, response, &new, a, &error)) {
		if (new.which == PROVIDE_EIM_PACKAGE_RESULT_RESPONSE_ERROR)
			return -EREMOTEIO;
		*ret_acks = new.eim_acknowledgements;
		return 0;
	}
	if (!asn1_decode(&provide_eim_package_result_response_v101_type,
	                 IOT_TAG_PROVIDE_EIM_PACKAGE_RESULT, response, &old, a, &error))
		return -EBADMSG;
	*ret_acks = old.eim_acknowledgements;
	return 0;
}

/* Provides the result; ret_acks: the numbers of what the eIM has now. */
static int provide(struct ipad *ipad, struct span eid, struct eim_package_result *result,
                   struct arena *a, struct asn1_list *ret_acks)
{
	const struct provide_eim_package_result request = { eid, result };
	struct span response;
	int r = esipa_post(ipad, IOT_TAG_PROVIDE_EIM_PACKAGE_RESULT,
	                   &provide_eim_package_result_type, &request, a, &response);

	return r < 0 ? r : read_acknowledgements(response, a, ret_acks);
}

/*
 * Provides the result, of a rollback if that of the package does not get through, and lets the card
 * forget what the eIM has [SGP.32 3.3.1, 3.3.2, 5.9.12], but not what is due to an SM-DP+.
 */
static int deliver(struct ipad *ipad, struct span eid, struct eim_package_result *result,
                   const struct ipad_due *due, struct arena *a)
{
	const bool package = result->which == EIM_PACKAGE_RESULT_EUICC_PACKAGE_RESULT ||
	                     result->which == EIM_PACKAGE_RESULT_EPR_AND_NOTIFICATIONS;
	const struct sequence_number *items;
	struct asn1_list acks;
	uint32_t ignored;
	int r = provide(ipad, eid, result, a, &acks);

	if (r == -ENOTCONN && package && roll_back(ipad, a, result) == 0)
		r = provide(ipad, eid, result, a, &acks);
	if (r < 0)
		return r;
	items = acks.items;
	for (size_t i = 0; r == 0 && i < acks.count; i++)
		if (!due->server || items[i].value.v != due->seq_number)
			r = lpa_remove_notification(ipad->lpa, items[i].value.v, a, &ignored);
	return r;
}

/* Asks the eIM for a package, and tells it what has changed by itself [SGP.32 6.3.2.6]. */
static int poll(struct ipad *ipad, struct span eid, struct arena *a,
                struct get_eim_package_response *ret_package)
{
	const struct get_eim_package_request request = {
		.eid_value = eid,
		.notify_state_change = ipad->state_change.set,
		.state_change_cause = ipad->state_change,
	};
	struct asn1_error error;
	struct span response;
	int r = esipa_post(ipad, IOT_TAG_GET_EIM_PACKAGE, &get_eim_package_request_type, &request,
	                   a, &response);

	if (r < 0)
		return r;
	ipad->state_change.set = false;
	return asn1_decode(&get_eim_package_response_type, IOT_TAG_GET_EIM_PACKAGE, response,
	                   ret_package, a, &error)
	               ? 0
	               : -EBADMSG;
}

int ipad_poll(struct ipad *ipad, struct arena *a)
{
	struct get_eim_package_response package;
	struct eim_package_result result;
	struct ipad_due due = { 0 };
	struct span eid;
	uint32_t delivered;
	int r = lpa_get_eid(ipad->lpa, a, &eid);

	if (r == 0)
		r = poll(ipad, eid, a, &package);
	if (r == 0)
		r = execute(ipad, &package, a, &result, &due);
	if (r == 0 && result.which)
		r = deliver(ipad, eid, &result, &due, a);
	/* Whatever the eIM says: the SM-DP+ is another matter, and what it does not take stays. */
	if (due.server)
		lpa_deliver_result(ipad->lpa, due.server, due.seq_number, a, &delivered);
	return r;
}
