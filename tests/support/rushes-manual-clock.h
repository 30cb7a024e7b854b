/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/rushes-clock.h"

G_BEGIN_DECLS

/**
 * RushesManualClock: a clock that stands still until a test lets time pass. It begins at
 * 2025-08-29T08:00:00Z.
 */
#define RUSHES_TYPE_MANUAL_CLOCK (rushes_manual_clock_get_type ())
G_DECLARE_FINAL_TYPE (RushesManualClock, rushes_manual_clock, RUSHES, MANUAL_CLOCK, GObject)

RushesManualClock *rushes_manual_clock_new (void);

/* Lets @microseconds pass, timer by timer in their order: each runs at its own moment. */
void rushes_manual_clock_advance (RushesManualClock *self, gint64 microseconds);
/* Moves the wall clock alone, as an administrator or a time server does. */
void rushes_manual_clock_jump (RushesManualClock *self, gint64 microseconds);
/* When the next timer is due, on the boot clock; G_MAXINT64 where there is none. */
gint64 rushes_manual_clock_get_next (RushesManualClock *self);

G_END_DECLS
