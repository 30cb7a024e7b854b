/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-library-files"

#include "config.h"

#include "library/rushes-library-private.h"

#include "library/rushes-file-records.h"
#include "library/rushes-merge.h"
#include "library/rushes-task-private.h"

/* Where videos are on this disk, and which are on their way. As what a person did: the objects follow when it
 * is on disk. */

const char *
rushes_library_get_videos_folder (RushesLibrary *self)
{
  g_return_val_if_fail (RUSHES_IS_LIBRARY (self), NULL);

  return self->videos_folder;
}

static void
show_transfer (RushesTask *task, const RushesTransferRecord *record)
{
  const RushesTransferStatus status = {
    .state = record->state,
    .purpose = record->purpose,
    .seconds_left = -1,
  };

  rushes_task_take_transfer_record (task, rushes_transfer_record_copy (record));
  rushes_task_set_transfer (task, &status);
  if (record->failure_code != NULL)
    {
      g_autoptr (RushesFailure) problem = rushes_failure_new_from_record (record->failure_code,
                                                                          record->failure_text);

      rushes_task_set_problem (task, problem);
    }
}

void
rushes_library_show_files (const char *videos_folder, RushesTask *task, const RushesTaskRecord *record)
{
  rushes_task_set_saved_path (task, record->saved_path);
  rushes_task_set_keep_declined (task, record->keep_declined);
  if (videos_folder != NULL && rushes_records_is_kept_name (record->kept_name))
    {
      g_autofree char *path = g_build_filename (videos_folder, record->kept_name, NULL);

      rushes_task_set_kept (task, path, MAX (record->kept_bytes, 0));
    }
  if (record->transfer != NULL)
    show_transfer (task, record->transfer);
}

/* Not stored */

void
rushes_library_note_transfer (RushesLibrary *self, RushesTask *task, const RushesTransferStatus *status)
{
  g_return_if_fail (RUSHES_IS_LIBRARY (self));

  rushes_task_set_transfer (task, status);
}

void
rushes_library_note_missing (RushesLibrary *self, RushesTask *task, gboolean saved_missing)
{
  g_return_if_fail (RUSHES_IS_LIBRARY (self));
  g_return_if_fail (RUSHES_IS_TASK (task));

  rushes_task_set_saved_missing (task, saved_missing && rushes_task_get_saved_path (task) != NULL);
  rushes_library_refresh_state (self, task);
}

void
rushes_library_note_damaged (RushesLibrary *self, RushesTask *task, gboolean has_damaged)
{
  g_return_if_fail (RUSHES_IS_LIBRARY (self));
  g_return_if_fail (RUSHES_IS_TASK (task));

  rushes_task_set_has_damaged (task, has_damaged);
}

/* Changes of one task's files */

typedef struct
{
  RushesTask *task; /* for the main thread */
  gint64 number;
  char *place;
  char *verified;
  gint64 bytes;
  gint64 now;
  gboolean declined;
  RushesTransferRecord *transfer;
} Change;

static Change *
change_new (RushesLibrary *self, RushesTask *task)
{
  Change *change = g_new0 (Change, 1);

  change->task = g_object_ref (task);
  change->number = rushes_task_get_order (task);
  change->now = rushes_library_get_now (self);
  return change;
}

static void
change_free (gpointer data)
{
  Change *change = data;

  g_clear_object (&change->task);
  g_free (change->place);
  g_free (change->verified);
  g_clear_pointer (&change->transfer, rushes_transfer_record_free);
  g_free (change);
}

static RushesVideoRecord
video_of (const Change *change)
{
  return (RushesVideoRecord){
    .number = change->number,
    .place = change->place,
    .bytes = change->bytes,
    .verified = change->verified,
    .now = change->now,
  };
}

/* The links are gone from the file, and so they are here. */
static void
drop_links (RushesTask *task, gint64 bytes)
{
  g_autoptr (RushesSnapshot) snapshot = rushes_merge_saved (rushes_task_get_snapshot (task), bytes);

  if (snapshot != NULL)
    rushes_task_set_snapshot (task, snapshot);
  rushes_task_set_problem (task, NULL);
}

