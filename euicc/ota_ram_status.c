/*
 * GET STATUS and SET STATUS [GlobalPlatform Card Specification 11.4, 11.10, 5.3; TS 102 226 8.2.1.2,
 * 8.2.1.6].
 */
#include "ota_ram.h"

#include <string.h>

/* ---- GET STATUS ---- */

enum {
	P1_ISSUER = 0x80,       /* the issuer security domain: in a profile the MNO-SD */
	P1_APPLICATIONS = 0x40, /* and other domains */
	P1_LOAD_FILES = 0x20,
	P1_MODULES = 0x10, /* load files, and the classes in them */
	P2_NEXT = 0x01,
	P2_TLV = 0x02,

	TAG_AID = 0x4F,
	TAG_TAG_LIST = 0x5C,
	TAG_ENTRY = 0xE3,
	TAG_STATE = 0x9F70,
	TAG_PRIVILEGES = 0xC5,
	TAG_LOAD_FILE = 0xC4,
	TAG_VERSION = 0xCE,
	TAG_CLASS = 0x84,
	TAG_DOMAIN = 0xCC,

	ENTRY_MAX = 1024,
	/* So much of an answer fits into the response packet of a single command. */
	ANSWER_MAX = 96,
};

struct query {
	uint8_t p1;
	bool tlv;
	struct span aid;  /* what an AID begins with */
	struct span tags; /* absent: all */
};

static bool in_subset(const struct ram_call *call, const struct query *q, const struct ram_entry *e)
{
	const bool issuer = e == call->registry.mno_sd;

	switch (q->p1) {
	case P1_ISSUER:
		return issuer;
	case P1_APPLICATIONS:
		return e->kind != RAM_LOAD_FILE && !issuer;
	default:
		return e->kind == RAM_LOAD_FILE;
	}
}

static bool matches(const struct ram_call *call, const struct query *q, const struct ram_entry *e)
{
	return in_subset(call, q, e) && ram_may(call, e, RAM_PRIVILEGE_REGISTRY) &&
	       q->aid.len <= e->aid.len && memcmp(q->aid.ptr, e->aid.ptr, q->aid.len) == 0;
}

/* Is the tag among those that were asked for? */
static bool wants(const struct query *q, uint32_t tag)
{
	for (size_t at = 0; q->tags.ptr && at < q->tags.len;) {
		uint32_t one = q->tags.ptr[at++];

		if ((one & 0x1F) == 0x1F && at < q->tags.len)
			one = one << 8 | q->tags.ptr[at++];
		if (one == tag)
			return true;
	}
	return !q->tags.ptr;
}

static void put(const struct query *q, struct der_writer *w, uint32_t tag, struct span value)
{
	if (value.ptr && wants(q, tag))
		der_put_tlv(w, tag, value);
}

static bool read_cap(const struct ram_entry *e, struct ram_cap *ret_cap)
{
	return e->kind == RAM_LOAD_FILE &&
	       ram_cap_read(e->application->load_block->load_block, ret_cap);
}

/* Table of the registry data: what a load file has, and what an application has. */
static void put_tlv_entry(const struct query *q, const struct ram_entry *e, struct der_writer *w)
{
	const uint8_t privileges[] = { (uint8_t)(e->privileges >> 16),
		                       (uint8_t)(e->privileges >> 8), (uint8_t)e->privileges };
	const size_t end = w->len;
	struct ram_cap cap;

	/* From the last to the first. */
	if (e->owner)
		put(q, w, TAG_DOMAIN, e->owner->aid);
	if (read_cap(e, &cap)) {
		for (size_t i = q->p1 == P1_MODULES ? cap.n_classes : 0; i-- > 0;)
			put(q, w, TAG_CLASS, cap.classes[i]);
		put(q, w, TAG_VERSION, SPAN(cap.version));
	}
	put(q, w, TAG_LOAD_FILE, e->load_file);
	if (e->kind != RAM_LOAD_FILE)
		put(q, w, TAG_PRIVILEGES, SPAN(privileges));
	put(q, w, TAG_STATE, (struct span){ &e->state, 1 });
	put(q, w, TAG_AID, e->aid);
	der_put_header(w, TAG_ENTRY, w->len - end);
}

