/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-queue-job"

#include "config.h"

#include "transfer/rushes-transfer-queue-private.h"

#include "api/rushes-signed-link.h"
#include "base/rushes-error.h"
#include "transfer/rushes-file-name.h"
#include "transfer/rushes-part.h"
#include "transfer/rushes-retry.h"
#include "transfer/rushes-video-files.h"

/* Between the tries of a keeping, after RushesTransfer has given up: doubled each time. */
#define FIRST_PAUSE (G_GINT64_CONSTANT (5) * 60 * G_USEC_PER_SEC)
#define LONGEST_PAUSE (G_GINT64_CONSTANT (60) * 60 * G_USEC_PER_SEC)
#define MAX_DOUBLINGS 4

static void begin_recording (RushesJob *self, const char *verified);

static void
rushes_job_clear (RushesJob *self)
{
  g_assert (self->step == RUSHES_STEP_NONE);
  g_clear_object (&self->task);
  g_clear_object (&self->destination);
  g_clear_error (&self->error);
  g_clear_object (&self->place);
  g_clear_pointer (&self->host, g_free);
}

RushesJob *
rushes_job_new (RushesTransferQueue *queue, RushesTask *task, RushesTransferPurpose purpose)
{
  RushesJob *self = g_rc_box_new0 (RushesJob);

  self->queue = queue;
  self->task = g_object_ref (task);
  self->purpose = purpose;
  self->state = RUSHES_TRANSFER_QUEUED;
  self->created_at = rushes_clock_get_real_time (queue->clock) / G_USEC_PER_SEC;
  return self;
}

RushesJob *
rushes_job_ref (RushesJob *self)
{
  return g_rc_box_acquire (self);
}

void
rushes_job_unref (RushesJob *self)
{
  g_rc_box_release_full (self, (GDestroyNotify) rushes_job_clear);
}

/* What is known of it */

gboolean
rushes_job_is_copy (RushesJob *self)
{
  return self->purpose == RUSHES_PURPOSE_SAVE && rushes_task_get_kept_path (self->task) != NULL;
}

RushesAccount *
rushes_job_get_account (RushesJob *self)
{
  return g_hash_table_lookup (self->queue->accounts, rushes_task_get_account_id (self->task));
}

static const char *
get_link (RushesJob *self)
{
  RushesSnapshot *snapshot = rushes_task_get_snapshot (self->task);

  if (snapshot == NULL)
    return NULL;
  return snapshot->download_url != NULL ? snapshot->download_url : snapshot->backup_download_url;
}

static GUri *
parse_link (RushesJob *self)
{
  const char *link = get_link (self);

  return link != NULL ? rushes_signed_link_parse (link, TRUE, NULL) : NULL;
}

gboolean
rushes_job_needs_key (RushesJob *self)
{
  RushesAccount *account = rushes_job_get_account (self);
  g_autoptr (GUri) uri = parse_link (self);

  /* Without a link one has to be asked for. */
  return uri == NULL || (account != NULL && rushes_account_owns (account, uri));
}

char *
rushes_job_dup_host (RushesJob *self)
{
  g_autoptr (GUri) uri = parse_link (self);

  return uri != NULL ? g_strdup (g_uri_get_host (uri)) : NULL;
}

gboolean
rushes_job_is_offline (RushesJob *self)
{
  RushesAccount *account = rushes_job_get_account (self);

  return self->queue->offline && !rushes_job_is_copy (self)
         && (account == NULL || !rushes_account_is_local (account));
}

/* Telling and storing */

static void
note_status (RushesJob *self)
{
  RushesTransferStatus status = {
    .state = self->state,
    .purpose = self->purpose,
    .bytes_done = rushes_task_get_transfer_bytes (self->task),
    .bytes_total = rushes_task_get_transfer_total (self->task),
    .seconds_left = -1,
  };

  if (self->transfer != NULL)
    {
      status.bytes_done = rushes_transfer_get_bytes_done (self->transfer);
      status.bytes_total = rushes_transfer_get_bytes_total (self->transfer);
      status.speed = rushes_transfer_get_speed (self->transfer);
      status.seconds_left = rushes_transfer_get_seconds_left (self->transfer);
    }
  rushes_library_note_transfer (self->queue->library, self->task, &status);
}

