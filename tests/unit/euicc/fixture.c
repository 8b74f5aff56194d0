/*
 * The fixture: everything seeded, so that a failing test fails the same way again.
 */
#include "fixture.h"

#include "crypto/hash.h"
#include "euicc/profile.h"
#include "profiles/loader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ARENA_SIZE = 4 << 20 };

/* splitmix64: small, and good enough to make nonces differ. */
static int seeded_random(void *ctx, uint8_t *buf, size_t len)
{
	struct fixture *f = ctx;

	for (size_t i = 0; i < len; i++) {
		uint64_t z = f->seed += 0x9E3779B97F4A7C15u;

		z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
		z = (z ^ z >> 27) * 0x94D049BB133111EBu;
		buf[i] = (uint8_t)(z ^ z >> 31);
	}
	return 0;
}

static void keep_log(void *ctx, enum softeuicc_log_level level, const char *line)
{
	struct fixture *f = ctx;

	(void)level;
	snprintf(f->last_log, sizeof(f->last_log), "%s", line);
}

static int transmit(void *ctx, const uint8_t *capdu, size_t len, uint8_t *rapdu, size_t *inout_len)
{
	struct fixture *f = ctx;
	size_t n;

	if (f->before_command)
		f->before_command(f, capdu, len);
	n = softeuicc_card_transmit(f->card, capdu, len, f->rapdu);

	if (n > *inout_len)
		return -EMSGSIZE;
	memcpy(rapdu, f->rapdu, n);
	*inout_len = n;
	return 0;
}

/* Names in the PKI in the order of struct smdpp_keys. */
static void add_keys(struct fixture *f, const char *curve, struct smdpp *server)
{
	static const char *const kinds[5] = { "CERT_CI", "CERT_S_SM_DPauth", "CERT_S_SM_DPpb",
		                              "SK_S_SM_DPauth", "SK_S_SM_DPpb" };
	struct span der[5];
	char name[64];

	for (size_t i = 0; i < A_COUNT(kinds); i++) {
		snprintf(name, sizeof(name), "%s_ECDSA_%s.der", kinds[i], curve);
		der[i] = pki_get(&f->pki, name);
		if (!der[i].ptr)
			return; /* a folder may hold one curve only */
	}
	assert_int_equal(smdpp_add_keys(server, &(struct smdpp_keys){ der[0], der[1], der[2],
	                                                              der[3], der[4] }),
	                 0);
}

struct smdpp *fixture_new_server(struct fixture *f, const struct fixture_options *o)
{
	const struct smdpp_config config = { .random = { seeded_random, f },
		                             .session_keys = o->session_keys,
		                             .segment_max = o->segment_max };
	struct smdpp *server;

	assert_int_equal(smdpp_new(&config, &server), 0);
	add_keys(f, o->server_curve ? o->server_curve : "NIST", server);
	if (!o->server_curve)
		add_keys(f, "BRP", server);
	return server;
}

struct smdpp *fixture_use_server(struct fixture *f, struct smdpp *server)
{
	struct smdpp *old = f->server;

	f->server = server;
	f->es9p = es9p_of_smdpp(server);
	return old;
}

static void open_lpa(struct fixture *f)
{
	assert_int_equal(lpa_open(&f->lpa, &f->transport, NULL), 0);
}

/* Personas are made from files: the text goes through a temporary one. */
static void create_card(struct fixture *f, const struct fixture_options *o)
{
	char path[] = "/tmp/softeuicc-persona-XXXXXX";
	const struct softeuicc_card_options options = {
		.eid = o->pki ? NULL : FIXTURE_EID,
		.persona = o->persona_json ? path : o->persona,
		.pki = o->pki,
	};
	const char *error = "";
	int fd;

	if (o->persona_json) {
		fd = mkstemp(path);
		assert_true(fd >= 0);
		assert_int_equal(write(fd, o->persona_json, strlen(o->persona_json)),
		                 strlen(o->persona_json));
		close(fd);
	}
	if (softeuicc_card_create(f->store, &options, &f->env, &error) != 0)
		fail_msg("%s", error);
	if (o->persona_json)
		unlink(path);
}

