/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "transfer/queue-fixture.h"

#include <glib/gstdio.h>
#include <unistd.h>

#define HOUR 3600
#define ID "100000000000001"

/* Saves of videos that are on this disk already. */

static guint64
get_inode (const char *path)
{
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  return info.st_ino;
}

static void
start (QueueFixture *fixture)
{
  rushes_transfer_queue_start (fixture->queue);
}

/* A task whose video was saved under @name, and is not kept. */
static RushesTask *
add_saved (QueueFixture *fixture, const char *name)
{
  RushesTask *task = queue_fixture_add (fixture, ID, HOUR);

  start (fixture);
  queue_fixture_save (fixture, task, name, FALSE);
  queue_fixture_await_rest (fixture);
  g_assert_cmpuint (fixture->n_saved, ==, 1);
  g_assert_cmpuint (queue_fixture_get_n_requests (fixture, ID), ==, 1);
  return task;
}

static void
test_save_of_kept_is_a_copy (QueueFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = queue_fixture_add (fixture, ID, HOUR);
  g_autofree char *path = queue_fixture_get_user_path (fixture, "clip.mp4");

  start (fixture);
  queue_fixture_keep (fixture, task);
  queue_fixture_await_rest (fixture);
  rushes_fault_server_stop (fixture->server);

  queue_fixture_save (fixture, task, "clip.mp4", FALSE);
  queue_fixture_await_rest (fixture);
  g_assert_cmpuint (fixture->n_saved, ==, 1);
  queue_fixture_assert_video (path, ID);
  queue_fixture_assert_video (rushes_task_get_kept_path (task), ID);
  g_assert_cmpuint (get_inode (path), !=, get_inode (rushes_task_get_kept_path (task)));
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_SAVED);
}

static void
test_kept_copy_gone (QueueFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = queue_fixture_add (fixture, ID, HOUR);
  g_autofree char *path = queue_fixture_get_user_path (fixture, "clip.mp4");
  g_autoptr (RushesSnapshot) links = rushes_snapshot_ref (rushes_task_get_snapshot (task));

  start (fixture);
  queue_fixture_keep (fixture, task);
  queue_fixture_await_rest (fixture);
  g_assert_cmpint (g_unlink (rushes_task_get_kept_path (task)), ==, 0);

  rushes_library_apply_snapshot (fixture->library, task, links);
  queue_fixture_save (fixture, task, "clip.mp4", FALSE);
  queue_fixture_await_rest (fixture);
  g_assert_null (rushes_task_get_kept_path (task));
  g_assert_false (rushes_task_get_keep_declined (task));
  queue_fixture_assert_video (path, ID);
}

static void
test_save_of_saved_is_a_copy (QueueFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = add_saved (fixture, "clip.mp4");
  g_autofree char *first = queue_fixture_get_user_path (fixture, "clip.mp4");
  g_autofree char *second = queue_fixture_get_user_path (fixture, "clip (2).mp4");

  rushes_fault_server_stop (fixture->server);
  rushes_transfer_queue_set_offline (fixture->queue, TRUE);
  queue_fixture_save (fixture, task, "clip (2).mp4", FALSE);
  queue_fixture_await_rest (fixture);
  g_assert_cmpuint (fixture->n_saved, ==, 2);
  g_assert_cmpuint (fixture->n_failed, ==, 0);
  g_assert_cmpstr (rushes_task_get_saved_path (task), ==, second);
  queue_fixture_assert_video (first, ID);
  queue_fixture_assert_video (second, ID);
  g_assert_cmpuint (get_inode (first), !=, get_inode (second));
}

/* What becomes of the saved file before it is asked for again. */
static void
take_away (const char *path)
{
  g_assert_cmpint (g_unlink (path), ==, 0);
}

static void
cut_short (const char *path)
{
  g_assert_cmpint (truncate (path, 200000), ==, 0);
}

static void
overwrite (const char *path)
{
  g_autofree char *noise = g_malloc0 (300000);

  g_assert_true (g_file_set_contents (path, noise, 300000, NULL));
}

static void
put_folder (const char *path)
{
  take_away (path);
  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
}

static void
test_saved_is_not_the_video (QueueFixture *fixture, gconstpointer data)
{
  void (*const changes[]) (const char *path) = { take_away, cut_short, overwrite, put_folder };
  g_autoptr (RushesTask) task = add_saved (fixture, "clip 0.mp4");

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autofree char *name = g_strdup_printf ("clip %u.mp4", i + 1);
      g_autofree char *path = queue_fixture_get_user_path (fixture, name);
      g_autofree char *target = g_strdup_printf ("/%s.mp4", ID);

      changes[i](rushes_task_get_saved_path (task));
      queue_fixture_set_fresh (fixture, task, target);
      queue_fixture_save (fixture, task, name, FALSE);
      queue_fixture_await_rest (fixture);
      g_assert_cmpuint (fixture->n_failed, ==, 0);
      g_assert_cmpuint (queue_fixture_get_n_requests (fixture, ID), ==, i + 2);
      g_assert_cmpstr (rushes_task_get_saved_path (task), ==, path);
      queue_fixture_assert_video (path, ID);
    }
}

/* Who replaces the saved file by itself wants what the service has. */
static void
test_saved_is_replaced (QueueFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = add_saved (fixture, "clip.mp4");
  g_autofree char *path = queue_fixture_get_user_path (fixture, "clip.mp4");

  queue_fixture_set_fresh (fixture, task, "/" ID ".mp4");
  queue_fixture_save (fixture, task, "clip.mp4", TRUE);
  queue_fixture_await_rest (fixture);
  g_assert_cmpuint (queue_fixture_get_n_requests (fixture, ID), ==, 2);
  queue_fixture_assert_video (path, ID);
}

static gboolean
is_swept (gpointer path)
{
  return !g_file_test (path, G_FILE_TEST_EXISTS);
}

/* Killed in the middle of a copy, where a file cannot be without a name. */
static void
test_killed_while_copying (QueueFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = queue_fixture_add (fixture, ID, HOUR);
  g_autofree char *half = queue_fixture_get_user_path (fixture, ".clip.mp4.01234567.part");
  g_autofree char *others = queue_fixture_get_user_path (fixture, ".other.mp4.01234567.part");

  queue_fixture_save (fixture, task, "clip.mp4", FALSE);
  rushes_transfer_queue_pause (fixture->queue, task);
  g_clear_object (&task);
  queue_fixture_close (fixture);
  g_assert_true (g_file_set_contents (half, "half a cop", -1, NULL));
  g_assert_true (g_file_set_contents (others, "somebody else's", -1, NULL));

  queue_fixture_open (fixture);
  start (fixture);
  rushes_test_await (is_swept, half, "what was left behind to be deleted");
  g_assert_true (g_file_test (others, G_FILE_TEST_EXISTS));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func)                                                                                      \
  g_test_add ("/transfer/queue-copies/" name, QueueFixture, NULL, queue_fixture_set_up, func,                \
              queue_fixture_tear_down)
  ADD ("save-of-kept-is-a-copy", test_save_of_kept_is_a_copy);
  ADD ("kept-copy-gone", test_kept_copy_gone);
  ADD ("save-of-saved-is-a-copy", test_save_of_saved_is_a_copy);
  ADD ("saved-is-not-the-video", test_saved_is_not_the_video);
  ADD ("saved-is-replaced", test_saved_is_replaced);
  ADD ("killed-while-copying", test_killed_while_copying);

  return g_test_run ();
}
