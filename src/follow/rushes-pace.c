/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-pace"

#include "config.h"

#include "follow/rushes-pace.h"

#define REPLY_WAIT (15 * G_TIME_SPAN_SECOND)
#define SLOW_REPLY_WAIT (60 * G_TIME_SPAN_SECOND)
#define LONGEST_WAIT (5 * G_TIME_SPAN_MINUTE)
#define LONGEST_RETRY_AFTER 3600
#define LINKLESS_WAIT (5 * G_TIME_SPAN_SECOND)
#define KEPT_BY_SERVICE (7 * G_TIME_SPAN_DAY)

/* An end is noticed late by so small a part of what the task took. */
#define PART_OF_AGE 40

#define TOO_EARLY G_TIME_SPAN_MINUTE
#define LONGEST_QUESTION G_TIME_SPAN_MINUTE

/* Fully spread, a wait is 0.8 to 1.2 of what is meant. */
#define SPREAD 0.2

static gint64
spread (gint64 wait, double chance)
{
  return (gint64) ((double) wait * (1 - SPREAD + 2 * SPREAD * CLAMP (chance, 0, 1)));
}

gint64
rushes_pace_after_reply (gint64 age, double chance)
{
  if (age >= G_TIME_SPAN_DAY)
    return spread (LONGEST_WAIT, chance);
  return spread (CLAMP (age / PART_OF_AGE, REPLY_WAIT, SLOW_REPLY_WAIT), chance);
}

gint64
rushes_pace_after_problem (guint n_problems, guint retry_after, double chance)
{
  /* So that the longest one, spread, is no longer than said. */
  const gint64 longest = (gint64) ((double) LONGEST_WAIT / (1 + SPREAD));
  const guint n_doublings = MIN (MAX (n_problems, 1) - 1, 16);
  const gint64 wait = spread (MIN (REPLY_WAIT << n_doublings, longest), chance);
  const gint64 asked_for = (gint64) MIN (retry_after, LONGEST_RETRY_AFTER) * G_TIME_SPAN_SECOND;

  return MAX (wait, asked_for);
}

gint64
rushes_pace_after_linkless (guint n_linkless, double chance)
{
  gint64 wait = LINKLESS_WAIT;

  for (guint i = 1; i < MIN (n_linkless, RUSHES_PACE_MAX_LINKLESS); i++)
    wait *= 3;
  return spread (wait, chance);
}

gboolean
rushes_pace_may_have_link (gint64 age)
{
  return age <= KEPT_BY_SERVICE;
}

gboolean
rushes_pace_may_be_too_early (gint64 since_added)
{
  return since_added >= 0 && since_added <= TOO_EARLY;
}

gboolean
rushes_pace_has_slept (gint64 under_way)
{
  return under_way > LONGEST_QUESTION;
}
