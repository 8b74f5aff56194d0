/*
 * SCP80: secured packets for remote management [ETSI TS 102 225], as carried in SMS [3GPP TS
 * 31.115].
 *
 * A command packet comes to the card, a response packet (proof of receipt, PoR) goes back; both say
 * in the clear which keys and checks apply, and their rest may be enciphered. Command packets start
 * with CPL: concatenation and the SMS header with IEI 70 are the caller's. Response packets start
 * with the SMS header 02 71 00, which their check covers. Here are packets only: which keys a TAR
 * and a key version name, which security it asks for, and what counters it accepts are rules of the
 * caller.
 *
 * Algorithms: AES-128 (CBC, CMAC), triple DES with two or three keys (CBC, CBC-MAC), CRC-16,
 * CRC-32.
 */
#ifndef CRYPTO_SCP80_H
#define CRYPTO_SCP80_H

#include "asn1/der.h"

/* How a packet's integrity is protected (RC/CC/DS). Digital signatures are not supported. */
enum scp80_check { SCP80_NO_CHECK = 0, SCP80_RC = 1, SCP80_CC = 2, SCP80_DS = 3 };

/* First octet of SPI: the command [TS 102 225 5.1.1]. */
enum {
	SCP80_SPI1_CHECK = 0x03, /* an enum scp80_check */
	SCP80_SPI1_CIPHERED = 0x04,
	SCP80_SPI1_COUNTER = 0x18, /* mask of the following */
	SCP80_SPI1_COUNTER_NONE = 0x00,
	SCP80_SPI1_COUNTER_UNCHECKED = 0x08,
	SCP80_SPI1_COUNTER_HIGHER = 0x10, /* process if higher than the stored one */
	SCP80_SPI1_COUNTER_NEXT = 0x18,   /* process if one higher than the stored one */
};

/* Second octet of SPI: the response. */
enum {
	SCP80_SPI2_POR = 0x03, /* mask of the following */
	SCP80_SPI2_POR_NEVER = 0x00,
	SCP80_SPI2_POR_ALWAYS = 0x01,
	SCP80_SPI2_POR_ON_ERROR = 0x02,
	SCP80_SPI2_CHECK = 0x0C, /* an enum scp80_check, 2 bits up */
	SCP80_SPI2_CIPHERED = 0x10,
	SCP80_SPI2_SUBMIT = 0x20, /* in an SMS-SUBMIT, not the delivery report */
};

/* Response status codes [TS 102 225 5.2, TS 31.115 7]. */
enum scp80_status {
	SCP80_OK = 0x00,
	SCP80_CHECK_FAILED = 0x01,
	SCP80_COUNTER_LOW = 0x02,
	SCP80_COUNTER_HIGH = 0x03,
	SCP80_COUNTER_BLOCKED = 0x04,
	SCP80_CIPHERING_ERROR = 0x05,
	SCP80_SECURITY_ERROR = 0x06, /* unidentified */
	SCP80_NO_MEMORY = 0x07,
	SCP80_MORE_TIME = 0x08,
	SCP80_UNKNOWN_TAR = 0x09,
	SCP80_SECURITY_TOO_LOW = 0x0A,
	SCP80_RESPONSE_IN_SUBMIT = 0x0B,
	SCP80_RESPONSE_IN_USSD = 0x0C,
};

enum scp80_key_type { SCP80_KEY_NONE, SCP80_KEY_AES, SCP80_KEY_DES };

enum {
	SCP80_KEY_MAX = 24,
	SCP80_COUNTER_MAX_BITS = 40,
	SCP80_PACKET_MAX = 2 + 0xFFFF, /* of a command; a response has 3 octets more */
	SCP80_OVERHEAD_MAX = 48        /* most octets by which a packet exceeds its data */
};

struct scp80_key {
	enum scp80_key_type type;
	uint8_t value[SCP80_KEY_MAX];
	size_t len; /* AES: 16; DES: 16 (two keys) or 24 (three keys) */
};

