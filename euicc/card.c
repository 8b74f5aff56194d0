/*
 * A card's life: loading, power, reset, transactions, the switch of the enabled profile.
 */
#include "card.h"

#include "bpp.h"
#include "card_internal.h"
#include "dispatch.h"
#include "es10.h"
#include "pir.h"
#include "profile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void card_log(const struct softeuicc_card *card, enum softeuicc_log_level level, const char *fmt,
              ...)
{
	char line[512];
	va_list ap;

	if (!card->env.log)
		return;
	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	card->env.log(card->env.ctx, level, line);
}

int card_find_credential(const struct softeuicc_card *card, struct span ci_ski, bool can_sign)
{
	for (size_t i = 0; i < card->n_credentials; i++) {
		const struct credential *c = &card->credentials[i];

		if (ci_ski.ptr && span_equal(c->ci.ski, ci_ski) && (c->can_sign || !can_sign))
			return (int)i;
	}
	return -1;
}

int card_default_credential(const struct softeuicc_card *card)
{
	for (size_t i = 0; i < card->n_credentials; i++)
		if (card->credentials[i].can_sign)
			return (int)i;
	return -1;
}

const struct cert *card_ci(struct softeuicc_card *card, size_t credential)
{
	struct credential *c = &card->credentials[credential];

	/* Without a handle verification is slower, and no different. */
	if (!c->ci_key && ec_handle_public(&c->ci.key, &c->ci_key) == 0)
		c->ci.key_handle = c->ci_key;
	return &c->ci;
}

int card_verify(struct softeuicc_card *card, const struct ec_public *key, const struct span *parts,
                size_t n, struct span signature)
{
	int r = ec_handle_rekey(&card->peer_key, key);

	return r < 0 ? r : ec_handle_verify(card->peer_key, parts, n, signature);
}

int card_sign(struct softeuicc_card *card, size_t credential, const struct span *parts, size_t n,
              uint8_t ret_signature[EC_SIGNATURE_LEN])
{
	struct credential *c = &card->credentials[credential];
	int r = 0;

	if (card->random.fill)
		return ec_sign(&c->key, parts, n, ret_signature);
	if (!c->signer)
		r = ec_handle_private(&c->key, &c->signer);
	return r < 0 ? r : ec_handle_sign(c->signer, parts, n, ret_signature);
}

/* ---- loading ---- */

/* Copies a certificate into *p and cuts it there. */
static bool take_certificate(uint8_t **p, struct span der, struct cert *ret_cert)
{
	memcpy(*p, der.ptr, der.len);
	if (!cert_parse((struct span){ *p, der.len }, ret_cert))
		return false;
	*p += der.len;
	return true;
}

static int load_credential(sqlite3_stmt *row, struct credential *ret)
{
	struct span ci = store_blob(row, 1), eum = store_blob(row, 2);
	struct span euicc = store_blob(row, 3), key = store_blob(row, 4);
	struct credential c = { .position = sqlite3_column_int64(row, 0) };
	uint8_t *p = c.der = malloc(ci.len + eum.len + euicc.len + 1);
	bool ok;

	if (!p)
		return -ENOMEM;
	ok = take_certificate(&p, ci, &c.ci);
	if (ok && key.ptr) {
		ok = key.len == EC_SCALAR_LEN && eum.ptr && euicc.ptr &&
		     take_certificate(&p, eum, &c.eum) && take_certificate(&p, euicc, &c.euicc) &&
		     ec_private_from_scalar(c.euicc.key.curve, key.ptr, &c.key) == 0;
		c.can_sign = ok;
	}
	if (!ok) {
		free(c.der);
		return -EBADF;
	}
	*ret = c;
	return 0;
}

static int load_credentials(struct softeuicc_card *card)
{
	STORE_STMT *stmt = store_query(card->store,
	                               "SELECT position, ci_cert, eum_cert, euicc_cert, euicc_key"
	                               " FROM credential WHERE card_id = ? ORDER BY position",
	                               "i", card->id);
	int r;

	while ((r = store_step(stmt)) == 1) {
		struct credential *more = realloc(card->credentials,
		                                  (card->n_credentials + 1) * sizeof(*more));

		if (!more)
			return -ENOMEM;
		card->credentials = more;
		r = load_credential(stmt, &more[card->n_credentials]);
		if (r < 0)
			return r;
		card->n_credentials++;
	}
	if (r == 0 && card_default_credential(card) < 0)
		r = -EBADF;
	return r;
}

