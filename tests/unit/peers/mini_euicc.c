/* A small eUICC for the tests of the SM-DP+. */
#include "mini_euicc.h"

#include "crypto/bsp.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static struct span text(const char *s)
{
	return (struct span){ (const uint8_t *)s, strlen(s) };
}

void mini_pki_reissue(struct mini_holder *holder, const struct cert_template *tmpl,
                      const struct mini_holder *issuer)
{
	int r = cert_issue(tmpl, &holder->key.pub, issuer == holder ? NULL : &issuer->cert,
	                   &issuer->key, NULL, holder->der, sizeof(holder->der), &holder->der_len);

	assert(r == 0);
	assert(cert_parse((struct span){ holder->der, holder->der_len }, &holder->cert));
}

static void make_holder(struct mini_holder *holder, enum ec_curve curve,
                        const struct cert_template *tmpl, const struct mini_holder *issuer)
{
	int r = ec_generate(curve, NULL, &holder->key);

	assert(r == 0);
	r = ec_private_to_der(&holder->key, holder->key_der, sizeof(holder->key_der),
	                      &holder->key_der_len);
	assert(r == 0);
	mini_pki_reissue(holder, tmpl, issuer);
}

void mini_pki_make(struct mini_pki *pki, enum ec_curve curve, const char *eid)
{
	make_holder(&pki->ci, curve,
	            &(struct cert_template){ .role = CERT_ROLE_CI, .common_name = "Unit CI" },
	            &pki->ci);
	make_holder(&pki->eum, curve,
	            &(struct cert_template){ .role = CERT_ROLE_EUM,
	                                     .organization = "Unit EUM",
	                                     .permitted_ein = "89049032" },
	            &pki->ci);
	make_holder(&pki->euicc, curve,
	            &(struct cert_template){
	                    .role = CERT_ROLE_EUICC, .organization = "Unit EUM", .eid = eid },
	            &pki->eum);
	make_holder(&pki->auth, curve,
	            &(struct cert_template){ .role = CERT_ROLE_DP_AUTH, .rid = "2.999.10" },
	            &pki->ci);
	make_holder(&pki->pb, curve,
	            &(struct cert_template){ .role = CERT_ROLE_DP_PB, .rid = "2.999.10" },
	            &pki->ci);
}

static struct span der_of(const struct mini_holder *h)
{
	return (struct span){ h->der, h->der_len };
}

struct smdpp_keys mini_pki_server_keys(const struct mini_pki *pki)
{
	return (struct smdpp_keys){
		.ci = der_of(&pki->ci),
		.auth = der_of(&pki->auth),
		.pb = der_of(&pki->pb),
		.auth_key = { pki->auth.key_der, pki->auth.key_der_len },
		.pb_key = { pki->pb.key_der, pki->pb.key_der_len },
	};
}

struct span mini_info1(struct arena *a, struct span ski_verification, struct span ski_signing)
{
	static const uint8_t svn[] = { 2, 2, 2 };
	struct key_identifier verification = { ski_verification };
	struct key_identifier signing = { ski_signing };
	const struct euicc_info1 info = {
		.svn = SPAN(svn),
		.euicc_ci_pkid_list_for_verification = { &verification,
		                                         ski_verification.ptr != NULL },
		.euicc_ci_pkid_list_for_signing = { &signing, ski_signing.ptr != NULL },
	};

	return asn1_encode_arena(&euicc_info1_type, RSP_TAG_GET_EUICC_INFO1, &info, a);
}

/* The value of an element with this tag. */
static struct span value_of(struct span element, uint32_t tag)
{
	struct der_tlv tlv = { 0 };

	der_whole(element, tag, &tlv);
	return tlv.value;
}

/* An element in the arena. */
static struct span tlv_in(struct arena *a, uint32_t tag, struct span value)
{
	const size_t cap = value.len + 8;
	struct der_writer w = { arena_alloc(a, cap), cap, 0 };

	assert(w.buf);
	der_put_tlv(&w, tag, value);
	return der_written(&w);
}

static struct span sign(struct mini_euicc *m, const struct span *parts, size_t n, bool spoil)
{
	uint8_t *signature = arena_alloc(m->a, EC_SIGNATURE_LEN);
	int r = signature ? ec_sign(&m->pki->euicc.key, parts, n, signature) : -1;

