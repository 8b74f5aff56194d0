/*
 * UICCs in the store: the tables, saving, removing, and writing changes through.
 *
 * A package is kept as it came, until a profile of it is enabled for the first time: only then it is
 * unpacked into files and parameters, which few of the profiles in a fleet ever need. What a package
 * brought stays as it was and is shared by all profiles installed from the same bytes; what a
 * profile changed since lies in rows of its own that hide the shared ones.
 */
#include "schema.h"
#include "uicc_fs.h"

#include <errno.h>

const char uicc_store_schema[] =
        /* A profile package that is installed at least once. */
        "CREATE TABLE uicc_package ("
        " id INTEGER PRIMARY KEY,"
        " hash BLOB NOT NULL UNIQUE," /* SHA-256 of the package */
        " memory INTEGER NOT NULL,"   /* octets of non-volatile memory it takes */
        " iccid BLOB NOT NULL);"
        /* Its file tree once it is unpacked; a file's number is its place in the package, the MF is 0. */
        "CREATE TABLE uicc_file ("
        " package_id INTEGER NOT NULL REFERENCES uicc_package(id) ON DELETE CASCADE,"
        " file INTEGER NOT NULL,"
        " parent INTEGER,"       /* NULL: this is the MF */
        " type TEXT NOT NULL,"   /* MF, DF, ADF, transparent, linear, cyclic, ber-tlv */
        " fid INTEGER NOT NULL," /* of an ADF: temporary id inside the package */
        " aid BLOB,"
        " descriptor INTEGER NOT NULL," /* file descriptor byte */
        " sfi INTEGER NOT NULL,"        /* 0: none */
        " lcsi INTEGER NOT NULL,"       /* life cycle status, 5: activated */
        " arr_fid INTEGER NOT NULL,"    /* access rules: EF.ARR and record */
        " arr_record INTEGER NOT NULL,"
        " pin_references BLOB," /* directories: PINs that the FCP lists */
        " max_size INTEGER NOT NULL,"
        " record_length INTEGER NOT NULL,"
        " record_count INTEGER NOT NULL,"
        " special_information INTEGER NOT NULL,"
        " file_details INTEGER NOT NULL,"
        " link INTEGER,"      /* file whose body or children it shows */
        " pins_from INTEGER," /* directory whose PINs it uses */
        " body BLOB,"         /* NULL: directories and links */
        " PRIMARY KEY (package_id, file));"
        /* Profile elements kept whole: security domains, RFM, applications. */
        "CREATE TABLE uicc_element ("
        " package_id INTEGER NOT NULL REFERENCES uicc_package(id) ON DELETE CASCADE,"
        " position INTEGER NOT NULL,"
        " tag INTEGER NOT NULL,"
        " der BLOB NOT NULL,"
        " PRIMARY KEY (package_id, position));"
        /* Authentication parameters of an NAA. */
        "CREATE TABLE uicc_aka ("
        " package_id INTEGER NOT NULL REFERENCES uicc_package(id) ON DELETE CASCADE,"
        " adf INTEGER NOT NULL," /* file */
        " source INTEGER,"       /* ADF whose keys it uses; NULL: its own */
        " mapping_options INTEGER NOT NULL,"
        " algorithm INTEGER NOT NULL," /* 1 Milenage, 2 TUAK, 3 test algorithm */
        " k BLOB NOT NULL,"
        " opc BLOB NOT NULL,"
        " r BLOB NOT NULL," /* rotation amounts in bits */
        " c BLOB NOT NULL," /* five constants of 16 octets */
        " algorithm_options INTEGER NOT NULL,"
        " sqn_options INTEGER NOT NULL,"
        " keccak_rounds INTEGER NOT NULL,"
        " counter_max BLOB,"
        " sqn_delta BLOB NOT NULL,"
        " sqn_age_limit BLOB NOT NULL,"
        " PRIMARY KEY (package_id, adf));"
        /* What belongs to one profile. */
        "CREATE TABLE uicc_profile ("
        " profile_id INTEGER PRIMARY KEY REFERENCES profile(id) ON DELETE CASCADE,"
        " package_id INTEGER NOT NULL REFERENCES uicc_package(id));"
        "CREATE INDEX uicc_profile_package ON uicc_profile(package_id);"
        /* Files changed since the installation. */
        "CREATE TABLE uicc_profile_body ("
        " profile_id INTEGER NOT NULL REFERENCES uicc_profile(profile_id) ON DELETE CASCADE,"
        " file INTEGER NOT NULL,"
        " body BLOB NOT NULL,"
        " PRIMARY KEY (profile_id, file));"
        /* Files activated or deactivated since. */
        "CREATE TABLE uicc_profile_life_cycle ("
        " profile_id INTEGER NOT NULL REFERENCES uicc_profile(profile_id) ON DELETE CASCADE,"
        " file INTEGER NOT NULL,"
        " lcsi INTEGER NOT NULL,"
        " PRIMARY KEY (profile_id, file));"
        "CREATE TABLE uicc_profile_pin ("
        " profile_id INTEGER NOT NULL REFERENCES uicc_profile(profile_id) ON DELETE CASCADE,"
        " df INTEGER NOT NULL," /* directory it belongs to: file */
        " reference INTEGER NOT NULL,"
        " value BLOB NOT NULL,"
        " unblock_reference INTEGER NOT NULL," /* its PUK, 0: none */
        /* bit 0 enabled, 1 may be changed, 2 may be disabled, 3 replaced by the universal PIN */
        " attributes INTEGER NOT NULL,"
        " max_tries INTEGER NOT NULL,"
        " tries_left INTEGER NOT NULL,"
        " PRIMARY KEY (profile_id, df, reference));"
        "CREATE TABLE uicc_profile_puk ("
        " profile_id INTEGER NOT NULL REFERENCES uicc_profile(profile_id) ON DELETE CASCADE,"
        " reference INTEGER NOT NULL,"
        " value BLOB NOT NULL,"
        " max_tries INTEGER NOT NULL,"
        " tries_left INTEGER NOT NULL,"
        " PRIMARY KEY (profile_id, reference));"
        /* Highest accepted SEQ, six octets for each of 32 IND values; none: the source's count. */
        "CREATE TABLE uicc_profile_sqn ("
        " profile_id INTEGER NOT NULL REFERENCES uicc_profile(profile_id) ON DELETE CASCADE,"
        " adf INTEGER NOT NULL,"
        " sqn BLOB NOT NULL,"
        " counter INTEGER NOT NULL," /* authentications, where they are limited */
        " PRIMARY KEY (profile_id, adf));";

