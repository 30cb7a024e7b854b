/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-speed"

#include "config.h"

#include "transfer/rushes-speed.h"

#include <string.h>

#define N_BUCKETS RUSHES_SPEED_N_BUCKETS
/* A rate over less is a guess, and so is a time left over less than that. */
#define MEANS_SOMETHING_US G_TIME_SPAN_SECOND
#define TIME_LEFT_MEANS_SOMETHING_US (3 * G_TIME_SPAN_SECOND)

void
rushes_speed_add (RushesSpeed *speed, gint64 now_us, gint64 bytes)
{
  gint64 second = now_us / G_USEC_PER_SEC;

  g_return_if_fail (speed != NULL);
  g_return_if_fail (now_us >= 0 && bytes >= 0);

  if (!speed->began)
    {
      speed->began = TRUE;
      speed->began_us = now_us;
      speed->newest = second;
    }

  if (second - speed->newest >= N_BUCKETS)
    memset (speed->buckets, 0, sizeof speed->buckets);
  else
    for (gint64 i = speed->newest + 1; i <= second; i++)
      speed->buckets[i % N_BUCKETS] = 0;
  speed->newest = MAX (speed->newest, second);

  speed->buckets[speed->newest % N_BUCKETS] += bytes;
}

/* Since when the buckets that are in the window tell what came. */
static gint64
get_beginning_us (const RushesSpeed *speed, gint64 now_us)
{
  const gint64 oldest = MAX (now_us / G_USEC_PER_SEC, speed->newest) - (N_BUCKETS - 1);

  return MAX (speed->began_us, oldest * G_USEC_PER_SEC);
}

gint64
rushes_speed_get (const RushesSpeed *speed, gint64 now_us)
{
  gint64 bytes = 0;
  gint64 span_us;
  gint64 oldest;

  g_return_val_if_fail (speed != NULL, 0);

  if (!speed->began)
    return 0;
  span_us = now_us - get_beginning_us (speed, now_us);
  if (span_us < MEANS_SOMETHING_US)
    return 0;

  oldest = MAX (now_us / G_USEC_PER_SEC - (N_BUCKETS - 1), speed->newest - (N_BUCKETS - 1));
  for (gint64 i = MAX (oldest, 0); i <= speed->newest; i++)
    bytes += speed->buckets[i % N_BUCKETS];

  return (gint64) ((double) bytes * G_USEC_PER_SEC / (double) span_us);
}

gint64
rushes_speed_get_seconds_left (const RushesSpeed *speed, gint64 now_us, gint64 left)
{
  gint64 rate;

  g_return_val_if_fail (speed != NULL, -1);

  if (!speed->began || now_us - speed->began_us < TIME_LEFT_MEANS_SOMETHING_US)
    return -1;
  if (left <= 0)
    return 0;

  rate = rushes_speed_get (speed, now_us);
  return rate > 0 ? left / rate + (left % rate != 0) : -1;
}
