/* Which Profile Policy Rules an IPA lets through. [SGP.22 2.4.5.3, 2.9.3.1, SGP.32 3.2.3.1] */
#include "peers/ipad_internal.h"

/* MCC and MNC nibble by nibble; E in the table is any digit. */
static bool operator_matches(const struct operator_id *rule, const struct operator_id *owner)
{
	if (rule->mcc_mnc.len != owner->mcc_mnc.len)
		return false;
	for (size_t i = 0; i < owner->mcc_mnc.len; i++) {
		const uint8_t want = rule->mcc_mnc.ptr[i];
		const uint8_t have = owner->mcc_mnc.ptr[i];

		if ((want >> 4 != 0xE && want >> 4 != have >> 4) ||
		    ((want & 0xF) != 0xE && (want & 0xF) != (have & 0xF)))
			return false;
	}
	/* An empty group id is any, an absent one none. */
	return ((rule->gid1.ptr && rule->gid1.len == 0) || span_equal(rule->gid1, owner->gid1)) &&
	       ((rule->gid2.ptr && rule->gid2.len == 0) || span_equal(rule->gid2, owner->gid2));
}

static bool rule_allows(const struct profile_policy_authorisation_rule *rule, uint32_t ppr,
                        const struct operator_id *owner)
{
	const struct operator_id *operators = rule->allowed_operators.items;

	if (!(rule->ppr_ids.v & ppr))
		return false;
	for (size_t i = 0; i < rule->allowed_operators.count; i++)
		if (operator_matches(&operators[i], owner))
			return true;
	return false;
}

static bool table_allows(const struct asn1_list *rat, uint32_t ppr, const struct operator_id *owner)
{
	const struct profile_policy_authorisation_rule *rules = rat->items;

	for (size_t i = 0; owner && i < rat->count; i++)
		if (rule_allows(&rules[i], ppr, owner))
			return true;
	return false;
}

/* 1 if the card has an Operational Profile, 0 if not, or negative errno. */
static int has_operational(struct ipad *ipad, struct arena *a)
{
	static const uint8_t profile_class[] = { 0x95 };
	struct profile_info_list_response response;
	const struct profile_info *profiles;
	int r = lpa_get_profiles_info(ipad->lpa, SPAN(profile_class), a, &response);

	if (r < 0)
		return r;
	profiles = response.profile_info_list_ok.items;
	if (response.which != PROFILE_INFO_LIST_RESPONSE_PROFILE_INFO_LIST_OK)
		return 0;
	for (size_t i = 0; i < response.profile_info_list_ok.count; i++)
		if (profiles[i].profile_class.v == PROFILE_CLASS_OPERATIONAL)
			return 1;
	return 0;
}

/* 1 if the table does not allow all that the profile has. */
static int check_table(struct ipad *ipad, const struct store_metadata_request *metadata,
                       uint32_t pprs, struct arena *a)
{
	static const uint32_t each[] = { PPR_1, PPR_2 };
	const struct get_rat_request request = { 0 };
	struct get_rat_response response;
	int r = lpa_call(ipad->lpa, RSP_TAG_GET_RAT, &get_rat_request_type, &request,
	                 &get_rat_response_type, &response, a);

	if (r < 0)
		return r;
	for (size_t i = 0; i < A_COUNT(each); i++)
		if ((pprs & each[i]) &&
		    !table_allows(&response.rat, each[i], metadata->profile_owner))
			return 1;
	return 0;
}

int ipad_confirm(void *ctx, const struct store_metadata_request *metadata, struct arena *a,
                 enum cancel_session_reason *ret_reason)
{
	const uint32_t pprs = metadata->profile_policy_rules.v & (PPR_1 | PPR_2);
	struct ipad *ipad = ctx;
	int r;

	if (!pprs)
		return 0;
	r = check_table(ipad, metadata, pprs, a);
	if (r == 0 && (pprs & PPR_1))
		r = has_operational(ipad, a);
	if (r == 1)
		*ret_reason = CANCEL_SESSION_REASON_PPR_NOT_ALLOWED;
	return r;
}
