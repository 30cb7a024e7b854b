/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-pictures"

#include "config.h"

#include "ui/rushes-pictures.h"

/* Between two questions whether the file behind a picture is still the same. */
#define FRESH_MICROSECONDS (30 * G_USEC_PER_SEC)
#define BYTES_PER_PIXEL 4

struct _RushesPictures
{
  GObject parent_instance;

  RushesThumbnails *thumbnails;
  GHashTable *entries; /* path → Entry */
  GQueue used;         /* Entry, those with textures: the one used last first */
  gsize bytes;
  gsize max_bytes;
};

/* One video. Without its textures it is small: its length stays known. */
typedef struct
{
  char *video;
  RushesThumbnail *thumbnail; /* (nullable) */
  GdkTexture *textures[RUSHES_N_PICTURES];
  gint64 duration;
  double frame_rate;
  gint64 asked_at; /* monotonic */
  GList link;
  gboolean linked;
} Entry;

/* The task data of a question. */
typedef struct
{
  char *video;
  RushesPictureKind kind;
  RushesThumbnail *thumbnail;
} Question;

G_DEFINE_FINAL_TYPE (RushesPictures, rushes_pictures, G_TYPE_OBJECT)

static void
question_free (gpointer data)
{
  Question *question = data;

  g_free (question->video);
  g_clear_pointer (&question->thumbnail, rushes_thumbnail_unref);
  g_free (question);
}

static gsize
measure_texture (GdkTexture *texture)
{
  return (gsize) gdk_texture_get_width (texture) * (gsize) gdk_texture_get_height (texture) * BYTES_PER_PIXEL;
}

/* The textures */

static void
drop_textures (RushesPictures *self, Entry *entry)
{
  for (guint i = 0; i < RUSHES_N_PICTURES; i++)
    if (entry->textures[i] != NULL)
      {
        self->bytes -= measure_texture (entry->textures[i]);
        g_clear_object (&entry->textures[i]);
      }
  g_clear_pointer (&entry->thumbnail, rushes_thumbnail_unref);
  if (entry->linked)
    g_queue_unlink (&self->used, &entry->link);
  entry->linked = FALSE;
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  for (guint i = 0; i < RUSHES_N_PICTURES; i++)
    g_clear_object (&entry->textures[i]);
  g_clear_pointer (&entry->thumbnail, rushes_thumbnail_unref);
  g_free (entry->video);
  g_free (entry);
}

static void
use_entry (RushesPictures *self, Entry *entry)
{
  if (entry->linked)
    g_queue_unlink (&self->used, &entry->link);
  g_queue_push_head_link (&self->used, &entry->link);
  entry->linked = TRUE;
}

/* The newest one stays, however large it is: it is about to be drawn. */
static void
make_room (RushesPictures *self)
{
  while (self->bytes > self->max_bytes && self->used.length > 1)
    drop_textures (self, g_queue_peek_tail (&self->used));
}

static void
keep_texture (RushesPictures *self, const Question *question, GdkTexture *texture)
{
  Entry *entry = g_hash_table_lookup (self->entries, question->video);

  if (entry == NULL)
    {
      entry = g_new0 (Entry, 1);
      entry->video = g_strdup (question->video);
      entry->link.data = entry;
      g_hash_table_insert (self->entries, entry->video, entry);
    }
  /* The file has changed: what was drawn of it before is not of this one. */
  if (entry->thumbnail != NULL
      && g_strcmp0 (entry->thumbnail->thumbnail_path, question->thumbnail->thumbnail_path) != 0)
    drop_textures (self, entry);
  if (entry->thumbnail == NULL)
    entry->thumbnail = rushes_thumbnail_ref (question->thumbnail);
  if (entry->textures[question->kind] != NULL)
    self->bytes -= measure_texture (entry->textures[question->kind]);
  g_set_object (&entry->textures[question->kind], texture);
  self->bytes += measure_texture (texture);
  entry->duration = question->thumbnail->facts->duration_ms;
  entry->frame_rate = question->thumbnail->facts->fps_d > 0
                        ? (double) question->thumbnail->facts->fps_n / question->thumbnail->facts->fps_d
                        : 0;
  use_entry (self, entry);
  make_room (self);
}

/* Loading */

