/*
 * softeuicc-bench: what the card costs beside what it cannot avoid. Everything is measured in one
 * run on one thread, as processor time unless it says otherwise, and the answers are ratios or
 * rates. Nothing here fails because a machine is slow. docs/PERFORMANCE.md explains the figures.
 */
#ifndef TESTS_BENCH_H
#define TESTS_BENCH_H

#include "asn1/der.h"

/* Seconds: of processor time of this thread, and of a clock on the wall. */
double bench_cpu(void);
double bench_wall(void);

/* The median; sorts the numbers. */
double bench_median(double *numbers, size_t n);

/* ---- floor.c: the operations of libcrypto that a download needs, alone ---- */

enum floor_part {
	FLOOR_VERIFY,
	FLOOR_SIGN,
	FLOOR_GENERATE,
	FLOOR_AGREE,
	FLOOR_SCP03T,
	FLOOR_PARTS
};

struct floor;

/* NULL: libcrypto lacks something. */
struct floor *floor_new(void);
void floor_free(struct floor *f);
/* The card's share of one download whose package has this many octets; seconds of each part. */
void floor_run(struct floor *f, size_t package_len, double ret_seconds[FLOOR_PARTS]);

/* ---- the measurements; each prints its lines. 0 or negative errno ---- */

int bench_download(void);
int bench_apdus(void);
int bench_start(void);
int bench_memory(void);

#endif
