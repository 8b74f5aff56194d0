/*
 * Elements that the card keeps whole (security domains, RFM, applications), checked for what the
 * card will make of them; non-standard ones; and the end [TCA Interoperable Profile Package 3.3,
 * PE-SecurityDomain to PE-End; GlobalPlatform Card Specification 11.1].
 */
#include "profiles/loader_internal.h"

enum {
	SECURITY_DOMAIN = 0x80, /* privilege, first octet */
	LIFE_CYCLE_INSTALLED = 0x03,
	KEY_MAX = 0x7F, /* of identifiers and version numbers */
	SPI_RFU = 0xE0, /* of the first octet [TS 102 225 5.1.1] */
	ACCESS_FULL = 0x00,
	ACCESS_UICC = 0x02,
	ACCESS_NONE = 0xFF,
};

/* Privileges of one or three octets, a life cycle state that an instance can have. */
static int check_instance(struct saip_loader *l, const struct saip_instance *in, bool is_domain)
{
	uint8_t state = in->life_cycle.ptr[0]; /* SIZE(1) by the table */
	struct span p = in->privileges;

	if (p.len != 1 && p.len != 3)
		return saip_refuse(l, PE_BAD_VALUES, "privileges are of 1 or 3 octets");
	if (is_domain != ((p.ptr[0] & SECURITY_DOMAIN) != 0))
		return saip_refuse(l, PE_BAD_VALUES, "a security domain has the privilege of one");
	if ((state & LIFE_CYCLE_INSTALLED) != LIFE_CYCLE_INSTALLED)
		return saip_refuse(l, PE_BAD_VALUES, "no such lifeCycleState");
	if (is_domain && !l->has_domain) /* the MNO-SD belongs to nobody but the ISD-P */
		return in->security_domain_aid.ptr ? saip_refuse(l, PE_INVALID_PARAMETER,
		                                                 "the MNO-SD is not extradited")
		                                   : PE_OK;
	return saip_check_domain(l, in->security_domain_aid);
}

/* Types of keys and their lengths [GlobalPlatform Card Specification table 11-16]. */
static bool is_key(uint8_t type, size_t len)
{
	switch (type) {
	case 0x80: /* DES, implicitly known mode */
	case 0x82: /* triple DES, CBC */
	case 0x83: /* DES, ECB */
	case 0x84: /* DES, CBC */
		return len == 8 || len == 16 || len == 24;
	case 0x88: /* AES */
		return len == 16 || len == 24 || len == 32;
	case 0x85: /* pre-shared key for TLS */
	case 0x90: /* HMAC */
	case 0x91:
		return len > 0;
	default: /* components of RSA and elliptic curve keys, extended format */
		return len > 0 && ((type >= 0xA0 && type <= 0xA8) ||
		                   (type >= 0xB0 && type <= 0xB7) || type == 0xF0 || type == 0xFF);
	}
}

static int check_key(struct saip_loader *l, const struct saip_key *k)
{
	const struct saip_key_component *c = k->components.items;

	if (k->identifier.ptr[0] > KEY_MAX || k->version.ptr[0] > KEY_MAX)
		return saip_refuse(l, PE_BAD_VALUES, "key identifiers and versions are below 80");
	for (size_t i = 0; i < k->components.count; i++) {
		if (c[i].type.len == 0 || !is_key(c[i].type.ptr[0], c[i].data.len))
			return saip_refuse(l, PE_BAD_VALUES, "keyData do not fit keyType");
	}
	return PE_OK;
}

/* Each key is right, and there is one for an identifier and version. */
static int check_keys(struct saip_loader *l, const struct asn1_list *list)
{
	const struct saip_key *k = list->items;
	int code = PE_OK;

	for (size_t i = 0; i < list->count && code == PE_OK; i++) {
		code = check_key(l, &k[i]);
		for (size_t j = 0; j < i; j++) {
			if (k[i].identifier.ptr[0] == k[j].identifier.ptr[0] &&
			    k[i].version.ptr[0] == k[j].version.ptr[0])
				return saip_refuse(l, PE_INVALID_PARAMETER,
				                   "two keys of one identifier and version");
		}
	}
	return code;
}

int saip_load_security_domain(struct saip_loader *l, struct span whole)
{
	struct saip_security_domain in;
	int code = saip_decode(l, &saip_security_domain_type, SAIP_PE_SECURITY_DOMAIN, whole, &in);

	if (code != PE_OK)
		return code;
	if (in.cat_tp && !saip_supports(l, SAIP_CAT_TP))
		return saip_refuse(l, PE_FEATURE_NOT_SUPPORTED, "the card has no CAT_TP");
	code = check_instance(l, in.instance, true);
	if (code == PE_OK)
		code = check_keys(l, &in.keys);
	if (code == PE_OK)
		code = saip_name_add(l, SAIP_NAME_DOMAIN, in.instance->instance_aid);
	if (code != PE_OK)
		return code;
	l->has_domain = true;
	return l->sink.ops->element(l->sink.ctx, SAIP_PE_SECURITY_DOMAIN, whole);
}

