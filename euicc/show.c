/*
 * What a card holds, for people and programs: one JSON tree, printed as it is or as text.
 */
#include "show.h"

#include "profile.h"

#include <errno.h>
#include <stdlib.h>

json_t *show_hex(struct span s)
{
	char *text = malloc(2 * s.len + 1);
	json_t *j;

	if (!text)
		return NULL;
	hex_encode(s, text);
	j = json_string(text);
	free(text);
	return j;
}

json_t *show_iccid(struct span iccid)
{
	char digits[ICCID_DIGITS_MAX + 1];

	iccid_digits(iccid, digits);
	return json_string(digits);
}

json_t *show_oid(struct span oid)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	json_t *j = NULL;

	if (!out)
		return NULL;
	asn1_print_oid(oid, out);
	if (fclose(out) == 0)
		j = json_string(text);
	free(text);
	return j;
}

const char *show_curve(enum ec_curve curve)
{
	return curve == EC_CURVE_P256 ? "P-256" : "brainpoolP256r1";
}

const char *show_name(const struct asn1_name *names, uint32_t value)
{
	for (; names->name; names++)
		if (names->value == value)
			return names->name;
	return "?";
}

json_t *show_bits(const struct asn1_name *names, uint32_t bits)
{
	json_t *list = json_array();

	for (; names->name; names++)
		if (bits >> names->value & 1)
			json_array_append_new(list, json_string(names->name));
	return list;
}

void show_put_text(json_t *o, const char *key, struct span s)
{
	if (s.ptr)
		json_object_set_new(o, key, json_stringn((const char *)s.ptr, s.len));
}

/* ---- profiles ---- */

enum {
	P_ID,
	P_ICCID,
	P_AID,
	P_STATE,
	P_CLASS,
	P_PPR,
	P_NICKNAME,
	P_MEMORY,
	P_FALLBACK_ALLOWED,
	P_ECALL,
};

static json_t *profile_object(const struct softeuicc_card *card, sqlite3_stmt *row, struct arena *a)
{
	json_t *o = json_object();
	struct store_metadata_request m;

	a->used = 0;
	json_object_set_new(o, "iccid", show_iccid(store_blob(row, P_ICCID)));
	json_object_set_new(o, "isdpAid", show_hex(store_blob(row, P_AID)));
	json_object_set_new(o, "state",
	                    json_string(show_name(profile_state_names,
	                                          (uint32_t)sqlite3_column_int(row, P_STATE))));
	json_object_set_new(o, "class",
	                    json_string(show_name(profile_class_names,
	                                          (uint32_t)sqlite3_column_int(row, P_CLASS))));
	if (profile_metadata(card, sqlite3_column_int64(row, P_ID), a, &m) == 0) {
		show_put_text(o, "serviceProviderName", m.service_provider_name);
		show_put_text(o, "profileName", m.profile_name);
	}
	show_put_text(o, "nickname", store_blob(row, P_NICKNAME));
	json_object_set_new(o, "profilePolicyRules",
	                    show_bits(ppr_ids_names, (uint32_t)sqlite3_column_int64(row, P_PPR)));
	json_object_set_new(o, "memory", json_integer(sqlite3_column_int64(row, P_MEMORY)));
	if (persona_is_iot(card->persona)) {
		json_object_set_new(o, "fallbackAllowed",
		                    json_boolean(sqlite3_column_int(row, P_FALLBACK_ALLOWED)));
		json_object_set_new(o, "ecallIndication",
		                    json_boolean(sqlite3_column_int(row, P_ECALL)));
	}
	return o;
}

static int add_profiles(const struct softeuicc_card *card, json_t *root, struct arena *a)
{
	STORE_STMT *stmt = store_query(card->store,
	                               "SELECT id, iccid, isdp_aid, state, class, ppr, nickname,"
	                               " memory, fallback_allowed, ecall FROM profile"
	                               " WHERE card_id = ? ORDER BY id",
	                               "i", card->id);
	json_t *list = json_array();
	int r;

	while ((r = store_step(stmt)) == 1)
		json_array_append_new(list, profile_object(card, stmt, a));
	json_object_set_new(root, "profiles", list);
	return r;
}

static int add_notifications(const struct softeuicc_card *card, json_t *root)
{
	STORE_STMT *stmt = store_query(card->store,
	                               "SELECT sequence, event, address, iccid FROM notification"
	                               " WHERE card_id = ? ORDER BY sequence",
	                               "i", card->id);
	json_t *list = json_array();
	int r;

	while ((r = store_step(stmt)) == 1) {
		json_t *o = json_object();

		json_object_set_new(o, "sequence", json_integer(sqlite3_column_int64(stmt, 0)));
		json_object_set_new(o, "event",
		                    show_bits(notification_event_names,
		                              (uint32_t)sqlite3_column_int64(stmt, 1)));
		show_put_text(o, "address", store_blob(stmt, 2));
		if (store_blob(stmt, 3).ptr)
			json_object_set_new(o, "iccid", show_iccid(store_blob(stmt, 3)));
		json_array_append_new(list, o);
	}
	json_object_set_new(root, "notifications", list);
	return r;
}

