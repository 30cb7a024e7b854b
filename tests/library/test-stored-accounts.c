/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-test-stored-accounts"

#include "config.h"

#include "library/rushes-stored-accounts.h"

#include "base/rushes-error.h"
#include "library/rushes-library.h"
#include "support/rushes-test-utils.h"

#include <sqlite3.h>

typedef struct
{
  char *folder;
  char *path;
  RushesClock *clock;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  fixture->folder = rushes_test_make_folder ();
  fixture->path = g_build_filename (fixture->folder, "library.db", NULL);
  fixture->clock = rushes_clock_new_system ();
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  g_clear_object (&fixture->clock);
  g_free (fixture->path);
  rushes_test_remove_folder (fixture->folder);
}

static RushesLibrary *
open_library (Fixture *fixture)
{
  RushesLibrary *library = rushes_library_new (fixture->path, fixture->clock);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  rushes_library_open_async (library, NULL, rushes_test_keep_result, &result);
  rushes_library_open_finish (library, rushes_test_await_result (&result, "the library to open"), &error);
  g_assert_no_error (error);
  return library;
}

static void
put_account (RushesLibrary *library, const char *id, const char *name, const char *base_url)
{
  g_autoptr (RushesAccount) account = rushes_account_new (id, name, base_url, NULL);
  g_autofree char *folder = g_strdup_printf ("file:///films/%s", id);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  rushes_account_set_folder (account, folder);
  rushes_account_set_proxy (account, "socks5://proxy.example");
  rushes_account_set_budget (account, 30);
  rushes_library_put_account_async (library, account, rushes_test_keep_result, &result);
  rushes_library_put_account_finish (library, rushes_test_await_result (&result, "the account to be stored"),
                                     &error);
  g_assert_no_error (error);
}

static void
close_library (RushesLibrary *library)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  rushes_library_close_async (library, rushes_test_keep_result, &result);
  rushes_library_close_finish (library, rushes_test_await_result (&result, "the library to close"), &error);
  g_assert_no_error (error);
  g_object_unref (library);
}

static void
assert_studio_is_first (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) accounts = rushes_stored_accounts_read (fixture->path, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (accounts->len, ==, 2);
  g_assert_cmpstr (rushes_account_get_id (accounts->pdata[0]), ==, "default");
  g_assert_cmpstr (rushes_account_get_name (accounts->pdata[0]), ==, "Studio");
  g_assert_cmpstr (rushes_account_get_base_url (accounts->pdata[0]), ==, "https://gateway.example.com");
  g_assert_cmpstr (rushes_account_get_folder (accounts->pdata[0]), ==, "file:///films/default");
  g_assert_cmpstr (rushes_account_get_proxy (accounts->pdata[0]), ==, "socks5://proxy.example");
  g_assert_cmpuint (rushes_account_get_budget (accounts->pdata[0]), ==, 30);
  g_assert_false (rushes_account_has_key (accounts->pdata[0]));
}

static void
test_library_of_another (Fixture *fixture, gconstpointer user_data)
{
  RushesLibrary *library = open_library (fixture);

  put_account (library, "default", "Studio", "https://gateway.example.com");
  put_account (library, "second", "Home", "https://www.anyapi.vip");
  assert_studio_is_first (fixture);

  /* Whoever has it open goes on undisturbed. */
  put_account (library, "second", "At home", "https://www.anyapi.vip");
  close_library (library);
  assert_studio_is_first (fixture);
}

/* What an older Rushes wrote is read as it is, and stays so. */
static void
test_older_library (Fixture *fixture, gconstpointer user_data)
{
  const int version = GPOINTER_TO_INT (user_data);
  g_autofree char *name = g_strdup_printf ("library-%d.sql", version);
  g_autoptr (GBytes) sql = rushes_test_load_fixture (name);
  g_autofree char *text = g_strndup (g_bytes_get_data (sql, NULL), g_bytes_get_size (sql));
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) accounts = NULL;
  sqlite3 *connection = NULL;

  g_assert_cmpint (sqlite3_open (fixture->path, &connection), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (connection, text, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (connection), ==, SQLITE_OK);

  accounts = rushes_stored_accounts_read (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (accounts->len, ==, 1);
  g_assert_cmpstr (rushes_account_get_name (accounts->pdata[0]), ==, "AnyAPI");
  g_assert_cmpstr (rushes_account_get_folder (accounts->pdata[0]), ==, version < 3 ? NULL : "file:///films");
  g_assert_null (rushes_account_get_proxy (accounts->pdata[0]));
}

static void
test_no_library (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) accounts = rushes_stored_accounts_read (fixture->path, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (accounts->len, ==, 0);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

static void
test_no_trace (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *log = g_strconcat (fixture->path, "-wal", NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize n_before = 0;
  gsize n_after = 0;

  RushesLibrary *library = open_library (fixture);
  put_account (library, "default", "Studio", "https://gateway.example.com");
  put_account (library, "second", "Home", "https://www.anyapi.vip");
  close_library (library);

  g_assert_true (g_file_get_contents (fixture->path, &before, &n_before, NULL));
  assert_studio_is_first (fixture);
  g_assert_true (g_file_get_contents (fixture->path, &after, &n_after, NULL));
  g_assert_cmpmem (before, n_before, after, n_after);
  g_assert_false (g_file_test (log, G_FILE_TEST_EXISTS));
}

static void
test_no_database (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (
    g_file_set_contents (fixture->path, "this is no database, however long it may be", -1, NULL));
  g_assert_null (rushes_stored_accounts_read (fixture->path, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_LIBRARY_FAILED);
}

static void
add (const char *name, void (*test) (Fixture *fixture, gconstpointer user_data))
{
  g_test_add (name, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("/library/stored-accounts/library-of-another", test_library_of_another);
  for (int version = 1; version <= 3; version++)
    {
      g_autofree char *path = g_strdup_printf ("/library/stored-accounts/older-library/%d", version);

      g_test_add (path, Fixture, GINT_TO_POINTER (version), set_up, test_older_library, tear_down);
    }
  add ("/library/stored-accounts/no-library", test_no_library);
  add ("/library/stored-accounts/no-trace", test_no_trace);
  add ("/library/stored-accounts/no-database", test_no_database);

  return g_test_run ();
}
