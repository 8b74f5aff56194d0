/* Transport over PC/SC (libpcsclite), protocol T=0. */
#ifndef PEERS_PCSC_H
#define PEERS_PCSC_H

#include "peers/transport.h"

#include <stdbool.h>

struct pcsc;

/*
 * Connects to the card in the first reader whose name contains `reader` (NULL: the first reader
 * with a card in it), for this program alone: others wait until pcsc_close(). -ENODEV: no such
 * reader, or no PC/SC service; -EACCES: the service does not let this user in; -ENOMEDIUM: no card;
 * -EPROTONOSUPPORT: the card does not offer T=0; -EIO: any other PC/SC error.
 */
int pcsc_open(const char *reader, struct pcsc **ret_pcsc);

/* Disconnects and resets the card. NULL is fine. */
void pcsc_close(struct pcsc *p);

/* The transport of this connection; valid until pcsc_close(). */
const struct apdu_transport *pcsc_transport(const struct pcsc *p);

/* Name of the connected reader; owned by p. */
const char *pcsc_reader(const struct pcsc *p);

/* Answer to reset, up to 33 octets; owned by p. */
const uint8_t *pcsc_atr(const struct pcsc *p, size_t *ret_len);

/* Resets the card: cold (power cycle) or warm. 0 or -EIO. */
int pcsc_reset(struct pcsc *p, bool cold);

/*
 * Calls each(ctx, name, card present) for every reader. The number of readers, or as pcsc_open():
 * -ENODEV, -EACCES, -EIO.
 */
int pcsc_list_readers(void (*each)(void *ctx, const char *name, bool present), void *ctx);

#endif
