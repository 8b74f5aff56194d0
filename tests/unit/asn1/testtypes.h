/*
 * Small message types of the tests' own, which together use every kind, form and flag of a table,
 * and helpers to feed them and to catch what is printed.
 */
#ifndef TESTS_UNIT_ASN1_TESTTYPES_H
#define TESTS_UNIT_ASN1_TESTTYPES_H

#include "asn1/asn1.h"

struct inner {
	struct span data;
	struct asn1_uint code;
};

struct pick {
	uint32_t which;
	struct asn1_uint number;
	struct inner *inner;
	bool none;
};
enum { PICK_NUMBER = 1, PICK_INNER, PICK_NONE };

struct word {
	struct span text;
};

struct all {
	struct span octets, utf8, oid;
	struct asn1_uint uint;
	struct asn1_int sint;
	struct asn1_bool boolean;
	struct asn1_bits bits;
	bool null;
	struct span raw;
	struct inner *inner;
	struct pick *tagged, *bare;
	struct asn1_list words, inners, picks;
	struct asn1_uint duint;
	struct asn1_bool dbool;
	struct asn1_bits dbits;
	struct span last;
};

/* Mandatory, optional, mandatory. */
struct abc {
	struct span a, b, c;
};

/* Contains itself. */
struct nest {
	struct nest *nest;
	struct asn1_list nests;
};

struct nothing {
	uint8_t unused;
};

struct any {
	struct span element;
};

extern const struct asn1_type inner_type, pick_type, word_type, all_type, abc_type, nest_type,
        nothing_type, any_type;

/* One `all` with every component, as DER by hand: value of the SEQUENCE, and with header. */
extern const char all_hex[];

/* Bytes of a hex string in the arena; blanks are skipped. */
struct span hex(struct arena *a, const char *digits);

/* Prints a value into a string, which the caller frees; NULL if there is no memory. */
char *print_to_string(void (*print)(const struct asn1_type *t, const void *in, FILE *out),
                      const struct asn1_type *t, const void *in);

/* Xorshift generator for asn1_random(); ctx is a uint32_t that is not zero. */
uint32_t next_random(void *ctx);

#endif
