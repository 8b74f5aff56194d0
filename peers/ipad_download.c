/*
 * Profile downloads that an eIM asks for: from the SM-DP+ itself, or through the eIM. [SGP.32 3.2.3]
 */
#include "peers/ipad_internal.h"

#include "peers/activation_code.h"
#include "peers/esipa_es9p.h"

#include <errno.h>
#include <string.h>

enum { VERSION_1_0 = 10 };

/* A download under way. */
struct job {
	struct ipad *ipad;
	const struct profile_download_trigger_request *trigger;
	struct arena *a;
	struct lpa_download_options options;
	struct activation_code code;
	struct esipa_es9p through_eim;
	const struct es9p *server;
	unsigned version; /* of SGP.32 */
	struct ipad_download told;
};

/* ---- what the eIM gets ---- */

static struct asn1_uint number(uint32_t v)
{
	return (struct asn1_uint){ true, v };
}

/* A trigger that cannot be followed [SGP.32 3.2.3.2]. */
static int bad_format(struct job *j, struct eim_package_result *ret)
{
	struct eim_package_result_response_error *error = arena_alloc(j->a, sizeof(*error));

	if (!error)
		return -ENOMEM;
	j->told.result.end = LPA_DOWNLOAD_LPA_REFUSED;
	j->told.result.why = "the eIM does not say what to download";
	error->eim_transaction_id = j->trigger->eim_transaction_id;
	error->eim_package_result_error_code = number(
	        EIM_PACKAGE_RESULT_ERROR_INVALID_PACKAGE_FORMAT);
	*ret = (struct eim_package_result){
		.which = EIM_PACKAGE_RESULT_EIM_PACKAGE_RESULT_RESPONSE_ERROR,
		.eim_package_result_response_error = error,
	};
	return 0;
}

/* ProfileDownloadTriggerResult: the card's result or, absent, an error [SGP.32 2.11.2.3]. */
static int trigger_result(struct job *j, struct span pir, uint32_t reason,
                          struct eim_package_result *ret)
{
	struct profile_download_error error = { .profile_download_error_reason = number(reason) };
	struct profile_download_trigger_result_data data = {
		.which = pir.ptr ? PROFILE_DOWNLOAD_TRIGGER_RESULT_DATA_PROFILE_INSTALLATION_RESULT
		                 : PROFILE_DOWNLOAD_TRIGGER_RESULT_DATA_PROFILE_DOWNLOAD_ERROR,
		.profile_installation_result = pir,
		.profile_download_error = &error,
	};
	const struct profile_download_trigger_result result = { j->trigger->eim_transaction_id,
		                                                &data };

	*ret = (struct eim_package_result){
		.which = EIM_PACKAGE_RESULT_PROFILE_DOWNLOAD_TRIGGER_RESULT,
		.profile_download_trigger_result = asn1_encode_arena(
		        &profile_download_trigger_result_type, IOT_TAG_PROFILE_DOWNLOAD_TRIGGER,
		        &result, j->a),
	};
	return ret->profile_download_trigger_result.ptr ? 0 : -ENOMEM;
}

static int undefined(struct job *j, struct eim_package_result *ret)
{
	return trigger_result(j, (struct span){ NULL, 0 }, PROFILE_DOWNLOAD_ERROR_REASON_UNDEFINED,
	                      ret);
}

/* There was no download, and this is why. */
static int not_done(struct job *j, const char *why, struct eim_package_result *ret)
{
	j->told.result.end = LPA_DOWNLOAD_LPA_REFUSED;
	j->told.result.why = why;
	return undefined(j, ret);
}

/* ---- which way, and to whom ---- */

int ipad_is_direct(struct ipad *ipad, struct arena *a, bool *ret_direct)
{
	const struct eim_configuration_data *config;
	struct asn1_list configs;
	int r;

	*ret_direct = false;
	if (!ipad->servers)
		return 0;
	r = ipad_get_eim_configuration_data(ipad->lpa, ipad->eim_id, a, &configs);
	if (r < 0)
		return r;
	config = configs.items;
	*ret_direct = configs.count == 0 || !config->indirect_profile_download;
	return 0;
}

