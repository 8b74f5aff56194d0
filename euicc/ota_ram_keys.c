/*
 * PUT KEY, and DELETE of keys [GlobalPlatform Card Specification 11.8, 11.2; TS 102 226 8.2.1.5].
 *
 * Keys come enciphered with the DEK of the key set that protects the packet, and take effect with the
 * next packet: what answers this one has its keys already. A counter belongs to a KID in a set: a new
 * KID counts from zero, and one that the set has had before goes on counting, or old packets could
 * come again.
 */
#include "ota_ram.h"

#include <errno.h>
#include <string.h>

enum {
	P2_SEVERAL = 0x80,
	NUMBER_MAX = 0x7F, /* of key versions and identifiers */
	KEYS_MAX = 8,      /* in one command */
	TYPE_DES = 0x80,
	TYPE_AES = 0x88,
	WRAPPED_MAX = 1 + 32,
};

/* What PUT KEY says of one key. */
struct new_key {
	struct scp80_key key;
	uint8_t type, identifier;
	bool has_check;
	uint8_t check[SCP80_KEY_CHECK_LEN];
};

struct key_change {
	uint8_t old_version, version;
	struct new_key keys[KEYS_MAX];
	size_t n;
};

/* ---- reading ---- */

/* Takes a key of `len` octets; false: no key of this type is that long. */
static bool take_key(struct new_key *k, const uint8_t *plain, size_t len)
{
	if (len != 16 && (len != SCP80_KEY_MAX || k->type != TYPE_DES))
		return false;
	k->key.type = k->type == TYPE_AES ? SCP80_KEY_AES : SCP80_KEY_DES;
	k->key.len = len;
	memcpy(k->key.value, plain, len);
	return true;
}

/*
 * Deciphers a key. Where the data are no whole blocks their first octet is the length of the key,
 * which is padded behind it [GlobalPlatform Card Specification table 11-70].
 */
static struct sw decipher(const struct scp80_key *dek, struct span data, struct new_key *k)
{
	const size_t block = dek->type == SCP80_KEY_AES ? 16 : 8;
	uint8_t plain[WRAPPED_MAX];
	size_t len = data.len;
	bool taken;

	if (data.len > WRAPPED_MAX)
		return SW(SW_WRONG_DATA);
	if (data.len % block == 1) {
		len = data.ptr[0];
		data = (struct span){ data.ptr + 1, data.len - 1 };
	}
	taken = len <= data.len && scp80_key_decipher(dek, data, plain) == 0 &&
	        take_key(k, plain, len);
	explicit_bzero(plain, sizeof(plain));
	return SW(taken ? SW_OK : SW_WRONG_DATA);
}

/* A check value of no octets is none. */
static struct sw check(struct new_key *k, struct span value)
{
	if (scp80_key_check_value(&k->key, k->check) < 0)
		return SW(SW_TECHNICAL);
	k->has_check = value.len > 0;
	if (k->has_check && value.len != sizeof(k->check))
		return SW(SW_WRONG_DATA);
	return SW(k->has_check && memcmp(value.ptr, k->check, value.len) != 0
	                  ? SW_GP_WRONG_CHECK_VALUE
	                  : SW_OK);
}

static struct sw read_key(const struct ram_call *call, struct span *rest, struct new_key *k)
{
	struct span data, value;
	struct sw sw;

	k->type = rest->ptr[0];
	if (k->type != TYPE_DES && k->type != TYPE_AES)
		return SW(SW_GP_NO_ALGORITHM);
	*rest = (struct span){ rest->ptr + 1, rest->len - 1 };
	if (!ota_take(rest, &data) || !ota_take(rest, &value))
		return SW(SW_WRONG_DATA);
	sw = decipher(call->dek, data, k);
	return sw.v == SW_OK ? check(k, value) : sw;
}

static struct sw read_change(const struct ram_call *call, struct key_change *c)
{
	const struct apdu *a = call->apdu;
	struct span rest = a->data;
	uint8_t identifier = a->p2 & NUMBER_MAX;

