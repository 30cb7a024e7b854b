/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-session-damaged"

#include "config.h"

#include "session/rushes-session-private.h"

#include "base/rushes-error.h"
#include "transfer/rushes-part.h"
#include "transfer/rushes-video-files.h"

/* What came damaged over each link was set aside, since it may be all there is: the user decides. */

/* (transfer full) (nullable): the one place where it can be; NULL: its account is not there in this run */
static GPtrArray *
list_places (RushesSession *self, RushesTask *task)
{
  RushesAccount *account = g_hash_table_lookup (self->accounts, rushes_task_get_account_id (task));
  g_autofree char *part = NULL;
  GPtrArray *places = NULL;

  if (account == NULL)
    return NULL;

  part = rushes_part_dup_path (self->parts_folder, account, rushes_task_get_id (task));
  places = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (places, rushes_part_dup_damaged_path (part));
  return places;
}

/* Looking */

typedef struct
{
  RushesSession *session;
  RushesTask *task;
} Look;

static void
look_free (Look *look)
{
  g_object_unref (look->session);
  g_object_unref (look->task);
  g_free (look);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Look, look_free)

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Look) look = user_data;
  g_autoptr (GArray) sizes = rushes_video_files_look_finish (result, NULL);
  const gint64 size = g_array_index (sizes, gint64, 0);

  if (size != -2 && !look->session->closing)
    rushes_library_note_damaged (look->session->library, look->task, size > 0);
}

void
rushes_session_look_for_damaged (RushesSession *self, RushesTask *task)
{
  g_autoptr (GPtrArray) places = NULL;
  Look *look = NULL;

  if (self->closing || !rushes_session_can_save (self, task))
    return;
  places = list_places (self, task);
  if (places == NULL)
    return;

  look = g_new0 (Look, 1);
  look->session = g_object_ref (self);
  look->task = g_object_ref (task);
  rushes_video_files_look_async (places, looked_cb, look);
}

gboolean
rushes_session_has_damaged (RushesSession *self, RushesTask *task)
{
  g_return_val_if_fail (RUSHES_IS_SESSION (self), FALSE);
  g_return_val_if_fail (RUSHES_IS_TASK (task), FALSE);

  return rushes_task_get_has_damaged (task);
}

/* What the user decides */

char *
rushes_session_suggest_damaged_name (RushesSession *self, RushesTask *task)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (RUSHES_IS_SESSION (self), NULL);
  g_return_val_if_fail (RUSHES_IS_TASK (task), NULL);

  name = rushes_session_suggest_name (self, task);
  if (g_str_has_suffix (name, ".mp4"))
    name[strlen (name) - strlen (".mp4")] = '\0';
  return g_strconcat (name, "-damaged.mp4", NULL);
}

static void
copied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RushesSession *self = g_task_get_source_object (task);
  GError *error = NULL;
  gint64 bytes = 0;
  GFile *file = rushes_video_files_copy_finish (result, &bytes, &error);

  if (file != NULL)
    {
      g_task_return_pointer (task, file, g_object_unref);
      return;
    }
  /* It may be gone. */
  if (!self->closing)
    rushes_session_look_for_damaged (self, g_task_get_task_data (task));
  g_task_return_error (task, error);
}

/* (transfer full) (nullable): NULL where @places is: then it has been returned already */
static GTask *
begin (RushesSession *self,
       RushesTask *task,
       gpointer source_tag,
       GPtrArray *places,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  g_autoptr (GTask) begun = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (begun, source_tag);
  g_task_set_task_data (begun, g_object_ref (task), g_object_unref);
  if (places != NULL)
    return g_steal_pointer (&begun);

  g_task_return_new_error (begun, RUSHES_ERROR, RUSHES_ERROR_KEY_MISSING,
                           "the task's account is not there in this run");
  return NULL;
}

void
rushes_session_save_damaged_async (RushesSession *self,
                                   RushesTask *task,
                                   GFile *destination,
                                   gboolean replace,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GPtrArray) places = NULL;
  GTask *save = NULL;

  g_return_if_fail (RUSHES_IS_SESSION (self));
  g_return_if_fail (RUSHES_IS_TASK (task));
  g_return_if_fail (G_IS_FILE (destination));

  places = list_places (self, task);
  save = begin (self, task, rushes_session_save_damaged_async, places, callback, user_data);
  if (save != NULL)
    rushes_video_files_copy_async (g_ptr_array_index (places, 0), 0, destination, replace, NULL, copied_cb,
                                   save);
}

GFile *
rushes_session_save_damaged_finish (RushesSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
discarded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RushesSession *self = g_task_get_source_object (task);
  g_autoptr (GArray) sizes = rushes_video_files_trash_finish (result, NULL);

  if (g_array_index (sizes, gint64, 0) < 0)
    {
      g_task_return_new_error (task, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE,
                               "a damaged video could not be removed");
      return;
    }
  if (!self->closing)
    rushes_library_note_damaged (self->library, g_task_get_task_data (task), FALSE);
  g_task_return_boolean (task, TRUE);
}

void
rushes_session_discard_damaged_async (RushesSession *self,
                                      RushesTask *task,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  g_autoptr (GPtrArray) places = NULL;
  GTask *discard = NULL;

  g_return_if_fail (RUSHES_IS_SESSION (self));
  g_return_if_fail (RUSHES_IS_TASK (task));

  places = list_places (self, task);
  discard = begin (self, task, rushes_session_discard_damaged_async, places, callback, user_data);
  if (discard != NULL)
    rushes_video_files_trash_async (places, discarded_cb, discard);
}

gboolean
rushes_session_discard_damaged_finish (RushesSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
brought_back_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RushesSession *self = g_task_get_source_object (task);
  g_autoptr (GArray) sizes = rushes_video_files_bring_back_finish (result, NULL);

  if (g_array_index (sizes, gint64, 0) < 0)
    {
      g_task_return_new_error (task, RUSHES_ERROR, RUSHES_ERROR_FAILED,
                               "a damaged video could not be brought back");
      return;
    }
  if (!self->closing)
    rushes_library_note_damaged (self->library, g_task_get_task_data (task), TRUE);
  g_task_return_boolean (task, TRUE);
}

void
rushes_session_restore_damaged_async (RushesSession *self,
                                      RushesTask *task,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  g_autoptr (GPtrArray) places = NULL;
  GTask *restore = NULL;

  g_return_if_fail (RUSHES_IS_SESSION (self));
  g_return_if_fail (RUSHES_IS_TASK (task));

  places = list_places (self, task);
  restore = begin (self, task, rushes_session_restore_damaged_async, places, callback, user_data);
  if (restore != NULL)
    rushes_video_files_bring_back_async (places, brought_back_cb, restore);
}

gboolean
rushes_session_restore_damaged_finish (RushesSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
rushes_session_forget_damaged (RushesSession *self, RushesTask *task)
{
  g_autoptr (GPtrArray) places = NULL;

  g_return_if_fail (RUSHES_IS_SESSION (self));
  g_return_if_fail (RUSHES_IS_TASK (task));

  places = list_places (self, task);
  if (places != NULL)
    rushes_video_files_forget_async (places);
}
