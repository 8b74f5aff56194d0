/*
 * Tests of the message tables of SGP.32: the known answers of iot_vectors.h, eUICC Packages of
 * deployed cards, eIMs and test platforms, the forms of v1.0.1 and v1.3 (encoded by hand from the
 * modules), and what has to be refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "iot_vectors.h"
#include "iothelp.h"
#include "testtypes.h"

#define EID  "89049032123451234512345678901235"
#define TXID "0102030405060708"
/* 64 octets in place of a signature. */
#define SIGNATURE                                                                          \
	"00000000000000000000000000000000000000000000000000000000000000000000000000000000" \
	"000000000000000000000000000000000000000000000000"

static void test_known_answers_survive(void **state)
{
	struct arena *a = *state;

	for (size_t i = 0; i < A_COUNT(vectors); i++) {
		void *m;

		a->used = 0;
		m = arena_alloc(a, vectors[i].type->size);
		assert_non_null(m);
		check_survives(a, vectors[i].type, vectors[i].tag, hex(a, vectors[i].hex), m);
	}
}

/* Decodes the nth EuiccPackageRequest and what was signed of it, with and without its commands. */
static void decode_package(struct arena *a, size_t nth, struct euicc_package_signed *ret_signed,
                           struct euicc_package_signed_typed *ret_typed)
{
	struct euicc_package_request m;

	decode_known(a, &euicc_package_request_type, nth, &m);
	decode(a, &euicc_package_signed_type, 0x30, m.euicc_package_signed, ret_signed);
	check_survives(a, &euicc_package_signed_typed_type, 0x30, m.euicc_package_signed,
	               ret_typed);
	assert_text(ret_signed->eim_id, "eim1");
	assert_span(a, ret_signed->eid_value, EID);
	assert_true(span_equal(ret_signed->eid_value, ret_typed->eid_value));
	assert_int_equal(ret_signed->counter_value.v, ret_typed->counter_value.v);
}

/* [SGP.32 2.11.1.1] */
static void test_rollback_flag_is_universal(void **state)
{
	struct arena *a = *state;
	struct euicc_package_signed s;
	struct euicc_package_signed_typed t;
	const struct psmo *p;

	decode_package(a, 0, &s, &t);
	assert_int_equal(s.counter_value.v, 1);
	assert_span(a, s.eim_transaction_id, "AA");
	assert_int_equal(s.euicc_package->which, EUICC_PACKAGE_PSMO_LIST);
	assert_span(a, s.euicc_package->psmo_list,
	            "A015A30E5A0A989900100032547698F30500A600BF2D00");
	assert_int_equal(t.euicc_package->psmo_list.count, 3);
	p = t.euicc_package->psmo_list.items;
	assert_int_equal(p[0].which, PSMO_ENABLE);
	assert_span(a, p[0].enable->iccid, "989900100032547698F3");
	assert_true(p[0].enable->rollback_flag);
	assert_false(p[0].enable->rollback_flag_81);
	assert_int_equal(p[1].which, PSMO_GET_RAT);
	assert_int_equal(p[2].which, PSMO_LIST_PROFILE_INFO);
	assert_null(p[2].list_profile_info->search_criteria);
}

/* Some eIMs give rollbackFlag an automatic tag; it counts the same. */
static void test_rollback_flag_81(void **state)
{
	struct psmo p;

	check_survives(*state, &psmo_type, 0, hex(*state, "A30E 5A0A989900100032547698F3 8100"),
	               &p);
	assert_false(p.enable->rollback_flag);
	assert_true(p.enable->rollback_flag_81);
}

/* [SGP.32 2.11.1.1.3] */
static void test_all_psmos(void **state)
{
	struct arena *a = *state;
	struct euicc_package_signed s;
	struct euicc_package_signed_typed t;
	const struct psmo *p;

	decode_package(a, 2, &s, &t);
	assert_int_equal(s.counter_value.v, 8388607);
	assert_span(a, s.eim_transaction_id, TXID);
	assert_int_equal(t.euicc_package->psmo_list.count, 9);
	p = t.euicc_package->psmo_list.items;
	for (size_t i = 0; i < 9; i++)
		assert_int_equal(p[i].which, PSMO_ENABLE + i);
	assert_false(p[0].enable->rollback_flag);
	assert_span(a, p[1].disable->iccid, "989209012143658709F5");
	assert_int_equal(p[3].list_profile_info->search_criteria->profile_class.v,
	                 PROFILE_CLASS_OPERATIONAL);
	assert_span(a, p[3].list_profile_info->tag_list, "5A9F70");
	assert_true(p[5].configure_immediate_enable->immediate_enable_flag);
	assert_span(a, p[5].configure_immediate_enable->default_smdp_oid, "88370A");
	assert_text(p[5].configure_immediate_enable->default_smdp_address, "dp.example");
	assert_text(p[8].set_default_dp_address->default_dp_address, "dp.example");
}

