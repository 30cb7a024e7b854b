/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-transfer-steps"

#include "config.h"

#include "transfer/rushes-transfer-private.h"

#include "base/rushes-error.h"

static void go_on (RushesTransfer *self);

/* The end */

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
return_result (RushesTransfer *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);
  GError *error = g_steal_pointer (&self->job->error);

  clear_source (&self->cancel_source);
  g_clear_object (&self->asking);
  g_clear_pointer (&self->job, rushes_transfer_job_free);
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    g_clear_pointer (&self->route, rushes_transfer_route_free);
  rushes_transfer_set_state (self, RUSHES_TRANSFER_NONE);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
closed_cb (gpointer user_data)
{
  return_result (((RushesTransferJob *) user_data)->owner);
}

/* Nothing is under way any more. Takes @error. */
static void
end (RushesTransfer *self, GError *error)
{
  self->is_ending = TRUE;
  self->attempt++;
  g_clear_error (&self->job->error);
  self->job->error = error;
  rushes_transfer_worker_run (self->worker, rushes_transfer_job_close, closed_cb, self->job);
}

static gboolean
end_if_cancelled (RushesTransfer *self)
{
  GError *error = NULL;

  if (!g_cancellable_set_error_if_cancelled (self->job->cancellable, &error))
    return FALSE;

  end (self, error);
  return TRUE;
}

static void
clear_timer (RushesTransfer *self)
{
  if (self->timer != 0)
    rushes_clock_remove_timer (self->clock, self->timer);
  self->timer = 0;
}

/* A step of the worker ends by itself; what waits is ended here. */
static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  RushesTransfer *self = user_data;

  clear_timer (self);
  if (!self->is_ending && (self->state == RUSHES_TRANSFER_WAITING || self->state == RUSHES_TRANSFER_ASKING))
    end_if_cancelled (self);
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  return G_SOURCE_REMOVE;
}

/* Fetching */

/* What lies with this machine is the same with any link. */
static gboolean
is_final (const GError *error)
{
  return error->domain != RUSHES_ERROR || error->code == RUSHES_ERROR_FAILED
         || error->code == RUSHES_ERROR_DISK_FULL || error->code == RUSHES_ERROR_FOLDER_UNWRITABLE
         || error->code == RUSHES_ERROR_PART_IN_USE;
}

static gint64
get_now (RushesTransfer *self)
{
  return rushes_clock_get_boot_time (self->clock);
}

static void
note_failure (RushesTransfer *self, const GError *error)
{
  RushesTransferJob *job = self->job;

  g_info ("the link of %s failed: %s", self->host != NULL ? self->host : "nobody", error->message);
  if (job->bytes_there > self->farthest)
    {
      self->farthest = job->bytes_there;
      rushes_transfer_route_note_progress (self->route);
    }
  rushes_transfer_route_note_failure (self->route, error, job->result.resumed_from > 0, !self->is_offline,
                                      get_now (self), g_random_int ());
}

/* The file is there, and the part is closed. */
static void
note_landed (RushesTransfer *self)
{
  const RushesFetchResult *result = &self->job->result;

  self->verified = result->verified;
  self->resumed = result->resumed_from;
  if (result->from_gateway)
    self->source = "gateway";
  else if (rushes_transfer_route_get_current (self->route) == RUSHES_TRANSFER_LINK_BACKUP)
    self->source = "backup";
  else
    self->source = "primary";
}

static void
fetched_cb (gpointer user_data)
{
  RushesTransfer *self = ((RushesTransferJob *) user_data)->owner;
  RushesTransferJob *job = self->job;

  rushes_transfer_stop_telling (self);
  if (job->error == NULL)
    {
      note_landed (self);
      return_result (self);
    }
  else if (job->is_fetched || is_final (job->error))
    end (self, g_steal_pointer (&job->error));
  else
    {
      note_failure (self, job->error);
      go_on (self);
    }
}

