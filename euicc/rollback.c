/*
 * ES10b.ProfileRollback [SGP.32 5.9.16].
 */
#include "rollback.h"

#include "profile_switch.h"

#include <errno.h>

/* What the right consists of, as stored. */
struct rollback {
	struct profile profile; /* to go back to */
	struct eim eim;
	int64_t counter;
	struct span transaction_id;
	int64_t sequence, first_notification;
};

int rollback_grant(const struct package_run *run, uint32_t sequence)
{
	struct softeuicc_card *card = run->call->card;

	return store_exec(card->store,
	                  "INSERT OR REPLACE INTO rollback (card_id, profile_id, eim_id, counter,"
	                  " transaction_id, sequence, first_notification)"
	                  " VALUES (?, ?, CAST(? AS TEXT), ?, ?, ?, ?)",
	                  "iibibii", card->id, run->rollback_profile, run->eim.config.eim_id,
	                  run->counter, run->transaction_id, (int64_t)sequence,
	                  (int64_t)run->first_notification);
}

int rollback_clear(struct softeuicc_card *card)
{
	return store_exec(card->store, "DELETE FROM rollback WHERE card_id = ?", "i", card->id);
}

/* 0 there is one, 1 none, negative errno. */
static int load(const struct softeuicc_card *card, struct arena *a, struct rollback *ret)
{
	STORE_STMT *stmt = store_query(card->store,
	                               "SELECT profile_id, eim_id, counter, transaction_id,"
	                               " sequence, first_notification FROM rollback"
	                               " WHERE card_id = ?",
	                               "i", card->id);
	int r = store_step(stmt);

	if (r <= 0)
		return r < 0 ? r : 1;
	ret->counter = sqlite3_column_int64(stmt, 2);
	ret->transaction_id = arena_copy(a, store_blob(stmt, 3));
	ret->sequence = sqlite3_column_int64(stmt, 4);
	ret->first_notification = sqlite3_column_int64(stmt, 5);
	r = profile_by_id(card, sqlite3_column_int64(stmt, 0), &ret->profile);
	return r != 0 ? r : eim_find(card, arena_copy(a, store_blob(stmt, 1)), a, &ret->eim);
}

/*
 * The result and the notifications of the undone switch must reach nobody [SGP.32 3.3.2]. What the
 * package deleted stays deleted.
 */
static int discard_undone(struct softeuicc_card *card, const struct rollback *rb)
{
	int r = store_exec(card->store,
	                   "DELETE FROM package_result WHERE card_id = ? AND sequence = ?", "ii",
	                   card->id, rb->sequence);

	if (r < 0)
		return r;
	return store_exec(card->store,
	                  "DELETE FROM notification WHERE card_id = ? AND sequence >= ?"
	                  " AND sequence < ? AND event & ?",
	                  "iiii", card->id, rb->first_notification, rb->sequence,
	                  (int64_t)(NOTIFICATION_EVENT_ENABLE | NOTIFICATION_EVENT_DISABLE));
}

static int do_rollback(struct es10_call *call, const struct rollback *rb, struct span *ret_result)
{
	struct softeuicc_card *card = call->card;
	struct euicc_result_data result = {
		.which = EUICC_RESULT_DATA_ROLLBACK_RESULT,
		.rollback_result = es10_uint(ROLLBACK_PROFILE_RESULT_OK),
	};
	uint32_t sequence;
	int r = discard_undone(card, rb);

	/* Nobody was told of the enable, so nobody is told that it was taken back. */
	if (r == 0)
		r = profile_switch_force(card, &rb->profile, false);
	if (r == 0)
		r = package_result_generate(call, &rb->eim, rb->counter, rb->transaction_id,
		                            (struct asn1_list){ &result, 1 }, &sequence,
		                            ret_result);
	return r;
}

struct sw es10b_profile_rollback(struct es10_call *call, const void *request, void *response)
{
	const struct profile_rollback_request *req = request;
	struct profile_rollback_response *res = response;
	struct softeuicc_card *card = call->card;
	struct rollback rb;
	int found = load(card, call->arena, &rb);

	if (found < 0)
		return SW(SW_MEMORY_PROBLEM);
	if (found > 0) {
		res->cmd_result = es10_uint(PROFILE_ROLLBACK_RESULT_ROLLBACK_NOT_ALLOWED);
		return SW(SW_OK);
	}
	if (cat_busy(&card->cat)) {
		res->cmd_result = es10_uint(PROFILE_ROLLBACK_RESULT_CAT_BUSY);
		return SW(SW_OK);
	}
	if (do_rollback(call, &rb, &res->euicc_package_result) < 0)
		return SW(SW_MEMORY_PROBLEM);
	card_schedule_switch(card, refresh_flag_is_set(req->refresh_flag));
	res->cmd_result = es10_uint(PROFILE_ROLLBACK_RESULT_OK);
	return SW(SW_OK);
}
