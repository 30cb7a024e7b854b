/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "follow/follower-fixture.h"
#include "follow/rushes-budget.h"
#include "follow/rushes-pace.h"

static gboolean
is_ended (gpointer task)
{
  return rushes_task_has_ended (task);
}

static gboolean
has_problem (gpointer task)
{
  return rushes_task_get_problem (task) != NULL;
}

static void
test_at_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) before = NULL;
  g_autoptr (RushesTask) after = NULL;

  fixture_script_running (fixture, "1");
  fixture_script_running (fixture, "2");
  before = fixture_track (fixture, "1");
  g_assert_cmpuint (rushes_follower_get_n_in_flight (fixture->follower), ==, 0);
  fixture_start (fixture);
  g_assert_cmpuint (rushes_follower_get_n_in_flight (fixture->follower), ==, 1);
  g_assert_true (rushes_task_get_asking (before));
  fixture_await_answers (fixture);
  g_assert_cmpint (rushes_task_get_state (before), ==, RUSHES_STATE_RUNNING);
  g_assert_false (rushes_task_get_asking (before));

  after = fixture_track (fixture, "2");
  fixture_await_answers (fixture);
  g_assert_cmpint (rushes_task_get_state (after), ==, RUSHES_STATE_RUNNING);
  g_assert_cmpuint (fixture_get_n_asked (fixture, "1"), ==, 1);
  g_assert_cmpuint (fixture_get_n_asked (fixture, "2"), ==, 1);
}

static void
test_every_15_seconds (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = NULL;
  gint64 least = G_MAXINT64;
  gint64 most = 0;

  fixture_script_running (fixture, "1");
  task = fixture_track (fixture, "1");
  fixture_start (fixture);
  fixture_await_answers (fixture);

  for (guint i = 1; i <= 20; i++)
    {
      gint64 wait = fixture_get_wait (fixture);

      least = MIN (least, wait);
      most = MAX (most, wait);
      rushes_manual_clock_advance (fixture->clock, wait - 1);
      g_assert_true (fixture_is_idle (fixture->follower));
      fixture_pass (fixture, 1);
      g_assert_cmpuint (fixture_get_n_asked (fixture, "1"), ==, i + 1);
    }
  g_assert_cmpint (least, >=, 12 * SECOND);
  g_assert_cmpint (most, <=, 18 * SECOND);
  g_assert_cmpint (most - least, >, SECOND);
}

static void
test_few_in_flight (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) tasks = fixture_track_many (fixture, 30);

  rushes_gateway_set_api_delay (fixture->gateway, 20);
  fixture_start (fixture);
  g_assert_cmpuint (rushes_follower_get_n_in_flight (fixture->follower), ==, RUSHES_PACE_MAX_IN_FLIGHT);
  fixture_await_answers (fixture);
  /* Ten at once, then two a second. */
  g_assert_cmpuint (fixture_get_n_asked_of_many (fixture, 30), ==, RUSHES_BUDGET_BURST);
  g_assert_cmpint (fixture_get_wait (fixture), ==, RUSHES_BUDGET_INTERVAL);
  fixture_pass (fixture, 10 * SECOND);
  g_assert_cmpuint (fixture_get_n_asked_of_many (fixture, 30), ==, 30);
  for (guint i = 0; i < tasks->len; i++)
    g_assert_cmpint (rushes_task_get_state (tasks->pdata[i]), ==, RUSHES_STATE_RUNNING);
  g_assert_cmpuint (rushes_gateway_get_most_in_flight (fixture->gateway), ==, RUSHES_PACE_MAX_IN_FLIGHT);
}

