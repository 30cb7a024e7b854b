/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/library-fixture.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#define PAGE_SIZE 4096
#define N_TASKS 120
/* Too long for a page: such a reply is kept in a chain of pages. */
#define LONG_TASK "task-7"
#define DESTINATION "file:///films/six.mp4"
#define AUTHORITY "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"

typedef struct
{
  Fixture base;
  char *sound; /* the file as it was closed */
  gsize size;
} Rescue;

static void
put_transfer (Fixture *fixture, RushesTask *task)
{
  g_autoptr (RushesTransferRecord) record = rushes_transfer_record_new (RUSHES_PURPOSE_SAVE, DESTINATION,
                                                                        TRUE);
  GAsyncResult *result = NULL;

  record->state = RUSHES_TRANSFER_FAILED;
  record->failure_code = g_strdup ("incomplete");
  rushes_library_put_transfer_async (fixture->library, task, record, rushes_test_keep_result, &result);
  fixture_assert_done (rushes_library_put_transfer_finish, fixture->library, &result);
}

static void
decline (Fixture *fixture, RushesTask *task)
{
  GAsyncResult *result = NULL;

  rushes_library_record_unkept_async (fixture->library, task, TRUE, rushes_test_keep_result, &result);
  fixture_assert_done (rushes_library_record_unkept_finish, fixture->library, &result);
}

static void
put_account (Fixture *fixture)
{
  g_autoptr (RushesAccount) account = rushes_account_new (ACCOUNT, "Studio", "https://gateway.example", NULL);
  GAsyncResult *result = NULL;

  rushes_account_set_folder (account, "file:///films");
  rushes_account_set_proxy (account, "http://proxy.example:3128");
  rushes_account_set_authority (account, AUTHORITY);
  rushes_account_set_budget (account, 12);
  rushes_library_put_account_async (fixture->library, account, rushes_test_keep_result, &result);
  fixture_assert_done (rushes_library_put_account_finish, fixture->library, &result);
}

static void
set_up (Rescue *rescue, gconstpointer data)
{
  Fixture *fixture = &rescue->base;
  g_autoptr (GPtrArray) items = fixture_new_items ();
  g_autoptr (GPtrArray) added = NULL;

  fixture_set_up (fixture, NULL);
  for (guint i = 0; i < N_TASKS; i++)
    {
      g_autofree char *id = g_strdup_printf ("task-%u", i);
      g_autofree char *label = g_strdup_printf ("标签 %u", i);

      fixture_add_item (items, id, label);
    }
  added = fixture_add_all (fixture->library, items);
  for (guint i = 0; i < N_TASKS; i++)
    {
      g_autoptr (RushesSnapshot) snapshot = fixture_new_finished ();

      if (g_str_equal (rushes_task_get_id (added->pdata[i]), LONG_TASK))
        {
          g_free (snapshot->prompt);
          snapshot->prompt = g_strnfill (3 * PAGE_SIZE, 'p');
        }
      rushes_library_apply_snapshot (fixture->library, added->pdata[i], snapshot);
    }
  fixture_record_saved (fixture, added->pdata[3], "/videos/three.mp4", 3);
  fixture_record_kept (fixture, added->pdata[4], "four.mp4", 4);
  put_transfer (fixture, added->pdata[6]);
  decline (fixture, added->pdata[8]);
  put_account (fixture);
  g_clear_pointer (&added, g_ptr_array_unref);
  fixture_close (fixture);
  g_assert_true (g_file_get_contents (fixture->path, &rescue->sound, &rescue->size, NULL));
  g_assert_cmpuint (rescue->size / PAGE_SIZE, >, 10);
}

static void
tear_down (Rescue *rescue, gconstpointer data)
{
  fixture_tear_down (&rescue->base, NULL);
  g_free (rescue->sound);
}

static void
put_file (Rescue *rescue, const char *bytes, gsize size)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents_full (rescue->base.path, bytes, (gssize) size,
                                           G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error));
  g_assert_no_error (error);
}

/* The file that was moved aside; and takes it away. (nullable) */
static char *
take_kept (Rescue *rescue, gsize *size)
{
  g_autoptr (GDir) dir = g_dir_open (rescue->base.data_folder, 0, NULL);
  char *contents = NULL;
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (rescue->base.data_folder, name, NULL);

      if (!g_str_has_prefix (name, "library.db.damaged-"))
        continue;
      if (!g_str_has_suffix (name, "-wal") && !g_str_has_suffix (name, "-shm"))
        {
          g_assert_null (contents);
          g_assert_true (g_file_get_contents (path, &contents, size, NULL));
        }
      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  return contents;
}

