/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/rushes-error.h"
#include "session/session-fixture.h"

#define FIRST "306792606023824"

static gboolean
has_damaged (gpointer task)
{
  return rushes_task_get_has_damaged (task);
}

static gboolean
has_no_damaged (gpointer task)
{
  return !rushes_task_get_has_damaged (task);
}

/* (transfer full): finished, and damaged over both of its links */
static RushesTask *
add_damaged (SessionFixture *fixture)
{
  g_autoptr (RushesTask) task = session_fixture_add_finished (fixture, FIRST);
  g_autoptr (GError) error = NULL;

  g_assert_false (rushes_session_has_damaged (fixture->session, task));
  rushes_gateway_set_cdn_fault (fixture->gateway, RUSHES_CDN_FAULT_CHECKSUM);
  error = session_fixture_save (fixture, task, "clip.mp4", FALSE);
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_DAMAGED);
  rushes_test_await (has_damaged, task, "what came damaged to be found");
  g_assert_true (rushes_session_has_damaged (fixture->session, task));
  g_assert_cmpuint (session_fixture_count_files (fixture->user_folder), ==, 0);
  return g_steal_pointer (&task);
}

/* (transfer full) (nullable): the path of the copy */
static char *
save_damaged (SessionFixture *fixture, RushesTask *task, const char *name, gboolean replace, GError **error)
{
  g_autoptr (GFile) destination = session_fixture_user_file (fixture, name);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GFile) file = NULL;

  rushes_session_save_damaged_async (fixture->session, task, destination, replace, rushes_test_keep_result,
                                     &result);
  rushes_test_await_result (&result, "the damaged video to be saved");
  file = rushes_session_save_damaged_finish (fixture->session, result, error);
  return file != NULL ? g_file_get_path (file) : NULL;
}

static void
discard_damaged (SessionFixture *fixture, RushesTask *task)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  rushes_session_discard_damaged_async (fixture->session, task, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the damaged video to be thrown away");
  g_assert_true (rushes_session_discard_damaged_finish (fixture->session, result, &error));
  g_assert_no_error (error);
}

/* It is a copy of the user's, no saved video: the task is as it was. */
static void
test_save (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = add_damaged (fixture);
  g_autofree char *name = rushes_session_suggest_damaged_name (fixture->session, task);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = save_damaged (fixture, task, name, FALSE, &error);
  g_autofree char *again = NULL;

  g_assert_no_error (error);
  g_assert_true (g_str_has_suffix (path, FIRST "-damaged.mp4"));
  session_fixture_assert_video (path);
  g_assert_null (rushes_task_get_saved_path (task));
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_READY);
  g_assert_true (rushes_session_has_damaged (fixture->session, task));

  again = save_damaged (fixture, task, name, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again, ==, path);
  g_assert_cmpuint (session_fixture_count_files (fixture->user_folder), ==, 1);
}

static void
test_discard (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = add_damaged (fixture);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  discard_damaged (fixture, task);
  g_assert_false (rushes_session_has_damaged (fixture->session, task));
  path = save_damaged (fixture, task, "late.mp4", FALSE, &error);
  g_assert_null (path);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_cmpuint (session_fixture_count_files (fixture->user_folder), ==, 0);
}

/* The next start finds it when the task is shown. */
static void
test_found_again (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = add_damaged (fixture);

  g_clear_object (&task);
  session_fixture_close (fixture);
  session_fixture_open (fixture);
  task = session_fixture_find (fixture, FIRST);
  g_assert_false (rushes_session_has_damaged (fixture->session, task));
  rushes_session_look_after_files (fixture->session, task);
  rushes_test_await (has_damaged, task, "what came damaged to be found");
}

/* A video that came whole after all leaves nothing behind. */
static void
test_came_whole (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = add_damaged (fixture);
  g_autofree char *path = g_build_filename (fixture->user_folder, "clip.mp4", NULL);

  rushes_gateway_set_cdn_fault (fixture->gateway, RUSHES_CDN_FAULT_NONE);
  rushes_session_retry_transfer (fixture->session, task);
  session_fixture_await_state (task, RUSHES_STATE_SAVED);
  session_fixture_assert_video (path);
  rushes_test_await (has_no_damaged, task, "nothing to be set aside any more");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func)                                                                                      \
  g_test_add ("/session/damaged/" name, SessionFixture, NULL, session_fixture_set_up, func,                  \
              session_fixture_tear_down)
  ADD ("save", test_save);
  ADD ("discard", test_discard);
  ADD ("found-again", test_found_again);
  ADD ("came-whole", test_came_whole);

  return g_test_run ();
}
