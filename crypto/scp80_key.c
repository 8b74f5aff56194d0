/*
 * Keys on their way into the card: deciphering with the data encryption key, and key check values
 * [GlobalPlatform Card Specification 11.8.2.3, B.6; TS 102 226 8.2.1.5].
 */
#include <errno.h>
#include <string.h>

#include "crypto/scp80_internal.h"

int scp80_key_check_value(const struct scp80_key *key, uint8_t ret_value[SCP80_KEY_CHECK_LEN])
{
	const struct scp80_protection p = { .cipher_key = key };
	const bool aes = key->type == SCP80_KEY_AES;
	uint8_t block[16];
	int r;

	/* One block, so that CBC from a zero vector is the same as ECB. */
	memset(block, aes ? 0x01 : 0x00, sizeof(block));
	r = scp80_protection_crypt(&p, true, block, scp80_protection_block(&p));
	if (r == 0)
		memcpy(ret_value, block, SCP80_KEY_CHECK_LEN);
	return r;
}

/* DES in ECB mode, AES in CBC mode from a zero vector. */
int scp80_key_decipher(const struct scp80_key *dek, struct span key, uint8_t *ret_plain)
{
	const struct scp80_protection p = { .cipher_key = dek };
	const size_t block = scp80_protection_block(&p);
	const size_t step = dek->type == SCP80_KEY_DES ? block : key.len;
	int r = 0;

	if (key.len == 0 || key.len % block)
		return -EINVAL;
	memcpy(ret_plain, key.ptr, key.len);
	for (size_t at = 0; r == 0 && at < key.len; at += step)
		r = scp80_protection_crypt(&p, false, ret_plain + at, step);
	return r;
}
