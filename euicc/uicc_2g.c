/*
 * Class A0: the profile as a SIM, where the package has a DF.GSM or a USIM with DF.GSM-ACCESS
 * [TS 51.011 8, 9; TS 31.102 4.4.3].
 *
 * CHV1 is PIN 01 and CHV2 the local PIN 81, of DF.GSM where the current directory has none. Commands
 * that are the same in both worlds run as those of class 00, and their status words are put into the
 * terms of class A0.
 */
#include "uicc_2g.h"

#include <string.h>

enum {
	KEY_CHV1 = 0x01,
	KEY_CHV2 = 0x81,
	INS_INVALIDATE = 0x04,
	INS_REHABILITATE = 0x44,
	INS_READ_BINARY = 0xB0,
	INS_UPDATE_BINARY = 0xD6,

	/* [TS 51.011 9.4] */
	SW_2G_NO_EF = 0x9400,
	SW_2G_OUT_OF_RANGE = 0x9402,
	SW_2G_NOT_FOUND = 0x9404,
	SW_2G_INCONSISTENT = 0x9408,
	SW_2G_NO_CHV = 0x9802,
	SW_2G_ACCESS = 0x9804, /* not fulfilled, or a wrong CHV with attempts left */
	SW_2G_CHV_STATUS = 0x9808,
	SW_2G_INVALIDATED = 0x9810,
	SW_2G_BLOCKED = 0x9840,
};

/* ---- status words ---- */

static struct sw translate(struct sw sw)
{
	static const struct {
		uint16_t from, to;
	} words[] = {
		{ SW_WARN_EOF, SW_2G_NOT_FOUND }, /* SEEK */
		{ SW_WARN_DEACTIVATED, SW_OK },
		{ 0x63C0, SW_2G_BLOCKED },
		{ SW_COMMAND_INCOMPATIBLE, SW_2G_INCONSISTENT },
		{ SW_SECURITY_STATUS, SW_2G_ACCESS },
		{ SW_AUTH_BLOCKED, SW_2G_BLOCKED },
		{ SW_DATA_INVALID, SW_2G_CHV_STATUS },
		{ SW_CONDITIONS, SW_2G_INVALIDATED },
		{ SW_NO_EF, SW_2G_NO_EF },
		{ SW_FILE_NOT_FOUND, SW_2G_NOT_FOUND },
		{ SW_RECORD_NOT_FOUND, SW_2G_OUT_OF_RANGE },
		{ SW_WRONG_OFFSET, SW_2G_OUT_OF_RANGE },
		{ SW_WRONG_P1P2, SW_WRONG_OFFSET },
		{ SW_REF_NOT_FOUND, SW_2G_NO_CHV },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (words[i].from == sw.v)
			return SW(words[i].to);
	}
	if ((sw.v & 0xFFF0) == 0x63C0)
		return SW(SW_2G_ACCESS);
	if ((sw.v & 0xFF00) == 0x6C00)
		return SW((uint16_t)(SW_WRONG_LENGTH | (sw.v & 0xFF)));
	return sw;
}

/* ---- SELECT, STATUS ---- */

/* Directory whose CHV counts: a SIM has but one of each. */
static uint32_t chv_directory(const struct uicc *u, uint32_t df, uint8_t reference)
{
	return uicc_pin_find(u, df, reference) ? df : uicc_2g_directory(u);
}

static uint8_t chv_status(const struct uicc *u, uint32_t df, uint8_t reference, bool unblock)
{
	const struct uicc_pin *pin = uicc_pin_find(u, chv_directory(u, df, reference), reference);
	const struct uicc_puk *puk = pin ? uicc_puk_find(u, pin->unblock_reference) : NULL;
	enum { INITIALISED = 0x80 };

	if (unblock)
		return puk ? (uint8_t)(INITIALISED | puk->tries_left) : 0;
	return pin ? (uint8_t)(INITIALISED | pin->tries_left) : 0;
}

