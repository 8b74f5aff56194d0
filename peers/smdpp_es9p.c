/* The SM-DP+'s functions of ES9+ that lead to a download [SGP.22 5.6.1 to 5.6.3]. */
#include "peers/smdpp_internal.h"

#include "crypto/hash.h"

#include <errno.h>
#include <string.h>

enum { SIGNED_MAX = 512 };

static struct span text(const char *s)
{
	return (struct span){ (const uint8_t *)s, strlen(s) };
}

/* True if a list of key identifiers holds this one. */
static bool list_holds(const struct asn1_list *list, struct span ski)
{
	const struct key_identifier *ids = list->items;

	for (size_t i = 0; i < list->count; i++)
		if (span_equal(ids[i].value, ski))
			return true;
	return false;
}

/* Our keys whose CI the eUICC verifies and below which it signs [SGP.22 5.6.1]. */
static const struct smdpp_key_set *choose_keys(const struct smdpp *s,
                                               const struct euicc_info1 *info,
                                               enum smdpp_refusal *ret_why)
{
	*ret_why = SMDPP_REFUSE_CI_FOR_VERIFICATION;
	/* The eUICC's lists are in order of its preference. */
	for (size_t i = 0; i < info->euicc_ci_pkid_list_for_verification.count; i++) {
		const struct key_identifier *ids = info->euicc_ci_pkid_list_for_verification.items;

		for (size_t k = 0; k < s->n_key_sets; k++) {
			const struct smdpp_key_set *keys = &s->key_sets[k];

			if (!span_equal(ids[i].value, keys->ci.ski))
				continue;
			if (list_holds(&info->euicc_ci_pkid_list_for_signing, keys->ci.ski))
				return keys;
			*ret_why = SMDPP_REFUSE_CI_FOR_SIGNING;
		}
	}
	return NULL;
}

/* The signed and unsigned parts of the answer to InitiateAuthentication. */
static int make_server_auth(struct smdpp *s, const struct smdpp_session *session,
                            struct span euicc_challenge, struct arena *a,
                            struct smdpp_initiate_response *ret_response)
{
	const struct smdpp_key_set *keys = session->keys;
	const struct server_signed1 signed1 = {
		.transaction_id = SPAN(session->transaction_id),
		.euicc_challenge = euicc_challenge,
		.server_address = text(s->address),
		.server_challenge = SPAN(session->server_challenge),
	};
	const struct key_identifier ci_pkid = { keys->ci.ski };
	struct smdpp_initiate_response response = { 0 };
	struct span encoded = asn1_encode_arena(&server_signed1_type, 0x30, &signed1, a);
	int r;

	if (!encoded.ptr)
		return -ENOMEM;
	r = smdpp_emit(s, SMDPP_POINT_SERVER_SIGNED1, encoded, a, &response.server_signed1);
	if (r == 0)
		r = smdpp_sign(s, &keys->auth_key, &response.server_signed1, 1,
		               SMDPP_POINT_SERVER_SIGNATURE1, a, &response.server_signature1);
	if (r < 0)
		return r;
	encoded = asn1_encode_arena(&key_identifier_type, 0, &ci_pkid, a);
	if (!encoded.ptr)
		return -ENOMEM;
	r = smdpp_emit(s, SMDPP_POINT_CI_PKID, encoded, a, &response.ci_pkid);
	if (r == 0)
		r = smdpp_emit(s, SMDPP_POINT_SERVER_CERTIFICATE, keys->auth.whole, a,
		               &response.server_certificate);
	response.transaction_id = arena_copy(a, SPAN(session->transaction_id));
	if (r == 0 && !response.transaction_id.ptr)
		r = -ENOMEM;
	if (r == 0)
		*ret_response = response;
	return r;
}

int smdpp_initiate_authentication(struct smdpp *s, const struct smdpp_initiate_request *request,
                                  struct arena *a, struct smdpp_initiate_response *ret_response,
                                  struct smdpp_status *ret_status)
{
	struct smdpp_session *session;
	const struct smdpp_key_set *keys;
	enum smdpp_refusal why;
	struct euicc_info1 info;
	struct asn1_error error;
	int r;

