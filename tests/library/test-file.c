/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/rushes-error.h"
#include "library/library-fixture.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static void
test_private (Fixture *fixture, gconstpointer data)
{
  GStatBuf info;

  g_assert_cmpint (g_stat (fixture->data_folder, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0700);
  g_assert_cmpint (g_stat (fixture->path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
}

static void
assert_cannot_open (Fixture *fixture, RushesError code)
{
  g_autoptr (GError) error = NULL;
  RushesLibrary *library = fixture_open_library (fixture->path, fixture->clock, &error);

  g_assert_error (error, RUSHES_ERROR, (int) code);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rushes_library_get_tasks (library))), ==, 0);
  rushes_test_await_finalize (library);
}

static void
test_second_instance (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture_add (fixture, "1", NULL));
  assert_cannot_open (fixture, RUSHES_ERROR_LIBRARY_IN_USE);
  g_object_unref (fixture_add (fixture, "2", NULL));
  fixture_reopen (fixture);
  g_assert_cmpuint (fixture_get_n_tasks (fixture), ==, 2);
}

/* What a newer Rushes may have done to the file, as far as this one can tell. */
static void
make_newer (Fixture *fixture, const char *sql)
{
  sqlite3 *connection = NULL;

  g_assert_cmpint (sqlite3_open (fixture->path, &connection), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (connection, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (connection, "PRAGMA user_version = 1000", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (connection);
}

static void
assert_adding_is_refused (RushesLibrary *library)
{
  g_autoptr (GPtrArray) items = fixture_new_items ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fixture_add_item (items, "2", NULL);
  rushes_library_add_async (library, ACCOUNT, items, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "adding to be refused");
  g_assert_null (rushes_library_add_finish (library, result, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_LIBRARY_NEWER);
}

static void
refuse_cb (RushesLibrary *library, RushesFailure *failure)
{
  g_assert_not_reached ();
}

static void
test_newer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = fixture_add (fixture, "1", "label");
  g_autoptr (RushesSnapshot) snapshot = fixture_new_finished ();
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize n_before = 0;
  gsize n_after = 0;

  g_clear_object (&task);
  g_assert_null (rushes_library_get_notice (fixture->library));
  fixture_close (fixture);
  make_newer (fixture, "ALTER TABLE tasks ADD COLUMN mood TEXT");
  g_assert_true (g_file_get_contents (fixture->path, &before, &n_before, NULL));

  /* It is shown, and what the service says is followed as long as the program runs. */
  fixture_open (fixture);
  g_assert_true (rushes_library_get_read_only (fixture->library));
  g_assert_nonnull (rushes_library_get_notice (fixture->library));
  g_signal_connect (fixture->library, "write-failed", G_CALLBACK (refuse_cb), NULL);
  g_assert_cmpuint (fixture_get_n_tasks (fixture), ==, 1);
  g_assert_cmpstr (rushes_task_get_label (fixture_find (fixture, "1")), ==, "label");
  rushes_library_apply_snapshot (fixture->library, fixture_find (fixture, "1"), snapshot);
  fixture_assert_finished (rushes_task_get_snapshot (fixture_find (fixture, "1")));
  assert_adding_is_refused (fixture->library);
  g_assert_cmpuint (fixture_get_n_tasks (fixture), ==, 1);
  fixture_close (fixture);

  g_assert_true (g_file_get_contents (fixture->path, &after, &n_after, NULL));
  g_assert_cmpmem (after, n_after, before, n_before);
}

/* Nothing can be shown of tables that we do not know; they are left alone all the same. */
static void
test_newer_and_unknown (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize n_before = 0;
  gsize n_after = 0;

  fixture_close (fixture);
  make_newer (fixture, "ALTER TABLE tasks RENAME COLUMN label TO title");
  g_assert_true (g_file_get_contents (fixture->path, &before, &n_before, NULL));
  assert_cannot_open (fixture, RUSHES_ERROR_LIBRARY_NEWER);
  g_assert_true (g_file_get_contents (fixture->path, &after, &n_after, NULL));
  g_assert_cmpmem (after, n_after, before, n_before);
}

static void
test_no_folder (Fixture *fixture, gconstpointer data)
{
  fixture_close (fixture);
  g_free (fixture->path);
  g_free (fixture->data_folder);
  fixture->data_folder = g_build_filename (fixture->folder, "file", NULL);
  fixture->path = g_build_filename (fixture->data_folder, "library.db", NULL);
  g_assert_true (g_file_set_contents (fixture->data_folder, "", 0, NULL));
  assert_cannot_open (fixture, RUSHES_ERROR_FOLDER_UNWRITABLE);
}

static void
test_in_memory (Fixture *fixture, gconstpointer data)
{
  fixture_close (fixture);
  g_clear_pointer (&fixture->path, g_free);
  fixture_open (fixture);
  g_object_unref (fixture_add (fixture, "1", "label"));
  g_assert_cmpuint (fixture_get_n_tasks (fixture), ==, 1);
  fixture_reopen (fixture);
  g_assert_cmpuint (fixture_get_n_tasks (fixture), ==, 0);
}

static gboolean
is_unlocked (gpointer user_data)
{
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  int fd = open (user_data, O_RDWR | O_CLOEXEC);

  g_assert_cmpint (fcntl (fd, F_OFD_GETLK, &lock), ==, 0);
  close (fd);
  return lock.l_type == F_UNLCK;
}

/* Nobody closed it: nothing hangs, and what was said is written all the same. */
static void
test_dropped (Fixture *fixture, gconstpointer data)
{
  g_autofree char *lock = g_build_filename (fixture->data_folder, "library.lock", NULL);
  g_autoptr (RushesTask) task = fixture_add (fixture, "1", NULL);
  g_autoptr (RushesSnapshot) snapshot = fixture_new_finished ();

  rushes_library_apply_snapshot (fixture->library, task, snapshot);
  g_clear_object (&task);
  rushes_test_await_finalize (g_steal_pointer (&fixture->library));
  rushes_test_await (is_unlocked, lock, "the file to be closed");

  fixture_open (fixture);
  fixture_assert_finished (rushes_task_get_snapshot (fixture_find (fixture, "1")));
}

static void
test_opening_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  RushesLibrary *library = rushes_library_new (NULL, fixture->clock);

  g_cancellable_cancel (cancellable);
  rushes_library_open_async (library, cancellable, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the cancelled opening");
  g_assert_false (rushes_library_open_finish (library, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&result);
  rushes_test_await_finalize (library);
}

static void
test_closed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesLibrary) library = NULL;
  g_autoptr (GPtrArray) items = fixture_new_items ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  library = g_object_ref (fixture->library);
  rushes_library_close_async (library, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the library to close");
  g_clear_object (&result);
  fixture_add_item (items, "1", NULL);
  rushes_library_add_async (library, ACCOUNT, items, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the refusal");
  g_assert_null (rushes_library_add_finish (library, result, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FAILED);
  g_clear_object (&result);
  g_clear_object (&library);
  rushes_test_await_finalize (g_steal_pointer (&fixture->library));
}

static void
count_cb (RushesLibrary *library, RushesFailure *failure, guint *count)
{
  g_assert_cmpstr (rushes_failure_get_message (failure), !=, "");
  (*count)++;
}

static gboolean
is_positive (gpointer count)
{
  return *(guint *) count > 0;
}

static void
limit_files (rlim_t bytes)
{
  struct rlimit limit = { 0 };

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = bytes == 0 ? limit.rlim_max : bytes;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

/* A disk that takes no more: no file may grow. The list goes on, and the file gets all of it later. */
static void
test_writes_are_tried_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = fixture_add (fixture, "1", NULL);
  g_autoptr (RushesSnapshot) snapshot = fixture_new_finished ();
  g_autoptr (RushesSnapshot) renewed = fixture_new_finished ();
  g_autoptr (GPtrArray) items = fixture_new_items ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint n_failed = 0;

  g_signal_connect (fixture->library, "write-failed", G_CALLBACK (count_cb), &n_failed);
  limit_files (1);
  rushes_library_apply_snapshot (fixture->library, task, snapshot);
  rushes_test_await (is_positive, &n_failed, "the write to fail");
  fixture_assert_finished (rushes_task_get_snapshot (task));

  /* What a person does is told to fail, and is not in the list. */
  fixture_add_item (items, "2", NULL);
  rushes_library_add_async (fixture->library, ACCOUNT, items, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "adding to fail");
  g_assert_null (rushes_library_add_finish (fixture->library, result, &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (fixture_get_n_tasks (fixture), ==, 1);

  limit_files (0);
  g_assert_cmpuint (n_failed, ==, 1);

  /* Closing tries once more. */
  g_clear_object (&task);
  g_clear_object (&result);
  fixture_reopen (fixture);
  fixture_assert_finished (rushes_task_get_snapshot (fixture_find (fixture, "1")));
}

static gboolean
is_queued (gpointer clock)
{
  return rushes_manual_clock_get_next (clock) != G_MAXINT64;
}

static gboolean
is_not_queued (gpointer clock)
{
  return !is_queued (clock);
}

/* Lets the retry come that is due in so many seconds. */
static void
pass_retry (RushesManualClock *clock, int seconds)
{
  const gint64 now = rushes_clock_get_boot_time (RUSHES_CLOCK (clock));

  rushes_test_await (is_queued, clock, "another try to be planned");
  g_assert_cmpint (rushes_manual_clock_get_next (clock) - now, ==, seconds * G_TIME_SPAN_SECOND);
  rushes_manual_clock_advance (clock, seconds * G_TIME_SPAN_SECOND);
  g_assert_false (is_queued (clock));
}

/* Jobs end in the order in which they were begun. */
static void
await_written (Fixture *fixture, RushesTask *task)
{
  g_autoptr (GAsyncResult) result = NULL;

  rushes_library_load_details_async (fixture->library, task, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "what was said to be written");
  rushes_task_details_free (rushes_library_load_details_finish (fixture->library, result, NULL));
}

/* Nobody says anything more: the file gets it all the same, when there is room again. */
static void
test_writes_are_tried_again_by_themselves (Fixture *fixture, gconstpointer data)
{
  static const int meant[] = { 30, 60, 120, 240, 300, 300 };
  RushesManualClock *clock = RUSHES_MANUAL_CLOCK (fixture->clock);
  g_autoptr (RushesTask) task = fixture_add (fixture, "1", NULL);
  g_autoptr (RushesSnapshot) snapshot = fixture_new_finished ();
  g_autoptr (RushesSnapshot) renewed = fixture_new_finished ();
  guint n_failed = 0;

  g_signal_connect (fixture->library, "write-failed", G_CALLBACK (count_cb), &n_failed);
  limit_files (1);
  rushes_library_apply_snapshot (fixture->library, task, snapshot);
  for (guint i = 0; i < G_N_ELEMENTS (meant); i++)
    pass_retry (clock, meant[i]);
  rushes_test_await (is_queued, clock, "the last try to fail");
  g_assert_cmpuint (n_failed, ==, 1);
  fixture_assert_stored (fixture, "SELECT count(*) FROM tasks WHERE phase = 'finished'", "0");

  limit_files (0);
  rushes_manual_clock_advance (clock, 300 * G_TIME_SPAN_SECOND);
  await_written (fixture, task);
  fixture_assert_stored (fixture, "SELECT count(*) FROM tasks WHERE phase = 'finished'", "1");
  g_assert_false (is_queued (clock));

  /* From the beginning the next time; and what comes in between takes the planned try along. */
  renewed->width = 720;
  limit_files (1);
  rushes_library_apply_snapshot (fixture->library, task, renewed);
  pass_retry (clock, 30);
  rushes_test_await (is_queued, clock, "the try to fail");
  g_assert_cmpuint (n_failed, ==, 2);
  limit_files (0);
  g_object_unref (fixture_add (fixture, "2", NULL));
  rushes_test_await (is_not_queued, clock, "the planned try to be given up");
  fixture_assert_stored (fixture, "SELECT width FROM tasks WHERE task_id = '1'", "720");
}

/* The process that dies */

static int
write_until_killed (const char *path)
{
  g_autoptr (RushesClock) clock = rushes_clock_new_system ();
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesLibrary) library = fixture_open_library (path, clock, &error);

  g_assert_no_error (error);
  for (guint i = 0;; i++)
    {
      g_autofree char *id = g_strdup_printf ("task-%u", i);
      g_autofree char *line = g_strconcat (id, "\n", NULL);
      g_autoptr (RushesSnapshot) snapshot = fixture_new_finished ();
      g_autoptr (GPtrArray) items = fixture_new_items ();
      g_autoptr (GPtrArray) added = NULL;

      fixture_add_item (items, id, "标签");
      added = fixture_add_all (library, items);
      rushes_library_apply_snapshot (library, added->pdata[0], snapshot);
      if (write (STDOUT_FILENO, line, strlen (line)) < 0)
        return 1;
    }
}

static void
test_killed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);

  fixture_close (fixture);
  for (guint round = 0; round < 4; round++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GSubprocess) writer = NULL;
      g_autoptr (GDataInputStream) lines = NULL;
      g_autoptr (GPtrArray) told = g_ptr_array_new_with_free_func (g_free);
      char *line = NULL;

      g_assert_cmpint (g_unlink (fixture->path), ==, 0);
      writer = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, self, "--write-until-killed",
                                 fixture->path, NULL);
      g_assert_no_error (error);
      lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (writer));
      while ((line = g_data_input_stream_read_line (lines, NULL, NULL, NULL)) != NULL)
        {
          g_ptr_array_add (told, line);
          if (told->len == 10 + round * 7)
            g_subprocess_send_signal (writer, SIGKILL);
        }
      g_subprocess_wait (writer, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpint (g_subprocess_get_term_sig (writer), ==, SIGKILL);

      /* Its lock went with it. */
      fixture_open (fixture);
      g_assert_cmpuint (told->len, >=, 10 + round * 7);
      g_assert_cmpuint (fixture_get_n_tasks (fixture), >=, told->len);
      for (guint i = 0; i < told->len; i++)
        g_assert_cmpstr (rushes_task_get_label (fixture_find (fixture, told->pdata[i])), ==, "标签");
      /* What was said before the last that was told is there, too: it is written in order. */
      for (guint i = 0; i + 1 < told->len; i++)
        fixture_assert_finished (rushes_task_get_snapshot (fixture_find (fixture, told->pdata[i])));
      fixture_close (fixture);
    }
}

#define ADD(name, func)                                                                                      \
  g_test_add ("/library/file/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  if (argc == 3 && g_str_equal (argv[1], "--write-until-killed"))
    return write_until_killed (argv[2]);

  /* A file that may not grow is an error to be handled, not the end. */
  signal (SIGXFSZ, SIG_IGN);
  g_test_init (&argc, &argv, NULL);

  ADD ("private", test_private);
  ADD ("second-instance", test_second_instance);
  ADD ("newer", test_newer);
  ADD ("newer-and-unknown", test_newer_and_unknown);
  ADD ("no-folder", test_no_folder);
  ADD ("in-memory", test_in_memory);
  ADD ("dropped", test_dropped);
  ADD ("opening-cancelled", test_opening_cancelled);
  ADD ("closed", test_closed);
  ADD ("writes-are-tried-again", test_writes_are_tried_again);
  ADD ("writes-are-tried-again-by-themselves", test_writes_are_tried_again_by_themselves);
  ADD ("killed", test_killed);

  return g_test_run ();
}
