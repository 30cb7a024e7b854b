/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-queue-steps"

#include "config.h"

#include "transfer/rushes-transfer-queue-private.h"

#include "base/rushes-error.h"
#include "transfer/rushes-file-name.h"
#include "transfer/rushes-video-files.h"

/* Recording */

static void
kept_recorded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  RushesJob *self = user_data;
  RushesTransferQueue *queue = self->queue;
  g_autoptr (GError) error = NULL;

  /* The video stands there whole, but nobody would know of it; it is found the next time. */
  if (!rushes_library_record_kept_finish (RUSHES_LIBRARY (source), result, &error))
    {
      rushes_job_fail_step (self, error);
      return;
    }

  rushes_job_end_step (self);
  self->n_failures = 0;
  if (self->purpose == RUSHES_PURPOSE_KEEP)
    {
      self->fate = RUSHES_FATE_GO_ON;
      rushes_job_leave_queue (self);
    }
  else
    {
      if (self->fate != RUSHES_FATE_DROP)
        rushes_job_store (self);
      rushes_job_settle (self);
    }
  rushes_transfer_queue_emit_kept (queue, self->task);
  rushes_job_release_step (self);
}

static void
saved_recorded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  RushesJob *self = user_data;
  g_autoptr (GError) error = NULL;

  /* The file is there all the same: a library that cannot note it is told of, not the save. */
  if (!rushes_library_record_saved_finish (RUSHES_LIBRARY (source), result, &error))
    g_warning ("A saved video could not be recorded: %s", error->message);

  rushes_job_end_step (self);
  /* It stands where it was wanted before; where it is wanted now, it does not. */
  if (self->is_superseded && self->fate == RUSHES_FATE_GO_ON)
    {
      rushes_job_store (self);
      rushes_job_settle (self);
      rushes_job_release_step (self);
      return;
    }
  rushes_job_leave_queue (self);
  rushes_transfer_queue_emit_saved (self->queue, self->task, self->place);
  rushes_job_release_step (self);
}

/* Takes the place of the step that brought the video to where it stands now. */
static void
begin_recording (RushesJob *self, const char *verified)
{
  RushesLibrary *library = self->queue->library;

  self->step = RUSHES_STEP_RECORDING;
  rushes_job_set_state (self, RUSHES_TRANSFER_COMMITTING);
  if (self->step_purpose == RUSHES_PURPOSE_KEEP)
    {
      g_autofree char *name = g_file_get_basename (self->place);

      rushes_library_record_kept_async (library, self->task, name, self->bytes, verified, kept_recorded_cb,
                                        self);
    }
  else
    {
      g_autofree char *path = g_file_is_native (self->place) ? g_file_get_path (self->place) : NULL;
      g_autofree char *uri = path == NULL ? g_file_get_uri (self->place) : NULL;

      rushes_library_record_saved_async (library, self->task, path != NULL ? path : uri, self->bytes,
                                         verified, saved_recorded_cb, self);
    }
}

/* A place in the videos folder */

/* Of the others under way. */
static GHashTable *
collect_coming_names (RushesJob *self)
{
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const GPtrArray *busy = self->queue->busy;

  for (guint i = 0; i < busy->len; i++)
    {
      const RushesJob *job = g_ptr_array_index (busy, i);

      if (job != self && job->step_purpose == RUSHES_PURPOSE_KEEP && job->place != NULL)
        g_hash_table_add (names, g_file_get_basename (job->place));
    }
  return names;
}

/* For the step that is under way. */
static void
look_for_place (RushesJob *self, GAsyncReadyCallback callback)
{
  RushesSnapshot *snapshot = rushes_task_get_snapshot (self->task);
  g_autofree char *name = rushes_file_name_suggest (snapshot->file_name, NULL,
                                                    rushes_task_get_id (self->task));
  g_autoptr (GHashTable) coming = collect_coming_names (self);
  RushesLibrary *library = self->queue->library;

  rushes_video_files_find_place_async (rushes_library_get_videos_folder (library), name,
                                       rushes_library_get_kept_copies (library), coming, snapshot->bytes,
                                       callback, self);
}

/* What a run that did not end well has saved already */

static void
nothing_found (RushesJob *self)
{
  rushes_job_end_step (self);
  rushes_job_settle (self);
  rushes_job_release_step (self);
}

