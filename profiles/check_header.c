/*
 * Rules about what the header promises: the ICCID, the services and the templates that the card must
 * have [TCA Interoperable Profile Package 3.3, ProfileHeader; ITU-T E.118].
 */
#include "profiles/check_internal.h"

#include <stdlib.h>
#include <string.h>

enum { FID_ICCID = 0x2FE2, ICCID_LEN = 10, DIGITS = 20, ARENA = 65536 };

const char *check_service_name(enum saip_service service)
{
	const struct asn1_type *list = NULL;

	for (size_t i = 0; i < saip_profile_header_type.n; i++) {
		if (saip_profile_header_type.f[i].tag == 0xA5)
			list = saip_profile_header_type.f[i].type;
	}
	return list && service < list->n ? list->f[service].name : "?";
}

/* The digits of an ICCID, without padding; 0 if it holds something else. */
static size_t get_digits(const uint8_t iccid[ICCID_LEN], uint8_t ret_digits[DIGITS])
{
	size_t n = 0;

	for (size_t i = 0; i < DIGITS; i++) {
		uint8_t digit = i % 2 ? iccid[i / 2] >> 4 : iccid[i / 2] & 0x0F;

		if (digit > 9) /* only at the end */
			return i == DIGITS - 1 && digit == 0x0F ? n : 0;
		ret_digits[n++] = digit;
	}
	return n;
}

/* Luhn's check digit [ITU-T E.118 annex B]; 20 digits may be without. */
static void check_iccid(struct check *c)
{
	uint8_t digits[DIGITS];
	size_t n = get_digits(c->iccid, digits);
	unsigned int sum = 0;

	if (n == 0) {
		check_error(c, &c->place, "iccid", "the ICCID is not 19 or 20 digits");
		return;
	}
	for (size_t i = 0; i < n; i++) {
		unsigned int digit = digits[n - 1 - i] * (i % 2 ? 2u : 1u);

		sum += digit / 10 + digit % 10;
	}
	if (sum % 10)
		check_warn(c, &c->place, "iccid", "the last digit of the ICCID should be %u",
		           (digits[n - 1] + 10 - sum % 10) % 10);
}

static void check_ef_iccid(struct check *c)
{
	const struct check_file *f = check_find(c, 0, FID_ICCID);

	if (!f || !f->body || f->file.size != ICCID_LEN)
		check_error(c, f ? &f->place : NULL, "iccid", "there is no EF.ICCID of 10 octets");
	else if (memcmp(f->body, c->iccid, ICCID_LEN) != 0)
		check_error(c, &f->place, "iccid",
		            "EF.ICCID is not the ICCID of the header, with its nibbles swapped");
}

/* The header's list of templates against those that the elements use. */
static void check_templates(struct check *c, const struct asn1_list *list)
{
	const struct saip_octets *oids = list->items;
	uint32_t listed = 0;

	for (size_t i = 0; saip_templates[i].files; i++) {
		for (size_t k = 0; k < list->count; k++) {
			if (span_equal(saip_templates[i].oid, oids[k].v))
				listed |= UINT32_C(1) << i;
		}
		if ((listed ^ c->templates) >> i & 1)
			check_warn(c, &c->place, "templates",
			           listed >> i & 1
			                   ? "eUICC-Mandatory-GFSTEList lists a template of %s "
			                     "that nothing uses"
			                   : "the template of %s is not in "
			                     "eUICC-Mandatory-GFSTEList",
			           check_element_name(saip_templates[i].tag));
	}
}

void check_header(struct check *c)
{
	struct arena arena = { malloc(ARENA), ARENA, 0 };
	struct der_reader r = der_reader(c->package);
	struct saip_profile_header header;
	struct asn1_error error;
	struct der_tlv element;

	c->place = (struct check_place){ 1, -1, SAIP_PE_HEADER, NULL, 0 };
	check_iccid(c);
	check_ef_iccid(c);
	if (!arena.buf)
		c->out_of_memory = true;
	else if (der_take(&r, SAIP_PE_HEADER, &element) &&
	         asn1_decode(&saip_profile_header_type, 0, element.value, &header, &arena, &error))
		check_templates(c, &header.templates);
	free(arena.buf);
}