static void
forget_transfer (RushesTask *task)
{
  rushes_task_take_transfer_record (task, NULL);
  rushes_task_set_transfer (task, NULL);
}

/* Saved */

static gboolean
set_saved (RushesDatabase *database, gpointer data, GError **error)
{
  const RushesVideoRecord video = video_of (data);

  return rushes_records_set_saved (database, &video, error);
}

static void
saved_set_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) call = user_data;
  const Change *change = rushes_store_get_data (result);

  if (!rushes_library_is_written (source, result, call))
    return;

  g_object_freeze_notify (G_OBJECT (change->task));
  rushes_task_set_saved_path (change->task, change->place);
  drop_links (change->task, change->bytes);
  forget_transfer (change->task);
  rushes_library_refresh_state (g_task_get_source_object (call), change->task);
  g_object_thaw_notify (G_OBJECT (change->task));
  g_task_return_boolean (call, TRUE);
}

void
rushes_library_record_saved_async (RushesLibrary *self,
                                   RushesTask *task,
                                   const char *path,
                                   gint64 bytes,
                                   const char *verified,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  GTask *call;
  Change *change;

  g_return_if_fail (RUSHES_IS_LIBRARY (self));
  g_return_if_fail (RUSHES_IS_TASK (task));
  g_return_if_fail (path != NULL);

  call = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (call, rushes_library_record_saved_async);
  change = change_new (self, task);
  change->place = g_strdup (path);
  change->bytes = bytes;
  change->verified = g_strdup (verified);
  rushes_library_run_intent (self, set_saved, change, change_free, saved_set_cb, call);
}

gboolean
rushes_library_record_saved_finish (RushesLibrary *self, GAsyncResult *result, GError **error)
{
  return rushes_library_finish_boolean (self, result, error);
}

/* Kept */

static void
count_kept (RushesLibrary *self, guint position, guint length)
{
  for (guint i = position; i < position + length; i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (G_LIST_MODEL (self->tasks), i);

      rushes_kept_copies_add (self->kept, rushes_task_get_kept_path (task),
                              rushes_task_get_kept_bytes (task));
    }
}

/* Those that leave are not told of: then all are counted once more, when somebody asks. */
static void
items_changed_cb (GListModel *tasks, guint position, guint removed, guint added, RushesLibrary *self)
{
  if (removed > 0)
    self->kept_stale = TRUE;
  if (!self->kept_stale)
    count_kept (self, position, added);
}

void
rushes_library_follow_kept (RushesLibrary *self)
{
  g_signal_connect_object (self->tasks, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_DEFAULT);
}

RushesKeptCopies *
rushes_library_get_kept_copies (RushesLibrary *self)
{
  g_return_val_if_fail (RUSHES_IS_LIBRARY (self), NULL);

  if (self->kept_stale)
    {
      self->kept_stale = FALSE;
      rushes_kept_copies_clear (self->kept);
      count_kept (self, 0, g_list_model_get_n_items (G_LIST_MODEL (self->tasks)));
    }
  return self->kept;
}

/* @path: (nullable): NULL: it is not kept any more */
static void
show_kept (RushesLibrary *self, RushesTask *task, const char *path, gint64 bytes)
{
  const gboolean counts = !self->kept_stale && rushes_task_list_contains (self->tasks, task);

  if (counts)
    rushes_kept_copies_remove (self->kept, rushes_task_get_kept_path (task),
                               rushes_task_get_kept_bytes (task));
  rushes_task_set_kept (task, path, bytes);
  if (counts)
    rushes_kept_copies_add (self->kept, rushes_task_get_kept_path (task), rushes_task_get_kept_bytes (task));
}

static gboolean
set_kept (RushesDatabase *database, gpointer data, GError **error)
{
  const RushesVideoRecord video = video_of (data);

  return rushes_records_set_kept (database, &video, error);
}

