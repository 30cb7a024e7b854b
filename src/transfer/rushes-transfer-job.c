/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-transfer-job"

#include "config.h"

#include "transfer/rushes-transfer-job.h"

#include "api/rushes-signed-link.h"
#include "base/rushes-folders.h"
#include "transfer/rushes-landing.h"

RushesTransferJob *
rushes_transfer_job_new (void)
{
  return g_new0 (RushesTransferJob, 1);
}

void
rushes_transfer_job_free (RushesTransferJob *self)
{
  g_assert (self->part == NULL);
  g_free (self->parts_folder);
  g_free (self->part_path);
  g_clear_object (&self->destination);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->account);
  g_free (self->link);
  g_clear_error (&self->error);
  rushes_fetch_result_clear (&self->result);
  g_free (self);
}

static RushesTransferState
state_from_stage (RushesFetchStage stage)
{
  switch (stage)
    {
    case RUSHES_FETCH_RUNNING:
      return RUSHES_TRANSFER_RUNNING;
    case RUSHES_FETCH_VERIFYING:
      return RUSHES_TRANSFER_VERIFYING;
    case RUSHES_FETCH_CONNECTING:
    default:
      return RUSHES_TRANSFER_CONNECTING;
    }
}

static void
note_state (RushesTransferJob *self, RushesTransferState state)
{
  atomic_store_explicit (&self->state, (int) state, memory_order_relaxed);
}

static void
note_progress (RushesFetchStage stage, gint64 done, gint64 total, gpointer user_data)
{
  RushesTransferJob *self = user_data;

  atomic_store_explicit (&self->bytes_done, done, memory_order_relaxed);
  atomic_store_explicit (&self->bytes_total, total, memory_order_relaxed);
  note_state (self, state_from_stage (stage));
}

static void
look_at_part (RushesTransferJob *self)
{
  gint64 total = rushes_part_get_identity (self->part)->total;

  self->bytes_there = rushes_part_get_length (self->part);
  self->is_whole = rushes_part_is_complete (self->part);
  note_progress (RUSHES_FETCH_CONNECTING, self->bytes_there, MAX (total, 0), self);
}

void
rushes_transfer_job_prepare (SoupSession *session, gpointer job)
{
  RushesTransferJob *self = job;

  if (!rushes_folders_make_private (self->parts_folder, &self->error))
    return;
  self->part = rushes_part_open (self->part_path, self->cancellable, &self->error);
  if (self->part == NULL)
    return;

  look_at_part (self);
  self->result.origin = g_strdup (rushes_part_get_identity (self->part)->origin);
  rushes_landing_check_folder (self->destination, self->replace,
                               MAX (self->expected_bytes - self->bytes_there, 0), self->cancellable,
                               &self->error);
}

static void
land (RushesTransferJob *self)
{
  note_state (self, RUSHES_TRANSFER_COMMITTING);
  if (!rushes_landing_commit (self->part_path, self->destination, self->replace, self->result.origin,
                              self->cancellable, &self->error))
    return;

  rushes_part_finish (self->part);
  g_clear_pointer (&self->part, rushes_part_close);
}

void
rushes_transfer_job_fetch (SoupSession *session, gpointer job)
{
  RushesTransferJob *self = job;
  RushesFetchRequest request = self->limits;
  g_autofree char *shown = rushes_signed_link_redact (self->link);

  request.link = self->link;
  request.account = self->account;
  request.part = self->part;
  request.progress = note_progress;
  request.user_data = self;

  g_debug ("fetching %s from %" G_GINT64_FORMAT " on", shown, rushes_part_get_length (self->part));
  g_clear_error (&self->error);
  rushes_fetch_result_clear (&self->result);
  self->is_fetched = rushes_fetch_run (session, &request, self->cancellable, &self->result, &self->error);
  look_at_part (self);
  if (self->is_fetched)
    land (self);
}

void
rushes_transfer_job_close (SoupSession *session, gpointer job)
{
  RushesTransferJob *self = job;

  g_clear_pointer (&self->part, rushes_part_close);
}
