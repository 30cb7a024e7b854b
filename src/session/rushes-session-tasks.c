/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-session-tasks"

#include "config.h"

#include "session/rushes-session-private.h"

/* Ids that come before there is an account wait for the first one: they are on disk meanwhile. */
static const char *
get_account_id (RushesSession *self)
{
  return self->account != NULL ? rushes_account_get_id (self->account) : RUSHES_SESSION_FIRST_ACCOUNT;
}

guint
rushes_session_count_tracked (RushesSession *self, RushesIntake *intake)
{
  guint n_tracked = 0;

  g_return_val_if_fail (RUSHES_IS_SESSION (self), 0);

  for (guint i = 0; i < intake->items->len; i++)
    {
      RushesIntakeItem *item = g_ptr_array_index (intake->items, i);

      if (rushes_task_list_find (rushes_library_get_tasks (self->library), get_account_id (self),
                                 item->task_id)
          != NULL)
        n_tracked++;
    }
  return n_tracked;
}

static void
tasks_added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *added = rushes_library_add_finish (RUSHES_LIBRARY (source), result, &error);

  if (added != NULL)
    g_task_return_pointer (task, added, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
rushes_session_track_async (RushesSession *self,
                            GPtrArray *items,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (RUSHES_IS_SESSION (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, rushes_session_track_async);
  rushes_library_add_async (self->library, get_account_id (self), items, tasks_added_cb,
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
    rushes_session_cancel_save (self, g_ptr_array_index (tasks, i));
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