/*
 * Packages are found by their bytes, not by a hash of them, and unpacked when they are needed. Those
 * from before have no bytes and are unpacked. The table is made anew, as a column that is UNIQUE
 * cannot be dropped.
 */
const char uicc_packed_schema[] =
        "CREATE TABLE uicc_package_new ("
        " id INTEGER PRIMARY KEY,"
        " iccid BLOB NOT NULL,"
        " memory INTEGER NOT NULL," /* octets of non-volatile memory it takes */
        " der BLOB);"               /* the package as it came */
        "INSERT INTO uicc_package_new (id, iccid, memory)"
        " SELECT id, iccid, memory FROM uicc_package;"
        "DROP TABLE uicc_package;"
        "ALTER TABLE uicc_package_new RENAME TO uicc_package;"
        "CREATE INDEX uicc_package_iccid ON uicc_package(iccid);"
        /* 0: the profile's PINs, PUKs and sequence numbers are in its package only. */
        "ALTER TABLE uicc_profile ADD COLUMN unpacked INTEGER NOT NULL DEFAULT 1;";

const char uicc_remote_schema[] =
        /* Elements that remote management has changed, added, or (tag 0) taken away. */
        "CREATE TABLE uicc_profile_element ("
        " profile_id INTEGER NOT NULL REFERENCES uicc_profile(profile_id) ON DELETE CASCADE,"
        " position INTEGER NOT NULL,"
        " tag INTEGER NOT NULL,"
        " der BLOB NOT NULL,"
        " PRIMARY KEY (profile_id, position));"
        /* Life cycle states of applications, where they were changed since the installation. */
        "CREATE TABLE uicc_profile_state ("
        " profile_id INTEGER NOT NULL REFERENCES uicc_profile(profile_id) ON DELETE CASCADE,"
        " aid BLOB NOT NULL,"
        " state INTEGER NOT NULL,"
        " PRIMARY KEY (profile_id, aid));";

/* File number for the store: UICC_NONE becomes -1, which the SQL turns into NULL. */
static int64_t number(uint32_t id)
{
	return id == UICC_NONE ? -1 : (int64_t)id;
}

static int save_file(const struct uicc *u, struct softeuicc_store *s, int64_t package, uint32_t id)
{
	const struct uicc_file *f = &u->files[id];
	bool adf = f->type == SAIP_ADF, has_body = f->body != NULL;
	struct span aid = { adf ? f->aid : NULL, f->aid_len };
	struct span pins = { f->pin_reference_count ? f->pin_references : NULL,
		             f->pin_reference_count };
	struct span body = { has_body ? f->body : NULL, f->size };

	return store_exec(
	        s,
	        "INSERT INTO uicc_file VALUES (?, ?, nullif(?, -1), ?, ?, ?, ?, ?, ?, ?, ?, ?,"
	        " ?, ?, ?, ?, ?, nullif(?, -1), nullif(?, -1), ?)",
	        "iiitibiiiiibiiiiiiib", package, (int64_t)id, number(f->parent),
	        uicc_type_name(f->type), (int64_t)f->fid, aid, (int64_t)f->descriptor,
	        (int64_t)f->sfi, (int64_t)f->lcsi, (int64_t)f->arr_fid, (int64_t)f->arr_record,
	        pins, (int64_t)f->max_size, (int64_t)f->record_length, (int64_t)f->record_count,
	        (int64_t)f->special_information, (int64_t)f->file_details, number(f->link),
	        number(f->pins_from), body);
}

