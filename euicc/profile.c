/*
 * Profiles in the store.
 */
#include "profile.h"

#include "notification.h"
#include "unpack.h"

#include <errno.h>
#include <string.h>

/* ISD-P instances: A0000005591010FFFFFFFF89 00 nnnn 00, nnnn from 0010 up [SGP.02 Annex H]. */
static const uint8_t isdp_aid_prefix[] = { 0xA0, 0x00, 0x00, 0x05, 0x59, 0x10, 0x10,
	                                   0xFF, 0xFF, 0xFF, 0xFF, 0x89, 0x00 };

#define PROFILE_COLUMNS                                                                      \
	"SELECT id, iccid, isdp_aid, state, class, ppr, credential, fallback_allowed, ecall" \
	" FROM profile "

/* Takes the first row of a query with PROFILE_COLUMNS. */
static int take_row(const struct softeuicc_card *card, sqlite3_stmt *stmt, struct profile *ret)
{
	struct profile p = { 0 };
	struct span iccid, aid;
	int64_t position;
	int r = store_step(stmt);

	if (r <= 0)
		return r < 0 ? r : 1;
	iccid = store_blob(stmt, 1);
	aid = store_blob(stmt, 2);
	if (iccid.len != ICCID_LEN || aid.len != ISDP_AID_LEN)
		return -EBADF;
	p.id = sqlite3_column_int64(stmt, 0);
	memcpy(p.iccid, iccid.ptr, ICCID_LEN);
	memcpy(p.isdp_aid, aid.ptr, ISDP_AID_LEN);
	p.state = (enum profile_state)sqlite3_column_int(stmt, 3);
	p.class = (enum profile_class)sqlite3_column_int(stmt, 4);
	p.ppr = (uint32_t)sqlite3_column_int64(stmt, 5);
	position = sqlite3_column_int64(stmt, 6);
	p.fallback_allowed = sqlite3_column_int(stmt, 7);
	p.ecall = sqlite3_column_int(stmt, 8) && persona_has_ecall(card->persona);
	while (p.credential + 1 < card->n_credentials &&
	       card->credentials[p.credential].position != position)
		p.credential++;
	*ret = p;
	return 0;
}

int profile_by_iccid(const struct softeuicc_card *card, struct span iccid, struct profile *ret)
{
	STORE_STMT *stmt = store_query(card->store,
	                               PROFILE_COLUMNS "WHERE card_id = ? AND iccid = ?", "ib",
	                               card->id, iccid);

	return take_row(card, stmt, ret);
}

int profile_by_aid(const struct softeuicc_card *card, struct span isdp_aid, struct profile *ret)
{
	STORE_STMT *stmt = store_query(card->store,
	                               PROFILE_COLUMNS "WHERE card_id = ? AND isdp_aid = ?", "ib",
	                               card->id, isdp_aid);

	return take_row(card, stmt, ret);
}

int profile_by_id(const struct softeuicc_card *card, int64_t id, struct profile *ret)
{
	STORE_STMT *stmt = store_query(card->store, PROFILE_COLUMNS "WHERE card_id = ? AND id = ?",
	                               "ii", card->id, id);

	return take_row(card, stmt, ret);
}

int profile_enabled(const struct softeuicc_card *card, struct profile *ret)
{
	STORE_STMT *stmt = store_query(card->store,
	                               PROFILE_COLUMNS "WHERE card_id = ? AND state = ?", "ii",
	                               card->id, (int64_t)PROFILE_STATE_ENABLED);

	return take_row(card, stmt, ret);
}

int profile_emergency(const struct softeuicc_card *card, struct profile *ret)
{
	STORE_STMT *stmt = store_query(card->store,
	                               PROFILE_COLUMNS "WHERE card_id = ? AND ecall ORDER BY id",
	                               "i", card->id);

	return persona_has_ecall(card->persona) ? take_row(card, stmt, ret) : 1;
}

/* SQL for each reference: reading the profile's row, and writing. */
static const struct {
	const char *read, *write;
} references[] = {
#define REFERENCE(column)                                                                \
	{                                                                                \
		PROFILE_COLUMNS "WHERE id = (SELECT " column " FROM card WHERE id = ?)", \
		        "UPDATE card SET " column " = nullif(?, 0) WHERE id = ?"         \
	}
	[PROFILE_FALLBACK] = REFERENCE("fallback_profile"),
	[PROFILE_FALLBACK_RETURN] = REFERENCE("fallback_return"),
	[PROFILE_EMERGENCY_RETURN] = REFERENCE("emergency_return"),
	[PROFILE_PREVIOUS] = REFERENCE("previous_profile"),
#undef REFERENCE
};

