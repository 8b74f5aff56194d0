/* Tests of the message tables of SGP.22 v2 against the known answers of rsp_vectors.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rsp_vectors.h"
#include "testtypes.h"

struct memory {
	_Alignas(max_align_t) uint8_t buf[32768];
	struct arena arena;
};

static int setup(void **state)
{
	struct memory *m = calloc(1, sizeof(*m));

	if (!m)
		return -1;
	m->arena = (struct arena){ m->buf, sizeof(m->buf), 0 };
	*state = &m->arena;
	return 0;
}

static int teardown(void **state)
{
	struct arena *a = *state;

	free(a->buf - offsetof(struct memory, buf));
	return 0;
}

static void decode(struct arena *a, const struct asn1_type *t, uint32_t tag, struct span in,
                   void *ret_out)
{
	struct asn1_error e = { 0 };

	if (!asn1_decode(t, tag, in, ret_out, a, &e))
		fail_msg("%s: %s.%s %s", t->name, e.type, e.field, e.why);
}

/* Decodes the nth known answer of this type. */
static void decode_known(struct arena *a, const struct asn1_type *t, size_t nth, void *ret_out)
{
	for (size_t i = 0; i < A_COUNT(vectors); i++) {
		if (vectors[i].type == t && nth-- == 0) {
			decode(a, t, vectors[i].tag, hex(a, vectors[i].hex), ret_out);
			return;
		}
	}
	fail_msg("no such vector of %s", t->name);
}

static void assert_span(struct arena *a, struct span got, const char *digits)
{
	assert_true(span_equal(got, hex(a, digits)));
}

static void assert_text(struct span got, const char *text)
{
	assert_true(span_equal(got, (struct span){ (const uint8_t *)text, strlen(text) }));
}

static void assert_survives(struct arena *a, const struct asn1_type *t, uint32_t tag,
                            const char *digits)
{
	struct span in = hex(a, digits);
	void *m = arena_alloc(a, t->size);
	struct span out;

	assert_non_null(m);
	decode(a, t, tag, in, m);
	out = asn1_encode_arena(t, tag, m, a);
	if (!span_equal(in, out))
		fail_msg("%s: encodes to something else than %s", t->name, digits);
}

static void test_known_answers_survive(void **state)
{
	struct arena *a = *state;

	for (size_t i = 0; i < A_COUNT(vectors); i++) {
		a->used = 0;
		assert_survives(a, vectors[i].type, vectors[i].tag, vectors[i].hex);
	}
	a->used = 0;
	assert_survives(a, &euicc_info2_type, RSP_TAG_GET_EUICC_INFO2, card_info2);
	assert_survives(a, &profile_info_list_response_type, RSP_TAG_PROFILE_INFO_LIST,
	                card_profiles);
}

/* [SGP.22 5.7.8] */
static void test_euicc_info2_of_a_card(void **state)
{
	struct arena *a = *state;
	struct euicc_info2 m;
	const struct key_identifier *ids;

	decode(a, &euicc_info2_type, RSP_TAG_GET_EUICC_INFO2, hex(a, card_info2), &m);
	assert_span(a, m.profile_version, "020100");
	assert_span(a, m.svn, "020200");
	assert_span(a, m.ext_card_resource, "81010082040007EA328304000016E0");
	assert_int_equal(m.uicc_capability.v & 0xFF, 0xFE); /* all but contactless */
	assert_true(m.uicc_capability.v & UICC_CAPABILITY_JAVACARD);
	assert_false(m.uicc_capability.v & UICC_CAPABILITY_MULTOS);
	assert_int_equal(m.rsp_capability.v,
	                 RSP_CAPABILITY_ADDITIONAL_PROFILE | RSP_CAPABILITY_TEST_PROFILE_SUPPORT);
	assert_int_equal(m.euicc_ci_pkid_list_for_signing.count, 2);
	ids = m.euicc_ci_pkid_list_for_signing.items;
	assert_span(a, ids[1].value, "F54172BDF98A95D65CBEB88A38A1C11D800A85C3");
	assert_false(m.euicc_category.set);
	assert_int_equal(m.forbidden_profile_policy_rules.v, PPR_UPDATE_CONTROL);
	assert_span(a, m.pp_version, "000001");
	assert_text(m.sas_acreditation_number, "G&DBccreditationNbr");
	assert_text(m.certification_data_object->platform_label, "1.2.840.1234567/myPlatformLabel");
	assert_null(m.iot_specific_info);
}

