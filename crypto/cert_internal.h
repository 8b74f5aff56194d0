/*
 * What reading, checking and issuing certificates share: tags, OIDs as value octets, times.
 * Internal to crypto/.
 */
#ifndef CRYPTO_CERT_INTERNAL_H
#define CRYPTO_CERT_INTERNAL_H

#include "crypto/cert.h"

enum {
	TAG_BOOLEAN = 0x01,
	TAG_INTEGER = 0x02,
	TAG_BIT_STRING = 0x03,
	TAG_OCTET_STRING = 0x04,
	TAG_OID = 0x06,
	TAG_UTF8_STRING = 0x0C,
	TAG_PRINTABLE_STRING = 0x13,
	TAG_UTC_TIME = 0x17,
	TAG_GENERALIZED_TIME = 0x18,
	TAG_SEQUENCE = 0x30,
	TAG_SET = 0x31,

	TAG_TBS_VERSION = 0xA0,
	TAG_TBS_ISSUER_UID = 0x81,
	TAG_TBS_SUBJECT_UID = 0x82,
	TAG_TBS_EXTENSIONS = 0xA3,

	TAG_AKI_KEY_ID = 0x80,
	TAG_NAME_DNS = 0x82,       /* GeneralName.dNSName */
	TAG_NAME_DIRECTORY = 0xA4, /* GeneralName.directoryName */
	TAG_NAME_RID = 0x88,       /* GeneralName.registeredID */
	TAG_PERMITTED = 0xA0,      /* NameConstraints.permittedSubtrees */
	TAG_EXCLUDED = 0xA1,       /* NameConstraints.excludedSubtrees */
};

/* ecdsa-with-SHA256, 1.2.840.10045.4.3.2 */
static const uint8_t oid_ecdsa_sha256[] = { 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02 };

/* Attributes of names, 2.5.4.x */
static const uint8_t oid_common_name[] = { 0x55, 0x04, 0x03 };
static const uint8_t oid_serial_number[] = { 0x55, 0x04, 0x05 };
static const uint8_t oid_country[] = { 0x55, 0x04, 0x06 };
static const uint8_t oid_organization[] = { 0x55, 0x04, 0x0A };

/* Extensions, 2.5.29.x, and permittedEins of SGP.22 v3, 2.23.146.1.2.2.0 */
static const uint8_t oid_ski[] = { 0x55, 0x1D, 0x0E };
static const uint8_t oid_key_usage[] = { 0x55, 0x1D, 0x0F };
static const uint8_t oid_san[] = { 0x55, 0x1D, 0x11 };
static const uint8_t oid_basic_constraints[] = { 0x55, 0x1D, 0x13 };
static const uint8_t oid_name_constraints[] = { 0x55, 0x1D, 0x1E };
static const uint8_t oid_crl_dp[] = { 0x55, 0x1D, 0x1F };
static const uint8_t oid_policies[] = { 0x55, 0x1D, 0x20 };
static const uint8_t oid_aki[] = { 0x55, 0x1D, 0x23 };
static const uint8_t oid_eku[] = { 0x55, 0x1D, 0x25 };
static const uint8_t oid_permitted_eins[] = { 0x67, 0x81, 0x12, 0x01, 0x02, 0x02, 0x00 };

/* Policy OID of a role (value octets) in the v2 or the v3 form; absent if the role has none. */
struct span cert_role_oid(enum cert_role role, bool v3);

/*
 * Reads one attribute of a Name, SET { SEQUENCE { type, value } }, from a reader on the Name's value.
 * SETs of more than one attribute are refused; SGP.22 has none.
 */
bool cert_name_next(struct der_reader *name, struct span *ret_type, struct span *ret_value);

/* Value of the first attribute of this type in a whole Name element; absent if there is none. */
struct span cert_name_attribute(struct span name, struct span type);

/* Reads UTCTime or GeneralizedTime in their DER forms, years 1 to 9999. */
bool cert_time_read(const struct der_tlv *t, int64_t *ret_seconds);
/* Writes UTCTime up to 2049, else GeneralizedTime [RFC 5280 4.1.2.5]; false if out of range. */
bool cert_time_put(struct der_writer *w, int64_t seconds);

#endif
