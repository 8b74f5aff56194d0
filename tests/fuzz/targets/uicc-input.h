/*
 * What the UICC's fuzz targets share: a sequence of commands out of an input.
 */
#ifndef TESTS_FUZZ_UICC_INPUT_H
#define TESTS_FUZZ_UICC_INPUT_H

#include "uicc_sample.h"

/*
 * Sends command APDUs, each after an octet with its length, to a UICC with one channel; length 0 is a
 * reset. Randomness is the same every time, so that an input always takes the same way.
 */
void uicc_input_run(struct uicc *u, const uint8_t *data, size_t size);

#endif
