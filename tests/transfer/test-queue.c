/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/rushes-error.h"
#include "transfer/queue-fixture.h"

#include <glib/gstdio.h>

#define HOUR 3600

static void
start (QueueFixture *fixture)
{
  rushes_transfer_queue_start (fixture->queue);
}

static char *
get_folder (QueueFixture *fixture, const char *name)
{
  return g_build_filename (fixture->folder, name, NULL);
}

static void
assert_no_parts (QueueFixture *fixture)
{
  g_autofree char *parts = get_folder (fixture, "parts");

  g_assert_cmpuint (queue_fixture_count_files (parts), ==, 0);
}

static guint
get_mode (const char *path)
{
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  return info.st_mode & 0777;
}

/* Keeping and saving */

static void
test_keep (QueueFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = queue_fixture_add (fixture, "100000000000001", HOUR);
  const char *videos = rushes_library_get_videos_folder (fixture->library);

  queue_fixture_keep (fixture, task);
  g_assert_cmpint (rushes_task_get_transfer_state (task), ==, RUSHES_TRANSFER_QUEUED);
  start (fixture);
  queue_fixture_await_rest (fixture);

  g_assert_cmpuint (fixture->n_kept, ==, 1);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_KEPT);
  g_assert_cmpint (rushes_task_get_transfer_state (task), ==, RUSHES_TRANSFER_NONE);
  g_assert_false (rushes_snapshot_has_link (rushes_task_get_snapshot (task)));
  g_assert_true (g_str_has_prefix (rushes_task_get_kept_path (task), videos));
  g_assert_nonnull (strstr (rushes_task_get_kept_path (task), "100000000000001"));
  queue_fixture_assert_video (rushes_task_get_kept_path (task), "100000000000001");
  g_assert_cmpuint (get_mode (videos), ==, 0700);
  g_assert_cmpuint (get_mode (rushes_task_get_kept_path (task)), ==, 0600);
  assert_no_parts (fixture);
}

static void
test_save (QueueFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = queue_fixture_add (fixture, "100000000000001", HOUR);
  g_autofree char *path = queue_fixture_get_user_path (fixture, "clip.mp4");

  start (fixture);
  queue_fixture_save (fixture, task, "clip.mp4", FALSE);
  g_assert_true (rushes_transfer_queue_is_saving (fixture->queue, task));
  queue_fixture_await_rest (fixture);
  g_assert_cmpuint (fixture->n_saved, ==, 1);
  g_assert_cmpuint (fixture->n_kept, ==, 0);
  g_assert_cmpstr (rushes_task_get_saved_path (task), ==, path);
  queue_fixture_assert_video (path, "100000000000001");
  assert_no_parts (fixture);
}

/* One download, whoever asks for it. */
static void
test_save_joins_keeping (QueueFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = queue_fixture_add (fixture, "100000000000001", HOUR);
  g_autofree char *path = queue_fixture_get_user_path (fixture, "clip.mp4");

  queue_fixture_stall (fixture, "100000000000001");
  start (fixture);
  queue_fixture_keep (fixture, task);
  queue_fixture_await_state (task, RUSHES_TRANSFER_RUNNING);
  rushes_test_pump ();
  g_assert_true (rushes_transfer_queue_get_flowing (fixture->queue));

  queue_fixture_save (fixture, task, "clip.mp4", FALSE);
  g_assert_cmpint (rushes_task_get_transfer_purpose (task), ==, RUSHES_PURPOSE_SAVE);
  g_assert_true (rushes_task_get_saving (task));
  rushes_fault_server_release (fixture->server);
  queue_fixture_await_rest (fixture);

  g_assert_cmpuint (queue_fixture_get_n_requests (fixture, "100000000000001"), ==, 1);
  g_assert_cmpuint (fixture->n_kept, ==, 1);
  g_assert_cmpuint (fixture->n_saved, ==, 1);
  g_assert_false (rushes_transfer_queue_get_flowing (fixture->queue));
  queue_fixture_assert_video (path, "100000000000001");
  queue_fixture_assert_video (rushes_task_get_kept_path (task), "100000000000001");
}

/* A name that is taken is nobody's loss. */
static void
test_taken_name (QueueFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) fetched = queue_fixture_add (fixture, "100000000000001", HOUR);
  g_autoptr (RushesTask) copied = queue_fixture_add (fixture, "100000000000002", HOUR);
  g_autofree char *first = queue_fixture_get_user_path (fixture, "clip.mp4");
  g_autofree char *second = queue_fixture_get_user_path (fixture, "clip (2).mp4");
  g_autofree char *third = queue_fixture_get_user_path (fixture, "clip (3).mp4");
  g_autofree char *contents = NULL;

  g_assert_true (g_file_set_contents (first, "mine", -1, NULL));
  start (fixture);
  queue_fixture_save (fixture, fetched, "clip.mp4", FALSE);
  queue_fixture_await_rest (fixture);
  g_assert_cmpstr (g_file_peek_path (fixture->saved), ==, second);
  g_assert_cmpstr (rushes_task_get_saved_path (fetched), ==, second);
  queue_fixture_assert_video (second, "100000000000001");

  queue_fixture_keep (fixture, copied);
  queue_fixture_await_rest (fixture);
  queue_fixture_save (fixture, copied, "clip.mp4", FALSE);
  queue_fixture_await_rest (fixture);
  g_assert_cmpstr (rushes_task_get_saved_path (copied), ==, third);
  queue_fixture_assert_video (third, "100000000000002");

  g_assert_true (g_file_get_contents (first, &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, "mine");
}

