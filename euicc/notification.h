/*
 * Notifications: numbered, signed, kept until the LPA removes them [SGP.22 3.5, 5.7.9 to 5.7.11].
 */
#ifndef EUICC_NOTIFICATION_H
#define EUICC_NOTIFICATION_H

#include "profile.h"

/* Takes the next sequence number; numbers are never reused. */
int notification_next_sequence(struct softeuicc_card *card, uint32_t *ret_sequence);

/* The number that notification_next_sequence() would give. */
int notification_peek_sequence(struct softeuicc_card *card, uint32_t *ret_sequence);

/* Keeps a signed notification; where the persona's limit is passed, the oldest one goes. */
int notification_store(struct softeuicc_card *card, uint32_t sequence, uint32_t event,
                       struct span address, struct span iccid, struct span content);

/*
 * Generates the OtherSignedNotifications that a profile's metadata ask for at an event, one for
 * each address. except: an address that is told in another way, or NULL.
 */
int notification_generate(struct softeuicc_card *card, const struct profile *p, uint32_t event,
                          const char *except);
/* The same for who has the metadata at hand; works in the arena, whose use ends with the call. */
int notification_generate_for(struct softeuicc_card *card, const struct profile *p,
                              const struct store_metadata_request *metadata, uint32_t event,
                              const char *except, struct arena *a);

#endif
