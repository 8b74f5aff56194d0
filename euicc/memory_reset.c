/*
 * eUICCMemoryReset [SGP.22 5.7.19; SGP.32 5.9.5].
 */
#include "memory_reset.h"

#include "asn1/iot.h"
#include "eim.h"
#include "immediate.h"
#include "profile.h"
#include "rollback.h"

/* What to reset, whatever the form of the request: BF64 has all of it, under these bits. */
struct reset {
	uint32_t options; /* enum iot_reset_options */
	unsigned changed; /* profiles deleted, address reset */
	bool enabled_gone;
	bool had_eims, had_immediate;
};

/*
 * deletePreLoadedTestProfiles never finds any: a card is made without profiles, so that whatever it
 * holds was loaded in the field.
 */
static bool covers(uint32_t options, enum profile_class class)
{
	switch (class) {
	case PROFILE_CLASS_TEST:
		return options & IOT_RESET_OPTIONS_DELETE_FIELD_LOADED_TEST_PROFILES;
	case PROFILE_CLASS_OPERATIONAL:
		return options & IOT_RESET_OPTIONS_DELETE_OPERATIONAL_PROFILES;
	case PROFILE_CLASS_PROVISIONING:
		return options & IOT_RESET_OPTIONS_DELETE_PROVISIONING_PROFILES;
	}
	return false;
}

/* Deletes the profiles that the options cover, whatever their state and PPRs. */
static int delete_profiles(struct softeuicc_card *card, struct reset *reset)
{
	int64_t last = 0;

	for (;;) {
		STORE_STMT *stmt = store_query(card->store,
		                               "SELECT id FROM profile WHERE card_id = ? AND id > ?"
		                               " ORDER BY id LIMIT 1",
		                               "ii", card->id, last);
		struct profile p;
		int r = store_step(stmt);

		if (r <= 0)
			return r;
		last = sqlite3_column_int64(stmt, 0);
		r = profile_by_id(card, last, &p);
		if (r == 0 && covers(reset->options, p.class)) {
			r = profile_delete(card, &p);
			reset->enabled_gone |= p.state == PROFILE_STATE_ENABLED;
			reset->changed++;
		}
		if (r < 0)
			return r;
	}
}

static int reset_default_dp(struct softeuicc_card *card, struct reset *reset)
{
	int r = store_exec(card->store,
	                   "UPDATE card SET default_dp = nullif(?1, '')"
	                   " WHERE id = ?2 AND default_dp IS NOT nullif(?1, '')",
	                   "ti", card->persona->default_dp, card->id);

	reset->changed += (unsigned)sqlite3_changes(card->store->db);
	return r;
}

static int reset_eims(struct softeuicc_card *card, struct reset *reset)
{
	int count = eim_count(card);

	reset->had_eims = count > 0;
	return count < 0 ? count : eim_remove_all(card);
}

static int execute(struct softeuicc_card *card, struct reset *reset)
{
	int r = delete_profiles(card, reset);

	if (r == 0 && (reset->options & IOT_RESET_OPTIONS_RESET_DEFAULT_SMDP_ADDRESS))
		r = reset_default_dp(card, reset);
	if (r == 0 && (reset->options & IOT_RESET_OPTIONS_RESET_EIM_CONFIG_DATA))
		r = reset_eims(card, reset);
	if (r == 0 && (reset->options & IOT_RESET_OPTIONS_RESET_IMMEDIATE_ENABLE_CONFIG))
		r = immediate_reset(card, &reset->had_immediate);
	if (r == 0 && (reset->changed || reset->had_eims))
		r = rollback_clear(card);
	if (r == 0 && reset->enabled_gone)
		card_schedule_switch(card, true);
	return r;
}

/* All forms have the same first result. False: nothing was executed, *ret_result says why. */
static bool may_reset(const struct softeuicc_card *card, struct asn1_uint *ret_result)
{
	if (profile_ecall_active(card))
		*ret_result = es10_uint(IOT_MEMORY_RESET_RESULT_ECALL_ACTIVE);
	else if (cat_busy(&card->cat))
		*ret_result = es10_uint(IOT_MEMORY_RESET_RESULT_CAT_BUSY);
	else
		return true;
	return false;
}

