/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-transfer-requests"

#include "config.h"

#include "transfer/rushes-transfer-queue-private.h"

static RushesJob *
find_job (RushesTransferQueue *self, RushesTask *task)
{
  RushesJob *job = g_hash_table_lookup (self->jobs, task);

  return job != NULL && job->fate != RUSHES_FATE_DROP ? job : NULL;
}

GPtrArray *
rushes_transfer_queue_list_jobs (RushesTransferQueue *self, RushesJobPredicate predicate, gconstpointer data)
{
  GPtrArray *jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) rushes_job_unref);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->jobs);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      RushesJob *job = value;

      if (job->fate != RUSHES_FATE_DROP && predicate (job, data))
        g_ptr_array_add (jobs, rushes_job_ref (job));
    }
  return jobs;
}

void
rushes_transfer_queue_requeue_all (RushesTransferQueue *self,
                                   RushesJobPredicate predicate,
                                   gconstpointer data)
{
  g_autoptr (GPtrArray) jobs = rushes_transfer_queue_list_jobs (self, predicate, data);

  for (guint i = 0; i < jobs->len; i++)
    {
      RushesJob *job = g_ptr_array_index (jobs, i);

      rushes_job_requeue (job);
      rushes_job_store (job);
    }
}

static void
revive (RushesJob *job)
{
  RushesTransferQueue *queue = job->queue;

  if (job->purpose == RUSHES_PURPOSE_SAVE)
    rushes_transfer_queue_emit_cancelled (queue, job->task);
  job->fate = RUSHES_FATE_GO_ON;
}

/* What is under way goes on where it leads to a kept copy; to another place of the user's it does not. */
static void
ask_for_save (RushesJob *job, GFile *destination, gboolean replace)
{
  const gboolean elsewhere = job->step != RUSHES_STEP_NONE && job->step_purpose == RUSHES_PURPOSE_SAVE;

  job->purpose = RUSHES_PURPOSE_SAVE;
  g_set_object (&job->destination, destination);
  job->replace = replace;
  if (job->step == RUSHES_STEP_NONE)
    rushes_job_requeue (job);
  else
    rushes_job_set_state (job, job->state);
  if (elsewhere)
    {
      job->is_superseded = TRUE;
      rushes_job_interrupt (job, RUSHES_FATE_GO_ON);
    }
}

void
rushes_transfer_queue_add (RushesTransferQueue *self,
                           RushesTask *task,
                           RushesTransferPurpose purpose,
                           GFile *destination,
                           gboolean replace)
{
  RushesJob *job = NULL;

  g_return_if_fail (RUSHES_IS_TRANSFER_QUEUE (self));
  g_return_if_fail (RUSHES_IS_TASK (task));
  g_return_if_fail ((purpose == RUSHES_PURPOSE_SAVE) == (destination != NULL));
  g_return_if_fail (!(purpose == RUSHES_PURPOSE_SAVE && rushes_transfer_queue_is_saving (self, task)));

  if (self->stopping != NULL || self->stopped)
    return;

  job = g_hash_table_lookup (self->jobs, task);
  if (job == NULL)
    {
      job = rushes_job_new (self, task, purpose);
      g_hash_table_insert (self->jobs, task, job);
    }
  else if (job->fate == RUSHES_FATE_DROP)
    {
      revive (job);
      job->purpose = purpose;
      g_clear_object (&job->destination);
      job->replace = FALSE;
    }
  else if (purpose == RUSHES_PURPOSE_KEEP)
    return;

  if (purpose == RUSHES_PURPOSE_SAVE)
    ask_for_save (job, destination, replace);
  else
    rushes_job_set_state (job, RUSHES_TRANSFER_QUEUED);
  rushes_job_store (job);
}

gboolean
rushes_transfer_queue_contains (RushesTransferQueue *self, RushesTask *task)
{
  g_return_val_if_fail (RUSHES_IS_TRANSFER_QUEUE (self), FALSE);

  return find_job (self, task) != NULL;
}

gboolean
rushes_transfer_queue_is_saving (RushesTransferQueue *self, RushesTask *task)
{
  RushesJob *job = NULL;

  g_return_val_if_fail (RUSHES_IS_TRANSFER_QUEUE (self), FALSE);

  job = find_job (self, task);
  return job != NULL && job->purpose == RUSHES_PURPOSE_SAVE && rushes_transfer_state_is_going_on (job->state);
}

