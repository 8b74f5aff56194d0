/*
 * FCP templates of MF, DF, ADF and EFs [TS 102 221 11.1.1.3, 11.1.1.4].
 */
#include "uicc_fs.h"

enum {
	TAG_FCP = 0x62,
	TAG_FILE_SIZE = 0x80,
	TAG_DESCRIPTOR = 0x82,
	TAG_FILE_ID = 0x83,
	TAG_DF_NAME = 0x84,
	TAG_SFI = 0x88,
	TAG_LIFE_CYCLE = 0x8A,
	TAG_SECURITY_REFERENCED = 0x8B,
	TAG_SECURITY_COMPACT = 0x8C,
	TAG_PROPRIETARY = 0xA5,
	TAG_PIN_STATUS = 0xC6,
	/* inside A5 */
	TAG_UICC_CHARACTERISTICS = 0x80,
	TAG_FILE_DETAILS = 0x84,
	TAG_RESERVED_SIZE = 0x85,
	TAG_MAX_SIZE = 0x86,
	TAG_SYSTEM_COMMANDS = 0x87,
	TAG_SPECIAL_INFORMATION = 0xC0,
	/* inside C6 */
	TAG_PS_DO = 0x90,
	TAG_KEY_REFERENCE = 0x83,
	TAG_USAGE_QUALIFIER = 0x95, /* of the universal PIN only */
	USAGE_REPLACES = 0x08,

	/* Supply voltage classes A, B and C; clock stop allowed, no preferred level. */
	UICC_CHARACTERISTICS = 0x71,
	/* TERMINAL CAPABILITY: unless the card says so, no terminal sends it [11.1.19.1]. */
	SYSTEM_COMMANDS = 0x01,
	DATA_CODING = 0x21,
};

static void put_octet(struct der_writer *w, uint32_t tag, uint8_t value)
{
	der_put_tlv(w, tag, (struct span){ &value, 1 });
}

/* Sizes have at least two octets [TS 102 221 11.1.1.4.1]. */
static void put_size(struct der_writer *w, uint32_t tag, uint32_t size)
{
	const uint8_t octets[4] = { (uint8_t)(size >> 24), (uint8_t)(size >> 16),
		                    (uint8_t)(size >> 8), (uint8_t)size };
	size_t skip = octets[0] ? 0 : octets[1] ? 1 : 2;

	der_put_tlv(w, tag, (struct span){ octets + skip, sizeof(octets) - skip });
}

/* Does the universal PIN stand in for a PIN of this directory's list? */
static bool is_replacement(const struct uicc *u, uint32_t id)
{
	const struct uicc_file *f = &u->files[id];

	for (uint8_t i = 0; i < f->pin_reference_count; i++) {
		const struct uicc_pin *pin = uicc_pin_find(u, id, f->pin_references[i]);

		if (pin && (pin->attributes & UICC_PIN_REPLACED))
			return true;
	}
	return false;
}

/* C6: which PINs there are, and which of them are enabled [TS 102 221 9.5.2]. */
static void put_pin_status(struct der_writer *w, const struct uicc *u, uint32_t id)
{
	const struct uicc_file *f = &u->files[id];
	uint8_t enabled[UICC_PIN_REFERENCES_MAX / 8] = { 0 };
	size_t n = f->pin_reference_count, start = w->len;

	for (size_t i = n; i-- > 0;) {
		const struct uicc_pin *pin = uicc_pin_find(u, id, f->pin_references[i]);

		put_octet(w, TAG_KEY_REFERENCE, f->pin_references[i]);
		if (f->pin_references[i] == UICC_PIN_UNIVERSAL)
			put_octet(w, TAG_USAGE_QUALIFIER,
			          is_replacement(u, id) ? USAGE_REPLACES : 0);
		if (pin && (pin->attributes & UICC_PIN_ENABLED))
			enabled[i / 8] |= (uint8_t)(0x80 >> i % 8);
	}
	der_put_tlv(w, TAG_PS_DO, (struct span){ enabled, n ? (n + 7) / 8 : 1 });
	der_put_header(w, TAG_PIN_STATUS, w->len - start);
}

static void put_security(struct der_writer *w, const struct uicc_file *f)
{
	const uint8_t referenced[] = { (uint8_t)(f->arr_fid >> 8), (uint8_t)f->arr_fid,
		                       f->arr_record };

	if (f->arr_record)
		der_put_tlv(w, TAG_SECURITY_REFERENCED, SPAN(referenced));
	else
		put_octet(w, TAG_SECURITY_COMPACT, 0); /* no operation is allowed */
}

/* A5, left out where there is nothing to say. */
static void put_proprietary(struct der_writer *w, const struct uicc_file *f)
{
	size_t start = w->len;

	if (f->type == SAIP_MF) {
		put_octet(w, TAG_SYSTEM_COMMANDS, SYSTEM_COMMANDS);
		put_octet(w, TAG_UICC_CHARACTERISTICS, UICC_CHARACTERISTICS);
	}
	if (f->special_information)
		put_octet(w, TAG_SPECIAL_INFORMATION, f->special_information);
	if (f->type == SAIP_EF_BER_TLV) {
		if (f->max_size)
			put_size(w, TAG_MAX_SIZE, f->max_size);
		/* What a file may grow to was set aside when it was installed. */
		put_size(w, TAG_RESERVED_SIZE, f->max_size);
		put_octet(w, TAG_FILE_DETAILS, f->file_details);
	}
	if (w->len != start)
		der_put_header(w, TAG_PROPRIETARY, w->len - start);
}

static void put_descriptor(struct der_writer *w, const struct uicc_file *f)
{
	const uint8_t records[] = { f->descriptor, DATA_CODING, (uint8_t)(f->record_length >> 8),
		                    (uint8_t)f->record_length, f->record_count };
	bool has_records = f->type == SAIP_EF_LINEAR || f->type == SAIP_EF_CYCLIC;

	der_put_tlv(w, TAG_DESCRIPTOR, (struct span){ records, has_records ? 5 : 2 });
}

struct span uicc_fcp(const struct uicc *u, uint32_t id, uint8_t buf[UICC_FCP_MAX])
{
	const struct uicc_file *f = &u->files[id];
	struct der_writer w = { .buf = buf, .cap = UICC_FCP_MAX };
	const uint8_t fid[] = { (uint8_t)(f->fid >> 8), (uint8_t)f->fid };

	/* From the last item to the first: the writer fills its buffer from the end. */
	if (uicc_is_directory(f)) {
		put_pin_status(&w, u, id);
	} else {
		const uint8_t sfi = (uint8_t)(f->sfi << 3);

		der_put_tlv(&w, TAG_SFI, (struct span){ &sfi, f->sfi ? 1 : 0 });
		put_size(&w, TAG_FILE_SIZE, (uint32_t)uicc_file_body(u, id).len);
	}
	put_security(&w, f);
	put_octet(&w, TAG_LIFE_CYCLE, f->lcsi);
	put_proprietary(&w, f);
	if (f->type == SAIP_ADF)
		der_put_tlv(&w, TAG_DF_NAME, (struct span){ f->aid, f->aid_len });
	else
		der_put_tlv(&w, TAG_FILE_ID, SPAN(fid));
	put_descriptor(&w, f);
	der_put_header(&w, TAG_FCP, w.len);
	return der_written(&w);
}
