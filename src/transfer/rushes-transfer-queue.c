/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-transfer-queue"

#include "config.h"

#include "transfer/rushes-transfer-queue.h"

#include "base/rushes-error.h"
#include "transfer/rushes-transfer-queue-private.h"

typedef enum
{
  PROP_N_ACTIVE = 1,
  PROP_N_WAITING,
  PROP_N_FAILED,
  PROP_BLOCKED,
  PROP_FLOWING,
  PROP_OFFLINE,
  PROP_KEEPING_ALLOWED,
} RushesTransferQueueProps;

static GParamSpec *properties[PROP_KEEPING_ALLOWED + 1];

enum
{
  KEPT,
  SAVED,
  FAILED,
  CANCELLED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RushesTransferQueue, rushes_transfer_queue, G_TYPE_OBJECT)

static void
rushes_transfer_queue_dispose (GObject *object)
{
  RushesTransferQueue *self = RUSHES_TRANSFER_QUEUE (object);

  /* Steps hold the queue, so none is under way. */
  g_clear_handle_id (&self->review_id, g_source_remove);
  if (self->timer != 0)
    rushes_clock_remove_timer (self->clock, self->timer);
  self->timer = 0;
  g_hash_table_remove_all (self->jobs);
  g_hash_table_remove_all (self->accounts);
  g_clear_object (&self->library);
  g_clear_object (&self->links);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (rushes_transfer_queue_parent_class)->dispose (object);
}

static void
rushes_transfer_queue_finalize (GObject *object)
{
  RushesTransferQueue *self = RUSHES_TRANSFER_QUEUE (object);

  g_hash_table_unref (self->jobs);
  g_ptr_array_unref (self->busy);
  g_hash_table_unref (self->accounts);
  g_hash_table_unref (self->locked);
  g_ptr_array_unref (self->workers);
  g_clear_pointer (&self->blocked, rushes_failure_unref);
  g_free (self->parts_folder);

  G_OBJECT_CLASS (rushes_transfer_queue_parent_class)->finalize (object);
}

static void
rushes_transfer_queue_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  RushesTransferQueue *self = RUSHES_TRANSFER_QUEUE (object);

  switch ((RushesTransferQueueProps) property_id)
    {
    case PROP_N_ACTIVE:
      g_value_set_uint (value, self->n_active);
      break;
    case PROP_N_WAITING:
      g_value_set_uint (value, self->n_waiting);
      break;
    case PROP_N_FAILED:
      g_value_set_uint (value, self->n_failed);
      break;
    case PROP_BLOCKED:
      g_value_set_boxed (value, self->blocked);
      break;
    case PROP_FLOWING:
      g_value_set_boolean (value, self->flowing);
      break;
    case PROP_OFFLINE:
      g_value_set_boolean (value, self->offline);
      break;
    case PROP_KEEPING_ALLOWED:
      g_value_set_boolean (value, self->keeping_allowed);
      break;
    }
}

static void
rushes_transfer_queue_set_property (GObject *object,
                                    guint property_id,
                                    const GValue *value,
                                    GParamSpec *pspec)
{
  RushesTransferQueue *self = RUSHES_TRANSFER_QUEUE (object);

  switch ((RushesTransferQueueProps) property_id)
    {
    case PROP_OFFLINE:
      rushes_transfer_queue_set_offline (self, g_value_get_boolean (value));
      break;
    case PROP_KEEPING_ALLOWED:
      rushes_transfer_queue_set_keeping_allowed (self, g_value_get_boolean (value));
      break;
    case PROP_N_ACTIVE:
    case PROP_N_WAITING:
    case PROP_N_FAILED:
    case PROP_BLOCKED:
    case PROP_FLOWING:
      g_assert_not_reached ();
    }
}

