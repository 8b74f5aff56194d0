/* Notifications on their way from the card to their receivers [SGP.22 3.5]. */
#include "peers/lpa.h"

#include <errno.h>
#include <string.h>

/* False if its metadata cannot be found in it. */
static bool read_notification(const struct pending_notification *n, struct arena *a,
                              struct lpa_notification *ret)
{
	struct der_reader r;
	struct der_tlv whole, data, metadata;
	struct asn1_error error;
	struct span in;

	ret->installation = n->which == PENDING_NOTIFICATION_PROFILE_INSTALLATION_RESULT;
	ret->raw = ret->installation ? n->profile_installation_result
	                             : n->other_signed_notification;
	r = der_reader(ret->raw);
	if (!der_next(&r, &whole))
		return false;
	in = whole.value;
	if (ret->installation) {
		if (!der_find(in, RSP_TAG_PROFILE_INSTALLATION_RESULT_DATA, &data))
			return false;
		in = data.value;
	}
	return der_find(in, RSP_TAG_NOTIFICATION_METADATA, &metadata) &&
	       asn1_decode(&notification_metadata_type, RSP_TAG_NOTIFICATION_METADATA,
	                   metadata.whole, &ret->metadata, a, &error);
}

int lpa_each_notification(struct lpa *lpa,
                          int (*deliver)(void *ctx, const struct lpa_notification *n,
                                         struct arena *a),
                          void *ctx, struct arena *a, uint32_t *ret_delivered)
{
	struct retrieve_notifications_list_response response;
	const struct pending_notification *pending;
	int r = lpa_retrieve_notifications(lpa, NULL, a, &response);

	*ret_delivered = 0;
	if (r < 0)
		return r;
	if (response.which != RETRIEVE_NOTIFICATIONS_LIST_RESPONSE_NOTIFICATION_LIST)
		response.notification_list.count = 0;
	pending = response.notification_list.items;
	for (size_t i = 0; i < response.notification_list.count; i++) {
		struct lpa_notification n;
		uint32_t result;

		if (!read_notification(&pending[i], a, &n))
			return -EBADMSG;
		r = deliver(ctx, &n, a);
		if (r == 0)
			r = lpa_remove_notification(lpa, n.metadata.seq_number.v, a, &result);
		if (r < 0)
			return r;
		*ret_delivered += r == 0 && result == DELETE_NOTIFICATION_STATUS_OK;
	}
	return 0;
}

static int deliver_to(void *ctx, const struct lpa_notification *n, struct arena *a)
{
	const struct es9p *server = ctx;
	struct smdpp_status status;

	return server->handle_notification(server->ctx, n->raw, a, &status);
}

int lpa_deliver_notifications(struct lpa *lpa, const struct es9p *server, struct arena *a,
                              uint32_t *ret_delivered)
{
	return lpa_each_notification(lpa, deliver_to, (void *)(uintptr_t)server, a, ret_delivered);
}

/* Whom a result goes to. */
struct receiver {
	const struct es9p *server;
	uint32_t seq_number;
};

static int deliver_if_due(void *ctx, const struct lpa_notification *n, struct arena *a)
{
	const struct receiver *to = ctx;
	const char *address = to->server->address;
	struct smdpp_status status;

	if (n->metadata.seq_number.v != to->seq_number &&
	    (!address || !span_equal(n->metadata.notification_address,
	                             (struct span){ (const uint8_t *)address, strlen(address) })))
		return 1;
	return to->server->handle_notification(to->server->ctx, n->raw, a, &status);
}

int lpa_deliver_result(struct lpa *lpa, const struct es9p *server, uint32_t seq_number,
                       struct arena *a, uint32_t *ret_delivered)
{
	return lpa_each_notification(lpa, deliver_if_due, &(struct receiver){ server, seq_number },
	                             a, ret_delivered);
}
