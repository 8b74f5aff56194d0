/*
 * The walk over messages, and the tables that it goes by.
 */
#include "answers.h"

#include "asn1/asn1_internal.h"
#include "asn1/iot.h"
#include "asn1/rsp.h"
#include "asn1/saip_response.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_SIZE = 1 << 20 };

/* ---- functions ---- */

const struct function load_bound_profile_package = { "ES10b.LoadBoundProfilePackage",
	                                             "SGP.22 2.5.6, 5.7.6" };

enum {
	INITIALISE_SECURE_CHANNEL,
	CONFIGURE_ISDP,
	STORE_METADATA,
	REPLACE_SESSION_KEYS,
	LOAD_PROFILE_ELEMENTS,
	ENABLE,
	DISABLE,
	DELETE,
	LIST_PROFILE_INFO,
	GET_RAT,
	CONFIGURE_IMMEDIATE_ENABLE,
	SET_FALLBACK_ATTRIBUTE,
	UNSET_FALLBACK_ATTRIBUTE,
	SET_DEFAULT_DP_ADDRESS,
	ADD_EIM,
	DELETE_EIM,
	UPDATE_EIM,
	LIST_EIM,
	LOAD_EUICC_PACKAGE,
	PROFILE_ROLLBACK,
	PE_STATUS,
	INITIATE_AUTHENTICATION,
	GET_BOUND_PROFILE_PACKAGE,
	AUTHENTICATE_CLIENT,
	TRANSFER_EIM_PACKAGE,
	GET_EIM_PACKAGE,
	PROVIDE_EIM_PACKAGE_RESULT,
	HANDLE_NOTIFICATION,
	CANCEL_SESSION,
};

/*
 * Where the number of an ESep function's own section is not known to us, 5.13 stands for it, beside
 * the section of its message.
 */
const struct function functions[] = {
	[INITIALISE_SECURE_CHANNEL] = { "ES8+.InitialiseSecureChannel", "SGP.22 5.5.1" },
	[CONFIGURE_ISDP] = { "ES8+.ConfigureISDP", "SGP.22 5.5.2" },
	[STORE_METADATA] = { "ES8+.StoreMetadata", "SGP.22 5.5.3" },
	[REPLACE_SESSION_KEYS] = { "ES8+.ReplaceSessionKeys", "SGP.22 5.5.4" },
	[LOAD_PROFILE_ELEMENTS] = { "ES8+.LoadProfileElements", "SGP.22 5.5.5" },
	[ENABLE] = { "ESep.Enable", "SGP.32 5.13.1" },
	[DISABLE] = { "ESep.Disable", "SGP.32 5.13.2" },
	[DELETE] = { "ESep.Delete", "SGP.32 5.13.3" },
	[LIST_PROFILE_INFO] = { "ESep.ListProfileInfo", "SGP.32 5.13.4" },
	[GET_RAT] = { "ESep.GetRAT", "SGP.32 5.13.5" },
	[CONFIGURE_IMMEDIATE_ENABLE] = { "ESep.ConfigureImmediateEnable",
	                                 "SGP.32 5.13.6, 2.11.1.1.3" },
	[SET_FALLBACK_ATTRIBUTE] = { "ESep.SetFallbackAttribute", "SGP.32 5.13, 2.11.1.1.3" },
	[UNSET_FALLBACK_ATTRIBUTE] = { "ESep.UnsetFallbackAttribute", "SGP.32 5.13, 2.11.1.1.3" },
	[SET_DEFAULT_DP_ADDRESS] = { "ESep.SetDefaultDpAddress", "SGP.32 5.13, 2.11.1.1.3" },
	[ADD_EIM] = { "ESep.AddEim", "SGP.32 5.13, 2.11.1.1.2" },
	[DELETE_EIM] = { "ESep.DeleteEim", "SGP.32 5.13, 2.11.1.1.2" },
	[UPDATE_EIM] = { "ESep.UpdateEim", "SGP.32 5.13, 2.11.1.1.2" },
	[LIST_EIM] = { "ESep.ListEim", "SGP.32 5.13, 2.11.1.1.2" },
	[LOAD_EUICC_PACKAGE] = { "ES10b.LoadEuiccPackage", "SGP.32 5.9.1" },
	[PROFILE_ROLLBACK] = { "ES10b.ProfileRollback", "SGP.32 5.9.16" },
	[PE_STATUS] = { "PEStatus", "TCA Interoperable Profile Package" },
	[INITIATE_AUTHENTICATION] = { "ESipa.InitiateAuthentication", "SGP.32 5.14.1, 6.3.2.1" },
	[GET_BOUND_PROFILE_PACKAGE] = { "ESipa.GetBoundProfilePackage", "SGP.32 5.14.2, 6.3.2.3" },
	[AUTHENTICATE_CLIENT] = { "ESipa.AuthenticateClient", "SGP.32 5.14.3, 6.3.2.2" },
	[TRANSFER_EIM_PACKAGE] = { "ESipa.TransferEimPackage", "SGP.32 5.14.4, 6.3.3.1" },
	[GET_EIM_PACKAGE] = { "ESipa.GetEimPackage", "SGP.32 5.14.5, 6.3.2.6" },
	[PROVIDE_EIM_PACKAGE_RESULT] = { "ESipa.ProvideEimPackageResult",
	                                 "SGP.32 5.14.6, 6.3.2.7" },
	[HANDLE_NOTIFICATION] = { "ESipa.HandleNotification", "SGP.32 5.14.7, 6.3.2.4" },
	[CANCEL_SESSION] = { "ESipa.CancelSession", "SGP.32 5.14.8, 6.3.2.5" },
	{ 0 },
};