int card_load(struct softeuicc_store *store, const char *name, struct softeuicc_card *card)
{
	STORE_STMT *stmt = store_query(store,
	                               "SELECT id, name, eid, persona_json FROM card"
	                               " WHERE name = ?",
	                               "t", name ? name : CARD_DEFAULT_NAME);
	const char *error;
	int r = store_step(stmt);

	card->lock = -1; /* card_unload() must not close descriptor 0 */
	if (r <= 0)
		return r < 0 ? r : -ENOENT;
	card->store = store;
	card->id = sqlite3_column_int64(stmt, 0);
	card->name = strdup((const char *)sqlite3_column_text(stmt, 1));
	if (!card->name || !eid_parse((const char *)sqlite3_column_text(stmt, 2), card->eid))
		return card->name ? -EBADF : -ENOMEM;
	r = persona_parse((const char *)sqlite3_column_text(stmt, 3), &card->persona, &error);
	return r < 0 ? r : load_credentials(card);
}

void card_unload(struct softeuicc_card *card)
{
	for (size_t i = 0; i < card->n_credentials; i++) {
		ec_handle_free(card->credentials[i].ci_key);
		ec_handle_free(card->credentials[i].signer);
		ec_private_wipe(&card->credentials[i].key);
		free(card->credentials[i].der);
	}
	free(card->credentials);
	ec_handle_free(card->peer_key);
	persona_free(card->persona);
	free(card->name);
	if (card->lock >= 0)
		close(card->lock);
}

/* One octet of a lock file beside the database stands for a card; the kernel frees it at exit. */
static int take_lock(struct softeuicc_card *card)
{
	const char *db = sqlite3_db_filename(card->store->db, "main");
	struct flock lock = {
		.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = card->id, .l_len = 1
	};
	char path[4096];

	if (!db || !*db) /* in memory: nobody else can open it */
		return 0;
	if (snprintf(path, sizeof(path), "%s-lock", db) >= (int)sizeof(path))
		return -ENAMETOOLONG;
	card->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (card->lock < 0)
		return -errno;
	if (fcntl(card->lock, F_OFD_SETLK, &lock) < 0)
		return errno == EAGAIN || errno == EACCES ? -EBUSY : -errno;
	return 0;
}

static int fill_random(void *ctx, uint8_t *buf, size_t len)
{
	struct softeuicc_card *card = ctx;

	return card->env.random(card->env.ctx, buf, len);
}

int softeuicc_card_open(struct softeuicc_store *store, const char *name,
                        const struct softeuicc_env *env, struct softeuicc_card **ret_card)
{
	struct softeuicc_card *card = calloc(1, sizeof(*card));
	int r;

	if (!card)
		return -ENOMEM;
	r = card_load(store, name, card);
	if (r == 0)
		r = take_lock(card);
	if (r < 0) {
		card_unload(card);
		free(card);
		return r;
	}
	if (env)
		card->env = *env;
	if (card->env.random)
		card->random = (struct crypto_random){ fill_random, card };
	*ret_card = card;
	return 0;
}

void softeuicc_card_close(struct softeuicc_card *card)
{
	if (!card)
		return;
	softeuicc_card_power_off(card);
	explicit_bzero(&card->retry, sizeof(card->retry));
	card_unload(card);
	free(card);
}

/* ---- power ---- */

size_t softeuicc_card_atr(const struct softeuicc_card *card, uint8_t *atr)
{
	memcpy(atr, card->persona->atr, card->persona->atr_len);
	return card->persona->atr_len;
}

/* Shows the profile that the store says is enabled, or none. */
static int load_uicc(struct softeuicc_card *card)
{
	struct uicc *u = NULL;
	struct profile enabled;
	int r = profile_enabled(card, &enabled);

	if (r == 0)
		r = uicc_store_load(card->store, enabled.id, &u);
	if (r > 0 || r < 0)
		u = uicc_new_bare(); /* a damaged profile must not make the ISD-R unreachable */
	if (!u)
		return -ENOMEM;
	if (r < 0)
		card_log(card, SOFTEUICC_LOG_ERROR, "the enabled profile cannot be loaded");
	uicc_free(card->uicc);
	card->uicc = u;
	uicc_set_random(u, &card->random);
	uicc_set_download(u, &(struct uicc_download){ ota_download, card });
	memset(&card->reassembly, 0, sizeof(card->reassembly));
	ota_ram_reset(&card->ram);
	card->switch_time = SWITCH_NONE;
	for (size_t i = 0; i < CHANNEL_COUNT; i++)
		uicc_context_init(u, &card->channels[i].uicc);
	return 0;
}

