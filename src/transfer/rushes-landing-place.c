/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-landing"

#include "config.h"

#include "transfer/rushes-landing-private.h"

#include "base/rushes-error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_TEMP_TRIES 100
/* With the dots, the random part and ".part" still within 255 bytes. */
#define MAX_TEMP_STEM_BYTES 200

gboolean
rushes_landing_fail (GError **error, int saved_errno, const char *what)
{
  /* A name that a folder has taken is taken. */
  if (saved_errno == EISDIR || saved_errno == ENOTEMPTY)
    saved_errno = EEXIST;
  g_propagate_error (error,
                     rushes_error_from_errno (saved_errno, RUSHES_ERROR_FOLDER_UNWRITABLE, "%s", what));
  return FALSE;
}

void
rushes_fd_clear (RushesFd *fd)
{
  if (*fd >= 0)
    close (*fd);
  *fd = -1;
}

void
rushes_place_clear (RushesPlace *place)
{
  rushes_fd_clear (&place->folder_fd);
  g_clear_pointer (&place->folder, g_free);
  g_clear_pointer (&place->name, g_free);
}

/* Programs that save through GTK keep symbolic links, so we do. One that points nowhere is a
 * name that is taken, and may be replaced as such. */
static char *
dup_real_path (const char *path)
{
  struct stat info;
  char *real = NULL;

  if (lstat (path, &info) == 0 && S_ISLNK (info.st_mode))
    real = realpath (path, NULL);
  return real != NULL ? real : g_strdup (path);
}