void
rushes_job_set_state (RushesJob *self, RushesTransferState state)
{
  self->state = state;
  note_status (self);
  rushes_transfer_queue_review (self->queue);
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  /* The transfer goes on all the same; it only does not survive the program. */
  if (!rushes_library_put_transfer_finish (RUSHES_LIBRARY (source), result, &error))
    g_info ("A transfer could not be stored: %s", error->message);
}

static RushesTransferState
get_stored_state (RushesJob *self)
{
  if (self->state == RUSHES_TRANSFER_PAUSED && !self->disk_full)
    return RUSHES_TRANSFER_PAUSED;
  return self->state == RUSHES_TRANSFER_FAILED ? RUSHES_TRANSFER_FAILED : RUSHES_TRANSFER_QUEUED;
}

void
rushes_job_store (RushesJob *self)
{
  g_autofree char *uri = self->destination != NULL ? g_file_get_uri (self->destination) : NULL;
  g_autoptr (RushesTransferRecord) record = rushes_transfer_record_new (self->purpose, uri, self->replace);

  record->state = get_stored_state (self);
  record->created_at = self->created_at;
  if (self->error != NULL)
    {
      g_autoptr (RushesFailure) failure = rushes_failure_new_from_error (self->error);

      record->failure_code = g_strdup (rushes_failure_get_code (failure));
      record->failure_text = g_strdup (rushes_failure_get_text (failure));
    }
  rushes_library_put_transfer_async (self->queue->library, self->task, record, stored_cb, NULL);
}

static void
forget_stored (RushesJob *self)
{
  if (rushes_task_get_transfer_record (self->task) != NULL || self->fate == RUSHES_FATE_DROP)
    rushes_library_put_transfer_async (self->queue->library, self->task, NULL, stored_cb, NULL);
}

/* Only from the table: what stands in the library is gone, or is to go on. */
static void
leave_queue (RushesJob *self)
{
  rushes_library_note_transfer (self->queue->library, self->task, NULL);
  rushes_transfer_queue_review (self->queue);
  g_hash_table_remove (self->queue->jobs, self->task);
}

void
rushes_job_forget (RushesJob *self)
{
  forget_stored (self);
  leave_queue (self);
}

void
rushes_job_requeue (RushesJob *self)
{
  self->next_try = 0;
  self->disk_full = FALSE;
  g_clear_error (&self->error);
  rushes_library_note_problem (self->queue->library, self->task, NULL);
  rushes_job_set_state (self, RUSHES_TRANSFER_QUEUED);
}

/* Steps */

static void
begin_step (RushesJob *self, RushesJobStep step)
{
  g_assert (self->step == RUSHES_STEP_NONE);

  self->step = step;
  self->cancellable = g_cancellable_new ();
  g_object_ref (self->queue);
  rushes_job_ref (self);
}

static void
end_step (RushesJob *self)
{
  g_assert (self->step != RUSHES_STEP_NONE);

  self->step = RUSHES_STEP_NONE;
  g_clear_object (&self->cancellable);
}

/* What end_step() leaves to the very end: drops what begin_step() took. */
static void
release_step (RushesJob *self)
{
  g_autoptr (RushesTransferQueue) queue = self->queue;

  rushes_transfer_queue_review (queue);
  rushes_transfer_queue_note_idle (queue);
  rushes_job_unref (self);
}

