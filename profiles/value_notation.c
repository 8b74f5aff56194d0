/*
 * ASN.1 value notation [X.680] of profile packages to DER [X.690]: a recursive descent that follows
 * the same tables as the decoder, and the rows of the templates for elements of files.
 */
#include "profiles/value_notation.h"

#include "profiles/saip_pe.h"
#include "profiles/templates.h"
#include "profiles/value_lexer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct compiler {
	struct value_lexer lexer;
	struct value_token token; /* the one to be looked at next */
	uint8_t *out;
	size_t len, cap;
	char *error; /* first message wins */
	size_t error_cap;
	bool failed;
};

static bool fail(struct compiler *c, const char *why, const char *what)
{
	if (!c->failed && c->error_cap > 0)
		snprintf(c->error, c->error_cap, "line %u: %s%s%s", c->token.line, why,
		         *what ? " " : "", what);
	c->failed = true;
	return false;
}

/* The token is no component that can stand here. */
static bool fail_component(struct compiler *c, const char *type)
{
	char what[100];

	snprintf(what, sizeof(what), "%s: %.*s", type, (int)c->token.len, c->token.text);
	return fail(c, "unknown component, or out of order, in", what);
}

static void advance(struct compiler *c)
{
	c->token = value_lexer_next(&c->lexer);
}

/* Takes the token if it is this word or sign. */
static bool take(struct compiler *c, const char *text)
{
	if (!value_token_is(&c->token, text))
		return false;
	advance(c);
	return true;
}

static bool expect(struct compiler *c, const char *text)
{
	return take(c, text) || fail(c, "expected", text);
}

static bool reserve(struct compiler *c, size_t n)
{
	size_t cap = c->cap ? c->cap : 4096;
	uint8_t *out;

	while (cap - c->len < n) {
		if (cap > SIZE_MAX / 2)
			return fail(c, "out of memory", "");
		cap *= 2;
	}
	if (cap == c->cap)
		return true;
	out = realloc(c->out, cap);
	if (!out)
		return fail(c, "out of memory", "");
	c->out = out;
	c->cap = cap;
	return true;
}

static bool put(struct compiler *c, const void *bytes, size_t n)
{
	if (!reserve(c, n))
		return false;
	if (n > 0)
		memcpy(c->out + c->len, bytes, n);
	c->len += n;
	return true;
}

static bool put_octet(struct compiler *c, unsigned int octet)
{
	uint8_t b = (uint8_t)octet;

	return put(c, &b, 1);
}

/* Puts tag and length in front of what has been written since mark. */
static bool wrap(struct compiler *c, uint32_t tag, size_t mark)
{
	uint8_t memory[12];
	struct der_writer w = { memory, sizeof(memory), 0 };
	struct span header;

	der_put_header(&w, tag, c->len - mark);
	header = der_written(&w);
	if (!reserve(c, header.len))
		return false;
	memmove(c->out + mark + header.len, c->out + mark, c->len - mark);
	memcpy(c->out + mark, header.ptr, header.len);
	c->len += header.len;
	return true;
}

/* A number of up to 32 bits, which becomes the current token's value. */
static bool get_number(struct compiler *c, uint32_t *ret_value)
{
	uint64_t v = 0;

	if (c->token.kind != TOKEN_NUMBER)
		return fail(c, "expected a number", "");
	for (size_t i = 0; i < c->token.len; i++) {
		v = v * 10 + (uint64_t)(c->token.text[i] - '0');
		if (v > UINT32_MAX)
			return fail(c, "number too large", "");
	}
	advance(c);
	*ret_value = (uint32_t)v;
	return true;
}

static int hex_digit(char ch)
{
	if (ch >= '0' && ch <= '9')
		return ch - '0';
	if (ch >= 'A' && ch <= 'F')
		return ch - 'A' + 10;
	if (ch >= 'a' && ch <= 'f')
		return ch - 'a' + 10;
	return -1;
}

static bool is_space(char ch)
{
	return ch == ' ' || ch == '\t' || ch == '\r' || ch == '\n';
}

