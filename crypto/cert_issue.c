/*
 * Issuing certificates in the shape of SGP.26 [SGP.22 4.5.2.1], for test PKIs and for minting eUICC
 * certificates under an EUM key. CRL distribution points are left out: there is no CRL behind them.
 *
 * The writer works from the end, so every function puts the last component first.
 */
#include <errno.h>
#include <string.h>

#include "crypto/cert_internal.h"
#include "crypto/hash.h"
#include "crypto/oid.h"

enum {
	TBS_MAX = 2048,
	SERIAL_LEN = 16,
	EID_DIGITS = 32,
	PATH_LEN_EUM_V2 = 0,
	PATH_LEN_EUM_V3 = 1, /* leaves room for an EUM SubCA */
	OID_MAX = 32,
};

/* 9999-12-31 23:59:59: no expiry [RFC 5280 4.1.2.5] */
static const int64_t no_expiry = 253402300799;

/* id-kp-serverAuth and id-kp-clientAuth, 1.3.6.1.5.5.7.3.{1,2} */
static const uint8_t oid_server_auth[] = { 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01 };
static const uint8_t oid_client_auth[] = { 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02 };

static struct span span_of_string(const char *s)
{
	return (struct span){ (const uint8_t *)s, s ? strlen(s) : 0 };
}

static bool is_tls(enum cert_role role)
{
	return role == CERT_ROLE_DP_TLS || role == CERT_ROLE_DS_TLS;
}

static bool is_ca(enum cert_role role)
{
	return role == CERT_ROLE_CI || role == CERT_ROLE_EUM;
}

/* Puts the header of an element whose content has been put since the writer had length `since`. */
static void wrap(struct der_writer *w, uint32_t tag, size_t since)
{
	der_put_header(w, tag, w->len - since);
}

/* One arc in base 128, most significant group first [X.690 8.19.2]. */
static size_t arc_encode(uint32_t arc, uint8_t *out)
{
	size_t n = 1;

	for (uint32_t rest = arc >> 7; rest; rest >>= 7)
		n++;
	for (size_t i = 0; i < n; i++)
		out[i] = (uint8_t)((arc >> 7 * (n - 1 - i) & 0x7F) | (i + 1 < n ? 0x80 : 0));
	return n;
}

/* One decimal arc below 2^28, moving the cursor past it. */
static bool arc_read(const char **cursor, uint32_t *ret_arc)
{
	const char *p = *cursor;
	uint32_t arc = 0;

	for (; *p >= '0' && *p <= '9'; p++) {
		arc = arc * 10 + (uint32_t)(*p - '0');
		if (arc >= 1u << 28)
			return false;
	}
	if (p == *cursor)
		return false;
	*cursor = p;
	*ret_arc = arc;
	return true;
}

/* Value octets of a dotted OID, "2.999.10" [X.690 8.19]. */
static bool oid_from_dotted(const char *dotted, uint8_t ret_oid[OID_MAX], size_t *ret_len)
{
	uint32_t first, arc;
	size_t len;

	if (!arc_read(&dotted, &first) || *dotted++ != '.' || !arc_read(&dotted, &arc) ||
	    first > 2 || (first < 2 && arc >= 40))
		return false;
	len = arc_encode(first * 40 + arc, ret_oid);
	while (*dotted == '.') {
		dotted++;
		if (!arc_read(&dotted, &arc) || len + 5 > OID_MAX)
			return false;
		len += arc_encode(arc, ret_oid + len);
	}
	*ret_len = len;
	return *dotted == '\0';
}

static void put_attribute(struct der_writer *w, struct span type, uint32_t string_tag,
                          const char *value)
{
	size_t since = w->len;

	if (!value)
		return;
	der_put_tlv(w, string_tag, span_of_string(value));
	der_put_tlv(w, TAG_OID, type);
	wrap(w, TAG_SEQUENCE, since);
	wrap(w, TAG_SET, since);
}

static void put_name(struct der_writer *w, const struct cert_template *t)
{
	size_t since = w->len;

	put_attribute(w, SPAN(oid_common_name), TAG_UTF8_STRING, t->common_name);
	put_attribute(w, SPAN(oid_serial_number), TAG_PRINTABLE_STRING, t->eid);
	put_attribute(w, SPAN(oid_organization), TAG_UTF8_STRING, t->organization);
	put_attribute(w, SPAN(oid_country), TAG_PRINTABLE_STRING, t->country);
	wrap(w, TAG_SEQUENCE, since);
}

/* Closes an extension whose value has been put since `since`. */
static void wrap_extension(struct der_writer *w, struct span oid, bool critical, size_t since)
{
	wrap(w, TAG_OCTET_STRING, since);
	if (critical)
		der_put_tlv(w, TAG_BOOLEAN, SPAN((const uint8_t[]){ 0xFF }));
	der_put_tlv(w, TAG_OID, oid);
	wrap(w, TAG_SEQUENCE, since);
}

