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
#include <linux/fs.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#define VIDEO_BYTES 300000
#define ORIGIN "https://cdn.example/videos/output.mp4"
/* A file system that is not the one of the temporary folder on most machines. */
#define OTHER_FILE_SYSTEM "/dev/shm"

typedef struct
{
  char *parts;
  char *folder; /* the user's */
  char *part_path;
  char *path;
  GFile *destination;
  GBytes *video;
} Fixture;

/* How the destination lies to the parts, as a test's data. */
static const char same[] = "same file system";
static const char other[] = "another file system";
static const char far_away[] = "no local path";

static gboolean
is_skipped (gconstpointer where)
{
  struct stat here, there;
  const char *temporary = g_get_tmp_dir ();

  if (where != other)
    return FALSE;
  if (g_stat (temporary, &here) == 0 && g_stat (OTHER_FILE_SYSTEM, &there) == 0 && here.st_dev != there.st_dev
      && g_access (OTHER_FILE_SYSTEM, W_OK) == 0)
    return FALSE;
  g_test_skip ("there is only one file system to write to here");
  return TRUE;
}

static void
set_up (Fixture *self, gconstpointer where)
{
  self->parts = rushes_test_make_folder ();
  if (where == other && g_access (OTHER_FILE_SYSTEM, W_OK) == 0)
    self->folder = g_mkdtemp (g_strdup (OTHER_FILE_SYSTEM "/rushes-test-XXXXXX"));
  else
    self->folder = rushes_test_make_folder ();
  self->part_path = g_build_filename (self->parts, "42-abcdef.part", NULL);
  self->path = g_build_filename (self->folder, "海 output.mp4", NULL);
  self->destination = where == far_away ? rushes_far_file_new (self->path) : g_file_new_for_path (self->path);
  self->video = rushes_test_make_mp4 (VIDEO_BYTES, 3);
  rushes_test_write_file (self->part_path, self->video);
  g_assert_cmpint (g_chmod (self->part_path, 0600), ==, 0);
}

static void
tear_down (Fixture *self, gconstpointer where)
{
  rushes_test_remove_folder (self->parts);
  rushes_test_remove_folder (self->folder);
  g_free (self->part_path);
  g_free (self->path);
  g_object_unref (self->destination);
  g_bytes_unref (self->video);
}

static void
assert_landed (Fixture *self)
{
  rushes_test_assert_file (self->path, self->video);
  rushes_test_assert_only (self->folder, "海 output.mp4");
  rushes_test_assert_only (self->parts, NULL);
}

/* Nothing has changed: the part is there, and in the folder is what was. */
static void
assert_untouched (Fixture *self, const char *only)
{
  rushes_test_assert_file (self->part_path, self->video);
  rushes_test_assert_only (self->parts, "42-abcdef.part");
  rushes_test_assert_only (self->folder, only);
}

static gboolean
commit (Fixture *self, gboolean replace, GError **error)
{
  return rushes_landing_commit (self->part_path, self->destination, replace, ORIGIN, NULL, error);
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

  g_assert_true (rushes_landing_check_folder (self->destination, FALSE, VIDEO_BYTES, NULL, &error));
  g_assert_no_error (error);
  rushes_test_assert_only (self->folder, NULL);

  g_assert_true (commit (self, FALSE, &error));
  g_assert_no_error (error);
  assert_landed (self);
}

static void
test_replace (Fixture *self, gconstpointer where)
{
  g_autoptr (GBytes) old = write_old (self->path);
  g_autoptr (GError) error = NULL;

  if (is_skipped (where))
    return;

  g_assert_true (rushes_landing_check_folder (self->destination, TRUE, 0, NULL, &error));
  g_assert_true (commit (self, TRUE, &error));
  g_assert_no_error (error);
  assert_landed (self);
}

static void
test_replace_nothing (Fixture *self, gconstpointer where)
{
  g_autoptr (GError) error = NULL;

  if (is_skipped (where))
    return;

  g_assert_true (commit (self, TRUE, &error));
  g_assert_no_error (error);
  assert_landed (self);
}

