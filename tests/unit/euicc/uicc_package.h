/* A UICC installed from a package that is written by hand, on what the default persona can do. */
#ifndef TESTS_UICC_PACKAGE_H
#define TESTS_UICC_PACKAGE_H

#include "uicc_expect.h"

/* Elements as package_add() takes them, without header and end; fails if they do not install. */
void terminal_of_package(struct uicc_terminal *t, const char *elements);

#endif