	assert(r == 0);
	if (spoil)
		signature[10] ^= 1;
	return (struct span){ signature, EC_SIGNATURE_LEN };
}

static struct span wrong(struct arena *a, struct span s)
{
	struct span copy = arena_copy(a, s);

	((uint8_t *)(uintptr_t)copy.ptr)[0] ^= 1;
	return copy;
}

static bool server_cert_ok(const struct mini_euicc *m, struct span der, enum cert_role role,
                           struct cert *ret_cert)
{
	return cert_parse(der, ret_cert) &&
	       cert_check_server(ret_cert, &m->pki->ci.cert, role, 0) == CERT_OK;
}

static struct span encode_ctx_params(struct arena *a, const char *matching_id)
{
	static const uint8_t tac[] = { 0x35, 0x29, 0x06, 0x11 };
	struct device_capabilities capabilities = { 0 };
	struct device_info device = { .tac = SPAN(tac), .device_capabilities = &capabilities };
	struct ctx_params_for_common_authentication common = { matching_id ? text(matching_id)
		                                                           : (struct span){ 0 },
		                                               &device };
	const struct ctx_params1 params = { CTX_PARAMS1_CTX_PARAMS_FOR_COMMON_AUTHENTICATION,
		                            &common };

	return asn1_encode_arena(&ctx_params1_type, 0, &params, a);
}

static struct span authenticate_error(struct mini_euicc *m)
{
	struct authenticate_response_error error = { m->transaction_id,
		                                     { true, AUTHENTICATE_ERROR_INVALID_OID } };
	const struct authenticate_server_response response = {
		.which = AUTHENTICATE_SERVER_RESPONSE_AUTHENTICATE_RESPONSE_ERROR,
		.authenticate_response_error = &error,
	};

	return asn1_encode_arena(&authenticate_server_response_type, RSP_TAG_AUTHENTICATE_SERVER,
	                         &response, m->a);
}

bool mini_authenticate(struct mini_euicc *m, const struct smdpp_initiate_response *initiated,
                       const char *matching_id, struct span *ret_response)
{
	static const uint8_t info2[] = { 0xBF, 0x22, 0x00 };
	struct server_signed1 server;
	struct asn1_error error;
	struct cert auth;

	if (!server_cert_ok(m, initiated->server_certificate, CERT_ROLE_DP_AUTH, &auth) ||
	    ec_verify(&auth.key, &initiated->server_signed1, 1,
	              value_of(initiated->server_signature1, RSP_TAG_SIGNATURE)) != 0 ||
	    !asn1_decode(&server_signed1_type, 0x30, initiated->server_signed1, &server, m->a,
	                 &error) ||
	    !span_equal(server.euicc_challenge, SPAN(m->challenge)) ||
	    !span_equal(value_of(initiated->ci_pkid, 0x04), m->pki->ci.cert.ski))
		return false;
	m->transaction_id = arena_copy(m->a, server.transaction_id);
	if (m->faults.authenticate_error) {
		*ret_response = authenticate_error(m);
		return true;
	}
	const struct euicc_signed1 signed1 = {
		.transaction_id = m->faults.transaction1 ? wrong(m->a, server.transaction_id)
		                                         : server.transaction_id,
		.server_address = m->faults.address ? text("other.example") : server.server_address,
		.server_challenge = m->faults.challenge ? wrong(m->a, server.server_challenge)
		                                        : server.server_challenge,
		.euicc_info2 = SPAN(info2),
		.ctx_params1 = encode_ctx_params(m->a, matching_id),
	};
	struct authenticate_response_ok ok = {
		.euicc_signed1 = asn1_encode_arena(&euicc_signed1_type, 0x30, &signed1, m->a),
		.euicc_certificate = der_of(&m->pki->euicc),
		.eum_certificate = der_of(&m->pki->eum),
	};
	const struct authenticate_server_response response = {
		.which = AUTHENTICATE_SERVER_RESPONSE_AUTHENTICATE_RESPONSE_OK,
		.authenticate_response_ok = &ok,
	};

	ok.euicc_signature1 = sign(m, &ok.euicc_signed1, 1, m->faults.signature1);
	m->euicc_signature1 = tlv_in(m->a, RSP_TAG_SIGNATURE, ok.euicc_signature1);
	*ret_response = asn1_encode_arena(&authenticate_server_response_type,
	                                  RSP_TAG_AUTHENTICATE_SERVER, &response, m->a);
	return ret_response->ptr != NULL;
}

