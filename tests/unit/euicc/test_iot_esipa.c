/*
 * A card, an IPAd and an eIM talking ESipa: every kind of eIM Package, results, acknowledgements
 * [SGP.32 3.1, 3.3.1, 6.3.2].
 */
#include "iot.h"

#include "peers/esipa.h"
#include "peers/ipad.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct scene {
	struct iot *t;
	struct esipa_server server;
	struct esipa_transport transport;
	struct ipad ipad;
	uint32_t which; /* of the last EimPackageResult */
	int verdict;    /* of the last package result, -1: none */
	unsigned cut;   /* results that do not get through */
	struct eim_server_result result;
	struct ipa_euicc_data_response *data;
};

static int post(void *ctx, struct span request, struct arena *a, struct span *ret_response)
{
	struct scene *s = ctx;
	struct der_reader r = der_reader(request);

	if (s->cut > 0 && der_peek(&r) == IOT_TAG_PROVIDE_EIM_PACKAGE_RESULT) {
		s->cut--;
		return -ENOTCONN;
	}
	return esipa_server_handle(&s->server, request, a, ret_response);
}

static void on_result(void *ctx, const struct eim_package_result *result)
{
	struct scene *s = ctx;

	s->which = result->which;
	s->data = result->ipa_euicc_data_response;
}

static void on_package_result(void *ctx, int verdict, const struct eim_server_result *result)
{
	struct scene *s = ctx;

	s->verdict = verdict;
	s->result = *result;
}

static int setup(void **state)
{
	struct scene *s = calloc(1, sizeof(*s));

	assert_non_null(s);
	s->t = iot_new(&(struct iot_options){ .token = true });
	s->server = (struct esipa_server){ .eim = &s->t->eim,
		                           .smdpp = s->t->f->server,
		                           .result = on_result,
		                           .package_result = on_package_result,
		                           .ctx = s };
	s->transport = (struct esipa_transport){ post, s };
	s->ipad = (struct ipad){ .lpa = &s->t->f->lpa, .eim = &s->transport };
	*state = s;
	return 0;
}

static int teardown(void **state)
{
	struct scene *s = *state;

	esipa_server_clear(&s->server);
	iot_free(s->t);
	free(s);
	return 0;
}

static void queue(struct scene *s, struct span package)
{
	s->verdict = -1;
	s->data = NULL;
	assert_int_equal(esipa_server_queue(&s->server, package), 0);
}

static int64_t stored(struct scene *s)
{
	return fixture_sql(s->t->f, "SELECT (SELECT count(*) FROM notification)"
	                            " + (SELECT count(*) FROM package_result)");
}

static void test_nothing(void **state)
{
	struct scene *s = *state;

	assert_int_equal(ipad_poll(&s->ipad, &s->t->f->arena), 1);
}

/* The result goes back with the notifications, and what is acknowledged is gone. */
static void test_packages(void **state)
{
	struct scene *s = *state;

	iot_install(s->t, 1, 0);
	queue(s, iot_sign(s->t, IOT_PSMO, "BF2D035C0193"));
	assert_int_equal(ipad_poll(&s->ipad, &s->t->f->arena), 0);
	assert_int_equal(s->which, EIM_PACKAGE_RESULT_EUICC_PACKAGE_RESULT);
	assert_int_equal(s->verdict, 0);
	assert_int_equal(stored(s), 0);
	queue(s, iot_sign(s->t, IOT_PSMO, "A30C@1"));
	assert_int_equal(ipad_poll(&s->ipad, &s->t->f->arena), 0);
	assert_int_equal(s->which, EIM_PACKAGE_RESULT_EPR_AND_NOTIFICATIONS);
	assert_int_equal(s->verdict, 0);
	assert_int_equal(iot_enabled(s->t), 1);
	assert_int_equal(stored(s), 0);
	assert_int_equal(ipad_poll(&s->ipad, &s->t->f->arena), 1);
}

