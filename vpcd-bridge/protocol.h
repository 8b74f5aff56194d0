/*
 * The vpcd protocol as a pure function of bytes: messages in, messages out, no sockets.
 *
 * Both directions carry messages of a two-byte big-endian length and a payload. From the reader a
 * payload of one byte is a control (off, on, reset, ATR wanted), anything else a C-APDU; the card
 * answers an ATR request with its ATR, a C-APDU with the R-APDU, and the other controls not at all.
 */
#ifndef VPCD_PROTOCOL_H
#define VPCD_PROTOCOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	VPCD_HEADER_LEN = 2,
	VPCD_PAYLOAD_MAX = 0xFFFF,
	VPCD_MESSAGE_MAX = VPCD_HEADER_LEN + VPCD_PAYLOAD_MAX,
	/* Room a card gets for an R-APDU: 65536 bytes and a status word, rounded up. What does not
	 * fit a message is answered 6700 instead. */
	VPCD_RAPDU_ROOM = 65540,
	VPCD_ATR_ROOM = 33,
	/* Room for one answer: the header and whatever the card writes behind it. */
	VPCD_ANSWER_ROOM = VPCD_HEADER_LEN + VPCD_RAPDU_ROOM,
};

/* First byte of a payload of length one. */
enum vpcd_control {
	VPCD_CONTROL_OFF = 0,
	VPCD_CONTROL_ON = 1,
	VPCD_CONTROL_RESET = 2,
	VPCD_CONTROL_ATR = 4,
};

/* The card behind the protocol. All functions are required. */
struct vpcd_card {
	void *ctx;
	/* Writes the ATR (at most VPCD_ATR_ROOM bytes); returns its length, never 0. */
	size_t (*atr)(void *ctx, uint8_t *ret_atr);
	void (*power_on)(void *ctx);
	void (*power_off)(void *ctx);
	void (*reset)(void *ctx);
	/* Executes a C-APDU; writes the R-APDU (at most VPCD_RAPDU_ROOM bytes) and returns its
	 * length, at least the two bytes of the status word. */
	size_t (*transmit)(void *ctx, const uint8_t *capdu, size_t len, uint8_t *ret_rapdu);
};

/* ---- reading messages ---- */

/* Collects one message from a stream of bytes cut anywhere. Start with all zero. */
struct vpcd_parser {
	size_t have;
	uint8_t message[VPCD_MESSAGE_MAX];
};

/*
 * Where the next bytes of the stream go: points ret_room into the parser and returns how many bytes
 * are wanted there, never 0 and never beyond the message being read.
 */
size_t vpcd_parser_want(struct vpcd_parser *parser, uint8_t **ret_room);

/*
 * Takes note of len bytes, at most what vpcd_parser_want asked for, now lying in its room. True when
 * that completed a message: ret_payload (inside the parser, valid until the next call) and ret_len,
 * which may be 0; the parser then stands before the next message.
 */
bool vpcd_parser_commit(struct vpcd_parser *parser, size_t len, const uint8_t **ret_payload,
                        size_t *ret_len);

/* ---- answering them ---- */

/*
 * Lets the card act on one payload. Writes the whole answering message to ret_answer
 * (VPCD_ANSWER_ROOM bytes) and returns its length, or 0 where the protocol knows no answer.
 *
 * Never answers with an empty payload, which would hang the reader. A payload of one unknown byte,
 * or none, is a C-APDU too short to be one: 6700.
 */
size_t vpcd_answer(const struct vpcd_card *card, const uint8_t *payload, size_t len,
                   uint8_t *ret_answer);

#endif
