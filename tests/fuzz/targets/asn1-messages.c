/*
 * Fuzzes the decoder with every registered message: decoding, encoding, decoding and encoding again
 * is a fixed point, no longer than the input, and printing what was decoded never crashes.
 *
 * The first octet selects the message by its place in the registry; FF means all of them, so that
 * corpus files stay good when the registry changes.
 */
#include <stdlib.h>
#include <string.h>

#include "asn1/asn1.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	MEMORY = 1 << 20,
	SELECT_ALL = 0xFF,
};

static void print(const struct asn1_type *t, const void *value)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		abort();
	asn1_print(t, value, 0, out);
	asn1_print_json(t, value, out);
	fclose(out);
	free(text);
}

static void try_message(const struct asn1_message *m, struct span in, uint8_t *memory)
{
	struct arena a = { memory, MEMORY, 0 };
	struct asn1_error e;
	struct span once, twice;
	void *value = arena_alloc(&a, m->type->size);
	void *again = arena_alloc(&a, m->type->size);

	if (!asn1_decode(m->type, m->tag, in, value, &a, &e)) {
		if (!e.type || !e.field || !e.why)
			abort();
		return;
	}
	print(m->type, value);
	/* Twice the memory: what could be decoded once can be encoded and decoded again. */
	a = (struct arena){ memory + a.used, 2 * MEMORY, 0 };
	once = asn1_encode_arena(m->type, m->tag, value, &a);
	if (!once.ptr || once.len > in.len)
		abort();
	if (!asn1_decode(m->type, m->tag, once, again, &a, &e))
		abort();
	twice = asn1_encode_arena(m->type, m->tag, again, &a);
	if (!twice.ptr || !span_equal(once, twice))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static _Alignas(max_align_t) uint8_t memory[3 * MEMORY];
	uint8_t *exact;
	size_t i = 0;

	if (size == 0 || size > 65536)
		return 0;
	/* A copy of its own, not the middle of a buffer: overreads and underreads are seen. */
	exact = malloc(size > 1 ? size - 1 : 1);
	if (!exact)
		abort();
	memcpy(exact, data + 1, size - 1);
	for (const struct asn1_message *m = asn1_registry; m->type; m++, i++) {
		if (data[0] == SELECT_ALL || data[0] == i)
			try_message(m, (struct span){ exact, size - 1 }, memory);
	}
	free(exact);
	return 0;
}
