/*
 * LoadEuiccPackage: who may send what, what is answered, what is kept
 * [SGP.32 2.11.1.1, 2.11.2.1, 3.3.1, 5.9.1].
 */
#include "iot.h"

#include <string.h>

#define GET_RAT    "A600"
#define NO_PROFILE "5A0A98899979999999999999"

static const char *last_result(struct iot *t)
{
	const char *all = fixture_es10(t->f, "BF2B04A0028200");

	assert_non_null(all);
	return all;
}

static int64_t results_kept(struct iot *t)
{
	return fixture_sql(t->f, "SELECT count(*) FROM package_result");
}

static int64_t counter(struct iot *t)
{
	return fixture_sql(t->f, "SELECT counter FROM eim");
}

/* ---- results ---- */

static void test_result_is_signed_and_kept(void **state)
{
	struct iot *t = *state;
	const struct eim_server_result r = iot_load(t, iot_sign(t, IOT_PSMO, "BF2D00"));
	const char *kept = last_result(t);

	assert_int_equal(r.which, EUICC_PACKAGE_RESULT_EUICC_PACKAGE_RESULT_SIGNED);
	assert_int_equal(r.data.seq_number.v, 1);
	assert_int_equal(results_kept(t), 1);
	assert_int_equal(counter(t), t->eim.counter);
	assert_int_equal(strncmp(kept, "BF2B", 4), 0);
	assert_non_null(strstr(kept, "A0"));
	/* [SGP.32 5.9.11]: by its number too; [SGP.32 5.9.12]: removed by it. */
	iot_es10(t, "BF2B05A003800101", kept);
	iot_es10(t, "BF2B05A003800102", "BF2B02A000");
	iot_es10(t, "BF3003800101", "BF3003800100");
	iot_es10(t, "BF3003800101", "BF3003800101");
	iot_es10(t, "BF2B04A0028200", "BF2B02A200");
}

/* [SGP.32 2.11.2]: one row of numbers for notifications and results, never reused. */
static void test_sequence_numbers(void **state)
{
	struct iot *t = *state;

	iot_install(t, 1, 0);
	assert_int_equal(iot_run(t, IOT_PSMO, "A30C@1", "830100"), 2); /* 1: the enabling */
	assert_int_equal(iot_run(t, IOT_PSMO, "A40C@1", "840100"), 4);
	assert_int_equal(iot_run(t, IOT_PSMO, "A50C@1", "850100"), 6);
	iot_es10(t, "BF3003800106", "BF3003800100");
	fixture_restart(t->f);
	assert_int_equal(iot_run(t, IOT_PSMO, "BF2D00", "BF2D02A000"), 7);
}

/* [SGP.32 2.11.2]: where the card can hold no more, the oldest goes. */
static void test_oldest_result_goes(void **state)
{
	struct iot *t = iot_new(
	        &(struct iot_options){ .card.persona_json = "{\"maxPackageResults\": 2}" });

	(void)state;
	for (int i = 0; i < 3; i++)
		iot_run(t, IOT_PSMO, "BF2D00", "BF2D02A000");
	assert_int_equal(results_kept(t), 2);
	assert_int_equal(fixture_sql(t->f, "SELECT min(sequence) FROM package_result"), 2);
	iot_es10(t, "BF2B05A003800101", "BF2B02A000");
	iot_free(t);
}

static void drop_transaction_id(void *ctx, enum eim_server_point point, struct buffer *object)
{
	struct buffer out = { 0 };
	struct der_reader r;
	struct der_tlv v;

	(void)ctx;
	if (point != EIM_SERVER_POINT_SIGNED)
		return;
	assert_true(der_whole(buffer_span(object), 0x30, &v));
	r = der_reader(v.value);
	while (der_more(&r)) {
		assert_true(der_next(&r, &v));
		if (v.tag != 0x82)
			assert_int_equal(buffer_append(&out, v.whole), 0);
	}
	assert_int_equal(buffer_wrap(&out, 0x30), 0);
	buffer_free(object);
	*object = out;
}

