/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/rushes-error.h"
#include "session/session-fixture.h"

#include <glib/gstdio.h>

#define FIRST "306792606023824"
#define SECOND "306792606023825"
#define THIRD "306792606023826"

static void
assert_not_kept (SessionFixture *fixture, RushesTask *task)
{
  session_fixture_await_rest (fixture);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_READY);
  g_assert_null (rushes_task_get_kept_path (task));
  g_assert_cmpuint (session_fixture_count_files (fixture->videos_folder), ==, 0);
}

static void
note_signal_cb (RushesSession *session, RushesTask *task, guint *n_signals)
{
  ++*n_signals;
}

static void
test_never (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = session_fixture_add_finished (fixture, FIRST);

  assert_not_kept (fixture, task);
  rushes_session_set_keep_policy (fixture->session, RUSHES_KEEP_NEVER);
  assert_not_kept (fixture, task);
}

static void
test_kept_when_finished (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = NULL;
  guint n_kept = 0;
  gint64 bytes = 0;

  g_signal_connect (fixture->session, "task-kept", G_CALLBACK (note_signal_cb), &n_kept);
  rushes_session_set_keep_policy (fixture->session, RUSHES_KEEP_UNMETERED);
  task = session_fixture_add_finished (fixture, FIRST);
  session_fixture_await_state (task, RUSHES_STATE_KEPT);
  session_fixture_await_rest (fixture);
  g_assert_cmpuint (n_kept, ==, 1);
  session_fixture_assert_video (rushes_task_get_kept_path (task));

  g_assert_cmpuint (rushes_session_get_n_kept (fixture->session), ==, 1);
  g_object_get (fixture->session, "kept-bytes", &bytes, NULL);
  g_assert_cmpint (bytes, ==, rushes_task_get_kept_bytes (task));
  g_assert_cmpint (bytes, >, 0);
  g_assert_cmpint (rushes_session_get_removable_bytes (fixture->session), ==, 0);
}

/* What was ready before anybody asked for keeping. */
static void
test_kept_at_the_start (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = session_fixture_add_finished (fixture, FIRST);

  g_clear_object (&task);
  session_fixture_close (fixture);
  session_fixture_open (fixture);
  rushes_session_set_keep_policy (fixture->session, RUSHES_KEEP_ALWAYS);
  task = session_fixture_find (fixture, FIRST);
  session_fixture_await_state (task, RUSHES_STATE_KEPT);
}

static void
test_metered (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = NULL;

  session_fixture_set_metered (fixture, TRUE);
  rushes_session_set_keep_policy (fixture->session, RUSHES_KEEP_UNMETERED);
  task = session_fixture_add_finished (fixture, FIRST);
  assert_not_kept (fixture, task);

  session_fixture_set_metered (fixture, FALSE);
  session_fixture_await_state (task, RUSHES_STATE_KEPT);
}

static void
test_becomes_metered (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = NULL;

  rushes_gateway_set_cdn_fault (fixture->gateway, RUSHES_CDN_FAULT_SLOW);
  rushes_session_set_keep_policy (fixture->session, RUSHES_KEEP_UNMETERED);
  task = session_fixture_add_finished (fixture, FIRST);
  session_fixture_await_transfer (task, RUSHES_TRANSFER_RUNNING);
  session_fixture_set_metered (fixture, TRUE);
  session_fixture_await_transfer (task, RUSHES_TRANSFER_WAITING);

  rushes_gateway_set_cdn_fault (fixture->gateway, RUSHES_CDN_FAULT_NONE);
  rushes_session_set_keep_policy (fixture->session, RUSHES_KEEP_ALWAYS);
  session_fixture_await_state (task, RUSHES_STATE_KEPT);
}

static gboolean
is_not_transferring (gpointer task)
{
  return rushes_task_get_transfer_state (task) == RUSHES_TRANSFER_NONE;
}