/* A task that SQLite itself can read, under the account that stands there now: the check of SQLite does not
 * notice a changed letter inside a value, and then neither do we. */
typedef struct
{
  char *account_id;
  char *task_id;
} Readable;

static void
readable_free (gpointer data)
{
  Readable *readable = data;

  g_free (readable->account_id);
  g_free (readable->task_id);
  g_free (readable);
}

static Readable *
read_row (sqlite3_stmt *statement)
{
  const char *account_id = (const char *) sqlite3_column_text (statement, 0);
  const char *task_id = (const char *) sqlite3_column_text (statement, 1);
  Readable *readable;

  if (account_id == NULL || task_id == NULL)
    return NULL;

  readable = g_new0 (Readable, 1);
  readable->account_id = g_strdup (account_id);
  readable->task_id = g_strdup (task_id);
  return readable;
}

/* (element-type Readable): what SQLite itself can still read from @path, row for row */
static GPtrArray *
read_with_sqlite (const char *path)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (readable_free);
  sqlite3 *connection = NULL;
  sqlite3_stmt *statement = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path, &connection, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  if (sqlite3_prepare_v2 (connection,
                          "SELECT account_id, task_id FROM tasks WHERE number = ?1 AND removed_at IS NULL",
                          -1, &statement, NULL)
      == SQLITE_OK)
    {
      for (int number = 1; number <= N_TASKS; number++)
        {
          Readable *readable;

          sqlite3_bind_int (statement, 1, number);
          readable = sqlite3_step (statement) == SQLITE_ROW ? read_row (statement) : NULL;
          if (readable != NULL)
            g_ptr_array_add (rows, readable);
          sqlite3_reset (statement);
        }
    }
  sqlite3_finalize (statement);
  sqlite3_close (connection);
  return rows;
}

/* Opens the file as it is; every row that SQLite can read has to be there. Returns how many tasks there are.
 */
static guint
open_and_compare (Rescue *rescue)
{
  Fixture *fixture = &rescue->base;
  g_autoptr (GPtrArray) rows = read_with_sqlite (fixture->path);
  RushesTaskList *tasks;

  fixture_open (fixture);
  tasks = rushes_library_get_tasks (fixture->library);
  for (guint i = 0; i < rows->len; i++)
    {
      const Readable *readable = rows->pdata[i];

      g_assert_nonnull (rushes_task_list_find (tasks, readable->account_id, readable->task_id));
    }
  return fixture_get_n_tasks (fixture);
}

static void
assert_files (Fixture *fixture)
{
  g_autofree char *kept_path = g_build_filename (fixture->data_folder, "videos", "four.mp4", NULL);
  GListModel *accounts = rushes_library_get_accounts (fixture->library);
  g_autoptr (RushesAccount) account = g_list_model_get_item (accounts, 0);
  RushesTask *task = fixture_find (fixture, "task-4");
  const RushesTransferRecord *transfer;

  g_assert_cmpstr (rushes_task_get_kept_path (task), ==, kept_path);
  g_assert_cmpint (rushes_task_get_kept_bytes (task), ==, 4);
  g_assert_null (rushes_task_get_snapshot (task)->download_url);
  fixture_assert_stored (fixture, "SELECT kept_verified || kept_at FROM tasks WHERE task_id = 'task-4'",
                         "crc641756454400");
  fixture_assert_stored (fixture, "SELECT saved_verified FROM tasks WHERE task_id = 'task-3'", "length");

  task = fixture_find (fixture, "task-6");
  transfer = rushes_task_get_transfer_record (task);
  g_assert_nonnull (transfer);
  g_assert_cmpint (transfer->purpose, ==, RUSHES_PURPOSE_SAVE);
  g_assert_cmpstr (transfer->destination, ==, DESTINATION);
  g_assert_true (transfer->replace);
  g_assert_cmpint (rushes_task_get_transfer_state (task), ==, RUSHES_TRANSFER_FAILED);
  g_assert_cmpstr (rushes_failure_get_code (rushes_task_get_problem (task)), ==, "incomplete");

  g_assert_true (rushes_task_get_keep_declined (fixture_find (fixture, "task-8")));
  g_assert_false (rushes_task_get_keep_declined (fixture_find (fixture, "task-9")));
  g_assert_nonnull (account);
  g_assert_cmpstr (rushes_account_get_folder (account), ==, "file:///films");
  g_assert_cmpstr (rushes_account_get_proxy (account), ==, "http://proxy.example:3128");
  g_assert_cmpstr (rushes_account_get_authority (account), ==, AUTHORITY);
  g_assert_cmpuint (rushes_account_get_budget (account), ==, 12);
}

