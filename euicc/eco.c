/*
 * eIM Configuration Operations of an eUICC Package [SGP.32 2.11.1.1.2, 3.5.1].
 */
#include "package.h"

static bool add_eim(struct package_run *run, const struct eim_configuration_data *config,
                    struct euicc_result_data *ret)
{
	struct add_eim_result *result = arena_alloc(run->call->arena, sizeof(*result));
	enum add_eim_result_code code;
	struct eim eim;

	ret->which = EUICC_RESULT_DATA_ADD_EIM_RESULT;
	ret->add_eim_result = result;
	if (!result)
		return false;
	code = eim_add(run->call->card, config, run->call->arena, &eim);
	if (code == ADD_EIM_RESULT_OK && eim.has_token) {
		result->which = ADD_EIM_RESULT_ASSOCIATION_TOKEN;
		result->association_token = (struct asn1_int){ true, eim.token };
		return true;
	}
	/* v1.0.1 has no code of its own for this. */
	if (code == ADD_EIM_RESULT_ASSOCIATED_EIM_ALREADY_EXISTS &&
	    !persona_iot_since(run->call->card->persona, 1, 1))
		code = ADD_EIM_RESULT_COMMAND_ERROR;
	result->which = ADD_EIM_RESULT_ADD_EIM_RESULT_CODE;
	result->add_eim_result_code = es10_uint(code);
	return code == ADD_EIM_RESULT_OK;
}

/*
 * A deleted eIM is gone for the operations behind, which may associate it anew. If it is the sender
 * itself, the result is signed with its token all the same: the run has a copy of what it needs.
 */
static uint32_t delete_eim(struct package_run *run, const struct eco_delete_eim *op)
{
	struct softeuicc_card *card = run->call->card;
	struct eim eim;
	int found = eim_find(card, op->eim_id, run->call->arena, &eim);
	int left;

	if (found > 0)
		return DELETE_EIM_RESULT_EIM_NOT_FOUND;
	if (found < 0 || eim_remove(card, eim.id) < 0)
		return DELETE_EIM_RESULT_UNDEFINED;
	left = eim_count(card);
	if (left < 0)
		return DELETE_EIM_RESULT_UNDEFINED;
	return left == 0 ? DELETE_EIM_RESULT_LAST_EIM_DELETED : DELETE_EIM_RESULT_OK;
}

/* Visitor that collects what listEim shows. */
struct eim_list {
	const struct persona *persona;
	struct eim_id_info *items;
	size_t n, max;
};

static int collect(void *ctx, const struct eim *eim)
{
	struct eim_list *l = ctx;
	struct eim_id_info *item = &l->items[l->n];
	const struct asn1_uint type = eim->config.eim_id_type;
	/* A proprietary type is not. */
	const bool told = type.v == EIM_ID_TYPE_OID || type.v == EIM_ID_TYPE_FQDN;

	if (l->n == l->max)
		return 1;
	item->eim_id = eim->config.eim_id;
	if (told && persona_iot_since(l->persona, 1, 1))
		item->eim_id_type = type;
	else if (told)
		item->eim_id_type_v101 = type; /* the tag has moved */
	l->n++;
	return 0;
}

static bool list_eim(struct package_run *run, struct euicc_result_data *ret)
{
	struct softeuicc_card *card = run->call->card;
	struct arena *a = run->call->arena;
	struct list_eim_result *result = arena_alloc(a, sizeof(*result));
	struct eim_list l = { .persona = card->persona };
	int count = eim_count(card);

	ret->which = EUICC_RESULT_DATA_LIST_EIM_RESULT;
	ret->list_eim_result = result;
	if (!result || count < 0)
		return false;
	l.max = (size_t)count;
	l.items = arena_alloc(a, l.max * sizeof(*l.items));
	if (!l.items || eim_each(card, a, collect, &l) < 0) {
		result->which = LIST_EIM_RESULT_LIST_EIM_ERROR;
		result->list_eim_error = es10_uint(LIST_EIM_ERROR_UNDEFINED);
		return false;
	}
	result->which = LIST_EIM_RESULT_EIM_ID_LIST;
	result->eim_id_list = (struct asn1_list){ l.items, l.n };
	return true;
}

bool eco_execute(struct package_run *run, const struct eco *op, struct euicc_result_data *ret)
{
	uint32_t code;

	*ret = (struct euicc_result_data){ 0 };
	switch (op->which) {
	case ECO_ADD_EIM:
		return add_eim(run, op->add_eim, ret);
	case ECO_DELETE_EIM:
		code = delete_eim(run, op->delete_eim);
		ret->which = EUICC_RESULT_DATA_DELETE_EIM_RESULT;
		ret->delete_eim_result = es10_uint(code);
		return code == DELETE_EIM_RESULT_OK || code == DELETE_EIM_RESULT_LAST_EIM_DELETED;
	case ECO_UPDATE_EIM:
		code = eim_update(run->call->card, op->update_eim, run->call->arena);
		ret->which = EUICC_RESULT_DATA_UPDATE_EIM_RESULT;
		ret->update_eim_result = es10_uint(code);
		return code == UPDATE_EIM_RESULT_OK;
	default:
		return list_eim(run, ret);
	}
}
