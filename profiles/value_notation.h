/*
 * Compiles profile packages from ASN.1 value notation [X.680], the readable form in which the
 * specification and GSMA TS.48 print them, to DER.
 */
#ifndef PROFILES_VALUE_NOTATION_H
#define PROFILES_VALUE_NOTATION_H

#include <stddef.h>
#include <stdint.h>

/*
 * Compiles `name ProfileElement ::= alternative : value` assignments, one after another, into one
 * package. Understood are: SEQUENCE and SEQUENCE OF { a b, c d }, CHOICE a : b, NULL, numbers and
 * their names, 'AB'H, "text", object identifiers { 2 23 143 }, and comments. Components stand in
 * the order of the ASN.1 module. Nothing is checked beyond the tables: order of elements
 * and meaning of values are the loader's matter.
 *
 * Returns 0, or -1 with a message "line N: ..." in ret_error (always terminated if error_cap > 0).
 * *ret_der is malloc'd and the caller's to free.
 */
int saip_compile(const char *text, size_t len, uint8_t **ret_der, size_t *ret_len, char *ret_error,
                 size_t error_cap);

#endif
