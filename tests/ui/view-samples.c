/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/view-samples.h"

#define N_NEWEST 100000

RushesSnapshot *
view_sample_new_snapshot (guint number, RushesPhase phase)
{
  RushesSnapshot *snapshot = rushes_snapshot_new ();

  snapshot->task_id = g_strdup_printf ("306792606%06u", number);
  snapshot->phase = phase;
  snapshot->raw_status = g_strdup ("STATUS");
  snapshot->submitted_at = VIEW_SAMPLE_NOW - (gint64) (N_NEWEST - number) * 240;
  if (phase == RUSHES_PHASE_FINISHED || phase == RUSHES_PHASE_FAILED)
    snapshot->finished_at = snapshot->submitted_at + 60 + number % 7 * 100;
  if (phase == RUSHES_PHASE_FAILED)
    snapshot->failure = rushes_failure_new ("1026", "input new_sensitive", "0217f4");
  if (phase == RUSHES_PHASE_FINISHED)
    {
      snapshot->width = 1366;
      snapshot->height = 768;
      snapshot->bytes = 3000000 + number % 13 * 100000;
      snapshot->expires_at = VIEW_SAMPLE_NOW + 600 + number % 9 * 3600;
      snapshot->download_url = g_strdup ("https://cdn.example.com/output.mp4?Expires=1&Signature=x");
      snapshot->prompt = g_strdup ("A slow push-in over dunes at dusk, wind in the grass");
    }
  return snapshot;
}

void
view_sample_set_snapshot (RushesTask *task, RushesSnapshot *snapshot)
{
  rushes_task_set_snapshot (task, snapshot);
  rushes_snapshot_unref (snapshot);
  rushes_task_update_state (task, VIEW_SAMPLE_NOW);
}

RushesTask *
view_sample_new_task (guint number)
{
  static const RushesPhase phases[] = { RUSHES_PHASE_FINISHED, RUSHES_PHASE_RUNNING, RUSHES_PHASE_FINISHED,
                                        RUSHES_PHASE_FAILED, RUSHES_PHASE_FINISHED };
  const guint kind = number % G_N_ELEMENTS (phases);
  g_autofree char *id = g_strdup_printf ("306792606%06u", number);
  RushesTask *task = rushes_task_new (id, "default", number + 1, VIEW_SAMPLE_NOW);

  if (number % 3 == 0)
    {
      g_autofree char *label = g_strdup_printf ("Düne, take %u", number % 50);

      rushes_task_set_label (task, label);
    }
  view_sample_set_snapshot (task, view_sample_new_snapshot (number, phases[kind]));
  if (kind == 2)
    rushes_task_set_kept (task, "/videos/kept.mp4", 3800000);
  if (kind == 4)
    rushes_task_set_saved_path (task, "/videos/saved.mp4");
  rushes_task_update_state (task, VIEW_SAMPLE_NOW);
  return task;
}

GPtrArray *
view_sample_new_tasks (guint n_tasks)
{
  GPtrArray *tasks = g_ptr_array_new_full (n_tasks, g_object_unref);

  for (guint i = 0; i < n_tasks; i++)
    g_ptr_array_add (tasks, view_sample_new_task (N_NEWEST - n_tasks + i));
  return tasks;
}
