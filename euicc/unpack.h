/*
 * A profile's package is stored as it came and unpacked when the profile is enabled for the first
 * time, in the transaction that enables it.
 */
#ifndef EUICC_UNPACK_H
#define EUICC_UNPACK_H

#include "card.h"

/* 0, also if it is unpacked already; negative errno: the caller undoes the transaction. */
int profile_unpack(struct softeuicc_card *card, int64_t profile_id);

#endif
