/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "follow/play-fixture.h"

/* The wall clock is wrong by a day, or put right by one, while tasks are followed. The service's own is not.
 * Nobody is asked more for it, and nobody is left alone. */

#define DAY (24 * HOUR)
#define N_TASKS 20

/* The longest pause between two questions: five minutes and a fifth, and the answer. */
#define LONGEST_PAUSE (6 * MINUTE + SECOND)

typedef struct
{
  const char *path;
  gint64 jump;
} Jump;

static const Jump jumps[] = {
  { "forward", DAY },
  { "back", -DAY },
};

static GPtrArray *
track_many (Play *play, gint64 ends_after)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < N_TASKS; i++)
    {
      g_ptr_array_add (ids, g_strdup_printf ("task-%u", i));
      rushes_played_service_add (play->service, g_ptr_array_index (ids, i), play_get_now (play) + ends_after);
    }
  return play_track_all (play, ids);
}

static guint
pass_and_count (Play *play, gint64 microseconds)
{
  const guint n_before = rushes_played_service_get_times (play->service)->len;

  play_pass (play, microseconds);
  return rushes_played_service_get_times (play->service)->len - n_before;
}

/* What is asked in the same time with a clock that is right. */
static guint
count_usual (gint64 microseconds)
{
  return (guint) (N_TASKS * (microseconds / (gint64) (15 * SECOND * 0.8) + 1));
}

/* Running tasks are asked on, and at their own pace again once the clock is right. */
static void
test_running (Play *play, gconstpointer data)
{
  const Jump *jump = data;
  g_autoptr (GPtrArray) tasks = track_many (play, G_MAXINT64 / 2);

  play_pass (play, 2 * MINUTE);
  rushes_manual_clock_jump (play->clock, jump->jump);
  g_assert_cmpuint (pass_and_count (play, LONGEST_PAUSE), >=, N_TASKS);
  g_assert_cmpuint (pass_and_count (play, 10 * MINUTE), <=, count_usual (10 * MINUTE));

  rushes_manual_clock_jump (play->clock, -jump->jump);
  play_pass (play, LONGEST_PAUSE);
  /* They are some twenty minutes old by now: asked twice a minute. */
  g_assert_cmpuint (pass_and_count (play, 10 * MINUTE), >=, N_TASKS * 10);
  g_assert_cmpint (rushes_played_service_get_longest_gap (play->service), <=, LONGEST_PAUSE);
  play_assert_rate (play);
}

/* A clock that never comes to rest. */
static void
test_to_and_fro (Play *play, gconstpointer data)
{
  const Jump *jump = data;
  g_autoptr (GPtrArray) running = track_many (play, HOUR);
  g_autoptr (RushesTask) finished = play_track (play, "finished", 0);
  guint n_asked = 0;

  for (int i = 0; i < 60; i++)
    {
      rushes_manual_clock_jump (play->clock, i % 2 == 0 ? jump->jump : -jump->jump);
      n_asked += pass_and_count (play, MINUTE);
    }
  g_assert_cmpuint (n_asked, <=, count_usual (HOUR));
  g_assert_cmpuint (rushes_played_service_get_n_asked (play->service, "finished"), ==, 1);
  g_assert_cmpint (rushes_played_service_get_longest_gap (play->service), <=, LONGEST_PAUSE);
  /* Each question and its answer, and a look at the links every half minute. */
  g_assert_cmpuint (play->n_wakings, <=, 2 * n_asked + 3 * 60 * 2);

  play_pass (play, LONGEST_PAUSE);
  for (guint i = 0; i < running->len; i++)
    g_assert_true (rushes_task_has_ended (g_ptr_array_index (running, i)));
  play_assert_rate (play);
}

/* A link that our clock takes for ended, or for lasting long, is noted once; what it is worth is seen when
 * the clock is right. */
static void
test_ends_meanwhile (Play *play, gconstpointer data)
{
  const Jump *jump = data;
  const RushesState state = jump->jump > 0 ? RUSHES_STATE_EXPIRED : RUSHES_STATE_READY;
  g_autoptr (GPtrArray) tasks = track_many (play, MINUTE);
  guint n_wakings;

  play_pass (play, 30 * SECOND);
  rushes_manual_clock_jump (play->clock, jump->jump);
  play_pass (play, MINUTE + LONGEST_PAUSE);
  for (guint i = 0; i < tasks->len; i++)
    g_assert_cmpint (rushes_task_get_state (g_ptr_array_index (tasks, i)), ==, state);

  n_wakings = play->n_wakings;
  g_assert_cmpuint (pass_and_count (play, HOUR), ==, 0);
  g_assert_cmpuint (play->n_wakings - n_wakings, <=, 3 * 60);

  rushes_manual_clock_jump (play->clock, -jump->jump);
  play_pass (play, MINUTE);
  for (guint i = 0; i < tasks->len; i++)
    g_assert_cmpint (rushes_task_get_state (g_ptr_array_index (tasks, i)), ==, RUSHES_STATE_READY);
}

/* The account is held back for as long as the service said, whatever the wall clock says. */
static void
test_held_back (Play *play, gconstpointer data)
{
  const Jump *jump = data;
  g_autoptr (GPtrArray) tasks = NULL;

  rushes_played_service_set_fault (play->service, RUSHES_ERROR_RATE_LIMITED, 1200);
  tasks = track_many (play, HOUR);
  play_pass (play, MINUTE);
  rushes_played_service_set_fault (play->service, 0, 0);
  rushes_manual_clock_jump (play->clock, jump->jump);
  g_assert_cmpuint (pass_and_count (play, 18 * MINUTE), ==, 0);
  g_assert_cmpuint (pass_and_count (play, 5 * MINUTE), >=, N_TASKS);
  play_assert_rate (play);
}

static void
add_each (const char *name, void (*func) (Play *, gconstpointer))
{
  for (gsize i = 0; i < G_N_ELEMENTS (jumps); i++)
    {
      g_autofree char *path = g_strdup_printf ("/follow/jumps/%s/%s", name, jumps[i].path);

      g_test_add (path, Play, &jumps[i], play_set_up, func, play_tear_down);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add_each ("running", test_running);
  add_each ("to-and-fro", test_to_and_fro);
  add_each ("ends-meanwhile", test_ends_meanwhile);
  add_each ("held-back", test_held_back);

  return g_test_run ();
}
