/*
 * Hexadecimal text, ICCID and EID digits.
 */
#include "hex.h"

#include <string.h>

static int nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

bool hex_decode(const char *text, uint8_t *buf, size_t cap, size_t *ret_len)
{
	size_t n = strlen(text);

	if (n % 2 || n / 2 > cap)
		return false;
	for (size_t i = 0; i < n / 2; i++) {
		int high = nibble(text[2 * i]), low = nibble(text[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		buf[i] = (uint8_t)(high << 4 | low);
	}
	*ret_len = n / 2;
	return true;
}

void hex_encode(struct span s, char *ret_text)
{
	static const char digits[] = "0123456789ABCDEF";

	for (size_t i = 0; i < s.len; i++) {
		*ret_text++ = digits[s.ptr[i] >> 4];
		*ret_text++ = digits[s.ptr[i] & 15];
	}
	*ret_text = '\0';
}

void iccid_digits(struct span iccid, char ret_digits[ICCID_DIGITS_MAX + 1])
{
	char *out = ret_digits;

	for (size_t i = 0; i < iccid.len && i < ICCID_LEN; i++) {
		uint8_t swapped[2] = { iccid.ptr[i] & 15, iccid.ptr[i] >> 4 };

		for (size_t k = 0; k < 2; k++)
			if (swapped[k] < 10)
				*out++ = (char)('0' + swapped[k]);
	}
	*out = '\0';
}

static unsigned mod97(const char *digits, size_t n)
{
	unsigned rest = 0;

	for (size_t i = 0; i < n; i++)
		rest = (rest * 10 + (unsigned)(digits[i] - '0')) % 97;
	return rest;
}

bool eid_parse(const char *digits, uint8_t ret_eid[EID_LEN])
{
	size_t len;

	if (strlen(digits) != EID_DIGITS || strspn(digits, "0123456789") != EID_DIGITS ||
	    mod97(digits, EID_DIGITS) != 1)
		return false;
	return hex_decode(digits, ret_eid, EID_LEN, &len);
}

void eid_set_check_digits(char digits[EID_DIGITS + 1])
{
	unsigned check;

	digits[EID_DIGITS - 2] = digits[EID_DIGITS - 1] = '0';
	check = 98 - mod97(digits, EID_DIGITS);
	digits[EID_DIGITS - 2] = (char)('0' + check / 10);
	digits[EID_DIGITS - 1] = (char)('0' + check % 10);
	digits[EID_DIGITS] = '\0';
}
