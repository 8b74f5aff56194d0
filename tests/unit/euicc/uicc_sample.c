/*
 * The sample UICC of the tests.
 */
#include "uicc_sample.h"

#include <string.h>

#define USIM_AID       0xA0, 0x00, 0x00, 0x00, 0x87, 0x10, 0x02, 0xFF, 0x49, 0xFF, 0x05, 0x89
#define ISIM_AID       0xA0, 0x00, 0x00, 0x00, 0x87, 0x10, 0x04, 0xFF, 0x49, 0xFF, 0x05, 0x89
#define KEY(reference) 0xA4, 0x06, 0x83, 0x01, reference, 0x95, 0x01, 0x08

enum { ARR_LEN = 32 };

enum {
	MF,
	ARR,
	DIR,
	ICCID,
	TELECOM,
	TELECOM_ARR,
	ADN,
	PHONEBOOK,
	PBR,
	USIM,
	USIM_ARR,
	IMSI,
	UST,
	CYCLIC,
	BER,
	DEACTIVATED,
	USABLE,
	AD,
	FIVEGS,
	SUPI_NAI,
	ROUTING_INDICATOR,
	SAIP,
	SUCI_CALC_INFO,
	GSM_ACCESS,
	KC,
	USIM_PHONEBOOK,
	ADN_LINK,
	LOCAL,
	ISIM,
	FILE_COUNT
};

static const uint8_t usim_aid[] = { USIM_AID };
static const uint8_t isim_aid[] = { ISIM_AID };
static const uint8_t mf_pins[] = { 0x01, 0x0A };
static const uint8_t usim_pins[] = { 0x01, 0x81, 0x0A };
static const uint8_t arr_path[] = { 0x2F, 0x06 };
static const uint8_t phonebook_path[] = { 0x7F, 0x10, 0x5F, 0x3A };
static const uint8_t adn_path[] = { 0x7F, 0x10, 0x6F, 0x3A };
static const uint8_t zero_then_ff[] = { 0x00, 0xFF };
static const uint8_t loci[] = { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0xFF, 0x01 };
static const uint8_t ab[] = { 0xAA, 0xBB };

/* Access rules, by record number. */
static const uint8_t rules[][ARR_LEN] = {
	/* 1: read always, update ADM */
	{ 0x80, 0x01, 0x01, 0x90, 0x00, 0x80, 0x01, 0x02, KEY(0x0A), 0xFF },
	/* 2: read PIN, update ADM */
	{ 0x80, 0x01, 0x01, KEY(0x01), 0x80, 0x01, 0x02, KEY(0x0A), 0xFF },
	/* 3: read and update PIN, INCREASE PIN */
	{ 0x80, 0x01, 0x03, KEY(0x01), 0x84, 0x01, 0x32, KEY(0x01), 0xFF },
	/* 4: read PIN or local PIN, update never */
	{ 0x80, 0x01, 0x01, 0xA0, 0x10, KEY(0x01), KEY(0x81), 0x80, 0x01, 0x02, 0x97, 0x00, 0xFF },
	/* 5: read always, update PIN and local PIN */
	{ 0x80, 0x01, 0x01, 0x90, 0x00, 0x80, 0x01, 0x02, 0xAF, 0x10, KEY(0x01), KEY(0x81), 0xFF },
	/* 6: nothing but rubbish */
	{ 0x80, 0x01, 0x01, 0xA0, 0x7F, 0x90, 0x00, 0xFF },
	/* 7: read always, update, deactivate and activate ADM */
	{ 0x80, 0x01, 0x01, 0x90, 0x00, 0x80, 0x01, 0x1A, KEY(0x0A), 0xFF },
};

static const uint8_t iccid[] = { 0x98, 0x00, 0x10, 0x32, 0x54, 0x76, 0x98, 0x10, 0x32, 0x14 };
static const uint8_t imsi[] = { 0x08, 0x09, 0x10, 0x10, 0x10, 0x32, 0x54, 0x06, 0x36 };
/* Services 27 (octet 4, bit 3), 38 (octet 5, bit 6), 124 and 125 (octet 16, bits 4 and 5). */
static const uint8_t ust[17] = { [3] = 0x04, [4] = 0x20, [15] = 0x18 };
static const uint8_t ad[] = { 0x00, 0x00, 0x00, 0x02 };

#define ARR_RULE(fid_, record) .arr_fid = (fid_), .arr_record = (record), .lcsi = 5
#define LINEAR(length, count)                                                   \
	.type = SAIP_EF_LINEAR, .descriptor = 0x42, .size = (length) * (count), \
	.record_length = (length), .record_count = (count)