static void
test_replace (QueueFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = queue_fixture_add (fixture, "100000000000001", HOUR);
  g_autofree char *path = queue_fixture_get_user_path (fixture, "clip.mp4");

  g_assert_true (g_file_set_contents (path, "old", -1, NULL));
  start (fixture);
  queue_fixture_save (fixture, task, "clip.mp4", TRUE);
  queue_fixture_await_rest (fixture);
  queue_fixture_assert_video (path, "100000000000001");
  g_assert_cmpuint (queue_fixture_count_files (fixture->user_folder), ==, 1);
}

/* What a run left behind that ended between the file and its record. */
static void
test_finds_what_was_kept (QueueFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = queue_fixture_add (fixture, "100000000000001", HOUR);
  const RushesFaultObject object = queue_fixture_get_object ("100000000000001");
  const char *videos = rushes_library_get_videos_folder (fixture->library);
  g_autofree char *path = g_build_filename (videos, "output-100000000000001.mp4", NULL);
  g_autofree char *temp = g_build_filename (videos, ".output.mp4.01234567.part", NULL);
  g_autoptr (GBytes) bytes = rushes_fault_object_dup_bytes (&object);
  gsize length;
  const char *contents = g_bytes_get_data (bytes, &length);

  g_assert_cmpint (g_mkdir_with_parents (videos, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, contents, (gssize) length, NULL));
  g_assert_true (g_file_set_contents (temp, "half a cop", -1, NULL));
  start (fixture);
  queue_fixture_keep (fixture, task);
  queue_fixture_await_rest (fixture);
  g_assert_cmpstr (rushes_task_get_kept_path (task), ==, path);
  g_assert_cmpuint (queue_fixture_get_n_requests (fixture, "100000000000001"), ==, 0);
  g_assert_false (g_file_test (temp, G_FILE_TEST_EXISTS));
}

/* Somebody else's file of that name, or half a video, is not it. */
static void
test_keeps_beside_what_is_no_video (QueueFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = queue_fixture_add (fixture, "100000000000001", HOUR);
  const char *videos = rushes_library_get_videos_folder (fixture->library);
  g_autofree char *path = g_build_filename (videos, "output-100000000000001.mp4", NULL);

  g_assert_cmpint (g_mkdir_with_parents (videos, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "no video", -1, NULL));
  start (fixture);
  queue_fixture_keep (fixture, task);
  queue_fixture_await_rest (fixture);
  g_assert_cmpstr (rushes_task_get_kept_path (task), !=, path);
  queue_fixture_assert_video (rushes_task_get_kept_path (task), "100000000000001");
}

/* Whose turn it is */

typedef struct
{
  QueueFixture *fixture;
  guint n_stalled;
} Stalls;

static gboolean
are_stalled (gpointer user_data)
{
  const Stalls *stalls = user_data;

  return rushes_fault_server_get_n_stalled (stalls->fixture->server) == stalls->n_stalled;
}

static void
test_room (QueueFixture *fixture, gconstpointer data)
{
  static const char *const hosts[] = { "127.0.0.1", "127.0.0.1", "127.0.0.1", "localhost", "localhost" };
  Stalls stalls = { fixture, 3 };

  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      g_autofree char *id = g_strdup_printf ("10000000000000%u", i);
      g_autoptr (RushesTask) task = queue_fixture_add_on (fixture, id, HOUR + i, hosts[i]);

      queue_fixture_stall (fixture, id);
      queue_fixture_keep (fixture, task);
    }
  start (fixture);
  rushes_test_await (are_stalled, &stalls, "three transfers under way");
  rushes_test_pump ();
  g_assert_cmpuint (rushes_transfer_queue_get_n_active (fixture->queue), ==, 3);
  g_assert_cmpuint (rushes_transfer_queue_get_n_waiting (fixture->queue), ==, 2);
  g_assert_cmpuint (rushes_fault_server_get_n_requests (fixture->server, NULL), ==, 3);
  g_assert_cmpuint (queue_fixture_get_n_requests (fixture, "100000000000002"), ==, 0);
  g_assert_cmpuint (queue_fixture_get_n_requests (fixture, "100000000000003"), ==, 1);

  for (guint i = 0; i < 3; i++)
    {
      rushes_fault_server_release (fixture->server);
      rushes_test_pump ();
    }
  while (fixture->n_kept < G_N_ELEMENTS (hosts))
    {
      rushes_fault_server_release (fixture->server);
      g_main_context_iteration (NULL, TRUE);
    }
  queue_fixture_await_rest (fixture);
}

