/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-video-files"

#include "config.h"

#include "transfer/rushes-video-files.h"

#include "base/rushes-error.h"
#include "base/rushes-folders.h"
#include "transfer/rushes-landing.h"
#include "transfer/rushes-mp4.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#define EXTENSION ".mp4"
/* A folder with more files of one name than this is somebody's mistake. */
#define MAX_NAMES 10000

/* Something done to one file. Returns: its size, or what is said where a caller gets it */
typedef gint64 (*Step) (const char *path);

typedef struct
{
  /* Input */
  char *source;           /* (nullable) */
  char *name;             /* (nullable) */
  RushesKeptCopies *kept; /* (nullable) */
  GHashTable *coming;     /* (nullable) */
  GPtrArray *paths;       /* (nullable) */
  Step step;              /* (nullable): to be taken with each of them */
  GFile *destination;     /* (nullable) */
  gboolean replace;
  gint64 since;
  gint64 bytes; /* (inout) */
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_free (work->source);
  g_free (work->name);
  g_clear_pointer (&work->kept, rushes_kept_copies_unref);
  g_clear_pointer (&work->coming, g_hash_table_unref);
  g_clear_pointer (&work->paths, g_ptr_array_unref);
  g_clear_object (&work->destination);
  g_free (work);
}

static void
run (Work *work,
     gpointer tag,
     GTaskThreadFunc func,
     GCancellable *cancellable,
     GAsyncReadyCallback callback,
     gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, work, work_free);
  /* What stands on the disk is told, however late it was cancelled. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_run_in_thread (task, func);
}

static gpointer
propagate_pointer (GAsyncResult *result, gpointer tag, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == tag, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
take_steps (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Work *work = task_data;
  GArray *sizes = g_array_sized_new (FALSE, FALSE, sizeof (gint64), work->paths->len);

  for (guint i = 0; i < work->paths->len; i++)
    {
      const gint64 size = work->step (g_ptr_array_index (work->paths, i));

      g_array_append_val (sizes, size);
    }
  g_task_return_pointer (task, sizes, (GDestroyNotify) g_array_unref);
}

/* The result is a GArray of gint64. */
static void
run_steps (GPtrArray *paths, Step step, gpointer tag, GAsyncReadyCallback callback, gpointer user_data)
{
  Work *work = g_new0 (Work, 1);

  work->paths = g_ptr_array_ref (paths);
  work->step = step;
  run (work, tag, take_steps, NULL, callback, user_data);
}

char *
rushes_video_files_number_name (const char *name, guint n)
{
  const int stem = (int) (g_str_has_suffix (name, EXTENSION) ? strlen (name) - strlen (EXTENSION)
                                                             : strlen (name));

  return n == 1 ? g_strdup (name) : g_strdup_printf ("%.*s (%u)%s", stem, name, n, name + stem);
}

/* A place to keep a video */

