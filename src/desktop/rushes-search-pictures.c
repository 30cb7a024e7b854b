/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-search-pictures"

#include "config.h"

#include "desktop/rushes-search-pictures.h"

#define PATIENCE_MS 400

/* All that is waited for. */
typedef struct
{
  GPtrArray *icons;
  guint n_waiting;
  GCancellable *cancellable; /* when it takes too long */
  guint timeout;
} Wait;

static void
wait_free (gpointer data)
{
  Wait *wait = data;

  g_clear_handle_id (&wait->timeout, g_source_remove);
  g_clear_pointer (&wait->icons, g_ptr_array_unref);
  g_object_unref (wait->cancellable);
  g_free (wait);
}

/* One picture of them. */
typedef struct
{
  GTask *task;
  guint index;
} Picture;

/* Where there is none it is called, too. */
static void
icon_free (gpointer icon)
{
  if (icon != NULL)
    g_object_unref (icon);
}

static void
return_if_complete (GTask *task)
{
  Wait *wait = g_task_get_task_data (task);

  if (wait->n_waiting > 0)
    return;

  g_clear_handle_id (&wait->timeout, g_source_remove);
  g_task_return_pointer (task, g_steal_pointer (&wait->icons), (GDestroyNotify) g_ptr_array_unref);
}

static void
picture_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Picture *picture = user_data;
  g_autoptr (GTask) task = picture->task;
  Wait *wait = g_task_get_task_data (task);
  g_autoptr (RushesThumbnail) thumbnail = rushes_thumbnails_get_finish (RUSHES_THUMBNAILS (source), result,
                                                                        NULL);

  if (thumbnail != NULL)
    {
      g_autoptr (GFile) file = g_file_new_for_path (thumbnail->thumbnail_path);

      g_ptr_array_index (wait->icons, picture->index) = g_file_icon_new (file);
    }
  wait->n_waiting--;
  return_if_complete (task);
}

static gboolean
timeout_cb (gpointer user_data)
{
  GTask *task = user_data;
  Wait *wait = g_task_get_task_data (task);

  wait->timeout = 0;
  g_cancellable_cancel (wait->cancellable);
  return G_SOURCE_REMOVE;
}

void
rushes_search_pictures_get_async (RushesThumbnails *thumbnails,
                                  GPtrArray *videos,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Wait *wait = NULL;

  g_return_if_fail (RUSHES_IS_THUMBNAILS (thumbnails));
  g_return_if_fail (videos != NULL);

  task = g_task_new (thumbnails, NULL, callback, user_data);
  g_task_set_source_tag (task, rushes_search_pictures_get_async);
  wait = g_new0 (Wait, 1);
  g_task_set_task_data (task, wait, wait_free);
  wait->icons = g_ptr_array_new_with_free_func (icon_free);
  g_ptr_array_set_size (wait->icons, (int) videos->len);
  wait->cancellable = g_cancellable_new ();
  wait->timeout = g_timeout_add (PATIENCE_MS, timeout_cb, task);
  for (guint i = 0; i < videos->len; i++)
    {
      const char *video = g_ptr_array_index (videos, i);
      Picture *picture = NULL;

      if (video == NULL)
        continue;
      picture = g_new0 (Picture, 1);
      picture->task = g_object_ref (task);
      picture->index = i;
      wait->n_waiting++;
      rushes_thumbnails_get_async (thumbnails, video, wait->cancellable, picture_cb, picture);
    }
  return_if_complete (task);
}

GPtrArray *
rushes_search_pictures_get_finish (RushesThumbnails *thumbnails, GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, thumbnails), NULL);

  return g_task_propagate_pointer (G_TASK (result), NULL);
}
