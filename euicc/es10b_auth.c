/*
 * ES10b: GetEUICCChallenge, AuthenticateServer, PrepareDownload, CancelSession, LoadCRL
 * [SGP.22 5.7.5, 5.7.7, 5.7.12 to 5.7.14].
 */
#include "bpp.h"
#include "es10.h"

#include <string.h>

struct sw es10b_get_euicc_challenge(struct es10_call *call, const void *request, void *response)
{
	struct softeuicc_card *card = call->card;
	struct get_euicc_challenge_response *res = response;

	(void)request;
	/* A new challenge starts a new session; an older one is dropped. */
	card_abandon_session(card);
	memset(&card->installed, 0, sizeof(card->installed));
	if (crypto_random_fill(&card->random, card->session.challenge, RSP_CHALLENGE_LEN) < 0)
		return SW(SW_TECHNICAL);
	card->session.state = RSP_CHALLENGED;
	res->euicc_challenge = SPAN(card->session.challenge);
	return SW(SW_OK);
}

/* ---- AuthenticateServer ---- */

/* What AuthenticateServer works on: the request and what was cut from it. */
struct authentication {
	const struct authenticate_server_request *req;
	struct server_signed1 signed1;
	struct cert server;
	int credential; /* that euiccCiPKIdToBeUsed names */
};

static enum authenticate_error_code verdict_to_authenticate_error(enum cert_verdict v)
{
	switch (v) {
	case CERT_OK:
		return 0;
	case CERT_BAD_ROLE:
		return AUTHENTICATE_ERROR_INVALID_OID;
	case CERT_BAD_CURVE:
		return AUTHENTICATE_ERROR_UNSUPPORTED_CURVE;
	default:
		return AUTHENTICATE_ERROR_INVALID_CERTIFICATE;
	}
}

/* The server's certificate must chain to a CI that the card trusts, as DPauth or DSauth. */
static enum authenticate_error_code check_server(struct softeuicc_card *card,
                                                 struct authentication *a)
{
	enum cert_role role;
	enum cert_verdict v;
	int ci;

	if (!cert_parse(a->req->server_certificate, &a->server))
		return AUTHENTICATE_ERROR_INVALID_CERTIFICATE;
	if (a->server.key.curve == EC_CURVE_NONE)
		return AUTHENTICATE_ERROR_UNSUPPORTED_CURVE;
	ci = card_find_credential(card, a->server.aki, false);
	if (ci < 0)
		return AUTHENTICATE_ERROR_INVALID_CERTIFICATE;
	role = a->server.role == CERT_ROLE_DS_AUTH ? CERT_ROLE_DS_AUTH : CERT_ROLE_DP_AUTH;
	/* The card has no clock: time 0, and dates are not looked at. */
	v = cert_check_server(&a->server, card_ci(card, (size_t)ci), role, 0);
	if (v == CERT_OK && !a->server.san_rid.ptr)
		v = CERT_BAD_EXTENSION; /* nothing would bind CERT.DPpb to this server */
	if (v != CERT_OK)
		card_log(card, SOFTEUICC_LOG_INFO, "server certificate: %s", cert_verdict_name(v));
	return verdict_to_authenticate_error(v);
}

/* The checks of the specification in their order; 0 if all pass [SGP.22 5.7.13]. */
static enum authenticate_error_code check_authentication(struct softeuicc_card *card,
                                                         struct authentication *a)
{
	enum authenticate_error_code error;

	if (card->session.state != RSP_CHALLENGED)
		return AUTHENTICATE_ERROR_NO_SESSION_CONTEXT;
	a->credential = card_find_credential(card, a->req->euicc_ci_pkid_to_be_used, true);
	if (a->credential < 0)
		return AUTHENTICATE_ERROR_CI_PK_UNKNOWN;
	error = check_server(card, a);
	if (error)
		return error;
	if (card_verify(card, &a->server.key, &a->req->server_signed1, 1,
	                a->req->server_signature1) != 0)
		return AUTHENTICATE_ERROR_INVALID_SIGNATURE;
	if (!span_equal(a->signed1.euicc_challenge, SPAN(card->session.challenge)))
		return AUTHENTICATE_ERROR_EUICC_CHALLENGE_MISMATCH;
	if (a->signed1.server_address.len > RSP_ADDRESS_MAX ||
	    a->server.san_rid.len > RSP_OID_MAX || a->server.aki.len > RSP_KEY_ID_MAX)
		return AUTHENTICATE_ERROR_UNDEFINED;
	return 0;
}

