/*
 * GET DATA and STORE DATA [GlobalPlatform Card Specification 11.3, 11.11; TS 102 226 8.2.1.7,
 * 8.2.1.8].
 *
 * What a domain is told to store is kept as the profile package has it (sdPersoData): data objects
 * in data grouping 0070.
 */
#include "ota_ram.h"

#include "profile.h"

#include <string.h>

enum {
	TAG_ISSUER_NUMBER = 0x42,
	TAG_IMAGE_NUMBER = 0x45,
	TAG_CARD_DATA = 0x66,
	TAG_MANAGER_URL = 0x5F50,
	TAG_KEY_INFORMATION = 0xE0,
	TAG_KEY = 0xC0,
	TAG_RESOURCES = 0xFF21,
	KEY_TYPE_EXTENDED = 0xFF,

	DGI_HEAD = 3,
	DGI_OBJECTS = 0x0070,
	OBJECTS_MAX = 32,
};

/* What a domain stores for whoever asks with GET DATA. */
static bool is_stored(uint32_t tag)
{
	return tag == TAG_ISSUER_NUMBER || tag == TAG_IMAGE_NUMBER || tag == TAG_CARD_DATA ||
	       tag == TAG_MANAGER_URL;
}

/* ---- data groupings ---- */

/* Cuts the next grouping: an id of two octets, a length of one or, after FF, of two. */
static bool take_grouping(struct span *rest, unsigned int *ret_id, struct span *ret_value)
{
	const uint8_t *p = rest->ptr;
	size_t head = DGI_HEAD, len;

	if (rest->len < head)
		return false;
	len = p[2];
	if (len == 0xFF) {
		head += 2;
		if (rest->len < head)
			return false;
		len = (size_t)p[3] << 8 | p[4];
	}
	if (len > rest->len - head)
		return false;
	*ret_id = (unsigned int)p[0] << 8 | p[1];
	*ret_value = (struct span){ p + head, len };
	*rest = (struct span){ p + head + len, rest->len - head - len };
	return true;
}

/* The object with this tag among the groupings of an item of sdPersoData. */
static bool find_in_item(struct span item, uint32_t tag, struct der_tlv *ret_object)
{
	struct span value;
	unsigned int id;

	while (item.len && take_grouping(&item, &id, &value))
		if (id == DGI_OBJECTS && der_find(value, tag, ret_object))
			return true;
	return false;
}

static bool find_object(const struct saip_security_domain *d, uint32_t tag,
                        struct der_tlv *ret_object)
{
	const struct saip_octets *items = d->personalisation_data.items;

	/* The newest comes last. */
	for (size_t i = d->personalisation_data.count; i-- > 0;)
		if (find_in_item(items[i].v, tag, ret_object))
			return true;
	return false;
}

/* ---- GET DATA ---- */

static struct sw answer(const struct ram_call *call, const struct der_writer *w)
{
	if (!der_writer_ok(w))
		return SW(SW_NOT_ENOUGH_MEMORY);
	response_put(call->response, der_written(w));
	return SW(SW_OK);
}

/* Key id, version, and type and length of each component; extended where a length needs it. */
static void put_key(struct der_writer *w, const struct saip_key *key)
{
	const struct saip_key_component *c = key->components.items;
	const size_t end = w->len;
	const uint8_t head[] = { key->identifier.ptr[0], key->version.ptr[0] };

	for (size_t i = key->components.count; i-- > 0;) {
		const size_t len = c[i].data.len;
		const uint8_t basic[] = { c[i].type.ptr[0], (uint8_t)len };
		const uint8_t extended[] = { KEY_TYPE_EXTENDED, c[i].type.ptr[0],
			                     (uint8_t)(len >> 8), (uint8_t)len };

		if (len <= UINT8_MAX)
			der_put_bytes(w, SPAN(basic));
		else
			der_put_bytes(w, SPAN(extended));
	}
	der_put_bytes(w, SPAN(head));
	der_put_header(w, TAG_KEY, w->len - end);
}

static void put_key_information(const struct ram_call *call, struct der_writer *w)
{
	const struct saip_security_domain *d = call->domain->domain;
	const struct saip_key *keys = d->keys.items;

	for (size_t i = d->keys.count; i-- > 0;)
		put_key(w, &keys[i]);
	der_put_header(w, TAG_KEY_INFORMATION, w->len);
}

