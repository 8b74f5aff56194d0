/*
 * eIMs in the store.
 */
#include "eim.h"

#include "es10.h"

#include <errno.h>
#include <string.h>

enum { TOKEN_GENERATE = -1 };

/* ---- keys ---- */

static bool key_of_certificate(struct span der, struct ec_public *ret_key)
{
	struct cert c;

	if (!cert_parse(der, &c) || c.key.curve == EC_CURVE_NONE)
		return false;
	*ret_key = c.key;
	return true;
}

static bool key_of_spki(struct span der, struct ec_public *ret_key)
{
	struct der_tlv v;

	return der_whole(der, 0x30, &v) && ec_public_from_spki(v.value, ret_key) == 0 &&
	       ret_key->curve != EC_CURVE_NONE;
}

/* A SubjectPublicKeyInfo ends where a Certificate has its second SEQUENCE [RFC 5280 4.1]. */
static bool is_certificate(struct span sequence)
{
	struct der_reader r;
	struct der_tlv v;

	if (!der_whole(sequence, 0x30, &v))
		return false;
	r = der_reader(v.value);
	return der_next(&r, &v) && der_next(&r, &v) && v.tag == 0x30;
}

/* Reads the one element that there is. */
static bool only_element(struct span in, struct der_tlv *ret_tlv)
{
	struct der_reader r = der_reader(in);

	return in.ptr && der_next(&r, ret_tlv) && !der_more(&r);
}

bool eim_read_key_data(struct span key_data, struct arena *a, bool *ret_certificate,
                       struct span *ret_sequence)
{
	struct der_tlv v, nested;

	if (!only_element(key_data, &v) || !only_element(v.value, &v))
		return false;
	switch (v.tag) {
	case 0x30:
		*ret_certificate = is_certificate(v.whole);
		*ret_sequence = v.whole;
		return true;
	case 0xA0:
	case 0xA1:
		*ret_certificate = v.tag == 0xA1;
		*ret_sequence = der_whole(v.value, 0x30, &nested)
		                        ? nested.whole
		                        : es10_retag(v.whole, v.tag, 0x30, a);
		return ret_sequence->ptr;
	default:
		return false;
	}
}

/* The key in eimPublicKeyData: bare, or that of a certificate. */
static bool read_key(struct span key_data, struct arena *a, struct ec_public *ret_key)
{
	struct span sequence;
	bool certificate;

	if (!eim_read_key_data(key_data, a, &certificate, &sequence))
		return false;
	return certificate ? key_of_certificate(sequence, ret_key) : key_of_spki(sequence, ret_key);
}

/* ---- reading ---- */

#define EIM_COLUMNS "SELECT id, counter, token, config FROM eim WHERE card_id = ?"

static int take_row(sqlite3_stmt *stmt, struct arena *a, struct eim *ret_eim)
{
	struct eim e = { .id = sqlite3_column_int64(stmt, 0),
		         .counter = sqlite3_column_int64(stmt, 1),
		         .has_token = sqlite3_column_type(stmt, 2) != SQLITE_NULL,
		         .token = sqlite3_column_int64(stmt, 2) };
	struct asn1_error ignored;

	if (!asn1_decode(&eim_configuration_data_type, 0x30, arena_copy(a, store_blob(stmt, 3)),
	                 &e.config, a, &ignored))
		return -EBADF;
	if (e.config.eim_public_key_data.ptr && !read_key(e.config.eim_public_key_data, a, &e.key))
		return -EBADF;
	*ret_eim = e;
	return 0;
}

/* SQLite's texts end at U+0000, and neither an OID nor an FQDN has one: no eIM is called that. */
static bool is_name(struct span eim_id)
{
	return !memchr(eim_id.ptr, '\0', eim_id.len);
}

int eim_find(const struct softeuicc_card *card, struct span eim_id, struct arena *a,
             struct eim *ret_eim)
{
	STORE_STMT *stmt = store_query(card->store, EIM_COLUMNS " AND eim_id = CAST(? AS TEXT)",
	                               "ib", card->id, eim_id);
	int r = is_name(eim_id) ? store_step(stmt) : 0;

	if (r <= 0)
		return r < 0 ? r : 1;
	return take_row(stmt, a, ret_eim);
}

int eim_count(const struct softeuicc_card *card)
{
	STORE_STMT *stmt = store_query(card->store, "SELECT count(*) FROM eim WHERE card_id = ?",
	                               "i", card->id);
	int r = store_step(stmt);

	return r == 1 ? sqlite3_column_int(stmt, 0) : r;
}

int eim_each(const struct softeuicc_card *card, struct arena *a,
             int (*visit)(void *ctx, const struct eim *eim), void *ctx)
{
	STORE_STMT *stmt = store_query(card->store, EIM_COLUMNS " ORDER BY id", "i", card->id);
	int r;

	while ((r = store_step(stmt)) == 1) {
		struct eim eim;

		r = take_row(stmt, a, &eim);
		if (r == 0)
			r = visit(ctx, &eim);
		if (r != 0)
			return r;
	}
	return r;
}

