/*
 * ISD-R and ECASD, the card's own applications [SGP.22 2.4.1, 2.4.2, 5.7.1].
 */
#ifndef EUICC_ISDR_H
#define EUICC_ISDR_H

#include "card.h"

/* AIDs [SGP.02 Annex H, SGP.22]. */
extern const struct span isdr_aid, ecasd_aid;

/* Puts the FCI that SELECT answers. */
void isdr_put_fci(const struct softeuicc_card *card, struct response *r);
void ecasd_put_fci(struct response *r);

/* Commands of the applications, besides those that every channel knows. */
struct sw isdr_command(struct softeuicc_card *card, struct channel *ch, const struct apdu *apdu,
                       struct response *r);
struct sw ecasd_command(struct softeuicc_card *card, struct channel *ch, const struct apdu *apdu,
                        struct response *r);

#endif
