/*
 * ES10b as SGP.32 adds to it: the table, and AddInitialEim, GetEimConfigurationData, GetCerts,
 * RetrieveNotificationsList, SetDefaultDpAddress, GetConnectivityParameters, IpaeActivation
 * [SGP.32 5.9].
 */
#include "asn1/iot.h"
#include "eim.h"
#include "es10.h"
#include "fallback.h"
#include "immediate.h"
#include "memory_reset.h"
#include "package.h"
#include "rollback.h"

#include <string.h>

/* ---- AddInitialEim, GetEimConfigurationData ---- */

/* All or nothing: the transaction is undone where one of the list fails. */
static uint32_t add_all(struct es10_call *call, const struct asn1_list *list,
                        struct add_initial_eim_ok *ret_ok)
{
	const struct eim_configuration_data *configs = list->items;

	for (size_t i = 0; i < list->count; i++) {
		enum add_eim_result_code code;
		struct eim eim;

		code = eim_add(call->card, &configs[i], call->arena, &eim);
		if (code != ADD_EIM_RESULT_OK)
			return code;
		if (eim.has_token) {
			ret_ok[i].which = ADD_INITIAL_EIM_OK_ASSOCIATION_TOKEN;
			ret_ok[i].association_token = (struct asn1_int){ true, eim.token };
		} else {
			ret_ok[i].which = ADD_INITIAL_EIM_OK_ADD_OK;
			ret_ok[i].add_ok = true;
		}
	}
	return 0;
}

static struct sw add_initial_eim(struct es10_call *call, const void *request, void *response)
{
	const struct add_initial_eim_request *req = request;
	struct add_initial_eim_response *res = response;
	const struct asn1_list *list = &req->eim_configuration_data_list;
	struct add_initial_eim_ok *oks = arena_alloc(call->arena, list->count * sizeof(*oks));
	uint32_t code;
	int count = eim_count(call->card);

	if (count < 0 || !oks)
		return SW(SW_MEMORY_PROBLEM);
	if (count > 0)
		code = ADD_INITIAL_EIM_ERROR_ASSOCIATED_EIM_ALREADY_EXISTS;
	else if (list->count == 0)
		code = ADD_INITIAL_EIM_ERROR_COMMAND_ERROR;
	else
		code = add_all(call, list, oks);
	/* v1.0.1 has no code of its own for this. */
	if (code == ADD_INITIAL_EIM_ERROR_COMMAND_ERROR &&
	    !persona_iot_since(call->card->persona, 1, 1))
		code = ADD_INITIAL_EIM_ERROR_UNDEFINED;
	if (code) {
		store_rollback(call->card->store);
		res->which = ADD_INITIAL_EIM_RESPONSE_ADD_INITIAL_EIM_ERROR;
		res->add_initial_eim_error = es10_uint(code);
		return SW(SW_OK);
	}
	res->which = ADD_INITIAL_EIM_RESPONSE_ADD_INITIAL_EIM_OK;
	res->add_initial_eim_ok = (struct asn1_list){ oks, list->count };
	return SW(SW_OK);
}

struct config_list {
	struct eim_configuration_data *items;
	size_t n, max;
	struct span wanted; /* one eIM, or absent: all */
};

/* What the eUICC tells of an eIM: never its counter, and the token that was generated. */
static int collect(void *ctx, const struct eim *eim)
{
	struct config_list *l = ctx;
	struct eim_configuration_data *c = &l->items[l->n];

	if (l->wanted.ptr && !span_equal(l->wanted, eim->config.eim_id))
		return 0;
	if (l->n == l->max)
		return 1;
	*c = eim->config;
	c->association_token = (struct asn1_int){ eim->has_token, eim->token };
	l->n++;
	return 0;
}

static struct sw get_eim_configuration_data(struct es10_call *call, const void *request,
                                            void *response)
{
	const struct get_eim_configuration_data_request *req = request;
	struct get_eim_configuration_data_response *res = response;
	struct config_list l = { 0 };
	int count = eim_count(call->card);

	if (count < 0)
		return SW(SW_MEMORY_PROBLEM);
	if (req->search_criteria)
		l.wanted = req->search_criteria->eim_id;
	l.max = (size_t)count;
	l.items = arena_alloc(call->arena, l.max * sizeof(*l.items));
	if (!l.items || eim_each(call->card, call->arena, collect, &l) < 0)
		return SW(SW_NOT_ENOUGH_MEMORY);
	res->eim_configuration_data_list = (struct asn1_list){ l.items, l.n };
	return SW(SW_OK);
}

