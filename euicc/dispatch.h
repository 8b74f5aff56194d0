/* From C-APDU to R-APDU. */
#ifndef EUICC_DISPATCH_H
#define EUICC_DISPATCH_H

#include "card.h"

/*
 * Executes a command: writes data and status word to rapdu (SOFTEUICC_RAPDU_MAX octets), returns
 * the length. r: empty buffer for response data. All changes are committed when it returns.
 */
size_t dispatch(struct softeuicc_card *card, struct span capdu, struct response *r, uint8_t *rapdu);

#endif
