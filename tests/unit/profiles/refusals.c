#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "refusals.h"

void refusals_run(const struct refusal *rows, size_t n, const struct saip_capabilities *can)
{
	struct recorder *r = malloc(sizeof(*r));
	struct package *p = malloc(sizeof(*p));

	assert_non_null(r);
	assert_non_null(p);
	for (size_t i = 0; i < n; i++) {
		const struct saip_status *status;
		size_t count;
		bool ok;

		p->len = 0;
		package_add(p, rows[i].elements);
		recorder_start(r, can);
		ok = recorder_load(r, package_span(p), 0);
		status = saip_loader_status(r->loader, &count);
		if (ok != rows[i].goes_on || count == 0 || status[count - 1].code != rows[i].code ||
		    status[count - 1].identification != rows[i].identification)
			fail_msg("%s: ok=%d, %zu statuses, last %d of %d\n%s", rows[i].what, ok,
			         count, count ? status[count - 1].code : 0,
			         count ? status[count - 1].identification : 0, r->log);
		recorder_stop(r);
	}
	free(p);
	free(r);
}