/* [SGP.32 5.9.2] */
static void test_euicc_info2_with_iot_components(void **state)
{
	struct arena *a = *state;
	struct euicc_info2 m;
	const struct version_type *versions;

	decode_known(a, &euicc_info2_type, 1, &m);
	assert_int_equal(m.euicc_category.v, EUICC_CATEGORY_BASIC_EUICC);
	assert_int_equal(m.tre_properties.v, TRE_PROPERTIES_IS_INTEGRATED);
	assert_text(m.tre_product_reference, "P");
	assert_int_equal(m.additional_euicc_profile_package_versions.count, 1);
	assert_true(m.ipa_mode.set);
	assert_int_equal(m.ipa_mode.v, IPA_MODE_IPAD);
	assert_int_equal(m.iot_specific_info->iot_version.count, 2);
	versions = m.iot_specific_info->iot_version.items;
	assert_span(a, versions[1].value, "010200");
	assert_false(m.iot_specific_info->ecall_supported);
	assert_true(m.iot_specific_info->fallback_supported);
}

/* [SGP.22 5.7.15, SGP.32] */
static void test_profiles_of_a_card(void **state)
{
	struct arena *a = *state;
	struct profile_info_list_response m;
	const struct profile_info *p;

	decode(a, &profile_info_list_response_type, RSP_TAG_PROFILE_INFO_LIST,
	       hex(a, card_profiles), &m);
	assert_int_equal(m.which, PROFILE_INFO_LIST_RESPONSE_PROFILE_INFO_LIST_OK);
	assert_int_equal(m.profile_info_list_ok.count, 1);
	p = m.profile_info_list_ok.items;
	assert_span(a, p->iccid, "989209012143658709F5");
	assert_span(a, p->isdp_aid, "A0000005591010FFFFFFFF8900001400");
	assert_true(p->profile_state.set);
	assert_int_equal(p->profile_state.v, PROFILE_STATE_DISABLED);
	assert_null(p->profile_nickname.ptr);
	assert_text(p->service_provider_name, "SP Name 1");
	assert_int_equal(p->profile_class.v, PROFILE_CLASS_OPERATIONAL);
	assert_true(p->ecall_indication.set && !p->ecall_indication.v);
	assert_true(p->fallback_attribute.set && !p->fallback_attribute.v);
	assert_true(p->fallback_allowed.set && !p->fallback_allowed.v);
}

/* [SGP.22 5.5.3] */
static void test_store_metadata(void **state)
{
	struct arena *a = *state;
	struct store_metadata_request m;
	const struct notification_configuration_information *events;

	decode_known(a, &store_metadata_request_type, 0, &m);
	assert_int_equal(m.icon_type.v, ICON_TYPE_JPG);
	assert_int_equal(m.profile_class.v, PROFILE_CLASS_OPERATIONAL); /* the default */
	assert_int_equal(m.notification_configuration_info.count, 2);
	events = m.notification_configuration_info.items;
	assert_int_equal(events[0].profile_management_operation.v, NOTIFICATION_EVENT_ENABLE);
	assert_int_equal(events[1].profile_management_operation.v,
	                 NOTIFICATION_EVENT_DISABLE | NOTIFICATION_EVENT_DELETE);
	assert_text(events[1].notification_address, "m.example.com");
	assert_span(a, m.profile_owner->mcc_mnc, "00F110");
	assert_span(a, m.profile_owner->gid1, "FF");
	assert_non_null(m.profile_owner->gid2.ptr); /* empty, not absent */
	assert_int_equal(m.profile_owner->gid2.len, 0);
	assert_int_equal(m.profile_policy_rules.v, PPR_2);
	decode_known(a, &store_metadata_request_type, 1, &m);
	assert_int_equal(m.profile_class.v, PROFILE_CLASS_TEST);
	assert_true(m.ecall_indication.v);
	assert_true(m.fallback_allowed.set && !m.fallback_allowed.v);
}