static bool put_hex(struct compiler *c)
{
	int high = -1;

	if (c->token.kind != TOKEN_HEX)
		return fail(c, "expected '...'H", "");
	for (size_t i = 0; i < c->token.len; i++) {
		int digit = hex_digit(c->token.text[i]);

		if (is_space(c->token.text[i]))
			continue;
		if (digit < 0)
			return fail(c, "not a hexadecimal digit", "");
		if (high < 0) {
			high = digit;
			continue;
		}
		if (!put_octet(c, (unsigned int)(high << 4 | digit)))
			return false;
		high = -1;
	}
	if (high >= 0)
		return fail(c, "odd number of hexadecimal digits", "");
	advance(c);
	return true;
}

static bool put_string(struct compiler *c)
{
	if (c->token.kind != TOKEN_STRING)
		return fail(c, "expected a string", "");
	for (size_t i = 0; i < c->token.len; i++) {
		if (!put_octet(c, (unsigned char)c->token.text[i]))
			return false;
		if (c->token.text[i] == '"') /* doubled */
			i++;
	}
	advance(c);
	return true;
}

/* One arc, in 7 bits an octet [X.690 8.19.2]. */
static bool put_arc(struct compiler *c, uint64_t arc)
{
	int shift = 0;

	while (arc >> shift > 0x7F)
		shift += 7;
	for (; shift > 0; shift -= 7) {
		if (!put_octet(c, 0x80 | (unsigned int)(arc >> shift & 0x7F)))
			return false;
	}
	return put_octet(c, (unsigned int)arc & 0x7F);
}

/* An arc is a number, or a name with its number in parentheses. */
static bool get_arc(struct compiler *c, uint32_t *ret_arc)
{
	if (c->token.kind != TOKEN_WORD)
		return get_number(c, ret_arc);
	advance(c);
	return expect(c, "(") && get_number(c, ret_arc) && expect(c, ")");
}

static bool put_oid(struct compiler *c)
{
	uint32_t first, second, arc;

	if (!expect(c, "{") || !get_arc(c, &first) || !get_arc(c, &second))
		return false;
	if (first > 2 || (first < 2 && second > 39))
		return fail(c, "no such object identifier", "");
	if (!put_arc(c, (uint64_t)first * 40 + second))
		return false;
	while (!value_token_is(&c->token, "}")) {
		if (!get_arc(c, &arc) || !put_arc(c, arc))
			return false;
	}
	return expect(c, "}");
}

/* A number or one of its names. */
static bool put_uint(struct compiler *c, const struct asn1_field *f)
{
	uint8_t memory[16];
	struct der_writer w = { memory, sizeof(memory), 0 };
	const struct asn1_name *name = f->names;
	struct der_tlv v;
	uint32_t value = 0;

	while (name && name->name && !value_token_is(&c->token, name->name))
		name++;
	if (name && name->name) {
		value = name->value;
		advance(c);
	} else if (!get_number(c, &value)) {
		return false;
	}
	if (value < f->min || (f->max && value > f->max))
		return fail(c, "value out of range:", f->name);
	der_put_uint(&w, 0x02, value);
	return der_whole(der_written(&w), 0x02, &v) && put(c, v.value.ptr, v.value.len);
}

static bool put_type(struct compiler *c, const struct asn1_type *t);

/* { item, item }; the number of items is checked against the row. */
static bool put_list(struct compiler *c, const struct asn1_type *t, uint32_t elem_tag,
                     uint32_t *ret_count)
{
	*ret_count = 0;
	if (!expect(c, "{"))
		return false;
	if (take(c, "}"))
		return true;
	do {
		size_t mark = c->len;

		if (!put_type(c, t) || (elem_tag && !wrap(c, elem_tag, mark)))
			return false;
		++*ret_count;
	} while (take(c, ","));
	return expect(c, "}");
}

