/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "base/rushes-clock.h"
#include "ui/rushes-task-entry.h"

G_BEGIN_DECLS

/**
 * RushesTaskViewModel: those of the tasks that are to be shown, in the order in which they are to be shown: a
 * GListModel of RushesTask. No widgets. Main thread.
 *
 * A task that changes moves alone, and only where it has to: one that stays in its place is not told of,
 * so that selection, focus and scrolling stay with it. Of up to 5000 tasks another filter, search or order is
 * there at once; of more it is worked out in slices that leave time for frames, and arrives at once, though a
 * large change may be told in parts.
 *
 * Properties: "model" (GListModel of RushesTask, nullable: where the tasks come from), "filter"
 * (RushesTaskFilter), "sort" (RushesTaskSort), "reversed" (boolean), "grouped" (boolean: whether days have
 * headings, where the sort has days), "search" (string, nullable: words that must all be there),
 * "settled" (boolean, read-only: FALSE while something is being worked out).
 *
 * Signals: "counts-changed": one of the counts is another one, at once and before items-changed;
 * "headings-changed": some of rushes_task_view_model_dup_heading() may be others, once for many changes.
 */
#define RUSHES_TYPE_TASK_VIEW_MODEL (rushes_task_view_model_get_type ())
G_DECLARE_FINAL_TYPE (RushesTaskViewModel, rushes_task_view_model, RUSHES, TASK_VIEW_MODEL, GObject)

RushesTaskViewModel *rushes_task_view_model_new (GListModel *model);

/* (nullable): without one nothing expires, and no day has a name. */
void rushes_task_view_model_set_clock (RushesTaskViewModel *self, RushesClock *clock);
/* Nothing is fetched at this moment: what is on its way to this disk does not arrive, and may expire. */
void rushes_task_view_model_set_blocked (RushesTaskViewModel *self, gboolean blocked);

/* Returns: (transfer none) (nullable): the task on whose row the keyboard is */
typedef RushesTask *(*RushesTaskViewModelFocusFunc) (gpointer user_data);
/* @func: (nullable): asked when another filter, search or order is there: that row stays the user's. @user_data
 * outlives the model, or the function. */
void rushes_task_view_model_set_focus_func (RushesTaskViewModel         *self,
                                            RushesTaskViewModelFocusFunc func,
                                            gpointer                     user_data);

void        rushes_task_view_model_set_model (RushesTaskViewModel *self, GListModel *model);
void        rushes_task_view_model_set_search (RushesTaskViewModel *self, const char *text);
const char *rushes_task_view_model_get_search (RushesTaskViewModel *self);

void             rushes_task_view_model_set_filter (RushesTaskViewModel *self, RushesTaskFilter filter);
RushesTaskFilter rushes_task_view_model_get_filter (RushesTaskViewModel *self);
void             rushes_task_view_model_set_sort (RushesTaskViewModel *self, RushesTaskSort sort);
RushesTaskSort   rushes_task_view_model_get_sort (RushesTaskViewModel *self);
void             rushes_task_view_model_set_reversed (RushesTaskViewModel *self, gboolean reversed);
void             rushes_task_view_model_set_grouped (RushesTaskViewModel *self, gboolean grouped);
gboolean         rushes_task_view_model_get_settled (RushesTaskViewModel *self);

/* What list and contact sheet show. (transfer none) */
GListModel *rushes_task_view_model_get_shown (RushesTaskViewModel *self);

/* How many of all tasks, whatever is searched, are in @filter. */
guint rushes_task_view_model_get_count (RushesTaskViewModel *self, RushesTaskFilter filter);

/* Where @task is shown; G_MAXUINT where it is not. */
guint rushes_task_view_model_find (RushesTaskViewModel *self, RushesTask *task);

/* The name of the day that begins with the task at @position: "Today"; NULL where none begins there, or the
 * list is not sorted by days. (transfer full) (nullable) */
char *rushes_task_view_model_dup_heading (RushesTaskViewModel *self, guint position);

G_END_DECLS
