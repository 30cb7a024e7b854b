/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "support/rushes-manual-clock.h"
#include "support/rushes-test-utils.h"
#include "ui/rushes-ticker.h"

static void
count_cb (guint *n_ticks)
{
  (*n_ticks)++;
}

static void
test_ticks_while_held (void)
{
  g_autoptr (RushesManualClock) clock = rushes_manual_clock_new ();
  RushesTicker *ticker = rushes_ticker_new (RUSHES_CLOCK (clock));
  gint64 start = rushes_ticker_get_now (ticker);
  guint n_ticks = 0;

  g_signal_connect_swapped (ticker, "notify::now", G_CALLBACK (count_cb), &n_ticks);
  rushes_manual_clock_advance (clock, 10 * G_USEC_PER_SEC);
  g_assert_cmpuint (n_ticks, ==, 0);
  g_assert_cmpint (rushes_ticker_get_now (ticker), ==, start + 10);

  rushes_ticker_hold (ticker);
  rushes_ticker_hold (ticker);
  rushes_manual_clock_advance (clock, 3 * G_USEC_PER_SEC);
  g_assert_cmpuint (n_ticks, ==, 3);

  rushes_ticker_release (ticker);
  rushes_manual_clock_advance (clock, G_USEC_PER_SEC);
  g_assert_cmpuint (n_ticks, ==, 4);

  /* Nobody looks: no timer is left that would wake the machine. */
  rushes_ticker_release (ticker);
  g_assert_cmpint (rushes_manual_clock_get_next (clock), ==, G_MAXINT64);
  rushes_manual_clock_advance (clock, 5 * G_USEC_PER_SEC);
  g_assert_cmpuint (n_ticks, ==, 4);

  rushes_test_await_finalize (ticker);
}

static void
test_ends_while_held (void)
{
  g_autoptr (RushesManualClock) clock = rushes_manual_clock_new ();
  RushesTicker *ticker = rushes_ticker_new (RUSHES_CLOCK (clock));

  rushes_ticker_hold (ticker);
  rushes_test_await_finalize (ticker);
  g_assert_cmpint (rushes_manual_clock_get_next (clock), ==, G_MAXINT64);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ui/ticker/ticks-while-held", test_ticks_while_held);
  g_test_add_func ("/ui/ticker/ends-while-held", test_ends_while_held);

  return g_test_run ();
}
