/*
 * Making ProfileInstallationResults.
 */
#include "pir.h"

#include "es10.h"
#include "notification.h"

#include <errno.h>

int pir_generate(struct softeuicc_card *card, const struct pir *pir, struct arena *a,
                 struct span *ret_der)
{
	struct es10_call call = { .card = card, .arena = a };
	struct success_result success = { pir->isdp_aid, pir->sima_response };
	struct error_result failure = { es10_uint(pir->command), es10_uint(pir->reason),
		                        pir->sima_response };
	struct final_result final = {
		.which = pir->isdp_aid.ptr ? FINAL_RESULT_SUCCESS_RESULT
		                           : FINAL_RESULT_ERROR_RESULT,
		.success_result = &success,
		.error_result = &failure,
	};
	struct notification_metadata metadata = {
		.profile_management_operation = { true, NOTIFICATION_EVENT_INSTALL },
		.notification_address = pir->address,
		.iccid = pir->iccid,
	};
	struct profile_installation_result_data data = {
		.transaction_id = pir->transaction_id,
		.notification_metadata = &metadata,
		.smdp_oid = pir->smdp_oid,
		.final_result = &final,
	};
	struct profile_installation_result result;
	struct span der;
	uint32_t sequence;
	int r = notification_next_sequence(card, &sequence);

	if (r < 0)
		return r;
	metadata.seq_number = es10_uint(sequence);
	result.profile_installation_result_data = asn1_encode_arena(
	        &profile_installation_result_data_type, RSP_TAG_PROFILE_INSTALLATION_RESULT_DATA,
	        &data, a);
	result.euicc_sign_pir = es10_sign(&call, pir->credential,
	                                  result.profile_installation_result_data,
	                                  (struct span){ 0 });
	if (!result.euicc_sign_pir.ptr)
		return -EIO;
	der = asn1_encode_arena(&profile_installation_result_type,
	                        RSP_TAG_PROFILE_INSTALLATION_RESULT, &result, a);
	if (!der.ptr)
		return -ENOMEM;
	r = notification_store(card, sequence, NOTIFICATION_EVENT_INSTALL, pir->address, pir->iccid,
	                       der);
	if (r == 0)
		*ret_der = der;
	return r;
}

int pir_mark_download(struct softeuicc_card *card, const struct pir *pir)
{
	/* Several of them in a download; a real card's power loss is the end of our process. */
	return store_exec_alone(
	        card->store,
	        "INSERT INTO download (card_id, transaction_id, address, smdp_oid, iccid, command,"
	        " credential) VALUES (?, ?, CAST(? AS TEXT), ?, ?, ?, ?)"
	        " ON CONFLICT DO UPDATE SET transaction_id = excluded.transaction_id,"
	        " address = excluded.address, smdp_oid = excluded.smdp_oid, iccid = excluded.iccid,"
	        " command = excluded.command, credential = excluded.credential",
	        "ibbbbii", card->id, pir->transaction_id, pir->address, pir->smdp_oid, pir->iccid,
	        (int64_t)pir->command, (int64_t)pir->credential);
}

int pir_clear_download(struct softeuicc_card *card)
{
	return store_exec(card->store, "DELETE FROM download WHERE card_id = ?", "i", card->id);
}

int pir_report_interruption(struct softeuicc_card *card, struct arena *a)
{
	STORE_STMT *stmt = store_query(card->store,
	                               "SELECT transaction_id, address, smdp_oid, iccid, command,"
	                               " credential FROM download WHERE card_id = ?",
	                               "i", card->id);
	struct pir pir = { .reason = ERROR_REASON_INTERRUPTION };
	struct span ignored;
	int r = store_step(stmt);

	if (r <= 0)
		return r;
	pir.transaction_id = arena_copy(a, store_blob(stmt, 0));
	pir.address = arena_copy(a, store_blob(stmt, 1));
	pir.smdp_oid = arena_copy(a, store_blob(stmt, 2));
	pir.iccid = arena_copy(a, store_blob(stmt, 3));
	pir.command = (enum bpp_command_id)sqlite3_column_int(stmt, 4);
	pir.credential = (size_t)sqlite3_column_int64(stmt, 5);
	if (pir.credential >= card->n_credentials)
		return -EBADF;
	card_log(card, SOFTEUICC_LOG_INFO, "download interrupted");
	r = pir_generate(card, &pir, a, &ignored);
	return r < 0 ? r : pir_clear_download(card);
}
