/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "follow/follower-fixture.h"

/* One task was told to slow down: all of its account are left alone, and none of another. */
static void
test_rate_limit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) tasks = fixture_track_many (fixture, 12);

  rushes_gateway_set_api_fault (fixture->gateway, RUSHES_API_FAULT_RATE_LIMIT);
  fixture_start (fixture);
  fixture_await_answers (fixture);
  g_assert_cmpuint (fixture_get_n_asked_of_many (fixture, 12), ==, 4);
  g_assert_cmpint (fixture_get_wait (fixture), >=, 12 * SECOND);
  g_assert_cmpuint (fixture->n_paused, ==, 0);
  rushes_manual_clock_advance (fixture->clock, fixture_get_wait (fixture) - 1);
  g_assert_true (fixture_is_idle (fixture->follower));

  rushes_gateway_set_api_fault (fixture->gateway, RUSHES_API_FAULT_NONE);
  fixture_pass (fixture, 30 * SECOND);
  for (guint i = 0; i < tasks->len; i++)
    g_assert_cmpint (rushes_task_get_state (tasks->pdata[i]), ==, RUSHES_STATE_RUNNING);
}

/* While the service wants to be left alone, a person may still ask, now and then. */
static void
test_by_hand_under_limit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) tasks = fixture_track_many (fixture, 6);

  rushes_gateway_set_api_fault (fixture->gateway, RUSHES_API_FAULT_RATE_LIMIT);
  fixture_start (fixture);
  fixture_await_answers (fixture);
  g_assert_cmpuint (fixture_get_n_asked_of_many (fixture, 6), ==, 4);
  for (guint i = 0; i < tasks->len; i++)
    rushes_follower_refresh (fixture->follower, tasks->pdata[i]);
  fixture_await_answers (fixture);
  g_assert_cmpuint (fixture_get_n_asked_of_many (fixture, 6), ==, 5);
}

/* The key was put right at the service: what is asked by hand and answered says so. */
static void
test_by_hand_resumes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) tasks = fixture_track_many (fixture, 5);

  rushes_account_set_key (fixture->account, WRONG_KEY);
  fixture_start (fixture);
  fixture_await_answers (fixture);
  g_assert_cmpuint (fixture->n_paused, ==, 1);
  rushes_account_set_key (fixture->account, KEY);
  fixture_pass (fixture, 60 * SECOND);
  g_assert_null (rushes_task_get_snapshot (tasks->pdata[4]));

  rushes_follower_refresh (fixture->follower, tasks->pdata[2]);
  fixture_await_answers (fixture);
  g_assert_cmpuint (fixture->n_resumed, ==, 1);
  for (guint i = 0; i < tasks->len; i++)
    g_assert_cmpint (rushes_task_get_state (tasks->pdata[i]), ==, RUSHES_STATE_RUNNING);
}

static void
test_wrong_key (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) tasks = fixture_track_many (fixture, 12);
  guint n_asked;

  rushes_account_set_key (fixture->account, WRONG_KEY);
  fixture_start (fixture);
  fixture_await_answers (fixture);
  g_assert_cmpuint (fixture->n_paused, ==, 1);
  g_assert_cmpint (rushes_failure_get_side (fixture->why_paused), ==, RUSHES_SIDE_KEY);
  n_asked = fixture_get_n_asked_of_many (fixture, 12);
  g_assert_cmpuint (n_asked, <=, 4);
  g_assert_cmpint (rushes_manual_clock_get_next (fixture->clock), ==, G_MAXINT64);
  fixture_pass (fixture, 60 * MINUTE);
  /* By hand it is tried once, and nothing is told twice. */
  rushes_follower_refresh (fixture->follower, tasks->pdata[11]);
  fixture_pass (fixture, 60 * MINUTE);
  g_assert_cmpuint (fixture_get_n_asked_of_many (fixture, 12), ==, n_asked + 1);
  g_assert_cmpuint (fixture->n_paused, ==, 1);

  /* Still wrong: told again, once. */
  rushes_follower_resume_account (fixture->follower, ACCOUNT);
  fixture_await_answers (fixture);
  g_assert_cmpuint (fixture->n_paused, ==, 2);

  rushes_account_set_key (fixture->account, KEY);
  rushes_follower_resume_account (fixture->follower, ACCOUNT);
  fixture_pass (fixture, 10 * SECOND);
  g_assert_cmpuint (fixture->n_paused, ==, 2);
  g_assert_cmpuint (fixture->n_resumed, ==, 0);
  for (guint i = 0; i < tasks->len; i++)
    {
      g_assert_cmpint (rushes_task_get_state (tasks->pdata[i]), ==, RUSHES_STATE_RUNNING);
      g_assert_null (rushes_task_get_problem (tasks->pdata[i]));
    }
}

