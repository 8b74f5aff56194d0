/*
 * Reading a profile's UICC from the store; the tables are in uicc_store.c.
 */
#include "uicc_fs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Copies a column that must have exactly this many octets. */
static int get_blob(sqlite3_stmt *stmt, int column, void *ret_value, size_t len)
{
	struct span b = store_blob(stmt, column);

	if (!b.ptr || b.len != len)
		return -EBADMSG;
	memcpy(ret_value, b.ptr, len);
	return 0;
}

/* Copies a column of at most cap octets; NULL counts as empty. */
static int get_short_blob(sqlite3_stmt *stmt, int column, uint8_t *ret_value, size_t cap,
                          uint8_t *ret_len)
{
	struct span b = store_blob(stmt, column);

	if (b.len > cap)
		return -EBADMSG;
	if (b.ptr)
		memcpy(ret_value, b.ptr, b.len);
	*ret_len = (uint8_t)b.len;
	return 0;
}

static uint8_t get_octet(sqlite3_stmt *stmt, int column)
{
	return (uint8_t)sqlite3_column_int(stmt, column);
}

/* File number, NULL: none. */
static uint32_t get_number(sqlite3_stmt *stmt, int column)
{
	return sqlite3_column_type(stmt, column) == SQLITE_NULL
	               ? UICC_NONE
	               : (uint32_t)sqlite3_column_int64(stmt, column);
}

static int get_body(sqlite3_stmt *stmt, int column, struct uicc_file *f)
{
	struct span body = store_blob(stmt, column);
	size_t room = f->max_size > body.len ? f->max_size : body.len;

	if (uicc_is_directory(f) || f->link != UICC_NONE)
		return 0;
	if (!body.ptr || ((f->type == SAIP_EF_LINEAR || f->type == SAIP_EF_CYCLIC) &&
	                  body.len != (size_t)f->record_length * f->record_count))
		return -EBADMSG;
	f->body = malloc(room ? room : 1);
	if (!f->body)
		return -ENOMEM;
	memcpy(f->body, body.ptr, body.len);
	f->size = (uint32_t)body.len;
	return 0;
}

static int load_file(struct uicc *u, sqlite3_stmt *stmt)
{
	const char *type = (const char *)sqlite3_column_text(stmt, 1);
	struct uicc_file *f = uicc_add_file(u);
	int r;

	if (!f)
		return -ENOMEM;
	if (!type || !uicc_type_from_name(type, &f->type))
		return -EBADMSG;
	f->parent = get_number(stmt, 0);
	f->fid = (uint16_t)sqlite3_column_int(stmt, 2);
	r = get_short_blob(stmt, 3, f->aid, sizeof(f->aid), &f->aid_len);
	f->descriptor = get_octet(stmt, 4);
	f->sfi = get_octet(stmt, 5);
	f->lcsi = get_octet(stmt, 6);
	f->arr_fid = (uint16_t)sqlite3_column_int(stmt, 7);
	f->arr_record = get_octet(stmt, 8);
	if (r == 0)
		r = get_short_blob(stmt, 9, f->pin_references, sizeof(f->pin_references),
		                   &f->pin_reference_count);
	f->max_size = (uint32_t)sqlite3_column_int64(stmt, 10);
	f->record_length = (uint16_t)sqlite3_column_int(stmt, 11);
	f->record_count = get_octet(stmt, 12);
	f->special_information = get_octet(stmt, 13);
	f->file_details = get_octet(stmt, 14);
	f->link = get_number(stmt, 15);
	f->pins_from = get_number(stmt, 16);
	/* The first file is the MF; parents and link targets come before their children. */
	if ((u->file_count == 1) != (f->parent == UICC_NONE) ||
	    (f->parent != UICC_NONE && f->parent >= u->file_count - 1) ||
	    (f->link != UICC_NONE && f->link >= u->file_count - 1))
		return -EBADMSG;
	return r < 0 ? r : get_body(stmt, 17, f);
}

static int load_files(struct uicc *u, int64_t package)
{
	STORE_STMT *stmt = store_query(
	        u->store,
	        "SELECT parent, type, fid, aid, descriptor, sfi, coalesce(l.lcsi, f.lcsi), "
	        "arr_fid, arr_record,"
	        " pin_references, max_size, record_length, record_count, special_information,"
	        " file_details, link, pins_from, coalesce(p.body, f.body)"
	        " FROM uicc_file f LEFT JOIN uicc_profile_body p"
	        " ON p.profile_id = ? AND p.file = f.file"
	        " LEFT JOIN uicc_profile_life_cycle l"
	        " ON l.profile_id = ? AND l.file = f.file"
	        " WHERE f.package_id = ? ORDER BY f.file",
	        "iii", u->profile_id, u->profile_id, package);
	int r;

	while ((r = store_step(stmt)) == 1) {
		r = load_file(u, stmt);
		if (r < 0)
			return r;
	}
	return r < 0 ? r : u->file_count ? 0 : -EBADMSG;
}

