/*
 * Walks the registry: the tables themselves are sound, and random values of every message survive
 * encoding and decoding, and print as JSON that a parser reads.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "testtypes.h"

enum {
	MEMORY = 1 << 22,
	VALUES = 300, /* of each message */
	TYPES_MAX = 1024,
};

/* Types already looked at; tables share types and may refer to themselves. */
struct seen {
	const struct asn1_type *types[TYPES_MAX];
	size_t n;
};

static bool accepts(const struct asn1_field *f, uint32_t tag)
{
	if (f->tag != 0)
		return f->tag == tag;
	for (size_t i = 0; f->type && i < f->type->n; i++) {
		if (accepts(&f->type->f[i], tag))
			return true;
	}
	return false;
}

/* True if some element could belong to both rows. */
static bool overlap(const struct asn1_field *a, const struct asn1_field *b)
{
	if (a->tag != 0)
		return accepts(b, a->tag);
	for (size_t i = 0; a->type && i < a->type->n; i++) {
		if (overlap(&a->type->f[i], b))
			return true;
	}
	return false;
}

/* Reads the tag back from the wire: it is one that the decoder can meet. */
static bool tag_is_sound(uint32_t tag)
{
	uint8_t buf[8];
	struct der_writer w = { buf, sizeof(buf), 0 };
	uint32_t got;
	size_t len, hdr;

	der_put_header(&w, tag, 0);
	return der_header(der_written(&w), &got, &len, &hdr) == DER_HEADER_OK && got == tag;
}

static void check_row(const struct asn1_type *t, const struct asn1_field *f)
{
	bool composed = f->kind == ASN1_STRUCT || f->kind == ASN1_LIST;
	bool can_default = f->kind == ASN1_UINT || f->kind == ASN1_BOOL || f->kind == ASN1_BITS;

	if (!f->name || f->off >= t->size)
		fail_msg("%s: row without name or beyond its struct", t->name);
	if (composed != (f->type != NULL))
		fail_msg("%s.%s: type", t->name, f->name);
	if (f->tag != 0 && !tag_is_sound(f->tag))
		fail_msg("%s.%s: tag %X", t->name, f->name, f->tag);
	if (f->tag != 0 && f->kind != ASN1_RAW && composed != der_constructed(f->tag))
		fail_msg("%s.%s: constructed bit of tag %X", t->name, f->name, f->tag);
	if (f->tag == 0 && f->kind != ASN1_RAW &&
	    (f->kind != ASN1_STRUCT || f->type->form == ASN1_SEQUENCE))
		fail_msg("%s.%s: no tag", t->name, f->name);
	if (f->kind == ASN1_LIST && (f->elem_tag == 0) == (f->type->form == ASN1_SEQUENCE))
		fail_msg("%s.%s: tag of the elements", t->name, f->name);
	if (f->max != 0 && f->min > f->max)
		fail_msg("%s.%s: bounds", t->name, f->name);
	if ((f->flags & ASN1_DEFAULT) && !can_default)
		fail_msg("%s.%s: no default for this kind", t->name, f->name);
}

/* Every element can belong to one row only [X.680 25.6, 29.2]. */
static void check_distinct(const struct asn1_type *t)
{
	for (size_t i = 0; i < t->n; i++) {
		bool omissible = t->form == ASN1_CHOICE || t->f[i].flags != 0;

		for (size_t j = i + 1; j < t->n && omissible; j++) {
			if (overlap(&t->f[i], &t->f[j]))
				fail_msg("%s: %s or %s", t->name, t->f[i].name, t->f[j].name);
			omissible = t->form == ASN1_CHOICE || t->f[j].flags != 0;
		}
	}
}

static void check_type(const struct asn1_type *t, struct seen *seen)
{
	for (size_t i = 0; i < seen->n; i++) {
		if (seen->types[i] == t)
			return;
	}
	assert_true(seen->n < TYPES_MAX);
	seen->types[seen->n++] = t;
	if (!t->name || !t->spec || (t->form == ASN1_ELEMENT && t->n != 1) ||
	    (t->form == ASN1_CHOICE && t->n == 0))
		fail_msg("%s: type", t->name);
	for (size_t i = 0; i < t->n; i++) {
		check_row(t, &t->f[i]);
		if (t->f[i].type)
			check_type(t->f[i].type, seen);
	}
	check_distinct(t);
}

static void test_tables_are_sound(void **state)
{
	struct seen seen = { .n = 0 };

	(void)state;
	for (const struct asn1_message *m = asn1_registry; m->type; m++) {
		check_type(m->type, &seen);
		if (m->tag != 0 && !(tag_is_sound(m->tag) && der_constructed(m->tag)))
			fail_msg("%s: tag %X", m->type->name, m->tag);
		if (m->tag == 0 && m->type->form == ASN1_SEQUENCE)
			fail_msg("%s: no tag", m->type->name);
	}
	assert_true(seen.n > 0);
}

static void print_text(const struct asn1_type *t, const void *in, FILE *out)
{
	asn1_print(t, in, 0, out);
}

static void check_prints(const struct asn1_type *t, const void *value)
{
	char *text = print_to_string(print_text, t, value);
	json_error_t error;
	json_t *json;

	assert_non_null(text);
	free(text);
	text = print_to_string(asn1_print_json, t, value);
	assert_non_null(text);
	json = json_loads(text, JSON_ALLOW_NUL | JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &error);
	if (!json)
		fail_msg("%s: %s in %s", t->name, error.text, text);
	json_decref(json);
	free(text);
}

static void check_value(const struct asn1_message *m, uint32_t *seed, uint8_t *memory)
{
	struct arena a = { memory, MEMORY, 0 };
	void *made = arena_alloc(&a, m->type->size);
	void *got = arena_alloc(&a, m->type->size);
	struct asn1_error e = { 0 };
	struct span once, twice;
	uint32_t started = *seed;

	if (!asn1_random(m->type, next_random, seed, made, &a))
		fail_msg("%s, seed %u: no random value", m->type->name, started);
	once = asn1_encode_arena(m->type, m->tag, made, &a);
	if (!asn1_decode(m->type, m->tag, once, got, &a, &e))
		fail_msg("%s, seed %u: %s.%s %s", m->type->name, started, e.type, e.field, e.why);
	twice = asn1_encode_arena(m->type, m->tag, got, &a);
	assert_non_null(twice.ptr);
	if (!span_equal(once, twice))
		fail_msg("%s, seed %u: encoded differently", m->type->name, started);
	check_prints(m->type, got);
}

static void test_random_values_survive(void **state)
{
	uint8_t *memory = malloc(MEMORY);
	uint32_t seed = 1;

	(void)state;
	for (const struct asn1_message *m = asn1_registry; m->type; m++) {
		for (size_t i = 0; i < VALUES; i++)
			check_value(m, &seed, memory);
	}
	free(memory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tables_are_sound),
		cmocka_unit_test(test_random_values_survive),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
