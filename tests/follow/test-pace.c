/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "follow/rushes-pace.h"

#define SECOND G_TIME_SPAN_SECOND
#define MINUTE G_TIME_SPAN_MINUTE

#define HOUR G_TIME_SPAN_HOUR

static void
test_after_reply (void)
{
  g_assert_cmpint (rushes_pace_after_reply (0, 0), ==, 12 * SECOND);
  g_assert_cmpint (rushes_pace_after_reply (0, 0.5), ==, 15 * SECOND);
  g_assert_cmpint (rushes_pace_after_reply (0, 1), ==, 18 * SECOND);
  /* Chance out of its bounds is held to them. */
  g_assert_cmpint (rushes_pace_after_reply (0, -3), ==, 12 * SECOND);
  g_assert_cmpint (rushes_pace_after_reply (0, 7), ==, 18 * SECOND);
}

static void
test_slower_with_age (void)
{
  g_assert_cmpint (rushes_pace_after_reply (-HOUR, 0.5), ==, 15 * SECOND);
  g_assert_cmpint (rushes_pace_after_reply (10 * MINUTE, 0.5), ==, 15 * SECOND);
  g_assert_cmpint (rushes_pace_after_reply (20 * MINUTE, 0.5), ==, 30 * SECOND);
  g_assert_cmpint (rushes_pace_after_reply (40 * MINUTE, 0.5), ==, 60 * SECOND);
  g_assert_cmpint (rushes_pace_after_reply (24 * HOUR - 1, 0.5), ==, 60 * SECOND);
  g_assert_cmpint (rushes_pace_after_reply (24 * HOUR, 0.5), ==, 5 * MINUTE);
  g_assert_cmpint (rushes_pace_after_reply (24 * HOUR, 0), ==, 4 * MINUTE);
  g_assert_cmpint (rushes_pace_after_reply (G_MAXINT64, 1), ==, 6 * MINUTE);
}

static void
test_spread (void)
{
  gint64 least = G_MAXINT64;
  gint64 most = 0;
  gint64 sum = 0;

  for (guint i = 0; i < 1000; i++)
    {
      gint64 wait = rushes_pace_after_reply (0, g_test_rand_double ());

      least = MIN (least, wait);
      most = MAX (most, wait);
      sum += wait;
    }
  g_assert_cmpint (least, >=, 12 * SECOND);
  g_assert_cmpint (least, <, 13 * SECOND);
  g_assert_cmpint (most, <=, 18 * SECOND);
  g_assert_cmpint (most, >, 17 * SECOND);
  g_assert_cmpint (ABS (sum / 1000 - 15 * SECOND), <, SECOND);
}

static void
test_after_problem (void)
{
  g_assert_cmpint (rushes_pace_after_problem (1, 0, 0.5), ==, 15 * SECOND);
  g_assert_cmpint (rushes_pace_after_problem (2, 0, 0.5), ==, 30 * SECOND);
  g_assert_cmpint (rushes_pace_after_problem (3, 0, 0.5), ==, 60 * SECOND);
  g_assert_cmpint (rushes_pace_after_problem (4, 0, 0.5), ==, 120 * SECOND);
  g_assert_cmpint (rushes_pace_after_problem (2, 0, 0), ==, 24 * SECOND);
  g_assert_cmpint (rushes_pace_after_problem (2, 0, 1), ==, 36 * SECOND);
  /* A count of none is as one. */
  g_assert_cmpint (rushes_pace_after_problem (0, 0, 0.5), ==, 15 * SECOND);
}

static void
test_never_longer (void)
{
  for (guint n = 1; n < 200; n++)
    g_assert_cmpint (rushes_pace_after_problem (n, 0, g_test_rand_double ()), <=, 5 * MINUTE);
  g_assert_cmpint (rushes_pace_after_problem (G_MAXUINT, 0, 1), ==, 5 * MINUTE);
  g_assert_cmpint (rushes_pace_after_problem (G_MAXUINT, 0, 0), >=, 3 * MINUTE);
}

static void
test_retry_after (void)
{
  g_assert_cmpint (rushes_pace_after_problem (1, 120, 0), ==, 120 * SECOND);
  g_assert_cmpint (rushes_pace_after_problem (1, 2, 0.5), ==, 15 * SECOND);
  g_assert_cmpint (rushes_pace_after_problem (1, 3600, 0), ==, 60 * MINUTE);
  g_assert_cmpint (rushes_pace_after_problem (1, 31536000, 0), ==, 60 * MINUTE);
  g_assert_cmpint (rushes_pace_after_problem (1, G_MAXUINT, 1), ==, 60 * MINUTE);
}

static void
test_after_linkless (void)
{
  g_assert_cmpint (rushes_pace_after_linkless (1, 0.5), ==, 5 * SECOND);
  g_assert_cmpint (rushes_pace_after_linkless (2, 0.5), ==, 15 * SECOND);
  g_assert_cmpint (rushes_pace_after_linkless (3, 0.5), ==, 45 * SECOND);
  g_assert_cmpint (rushes_pace_after_linkless (3, 0), ==, 36 * SECOND);
  g_assert_cmpint (rushes_pace_after_linkless (3, 1), ==, 54 * SECOND);
  g_assert_cmpint (rushes_pace_after_linkless (0, 0.5), ==, 5 * SECOND);
  g_assert_cmpint (rushes_pace_after_linkless (G_MAXUINT, 0.5), ==, 45 * SECOND);
}

static void
test_may_have_link (void)
{
  g_assert_true (rushes_pace_may_have_link (-1));
  g_assert_true (rushes_pace_may_have_link (7 * 24 * HOUR));
  g_assert_false (rushes_pace_may_have_link (7 * 24 * HOUR + 1));
}

static void
test_too_early (void)
{
  g_assert_true (rushes_pace_may_be_too_early (0));
  g_assert_true (rushes_pace_may_be_too_early (60 * SECOND));
  g_assert_false (rushes_pace_may_be_too_early (60 * SECOND + 1));
  /* The clock was set back: nobody knows. */
  g_assert_false (rushes_pace_may_be_too_early (-1));
}

static void
test_slept (void)
{
  g_assert_false (rushes_pace_has_slept (30 * SECOND));
  g_assert_true (rushes_pace_has_slept (HOUR));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/follow/pace/after-reply", test_after_reply);
  g_test_add_func ("/follow/pace/slower-with-age", test_slower_with_age);
  g_test_add_func ("/follow/pace/spread", test_spread);
  g_test_add_func ("/follow/pace/after-problem", test_after_problem);
  g_test_add_func ("/follow/pace/never-longer", test_never_longer);
  g_test_add_func ("/follow/pace/retry-after", test_retry_after);
  g_test_add_func ("/follow/pace/after-linkless", test_after_linkless);
  g_test_add_func ("/follow/pace/may-have-link", test_may_have_link);
  g_test_add_func ("/follow/pace/too-early", test_too_early);
  g_test_add_func ("/follow/pace/slept", test_slept);

  return g_test_run ();
}
