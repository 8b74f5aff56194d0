/*
 * The eIM beside the fixture.
 */
#include "iot.h"

#include "crypto/hash.h"
#include "euicc/profile.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 65536 };

/* ---- texts ---- */

/* Hex of 5A 0A and the ICCID of a profile. */
static void put_iccid(struct iot *t, uint8_t number, char *out)
{
	const size_t used = t->f->arena.used;

	memcpy(out, "5A0A", 4);
	hex_encode(fixture_iccid(t->f, number), out + 4);
	t->f->arena.used = used;
}

/* The text with @1 to @9 replaced. */
static const char *expand(struct iot *t, const char *in)
{
	static char buffer[TEXT_MAX];
	size_t n = 0;
	struct span copy;

	for (; *in; in++) {
		assert_true(n + 32 < sizeof(buffer));
		if (*in != '@') {
			buffer[n++] = *in;
			continue;
		}
		put_iccid(t, (uint8_t)(*++in - '0'), buffer + n);
		n += 24;
	}
	buffer[n++] = '\0';
	copy = arena_copy(&t->f->arena, (struct span){ (const uint8_t *)buffer, n });
	assert_non_null(copy.ptr);
	return (const char *)copy.ptr;
}

const char *iot_text(struct iot *t, const char *fmt, ...)
{
	static char buffer[TEXT_MAX];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(buffer, sizeof(buffer), fmt, ap);
	va_end(ap);
	assert_true(n >= 0 && (size_t)n < sizeof(buffer));
	return expand(t, buffer);
}

const char *iot_hex(struct iot *t, struct span s)
{
	char *text = arena_alloc(&t->f->arena, 2 * s.len + 1);

	assert_true(s.ptr && text);
	hex_encode(s, text);
	return text;
}

static struct span element(struct iot *t, uint32_t tag, const char *hex)
{
	struct span value = fixture_hex(t->f, expand(t, hex));
	size_t n = der_size(tag, value.len);
	struct der_writer w = { arena_alloc(&t->f->arena, n), n, 0 };

	assert_non_null(w.buf);
	der_put_tlv(&w, tag, value);
	return der_written(&w);
}

const char *iot_wrap(struct iot *t, uint32_t tag, const char *hex)
{
	return iot_hex(t, element(t, tag, hex));
}

void iot_es10(struct iot *t, const char *request, const char *response)
{
	fixture_expect_es10(t->f, expand(t, request), expand(t, response));
}

void iot_es10_local(struct iot *t, const char *request, const char *response)
{
	if (iot_is_local(t)) {
		iot_es10(t, request, response);
		return;
	}
	assert_null(fixture_es10(t->f, expand(t, request)));
	assert_int_equal(t->f->lpa.sw, 0x6A88);
}

/* ---- the eIM ---- */

/* The certificate under another tag, with its own. */
static struct span untag(struct iot *t, struct span e, uint32_t tag)
{
	struct der_tlv v;

	assert_true(der_whole(e, tag, &v));
	return element(t, 0x30, iot_hex(t, v.value));
}

void iot_eim_init(struct iot *t, struct eim_server *e, const struct eim_server_config *config)
{
	const struct get_certs_request request = { 0 };
	struct eim_server_config c = *config;
	struct get_certs_response response;

	if (!c.eim_id)
		c.eim_id = IOT_EIM;
	c.random = (struct crypto_random){ t->f->env.random, t->f };
	assert_int_equal(eim_server_init(e, &c), 0);
	if (!persona_is_iot(t->f->card->persona))
		return;
	assert_int_equal(lpa_call(&t->f->lpa, IOT_TAG_GET_CERTS, &get_certs_request_type, &request,
	                          &get_certs_response_type, &response, &t->f->arena),
	                 0);
	assert_int_equal(response.which, GET_CERTS_RESPONSE_CERTS);
	assert_int_equal(eim_server_trust(e, pki_get(&t->f->pki, "CERT_CI_ECDSA_NIST.der"),
	                                  untag(t, response.certs->eum_certificate, 0xA5),
	                                  untag(t, response.certs->euicc_certificate, 0xA6)),
	                 0);
}

const char *iot_config(struct iot *t, const struct eim_server *e, uint8_t tag, bool token)
{
	struct eim_configuration_data config;

	assert_int_equal(eim_server_configuration(e, &t->f->arena, &config), 0);
	if (token)
		config.association_token = (struct asn1_int){ true, -1 };
	return iot_hex(t,
	               asn1_encode_arena(&eim_configuration_data_type, tag, &config, &t->f->arena));
}

struct eim_server iot_other_eim(struct iot *t)
{
	struct eim_server e;

	iot_eim_init(t, &e, &(struct eim_server_config){ .eim_id = IOT_OTHER });
	return e;
}