static void
set_host (RushesTransfer *self, const char *link)
{
  g_autoptr (GUri) uri = g_uri_parse (link, G_URI_FLAGS_ENCODED | G_URI_FLAGS_PARSE_RELAXED, NULL);

  g_free (self->host);
  self->host = uri != NULL ? g_strdup (g_uri_get_host (uri)) : NULL;
}

static void
fetch (RushesTransfer *self)
{
  const char *link = rushes_transfer_route_get_link (self->route);

  g_free (self->job->link);
  self->job->link = g_strdup (link != NULL ? link : "");
  set_host (self, self->job->link);
  self->attempt++;
  atomic_store (&self->job->state, RUSHES_TRANSFER_CONNECTING);
  rushes_transfer_set_state (self,
                             self->job->is_whole ? RUSHES_TRANSFER_VERIFYING : RUSHES_TRANSFER_CONNECTING);
  rushes_transfer_start_telling (self);
  rushes_transfer_worker_run (self->worker, rushes_transfer_job_fetch, fetched_cb, self->job);
}

/* Fresh links */

typedef struct
{
  RushesTransfer *transfer; /* (owned) */
  guint attempt;
} Question;

static GError *
new_task_failed_error (const RushesSnapshot *snapshot)
{
  RushesErrorDetail detail = { 0 };

  if (snapshot->failure != NULL)
    {
      detail.code = (char *) rushes_failure_get_code (snapshot->failure);
      detail.text = (char *) rushes_failure_get_text (snapshot->failure);
      detail.request_id = (char *) rushes_failure_get_request_id (snapshot->failure);
    }
  return rushes_error_new_with_detail (RUSHES_ERROR_TASK_FAILED, &detail,
                                       "the task failed, says the service");
}

/* Why @snapshot is of no use. Returns: (transfer full) (nullable) */
static GError *
find_fault (const RushesSnapshot *snapshot)
{
  if (snapshot->phase == RUSHES_PHASE_FAILED)
    return new_task_failed_error (snapshot);
  if (snapshot->phase != RUSHES_PHASE_FINISHED && !rushes_snapshot_has_link (snapshot))
    return g_error_new_literal (RUSHES_ERROR, RUSHES_ERROR_NO_LINK, "the task is not finished any more");
  return NULL;
}

static void
take_links (RushesTransfer *self, RushesSnapshot *snapshot, const GError *error)
{
  if (snapshot == NULL)
    {
      g_info ("no fresh links: %s", error->message);
      rushes_transfer_route_note_refusal (self->route, error, !self->is_offline, get_now (self),
                                          g_random_int ());
      return;
    }

  rushes_transfer_route_note_links (self->route, snapshot);
  /* The key may be another one, too. */
  g_object_unref (self->job->account);
  self->job->account = rushes_fetch_copy_account (self->account);
}

static void
renewed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Question *question = user_data;
  g_autoptr (RushesTransfer) self = question->transfer;
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesSnapshot) snapshot = rushes_link_source_renew_finish (RUSHES_LINK_SOURCE (source), result,
                                                                         &error);
  gboolean is_late = question->attempt != self->attempt;

  g_free (question);
  if (is_late)
    return;

  g_clear_object (&self->asking);
  if (end_if_cancelled (self))
    return;
  if (snapshot != NULL)
    error = find_fault (snapshot);
  if (error != NULL)
    g_clear_pointer (&snapshot, rushes_snapshot_unref);
  take_links (self, snapshot, error);
  go_on (self);
}

static void
renew (RushesTransfer *self)
{
  Question *question = g_new0 (Question, 1);

  question->transfer = g_object_ref (self);
  question->attempt = ++self->attempt;
  self->asking = g_cancellable_new ();
  rushes_transfer_set_state (self, RUSHES_TRANSFER_ASKING);
  rushes_link_source_renew_async (self->links, self->account, self->snapshot->task_id, self->asking,
                                  renewed_cb, question);
}

/* From step to step */

static void
timer_fired_cb (gpointer user_data)
{
  RushesTransfer *self = user_data;

  self->timer = 0;
  go_on (self);
}

static void
give_way (RushesTransfer *self, gint64 due)
{
  self->due = due;
  end (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, "the transfer would have to wait"));
}