struct span eim_token_object(const struct eim *eim, struct arena *a)
{
	uint8_t value[8];
	size_t n = sizeof(value);
	int64_t v = eim->has_token ? eim->token : 0;

	/* INTEGER, minimal, with its sign bit. */
	do {
		value[--n] = (uint8_t)v;
		v >>= 8;
	} while (n > 0 && (v != 0 || (value[n] & 0x80)));
	return es10_tlv(a, IOT_TAG_ASSOCIATION_TOKEN,
	                (struct span){ value + n, sizeof(value) - n });
}

/* ---- changing ---- */

/* Numbers of association tokens are those of the whole card. */
static int next_token(struct softeuicc_card *card, int64_t *ret_token)
{
	STORE_STMT *stmt = store_query(card->store, "SELECT next_token FROM card WHERE id = ?", "i",
	                               card->id);
	int r = store_step(stmt);

	if (r != 1)
		return r < 0 ? r : -EIO;
	*ret_token = sqlite3_column_int64(stmt, 0);
	return store_exec(card->store, "UPDATE card SET next_token = next_token + 1 WHERE id = ?",
	                  "i", card->id);
}

/*
 * eimPublicKeyData or trustedPublicKeyDataTls as the ASN.1 has them, whatever form they came in:
 * others must be able to read what GetEimConfigurationData tells. What is neither stays as it is; an
 * absent span: no memory.
 */
static struct span strict_key_data(struct span element, uint32_t tag, struct arena *a)
{
	struct span sequence, inner;
	bool certificate;

	if (!eim_read_key_data(element, a, &certificate, &sequence))
		return element;
	inner = es10_retag(sequence, 0x30, certificate ? 0xA1 : 0xA0, a);
	return inner.ptr ? es10_tlv(a, tag, inner) : inner;
}

/* What is stored of a configuration: all but counter and token, which have columns. */
static struct span stored_config(const struct eim_configuration_data *config, struct arena *a)
{
	struct eim_configuration_data c = *config;

	c.counter_value.set = false;
	c.association_token.set = false;
	c.eim_public_key_data = strict_key_data(c.eim_public_key_data, IOT_TAG_EIM_PUBLIC_KEY_DATA,
	                                        a);
	c.trusted_public_key_data_tls = strict_key_data(c.trusted_public_key_data_tls,
	                                                IOT_TAG_TRUSTED_PUBLIC_KEY_DATA_TLS, a);
	/* What got lost did so for want of memory. */
	if (!c.eim_public_key_data.ptr != !config->eim_public_key_data.ptr ||
	    !c.trusted_public_key_data_tls.ptr != !config->trusted_public_key_data_tls.ptr)
		return (struct span){ NULL, 0 };
	return asn1_encode_arena(&eim_configuration_data_type, 0x30, &c, a);
}

static bool counter_in_range(const struct asn1_int *counter)
{
	return !counter->set || (counter->v >= 0 && counter->v <= EIM_COUNTER_MAX);
}

static bool ci_known(const struct softeuicc_card *card, const struct eim_configuration_data *c)
{
	return !c->euicc_ci_pkid.ptr || card_find_credential(card, c->euicc_ci_pkid, true) >= 0;
}

static enum add_eim_result_code check_add(struct softeuicc_card *card,
                                          const struct eim_configuration_data *c, struct arena *a)
{
	struct ec_public key;
	struct eim existing;
	int found = eim_find(card, c->eim_id, a, &existing);
	int count = eim_count(card);

	if (found < 0 || count < 0)
		return ADD_EIM_RESULT_UNDEFINED;
	if (found == 0)
		return ADD_EIM_RESULT_ASSOCIATED_EIM_ALREADY_EXISTS;
	if ((uint32_t)count >= card->persona->max_eims)
		return ADD_EIM_RESULT_INSUFFICIENT_MEMORY;
	if (!ci_known(card, c))
		return ADD_EIM_RESULT_CI_PK_UNKNOWN;
	if (c->association_token.set && c->association_token.v != TOKEN_GENERATE)
		return ADD_EIM_RESULT_INVALID_ASSOCIATION_TOKEN;
	if (!counter_in_range(&c->counter_value))
		return ADD_EIM_RESULT_COUNTER_VALUE_OUT_OF_RANGE;
	if (!is_name(c->eim_id) ||
	    (c->eim_public_key_data.ptr && !read_key(c->eim_public_key_data, a, &key)))
		return ADD_EIM_RESULT_COMMAND_ERROR;
	return ADD_EIM_RESULT_OK;
}

static int insert(struct softeuicc_card *card, const struct eim_configuration_data *c,
                  struct arena *a)
{
	struct span config = stored_config(c, a);
	int64_t counter = c->counter_value.set ? c->counter_value.v : 0;
	int64_t token = 0;
	int r = c->association_token.set ? next_token(card, &token) : 0;

