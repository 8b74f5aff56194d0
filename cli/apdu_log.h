/*
 * The live log of `softeuicc run`: one readable line a command, with the names of instruction, ES10
 * function, application or file, and the meaning of the status word.
 */
#ifndef CLI_APDU_LOG_H
#define CLI_APDU_LOG_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum apdu_log_level {
	APDU_LOG_QUIET, /* connections and errors only */
	APDU_LOG_LINES, /* one line a command */
	APDU_LOG_HEX,   /* also the bytes of command and response */
};

/* Log of one card. Start with all zero but the first three. */
struct apdu_log {
	FILE *out;
	enum apdu_log_level level;
	const char *card; /* name printed in each line; NULL: only one card, no need */
	/* ES10 function of the STORE DATA chain under way on each channel, for its later blocks. */
	const char *es10[20];
};

/* A line about the card itself, at any level. */
void apdu_log_note(const struct apdu_log *log, const char *format, ...)
        __attribute__((format(printf, 2, 3)));

/* A line about the card that is of no interest at APDU_LOG_QUIET. */
void apdu_log_event(struct apdu_log *log, const char *text);

/* The lines for one command and its response (which ends with the status word). */
void apdu_log_exchange(struct apdu_log *log, const uint8_t *capdu, size_t capdu_len,
                       const uint8_t *rapdu, size_t rapdu_len);

#endif