static void
kept_set_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) call = user_data;
  RushesLibrary *self = g_task_get_source_object (call);
  const Change *change = rushes_store_get_data (result);
  const RushesTransferRecord *transfer = rushes_task_get_transfer_record (change->task);
  g_autofree char *path = NULL;

  if (!rushes_library_is_written (source, result, call))
    return;

  path = g_build_filename (self->videos_folder, change->place, NULL);
  g_object_freeze_notify (G_OBJECT (change->task));
  show_kept (self, change->task, path, change->bytes);
  rushes_task_set_keep_declined (change->task, FALSE);
  drop_links (change->task, change->bytes);
  if (transfer == NULL || transfer->purpose == RUSHES_PURPOSE_KEEP)
    forget_transfer (change->task);
  rushes_library_refresh_state (self, change->task);
  g_object_thaw_notify (G_OBJECT (change->task));
  g_task_return_boolean (call, TRUE);
}

void
rushes_library_record_kept_async (RushesLibrary *self,
                                  RushesTask *task,
                                  const char *name,
                                  gint64 bytes,
                                  const char *verified,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *call;
  Change *change;

  g_return_if_fail (RUSHES_IS_LIBRARY (self));
  g_return_if_fail (RUSHES_IS_TASK (task));
  g_return_if_fail (self->videos_folder != NULL);
  g_return_if_fail (rushes_records_is_kept_name (name));

  call = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (call, rushes_library_record_kept_async);
  change = change_new (self, task);
  change->place = g_strdup (name);
  change->bytes = bytes;
  change->verified = g_strdup (verified);
  rushes_library_run_intent (self, set_kept, change, change_free, kept_set_cb, call);
}

gboolean
rushes_library_record_kept_finish (RushesLibrary *self, GAsyncResult *result, GError **error)
{
  return rushes_library_finish_boolean (self, result, error);
}

static gboolean
set_unkept (RushesDatabase *database, gpointer data, GError **error)
{
  const Change *change = data;

  return rushes_records_set_unkept (database, change->number, change->declined, error);
}

static void
unkept_set_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) call = user_data;
  const Change *change = rushes_store_get_data (result);

  if (!rushes_library_is_written (source, result, call))
    return;

  g_object_freeze_notify (G_OBJECT (change->task));
  show_kept (g_task_get_source_object (call), change->task, NULL, 0);
  if (change->declined)
    rushes_task_set_keep_declined (change->task, TRUE);
  rushes_library_refresh_state (g_task_get_source_object (call), change->task);
  g_object_thaw_notify (G_OBJECT (change->task));
  g_task_return_boolean (call, TRUE);
}

void
rushes_library_record_unkept_async (
  RushesLibrary *self, RushesTask *task, gboolean declined, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *call;
  Change *change;

  g_return_if_fail (RUSHES_IS_LIBRARY (self));
  g_return_if_fail (RUSHES_IS_TASK (task));

  call = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (call, rushes_library_record_unkept_async);
  change = change_new (self, task);
  change->declined = !!declined;
  rushes_library_run_intent (self, set_unkept, change, change_free, unkept_set_cb, call);
}

gboolean
rushes_library_record_unkept_finish (RushesLibrary *self, GAsyncResult *result, GError **error)
{
  return rushes_library_finish_boolean (self, result, error);
}

/* On the way */

static gboolean
put_transfer (RushesDatabase *database, gpointer data, GError **error)
{
  const Change *change = data;

  return rushes_records_put_transfer (database, change->number, change->transfer, change->now, error);
}

static void
transfer_put_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) call = user_data;
  Change *change = rushes_store_get_data (result);

  if (!rushes_library_is_written (source, result, call))
    return;

  rushes_task_take_transfer_record (change->task, g_steal_pointer (&change->transfer));
  g_task_return_boolean (call, TRUE);
}

