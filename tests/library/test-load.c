/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/rushes-error.h"
#include "library/library-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#define PAGE_SIZE 4096
/* Pages all over the file that are damaged, one at a time. */
#define N_PLACES 9

/* More than one batch, and not a whole number of chunks. */
#define N_TASKS 5003

typedef struct
{
  guint first;   /* rows that came first */
  guint largest; /* that came at once */
  guint n_changes;
} Seen;

static void
rows_cb (GListModel *tasks, guint position, guint removed, guint added, Seen *seen)
{
  g_assert_cmpuint (position, ==, 0);
  if (seen->n_changes++ == 0)
    seen->first = added;
  seen->largest = MAX (seen->largest, added);
}

static void
fill (Fixture *fixture)
{
  g_autoptr (RushesAccount) account = rushes_account_new (ACCOUNT, "Studio", "https://www.anyapi.vip", NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) items = fixture_new_items ();
  g_autoptr (GPtrArray) added = NULL;

  rushes_library_put_account_async (fixture->library, account, rushes_test_keep_result, &result);
  fixture_assert_done (rushes_library_put_account_finish, fixture->library, &result);
  for (guint i = 0; i < N_TASKS; i++)
    {
      g_autofree char *id = g_strdup_printf ("task-%u", i);

      fixture_add_item (items, id, NULL);
    }
  added = fixture_add_all (fixture->library, items);
  g_assert_cmpuint (added->len, ==, N_TASKS);
  fixture_close (fixture);
  fixture->library = rushes_library_new (fixture->path, fixture->clock);
}

static gboolean
has_rows (gpointer user_data)
{
  return fixture_get_n_tasks (user_data) > 0;
}

static void
assert_order (Fixture *fixture)
{
  GListModel *tasks = G_LIST_MODEL (rushes_library_get_tasks (fixture->library));
  gint64 last = 0;

  for (guint i = 0; i < g_list_model_get_n_items (tasks); i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (tasks, i);

      g_assert_cmpint (rushes_task_get_order (task), >, last);
      last = rushes_task_get_order (task);
    }
}

static void
test_newest_first (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) opened = NULL;
  Seen seen = { 0 };

  fill (fixture);
  g_signal_connect (rushes_library_get_tasks (fixture->library), "items-changed", G_CALLBACK (rows_cb),
                    &seen);
  rushes_library_open_async (fixture->library, NULL, rushes_test_keep_result, &opened);
  rushes_test_await (has_rows, fixture, "the first rows");
  g_assert_null (opened);
  g_assert_cmpuint (g_list_model_get_n_items (rushes_library_get_accounts (fixture->library)), ==, 1);
  g_assert_cmpuint (seen.first, <, 1000);
  fixture_find (fixture, "task-5002");
  g_assert_null (rushes_task_list_find (rushes_library_get_tasks (fixture->library), ACCOUNT, "task-0"));

  fixture_assert_done (rushes_library_open_finish, fixture->library, &opened);
  g_assert_cmpuint (fixture_get_n_tasks (fixture), ==, N_TASKS);
  g_assert_cmpuint (seen.largest, <, 1000);
  fixture_find (fixture, "task-0");
  assert_order (fixture);
}

/* What is tracked already, and what is not, is known even before its row is there. */
static void
test_changed_meanwhile (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) removed = NULL;
  g_autoptr (GAsyncResult) added = NULL;
  g_autoptr (GPtrArray) items = fixture_new_items ();
  g_autoptr (GPtrArray) leaving = g_ptr_array_new ();
  g_autoptr (GPtrArray) fresh = NULL;

  fill (fixture);
  rushes_library_open_async (fixture->library, NULL, rushes_test_keep_result, &opened);
  rushes_test_await (has_rows, fixture, "the first rows");
  g_ptr_array_add (leaving, fixture_find (fixture, "task-5001"));
  rushes_library_remove_async (fixture->library, leaving, rushes_test_keep_result, &removed);
  fixture_add_item (items, "task-0", "an old one");
  fixture_add_item (items, "task-new", NULL);
  rushes_library_add_async (fixture->library, ACCOUNT, items, rushes_test_keep_result, &added);

  fixture_assert_done (rushes_library_open_finish, fixture->library, &opened);
  fixture_assert_done (rushes_library_remove_finish, fixture->library, &removed);
  rushes_test_await_result (&added, "the ids to be added");
  fresh = rushes_library_add_finish (fixture->library, added, NULL);
  g_assert_cmpuint (fresh->len, ==, 1);
  g_assert_cmpuint (fixture_get_n_tasks (fixture), ==, N_TASKS);
  g_assert_cmpstr (rushes_task_get_label (fixture_find (fixture, "task-0")), ==, "an old one");
  g_assert_null (rushes_task_list_find (rushes_library_get_tasks (fixture->library), ACCOUNT, "task-5001"));
  assert_order (fixture);
}