/* Extended card resources [TS 102 226 8.2.1.7.2]: applications of the domain, free memories. */
static void put_resources(const struct ram_call *call, struct der_writer *w)
{
	enum { TAG_COUNT = 0x81, TAG_FREE_NVM = 0x82, TAG_FREE_RAM = 0x83 };
	uint32_t count = 0;

	for (const struct ram_entry *e = call->registry.first; e; e = e->next)
		count += e->kind != RAM_LOAD_FILE && e != call->domain &&
		         ram_may(call, e, RAM_PRIVILEGE_REGISTRY);
	der_put_uint(w, TAG_FREE_RAM, call->card->persona->volatile_memory);
	der_put_uint(w, TAG_FREE_NVM, ram_free_memory(call));
	der_put_uint(w, TAG_COUNT, count);
	der_put_header(w, TAG_RESOURCES, w->len);
}

/* Card Recognition Data: GlobalPlatform and its version, SCP80 [GlobalPlatform H.2]. */
static void put_card_data(const struct ram_call *call, struct der_writer *w)
{
	enum {
		TAG_RECOGNITION = 0x73,
		TAG_OID = 0x06,
		TAG_VERSION = 0x60,
		TAG_SCHEME = 0x63,
		TAG_CHANNEL = 0x64,
		ROOT_LEN = 6
	};
	static const uint8_t oids[][ROOT_LEN + 1] = {
		/* 1.2.840.114283, and 4, 3, 2, 1 below it */
		{ 0x2A, 0x86, 0x48, 0x86, 0xFC, 0x6B, 4 },
		{ 0x2A, 0x86, 0x48, 0x86, 0xFC, 0x6B, 3 },
		{ 0x2A, 0x86, 0x48, 0x86, 0xFC, 0x6B, 2 },
		{ 0x2A, 0x86, 0x48, 0x86, 0xFC, 0x6B, 1 },
	};
	static const uint8_t tags[] = { TAG_CHANNEL, TAG_SCHEME, TAG_VERSION };
	static const uint8_t scp80[] = { 0x80, 0x00 };
	const uint8_t *v = call->card->persona->globalplatform;
	const struct span version = { v, v[2] ? 3 : 2 }; /* 2.3.0 is written 2.3 */
	const struct span below[] = { SPAN(scp80), { NULL, 0 }, version };

	for (size_t i = 0; i < A_COUNT(tags); i++) {
		const size_t end = w->len;

		der_put_bytes(w, below[i]);
		der_put_bytes(w, SPAN(oids[i]));
		der_put_header(w, TAG_OID, w->len - end);
		der_put_header(w, tags[i], w->len - end);
	}
	der_put_tlv(w, TAG_OID, SPAN(oids[A_COUNT(tags)]));
	der_put_header(w, TAG_RECOGNITION, w->len);
	der_put_header(w, TAG_CARD_DATA, w->len);
}

struct sw ram_get_data(const struct ram_call *call)
{
	static const struct {
		uint32_t tag;
		void (*put)(const struct ram_call *call, struct der_writer *w);
	} objects[] = {
		{ TAG_KEY_INFORMATION, put_key_information },
		{ TAG_RESOURCES, put_resources },
		{ TAG_CARD_DATA, put_card_data }, /* unless the domain has its own */
	};
	const uint32_t tag = (uint32_t)call->apdu->p1 << 8 | call->apdu->p2;
	uint8_t buf[1024];
	struct der_writer w = { .buf = buf, .cap = sizeof(buf) };
	struct der_tlv stored;

	if (is_stored(tag) && find_object(call->domain->domain, tag, &stored)) {
		response_put(call->response, stored.whole);
		return SW(SW_OK);
	}
	for (size_t i = 0; i < A_COUNT(objects); i++) {
		if (objects[i].tag != tag)
			continue;
		objects[i].put(call, &w);
		return answer(call, &w);
	}
	return SW(SW_REF_NOT_FOUND);
}

/* ---- STORE DATA ---- */

enum {
	P1_LAST = 0x80,
	P1_ENCRYPTED = 0x60,
	P1_STRUCTURE = 0x18, /* mask of the following */
	P1_GROUPINGS = 0x08,
};

/* Data objects of a domain, each tag once. */
struct objects {
	struct der_tlv items[OBJECTS_MAX];
	size_t n;
};

static bool set_object(struct objects *o, const struct der_tlv *object)
{
	size_t i = 0;

	while (i < o->n && o->items[i].tag != object->tag)
		i++;
	if (i == OBJECTS_MAX)
		return false;
	o->items[i] = *object;
	o->n += i == o->n;
	return true;
}

/* Adds all objects of a run of them. */
static struct sw add_objects(struct objects *o, struct span in, bool check)
{
	struct der_reader r = der_reader(in);
	struct der_tlv object;

	while (der_more(&r)) {
		if (!der_next(&r, &object))
			return SW(SW_WRONG_DATA);
		if (check && !is_stored(object.tag))
			return SW(SW_REF_NOT_FOUND);
		if (!set_object(o, &object))
			return SW(SW_NOT_ENOUGH_MEMORY);
	}
	return SW(SW_OK);
}

