/*
 * Tests of the message tables of SGP.32: ES10b without eUICC Packages, and ESipa. Components of the
 * known answers of iot_vectors.h, and the forms of v1.0.1.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "asn1/iot.h"
#include "asn1/rsp.h"
#include "iothelp.h"
#include "testtypes.h"

#define EID  "89049032123451234512345678901235"
#define TXID "0102030405060708"

/* [SGP.32 5.9.4] */
static void test_add_initial_eim(void **state)
{
	struct arena *a = *state;
	struct add_initial_eim_response m;
	const struct add_initial_eim_ok *ok;

	decode_known(a, &add_initial_eim_response_type, 0, &m);
	assert_int_equal(m.which, ADD_INITIAL_EIM_RESPONSE_ADD_INITIAL_EIM_OK);
	assert_int_equal(m.add_initial_eim_ok.count, 2);
	ok = m.add_initial_eim_ok.items;
	assert_int_equal(ok[0].which, ADD_INITIAL_EIM_OK_ASSOCIATION_TOKEN);
	assert_int_equal(ok[0].association_token.v, 5);
	assert_int_equal(ok[1].which, ADD_INITIAL_EIM_OK_ADD_OK);
}

/* refreshFlag as 80 and, from some IPAs, as 01; it must be there. [SGP.32 5.9.15 to 5.9.23] */
static void test_refresh_flag(void **state)
{
	static const struct {
		const struct asn1_type *type;
		uint32_t tag;
		const char *context, *universal, *none;
	} requests[] = {
		{ &profile_rollback_request_type, IOT_TAG_PROFILE_ROLLBACK, "BF58038001FF",
		  "BF58030101FF", "BF5800" },
		{ &immediate_enable_request_type, IOT_TAG_IMMEDIATE_ENABLE, "BF5A038001FF",
		  "BF5A030101FF", "BF5A00" },
		{ &enable_emergency_profile_request_type, IOT_TAG_ENABLE_EMERGENCY_PROFILE,
		  "BF5B038001FF", "BF5B030101FF", "BF5B00" },
		{ &disable_emergency_profile_request_type, IOT_TAG_DISABLE_EMERGENCY_PROFILE,
		  "BF5C038001FF", "BF5C030101FF", "BF5C00" },
		{ &execute_fallback_mechanism_request_type, IOT_TAG_EXECUTE_FALLBACK_MECHANISM,
		  "BF5D038001FF", "BF5D030101FF", "BF5D00" },
		{ &return_from_fallback_request_type, IOT_TAG_RETURN_FROM_FALLBACK, "BF5E038001FF",
		  "BF5E030101FF", "BF5E00" },
	};
	struct arena *a = *state;

	for (size_t i = 0; i < A_COUNT(requests); i++) {
		struct execute_fallback_mechanism_request m; /* all six are alike */
		struct asn1_error e;

		check_survives(a, requests[i].type, requests[i].tag, hex(a, requests[i].context),
		               &m);
		assert_true(refresh_flag_is_set(m.refresh_flag));
		decode(a, requests[i].type, requests[i].tag, hex(a, requests[i].universal), &m);
		assert_true(refresh_flag_is_set(m.refresh_flag));
		assert_false(asn1_decode(requests[i].type, requests[i].tag,
		                         hex(a, requests[i].none), &m, a, &e));
		assert_string_equal(e.field, "refreshFlag");
	}
}

/* [SGP.32 5.9.5] */
static void test_memory_reset(void **state)
{
	struct arena *a = *state;
	struct iot_euicc_memory_reset_request q;
	struct iot_euicc_memory_reset_response r;
	struct iot_euicc_memory_reset_request_v101 q101;
	struct iot_euicc_memory_reset_response_v101 r101;

	decode_known(a, &iot_euicc_memory_reset_request_type, 1, &q);
	assert_int_equal(q.reset_options.v, 0x7F);
	assert_true(q.reset_options.v & IOT_RESET_OPTIONS_RESET_IMMEDIATE_ENABLE_CONFIG);
	decode_known(a, &iot_euicc_memory_reset_response_type, 0, &r);
	assert_int_equal(r.reset_result.v, IOT_MEMORY_RESET_RESULT_NOTHING_TO_DELETE);
	assert_int_equal(r.reset_eim_result.v, RESET_EIM_RESULT_EIM_RESET_NOT_SUPPORTED);
	assert_true(r.reset_immediate_enable_config_result.set);

	check_survives(a, &iot_euicc_memory_reset_request_v101_type,
	               IOT_TAG_EUICC_MEMORY_RESET_V101, hex(a, "BF34 04 82020318"), &q101);
	assert_int_equal(q101.reset_options.v,
	                 IOT_RESET_OPTIONS_V101_RESET_EIM_CONFIG_DATA |
	                         IOT_RESET_OPTIONS_V101_RESET_AUTO_ENABLE_CONFIG);
	check_survives(a, &iot_euicc_memory_reset_response_v101_type,
	               IOT_TAG_EUICC_MEMORY_RESET_V101, hex(a, "BF3409 020100 810101 820100"),
	               &r101);
	assert_int_equal(r101.reset_eim_result.v, RESET_EIM_RESULT_NOTHING_TO_DELETE);
}