/* An unknown or damaged command does not keep the rest of the package from being decoded. */
static void test_damaged_command(void **state)
{
	struct arena *a = *state;
	struct span in;
	struct euicc_package_signed s;
	struct euicc_package_signed_typed t;
	struct asn1_error e;
	struct der_reader commands;
	struct der_tlv v;
	struct psmo p;

	/* getRAT, a private command, enable with an ICCID of one octet, getRAT */
	in = hex(a, "3029 800465696D31 5A10" EID "810101 A00C A600 FF2A00 A3035A0198 A600");
	decode(a, &euicc_package_signed_type, 0x30, in, &s);
	assert_false(asn1_decode(&euicc_package_signed_typed_type, 0x30, in, &t, a, &e));
	assert_true(der_whole(s.euicc_package->psmo_list, IOT_TAG_PSMO_LIST, &v));
	commands = der_reader(v.value);
	assert_true(der_next(&commands, &v));
	assert_true(asn1_decode(&psmo_type, 0, v.whole, &p, a, &e));
	assert_true(der_next(&commands, &v));
	assert_false(asn1_decode(&psmo_type, 0, v.whole, &p, a, &e));
	assert_true(der_next(&commands, &v));
	assert_false(asn1_decode(&psmo_type, 0, v.whole, &p, a, &e));
	assert_string_equal(e.field, "iccid");
}

/* [SGP.32 2.11.1.1.1, 2.11.1.1.2] */
static void test_all_ecos(void **state)
{
	struct arena *a = *state;
	struct euicc_package_signed s;
	struct euicc_package_signed_typed t;
	struct eim_public_key_data key;
	const struct eim_configuration_data *c;
	const struct eco *e;

	decode_package(a, 3, &s, &t);
	assert_int_equal(s.euicc_package->which, EUICC_PACKAGE_ECO_LIST);
	assert_null(s.eim_transaction_id.ptr);
	assert_int_equal(t.euicc_package->eco_list.count, 4);
	e = t.euicc_package->eco_list.items;
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(e[i].which, ECO_ADD_EIM + i);
	c = e[0].add_eim;
	assert_text(c->eim_id, "eim.example");
	assert_text(c->eim_fqdn, "f.example");
	assert_int_equal(c->eim_id_type.v, EIM_ID_TYPE_FQDN);
	assert_int_equal(c->counter_value.v, 300);
	assert_true(c->association_token.set);
	assert_int_equal(c->association_token.v, -1);
	assert_int_equal(c->eim_supported_protocol.v, EIM_SUPPORTED_PROTOCOL_RETRIEVE_HTTPS |
	                                                      EIM_SUPPORTED_PROTOCOL_INJECT_HTTPS);
	assert_span(a, c->euicc_ci_pkid, "A1A2");
	assert_true(c->indirect_profile_download);
	assert_null(c->esipa_proprietary_protocol_information.ptr);
	check_survives(a, &eim_public_key_data_type, IOT_TAG_EIM_PUBLIC_KEY_DATA,
	               c->eim_public_key_data, &key);
	assert_int_equal(key.which, EIM_PUBLIC_KEY_DATA_PUBLIC_KEY);
	assert_span(a, key.public_key, "A010 3009 06072A8648CE3D0201 0303 0004AB");
	check_survives(a, &eim_public_key_data_type, IOT_TAG_TRUSTED_PUBLIC_KEY_DATA_TLS,
	               c->trusted_public_key_data_tls, &key);
	assert_int_equal(key.which, EIM_PUBLIC_KEY_DATA_CERTIFICATE);
	assert_span(a, key.certificate, "A103 0401C1");
	assert_text(e[1].delete_eim->eim_id, "eim2");
	assert_span(a, e[2].update_eim->eim_public_key_data, "A505 A103 0401C1");
	assert_false(e[2].update_eim->counter_value.set);
}

