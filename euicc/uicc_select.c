/*
 * SELECT and STATUS [TS 102 221 8.4, 8.5, 11.1.1, 11.1.2].
 */
#include "uicc_cmd.h"

#include <string.h>

enum select_by {
	BY_FID = 0x00,
	BY_CHILD_DF = 0x01,
	BY_PARENT = 0x03,
	BY_AID = 0x04,
	BY_PATH_FROM_MF = 0x08,
	BY_PATH_FROM_DF = 0x09,
};

enum {
	P2_OCCURRENCE = 0x03, /* with AID: first, last, next, previous */
	P2_RESPONSE = 0x1C,
	P2_FCI = 0x00, /* answered with the FCP too */
	P2_FCP = 0x04,
	P2_NO_DATA = 0x0C,
	P2_SESSION = 0x60, /* with AID: what happens to the application session */
	P2_SESSION_ACTIVATE = 0x00,
	P2_SESSION_TERMINATE = 0x40,
};

static bool is_deactivated(const struct uicc_file *f)
{
	return (f->lcsi & 0xFD) == 0x04;
}

void uicc_make_current(const struct uicc_call *call, uint32_t df, uint32_t id)
{
	call->c->df = df;
	call->c->ef = uicc_is_directory(&call->u->files[id]) ? UICC_NONE : id;
	call->c->telecom = false;
	call->c->derived = 0;
	call->c->record = 0;
	call->c->transfer = (struct uicc_transfer){ 0 };
}

/* A file is found: it becomes the current one, and its FCP goes out. */
static struct sw finish_select(const struct uicc_call *call, uint32_t df, uint32_t id)
{
	const struct uicc_file *f = &call->u->files[id];
	uint8_t buf[UICC_FCP_MAX];

	uicc_make_current(call, df, id);
	if ((call->apdu->p2 & P2_RESPONSE) != P2_NO_DATA)
		response_put(call->response, uicc_fcp(call->u, id, buf));
	return SW(is_deactivated(f) ? SW_WARN_DEACTIVATED : SW_OK);
}

/* Where SELECT by FID looks, in this order [TS 102 221 8.4.1]. */
static uint32_t find_by_fid(const struct uicc_call *call, uint16_t fid, uint32_t *ret_df)
{
	const struct uicc *u = call->u;
	uint32_t df = call->c->df, parent = u->files[df].parent;
	uint32_t id = uicc_fs_child(u, df, fid, false);

	*ret_df = df;
	if (fid == UICC_FID_MF)
		id = 0;
	else if (fid == UICC_FID_CURRENT_ADF)
		id = call->c->adf;
	else if (id == UICC_NONE && u->files[df].fid == fid && u->files[df].type == SAIP_DF)
		id = df;
	if (id == UICC_NONE && parent != UICC_NONE) {
		if (u->files[parent].fid == fid && u->files[parent].type == SAIP_DF)
			id = parent;
		else
			id = uicc_fs_child(u, parent, fid, false);
		if (id != UICC_NONE && !uicc_is_directory(&u->files[id]))
			id = UICC_NONE;
	}
	if (id != UICC_NONE && uicc_is_directory(&u->files[id]))
		*ret_df = id;
	return id;
}

static uint32_t find_selected(const struct uicc_call *call, uint32_t *ret_df)
{
	const struct span data = call->apdu->data;
	struct uicc_walk walk = { 0, call->c->adf, false };
	uint32_t id;

	switch (call->apdu->p1) {
	case BY_FID:
		return find_by_fid(call, data.len ? uicc_fid(data.ptr) : UICC_FID_MF, ret_df);
	case BY_CHILD_DF:
		id = uicc_fs_child(call->u, call->c->df, uicc_fid(data.ptr), false);
		if (id != UICC_NONE && !uicc_is_directory(&call->u->files[id]))
			id = UICC_NONE;
		*ret_df = id;
		return id;
	case BY_PARENT:
		id = call->u->files[call->c->df].parent;
		*ret_df = id;
		return id;
	case BY_PATH_FROM_DF:
		walk.start = call->c->df;
		walk.adf = UICC_NONE;
		return uicc_fs_walk(call->u, &walk, data, ret_df);
	default: /* BY_PATH_FROM_MF */
		return uicc_fs_walk(call->u, &walk, data, ret_df);
	}
}

static struct sw check_selection(const struct apdu *a)
{
	bool length_ok;

	switch (a->p1) {
	case BY_FID:
		length_ok = a->data.len == 0 || a->data.len == 2;
		break;
	case BY_CHILD_DF:
		length_ok = a->data.len == 2;
		break;
	case BY_PARENT:
		length_ok = a->data.len == 0;
		break;
	case BY_PATH_FROM_MF:
	case BY_PATH_FROM_DF:
		length_ok = a->data.len >= 2 && a->data.len % 2 == 0;
		break;
	default:
		return SW(SW_WRONG_P1P2);
	}
	return SW(length_ok ? SW_OK : SW_WRONG_LENGTH);
}