/* The size of the whole video at @path, or 0 */
static gint64
measure_video (const char *path, gint64 bytes)
{
  struct stat info;
  gint64 size = 0;
  int fd = open (path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

  if (fd < 0)
    return 0;
  if (fstat (fd, &info) == 0 && S_ISREG (info.st_mode) && (bytes == 0 || info.st_size == bytes)
      && rushes_mp4_check (fd, info.st_size, NULL))
    size = info.st_size;
  close (fd);
  return size;
}

static void
find_place (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Work *work = task_data;
  GError *error = NULL;

  if (!rushes_folders_make_private (work->source, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  for (guint n = 1; n < MAX_NAMES; n++)
    {
      g_autofree char *name = rushes_video_files_number_name (work->name, n);
      g_autofree char *path = g_build_filename (work->source, name, NULL);
      GStatBuf info;
      gint64 found;

      if (g_hash_table_contains (work->coming, name) || rushes_kept_copies_has_name (work->kept, name))
        continue;
      found = g_lstat (path, &info) == 0 ? measure_video (path, work->bytes) : 0;
      if (found == 0 && g_lstat (path, &info) == 0)
        continue;
      work->bytes = found;
      g_task_return_pointer (task, g_steal_pointer (&path), g_free);
      return;
    }
  g_task_return_new_error (task, RUSHES_ERROR, RUSHES_ERROR_FILE_EXISTS,
                           "no name is left in the videos folder");
}

void
rushes_video_files_find_place_async (const char *folder,
                                     const char *name,
                                     RushesKeptCopies *kept,
                                     GHashTable *coming,
                                     gint64 bytes,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  Work *work = g_new0 (Work, 1);

  work->source = g_strdup (folder);
  work->name = g_strdup (name);
  work->kept = rushes_kept_copies_ref (kept);
  work->coming = g_hash_table_ref (coming);
  work->bytes = bytes;
  run (work, rushes_video_files_find_place_async, find_place, NULL, callback, user_data);
}

char *
rushes_video_files_find_place_finish (GAsyncResult *result, gint64 *found, GError **error)
{
  char *path = propagate_pointer (result, rushes_video_files_find_place_async, error);

  *found = path != NULL ? ((Work *) g_task_get_task_data (G_TASK (result)))->bytes : 0;
  return path;
}

void
rushes_video_files_close_off (const char *path)
{
  if (g_chmod (path, 0600) != 0)
    g_debug ("no mode: %s", g_strerror (errno));
}

/* What was saved already */

static gboolean
has_origin (int fd, const char *origin)
{
  char stored[2048];
  ssize_t length = fgetxattr (fd, "user.xdg.origin.url", stored, sizeof stored);

  return origin != NULL && length > 0 && (size_t) length == strcspn (origin, "?#")
         && memcmp (stored, origin, (size_t) length) == 0;
}

static void
find_landed (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Work *work = task_data;
  struct stat info;
  gboolean is_it;
  int fd = open (work->source, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

  if (fd < 0)
    {
      g_task_return_int (task, 0);
      return;
    }

  is_it = fstat (fd, &info) == 0 && S_ISREG (info.st_mode) && info.st_ctim.tv_sec >= work->since
          && (work->bytes > 0 ? info.st_size == work->bytes : has_origin (fd, work->name))
          && rushes_mp4_check (fd, info.st_size, NULL);
  close (fd);
  g_task_return_int (task, is_it ? (gssize) info.st_size : 0);
}

void
rushes_video_files_find_landed_async (GFile *destination,
                                      gint64 bytes,
                                      gint64 since,
                                      const char *origin,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  Work *work = g_new0 (Work, 1);

  work->source = g_file_is_native (destination) ? g_file_get_path (destination) : g_strdup ("");
  work->name = g_strdup (origin);
  work->bytes = bytes;
  work->since = since;
  run (work, rushes_video_files_find_landed_async, find_landed, NULL, callback, user_data);
}

gint64
rushes_video_files_find_landed_finish (GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), 0);

  return g_task_propagate_int (G_TASK (result), NULL);
}

/* Copying */

static GFile *
find_free_name (GFile *file)
{
  g_autoptr (GFile) folder = g_file_get_parent (file);
  g_autofree char *name = g_file_get_basename (file);

  return folder != NULL ? rushes_landing_pick_free_name (folder, name, NULL) : g_object_ref (file);
}

static GFile *
copy_to_free_name (const Work *work, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFile) destination = g_object_ref (work->destination);

  /* Somebody may take a name in the moment between looking and taking. */
  for (guint tries = 1;; tries++)
    {
      g_autoptr (GError) local_error = NULL;
      g_autoptr (GFile) next = NULL;

      if (rushes_landing_copy (work->source, destination, work->replace, NULL, cancellable, &local_error))
        return g_steal_pointer (&destination);
      if (work->replace || tries == MAX_NAMES
          || !g_error_matches (local_error, RUSHES_ERROR, RUSHES_ERROR_FILE_EXISTS))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return NULL;
        }
      next = find_free_name (work->destination);
      g_set_object (&destination, next);
    }
}

