/*
 * What the functions of a card can answer, and what an answer says: a walk over the tables of
 * messages that finds result codes and alternatives, and knows which function each belongs to.
 *
 * An answer may speak for other functions than the one that was called: a Profile Installation
 * Result for those of ES8+, an eUICC Package Result for those of ESep.
 */
#ifndef TESTS_CONFORMANCE_ANSWERS_H
#define TESTS_CONFORMANCE_ANSWERS_H

#include "asn1/asn1.h"

struct function {
	const char *name;    /* with its interface: "ESep.Enable" */
	const char *section; /* "SGP.32 5.13.1" */
};

/* Those of ES8+, ESep and ESipa, and PEStatus; those of ES10 are in euicc/. Ends with name NULL. */
extern const struct function functions[];

/* LoadBoundProfilePackage [SGP.22 5.7.6]. */
extern const struct function load_bound_profile_package;

/* The function of ES8+ that a piece of a Bound Profile Package with this tag carries; or NULL. */
const struct function *function_of_piece(uint32_t tag);
/* The function of ESipa that a request with this tag is; or NULL. */
const struct function *function_of_esipa(uint32_t tag);

struct answer {
	const struct function *function;
	const char *type;      /* the ASN.1 type that has the component */
	const char *component; /* name of a result code or an alternative; "data": neither */
	bool has_code;
	uint32_t code;
	const char *code_name; /* NULL: the table has none for it */
};

typedef void (*answer_fn)(void *ctx, const struct answer *answer);

/* All that a function with this type of response can answer. */
void answers_list(const struct function *function, const struct asn1_type *type, answer_fn found,
                  void *ctx);

/* The reasons for which each function of ES8+ may fail; no type of a response tells them apart. */
void answers_list_es8(answer_fn found, void *ctx);

/* What this response says. False: it does not decode. */
bool answers_decode(const struct function *function, uint32_t tag, const struct asn1_type *type,
                    struct span response, answer_fn found, void *ctx);

#endif
