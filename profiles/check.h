/*
 * Checks profile packages against the rules of the specification, and says which one is broken and
 * where [TCA Interoperable Profile Package 3.3].
 */
#ifndef PROFILES_CHECK_H
#define PROFILES_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One broken rule. Strings are valid only during the call. */
struct saip_finding {
	bool is_error;          /* a card may refuse the package, or the profile does not work */
	const char *rule;       /* short name, the same for all findings of a rule */
	const char *text;       /* what is wrong */
	unsigned int number;    /* of the profile element in the package, from 1; 0: the package */
	int32_t identification; /* of its PEHeader; -1: none */
	const char *element;    /* its alternative of ProfileElement; NULL: none or unknown */
	const char *component;  /* of the element; NULL: all of it */
	size_t offset;          /* in the package, in octets */
};

/*
 * Checks a package and reports what it finds, in the order of the rules. Rules about contents are
 * checked only if the loader takes the package. Returns the number of errors (warnings are not
 * counted), or -1 if memory ran out.
 */
int saip_check(const uint8_t *package, size_t len,
               void (*found)(void *ctx, const struct saip_finding *finding), void *ctx);

#endif
