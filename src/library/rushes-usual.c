/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-usual"

#include "config.h"

#include "library/rushes-usual.h"

#include <stdlib.h>
#include <string.h>

#define MINUTE 60
#define DAY (24 * 3600)

void
rushes_usual_learn (RushesUsual *self, const RushesSnapshot *snapshot)
{
  gint64 seconds;

  if (snapshot->phase != RUSHES_PHASE_FINISHED || snapshot->submitted_at <= 0
      || snapshot->finished_at <= snapshot->submitted_at)
    return;

  /* A filler, and no measurement: no video takes that long. */
  seconds = snapshot->finished_at - snapshot->submitted_at;
  if (seconds >= DAY)
    return;

  self->seconds[self->n % RUSHES_USUAL_MAX] = seconds;
  self->n++;
}

static int
compare_seconds (const void *a, const void *b)
{
  const gint64 first = *(const gint64 *) a;
  const gint64 second = *(const gint64 *) b;

  return first < second ? -1 : first > second;
}

gint64
rushes_usual_get_seconds (const RushesUsual *self)
{
  const guint n = MIN (self->n, RUSHES_USUAL_MAX);
  gint64 sorted[RUSHES_USUAL_MAX];
  gint64 median;

  if (n < RUSHES_USUAL_MIN)
    return 0;

  memcpy (sorted, self->seconds, sizeof sorted);
  qsort (sorted, n, sizeof *sorted, compare_seconds);
  median = sorted[n / 2];
  if (median < MINUTE)
    return median;
  return (median + MINUTE / 2) / MINUTE * MINUTE;
}