static void
test_an_end_is_the_end (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) finished = NULL;
  g_autoptr (RushesTask) failed = NULL;
  g_autoptr (RushesTask) running = NULL;

  fixture_script_finished (fixture, "finished");
  fixture_script (fixture, "failed", RUSHES_SCRIPT_FAILS, -20);
  fixture_script_running (fixture, "running");
  fixture_start (fixture);
  finished = fixture_track (fixture, "finished");
  failed = fixture_track (fixture, "failed");
  running = fixture_track (fixture, "running");
  fixture_await_answers (fixture);
  g_assert_cmpint (rushes_task_get_state (finished), ==, RUSHES_STATE_READY);
  g_assert_cmpint (rushes_task_get_state (failed), ==, RUSHES_STATE_FAILED);
  g_assert_nonnull (rushes_task_get_failure (failed));
  g_assert_cmpuint (fixture->n_ended, ==, 2);

  fixture_script_finished (fixture, "running");
  fixture_pass (fixture, 18 * SECOND);
  g_assert_cmpint (rushes_task_get_state (running), ==, RUSHES_STATE_READY);
  g_assert_cmpuint (fixture->n_ended, ==, 3);

  fixture_pass (fixture, 60 * MINUTE);
  g_assert_cmpuint (fixture_get_n_asked (fixture, "finished"), ==, 1);
  g_assert_cmpuint (fixture_get_n_asked (fixture, "failed"), ==, 1);
  g_assert_cmpuint (fixture_get_n_asked (fixture, "running"), ==, 2);
  g_assert_cmpuint (fixture->n_ended, ==, 3);
}

/* Somebody else found out that it has ended: it is not asked for nothing. */
static void
test_ended_meanwhile (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = NULL;
  g_autoptr (RushesSnapshot) finished = rushes_snapshot_new ();

  fixture_script_running (fixture, "1");
  fixture_start (fixture);
  task = fixture_track (fixture, "1");
  fixture_await_answers (fixture);
  finished->phase = RUSHES_PHASE_FINISHED;
  finished->download_url = g_strdup ("https://cdn.example.com/1.mp4");
  rushes_library_apply_snapshot (fixture->library, task, finished);
  fixture_pass (fixture, 60 * MINUTE);
  g_assert_cmpuint (fixture_get_n_asked (fixture, "1"), ==, 1);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_READY);
}

static void
test_strange_goes_on (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = NULL;

  fixture_script (fixture, "1", RUSHES_SCRIPT_STRANGE, 1e6);
  fixture_start (fixture);
  task = fixture_track (fixture, "1");
  fixture_await_answers (fixture);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_UNKNOWN);
  fixture_pass (fixture, 18 * SECOND);
  g_assert_cmpuint (fixture_get_n_asked (fixture, "1"), ==, 2);
}

static const RushesApiFault passing_faults[] = {
  RUSHES_API_FAULT_UNAVAILABLE, RUSHES_API_FAULT_HTML, RUSHES_API_FAULT_NOT_JSON,
  RUSHES_API_FAULT_REDIRECT,    RUSHES_API_FAULT_HUGE, RUSHES_API_FAULT_CLOSE,
};

/* A question that did not work changes nothing that is known, and is put again. */
static void
test_problems_pass (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = NULL;
  RushesSnapshot *known;

  fixture_script_running (fixture, "1");
  fixture_start (fixture);
  task = fixture_track (fixture, "1");
  fixture_await_answers (fixture);
  known = rushes_task_get_snapshot (task);
  g_assert_nonnull (known);

  for (gsize i = 0; i < G_N_ELEMENTS (passing_faults); i++)
    {
      rushes_gateway_set_api_fault (fixture->gateway, passing_faults[i]);
      fixture_pass (fixture, fixture_get_wait (fixture));
      g_assert_nonnull (rushes_task_get_problem (task));
      g_assert_true (rushes_task_get_snapshot (task) == known);
      g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_RUNNING);
      g_assert_false (rushes_task_get_asking (task));

      rushes_gateway_set_api_fault (fixture->gateway, RUSHES_API_FAULT_NONE);
      fixture_pass (fixture, fixture_get_wait (fixture));
      g_assert_null (rushes_task_get_problem (task));
    }
  g_assert_cmpuint (fixture->n_paused, ==, 0);
  g_assert_cmpuint (fixture->n_ended, ==, 0);
}

