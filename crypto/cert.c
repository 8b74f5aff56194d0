/*
 * Cutting certificates: X.509 v3 [RFC 5280 4] with the extensions of SGP.22 4.5.2.1.
 *
 * One row of a table for each extension; what is not in the table is only noted, if it is critical.
 */
#include "crypto/cert.h"

#include <string.h>

#include "crypto/cert_internal.h"
#include "crypto/oid.h"

/* Roles are arcs below id-rspRole, 2.23.146.1.2.1 [SGP.22 Annex H, SGP.26]. */
static const struct role_oid {
	enum cert_role role;
	bool v3;
	uint8_t len;
	uint8_t oid[11];
} role_oids[] = {
#define ROLE(...)                                 \
	sizeof((const uint8_t[]){ __VA_ARGS__ }), \
	{                                         \
		__VA_ARGS__                       \
	}
#define RSP_ROLE 0x67, 0x81, 0x12, 0x01, 0x02, 0x01
	{ CERT_ROLE_CI, false, ROLE(RSP_ROLE, 0) },
	{ CERT_ROLE_EUICC, false, ROLE(RSP_ROLE, 1) },
	{ CERT_ROLE_EUM, false, ROLE(RSP_ROLE, 2) },
	{ CERT_ROLE_DP_TLS, false, ROLE(RSP_ROLE, 3) },
	{ CERT_ROLE_DP_AUTH, false, ROLE(RSP_ROLE, 4) },
	{ CERT_ROLE_DP_PB, false, ROLE(RSP_ROLE, 5) },
	{ CERT_ROLE_DS_TLS, false, ROLE(RSP_ROLE, 6) },
	{ CERT_ROLE_DS_AUTH, false, ROLE(RSP_ROLE, 7) },
	{ CERT_ROLE_CI, true, ROLE(RSP_ROLE, 0) },
	{ CERT_ROLE_EUICC, true, ROLE(RSP_ROLE, 0, 0, 0, 0, 0) },
	{ CERT_ROLE_EUM, true, ROLE(RSP_ROLE, 0, 0, 0) },
	{ CERT_ROLE_DP_TLS, true, ROLE(RSP_ROLE, 0, 0, 1, 0) },
	{ CERT_ROLE_DP_AUTH, true, ROLE(RSP_ROLE, 0, 0, 1, 1) },
	{ CERT_ROLE_DP_PB, true, ROLE(RSP_ROLE, 0, 0, 1, 2) },
	{ CERT_ROLE_DS_TLS, true, ROLE(RSP_ROLE, 0, 0, 2, 0) },
	{ CERT_ROLE_DS_AUTH, true, ROLE(RSP_ROLE, 0, 0, 2, 1) },
#undef ROLE
#undef RSP_ROLE
};

enum { ROLE_OIDS = sizeof(role_oids) / sizeof(role_oids[0]) };

enum cert_role cert_role_from_oid(struct span oid)
{
	for (size_t i = 0; i < ROLE_OIDS; i++) {
		if (span_equal(oid, (struct span){ role_oids[i].oid, role_oids[i].len }))
			return role_oids[i].role;
	}
	return CERT_ROLE_OTHER;
}

struct span cert_role_oid(enum cert_role role, bool v3)
{
	for (size_t i = 0; i < ROLE_OIDS; i++) {
		if (role_oids[i].role == role && role_oids[i].v3 == v3)
			return (struct span){ role_oids[i].oid, role_oids[i].len };
	}
	return (struct span){ 0 };
}

/* BOOLEAN: FF or 00. An explicit FALSE default is not DER, but certificates have it. */
static bool take_boolean(struct der_reader *r, bool *ret_value)
{
	struct der_tlv t;

	if (!der_take(r, TAG_BOOLEAN, &t))
		return !r->bad;
	if (t.value.len != 1 || (t.value.ptr[0] != 0 && t.value.ptr[0] != 0xFF))
		return false;
	*ret_value = t.value.ptr[0] != 0;
	return true;
}

static bool at_end(const struct der_reader *r)
{
	return !r->bad && !der_more(r);
}

