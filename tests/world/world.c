/* The small world; see world.h. */
#include "world.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SEED = 1 };

/* splitmix64: small, and good enough to make nonces differ. */
static int seeded_random(void *ctx, uint8_t *buf, size_t len)
{
	struct world *w = ctx;

	for (size_t i = 0; i < len; i++) {
		uint64_t z = w->seed += 0x9E3779B97F4A7C15u;

		z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
		z = (z ^ z >> 27) * 0x94D049BB133111EBu;
		buf[i] = (uint8_t)(z ^ z >> 31);
	}
	return 0;
}

static int add_keys(struct world *w)
{
	const struct smdpp_keys keys = {
		.ci = pki_get(&w->pki, "CERT_CI_ECDSA_NIST.der"),
		.auth = pki_get(&w->pki, "CERT_S_SM_DPauth_ECDSA_NIST.der"),
		.pb = pki_get(&w->pki, "CERT_S_SM_DPpb_ECDSA_NIST.der"),
		.auth_key = pki_get(&w->pki, "SK_S_SM_DPauth_ECDSA_NIST.der"),
		.pb_key = pki_get(&w->pki, "SK_S_SM_DPpb_ECDSA_NIST.der"),
	};

	return smdpp_add_keys(w->server, &keys);
}

static int open_card(struct world *w)
{
	const struct softeuicc_card_options options = { .eid = WORLD_EID };
	int r = softeuicc_card_create(w->store, &options, &w->env, NULL);

	return r < 0 ? r : softeuicc_card_open(w->store, NULL, &w->env, &w->card);
}

static int open_server(struct world *w, const struct smdpp_config *wanted)
{
	const struct crypto_random rnd = { seeded_random, w };
	struct smdpp_config config = wanted ? *wanted : (struct smdpp_config){ 0 };
	int r = pki_load_store(w->store, &rnd, &w->pki);

	config.random = rnd;
	if (r == 0)
		r = smdpp_new(&config, &w->server);
	return r < 0 ? r : add_keys(w);
}

int world_open(struct world *w, const struct world_options *options)
{
	int r;

	*w = (struct world){ .seed = SEED };
	if (!options->unseeded)
		w->env = (struct softeuicc_env){ .ctx = w, .random = seeded_random };
	r = softeuicc_store_open(options->store ? options->store : ":memory:", &w->store);
	if (r == 0)
		r = open_card(w);
	if (r == 0)
		r = open_server(w, options->server);
	if (r < 0)
		world_close(w);
	return r;
}

void world_close(struct world *w)
{
	smdpp_free(w->server);
	pki_free(&w->pki);
	softeuicc_card_close(w->card);
	softeuicc_store_close(w->store);
	sqlite3_close(w->saved);
	*w = (struct world){ 0 };
}

int world_order(struct world *w, struct span package)
{
	const struct smdpp_order order = { .matching_id = WORLD_MATCHING_ID, .profile = package };

	return smdpp_add_order(w->server, &order);
}

int world_sample(struct arena *a, struct span *ret_package)
{
	const char *path = getenv("SOFTEUICC_SAMPLE");
	BUFFER_AUTO file = { 0 };
	struct span copy;
	int r = path ? buffer_read_file(&file, path) : -ENOENT;

	if (r < 0) {
		fprintf(stderr, "SOFTEUICC_SAMPLE does not name the sample profile\n");
		return r;
	}
	copy = arena_copy(a, buffer_span(&file));
	if (!copy.ptr)
		return -ENOMEM;
	*ret_package = copy;
	return 0;
}

static int copy_database(sqlite3 *from, sqlite3 *to)
{
	sqlite3_backup *b = sqlite3_backup_init(to, "main", from, "main");

	if (!b)
		return -ENOMEM;
	sqlite3_backup_step(b, -1);
	return sqlite3_backup_finish(b) == SQLITE_OK ? 0 : -EIO;
}

int world_save(struct world *w)
{
	if (!w->saved && sqlite3_open(":memory:", &w->saved) != SQLITE_OK)
		return -ENOMEM;
	return copy_database(w->store->db, w->saved);
}

int world_restore(struct world *w)
{
	w->seed = SEED;
	return copy_database(w->saved, w->store->db);
}
