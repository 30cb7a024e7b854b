/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-session-tasks"

#include "config.h"

#include "session/rushes-session-private.h"

#include "api/rushes-reply.h"

#include <string.h>

/* Ids that come before there is an account wait for the first one: they are on disk meanwhile. */
static const char *
get_account_id (RushesAccount *account)
{
  return account != NULL ? rushes_account_get_id (account) : RUSHES_SESSION_FIRST_ACCOUNT;
}

guint
rushes_session_count_tracked (RushesSession *self, RushesAccount *account, RushesIntake *intake)
{
  guint n_tracked = 0;

  g_return_val_if_fail (RUSHES_IS_SESSION (self), 0);
  g_return_val_if_fail (account == NULL || RUSHES_IS_ACCOUNT (account), 0);

  for (guint i = 0; i < intake->items->len; i++)
    {
      RushesIntakeItem *item = g_ptr_array_index (intake->items, i);

      if (rushes_task_list_find (rushes_library_get_tasks (self->library), get_account_id (account),
                                 item->task_id)
          != NULL)
        n_tracked++;
    }
  return n_tracked;
}

typedef struct
{
  RushesSnapshot *snapshot;
  char *raw;
} PastedReply;

static void
pasted_reply_free (gpointer data)
{
  PastedReply *reply = data;

  rushes_snapshot_unref (reply->snapshot);
  g_free (reply->raw);
  g_free (reply);
}

/* (transfer full) (nullable): what @item's reply says; NULL where it is none or says nothing of the task */
static PastedReply *
read_reply (const RushesIntakeItem *item)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesSnapshot) snapshot = NULL;
  PastedReply *reply;

  if (item->reply == NULL)
    return NULL;

  snapshot = rushes_reply_read (item->reply, item->task_id, NULL, &error);
  /* A reply to the order of a video names the task and no more. */
  if (snapshot == NULL || (snapshot->raw_status == NULL && !rushes_snapshot_has_link (snapshot)))
    return NULL;

  reply = g_new0 (PastedReply, 1);
  reply->snapshot = g_steal_pointer (&snapshot);
  reply->raw = g_strndup (g_bytes_get_data (item->reply, NULL), g_bytes_get_size (item->reply));
  return reply;
}

static void
pasted_free (gpointer data)
{
  RushesPasted *pasted = data;

  g_free (pasted->account_id);
  g_hash_table_unref (pasted->replies);
  g_free (pasted);
}

static RushesPasted *
pasted_new (const char *account_id, GPtrArray *items)
{
  RushesPasted *pasted = g_new0 (RushesPasted, 1);

  pasted->account_id = g_strdup (account_id);
  pasted->replies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, pasted_reply_free);
  for (guint i = 0; i < items->len; i++)
    {
      const RushesIntakeItem *item = g_ptr_array_index (items, i);
      PastedReply *reply = read_reply (item);

      if (reply != NULL)
        g_hash_table_replace (pasted->replies, g_strdup (item->task_id), reply);
    }
  return pasted;
}

void
rushes_session_apply_pasted (RushesSession *self, RushesTask *task)
{
  for (guint i = 0; i < self->pasted->len; i++)
    {
      const RushesPasted *pasted = g_ptr_array_index (self->pasted, i);
      const PastedReply *reply = g_hash_table_lookup (pasted->replies, rushes_task_get_id (task));

      if (reply != NULL && strcmp (pasted->account_id, rushes_task_get_account_id (task)) == 0)
        rushes_library_apply_reply (self->library, task, reply->snapshot, reply->raw);
    }
}

static void
save_all_finished (RushesSession *self, GPtrArray *tasks)
{
  for (guint i = 0; i < tasks->len; i++)
    {
      rushes_session_save_finished (self, g_ptr_array_index (tasks, i));
      rushes_session_review_keeping_of (self, g_ptr_array_index (tasks, i));
    }
}

/* Tasks that were in the list before: a reply may be older than what is known, unless it tells the end. */
static void
apply_ends (RushesSession *self, const RushesPasted *pasted)
{
  g_autoptr (GPtrArray) ended = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer task_id;
  gpointer value;

  g_hash_table_iter_init (&iter, pasted->replies);
  while (g_hash_table_iter_next (&iter, &task_id, &value))
    {
      const PastedReply *reply = value;
      RushesTask *task = rushes_task_list_find (rushes_library_get_tasks (self->library), pasted->account_id,
                                                task_id);

      if (task == NULL || rushes_task_has_ended (task) || !rushes_phase_is_end (reply->snapshot->phase))
        continue;
      rushes_library_apply_reply (self->library, task, reply->snapshot, reply->raw);
      g_ptr_array_add (ended, g_object_ref (task));
    }
  if (ended->len == 0)
    return;
  rushes_session_forget_running (self, ended);
  save_all_finished (self, ended);
}

