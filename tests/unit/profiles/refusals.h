/*
 * Test help: packages that are refused, as a table.
 */
#ifndef TESTS_REFUSALS_H
#define TESTS_REFUSALS_H

#include "recorder.h"

struct refusal {
	const char *what;     /* for the message */
	const char *elements; /* the package, for package_add() */
	int code;             /* the last status */
	int32_t identification;
	bool goes_on; /* reported, but the package loads */
};

/* Loads each package with these capabilities and compares what comes of it. */
void refusals_run(const struct refusal *rows, size_t n, const struct saip_capabilities *can);

#endif