/* A package without transaction id has a result without one. */
static void test_no_transaction_id(void **state)
{
	struct iot *t = *state;
	struct eim_server_result r;

	t->eim.tamper.spoil = drop_transaction_id;
	r = iot_load(t, iot_sign(t, IOT_PSMO, "BF2D00"));
	assert_int_equal(r.which, EUICC_PACKAGE_RESULT_EUICC_PACKAGE_RESULT_SIGNED);
	assert_null(r.data.eim_transaction_id.ptr);
	t->eim.eid[0] ^= 1;
	r = iot_load(t, iot_sign(t, IOT_PSMO, "BF2D00"));
	assert_int_equal(r.which, EUICC_PACKAGE_RESULT_EUICC_PACKAGE_ERROR_SIGNED);
	assert_null(r.error.eim_transaction_id.ptr);
	t->eim.eim_id = "other.example";
	r = iot_load(t, iot_sign(t, IOT_PSMO, "BF2D00"));
	assert_int_equal(r.which, EUICC_PACKAGE_RESULT_EUICC_PACKAGE_ERROR_UNSIGNED);
	assert_null(r.unsigned_error.eim_transaction_id.ptr);
}

/* ---- order: the first failure ends the package [SGP.32 3.3.1] ---- */

static void test_stops_at_first_failure(void **state)
{
	struct iot *t = *state;

	iot_install(t, 1, 0);
	iot_install(t, 2, 0);
	iot_run(t, IOT_PSMO,
	        "A50C@2"
	        "A40C@1"
	        "A30C@1",
	        "850100"
	        "840102");
	assert_int_equal(iot_enabled(t), 0);
	assert_int_equal(fixture_sql(t->f, "SELECT count(*) FROM profile"), 1);
	/* The package counts, and what was done before the failure stays. */
	assert_int_equal(counter(t), t->eim.counter);
	iot_run(t, IOT_ECO,
	        "A90580036E6F74"
	        "AB00",
	        "890101");
}

/* [SGP.32 2.11.2.1]: processingTerminated unknownOrDamagedCommand. */
static void test_unknown_or_damaged_command(void **state)
{
	struct iot *t = *state;

	iot_install(t, 1, 0);
	iot_run(t, IOT_PSMO, "AF00", "020102");
	iot_run(t, IOT_PSMO,
	        "A30C@1"
	        "AF00"
	        "A40C@1",
	        "830100"
	        "020102");
	assert_int_equal(iot_enabled(t), 1);
	iot_run(t, IOT_PSMO,
	        "A30A5A08"
	        "9899999999999999",
	        "020102");                          /* ICCID too short */
	iot_run(t, IOT_PSMO, "A4", "020102");       /* no length */
	iot_run(t, IOT_PSMO, "A40C5A0A", "020102"); /* cut off */
	iot_run(t, IOT_PSMO, "A200", "020102");
}

/* An eCO among PSMOs, and the other way round. */
static void test_mixed_lists(void **state)
{
	struct iot *t = *state;

	iot_run(t, IOT_PSMO,
	        "BF2D00"
	        "AB00"
	        "BF2D00",
	        "BF2D02A000"
	        "020102");
	iot_run(t, IOT_PSMO, "AB00", "020102");
	iot_run(t, IOT_ECO, "A600", "020102");
	iot_run(t, IOT_ECO, "BF2D00", "020102");
	iot_run(t, IOT_ECO, "A30C" NO_PROFILE, "020102");
}