int profile_referred(const struct softeuicc_card *card, enum profile_reference which,
                     struct profile *ret)
{
	STORE_STMT *stmt = store_query(card->store, references[which].read, "i", card->id);

	return take_row(card, stmt, ret);
}

bool profile_ecall_active(const struct softeuicc_card *card)
{
	struct profile enabled, back;

	return profile_enabled(card, &enabled) == 0 && enabled.ecall &&
	       profile_referred(card, PROFILE_EMERGENCY_RETURN, &back) == 0;
}

int profile_refer(struct softeuicc_card *card, enum profile_reference which, int64_t id)
{
	return store_exec(card->store, references[which].write, "ii", id, card->id);
}

int profile_metadata(const struct softeuicc_card *card, int64_t id, struct arena *a,
                     struct store_metadata_request *ret_metadata)
{
	STORE_STMT *stmt = store_query(card->store, "SELECT metadata FROM profile WHERE id = ?",
	                               "i", id);
	struct asn1_error error;
	int r = store_step(stmt);

	if (r <= 0)
		return r < 0 ? r : -ENOENT;
	if (!asn1_decode(&store_metadata_request_type, RSP_TAG_STORE_METADATA,
	                 arena_copy(a, store_blob(stmt, 0)), ret_metadata, a, &error))
		return -EBADF;
	return 0;
}

static void replace(struct span *value, struct span new)
{
	if (new.ptr)
		*value = new;
}

/* The icon and its type change together; an empty icon takes both away. */
static bool replace_icon(struct store_metadata_request *m, const struct update_metadata_request *r)
{
	bool removed = r->icon.ptr && r->icon.len == 0;

	if (!r->icon.ptr && !r->icon_type.set)
		return true;
	if (!r->icon.ptr || (!r->icon_type.set && !removed))
		return false;
	m->icon = removed ? (struct span){ NULL, 0 } : r->icon;
	m->icon_type = removed ? (struct asn1_uint){ 0 } : r->icon_type;
	return true;
}

int profile_update_metadata(struct softeuicc_card *card, int64_t id,
                            const struct update_metadata_request *request)
{
	const struct asn1_bits *pprs = &request->profile_policy_rules;
	struct store_metadata_request m;
	struct profile p;
	struct span der;
	int r = profile_by_id(card, id, &p);

	if (r == 0)
		r = profile_metadata(card, id, &card->arena, &m);
	if (r != 0)
		return r < 0 ? r : -ENOENT;
	if (request->fallback_allowed.set || (pprs->set && (pprs->v & PPR_UPDATE_CONTROL)))
		return 1;
	if (!replace_icon(&m, request))
		return -EINVAL;
	replace(&m.service_provider_name, request->service_provider_name);
	replace(&m.profile_name, request->profile_name);
	replace(&m.service_specific_data_stored_in_euicc,
	        request->service_specific_data_stored_in_euicc);
	if (pprs->set) {
		p.ppr &= pprs->v;
		m.profile_policy_rules = (struct asn1_bits){ p.ppr != 0, p.ppr };
	}
	der = asn1_encode_arena(&store_metadata_request_type, RSP_TAG_STORE_METADATA, &m,
	                        &card->arena);
	if (!der.ptr)
		return -ENOMEM;
	return store_exec(card->store, "UPDATE profile SET metadata = ?, ppr = ? WHERE id = ?",
	                  "bii", der, (int64_t)p.ppr, id);
}

int profile_totals(const struct softeuicc_card *card, struct profile_totals *ret_totals)
{
	STORE_STMT *stmt = store_query(card->store,
	                               "SELECT count(*), coalesce(sum(memory), 0) FROM profile"
	                               " WHERE card_id = ?",
	                               "i", card->id);
	int r = store_step(stmt);

	if (r != 1)
		return r < 0 ? r : -EIO;
	ret_totals->count = (uint32_t)sqlite3_column_int64(stmt, 0);
	ret_totals->memory = (uint64_t)sqlite3_column_int64(stmt, 1);
	return 0;
}

