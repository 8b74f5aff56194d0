/*
 * LoadBoundProfilePackage [SGP.22 5.7.6] with ES8+ InitialiseSecureChannel, ConfigureISDP,
 * StoreMetadata, ReplaceSessionKeys and LoadProfileElements [SGP.22 5.5.1 to 5.5.5].
 *
 * The package is a stream: BF36, BF23, then four lists of protected segments. Each piece that the
 * LPA sends holds whole segments [SGP.22 2.5.5]. The text of a list is collected and executed at the
 * list's end, except for profile elements, which are installed as they come.
 */
#include "bpp.h"

#include "crypto/bsp.h"
#include "es10.h"
#include "install.h"
#include "notification.h"
#include "pir.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	SEGMENT_MAX = 1036, /* 1020 by the book; the common open server sends 1036 */
	LIST_TEXT_MAX = 8192,
	DP_PROPRIETARY_MAX = 128,
	KEY_TYPE_AES = 0x88,
	KEY_LENGTH_AES = 0x10,
};

/* Where the stream stands: what may come next. */
enum bpp_step {
	BPP_PACKAGE, /* the header BF36 */
	BPP_INIT,    /* InitialiseSecureChannel */
	BPP_LIST,    /* the header of a list */
	BPP_SEGMENT, /* a segment of the list, or its end */
	BPP_DONE,
};

struct bpp {
	enum bpp_step step;
	size_t list;         /* index in lists[] */
	size_t package_left; /* octets that BF36 still announces */
	size_t list_left;    /* octets that the list still announces */
	enum bpp_command_id command;
	struct bsp *bsp;
	uint8_t text[LIST_TEXT_MAX]; /* opened segments of the list so far */
	size_t text_len;
	uint8_t metadata_der[LIST_TEXT_MAX];
	size_t metadata_len;
	uint8_t metadata_memory[4 * LIST_TEXT_MAX];
	struct store_metadata_request metadata;
	uint8_t dp_proprietary[DP_PROPRIETARY_MAX];
	size_t dp_proprietary_len;
	struct install *install;
	struct profile profile; /* that came of it */
};

void bpp_free(struct bpp *b)
{
	if (!b)
		return;
	bsp_free(b->bsp);
	install_free(b->install);
	explicit_bzero(b->text, sizeof(b->text)); /* keys of ReplaceSessionKeys went through it */
	free(b);
}

static struct span dp_proprietary(const struct bpp *b)
{
	return (struct span){ b->dp_proprietary_len ? b->dp_proprietary : NULL,
		              b->dp_proprietary_len };
}

/* Facts for the result; the caller adds how it ended. */
static struct pir result_facts(const struct softeuicc_card *card)
{
	const struct rsp_session *s = &card->session;

	return (struct pir){
		.transaction_id = rsp_transaction_id(s),
		.address = es10_text(s->server_address),
		.smdp_oid = rsp_server_oid(s),
		.iccid = s->bpp->metadata.iccid,
		.credential = s->credential,
		.command = s->bpp->command,
	};
}

/* Keeps what an interruption would have to report; done at each step that changes it. */
static enum error_reason mark_progress(struct softeuicc_card *card)
{
	const struct pir facts = result_facts(card);

	return pir_mark_download(card, &facts) < 0 ? ERROR_REASON_UNKNOWN : 0;
}

/* ---- InitialiseSecureChannel [SGP.22 5.5.1] ---- */

/* smdpSign covers remoteOpId, transactionId, CRT, otPK.DP and the eUICC's otPK. */
static bool init_signature_ok(struct es10_call *call, struct span element,
                              const struct initialise_secure_channel_request *req)
{
	const struct rsp_session *s = &call->card->session;
	struct der_tlv whole, op, txid;
	struct der_reader r;
	struct span parts[5];

	if (!der_whole(element, RSP_TAG_INITIALISE_SECURE_CHANNEL, &whole))
		return false;
	r = der_reader(whole.value);
	if (!der_take(&r, 0x82, &op) || !der_take(&r, 0x80, &txid))
		return false;
	parts[0] = op.whole;
	parts[1] = txid.whole;
	parts[2] = req->control_ref_template;
	parts[3] = es10_tlv(call->arena, RSP_TAG_OTPK, req->smdp_otpk);
	parts[4] = es10_tlv(call->arena, RSP_TAG_OTPK, SPAN(s->otsk.pub.point));
	return parts[3].ptr && parts[4].ptr &&
	       card_verify(call->card, &s->dp_pb, parts, 5, req->smdp_sign) == 0;
}

