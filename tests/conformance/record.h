/*
 * Notes what cards answer in tests, for scripts/conformance.
 *
 * The linker leads the calls of three functions through here (--wrap): that which runs a group of
 * tests, a card's, and an eIM's. So each test with cmocka takes part, whatever way its commands go
 * to the card, and knows nothing of it. Without the environment variable SOFTEUICC_ANSWERS, which
 * names a file, nothing is noted.
 */
#ifndef TESTS_CONFORMANCE_RECORD_H
#define TESTS_CONFORMANCE_RECORD_H

#include "answers.h"

/* True if answers are to be noted. */
bool record_wanted(void);

/* Notes an answer in the file, with the name of the running test. ctx is not used. */
void record_answer(void *ctx, const struct answer *answer);

#endif
