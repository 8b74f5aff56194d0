/*
 * The application identifiers and TARs that a package has given away so far: what later elements
 * refer to, and what must not be given twice [TCA Interoperable Profile Package 3.3,
 * PE-SecurityDomain, PE-RFM, PE-Application; GlobalPlatform Card Specification 6.1].
 */
#include "profiles/loader_internal.h"

#include <string.h>

int saip_name_add(struct saip_loader *l, enum saip_name_kind kind, struct span name)
{
	struct saip_name *n = &l->names[l->name_count];

	if (name.len > SAIP_AID_MAX)
		return saip_refuse(l, PE_INVALID_PARAMETER, "an AID has up to 16 octets");
	if (saip_name_find(l, name) != SAIP_NAME_NONE)
		return saip_refuse(l, PE_INVALID_PARAMETER, "the AID or TAR is taken");
	if (l->name_count == SAIP_NAMES)
		return saip_refuse(l, PE_NOT_ENOUGH_MEMORY, "too many AIDs and TARs");
	n->kind = (uint8_t)kind;
	n->len = (uint8_t)name.len;
	if (name.len > 0)
		memcpy(n->octets, name.ptr, name.len);
	l->name_count++;
	return PE_OK;
}

enum saip_name_kind saip_name_find(const struct saip_loader *l, struct span name)
{
	for (size_t i = 0; i < l->name_count; i++) {
		const struct saip_name *n = &l->names[i];

		if (span_equal((struct span){ n->octets, n->len }, name))
			return (enum saip_name_kind)n->kind;
	}
	return SAIP_NAME_NONE;
}

int saip_check_domain(struct saip_loader *l, struct span name)
{
	if (!l->has_domain)
		return saip_refuse(l, PE_INVALID_PARAMETER, "there is no securityDomain before it");
	if (name.ptr && saip_name_find(l, name) != SAIP_NAME_DOMAIN)
		return saip_refuse(l, PE_INVALID_PARAMETER, "there is no such security domain");
	return PE_OK;
}
