/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-library"

#include "config.h"

#include "library/rushes-library.h"

#include "base/rushes-error.h"
#include "library/rushes-library-private.h"
#include "library/rushes-merge.h"
#include "library/rushes-records.h"
#include "library/rushes-task-private.h"

/* Until a write that failed is tried again: doubled each time. */
#define RETRY_AFTER (30 * G_TIME_SPAN_SECOND)
#define LONGEST_RETRY_AFTER (5 * G_TIME_SPAN_MINUTE)

enum
{
  WRITE_FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RushesLibrary, rushes_library, G_TYPE_OBJECT)

static void rushes_library_flush (RushesLibrary *self);
static void rushes_library_queue_flush (RushesLibrary *self);
static void rushes_library_flush_at_last (RushesLibrary *self);
static void rushes_library_clear_retry (RushesLibrary *self);

gboolean
rushes_library_is_written (GObject *store, GAsyncResult *result, GTask *call)
{
  GError *error = NULL;

  if (rushes_store_run_finish (RUSHES_STORE (store), result, &error))
    return TRUE;

  g_task_return_error (call, error);
  return FALSE;
}

gboolean
rushes_library_finish_boolean (RushesLibrary *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

gint64
rushes_library_get_now (RushesLibrary *self)
{
  return rushes_clock_get_real_time (self->clock) / G_USEC_PER_SEC;
}

static void
rushes_library_dispose (GObject *object)
{
  RushesLibrary *self = RUSHES_LIBRARY (object);

  /* Where nobody closed it, what is left is written all the same. */
  if (self->store != NULL)
    rushes_library_flush_at_last (self);
  g_clear_handle_id (&self->flush_id, g_source_remove);
  rushes_library_clear_retry (self);
  rushes_library_stop_loading (self);
  g_clear_object (&self->store);
  g_clear_object (&self->tasks);
  g_clear_object (&self->accounts);
  g_clear_object (&self->clock);
  g_hash_table_remove_all (self->removed);
  g_hash_table_remove_all (self->unwritten);

  G_OBJECT_CLASS (rushes_library_parent_class)->dispose (object);
}

static void
rushes_library_finalize (GObject *object)
{
  RushesLibrary *self = RUSHES_LIBRARY (object);

  g_clear_pointer (&self->removed, g_hash_table_unref);
  g_clear_pointer (&self->unwritten, g_hash_table_unref);
  g_clear_pointer (&self->expiry, rushes_expiry_free);
  g_clear_pointer (&self->kept, rushes_kept_copies_unref);
  g_clear_error (&self->flush_error);
  g_clear_pointer (&self->notice, g_free);
  g_clear_pointer (&self->videos_folder, g_free);

  G_OBJECT_CLASS (rushes_library_parent_class)->finalize (object);
}

static void
rushes_library_class_init (RushesLibraryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rushes_library_dispose;
  object_class->finalize = rushes_library_finalize;

  signals[WRITE_FAILED] = g_signal_new ("write-failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1, RUSHES_TYPE_FAILURE);
}

static void
rushes_library_init (RushesLibrary *self)
{
  self->tasks = rushes_task_list_new ();
  self->accounts = g_list_store_new (RUSHES_TYPE_ACCOUNT);
  self->removed = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
  self->unwritten = g_hash_table_new_full (NULL, NULL, g_object_unref, g_free);
  self->expiry = rushes_expiry_new ();
  self->kept = rushes_kept_copies_new ();
  rushes_library_follow_kept (self);
}

RushesLibrary *
rushes_library_new (const char *path, RushesClock *clock)
{
  RushesLibrary *self;

  g_return_val_if_fail (RUSHES_IS_CLOCK (clock), NULL);

  self = g_object_new (RUSHES_TYPE_LIBRARY, NULL);
  self->clock = g_object_ref (clock);
  self->store = rushes_store_new (path);
  if (path != NULL)
    {
      g_autofree char *folder = g_path_get_dirname (path);

      self->videos_folder = g_build_filename (folder, "videos", NULL);
    }
  return self;
}

RushesTaskList *
rushes_library_get_tasks (RushesLibrary *self)
{
  g_return_val_if_fail (RUSHES_IS_LIBRARY (self), NULL);

  return self->tasks;
}

GListModel *
rushes_library_get_accounts (RushesLibrary *self)
{
  g_return_val_if_fail (RUSHES_IS_LIBRARY (self), NULL);

  return G_LIST_MODEL (self->accounts);
}

/* Expiry */

void
rushes_library_refresh_state (RushesLibrary *self, RushesTask *task)
{
  const gint64 now = rushes_library_get_now (self);
  RushesState state;
  gint64 expires_at;

  rushes_task_update_state (task, now);
  state = rushes_task_get_state (task);
  /* A link that has ended works again where the clock is put back. */
  expires_at = state == RUSHES_STATE_READY || state == RUSHES_STATE_EXPIRED
                 ? rushes_task_get_snapshot (task)->expires_at
                 : 0;
  rushes_expiry_watch (self->expiry, task, expires_at);
  /* All that are watched are as they were at one moment: then the clock may go back behind any of them. */
  if (rushes_expiry_is_late (self->expiry, expires_at, now))
    rushes_library_update_states (self);
}

void
rushes_library_update_states (RushesLibrary *self)
{
  g_autoptr (GPtrArray) tasks = NULL;
  gint64 now;

  g_return_if_fail (RUSHES_IS_LIBRARY (self));

  now = rushes_library_get_now (self);
  tasks = rushes_expiry_pass (self->expiry, now);
  for (guint i = 0; i < tasks->len; i++)
    rushes_task_update_state (g_ptr_array_index (tasks, i), now);
}

gint64
rushes_library_get_next_expiry (RushesLibrary *self)
{
  g_return_val_if_fail (RUSHES_IS_LIBRARY (self), G_MAXINT64);

  return rushes_expiry_get_next (self->expiry);
}

gint64
rushes_library_get_last_expiry (RushesLibrary *self)
{
  g_return_val_if_fail (RUSHES_IS_LIBRARY (self), G_MININT64);

  return rushes_expiry_get_last (self->expiry);
}

const char *
rushes_library_get_notice (RushesLibrary *self)
{
  g_return_val_if_fail (RUSHES_IS_LIBRARY (self), NULL);

  return self->notice;
}

gboolean
rushes_library_get_read_only (RushesLibrary *self)
{
  g_return_val_if_fail (RUSHES_IS_LIBRARY (self), FALSE);

  return self->read_only;
}

/* Writing what the service said: whatever came while one batch is being written makes the next one */

static gboolean
write_batch (RushesDatabase *database, gpointer data, GError **error)
{
  return rushes_records_write_snapshots (database, data, error);
}

static void
rushes_library_clear_retry (RushesLibrary *self)
{
  if (self->retry_id != 0)
    rushes_clock_remove_timer (self->clock, self->retry_id);
  self->retry_id = 0;
}

static void
retry_cb (gpointer user_data)
{
  RushesLibrary *self = user_data;

  self->retry_id = 0;
  rushes_library_flush (self);
}

static void
queue_retry (RushesLibrary *self)
{
  const gint64 wait = MIN (RETRY_AFTER << MIN (self->n_failures, 8), LONGEST_RETRY_AFTER);

  self->n_failures++;
  rushes_library_clear_retry (self);
  if (self->closing)
    return;
  self->retry_id = rushes_clock_add_timer (self->clock, rushes_clock_get_boot_time (self->clock) + wait,
                                           retry_cb, self);
}

static void
note_written (RushesLibrary *self)
{
  g_clear_error (&self->flush_error);
  self->n_failures = 0;
  rushes_library_clear_retry (self);
}

static void
note_flush_error (RushesLibrary *self, GError *error)
{
  g_autoptr (RushesFailure) failure = NULL;
  const gboolean first = self->flush_error == NULL;

  g_clear_error (&self->flush_error);
  self->flush_error = error;
  queue_retry (self);
  if (!first)
    return;

  failure = rushes_failure_new_from_error (error);
  g_signal_emit (self, signals[WRITE_FAILED], 0, failure);
}

typedef struct
{
  GWeakRef library;
  GPtrArray *tasks;
} Flush;

static void
flush_free (Flush *flush)
{
  g_weak_ref_clear (&flush->library);
  g_ptr_array_unref (flush->tasks);
  g_free (flush);
}

/* What has been said meanwhile is newer. */
static void
take_back (RushesLibrary *self, Flush *flush, GPtrArray *records)
{
  for (guint i = 0; i < flush->tasks->len; i++)
    {
      RushesTask *task = g_ptr_array_index (flush->tasks, i);
      RushesSnapshotRecord *record = g_ptr_array_index (records, i);

      if (g_hash_table_lookup (self->unwritten, task) == NULL)
        g_hash_table_insert (self->unwritten, g_object_ref (task), g_steal_pointer (&record->raw_reply));
    }
}

static void
batch_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Flush *flush = user_data;
  g_autoptr (RushesLibrary) self = g_weak_ref_get (&flush->library);
  GError *error = NULL;
  const gboolean written = rushes_store_run_finish (RUSHES_STORE (source), result, &error);

  if (self == NULL)
    {
      g_clear_error (&error);
    }
  else if (written)
    {
      self->n_flushes--;
      note_written (self);
      rushes_library_queue_flush (self);
    }
  else
    {
      self->n_flushes--;
      take_back (self, flush, rushes_store_get_data (result));
      note_flush_error (self, error);
    }
  flush_free (flush);
}

static Flush *
flush_new (RushesLibrary *self)
{
  Flush *flush = g_new0 (Flush, 1);
  GHashTableIter iter;
  gpointer task;

  g_weak_ref_init (&flush->library, self);
  flush->tasks = g_ptr_array_new_with_free_func (g_object_unref);
  g_hash_table_iter_init (&iter, self->unwritten);
  while (g_hash_table_iter_next (&iter, &task, NULL))
    g_ptr_array_add (flush->tasks, g_object_ref (task));
  return flush;
}

/* (transfer full) (element-type RushesSnapshotRecord): what is known by now, not by then; in the order of
 * flush_new() */
static GPtrArray *
take_unwritten (RushesLibrary *self)
{
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify) rushes_snapshot_record_free);
  GHashTableIter iter;
  gpointer task;
  gpointer raw_reply;

  g_hash_table_iter_init (&iter, self->unwritten);
  while (g_hash_table_iter_next (&iter, &task, &raw_reply))
    g_ptr_array_add (records, rushes_snapshot_record_new (rushes_task_get_order (task),
                                                          rushes_task_get_snapshot (task), raw_reply,
                                                          rushes_library_get_now (self)));
  g_hash_table_remove_all (self->unwritten);
  return records;
}

