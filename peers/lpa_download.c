/* A profile download from the first challenge to the installation result [SGP.22 3.0.1, 3.1.3]. */
#include "peers/lpa.h"

#include "crypto/cert.h"
#include "peers/bpp_cut.h"
#include "peers/exchange.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

/* Device information of nobody's device [SGP.22 4.2]. */
static const uint8_t default_tac[] = { 0x35, 0x29, 0x06, 0x11 };

/* What the steps share. A step: 0, go on; 1, the download has ended; or negative errno. */
struct download {
	struct lpa *lpa;
	const struct es9p *server;
	const struct lpa_download_options *options;
	struct span address;
	struct arena *a;
	struct smdpp_initiate_response initiated;
	struct smdpp_authenticate_response offer;
	struct span bpp;
	struct lpa_download_result result;
};

static struct span text(const char *s)
{
	return (struct span){ (const uint8_t *)s, s ? strlen(s) : 0 };
}

/* The value of an element that the server sent, or an absent span. */
static struct span value_of(struct span element)
{
	struct der_reader r = der_reader(element);
	struct der_tlv tlv = { 0 };

	der_next(&r, &tlv);
	return tlv.value;
}

/* ---- ends ---- */

/* What a function of the server came to. */
static int answered(struct download *d, int r)
{
	if (r == 0)
		return 0;
	d->result.end = r > 0 ? LPA_DOWNLOAD_SERVER_REFUSED : LPA_DOWNLOAD_SERVER_FAILED;
	d->result.error = r < 0 ? r : 0;
	return 1;
}

static int malformed(struct download *d)
{
	return answered(d, -EBADMSG);
}

/* The card has said no; the server hears it, and whatever it says to that is of no interest. */
static int card_refused(struct download *d, uint32_t function, uint32_t code)
{
	d->result.end = LPA_DOWNLOAD_CARD_REFUSED;
	d->result.refused_by = function;
	d->result.error_code = code;
	return 1;
}

static int refuse(struct download *d, const char *why, enum cancel_session_reason reason)
{
	d->result.end = LPA_DOWNLOAD_LPA_REFUSED;
	d->result.why = why;
	d->result.reason = reason;
	return 1;
}

/* ---- common mutual authentication [SGP.22 3.0.1] ---- */

static int initiate(struct download *d)
{
	const struct get_euicc_info1_request get_info = { 0 };
	struct smdpp_initiate_request request = { .address = d->address };
	int r = lpa_get_euicc_challenge(d->lpa, d->a, &request.euicc_challenge);

	if (r == 0)
		r = lpa_request(d->lpa, RSP_TAG_GET_EUICC_INFO1, &get_euicc_info1_request_type,
		                &get_info, d->a, &request.euicc_info1);
	if (r < 0)
		return r;
	return answered(d, d->server->initiate_authentication(d->server->ctx, &request, d->a,
	                                                      &d->initiated, &d->result.status));
}

/* Names of hosts: letters in either case. */
static bool same_address(struct span a, struct span b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (tolower(a.ptr[i]) != tolower(b.ptr[i]))
			return false;
	return true;
}

/* The server is the one that was meant: the card does not know that. */
static int check_server(struct download *d)
{
	const struct smdpp_initiate_response *in = &d->initiated;
	struct server_signed1 signed1;
	struct asn1_error error;
	struct cert certificate;

	d->result.transaction_id = in->transaction_id;
	if (d->options->trusting)
		return 0;
	if (!asn1_decode(&server_signed1_type, 0x30, in->server_signed1, &signed1, d->a, &error))
		return malformed(d);
	if (d->address.ptr && !same_address(signed1.server_address, d->address))
		return refuse(d, "the SM-DP+ signs for another address",
		              CANCEL_SESSION_REASON_UNDEFINED);
	if (!span_equal(signed1.transaction_id, in->transaction_id))
		return refuse(d, "the SM-DP+ signs another transaction",
		              CANCEL_SESSION_REASON_UNDEFINED);
	if (d->options->smdp_oid.ptr && (!cert_parse(in->server_certificate, &certificate) ||
	                                 !span_equal(certificate.san_rid, d->options->smdp_oid)))
		return refuse(d, "the SM-DP+ has another OID than the activation code",
		              CANCEL_SESSION_REASON_UNDEFINED);
	return 0;
}