static int load_pins(struct uicc *u)
{
	STORE_STMT *stmt = store_query(
	        u->store,
	        "SELECT df, reference, value, unblock_reference, attributes, max_tries, tries_left"
	        " FROM uicc_profile_pin WHERE profile_id = ? ORDER BY df, reference",
	        "i", u->profile_id);
	int r;

	while ((r = store_step(stmt)) == 1) {
		struct uicc_pin *p = uicc_add_pin(u);

		if (!p)
			return -ENOMEM;
		p->df = get_number(stmt, 0);
		p->reference = get_octet(stmt, 1);
		r = get_blob(stmt, 2, p->value, sizeof(p->value));
		p->unblock_reference = get_octet(stmt, 3);
		p->attributes = get_octet(stmt, 4);
		p->max_tries = get_octet(stmt, 5);
		p->tries_left = get_octet(stmt, 6);
		if (r < 0)
			return r;
	}
	return r;
}

static int load_puks(struct uicc *u)
{
	STORE_STMT *stmt = store_query(u->store,
	                               "SELECT reference, value, max_tries, tries_left"
	                               " FROM uicc_profile_puk WHERE profile_id = ?"
	                               " ORDER BY reference",
	                               "i", u->profile_id);
	int r;

	while ((r = store_step(stmt)) == 1) {
		struct uicc_puk *p = uicc_add_puk(u);

		if (!p)
			return -ENOMEM;
		p->reference = get_octet(stmt, 0);
		r = get_blob(stmt, 1, p->value, sizeof(p->value));
		p->max_tries = get_octet(stmt, 2);
		p->tries_left = get_octet(stmt, 3);
		if (r < 0)
			return r;
	}
	return r;
}

static int load_sqn(struct uicc_aka *a, sqlite3_stmt *stmt)
{
	int r = get_blob(stmt, 12, a->sqn_delta, sizeof(a->sqn_delta));

	a->sqn_options = get_octet(stmt, 9);
	r = r < 0 ? r : get_blob(stmt, 13, a->sqn_age_limit, sizeof(a->sqn_age_limit));
	return r < 0 ? r : get_blob(stmt, 14, a->sqn, sizeof(a->sqn));
}

static int load_keys(struct uicc_aka *a, sqlite3_stmt *stmt)
{
	struct span k = store_blob(stmt, 4);
	int r;

	a->params.algorithm = (enum aka_algorithm)sqlite3_column_int(stmt, 3);
	if (k.len > sizeof(a->params.k))
		return -EBADMSG;
	a->params.k_len = k.len;
	r = get_blob(stmt, 4, a->params.k, k.len);
	r = r < 0 ? r : get_blob(stmt, 5, a->params.opc, sizeof(a->params.opc));
	r = r < 0 ? r : get_blob(stmt, 6, a->params.r, sizeof(a->params.r));
	r = r < 0 ? r : get_blob(stmt, 7, a->params.c, sizeof(a->params.c));
	a->algorithm_options = get_octet(stmt, 8);
	a->keccak_rounds = get_octet(stmt, 10);
	a->has_counter_max = sqlite3_column_type(stmt, 11) != SQLITE_NULL;
	if (a->has_counter_max)
		r = r < 0 ? r : get_blob(stmt, 11, a->counter_max, sizeof(a->counter_max));
	a->counter = (uint32_t)sqlite3_column_int64(stmt, 15);
	/* What an older program has installed is not judged anew. */
	uicc_aka_set_options(&a->params, a->algorithm_options, a->keccak_rounds);
	return r;
}

static int load_aka(struct uicc *u, sqlite3_stmt *stmt)
{
	struct uicc_aka *a = uicc_add_aka(u);
	int r = 0;

	if (!a)
		return -ENOMEM;
	a->adf = get_number(stmt, 0);
	a->source = get_number(stmt, 1);
	a->mapping_options = get_octet(stmt, 2);
	a->shares_sqn = a->source != UICC_NONE && sqlite3_column_type(stmt, 14) == SQLITE_NULL;
	if (a->source == UICC_NONE)
		r = load_keys(a, stmt);
	return r < 0 || a->shares_sqn ? r : load_sqn(a, stmt);
}

