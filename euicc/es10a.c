/*
 * ES10a: GetEuiccConfiguredAddresses, SetDefaultDpAddress [SGP.22 5.7.3, 5.7.4].
 */
#include "es10.h"

static struct sw get_euicc_configured_addresses(struct es10_call *call, const void *request,
                                                void *response)
{
	struct euicc_configured_addresses_response *res = response;
	STORE_STMT *stmt = store_query(
	        call->card->store, "SELECT default_dp FROM card WHERE id = ?", "i", call->card->id);

	(void)request;
	if (store_step(stmt) != 1)
		return SW(SW_MEMORY_PROBLEM);
	if (sqlite3_column_type(stmt, 0) != SQLITE_NULL)
		res->default_dp_address = arena_copy(call->arena, store_blob(stmt, 0));
	res->root_ds_address = es10_text(call->card->persona->root_ds);
	return SW(SW_OK);
}

int es10_set_default_dp_address(struct softeuicc_card *card, struct span address)
{
	if (address.len == 0) /* an empty address removes the stored one */
		address.ptr = NULL;
	return store_exec(card->store, "UPDATE card SET default_dp = CAST(? AS TEXT) WHERE id = ?",
	                  "bi", address, card->id);
}

static struct sw set_default_dp_address(struct es10_call *call, const void *request, void *response)
{
	const struct set_default_dp_address_request *req = request;
	struct set_default_dp_address_response *res = response;

	if (es10_set_default_dp_address(call->card, req->default_dp_address) < 0)
		return SW(SW_MEMORY_PROBLEM);
	res->set_default_dp_address_result = es10_uint(SET_DEFAULT_DP_ADDRESS_RESULT_OK);
	return SW(SW_OK);
}

const struct es10_row es10a_functions[] = {
	{ RSP_TAG_EUICC_CONFIGURED_ADDRESSES, "ES10a.GetEuiccConfiguredAddresses", "SGP.22 5.7.3",
	  &euicc_configured_addresses_request_type, &euicc_configured_addresses_response_type,
	  get_euicc_configured_addresses },
	{ RSP_TAG_SET_DEFAULT_DP_ADDRESS, "ES10a.SetDefaultDpAddress", "SGP.22 5.7.4",
	  &set_default_dp_address_request_type, &set_default_dp_address_response_type,
	  set_default_dp_address, persona_is_local },
	{ 0 },
};
