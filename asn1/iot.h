/*
 * All messages of SGP.32: umbrella of the iot_*.h headers. What SGP.32 takes over from SGP.22
 * unchanged (BF20, BF22, BF2D, BF2E, BF30, BF3C, BF3E, BF43, requests of BF21, BF38 and BF41, the
 * Bound Profile Package) is in rsp.h.
 *
 * Versions: one table serves v1.0.1, v1.2 and v1.3 wherever they can be told apart on the wire. A
 * component that only one of them has is an optional row, and its comment names the version;
 * members with the suffix _v101 are the form of v1.0.1. Whoever writes a message fills the members
 * of the version it plays. Only where a tag changed its meaning, or a mandatory component came in,
 * is there a second struct, suffix _v101.
 *
 * INTEGERs that a result code has to be found for (counterValue, associationToken) are signed 64
 * bits, so that a bad value reaches the caller instead of failing the decoder.
 */
#ifndef ASN1_IOT_H
#define ASN1_IOT_H

#include "iot_download.h"
#include "iot_es10b.h"
#include "iot_esipa.h"
#include "iot_package.h"
#include "iot_tags.h"
#include "iot_types.h"

#endif
