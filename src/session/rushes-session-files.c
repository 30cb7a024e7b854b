/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-session-files"

#include "config.h"

#include "session/rushes-session-private.h"

#include "base/rushes-error.h"
#include "transfer/rushes-video-files.h"

static gboolean
is_saved (RushesTask *task)
{
  return rushes_task_get_saved_path (task) != NULL && !rushes_task_get_saved_missing (task);
}

/* Copies of what is saved elsewhere */

typedef struct
{
  gint64 wanted;      /* bytes that are to become free; G_MAXINT64: all there are */
  gboolean wait;      /* what is removed can be brought back until it is forgotten */
  GPtrArray *tasks;   /* RushesTask: kept and saved, the oldest first */
  GPtrArray *removed; /* RushesTask: those whose files are being removed */
  gint64 freed;
  guint n_recorded;
} Shedding;

static void
shedding_free (gpointer data)
{
  Shedding *shedding = data;

  g_ptr_array_unref (shedding->tasks);
  g_ptr_array_unref (shedding->removed);
  g_free (shedding);
}

static gint
compare_age (gconstpointer a, gconstpointer b)
{
  const gint64 order_a = rushes_task_get_order (*(RushesTask *const *) a);
  const gint64 order_b = rushes_task_get_order (*(RushesTask *const *) b);

  return order_a < order_b ? -1 : order_a > order_b;
}

/* (transfer full): kept, and saved elsewhere too as far as is known; not those that a save is copying */
static GPtrArray *
list_removable (RushesSession *self)
{
  GListModel *tasks = rushes_session_get_tasks (self);
  const guint n_tasks = g_list_model_get_n_items (tasks);
  GPtrArray *removable = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n_tasks; i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (tasks, i);

      if (rushes_task_get_kept_path (task) != NULL && is_saved (task)
          && !rushes_transfer_queue_contains (self->queue, task))
        g_ptr_array_add (removable, g_steal_pointer (&task));
    }
  g_ptr_array_sort (removable, compare_age);
  return removable;
}

static void
shed (GTask *task)
{
  RushesSession *self = g_task_get_source_object (task);

  self->shedding = FALSE;
  rushes_session_review_keeping (self);
  g_task_return_boolean (task, TRUE);
}

static void
shed_recorded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Shedding *shedding = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!rushes_library_record_unkept_finish (RUSHES_LIBRARY (source), result, &error))
    g_info ("A copy that was deleted could not be recorded: %s", error->message);
  if (--shedding->n_recorded == 0)
    shed (task);
}

/* @taken: (transfer full) */
static void
record_removed (GTask *taken, GArray *sizes)
{
  g_autoptr (GTask) task = taken;
  RushesSession *self = g_task_get_source_object (task);
  Shedding *shedding = g_task_get_task_data (task);
  g_autoptr (GPtrArray) tried = g_steal_pointer (&shedding->removed);

  shedding->removed = g_ptr_array_new_with_free_func (g_object_unref);
  shedding->n_recorded = 1;
  for (guint i = 0; i < sizes->len; i++)
    {
      const gint64 size = g_array_index (sizes, gint64, i);
      RushesTask *one = g_ptr_array_index (tried, i);

      /* What cannot be recorded any more is found missing when it is looked for. */
      if (size < 0 || self->closing)
        continue;
      shedding->freed += size;
      shedding->n_recorded++;
      g_ptr_array_add (shedding->removed, g_object_ref (one));
      if (shedding->wait)
        rushes_session_remember_removed (self, one);
      rushes_library_record_unkept_async (self->library, one, TRUE, shed_recorded_cb, g_object_ref (task));
    }
  if (--shedding->n_recorded == 0)
    shed (task);
}

static void
copies_removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GArray) sizes = rushes_video_files_remove_finish (result, NULL);

  record_removed (user_data, sizes);
}

static void
copies_set_aside_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GArray) sizes = rushes_video_files_set_aside_finish (result, NULL);

  record_removed (user_data, sizes);
}

/* Only what was found just now where the user put it, of the same size, is a copy; the kept one may be the
 * only one that is as it came. */
static void
originals_looked_at_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RushesSession *self = g_task_get_source_object (task);
  Shedding *shedding = g_task_get_task_data (task);
  g_autoptr (GArray) sizes = rushes_video_files_look_finish (result, NULL);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  gint64 found = 0;

  for (guint i = 0; i < sizes->len && found < shedding->wanted; i++)
    {
      RushesTask *one = g_ptr_array_index (shedding->tasks, i);
      const gint64 size = g_array_index (sizes, gint64, i);

      if (size == -1)
        rushes_library_note_missing (self->library, one, TRUE);
      if (size < 0 || size != rushes_task_get_kept_bytes (one) || rushes_task_get_kept_path (one) == NULL)
        continue;
      found += size;
      g_ptr_array_add (shedding->removed, g_object_ref (one));
      g_ptr_array_add (paths, g_strdup (rushes_task_get_kept_path (one)));
    }

  if (paths->len == 0)
    shed (task);
  else if (shedding->wait)
    rushes_video_files_set_aside_async (paths, copies_set_aside_cb, g_steal_pointer (&task));
  else
    rushes_video_files_remove_async (paths, FALSE, copies_removed_cb, g_steal_pointer (&task));
}