/* The value of a BIT STRING without unused bits. */
static bool bit_string(struct span value, struct span *ret_octets)
{
	if (value.len < 1 || value.ptr[0] != 0)
		return false;
	*ret_octets = (struct span){ value.ptr + 1, value.len - 1 };
	return true;
}

bool cert_name_next(struct der_reader *name, struct span *ret_type, struct span *ret_value)
{
	struct der_tlv set, seq, type, value;
	struct der_reader r;

	if (!der_take(name, TAG_SET, &set))
		return false;
	r = der_reader(set.value);
	if (!der_take(&r, TAG_SEQUENCE, &seq) || der_more(&r))
		return false;
	r = der_reader(seq.value);
	if (!der_take(&r, TAG_OID, &type) || !der_next(&r, &value) || !at_end(&r))
		return false;
	*ret_type = type.value;
	*ret_value = value.value;
	return true;
}

struct span cert_name_attribute(struct span name, struct span type)
{
	struct der_tlv seq;
	struct der_reader r;
	struct span t, value;

	if (!der_whole(name, TAG_SEQUENCE, &seq))
		return (struct span){ 0 };
	r = der_reader(seq.value);
	while (cert_name_next(&r, &t, &value)) {
		if (span_equal(t, type))
			return value;
	}
	return (struct span){ 0 };
}

/* Well-formed, and neither organization nor serialNumber twice: which of them counted? */
static bool name_valid(struct span name_value)
{
	struct der_reader r = der_reader(name_value);
	struct span type, value;
	int organizations = 0, serial_numbers = 0;

	while (der_more(&r)) {
		if (!cert_name_next(&r, &type, &value))
			return false;
		organizations += span_equal(type, SPAN(oid_organization));
		serial_numbers += span_equal(type, SPAN(oid_serial_number));
	}
	return at_end(&r) && organizations <= 1 && serial_numbers <= 1;
}

static bool take_name(struct der_reader *r, struct span *ret_name)
{
	struct der_tlv t;

	if (!der_take(r, TAG_SEQUENCE, &t) || !name_valid(t.value))
		return false;
	*ret_name = t.whole;
	return true;
}

static bool take_validity(struct der_reader *r, struct cert *c)
{
	struct der_tlv seq, before, after;
	struct der_reader v;

	if (!der_take(r, TAG_SEQUENCE, &seq))
		return false;
	v = der_reader(seq.value);
	return der_next(&v, &before) && der_next(&v, &after) && at_end(&v) &&
	       cert_time_read(&before, &c->not_before) && cert_time_read(&after, &c->not_after);
}

/* SubjectPublicKeyInfo; keys of other kinds leave the curve at EC_CURVE_NONE. */
static bool take_spki(struct der_reader *r, struct cert *c)
{
	struct der_tlv spki;

	if (!der_take(r, TAG_SEQUENCE, &spki))
		return false;
	c->spki = spki.whole;
	return ec_public_from_spki(spki.value, &c->key) == 0;
}

static bool read_ski(struct cert *c, struct span value, bool critical)
{
	struct der_tlv t;

	(void)critical;
	if (!der_whole(value, TAG_OCTET_STRING, &t))
		return false;
	c->ski = t.value;
	return true;
}

static bool read_aki(struct cert *c, struct span value, bool critical)
{
	struct der_tlv seq, id;
	struct der_reader r;

	(void)critical;
	if (!der_whole(value, TAG_SEQUENCE, &seq))
		return false;
	r = der_reader(seq.value);
	if (der_take(&r, TAG_AKI_KEY_ID, &id))
		c->aki = id.value;
	return !r.bad;
}

/* Named bits, the first in the most significant bit of the first octet [RFC 5280 4.2.1.3]. */
static bool read_key_usage(struct cert *c, struct span value, bool critical)
{
	struct der_tlv t;

	if (!der_whole(value, TAG_BIT_STRING, &t) || t.value.len < 2 || t.value.len > 3 ||
	    t.value.ptr[0] > 7)
		return false;
	c->has_key_usage = true;
	c->key_usage_critical = critical;
	for (unsigned int bit = 0; bit < 8 * ((unsigned int)t.value.len - 1); bit++) {
		if (t.value.ptr[1 + bit / 8] & (0x80 >> bit % 8))
			c->key_usage |= 1u << bit;
	}
	return true;
}