static void
copy (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Work *work = task_data;
  GError *error = NULL;
  GFile *copied;
  GStatBuf info;

  if (work->bytes > 0 && measure_video (work->source, work->bytes) == 0)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "it is not the video any more");
      return;
    }
  if (g_stat (work->source, &info) != 0 && errno == ENOENT)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "the copy is not there any more");
      return;
    }

  work->bytes = info.st_size;
  copied = copy_to_free_name (work, cancellable, &error);
  if (copied != NULL)
    g_task_return_pointer (task, copied, g_object_unref);
  else
    g_task_return_error (task, error);
}

void
rushes_video_files_copy_async (const char *source,
                               gint64 expected,
                               GFile *destination,
                               gboolean replace,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  Work *work = g_new0 (Work, 1);

  work->source = g_strdup (source);
  work->bytes = expected;
  work->destination = g_object_ref (destination);
  work->replace = replace;
  run (work, rushes_video_files_copy_async, copy, cancellable, callback, user_data);
}

GFile *
rushes_video_files_copy_finish (GAsyncResult *result, gint64 *bytes, GError **error)
{
  GFile *copied = propagate_pointer (result, rushes_video_files_copy_async, error);

  *bytes = copied != NULL ? ((Work *) g_task_get_task_data (G_TASK (result)))->bytes : 0;
  return copied;
}

static void
find_free (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Work *work = task_data;

  g_task_return_pointer (task, find_free_name (work->destination), g_object_unref);
}

void
rushes_video_files_find_free_name_async (GFile *taken, GAsyncReadyCallback callback, gpointer user_data)
{
  Work *work = g_new0 (Work, 1);

  work->destination = g_object_ref (taken);
  run (work, rushes_video_files_find_free_name_async, find_free, NULL, callback, user_data);
}

GFile *
rushes_video_files_find_free_name_finish (GAsyncResult *result, GError **error)
{
  return propagate_pointer (result, rushes_video_files_find_free_name_async, error);
}

/* Looking */

static gint64
measure (const char *place)
{
  g_autoptr (GFile) file = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info = NULL;

  if (place == NULL)
    return -2;

  file = g_path_is_absolute (place) ? g_file_new_for_path (place) : g_file_new_for_uri (place);
  info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, NULL, &error);
  if (info != NULL)
    return g_file_info_get_size (info);
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) ? -1 : -2;
}

void
rushes_video_files_look_async (GPtrArray *places, GAsyncReadyCallback callback, gpointer user_data)
{
  run_steps (places, measure, rushes_video_files_look_async, callback, user_data);
}

GArray *
rushes_video_files_look_finish (GAsyncResult *result, GError **error)
{
  return propagate_pointer (result, rushes_video_files_look_async, error);
}

/* Removing */

static gint64
remove_one (const char *path, gboolean to_trash)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  GStatBuf info;

  if (g_lstat (path, &info) != 0)
    return errno == ENOENT ? 0 : -1;
  if (to_trash && g_file_trash (file, NULL, &error))
    return info.st_size;

  g_clear_error (&error);
  if (g_file_delete (file, NULL, &error))
    return info.st_size;
  g_info ("%s", error->message);
  return -1;
}

static gint64
delete_one (const char *path)
{
  return remove_one (path, FALSE);
}

static gint64
trash_one_for_good (const char *path)
{
  return remove_one (path, TRUE);
}

void
rushes_video_files_remove_async (GPtrArray *paths,
                                 gboolean to_trash,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  run_steps (paths, to_trash ? trash_one_for_good : delete_one, rushes_video_files_remove_async, callback,
             user_data);
}

GArray *
rushes_video_files_remove_finish (GAsyncResult *result, GError **error)
{
  return propagate_pointer (result, rushes_video_files_remove_async, error);
}

/* Removing what may be wanted back */

/* As what is swept is called, and as nothing that is being made. Returns: (transfer full) */
static char *
dup_aside_path (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *aside = g_strconcat (".", name, ".removed.part", NULL);

  return g_build_filename (folder, aside, NULL);
}

