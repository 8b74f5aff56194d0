/*
 * Finding the EF of a command, and the commands of transparent EFs [TS 102 221 11.1.3, 11.1.4].
 */
#include "uicc_cmd.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	P1_BY_SFI = 0x80,
	SFI_MAX = 30,
	NE_ALL = 256, /* Le 00 */
};

/* Shall a deactivated file be readable or updatable all the same? [TS 102 221 11.1.1.4.5] */
static bool is_usable(const struct uicc_file *f)
{
	enum { USABLE_WHEN_DEACTIVATED = 0x40 };

	return (f->lcsi & 0xFD) == 0x05 || (f->special_information & USABLE_WHEN_DEACTIVATED);
}

struct sw uicc_target_find(const struct uicc_call *call, uint8_t sfi, unsigned int types,
                           enum uicc_access access, struct uicc_target *ret_target)
{
	const struct uicc *u = call->u;
	struct uicc_context *c = call->c;
	const struct uicc_file *f;

	if (sfi > SFI_MAX)
		return SW(SW_WRONG_P1P2);
	if (sfi) {
		uint32_t id = c->df == UICC_NONE ? UICC_NONE : uicc_fs_child_by_sfi(u, c->df, sfi);

		if (id == UICC_NONE)
			return SW(SW_FILE_NOT_FOUND);
		uicc_make_current(call, c->df, id);
	}
	if (c->ef == UICC_NONE)
		return SW(SW_NO_EF);
	f = &u->files[c->ef];
	if (!(types & 1U << f->type))
		return SW(SW_COMMAND_INCOMPATIBLE);
	if (!uicc_access_allowed(u, c->df, c->ef, access))
		return SW(SW_SECURITY_STATUS);
	if (!is_usable(f))
		return SW(SW_CONDITIONS);
	*ret_target = (struct uicc_target){ c->ef, f, uicc_file_body(u, c->ef) };
	return SW(SW_OK);
}

uint8_t *uicc_target_copy(const struct uicc_target *target)
{
	uint8_t *copy = malloc(target->body.len ? target->body.len : 1);

	if (copy && target->body.len)
		memcpy(copy, target->body.ptr, target->body.len);
	return copy;
}

struct sw uicc_target_resize(const struct uicc_call *call, const struct uicc_target *target,
                             uint8_t *body, size_t size)
{
	uint32_t holder = uicc_fs_target(call->u, target->id);
	struct uicc_file *f = &call->u->files[holder];
	int r = body ? uicc_store_body(call->u, holder, (struct span){ body, size }) : -ENOMEM;

	if (r < 0) {
		free(body);
		return SW(SW_MEMORY_PROBLEM);
	}
	free(f->body);
	f->body = body;
	f->size = (uint32_t)size;
	return SW(SW_OK);
}

struct sw uicc_target_replace(const struct uicc_call *call, const struct uicc_target *target,
                              uint8_t *body)
{
	return uicc_target_resize(call, target, body, target->body.len);
}

struct sw uicc_put_exact(const struct uicc_call *call, struct span data)
{
	if (call->apdu->ne <= NE_ALL && call->apdu->ne != data.len)
		return SW((uint16_t)(0x6C00 | (data.len & 0xFF)));
	response_put(call->response, data);
	return SW(SW_OK);
}

/* P1-P2: SFI and 8 bits of offset, or 15 bits of offset in the current EF. */
static struct sw find_binary(const struct uicc_call *call, enum uicc_access access,
                             struct uicc_target *ret_target, size_t *ret_offset)
{
	uint8_t p1 = call->apdu->p1, sfi = 0;
	size_t offset = (size_t)p1 << 8 | call->apdu->p2;
	struct sw sw;

	if (p1 & P1_BY_SFI) {
		sfi = p1 & 0x1F;
		offset = call->apdu->p2;
		if ((p1 & 0x60) || sfi == 0)
			return SW(SW_WRONG_P1P2);
	}
	sw = uicc_target_find(call, sfi, 1U << SAIP_EF_TRANSPARENT, access, ret_target);
	if (sw.v == SW_OK && offset >= ret_target->body.len)
		sw = SW(SW_WRONG_OFFSET);
	*ret_offset = offset;
	return sw;
}

struct sw uicc_cmd_read_binary(const struct uicc_call *call)
{
	struct uicc_target t;
	size_t offset, left, ne = call->apdu->ne;
	struct sw sw;

	if (!call->apdu->has_le)
		return SW(SW_WRONG_LENGTH);
	sw = find_binary(call, UICC_ACCESS_READ, &t, &offset);
	if (sw.v != SW_OK)
		return sw;
	left = t.body.len - offset;
	if (ne < NE_ALL && ne > left)
		return SW((uint16_t)(0x6C00 | left));
	response_put(call->response, (struct span){ t.body.ptr + offset, ne < left ? ne : left });
	return SW(SW_OK);
}

struct sw uicc_cmd_update_binary(const struct uicc_call *call)
{
	const struct span data = call->apdu->data;
	struct uicc_target t;
	size_t offset;
	struct sw sw = find_binary(call, UICC_ACCESS_UPDATE, &t, &offset);
	uint8_t *body;

	if (sw.v != SW_OK)
		return sw;
	if (data.len > t.body.len - offset)
		return SW(SW_WRONG_LENGTH);
	body = uicc_target_copy(&t);
	if (body)
		memcpy(body + offset, data.ptr, data.len);
	return uicc_target_replace(call, &t, body);
}