static void
note_start_cb (RushesTask *task, GParamSpec *pspec, GPtrArray *started)
{
  if (rushes_task_get_transfer_state (task) == RUSHES_TRANSFER_CONNECTING
      && !g_ptr_array_find_with_equal_func (started, rushes_task_get_id (task), g_str_equal, NULL))
    g_ptr_array_add (started, (gpointer) rushes_task_get_id (task));
}

/* What the user waits for, what expires soonest, what does not say, what has expired. */
static void
test_order (QueueFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *id;
    gint64 lasts;
    gboolean save;
  } rows[] = {
    { "100000000000004", -HOUR, FALSE }, { "100000000000003", 9 * HOUR, FALSE },
    { "100000000000002", HOUR, FALSE },  { "100000000000001", 9 * HOUR, TRUE },
    { "100000000000000", HOUR, TRUE },
  };
  g_autoptr (GPtrArray) started = g_ptr_array_new ();
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      RushesTask *task = queue_fixture_add (fixture, rows[i].id, rows[i].lasts);

      g_ptr_array_add (tasks, task);
      g_signal_connect (task, "notify::transfer-state", G_CALLBACK (note_start_cb), started);
      if (rows[i].save)
        queue_fixture_save (fixture, task, rows[i].id, FALSE);
      else
        queue_fixture_keep (fixture, task);
    }
  start (fixture);
  queue_fixture_await_rest (fixture);

  g_assert_cmpuint (started->len, ==, G_N_ELEMENTS (rows));
  for (guint i = 0; i < started->len; i++)
    g_assert_cmpstr (g_ptr_array_index (started, i), ==, rows[G_N_ELEMENTS (rows) - 1 - i].id);
  for (guint i = 0; i < tasks->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (tasks, i), started);
}

/* What is asked for on the way */

static void
test_pause_and_resume (QueueFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = queue_fixture_add (fixture, "100000000000001", HOUR);
  g_autofree char *path = queue_fixture_get_user_path (fixture, "clip.mp4");
  g_autofree char *parts = get_folder (fixture, "parts");

  queue_fixture_stall (fixture, "100000000000001");
  start (fixture);
  queue_fixture_save (fixture, task, "clip.mp4", FALSE);
  queue_fixture_await_state (task, RUSHES_TRANSFER_RUNNING);
  rushes_transfer_queue_pause (fixture->queue, task);
  queue_fixture_await_state (task, RUSHES_TRANSFER_PAUSED);
  rushes_test_pump ();
  g_assert_cmpuint (rushes_transfer_queue_get_n_active (fixture->queue), ==, 0);
  g_assert_cmpuint (queue_fixture_count_files (parts), >, 0);
  g_assert_cmpuint (fixture->n_cancelled, ==, 0);
  g_assert_cmpuint (fixture->n_failed, ==, 0);

  rushes_transfer_queue_resume (fixture->queue, task);
  queue_fixture_await_rest (fixture);
  g_assert_cmpuint (fixture->n_saved, ==, 1);
  queue_fixture_assert_video (path, "100000000000001");
  assert_no_parts (fixture);
}

static void
test_paused_stays_paused (QueueFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = queue_fixture_add (fixture, "100000000000001", HOUR);

  rushes_transfer_queue_pause (fixture->queue, task);
  queue_fixture_keep (fixture, task);
  rushes_transfer_queue_pause (fixture->queue, task);
  g_clear_object (&task);
  queue_fixture_close (fixture);

  queue_fixture_open (fixture);
  start (fixture);
  task = queue_fixture_find (fixture, "100000000000001");
  rushes_test_pump ();
  g_assert_cmpint (rushes_task_get_transfer_state (task), ==, RUSHES_TRANSFER_PAUSED);
  g_assert_cmpuint (rushes_fault_server_get_n_requests (fixture->server, NULL), ==, 0);
  rushes_transfer_queue_resume (fixture->queue, task);
  queue_fixture_await_rest (fixture);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_KEPT);
}

static gboolean
was_cancelled (gpointer user_data)
{
  return ((QueueFixture *) user_data)->n_cancelled > 0;
}

