/*
 * DER [X.690] of profile packages to ASN.1 value notation [X.680]: walks the elements along the same
 * tables as compiler and decoder, without decoding them into structs, for nothing may get lost.
 */
#include "profiles/value_printer.h"

#include "profiles/saip_pe.h"
#include "profiles/templates.h"
#include "profiles/value_notation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OCTETS_PER_LINE = 32 };

struct printer {
	FILE *out;
	const uint8_t *start; /* of the package, for offsets in messages */
	int indent;
	char *error; /* first message wins */
	size_t error_cap;
	bool failed;
};

static bool fail(struct printer *p, const uint8_t *at, const char *why, const char *what)
{
	if (!p->failed && p->error_cap > 0)
		snprintf(p->error, p->error_cap, "offset %zu: %s%s%s", (size_t)(at - p->start), why,
		         *what ? " " : "", what);
	p->failed = true;
	return false;
}

static void new_line(struct printer *p)
{
	fputc('\n', p->out);
	for (int i = 0; i < p->indent; i++)
		fputc('\t', p->out);
}

static void open_brace(struct printer *p)
{
	fputc('{', p->out);
	p->indent++;
}

static void close_brace(struct printer *p, bool empty)
{
	p->indent--;
	if (!empty)
		new_line(p);
	fputs(empty ? " }" : "}", p->out);
}

/* Long strings continue on lines of their own, one tab further in. */
static void print_octets(struct printer *p, struct span s)
{
	bool long_one = s.len > OCTETS_PER_LINE;

	fputc('\'', p->out);
	p->indent += long_one;
	for (size_t i = 0; i < s.len; i++) {
		if (long_one && i % OCTETS_PER_LINE == 0)
			new_line(p);
		fprintf(p->out, "%02X", s.ptr[i]);
	}
	p->indent -= long_one;
	fputs("'H", p->out);
}

static void print_string(struct printer *p, struct span s)
{
	fputc('"', p->out);
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] == '"')
			fputc('"', p->out);
		fputc(s.ptr[i], p->out);
	}
	fputc('"', p->out);
}

/* The first subidentifier holds two arcs [X.690 8.19.4]. */
static void print_first_arcs(struct printer *p, uint64_t arc)
{
	unsigned int first = arc < 80 ? (unsigned int)arc / 40 : 2;

	fprintf(p->out, " %u %llu", first, (unsigned long long)(arc - (uint64_t)first * 40));
}

static bool print_oid(struct printer *p, struct span s)
{
	uint64_t arc = 0;
	bool first = true;

	if (s.len == 0 || (s.ptr[s.len - 1] & 0x80))
		return fail(p, s.ptr, "object identifier cut off", "");
	fputc('{', p->out);
	for (size_t i = 0; i < s.len; i++) {
		if (arc > UINT32_MAX >> 7)
			return fail(p, s.ptr, "arc of an object identifier too large", "");
		arc = arc << 7 | (s.ptr[i] & 0x7F);
		if (s.ptr[i] & 0x80)
			continue;
		if (first)
			print_first_arcs(p, arc);
		else
			fprintf(p->out, " %llu", (unsigned long long)arc);
		first = false;
		arc = 0;
	}
	fputs(" }", p->out);
	return true;
}

static bool print_uint(struct printer *p, const struct asn1_field *f, struct span s)
{
	uint64_t v = 0;

	if (s.len < 1 || s.len > 5 || (s.ptr[0] & 0x80))
		return fail(p, s.ptr, "number out of range:", f->name);
	for (size_t i = 0; i < s.len; i++)
		v = v << 8 | s.ptr[i];
	for (const struct asn1_name *n = f->names; n && n->name; n++) {
		if (n->value == v) {
			fputs(n->name, p->out);
			return true;
		}
	}
	fprintf(p->out, "%llu", (unsigned long long)v);
	return true;
}

static bool print_type(struct printer *p, const struct asn1_type *t, struct span value);

/* Elements one after another: each has a tag of its own, or its alternatives have. */
static bool print_list(struct printer *p, const struct asn1_type *t, uint32_t elem_tag,
                       struct span value)
{
	struct der_reader r = der_reader(value);
	bool empty = true;
	struct der_tlv v;

	open_brace(p);
	while (der_more(&r)) {
		if (!der_next(&r, &v) || (elem_tag && v.tag != elem_tag))
			return fail(p, value.ptr, "malformed item of", t->name);
		if (!empty)
			fputc(',', p->out);
		empty = false;
		new_line(p);
		if (!print_type(p, t, elem_tag ? v.value : v.whole))
			return false;
	}
	close_brace(p, empty);
	return true;
}

static bool print_value(struct printer *p, const struct asn1_field *f, struct span value)
{
	switch ((enum asn1_kind)f->kind) {
	case ASN1_OCTETS:
		print_octets(p, value);
		return true;
	case ASN1_UTF8:
		print_string(p, value);
		return true;
	case ASN1_OID:
		return print_oid(p, value);
	case ASN1_UINT:
		return print_uint(p, f, value);
	case ASN1_NULL:
		fputs("NULL", p->out);
		return true;
	case ASN1_STRUCT:
		return print_type(p, f->type, value);
	case ASN1_LIST:
		return print_list(p, f->type, f->elem_tag, value);
	default: /* the other kinds do not occur in profiles */
		return fail(p, value.ptr, "no notation for", f->name);
	}
}

