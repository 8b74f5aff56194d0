/*
 * Commands of BER-TLV EFs [TS 102 221 11.3]. The body holds the objects one after another, in DER.
 *
 * A long object takes several commands. RETRIEVE DATA remembers in the channel where it is. SET
 * DATA removes the old object with its first block and stores the new one with its last, so that a
 * transfer that is broken off leaves no object at all, as annex L has it.
 */
#include "uicc_cmd.h"

#include <stdlib.h>
#include <string.h>

enum block { BLOCK_FIRST = 0x80, BLOCK_NEXT = 0x00, BLOCK_AGAIN = 0x40 };

enum {
	BLOCK_MASK = 0xC0,
	SFI_MASK = 0x1F,
	TAG_LIST = 0x5C, /* asks which objects there are */
	SW_MORE_AVAILABLE = 0x62F1,
	SW_MORE_EXPECTED = 0x63F1,
	NE_SHORT = 256,
	HEADER_MAX = 7, /* tag of three octets, length of four */
};

/* Which block P2 means; checks P1 and P2. Only the first one may come with an SFI. */
static struct sw find_block(const struct uicc_call *call, enum uicc_access access,
                            struct uicc_target *ret_target)
{
	uint8_t p2 = call->apdu->p2, block = p2 & BLOCK_MASK, sfi = p2 & SFI_MASK;

	if (call->apdu->p1 || (p2 & ~(BLOCK_MASK | SFI_MASK)) || block == BLOCK_MASK ||
	    (sfi && block != BLOCK_FIRST))
		return SW(SW_WRONG_P1P2);
	return uicc_target_find(call, sfi, 1U << SAIP_EF_BER_TLV, access, ret_target);
}

/* Tags of objects are of the context class, in at most three octets. */
static bool is_object_tag(uint32_t tag)
{
	uint32_t first = tag > 0xFFFF ? tag >> 16 : tag > 0xFF ? tag >> 8 : tag;

	return (first & 0xC0) == 0x80;
}

/* A tag that fills the data; 0: it is none. */
static uint32_t whole_tag(struct span data)
{
	uint8_t empty[4] = { 0 }; /* object with this tag */
	struct der_reader r;
	struct der_tlv object;

	if (data.len == 0 || data.len >= sizeof(empty))
		return 0;
	memcpy(empty, data.ptr, data.len);
	r = der_reader((struct span){ empty, data.len + 1 });
	return der_next(&r, &object) && !der_more(&r) && object.value.len == 0 ? object.tag : 0;
}

/* ---- RETRIEVE DATA [TS 102 221 11.3.1] ---- */

/* 5C with the tags of all objects; false without memory. */
static bool make_tag_list(struct span body, uint8_t **ret_list, struct span *ret_object)
{
	size_t cap = body.len + HEADER_MAX;
	uint8_t *buf = malloc(cap);
	struct der_writer w = { buf, cap, 0 };
	struct der_reader r = der_reader(body);
	struct der_tlv object;
	size_t n = 0;

	if (!buf)
		return false;
	while (der_next(&r, &object)) {
		size_t tag_len = object.tag > 0xFFFF ? 3 : object.tag > 0xFF ? 2 : 1;

		memcpy(buf + n, object.whole.ptr, tag_len);
		n += tag_len;
	}
	memmove(buf + cap - n, buf, n);
	w.len = n;
	der_put_header(&w, TAG_LIST, n);
	*ret_list = buf;
	*ret_object = der_written(&w);
	return true;
}

/* Hands out what is left of an object, as much as is asked for. */
static struct sw put_block(const struct uicc_call *call, struct span object)
{
	struct uicc_transfer *t = &call->c->transfer;
	size_t left = object.len - t->offset, ne = call->apdu->ne ? call->apdu->ne : NE_SHORT;
	size_t n = ne < left ? ne : left;

	/* As for READ BINARY: the terminal repeats the command with the right Le. */
	if (call->apdu->data.len == 0 && ne <= NE_SHORT && ne > left)
		return SW((uint16_t)(0x6C00 | left));
	response_put(call->response, (struct span){ object.ptr + t->offset, n });
	t->previous = t->offset;
	t->offset += n;
	return SW(n < left ? SW_MORE_AVAILABLE : SW_OK);
}

/* Sets the channel's transfer to the block that is asked for. */
static struct sw position(const struct uicc_call *call)
{
	struct uicc_transfer *t = &call->c->transfer;
	uint32_t tag = whole_tag(call->apdu->data);

	switch (call->apdu->p2 & BLOCK_MASK) {
	case BLOCK_FIRST:
		*t = (struct uicc_transfer){ .tag = tag };
		if (tag == 0)
			return SW(SW_WRONG_DATA);
		return SW(tag == TAG_LIST || is_object_tag(tag) ? SW_OK : SW_WRONG_DATA);
	case BLOCK_AGAIN:
		t->offset = t->previous;
		break;
	default:
		break;
	}
	if (call->apdu->data.len)
		return SW(SW_WRONG_LENGTH);
	return SW(t->tag ? SW_OK : SW_CONDITIONS);
}

struct sw uicc_cmd_retrieve_data(const struct uicc_call *call)
{
	struct uicc_transfer *t = &call->c->transfer;
	struct uicc_target target;
	struct der_tlv found = { 0 };
	uint8_t *list = NULL;
	struct sw sw = find_block(call, UICC_ACCESS_READ, &target);

