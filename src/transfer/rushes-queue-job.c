/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-queue-job"

#include "config.h"

#include "transfer/rushes-transfer-queue-private.h"

#include "api/rushes-signed-link.h"
#include "base/rushes-error.h"
#include "transfer/rushes-part.h"
#include "transfer/rushes-retry.h"

/* Between the tries of a keeping, after RushesTransfer has given up: doubled each time. A network that is
 * changed for another takes seconds, and a service's bad hour is not made worse by seven tries. */
#define FIRST_PAUSE (G_GINT64_CONSTANT (30) * G_USEC_PER_SEC)
#define LONGEST_PAUSE (G_GINT64_CONSTANT (60) * 60 * G_USEC_PER_SEC)
#define MAX_DOUBLINGS 7

static void
rushes_job_clear (RushesJob *self)
{
  g_assert (self->step == RUSHES_STEP_NONE);
  g_clear_object (&self->task);
  g_clear_object (&self->destination);
  g_clear_error (&self->error);
  g_clear_object (&self->place);
  g_clear_pointer (&self->host, g_free);
  g_clear_pointer (&self->told, rushes_snapshot_unref);
  g_clear_pointer (&self->told_host, g_free);
  g_clear_pointer (&self->route, rushes_transfer_route_free);
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

/* A file of the user's; whether it is still the video shows when it is opened. Who wants that very file
 * replaced has no trust in it. */
static const char *
get_saved_source (RushesJob *self)
{
  const char *path = rushes_task_get_saved_path (self->task);
  const RushesSnapshot *snapshot = rushes_task_get_snapshot (self->task);

  if (path == NULL || !g_path_is_absolute (path) || rushes_task_get_saved_missing (self->task)
      || self->saved_unfit || snapshot == NULL || snapshot->bytes <= 0)
    return NULL;
  return g_strcmp0 (path, g_file_peek_path (self->destination)) != 0 ? path : NULL;
}

const char *
rushes_job_get_source (RushesJob *self)
{
  const char *kept = NULL;

  /* Asked of all that wait: what can be told without a look at the task comes first. */
  if (self->purpose != RUSHES_PURPOSE_SAVE)
    return NULL;
  kept = rushes_task_get_kept_path (self->task);
  return kept != NULL ? kept : get_saved_source (self);
}

gboolean
rushes_job_is_copy (RushesJob *self)
{
  return rushes_job_get_source (self) != NULL;
}

RushesAccount *
rushes_job_get_account (RushesJob *self)
{
  return g_hash_table_lookup (self->queue->accounts, rushes_task_get_account_id (self->task));
}

const char *
rushes_job_get_link (RushesJob *self)
{
  RushesSnapshot *snapshot = rushes_task_get_snapshot (self->task);

  if (snapshot == NULL)
    return NULL;
  return snapshot->download_url != NULL ? snapshot->download_url : snapshot->backup_download_url;
}

static GUri *
parse_link (RushesJob *self)
{
  const char *link = rushes_job_get_link (self);

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

/* Asked of each that waits, whenever a turn comes free: a link is taken apart once. */
const char *
rushes_job_get_host (RushesJob *self)
{
  RushesSnapshot *snapshot = rushes_task_get_snapshot (self->task);

  if (self->told != snapshot)
    {
      g_autoptr (GUri) uri = parse_link (self);

      g_clear_pointer (&self->told, rushes_snapshot_unref);
      g_free (self->told_host);
      self->told = snapshot != NULL ? rushes_snapshot_ref (snapshot) : NULL;
      self->told_host = uri != NULL ? g_strdup (g_uri_get_host (uri)) : NULL;
    }
  return self->told_host;
}

gboolean
rushes_job_is_offline (RushesJob *self)
{
  RushesAccount *account = NULL;

  if (!self->queue->offline || rushes_job_is_copy (self))
    return FALSE;
  account = rushes_job_get_account (self);
  return account == NULL || !rushes_account_is_local (account);
}

/* Telling and storing */

void
rushes_job_note_status (RushesJob *self)
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
  rushes_job_note_status (self);
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
void
rushes_job_leave_queue (RushesJob *self)
{
  rushes_library_note_transfer (self->queue->library, self->task, NULL);
  rushes_transfer_queue_review (self->queue);
  g_hash_table_remove (self->queue->jobs, self->task);
}

void
rushes_job_requeue (RushesJob *self)
{
  self->next_try = 0;
  g_clear_pointer (&self->route, rushes_transfer_route_free);
  self->disk_full = FALSE;
  g_clear_error (&self->error);
  rushes_library_note_problem (self->queue->library, self->task, NULL);
  rushes_job_set_state (self, RUSHES_TRANSFER_QUEUED);
}

/* Steps */

void
rushes_job_begin_step (RushesJob *self, RushesJobStep step)
{
  g_assert (self->step == RUSHES_STEP_NONE);

  self->step = step;
  g_ptr_array_add (self->queue->busy, self);
  self->is_superseded = FALSE;
  self->cancellable = g_cancellable_new ();
  g_object_ref (self->queue);
  rushes_job_ref (self);
}

void
rushes_job_end_step (RushesJob *self)
{
  g_assert (self->step != RUSHES_STEP_NONE);

  self->step = RUSHES_STEP_NONE;
  g_ptr_array_remove_fast (self->queue->busy, self);
  g_clear_object (&self->cancellable);
}

/* What end_step() leaves to the very end: drops what begin_step() took. */
void
rushes_job_release_step (RushesJob *self)
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

static void
discarded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  RushesJob *self = user_data;

  rushes_job_end_step (self);
  if (self->fate == RUSHES_FATE_DROP)
    {
      const gboolean was_save = self->purpose == RUSHES_PURPOSE_SAVE;
      g_autoptr (RushesTransferQueue) queue = g_object_ref (self->queue);
      g_autoptr (RushesTask) task = g_object_ref (self->task);

      rushes_job_leave_queue (self);
      if (was_save)
        rushes_transfer_queue_emit_cancelled (queue, task);
    }
  else
    rushes_job_settle (self);
  rushes_job_release_step (self);
}

static void
begin_discarding (RushesJob *self)
{
  RushesAccount *account = rushes_job_get_account (self);
  g_autoptr (GTask) task = NULL;

  rushes_job_begin_step (self, RUSHES_STEP_DISCARDING);
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
void
rushes_job_settle (RushesJob *self)
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
    rushes_job_settle (self);
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
  const guint n_doublings = MIN (self->n_failures, MAX_DOUBLINGS);

  self->n_failures++;
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
void
rushes_job_fail_step (RushesJob *self, const GError *error)
{
  rushes_job_end_step (self);
  if (self->fate != RUSHES_FATE_GO_ON || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    rushes_job_settle (self);
  else
    fail (self, error);
  rushes_job_release_step (self);
}