/* Signed parts are what was received, and decode in a second step. [SGP.22 5.7.13] */
static void test_authenticate_server(void **state)
{
	struct arena *a = *state;
	struct authenticate_server_request m;
	struct authenticate_server_response r;
	struct server_signed1 s;
	struct euicc_signed1 e;
	struct euicc_info2 info;
	struct ctx_params1 c;
	const struct ctx_params_for_common_authentication *common;

	decode_known(a, &authenticate_server_request_type, 0, &m);
	assert_span(a, m.server_signature1, "5A5B");
	assert_span(a, m.euicc_ci_pkid_to_be_used, "1111111111111111111111111111111111111111");
	assert_span(a, m.server_certificate, "3003040101");
	decode(a, &server_signed1_type, 0x30, m.server_signed1, &s);
	assert_text(s.server_address, "dp.example.com");
	assert_span(a, s.server_challenge, "C2C2C2C2C2C2C2C2C2C2C2C2C2C2C2C2");
	decode(a, &ctx_params1_type, 0, m.ctx_params1, &c);
	assert_int_equal(c.which, CTX_PARAMS1_CTX_PARAMS_FOR_COMMON_AUTHENTICATION);
	common = c.ctx_params_for_common_authentication;
	assert_text(common->matching_id, "M-1");
	assert_span(a, common->device_info->tac, "35290611");
	assert_span(a, common->device_info->device_capabilities->eutran_epc_supported_release,
	            "090000");

	decode_known(a, &authenticate_server_response_type, 1, &r);
	assert_int_equal(r.which, AUTHENTICATE_SERVER_RESPONSE_AUTHENTICATE_RESPONSE_OK);
	decode(a, &euicc_signed1_type, 0x30, r.authenticate_response_ok->euicc_signed1, &e);
	assert_true(span_equal(e.ctx_params1, m.ctx_params1));
	decode(a, &euicc_info2_type, RSP_TAG_GET_EUICC_INFO2, e.euicc_info2, &info);
	assert_span(a, info.svn, "020500");

	decode_known(a, &authenticate_server_response_type, 0, &r);
	assert_int_equal(r.which, AUTHENTICATE_SERVER_RESPONSE_AUTHENTICATE_RESPONSE_ERROR);
	assert_int_equal(r.authenticate_response_error->authenticate_error_code.v,
	                 AUTHENTICATE_ERROR_INVALID_OID);
}

/* [SGP.22 5.7.5, 5.7.14] */
static void test_download_and_cancel(void **state)
{
	struct arena *a = *state;
	struct prepare_download_request m;
	struct prepare_download_response r;
	struct smdp_signed2 s;
	struct euicc_signed2 e;
	struct cancel_session_response c;
	struct euicc_cancel_session_signed ecs;

	decode_known(a, &prepare_download_request_type, 0, &m);
	assert_int_equal(m.hash_cc.len, 32);
	decode(a, &smdp_signed2_type, 0x30, m.smdp_signed2, &s);
	assert_true(s.cc_required_flag.v);
	assert_span(a, s.bpp_euicc_otpk, "0401");
	decode_known(a, &prepare_download_response_type, 1, &r);
	assert_int_equal(r.which, PREPARE_DOWNLOAD_RESPONSE_DOWNLOAD_RESPONSE_OK);
	decode(a, &euicc_signed2_type, 0x30, r.download_response_ok->euicc_signed2, &e);
	assert_span(a, e.euicc_otpk, "0402");
	assert_int_equal(e.hash_cc.len, 32);

	decode_known(a, &cancel_session_response_type, 0, &c);
	assert_int_equal(c.which, CANCEL_SESSION_RESPONSE_CANCEL_SESSION_RESPONSE_ERROR);
	assert_int_equal(c.cancel_session_response_error.v,
	                 CANCEL_SESSION_ERROR_INVALID_TRANSACTION_ID);
	decode_known(a, &cancel_session_response_type, 1, &c);
	assert_int_equal(c.which, CANCEL_SESSION_RESPONSE_CANCEL_SESSION_RESPONSE_OK);
	decode(a, &euicc_cancel_session_signed_type, 0x30,
	       c.cancel_session_response_ok->euicc_cancel_session_signed, &ecs);
	assert_span(a, ecs.smdp_oid, "88370A");
	assert_int_equal(ecs.reason.v, CANCEL_SESSION_REASON_END_USER_REJECTION);
}