/* [SGP.32 2.11.2.1] */
static void test_all_results(void **state)
{
	struct arena *a = *state;
	struct euicc_package_result m;
	struct euicc_package_result_data_signed d;
	const struct euicc_result_data *r;
	const struct profile_info *p;
	const struct profile_policy_authorisation_rule *rule;
	const struct eim_id_info *eims;

	decode_known(a, &euicc_package_result_type, 3, &m);
	assert_int_equal(m.which, EUICC_PACKAGE_RESULT_EUICC_PACKAGE_RESULT_SIGNED);
	assert_span(a, m.euicc_package_result_signed->euicc_sign_epr, "5152");
	check_survives(a, &euicc_package_result_data_signed_type, 0x30,
	               m.euicc_package_result_signed->euicc_package_result_data_signed, &d);
	assert_int_equal(d.counter_value.v, 8388607);
	assert_span(a, d.eim_transaction_id, TXID);
	assert_int_equal(d.seq_number.v, 200);
	assert_int_equal(d.euicc_result.count, 18);
	r = d.euicc_result.items;
	assert_int_equal(r[0].enable_result.v, ENABLE_PROFILE_RESULT_ROLLBACK_NOT_AVAILABLE);
	assert_int_equal(r[1].disable_result.v, DISABLE_PROFILE_RESULT_DISALLOWED_BY_POLICY);
	assert_int_equal(r[2].delete_result.v, DELETE_PROFILE_RESULT_RETURN_FALLBACK_PROFILE);
	assert_int_equal(r[3].list_profile_info_result->profile_info_list_error.v,
	                 PROFILE_INFO_LIST_ERROR_PROFILE_CHANGE_ONGOING);
	p = r[4].list_profile_info_result->profile_info_list_ok.items;
	assert_int_equal(p->profile_state.v, PROFILE_STATE_ENABLED);
	assert_true(p->ecall_indication.set && !p->ecall_indication.v);
	assert_true(p->fallback_attribute.v);
	rule = r[5].get_rat_result.items;
	assert_int_equal(rule->ppr_ids.v, PPR_1 | PPR_2);
	assert_int_equal(r[6].configure_immediate_enable_result.v,
	                 CONFIGURE_IMMEDIATE_ENABLE_RESULT_COMMAND_ERROR);
	assert_int_equal(r[7].add_eim_result->association_token.v, 4);
	assert_int_equal(r[8].add_eim_result->add_eim_result_code.v,
	                 ADD_EIM_RESULT_INVALID_ASSOCIATION_TOKEN);
	assert_int_equal(r[9].delete_eim_result.v, DELETE_EIM_RESULT_LAST_EIM_DELETED);
	assert_int_equal(r[10].update_eim_result.v, UPDATE_EIM_RESULT_COUNTER_VALUE_OUT_OF_RANGE);
	eims = r[11].list_eim_result->eim_id_list.items;
	assert_int_equal(eims[0].eim_id_type.v, EIM_ID_TYPE_FQDN);
	assert_false(eims[1].eim_id_type.set);
	assert_int_equal(r[12].list_eim_result->list_eim_error.v, LIST_EIM_ERROR_UNDEFINED);
	assert_int_equal(r[13].rollback_result.v, ROLLBACK_PROFILE_RESULT_OK);
	assert_int_equal(r[14].set_fallback_attribute_result.v,
	                 SET_FALLBACK_ATTRIBUTE_RESULT_FALLBACK_NOT_ALLOWED);
	assert_int_equal(r[15].unset_fallback_attribute_result.v,
	                 UNSET_FALLBACK_ATTRIBUTE_RESULT_FALLBACK_PROFILE_ENABLED);
	assert_int_equal(r[16].processing_terminated.v,
	                 PROCESSING_TERMINATED_UNKNOWN_OR_DAMAGED_COMMAND);
	assert_true(r[17].set_default_dp_address_result->set_default_dp_address_result.set);
}

