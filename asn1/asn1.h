/*
 * Messages as tables: one row per ASN.1 component, with its tag as it stands on the wire.
 *
 * A message is a C struct plus an array of rows; each row names a member, and a wrong member type
 * does not compile. Decoding follows X.690 DER and X.680 "EXTENSIBILITY IMPLIED": length, order,
 * duplicates, trailing bytes and bounds are strict, unknown elements are skipped. Decoded spans
 * point into the input, or to a default of the table; substructures live in an arena. Nothing has to
 * be freed.
 *
 * Signed parts are RAW rows: they keep their exact received bytes, header included, and are
 * decoded in a second step from these, so that what is verified is what was received.
 */
#ifndef ASN1_ASN1_H
#define ASN1_ASN1_H

#include "der.h"

#include <stdio.h>

enum asn1_kind {
	ASN1_OCTETS, /* struct span: value octets, SIZE(min..max) */
	ASN1_UTF8,   /* struct span: well-formed UTF-8, SIZE(min..max) in characters */
	ASN1_OID,    /* struct span: encoded object identifier (value octets) */
	ASN1_UINT,   /* struct asn1_uint: non-negative INTEGER, (min..max) */
	ASN1_INT,    /* struct asn1_int: signed INTEGER */
	ASN1_BOOL,   /* struct asn1_bool: any non-zero octet is true */
	ASN1_BITS,   /* struct asn1_bits: BIT STRING with named bits, bit n is 1u << n */
	ASN1_NULL,   /* bool: element present, and empty */
	ASN1_RAW,    /* struct span: the whole element with its header, not looked into */
	ASN1_STRUCT, /* pointer to a struct described by .type (SEQUENCE, or CHOICE) */
	ASN1_LIST,   /* struct asn1_list of structs described by .type */
};

enum asn1_form {
	ASN1_SEQUENCE, /* rows in order */
	ASN1_CHOICE,   /* one of the rows; member `which` holds its 1-based number */
	ASN1_ELEMENT,  /* exactly one row, no wrapping: the element of a SEQUENCE OF primitive */
};

enum {
	ASN1_OPT = 1,     /* OPTIONAL */
	ASN1_DEFAULT = 2, /* DEFAULT: absent means the default; written only if different (DER) */
};

struct asn1_uint {
	bool set;
	uint32_t v;
};
struct asn1_int {
	bool set;
	int64_t v;       /* the nearest there is where the value does not fit */
	struct span big; /* contents of such a value, kept as received; else absent */
};
struct asn1_bool {
	bool set;
	bool v;
};
struct asn1_bits {
	bool set;
	uint32_t v;
};
/* items is an array of count structs of the row's element type. */
struct asn1_list {
	void *items;
	size_t count;
};

/* Name of an INTEGER value or of a bit, for printing only. Arrays end with name == NULL. */
struct asn1_name {
	uint32_t value;
	const char *name;
};

struct asn1_type;

struct asn1_field {
	const char *name;
	/* On the wire. 0: an untagged CHOICE, recognised by its alternatives' tags; RAW: any element. */
	uint32_t tag;
	uint8_t kind, flags;
	uint16_t off;
	uint32_t min, max; /* size or value bound; max 0: unbounded */
	uint32_t dflt;     /* with ASN1_DEFAULT: value of UINT, BOOL, BITS */
	uint32_t elem_tag; /* LIST: tag of each element; 0 where the element type brings its own */
	const struct asn1_type *type;  /* STRUCT, LIST */
	const struct asn1_name *names; /* UINT, INT, BITS: for printing, or NULL */
	/*
	 * With ASN1_DEFAULT: value of OCTETS; of a LIST of octets, the value of each item where it has
	 * min of them. Such a list, when absent, decodes as one without items.
	 */
	struct span dflt_octets;
};

struct asn1_type {
	const char *name; /* as in the ASN.1 module */
	const char *spec; /* specification and section, e.g. "SGP.22 5.7.13" */
	uint8_t form;
	uint16_t size, n, which_off;
	const struct asn1_field *f;
};

