/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/rushes-error.h"
#include "support/rushes-test-utils.h"
#include "transfer/rushes-landing.h"
#include "transfer/rushes-test-mp4.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <linux/fiemap.h>
#include <linux/fs.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Landing on real file systems, each made in a file of its own and mounted in a mount namespace of this
 * program's own. Root alone can. */

#define MIB (1024 * 1024)
/* More than one round of copying in the kernel. */
#define VIDEO_BYTES (9 * MIB + 123)
#define IS_SKIPPED 77

typedef struct
{
  const char *type;
  gint64 bytes; /* the least the maker takes, or what is to be filled */
  const char *make;
  gboolean shares; /* whether a copy needs no room */
} Disk;

static const Disk disks[] = {
  { "ext4", 64 * MIB, "mkfs.ext4 -q -F", FALSE },
  { "btrfs", 256 * MIB, "mkfs.btrfs -q", TRUE },
  { "xfs", 512 * MIB, "mkfs.xfs -q -m reflink=1", TRUE },
  { "vfat", 64 * MIB, "mkfs.vfat", FALSE },
  { "exfat", 64 * MIB, "mkfs.exfat", FALSE },
};

typedef struct
{
  const Disk *disk;
  char *temporary;
  char *mounted;
  char *videos; /* on the disk */
  char *folder; /* on the disk */
  char *source;
  char *path;
  GFile *destination;
  GBytes *video;
} Fixture;

static gboolean
run (const char *format, ...)
{
  va_list args;
  g_autofree char *command = NULL;
  g_auto (GStrv) words = NULL;
  int status = 0;

  va_start (args, format);
  command = g_strdup_vprintf (format, args);
  va_end (args);
  return g_shell_parse_argv (command, NULL, &words, NULL)
         && g_spawn_sync (NULL, words, NULL,
                          G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL,
                          NULL, NULL, NULL, &status, NULL)
         && g_spawn_check_wait_status (status, NULL);
}

