/*
 * The rest of ES10b for IoT: GetCerts, GetEuiccInfo2, notifications, addresses, connectivity
 * parameters, and which persona has what [SGP.32 3.8.4, 5.9.2, 5.9.10 to 5.9.14, 5.9.19, 5.9.24,
 * 5.9.25].
 */
#include "iot.h"

#include "euicc/es10.h"

#include <string.h>

static void refused(struct iot *t, const char *request)
{
	if (fixture_es10(t->f, request))
		fail_msg("%s was answered", request);
	if (t->f->lpa.sw != 0x6A88)
		fail_msg("%s: status word %04X", request, t->f->lpa.sw);
}

/* ---- GetCerts [SGP.32 5.9.10] ---- */

static struct certs get_certs(struct iot *t, struct span ski)
{
	const struct get_certs_request request = { ski };
	struct get_certs_response response;

	assert_int_equal(lpa_call(&t->f->lpa, IOT_TAG_GET_CERTS, &get_certs_request_type, &request,
	                          &get_certs_response_type, &response, &t->f->arena),
	                 0);
	assert_int_equal(response.which, GET_CERTS_RESPONSE_CERTS);
	return *response.certs;
}

static bool holds(struct span element, struct span certificate)
{
	struct der_tlv a, b;

	return der_whole(element, element.ptr[0], &a) && der_whole(certificate, 0x30, &b) &&
	       span_equal(a.value, b.value);
}

static void test_get_certs(void **state)
{
	struct iot *t = *state;
	const struct softeuicc_card *card = t->f->card;
	struct certs certs = get_certs(t, (struct span){ 0 });

	assert_true(holds(certs.eum_certificate, card->credentials[0].eum.whole));
	assert_true(holds(certs.euicc_certificate, card->credentials[0].euicc.whole));
	for (size_t i = 0; i < card->n_credentials; i++) {
		certs = get_certs(t, card->credentials[i].ci.ski);
		assert_true(holds(certs.eum_certificate, card->credentials[i].eum.whole));
		assert_true(holds(certs.euicc_certificate, card->credentials[i].euicc.whole));
	}
	iot_es10(t, "BF560480020000", "BF5603810101");
}

/* ---- notifications [SGP.32 5.9.11, 5.9.12] ---- */

static void test_notifications(void **state)
{
	struct iot *t = *state;
	const char *list;

	iot_es10(t, "BF2B00", "BF2B02A000");
	iot_es10(t, "BF2B04A0028200", "BF2B02A200");
	iot_install(t, 1, 0);
	iot_run(t, IOT_PSMO, "A30C@1", "830100"); /* notification 1, result 2 */
	list = fixture_es10(t->f, "BF2B00");
	assert_string_equal(fixture_es10(t->f, "BF2B05A003800101"), list);
	assert_string_equal(fixture_es10(t->f, "BF2B06A00481020640"), list); /* enabling */
	iot_es10(t, "BF2B06A00481020410", "BF2B02A000");                     /* deletion */
	assert_string_equal(fixture_es10(t->f, "BF2B05A003800102"),
	                    fixture_es10(t->f, "BF2B04A0028200"));
	iot_es10(t, "BF3003800101", "BF3003800100");
	iot_es10(t, "BF2B00", "BF2B02A000");
	iot_es10(t, "BF3003800102", "BF3003800100");
	iot_es10(t, "BF2B04A0028200", "BF2B02A200");
	iot_es10(t, "BF3003800102", "BF3003800101");
}

/*
 * v1.0.1 also knows an answer with notifications and results together, which IPAs of that version do
 * not take: without criteria there are notifications only, as later.
 */
static void test_notifications_v101(void **state)
{
	struct iot *t = iot_new(&(struct iot_options){ .card.persona = "sgp32-v1.0.1" });

	(void)state;
	iot_es10(t, "BF2B00", "BF2B02A000");
	iot_run(t, IOT_PSMO, "BF2D00", "BF2D02A000");
	iot_es10(t, "BF2B00", "BF2B02A000");
	iot_free(t);
}

/* ---- small functions ---- */