static void
assert_whole (Rescue *rescue)
{
  Fixture *fixture = &rescue->base;
  RushesTask *task = fixture_find (fixture, "task-11");

  g_assert_cmpuint (fixture_get_n_tasks (fixture), ==, N_TASKS);
  g_assert_cmpstr (rushes_task_get_label (task), ==, "标签 11");
  g_assert_cmpint (rushes_task_get_order (task), ==, 12);
  g_assert_cmpint (rushes_task_get_added_at (task), ==, NOW);
  fixture_assert_finished (rushes_task_get_snapshot (task));
  task = fixture_find (fixture, "task-3");
  g_assert_cmpstr (rushes_task_get_saved_path (task), ==, "/videos/three.mp4");
  g_assert_null (rushes_task_get_snapshot (task)->download_url);
  assert_files (fixture);
  task = fixture_find (fixture, LONG_TASK);
  g_assert_cmpuint (strlen (rushes_task_get_snapshot (task)->prompt), ==, 3 * PAGE_SIZE);
  /* Each has finished, one was saved and one is kept. */
  fixture_assert_stored (fixture, "SELECT count (*) - 2 FROM history", G_STRINGIFY (N_TASKS));
}

/* It is told in this run, and the next finds a sound library. */
static void
assert_told_once (Rescue *rescue)
{
  Fixture *fixture = &rescue->base;
  const guint n_tasks = fixture_get_n_tasks (fixture);

  g_assert_nonnull (rushes_library_get_notice (fixture->library));
  g_assert_nonnull (strstr (rushes_library_get_notice (fixture->library), "library.db.damaged-"));
  g_object_unref (fixture_add (fixture, "after", NULL));
  fixture_reopen (fixture);
  g_assert_null (rushes_library_get_notice (fixture->library));
  g_assert_cmpuint (fixture_get_n_tasks (fixture), ==, n_tasks + 1);
}

static void
test_garbage (Rescue *rescue, gconstpointer data)
{
  const char text[] = "Somebody's notes. They are worth more to him than any library of ours.\n";
  g_autofree char *kept = NULL;
  gsize size = 0;

  put_file (rescue, text, strlen (text));
  fixture_open (&rescue->base);
  g_assert_cmpuint (fixture_get_n_tasks (&rescue->base), ==, 0);
  assert_told_once (rescue);
  kept = take_kept (rescue, &size);
  g_assert_cmpmem (kept, size, text, strlen (text));
}

/* A date that cannot be one gives way to today's, and takes nothing else with it. */
static void
test_added_at (Rescue *rescue, gconstpointer data)
{
  Fixture *fixture = &rescue->base;
  g_autofree char *changed = NULL;
  sqlite3 *beside = NULL;
  gsize size = 0;

  g_assert_cmpint (sqlite3_open (fixture->path, &beside), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (beside, "UPDATE tasks SET added_at = -5 WHERE task_id = 'task-2'", NULL,
                                 NULL, NULL),
                   ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (beside), ==, SQLITE_OK);
  g_assert_true (g_file_get_contents (fixture->path, &changed, &size, NULL));
  memset (changed, 'x', 100);
  put_file (rescue, changed, size);

  fixture_open (fixture);
  g_assert_cmpuint (fixture_get_n_tasks (fixture), ==, N_TASKS);
  g_assert_cmpint (rushes_task_get_added_at (fixture_find (fixture, "task-2")), ==, NOW);
  assert_told_once (rescue);
  g_free (take_kept (rescue, NULL));
}

static void
test_empty (Rescue *rescue, gconstpointer data)
{
  put_file (rescue, "", 0);
  fixture_open (&rescue->base);
  g_assert_cmpuint (fixture_get_n_tasks (&rescue->base), ==, 0);
  g_assert_null (rushes_library_get_notice (rescue->base.library));
  g_assert_null (take_kept (rescue, NULL));
}

