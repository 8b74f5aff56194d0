/*
 * What the parts of `show` share: pieces of its JSON tree. NULL, where memory is short, is what jansson
 * takes as a member that is left out.
 */
#ifndef EUICC_SHOW_H
#define EUICC_SHOW_H

#include "card_internal.h"

#include <jansson.h>

json_t *show_hex(struct span s);
json_t *show_iccid(struct span iccid);
/* Dotted notation of an object identifier's value octets. */
json_t *show_oid(struct span oid);
const char *show_curve(enum ec_curve curve);
/* The name of a value, "?" if it has none; those of the bits that are set. */
const char *show_name(const struct asn1_name *names, uint32_t value);
json_t *show_bits(const struct asn1_name *names, uint32_t bits);
/* Sets a member to a text, if there is one. */
void show_put_text(json_t *o, const char *key, struct span s);

/* Adds what SGP.32 knows of a card: eIMs, package results, references, counters. 0 or negative errno. */
int show_add_iot(const struct softeuicc_card *card, json_t *root, struct arena *a);

#endif