	if (rest.len < 2 || rest.ptr[0] == 0 || rest.ptr[0] > NUMBER_MAX)
		return SW(SW_WRONG_DATA);
	if (a->p1 > NUMBER_MAX || identifier == 0)
		return SW(SW_WRONG_P1P2);
	if (call->dek->type == SCP80_KEY_NONE ||
	    (call->dek->type == SCP80_KEY_AES && call->dek->len != 16))
		return SW(SW_CONDITIONS);
	c->old_version = a->p1;
	c->version = rest.ptr[0];
	rest = (struct span){ rest.ptr + 1, rest.len - 1 };
	while (rest.len) {
		struct new_key *k = &c->keys[c->n];
		struct sw sw;

		if (c->n == KEYS_MAX || identifier > NUMBER_MAX ||
		    (c->n == 1 && !(a->p2 & P2_SEVERAL)))
			return SW(SW_WRONG_DATA);
		k->identifier = identifier++;
		sw = read_key(call, &rest, k);
		if (sw.v != SW_OK)
			return sw;
		c->n++;
	}
	return SW(SW_OK);
}

/* ---- changing ---- */

/* The keys of a domain, to be changed. */
struct key_list {
	struct saip_key *keys;
	size_t n;
};

static struct saip_key *find_key(const struct key_list *l, uint8_t version, uint8_t identifier)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->keys[i].version.ptr[0] == version &&
		    l->keys[i].identifier.ptr[0] == identifier)
			return &l->keys[i];
	return NULL;
}

static bool has_version(const struct key_list *l, uint8_t version)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->keys[i].version.ptr[0] == version)
			return true;
	return false;
}

/* What the keys of a set are for: KIc, KID and DEK, or nothing in particular. */
static uint8_t usage_of(uint8_t identifier)
{
	static const uint8_t usages[] = { 0x18, 0x14, 0x48 };

	return identifier >= 1 && identifier <= sizeof(usages) ? usages[identifier - 1] : 0x00;
}

static struct span octet(uint8_t value, struct arena *a)
{
	return arena_copy(a, (struct span){ &value, 1 });
}

/* Is it the same key already? Then its counter is not a new one either. */
static bool is_same(const struct saip_key *key, const struct new_key *k)
{
	const struct saip_key_component *c = key->components.items;

	return key->components.count && c->type.ptr[0] == k->type &&
	       span_equal(c->data, (struct span){ k->key.value, k->key.len });
}

/* Makes the key of the list what the command says; a new key counts from zero. */
static bool set_key(struct saip_key *to, const struct key_change *c, const struct new_key *k,
                    struct arena *a)
{
	struct saip_key_component *component = arena_alloc(a, sizeof(*component));
	const struct saip_key_component *before = to->components.items;

	if (!component)
		return false;
	component->mac_length = (struct asn1_uint){ true, 8 };
	if (to->components.count)
		component->mac_length = before->mac_length;
	if (!is_same(to, k))
		to->counter = (struct span){ NULL, 0 };
	component->type = octet(k->type, a);
	component->data = arena_copy(a, (struct span){ k->key.value, k->key.len });
	to->components = (struct asn1_list){ component, 1 };
	to->version = octet(c->version, a);
	to->identifier = octet(k->identifier, a);
	if (!to->usage.ptr)
		to->usage = octet(usage_of(k->identifier), a);
	return component->type.ptr && component->data.ptr && to->version.ptr &&
	       to->identifier.ptr && to->usage.ptr;
}

/*
 * Adds a set (old version 0), which must not be there, or replaces keys, which must all be there and
 * may get another version. SW_REF_NOT_FOUND: they are not there.
 */
static struct sw apply(const struct key_change *c, struct key_list *l, struct arena *a)
{
	struct key_list before = *l;

	if (c->old_version == 0 ? has_version(l, c->version)
	                        : c->old_version != c->version && has_version(l, c->version))
		return SW(SW_CONDITIONS);
	for (size_t i = 0; i < c->n; i++) {
		struct saip_key *key = &l->keys[l->n];

		if (c->old_version)
			key = find_key(&before, c->old_version, c->keys[i].identifier);
		else
			l->n++;
		if (!key)
			return SW(SW_REF_NOT_FOUND);
		if (!set_key(key, c, &c->keys[i], a))
			return SW(SW_NOT_ENOUGH_MEMORY);
	}
	return SW(SW_OK);
}

