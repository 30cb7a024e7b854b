/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-snapshot"

#include "config.h"

#include "api/rushes-snapshot.h"

G_DEFINE_BOXED_TYPE (RushesSnapshot, rushes_snapshot, rushes_snapshot_ref, rushes_snapshot_unref)

RushesSnapshot *
rushes_snapshot_new (void)
{
  RushesSnapshot *self = g_atomic_rc_box_new0 (RushesSnapshot);

  self->phase = RUSHES_PHASE_UNKNOWN;
  self->progress = -1;
  return self;
}

static void
snapshot_clear (gpointer data)
{
  RushesSnapshot *self = data;

  g_free (self->task_id);
  g_free (self->raw_status);
  g_free (self->file_id);
  g_free (self->file_name);
  g_free (self->download_url);
  g_free (self->backup_download_url);
  g_free (self->model);
  g_free (self->prompt);
  g_clear_pointer (&self->failure, rushes_failure_unref);
}

RushesSnapshot *
rushes_snapshot_ref (RushesSnapshot *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

void
rushes_snapshot_unref (RushesSnapshot *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, snapshot_clear);
}

gboolean
rushes_snapshot_has_link (const RushesSnapshot *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->phase == RUSHES_PHASE_FINISHED
         && (self->download_url != NULL || self->backup_download_url != NULL);
}