/* [SGP.32 5.9.10, 5.9.18, 5.9.24] */
static void test_getters(void **state)
{
	struct arena *a = *state;
	struct get_certs_response certs;
	struct get_eim_configuration_data_request q;
	struct get_eim_configuration_data_response r;
	struct get_connectivity_parameters_response parameters;

	decode_known(a, &get_certs_response_type, 1, &certs);
	assert_int_equal(certs.which, GET_CERTS_RESPONSE_CERTS);
	assert_span(a, certs.certs->eum_certificate, "A5030401C1");
	assert_span(a, certs.certs->euicc_certificate, "A6030401C1");
	decode_known(a, &get_eim_configuration_data_request_type, 0, &q);
	assert_null(q.search_criteria);
	decode_known(a, &get_eim_configuration_data_request_type, 1, &q);
	assert_text(q.search_criteria->eim_id, "eim1");
	decode_known(a, &get_eim_configuration_data_response_type, 0, &r);
	assert_int_equal(r.eim_configuration_data_list.count, 2);
	decode_known(a, &get_eim_configuration_data_response_type, 1, &r);
	assert_int_equal(r.eim_configuration_data_list.count, 0);
	decode_known(a, &get_connectivity_parameters_response_type, 0, &parameters);
	assert_span(a, parameters.connectivity_parameters->http_params, "0102");
}

/* [SGP.32 5.9.11] */
static void test_retrieve_notifications_list(void **state)
{
	struct arena *a = *state;
	struct iot_retrieve_notifications_list_request q;
	struct iot_retrieve_notifications_list_response r;
	const struct iot_pending_notification *n;
	const struct stored_euicc_package_result *e;
	struct euicc_package_result m;

	decode_known(a, &iot_retrieve_notifications_list_request_type, 1, &q);
	assert_int_equal(q.search_criteria->which,
	                 IOT_NOTIFICATION_SEARCH_CRITERIA_EUICC_PACKAGE_RESULTS);
	assert_true(q.search_criteria->euicc_package_results);
	decode_known(a, &iot_retrieve_notifications_list_response_type, 0, &r);
	assert_int_equal(r.notification_list.count, 2);
	n = r.notification_list.items;
	assert_int_equal(n[0].which, IOT_PENDING_NOTIFICATION_PROFILE_INSTALLATION_RESULT);
	assert_int_equal(n[1].which, IOT_PENDING_NOTIFICATION_OTHER_SIGNED_NOTIFICATION);
	decode_known(a, &iot_retrieve_notifications_list_response_type, 1, &r);
	assert_int_equal(r.which,
	                 IOT_RETRIEVE_NOTIFICATIONS_LIST_RESPONSE_EUICC_PACKAGE_RESULT_LIST);
	assert_int_equal(r.euicc_package_result_list.count, 2);
	e = r.euicc_package_result_list.items;
	decode(a, &euicc_package_result_type, IOT_TAG_LOAD_EUICC_PACKAGE, e[1].euicc_package_result,
	       &m);
	assert_text(m.euicc_package_error_unsigned->eim_id, "f");

	/* v1.0.1 */
	check_survives(a, &iot_retrieve_notifications_list_response_type,
	               RSP_TAG_RETRIEVE_NOTIFICATIONS_LIST,
	               hex(a, "BF2B10 A30E A000 A10A BF5107 A205 800165 8000"), &r);
	assert_int_equal(r.notification_and_epr_list_v101->notification_list.count, 0);
	assert_int_equal(r.notification_and_epr_list_v101->euicc_package_result_list.count, 1);
}

