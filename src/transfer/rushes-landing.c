/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-landing"

#include "config.h"

#include "transfer/rushes-landing.h"

#include "base/rushes-error.h"
#include "base/rushes-folders.h"
#include "transfer/rushes-disk.h"
#include "transfer/rushes-landing-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

/* umask() can only be read by setting it, which other threads would see (umask(2)). */
static mode_t
read_umask (void)
{
  g_autofree char *status = NULL;
  const char *line;
  unsigned int mask;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    return 0077;
  line = strstr (status, "\nUmask:");
  return line != NULL && sscanf (line, "\nUmask: %o", &mask) == 1 ? (mode_t) mask : 0077;
}

/* Everything but the name. Mode and attribute are what the file system lets them be: FAT has neither. */
static gboolean
finish_file (int fd, const char *origin, GError **error)
{
  if (fchmod (fd, 0666 & ~read_umask ()) != 0)
    g_debug ("no mode: %s", g_strerror (errno));
  if (origin != NULL && fsetxattr (fd, "user.xdg.origin.url", origin, strcspn (origin, "?#"), 0) != 0)
    g_debug ("no origin attribute: %s", g_strerror (errno));

  return rushes_disk_sync (fd, error);
}

/* Where the name alone may be written (a file that a portal handed out), or nothing can be moved onto it.
 * From the first byte on, a file that was there is lost in any case, so it is not given up half-way. */
static gboolean
write_in_place (int from,
                const RushesPlace *place,
                gboolean replace,
                const char *origin,
                GCancellable *cancellable,
                int why,
                GError **error)
{
  g_auto (RushesFd) fd = -1;
  gboolean made;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  fd = rushes_place_open_itself (place, replace, &made);
  if (fd < 0)
    return rushes_landing_fail (error, why, place->name);
  if (rushes_landing_copy_bytes (from, fd, made ? cancellable : NULL, error)
      && finish_file (fd, origin, error))
    return TRUE;

  /* Empty at least, where it may not be deleted. */
  if (unlinkat (place->folder_fd, place->name, 0) != 0 && ftruncate (fd, 0) != 0)
    g_info ("a piece stays: %s", g_strerror (errno));
  return FALSE;
}

/* Full disks and folders that are gone are the same for every way of writing. */
static gboolean
may_be_possible_in_place (int saved_errno)
{
  return saved_errno == EACCES || saved_errno == EPERM || saved_errno == EINVAL || saved_errno == ENOSYS
         || saved_errno == EOPNOTSUPP || saved_errno == EXDEV;
}

