/*
 * Logical channels: what is selected on each, the response that waits for GET RESPONSE, and the
 * STORE DATA command being collected [TS 102 221 8.7, 11.1.17; GP 11.11].
 */
#ifndef EUICC_CHANNEL_H
#define EUICC_CHANNEL_H

#include "uicc.h"

enum { CHANNEL_COUNT = 20 };

/* Applications of the card itself; all those of the enabled profile are APP_UICC. */
enum app_id { APP_UICC, APP_ISDR, APP_ECASD };

/* Response data not yet fetched. final: status word that follows the last octet. */
struct pending_response {
	uint8_t *data;
	size_t len, offset;
	struct sw final;
};

/* Blocks of a STORE DATA command collected so far. */
struct store_data_chain {
	uint8_t *data;
	size_t len;
	unsigned next_block; /* 0: no chain */
};

struct channel {
	bool open;
	enum app_id app;
	struct uicc_context uicc;
	struct pending_response pending;
	struct store_data_chain chain;
};

/* Forgets the pending response and the collected blocks. */
void channel_clear(struct channel *ch);
/* Opens with the UICC (MF) selected. */
void channel_open(struct channel *ch, const struct uicc *u);
/* Closes; a closed one may be closed again. */
void channel_close(struct channel *ch);

/* Keeps a copy of response data for GET RESPONSE. False: no memory. */
bool channel_set_pending(struct channel *ch, struct span data, struct sw final);
void channel_drop_pending(struct channel *ch);

#endif