static void
tasks_added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RushesSession *self = g_task_get_source_object (task);
  RushesPasted *pasted = g_task_get_task_data (task);
  GError *error = NULL;
  GPtrArray *added = rushes_library_add_finish (RUSHES_LIBRARY (source), result, &error);

  g_ptr_array_remove (self->pasted, pasted);
  if (added == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  apply_ends (self, pasted);
  save_all_finished (self, added);
  g_task_return_pointer (task, added, (GDestroyNotify) g_ptr_array_unref);
}

void
rushes_session_track_async (RushesSession *self,
                            GPtrArray *items,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  RushesPasted *pasted;

  g_return_if_fail (RUSHES_IS_SESSION (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, rushes_session_track_async);
  /* The list changes before the library says that it is done: whoever hears of a new task has to find
   * what its reply said, lest it is asked for what is known. */
  pasted = pasted_new (get_account_id (self->account), items);
  g_task_set_task_data (task, pasted, pasted_free);
  g_ptr_array_add (self->pasted, pasted);
  rushes_library_add_async (self->library, pasted->account_id, items, tasks_added_cb,
                            g_steal_pointer (&task));
}

GPtrArray *
rushes_session_track_finish (RushesSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
rushes_session_refresh (RushesSession *self, RushesTask *task)
{
  g_return_if_fail (RUSHES_IS_SESSION (self));
  g_return_if_fail (RUSHES_IS_TASK (task));

  rushes_follower_refresh (self->follower, task);
  rushes_transfer_queue_retry (self->queue, task);
}

static void
tasks_removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RushesSession *self = g_task_get_source_object (task);
  GPtrArray *removed = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean done = rushes_library_remove_finish (RUSHES_LIBRARY (source), result, &error);

  if (done)
    rushes_session_forget_running (self, removed);
  rushes_session_return_boolean (task, done, error);
}

void
rushes_session_remove_async (RushesSession *self,
                             GPtrArray *tasks,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (RUSHES_IS_SESSION (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, rushes_session_remove_async);
  g_task_set_task_data (task, g_ptr_array_ref (tasks), (GDestroyNotify) g_ptr_array_unref);
  for (guint i = 0; i < tasks->len; i++)
    rushes_transfer_queue_cancel (self->queue, g_ptr_array_index (tasks, i));
  rushes_library_remove_async (self->library, tasks, tasks_removed_cb, g_steal_pointer (&task));
}

gboolean
rushes_session_remove_finish (RushesSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
tasks_restored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gboolean done = rushes_library_restore_finish (RUSHES_LIBRARY (source), result, &error);

  rushes_session_return_boolean (task, done, error);
}

void
rushes_session_restore_async (RushesSession *self,
                              GPtrArray *tasks,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = NULL;

  g_return_if_fail (RUSHES_IS_SESSION (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, rushes_session_restore_async);
  rushes_library_restore_async (self->library, tasks, tasks_restored_cb, task);
}

gboolean
rushes_session_restore_finish (RushesSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
label_set_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gboolean done = rushes_library_set_label_finish (RUSHES_LIBRARY (source), result, &error);

  rushes_session_return_boolean (task, done, error);
}

void
rushes_session_set_label_async (
  RushesSession *self, RushesTask *task, const char *label, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *change = NULL;

  g_return_if_fail (RUSHES_IS_SESSION (self));

  change = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (change, rushes_session_set_label_async);
  rushes_library_set_label_async (self->library, task, label, label_set_cb, change);
}

gboolean
rushes_session_set_label_finish (RushesSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
labels_set_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gboolean done = rushes_library_set_labels_finish (RUSHES_LIBRARY (source), result, &error);

  rushes_session_return_boolean (task, done, error);
}

void
rushes_session_set_labels_async (RushesSession *self,
                                 GPtrArray *tasks,
                                 const char *const *labels,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *change = NULL;

  g_return_if_fail (RUSHES_IS_SESSION (self));

  change = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (change, rushes_session_set_labels_async);
  rushes_library_set_labels_async (self->library, tasks, labels, labels_set_cb, change);
}

gboolean
rushes_session_set_labels_finish (RushesSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
note_set_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gboolean done = rushes_library_set_note_finish (RUSHES_LIBRARY (source), result, &error);

  rushes_session_return_boolean (task, done, error);
}

void
rushes_session_set_note_async (
  RushesSession *self, RushesTask *task, const char *note, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *change = NULL;

  g_return_if_fail (RUSHES_IS_SESSION (self));

  change = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (change, rushes_session_set_note_async);
  rushes_library_set_note_async (self->library, task, note, note_set_cb, change);
}

gboolean
rushes_session_set_note_finish (RushesSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
