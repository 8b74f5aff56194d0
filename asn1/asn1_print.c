/*
 * Prints decoded messages as indented text: one line a component, with the names from the tables.
 */
#include "asn1/asn1_internal.h"

#include <inttypes.h>

enum {
	INDENT = 2,
	OCTETS_SHOWN = 32, /* longer octet strings are cut, and their length told */
};

void asn1_print_hex(struct span octets, FILE *out)
{
	for (size_t i = 0; i < octets.len; i++)
		fprintf(out, "%02X", octets.ptr[i]);
}

void asn1_print_int(const struct asn1_int *value, FILE *out)
{
	if (!value->big.ptr) {
		fprintf(out, "%" PRId64, value->v);
		return;
	}
	fputs("0x", out);
	asn1_print_hex(value->big, out);
}

void asn1_print_string(struct span utf8, FILE *out)
{
	fputc('"', out);
	for (size_t i = 0; i < utf8.len; i++) {
		uint8_t c = utf8.ptr[i];

		if (c < 0x20 || c == 0x7F)
			fprintf(out, "\\u%04X", c);
		else
			fprintf(out, c == '"' || c == '\\' ? "\\%c" : "%c", c);
	}
	fputc('"', out);
}

/* Reads the arc at *pos; false if it does not fit 64 bits or is cut off. */
static bool next_arc(struct span oid, size_t *pos, uint64_t *ret_arc)
{
	uint64_t arc = 0;
	uint8_t octet;

	do {
		if (*pos == oid.len || arc > UINT64_MAX >> 7)
			return false;
		octet = oid.ptr[(*pos)++];
		arc = arc << 7 | (octet & 0x7F);
	} while (octet & 0x80);
	*ret_arc = arc;
	return true;
}

void asn1_print_oid(struct span oid, FILE *out)
{
	bool first = true;
	size_t pos = 0;
	uint64_t arc;

	while (pos < oid.len) {
		if (!next_arc(oid, &pos, &arc)) {
			fputs(first ? "?" : ".?", out);
			return;
		}
		if (first) { /* the first two arcs share one number */
			uint64_t root = arc < 80 ? arc / 40 : 2;

			fprintf(out, "%" PRIu64, root);
			arc -= root * 40;
			first = false;
		}
		fprintf(out, ".%" PRIu64, arc);
	}
}

void asn1_print_bits(const struct asn1_name *names, uint32_t bits, const char *quote, FILE *out)
{
	const char *separator = "";

	for (uint32_t i = 0; i < 32; i++) {
		const char *name = asn1_name(names, i);

		if (!(bits & UINT32_C(1) << i))
			continue;
		if (name)
			fprintf(out, "%s%s%s%s", separator, quote, name, quote);
		else
			fprintf(out, "%s%sbit%" PRIu32 "%s", separator, quote, i, quote);
		separator = ", ";
	}
}

static void print_octets(struct span octets, FILE *out)
{
	if (octets.len <= OCTETS_SHOWN) {
		asn1_print_hex(octets, out);
		return;
	}
	asn1_print_hex((struct span){ octets.ptr, OCTETS_SHOWN }, out);
	fprintf(out, "... (%zu octets)", octets.len);
}

static void print_uint(const struct asn1_name *names, uint32_t value, FILE *out)
{
	const char *name = asn1_name(names, value);

	if (name)
		fprintf(out, "%s (%" PRIu32 ")", name, value);
	else
		fprintf(out, "%" PRIu32, value);
}

/* A component without structure, on the line that its name has begun. */
static void print_primitive(const struct asn1_field *f, const void *member, FILE *out)
{
	switch ((enum asn1_kind)f->kind) {
	case ASN1_OCTETS:
	case ASN1_RAW:
		print_octets(*(const struct span *)member, out);
		break;
	case ASN1_UTF8:
		asn1_print_string(*(const struct span *)member, out);
		break;
	case ASN1_OID:
		asn1_print_oid(*(const struct span *)member, out);
		break;
	case ASN1_UINT:
		print_uint(f->names, ((const struct asn1_uint *)member)->v, out);
		break;
	case ASN1_INT:
		asn1_print_int(member, out);
		break;
	case ASN1_BOOL:
		fputs(((const struct asn1_bool *)member)->v ? "true" : "false", out);
		break;
	case ASN1_BITS:
		fputc('{', out);
		asn1_print_bits(f->names, ((const struct asn1_bits *)member)->v, "", out);
		fputc('}', out);
		break;
	case ASN1_NULL:
		fputs("NULL", out);
		break;
	case ASN1_STRUCT:
	case ASN1_LIST:
		break;
	}
}

static void print_value(const struct asn1_field *f, const void *member, int indent, FILE *out);

/* What follows a name and its colon: the value of a struct or list item. */
static void print_struct(const struct asn1_type *t, const void *in, int indent, FILE *out)
{
	if (t->form == ASN1_ELEMENT && asn1_present(t->f, asn1_member_const(in, t->f))) {
		print_value(t->f, asn1_member_const(in, t->f), indent, out);
		return;
	}
	fputc('\n', out);
	asn1_print(t, in, indent + INDENT, out);
}

static void print_value(const struct asn1_field *f, const void *member, int indent, FILE *out)
{
	const struct asn1_list *list = member;

	if (f->kind == ASN1_STRUCT) {
		print_struct(f->type, *(void *const *)member, indent, out);
	} else if (f->kind == ASN1_LIST) {
		fputs(list->count > 0 ? "\n" : " {}\n", out);
		for (size_t i = 0; i < list->count; i++) {
			fprintf(out, "%*s[%zu]:", indent + INDENT, "", i);
			print_struct(f->type, asn1_item(f, list, i), indent + INDENT, out);
		}
	} else {
		fputc(' ', out);
		print_primitive(f, member, out);
		fputc('\n', out);
	}
}

static void print_row(const struct asn1_field *f, const void *in, int indent, FILE *out)
{
	const void *member = asn1_member_const(in, f);

	if (!asn1_present(f, member))
		return;
	fprintf(out, "%*s%s:", indent, "", f->name);
	print_value(f, member, indent, out);
}

void asn1_print(const struct asn1_type *t, const void *in, int indent, FILE *out)
{
	const struct asn1_field *chosen;

	if (t->form == ASN1_SEQUENCE) {
		for (size_t i = 0; i < t->n; i++)
			print_row(&t->f[i], in, indent, out);
		return;
	}
	chosen = asn1_chosen(t, in);
	if (chosen)
		print_row(chosen, in, indent, out);
}
