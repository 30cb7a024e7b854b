/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/rushes-error.h"
#include "support/rushes-test-utils.h"
#include "transfer/landing-fixture.h"
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

static void
set_up (LandingFixture *self, gconstpointer where)
{
  landing_fixture_init (self, where, "kept.mp4", VIDEO_BYTES);
}

static void
assert_copied (LandingFixture *self)
{
  landing_fixture_assert_landed (self);
  landing_fixture_assert_ours (self);
}

static gboolean
copy (LandingFixture *self, gboolean replace, GError **error)
{
  return rushes_landing_copy (self->source, self->destination, replace, LANDING_ORIGIN, NULL, error);
}

static void
test_new_name (LandingFixture *self, gconstpointer where)
{
  g_autoptr (GError) error = NULL;

  if (landing_fixture_is_skipped (where))
    return;

  g_assert_true (copy (self, FALSE, &error));
  g_assert_no_error (error);
  assert_copied (self);
}

static void
test_replace (LandingFixture *self, gconstpointer where)
{
  g_autoptr (GBytes) old = landing_fixture_write_old (self->path);
  g_autoptr (GError) error = NULL;

  if (landing_fixture_is_skipped (where))
    return;

  g_assert_true (copy (self, TRUE, &error));
  g_assert_no_error (error);
  assert_copied (self);
}

static void
test_taken (LandingFixture *self, gconstpointer where)
{
  g_autoptr (GBytes) old = landing_fixture_write_old (self->path);
  g_autoptr (GError) error = NULL;

  if (landing_fixture_is_skipped (where))
    return;

  g_assert_false (copy (self, FALSE, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FILE_EXISTS);
  rushes_test_assert_file (self->path, old);
  rushes_test_assert_only (self->folder, LANDING_NAME);
  landing_fixture_assert_ours (self);
}

/* An editor that writes into the saved file must not change the kept one. */
static void
test_never_the_same_file (LandingFixture *self, gconstpointer where)
{
  g_autoptr (GError) error = NULL;
  struct stat kept, saved;
  int fd;

  if (landing_fixture_is_skipped (where))
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
  landing_fixture_assert_ours (self);
}

static void
test_mode_and_origin (LandingFixture *self, gconstpointer where)
{
  g_autoptr (GError) error = NULL;
  mode_t before;
  struct stat info;
  char value[256];
  ssize_t length;

  if (landing_fixture_is_skipped (where))
    return;

  before = umask (0027);
  g_assert_true (rushes_landing_copy (self->source, self->destination, FALSE,
                                      LANDING_ORIGIN "?Expires=1&Signature=canary", NULL, &error));
  g_assert_no_error (error);
  umask (before);
  g_assert_cmpint (g_stat (self->path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 07777, ==, 0640);
  g_assert_cmpint (g_stat (self->source, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 07777, ==, 0600);

  length = getxattr (self->path, "user.xdg.origin.url", value, sizeof value);
  if (length >= 0)
    g_assert_cmpmem (value, (gsize) length, LANDING_ORIGIN, strlen (LANDING_ORIGIN));
  else
    g_assert_cmpint (setxattr (self->path, "user.xdg.origin.url", "x", 1, 0), !=, 0);
}

static void
test_empty (LandingFixture *self, gconstpointer where)
{
  g_autoptr (GError) error = NULL;

  if (landing_fixture_is_skipped (where))
    return;

  g_assert_cmpint (truncate (self->source, 0), ==, 0);
  g_assert_true (copy (self, FALSE, &error));
  g_assert_no_error (error);
}

static void
assert_no_source (LandingFixture *self, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (copy (self, FALSE, &error));
  g_assert_error (error, G_IO_ERROR, code);
  rushes_test_assert_only (self->folder, NULL);
}

static void
test_source_missing (LandingFixture *self, gconstpointer where)
{
  g_assert_cmpint (g_unlink (self->source), ==, 0);
  assert_no_source (self, G_IO_ERROR_NOT_FOUND);
}

/* What lies in our folder under a video's name, but is none. */
static void
test_source_is_no_file (LandingFixture *self, gconstpointer where)
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
test_folder_missing (LandingFixture *self, gconstpointer where)
{
  g_autoptr (GError) error = NULL;

  if (landing_fixture_is_skipped (where))
    return;

  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  g_assert_false (copy (self, FALSE, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE);
  landing_fixture_assert_ours (self);
  g_assert_cmpint (g_mkdir (self->folder, 0700), ==, 0);
}

static void
test_cancelled (LandingFixture *self, gconstpointer where)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  if (landing_fixture_is_skipped (where))
    return;

  g_cancellable_cancel (cancellable);
  g_assert_false (rushes_landing_copy (self->source, self->destination, FALSE, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  rushes_test_assert_only (self->folder, NULL);
  landing_fixture_assert_ours (self);
}

/* A kernel or a file system that copies nothing by itself. */
static void
break_kernel_copy (LandingFixture *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (rushes_syscall_fault_add (__NR_copy_file_range, 0, 0, ENOSYS)
                 && rushes_syscall_fault_add (__NR_ioctl, 0, 0, EOPNOTSUPP));
  g_assert_true (copy (self, FALSE, &error));
  g_assert_no_error (error);
  assert_copied (self);
}

static void
test_without_kernel_copy (LandingFixture *self, gconstpointer where)
{
  landing_fixture_run_broken (self, where, break_kernel_copy);
}

static void
break_everything_but_writing (LandingFixture *self)
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
break_moving (LandingFixture *self)
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
test_in_place (LandingFixture *self, gconstpointer where)
{
  landing_fixture_run_broken (self, where, break_moving);
}

static void
break_moving_and_fill (LandingFixture *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (rushes_syscall_fault_mount (self->folder, "1m"));
  break_everything_but_writing (self);
  g_assert_true (rushes_syscall_fault_add (__NR_fallocate, 0, 0, EOPNOTSUPP));
  g_assert_false (copy (self, FALSE, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_DISK_FULL);
  rushes_test_assert_only (self->folder, NULL);
  landing_fixture_assert_ours (self);
  rushes_syscall_fault_unmount (self->folder);
}

static void
test_in_place_full (LandingFixture *self, gconstpointer where)
{
  landing_fixture_run_broken (self, where, break_moving_and_fill);
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
lock_folder (LandingFixture *self)
{
  g_autofree char *nothing = g_build_filename (self->folder, "new.mp4", NULL);
  g_autoptr (GFile) new_file = g_file_new_for_path (nothing);
  g_autoptr (GBytes) old = landing_fixture_write_old (self->path);
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
test_one_file_of_a_folder (LandingFixture *self, gconstpointer where)
{
  rushes_syscall_fault_run_alone ((void (*) (gpointer)) lock_folder, self);
  g_assert_cmpint (g_chmod (self->folder, 0700), ==, 0);
}

static void
add (gconstpointer where, const char *name, LandingTest test)
{
  landing_fixture_add ("/transfer/landing-copy", where, name, set_up, test);
}

int
main (int argc, char *argv[])
{
  const char *places[] = { landing_same, landing_other, landing_far_away };

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
  add (landing_same, "one-file-of-a-folder", test_one_file_of_a_folder);

  return g_test_run ();
}
