/* A terminal's dealings with the UICC on the basic channel [TS 102 221 11.1, TS 31.102 7.1]. */
#include "peers/uicc_client.h"

#include "peers/buffer.h"
#include "peers/exchange.h"

#include <errno.h>
#include <string.h>

enum {
	INS_SELECT = 0xA4,
	INS_READ_BINARY = 0xB0,
	INS_READ_RECORD = 0xB2,
	INS_VERIFY_PIN = 0x20,
	INS_AUTHENTICATE = 0x88,
	P1_BY_AID = 0x04,
	P2_RETURN_FCP = 0x04,
	P2_RECORD_BY_NUMBER = 0x04,
	P2_CONTEXT_3G = 0x81,
	TAG_FCP = 0x62,
	TAG_FILE_SIZE = 0x80,
	TAG_DIR_ENTRY = 0x61,
	TAG_AID = 0x4F,
	TAG_AKA_SUCCESS = 0xDB,
	TAG_AKA_SYNCHRONISATION = 0xDC,
	SW_FILE_NOT_FOUND = 0x6A82,
	READ_MAX = 255,
	RECORDS_MAX = 254,
	PIN_LEN = 8,
};

/* RID of 3GPP and the application code of the USIM [TS 101 220]. */
static const uint8_t usim_aid_start[] = { 0xA0, 0x00, 0x00, 0x00, 0x87, 0x10, 0x02 };

static int run(const struct apdu_transport *t, const struct exchange_command *c, struct arena *a,
               struct span *ret_data, uint16_t *ret_sw)
{
	int r = exchange_run(t, c, a, ret_data, ret_sw);

	return r == 0 && !exchange_sw_ok(*ret_sw) ? 1 : r;
}

int uicc_select_file(const struct apdu_transport *t, uint16_t fid, struct arena *a,
                     struct span *ret_fcp, uint16_t *ret_sw)
{
	const uint8_t id[] = { (uint8_t)(fid >> 8), (uint8_t)fid };
	const struct exchange_command c = { 0,        INS_SELECT,    0, P2_RETURN_FCP,
		                            SPAN(id), EXCHANGE_NO_LE };

	return run(t, &c, a, ret_fcp, ret_sw);
}

int uicc_select_application(const struct apdu_transport *t, struct span aid, struct arena *a,
                            struct span *ret_fcp, uint16_t *ret_sw)
{
	const struct exchange_command c = { 0,   INS_SELECT,    P1_BY_AID, P2_RETURN_FCP,
		                            aid, EXCHANGE_NO_LE };

	return run(t, &c, a, ret_fcp, ret_sw);
}

/* AID in a record of EF.DIR [TS 102 221 13.1]; records are filled up with FF. */
static bool usim_in_record(struct span record, struct span *ret_aid)
{
	struct der_reader r = der_reader(record);
	struct der_tlv entry;
	struct der_tlv aid;

	if (!der_take(&r, TAG_DIR_ENTRY, &entry) || !der_find(entry.value, TAG_AID, &aid) ||
	    aid.value.len < sizeof(usim_aid_start) ||
	    memcmp(aid.value.ptr, usim_aid_start, sizeof(usim_aid_start)) != 0)
		return false;
	*ret_aid = aid.value;
	return true;
}

int uicc_select_usim(const struct apdu_transport *t, struct arena *a, uint16_t *ret_sw)
{
	struct span answer;
	struct span aid;
	int r = uicc_select_file(t, UICC_FID_MF, a, &answer, ret_sw);

	if (r == 0)
		r = uicc_select_file(t, UICC_FID_EF_DIR, a, &answer, ret_sw);
	for (uint8_t number = 1; r == 0 && number <= RECORDS_MAX; number++) {
		/* The card corrects Le by 6Cxx. */
		const struct exchange_command read = { 0,      INS_READ_RECORD,
			                               number, P2_RECORD_BY_NUMBER,
			                               { 0 },  0 };

		r = run(t, &read, a, &answer, ret_sw);
		if (r == 0 && usim_in_record(answer, &aid))
			return uicc_select_application(t, aid, a, &answer, ret_sw);
	}
	if (r >= 0)
		*ret_sw = SW_FILE_NOT_FOUND;
	return r < 0 ? r : 1;
}

static bool file_size(struct span fcp, size_t *ret_size)
{
	struct der_tlv template;
	struct der_tlv size;

	if (!der_whole(fcp, TAG_FCP, &template) ||
	    !der_find(template.value, TAG_FILE_SIZE, &size) || size.value.len != 2)
		return false;
	*ret_size = (size_t)(size.value.ptr[0] << 8 | size.value.ptr[1]);
	return true;
}

int uicc_read_file(const struct apdu_transport *t, uint16_t fid, struct arena *a,
                   struct span *ret_content, uint16_t *ret_sw)
{
	BUFFER_AUTO content = { 0 };
	struct span answer;
	struct span kept;
	size_t size;
	int r = uicc_select_file(t, fid, a, &answer, ret_sw);