/* Whatever was cut off, the rest is there. */
static void
test_truncated (Rescue *rescue, gconstpointer data)
{
  guint before = 0;

  for (gsize size = 1; size < rescue->size; size += 3 * PAGE_SIZE / 2 + 7)
    {
      g_autofree char *kept = NULL;
      gsize kept_size = 0;
      guint n_tasks;

      put_file (rescue, rescue->sound, size);
      n_tasks = open_and_compare (rescue);
      g_assert_nonnull (rushes_library_get_notice (rescue->base.library));
      g_assert_cmpuint (n_tasks + 8, >=, before);
      before = n_tasks;
      fixture_close (&rescue->base);
      kept = take_kept (rescue, &kept_size);
      g_assert_cmpmem (kept, kept_size, rescue->sound, size);
    }
  g_assert_cmpuint (before, >, N_TASKS / 2);
}

/* Each byte of the header and one byte after the other of each page, each for itself. */
static void
test_one_byte (Rescue *rescue, gconstpointer data)
{
  const gsize places[] = { 0, 3, 5, 8, 9, 12, PAGE_SIZE / 2, PAGE_SIZE - 40 };
  const gsize n_pages = rescue->size / PAGE_SIZE;
  guint n_rescued = 0;

  for (gsize page = 0; page < n_pages; page++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (places); i++)
        {
          g_autofree char *spoilt = g_memdup2 (rescue->sound, rescue->size);
          g_autofree char *kept = NULL;
          gsize size = 0;
          guint n_tasks;

          spoilt[page * PAGE_SIZE + places[i]] ^= 0x55;
          put_file (rescue, spoilt, rescue->size);
          n_tasks = open_and_compare (rescue);
          /* The index and the rows are never lost together. */
          g_assert_cmpuint (n_tasks, >=, N_TASKS - 1);
          n_rescued += rushes_library_get_notice (rescue->base.library) != NULL;
          fixture_close (&rescue->base);
          kept = take_kept (rescue, &size);
          if (kept != NULL)
            g_assert_cmpmem (kept, size, spoilt, rescue->size);
        }
    }
  g_test_message ("%u rescues for %" G_GSIZE_FORMAT " pages", n_rescued, n_pages);
  g_assert_cmpuint (n_rescued, >, n_pages);
}

static void
test_header (Rescue *rescue, gconstpointer data)
{
  for (gsize place = 0; place < 100; place++)
    {
      g_autofree char *spoilt = g_memdup2 (rescue->sound, rescue->size);
      g_autofree char *kept = NULL;

      spoilt[place] ^= 0x55;
      put_file (rescue, spoilt, rescue->size);
      fixture_open (&rescue->base);
      assert_whole (rescue);
      fixture_close (&rescue->base);
      kept = take_kept (rescue, NULL);
    }
}

static void
test_whole_page (Rescue *rescue, gconstpointer data)
{
  for (gsize page = 0; page < rescue->size / PAGE_SIZE; page++)
    {
      g_autofree char *spoilt = g_memdup2 (rescue->sound, rescue->size);
      g_autofree char *kept = NULL;

      memset (spoilt + page * PAGE_SIZE, 0xa5, PAGE_SIZE);
      put_file (rescue, spoilt, rescue->size);
      /* Row or index entry, one of them names each task. */
      g_assert_cmpuint (open_and_compare (rescue), >=, N_TASKS - 1);
      fixture_close (&rescue->base);
      kept = take_kept (rescue, NULL);
    }
}