static enum error_reason start_channel(struct softeuicc_card *card,
                                       const struct initialise_secure_channel_request *req,
                                       struct span host_id)
{
	struct rsp_session *s = &card->session;
	uint8_t shared[EC_SHARED_LEN];
	struct ec_public peer;
	int r;

	if (ec_public_from_point(s->otsk.pub.curve, req->smdp_otpk, &peer) < 0)
		return ERROR_REASON_INCORRECT_INPUT_VALUES;
	r = ec_agree(&s->otsk, &peer, shared);
	if (r == 0)
		r = bsp_new(SPAN(shared), KEY_TYPE_AES, KEY_LENGTH_AES, host_id, SPAN(card->eid),
		            &s->bpp->bsp);
	explicit_bzero(shared, sizeof(shared));
	return r < 0 ? ERROR_REASON_UNKNOWN : 0;
}

static enum error_reason initialise_secure_channel(struct es10_call *call, struct span element)
{
	struct rsp_session *s = &call->card->session;
	struct initialise_secure_channel_request req;
	struct control_ref_template crt;
	struct asn1_error ignored;
	enum error_reason reason;

	if (!asn1_decode(&initialise_secure_channel_request_type, RSP_TAG_INITIALISE_SECURE_CHANNEL,
	                 element, &req, call->arena, &ignored) ||
	    !asn1_decode(&control_ref_template_type, RSP_TAG_CONTROL_REF_TEMPLATE,
	                 req.control_ref_template, &crt, call->arena, &ignored))
		return ERROR_REASON_INCORRECT_INPUT_VALUES;
	if (!init_signature_ok(call, element, &req))
		return ERROR_REASON_INVALID_SIGNATURE;
	if (!span_equal(req.transaction_id, rsp_transaction_id(s)))
		return ERROR_REASON_INVALID_TRANSACTION_ID;
	if (crt.key_type.ptr[0] != KEY_TYPE_AES || crt.key_len.ptr[0] != KEY_LENGTH_AES)
		return ERROR_REASON_UNSUPPORTED_CRT_VALUES;
	if (req.remote_op_id.v != REMOTE_OP_ID_INSTALL_BOUND_PROFILE_PACKAGE)
		return ERROR_REASON_UNSUPPORTED_REMOTE_OPERATION_TYPE;
	reason = start_channel(call->card, &req, crt.host_id);
	return reason ? reason : mark_progress(call->card);
}

/* ---- what the lists hold ---- */

static struct span list_text(const struct bpp *b)
{
	return (struct span){ b->text, b->text_len };
}

/* The SM-DP+'s own data begin with its OID; what follows is its affair. They are optional. */
static bool dp_proprietary_ok(struct es10_call *call, struct span element)
{
	struct dp_proprietary_data data;
	struct asn1_error ignored;

	return !element.ptr || (element.len <= DP_PROPRIETARY_MAX &&
	                        asn1_decode(&dp_proprietary_data_type, RSP_TAG_DP_PROPRIETARY_DATA,
	                                    element, &data, call->arena, &ignored));
}

/* ConfigureISDP [SGP.22 5.5.2]. */
static enum error_reason configure_isdp(struct es10_call *call)
{
	struct bpp *b = call->card->session.bpp;
	struct configure_isdp_request req;
	struct asn1_error ignored;

	if (!asn1_decode(&configure_isdp_request_type, RSP_TAG_CONFIGURE_ISDP, list_text(b), &req,
	                 call->arena, &ignored) ||
	    !dp_proprietary_ok(call, req.dp_proprietary_data))
		return ERROR_REASON_INCORRECT_INPUT_VALUES;
	if (req.dp_proprietary_data.len)
		memcpy(b->dp_proprietary, req.dp_proprietary_data.ptr, req.dp_proprietary_data.len);
	b->dp_proprietary_len = req.dp_proprietary_data.len;
	return 0;
}

