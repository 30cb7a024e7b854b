/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-day"

#include "config.h"

#include "ui/rushes-day.h"

#include <glib/gi18n-lib.h>

#define DAYS_OF_A_WEEK 7

/* Never NULL: what is no time is the beginning of all of them. */
static GDateTime *
new_local (gint64 then)
{
  GDateTime *date = g_date_time_new_from_unix_local (then);

  return date != NULL ? date : g_date_time_new_from_unix_local (0);
}

static gint64
get_number (GDateTime *date)
{
  GDate day;

  g_date_clear (&day, 1);
  g_date_set_dmy (&day, (GDateDay) g_date_time_get_day_of_month (date),
                  (GDateMonth) g_date_time_get_month (date), (GDateYear) g_date_time_get_year (date));
  return (gint64) g_date_get_julian (&day);
}

gint64
rushes_day_get_number (gint64 then)
{
  g_autoptr (GDateTime) date = new_local (then);

  return get_number (date);
}

gint64
rushes_day_get_seconds_left (gint64 now)
{
  g_autoptr (GDateTime) date = new_local (now);
  g_autoptr (GDateTime) tomorrow = g_date_time_add_days (date, 1);
  g_autoptr (GDateTime) midnight = g_date_time_new_local (g_date_time_get_year (tomorrow),
                                                          g_date_time_get_month (tomorrow),
                                                          g_date_time_get_day_of_month (tomorrow), 0, 0, 0);

  /* Where the clocks are put forward at midnight, that moment does not exist. */
  return midnight != NULL ? MAX (g_date_time_to_unix (midnight) - now, 1) : 3600;
}

char *
rushes_day_describe (gint64 then, gint64 now)
{
  g_autoptr (GDateTime) date = new_local (then);
  const gint64 days = rushes_day_get_number (now) - get_number (date);

  if (days == 0)
    return g_strdup (_ ("Today"));
  if (days == 1)
    return g_strdup (_ ("Yesterday"));
  if (days > 1 && days < DAYS_OF_A_WEEK)
    /* Translators: the name of a day of the last week, as a heading; see strftime(3) */
    return g_date_time_format (date, C_ ("day of the last week", "%A"));
  /* Translators: a date, as a heading; see strftime(3) */
  return g_date_time_format (date, C_ ("day", "%-d %B %Y"));
}
