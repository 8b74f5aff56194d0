/* Functions of ES9+ to messages of ESipa and back, on the IPA's side. [SGP.32 6.3.2.1 to 6.3.2.5] */
#include "peers/esipa_es9p.h"

#include "asn1/iot.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

/* The arms of the answers; AuthenticateClient has its error elsewhere. */
enum { OK = 0xA0, ERROR = 0x81, AUTHENTICATE_CLIENT_ERROR = 0x82, CANCEL_ANSWER = 0xA1 };

enum { TAG_SEQUENCE = 0x30, TAG_OCTETS = 0x04, TAG_UTF8 = 0x0C, TAG_CTX_PARAMS1 = 0xA2 };

/* ---- requests ---- */

static int put(struct buffer *b, uint32_t tag, struct span value)
{
	return value.ptr ? buffer_append_tlv(b, tag, value) : 0;
}

/* Posts a request with these components; they become the message. */
static int post(const struct esipa_es9p *e, uint32_t tag, struct buffer *components,
                struct arena *a, struct span *ret_response)
{
	int r = buffer_wrap(components, tag);

	return r < 0 ? r : e->eim->post(e->eim->ctx, buffer_span(components), a, ret_response);
}

/* ---- answers ---- */

static int refused(struct esipa_es9p *e, struct span code, const struct asn1_name *names,
                   struct smdpp_status *ret_status)
{
	uint32_t number = 0;

	for (size_t i = 0; i < code.len && i < sizeof(number); i++)
		number = number << 8 | code.ptr[i];
	while (names->name && names->value != number)
		names++;
	snprintf(e->reason, sizeof(e->reason), "%" PRIu32, number);
	*ret_status = (struct smdpp_status){ "eIM", e->reason,
		                             names->name ? names->name : "unknown error" };
	return 1;
}

/* 0: the components of the good arm; 1: the bad arm. */
static int open_answer(struct esipa_es9p *e, struct span response, uint32_t tag, uint32_t error,
                       const struct asn1_name *names, struct span *ret_components,
                       struct smdpp_status *ret_status)
{
	struct der_reader r;
	struct der_tlv message, arm;

	if (!der_whole(response, tag, &message))
		return -EBADMSG;
	r = der_reader(message.value);
	if (!der_next(&r, &arm) || der_more(&r))
		return -EBADMSG;
	if (arm.tag == error)
		return refused(e, arm.value, names, ret_status);
	if (arm.tag != OK)
		return -EBADMSG;
	*ret_components = arm.value;
	return 0;
}

/* The element with this tag, or an absent span; n: the first one, or the second. */
static struct span component(struct span components, uint32_t tag, unsigned n)
{
	struct der_reader r = der_reader(components);
	struct der_tlv tlv;

	while (der_next(&r, &tlv))
		if (tlv.tag == tag && n-- == 0)
			return tlv.whole;
	return (struct span){ NULL, 0 };
}

static struct span value(struct span components, uint32_t tag)
{
	struct der_tlv tlv;

	return der_find(components, tag, &tlv) ? tlv.value : (struct span){ NULL, 0 };
}

/* ---- the functions ---- */

static int read_initiated(struct span components, struct smdpp_initiate_response *ret)
{
	const struct smdpp_initiate_response response = {
		.transaction_id = value(components, 0x80),
		.server_signed1 = component(components, TAG_SEQUENCE, 0),
		.server_signature1 = component(components, RSP_TAG_SIGNATURE, 0),
		.ci_pkid = component(components, TAG_OCTETS, 0),
		.server_certificate = component(components, TAG_SEQUENCE, 1),
		.matching_id = value(components, TAG_UTF8),
		.ctx_params1 = value(components, TAG_CTX_PARAMS1),
	};
	struct der_tlv signed1;

	*ret = response;
	if (!response.server_signature1.ptr || !response.ci_pkid.ptr ||
	    !response.server_certificate.ptr ||
	    !der_whole(response.server_signed1, TAG_SEQUENCE, &signed1))
		return -EBADMSG;
	/* It may be left out: what is signed has it too. */
	if (!ret->transaction_id.ptr)
		ret->transaction_id = value(signed1.value, 0x80);
	return ret->transaction_id.ptr ? 0 : -EBADMSG;
}

static int initiate_authentication(void *ctx, const struct smdpp_initiate_request *request,
                                   struct arena *a, struct smdpp_initiate_response *ret_response,
                                   struct smdpp_status *ret_status)
{
	BUFFER_AUTO message = { 0 };
	struct esipa_es9p *e = ctx;
	struct smdpp_initiate_response response;
	struct span answer, components;
	int r = put(&message, 0x81, request->euicc_challenge);