static void
test_slower_with_problems (Fixture *fixture, gconstpointer data)
{
  static const int meant[] = { 15, 30, 60, 120 };
  g_autoptr (RushesTask) task = NULL;

  fixture_script_running (fixture, "1");
  rushes_gateway_set_api_fault (fixture->gateway, RUSHES_API_FAULT_HTML);
  fixture_start (fixture);
  task = fixture_track (fixture, "1");
  fixture_await_answers (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (meant); i++)
    {
      g_assert_cmpint (fixture_get_wait (fixture), >=, meant[i] * 4 * SECOND / 5);
      g_assert_cmpint (fixture_get_wait (fixture), <=, meant[i] * 6 * SECOND / 5);
      fixture_pass (fixture, fixture_get_wait (fixture));
    }
  for (guint i = 0; i < 5; i++)
    {
      g_assert_cmpint (fixture_get_wait (fixture), >, 3 * MINUTE);
      g_assert_cmpint (fixture_get_wait (fixture), <=, 5 * MINUTE);
      fixture_pass (fixture, fixture_get_wait (fixture));
    }

  /* One answer, and it is as before. */
  rushes_gateway_set_api_fault (fixture->gateway, RUSHES_API_FAULT_NONE);
  fixture_pass (fixture, fixture_get_wait (fixture));
  g_assert_null (rushes_task_get_problem (task));
  g_assert_cmpint (fixture_get_wait (fixture), <=, 72 * SECOND);
}

/* The first minute goes by without a word; then three times, and it rests until somebody asks. */
static void
test_unknown_to_the_service (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = NULL;

  fixture_start (fixture);
  task = fixture_track (fixture, "nobody-knows-it");
  fixture_pass (fixture, 60 * SECOND);
  g_assert_cmpuint (fixture_get_n_asked (fixture, "nobody-knows-it"), >=, 4);
  g_assert_null (rushes_task_get_problem (task));
  g_assert_false (rushes_task_get_paused (task));
  for (guint n = 1; n <= RUSHES_PACE_MAX_UNKNOWN; n++)
    {
      g_assert_false (rushes_task_get_paused (task));
      fixture_pass (fixture, fixture_get_wait (fixture));
      g_assert_cmpstr (rushes_failure_get_code (rushes_task_get_problem (task)), ==, "task_not_exist");
    }
  g_assert_true (rushes_task_get_paused (task));
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_WAITING);
  g_assert_cmpint (rushes_manual_clock_get_next (fixture->clock), ==, G_MAXINT64);

  /* By hand it goes on. */
  fixture_script_running (fixture, "nobody-knows-it");
  rushes_follower_refresh (fixture->follower, task);
  g_assert_false (rushes_task_get_paused (task));
  fixture_await_answers (fixture);
  g_assert_null (rushes_task_get_problem (task));
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_RUNNING);
  g_assert_cmpint (fixture_get_wait (fixture), <=, 18 * SECOND);
}

/* It was another key's task. */
static void
test_unknown_to_the_key (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = NULL;

  fixture_start (fixture);
  task = fixture_track (fixture, "1");
  fixture_pass (fixture, 10 * MINUTE);
  g_assert_true (rushes_task_get_paused (task));
  fixture_script_running (fixture, "1");
  rushes_follower_resume_account (fixture->follower, ACCOUNT);
  fixture_await_answers (fixture);
  g_assert_false (rushes_task_get_paused (task));
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_RUNNING);
}