static void
rushes_transfer_queue_class_init (RushesTransferQueueClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags read_only = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags read_write = read_only | G_PARAM_WRITABLE;

  object_class->dispose = rushes_transfer_queue_dispose;
  object_class->finalize = rushes_transfer_queue_finalize;
  object_class->get_property = rushes_transfer_queue_get_property;
  object_class->set_property = rushes_transfer_queue_set_property;

  properties[PROP_N_ACTIVE] = g_param_spec_uint ("n-active", NULL, NULL, 0, G_MAXUINT, 0, read_only);
  properties[PROP_N_WAITING] = g_param_spec_uint ("n-waiting", NULL, NULL, 0, G_MAXUINT, 0, read_only);
  properties[PROP_N_FAILED] = g_param_spec_uint ("n-failed", NULL, NULL, 0, G_MAXUINT, 0, read_only);
  properties[PROP_BLOCKED] = g_param_spec_boxed ("blocked", NULL, NULL, RUSHES_TYPE_FAILURE, read_only);
  properties[PROP_FLOWING] = g_param_spec_boolean ("flowing", NULL, NULL, FALSE, read_only);
  properties[PROP_OFFLINE] = g_param_spec_boolean ("offline", NULL, NULL, FALSE, read_write);
  properties[PROP_KEEPING_ALLOWED] = g_param_spec_boolean ("keeping-allowed", NULL, NULL, TRUE, read_write);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[KEPT] = g_signal_new ("kept", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, RUSHES_TYPE_TASK);
  signals[SAVED] = g_signal_new ("saved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 2, RUSHES_TYPE_TASK, G_TYPE_FILE);
  signals[FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, RUSHES_TYPE_TASK, G_TYPE_ERROR);
  signals[CANCELLED] = g_signal_new ("cancelled", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 1, RUSHES_TYPE_TASK);
}

static void
rushes_transfer_queue_init (RushesTransferQueue *self)
{
  self->accounts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->locked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->jobs = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) rushes_job_unref);
  self->busy = g_ptr_array_new ();
  self->workers = g_ptr_array_new_with_free_func ((GDestroyNotify) rushes_transfer_worker_unref);
  self->keeping_allowed = TRUE;
}

RushesTransferQueue *
rushes_transfer_queue_new (RushesLibrary *library,
                           RushesLinkSource *links,
                           RushesClock *clock,
                           const char *parts_folder)
{
  RushesTransferQueue *self = NULL;

  g_return_val_if_fail (RUSHES_IS_LIBRARY (library), NULL);
  g_return_val_if_fail (RUSHES_IS_CLOCK (clock), NULL);
  g_return_val_if_fail (parts_folder != NULL, NULL);

  self = g_object_new (RUSHES_TYPE_TRANSFER_QUEUE, NULL);
  self->library = g_object_ref (library);
  g_set_object (&self->links, links);
  self->clock = g_object_ref (clock);
  self->parts_folder = g_strdup (parts_folder);
  return self;
}

void
rushes_transfer_queue_emit_kept (RushesTransferQueue *self, RushesTask *task)
{
  g_signal_emit (self, signals[KEPT], 0, task);
}

void
rushes_transfer_queue_emit_saved (RushesTransferQueue *self, RushesTask *task, GFile *file)
{
  g_signal_emit (self, signals[SAVED], 0, task, file);
}

void
rushes_transfer_queue_emit_failed (RushesTransferQueue *self, RushesTask *task, const GError *error)
{
  g_signal_emit (self, signals[FAILED], 0, task, error);
}

void
rushes_transfer_queue_emit_cancelled (RushesTransferQueue *self, RushesTask *task)
{
  g_signal_emit (self, signals[CANCELLED], 0, task);
}

/* Whose turn it is */

static void
timer_fired_cb (gpointer user_data)
{
  RushesTransferQueue *self = user_data;

  self->timer = 0;
  rushes_transfer_queue_review (self);
}

static void
set_timer (RushesTransferQueue *self, gint64 due)
{
  if (self->timer != 0 && self->timer_due == due)
    return;

  if (self->timer != 0)
    rushes_clock_remove_timer (self->clock, self->timer);
  self->timer = due != G_MAXINT64 ? rushes_clock_add_timer (self->clock, due, timer_fired_cb, self) : 0;
  self->timer_due = due;
}

typedef struct
{
  guint n_active;
  guint n_waiting;
  guint n_failed;
  gint64 next_try;
} Survey;

static void
survey (RushesTransferQueue *self, Survey *result)
{
  const gint64 now = rushes_clock_get_boot_time (self->clock);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->jobs);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      RushesJob *job = value;

      if (job->fate == RUSHES_FATE_DROP)
        continue;
      if (job->state == RUSHES_TRANSFER_FAILED)
        result->n_failed++;
      else if (job->step != RUSHES_STEP_NONE)
        result->n_active++;
      else if (rushes_transfer_state_is_going_on (job->state))
        {
          result->n_waiting++;
          rushes_transfer_queue_note_pause (self, job);
        }

      if (job->step == RUSHES_STEP_NONE && job->next_try > now)
        result->next_try = MIN (result->next_try, job->next_try);
    }
}

