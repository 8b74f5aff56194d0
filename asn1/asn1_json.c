/*
 * Prints decoded messages as JSON [RFC 8259]. SEQUENCE and CHOICE are objects, lists arrays, octets
 * hex strings, named values and bits strings; absent components are left out.
 */
#include "asn1/asn1_internal.h"

#include <inttypes.h>

static void json_uint(const struct asn1_name *names, uint32_t value, FILE *out)
{
	const char *name = asn1_name(names, value);

	if (name)
		fprintf(out, "\"%s\"", name);
	else
		fprintf(out, "%" PRIu32, value);
}

/* A string where readers' numbers may end. */
static void json_int(const struct asn1_int *value, FILE *out)
{
	const char *quote = value->big.ptr ? "\"" : "";

	fputs(quote, out);
	asn1_print_int(value, out);
	fputs(quote, out);
}

static void json_list(const struct asn1_field *f, const struct asn1_list *list, FILE *out)
{
	fputc('[', out);
	for (size_t i = 0; i < list->count; i++) {
		if (i > 0)
			fputs(", ", out);
		asn1_print_json(f->type, asn1_item(f, list, i), out);
	}
	fputc(']', out);
}

static void json_value(const struct asn1_field *f, const void *member, FILE *out)
{
	switch ((enum asn1_kind)f->kind) {
	case ASN1_OCTETS:
	case ASN1_RAW:
		fputc('"', out);
		asn1_print_hex(*(const struct span *)member, out);
		fputc('"', out);
		break;
	case ASN1_UTF8:
		asn1_print_string(*(const struct span *)member, out);
		break;
	case ASN1_OID:
		fputc('"', out);
		asn1_print_oid(*(const struct span *)member, out);
		fputc('"', out);
		break;
	case ASN1_UINT:
		json_uint(f->names, ((const struct asn1_uint *)member)->v, out);
		break;
	case ASN1_INT:
		json_int(member, out);
		break;
	case ASN1_BOOL:
		fputs(((const struct asn1_bool *)member)->v ? "true" : "false", out);
		break;
	case ASN1_BITS:
		fputc('[', out);
		asn1_print_bits(f->names, ((const struct asn1_bits *)member)->v, "\"", out);
		fputc(']', out);
		break;
	case ASN1_NULL:
		fputs("null", out);
		break;
	case ASN1_STRUCT:
		asn1_print_json(f->type, *(void *const *)member, out);
		break;
	case ASN1_LIST:
		json_list(f, member, out);
		break;
	}
}

/* The present ones of n rows as one object. */
static void json_object(const struct asn1_field *rows, size_t n, const void *in, FILE *out)
{
	const char *separator = "";

	fputc('{', out);
	for (size_t i = 0; i < n; i++) {
		const struct asn1_field *f = &rows[i];
		const void *member = asn1_member_const(in, f);

		if (!asn1_present(f, member))
			continue;
		fprintf(out, "%s\"%s\": ", separator, f->name);
		json_value(f, member, out);
		separator = ", ";
	}
	fputc('}', out);
}

void asn1_print_json(const struct asn1_type *t, const void *in, FILE *out)
{
	const struct asn1_field *chosen;

	if (t->form == ASN1_SEQUENCE) {
		json_object(t->f, t->n, in, out);
		return;
	}
	chosen = asn1_chosen(t, in);
	if (t->form == ASN1_CHOICE)
		json_object(chosen, chosen ? 1 : 0, in, out);
	else if (asn1_present(t->f, asn1_member_const(in, t->f)))
		json_value(t->f, asn1_member_const(in, t->f), out);
	else
		fputs("null", out);
}
