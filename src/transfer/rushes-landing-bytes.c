/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-landing"

#include "config.h"

#include "transfer/rushes-landing-private.h"

#include "transfer/rushes-disk.h"

#include <errno.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Between two looks at the cancellable. */
#define COPY_BYTES (1024 * 1024)
#define KERNEL_COPY_BYTES (8 * 1024 * 1024)

/* Returns: how far it came: the rest is for the reader and writer, who can tell what is wrong */
static gint64
copy_in_kernel (int from, int to, gint64 size, GCancellable *cancellable)
{
  gint64 done = 0;

  while (done < size && !g_cancellable_is_cancelled (cancellable))
    {
      off_t from_offset = (off_t) done;
      off_t to_offset = (off_t) done;
      ssize_t n = copy_file_range (from, &from_offset, to, &to_offset,
                                   (gsize) MIN (size - done, KERNEL_COPY_BYTES), 0);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        break;
      done += n;
    }

  return done;
}

static gboolean
read_and_write (int from, int to, gint64 offset, gint64 size, GCancellable *cancellable, GError **error)
{
  g_autofree guint8 *buffer = g_malloc (COPY_BYTES);

  if (lseek (to, (off_t) offset, SEEK_SET) < 0)
    return rushes_landing_fail (error, errno, "the copy");

  while (offset < size)
    {
      ssize_t n;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      n = pread (from, buffer, COPY_BYTES, (off_t) offset);
      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return rushes_landing_fail (error, n < 0 ? errno : EIO, "the video of ours");
      if (!rushes_disk_write (to, buffer, (gsize) n, error))
        return FALSE;
      offset += n;
    }

  return TRUE;
}

static gboolean
copy_all (int from, int to, gint64 size, gboolean same_device, GCancellable *cancellable, GError **error)
{
  gint64 done = 0;

  /* Before room is taken: shared bytes need none. */
  if (ioctl (to, FICLONE, from) == 0)
    return TRUE;

  if (!rushes_disk_reserve (to, size, error))
    return FALSE;
  if (same_device)
    done = copy_in_kernel (from, to, size, cancellable);
  return read_and_write (from, to, done, size, cancellable, error);
}

gboolean
rushes_landing_copy_bytes (int from, int to, GCancellable *cancellable, GError **error)
{
  struct stat source, copy;

  if (fstat (from, &source) != 0 || fstat (to, &copy) != 0)
    return rushes_landing_fail (error, errno, "the video of ours");
  if (!copy_all (from, to, source.st_size, source.st_dev == copy.st_dev, cancellable, error))
    return FALSE;

  return copy.st_size <= source.st_size || ftruncate (to, source.st_size) == 0
         || rushes_landing_fail (error, errno, "the copy");
}