struct fixture *fixture_new(const struct fixture_options *options)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct crypto_random rnd;

	assert_non_null(f);
	rnd = (struct crypto_random){ seeded_random, f };
	f->seed = 1;
	f->env = (struct softeuicc_env){ f, keep_log, seeded_random };
	f->transport = (struct apdu_transport){ transmit, f };
	f->arena = (struct arena){ malloc(ARENA_SIZE), ARENA_SIZE, 0 };
	assert_non_null(f->arena.buf);
	assert_int_equal(
	        softeuicc_store_open(options->store ? options->store : ":memory:", &f->store), 0);
	if (!options->existing)
		create_card(f, options);
	if (options->pki)
		assert_int_equal(pki_load_folder(options->pki, &f->pki), 0);
	else
		assert_int_equal(pki_load_store(f->store, &rnd, &f->pki), 0);
	fixture_use_server(f, fixture_new_server(f, options));
	assert_int_equal(softeuicc_card_open(f->store, NULL, &f->env, &f->card), 0);
	fixture_reset(f);
	fixture_remember(f);
	return f;
}

void fixture_free(struct fixture *f)
{
	smdpp_free(f->server);
	softeuicc_card_close(f->card);
	softeuicc_store_close(f->store);
	pki_free(&f->pki);
	free(f->arena.buf);
	free(f);
}

int fixture_setup(void **state)
{
	*state = fixture_new(&(struct fixture_options){ 0 });
	return 0;
}

int fixture_teardown(void **state)
{
	fixture_free(*state);
	return 0;
}

uint16_t fixture_apdu(struct fixture *f, const char *hex)
{
	uint8_t capdu[512];
	size_t len;

	assert_true(hex_decode(hex, capdu, sizeof(capdu), &len));
	f->rapdu_len = softeuicc_card_transmit(f->card, capdu, len, f->rapdu);
	assert_true(f->rapdu_len >= 2);
	return (uint16_t)(f->rapdu[f->rapdu_len - 2] << 8 | f->rapdu[f->rapdu_len - 1]);
}

void fixture_expect(struct fixture *f, const char *capdu, const char *rapdu)
{
	char got[1200];

	fixture_apdu(f, capdu);
	assert_true(2 * f->rapdu_len < sizeof(got));
	hex_encode((struct span){ f->rapdu, f->rapdu_len }, got);
	if (strcmp(got, rapdu) != 0)
		fail_msg("%s answered %s, not %s", capdu, got, rapdu);
}

void fixture_reset(struct fixture *f)
{
	softeuicc_card_reset(f->card);
	open_lpa(f);
}

void fixture_restart(struct fixture *f)
{
	softeuicc_card_close(f->card);
	assert_int_equal(softeuicc_card_open(f->store, NULL, &f->env, &f->card), 0);
	fixture_reset(f);
}

const char *fixture_testdata(char buf[512], const char *folder, const char *name)
{
	const char *data = getenv("SOFTEUICC_TESTDATA");

	snprintf(buf, 512, "%s/%s/%s", data ? data : TESTDATA_DEFAULT, folder, name);
	if (access(buf, R_OK) != 0) {
		print_message("skipped: no test data %s\n", buf);
		skip();
	}
	return buf;
}

/* ---- ES10 ---- */

struct span fixture_hex(struct fixture *f, const char *hex)
{
	const size_t cap = strlen(hex) / 2 + 1;
	uint8_t *buf = arena_alloc(&f->arena, cap);
	size_t len;

	assert_non_null(buf);
	assert_true(hex_decode(hex, buf, cap, &len));
	return (struct span){ buf, len };
}