static struct span download_error(struct mini_euicc *m)
{
	struct prepare_download_response_error error = {
		m->transaction_id, { true, DOWNLOAD_ERROR_INVALID_SIGNATURE }
	};
	const struct prepare_download_response response = {
		.which = PREPARE_DOWNLOAD_RESPONSE_DOWNLOAD_RESPONSE_ERROR,
		.download_response_error = &error,
	};

	return asn1_encode_arena(&prepare_download_response_type, RSP_TAG_PREPARE_DOWNLOAD,
	                         &response, m->a);
}

/* Our one-time key: again the one that the server names, or a new one. */
static void choose_otpk(struct mini_euicc *m, struct span named)
{
	int r = 0;

	m->reuse_otpk = named.ptr && span_equal(named, SPAN(m->otsk.pub.point));
	if (!m->reuse_otpk)
		r = ec_generate(m->pki->pb.key.pub.curve, NULL, &m->otsk);
	assert(r == 0);
}

bool mini_prepare(struct mini_euicc *m, const struct smdpp_authenticate_response *offer,
                  const char *code, struct span *ret_response)
{
	const struct span parts[] = { offer->smdp_signed2, m->euicc_signature1 };
	struct smdp_signed2 server;
	struct asn1_error error;
	uint8_t hash[32];
	struct cert pb;

	if (!server_cert_ok(m, offer->smdp_certificate, CERT_ROLE_DP_PB, &pb) ||
	    ec_verify(&pb.key, parts, 2, value_of(offer->smdp_signature2, RSP_TAG_SIGNATURE)) !=
	            0 ||
	    !asn1_decode(&smdp_signed2_type, 0x30, offer->smdp_signed2, &server, m->a, &error) ||
	    !span_equal(server.transaction_id, m->transaction_id))
		return false;
	m->smdp_signature2 = arena_copy(m->a, offer->smdp_signature2);
	if (m->faults.download_error) {
		*ret_response = download_error(m);
		return true;
	}
	choose_otpk(m, server.bpp_euicc_otpk);
	if (code && smdpp_hash_confirmation_code(code, m->transaction_id, hash) != 0)
		return false;
	const struct span otpk = SPAN(m->otsk.pub.point);
	const struct euicc_signed2 signed2 = {
		.transaction_id = m->faults.transaction2 ? wrong(m->a, m->transaction_id)
		                                         : m->transaction_id,
		.euicc_otpk = m->faults.otpk ? wrong(m->a, otpk) : otpk,
		.hash_cc = code ? SPAN(hash) : (struct span){ 0 },
	};
	struct prepare_download_response_ok ok = {
		.euicc_signed2 = asn1_encode_arena(&euicc_signed2_type, 0x30, &signed2, m->a),
	};
	const struct prepare_download_response response = {
		.which = PREPARE_DOWNLOAD_RESPONSE_DOWNLOAD_RESPONSE_OK,
		.download_response_ok = &ok,
	};

	ok.euicc_signature2 = sign(m, (const struct span[]){ ok.euicc_signed2, m->smdp_signature2 },
	                           2, m->faults.signature2);
	*ret_response = asn1_encode_arena(&prepare_download_response_type, RSP_TAG_PREPARE_DOWNLOAD,
	                                  &response, m->a);
	return ret_response->ptr != NULL;
}

/* Session keys from BF23, after its signature was checked [SGP.22 5.5.1]. */
static struct bsp *open_channel(struct mini_euicc *m, struct span bf23)
{
	struct initialise_secure_channel_request request;
	struct control_ref_template template;
	struct asn1_error error;
	struct ec_public smdp_otpk;
	uint8_t shared[EC_SHARED_LEN];
	uint8_t eid[16] = { 0 };
	struct bsp *bsp;
	struct der_tlv signature;
	struct der_tlv tlv;
	const struct span digits = m->pki->euicc.cert.subject_serial_number;

