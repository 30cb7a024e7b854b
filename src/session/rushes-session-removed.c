/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-session-removed"

#include "config.h"

#include "session/rushes-session-private.h"

#include "base/rushes-error.h"
#include "transfer/rushes-video-files.h"

/* Kept copies that the user did away with, and may want back. */

void
rushes_session_remember_removed (RushesSession *self, RushesTask *task)
{
  g_hash_table_insert (self->removed, g_object_ref (task), g_strdup (rushes_task_get_kept_path (task)));
}

typedef struct
{
  GPtrArray *tasks; /* RushesTask: each was removed */
  GPtrArray *paths; /* of them, in the same order */
  guint n_under_way;
  GError *error; /* (nullable): the first one */
} Return;

static Return *
return_new (RushesSession *self, GPtrArray *tasks)
{
  Return *back = g_new0 (Return, 1);

  back->tasks = g_ptr_array_new_with_free_func (g_object_unref);
  back->paths = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < tasks->len; i++)
    {
      RushesTask *task = g_ptr_array_index (tasks, i);
      const char *path = g_hash_table_lookup (self->removed, task);

      if (path == NULL || rushes_task_get_kept_path (task) != NULL)
        continue;
      g_ptr_array_add (back->tasks, g_object_ref (task));
      g_ptr_array_add (back->paths, g_strdup (path));
    }
  return back;
}

static void
return_free (gpointer data)
{
  Return *back = data;

  g_ptr_array_unref (back->tasks);
  g_ptr_array_unref (back->paths);
  g_clear_error (&back->error);
  g_free (back);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Return, return_free)

static void
step_ended (GTask *task)
{
  RushesSession *self = g_task_get_source_object (task);
  Return *back = g_task_get_task_data (task);
  GError *error = NULL;

  if (--back->n_under_way > 0)
    return;

  rushes_session_review_keeping (self);
  error = g_steal_pointer (&back->error);
  rushes_session_return_boolean (task, error == NULL, error);
}

static void
recorded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Return *back = g_task_get_task_data (task);

  rushes_library_record_kept_finish (RUSHES_LIBRARY (source), result,
                                     back->error == NULL ? &back->error : NULL);
  step_ended (task);
}

static void
brought_back_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RushesSession *self = g_task_get_source_object (task);
  Return *back = g_task_get_task_data (task);
  g_autoptr (GArray) sizes = rushes_video_files_bring_back_finish (result, NULL);

  back->n_under_way = 1;
  for (guint i = 0; i < sizes->len; i++)
    {
      RushesTask *one = g_ptr_array_index (back->tasks, i);
      const gint64 size = g_array_index (sizes, gint64, i);
      g_autofree char *name = g_path_get_basename (g_ptr_array_index (back->paths, i));

      g_hash_table_remove (self->removed, one);
      if (size < 0 && back->error == NULL)
        back->error = g_error_new_literal (RUSHES_ERROR, RUSHES_ERROR_FAILED,
                                           "a kept video could not be brought back");
      /* What cannot be recorded any more is swept up as nobody's. */
      if (size < 0 || self->closing)
        continue;
      back->n_under_way++;
      rushes_library_record_kept_async (self->library, one, name, size, NULL, recorded_cb,
                                        g_object_ref (task));
    }
  step_ended (task);
}

void
rushes_session_restore_kept_async (RushesSession *self,
                                   GPtrArray *tasks,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Return *back = NULL;

  g_return_if_fail (RUSHES_IS_SESSION (self));
  g_return_if_fail (tasks != NULL);

  back = return_new (self, tasks);
  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, rushes_session_restore_kept_async);
  g_task_set_task_data (task, back, return_free);
  if (back->tasks->len < tasks->len)
    g_task_return_new_error (task, RUSHES_ERROR, RUSHES_ERROR_FAILED,
                             "nothing was removed that could come back");
  else
    rushes_video_files_bring_back_async (back->paths, brought_back_cb, g_steal_pointer (&task));
}

gboolean
rushes_session_restore_kept_finish (RushesSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
rushes_session_forget_kept (RushesSession *self, GPtrArray *tasks)
{
  g_autoptr (Return) forgotten = NULL;

  g_return_if_fail (RUSHES_IS_SESSION (self));
  g_return_if_fail (tasks != NULL);

  forgotten = return_new (self, tasks);
  rushes_video_files_forget_async (forgotten->paths);
  for (guint i = 0; i < forgotten->tasks->len; i++)
    g_hash_table_remove (self->removed, g_ptr_array_index (forgotten->tasks, i));
}