static int save_aka(struct softeuicc_store *s, int64_t package, const struct uicc_aka *a)
{
	struct span k = { a->params.k, a->params.k_len };
	struct span c = { a->params.c[0], sizeof(a->params.c) };
	struct span counter = { a->has_counter_max ? a->counter_max : NULL,
		                sizeof(a->counter_max) };

	return store_exec(s,
	                  "INSERT INTO uicc_aka VALUES (?, ?, nullif(?, -1), ?, ?, ?, ?, ?, ?, ?,"
	                  " ?, ?, ?, ?, ?)",
	                  "iiiiibbbbiiibbb", package, (int64_t)a->adf, number(a->source),
	                  (int64_t)a->mapping_options, (int64_t)a->params.algorithm, k,
	                  SPAN(a->params.opc), SPAN(a->params.r), c, (int64_t)a->algorithm_options,
	                  (int64_t)a->sqn_options, (int64_t)a->keccak_rounds, counter,
	                  SPAN(a->sqn_delta), SPAN(a->sqn_age_limit));
}

static int unpack_package(const struct uicc *u, struct softeuicc_store *s, int64_t package)
{
	int r = 0;

	for (uint32_t i = 0; i < u->file_count && r == 0; i++)
		r = save_file(u, s, package, i);
	for (uint32_t i = 0; i < u->aka_count && r == 0; i++)
		r = save_aka(s, package, &u->akas[i]);
	for (uint32_t i = 0; i < u->element_count && r == 0; i++) {
		const struct uicc_element *e = &u->elements[i];
		struct span der = { e->der, e->len };

		r = store_exec(s, "INSERT INTO uicc_element VALUES (?, ?, ?, ?)", "iiib", package,
		               (int64_t)i, (int64_t)e->tag, der);
	}
	return r;
}

/* 1: some profile of this package has been enabled. */
static int is_unpacked(struct softeuicc_store *s, int64_t package)
{
	STORE_STMT *stmt = store_query(
	        s, "SELECT 1 FROM uicc_file WHERE package_id = ? AND file = 0", "i", package);

	return store_step(stmt);
}

static int unpack_profile(const struct uicc *u, struct softeuicc_store *s, int64_t profile_id)
{
	/* The writers below look for these two only. */
	struct uicc stored = *u;
	int r = 0;

	stored.store = s;
	stored.profile_id = profile_id;
	for (uint32_t i = 0; i < u->pin_count && r == 0; i++)
		r = uicc_store_pin(&stored, &u->pins[i]);
	for (uint32_t i = 0; i < u->puk_count && r == 0; i++)
		r = uicc_store_puk(&stored, &u->puks[i]);
	for (uint32_t i = 0; i < u->aka_count && r == 0; i++) {
		if (!u->akas[i].shares_sqn)
			r = uicc_store_sqn(&stored, &u->akas[i]);
	}
	return r;
}

/* 1: *ret_package is the package of these bytes; 0: there is none. */
static int find_package(const struct uicc *u, struct softeuicc_store *s, struct span der,
                        int64_t *ret_package)
{
	STORE_STMT *stmt = store_query(s, "SELECT id, der FROM uicc_package WHERE iccid = ?", "b",
	                               SPAN(u->iccid));
	int r;

	while ((r = store_step(stmt)) == 1) {
		if (span_equal(store_blob(stmt, 1), der)) {
			*ret_package = sqlite3_column_int64(stmt, 0);
			return 1;
		}
	}
	return r;
}

int uicc_store_add(const struct uicc *u, struct softeuicc_store *s, int64_t profile_id,
                   struct span der)
{
	int64_t package = 0;
	int r = find_package(u, s, der, &package);

	if (r == 0) {
		r = store_exec(s, "INSERT INTO uicc_package (iccid, memory, der) VALUES (?, ?, ?)",
		               "bib", SPAN(u->iccid), (int64_t)u->memory, der);
		package = store_last_id(s);
	}
	return r < 0 ? r
	             : store_exec(s, "INSERT INTO uicc_profile VALUES (?, ?, 0)", "ii", profile_id,
	                          package);
}