/* Its other name is there before its own goes. */
static gint64
trash_one (const char *path)
{
  g_autofree char *aside = dup_aside_path (path);
  gint64 size = 0;

  g_unlink (aside);
  if (link (path, aside) != 0)
    g_debug ("What is removed cannot be brought back: %s", g_strerror (errno));
  size = remove_one (path, TRUE);
  if (size < 0)
    g_unlink (aside);
  return size;
}

static gint64
set_one_aside (const char *path)
{
  g_autofree char *aside = dup_aside_path (path);
  GStatBuf info;

  if (g_lstat (path, &info) != 0)
    return errno == ENOENT ? 0 : -1;
  if (g_rename (path, aside) == 0)
    return info.st_size;
  g_info ("What is to be removed cannot be set aside: %s", g_strerror (errno));
  return -1;
}

void
rushes_video_files_set_aside_async (GPtrArray *paths, GAsyncReadyCallback callback, gpointer user_data)
{
  run_steps (paths, set_one_aside, rushes_video_files_set_aside_async, callback, user_data);
}

GArray *
rushes_video_files_set_aside_finish (GAsyncResult *result, GError **error)
{
  return propagate_pointer (result, rushes_video_files_set_aside_async, error);
}

void
rushes_video_files_trash_async (GPtrArray *paths, GAsyncReadyCallback callback, gpointer user_data)
{
  run_steps (paths, trash_one, rushes_video_files_trash_async, callback, user_data);
}

GArray *
rushes_video_files_trash_finish (GAsyncResult *result, GError **error)
{
  return propagate_pointer (result, rushes_video_files_trash_async, error);
}

static gint64
bring_one_back (const char *path)
{
  g_autofree char *aside = dup_aside_path (path);
  GStatBuf info;

  /* Neither replaces anything; not every file system has second names. */
  if ((link (aside, path) != 0 && renameat2 (AT_FDCWD, aside, AT_FDCWD, path, RENAME_NOREPLACE) != 0)
      || g_lstat (path, &info) != 0)
    return -1;
  g_unlink (aside);
  return info.st_size;
}

void
rushes_video_files_bring_back_async (GPtrArray *paths, GAsyncReadyCallback callback, gpointer user_data)
{
  run_steps (paths, bring_one_back, rushes_video_files_bring_back_async, callback, user_data);
}

GArray *
rushes_video_files_bring_back_finish (GAsyncResult *result, GError **error)
{
  return propagate_pointer (result, rushes_video_files_bring_back_async, error);
}

static void
forget_all (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Work *work = task_data;

  for (guint i = 0; i < work->paths->len; i++)
    {
      g_autofree char *aside = dup_aside_path (g_ptr_array_index (work->paths, i));

      g_unlink (aside);
    }
  g_task_return_boolean (task, TRUE);
}

void
rushes_video_files_forget_async (GPtrArray *paths)
{
  Work *work = g_new0 (Work, 1);

  work->paths = g_ptr_array_ref (paths);
  run (work, rushes_video_files_forget_async, forget_all, NULL, NULL, NULL);
}

/* Sweeping */

/* As rushes-landing.c names what it has not finished. */
static gboolean
is_unfinished (const char *name)
{
  return name[0] == '.' && g_str_has_suffix (name, ".part");
}

static void
sweep (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Work *work = task_data;
  g_autoptr (GDir) folder = g_dir_open (work->source, 0, NULL);
  const char *name;
  gssize n_files = 0;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (work->source, name, NULL);

      if (is_unfinished (name) && g_unlink (path) == 0)
        n_files++;
    }
  g_task_return_int (task, n_files);
}

void
rushes_video_files_sweep_async (const char *folder, GAsyncReadyCallback callback, gpointer user_data)
{
  Work *work = g_new0 (Work, 1);

  work->source = g_strdup (folder);
  run (work, rushes_video_files_sweep_async, sweep, NULL, callback, user_data);
}

guint
rushes_video_files_sweep_finish (GAsyncResult *result)
{
  gssize n_files;

  g_return_val_if_fail (g_task_is_valid (result, NULL), 0);

  n_files = g_task_propagate_int (G_TASK (result), NULL);
  return (guint) MAX (n_files, 0);
}
