/*
 * The store: one SQLite database (WAL) for one card or a fleet. Tables: docs/STATE.md.
 *
 * One APDU is one transaction: it opens with the first write and ends, in the card's transmit
 * function, before the response leaves.
 */
#ifndef EUICC_STORE_H
#define EUICC_STORE_H

#include "asn1/der.h"

#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>

struct store_statement;

struct softeuicc_store {
	sqlite3 *db;
	struct store_statement *statements; /* prepared ones, kept for the next time */
	bool in_transaction;
	bool broken;     /* a write of the transaction has failed: it can only be undone */
	char error[128]; /* readable reason of the last failure that has details */
};

/* Opens a write transaction unless one is open. 0 or negative errno. */
int store_begin(struct softeuicc_store *s);
/*
 * Ends the open transaction, if any: durable when this returns 0. On failure, and where one of its
 * writes has failed (other than by -EEXIST), it is rolled back; only where the disk itself fails at
 * the very end may it have happened all the same.
 */
int store_commit(struct softeuicc_store *s);
void store_rollback(struct softeuicc_store *s);

/*
 * A prepared statement with its parameters bound in order by the format string, one letter each:
 * i int64_t, t const char *, b struct span (absent span: NULL), n NULL. Give it back with
 * store_done(). NULL: error. Statements that write need store_begin() first.
 *
 * The store keeps the statement by the address of its text: literals, a few of them. It belongs to the caller from
 * the first store_step(); do that before anything else is queried with the same text.
 */
sqlite3_stmt *store_query(struct softeuicc_store *s, const char *sql, const char *fmt, ...);
/* 1: a row is there; 0: no more; negative errno. */
int store_step(sqlite3_stmt *stmt);
void store_done(sqlite3_stmt **stmt);
#define STORE_STMT __attribute__((cleanup(store_done))) sqlite3_stmt

/*
 * Makes the open transaction one that can only be undone, for who fails in the middle of what must
 * happen as a whole, but not by a write. store_commit() then fails.
 */
void store_spoil(struct softeuicc_store *s);

/* Begins a transaction and runs one statement to its end: INSERT, UPDATE, DELETE. */
int store_exec(struct softeuicc_store *s, const char *sql, const char *fmt, ...);
/*
 * Runs one statement by itself, or in the transaction that is open. By itself it survives the end of
 * the process at once, whatever becomes of the command; it does not wait for the disk, so that it may
 * be lost when the host loses power.
 */
int store_exec_alone(struct softeuicc_store *s, const char *sql, const char *fmt, ...);

/* Blob column of the current row; valid until the next step. NULL column: absent span. */
struct span store_blob(sqlite3_stmt *stmt, int column);

int64_t store_last_id(struct softeuicc_store *s);

#endif