static struct asn1_uint main_result(const struct reset *reset)
{
	bool any = reset->changed || reset->had_eims || reset->had_immediate;

	return es10_uint(any ? IOT_MEMORY_RESET_RESULT_OK
	                     : IOT_MEMORY_RESET_RESULT_NOTHING_TO_DELETE);
}

static struct asn1_uint eim_result(const struct reset *reset)
{
	if (!(reset->options & IOT_RESET_OPTIONS_RESET_EIM_CONFIG_DATA))
		return (struct asn1_uint){ false, 0 };
	return es10_uint(reset->had_eims ? RESET_EIM_RESULT_OK
	                                 : RESET_EIM_RESULT_NOTHING_TO_DELETE);
}

static struct asn1_uint immediate_result(const struct reset *reset)
{
	if (!(reset->options & IOT_RESET_OPTIONS_RESET_IMMEDIATE_ENABLE_CONFIG))
		return (struct asn1_uint){ false, 0 };
	return es10_uint(RESET_IMMEDIATE_ENABLE_CONFIG_RESULT_OK);
}

struct sw es10c_euicc_memory_reset(struct es10_call *call, const void *request, void *response)
{
	const struct euicc_memory_reset_request *req = request;
	struct euicc_memory_reset_response *res = response;
	/* The three options have the same bits in both specifications. */
	struct reset reset = { .options = req->reset_options.v & 7 };

	if (!may_reset(call->card, &res->reset_result)) {
		/* SGP.22 has no code for this. */
		if (res->reset_result.v == IOT_MEMORY_RESET_RESULT_ECALL_ACTIVE)
			res->reset_result = es10_uint(MEMORY_RESET_RESULT_UNDEFINED);
		return SW(SW_OK);
	}
	if (execute(call->card, &reset) < 0)
		return SW(SW_MEMORY_PROBLEM);
	res->reset_result = main_result(&reset);
	return SW(SW_OK);
}

struct sw es10b_euicc_memory_reset_v101(struct es10_call *call, const void *request, void *response)
{
	const struct iot_euicc_memory_reset_request_v101 *req = request;
	struct iot_euicc_memory_reset_response_v101 *res = response;
	struct reset reset = { .options = req->reset_options.v & 7 };

	if (req->reset_options.v & IOT_RESET_OPTIONS_V101_RESET_EIM_CONFIG_DATA)
		reset.options |= IOT_RESET_OPTIONS_RESET_EIM_CONFIG_DATA;
	if (req->reset_options.v & IOT_RESET_OPTIONS_V101_RESET_AUTO_ENABLE_CONFIG)
		reset.options |= IOT_RESET_OPTIONS_RESET_IMMEDIATE_ENABLE_CONFIG;
	if (!may_reset(call->card, &res->reset_result))
		return SW(SW_OK);
	if (execute(call->card, &reset) < 0)
		return SW(SW_MEMORY_PROBLEM);
	res->reset_result = main_result(&reset);
	res->reset_eim_result = eim_result(&reset);
	res->reset_auto_enable_config_result = immediate_result(&reset);
	return SW(SW_OK);
}

struct sw es10b_euicc_memory_reset(struct es10_call *call, const void *request, void *response)
{
	const struct iot_euicc_memory_reset_request *req = request;
	struct iot_euicc_memory_reset_response *res = response;
	struct reset reset = { .options = req->reset_options.v };

	if (!may_reset(call->card, &res->reset_result))
		return SW(SW_OK);
	if (execute(call->card, &reset) < 0)
		return SW(SW_MEMORY_PROBLEM);
	res->reset_result = main_result(&reset);
	res->reset_eim_result = eim_result(&reset);
	res->reset_immediate_enable_config_result = immediate_result(&reset);
	return SW(SW_OK);
}
