/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/rushes-error.h"
#include "support/rushes-test-utils.h"
#include "transfer/rushes-far-file.h"
#include "transfer/rushes-landing.h"
#include "transfer/rushes-syscall-fault.h"
#include "transfer/rushes-test-mp4.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

/* More than one round of reading and writing. */
#define VIDEO_BYTES (2 * 1024 * 1024 + 123)
#define ORIGIN "https://cdn.example/videos/output.mp4"
/* A file system that is not the one of the temporary folder on most machines. */
#define OTHER_FILE_SYSTEM "/dev/shm"

typedef struct
{
  char *videos;
  char *folder; /* the user's */
  char *source;
  char *path;
  GFile *destination;
  GBytes *video;
} Fixture;

/* How the destination lies to the kept videos, as a test's data. */
static const char same[] = "same file system";
static const char other[] = "another file system";
static const char far_away[] = "no local path";

static gboolean
is_skipped (gconstpointer where)
{
  struct stat here, there;

  if (where != other
      || (g_stat (g_get_tmp_dir (), &here) == 0 && g_stat (OTHER_FILE_SYSTEM, &there) == 0
          && here.st_dev != there.st_dev && g_access (OTHER_FILE_SYSTEM, W_OK) == 0))
    return FALSE;
  g_test_skip ("there is only one file system to write to here");
  return TRUE;
}

static void
set_up (Fixture *self, gconstpointer where)
{
  self->videos = rushes_test_make_folder ();
  if (where == other && g_access (OTHER_FILE_SYSTEM, W_OK) == 0)
    self->folder = g_mkdtemp (g_strdup (OTHER_FILE_SYSTEM "/rushes-test-XXXXXX"));
  else
    self->folder = rushes_test_make_folder ();
  self->source = g_build_filename (self->videos, "kept.mp4", NULL);
  self->path = g_build_filename (self->folder, "海 output.mp4", NULL);
  self->destination = where == far_away ? rushes_far_file_new (self->path) : g_file_new_for_path (self->path);
  self->video = rushes_test_make_mp4 (VIDEO_BYTES, 5);
  rushes_test_write_file (self->source, self->video);
  g_assert_cmpint (g_chmod (self->source, 0600), ==, 0);
}

static void
tear_down (Fixture *self, gconstpointer where)
{
  rushes_test_remove_folder (self->videos);
  rushes_test_remove_folder (self->folder);
  g_free (self->source);
  g_free (self->path);
  g_object_unref (self->destination);
  g_bytes_unref (self->video);
}

static void
assert_kept (Fixture *self)
{
  rushes_test_assert_file (self->source, self->video);
  rushes_test_assert_only (self->videos, "kept.mp4");
}

static void
assert_copied (Fixture *self)
{
  rushes_test_assert_file (self->path, self->video);
  rushes_test_assert_only (self->folder, "海 output.mp4");
  assert_kept (self);
}

static gboolean
copy (Fixture *self, gboolean replace, GError **error)
{
  return rushes_landing_copy (self->source, self->destination, replace, ORIGIN, NULL, error);
}

static GBytes *
write_old (const char *path)
{
  GBytes *old = g_bytes_new_static ("an old film", 11);

  rushes_test_write_file (path, old);
  return old;
}

static void
test_new_name (Fixture *self, gconstpointer where)
{
  g_autoptr (GError) error = NULL;

  if (is_skipped (where))
    return;

  g_assert_true (copy (self, FALSE, &error));
  g_assert_no_error (error);
  assert_copied (self);
}

static void
test_replace (Fixture *self, gconstpointer where)
{
  g_autoptr (GBytes) old = write_old (self->path);
  g_autoptr (GError) error = NULL;

  if (is_skipped (where))
    return;

  g_assert_true (copy (self, TRUE, &error));
  g_assert_no_error (error);
  assert_copied (self);
}

