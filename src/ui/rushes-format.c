/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-format"

#include "config.h"

#include "ui/rushes-format.h"

#include <glib/gi18n-lib.h>
#include <gtk/gtk.h>

/* Marks of the bidirectional algorithm: the text goes from right to left; what follows is a piece of its own,
 * whose direction is its own, or left to right; the end of such a piece. */
#define RIGHT_TO_LEFT "\342\200\217"
#define ISOLATE "\342\201\250"
#define ISOLATE_LEFT_TO_RIGHT "\342\201\246"
#define END_ISOLATE "\342\201\251"

#define MINUTE G_GINT64_CONSTANT (60)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* Below this a person would say "just now". */
#define A_MOMENT 45
/* Up to this the minutes beside the hours still matter. */
#define HOURS_WITH_MINUTES (3 * HOUR)

static gboolean
is_right_to_left (void)
{
  return gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL;
}

char *
rushes_format_dimensions (int width, int height)
{
  g_autofree char *text = NULL;

  if (width <= 0 || height <= 0)
    return NULL;

  /* Translators: width and height of a video in pixels */
  text = g_strdup_printf (_ ("%d × %d"), width, height);
  /* Else the height would stand first, where every player puts the width. */
  return is_right_to_left () ? g_strconcat (ISOLATE_LEFT_TO_RIGHT, text, END_ISOLATE, NULL)
                             : g_steal_pointer (&text);
}

char *
rushes_format_size (gint64 bytes)
{
  if (bytes <= 0)
    return NULL;

  return g_format_size ((guint64) bytes);
}

char *
rushes_format_elapsed (gint64 seconds)
{
  int hours = 0;
  int minutes = 0;

  seconds = MAX (seconds, 0);
  hours = (int) (seconds / HOUR);
  minutes = (int) (seconds % HOUR / MINUTE);

  if (hours > 0)
    /* Translators: hours, minutes and seconds that something has been going on */
    return g_strdup_printf (_ ("%d:%02d:%02d"), hours, minutes, (int) (seconds % MINUTE));

  /* Translators: minutes and seconds that something has been going on */
  return g_strdup_printf (_ ("%d:%02d"), minutes, (int) (seconds % MINUTE));
}

char *
rushes_format_duration (gint64 milliseconds)
{
  /* What is there has a length. */
  const gint64 seconds = MAX ((milliseconds + 500) / 1000, 1);

  if (milliseconds <= 0)
    return NULL;
  return seconds < MINUTE ? rushes_format_span (seconds) : rushes_format_elapsed (seconds);
}

char *
rushes_format_span (gint64 seconds)
{
  int hours = (int) (MIN (seconds, G_MAXINT) / HOUR);
  int minutes = (int) (seconds % HOUR / MINUTE);

  if (seconds < MINUTE)
    /* Translators: a number of seconds, the unit abbreviated */
    return g_strdup_printf (_ ("%d s"), (int) MAX (seconds, 0));
  if (seconds < HOUR)
    /* Translators: a number of minutes, the unit abbreviated */
    return g_strdup_printf (_ ("%d min"), minutes);
  if (seconds < HOURS_WITH_MINUTES && minutes > 0)
    /* Translators: hours and minutes, the units abbreviated */
    return g_strdup_printf (_ ("%d h %d min"), hours, minutes);
  if (seconds < 2 * DAY)
    /* Translators: a number of hours, the unit abbreviated */
    return g_strdup_printf (_ ("%d h"), hours);
  return g_strdup_printf (ngettext ("%d day", "%d days", (gulong) (hours / 24)), hours / 24);
}

static char *
format_local (gint64 then, const char *format)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (then);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? g_date_time_format (local, format) : NULL;
}

char *
rushes_format_relative (gint64 then, gint64 now)
{
  gint64 ago = now - then;
  int days = 0;

  if (then <= 0)
    return NULL;
  if (ago < A_MOMENT)
    return g_strdup (_ ("just now"));
  if (ago < HOUR)
    /* Translators: the unit is abbreviated: "12 min ago" */
    return g_strdup_printf (_ ("%d min ago"), (int) MAX (ago / MINUTE, 1));
  if (ago < DAY)
    /* Translators: the unit is abbreviated: "3 h ago" */
    return g_strdup_printf (_ ("%d h ago"), (int) (ago / HOUR));
  days = (int) MIN (ago / DAY, G_MAXINT);
  if (days < 7)
    return g_strdup_printf (ngettext ("%d day ago", "%d days ago", (gulong) days), days);

  /* Translators: a date without the time of day, as g_date_time_format() wants it: "29 Aug 2025" */
  return format_local (then, _ ("%-d %b %Y"));
}

char *
rushes_format_absolute (gint64 then)
{
  if (then <= 0)
    return NULL;

  /* Translators: date, time of day and time zone as g_date_time_format() wants them:
   * "29 August 2025, 07:44:32 UTC" */
  return format_local (then, _ ("%-d %B %Y, %H:%M:%S %Z"));
}

char *
rushes_format_intake (guint n_new, guint n_tracked, guint n_repeated, guint n_ignored)
{
  g_autofree char *fresh = NULL;
  g_autofree char *tracked = NULL;
  g_autofree char *repeated = NULL;
  g_autofree char *ignored = NULL;

  if (n_new > 0)
    /* Translators: how many task ids in the text are not in the list yet */
    fresh = g_strdup_printf (ngettext ("%u new", "%u new", n_new), n_new);
  if (n_tracked > 0)
    /* Translators: how many task ids in the text are in the list already */
    tracked = g_strdup_printf (ngettext ("%u already tracked", "%u already tracked", n_tracked), n_tracked);
  if (n_repeated > 0)
    /* Translators: how many task ids stand in the text a second time */
    repeated = g_strdup_printf (ngettext ("%u repeated", "%u repeated", n_repeated), n_repeated);
  if (n_ignored > 0)
    /* Translators: how many pieces of the text are no task ids */
    ignored = g_strdup_printf (ngettext ("%u not an id", "%u not ids", n_ignored), n_ignored);

  return rushes_format_join ((const char *[]){ fresh, tracked, repeated, ignored }, 4);
}

/* Between words of the other direction a fact would lose its place, or tear another one apart. */
char *
rushes_format_join (const char *const *parts, gsize n_parts)
{
  const gboolean right_to_left = is_right_to_left ();
  g_autoptr (GString) joined = g_string_new (NULL);

  for (gsize i = 0; i < n_parts; i++)
    {
      if (parts[i] == NULL || *parts[i] == '\0')
        continue;
      if (joined->len > 0)
        /* Translators: stands between facts in one line: "1366 × 768 · 3.8 MB · 12 min ago" */
        g_string_append (joined, _ (" · "));
      else if (right_to_left)
        g_string_append (joined, RIGHT_TO_LEFT);
      if (right_to_left)
        g_string_append (joined, ISOLATE);
      g_string_append (joined, parts[i]);
      if (right_to_left)
        g_string_append (joined, END_ISOLATE);
    }

  return joined->len > 0 ? g_string_free (g_steal_pointer (&joined), FALSE) : NULL;
}
