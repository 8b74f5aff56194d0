/*
 * The store: opening, migrating, and the few SQLite calls that everything else uses.
 */
#include "store.h"

#include "schema.h"
#include "softeuicc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SCHEMA_VERSION = 5, BUSY_TIMEOUT_MS = 10000 };

/* A list in the order of last use, so that statements of a loop are found at once. */
struct store_statement {
	sqlite3_stmt *stmt;
	const char *text; /* as the caller gave it */
	struct store_statement *next;
};

static int error_from_sqlite(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_OK:
	case SQLITE_DONE:
	case SQLITE_ROW:
		return 0;
	case SQLITE_NOMEM:
		return -ENOMEM;
	case SQLITE_FULL:
		return -ENOSPC;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return -EBUSY;
	case SQLITE_READONLY:
	case SQLITE_PERM:
		return -EACCES;
	case SQLITE_CANTOPEN:
		return -ENOENT;
	case SQLITE_NOTADB:
	case SQLITE_CORRUPT:
		return -EBADF;
	case SQLITE_CONSTRAINT:
		return rc == SQLITE_CONSTRAINT_UNIQUE || rc == SQLITE_CONSTRAINT_PRIMARYKEY
		               ? -EEXIST
		               : -EINVAL;
	default:
		return -EIO;
	}
}

static int run(struct softeuicc_store *s, const char *sql)
{
	return error_from_sqlite(sqlite3_exec(s->db, sql, NULL, NULL, NULL));
}

/* ---- statements ---- */

/* Parsing costs more than running: what was prepared once is used again when it is idle. */
static sqlite3_stmt *take_idle(struct softeuicc_store *s, const char *sql)
{
	for (struct store_statement **at = &s->statements; *at; at = &(*at)->next) {
		struct store_statement *found = *at;

		/* The same place in the program asks again: hardly ever need texts be compared. */
		if (found->text != sql || sqlite3_stmt_busy(found->stmt) ||
		    strcmp(sqlite3_sql(found->stmt), sql) != 0)
			continue;
		*at = found->next;
		found->next = s->statements;
		s->statements = found;
		return found->stmt;
	}
	return NULL;
}

static sqlite3_stmt *prepare(struct softeuicc_store *s, const char *sql)
{
	sqlite3_stmt *stmt = take_idle(s, sql);
	struct store_statement *kept;

	if (stmt)
		return stmt;
	kept = malloc(sizeof(*kept));
	if (!kept || sqlite3_prepare_v3(s->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &kept->stmt,
	                                NULL) != SQLITE_OK) {
		free(kept);
		return NULL;
	}
	kept->text = sql;
	kept->next = s->statements;
	s->statements = kept;
	return kept->stmt;
}

static void forget_statements(struct softeuicc_store *s)
{
	while (s->statements) {
		struct store_statement *first = s->statements;

		s->statements = first->next;
		sqlite3_finalize(first->stmt);
		free(first);
	}
}

/* keep: what is bound outlives the statement's use, so that SQLite need not copy it. */
static int bind(sqlite3_stmt *stmt, bool keep, const char *fmt, va_list ap)
{
	const sqlite3_destructor_type lifetime = keep ? SQLITE_STATIC : SQLITE_TRANSIENT;
	int rc = SQLITE_OK;

	for (int i = 1; *fmt && rc == SQLITE_OK; i++, fmt++) {
		switch (*fmt) {
		case 'i':
			rc = sqlite3_bind_int64(stmt, i, va_arg(ap, int64_t));
			break;
		case 't':
			rc = sqlite3_bind_text(stmt, i, va_arg(ap, const char *), -1, lifetime);
			break;
		case 'b': {
			struct span b = va_arg(ap, struct span);

			/* A NULL pointer binds NULL; an empty span needs a non-NULL one. */
			rc = sqlite3_bind_blob64(stmt, i, b.ptr, b.len, lifetime);
			break;
		}
		case 'n':
			rc = sqlite3_bind_null(stmt, i);
			break;
		default:
			rc = SQLITE_MISUSE;
		}
	}
	return rc;
}