const char *fixture_es10(struct fixture *f, const char *hex)
{
	struct span response;
	uint16_t sw;
	char *text;

	assert_int_equal(lpa_es10(&f->lpa, fixture_hex(f, hex), &f->arena, &response, &sw), 0);
	f->lpa.sw = sw;
	if (sw != 0x9000 && sw >> 8 != 0x91)
		return NULL;
	text = arena_alloc(&f->arena, 2 * response.len + 1);
	assert_non_null(text);
	hex_encode(response, text);
	return text;
}

void fixture_expect_es10(struct fixture *f, const char *request, const char *response)
{
	const char *got = fixture_es10(f, request);

	if (!got)
		fail_msg("%s: status word %04X (%s)", request, f->lpa.sw, f->last_log);
	else if (strcmp(got, response) != 0)
		fail_msg("%s answered %s, not %s", request, got, response);
}

int64_t fixture_sql(struct fixture *f, const char *query)
{
	STORE_STMT *stmt = store_query(f->store, query, "");

	assert_int_equal(store_step(stmt), 1);
	return sqlite3_column_int64(stmt, 0);
}

/* ---- packages ---- */

static struct span load_sample(struct fixture *f)
{
	const char *path = getenv("SOFTEUICC_SAMPLE");
	FILE *file = path ? fopen(path, "rb") : NULL;
	uint8_t buf[16384];
	struct span copy;
	size_t n;

	if (!file)
		fail_msg("SOFTEUICC_SAMPLE does not name the sample profile");
	n = fread(buf, 1, sizeof(buf), file);
	fclose(file);
	copy = arena_copy(&f->arena, (struct span){ buf, n });
	assert_non_null(copy.ptr);
	return copy;
}

/* The two digits before the last one; the header has them in order, EF.ICCID swapped. */
struct span fixture_package(struct fixture *f, uint8_t number)
{
	struct span package = load_sample(f);
	uint8_t *bytes = (uint8_t *)(uintptr_t)package.ptr;
	uint8_t header[ICCID_LEN], swapped[ICCID_LEN];
	struct saip_header h;

	assert_true(saip_header_peek(package, &h));
	memcpy(header, h.iccid.ptr, ICCID_LEN);
	saip_iccid_swap(header, swapped);
	for (size_t i = 0; i + ICCID_LEN <= package.len; i++) {
		if (memcmp(bytes + i, header, ICCID_LEN) == 0)
			bytes[i + 8] = (uint8_t)(number / 10 % 10 << 4 | number % 10);
		else if (memcmp(bytes + i, swapped, ICCID_LEN) == 0)
			bytes[i + 8] = (uint8_t)(number % 10 << 4 | number / 10 % 10);
	}
	return package;
}

struct span fixture_iccid(struct fixture *f, uint8_t number)
{
	struct span package = fixture_package(f, number);
	uint8_t swapped[ICCID_LEN];
	struct saip_header h;

	assert_true(saip_header_peek(package, &h));
	saip_iccid_swap(h.iccid.ptr, swapped);
	return arena_copy(&f->arena, SPAN(swapped));
}

struct store_metadata_request *fixture_metadata(struct fixture *f, uint8_t number,
                                                enum profile_class class, uint32_t pprs)
{
	static const uint8_t mcc_mnc[] = { 0x99, 0xF9, 0x07 }; /* 999-70, the sample's IMSI */
	struct store_metadata_request *m = arena_alloc(&f->arena, sizeof(*m));
	struct operator_id *owner = arena_alloc(&f->arena, sizeof(*owner));

	assert_true(m && owner);
	assert_int_equal(
	        smdpp_default_metadata(f->server, "Name", fixture_package(f, number), &f->arena, m),
	        0);
	owner->mcc_mnc = SPAN(mcc_mnc);
	m->profile_class = (struct asn1_uint){ true, class };
	m->profile_owner = owner;
	m->profile_policy_rules = (struct asn1_bits){ pprs != 0, pprs };
	return m;
}