static int load_akas(struct uicc *u, int64_t package)
{
	STORE_STMT *stmt = store_query(
	        u->store,
	        "SELECT a.adf, source, mapping_options, algorithm, k, opc, r, c, algorithm_options,"
	        " sqn_options, keccak_rounds, counter_max, sqn_delta, sqn_age_limit, sqn,"
	        " counter"
	        " FROM uicc_aka a LEFT JOIN uicc_profile_sqn s"
	        " ON s.profile_id = ? AND s.adf = a.adf"
	        " WHERE a.package_id = ? ORDER BY a.adf",
	        "ii", u->profile_id, package);
	int r;

	while ((r = store_step(stmt)) == 1) {
		r = load_aka(u, stmt);
		if (r < 0)
			return r;
	}
	return r;
}

static int load_elements(struct uicc *u, int64_t package)
{
	STORE_STMT *stmt = store_query(
	        u->store,
	        "SELECT position, tag, der FROM uicc_element WHERE package_id = ?"
	        " AND position NOT IN"
	        " (SELECT position FROM uicc_profile_element WHERE profile_id = ?)"
	        " UNION ALL"
	        " SELECT position, tag, der FROM uicc_profile_element WHERE profile_id = ?"
	        " ORDER BY position",
	        "iii", package, u->profile_id, u->profile_id);
	int r;

	while ((r = store_step(stmt)) == 1) {
		if (sqlite3_column_int64(stmt, 0) != u->element_count)
			return -EBADMSG; /* a place is missing */
		if (!uicc_add_element(u, (uint32_t)sqlite3_column_int64(stmt, 1),
		                      store_blob(stmt, 2)))
			return -ENOMEM;
	}
	return r;
}

static int load_states(struct uicc *u)
{
	STORE_STMT *stmt = store_query(
	        u->store, "SELECT aid, state FROM uicc_profile_state WHERE profile_id = ?", "i",
	        u->profile_id);
	int r;

	while ((r = store_step(stmt)) == 1) {
		struct uicc_state *s = uicc_add_state(u);

		if (!s)
			return -ENOMEM;
		r = get_short_blob(stmt, 0, s->aid, sizeof(s->aid), &s->aid_len);
		s->state = get_octet(stmt, 1);
		if (r < 0)
			return r;
	}
	return r;
}

/* File numbers that were read before all files or beside them. */
static int check_numbers(const struct uicc *u)
{
	for (uint32_t i = 0; i < u->file_count; i++) {
		uint32_t from = u->files[i].pins_from;

		if (from != UICC_NONE && from >= u->file_count)
			return -EBADMSG;
	}
	for (uint32_t i = 0; i < u->pin_count; i++) {
		if (u->pins[i].df >= u->file_count)
			return -EBADMSG;
	}
	for (uint32_t i = 0; i < u->aka_count; i++) {
		if (u->akas[i].adf >= u->file_count || !uicc_aka_find(u, u->akas[i].adf))
			return -EBADMSG;
	}
	return 0;
}

static int load_package(struct uicc *u, int64_t *ret_package)
{
	STORE_STMT *stmt = store_query(u->store,
	                               "SELECT id, memory, iccid FROM uicc_package"
	                               " JOIN uicc_profile ON package_id = id"
	                               " WHERE profile_id = ? AND unpacked",
	                               "i", u->profile_id);
	int r = store_step(stmt);

	if (r < 1)
		return r < 0 ? r : -ENOENT;
	*ret_package = sqlite3_column_int64(stmt, 0);
	u->memory = (size_t)sqlite3_column_int64(stmt, 1);
	u->has_header = true;
	return get_blob(stmt, 2, u->iccid, sizeof(u->iccid));
}

int uicc_store_load(struct softeuicc_store *s, int64_t profile_id, struct uicc **ret_uicc)
{
	struct uicc *u = uicc_new(0);
	int64_t package = 0;
	int r;

	if (!u)
		return -ENOMEM;
	u->store = s;
	u->profile_id = profile_id;
	r = load_package(u, &package);
	r = r < 0 ? r : load_files(u, package);
	r = r < 0 ? r : load_pins(u);
	r = r < 0 ? r : load_puks(u);
	r = r < 0 ? r : load_akas(u, package);
	r = r < 0 ? r : load_elements(u, package);
	r = r < 0 ? r : load_states(u);
	r = r < 0 ? r : check_numbers(u);
	if (r < 0) {
		uicc_free(u);
		return r;
	}
	*ret_uicc = u;
	return 0;
}