/* [SGP.32 2.11.2.1] */
static void test_package_errors(void **state)
{
	struct arena *a = *state;
	struct euicc_package_result m;
	struct euicc_package_error_data_signed d;

	decode_known(a, &euicc_package_result_type, 4, &m);
	assert_int_equal(m.which, EUICC_PACKAGE_RESULT_EUICC_PACKAGE_ERROR_SIGNED);
	check_survives(a, &euicc_package_error_data_signed_type, 0x30,
	               m.euicc_package_error_signed->euicc_package_error_data_signed, &d);
	assert_int_equal(d.counter_value.v, 5);
	assert_int_equal(d.euicc_package_error_code.v, EUICC_PACKAGE_ERROR_ECALL_ACTIVE);

	decode_known(a, &euicc_package_result_type, 5, &m);
	assert_int_equal(m.which, EUICC_PACKAGE_RESULT_EUICC_PACKAGE_ERROR_UNSIGNED);
	assert_span(a, m.euicc_package_error_unsigned->eim_transaction_id, TXID);
	assert_int_equal(m.euicc_package_error_unsigned->association_token.v, 7);
	assert_false(m.euicc_package_error_unsigned->euicc_package_unsigned_error_code.set);

	/* v1.3 */
	check_survives(a, &euicc_package_result_type, IOT_TAG_LOAD_EUICC_PACKAGE,
	               hex(a, "BF5108 A206 800165 8F010F"), &m);
	assert_int_equal(m.euicc_package_error_unsigned->euicc_package_unsigned_error_code.v,
	                 EUICC_PACKAGE_ERROR_SIZE_OVERFLOW);
}

/* What a production card was sent, and what it answered. */
static void test_enable_on_a_card(void **state)
{
	struct arena *a = *state;
	struct euicc_package_request q;
	struct euicc_package_signed_typed s;
	struct euicc_package_result r;
	struct euicc_package_result_data_signed d;
	const struct psmo *p;
	const struct euicc_result_data *result;

	check_survives(a, &euicc_package_request_type, IOT_TAG_LOAD_EUICC_PACKAGE,
	               hex(a, "BF51818A3045800C672D65696D2E636F6D2E62725A108904903200000000000027"
	                      "9973200019810105821000112233445566778899AABBCCDDEEFFA00EA30C5A0A98"
	                      "8803680521828917F05F3740" SIGNATURE),
	               &q);
	assert_int_equal(q.eim_signature.len, 64);
	decode(a, &euicc_package_signed_typed_type, 0x30, q.euicc_package_signed, &s);
	assert_text(s.eim_id, "g-eim.com.br");
	p = s.euicc_package->psmo_list.items;
	assert_int_equal(p->which, PSMO_ENABLE);
	assert_false(p->enable->rollback_flag);

	check_survives(a, &euicc_package_result_type, IOT_TAG_LOAD_EUICC_PACKAGE,
	               hex(a, "BF5172A070302B800C672D65696D2E636F6D2E6272810105821000112233445566"
	                      "778899AABBCCDDEEFF83010530038301005F3740" SIGNATURE),
	               &r);
	decode(a, &euicc_package_result_data_signed_type, 0x30,
	       r.euicc_package_result_signed->euicc_package_result_data_signed, &d);
	assert_int_equal(d.seq_number.v, 5);
	result = d.euicc_result.items;
	assert_int_equal(result->which, EUICC_RESULT_DATA_ENABLE_RESULT);
	assert_int_equal(result->enable_result.v, ENABLE_PROFILE_RESULT_OK);
}

/* A deployed card that sends eimIdType as v1.0.1 has it. */
static void test_list_eim_of_a_card(void **state)
{
	struct arena *a = *state;
	struct euicc_package_result r;
	struct euicc_package_result_data_signed d;
	const struct euicc_result_data *result;
	const struct eim_id_info *eim;

	check_survives(a, &euicc_package_result_type, IOT_TAG_LOAD_EUICC_PACKAGE,
	               hex(a, "BF518189A081863041801165696D2D6170692E767A7273702E6E65748101688208"
	                      "0102030405060708830137301CAB1AA0183016801165696D2D6170692E767A7273"
	                      "702E6E65748401025F3740" SIGNATURE),
	               &r);
	decode(a, &euicc_package_result_data_signed_type, 0x30,
	       r.euicc_package_result_signed->euicc_package_result_data_signed, &d);
	assert_int_equal(d.counter_value.v, 0x68);
	result = d.euicc_result.items;
	assert_int_equal(result->list_eim_result->eim_id_list.count, 1);
	eim = result->list_eim_result->eim_id_list.items;
	assert_text(eim->eim_id, "eim-api.vzrsp.net");
	assert_false(eim->eim_id_type.set);
	assert_int_equal(eim->eim_id_type_v101.v, EIM_ID_TYPE_FQDN);
}

