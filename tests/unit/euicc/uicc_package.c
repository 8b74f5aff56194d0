/* Hand-made packages for the UICC's tests. */
#include "uicc_package.h"

#include "../profiles/packages.h"
#include "../profiles/recorder.h"
#include "euicc/persona.h"

void terminal_of_package(struct uicc_terminal *t, const char *elements)
{
	static struct package package;
	struct saip_capabilities capabilities = { .max_major = 3 };
	struct uicc *u = uicc_new(0);
	const struct saip_sink sink = uicc_sink(u);
	struct saip_loader *l;
	struct persona *persona;
	const char *error = "";

	assert_int_equal(persona_load("default", &persona, NULL, &error), 0);
	capabilities.services = persona_services(persona);
	persona_free(persona);
	package.len = 0;
	package_add(&package, HEADER);
	package_add(&package, elements);
	package_add(&package, END);
	l = saip_loader_new(&sink, &capabilities);
	assert_non_null(l);
	saip_loader_feed(l, package_span(&package));
	if (!saip_loader_finish(l)) {
		size_t n;
		const struct saip_status *s = saip_loader_status(l, &n);

		fail_msg("element %d: status %d", s[n - 1].identification, s[n - 1].code);
	}
	saip_loader_free(l);
	terminal_init(t, u);
}
