/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/rushes-error.h"
#include "session/session-fixture.h"

#include <glib/gstdio.h>

#define FIRST "306792606023824"
#define SECOND "306792606023825"
#define THIRD "306792606023826"

static char *
get_user_path (SessionFixture *fixture, const char *name)
{
  return g_build_filename (fixture->user_folder, name, NULL);
}

static guint
save_all (SessionFixture *fixture, GPtrArray *tasks, guint *n_failed)
{
  g_autoptr (GFile) folder = g_file_new_for_path (fixture->user_folder);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint n_saved;

  rushes_session_save_all_async (fixture->session, tasks, folder, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "all to be saved");
  n_saved = rushes_session_save_all_finish (fixture->session, result, n_failed, &error);
  g_assert_no_error (error);
  return n_saved;
}

static void
test_save_all (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *taken = get_user_path (fixture, "Studio.mp4");
  g_autofree char *contents = NULL;
  guint n_failed = 9;

  g_assert_true (g_file_set_contents (taken, "mine", -1, NULL));
  session_fixture_script (fixture, THIRD, 3600);
  g_ptr_array_add (tasks, session_fixture_add_finished (fixture, FIRST));
  g_ptr_array_add (tasks, session_fixture_add_finished (fixture, SECOND));
  g_ptr_array_add (tasks, session_fixture_track (fixture, THIRD));
  rushes_session_set_name_template (fixture->session, "{account}");

  g_assert_cmpuint (save_all (fixture, tasks, &n_failed), ==, 2);
  g_assert_cmpuint (n_failed, ==, 0);
  g_assert_cmpuint (session_fixture_count_files (fixture->user_folder), ==, 3);
  for (guint i = 0; i < 2; i++)
    {
      session_fixture_assert_video (rushes_task_get_saved_path (g_ptr_array_index (tasks, i)));
      g_assert_cmpint (rushes_task_get_state (g_ptr_array_index (tasks, i)), ==, RUSHES_STATE_SAVED);
    }
  g_assert_cmpstr (rushes_task_get_saved_path (g_ptr_array_index (tasks, 0)), !=,
                   rushes_task_get_saved_path (g_ptr_array_index (tasks, 1)));
  g_assert_true (g_file_get_contents (taken, &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, "mine");
}

static void
test_save_all_numbers (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *first = get_user_path (fixture, "1 " SECOND ".mp4");
  g_autofree char *second = get_user_path (fixture, "2 " FIRST ".mp4");

  g_ptr_array_add (tasks, session_fixture_add_finished (fixture, SECOND));
  g_ptr_array_add (tasks, session_fixture_add_finished (fixture, FIRST));
  rushes_session_set_name_template (fixture->session, "{n} {label} {id}");
  g_assert_cmpuint (save_all (fixture, tasks, NULL), ==, 2);
  session_fixture_assert_video (first);
  session_fixture_assert_video (second);
}

static void
test_save_nothing (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();
  guint n_failed = 9;

  g_assert_cmpuint (save_all (fixture, tasks, &n_failed), ==, 0);
  g_assert_cmpuint (n_failed, ==, 0);
}

static void
test_names (SessionFixture *fixture, gconstpointer data)
{
  g_autofree char *invented = rushes_session_preview_name (fixture->session, NULL,
                                                           "{label} {width}x{height}");
  g_autofree char *invented_default = rushes_session_preview_name (fixture->session, NULL, "");
  g_autoptr (RushesTask) task = session_fixture_add_finished (fixture, FIRST);
  g_autofree char *usual = rushes_session_suggest_name (fixture->session, task);
  g_autofree char *real = rushes_session_preview_name (fixture->session, NULL, "{id} {width}x{height}");
  g_autofree char *chosen = NULL;
  g_autofree char *unchanged = NULL;

  g_assert_cmpstr (invented, ==, "Harbour at dawn 1366x768.mp4");
  g_assert_true (g_str_has_suffix (invented_default, ".mp4"));
  g_assert_cmpstr (usual, ==, "output-" FIRST ".mp4");
  g_assert_cmpstr (real, ==, FIRST " 1366x768.mp4");

  rushes_session_set_name_template (fixture->session, "{id} of {account}");
  chosen = rushes_session_suggest_name (fixture->session, task);
  g_assert_cmpstr (chosen, ==, FIRST " of Studio.mp4");
  /* What is no template is none. */
  rushes_session_set_name_template (fixture->session, "{nonsense}");
  unchanged = rushes_session_suggest_name (fixture->session, task);
  g_assert_cmpstr (unchanged, ==, usual);
}

static void
set_account_folder (SessionFixture *fixture, const char *path)
{
  g_autoptr (GFile) folder = path != NULL ? g_file_new_for_path (path) : NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  rushes_session_set_account_folder_async (fixture->session, folder, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the folder to be stored");
  g_assert_true (rushes_session_set_account_folder_finish (fixture->session, result, &error));
  g_assert_no_error (error);
}

static void
test_account_folder (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = session_fixture_add_finished (fixture, FIRST);
  g_autoptr (GFile) folder = NULL;

  g_assert_null (rushes_session_dup_save_folder (fixture->session, task));
  set_account_folder (fixture, fixture->user_folder);
  g_clear_object (&task);
  session_fixture_close (fixture);
  session_fixture_open (fixture);
  task = session_fixture_find (fixture, FIRST);
  folder = rushes_session_dup_save_folder (fixture->session, task);
  g_assert_nonnull (folder);
  g_assert_cmpstr (g_file_peek_path (folder), ==, fixture->user_folder);
  set_account_folder (fixture, NULL);
  g_assert_null (rushes_session_dup_save_folder (fixture->session, task));
}

static void
test_save_on_finish (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) before = session_fixture_add_finished (fixture, FIRST);
  g_autoptr (RushesTask) task = NULL;
  g_autoptr (RushesTask) of_account = NULL;
  g_autofree char *elsewhere = get_user_path (fixture, "account");
  g_autoptr (GFile) folder = g_file_new_for_path (fixture->user_folder);

  g_assert_cmpint (g_mkdir (elsewhere, 0700), ==, 0);
  rushes_session_set_save_on_finish (fixture->session, folder);
  task = session_fixture_add_finished (fixture, SECOND);
  session_fixture_await_state (task, RUSHES_STATE_SAVED);
  g_assert_true (g_str_has_prefix (rushes_task_get_saved_path (task), fixture->user_folder));
  session_fixture_assert_video (rushes_task_get_saved_path (task));

  set_account_folder (fixture, elsewhere);
  of_account = session_fixture_add_finished (fixture, THIRD);
  session_fixture_await_state (of_account, RUSHES_STATE_SAVED);
  g_assert_true (g_str_has_prefix (rushes_task_get_saved_path (of_account), elsewhere));
  g_assert_cmpint (rushes_task_get_state (before), ==, RUSHES_STATE_READY);
}

/* Both are asked for at once: one download, a copy in our folder, and the file of the user's. */
static void
test_save_on_finish_and_keep (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) folder = g_file_new_for_path (fixture->user_folder);
  g_autoptr (RushesTask) task = NULL;

  rushes_session_set_keep_policy (fixture->session, RUSHES_KEEP_ALWAYS);
  rushes_session_set_save_on_finish (fixture->session, folder);
  task = session_fixture_add_finished (fixture, FIRST);
  session_fixture_await_state (task, RUSHES_STATE_SAVED);
  session_fixture_await_rest (fixture);
  session_fixture_assert_video (rushes_task_get_saved_path (task));
  g_assert_cmpuint (session_fixture_count_files (fixture->user_folder), ==, 1);
}