struct tagged {
	uint32_t tag;
	int function;
};

static const struct function *find_tag(const struct tagged *table, size_t n, uint32_t tag)
{
	for (size_t i = 0; i < n; i++)
		if (table[i].tag == tag)
			return &functions[table[i].function];
	return NULL;
}

const struct function *function_of_piece(uint32_t tag)
{
	static const struct tagged pieces[] = {
		{ RSP_TAG_BOUND_PROFILE_PACKAGE, INITIALISE_SECURE_CHANNEL },
		{ RSP_TAG_FIRST_SEQUENCE_OF_87, CONFIGURE_ISDP },
		{ RSP_TAG_SEQUENCE_OF_88, STORE_METADATA },
		{ RSP_TAG_BPP_SEGMENT_88, STORE_METADATA },
		{ RSP_TAG_SECOND_SEQUENCE_OF_87, REPLACE_SESSION_KEYS },
		{ RSP_TAG_SEQUENCE_OF_86, LOAD_PROFILE_ELEMENTS },
		{ RSP_TAG_BPP_SEGMENT_86, LOAD_PROFILE_ELEMENTS },
	};

	return find_tag(pieces, A_COUNT(pieces), tag);
}

const struct function *function_of_esipa(uint32_t tag)
{
	static const struct tagged requests[] = {
		{ IOT_TAG_INITIATE_AUTHENTICATION, INITIATE_AUTHENTICATION },
		{ IOT_TAG_GET_BOUND_PROFILE_PACKAGE, GET_BOUND_PROFILE_PACKAGE },
		{ IOT_TAG_AUTHENTICATE_CLIENT, AUTHENTICATE_CLIENT },
		{ IOT_TAG_TRANSFER_EIM_PACKAGE, TRANSFER_EIM_PACKAGE },
		{ IOT_TAG_GET_EIM_PACKAGE, GET_EIM_PACKAGE },
		{ IOT_TAG_PROVIDE_EIM_PACKAGE_RESULT, PROVIDE_EIM_PACKAGE_RESULT },
		{ IOT_TAG_HANDLE_NOTIFICATION, HANDLE_NOTIFICATION },
		{ RSP_TAG_CANCEL_SESSION, CANCEL_SESSION },
	};

	return find_tag(requests, A_COUNT(requests), tag);
}

/* BppCommandId says which function of ES8+ has failed. */
static const struct function *function_of_command(uint32_t command)
{
	static const struct tagged commands[] = {
		{ BPP_COMMAND_ID_INITIALISE_SECURE_CHANNEL, INITIALISE_SECURE_CHANNEL },
		{ BPP_COMMAND_ID_CONFIGURE_ISDP, CONFIGURE_ISDP },
		{ BPP_COMMAND_ID_STORE_METADATA, STORE_METADATA },
		{ BPP_COMMAND_ID_REPLACE_SESSION_KEYS, REPLACE_SESSION_KEYS },
		{ BPP_COMMAND_ID_LOAD_PROFILE_ELEMENTS, LOAD_PROFILE_ELEMENTS },
	};

	return find_tag(commands, A_COUNT(commands), command);
}