/* Response for MF and DF [TS 51.011 9.2.1]. */
static void put_directory(const struct uicc_call *call, uint32_t df)
{
	enum { CLOCK_STOP = 0x01, CHV1_DISABLED = 0x80, CODES = 8 };
	const struct uicc *u = call->u;
	uint16_t fid = call->c->telecom             ? UICC_FID_DF_TELECOM
	               : df == uicc_2g_directory(u) ? UICC_FID_DF_GSM
	                                            : u->files[df].fid;
	const struct uicc_pin *chv1 = uicc_pin_find(u, df, KEY_CHV1);
	uint8_t info[22] = { [4] = (uint8_t)(fid >> 8), [5] = (uint8_t)fid };

	info[6] = u->files[df].type == SAIP_MF ? 0x01 : 0x02;
	info[12] = sizeof(info) - 13;
	info[13] = CLOCK_STOP;
	if (!chv1 || !(chv1->attributes & UICC_PIN_ENABLED))
		info[13] |= CHV1_DISABLED;
	for (uint32_t i = 0; i < u->file_count; i++) {
		if (u->files[i].parent == uicc_fs_target(u, df))
			info[uicc_is_directory(&u->files[i]) ? 14 : 15]++;
	}
	info[16] = CODES;
	info[18] = chv_status(u, df, KEY_CHV1, false);
	info[19] = chv_status(u, df, KEY_CHV1, true);
	info[20] = chv_status(u, df, KEY_CHV2, false);
	info[21] = chv_status(u, df, KEY_CHV2, true);
	response_put(call->response, SPAN(info));
}

/* Response for an EF [TS 51.011 9.2.1]. */
static void put_ef(const struct uicc_call *call, uint32_t id)
{
	enum { NOT_INVALIDATED = 0x01, USABLE_WHEN_INVALIDATED = 0x04, INCREASABLE = 0x40 };
	const struct uicc *u = call->u;
	const struct uicc_file *f = &u->files[id];
	size_t size = uicc_file_body(u, id).len;
	bool cyclic = f->type == SAIP_EF_CYCLIC;
	uint8_t increase = cyclic ? uicc_access_level(u, id, UICC_ACCESS_INCREASE)
	                          : UICC_LEVEL_NEVER;
	const uint8_t info[15] = {
		[2] = (uint8_t)(size >> 8),
		[3] = (uint8_t)size,
		[4] = call->apdu->data.ptr[0], /* as the terminal calls it */
		[5] = call->apdu->data.ptr[1],
		[6] = 0x04,
		[7] = increase != UICC_LEVEL_NEVER ? INCREASABLE : 0,
		[8] = (uint8_t)(uicc_access_level(u, id, UICC_ACCESS_READ) << 4 |
		                uicc_access_level(u, id, UICC_ACCESS_UPDATE)),
		[9] = (uint8_t)(increase << 4),
		[10] = (uint8_t)(uicc_access_level(u, id, UICC_ACCESS_ACTIVATE) << 4 |
		                 uicc_access_level(u, id, UICC_ACCESS_DEACTIVATE)),
		[11] = (uint8_t)(((f->lcsi & 0xFD) == 0x05 ? NOT_INVALIDATED : 0) |
		                 (f->special_information & 0x40 ? USABLE_WHEN_INVALIDATED : 0)),
		[12] = 2,
		[13] = f->type == SAIP_EF_CYCLIC   ? 3
		       : f->type == SAIP_EF_LINEAR ? 1
		                                   : 0,
		[14] = (uint8_t)f->record_length,
	};

	response_put(call->response, SPAN(info));
}

/* An EF made on the fly: READ CHV1 (EF.Phase: always), all else ADM. */
static void put_derived(const struct uicc_call *call, size_t size)
{
	const uint8_t *fid = call->apdu->data.ptr;
	const uint8_t read = size == 1 ? UICC_LEVEL_ALWAYS : UICC_LEVEL_CHV1;
	const uint8_t info[15] = {
		[3] = (uint8_t)size,
		[4] = fid[0],
		[5] = fid[1],
		[6] = 0x04,
		[8] = (uint8_t)(read << 4 | UICC_LEVEL_ADM),
		[9] = UICC_LEVEL_NEVER << 4,
		[10] = UICC_LEVEL_ADM << 4 | UICC_LEVEL_ADM,
		[11] = 0x01,
		[12] = 2,
	};

	response_put(call->response, SPAN(info));
}

