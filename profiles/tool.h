/*
 * The author's tools for profile packages, for programs outside of the engine: from value notation
 * to DER, back, and the check of a package.
 */
#ifndef PROFILES_TOOL_H
#define PROFILES_TOOL_H

#include "profiles/check.h"
#include "profiles/value_notation.h"
#include "profiles/value_printer.h"

#endif