static void put_length_value(struct der_writer *w, struct span value)
{
	const uint8_t len = (uint8_t)value.len;

	der_put_bytes(w, value);
	der_put_bytes(w, (struct span){ &len, 1 });
}

/* AID, state, privileges; of a load file, its classes. */
static void put_short_entry(const struct query *q, const struct ram_entry *e, struct der_writer *w)
{
	const uint8_t tail[] = { e->state, (uint8_t)(e->privileges >> 16) };
	struct ram_cap cap;

	if (q->p1 == P1_MODULES) {
		const size_t n = read_cap(e, &cap) ? cap.n_classes : 0;
		const uint8_t count = (uint8_t)n;

		for (size_t i = n; i-- > 0;)
			put_length_value(w, cap.classes[i]);
		der_put_bytes(w, (struct span){ &count, 1 });
	}
	der_put_bytes(w, SPAN(tail));
	put_length_value(w, e->aid);
}

/*
 * Puts entries from the `from`th on as long as they fit, one at least; ret_count: how many.
 * SW_OK: these were the last.
 */
static struct sw put_entries(const struct ram_call *call, const struct query *q, size_t from,
                             size_t *ret_count)
{
	size_t number = 0;

	*ret_count = 0;
	for (const struct ram_entry *e = call->registry.first; e; e = e->next) {
		uint8_t buf[ENTRY_MAX];
		struct der_writer w = { .buf = buf, .cap = sizeof(buf) };

		if (!matches(call, q, e) || number++ < from)
			continue;
		if (q->tlv)
			put_tlv_entry(q, e, &w);
		else
			put_short_entry(q, e, &w);
		if (!der_writer_ok(&w))
			return SW(SW_NOT_ENOUGH_MEMORY);
		if (*ret_count && call->response->len + w.len > ANSWER_MAX)
			return SW(SW_GP_MORE_DATA);
		response_put(call->response, der_written(&w));
		++*ret_count;
	}
	return SW(*ret_count ? SW_OK : SW_REF_NOT_FOUND);
}

static struct sw parse_query(const struct apdu *apdu, struct query *ret_query)
{
	struct query q = { .p1 = apdu->p1, .tlv = apdu->p2 & P2_TLV };
	struct der_reader r = der_reader(apdu->data);
	struct der_tlv tlv;

	if ((apdu->p2 & ~(P2_NEXT | P2_TLV)) || (q.p1 != P1_ISSUER && q.p1 != P1_APPLICATIONS &&
	                                         q.p1 != P1_LOAD_FILES && q.p1 != P1_MODULES))
		return SW(SW_WRONG_P1P2);
	while (der_next(&r, &tlv)) {
		if (tlv.tag == TAG_AID)
			q.aid = tlv.value;
		else if (tlv.tag == TAG_TAG_LIST)
			q.tags = tlv.value;
	}
	if (!q.aid.ptr || r.p != r.end)
		return SW(SW_WRONG_DATA);
	*ret_query = q;
	return SW(SW_OK);
}

/* "Next" goes on with the same question only. */
static bool continues(const struct ota_ram *s, const struct apdu *apdu)
{
	return s->status_len == 2 + apdu->data.len && s->status[0] == apdu->p1 &&
	       s->status[1] == (apdu->p2 & P2_TLV) &&
	       memcmp(s->status + 2, apdu->data.ptr, apdu->data.len) == 0;
}

static void remember(struct ota_ram *s, const struct apdu *apdu)
{
	s->status[0] = apdu->p1;
	s->status[1] = apdu->p2 & P2_TLV;
	memcpy(s->status + 2, apdu->data.ptr, apdu->data.len); /* checked by the caller */
	s->status_len = 2 + apdu->data.len;
}

struct sw ram_get_status(const struct ram_call *call)
{
	struct ota_ram *s = call->session;
	struct query q;
	struct sw sw = parse_query(call->apdu, &q);
	size_t from = 0, count;

	if (sw.v != SW_OK)
		return sw;
	if (call->apdu->data.len > OTA_DATA_FIELD_MAX)
		return SW(SW_WRONG_LENGTH);
	if (call->apdu->p2 & P2_NEXT) {
		if (!continues(s, call->apdu))
			return SW(SW_CONDITIONS);
		from = s->status_sent;
	}
	s->status_len = 0;
	sw = put_entries(call, &q, from, &count);
	if (sw.v == SW_GP_MORE_DATA) {
		remember(s, call->apdu);
		s->status_sent = from + count;
	}
	return sw;
}