int uicc_store_packed(struct softeuicc_store *s, int64_t profile_id,
                      int (*use)(void *ctx, struct span der), void *ctx)
{
	STORE_STMT *stmt = store_query(s,
	                               "SELECT der FROM uicc_package JOIN uicc_profile"
	                               " ON package_id = id WHERE profile_id = ? AND NOT unpacked",
	                               "i", profile_id);
	int r = store_step(stmt);

	return r == 1 ? use(ctx, store_blob(stmt, 0)) : r;
}

int uicc_store_unpack(const struct uicc *u, struct softeuicc_store *s, int64_t profile_id)
{
	STORE_STMT *stmt = store_query(
	        s, "SELECT package_id FROM uicc_profile WHERE profile_id = ?", "i", profile_id);
	int64_t package;
	int r = store_step(stmt);

	if (r != 1)
		return r < 0 ? r : -ENOENT;
	package = sqlite3_column_int64(stmt, 0);
	r = is_unpacked(s, package);
	if (r == 0)
		r = unpack_package(u, s, package);
	if (r >= 0)
		r = unpack_profile(u, s, profile_id);
	return r < 0 ? r
	             : store_exec(s, "UPDATE uicc_profile SET unpacked = 1 WHERE profile_id = ?",
	                          "i", profile_id);
}

int uicc_store_remove(struct softeuicc_store *s, int64_t profile_id)
{
	/* The rows of the profile and of a package go with their parents (ON DELETE CASCADE). */
	int r = store_exec(s, "DELETE FROM uicc_profile WHERE profile_id = ?", "i", profile_id);

	return r < 0 ? r
	             : store_exec(s,
	                          "DELETE FROM uicc_package WHERE id NOT IN"
	                          " (SELECT package_id FROM uicc_profile)",
	                          "");
}

int uicc_store_body(const struct uicc *u, uint32_t file, struct span body)
{
	if (!u->store)
		return 0;
	return store_exec(u->store, "INSERT OR REPLACE INTO uicc_profile_body VALUES (?, ?, ?)",
	                  "iib", u->profile_id, (int64_t)file, body);
}

int uicc_store_life_cycle(const struct uicc *u, uint32_t file, uint8_t lcsi)
{
	if (!u->store)
		return 0;
	return store_exec(u->store,
	                  "INSERT OR REPLACE INTO uicc_profile_life_cycle VALUES (?, ?, ?)", "iii",
	                  u->profile_id, (int64_t)file, (int64_t)lcsi);
}

int uicc_store_pin(const struct uicc *u, const struct uicc_pin *pin)
{
	if (!u->store)
		return 0;
	return store_exec(
	        u->store, "INSERT OR REPLACE INTO uicc_profile_pin VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
	        "iiibiiii", u->profile_id, (int64_t)pin->df, (int64_t)pin->reference,
	        SPAN(pin->value), (int64_t)pin->unblock_reference, (int64_t)pin->attributes,
	        (int64_t)pin->max_tries, (int64_t)pin->tries_left);
}

int uicc_store_puk(const struct uicc *u, const struct uicc_puk *puk)
{
	if (!u->store)
		return 0;
	return store_exec(u->store,
	                  "INSERT OR REPLACE INTO uicc_profile_puk VALUES (?, ?, ?, ?, ?)", "iibii",
	                  u->profile_id, (int64_t)puk->reference, SPAN(puk->value),
	                  (int64_t)puk->max_tries, (int64_t)puk->tries_left);
}

int uicc_store_sqn(const struct uicc *u, const struct uicc_aka *aka)
{
	struct span sqn = { aka->sqn[0], sizeof(aka->sqn) };

	if (!u->store)
		return 0;
	return store_exec(u->store, "INSERT OR REPLACE INTO uicc_profile_sqn VALUES (?, ?, ?, ?)",
	                  "iibi", u->profile_id, (int64_t)aka->adf, sqn, (int64_t)aka->counter);
}

int uicc_store_element(const struct uicc *u, uint32_t position, uint32_t tag, struct span der)
{
	static const uint8_t nothing[1] = { 0 };
	const struct span content = { der.ptr ? der.ptr : nothing, der.len };

	if (!u->store)
		return 0;
	return store_exec(u->store,
	                  "INSERT OR REPLACE INTO uicc_profile_element VALUES (?, ?, ?, ?)", "iiib",
	                  u->profile_id, (int64_t)position, (int64_t)tag, content);
}

int uicc_store_state(const struct uicc *u, struct span aid, uint8_t state)
{
	if (!u->store)
		return 0;
	if (state == 0)
		return store_exec(u->store,
		                  "DELETE FROM uicc_profile_state WHERE profile_id = ? AND aid = ?",
		                  "ib", u->profile_id, aid);
	return store_exec(u->store, "INSERT OR REPLACE INTO uicc_profile_state VALUES (?, ?, ?)",
	                  "ibi", u->profile_id, aid, (int64_t)state);
}