static void
wait_until (RushesTransfer *self, gint64 due)
{
  if (self->gives_way)
    {
      give_way (self, due);
      return;
    }
  rushes_transfer_set_state (self, RUSHES_TRANSFER_WAITING);
  self->timer = rushes_clock_add_timer (self->clock, due, timer_fired_cb, self);
}

static void
wait_for_network (RushesTransfer *self)
{
  if (self->gives_way)
    give_way (self, 0);
  else
    rushes_transfer_set_state (self, RUSHES_TRANSFER_WAITING);
}

static void
go_on (RushesTransfer *self)
{
  gint64 now = get_now (self);
  gint64 due = now;
  RushesTransferStep step;

  if (end_if_cancelled (self))
    return;
  if (self->is_offline && !self->job->is_whole)
    {
      wait_for_network (self);
      return;
    }

  step = rushes_transfer_route_next (self->route, rushes_clock_get_real_time (self->clock) / G_USEC_PER_SEC,
                                     now, &due);
  if (step == RUSHES_TRANSFER_STEP_END)
    end (self, rushes_transfer_route_dup_error (self->route));
  else if (due > now)
    wait_until (self, due);
  else if (step == RUSHES_TRANSFER_STEP_RENEW)
    renew (self);
  else
    fetch (self);
}

static void
prepared_cb (gpointer user_data)
{
  RushesTransfer *self = ((RushesTransferJob *) user_data)->owner;
  RushesTransferJob *job = self->job;

  if (job->error != NULL)
    {
      end (self, g_steal_pointer (&job->error));
      return;
    }

  self->farthest = job->bytes_there;
  rushes_transfer_tell_progress (self);
  /* Nobody has to be asked for what is all there. */
  if (job->is_whole && !end_if_cancelled (self))
    {
      rushes_transfer_route_turn_to_origin (self->route, job->result.origin);
      fetch (self);
    }
  else if (!job->is_whole)
    go_on (self);
}

void
rushes_transfer_set_offline (RushesTransfer *self, gboolean offline)
{
  g_return_if_fail (RUSHES_IS_TRANSFER (self));

  if (self->is_offline == offline)
    return;

  self->is_offline = offline;
  clear_timer (self);
  if (self->state == RUSHES_TRANSFER_WAITING && !self->is_ending)
    go_on (self);
}

static char *
dup_content_link (RushesTransfer *self)
{
  g_autoptr (GUri) uri = rushes_account_build_content_url (self->account, self->snapshot->task_id);

  return uri != NULL ? g_uri_to_string (uri) : NULL;
}

static RushesTransferJob *
new_job (RushesTransfer *self, GFile *destination, gboolean replace, GCancellable *cancellable)
{
  RushesTransferJob *job = rushes_transfer_job_new ();

  job->parts_folder = g_strdup (self->parts_folder);
  job->part_path = rushes_part_dup_path (self->parts_folder, self->account, self->snapshot->task_id);
  job->destination = g_object_ref (destination);
  job->replace = replace;
  job->expected_bytes = self->snapshot->bytes;
  job->account = rushes_fetch_copy_account (self->account);
  job->limits = self->limits;
  job->owner = self;
  g_set_object (&job->cancellable, cancellable);
  return job;
}

void
rushes_transfer_take_steps (RushesTransfer *self,
                            GFile *destination,
                            gboolean replace,
                            GCancellable *cancellable)
{
  g_autofree char *content_link = dup_content_link (self);

  self->job = new_job (self, destination, replace, cancellable);
  if (self->route == NULL)
    self->route = rushes_transfer_route_new (self->snapshot, content_link, self->links != NULL,
                                             self->max_tries);
  if (cancellable != NULL)
    {
      self->cancel_source = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->cancel_source, G_SOURCE_FUNC (cancelled_cb), self, NULL);
      g_source_attach (self->cancel_source, g_task_get_context (self->task));
    }
  rushes_transfer_set_state (self, RUSHES_TRANSFER_CONNECTING);
  rushes_transfer_worker_run (self->worker, rushes_transfer_job_prepare, prepared_cb, self->job);
}
