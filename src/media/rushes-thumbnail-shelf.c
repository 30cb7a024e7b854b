/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-thumbnail-shelf"

#include "config.h"

#include "media/rushes-thumbnail-shelf.h"

#include "base/rushes-error.h"
#include "base/rushes-folders.h"
#include "media/rushes-media-words.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY_LENGTH 32
#define PICTURE ".jpg"
#define STRIP "-strip.jpg"
#define FACTS ".json"
/* What a program that was killed has left behind is nobody's any more after a while. */
#define PART_SECONDS (60 * 60)

struct _RushesThumbnailShelf
{
  char *folder;
  guint64 max_bytes;

  GMutex mutex;   /* over what follows, and over making room */
  gboolean known; /* whether @bytes is true: not before the folder was read once */
  guint64 bytes;
};

/* All files of one key. */
typedef struct
{
  char key[KEY_LENGTH + 1];
  guint64 bytes;
  gint64 used;
  gboolean whole;
} Entry;

RushesThumbnailShelf *
rushes_thumbnail_shelf_new (const char *folder, guint64 max_bytes)
{
  RushesThumbnailShelf *self = g_atomic_rc_box_new0 (RushesThumbnailShelf);

  self->folder = g_strdup (folder);
  self->max_bytes = max_bytes;
  g_mutex_init (&self->mutex);
  return self;
}

RushesThumbnailShelf *
rushes_thumbnail_shelf_ref (RushesThumbnailShelf *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
shelf_clear (gpointer data)
{
  RushesThumbnailShelf *self = data;

  g_mutex_clear (&self->mutex);
  g_free (self->folder);
}

void
rushes_thumbnail_shelf_unref (RushesThumbnailShelf *self)
{
  g_atomic_rc_box_release_full (self, shelf_clear);
}

char *
rushes_thumbnail_shelf_dup_key (RushesThumbnailShelf *self, const char *video, GError **error)
{
  g_autofree char *text = NULL;
  g_autofree char *digest = NULL;
  struct stat info;

  if (stat (video, &info) != 0 || !S_ISREG (info.st_mode))
    {
      g_set_error_literal (error, RUSHES_ERROR, RUSHES_ERROR_VIDEO_UNREADABLE,
                           "there is no video at its path");
      return NULL;
    }

  text = g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT ".%09ld %s", (gint64) info.st_size,
                          (gint64) info.st_mtim.tv_sec, info.st_mtim.tv_nsec, video);
  digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  return g_strndup (digest, KEY_LENGTH);
}

static char *
dup_path (RushesThumbnailShelf *self, const char *key, const char *ending)
{
  g_autofree char *name = g_strconcat (key, ending, NULL);

  return g_build_filename (self->folder, name, NULL);
}

char *
rushes_thumbnail_shelf_dup_path (RushesThumbnailShelf *self, const char *key)
{
  return dup_path (self, key, PICTURE);
}

char *
rushes_thumbnail_shelf_dup_strip_path (RushesThumbnailShelf *self, const char *key)
{
  return dup_path (self, key, STRIP);
}

/* Bytes of the file, 0 where it is not there. */
static guint64
get_size (const char *path)
{
  struct stat info;

  return lstat (path, &info) == 0 && S_ISREG (info.st_mode) ? (guint64) info.st_size : 0;
}

static RushesThumbnail *
thumbnail_new (RushesThumbnailShelf *self, const char *key, const RushesMediaFacts *facts)
{
  RushesThumbnail *thumbnail = g_atomic_rc_box_new0 (RushesThumbnail);

  thumbnail->thumbnail_path = dup_path (self, key, PICTURE);
  thumbnail->strip_path = dup_path (self, key, STRIP);
  thumbnail->facts = rushes_media_facts_copy (facts);
  return thumbnail;
}

RushesThumbnail *
rushes_thumbnail_shelf_find (RushesThumbnailShelf *self, const char *key)
{
  g_autofree char *path = dup_path (self, key, FACTS);
  g_autoptr (RushesMediaFacts) facts = NULL;
  g_autoptr (RushesThumbnail) thumbnail = NULL;
  g_autoptr (GBytes) bytes = NULL;
  char *contents = NULL;
  gsize length = 0;

  if (get_size (path) > RUSHES_MEDIA_MAX_ANSWER || !g_file_get_contents (path, &contents, &length, NULL))
    return NULL;

  bytes = g_bytes_new_take (contents, length);
  if (!rushes_media_words_read (bytes, &facts, NULL))
    return NULL;

  thumbnail = thumbnail_new (self, key, facts);
  if (get_size (thumbnail->thumbnail_path) == 0 || get_size (thumbnail->strip_path) == 0)
    return NULL;
  if (utimensat (AT_FDCWD, path, NULL, AT_SYMLINK_NOFOLLOW) != 0)
    g_debug ("the time of use is not kept: %s", g_strerror (errno));
  return g_steal_pointer (&thumbnail);
}

