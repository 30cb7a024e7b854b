/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-frames"

#include "config.h"

#include "ui/rushes-frames.h"

#include <glib/gi18n-lib.h>

#include "compat/rushes-compat.h"
#include "ui/rushes-format.h"

typedef struct
{
  char *video;
  RushesFrameWhich which;
  gint64 position;
  GFile *destination; /* (nullable): as long as it is not known */
} Wanted;

static void
wanted_free (gpointer data)
{
  Wanted *wanted = data;

  g_free (wanted->video);
  g_clear_object (&wanted->destination);
  g_free (wanted);
}

static GTask *
new_task (gpointer source,
          const char *video,
          RushesFrameWhich which,
          gint64 position,
          GCancellable *cancellable,
          GAsyncReadyCallback callback,
          gpointer user_data)
{
  GTask *task = g_task_new (source, cancellable, callback, user_data);
  Wanted *wanted = g_new0 (Wanted, 1);

  wanted->video = g_strdup (video);
  wanted->which = which;
  wanted->position = position;
  g_task_set_task_data (task, wanted, wanted_free);
  return task;
}

char *
rushes_frames_suggest_name (const char *title, RushesFrameWhich which, gint64 position)
{
  g_autofree char *name = NULL;
  g_autofree char *where = NULL;

  g_return_val_if_fail (title != NULL, NULL);

  switch (which)
    {
    case RUSHES_FRAME_FIRST:
      /* Translators: the name of a file, without its ending; %s is the label or the id of a task */
      name = g_strdup_printf (_ ("%s, first frame"), title);
      break;
    case RUSHES_FRAME_LAST:
      /* Translators: the name of a file, without its ending; %s is the label or the id of a task */
      name = g_strdup_printf (_ ("%s, last frame"), title);
      break;
    case RUSHES_FRAME_AT:
      where = g_strdup_printf ("%.2f", (double) position / 1e9);
      /* Translators: the name of a file, without its ending: the label or the id of a task, and where in
       * the video the frame is, in seconds */
      name = g_strdup_printf (_ ("%s, frame at %s s"), title, where);
      break;
    }
  /* It has to be one component of a path. */
  g_strdelimit (name, "/", '-');
  return g_strconcat (name, ".png", NULL);
}

/* Saving */

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Wanted *wanted = g_task_get_task_data (task);
  GError *error = NULL;

  /* What is there is there. */
  g_task_set_check_cancellable (task, FALSE);
  if (rushes_media_save_frame_finish (result, &error))
    g_task_return_pointer (task, g_steal_pointer (&wanted->destination), g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
save_to (GTask *task, GFile *destination)
{
  Wanted *wanted = g_task_get_task_data (task);

  wanted->destination = g_object_ref (destination);
  rushes_media_save_frame_async (wanted->video, wanted->which, wanted->position, destination, TRUE,
                                 g_task_get_cancellable (task), saved_cb, task);
}

static void
destination_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GFile) destination = rushes_compat_save_as_finish (result, &error);

  if (destination == NULL)
    g_task_return_error (task, error);
  else
    save_to (g_steal_pointer (&task), destination);
}

static GListModel *
new_filters (void)
{
  GListStore *filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("PNG pictures"));
  gtk_file_filter_add_mime_type (filter, "image/png");
  g_list_store_append (filters, filter);
  return G_LIST_MODEL (filters);
}

void
rushes_frames_save_async (GtkWindow *parent,
                          const char *video,
                          RushesFrameWhich which,
                          gint64 position,
                          const char *name,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  const char *pictures = g_get_user_special_dir (G_USER_DIRECTORY_PICTURES);
  g_autoptr (GListModel) filters = new_filters ();
  g_autoptr (GFile) folder = NULL;
  GTask *task = NULL;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (video != NULL);
  g_return_if_fail (name != NULL);

  task = new_task (NULL, video, which, position, cancellable, callback, user_data);
  g_task_set_source_tag (task, rushes_frames_save_async);
  folder = g_file_new_for_path (pictures != NULL ? pictures : g_get_home_dir ());
  rushes_compat_save_as_async (parent, _ ("Save Frame"), name, folder, filters, cancellable,
                               destination_chosen_cb, task);
}

void
rushes_frames_save_to_async (const char *video,
                             RushesFrameWhich which,
                             gint64 position,
                             GFile *destination,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = NULL;

  g_return_if_fail (video != NULL);
  g_return_if_fail (G_IS_FILE (destination));

  task = new_task (NULL, video, which, position, cancellable, callback, user_data);
  g_task_set_source_tag (task, rushes_frames_save_async);
  save_to (task, destination);
}

GFile *
rushes_frames_save_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Copying */

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GBytes) png = rushes_media_load_frame_finish (result, &error);
  g_autoptr (GdkContentProvider) content = NULL;

  if (png == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  content = gdk_content_provider_new_for_bytes ("image/png", png);
  gdk_clipboard_set_content (g_task_get_source_object (task), content);
  g_task_return_boolean (task, TRUE);
}

void
rushes_frames_copy_async (GdkClipboard *clipboard,
                          const char *video,
                          RushesFrameWhich which,
                          gint64 position,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = NULL;

  g_return_if_fail (GDK_IS_CLIPBOARD (clipboard));
  g_return_if_fail (video != NULL);

  task = new_task (clipboard, video, which, position, cancellable, callback, user_data);
  g_task_set_source_tag (task, rushes_frames_copy_async);
  rushes_media_load_frame_async (video, which, position, cancellable, loaded_cb, task);
}

gboolean
rushes_frames_copy_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
