/*
 * Making, listing and removing cards; the store's private PKI as files.
 */
#include "card_internal.h"
#include "eim.h"
#include "pki.h"
#include "profile.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int fill_from_env(void *ctx, uint8_t *buf, size_t len)
{
	const struct softeuicc_env *env = ctx;

	return env->random(env->ctx, buf, len);
}

/* Randomness of an environment. The environment must outlive the answer. */
static struct crypto_random random_of(const struct softeuicc_env *env)
{
	if (!env || !env->random)
		return (struct crypto_random){ NULL, NULL };
	return (struct crypto_random){ fill_from_env, (void *)(uintptr_t)env };
}

static int choose_eid(const struct pki *pki, const char *wanted, const struct crypto_random *rnd,
                      char ret_eid[EID_DIGITS + 1], const char **ret_error)
{
	uint8_t octets[EID_LEN];
	char own[EID_DIGITS + 1];

	if (!wanted && !pki_own_eid(pki, own))
		return pki_random_eid(pki, rnd, ret_eid);
	if (!eid_parse(wanted ? wanted : own, octets)) {
		*ret_error = wanted ? "EID: not 32 digits with valid check digits"
		                    : "PKI: the eUICC certificate names no valid EID";
		return -EINVAL;
	}
	memcpy(ret_eid, wanted ? wanted : own, EID_DIGITS + 1);
	return 0;
}

static int insert_card(struct softeuicc_store *store, const struct softeuicc_card_options *o,
                       const struct pki *pki, const struct crypto_random *rnd,
                       const char **ret_error)
{
	struct persona *persona;
	char *json;
	char eid[EID_DIGITS + 1];
	int r = choose_eid(pki, o->eid, rnd, eid, ret_error);

	if (r == 0)
		r = persona_load(o->persona ? o->persona : CARD_DEFAULT_NAME, &persona, &json,
		                 ret_error);
	if (r < 0)
		return r;
	r = store_exec(store,
	               "INSERT INTO card (name, eid, persona, persona_json, default_dp)"
	               " VALUES (?, ?, ?, ?, nullif(?, ''))",
	               "ttttt", o->name ? o->name : CARD_DEFAULT_NAME, eid, persona->name, json,
	               persona->default_dp);
	persona_free(persona);
	free(json);
	if (r < 0) {
		*ret_error = r == -EEXIST ? "a card of this name exists" : "store";
		return r;
	}
	return pki_personalise(pki, store, store_last_id(store), eid, !o->unchecked, rnd,
	                       ret_error);
}

/* An eIM that the card knows from manufacture on, as if by AddInitialEim [SGP.32 3.5.2]. */
static int associate(struct softeuicc_card *card, struct span der, struct arena *a,
                     const char **ret_error)
{
	struct eim_configuration_data config;
	struct asn1_error error;
	struct eim ignored;

	*ret_error = "eIM: the persona is no IoT eUICC";
	if (!persona_is_iot(card->persona))
		return -EINVAL;
	*ret_error = "eIM: not an EimConfigurationData in DER";
	if (!asn1_decode(&eim_configuration_data_type, 0x30, der, &config, a, &error))
		return -EINVAL;
	*ret_error = "eIM: the card refuses the configuration";
	return eim_add(card, &config, a, &ignored) == ADD_EIM_RESULT_OK ? 0 : -EINVAL;
}

static int add_eim(struct softeuicc_store *store, const struct softeuicc_card_options *o,
                   const char **ret_error)
{
	const struct span der = { o->eim_config, o->eim_config_len };
	struct softeuicc_card card = { .lock = -1 };
	struct arena a = { malloc(CARD_ARENA_SIZE), CARD_ARENA_SIZE, 0 };
	int r = a.buf ? card_load(store, o->name ? o->name : CARD_DEFAULT_NAME, &card) : -ENOMEM;

	if (r == 0)
		r = associate(&card, der, &a, ret_error);
	card_unload(&card);
	free(a.buf);
	return r;
}

