/*
 * X.509 certificates as SGP.22 uses them: roles, chains, name constraints [SGP.22 4.5.2, SGP.26].
 *
 * Certificates are cut with our own DER reader; OpenSSL sees only the public key point and the
 * signature. All spans point into the certificate's bytes, which the caller keeps alive.
 */
#ifndef CRYPTO_CERT_H
#define CRYPTO_CERT_H

#include "ec.h"

enum cert_role {
	CERT_ROLE_NONE, /* no role policy (e.g. an eIM certificate) */
	CERT_ROLE_CI,
	CERT_ROLE_EUICC,
	CERT_ROLE_EUM,
	CERT_ROLE_DP_TLS,
	CERT_ROLE_DP_AUTH,
	CERT_ROLE_DP_PB,
	CERT_ROLE_DS_TLS,
	CERT_ROLE_DS_AUTH,
	CERT_ROLE_OTHER, /* a policy that is not a known role, or several */
};

enum cert_key_usage {
	CERT_DIGITAL_SIGNATURE = 1u << 0,
	CERT_KEY_CERT_SIGN = 1u << 5,
	CERT_CRL_SIGN = 1u << 6,
};

struct cert {
	struct span whole;
	struct span tbs;       /* the TBSCertificate element, as signed */
	struct span signature; /* ECDSA-Sig-Value, DER; absent: not ecdsa-with-SHA256 */
	struct span serial;
	struct span issuer, subject;                             /* whole Name elements */
	struct span subject_organization, subject_serial_number; /* attribute values, or absent */
	struct span spki;
	struct ec_public key;          /* curve EC_CURVE_NONE: other algorithm or curve */
	struct ec_handle *key_handle;  /* of that key, if the owner has made one; else NULL */
	int64_t not_before, not_after; /* seconds since 1970; the year may be beyond 9000 */
	struct span ski, aki;          /* key identifiers, value octets; absent if none */
	enum cert_role role;
	bool policy_critical;
	bool has_key_usage, key_usage_critical;
	uint32_t key_usage;
	bool is_ca;
	int path_len;               /* -1: none */
	struct span san_rid;        /* subjectAltName registeredID, OID value octets */
	bool constrained;           /* nameConstraints present */
	struct span permitted;      /* permittedSubtrees' value */
	struct span permitted_eins; /* SGP.22 v3 extension 2.23.146.1.2.2.0, its SEQUENCE's value */
	bool unknown_critical;      /* a critical extension that this code does not know */
};

enum cert_verdict {
	CERT_OK,
	CERT_BAD_FORMAT,
	CERT_BAD_SIGNATURE,
	CERT_BAD_ISSUER, /* AKI or issuer name does not match the issuing certificate */
	CERT_BAD_ROLE,   /* another role, or no policy at all */
	CERT_BAD_KEY_USAGE,
	CERT_BAD_EXTENSION, /* unknown critical extension, policy not critical, CA flag, EUM without
				name constraint */
	CERT_BAD_NAME,      /* outside the EUM's name constraint, EID mismatch */
	CERT_BAD_CURVE,
	CERT_EXPIRED,
};

/* Text for a verdict, for logs. */
const char *cert_verdict_name(enum cert_verdict v);

/* Cuts a certificate. False if it is not a well-formed X.509 v3 certificate. */
bool cert_parse(struct span der, struct cert *ret_cert);

/* Role of a certificatePolicies OID (value octets), SGP.22 v2 and v3 forms. */
enum cert_role cert_role_from_oid(struct span oid);

/* 0: signed by this key (public key of the issuer); 1: not. */
int cert_signed_by(const struct cert *c, const struct ec_public *issuer);

/* Validates a CI certificate that is to be trusted: self-signed, CA, role, key usage. */
enum cert_verdict cert_check_ci(const struct cert *ci, int64_t now);

/* Validates an EUM certificate below its CI, name constraint or permitted EINs present. */
enum cert_verdict cert_check_eum(const struct cert *eum, const struct cert *ci, int64_t now);

/*
 * Validates a server certificate directly below a CI as the eUICC does [SGP.22 4.5.2.2]: version,
 * extensions, key usage, signature, AKI == ci's SKI, and the given role. now: seconds since 1970 or
 * 0 for a card that has no clock (validity is then not checked).
 */
enum cert_verdict cert_check_server(const struct cert *c, const struct cert *ci,
                                    enum cert_role role, int64_t now);

/*
 * Validates eUICC <- EUM <- CI as a server does: signatures, roles, key usage, path length, EUM
 * name constraint matched attribute by attribute (or permitted EINs), EID of the eUICC certificate
 * (32 digits; NULL: not compared).
 */
enum cert_verdict cert_check_euicc_chain(const struct cert *euicc, const struct cert *eum,
                                         const struct cert *ci, const char *eid, int64_t now);

/*
 * First EID prefix that an EUM certificate permits: the serialNumber of its name constraint, or its
 * first permitted EIN. False if it has none.
 */
bool cert_permitted_ein(const struct cert *eum, struct span *ret_ein);

/* What goes into a new certificate; see cert_issue(). */
struct cert_template {
	enum cert_role role;
	bool v3_roles;           /* SGP.22 v3 policy OIDs (default: v2, Variant O) */
	const char *common_name; /* NULL: absent, likewise the others */
	const char *organization;
	const char *country;
	const char *eid;               /* subject serialNumber of an eUICC certificate, 32 digits */
	const char *permitted_ein;     /* EUM: name constraint serialNumber, e.g. "89049032" */
	const char *rid;               /* subjectAltName registeredID, dotted: "2.999.10" */
	const char *dns;               /* subjectAltName dNSName */
	int64_t not_before, not_after; /* seconds since 1970; not_after 0: no expiry, year 9999 */
};

/*
 * Issues an SGP.26-shaped certificate for `subject_key`. issuer NULL: self-signed by issuer_key.
 * The DER goes to buf (2048 bytes suffice). -EINVAL: the template lacks what its role needs (EUICC:
 * eid; EUM: organization and permitted_ein) or holds what cannot be encoded; -ENOSPC.
 */
int cert_issue(const struct cert_template *tmpl, const struct ec_public *subject_key,
               const struct cert *issuer, const struct ec_private *issuer_key,
               const struct crypto_random *rnd, uint8_t *buf, size_t cap, size_t *ret_len);

#endif
