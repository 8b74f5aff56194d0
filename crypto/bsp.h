/*
 * BSP: the secure channel that protects a Bound Profile Package, SCP03t [SGP.22 2.5.3, 5.5, Annex M].
 *
 * Each segment is one element: tag (86, 87 or 88), length, body, 8-byte MAC. 86 and 87 are encrypted
 * and MACed, 88 only MACed. The MAC chains 16 bytes and transmits 8. The ICV counter starts at 1 and
 * advances with every segment, MAC-only ones too.
 */
#ifndef CRYPTO_BSP_H
#define CRYPTO_BSP_H

#include "asn1/der.h"

enum { BSP_KEY_LEN = 16, BSP_MAC_LEN = 8 };

struct bsp; /* keys, chaining value, counter; wiped when freed */

/*
 * Derives the session keys from the ECKA shared secret [SGP.22 Annex G]: SharedInfo is
 * key_type || key_len || len || host_id || len || eid.
 */
int bsp_new(struct span shared_secret, uint8_t key_type, uint8_t key_len, struct span host_id,
            struct span eid, struct bsp **ret_bsp);
/* Starts from given keys: ReplaceSessionKeys, tests. Each span is BSP_KEY_LEN bytes. */
int bsp_new_from_keys(struct span initial_mcv, struct span enc, struct span mac,
                      struct bsp **ret_bsp);
void bsp_free(struct bsp *b);
static inline void bsp_free_auto(struct bsp **b)
{
	bsp_free(*b);
}

/* The derived keys, for tests: chaining value, S-ENC, S-MAC. */
void bsp_keys(const struct bsp *b, uint8_t ret_mcv[BSP_KEY_LEN], uint8_t ret_enc[BSP_KEY_LEN],
              uint8_t ret_mac[BSP_KEY_LEN]);

/* Replaces keys and chaining value and sets the counter back to 1 [SGP.22 5.5.4]. */
int bsp_replace_keys(struct bsp *b, struct span initial_mcv, struct span enc, struct span mac);

/*
 * Verifies and opens one segment (whole TLV). The plaintext, padding removed, goes to ret_plain,
 * which must have room for the segment's value. 0 ok; 1 wrong MAC or padding, or too short: the
 * channel is then unusable. For 88 the plaintext is the body itself.
 */
int bsp_open(struct bsp *b, const struct der_tlv *segment, uint8_t *ret_plain, size_t *ret_len);

/*
 * Makes one segment of this tag from plain; the whole TLV goes to ret_out (room for plain.len + 32).
 * The server's side.
 */
int bsp_seal(struct bsp *b, uint8_t tag, struct span plain, uint8_t *ret_out, size_t *ret_len);

#endif