/* What the user has stopped, or thrown away, does not come back by itself. */
static void
test_cancelled_is_not_kept (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = NULL;

  rushes_gateway_set_cdn_fault (fixture->gateway, RUSHES_CDN_FAULT_SLOW);
  rushes_session_set_keep_policy (fixture->session, RUSHES_KEEP_ALWAYS);
  task = session_fixture_add_finished (fixture, FIRST);
  session_fixture_await_transfer (task, RUSHES_TRANSFER_RUNNING);
  rushes_session_cancel_transfer (fixture->session, task);
  rushes_test_await (is_not_transferring, task, "the transfer to be given up");
  rushes_gateway_set_cdn_fault (fixture->gateway, RUSHES_CDN_FAULT_NONE);
  assert_not_kept (fixture, task);
  g_clear_object (&task);

  session_fixture_close (fixture);
  session_fixture_open (fixture);
  rushes_session_set_keep_policy (fixture->session, RUSHES_KEEP_ALWAYS);
  task = session_fixture_find (fixture, FIRST);
  assert_not_kept (fixture, task);
}

static RushesTask *
keep_one (SessionFixture *fixture, const char *task_id)
{
  g_autoptr (RushesTask) task = NULL;

  rushes_session_set_keep_policy (fixture->session, RUSHES_KEEP_ALWAYS);
  task = session_fixture_add_finished (fixture, task_id);
  session_fixture_await_state (task, RUSHES_STATE_KEPT);
  session_fixture_await_rest (fixture);
  return g_steal_pointer (&task);
}

static void
remove_kept (SessionFixture *fixture, RushesTask *task)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (tasks, task);
  rushes_session_remove_kept_async (fixture->session, tasks, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the copies to be removed");
  g_assert_true (rushes_session_remove_kept_finish (fixture->session, result, &error));
  g_assert_no_error (error);
}

static void
test_removed_is_not_kept_again (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = keep_one (fixture, FIRST);
  g_autofree char *path = g_strdup (rushes_task_get_kept_path (task));

  remove_kept (fixture, task);
  session_fixture_await_rest (fixture);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_null (rushes_task_get_kept_path (task));
  g_assert_true (rushes_task_get_keep_declined (task));
  g_assert_cmpuint (rushes_session_get_n_kept (fixture->session), ==, 0);

  rushes_session_refresh (fixture->session, task);
  session_fixture_await_state (task, RUSHES_STATE_READY);
  session_fixture_await_rest (fixture);
  g_assert_null (rushes_task_get_kept_path (task));
}

static gboolean
restore_kept (SessionFixture *fixture, RushesTask *task, GError **error)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();
  g_autoptr (GAsyncResult) result = NULL;

  g_ptr_array_add (tasks, task);
  rushes_session_restore_kept_async (fixture->session, tasks, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the copy to be back");
  return rushes_session_restore_kept_finish (fixture->session, result, error);
}

