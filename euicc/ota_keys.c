/*
 * Keys of security domains for secured packets, their counters, and the minimum security level
 * [TS 102 225 5.1.1 to 5.1.4, TS 102 226 8.2.1.3.2.4].
 *
 * Key sets 01 to 0F are for SCP80: key 1 is KIc, key 2 is KID, key 3 enciphers keys for PUT KEY; the
 * upper halves of the octets KIc and KID of a packet name the set. Each set has one counter for each
 * KID that it has had: none is ever forgotten, so that old packets do not count again when a key comes
 * back.
 */
#include "ota_internal.h"

#include "schema.h"

#include <string.h>

enum { KEY_ID_KIC = 1, KEY_ID_KID = 2, KEY_ID_DEK = 3 };

/* Types of keys [GlobalPlatform Card Specification 11.1.8]. */
enum { KEY_TYPE_DES = 0x80, KEY_TYPE_DES_LAST = 0x84, KEY_TYPE_AES = 0x88 };

const char ota_store_schema[] =
        /* Counter of the last secured packet that a key set has accepted. */
        "CREATE TABLE uicc_ota_counter ("
        " profile_id INTEGER NOT NULL REFERENCES uicc_profile(profile_id) ON DELETE CASCADE,"
        " domain INTEGER NOT NULL," /* position of its security domain in uicc_element */
        " kvn INTEGER NOT NULL,"    /* key version number */
        " counter INTEGER NOT NULL,"
        " PRIMARY KEY (profile_id, domain, kvn));";

const char ota_kid_schema[] =
        "CREATE TABLE uicc_ota_counter_new ("
        " profile_id INTEGER NOT NULL REFERENCES uicc_profile(profile_id) ON DELETE CASCADE,"
        " domain INTEGER NOT NULL,"
        " kvn INTEGER NOT NULL,"
        " kid BLOB NOT NULL," /* check value of the KID; empty: of any, for it is not known */
        " counter INTEGER NOT NULL,"
        " PRIMARY KEY (profile_id, domain, kvn, kid));"
        "INSERT INTO uicc_ota_counter_new"
        " SELECT profile_id, domain, kvn, x'', counter FROM uicc_ota_counter;"
        "DROP TABLE uicc_ota_counter;"
        "ALTER TABLE uicc_ota_counter_new RENAME TO uicc_ota_counter;";

bool ota_security_suffices(uint8_t spi, uint8_t minimum)
{
	return (spi & SCP80_SPI1_CHECK) >= (minimum & SCP80_SPI1_CHECK) &&
	       (spi & SCP80_SPI1_CIPHERED) >= (minimum & SCP80_SPI1_CIPHERED) &&
	       (spi & SCP80_SPI1_COUNTER) >= (minimum & SCP80_SPI1_COUNTER);
}

static void take_key(const struct saip_key *in, struct scp80_key *ret_key, uint8_t *ret_mac_length)
{
	const struct saip_key_component *c = in->components.items;
	uint8_t type = c->type.len == 1 ? c->type.ptr[0] : 0;

	/* Implicit DES keys of 16 or 24 octets, AES keys of 16: what secured packets can use. */
	if (c->data.len != 16 && c->data.len != SCP80_KEY_MAX)
		return;
	if (type >= KEY_TYPE_DES && type <= KEY_TYPE_DES_LAST)
		ret_key->type = SCP80_KEY_DES;
	else if (type == KEY_TYPE_AES)
		ret_key->type = SCP80_KEY_AES;
	else
		return;
	memcpy(ret_key->value, c->data.ptr, c->data.len);
	ret_key->len = c->data.len;
	if (ret_mac_length && c->mac_length.v <= UINT8_MAX)
		*ret_mac_length = (uint8_t)c->mac_length.v;
}

/* Counters longer than those of a packet have no meaning here: only the last five octets count. */
static uint64_t counter_value(struct span octets)
{
	uint64_t v = 0;

	for (size_t i = 0; octets.ptr && i < octets.len; i++)
		v = v << 8 | octets.ptr[i];
	return v & ((1ULL << SCP80_COUNTER_MAX_BITS) - 1);
}

