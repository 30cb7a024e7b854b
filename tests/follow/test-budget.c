/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "follow/rushes-budget.h"

#define SECOND G_TIME_SPAN_SECOND
#define MINUTE G_TIME_SPAN_MINUTE
#define BEGIN (1000 * SECOND)

/* How many are put in a stretch of time by somebody who always has one more. */
static guint
drain (RushesBudget *budget, gint64 from, gint64 until)
{
  guint n = 0;
  gint64 now = from;

  while ((now = MAX (now, rushes_budget_get_next (budget, FALSE))) <= until)
    {
      rushes_budget_take (budget, now);
      n++;
    }
  return n;
}

static void
test_burst_and_rate (void)
{
  RushesBudget budget;

  rushes_budget_init (&budget);
  g_assert_cmpuint (drain (&budget, BEGIN, BEGIN), ==, 10);
  g_assert_cmpint (rushes_budget_get_next (&budget, FALSE), ==, BEGIN + SECOND / 2);
  g_assert_cmpint (rushes_budget_get_next (&budget, TRUE), ==, BEGIN + SECOND / 2);
  g_assert_cmpuint (drain (&budget, BEGIN, BEGIN + 60 * SECOND), ==, 120);

  /* Half full after half the time, and never more than full. */
  g_assert_cmpuint (drain (&budget, BEGIN + 62 * SECOND + SECOND / 2, BEGIN + 62 * SECOND + SECOND / 2), ==,
                    5);
  g_assert_cmpuint (drain (&budget, BEGIN + 10 * MINUTE, BEGIN + 10 * MINUTE), ==, 10);
}

/* Whatever the stretch, no more than its length and one burst allow. */
static void
test_never_more (void)
{
  gint64 taken[2000];
  RushesBudget budget;
  gint64 now = BEGIN;

  rushes_budget_init (&budget);
  for (guint i = 0; i < G_N_ELEMENTS (taken); i++)
    {
      now = MAX (now + g_test_rand_int_range (0, 2 * SECOND), rushes_budget_get_next (&budget, FALSE));
      rushes_budget_take (&budget, now);
      taken[i] = now;
    }
  for (guint i = 0; i < G_N_ELEMENTS (taken); i++)
    for (guint j = i; j < MIN (i + 60, G_N_ELEMENTS (taken)); j++)
      g_assert_cmpint (j - i + 1, <=, 10 + (taken[j] - taken[i]) / RUSHES_BUDGET_INTERVAL);
}

static void
test_slow_down (void)
{
  RushesBudget budget;

  rushes_budget_init (&budget);
  rushes_budget_take (&budget, BEGIN);
  rushes_budget_slow_down (&budget, BEGIN, 30 * SECOND);
  g_assert_cmpint (rushes_budget_get_next (&budget, FALSE), ==, BEGIN + 30 * SECOND);
  /* The answers of those that were under way as well. */
  rushes_budget_slow_down (&budget, BEGIN + SECOND, 15 * SECOND);
  rushes_budget_slow_down (&budget, BEGIN + SECOND, 40 * SECOND);
  g_assert_cmpuint (rushes_budget_get_slowness (&budget, BEGIN + 2 * SECOND), ==, 1);
  g_assert_cmpint (rushes_budget_get_next (&budget, FALSE), ==, BEGIN + 41 * SECOND);

  /* No burst, and half the rate, for a minute. */
  g_assert_cmpuint (drain (&budget, BEGIN, BEGIN + 41 * SECOND), ==, 1);
  g_assert_cmpuint (drain (&budget, BEGIN + 41 * SECOND, BEGIN + 71 * SECOND), ==, 30);
}

static void
test_recovers_step_by_step (void)
{
  RushesBudget budget;
  gint64 now = BEGIN;

  rushes_budget_init (&budget);
  for (guint i = 1; i <= 9; i++)
    {
      rushes_budget_slow_down (&budget, now, 10 * SECOND);
      now += 10 * SECOND;
      g_assert_cmpuint (rushes_budget_get_slowness (&budget, now), ==, MIN (i, RUSHES_BUDGET_MAX_SLOWNESS));
    }
  for (guint i = 0; i <= RUSHES_BUDGET_MAX_SLOWNESS; i++)
    g_assert_cmpuint (rushes_budget_get_slowness (&budget, now + i * MINUTE), ==,
                      RUSHES_BUDGET_MAX_SLOWNESS - i);
  g_assert_cmpuint (rushes_budget_get_slowness (&budget, now + 60 * MINUTE), ==, 0);

  g_assert_cmpuint (drain (&budget, now, now + MINUTE - 1), ==, 4);
  g_assert_cmpuint (drain (&budget, now + 6 * MINUTE, now + 7 * MINUTE), ==, 10 + 120);

  /* Told again on the way: from there. */
  rushes_budget_slow_down (&budget, now + 60 * MINUTE, SECOND);
  rushes_budget_slow_down (&budget, now + 61 * MINUTE, SECOND);
  g_assert_cmpuint (rushes_budget_get_slowness (&budget, now + 61 * MINUTE), ==, 2);
}

