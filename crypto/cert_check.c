/*
 * Checking certificates: role, key usage, signature, issuer, validity and EUM name constraints
 * [SGP.22 4.5.2.1, 4.5.2.2].
 */
#include <string.h>

#include "crypto/cert_internal.h"

enum { EID_DIGITS = 32 };

const char *cert_verdict_name(enum cert_verdict v)
{
	static const char *const names[] = {
		[CERT_OK] = "ok",
		[CERT_BAD_FORMAT] = "bad format",
		[CERT_BAD_SIGNATURE] = "bad signature",
		[CERT_BAD_ISSUER] = "wrong issuer",
		[CERT_BAD_ROLE] = "wrong role",
		[CERT_BAD_KEY_USAGE] = "wrong key usage",
		[CERT_BAD_EXTENSION] = "bad extension",
		[CERT_BAD_NAME] = "name not permitted",
		[CERT_BAD_CURVE] = "unsupported curve",
		[CERT_EXPIRED] = "expired or not yet valid",
	};
	size_t i = (size_t)v;

	return i < sizeof(names) / sizeof(names[0]) ? names[i] : "unknown";
}

int cert_signed_by(const struct cert *c, const struct ec_public *issuer)
{
	uint8_t signature[EC_SIGNATURE_LEN];

	if (!ec_signature_from_der(c->signature, signature))
		return 1;
	return ec_verify(issuer, &c->tbs, 1, SPAN(signature));
}

/* The same, with the issuer's handle where it has one. */
static bool issued_by(const struct cert *c, const struct cert *issuer)
{
	uint8_t signature[EC_SIGNATURE_LEN];

	if (!issuer->key_handle)
		return cert_signed_by(c, &issuer->key) == 0;
	return ec_signature_from_der(c->signature, signature) &&
	       ec_handle_verify(issuer->key_handle, &c->tbs, 1, SPAN(signature)) == 0;
}

/* What a certificate must be to stand at its place in a chain. */
struct place {
	enum cert_role role;
	bool is_ca;
	uint32_t key_usage;
};

/* TLS certificates alone may have a policy that is not critical [SGP.26]; eIMs have none at all. */
static bool policy_may_be_lax(enum cert_role role)
{
	return role == CERT_ROLE_NONE || role == CERT_ROLE_DP_TLS || role == CERT_ROLE_DS_TLS;
}

/* What can be told from the certificate alone. */
static enum cert_verdict check_form(const struct cert *c, const struct place *place)
{
	if (!c->whole.ptr)
		return CERT_BAD_FORMAT;
	if (c->key.curve == EC_CURVE_NONE)
		return CERT_BAD_CURVE;
	if (c->unknown_critical || c->is_ca != place->is_ca)
		return CERT_BAD_EXTENSION;
	/* Without any policy there is no role: check_link() has that to say, after the chain. */
	if (!policy_may_be_lax(place->role) && c->role != CERT_ROLE_NONE && !c->policy_critical)
		return CERT_BAD_EXTENSION;
	if (!c->has_key_usage || !c->key_usage_critical ||
	    (c->key_usage & place->key_usage) != place->key_usage)
		return CERT_BAD_KEY_USAGE;
	/* A CA's powers in the hands of a leaf are no mistake to overlook. */
	if (!place->is_ca && (c->key_usage & (CERT_KEY_CERT_SIGN | CERT_CRL_SIGN)))
		return CERT_BAD_KEY_USAGE;
	return CERT_OK;
}

static enum cert_verdict check_link(const struct cert *c, const struct cert *issuer,
                                    const struct place *place, int64_t now)
{
	enum cert_verdict v = check_form(c, place);

	if (v != CERT_OK)
		return v;
	if (!issued_by(c, issuer))
		return CERT_BAD_SIGNATURE;
	/* Only a self-signed certificate may leave out the authority key identifier. */
	if ((c != issuer || c->aki.ptr) && (!c->aki.ptr || !span_equal(c->aki, issuer->ski)))
		return CERT_BAD_ISSUER;
	if (!span_equal(c->issuer, issuer->subject))
		return CERT_BAD_ISSUER;
	if (c->role != place->role)
		return CERT_BAD_ROLE;
	if (now != 0 && (now < c->not_before || now > c->not_after))
		return CERT_EXPIRED;
	return CERT_OK;
}

enum cert_verdict cert_check_ci(const struct cert *ci, int64_t now)
{
	static const struct place place = { CERT_ROLE_CI, true, CERT_KEY_CERT_SIGN };

	return check_link(ci, ci, &place, now);
}

enum cert_verdict cert_check_server(const struct cert *c, const struct cert *ci,
                                    enum cert_role role, int64_t now)
{
	const struct place place = { role, false, CERT_DIGITAL_SIGNATURE };

	return check_link(c, ci, &place, now);
}