	if (r != 0)
		return r;
	if (!file_size(answer, &size))
		return -EBADMSG;
	r = buffer_reserve(&content, size);
	while (r == 0 && content.len < size) {
		const size_t left = size - content.len;
		const struct exchange_command read = { 0,
			                               INS_READ_BINARY,
			                               (uint8_t)(content.len >> 8 & 0x7F),
			                               (uint8_t)content.len,
			                               { 0 },
			                               left < READ_MAX ? (int)left : READ_MAX };

		r = run(t, &read, a, &answer, ret_sw);
		if (r == 0 && answer.len == 0)
			return -EBADMSG;
		if (r == 0)
			r = buffer_append(&content, answer);
	}
	if (r != 0)
		return r;
	kept = arena_copy(a, buffer_span(&content));
	if (!kept.ptr)
		return -ENOMEM;
	*ret_content = kept;
	return 0;
}

int uicc_verify_pin(const struct apdu_transport *t, uint8_t reference, const char *digits,
                    struct arena *a, uint16_t *ret_sw)
{
	uint8_t pin[PIN_LEN];
	const size_t len = strlen(digits);
	const struct exchange_command c = { 0,         INS_VERIFY_PIN, 0,
		                            reference, SPAN(pin),      EXCHANGE_NO_LE };
	struct span nothing;

	if (len > sizeof(pin))
		return -EINVAL;
	memset(pin, 0xFF, sizeof(pin));
	memcpy(pin, digits, len);
	return run(t, &c, a, &nothing, ret_sw);
}

/* One part of the answer: a length octet and that many octets. Absent if it is not there. */
static struct span take_part(struct span *rest)
{
	struct span part = { 0 };

	if (rest->len > 0 && rest->ptr[0] < rest->len) {
		part = (struct span){ rest->ptr + 1, rest->ptr[0] };
		rest->ptr += 1 + part.len;
		rest->len -= 1 + part.len;
	}
	return part;
}

int uicc_authenticate(const struct apdu_transport *t, const uint8_t rand[16],
                      const uint8_t autn[16], struct arena *a, struct uicc_aka *ret_aka,
                      uint16_t *ret_sw)
{
	uint8_t data[34] = { [0] = 16, [17] = 16 };
	const struct exchange_command c = { 0,          INS_AUTHENTICATE, 0, P2_CONTEXT_3G,
		                            SPAN(data), EXCHANGE_NO_LE };
	struct uicc_aka aka = { 0 };
	struct span answer;
	struct span rest;
	int r;

	memcpy(data + 1, rand, 16);
	memcpy(data + 18, autn, 16);
	r = run(t, &c, a, &answer, ret_sw);
	if (r != 0)
		return r;
	if (answer.len == 0)
		return -EBADMSG;
	rest = (struct span){ answer.ptr + 1, answer.len - 1 };
	if (answer.ptr[0] == TAG_AKA_SYNCHRONISATION) {
		aka.synchronisation_failure = true;
		aka.auts = take_part(&rest);
	} else if (answer.ptr[0] == TAG_AKA_SUCCESS) {
		aka.res = take_part(&rest);
		aka.ck = take_part(&rest);
		aka.ik = take_part(&rest);
		aka.kc = take_part(&rest);
	}
	if (!aka.auts.ptr && !aka.ik.ptr)
		return -EBADMSG;
	*ret_aka = aka;
	return 0;
}

/* Nibble number i, low one of each octet first. */
static uint8_t nibble(struct span bcd, size_t i)
{
	return i % 2 == 0 ? bcd.ptr[i / 2] & 0x0F : bcd.ptr[i / 2] >> 4;
}

static bool digits_from(struct span bcd, size_t first, char *ret_text, size_t cap)
{
	size_t n = 0;

	for (size_t i = first; i < 2 * bcd.len && nibble(bcd, i) != 0x0F; i++) {
		if (n + 1 >= cap)
			return false;
		ret_text[n++] = "0123456789ABCDEF"[nibble(bcd, i)];
	}
	if (n >= cap)
		return false;
	ret_text[n] = 0;
	return true;
}

bool uicc_digits(struct span bcd, char *ret_text, size_t cap)
{
	return digits_from(bcd, 0, ret_text, cap);
}

bool uicc_imsi(struct span ef_imsi, char *ret_text, size_t cap)
{
	struct span digits;

	if (ef_imsi.len == 0 || ef_imsi.ptr[0] == 0 || ef_imsi.ptr[0] >= ef_imsi.len)
		return false;
	digits = (struct span){ ef_imsi.ptr + 1, ef_imsi.ptr[0] };
	return digits_from(digits, 1, ret_text, cap); /* the first nibble tells the parity */
}