struct sw uicc_find_selected(const struct uicc_call *call, uint32_t *ret_id, uint32_t *ret_df)
{
	struct sw sw = check_selection(call->apdu);
	uint32_t id, df = UICC_NONE;

	if (sw.v != SW_OK)
		return sw;
	id = call->c->df == UICC_NONE ? UICC_NONE : find_selected(call, &df);
	if (id == UICC_NONE)
		return SW(SW_FILE_NOT_FOUND);
	*ret_id = id;
	*ret_df = df;
	return SW(SW_OK);
}

struct sw uicc_cmd_select(const struct uicc_call *call)
{
	uint8_t p2 = call->apdu->p2, response = p2 & P2_RESPONSE;
	uint32_t id, df;
	struct sw sw;

	if (call->apdu->p1 == BY_AID)
		return uicc_select_aid(call->u, call->c, call->apdu, call->response);
	if ((p2 & ~P2_RESPONSE) ||
	    (response != P2_FCI && response != P2_FCP && response != P2_NO_DATA))
		return SW(SW_WRONG_P1P2);
	sw = uicc_find_selected(call, &id, &df);
	return sw.v == SW_OK ? finish_select(call, df, id) : sw;
}

static bool aid_matches(const struct uicc_file *f, struct span aid)
{
	return f->type == SAIP_ADF && aid.len > 0 && aid.len <= f->aid_len &&
	       memcmp(f->aid, aid.ptr, aid.len) == 0;
}

/* Occurrences are counted in the order of the files [TS 102 221 11.1.1.2, table 11.2]. */
static uint32_t find_occurrence(const struct uicc *u, struct span aid, uint8_t occurrence,
                                uint32_t current)
{
	enum { FIRST, LAST, NEXT, PREVIOUS };
	uint32_t first = UICC_NONE, last = UICC_NONE, next = UICC_NONE, previous = UICC_NONE;

	for (uint32_t i = 0; i < u->file_count; i++) {
		if (!aid_matches(&u->files[i], aid))
			continue;
		if (first == UICC_NONE)
			first = i;
		if (i < current)
			previous = i;
		if (i > current && next == UICC_NONE)
			next = i;
		last = i;
	}
	switch (occurrence) {
	case FIRST:
		return first;
	case LAST:
		return last;
	case NEXT:
		return current == UICC_NONE ? first : next;
	default:
		return current == UICC_NONE ? last : previous;
	}
}

struct sw uicc_select_aid(struct uicc *u, struct uicc_context *c, const struct apdu *apdu,
                          struct response *response)
{
	const struct uicc_call call = { u, c, apdu, response };
	uint8_t wanted = apdu->p2 & P2_RESPONSE, session = apdu->p2 & P2_SESSION;
	uint32_t id;

	if ((apdu->p2 & ~(P2_OCCURRENCE | P2_RESPONSE | P2_SESSION)) ||
	    (wanted != P2_FCI && wanted != P2_FCP && wanted != P2_NO_DATA) ||
	    (session != P2_SESSION_ACTIVATE && session != P2_SESSION_TERMINATE))
		return SW(SW_WRONG_P1P2);
	id = find_occurrence(u, apdu->data, apdu->p2 & P2_OCCURRENCE, c->adf);
	if (id == UICC_NONE)
		return SW(SW_FILE_NOT_FOUND);
	if (session == P2_SESSION_TERMINATE) {
		if (id != c->adf)
			return SW(SW_CONDITIONS);
		uicc_context_init(u, c);
		return SW(SW_OK);
	}
	c->adf = id;
	return finish_select(&call, id, id);
}

struct sw uicc_cmd_status(const struct uicc_call *call)
{
	enum { P1_MAX = 2, STATUS_FCP = 0x00, STATUS_DF_NAME = 0x01, STATUS_NO_DATA = 0x0C };
	const struct uicc_file *adf;
	uint8_t buf[UICC_FCP_MAX];
	struct der_writer w = { .buf = buf, .cap = sizeof(buf) };

	if (call->apdu->p1 > P1_MAX)
		return SW(SW_WRONG_P1P2);
	if (call->c->df == UICC_NONE)
		return SW(SW_CONDITIONS);
	switch (call->apdu->p2) {
	case STATUS_FCP:
		return uicc_put_exact(call, uicc_fcp(call->u, call->c->df, buf));
	case STATUS_DF_NAME:
		if (call->c->adf == UICC_NONE)
			return SW(SW_REF_NOT_FOUND);
		adf = &call->u->files[call->c->adf];
		der_put_tlv(&w, 0x84, (struct span){ adf->aid, adf->aid_len });
		return uicc_put_exact(call, der_written(&w));
	case STATUS_NO_DATA:
		return SW(SW_OK);
	default:
		return SW(SW_WRONG_P1P2);
	}
}
