/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-landing"

#include "config.h"

#include "transfer/rushes-landing-private.h"
#include "transfer/rushes-landing.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define SUFFIX ".part"
#define N_RANDOM_DIGITS 8
#define LATELY_SECONDS 600

/* The "NAME" of ".NAME.12345678.part". Returns: (transfer full) (nullable) */
static char *
dup_stem (const char *candidate)
{
  const gsize length = strlen (candidate);
  const gsize tail = 1 + N_RANDOM_DIGITS + strlen (SUFFIX);
  const char *random;

  if (candidate[0] != '.' || length <= 1 + tail || !g_str_has_suffix (candidate, SUFFIX))
    return NULL;

  random = candidate + length - tail;
  if (*random++ != '.' || strspn (random, "0123456789abcdef") < N_RANDOM_DIGITS)
    return NULL;
  return g_strndup (candidate + 1, length - 1 - tail);
}

/* Whether "NAME (2)" stands in for @name, which was taken. */
static gboolean
is_numbered (const char *stem, const char *name)
{
  const char *open = g_strrstr (stem, " (");
  const guint64 n = open != NULL ? g_ascii_strtoull (open + 2, NULL, 10) : 0;
  g_autofree char *numbered = NULL;
  g_autofree char *cut = NULL;

  if (n < 2 || n > G_MAXUINT)
    return FALSE;
  numbered = rushes_landing_number_name (name, (guint) n);
  cut = rushes_landing_dup_temp_stem (numbered);
  return g_str_equal (stem, cut);
}

static gboolean
is_leftover (const char *candidate, const char *name)
{
  g_autofree char *stem = dup_stem (candidate);
  g_autofree char *cut = rushes_landing_dup_temp_stem (name);

  return stem != NULL && (g_str_equal (stem, cut) || is_numbered (stem, name));
}

/* The document portal lets nobody open its files with O_NOFOLLOW: there, what has been opened is compared. */
static int
open_file (int folder_fd, const char *name)
{
  int fd = openat (folder_fd, name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  struct stat found, opened;

  if (fd >= 0 || errno != ELOOP)
    return fd;
  if (fstatat (folder_fd, name, &found, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG (found.st_mode))
    return -1;

  fd = openat (folder_fd, name, O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (fd >= 0 && fstat (fd, &opened) == 0 && opened.st_dev == found.st_dev && opened.st_ino == found.st_ino)
    return fd;
  rushes_fd_clear (&fd);
  return -1;
}

/* Who still writes into it holds its lock, in this process or in another; where nothing can be locked, as in
 * what the document portal hands out, it has been written lately. */
static gboolean
is_left_alone (int fd, const struct stat *info)
{
  if (flock (fd, LOCK_EX | LOCK_NB) == 0)
    return TRUE;
  return (errno == ENOSYS || errno == EOPNOTSUPP)
         && info->st_mtime < g_get_real_time () / G_USEC_PER_SEC - LATELY_SECONDS;
}

static gboolean
sweep_one (int folder_fd, const char *name)
{
  g_auto (RushesFd) fd = open_file (folder_fd, name);
  struct stat info;

  return fd >= 0 && fstat (fd, &info) == 0 && S_ISREG (info.st_mode) && is_left_alone (fd, &info)
         && unlinkat (folder_fd, name, 0) == 0;
}

guint
rushes_place_sweep (const RushesPlace *place)
{
  g_autoptr (GDir) folder = g_dir_open (place->folder, 0, NULL);
  const char *name;
  guint n_files = 0;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      if (is_leftover (name, place->name) && sweep_one (place->folder_fd, name))
        n_files++;
    }

  if (n_files > 0)
    g_info ("%u unfinished copies of an earlier run were deleted", n_files);
  return n_files;
}

guint
rushes_landing_sweep (GFile *destination)
{
  g_auto (RushesPlace) place = { .folder_fd = -1 };

  g_return_val_if_fail (G_IS_FILE (destination), 0);

  return g_file_is_native (destination) && rushes_place_open (&place, destination, NULL)
           ? rushes_place_sweep (&place)
           : 0;
}