/* ---- GetCerts ---- */

static struct sw get_certs(struct es10_call *call, const void *request, void *response)
{
	const struct get_certs_request *req = request;
	struct get_certs_response *res = response;
	struct softeuicc_card *card = call->card;
	struct certs *certs = arena_alloc(call->arena, sizeof(*certs));
	int i = req->euicc_ci_pkid.ptr ? card_find_credential(card, req->euicc_ci_pkid, true)
	                               : card_default_credential(card);

	if (i < 0) {
		res->which = GET_CERTS_RESPONSE_GET_CERTS_ERROR;
		res->get_certs_error = es10_uint(GET_CERTS_ERROR_INVALID_CI_PKID);
		return SW(SW_OK);
	}
	if (!certs)
		return SW(SW_NOT_ENOUGH_MEMORY);
	certs->eum_certificate = es10_retag(card->credentials[i].eum.whole, 0x30, 0xA5,
	                                    call->arena);
	certs->euicc_certificate = es10_retag(card->credentials[i].euicc.whole, 0x30, 0xA6,
	                                      call->arena);
	res->which = GET_CERTS_RESPONSE_CERTS;
	res->certs = certs;
	return SW(SW_OK);
}

/* ---- RetrieveNotificationsList with eUICC Package Results ---- */

/* Package results, all or the one with this number (sequence 0: all). */
static bool list_results(struct es10_call *call, int64_t sequence, struct asn1_list *ret_list)
{
	STORE_STMT *stmt = store_query(call->card->store,
	                               "SELECT content FROM package_result WHERE card_id = ?1"
	                               " AND (?2 = 0 OR sequence = ?2) ORDER BY sequence",
	                               "ii", call->card->id, sequence);
	size_t max = call->card->persona->max_package_results;
	struct stored_euicc_package_result *items = arena_alloc(call->arena, max * sizeof(*items));
	size_t n = 0;

	while (items && n < max && store_step(stmt) == 1) {
		items[n].euicc_package_result = arena_copy(call->arena, store_blob(stmt, 0));
		if (!items[n++].euicc_package_result.ptr)
			return false;
	}
	*ret_list = (struct asn1_list){ items, n };
	return items != NULL;
}

static struct sw answer_results(struct es10_call *call, int64_t sequence,
                                struct iot_retrieve_notifications_list_response *res)
{
	res->which = IOT_RETRIEVE_NOTIFICATIONS_LIST_RESPONSE_EUICC_PACKAGE_RESULT_LIST;
	if (list_results(call, sequence, &res->euicc_package_result_list))
		return SW(SW_OK);
	res->which = IOT_RETRIEVE_NOTIFICATIONS_LIST_RESPONSE_NOTIFICATIONS_LIST_RESULT_ERROR;
	res->notifications_list_result_error = es10_uint(
	        IOT_NOTIFICATIONS_LIST_RESULT_ERROR_UNDEFINED);
	return SW(SW_OK);
}

static bool is_result(const struct softeuicc_card *card, int64_t sequence)
{
	STORE_STMT *stmt = store_query(card->store,
	                               "SELECT 1 FROM package_result"
	                               " WHERE card_id = ? AND sequence = ?",
	                               "ii", card->id, sequence);

	return store_step(stmt) == 1;
}

/* Notifications that match, as the answers of SGP.32 have them. */
static struct sw list_notifications(struct es10_call *call,
                                    const struct iot_notification_search_criteria *c,
                                    struct iot_retrieve_notifications_list_response *res)
{
	struct notification_search_criteria criteria = { 0 };
	struct retrieve_notifications_list_request plain = { c ? &criteria : NULL };
	struct retrieve_notifications_list_response list = { 0 };
	struct iot_pending_notification *items;
	struct sw sw;

	if (c)
		criteria = (struct notification_search_criteria){ c->which, c->seq_number,
			                                          c->profile_management_operation };
	sw = es10b_retrieve_notifications_list(call, &plain, &list);
	if (sw.v != SW_OK)
		return sw;
	/* The answers of both specifications have their common arms in the same places. */
	res->which = list.which;
	res->notifications_list_result_error = list.notifications_list_result_error;
	items = arena_alloc(call->arena, list.notification_list.count * sizeof(*items));
	if (!items)
		return SW(SW_NOT_ENOUGH_MEMORY);
	for (size_t i = 0; i < list.notification_list.count; i++) {
		const struct pending_notification *n = list.notification_list.items;

		items[i].which = n[i].which;
		items[i].profile_installation_result = n[i].profile_installation_result;
		items[i].other_signed_notification = n[i].other_signed_notification;
	}
	res->notification_list = (struct asn1_list){ items, list.notification_list.count };
	return SW(SW_OK);
}

