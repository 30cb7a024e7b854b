/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-disk"

#include "config.h"

#include "transfer/rushes-disk.h"

#include "base/rushes-error.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

static gboolean
fail (GError **error, int saved_errno, const char *what)
{
  g_propagate_error (error,
                     rushes_error_from_errno (saved_errno, RUSHES_ERROR_FOLDER_UNWRITABLE, "%s", what));
  return FALSE;
}

gboolean
rushes_disk_check_space (int fd, gint64 needed, GError **error)
{
  struct statvfs info;
  double available;

  if (needed <= 0 || fstatvfs (fd, &info) != 0 || info.f_blocks == 0)
    return TRUE;

  /* As doubles: what a server says of its length may be close to 2^63. */
  available = (double) info.f_bavail * (double) info.f_frsize;
  if (available >= (double) needed + RUSHES_DISK_MARGIN)
    return TRUE;

  g_set_error (error, RUSHES_ERROR, RUSHES_ERROR_DISK_FULL, "%.0f bytes are free and %.0f needed", available,
               (double) needed + RUSHES_DISK_MARGIN);
  return FALSE;
}

gboolean
rushes_disk_reserve (int fd, gint64 needed, GError **error)
{
  int result;

  if (needed <= 0)
    return TRUE;

  do
    result = fallocate (fd, FALLOC_FL_KEEP_SIZE, 0, (off_t) needed);
  while (result != 0 && errno == EINTR);

  if (result == 0 || (errno != ENOSPC && errno != EDQUOT))
    return TRUE;
  return fail (error, errno, "taking room for the video");
}

gboolean
rushes_disk_write (int fd, const guint8 *buffer, gsize length, GError **error)
{
  gsize done = 0;

  while (done < length)
    {
      ssize_t n = write (fd, buffer + done, length - done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return fail (error, errno, "writing the video");
      done += (gsize) n;
    }

  return TRUE;
}

gboolean
rushes_disk_write_at (int fd, gint64 offset, const guint8 *buffer, gsize length, GError **error)
{
  gsize done = 0;

  while (done < length)
    {
      ssize_t n = pwrite (fd, buffer + done, length - done, (off_t) (offset + (gint64) done));

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return fail (error, errno, "writing the video");
      done += (gsize) n;
    }

  return TRUE;
}

gboolean
rushes_disk_sync_data (int fd, GError **error)
{
  int result;

  do
    result = fdatasync (fd);
  while (result != 0 && errno == EINTR);

  return result == 0 || errno == EINVAL || errno == ENOSYS || errno == ENOTSUP
         || fail (error, errno, "syncing the video");
}

gboolean
rushes_disk_sync (int fd, GError **error)
{
  int result;

  do
    result = fsync (fd);
  while (result != 0 && errno == EINTR);

  /* Special file systems without a disk below them. */
  return result == 0 || errno == EINVAL || errno == ENOSYS || errno == ENOTSUP
         || fail (error, errno, "syncing the video");
}