	if (r < 0 || !config.ptr)
		return r < 0 ? r : -ENOMEM;
	return store_exec(card->store,
	                  "INSERT INTO eim (card_id, eim_id, counter, token, config)"
	                  " VALUES (?, CAST(? AS TEXT), ?, nullif(?, 0), ?)",
	                  "ibiib", card->id, c->eim_id, counter, token, config);
}

enum add_eim_result_code eim_add(struct softeuicc_card *card,
                                 const struct eim_configuration_data *config, struct arena *a,
                                 struct eim *ret_eim)
{
	enum add_eim_result_code code = check_add(card, config, a);

	if (code != ADD_EIM_RESULT_OK)
		return code;
	if (insert(card, config, a) < 0 || eim_find(card, config->eim_id, a, ret_eim) != 0)
		return ADD_EIM_RESULT_UNDEFINED;
	return ADD_EIM_RESULT_OK;
}

static enum update_eim_result check_update(const struct softeuicc_card *card, const struct eim *old,
                                           const struct eim_configuration_data *c, struct arena *a)
{
	struct ec_public key;
	bool new_key = c->eim_public_key_data.ptr;

	if (!ci_known(card, c))
		return UPDATE_EIM_RESULT_CI_PK_UNKNOWN;
	if (!counter_in_range(&c->counter_value))
		return UPDATE_EIM_RESULT_COUNTER_VALUE_OUT_OF_RANGE;
	/* The token stays; an update must change something, and a counter goes back only with a key. */
	if (c->association_token.set ||
	    !(new_key || c->counter_value.set || c->eim_fqdn.ptr || c->eim_id_type.set ||
	      c->trusted_public_key_data_tls.ptr || c->eim_supported_protocol.set ||
	      c->euicc_ci_pkid.ptr || c->indirect_profile_download ||
	      c->esipa_proprietary_protocol_information.ptr) ||
	    (c->counter_value.set && c->counter_value.v < old->counter && !new_key) ||
	    (new_key && !read_key(c->eim_public_key_data, a, &key)))
		return UPDATE_EIM_RESULT_COMMAND_ERROR;
	return UPDATE_EIM_RESULT_OK;
}

/* The stored configuration with the components of a change laid over it. */
static struct eim_configuration_data merge(const struct eim_configuration_data *old,
                                           const struct eim_configuration_data *c)
{
	struct eim_configuration_data m = *old;

	if (c->eim_fqdn.ptr)
		m.eim_fqdn = c->eim_fqdn;
	if (c->eim_id_type.set)
		m.eim_id_type = c->eim_id_type;
	if (c->eim_public_key_data.ptr)
		m.eim_public_key_data = c->eim_public_key_data;
	if (c->trusted_public_key_data_tls.ptr)
		m.trusted_public_key_data_tls = c->trusted_public_key_data_tls;
	if (c->eim_supported_protocol.set)
		m.eim_supported_protocol = c->eim_supported_protocol;
	if (c->euicc_ci_pkid.ptr)
		m.euicc_ci_pkid = c->euicc_ci_pkid;
	if (c->indirect_profile_download)
		m.indirect_profile_download = true;
	if (c->esipa_proprietary_protocol_information.ptr)
		m.esipa_proprietary_protocol_information =
		        c->esipa_proprietary_protocol_information;
	return m;
}

enum update_eim_result eim_update(struct softeuicc_card *card,
                                  const struct eim_configuration_data *change, struct arena *a)
{
	struct eim_configuration_data merged;
	enum update_eim_result result;
	struct span config;
	struct eim old;
	int found = eim_find(card, change->eim_id, a, &old);

	if (found != 0)
		return found > 0 ? UPDATE_EIM_RESULT_EIM_NOT_FOUND : UPDATE_EIM_RESULT_UNDEFINED;
	result = check_update(card, &old, change, a);
	if (result != UPDATE_EIM_RESULT_OK)
		return result;
	merged = merge(&old.config, change);
	config = stored_config(&merged, a);
	if (!config.ptr ||
	    store_exec(card->store, "UPDATE eim SET counter = ?, config = ? WHERE id = ?", "ibi",
	               change->counter_value.set ? change->counter_value.v : old.counter, config,
	               old.id) < 0)
		return UPDATE_EIM_RESULT_UNDEFINED;
	return UPDATE_EIM_RESULT_OK;
}

int eim_remove(struct softeuicc_card *card, int64_t id)
{
	return store_exec(card->store, "DELETE FROM eim WHERE id = ?", "i", id);
}

int eim_remove_all(struct softeuicc_card *card)
{
	return store_exec(card->store, "DELETE FROM eim WHERE card_id = ?", "i", card->id);
}

int eim_raise_counter(struct softeuicc_card *card, struct span eim_id, int64_t counter)
{
	return store_exec(card->store,
	                  "UPDATE eim SET counter = max(counter, ?)"
	                  " WHERE card_id = ? AND eim_id = CAST(? AS TEXT)",
	                  "iib", counter, card->id, eim_id);
}
