/*
 * Prints profile packages in ASN.1 value notation [X.680], the way back from what saip_compile()
 * makes.
 */
#ifndef PROFILES_VALUE_PRINTER_H
#define PROFILES_VALUE_PRINTER_H

#include <stddef.h>
#include <stdint.h>

/* What saip_print() answers. */
enum saip_print_result {
	SAIP_PRINT_OK = 0,
	SAIP_PRINT_INEXACT = 1, /* there is a text, but it does not give these bytes back */
	SAIP_PRINT_FAILED = -1, /* there is no text */
};

/*
 * Prints a package of whole profile elements, one assignment an element, components by the names of
 * the ASN.1 module, files by those of the newest template. Compiling the text gives the same bytes;
 * where it does not, because the package is no DER, the result is SAIP_PRINT_INEXACT.
 *
 * Elements and components that the tables do not know have no notation: SAIP_PRINT_FAILED. The
 * reason is in ret_error, terminated if error_cap > 0, "" if the result is SAIP_PRINT_OK. *ret_text
 * is malloc'd and the caller's to free; ret_len octets, and a terminator after them.
 */
int saip_print(const uint8_t *package, size_t len, char **ret_text, size_t *ret_len,
               char *ret_error, size_t error_cap);

#endif