/* The keys that KIc and KID name; a key that no packet needs may be SCP80_KEY_NONE. */
struct scp80_keys {
	struct scp80_key kic, kid;
	uint8_t cmac_len; /* octets of an AES CMAC that are sent: 4 or 8; 0 stands for 8 */
};

/* What a command packet says in the clear. Key version: the upper half of KIc and of KID. */
struct scp80_header {
	uint8_t spi[2], kic, kid, tar[3];
};

/* A command packet, cut but not yet opened; borrows from the packet. */
struct scp80_packet {
	struct scp80_header header;
	struct span head; /* CPL to TAR */
	struct span body; /* counter to the end, maybe enciphered */
	size_t check_len; /* octets of RC/CC/DS, from CHL */
};

struct scp80_command {
	uint64_t counter; /* 40 bits */
	struct span data;
};

struct scp80_response {
	uint64_t counter; /* 40 bits; the one of the command, 0 where that could not be read */
	uint8_t status;   /* an enum scp80_status, or a code unknown here */
	struct span data; /* additional response data */
};

/* Cuts a command packet [TS 102 225 5.1]. -EINVAL: lengths are wrong; there is nobody to answer. */
int scp80_command_parse(struct span packet, struct scp80_packet *ret_packet);

/*
 * Deciphers and checks a command packet. ret_plain has room for packet->body.len octets, and
 * ret_command->data borrows from it. SCP80_OK, or the status code for the PoR: the check is wrong,
 * the padding is impossible, or KIc and KID do not go with the keys.
 */
enum scp80_status scp80_command_open(const struct scp80_packet *packet,
                                     const struct scp80_keys *keys, uint8_t *ret_plain,
                                     struct scp80_command *ret_command);

/*
 * Builds the PoR to a command with this header, protected as its SPI asks [TS 102 225 5.2]. To
 * answer unprotected, where keys are unknown or wrong, clear those bits of SPI. -ENOTSUP: no such
 * algorithm with these keys. -ENOSPC: cap is too small; data.len + SCP80_OVERHEAD_MAX suffices.
 * -EINVAL: longer than a packet can be.
 */
int scp80_response_build(const struct scp80_header *command, const struct scp80_keys *keys,
                         const struct scp80_response *response, uint8_t *ret_packet, size_t cap,
                         size_t *ret_len);

/* The sender's side: builds a command packet. Errors as scp80_response_build(). */
int scp80_command_build(const struct scp80_header *header, const struct scp80_keys *keys,
                        const struct scp80_command *command, uint8_t *ret_packet, size_t cap,
                        size_t *ret_len);

/*
 * The sender's side: opens the PoR to a command with this header. ret_plain has room for packet.len
 * octets, and ret_response->data borrows from it. 0; 1: the check or the padding is wrong; -EINVAL:
 * no response packet, or from another TAR; -ENOTSUP as above.
 */
int scp80_response_open(const struct scp80_header *command, const struct scp80_keys *keys,
                        struct span packet, uint8_t *ret_plain,
                        struct scp80_response *ret_response);

enum { SCP80_KEY_CHECK_LEN = 3 };

/*
 * The key check value of a key: the first octets of a block of zeroes (DES) or of octets 01 (AES),
 * enciphered [GlobalPlatform Card Specification B.6]. 0 or negative errno.
 */
int scp80_key_check_value(const struct scp80_key *key, uint8_t ret_value[SCP80_KEY_CHECK_LEN]);

/*
 * Deciphers a key that PUT KEY brings with the data encryption key of a key set [TS 102 226
 * 8.2.1.5]: DES in ECB mode, AES in CBC mode. ret_plain has room for key.len octets. 0; -EINVAL: no
 * whole blocks; other negative errno.
 */
int scp80_key_decipher(const struct scp80_key *dek, struct span key, uint8_t *ret_plain);

#endif