/* The card authenticates the server, and the server the card [SGP.22 5.7.13, 5.6.3]. */
static int authenticate(struct download *d)
{
	const struct smdpp_initiate_response *in = &d->initiated;
	struct device_capabilities capabilities = { 0 };
	struct device_info device = {
		.tac = d->options->tac.ptr ? d->options->tac : SPAN(default_tac),
		.device_capabilities = &capabilities,
	};
	struct ctx_params_for_common_authentication common = {
		in->matching_id.ptr ? in->matching_id : d->options->matching_id, &device
	};
	const struct ctx_params1 params = { CTX_PARAMS1_CTX_PARAMS_FOR_COMMON_AUTHENTICATION,
		                            &common };
	const struct authenticate_server_request request = {
		.server_signed1 = in->server_signed1,
		.server_signature1 = value_of(in->server_signature1),
		.euicc_ci_pkid_to_be_used = value_of(in->ci_pkid),
		.server_certificate = in->server_certificate,
		.ctx_params1 = in->ctx_params1.ptr
		                       ? in->ctx_params1
		                       : asn1_encode_arena(&ctx_params1_type, 0, &params, d->a),
	};
	struct authenticate_server_response answer;
	struct asn1_error error;
	struct span raw;
	int r = lpa_request(d->lpa, RSP_TAG_AUTHENTICATE_SERVER, &authenticate_server_request_type,
	                    &request, d->a, &raw);

	if (r < 0)
		return r;
	if (!asn1_decode(&authenticate_server_response_type, RSP_TAG_AUTHENTICATE_SERVER, raw,
	                 &answer, d->a, &error))
		return -EBADMSG;
	r = d->server->authenticate_client(d->server->ctx, in->transaction_id, raw, d->a, &d->offer,
	                                   &d->result.status);
	if (answer.which == AUTHENTICATE_SERVER_RESPONSE_AUTHENTICATE_RESPONSE_ERROR)
		return card_refused(d, RSP_TAG_AUTHENTICATE_SERVER,
		                    answer.authenticate_response_error->authenticate_error_code.v);
	return answered(d, r);
}

/* ---- download confirmation [SGP.22 3.1.3.2] ---- */

static int confirm(struct download *d)
{
	enum cancel_session_reason reason = CANCEL_SESSION_REASON_UNDEFINED;
	struct store_metadata_request metadata;
	struct asn1_error error;
	int r;

	if (!d->options->confirm)
		return 0;
	if (!asn1_decode(&store_metadata_request_type, RSP_TAG_STORE_METADATA,
	                 d->offer.profile_metadata, &metadata, d->a, &error))
		return malformed(d);
	r = d->options->confirm(d->options->confirm_ctx, &metadata, d->a, &reason);
	return r == 1 ? refuse(d, "the profile is not wanted", reason) : r;
}

/* The card makes its one-time key and the server binds the package [SGP.22 5.7.5, 5.6.2]. */
static int prepare(struct download *d)
{
	struct prepare_download_request request = {
		.smdp_signed2 = d->offer.smdp_signed2,
		.smdp_signature2 = value_of(d->offer.smdp_signature2),
		.hash_cc = d->offer.hash_cc,
		.smdp_certificate = d->offer.smdp_certificate,
	};
	struct prepare_download_response answer;
	struct asn1_error error;
	uint8_t hash[32];
	struct span raw;
	int r = 0;

	if (d->options->confirmation_code) {
		r = smdpp_hash_confirmation_code(d->options->confirmation_code,
		                                 d->result.transaction_id, hash);
		request.hash_cc = SPAN(hash);
	}
	if (r == 0)
		r = lpa_request(d->lpa, RSP_TAG_PREPARE_DOWNLOAD, &prepare_download_request_type,
		                &request, d->a, &raw);
	if (r < 0)
		return r;
	if (!asn1_decode(&prepare_download_response_type, RSP_TAG_PREPARE_DOWNLOAD, raw, &answer,
	                 d->a, &error))
		return -EBADMSG;
	r = d->server->get_bound_profile_package(d->server->ctx, d->result.transaction_id, raw,
	                                         d->a, &d->bpp, &d->result.status);
	if (answer.which == PREPARE_DOWNLOAD_RESPONSE_DOWNLOAD_RESPONSE_ERROR)
		return card_refused(d, RSP_TAG_PREPARE_DOWNLOAD,
		                    answer.download_response_error->download_error_code.v);
	return answered(d, r);
}