/* [SGP.22 2.5.4, 5.5.1] */
static void test_bound_profile_package(void **state)
{
	struct arena *a = *state;
	struct bound_profile_package m;
	struct initialise_secure_channel_request i;
	struct control_ref_template crt;
	const struct bpp_segment *segments;

	decode_known(a, &bound_profile_package_type, 0, &m);
	assert_int_equal(m.first_sequence_of87.count, 1);
	assert_int_equal(m.sequence_of88.count, 2);
	assert_int_equal(m.second_sequence_of87.count, 1);
	assert_int_equal(m.sequence_of86.count, 3);
	segments = m.sequence_of86.items;
	assert_span(a, segments[1].data, "6263");
	assert_int_equal(segments[2].data.len, 0);
	decode(a, &initialise_secure_channel_request_type, RSP_TAG_INITIALISE_SECURE_CHANNEL,
	       m.initialise_secure_channel_request, &i);
	assert_int_equal(i.remote_op_id.v, REMOTE_OP_ID_INSTALL_BOUND_PROFILE_PACKAGE);
	assert_span(a, i.control_ref_template, "A60C8001888101108404484F5354");
	decode(a, &control_ref_template_type, RSP_TAG_CONTROL_REF_TEMPLATE, i.control_ref_template,
	       &crt);
	assert_span(a, crt.key_type, "88");
	assert_text(crt.host_id, "HOST");

	decode_known(a, &bound_profile_package_type, 1, &m);
	assert_null(m.second_sequence_of87.items);
}

/* [SGP.22 2.5.6] */
static void test_profile_installation_result(void **state)
{
	struct arena *a = *state;
	struct profile_installation_result m;
	struct profile_installation_result_data d;
	struct euicc_response response;
	const struct pe_status *status;

	decode_known(a, &profile_installation_result_type, 2, &m); /* the recorded one */
	assert_int_equal(m.euicc_sign_pir.len, 64);
	decode(a, &profile_installation_result_data_type, RSP_TAG_PROFILE_INSTALLATION_RESULT_DATA,
	       m.profile_installation_result_data, &d);
	assert_int_equal(d.notification_metadata->seq_number.v, 28);
	assert_text(d.notification_metadata->notification_address, "127.0.0.1");
	assert_span(a, d.smdp_oid, "88370A");
	assert_int_equal(d.final_result->which, FINAL_RESULT_SUCCESS_RESULT);
	assert_span(a, d.final_result->success_result->aid, "A0000005591010FFFFFFFF8900001100");
	decode(a, &euicc_response_type, SAIP_TAG_EUICC_RESPONSE,
	       d.final_result->success_result->sima_response, &response);
	assert_int_equal(response.pe_status.count, 1);
	status = response.pe_status.items;
	assert_int_equal(status->status.v, PE_OK);
	assert_false(response.profile_installation_aborted);

	decode_known(a, &profile_installation_result_type, 1, &m);
	decode(a, &profile_installation_result_data_type, RSP_TAG_PROFILE_INSTALLATION_RESULT_DATA,
	       m.profile_installation_result_data, &d);
	assert_int_equal(d.final_result->which, FINAL_RESULT_ERROR_RESULT);
	assert_int_equal(d.final_result->error_result->bpp_command_id.v,
	                 BPP_COMMAND_ID_LOAD_PROFILE_ELEMENTS);
	assert_int_equal(d.final_result->error_result->error_reason.v,
	                 ERROR_REASON_PE_PROCESSING_ERROR);
}