	if (!span_equal(request->address, text(s->address)))
		return smdpp_refuse(SMDPP_REFUSE_ADDRESS, ret_status);
	if (request->euicc_challenge.len != SMDPP_CHALLENGE_LEN ||
	    !asn1_decode(&euicc_info1_type, RSP_TAG_GET_EUICC_INFO1, request->euicc_info1, &info, a,
	                 &error))
		return smdpp_refuse(SMDPP_REFUSE_FORMAT, ret_status);
	keys = choose_keys(s, &info, &why);
	if (!keys)
		return smdpp_refuse(why, ret_status);
	r = smdpp_session_new(s, &session);
	if (r < 0)
		return r;
	session->keys = keys;
	r = make_server_auth(s, session, request->euicc_challenge, a, ret_response);
	if (r < 0)
		smdpp_session_end(s, session);
	return r;
}

/* EID digits to octets; false if these are not 32 decimal digits. */
static bool eid_from_digits(struct span digits, uint8_t ret_eid[SMDPP_EID_LEN])
{
	if (digits.len != 2 * SMDPP_EID_LEN)
		return false;
	for (size_t i = 0; i < digits.len; i++) {
		const uint8_t digit = digits.ptr[i];

		if (digit < '0' || digit > '9')
			return false;
		ret_eid[i / 2] = (uint8_t)(ret_eid[i / 2] << 4 | (digit - '0'));
	}
	return true;
}

int smdpp_check_euicc(struct smdpp *s, const struct cert *ci, struct span euicc_der,
                      struct span eum_der, struct cert *ret_euicc, uint8_t ret_eid[SMDPP_EID_LEN],
                      struct smdpp_status *ret_status)
{
	const int64_t now = s->config.now;
	struct cert euicc;
	struct cert eum;
	int r;

	if (!cert_parse(eum_der, &eum) || eum.role != CERT_ROLE_EUM)
		return smdpp_refuse(SMDPP_REFUSE_EUM_CERTIFICATE, ret_status);
	if (!span_equal(eum.aki, ci->ski))
		return smdpp_refuse(SMDPP_REFUSE_CI_UNKNOWN, ret_status);
	r = cert_signed_by(&eum, &ci->key);
	if (r != 0)
		return r < 0 ? r : smdpp_refuse(SMDPP_REFUSE_EUM_CERTIFICATE, ret_status);
	if (now != 0 && (now < eum.not_before || now > eum.not_after))
		return smdpp_refuse(SMDPP_REFUSE_EUM_EXPIRED, ret_status);
	if (!cert_parse(euicc_der, &euicc) ||
	    !eid_from_digits(euicc.subject_serial_number, ret_eid))
		return smdpp_refuse(SMDPP_REFUSE_EUICC_CERTIFICATE, ret_status);
	switch (cert_check_euicc_chain(&euicc, &eum, ci, NULL, now)) {
	case CERT_OK:
		*ret_euicc = euicc;
		return 0;
	case CERT_EXPIRED:
		return smdpp_refuse(SMDPP_REFUSE_EUICC_EXPIRED, ret_status);
	default:
		return smdpp_refuse(SMDPP_REFUSE_EUICC_CERTIFICATE, ret_status);
	}
}

/* The matching id that the eUICC signed; false if ctxParams1 cannot be decoded. */
static bool signed_matching_id(struct span ctx_params1, struct arena *a, struct span *ret_id)
{
	struct ctx_params1 params;
	struct asn1_error error;

	if (!asn1_decode(&ctx_params1_type, 0, ctx_params1, &params, a, &error))
		return false;
	*ret_id = params.ctx_params_for_common_authentication->matching_id;
	return true;
}

/* Finds the order and checks that this eUICC may have it. */
static int claim_order(struct smdpp *s, struct smdpp_session *session, struct span matching_id,
                       struct smdpp_status *ret_status)
{
	struct smdpp_stored_order *order = smdpp_order_find(s, matching_id);
	uint8_t eid[SMDPP_EID_LEN] = { 0 };

	if (!order || (order->downloads_max != 0 && order->downloads >= order->downloads_max))
		return smdpp_refuse(SMDPP_REFUSE_MATCHING_ID, ret_status);
	if (order->eid && (!eid_from_digits(text(order->eid), eid) ||
	                   memcmp(eid, session->eid, sizeof(eid)) != 0))
		return smdpp_refuse(SMDPP_REFUSE_EID, ret_status);
	if (order->cc_failures >= s->config.cc_attempts)
		return smdpp_refuse(SMDPP_REFUSE_ORDER_RETRIES, ret_status);
	session->order = order;
	return 0;
}

/* The eUICC's one-time key of an earlier try, to be used again, or absent [SGP.22 3.1.3.2]. */
static struct span earlier_otpk(const struct smdpp_session *session)
{
	const struct smdpp_stored_order *order = session->order;