static void add_eco_list(void *ctx, enum eim_server_point point, struct buffer *object)
{
	static const uint8_t list[] = { 0xA1, 0x02, 0xAB, 0x00 };
	struct der_tlv v;

	(void)ctx;
	if (point != EIM_SERVER_POINT_SIGNED)
		return;
	assert_true(der_whole(buffer_span(object), 0x30, &v));
	memmove(object->ptr, v.value.ptr, v.value.len);
	object->len = v.value.len;
	assert_int_equal(buffer_append(object, SPAN(list)), 0);
	assert_int_equal(buffer_wrap(object, 0x30), 0);
}

/*
 * PSMOs and eCOs are alternatives of one CHOICE: with both it is no EuiccPackageSigned, which has
 * the status word of anything that cannot be decoded, and neither list is executed.
 */
static void test_both_lists(void **state)
{
	struct iot *t = *state;
	const char *before = iot_digest(t);

	t->eim.tamper.spoil = add_eco_list;
	assert_null(fixture_es10(t->f, iot_hex(t, iot_sign(t, IOT_PSMO, "BF2D00"))));
	assert_int_equal(t->f->lpa.sw, 0x6A80);
	assert_null(fixture_es10(t->f, iot_hex(t, iot_sign(t, IOT_ECO, "AB00"))));
	assert_int_equal(t->f->lpa.sw, 0x6A80);
	assert_string_equal(iot_digest(t), before);
	t->eim.tamper.spoil = NULL;
	t->eim.counter = 0;
	iot_run(t, IOT_PSMO, "BF2D00", "BF2D02A000");
}

static void test_empty_list(void **state)
{
	struct iot *t = *state;

	iot_run(t, IOT_PSMO, "", "");
	iot_run(t, IOT_ECO, "", "");
}

/* [SGP.32 2.11.2.1]: processingTerminated resultSizeOverflow. */
static void test_result_too_big(void **state)
{
	struct iot *t = *state;
	char commands[4 * 200 + 1] = "";
	struct eim_server_result r;
	const struct euicc_result_data *last;

	for (int i = 0; i < 200; i++)
		strcat(commands, GET_RAT);
	r = iot_load(t, iot_sign(t, IOT_PSMO, commands));
	last = (const struct euicc_result_data *)r.data.euicc_result.items +
	       r.data.euicc_result.count - 1;
	assert_true(r.data.euicc_result.count < 200);
	assert_int_equal(last->which, EUICC_RESULT_DATA_PROCESSING_TERMINATED);
	assert_int_equal(last->processing_terminated.v, PROCESSING_TERMINATED_RESULT_SIZE_OVERFLOW);
	assert_int_equal((last - 1)->which, EUICC_RESULT_DATA_GET_RAT_RESULT);
}

/* ---- unsigned errors: unknown sender, bad signature [SGP.32 5.9.1] ---- */

static void expect_unsigned(struct iot *t, struct span request, const char *eim_id, int64_t token,
                            bool transaction_id)
{
	const char *before = iot_digest(t);
	const struct eim_server_result r = iot_load(t, request);
	const struct euicc_package_error_unsigned *e = &r.unsigned_error;

	assert_int_equal(r.which, EUICC_PACKAGE_RESULT_EUICC_PACKAGE_ERROR_UNSIGNED);
	assert_true(
	        span_equal(e->eim_id, (struct span){ (const uint8_t *)eim_id, strlen(eim_id) }));
	assert_int_equal(e->association_token.set, token != 0);
	assert_int_equal(e->association_token.v, token);
	assert_int_equal(e->eim_transaction_id.ptr != NULL, transaction_id);
	if (transaction_id)
		assert_true(span_equal(e->eim_transaction_id, SPAN(t->eim.transaction_id)));
	assert_int_equal(e->euicc_package_unsigned_error_code.set,
	                 persona_iot_since(t->f->card->persona, 1, 3));
	assert_string_equal(iot_digest(t), before);
}

static void test_unknown_eim(void **state)
{
	struct iot *t = *state;

	t->eim.eim_id = "other.example";
	expect_unsigned(t, iot_sign(t, IOT_PSMO, GET_RAT), "other.example", 0, true);
}