/* The way to the server; -EINVAL: that is no address. address absent: the eIM knows. */
static int choose_server(struct job *j, struct span address)
{
	char *copy;

	if (j->told.direct)
		return j->ipad->servers->resolve(j->ipad->servers->ctx, address, &j->server);
	copy = address.ptr ? arena_alloc(j->a, address.len + 1) : NULL;
	if (address.ptr && !copy)
		return -ENOMEM;
	if (copy && address.len > 0)
		memcpy(copy, address.ptr, address.len);
	esipa_es9p_init(&j->through_eim, j->ipad->eim, j->trigger->eim_transaction_id, copy);
	j->server = &j->through_eim.es9p;
	return 0;
}

static int take_activation_code(struct job *j, struct span text)
{
	struct activation_code *code = &j->code;

	if (!activation_code_parse(text, code))
		return -EINVAL;
	j->options.matching_id = code->matching_id;
	j->options.smdp_oid = (struct span){ code->oid_len ? code->oid : NULL, code->oid_len };
	return choose_server(j, code->address);
}

/* -ENOENT: the card has no default SM-DP+. */
static int take_default_smdp(struct job *j)
{
	struct euicc_configured_addresses_response addresses = { 0 };
	int r = lpa_get_configured_addresses(j->ipad->lpa, j->a, &addresses);

	if (r < 0)
		return r;
	if (addresses.default_dp_address.len == 0)
		return -ENOENT;
	return choose_server(j, addresses.default_dp_address);
}

/* Without data the eIM handles them: it must be the way as well [SGP.32 3.2.3.2, 4.1]. */
static int find_server(struct job *j)
{
	const struct profile_download_data *data = j->trigger->profile_download_data;

	if (!data)
		return j->told.direct ? -EINVAL : choose_server(j, (struct span){ NULL, 0 });
	switch (data->which) {
	case PROFILE_DOWNLOAD_DATA_ACTIVATION_CODE:
		return take_activation_code(j, data->activation_code);
	case PROFILE_DOWNLOAD_DATA_CONTACT_DEFAULT_SMDP:
		return take_default_smdp(j);
	default:
		return -ENOTSUP;
	}
}

/* ---- before and after ---- */

/* The newest version of SGP.32 that the card names, 0: none; 10 is v1.0, 11 v1.1. */
static int iot_version(struct ipad *ipad, struct arena *a, unsigned *ret_version)
{
	const struct version_type *versions;
	struct euicc_info2 info;
	int r = lpa_get_euicc_info2(ipad->lpa, a, &info);

	*ret_version = 0;
	if (r < 0 || !info.iot_specific_info)
		return r;
	versions = info.iot_specific_info->iot_version.items;
	for (size_t i = 0; i < info.iot_specific_info->iot_version.count; i++) {
		const unsigned v = versions[i].value.ptr[0] * 10U + versions[i].value.ptr[1];

		*ret_version = v > *ret_version ? v : *ret_version;
	}
	return 0;
}

/* 1 while the Emergency Profile is enabled [SGP.32 2.11.2.3]. */
static int ecall_active(struct ipad *ipad, struct arena *a)
{
	static const uint8_t tags[] = { 0x9F, 0x70, 0x9F, 0x7B };
	struct profile_info_list_response response;
	const struct profile_info *profiles;
	int r = lpa_get_profiles_info(ipad->lpa, SPAN(tags), a, &response);

	if (r < 0)
		return r;
	if (response.which != PROFILE_INFO_LIST_RESPONSE_PROFILE_INFO_LIST_OK)
		return 0;
	profiles = response.profile_info_list_ok.items;
	for (size_t i = 0; i < response.profile_info_list_ok.count; i++)
		if (profiles[i].profile_state.v == PROFILE_STATE_ENABLED &&
		    profiles[i].ecall_indication.v)
			return 1;
	return 0;
}

/*
 * Enables the new profile, if the card is configured for that, in the session that installed it
 * [SGP.32 5.9.15]. In v1.0 neither the request has a flag, nor the eIM a word for the change.
 */
static int enable_at_once(struct job *j)
{
	const struct enable_using_dd_request_v101 request_v101 = { 0 };
	struct immediate_enable_response response = { 0 };
	struct lpa *lpa = j->ipad->lpa;
	uint32_t result = IMMEDIATE_ENABLE_RESULT_NOT_AVAILABLE;
	int r = 0;

	if (j->version > VERSION_1_0) {
		r = ipad_switch(lpa, IOT_TAG_IMMEDIATE_ENABLE, false, j->a, &result);
	} else if (j->version == VERSION_1_0) {
		r = lpa_call(lpa, IOT_TAG_IMMEDIATE_ENABLE, &enable_using_dd_request_v101_type,
		             &request_v101, &immediate_enable_response_type, &response, j->a);
		result = response.immediate_enable_result.v;
	}
	/* A card that does not know it has installed the profile all the same. */
	if (r < 0)
		return r == -EREMOTEIO ? 0 : r;
	j->told.enabled = result == IMMEDIATE_ENABLE_RESULT_OK;
	if (j->told.enabled && j->version > VERSION_1_0)
		j->ipad->state_change = number(STATE_CHANGE_CAUSE_IMMEDIATE_ENABLE_PROFILE);
	return 0;
}