/* StoreMetadata [SGP.22 5.5.3]: metadata may be longer than one segment. */
static enum error_reason store_metadata(struct es10_call *call)
{
	struct softeuicc_card *card = call->card;
	struct bpp *b = card->session.bpp;
	struct arena memory = { b->metadata_memory, sizeof(b->metadata_memory), 0 };
	struct asn1_error error;
	enum error_reason reason;

	memcpy(b->metadata_der, b->text, b->text_len);
	b->metadata_len = b->text_len;
	if (!asn1_decode(&store_metadata_request_type, RSP_TAG_STORE_METADATA,
	                 (struct span){ b->metadata_der, b->metadata_len }, &b->metadata, &memory,
	                 &error)) {
		card_log(card, SOFTEUICC_LOG_INFO, "metadata: %s: %s",
		         error.field ? error.field : "-", error.why);
		return ERROR_REASON_INCORRECT_INPUT_VALUES;
	}
	reason = install_check_metadata(card, &b->metadata);
	return reason ? reason : mark_progress(card);
}

/* ReplaceSessionKeys [SGP.22 5.5.4]: profile elements are protected with keys of their own. */
static enum error_reason replace_session_keys(struct es10_call *call)
{
	struct bpp *b = call->card->session.bpp;
	struct replace_session_keys_request req;
	struct asn1_error ignored;

	if (!asn1_decode(&replace_session_keys_request_type, RSP_TAG_REPLACE_SESSION_KEYS,
	                 list_text(b), &req, call->arena, &ignored) ||
	    req.initial_mac_chaining_value.len != BSP_KEY_LEN || req.ppk_enc.len != BSP_KEY_LEN ||
	    req.ppk_cmac.len != BSP_KEY_LEN)
		return ERROR_REASON_INCORRECT_INPUT_VALUES;
	return bsp_replace_keys(b->bsp, req.initial_mac_chaining_value, req.ppk_enc, req.ppk_cmac) <
	                       0
	               ? ERROR_REASON_UNKNOWN
	               : 0;
}

/* LoadProfileElements [SGP.22 5.5.5], at the end of the package. */
static enum error_reason finish_profile(struct es10_call *call)
{
	struct softeuicc_card *card = call->card;
	struct bpp *b = card->session.bpp;
	const struct install_target target = {
		.metadata_der = { b->metadata_der, b->metadata_len },
		.metadata = &b->metadata,
		.dp_proprietary = dp_proprietary(b),
		.credential = card->session.credential,
	};

	return install_finish(b->install, card, &target, &b->profile);
}

/* The lists of a package in their order. */
static const struct bpp_list {
	uint32_t tag, segment_tag;
	enum bpp_command_id command;
	bool optional;
	enum error_reason (*finish)(struct es10_call *call);
} lists[] = {
	{ RSP_TAG_FIRST_SEQUENCE_OF_87, RSP_TAG_BPP_SEGMENT_87, BPP_COMMAND_ID_CONFIGURE_ISDP,
	  false, configure_isdp },
	{ RSP_TAG_SEQUENCE_OF_88, RSP_TAG_BPP_SEGMENT_88, BPP_COMMAND_ID_STORE_METADATA, false,
	  store_metadata },
	{ RSP_TAG_SECOND_SEQUENCE_OF_87, RSP_TAG_BPP_SEGMENT_87,
	  BPP_COMMAND_ID_REPLACE_SESSION_KEYS, true, replace_session_keys },
	{ RSP_TAG_SEQUENCE_OF_86, RSP_TAG_BPP_SEGMENT_86, BPP_COMMAND_ID_LOAD_PROFILE_ELEMENTS,
	  false, finish_profile },
};

/* ---- segments ---- */

static enum error_reason take_text(struct bpp *b, struct span plain)
{
	if (plain.len > sizeof(b->text) - b->text_len)
		return ERROR_REASON_INCORRECT_INPUT_VALUES;
	memcpy(b->text + b->text_len, plain.ptr, plain.len);
	b->text_len += plain.len;
	return 0;
}

static enum error_reason take_elements(struct es10_call *call, struct span plain)
{
	struct bpp *b = call->card->session.bpp;

	if (!b->install)
		b->install = install_new(call->card, b->list_left);
	if (!b->install)
		return ERROR_REASON_UNKNOWN;
	return install_feed(b->install, plain, &b->metadata);
}