/* ---- SET STATUS ---- */

enum { SCOPE_ISSUER = 0x80, SCOPE_APPLICATION = 0x40, SCOPE_ASSOCIATED = 0xC0 };

/*
 * Locks an application or lets it return to what it was. A domain cannot lock itself: nobody in the
 * profile could reach the MNO-SD any more. What is only installed has nothing to lock.
 */
static bool can_lock(const struct ram_call *call, const struct ram_entry *e, bool lock)
{
	const bool locked = e->state & OTA_STATE_LOCKED;

	return e->kind != RAM_LOAD_FILE && e != call->domain && e != call->registry.mno_sd &&
	       (e->state & OTA_STATE_SELECTABLE) == OTA_STATE_SELECTABLE && locked != lock;
}

static struct sw set_lock(const struct ram_call *call, const struct ram_entry *e, bool lock)
{
	if (!can_lock(call, e, lock))
		return SW(SW_CONDITIONS);
	return ram_set_state(call, e->aid,
	                     lock ? e->state | OTA_STATE_LOCKED
	                          : (uint8_t)(e->state & ~OTA_STATE_LOCKED));
}

/*
 * A domain and all that belongs to it: those of them that can be. For the addressed domain this
 * means its applications.
 */
static struct sw set_lock_of_all(const struct ram_call *call, const struct ram_entry *domain,
                                 bool lock)
{
	struct sw sw = SW(SW_OK);

	for (const struct ram_entry *e = call->registry.first; e && sw.v == SW_OK; e = e->next)
		if (ram_belongs(e, domain) && can_lock(call, e, lock))
			sw = set_lock(call, e, lock);
	return sw;
}

/* States of the issuer's domain go upwards; CARD_LOCKED and TERMINATED are the eUICC's business. */
static struct sw set_issuer_state(const struct ram_call *call, uint8_t state)
{
	const struct ram_entry *mno_sd = call->registry.mno_sd;

	if (state != OTA_STATE_SELECTABLE && state != OTA_STATE_PERSONALIZED)
		return SW(state == 0x01 || state == 0x7F || state == 0xFF ? SW_CONDITIONS
		                                                          : SW_WRONG_DATA);
	if (call->domain != mno_sd || state <= mno_sd->state)
		return SW(SW_CONDITIONS);
	return ram_set_state(call, mno_sd->aid, state);
}

/* Beyond locks: a domain says that it is personalised. Other states are the application's to set. */
static struct sw set_application_state(const struct ram_call *call, const struct ram_entry *e,
                                       uint8_t state)
{
	if (state & OTA_STATE_LOCKED || e->state & OTA_STATE_LOCKED)
		return set_lock(call, e, state & OTA_STATE_LOCKED);
	if (e->kind != RAM_DOMAIN || e != call->domain || state != OTA_STATE_PERSONALIZED ||
	    e->state != OTA_STATE_SELECTABLE)
		return SW(SW_CONDITIONS);
	return ram_set_state(call, e->aid, state);
}

struct sw ram_set_status(const struct ram_call *call)
{
	const uint8_t scope = call->apdu->p1, state = call->apdu->p2;
	const struct ram_entry *e;

	if (scope == SCOPE_ISSUER)
		return set_issuer_state(call, state);
	if (scope != SCOPE_APPLICATION && scope != SCOPE_ASSOCIATED)
		return SW(SW_WRONG_P1P2);
	e = ram_find(&call->registry, call->apdu->data);
	if (!e || e->kind == RAM_LOAD_FILE)
		return SW(SW_REF_NOT_FOUND);
	if (!ram_may(call, e, RAM_PRIVILEGE_LOCK))
		return SW(SW_CONDITIONS);
	if (scope == SCOPE_APPLICATION)
		return set_application_state(call, e, state);
	if (e->kind != RAM_DOMAIN)
		return SW(SW_CONDITIONS);
	return set_lock_of_all(call, e, state & OTA_STATE_LOCKED);
}