/* A save that had joined a keeping: the copy may be there, and nobody know of it. */
static void
copy_looked_for_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  RushesJob *self = user_data;
  g_autofree char *path = rushes_video_files_find_place_finish (result, &self->bytes, NULL);

  if (self->bytes == 0 || self->fate != RUSHES_FATE_GO_ON)
    {
      nothing_found (self);
      return;
    }
  g_clear_object (&self->place);
  self->place = g_file_new_for_path (path);
  self->step_purpose = RUSHES_PURPOSE_KEEP;
  begin_recording (self, "structure");
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  RushesJob *self = user_data;

  self->bytes = rushes_video_files_find_landed_finish (result);
  if (self->fate != RUSHES_FATE_GO_ON || self->destination != self->place)
    nothing_found (self);
  else if (self->bytes > 0)
    begin_recording (self, "structure");
  else if (!rushes_job_is_copy (self) && rushes_library_get_videos_folder (self->queue->library) != NULL)
    look_for_place (self, copy_looked_for_cb);
  else
    nothing_found (self);
}

void
rushes_job_begin_looking (RushesJob *self)
{
  const RushesSnapshot *snapshot = rushes_task_get_snapshot (self->task);
  const gint64 kept_bytes = rushes_task_get_kept_bytes (self->task);

  rushes_job_begin_step (self, RUSHES_STEP_LOOKING);
  self->is_restored = FALSE;
  self->step_purpose = RUSHES_PURPOSE_SAVE;
  g_set_object (&self->place, self->destination);
  rushes_video_files_find_landed_async (self->place, kept_bytes > 0 ? kept_bytes : snapshot->bytes,
                                        self->created_at, rushes_job_get_link (self), looked_cb, self);
}

/* Copying */

static void
unkept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  RushesJob *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!rushes_library_record_unkept_finish (RUSHES_LIBRARY (source), result, &error))
    {
      rushes_job_fail_step (self, error);
      return;
    }
  rushes_job_end_step (self);
  rushes_job_settle (self);
  rushes_job_release_step (self);
}

static void
copied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  RushesJob *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) copy = rushes_video_files_copy_finish (result, &self->bytes, &error);

  if (copy != NULL)
    {
      g_set_object (&self->place, copy);
      begin_recording (self, NULL);
    }
  else if (self->copies_saved && error->domain == G_IO_ERROR && error->code != G_IO_ERROR_CANCELLED)
    {
      self->saved_unfit = TRUE;
      rushes_job_end_step (self);
      rushes_job_settle (self);
      rushes_job_release_step (self);
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    {
      /* Somebody took the kept copy away: then it is fetched. */
      self->step = RUSHES_STEP_RECORDING;
      rushes_library_record_unkept_async (self->queue->library, self->task, FALSE, unkept_cb, self);
    }
  else
    rushes_job_fail_step (self, error);
}

void
rushes_job_begin_copy (RushesJob *self)
{
  rushes_job_begin_step (self, RUSHES_STEP_COPYING);
  self->step_purpose = RUSHES_PURPOSE_SAVE;
  self->copies_saved = rushes_task_get_kept_path (self->task) == NULL;
  rushes_job_set_state (self, RUSHES_TRANSFER_COMMITTING);
  rushes_video_files_copy_async (rushes_job_get_source (self),
                                 self->copies_saved ? rushes_task_get_snapshot (self->task)->bytes : 0,
                                 self->destination, self->replace, self->cancellable, copied_cb, self);
}

/* Fetching */

static void run_transfer (RushesJob *self);

static void
renamed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  RushesJob *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) place = rushes_video_files_find_free_name_finish (result, &error);

  if (place == NULL || g_cancellable_set_error_if_cancelled (self->cancellable, &error))
    {
      rushes_job_fail_step (self, error);
      return;
    }
  g_set_object (&self->place, place);
  run_transfer (self);
}

static void placed_cb (GObject *source, GAsyncResult *result, gpointer user_data);

/* The name went to somebody else meanwhile. The bytes are there: another name, and they land. */
static void
find_other_name (RushesJob *self)
{
  if (self->step_purpose == RUSHES_PURPOSE_KEEP)
    {
      self->step = RUSHES_STEP_PLACING;
      look_for_place (self, placed_cb);
      return;
    }
  self->step = RUSHES_STEP_RENAMING;
  rushes_video_files_find_free_name_async (self->destination, renamed_cb, self);
}

