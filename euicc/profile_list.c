/*
 * Lists of profiles: search, components by tag list.
 */
#include "profile_list.h"

#include "asn1/iot_tags.h"
#include "profile.h"

#include <string.h>

static const uint8_t tags_sgp22[] = { 0x5A, 0x4F, 0x9F, 0x70, 0x90, 0x91, 0x92, 0x93, 0x94, 0x95 };
static const uint8_t tags_sgp32[] = { 0x5A, 0x4F, 0x9F, 0x70, 0x91, 0x92, 0x95,
	                              0x9F, 0x7B, 0x9F, 0x26, 0x9F, 0x67 };
const struct span profile_list_tags_sgp22 = { tags_sgp22, sizeof(tags_sgp22) };
const struct span profile_list_tags_sgp32 = { tags_sgp32, sizeof(tags_sgp32) };

/* Takes the next tag from a list; false if the list ends in its middle. */
static bool take_tag(struct span tags, size_t *inout_at, uint32_t *ret_tag)
{
	uint32_t tag = tags.ptr[(*inout_at)++];
	bool more = (tag & 0x1F) == 0x1F;

	while (more && *inout_at < tags.len) {
		more = tags.ptr[*inout_at] & 0x80;
		tag = tag << 8 | tags.ptr[(*inout_at)++];
	}
	*ret_tag = tag;
	return !more;
}

static bool tags_ok(struct span tags)
{
	bool ok = true;
	uint32_t tag;

	for (size_t i = 0; ok && i < tags.len;)
		ok = take_tag(tags, &i, &tag);
	return ok;
}

/* The list of v1.3, absent where the card is of another version. */
static struct span iot_tags(const struct softeuicc_card *card,
                            const struct profile_info_list_request *req)
{
	return persona_iot_since(card->persona, 1, 3) ? req->iot_specific_tag_list
	                                              : (struct span){ NULL, 0 };
}

bool profile_list_tags_ok(const struct softeuicc_card *card,
                          const struct profile_info_list_request *req)
{
	return tags_ok(req->tag_list) && tags_ok(iot_tags(card, req));
}

static bool tag_wanted(struct span tags, uint32_t wanted)
{
	uint32_t tag = 0;

	for (size_t i = 0; tag != wanted && i < tags.len;)
		take_tag(tags, &i, &tag);
	return tag == wanted;
}

static size_t member_size(const struct asn1_field *row)
{
	switch (row->kind) {
	case ASN1_UINT:
		return sizeof(struct asn1_uint);
	case ASN1_BOOL:
		return sizeof(struct asn1_bool);
	case ASN1_BITS:
		return sizeof(struct asn1_bits);
	case ASN1_LIST:
		return sizeof(struct asn1_list);
	case ASN1_STRUCT:
		return sizeof(void *);
	default:
		return sizeof(struct span);
	}
}

/* Clears the components that the caller did not ask for: the message's own table names them. */
static void keep_wanted(struct profile_info *info, struct span tags)
{
	for (size_t i = 0; i < profile_info_type.n; i++) {
		const struct asn1_field *row = &profile_info_type.f[i];

		if (!tag_wanted(tags, row->tag))
			memset((uint8_t *)info + row->off, 0, member_size(row));
	}
}

/* The data objects of iotSpecificProfileInfo that the caller asked for; absent: none of them. */
static struct span keep_wanted_iot(struct span info, struct span tags, struct arena *a)
{
	uint8_t *kept = arena_alloc(a, info.len);
	struct der_reader r;
	struct der_tlv v;
	size_t n = 0;

	if (!kept || !der_whole(info, IOT_TAG_IOT_SPECIFIC_PROFILE_INFO, &v))
		return (struct span){ NULL, 0 };
	r = der_reader(v.value);
	while (der_more(&r) && der_next(&r, &v)) {
		if (!tag_wanted(tags, v.tag))
			continue;
		memcpy(kept + n, v.whole.ptr,
		       v.whole.len); /* parts of info, which there is room for */
		n += v.whole.len;
	}
	return n == 0 ? (struct span){ NULL, 0 }
	              : es10_tlv(a, IOT_TAG_IOT_SPECIFIC_PROFILE_INFO, (struct span){ kept, n });
}

enum { INFO_ID, INFO_ICCID, INFO_AID, INFO_STATE, INFO_NICKNAME, INFO_DP, INFO_PPR, INFO_FALLBACK };

