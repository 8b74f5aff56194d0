/*
 * Profile header: what the package demands of the card, checked before anything is created
 * [TCA Interoperable Profile Package 3.3, ProfileHeader].
 */
#include "profiles/loader_internal.h"

#include <string.h>

enum { OLDEST_MAJOR = 2, HEADER_ARENA = 4096, ICCID_LEN = 10 };

static const uint8_t usim_rid[5] = { 0xA0, 0x00, 0x00, 0x00, 0x87 };

/* The mask of the services listed. A service of a later version cannot be one we have. */
static bool get_services(struct span header, uint32_t *ret_services)
{
	struct der_tlv list;
	struct der_tlv service;
	struct der_reader r;

	*ret_services = 0;
	if (!der_find(header, 0xA5, &list))
		return true;
	r = der_reader(list.value);
	while (der_more(&r) && der_next(&r, &service)) {
		if (service.tag < 0x80 || service.tag >= 0x80 + SAIP_SERVICES)
			return false;
		*ret_services |= UINT32_C(1) << (service.tag - 0x80);
	}
	return true;
}

/* True if all file system templates listed are known. */
static bool knows_templates(const struct asn1_list *oids)
{
	const struct saip_octets *oid = oids->items;

	for (size_t i = 0; i < oids->count; i++) {
		if (!saip_template_find(oid[i].v))
			return false;
	}
	return true;
}

void saip_iccid_swap(const uint8_t digits[10], uint8_t ret_iccid[10])
{
	for (size_t i = 0; i < ICCID_LEN; i++)
		ret_iccid[i] = (uint8_t)(digits[i] << 4 | digits[i] >> 4);
}

int saip_load_header(struct saip_loader *l, struct span whole)
{
	struct saip_profile_header h;
	struct saip_header out;
	struct der_tlv element;
	int code = saip_decode(l, &saip_profile_header_type, SAIP_PE_HEADER, whole, &h);

	if (code != PE_OK)
		return code;
	if (!der_whole(whole, SAIP_PE_HEADER, &element))
		return PE_INVALID_REQUEST_FORMAT;
	if (h.major.v < OLDEST_MAJOR || h.major.v > l->capabilities.max_major)
		return saip_refuse(l, PE_UNSUPPORTED_PROFILE_VERSION,
		                   "major-version is not 2 or 3");
	saip_iccid_swap(h.iccid.ptr, l->iccid); /* SIZE(10) by the table */
	out = (struct saip_header){
		.major = (uint8_t)h.major.v,
		.minor = (uint8_t)h.minor.v,
		.profile_type = h.profile_type,
		.iccid = SPAN(l->iccid),
		.connectivity_parameters = h.connectivity_parameters,
		.pol = h.pol,
	};
	if (!get_services(element.value, &out.mandatory_services) ||
	    (out.mandatory_services & ~l->capabilities.services))
		return saip_refuse(l, PE_FEATURE_NOT_SUPPORTED,
		                   "the card lacks a mandatory service");
	if (!knows_templates(&h.templates))
		return saip_refuse(l, PE_TEMPLATE_NOT_SUPPORTED, "unknown mandatory template");
	if (h.aids.count > 0) /* there are no libraries on the card */
		return saip_refuse(l, PE_LIB_NOT_SUPPORTED, "the card has no libraries");
	if (h.iot_options) { /* the table bounds pix to 11 octets */
		memcpy(l->iot_aid, usim_rid, sizeof(usim_rid));
		memcpy(l->iot_aid + sizeof(usim_rid), h.iot_options->pix.ptr,
		       h.iot_options->pix.len);
		l->iot_aid_len = sizeof(usim_rid) + h.iot_options->pix.len;
	}
	return l->sink.ops->header(l->sink.ctx, &out);
}

bool saip_header_peek(struct span package, struct saip_header *ret_header)
{
	_Alignas(max_align_t) uint8_t memory[HEADER_ARENA];
	struct arena arena = { memory, sizeof(memory), 0 };
	struct der_reader r = der_reader(package);
	struct saip_profile_header h;
	struct asn1_error error;
	struct der_tlv element;
	uint32_t services;

	if (!der_take(&r, SAIP_PE_HEADER, &element) ||
	    !asn1_decode(&saip_profile_header_type, 0, element.value, &h, &arena, &error))
		return false;
	get_services(element.value, &services);
	*ret_header = (struct saip_header){
		.major = (uint8_t)h.major.v,
		.minor = (uint8_t)h.minor.v,
		.profile_type = h.profile_type,
		.iccid = h.iccid,
		.mandatory_services = services,
		.connectivity_parameters = h.connectivity_parameters,
		.pol = h.pol,
	};
	return true;
}
