/*
 * What a card holds of SGP.32: eIMs, eUICC Package Results, references, counters.
 */
#include "show.h"

#include "asn1/iot.h"
#include "crypto/hash.h"
#include "eim.h"
#include "profile.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- eIMs ---- */

/* The key that verifies packages, and in which form it came. */
static void put_key(json_t *o, const struct eim *eim, struct arena *a)
{
	struct span sequence;
	bool certificate;

	if (!eim_read_key_data(eim->config.eim_public_key_data, a, &certificate, &sequence))
		return;
	json_object_set_new(o, "eimPublicKey", show_hex(SPAN(eim->key.point)));
	json_object_set_new(o, "eimPublicKeyCurve", json_string(show_curve(eim->key.curve)));
	json_object_set_new(o, "eimCertificate", json_boolean(certificate));
}

/* What the device shall trust for TLS, by its fingerprint: SHA-256 over the certificate or the key. */
static void put_tls_trust(json_t *o, const struct eim *eim, struct arena *a)
{
	uint8_t digest[SHA256_LEN];
	struct span sequence;
	bool certificate;

	if (eim_read_key_data(eim->config.trusted_public_key_data_tls, a, &certificate,
	                      &sequence) &&
	    sha256(&sequence, 1, digest) == 0)
		json_object_set_new(o, certificate ? "trustedCertificateTls" : "trustedEimPkTls",
		                    show_hex(SPAN(digest)));
}

struct eims {
	json_t *list;
	struct arena *arena;
};

static int add_eim(void *ctx, const struct eim *eim)
{
	struct eims *eims = ctx;
	const struct eim_configuration_data *c = &eim->config;
	json_t *o = json_object();

	show_put_text(o, "eimId", c->eim_id);
	show_put_text(o, "eimFqdn", c->eim_fqdn);
	if (c->eim_id_type.set)
		json_object_set_new(o, "eimIdType",
		                    json_string(show_name(eim_id_type_names, c->eim_id_type.v)));
	json_object_set_new(o, "counterValue", json_integer(eim->counter));
	if (eim->has_token)
		json_object_set_new(o, "associationToken", json_integer(eim->token));
	put_key(o, eim, eims->arena);
	put_tls_trust(o, eim, eims->arena);
	if (c->eim_supported_protocol.set)
		json_object_set_new(
		        o, "eimSupportedProtocol",
		        show_bits(eim_supported_protocol_names, c->eim_supported_protocol.v));
	if (c->euicc_ci_pkid.ptr)
		json_object_set_new(o, "euiccCiPKId", show_hex(c->euicc_ci_pkid));
	json_object_set_new(o, "indirectProfileDownload",
	                    json_boolean(c->indirect_profile_download));
	json_array_append_new(eims->list, o);
	return 0;
}

/* ---- package results ---- */

/*
 * The lines of a printed result that have something to say: "enableResult: ok (0)"; of one with an
 * alternative inside, its first line too: "addEimResult: associationToken: 1".
 */
static json_t *result_string(const struct euicc_result_data *result)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	json_t *json = NULL;
	char *end;

	if (!out)
		return NULL;
	asn1_print(&euicc_result_data_type, result, 0, out);
	if (fclose(out) == 0 && len > 0) {
		end = text + strcspn(text, "\n");
		if (end > text && end[-1] == ':' && *end) {
			size_t indent = strspn(end, "\n ");

			memmove(end + 1, end + indent, strlen(end + indent) + 1);
			*end = ' ';
			end += strcspn(end, "\n");
		}
		if (end > text && end[-1] == ':')
			end--;
		json = json_stringn(text, (size_t)(end - text));
	}
	free(text);
	return json;
}