static void
test_cancel (QueueFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = queue_fixture_add (fixture, "100000000000001", HOUR);

  queue_fixture_stall (fixture, "100000000000001");
  start (fixture);
  queue_fixture_save (fixture, task, "clip.mp4", FALSE);
  queue_fixture_await_state (task, RUSHES_TRANSFER_RUNNING);
  rushes_transfer_queue_cancel (fixture->queue, task);
  g_assert_cmpint (rushes_task_get_transfer_state (task), ==, RUSHES_TRANSFER_NONE);
  g_assert_false (rushes_transfer_queue_contains (fixture->queue, task));
  rushes_test_await (was_cancelled, fixture, "the save to be given up");
  queue_fixture_await_rest (fixture);
  assert_no_parts (fixture);
  g_assert_cmpuint (queue_fixture_count_files (fixture->user_folder), ==, 0);
  g_clear_object (&task);

  queue_fixture_close (fixture);
  queue_fixture_open (fixture);
  start (fixture);
  task = queue_fixture_find (fixture, "100000000000001");
  g_assert_false (rushes_transfer_queue_contains (fixture->queue, task));
}

/* Asked for again while what was given up is still ending. */
static void
test_cancel_and_save_again (QueueFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = queue_fixture_add (fixture, "100000000000001", HOUR);
  g_autofree char *path = queue_fixture_get_user_path (fixture, "second.mp4");

  queue_fixture_stall (fixture, "100000000000001");
  start (fixture);
  queue_fixture_save (fixture, task, "first.mp4", FALSE);
  queue_fixture_await_state (task, RUSHES_TRANSFER_RUNNING);
  rushes_transfer_queue_cancel (fixture->queue, task);
  queue_fixture_save (fixture, task, "second.mp4", FALSE);
  g_assert_cmpuint (fixture->n_cancelled, ==, 1);
  queue_fixture_await_rest (fixture);
  g_assert_cmpuint (fixture->n_saved, ==, 1);
  queue_fixture_assert_video (path, "100000000000001");
  g_assert_cmpuint (queue_fixture_count_files (fixture->user_folder), ==, 1);
}

static void
test_keep_instead (QueueFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = queue_fixture_add (fixture, "100000000000001", HOUR);

  queue_fixture_stall (fixture, "100000000000001");
  start (fixture);
  queue_fixture_save (fixture, task, "clip.mp4", FALSE);
  queue_fixture_await_state (task, RUSHES_TRANSFER_RUNNING);
  rushes_transfer_queue_keep_instead (fixture->queue, task);
  g_assert_cmpuint (fixture->n_cancelled, ==, 1);
  queue_fixture_await_rest (fixture);
  g_assert_cmpuint (fixture->n_saved, ==, 0);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_KEPT);
  g_assert_cmpuint (queue_fixture_count_files (fixture->user_folder), ==, 0);
}

static void
test_keeping_not_allowed (QueueFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) kept = queue_fixture_add (fixture, "100000000000001", HOUR);
  g_autoptr (RushesTask) saved = queue_fixture_add (fixture, "100000000000002", HOUR);

  queue_fixture_stall (fixture, "100000000000001");
  start (fixture);
  queue_fixture_keep (fixture, kept);
  queue_fixture_await_state (kept, RUSHES_TRANSFER_RUNNING);
  rushes_transfer_queue_set_keeping_allowed (fixture->queue, FALSE);
  queue_fixture_await_state (kept, RUSHES_TRANSFER_WAITING);
  queue_fixture_save (fixture, saved, "clip.mp4", FALSE);
  queue_fixture_await_state (saved, RUSHES_TRANSFER_NONE);
  g_assert_cmpint (rushes_task_get_state (saved), ==, RUSHES_STATE_SAVED);
  g_assert_cmpint (rushes_task_get_transfer_state (kept), ==, RUSHES_TRANSFER_WAITING);

  rushes_transfer_queue_set_keeping_allowed (fixture->queue, TRUE);
  queue_fixture_await_rest (fixture);
  g_assert_cmpint (rushes_task_get_state (kept), ==, RUSHES_STATE_KEPT);
}

/* After the end of the program */

static void
test_goes_on_after_restart (QueueFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) saved = queue_fixture_add (fixture, "100000000000001", HOUR);
  g_autoptr (RushesTask) kept = queue_fixture_add (fixture, "100000000000002", HOUR);
  g_autofree char *path = queue_fixture_get_user_path (fixture, "clip.mp4");
  g_autofree char *parts = get_folder (fixture, "parts");

  queue_fixture_stall (fixture, "100000000000001");
  queue_fixture_stall (fixture, "100000000000002");
  start (fixture);
  queue_fixture_save (fixture, saved, "clip.mp4", FALSE);
  queue_fixture_keep (fixture, kept);
  queue_fixture_await_state (saved, RUSHES_TRANSFER_RUNNING);
  queue_fixture_await_state (kept, RUSHES_TRANSFER_RUNNING);
  g_clear_object (&saved);
  g_clear_object (&kept);
  queue_fixture_close (fixture);
  g_assert_cmpuint (queue_fixture_count_files (fixture->user_folder), ==, 0);
  g_assert_cmpuint (queue_fixture_count_files (parts), >, 0);

  queue_fixture_open (fixture);
  start (fixture);
  queue_fixture_await_rest (fixture);
  saved = queue_fixture_find (fixture, "100000000000001");
  kept = queue_fixture_find (fixture, "100000000000002");
  g_assert_cmpstr (rushes_task_get_saved_path (saved), ==, path);
  queue_fixture_assert_video (path, "100000000000001");
  queue_fixture_assert_video (rushes_task_get_kept_path (kept), "100000000000002");
  assert_no_parts (fixture);
}

