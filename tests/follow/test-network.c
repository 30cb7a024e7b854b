/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "follow/play-fixture.h"

/* Without a network, asleep, and overtaken. */

#define N_TASKS 20
#define DAY (24 * HOUR)

static guint
get_n_asked (Play *play)
{
  return rushes_played_service_get_times (play->service)->len;
}

static GPtrArray *
track_many (Play *play)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < N_TASKS; i++)
    {
      char *id = g_strdup_printf ("many-%u", i);

      rushes_played_service_add (play->service, id, G_MAXINT64);
      g_ptr_array_add (ids, id);
    }
  return play_track_all (play, ids);
}

static guint
count_problems (GPtrArray *tasks)
{
  guint n = 0;

  for (guint i = 0; i < tasks->len; i++)
    n += rushes_task_get_problem (g_ptr_array_index (tasks, i)) != NULL;
  return n;
}

static void
notified_cb (RushesFollower *follower, GParamSpec *pspec, guint *n_notified)
{
  (*n_notified)++;
}

static void
test_offline (Play *play, gconstpointer data)
{
  g_autoptr (GPtrArray) tasks = track_many (play);
  guint n_notified = 0;
  guint n_asked;

  g_signal_connect (play->follower, "notify::offline", G_CALLBACK (notified_cb), &n_notified);
  play_pass (play, MINUTE);
  rushes_played_service_set_fault (play->service, RUSHES_ERROR_UNREACHABLE, 0);
  g_object_set (play->follower, "offline", TRUE, NULL);
  rushes_follower_set_offline (play->follower, TRUE);
  g_assert_cmpuint (n_notified, ==, 1);

  /* Only a look every five minutes whether it is true. */
  n_asked = get_n_asked (play);
  play_pass (play, 58 * MINUTE);
  g_assert_cmpuint (get_n_asked (play) - n_asked, >=, 10);
  g_assert_cmpuint (get_n_asked (play) - n_asked, <=, 12);
  g_assert_cmpuint (count_problems (tasks), ==, 0);

  rushes_played_service_set_fault (play->service, 0, 0);
  n_asked = get_n_asked (play);
  rushes_follower_set_offline (play->follower, FALSE);
  play_pass (play, 6 * SECOND);
  g_assert_cmpuint (get_n_asked (play) - n_asked, >=, N_TASKS);
  g_assert_cmpuint (n_notified, ==, 2);
  g_signal_handlers_disconnect_by_data (play->follower, &n_notified);
}

static void
test_offline_by_hand (Play *play, gconstpointer data)
{
  g_autoptr (RushesTask) task = play_track (play, "1", DAY);

  play_pass (play, MINUTE);
  rushes_played_service_set_fault (play->service, RUSHES_ERROR_UNREACHABLE, 0);
  rushes_follower_set_offline (play->follower, TRUE);
  rushes_follower_refresh (play->follower, task);
  g_assert_true (rushes_task_get_asking (task));
  play_pass (play, SECOND);
  /* Who asks is told. */
  g_assert_cmpint (rushes_failure_get_side (rushes_task_get_problem (task)), ==, RUSHES_SIDE_NETWORK);
}

/* The system knows no way, but there is one: by a proxy, or a tunnel. */
static void
test_not_really_offline (Play *play, gconstpointer data)
{
  g_autoptr (RushesTask) task = play_track (play, "1", 20 * MINUTE);

  play_pass (play, MINUTE);
  rushes_follower_set_offline (play->follower, TRUE);
  play_pass (play, 6 * MINUTE);
  g_assert_false (rushes_follower_get_offline (play->follower));
  play_pass (play, 15 * MINUTE);
  g_assert_true (rushes_task_has_ended (task));
}

static void
test_offline_at_home (Play *play, gconstpointer data)
{
  g_autoptr (RushesAccount) local = rushes_account_new (ACCOUNT, "Test", "http://127.0.0.1:1", NULL);
  g_autoptr (RushesTask) task = NULL;

  rushes_account_set_key (local, "sk-the-right-key-0123456789");
  rushes_follower_add_account (play->follower, local);
  rushes_follower_set_offline (play->follower, TRUE);
  task = play_track (play, "1", DAY);
  play_pass (play, MINUTE);
  g_assert_cmpuint (rushes_played_service_get_n_asked (play->service, "1"), >=, 4);
  /* An answer from there says nothing of the network. */
  g_assert_true (rushes_follower_get_offline (play->follower));
}