gboolean
rushes_place_open (RushesPlace *place, GFile *destination, GError **error)
{
  g_autofree char *path = dup_real_path (g_file_peek_path (destination));

  place->folder = g_path_get_dirname (path);
  place->name = g_path_get_basename (path);
  /* O_PATH: a folder that may be written but not listed is good enough. */
  place->folder_fd = open (place->folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
  return place->folder_fd >= 0 || rushes_landing_fail (error, errno, place->folder);
}

gboolean
rushes_place_check_taken (const RushesPlace *place, gboolean replace, GError **error)
{
  struct stat info;

  if (fstatat (place->folder_fd, place->name, &info, AT_SYMLINK_NOFOLLOW) != 0)
    return errno == ENOENT || rushes_landing_fail (error, errno, place->name);
  if (replace && (S_ISREG (info.st_mode) || S_ISLNK (info.st_mode)))
    return TRUE;
  return rushes_landing_fail (error, EEXIST, place->name);
}

static gboolean
is_same_file (int folder_fd_a, const char *a, int folder_fd_b, const char *b)
{
  struct stat info_a, info_b;

  return fstatat (folder_fd_a, a, &info_a, AT_SYMLINK_NOFOLLOW) == 0
         && fstatat (folder_fd_b, b, &info_b, AT_SYMLINK_NOFOLLOW) == 0 && info_a.st_dev == info_b.st_dev
         && info_a.st_ino == info_b.st_ino;
}

/* At no moment is there a file under the name that is not whole. A server that has done it, but whose
 * answer was lost, says the second time that the name is taken (NFS). */
static int
take_by_link (const RushesPlace *place, int from_folder_fd, const char *from)
{
  if (linkat (from_folder_fd, from, place->folder_fd, place->name, 0) != 0
      && (errno != EEXIST || !is_same_file (from_folder_fd, from, place->folder_fd, place->name)))
    return errno;

  if (unlinkat (from_folder_fd, from, 0) != 0)
    g_info ("a second name stays: %s", g_strerror (errno));
  return 0;
}

/* The last resort, for what knows neither RENAME_NOREPLACE nor links (some of FUSE): an empty file
 * takes the name, and is replaced. Whoever dies in between leaves it behind. */
static int
take_by_placeholder (const RushesPlace *place, int from_folder_fd, const char *from)
{
  g_auto (RushesFd) placeholder = -1;
  int saved_errno;

  placeholder = openat (place->folder_fd, place->name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (placeholder < 0)
    return errno;
  rushes_fd_clear (&placeholder);
  if (renameat (from_folder_fd, from, place->folder_fd, place->name) == 0)
    return 0;

  saved_errno = errno;
  unlinkat (place->folder_fd, place->name, 0);
  return saved_errno;
}

static gboolean
is_unsupported (int saved_errno)
{
  return saved_errno == EINVAL || saved_errno == ENOSYS || saved_errno == EOPNOTSUPP;
}

int
rushes_place_take (const RushesPlace *place, int from_folder_fd, const char *from, gboolean replace)
{
  int result;

  if (replace)
    return renameat (from_folder_fd, from, place->folder_fd, place->name) == 0 ? 0 : errno;

  if (renameat2 (from_folder_fd, from, place->folder_fd, place->name, RENAME_NOREPLACE) == 0)
    return 0;
  /* NFS and some of FUSE. */
  if (!is_unsupported (errno))
    return errno;

  result = take_by_link (place, from_folder_fd, from);
  if (is_unsupported (result) || result == EPERM || result == EACCES || result == EMLINK)
    result = take_by_placeholder (place, from_folder_fd, from);
  return result;
}

int
rushes_place_open_itself (const RushesPlace *place, gboolean replace, gboolean *made)
{
  struct stat info;
  int fd;

  fd = openat (place->folder_fd, place->name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  *made = fd >= 0;
  if (fd >= 0 || !replace)
    return fd;

  /* The folder may refuse what its file allows. O_NONBLOCK: a pipe would let us wait. */
  fd = openat (place->folder_fd, place->name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (fd >= 0 && fstat (fd, &info) == 0 && S_ISREG (info.st_mode))
    return fd;
  if (fd >= 0)
    {
      close (fd);
      errno = EEXIST;
    }
  return -1;
}

void
rushes_temp_clear (RushesTemp *temp)
{
  rushes_fd_clear (&temp->fd);
  if (temp->name != NULL)
    unlinkat (temp->folder_fd, temp->name, 0);
  g_clear_pointer (&temp->name, g_free);
}

char *
rushes_landing_dup_temp_stem (const char *name)
{
  gsize length = strlen (name);

  if (length > MAX_TEMP_STEM_BYTES)
    length = (gsize) (g_utf8_find_prev_char (name, name + MAX_TEMP_STEM_BYTES + 1) - name);
  return g_strndup (name, length);
}

char *
rushes_landing_make_temp_name (const char *name)
{
  g_autofree char *stem = rushes_landing_dup_temp_stem (name);

  return g_strdup_printf (".%s.%08x.part", stem, g_random_int ());
}

/* Not where a sweep was quicker: that has the lock, and deletes the file. */
static gboolean
lock (int fd)
{
  struct stat info;

  if (flock (fd, LOCK_EX | LOCK_NB) != 0)
    return errno != EWOULDBLOCK;
  return fstat (fd, &info) != 0 || info.st_nlink > 0;
}

int
rushes_temp_open (RushesTemp *temp, const RushesPlace *place)
{
  temp->folder_fd = place->folder_fd;
  temp->fd = openat (place->folder_fd, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (temp->fd >= 0)
    {
      /* It gets a name for a moment where it replaces something. */
      flock (temp->fd, LOCK_EX | LOCK_NB);
      return 0;
    }

  for (int i = 0; i < MAX_TEMP_TRIES; i++)
    {
      g_autofree char *name = rushes_landing_make_temp_name (place->name);

      temp->fd = openat (place->folder_fd, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
      if (temp->fd < 0 && errno != EEXIST)
        return errno;
      if (temp->fd >= 0 && lock (temp->fd))
        {
          temp->name = g_steal_pointer (&name);
          return 0;
        }
      rushes_fd_clear (&temp->fd);
    }

  return EEXIST;
}

/* Gives a file without a name @name. */
static int
temp_link (const RushesTemp *temp, const char *name)
{
  char self[64];

  g_snprintf (self, sizeof self, "/proc/self/fd/%d", temp->fd);
  return linkat (AT_FDCWD, self, temp->folder_fd, name, AT_SYMLINK_FOLLOW) == 0 ? 0 : errno;
}

int
rushes_temp_publish (RushesTemp *temp, const RushesPlace *place, gboolean replace)
{
  int result;

  if (temp->name == NULL)
    {
      g_autofree char *name = NULL;

      result = temp_link (temp, place->name);
      if (result != EEXIST || !replace)
        return result;

      /* A link cannot replace, a rename can. */
      name = rushes_landing_make_temp_name (place->name);
      result = temp_link (temp, name);
      if (result != 0)
        return result;
      temp->name = g_steal_pointer (&name);
    }

  result = rushes_place_take (place, temp->folder_fd, temp->name, replace);
  if (result == 0)
    g_clear_pointer (&temp->name, g_free);
  return result;
}