static void
test_taken (Fixture *self, gconstpointer where)
{
  g_autoptr (GBytes) old = write_old (self->path);
  g_autoptr (GError) refused = NULL;
  g_autoptr (GError) error = NULL;

  if (is_skipped (where))
    return;

  g_assert_false (rushes_landing_check_folder (self->destination, FALSE, 0, NULL, &refused));
  g_assert_error (refused, RUSHES_ERROR, RUSHES_ERROR_FILE_EXISTS);
  g_assert_false (commit (self, FALSE, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FILE_EXISTS);
  rushes_test_assert_file (self->path, old);
  assert_untouched (self, "海 output.mp4");
}

/* A folder, a pipe: not even who may replace a file may replace these. */
static void
test_taken_by_no_file (Fixture *self, gconstpointer where)
{
  struct stat info;

  if (is_skipped (where))
    return;

  for (int i = 0; i < 2; i++)
    {
      g_autoptr (GError) refused = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (i == 0 ? g_mkdir (self->path, 0700) : mkfifo (self->path, 0600), ==, 0);
      g_assert_false (rushes_landing_check_folder (self->destination, TRUE, 0, NULL, &refused));
      g_assert_error (refused, RUSHES_ERROR, RUSHES_ERROR_FILE_EXISTS);
      g_assert_false (commit (self, TRUE, &error));
      g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FILE_EXISTS);
      g_assert_cmpint (g_lstat (self->path, &info), ==, 0);
      g_assert_false (S_ISREG (info.st_mode));
      assert_untouched (self, "海 output.mp4");
      g_assert_cmpint (g_remove (self->path), ==, 0);
    }
}

