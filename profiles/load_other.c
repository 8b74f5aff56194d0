/*
 * Elements that the card keeps whole (security domains, RFM, applications), non-standard ones, and
 * the end [TCA Interoperable Profile Package 3.3, PE-SecurityDomain to PE-End].
 */
#include "profiles/loader_internal.h"

int saip_load_security_domain(struct saip_loader *l, struct span whole)
{
	struct saip_security_domain in;
	int code = saip_decode(l, &saip_security_domain_type, SAIP_PE_SECURITY_DOMAIN, whole, &in);

	if (code != PE_OK)
		return code;
	return l->sink.ops->element(l->sink.ctx, SAIP_PE_SECURITY_DOMAIN, whole);
}

int saip_load_rfm(struct saip_loader *l, struct span whole)
{
	struct saip_rfm in;
	int code = saip_decode(l, &saip_rfm_type, SAIP_PE_RFM, whole, &in);

	if (code != PE_OK)
		return code;
	return l->sink.ops->element(l->sink.ctx, SAIP_PE_RFM, whole);
}

int saip_load_application(struct saip_loader *l, struct span whole)
{
	struct saip_application in;
	int code = saip_decode(l, &saip_application_type, SAIP_PE_APPLICATION, whole, &in);

	if (code != PE_OK)
		return code;
	if (!saip_supports(l, SAIP_JAVACARD) && !saip_supports(l, SAIP_MULTOS))
		return PE_RUNTIME_NOT_SUPPORTED;
	return l->sink.ops->element(l->sink.ctx, SAIP_PE_APPLICATION, whole);
}

/* We know no issuer of such elements. */
int saip_load_non_standard(struct saip_loader *l, struct span whole)
{
	struct saip_non_standard in;
	int code = saip_decode(l, &saip_non_standard_type, SAIP_PE_NON_STANDARD, whole, &in);

	return code != PE_OK ? code : PE_NOT_SUPPORTED;
}

int saip_load_end(struct saip_loader *l, struct span whole)
{
	struct saip_end in;
	int code = saip_decode(l, &saip_end_type, SAIP_PE_END, whole, &in);

	if (code != PE_OK)
		return code;
	l->ended = true;
	return l->sink.ops->end(l->sink.ctx);
}