/* EUM only: v2 binds organization and EIN by name, v3 the EIN by an extension of its own. */
static void put_constraints(struct der_writer *w, const struct cert_template *t)
{
	size_t since = w->len;

	if (t->v3_roles) {
		der_put_tlv(w, TAG_PRINTABLE_STRING, span_of_string(t->permitted_ein));
		wrap(w, TAG_SEQUENCE, since);
		wrap_extension(w, SPAN(oid_permitted_eins), false, since);
		since = w->len;
	} else {
		put_attribute(w, SPAN(oid_serial_number), TAG_PRINTABLE_STRING, t->permitted_ein);
	}
	put_attribute(w, SPAN(oid_organization), TAG_UTF8_STRING, t->organization);
	wrap(w, TAG_SEQUENCE, since);
	wrap(w, TAG_NAME_DIRECTORY, since);
	wrap(w, TAG_SEQUENCE, since);
	wrap(w, TAG_PERMITTED, since);
	wrap(w, TAG_SEQUENCE, since);
	wrap_extension(w, SPAN(oid_name_constraints), true, since);
}

static void put_basic_constraints(struct der_writer *w, const struct cert_template *t)
{
	size_t since = w->len;

	if (t->role == CERT_ROLE_EUM)
		der_put_uint(w, TAG_INTEGER, t->v3_roles ? PATH_LEN_EUM_V3 : PATH_LEN_EUM_V2);
	der_put_tlv(w, TAG_BOOLEAN, SPAN((const uint8_t[]){ 0xFF }));
	wrap(w, TAG_SEQUENCE, since);
	wrap_extension(w, SPAN(oid_basic_constraints), true, since);
}

static void put_eku(struct der_writer *w)
{
	size_t since = w->len;

	der_put_tlv(w, TAG_OID, SPAN(oid_client_auth));
	der_put_tlv(w, TAG_OID, SPAN(oid_server_auth));
	wrap(w, TAG_SEQUENCE, since);
	wrap_extension(w, SPAN(oid_eku), true, since);
}

static int put_san(struct der_writer *w, const struct cert_template *t)
{
	uint8_t oid[OID_MAX];
	size_t since = w->len, len;

	if (!t->rid && !t->dns)
		return 0;
	if (t->rid) {
		if (!oid_from_dotted(t->rid, oid, &len))
			return -EINVAL;
		der_put_tlv(w, TAG_NAME_RID, (struct span){ oid, len });
	}
	if (t->dns)
		der_put_tlv(w, TAG_NAME_DNS, span_of_string(t->dns));
	wrap(w, TAG_SEQUENCE, since);
	wrap_extension(w, SPAN(oid_san), false, since);
	return 0;
}

static void put_policy(struct der_writer *w, const struct cert_template *t)
{
	size_t since = w->len;

	der_put_tlv(w, TAG_OID, cert_role_oid(t->role, t->v3_roles));
	wrap(w, TAG_SEQUENCE, since);
	wrap(w, TAG_SEQUENCE, since);
	wrap_extension(w, SPAN(oid_policies), !is_tls(t->role), since);
}

/* Unused bits, then the bits: digitalSignature is 80, keyCertSign 04, cRLSign 02. */
static void put_key_usage(struct der_writer *w, const struct cert_template *t)
{
	static const uint8_t sign[] = { 7, 0x80 }, cert_sign[] = { 2, 0x04 },
	                     cert_crl_sign[] = { 1, 0x06 };
	bool crl = t->role == CERT_ROLE_CI || t->v3_roles;
	size_t since = w->len;

	if (!is_ca(t->role))
		der_put_tlv(w, TAG_BIT_STRING, SPAN(sign));
	else
		der_put_tlv(w, TAG_BIT_STRING, crl ? SPAN(cert_crl_sign) : SPAN(cert_sign));
	wrap_extension(w, SPAN(oid_key_usage), true, since);
}

/* Subject key identifier: SHA-1 of the point [RFC 5280 4.2.1.2 (1)]. */
static int put_ski(struct der_writer *w, const struct ec_public *key)
{
	uint8_t id[SHA1_LEN];
	size_t since = w->len;
	int r = sha1(SPAN(key->point), id);

	if (r)
		return r;
	der_put_tlv(w, TAG_OCTET_STRING, SPAN(id));
	wrap_extension(w, SPAN(oid_ski), false, since);
	return 0;
}

static void put_aki(struct der_writer *w, const struct cert *issuer)
{
	size_t since = w->len;

	der_put_tlv(w, TAG_AKI_KEY_ID, issuer->ski);
	wrap(w, TAG_SEQUENCE, since);
	wrap_extension(w, SPAN(oid_aki), false, since);
}