/* The reasons for which each function of ES8+ may fail, as bits of ErrorReason [SGP.22 2.5.6]. */
enum {
	ANY_TIME = 1u << ERROR_REASON_INCORRECT_INPUT_VALUES | 1u << ERROR_REASON_INTERRUPTION,
	PROTECTED = 1u << ERROR_REASON_SCP03T_STRUCTURE_ERROR |
	            1u << ERROR_REASON_SCP03T_SECURITY_ERROR,
	MEMORY = 1u << ERROR_REASON_INSUFFICIENT_MEMORY,
};
static const uint32_t es8_reasons[] = {
	[INITIALISE_SECURE_CHANNEL] = ANY_TIME | 1u << ERROR_REASON_INVALID_SIGNATURE |
	                              1u << ERROR_REASON_INVALID_TRANSACTION_ID |
	                              1u << ERROR_REASON_UNSUPPORTED_CRT_VALUES |
	                              1u << ERROR_REASON_UNSUPPORTED_REMOTE_OPERATION_TYPE,
	[CONFIGURE_ISDP] = ANY_TIME | PROTECTED | MEMORY,
	[STORE_METADATA] = ANY_TIME | PROTECTED | MEMORY |
	                   1u << ERROR_REASON_UNSUPPORTED_PROFILE_CLASS |
	                   1u << ERROR_REASON_ICCID_ALREADY_EXISTS |
	                   1u << ERROR_REASON_PPR_NOT_ALLOWED,
	[REPLACE_SESSION_KEYS] = ANY_TIME | PROTECTED,
	[LOAD_PROFILE_ELEMENTS] = ANY_TIME | PROTECTED | MEMORY |
	                          1u << ERROR_REASON_PE_PROCESSING_ERROR |
	                          1u << ERROR_REASON_DATA_MISMATCH |
	                          1u << ERROR_REASON_INVALID_NAA_KEY,
};

/* ---- rules of the walk ---- */

/* A component that another function answers, inside a message. */
static const struct turn {
	const char *type, *component;
	const struct function *function;
} turns[] = {
	{ "EuiccResultData", "enableResult", &functions[ENABLE] },
	{ "EuiccResultData", "disableResult", &functions[DISABLE] },
	{ "EuiccResultData", "deleteResult", &functions[DELETE] },
	{ "EuiccResultData", "listProfileInfoResult", &functions[LIST_PROFILE_INFO] },
	{ "EuiccResultData", "getRATResult", &functions[GET_RAT] },
	{ "EuiccResultData", "configureImmediateEnableResult",
	  &functions[CONFIGURE_IMMEDIATE_ENABLE] },
	{ "EuiccResultData", "setFallbackAttributeResult", &functions[SET_FALLBACK_ATTRIBUTE] },
	{ "EuiccResultData", "unsetFallbackAttributeResult", &functions[UNSET_FALLBACK_ATTRIBUTE] },
	{ "EuiccResultData", "setDefaultDpAddressResult", &functions[SET_DEFAULT_DP_ADDRESS] },
	{ "EuiccResultData", "addEimResult", &functions[ADD_EIM] },
	{ "EuiccResultData", "deleteEimResult", &functions[DELETE_EIM] },
	{ "EuiccResultData", "updateEimResult", &functions[UPDATE_EIM] },
	{ "EuiccResultData", "listEimResult", &functions[LIST_EIM] },
	{ "EuiccResultData", "rollbackResult", &functions[PROFILE_ROLLBACK] },
	{ "EuiccResultData", "processingTerminated", &functions[LOAD_EUICC_PACKAGE] },
	{ "EuiccPackageErrorDataSigned", "euiccPackageErrorCode", &functions[LOAD_EUICC_PACKAGE] },
	{ "EuiccPackageErrorUnsigned", "euiccPackageUnsignedErrorCode",
	  &functions[LOAD_EUICC_PACKAGE] },
	{ "ProfileInstallationResultData", "finalResult", &load_bound_profile_package },
	{ "PEStatus", "status", &functions[PE_STATUS] },
};

