/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gtk/gtk.h>
#include <locale.h>

#include "ui/rushes-format.h"

/* 2025-08-29T08:00:00Z */
#define NOW G_GINT64_CONSTANT (1756454400)

#define MINUTE 60
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

typedef struct
{
  gint64 seconds;
  const char *text;
} Case;

typedef char *(*Format) (gint64 seconds);

static void
check_cases (Format format, const Case *cases, gsize n_cases)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      g_autofree char *text = format (cases[i].seconds);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_dimensions (void)
{
  g_autofree char *known = rushes_format_dimensions (1366, 768);
  g_autofree char *no_width = rushes_format_dimensions (0, 768);
  g_autofree char *no_height = rushes_format_dimensions (1366, 0);

  g_assert_cmpstr (known, ==, "1366 × 768");
  g_assert_null (no_width);
  g_assert_null (no_height);
}

static void
test_size (void)
{
  g_autofree char *known = rushes_format_size (3800000);
  g_autofree char *unknown = rushes_format_size (0);

  g_assert_cmpstr (known, ==, "3.8\302\240MB");
  g_assert_null (unknown);
}

static void
test_elapsed (void)
{
  static const Case cases[] = {
    { -5, "0:00" },
    { 0, "0:00" },
    { 9, "0:09" },
    { 72, "1:12" },
    { HOUR - 1, "59:59" },
    { HOUR + 2 * MINUTE + 3, "1:02:03" },
    { 30 * HOUR, "30:00:00" },
  };

  check_cases (rushes_format_elapsed, cases, G_N_ELEMENTS (cases));
}

static void
test_duration (void)
{
  static const Case cases[] = {
    { -5, NULL },    { 0, NULL },       { 1, "1 s" },      { 4000, "4 s" },
    { 5875, "6 s" }, { 59499, "59 s" }, { 59500, "1:00" }, { 72 * 1000, "1:12" },
  };

  check_cases (rushes_format_duration, cases, G_N_ELEMENTS (cases));
}

static void
test_span (void)
{
  static const Case cases[] = {
    { -5, "0 s" },
    { 59, "59 s" },
    { MINUTE, "1 min" },
    { 48 * MINUTE + 59, "48 min" },
    { HOUR, "1 h" },
    { HOUR + 20 * MINUTE, "1 h 20 min" },
    { 8 * HOUR + 59 * MINUTE, "8 h" },
    { 2 * DAY - 1, "47 h" },
    { 2 * DAY, "2 days" },
  };

  check_cases (rushes_format_span, cases, G_N_ELEMENTS (cases));
}

static char *
format_ago (gint64 ago)
{
  return rushes_format_relative (NOW - ago, NOW);
}

static void
test_relative (void)
{
  static const Case cases[] = {
    /* Clocks differ: what is to come a moment from now has just been. */
    { -30, "just now" },
    { 0, "just now" },
    { 44, "just now" },
    { 50, "1 min ago" },
    { 12 * MINUTE + 59, "12 min ago" },
    { HOUR, "1 h ago" },
    { DAY - 1, "23 h ago" },
    { DAY, "1 day ago" },
    { 6 * DAY, "6 days ago" },
    { 7 * DAY, "22 Aug 2025" },
    { 400 * DAY, "25 Jul 2024" },
  };
  g_autofree char *unknown = rushes_format_relative (0, NOW);

  check_cases (format_ago, cases, G_N_ELEMENTS (cases));
  g_assert_null (unknown);
}

static void
test_absolute (void)
{
  g_autofree char *known = rushes_format_absolute (1756453472);
  g_autofree char *unknown = rushes_format_absolute (0);
  /* Beyond what a calendar knows. */
  g_autofree char *absurd = rushes_format_absolute (G_MAXINT64);

  g_assert_cmpstr (known, ==, "29 August 2025, 07:44:32 UTC");
  g_assert_null (unknown);
  g_assert_null (absurd);
}

static void
test_intake (void)
{
  static const struct
  {
    guint n_new;
    guint n_tracked;
    guint n_repeated;
    guint n_ignored;
    const char *text;
  } cases[] = {
    { 0, 0, 0, 0, NULL },
    { 12, 3, 0, 1, "12 new · 3 already tracked · 1 not an id" },
    { 12, 0, 2, 3, "12 new · 2 repeated · 3 not ids" },
    { 0, 1, 0, 0, "1 already tracked" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = rushes_format_intake (cases[i].n_new, cases[i].n_tracked, cases[i].n_repeated,
                                                    cases[i].n_ignored);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_join (void)
{
  const char *const parts[] = { NULL, "one", "", "two", NULL };
  g_autofree char *all = rushes_format_join (parts, G_N_ELEMENTS (parts));
  g_autofree char *none = rushes_format_join (parts, 1);

  g_assert_cmpstr (all, ==, "one · two");
  g_assert_null (none);
}

/* Each fact is a piece of its own there, and the width stands on the left of the height as everywhere. */
static void
test_right_to_left (void)
{
  g_autofree char *dimensions = NULL;
  g_autofree char *joined = NULL;

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  dimensions = rushes_format_dimensions (1366, 768);
  joined = rushes_format_join ((const char *[]){ "one", "two" }, 2);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);

  g_assert_cmpstr (dimensions, ==, "\342\201\2461366 × 768\342\201\251");
  g_assert_cmpstr (joined, ==, "\342\200\217\342\201\250one\342\201\251 · \342\201\250two\342\201\251");
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ui/format/dimensions", test_dimensions);
  g_test_add_func ("/ui/format/size", test_size);
  g_test_add_func ("/ui/format/elapsed", test_elapsed);
  g_test_add_func ("/ui/format/duration", test_duration);
  g_test_add_func ("/ui/format/span", test_span);
  g_test_add_func ("/ui/format/relative", test_relative);
  g_test_add_func ("/ui/format/absolute", test_absolute);
  g_test_add_func ("/ui/format/intake", test_intake);
  g_test_add_func ("/ui/format/join", test_join);
  g_test_add_func ("/ui/format/right-to-left", test_right_to_left);

  return g_test_run ();
}