/* The end came between the file and its record. */
static void
test_saved_before_the_end (QueueFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = queue_fixture_add (fixture, "100000000000001", HOUR);
  g_autoptr (RushesTask) other = queue_fixture_add (fixture, "100000000000002", HOUR);
  const RushesFaultObject object = queue_fixture_get_object ("100000000000001");
  g_autoptr (GBytes) bytes = rushes_fault_object_dup_bytes (&object);
  g_autofree char *path = queue_fixture_get_user_path (fixture, "clip.mp4");
  g_autofree char *taken = queue_fixture_get_user_path (fixture, "other.mp4");
  g_autofree char *free_name = queue_fixture_get_user_path (fixture, "other (2).mp4");

  queue_fixture_save (fixture, task, "clip.mp4", FALSE);
  queue_fixture_save (fixture, other, "other.mp4", FALSE);
  g_clear_object (&task);
  g_clear_object (&other);
  queue_fixture_close (fixture);
  g_assert_true (
    g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), NULL));
  g_assert_true (g_file_set_contents (taken, "somebody else's", -1, NULL));

  queue_fixture_open (fixture);
  start (fixture);
  queue_fixture_await_rest (fixture);
  task = queue_fixture_find (fixture, "100000000000001");
  other = queue_fixture_find (fixture, "100000000000002");
  g_assert_cmpstr (rushes_task_get_saved_path (task), ==, path);
  g_assert_cmpuint (queue_fixture_get_n_requests (fixture, "100000000000001"), ==, 0);
  g_assert_cmpstr (rushes_task_get_saved_path (other), ==, free_name);
  g_assert_cmpuint (queue_fixture_count_files (fixture->user_folder), ==, 3);
  g_assert_cmpuint (fixture->n_saved, ==, 2);
}

/* The same for the copy that a save was waiting for. */
static void
test_kept_before_the_end (QueueFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = queue_fixture_add (fixture, "100000000000001", HOUR);
  const RushesFaultObject object = queue_fixture_get_object ("100000000000001");
  g_autoptr (GBytes) bytes = rushes_fault_object_dup_bytes (&object);
  const char *videos = rushes_library_get_videos_folder (fixture->library);
  g_autofree char *kept = g_build_filename (videos, "output-100000000000001.mp4", NULL);
  g_autofree char *path = queue_fixture_get_user_path (fixture, "clip.mp4");

  queue_fixture_save (fixture, task, "clip.mp4", FALSE);
  g_clear_object (&task);
  g_assert_cmpint (g_mkdir_with_parents (videos, 0700), ==, 0);
  queue_fixture_close (fixture);
  g_assert_true (
    g_file_set_contents (kept, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), NULL));

  queue_fixture_open (fixture);
  start (fixture);
  queue_fixture_await_rest (fixture);
  task = queue_fixture_find (fixture, "100000000000001");
  g_assert_cmpstr (rushes_task_get_kept_path (task), ==, kept);
  g_assert_cmpstr (rushes_task_get_saved_path (task), ==, path);
  queue_fixture_assert_video (path, "100000000000001");
  g_assert_cmpuint (queue_fixture_get_n_requests (fixture, "100000000000001"), ==, 0);
}

/* What goes wrong */

static void
assert_failure (RushesTask *task, const char *code)
{
  g_assert_cmpint (rushes_task_get_transfer_state (task), ==, RUSHES_TRANSFER_FAILED);
  g_assert_nonnull (rushes_task_get_problem (task));
  g_assert_cmpstr (rushes_failure_get_code (rushes_task_get_problem (task)), ==, code);
}

static void
test_failure_and_retry (QueueFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = queue_fixture_add (fixture, "100000000000001", HOUR);
  g_autofree char *folder = queue_fixture_get_user_path (fixture, "gone");
  g_autofree char *path = queue_fixture_get_user_path (fixture, "gone/clip.mp4");

  start (fixture);
  queue_fixture_save (fixture, task, "gone/clip.mp4", FALSE);
  queue_fixture_await_rest (fixture);
  g_assert_error (fixture->failed, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE);
  g_assert_cmpuint (fixture->n_failed, ==, 1);
  g_assert_cmpuint (rushes_transfer_queue_get_n_failed (fixture->queue), ==, 1);
  g_assert_false (rushes_transfer_queue_is_saving (fixture->queue, task));
  assert_failure (task, "folder-unwritable");
  g_clear_object (&task);

  queue_fixture_close (fixture);
  queue_fixture_open (fixture);
  start (fixture);
  task = queue_fixture_find (fixture, "100000000000001");
  rushes_test_pump ();
  assert_failure (task, "folder-unwritable");
  g_assert_cmpuint (rushes_transfer_queue_get_n_failed (fixture->queue), ==, 1);

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  rushes_transfer_queue_retry_failed (fixture->queue);
  g_assert_null (rushes_task_get_problem (task));
  queue_fixture_await_rest (fixture);
  queue_fixture_assert_video (path, "100000000000001");
  g_assert_cmpuint (rushes_transfer_queue_get_n_failed (fixture->queue), ==, 0);
}

