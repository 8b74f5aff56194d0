/*
 * Logical channels.
 */
#include "channel.h"

#include <stdlib.h>
#include <string.h>

void channel_drop_pending(struct channel *ch)
{
	free(ch->pending.data);
	ch->pending = (struct pending_response){ 0 };
}

void channel_clear(struct channel *ch)
{
	channel_drop_pending(ch);
	free(ch->chain.data);
	ch->chain = (struct store_data_chain){ 0 };
}

void channel_open(struct channel *ch, const struct uicc *u)
{
	channel_clear(ch);
	ch->open = true;
	ch->app = APP_UICC;
	uicc_context_init(u, &ch->uicc);
}

void channel_close(struct channel *ch)
{
	channel_clear(ch);
	ch->open = false;
}

bool channel_set_pending(struct channel *ch, struct span data, struct sw final)
{
	channel_drop_pending(ch);
	ch->pending.data = malloc(data.len ? data.len : 1);
	if (!ch->pending.data)
		return false;
	memcpy(ch->pending.data, data.ptr, data.len);
	ch->pending.len = data.len;
	ch->pending.final = final;
	return true;
}