static void test_addresses(void **state)
{
	struct iot *t = *state;

	iot_es10(t, "BF65058003612E62", "BF6503800100");
	iot_es10(t, "BF3C00",
	         "BF3C19"
	         "8003612E62"
	         "81126C70612E64732E6578616D706C652E636F6D");
	iot_es10(t, "BF65028000", "BF6503800100");
	iot_es10(t, "BF3C00",
	         "BF3C14"
	         "81126C70612E64732E6578616D706C652E636F6D");
}

static void test_get_eid(void **state)
{
	iot_es10(*state, "BF3E035C015A", "BF3E125A10" FIXTURE_EID);
}

/* The sample's header has none; with no profile there are none either [SGP.32 5.9.24]. */
static void test_connectivity_parameters(void **state)
{
	struct iot *t = *state;

	iot_es10(t, "BF5F00", "BF5F03810101");
	iot_install(t, 1, 0);
	iot_run(t, IOT_PSMO, "A30C@1", "830100");
	iot_es10(t, "BF5F00", "BF5F03810101");
}

/* The sample with connectivityParameters at the end of its header. */
static struct span package_with_parameters(struct iot *t, uint8_t number, struct span parameters)
{
	const struct span package = fixture_package(t->f, number);
	const size_t size = package.len + parameters.len + 16;
	struct der_writer w = { arena_alloc(&t->f->arena, size), size, 0 };
	struct der_reader r = der_reader(package);
	struct der_tlv header;
	size_t behind;

	assert_true(w.buf && der_next(&r, &header));
	behind = package.len - header.whole.len;
	der_put_bytes(&w, (struct span){ package.ptr + header.whole.len, behind });
	der_put_tlv(&w, 0x87, parameters);
	der_put_bytes(&w, header.value);
	der_put_header(&w, header.tag, w.len - behind);
	assert_true(der_writer_ok(&w));
	return der_written(&w);
}

/* Those of the Enabled profile, as its header has them; over a reset, too [SGP.32 5.9.24]. */
static void test_connectivity_parameters_of_profile(void **state)
{
	struct iot *t = *state;
	const struct span parameters = fixture_hex(t->f, "A10435020382");
	const struct span package = package_with_parameters(t, 2, parameters);
	const char *error = "";

	iot_install(t, 1, 0);
	/* Without metadata the profile has the package's own ICCID. */
	if (softeuicc_card_install(t->f->card, package.ptr, package.len, NULL, 0, &error) < 0)
		fail_msg("%s (%s)", error, t->f->last_log);
	iot_es10(t, "BF5F00", "BF5F03810101");
	iot_run(t, IOT_PSMO, "A30C@2", "830100");
	iot_es10(t, "BF5F00", "BF5F0AA0088106A10435020382");
	fixture_restart(t->f);
	iot_es10(t, "BF5F00", "BF5F0AA0088106A10435020382");
	iot_run(t, IOT_PSMO, "A30C@1", "830100");
	iot_es10(t, "BF5F00", "BF5F03810101");
}

/* There is no IPA in the eUICC [SGP.32 3.8.4]. */
static void test_ipae(void **state)
{
	iot_es10(*state,
	         "BF4204"
	         "80020780",
	         "BF4203800101");
}

/* ---- EUICCInfo2 [SGP.32 5.9.2] ---- */

static struct euicc_info2 info2(struct iot *t)
{
	struct euicc_info2 info;

	assert_int_equal(lpa_get_euicc_info2(&t->f->lpa, &t->f->arena, &info), 0);
	return info;
}