/* The start of a recorded list of many: 392 octets of rows, of which the first was kept. */
static void test_recorded_list_of_notifications(void **state)
{
	static const char start[] = "BF2882018CA0820188";
	struct arena *a = *state;
	struct list_notification_response list;
	const struct notification_metadata *first;
	struct notification_metadata m;
	uint8_t whole[9 + 392];
	struct span row;
	size_t len, hdr;
	uint32_t tag;

	decode_known(a, &notification_metadata_type, 0, &m);
	assert_int_equal(m.seq_number.v, 15);
	assert_int_equal(m.profile_management_operation.v, NOTIFICATION_EVENT_INSTALL);
	assert_text(m.notification_address, "testsmdpplus1.example.com");
	assert_span(a, m.iccid, "989209012143658709F5");
	/* Filled up with that row, which fits in. */
	row = asn1_encode_arena(&notification_metadata_type, RSP_TAG_NOTIFICATION_METADATA, &m, a);
	assert_int_equal(row.len, 49);
	memcpy(whole, hex(a, start).ptr, 9);
	for (size_t i = 0; i < 8; i++)
		memcpy(whole + 9 + i * row.len, row.ptr, row.len);
	assert_int_equal(8 * row.len, 392);
	assert_int_equal(der_header(SPAN(whole), &tag, &len, &hdr), DER_HEADER_OK);
	assert_int_equal(hdr + len, sizeof(whole));
	decode(a, &list_notification_response_type, RSP_TAG_LIST_NOTIFICATION, SPAN(whole), &list);
	assert_int_equal(list.notification_metadata_list.count, 8);
	first = list.notification_metadata_list.items;
	assert_true(span_equal(first->iccid, m.iccid));
}

/* [SGP.22 5.7.9, 5.7.10] */
static void test_notifications(void **state)
{
	struct arena *a = *state;
	struct retrieve_notifications_list_request q;
	struct retrieve_notifications_list_response m;
	const struct pending_notification *pending;
	struct other_signed_notification other;
	struct notification_metadata metadata;

	decode_known(a, &retrieve_notifications_list_request_type, 0, &q);
	assert_int_equal(q.search_criteria->which, NOTIFICATION_SEARCH_CRITERIA_SEQ_NUMBER);
	assert_int_equal(q.search_criteria->seq_number.v, 5);
	decode_known(a, &retrieve_notifications_list_request_type, 1, &q);
	assert_null(q.search_criteria);

	decode_known(a, &retrieve_notifications_list_response_type, 0, &m);
	assert_int_equal(m.which, RETRIEVE_NOTIFICATIONS_LIST_RESPONSE_NOTIFICATION_LIST);
	assert_int_equal(m.notification_list.count, 2);
	pending = m.notification_list.items;
	assert_int_equal(pending[0].which, PENDING_NOTIFICATION_PROFILE_INSTALLATION_RESULT);
	assert_int_equal(pending[1].which, PENDING_NOTIFICATION_OTHER_SIGNED_NOTIFICATION);
	decode(a, &other_signed_notification_type, RSP_TAG_OTHER_SIGNED_NOTIFICATION,
	       pending[1].other_signed_notification, &other);
	decode(a, &notification_metadata_type, RSP_TAG_NOTIFICATION_METADATA,
	       other.tbs_other_notification, &metadata);
	assert_int_equal(metadata.seq_number.v, 300);
	assert_int_equal(metadata.profile_management_operation.v, NOTIFICATION_EVENT_INSTALL);
	assert_span(a, metadata.iccid, "989209012143658709F5");
}