/* What SELECT means, and the place that it is reached through. */
static struct sw find_2g(const struct uicc_call *call, struct uicc_2g_place *place,
                         uint32_t *ret_id)
{
	const struct uicc *u = call->u;
	const uint16_t fid = uicc_fid(call->apdu->data.ptr);
	uint32_t gsm = uicc_2g_directory(u);

	if (fid == UICC_FID_DF_GSM && u->files[gsm].type == SAIP_ADF) {
		*place = (struct uicc_2g_place){ gsm, false };
		*ret_id = gsm;
	} else if (fid == UICC_FID_DF_TELECOM && uicc_2g_lacks_telecom(u)) {
		*place = (struct uicc_2g_place){ gsm, true };
		*ret_id = gsm;
	} else if (!uicc_2g_find(u, place, fid, ret_id)) {
		place->telecom = false;
		return uicc_find_selected(call, ret_id, &place->df);
	}
	return SW(*ret_id == UICC_NONE ? SW_FILE_NOT_FOUND : SW_OK);
}

static struct sw select_2g(const struct uicc_call *call)
{
	const struct uicc *u = call->u;
	struct uicc_2g_place place = { call->c->df, call->c->telecom };
	uint8_t body[UICC_2G_DERIVED_MAX];
	size_t derived;
	uint32_t id;
	struct sw sw;

	if (call->apdu->data.len != 2)
		return SW(SW_WRONG_LENGTH);
	if (call->apdu->p1 || call->apdu->p2)
		return SW(SW_WRONG_P1P2);
	derived = uicc_2g_derive(u, &place, uicc_fid(call->apdu->data.ptr), body);
	if (derived) {
		uicc_make_current(call, place.df, place.df);
		call->c->derived = uicc_fid(call->apdu->data.ptr);
		put_derived(call, derived);
		return SW(SW_OK);
	}
	sw = find_2g(call, &place, &id);
	if (sw.v != SW_OK)
		return sw;
	if (u->files[id].type == SAIP_EF_BER_TLV)
		return SW(SW_FILE_NOT_FOUND); /* no structure of those days */
	uicc_make_current(call, place.df, id);
	call->c->telecom = place.telecom;
	if (u->files[id].type == SAIP_ADF) /* in the place of DF.GSM or DF.TELECOM */
		call->c->adf = id;
	if (uicc_is_directory(&u->files[id]))
		put_directory(call, id);
	else
		put_ef(call, id);
	return SW(SW_OK);
}

static struct sw status_2g(const struct uicc_call *call)
{
	uint8_t buf[32];
	struct response r = { .buf = buf, .cap = sizeof(buf) };
	struct uicc_call inner = *call;

	if (call->apdu->p1 || call->apdu->p2)
		return SW(SW_WRONG_P1P2);
	inner.response = &r;
	put_directory(&inner, call->c->df);
	return uicc_put_exact(call, (struct span){ r.buf, r.len });
}

/* ---- RUN GSM ALGORITHM [TS 51.011 8.16] ---- */

static bool is_in_gsm(const struct uicc *u, uint32_t df)
{
	const uint32_t gsm = uicc_2g_directory(u);

	while (df != UICC_NONE && df != gsm)
		df = u->files[df].parent;
	return df == gsm;
}

static struct sw run_gsm(const struct uicc_call *call)
{
	uint32_t adf = uicc_2g_keys(call->u);
	struct uicc_aka *aka = adf == UICC_NONE ? NULL : uicc_aka_find(call->u, adf);
	uint8_t answer[12];
	struct sw sw;