static void
set_count (RushesTransferQueue *self, guint *count, guint value, RushesTransferQueueProps property)
{
  if (*count == value)
    return;

  *count = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
publish_flow (RushesTransferQueue *self)
{
  gboolean flowing = FALSE;

  for (guint i = 0; i < self->busy->len; i++)
    {
      const RushesJob *job = g_ptr_array_index (self->busy, i);

      if (job->state == RUSHES_TRANSFER_RUNNING && job->fate != RUSHES_FATE_DROP)
        flowing = TRUE;
    }
  if (self->flowing == flowing)
    return;

  self->flowing = flowing;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FLOWING]);
}

static void
publish (RushesTransferQueue *self)
{
  Survey result = { .next_try = G_MAXINT64 };

  survey (self, &result);
  set_timer (self, result.next_try);

  g_object_freeze_notify (G_OBJECT (self));
  set_count (self, &self->n_active, result.n_active, PROP_N_ACTIVE);
  set_count (self, &self->n_waiting, result.n_waiting, PROP_N_WAITING);
  set_count (self, &self->n_failed, result.n_failed, PROP_N_FAILED);
  publish_flow (self);
  g_object_thaw_notify (G_OBJECT (self));
}

static gboolean
review_cb (gpointer user_data)
{
  RushesTransferQueue *self = user_data;

  const gboolean turns_due = self->turns_due;

  self->review_id = 0;
  self->turns_due = FALSE;
  g_object_ref (self);
  if (turns_due && self->started && self->stopping == NULL && !self->stopped)
    rushes_transfer_queue_give_turns (self);
  if (turns_due)
    publish (self);
  else
    publish_flow (self);
  g_object_unref (self);
  return G_SOURCE_REMOVE;
}

void
rushes_transfer_queue_review (RushesTransferQueue *self)
{
  self->turns_due = TRUE;
  rushes_transfer_queue_note_flow (self);
}

void
rushes_transfer_queue_note_flow (RushesTransferQueue *self)
{
  if (self->review_id == 0)
    self->review_id = g_idle_add_full (G_PRIORITY_DEFAULT, review_cb, self, NULL);
}

/* Workers */

RushesTransferWorker *
rushes_transfer_queue_take_worker (RushesTransferQueue *self)
{
  if (self->workers->len > 0)
    return g_ptr_array_steal_index_fast (self->workers, self->workers->len - 1);
  return rushes_transfer_worker_new (NULL, NULL);
}

void
rushes_transfer_queue_give_back_worker (RushesTransferQueue *self, RushesTransferWorker *worker)
{
  if (worker != NULL)
    g_ptr_array_add (self->workers, worker);
}

/* What jobs tell */

void
rushes_transfer_queue_block (RushesTransferQueue *self, const GError *error)
{
  if (self->blocked != NULL)
    return;

  self->blocked = rushes_failure_new_from_error (error);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BLOCKED]);
}

void
rushes_transfer_queue_lock_account (RushesTransferQueue *self, const char *account_id)
{
  g_hash_table_add (self->locked, g_strdup (account_id));
}

void
rushes_transfer_queue_note_idle (RushesTransferQueue *self)
{
  g_autoptr (GTask) stopping = NULL;

  if (self->stopping == NULL || self->busy->len > 0)
    return;

  self->stopped = TRUE;
  stopping = g_steal_pointer (&self->stopping);
  g_task_return_boolean (stopping, TRUE);
}

/* Starting and stopping */

static gboolean
failed_for_key (RushesJob *job, gconstpointer account_id)
{
  return job->state == RUSHES_TRANSFER_FAILED && job->error != NULL
         && g_str_equal (rushes_task_get_account_id (job->task), account_id)
         && (g_error_matches (job->error, RUSHES_ERROR, RUSHES_ERROR_KEY_REFUSED)
             || g_error_matches (job->error, RUSHES_ERROR, RUSHES_ERROR_KEY_MISSING));
}

