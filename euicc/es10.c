/*
 * ES10 dispatcher: table look-up, decoding, the function, encoding.
 */
#include "es10.h"

#include <string.h>

static const struct es10_row *const interfaces[] = {
	es10a_functions,
	es10b_functions,
	es10b_iot_functions,
	es10c_functions,
};

const struct es10_row *es10_find(const struct persona *persona, uint32_t tag)
{
	for (size_t i = 0; i < A_COUNT(interfaces); i++)
		for (const struct es10_row *row = interfaces[i]; row->tag; row++)
			if (row->tag == tag && (!row->offered || row->offered(persona)))
				return row;
	return NULL;
}

/*
 * Tags that open a piece of a Bound Profile Package [SGP.22 2.5.5]. InitialiseSecureChannel, whose
 * place is behind BF36 in the same piece, opens none; but a second one is a fault of the package, of
 * which the SM-DP+ hears by a result, and no other command.
 */
static bool is_bpp_piece(uint32_t tag)
{
	static const uint32_t tags[] = {
		RSP_TAG_BOUND_PROFILE_PACKAGE, RSP_TAG_INITIALISE_SECURE_CHANNEL,
		RSP_TAG_FIRST_SEQUENCE_OF_87,  RSP_TAG_SEQUENCE_OF_88,
		RSP_TAG_SECOND_SEQUENCE_OF_87, RSP_TAG_SEQUENCE_OF_86,
		RSP_TAG_BPP_SEGMENT_86,        RSP_TAG_BPP_SEGMENT_87,
		RSP_TAG_BPP_SEGMENT_88,
	};

	for (size_t i = 0; i < A_COUNT(tags); i++)
		if (tags[i] == tag)
			return true;
	return false;
}

static struct sw run_row(const struct es10_row *row, struct es10_call *call)
{
	struct asn1_error error;
	struct sw sw;
	/* A row's structs may be empty in C; the arena never returns NULL for a short one. */
	void *request = arena_alloc(call->arena, row->request->size);
	void *response = row->response ? arena_alloc(call->arena, row->response->size) : NULL;

	if (!request || (row->response && !response))
		return SW(SW_NOT_ENOUGH_MEMORY);
	if (!asn1_decode(row->request, row->tag, call->raw, request, call->arena, &error)) {
		card_log(call->card, SOFTEUICC_LOG_INFO, "%s: bad request: %s.%s: %s", row->name,
		         error.type ? error.type : "-", error.field ? error.field : "-", error.why);
		return SW(SW_WRONG_DATA);
	}
	sw = row->run(call, request, response);
	if (sw.v != SW_OK)
		return sw;
	if (row->response)
		call->answer = asn1_encode_arena(row->response, row->tag, response, call->arena);
	return call->answer.ptr ? SW(SW_OK) : SW(SW_NOT_ENOUGH_MEMORY);
}

/* The function with this tag, if the persona offers it. */
static struct sw run_function(struct es10_call *call, uint32_t tag)
{
	const struct es10_row *row = es10_find(call->card->persona, tag);

	if (!row)
		return SW(SW_REF_NOT_FOUND);
	card_log(call->card, SOFTEUICC_LOG_DEBUG, "%s [%s]", row->name, row->spec);
	return run_row(row, call);
}

struct sw es10_execute(struct softeuicc_card *card, struct channel *ch, struct span request,
                       struct response *r)
{
	struct es10_call call = {
		.card = card, .channel = ch, .arena = &card->arena, .raw = request
	};
	uint32_t tag = 0;
	size_t len, hdr;
	const bool readable = der_header(request, &tag, &len, &hdr) == DER_HEADER_OK;
	struct sw sw;

	card->arena.used = 0;
	if (readable && is_bpp_piece(tag)) {
		sw = es10b_load_bound_profile_package(&call, request);
	} else {
		/* Nothing may come between the pieces of a package but its cancellation. */
		if (card->session.state == RSP_LOADING && tag != RSP_TAG_CANCEL_SESSION)
			card_abandon_session(card);
		sw = readable ? run_function(&call, tag) : SW(SW_WRONG_DATA);
	}
	if (sw.v == SW_OK && call.answer.len)
		response_put(r, call.answer);
	return sw;
}

struct span es10_tlv(struct arena *a, uint32_t tag, struct span value)
{
	size_t n = der_size(tag, value.len);
	struct der_writer w = { arena_alloc(a, n), n, 0 };

	if (!w.buf)
		return (struct span){ NULL, 0 };
	der_put_tlv(&w, tag, value);
	return der_written(&w);
}

struct span es10_retag(struct span element, uint32_t from, uint32_t to, struct arena *a)
{
	struct der_tlv v;

	if (!der_whole(element, from, &v))
		return (struct span){ NULL, 0 };
	return es10_tlv(a, to, v.value);
}

struct span es10_text(const char *s)
{
	return (struct span){ (const uint8_t *)s, s ? strlen(s) : 0 };
}

struct span es10_sign(struct es10_call *call, size_t credential, struct span first,
                      struct span second)
{
	const struct span parts[] = { first, second };
	uint8_t *signature = arena_alloc(call->arena, EC_SIGNATURE_LEN);

	if (!signature || !first.ptr ||
	    card_sign(call->card, credential, parts, second.ptr ? 2 : 1, signature) < 0)
		return (struct span){ NULL, 0 };
	return (struct span){ signature, EC_SIGNATURE_LEN };
}