/* The version that the octets which matter name; 0: they differ, or none does. */
static uint8_t key_version(const struct scp80_header *h)
{
	bool ciphered = h->spi[0] & SCP80_SPI1_CIPHERED;
	bool checked = (h->spi[0] & SCP80_SPI1_CHECK) == SCP80_CC;
	uint8_t kic = h->kic >> 4, kid = h->kid >> 4;

	if (ciphered && checked && kic != kid)
		return 0;
	return ciphered ? kic : kid;
}

bool ota_find_keys(const struct ota_application *app, const struct scp80_header *header,
                   struct ota_key_set *ret_keys)
{
	const struct saip_key *key = app->domain->keys.items;
	struct ota_key_set set = { .version = key_version(header) };
	bool found = false;

	for (size_t i = 0; set.version && i < app->domain->keys.count; i++, key++) {
		if (key->version.ptr[0] != set.version)
			continue;
		found = true;
		if (key->identifier.ptr[0] == KEY_ID_KIC)
			take_key(key, &set.keys.kic, NULL);
		if (key->identifier.ptr[0] == KEY_ID_DEK)
			take_key(key, &set.dek, NULL);
		if (key->identifier.ptr[0] != KEY_ID_KID)
			continue;
		take_key(key, &set.keys.kid, &set.keys.cmac_len);
		set.initial_counter = counter_value(key->counter);
	}
	if (found)
		*ret_keys = set;
	explicit_bzero(&set, sizeof(set));
	return found;
}

/* What tells a KID from others, in the caller's memory; empty: there is none. */
static struct span kid_of(const struct ota_key_set *keys, uint8_t value[SCP80_KEY_CHECK_LEN])
{
	const int r = scp80_key_check_value(&keys->keys.kid, value);

	return (struct span){ value, r < 0 ? 0 : SCP80_KEY_CHECK_LEN };
}

int ota_counter_read(const struct uicc *u, const struct ota_application *app,
                     const struct ota_key_set *keys, uint64_t *ret_counter)
{
	uint8_t value[SCP80_KEY_CHECK_LEN] = { 0 };
	STORE_STMT *stmt = store_query(uicc_store(u),
	                               "SELECT counter FROM uicc_ota_counter"
	                               " WHERE profile_id = ? AND domain = ? AND kvn = ?"
	                               " AND kid IN (?, x'') ORDER BY counter DESC LIMIT 1",
	                               "iiib", uicc_profile_id(u), app->position,
	                               (int64_t)keys->version, kid_of(keys, value));
	int r = store_step(stmt);

	if (r < 0)
		return r;
	*ret_counter = r == 1 ? (uint64_t)sqlite3_column_int64(stmt, 0) : keys->initial_counter;
	return 0;
}

int ota_counter_write(const struct uicc *u, const struct ota_application *app,
                      const struct ota_key_set *keys, uint64_t counter)
{
	uint8_t value[SCP80_KEY_CHECK_LEN] = { 0 };

	return store_exec(uicc_store(u),
	                  "INSERT OR REPLACE INTO uicc_ota_counter VALUES (?, ?, ?, ?, ?)", "iiibi",
	                  uicc_profile_id(u), app->position, (int64_t)keys->version,
	                  kid_of(keys, value), (int64_t)counter);
}

enum scp80_status ota_counter_check(uint8_t spi, uint64_t stored, uint64_t received)
{
	const uint64_t last = (1ULL << SCP80_COUNTER_MAX_BITS) - 1;
	uint8_t rule = spi & SCP80_SPI1_COUNTER;

	if (rule != SCP80_SPI1_COUNTER_HIGHER && rule != SCP80_SPI1_COUNTER_NEXT)
		return SCP80_OK;
	if (stored == last)
		return SCP80_COUNTER_BLOCKED;
	if (received <= stored)
		return SCP80_COUNTER_LOW;
	if (rule == SCP80_SPI1_COUNTER_NEXT && received != stored + 1)
		return SCP80_COUNTER_HIGH;
	return SCP80_OK;
}