/* The new profile does not reach the eIM: the card goes back, once, if the package allows it. */
static void test_rollback(void **state)
{
	struct scene *s = *state;

	iot_install(s->t, 1, 0);
	iot_install(s->t, 2, 0);
	iot_run(s->t, IOT_PSMO, "A30C@1", "830100");
	queue(s, iot_sign(s->t, IOT_PSMO, "A30E@20500"));
	s->cut = 1;
	assert_int_equal(ipad_poll(&s->ipad, &s->t->f->arena), 0);
	assert_int_equal(s->verdict, 0);
	assert_true(span_equal(s->result.results, fixture_hex(s->t->f, "8C0100")));
	assert_int_equal(iot_enabled(s->t), 1);
	queue(s, iot_sign(s->t, IOT_PSMO, "A30E@20500"));
	s->cut = 2;
	assert_int_equal(ipad_poll(&s->ipad, &s->t->f->arena), -ENOTCONN);
	assert_int_equal(iot_enabled(s->t), 1);
	queue(s, iot_sign(s->t, IOT_PSMO, "A30C@2"));
	s->cut = 1;
	assert_int_equal(ipad_poll(&s->ipad, &s->t->f->arena), -ENOTCONN);
	assert_int_equal(iot_enabled(s->t), 2);
}

/* An error has no number: nothing is acknowledged. */
static void test_errors(void **state)
{
	struct scene *s = *state;
	struct span request = iot_sign(s->t, IOT_PSMO, "BF2D00");

	queue(s, request);
	queue(s, request);
	assert_int_equal(ipad_poll(&s->ipad, &s->t->f->arena), 0);
	assert_int_equal(ipad_poll(&s->ipad, &s->t->f->arena), 0);
	assert_int_equal(s->verdict, 0);
	assert_int_equal(s->result.error.euicc_package_error_code.v,
	                 EUICC_PACKAGE_ERROR_REPLAY_ERROR);
}

/* An eIM of v1.0.1 that acknowledges nothing answers with nothing. */
static void test_nothing_acknowledged_v101(void **state)
{
	struct scene *s = *state;

	s->server.v101 = true;
	queue(s, fixture_hex(s->t->f, "BF52035C0183"));
	assert_int_equal(ipad_poll(&s->ipad, &s->t->f->arena), 0);
	assert_int_equal(s->which, EIM_PACKAGE_RESULT_IPA_EUICC_DATA_RESPONSE);
}

/* What the eIM cannot verify stays on the card. */
static void test_not_verified(void **state)
{
	struct scene *s = *state;

	queue(s, iot_sign(s->t, IOT_PSMO, "BF2D00"));
	s->t->eim.token++;
	assert_int_equal(ipad_poll(&s->ipad, &s->t->f->arena), 0);
	assert_int_equal(s->verdict, 1);
	assert_int_equal(stored(s), 1);
}

static void test_data(void **state)
{
	struct scene *s = *state;
	const struct ipa_euicc_data *data;

	queue(s, fixture_hex(s->t->f, "BF52125C0C"
	                              "A08183A2BF20BF2284A5A6A8"
	                              "83021234"));
	assert_int_equal(ipad_poll(&s->ipad, &s->t->f->arena), 0);
	assert_int_equal(s->which, EIM_PACKAGE_RESULT_IPA_EUICC_DATA_RESPONSE);
	assert_int_equal(s->data->which, IPA_EUICC_DATA_RESPONSE_IPA_EUICC_DATA);
	data = s->data->ipa_euicc_data;
	assert_non_null(data->euicc_info1);
	assert_non_null(data->euicc_info2);
	assert_int_equal(data->association_token.v, s->t->eim.token);
	assert_non_null(data->eum_certificate.ptr);
	assert_non_null(data->euicc_certificate.ptr);
	assert_true(span_equal(data->root_smds_address,
	                       fixture_hex(s->t->f, "6C70612E64732E6578616D706C652E636F6D")));
	assert_true(span_equal(data->eim_transaction_id, fixture_hex(s->t->f, "1234")));
	/* There is no way to an SM-DP+ here [SGP.32 4.1]. */
	assert_int_equal(data->ipa_capabilities->ipa_features.v,
	                 IPA_FEATURES_INDIRECT_RSP_SERVER_COMMUNICATION |
	                         IPA_FEATURES_EIM_DOWNLOAD_DATA_HANDLING);
	assert_int_equal(data->ipa_capabilities->ipa_supported_protocols.v,
	                 IPA_SUPPORTED_PROTOCOLS_RETRIEVE_HTTPS);
	/* A CI that the card does not have. */
	queue(s, fixture_hex(s->t->f, "BF520B"
	                              "5C01A5"
	                              "04020000"
	                              "83021234"));
	assert_int_equal(ipad_poll(&s->ipad, &s->t->f->arena), 0);
	assert_int_equal(s->data->which, IPA_EUICC_DATA_RESPONSE_IPA_EUICC_DATA_RESPONSE_ERROR);
	assert_int_equal(s->data->ipa_euicc_data_response_error->ipa_euicc_data_error_code.v,
	                 IPA_EUICC_DATA_ERROR_EUICC_CI_PKID_NOT_FOUND);
}

