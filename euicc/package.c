/*
 * ES10b.LoadEuiccPackage [SGP.32 5.9.1]: checks, execution, signed result.
 */
#include "package.h"

#include "notification.h"
#include "rollback.h"

#include <errno.h>

enum { RESULTS_MAX = 128, RESULT_SIZE_MAX = 32768 };

/* ---- results ---- */

static int store_result(struct softeuicc_card *card, uint32_t sequence, struct span eim_id,
                        struct span content)
{
	int r = store_exec(card->store,
	                   "INSERT INTO package_result (card_id, sequence, eim_id, content)"
	                   " VALUES (?, ?, CAST(? AS TEXT), ?)",
	                   "iibb", card->id, (int64_t)sequence, eim_id, content);

	if (r < 0)
		return r;
	/* Where the card can hold no more, the oldest result goes [SGP.32 2.11.2]. */
	return store_exec(card->store,
	                  "DELETE FROM package_result WHERE card_id = ?1 AND sequence NOT IN"
	                  " (SELECT sequence FROM package_result WHERE card_id = ?1"
	                  "  ORDER BY sequence DESC LIMIT ?2)",
	                  "ii", card->id, (int64_t)card->persona->max_package_results);
}

/* The credential that signs for an eIM: of the CI that its configuration names, or the first. */
static size_t credential_for(const struct softeuicc_card *card, const struct eim *eim)
{
	int i = card_find_credential(card, eim->config.euicc_ci_pkid, true);

	return (size_t)(i >= 0 ? i : card_default_credential(card));
}

/* Signature over the data followed by the association token object. */
static struct span sign(struct es10_call *call, const struct eim *eim, struct span data)
{
	return es10_sign(call, credential_for(call->card, eim), data,
	                 eim_token_object(eim, call->arena));
}

static struct span encode_result(const struct euicc_package_result *result, struct arena *a)
{
	return asn1_encode_arena(&euicc_package_result_type, IOT_TAG_LOAD_EUICC_PACKAGE, result, a);
}

int package_result_generate(struct es10_call *call, const struct eim *eim, int64_t counter,
                            struct span transaction_id, struct asn1_list results,
                            uint32_t *ret_sequence, struct span *ret_der)
{
	struct euicc_package_result_data_signed data = {
		.eim_id = eim->config.eim_id,
		.counter_value = { true, counter },
		.eim_transaction_id = transaction_id,
		.euicc_result = results,
	};
	struct euicc_package_result_signed ok;
	const struct euicc_package_result result = {
		.which = EUICC_PACKAGE_RESULT_EUICC_PACKAGE_RESULT_SIGNED,
		.euicc_package_result_signed = &ok,
	};
	struct span der;
	uint32_t sequence;
	int r = notification_next_sequence(call->card, &sequence);

	if (r < 0)
		return r;
	data.seq_number = es10_uint(sequence);
	ok.euicc_package_result_data_signed = asn1_encode_arena(
	        &euicc_package_result_data_signed_type, 0x30, &data, call->arena);
	ok.euicc_sign_epr = sign(call, eim, ok.euicc_package_result_data_signed);
	if (!ok.euicc_sign_epr.ptr)
		return -EIO;
	der = encode_result(&result, call->arena);
	if (!der.ptr)
		return -ENOMEM;
	r = store_result(call->card, sequence, eim->config.eim_id, der);
	if (r < 0)
		return r;
	*ret_sequence = sequence;
	*ret_der = der;
	return 0;
}

/* ---- errors ---- */

static bool is_oversize(const struct es10_call *call)
{
	return call->raw.len > call->card->persona->max_package_size;
}

/*
 * Nobody can trust the sender: the answer is not signed. eim NULL: it is not even known. Only v1.3
 * says why; a package that is larger than the card takes is told so whoever sent it.
 */
static struct sw unsigned_error(struct es10_call *call, const struct euicc_package_signed *package,
                                const struct eim *eim)
{
	struct euicc_package_error_unsigned error = {
		.eim_id = package->eim_id,
		.association_token = { eim && eim->has_token, eim ? eim->token : 0 },
	};
	const struct euicc_package_result result = {
		.which = EUICC_PACKAGE_RESULT_EUICC_PACKAGE_ERROR_UNSIGNED,
		.euicc_package_error_unsigned = &error,
	};

	if (persona_iot_since(call->card->persona, 1, 1))
		error.eim_transaction_id = package->eim_transaction_id;
	if (persona_iot_since(call->card->persona, 1, 3))
		error.euicc_package_unsigned_error_code = es10_uint(
		        is_oversize(call) ? EUICC_PACKAGE_ERROR_SIZE_OVERFLOW
		                          : EUICC_PACKAGE_ERROR_UNDEFINED);
	call->answer = encode_result(&result, call->arena);
	return SW(SW_OK);
}

