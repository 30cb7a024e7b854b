/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-library-load"

#include "config.h"

#include "library/rushes-library-private.h"

#include "base/rushes-error.h"
#include "library/rushes-records.h"
#include "library/rushes-task-private.h"

#include <glib/gi18n-lib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

/* Opening: the newest rows stand in the list at once; the others are read, in batches, on the store's thread
 * and get into the list whenever the main loop has nothing better to do. */

/* Whoever has heard of the tasks has seen to them by then; nothing else depends on it. */
#define SETTLE_SECONDS 5
/* More than any screen shows. */
#define FIRST_ROWS 200
#define BATCH_ROWS 4000
/* What gets into the list at once, so that a frame of 16 ms is never late for it; every change of the list
 * costs those who sort and show it, so fewer would not be better. */
#define CHUNK_ROWS 250

/* One batch of rows, as the store's thread makes it. */
typedef struct
{
  gint64 below;
  guint most;
  char *videos_folder; /* (nullable) */
  GPtrArray *accounts; /* (element-type RushesAccountRecord) (nullable): with the first rows */
  GPtrArray *tasks;    /* (element-type RushesTask): the newest first */
  gint64 last;         /* the lowest number among them */
} Batch;

/* What a person did meanwhile. */
typedef struct
{
  RushesDatabaseFunc func;
  gpointer data;
  GDestroyNotify free_data;
  GAsyncReadyCallback callback;
  GTask *task;
} Intent;

struct _RushesLoading
{
  GTask *task;
  GPtrArray *tasks;   /* (nullable): the batch that is getting into the list */
  guint n_shown;      /* of them */
  GPtrArray *waiting; /* (nullable): the next batch */
  gint64 below;       /* where the one after that begins */
  gboolean unchecked; /* the file may turn out to be damaged */
  gboolean checking;
  gboolean standing; /* since the library is patient */
  gboolean reading;
  gboolean all_read;
  gboolean purging;
  gboolean purged;
  guint idle_id;
  GPtrArray *finished; /* (element-type RushesSnapshot): the newest first */
  RushesUsual probe;   /* tells those that say how long tasks take */
  GQueue intents;
};

static Batch *
batch_new (RushesLibrary *self, gint64 below, guint most)
{
  Batch *batch = g_new0 (Batch, 1);

  batch->below = below;
  batch->most = most;
  batch->videos_folder = g_strdup (self->videos_folder);
  return batch;
}

static void
batch_free (gpointer data)
{
  Batch *batch = data;

  g_clear_pointer (&batch->accounts, g_ptr_array_unref);
  g_clear_pointer (&batch->tasks, g_ptr_array_unref);
  g_free (batch->videos_folder);
  g_free (batch);
}

static RushesLoading *
loading_new (GTask *task)
{
  RushesLoading *loading = g_new0 (RushesLoading, 1);

  loading->task = task;
  loading->finished = g_ptr_array_new_with_free_func ((GDestroyNotify) rushes_snapshot_unref);
  g_queue_init (&loading->intents);
  return loading;
}

static void
loading_free (RushesLoading *loading)
{
  g_clear_handle_id (&loading->idle_id, g_source_remove);
  g_clear_pointer (&loading->tasks, g_ptr_array_unref);
  g_clear_pointer (&loading->waiting, g_ptr_array_unref);
  g_ptr_array_unref (loading->finished);
  g_clear_object (&loading->task);
  g_free (loading);
}

/* On the store's thread */

static RushesTask *
make_task (const RushesTaskRecord *record, const char *videos_folder)
{
  RushesTask *task = rushes_task_new (record->task_id, record->account_id, record->number, record->added_at);

  /* Nobody listens yet: all is told to nobody at once. */
  g_object_freeze_notify (G_OBJECT (task));
  rushes_task_set_label (task, record->label);
  rushes_task_set_snapshot (task, record->snapshot);
  rushes_library_show_files (videos_folder, task, record);
  rushes_task_set_note (task, record->note);
  g_object_thaw_notify (G_OBJECT (task));
  return task;
}

