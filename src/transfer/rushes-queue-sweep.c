/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-queue-sweep"

#include "config.h"

#include "transfer/rushes-transfer-queue-private.h"

#include "transfer/rushes-landing.h"
#include "transfer/rushes-part.h"
#include "transfer/rushes-video-files.h"

typedef struct
{
  char *parts_folder;
  GHashTable *parts;       /* set of paths: those that are gone on with */
  GPtrArray *destinations; /* GFile: where an earlier run may have been killed in the middle of a save */
} Sweep;

static void
sweep_free (gpointer data)
{
  Sweep *self = data;

  g_free (self->parts_folder);
  g_hash_table_unref (self->parts);
  g_ptr_array_unref (self->destinations);
  g_free (self);
}

static Sweep *
sweep_new (RushesTransferQueue *queue)
{
  Sweep *self = g_new0 (Sweep, 1);
  GHashTableIter iter;
  gpointer value;

  self->parts_folder = g_strdup (queue->parts_folder);
  self->parts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->destinations = g_ptr_array_new_with_free_func (g_object_unref);

  g_hash_table_iter_init (&iter, queue->jobs);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      RushesJob *job = value;
      RushesAccount *account = rushes_job_get_account (job);

      if (account != NULL)
        g_hash_table_add (self->parts, rushes_part_dup_path (queue->parts_folder, account,
                                                             rushes_task_get_id (job->task)));
      if (job->destination != NULL)
        g_ptr_array_add (self->destinations, g_object_ref (job->destination));
    }
  return self;
}

static void
sweep (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Sweep *self = task_data;

  rushes_part_sweep (self->parts_folder, self->parts);
  for (guint i = 0; i < self->destinations->len; i++)
    rushes_landing_sweep (g_ptr_array_index (self->destinations, i));
  g_task_return_boolean (task, TRUE);
}

static void
folder_swept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  const guint n_files = rushes_video_files_sweep_finish (result);

  if (n_files > 0)
    g_info ("%u files of an earlier run were deleted", n_files);
}

/* A part of a task whose account is not there in this run is left: it may come back. */
void
rushes_transfer_queue_sweep (RushesTransferQueue *self)
{
  const char *videos_folder = rushes_library_get_videos_folder (self->library);
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  if (videos_folder != NULL)
    rushes_video_files_sweep_async (videos_folder, folder_swept_cb, NULL);

  g_task_set_source_tag (task, rushes_transfer_queue_sweep);
  g_task_set_task_data (task, sweep_new (self), sweep_free);
  g_task_run_in_thread (task, sweep);
}
