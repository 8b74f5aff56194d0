/*
 * ES10b: ListNotification, RetrieveNotificationsList, RemoveNotificationFromList
 * [SGP.22 5.7.9 to 5.7.11].
 */
#include "es10.h"

#include <sqlite3.h>

enum { ALL_EVENTS = 0xF };

/* Number of rows that a "SELECT count(*)" gives, -1 on failure. */
static int64_t count_rows(struct es10_call *call, const char *sql, int64_t wanted)
{
	STORE_STMT *stmt = store_query(call->card->store, sql, "ii", call->card->id, wanted);

	return store_step(stmt) == 1 ? sqlite3_column_int64(stmt, 0) : -1;
}

struct sw es10b_list_notification(struct es10_call *call, const void *request, void *response)
{
	const struct list_notification_request *req = request;
	struct list_notification_response *res = response;
	int64_t events = req->profile_management_operation.set ? req->profile_management_operation.v
	                                                       : ALL_EVENTS;
	int64_t count = count_rows(call,
	                           "SELECT count(*) FROM notification"
	                           " WHERE card_id = ? AND event & ?",
	                           events);
	STORE_STMT *stmt = store_query(call->card->store,
	                               "SELECT sequence, event, address, iccid FROM notification"
	                               " WHERE card_id = ? AND event & ? ORDER BY sequence",
	                               "ii", call->card->id, events);
	struct notification_metadata *items;
	size_t n = 0;
	int r = -1;

	if (count < 0)
		return SW(SW_MEMORY_PROBLEM);
	items = arena_alloc(call->arena, (size_t)count * sizeof(*items));
	if (!items)
		return SW(SW_NOT_ENOUGH_MEMORY);
	while (n < (size_t)count && (r = store_step(stmt)) == 1) {
		items[n].seq_number = es10_uint((uint32_t)sqlite3_column_int64(stmt, 0));
		items[n].profile_management_operation = (struct asn1_bits){
			true, (uint32_t)sqlite3_column_int64(stmt, 1)
		};
		items[n].notification_address = arena_copy(call->arena, store_blob(stmt, 2));
		items[n].iccid = arena_copy(call->arena, store_blob(stmt, 3));
		n++;
	}
	if (n < (size_t)count)
		return SW(r < 0 ? SW_MEMORY_PROBLEM : SW_TECHNICAL);
	res->which = LIST_NOTIFICATION_RESPONSE_NOTIFICATION_METADATA_LIST;
	res->notification_metadata_list = (struct asn1_list){ items, n };
	return SW(SW_OK);
}

/* A stored notification as alternative of PendingNotification: its own tag tells which. */
static struct pending_notification pending(struct span content)
{
	struct der_reader r = der_reader(content);

	if (der_peek(&r) == RSP_TAG_PROFILE_INSTALLATION_RESULT)
		return (struct pending_notification){
			.which = PENDING_NOTIFICATION_PROFILE_INSTALLATION_RESULT,
			.profile_installation_result = content,
		};
	return (struct pending_notification){
		.which = PENDING_NOTIFICATION_OTHER_SIGNED_NOTIFICATION,
		.other_signed_notification = content,
	};
}

struct sw es10b_retrieve_notifications_list(struct es10_call *call, const void *request,
                                            void *response)
{
	const struct retrieve_notifications_list_request *req = request;
	const struct notification_search_criteria *criteria = req->search_criteria;
	struct retrieve_notifications_list_response *res = response;
	bool by_sequence = criteria && criteria->which == NOTIFICATION_SEARCH_CRITERIA_SEQ_NUMBER;
	int64_t wanted = ALL_EVENTS;
	int64_t count;
	STORE_STMT *stmt = NULL;
	struct pending_notification *items;
	size_t n = 0;

	if (criteria)
		wanted = by_sequence ? criteria->seq_number.v
		                     : criteria->profile_management_operation.v;
	count = count_rows(call,
	                   by_sequence ? "SELECT count(*) FROM notification"
	                                 " WHERE card_id = ? AND sequence = ?"
	                               : "SELECT count(*) FROM notification"
	                                 " WHERE card_id = ? AND event & ?",
	                   wanted);
	stmt = store_query(call->card->store,
	                   by_sequence ? "SELECT content FROM notification"
	                                 " WHERE card_id = ? AND sequence = ?"
	                               : "SELECT content FROM notification"
	                                 " WHERE card_id = ? AND event & ? ORDER BY sequence",
	                   "ii", call->card->id, wanted);
	if (count < 0)
		return SW(SW_MEMORY_PROBLEM);
	items = arena_alloc(call->arena, (size_t)count * sizeof(*items));
	while (items && n < (size_t)count && store_step(stmt) == 1) {
		struct span content = arena_copy(call->arena, store_blob(stmt, 0));

		if (!content.ptr)
			break;
		items[n++] = pending(content);
	}
	if (!items || n < (size_t)count) {
		/* More than one command can carry: the LPA can ask by sequence number. */
		res->which = RETRIEVE_NOTIFICATIONS_LIST_RESPONSE_NOTIFICATIONS_LIST_RESULT_ERROR;
		res->notifications_list_result_error = es10_uint(
		        NOTIFICATIONS_LIST_RESULT_ERROR_UNDEFINED);
		return SW(SW_OK);
	}
	res->which = RETRIEVE_NOTIFICATIONS_LIST_RESPONSE_NOTIFICATION_LIST;
	res->notification_list = (struct asn1_list){ items, n };
	return SW(SW_OK);
}

/* Number of rows that went, negative errno on failure. */
static int remove_rows(struct es10_call *call, const char *sql, uint32_t sequence)
{
	int r = store_exec(call->card->store, sql, "ii", call->card->id, (int64_t)sequence);

	return r < 0 ? r : sqlite3_changes(call->card->store->db);
}

struct sw es10b_remove_notification(struct es10_call *call, const void *request, void *response)
{
	const struct notification_sent_request *req = request;
	struct notification_sent_response *res = response;
	int removed = remove_rows(call,
	                          "DELETE FROM notification WHERE card_id = ? AND sequence = ?",
	                          req->seq_number.v);

	/* An eUICC Package Result goes by the same command [SGP.32 5.9.12]. */
	if (removed == 0)
		removed = remove_rows(call,
		                      "DELETE FROM package_result"
		                      " WHERE card_id = ? AND sequence = ?",
		                      req->seq_number.v);
	if (removed < 0)
		return SW(SW_MEMORY_PROBLEM);
	res->delete_notification_status = es10_uint(
	        removed ? DELETE_NOTIFICATION_STATUS_OK
	                : DELETE_NOTIFICATION_STATUS_NOTHING_TO_DELETE);
	return SW(SW_OK);
}
