/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/library-fixture.h"

#include <sqlite3.h>
#include <string.h>

RushesLibrary *
fixture_open_library (const char *path, RushesClock *clock, GError **error)
{
  RushesLibrary *library = rushes_library_new (path, clock);
  g_autoptr (GAsyncResult) result = NULL;

  rushes_library_open_async (library, NULL, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the library to open");
  rushes_library_open_finish (library, result, error);
  return library;
}

void
fixture_open (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture->library = fixture_open_library (fixture->path, fixture->clock, &error);
  g_assert_no_error (error);
}

void
fixture_close (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  rushes_library_close_async (fixture->library, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the library to close");
  g_assert_true (rushes_library_close_finish (fixture->library, result, &error));
  g_assert_no_error (error);
  g_clear_object (&result);
  rushes_test_await_finalize (g_steal_pointer (&fixture->library));
}

void
fixture_reopen (Fixture *fixture)
{
  fixture_close (fixture);
  fixture_open (fixture);
}

void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = rushes_test_make_folder ();
  fixture->data_folder = g_build_filename (fixture->folder, "share", "rushes", NULL);
  fixture->path = g_build_filename (fixture->data_folder, "library.db", NULL);
  fixture->clock = RUSHES_CLOCK (rushes_manual_clock_new ());
  fixture_open (fixture);
}

void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->library != NULL)
    fixture_close (fixture);
  rushes_test_await_finalize (g_steal_pointer (&fixture->clock));
  rushes_test_remove_folder (fixture->folder);
  g_free (fixture->data_folder);
  g_free (fixture->path);
}

GPtrArray *
fixture_new_items (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) rushes_intake_item_free);
}

void
fixture_add_item (GPtrArray *items, const char *task_id, const char *label)
{
  g_ptr_array_add (items, rushes_intake_item_new (task_id, label, 1));
}

GPtrArray *
fixture_add_all (RushesLibrary *library, GPtrArray *items)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *added = NULL;

  rushes_library_add_async (library, ACCOUNT, items, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "ids to be added");
  added = rushes_library_add_finish (library, result, &error);
  g_assert_no_error (error);
  return added;
}

/* (transfer full) (nullable): NULL where it was there already */
RushesTask *
fixture_add (Fixture *fixture, const char *task_id, const char *label)
{
  g_autoptr (GPtrArray) items = fixture_new_items ();
  g_autoptr (GPtrArray) added = NULL;

  fixture_add_item (items, task_id, label);
  added = fixture_add_all (fixture->library, items);
  return added->len == 1 ? g_object_ref (g_ptr_array_index (added, 0)) : NULL;
}

void
fixture_assert_done (FixtureFinish finish, RushesLibrary *library, GAsyncResult **result)
{
  g_autoptr (GAsyncResult) kept = NULL;
  g_autoptr (GError) error = NULL;

  rushes_test_await_result (result, "the library's answer");
  kept = g_steal_pointer (result);
  g_assert_true (finish (library, kept, &error));
  g_assert_no_error (error);
}

void
fixture_remove (Fixture *fixture, RushesTask *task)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();
  GAsyncResult *result = NULL;

  g_ptr_array_add (tasks, task);
  rushes_library_remove_async (fixture->library, tasks, rushes_test_keep_result, &result);
  fixture_assert_done (rushes_library_remove_finish, fixture->library, &result);
}

void
fixture_restore (Fixture *fixture, RushesTask *task)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();
  GAsyncResult *result = NULL;

  g_ptr_array_add (tasks, task);
  rushes_library_restore_async (fixture->library, tasks, rushes_test_keep_result, &result);
  fixture_assert_done (rushes_library_restore_finish, fixture->library, &result);
}

void
fixture_record_saved (Fixture *fixture, RushesTask *task, const char *path, gint64 bytes)
{
  GAsyncResult *result = NULL;

  rushes_library_record_saved_async (fixture->library, task, path, bytes, "length", rushes_test_keep_result,
                                     &result);
  fixture_assert_done (rushes_library_record_saved_finish, fixture->library, &result);
}