static void
test_by_hand (void)
{
  RushesBudget budget;

  rushes_budget_init (&budget);
  rushes_budget_slow_down (&budget, BEGIN, 60 * MINUTE);
  g_assert_cmpint (rushes_budget_get_next (&budget, TRUE), <=, BEGIN);
  rushes_budget_take (&budget, BEGIN);
  g_assert_cmpint (rushes_budget_get_next (&budget, TRUE), ==, BEGIN + 15 * SECOND);
  rushes_budget_take (&budget, BEGIN + 15 * SECOND);
  g_assert_cmpint (rushes_budget_get_next (&budget, TRUE), ==, BEGIN + 30 * SECOND);
  g_assert_cmpint (rushes_budget_get_next (&budget, FALSE), ==, BEGIN + 60 * MINUTE);

  rushes_budget_forgive (&budget);
  g_assert_cmpint (rushes_budget_get_next (&budget, FALSE), <=, BEGIN + 15 * SECOND);
  g_assert_cmpuint (rushes_budget_get_slowness (&budget, BEGIN), ==, 0);
}

/* Whatever the stretch of a minute, and however fast the last one before was. */
static void
test_limit (void)
{
  RushesBudget budget;

  for (guint limit = 1; limit <= 120; limit++)
    {
      rushes_budget_init (&budget);
      rushes_budget_set_limit (&budget, limit);
      g_assert_cmpuint (drain (&budget, BEGIN, BEGIN), ==, 1);
      g_assert_cmpint (rushes_budget_get_next (&budget, TRUE), ==, BEGIN + MINUTE / limit);
      g_assert_cmpuint (drain (&budget, BEGIN, BEGIN + MINUTE - limit), <=, limit - 1);
      g_assert_cmpuint (drain (&budget, BEGIN + 20 * MINUTE, BEGIN + 21 * MINUTE - limit), ==, limit);
    }

  /* Set on the way, it holds at once; taken away, too. */
  rushes_budget_init (&budget);
  g_assert_cmpuint (drain (&budget, BEGIN, BEGIN), ==, 10);
  rushes_budget_set_limit (&budget, 6);
  g_assert_cmpuint (drain (&budget, BEGIN, BEGIN + MINUTE), <=, 6);
  rushes_budget_set_limit (&budget, 0);
  g_assert_cmpuint (drain (&budget, BEGIN + 10 * MINUTE, BEGIN + 10 * MINUTE), ==, 10);
}

/* The service's wish counts on top. */
static void
test_limit_and_wish (void)
{
  RushesBudget budget;

  rushes_budget_init (&budget);
  rushes_budget_set_limit (&budget, 6);
  rushes_budget_take (&budget, BEGIN);
  rushes_budget_slow_down (&budget, BEGIN, 30 * SECOND);
  g_assert_cmpint (rushes_budget_get_next (&budget, FALSE), ==, BEGIN + 30 * SECOND);
  rushes_budget_take (&budget, BEGIN + 30 * SECOND);
  g_assert_cmpint (rushes_budget_get_next (&budget, FALSE), ==, BEGIN + 50 * SECOND);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/follow/budget/burst-and-rate", test_burst_and_rate);
  g_test_add_func ("/follow/budget/never-more", test_never_more);
  g_test_add_func ("/follow/budget/slow-down", test_slow_down);
  g_test_add_func ("/follow/budget/recovers-step-by-step", test_recovers_step_by_step);
  g_test_add_func ("/follow/budget/by-hand", test_by_hand);
  g_test_add_func ("/follow/budget/limit", test_limit);
  g_test_add_func ("/follow/budget/limit-and-wish", test_limit_and_wish);

  return g_test_run ();
}