typedef struct
{
  GAsyncResult *result;
} Save;

static void
begin_slow_save (SessionFixture *fixture, RushesTask *task, Save *save)
{
  g_autoptr (GFile) file = session_fixture_user_file (fixture, "clip.mp4");

  rushes_gateway_set_cdn_fault (fixture->gateway, RUSHES_CDN_FAULT_SLOW);
  rushes_session_save_async (fixture->session, task, file, FALSE, rushes_test_keep_result, &save->result);
  session_fixture_await_transfer (task, RUSHES_TRANSFER_RUNNING);
  g_assert_null (save->result);
}

static void
assert_cancelled (SessionFixture *fixture, Save *save)
{
  g_autoptr (GError) error = NULL;

  rushes_test_await_result (&save->result, "the save to be given up");
  g_assert_false (rushes_session_save_finish (fixture->session, save->result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&save->result);
}

static void
test_goes_on_after_the_end (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = session_fixture_add_finished (fixture, FIRST);
  g_autofree char *path = get_user_path (fixture, "clip.mp4");
  g_autoptr (GAsyncResult) closed = NULL;
  Save save = { NULL };

  begin_slow_save (fixture, task, &save);
  g_clear_object (&task);
  rushes_session_close_async (fixture->session, rushes_test_keep_result, &closed);
  rushes_test_await_result (&closed, "the session to close");
  g_assert_true (rushes_session_close_finish (fixture->session, closed, NULL));
  assert_cancelled (fixture, &save);
  g_clear_object (&closed);
  rushes_test_await_finalize (g_steal_pointer (&fixture->session));
  g_assert_cmpuint (session_fixture_count_files (fixture->user_folder), ==, 0);

  rushes_gateway_set_cdn_fault (fixture->gateway, RUSHES_CDN_FAULT_NONE);
  session_fixture_open (fixture);
  task = session_fixture_find (fixture, FIRST);
  session_fixture_await_state (task, RUSHES_STATE_SAVED);
  g_assert_cmpstr (rushes_task_get_saved_path (task), ==, path);
  session_fixture_assert_video (path);
}

static void
test_one_save_at_a_time (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = session_fixture_add_finished (fixture, FIRST);
  g_autoptr (GError) error = NULL;
  Save save = { NULL };

  begin_slow_save (fixture, task, &save);
  error = session_fixture_save (fixture, task, "other.mp4", FALSE);
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FAILED);
  rushes_session_cancel_transfer (fixture->session, task);
  assert_cancelled (fixture, &save);
  session_fixture_await_rest (fixture);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_READY);
  g_assert_cmpuint (session_fixture_count_files (fixture->user_folder), ==, 0);
}