int softeuicc_card_create(struct softeuicc_store *store,
                          const struct softeuicc_card_options *options,
                          const struct softeuicc_env *env, const char **ret_error)
{
	const struct crypto_random rnd = random_of(env);
	const char *ignored;
	struct pki pki;
	int r;

	if (!ret_error)
		ret_error = &ignored;
	*ret_error = "store";
	if (options->pki)
		r = pki_load_folder(options->pki, &pki);
	else
		r = pki_load_store(store, &rnd, &pki);
	if (r < 0) {
		*ret_error = "PKI: cannot be read";
		return r;
	}
	r = insert_card(store, options, &pki, &rnd, ret_error);
	pki_free(&pki);
	if (r == 0 && options->eim_config)
		r = add_eim(store, options, ret_error);
	if (r == 0)
		r = store_commit(store);
	else
		store_rollback(store);
	return r;
}

int softeuicc_card_remove(struct softeuicc_store *store, const char *name)
{
	struct softeuicc_card *card;
	STORE_STMT *stmt = NULL;
	/* Opening takes the lock: a card in use is not pulled from under its reader. */
	int r = softeuicc_card_open(store, name, NULL, &card);

	if (r < 0)
		return r;
	stmt = store_query(store, "SELECT id FROM profile WHERE card_id = ?", "i", card->id);
	while (r == 0 && store_step(stmt) == 1)
		r = uicc_store_remove(store, sqlite3_column_int64(stmt, 0));
	store_done(&stmt);
	if (r == 0)
		r = store_exec(store, "DELETE FROM card WHERE id = ?", "i", card->id);
	if (r == 0)
		r = store_commit(store);
	else
		store_rollback(store);
	softeuicc_card_close(card);
	return r;
}

int softeuicc_store_list(struct softeuicc_store *store,
                         int (*visit)(void *ctx, const struct softeuicc_card_info *i), void *ctx)
{
	STORE_STMT *stmt = store_query(
	        store,
	        "SELECT name, eid, persona, (SELECT count(*) FROM profile WHERE card_id = card.id),"
	        " (SELECT iccid FROM profile WHERE card_id = card.id AND state = 1)"
	        " FROM card ORDER BY name",
	        "");
	int r;

	while ((r = store_step(stmt)) == 1) {
		char digits[ICCID_DIGITS_MAX + 1];
		struct span iccid = store_blob(stmt, 4);
		struct softeuicc_card_info info = {
			.name = (const char *)sqlite3_column_text(stmt, 0),
			.eid = (const char *)sqlite3_column_text(stmt, 1),
			.persona = (const char *)sqlite3_column_text(stmt, 2),
			.profiles = (unsigned)sqlite3_column_int(stmt, 3),
		};

		if (iccid.ptr) {
			iccid_digits(iccid, digits);
			info.enabled_iccid = digits;
		}
		r = visit(ctx, &info);
		if (r)
			return r;
	}
	return r;
}

int softeuicc_pki_create(const char *folder, const struct softeuicc_env *env)
{
	const struct crypto_random rnd = random_of(env);
	struct pki pki;
	int r = pki_load_folder(folder, &pki);

	if (r == 0) {
		r = pki_has_ci(&pki) ? -EEXIST : 0;
		pki_free(&pki);
	} else if (r == -ENOENT) {
		r = 0;
	}
	if (r == 0)
		r = pki_generate(&rnd, &pki);
	if (r < 0)
		return r;
	r = pki_save_folder(&pki, folder);
	pki_free(&pki);
	return r;
}

int softeuicc_store_export_pki(struct softeuicc_store *store, const char *folder,
                               const struct softeuicc_env *env)
{
	const struct crypto_random rnd = random_of(env);
	struct pki pki;
	int r = pki_load_store(store, &rnd, &pki);

	if (r < 0)
		return r;
	r = pki_save_folder(&pki, folder);
	pki_free(&pki);
	return r;
}

const char *softeuicc_version(void)
{
	return SOFTEUICC_VERSION;
}