void
rushes_transfer_queue_pause (RushesTransferQueue *self, RushesTask *task)
{
  RushesJob *job = NULL;

  g_return_if_fail (RUSHES_IS_TRANSFER_QUEUE (self));

  job = find_job (self, task);
  if (job != NULL && rushes_transfer_state_is_going_on (job->state))
    rushes_job_interrupt (job, RUSHES_FATE_PAUSE);
}

void
rushes_transfer_queue_resume (RushesTransferQueue *self, RushesTask *task)
{
  RushesJob *job = NULL;

  g_return_if_fail (RUSHES_IS_TRANSFER_QUEUE (self));

  job = find_job (self, task);
  if (job == NULL)
    return;

  if (job->fate == RUSHES_FATE_PAUSE)
    job->fate = RUSHES_FATE_GO_ON;
  else if (job->state == RUSHES_TRANSFER_PAUSED && job->disk_full)
    rushes_transfer_queue_unblock (self);
  else if (job->state == RUSHES_TRANSFER_PAUSED)
    {
      rushes_job_requeue (job);
      rushes_job_store (job);
    }
}

void
rushes_transfer_queue_cancel (RushesTransferQueue *self, RushesTask *task)
{
  RushesJob *job = NULL;

  g_return_if_fail (RUSHES_IS_TRANSFER_QUEUE (self));

  job = find_job (self, task);
  if (job == NULL)
    return;
  rushes_library_note_problem (self->library, task, NULL);
  rushes_job_interrupt (job, RUSHES_FATE_DROP);
  rushes_transfer_queue_review (self);
}

void
rushes_transfer_queue_keep_instead (RushesTransferQueue *self, RushesTask *task)
{
  RushesJob *job = NULL;

  g_return_if_fail (RUSHES_IS_TRANSFER_QUEUE (self));

  job = find_job (self, task);
  if (job == NULL || job->purpose == RUSHES_PURPOSE_KEEP)
    return;

  job->purpose = RUSHES_PURPOSE_KEEP;
  g_clear_object (&job->destination);
  job->replace = FALSE;
  if (job->step == RUSHES_STEP_NONE)
    rushes_job_requeue (job);
  else if (job->step_purpose == RUSHES_PURPOSE_SAVE)
    rushes_job_interrupt (job, RUSHES_FATE_GO_ON);
  else
    rushes_job_set_state (job, job->state);
  rushes_job_store (job);
  rushes_transfer_queue_emit_cancelled (self, task);
}

static gboolean
is_to_retry (RushesJob *job, gconstpointer task)
{
  return job->state == RUSHES_TRANSFER_FAILED && (task == NULL || job->task == task);
}

void
rushes_transfer_queue_retry (RushesTransferQueue *self, RushesTask *task)
{
  RushesJob *job = NULL;

  g_return_if_fail (RUSHES_IS_TRANSFER_QUEUE (self));

  job = find_job (self, task);
  if (job != NULL && job->state == RUSHES_TRANSFER_WAITING && job->step == RUSHES_STEP_NONE)
    rushes_job_requeue (job);
  else
    rushes_transfer_queue_requeue_all (self, is_to_retry, task);
}

void
rushes_transfer_queue_retry_failed (RushesTransferQueue *self)
{
  g_return_if_fail (RUSHES_IS_TRANSFER_QUEUE (self));

  rushes_transfer_queue_requeue_all (self, is_to_retry, NULL);
}

static gboolean
is_keeping (RushesJob *job, gconstpointer data)
{
  return job->purpose == RUSHES_PURPOSE_KEEP;
}

void
rushes_transfer_queue_cancel_keeping (RushesTransferQueue *self)
{
  g_autoptr (GPtrArray) jobs = NULL;

  g_return_if_fail (RUSHES_IS_TRANSFER_QUEUE (self));

  jobs = rushes_transfer_queue_list_jobs (self, is_keeping, NULL);
  for (guint i = 0; i < jobs->len; i++)
    rushes_transfer_queue_cancel (self, ((RushesJob *) g_ptr_array_index (jobs, i))->task);
}
