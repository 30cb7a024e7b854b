/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/task-samples.h"

#include "library/rushes-task-private.h"

static RushesTask *
new_task (RushesSnapshot *snapshot)
{
  RushesTask *task = rushes_task_new (TASK_SAMPLE_ID, "default", 7, TASK_SAMPLE_NOW);

  if (snapshot != NULL)
    {
      snapshot->task_id = g_strdup (TASK_SAMPLE_ID);
      rushes_task_set_snapshot (task, snapshot);
      rushes_snapshot_unref (snapshot);
    }
  rushes_task_update_state (task, TASK_SAMPLE_NOW);
  return task;
}

RushesTask *
task_sample_new_waiting (void)
{
  return new_task (NULL);
}

RushesTask *
task_sample_new_running (void)
{
  RushesSnapshot *snapshot = rushes_snapshot_new ();

  snapshot->phase = RUSHES_PHASE_RUNNING;
  snapshot->raw_status = g_strdup ("IN_PROGRESS");
  snapshot->submitted_at = TASK_SAMPLE_NOW - 80;
  snapshot->started_at = TASK_SAMPLE_NOW - 72;
  return new_task (snapshot);
}

static RushesSnapshot *
new_finished_snapshot (gint64 link_seconds)
{
  RushesSnapshot *snapshot = rushes_snapshot_new ();

  snapshot->phase = RUSHES_PHASE_FINISHED;
  snapshot->raw_status = g_strdup ("SUCCESS");
  snapshot->width = 1366;
  snapshot->height = 768;
  snapshot->bytes = 3800000;
  snapshot->submitted_at = TASK_SAMPLE_NOW - 13 * 60;
  snapshot->finished_at = TASK_SAMPLE_NOW - 12 * 60;
  snapshot->expires_at = TASK_SAMPLE_NOW + link_seconds;
  snapshot->download_url = g_strdup ("https://cdn.example.com/output.mp4?Expires=1&Signature=x");
  return snapshot;
}

RushesTask *
task_sample_new_finished (gint64 link_seconds)
{
  return new_task (new_finished_snapshot (link_seconds));
}

RushesTask *
task_sample_new_saved (const char *path)
{
  RushesSnapshot *snapshot = new_finished_snapshot (8 * 3600);
  RushesTask *task = NULL;

  g_clear_pointer (&snapshot->download_url, g_free);
  task = new_task (snapshot);
  rushes_task_set_saved_path (task, path);
  rushes_task_update_state (task, TASK_SAMPLE_NOW);
  return task;
}

RushesTask *
task_sample_new_failed (void)
{
  RushesSnapshot *snapshot = rushes_snapshot_new ();

  snapshot->phase = RUSHES_PHASE_FAILED;
  snapshot->raw_status = g_strdup ("FAILURE");
  snapshot->submitted_at = TASK_SAMPLE_NOW - 13 * 60;
  snapshot->finished_at = TASK_SAMPLE_NOW - 12 * 60;
  snapshot->failure = rushes_failure_new ("1026", "input new_sensitive", "0217f4");
  return new_task (snapshot);
}

RushesTask *
task_sample_new_unknown (void)
{
  RushesSnapshot *snapshot = rushes_snapshot_new ();

  snapshot->phase = RUSHES_PHASE_UNKNOWN;
  snapshot->raw_status = g_strdup ("PAUSED");
  snapshot->submitted_at = TASK_SAMPLE_NOW - 13 * 60;
  return new_task (snapshot);
}

void
task_sample_set_saving (RushesTask *task, int percent)
{
  const RushesTransferStatus status = {
    .state = RUSHES_TRANSFER_RUNNING,
    .purpose = RUSHES_PURPOSE_SAVE,
    .bytes_done = percent,
    .bytes_total = percent != 0 ? 100 : 0,
    .seconds_left = -1,
  };

  rushes_task_set_transfer (task, &status);
}

RushesTask *
task_sample_new_kept (const char *path)
{
  RushesTask *task = task_sample_new_finished (8 * 3600);

  rushes_task_set_kept (task, path, 3800000);
  rushes_task_update_state (task, TASK_SAMPLE_NOW);
  return task;
}

void
task_sample_set_transfer (RushesTask *task, RushesTransferState state, RushesTransferPurpose purpose)
{
  const gboolean running = state == RUSHES_TRANSFER_RUNNING;
  const RushesTransferStatus status = {
    .state = state,
    .purpose = purpose,
    .bytes_done = 1600000,
    .bytes_total = 3800000,
    .speed = running ? 820000 : 0,
    .seconds_left = running ? 3 : -1,
  };

  rushes_task_set_transfer (task, &status);
}