static bool read_san(struct cert *c, struct span value, bool critical)
{
	struct der_tlv seq, rid;

	(void)critical;
	if (!der_whole(value, TAG_SEQUENCE, &seq))
		return false;
	if (der_find(seq.value, TAG_NAME_RID, &rid))
		c->san_rid = rid.value;
	return true;
}

static bool read_basic_constraints(struct cert *c, struct span value, bool critical)
{
	struct der_tlv seq, len;
	struct der_reader r;

	(void)critical;
	if (!der_whole(value, TAG_SEQUENCE, &seq))
		return false;
	r = der_reader(seq.value);
	if (!take_boolean(&r, &c->is_ca))
		return false;
	if (der_take(&r, TAG_INTEGER, &len)) {
		if (len.value.len != 1 || len.value.ptr[0] > 0x7F)
			return false;
		c->path_len = len.value.ptr[0];
	}
	return at_end(&r);
}

/* Excluded subtrees are not for SGP.22 and count as critical and unknown. */
static bool read_name_constraints(struct cert *c, struct span value, bool critical)
{
	struct der_tlv seq, t;
	struct der_reader r;

	if (!der_whole(value, TAG_SEQUENCE, &seq))
		return false;
	r = der_reader(seq.value);
	c->constrained = true;
	if (der_take(&r, TAG_PERMITTED, &t))
		c->permitted = t.value;
	if (der_take(&r, TAG_EXCLUDED, &t))
		c->unknown_critical = c->unknown_critical || critical;
	return at_end(&r);
}

/* The role, if there is exactly one policy. */
static bool read_policies(struct cert *c, struct span value, bool critical)
{
	struct der_tlv seq, info, oid;
	struct der_reader r, i;
	size_t n = 0;

	if (!der_whole(value, TAG_SEQUENCE, &seq))
		return false;
	c->policy_critical = critical;
	for (r = der_reader(seq.value); der_more(&r); n++) {
		if (!der_take(&r, TAG_SEQUENCE, &info))
			return false;
		i = der_reader(info.value);
		if (!der_take(&i, TAG_OID, &oid))
			return false;
		c->role = n == 0 ? cert_role_from_oid(oid.value) : CERT_ROLE_OTHER;
	}
	return n > 0 && !r.bad;
}

static bool read_permitted_eins(struct cert *c, struct span value, bool critical)
{
	struct der_tlv seq;

	(void)critical;
	if (!der_whole(value, TAG_SEQUENCE, &seq))
		return false;
	c->permitted_eins = seq.value;
	return true;
}

/* Known, and without a meaning for the card: CRL distribution points, extended key usage. */
static bool read_ignored(struct cert *c, struct span value, bool critical)
{
	struct der_tlv seq;

	(void)c;
	(void)critical;
	return der_whole(value, TAG_SEQUENCE, &seq);
}

static const struct extension {
	struct span oid;
	bool (*read)(struct cert *c, struct span value, bool critical);
} extensions[] = {
	{ { oid_ski, sizeof(oid_ski) }, read_ski },
	{ { oid_aki, sizeof(oid_aki) }, read_aki },
	{ { oid_key_usage, sizeof(oid_key_usage) }, read_key_usage },
	{ { oid_policies, sizeof(oid_policies) }, read_policies },
	{ { oid_san, sizeof(oid_san) }, read_san },
	{ { oid_basic_constraints, sizeof(oid_basic_constraints) }, read_basic_constraints },
	{ { oid_name_constraints, sizeof(oid_name_constraints) }, read_name_constraints },
	{ { oid_crl_dp, sizeof(oid_crl_dp) }, read_ignored },
	{ { oid_eku, sizeof(oid_eku) }, read_ignored },
	{ { oid_permitted_eins, sizeof(oid_permitted_eins) }, read_permitted_eins },
};