/* Without the log the file is what it was when the log was emptied last. */
static void
test_log_missing (Rescue *rescue, gconstpointer data)
{
  Fixture *fixture = &rescue->base;
  g_autofree char *log = g_strconcat (fixture->path, "-wal", NULL);
  g_autofree char *during = NULL;
  gsize size = 0;

  fixture_open (fixture);
  g_object_unref (fixture_add (fixture, "in-the-log", NULL));
  g_assert_true (g_file_test (log, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_get_contents (fixture->path, &during, &size, NULL));
  fixture_close (fixture);

  g_assert_false (g_file_test (log, G_FILE_TEST_EXISTS));
  put_file (rescue, during, size);
  fixture_open (fixture);
  g_assert_null (rushes_library_get_notice (fixture->library));
  assert_whole (rescue);
}

/* What was committed to the log counts, although the file is damaged. */
static void
test_log_is_read (Rescue *rescue, gconstpointer data)
{
  Fixture *fixture = &rescue->base;
  g_autofree char *log = g_strconcat (fixture->path, "-wal", NULL);
  g_autofree char *during = NULL;
  g_autofree char *logged = NULL;
  g_autofree char *kept = NULL;
  gsize size = 0;
  gsize logged_size = 0;

  fixture_open (fixture);
  g_object_unref (fixture_add (fixture, "in-the-log", "later"));
  fixture_remove (fixture, fixture_find (fixture, "task-5"));
  g_assert_true (g_file_get_contents (fixture->path, &during, &size, NULL));
  g_assert_true (g_file_get_contents (log, &logged, &logged_size, NULL));
  fixture_close (fixture);

  memset (during, 'x', 100);
  put_file (rescue, during, size);
  g_assert_true (g_file_set_contents (log, logged, (gssize) logged_size, NULL));
  fixture_open (fixture);
  g_assert_cmpuint (fixture_get_n_tasks (fixture), ==, N_TASKS);
  g_assert_cmpstr (rushes_task_get_label (fixture_find (fixture, "in-the-log")), ==, "later");
  /* What a person has removed stays away. */
  g_assert_null (rushes_task_list_find (rushes_library_get_tasks (fixture->library), ACCOUNT, "task-5"));
  assert_told_once (rescue);
  kept = take_kept (rescue, NULL);
  g_assert_nonnull (kept);
}

/* The process ended when the damaged file had been moved, and the fresh one not yet. */
static void
test_cut_off (Rescue *rescue, gconstpointer data)
{
  Fixture *fixture = &rescue->base;
  g_autofree char *fresh = g_strconcat (fixture->path, ".rescued", NULL);
  g_autofree char *log = g_strconcat (fixture->path, "-wal", NULL);

  g_assert_cmpint (g_rename (fixture->path, fresh), ==, 0);
  g_assert_true (g_file_set_contents (log, "the log of the damaged one", -1, NULL));
  fixture_open (fixture);
  assert_whole (rescue);
  g_assert_false (g_file_test (fresh, G_FILE_TEST_EXISTS));
}

/* Damage that reads like a way out of the folder leads nowhere. */
static void
test_name_leads_nowhere (Rescue *rescue, gconstpointer data)
{
  char *name = memmem (rescue->sound, rescue->size, "four.mp4", strlen ("four.mp4"));
  RushesTask *task;

  g_assert_nonnull (name);
  memcpy (name, "../a.mp4", strlen ("../a.mp4"));
  put_file (rescue, rescue->sound, rescue->size);
  fixture_open (&rescue->base);
  g_assert_null (rushes_task_get_kept_path (fixture_find (&rescue->base, "task-4")));
  fixture_close (&rescue->base);

  rescue->sound[0] = 'x';
  put_file (rescue, rescue->sound, rescue->size);
  fixture_open (&rescue->base);
  task = fixture_find (&rescue->base, "task-4");
  g_assert_null (rushes_task_get_kept_path (task));
  fixture_assert_stored (&rescue->base, "SELECT kept_name IS NULL FROM tasks WHERE task_id = 'task-4'", "1");
}

/* A half-made fresh one of an earlier try is no hindrance, and never taken. */
static void
test_begun_before (Rescue *rescue, gconstpointer data)
{
  g_autofree char *fresh = g_strconcat (rescue->base.path, ".rescued", NULL);

  g_assert_true (g_file_set_contents (fresh, "half", -1, NULL));
  rescue->sound[0] = 'x';
  put_file (rescue, rescue->sound, rescue->size);
  fixture_open (&rescue->base);
  assert_whole (rescue);
  assert_told_once (rescue);
}

#define ADD(name, func) g_test_add ("/library/rescue/" name, Rescue, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("garbage", test_garbage);
  ADD ("added-at", test_added_at);
  ADD ("empty", test_empty);
  ADD ("truncated", test_truncated);
  ADD ("one-byte", test_one_byte);
  ADD ("header", test_header);
  ADD ("whole-page", test_whole_page);
  ADD ("log-missing", test_log_missing);
  ADD ("log-is-read", test_log_is_read);
  ADD ("cut-off", test_cut_off);
  ADD ("begun-before", test_begun_before);
  ADD ("name-leads-nowhere", test_name_leads_nowhere);

  return g_test_run ();
}
