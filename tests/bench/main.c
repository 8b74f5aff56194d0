/* softeuicc-bench: runs the measurements, or those named as arguments. */
#include "bench.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double read_clock(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

double bench_cpu(void)
{
	return read_clock(CLOCK_THREAD_CPUTIME_ID);
}

double bench_wall(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double bench_median(double *numbers, size_t n)
{
	qsort(numbers, n, sizeof(*numbers), compare);
	return numbers[n / 2];
}

static const struct {
	const char *name;
	int (*run)(void);
} measurements[] = {
	{ "download", bench_download },
	{ "apdu", bench_apdus },
	{ "start", bench_start },
	{ "memory", bench_memory },
};

int main(int argc, char **argv)
{
	mallopt(M_TOP_PAD, 1 << 20); /* as cli/run.c does */
	for (size_t i = 0; i < sizeof(measurements) / sizeof(measurements[0]); i++) {
		bool wanted = argc < 2;
		int r;

		for (int k = 1; k < argc; k++)
			wanted |= strcmp(argv[k], measurements[i].name) == 0;
		if (!wanted)
			continue;
		r = measurements[i].run();
		if (r < 0) {
			fprintf(stderr, "%s: %s\n", measurements[i].name, strerror(-r));
			return 1;
		}
	}
	return 0;
}
