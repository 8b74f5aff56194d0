/* Binding: the SM-DP+ protects a profile package for one eUICC [SGP.22 2.5, 5.5]. */
#include "peers/smdpp_internal.h"

#include "crypto/bsp.h"

#include <errno.h>
#include <string.h>

enum {
	KEY_TYPE_AES = 0x88,
	AES_BLOCK = 16,
	SEGMENT_HEADER_MAX = 4,
	SEGMENT_OVERHEAD = 32, /* room that bsp_seal() asks for */
	TAG_REMOTE_OP_ID = 0x82,
	TAG_TRANSACTION_ID = 0x80,
	TAG_KEY_TYPE = 0x80,
	TAG_KEY_LEN = 0x81,
	TAG_HOST_ID = 0x84,
	TAG_INITIAL_MCV = 0x80,
	TAG_PPK_ENC = 0x81,
	TAG_PPK_CMAC = 0x82,
};

/* A binding in progress. */
struct binding {
	struct smdpp *server;
	const struct smdpp_session *session;
	struct bsp *bsp;
	size_t segments; /* sealed so far */
	struct buffer *package;
};

/* Session keys from both one-time keys [SGP.22 Annex G]. */
static int agree_keys(const struct smdpp *s, const struct smdpp_session *session,
                      const struct ec_private *otsk, const struct ec_public *euicc_otpk,
                      struct bsp **ret_bsp)
{
	uint8_t shared[EC_SHARED_LEN];
	int r = ec_agree(otsk, euicc_otpk, shared);

	if (r < 0)
		return r;
	return bsp_new(SPAN(shared), KEY_TYPE_AES, BSP_KEY_LEN, s->config.host_id,
	               SPAN(session->eid), ret_bsp);
}

/*
 * Our one-time key: fresh, or the one of the earlier binding if the eUICC used its earlier key
 * again [SGP.22 5.6.2].
 */
static int one_time_key(struct smdpp *s, const struct smdpp_session *session,
                        const struct ec_public *euicc_otpk, struct ec_private *ret_otsk)
{
	struct smdpp_stored_order *order = session->order;
	int r;

	if (order->reuse_otpk && order->bound &&
	    span_equal(SPAN(order->bound_eid), SPAN(session->eid)) &&
	    span_equal(SPAN(order->bound_euicc_otpk.point), SPAN(euicc_otpk->point))) {
		*ret_otsk = order->bound_otsk;
		return 0;
	}
	r = ec_generate(euicc_otpk->curve, s->config.random.fill ? &s->config.random : NULL,
	                &order->bound_otsk);
	if (r < 0)
		return r;
	order->bound = true;
	order->bound_euicc_otpk = *euicc_otpk;
	memcpy(order->bound_eid, session->eid, SMDPP_EID_LEN);
	*ret_otsk = order->bound_otsk;
	return 0;
}

/* InitialiseSecureChannel; the signature also covers the eUICC's key [SGP.22 5.5.1]. */
static int put_secure_channel(struct binding *b, const struct ec_public *otpk,
                              const struct ec_public *euicc_otpk)
{
	static const uint8_t install[] = { REMOTE_OP_ID_INSTALL_BOUND_PROFILE_PACKAGE };
	static const uint8_t key_type[] = { KEY_TYPE_AES };
	static const uint8_t key_len[] = { BSP_KEY_LEN };
	BUFFER_AUTO content = { 0 };
	BUFFER_AUTO template = { 0 };
	BUFFER_AUTO peer = { 0 };
	uint8_t memory[256];
	struct arena a = { memory, sizeof(memory), 0 };
	struct span signature;
	int r = buffer_append_tlv(&template, TAG_KEY_TYPE, SPAN(key_type));

	if (r == 0)
		r = buffer_append_tlv(&template, TAG_KEY_LEN, SPAN(key_len));
	if (r == 0)
		r = buffer_append_tlv(&template, TAG_HOST_ID, b->server->config.host_id);
	if (r == 0)
		r = buffer_append_tlv(&content, TAG_REMOTE_OP_ID, SPAN(install));
	if (r == 0)
		r = buffer_append_tlv(&content, TAG_TRANSACTION_ID,
		                      SPAN(b->session->transaction_id));
	if (r == 0)
		r = buffer_append_tlv(&content, RSP_TAG_CONTROL_REF_TEMPLATE,
		                      buffer_span(&template));
	if (r == 0)
		r = buffer_append_tlv(&content, RSP_TAG_OTPK, SPAN(otpk->point));
	if (r == 0)
		r = buffer_append_tlv(&peer, RSP_TAG_OTPK, SPAN(euicc_otpk->point));
	if (r < 0)
		return r;
	smdpp_spoil(b->server, SMDPP_POINT_SECURE_CHANNEL_SIGNED, 0, &content);
	r = smdpp_sign(b->server, &b->session->keys->pb_key,
	               (const struct span[]){ buffer_span(&content), buffer_span(&peer) }, 2,
	               SMDPP_POINT_SECURE_CHANNEL_SIGNATURE, &a, &signature);
	if (r == 0)
		r = buffer_append(&content, signature);
	if (r == 0)
		r = buffer_wrap(&content, RSP_TAG_INITIALISE_SECURE_CHANNEL);
	if (r < 0)
		return r;
	smdpp_spoil(b->server, SMDPP_POINT_INITIALISE_SECURE_CHANNEL, 0, &content);
	return buffer_append(b->package, buffer_span(&content));
}

