/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "follow/follower-fixture.h"

#include "intake/rushes-intake.h"

static void
ended_cb (RushesFollower *follower, RushesTask *task, Fixture *fixture)
{
  g_assert_true (rushes_task_has_ended (task));
  g_assert_false (rushes_task_get_asking (task));
  fixture->n_ended++;
}

static void
paused_cb (RushesFollower *follower, RushesAccount *account, RushesFailure *failure, Fixture *fixture)
{
  g_assert_cmpstr (rushes_account_get_id (account), ==, ACCOUNT);
  fixture->n_paused++;
  g_clear_pointer (&fixture->why_paused, rushes_failure_unref);
  fixture->why_paused = rushes_failure_ref (failure);
}

static void
resumed_cb (RushesFollower *follower, RushesAccount *account, Fixture *fixture)
{
  g_assert_cmpstr (rushes_account_get_id (account), ==, ACCOUNT);
  fixture->n_resumed++;
}

static void
open_library (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fixture->library = rushes_library_new (NULL, RUSHES_CLOCK (fixture->clock));
  rushes_library_open_async (fixture->library, NULL, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the library to open");
  g_assert_true (rushes_library_open_finish (fixture->library, result, &error));
  g_assert_no_error (error);
}

void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->gateway = rushes_gateway_new (KEY, &error);
  g_assert_no_error (error);
  fixture->clock = rushes_manual_clock_new ();
  fixture->account = rushes_account_new (ACCOUNT, "Test", rushes_gateway_get_base_url (fixture->gateway),
                                         &error);
  g_assert_no_error (error);
  rushes_account_set_key (fixture->account, KEY);
  fixture->client = rushes_client_new ();
  open_library (fixture);
  fixture->follower = rushes_follower_new (fixture->library, fixture->client, RUSHES_CLOCK (fixture->clock));
  rushes_follower_set_seed (fixture->follower, 4711);
  g_signal_connect (fixture->follower, "task-ended", G_CALLBACK (ended_cb), fixture);
  g_signal_connect (fixture->follower, "account-paused", G_CALLBACK (paused_cb), fixture);
  g_signal_connect (fixture->follower, "account-resumed", G_CALLBACK (resumed_cb), fixture);
}

void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  rushes_follower_stop (fixture->follower);
  rushes_test_await_finalize (g_steal_pointer (&fixture->follower));
  rushes_test_await_finalize (g_steal_pointer (&fixture->library));
  /* A stopped follower leaves nothing behind: no question, and no timer. */
  g_assert_cmpint (rushes_manual_clock_get_next (fixture->clock), ==, G_MAXINT64);
  rushes_test_await_finalize (g_steal_pointer (&fixture->client));
  rushes_test_await_finalize (g_steal_pointer (&fixture->account));
  rushes_test_await_finalize (g_steal_pointer (&fixture->clock));
  g_clear_pointer (&fixture->why_paused, rushes_failure_unref);
  g_clear_object (&fixture->gateway);
}

void
fixture_start (Fixture *fixture)
{
  rushes_follower_add_account (fixture->follower, fixture->account);
  rushes_follower_start (fixture->follower);
}

/* The gateway's clock is the real one: a task is where the script puts it from the beginning, and is put
 * elsewhere by another script. */
void
fixture_script (Fixture *fixture, const char *task_id, RushesScriptKind kind, double ends_after)
{
  const RushesScript made = {
    .task_id = task_id,
    .kind = kind,
    .submitted_after = -90,
    .runs_after = -80,
    .ends_after = ends_after,
    .link_lasts = 32400,
  };

  rushes_gateway_add (fixture->gateway, &made);
}

void
fixture_script_running (Fixture *fixture, const char *task_id)
{
  fixture_script (fixture, task_id, RUSHES_SCRIPT_FINISHES, 1e6);
}

void
fixture_script_finished (Fixture *fixture, const char *task_id)
{
  fixture_script (fixture, task_id, RUSHES_SCRIPT_FINISHES, -20);
}

GPtrArray *
fixture_track_of (Fixture *fixture, const char *account_id, const char *first, guint n)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) rushes_intake_item_free);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *added;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = n == 1 ? g_strdup (first) : g_strdup_printf ("%s-%u", first, i);

      g_ptr_array_add (items, rushes_intake_item_new (id, NULL, i + 1));
    }
  rushes_library_add_async (fixture->library, account_id, items, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "tasks to be added");
  added = rushes_library_add_finish (fixture->library, result, &error);
  g_assert_no_error (error);
  return added;
}

RushesTask *
fixture_track (Fixture *fixture, const char *task_id)
{
  g_autoptr (GPtrArray) added = fixture_track_of (fixture, ACCOUNT, task_id, 1);

  g_assert_cmpuint (added->len, ==, 1);
  return g_object_ref (g_ptr_array_index (added, 0));
}

/* "many-0", "many-1", … all running. */
GPtrArray *
fixture_track_many (Fixture *fixture, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("many-%u", i);

      fixture_script_running (fixture, id);
    }
  return fixture_track_of (fixture, ACCOUNT, "many", n);
}

void
fixture_remove (Fixture *fixture, RushesTask *task)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (tasks, task);
  rushes_library_remove_async (fixture->library, tasks, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the task to be removed");
  g_assert_true (rushes_library_remove_finish (fixture->library, result, &error));
}

gboolean
fixture_is_idle (gpointer follower)
{
  return rushes_follower_get_n_in_flight (follower) == 0;
}

static gboolean
is_all_there (gpointer user_data)
{
  Fixture *fixture = user_data;

  return rushes_gateway_get_in_flight (fixture->gateway)
         == rushes_follower_get_n_in_flight (fixture->follower);
}

static gboolean
tick_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* Until the gateway has every question that is under way, and none that was given up. What happens in its
 * thread does not wake this one. */
void
fixture_await_questions (Fixture *fixture)
{
  guint tick = g_timeout_add (1, tick_cb, NULL);

  rushes_test_await (is_all_there, fixture, "the gateway to know of every question and no other");
  g_source_remove (tick);
}

void
fixture_await_answers (Fixture *fixture)
{
  rushes_test_await (fixture_is_idle, fixture->follower, "every question to be answered");
}

guint
fixture_get_n_asked (Fixture *fixture, const char *task_id)
{
  return rushes_gateway_get_n_questions (fixture->gateway, task_id);
}

guint
fixture_get_n_asked_of_many (Fixture *fixture, guint n)
{
  guint sum = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("many-%u", i);

      sum += fixture_get_n_asked (fixture, id);
    }
  return sum;
}

gint64
fixture_get_wait (Fixture *fixture)
{
  return rushes_manual_clock_get_next (fixture->clock)
         - rushes_clock_get_boot_time (RUSHES_CLOCK (fixture->clock));
}

void
fixture_pass (Fixture *fixture, gint64 microseconds)
{
  const gint64 end = rushes_clock_get_boot_time (RUSHES_CLOCK (fixture->clock)) + microseconds;

  fixture_await_answers (fixture);
  while (rushes_manual_clock_get_next (fixture->clock) <= end)
    {
      rushes_manual_clock_advance (fixture->clock, fixture_get_wait (fixture));
      fixture_await_answers (fixture);
    }
  rushes_manual_clock_advance (fixture->clock,
                               end - rushes_clock_get_boot_time (RUSHES_CLOCK (fixture->clock)));
}