/* What was asked for is done, whether or not there was time to show everything. */
static void
test_closed_meanwhile (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) closed = NULL;
  g_autoptr (GAsyncResult) added = NULL;
  g_autoptr (GPtrArray) items = fixture_new_items ();
  g_autoptr (GPtrArray) fresh = NULL;
  g_autoptr (GError) error = NULL;

  fill (fixture);
  rushes_library_open_async (fixture->library, NULL, rushes_test_keep_result, &opened);
  rushes_test_await (has_rows, fixture, "the first rows");
  fixture_add_item (items, "task-new", NULL);
  rushes_library_add_async (fixture->library, ACCOUNT, items, rushes_test_keep_result, &added);
  rushes_library_close_async (fixture->library, rushes_test_keep_result, &closed);

  rushes_test_await_result (&opened, "opening to end");
  g_assert_false (rushes_library_open_finish (fixture->library, opened, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  rushes_test_await_result (&added, "the id to be added");
  fresh = rushes_library_add_finish (fixture->library, added, NULL);
  g_assert_cmpuint (fresh->len, ==, 1);
  fixture_assert_done (rushes_library_close_finish, fixture->library, &closed);

  g_clear_object (&fixture->library);
  fixture_open (fixture);
  g_assert_cmpuint (fixture_get_n_tasks (fixture), ==, N_TASKS + 1);
  fixture_find (fixture, "task-new");
}

/* Large files are checked when the newest rows are there */

static void
spoil (Fixture *fixture, guint place)
{
  g_autofree char *bytes = NULL;
  gsize size = 0;
  gsize n_pages;

  g_assert_true (g_file_get_contents (fixture->path, &bytes, &size, NULL));
  n_pages = size / PAGE_SIZE;
  g_assert_cmpuint (n_pages, >, 64);
  memset (bytes + (1 + place * (n_pages - 2) / (N_PLACES - 1)) * PAGE_SIZE, 0xa5, PAGE_SIZE);
  g_assert_true (g_file_set_contents_full (fixture->path, bytes, (gssize) size,
                                           G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL));
}

/* The damaged file, which is taken away. (transfer full) */
static GBytes *
take_kept (Fixture *fixture)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->data_folder, 0, NULL);
  GBytes *bytes = NULL;

  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    {
      g_autofree char *path = g_build_filename (fixture->data_folder, name, NULL);
      char *content = NULL;
      gsize size = 0;

      if (!g_str_has_prefix (name, "library.db.damaged-") || g_str_has_suffix (name, "-wal")
          || g_str_has_suffix (name, "-shm"))
        continue;
      g_assert_null (bytes);
      g_assert_true (g_file_get_contents (path, &content, &size, NULL));
      bytes = g_bytes_new_take (content, size);
      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_nonnull (bytes);
  return bytes;
}

static GBytes *
read_file (Fixture *fixture)
{
  char *content = NULL;
  gsize size = 0;

  g_assert_true (g_file_get_contents (fixture->path, &content, &size, NULL));
  return g_bytes_new_take (content, size);
}

static void
gone_cb (GListModel *tasks, guint position, guint removed, guint added, guint *n_gone)
{
  *n_gone += removed;
}

static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) sound = NULL;
  guint n_gone = 0;

  fill (fixture);
  sound = read_file (fixture);
  for (guint place = 0; place < N_PLACES; place++)
    {
      g_autoptr (GBytes) spoilt = NULL;
      g_autoptr (GBytes) kept = NULL;
      g_autoptr (GAsyncResult) opened = NULL;

      g_assert_true (g_file_set_contents_full (fixture->path, g_bytes_get_data (sound, NULL),
                                               (gssize) g_bytes_get_size (sound),
                                               G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL));
      spoil (fixture, place);
      spoilt = read_file (fixture);
      g_clear_object (&fixture->library);
      fixture->library = rushes_library_new (fixture->path, fixture->clock);
      g_signal_connect (rushes_library_get_tasks (fixture->library), "items-changed", G_CALLBACK (gone_cb),
                        &n_gone);
      rushes_library_open_async (fixture->library, NULL, rushes_test_keep_result, &opened);
      fixture_assert_done (rushes_library_open_finish, fixture->library, &opened);

      g_assert_nonnull (rushes_library_get_notice (fixture->library));
      /* Row or index entry, one of them names each task. */
      g_assert_cmpuint (fixture_get_n_tasks (fixture), >=, N_TASKS - 1);
      g_assert_cmpuint (g_list_model_get_n_items (rushes_library_get_accounts (fixture->library)), <=, 1);
      assert_order (fixture);
      kept = take_kept (fixture);
      g_assert_true (g_bytes_equal (kept, spoilt));
      fixture_close (fixture);
    }
  /* Where the newest rows could be read, they were shown, and went with the damaged file. */
  g_assert_cmpuint (n_gone, >, 0);
}