/* A copy with room for `more`. */
static bool copy_keys(const struct ram_call *call, size_t more, struct key_list *ret_list)
{
	const struct asn1_list *from = &call->domain->domain->keys;
	const size_t n = from->count + more;
	struct saip_key *keys = arena_alloc(call->arena, (n ? n : 1) * sizeof(*keys));

	if (!keys)
		return false;
	if (from->count)
		memcpy(keys, from->items, from->count * sizeof(*keys));
	*ret_list = (struct key_list){ keys, from->count };
	return true;
}

static struct sw write_keys(const struct ram_call *call, const struct key_list *l)
{
	struct saip_security_domain changed = *call->domain->domain;

	changed.keys = (struct asn1_list){ l->n ? l->keys : NULL, l->n };
	return ram_write(call, call->domain->position, SAIP_PE_SECURITY_DOMAIN,
	                 &saip_security_domain_type, &changed);
}

static struct sw put_keys(const struct ram_call *call, const struct key_change *c)
{
	struct key_list l;
	struct sw sw;

	if (!copy_keys(call, c->n, &l))
		return SW(SW_NOT_ENOUGH_MEMORY);
	sw = apply(c, &l, call->arena);
	return sw.v == SW_OK ? write_keys(call, &l) : sw;
}

/* The version, and the check values of keys that came with one. */
static struct sw confirm(const struct ram_call *call, const struct key_change *c)
{
	response_put(call->response, (struct span){ &c->version, 1 });
	for (size_t i = 0; i < c->n; i++)
		if (c->keys[i].has_check)
			response_put(call->response, SPAN(c->keys[i].check));
	return SW(SW_OK);
}

struct sw ram_put_key(const struct ram_call *call)
{
	struct key_change c = { .n = 0 };
	struct sw sw = read_change(call, &c);

	if (sw.v == SW_OK)
		sw = put_keys(call, &c);
	if (sw.v == SW_OK)
		sw = confirm(call, &c);
	explicit_bzero(&c, sizeof(c));
	return sw;
}

/* Which keys DELETE means: by identifier (D0), by version (D2), or by both; 0: any. */
struct key_choice {
	uint8_t identifier, version;
};

/* Nothing else may be there, for what is left out means all keys. */
static bool read_choice(struct span in, struct key_choice *ret_choice)
{
	enum { TAG_IDENTIFIER = 0xD0, TAG_VERSION = 0xD2 };
	struct der_reader r = der_reader(in);
	struct key_choice c = { 0, 0 };
	struct der_tlv tlv;

	while (der_next(&r, &tlv)) {
		uint8_t *number = tlv.tag == TAG_IDENTIFIER ? &c.identifier
		                  : tlv.tag == TAG_VERSION  ? &c.version
		                                            : NULL;

		if (!number || *number || tlv.value.len != 1 || tlv.value.ptr[0] == 0)
			return false;
		*number = tlv.value.ptr[0];
	}
	*ret_choice = c;
	return r.p == r.end && (c.identifier || c.version);
}

static bool is_chosen(const struct key_choice *c, const struct saip_key *k)
{
	return (!c->identifier || c->identifier == k->identifier.ptr[0]) &&
	       (!c->version || c->version == k->version.ptr[0]);
}

struct sw ram_delete_keys(const struct ram_call *call)
{
	struct key_list all, kept;
	struct key_choice choice;
	struct sw sw;

	if (!read_choice(call->apdu->data, &choice))
		return SW(SW_WRONG_DATA);
	if (!copy_keys(call, 0, &all) || !copy_keys(call, 0, &kept))
		return SW(SW_NOT_ENOUGH_MEMORY);
	kept.n = 0;
	for (size_t i = 0; i < all.n; i++)
		if (!is_chosen(&choice, &all.keys[i]))
			kept.keys[kept.n++] = all.keys[i];
	if (kept.n == all.n)
		return SW(SW_REF_NOT_FOUND);
	sw = write_keys(call, &kept);
	return sw.v == SW_OK ? ram_confirm(call) : sw;
}