static struct sw signed_error(struct es10_call *call, const struct euicc_package_signed *package,
                              const struct eim *eim, enum euicc_package_error_code code)
{
	const struct euicc_package_error_data_signed data = {
		.eim_id = package->eim_id,
		.counter_value = package->counter_value,
		.eim_transaction_id = package->eim_transaction_id,
		.euicc_package_error_code = es10_uint(code),
	};
	struct euicc_package_error_signed error;
	const struct euicc_package_result result = {
		.which = EUICC_PACKAGE_RESULT_EUICC_PACKAGE_ERROR_SIGNED,
		.euicc_package_error_signed = &error,
	};

	error.euicc_package_error_data_signed = asn1_encode_arena(
	        &euicc_package_error_data_signed_type, 0x30, &data, call->arena);
	error.euicc_sign_epe = sign(call, eim, error.euicc_package_error_data_signed);
	if (!error.euicc_sign_epe.ptr)
		return SW(SW_TECHNICAL);
	call->answer = encode_result(&result, call->arena);
	card_log(call->card, SOFTEUICC_LOG_INFO, "eUICC package refused: error %d", (int)code);
	return SW(SW_OK);
}

/* ---- checks ---- */

static bool signature_ok(struct es10_call *call, const struct euicc_package_request *req,
                         const struct eim *eim)
{
	const struct span parts[2] = { req->euicc_package_signed,
		                       eim_token_object(eim, call->arena) };

	return eim->key.curve != EC_CURVE_NONE && parts[1].ptr &&
	       card_verify(call->card, &eim->key, parts, 2, req->eim_signature) == 0;
}

/* The checks behind the signature, in their order; 0 if all pass. */
static enum euicc_package_error_code check_package(struct es10_call *call,
                                                   const struct euicc_package_signed *package,
                                                   const struct eim *eim)
{
	const struct softeuicc_card *card = call->card;

	if (!span_equal(package->eid_value, SPAN(card->eid)))
		return EUICC_PACKAGE_ERROR_INVALID_EID;
	if (is_oversize(call))
		return EUICC_PACKAGE_ERROR_SIZE_OVERFLOW;
	if (package->counter_value.v < 0 || package->counter_value.v > EIM_COUNTER_MAX)
		return EUICC_PACKAGE_ERROR_COUNTER_VALUE_OUT_OF_RANGE;
	if (package->counter_value.v <= eim->counter)
		return EUICC_PACKAGE_ERROR_REPLAY_ERROR;
	if (profile_ecall_active(card))
		return EUICC_PACKAGE_ERROR_ECALL_ACTIVE;
	return 0;
}

/* ---- execution ---- */

static void terminate(struct euicc_result_data *ret, enum processing_terminated reason)
{
	*ret = (struct euicc_result_data){ .which = EUICC_RESULT_DATA_PROCESSING_TERMINATED,
		                           .processing_terminated = es10_uint(reason) };
}

/* The last three came with v1.1. */
static bool known_psmo(const struct persona *persona, const struct psmo *psmo)
{
	return psmo->which < PSMO_SET_FALLBACK_ATTRIBUTE || persona_iot_since(persona, 1, 1);
}

/* One operation, decoded when its turn comes: a damaged one does not undo those before it. */
static bool execute(struct package_run *run, bool is_psmo, struct span op,
                    struct euicc_result_data *ret)
{
	struct arena *a = run->call->arena;
	struct asn1_error ignored;
	struct psmo psmo;
	struct eco eco;

	if (is_psmo && asn1_decode(&psmo_type, 0, op, &psmo, a, &ignored) &&
	    known_psmo(run->call->card->persona, &psmo))
		return psmo_execute(run, &psmo, ret);
	if (!is_psmo && asn1_decode(&eco_type, 0, op, &eco, a, &ignored))
		return eco_execute(run, &eco, ret);
	terminate(ret, PROCESSING_TERMINATED_UNKNOWN_OR_DAMAGED_COMMAND);
	return false;
}

static size_t encoded_size(const struct euicc_result_data *result)
{
	struct der_writer w = { NULL, 0, 0 };

	asn1_encode(&euicc_result_data_type, 0, result, &w);
	return w.len;
}