/* [SGP.22 5.7.15 to 5.7.19, 5.7.22] */
static void test_profile_management(void **state)
{
	struct arena *a = *state;
	struct profile_info_list_request list;
	struct enable_profile_request enable;
	struct delete_profile_request delete;
	struct euicc_memory_reset_request reset;
	struct get_rat_response rat;
	const struct profile_policy_authorisation_rule *rule;
	const struct operator_id *operators;

	decode_known(a, &profile_info_list_request_type, 0, &list);
	assert_int_equal(list.search_criteria->which, PROFILE_SEARCH_CRITERIA_PROFILE_CLASS);
	assert_span(a, list.tag_list, "5A9F70");
	decode_known(a, &enable_profile_request_type, 0, &enable);
	assert_int_equal(enable.profile_identifier->which, PROFILE_IDENTIFIER_ICCID);
	assert_true(enable.refresh_flag.v);
	decode_known(a, &enable_profile_request_type, 1, &enable);
	assert_int_equal(enable.profile_identifier->which, PROFILE_IDENTIFIER_ISDP_AID);
	assert_true(enable.refresh_flag.set && !enable.refresh_flag.v);
	decode_known(a, &delete_profile_request_type, 0, &delete);
	assert_int_equal(delete.which, DELETE_PROFILE_REQUEST_ICCID);
	decode_known(a, &euicc_memory_reset_request_type, 0, &reset);
	assert_int_equal(reset.reset_options.v,
	                 RESET_OPTIONS_DELETE_OPERATIONAL_PROFILES |
	                         RESET_OPTIONS_DELETE_FIELD_LOADED_TEST_PROFILES |
	                         RESET_OPTIONS_RESET_DEFAULT_SMDP_ADDRESS);
	decode_known(a, &get_rat_response_type, 0, &rat);
	assert_int_equal(rat.rat.count, 1);
	rule = rat.rat.items;
	assert_int_equal(rule->ppr_ids.v, PPR_1 | PPR_2);
	assert_int_equal(rule->ppr_flags.v, PPR_FLAGS_CONSENT_REQUIRED);
	assert_int_equal(rule->allowed_operators.count, 2);
	operators = rule->allowed_operators.items;
	assert_span(a, operators[0].mcc_mnc, "EEEEEE");
	assert_null(operators[0].gid1.ptr);
}

/* clang-format off */
/* What is refused, and the component named in the error. */
static const struct {
	const struct asn1_type *type;
	uint32_t tag;
	const char *hex;
	const char *field;
} refused[] = {
	/* A list in the wrong place, repeated or missing; a segment 86 among those of 87. */
	{ &bound_profile_package_type, RSP_TAG_BOUND_PROFILE_PACKAGE,
	  "BF3609 BF2300 A300 A000 A100", "firstSequenceOf87" },
	{ &bound_profile_package_type, RSP_TAG_BOUND_PROFILE_PACKAGE,
	  "BF3607 BF2300 A000 A000", "firstSequenceOf87" },
	{ &bound_profile_package_type, RSP_TAG_BOUND_PROFILE_PACKAGE,
	  "BF3607 BF2300 A000 A100", "sequenceOf86" },
	{ &bound_profile_package_type, RSP_TAG_BOUND_PROFILE_PACKAGE,
	  "BF360C BF2300 A003860161 A100 A300", "" },
	/* Transaction identifiers of 0 and 17 octets, a challenge of 15. */
	{ &cancel_session_request_type, RSP_TAG_CANCEL_SESSION,
	  "BF4105 8000 810101", "transactionId" },
	{ &cancel_session_request_type, RSP_TAG_CANCEL_SESSION,
	  "BF4116 80110102030405060708090A0B0C0D0E0F1011 810101", "transactionId" },
	{ &get_euicc_challenge_response_type, RSP_TAG_GET_EUICC_CHALLENGE,
	  "BF2E11 800F0102030405060708090A0B0C0D0E0F", "euiccChallenge" },
	/* An ICCID of 9 octets, an AID of none. */
	{ &set_nickname_request_type, RSP_TAG_SET_NICKNAME,
	  "BF290D 5A09989209012143658709 9000", "iccid" },
	{ &delete_profile_request_type, RSP_TAG_DELETE_PROFILE,
	  "BF3302 4F00", "isdpAid" },
	/* profileIdentifier without its explicit tag; no refreshFlag; a universal one. */
	{ &enable_profile_request_type, RSP_TAG_ENABLE_PROFILE,
	  "BF310F 5A0A989209012143658709F5 8101FF", "profileIdentifier" },
	{ &enable_profile_request_type, RSP_TAG_ENABLE_PROFILE,
	  "BF310E A00C5A0A989209012143658709F5", "refreshFlag" },
	{ &enable_profile_request_type, RSP_TAG_ENABLE_PROFILE,
	  "BF3111 A00C5A0A989209012143658709F5 0101FF", "refreshFlag" },
	/* An error code with an automatic tag where automatic tagging is off. */
	{ &authenticate_response_error_type, 0x30,
	  "3007 80020101 810105", "authenticateErrorCode" },
	/* UTF-8 that ends early. */
	{ &update_metadata_request_type, RSP_TAG_UPDATE_METADATA,
	  "BF2A03 9201C3", "profileName" },
	/* An alternative that does not exist, two of them, an unknown bare one. */
	{ &profile_info_list_response_type, RSP_TAG_PROFILE_INFO_LIST,
	  "BF2D02 A200", "" },
	{ &delete_profile_request_type, RSP_TAG_DELETE_PROFILE,
	  "BF3306 4F0101 4F0101", "" },
	{ &pending_notification_type, 0,
	  "3100", "" },
};
/* clang-format on */