static gboolean
load_batch (RushesDatabase *database, gpointer data, GError **error)
{
  Batch *batch = data;
  g_autoptr (GPtrArray) records = rushes_records_load_tasks (database, batch->below, batch->most, error);

  if (records == NULL)
    return FALSE;

  batch->tasks = g_ptr_array_new_full (records->len, g_object_unref);
  for (guint i = 0; i < records->len; i++)
    {
      const RushesTaskRecord *record = g_ptr_array_index (records, i);

      g_ptr_array_add (batch->tasks, make_task (record, batch->videos_folder));
      batch->last = record->number;
    }
  return TRUE;
}

static gboolean
load_first (RushesDatabase *database, gpointer data, GError **error)
{
  Batch *batch = data;

  batch->accounts = rushes_records_load_accounts (database, error);
  return batch->accounts != NULL && load_batch (database, batch, error);
}

/* The pages that were read once, and what the rows took on their way, are not needed again. */
static gboolean
give_memory_back (RushesDatabase *database, gpointer data, GError **error)
{
  const gboolean shrunk = rushes_database_run (database, "PRAGMA shrink_memory", error);

#ifdef __GLIBC__
  malloc_trim (0);
#endif
  return shrunk;
}

/* Where an index does not agree with its table, which the quick check does not see, it is built anew. Rows
 * that cannot be purged are left out of the list all the same. */
static gboolean
purge (RushesDatabase *database, gpointer data, GError **error)
{
  g_autoptr (GError) purge_error = NULL;

  if (rushes_records_purge (database, &purge_error)
      || g_error_matches (purge_error, RUSHES_ERROR, RUSHES_ERROR_LIBRARY_NEWER))
    return TRUE;
  if (!g_error_matches (purge_error, RUSHES_ERROR, RUSHES_ERROR_LIBRARY_DAMAGED))
    {
      g_propagate_error (error, g_steal_pointer (&purge_error));
      return FALSE;
    }

  if (rushes_database_run (database, "REINDEX", NULL))
    rushes_records_purge (database, NULL);
  return TRUE;
}

/* On the main thread */

void
rushes_library_hold_intent (RushesLibrary *self,
                            RushesDatabaseFunc func,
                            gpointer data,
                            GDestroyNotify free_data,
                            GAsyncReadyCallback callback,
                            GTask *task)
{
  Intent *intent = g_new (Intent, 1);

  *intent = (Intent){ func, data, free_data, callback, task };
  g_queue_push_tail (&self->loading->intents, intent);
}

/* From here on a person's doings go their usual way: first those that have waited. */
static RushesLoading *
leave_loading (RushesLibrary *self)
{
  RushesLoading *loading = g_steal_pointer (&self->loading);
  Intent *intent;

  /* Nothing is written into a damaged file. */
  if (loading->unchecked && !loading->checking)
    rushes_store_check_async (self->store, rushes_library_get_now (self), NULL, NULL);
  while ((intent = g_queue_pop_head (&loading->intents)) != NULL)
    {
      rushes_library_run_intent (self, intent->func, intent->data, intent->free_data, intent->callback,
                                 intent->task);
      g_free (intent);
    }
  return loading;
}

/* Takes @error. */
static void
fail (RushesLibrary *self, GError *error)
{
  RushesLoading *loading = leave_loading (self);

  rushes_store_close_async (self->store, NULL, NULL);
  /* Its tables are not those that we know. */
  if (self->read_only)
    error->code = RUSHES_ERROR_LIBRARY_NEWER;
  g_task_return_error (loading->task, error);
  loading_free (loading);
}

void
rushes_library_stop_loading (RushesLibrary *self)
{
  RushesLoading *loading;

  g_clear_handle_id (&self->settle_id, g_source_remove);
  if (self->loading == NULL)
    return;

  loading = leave_loading (self);
  g_task_return_new_error (loading->task, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                           "the library was closed before it was open");
  loading_free (loading);
}