static void remember_server(struct rsp_session *s, const struct authentication *a)
{
	const struct server_signed1 *signed1 = &a->signed1;

	memcpy(s->transaction_id, signed1->transaction_id.ptr, signed1->transaction_id.len);
	s->transaction_id_len = signed1->transaction_id.len;
	memcpy(s->server_address, signed1->server_address.ptr, signed1->server_address.len);
	s->server_address[signed1->server_address.len] = '\0';
	s->credential = (size_t)a->credential;
	s->server_oid_len = a->server.san_rid.len;
	if (a->server.san_rid.len)
		memcpy(s->server_oid, a->server.san_rid.ptr, a->server.san_rid.len);
	memcpy(s->server_aki, a->server.aki.ptr, a->server.aki.len);
	s->server_aki_len = a->server.aki.len;
	s->server_role = a->server.role;
}

static bool answer_authentication(struct es10_call *call, const struct authentication *a,
                                  struct authenticate_server_response *res)
{
	struct rsp_session *s = &call->card->session;
	const struct credential *c = &call->card->credentials[a->credential];
	struct euicc_signed1 signed1 = {
		.transaction_id = a->signed1.transaction_id,
		.server_address = a->signed1.server_address,
		.server_challenge = a->signed1.server_challenge,
		/* v1.0.1 of SGP.32 took this type over from SGP.22, without its own components. */
		.euicc_info2 = es10_euicc_info2(
		        call->card, persona_iot_since(call->card->persona, 1, 1), call->arena),
		.ctx_params1 = a->req->ctx_params1,
	};
	struct authenticate_response_ok *ok = arena_alloc(call->arena, sizeof(*ok));

	if (!ok || !signed1.euicc_info2.ptr)
		return false;
	ok->euicc_signed1 = asn1_encode_arena(&euicc_signed1_type, 0x30, &signed1, call->arena);
	ok->euicc_signature1 = es10_sign(call, (size_t)a->credential, ok->euicc_signed1,
	                                 (struct span){ 0 });
	ok->euicc_certificate = c->euicc.whole;
	ok->eum_certificate = c->eum.whole;
	if (!ok->euicc_signature1.ptr)
		return false;
	memcpy(s->euicc_signature1, ok->euicc_signature1.ptr, EC_SIGNATURE_LEN);
	res->which = AUTHENTICATE_SERVER_RESPONSE_AUTHENTICATE_RESPONSE_OK;
	res->authenticate_response_ok = ok;
	return true;
}

static struct sw refuse_authentication(struct es10_call *call, struct span transaction_id,
                                       enum authenticate_error_code error,
                                       struct authenticate_server_response *res)
{
	struct authenticate_response_error *e = arena_alloc(call->arena, sizeof(*e));

	if (!e)
		return SW(SW_NOT_ENOUGH_MEMORY);
	e->transaction_id = transaction_id;
	e->authenticate_error_code = es10_uint(error);
	res->which = AUTHENTICATE_SERVER_RESPONSE_AUTHENTICATE_RESPONSE_ERROR;
	res->authenticate_response_error = e;
	/* The challenge is used up; a session that has none outstanding is not touched. */
	if (call->card->session.state == RSP_CHALLENGED)
		card_abandon_session(call->card);
	return SW(SW_OK);
}

struct sw es10b_authenticate_server(struct es10_call *call, const void *request, void *response)
{
	struct softeuicc_card *card = call->card;
	struct authentication a = { .req = request };
	struct authenticate_server_response *res = response;
	struct ctx_params1 ctx;
	struct asn1_error ignored;
	enum authenticate_error_code error;

	if (!asn1_decode(&server_signed1_type, 0x30, a.req->server_signed1, &a.signed1, call->arena,
	                 &ignored) ||
	    !asn1_decode(&ctx_params1_type, 0, a.req->ctx_params1, &ctx, call->arena, &ignored))
		return SW(SW_WRONG_DATA);
	error = check_authentication(card, &a);
	if (error)
		return refuse_authentication(call, a.signed1.transaction_id, error, res);
	remember_server(&card->session, &a);
	if (!answer_authentication(call, &a, res))
		return refuse_authentication(call, a.signed1.transaction_id,
		                             AUTHENTICATE_ERROR_UNDEFINED, res);
	card->session.state = RSP_AUTHENTICATED;
	return SW(SW_OK);
}