struct spoiler {
	enum eim_server_point point;
	int offset; /* < 0: from the end */
};

static void flip(void *ctx, enum eim_server_point point, struct buffer *object)
{
	const struct spoiler *s = ctx;
	size_t at = s->offset < 0 ? object->len - (size_t)-s->offset : (size_t)s->offset;

	if (point == s->point)
		object->ptr[at] ^= 1;
}

static void test_bad_signature(void **state)
{
	static const struct spoiler spoilers[] = {
		{ EIM_SERVER_POINT_SIGNATURE, 3 },
		{ EIM_SERVER_POINT_SIGNATURE, -1 },
		{ EIM_SERVER_POINT_TOKEN, -1 },
		{ EIM_SERVER_POINT_REQUEST, -68 }, /* the last octet of the signed part */
	};
	struct iot *t = *state;

	for (size_t i = 0; i < A_COUNT(spoilers); i++) {
		t->eim.tamper = (struct eim_server_tamper){ flip, (void *)(uintptr_t)&spoilers[i] };
		expect_unsigned(t, iot_sign(t, IOT_PSMO, "BF2D00"), IOT_EIM, 0, true);
	}
	t->eim.tamper.spoil = NULL;
	/* The refused ones do not count: an earlier counter is still good. */
	t->eim.counter = 0;
	iot_run(t, IOT_PSMO, "BF2D00", "BF2D02A000");
}

static void shorten(void *ctx, enum eim_server_point point, struct buffer *object)
{
	const size_t *len = ctx;

	if (point != EIM_SERVER_POINT_SIGNATURE)
		return;
	object->len = 3 + *len;
	object->ptr[2] = (uint8_t)*len;
}

static void test_short_signature(void **state)
{
	struct iot *t = *state;
	size_t len;

	t->eim.tamper = (struct eim_server_tamper){ shorten, &len };
	for (len = 0; len < 64; len += 21)
		expect_unsigned(t, iot_sign(t, IOT_PSMO, GET_RAT), IOT_EIM, 0, true);
	t->eim.tamper.ctx = NULL;
}

static void drop_signature(void *ctx, enum eim_server_point point, struct buffer *object)
{
	(void)ctx;
	if (point == EIM_SERVER_POINT_SIGNATURE)
		object->len = 0;
}

/* No eimSignature at all is a bad one. */
static void test_no_signature(void **state)
{
	struct iot *t = *state;

	t->eim.tamper.spoil = drop_signature;
	expect_unsigned(t, iot_sign(t, IOT_PSMO, "BF2D00"), IOT_EIM, 0, true);
	t->eim.eim_id = "other.example";
	expect_unsigned(t, iot_sign(t, IOT_PSMO, "BF2D00"), "other.example", 0, true);
}

/* The token is that of the sender, if it has one [SGP.32 5.9.1]. */
static void test_bad_signature_with_token(void **state)
{
	struct iot *t = iot_new(&(struct iot_options){ .token = true });

	(void)state;
	assert_true(t->eim.has_token);
	iot_run(t, IOT_PSMO, "BF2D00", "BF2D02A000");
	t->eim.has_token = false; /* signs over 84 01 00 */
	expect_unsigned(t, iot_sign(t, IOT_PSMO, "BF2D00"), IOT_EIM, 1, true);
	iot_free(t);
}

static void test_unsigned_error_by_version(void **state)
{
	struct iot *t = iot_new(&(struct iot_options){ .card.persona = "sgp32-v1.0.1" });

	(void)state;
	t->eim.eim_id = "other.example";
	expect_unsigned(t, iot_sign(t, IOT_PSMO, GET_RAT), "other.example", 0, false);
	iot_free(t);
	t = iot_new(&(struct iot_options){ .card.persona = "sgp32-v1.3" });
	t->eim.eim_id = "other.example";
	expect_unsigned(t, iot_sign(t, IOT_PSMO, GET_RAT), "other.example", 0, true);
	iot_free(t);
}