static void
rushes_library_flush (RushesLibrary *self)
{
  Flush *flush;

  g_clear_handle_id (&self->flush_id, g_source_remove);
  if (g_hash_table_size (self->unwritten) == 0)
    return;

  self->n_flushes++;
  flush = flush_new (self);
  rushes_store_run_async (self->store, write_batch, take_unwritten (self), (GDestroyNotify) g_ptr_array_unref,
                          batch_written_cb, flush);
}

static void
rushes_library_flush_at_last (RushesLibrary *self)
{
  if (g_hash_table_size (self->unwritten) > 0)
    rushes_store_run_async (self->store, write_batch, take_unwritten (self),
                            (GDestroyNotify) g_ptr_array_unref, NULL, NULL);
}

static gboolean
flush_cb (gpointer user_data)
{
  RushesLibrary *self = user_data;

  self->flush_id = 0;
  rushes_library_flush (self);
  return G_SOURCE_REMOVE;
}

static void
rushes_library_queue_flush (RushesLibrary *self)
{
  if (self->flush_id == 0 && self->n_flushes == 0 && g_hash_table_size (self->unwritten) > 0)
    self->flush_id = g_idle_add_full (G_PRIORITY_DEFAULT, flush_cb, self, NULL);
}

void
rushes_library_run_intent (RushesLibrary *self,
                           RushesDatabaseFunc func,
                           gpointer data,
                           GDestroyNotify free_data,
                           GAsyncReadyCallback callback,
                           GTask *task)
{
  /* What is in the list and what is not is known once every row is there. */
  if (self->loading != NULL)
    {
      rushes_library_hold_intent (self, func, data, free_data, callback, task);
      return;
    }

  rushes_library_flush (self);
  rushes_store_run_async (self->store, func, data, free_data, callback, task);
}