void
rushes_transfer_queue_add_account (RushesTransferQueue *self, RushesAccount *account)
{
  const char *id = NULL;

  g_return_if_fail (RUSHES_IS_TRANSFER_QUEUE (self));
  g_return_if_fail (RUSHES_IS_ACCOUNT (account));

  id = rushes_account_get_id (account);
  g_hash_table_replace (self->accounts, g_strdup (id), g_object_ref (account));
  g_hash_table_remove (self->locked, id);
  rushes_transfer_queue_requeue_all (self, failed_for_key, id);
  rushes_transfer_queue_review (self);
}

void
rushes_transfer_queue_remove_account (RushesTransferQueue *self, const char *account_id)
{
  g_return_if_fail (RUSHES_IS_TRANSFER_QUEUE (self));

  g_hash_table_remove (self->accounts, account_id);
}

/* The words of an error belong to its code, so they tell which it was. */
static GError *
restore_error (const RushesTransferRecord *record)
{
  for (int code = RUSHES_ERROR_FAILED; record->failure_code != NULL && code <= RUSHES_ERROR_KEYRING; code++)
    {
      g_autoptr (GError) error = g_error_new_literal (RUSHES_ERROR, code,
                                                      record->failure_text != NULL ? record->failure_text
                                                                                   : "");
      g_autoptr (RushesFailure) failure = rushes_failure_new_from_error (error);

      if (g_str_equal (rushes_failure_get_code (failure), record->failure_code))
        return g_steal_pointer (&error);
    }
  return g_error_new_literal (RUSHES_ERROR, RUSHES_ERROR_FAILED, "the transfer failed in an earlier run");
}

static void
restore_job (RushesTransferQueue *self, RushesTask *task)
{
  const RushesTransferRecord *record = rushes_task_get_transfer_record (task);
  RushesJob *job = NULL;

  if (g_hash_table_contains (self->jobs, task))
    return;

  job = rushes_job_new (self, task, record->purpose);
  if (record->destination != NULL)
    job->destination = g_file_new_for_uri (record->destination);
  job->replace = record->replace;
  job->created_at = record->created_at;
  job->is_restored = TRUE;
  g_hash_table_insert (self->jobs, task, job);
  if (record->state == RUSHES_TRANSFER_FAILED)
    {
      g_autoptr (RushesFailure) failure = NULL;

      job->error = restore_error (record);
      failure = rushes_failure_new_from_error (job->error);
      rushes_library_note_problem (self->library, task, failure);
    }
  rushes_job_set_state (job, record->state);
}

static gboolean
is_usable (RushesTransferQueue *self, const RushesTransferRecord *record)
{
  return record->purpose == RUSHES_PURPOSE_SAVE ? record->destination != NULL
                                                : rushes_library_get_videos_folder (self->library) != NULL;
}

void
rushes_transfer_queue_start (RushesTransferQueue *self)
{
  g_autoptr (GPtrArray) tasks = NULL;

  g_return_if_fail (RUSHES_IS_TRANSFER_QUEUE (self));

  if (self->started || self->stopping != NULL || self->stopped)
    return;

  self->started = TRUE;
  tasks = rushes_library_list_transfers (self->library);
  for (guint i = 0; i < tasks->len; i++)
    {
      RushesTask *task = g_ptr_array_index (tasks, i);

      if (is_usable (self, rushes_task_get_transfer_record (task)))
        restore_job (self, task);
    }

  rushes_transfer_queue_sweep (self);
  rushes_transfer_queue_review (self);
}

void
rushes_transfer_queue_stop_async (RushesTransferQueue *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (RUSHES_IS_TRANSFER_QUEUE (self));
  g_return_if_fail (self->stopping == NULL);

  self->stopping = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->stopping, rushes_transfer_queue_stop_async);
  for (guint i = 0; i < self->busy->len; i++)
    g_cancellable_cancel (((RushesJob *) g_ptr_array_index (self->busy, i))->cancellable);
  rushes_transfer_queue_note_idle (self);
}