static void
decode_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Question *question = task_data;
  g_autoptr (GError) error = NULL;
  GdkTexture *texture = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;

  texture = gdk_texture_new_from_filename (question->kind == RUSHES_PICTURE_STRIP
                                             ? question->thumbnail->strip_path
                                             : question->thumbnail->thumbnail_path,
                                           &error);
  if (texture != NULL)
    g_task_return_pointer (task, texture, g_object_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
thumbnail_got_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RushesPictures *self = g_task_get_source_object (task);
  Question *question = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  Entry *entry = NULL;

  question->thumbnail = rushes_thumbnails_get_finish (RUSHES_THUMBNAILS (source), result, &error);
  if (question->thumbnail == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  entry = g_hash_table_lookup (self->entries, question->video);
  if (entry != NULL)
    entry->asked_at = g_get_monotonic_time ();
  if (entry != NULL && entry->thumbnail != NULL && entry->textures[question->kind] != NULL
      && g_strcmp0 (entry->thumbnail->thumbnail_path, question->thumbnail->thumbnail_path) == 0)
    g_task_return_pointer (task, g_object_ref (entry->textures[question->kind]), g_object_unref);
  else
    g_task_run_in_thread (task, decode_in_thread);
}

void
rushes_pictures_load_async (RushesPictures *self,
                            const char *video,
                            RushesPictureKind kind,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Question *question = NULL;

  g_return_if_fail (RUSHES_IS_PICTURES (self));
  g_return_if_fail (video != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, rushes_pictures_load_async);
  question = g_new0 (Question, 1);
  question->video = g_strdup (video);
  question->kind = kind;
  g_task_set_task_data (task, question, question_free);
  rushes_thumbnails_get_async (self->thumbnails, video, cancellable, thumbnail_got_cb,
                               g_steal_pointer (&task));
}

GdkTexture *
rushes_pictures_load_finish (RushesPictures *self, GAsyncResult *result, GError **error)
{
  GTask *task = G_TASK (result);
  const Question *question = NULL;
  GdkTexture *texture = NULL;
  Entry *entry = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  texture = g_task_propagate_pointer (task, error);
  if (texture == NULL)
    return NULL;

  question = g_task_get_task_data (task);
  keep_texture (self, question, texture);
  entry = g_hash_table_lookup (self->entries, question->video);
  entry->asked_at = g_get_monotonic_time ();
  return texture;
}

/* The object */

static void
rushes_pictures_finalize (GObject *object)
{
  RushesPictures *self = RUSHES_PICTURES (object);

  g_clear_object (&self->thumbnails);
  g_clear_pointer (&self->entries, g_hash_table_unref);

  G_OBJECT_CLASS (rushes_pictures_parent_class)->finalize (object);
}

static void
rushes_pictures_class_init (RushesPicturesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rushes_pictures_finalize;
}

static void
rushes_pictures_init (RushesPictures *self)
{
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, entry_free);
  g_queue_init (&self->used);
}

RushesPictures *
rushes_pictures_new (const char *folder, gsize max_bytes)
{
  RushesPictures *self = g_object_new (RUSHES_TYPE_PICTURES, NULL);

  self->thumbnails = rushes_thumbnails_new (folder, RUSHES_THUMBNAILS_MAX_BYTES);
  self->max_bytes = max_bytes;
  return self;
}

GdkTexture *
rushes_pictures_peek (RushesPictures *self, const char *video, RushesPictureKind kind)
{
  Entry *entry = NULL;

  g_return_val_if_fail (RUSHES_IS_PICTURES (self), NULL);
  g_return_val_if_fail (video != NULL && kind < RUSHES_N_PICTURES, NULL);

  entry = g_hash_table_lookup (self->entries, video);
  if (entry == NULL || entry->textures[kind] == NULL)
    return NULL;

  use_entry (self, entry);
  return entry->textures[kind];
}

gint64
rushes_pictures_get_duration (RushesPictures *self, const char *video)
{
  const Entry *entry = NULL;

  g_return_val_if_fail (RUSHES_IS_PICTURES (self), 0);
  g_return_val_if_fail (video != NULL, 0);

  entry = g_hash_table_lookup (self->entries, video);
  return entry != NULL ? entry->duration : 0;
}

double
rushes_pictures_get_frame_rate (RushesPictures *self, const char *video)
{
  const Entry *entry = NULL;

  g_return_val_if_fail (RUSHES_IS_PICTURES (self), 0);
  g_return_val_if_fail (video != NULL, 0);

  entry = g_hash_table_lookup (self->entries, video);
  return entry != NULL ? entry->frame_rate : 0;
}

gboolean
rushes_pictures_is_due (RushesPictures *self, const char *video)
{
  const Entry *entry = NULL;

  g_return_val_if_fail (RUSHES_IS_PICTURES (self), FALSE);
  g_return_val_if_fail (video != NULL, FALSE);

  entry = g_hash_table_lookup (self->entries, video);
  return entry == NULL || entry->textures[RUSHES_PICTURE_THUMBNAIL] == NULL
         || g_get_monotonic_time () >= entry->asked_at + FRESH_MICROSECONDS;
}

gsize
rushes_pictures_get_bytes (RushesPictures *self)
{
  g_return_val_if_fail (RUSHES_IS_PICTURES (self), 0);

  return self->bytes;
}