/* The videos folder cannot be made: no fault of the service's, and told as one of this machine. */
static void
test_keeping_fails (QueueFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = queue_fixture_add (fixture, "100000000000001", HOUR);
  const char *videos = rushes_library_get_videos_folder (fixture->library);

  g_assert_true (g_file_set_contents (videos, "no folder", -1, NULL));
  start (fixture);
  queue_fixture_keep (fixture, task);
  queue_fixture_await_rest (fixture);
  assert_failure (task, "folder-unwritable");
  g_assert_cmpuint (rushes_fault_server_get_n_requests (fixture->server, NULL), ==, 0);

  g_assert_cmpint (g_unlink (videos), ==, 0);
  rushes_transfer_queue_retry (fixture->queue, task);
  queue_fixture_await_rest (fixture);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_KEPT);
}

static gboolean
is_blocked (gpointer user_data)
{
  return rushes_transfer_queue_get_blocked (((QueueFixture *) user_data)->queue) != NULL;
}

/* One message, and everything waits; what is there stays. */
static void
test_disk_full (QueueFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) huge = queue_fixture_add (fixture, "100000000000001", HOUR);
  g_autoptr (RushesTask) next = NULL;
  const gint64 bytes = rushes_task_get_snapshot (huge)->bytes;

  queue_fixture_set_bytes (fixture, huge, G_GINT64_CONSTANT (1) << 60);
  start (fixture);
  queue_fixture_keep (fixture, huge);
  rushes_test_await (is_blocked, fixture, "the disk to be full");
  g_assert_cmpstr (rushes_failure_get_code (rushes_transfer_queue_get_blocked (fixture->queue)), ==,
                   "disk-full");
  g_assert_cmpint (rushes_task_get_transfer_state (huge), ==, RUSHES_TRANSFER_PAUSED);
  g_assert_cmpuint (fixture->n_failed, ==, 0);

  next = queue_fixture_add (fixture, "100000000000002", HOUR);
  queue_fixture_save (fixture, next, "clip.mp4", FALSE);
  rushes_test_pump ();
  g_assert_cmpint (rushes_task_get_transfer_state (next), ==, RUSHES_TRANSFER_QUEUED);
  g_assert_cmpuint (rushes_fault_server_get_n_requests (fixture->server, NULL), ==, 0);

  queue_fixture_set_bytes (fixture, huge, bytes);
  rushes_transfer_queue_unblock (fixture->queue);
  g_assert_null (rushes_transfer_queue_get_blocked (fixture->queue));
  queue_fixture_await_rest (fixture);
  g_assert_cmpint (rushes_task_get_state (huge), ==, RUSHES_STATE_KEPT);
  g_assert_cmpint (rushes_task_get_state (next), ==, RUSHES_STATE_SAVED);
}

/* The same after a restart: the disk may have room again. */
static void
test_disk_full_and_restart (QueueFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = queue_fixture_add (fixture, "100000000000001", HOUR);
  const gint64 bytes = rushes_task_get_snapshot (task)->bytes;

  queue_fixture_set_bytes (fixture, task, G_GINT64_CONSTANT (1) << 60);
  start (fixture);
  queue_fixture_keep (fixture, task);
  rushes_test_await (is_blocked, fixture, "the disk to be full");
  queue_fixture_set_bytes (fixture, task, bytes);
  g_clear_object (&task);
  queue_fixture_close (fixture);

  queue_fixture_open (fixture);
  start (fixture);
  queue_fixture_await_rest (fixture);
  task = queue_fixture_find (fixture, "100000000000001");
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_KEPT);
}

static void
test_renews (QueueFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = queue_fixture_add (fixture, "100000000000001", -HOUR);
  const RushesFaultObject object = queue_fixture_get_object ("100000000000001");

  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_EXPIRED);
  rushes_fault_server_put (fixture->server, "/fresh.mp4", &object);
  queue_fixture_set_fresh (fixture, task, "/fresh.mp4?Signature=fresh");
  start (fixture);
  queue_fixture_keep (fixture, task);
  queue_fixture_await_rest (fixture);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_KEPT);
  g_assert_cmpuint (queue_fixture_get_n_requests (fixture, "100000000000001"), ==, 0);
  queue_fixture_assert_video (rushes_task_get_kept_path (task), "100000000000001");
}

