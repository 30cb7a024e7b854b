/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "transfer/queue-fixture.h"

#define HOUR 3600
#define PAUSE 30

/* The next @times answers for the video of @task_id ask for a pause. */
static void
script_pause (QueueFixture *fixture, const char *task_id, guint times)
{
  queue_fixture_script (fixture, task_id, (RushesFault){ .status = 503, .fields = "Retry-After: 30\n" },
                        times);
}

static void
advance (QueueFixture *fixture, gint64 seconds)
{
  rushes_manual_clock_advance (RUSHES_MANUAL_CLOCK (fixture->clock), seconds * G_USEC_PER_SEC);
}

static RushesTask *
keep (QueueFixture *fixture, const char *task_id, gint64 link_lasts)
{
  g_autoptr (RushesTask) task = queue_fixture_add (fixture, task_id, link_lasts);

  queue_fixture_keep (fixture, task);
  return g_steal_pointer (&task);
}

static gboolean
is_kept (gpointer user_data)
{
  return rushes_task_get_state (user_data) == RUSHES_STATE_KEPT;
}

static gboolean
none_is_active (gpointer user_data)
{
  QueueFixture *fixture = user_data;

  return rushes_transfer_queue_get_n_active (fixture->queue) == 0;
}

static void
await_all_wait (QueueFixture *fixture, guint n_waiting)
{
  rushes_test_await (none_is_active, fixture, "every turn to be free");
  g_assert_cmpuint (rushes_transfer_queue_get_n_waiting (fixture->queue), ==, n_waiting);
}

/* Two from one host: as many as have its turns wait, and those behind them do not. */
static void
test_turn_is_given_away (QueueFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) first = keep (fixture, "100000000000001", HOUR);
  g_autoptr (RushesTask) second = keep (fixture, "100000000000002", HOUR + 1);
  g_autoptr (RushesTask) third = keep (fixture, "100000000000003", HOUR + 2);
  g_autoptr (RushesTask) fourth = keep (fixture, "100000000000004", HOUR + 3);

  script_pause (fixture, "100000000000001", 1);
  script_pause (fixture, "100000000000002", 1);
  rushes_transfer_queue_start (fixture->queue);
  rushes_test_await (is_kept, third, "the third to be kept");
  rushes_test_await (is_kept, fourth, "the fourth to be kept");
  await_all_wait (fixture, 2);
  g_assert_cmpint (rushes_task_get_transfer_state (first), ==, RUSHES_TRANSFER_WAITING);
  g_assert_cmpint (rushes_task_get_transfer_state (second), ==, RUSHES_TRANSFER_WAITING);
  g_assert_cmpuint (fixture->n_failed, ==, 0);

  advance (fixture, PAUSE - 1);
  rushes_test_pump ();
  g_assert_cmpuint (queue_fixture_get_n_requests (fixture, "100000000000001"), ==, 1);
  advance (fixture, 1);
  queue_fixture_await_rest (fixture);
  g_assert_cmpuint (fixture->n_kept, ==, 4);
  queue_fixture_assert_video (rushes_task_get_kept_path (first), "100000000000001");
}

static void
note_start_cb (RushesTask *task, GParamSpec *pspec, GPtrArray *started)
{
  if (rushes_task_get_transfer_state (task) == RUSHES_TRANSFER_CONNECTING)
    g_ptr_array_add (started, (gpointer) rushes_task_get_id (task));
}

static gboolean
are_two_stalled (gpointer user_data)
{
  return rushes_fault_server_get_n_stalled (((QueueFixture *) user_data)->server) == 2;
}

