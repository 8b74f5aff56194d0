/*
 * Fuzz target: answers of an eIM to an IPA that downloads through it. The first octet chooses the
 * function. What comes out must be whole elements.
 */
#include "peers/esipa_es9p.h"

#include <stdlib.h>

enum { ARENA_SIZE = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int post(void *ctx, struct span request, struct arena *a, struct span *ret_response)
{
	(void)request;
	*ret_response = arena_copy(a, *(const struct span *)ctx);
	return ret_response->ptr ? 0 : -1;
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
	static const uint8_t from_card[] = { 0xBF, 0x41, 0x02, 0xA0, 0x00 };
	struct span in;
	const struct esipa_transport transport = { post, &in };
	const struct smdpp_initiate_request request = { SPAN(id), SPAN(id), SPAN(id) };
	struct arena a = { memory, sizeof(memory), 0 };
	struct smdpp_initiate_response initiated;
	struct smdpp_authenticate_response offer;
	struct smdpp_status status = { NULL, NULL, NULL };
	struct esipa_es9p client;
	const struct es9p *s = &client.es9p;
	struct span bpp;
	int r;

	if (size == 0)
		return 0;
	in = (struct span){ data + 1, size - 1 };
	esipa_es9p_init(&client, &transport, SPAN(id), "dp.example");
	switch (data[0] % 4) {
	case 0:
		r = s->initiate_authentication(s->ctx, &request, &a, &initiated, &status);
		check(r, initiated.server_signed1, 0x30);
		check(r, initiated.server_signature1, 0x5F37);
		break;
	case 1:
		r = s->authenticate_client(s->ctx, SPAN(id), SPAN(id), &a, &offer, &status);
		check(r, offer.smdp_certificate, 0x30);
		break;
	case 2:
		r = s->get_bound_profile_package(s->ctx, SPAN(id), SPAN(id), &a, &bpp, &status);
		check(r, bpp, 0xBF36);
		break;
	default:
		r = s->cancel_session(s->ctx, SPAN(id), SPAN(from_card), &a, &status);
	}
	if (r == 1 && !(status.subject && status.reason && status.message))
		abort();
	return 0;
}