void
rushes_library_apply_snapshot (RushesLibrary *self, RushesTask *task, RushesSnapshot *snapshot)
{
  rushes_library_apply_reply (self, task, snapshot, NULL);
}

void
rushes_library_apply_reply (RushesLibrary *self,
                            RushesTask *task,
                            RushesSnapshot *snapshot,
                            const char *raw_reply)
{
  g_autoptr (RushesSnapshot) merged = NULL;
  gboolean had_ended;

  g_return_if_fail (RUSHES_IS_LIBRARY (self));
  g_return_if_fail (RUSHES_IS_TASK (task));
  g_return_if_fail (snapshot != NULL);

  had_ended = rushes_task_has_ended (task);

  merged = rushes_merge_snapshots (rushes_task_get_snapshot (task), snapshot, rushes_library_get_now (self));

  g_object_freeze_notify (G_OBJECT (task));
  rushes_task_set_problem (task, NULL);
  if (merged != NULL)
    rushes_task_set_snapshot (task, merged);
  if (merged != NULL && !had_ended)
    rushes_usual_learn (&self->usual, merged);
  rushes_task_set_usual_seconds (task, rushes_usual_get_seconds (&self->usual));
  rushes_library_refresh_state (self, task);
  g_object_thaw_notify (G_OBJECT (task));

  if (merged != NULL && !self->read_only)
    {
      g_hash_table_replace (self->unwritten, g_object_ref (task), g_strdup (raw_reply));
      rushes_library_queue_flush (self);
    }
}