void fixture_install(struct fixture *f, uint8_t number, struct store_metadata_request *metadata)
{
	struct span package = fixture_package(f, number);
	const char *error = "";
	struct span der = asn1_encode_arena(&store_metadata_request_type, RSP_TAG_STORE_METADATA,
	                                    metadata, &f->arena);

	if (softeuicc_card_install(f->card, package.ptr, package.len, der.ptr, der.len, &error))
		fail_msg("%s (%s)", error, f->last_log);
}

/* ---- what the store holds ---- */

/* One row, column by column; the number of the next notification goes up whatever happens. */
static void hash_row(sqlite3_stmt *row, uint8_t digest[SHA256_LEN])
{
	for (int i = 0; i < sqlite3_column_count(row); i++) {
		const int64_t type = sqlite3_column_type(row, i);
		const struct span parts[] = {
			{ digest, SHA256_LEN },
			{ (const uint8_t *)&type, sizeof(type) },
			store_blob(row, i),
		};

		if (strcmp(sqlite3_column_name(row, i), "next_sequence") != 0)
			assert_int_equal(sha256(parts, A_COUNT(parts), digest), 0);
	}
}

static void hash_table(struct softeuicc_store *s, const char *table, uint8_t digest[SHA256_LEN])
{
	sqlite3_stmt *rows;
	char query[128];

	snprintf(query, sizeof(query), "SELECT * FROM \"%s\"", table);
	assert_int_equal(sqlite3_prepare_v2(s->db, query, -1, &rows, NULL), SQLITE_OK);
	memset(digest, 0, SHA256_LEN);
	while (store_step(rows) == 1)
		hash_row(rows, digest);
	sqlite3_finalize(rows);
}

/* Notifications have their own number: each attempt may leave one. */
static void take_snapshot(struct fixture *f, struct fixture_snapshot *ret)
{
	STORE_STMT *names = store_query(f->store,
	                                "SELECT name FROM sqlite_master WHERE type = 'table'"
	                                " AND name != 'notification' ORDER BY name",
	                                "");

	ret->profiles = fixture_sql(f, "SELECT count(*) FROM profile");
	for (ret->n = 0; store_step(names) == 1; ret->n++) {
		const char *table = (const char *)sqlite3_column_text(names, 0);

		assert_true(ret->n < A_COUNT(ret->tables));
		snprintf(ret->tables[ret->n].table, sizeof(ret->tables[0].table), "%s", table);
		hash_table(f->store, table, ret->tables[ret->n].digest);
	}
	assert_true(ret->n > 0);
}

void fixture_remember(struct fixture *f)
{
	take_snapshot(f, &f->before);
}

static void expect_as_before(struct fixture *f)
{
	static const struct installed_profile nothing;
	struct fixture_snapshot now;

	take_snapshot(f, &now);
	assert_int_equal(now.n, f->before.n);
	for (size_t i = 0; i < now.n; i++)
		if (memcmp(now.tables[i].digest, f->before.tables[i].digest, SHA256_LEN) != 0)
			fail_msg("the download has left something in table %s",
			         now.tables[i].table);
	assert_memory_equal(&f->card->installed, &nothing, sizeof(nothing));
}

/* ---- downloads ---- */

void fixture_order(struct fixture *f, uint8_t number, const struct store_metadata_request *metadata)
{
	const struct smdpp_order order = { .matching_id = FIXTURE_MATCHING_ID,
		                           .profile = fixture_package(f, number),
		                           .metadata = metadata };

	assert_int_equal(smdpp_add_order(f->server, &order), 0);
	fixture_remember(f);
}

int fixture_try_download(struct fixture *f, struct lpa_download_result *ret_result)
{
	const struct lpa_download_options options = {
		.matching_id = { (const uint8_t *)FIXTURE_MATCHING_ID,
		                 strlen(FIXTURE_MATCHING_ID) },
		.trusting = true
	};

	return lpa_download(&f->lpa, &f->es9p, &options, &f->arena, ret_result);
}

