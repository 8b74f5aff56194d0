/* A profile download from the first challenge to the installation result [SGP.22 3.1.3]. */
#include "peers/lpa.h"

#include "peers/bpp_cut.h"
#include "peers/exchange.h"

#include <errno.h>
#include <string.h>

/* Device information of nobody's device [SGP.22 4.2]. */
static const uint8_t default_tac[] = { 0x35, 0x29, 0x06, 0x11 };

static struct span text(const char *s)
{
	return (struct span){ (const uint8_t *)s, strlen(s) };
}

/* The value of an element that the server sent, or an absent span. */
static struct span value_of(struct span element)
{
	struct der_reader r = der_reader(element);
	struct der_tlv tlv = { 0 };

	der_next(&r, &tlv);
	return tlv.value;
}

/* Common mutual authentication, first half: challenge and the server's answer [SGP.22 3.0.1]. */
static int initiate(struct lpa *lpa, struct smdpp *server,
                    const struct lpa_download_options *options, struct arena *a,
                    struct smdpp_initiate_response *ret_initiated,
                    struct lpa_download_result *result)
{
	const struct get_euicc_info1_request get_info = { 0 };
	struct smdpp_initiate_request request = {
		.address = text(options->address ? options->address : smdpp_address(server)),
	};
	int r = lpa_get_euicc_challenge(lpa, a, &request.euicc_challenge);

	if (r == 0)
		r = lpa_request(lpa, RSP_TAG_GET_EUICC_INFO1, &get_euicc_info1_request_type,
		                &get_info, a, &request.euicc_info1);
	if (r == 0)
		r = smdpp_initiate_authentication(server, &request, a, ret_initiated,
		                                  &result->status);
	if (r == 1)
		result->end = LPA_DOWNLOAD_SERVER_REFUSED;
	return r;
}

/* Second half: the card authenticates the server and itself [SGP.22 5.7.13, 5.6.3]. */
static int authenticate(struct lpa *lpa, struct smdpp *server,
                        const struct lpa_download_options *options,
                        const struct smdpp_initiate_response *initiated, struct arena *a,
                        struct smdpp_authenticate_response *ret_offer,
                        struct lpa_download_result *result)
{
	struct device_capabilities capabilities = { 0 };
	struct device_info device = {
		.tac = options->tac.ptr ? options->tac : SPAN(default_tac),
		.device_capabilities = &capabilities,
	};
	struct ctx_params_for_common_authentication common = { options->matching_id, &device };
	const struct ctx_params1 params = { CTX_PARAMS1_CTX_PARAMS_FOR_COMMON_AUTHENTICATION,
		                            &common };
	const struct authenticate_server_request request = {
		.server_signed1 = initiated->server_signed1,
		.server_signature1 = value_of(initiated->server_signature1),
		.euicc_ci_pkid_to_be_used = value_of(initiated->ci_pkid),
		.server_certificate = initiated->server_certificate,
		.ctx_params1 = asn1_encode_arena(&ctx_params1_type, 0, &params, a),
	};
	struct authenticate_server_response answer;
	struct asn1_error error;
	struct span raw;
	int r = lpa_request(lpa, RSP_TAG_AUTHENTICATE_SERVER, &authenticate_server_request_type,
	                    &request, a, &raw);

	if (r < 0)
		return r;
	if (!asn1_decode(&authenticate_server_response_type, RSP_TAG_AUTHENTICATE_SERVER, raw,
	                 &answer, a, &error))
		return -EBADMSG;
	if (answer.which == AUTHENTICATE_SERVER_RESPONSE_AUTHENTICATE_RESPONSE_ERROR) {
		result->end = LPA_DOWNLOAD_CARD_REFUSED;
		result->error_code = answer.authenticate_response_error->authenticate_error_code.v;
	}
	/* The server hears about an error as well. */
	r = smdpp_authenticate_client(server, initiated->transaction_id, raw, a, ret_offer,
	                              &result->status);
	if (r == 1 && result->end != LPA_DOWNLOAD_CARD_REFUSED)
		result->end = LPA_DOWNLOAD_SERVER_REFUSED;
	return r;
}