/* As if all had been seen in the order in which they were added. */
static void
learn_usual (RushesLibrary *self, const RushesLoading *loading)
{
  for (guint i = loading->finished->len; i > 0; i--)
    rushes_usual_learn (&self->usual, g_ptr_array_index (loading->finished, i - 1));
}

static gboolean
settled_cb (gpointer user_data)
{
  RushesLibrary *self = user_data;

  self->settle_id = 0;
  rushes_store_run_async (self->store, give_memory_back, NULL, NULL, NULL, NULL);
  return G_SOURCE_REMOVE;
}

static void
finish_when_done (RushesLibrary *self)
{
  RushesLoading *loading = self->loading;

  if (loading->tasks != NULL || !loading->purged)
    return;

  learn_usual (self, loading);
  leave_loading (self);
  self->settle_id = g_timeout_add_seconds (SETTLE_SECONDS, settled_cb, self);
  g_task_return_boolean (loading->task, TRUE);
  loading_free (loading);
}

static void
purged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesLibrary) self = user_data;
  GError *error = NULL;

  if (!rushes_store_run_finish (RUSHES_STORE (source), result, &error))
    {
      if (self->loading != NULL)
        fail (self, error);
      else
        g_error_free (error);
      return;
    }
  if (self->loading == NULL)
    return;

  self->loading->purged = TRUE;
  finish_when_done (self);
}

static void
look_at (RushesLibrary *self, RushesTask *task)
{
  RushesLoading *loading = self->loading;
  RushesSnapshot *snapshot = rushes_task_get_snapshot (task);

  rushes_library_refresh_state (self, task);
  if (snapshot == NULL || loading->finished->len == RUSHES_USUAL_MAX)
    return;

  rushes_usual_learn (&loading->probe, snapshot);
  if (loading->probe.n > loading->finished->len)
    g_ptr_array_add (loading->finished, rushes_snapshot_ref (snapshot));
}

static void
show_chunk (RushesLibrary *self, guint most)
{
  RushesLoading *loading = self->loading;
  const guint n = MIN (most, loading->tasks->len - loading->n_shown);
  g_autoptr (GPtrArray) chunk = g_ptr_array_sized_new (n);

  for (guint i = 0; i < n; i++)
    look_at (self, g_ptr_array_index (loading->tasks, loading->n_shown + i));
  for (guint i = n; i > 0; i--)
    g_ptr_array_add (chunk, g_ptr_array_index (loading->tasks, loading->n_shown + i - 1));
  loading->n_shown += n;
  rushes_task_list_prepend (self->tasks, chunk);
}

static void advance (RushesLibrary *self);
static void check (RushesLibrary *self);

static gboolean
show_chunk_cb (gpointer user_data)
{
  RushesLibrary *self = user_data;
  RushesLoading *loading = self->loading;

  show_chunk (self, CHUNK_ROWS);
  /* Whoever heard of the rows may have closed the library. */
  if (self->loading != loading)
    return G_SOURCE_REMOVE;
  if (loading->n_shown < loading->tasks->len)
    return G_SOURCE_CONTINUE;

  g_clear_pointer (&loading->tasks, g_ptr_array_unref);
  loading->idle_id = 0;
  advance (self);
  return G_SOURCE_REMOVE;
}

/* (nullable): of the call that has ended, unless the library has been closed or could not be read */
static Batch *
take_batch (RushesLibrary *self, GAsyncResult *result)
{
  RushesLoading *loading = self->loading;
  Batch *batch = rushes_store_get_data (result);
  GError *error = NULL;
  const gboolean done = rushes_store_run_finish (self->store, result, &error);

  if (loading == NULL)
    {
      g_clear_error (&error);
      return NULL;
    }
  if (!done && loading->unchecked && g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_LIBRARY_DAMAGED))
    {
      g_clear_error (&error);
      check (self);
      return NULL;
    }
  if (!done)
    {
      fail (self, error);
      return NULL;
    }

  loading->reading = FALSE;
  loading->below = batch->last;
  loading->all_read = batch->tasks->len < batch->most;
  return batch;
}