gboolean
rushes_transfer_queue_stop_finish (RushesTransferQueue *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* What holds things up */

static gboolean
is_stopped_by_disk (RushesJob *job, gconstpointer data)
{
  return job->state == RUSHES_TRANSFER_PAUSED && job->disk_full;
}

void
rushes_transfer_queue_unblock (RushesTransferQueue *self)
{
  g_return_if_fail (RUSHES_IS_TRANSFER_QUEUE (self));

  if (self->blocked != NULL)
    {
      g_clear_pointer (&self->blocked, rushes_failure_unref);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BLOCKED]);
    }
  rushes_transfer_queue_requeue_all (self, is_stopped_by_disk, NULL);
  rushes_transfer_queue_review (self);
}

static gboolean
waits_for_its_next_try (RushesJob *job, gconstpointer data)
{
  /* For a pause within a fetch a server may have asked. */
  return job->next_try != 0 && job->route == NULL && job->step == RUSHES_STEP_NONE;
}

void
rushes_transfer_queue_set_offline (RushesTransferQueue *self, gboolean offline)
{
  GHashTableIter iter;
  gpointer value;

  g_return_if_fail (RUSHES_IS_TRANSFER_QUEUE (self));

  offline = !!offline;
  if (self->offline == offline)
    return;

  self->offline = offline;
  g_hash_table_iter_init (&iter, self->jobs);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      RushesJob *job = value;

      if (job->transfer != NULL)
        rushes_transfer_set_offline (job->transfer, rushes_job_is_offline (job));
    }
  if (!offline)
    rushes_transfer_queue_requeue_all (self, waits_for_its_next_try, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OFFLINE]);
  rushes_transfer_queue_review (self);
}

static gboolean
is_being_kept (RushesJob *job, gconstpointer data)
{
  return job->purpose == RUSHES_PURPOSE_KEEP && job->step != RUSHES_STEP_NONE;
}

void
rushes_transfer_queue_set_keeping_allowed (RushesTransferQueue *self, gboolean allowed)
{
  g_return_if_fail (RUSHES_IS_TRANSFER_QUEUE (self));

  allowed = !!allowed;
  if (self->keeping_allowed == allowed)
    return;

  self->keeping_allowed = allowed;
  if (!allowed)
    {
      g_autoptr (GPtrArray) jobs = rushes_transfer_queue_list_jobs (self, is_being_kept, NULL);

      for (guint i = 0; i < jobs->len; i++)
        rushes_job_interrupt (g_ptr_array_index (jobs, i), RUSHES_FATE_GO_ON);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KEEPING_ALLOWED]);
  rushes_transfer_queue_review (self);
}

gint64
rushes_transfer_queue_get_coming_bytes (RushesTransferQueue *self, guint *n_unknown)
{
  GHashTableIter iter;
  gpointer value;
  gint64 bytes = 0;

  g_return_val_if_fail (RUSHES_IS_TRANSFER_QUEUE (self), 0);

  *n_unknown = 0;
  g_hash_table_iter_init (&iter, self->jobs);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const RushesJob *job = value;
      const RushesSnapshot *snapshot = rushes_task_get_snapshot (job->task);
      const gint64 told = snapshot != NULL ? snapshot->bytes : 0;

      if (job->purpose != RUSHES_PURPOSE_KEEP || job->fate == RUSHES_FATE_DROP
          || rushes_task_get_kept_path (job->task) != NULL)
        continue;
      bytes += told;
      *n_unknown += told <= 0;
    }
  return bytes;
}

guint
rushes_transfer_queue_get_n_active (RushesTransferQueue *self)
{
  g_return_val_if_fail (RUSHES_IS_TRANSFER_QUEUE (self), 0);

  return self->n_active;
}

guint
rushes_transfer_queue_get_n_waiting (RushesTransferQueue *self)
{
  g_return_val_if_fail (RUSHES_IS_TRANSFER_QUEUE (self), 0);

  return self->n_waiting;
}

guint
rushes_transfer_queue_get_n_failed (RushesTransferQueue *self)
{
  g_return_val_if_fail (RUSHES_IS_TRANSFER_QUEUE (self), 0);

  return self->n_failed;
}

RushesFailure *
rushes_transfer_queue_get_blocked (RushesTransferQueue *self)
{
  g_return_val_if_fail (RUSHES_IS_TRANSFER_QUEUE (self), NULL);

  return self->blocked;
}

gboolean
rushes_transfer_queue_get_flowing (RushesTransferQueue *self)
{
  g_return_val_if_fail (RUSHES_IS_TRANSFER_QUEUE (self), FALSE);

  return self->flowing;
}