static void
test_removed_while_asked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = NULL;

  fixture_script_finished (fixture, "1");
  rushes_gateway_set_api_fault (fixture->gateway, RUSHES_API_FAULT_SILENT);
  fixture_start (fixture);
  task = fixture_track (fixture, "1");
  g_assert_cmpuint (rushes_follower_get_n_in_flight (fixture->follower), ==, 1);
  fixture_await_questions (fixture);
  fixture_remove (fixture, task);
  g_assert_cmpuint (rushes_follower_get_n_in_flight (fixture->follower), ==, 0);
  g_assert_false (rushes_task_get_asking (task));
  rushes_gateway_set_api_fault (fixture->gateway, RUSHES_API_FAULT_NONE);
  fixture_await_questions (fixture);
  fixture_pass (fixture, 60 * MINUTE);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_WAITING);
  g_assert_null (rushes_task_get_problem (task));
  g_assert_cmpuint (fixture->n_ended, ==, 0);
}

static void
test_removed_while_waiting (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) tasks = fixture_track_many (fixture, 3);
  GAsyncResult *result = NULL;

  fixture_start (fixture);
  fixture_await_answers (fixture);
  fixture_remove (fixture, tasks->pdata[1]);
  fixture_pass (fixture, 18 * SECOND);
  g_assert_cmpuint (fixture_get_n_asked (fixture, "many-0"), ==, 2);
  g_assert_cmpuint (fixture_get_n_asked (fixture, "many-1"), ==, 1);
  g_assert_cmpuint (fixture_get_n_asked (fixture, "many-2"), ==, 2);
  rushes_follower_refresh (fixture->follower, tasks->pdata[1]);
  g_assert_true (fixture_is_idle (fixture->follower));

  /* Brought back, it is asked at once. */
  g_ptr_array_remove_index (tasks, 2);
  g_ptr_array_remove_index (tasks, 0);
  rushes_library_restore_async (fixture->library, tasks, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the task to be back");
  g_assert_true (rushes_library_restore_finish (fixture->library, result, NULL));
  g_clear_object (&result);
  fixture_await_answers (fixture);
  g_assert_cmpuint (fixture_get_n_asked (fixture, "many-1"), ==, 2);
}

static void
test_refresh (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = NULL;
  g_autofree char *old_link = NULL;

  fixture_script_finished (fixture, "1");
  fixture_start (fixture);
  task = fixture_track (fixture, "1");
  fixture_await_answers (fixture);
  old_link = g_strdup (rushes_task_get_snapshot (task)->download_url);

  /* Another script: another link. */
  fixture_script_finished (fixture, "1");
  rushes_gateway_set_api_delay (fixture->gateway, 20);
  rushes_follower_refresh (fixture->follower, task);
  rushes_follower_refresh (fixture->follower, task);
  rushes_follower_refresh (fixture->follower, task);
  fixture_await_answers (fixture);
  rushes_test_pump ();
  g_assert_cmpuint (fixture_get_n_asked (fixture, "1"), ==, 2);
  g_assert_cmpstr (rushes_task_get_snapshot (task)->download_url, !=, old_link);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_READY);
  /* It had ended before. */
  g_assert_cmpuint (fixture->n_ended, ==, 1);

  /* One that does not work leaves everything, and is not put again. */
  rushes_gateway_set_api_fault (fixture->gateway, RUSHES_API_FAULT_HTML);
  rushes_follower_refresh (fixture->follower, task);
  fixture_await_answers (fixture);
  g_assert_nonnull (rushes_task_get_problem (task));
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_READY);
  fixture_pass (fixture, 60 * MINUTE);
  g_assert_cmpuint (fixture_get_n_asked (fixture, "1"), ==, 3);
}

/* The one that somebody looks at comes before those that wait. */
static void
test_refresh_comes_first (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) tasks = fixture_track_many (fixture, 40);

  rushes_gateway_set_api_delay (fixture->gateway, 10);
  fixture_start (fixture);
  rushes_follower_refresh (fixture->follower, tasks->pdata[20]);
  while (!rushes_task_get_asking (tasks->pdata[20]))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (rushes_task_get_state (tasks->pdata[10]), ==, RUSHES_STATE_WAITING);
}