const char *iot_other_config(struct iot *t, const struct eim_server *e, uint8_t tag,
                             const char *counter, const char *token, const char *tail)
{
	const char *key = strstr(iot_config(t, e, 0x30, false), "A5");

	return iot_wrap(t, tag,
	                iot_text(t, IOT_OTHER_ID "820102%s%s%s%s", counter, token, key, tail));
}

void iot_associate(struct iot *t, struct eim_server *e, bool token)
{
	const char *list = iot_wrap(t, 0xA0, iot_config(t, e, 0x30, token));
	struct add_initial_eim_response response;
	const struct add_initial_eim_ok *ok;
	struct asn1_error error;
	const char *answer = fixture_es10(t->f, iot_wrap(t, IOT_TAG_ADD_INITIAL_EIM, list));

	assert_non_null(answer);
	assert_true(asn1_decode(&add_initial_eim_response_type, IOT_TAG_ADD_INITIAL_EIM,
	                        fixture_hex(t->f, answer), &response, &t->f->arena, &error));
	assert_int_equal(response.which, ADD_INITIAL_EIM_RESPONSE_ADD_INITIAL_EIM_OK);
	assert_int_equal(response.add_initial_eim_ok.count, 1);
	ok = response.add_initial_eim_ok.items;
	assert_int_equal(ok->which,
	                 token ? ADD_INITIAL_EIM_OK_ASSOCIATION_TOKEN : ADD_INITIAL_EIM_OK_ADD_OK);
	eim_server_take_token(e, ok->association_token);
}

/* ---- the test ---- */

struct iot *iot_new(const struct iot_options *options)
{
	struct iot *t = calloc(1, sizeof(*t));

	assert_non_null(t);
	t->f = fixture_new(&options->card);
	iot_eim_init(t, &t->eim, &options->eim);
	if (!options->alone)
		iot_associate(t, &t->eim, options->token);
	return t;
}

void iot_free(struct iot *t)
{
	eim_server_clear(&t->eim);
	fixture_free(t->f);
	free(t);
}

int iot_setup(void **state)
{
	*state = iot_new(&(struct iot_options){ .card.persona = getenv("SOFTEUICC_TEST_PERSONA") });
	return 0;
}

bool iot_is_local(const struct iot *t)
{
	return persona_is_local(t->f->card->persona);
}

int iot_teardown(void **state)
{
	iot_free(*state);
	return 0;
}

/* ---- packages ---- */

void iot_replace_element(void *ctx, enum eim_server_point point, struct buffer *object)
{
	const struct span *element = ctx;
	struct buffer out = { 0 };
	struct der_reader r;
	struct der_tlv v;

	if (point != EIM_SERVER_POINT_SIGNED)
		return;
	assert_true(der_whole(buffer_span(object), 0x30, &v));
	r = der_reader(v.value);
	while (der_more(&r)) {
		assert_true(der_next(&r, &v));
		assert_int_equal(buffer_append(&out, v.tag == element->ptr[0] ? *element : v.whole),
		                 0);
	}
	assert_int_equal(buffer_wrap(&out, 0x30), 0);
	buffer_free(object);
	*object = out;
}

struct span iot_sign(struct iot *t, uint8_t list, const char *commands)
{
	struct span request;

	assert_int_equal(
	        eim_server_sign(&t->eim, element(t, list, commands), &t->f->arena, &request), 0);
	return request;
}

struct eim_server_result iot_load(struct iot *t, struct span request)
{
	struct eim_server_result result;
	struct span answer;
	uint16_t sw;

	assert_int_equal(lpa_es10(&t->f->lpa, request, &t->f->arena, &answer, &sw), 0);
	if (sw != 0x9000 && sw >> 8 != 0x91)
		fail_msg("status word %04X (%s)", sw, t->f->last_log);
	assert_int_equal(eim_server_verify(&t->eim, answer, &t->f->arena, &result), 0);
	return result;
}

uint32_t iot_run(struct iot *t, uint8_t list, const char *commands, const char *results)
{
	const size_t used = t->f->arena.used;
	const struct eim_server_result r = iot_load(t, iot_sign(t, list, commands));
	const char *wanted = expand(t, results);

	assert_int_equal(r.which, EUICC_PACKAGE_RESULT_EUICC_PACKAGE_RESULT_SIGNED);
	if (strcmp(iot_hex(t, r.results), wanted) != 0)
		fail_msg("%s gave %s, not %s", commands, iot_hex(t, r.results), wanted);
	assert_true(span_equal(r.data.eim_id, (struct span){ (const uint8_t *)t->eim.eim_id,
	                                                     strlen(t->eim.eim_id) }));
	assert_int_equal(r.data.counter_value.v, t->eim.counter);
	assert_true(span_equal(r.data.eim_transaction_id, SPAN(t->eim.transaction_id)));
	t->f->arena.used = used;
	return r.data.seq_number.v;
}

