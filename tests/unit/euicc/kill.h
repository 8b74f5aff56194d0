/*
 * Commands that are interrupted: a process that owns the card dies before each change of a file in
 * turn (disk.h), and the card that is left is compared with those of before and after.
 */
#ifndef TESTS_EUICC_KILL_H
#define TESTS_EUICC_KILL_H

#include "disk.h"
#include "iot.h"

enum { KILL_CHANGES_MAX = 5000, KILL_CHANGES_MIN = 4, KILL_PATH_SIZE = 96, KILL_TEXT_SIZE = 512 };

/* What is interrupted. Members besides request may be zero. */
struct kill_act {
	bool alone; /* there is no eIM */
	/* Makes the card that is to start with. */
	void (*prepare)(struct iot *t);
	/* What a terminal does with a card that it finds; leaves nothing behind. */
	void (*warm_up)(struct iot *t);
	/* Comes before what may be interrupted and belongs to it: that cannot be done a second time. */
	void (*lead_in)(struct iot *t);
	/* An ES10 request as iot_es10() takes it or, with list, the commands of a package. */
	const char *request;
	uint8_t list;
	const char *results; /* euiccResult of a package */
	bool eim_leaves;     /* the package deletes its own eIM */
	/* What a terminal does after the answer; may be interrupted too. */
	void (*finish)(struct iot *t);
};

/* One act on its way. */
struct kill_play {
	const struct kill_act *act;
	struct disk *disk;
	char folder[48];
	/* The databases: to start with, in use, and as a kill has left it. */
	char start[KILL_PATH_SIZE], now[KILL_PATH_SIZE], left[KILL_PATH_SIZE];
	struct eim_server eim;
	uint8_t *request;
	size_t request_len;
	char before[KILL_TEXT_SIZE], after[KILL_TEXT_SIZE]; /* digests */
};

/*
 * Plays the act again and again, each time on a disk that ends one change later; then once more with
 * a loss of what was not synchronised. Each time the card must be exactly as before or exactly as
 * after, the latter if the answer was out. What has not happened can be done again; a package that
 * has happened is a replay, and its result is in the list.
 */
void kill_perform(struct disk *disk, const struct kill_act *act);

/* The same for kills while the card is opened that such a kill has left. */
void kill_recovery(struct disk *disk, const struct kill_act *act);

/* ---- for acts that are more than one command ---- */

void kill_begin(struct kill_play *p, const struct kill_act *act, struct disk *disk);
void kill_end(struct kill_play *p);

/* A new card in p->start, and p's eIM. The caller prepares it; kill_close_card(). */
struct iot *kill_new_card(struct kill_play *p);
/* The card in p->now, with a terminal's warm-up. */
struct iot *kill_open_card(const struct kill_play *p);
void kill_close_card(struct iot *t);
/* p->start, closed, becomes p->now. */
void kill_rewind(const struct kill_play *p);

void kill_copy_digest(struct iot *t, char ret[KILL_TEXT_SIZE]);
/* False: as before; true: as after. Fails if it is neither; n is for the message. */
bool kill_is_after(struct iot *t, const struct kill_play *p, unsigned n);
/* The tables fit together, and the terminal sees the profile that is enabled. */
void kill_expect_sound(struct iot *t);

/*
 * Runs play() in a process of its own. It opens the card, arms the disk, writes an octet to tell when
 * the answer is out, and ends with _exit(0). True if it was killed.
 */
bool kill_run(const struct kill_play *p,
              void (*play)(const struct kill_play *p, unsigned n, bool lose, int tell), unsigned n,
              bool lose, bool *ret_answered);

/* The terminal's part in a switch: TERMINAL PROFILE; and REFRESH, fetched and done with. */
void kill_terminal_profile(struct iot *t);
void kill_refresh(struct iot *t);

#endif
