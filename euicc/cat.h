/*
 * Card Application Toolkit, as far as profile management needs it: the REFRESH proactive command
 * [TS 102 223 6.4.7, TS 102 221 11.2].
 */
#ifndef EUICC_CAT_H
#define EUICC_CAT_H

#include "apdu.h"

enum { CAT_COMMAND_MAX = 32 };

struct cat {
	bool can_refresh; /* the terminal has declared that it executes REFRESH */
	uint8_t command[CAT_COMMAND_MAX];
	size_t command_len;     /* 0: nothing to fetch */
	bool awaiting_response; /* fetched, TERMINAL RESPONSE outstanding */
	uint8_t details[3];     /* of that command: number, type, qualifier */
	uint8_t next_number;
};

void cat_reset(struct cat *c);
/* True while a proactive command waits or its TERMINAL RESPONSE is outstanding. */
bool cat_busy(const struct cat *c);
/* Queues a REFRESH (UICC Reset); only for a terminal that can. */
void cat_refresh(struct cat *c);
/* 91xx in place of 9000 while a command waits [TS 102 221 7.4.2.1]. */
struct sw cat_final_status(const struct cat *c, struct sw sw);

/*
 * Commands. TERMINAL PROFILE says what the terminal can; the last one counts [TS 102 223 5.2].
 * TERMINAL RESPONSE ends a fetched REFRESH unless it is malformed or for another command
 * (6A80); ret_performed: whether the terminal has carried it out [TS 102 223 6.8, 8.12].
 */
struct sw cat_terminal_profile(struct cat *c, const struct apdu *apdu);
struct sw cat_fetch(struct cat *c, const struct apdu *apdu, struct response *r);
struct sw cat_terminal_response(struct cat *c, const struct apdu *apdu, bool *ret_performed);

#endif
