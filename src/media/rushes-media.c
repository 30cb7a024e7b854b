/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-media"

#include "config.h"

#include "media/rushes-media.h"

#include "base/rushes-error.h"
#include "base/rushes-folders.h"
#include "media/rushes-media-run.h"
#include "media/rushes-media-words.h"
#include "transfer/rushes-landing.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <unistd.h>

/* What is done with the helper's files when it has ended, on a worker thread. */
typedef struct
{
  /* pictures */
  char *parts[2]; /* as the helper writes them */
  char *paths[2]; /* as they are called when they are whole */
  RushesMediaFacts *facts;

  /* frame */
  char *video;
  char *which;
  char *folder; /* ours, for the one file */
  char *file;
  GFile *destination; /* (nullable): for the clipboard there is none */
  gboolean replace;

  GError *error;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  for (gsize i = 0; i < G_N_ELEMENTS (request->parts); i++)
    {
      g_free (request->parts[i]);
      g_free (request->paths[i]);
    }
  rushes_media_facts_free (request->facts);
  g_free (request->video);
  g_free (request->which);
  g_free (request->folder);
  g_free (request->file);
  g_clear_object (&request->destination);
  g_clear_error (&request->error);
  g_free (request);
}

static void
place_pictures (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Request *request = task_data;
  gsize n_placed = 0;

  while (n_placed < G_N_ELEMENTS (request->parts) && request->error == NULL)
    {
      if (rename (request->parts[n_placed], request->paths[n_placed]) == 0)
        n_placed++;
      else
        request->error = rushes_error_from_errno (errno, RUSHES_ERROR_FOLDER_UNWRITABLE,
                                                  "the picture cannot be put in its place");
    }
  if (request->error == NULL)
    {
      g_task_return_pointer (task, g_steal_pointer (&request->facts),
                             (GDestroyNotify) rushes_media_facts_free);
      return;
    }

  for (gsize i = 0; i < G_N_ELEMENTS (request->parts); i++)
    unlink (i < n_placed ? request->paths[i] : request->parts[i]);
  g_task_return_error (task, g_steal_pointer (&request->error));
}

static void
pictures_made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Request *request = g_task_get_task_data (task);
  g_autoptr (GBytes) answer = rushes_media_run_finish (result, &request->error);

  if (answer != NULL)
    rushes_media_words_read (answer, &request->facts, &request->error);
  g_task_run_in_thread (task, place_pictures);
}