/* [SGP.32 5.9.11]: a package result is also found by its number, which no notification shares. */
static struct sw retrieve_notifications_list(struct es10_call *call, const void *request,
                                             void *response)
{
	const struct iot_retrieve_notifications_list_request *req = request;
	const struct iot_notification_search_criteria *c = req->search_criteria;
	struct iot_retrieve_notifications_list_response *res = response;

	if (c && c->which == IOT_NOTIFICATION_SEARCH_CRITERIA_EUICC_PACKAGE_RESULTS)
		return answer_results(call, 0, res);
	if (c && c->which == IOT_NOTIFICATION_SEARCH_CRITERIA_SEQ_NUMBER &&
	    is_result(call->card, c->seq_number.v))
		return answer_results(call, c->seq_number.v, res);
	return list_notifications(call, c, res);
}

/* ---- small ones ---- */

struct sw es10b_set_default_dp_address(struct es10_call *call, const void *request, void *response)
{
	const struct iot_set_default_dp_address_request *req = request;
	struct iot_set_default_dp_address_response *res = response;

	if (es10_set_default_dp_address(call->card, req->default_dp_address) < 0)
		return SW(SW_MEMORY_PROBLEM);
	res->set_default_dp_address_result = es10_uint(IOT_SET_DEFAULT_DP_ADDRESS_RESULT_OK);
	return SW(SW_OK);
}

/* The profile header's connectivity parameters of the enabled profile [SGP.32 5.9.24]. */
static struct sw get_connectivity_parameters(struct es10_call *call, const void *request,
                                             void *response)
{
	struct get_connectivity_parameters_response *res = response;
	struct connectivity_parameters *p = arena_alloc(call->arena, sizeof(*p));
	struct span http = uicc_connectivity_parameters(call->card->uicc);

	(void)request;
	if (!http.ptr || !p) {
		res->which = GET_CONNECTIVITY_PARAMETERS_RESPONSE_CONNECTIVITY_PARAMETERS_ERROR;
		res->connectivity_parameters_error = es10_uint(
		        CONNECTIVITY_PARAMETERS_ERROR_PARAMETERS_NOT_AVAILABLE);
		return SW(SW_OK);
	}
	p->http_params = http;
	res->which = GET_CONNECTIVITY_PARAMETERS_RESPONSE_CONNECTIVITY_PARAMETERS;
	res->connectivity_parameters = p;
	return SW(SW_OK);
}

/* There is no IPA in this eUICC, and EUICCInfo2 says so. */
static struct sw ipae_activation(struct es10_call *call, const void *request, void *response)
{
	struct ipae_activation_response *res = response;

	(void)call;
	(void)request;
	res->ipae_activation_result = es10_uint(IPAE_ACTIVATION_RESULT_NOT_SUPPORTED);
	return SW(SW_OK);
}

/* ---- the table ---- */

static bool is_iot(const struct persona *p)
{
	return persona_is_iot(p);
}

static bool before_1_1(const struct persona *p)
{
	return persona_is_iot(p) && !persona_iot_since(p, 1, 1);
}

static bool since_1_1(const struct persona *p)
{
	return persona_iot_since(p, 1, 1);
}

