/*
 * Making and keeping notifications.
 */
#include "notification.h"

#include "es10.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { NOTIFICATION_ARENA = 32768 };

int notification_peek_sequence(struct softeuicc_card *card, uint32_t *ret_sequence)
{
	STORE_STMT *stmt = store_query(card->store, "SELECT next_sequence FROM card WHERE id = ?",
	                               "i", card->id);
	int r = store_step(stmt);

	if (r != 1)
		return r < 0 ? r : -EIO;
	*ret_sequence = (uint32_t)sqlite3_column_int64(stmt, 0);
	return 0;
}

int notification_next_sequence(struct softeuicc_card *card, uint32_t *ret_sequence)
{
	uint32_t next;
	int r = notification_peek_sequence(card, &next);

	if (r == 0)
		r = store_exec(card->store, "UPDATE card SET next_sequence = ? WHERE id = ?", "ii",
		               (int64_t)next + 1, card->id);
	if (r == 0)
		*ret_sequence = next;
	return r;
}

int notification_store(struct softeuicc_card *card, uint32_t sequence, uint32_t event,
                       struct span address, struct span iccid, struct span content)
{
	int r = store_exec(card->store,
	                   "INSERT INTO notification (card_id, sequence, event, address, iccid,"
	                   " content) VALUES (?, ?, ?, CAST(? AS TEXT), ?, ?)",
	                   "iiibbb", card->id, (int64_t)sequence, (int64_t)event, address, iccid,
	                   content);

	if (r < 0)
		return r;
	return store_exec(card->store,
	                  "DELETE FROM notification WHERE card_id = ?1 AND sequence <="
	                  " (SELECT sequence FROM notification WHERE card_id = ?1"
	                  "  ORDER BY sequence DESC LIMIT 1 OFFSET ?2)",
	                  "ii", card->id, (int64_t)card->persona->max_notifications);
}

static int generate_one(struct softeuicc_card *card, const struct profile *p, uint32_t event,
                        struct span address, struct arena *a)
{
	struct es10_call call = { .card = card, .arena = a };
	const struct credential *c = &card->credentials[p->credential];
	struct notification_metadata tbs = {
		.profile_management_operation = { true, event },
		.notification_address = address,
		.iccid = SPAN(p->iccid),
	};
	struct other_signed_notification n;
	struct span content;
	uint32_t sequence;
	int r = notification_next_sequence(card, &sequence);

	if (r < 0)
		return r;
	tbs.seq_number = es10_uint(sequence);
	n.tbs_other_notification = asn1_encode_arena(&notification_metadata_type,
	                                             RSP_TAG_NOTIFICATION_METADATA, &tbs, a);
	n.euicc_notification_signature = es10_sign(&call, p->credential, n.tbs_other_notification,
	                                           (struct span){ 0 });
	n.euicc_certificate = c->euicc.whole;
	n.eum_certificate = c->eum.whole;
	if (!n.euicc_notification_signature.ptr)
		return -EIO;
	content = asn1_encode_arena(&other_signed_notification_type,
	                            RSP_TAG_OTHER_SIGNED_NOTIFICATION, &n, a);
	if (!content.ptr)
		return -ENOMEM;
	card_log(card, SOFTEUICC_LOG_INFO, "notification %u for %.*s", sequence, (int)address.len,
	         (const char *)address.ptr);
	return notification_store(card, sequence, event, address, SPAN(p->iccid), content);
}

int notification_generate_for(struct softeuicc_card *card, const struct profile *p,
                              const struct store_metadata_request *metadata, uint32_t event,
                              const char *except, struct arena *a)
{
	const struct asn1_list *list = &metadata->notification_configuration_info;
	const struct notification_configuration_information *entries = list->items;
	int r = 0;

	for (size_t i = 0; i < list->count && r == 0; i++) {
		size_t mark = a->used;

		if (!(entries[i].profile_management_operation.v & event) ||
		    span_equal(entries[i].notification_address, es10_text(except)))
			continue;
		r = generate_one(card, p, event, entries[i].notification_address, a);
		a->used = mark;
	}
	return r;
}

int notification_generate(struct softeuicc_card *card, const struct profile *p, uint32_t event,
                          const char *except)
{
	struct arena a = { malloc(NOTIFICATION_ARENA), NOTIFICATION_ARENA, 0 };
	struct store_metadata_request metadata;
	int r = a.buf ? profile_metadata(card, p->id, &a, &metadata) : -ENOMEM;

	if (r == 0)
		r = notification_generate_for(card, p, &metadata, event, except, &a);
	free(a.buf);
	return r;
}