static void
discard_part (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const char *const *words = task_data;
  g_autoptr (RushesAccount) account = rushes_account_new ("", "", words[1], NULL);
  g_autoptr (GError) error = NULL;

  if (account != NULL && !rushes_part_discard (words[0], account, words[2], &error))
    g_debug ("A part stays: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

static void settle (RushesJob *self);

static void
discarded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  RushesJob *self = user_data;

  end_step (self);
  if (self->fate == RUSHES_FATE_DROP)
    {
      const gboolean was_save = self->purpose == RUSHES_PURPOSE_SAVE;
      g_autoptr (RushesTransferQueue) queue = g_object_ref (self->queue);
      g_autoptr (RushesTask) task = g_object_ref (self->task);

      leave_queue (self);
      if (was_save)
        rushes_transfer_queue_emit_cancelled (queue, task);
    }
  else
    settle (self);
  release_step (self);
}

static void
begin_discarding (RushesJob *self)
{
  RushesAccount *account = rushes_job_get_account (self);
  g_autoptr (GTask) task = NULL;

  begin_step (self, RUSHES_STEP_DISCARDING);
  task = g_task_new (NULL, NULL, discarded_cb, self);
  g_task_set_source_tag (task, begin_discarding);
  if (account == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  {
    const char *words[] = { self->queue->parts_folder, rushes_account_get_base_url (account),
                            rushes_task_get_id (self->task), NULL };

    g_task_set_task_data (task, g_strdupv ((char **) words), (GDestroyNotify) g_strfreev);
  }
  g_task_run_in_thread (task, discard_part);
}

/* Nothing is under way, and nothing has come of what was: what next? */
static void
settle (RushesJob *self)
{
  switch (self->fate)
    {
    case RUSHES_FATE_GO_ON:
      if (rushes_transfer_state_is_going_on (self->state) && self->next_try == 0)
        rushes_job_set_state (self, RUSHES_TRANSFER_QUEUED);
      break;
    case RUSHES_FATE_PAUSE:
      self->fate = RUSHES_FATE_GO_ON;
      rushes_job_set_state (self, RUSHES_TRANSFER_PAUSED);
      rushes_job_store (self);
      break;
    case RUSHES_FATE_DROP:
      begin_discarding (self);
      break;
    }
}

void
rushes_job_interrupt (RushesJob *self, RushesJobFate fate)
{
  self->fate = fate;
  if (fate == RUSHES_FATE_DROP)
    {
      rushes_library_note_transfer (self->queue->library, self->task, NULL);
      forget_stored (self);
    }

  if (self->step == RUSHES_STEP_NONE)
    settle (self);
  else
    g_cancellable_cancel (self->cancellable);
}

/* What can go wrong */

static gboolean
is_about_key (const GError *error)
{
  return g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_KEY_REFUSED)
         || g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_KEY_MISSING);
}

/* Whether a keeping may be tried again by itself, later. */
static gboolean
may_pass (const GError *error)
{
  return rushes_retry_is_worth (error) || g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_PART_IN_USE);
}

static void
try_later (RushesJob *self)
{
  const guint n_doublings = MIN (self->n_failures++, MAX_DOUBLINGS);

  self->next_try = rushes_clock_get_boot_time (self->queue->clock)
                   + MIN (FIRST_PAUSE << n_doublings, LONGEST_PAUSE);
  rushes_job_set_state (self, RUSHES_TRANSFER_WAITING);
}

static void
fail (RushesJob *self, const GError *error)
{
  g_autoptr (RushesFailure) failure = rushes_failure_new_from_error (error);

  g_clear_error (&self->error);
  self->error = g_error_copy (error);
  rushes_library_note_problem (self->queue->library, self->task, failure);

  if (g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_DISK_FULL))
    {
      self->disk_full = TRUE;
      rushes_job_set_state (self, RUSHES_TRANSFER_PAUSED);
      rushes_transfer_queue_block (self->queue, error);
      return;
    }
  if (is_about_key (error))
    rushes_transfer_queue_lock_account (self->queue, rushes_task_get_account_id (self->task));
  if (self->purpose == RUSHES_PURPOSE_KEEP && may_pass (error))
    {
      try_later (self);
      return;
    }

  rushes_job_set_state (self, RUSHES_TRANSFER_FAILED);
  rushes_job_store (self);
  rushes_transfer_queue_emit_failed (self->queue, self->task, self->error);
}

