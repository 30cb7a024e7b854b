/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/rushes-error.h"
#include "library/library-fixture.h"
#include "library/rushes-schema.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

static void
run_sql (const char *path, const char *sql)
{
  sqlite3 *connection = NULL;
  char *message = NULL;

  g_assert_cmpint (sqlite3_open (path, &connection), ==, SQLITE_OK);
  sqlite3_exec (connection, sql, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
  g_assert_cmpint (sqlite3_close (connection), ==, SQLITE_OK);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const int version = GPOINTER_TO_INT (data);
  g_autofree char *name = g_strdup_printf ("library-%d.sql", version);
  g_autoptr (GBytes) sql = rushes_test_load_fixture (name);
  g_autofree char *text = g_strndup (g_bytes_get_data (sql, NULL), g_bytes_get_size (sql));

  fixture_set_up (fixture, NULL);
  fixture_close (fixture);
  g_assert_cmpint (g_unlink (fixture->path), ==, 0);
  run_sql (fixture->path, text);
}

static char *
backup_path (Fixture *fixture)
{
  return g_strdup_printf ("%s.before-%d", fixture->path, rushes_schema_get_version ());
}

static void
test_rows (Fixture *fixture, gconstpointer data)
{
  RushesTask *task;

  fixture_open (fixture);
  g_assert_null (rushes_library_get_notice (fixture->library));
  g_assert_cmpuint (fixture_get_n_tasks (fixture), ==, 4);
  g_assert_cmpuint (g_list_model_get_n_items (rushes_library_get_accounts (fixture->library)), ==, 1);

  task = fixture_find (fixture, "waiting");
  g_assert_cmpstr (rushes_task_get_label (task), ==, "标签");
  g_assert_cmpint (rushes_task_get_order (task), ==, 2);
  g_assert_null (rushes_task_get_snapshot (task));
  fixture_assert_finished (rushes_task_get_snapshot (fixture_find (fixture, "finished")));
  task = fixture_find (fixture, "failed");
  g_assert_cmpstr (rushes_failure_get_code (rushes_task_get_failure (task)), ==, "1026");
  g_assert_cmpstr (rushes_failure_get_request_id (rushes_task_get_failure (task)), ==, "request-1");
  task = fixture_find (fixture, "saved");
  g_assert_cmpstr (rushes_task_get_saved_path (task), ==, "/videos/a.mp4");
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_SAVED);
}

/* The copy is a library of the old version, for us alone, and holds no link. */
static void
test_backup (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = backup_path (fixture);
  g_autofree char *library = g_steal_pointer (&fixture->path);
  g_autofree char *before = g_strdup_printf ("%d", GPOINTER_TO_INT (data));
  g_autofree char *after = g_strdup_printf ("%d", rushes_schema_get_version ());
  GStatBuf info;

  fixture->path = g_strdup (library);
  fixture_open (fixture);
  fixture_close (fixture);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);

  fixture_assert_stored (fixture, "PRAGMA user_version", after);
  g_free (fixture->path);
  fixture->path = g_strdup (path);
  fixture_assert_stored (fixture, "PRAGMA user_version", before);
  fixture_assert_stored (fixture, "PRAGMA integrity_check", "ok");
  fixture_assert_stored (fixture,
                         "SELECT group_concat (task_id) FROM (SELECT task_id FROM tasks ORDER BY number)",
                         "waiting,finished,failed,saved");

  g_assert_cmpint (g_unlink (library), ==, 0);
  g_assert_false (fixture_folder_holds (fixture->data_folder, CANARY));
}

static void
test_once (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = backup_path (fixture);

  fixture_open (fixture);
  g_assert_cmpint (g_unlink (path), ==, 0);
  fixture_reopen (fixture);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (fixture_get_n_tasks (fixture), ==, 4);
}

/* Something stands in the way of the last step's last statement: nothing of any step is done. */
static void
test_all_or_nothing (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = g_strdup_printf ("%d", GPOINTER_TO_INT (data));
  g_autoptr (GError) error = NULL;
  RushesLibrary *library;

  run_sql (fixture->path, "ALTER TABLE accounts ADD COLUMN budget INTEGER");
  library = fixture_open_library (fixture->path, fixture->clock, &error);
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_LIBRARY_FAILED);
  rushes_test_await_finalize (library);
  fixture_assert_stored (fixture, "PRAGMA user_version", before);
  fixture_assert_stored (fixture, "SELECT count (*) FROM pragma_table_info ('accounts') WHERE name = 'proxy'",
                         "0");
}