static bool power_on(struct softeuicc_card *card)
{
	if (!card->arena.buf)
		card->arena = (struct arena){ malloc(CARD_ARENA_SIZE), CARD_ARENA_SIZE, 0 };
	if (!card->response)
		card->response = malloc(CARD_RESPONSE_MAX);
	return card->arena.buf && card->response;
}

void softeuicc_card_reset(struct softeuicc_card *card)
{
	softeuicc_card_power_off(card);
	if (!power_on(card) || load_uicc(card) < 0) {
		softeuicc_card_power_off(card);
		return;
	}
	/* A download that the last power cut ended is reported now. */
	if (pir_report_interruption(card, &card->arena) < 0 || store_commit(card->store) < 0)
		store_rollback(card->store);
	channel_open(&card->channels[0], card->uicc);
}

void softeuicc_card_power_off(struct softeuicc_card *card)
{
	store_rollback(card->store);
	rsp_session_end(&card->session);
	for (size_t i = 0; i < CHANNEL_COUNT; i++)
		channel_close(&card->channels[i]);
	cat_reset(&card->cat);
	memset(&card->installed, 0, sizeof(card->installed));
	ota_ram_reset(&card->ram);
	uicc_free(card->uicc);
	card->uicc = NULL;
	free(card->arena.buf);
	card->arena = (struct arena){ 0 };
	free(card->response);
	card->response = NULL;
}

/* ---- commands ---- */

size_t softeuicc_card_transmit(struct softeuicc_card *card, const uint8_t *capdu, size_t len,
                               uint8_t *rapdu)
{
	struct response r = { card->response, CARD_RESPONSE_MAX, 0, false };

	if (!card->uicc) { /* not powered, or no memory when it was */
		rapdu[0] = SW_TECHNICAL >> 8;
		rapdu[1] = SW_TECHNICAL & 0xFF;
		return 2;
	}
	return dispatch(card, (struct span){ capdu, len }, &r, rapdu);
}

/* What a failed transaction has left in memory may no longer be what is stored. */
static void resynchronise(struct softeuicc_card *card)
{
	store_rollback(card->store);
	card_abandon_session(card);
	memset(&card->installed, 0, sizeof(card->installed));
	card->switch_time = SWITCH_AT_ANSWER;
}

int card_end_transaction(struct softeuicc_card *card, bool keep)
{
	int r = 0;

	if (!card->store->in_transaction)
		return 0;
	if (keep)
		r = store_commit(card->store);
	if (!keep || r < 0)
		resynchronise(card);
	else if (card->switch_time == SWITCH_AT_REFRESH && !cat_busy(&card->cat))
		cat_refresh(&card->cat); /* not before: there must be something to show */
	return r;
}

void card_schedule_switch(struct softeuicc_card *card, bool refresh)
{
	/* Where the terminal cannot, there is nobody to refresh: the answer's end is enough. */
	card->switch_time = refresh && card->cat.can_refresh ? SWITCH_AT_REFRESH : SWITCH_AT_ANSWER;
}

void card_apply_switch(struct softeuicc_card *card)
{
	if (card->switch_time == SWITCH_AT_ANSWER && load_uicc(card) < 0)
		card_log(card, SOFTEUICC_LOG_ERROR, "no memory for the enabled profile");
}

void card_abandon_session(struct softeuicc_card *card)
{
	/* Committed by itself: it has happened, whatever becomes of the command that caused it. */
	if (card->session.state == RSP_LOADING &&
	    (pir_report_interruption(card, &card->arena) < 0 || store_commit(card->store) < 0)) {
		store_rollback(card->store); /* the mark stays: the next reset reports it */
		card_log(card, SOFTEUICC_LOG_ERROR, "an interruption could not be reported");
	}
	rsp_session_end(&card->session);
}

void card_abandon_loading(struct softeuicc_card *card, const struct channel *ch)
{
	if (card->session.state == RSP_LOADING && card->session.channel == ch)
		card_abandon_session(card);
}
