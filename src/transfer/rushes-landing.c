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
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#define COPY_BYTES (1024 * 1024)
#define MAX_TEMP_TRIES 100
/* With the dots, the random part and ".part" still within 255 bytes. */
#define MAX_TEMP_STEM_BYTES 200

static gboolean
fail (GError **error, int saved_errno, const char *path)
{
  /* A name that a folder has taken is taken. */
  if (saved_errno == EISDIR || saved_errno == ENOTEMPTY)
    saved_errno = EEXIST;
  g_propagate_error (error,
                     rushes_error_from_errno (saved_errno, RUSHES_ERROR_FOLDER_UNWRITABLE, "%s", path));
  return FALSE;
}

static void
close_fd (int *fd)
{
  if (*fd >= 0)
    close (*fd);
  *fd = -1;
}

typedef int Fd;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fd, close_fd)

/* A name in a folder. The folder is held open, so that it cannot be exchanged under us. */
typedef struct
{
  int folder_fd;
  char *folder;
  char *name;
} Place;

static void
place_clear (Place *place)
{
  close_fd (&place->folder_fd);
  g_clear_pointer (&place->folder, g_free);
  g_clear_pointer (&place->name, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

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

static gboolean
place_open (Place *place, GFile *destination, GError **error)
{
  g_autofree char *path = dup_real_path (g_file_peek_path (destination));

  place->folder = g_path_get_dirname (path);
  place->name = g_path_get_basename (path);
  /* O_PATH: a folder that may be written but not listed is good enough. */
  place->folder_fd = open (place->folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
  return place->folder_fd >= 0 || fail (error, errno, place->folder);
}

/* A device, a pipe or a folder is never replaced, whatever a dialog has asked. */
static gboolean
place_check_taken (const Place *place, gboolean replace, GError **error)
{
  struct stat info;

  if (fstatat (place->folder_fd, place->name, &info, AT_SYMLINK_NOFOLLOW) != 0)
    return errno == ENOENT || fail (error, errno, place->name);
  if (replace && (S_ISREG (info.st_mode) || S_ISLNK (info.st_mode)))
    return TRUE;
  return fail (error, EEXIST, place->name);
}

/* Returns: 0 or an errno value */
static int
place_take (const Place *place, int from_folder_fd, const char *from, gboolean replace)
{
  Fd placeholder = -1;
  int saved_errno;

  if (replace)
    return renameat (from_folder_fd, from, place->folder_fd, place->name) == 0 ? 0 : errno;

  if (renameat2 (from_folder_fd, from, place->folder_fd, place->name, RENAME_NOREPLACE) == 0)
    return 0;
  if (errno != EINVAL && errno != ENOSYS)
    return errno;

  /* NFS and some of FUSE know no RENAME_NOREPLACE: the name is taken first, and then replaced. */
  placeholder = openat (place->folder_fd, place->name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (placeholder < 0)
    return errno;
  close_fd (&placeholder);
  if (renameat (from_folder_fd, from, place->folder_fd, place->name) == 0)
    return 0;

  saved_errno = errno;
  unlinkat (place->folder_fd, place->name, 0);
  return saved_errno;
}

/* A file in the destination's folder that nobody sees, or that goes away when it is cleared. */
typedef struct
{
  int fd;
  int folder_fd; /* of the place */
  char *name;    /* NULL while it has none */
} Temp;

static void
temp_clear (Temp *temp)
{
  close_fd (&temp->fd);
  if (temp->name != NULL)
    unlinkat (temp->folder_fd, temp->name, 0);
  g_clear_pointer (&temp->name, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Temp, temp_clear)

char *
rushes_landing_make_temp_name (const char *name)
{
  gsize length = strlen (name);

  if (length > MAX_TEMP_STEM_BYTES)
    length = (gsize) (g_utf8_find_prev_char (name, name + MAX_TEMP_STEM_BYTES + 1) - name);
  return g_strdup_printf (".%.*s.%08x.part", (int) length, name, g_random_int ());
}

/* Returns: 0 or an errno value */
static int
temp_open (Temp *temp, const Place *place)
{
  temp->folder_fd = place->folder_fd;
  temp->fd = openat (place->folder_fd, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (temp->fd >= 0)
    return 0;

  for (int i = 0; i < MAX_TEMP_TRIES; i++)
    {
      g_autofree char *name = rushes_landing_make_temp_name (place->name);

      temp->fd = openat (place->folder_fd, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
      if (temp->fd >= 0)
        {
          temp->name = g_steal_pointer (&name);
          return 0;
        }
      if (errno != EEXIST)
        break;
    }

  return errno;
}

/* Gives a file without a name @name. Returns: 0 or an errno value */
static int
temp_link (const Temp *temp, const char *name)
{
  char self[64];

  g_snprintf (self, sizeof self, "/proc/self/fd/%d", temp->fd);
  return linkat (AT_FDCWD, self, temp->folder_fd, name, AT_SYMLINK_FOLLOW) == 0 ? 0 : errno;
}

/* Returns: 0 or an errno value */
static int
temp_publish (Temp *temp, const Place *place, gboolean replace)
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

  result = place_take (place, temp->folder_fd, temp->name, replace);
  if (result == 0)
    g_clear_pointer (&temp->name, g_free);
  return result;
}

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

static gboolean
copy_bytes (int from, int to, GCancellable *cancellable, GError **error)
{
  g_autofree guint8 *buffer = g_malloc (COPY_BYTES);
  struct stat info;
  gint64 offset = 0;

  if (fstat (from, &info) != 0)
    return fail (error, errno, "the part file");
  if (!rushes_disk_reserve (to, info.st_size, error))
    return FALSE;

  while (offset < info.st_size)
    {
      ssize_t n;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      n = pread (from, buffer, COPY_BYTES, (off_t) offset);
      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return fail (error, n < 0 ? errno : EIO, "the part file");
      if (!rushes_disk_write (to, buffer, (gsize) n, error))
        return FALSE;
      offset += n;
    }

  return TRUE;
}

static gboolean
land_by_copy (int part_fd,
              const Place *place,
              gboolean replace,
              const char *origin,
              GCancellable *cancellable,
              GError **error)
{
  g_auto (Temp) temp = { .fd = -1 };
  int result = temp_open (&temp, place);

  if (result != 0)
    return fail (error, result, place->folder);
  if (!copy_bytes (part_fd, temp.fd, cancellable, error) || !finish_file (temp.fd, origin, error)
      || g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  result = temp_publish (&temp, place, replace);
  return result == 0 || fail (error, result, place->name);
}

static gboolean
land (const char *part_path,
      const Place *place,
      gboolean replace,
      const char *origin,
      GCancellable *cancellable,
      GError **error)
{
  g_auto (Fd) part_fd = open (part_path, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
  int result;

  if (part_fd < 0)
    return fail (error, errno, "the part file");
  if (!finish_file (part_fd, origin, error) || g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  result = place_take (place, AT_FDCWD, part_path, replace);
  if (result == 0)
    return TRUE;
  if (result != EXDEV)
    return fail (error, result, place->name);

  if (!land_by_copy (part_fd, place, replace, origin, cancellable, error))
    return FALSE;
  unlink (part_path);
  return TRUE;
}

gboolean
rushes_landing_commit (const char *part_path,
                       GFile *destination,
                       gboolean replace,
                       const char *origin,
                       GCancellable *cancellable,
                       GError **error)
{
  g_auto (Place) place = { .folder_fd = -1 };
  g_autoptr (GError) unsynced = NULL;

  g_return_val_if_fail (part_path != NULL, FALSE);
  g_return_val_if_fail (G_IS_FILE (destination), FALSE);

  if (!g_file_is_native (destination))
    return rushes_landing_commit_remote (part_path, destination, replace, cancellable, error);

  if (!place_open (&place, destination, error) || !place_check_taken (&place, replace, error)
      || !land (part_path, &place, replace, origin, cancellable, error))
    return FALSE;

  /* The file is there and whole: to call it failed because its folder cannot be synced would be
   * untrue (a folder that may not be listed cannot even be opened for it). */
  if (!rushes_folders_sync (place.folder, &unsynced))
    g_info ("not synced: %s", unsynced->message);
  return TRUE;
}

gboolean
rushes_landing_check_folder (
  GFile *destination, gboolean replace, gint64 needed, GCancellable *cancellable, GError **error)
{
  g_auto (Place) place = { .folder_fd = -1 };
  g_auto (Temp) temp = { .fd = -1 };
  int result;

  g_return_val_if_fail (G_IS_FILE (destination), FALSE);

  if (!g_file_is_native (destination))
    return rushes_landing_check_remote_folder (destination, replace, needed, cancellable, error);

  if (!place_open (&place, destination, error) || !place_check_taken (&place, replace, error))
    return FALSE;

  /* Permissions do not tell (read-only mounts, portals, network): only trying does. */
  result = temp_open (&temp, &place);
  if (result != 0)
    return fail (error, result, place.folder);
  return rushes_disk_check_space (temp.fd, needed, error);
}