/* clang-format off */
/* Offset of S.m, refused at compile time unless the member has the C type T. */
#define A_OFF(S, m, T)                                                                            \
	(uint16_t)(offsetof(S, m) +                                                               \
		   0 * sizeof(struct {                                                            \
			   _Static_assert(_Generic(((S *)0)->m, T: 1, default: 0), #S "." #m);    \
			   int x;                                                                 \
		   }))
#define A_ROW(S, m, T, nm, tg, kd, fl) \
	.name = (nm), .tag = (tg), .kind = (kd), .flags = (fl), .off = A_OFF(S, m, T)

/* The octets of a string literal, without its end. */
#define A_BYTES(string) { (const uint8_t *)(string), sizeof(string) - 1 }

#define A_OCTETS(S, m, nm, tag, fl, lo, hi) { A_ROW(S, m, struct span, nm, tag, ASN1_OCTETS, fl), .min = (lo), .max = (hi) }
#define A_OCTETS_DEF(S, m, nm, tag, lo, hi, d) { A_ROW(S, m, struct span, nm, tag, ASN1_OCTETS, ASN1_DEFAULT), .min = (lo), .max = (hi), .dflt_octets = A_BYTES(d) }
#define A_UTF8(S, m, nm, tag, fl, lo, hi)   { A_ROW(S, m, struct span, nm, tag, ASN1_UTF8, fl), .min = (lo), .max = (hi) }
#define A_OID(S, m, nm, tag, fl)            { A_ROW(S, m, struct span, nm, tag, ASN1_OID, fl) }
#define A_RAW(S, m, nm, tag, fl)            { A_ROW(S, m, struct span, nm, tag, ASN1_RAW, fl) }
#define A_UINT(S, m, nm, tag, fl, lo, hi)   { A_ROW(S, m, struct asn1_uint, nm, tag, ASN1_UINT, fl), .min = (lo), .max = (hi) }
/* INTEGER with named values; other values are kept (extensibility). */
#define A_ENUM(S, m, nm, tag, fl, NAMES)    { A_ROW(S, m, struct asn1_uint, nm, tag, ASN1_UINT, fl), .names = (NAMES) }
#define A_ENUM_DEF(S, m, nm, tag, d, NAMES) { A_ROW(S, m, struct asn1_uint, nm, tag, ASN1_UINT, ASN1_DEFAULT), .dflt = (d), .names = (NAMES) }
#define A_INT(S, m, nm, tag, fl)            { A_ROW(S, m, struct asn1_int, nm, tag, ASN1_INT, fl) }
#define A_BOOL(S, m, nm, tag, fl)           { A_ROW(S, m, struct asn1_bool, nm, tag, ASN1_BOOL, fl) }
#define A_BOOL_DEF(S, m, nm, tag, d)        { A_ROW(S, m, struct asn1_bool, nm, tag, ASN1_BOOL, ASN1_DEFAULT), .dflt = (d) }
#define A_BITS(S, m, nm, tag, fl, NAMES)    { A_ROW(S, m, struct asn1_bits, nm, tag, ASN1_BITS, fl), .names = (NAMES) }
#define A_NULL(S, m, nm, tag, fl)           { A_ROW(S, m, bool, nm, tag, ASN1_NULL, fl) }
/* Member is `struct M *`, described by M##_type. A [n] tagged CHOICE is EXPLICIT by X.680: give
 * tag A0|n and a CHOICE type; the alternatives' own tags are inside. */
#define A_STRUCT(S, m, M, nm, tag, fl)      { A_ROW(S, m, struct M *, nm, tag, ASN1_STRUCT, fl), .type = &M##_type }
/* SEQUENCE OF M; etag is each element's tag (0x30, 0xE3, ...), 0 if M is a CHOICE or ELEMENT. */
#define A_LIST(S, m, M, nm, tag, fl, etag)  { A_ROW(S, m, struct asn1_list, nm, tag, ASN1_LIST, fl), .type = &M##_type, .elem_tag = (etag) }

#define A_COUNT(a) (sizeof(a) / sizeof((a)[0]))
/* M: C struct name; nm: name in the ASN.1 module. */
#define A_SEQ(M, nm, sec, ...)                                                                    \
	static const struct asn1_field M##_rows[] = { __VA_ARGS__ };                              \
	const struct asn1_type M##_type = { (nm), (sec), ASN1_SEQUENCE, sizeof(struct M), A_COUNT(M##_rows), 0, M##_rows }
/* A SEQUENCE without components (requests such as GetEuiccInfo1Request). */
#define A_SEQ_EMPTY(M, nm, sec)                                                                   \
	const struct asn1_type M##_type = { (nm), (sec), ASN1_SEQUENCE, sizeof(struct M), 0, 0, NULL }
#define A_CHO(M, nm, sec, ...)                                                                    \
	static const struct asn1_field M##_rows[] = { __VA_ARGS__ };                              \
	const struct asn1_type M##_type = { (nm), (sec), ASN1_CHOICE, sizeof(struct M), A_COUNT(M##_rows), offsetof(struct M, which), M##_rows }
#define A_ELEM(M, nm, sec, ...)                                                                   \
	static const struct asn1_field M##_rows[] = { __VA_ARGS__ };                              \
	const struct asn1_type M##_type = { (nm), (sec), ASN1_ELEMENT, sizeof(struct M), A_COUNT(M##_rows), 0, M##_rows }
/* clang-format on */

/*
 * Where and why decoding failed: type and component names from the tables, why a short phrase.
 * field is "" where the type as a whole is wrong.
 */
struct asn1_error {
	const char *type;
	const char *field;
	const char *why;
};

/*
 * Decodes `in`, which must hold exactly one element with this tag, into the struct at ret_out
 * (t->size bytes). tag 0: `in` is the value itself (of a SEQUENCE) or the alternative (of a CHOICE).
 * On failure returns false and fills ret_error; ret_out is then all zero.
 */
bool asn1_decode(const struct asn1_type *t, uint32_t tag, struct span in, void *ret_out,
                 struct arena *a, struct asn1_error *ret_error);

/* Encodes the struct at `in` in front of what the writer already holds. */
void asn1_encode(const struct asn1_type *t, uint32_t tag, const void *in, struct der_writer *w);

/* Encodes into the arena; an absent span if the arena is exhausted. */
struct span asn1_encode_arena(const struct asn1_type *t, uint32_t tag, const void *in,
                              struct arena *a);

/* Prints a decoded struct as indented text, all components with their ASN.1 names. */
void asn1_print(const struct asn1_type *t, const void *in, int indent, FILE *out);

/* Prints a decoded struct as one JSON value (octets as hex strings, named values by name). */
void asn1_print_json(const struct asn1_type *t, const void *in, FILE *out);

/*
 * Counts the characters of a UTF8String, which its SIZE is about [X.680 41.1]. False if it is not
 * well-formed: overlong forms, surrogates, values beyond 10FFFF [RFC 3629 4].
 */
bool asn1_count_characters(struct span utf8, size_t *ret_count);

/*
 * Prints the value octets of an object identifier in dotted notation; an arc beyond 64 bits as "?"
 * [X.690 8.19].
 */
void asn1_print_oid(struct span oid, FILE *out);

/*
 * Fills the struct at ret_out with a random value that satisfies the table, for tests and fuzzers:
 * next() yields random 32-bit numbers. False if the arena is exhausted.
 */
bool asn1_random(const struct asn1_type *t, uint32_t (*next)(void *ctx), void *ctx, void *ret_out,
                 struct arena *a);

/* One registered message: how a top-level element is recognised and decoded. */
struct asn1_message {
	uint32_t tag;
	const struct asn1_type *type;
	bool response; /* requests and responses share their tag */
};

/* All registered messages; the array ends with type == NULL. */
extern const struct asn1_message asn1_registry[];

#endif