static void test_info2(void **state)
{
	static const struct {
		const char *persona;
		bool ecall, fallback;
		uint8_t version[3], svn[3];
		bool metadata;
	} cases[] = {
		{ "default", true, true, { 1, 2, 0 }, { 2, 5, 0 }, false },
		{ "sgp32-v1.2", true, true, { 1, 2, 0 }, { 2, 5, 0 }, false },
		{ "sgp32-v1.3", true, true, { 1, 3, 0 }, { 2, 7, 0 }, true },
		{ "sgp32-v1.0.1", false, false, { 1, 0, 1 }, { 2, 5, 0 }, false },
	};

	(void)state;
	for (size_t i = 0; i < A_COUNT(cases); i++) {
		struct iot *t = iot_new(&(struct iot_options){ .card.persona = cases[i].persona });
		const struct euicc_info2 info = info2(t);

		assert_true(info.ipa_mode.set);
		assert_int_equal(info.ipa_mode.v, 0); /* ipad */
		assert_non_null(info.iot_specific_info);
		assert_int_equal(info.iot_specific_info->ecall_supported, cases[i].ecall);
		assert_int_equal(info.iot_specific_info->fallback_supported, cases[i].fallback);
		assert_int_equal(info.iot_specific_info->iot_version.count, 1);
		assert_true(span_equal(
		        ((const struct version_type *)info.iot_specific_info->iot_version.items)
		                ->value,
		        SPAN(cases[i].version)));
		assert_true(span_equal(info.svn, SPAN(cases[i].svn))); /* the SGP.22 it builds on */
		assert_int_equal(
		        !!(info.rsp_capability.v & RSP_CAPABILITY_IOT_SPECIFIC_METADATA_SUPPORT),
		        cases[i].metadata);
		iot_free(t);
	}
}

/* Does any part of a message hold these octets? */
static bool contains(struct span s, struct span part)
{
	for (size_t i = 0; i + part.len <= s.len; i++)
		if (memcmp(s.ptr + i, part.ptr, part.len) == 0)
			return true;
	return false;
}

/* EuiccSigned1 was SGP.22's in v1.0.1: IPAs that decode and encode it lose what is not in there. */
static void test_info2_in_authentication(void **state)
{
	static const uint8_t ipa_mode[] = { 0x90, 0x01, 0x00, 0xB4 };
	static const struct {
		const char *persona;
		bool iot;
	} cases[] = { { "sgp32-v1.0.1", false }, { "sgp32-v1.2", true }, { "sgp22", false } };

	(void)state;
	for (size_t i = 0; i < A_COUNT(cases); i++) {
		struct iot *t = iot_new(
		        &(struct iot_options){ .card.persona = cases[i].persona, .alone = true });
		struct smdpp_initiate_request request = {
			.euicc_info1 = fixture_hex(t->f, fixture_es10(t->f, "BF2000")),
			.address = { (const uint8_t *)smdpp_address(t->f->server),
			             strlen(smdpp_address(t->f->server)) },
		};
		struct smdpp_initiate_response r;
		struct smdpp_status status;
		const char *answer;
		char parts[4][2048];

		assert_int_equal(
		        lpa_get_euicc_challenge(&t->f->lpa, &t->f->arena, &request.euicc_challenge),
		        0);
		assert_int_equal(smdpp_initiate_authentication(t->f->server, &request, &t->f->arena,
		                                               &r, &status),
		                 0);
		hex_encode(r.server_signed1, parts[0]);
		hex_encode(r.server_signature1, parts[1]);
		hex_encode(r.ci_pkid, parts[2]);
		hex_encode(r.server_certificate, parts[3]);
		answer = fixture_es10(t->f,
		                      iot_wrap(t, 0xBF38,
		                               iot_text(t,
		                                        "%s%s%s%s"
		                                        "A00AA108800435290611A100",
		                                        parts[0], parts[1], parts[2], parts[3])));
		assert_non_null(answer);
		assert_int_equal(contains(fixture_hex(t->f, answer), SPAN(ipa_mode)), cases[i].iot);
		iot_free(t);
	}
}

/* ---- personas ---- */

/* Who offers a function: SGP.22, SGP.32 of each version, and the one that is both. */
enum {
	CONSUMER = 1,
	DUAL = 2,
	V101 = 4,
	V12 = 8,
	V13 = 16,
	SGP22 = CONSUMER | DUAL,
	SINCE_V11 = DUAL | V12 | V13,
	SGP32 = SINCE_V11 | V101,
	ALL = CONSUMER | SGP32,
};

