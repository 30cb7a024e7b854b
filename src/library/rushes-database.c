/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-database"

#include "config.h"

#include "library/rushes-database.h"

#include "base/rushes-error.h"
#include "base/rushes-folders.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUSY_TIMEOUT_MS 5000

struct _RushesDatabase
{
  sqlite3 *connection;
  GThread *thread;        /* (unowned): the only one that may call */
  GHashTable *statements; /* SQL -> sqlite3_stmt */
  RushesSync sync;
  gboolean writing;
  gboolean forbidden; /* to write */
  gboolean in_transaction;
};

static int
code_from_sqlite (int code)
{
  switch (code & 0xff)
    {
    case SQLITE_FULL:
      return RUSHES_ERROR_DISK_FULL;
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return RUSHES_ERROR_FOLDER_UNWRITABLE;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return RUSHES_ERROR_LIBRARY_DAMAGED;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return RUSHES_ERROR_LIBRARY_IN_USE;
    default:
      return RUSHES_ERROR_LIBRARY_FAILED;
    }
}

/* Always FALSE, to be returned. */
static gboolean
fail (RushesDatabase *self, int code, GError **error)
{
  int system_errno = sqlite3_system_errno (self->connection);

  /* A quota that is used up comes as a plain I/O error: only errno tells. */
  if ((code & 0xff) == SQLITE_IOERR && system_errno != 0)
    g_propagate_error (error, rushes_error_from_errno (system_errno, RUSHES_ERROR_LIBRARY_FAILED,
                                                       "SQLite error %d", code));
  else
    g_set_error (error, RUSHES_ERROR, code_from_sqlite (code), "SQLite error %d: %s", code,
                 sqlite3_errmsg (self->connection));
  return FALSE;
}

static void
assert_thread (RushesDatabase *self)
{
  g_assert (self->thread == g_thread_self ());
}

/* SQLite would make it readable for everybody; its log and index take the mode of this file. */
static gboolean
make_private_file (const char *path, GError **error)
{
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
  struct stat info;
  gboolean made;

  if (fd < 0)
    {
      g_propagate_error (error, rushes_error_from_errno (errno, RUSHES_ERROR_FOLDER_UNWRITABLE, "%s", path));
      return FALSE;
    }

  made = fstat (fd, &info) == 0 && S_ISREG (info.st_mode) && fchmod (fd, 0600) == 0;
  close (fd);
  if (!made)
    g_set_error (error, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE, "%s is no file of ours", path);
  return made;
}

/* What has to be set for each connection. Links that are dropped must not stay in free pages
 * (secure_delete), nor get into files elsewhere (temp_store). */
