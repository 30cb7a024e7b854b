/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "transfer/rushes-retry.h"

#include "base/rushes-error.h"

#include <gio/gio.h>

static void
test_delay_bounds (void)
{
  static const guint64 longest[] = { 1000, 1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000 };

  for (guint i = 0; i < G_N_ELEMENTS (longest); i++)
    {
      g_assert_cmpuint (rushes_retry_get_delay_ms (i, 0), ==, 0);
      g_assert_cmpuint (rushes_retry_get_delay_ms (i, G_MAXUINT32), ==, longest[i]);
      g_assert_cmpuint (rushes_retry_get_delay_ms (i, G_MAXUINT32 / 2 + 1), ==, (longest[i] + 1) / 2);
    }
  g_assert_cmpuint (rushes_retry_get_delay_ms (1000, G_MAXUINT32), ==, 60000);
  g_assert_cmpuint (rushes_retry_get_delay_ms (G_MAXUINT, G_MAXUINT32), ==, 60000);
}

/* Full jitter: all of the span is used, evenly. */
static void
test_delay_spread (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20);
  guint tenths[10] = { 0 };

  for (guint i = 0; i < 10000; i++)
    {
      const guint64 delay = rushes_retry_get_delay_ms (5, g_rand_int (rand));

      g_assert_cmpuint (delay, <=, 16000);
      tenths[MIN (delay / 1600, 9)]++;
    }
  for (guint i = 0; i < G_N_ELEMENTS (tenths); i++)
    {
      g_assert_cmpuint (tenths[i], >, 800);
      g_assert_cmpuint (tenths[i], <, 1200);
    }
}

static gboolean
is_worth (RushesError code, guint http_status)
{
  const RushesErrorDetail detail = { .http_status = http_status };
  g_autoptr (GError) error = rushes_error_new_with_detail (code, &detail, "test");

  return rushes_retry_is_worth (error);
}

static void
test_worth (void)
{
  static const guint passing[] = { 500, 502, 503, 504 };
  static const guint lasting[] = { 501, 505, 507, 511 };
  static const RushesError worth[] = { RUSHES_ERROR_UNREACHABLE, RUSHES_ERROR_INCOMPLETE,
                                       RUSHES_ERROR_RATE_LIMITED, RUSHES_ERROR_SERVICE };
  static const RushesError not_worth[] = {
    RUSHES_ERROR_FAILED,       RUSHES_ERROR_KEY_MISSING,  RUSHES_ERROR_KEY_REFUSED,
    RUSHES_ERROR_BALANCE,      RUSHES_ERROR_TASK_UNKNOWN, RUSHES_ERROR_REQUEST_REFUSED,
    RUSHES_ERROR_TLS,          RUSHES_ERROR_NO_LINK,      RUSHES_ERROR_LINK_REFUSED,
    RUSHES_ERROR_LINK_EXPIRED, RUSHES_ERROR_NOT_A_VIDEO,  RUSHES_ERROR_DAMAGED,
    RUSHES_ERROR_DISK_FULL,    RUSHES_ERROR_FILE_EXISTS,  RUSHES_ERROR_FOLDER_UNWRITABLE,
  };

  for (guint i = 0; i < G_N_ELEMENTS (worth); i++)
    g_assert_true (is_worth (worth[i], 0));
  for (guint i = 0; i < G_N_ELEMENTS (not_worth); i++)
    g_assert_false (is_worth (not_worth[i], 0));

  for (guint i = 0; i < G_N_ELEMENTS (passing); i++)
    g_assert_true (is_worth (RUSHES_ERROR_SERVICE, passing[i]));
  for (guint i = 0; i < G_N_ELEMENTS (lasting); i++)
    g_assert_false (is_worth (RUSHES_ERROR_SERVICE, lasting[i]));
  g_assert_true (is_worth (RUSHES_ERROR_RATE_LIMITED, 429));
  g_assert_true (is_worth (RUSHES_ERROR_REQUEST_REFUSED, 408));
  g_assert_true (is_worth (RUSHES_ERROR_REQUEST_REFUSED, 425));
  g_assert_false (is_worth (RUSHES_ERROR_REQUEST_REFUSED, 400));
  g_assert_false (is_worth (RUSHES_ERROR_REQUEST_REFUSED, 416));
  g_assert_false (is_worth (RUSHES_ERROR_LINK_EXPIRED, 403));
}

static void
test_foreign_errors (void)
{
  g_autoptr (GError) cancelled = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
  g_autoptr (GError) timed_out = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "timed out");

  g_assert_false (rushes_retry_is_worth (NULL));
  g_assert_false (rushes_retry_is_worth (cancelled));
  g_assert_false (rushes_retry_is_worth (timed_out));
}

static void
test_after (void)
{
  const gint64 now = 1756453535; /* Fri, 29 Aug 2025 07:45:35 GMT */

  g_assert_cmpint (rushes_retry_parse_after (NULL, now), ==, 0);
  g_assert_cmpint (rushes_retry_parse_after ("later", now), ==, 0);
  g_assert_cmpint (rushes_retry_parse_after ("30", now), ==, 30);
  g_assert_cmpint (rushes_retry_parse_after ("3600", now), ==, 3600);
  g_assert_cmpint (rushes_retry_parse_after ("3601", now), ==, 3600);
  g_assert_cmpint (rushes_retry_parse_after ("31536000", now), ==, 3600);
  g_assert_cmpint (rushes_retry_parse_after ("Fri, 29 Aug 2025 07:46:35 GMT", now), ==, 60);
  g_assert_cmpint (rushes_retry_parse_after ("Sun, 30 Aug 2026 07:46:35 GMT", now), ==, 3600);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/transfer/retry/delay-bounds", test_delay_bounds);
  g_test_add_func ("/transfer/retry/delay-spread", test_delay_spread);
  g_test_add_func ("/transfer/retry/worth", test_worth);
  g_test_add_func ("/transfer/retry/foreign-errors", test_foreign_errors);
  g_test_add_func ("/transfer/retry/after", test_after);

  return g_test_run ();
}