/* ---- PrepareDownload ---- */

/* CERT.DPpb: valid, and of the same SM-DP+ and CI as CERT.DPauth [SGP.22 5.7.5]. */
static enum download_error_code check_dp_pb(struct softeuicc_card *card, const struct cert *c)
{
	const struct rsp_session *s = &card->session;
	int ci = card_find_credential(card, c->aki, false);
	enum cert_verdict v;

	if (c->key.curve == EC_CURVE_NONE)
		return DOWNLOAD_ERROR_UNSUPPORTED_CURVE;
	if (ci < 0)
		return DOWNLOAD_ERROR_INVALID_CERTIFICATE;
	v = cert_check_server(c, card_ci(card, (size_t)ci), CERT_ROLE_DP_PB, 0);
	if (v == CERT_BAD_CURVE)
		return DOWNLOAD_ERROR_UNSUPPORTED_CURVE;
	if (v != CERT_OK || !span_equal(c->san_rid, rsp_server_oid(s)) ||
	    !span_equal(c->aki, (struct span){ s->server_aki, s->server_aki_len })) {
		card_log(card, SOFTEUICC_LOG_INFO, "CERT.DPpb: %s",
		         v != CERT_OK ? cert_verdict_name(v) : "not of the authenticated SM-DP+");
		return DOWNLOAD_ERROR_INVALID_CERTIFICATE;
	}
	return 0;
}

static enum download_error_code check_download(struct es10_call *call,
                                               const struct prepare_download_request *req,
                                               const struct smdp_signed2 *signed2,
                                               struct cert *ret_dp_pb)
{
	struct rsp_session *s = &call->card->session;
	enum download_error_code error;
	struct span signed_parts[2] = { req->smdp_signed2, es10_tlv(call->arena, RSP_TAG_SIGNATURE,
		                                                    SPAN(s->euicc_signature1)) };

	if (s->state != RSP_AUTHENTICATED || s->server_role != CERT_ROLE_DP_AUTH)
		return DOWNLOAD_ERROR_NO_SESSION_CONTEXT;
	if (!cert_parse(req->smdp_certificate, ret_dp_pb))
		return DOWNLOAD_ERROR_INVALID_CERTIFICATE;
	error = check_dp_pb(call->card, ret_dp_pb);
	if (error)
		return error;
	if (!signed_parts[1].ptr ||
	    card_verify(call->card, &ret_dp_pb->key, signed_parts, 2, req->smdp_signature2) != 0)
		return DOWNLOAD_ERROR_INVALID_SIGNATURE;
	if (!span_equal(signed2->transaction_id, rsp_transaction_id(s)))
		return DOWNLOAD_ERROR_INVALID_TRANSACTION_ID;
	return 0;
}

/* A new one-time key pair, or for a retry the one that the SM-DP+ has already bound to. */
static int choose_otpk(struct softeuicc_card *card, struct span wanted, enum ec_curve curve)
{
	const struct retry_key *k = &card->retry;

	if (wanted.ptr && k->set && k->key.pub.curve == curve &&
	    span_equal(wanted, SPAN(k->key.pub.point)) &&
	    span_equal(rsp_server_oid(&card->session),
	               (struct span){ k->server_oid, k->server_oid_len })) {
		card->session.otsk = k->key;
		return 0;
	}
	return ec_generate(curve, &card->random, &card->session.otsk);
}

static bool answer_download(struct es10_call *call, const struct prepare_download_request *req,
                            struct prepare_download_response *res)
{
	struct rsp_session *s = &call->card->session;
	struct euicc_signed2 signed2 = {
		.transaction_id = rsp_transaction_id(s),
		.euicc_otpk = SPAN(s->otsk.pub.point),
		.hash_cc = req->hash_cc,
	};
	struct prepare_download_response_ok *ok = arena_alloc(call->arena, sizeof(*ok));

	if (!ok)
		return false;
	ok->euicc_signed2 = asn1_encode_arena(&euicc_signed2_type, 0x30, &signed2, call->arena);
	ok->euicc_signature2 = es10_sign(
	        call, s->credential, ok->euicc_signed2,
	        es10_tlv(call->arena, RSP_TAG_SIGNATURE, req->smdp_signature2));
	res->which = PREPARE_DOWNLOAD_RESPONSE_DOWNLOAD_RESPONSE_OK;
	res->download_response_ok = ok;
	return ok->euicc_signature2.ptr != NULL;
}