void
rushes_library_note_problem (RushesLibrary *self, RushesTask *task, RushesFailure *problem)
{
  g_return_if_fail (RUSHES_IS_LIBRARY (self));

  rushes_task_set_problem (task, problem);
}

void
rushes_library_note_asking (RushesLibrary *self, RushesTask *task, gboolean asking)
{
  g_return_if_fail (RUSHES_IS_LIBRARY (self));

  rushes_task_set_asking (task, asking);
}

void
rushes_library_note_paused (RushesLibrary *self, RushesTask *task, gboolean paused)
{
  g_return_if_fail (RUSHES_IS_LIBRARY (self));

  rushes_task_set_paused (task, paused);
}

/* Closing */

static gboolean
clean_up (RushesDatabase *database, gpointer data, GError **error)
{
  return rushes_records_purge (database, error);
}

static void
store_closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RushesLibrary *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!rushes_store_close_finish (RUSHES_STORE (source), result, &error))
    g_task_return_error (task, error);
  else if (self->flush_error != NULL)
    g_task_return_error (task, g_steal_pointer (&self->flush_error));
  else
    g_task_return_boolean (task, TRUE);
}

void
rushes_library_close_async (RushesLibrary *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (RUSHES_IS_LIBRARY (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, rushes_library_close_async);
  rushes_library_stop_loading (self);
  rushes_library_stop_adding (self);

  self->closing = TRUE;
  rushes_library_clear_retry (self);
  /* Nobody can bring a removed task back any more; where this does not work, the next start does it. */
  rushes_library_run_intent (self, clean_up, NULL, NULL, NULL, NULL);
  rushes_store_close_async (self->store, store_closed_cb, task);
}

gboolean
rushes_library_close_finish (RushesLibrary *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