/* Size of octets, or number of items. */
static bool check_size(struct compiler *c, const struct asn1_field *f, size_t n)
{
	if (n < f->min || (f->max && n > f->max))
		return fail(c, "wrong size of", f->name);
	return true;
}

/* A string, whose size is the number of its characters. */
static bool put_utf8(struct compiler *c, const struct asn1_field *f)
{
	size_t mark = c->len;
	size_t characters;

	if (!put_string(c))
		return false;
	if (!asn1_count_characters((struct span){ c->out + mark, c->len - mark }, &characters))
		return fail(c, "not UTF-8:", f->name);
	return check_size(c, f, characters);
}

/* True if a value is the component's default, which DER leaves out [X.690 11.5]. */
static bool is_default(const struct asn1_field *f, struct span value)
{
	uint8_t memory[16];
	struct der_writer w = { memory, sizeof(memory), 0 };
	struct der_reader r = der_reader(value);
	struct der_tlv v;

	if (f->kind == ASN1_OCTETS)
		return span_equal(value, f->dflt_octets);
	if (f->kind == ASN1_UINT) {
		der_put_uint(&w, 0x02, f->dflt);
		return der_whole(der_written(&w), 0x02, &v) && span_equal(value, v.value);
	}
	while (f->kind == ASN1_LIST && der_next(&r, &v)) {
		if (!span_equal(v.value, f->dflt_octets))
			return false;
	}
	return f->kind == ASN1_LIST;
}

/* The value of a component, with its tag. */
static bool put_field(struct compiler *c, const struct asn1_field *f)
{
	size_t mark = c->len;
	uint32_t count;
	bool ok;

	switch ((enum asn1_kind)f->kind) {
	case ASN1_OCTETS:
		ok = put_hex(c) && check_size(c, f, c->len - mark);
		break;
	case ASN1_UTF8:
		ok = put_utf8(c, f);
		break;
	case ASN1_OID:
		ok = put_oid(c);
		break;
	case ASN1_UINT:
		ok = put_uint(c, f);
		break;
	case ASN1_NULL:
		ok = expect(c, "NULL");
		break;
	case ASN1_STRUCT:
		ok = put_type(c, f->type);
		break;
	case ASN1_LIST:
		ok = put_list(c, f->type, f->elem_tag, &count) && check_size(c, f, count);
		break;
	default: /* the other kinds do not occur in profiles */
		return fail(c, "no notation for", f->name);
	}
	if (!ok)
		return false;
	if ((f->flags & ASN1_DEFAULT) &&
	    is_default(f, (struct span){ c->out + mark, c->len - mark })) {
		c->len = mark;
		return true;
	}
	return f->tag == 0 || wrap(c, f->tag, mark);
}

/* Components that versions of the specification spell in different ways. */
static const struct {
	const char *name, *other;
} spellings[] = {
	{ "keyCompontents", "keyComponents" }, /* 2.x and, in its public copy, 3.3.1 */
};

static bool take_component(struct compiler *c, const char *name)
{
	for (size_t i = 0; i < A_COUNT(spellings); i++) {
		if (strcmp(spellings[i].name, name) == 0 && take(c, spellings[i].other))
			return true;
	}
	return take(c, name);
}

/* Takes a component's name and returns its row, from `next` on; NULL: none of them. */
static const struct asn1_field *take_name(struct compiler *c, const struct asn1_type *t,
                                          size_t next)
{
	for (; next < t->n; next++) {
		if (take_component(c, t->f[next].name))
			return &t->f[next];
	}
	return NULL;
}

/* True if no row in [from, to) is mandatory. */
static bool may_skip(struct compiler *c, const struct asn1_field *from, const struct asn1_field *to)
{
	for (; from < to; from++) {
		if (!(from->flags & (ASN1_OPT | ASN1_DEFAULT)))
			return fail(c, "missing:", from->name);
	}
	return true;
}