static void add_credentials(const struct softeuicc_card *card, json_t *root)
{
	json_t *list = json_array();

	for (size_t i = 0; i < card->n_credentials; i++) {
		const struct credential *c = &card->credentials[i];
		json_t *o = json_object();

		json_object_set_new(o, "ci", show_hex(c->ci.ski));
		json_object_set_new(o, "curve", json_string(show_curve(c->ci.key.curve)));
		json_object_set_new(o, "signing", json_boolean(c->can_sign));
		json_array_append_new(list, o);
	}
	json_object_set_new(root, "credentials", list);
}

static int add_totals(const struct softeuicc_card *card, json_t *root)
{
	STORE_STMT *stmt = store_query(card->store,
	                               "SELECT default_dp, next_sequence FROM card WHERE id = ?",
	                               "i", card->id);
	struct profile_totals totals;
	int r = profile_totals(card, &totals);

	if (r < 0 || store_step(stmt) != 1)
		return -EIO;
	show_put_text(root, "defaultDpAddress", store_blob(stmt, 0));
	json_object_set_new(root, "rootDsAddress", json_string(card->persona->root_ds));
	json_object_set_new(root, "freeNonVolatileMemory",
	                    json_integer(profile_free_memory(card, &totals)));
	json_object_set_new(root, "nextSequence", json_integer(sqlite3_column_int64(stmt, 1)));
	return 0;
}

/* ---- the card ---- */

static json_t *card_object(const struct softeuicc_card *card, struct arena *a)
{
	json_t *root = json_object();
	char eid[EID_DIGITS + 1];

	hex_encode(SPAN(card->eid), eid);
	json_object_set_new(root, "name", json_string(card->name));
	json_object_set_new(root, "eid", json_string(eid));
	json_object_set_new(root, "persona", json_string(card->persona->name));
	add_credentials(card, root);
	if (add_totals(card, root) < 0 || add_profiles(card, root, a) < 0 ||
	    add_notifications(card, root) < 0 ||
	    (persona_is_iot(card->persona) && show_add_iot(card, root, a) < 0)) {
		json_decref(root);
		return NULL;
	}
	return root;
}

/* ---- text ---- */

static void print_scalar(const json_t *v, FILE *out)
{
	if (json_is_string(v))
		fprintf(out, "%s", json_string_value(v));
	else if (json_is_integer(v))
		fprintf(out, "%lld", (long long)json_integer_value(v));
	else
		fprintf(out, "%s", json_is_true(v) ? "yes" : "no");
}

static void print_object(json_t *o, int indent, const char *lead, FILE *out);

/* Behind its key, which is printed: names on the same line, objects with a dash each below. */
static void print_list(json_t *list, int indent, FILE *out)
{
	size_t i;
	json_t *item;

	if (json_array_size(list) == 0)
		fprintf(out, " none");
	if (!json_is_object(json_array_get(list, 0))) {
		json_array_foreach(list, i, item) fprintf(out, " %s", json_string_value(item));
		fprintf(out, "\n");
		return;
	}
	fprintf(out, "\n");
	json_array_foreach(list, i, item) print_object(item, indent + 4, "- ", out);
}

/* A line a member; lead stands in the indentation of the first. */
static void print_object(json_t *o, int indent, const char *lead, FILE *out)
{
	const char *key;
	json_t *value;

	json_object_foreach(o, key, value)
	{
		fprintf(out, "%*s%s:", indent, lead, key);
		lead = "";
		if (json_is_array(value)) {
			print_list(value, indent, out);
			continue;
		}
		fputc(' ', out);
		print_scalar(value, out);
		fprintf(out, "\n");
	}
}

int softeuicc_card_show(struct softeuicc_store *store, const char *name, bool json, FILE *out)
{
	struct softeuicc_card card = { .lock = -1 };
	struct arena a = { malloc(CARD_ARENA_SIZE), CARD_ARENA_SIZE, 0 };
	json_t *root = NULL;
	int r = a.buf ? card_load(store, name, &card) : -ENOMEM;

	if (r == 0) {
		root = card_object(&card, &a);
		r = root ? 0 : -EIO;
	}
	if (root && json) {
		json_dumpf(root, out, JSON_INDENT(2));
		fputc('\n', out);
	} else if (root) {
		print_object(root, 0, "", out);
	}
	json_decref(root);
	card_unload(&card);
	free(a.buf);
	return r;
}