static void
start_shedding (
  RushesSession *self, gint64 wanted, gboolean wait, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Shedding *shedding = g_new0 (Shedding, 1);
  g_autoptr (GPtrArray) places = g_ptr_array_new_with_free_func (g_free);

  shedding->wanted = wanted;
  shedding->wait = wait;
  shedding->tasks = list_removable (self);
  shedding->removed = g_ptr_array_new_with_free_func (g_object_unref);
  g_task_set_source_tag (task, start_shedding);
  g_task_set_task_data (task, shedding, shedding_free);
  for (guint i = 0; i < shedding->tasks->len; i++)
    g_ptr_array_add (places, g_strdup (rushes_task_get_saved_path (g_ptr_array_index (shedding->tasks, i))));

  self->shedding = TRUE;
  rushes_video_files_look_async (places, originals_looked_at_cb, task);
}

void
rushes_session_shed_copies_async (RushesSession *self,
                                  gint64 wanted,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  start_shedding (self, wanted, FALSE, callback, user_data);
}

gint64
rushes_session_shed_copies_finish (RushesSession *self, GAsyncResult *result, GError **error)
{
  const Shedding *shedding = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), 0);

  shedding = g_task_get_task_data (G_TASK (result));
  return g_task_propagate_boolean (G_TASK (result), error) ? shedding->freed : 0;
}

gint64
rushes_session_get_removable_bytes (RushesSession *self)
{
  g_autoptr (GPtrArray) removable = NULL;
  gint64 bytes = 0;

  g_return_val_if_fail (RUSHES_IS_SESSION (self), 0);

  removable = list_removable (self);
  for (guint i = 0; i < removable->len; i++)
    bytes += rushes_task_get_kept_bytes (g_ptr_array_index (removable, i));
  return bytes;
}

void
rushes_session_remove_saved_copies_async (RushesSession *self,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data)
{
  g_return_if_fail (RUSHES_IS_SESSION (self));

  start_shedding (self, G_MAXINT64, TRUE, callback, user_data);
}

gint64
rushes_session_remove_saved_copies_finish (RushesSession *self,
                                           GAsyncResult *result,
                                           GPtrArray **removed,
                                           GError **error)
{
  const Shedding *shedding = NULL;

  g_return_val_if_fail (RUSHES_IS_SESSION (self), 0);
  g_return_val_if_fail (g_task_is_valid (result, self), 0);
  g_return_val_if_fail (removed != NULL, 0);

  shedding = g_task_get_task_data (G_TASK (result));
  *removed = g_ptr_array_ref (shedding->removed);
  return rushes_session_shed_copies_finish (self, result, error);
}

/* Copies that the user does away with */

typedef struct
{
  GPtrArray *tasks; /* RushesTask: each has a kept copy */
  guint n_under_way;
  GError *error; /* (nullable): the first one */
} Removal;

static void
removal_free (gpointer data)
{
  Removal *removal = data;

  g_ptr_array_unref (removal->tasks);
  g_clear_error (&removal->error);
  g_free (removal);
}

static void
removal_step_ended (GTask *task)
{
  RushesSession *self = g_task_get_source_object (task);
  Removal *removal = g_task_get_task_data (task);
  GError *error = NULL;

  if (--removal->n_under_way > 0)
    return;

  self->shed_in_vain = FALSE;
  rushes_session_review_keeping (self);
  error = g_steal_pointer (&removal->error);
  rushes_session_return_boolean (task, error == NULL, error);
}

static void
removal_recorded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Removal *removal = g_task_get_task_data (task);

  rushes_library_record_unkept_finish (RUSHES_LIBRARY (source), result,
                                       removal->error == NULL ? &removal->error : NULL);
  removal_step_ended (task);
}

static void
trashed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RushesSession *self = g_task_get_source_object (task);
  Removal *removal = g_task_get_task_data (task);
  g_autoptr (GArray) sizes = rushes_video_files_trash_finish (result, NULL);

  removal->n_under_way = 1;
  for (guint i = 0; i < sizes->len; i++)
    if (g_array_index (sizes, gint64, i) >= 0 && !self->closing)
      {
        rushes_session_remember_removed (self, g_ptr_array_index (removal->tasks, i));
        removal->n_under_way++;
        rushes_library_record_unkept_async (self->library, g_ptr_array_index (removal->tasks, i), TRUE,
                                            removal_recorded_cb, g_object_ref (task));
      }
    else if (g_array_index (sizes, gint64, i) < 0 && removal->error == NULL)
      removal->error = g_error_new_literal (RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE,
                                            "a kept video could not be removed");
  removal_step_ended (task);
}