	if (call->apdu->p1 || call->apdu->p2)
		return SW(SW_WRONG_P1P2);
	if (call->apdu->data.len != AKA_RAND_LEN)
		return SW(SW_WRONG_LENGTH);
	if (!aka || !is_in_gsm(call->u, call->c->df))
		return SW(SW_SECURITY_STATUS);
	if (!uicc_application_pin_satisfied(call->u, adf))
		return SW(SW_SECURITY_STATUS);
	sw = uicc_gsm_triplet(call, aka, call->apdu->data.ptr, answer, answer + 4);
	if (sw.v == SW_OK)
		response_put(call->response, SPAN(answer));
	return sw;
}

/* ---- commands that are the same in both classes ---- */

/* CHVs by number; UNBLOCK CHV says 00 for CHV1. */
static uint8_t chv_reference(uint8_t ins, uint8_t p2)
{
	enum { INS_UNBLOCK = 0x2C };

	if (p2 == 2)
		return KEY_CHV2;
	return p2 == (ins == INS_UNBLOCK ? 0 : 1) ? KEY_CHV1 : 0;
}

static struct sw run_chv(const struct uicc_call *call, struct sw (*run)(const struct uicc_call *))
{
	struct apdu apdu = *call->apdu;
	struct uicc_context context = *call->c;
	const struct uicc_call inner = { call->u, &context, &apdu, call->response };
	struct sw sw;

	if (apdu.p1)
		return SW(SW_WRONG_P1P2);
	apdu.p2 = chv_reference(apdu.ins, apdu.p2);
	if (apdu.p2 == 0)
		return SW(SW_WRONG_P1P2);
	context.df = chv_directory(call->u, context.df, apdu.p2);
	sw = run(&inner);
	/* Enabled or disabled already. */
	return sw.v == SW_CONDITIONS ? SW(SW_DATA_INVALID) : sw;
}

/* SEEK: a record that begins with the pattern; type 2 tells its number [TS 51.011 8.7]. */
static struct sw seek(const struct uicc_call *call)
{
	enum { TYPE_2 = 0x10, FROM_BEGINNING = 0, FROM_END, FROM_NEXT, FROM_PREVIOUS, MODES };
	uint8_t mode = call->apdu->p2 & 0x0F, type = call->apdu->p2 & 0xF0;
	unsigned int count, pointer = call->c->record, number;
	const struct span pattern = call->apdu->data;
	struct uicc_target t;
	struct sw sw;

	if (call->apdu->p1 || mode >= MODES || (type && type != TYPE_2))
		return SW(SW_WRONG_P1P2);
	sw = uicc_target_find(call, 0, 1U << SAIP_EF_LINEAR, UICC_ACCESS_READ, &t);
	if (sw.v != SW_OK)
		return sw;
	count = t.file->record_count;
	if (pattern.len > t.file->record_length)
		return SW(SW_WRONG_LENGTH);
	if (mode == FROM_BEGINNING || mode == FROM_NEXT)
		number = mode == FROM_NEXT ? pointer + 1 : 1;
	else
		number = mode == FROM_PREVIOUS && pointer ? pointer - 1 : count;
	for (; number >= 1 && number <= count; number += mode & 1 ? -1U : 1U) {
		const uint8_t found = (uint8_t)number;

		if (memcmp(t.body.ptr + (number - 1) * t.file->record_length, pattern.ptr,
		           pattern.len) != 0)
			continue;
		call->c->record = found;
		if (type == TYPE_2)
			response_put(call->response, (struct span){ &found, 1 });
		return SW(SW_OK);
	}
	return SW(SW_WARN_EOF);
}

/* An EF of the USIM that shows in DF.TELECOM has the local PIN of its own place. */
static struct sw run_ef(const struct uicc_call *call, struct sw (*run)(const struct uicc_call *))
{
	uint32_t df = call->c->df, ef = call->c->ef;
	uint32_t adf = ef == UICC_NONE ? UICC_NONE : uicc_fs_adf_of(call->u, ef);
	struct sw sw;