void iot_refused(struct iot *t, uint8_t list, const char *commands, uint32_t code)
{
	const struct eim_server_result r = iot_load(t, iot_sign(t, list, commands));

	assert_int_equal(r.which, EUICC_PACKAGE_RESULT_EUICC_PACKAGE_ERROR_SIGNED);
	assert_int_equal(r.error.euicc_package_error_code.v, code);
	assert_int_equal(r.error.counter_value.v, t->eim.counter);
	assert_true(span_equal(r.error.eim_transaction_id, SPAN(t->eim.transaction_id)));
}

/* ---- profiles ---- */

void iot_install(struct iot *t, uint8_t number, unsigned flags)
{
	const uint32_t pprs = (flags & IOT_PPR1 ? PPR_1 : 0) | (flags & IOT_PPR2 ? PPR_2 : 0);
	const size_t used = t->f->arena.used;
	struct store_metadata_request *m = fixture_metadata(t->f, number, PROFILE_CLASS_OPERATIONAL,
	                                                    pprs);

	m->fallback_allowed = (struct asn1_bool){ flags & IOT_FALLBACK, true };
	m->ecall_indication = (struct asn1_bool){ flags & IOT_ECALL, true };
	fixture_install(t->f, number, m);
	t->f->arena.used = used;
}

void iot_two_profiles(struct iot *t, unsigned flags)
{
	iot_install(t, 1, 0);
	iot_install(t, 2, flags);
	iot_run(t, IOT_PSMO, "A30C@1", "830100");
	assert_int_equal(store_exec(t->f->store, "DELETE FROM notification", ""), 0);
	assert_int_equal(store_exec(t->f->store, "DELETE FROM package_result", ""), 0);
	assert_int_equal(store_commit(t->f->store), 0);
}

int iot_enabled(struct iot *t)
{
	struct profile p;

	if (profile_enabled(t->f->card, &p) != 0)
		return 0;
	return (p.iccid[8] >> 4) + 10 * (p.iccid[8] & 0xF);
}

void iot_expect_visible(struct iot *t, uint8_t number)
{
	char answer[2 * ICCID_LEN + 12];

	if (number == 0) {
		fixture_expect(t->f, "00A4000C022FE2", "6A82");
		return;
	}
	put_iccid(t, number, answer);
	strcat(answer, "9000");
	fixture_expect(t->f, "00A4000C022FE2", "9000");
	fixture_expect(t->f, "00B000000A", answer + 4);
}

/* ---- the toolkit ---- */

void iot_make_busy(struct iot *t)
{
	assert_int_equal(fixture_apdu(t->f, IOT_TERMINAL_PROFILE), 0x9000);
	card_schedule_switch(t->f->card, true);
	cat_refresh(&t->f->card->cat);
	assert_int_equal(fixture_apdu(t->f, "801200000B"), 0x9000);
}

void iot_end_busy(struct iot *t)
{
	const uint8_t number = t->f->card->cat.details[0];

	fixture_expect(t->f, iot_text(t, "801400000C8103%02X010402028281830100", number), "9000");
}

/* ---- the store ---- */

int64_t iot_count(struct iot *t, const char *what)
{
	return fixture_sql(t->f, iot_text(t, "SELECT count(*) FROM %s", what));
}

/* signatures: with what is signed, which is never the same twice. */
static void digest_table(struct iot *t, struct sha256_stream *s, const char *name, bool signatures)
{
	STORE_STMT *stmt = store_query(t->f->store, iot_text(t, "SELECT * FROM %s", name), "");

	assert_non_null(stmt);
	while (store_step(stmt) == 1)
		for (int i = 0; i < sqlite3_column_count(stmt); i++) {
			const struct span value = store_blob(stmt, i);

			if (!signatures && strcmp(sqlite3_column_name(stmt, i), "content") == 0)
				continue;
			assert_int_equal(
			        sha256_stream_add(
			                s, value.ptr ? value
			                             : (struct span){ (const uint8_t *)"N", 1 }),
			        0);
		}
}

static const char *digest(struct iot *t, bool signatures)
{
	STORE_STMT *stmt = store_query(t->f->store,
	                               "SELECT name FROM sqlite_master WHERE type = 'table'"
	                               " ORDER BY name",
	                               "");
	struct sha256_stream *s = sha256_stream_new();
	uint8_t octets[SHA256_LEN];

	assert_true(stmt && s);
	while (store_step(stmt) == 1)
		digest_table(t, s, (const char *)sqlite3_column_text(stmt, 0), signatures);
	assert_int_equal(sha256_stream_end(s, octets), 0);
	sha256_stream_free(s);
	return iot_hex(t, SPAN(octets));
}

const char *iot_digest(struct iot *t)
{
	return digest(t, true);
}

const char *iot_digest_unsigned(struct iot *t)
{
	return digest(t, false);
}