/* seen: one bit a row, because an extension may come only once [RFC 5280 4.2]. */
static bool read_extension(struct cert *c, struct span value, uint32_t *seen)
{
	struct der_reader r = der_reader(value);
	struct der_tlv oid, octets;
	bool critical = false;

	if (!der_take(&r, TAG_OID, &oid) || !take_boolean(&r, &critical) ||
	    !der_take(&r, TAG_OCTET_STRING, &octets) || !at_end(&r))
		return false;
	for (size_t i = 0; i < sizeof(extensions) / sizeof(extensions[0]); i++) {
		if (!span_equal(oid.value, extensions[i].oid))
			continue;
		if (*seen & 1u << i)
			return false;
		*seen |= 1u << i;
		return extensions[i].read(c, octets.value, critical);
	}
	c->unknown_critical = c->unknown_critical || critical;
	return true;
}

/* Extensions of TBSCertificate; they may be absent. */
static bool take_extensions(struct der_reader *tbs, struct cert *c)
{
	struct der_tlv tagged, seq, ext;
	struct der_reader r;
	uint32_t seen = 0;

	if (!der_take(tbs, TAG_TBS_EXTENSIONS, &tagged))
		return !tbs->bad;
	if (!der_whole(tagged.value, TAG_SEQUENCE, &seq))
		return false;
	for (r = der_reader(seq.value); der_more(&r);) {
		if (!der_take(&r, TAG_SEQUENCE, &ext) || !read_extension(c, ext.value, &seen))
			return false;
	}
	return at_end(&r);
}

static bool read_tbs(struct cert *c, struct span tbs_value, struct span signature_algorithm)
{
	struct der_reader r = der_reader(tbs_value);
	struct der_tlv version, number, serial, algorithm, unused;

	if (!der_take(&r, TAG_TBS_VERSION, &version) ||
	    !der_whole(version.value, TAG_INTEGER, &number) || number.value.len != 1 ||
	    number.value.ptr[0] != 2 || !der_take(&r, TAG_INTEGER, &serial) ||
	    serial.value.len == 0 || !der_take(&r, TAG_SEQUENCE, &algorithm) ||
	    !span_equal(algorithm.whole, signature_algorithm))
		return false;
	c->serial = serial.value;
	if (!take_name(&r, &c->issuer) || !take_validity(&r, c) || !take_name(&r, &c->subject) ||
	    !take_spki(&r, c))
		return false;
	der_take(&r, TAG_TBS_ISSUER_UID, &unused);
	der_take(&r, TAG_TBS_SUBJECT_UID, &unused);
	return take_extensions(&r, c) && at_end(&r);
}

/* A signature by another algorithm stays absent, and nobody's key verifies it. */
static bool read_signature(struct cert *c, struct span algorithm, struct span bits)
{
	struct der_tlv oid;
	struct span octets;

	if (!bit_string(bits, &octets))
		return false;
	if (der_whole(algorithm, TAG_OID, &oid) && span_equal(oid.value, SPAN(oid_ecdsa_sha256)))
		c->signature = octets;
	return true;
}

bool cert_parse(struct span der, struct cert *ret_cert)
{
	struct cert c = { .whole = der, .path_len = -1 };
	struct der_tlv seq, tbs, algorithm, bits;
	struct der_reader r;

	if (!der_whole(der, TAG_SEQUENCE, &seq))
		return false;
	r = der_reader(seq.value);
	if (!der_take(&r, TAG_SEQUENCE, &tbs) || !der_take(&r, TAG_SEQUENCE, &algorithm) ||
	    !der_take(&r, TAG_BIT_STRING, &bits) || !at_end(&r))
		return false;
	c.tbs = tbs.whole;
	if (!read_tbs(&c, tbs.value, algorithm.whole) ||
	    !read_signature(&c, algorithm.value, bits.value))
		return false;
	c.subject_organization = cert_name_attribute(c.subject, SPAN(oid_organization));
	c.subject_serial_number = cert_name_attribute(c.subject, SPAN(oid_serial_number));
	*ret_cert = c;
	return true;
}
