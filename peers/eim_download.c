/* The eIM's part in profile downloads: the trigger out, its result in. [SGP.32 2.11.1.3, 2.11.2.3] */
#include "peers/eim.h"

#include "asn1/rsp.h"

#include <errno.h>

int eim_server_trigger(struct eim_server *e, const struct profile_download_data *data,
                       struct arena *a, struct span *ret_request)
{
	const struct profile_download_trigger_request request = {
		.profile_download_data = (struct profile_download_data *)(uintptr_t)data,
		.eim_transaction_id = SPAN(e->transaction_id),
	};
	struct span encoded;
	int r = crypto_random_fill(&e->random, e->transaction_id, sizeof(e->transaction_id));

	if (r < 0)
		return r;
	encoded = asn1_encode_arena(&profile_download_trigger_request_type,
	                            IOT_TAG_PROFILE_DOWNLOAD_TRIGGER, &request, a);
	if (!encoded.ptr)
		return -ENOMEM;
	*ret_request = encoded;
	return 0;
}

/* 0: the eUICC has signed it, 1: it has not. */
static int check_installation(const struct eim_server *e, struct span pir, struct arena *a,
                              struct eim_server_download *ret)
{
	struct profile_installation_result result;
	struct profile_installation_result_data data;
	struct asn1_error error;

	if (!asn1_decode(&profile_installation_result_type, RSP_TAG_PROFILE_INSTALLATION_RESULT,
	                 pir, &result, a, &error) ||
	    !asn1_decode(&profile_installation_result_data_type,
	                 RSP_TAG_PROFILE_INSTALLATION_RESULT_DATA,
	                 result.profile_installation_result_data, &data, a, &error))
		return -EBADMSG;
	ret->metadata = *data.notification_metadata;
	ret->final_result = data.final_result;
	return ec_verify(&e->euicc_key, &result.profile_installation_result_data, 1,
	                 result.euicc_sign_pir);
}

/* In v1.0.1 an error has no reason; an installation result is alike. */
static bool is_error_v101(struct span result, struct arena *a, struct span *ret_transaction_id)
{
	struct profile_download_trigger_result_v101 trigger;
	struct asn1_error error;

	if (!asn1_decode(&profile_download_trigger_result_v101_type,
	                 IOT_TAG_PROFILE_DOWNLOAD_TRIGGER, result, &trigger, a, &error))
		return false;
	*ret_transaction_id = trigger.eim_transaction_id;
	return trigger.profile_download_trigger_result_data->which ==
	       PROFILE_DOWNLOAD_TRIGGER_RESULT_DATA_PROFILE_DOWNLOAD_ERROR;
}

int eim_server_verify_download(const struct eim_server *e, struct span result, struct arena *a,
                               struct eim_server_download *ret_download)
{
	const struct profile_download_trigger_result_data *data;
	struct profile_download_trigger_result trigger = { 0 };
	struct eim_server_download download = { 0 };
	struct asn1_error error;
	int r = 0;

	if (!asn1_decode(&profile_download_trigger_result_type, IOT_TAG_PROFILE_DOWNLOAD_TRIGGER,
	                 result, &trigger, a, &error)) {
		if (!is_error_v101(result, a, &trigger.eim_transaction_id))
			return -EBADMSG;
		download.error_reason = (struct asn1_uint){
			true, PROFILE_DOWNLOAD_ERROR_REASON_UNDEFINED
		};
		*ret_download = download;
		return !span_equal(trigger.eim_transaction_id, SPAN(e->transaction_id));
	}
	data = trigger.profile_download_trigger_result_data;
	if (data->which == PROFILE_DOWNLOAD_TRIGGER_RESULT_DATA_PROFILE_INSTALLATION_RESULT)
		r = check_installation(e, data->profile_installation_result, a, &download);
	else
		download.error_reason = data->profile_download_error->profile_download_error_reason;
	if (r < 0)
		return r;
	*ret_download = download;
	return r == 1 || !span_equal(trigger.eim_transaction_id, SPAN(e->transaction_id));
}