uint32_t profile_free_memory(const struct softeuicc_card *card, const struct profile_totals *totals)
{
	uint32_t all = card->persona->nonvolatile_memory;

	return totals->memory < all ? (uint32_t)(all - totals->memory) : 0;
}

int profile_grow(struct softeuicc_card *card, int64_t id, int64_t octets)
{
	return store_exec(card->store,
	                  "UPDATE profile SET memory = max(memory + ?, 0) WHERE id = ?", "ii",
	                  octets, id);
}

/* State changes of test profiles are not notified. */
static bool is_notified(const struct profile *p, uint32_t event)
{
	return p->class != PROFILE_CLASS_TEST || event == NOTIFICATION_EVENT_DELETE;
}

int profile_write_state(struct softeuicc_card *card, const struct profile *p,
                        enum profile_state state)
{
	int r = state == PROFILE_STATE_ENABLED ? profile_unpack(card, p->id) : 0;

	/* Another profile may have been disabled for it. */
	if (r < 0)
		store_spoil(card->store);
	return r < 0 ? r
	             : store_exec(card->store, "UPDATE profile SET state = ? WHERE id = ?", "ii",
	                          (int64_t)state, p->id);
}

int profile_set_state(struct softeuicc_card *card, const struct profile *p,
                      enum profile_state state)
{
	uint32_t event = state == PROFILE_STATE_ENABLED ? NOTIFICATION_EVENT_ENABLE
	                                                : NOTIFICATION_EVENT_DISABLE;
	int r = profile_write_state(card, p, state);

	if (r == 0 && is_notified(p, event))
		r = notification_generate(card, p, event, NULL);
	return r;
}

int profile_delete(struct softeuicc_card *card, const struct profile *p)
{
	/* The metadata say whom to notify: first the notifications, then the row. */
	int r = notification_generate(card, p, NOTIFICATION_EVENT_DELETE, NULL);

	if (r == 0)
		r = uicc_store_remove(card->store, p->id);
	if (r == 0)
		r = store_exec(card->store, "DELETE FROM profile WHERE id = ?", "i", p->id);
	return r;
}

/* Takes the next ISD-P AID; numbers are not reused. */
static int next_isdp_aid(struct softeuicc_card *card, uint8_t ret_aid[ISDP_AID_LEN])
{
	STORE_STMT *stmt = store_query(card->store, "SELECT next_isdp FROM card WHERE id = ?", "i",
	                               card->id);
	int64_t number;
	int r = store_step(stmt);

	if (r != 1)
		return r < 0 ? r : -EIO;
	number = sqlite3_column_int64(stmt, 0);
	memcpy(ret_aid, isdp_aid_prefix, sizeof(isdp_aid_prefix));
	ret_aid[13] = (uint8_t)(number >> 8);
	ret_aid[14] = (uint8_t)number;
	ret_aid[15] = 0x00;
	return store_exec(card->store, "UPDATE card SET next_isdp = ? WHERE id = ?", "ii",
	                  number + 1, card->id);
}

int profile_add(struct softeuicc_card *card, const struct profile_new *p,
                struct profile *ret_profile)
{
	const struct store_metadata_request *m = p->metadata;
	struct profile added = {
		.state = PROFILE_STATE_DISABLED,
		.class = (enum profile_class)m->profile_class.v,
		.ppr = m->profile_policy_rules.v,
		.credential = p->credential,
		.fallback_allowed = m->fallback_allowed.v,
		.ecall = m->ecall_indication.v,
	};
	int r = next_isdp_aid(card, added.isdp_aid);

	memcpy(added.iccid, m->iccid.ptr, ICCID_LEN);
	if (r == 0)
		r = store_exec(
		        card->store,
		        "INSERT INTO profile (card_id, iccid, isdp_aid, state, class, ppr,"
		        " fallback_allowed, ecall, metadata, dp_proprietary, credential,"
		        " memory) VALUES (?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?)",
		        "ibbiiiibbii", card->id, m->iccid, SPAN(added.isdp_aid),
		        (int64_t)added.class, (int64_t)added.ppr, (int64_t)added.fallback_allowed,
		        (int64_t)added.ecall, p->metadata_der, p->dp_proprietary,
		        card->credentials[p->credential].position, (int64_t)uicc_memory(p->uicc));
	if (r < 0)
		return r;
	added.id = store_last_id(card->store);
	r = uicc_store_add(p->uicc, card->store, added.id, p->package);
	if (r == 0)
		*ret_profile = added;
	return r;
}
