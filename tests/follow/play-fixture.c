/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "follow/play-fixture.h"

#include "follow/rushes-budget.h"
#include "follow/rushes-pace.h"
#include "intake/rushes-intake.h"

static void
paused_cb (RushesFollower *follower, RushesAccount *account, RushesFailure *failure, Play *play)
{
  play->n_paused++;
}

void
play_set_up (Play *play, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  play->clock = rushes_manual_clock_new ();
  play->service = rushes_played_service_new (play->clock);
  play->account = rushes_account_new (ACCOUNT, "Test", "https://gateway.example.com", &error);
  g_assert_no_error (error);
  rushes_account_set_key (play->account, "sk-the-right-key-0123456789");
  play->library = rushes_library_new (NULL, RUSHES_CLOCK (play->clock));
  rushes_library_open_async (play->library, NULL, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the library to open");
  g_assert_true (rushes_library_open_finish (play->library, result, &error));
  g_assert_no_error (error);
  play->follower = rushes_follower_new_with_asker (play->library, RUSHES_ASKER (play->service),
                                                   RUSHES_CLOCK (play->clock));
  rushes_follower_set_seed (play->follower, 4711);
  g_signal_connect (play->follower, "account-paused", G_CALLBACK (paused_cb), play);
  rushes_follower_add_account (play->follower, play->account);
  rushes_follower_start (play->follower);
}

void
play_tear_down (Play *play, gconstpointer data)
{
  rushes_played_service_set_silent (play->service, FALSE);
  rushes_follower_stop (play->follower);
  play_pass (play, MINUTE);
  rushes_test_await_finalize (g_steal_pointer (&play->follower));
  rushes_test_await_finalize (g_steal_pointer (&play->library));
  rushes_test_await_finalize (g_steal_pointer (&play->service));
  g_clear_object (&play->account);
  rushes_test_await_finalize (g_steal_pointer (&play->clock));
}

gint64
play_get_now (Play *play)
{
  return rushes_clock_get_boot_time (RUSHES_CLOCK (play->clock));
}

GPtrArray *
play_track_all (Play *play, GPtrArray *ids)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) rushes_intake_item_free);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *added;

  for (guint i = 0; i < ids->len; i++)
    g_ptr_array_add (items, rushes_intake_item_new (g_ptr_array_index (ids, i), NULL, i + 1));
  rushes_library_add_async (play->library, ACCOUNT, items, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "tasks to be added");
  added = rushes_library_add_finish (play->library, result, &error);
  g_assert_no_error (error);
  return added;
}

RushesTask *
play_track (Play *play, const char *task_id, gint64 ends_after)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) added = NULL;

  g_ptr_array_add (ids, g_strdup (task_id));
  rushes_played_service_add (play->service, task_id, play_get_now (play) + ends_after);
  added = play_track_all (play, ids);
  g_assert_cmpuint (added->len, ==, 1);
  return g_object_ref (g_ptr_array_index (added, 0));
}

guint
play_assert_rate (Play *play)
{
  GArray *times = rushes_played_service_get_times (play->service);
  gint64 bucket = G_MININT64 / 2; /* when it is full again */

  for (guint i = 0; i < times->len; i++)
    {
      const gint64 time = g_array_index (times, gint64, i);

      bucket = MAX (bucket, time) + RUSHES_BUDGET_INTERVAL;
      g_assert_cmpint (bucket - time, <=, RUSHES_BUDGET_BURST * RUSHES_BUDGET_INTERVAL);
    }
  g_assert_cmpuint (rushes_played_service_get_most_in_flight (play->service), <=, RUSHES_PACE_MAX_IN_FLIGHT);
  return times->len;
}

void
play_take_answers (Play *play)
{
  while (rushes_played_service_get_n_returning (play->service) > 0)
    g_main_context_iteration (NULL, TRUE);
}

void
play_pass (Play *play, gint64 microseconds)
{
  const gint64 end = play_get_now (play) + microseconds;

  play_take_answers (play);
  while (rushes_manual_clock_get_next (play->clock) <= end)
    {
      rushes_manual_clock_advance (play->clock,
                                   rushes_manual_clock_get_next (play->clock) - play_get_now (play));
      play->n_wakings++;
      play_take_answers (play);
    }
  rushes_manual_clock_advance (play->clock, end - play_get_now (play));
}