/* ---- signed errors, in their order [SGP.32 5.9.1] ---- */

static void test_wrong_eid(void **state)
{
	struct iot *t = *state;

	t->eim.eid[15] ^= 1;
	iot_refused(t, IOT_PSMO, GET_RAT, EUICC_PACKAGE_ERROR_INVALID_EID);
	/* Before the counter is looked at. */
	t->eim.counter = -1;
	iot_refused(t, IOT_PSMO, GET_RAT, EUICC_PACKAGE_ERROR_INVALID_EID);
	t->eim.counter = 0x7FFFFF;
	iot_refused(t, IOT_PSMO, GET_RAT, EUICC_PACKAGE_ERROR_INVALID_EID);
	assert_int_equal(counter(t), 0);
	assert_int_equal(results_kept(t), 0);
}

static void test_replay(void **state)
{
	struct iot *t = *state;
	const struct span request = iot_sign(t, IOT_PSMO, "BF2D00");
	struct eim_server_result r = iot_load(t, request);

	assert_int_equal(r.which, EUICC_PACKAGE_RESULT_EUICC_PACKAGE_RESULT_SIGNED);
	r = iot_load(t, request);
	assert_int_equal(r.which, EUICC_PACKAGE_RESULT_EUICC_PACKAGE_ERROR_SIGNED);
	assert_int_equal(r.error.euicc_package_error_code.v, EUICC_PACKAGE_ERROR_REPLAY_ERROR);
	t->eim.counter = 0; /* the next package has the counter of the last one */
	iot_refused(t, IOT_PSMO, GET_RAT, EUICC_PACKAGE_ERROR_REPLAY_ERROR);
	/* Signed errors have no number, and are not kept. */
	assert_int_equal(results_kept(t), 1);
	assert_int_equal(iot_run(t, IOT_PSMO, "BF2D00", "BF2D02A000"), 2);
	/* A failing command uses the counter up as well. */
	iot_run(t, IOT_PSMO, "A30C" NO_PROFILE, "830101");
	t->eim.counter--;
	iot_refused(t, IOT_PSMO, GET_RAT, EUICC_PACKAGE_ERROR_REPLAY_ERROR);
}

/* At least 8 388 607 must be possible; that is what this card has. */
static void test_counter_range(void **state)
{
	struct iot *t = *state;

	t->eim.counter = 0x7FFFFF;
	iot_refused(t, IOT_PSMO, GET_RAT, EUICC_PACKAGE_ERROR_COUNTER_VALUE_OUT_OF_RANGE);
	t->eim.counter = 0x7FFFFFFFFFF;
	iot_refused(t, IOT_PSMO, GET_RAT, EUICC_PACKAGE_ERROR_COUNTER_VALUE_OUT_OF_RANGE);
	t->eim.counter = -2;
	iot_refused(t, IOT_PSMO, GET_RAT, EUICC_PACKAGE_ERROR_COUNTER_VALUE_OUT_OF_RANGE);
	t->eim.counter = 0x7FFFFE;
	iot_run(t, IOT_PSMO, "BF2D00", "BF2D02A000");
	assert_int_equal(counter(t), 0x7FFFFF);
}

/* counterValue is an INTEGER of any length: out of range, and told with its own octets. */
static void test_huge_counter(void **state)
{
	static const char *const counters[] = {
		"810900FFFFFFFFFFFFFFFF",
		"8109008000000000000000",
		"8109FF7FFFFFFFFFFFFFFF",
		"81140102030405060708090A0B0C0D0E0F1011121314",
	};
	struct iot *t = *state;

	for (size_t i = 0; i < A_COUNT(counters); i++) {
		struct span element = fixture_hex(t->f, counters[i]);
		struct eim_server_result r;

		t->eim.tamper = (struct eim_server_tamper){ iot_replace_element, &element };
		r = iot_load(t, iot_sign(t, IOT_PSMO, "BF2D00"));
		assert_int_equal(r.which, EUICC_PACKAGE_RESULT_EUICC_PACKAGE_ERROR_SIGNED);
		assert_int_equal(r.error.euicc_package_error_code.v,
		                 EUICC_PACKAGE_ERROR_COUNTER_VALUE_OUT_OF_RANGE);
		assert_true(span_equal(r.error.counter_value.big,
		                       (struct span){ element.ptr + 2, element.len - 2 }));
	}
	t->eim.tamper.spoil = NULL;
	assert_int_equal(counter(t), 0);
}