static const struct sample_file {
	int parent;
	struct saip_file file;
	struct span content;
} sample[FILE_COUNT] = {
	[MF] = { -1,
	         { .type = SAIP_MF,
	           .fid = 0x3F00,
	           .descriptor = 0x78,
	           ARR_RULE(0x2F06, 1),
	           .pin_status_template = SPAN(mf_pins) } },
	[ARR] = { MF,
	          { LINEAR(ARR_LEN, 7), .fid = 0x2F06, .sfi = 6, ARR_RULE(0x2F06, 1) },
	          { rules[0], sizeof(rules) } },
	[DIR] = { MF,
	          { LINEAR(38, 2), .fid = 0x2F00, .sfi = 0x1E, ARR_RULE(0x2F06, 1),
	            .fill = SPAN(zero_then_ff) } },
	[ICCID] = { MF,
	            { .type = SAIP_EF_TRANSPARENT,
	              .fid = 0x2FE2,
	              .descriptor = 0x41,
	              .sfi = 2,
	              .size = 10,
	              ARR_RULE(0x2F06, 1) },
	            SPAN(iccid) },
	[TELECOM] = { MF,
	              { .type = SAIP_DF,
	                .fid = 0x7F10,
	                .descriptor = 0x78,
	                ARR_RULE(0x2F06, 1),
	                .pin_status_template = SPAN(mf_pins) } },
	[TELECOM_ARR] = { TELECOM,
	                  { .type = SAIP_EF_LINEAR,
	                    .fid = 0x6F06,
	                    ARR_RULE(0x6F06, 1),
	                    .link_path = SPAN(arr_path) } },
	[ADN] = { TELECOM,
	          { LINEAR(4, 3), .fid = 0x6F3A, ARR_RULE(0x6F06, 3), .fill = SPAN(ab),
	            .fill_repeat = true } },
	[PHONEBOOK] = { TELECOM,
	                { .type = SAIP_DF,
	                  .fid = 0x5F3A,
	                  .descriptor = 0x78,
	                  ARR_RULE(0x6F06, 1),
	                  .pin_status_template = SPAN(mf_pins) } },
	[PBR] = { PHONEBOOK,
	          { .type = SAIP_EF_TRANSPARENT,
	            .fid = 0x4F30,
	            .descriptor = 0x41,
	            .size = 3,
	            ARR_RULE(0x6F06, 3) } },
	[USIM] = { MF,
	           { .type = SAIP_ADF,
	             .fid = 0x7FD0,
	             .aid = SPAN(usim_aid),
	             .descriptor = 0x78,
	             ARR_RULE(0x2F06, 1),
	             .pin_status_template = SPAN(usim_pins) } },
	[USIM_ARR] = { USIM,
	               { .type = SAIP_EF_LINEAR,
	                 .fid = 0x6F06,
	                 .sfi = 0x17,
	                 ARR_RULE(0x6F06, 1),
	                 .link_path = SPAN(arr_path) } },
	[IMSI] = { USIM,
	           { .type = SAIP_EF_TRANSPARENT,
	             .fid = 0x6F07,
	             .descriptor = 0x41,
	             .sfi = 7,
	             .size = 9,
	             ARR_RULE(0x6F06, 2),
	             .special_information = 0x80 },
	           SPAN(imsi) },
	[UST] = { USIM,
	          { .type = SAIP_EF_TRANSPARENT,
	            .fid = 0x6F38,
	            .descriptor = 0x41,
	            .sfi = 4,
	            .size = sizeof(ust),
	            ARR_RULE(0x6F06, 2) },
	          SPAN(ust) },
	[CYCLIC] = { USIM,
	             { .type = SAIP_EF_CYCLIC,
	               .fid = 0x6F39,
	               .descriptor = 0x46,
	               .sfi = 9,
	               .size = 9,
	               .record_length = 3,
	               .record_count = 3,
	               ARR_RULE(0x6F06, 3),
	               .fill = { zero_then_ff, 1 } } },
	[BER] = { USIM,
	          { .type = SAIP_EF_BER_TLV,
	            .fid = 0x6FE8,
	            .descriptor = 0x79,
	            .size = 16,
	            .max_size = 512,
	            .file_details = 1,
	            ARR_RULE(0x6F06, 1) } },
	[DEACTIVATED] = { USIM,
	                  { .type = SAIP_EF_TRANSPARENT,
	                    .fid = 0x6F7E,
	                    .descriptor = 0x41,
	                    .size = 11,
	                    .arr_fid = 0x6F06,
	                    .arr_record = 7,
	                    .lcsi = 4 },
	                  SPAN(loci) },
	[USABLE] = { USIM,
	             { .type = SAIP_EF_TRANSPARENT,
	               .fid = 0x6F7B,
	               .descriptor = 0x41,
	               .size = 3,
	               ARR_RULE(0x6F06, 7),
	               .special_information = 0x40 } },
	[AD] = { USIM,
	         { .type = SAIP_EF_TRANSPARENT,
	           .fid = 0x6FAD,
	           .descriptor = 0x41,
	           .sfi = 3,
	           .size = 4,
	           ARR_RULE(0x6F06, 1) },
	         SPAN(ad) },
	[FIVEGS] = { USIM,
	             { .type = SAIP_DF,
	               .fid = 0x5FC0,
	               .descriptor = 0x78,
	               ARR_RULE(0x6F06, 1),
	               .pin_status_template = SPAN(usim_pins) } },
	[SUPI_NAI] = { FIVEGS,
	               { .type = SAIP_EF_TRANSPARENT,
	                 .fid = 0x4F09,
	                 .descriptor = 0x41,
	                 .sfi = 9,
	                 .size = 40,
	                 ARR_RULE(0x6F06, 1) } },
	[ROUTING_INDICATOR] = { FIVEGS,
	                        { .type = SAIP_EF_TRANSPARENT,
	                          .fid = 0x4F0A,
	                          .descriptor = 0x41,
	                          .sfi = 10,
	                          .size = 4,
	                          ARR_RULE(0x6F06, 1) } },
	[SAIP] = { USIM,
	           { .type = SAIP_DF,
	             .fid = 0x5FD0,
	             .descriptor = 0x78,
	             ARR_RULE(0x6F06, 1),
	             .pin_status_template = SPAN(usim_pins) } },
	[SUCI_CALC_INFO] = { SAIP,
	                     { .type = SAIP_EF_TRANSPARENT,
	                       .fid = 0x4F01,
	                       .descriptor = 0x41,
	                       .size = 120,
	                       ARR_RULE(0x6F06, 1) } },
	[GSM_ACCESS] = { USIM,
	                 { .type = SAIP_DF,
	                   .fid = 0x5F3B,
	                   .descriptor = 0x78,
	                   ARR_RULE(0x6F06, 1),
	                   .pin_status_template = SPAN(usim_pins) } },
	[KC] = { GSM_ACCESS,
	         { .type = SAIP_EF_TRANSPARENT,
	           .fid = 0x4F20,
	           .descriptor = 0x41,
	           .sfi = 1,
	           .size = 9,
	           ARR_RULE(0x6F06, 3) } },
	[USIM_PHONEBOOK] = { USIM,
	                     { .type = SAIP_DF,
	                       .fid = 0x5F3A,
	                       .descriptor = 0x78,
	                       ARR_RULE(0x6F06, 1),
	                       .link_path = SPAN(phonebook_path) } },
	[ADN_LINK] = { USIM,
	               { .type = SAIP_EF_LINEAR,
	                 .fid = 0x6F3A,
	                 .sfi = 0x0A,
	                 ARR_RULE(0x6F06, 4),
	                 .link_path = SPAN(adn_path) } },
	[LOCAL] = { USIM,
	            { .type = SAIP_EF_TRANSPARENT,
	              .fid = 0x6F45,
	              .descriptor = 0x41,
	              .size = 300,
	              ARR_RULE(0x6F06, 5) } },
	[ISIM] = { MF,
	           { .type = SAIP_ADF,
	             .fid = 0x7FC0,
	             .aid = SPAN(isim_aid),
	             .descriptor = 0x78,
	             ARR_RULE(0x2F06, 1),
	             .pin_status_template = SPAN(usim_pins) } },
};