static const struct {
	uint32_t tag;
	unsigned who;
} functions[] = {
	{ 0xBF3C, ALL },          { 0xBF3F, SGP22 }, /* ES10a */
	{ 0xBF20, ALL },          { 0xBF21, ALL },       { 0xBF22, ALL },
	{ 0xBF28, SGP22 },        { 0xBF2B, ALL },       { 0xBF2E, ALL },
	{ 0xBF30, ALL },          { 0xBF35, ALL },       { 0xBF38, ALL },
	{ 0xBF41, ALL },          { 0xBF43, ALL }, /* ES10b */
	{ 0xBF42, SINCE_V11 },    { 0xBF51, SGP32 },     { 0xBF55, SGP32 },
	{ 0xBF56, SGP32 },        { 0xBF57, SGP32 },     { 0xBF58, SGP32 },
	{ 0xBF59, SGP32 },        { 0xBF5A, SGP32 },     { 0xBF5B, SINCE_V11 },
	{ 0xBF5C, SINCE_V11 },    { 0xBF5D, SINCE_V11 }, { 0xBF5E, SINCE_V11 },
	{ 0xBF5F, SINCE_V11 },    { 0xBF64, SINCE_V11 }, { 0xBF65, SINCE_V11 },
	{ 0xBF29, SGP22 },        { 0xBF2D, ALL },       { 0xBF31, SGP22 },
	{ 0xBF32, SGP22 },        { 0xBF33, SGP22 },     { 0xBF3E, ALL }, /* ES10c */
	{ 0xBF34, SGP22 | V101 },
};

/* An empty request may be a bad one to a function; that there is none has its own status word. */
static void expect_offered(struct iot *t, unsigned persona)
{
	for (size_t i = 0; i < A_COUNT(functions); i++) {
		const bool offered = functions[i].who & persona;

		fixture_es10(t->f, iot_wrap(t, functions[i].tag, ""));
		if ((t->f->lpa.sw == 0x6A88) == offered)
			fail_msg("%s: %X is answered with %04X", t->f->card->persona->name,
			         functions[i].tag, t->f->lpa.sw);
	}
}

/* Every function, of every persona [SGP.22 5.7; SGP.32 5.9]. */
static void test_offered(void **state)
{
	static const struct {
		const char *name;
		unsigned bit;
	} personas[] = { { "sgp22", CONSUMER }, { "default", DUAL },   { "sgp32-v1.0.1", V101 },
		         { "sgp32-v1.2", V12 }, { "sgp32-v1.3", V13 }, { "javacard", DUAL } };
	static const struct es10_row *const interfaces[] = { es10a_functions, es10b_functions,
		                                             es10b_iot_functions, es10c_functions };

	(void)state;
	for (size_t i = 0; i < A_COUNT(personas); i++) {
		struct iot *t = iot_new(
		        &(struct iot_options){ .card.persona = personas[i].name, .alone = true });

		expect_offered(t, personas[i].bit);
		iot_free(t);
	}
	/* There are no others. */
	for (size_t i = 0; i < A_COUNT(interfaces); i++)
		for (const struct es10_row *row = interfaces[i]; row->tag; row++) {
			size_t at = 0;

			while (at < A_COUNT(functions) && functions[at].tag != row->tag)
				at++;
			if (at == A_COUNT(functions))
				fail_msg("%s is not in this test", row->name);
		}
}

/* What an IoT eUICC drops from SGP.22 [SGP.32 5.9]. */
static void test_strict(void **state)
{
	static const char *const personas[] = { "sgp32-v1.2", "sgp32-v1.3", "sgp32-v1.0.1" };

	(void)state;
	for (size_t i = 0; i < A_COUNT(personas); i++) {
		struct iot *t = iot_new(&(struct iot_options){ .card.persona = personas[i] });

		iot_install(t, 1, 0);
		refused(t, iot_text(t, "BF3111A00C@1"
		                       "8101FF"));
		refused(t, iot_text(t, "BF3211A00C@1"
		                       "8101FF"));
		refused(t, iot_text(t, "BF330C@1"));
		refused(t, iot_text(t, "BF290F@1"
		                       "900141"));
		refused(t, "BF2800");
		refused(t, "BF3F058003612E62");
		if (i < 2)
			refused(t, "BF3404820205E0");
		iot_free(t);
	}
}