static void test_refused(void **state)
{
	struct arena *a = *state;

	for (size_t i = 0; i < A_COUNT(refused); i++) {
		struct asn1_error e = { 0 };
		void *m = arena_alloc(a, refused[i].type->size);

		assert_non_null(m);
		if (asn1_decode(refused[i].type, refused[i].tag, hex(a, refused[i].hex), m, a, &e))
			fail_msg("accepted: %s", refused[i].hex);
		assert_string_equal(e.field, refused[i].field);
	}
}

/* Encodes a nickname of n octets and decodes it again. */
static bool nickname_fits(struct arena *a, size_t n)
{
	static const uint8_t letters[65] = { 0 };
	struct set_nickname_request m = {
		.iccid = hex(a, "989209012143658709F5"),
		.profile_nickname = { letters, n },
	};
	struct set_nickname_request again;
	struct asn1_error e;

	return asn1_decode(
	        &set_nickname_request_type, RSP_TAG_SET_NICKNAME,
	        asn1_encode_arena(&set_nickname_request_type, RSP_TAG_SET_NICKNAME, &m, a), &again,
	        a, &e);
}

/* [SGP.22 5.7.21] */
static void test_nickname_size(void **state)
{
	assert_true(nickname_fits(*state, 0));
	assert_true(nickname_fits(*state, 64));
	assert_false(nickname_fits(*state, 65));
}

/* Components that later versions add are skipped [X.680 EXTENSIBILITY IMPLIED]. */
static void test_unknown_components_are_skipped(void **state)
{
	struct arena *a = *state;
	struct profile_info p;
	struct cancel_session_request m;

	decode(a, &profile_info_type, RSP_TAG_PROFILE_INFO,
	       hex(a, "E313 5A0A989209012143658709F5 9F5001AA 950102"), &p);
	assert_int_equal(p.profile_class.v, PROFILE_CLASS_OPERATIONAL);
	decode(a, &cancel_session_request_type, RSP_TAG_CANCEL_SESSION,
	       hex(a, "BF4109 800101 81010F 8201AA"), &m);
	assert_int_equal(m.reason.v, 15); /* values without a name are kept */
}

/* Any non-zero octet is true: LPAs send 01. */
static void test_refresh_flag_of_one(void **state)
{
	struct arena *a = *state;
	struct disable_profile_request m;

	decode(a, &disable_profile_request_type, RSP_TAG_DISABLE_PROFILE,
	       hex(a, "BF3211 A00C5A0A989209012143658709F5 810101"), &m);
	assert_true(m.refresh_flag.v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_known_answers_survive, setup, teardown),
		cmocka_unit_test_setup_teardown(test_euicc_info2_of_a_card, setup, teardown),
		cmocka_unit_test_setup_teardown(test_euicc_info2_with_iot_components, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(test_profiles_of_a_card, setup, teardown),
		cmocka_unit_test_setup_teardown(test_store_metadata, setup, teardown),
		cmocka_unit_test_setup_teardown(test_authenticate_server, setup, teardown),
		cmocka_unit_test_setup_teardown(test_download_and_cancel, setup, teardown),
		cmocka_unit_test_setup_teardown(test_bound_profile_package, setup, teardown),
		cmocka_unit_test_setup_teardown(test_profile_installation_result, setup, teardown),
		cmocka_unit_test_setup_teardown(test_recorded_list_of_notifications, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(test_notifications, setup, teardown),
		cmocka_unit_test_setup_teardown(test_profile_management, setup, teardown),
		cmocka_unit_test_setup_teardown(test_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(test_nickname_size, setup, teardown),
		cmocka_unit_test_setup_teardown(test_unknown_components_are_skipped, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(test_refresh_flag_of_one, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
