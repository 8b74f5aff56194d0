/* Hexadecimal text and BCD digits. */
#ifndef EUICC_HEX_H
#define EUICC_HEX_H

#include "asn1/der.h"

/* Decodes an even number of hex digits into buf (at most cap octets). */
bool hex_decode(const char *text, uint8_t *buf, size_t cap, size_t *ret_len);
/* Writes 2 * s.len digits and a NUL to ret_text. */
void hex_encode(struct span s, char *ret_text);

enum { ICCID_LEN = 10, ICCID_DIGITS_MAX = 20, EID_LEN = 16, EID_DIGITS = 32 };

/* Digits of an ICCID as in EF.ICCID: nibbles swapped, padding F dropped [ITU-T E.118]. */
void iccid_digits(struct span iccid, char ret_digits[ICCID_DIGITS_MAX + 1]);

/* Octets of a 32-digit EID; false if it is not 32 digits or its check digits are wrong
 * [SGP.29: the number modulo 97 is 1]. */
bool eid_parse(const char *digits, uint8_t ret_eid[EID_LEN]);
/* Sets the last two of 32 digits so that the EID is valid. */
void eid_set_check_digits(char digits[EID_DIGITS + 1]);

#endif