static const struct saip_pin pins[] = {
	{ .reference = 0x01,
	  .value = "1234\xFF\xFF\xFF\xFF",
	  .unblock_reference = 1,
	  .attributes = 7,
	  .max_tries = 3,
	  .tries_left = 3 },
	{ .reference = 0x0A,
	  .value = { 0x35, 0x35, 0x35, 0x35, 0x35, 0x35, 0x35, 0x35 },
	  .attributes = 3,
	  .max_tries = 10,
	  .tries_left = 10 },
};
static const struct saip_pin local_pin = { .reference = 0x81,
	                                   .value = "9999\xFF\xFF\xFF\xFF",
	                                   .attributes = 1,
	                                   .max_tries = 3,
	                                   .tries_left = 3 };
static const struct saip_puk puk = { .reference = 1,
	                             .value = { '8', '7', '6', '5', '4', '3', '2', '1' },
	                             .max_tries = 10,
	                             .tries_left = 10 };

int uicc_sample_store(const struct uicc *u, struct softeuicc_store *s, int64_t profile_id,
                      struct span package)
{
	int r = uicc_store_add(u, s, profile_id, package);

	return r < 0 ? r : uicc_store_unpack(u, s, profile_id);
}

struct saip_aka uicc_sample_milenage(void)
{
	struct saip_aka aka = {
		.params = { .algorithm = AKA_MILENAGE,
		            .k_len = AKA_KEY_LEN,
		            .k = { 0x46, 0x5B, 0x5C, 0xE8, 0xB1, 0x99, 0xB4, 0x9F, 0xAA, 0x5F, 0x0A,
		                   0x2E, 0xE2, 0x38, 0xA6, 0xBC },
		            .opc = { 0xCD, 0x63, 0xCB, 0x71, 0x95, 0x4A, 0x9F, 0x4E, 0x48, 0xA5,
		                     0x99, 0x4E, 0x37, 0xA0, 0x2B, 0xAF } },
		.sqn_options = 0x0E,
		.sqn_delta = { 0, 0, 0x10 },
		.sqn_age_limit = { 0, 0, 0x10 },
	};