/* Returns: why it cannot be had here, or NULL */
static const char *
mount_disk (const Disk *disk, const char *image, const char *mounted)
{
  int fd = g_open (image, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (ftruncate (fd, disk->bytes), ==, 0);
  g_assert_true (g_close (fd, NULL));

  if (geteuid () != 0)
    return "only root may mount a disk";
  if (unshare (CLONE_NEWNS) != 0 || mount ("none", "/", "none", MS_REC | MS_PRIVATE, NULL) != 0)
    return "the kernel gives no mount namespace";
  if (!run ("%s %s", disk->make, image))
    return "the program that makes it is not installed";
  /* What the kernel does not know, a program may. */
  if (!run ("mount -o loop -t %s %s %s", disk->type, image, mounted)
      && !run ("mount -o loop -t %s-fuse %s %s", disk->type, image, mounted))
    return "the kernel does not mount it";
  return NULL;
}

static void
fixture_init (Fixture *self, const Disk *disk)
{
  self->disk = disk;
  self->videos = g_build_filename (self->mounted, "videos", NULL);
  self->folder = g_build_filename (self->mounted, "folder", NULL);
  self->source = g_build_filename (self->videos, "kept.mp4", NULL);
  self->path = g_build_filename (self->folder, "海 output.mp4", NULL);
  self->destination = g_file_new_for_path (self->path);
  self->video = rushes_test_make_mp4 (VIDEO_BYTES, 8);
  g_assert_cmpint (g_mkdir (self->videos, 0700), ==, 0);
  g_assert_cmpint (g_mkdir (self->folder, 0700), ==, 0);
  rushes_test_write_file (self->source, self->video);
}

static void
fixture_clear (Fixture *self)
{
  g_object_unref (self->destination);
  g_bytes_unref (self->video);
  g_free (self->videos);
  g_free (self->folder);
  g_free (self->source);
  g_free (self->path);
}

/* Bytes of the file that belong to another one, too. */
static gint64
count_shared (const char *path)
{
  enum
  {
    N_EXTENTS = 256
  };
  const gsize size = sizeof (struct fiemap) + N_EXTENTS * sizeof (struct fiemap_extent);
  g_autofree struct fiemap *map = g_malloc0 (size);
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  gint64 shared = 0;

  map->fm_length = FIEMAP_MAX_OFFSET;
  map->fm_flags = FIEMAP_FLAG_SYNC;
  map->fm_extent_count = N_EXTENTS;
  g_assert_cmpint (ioctl (fd, FS_IOC_FIEMAP, map), ==, 0);
  g_assert_true (g_close (fd, NULL));

  for (guint i = 0; i < map->fm_mapped_extents; i++)
    if ((map->fm_extents[i].fe_flags & FIEMAP_EXTENT_SHARED) != 0)
      shared += (gint64) map->fm_extents[i].fe_length;
  return shared;
}

static void
assert_landed (Fixture *self)
{
  rushes_test_assert_file (self->path, self->video);
  rushes_test_assert_only (self->folder, "海 output.mp4");
}

static void
check_copy (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) taken = NULL;
  int fd;

  g_assert_true (rushes_landing_check_folder (self->destination, FALSE, 0, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (rushes_landing_copy (self->source, self->destination, FALSE, NULL, NULL, &error));
  g_assert_no_error (error);
  assert_landed (self);
  if (self->disk->shares)
    g_assert_cmpint (count_shared (self->path), >=, VIDEO_BYTES);

  g_assert_false (rushes_landing_copy (self->source, self->destination, FALSE, NULL, NULL, &taken));
  g_assert_error (taken, RUSHES_ERROR, RUSHES_ERROR_FILE_EXISTS);
  g_assert_true (rushes_landing_copy (self->source, self->destination, TRUE, NULL, NULL, &error));
  g_assert_no_error (error);
  assert_landed (self);

  /* What an editor writes does not come through. */
  fd = g_open (self->path, O_WRONLY | O_CLOEXEC, 0);
  g_assert_cmpint (pwrite (fd, "edited", 6, 100), ==, 6);
  g_assert_cmpint (fsync (fd), ==, 0);
  g_assert_true (g_close (fd, NULL));
  rushes_test_assert_file (self->source, self->video);
  g_assert_cmpint (g_unlink (self->path), ==, 0);
}

static void
check_commit (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) taken = NULL;
  g_autofree char *second = g_build_filename (self->videos, "second.mp4", NULL);

  g_assert_true (rushes_landing_commit (self->source, self->destination, FALSE, NULL, NULL, &error));
  g_assert_no_error (error);
  assert_landed (self);
  rushes_test_assert_only (self->videos, NULL);

  rushes_test_write_file (second, self->video);
  g_assert_false (rushes_landing_commit (second, self->destination, FALSE, NULL, NULL, &taken));
  g_assert_error (taken, RUSHES_ERROR, RUSHES_ERROR_FILE_EXISTS);
  g_assert_true (rushes_landing_commit (second, self->destination, TRUE, NULL, NULL, &error));
  g_assert_no_error (error);
  assert_landed (self);
  rushes_test_assert_only (self->videos, NULL);
}

static void
check_longest_name (Fixture *self)
{
  g_autofree char *name = g_strnfill (255, 'x');
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autoptr (GFile) destination = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;

  g_assert_true (rushes_landing_copy (self->path, destination, FALSE, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_unlink (path), ==, 0);
}

/* Takes all the room there is, for files and for their names. */
static void
fill (const char *folder)
{
  g_autofree guint8 *block = g_malloc0 (MIB);
  g_autofree char *path = g_build_filename (folder, "filling", NULL);
  int fd = g_open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

  for (gsize size = MIB; size >= 4096; size /= 2)
    while (write (fd, block, size) > 0)
      continue;
  g_assert_cmpint (errno, ==, ENOSPC);
  fsync (fd);
  g_assert_true (g_close (fd, NULL));
}

/* The video comes from elsewhere, as it does when its folder is on another disk. */
static void
check_full (Fixture *self)
{
  g_autofree char *elsewhere = g_build_filename (self->temporary, "elsewhere.mp4", NULL);
  g_autofree char *filling = g_build_filename (self->mounted, "filling", NULL);
  g_autoptr (GError) full = NULL;
  g_autoptr (GError) refused = NULL;
  g_autoptr (GError) error = NULL;

  rushes_test_write_file (elsewhere, self->video);
  g_assert_cmpint (g_unlink (self->path), ==, 0);
  fill (self->mounted);

  g_assert_false (rushes_landing_check_folder (self->destination, FALSE, VIDEO_BYTES, NULL, &refused));
  g_assert_error (refused, RUSHES_ERROR, RUSHES_ERROR_DISK_FULL);
  g_assert_false (rushes_landing_commit (elsewhere, self->destination, FALSE, NULL, NULL, &full));
  g_assert_error (full, RUSHES_ERROR, RUSHES_ERROR_DISK_FULL);
  rushes_test_assert_only (self->folder, NULL);
  rushes_test_assert_file (elsewhere, self->video);

  /* Somebody has made room. */
  g_assert_cmpint (g_unlink (filling), ==, 0);
  sync ();
  g_assert_true (rushes_landing_commit (elsewhere, self->destination, FALSE, NULL, NULL, &error));
  g_assert_no_error (error);
  assert_landed (self);
}

static void
check_read_only (Fixture *self)
{
  g_autofree char *path = g_build_filename (self->folder, "other.mp4", NULL);
  g_autoptr (GFile) destination = g_file_new_for_path (path);
  g_autoptr (GError) refused = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (mount ("none", self->mounted, "none", MS_REMOUNT | MS_RDONLY, NULL), ==, 0);
  g_assert_false (rushes_landing_check_folder (destination, FALSE, 0, NULL, &refused));
  g_assert_error (refused, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE);
  g_assert_false (rushes_landing_copy (self->path, destination, FALSE, NULL, NULL, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE);
  assert_landed (self);
}

static void
check_disk (const Disk *disk, const char *temporary, int reasons)
{
  g_autofree char *image = g_build_filename (temporary, "image", NULL);
  Fixture self = { .temporary = (char *) temporary };
  const char *reason;

  self.mounted = g_build_filename (temporary, "mounted", NULL);
  g_assert_cmpint (g_mkdir (self.mounted, 0700), ==, 0);
  reason = mount_disk (disk, image, self.mounted);
  if (reason != NULL)
    {
      g_assert_cmpint (write (reasons, reason, strlen (reason)), ==, (gssize) strlen (reason));
      _exit (IS_SKIPPED);
    }

  fixture_init (&self, disk);
  check_copy (&self);
  check_commit (&self);
  check_longest_name (&self);
  check_full (&self);
  check_read_only (&self);
  fixture_clear (&self);
  g_assert_cmpint (umount2 (self.mounted, MNT_DETACH), ==, 0);
  _exit (0);
}

/* In a child: the mount goes with it, whatever happens. */
static void
test_disk (gconstpointer data)
{
  char *temporary = rushes_test_make_folder ();
  char reason[100] = "";
  int reasons[2];
  int status = 0;
  pid_t child;

  g_assert_cmpint (pipe (reasons), ==, 0);
  child = fork ();
  if (child == 0)
    check_disk (data, temporary, reasons[1]);

  g_assert_cmpint (child, >, 0);
  g_assert_true (g_close (reasons[1], NULL));
  g_assert_cmpint (read (reasons[0], reason, sizeof reason - 1), >=, 0);
  g_assert_true (g_close (reasons[0], NULL));
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  rushes_test_remove_folder (temporary);

  if (WIFEXITED (status) && WEXITSTATUS (status) == IS_SKIPPED)
    g_test_skip (reason);
  else
    g_assert_cmpint (status, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (disks); i++)
    {
      g_autofree char *path = g_strconcat ("/transfer/landing-disks/", disks[i].type, NULL);

      g_test_add_data_func (path, &disks[i], test_disk);
    }

  return g_test_run ();
}