/* The card makes its one-time key and the server binds the package [SGP.22 5.7.5, 5.6.2]. */
static int prepare(struct lpa *lpa, struct smdpp *server,
                   const struct lpa_download_options *options,
                   const struct smdpp_authenticate_response *offer, struct arena *a,
                   struct span *ret_bpp, struct lpa_download_result *result)
{
	struct prepare_download_request request = {
		.smdp_signed2 = offer->smdp_signed2,
		.smdp_signature2 = value_of(offer->smdp_signature2),
		.smdp_certificate = offer->smdp_certificate,
	};
	struct prepare_download_response answer;
	struct asn1_error error;
	uint8_t hash[32];
	struct span raw;
	int r = 0;

	if (options->confirmation_code) {
		r = smdpp_hash_confirmation_code(options->confirmation_code, result->transaction_id,
		                                 hash);
		request.hash_cc = SPAN(hash);
	}
	if (r == 0)
		r = lpa_request(lpa, RSP_TAG_PREPARE_DOWNLOAD, &prepare_download_request_type,
		                &request, a, &raw);
	if (r < 0)
		return r;
	if (!asn1_decode(&prepare_download_response_type, RSP_TAG_PREPARE_DOWNLOAD, raw, &answer, a,
	                 &error))
		return -EBADMSG;
	if (answer.which == PREPARE_DOWNLOAD_RESPONSE_DOWNLOAD_RESPONSE_ERROR) {
		result->end = LPA_DOWNLOAD_CARD_REFUSED;
		result->error_code = answer.download_response_error->download_error_code.v;
	}
	r = smdpp_get_bound_profile_package(server, result->transaction_id, raw, a, ret_bpp,
	                                    &result->status);
	if (r == 1 && result->end != LPA_DOWNLOAD_CARD_REFUSED)
		result->end = LPA_DOWNLOAD_SERVER_REFUSED;
	return r;
}

/* Takes the installation result apart; its signature is the server's business. */
static int read_result(struct span pir, struct arena *a, struct lpa_download_result *result)
{
	struct profile_installation_result outer;
	struct profile_installation_result_data data;
	struct asn1_error error;

	if (!asn1_decode(&profile_installation_result_type, RSP_TAG_PROFILE_INSTALLATION_RESULT,
	                 pir, &outer, a, &error) ||
	    !asn1_decode(&profile_installation_result_data_type,
	                 RSP_TAG_PROFILE_INSTALLATION_RESULT_DATA,
	                 outer.profile_installation_result_data, &data, a, &error))
		return -EBADMSG;
	result->end = LPA_DOWNLOAD_INSTALLATION_RESULT;
	result->pir = pir;
	result->seq_number = data.notification_metadata->seq_number.v;
	result->final_result = data.final_result;
	return 0;
}

/* Loads the package piece by piece until the card has a result [SGP.22 2.5.5, 5.7.6]. */
static int load(struct lpa *lpa, struct span bpp, struct arena *a,
                struct lpa_download_result *result)
{
	struct bpp_cut cut;
	struct bpp_piece piece;
	struct span answer;
	uint16_t sw;
	int r;

	if (!bpp_cut_start(&cut, bpp))
		return -EBADMSG;
	while (bpp_cut_next(&cut, &piece)) {
		/* Empty answers need no memory that lasts. */
		const size_t used = a->used;

		r = lpa_es10(lpa, piece.bytes, a, &answer, &sw);
		if (r < 0)
			return r;
		if (!exchange_sw_ok(sw))
			return -EREMOTEIO;
		if (answer.len > 0)
			return read_result(answer, a, result);
		a->used = used;
	}
	if (!bpp_cut_ok(&cut))
		return -EBADMSG;
	result->end = LPA_DOWNLOAD_NO_RESULT;
	return 0;
}

