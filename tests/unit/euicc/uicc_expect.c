/* Setup and teardown shared by the UICC tests. */
#include "uicc_expect.h"

#include <stdlib.h>

int terminal_setup(void **state)
{
	struct saip_aka aka = uicc_sample_milenage();
	struct uicc_terminal *t = malloc(sizeof(*t));
	struct uicc *u = uicc_sample(&aka);

	assert_non_null(t);
	assert_non_null(u);
	terminal_init(t, u);
	*state = t;
	return 0;
}

int terminal_teardown(void **state)
{
	struct uicc_terminal *t = *state;

	uicc_free(t->u);
	free(t);
	return 0;
}
