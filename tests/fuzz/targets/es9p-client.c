/*
 * Fuzz target: answers of an SM-DP+ to an LPA. The first octet chooses the function and the HTTP
 * status. What comes out must be whole elements.
 */
#include "peers/es9p_client.h"

#include <stdlib.h>

enum { ARENA_SIZE = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int post(void *ctx, const char *function, const char *json, int *ret_http_status,
                struct buffer *ret_body)
{
	const struct span *in = ctx;

	(void)function;
	(void)json;
	*ret_http_status = in->ptr[0] & 0x80 ? 500 : 200;
	return buffer_append(ret_body, (struct span){ in->ptr + 1, in->len - 1 });
}

static void check(int r, struct span element, uint32_t tag)
{
	struct der_tlv tlv;

	if (r == 0 && !der_whole(element, tag, &tlv))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t memory[ARENA_SIZE];
	static const uint8_t id[] = { 1 };
	struct span in = { data, size };
	const struct es9p_transport transport = { post, &in };
	const struct smdpp_initiate_request request = { SPAN(id), SPAN(id), SPAN(id) };
	struct arena a = { memory, sizeof(memory), 0 };
	struct smdpp_initiate_response initiated;
	struct smdpp_authenticate_response offer;
	struct smdpp_status status = { "", "", "" };
	struct es9p_client client;
	const struct es9p *s = &client.es9p;
	struct span bpp;
	int r;

	if (size == 0)
		return 0;
	es9p_client_init(&client, &transport, "dp.example");
	switch (data[0] % 5) {
	case 0:
		r = s->initiate_authentication(s->ctx, &request, &a, &initiated, &status);
		check(r, initiated.server_signed1, 0x30);
		check(r, initiated.server_certificate, 0x30);
		break;
	case 1:
		r = s->authenticate_client(s->ctx, SPAN(id), SPAN(id), &a, &offer, &status);
		check(r, offer.smdp_signature2, 0x5F37);
		break;
	case 2:
		r = s->get_bound_profile_package(s->ctx, SPAN(id), SPAN(id), &a, &bpp, &status);
		check(r, bpp, 0xBF36);
		break;
	case 3:
		r = s->cancel_session(s->ctx, SPAN(id), SPAN(id), &a, &status);
		break;
	default:
		r = s->handle_notification(s->ctx, SPAN(id), &a, &status);
	}
	if (r == 1 && !(status.subject && status.reason && status.message))
		abort();
	return 0;
}
