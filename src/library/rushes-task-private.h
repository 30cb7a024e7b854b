/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "library/rushes-task.h"

G_BEGIN_DECLS

/* For the library, the follower and the transfers (through rushes-library.h): not for front ends. */

/**
 * rushes_task_work_out_state:
 * @snapshot: (nullable): what the service said last
 * @saved_path: (nullable): where the user put the video
 * @now: Unix seconds
 *
 * How a task stands. Pure.
 */
RushesState rushes_task_work_out_state (const RushesSnapshot *snapshot, const char *saved_path, gint64 now);

RushesTask *rushes_task_new (const char *id, const char *account_id, gint64 order, gint64 added_at);

/* The state follows at once from what is set, as of the time that was told last (added_at at first). */
void rushes_task_set_label (RushesTask *self, const char *label);
void rushes_task_set_note (RushesTask *self, const char *note);
void rushes_task_set_snapshot (RushesTask *self, RushesSnapshot *snapshot);
void rushes_task_set_problem (RushesTask *self, RushesFailure *problem);
void rushes_task_set_asking (RushesTask *self, gboolean asking);
void rushes_task_set_usual_seconds (RushesTask *self, gint64 seconds);
void rushes_task_set_paused (RushesTask *self, gboolean paused);
/* @fraction: 0 to 1, -1 while the size is unknown; of no meaning where @saving is FALSE */
void rushes_task_set_saving (RushesTask *self, gboolean saving, double fraction);
void rushes_task_set_saved_path (RushesTask *self, const char *path);
/* Works the state out again at @now (Unix seconds): a link may have expired since. */
void rushes_task_update_state (RushesTask *self, gint64 now);

G_END_DECLS