/* The step has ended without what it was for. */
static void
step_failed (RushesJob *self, const GError *error)
{
  end_step (self);
  if (self->fate != RUSHES_FATE_GO_ON || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    settle (self);
  else
    fail (self, error);
  release_step (self);
}

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
      step_failed (self, error);
      return;
    }

  end_step (self);
  self->n_failures = 0;
  if (self->purpose == RUSHES_PURPOSE_KEEP)
    {
      self->fate = RUSHES_FATE_GO_ON;
      leave_queue (self);
    }
  else
    {
      if (self->fate != RUSHES_FATE_DROP)
        rushes_job_store (self);
      settle (self);
    }
  rushes_transfer_queue_emit_kept (queue, self->task);
  release_step (self);
}

static void
saved_recorded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  RushesJob *self = user_data;
  g_autoptr (GError) error = NULL;

  /* The file is there all the same: a library that cannot note it is told of, not the save. */
  if (!rushes_library_record_saved_finish (RUSHES_LIBRARY (source), result, &error))
    g_warning ("A saved video could not be recorded: %s", error->message);

  end_step (self);
  leave_queue (self);
  rushes_transfer_queue_emit_saved (self->queue, self->task, self->place);
  release_step (self);
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

/* Of all videos but this one's, those under way too. */
static GHashTable *
collect_kept_names (RushesJob *self)
{
  GListModel *tasks = G_LIST_MODEL (rushes_library_get_tasks (self->queue->library));
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const guint n_tasks = g_list_model_get_n_items (tasks);
  GHashTableIter iter;
  gpointer other;

  for (guint i = 0; i < n_tasks; i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (tasks, i);
      const char *path = rushes_task_get_kept_path (task);

      if (path != NULL)
        g_hash_table_add (names, g_path_get_basename (path));
    }

  g_hash_table_iter_init (&iter, self->queue->jobs);
  while (g_hash_table_iter_next (&iter, NULL, &other))
    {
      const RushesJob *job = other;

      if (job != self && job->step != RUSHES_STEP_NONE && job->step_purpose == RUSHES_PURPOSE_KEEP
          && job->place != NULL)
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
  g_autoptr (GHashTable) taken = collect_kept_names (self);

  rushes_video_files_find_place_async (rushes_library_get_videos_folder (self->queue->library), name, taken,
                                       snapshot->bytes, callback, self);
}

/* What a run that did not end well has saved already */

static void
nothing_found (RushesJob *self)
{
  end_step (self);
  settle (self);
  release_step (self);
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

  begin_step (self, RUSHES_STEP_LOOKING);
  self->is_restored = FALSE;
  self->step_purpose = RUSHES_PURPOSE_SAVE;
  g_set_object (&self->place, self->destination);
  rushes_video_files_find_landed_async (self->place, kept_bytes > 0 ? kept_bytes : snapshot->bytes,
                                        self->created_at, get_link (self), looked_cb, self);
}

/* Copying */

static void
unkept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  RushesJob *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!rushes_library_record_unkept_finish (RUSHES_LIBRARY (source), result, &error))
    {
      step_failed (self, error);
      return;
    }
  end_step (self);
  settle (self);
  release_step (self);
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
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    {
      /* Somebody took the kept copy away: then it is fetched. */
      self->step = RUSHES_STEP_RECORDING;
      rushes_library_record_unkept_async (self->queue->library, self->task, FALSE, unkept_cb, self);
    }
  else
    step_failed (self, error);
}

void
rushes_job_begin_copy (RushesJob *self)
{
  begin_step (self, RUSHES_STEP_COPYING);
  self->step_purpose = RUSHES_PURPOSE_SAVE;
  rushes_job_set_state (self, RUSHES_TRANSFER_COMMITTING);
  rushes_video_files_copy_async (rushes_task_get_kept_path (self->task), self->destination, self->replace,
                                 self->cancellable, copied_cb, self);
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
      step_failed (self, error);
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
    rushes_job_set_state (self, state);
  else
    note_status (self);
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
  else
    step_failed (self, error);
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
      step_failed (self, error);
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
  begin_step (self, RUSHES_STEP_FETCHING);
  self->step_purpose = self->purpose;
  g_free (self->host);
  self->host = rushes_job_dup_host (self);
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