/* Ends a refused session on both sides; what they answer changes nothing any more. */
static void cancel(struct lpa *lpa, struct smdpp *server, struct span transaction_id,
                   struct arena *a)
{
	struct smdpp_status status;
	struct span answer;

	if (lpa_cancel_session(lpa, transaction_id, CANCEL_SESSION_REASON_UNDEFINED, a, &answer) ==
	    0)
		smdpp_cancel_session(server, transaction_id, answer, &status);
}

int lpa_download(struct lpa *lpa, struct smdpp *server, const struct lpa_download_options *options,
                 struct arena *a, struct lpa_download_result *ret_result)
{
	struct lpa_download_result result = { 0 };
	struct smdpp_initiate_response initiated;
	struct smdpp_authenticate_response offer;
	struct span bpp;
	int r = initiate(lpa, server, options, a, &initiated, &result);

	if (r == 0) {
		result.transaction_id = initiated.transaction_id;
		r = authenticate(lpa, server, options, &initiated, a, &offer, &result);
	}
	if (r == 0)
		r = prepare(lpa, server, options, &offer, a, &bpp, &result);
	if (r == 0)
		r = load(lpa, bpp, a, &result);
	else if (r == 1 && result.transaction_id.ptr)
		cancel(lpa, server, result.transaction_id, a);
	if (r < 0)
		return r;
	*ret_result = result;
	return 0;
}

/* Sequence number of a pending notification; false if it cannot be found in it. */
static bool pending_seq_number(const struct pending_notification *n, struct arena *a,
                               uint32_t *ret_seq)
{
	const bool pir = n->which == PENDING_NOTIFICATION_PROFILE_INSTALLATION_RESULT;
	struct span in = value_of(pir ? n->profile_installation_result
	                              : n->other_signed_notification);
	struct notification_metadata metadata;
	struct asn1_error error;
	struct der_tlv data;
	struct der_tlv tlv;

	if (pir) {
		if (!der_find(in, RSP_TAG_PROFILE_INSTALLATION_RESULT_DATA, &data))
			return false;
		in = data.value;
	}
	if (!der_find(in, RSP_TAG_NOTIFICATION_METADATA, &tlv) ||
	    !asn1_decode(&notification_metadata_type, RSP_TAG_NOTIFICATION_METADATA, tlv.whole,
	                 &metadata, a, &error))
		return false;
	*ret_seq = metadata.seq_number.v;
	return true;
}

int lpa_deliver_notifications(struct lpa *lpa, struct smdpp *server, struct arena *a,
                              uint32_t *ret_delivered)
{
	struct retrieve_notifications_list_response response;
	const struct pending_notification *pending;
	uint32_t delivered = 0;
	int r = lpa_retrieve_notifications(lpa, NULL, a, &response);

	if (r < 0)
		return r;
	if (response.which != RETRIEVE_NOTIFICATIONS_LIST_RESPONSE_NOTIFICATION_LIST)
		response.notification_list.count = 0;
	pending = response.notification_list.items;
	for (size_t i = 0; i < response.notification_list.count; i++) {
		const struct span raw =
		        pending[i].which == PENDING_NOTIFICATION_PROFILE_INSTALLATION_RESULT
		                ? pending[i].profile_installation_result
		                : pending[i].other_signed_notification;
		struct smdpp_status status;
		uint32_t result;
		uint32_t seq;

		r = smdpp_handle_notification(server, raw, &status);
		if (r == 0 && !pending_seq_number(&pending[i], a, &seq))
			r = -EBADMSG;
		if (r == 0)
			r = lpa_remove_notification(lpa, seq, a, &result);
		if (r < 0)
			return r;
		delivered += r == 0 && result == DELETE_NOTIFICATION_STATUS_OK;
	}
	*ret_delivered = delivered;
	return 0;
}