/* In the order of SGP.26: AKI, SKI, key usage, policy, SAN, basic constraints, EKU, constraints. */
static int put_extensions(struct der_writer *w, const struct cert_template *t,
                          const struct ec_public *key, const struct cert *issuer)
{
	size_t since = w->len;
	int r;

	if (t->role == CERT_ROLE_EUM)
		put_constraints(w, t);
	if (is_tls(t->role))
		put_eku(w);
	if (is_ca(t->role))
		put_basic_constraints(w, t);
	r = put_san(w, t);
	if (r)
		return r;
	if (t->role != CERT_ROLE_NONE)
		put_policy(w, t);
	put_key_usage(w, t);
	if (t->role != CERT_ROLE_NONE)
		r = put_ski(w, key);
	if (issuer && issuer->ski.ptr)
		put_aki(w, issuer);
	wrap(w, TAG_SEQUENCE, since);
	wrap(w, TAG_TBS_EXTENSIONS, since);
	return r;
}

static void put_signature_algorithm(struct der_writer *w)
{
	size_t since = w->len;

	der_put_tlv(w, TAG_OID, SPAN(oid_ecdsa_sha256));
	wrap(w, TAG_SEQUENCE, since);
}

static bool put_validity(struct der_writer *w, const struct cert_template *t)
{
	size_t since = w->len;

	if (!cert_time_put(w, t->not_after ? t->not_after : no_expiry) ||
	    !cert_time_put(w, t->not_before))
		return false;
	wrap(w, TAG_SEQUENCE, since);
	return true;
}

/* A positive number of full length, so that nobody's parser sees a shorter one by chance. */
static int put_serial(struct der_writer *w, const struct crypto_random *rnd)
{
	uint8_t serial[SERIAL_LEN];
	int r = crypto_random_fill(rnd, serial, sizeof(serial));

	if (r)
		return r;
	serial[0] = (uint8_t)((serial[0] & 0x3F) | 0x40);
	der_put_tlv(w, TAG_INTEGER, SPAN(serial));
	return 0;
}

static int put_tbs(struct der_writer *w, const struct cert_template *t, const struct ec_public *key,
                   const struct cert *issuer, const struct crypto_random *rnd)
{
	int r = put_extensions(w, t, key, issuer);

	if (r)
		return r;
	ec_public_put_spki(key, w);
	put_name(w, t);
	if (!put_validity(w, t))
		return -EINVAL;
	if (issuer)
		der_put_bytes(w, issuer->subject);
	else
		put_name(w, t);
	put_signature_algorithm(w);
	r = put_serial(w, rnd);
	if (r)
		return r;
	der_put_tlv(w, TAG_TBS_VERSION, SPAN(((const uint8_t[]){ TAG_INTEGER, 1, 2 })));
	wrap(w, TAG_SEQUENCE, 0);
	return der_writer_ok(w) ? 0 : -ENOSPC;
}

static bool template_valid(const struct cert_template *t, const struct ec_public *key)
{
	if (key->curve == EC_CURVE_NONE)
		return false;
	if (t->role != CERT_ROLE_NONE && !cert_role_oid(t->role, t->v3_roles).ptr)
		return false;
	if (t->role == CERT_ROLE_EUICC && (!t->eid || strlen(t->eid) != EID_DIGITS))
		return false;
	return t->role != CERT_ROLE_EUM || (t->organization && t->permitted_ein);
}

int cert_issue(const struct cert_template *tmpl, const struct ec_public *subject_key,
               const struct cert *issuer, const struct ec_private *issuer_key,
               const struct crypto_random *rnd, uint8_t *buf, size_t cap, size_t *ret_len)
{
	uint8_t tbs_buf[TBS_MAX], signature[EC_SIGNATURE_LEN];
	struct der_writer tbs = { .buf = tbs_buf, .cap = sizeof(tbs_buf) };
	struct der_writer w = { .buf = buf, .cap = cap };
	struct span tbs_span;
	int r;

	if (!template_valid(tmpl, subject_key))
		return -EINVAL;
	r = put_tbs(&tbs, tmpl, subject_key, issuer, rnd);
	if (r)
		return r;
	tbs_span = der_written(&tbs);
	r = ec_sign(issuer_key, &tbs_span, 1, signature);
	if (r)
		return r;
	ec_signature_to_der(signature, &w);
	der_put_bytes(&w, SPAN((const uint8_t[]){ 0 }));
	wrap(&w, TAG_BIT_STRING, 0);
	put_signature_algorithm(&w);
	der_put_bytes(&w, tbs_span);
	wrap(&w, TAG_SEQUENCE, 0);
	if (!der_writer_ok(&w))
		return -ENOSPC;
	memmove(buf, der_written(&w).ptr, w.len);
	*ret_len = w.len;
	return 0;
}