/* What was confirmed is what is in the package; the metadata are not encrypted. */
static int check_package(struct download *d)
{
	struct span metadata;

	if (d->options->trusting || !d->offer.profile_metadata.ptr)
		return 0;
	if (!bpp_cut_metadata(d->bpp, d->a, &metadata))
		return 0; /* loading it will tell */
	if (!span_equal(metadata, d->offer.profile_metadata))
		return refuse(d, "the package has other metadata than the offer",
		              CANCEL_SESSION_REASON_METADATA_MISMATCH);
	return 0;
}

/* ---- installation [SGP.22 3.1.3.3] ---- */

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
	result->iccid = data.notification_metadata->iccid;
	result->seq_number = data.notification_metadata->seq_number.v;
	result->final_result = data.final_result;
	return 0;
}

/* Loads the package piece by piece until the card has a result [SGP.22 2.5.5, 5.7.6]. */
static int load(struct download *d)
{
	struct bpp_cut cut;
	struct bpp_piece piece;
	struct span answer;
	uint16_t sw;
	int r;

	d->result.reason = CANCEL_SESSION_REASON_LOAD_BPP_EXECUTION_ERROR;
	if (!bpp_cut_start(&cut, d->bpp))
		return malformed(d);
	while (bpp_cut_next(&cut, &piece)) {
		/* Empty answers need no memory that lasts. */
		const size_t used = d->a->used;

		r = lpa_es10(d->lpa, piece.bytes, d->a, &answer, &sw);
		if (r < 0)
			return r;
		if (!exchange_sw_ok(sw))
			return -EREMOTEIO;
		if (answer.len > 0)
			return read_result(answer, d->a, &d->result);
		d->a->used = used;
	}
	if (!bpp_cut_ok(&cut))
		return malformed(d);
	d->result.end = LPA_DOWNLOAD_NO_RESULT;
	return 1;
}

/* ---- the whole ---- */

/*
 * Ends the session: the card signs the reason, and the server gets it, unless it was the server that
 * is gone [SGP.22 3.0.2]. What they answer changes nothing any more.
 */
static void cancel(struct download *d)
{
	const bool gone = d->result.end == LPA_DOWNLOAD_SERVER_FAILED &&
	                  d->result.error == -ENOTCONN;
	const uint16_t sw = d->lpa->sw;
	struct cancel_session_response answer;
	struct smdpp_status status;
	struct asn1_error error;
	struct span raw;

	if (lpa_cancel_session(d->lpa, d->result.transaction_id, d->result.reason, d->a, &raw) ==
	            0 &&
	    asn1_decode(&cancel_session_response_type, RSP_TAG_CANCEL_SESSION, raw, &answer, d->a,
	                &error) &&
	    answer.which == CANCEL_SESSION_RESPONSE_CANCEL_SESSION_RESPONSE_OK && !gone)
		d->server->cancel_session(d->server->ctx, d->result.transaction_id, raw, d->a,
		                          &status);
	d->lpa->sw = sw;
}

int lpa_download(struct lpa *lpa, const struct es9p *server,
                 const struct lpa_download_options *options, struct arena *a,
                 struct lpa_download_result *ret_result)
{
	static int (*const steps[])(struct download * d) = {
		initiate, check_server, authenticate, confirm, prepare, check_package, load,
	};
	struct download d = {
		.lpa = lpa,
		.server = server,
		.options = options,
		.address = text(options->address ? options->address : server->address),
		.a = a,
		.result = { .reason = CANCEL_SESSION_REASON_UNDEFINED },
	};
	int r = 0;

	for (size_t i = 0; r == 0 && i < A_COUNT(steps); i++)
		r = steps[i](&d);
	/* With a card that cannot be reached there is nothing to cancel. */
	if ((r == 1 || r == -EREMOTEIO) && d.result.transaction_id.ptr)
		cancel(&d);
	if (r < 0)
		return r;
	*ret_result = d.result;
	return 0;
}
