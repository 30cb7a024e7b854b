/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * RushesClock: what time it is, and "call me then".
 *
 * Everything that waits takes its clock from outside, so that a test can let a day pass
 * in a second (#RushesManualClock). Main thread only.
 *
 * Two times are told: the wall clock, for what the service and people say (Unix time in
 * microseconds, UTC); and the boot clock, which goes on while the machine sleeps and never
 * jumps, for how long to wait.
 */
#define RUSHES_TYPE_CLOCK (rushes_clock_get_type ())
G_DECLARE_INTERFACE (RushesClock, rushes_clock, RUSHES, CLOCK, GObject)

typedef void (*RushesClockFunc) (gpointer user_data);

struct _RushesClockInterface
{
  GTypeInterface parent_iface;

  gint64 (*get_real_time) (RushesClock *self);
  gint64 (*get_boot_time) (RushesClock *self);
  guint (*add_timer) (RushesClock *self, gint64 boot_time, RushesClockFunc func, gpointer user_data);
  void (*remove_timer) (RushesClock *self, guint id);
};

/* Unix time in microseconds. */
gint64 rushes_clock_get_real_time (RushesClock *self);

/* Microseconds since some fixed moment; goes on while the machine sleeps. */
gint64 rushes_clock_get_boot_time (RushesClock *self);

/**
 * rushes_clock_add_timer:
 * @boot_time: when, on the boot clock; in the past: as soon as the main loop is reached
 *
 * Calls @func once, on the main loop. Returns: an id, never 0, that is void once @func runs.
 */
guint rushes_clock_add_timer (RushesClock    *self,
                              gint64          boot_time,
                              RushesClockFunc func,
                              gpointer        user_data);
void  rushes_clock_remove_timer (RushesClock *self, guint id);

/* The machine's clock. Returns: (transfer full) */
RushesClock *rushes_clock_new_system (void);

G_END_DECLS