/* Access domain DO [TS 102 226 8.2.1.3.2.2]: full, none, or the UICC's rules with their length. */
static bool is_access_domain(struct span a)
{
	if (a.len == 0)
		return false;
	if (a.ptr[0] == ACCESS_FULL || a.ptr[0] == ACCESS_NONE)
		return a.len == 1;
	return a.ptr[0] == ACCESS_UICC && a.len > 1;
}

static const char no_domain[] = "malformed access domain";

/* The ADF that RFM reaches: one of the package's. */
static int check_adf(struct saip_loader *l, const struct saip_adf_access *adf)
{
	if (!adf)
		return PE_OK;
	if (!is_access_domain(adf->access) || !is_access_domain(adf->admin_access))
		return saip_refuse(l, PE_BAD_VALUES, no_domain);
	switch (saip_name_find(l, adf->aid)) {
	case SAIP_NAME_ADF:
		return PE_OK;
	case SAIP_NAME_SKIPPED:
		return saip_refuse(l, PE_NOT_SUPPORTED, "the ADF was left out");
	default:
		return saip_refuse(l, PE_INVALID_PARAMETER, "adfAID is no ADF before it");
	}
}

static int check_rfm(struct saip_loader *l, const struct saip_rfm *in)
{
	int code = saip_check_domain(l, in->security_domain_aid);

	if (code != PE_OK)
		return code;
	if (in->security_level.ptr[0] & SPI_RFU)
		return saip_refuse(l, PE_BAD_VALUES, "no such minimumSecurityLevel");
	if (!is_access_domain(in->access) || !is_access_domain(in->admin_access))
		return saip_refuse(l, PE_BAD_VALUES, no_domain);
	return check_adf(l, in->adf);
}

int saip_load_rfm(struct saip_loader *l, struct span whole)
{
	const struct saip_octets *tar;
	struct saip_rfm in;
	int code = saip_decode(l, &saip_rfm_type, SAIP_PE_RFM, whole, &in);

	if (code == PE_OK)
		code = check_rfm(l, &in);
	if (code == PE_OK)
		code = saip_name_add(l, SAIP_NAME_INSTANCE, in.instance_aid);
	tar = in.tars.items;
	for (size_t i = 0; i < in.tars.count && code == PE_OK; i++)
		code = saip_name_add(l, SAIP_NAME_TAR, tar[i].v);
	if (code != PE_OK)
		return code;
	return l->sink.ops->element(l->sink.ctx, SAIP_PE_RFM, whole);
}

/* An instance comes from a package of this profile: the card has none of its own. */
static int add_instance(struct saip_loader *l, const struct saip_instance *in)
{
	int code = check_instance(
	        l, in, in->privileges.len > 0 && (in->privileges.ptr[0] & SECURITY_DOMAIN));

	if (code == PE_OK && saip_name_find(l, in->package_aid) != SAIP_NAME_PACKAGE)
		code = saip_refuse(l, PE_LIB_NOT_SUPPORTED,
		                   "its load package is not in the profile");
	return code == PE_OK ? saip_name_add(l, SAIP_NAME_INSTANCE, in->instance_aid) : code;
}

int saip_load_application(struct saip_loader *l, struct span whole)
{
	const struct saip_instance *instances;
	struct saip_application in;
	int code = saip_decode(l, &saip_application_type, SAIP_PE_APPLICATION, whole, &in);

	if (code != PE_OK)
		return code;
	if (!saip_supports(l, SAIP_JAVACARD) && !saip_supports(l, SAIP_MULTOS))
		return saip_refuse(l, PE_RUNTIME_NOT_SUPPORTED, "the card runs no applications");
	if (in.load_block) {
		code = saip_check_domain(l, in.load_block->security_domain_aid);
		if (code == PE_OK)
			code = saip_name_add(l, SAIP_NAME_PACKAGE, in.load_block->package_aid);
	}
	instances = in.instances.items;
	for (size_t i = 0; i < in.instances.count && code == PE_OK; i++)
		code = add_instance(l, &instances[i]);
	if (code != PE_OK)
		return code;
	return l->sink.ops->element(l->sink.ctx, SAIP_PE_APPLICATION, whole);
}

/* We know no issuer of such elements. */
int saip_load_non_standard(struct saip_loader *l, struct span whole)
{
	struct saip_non_standard in;
	int code = saip_decode(l, &saip_non_standard_type, SAIP_PE_NON_STANDARD, whole, &in);

	return code != PE_OK ? code : saip_refuse(l, PE_NOT_SUPPORTED, "unknown issuer");
}

int saip_load_end(struct saip_loader *l, struct span whole)
{
	struct saip_end in;
	int code = saip_decode(l, &saip_end_type, SAIP_PE_END, whole, &in);

	if (code == PE_OK)
		code = saip_check_pins(l);
	if (code != PE_OK)
		return code;
	l->ended = true;
	return l->sink.ops->end(l->sink.ctx);
}
