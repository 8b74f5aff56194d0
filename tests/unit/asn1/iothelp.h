/*
 * Helpers of the tests of SGP.32's message tables. All fail the running test where something is
 * wrong; the test's state is an arena.
 */
#ifndef TESTS_UNIT_ASN1_IOTHELP_H
#define TESTS_UNIT_ASN1_IOTHELP_H

#include "asn1/asn1.h"

int iot_setup(void **state);
int iot_teardown(void **state);

/* Decodes an element that must be right. */
void decode(struct arena *a, const struct asn1_type *t, uint32_t tag, struct span in,
            void *ret_out);

/* Decodes the nth known answer of this type in iot_vectors.h. */
void decode_known(struct arena *a, const struct asn1_type *t, size_t nth, void *ret_out);

/* Decodes, encodes back to the same octets, and leaves the decoded struct at ret_out. */
void check_survives(struct arena *a, const struct asn1_type *t, uint32_t tag, struct span in,
                    void *ret_out);

/* The octets are these hex digits, or this text. */
void assert_span(struct arena *a, struct span got, const char *digits);
void assert_text(struct span got, const char *text);

#endif
