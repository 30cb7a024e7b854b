/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-stored-accounts"

#include "config.h"

#include "library/rushes-stored-accounts.h"

#include "base/rushes-error.h"

#include <sqlite3.h>

#define BUSY_TIMEOUT_MS 1000

static void
close_connection (sqlite3 *connection)
{
  sqlite3_close (connection);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3, close_connection)

static void
finalize_statement (sqlite3_stmt *statement)
{
  sqlite3_finalize (statement);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, finalize_statement)

static void
set_error (GError **error, sqlite3 *connection, int code)
{
  g_set_error (error, RUSHES_ERROR,
               (code & 0xff) == SQLITE_BUSY ? RUSHES_ERROR_LIBRARY_IN_USE : RUSHES_ERROR_LIBRARY_FAILED,
               "SQLite error %d: %s", code, sqlite3_errmsg (connection));
}

static void
add_account (GPtrArray *accounts, sqlite3_stmt *row)
{
  g_autoptr (GError) error = NULL;
  RushesAccount *account = rushes_account_new ((const char *) sqlite3_column_text (row, 0),
                                               (const char *) sqlite3_column_text (row, 1),
                                               (const char *) sqlite3_column_text (row, 2), &error);

  if (account != NULL)
    {
      rushes_account_set_folder (account, (const char *) sqlite3_column_text (row, 3));
      rushes_account_set_proxy (account, (const char *) sqlite3_column_text (row, 4));
      rushes_account_set_authority (account, (const char *) sqlite3_column_text (row, 5));
      rushes_account_set_budget (account,
                                 (guint) CLAMP (sqlite3_column_int64 (row, 6), 0, RUSHES_ACCOUNT_MAX_BUDGET));
      g_ptr_array_add (accounts, account);
    }
  else
    g_warning ("An account of the library is left out: %s", error->message);
}

/* The newest version's first; what an older Rushes wrote is read as it is, and only the window steps it up.
 */
static const char *const queries[] = {
  "SELECT id, name, base_url, folder, proxy, authority, budget FROM accounts ORDER BY created_at, rowid",
  "SELECT id, name, base_url, folder, NULL, NULL, 0 FROM accounts ORDER BY created_at, rowid",
  "SELECT id, name, base_url, NULL, NULL, NULL, 0 FROM accounts ORDER BY created_at, rowid",
};

static GPtrArray *
read_rows (sqlite3 *connection, GError **error)
{
  g_autoptr (GPtrArray) accounts = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (sqlite3_stmt) statement = NULL;
  int code = SQLITE_ERROR;

  for (gsize i = 0; i < G_N_ELEMENTS (queries) && code == SQLITE_ERROR; i++)
    code = sqlite3_prepare_v2 (connection, queries[i], -1, &statement, NULL);

  if (code == SQLITE_OK)
    {
      while ((code = sqlite3_step (statement)) == SQLITE_ROW)
        add_account (accounts, statement);
    }
  if (code != SQLITE_DONE)
    {
      set_error (error, connection, code);
      return NULL;
    }
  return g_steal_pointer (&accounts);
}

/* Reading a write-ahead log means taking part in it, and that leaves files behind. Where there is
 * no log nobody has the library open, and the file is all there is to read. */
static char *
build_uri (const char *path)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);

  if (uri == NULL || g_file_test (log, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&uri);

  return g_strconcat (uri, "?immutable=1", NULL);
}

GPtrArray *
rushes_stored_accounts_read (const char *path, GError **error)
{
  g_autoptr (sqlite3) connection = NULL;
  g_autofree char *uri = NULL;
  int code;

  g_return_val_if_fail (path != NULL && g_path_is_absolute (path), NULL);

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return g_ptr_array_new_with_free_func (g_object_unref);

  uri = build_uri (path);
  code = sqlite3_open_v2 (uri, &connection, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI,
                          NULL);
  if (code != SQLITE_OK)
    {
      set_error (error, connection, code);
      return NULL;
    }

  sqlite3_busy_timeout (connection, BUSY_TIMEOUT_MS);
  return read_rows (connection, error);
}