/* What a stored result says: which package it answers, and what became of its operations. */
static void put_content(json_t *o, struct span content, struct arena *a)
{
	struct euicc_package_result result;
	struct euicc_package_result_data_signed data;
	struct asn1_error ignored;
	const struct euicc_result_data *items;
	json_t *list = json_array();

	a->used = 0;
	if (asn1_decode(&euicc_package_result_type, IOT_TAG_LOAD_EUICC_PACKAGE,
	                arena_copy(a, content), &result, a, &ignored) &&
	    result.which == EUICC_PACKAGE_RESULT_EUICC_PACKAGE_RESULT_SIGNED &&
	    asn1_decode(&euicc_package_result_data_signed_type, 0x30,
	                result.euicc_package_result_signed->euicc_package_result_data_signed, &data,
	                a, &ignored)) {
		json_object_set_new(o, "counterValue", json_integer(data.counter_value.v));
		if (data.eim_transaction_id.ptr)
			json_object_set_new(o, "eimTransactionId",
			                    show_hex(data.eim_transaction_id));
		items = data.euicc_result.items;
		for (size_t i = 0; i < data.euicc_result.count; i++) {
			json_t *item = json_object();

			json_object_set_new(item, "result", result_string(&items[i]));
			json_array_append_new(list, item);
		}
	}
	json_object_set_new(o, "results", list);
}

static int add_package_results(const struct softeuicc_card *card, json_t *root, struct arena *a)
{
	STORE_STMT *stmt = store_query(card->store,
	                               "SELECT sequence, eim_id, content FROM package_result"
	                               " WHERE card_id = ? ORDER BY sequence",
	                               "i", card->id);
	json_t *list = json_array();
	int r;

	while ((r = store_step(stmt)) == 1) {
		json_t *o = json_object();

		json_object_set_new(o, "sequence", json_integer(sqlite3_column_int64(stmt, 0)));
		show_put_text(o, "eimId", store_blob(stmt, 1));
		put_content(o, store_blob(stmt, 2), a);
		json_array_append_new(list, o);
	}
	json_object_set_new(root, "packageResults", list);
	return r;
}

/* ---- references and settings ---- */

/* The profile that a reference of the card names, by its ICCID. */
static void put_reference(const struct softeuicc_card *card, enum profile_reference which,
                          json_t *root, const char *key)
{
	struct profile p;

	/* An Emergency Profile that refers to itself returns to none. */
	if (profile_referred(card, which, &p) == 0 &&
	    !(which == PROFILE_EMERGENCY_RETURN && p.ecall))
		json_object_set_new(root, key, show_iccid(SPAN(p.iccid)));
}

static int add_settings(const struct softeuicc_card *card, json_t *root)
{
	STORE_STMT *stmt = store_query(card->store,
	                               "SELECT immediate_enable, immediate_dp_oid,"
	                               " immediate_dp_address, next_token,"
	                               " EXISTS (SELECT 1 FROM rollback WHERE card_id = card.id)"
	                               " FROM card WHERE id = ?",
	                               "i", card->id);

	if (store_step(stmt) != 1)
		return -EIO;
	json_object_set_new(root, "immediateEnable", json_boolean(sqlite3_column_int(stmt, 0)));
	if (store_blob(stmt, 1).ptr)
		json_object_set_new(root, "immediateEnableSmdpOid", show_oid(store_blob(stmt, 1)));
	show_put_text(root, "immediateEnableSmdpAddress", store_blob(stmt, 2));
	json_object_set_new(root, "nextAssociationToken",
	                    json_integer(sqlite3_column_int64(stmt, 3)));
	json_object_set_new(root, "rollbackAllowed", json_boolean(sqlite3_column_int(stmt, 4)));
	return 0;
}

int show_add_iot(const struct softeuicc_card *card, json_t *root, struct arena *a)
{
	struct eims eims = { json_array(), a };

	json_object_set_new(root, "eims", eims.list);
	put_reference(card, PROFILE_FALLBACK, root, "fallbackProfile");
	put_reference(card, PROFILE_FALLBACK_RETURN, root, "returnFromFallbackTo");
	json_object_set_new(root, "emergency", json_boolean(profile_ecall_active(card)));
	put_reference(card, PROFILE_EMERGENCY_RETURN, root, "returnFromEmergencyTo");
	a->used = 0;
	if (eim_each(card, a, add_eim, &eims) < 0 || add_settings(card, root) < 0)
		return -EIO;
	return add_package_results(card, root, a);
}