	if (adf != UICC_NONE)
		call->c->df = adf;
	sw = run(call);
	call->c->df = df;
	return sw;
}

/* The current EF is one made on the fly: it can be read. */
static struct sw run_derived(const struct uicc_call *call)
{
	const struct apdu *a = call->apdu;
	const struct uicc_2g_place place = { call->c->df, false };
	size_t offset = (size_t)a->p1 << 8 | a->p2, size;
	uint8_t body[UICC_2G_DERIVED_MAX];

	if (a->ins != INS_READ_BINARY)
		return a->ins == INS_UPDATE_BINARY || a->ins == INS_INVALIDATE ||
		                       a->ins == INS_REHABILITATE
		               ? SW(SW_SECURITY_STATUS)
		               : SW(SW_COMMAND_INCOMPATIBLE);
	size = uicc_2g_derive(call->u, &place, call->c->derived, body);
	if (size > 1 && !uicc_application_pin_satisfied(call->u, call->c->df))
		return SW(SW_SECURITY_STATUS);
	if (offset >= size)
		return SW(SW_WRONG_OFFSET);
	if (!a->has_le || a->ne > size - offset)
		return SW((uint16_t)(SW_WRONG_LENGTH | (size - offset)));
	response_put(call->response, (struct span){ body + offset, a->ne });
	return SW(SW_OK);
}

/* Class A0 knows no short file identifiers. */
static bool has_sfi(const struct apdu *a)
{
	switch (a->ins) {
	case 0x32: /* INCREASE, READ BINARY, UPDATE BINARY */
	case 0xB0:
	case 0xD6:
		return a->p1 & 0x80;
	case 0xB2: /* READ RECORD, UPDATE RECORD */
	case 0xDC:
		return a->p2 & 0xF8;
	default:
		return false;
	}
}

enum kind { ANY, EF, CHV };

static const struct command {
	uint8_t ins;
	bool has_data;
	enum kind kind;
	struct sw (*run)(const struct uicc_call *call);
} commands[] = {
	{ INS_INVALIDATE, false, EF, uicc_cmd_deactivate },
	{ 0x20, true, CHV, uicc_cmd_verify },
	{ 0x24, true, CHV, uicc_cmd_change_pin },
	{ 0x26, true, CHV, uicc_cmd_disable_pin },
	{ 0x28, true, CHV, uicc_cmd_enable_pin },
	{ 0x2C, true, CHV, uicc_cmd_unblock_pin },
	{ 0x32, true, EF, uicc_cmd_increase },
	{ INS_REHABILITATE, false, EF, uicc_cmd_activate },
	{ 0x88, true, ANY, run_gsm },
	{ 0xA2, true, EF, seek },
	{ 0xA4, true, ANY, select_2g },
	{ INS_READ_BINARY, false, EF, uicc_cmd_read_binary },
	{ 0xB2, false, EF, uicc_cmd_read_record },
	{ INS_UPDATE_BINARY, true, EF, uicc_cmd_update_binary },
	{ 0xDC, true, EF, uicc_cmd_update_record },
	{ 0xF2, false, ANY, status_2g },
};

static struct sw run_command(const struct uicc_call *call, const struct command *command)
{
	switch (command->kind) {
	case CHV:
		return run_chv(call, command->run);
	case EF:
		return call->c->derived ? run_derived(call) : run_ef(call, command->run);
	case ANY:
	default:
		return command->run(call);
	}
}

struct sw uicc_command_2g(const struct uicc_call *call)
{
	const struct apdu *a = call->apdu;

	if (!uicc_has_2g(call->u))
		return SW(SW_CLA_NOT_SUPPORTED);
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (commands[i].ins != a->ins)
			continue;
		if (commands[i].has_data != (a->data.len > 0))
			return SW(SW_WRONG_LENGTH);
		if (has_sfi(a))
			return SW(SW_WRONG_OFFSET);
		return translate(run_command(call, &commands[i]));
	}
	return SW(SW_INS_NOT_SUPPORTED);
}
