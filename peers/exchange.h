/*
 * One command with everything that T=0 adds to it: GET RESPONSE while the card answers 61xx, a
 * second try with the right Le after 6Cxx [TS 102 221 7.3].
 */
#ifndef PEERS_EXCHANGE_H
#define PEERS_EXCHANGE_H

#include "asn1/der.h"
#include "peers/transport.h"

/* Value of exchange_command.le: there is no Le field. */
enum { EXCHANGE_NO_LE = -1 };

struct exchange_command {
	uint8_t cla, ins, p1, p2;
	struct span data; /* at most 255 octets */
	int le;           /* 0..255 (0 asks for 256), or EXCHANGE_NO_LE */
};

/*
 * Runs the command. The answer's data, all parts together, is put into the arena; the last status
 * word goes to ret_sw. 0, -EINVAL (data too long), -EPROTO (an answer without status word),
 * -ENOMEM, or the transport's error.
 */
int exchange_run(const struct apdu_transport *t, const struct exchange_command *command,
                 struct arena *a, struct span *ret_data, uint16_t *ret_sw);

/* True for 9000, and for 91xx: success, and a proactive command waits. */
static inline bool exchange_sw_ok(uint16_t sw)
{
	return sw == 0x9000 || (sw & 0xFF00) == 0x9100;
}

/* CLA with the channel number 0..19 coded into it [TS 102 221 10.1.1]. Other bits from cla. */
uint8_t exchange_cla(uint8_t cla, uint8_t channel);

#endif
