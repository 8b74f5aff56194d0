/*
 * Bytes to readable text: a registered message, a certificate, or a tree of DER elements.
 */
#include "apdu.h"
#include "asn1/rsp.h"
#include "crypto/cert.h"
#include "hex.h"
#include "show.h"
#include "softeuicc.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { DECODE_ARENA = 1 << 20, TREE_DEPTH_MAX = 16, INS_STORE_DATA = 0xE2, TAG_SEQUENCE = 0x30 };

enum { TAG_PROFILE_HEADER = 0xA0, TAG_MAJOR_VERSION = 0x80, TAG_MINOR_VERSION = 0x81 };

static bool decode_message(struct span in, bool json, FILE *out, struct arena *a)
{
	struct der_reader r = der_reader(in);
	uint32_t tag = der_peek(&r);

	for (const struct asn1_message *m = asn1_registry; m->type; m++) {
		struct asn1_error error;
		void *value;

		a->used = 0;
		value = m->tag == tag ? arena_alloc(a, m->type->size) : NULL;
		if (!value || !asn1_decode(m->type, m->tag, in, value, a, &error))
			continue;
		if (json) {
			fprintf(out, "{\"%s\": ", m->type->name);
			asn1_print_json(m->type, value, out);
			fprintf(out, "}\n");
		} else {
			fprintf(out, "%s [%s]\n", m->type->name, m->type->spec);
			asn1_print(m->type, value, 2, out);
		}
		return true;
	}
	return false;
}

/* Why it is none of the messages that have its tag. All that have the tag of SEQUENCE say nothing. */
static void print_reasons(struct span in, FILE *out, struct arena *a)
{
	struct der_reader r = der_reader(in);
	uint32_t tag = der_peek(&r);

	for (const struct asn1_message *m = asn1_registry; m->type && tag != TAG_SEQUENCE; m++) {
		struct asn1_error error;
		void *value;

		a->used = 0;
		value = m->tag == tag ? arena_alloc(a, m->type->size) : NULL;
		if (value && !asn1_decode(m->type, m->tag, in, value, a, &error))
			fprintf(out, "no %s: %s.%s: %s\n", m->type->name, error.type, error.field,
			        error.why);
	}
}

/* A row of profile elements, of which the first is a ProfileHeader: versions come first [SAIP]. */
static bool is_profile_package(struct span in)
{
	struct der_reader r = der_reader(in);
	struct der_reader header;
	struct der_tlv v;

	if (der_peek(&r) != TAG_PROFILE_HEADER || !der_next(&r, &v) || !der_more(&r))
		return false;
	header = der_reader(v.value);
	return der_peek(&header) == TAG_MAJOR_VERSION && der_next(&header, &v) &&
	       der_peek(&header) == TAG_MINOR_VERSION;
}

/* ---- DER tree ---- */

static bool well_formed(struct span in)
{
	struct der_reader r = der_reader(in);
	struct der_tlv v;

	while (der_more(&r))
		der_next(&r, &v);
	return !r.bad;
}

static void print_hex(struct span s, FILE *out)
{
	for (size_t i = 0; i < s.len; i++)
		fprintf(out, "%02X", s.ptr[i]);
}

static void print_tree(struct span in, int depth, FILE *out)
{
	struct der_reader r = der_reader(in);
	struct der_tlv v;

	while (der_more(&r) && der_next(&r, &v)) {
		fprintf(out, "%*s%X (%zu)", 2 * depth, "", v.tag, v.value.len);
		if (der_constructed(v.tag) && depth < TREE_DEPTH_MAX && well_formed(v.value)) {
			fprintf(out, "\n");
			print_tree(v.value, depth + 1, out);
		} else {
			fprintf(out, " ");
			print_hex(v.value, out);
			fprintf(out, "\n");
		}
	}
}

static void print_json_tree(struct span in, int depth, FILE *out)
{
	struct der_reader r = der_reader(in);
	struct der_tlv v;
	const char *separator = "";

	fprintf(out, "[");
	while (der_more(&r) && der_next(&r, &v)) {
		fprintf(out, "%s{\"tag\": \"%X\", \"value\": ", separator, v.tag);
		if (der_constructed(v.tag) && depth < TREE_DEPTH_MAX && well_formed(v.value)) {
			print_json_tree(v.value, depth + 1, out);
		} else {
			fprintf(out, "\"");
			print_hex(v.value, out);
			fprintf(out, "\"");
		}
		fprintf(out, "}");
		separator = ", ";
	}
	fprintf(out, "]");
}