/* The network went before the system said so. */
static void
test_back_online (Play *play, gconstpointer data)
{
  g_autoptr (GPtrArray) tasks = track_many (play);
  guint n_asked;

  play_pass (play, MINUTE);
  rushes_played_service_set_fault (play->service, RUSHES_ERROR_UNREACHABLE, 0);
  play_pass (play, 30 * MINUTE);
  g_assert_cmpuint (count_problems (tasks), ==, N_TASKS);
  rushes_follower_set_offline (play->follower, TRUE);
  rushes_played_service_set_fault (play->service, 0, 0);
  n_asked = get_n_asked (play);
  rushes_follower_set_offline (play->follower, FALSE);
  play_pass (play, 6 * SECOND);
  g_assert_cmpuint (get_n_asked (play) - n_asked, >=, N_TASKS);
  g_assert_cmpuint (count_problems (tasks), ==, 0);
}

/* A question that was under way when the machine fell asleep. */
static void
test_slept (Play *play, gconstpointer data)
{
  g_autoptr (RushesTask) task = NULL;

  rushes_played_service_set_silent (play->service, TRUE);
  task = play_track (play, "1", HOUR);
  play_pass (play, 8 * HOUR);
  g_assert_cmpuint (get_n_asked (play), ==, 1);
  rushes_played_service_set_fault (play->service, RUSHES_ERROR_UNREACHABLE, 0);
  rushes_played_service_set_silent (play->service, FALSE);
  play_take_answers (play);
  g_assert_null (rushes_task_get_problem (task));

  rushes_played_service_set_fault (play->service, 0, 0);
  play_pass (play, SECOND);
  g_assert_true (rushes_task_has_ended (task));
}

static void
asking_cb (RushesTask *asked, GParamSpec *pspec, RushesTask *ready)
{
  if (rushes_task_get_asking (asked))
    g_assert_cmpint (rushes_task_get_state (ready), ==, RUSHES_STATE_EXPIRED);
}

/* What has expired while nobody looked is seen before anything is asked. */
static void
test_expiry_first (Play *play, gconstpointer data)
{
  g_autoptr (RushesTask) ready = play_track (play, "ready", 0);
  g_autoptr (RushesTask) running = play_track (play, "running", DAY);
  guint n_asked;

  play_pass (play, SECOND);
  g_assert_cmpint (rushes_task_get_state (ready), ==, RUSHES_STATE_READY);
  rushes_manual_clock_jump (play->clock, 10 * HOUR);
  n_asked = get_n_asked (play);
  g_signal_connect (running, "notify::asking", G_CALLBACK (asking_cb), ready);
  rushes_follower_refresh (play->follower, running);
  play_pass (play, SECOND);
  g_assert_cmpuint (get_n_asked (play), ==, n_asked + 1);
  g_signal_handlers_disconnect_by_data (running, ready);
}

/* While it was being asked somebody else was told more. */
static void
test_overtaken (Play *play, gconstpointer data)
{
  g_autoptr (RushesTask) task = NULL;
  g_autoptr (RushesSnapshot) newer = rushes_snapshot_new ();

  rushes_played_service_set_silent (play->service, TRUE);
  task = play_track (play, "1", DAY);
  play_pass (play, 10 * SECOND);
  newer->phase = RUSHES_PHASE_RUNNING;
  newer->raw_status = g_strdup ("Processing");
  rushes_library_apply_snapshot (play->library, task, newer);
  rushes_played_service_set_silent (play->service, FALSE);
  play_take_answers (play);
  g_assert_cmpstr (rushes_task_get_snapshot (task)->raw_status, ==, "Processing");
  play_pass (play, 19 * SECOND);
  g_assert_cmpstr (rushes_task_get_snapshot (task)->raw_status, ==, "IN_PROGRESS");
}

/* The service is held off for an hour, and nobody hammers on its door. */
static void
test_retry_after (Play *play, gconstpointer data)
{
  g_autoptr (GPtrArray) tasks = NULL;
  guint n_asked;

  rushes_played_service_set_fault (play->service, RUSHES_ERROR_RATE_LIMITED, 1800);
  tasks = track_many (play);
  play_pass (play, SECOND);
  n_asked = get_n_asked (play);
  g_assert_cmpuint (n_asked, ==, 4);
  rushes_played_service_set_fault (play->service, 0, 0);
  play_pass (play, 29 * MINUTE);
  g_assert_cmpuint (get_n_asked (play), ==, n_asked);
  g_assert_cmpuint (count_problems (tasks), ==, 4);
  /* And once it may be asked again, nobody waits any longer: one question a second. */
  play_pass (play, MINUTE + 25 * SECOND);
  g_assert_cmpuint (count_problems (tasks), ==, 0);
}

#define ADD(name, func) g_test_add ("/follow/network/" name, Play, NULL, play_set_up, func, play_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("offline", test_offline);
  ADD ("offline-by-hand", test_offline_by_hand);
  ADD ("not-really-offline", test_not_really_offline);
  ADD ("offline-at-home", test_offline_at_home);
  ADD ("back-online", test_back_online);
  ADD ("slept", test_slept);
  ADD ("expiry-first", test_expiry_first);
  ADD ("overtaken", test_overtaken);
  ADD ("retry-after", test_retry_after);

  return g_test_run ();
}
