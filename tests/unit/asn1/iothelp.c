/* Helpers of the tests of SGP.32's message tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "iot_vectors.h"
#include "iothelp.h"
#include "testtypes.h"

struct memory {
	_Alignas(max_align_t) uint8_t buf[65536];
	struct arena arena;
};

int iot_setup(void **state)
{
	struct memory *m = calloc(1, sizeof(*m));

	if (!m)
		return -1;
	m->arena = (struct arena){ m->buf, sizeof(m->buf), 0 };
	*state = &m->arena;
	return 0;
}

int iot_teardown(void **state)
{
	struct arena *a = *state;

	free(a->buf - offsetof(struct memory, buf));
	return 0;
}

void decode(struct arena *a, const struct asn1_type *t, uint32_t tag, struct span in, void *ret_out)
{
	struct asn1_error e = { 0 };

	if (!asn1_decode(t, tag, in, ret_out, a, &e))
		fail_msg("%s: %s.%s %s", t->name, e.type, e.field, e.why);
}

void decode_known(struct arena *a, const struct asn1_type *t, size_t nth, void *ret_out)
{
	for (size_t i = 0; i < A_COUNT(vectors); i++) {
		if (vectors[i].type == t && nth-- == 0) {
			decode(a, t, vectors[i].tag, hex(a, vectors[i].hex), ret_out);
			return;
		}
	}
	fail_msg("no such vector of %s", t->name);
}

void assert_span(struct arena *a, struct span got, const char *digits)
{
	assert_true(span_equal(got, hex(a, digits)));
}

void assert_text(struct span got, const char *text)
{
	assert_true(span_equal(got, (struct span){ (const uint8_t *)text, strlen(text) }));
}

void check_survives(struct arena *a, const struct asn1_type *t, uint32_t tag, struct span in,
                    void *ret_out)
{
	struct span out;

	decode(a, t, tag, in, ret_out);
	out = asn1_encode_arena(t, tag, ret_out, a);
	if (!span_equal(in, out))
		fail_msg("%s: encodes to something else", t->name);
}