/* Runs the operations up to the first failure; each leaves one result. */
static size_t execute_all(struct package_run *run, bool is_psmo, struct span list,
                          struct euicc_result_data *results)
{
	struct der_reader r = der_reader(list);
	struct der_tlv op;
	size_t size = 0;
	size_t n = 0;

	for (bool ok = true; ok && der_more(&r); n++) {
		if (n == RESULTS_MAX - 1) {
			terminate(&results[n], PROCESSING_TERMINATED_RESULT_SIZE_OVERFLOW);
			return n + 1;
		}
		ok = der_next(&r, &op);
		if (ok)
			ok = execute(run, is_psmo, op.whole, &results[n]);
		else
			terminate(&results[n], PROCESSING_TERMINATED_UNKNOWN_OR_DAMAGED_COMMAND);
		size += encoded_size(&results[n]);
		if (size > RESULT_SIZE_MAX) {
			terminate(&results[n], PROCESSING_TERMINATED_RESULT_SIZE_OVERFLOW);
			ok = false;
		}
	}
	return n;
}

static struct asn1_list execute_package(struct package_run *run, const struct euicc_package *p)
{
	bool is_psmo = p->which == EUICC_PACKAGE_PSMO_LIST;
	struct euicc_result_data *results = arena_alloc(run->call->arena,
	                                                RESULTS_MAX * sizeof(*results));
	struct der_tlv list;

	if (!results || !der_whole(is_psmo ? p->psmo_list : p->eco_list,
	                           is_psmo ? IOT_TAG_PSMO_LIST : IOT_TAG_ECO_LIST, &list))
		return (struct asn1_list){ NULL, 0 };
	return (struct asn1_list){ results, execute_all(run, is_psmo, list.value, results) };
}

/* What happens when the result is signed: the right to a rollback, and the switch. */
static int conclude(struct package_run *run, uint32_t sequence)
{
	struct softeuicc_card *card = run->call->card;
	int r = 0;

	if (run->rollback_profile)
		r = rollback_grant(run, sequence);
	if (r == 0 && (run->enabled || run->disabled))
		card_schedule_switch(card, true);
	return r;
}

static struct sw accept(struct es10_call *call, const struct euicc_package_signed *package,
                        const struct eim *eim)
{
	struct softeuicc_card *card = call->card;
	struct package_run run = { .call = call,
		                   .eim = *eim,
		                   .counter = package->counter_value.v,
		                   .transaction_id = package->eim_transaction_id };
	struct asn1_list results;
	uint32_t sequence;

	/* An accepted package ends the right to undo an earlier one. */
	if (rollback_clear(card) < 0 ||
	    notification_peek_sequence(card, &run.first_notification) < 0)
		return SW(SW_MEMORY_PROBLEM);
	results = execute_package(&run, package->euicc_package);
	/* Behind the operations, because updateEim is judged by the counter before this package. */
	if (!results.items || eim_raise_counter(card, eim->config.eim_id, run.counter) < 0 ||
	    package_result_generate(call, eim, run.counter, run.transaction_id, results, &sequence,
	                            &call->answer) < 0 ||
	    conclude(&run, sequence) < 0)
		return SW(SW_MEMORY_PROBLEM);
	card_log(card, SOFTEUICC_LOG_INFO, "eUICC package %lld of %.*s: %zu results",
	         (long long)run.counter, (int)eim->config.eim_id.len,
	         (const char *)eim->config.eim_id.ptr, results.count);
	return SW(SW_OK);
}

struct sw es10b_load_euicc_package(struct es10_call *call, const void *request, void *response)
{
	const struct euicc_package_request *req = request;
	struct euicc_package_signed package;
	struct asn1_error ignored;
	enum euicc_package_error_code error;
	struct eim eim;
	int found;

	(void)response;
	if (!asn1_decode(&euicc_package_signed_type, 0x30, req->euicc_package_signed, &package,
	                 call->arena, &ignored))
		return SW(SW_WRONG_DATA);
	found = eim_find(call->card, package.eim_id, call->arena, &eim);
	if (found < 0)
		return SW(SW_MEMORY_PROBLEM);
	if (found > 0)
		return unsigned_error(call, &package, NULL);
	if (!signature_ok(call, req, &eim))
		return unsigned_error(call, &package, &eim);
	error = check_package(call, &package, &eim);
	if (error)
		return signed_error(call, &package, &eim, error);
	return accept(call, &package, &eim);
}