static void
test_folder_missing (Fixture *self, gconstpointer where)
{
  g_autofree char *path = g_build_filename (self->folder, "gone", "output.mp4", NULL);
  g_autoptr (GFile) nowhere = where == far_away ? rushes_far_file_new (path) : g_file_new_for_path (path);
  g_autoptr (GError) refused = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (rushes_landing_check_folder (nowhere, FALSE, 0, NULL, &refused));
  g_assert_error (refused, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE);
  g_assert_false (rushes_landing_commit (self->part_path, nowhere, FALSE, NULL, NULL, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE);
  assert_untouched (self, NULL);
}

static void
assert_folder_unwritable (Fixture *self, const char *path)
{
  g_autoptr (GFile) nowhere = g_file_new_for_path (path);
  g_autoptr (GError) refused = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (rushes_landing_check_folder (nowhere, FALSE, 0, NULL, &refused));
  g_assert_error (refused, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE);
  g_assert_false (rushes_landing_commit (self->part_path, nowhere, FALSE, NULL, NULL, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE);
  assert_untouched (self, NULL);
}

static void
test_folder_is_a_file (Fixture *self, gconstpointer where)
{
  assert_folder_unwritable (self, "/proc/self/status/output.mp4");
}

/* Where not even root may make a file. */
static void
test_folder_of_the_kernel (Fixture *self, gconstpointer where)
{
  assert_folder_unwritable (self, "/proc/self/output.mp4");
}

static void
test_folder_read_only (Fixture *self, gconstpointer where)
{
  if (geteuid () == 0)
    {
      g_test_skip ("root may write to any folder; see read-only-file-system");
      return;
    }

  {
    g_autofree char *path = g_build_filename (self->folder, "output.mp4", NULL);

    g_assert_cmpint (g_chmod (self->folder, 0500), ==, 0);
    assert_folder_unwritable (self, path);
    g_assert_cmpint (g_chmod (self->folder, 0700), ==, 0);
  }
}

static void
test_umask (Fixture *self, gconstpointer where)
{
  const mode_t masks[] = { 0022, 0027, 0077, 0000 };

  if (is_skipped (where))
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (masks); i++)
    {
      g_autoptr (GError) error = NULL;
      mode_t before = umask (masks[i]);
      struct stat info;

      g_assert_true (commit (self, TRUE, &error));
      g_assert_no_error (error);
      umask (before);

      g_assert_cmpint (g_stat (self->path, &info), ==, 0);
      g_assert_cmpuint (info.st_mode & 07777, ==, 0666 & ~masks[i]);
      g_assert_cmpint (g_chmod (self->path, 0600), ==, 0);
      rushes_test_write_file (self->part_path, self->video);
    }
}

static void
test_origin (Fixture *self, gconstpointer where)
{
  const char *name = "user.xdg.origin.url";
  g_autoptr (GError) error = NULL;
  char value[256];
  ssize_t length;

  if (is_skipped (where))
    return;

  g_assert_true (rushes_landing_commit (self->part_path, self->destination, FALSE,
                                        ORIGIN "?Expires=1&Signature=canary#f", NULL, &error));
  g_assert_no_error (error);

  length = getxattr (self->path, name, value, sizeof value);
  if (length < 0 && (errno == ENOTSUP || errno == ENODATA) && setxattr (self->path, name, "x", 1, 0) != 0)
    {
      g_test_skip ("this file system keeps no attributes");
      return;
    }
  g_assert_cmpmem (value, (gsize) length, ORIGIN, strlen (ORIGIN));
}

/* A link to a file stays one; what it points to is replaced. */
static void
test_symbolic_link (Fixture *self, gconstpointer where)
{
  g_autofree char *target = g_build_filename (self->folder, "target.mp4", NULL);
  g_autoptr (GBytes) old = write_old (target);
  g_autoptr (GError) taken = NULL;
  g_autoptr (GError) error = NULL;

  if (is_skipped (where))
    return;

  g_assert_cmpint (symlink ("target.mp4", self->path), ==, 0);
  g_assert_false (commit (self, FALSE, &taken));
  g_assert_error (taken, RUSHES_ERROR, RUSHES_ERROR_FILE_EXISTS);
  rushes_test_assert_file (target, old);

  g_assert_true (commit (self, TRUE, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_test (self->path, G_FILE_TEST_IS_SYMLINK));
  g_assert_false (g_file_test (target, G_FILE_TEST_IS_SYMLINK));
  rushes_test_assert_file (target, self->video);
}

static void
test_symbolic_link_to_nothing (Fixture *self, gconstpointer where)
{
  g_autoptr (GError) taken = NULL;
  g_autoptr (GError) error = NULL;

  if (is_skipped (where))
    return;

  g_assert_cmpint (symlink ("nothing.mp4", self->path), ==, 0);
  g_assert_false (commit (self, FALSE, &taken));
  g_assert_error (taken, RUSHES_ERROR, RUSHES_ERROR_FILE_EXISTS);
  g_assert_true (commit (self, TRUE, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (self->path, G_FILE_TEST_IS_SYMLINK));
  assert_landed (self);
}

/* 255 bytes are a name that is allowed, and a temporary name has to fit beside it. */
static void
test_longest_name (Fixture *self, gconstpointer where)
{
  g_autoptr (GString) name = g_string_new (NULL);
  g_autofree char *path = NULL;
  g_autoptr (GFile) destination = NULL;
  g_autoptr (GBytes) old = NULL;
  g_autoptr (GError) error = NULL;

  if (is_skipped (where))
    return;

  while (name->len < 249)
    g_string_append (name, "海");
  g_string_append (name, "xx.mp4");
  g_assert_cmpuint (name->len, ==, 255);

  path = g_build_filename (self->folder, name->str, NULL);
  destination = where == far_away ? rushes_far_file_new (path) : g_file_new_for_path (path);
  old = write_old (path);
  g_assert_true (rushes_landing_commit (self->part_path, destination, TRUE, NULL, NULL, &error));
  g_assert_no_error (error);
  rushes_test_assert_file (path, self->video);
  rushes_test_assert_only (self->folder, name->str);
}

static void
test_cancelled_before (Fixture *self, gconstpointer where)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  if (is_skipped (where))
    return;

  g_cancellable_cancel (cancellable);
  g_assert_false (
    rushes_landing_commit (self->part_path, self->destination, FALSE, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_untouched (self, NULL);
}

/* What happens at the next large write. */
static void (*at_write) (gpointer user_data);
static gpointer at_write_data;

/* In the place of libc's, for the whole program: the one moment that is surely in the middle. */
ssize_t
write (int fd, const void *buffer, size_t length)
{
  void (*happen) (gpointer user_data) = at_write;

  if (length > VIDEO_BYTES && happen != NULL)
    {
      at_write = NULL;
      happen (at_write_data);
    }
  return syscall (SYS_write, fd, buffer, length);
}

static void
cancel_midway (Fixture *self)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (truncate (self->part_path, 5 * 1024 * 1024), ==, 0);
  at_write = (void (*) (gpointer)) g_cancellable_cancel;
  at_write_data = cancellable;
  g_assert_false (
    rushes_landing_commit (self->part_path, self->destination, FALSE, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  rushes_test_assert_only (self->folder, NULL);
  rushes_test_assert_only (self->parts, "42-abcdef.part");
}

static void
test_cancelled_midway (Fixture *self, gconstpointer where)
{
  if (!is_skipped (where))
    cancel_midway (self);
}

static void
remove_folder (gpointer user_data)
{
  Fixture *self = user_data;

  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
}

static void
test_folder_removed_midway (Fixture *self, gconstpointer where)
{
  g_autoptr (GError) error = NULL;

  if (is_skipped (where))
    return;

  g_assert_cmpint (truncate (self->part_path, 5 * 1024 * 1024), ==, 0);
  at_write = remove_folder;
  at_write_data = self;
  g_assert_false (commit (self, FALSE, &error));
  g_assert_null (at_write);
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE);
  rushes_test_assert_only (self->parts, "42-abcdef.part");
  g_assert_cmpint (g_mkdir (self->folder, 0700), ==, 0);
}

static void
take_name (gpointer user_data)
{
  Fixture *self = user_data;

  g_bytes_unref (write_old (self->path));
}

static void
test_taken_midway (Fixture *self, gconstpointer where)
{
  g_autoptr (GBytes) old = g_bytes_new_static ("an old film", 11);
  g_autoptr (GError) error = NULL;

  if (is_skipped (where))
    return;

  g_assert_cmpint (truncate (self->part_path, 5 * 1024 * 1024), ==, 0);
  at_write = take_name;
  at_write_data = self;
  g_assert_false (commit (self, FALSE, &error));
  g_assert_null (at_write);
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FILE_EXISTS);
  rushes_test_assert_file (self->path, old);
  rushes_test_assert_only (self->folder, "海 output.mp4");
  rushes_test_assert_only (self->parts, "42-abcdef.part");
}

static void
test_part_missing (Fixture *self, gconstpointer where)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_unlink (self->part_path), ==, 0);
  g_assert_false (commit (self, FALSE, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE);
  rushes_test_assert_only (self->folder, NULL);
}

static void
test_needs_more_than_there_is (Fixture *self, gconstpointer where)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (rushes_landing_check_folder (self->destination, FALSE, G_MAXINT64, NULL, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_DISK_FULL);
  rushes_test_assert_only (self->folder, NULL);
}

/* What follows breaks the process it runs in, so each runs in one of its own. */
typedef void (*Broken) (Fixture *self);

static void
run_broken (Fixture *self, gconstpointer where, Broken broken)
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

/* NFS and some of FUSE. */
static void
break_rename_noreplace (Fixture *self)
{
  g_autofree char *second = g_build_filename (self->parts, "second.part", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) taken = NULL;

  rushes_test_write_file (second, self->video);
  g_assert_true (rushes_syscall_fault_add (__NR_renameat2, 4, RENAME_NOREPLACE, EINVAL));
  /* So that another file system needs its fallback, too. */
  g_assert_true (rushes_syscall_fault_add (__NR_openat, 2, O_TMPFILE & ~O_DIRECTORY, EOPNOTSUPP));

  g_assert_true (commit (self, FALSE, &error));
  g_assert_no_error (error);
  rushes_test_assert_file (self->path, self->video);
  rushes_test_assert_only (self->folder, "海 output.mp4");

  g_assert_false (rushes_landing_commit (second, self->destination, FALSE, NULL, NULL, &taken));
  g_assert_error (taken, RUSHES_ERROR, RUSHES_ERROR_FILE_EXISTS);
  rushes_test_assert_file (self->path, self->video);
}

static void
test_without_rename_noreplace (Fixture *self, gconstpointer where)
{
  run_broken (self, where, break_rename_noreplace);
}

/* Nor links: the last resort. */
static void
break_rename_noreplace_and_links (Fixture *self)
{
  g_assert_true (rushes_syscall_fault_add (__NR_linkat, 0, 0, EPERM));
  break_rename_noreplace (self);
}

static void
test_without_rename_noreplace_or_links (Fixture *self, gconstpointer where)
{
  run_broken (self, where, break_rename_noreplace_and_links);
}

/* As if it had ended between the link and the removal of the part. */
static void
break_unlink (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (rushes_syscall_fault_add (__NR_renameat2, 4, RENAME_NOREPLACE, EINVAL)
                 && rushes_syscall_fault_add (__NR_unlinkat, 0, 0, EIO));
  g_assert_true (commit (self, FALSE, &error));
  g_assert_no_error (error);
  rushes_test_assert_file (self->path, self->video);
  rushes_test_assert_only (self->folder, "海 output.mp4");
}

static void
test_whole_when_it_has_a_name (Fixture *self, gconstpointer where)
{
  run_broken (self, where, break_unlink);
}

/* The name is free when it is looked at, and taken when it is needed. */
static void
break_rename_taken (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (rushes_syscall_fault_add (__NR_renameat2, 4, RENAME_NOREPLACE, EEXIST)
                 && rushes_syscall_fault_add (__NR_linkat, 0, 0, EEXIST));
  g_assert_false (commit (self, FALSE, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FILE_EXISTS);
  assert_untouched (self, NULL);
}

static void
test_taken_meanwhile (Fixture *self, gconstpointer where)
{
  run_broken (self, where, break_rename_taken);
}

/* FAT, NFS, FUSE. */
static void
break_tmpfile (Fixture *self)
{
  g_autoptr (GBytes) old = write_old (self->path);
  g_autoptr (GError) error = NULL;

  g_assert_true (rushes_syscall_fault_add (__NR_openat, 2, O_TMPFILE & ~O_DIRECTORY, EOPNOTSUPP));
  g_assert_true (rushes_landing_check_folder (self->destination, TRUE, 1, NULL, &error));
  g_assert_true (commit (self, TRUE, &error));
  g_assert_no_error (error);
  assert_landed (self);
}

static void
test_without_tmpfile (Fixture *self, gconstpointer where)
{
  run_broken (self, where, break_tmpfile);
}

static void
break_tmpfile_and_cancel (Fixture *self)
{
  g_assert_true (rushes_syscall_fault_add (__NR_openat, 2, O_TMPFILE & ~O_DIRECTORY, EOPNOTSUPP));
  cancel_midway (self);
}

static void
test_without_tmpfile_cancelled (Fixture *self, gconstpointer where)
{
  run_broken (self, where, break_tmpfile_and_cancel);
}

static void
break_sync (Fixture *self)
{
  g_autoptr (GBytes) old = write_old (self->path);
  g_autoptr (GError) error = NULL;

  g_assert_true (rushes_syscall_fault_add (__NR_fsync, 0, 0, EIO));
  g_assert_false (commit (self, TRUE, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE);
  rushes_test_assert_file (self->path, old);
  assert_untouched (self, "海 output.mp4");
}

static void
test_sync_fails (Fixture *self, gconstpointer where)
{
  run_broken (self, where, break_sync);
}

static void
break_rename (Fixture *self)
{
  g_autoptr (GBytes) old = write_old (self->path);
  g_autoptr (GError) error = NULL;

#ifdef __NR_renameat
  g_assert_true (rushes_syscall_fault_add (__NR_renameat, 0, 0, EROFS));
#endif
  g_assert_true (rushes_syscall_fault_add (__NR_renameat2, 0, 0, EROFS));
  g_assert_false (commit (self, TRUE, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE);
  rushes_test_assert_file (self->path, old);
  assert_untouched (self, "海 output.mp4");
}

static void
test_rename_fails (Fixture *self, gconstpointer where)
{
  run_broken (self, where, break_rename);
}

/* The disk is full, and the file system cannot take room in advance. */
static void
break_write (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (rushes_syscall_fault_mount (self->folder, "100k")
                 && rushes_syscall_fault_add (__NR_fallocate, 0, 0, EOPNOTSUPP));
  g_assert_false (commit (self, FALSE, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_DISK_FULL);
  assert_untouched (self, NULL);
  rushes_syscall_fault_unmount (self->folder);
}

static void
test_disk_full_while_writing (Fixture *self, gconstpointer where)
{
  run_broken (self, where, break_write);
}

static void
fill_disk (Fixture *self)
{
  g_autoptr (GError) refused = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (rushes_syscall_fault_mount (self->folder, "100k"));
  g_assert_false (rushes_landing_check_folder (self->destination, FALSE, VIDEO_BYTES, NULL, &refused));
  g_assert_error (refused, RUSHES_ERROR, RUSHES_ERROR_DISK_FULL);
  g_assert_false (commit (self, FALSE, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_DISK_FULL);
  assert_untouched (self, NULL);
  rushes_syscall_fault_unmount (self->folder);
}

static void
test_disk_full (Fixture *self, gconstpointer where)
{
  run_broken (self, where, fill_disk);
}

/* Each call that may be the first to notice. */
static void
assert_full_at (Fixture *self, long number, int saved_errno)
{
  g_autoptr (GBytes) old = write_old (self->path);
  g_autoptr (GError) error = NULL;

  g_assert_true (rushes_syscall_fault_add (number, 0, 0, saved_errno));
  g_assert_false (commit (self, TRUE, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_DISK_FULL);
  rushes_test_assert_file (self->path, old);
  assert_untouched (self, "海 output.mp4");
}

static void
fill_at_fsync (Fixture *self)
{
  assert_full_at (self, __NR_fsync, ENOSPC);
}

static void
fill_quota_at_fsync (Fixture *self)
{
  assert_full_at (self, __NR_fsync, EDQUOT);
}

static void
fill_at_rename (Fixture *self)
{
#ifdef __NR_renameat
  g_assert_true (rushes_syscall_fault_add (__NR_renameat, 0, 0, ENOSPC));
#endif
  assert_full_at (self, __NR_renameat2, ENOSPC);
}

static void
fill_at_fallocate (Fixture *self)
{
  assert_full_at (self, __NR_fallocate, EDQUOT);
}

/* There is room, but not for one more file. */
static void
fill_at_open (Fixture *self)
{
  g_autoptr (GError) refused = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (rushes_syscall_fault_mount (self->folder, "64m,nr_inodes=1"));
  g_assert_false (rushes_landing_check_folder (self->destination, FALSE, 0, NULL, &refused));
  g_assert_error (refused, RUSHES_ERROR, RUSHES_ERROR_DISK_FULL);
  g_assert_false (commit (self, FALSE, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_DISK_FULL);
  assert_untouched (self, NULL);
  rushes_syscall_fault_unmount (self->folder);
}

static void
test_disk_full_at_fsync (Fixture *self, gconstpointer where)
{
  run_broken (self, where, fill_at_fsync);
  run_broken (self, where, fill_quota_at_fsync);
}

static void
test_disk_full_at_rename (Fixture *self, gconstpointer where)
{
  run_broken (self, where, fill_at_rename);
}

static void
test_disk_full_at_fallocate (Fixture *self, gconstpointer where)
{
  run_broken (self, where, fill_at_fallocate);
}

static void
test_disk_full_at_open (Fixture *self, gconstpointer where)
{
  run_broken (self, where, fill_at_open);
}

static void
make_read_only (Fixture *self)
{
  g_autoptr (GError) refused = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (rushes_syscall_fault_mount (self->folder, "0"));
  g_assert_false (rushes_landing_check_folder (self->destination, FALSE, 0, NULL, &refused));
  g_assert_error (refused, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE);
  g_assert_false (commit (self, FALSE, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE);
  assert_untouched (self, NULL);
  rushes_syscall_fault_unmount (self->folder);
}

static void
test_read_only_file_system (Fixture *self, gconstpointer where)
{
  run_broken (self, where, make_read_only);
}

static void
add (const char *where, const char *name, void (*test) (Fixture *, gconstpointer))
{
  const char *prefix = where == same ? "same" : where == other ? "other" : "remote";
  g_autofree char *path = g_strconcat ("/transfer/landing/", prefix, "/", name, NULL);

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
      add (places[i], "replace-nothing", test_replace_nothing);
      add (places[i], "taken", test_taken);
      add (places[i], "taken-by-no-file", test_taken_by_no_file);
      add (places[i], "folder-missing", test_folder_missing);
      add (places[i], "longest-name", test_longest_name);
      add (places[i], "cancelled-before", test_cancelled_before);
      add (places[i], "part-missing", test_part_missing);
      add (places[i], "needs-more-than-there-is", test_needs_more_than_there_is);
    }
  for (gsize i = 0; i < 2; i++)
    {
      add (places[i], "umask", test_umask);
      add (places[i], "origin", test_origin);
      add (places[i], "symbolic-link", test_symbolic_link);
      add (places[i], "symbolic-link-to-nothing", test_symbolic_link_to_nothing);
      add (places[i], "without-rename-noreplace", test_without_rename_noreplace);
      add (places[i], "without-rename-noreplace-or-links", test_without_rename_noreplace_or_links);
      add (places[i], "taken-meanwhile", test_taken_meanwhile);
      add (places[i], "without-tmpfile", test_without_tmpfile);
      add (places[i], "sync-fails", test_sync_fails);
      add (places[i], "rename-fails", test_rename_fails);
      add (places[i], "disk-full-at-fsync", test_disk_full_at_fsync);
      add (places[i], "disk-full-at-rename", test_disk_full_at_rename);
    }
  add (same, "whole-when-it-has-a-name", test_whole_when_it_has_a_name);
  add (other, "cancelled-midway", test_cancelled_midway);
  add (other, "folder-removed-midway", test_folder_removed_midway);
  add (other, "taken-midway", test_taken_midway);
  add (other, "without-tmpfile-cancelled", test_without_tmpfile_cancelled);
  /* These mount a file system of their own on the folder. */
  add (same, "disk-full", test_disk_full);
  add (far_away, "disk-full", test_disk_full);
  add (same, "read-only-file-system", test_read_only_file_system);
  add (far_away, "read-only-file-system", test_read_only_file_system);
  add (other, "disk-full-at-fallocate", test_disk_full_at_fallocate);
  add (same, "disk-full-at-open", test_disk_full_at_open);
  add (same, "disk-full-while-writing", test_disk_full_while_writing);
  add (same, "folder-is-a-file", test_folder_is_a_file);
  add (same, "folder-of-the-kernel", test_folder_of_the_kernel);
  add (same, "folder-read-only", test_folder_read_only);

  return g_test_run ();
}