void
fixture_record_kept (Fixture *fixture, RushesTask *task, const char *name, gint64 bytes)
{
  GAsyncResult *result = NULL;

  rushes_library_record_kept_async (fixture->library, task, name, bytes, "crc64", rushes_test_keep_result,
                                    &result);
  fixture_assert_done (rushes_library_record_kept_finish, fixture->library, &result);
}

guint
fixture_get_n_tasks (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (rushes_library_get_tasks (fixture->library)));
}

/* (transfer none) */
RushesTask *
fixture_find (Fixture *fixture, const char *task_id)
{
  RushesTask *task = rushes_task_list_find (rushes_library_get_tasks (fixture->library), ACCOUNT, task_id);

  g_assert_nonnull (task);
  return task;
}

/* What another connection finds in the file. The file may be in use: it only looks. */
char *
fixture_look_up (Fixture *fixture, const char *sql)
{
  sqlite3 *connection = NULL;
  sqlite3_stmt *statement = NULL;
  char *value = NULL;

  g_assert_cmpint (sqlite3_open_v2 (fixture->path, &connection, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (connection, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  value = g_strdup ((const char *) sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);
  sqlite3_close (connection);
  return value;
}

void
fixture_assert_stored (Fixture *fixture, const char *sql, const char *expected)
{
  g_autofree char *value = fixture_look_up (fixture, sql);

  g_assert_cmpstr (value, ==, expected);
}

gboolean
fixture_folder_holds (const char *folder, const char *needle)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  gboolean found = FALSE;
  const char *name;

  while (!found && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *contents = NULL;
      gsize length = 0;

      g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
      found = memmem (contents, length, needle, strlen (needle)) != NULL;
    }
  return found;
}

RushesSnapshot *
fixture_new_finished (void)
{
  RushesSnapshot *snapshot = rushes_snapshot_new ();

  snapshot->task_id = g_strdup ("306792606023824");
  snapshot->phase = RUSHES_PHASE_FINISHED;
  snapshot->raw_status = g_strdup ("SUCCESS");
  snapshot->progress = 100;
  snapshot->width = 1366;
  snapshot->height = 768;
  snapshot->bytes = G_GINT64_CONSTANT (9007199254740993);
  snapshot->submitted_at = 1756453472;
  snapshot->started_at = 1756453480;
  snapshot->finished_at = 1756453535;
  snapshot->expires_at = 1756486785;
  snapshot->file_id = g_strdup ("115334141465231360");
  snapshot->file_name = g_strdup ("视频 output.mp4");
  snapshot->download_url = g_strdup (LINK);
  snapshot->backup_download_url = g_strdup (BACKUP);
  snapshot->model = g_strdup ("MiniMax-Hailuo-02");
  snapshot->prompt = g_strdup ("港口的黎明, [Push in]\n“slowly”");
  return snapshot;
}

void
fixture_assert_finished (RushesSnapshot *snapshot)
{
  g_autoptr (RushesSnapshot) expected = fixture_new_finished ();

  g_assert_nonnull (snapshot);
  g_assert_cmpint (snapshot->phase, ==, expected->phase);
  g_assert_cmpstr (snapshot->raw_status, ==, expected->raw_status);
  g_assert_cmpint (snapshot->progress, ==, expected->progress);
  g_assert_cmpint (snapshot->width, ==, expected->width);
  g_assert_cmpint (snapshot->height, ==, expected->height);
  g_assert_cmpint (snapshot->bytes, ==, expected->bytes);
  g_assert_cmpint (snapshot->submitted_at, ==, expected->submitted_at);
  g_assert_cmpint (snapshot->started_at, ==, expected->started_at);
  g_assert_cmpint (snapshot->finished_at, ==, expected->finished_at);
  g_assert_cmpint (snapshot->expires_at, ==, expected->expires_at);
  g_assert_cmpstr (snapshot->file_id, ==, expected->file_id);
  g_assert_cmpstr (snapshot->file_name, ==, expected->file_name);
  g_assert_cmpstr (snapshot->download_url, ==, expected->download_url);
  g_assert_cmpstr (snapshot->backup_download_url, ==, expected->backup_download_url);
  g_assert_cmpstr (snapshot->model, ==, expected->model);
  g_assert_cmpstr (snapshot->prompt, ==, expected->prompt);
  g_assert_null (snapshot->failure);
}