struct lpa_download_result fixture_download(struct fixture *f)
{
	struct lpa_download_result result;
	int r = fixture_try_download(f, &result);

	if (r != 0)
		fail_msg("download: %d, status word %04X, %s", r, f->lpa.sw, f->last_log);
	return result;
}

void fixture_delete(struct fixture *f, uint8_t number)
{
	uint32_t result;

	assert_int_equal(lpa_delete_profile(&f->lpa, fixture_iccid(f, number), &f->arena, &result),
	                 0);
	assert_int_equal(result, DELETE_RESULT_OK);
	assert_true(fixture_deliver(f) > 0);
}

uint32_t fixture_deliver(struct fixture *f)
{
	uint32_t delivered;

	assert_int_equal(lpa_deliver_notifications(&f->lpa, &f->es9p, &f->arena, &delivered), 0);
	return delivered;
}

void fixture_download_ok(struct fixture *f, uint8_t number)
{
	const size_t used = f->arena.used;
	struct lpa_download_result result;
	struct smdpp_status status;
	struct profile p;
	uint32_t removed;

	fixture_order(f, number, NULL);
	result = fixture_download(f);
	if (result.end != LPA_DOWNLOAD_INSTALLATION_RESULT)
		fail_msg("download ended %d, %s", (int)result.end, f->last_log);
	if (result.final_result->which != FINAL_RESULT_SUCCESS_RESULT)
		fail_msg("download failed: %s", f->last_log);
	assert_int_equal(smdpp_handle_notification(f->server, result.pir, &status), 0);
	assert_int_equal(lpa_remove_notification(&f->lpa, result.seq_number, &f->arena, &removed),
	                 0);
	assert_int_equal(removed, DELETE_NOTIFICATION_STATUS_OK);
	assert_int_equal(profile_by_iccid(f->card, fixture_iccid(f, number), &p), 0);
	assert_int_equal(p.state, PROFILE_STATE_DISABLED);
	f->arena.used = used;
}

/* ---- downloads that fail ---- */

void fixture_expect_refusal(struct fixture *f, const char *what, uint32_t function, uint32_t code)
{
	struct lpa_download_result result = fixture_download(f);

	if (result.end != LPA_DOWNLOAD_CARD_REFUSED || result.refused_by != function ||
	    result.error_code != code)
		fail_msg("%s: end %d, %X with error %u instead of %X with %u (%s)", what,
		         (int)result.end, result.refused_by, result.error_code, function, code,
		         f->last_log);
}

void fixture_expect_stop(struct fixture *f, const char *what, uint16_t sw)
{
	struct lpa_download_result result;
	int r = fixture_try_download(f, &result);

	if (r != -EREMOTEIO || f->lpa.sw != sw)
		fail_msg("%s: %d, status word %04X instead of %04X (%s)", what, r, f->lpa.sw, sw,
		         f->last_log);
}

struct profile_installation_result_data fixture_pir(struct fixture *f, struct span pir)
{
	struct profile_installation_result outer;
	struct profile_installation_result_data data;
	struct asn1_error error;

	assert_true(asn1_decode(&profile_installation_result_type,
	                        RSP_TAG_PROFILE_INSTALLATION_RESULT, pir, &outer, &f->arena,
	                        &error));
	assert_true(asn1_decode(&profile_installation_result_data_type,
	                        RSP_TAG_PROFILE_INSTALLATION_RESULT_DATA,
	                        outer.profile_installation_result_data, &data, &f->arena, &error));
	return data;
}

struct profile_installation_result_data fixture_pending_pir(struct fixture *f, const char *what)
{
	struct retrieve_notifications_list_response response;
	const struct pending_notification *n;