gboolean
rushes_thumbnail_shelf_prepare (RushesThumbnailShelf *self, GError **error)
{
  return rushes_folders_make_private (self->folder, error);
}

static void
remove_entry (RushesThumbnailShelf *self, const char *key)
{
  static const char *const endings[] = { FACTS, PICTURE, STRIP };

  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *path = dup_path (self, key, endings[i]);

      unlink (path);
    }
}

/* Whether @name is one that we give. */
static gboolean
is_ours (const char *name)
{
  return strspn (name, "0123456789abcdef") == KEY_LENGTH
         && (name[KEY_LENGTH] == '.' || g_str_has_prefix (name + KEY_LENGTH, STRIP));
}

static void
add_file (RushesThumbnailShelf *self, GHashTable *entries, const char *name, gint64 now)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autofree char *key = g_strndup (name, KEY_LENGTH);
  struct stat info;
  Entry *entry;

  if (lstat (path, &info) != 0 || !S_ISREG (info.st_mode))
    return;
  if (g_str_has_suffix (name, RUSHES_MEDIA_PART_SUFFIX))
    {
      if (info.st_mtim.tv_sec < now - PART_SECONDS)
        unlink (path);
      return;
    }

  entry = g_hash_table_lookup (entries, key);
  if (entry == NULL)
    {
      entry = g_new0 (Entry, 1);
      g_strlcpy (entry->key, key, sizeof entry->key);
      g_hash_table_insert (entries, entry->key, entry);
    }
  entry->bytes += (guint64) info.st_size;
  if (g_str_has_suffix (name, FACTS))
    {
      entry->whole = TRUE;
      entry->used = (gint64) info.st_mtim.tv_sec * G_USEC_PER_SEC + info.st_mtim.tv_nsec / 1000;
    }
  else if (!entry->whole)
    entry->used = (gint64) info.st_mtim.tv_sec * G_USEC_PER_SEC;
}

static GHashTable *
read_folder (RushesThumbnailShelf *self)
{
  GHashTable *entries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      if (is_ours (name))
        add_file (self, entries, name, now);
    }
  return entries;
}

static int
compare_used (gconstpointer a, gconstpointer b)
{
  const Entry *const *one = a;
  const Entry *const *other = b;

  return (*one)->used < (*other)->used ? -1 : (*one)->used > (*other)->used;
}

/* With the mutex held. Goes a tenth below the limit, so as not to read the folder for each picture. */
static void
make_room (RushesThumbnailShelf *self, const char *key)
{
  g_autoptr (GHashTable) entries = read_folder (self);
  g_autoptr (GPtrArray) ordered = g_ptr_array_sized_new (g_hash_table_size (entries));
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_ptr_array_add (ordered, value);

  g_ptr_array_sort (ordered, compare_used);
  self->known = TRUE;
  self->bytes = 0;
  for (guint i = 0; i < ordered->len; i++)
    self->bytes += ((Entry *) ordered->pdata[i])->bytes;
  if (self->bytes <= self->max_bytes)
    return;

  for (guint i = 0; i < ordered->len && self->bytes > self->max_bytes / 10 * 9; i++)
    {
      const Entry *entry = ordered->pdata[i];

      /* What was asked for just now stays, however small the folder may be. */
      if (strcmp (entry->key, key) == 0)
        continue;
      remove_entry (self, entry->key);
      self->bytes -= entry->bytes;
    }
}

static void
count (RushesThumbnailShelf *self, const char *key, guint64 bytes)
{
  g_mutex_lock (&self->mutex);
  self->bytes += bytes;
  if (!self->known || self->bytes > self->max_bytes)
    make_room (self, key);
  g_mutex_unlock (&self->mutex);
}

RushesThumbnail *
rushes_thumbnail_shelf_keep (RushesThumbnailShelf *self,
                             const char *key,
                             const RushesMediaFacts *facts,
                             GError **error)
{
  g_autofree char *path = dup_path (self, key, FACTS);
  g_autofree char *text = rushes_media_words_print_facts (facts);
  g_autoptr (RushesThumbnail) thumbnail = thumbnail_new (self, key, facts);
  g_autoptr (GError) cause = NULL;

  if (!g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &cause))
    {
      gboolean full = g_error_matches (cause, G_FILE_ERROR, G_FILE_ERROR_NOSPC);

      g_set_error_literal (error, RUSHES_ERROR,
                           full ? RUSHES_ERROR_DISK_FULL : RUSHES_ERROR_FOLDER_UNWRITABLE, cause->message);
      remove_entry (self, key);
      return NULL;
    }

  count (self, key, strlen (text) + get_size (thumbnail->thumbnail_path) + get_size (thumbnail->strip_path));
  return g_steal_pointer (&thumbnail);
}
