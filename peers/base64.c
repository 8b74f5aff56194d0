/* Base64 by OpenSSL [RFC 4648 section 4]. */
#include "peers/base64.h"

#include <openssl/evp.h>

enum { LEN_MAX = 1 << 30 };

bool base64_encode(const uint8_t *octets, size_t len, char *ret_text)
{
	if (len > LEN_MAX)
		return false;
	EVP_EncodeBlock((uint8_t *)ret_text, octets, (int)len);
	return true;
}

bool base64_decode(const char *text, size_t len, uint8_t *ret_octets, size_t *ret_len)
{
	int n;

	if (len == 0 || len % 4 != 0 || len > LEN_MAX)
		return false;
	n = EVP_DecodeBlock(ret_octets, (const uint8_t *)text, (int)len);
	if (n < 0)
		return false;
	/* It counts the octets that stand for padding. */
	*ret_len = (size_t)n - (text[len - 1] == '=') - (text[len - 2] == '=');
	return true;
}
