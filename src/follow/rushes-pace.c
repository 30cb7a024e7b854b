/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-pace"

#include "config.h"

#include "follow/rushes-pace.h"

#define REPLY_WAIT (15 * G_TIME_SPAN_SECOND)
#define LONGEST_WAIT (5 * G_TIME_SPAN_MINUTE)
#define LONGEST_RETRY_AFTER 3600

/* Fully spread, a wait is 0.8 to 1.2 of what is meant. */
#define SPREAD 0.2

static gint64
spread (gint64 wait, double chance)
{
  return (gint64) ((double) wait * (1 - SPREAD + 2 * SPREAD * CLAMP (chance, 0, 1)));
}

gint64
rushes_pace_after_reply (double chance)
{
  return spread (REPLY_WAIT, chance);
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
rushes_pace_after_unknown (guint n_unknown, double chance)
{
  return n_unknown < 3 ? rushes_pace_after_problem (n_unknown, 0, chance) : spread (LONGEST_WAIT, chance);
}