static enum error_reason take_segment(struct es10_call *call, const struct der_tlv *segment)
{
	struct bpp *b = call->card->session.bpp;
	uint8_t plain[SEGMENT_MAX];
	enum error_reason reason;
	size_t len;
	int r;

	if (segment->whole.len > SEGMENT_MAX)
		return ERROR_REASON_SCP03T_STRUCTURE_ERROR;
	r = bsp_open(b->bsp, segment, plain, &len);
	if (r != 0)
		return r > 0 ? ERROR_REASON_SCP03T_SECURITY_ERROR : ERROR_REASON_UNKNOWN;
	if (segment->tag == RSP_TAG_BPP_SEGMENT_86)
		reason = take_elements(call, (struct span){ plain, len });
	else
		reason = take_text(b, (struct span){ plain, len });
	explicit_bzero(plain, len); /* profile protection keys, the subscriber's keys */
	return reason;
}

/* ---- the stream ---- */

/* Takes octets off what the package, and inside a list the list, has announced. */
static bool account(struct bpp *b, size_t n)
{
	if (n > b->package_left || (b->step == BPP_SEGMENT && n > b->list_left))
		return false;
	b->package_left -= n;
	if (b->step == BPP_SEGMENT)
		b->list_left -= n;
	return true;
}

static enum error_reason enter_list(struct bpp *b, uint32_t tag, size_t len)
{
	if (lists[b->list].tag != tag && lists[b->list].optional)
		b->list++;
	b->command = lists[b->list].command;
	if (lists[b->list].tag != tag || len == 0 || len > b->package_left)
		return ERROR_REASON_SCP03T_STRUCTURE_ERROR;
	b->step = BPP_SEGMENT;
	b->list_left = len;
	b->text_len = 0;
	return 0;
}

static enum error_reason leave_list(struct es10_call *call)
{
	struct bpp *b = call->card->session.bpp;
	enum error_reason reason = 0;

	/* The package must end with its last list. */
	if (b->list + 1 == A_COUNT(lists) && b->package_left)
		return ERROR_REASON_SCP03T_STRUCTURE_ERROR;
	reason = lists[b->list].finish(call);
	if (reason)
		return reason;
	b->list++;
	b->step = b->list < A_COUNT(lists) ? BPP_LIST : BPP_DONE;
	return 0;
}

/* A header whose content comes later: of the package or of a list. Moves the piece forward. */
static enum error_reason take_header(struct es10_call *call, struct span *piece)
{
	struct bpp *b = call->card->session.bpp;
	enum error_reason reason;
	uint32_t tag;
	size_t len, hdr;

	if (der_header(*piece, &tag, &len, &hdr) != DER_HEADER_OK)
		return ERROR_REASON_SCP03T_STRUCTURE_ERROR;
	piece->ptr += hdr;
	piece->len -= hdr;
	if (b->step == BPP_PACKAGE) {
		if (tag != RSP_TAG_BOUND_PROFILE_PACKAGE)
			return ERROR_REASON_SCP03T_STRUCTURE_ERROR;
		b->package_left = len;
		b->step = BPP_INIT;
		return 0;
	}
	if (!account(b, hdr))
		return ERROR_REASON_SCP03T_STRUCTURE_ERROR;
	reason = enter_list(b, tag, len);
	return reason ? reason : mark_progress(call->card);
}

/* A whole element: InitialiseSecureChannel or a segment. Moves the piece forward. */
static enum error_reason take_element(struct es10_call *call, struct span *piece)
{
	struct bpp *b = call->card->session.bpp;
	struct der_reader r = der_reader(*piece);
	uint32_t wanted = b->step == BPP_INIT ? RSP_TAG_INITIALISE_SECURE_CHANNEL
	                                      : lists[b->list].segment_tag;
	enum error_reason reason;
	struct der_tlv element;

	if (!der_take(&r, wanted, &element) || !account(b, element.whole.len))
		return ERROR_REASON_SCP03T_STRUCTURE_ERROR;
	piece->ptr += element.whole.len;
	piece->len -= element.whole.len;
	if (b->step == BPP_INIT) {
		b->step = BPP_LIST;
		return initialise_secure_channel(call, element.whole);
	}
	reason = take_segment(call, &element);
	if (!reason && b->list_left == 0)
		reason = leave_list(call);
	return reason;
}