enum cert_verdict cert_check_eum(const struct cert *eum, const struct cert *ci, int64_t now)
{
	static const struct place place = { CERT_ROLE_EUM, true, CERT_KEY_CERT_SIGN };
	enum cert_verdict v = check_link(eum, ci, &place, now);

	if (v != CERT_OK)
		return v;
	/* A CI whose path length is 0 has no CA below it. */
	if (ci->path_len == 0 || !eum->constrained)
		return CERT_BAD_EXTENSION;
	return CERT_OK;
}

/* The next directoryName (a whole Name) of permittedSubtrees; other forms of name are passed by. */
static bool next_permitted_name(struct der_reader *permitted, struct span *ret_name)
{
	struct der_tlv subtree, directory, name;

	while (der_take(permitted, TAG_SEQUENCE, &subtree)) {
		if (der_find(subtree.value, TAG_NAME_DIRECTORY, &directory) &&
		    der_whole(directory.value, TAG_SEQUENCE, &name)) {
			*ret_name = name.whole;
			return true;
		}
	}
	return false;
}

static bool has_prefix(struct span s, struct span prefix)
{
	return s.ptr && prefix.ptr && prefix.len > 0 && prefix.len <= s.len &&
	       memcmp(s.ptr, prefix.ptr, prefix.len) == 0;
}

/*
 * A permitted name is met attribute by attribute, whatever the order: serialNumber is a prefix, any
 * other value must be the same. As a DN prefix, in the sense of RFC 5280, the name constraint of
 * SGP.26 would not even permit SGP.26's own eUICC certificates.
 */
static bool name_permits(struct span permitted_name, const struct cert *c)
{
	struct span type, value, own;
	struct der_tlv seq;
	struct der_reader r;

	if (!der_whole(permitted_name, TAG_SEQUENCE, &seq))
		return false;
	for (r = der_reader(seq.value); cert_name_next(&r, &type, &value);) {
		own = cert_name_attribute(c->subject, type);
		if (span_equal(type, SPAN(oid_serial_number)) ? !has_prefix(own, value)
		                                              : !own.ptr || !span_equal(own, value))
			return false;
	}
	return !r.bad && !der_more(&r);
}

/* True if one of the EINs (PrintableStrings) is a prefix of the EID [SGP.22 v3 4.5.2.1.0.2]. */
static bool ein_permits(struct span permitted_eins, struct span eid)
{
	struct der_reader r = der_reader(permitted_eins);
	struct der_tlv ein;

	while (der_take(&r, TAG_PRINTABLE_STRING, &ein)) {
		if (has_prefix(eid, ein.value))
			return true;
	}
	return false;
}

bool cert_permitted_ein(const struct cert *eum, struct span *ret_ein)
{
	struct der_reader r = der_reader(eum->permitted);
	struct der_reader eins = der_reader(eum->permitted_eins);
	struct span name, serial;
	struct der_tlv ein;

	while (next_permitted_name(&r, &name)) {
		serial = cert_name_attribute(name, SPAN(oid_serial_number));
		if (serial.ptr) {
			*ret_ein = serial;
			return true;
		}
	}
	if (!der_take(&eins, TAG_PRINTABLE_STRING, &ein))
		return false;
	*ret_ein = ein.value;
	return true;
}

/* The subject of an eUICC certificate against its EUM's constraints [SGP.22 4.5.2.1.0.2]. */
static bool euicc_permitted(const struct cert *euicc, const struct cert *eum)
{
	struct der_reader r = der_reader(eum->permitted);
	struct span name;

	if (eum->permitted_eins.ptr &&
	    !ein_permits(eum->permitted_eins, euicc->subject_serial_number))
		return false;
	while (next_permitted_name(&r, &name)) {
		/* Without EINs it is the name that must bind the EID. */
		if ((eum->permitted_eins.ptr ||
		     cert_name_attribute(name, SPAN(oid_serial_number)).ptr) &&
		    name_permits(name, euicc))
			return true;
	}
	return false;
}

static bool is_eid(struct span s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] < '0' || s.ptr[i] > '9')
			return false;
	}
	return s.ptr && s.len == EID_DIGITS;
}

enum cert_verdict cert_check_euicc_chain(const struct cert *euicc, const struct cert *eum,
                                         const struct cert *ci, const char *eid, int64_t now)
{
	static const struct place place = { CERT_ROLE_EUICC, false, CERT_DIGITAL_SIGNATURE };
	enum cert_verdict v = cert_check_eum(eum, ci, now);

	if (v == CERT_OK)
		v = check_link(euicc, eum, &place, now);
	if (v != CERT_OK)
		return v;
	if (!is_eid(euicc->subject_serial_number) || !euicc_permitted(euicc, eum) ||
	    !span_equal(euicc->subject_organization, eum->subject_organization))
		return CERT_BAD_NAME;
	if (eid && !span_equal(euicc->subject_serial_number,
	                       (struct span){ (const uint8_t *)eid, strlen(eid) }))
		return CERT_BAD_NAME;
	return CERT_OK;
}
