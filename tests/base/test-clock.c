/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/rushes-clock.h"
#include "support/rushes-manual-clock.h"
#include "support/rushes-test-utils.h"

static void
append_a (gpointer user_data)
{
  g_string_append_c (user_data, 'a');
}

static void
append_b (gpointer user_data)
{
  g_string_append_c (user_data, 'b');
}

static gboolean
has_two (gpointer user_data)
{
  return ((GString *) user_data)->len >= 2;
}

static void
test_system (void)
{
  g_autoptr (RushesClock) clock = rushes_clock_new_system ();
  g_autoptr (GString) called = g_string_new (NULL);
  gint64 now = rushes_clock_get_boot_time (clock);
  guint removed;

  /* Long enough for the lines below, on a slow machine, too. */
  rushes_clock_add_timer (clock, now + 200000, append_b, called);
  removed = rushes_clock_add_timer (clock, now + 100000, append_b, called);
  rushes_clock_add_timer (clock, now - 1, append_a, called);
  rushes_clock_remove_timer (clock, removed);
  g_assert_cmpstr (called->str, ==, "");

  rushes_test_await (has_two, called, "two timers");
  g_assert_cmpstr (called->str, ==, "ab");
  g_assert_cmpint (rushes_clock_get_boot_time (clock), >=, now + 200000);
  g_assert_cmpint (ABS (rushes_clock_get_real_time (clock) - g_get_real_time ()), <, G_USEC_PER_SEC);
}

static void
test_system_dies_with_timers (void)
{
  g_autoptr (GString) called = g_string_new (NULL);
  RushesClock *clock = rushes_clock_new_system ();

  rushes_clock_add_timer (clock, 0, append_a, called);
  g_assert_finalize_object (clock);
  rushes_test_pump ();
  g_assert_cmpstr (called->str, ==, "");
}

static void
test_manual (void)
{
  g_autoptr (RushesManualClock) manual = rushes_manual_clock_new ();
  RushesClock *clock = RUSHES_CLOCK (manual);
  g_autoptr (GString) called = g_string_new (NULL);
  gint64 boot = rushes_clock_get_boot_time (clock);
  gint64 real = rushes_clock_get_real_time (clock);

  rushes_clock_add_timer (clock, boot + 20, append_b, called);
  rushes_clock_add_timer (clock, boot + 10, append_a, called);
  g_assert_cmpint (rushes_manual_clock_get_next (manual), ==, boot + 10);

  rushes_manual_clock_advance (manual, 10);
  g_assert_cmpstr (called->str, ==, "a");
  rushes_manual_clock_jump (manual, 3600);
  rushes_manual_clock_advance (manual, 10);
  g_assert_cmpstr (called->str, ==, "ab");
  g_assert_cmpint (rushes_clock_get_boot_time (clock), ==, boot + 20);
  g_assert_cmpint (rushes_clock_get_real_time (clock), ==, real + 20 + 3600);
  g_assert_cmpint (rushes_manual_clock_get_next (manual), ==, G_MAXINT64);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/clock/system", test_system);
  g_test_add_func ("/base/clock/system-dies-with-timers", test_system_dies_with_timers);
  g_test_add_func ("/base/clock/manual", test_manual);

  return g_test_run ();
}
