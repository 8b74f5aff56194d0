/*
 * Immediate enabling of a downloaded profile.
 */
#include "immediate.h"

#include "eim.h"
#include "profile_switch.h"

#include <string.h>
#include <strings.h>

int immediate_configure(struct softeuicc_card *card,
                        const struct configure_immediate_profile_enabling_request *config)
{
	struct span address = config->default_smdp_address;

	if (address.len == 0) /* names nobody */
		address.ptr = NULL;
	return store_exec(card->store,
	                  "UPDATE card SET immediate_enable = ?, immediate_dp_oid = ?,"
	                  " immediate_dp_address = CAST(? AS TEXT) WHERE id = ?",
	                  "ibbi", (int64_t)config->immediate_enable_flag, config->default_smdp_oid,
	                  address, card->id);
}

int immediate_reset(struct softeuicc_card *card, bool *ret_had)
{
	int r = store_exec(card->store,
	                   "UPDATE card SET immediate_enable = 0, immediate_dp_oid = NULL,"
	                   " immediate_dp_address = NULL WHERE id = ? AND (immediate_enable"
	                   " OR immediate_dp_oid NOT NULL OR immediate_dp_address NOT NULL)",
	                   "i", card->id);

	*ret_had = r == 0 && sqlite3_changes(card->store->db) > 0;
	return r;
}

/* Without an eIM the device itself configures; with one, only the eIM may [SGP.32 5.9.17]. */
struct sw es10b_configure_immediate_profile_enabling(struct es10_call *call, const void *request,
                                                     void *response)
{
	struct configure_immediate_profile_enabling_response *res = response;
	uint32_t code = CONFIG_IMMEDIATE_ENABLE_RESULT_OK;
	int count = eim_count(call->card);

	if (count > 0)
		code = CONFIG_IMMEDIATE_ENABLE_RESULT_ASSOCIATED_EIM_ALREADY_EXISTS;
	else if (count < 0 || immediate_configure(call->card, request) < 0)
		return SW(SW_MEMORY_PROBLEM);
	res->config_immediate_enable_result = es10_uint(code);
	return SW(SW_OK);
}

/* Nothing said, or said of this one; letters of an address count in either case. */
static bool is_address(struct span wanted, const char *address)
{
	return !wanted.ptr || (wanted.len == strlen(address) &&
	                       strncasecmp((const char *)wanted.ptr, address, wanted.len) == 0);
}

/*
 * Allowed at all, and if an SM-DP+ is named, for profiles of that one: the session's server must
 * have the OID and the address, as far as they are configured.
 */
static bool allowed(const struct softeuicc_card *card)
{
	const struct installed_profile *installed = &card->installed;
	STORE_STMT *stmt = store_query(card->store,
	                               "SELECT immediate_enable, immediate_dp_oid,"
	                               " immediate_dp_address FROM card WHERE id = ?",
	                               "i", card->id);
	struct span oid;

	if (store_step(stmt) != 1 || !sqlite3_column_int(stmt, 0))
		return false;
	if (!installed->profile_id) /* nothing to be judged */
		return true;
	oid = store_blob(stmt, 1);
	return (!oid.ptr || span_equal(oid, (struct span){ installed->server_oid,
	                                                   installed->server_oid_len })) &&
	       is_address(store_blob(stmt, 2), installed->server_address);
}

static uint32_t immediate_enable(struct softeuicc_card *card, bool refresh)
{
	struct profile p;
	uint32_t code;

	if (!allowed(card))
		return IMMEDIATE_ENABLE_RESULT_NOT_AVAILABLE;
	if (!card->installed.profile_id || profile_by_id(card, card->installed.profile_id, &p) != 0)
		return IMMEDIATE_ENABLE_RESULT_NO_SESSION_CONTEXT;
	code = profile_switch_enable(card, &p);
	if (code == ENABLE_RESULT_CAT_BUSY)
		return IMMEDIATE_ENABLE_RESULT_CAT_BUSY;
	if (code != ENABLE_RESULT_OK)
		return IMMEDIATE_ENABLE_RESULT_UNDEFINED;
	memset(&card->installed, 0, sizeof(card->installed));
	card_schedule_switch(card, refresh);
	return IMMEDIATE_ENABLE_RESULT_OK;
}

struct sw es10b_immediate_enable(struct es10_call *call, const void *request, void *response)
{
	const struct immediate_enable_request *req = request;
	struct immediate_enable_response *res = response;

	res->immediate_enable_result = es10_uint(
	        immediate_enable(call->card, refresh_flag_is_set(req->refresh_flag)));
	return SW(SW_OK);
}

struct sw es10b_enable_using_dd(struct es10_call *call, const void *request, void *response)
{
	struct immediate_enable_response *res = response;
	uint32_t code = immediate_enable(call->card, true);

	(void)request;
	/* v1.0.1 has no code of its own for this. */
	if (code == IMMEDIATE_ENABLE_RESULT_CAT_BUSY)
		code = IMMEDIATE_ENABLE_RESULT_UNDEFINED;
	res->immediate_enable_result = es10_uint(code);
	return SW(SW_OK);
}
