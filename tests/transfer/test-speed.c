/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "transfer/rushes-speed.h"

#define SECOND G_TIME_SPAN_SECOND
#define MIB (1024 * 1024)
/* Any moment that is no whole second. */
#define START (G_GINT64_CONSTANT (123456789) * 1000 + 321)

static void
test_unknown (void)
{
  RushesSpeed speed = { 0 };

  g_assert_cmpint (rushes_speed_get (&speed, START), ==, 0);
  g_assert_cmpint (rushes_speed_get_seconds_left (&speed, START, MIB), ==, -1);
  g_assert_cmpint (rushes_speed_get_seconds_left (&speed, START, 0), ==, -1);

  rushes_speed_add (&speed, START, MIB);
  g_assert_cmpint (rushes_speed_get (&speed, START), ==, 0);
  g_assert_cmpint (rushes_speed_get (&speed, START + SECOND - 1), ==, 0);
  g_assert_cmpint (rushes_speed_get (&speed, START + SECOND), ==, MIB);
}

static void
feed (RushesSpeed *speed, gint64 *now, guint n_quarters, gint64 rate)
{
  for (guint i = 0; i < n_quarters; i++)
    {
      *now += SECOND / 4;
      rushes_speed_add (speed, *now, rate / 4);
    }
}

static void
assert_about (gint64 value, gint64 expected)
{
  g_assert_cmpint (value, >=, expected * 95 / 100);
  g_assert_cmpint (value, <=, expected * 105 / 100);
}

static void
test_steady (void)
{
  RushesSpeed speed = { 0 };
  gint64 now = START;

  rushes_speed_add (&speed, now, 0);
  feed (&speed, &now, 4, MIB);
  for (guint i = 0; i < 200; i++)
    {
      g_assert_cmpint (rushes_speed_get (&speed, now), >, 0);
      assert_about (rushes_speed_get (&speed, now), MIB);
      feed (&speed, &now, 1, MIB);
    }
}

/* After ten seconds the old rate is forgotten, and not before half of them the new one rules. */
static void
test_change (void)
{
  RushesSpeed speed = { 0 };
  gint64 now = START;

  rushes_speed_add (&speed, now, 0);
  feed (&speed, &now, 80, 10 * MIB);
  assert_about (rushes_speed_get (&speed, now), 10 * MIB);

  feed (&speed, &now, 8, MIB);
  g_assert_cmpint (rushes_speed_get (&speed, now), >, 5 * MIB);
  feed (&speed, &now, 32, MIB);
  assert_about (rushes_speed_get (&speed, now), MIB);
}

static void
test_standstill (void)
{
  RushesSpeed speed = { 0 };
  gint64 now = START;
  gint64 before = G_MAXINT64;

  rushes_speed_add (&speed, now, 0);
  feed (&speed, &now, 80, MIB);
  for (guint i = 1; i < RUSHES_SPEED_N_BUCKETS; i++)
    {
      const gint64 rate = rushes_speed_get (&speed, now + i * SECOND);

      g_assert_cmpint (rate, >, 0);
      g_assert_cmpint (rate, <, before);
      before = rate;
    }
  g_assert_cmpint (rushes_speed_get (&speed, now + 11 * SECOND), ==, 0);
  g_assert_cmpint (rushes_speed_get_seconds_left (&speed, now + 11 * SECOND, MIB), ==, -1);

  /* What came before a long gap says nothing about what comes after it. */
  now += 1000 * SECOND;
  rushes_speed_add (&speed, now, 0);
  g_assert_cmpint (rushes_speed_get (&speed, now), ==, 0);
  feed (&speed, &now, 40, 4 * MIB);
  assert_about (rushes_speed_get (&speed, now), 4 * MIB);
}

static void
test_time_left (void)
{
  RushesSpeed speed = { 0 };
  gint64 now = START;

  rushes_speed_add (&speed, now, 0);
  feed (&speed, &now, 11, MIB);
  g_assert_cmpint (rushes_speed_get_seconds_left (&speed, now, 100 * MIB), ==, -1);
  feed (&speed, &now, 1, MIB);
  g_assert_cmpint (rushes_speed_get_seconds_left (&speed, now, 100 * MIB), ==, 100);
  g_assert_cmpint (rushes_speed_get_seconds_left (&speed, now, 100 * MIB + 1), ==, 101);
  g_assert_cmpint (rushes_speed_get_seconds_left (&speed, now, 1), ==, 1);
  g_assert_cmpint (rushes_speed_get_seconds_left (&speed, now, 0), ==, 0);
  g_assert_cmpint (rushes_speed_get_seconds_left (&speed, now, -5), ==, 0);
  g_assert_cmpint (rushes_speed_get_seconds_left (&speed, now, G_MAXINT64), >, 0);
}

static void
test_start_over (void)
{
  RushesSpeed speed = { 0 };
  gint64 now = START;

  feed (&speed, &now, 80, MIB);
  speed = (RushesSpeed){ 0 };
  g_assert_cmpint (rushes_speed_get (&speed, now), ==, 0);
  g_assert_cmpint (rushes_speed_get_seconds_left (&speed, now, MIB), ==, -1);
}

/* The first bucket is at the very beginning of the clock. */
static void
test_from_zero (void)
{
  RushesSpeed speed = { 0 };

  rushes_speed_add (&speed, 0, 0);
  rushes_speed_add (&speed, SECOND / 2, MIB);
  g_assert_cmpint (rushes_speed_get (&speed, SECOND), ==, MIB);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/transfer/speed/unknown", test_unknown);
  g_test_add_func ("/transfer/speed/steady", test_steady);
  g_test_add_func ("/transfer/speed/change", test_change);
  g_test_add_func ("/transfer/speed/standstill", test_standstill);
  g_test_add_func ("/transfer/speed/time-left", test_time_left);
  g_test_add_func ("/transfer/speed/start-over", test_start_over);
  g_test_add_func ("/transfer/speed/from-zero", test_from_zero);

  return g_test_run ();
}
