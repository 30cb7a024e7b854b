/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/**
 * RushesDatabase: one SQLite connection, for one thread. Every call asserts that it is made on
 * the thread that opened it.
 *
 * Errors are RUSHES_ERROR: DISK_FULL, FOLDER_UNWRITABLE, LIBRARY_DAMAGED, LIBRARY_IN_USE, and
 * LIBRARY_FAILED for everything else. Their messages never hold a value out of a row.
 */
typedef struct _RushesDatabase RushesDatabase;

typedef enum
{
  /* A crash of ours loses nothing, a power cut perhaps the last moments. */
  RUSHES_SYNC_NORMAL,
  /* On disk, power cut or not, when the call returns: for what a person did. */
  RUSHES_SYNC_FULL,
} RushesSync;

typedef gboolean (*RushesDatabaseFunc) (RushesDatabase *self, gpointer user_data, GError **error);

/**
 * rushes_database_open:
 * @path: (nullable): made with mode 0600 where it is missing; NULL: in memory
 *
 * Opens the file and checks it, and writes nothing to it: a damaged file stays as it is.
 */
RushesDatabase *rushes_database_open (const char *path, GError **error);

/* As rushes_database_open() without the check, which reads the whole file: until rushes_database_check() has
 * been done, what is read may be damaged, and nothing may be written. */
RushesDatabase *rushes_database_open_unchecked (const char *path, GError **error);
gboolean        rushes_database_check          (RushesDatabase *self, GError **error);

/**
 * rushes_database_begin_writing:
 *
 * Turns the write-ahead log on. Until then closing leaves the file and its log untouched.
 */
gboolean rushes_database_begin_writing (RushesDatabase *self, GError **error);

/* From here on every transaction is RUSHES_ERROR_LIBRARY_NEWER, and nothing is written. */
gboolean rushes_database_forbid_writing (RushesDatabase *self, GError **error);

/* Closes it: after begin_writing(), with everything in the one file again. */
gboolean rushes_database_close (RushesDatabase *self, GError **error);

/* Closes it without a word. */
void rushes_database_free (RushesDatabase *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesDatabase, rushes_database_free)

/* Runs statements that take no values and whose rows, if any, nobody needs. */
gboolean rushes_database_run (RushesDatabase *self, const char *sql, GError **error);

/* The first column of the first row. (transfer full) */
char *rushes_database_dup_value (RushesDatabase *self, const char *sql, GError **error);

/**
 * rushes_database_prepare:
 * @sql: one statement
 *
 * Compiled once for each @sql and kept. Returns: (transfer none): rewound, without values; or NULL
 */
sqlite3_stmt *rushes_database_prepare (RushesDatabase *self, const char *sql, GError **error);

/* The next row; FALSE without an error at the end. */
gboolean rushes_database_next_row (RushesDatabase *self, sqlite3_stmt *statement, GError **error);

/* Runs a statement of rushes_database_prepare() that gives no rows, and rewinds it. */
gboolean rushes_database_execute (RushesDatabase *self, sqlite3_stmt *statement, GError **error);

/* How many rows the last statement changed; the number of the last row put in. */
int    rushes_database_get_n_changes (RushesDatabase *self);
gint64 rushes_database_get_last_number (RushesDatabase *self);

/* Text goes in and out byte for byte; NULL is NULL. @column counts from 1 for bind, from 0 for dup. */
void  rushes_database_bind_text (sqlite3_stmt *statement, int column, const char *text);
char *rushes_database_dup_text (sqlite3_stmt *statement, int column);

/* All that @func does, or nothing of it. Not to be nested. */
gboolean rushes_database_transact (RushesDatabase     *self,
                                   RushesSync          sync,
                                   RushesDatabaseFunc  func,
                                   gpointer            user_data,
                                   GError            **error);

/**
 * rushes_database_copy:
 * @path: mode 0600, and replaced where it is there; on disk, and whole, or not there at all
 * @sql: run in the copy before it gets its name
 */
gboolean rushes_database_copy (RushesDatabase *self, const char *path, const char *sql, GError **error);

/**
 * rushes_database_empty_log:
 *
 * Moves everything from the write-ahead log into the file and cuts the log to nothing, so that
 * what has been deleted or overwritten stands nowhere any more.
 */
gboolean rushes_database_empty_log (RushesDatabase *self, GError **error);

G_END_DECLS