static bool print_sequence(struct printer *p, const struct asn1_type *t, struct span value)
{
	struct der_reader r = der_reader(value);
	bool empty = true;
	struct der_tlv v;

	open_brace(p);
	for (size_t i = 0; i < t->n; i++) {
		if (!der_take(&r, t->f[i].tag, &v))
			continue;
		if (!empty)
			fputc(',', p->out);
		empty = false;
		new_line(p);
		fprintf(p->out, "%s ", t->f[i].name);
		if (!print_value(p, &t->f[i], v.value))
			return false;
	}
	if (r.bad || der_more(&r))
		return fail(p, r.p ? r.p : value.ptr, "unknown component, or out of order, in",
		            t->name);
	close_brace(p, empty);
	return true;
}

/* The alternative, with its tag: `name : value`. */
static bool print_choice(struct printer *p, const struct asn1_type *t, struct span whole)
{
	struct der_reader r = der_reader(whole);
	struct der_tlv v;

	for (size_t i = 0; i < t->n; i++) {
		if (!der_take(&r, t->f[i].tag, &v))
			continue;
		if (der_more(&r))
			break;
		fprintf(p->out, "%s : ", t->f[i].name);
		return print_value(p, &t->f[i], v.value);
	}
	return fail(p, whole.ptr, "unknown alternative of", t->name);
}

static bool print_type(struct printer *p, const struct asn1_type *t, struct span value)
{
	struct der_tlv v;

	if (t->form == ASN1_SEQUENCE)
		return print_sequence(p, t, value);
	if (t->form == ASN1_CHOICE)
		return print_choice(p, t, value);
	return der_whole(value, t->f[0].tag, &v) ? print_value(p, &t->f[0], v.value)
	                                         : fail(p, value.ptr, "malformed", t->name);
}

/* An element of template files: header, templateID, and files by the names of the template rows. */
static bool print_files(struct printer *p, const struct saip_template_pe *pe, struct span value)
{
	const struct saip_template *t = saip_template_newest(pe->tag);
	struct der_reader r = der_reader(value);
	struct der_tlv v;

	open_brace(p);
	new_line(p);
	fprintf(p->out, "%s ", pe->header);
	if (!der_take(&r, 0xA0, &v))
		return fail(p, value.ptr, "missing:", pe->header);
	if (!print_type(p, &saip_pe_header_type, v.value))
		return false;
	fputc(',', p->out);
	new_line(p);
	fputs("templateID ", p->out);
	if (!der_take(&r, 0x81, &v))
		return fail(p, value.ptr, "missing:", "templateID");
	if (!print_oid(p, v.value))
		return false;
	for (size_t row = 0; row < t->count; row++) {
		if (!der_take(&r, saip_template_component(row), &v))
			continue;
		fputc(',', p->out);
		new_line(p);
		fprintf(p->out, "%s ", t->files[row].name);
		if (!print_list(p, &saip_file_item_type, 0, v.value))
			return false;
	}
	if (r.bad || der_more(&r))
		return fail(p, r.p, "unknown component, or out of order, in", pe->name);
	close_brace(p, false);
	return true;
}

/* One assignment. References are numbered, for one alternative may come more than once. */
static bool print_element(struct printer *p, const struct der_tlv *element, unsigned int number)
{
	const struct saip_template_pe *files = saip_template_pe_find(element->tag);
	const struct saip_pe *pe = saip_pes;

	while (pe->type && pe->tag != element->tag)
		pe++;
	if (!files && !pe->type)
		return fail(p, element->whole.ptr, "unknown profile element", "");
	fprintf(p->out, "%spe%u ProfileElement ::= %s : ", number > 1 ? "\n" : "", number,
	        files ? files->name : pe->name);
	if (!(files ? print_files(p, files, element->value)
	            : print_type(p, pe->type, element->value)))
		return false;
	fputc('\n', p->out);
	return true;
}

static bool print_package(struct printer *p, struct span package)
{
	struct der_reader r = der_reader(package);
	struct der_tlv element;
	unsigned int number = 0;

	while (der_more(&r)) {
		if (!der_next(&r, &element))
			return fail(p, r.p, "malformed profile element", "");
		if (!print_element(p, &element, ++number))
			return false;
	}
	return number > 0 || fail(p, p->start, "no profile element", "");
}

/* The proof of the pudding: what the text compiles to. */
static int compare(struct span package, const char *text, size_t len, char *ret_error, size_t cap)
{
	char why[120] = "other bytes";
	uint8_t *der = NULL;
	size_t der_len = 0;
	size_t at = 0;
	bool same;

	same = saip_compile(text, len, &der, &der_len, why, sizeof(why)) == 0;
	if (!same)
		der_len = 0;
	while (at < der_len && at < package.len && der[at] == package.ptr[at])
		at++;
	same = same && at == der_len && at == package.len;
	free(der);
	if (same)
		return SAIP_PRINT_OK;
	if (cap > 0)
		snprintf(ret_error, cap, "offset %zu: the text compiles to %s", at,
		         der_len ? "other bytes" : why);
	return SAIP_PRINT_INEXACT;
}

int saip_print(const uint8_t *package, size_t len, char **ret_text, size_t *ret_len,
               char *ret_error, size_t error_cap)
{
	struct printer p = { .start = package, .error = ret_error, .error_cap = error_cap };
	struct span in = { package, len };
	char *text = NULL;
	size_t text_len = 0;
	bool ok;

	if (error_cap > 0)
		ret_error[0] = '\0';
	p.out = open_memstream(&text, &text_len);
	if (!p.out) {
		fail(&p, package, "out of memory", "");
		return SAIP_PRINT_FAILED;
	}
	ok = print_package(&p, in);
	if (ferror(p.out))
		ok = fail(&p, package, "out of memory", "");
	if (fclose(p.out) != 0 || !ok) {
		free(text);
		return SAIP_PRINT_FAILED;
	}
	*ret_text = text;
	*ret_len = text_len;
	return compare(in, text, text_len, ret_error, error_cap);
}