/* Octets of plaintext that fit into one segment. */
static size_t segment_room(const struct smdpp *s, uint8_t tag)
{
	const size_t body = s->config.segment_max - SEGMENT_HEADER_MAX - BSP_MAC_LEN;

	if (tag == RSP_TAG_BPP_SEGMENT_88)
		return body;
	/* Encryption pads with one octet at least. */
	return body / AES_BLOCK * AES_BLOCK - 1;
}

/* Seals one segment and appends it to the list. */
static int seal(struct binding *b, uint8_t tag, struct span plain, struct buffer *list)
{
	BUFFER_AUTO segment = { 0 };
	size_t len;
	int r = buffer_reserve(&segment, plain.len + SEGMENT_OVERHEAD);

	if (r == 0)
		r = bsp_seal(b->bsp, tag, plain, segment.ptr, &len);
	if (r < 0)
		return r;
	segment.len = len;
	smdpp_spoil(b->server, SMDPP_POINT_SEGMENT, b->segments++, &segment);
	return buffer_append(list, buffer_span(&segment));
}

/* Protects plain, in as many segments as it takes, and appends them as one list element. */
static int put_segments(struct binding *b, enum smdpp_point point, uint32_t list_tag, uint8_t tag,
                        struct span plain)
{
	BUFFER_AUTO list = { 0 };
	BUFFER_AUTO content = { 0 };
	const size_t room = segment_room(b->server, tag);
	size_t at = 0;
	int r = buffer_set(&content, plain);

	if (r < 0)
		return r;
	smdpp_spoil(b->server, point, 0, &content);
	do {
		const size_t left = content.len - at;
		const struct span part = { content.ptr + at, left < room ? left : room };

		r = seal(b, tag, part, &list);
		at += part.len;
	} while (r == 0 && at < content.len);
	if (r < 0)
		return r;
	return buffer_append_tlv(b->package, list_tag, buffer_span(&list));
}

/* ConfigureISDP [SGP.22 5.5.2]. */
static int put_configure_isdp(struct binding *b)
{
	BUFFER_AUTO request = { 0 };
	int r = buffer_set(&request, buffer_span(&b->session->order->dp_proprietary_data));

	if (r == 0)
		r = buffer_wrap(&request, RSP_TAG_CONFIGURE_ISDP);
	if (r < 0)
		return r;
	return put_segments(b, SMDPP_POINT_CONFIGURE_ISDP, RSP_TAG_FIRST_SEQUENCE_OF_87,
	                    RSP_TAG_BPP_SEGMENT_87, buffer_span(&request));
}

/* ReplaceSessionKeys: from here on random profile protection keys [SGP.22 5.5.4]. */
static int put_replace_keys(struct binding *b)
{
	static const uint8_t tags[] = { TAG_INITIAL_MCV, TAG_PPK_ENC, TAG_PPK_CMAC };
	uint8_t keys[A_COUNT(tags)][BSP_KEY_LEN];
	BUFFER_AUTO request = { 0 };
	int r = smdpp_random(b->server, keys[0], sizeof(keys));

	for (size_t i = 0; r == 0 && i < A_COUNT(tags); i++)
		r = buffer_append_tlv(&request, tags[i], SPAN(keys[i]));
	if (r == 0)
		r = buffer_wrap(&request, RSP_TAG_REPLACE_SESSION_KEYS);
	if (r == 0)
		r = put_segments(b, SMDPP_POINT_REPLACE_SESSION_KEYS, RSP_TAG_SECOND_SEQUENCE_OF_87,
		                 RSP_TAG_BPP_SEGMENT_87, buffer_span(&request));
	if (r == 0)
		r = bsp_replace_keys(b->bsp, SPAN(keys[0]), SPAN(keys[1]), SPAN(keys[2]));
	return r;
}

static int put_package(struct binding *b)
{
	const struct smdpp_stored_order *order = b->session->order;
	int r = put_configure_isdp(b);

	if (r == 0)
		r = put_segments(b, SMDPP_POINT_STORE_METADATA, RSP_TAG_SEQUENCE_OF_88,
		                 RSP_TAG_BPP_SEGMENT_88, buffer_span(&order->metadata));
	if (r == 0 && !b->server->config.session_keys)
		r = put_replace_keys(b);
	if (r == 0)
		r = put_segments(b, SMDPP_POINT_UNPROTECTED_PROFILE_PACKAGE, RSP_TAG_SEQUENCE_OF_86,
		                 RSP_TAG_BPP_SEGMENT_86, buffer_span(&order->profile));
	return r;
}

int smdpp_bind(struct smdpp *s, struct smdpp_session *session, const struct ec_public *euicc_otpk,
               struct buffer *ret_bpp)
{
	struct binding b = { .server = s, .session = session, .package = ret_bpp };
	EC_PRIVATE_AUTO otsk = { 0 };
	int r = one_time_key(s, session, euicc_otpk, &otsk);

	if (r == 0)
		r = agree_keys(s, session, &otsk, euicc_otpk, &b.bsp);
	if (r < 0)
		return r;
	ret_bpp->len = 0;
	r = put_secure_channel(&b, &otsk.pub, euicc_otpk);
	if (r == 0)
		r = put_package(&b);
	if (r == 0)
		r = buffer_wrap(ret_bpp, RSP_TAG_BOUND_PROFILE_PACKAGE);
	if (r == 0)
		smdpp_spoil(s, SMDPP_POINT_BOUND_PROFILE_PACKAGE, 0, ret_bpp);
	bsp_free(b.bsp);
	return r;
}