/* It waits for a turn like the others then, before those that are less urgent. */
static void
test_comes_back_in_order (QueueFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) started = g_ptr_array_new ();
  g_autoptr (RushesTask) urgent = keep (fixture, "100000000000001", HOUR);
  g_autoptr (RushesTask) second = keep (fixture, "100000000000002", HOUR + 1);
  g_autoptr (RushesTask) third = keep (fixture, "100000000000003", HOUR + 2);
  g_autoptr (RushesTask) last = keep (fixture, "100000000000004", HOUR + 3);

  script_pause (fixture, "100000000000001", 1);
  queue_fixture_stall (fixture, "100000000000002");
  queue_fixture_stall (fixture, "100000000000003");
  rushes_transfer_queue_start (fixture->queue);
  rushes_test_await (are_two_stalled, fixture, "both turns to be taken");
  queue_fixture_await_state (urgent, RUSHES_TRANSFER_WAITING);
  advance (fixture, PAUSE);
  queue_fixture_await_state (urgent, RUSHES_TRANSFER_QUEUED);
  g_assert_cmpint (rushes_task_get_transfer_state (last), ==, RUSHES_TRANSFER_QUEUED);
  g_assert_cmpuint (queue_fixture_get_n_requests (fixture, "100000000000001"), ==, 1);

  g_signal_connect (urgent, "notify::transfer-state", G_CALLBACK (note_start_cb), started);
  g_signal_connect (last, "notify::transfer-state", G_CALLBACK (note_start_cb), started);
  rushes_fault_server_release (fixture->server);
  queue_fixture_await_rest (fixture);
  g_assert_cmpuint (fixture->n_kept, ==, 4);
  g_assert_cmpuint (started->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (started, 0), ==, "100000000000001");
  g_signal_handlers_disconnect_by_data (urgent, started);
  g_signal_handlers_disconnect_by_data (last, started);
}

static gboolean
has_failed (gpointer user_data)
{
  QueueFixture *fixture = user_data;

  /* Time passes only while it waits. */
  if (rushes_transfer_queue_get_n_active (fixture->queue) == 0
      && rushes_transfer_queue_get_n_waiting (fixture->queue) == 1)
    advance (fixture, PAUSE);
  return fixture->n_failed == 1;
}

static gboolean
wake_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* A turn is no new beginning: the tries are counted on. */
static void
test_tries_are_counted_on (QueueFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = queue_fixture_add (fixture, "100000000000001", HOUR);
  const guint waker = g_timeout_add (5, wake_cb, NULL);

  script_pause (fixture, "100000000000001", G_MAXUINT);
  rushes_transfer_queue_start (fixture->queue);
  queue_fixture_save (fixture, task, "clip.mp4", FALSE);
  rushes_test_await (has_failed, fixture, "the save to fail");
  g_source_remove (waker);
  g_assert_cmpint (rushes_task_get_transfer_state (task), ==, RUSHES_TRANSFER_FAILED);
  /* The others were asked of the gateway, which does not answer. */
  g_assert_cmpuint (queue_fixture_get_n_requests (fixture, "100000000000001"), >=, 3);
  g_assert_cmpuint (queue_fixture_get_n_requests (fixture, "100000000000001"), <=, 6);
}

/* What has come is gone on with, by whichever turn. */
static void
test_bytes_stay (QueueFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = queue_fixture_add (fixture, "100000000000001", HOUR);
  g_autofree char *path = queue_fixture_get_user_path (fixture, "clip.mp4");
  const RushesFault cut = { .place = RUSHES_FAULT_IN_BODY, .end = RUSHES_FAULT_FIN, .at = 200000 };

  queue_fixture_script (fixture, "100000000000001", cut, 1);
  script_pause (fixture, "100000000000001", 1);
  rushes_transfer_queue_start (fixture->queue);
  queue_fixture_save (fixture, task, "clip.mp4", FALSE);
  queue_fixture_await_state (task, RUSHES_TRANSFER_WAITING);
  await_all_wait (fixture, 1);
  g_assert_cmpint (rushes_task_get_transfer_bytes (task), >, 0);
  while (fixture->n_saved == 0)
    {
      if (none_is_active (fixture))
        advance (fixture, PAUSE);
      g_main_context_iteration (NULL, FALSE);
    }
  queue_fixture_await_rest (fixture);
  g_assert_cmpuint (fixture->n_saved, ==, 1);
  queue_fixture_assert_video (path, "100000000000001");
}

