/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-folders"

#include "config.h"

#include "base/rushes-folders.h"

#include "base/rushes-error.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static gboolean
fail (GError **error, int saved_errno, const char *path)
{
  g_propagate_error (error,
                     rushes_error_from_errno (saved_errno, RUSHES_ERROR_FOLDER_UNWRITABLE, "%s", path));
  return FALSE;
}

gboolean
rushes_folders_make_private (const char *path, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (path);
  struct stat info;
  int fd;
  gboolean ours;

  if (g_mkdir_with_parents (parent, 0700) != 0)
    return fail (error, errno, parent);
  if (mkdir (path, 0700) != 0 && errno != EEXIST)
    return fail (error, errno, path);

  fd = open (path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0)
    return fail (error, errno, path);

  ours = fstat (fd, &info) == 0 && info.st_uid == geteuid () && fchmod (fd, 0700) == 0;
  close (fd);
  return ours ? TRUE : fail (error, EACCES, path);
}

gboolean
rushes_folders_sync (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int saved_errno;

  if (fd < 0)
    return fail (error, errno, path);

  saved_errno = fsync (fd) == 0 ? 0 : errno;
  close (fd);
  /* Some file systems (FUSE among them) cannot sync a folder: there is nothing more to do there. */
  return saved_errno == 0 || saved_errno == EINVAL || saved_errno == ENOSYS || saved_errno == ENOTSUP
         || fail (error, saved_errno, path);
}

char *
rushes_folders_dup_data (void)
{
  return g_build_filename (g_get_user_data_dir (), "rushes", NULL);
}