typedef struct
{
  QueueFixture *fixture;
  RushesTask *task;
  gint64 step;
  gboolean (*is_there) (QueueFixture *fixture, RushesTask *task);
} Going;

/* Wakes the loop that awaits. */
static void
do_nothing (gpointer user_data)
{
}

/* Time passes only while the transfer waits: what it does itself takes none of this clock's. */
static gboolean
goes_on_until_there (gpointer user_data)
{
  Going *going = user_data;

  if (going->is_there (going->fixture, going->task))
    return TRUE;
  if (rushes_task_get_transfer_state (going->task) == RUSHES_TRANSFER_WAITING)
    {
      rushes_manual_clock_advance (RUSHES_MANUAL_CLOCK (going->fixture->clock), going->step);
      g_idle_add_once (do_nothing, NULL);
    }
  return FALSE;
}

static gboolean
waits_for_later (QueueFixture *fixture, RushesTask *task)
{
  return rushes_transfer_queue_get_n_active (fixture->queue) == 0
         && rushes_transfer_queue_get_n_waiting (fixture->queue) == 1
         && rushes_task_get_problem (task) != NULL;
}

static gboolean
has_failed (QueueFixture *fixture, RushesTask *task)
{
  return rushes_task_get_transfer_state (task) == RUSHES_TRANSFER_FAILED;
}

/* No way is left: that is told, and not tried for ever. */
static void
test_expired (QueueFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = queue_fixture_add (fixture, "100000000000001", HOUR);

  queue_fixture_script (fixture, "100000000000001", (RushesFault){ .status = 403 }, G_MAXUINT);
  start (fixture);
  queue_fixture_keep (fixture, task);
  rushes_test_await (goes_on_until_there, &(Going){ fixture, task, G_USEC_PER_SEC, has_failed },
                     "the transfer to fail");
  g_assert_nonnull (rushes_task_get_problem (task));
  g_assert_cmpuint (fixture->n_failed, ==, 1);
  g_clear_object (&task);

  queue_fixture_close (fixture);
  queue_fixture_open (fixture);
  start (fixture);
  rushes_test_pump ();
  task = queue_fixture_find (fixture, "100000000000001");
  g_assert_cmpint (rushes_task_get_transfer_state (task), ==, RUSHES_TRANSFER_FAILED);
  g_assert_nonnull (rushes_task_get_problem (task));
}

/* Nobody has to look after it while a host has a bad hour. */
static void
test_keeping_is_tried_later (QueueFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = queue_fixture_add (fixture, "100000000000001", 9 * HOUR);
  guint n_requests;

  queue_fixture_script (fixture, "100000000000001", (RushesFault){ .status = 503 }, G_MAXUINT);
  start (fixture);
  queue_fixture_keep (fixture, task);
  queue_fixture_await_state (task, RUSHES_TRANSFER_CONNECTING);
  rushes_test_await (goes_on_until_there, &(Going){ fixture, task, G_USEC_PER_SEC, waits_for_later },
                     "the transfer to wait for its next try");
  g_assert_cmpint (rushes_task_get_transfer_state (task), ==, RUSHES_TRANSFER_WAITING);
  g_assert_nonnull (rushes_task_get_problem (task));
  g_assert_cmpuint (fixture->n_failed, ==, 0);
  n_requests = queue_fixture_get_n_requests (fixture, "100000000000001");
  g_assert_cmpuint (n_requests, >, 1);

  /* Not much later: it may have been but a change of networks. */
  rushes_fault_server_forget_script (fixture->server, "/100000000000001.mp4");
  rushes_manual_clock_advance (RUSHES_MANUAL_CLOCK (fixture->clock), G_USEC_PER_SEC * 30);
  queue_fixture_await_rest (fixture);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_KEPT);
  g_assert_null (rushes_task_get_problem (task));
}