/* A component that is kept as it is and decoded in a second step: one element, or several. */
static const struct part {
	const char *component;
	uint32_t tag;
	const struct asn1_type *type;
} parts[] = {
	{ "EuiccPackageResult", IOT_TAG_LOAD_EUICC_PACKAGE, &euicc_package_result_type },
	{ "eUICCPackageResult", IOT_TAG_LOAD_EUICC_PACKAGE, &euicc_package_result_type },
	{ "euiccPackageResultDataSigned", 0x30, &euicc_package_result_data_signed_type },
	{ "euiccPackageErrorDataSigned", 0x30, &euicc_package_error_data_signed_type },
	{ "profileInstallationResult", RSP_TAG_PROFILE_INSTALLATION_RESULT,
	  &profile_installation_result_type },
	{ "profileInstallationResultData", RSP_TAG_PROFILE_INSTALLATION_RESULT_DATA,
	  &profile_installation_result_data_type },
	{ "simaResponse", SAIP_TAG_EUICC_RESPONSE, &euicc_response_type },
};

/* A named value that is the verdict of a function, not something that a profile or a card is. */
static bool is_code(const struct asn1_field *f)
{
	static const char *const endings[] = { "Result",     "Error",     "Code",
		                               "Reason",     "Status",    "status",
		                               "Terminated", "CommandId", "Esipa" };

	if (f->kind != ASN1_UINT || !f->names)
		return false;
	for (size_t i = 0; i < A_COUNT(endings); i++) {
		size_t n = strlen(f->name), end = strlen(endings[i]);

		if (n >= end && strcmp(f->name + n - end, endings[i]) == 0)
			return true;
	}
	return false;
}

static const struct function *find_turn(const struct asn1_type *t, const struct asn1_field *f)
{
	for (size_t i = 0; i < A_COUNT(turns); i++)
		if (strcmp(turns[i].type, t->name) == 0 && strcmp(turns[i].component, f->name) == 0)
			return turns[i].function;
	return NULL;
}

/* The rows of ErrorResult are bppCommandId and errorReason. */
static const struct asn1_field *reason_row(void)
{
	return &error_result_type.f[1];
}

/* ---- the walk ---- */

struct walk {
	answer_fn found;
	void *ctx;
	struct arena arena; /* for parts */
};

/* Members are NULL where all that can be is listed. */
static void visit(struct walk *w, const struct function *function, const struct asn1_type *t,
                  const void *in);

static void emit(struct walk *w, const struct function *function, const struct asn1_type *t,
                 const char *component)
{
	w->found(w->ctx, &(struct answer){ function, t->name, component, false, 0, NULL });
}

static void emit_code(struct walk *w, const struct function *function, const struct asn1_type *t,
                      const struct asn1_field *f, const struct asn1_uint *value)
{
	struct answer a = { function, t->name, f->name, true, 0, NULL };

	if (value) {
		a.code = value->v;
		a.code_name = asn1_name(f->names, value->v);
		w->found(w->ctx, &a);
		return;
	}
	for (const struct asn1_name *n = f->names; n->name; n++) {
		a.code = n->value;
		a.code_name = n->name;
		w->found(w->ctx, &a);
	}
}

static void visit_part(struct walk *w, const struct function *function, const struct part *part,
                       const struct span *elements)
{
	struct asn1_error error;
	struct der_reader r;
	struct der_tlv tlv;
	void *in;

	if (!elements) {
		visit(w, function, part->type, NULL);
		return;
	}
	r = der_reader(*elements);
	while (der_more(&r) && der_next(&r, &tlv)) {
		in = arena_alloc(&w->arena, part->type->size);
		assert(in);
		if (asn1_decode(part->type, part->tag, tlv.whole, in, &w->arena, &error))
			visit(w, function, part->type, in);
	}
}