/* The answer to a question with the old key says nothing of the new one. */
static void
test_late_refusal (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) tasks = fixture_track_many (fixture, 6);

  rushes_account_set_key (fixture->account, WRONG_KEY);
  rushes_gateway_set_api_delay (fixture->gateway, 50);
  fixture_start (fixture);
  g_assert_cmpuint (rushes_follower_get_n_in_flight (fixture->follower), ==, 4);
  rushes_account_set_key (fixture->account, KEY);
  rushes_follower_resume_account (fixture->follower, ACCOUNT);
  fixture_await_answers (fixture);
  g_assert_cmpuint (fixture->n_paused, ==, 0);
  for (guint i = 0; i < tasks->len; i++)
    g_assert_cmpint (rushes_task_get_state (tasks->pdata[i]), ==, RUSHES_STATE_RUNNING);
}

static void
test_no_key (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) tasks = fixture_track_many (fixture, 3);

  rushes_account_set_key (fixture->account, NULL);
  fixture_start (fixture);
  fixture_await_answers (fixture);
  g_assert_cmpuint (fixture->n_paused, ==, 1);
  g_assert_cmpint (rushes_failure_get_remedy (fixture->why_paused), ==, RUSHES_REMEDY_ENTER_KEY);
  rushes_follower_resume_account (fixture->follower, ACCOUNT);
  fixture_pass (fixture, 60 * MINUTE);
  g_assert_cmpuint (fixture->n_paused, ==, 1);
  g_assert_cmpuint (fixture_get_n_asked_of_many (fixture, 3), ==, 0);
  /* It is the account's trouble, told once: no row is troubled with it. */
  g_assert_null (rushes_task_get_problem (tasks->pdata[0]));

  /* Having one is enough. */
  rushes_account_set_key (fixture->account, KEY);
  fixture_await_answers (fixture);
  g_assert_cmpuint (fixture_get_n_asked_of_many (fixture, 3), ==, 3);
}

static void
test_account_comes_later (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) tasks = NULL;
  g_autoptr (GPtrArray) of_another = NULL;

  rushes_follower_start (fixture->follower);
  tasks = fixture_track_many (fixture, 3);
  of_another = fixture_track_of (fixture, "elsewhere", "many", 3);
  fixture_pass (fixture, 60 * MINUTE);
  g_assert_cmpuint (fixture_get_n_asked_of_many (fixture, 3), ==, 0);
  g_assert_cmpuint (fixture->n_paused, ==, 0);

  rushes_follower_add_account (fixture->follower, fixture->account);
  fixture_await_answers (fixture);
  g_assert_cmpuint (fixture_get_n_asked_of_many (fixture, 3), ==, 3);
  g_assert_cmpint (rushes_task_get_state (of_another->pdata[0]), ==, RUSHES_STATE_WAITING);
}

/* The account was set up anew: the new object counts, the old one is let go. */
static void
test_account_replaced (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = NULL;
  RushesAccount *old = NULL;

  fixture_script_running (fixture, "1");
  rushes_account_set_key (fixture->account, WRONG_KEY);
  fixture_start (fixture);
  task = fixture_track (fixture, "1");
  fixture_await_answers (fixture);
  g_assert_cmpuint (fixture->n_paused, ==, 1);

  old = g_steal_pointer (&fixture->account);
  fixture->account = rushes_account_new (ACCOUNT, "Test", rushes_gateway_get_base_url (fixture->gateway),
                                         NULL);
  rushes_account_set_key (fixture->account, KEY);
  rushes_follower_add_account (fixture->follower, fixture->account);
  fixture_await_answers (fixture);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_RUNNING);
  rushes_test_await_finalize (old);
}

/* Six a minute, however many wait; and as many as usual once that is taken back. */
static void
test_limit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) tasks = fixture_track_many (fixture, 40);
  guint n_asked;

  rushes_account_set_budget (fixture->account, 6);
  fixture_start (fixture);
  fixture_await_answers (fixture);
  g_assert_cmpuint (fixture_get_n_asked_of_many (fixture, 40), ==, 1);
  fixture_pass (fixture, MINUTE - SECOND);
  g_assert_cmpuint (fixture_get_n_asked_of_many (fixture, 40), ==, 6);
  for (guint i = 0; i < tasks->len; i++)
    rushes_follower_refresh (fixture->follower, tasks->pdata[i]);
  fixture_pass (fixture, MINUTE);
  g_assert_cmpuint (fixture_get_n_asked_of_many (fixture, 40), ==, 12);

  rushes_account_set_budget (fixture->account, 0);
  rushes_follower_add_account (fixture->follower, fixture->account);
  n_asked = fixture_get_n_asked_of_many (fixture, 40);
  fixture_pass (fixture, MINUTE);
  g_assert_cmpuint (fixture_get_n_asked_of_many (fixture, 40), >, n_asked + 28);
}

#define ADD(name, func)                                                                                      \
  g_test_add ("/follow/accounts/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("rate-limit", test_rate_limit);
  ADD ("by-hand-under-limit", test_by_hand_under_limit);
  ADD ("by-hand-resumes", test_by_hand_resumes);
  ADD ("wrong-key", test_wrong_key);
  ADD ("late-refusal", test_late_refusal);
  ADD ("no-key", test_no_key);
  ADD ("account-comes-later", test_account_comes_later);
  ADD ("account-replaced", test_account_replaced);
  ADD ("limit", test_limit);

  return g_test_run ();
}
