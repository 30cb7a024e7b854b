/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RushesSpeed: how fast bytes came in the last ten seconds, in buckets of one second.
 *
 * All zero is a good beginning, and starts over after a pause: `speed = (RushesSpeed) { 0 }`.
 * Times are monotonic, in microseconds. Pure; one thread at a time.
 */
#define RUSHES_SPEED_N_BUCKETS 10

typedef struct
{
  gint64 buckets[RUSHES_SPEED_N_BUCKETS];
  gint64 newest;   /* the second of the newest bucket */
  gint64 began_us; /* when the first bytes came */
  gboolean began;
} RushesSpeed;

/* @bytes: those that came since the last call; 0 begins the measuring */
void rushes_speed_add (RushesSpeed *speed, gint64 now_us, gint64 bytes);

/* Bytes a second; 0 unknown (the first second) or none. */
gint64 rushes_speed_get (const RushesSpeed *speed, gint64 now_us);

/**
 * rushes_speed_get_seconds_left:
 * @left: bytes that are still to come
 *
 * Returns: rounded up; -1 unknown: in the first three seconds, and while nothing comes
 */
gint64 rushes_speed_get_seconds_left (const RushesSpeed *speed, gint64 now_us, gint64 left);

G_END_DECLS