/* Recorded from a SGP.33 test platform; its certificate is replaced by zeros. */
static void test_messages_of_a_test_platform(void **state)
{
	static const char start[] = "BF57820185A08201813082017D80087465737465696D31830101A582016C"
	                            "30820168";
	struct arena *a = *state;
	uint8_t whole[34 + 0x168] = { 0 };
	struct euicc_package_request q;
	struct euicc_package_signed_typed s;
	struct add_initial_eim_request add;
	struct add_initial_eim_response added;
	struct eim_public_key_data key;
	const struct eim_configuration_data *eim;
	struct span head = hex(a, start);

	check_survives(a, &euicc_package_request_type, IOT_TAG_LOAD_EUICC_PACKAGE,
	               hex(a, "BF5174302F80087465737465696D315A10" EID
	                      "810102A00EA30C5A0A8929901012345678905F5F3740" SIGNATURE),
	               &q);
	decode(a, &euicc_package_signed_typed_type, 0x30, q.euicc_package_signed, &s);
	assert_text(s.eim_id, "testeim1");
	assert_int_equal(s.counter_value.v, 2);

	assert_true(head.len <= 34);
	memcpy(whole, head.ptr, head.len);
	check_survives(a, &add_initial_eim_request_type, IOT_TAG_ADD_INITIAL_EIM,
	               (struct span){ whole, head.len + 0x168 }, &add);
	eim = add.eim_configuration_data_list.items;
	assert_text(eim->eim_id, "testeim1");
	assert_int_equal(eim->counter_value.v, 1);
	decode(a, &eim_public_key_data_type, IOT_TAG_EIM_PUBLIC_KEY_DATA, eim->eim_public_key_data,
	       &key);
	assert_int_equal(key.which, EIM_PUBLIC_KEY_DATA_BARE);
	assert_int_equal(key.bare.len, 4 + 0x168);

	decode(a, &add_initial_eim_response_type, IOT_TAG_ADD_INITIAL_EIM, hex(a, "BF5703810102"),
	       &added);
	assert_int_equal(added.add_initial_eim_error.v,
	                 ADD_INITIAL_EIM_ERROR_ASSOCIATED_EIM_ALREADY_EXISTS);
}

/* Messages as the ASN.1 modules of v1.0.1 and v1.3 have them, where v1.2 differs. */
static const struct vector other_versions[] = {
	{ &enable_using_dd_request_v101_type, IOT_TAG_ENABLE_USING_DD, "BF5A00" },
	{ &ipa_euicc_data_request_type, IOT_TAG_IPA_EUICC_DATA, "BF5207 5C0180 A1028200" },
	{ &get_eim_package_request_v101_type, IOT_TAG_GET_EIM_PACKAGE,
	  "BF4F17 5A10" EID "810300F110" },
	{ &provide_eim_package_result_type, IOT_TAG_PROVIDE_EIM_PACKAGE_RESULT,
	  "BF5012 3010 BF5108 A206800165840107 BF2B02A000" },
	{ &provide_eim_package_result_type, IOT_TAG_PROVIDE_EIM_PACKAGE_RESULT, "BF5003 020102" },
	{ &provide_eim_package_result_response_v101_type, IOT_TAG_PROVIDE_EIM_PACKAGE_RESULT,
	  "BF5000" },
	{ &provide_eim_package_result_response_v101_type, IOT_TAG_PROVIDE_EIM_PACKAGE_RESULT,
	  "BF5006 BF5303 800104" },
	{ &profile_download_trigger_result_v101_type, IOT_TAG_PROFILE_DOWNLOAD_TRIGGER,
	  "BF5406 3004 8002ABCD" },
	{ &handle_notification_esipa_type, IOT_TAG_HANDLE_NOTIFICATION,
	  "BF3D0D A10B BF5108 A206800165840107" },
	{ &eim_configuration_data_type, 0x30,
	  "3017 800165 AA12 3010 800388370A A109040701020304050607" },
	{ &ipa_capabilities_type, 0x30, "3008 80020640 A2023000" },
	{ &compact_other_signed_notification_type, 0xA1,
	  "A116 BF2F0C 800109 81020640 0C036E2E65 5F37015A 0401A1" },
	{ &transfer_eim_package_response_type, IOT_TAG_TRANSFER_EIM_PACKAGE,
	  "BF4E08 BF6005 A003 800101" },
	{ &transfer_eim_package_response_type, IOT_TAG_TRANSFER_EIM_PACKAGE,
	  "BF4E1A BF6117 A012 5A10" EID "810102" },
};