/* Whatever is below a row that is not a code itself. */
static void visit_below(struct walk *w, const struct function *function, const struct asn1_field *f,
                        const void *member)
{
	const struct asn1_list *list = member;

	if (f->kind == ASN1_STRUCT) {
		visit(w, function, f->type, member ? *(void *const *)member : NULL);
	} else if (f->kind == ASN1_LIST && !list) {
		visit(w, function, f->type, NULL);
	} else if (f->kind == ASN1_LIST) {
		for (size_t i = 0; i < list->count; i++)
			visit(w, function, f->type, asn1_item(f, list, i));
	} else if (f->kind == ASN1_RAW || f->kind == ASN1_OCTETS) {
		for (size_t i = 0; i < A_COUNT(parts); i++)
			if (strcmp(parts[i].component, f->name) == 0)
				visit_part(w, function, &parts[i], member);
	}
}

static bool is_there(const struct asn1_type *t, const struct asn1_field *f, const void *in)
{
	if (t->form == ASN1_CHOICE)
		return f == asn1_chosen(t, in);
	return asn1_present(f, asn1_member_const(in, f));
}

static bool has_codes(const struct asn1_type *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (is_code(&t->f[i]))
			return true;
	return false;
}

/* The answer of a function as a whole: its alternative, or its codes, or that it has data. */
static void visit_answer(struct walk *w, const struct function *function, const struct asn1_type *t,
                         const void *in)
{
	if (t->form == ASN1_CHOICE) {
		for (size_t i = 0; i < t->n; i++)
			if (!is_code(&t->f[i]) && (!in || is_there(t, &t->f[i], in)))
				emit(w, function, t, t->f[i].name);
	} else if (!has_codes(t)) {
		emit(w, function, t, "data");
	}
	visit(w, function, t, in);
}

static void visit_row(struct walk *w, const struct function *function, const struct asn1_type *t,
                      const struct asn1_field *f, const void *member)
{
	const struct function *other = find_turn(t, f);

	if (other)
		function = other;
	if (is_code(f)) {
		emit_code(w, function, t, f, member);
	} else if (other && f->kind == ASN1_STRUCT) {
		visit_answer(w, function, f->type, member ? *(void *const *)member : NULL);
	} else {
		if (other)
			emit(w, function, t, f->name);
		visit_below(w, function, f, member);
	}
}

static void visit(struct walk *w, const struct function *function, const struct asn1_type *t,
                  const void *in)
{
	const struct error_result *failure = in;

	for (size_t i = 0; i < t->n; i++)
		if (!in || is_there(t, &t->f[i], in))
			visit_row(w, function, t, &t->f[i],
			          in ? asn1_member_const(in, &t->f[i]) : NULL);
	if (t == &error_result_type && failure) {
		const struct function *f = function_of_command(failure->bpp_command_id.v);

		/* The reason is that of LoadBoundProfilePackage and of what it has called. */
		if (f)
			emit_code(w, f, t, reason_row(), &failure->error_reason);
	}
}

void answers_list_es8(answer_fn found, void *ctx)
{
	const struct asn1_field *row = reason_row();

	for (size_t i = 0; i < A_COUNT(es8_reasons); i++)
		for (const struct asn1_name *n = row->names; n->name; n++)
			if (n->value == ERROR_REASON_UNKNOWN ||
			    (n->value < 32 && es8_reasons[i] >> n->value & 1))
				found(ctx, &(struct answer){ &functions[i], error_result_type.name,
				                             row->name, true, n->value, n->name });
}

void answers_list(const struct function *function, const struct asn1_type *type, answer_fn found,
                  void *ctx)
{
	struct walk w = { .found = found, .ctx = ctx };

	if (type == &profile_installation_result_type)
		visit(&w, function, type, NULL);
	else
		visit_answer(&w, function, type, NULL);
}

bool answers_decode(const struct function *function, uint32_t tag, const struct asn1_type *type,
                    struct span response, answer_fn found, void *ctx)
{
	struct walk w = { found, ctx, { malloc(ARENA_SIZE), ARENA_SIZE, 0 } };
	struct asn1_error error;
	void *in;
	bool ok;

	assert(w.arena.buf);
	in = arena_alloc(&w.arena, type->size);
	ok = asn1_decode(type, tag, response, in, &w.arena, &error);
	if (ok && type == &profile_installation_result_type)
		visit(&w, function, type, in);
	else if (ok)
		visit_answer(&w, function, type, in);
	free(w.arena.buf);
	return ok;
}