static void
batch_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesLibrary) self = user_data;
  Batch *batch = take_batch (self, result);

  if (batch == NULL)
    return;

  if (batch->tasks->len > 0)
    self->loading->waiting = g_steal_pointer (&batch->tasks);
  advance (self);
}

/* One batch gets into the list while the next one is read; with the last one, the file is cleaned up. */
static void
advance (RushesLibrary *self)
{
  RushesLoading *loading = self->loading;

  loading->standing = self->patient && !loading->all_read;
  if (loading->standing)
    return;
  if (loading->unchecked)
    {
      check (self);
      return;
    }
  if (loading->tasks == NULL && loading->waiting != NULL)
    {
      loading->tasks = g_steal_pointer (&loading->waiting);
      loading->n_shown = 0;
      loading->idle_id = g_idle_add (show_chunk_cb, self);
    }
  if (loading->waiting == NULL && !loading->reading && !loading->all_read)
    {
      loading->reading = TRUE;
      rushes_store_run_async (self->store, load_batch, batch_new (self, loading->below, BATCH_ROWS),
                              batch_free, batch_read_cb, g_object_ref (self));
    }
  if (loading->all_read && !loading->purging)
    {
      loading->purging = TRUE;
      rushes_store_run_async (self->store, purge, NULL, NULL, purged_cb, g_object_ref (self));
    }
  finish_when_done (self);
}

static void
show_accounts (RushesLibrary *self, GPtrArray *records)
{
  for (guint i = 0; i < records->len; i++)
    {
      const RushesAccountRecord *record = g_ptr_array_index (records, i);
      g_autoptr (GError) error = NULL;
      g_autoptr (RushesAccount) account = rushes_account_new (record->id, record->name, record->base_url,
                                                              &error);

      if (account != NULL)
        {
          rushes_account_set_folder (account, record->folder);
          rushes_account_set_proxy (account, record->proxy);
          rushes_account_set_authority (account, record->authority);
          rushes_account_set_budget (account, (guint) CLAMP (record->budget, 0, RUSHES_ACCOUNT_MAX_BUDGET));
          g_list_store_append (self->accounts, account);
        }
      else
        g_message ("An account's address is of no use: %s", error->message);
    }
}

static void
first_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesLibrary) self = user_data;
  Batch *batch = take_batch (self, result);

  if (batch == NULL)
    return;

  show_accounts (self, batch->accounts);
  self->loading->tasks = g_steal_pointer (&batch->tasks);
  show_chunk (self, FIRST_ROWS);
  if (self->loading == NULL)
    return;

  g_clear_pointer (&self->loading->tasks, g_ptr_array_unref);
  advance (self);
}

static char *
describe_rescue (const RushesRescue *rescue)
{
  g_autofree char *name = g_path_get_basename (rescue->kept_as);

  if (rescue->n_tasks == 0)
    /* Translators: the placeholder is the name of a file */
    return g_strdup_printf (_ ("The library was damaged, and no task could be read from it any more. A new "
                               "one was begun; the damaged file was kept as “%s”."),
                            name);
  return g_strdup_printf (
    /* Translators: %u is a number of tasks, %s the name of a file */
    ngettext ("The library was damaged. %u task was rescued; the damaged file was kept as “%s”.",
              "The library was damaged. %u tasks were rescued; the damaged file was kept as “%s”.",
              rescue->n_tasks),
    rescue->n_tasks, name);
}

static void
note_opened (RushesLibrary *self, const RushesOpened *opened)
{
  self->read_only = opened->newer;
  if (opened->newer)
    self->notice = g_strdup (
      _ ("The library was written by a newer Rushes. It is shown as it is, and nothing "
         "can be added or changed. Install that version, or a later one."));
  else if (opened->rescue != NULL)
    self->notice = describe_rescue (opened->rescue);
}