	if (!order->reuse_otpk || !order->bound ||
	    memcmp(order->bound_eid, session->eid, SMDPP_EID_LEN) != 0 ||
	    order->bound_euicc_otpk.curve != session->keys->pb.key.curve)
		return (struct span){ 0 };
	return SPAN(order->bound_euicc_otpk.point);
}

static int make_download_offer(struct smdpp *s, struct smdpp_session *session,
                               struct span euicc_signature1, struct arena *a,
                               struct smdpp_authenticate_response *ret_response)
{
	const struct smdp_signed2 signed2 = {
		.transaction_id = SPAN(session->transaction_id),
		.cc_required_flag = { true, session->order->confirmation_code != NULL },
		.bpp_euicc_otpk = earlier_otpk(session),
	};
	struct smdpp_authenticate_response response = { 0 };
	const struct span encoded = asn1_encode_arena(&smdp_signed2_type, 0x30, &signed2, a);
	uint8_t element[SIGNED_MAX];
	struct der_writer w = { element, sizeof(element), 0 };
	int r;

	der_put_tlv(&w, RSP_TAG_SIGNATURE, euicc_signature1);
	if (!encoded.ptr || !der_writer_ok(&w))
		return -ENOMEM;
	r = smdpp_emit(s, SMDPP_POINT_PROFILE_METADATA, buffer_span(&session->order->metadata), a,
	               &response.profile_metadata);
	if (r == 0)
		r = smdpp_emit(s, SMDPP_POINT_SMDP_SIGNED2, encoded, a, &response.smdp_signed2);
	if (r == 0)
		r = smdpp_sign(s, &session->keys->pb_key,
		               (const struct span[]){ response.smdp_signed2, der_written(&w) }, 2,
		               SMDPP_POINT_SMDP_SIGNATURE2, a, &response.smdp_signature2);
	if (r == 0)
		r = smdpp_emit(s, SMDPP_POINT_SMDP_CERTIFICATE, session->keys->pb.whole, a,
		               &response.smdp_certificate);
	if (r == 0)
		r = buffer_set(&session->smdp_signature2, response.smdp_signature2);
	if (r == 0)
		*ret_response = response;
	return r;
}

/* Checks the eUICC's certificates, signature and what it signed [SGP.22 5.6.3]. */
static int check_client(struct smdpp *s, struct smdpp_session *session,
                        const struct authenticate_response_ok *ok, struct arena *a,
                        struct span *ret_matching_id, struct smdpp_status *ret_status)
{
	struct euicc_signed1 signed1;
	struct asn1_error error;
	struct cert euicc;
	int r;

	r = smdpp_check_euicc(s, &session->keys->ci, ok->euicc_certificate, ok->eum_certificate,
	                      &euicc, session->eid, ret_status);
	if (r != 0)
		return r;
	r = ec_verify(&euicc.key, &ok->euicc_signed1, 1, ok->euicc_signature1);
	if (r != 0)
		return r < 0 ? r : smdpp_refuse(SMDPP_REFUSE_EUICC, ret_status);
	if (!asn1_decode(&euicc_signed1_type, 0x30, ok->euicc_signed1, &signed1, a, &error) ||
	    !signed_matching_id(signed1.ctx_params1, a, ret_matching_id))
		return smdpp_refuse(SMDPP_REFUSE_FORMAT, ret_status);
	if (!span_equal(signed1.transaction_id, SPAN(session->transaction_id)))
		return smdpp_refuse(SMDPP_REFUSE_TRANSACTION, ret_status);
	if (!span_equal(signed1.server_challenge, SPAN(session->server_challenge)) ||
	    !span_equal(signed1.server_address, text(s->address)))
		return smdpp_refuse(SMDPP_REFUSE_EUICC, ret_status);
	session->euicc_key = euicc.key;
	return 0;
}

int smdpp_authenticate_client(struct smdpp *s, struct span transaction_id, struct span response,
                              struct arena *a, struct smdpp_authenticate_response *ret_response,
                              struct smdpp_status *ret_status)
{
	struct smdpp_session *session = smdpp_session_find(s, transaction_id);
	struct authenticate_server_response answer;
	struct asn1_error error;
	struct span matching_id;
	int r;