/* The eIM hands the result on to the SM-DP+ [SGP.32 3.2.3.2, 3.7]; the card need not keep it. */
static int notify_eim(struct job *j)
{
	uint32_t delivered;

	return lpa_deliver_result(j->ipad->lpa, j->server, j->told.result.seq_number, j->a,
	                          &delivered);
}

/* ---- the download ---- */

static int download(struct job *j, struct eim_package_result *ret, struct ipad_due *ret_due)
{
	struct lpa_download_result *result = &j->told.result;
	int r;

	j->options.confirm = ipad_confirm;
	j->options.confirm_ctx = j->ipad;
	r = lpa_download(j->ipad->lpa, j->server, &j->options, j->a, result);
	if (r == -EREMOTEIO)
		return not_done(j, "the card does not take the package", ret);
	if (r < 0)
		return r;
	if (result->end != LPA_DOWNLOAD_INSTALLATION_RESULT)
		return undefined(j, ret);
	if (result->final_result->which == FINAL_RESULT_SUCCESS_RESULT)
		r = enable_at_once(j);
	if (r < 0 || !j->told.direct)
		return r < 0 ? r : notify_eim(j);
	*ret_due = (struct ipad_due){ j->server, result->seq_number };
	return trigger_result(j, result->pir, 0, ret);
}

/* What comes of it all: a result for the eIM, or negative errno if not even that. */
static int execute(struct job *j, struct eim_package_result *ret, struct ipad_due *ret_due)
{
	int r = ecall_active(j->ipad, j->a);

	if (r == 1)
		return trigger_result(j, (struct span){ NULL, 0 },
		                      PROFILE_DOWNLOAD_ERROR_REASON_ECALL_ACTIVE, ret);
	if (r == 0)
		r = iot_version(j->ipad, j->a, &j->version);
	if (r == 0)
		r = ipad_is_direct(j->ipad, j->a, &j->told.direct);
	if (r < 0)
		return r;
	switch (r = find_server(j)) {
	case 0:
		j->told.address = j->server->address;
		return download(j, ret, ret_due);
	case -EINVAL:
		return bad_format(j, ret);
	case -ENOENT:
		return not_done(j, "the card has no default SM-DP+", ret);
	case -ENOTSUP:
		return not_done(j, "this IPA knows no SM-DS", ret);
	default:
		return r;
	}
}

int ipad_execute_trigger(struct ipad *ipad, const struct profile_download_trigger_request *trigger,
                         struct arena *a, struct eim_package_result *ret, struct ipad_due *ret_due)
{
	struct job j = { .ipad = ipad, .trigger = trigger, .a = a };
	int r;

	*ret = (struct eim_package_result){ 0 };
	*ret_due = (struct ipad_due){ 0 };
	r = execute(&j, ret, ret_due);
	if (ipad->downloaded && (j.told.result.pir.ptr || j.told.result.end))
		ipad->downloaded(ipad->downloaded_ctx, &j.told);
	return r;
}

/* ---- results of earlier downloads ---- */

static int deliver_to_its_server(void *ctx, const struct lpa_notification *n, struct arena *a)
{
	struct ipad *ipad = ctx;
	struct smdpp_status status;
	const struct es9p *server;
	int r;

	if (!n->installation ||
	    ipad->servers->resolve(ipad->servers->ctx, n->metadata.notification_address, &server) <
	            0)
		return 1;
	r = server->handle_notification(server->ctx, n->raw, a, &status);
	return r == 0 ? 0 : 1;
}

int ipad_deliver_results(struct ipad *ipad, struct arena *a)
{
	uint32_t delivered;
	bool direct;
	int r = ipad_is_direct(ipad, a, &direct);

	if (r < 0 || !direct)
		return r;
	return lpa_each_notification(ipad->lpa, deliver_to_its_server, ipad, a, &delivered);
}