static void
progressed_cb (RushesTransfer *transfer, GParamSpec *pspec, RushesJob *self)
{
  const RushesTransferState state = rushes_transfer_get_state (transfer);

  if (self->fate == RUSHES_FATE_DROP || state == RUSHES_TRANSFER_NONE)
    return;
  if (self->state != state)
    rushes_transfer_queue_note_flow (self->queue);
  self->state = state;
  rushes_job_note_status (self);
}

/* It would have to wait: then another has its turn, and it comes back in its order. */
static void
give_way (RushesJob *self, RushesTransfer *transfer)
{
  const gboolean goes_on = self->fate == RUSHES_FATE_GO_ON && !g_cancellable_is_cancelled (self->cancellable);

  rushes_job_end_step (self);
  if (goes_on)
    self->route = rushes_transfer_steal_route (transfer, &self->next_try);
  if (self->next_try != 0)
    rushes_job_set_state (self, RUSHES_TRANSFER_WAITING);
  else
    rushes_job_settle (self);
  rushes_job_release_step (self);
}

static void
transferred_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  RushesJob *self = user_data;
  g_autoptr (RushesTransfer) transfer = g_steal_pointer (&self->transfer);
  g_autoptr (GError) error = NULL;
  const gboolean done = rushes_transfer_run_finish (transfer, result, &error);

  g_signal_handlers_disconnect_by_func (transfer, progressed_cb, self);
  rushes_transfer_queue_give_back_worker (self->queue, g_steal_pointer (&self->worker));
  if (done)
    {
      self->bytes = rushes_transfer_get_bytes_done (transfer);
      if (self->step_purpose == RUSHES_PURPOSE_KEEP)
        rushes_video_files_close_off (g_file_peek_path (self->place));
      begin_recording (self, rushes_transfer_get_verified (transfer));
    }
  else if (g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_FILE_EXISTS)
           && (self->step_purpose == RUSHES_PURPOSE_KEEP || !self->replace))
    find_other_name (self);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    give_way (self, transfer);
  else
    rushes_job_fail_step (self, error);
}

static void
run_transfer (RushesJob *self)
{
  RushesTransferQueue *queue = self->queue;
  const gboolean replace = self->step_purpose == RUSHES_PURPOSE_SAVE && self->replace;

  self->step = RUSHES_STEP_FETCHING;
  self->transfer = rushes_transfer_new (queue->parts_folder, rushes_job_get_account (self),
                                        rushes_task_get_snapshot (self->task), queue->links, queue->clock);
  self->worker = rushes_transfer_queue_take_worker (queue);
  if (self->worker != NULL)
    rushes_transfer_set_worker (self->transfer, self->worker);
  rushes_transfer_set_gives_way (self->transfer, g_steal_pointer (&self->route));
  rushes_transfer_set_offline (self->transfer, rushes_job_is_offline (self));
  g_signal_connect (self->transfer, "notify", G_CALLBACK (progressed_cb), self);
  rushes_transfer_run_async (self->transfer, self->place, replace, self->cancellable, transferred_cb, self);
}

static void
placed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  RushesJob *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = rushes_video_files_find_place_finish (result, &self->bytes, &error);

  if (path == NULL || g_cancellable_set_error_if_cancelled (self->cancellable, &error))
    {
      rushes_job_fail_step (self, error);
      return;
    }

  g_clear_object (&self->place);
  self->place = g_file_new_for_path (path);
  if (self->bytes > 0)
    begin_recording (self, "structure");
  else
    run_transfer (self);
}

void
rushes_job_begin_fetch (RushesJob *self)
{
  rushes_job_begin_step (self, RUSHES_STEP_FETCHING);
  self->step_purpose = self->purpose;
  g_free (self->host);
  self->host = g_strdup (rushes_job_get_host (self));
  rushes_job_set_state (self, RUSHES_TRANSFER_CONNECTING);
  if (self->step_purpose == RUSHES_PURPOSE_KEEP)
    {
      self->step = RUSHES_STEP_PLACING;
      look_for_place (self, placed_cb);
      return;
    }
  g_set_object (&self->place, self->destination);
  run_transfer (self);
}