	if (!session)
		return smdpp_refuse(SMDPP_REFUSE_TRANSACTION, ret_status);
	if (!asn1_decode(&authenticate_server_response_type, RSP_TAG_AUTHENTICATE_SERVER, response,
	                 &answer, a, &error))
		return smdpp_refuse(SMDPP_REFUSE_FORMAT, ret_status);
	if (answer.which != AUTHENTICATE_SERVER_RESPONSE_AUTHENTICATE_RESPONSE_OK)
		return smdpp_refuse(SMDPP_REFUSE_CARD_ERROR, ret_status);
	r = check_client(s, session, answer.authenticate_response_ok, a, &matching_id, ret_status);
	if (r != 0)
		return r;
	session->authenticated = true;
	r = claim_order(s, session, matching_id, ret_status);
	if (r != 0)
		return r;
	return make_download_offer(s, session, answer.authenticate_response_ok->euicc_signature1, a,
	                           ret_response);
}

/* Compares the hash of the confirmation code and counts wrong ones [SGP.22 5.6.2]. */
static int check_confirmation_code(struct smdpp *s, const struct smdpp_session *session,
                                   struct span hash_cc, struct smdpp_status *ret_status)
{
	struct smdpp_stored_order *order = session->order;
	uint8_t expected[SHA256_LEN];
	int r;

	if (!order->confirmation_code)
		return 0;
	if (!hash_cc.ptr)
		return smdpp_refuse(SMDPP_REFUSE_CC_MISSING, ret_status);
	r = smdpp_hash_confirmation_code(order->confirmation_code, SPAN(session->transaction_id),
	                                 expected);
	if (r < 0)
		return r;
	if (span_equal(hash_cc, SPAN(expected))) {
		order->cc_failures = 0;
		return 0;
	}
	order->cc_failures++;
	return smdpp_refuse(order->cc_failures >= s->config.cc_attempts ? SMDPP_REFUSE_CC_RETRIES
	                                                                : SMDPP_REFUSE_CC,
	                    ret_status);
}

/* Checks what the eUICC signed to prepare the download, and takes its one-time key from it. */
static int check_prepared(struct smdpp *s, const struct smdpp_session *session,
                          const struct prepare_download_response_ok *ok, struct arena *a,
                          struct ec_public *ret_otpk, struct smdpp_status *ret_status)
{
	const struct span parts[] = { ok->euicc_signed2, buffer_span(&session->smdp_signature2) };
	struct euicc_signed2 signed2;
	struct asn1_error error;
	int r;

	r = ec_verify(&session->euicc_key, parts, A_COUNT(parts), ok->euicc_signature2);
	if (r != 0)
		return r < 0 ? r : smdpp_refuse(SMDPP_REFUSE_EUICC, ret_status);
	if (!asn1_decode(&euicc_signed2_type, 0x30, ok->euicc_signed2, &signed2, a, &error))
		return smdpp_refuse(SMDPP_REFUSE_FORMAT, ret_status);
	if (!span_equal(signed2.transaction_id, SPAN(session->transaction_id)))
		return smdpp_refuse(SMDPP_REFUSE_TRANSACTION, ret_status);
	r = check_confirmation_code(s, session, signed2.hash_cc, ret_status);
	if (r != 0)
		return r;
	if (ec_public_from_point(session->keys->pb.key.curve, signed2.euicc_otpk, ret_otpk) != 0)
		return smdpp_refuse(SMDPP_REFUSE_EUICC, ret_status);
	return 0;
}

int smdpp_get_bound_profile_package(struct smdpp *s, struct span transaction_id,
                                    struct span response, struct arena *a, struct span *ret_bpp,
                                    struct smdpp_status *ret_status)
{
	BUFFER_AUTO bpp = { 0 };
	struct smdpp_session *session = smdpp_session_find(s, transaction_id);
	struct prepare_download_response answer;
	struct ec_public otpk;
	struct asn1_error error;
	struct span kept;
	int r;

	if (!session || !session->order)
		return smdpp_refuse(SMDPP_REFUSE_TRANSACTION, ret_status);
	if (!asn1_decode(&prepare_download_response_type, RSP_TAG_PREPARE_DOWNLOAD, response,
	                 &answer, a, &error))
		return smdpp_refuse(SMDPP_REFUSE_FORMAT, ret_status);
	if (answer.which != PREPARE_DOWNLOAD_RESPONSE_DOWNLOAD_RESPONSE_OK)
		return smdpp_refuse(SMDPP_REFUSE_CARD_ERROR, ret_status);
	r = check_prepared(s, session, answer.download_response_ok, a, &otpk, ret_status);
	if (r != 0)
		return r;
	r = smdpp_bind(s, session, &otpk, &bpp);
	if (r < 0)
		return r;
	kept = arena_copy(a, buffer_span(&bpp));
	if (!kept.ptr)
		return -ENOMEM;
	session->bound = true;
	*ret_bpp = kept;
	return 0;
}
