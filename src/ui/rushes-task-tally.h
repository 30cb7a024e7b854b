/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/rushes-clock.h"
#include "ui/rushes-task-entry.h"

G_BEGIN_DECLS

/**
 * RushesTaskTally: how many tasks there are in each part of the list, and which of them expire within the
 * hour. A change costs the same however many there are. Main thread.
 */
typedef struct _RushesTaskTally RushesTaskTally;

/**
 * RushesTaskTallyFunc:
 * @changed: (element-type RushesTaskEntry): those that expire within the hour now, or do so no longer
 *
 * Time has passed: at least once whenever a new day has begun, so that @changed may be empty.
 */
typedef void (*RushesTaskTallyFunc) (GPtrArray *changed, gpointer user_data);

RushesTaskTally *rushes_task_tally_new (RushesTaskTallyFunc func, gpointer user_data);
void             rushes_task_tally_free (RushesTaskTally *self);

/* (nullable): without one nothing expires. Every entry has to be looked at again. */
void rushes_task_tally_set_clock (RushesTaskTally *self, RushesClock *clock);
/* Unix seconds; 0 without a clock. */
gint64 rushes_task_tally_get_now (RushesTaskTally *self);
/* Whether what is on its way does not arrive. The function is called where that changes something. */
void rushes_task_tally_set_blocked (RushesTaskTally *self, gboolean blocked);

void rushes_task_tally_add (RushesTaskTally *self, RushesTaskEntry *entry);
void rushes_task_tally_remove (RushesTaskTally *self, RushesTaskEntry *entry);
/* It may have changed: sets its group and whether it expires. Returns whether a count is another now. */
gboolean rushes_task_tally_look_at (RushesTaskTally *self, RushesTaskEntry *entry);

guint rushes_task_tally_get_count (const RushesTaskTally *self, RushesTaskFilter filter);

G_END_DECLS