/* What the new columns say of an old row: nothing is kept, nothing declined, nothing under way. */
static void
test_new_columns (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) transfers = NULL;
  RushesTask *task;

  fixture_open (fixture);
  task = fixture_find (fixture, "finished");
  g_assert_null (rushes_task_get_kept_path (task));
  g_assert_false (rushes_task_get_keep_declined (task));
  g_assert_cmpint (rushes_task_get_transfer_state (task), ==, RUSHES_TRANSFER_NONE);
  transfers = rushes_library_list_transfers (fixture->library);
  g_assert_cmpuint (transfers->len, ==, 0);
  fixture_record_kept (fixture, task, "finished.mp4", 7);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_KEPT);
  fixture_assert_stored (fixture, "SELECT ifnull (folder, '') FROM accounts",
                         GPOINTER_TO_INT (data) < 3 ? "" : "file:///films");
  fixture_assert_stored (fixture, "SELECT proxy IS NULL AND authority IS NULL AND budget = 0 FROM accounts",
                         "1");
}

static void
test_new_library_needs_none (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = backup_path (fixture);

  g_assert_cmpint (g_unlink (fixture->path), ==, 0);
  fixture_open (fixture);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* What an old version wrote is rescued as well. */
static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  g_autofree char *bytes = NULL;
  gsize size = 0;

  g_assert_true (g_file_get_contents (fixture->path, &bytes, &size, NULL));
  bytes[0] = 'x';
  g_assert_true (g_file_set_contents (fixture->path, bytes, (gssize) size, NULL));
  fixture_open (fixture);
  g_assert_nonnull (rushes_library_get_notice (fixture->library));
  g_assert_cmpuint (fixture_get_n_tasks (fixture), ==, 4);
  fixture_assert_finished (rushes_task_get_snapshot (fixture_find (fixture, "finished")));
}

/* What the second step added is there still. */
static void
test_notes_and_history (Fixture *fixture, gconstpointer data)
{
  fixture_open (fixture);
  g_assert_cmpstr (rushes_task_get_note (fixture_find (fixture, "finished")), ==, "备注");
  fixture_assert_stored (fixture, "SELECT raw_reply FROM tasks WHERE task_id = 'finished'",
                         "{\"status\": \"SUCCESS\"}");
  fixture_assert_stored (fixture, "SELECT group_concat (state) FROM history", "finished,saved");
}

/* What the third step added is there still. */
static void
test_folder (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesAccount) account = NULL;

  fixture_open (fixture);
  account = g_list_model_get_item (rushes_library_get_accounts (fixture->library), 0);
  g_assert_cmpstr (rushes_account_get_folder (account), ==, "file:///films");
  g_assert_null (rushes_account_get_proxy (account));
  g_assert_null (rushes_account_get_authority (account));
  g_assert_cmpuint (rushes_account_get_budget (account), ==, 0);
  fixture_assert_stored (fixture, "SELECT saved_verified FROM tasks WHERE task_id = 'saved'", "length");
}

/* Of each version that there was. */
#define ADD(name, func)                                                                                      \
  g_test_add ("/library/migration/1/" name, Fixture, GINT_TO_POINTER (1), set_up, func, fixture_tear_down);  \
  g_test_add ("/library/migration/2/" name, Fixture, GINT_TO_POINTER (2), set_up, func, fixture_tear_down);  \
  g_test_add ("/library/migration/3/" name, Fixture, GINT_TO_POINTER (3), set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("rows", test_rows);
  ADD ("backup", test_backup);
  ADD ("once", test_once);
  ADD ("all-or-nothing", test_all_or_nothing);
  ADD ("new-library-needs-none", test_new_library_needs_none);
  ADD ("damaged", test_damaged);
  ADD ("new-columns", test_new_columns);
  g_test_add ("/library/migration/2/notes-and-history", Fixture, GINT_TO_POINTER (2), set_up,
              test_notes_and_history, fixture_tear_down);
  g_test_add ("/library/migration/3/notes-and-history", Fixture, GINT_TO_POINTER (3), set_up,
              test_notes_and_history, fixture_tear_down);
  g_test_add ("/library/migration/3/folder", Fixture, GINT_TO_POINTER (3), set_up, test_folder,
              fixture_tear_down);

  return g_test_run ();
}