/* Fills everything that is known of the profile in the current row. */
static bool fill_profile_info(const struct softeuicc_card *card, sqlite3_stmt *row, struct arena *a,
                              struct profile_info *info)
{
	struct store_metadata_request m;

	if (profile_metadata(card, sqlite3_column_int64(row, INFO_ID), a, &m) < 0)
		return false;
	*info = (struct profile_info){
		.iccid = arena_copy(a, store_blob(row, INFO_ICCID)),
		.isdp_aid = arena_copy(a, store_blob(row, INFO_AID)),
		.profile_state = es10_uint((uint32_t)sqlite3_column_int(row, INFO_STATE)),
		.service_provider_name = m.service_provider_name,
		.profile_name = m.profile_name,
		.icon_type = m.icon_type,
		.icon = m.icon,
		.profile_class = m.profile_class,
		.notification_configuration_info = m.notification_configuration_info,
		.profile_owner = m.profile_owner,
		.profile_policy_rules = { true, (uint32_t)sqlite3_column_int64(row, INFO_PPR) },
		.service_specific_data_stored_in_euicc = m.service_specific_data_stored_in_euicc,
		.ecall_indication = m.ecall_indication,
		.fallback_attribute = { sqlite3_column_int(row, INFO_FALLBACK), true },
		.fallback_allowed = m.fallback_allowed,
		.iot_specific_profile_info = m.iot_specific_metadata,
	};
	if (sqlite3_column_type(row, INFO_NICKNAME) != SQLITE_NULL)
		info->profile_nickname = arena_copy(a, store_blob(row, INFO_NICKNAME));
	if (sqlite3_column_type(row, INFO_DP) != SQLITE_NULL)
		info->dp_proprietary_data = arena_copy(a, store_blob(row, INFO_DP));
	return true;
}

/* Rows that match the search criteria. */
static sqlite3_stmt *query_profiles(const struct softeuicc_card *card,
                                    const struct profile_search_criteria *c)
{
#define COLUMNS                                                                           \
	"SELECT p.id, p.iccid, p.isdp_aid, p.state, p.nickname, p.dp_proprietary, p.ppr," \
	" coalesce(c.fallback_profile = p.id, 0)"                                         \
	" FROM profile p JOIN card c ON c.id = p.card_id WHERE p.card_id = ?"
	struct softeuicc_store *s = card->store;

	switch (c ? c->which : 0) {
	case PROFILE_SEARCH_CRITERIA_ISDP_AID:
		return store_query(s, COLUMNS " AND p.isdp_aid = ?", "ib", card->id, c->isdp_aid);
	case PROFILE_SEARCH_CRITERIA_ICCID:
		return store_query(s, COLUMNS " AND p.iccid = ?", "ib", card->id, c->iccid);
	case PROFILE_SEARCH_CRITERIA_PROFILE_CLASS:
		return store_query(s, COLUMNS " AND p.class = ? ORDER BY p.id", "ii", card->id,
		                   (int64_t)c->profile_class.v);
	default:
		return store_query(s, COLUMNS " ORDER BY p.id", "i", card->id);
	}
#undef COLUMNS
}

struct sw profile_list(struct softeuicc_card *card, const struct profile_info_list_request *req,
                       struct span default_tags, struct arena *a, struct asn1_list *ret_list)
{
	struct span tags = req->tag_list.ptr ? req->tag_list : default_tags;
	struct span inside = iot_tags(card, req);
	STORE_STMT *stmt = query_profiles(card, req->search_criteria);
	struct profile_totals totals;
	struct profile_info *items;
	size_t n = 0;
	int r = 0;

	if (profile_totals(card, &totals) < 0)
		return SW(SW_MEMORY_PROBLEM);
	items = arena_alloc(a, totals.count * sizeof(*items));
	if (!items)
		return SW(SW_NOT_ENOUGH_MEMORY);
	while (n < totals.count && (r = store_step(stmt)) == 1) {
		struct profile_info *info = &items[n++];
		struct span iot;

		if (!fill_profile_info(card, stmt, a, info))
			return SW(SW_MEMORY_PROBLEM);
		iot = info->iot_specific_profile_info;
		keep_wanted(info, tags);
		if (inside.ptr)
			info->iot_specific_profile_info = keep_wanted_iot(iot, inside, a);
	}
	if (r < 0)
		return SW(SW_MEMORY_PROBLEM);
	*ret_list = (struct asn1_list){ items, n };
	return SW(SW_OK);
}