	if (!asn1_decode(&initialise_secure_channel_request_type, RSP_TAG_INITIALISE_SECURE_CHANNEL,
	                 bf23, &request, m->a, &error) ||
	    !asn1_decode(&control_ref_template_type, RSP_TAG_CONTROL_REF_TEMPLATE,
	                 request.control_ref_template, &template, m->a, &error) ||
	    !der_whole(bf23, RSP_TAG_INITIALISE_SECURE_CHANNEL, &tlv) ||
	    !der_find(tlv.value, RSP_TAG_SIGNATURE, &signature) ||
	    !span_equal(request.transaction_id, m->transaction_id))
		return NULL;
	const struct span parts[] = {
		{ tlv.value.ptr, tlv.value.len - signature.whole.len },
		tlv_in(m->a, RSP_TAG_OTPK, SPAN(m->otsk.pub.point)),
	};

	for (size_t i = 0; i < 32; i++)
		eid[i / 2] = (uint8_t)(eid[i / 2] << 4 | (digits.ptr[i] - '0'));
	if (ec_verify(&m->pki->pb.key.pub, parts, 2, request.smdp_sign) != 0 ||
	    ec_public_from_point(m->otsk.pub.curve, request.smdp_otpk, &smdp_otpk) != 0 ||
	    ec_agree(&m->otsk, &smdp_otpk, shared) != 0 ||
	    bsp_new(SPAN(shared), template.key_type.ptr[0], template.key_len.ptr[0],
	            template.host_id, SPAN(eid), &bsp) != 0)
		return NULL;
	return bsp;
}

/* Opens all segments with this tag in a list and joins their plaintexts. */
static bool open_list(struct mini_euicc *m, struct bsp *bsp, struct span list, uint32_t tag,
                      struct span *ret_plain, size_t *ret_segments)
{
	uint8_t *plain = arena_alloc(m->a, list.len);
	struct der_reader r = der_reader(list);
	struct der_tlv segment;
	size_t total = 0;
	size_t count = 0;
	size_t len;

	while (plain && der_more(&r)) {
		if (!der_take(&r, tag, &segment) ||
		    bsp_open(bsp, &segment, plain + total, &len) != 0)
			return false;
		if (segment.whole.len > m->segment_largest)
			m->segment_largest = segment.whole.len;
		total += len;
		count++;
	}
	*ret_plain = (struct span){ plain, total };
	*ret_segments = count;
	return plain != NULL;
}

static bool replace_keys(struct mini_euicc *m, struct bsp *bsp, struct span plain)
{
	struct replace_session_keys_request keys;
	struct asn1_error error;

	m->keys_replaced = true;
	return asn1_decode(&replace_session_keys_request_type, RSP_TAG_REPLACE_SESSION_KEYS, plain,
	                   &keys, m->a, &error) &&
	       bsp_replace_keys(bsp, keys.initial_mac_chaining_value, keys.ppk_enc,
	                        keys.ppk_cmac) == 0;
}

static bool open_package(struct mini_euicc *m, struct bsp *bsp, struct der_reader *parts)
{
	struct asn1_error error;
	struct der_tlv tlv;
	struct span plain;
	size_t n;

	if (!der_take(parts, RSP_TAG_FIRST_SEQUENCE_OF_87, &tlv) ||
	    !open_list(m, bsp, tlv.value, RSP_TAG_BPP_SEGMENT_87, &m->configure_isdp, &n) ||
	    !der_take(parts, RSP_TAG_SEQUENCE_OF_88, &tlv) ||
	    !open_list(m, bsp, tlv.value, RSP_TAG_BPP_SEGMENT_88, &plain, &m->segments_88) ||
	    !asn1_decode(&store_metadata_request_type, RSP_TAG_STORE_METADATA, plain, &m->metadata,
	                 m->a, &error))
		return false;
	m->keys_replaced = false;
	if (der_take(parts, RSP_TAG_SECOND_SEQUENCE_OF_87, &tlv) &&
	    (!open_list(m, bsp, tlv.value, RSP_TAG_BPP_SEGMENT_87, &plain, &n) ||
	     !replace_keys(m, bsp, plain)))
		return false;
	return der_take(parts, RSP_TAG_SEQUENCE_OF_86, &tlv) && !der_more(parts) &&
	       open_list(m, bsp, tlv.value, RSP_TAG_BPP_SEGMENT_86, &m->profile, &m->segments_86);
}

