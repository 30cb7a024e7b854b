/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "library/rushes-task.h"

G_BEGIN_DECLS

/**
 * RushesTimeline: what became of a task, as a small drawing: marks for when it was submitted, started and
 * finished, and for when its link expires, with words and the time below them, and how long it took from
 * one to the next above. Not to scale: a minute would vanish beside a day. What is yet to come is hollow
 * and dim. A screen reader is told the same in one sentence.
 */
#define RUSHES_TYPE_TIMELINE (rushes_timeline_get_type ())
G_DECLARE_FINAL_TYPE (RushesTimeline, rushes_timeline, RUSHES, TIMELINE, GtkWidget)

GtkWidget *rushes_timeline_new (void);

/* @task: (nullable); @now: Unix seconds */
void rushes_timeline_set_task (RushesTimeline *self, RushesTask *task, gint64 now);

/* What a screen reader is told; (nullable): nothing is known */
const char *rushes_timeline_get_description (RushesTimeline *self);
guint       rushes_timeline_get_n_marks (RushesTimeline *self);

G_END_DECLS