/* What was meant for a row of the damaged file is not done to one of the rescued. */
static void
test_damaged_meanwhile (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) removed = NULL;
  g_autoptr (GPtrArray) leaving = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  fill (fixture);
  spoil (fixture, N_PLACES / 2);
  rushes_library_open_async (fixture->library, NULL, rushes_test_keep_result, &opened);
  rushes_library_set_patient (fixture->library, TRUE);
  rushes_test_await (has_rows, fixture, "the first rows");
  g_ptr_array_add (leaving, fixture_find (fixture, "task-5001"));
  rushes_library_remove_async (fixture->library, leaving, rushes_test_keep_result, &removed);
  rushes_library_set_patient (fixture->library, FALSE);

  fixture_assert_done (rushes_library_open_finish, fixture->library, &opened);
  rushes_test_await_result (&removed, "the answer");
  g_assert_false (rushes_library_remove_finish (fixture->library, removed, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_LIBRARY_DAMAGED);
  fixture_find (fixture, "task-5001");
  g_assert_nonnull (rushes_library_get_notice (fixture->library));
}

/* Closing cleans up, but never in a damaged file. */
static void
test_damaged_closed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) closed = NULL;
  g_autoptr (GBytes) spoilt = NULL;
  g_autoptr (GBytes) kept = NULL;
  g_autoptr (GError) error = NULL;

  fill (fixture);
  spoil (fixture, N_PLACES / 2);
  spoilt = read_file (fixture);
  rushes_library_set_patient (fixture->library, TRUE);
  rushes_library_open_async (fixture->library, NULL, rushes_test_keep_result, &opened);
  rushes_test_await (has_rows, fixture, "the first rows");
  rushes_library_close_async (fixture->library, rushes_test_keep_result, &closed);
  rushes_test_await_result (&opened, "opening to end");
  g_assert_false (rushes_library_open_finish (fixture->library, opened, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  fixture_assert_done (rushes_library_close_finish, fixture->library, &closed);

  kept = take_kept (fixture);
  g_assert_true (g_bytes_equal (kept, spoilt));
  g_clear_object (&fixture->library);
  fixture_open (fixture);
  g_assert_cmpuint (fixture_get_n_tasks (fixture), >=, N_TASKS - 1);
}

/* While another library of the same size is opened from beginning to end, a patient one stands still. */
static void
test_patient (Fixture *fixture, gconstpointer data)
{
  Fixture other = { 0 };
  g_autoptr (GAsyncResult) opened = NULL;
  Seen seen = { 0 };

  fill (fixture);
  fixture_set_up (&other, NULL);
  fill (&other);
  g_signal_connect (rushes_library_get_tasks (fixture->library), "items-changed", G_CALLBACK (rows_cb),
                    &seen);
  rushes_library_set_patient (fixture->library, TRUE);
  rushes_library_open_async (fixture->library, NULL, rushes_test_keep_result, &opened);
  rushes_test_await (has_rows, fixture, "the first rows");

  g_clear_object (&other.library);
  fixture_open (&other);
  g_assert_cmpuint (fixture_get_n_tasks (&other), ==, N_TASKS);
  fixture_tear_down (&other, NULL);
  g_assert_cmpuint (fixture_get_n_tasks (fixture), ==, seen.first);
  g_assert_null (opened);

  rushes_library_set_patient (fixture->library, FALSE);
  fixture_assert_done (rushes_library_open_finish, fixture->library, &opened);
  g_assert_cmpuint (fixture_get_n_tasks (fixture), ==, N_TASKS);
}

#define ADD(name, func)                                                                                      \
  g_test_add ("/library/load/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("newest-first", test_newest_first);
  ADD ("changed-meanwhile", test_changed_meanwhile);
  ADD ("closed-meanwhile", test_closed_meanwhile);
  ADD ("patient", test_patient);
  ADD ("damaged", test_damaged);
  ADD ("damaged-meanwhile", test_damaged_meanwhile);
  ADD ("damaged-closed", test_damaged_closed);

  return g_test_run ();
}