void
rushes_library_put_transfer_async (RushesLibrary *self,
                                   RushesTask *task,
                                   const RushesTransferRecord *record,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  GTask *call;
  Change *change;

  g_return_if_fail (RUSHES_IS_LIBRARY (self));
  g_return_if_fail (RUSHES_IS_TASK (task));
  g_return_if_fail (record == NULL
                    || (record->destination != NULL) == (record->purpose == RUSHES_PURPOSE_SAVE));

  call = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (call, rushes_library_put_transfer_async);
  change = change_new (self, task);
  if (record != NULL)
    {
      change->transfer = rushes_transfer_record_copy (record);
      if (change->transfer->created_at == 0)
        change->transfer->created_at = change->now;
    }
  rushes_library_run_intent (self, put_transfer, change, change_free, transfer_put_cb, call);
}

gboolean
rushes_library_put_transfer_finish (RushesLibrary *self, GAsyncResult *result, GError **error)
{
  return rushes_library_finish_boolean (self, result, error);
}

GPtrArray *
rushes_library_list_transfers (RushesLibrary *self)
{
  GPtrArray *tasks = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_tasks;

  g_return_val_if_fail (RUSHES_IS_LIBRARY (self), tasks);

  n_tasks = g_list_model_get_n_items (G_LIST_MODEL (self->tasks));
  for (guint i = 0; i < n_tasks; i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (G_LIST_MODEL (self->tasks), i);

      if (rushes_task_get_transfer_record (task) != NULL)
        g_ptr_array_add (tasks, g_steal_pointer (&task));
    }
  return tasks;
}

/* To be thrown away */

typedef struct
{
  GPtrArray *names;
} Discarded;

static void
discarded_free (gpointer data)
{
  Discarded *discarded = data;

  g_clear_pointer (&discarded->names, g_ptr_array_unref);
  g_free (discarded);
}

static gboolean
load_discarded (RushesDatabase *database, gpointer data, GError **error)
{
  Discarded *discarded = data;

  discarded->names = rushes_records_load_discarded (database, error);
  return discarded->names != NULL;
}

static void
discarded_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) call = user_data;
  Discarded *discarded = rushes_store_get_data (result);

  if (rushes_library_is_written (source, result, call))
    g_task_return_pointer (call, g_steal_pointer (&discarded->names), (GDestroyNotify) g_ptr_array_unref);
}

void
rushes_library_list_discarded_async (RushesLibrary *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *call;

  g_return_if_fail (RUSHES_IS_LIBRARY (self));

  call = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (call, rushes_library_list_discarded_async);
  rushes_library_run_intent (self, load_discarded, g_new0 (Discarded, 1), discarded_free, discarded_loaded_cb,
                             call);
}

GPtrArray *
rushes_library_list_discarded_finish (RushesLibrary *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
forget_discarded (RushesDatabase *database, gpointer data, GError **error)
{
  const Discarded *discarded = data;

  return rushes_records_forget_discarded (database, discarded->names, error);
}

static void
discarded_forgotten_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) call = user_data;

  if (rushes_library_is_written (source, result, call))
    g_task_return_boolean (call, TRUE);
}

void
rushes_library_forget_discarded_async (RushesLibrary *self,
                                       GPtrArray *names,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  GTask *call;
  Discarded *discarded;

  g_return_if_fail (RUSHES_IS_LIBRARY (self));
  g_return_if_fail (names != NULL);

  call = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (call, rushes_library_forget_discarded_async);
  discarded = g_new0 (Discarded, 1);
  discarded->names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < names->len; i++)
    g_ptr_array_add (discarded->names, g_strdup (g_ptr_array_index (names, i)));
  rushes_library_run_intent (self, forget_discarded, discarded, discarded_free, discarded_forgotten_cb, call);
}

gboolean
rushes_library_forget_discarded_finish (RushesLibrary *self, GAsyncResult *result, GError **error)
{
  return rushes_library_finish_boolean (self, result, error);
}
