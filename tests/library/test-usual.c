/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/rushes-usual.h"

#define SUBMITTED 1756454400

static void
learn (RushesUsual *usual, gint64 seconds)
{
  g_autoptr (RushesSnapshot) snapshot = rushes_snapshot_new ();

  snapshot->phase = RUSHES_PHASE_FINISHED;
  snapshot->submitted_at = SUBMITTED;
  snapshot->finished_at = SUBMITTED + seconds;
  rushes_usual_learn (usual, snapshot);
}

static void
test_median (void)
{
  RushesUsual usual = { 0 };

  learn (&usual, 100);
  learn (&usual, 130);
  g_assert_cmpint (rushes_usual_get_seconds (&usual), ==, 0);
  learn (&usual, 80000);
  g_assert_cmpint (rushes_usual_get_seconds (&usual), ==, 120);
  for (guint i = 0; i < 5; i++)
    learn (&usual, 42);
  g_assert_cmpint (rushes_usual_get_seconds (&usual), ==, 42);
}

/* What was long ago no longer counts. */
static void
test_last_ones (void)
{
  RushesUsual usual = { 0 };

  for (guint i = 0; i < 1000; i++)
    learn (&usual, 600);
  for (guint i = 0; i < RUSHES_USUAL_MAX; i++)
    learn (&usual, 179);
  g_assert_cmpint (rushes_usual_get_seconds (&usual), ==, 180);
}

static void
test_learns_nothing (void)
{
  g_autoptr (RushesSnapshot) failed = rushes_snapshot_new ();
  g_autoptr (RushesSnapshot) timeless = rushes_snapshot_new ();
  RushesUsual usual = { 0 };

  failed->phase = RUSHES_PHASE_FAILED;
  failed->submitted_at = SUBMITTED;
  failed->finished_at = SUBMITTED + 100;
  timeless->phase = RUSHES_PHASE_FINISHED;
  timeless->finished_at = SUBMITTED;
  for (guint i = 0; i < 10; i++)
    {
      rushes_usual_learn (&usual, failed);
      rushes_usual_learn (&usual, timeless);
      learn (&usual, 0);
      learn (&usual, -5);
      learn (&usual, 24 * 3600);
    }
  g_assert_cmpint (rushes_usual_get_seconds (&usual), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/library/usual/median", test_median);
  g_test_add_func ("/library/usual/last-ones", test_last_ones);
  g_test_add_func ("/library/usual/learns-nothing", test_learns_nothing);

  return g_test_run ();
}