	if (sw.v == SW_OK)
		sw = position(call);
	if (sw.v != SW_OK)
		return sw;
	if (t->tag == TAG_LIST && !make_tag_list(target.body, &list, &found.whole))
		return SW(SW_MEMORY_PROBLEM);
	if (t->tag != TAG_LIST && !der_find(target.body, t->tag, &found))
		sw = SW(SW_REF_NOT_FOUND);
	else if (t->offset >= found.whole.len) /* it is out, or has become shorter meanwhile */
		sw = SW(SW_CONDITIONS);
	else
		sw = put_block(call, found.whole);
	free(list);
	return sw;
}

/* ---- SET DATA [TS 102 221 11.3.2] ---- */

/* The body without the object of this tag, and `added` behind it. */
static struct sw change_object(const struct uicc_call *call, const struct uicc_target *target,
                               uint32_t tag, struct span added)
{
	const struct span body = target->body;
	struct der_tlv old = { .whole = { body.ptr + body.len, 0 } };
	size_t before, after, len;
	uint8_t *changed;

	der_find(body, tag, &old);
	before = (size_t)(old.whole.ptr - body.ptr);
	after = body.len - before - old.whole.len;
	len = before + after + added.len;
	changed = malloc(len ? len : 1);
	if (changed) {
		if (before)
			memcpy(changed, body.ptr, before);
		if (after)
			memcpy(changed + before, old.whole.ptr + old.whole.len, after);
		if (added.len)
			memcpy(changed + before + after, added.ptr, added.len);
	}
	return uicc_target_resize(call, target, changed, len);
}

static void drop_incoming(struct uicc *u)
{
	free(u->incoming.object);
	u->incoming = (struct uicc_incoming){ 0 };
}

/* The first block says how long the object will be; nothing is collected for a short one. */
static struct sw begin_object(const struct uicc_call *call, const struct uicc_target *target,
                              uint32_t tag, size_t total)
{
	const struct span data = call->apdu->data;
	struct uicc_incoming *in = &call->u->incoming;
	struct sw sw;

	if (data.len == total)
		return change_object(call, target, tag, data);
	drop_incoming(call->u);
	in->object = malloc(total);
	if (!in->object)
		return SW(SW_MEMORY_PROBLEM);
	sw = change_object(call, target, tag, (struct span){ data.ptr, 0 });
	if (sw.v != SW_OK)
		return sw;
	memcpy(in->object, data.ptr, data.len);
	in->number = call->c->transfer.incoming = ++call->u->transfers;
	in->file = target->id;
	in->total = total;
	in->len = data.len;
	return SW(SW_MORE_EXPECTED);
}

/* Tag alone: the object is to go. */
static struct sw delete_object(const struct uicc_call *call, const struct uicc_target *target)
{
	uint32_t tag = whole_tag(call->apdu->data);
	struct der_tlv old;

	if (!is_object_tag(tag))
		return SW(SW_WRONG_DATA);
	if (!der_find(target->body, tag, &old))
		return SW(SW_REF_NOT_FOUND);
	return change_object(call, target, tag, (struct span){ old.whole.ptr, 0 });
}

static struct sw first_block(const struct uicc_call *call, const struct uicc_target *target)
{
	const struct span data = call->apdu->data;
	const struct uicc_file *holder = &call->u->files[uicc_fs_target(call->u, target->id)];
	struct der_tlv old = { 0 };
	size_t len, header;
	uint32_t tag;

	call->c->transfer = (struct uicc_transfer){ 0 };
	switch (der_header(data, &tag, &len, &header)) {
	case DER_HEADER_SHORT:
		return delete_object(call, target);
	case DER_HEADER_BAD:
		return SW(SW_WRONG_DATA);
	case DER_HEADER_OK:
		break;
	}
	if (!is_object_tag(tag) || data.len > header + len)
		return SW(SW_WRONG_DATA);
	der_find(target->body, tag, &old);
	if (header + len > holder->max_size - (target->body.len - old.whole.len))
		return SW(SW_NOT_ENOUGH_MEMORY);
	return begin_object(call, target, tag, header + len);
}

/* Another part of the value; the last one stores the object. */
static struct sw next_block(const struct uicc_call *call, const struct uicc_target *target)
{
	const struct span data = call->apdu->data;
	const struct uicc_file *holder = &call->u->files[uicc_fs_target(call->u, target->id)];
	struct uicc_incoming *in = &call->u->incoming;
	uint32_t tag;
	size_t len, header;
	struct sw sw;

	if (!in->number || in->number != call->c->transfer.incoming || in->file != target->id)
		return SW(SW_CONDITIONS);
	if ((call->apdu->p2 & BLOCK_MASK) == BLOCK_AGAIN) {
		if (in->previous == 0)
			return SW(SW_CONDITIONS); /* the first block cannot come as another one */
		in->len = in->previous;
	}
	if (data.len > in->total - in->len)
		return SW(SW_WRONG_LENGTH);
	memcpy(in->object + in->len, data.ptr, data.len);
	in->previous = in->len;
	in->len += data.len;
	if (in->len < in->total)
		return SW(SW_MORE_EXPECTED);
	if (der_header((struct span){ in->object, in->total }, &tag, &len, &header) !=
	    DER_HEADER_OK)
		return SW(SW_TECHNICAL);
	/* Another channel may have filled the file meanwhile. */
	if (in->total > holder->max_size - target->body.len)
		sw = SW(SW_NOT_ENOUGH_MEMORY);
	else
		sw = change_object(call, target, tag, (struct span){ in->object, in->total });
	drop_incoming(call->u);
	return sw;
}

struct sw uicc_cmd_set_data(const struct uicc_call *call)
{
	struct uicc_target target;
	struct sw sw = find_block(call, UICC_ACCESS_UPDATE, &target);

	if (sw.v != SW_OK)
		return sw;
	return (call->apdu->p2 & BLOCK_MASK) == BLOCK_FIRST ? first_block(call, &target)
	                                                    : next_block(call, &target);
}