static void test_oversize(void **state)
{
	struct iot *t = iot_new(
	        &(struct iot_options){ .card.persona_json = "{\"maxPackageSize\": 300}" });
	char commands[4 * 100 + 1] = "";

	(void)state;
	for (int i = 0; i < 100; i++)
		strcat(commands, GET_RAT);
	iot_refused(t, IOT_PSMO, commands, EUICC_PACKAGE_ERROR_SIZE_OVERFLOW);
	iot_run(t, IOT_PSMO, "BF2D00", "BF2D02A000");
	iot_free(t);
}

/*
 * Who signed an oversize package decides as always whether the answer is signed. Since v1.3 the
 * unsigned one has a code, too.
 */
static void test_oversize_unsigned(void **state)
{
	struct iot *t = iot_new(&(struct iot_options){
	        .card.persona_json = "{\"sgp32Version\": \"1.3.0\", \"maxPackageSize\": 300}" });
	char commands[4 * 150 + 1] = "";
	struct eim_server_result r;

	(void)state;
	for (int i = 0; i < 150; i++)
		strcat(commands, GET_RAT);
	iot_refused(t, IOT_PSMO, commands, EUICC_PACKAGE_ERROR_SIZE_OVERFLOW);
	t->eim.tamper.spoil = drop_signature;
	for (int i = 0; i < 2; i++) {
		r = iot_load(t, iot_sign(t, IOT_PSMO, commands));
		assert_int_equal(r.which, EUICC_PACKAGE_RESULT_EUICC_PACKAGE_ERROR_UNSIGNED);
		assert_int_equal(r.unsigned_error.euicc_package_unsigned_error_code.v,
		                 EUICC_PACKAGE_ERROR_SIZE_OVERFLOW);
		t->eim.eim_id = "other.example";
	}
	r = iot_load(t, iot_sign(t, IOT_PSMO, "BF2D00"));
	assert_int_equal(r.unsigned_error.euicc_package_unsigned_error_code.v,
	                 EUICC_PACKAGE_ERROR_UNDEFINED);
	iot_free(t);
}

static void test_ecall(void **state)
{
	struct iot *t = *state;

	iot_install(t, 1, IOT_ECALL);
	iot_es10(t, "BF5B038001FF", "BF5B03800100");
	iot_refused(t, IOT_PSMO, GET_RAT, EUICC_PACKAGE_ERROR_ECALL_ACTIVE);
	t->eim.counter = -1; /* behind the counter's check */
	iot_refused(t, IOT_PSMO, GET_RAT, EUICC_PACKAGE_ERROR_REPLAY_ERROR);
	iot_es10(t, "BF5C038001FF", "BF5C03800100");
	iot_run(t, IOT_PSMO, "A40C" NO_PROFILE, "840101");
}

/* ---- octets under the signature ---- */

static void add_unknown(void *ctx, enum eim_server_point point, struct buffer *object)
{
	static const uint8_t unknown[] = { 0xBF, 0x7F, 0x03, 0x01, 0x02, 0x03 };
	struct der_tlv v;

	(void)ctx;
	if (point != EIM_SERVER_POINT_SIGNED)
		return;
	assert_true(der_whole(buffer_span(object), 0x30, &v));
	memmove(object->ptr, v.value.ptr, v.value.len);
	object->len = v.value.len;
	assert_int_equal(buffer_append(object, SPAN(unknown)), 0);
	assert_int_equal(buffer_wrap(object, 0x30), 0);
}

