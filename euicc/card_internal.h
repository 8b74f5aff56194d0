/*
 * What the files that make up a card share, and applications do not need.
 */
#ifndef EUICC_CARD_INTERNAL_H
#define EUICC_CARD_INTERNAL_H

#include "card.h"

#define CARD_DEFAULT_NAME "default"

/*
 * Loads a card's identity, persona and credentials into a zeroed struct; no lock, no power.
 * card_unload() frees what it holds, also after a failure. -ENOENT.
 */
int card_load(struct softeuicc_store *store, const char *name, struct softeuicc_card *card);
void card_unload(struct softeuicc_card *card);

/* Ends the transaction of an APDU: committed if keep, else undone. 0 or negative errno. */
int card_end_transaction(struct softeuicc_card *card, bool keep);

/* Carries out a scheduled switch unless it waits for the terminal. */
void card_apply_switch(struct softeuicc_card *card);

/* Drops the session if it is loading a package on this channel. */
void card_abandon_loading(struct softeuicc_card *card, const struct channel *ch);

#endif