	if (r == 0)
		r = put(&message, 0x83, request->address);
	if (r == 0)
		r = buffer_append(&message, request->euicc_info1);
	if (r == 0)
		r = put(&message, 0x82, e->eim_transaction_id);
	if (r == 0)
		r = post(e, IOT_TAG_INITIATE_AUTHENTICATION, &message, a, &answer);
	if (r == 0)
		r = open_answer(e, answer, IOT_TAG_INITIATE_AUTHENTICATION, ERROR,
		                initiate_authentication_error_esipa_names, &components, ret_status);
	if (r == 0)
		r = read_initiated(components, &response);
	if (r == 0)
		*ret_response = response;
	return r;
}

static int authenticate_client(void *ctx, struct span transaction_id, struct span card_answer,
                               struct arena *a, struct smdpp_authenticate_response *ret_response,
                               struct smdpp_status *ret_status)
{
	BUFFER_AUTO message = { 0 };
	struct esipa_es9p *e = ctx;
	struct smdpp_authenticate_response response;
	struct span answer, components;
	int r = put(&message, 0x80, transaction_id);

	if (r == 0)
		r = buffer_append(&message, card_answer);
	if (r == 0)
		r = post(e, IOT_TAG_AUTHENTICATE_CLIENT, &message, a, &answer);
	if (r == 0)
		r = open_answer(e, answer, IOT_TAG_AUTHENTICATE_CLIENT, AUTHENTICATE_CLIENT_ERROR,
		                authenticate_client_error_esipa_names, &components, ret_status);
	if (r != 0)
		return r;
	response = (struct smdpp_authenticate_response){
		.profile_metadata = component(components, RSP_TAG_STORE_METADATA, 0),
		.smdp_signed2 = component(components, TAG_SEQUENCE, 0),
		.smdp_signature2 = component(components, RSP_TAG_SIGNATURE, 0),
		.smdp_certificate = component(components, TAG_SEQUENCE, 1),
		.hash_cc = value(components, TAG_OCTETS),
	};
	if (!response.smdp_signed2.ptr || !response.smdp_signature2.ptr ||
	    !response.smdp_certificate.ptr)
		return -EBADMSG;
	*ret_response = response;
	return 0;
}

static int get_bound_profile_package(void *ctx, struct span transaction_id, struct span card_answer,
                                     struct arena *a, struct span *ret_bpp,
                                     struct smdpp_status *ret_status)
{
	BUFFER_AUTO message = { 0 };
	struct esipa_es9p *e = ctx;
	struct span answer, components, bpp;
	int r = put(&message, 0x80, transaction_id);

	if (r == 0)
		r = buffer_append(&message, card_answer);
	if (r == 0)
		r = post(e, IOT_TAG_GET_BOUND_PROFILE_PACKAGE, &message, a, &answer);
	if (r == 0)
		r = open_answer(e, answer, IOT_TAG_GET_BOUND_PROFILE_PACKAGE, ERROR,
		                get_bound_profile_package_error_esipa_names, &components,
		                ret_status);
	if (r != 0)
		return r;
	bpp = component(components, RSP_TAG_BOUND_PROFILE_PACKAGE, 0);
	if (!bpp.ptr)
		return -EBADMSG;
	*ret_bpp = bpp;
	return 0;
}

/* CancelSessionResponse has A1 in place of BF41 here. */
static int cancel_session(void *ctx, struct span transaction_id, struct span card_answer,
                          struct arena *a, struct smdpp_status *ret_status)
{
	BUFFER_AUTO message = { 0 };
	struct esipa_es9p *e = ctx;
	struct span answer, components;
	struct der_tlv cancelled;
	int r = der_whole(card_answer, RSP_TAG_CANCEL_SESSION, &cancelled) ? 0 : -EINVAL;

	if (r == 0)
		r = put(&message, 0x80, transaction_id);
	if (r == 0)
		r = put(&message, CANCEL_ANSWER, cancelled.value);
	if (r == 0)
		r = post(e, RSP_TAG_CANCEL_SESSION, &message, a, &answer);
	if (r == 0)
		r = open_answer(e, answer, RSP_TAG_CANCEL_SESSION, ERROR,
		                cancel_session_error_esipa_names, &components, ret_status);
	return r;
}

/* Has no answer. */
static int handle_notification(void *ctx, struct span pending_notification, struct arena *a,
                               struct smdpp_status *ret_status)
{
	BUFFER_AUTO message = { 0 };
	struct esipa_es9p *e = ctx;
	struct span ignored;
	int r = put(&message, 0xA0, pending_notification);

	(void)ret_status;
	return r < 0 ? r : post(e, IOT_TAG_HANDLE_NOTIFICATION, &message, a, &ignored);
}

void esipa_es9p_init(struct esipa_es9p *e, const struct esipa_transport *eim,
                     struct span eim_transaction_id, const char *address)
{
	*e = (struct esipa_es9p){
		.es9p = { initiate_authentication, authenticate_client, get_bound_profile_package,
		          cancel_session, handle_notification, e, address },
		.eim = eim,
		.eim_transaction_id = eim_transaction_id,
	};
}