static sqlite3_stmt *prepare_bound(struct softeuicc_store *s, const char *sql, bool keep,
                                   const char *fmt, va_list ap)
{
	sqlite3_stmt *stmt = prepare(s, sql);

	if (stmt && bind(stmt, keep, fmt, ap) != SQLITE_OK)
		store_done(&stmt);
	return stmt;
}

sqlite3_stmt *store_query(struct softeuicc_store *s, const char *sql, const char *fmt, ...)
{
	sqlite3_stmt *stmt;
	va_list ap;

	va_start(ap, fmt);
	stmt = prepare_bound(s, sql, false, fmt, ap);
	va_end(ap);
	return stmt;
}

int store_step(sqlite3_stmt *stmt)
{
	int rc = stmt ? sqlite3_step(stmt) : SQLITE_NOMEM;

	return rc == SQLITE_ROW ? 1 : error_from_sqlite(rc);
}

void store_done(sqlite3_stmt **stmt)
{
	if (!*stmt)
		return;
	sqlite3_reset(*stmt);
	sqlite3_clear_bindings(*stmt); /* frees copies of what was bound */
	*stmt = NULL;
}

static int error_of(struct softeuicc_store *s)
{
	int r = error_from_sqlite(sqlite3_errcode(s->db));

	return r < 0 ? r : -ENOMEM;
}

/* ---- transactions ---- */

static int run_simple(struct softeuicc_store *s, const char *sql)
{
	STORE_STMT *stmt = prepare(s, sql);

	return stmt ? store_step(stmt) : error_of(s);
}

int store_begin(struct softeuicc_store *s)
{
	int r = s->in_transaction ? 0 : run_simple(s, "BEGIN IMMEDIATE");

	if (r < 0 || s->in_transaction)
		return r;
	s->broken = false;
	s->in_transaction = true;
	return 0;
}

