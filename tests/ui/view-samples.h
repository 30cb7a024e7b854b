/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "library/rushes-task-private.h"

G_BEGIN_DECLS

/* Many tasks in all states, submitted a few minutes apart and added just now, told at the moment at which a
 * manual clock begins: 2025-08-29T08:00:00Z. */
#define VIEW_SAMPLE_NOW G_GINT64_CONSTANT (1756454400)

/* The @number-th: the higher, the newer; its state follows from the number. */
RushesTask *view_sample_new_task (guint number);

/* (transfer full) */
RushesSnapshot *view_sample_new_snapshot (guint number, RushesPhase phase);

/* Sets what the service says of it. @snapshot: (transfer full) */
void view_sample_set_snapshot (RushesTask *task, RushesSnapshot *snapshot);

/* @n_tasks of them, oldest first. (element-type RushesTask) (transfer full) */
GPtrArray *view_sample_new_tasks (guint n_tasks);

G_END_DECLS