/* What the card does not know is signed all the same: EXTENSIBILITY IMPLIED. */
static void test_unknown_elements(void **state)
{
	struct iot *t = *state;

	t->eim.tamper.spoil = add_unknown;
	iot_run(t, IOT_PSMO, "BF2D00", "BF2D02A000");
}

/* A package that cannot be read at all has no result. */
static void test_damaged_package(void **state)
{
	struct iot *t = *state;
	const char *before = iot_digest(t);

	assert_null(fixture_es10(t->f, "BF5100"));
	assert_int_equal(t->f->lpa.sw, 0x6A80);
	assert_null(fixture_es10(t->f, "BF51033000"
	                               "30"));
	assert_int_equal(t->f->lpa.sw, 0x6A80);
	assert_string_equal(iot_digest(t), before);
}

/* ---- keys ---- */

static void run_with_key(enum ec_curve curve, bool certificate)
{
	struct iot *t = iot_new(&(struct iot_options){
	        .eim = { .curve = curve, .certificate = certificate, .counter = 5 } });

	iot_run(t, IOT_PSMO, "BF2D00", "BF2D02A000");
	t->eim.counter = 4;
	iot_refused(t, IOT_PSMO, GET_RAT, EUICC_PACKAGE_ERROR_REPLAY_ERROR);
	iot_free(t);
}

/* [SGP.32 2.11.1.1.1]: an eIM by its key and by a certificate, on both curves. */
static void test_keys(void **state)
{
	(void)state;
	run_with_key(EC_CURVE_P256, false);
	run_with_key(EC_CURVE_P256, true);
	run_with_key(EC_CURVE_BP256, false);
	run_with_key(EC_CURVE_BP256, true);
}

/* ---- reset in the middle ---- */

static void test_reset_between_blocks(void **state)
{
	struct iot *t = *state;
	const struct span request = iot_sign(t, IOT_PSMO, "BF2D00");
	const char *before = iot_digest(t);
	char apdu[2 * 80 + 16];
	char block[2 * 64 + 1];
	struct eim_server_result r;

	hex_encode((struct span){ request.ptr, 64 }, block);
	snprintf(apdu, sizeof(apdu), "81E2110040%s", block);
	assert_int_equal(fixture_apdu(t->f, apdu), 0x9000);
	fixture_reset(t->f);
	assert_string_equal(iot_digest(t), before);
	/* The rest alone is no request; the whole is still good. */
	r = iot_load(t, request);
	assert_int_equal(r.which, EUICC_PACKAGE_RESULT_EUICC_PACKAGE_RESULT_SIGNED);
}

#define T(name) cmocka_unit_test_setup_teardown(name, iot_setup, iot_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_result_is_signed_and_kept),
		T(test_sequence_numbers),
		cmocka_unit_test(test_oldest_result_goes),
		T(test_no_transaction_id),
		T(test_stops_at_first_failure),
		T(test_unknown_or_damaged_command),
		T(test_mixed_lists),
		T(test_both_lists),
		T(test_empty_list),
		T(test_result_too_big),
		T(test_unknown_eim),
		T(test_bad_signature),
		T(test_short_signature),
		T(test_no_signature),
		cmocka_unit_test(test_bad_signature_with_token),
		cmocka_unit_test(test_unsigned_error_by_version),
		T(test_wrong_eid),
		T(test_replay),
		T(test_counter_range),
		T(test_huge_counter),
		cmocka_unit_test(test_oversize),
		cmocka_unit_test(test_oversize_unsigned),
		T(test_ecall),
		T(test_unknown_elements),
		T(test_damaged_package),
		cmocka_unit_test(test_keys),
		T(test_reset_between_blocks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
