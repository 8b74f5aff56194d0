/*
 * Which PPRs which profile owner may set: the Rules Authorisation Table.
 */
#include "policy.h"

/* MCC and MNC nibble by nibble; E in the table matches any digit. */
static bool mcc_mnc_matches(const uint8_t rule[3], struct span owner)
{
	if (owner.len != 3)
		return false;
	for (size_t i = 0; i < 3; i++) {
		for (unsigned shift = 0; shift < 8; shift += 4) {
			unsigned want = rule[i] >> shift & 15;

			if (want != 0xE && want != (unsigned)(owner.ptr[i] >> shift & 15))
				return false;
		}
	}
	return true;
}

/* An empty group id in the table matches any; an absent one only an owner that has none. */
static bool gid_matches(struct span rule, struct span owner)
{
	return rule.ptr && rule.len == 0 ? true : span_equal(rule, owner);
}

static bool operator_matches(const struct persona_operator *op, const struct operator_id *owner)
{
	return mcc_mnc_matches(op->mcc_mnc, owner->mcc_mnc) &&
	       gid_matches(op->gid1_span, owner->gid1) && gid_matches(op->gid2_span, owner->gid2);
}

static bool rule_allows(const struct persona_rule *rule, uint32_t ppr,
                        const struct operator_id *owner)
{
	if (!(rule->ppr_ids & ppr))
		return false;
	for (size_t i = 0; i < rule->n_operators; i++)
		if (operator_matches(&rule->operators[i], owner))
			return true;
	return false;
}

static bool ppr_allowed(const struct persona *persona, uint32_t ppr,
                        const struct operator_id *owner)
{
	if (persona->forbidden_pprs & ppr)
		return false;
	for (size_t i = 0; owner && i < persona->n_rules; i++)
		if (rule_allows(&persona->rules[i], ppr, owner))
			return true;
	return false;
}

bool policy_may_install(const struct persona *persona,
                        const struct store_metadata_request *metadata)
{
	static const uint32_t pprs[] = { PPR_1, PPR_2 };

	for (size_t i = 0; i < A_COUNT(pprs); i++)
		if ((metadata->profile_policy_rules.v & pprs[i]) &&
		    !ppr_allowed(persona, pprs[i], metadata->profile_owner))
			return false;
	return true;
}