static void
test_links_expire (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = NULL;
  gint64 left;

  fixture_script_finished (fixture, "1");
  fixture_start (fixture);
  task = fixture_track (fixture, "1");
  fixture_await_answers (fixture);

  /* It is looked at once in a while, since the wall clock may jump. */
  g_assert_cmpint (fixture_get_wait (fixture), <=, 30 * SECOND);
  left = rushes_task_get_snapshot (task)->expires_at * G_USEC_PER_SEC
         - rushes_clock_get_real_time (RUSHES_CLOCK (fixture->clock));
  rushes_manual_clock_jump (fixture->clock, left - 100 * SECOND);
  fixture_pass (fixture, 100 * SECOND - 1);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_READY);
  fixture_pass (fixture, 1);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_EXPIRED);
  /* A clock that was wrong may be put right. */
  g_assert_cmpint (fixture_get_wait (fixture), <=, 30 * SECOND);
  rushes_manual_clock_jump (fixture->clock, -10 * SECOND);
  fixture_pass (fixture, 30 * SECOND);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_EXPIRED);
  /* And then there is nothing left to wake up for. */
  rushes_manual_clock_jump (fixture->clock, 8 * G_TIME_SPAN_DAY);
  fixture_pass (fixture, 30 * SECOND);
  g_assert_cmpint (rushes_manual_clock_get_next (fixture->clock), ==, G_MAXINT64);
  g_assert_cmpuint (fixture_get_n_asked (fixture, "1"), ==, 1);
}

static void
test_stop (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) tasks = fixture_track_many (fixture, 6);

  rushes_gateway_set_api_fault (fixture->gateway, RUSHES_API_FAULT_SILENT);
  fixture_start (fixture);
  rushes_follower_start (fixture->follower);
  g_assert_cmpuint (rushes_follower_get_n_in_flight (fixture->follower), ==, 4);
  fixture_await_questions (fixture);
  rushes_follower_stop (fixture->follower);
  rushes_follower_stop (fixture->follower);
  g_assert_cmpuint (rushes_follower_get_n_in_flight (fixture->follower), ==, 0);
  for (guint i = 0; i < tasks->len; i++)
    {
      g_assert_false (rushes_task_get_asking (tasks->pdata[i]));
      g_assert_null (rushes_task_get_problem (tasks->pdata[i]));
    }
  g_assert_cmpint (rushes_manual_clock_get_next (fixture->clock), ==, G_MAXINT64);
  rushes_follower_refresh (fixture->follower, tasks->pdata[0]);
  g_assert_cmpuint (rushes_follower_get_n_in_flight (fixture->follower), ==, 0);

  /* Started again before the old answers have come: they do not count. */
  rushes_gateway_set_api_fault (fixture->gateway, RUSHES_API_FAULT_NONE);
  rushes_follower_start (fixture->follower);
  g_assert_cmpuint (rushes_follower_get_n_in_flight (fixture->follower), ==, 4);
  fixture_await_answers (fixture);
  for (guint i = 0; i < tasks->len; i++)
    g_assert_cmpint (rushes_task_get_state (tasks->pdata[i]), ==, RUSHES_STATE_RUNNING);
}

/* Dropped with questions under way: nobody keeps it alive, and the answers find nobody. */
static void
test_dropped (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) tasks = fixture_track_many (fixture, 6);

  rushes_gateway_set_api_fault (fixture->gateway, RUSHES_API_FAULT_SILENT);
  fixture_start (fixture);
  fixture_await_questions (fixture);
  g_assert_finalize_object (fixture->follower);
  g_assert_false (rushes_task_get_asking (tasks->pdata[0]));
  rushes_gateway_set_api_fault (fixture->gateway, RUSHES_API_FAULT_NONE);
  fixture->follower = rushes_follower_new (fixture->library, fixture->client, RUSHES_CLOCK (fixture->clock));
  fixture_await_questions (fixture);
  g_assert_null (rushes_task_get_problem (tasks->pdata[0]));
}

/* Whoever is told may do what he likes. */
static void
stop_cb (RushesFollower *follower, RushesTask *task, gpointer user_data)
{
  rushes_follower_stop (follower);
}