/* Who keeps everything gives up the file, not the video. */
static void
test_cancelled_save_is_kept (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = NULL;
  Save save = { NULL };

  rushes_gateway_set_cdn_fault (fixture->gateway, RUSHES_CDN_FAULT_SLOW);
  rushes_session_set_keep_policy (fixture->session, RUSHES_KEEP_ALWAYS);
  task = session_fixture_add_finished (fixture, FIRST);
  session_fixture_await_transfer (task, RUSHES_TRANSFER_RUNNING);
  begin_slow_save (fixture, task, &save);
  rushes_session_cancel_transfer (fixture->session, task);
  assert_cancelled (fixture, &save);
  rushes_gateway_set_cdn_fault (fixture->gateway, RUSHES_CDN_FAULT_NONE);
  session_fixture_await_state (task, RUSHES_STATE_KEPT);
  g_assert_cmpuint (session_fixture_count_files (fixture->user_folder), ==, 0);
}

static void
note_failure_cb (RushesSession *session, RushesTask *task, RushesFailure *failure, guint *n_failures)
{
  g_assert_cmpstr (rushes_failure_get_code (failure), ==, "folder-unwritable");
  ++*n_failures;
}

static void
test_retry (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = session_fixture_add_finished (fixture, FIRST);
  g_autofree char *folder = get_user_path (fixture, "gone");
  g_autofree char *path = get_user_path (fixture, "gone/clip.mp4");
  g_autoptr (GError) error = NULL;
  guint n_failures = 0;

  g_signal_connect (fixture->session, "transfer-failed", G_CALLBACK (note_failure_cb), &n_failures);
  error = session_fixture_save (fixture, task, "gone/clip.mp4", FALSE);
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE);
  rushes_test_pump ();
  g_assert_cmpuint (n_failures, ==, 1);
  g_assert_cmpuint (rushes_session_get_n_failed_transfers (fixture->session), ==, 1);

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  rushes_session_retry_failed (fixture->session);
  session_fixture_await_state (task, RUSHES_STATE_SAVED);
  session_fixture_assert_video (path);
  session_fixture_await_rest (fixture);
  g_assert_cmpuint (rushes_session_get_n_failed_transfers (fixture->session), ==, 0);
}

/* The links of a saved video are gone: the service is asked for others. */
static void
test_save_again (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = session_fixture_add_finished (fixture, FIRST);
  g_autofree char *path = get_user_path (fixture, "second.mp4");

  g_assert_no_error (session_fixture_save (fixture, task, "first.mp4", FALSE));
  g_assert_false (rushes_snapshot_has_link (rushes_task_get_snapshot (task)));
  g_assert_true (rushes_session_can_save (fixture->session, task));
  g_assert_no_error (session_fixture_save (fixture, task, "second.mp4", FALSE));
  g_assert_cmpstr (rushes_task_get_saved_path (task), ==, path);
  session_fixture_assert_video (path);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func)                                                                                      \
  g_test_add ("/session/saving/" name, SessionFixture, NULL, session_fixture_set_up, func,                   \
              session_fixture_tear_down)
  ADD ("all", test_save_all);
  ADD ("all-numbers", test_save_all_numbers);
  ADD ("nothing", test_save_nothing);
  ADD ("names", test_names);
  ADD ("account-folder", test_account_folder);
  ADD ("on-finish", test_save_on_finish);
  ADD ("on-finish-and-keep", test_save_on_finish_and_keep);
  ADD ("goes-on-after-the-end", test_goes_on_after_the_end);
  ADD ("one-at-a-time", test_one_save_at_a_time);
  ADD ("cancelled-is-kept", test_cancelled_save_is_kept);
  ADD ("retry", test_retry);
  ADD ("again", test_save_again);

  return g_test_run ();
}