static bool put_sequence(struct compiler *c, const struct asn1_type *t)
{
	const struct asn1_field *next = t->f;
	const struct asn1_field *end = t->f + t->n;

	if (!expect(c, "{"))
		return false;
	if (take(c, "}"))
		return may_skip(c, next, end);
	do {
		const struct asn1_field *f = take_name(c, t, (size_t)(next - t->f));

		if (!f)
			return fail_component(c, t->name);
		if (!may_skip(c, next, f) || !put_field(c, f))
			return false;
		next = f + 1;
	} while (take(c, ","));
	return expect(c, "}") && may_skip(c, next, end);
}

static bool put_type(struct compiler *c, const struct asn1_type *t)
{
	const struct asn1_field *f;

	if (t->form == ASN1_SEQUENCE)
		return put_sequence(c, t);
	if (t->form == ASN1_ELEMENT)
		return put_field(c, &t->f[0]);
	f = take_name(c, t, 0);
	if (!f)
		return fail(c, "unknown alternative of", t->name);
	return expect(c, ":") && put_field(c, f);
}

/* True if no file in rows [from, to) is mandatory. */
static bool may_skip_files(struct compiler *c, const struct saip_template *t, size_t from,
                           size_t to)
{
	for (; from < to; from++) {
		if (t->files[from].flags & SAIP_MUST)
			return fail(c, "missing:", t->files[from].name);
	}
	return true;
}

/* The components of an element of template files: header, templateID, and files. */
static bool put_files(struct compiler *c, const struct saip_template_pe *pe)
{
	const struct saip_template *t = saip_template_newest(pe->tag);
	size_t mark = c->len;
	uint32_t count;
	size_t row = 0;

	if (!expect(c, "{") || !expect(c, pe->header) || !put_type(c, &saip_pe_header_type) ||
	    !wrap(c, 0xA0, mark) || !expect(c, ",") || !expect(c, "templateID"))
		return false;
	mark = c->len;
	if (!put_oid(c) || !wrap(c, 0x81, mark))
		return false;
	while (take(c, ",")) {
		size_t at = row;

		while (at < t->count && !value_token_is(&c->token, t->files[at].name))
			at++;
		if (at == t->count)
			return fail_component(c, pe->name);
		if (!may_skip_files(c, t, row, at))
			return false;
		advance(c);
		row = at;
		mark = c->len;
		if (!put_list(c, &saip_file_item_type, 0, &count) ||
		    !wrap(c, saip_template_component(row++), mark))
			return false;
	}
	return may_skip_files(c, t, row, t->count) && expect(c, "}");
}

/* alternative : value, of ProfileElement. */
static bool put_element(struct compiler *c)
{
	size_t mark = c->len;

	for (const struct saip_pe *pe = saip_pes; pe->type; pe++) {
		if (take(c, pe->name))
			return expect(c, ":") && put_type(c, pe->type) && wrap(c, pe->tag, mark);
	}
	for (const struct saip_template_pe *pe = saip_template_pes; pe->name; pe++) {
		if (take(c, pe->name))
			return expect(c, ":") && put_files(c, pe) && wrap(c, pe->tag, mark);
	}
	return fail(c, "unknown profile element", "");
}

static bool put_package(struct compiler *c)
{
	while (c->token.kind != TOKEN_END) {
		if (c->token.kind != TOKEN_WORD)
			return fail(c, "expected a name", "");
		advance(c);
		if (!expect(c, "ProfileElement"))
			return false;
		if (c->token.kind != TOKEN_ASSIGN)
			return fail(c, "expected", "::=");
		advance(c);
		if (!put_element(c))
			return false;
	}
	return c->len > 0 || fail(c, "no profile element", "");
}

int saip_compile(const char *text, size_t len, uint8_t **ret_der, size_t *ret_len, char *ret_error,
                 size_t error_cap)
{
	struct compiler c = {
		.lexer = { text, text + len, 1 },
		.error = ret_error,
		.error_cap = error_cap,
	};

	if (error_cap > 0)
		ret_error[0] = '\0';
	advance(&c);
	if (!put_package(&c)) {
		free(c.out);
		return -1;
	}
	*ret_der = c.out;
	*ret_len = c.len;
	return 0;
}