static enum error_reason take_piece(struct es10_call *call, struct span piece)
{
	struct bpp *b = call->card->session.bpp;
	enum error_reason reason = 0;

	while (piece.len && !reason) {
		if (b->step == BPP_DONE)
			return ERROR_REASON_SCP03T_STRUCTURE_ERROR;
		if (b->step == BPP_PACKAGE || b->step == BPP_LIST)
			reason = take_header(call, &piece);
		else
			reason = take_element(call, &piece);
	}
	/* Something is missing, and the package announces no more in which it could come. */
	if (!reason && b->step != BPP_DONE && b->package_left == 0)
		return ERROR_REASON_SCP03T_STRUCTURE_ERROR;
	return reason;
}

/* ---- the end ---- */

/* A failed download may be retried with the same one-time key. */
static void keep_retry_key(struct softeuicc_card *card)
{
	struct retry_key *k = &card->retry;

	k->set = true;
	k->key = card->session.otsk;
	memcpy(k->server_oid, card->session.server_oid, sizeof(k->server_oid));
	k->server_oid_len = card->session.server_oid_len;
}

/*
 * A new profile is there: ImmediateEnable may want it; and while the result tells the SM-DP+, other
 * addresses that the metadata name hear of it apart [SGP.32 5.9.15, SGP.22 3.5].
 */
static int conclude_installation(struct softeuicc_card *card, struct arena *a)
{
	const struct rsp_session *s = &card->session;
	const struct bpp *b = s->bpp;
	int r = notification_generate_for(card, &b->profile, &b->metadata,
	                                  NOTIFICATION_EVENT_INSTALL, s->server_address, a);

	if (r < 0)
		return r;
	explicit_bzero(&card->retry, sizeof(card->retry));
	card->installed.profile_id = b->profile.id;
	memcpy(card->installed.server_address, s->server_address, sizeof(s->server_address));
	memcpy(card->installed.server_oid, s->server_oid, sizeof(s->server_oid));
	card->installed.server_oid_len = s->server_oid_len;
	return 0;
}

static struct sw end_download(struct es10_call *call, enum error_reason reason)
{
	struct softeuicc_card *card = call->card;
	struct bpp *b = card->session.bpp;
	struct pir pir = result_facts(card);
	int r;

	/* What a failing last segment began to store must not stay. */
	if (reason)
		store_rollback(card->store);
	pir.reason = reason;
	if (!reason)
		pir.isdp_aid = SPAN(b->profile.isdp_aid);
	if (b->install && (!reason || reason == ERROR_REASON_PE_PROCESSING_ERROR ||
	                   reason == ERROR_REASON_INSUFFICIENT_MEMORY))
		pir.sima_response = install_response(b->install, reason != 0, call->arena);
	r = pir_generate(card, &pir, call->arena, &call->answer);
	if (r == 0)
		r = pir_clear_download(card);
	if (r == 0 && !reason)
		r = conclude_installation(card, call->arena);
	if (b->install)
		install_log_failure(b->install, card);
	if (reason) {
		card_log(card, SOFTEUICC_LOG_INFO,
		         "profile installation: failed (command %d, reason %d)", (int)pir.command,
		         (int)reason);
		keep_retry_key(card);
	} else {
		card_log(card, SOFTEUICC_LOG_INFO, "profile installation: done");
	}
	rsp_session_end(&card->session);
	if (r < 0) {
		store_rollback(card->store);
		return SW(SW_MEMORY_PROBLEM);
	}
	return SW(SW_OK);
}

struct sw es10b_load_bound_profile_package(struct es10_call *call, struct span piece)
{
	struct rsp_session *s = &call->card->session;
	enum error_reason reason;

	if (s->state == RSP_PREPARED) {
		s->bpp = calloc(1, sizeof(*s->bpp));
		if (!s->bpp)
			return SW(SW_NOT_ENOUGH_MEMORY);
		s->state = RSP_LOADING;
		s->channel = call->channel;
	}
	if (s->state != RSP_LOADING || s->channel != call->channel)
		return SW(SW_CONDITIONS);
	reason = take_piece(call, piece);
	if (reason || s->bpp->step == BPP_DONE)
		return end_download(call, reason);
	return SW(SW_OK);
}