static struct sw refuse_download(struct es10_call *call, struct span transaction_id,
                                 enum download_error_code error,
                                 struct prepare_download_response *res)
{
	struct prepare_download_response_error *e = arena_alloc(call->arena, sizeof(*e));

	if (!e)
		return SW(SW_NOT_ENOUGH_MEMORY);
	e->transaction_id = transaction_id;
	e->download_error_code = es10_uint(error);
	res->which = PREPARE_DOWNLOAD_RESPONSE_DOWNLOAD_RESPONSE_ERROR;
	res->download_response_error = e;
	return SW(SW_OK);
}

struct sw es10b_prepare_download(struct es10_call *call, const void *request, void *response)
{
	const struct prepare_download_request *req = request;
	struct softeuicc_card *card = call->card;
	struct smdp_signed2 signed2;
	struct asn1_error ignored;
	struct cert dp_pb;
	enum download_error_code error;

	if (!asn1_decode(&smdp_signed2_type, 0x30, req->smdp_signed2, &signed2, call->arena,
	                 &ignored))
		return SW(SW_WRONG_DATA);
	error = check_download(call, req, &signed2, &dp_pb);
	if (!error && choose_otpk(card, signed2.bpp_euicc_otpk, dp_pb.key.curve) < 0)
		error = DOWNLOAD_ERROR_UNDEFINED;
	if (!error && !answer_download(call, req, response))
		error = DOWNLOAD_ERROR_UNDEFINED;
	if (error)
		return refuse_download(call, signed2.transaction_id, error, response);
	card->session.dp_pb = dp_pb.key;
	card->session.state = RSP_PREPARED;
	return SW(SW_OK);
}

/* ---- CancelSession ---- */

static bool answer_cancel(struct es10_call *call, const struct cancel_session_request *req,
                          struct cancel_session_response *res)
{
	const struct rsp_session *s = &call->card->session;
	struct euicc_cancel_session_signed to_sign = {
		.transaction_id = rsp_transaction_id(s),
		.smdp_oid = rsp_server_oid(s),
		.reason = req->reason,
	};
	struct cancel_session_response_ok *ok = arena_alloc(call->arena, sizeof(*ok));

	if (!ok)
		return false;
	ok->euicc_cancel_session_signed = asn1_encode_arena(&euicc_cancel_session_signed_type, 0x30,
	                                                    &to_sign, call->arena);
	ok->euicc_cancel_session_signature = es10_sign(
	        call, s->credential, ok->euicc_cancel_session_signed, (struct span){ 0 });
	res->which = CANCEL_SESSION_RESPONSE_CANCEL_SESSION_RESPONSE_OK;
	res->cancel_session_response_ok = ok;
	return ok->euicc_cancel_session_signature.ptr != NULL;
}

struct sw es10b_cancel_session(struct es10_call *call, const void *request, void *response)
{
	const struct cancel_session_request *req = request;
	struct softeuicc_card *card = call->card;
	struct cancel_session_response *res = response;
	uint32_t error = 0;

	if (card->session.state < RSP_AUTHENTICATED ||
	    !span_equal(req->transaction_id, rsp_transaction_id(&card->session)))
		error = CANCEL_SESSION_ERROR_INVALID_TRANSACTION_ID;
	else if (!answer_cancel(call, req, res))
		error = CANCEL_SESSION_ERROR_UNDEFINED;
	if (error) {
		res->which = CANCEL_SESSION_RESPONSE_CANCEL_SESSION_RESPONSE_ERROR;
		res->cancel_session_response_error = es10_uint(error);
		return SW(SW_OK);
	}
	card_abandon_session(card);
	return SW(SW_OK);
}

/* ---- LoadCRL ---- */

/* This eUICC keeps no CRLs and says so in rspCapability (crlSupport). */
struct sw es10b_load_crl(struct es10_call *call, const void *request, void *response)
{
	struct load_crl_response *res = response;

	(void)call;
	(void)request;
	res->which = LOAD_CRL_RESPONSE_LOAD_CRL_RESPONSE_ERROR;
	res->load_crl_response_error = es10_uint(LOAD_CRL_ERROR_UNDEFINED);
	return SW(SW_OK);
}
