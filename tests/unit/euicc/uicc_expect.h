/* cmocka's headers in their order, and the check that all UICC tests are made of. */
#ifndef TESTS_UICC_EXPECT_H
#define TESTS_UICC_EXPECT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "uicc_sample.h"

/* A command, the response data expected (NULL: any) and the status word expected. */
#define EXPECT(t, command, data, sw)                              \
	do {                                                      \
		const char *expected_ = (data);                   \
		assert_int_equal(terminal_send(t, command), sw);  \
		if (expected_)                                    \
			assert_string_equal((t)->hex, expected_); \
	} while (0)

#define PIN_1234    "31323334FFFFFFFF"
#define PIN_9999    "39393939FFFFFFFF"
#define PIN_WRONG   "3030303030303030"
#define ADM         "3535353535353535"
#define PUK         "3837363534333231"
#define VERIFY_PIN  "0020000108" PIN_1234
#define VERIFY_ADM  "0020000A08" ADM
#define SELECT_USIM "00A4040C0C" SAMPLE_USIM_AID

/* Setup and teardown of a terminal with the Milenage sample. */
int terminal_setup(void **state);
int terminal_teardown(void **state);

#endif