/* cmdResult is 02, because the other component has a written tag. [SGP.32 5.9.16] */
static void test_profile_rollback(void **state)
{
	struct arena *a = *state;
	struct profile_rollback_response m;

	decode_known(a, &profile_rollback_response_type, 0, &m);
	assert_int_equal(m.cmd_result.v, PROFILE_ROLLBACK_RESULT_ROLLBACK_NOT_ALLOWED);
	assert_null(m.euicc_package_result.ptr);
	decode_known(a, &profile_rollback_response_type, 1, &m);
	assert_int_equal(m.cmd_result.v, PROFILE_ROLLBACK_RESULT_OK);
	assert_span(a, m.euicc_package_result, "BF5112 A210 800165 8208" TXID "840107");
}

/* [SGP.32 5.14.2, 5.14.3, 5.14.8] */
static void test_compact_answers(void **state)
{
	struct arena *a = *state;
	struct iot_prepare_download_response p;
	struct iot_authenticate_server_response s;
	struct iot_cancel_session_response c;
	const struct compact_authenticate_response_ok *ok;

	decode_known(a, &iot_prepare_download_response_type, 1, &p);
	assert_int_equal(p.which, IOT_PREPARE_DOWNLOAD_RESPONSE_COMPACT_DOWNLOAD_RESPONSE_OK);
	assert_span(a, p.compact_download_response_ok->compact_euicc_signed2->euicc_otpk, "0402");
	decode_known(a, &iot_authenticate_server_response_type, 0, &s);
	assert_int_equal(s.authenticate_response_error->authenticate_error_code.v,
	                 AUTHENTICATE_ERROR_INVALID_OID);
	decode_known(a, &iot_authenticate_server_response_type, 1, &s);
	ok = s.compact_authenticate_response_ok;
	assert_int_equal(ok->signed_data->which, COMPACT_SIGNED_DATA_COMPACT_EUICC_SIGNED1);
	assert_span(a, ok->signed_data->compact_euicc_signed1->ext_card_resource, "810101");
	assert_text(ok->signed_data->compact_euicc_signed1->ctx_params1
	                    ->ctx_params_for_common_authentication->matching_id,
	            "M");
	assert_span(a, ok->euicc_certificate, "A1030401C1");
	assert_span(a, ok->eum_certificate, "A2030401C1");
	decode_known(a, &iot_cancel_session_response_type, 2, &c);
	assert_int_equal(
	        c.compact_cancel_session_response_ok->compact_euicc_cancel_session_signed->reason.v,
	        CANCEL_SESSION_REASON_PPR_NOT_ALLOWED);
}

/* [SGP.32 5.14.7, 6.3.2.4] */
static void test_compact_notifications(void **state)
{
	struct arena *a = *state;
	struct handle_notification_esipa m;
	struct compact_profile_installation_result r;
	struct compact_other_signed_notification o;
	struct notification_metadata meta;
	const struct compact_profile_installation_result_data *d;

	decode_known(a, &handle_notification_esipa_type, 0, &m);
	check_survives(a, &compact_profile_installation_result_type, 0xA0,
	               m.pending_notification->compact_profile_installation_result, &r);
	d = r.compact_profile_installation_result_data;
	assert_int_equal(d->seq_number.v, 9);
	assert_false(d->iccid_present.v);
	assert_span(a, d->compact_final_result->compact_success_result->compact_aid, "1100");
	decode_known(a, &handle_notification_esipa_type, 1, &m);
	check_survives(a, &compact_profile_installation_result_type, 0xA0,
	               m.pending_notification->compact_profile_installation_result, &r);
	d = r.compact_profile_installation_result_data;
	assert_true(d->iccid_present.v); /* the default */
	assert_int_equal(d->compact_final_result->error_result->error_reason.v,
	                 ERROR_REASON_PE_PROCESSING_ERROR);
	decode_known(a, &handle_notification_esipa_type, 2, &m);
	check_survives(a, &compact_other_signed_notification_type, 0xA1,
	               m.pending_notification->compact_other_signed_notification, &o);
	assert_span(a, o.eid_value, EID);
	decode(a, &notification_metadata_type, RSP_TAG_NOTIFICATION_METADATA,
	       o.tbs_other_notification, &meta);
	assert_int_equal(meta.seq_number.v, 9);
}

