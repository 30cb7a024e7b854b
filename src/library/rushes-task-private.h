/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "library/rushes-task.h"

G_BEGIN_DECLS

/* For the library, the follower and the transfers (through rushes-library.h): not for front ends. */

/* Where the video is on this disk. */
typedef struct
{
  gboolean saved;
  gboolean saved_missing;
  gboolean kept;
} RushesWhereabouts;

/**
 * rushes_task_work_out_state:
 * @snapshot: (nullable): what the service said last
 * @now: Unix seconds
 *
 * How a task stands. A saved video that is not where it was put is still RUSHES_STATE_SAVED where there is no
 * other way to it: RushesTask:saved-missing tells the rest. Pure.
 */
RushesState rushes_task_work_out_state (const RushesSnapshot *snapshot, RushesWhereabouts where, gint64 now);

void rushes_task_tell_watches (RushesTask *self, guint n_properties, GParamSpec **changed);

/* What others know of a task, in the task itself, since nearly every one has it. */
typedef struct
{
  GSList *watches;             /* (element-type RushesTaskWatch): rushes-task-watch.c's */
  gint64 expires_at;           /* 0: its end is not watched; this and the next are rushes-expiry.c's */
  GSequenceIter *expiry_place; /* (nullable): where it stands among those that are */
} RushesTaskTags;

RushesTaskTags *rushes_task_get_tags (RushesTask *self);

/* What a list finds a task by. In the task, and valid for as long as it. */
typedef struct
{
  const char *task_id;
  const char *account_id;
} RushesTaskKey;

const RushesTaskKey *rushes_task_get_key (RushesTask *self);

RushesTask *rushes_task_new (const char *id, const char *account_id, gint64 order, gint64 added_at);

/* The state follows at once from what is set below, as of the time that was told last (added_at at first). */

/* The list finds its tasks by it: what it holds is given another account by it alone. */
void rushes_task_set_account_id (RushesTask *self, const char *account_id);
void rushes_task_set_label (RushesTask *self, const char *label);
void rushes_task_set_note (RushesTask *self, const char *note);
void rushes_task_set_snapshot (RushesTask *self, RushesSnapshot *snapshot);
void rushes_task_set_problem (RushesTask *self, RushesFailure *problem);
void rushes_task_set_asking (RushesTask *self, gboolean asking);
void rushes_task_set_usual_seconds (RushesTask *self, gint64 seconds);
void rushes_task_set_paused (RushesTask *self, gboolean paused);
/* @status: (nullable): NULL: none */
void rushes_task_set_transfer (RushesTask *self, const RushesTransferStatus *status);
/* @record: (transfer full) (nullable) */
void rushes_task_take_transfer_record (RushesTask *self, RushesTransferRecord *record);
/* A path that is set is not missing. */
void rushes_task_set_saved_path (RushesTask *self, const char *path);
void rushes_task_set_saved_missing (RushesTask *self, gboolean missing);
void rushes_task_set_has_damaged (RushesTask *self, gboolean has_damaged);
/* @path: (nullable): NULL: it is not kept */
void rushes_task_set_kept (RushesTask *self, const char *path, gint64 bytes);
void rushes_task_set_keep_declined (RushesTask *self, gboolean declined);
/* Works the state out again at @now (Unix seconds): a link may have expired since. */
void rushes_task_update_state (RushesTask *self, gint64 now);

G_END_DECLS