/* Waits until the disk has what the write-ahead log holds; a store in memory has none. */
static int wait_for_disk(struct softeuicc_store *s)
{
	sqlite3_file *log = NULL;

	sqlite3_file_control(s->db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
	if (!log || !log->pMethods)
		return 0;
	return error_from_sqlite(log->pMethods->xSync(log, SQLITE_SYNC_NORMAL));
}

int store_commit(struct softeuicc_store *s)
{
	int r;

	if (!s->in_transaction)
		return 0;
	/* Half of what a command changes must never become durable. */
	r = s->broken ? -EIO : run_simple(s, "COMMIT");
	if (r < 0)
		store_rollback(s);
	else
		r = wait_for_disk(s);
	s->in_transaction = false;
	return r;
}

void store_spoil(struct softeuicc_store *s)
{
	s->broken = true;
}

void store_rollback(struct softeuicc_store *s)
{
	if (!s->in_transaction)
		return;
	/* Fails harmlessly where SQLite has already rolled back by itself. */
	run_simple(s, "ROLLBACK");
	s->in_transaction = false;
}

static int execute(struct softeuicc_store *s, const char *sql, const char *fmt, va_list ap)
{
	STORE_STMT *stmt = prepare_bound(s, sql, true, fmt, ap);
	int r = stmt ? 1 : error_of(s);

	while (r == 1)
		r = store_step(stmt);
	/* What exists already is an answer, not a failure. */
	if (r < 0 && r != -EEXIST)
		s->broken = true;
	return r;
}

int store_exec(struct softeuicc_store *s, const char *sql, const char *fmt, ...)
{
	va_list ap;
	int r = store_begin(s);

	if (r < 0)
		return r;
	va_start(ap, fmt);
	r = execute(s, sql, fmt, ap);
	va_end(ap);
	return r;
}

int store_exec_alone(struct softeuicc_store *s, const char *sql, const char *fmt, ...)
{
	va_list ap;
	int r;

	va_start(ap, fmt);
	r = execute(s, sql, fmt, ap);
	va_end(ap);
	return r;
}

struct span store_blob(sqlite3_stmt *stmt, int column)
{
	static const uint8_t empty[1] = { 0 };
	const void *p;

	if (sqlite3_column_type(stmt, column) == SQLITE_NULL)
		return (struct span){ NULL, 0 };
	p = sqlite3_column_blob(stmt, column);
	/* SQLite returns NULL for a zero-length blob; absent and empty are different to us. */
	return (struct span){ p ? p : empty, (size_t)sqlite3_column_bytes(stmt, column) };
}

int64_t store_last_id(struct softeuicc_store *s)
{
	return sqlite3_last_insert_rowid(s->db);
}

static int read_version(struct softeuicc_store *s, int *ret_version)
{
	STORE_STMT *stmt = store_query(s, "PRAGMA user_version", "");
	int r = store_step(stmt);

	if (r == 1)
		*ret_version = sqlite3_column_int(stmt, 0);
	return r < 0 ? r : 0;
}

static int migrate(struct softeuicc_store *s)
{
	int version = 0;
	/* The lock comes first: two processes may open a new store at the same time. */
	int r = store_begin(s);

	if (r < 0)
		return r;
	r = read_version(s, &version);
	if (r == 0 && version > SCHEMA_VERSION)
		r = -EPROTO;
	if (r == 0 && version < 1) {
		r = run(s, store_schema_v1);
		if (r == 0)
			r = run(s, uicc_store_schema);
	}
	if (r == 0 && version < 2)
		r = run(s, ota_store_schema);
	if (r == 0 && version < 3)
		r = run(s, uicc_packed_schema);
	if (r == 0 && version < 4)
		r = run(s, uicc_remote_schema);
	if (r == 0 && version < 5)
		r = run(s, ota_kid_schema);
	if (r == 0 && version < SCHEMA_VERSION)
		r = run(s, "PRAGMA user_version = 5");
	if (r == 0)
		return store_commit(s);
	store_rollback(s);
	return r;
}

/* Makes the folders that lead to a file. */
static int make_folders(const char *path)
{
	char *copy = strdup(path);
	int r = 0;

	if (!copy)
		return -ENOMEM;
	for (char *slash = *copy ? strchr(copy + 1, '/') : NULL; slash && r == 0;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(copy, 0700) < 0 && errno != EEXIST)
			r = -errno;
		*slash = '/';
	}
	free(copy);
	return r;
}

/* SQLite would let others read it, and it holds keys; and it would not tell why it cannot. */
static int make_file(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

int softeuicc_store_open(const char *path, struct softeuicc_store **ret_store)
{
	struct softeuicc_store *s;
	bool volatile_one = strcmp(path, ":memory:") == 0;
	int r = volatile_one ? 0 : make_folders(path);

	if (r == 0 && !volatile_one)
		r = make_file(path);
	if (r < 0)
		return r;
	s = calloc(1, sizeof(*s));
	if (!s)
		return -ENOMEM;
	/* A store belongs to one thread at a time: SQLite's own locks are not needed. */
	r = error_from_sqlite(sqlite3_open_v2(
	        path, &s->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
	        NULL));
	if (r == 0) {
		sqlite3_extended_result_codes(s->db, 1);
		sqlite3_busy_timeout(s->db, BUSY_TIMEOUT_MS);
		/* NORMAL: it is store_commit() that waits for the disk, and not every write. */
		r = run(s, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
	}
	if (r == 0)
		r = migrate(s);
	/* Not before: a migration that makes a table anew must not take away what refers to it. */
	if (r == 0)
		r = run(s, "PRAGMA foreign_keys = ON; PRAGMA secure_delete = FAST;");
	if (r < 0) {
		softeuicc_store_close(s);
		return r;
	}
	*ret_store = s;
	return 0;
}

void softeuicc_store_close(struct softeuicc_store *store)
{
	if (!store)
		return;
	store_rollback(store);
	forget_statements(store);
	sqlite3_close(store->db);
	free(store);
}