/* clang-format off */
const struct es10_row es10b_iot_functions[] = {
	{ IOT_TAG_LOAD_EUICC_PACKAGE, "ES10b.LoadEuiccPackage", "SGP.32 5.9.1",
	  &euicc_package_request_type, NULL, es10b_load_euicc_package, is_iot },
	{ IOT_TAG_ADD_INITIAL_EIM, "ES10b.AddInitialEim", "SGP.32 5.9.4",
	  &add_initial_eim_request_type, &add_initial_eim_response_type, add_initial_eim, is_iot },
	{ IOT_TAG_EUICC_MEMORY_RESET, "ES10b.eUICCMemoryReset", "SGP.32 5.9.5",
	  &iot_euicc_memory_reset_request_type, &iot_euicc_memory_reset_response_type,
	  es10b_euicc_memory_reset, since_1_1 },
	{ IOT_TAG_EUICC_MEMORY_RESET_V101, "ES10b.eUICCMemoryReset", "SGP.32 v1.0.1 5.9.5",
	  &iot_euicc_memory_reset_request_v101_type, &iot_euicc_memory_reset_response_v101_type,
	  es10b_euicc_memory_reset_v101, before_1_1 },
	{ IOT_TAG_GET_CERTS, "ES10b.GetCerts", "SGP.32 5.9.10",
	  &get_certs_request_type, &get_certs_response_type, get_certs, is_iot },
	{ RSP_TAG_RETRIEVE_NOTIFICATIONS_LIST, "ES10b.RetrieveNotificationsList", "SGP.32 5.9.11",
	  &iot_retrieve_notifications_list_request_type,
	  &iot_retrieve_notifications_list_response_type, retrieve_notifications_list, is_iot },
	{ IOT_TAG_IMMEDIATE_ENABLE, "ES10b.ImmediateEnable", "SGP.32 5.9.15",
	  &immediate_enable_request_type, &immediate_enable_response_type,
	  es10b_immediate_enable, since_1_1 },
	{ IOT_TAG_ENABLE_USING_DD, "ES10b.EnableUsingDD", "SGP.32 v1.0.1 5.9.15",
	  &enable_using_dd_request_v101_type, &immediate_enable_response_type,
	  es10b_enable_using_dd, before_1_1 },
	{ IOT_TAG_PROFILE_ROLLBACK, "ES10b.ProfileRollback", "SGP.32 5.9.16",
	  &profile_rollback_request_type, &profile_rollback_response_type,
	  es10b_profile_rollback, is_iot },
	{ IOT_TAG_CONFIGURE_IMMEDIATE_PROFILE_ENABLING,
	  "ES10b.ConfigureImmediateProfileEnabling", "SGP.32 5.9.17",
	  &configure_immediate_profile_enabling_request_type,
	  &configure_immediate_profile_enabling_response_type,
	  es10b_configure_immediate_profile_enabling, is_iot },
	{ IOT_TAG_GET_EIM_CONFIGURATION_DATA, "ES10b.GetEimConfigurationData", "SGP.32 5.9.18",
	  &get_eim_configuration_data_request_type, &get_eim_configuration_data_response_type,
	  get_eim_configuration_data, is_iot },
	{ IOT_TAG_EXECUTE_FALLBACK_MECHANISM, "ES10b.ExecuteFallbackMechanism", "SGP.32 5.9.20",
	  &execute_fallback_mechanism_request_type, &execute_fallback_mechanism_response_type,
	  es10b_execute_fallback_mechanism, since_1_1 },
	{ IOT_TAG_RETURN_FROM_FALLBACK, "ES10b.ReturnFromFallback", "SGP.32 5.9.21",
	  &return_from_fallback_request_type, &return_from_fallback_response_type,
	  es10b_return_from_fallback, since_1_1 },
	{ IOT_TAG_ENABLE_EMERGENCY_PROFILE, "ES10b.EnableEmergencyProfile", "SGP.32 5.9.22",
	  &enable_emergency_profile_request_type, &enable_emergency_profile_response_type,
	  es10b_enable_emergency_profile, since_1_1 },
	{ IOT_TAG_DISABLE_EMERGENCY_PROFILE, "ES10b.DisableEmergencyProfile", "SGP.32 5.9.23",
	  &disable_emergency_profile_request_type, &disable_emergency_profile_response_type,
	  es10b_disable_emergency_profile, since_1_1 },
	{ IOT_TAG_GET_CONNECTIVITY_PARAMETERS, "ES10b.GetConnectivityParameters", "SGP.32 5.9.24",
	  &get_connectivity_parameters_request_type, &get_connectivity_parameters_response_type,
	  get_connectivity_parameters, since_1_1 },
	{ IOT_TAG_SET_DEFAULT_DP_ADDRESS, "ES10b.SetDefaultDpAddress", "SGP.32 5.9.25",
	  &iot_set_default_dp_address_request_type, &iot_set_default_dp_address_response_type,
	  es10b_set_default_dp_address, since_1_1 },
	{ IOT_TAG_IPAE_ACTIVATION, "ES10b.IpaeActivation", "SGP.32 3.8.4",
	  &ipae_activation_request_type, &ipae_activation_response_type,
	  ipae_activation, since_1_1 },
	{ 0 },
};
/* clang-format on */