static void
test_taken (Fixture *self, gconstpointer where)
{
  g_autoptr (GBytes) old = write_old (self->path);
  g_autoptr (GError) error = NULL;

  if (is_skipped (where))
    return;

  g_assert_false (copy (self, FALSE, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FILE_EXISTS);
  rushes_test_assert_file (self->path, old);
  rushes_test_assert_only (self->folder, "海 output.mp4");
  assert_kept (self);
}

/* An editor that writes into the saved file must not change the kept one. */
static void
test_never_the_same_file (Fixture *self, gconstpointer where)
{
  g_autoptr (GError) error = NULL;
  struct stat kept, saved;
  int fd;

  if (is_skipped (where))
    return;

  g_assert_true (copy (self, FALSE, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (self->source, &kept), ==, 0);
  g_assert_cmpint (g_stat (self->path, &saved), ==, 0);
  g_assert_cmpuint (kept.st_nlink, ==, 1);
  g_assert_cmpuint (saved.st_nlink, ==, 1);
  g_assert_false (kept.st_dev == saved.st_dev && kept.st_ino == saved.st_ino);

  fd = g_open (self->path, O_WRONLY, 0);
  g_assert_cmpint (pwrite (fd, "edited", 6, 100), ==, 6);
  g_assert_true (g_close (fd, NULL));
  assert_kept (self);
}

static void
test_mode_and_origin (Fixture *self, gconstpointer where)
{
  g_autoptr (GError) error = NULL;
  mode_t before;
  struct stat info;
  char value[256];
  ssize_t length;

  if (is_skipped (where))
    return;

  before = umask (0027);
  g_assert_true (rushes_landing_copy (self->source, self->destination, FALSE,
                                      ORIGIN "?Expires=1&Signature=canary", NULL, &error));
  g_assert_no_error (error);
  umask (before);
  g_assert_cmpint (g_stat (self->path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 07777, ==, 0640);
  g_assert_cmpint (g_stat (self->source, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 07777, ==, 0600);

  length = getxattr (self->path, "user.xdg.origin.url", value, sizeof value);
  if (length >= 0)
    g_assert_cmpmem (value, (gsize) length, ORIGIN, strlen (ORIGIN));
  else
    g_assert_cmpint (setxattr (self->path, "user.xdg.origin.url", "x", 1, 0), !=, 0);
}

static void
test_empty (Fixture *self, gconstpointer where)
{
  g_autoptr (GError) error = NULL;

  if (is_skipped (where))
    return;

  g_assert_cmpint (truncate (self->source, 0), ==, 0);
  g_assert_true (copy (self, FALSE, &error));
  g_assert_no_error (error);
}

static void
assert_no_source (Fixture *self, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (copy (self, FALSE, &error));
  g_assert_error (error, G_IO_ERROR, code);
  rushes_test_assert_only (self->folder, NULL);
}

static void
test_source_missing (Fixture *self, gconstpointer where)
{
  g_assert_cmpint (g_unlink (self->source), ==, 0);
  assert_no_source (self, G_IO_ERROR_NOT_FOUND);
}

/* What lies in our folder under a video's name, but is none. */
static void
test_source_is_no_file (Fixture *self, gconstpointer where)
{
  g_assert_cmpint (g_unlink (self->source), ==, 0);
  g_assert_cmpint (g_mkdir (self->source, 0700), ==, 0);
  assert_no_source (self, G_IO_ERROR_NOT_REGULAR_FILE);

  g_assert_cmpint (g_rmdir (self->source), ==, 0);
  g_assert_cmpint (mkfifo (self->source, 0600), ==, 0);
  assert_no_source (self, G_IO_ERROR_NOT_REGULAR_FILE);

  g_assert_cmpint (g_unlink (self->source), ==, 0);
  g_assert_cmpint (symlink ("/etc/hostname", self->source), ==, 0);
  assert_no_source (self, G_IO_ERROR_TOO_MANY_LINKS);
}

static void
test_folder_missing (Fixture *self, gconstpointer where)
{
  g_autoptr (GError) error = NULL;

  if (is_skipped (where))
    return;

  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  g_assert_false (copy (self, FALSE, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE);
  assert_kept (self);
  g_assert_cmpint (g_mkdir (self->folder, 0700), ==, 0);
}

static void
test_cancelled (Fixture *self, gconstpointer where)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  if (is_skipped (where))
    return;

  g_cancellable_cancel (cancellable);
  g_assert_false (rushes_landing_copy (self->source, self->destination, FALSE, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  rushes_test_assert_only (self->folder, NULL);
  assert_kept (self);
}

/* What follows breaks the process it runs in, so each runs in one of its own. */
static void
run_broken (Fixture *self, gconstpointer where, void (*broken) (Fixture *self))
{
  if (is_skipped (where))
    return;
  if (!rushes_syscall_fault_is_possible ())
    {
      g_test_skip ("the kernel lets this test break nothing here");
      return;
    }

  rushes_syscall_fault_run_alone ((void (*) (gpointer)) broken, self);
}

/* A kernel or a file system that copies nothing by itself. */
static void
break_kernel_copy (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (rushes_syscall_fault_add (__NR_copy_file_range, 0, 0, ENOSYS)
                 && rushes_syscall_fault_add (__NR_ioctl, 0, 0, EOPNOTSUPP));
  g_assert_true (copy (self, FALSE, &error));
  g_assert_no_error (error);
  assert_copied (self);
}

static void
test_without_kernel_copy (Fixture *self, gconstpointer where)
{
  run_broken (self, where, break_kernel_copy);
}

static void
break_everything_but_writing (Fixture *self)
{
  g_assert_true (rushes_syscall_fault_add (__NR_openat, 2, O_TMPFILE & ~O_DIRECTORY, EOPNOTSUPP)
                 && rushes_syscall_fault_add (__NR_renameat2, 0, 0, EPERM)
                 && rushes_syscall_fault_add (__NR_linkat, 0, 0, EPERM));
#ifdef __NR_renameat
  g_assert_true (rushes_syscall_fault_add (__NR_renameat, 0, 0, EPERM));
#endif
}

/* Nothing can be moved onto the name. */
static void
break_moving (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) taken = NULL;
  g_autoptr (GError) again = NULL;

  break_everything_but_writing (self);
  g_assert_true (copy (self, FALSE, &error));
  g_assert_no_error (error);
  assert_copied (self);

  g_assert_false (copy (self, FALSE, &taken));
  g_assert_error (taken, RUSHES_ERROR, RUSHES_ERROR_FILE_EXISTS);
  assert_copied (self);

  /* Over something longer, of which nothing may stay. */
  g_assert_cmpint (truncate (self->path, 2 * VIDEO_BYTES), ==, 0);
  g_assert_true (copy (self, TRUE, &again));
  g_assert_no_error (again);
  assert_copied (self);
}

static void
test_in_place (Fixture *self, gconstpointer where)
{
  run_broken (self, where, break_moving);
}

static void
break_moving_and_fill (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (rushes_syscall_fault_mount (self->folder, "1m"));
  break_everything_but_writing (self);
  g_assert_true (rushes_syscall_fault_add (__NR_fallocate, 0, 0, EOPNOTSUPP));
  g_assert_false (copy (self, FALSE, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_DISK_FULL);
  rushes_test_assert_only (self->folder, NULL);
  assert_kept (self);
  rushes_syscall_fault_unmount (self->folder);
}

static void
test_in_place_full (Fixture *self, gconstpointer where)
{
  run_broken (self, where, break_moving_and_fill);
}

/* Root is let off permissions by its capabilities alone. */
static void
obey_permissions (void)
{
  struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
  struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = { 0 };

  g_assert_cmpint (syscall (SYS_capset, &header, none), ==, 0);
}

/* A folder that may not be written, with a file in it that may. */
static void
lock_folder (Fixture *self)
{
  g_autofree char *nothing = g_build_filename (self->folder, "new.mp4", NULL);
  g_autoptr (GFile) new_file = g_file_new_for_path (nothing);
  g_autoptr (GBytes) old = write_old (self->path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) refused = NULL;

  g_assert_cmpint (g_chmod (self->folder, 0555), ==, 0);
  obey_permissions ();

  g_assert_true (rushes_landing_check_folder (self->destination, TRUE, 1, NULL, &error));
  g_assert_no_error (error);
  rushes_test_assert_file (self->path, old);
  g_assert_true (copy (self, TRUE, &error));
  g_assert_no_error (error);
  assert_copied (self);

  g_assert_false (rushes_landing_check_folder (new_file, TRUE, 1, NULL, &refused));
  g_assert_error (refused, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE);
  g_clear_error (&refused);
  g_assert_false (rushes_landing_copy (self->source, new_file, TRUE, NULL, NULL, &refused));
  g_assert_error (refused, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE);
  assert_copied (self);
}

static void
test_one_file_of_a_folder (Fixture *self, gconstpointer where)
{
  rushes_syscall_fault_run_alone ((void (*) (gpointer)) lock_folder, self);
  g_assert_cmpint (g_chmod (self->folder, 0700), ==, 0);
}

static void
add (const char *where, const char *name, void (*test) (Fixture *, gconstpointer))
{
  const char *prefix = where == same ? "same" : where == other ? "other" : "remote";
  g_autofree char *path = g_strconcat ("/transfer/landing-copy/", prefix, "/", name, NULL);

  g_test_add (path, Fixture, where, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  const char *places[] = { same, other, far_away };

  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      add (places[i], "new-name", test_new_name);
      add (places[i], "replace", test_replace);
      add (places[i], "taken", test_taken);
      add (places[i], "never-the-same-file", test_never_the_same_file);
      add (places[i], "empty", test_empty);
      add (places[i], "source-missing", test_source_missing);
      add (places[i], "source-is-no-file", test_source_is_no_file);
      add (places[i], "folder-missing", test_folder_missing);
      add (places[i], "cancelled", test_cancelled);
    }
  for (gsize i = 0; i < 2; i++)
    {
      add (places[i], "mode-and-origin", test_mode_and_origin);
      add (places[i], "without-kernel-copy", test_without_kernel_copy);
      add (places[i], "in-place", test_in_place);
      add (places[i], "in-place-full", test_in_place_full);
    }
  add (same, "one-file-of-a-folder", test_one_file_of_a_folder);

  return g_test_run ();
}