static void test_other_versions(void **state)
{
	struct arena *a = *state;

	for (size_t i = 0; i < A_COUNT(other_versions); i++) {
		const struct vector *v = &other_versions[i];
		void *m = arena_alloc(a, v->type->size);

		assert_non_null(m);
		check_survives(a, v->type, v->tag, hex(a, v->hex), m);
	}
}

/* An element that must be refused, and the component that is to blame. */
static const struct {
	const struct asn1_type *type;
	uint32_t tag;
	const char *hex;
	const char *field;
} refused[] = {
	/* cmdResult, addEimResultCode and addOk with automatic tags, where these are off. */
	{ &profile_rollback_response_type, IOT_TAG_PROFILE_ROLLBACK, "BF5803800100", "cmdResult" },
	{ &add_eim_result_type, 0, "800100", "" },
	{ &add_initial_eim_response_type, IOT_TAG_ADD_INITIAL_EIM, "BF5704A0028000", "" },
	/* An eimId of no octets. */
	{ &eim_id_info_type, 0x30, "30028000", "eimId" },
	/* An EID of 15 octets; no EuiccPackage; one of a third kind. */
	{ &euicc_package_signed_type, 0x30,
	  "3019 800165 5A0F890490321234512345123456789012 810101 A000", "eidValue" },
	{ &euicc_package_signed_type, 0x30, "3018 800165 5A10" EID "810101", "euiccPackage" },
	{ &euicc_package_signed_type, 0x30, "301A 800165 5A10" EID "810101 A200", "euiccPackage" },
	/* A counter with an octet that could be left out; a NULL that is not empty. */
	{ &euicc_package_signed_type, 0x30, "3022 800165 5A10" EID "8109000100000000000000 A000",
	  "counterValue" },
	{ &psmo_type, 0, "A30F 5A0A989900100032547698F3 050101", "rollbackFlag" },
	/* Key data without a key, and with two. */
	{ &eim_public_key_data_type, IOT_TAG_EIM_PUBLIC_KEY_DATA, "A500", "" },
	{ &eim_public_key_data_type, IOT_TAG_EIM_PUBLIC_KEY_DATA, "A504A000A100", "" },
	/* resetResult of v1.0.1 under the tag of later versions. */
	{ &iot_euicc_memory_reset_response_type, IOT_TAG_EUICC_MEMORY_RESET, "BF6403020100",
	  "resetResult" },
	{ &get_eim_package_request_type, IOT_TAG_GET_EIM_PACKAGE, "BF4F16 5A10" EID "820200F1",
	  "rPLMN" },
};

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_known_answers_survive, iot_setup,
		                                iot_teardown),
		cmocka_unit_test_setup_teardown(test_rollback_flag_is_universal, iot_setup,
		                                iot_teardown),
		cmocka_unit_test_setup_teardown(test_rollback_flag_81, iot_setup, iot_teardown),
		cmocka_unit_test_setup_teardown(test_all_psmos, iot_setup, iot_teardown),
		cmocka_unit_test_setup_teardown(test_damaged_command, iot_setup, iot_teardown),
		cmocka_unit_test_setup_teardown(test_all_ecos, iot_setup, iot_teardown),
		cmocka_unit_test_setup_teardown(test_all_results, iot_setup, iot_teardown),
		cmocka_unit_test_setup_teardown(test_package_errors, iot_setup, iot_teardown),
		cmocka_unit_test_setup_teardown(test_enable_on_a_card, iot_setup, iot_teardown),
		cmocka_unit_test_setup_teardown(test_list_eim_of_a_card, iot_setup, iot_teardown),
		cmocka_unit_test_setup_teardown(test_messages_of_a_test_platform, iot_setup,
		                                iot_teardown),
		cmocka_unit_test_setup_teardown(test_other_versions, iot_setup, iot_teardown),
		cmocka_unit_test_setup_teardown(test_refused, iot_setup, iot_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