void
rushes_media_make_pictures_async (const char *video,
                                  const char *thumbnail_path,
                                  const char *strip_path,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Request *request;
  guint32 number = g_random_int ();

  g_return_if_fail (video != NULL && thumbnail_path != NULL && strip_path != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  request = g_new0 (Request, 1);
  g_task_set_source_tag (task, rushes_media_make_pictures_async);
  g_task_set_task_data (task, request, request_free);
  /* Once the helper is done, its files are there: the result says so. */
  g_task_set_check_cancellable (task, FALSE);

  request->paths[0] = g_strdup (thumbnail_path);
  request->paths[1] = g_strdup (strip_path);
  for (gsize i = 0; i < G_N_ELEMENTS (request->parts); i++)
    request->parts[i] = g_strdup_printf ("%s.%08x" RUSHES_MEDIA_PART_SUFFIX, request->paths[i], number);

  {
    const char *arguments[] = { "pictures", video, request->parts[0], request->parts[1], NULL };

    rushes_media_run_async (arguments, cancellable, pictures_made_cb, g_steal_pointer (&task));
  }
}

RushesMediaFacts *
rushes_media_make_pictures_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, rushes_media_make_pictures_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static GBytes *
load (const char *path, GError **error)
{
  g_autoptr (GError) cause = NULL;
  char *contents = NULL;
  gsize length = 0;

  if (g_file_get_contents (path, &contents, &length, &cause))
    return g_bytes_new_take (contents, length);

  g_set_error_literal (error, RUSHES_ERROR, RUSHES_ERROR_MEDIA_HELPER, cause->message);
  return NULL;
}

static void
place_frame (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Request *request = task_data;
  g_autoptr (GBytes) bytes = NULL;

  if (request->error == NULL && request->destination != NULL)
    rushes_landing_commit (request->file, request->destination, request->replace, NULL, cancellable,
                           &request->error);
  else if (request->error == NULL)
    bytes = load (request->file, &request->error);

  if (request->file != NULL)
    unlink (request->file);
  if (request->folder != NULL)
    rmdir (request->folder);

  if (request->error != NULL)
    g_task_return_error (task, g_steal_pointer (&request->error));
  else if (request->destination != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_pointer (task, g_steal_pointer (&bytes), (GDestroyNotify) g_bytes_unref);
}

static void
frame_made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Request *request = g_task_get_task_data (task);
  g_autoptr (GBytes) answer = rushes_media_run_finish (result, &request->error);

  if (answer != NULL)
    rushes_media_words_read (answer, NULL, &request->error);
  g_task_run_in_thread (task, place_frame);
}

/* Not beside the destination: that may be a share, or a folder where no other name may be made. Nor where
 * other users' files are. */
static void
make_folder (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autofree char *ours = g_build_filename (g_get_user_runtime_dir (), "rushes", NULL);
  g_autofree char *folder = g_build_filename (ours, "frame-XXXXXX", NULL);
  GError *error = NULL;

  if (!rushes_folders_make_private (ours, &error))
    g_task_return_error (task, error);
  else if (g_mkdtemp (folder) == NULL)
    g_task_return_error (task, rushes_error_from_errno (errno, RUSHES_ERROR_FOLDER_UNWRITABLE, "%s", folder));
  else
    g_task_return_pointer (task, g_steal_pointer (&folder), g_free);
}

static void
folder_made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Request *request = g_task_get_task_data (task);
  GError *error = NULL;

  request->folder = g_task_propagate_pointer (G_TASK (result), &error);
  if (request->folder == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  request->file = g_build_filename (request->folder, "frame.png", NULL);
  {
    const char *arguments[] = { "frame", request->video, request->which, request->file, NULL };
    GCancellable *cancellable = g_task_get_cancellable (task);

    rushes_media_run_async (arguments, cancellable, frame_made_cb, g_steal_pointer (&task));
  }
}

static char *
dup_which (RushesFrameWhich which, gint64 position)
{
  switch (which)
    {
    case RUSHES_FRAME_FIRST:
      return g_strdup ("first");
    case RUSHES_FRAME_LAST:
      return g_strdup ("last");
    case RUSHES_FRAME_AT:
    default:
      return g_strdup_printf ("%" G_GINT64_FORMAT, MAX (position, 0));
    }
}

/* Takes @task, and @destination where there is one. */
static void
make_frame (GTask *task, const char *video, char *which, GFile *destination, gboolean replace)
{
  Request *request = g_new0 (Request, 1);
  g_autoptr (GTask) folder_task = g_task_new (NULL, NULL, folder_made_cb, task);

  request->video = g_strdup (video);
  request->which = which;
  request->destination = destination;
  request->replace = replace;
  g_task_set_task_data (task, request, request_free);
  /* A file that is saved is there. A frame that nobody waits for any more must not be taken for another's. */
  g_task_set_check_cancellable (task, destination == NULL);
  g_task_run_in_thread (folder_task, make_folder);
}

void
rushes_media_save_frame_async (const char *video,
                               RushesFrameWhich which,
                               gint64 position,
                               GFile *destination,
                               gboolean replace,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task;

  g_return_if_fail (video != NULL && G_IS_FILE (destination));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, rushes_media_save_frame_async);
  make_frame (task, video, dup_which (which, position), g_object_ref (destination), replace);
}

gboolean
rushes_media_save_frame_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, rushes_media_save_frame_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
rushes_media_load_frame_async (const char *video,
                               RushesFrameWhich which,
                               gint64 position,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task;

  g_return_if_fail (video != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, rushes_media_load_frame_async);
  make_frame (task, video, dup_which (which, position), NULL, FALSE);
}

GBytes *
rushes_media_load_frame_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, rushes_media_load_frame_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
