/*
 * The file of answers, and which test is running.
 */
#include "record.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Of this process: cmocka knows one group of tests at a time, and tells tests nothing about it. */
static struct {
	FILE *file;
	const struct CMUnitTest *next; /* the test that the next set-up is for */
	const char *name;
} running = { .name = "set-up" };

bool record_wanted(void)
{
	const char *path = getenv("SOFTEUICC_ANSWERS");

	if (path && !running.file)
		running.file = fopen(path, "a");
	return running.file != NULL;
}

/* A line has function, section, component, code, its name, and the test, between tabulators. */
void record_answer(void *ctx, const struct answer *a)
{
	char code[16] = "";

	(void)ctx;
	if (a->has_code)
		snprintf(code, sizeof(code), "%" PRIu32, a->code);
	fprintf(running.file, "%s\t%s\t%s\t%s\t%s\t%s\n", a->function->name, a->function->section,
	        a->component, code, a->code_name ? a->code_name : "", running.name);
	fflush(running.file);
}

/* Stands for each test's own set-up, whose answers say little about the test. */
static int next_test(void **state)
{
	const struct CMUnitTest *test = running.next++;
	int r;

	running.name = "set-up";
	r = test->setup_func ? test->setup_func(state) : 0;
	running.name = test->name;
	return r;
}

int __real__cmocka_run_group_tests(const char *group, const struct CMUnitTest *tests, size_t n,
                                   CMFixtureFunction setup, CMFixtureFunction teardown);
int __wrap__cmocka_run_group_tests(const char *group, const struct CMUnitTest *tests, size_t n,
                                   CMFixtureFunction setup, CMFixtureFunction teardown);

int __wrap__cmocka_run_group_tests(const char *group, const struct CMUnitTest *tests, size_t n,
                                   CMFixtureFunction setup, CMFixtureFunction teardown)
{
	struct CMUnitTest *named;
	int failed;

	if (!record_wanted())
		return __real__cmocka_run_group_tests(group, tests, n, setup, teardown);
	named = malloc(n * sizeof(*named));
	if (!named)
		return -1;
	memcpy(named, tests, n * sizeof(*named));
	for (size_t i = 0; i < n; i++)
		named[i].setup_func = next_test;
	running.next = tests;
	failed = __real__cmocka_run_group_tests(group, named, n, setup, teardown);
	free(named);
	return failed;
}