/* The default persona keeps it all. */
static void test_dual(void **state)
{
	struct iot *t = *state;

	iot_install(t, 1, 0);
	iot_es10(t,
	         "BF290F@1"
	         "900141",
	         "BF2903800100");
	iot_es10(t, "BF2800", "BF2802A000");
	iot_es10(t, "BF3F058003612E62", "BF3F03800100");
	iot_es10(t,
	         "BF3111A00C@1"
	         "8101FF",
	         "BF3103800100");
	iot_es10(t,
	         "BF3211A00C@1"
	         "8101FF",
	         "BF3203800100");
	iot_es10(t, "BF330C@1", "BF3303800100");
	iot_es10(t, "BF3404820205E0", "BF3403800100");
	iot_es10(t, "BF6404820205E0", "BF6403800101");
}

static void test_consumer(void **state)
{
	static const char *const requests[] = {
		"BF5100",         "BF5500",           "BF5600",         "BF5702A000",
		"BF58038001FF",   "BF59028000",       "BF5A038001FF",   "BF5B038001FF",
		"BF5C038001FF",   "BF5D038001FF",     "BF5E038001FF",   "BF5F00",
		"BF6404820201FE", "BF65058003612E62", "BF420480020780",
	};
	struct iot *t = iot_new(&(struct iot_options){ .card.persona = "sgp22", .alone = true });

	(void)state;
	for (size_t i = 0; i < A_COUNT(requests); i++)
		refused(t, requests[i]);
	assert_null(info2(t).iot_specific_info);
	iot_free(t);
}

/* What came with v1.1. */
static void test_v101(void **state)
{
	static const char *const requests[] = {
		"BF5B038001FF", "BF5C038001FF",   "BF5D038001FF",     "BF5E038001FF",
		"BF5F00",       "BF6404820201FE", "BF65058003612E62", "BF420480020780",
	};
	struct iot *t = iot_new(&(struct iot_options){ .card.persona = "sgp32-v1.0.1" });

	(void)state;
	for (size_t i = 0; i < A_COUNT(requests); i++)
		refused(t, requests[i]);
	iot_free(t);
}

/* ---- known answers: requests of the published encodings, answers by their rules ---- */

static void test_known_requests(void **state)
{
	static const struct {
		const char *request, *answer;
	} known[] = {
		{ "BF58038001FF", "BF5803020101" },
		{ "BF5D03800100", "BF5D03800107" },
		{ "BF5E03800100", "BF5E03800106" },
		{ "BF5A038001FF", "BF5A03800101" },
		{ "BF59028000", "BF5903800102" },
		{ "BF3003800105", "BF3003800101" },
		{ "BF2B05A003800105", "BF2B02A000" },
		{ "BF2804810204F0", "BF2802A000" },
		{ "BF6404820205E0", "BF6403800101" },
		{ "BF3404820205E0", "BF3403800101" },
		{ "BF3111A00C5A0A989898989898989898988101FF", "BF3103800101" },
		{ "BF330C5A0A98989898989898989898", "BF3303800101" },
	};
	struct iot *t = *state;

	for (size_t i = 0; i < A_COUNT(known); i++)
		iot_es10(t, known[i].request, known[i].answer);
}

/* Recorded from a test platform: a request to a card that has an eIM already, cut where it was. */
static void test_recorded_requests(void **state)
{
	struct iot *t = *state;

	iot_es10(t, "BF5702A000", "BF5703810102");
	/* The enable request of the platform, whose eIM this card does not know. */
	iot_es10(t,
	         "BF5174302F80087465737465696D315A1089049032123451234512345678901235810102A00EA30C"
	         "5A0A8929901012345678905F5F3740"
	         "00000000000000000000000000000000000000000000000000000000000000000000000000000000"
	         "000000000000000000000000000000000000000000000000",
	         "BF510CA20A80087465737465696D31");
}

#define T(name) cmocka_unit_test_setup_teardown(name, iot_setup, iot_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_get_certs),
		T(test_notifications),
		cmocka_unit_test(test_notifications_v101),
		T(test_addresses),
		T(test_get_eid),
		T(test_connectivity_parameters),
		T(test_connectivity_parameters_of_profile),
		T(test_ipae),
		cmocka_unit_test(test_info2),
		cmocka_unit_test(test_info2_in_authentication),
		cmocka_unit_test(test_offered),
		cmocka_unit_test(test_strict),
		T(test_dual),
		cmocka_unit_test(test_consumer),
		cmocka_unit_test(test_v101),
		T(test_known_requests),
		T(test_recorded_requests),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