/* A key that is refused holds up what needs it, and nothing else. */
static void
test_refused_key (QueueFixture *fixture, gconstpointer data)
{
  const char *own = rushes_fault_server_get_url (fixture->server);
  g_autoptr (RushesAccount) gateway = rushes_account_new (QUEUE_ACCOUNT, "Test", own, NULL);
  g_autoptr (RushesTask) passed_on = queue_fixture_add (fixture, "100000000000001", HOUR);
  g_autoptr (RushesTask) waiting = NULL;
  g_autoptr (RushesTask) elsewhere = NULL;

  rushes_account_set_key (gateway, "sk-wrong-0123456789");
  rushes_transfer_queue_add_account (fixture->queue, gateway);
  queue_fixture_set_refusal (fixture, RUSHES_ERROR_KEY_REFUSED);
  queue_fixture_script (fixture, "100000000000001", (RushesFault){ .status = 401 }, G_MAXUINT);
  start (fixture);
  queue_fixture_save (fixture, passed_on, "first.mp4", FALSE);
  rushes_test_await (goes_on_until_there, &(Going){ fixture, passed_on, G_USEC_PER_SEC, has_failed },
                     "the transfer to fail");
  g_assert_error (fixture->failed, RUSHES_ERROR, RUSHES_ERROR_KEY_REFUSED);

  waiting = queue_fixture_add (fixture, "100000000000002", HOUR);
  elsewhere = queue_fixture_add_on (fixture, "100000000000003", HOUR, "localhost");
  queue_fixture_save (fixture, waiting, "second.mp4", FALSE);
  queue_fixture_save (fixture, elsewhere, "third.mp4", FALSE);
  queue_fixture_await_state (elsewhere, RUSHES_TRANSFER_NONE);
  g_assert_cmpint (rushes_task_get_state (elsewhere), ==, RUSHES_STATE_SAVED);
  g_assert_cmpint (rushes_task_get_transfer_state (waiting), ==, RUSHES_TRANSFER_QUEUED);
  g_assert_cmpuint (queue_fixture_get_n_requests (fixture, "100000000000002"), ==, 0);

  rushes_fault_server_forget_script (fixture->server, "/100000000000001.mp4");
  rushes_account_set_key (gateway, "sk-right-0123456789");
  rushes_transfer_queue_add_account (fixture->queue, gateway);
  queue_fixture_await_rest (fixture);
  g_assert_cmpint (rushes_task_get_state (passed_on), ==, RUSHES_STATE_SAVED);
  g_assert_cmpint (rushes_task_get_state (waiting), ==, RUSHES_STATE_SAVED);
}

static void
test_offline (QueueFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesAccount) far = rushes_account_new (QUEUE_ACCOUNT, "Test", "https://gateway.example", NULL);
  g_autoptr (RushesTask) task = queue_fixture_add (fixture, "100000000000001", HOUR);

  rushes_transfer_queue_add_account (fixture->queue, far);
  rushes_transfer_queue_set_offline (fixture->queue, TRUE);
  start (fixture);
  queue_fixture_keep (fixture, task);
  queue_fixture_await_state (task, RUSHES_TRANSFER_WAITING);
  g_assert_cmpuint (rushes_transfer_queue_get_n_waiting (fixture->queue), ==, 1);
  g_assert_cmpuint (rushes_transfer_queue_get_n_active (fixture->queue), ==, 0);

  rushes_transfer_queue_add_account (fixture->queue, fixture->account);
  queue_fixture_await_rest (fixture);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_KEPT);
}

static void
test_waits_for_its_account (QueueFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = queue_fixture_add (fixture, "100000000000001", HOUR);

  rushes_transfer_queue_remove_account (fixture->queue, QUEUE_ACCOUNT);
  start (fixture);
  queue_fixture_keep (fixture, task);
  rushes_test_pump ();
  g_assert_cmpint (rushes_task_get_transfer_state (task), ==, RUSHES_TRANSFER_QUEUED);
  rushes_transfer_queue_add_account (fixture->queue, fixture->account);
  queue_fixture_await_rest (fixture);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_KEPT);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func)                                                                                      \
  g_test_add ("/transfer/queue/" name, QueueFixture, NULL, queue_fixture_set_up, func,                       \
              queue_fixture_tear_down)
  ADD ("keep", test_keep);
  ADD ("save", test_save);
  ADD ("save-joins-keeping", test_save_joins_keeping);
  ADD ("taken-name", test_taken_name);
  ADD ("replace", test_replace);
  ADD ("finds-what-was-kept", test_finds_what_was_kept);
  ADD ("keeps-beside-what-is-no-video", test_keeps_beside_what_is_no_video);
  ADD ("room", test_room);
  ADD ("order", test_order);
  ADD ("pause-and-resume", test_pause_and_resume);
  ADD ("paused-stays-paused", test_paused_stays_paused);
  ADD ("cancel", test_cancel);
  ADD ("cancel-and-save-again", test_cancel_and_save_again);
  ADD ("keep-instead", test_keep_instead);
  ADD ("keeping-not-allowed", test_keeping_not_allowed);
  ADD ("goes-on-after-restart", test_goes_on_after_restart);
  ADD ("saved-before-the-end", test_saved_before_the_end);
  ADD ("kept-before-the-end", test_kept_before_the_end);
  ADD ("failure-and-retry", test_failure_and_retry);
  ADD ("disk-full", test_disk_full);
  ADD ("disk-full-and-restart", test_disk_full_and_restart);
  ADD ("renews", test_renews);
  ADD ("expired", test_expired);
  ADD ("keeping-is-tried-later", test_keeping_is_tried_later);
  ADD ("refused-key", test_refused_key);
  ADD ("keeping-fails", test_keeping_fails);
  ADD ("offline", test_offline);
  ADD ("waits-for-its-account", test_waits_for_its_account);

  return g_test_run ();
}