static gboolean
land_by_copy (int from,
              const RushesPlace *place,
              gboolean replace,
              const char *origin,
              GCancellable *cancellable,
              GError **error)
{
  g_auto (RushesTemp) temp = { .fd = -1 };
  int result = rushes_temp_open (&temp, place);

  /* Where no file is without a name, one that was killed here has left one behind. */
  if (temp.name != NULL)
    rushes_place_sweep (place);
  if (result == 0)
    {
      if (!rushes_landing_copy_bytes (from, temp.fd, cancellable, error)
          || !finish_file (temp.fd, origin, error)
          || g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      result = rushes_temp_publish (&temp, place, replace);
      if (result == 0)
        return TRUE;
    }

  if (!may_be_possible_in_place (result))
    return rushes_landing_fail (error, result, place->name);
  rushes_temp_clear (&temp);
  return write_in_place (from, place, replace, origin, cancellable, result, error);
}

static gboolean
land (const char *part_path,
      const RushesPlace *place,
      gboolean replace,
      const char *origin,
      GCancellable *cancellable,
      GError **error)
{
  g_auto (RushesFd) part_fd = open (part_path, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
  int result;

  if (part_fd < 0)
    return rushes_landing_fail (error, errno, "the part file");
  if (!finish_file (part_fd, origin, error) || g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  result = rushes_place_take (place, AT_FDCWD, part_path, replace);
  if (result == 0)
    return TRUE;
  if (!may_be_possible_in_place (result))
    return rushes_landing_fail (error, result, place->name);

  if (!land_by_copy (part_fd, place, replace, origin, cancellable, error))
    return FALSE;
  g_unlink (part_path);
  return TRUE;
}

/* The file is there and whole: to call it failed because its folder cannot be synced would be untrue
 * (a folder that may not be listed cannot even be opened for it). */
static void
sync_folder (const RushesPlace *place)
{
  g_autoptr (GError) error = NULL;

  if (!rushes_folders_sync (place->folder, &error))
    g_info ("not synced: %s", error->message);
}

gboolean
rushes_landing_commit (const char *part_path,
                       GFile *destination,
                       gboolean replace,
                       const char *origin,
                       GCancellable *cancellable,
                       GError **error)
{
  g_auto (RushesPlace) place = { .folder_fd = -1 };

  g_return_val_if_fail (part_path != NULL, FALSE);
  g_return_val_if_fail (G_IS_FILE (destination), FALSE);

  if (!g_file_is_native (destination))
    {
      if (!rushes_landing_copy_remote (part_path, destination, replace, cancellable, error))
        return FALSE;
      g_unlink (part_path);
      return TRUE;
    }

  if (!rushes_place_open (&place, destination, error) || !rushes_place_check_taken (&place, replace, error)
      || !land (part_path, &place, replace, origin, cancellable, error))
    return FALSE;

  sync_folder (&place);
  return TRUE;
}

static int
open_source (const char *source, GError **error)
{
  struct stat info;
  int fd = open (source, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

  if (fd >= 0 && fstat (fd, &info) == 0 && S_ISREG (info.st_mode))
    return fd;

  g_set_error (error, G_IO_ERROR, fd < 0 ? (int) g_io_error_from_errno (errno) : G_IO_ERROR_NOT_REGULAR_FILE,
               "the kept video: %s", fd < 0 ? g_strerror (errno) : "not a file");
  if (fd >= 0)
    close (fd);
  return -1;
}

gboolean
rushes_landing_copy (const char *source,
                     GFile *destination,
                     gboolean replace,
                     const char *origin,
                     GCancellable *cancellable,
                     GError **error)
{
  g_auto (RushesPlace) place = { .folder_fd = -1 };
  g_auto (RushesFd) from = -1;

  g_return_val_if_fail (source != NULL, FALSE);
  g_return_val_if_fail (G_IS_FILE (destination), FALSE);

  from = open_source (source, error);
  if (from < 0)
    return FALSE;
  if (!g_file_is_native (destination))
    return rushes_landing_copy_remote (source, destination, replace, cancellable, error);

  if (!rushes_place_open (&place, destination, error) || !rushes_place_check_taken (&place, replace, error)
      || g_cancellable_set_error_if_cancelled (cancellable, error)
      || !land_by_copy (from, &place, replace, origin, cancellable, error))
    return FALSE;

  sync_folder (&place);
  return TRUE;
}

gboolean
rushes_landing_check_folder (
  GFile *destination, gboolean replace, gint64 needed, GCancellable *cancellable, GError **error)
{
  g_auto (RushesPlace) place = { .folder_fd = -1 };
  g_auto (RushesTemp) temp = { .fd = -1 };
  g_auto (RushesFd) itself = -1;
  gboolean made = FALSE;
  int result;

  g_return_val_if_fail (G_IS_FILE (destination), FALSE);

  if (!g_file_is_native (destination))
    return rushes_landing_check_remote_folder (destination, replace, needed, cancellable, error);

  if (!rushes_place_open (&place, destination, error) || !rushes_place_check_taken (&place, replace, error))
    return FALSE;

  /* Permissions do not tell (read-only mounts, portals, network): only trying does. */
  result = rushes_temp_open (&temp, &place);
  if (result == 0)
    return rushes_disk_check_space (temp.fd, needed, error);

  if (may_be_possible_in_place (result))
    itself = rushes_place_open_itself (&place, replace, &made);
  if (itself < 0)
    return rushes_landing_fail (error, result, place.folder);
  if (made)
    unlinkat (place.folder_fd, place.name, 0);
  return rushes_disk_check_space (itself, needed, error);
}
