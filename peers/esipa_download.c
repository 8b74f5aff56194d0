/* Messages of ESipa to functions of ES9+ and back. [SGP.32 6.3.2.1 to 6.3.2.5] */
#include "peers/esipa_download.h"

#include <errno.h>
#include <string.h>

enum {
	OK = 0xA0,
	ERROR = 0x81,
	AUTHENTICATE_CLIENT_ERROR = 0x82,
	MATCHING_ID = 0x0C,
	UNDEFINED = 127,
};

/* The element with this tag among the components, absent if there is none. */
static struct span component(struct span components, uint32_t tag)
{
	struct der_tlv tlv;

	return der_find(components, tag, &tlv) ? tlv.whole : (struct span){ NULL, 0 };
}

static struct span value(struct span components, uint32_t tag)
{
	struct der_tlv tlv;

	return der_find(components, tag, &tlv) ? tlv.value : (struct span){ NULL, 0 };
}

/* A message with one arm: ok with these elements, or the error undefinedError. */
static int answer(uint32_t tag, uint32_t arm, const struct span *elements, size_t n,
                  struct arena *a, struct span *ret_response)
{
	static const uint8_t undefined[] = { UNDEFINED };
	BUFFER_AUTO b = { 0 };
	struct span copy;
	int r = 0;

	for (size_t i = 0; i < n && r == 0; i++)
		r = buffer_append(&b, elements[i]);
	if (r == 0 && n == 0 && arm != OK)
		r = buffer_append(&b, SPAN(undefined));
	if (r == 0)
		r = buffer_wrap(&b, arm);
	if (r == 0)
		r = buffer_wrap(&b, tag);
	if (r < 0)
		return r;
	copy = arena_copy(a, buffer_span(&b));
	if (!copy.ptr)
		return -ENOMEM;
	*ret_response = copy;
	return 0;
}

/* A transaction id as element 80, in the arena. */
static struct span transaction_id(struct span id, struct arena *a)
{
	size_t n = der_size(0x80, id.len);
	struct der_writer w = { arena_alloc(a, n), n, 0 };

	if (!w.buf)
		return (struct span){ NULL, 0 };
	der_put_tlv(&w, 0x80, id);
	return der_written(&w);
}

/* What an IPA cannot know that was told nothing: the element matchingId, or an absent span. */
static struct span matching_id(const struct esipa_server *s, struct arena *a)
{
	const size_t len = s->matching_id ? strlen(s->matching_id) : 0;
	const size_t n = der_size(MATCHING_ID, len);
	struct der_writer w = { s->matching_id ? arena_alloc(a, n) : NULL, n, 0 };

	if (!w.buf)
		return (struct span){ NULL, 0 };
	der_put_tlv(&w, MATCHING_ID, (struct span){ (const uint8_t *)s->matching_id, len });
	return der_written(&w);
}

/* Without an address the IPA leaves the server to the eIM, and what it has there [SGP.32 5.14.1]. */
static int initiate(struct esipa_server *s, struct span in, struct arena *a,
                    struct span *ret_response)
{
	struct smdpp_initiate_request request = {
		.euicc_challenge = value(in, 0x81),
		.euicc_info1 = component(in, RSP_TAG_GET_EUICC_INFO1),
		.address = value(in, 0x83),
	};
	struct span id = { NULL, 0 };
	struct smdpp_initiate_response response;
	struct smdpp_status status;
	int r;

	if (!request.address.ptr) {
		const char *address = smdpp_address(s->smdpp);

		request.address = (struct span){ (const uint8_t *)address, strlen(address) };
		id = matching_id(s, a);
	}
	r = smdpp_initiate_authentication(s->smdpp, &request, a, &response, &status);
	if (r != 0)
		return r < 0 ? r
		             : answer(IOT_TAG_INITIATE_AUTHENTICATION, ERROR, NULL, 0, a,
		                      ret_response);
	return answer(IOT_TAG_INITIATE_AUTHENTICATION, OK,
	              (const struct span[]){ transaction_id(response.transaction_id, a),
	                                     response.server_signed1, response.server_signature1,
	                                     response.ci_pkid, response.server_certificate, id },
	              6, a, ret_response);
}

static int authenticate(struct smdpp *smdpp, struct span in, struct arena *a,
                        struct span *ret_response)
{
	struct smdpp_authenticate_response response;
	struct smdpp_status status;
	int r = smdpp_authenticate_client(smdpp, value(in, 0x80),
	                                  component(in, RSP_TAG_AUTHENTICATE_SERVER), a, &response,
	                                  &status);

	if (r != 0)
		return r < 0 ? r
		             : answer(IOT_TAG_AUTHENTICATE_CLIENT, AUTHENTICATE_CLIENT_ERROR, NULL,
		                      0, a, ret_response);
	return answer(IOT_TAG_AUTHENTICATE_CLIENT, OK,
	              (const struct span[]){ component(in, 0x80), response.profile_metadata,
	                                     response.smdp_signed2, response.smdp_signature2,
	                                     response.smdp_certificate },
	              5, a, ret_response);
}

static int get_package(struct smdpp *smdpp, struct span in, struct arena *a,
                       struct span *ret_response)
{
	struct smdpp_status status;
	struct span bpp;
	int r = smdpp_get_bound_profile_package(
	        smdpp, value(in, 0x80), component(in, RSP_TAG_PREPARE_DOWNLOAD), a, &bpp, &status);

	if (r != 0)
		return r < 0 ? r
		             : answer(IOT_TAG_GET_BOUND_PROFILE_PACKAGE, ERROR, NULL, 0, a,
		                      ret_response);
	return answer(IOT_TAG_GET_BOUND_PROFILE_PACKAGE, OK,
	              (const struct span[]){ component(in, 0x80), bpp }, 2, a, ret_response);
}

/* CancelSessionResponse has A1 in place of BF41 here. */
static int cancel(struct smdpp *smdpp, struct span in, struct arena *a, struct span *ret_response)
{
	BUFFER_AUTO cancelled = { 0 };
	struct smdpp_status status;
	int r = buffer_append_tlv(&cancelled, RSP_TAG_CANCEL_SESSION, value(in, 0xA1));

	if (r == 0)
		r = smdpp_cancel_session(smdpp, value(in, 0x80), buffer_span(&cancelled), &status);
	if (r < 0)
		return r;
	return answer(RSP_TAG_CANCEL_SESSION, r == 0 ? OK : ERROR, NULL, 0, a, ret_response);
}

int esipa_download_handle(struct esipa_server *s, struct span request, struct arena *a,
                          struct span *ret_response)
{
	struct der_reader r = der_reader(request);
	struct der_tlv in;

	if (!s->smdpp || !der_next(&r, &in) || der_more(&r))
		return -EBADMSG;
	switch (in.tag) {
	case IOT_TAG_INITIATE_AUTHENTICATION:
		return initiate(s, in.value, a, ret_response);
	case IOT_TAG_AUTHENTICATE_CLIENT:
		return authenticate(s->smdpp, in.value, a, ret_response);
	case IOT_TAG_GET_BOUND_PROFILE_PACKAGE:
		return get_package(s->smdpp, in.value, a, ret_response);
	case RSP_TAG_CANCEL_SESSION:
		return cancel(s->smdpp, in.value, a, ret_response);
	default:
		return -EBADMSG;
	}
}