/* By hand it is tried at once, as if nothing had gone wrong. */
static void
test_retry (QueueFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = keep (fixture, "100000000000001", HOUR);

  script_pause (fixture, "100000000000001", 1);
  rushes_transfer_queue_start (fixture->queue);
  queue_fixture_await_state (task, RUSHES_TRANSFER_WAITING);
  await_all_wait (fixture, 1);
  rushes_transfer_queue_retry (fixture->queue, task);
  queue_fixture_await_rest (fixture);
  g_assert_cmpuint (fixture->n_kept, ==, 1);
}

static void
test_pause_and_resume (QueueFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = keep (fixture, "100000000000001", HOUR);

  script_pause (fixture, "100000000000001", 1);
  rushes_transfer_queue_start (fixture->queue);
  queue_fixture_await_state (task, RUSHES_TRANSFER_WAITING);
  await_all_wait (fixture, 1);
  rushes_transfer_queue_pause (fixture->queue, task);
  g_assert_cmpint (rushes_task_get_transfer_state (task), ==, RUSHES_TRANSFER_PAUSED);
  advance (fixture, PAUSE);
  rushes_test_pump ();
  g_assert_cmpuint (queue_fixture_get_n_requests (fixture, "100000000000001"), ==, 1);
  rushes_transfer_queue_resume (fixture->queue, task);
  queue_fixture_await_rest (fixture);
  g_assert_cmpuint (fixture->n_kept, ==, 1);
}

static gboolean
was_cancelled (gpointer user_data)
{
  return ((QueueFixture *) user_data)->n_cancelled == 1;
}

static void
test_cancel (QueueFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = queue_fixture_add (fixture, "100000000000001", HOUR);
  g_autofree char *parts = g_build_filename (fixture->folder, "parts", NULL);

  script_pause (fixture, "100000000000001", G_MAXUINT);
  rushes_transfer_queue_start (fixture->queue);
  queue_fixture_save (fixture, task, "clip.mp4", FALSE);
  queue_fixture_await_state (task, RUSHES_TRANSFER_WAITING);
  await_all_wait (fixture, 1);
  rushes_transfer_queue_cancel (fixture->queue, task);
  rushes_test_await (was_cancelled, fixture, "the save to be given up");
  queue_fixture_await_rest (fixture);
  g_assert_false (rushes_transfer_queue_contains (fixture->queue, task));
  g_assert_cmpuint (queue_fixture_count_files (parts), ==, 0);
}

/* The network goes when the turn has been given already: others, which are near, have it meanwhile. */
static void
test_network_goes (QueueFixture *fixture, gconstpointer data)
{
  g_autoptr (RushesAccount) far = rushes_account_new (QUEUE_ACCOUNT, "Test", "https://gateway.example", NULL);
  g_autoptr (RushesTask) task = queue_fixture_add (fixture, "100000000000001", HOUR);

  rushes_transfer_queue_add_account (fixture->queue, far);
  rushes_transfer_queue_start (fixture->queue);
  queue_fixture_save (fixture, task, "clip.mp4", FALSE);
  queue_fixture_await_state (task, RUSHES_TRANSFER_CONNECTING);
  rushes_transfer_queue_set_offline (fixture->queue, TRUE);
  queue_fixture_await_state (task, RUSHES_TRANSFER_WAITING);
  await_all_wait (fixture, 1);
  g_assert_cmpuint (queue_fixture_get_n_requests (fixture, "100000000000001"), ==, 0);

  rushes_transfer_queue_add_account (fixture->queue, fixture->account);
  rushes_transfer_queue_set_offline (fixture->queue, FALSE);
  queue_fixture_await_rest (fixture);
  g_assert_cmpuint (fixture->n_saved, ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func)                                                                                      \
  g_test_add ("/transfer/queue-pauses/" name, QueueFixture, NULL, queue_fixture_set_up, func,                \
              queue_fixture_tear_down)
  ADD ("turn-is-given-away", test_turn_is_given_away);
  ADD ("comes-back-in-order", test_comes_back_in_order);
  ADD ("tries-are-counted-on", test_tries_are_counted_on);
  ADD ("bytes-stay", test_bytes_stay);
  ADD ("retry", test_retry);
  ADD ("pause-and-resume", test_pause_and_resume);
  ADD ("cancel", test_cancel);
  ADD ("network-goes", test_network_goes);

  return g_test_run ();
}