static void
load_newest (RushesLibrary *self)
{
  self->loading->n_shown = 0;
  self->loading->reading = TRUE;
  rushes_store_run_async (self->store, load_first, batch_new (self, G_MAXINT64, FIRST_ROWS), batch_free,
                          first_read_cb, g_object_ref (self));
}

static gboolean
refuse (RushesDatabase *database, gpointer data, GError **error)
{
  g_set_error_literal (error, RUSHES_ERROR, RUSHES_ERROR_LIBRARY_DAMAGED,
                       "it was for a row that was damaged");
  return FALSE;
}

/* The rows that were shown are not those of the rescued file, nor is what was meant for them. */
static void
forget_damaged (RushesLibrary *self)
{
  RushesLoading *loading = self->loading;
  GListModel *tasks = G_LIST_MODEL (self->tasks);
  g_autoptr (GPtrArray) shown = g_ptr_array_new_with_free_func (g_object_unref);
  Intent *intent;

  for (guint i = 0; i < g_list_model_get_n_items (tasks); i++)
    g_ptr_array_add (shown, g_list_model_get_item (tasks, i));
  rushes_task_list_remove (self->tasks, shown);
  g_list_store_remove_all (self->accounts);
  g_ptr_array_set_size (loading->finished, 0);
  loading->probe = (RushesUsual){ 0 };

  while ((intent = g_queue_pop_head (&loading->intents)) != NULL)
    {
      rushes_store_run_async (self->store, refuse, intent->data, intent->free_data, intent->callback,
                              intent->task);
      g_free (intent);
    }
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesLibrary) self = user_data;
  const RushesOpened *opened = rushes_store_get_data (result);
  GError *error = NULL;
  const gboolean checked = rushes_store_check_finish (RUSHES_STORE (source), result, &error);

  if (self->loading == NULL)
    {
      g_clear_error (&error);
      return;
    }
  self->loading->unchecked = FALSE;
  if (!checked)
    {
      fail (self, error);
      return;
    }
  if (opened->rescue == NULL)
    {
      advance (self);
      return;
    }

  note_opened (self, opened);
  forget_damaged (self);
  if (self->loading != NULL)
    load_newest (self);
}

static void
check (RushesLibrary *self)
{
  RushesLoading *loading = self->loading;

  if (loading->checking)
    return;

  loading->checking = TRUE;
  rushes_store_check_async (self->store, rushes_library_get_now (self), checked_cb, g_object_ref (self));
}

static void
store_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesLibrary) self = user_data;
  const RushesOpened *found;
  GError *error = NULL;
  const gboolean opened = rushes_store_open_finish (RUSHES_STORE (source), result, &error);

  if (self->loading == NULL)
    {
      g_clear_error (&error);
      return;
    }
  if (!opened)
    {
      fail (self, error);
      return;
    }

  found = rushes_store_get_data (result);
  note_opened (self, found);
  self->loading->unchecked = found->unchecked;
  load_newest (self);
}

void
rushes_library_set_patient (RushesLibrary *self, gboolean patient)
{
  g_return_if_fail (RUSHES_IS_LIBRARY (self));

  self->patient = patient;
  if (!patient && self->loading != NULL && self->loading->standing)
    advance (self);
}

void
rushes_library_open_async (RushesLibrary *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (RUSHES_IS_LIBRARY (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, rushes_library_open_async);
  if (g_task_return_error_if_cancelled (task))
    return;

  g_task_set_check_cancellable (task, FALSE);
  self->loading = loading_new (g_steal_pointer (&task));
  rushes_store_open_async (self->store, rushes_library_get_now (self), store_opened_cb, g_object_ref (self));
}

gboolean
rushes_library_open_finish (RushesLibrary *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
