/*
 * What the decoder, the encoder, the printers and the random generator share: how a row finds its
 * member, and when a component counts as present.
 */
#ifndef ASN1_ASN1_INTERNAL_H
#define ASN1_ASN1_INTERNAL_H

#include "asn1/asn1.h"

/* Structures nested deeper are refused by the decoder and never made by asn1_random(). */
enum { ASN1_DEPTH_MAX = 16 };

/* The row's member in the struct at base. */
static inline void *asn1_member(void *base, const struct asn1_field *f)
{
	return (uint8_t *)base + f->off;
}

static inline const void *asn1_member_const(const void *base, const struct asn1_field *f)
{
	return (const uint8_t *)base + f->off;
}

/* Element i of the list of a LIST row. */
static inline const void *asn1_item(const struct asn1_field *f, const struct asn1_list *list,
                                    size_t i)
{
	return (const uint8_t *)list->items + i * f->type->size;
}

/* The row in use in a CHOICE or ELEMENT, or NULL if none is chosen. */
const struct asn1_field *asn1_chosen(const struct asn1_type *t, const void *in);

/* True if the member holds a value. An empty list counts unless it is absent (items NULL). */
bool asn1_present(const struct asn1_field *f, const void *member);

/* Name of an INTEGER value or bit, or NULL. names may be NULL. */
const char *asn1_name(const struct asn1_name *names, int64_t value);

/* Prints octets as upper-case hex digits. */
void asn1_print_hex(struct span octets, FILE *out);

/* Prints a signed INTEGER as a number; one beyond 64 bits by its octets, "0x...". */
void asn1_print_int(const struct asn1_int *value, FILE *out);

/* Prints UTF-8 in double quotes, with quotes and control characters escaped as in JSON. */
void asn1_print_string(struct span utf8, FILE *out);

/* Prints the names of the bits that are set, each between two `quote`, separated by commas. */
void asn1_print_bits(const struct asn1_name *names, uint32_t bits, const char *quote, FILE *out);

#endif