	assert_int_equal(lpa_retrieve_notifications(&f->lpa, NULL, &f->arena, &response), 0);
	if (response.notification_list.count != 1)
		fail_msg("%s: %zu notifications", what, response.notification_list.count);
	n = response.notification_list.items;
	return fixture_pir(f, n->profile_installation_result);
}

const struct error_result *fixture_error_of(const char *what,
                                            const struct profile_installation_result_data *data,
                                            uint32_t command, uint32_t reason)
{
	const struct error_result *e = data->final_result->error_result;

	if (data->final_result->which != FINAL_RESULT_ERROR_RESULT)
		fail_msg("%s: a successResult", what);
	else if (e->bpp_command_id.v != command || e->error_reason.v != reason)
		fail_msg("%s: command %u, reason %u instead of %u, %u", what, e->bpp_command_id.v,
		         e->error_reason.v, command, reason);
	return e;
}

const struct error_result *fixture_expect_error(struct fixture *f, const char *what,
                                                uint32_t command, uint32_t reason)
{
	struct lpa_download_result result = fixture_download(f);
	struct profile_installation_result_data data;

	if (result.end != LPA_DOWNLOAD_INSTALLATION_RESULT)
		fail_msg("%s: end %d (%s)", what, (int)result.end, f->last_log);
	data = fixture_pir(f, result.pir);
	return fixture_error_of(what, &data, command, reason);
}

/* ---- faults ---- */

static void flip_octet(void *ctx, enum smdpp_point point, size_t index, struct buffer *object)
{
	const struct fixture_flip *t = ctx;
	size_t at = t->offset < 0 ? object->len - (size_t)-t->offset : (size_t)t->offset;

	if (point != t->point || index != t->index)
		return;
	assert_true(at < object->len);
	object->ptr[at] ^= t->mask;
}

void fixture_set_flip(struct fixture *f, const struct fixture_flip *flip)
{
	smdpp_set_tamper(f->server, &(struct smdpp_tamper){ flip_octet, (void *)(uintptr_t)flip });
}

/* A card without room, or without a USIM, can have no next profile of ours. */
static bool takes_profiles(const struct persona *p)
{
	enum { MEMORY_FOR_NEXT = 100000 };

	return p->nonvolatile_memory >= MEMORY_FOR_NEXT &&
	       p->uicc_capability & UICC_CAPABILITY_USIM_SUPPORT;
}

/* The next download: it brings its own server, for the fault may have been in the other one. */
static void expect_next(struct fixture *f)
{
	enum { NEXT = 99 };
	struct smdpp *server = fixture_use_server(
	        f, fixture_new_server(f, &(struct fixture_options){ 0 }));

	fixture_download_ok(f, NEXT);
	fixture_delete(f, NEXT);
	smdpp_free(fixture_use_server(f, server));
}

void fixture_expect_sane(struct fixture *f, int64_t profiles, uint32_t notifications)
{
	static const struct rsp_session no_session;
	const size_t used = f->arena.used;

	smdpp_set_tamper(f->server, NULL);
	f->before_command = NULL;
	/* Nothing is left of the session, its keys least of all. */
	assert_memory_equal(&f->card->session, &no_session, sizeof(no_session));
	assert_false(f->store->in_transaction);
	assert_int_equal(fixture_sql(f, "SELECT count(*) FROM download"), 0);
	assert_int_equal(fixture_sql(f, "SELECT count(*) FROM profile"), profiles);
	assert_int_equal(fixture_sql(f, "SELECT count(*) FROM uicc_profile"), profiles);
	assert_int_equal(fixture_sql(f, "SELECT count(*) FROM notification"), notifications);
	if (f->before.profiles == profiles)
		expect_as_before(f);
	assert_int_equal(fixture_deliver(f), notifications);
	if (takes_profiles(f->card->persona))
		expect_next(f);
	fixture_remember(f); /* numbers were used up meanwhile */
	f->arena.used = used;
}