bool mini_load(struct mini_euicc *m, struct span bpp)
{
	struct der_tlv package;
	struct der_tlv tlv;
	struct der_reader parts;
	struct bsp *bsp;
	bool ok;

	m->segment_largest = 0;
	if (!der_whole(bpp, RSP_TAG_BOUND_PROFILE_PACKAGE, &package))
		return false;
	parts = der_reader(package.value);
	if (!der_take(&parts, RSP_TAG_INITIALISE_SECURE_CHANNEL, &tlv))
		return false;
	bsp = open_channel(m, tlv.whole);
	ok = bsp && open_package(m, bsp, &parts);
	bsp_free(bsp);
	return ok;
}

struct span mini_installation_result(struct mini_euicc *m, bool success)
{
	static const uint8_t aid[] = { 0xA0, 0, 0, 5, 0x59, 0x10, 0x10 };
	static const uint8_t sima[] = { 0x30, 7, 0xA0, 5, 0x30, 3, 0x80, 1, 0 };
	static const uint8_t other_oid[] = { 0x88, 0x37, 0x0B };
	struct notification_metadata metadata = {
		.seq_number = { true, 7 },
		.profile_management_operation = { true, NOTIFICATION_EVENT_INSTALL },
		.notification_address = text("smdpp.example"),
		.iccid = m->metadata.iccid,
	};
	struct success_result good = { SPAN(aid), SPAN(sima) };
	struct error_result bad = { { true, BPP_COMMAND_ID_LOAD_PROFILE_ELEMENTS },
		                    { true, ERROR_REASON_PE_PROCESSING_ERROR } };
	struct final_result final = { success ? FINAL_RESULT_SUCCESS_RESULT
		                              : FINAL_RESULT_ERROR_RESULT,
		                      &good, &bad };
	const struct profile_installation_result_data data = {
		.transaction_id = m->transaction_id,
		.notification_metadata = &metadata,
		.smdp_oid = m->faults.pir_oid ? SPAN(other_oid) : m->pki->pb.cert.san_rid,
		.final_result = &final,
	};
	struct profile_installation_result result = {
		.profile_installation_result_data = asn1_encode_arena(
		        &profile_installation_result_data_type,
		        RSP_TAG_PROFILE_INSTALLATION_RESULT_DATA, &data, m->a),
	};

	result.euicc_sign_pir = sign(m, &result.profile_installation_result_data, 1,
	                             m->faults.pir_signature);
	return asn1_encode_arena(&profile_installation_result_type,
	                         RSP_TAG_PROFILE_INSTALLATION_RESULT, &result, m->a);
}

struct span mini_other_notification(struct mini_euicc *m, bool bad_signature)
{
	const struct notification_metadata metadata = {
		.seq_number = { true, 8 },
		.profile_management_operation = { true, NOTIFICATION_EVENT_ENABLE },
		.notification_address = text("smdpp.example"),
	};
	struct other_signed_notification other = {
		.tbs_other_notification = asn1_encode_arena(&notification_metadata_type,
		                                            RSP_TAG_NOTIFICATION_METADATA,
		                                            &metadata, m->a),
		.euicc_certificate = der_of(&m->pki->euicc),
		.eum_certificate = der_of(&m->pki->eum),
	};

	other.euicc_notification_signature = sign(m, &other.tbs_other_notification, 1,
	                                          bad_signature);
	return asn1_encode_arena(&other_signed_notification_type, RSP_TAG_OTHER_SIGNED_NOTIFICATION,
	                         &other, m->a);
}

struct span mini_cancel(struct mini_euicc *m)
{
	static const uint8_t other_oid[] = { 0x88, 0x37, 0x0B };
	const struct euicc_cancel_session_signed cancelled = {
		.transaction_id = m->transaction_id,
		.smdp_oid = m->faults.cancel_oid ? SPAN(other_oid) : m->pki->auth.cert.san_rid,
		.reason = { true, CANCEL_SESSION_REASON_POSTPONED },
	};
	struct cancel_session_response_ok ok = {
		.euicc_cancel_session_signed = asn1_encode_arena(&euicc_cancel_session_signed_type,
		                                                 0x30, &cancelled, m->a),
	};
	const struct cancel_session_response response = {
		.which = CANCEL_SESSION_RESPONSE_CANCEL_SESSION_RESPONSE_OK,
		.cancel_session_response_ok = &ok,
	};

	ok.euicc_cancel_session_signature = sign(m, &ok.euicc_cancel_session_signed, 1,
	                                         m->faults.cancel_signature);
	return asn1_encode_arena(&cancel_session_response_type, RSP_TAG_CANCEL_SESSION, &response,
	                         m->a);
}
