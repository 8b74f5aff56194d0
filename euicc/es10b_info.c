/*
 * ES10b: what the eUICC says of itself: GetEUICCInfo1, GetEUICCInfo2, GetRAT
 * [SGP.22 5.7.8, 5.7.22].
 */
#include "es10.h"
#include "policy.h"
#include "profile.h"

#include <string.h>

/* Subject key identifiers of the CIs that the card trusts, or can sign for. */
static bool ci_key_ids(const struct softeuicc_card *card, bool signing, struct arena *a,
                       struct asn1_list *ret_list)
{
	struct key_identifier *ids = arena_alloc(a, card->n_credentials * sizeof(*ids));
	size_t n = 0;

	if (!ids)
		return false;
	for (size_t i = 0; i < card->n_credentials; i++)
		if (!signing || card->credentials[i].can_sign)
			ids[n++].value = card->credentials[i].ci.ski;
	*ret_list = (struct asn1_list){ ids, n };
	return true;
}

struct sw es10b_get_euicc_info1(struct es10_call *call, const void *request, void *response)
{
	struct euicc_info1 *info = response;

	(void)request;
	info->svn = SPAN(call->card->persona->svn);
	if (!ci_key_ids(call->card, false, call->arena,
	                &info->euicc_ci_pkid_list_for_verification) ||
	    !ci_key_ids(call->card, true, call->arena, &info->euicc_ci_pkid_list_for_signing))
		return SW(SW_NOT_ENOUGH_MEMORY);
	return SW(SW_OK);
}

/* Extended card resources information [TS 102 226 8.2.1.7.2]: applications, free memories. */
static struct span ext_card_resource(struct softeuicc_card *card, struct arena *a)
{
	enum { TAG_APPLICATIONS = 0x81, TAG_FREE_NVM = 0x82, TAG_FREE_RAM = 0x83, SIZE = 32 };
	struct der_writer w = { arena_alloc(a, SIZE), SIZE, 0 };
	struct profile_totals totals;

	if (!w.buf || profile_totals(card, &totals) < 0)
		return (struct span){ NULL, 0 };
	der_put_uint(&w, TAG_FREE_RAM, card->persona->volatile_memory);
	der_put_uint(&w, TAG_FREE_NVM, profile_free_memory(card, &totals));
	der_put_uint(&w, TAG_APPLICATIONS, totals.count);
	return der_written(&w);
}

struct span es10_euicc_info2(struct softeuicc_card *card, bool iot, struct arena *a)
{
	const struct persona *p = card->persona;
	struct certification_data_object certification = {
		.platform_label = es10_text(p->platform_label),
		.discovery_base_url = es10_text(p->discovery_url),
	};
	struct version_type iot_version = { SPAN(p->sgp32) };
	struct version_type more_versions[PERSONA_VERSIONS_MAX];
	struct iot_specific_info specific = {
		.iot_version = { &iot_version, 1 },
		.ecall_supported = p->ecall,
		.fallback_supported = p->fallback,
	};
	struct euicc_info2 info = {
		.profile_version = SPAN(p->profile_version),
		.svn = SPAN(p->svn),
		.euicc_firmware_ver = SPAN(p->firmware),
		.ext_card_resource = ext_card_resource(card, a),
		.uicc_capability = { true, p->uicc_capability },
		.ts102241_version = SPAN(p->ts102241),
		.globalplatform_version = SPAN(p->globalplatform),
		.rsp_capability = { true, p->rsp_capability },
		.euicc_category = es10_uint(p->category),
		.forbidden_profile_policy_rules = { p->forbidden_pprs != 0, p->forbidden_pprs },
		.pp_version = SPAN(p->pp_version),
		.sas_acreditation_number = es10_text(p->sas_number),
		.certification_data_object = &certification,
	};

	for (size_t i = 0; i < p->n_more_profile_versions; i++)
		more_versions[i].value = SPAN(p->more_profile_versions[i]);
	if (p->n_more_profile_versions)
		info.additional_euicc_profile_package_versions = (struct asn1_list){
			more_versions, p->n_more_profile_versions
		};
	if (iot) {
		info.ipa_mode = es10_uint(IPA_MODE_IPAD);
		info.iot_specific_info = &specific;
	}
	if (!info.ext_card_resource.ptr ||
	    !ci_key_ids(card, false, a, &info.euicc_ci_pkid_list_for_verification) ||
	    !ci_key_ids(card, true, a, &info.euicc_ci_pkid_list_for_signing))
		return (struct span){ NULL, 0 };
	return asn1_encode_arena(&euicc_info2_type, RSP_TAG_GET_EUICC_INFO2, &info, a);
}

struct sw es10b_get_euicc_info2(struct es10_call *call, const void *request, void *response)
{
	(void)request;
	(void)response;
	call->answer = es10_euicc_info2(call->card, persona_is_iot(call->card->persona),
	                                call->arena);
	return SW(SW_OK);
}

static bool put_rule(const struct persona_rule *rule, struct arena *a,
                     struct profile_policy_authorisation_rule *ret_rule)
{
	struct operator_id *operators = arena_alloc(a, rule->n_operators * sizeof(*operators));

	if (!operators)
		return false;
	for (size_t i = 0; i < rule->n_operators; i++)
		operators[i] = (struct operator_id){
			.mcc_mnc = SPAN(rule->operators[i].mcc_mnc),
			.gid1 = rule->operators[i].gid1_span,
			.gid2 = rule->operators[i].gid2_span,
		};
	ret_rule->ppr_ids = (struct asn1_bits){ true, rule->ppr_ids };
	ret_rule->allowed_operators = (struct asn1_list){ operators, rule->n_operators };
	ret_rule->ppr_flags = (struct asn1_bits){ true, rule->consent_required
		                                                ? PPR_FLAGS_CONSENT_REQUIRED
		                                                : 0 };
	return true;
}

struct sw es10b_get_rat(struct es10_call *call, const void *request, void *response)
{
	const struct persona *p = call->card->persona;
	struct get_rat_response *res = response;
	struct profile_policy_authorisation_rule *rules = arena_alloc(call->arena,
	                                                              p->n_rules * sizeof(*rules));

	(void)request;
	if (!rules)
		return SW(SW_NOT_ENOUGH_MEMORY);
	for (size_t i = 0; i < p->n_rules; i++)
		if (!put_rule(&p->rules[i], call->arena, &rules[i]))
			return SW(SW_NOT_ENOUGH_MEMORY);
	res->rat = (struct asn1_list){ rules, p->n_rules };
	return SW(SW_OK);
}