static void
refresh_cb (RushesTask *task, GParamSpec *pspec, RushesFollower *follower)
{
  rushes_follower_refresh (follower, task);
}

static void
test_called_from_signals (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) tasks = fixture_track_many (fixture, 6);
  g_autoptr (RushesTask) finished = NULL;

  fixture_script_finished (fixture, "1");
  g_signal_connect (tasks->pdata[0], "notify::asking", G_CALLBACK (refresh_cb), fixture->follower);
  g_signal_connect (fixture->follower, "task-ended", G_CALLBACK (stop_cb), NULL);
  fixture_start (fixture);
  g_assert_cmpuint (rushes_follower_get_n_in_flight (fixture->follower), ==, 4);
  finished = fixture_track (fixture, "1");
  rushes_test_await (is_ended, finished, "the task to end");
  g_assert_cmpuint (rushes_follower_get_n_in_flight (fixture->follower), ==, 0);
  g_assert_cmpint (rushes_manual_clock_get_next (fixture->clock), ==, G_MAXINT64);
  g_signal_handlers_disconnect_by_data (tasks->pdata[0], fixture->follower);
}

/* The service is gone: every task says so, and none of them is forgotten. */
static void
test_gateway_gone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = NULL;

  fixture_script_running (fixture, "1");
  fixture_start (fixture);
  task = fixture_track (fixture, "1");
  fixture_await_answers (fixture);
  rushes_gateway_stop (fixture->gateway);
  rushes_manual_clock_advance (fixture->clock, 18 * SECOND);
  rushes_test_await (has_problem, task, "the question to fail");
  g_assert_cmpint (rushes_failure_get_side (rushes_task_get_problem (task)), ==, RUSHES_SIDE_NETWORK);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_RUNNING);
  g_assert_cmpuint (fixture->n_paused, ==, 0);
}

/* What one question costs does not grow with the tasks that wait: five thousand of an account that is not
 * there stand beside the one that is asked a hundred times. */
static void
test_many_that_wait (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) waiting = fixture_track_of (fixture, "elsewhere", "w", 5000);
  g_autoptr (RushesTask) task = NULL;
  gint64 began;

  fixture_script_running (fixture, "1");
  began = g_get_monotonic_time ();
  fixture_start (fixture);
  task = fixture_track (fixture, "1");
  fixture_await_answers (fixture);
  for (guint i = 0; i < 100; i++)
    fixture_pass (fixture, fixture_get_wait (fixture));
  g_assert_cmpuint (fixture_get_n_asked (fixture, "1"), ==, 101);
  g_test_message ("%" G_GINT64_FORMAT " ms", (g_get_monotonic_time () - began) / 1000);
}

#define ADD(name, func)                                                                                      \
  g_test_add ("/follow/follower/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("at-once", test_at_once);
  ADD ("every-15-seconds", test_every_15_seconds);
  ADD ("few-in-flight", test_few_in_flight);
  ADD ("an-end-is-the-end", test_an_end_is_the_end);
  ADD ("ended-meanwhile", test_ended_meanwhile);
  ADD ("strange-goes-on", test_strange_goes_on);
  ADD ("problems-pass", test_problems_pass);
  ADD ("slower-with-problems", test_slower_with_problems);
  ADD ("unknown-to-the-service", test_unknown_to_the_service);
  ADD ("unknown-to-the-key", test_unknown_to_the_key);
  ADD ("removed-while-asked", test_removed_while_asked);
  ADD ("removed-while-waiting", test_removed_while_waiting);
  ADD ("refresh", test_refresh);
  ADD ("refresh-comes-first", test_refresh_comes_first);
  ADD ("links-expire", test_links_expire);
  ADD ("stop", test_stop);
  ADD ("dropped", test_dropped);
  ADD ("called-from-signals", test_called_from_signals);
  ADD ("gateway-gone", test_gateway_gone);
  ADD ("many-that-wait", test_many_that_wait);

  return g_test_run ();
}
