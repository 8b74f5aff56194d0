/* Base64 as in the JSON binding of ES9+ [RFC 4648 section 4]. Apart from asn1/, whose names and
 * OpenSSL's collide. */
#ifndef PEERS_BASE64_H
#define PEERS_BASE64_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Room for the text of len octets, final 0 included. */
static inline size_t base64_text_size(size_t len)
{
	return (len + 2) / 3 * 4 + 1;
}

/* Encodes into text, which has base64_text_size(len) room. False if len is above 1 GiB. */
bool base64_encode(const uint8_t *octets, size_t len, char *ret_text);

/* Decodes len characters into ret_octets, which has len / 4 * 3 room. False if it is no base64. */
bool base64_decode(const char *text, size_t len, uint8_t *ret_octets, size_t *ret_len);

#endif