/* Until it is forgotten, or the program ends. */
static void
test_removed_comes_back (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = keep_one (fixture, FIRST);
  g_autofree char *path = g_strdup (rushes_task_get_kept_path (task));
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  remove_kept (fixture, task);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (restore_kept (fixture, task, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (rushes_task_get_kept_path (task), ==, path);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_KEPT);
  g_assert_false (rushes_task_get_keep_declined (task));
  session_fixture_assert_video (path);
  g_assert_cmpuint (session_fixture_count_files (fixture->videos_folder), ==, 1);
  g_assert_false (restore_kept (fixture, task, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FAILED);
  g_clear_error (&error);

  remove_kept (fixture, task);
  g_ptr_array_add (tasks, task);
  rushes_session_forget_kept (fixture->session, tasks);
  g_assert_false (restore_kept (fixture, task, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FAILED);
  g_clear_error (&error);
}

static gboolean
has_no_files (gpointer user_data)
{
  SessionFixture *fixture = user_data;

  return session_fixture_count_files (fixture->videos_folder) == 0;
}

static gboolean
has_two_files (gpointer user_data)
{
  SessionFixture *fixture = user_data;

  return session_fixture_count_files (fixture->videos_folder) == 2;
}

/* What nobody brought back does not stay: neither when it is forgotten nor when the program ends before. */
static void
test_removed_goes (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();
  g_autoptr (RushesTask) task = keep_one (fixture, FIRST);
  g_autoptr (RushesTask) other = keep_one (fixture, SECOND);

  remove_kept (fixture, task);
  g_ptr_array_add (tasks, task);
  remove_kept (fixture, other);
  g_assert_cmpuint (session_fixture_count_files (fixture->videos_folder), ==, 2);
  rushes_session_forget_kept (fixture->session, tasks);
  g_clear_object (&task);
  g_clear_object (&other);
  session_fixture_close (fixture);
  session_fixture_open (fixture);
  rushes_test_await (has_no_files, fixture, "what was removed to be gone");
}

/* Returns: the bytes; @removed: (out) (transfer full): whose */
static gint64
remove_saved_copies (SessionFixture *fixture, GPtrArray **removed)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 freed;

  rushes_session_remove_saved_copies_async (fixture->session, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the copies to be removed");
  freed = rushes_session_remove_saved_copies_finish (fixture->session, result, removed, &error);
  g_assert_no_error (error);
  rushes_test_pump ();
  return freed;
}

/* Only what really stands elsewhere, whole, makes a copy one too many. */
static void
test_remove_saved_copies (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) only_copy = keep_one (fixture, FIRST);
  g_autoptr (RushesTask) moved = keep_one (fixture, SECOND);
  g_autoptr (RushesTask) saved = keep_one (fixture, THIRD);
  g_autoptr (GPtrArray) removed = NULL;
  const gint64 bytes = rushes_task_get_kept_bytes (saved);

  g_assert_no_error (session_fixture_save (fixture, moved, "moved.mp4", FALSE));
  g_assert_no_error (session_fixture_save (fixture, saved, "saved.mp4", FALSE));
  g_assert_cmpint (rushes_session_get_removable_bytes (fixture->session), ==, 2 * bytes);
  g_assert_cmpint (g_unlink (rushes_task_get_saved_path (moved)), ==, 0);

  g_assert_cmpint (remove_saved_copies (fixture, &removed), ==, bytes);
  g_assert_cmpuint (removed->len, ==, 1);
  g_assert_true (g_ptr_array_index (removed, 0) == saved);
  g_assert_nonnull (rushes_task_get_kept_path (only_copy));
  g_assert_nonnull (rushes_task_get_kept_path (moved));
  g_assert_true (rushes_task_get_saved_missing (moved));
  g_assert_cmpint (rushes_task_get_state (moved), ==, RUSHES_STATE_KEPT);
  g_assert_null (rushes_task_get_kept_path (saved));
  g_assert_cmpint (rushes_task_get_state (saved), ==, RUSHES_STATE_SAVED);
  session_fixture_assert_video (rushes_task_get_saved_path (saved));

  rushes_session_forget_kept (fixture->session, removed);
  rushes_test_await (has_two_files, fixture, "the copy to be gone for good");
}

/* Until it is forgotten; the trash does not see it. */
static void
test_saved_copies_come_back (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = keep_one (fixture, FIRST);
  g_autofree char *path = g_strdup (rushes_task_get_kept_path (task));
  g_autofree char *trash = g_build_filename (g_get_user_data_dir (), "Trash", "files", NULL);
  const guint n_trashed = session_fixture_count_files (trash);
  g_autoptr (GPtrArray) removed = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_no_error (session_fixture_save (fixture, task, "saved.mp4", FALSE));
  g_assert_cmpint (remove_saved_copies (fixture, &removed), >, 0);
  g_assert_null (rushes_task_get_kept_path (task));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_cmpint (rushes_session_get_kept_bytes (fixture->session), ==, 0);

  g_assert_true (restore_kept (fixture, task, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (rushes_task_get_kept_path (task), ==, path);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_SAVED);
  session_fixture_assert_video (path);
  session_fixture_assert_video (rushes_task_get_saved_path (task));
  g_assert_cmpuint (session_fixture_count_files (fixture->videos_folder), ==, 1);
  g_assert_cmpint (rushes_session_get_removable_bytes (fixture->session), >, 0);
  g_assert_cmpuint (session_fixture_count_files (trash), ==, n_trashed);

  /* Whoever ends the program before is not left with what takes room. */
  g_clear_pointer (&removed, g_ptr_array_unref);
  g_assert_cmpint (remove_saved_copies (fixture, &removed), >, 0);
  g_clear_pointer (&removed, g_ptr_array_unref);
  g_clear_object (&task);
  session_fixture_close (fixture);
  session_fixture_open (fixture);
  rushes_test_await (has_no_files, fixture, "what was removed to be gone");
}

static gboolean
is_full (gpointer session)
{
  return rushes_session_get_keep_full (session);
}

/* Room is made by deleting what is saved elsewhere; when there is no such thing left, keeping stops. */
static void
test_limit (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) first = keep_one (fixture, FIRST);
  g_autoptr (RushesTask) second = NULL;
  g_autoptr (RushesTask) third = NULL;
  g_autoptr (RushesTask) fourth = NULL;
  const gint64 bytes = rushes_task_get_kept_bytes (first);

  g_assert_no_error (session_fixture_save (fixture, first, "first.mp4", FALSE));
  rushes_session_set_keep_limit (fixture->session, bytes + bytes / 2);
  session_fixture_await_rest (fixture);
  g_assert_nonnull (rushes_task_get_kept_path (first));

  second = session_fixture_add_finished (fixture, SECOND);
  session_fixture_await_state (second, RUSHES_STATE_KEPT);
  session_fixture_await_rest (fixture);
  g_assert_null (rushes_task_get_kept_path (first));
  g_assert_false (rushes_session_get_keep_full (fixture->session));

  third = session_fixture_add_finished (fixture, THIRD);
  session_fixture_await_rest (fixture);
  rushes_test_await (is_full, fixture->session, "the limit to be reached");
  g_assert_cmpint (rushes_task_get_state (third), ==, RUSHES_STATE_READY);
  session_fixture_assert_video (rushes_task_get_kept_path (second));

  /* What has been waiting for room has it first. */
  g_assert_no_error (session_fixture_save (fixture, second, "second.mp4", FALSE));
  session_fixture_await_state (third, RUSHES_STATE_KEPT);
  session_fixture_await_rest (fixture);
  g_assert_null (rushes_task_get_kept_path (second));
  g_assert_false (rushes_session_get_keep_full (fixture->session));

  fourth = session_fixture_add_finished (fixture, "306792606023827");
  session_fixture_await_rest (fixture);
  rushes_test_await (is_full, fixture->session, "the limit to be reached again");
  rushes_session_set_keep_limit (fixture->session, 0);
  session_fixture_await_state (fourth, RUSHES_STATE_KEPT);
  g_assert_false (rushes_session_get_keep_full (fixture->session));
}

/* Nobody says how large they are until they are there. */
static void
test_limit_without_sizes (SessionFixture *fixture, gconstpointer data)
{
  static const char *const ids[] = { FIRST, SECOND, THIRD, "306792606023827", "306792606023828" };
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    g_ptr_array_add (tasks, session_fixture_add_finished (fixture, ids[i]));
  rushes_session_set_keep_limit (fixture->session, 1000);
  rushes_session_set_keep_policy (fixture->session, RUSHES_KEEP_ALWAYS);
  rushes_test_await (is_full, fixture->session, "the limit to be reached");
  rushes_test_pump ();
  g_assert_cmpuint (rushes_session_get_n_kept (fixture->session), <=, 3);

  rushes_session_set_keep_limit (fixture->session, 0);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    session_fixture_await_state (g_ptr_array_index (tasks, i), RUSHES_STATE_KEPT);
}

/* The truth about files */

static gboolean
is_missing (gpointer task)
{
  return rushes_task_get_saved_missing (task);
}

static gboolean
is_there (gpointer task)
{
  return !rushes_task_get_saved_missing (task);
}

static void
test_saved_file_moved (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = session_fixture_add_finished (fixture, FIRST);
  g_autofree char *elsewhere = g_build_filename (fixture->user_folder, "elsewhere.mp4", NULL);

  g_assert_no_error (session_fixture_save (fixture, task, "clip.mp4", FALSE));
  g_assert_cmpint (g_rename (rushes_task_get_saved_path (task), elsewhere), ==, 0);
  rushes_session_look_after_files (fixture->session, task);
  rushes_test_await (is_missing, task, "the file to be missed");
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_SAVED);

  g_assert_cmpint (g_rename (elsewhere, rushes_task_get_saved_path (task)), ==, 0);
  rushes_session_look_after_files (fixture->session, task);
  rushes_test_await (is_there, task, "the file to be found");
}

static gboolean
is_unkept (gpointer task)
{
  return rushes_task_get_kept_path (task) == NULL;
}

static void
test_kept_file_vanished (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = keep_one (fixture, FIRST);
  g_autofree char *path = g_strdup (rushes_task_get_kept_path (task));

  rushes_session_look_after_files (fixture->session, task);
  session_fixture_await_rest (fixture);
  g_assert_cmpstr (rushes_task_get_kept_path (task), ==, path);

  g_assert_cmpint (g_unlink (path), ==, 0);
  rushes_session_look_after_files (fixture->session, task);
  rushes_test_await (is_unkept, task, "the file to be missed");
  g_assert_cmpint (rushes_task_get_state (task), !=, RUSHES_STATE_KEPT);
  g_assert_false (rushes_task_get_keep_declined (task));
  session_fixture_await_rest (fixture);
  g_assert_null (rushes_task_get_kept_path (task));
}

/* Removed from the list, and not brought back. */
static void
test_removed_task (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = keep_one (fixture, FIRST);
  g_autofree char *path = g_strdup (rushes_task_get_kept_path (task));
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();
  g_autoptr (GAsyncResult) result = NULL;

  g_ptr_array_add (tasks, task);
  rushes_session_remove_async (fixture->session, tasks, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the task to be removed");
  g_assert_true (rushes_session_remove_finish (fixture->session, result, NULL));
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  g_clear_object (&result);
  g_clear_object (&task);

  session_fixture_close (fixture);
  session_fixture_open (fixture);
  while (g_file_test (path, G_FILE_TEST_EXISTS))
    g_main_context_iteration (NULL, TRUE);
}

static void
test_close_while_keeping (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = NULL;
  g_autofree char *parts = g_build_filename (fixture->data_folder, "parts", NULL);

  rushes_gateway_set_cdn_fault (fixture->gateway, RUSHES_CDN_FAULT_SLOW);
  rushes_session_set_keep_policy (fixture->session, RUSHES_KEEP_ALWAYS);
  task = session_fixture_add_finished (fixture, FIRST);
  session_fixture_await_transfer (task, RUSHES_TRANSFER_RUNNING);
  g_clear_object (&task);
  session_fixture_close (fixture);
  g_assert_cmpuint (session_fixture_count_files (parts), >, 0);

  rushes_gateway_set_cdn_fault (fixture->gateway, RUSHES_CDN_FAULT_NONE);
  session_fixture_open (fixture);
  rushes_session_set_keep_policy (fixture->session, RUSHES_KEEP_ALWAYS);
  task = session_fixture_find (fixture, FIRST);
  session_fixture_await_state (task, RUSHES_STATE_KEPT);
  session_fixture_assert_video (rushes_task_get_kept_path (task));
  session_fixture_await_rest (fixture);
  g_assert_cmpuint (session_fixture_count_files (parts), ==, 0);
}

/* Who wants nothing kept any more does not get what was under way, either. */
static void
test_never_again (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = NULL;

  rushes_gateway_set_cdn_fault (fixture->gateway, RUSHES_CDN_FAULT_SLOW);
  rushes_session_set_keep_policy (fixture->session, RUSHES_KEEP_ALWAYS);
  task = session_fixture_add_finished (fixture, FIRST);
  session_fixture_await_transfer (task, RUSHES_TRANSFER_RUNNING);
  g_clear_object (&task);
  session_fixture_close (fixture);

  session_fixture_open (fixture);
  rushes_session_set_keep_policy (fixture->session, RUSHES_KEEP_NEVER);
  task = session_fixture_find (fixture, FIRST);
  rushes_gateway_set_cdn_fault (fixture->gateway, RUSHES_CDN_FAULT_NONE);
  rushes_test_await (is_not_transferring, task, "the transfer to be given up");
  assert_not_kept (fixture, task);
  g_assert_false (rushes_task_get_keep_declined (task));
}

/* Nothing is kept: the link is renewed before it is called expired. */
static void
test_link_is_renewed (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = NULL;
  RushesManualClock *clock = RUSHES_MANUAL_CLOCK (fixture->clock);
  gint64 left;

  session_fixture_script (fixture, FIRST, -20);
  task = session_fixture_track (fixture, FIRST);
  while (!rushes_task_has_ended (task))
    {
      rushes_manual_clock_advance (clock, 0);
      g_main_context_iteration (NULL, FALSE);
    }
  session_fixture_await_rest (fixture);
  left = rushes_task_get_snapshot (task)->expires_at * G_USEC_PER_SEC
         - rushes_clock_get_real_time (fixture->clock);
  g_assert_cmpint (left, >, 8 * 60 * 60 * (gint64) G_USEC_PER_SEC);
  g_assert_cmpuint (rushes_gateway_get_n_questions (fixture->gateway, FIRST), ==, 1);

  rushes_manual_clock_advance (clock, left - 60 * G_USEC_PER_SEC);
  while (rushes_gateway_get_n_questions (fixture->gateway, FIRST) == 1)
    {
      rushes_manual_clock_advance (clock, 0);
      g_main_context_iteration (NULL, FALSE);
    }
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_READY);
}

/* Our clock is wrong by a day, not the service's: its links seem to have ended, or to last, and work. */
static void
keep_by_wrong_clock (SessionFixture *fixture, gint64 jump)
{
  RushesManualClock *clock = RUSHES_MANUAL_CLOCK (fixture->clock);
  const gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  g_autoptr (RushesTask) task = NULL;

  rushes_manual_clock_jump (clock, jump);
  rushes_session_set_keep_policy (fixture->session, RUSHES_KEEP_ALWAYS);
  session_fixture_script (fixture, FIRST, -20);
  task = session_fixture_track (fixture, FIRST);
  while (rushes_task_get_state (task) != RUSHES_STATE_KEPT)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      rushes_manual_clock_advance (clock, 0);
      g_main_context_iteration (NULL, FALSE);
    }
  session_fixture_await_rest (fixture);
  session_fixture_assert_video (rushes_task_get_kept_path (task));
  /* Once for the task, and once for a link that does not seem to have ended. */
  g_assert_cmpuint (rushes_gateway_get_n_questions (fixture->gateway, FIRST), <=, 2);

  rushes_manual_clock_jump (clock, -jump);
  rushes_manual_clock_advance (clock, G_TIME_SPAN_MINUTE);
  session_fixture_await_rest (fixture);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_KEPT);
  g_assert_cmpuint (rushes_gateway_get_n_questions (fixture->gateway, FIRST), <=, 2);
}

