/*
 * A watch on ES9+ between an LPA and the SM-DP+: counts what is asked, and can lose or refuse it.
 */
#ifndef TESTS_EUICC_WATCH_H
#define TESTS_EUICC_WATCH_H

#include "fixture.h"

enum watch_function {
	WATCH_INITIATE_AUTHENTICATION,
	WATCH_AUTHENTICATE_CLIENT,
	WATCH_GET_BOUND_PROFILE_PACKAGE,
	WATCH_CANCEL_SESSION,
	WATCH_HANDLE_NOTIFICATION,
	WATCH_FUNCTIONS,
};

struct watch {
	struct es9p es9p; /* for the LPA */
	struct es9p server;
	unsigned calls[WATCH_FUNCTIONS];
	int answer[WATCH_FUNCTIONS]; /* instead of the server's: negative errno; 1: refused */
	uint32_t cancel_reason;      /* that the eUICC has signed last */
};

/* Stands before the fixture's SM-DP+. w stays where it is. */
void watch_start(struct watch *w, struct fixture *f);

#endif