/* ---- certificates ---- */

static const char *const role_names[] = {
	[CERT_ROLE_NONE] = "none",   [CERT_ROLE_CI] = "CI",        [CERT_ROLE_EUICC] = "eUICC",
	[CERT_ROLE_EUM] = "EUM",     [CERT_ROLE_DP_TLS] = "DPtls", [CERT_ROLE_DP_AUTH] = "DPauth",
	[CERT_ROLE_DP_PB] = "DPpb",  [CERT_ROLE_DS_TLS] = "DStls", [CERT_ROLE_DS_AUTH] = "DSauth",
	[CERT_ROLE_OTHER] = "other",
};

static const char *const curve_names[] = {
	[EC_CURVE_NONE] = "unsupported",
	[EC_CURVE_P256] = "P-256",
	[EC_CURVE_BP256] = "brainpoolP256r1",
};

/* Octets as hexadecimal digits; JSON null where they are absent or memory is. */
static json_t *hex_json(struct span s)
{
	char *text = s.ptr ? malloc(2 * s.len + 1) : NULL;
	json_t *json;

	if (!text)
		return json_null();
	hex_encode(s, text);
	json = json_string(text);
	free(text);
	return json;
}

/* JSON null where the identifier is absent or memory is. */
static json_t *oid_json(struct span oid)
{
	json_t *json = oid.ptr ? show_oid(oid) : NULL;

	return json ? json : json_null();
}

static json_t *certificate_json(const struct cert *c)
{
	const struct span organization = c->subject_organization;
	const struct span number = c->subject_serial_number;

	return json_pack("{s:s, s:s, s:o, s:s%, s:s%, s:o, s:o, s:o}", "role", role_names[c->role],
	                 "curve", curve_names[c->key.curve], "serial", hex_json(c->serial),
	                 "organization", organization.ptr ? (const char *)organization.ptr : "",
	                 organization.len, "serialNumber",
	                 number.ptr ? (const char *)number.ptr : "", number.len,
	                 "subjectKeyIdentifier", hex_json(c->ski), "authorityKeyIdentifier",
	                 hex_json(c->aki), "registeredID", oid_json(c->san_rid));
}

static bool decode_certificate(struct span in, bool json, FILE *out)
{
	const char *name;
	struct cert c;
	json_t *fields, *value;

	if (!cert_parse(in, &c))
		return false;
	fields = certificate_json(&c);
	if (!fields) /* a name that is no UTF-8: the tree shows its octets */
		return false;
	if (json) {
		fprintf(out, "{\"Certificate\": ");
		json_dumpf(fields, out, 0);
		fprintf(out, "}\n");
	} else {
		fprintf(out, "Certificate\n");
		json_object_foreach(fields, name, value)
		{
			if (json_string_length(value))
				fprintf(out, "  %s: %s\n", name, json_string_value(value));
		}
	}
	json_decref(fields);
	return true;
}

/* The data of a STORE DATA C-APDU, or the bytes themselves. */
static struct span unwrap_apdu(struct span in)
{
	struct apdu apdu;

	if (apdu_parse(in, &apdu).v == SW_OK && apdu.cla_base == 0x80 &&
	    apdu.ins == INS_STORE_DATA && apdu.data.len)
		return apdu.data;
	return in;
}

int softeuicc_decode(const uint8_t *data, size_t len, bool json, FILE *out)
{
	struct span in = unwrap_apdu((struct span){ data, len });
	struct arena a = { malloc(DECODE_ARENA), DECODE_ARENA, 0 };
	int r = 0;

	if (!a.buf)
		return -ENOMEM;
	if (in.len == 0 || !well_formed(in)) {
		r = -EBADMSG;
	} else if (decode_certificate(in, json, out) || decode_message(in, json, out, &a)) {
		r = 0;
	} else if (json) {
		print_json_tree(in, 0, out);
		fprintf(out, "\n");
	} else {
		if (is_profile_package(in))
			fprintf(out, "a profile package: `softeuicc profile show` knows more\n");
		else
			print_reasons(in, out, &a);
		print_tree(in, 0, out);
	}
	free(a.buf);
	return r;
}