/* [SGP.32 2.11.1.2, 2.11.2.2] */
static void test_ipa_euicc_data(void **state)
{
	struct arena *a = *state;
	struct ipa_euicc_data_request q;
	struct ipa_euicc_data_response r;

	decode_known(a, &ipa_euicc_data_request_type, 1, &q);
	assert_span(a, q.tag_list, "BF20A084");
	assert_int_equal(q.search_criteria_notification->profile_management_operation.v,
	                 NOTIFICATION_EVENT_INSTALL);
	assert_int_equal(q.search_criteria_euicc_package_result->seq_number.v, 4);
	decode_known(a, &ipa_euicc_data_response_type, 0, &r);
	assert_int_equal(r.ipa_euicc_data->notifications_list.count, 1);
	assert_text(r.ipa_euicc_data->default_smdp_address, "dp.example");
	assert_span(a, r.ipa_euicc_data->euicc_info1->svn, "020500");
	assert_int_equal(r.ipa_euicc_data->ipa_capabilities->ipa_features.v,
	                 IPA_FEATURES_INDIRECT_RSP_SERVER_COMMUNICATION);
	decode_known(a, &ipa_euicc_data_response_type, 1, &r);
	assert_int_equal(r.ipa_euicc_data_response_error->ipa_euicc_data_error_code.v,
	                 IPA_EUICC_DATA_ERROR_EUICC_CI_PKID_NOT_FOUND);

	/* v1.0.1 */
	check_survives(a, &ipa_euicc_data_response_type, IOT_TAG_IPA_EUICC_DATA,
	               hex(a, "BF520E A00C 80026470 840104 BF2B02A000"), &r);
	assert_text(r.ipa_euicc_data->default_smdp_address_v101, "dp");
	assert_int_equal(r.ipa_euicc_data->notifications_list_v101->notification_list.count, 0);
	check_survives(a, &ipa_euicc_data_response_type, IOT_TAG_IPA_EUICC_DATA,
	               hex(a, "BF5203 810101"), &r);
	assert_int_equal(r.ipa_euicc_data_error_v101.v, IPA_EUICC_DATA_ERROR_INCORRECT_TAG_LIST);
}

/* [SGP.32 6.3.2.6, 6.3.2.7, 6.3.3.1] */
static void test_eim_packages(void **state)
{
	struct arena *a = *state;
	struct get_eim_package_request q;
	struct get_eim_package_response r;
	struct provide_eim_package_result p;
	struct provide_eim_package_result_response pr;
	struct euicc_package_request package;
	const struct sequence_number *acknowledged;

	decode_known(a, &get_eim_package_request_type, 0, &q);
	assert_true(q.notify_state_change);
	assert_int_equal(q.state_change_cause.v, STATE_CHANGE_CAUSE_FALLBACK);
	assert_span(a, q.rplmn, "00F110");
	decode_known(a, &get_eim_package_response_type, 0, &r);
	decode(a, &euicc_package_request_type, IOT_TAG_LOAD_EUICC_PACKAGE, r.euicc_package_request,
	       &package);
	decode_known(a, &get_eim_package_response_type, 2, &r);
	assert_int_equal(r.eim_package_error.v, EIM_PACKAGE_ERROR_NO_EIM_PACKAGE_AVAILABLE);
	decode_known(a, &provide_eim_package_result_type, 1, &p);
	assert_int_equal(p.eim_package_result->which, EIM_PACKAGE_RESULT_EPR_AND_NOTIFICATIONS);
	assert_int_equal(p.eim_package_result->epr_and_notifications->notification_list.count, 1);
	decode_known(a, &provide_eim_package_result_response_type, 0, &pr);
	acknowledged = pr.eim_acknowledgements.items;
	assert_int_equal(pr.eim_acknowledgements.count, 2);
	assert_int_equal(acknowledged[1].value.v, 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_add_initial_eim, iot_setup, iot_teardown),
		cmocka_unit_test_setup_teardown(test_refresh_flag, iot_setup, iot_teardown),
		cmocka_unit_test_setup_teardown(test_memory_reset, iot_setup, iot_teardown),
		cmocka_unit_test_setup_teardown(test_getters, iot_setup, iot_teardown),
		cmocka_unit_test_setup_teardown(test_retrieve_notifications_list, iot_setup,
		                                iot_teardown),
		cmocka_unit_test_setup_teardown(test_profile_rollback, iot_setup, iot_teardown),
		cmocka_unit_test_setup_teardown(test_compact_answers, iot_setup, iot_teardown),
		cmocka_unit_test_setup_teardown(test_compact_notifications, iot_setup,
		                                iot_teardown),
		cmocka_unit_test_setup_teardown(test_ipa_euicc_data, iot_setup, iot_teardown),
		cmocka_unit_test_setup_teardown(test_eim_packages, iot_setup, iot_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