static gboolean
configure (RushesDatabase *self, GError **error)
{
  int code;

  sqlite3_extended_result_codes (self->connection, 1);
  sqlite3_busy_timeout (self->connection, BUSY_TIMEOUT_MS);
  code = sqlite3_db_config (self->connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  if (code != SQLITE_OK)
    return fail (self, code, error);

  return rushes_database_run (self,
                              "PRAGMA foreign_keys = ON;"
                              "PRAGMA secure_delete = ON;"
                              "PRAGMA temp_store = MEMORY;"
                              "PRAGMA trusted_schema = OFF;",
                              error);
}

gboolean
rushes_database_check (RushesDatabase *self, GError **error)
{
  g_autofree char *verdict = rushes_database_dup_value (self, "PRAGMA quick_check (1)", error);

  if (verdict == NULL)
    return FALSE;
  if (!g_str_equal (verdict, "ok"))
    {
      g_set_error (error, RUSHES_ERROR, RUSHES_ERROR_LIBRARY_DAMAGED, "the check says: %s", verdict);
      return FALSE;
    }
  return TRUE;
}

static void
finalize_statement (gpointer statement)
{
  sqlite3_finalize (statement);
}

RushesDatabase *
rushes_database_open_unchecked (const char *path, GError **error)
{
  g_autoptr (RushesDatabase) self = NULL;
  int code;

  if (path != NULL && !make_private_file (path, error))
    return NULL;

  self = g_new0 (RushesDatabase, 1);
  self->thread = g_thread_self ();
  self->sync = RUSHES_SYNC_FULL;
  self->statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, finalize_statement);

  code = sqlite3_open_v2 (path != NULL ? path : ":memory:", &self->connection,
                          SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
  if (code != SQLITE_OK)
    {
      fail (self, code, error);
      return NULL;
    }
  return configure (self, error) ? g_steal_pointer (&self) : NULL;
}

RushesDatabase *
rushes_database_open (const char *path, GError **error)
{
  g_autoptr (RushesDatabase) self = rushes_database_open_unchecked (path, error);

  return self != NULL && rushes_database_check (self, error) ? g_steal_pointer (&self) : NULL;
}

gboolean
rushes_database_begin_writing (RushesDatabase *self, GError **error)
{
  g_autofree char *mode = NULL;

  assert_thread (self);

  mode = rushes_database_dup_value (self, "PRAGMA journal_mode = WAL", error);
  if (mode == NULL)
    return FALSE;
  /* In memory there is no log. */
  if (!g_str_equal (mode, "wal") && !g_str_equal (mode, "memory"))
    {
      g_set_error (error, RUSHES_ERROR, RUSHES_ERROR_LIBRARY_FAILED, "no write-ahead log here, but: %s",
                   mode);
      return FALSE;
    }

  sqlite3_db_config (self->connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
  self->writing = TRUE;
  return TRUE;
}

gboolean
rushes_database_forbid_writing (RushesDatabase *self, GError **error)
{
  assert_thread (self);
  g_assert (!self->writing);

  self->forbidden = TRUE;
  return rushes_database_run (self, "PRAGMA query_only = ON", error);
}

gboolean
rushes_database_close (RushesDatabase *self, GError **error)
{
  g_autoptr (GError) log_error = NULL;

  assert_thread (self);

  if (self->writing)
    {
      /* Advice to itself: a file that cannot take it can still be closed well. */
      rushes_database_run (self, "PRAGMA optimize", NULL);
      rushes_database_empty_log (self, &log_error);
    }
  rushes_database_free (self);

  /* Somebody is reading along: all is committed, and the next start empties the log. */
  if (log_error == NULL || g_error_matches (log_error, RUSHES_ERROR, RUSHES_ERROR_LIBRARY_IN_USE))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&log_error));
  return FALSE;
}

void
rushes_database_free (RushesDatabase *self)
{
  assert_thread (self);

  g_clear_pointer (&self->statements, g_hash_table_unref);
  sqlite3_close_v2 (self->connection);
  g_free (self);
}

gboolean
rushes_database_run (RushesDatabase *self, const char *sql, GError **error)
{
  int code;

  assert_thread (self);

  code = sqlite3_exec (self->connection, sql, NULL, NULL, NULL);
  return code == SQLITE_OK || fail (self, code, error);
}

char *
rushes_database_dup_value (RushesDatabase *self, const char *sql, GError **error)
{
  sqlite3_stmt *statement = NULL;
  char *value = NULL;
  int code;

  assert_thread (self);

  code = sqlite3_prepare_v2 (self->connection, sql, -1, &statement, NULL);
  if (code == SQLITE_OK)
    code = sqlite3_step (statement);

  if (code == SQLITE_ROW)
    value = rushes_database_dup_text (statement, 0);
  else
    fail (self, code, error);
  sqlite3_finalize (statement);
  return value;
}

sqlite3_stmt *
rushes_database_prepare (RushesDatabase *self, const char *sql, GError **error)
{
  sqlite3_stmt *statement;
  int code;

  assert_thread (self);

  statement = g_hash_table_lookup (self->statements, sql);
  if (statement != NULL)
    {
      sqlite3_reset (statement);
      sqlite3_clear_bindings (statement);
      return statement;
    }

  code = sqlite3_prepare_v3 (self->connection, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);
  if (code != SQLITE_OK)
    {
      fail (self, code, error);
      return NULL;
    }
  g_hash_table_insert (self->statements, g_strdup (sql), statement);
  return statement;
}

gboolean
rushes_database_next_row (RushesDatabase *self, sqlite3_stmt *statement, GError **error)
{
  int code;

  assert_thread (self);

  code = sqlite3_step (statement);
  if (code == SQLITE_ROW)
    return TRUE;

  if (code != SQLITE_DONE)
    fail (self, code, error);
  sqlite3_reset (statement);
  return FALSE;
}