static struct sw add_groupings(struct objects *o, struct span in, bool check)
{
	struct sw sw = SW(SW_OK);

	while (in.len && sw.v == SW_OK) {
		struct span value;
		unsigned int id;

		if (!take_grouping(&in, &id, &value))
			return SW(SW_WRONG_DATA);
		if (id == DGI_OBJECTS)
			sw = add_objects(o, value, check);
		else if (check)
			sw = SW(SW_REF_NOT_FOUND);
	}
	return sw;
}

/* All objects in one grouping, instead of those that sdPersoData had. */
static struct span pack(const struct objects *o, struct arena *a)
{
	uint8_t head[DGI_HEAD + 2] = { DGI_OBJECTS >> 8, DGI_OBJECTS & 0xFF };
	struct der_writer w = { .cap = sizeof(head) };
	size_t len = 0, n = DGI_HEAD;

	for (size_t i = 0; i < o->n; i++)
		len += o->items[i].whole.len;
	head[2] = (uint8_t)len;
	if (len >= 0xFF) {
		head[2] = 0xFF;
		head[3] = (uint8_t)(len >> 8);
		head[4] = (uint8_t)len;
		n += 2;
	}
	w.cap = n + len;
	w.buf = len <= UINT16_MAX ? arena_alloc(a, w.cap) : NULL;
	if (!w.buf)
		return (struct span){ NULL, 0 };
	for (size_t i = o->n; i-- > 0;)
		der_put_bytes(&w, o->items[i].whole);
	der_put_bytes(&w, (struct span){ head, n });
	return der_written(&w);
}

/* Are there only objects in the groupings of an item? */
static bool holds_objects_only(struct span item)
{
	struct span value;
	unsigned int id = DGI_OBJECTS;

	while (item.len && id == DGI_OBJECTS)
		if (!take_grouping(&item, &id, &value))
			return false;
	return id == DGI_OBJECTS;
}

/* The items that hold something else too, and behind them the packed objects. */
static bool replace_items(struct asn1_list *list, struct span packed, struct arena *a)
{
	const struct saip_octets *before = list->items;
	struct saip_octets *after = arena_alloc(a, (list->count + 1) * sizeof(*after));
	size_t n = 0;

	if (!after || !packed.ptr)
		return false;
	for (size_t i = 0; i < list->count; i++)
		if (!holds_objects_only(before[i].v))
			after[n++] = before[i];
	after[n++].v = packed;
	*list = (struct asn1_list){ after, n };
	return true;
}

static struct sw store_objects(const struct ram_call *call, const struct ram_entry *e,
                               struct span data)
{
	struct saip_security_domain changed = *e->domain;
	const struct saip_octets *items = changed.personalisation_data.items;
	const bool groupings = (call->apdu->p1 & P1_STRUCTURE) == P1_GROUPINGS;
	struct objects o = { .n = 0 };
	struct sw sw = SW(SW_OK);

	for (size_t i = 0; i < changed.personalisation_data.count && sw.v == SW_OK; i++)
		sw = add_groupings(&o, items[i].v, false);
	if (sw.v == SW_OK)
		sw = groupings ? add_groupings(&o, data, true) : add_objects(&o, data, true);
	if (sw.v != SW_OK)
		return sw;
	if (!replace_items(&changed.personalisation_data, pack(&o, call->arena), call->arena))
		return SW(SW_NOT_ENOUGH_MEMORY);
	return ram_write(call, e->position, SAIP_PE_SECURITY_DOMAIN, &saip_security_domain_type,
	                 &changed);
}

/* All blocks are here: to whom INSTALL [for personalization] has said, or the domain itself. */
static struct sw store(const struct ram_call *call, struct span data)
{
	const struct ota_ram *s = call->session;
	const struct ram_entry *e = call->domain;

	if (s->target == OTA_TARGET_ISDP)
		return ota_es6_update_metadata(call, data);
	if (s->target == OTA_TARGET_DOMAIN)
		e = ram_find(&call->registry, (struct span){ s->target_aid, s->target_aid_len });
	return e && e->domain ? store_objects(call, e, data) : SW(SW_CONDITIONS);
}

struct sw ram_store_data(const struct ram_call *call)
{
	struct ota_ram *s = call->session;
	struct sw sw;

	if (call->apdu->p1 & P1_ENCRYPTED)
		return SW(SW_WRONG_P1P2);
	sw = ram_add_block(&s->stored, call->apdu);
	if (sw.v != SW_OK || !(call->apdu->p1 & P1_LAST))
		return sw;
	sw = store(call, (struct span){ s->stored.data, s->stored.len });
	ram_drop_blocks(&s->stored);
	s->target = OTA_TARGET_ITSELF;
	return sw;
}