void
rushes_session_remove_kept_async (RushesSession *self,
                                  GPtrArray *tasks,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task = NULL;
  Removal *removal = g_new0 (Removal, 1);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  g_return_if_fail (RUSHES_IS_SESSION (self));
  g_return_if_fail (tasks != NULL);

  removal->tasks = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < tasks->len; i++)
    {
      RushesTask *one = g_ptr_array_index (tasks, i);
      const char *path = rushes_task_get_kept_path (one);

      if (path == NULL)
        continue;
      g_ptr_array_add (removal->tasks, g_object_ref (one));
      g_ptr_array_add (paths, g_strdup (path));
    }

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, rushes_session_remove_kept_async);
  g_task_set_task_data (task, removal, removal_free);
  rushes_video_files_trash_async (paths, trashed_cb, task);
}

gboolean
rushes_session_remove_kept_finish (RushesSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Whether files are still there */

typedef struct
{
  RushesSession *session;
  RushesTask *task;
  GPtrArray *places; /* as they were when they were looked for: saved, kept; either may be "" */
} Look;

static void
look_free (Look *look)
{
  g_object_unref (look->session);
  g_object_unref (look->task);
  g_ptr_array_unref (look->places);
  g_free (look);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Look, look_free)

static void
unkept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesSession) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!rushes_library_record_unkept_finish (RUSHES_LIBRARY (source), result, &error))
    g_info ("That a kept video is gone could not be recorded: %s", error->message);
  rushes_session_review_keeping (self);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Look) look = user_data;
  RushesSession *self = look->session;
  g_autoptr (GArray) sizes = rushes_video_files_look_finish (result, NULL);
  const gint64 saved = g_array_index (sizes, gint64, 0);
  const gint64 kept = g_array_index (sizes, gint64, 1);

  if (self->closing)
    return;
  if (saved != -2
      && g_strcmp0 (g_ptr_array_index (look->places, 0), rushes_task_get_saved_path (look->task)) == 0)
    rushes_library_note_missing (self->library, look->task, saved == -1);
  if (kept == -1
      && g_strcmp0 (g_ptr_array_index (look->places, 1), rushes_task_get_kept_path (look->task)) == 0)
    rushes_library_record_unkept_async (self->library, look->task, FALSE, unkept_cb, g_object_ref (self));
}

void
rushes_session_look_after_files (RushesSession *self, RushesTask *task)
{
  const char *saved_path = NULL;
  const char *kept_path = NULL;
  Look *look = NULL;

  g_return_if_fail (RUSHES_IS_SESSION (self));
  g_return_if_fail (RUSHES_IS_TASK (task));

  rushes_session_look_for_damaged (self, task);
  saved_path = rushes_task_get_saved_path (task);
  kept_path = rushes_task_get_kept_path (task);
  if (saved_path == NULL && kept_path == NULL)
    return;

  look = g_new0 (Look, 1);
  look->session = g_object_ref (self);
  look->task = g_object_ref (task);
  look->places = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (look->places, g_strdup (saved_path));
  g_ptr_array_add (look->places, g_strdup (kept_path));
  rushes_video_files_look_async (look->places, looked_cb, look);
}

/* What was kept of tasks that were removed in an earlier run, and cannot be brought back any more */

static void
discarded_forgotten_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gboolean done = rushes_library_forget_discarded_finish (RUSHES_LIBRARY (source), result, &error);

  rushes_session_return_boolean (task, done, error);
}

static void
discarded_trashed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RushesSession *self = g_task_get_source_object (task);
  g_autoptr (GArray) sizes = rushes_video_files_remove_finish (result, NULL);

  if (self->closing)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "the session closes");
  else
    rushes_library_forget_discarded_async (self->library, g_task_get_task_data (task), discarded_forgotten_cb,
                                           g_object_ref (task));
}

static void
discarded_listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RushesSession *self = g_task_get_source_object (task);
  const char *folder = rushes_library_get_videos_folder (self->library);
  GError *error = NULL;
  GPtrArray *names = rushes_library_list_discarded_finish (RUSHES_LIBRARY (source), result, &error);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  if (names == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_set_task_data (task, names, (GDestroyNotify) g_ptr_array_unref);
  if (names->len == 0 || folder == NULL || self->closing)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  for (guint i = 0; i < names->len; i++)
    g_ptr_array_add (paths, g_build_filename (folder, g_ptr_array_index (names, i), NULL));
  rushes_video_files_remove_async (paths, TRUE, discarded_trashed_cb, g_steal_pointer (&task));
}

void
rushes_session_discard_removed_async (RushesSession *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, rushes_session_discard_removed_async);
  rushes_library_list_discarded_async (self->library, discarded_listed_cb, task);
}

gboolean
rushes_session_discard_removed_finish (RushesSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