gboolean
rushes_database_execute (RushesDatabase *self, sqlite3_stmt *statement, GError **error)
{
  int code;

  assert_thread (self);

  code = sqlite3_step (statement);
  if (code != SQLITE_DONE)
    fail (self, code, error);
  /* The values may be secrets, and the statement outlives them. */
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
  return code == SQLITE_DONE;
}

int
rushes_database_get_n_changes (RushesDatabase *self)
{
  assert_thread (self);

  return sqlite3_changes (self->connection);
}

gint64
rushes_database_get_last_number (RushesDatabase *self)
{
  assert_thread (self);

  return sqlite3_last_insert_rowid (self->connection);
}

void
rushes_database_bind_text (sqlite3_stmt *statement, int column, const char *text)
{
  sqlite3_bind_text (statement, column, text, -1, SQLITE_TRANSIENT);
}

char *
rushes_database_dup_text (sqlite3_stmt *statement, int column)
{
  return g_strdup ((const char *) sqlite3_column_text (statement, column));
}

static gboolean
set_sync (RushesDatabase *self, RushesSync sync, GError **error)
{
  const char *sql = sync == RUSHES_SYNC_FULL ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL";

  if (self->sync == sync)
    return TRUE;
  if (!rushes_database_run (self, sql, error))
    return FALSE;

  self->sync = sync;
  return TRUE;
}

gboolean
rushes_database_transact (
  RushesDatabase *self, RushesSync sync, RushesDatabaseFunc func, gpointer user_data, GError **error)
{
  gboolean done;

  assert_thread (self);
  g_assert (!self->in_transaction);

  if (self->forbidden)
    {
      g_set_error_literal (error, RUSHES_ERROR, RUSHES_ERROR_LIBRARY_NEWER,
                           "a library of a newer version is only read");
      return FALSE;
    }
  if (!set_sync (self, sync, error) || !rushes_database_run (self, "BEGIN IMMEDIATE", error))
    return FALSE;

  self->in_transaction = TRUE;
  done = func (self, user_data, error) && rushes_database_run (self, "COMMIT", error);
  /* Some errors have rolled it back already (a full disk): then there is nothing left to do. */
  if (!done && !sqlite3_get_autocommit (self->connection))
    rushes_database_run (self, "ROLLBACK", NULL);
  self->in_transaction = FALSE;
  return done;
}

gboolean
rushes_database_empty_log (RushesDatabase *self, GError **error)
{
  int code;

  assert_thread (self);

  code = sqlite3_wal_checkpoint_v2 (self->connection, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
  return code == SQLITE_OK || fail (self, code, error);
}

/* Without a log of its own: what the copy loses must not stay in a file beside it. */
static gboolean
fill_copy (RushesDatabase *self, const char *path, const char *sql, GError **error)
{
  g_autoptr (RushesDatabase) copy = rushes_database_open (path, error);
  g_autofree char *mode = NULL;
  sqlite3_backup *backup;

  if (copy == NULL)
    return FALSE;

  backup = sqlite3_backup_init (copy->connection, "main", self->connection, "main");
  if (backup == NULL)
    return fail (copy, sqlite3_errcode (copy->connection), error);
  sqlite3_backup_step (backup, -1);
  if (sqlite3_backup_finish (backup) != SQLITE_OK)
    return fail (copy, sqlite3_errcode (copy->connection), error);

  mode = rushes_database_dup_value (copy, "PRAGMA journal_mode = MEMORY", error);
  return mode != NULL && rushes_database_run (copy, sql, error)
         && rushes_database_close (g_steal_pointer (&copy), error);
}

gboolean
rushes_database_copy (RushesDatabase *self, const char *path, const char *sql, GError **error)
{
  g_autofree char *part = g_strconcat (path, ".part", NULL);
  g_autofree char *folder = g_path_get_dirname (path);

  assert_thread (self);

  unlink (part);
  if (!fill_copy (self, part, sql, error))
    {
      unlink (part);
      return FALSE;
    }
  if (rename (part, path) != 0)
    {
      g_propagate_error (error, rushes_error_from_errno (errno, RUSHES_ERROR_FOLDER_UNWRITABLE, "%s", path));
      unlink (part);
      return FALSE;
    }
  return rushes_folders_sync (folder, error);
}
