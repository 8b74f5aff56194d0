/*
 * Services in EF.UST and EF.IST that the card itself must provide: where it does not, their bits are
 * cleared [TCA Interoperable Profile Package 3.3, PE-USIM and PE-ISIM; TS 31.102 4.2.8;
 * TS 31.103 4.2.7]. A profile that cannot do without lists the service in its header, and is
 * refused there.
 */
#include "profiles/loader_internal.h"

#include <string.h>

struct card_service {
	const char *file;     /* component name of the service table */
	uint8_t number;       /* of the service in it, from 1 */
	enum saip_service by; /* what the card needs for it */
};

static const struct card_service card_services[] = {
	{ "ef-ust", 68, SAIP_GBA_USIM }, /* GBA */
	{ "ef-ust", 69, SAIP_MBMS },     /* MBMS security */
	{ "ef-ust", 76, SAIP_GBA_USIM }, /* local key establishment by GBA */
	{ "ef-ust", 125, SAIP_GET_IDENTITY }, { "ef-ist", 2, SAIP_GBA_ISIM },
	{ "ef-ist", 4, SAIP_GBA_ISIM },
};

/* The bits of one octet of a service table that the card cannot provide. */
static uint8_t missing_bits(const struct saip_loader *l, const char *file, uint32_t octet)
{
	uint8_t bits = 0;

	for (size_t i = 0; i < A_COUNT(card_services); i++) {
		const struct card_service *s = &card_services[i];
		uint32_t bit = s->number - 1u;

		if (bit / 8 == octet && strcmp(s->file, file) == 0 && !saip_supports(l, s->by))
			bits |= (uint8_t)(1 << bit % 8);
	}
	return bits;
}

static bool is_service_table(const char *file)
{
	for (size_t i = 0; i < A_COUNT(card_services); i++)
		if (strcmp(card_services[i].file, file) == 0)
			return true;
	return false;
}

int saip_clear_services(struct saip_loader *l, const struct saip_template_file *row,
                        saip_file_id file, uint32_t position, struct span content)
{
	int code = PE_OK;

	if (!is_service_table(row->name))
		return PE_OK;
	for (size_t i = 0; i < content.len && code == PE_OK; i++) {
		uint8_t bits = missing_bits(l, row->name, position + (uint32_t)i);
		uint8_t cleared = content.ptr[i] & (uint8_t)~bits;

		if (cleared != content.ptr[i])
			code = l->sink.ops->write_file(l->sink.ctx, file, position + (uint32_t)i,
			                               (struct span){ &cleared, 1 });
	}
	return code;
}