/* ---- the functions of ES10b by the IPAd ---- */

static void test_functions(void **state)
{
	struct scene *s = *state;
	struct arena *a = &s->t->f->arena;
	struct lpa *lpa = &s->t->f->lpa;
	const struct configure_immediate_profile_enabling_request immediate = { true };
	struct get_connectivity_parameters_response connectivity;
	struct iot_euicc_memory_reset_response reset;
	struct profile_rollback_response rollback;
	struct add_initial_eim_response added;
	struct eim_configuration_data config;
	struct asn1_list list;
	uint32_t result;

	assert_int_equal(ipad_get_eim_configuration_data(lpa, (struct span){ 0 }, a, &list), 0);
	assert_int_equal(list.count, 1);
	config = *(struct eim_configuration_data *)list.items;
	assert_int_equal(config.association_token.v, s->t->eim.token);
	assert_int_equal(ipad_get_eim_configuration_data(lpa, config.eim_id, a, &list), 0);
	assert_int_equal(list.count, 1);
	config.association_token.set = false;
	assert_int_equal(ipad_add_initial_eim(lpa, (struct asn1_list){ &config, 1 }, a, &added), 0);
	assert_int_equal(added.add_initial_eim_error.v,
	                 ADD_INITIAL_EIM_ERROR_ASSOCIATED_EIM_ALREADY_EXISTS);
	assert_int_equal(ipad_switch(lpa, IOT_TAG_EXECUTE_FALLBACK_MECHANISM, true, a, &result), 0);
	assert_int_equal(result, EXECUTE_FALLBACK_MECHANISM_RESULT_COMMAND_ERROR);
	assert_int_equal(ipad_switch(lpa, IOT_TAG_IMMEDIATE_ENABLE, false, a, &result), 0);
	assert_int_equal(result, IMMEDIATE_ENABLE_RESULT_NOT_AVAILABLE);
	assert_int_equal(ipad_profile_rollback(lpa, false, a, &rollback), 0);
	assert_int_equal(rollback.cmd_result.v, PROFILE_ROLLBACK_RESULT_ROLLBACK_NOT_ALLOWED);
	assert_int_equal(ipad_configure_immediate_enable(lpa, &immediate, a, &result), 0);
	assert_int_equal(result, CONFIG_IMMEDIATE_ENABLE_RESULT_ASSOCIATED_EIM_ALREADY_EXISTS);
	assert_int_equal(ipad_get_connectivity_parameters(lpa, a, &connectivity), 0);
	assert_int_equal(connectivity.connectivity_parameters_error.v,
	                 CONNECTIVITY_PARAMETERS_ERROR_PARAMETERS_NOT_AVAILABLE);
	assert_int_equal(
	        ipad_set_default_dp_address(lpa, SPAN((const uint8_t[]){ 'a' }), a, &result), 0);
	assert_int_equal(result, IOT_SET_DEFAULT_DP_ADDRESS_RESULT_OK);
	assert_int_equal(ipad_memory_reset(lpa, IOT_RESET_OPTIONS_RESET_EIM_CONFIG_DATA, a, &reset),
	                 0);
	assert_int_equal(reset.reset_eim_result.v, RESET_EIM_RESULT_OK);
}

static void test_messages_refused(void **state)
{
	static const char *const bad[] = { "", "BF5000", "BF3D00", "BF3900", "3000" };
	struct scene *s = *state;
	struct span response;

	s->server.smdpp = NULL;
	for (size_t i = 0; i < A_COUNT(bad); i++)
		assert_int_equal(esipa_server_handle(&s->server, fixture_hex(s->t->f, bad[i]),
		                                     &s->t->f->arena, &response),
		                 -EBADMSG);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_nothing), T(test_packages),     T(test_rollback),
		T(test_errors),  T(test_not_verified), T(test_nothing_acknowledged_v101),
		T(test_data),    T(test_functions),    T(test_messages_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
