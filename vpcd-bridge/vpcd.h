/*
 * The card's side of vpcd (vsmartcard's virtual PC/SC reader): a TCP client that puts a card into a
 * reader slot and serves it, and inserts it again when the reader went away and came back.
 *
 * vpcd listens, one port a slot: 35963 for "Virtual PCD 00 00", 35964 for "Virtual PCD 00 01".
 */
#ifndef VPCD_H
#define VPCD_H

#include "vpcd-bridge/protocol.h"

enum { VPCD_PORT = 35963, VPCD_SLOTS_MAX = 64 };

/* What happens to the connection, for people to read. */
enum vpcd_event {
	VPCD_EVENT_WAITING,   /* nobody listens yet; told once, then tried again and again */
	VPCD_EVENT_CONNECTED, /* connected; whether the reader takes the card shows when it speaks */
	VPCD_EVENT_INSERTED,  /* the reader has spoken for the first time */
	VPCD_EVENT_IGNORED,   /* connected, but the reader has not spoken for a while: it serves one
				card a slot, so another one is probably in it */
	VPCD_EVENT_EJECTED,   /* the reader closed the connection */
};

struct vpcd;

/*
 * A card for the reader slot at host and port (1..65535); nothing is connected yet. card is copied,
 * its ctx is also event's. event may be NULL. 0, -ENOMEM, or -EINVAL for a host that no name service
 * knows. Free with vpcd_free.
 */
int vpcd_new(const char *host, unsigned port, const struct vpcd_card *card,
             void (*event)(void *ctx, enum vpcd_event event), struct vpcd **ret_vpcd);

/* Takes the card out of the reader and frees; NULL is allowed. The card is powered off. */
void vpcd_free(struct vpcd *vpcd);

/*
 * Serves the cards of up to VPCD_SLOTS_MAX slots, connecting and reconnecting them, until stop_fd
 * becomes readable (a signalfd, the end of a pipe). 0 when stopped, or a negative errno value.
 */
int vpcd_run(struct vpcd *const *vpcds, size_t count, int stop_fd);

/* ---- the pieces of vpcd_run ---- */

/*
 * Gives the slot a connected stream socket (owned from now on) instead of one that vpcd_run
 * connects. The slot must not have one.
 */
void vpcd_attach(struct vpcd *vpcd, int fd);

/*
 * Takes what the socket holds, without waiting, up to the end of one message, and answers that. 1: a
 * message was handled; 0: none is complete yet; -EPIPE: the reader closed the connection, also in
 * the middle of a message; another negative errno value: it broke. On any error the card is out:
 * powered off, socket closed.
 */
int vpcd_receive(struct vpcd *vpcd);

#endif