	aka_params_default(&aka.params);
	return aka;
}

struct saip_aka uicc_sample_xor(void)
{
	struct saip_aka aka = { .params = { .algorithm = AKA_TEST, .k_len = AKA_KEY_LEN },
		                .algorithm_options = 2 };

	for (uint8_t i = 0; i < AKA_KEY_LEN; i++)
		aka.params.k[i] = i;
	aka_params_default(&aka.params);
	return aka;
}

static bool install_files(const struct saip_sink *s, saip_file_id ids[FILE_COUNT])
{
	for (int i = 0; i < FILE_COUNT; i++) {
		const struct sample_file *f = &sample[i];
		saip_file_id parent = f->parent < 0 ? (saip_file_id)SAIP_NO_FILE : ids[f->parent];

		if (s->ops->create_file(s->ctx, parent, &f->file, &ids[i]) != PE_OK)
			return false;
		if (f->content.ptr && s->ops->write_file(s->ctx, ids[i], 0, f->content) != PE_OK)
			return false;
	}
	return true;
}

struct uicc *uicc_sample(const struct saip_aka *aka)
{
	const struct saip_aka isim = { .mapping_options = 3 };

	return uicc_sample_mapped(aka, &isim);
}

struct uicc *uicc_sample_mapped(const struct saip_aka *usim, const struct saip_aka *isim)
{
	static const uint8_t element[] = { 0xA6, 0x02, 0x05, 0x00 };
	const struct saip_header header = { .major = 2, .minor = 3, .iccid = SPAN(iccid) };
	struct saip_aka mapped = *isim;
	struct uicc *u = uicc_new(0);
	struct saip_sink s = uicc_sink(u);
	saip_file_id ids[FILE_COUNT];

	mapped.mapped = true;
	mapped.mapped_aid = SPAN(usim_aid);
	if (u && s.ops->header(u, &header) == PE_OK && install_files(&s, ids) &&
	    s.ops->puk(u, &puk) == PE_OK && s.ops->pin(u, ids[MF], &pins[0]) == PE_OK &&
	    s.ops->pin(u, ids[MF], &pins[1]) == PE_OK &&
	    s.ops->pin(u, ids[USIM], &local_pin) == PE_OK &&
	    s.ops->share_pins(u, ids[ISIM], ids[USIM]) == PE_OK &&
	    s.ops->aka(u, ids[USIM], usim) == PE_OK && s.ops->aka(u, ids[ISIM], &mapped) == PE_OK &&
	    s.ops->element(u, 0xA6, SPAN(element)) == PE_OK && s.ops->end(u) == PE_OK)
		return u;
	uicc_free(u);
	return NULL;
}

void terminal_init(struct uicc_terminal *t, struct uicc *u)
{
	memset(t, 0, sizeof(*t));
	t->u = u;
	uicc_context_init(u, &t->c);
}

static uint8_t nibble(char c)
{
	return (uint8_t)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

uint16_t terminal_send(struct uicc_terminal *t, const char *command)
{
	static const char digits[] = "0123456789ABCDEF";
	struct response r = { .buf = t->data, .cap = sizeof(t->data) };
	uint8_t bytes[300];
	struct apdu apdu;
	struct sw sw;
	size_t n = 0;

	for (; n < sizeof(bytes) && command[0] && command[1]; command += 2)
		bytes[n++] = (uint8_t)(nibble(command[0]) << 4 | nibble(command[1]));
	sw = apdu_parse((struct span){ bytes, n }, &apdu);
	if (sw.v == SW_OK)
		sw = uicc_command(t->u, &t->c, &apdu, &r);
	t->len = r.len;
	for (size_t i = 0; i < r.len; i++) {
		t->hex[2 * i] = digits[r.buf[i] >> 4];
		t->hex[2 * i + 1] = digits[r.buf[i] & 15];
	}
	t->hex[2 * r.len] = '\0';
	return sw.v;
}