static void
test_clock_ahead (SessionFixture *fixture, gconstpointer data)
{
  keep_by_wrong_clock (fixture, G_TIME_SPAN_DAY);
}

static void
test_clock_behind (SessionFixture *fixture, gconstpointer data)
{
  keep_by_wrong_clock (fixture, -G_TIME_SPAN_DAY);
}

int
main (int argc, char *argv[])
{
  char *data_home = rushes_test_make_folder ();
  int status;

  /* The trash is the user's. */
  g_setenv ("XDG_DATA_HOME", data_home, TRUE);
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func)                                                                                      \
  g_test_add ("/session/keeping/" name, SessionFixture, NULL, session_fixture_set_up, func,                  \
              session_fixture_tear_down)
  ADD ("never", test_never);
  ADD ("when-finished", test_kept_when_finished);
  ADD ("at-the-start", test_kept_at_the_start);
  ADD ("metered", test_metered);
  ADD ("becomes-metered", test_becomes_metered);
  ADD ("cancelled", test_cancelled_is_not_kept);
  ADD ("removed", test_removed_is_not_kept_again);
  ADD ("removed-comes-back", test_removed_comes_back);
  ADD ("removed-goes", test_removed_goes);
  ADD ("remove-saved-copies", test_remove_saved_copies);
  ADD ("saved-copies-come-back", test_saved_copies_come_back);
  ADD ("limit", test_limit);
  ADD ("limit-without-sizes", test_limit_without_sizes);
  ADD ("saved-file-moved", test_saved_file_moved);
  ADD ("kept-file-vanished", test_kept_file_vanished);
  ADD ("removed-task", test_removed_task);
  ADD ("close-while-keeping", test_close_while_keeping);
  ADD ("never-again", test_never_again);
  g_test_add ("/session/keeping/link-is-renewed", SessionFixture, SESSION_MANUAL_CLOCK,
              session_fixture_set_up, test_link_is_renewed, session_fixture_tear_down);
  g_test_add ("/session/keeping/clock-ahead", SessionFixture, SESSION_MANUAL_CLOCK, session_fixture_set_up,
              test_clock_ahead, session_fixture_tear_down);
  g_test_add ("/session/keeping/clock-behind", SessionFixture, SESSION_MANUAL_CLOCK, session_fixture_set_up,
              test_clock_behind, session_fixture_tear_down);

  status = g_test_run ();
  rushes_test_remove_folder (data_home);
  return status;
}
