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
#include <linux/fs.h>
#include <sys/syscall.h>

/* NFS and some of FUSE. */
static void
break_rename_noreplace (LandingFixture *self)
{
  g_autofree char *second = g_build_filename (self->ours, "second.part", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) taken = NULL;

  rushes_test_write_file (second, self->video);
  g_assert_true (rushes_syscall_fault_add (__NR_renameat2, 4, RENAME_NOREPLACE, EINVAL));
  /* So that another file system needs its fallback, too. */
  g_assert_true (rushes_syscall_fault_add (__NR_openat, 2, O_TMPFILE & ~O_DIRECTORY, EOPNOTSUPP));

  g_assert_true (landing_fixture_commit_part (self, FALSE, &error));
  g_assert_no_error (error);
  rushes_test_assert_file (self->path, self->video);
  rushes_test_assert_only (self->folder, LANDING_NAME);

  g_assert_false (rushes_landing_commit (second, self->destination, FALSE, NULL, NULL, &taken));
  g_assert_error (taken, RUSHES_ERROR, RUSHES_ERROR_FILE_EXISTS);
  rushes_test_assert_file (self->path, self->video);
}

static void
test_without_rename_noreplace (LandingFixture *self, gconstpointer where)
{
  landing_fixture_run_broken (self, where, break_rename_noreplace);
}

/* Nor links: the last resort. */
static void
break_rename_noreplace_and_links (LandingFixture *self)
{
  g_assert_true (rushes_syscall_fault_add (__NR_linkat, 0, 0, EPERM));
  break_rename_noreplace (self);
}

static void
test_without_rename_noreplace_or_links (LandingFixture *self, gconstpointer where)
{
  landing_fixture_run_broken (self, where, break_rename_noreplace_and_links);
}

/* As if it had ended between the link and the removal of the part. */
static void
break_unlink (LandingFixture *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (rushes_syscall_fault_add (__NR_renameat2, 4, RENAME_NOREPLACE, EINVAL)
                 && rushes_syscall_fault_add (__NR_unlinkat, 0, 0, EIO));
  g_assert_true (landing_fixture_commit_part (self, FALSE, &error));
  g_assert_no_error (error);
  rushes_test_assert_file (self->path, self->video);
  rushes_test_assert_only (self->folder, LANDING_NAME);
}

static void
test_whole_when_it_has_a_name (LandingFixture *self, gconstpointer where)
{
  landing_fixture_run_broken (self, where, break_unlink);
}

/* The name is free when it is looked at, and taken when it is needed. */
static void
break_rename_taken (LandingFixture *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (rushes_syscall_fault_add (__NR_renameat2, 4, RENAME_NOREPLACE, EEXIST)
                 && rushes_syscall_fault_add (__NR_linkat, 0, 0, EEXIST));
  g_assert_false (landing_fixture_commit_part (self, FALSE, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FILE_EXISTS);
  landing_fixture_assert_part_untouched (self, NULL);
}

static void
test_taken_meanwhile (LandingFixture *self, gconstpointer where)
{
  landing_fixture_run_broken (self, where, break_rename_taken);
}

/* FAT, NFS, FUSE. */
static void
break_tmpfile (LandingFixture *self)
{
  g_autoptr (GBytes) old = landing_fixture_write_old (self->path);
  g_autoptr (GError) error = NULL;

  g_assert_true (rushes_syscall_fault_add (__NR_openat, 2, O_TMPFILE & ~O_DIRECTORY, EOPNOTSUPP));
  g_assert_true (rushes_landing_check_folder (self->destination, TRUE, 1, NULL, &error));
  g_assert_true (landing_fixture_commit_part (self, TRUE, &error));
  g_assert_no_error (error);
  landing_fixture_assert_part_landed (self);
}

static void
test_without_tmpfile (LandingFixture *self, gconstpointer where)
{
  landing_fixture_run_broken (self, where, break_tmpfile);
}

static void
break_sync (LandingFixture *self)
{
  g_autoptr (GBytes) old = landing_fixture_write_old (self->path);
  g_autoptr (GError) error = NULL;

  g_assert_true (rushes_syscall_fault_add (__NR_fsync, 0, 0, EIO));
  g_assert_false (landing_fixture_commit_part (self, TRUE, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE);
  rushes_test_assert_file (self->path, old);
  landing_fixture_assert_part_untouched (self, LANDING_NAME);
}

static void
test_sync_fails (LandingFixture *self, gconstpointer where)
{
  landing_fixture_run_broken (self, where, break_sync);
}

static void
break_rename (LandingFixture *self)
{
  g_autoptr (GBytes) old = landing_fixture_write_old (self->path);
  g_autoptr (GError) error = NULL;

#ifdef __NR_renameat
  g_assert_true (rushes_syscall_fault_add (__NR_renameat, 0, 0, EROFS));
#endif
  g_assert_true (rushes_syscall_fault_add (__NR_renameat2, 0, 0, EROFS));
  g_assert_false (landing_fixture_commit_part (self, TRUE, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE);
  rushes_test_assert_file (self->path, old);
  landing_fixture_assert_part_untouched (self, LANDING_NAME);
}

static void
test_rename_fails (LandingFixture *self, gconstpointer where)
{
  landing_fixture_run_broken (self, where, break_rename);
}

/* The disk is full, and the file system cannot take room in advance. */
static void
break_write (LandingFixture *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (rushes_syscall_fault_mount (self->folder, "100k")
                 && rushes_syscall_fault_add (__NR_fallocate, 0, 0, EOPNOTSUPP));
  g_assert_false (landing_fixture_commit_part (self, FALSE, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_DISK_FULL);
  landing_fixture_assert_part_untouched (self, NULL);
  rushes_syscall_fault_unmount (self->folder);
}

static void
test_disk_full_while_writing (LandingFixture *self, gconstpointer where)
{
  landing_fixture_run_broken (self, where, break_write);
}

static void
fill_disk (LandingFixture *self)
{
  g_autoptr (GError) refused = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (rushes_syscall_fault_mount (self->folder, "100k"));
  g_assert_false (rushes_landing_check_folder (self->destination, FALSE, LANDING_PART_BYTES, NULL, &refused));
  g_assert_error (refused, RUSHES_ERROR, RUSHES_ERROR_DISK_FULL);
  g_assert_false (landing_fixture_commit_part (self, FALSE, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_DISK_FULL);
  landing_fixture_assert_part_untouched (self, NULL);
  rushes_syscall_fault_unmount (self->folder);
}

static void
test_disk_full (LandingFixture *self, gconstpointer where)
{
  landing_fixture_run_broken (self, where, fill_disk);
}

/* Each call that may be the first to notice. */
static void
assert_full_at (LandingFixture *self, long number, int saved_errno)
{
  g_autoptr (GBytes) old = landing_fixture_write_old (self->path);
  g_autoptr (GError) error = NULL;

  g_assert_true (rushes_syscall_fault_add (number, 0, 0, saved_errno));
  g_assert_false (landing_fixture_commit_part (self, TRUE, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_DISK_FULL);
  rushes_test_assert_file (self->path, old);
  landing_fixture_assert_part_untouched (self, LANDING_NAME);
}

static void
fill_at_fsync (LandingFixture *self)
{
  assert_full_at (self, __NR_fsync, ENOSPC);
}

static void
fill_quota_at_fsync (LandingFixture *self)
{
  assert_full_at (self, __NR_fsync, EDQUOT);
}

static void
fill_at_rename (LandingFixture *self)
{
#ifdef __NR_renameat
  g_assert_true (rushes_syscall_fault_add (__NR_renameat, 0, 0, ENOSPC));
#endif
  assert_full_at (self, __NR_renameat2, ENOSPC);
}

static void
fill_at_fallocate (LandingFixture *self)
{
  assert_full_at (self, __NR_fallocate, EDQUOT);
}

/* There is room, but not for one more file. */
static void
fill_at_open (LandingFixture *self)
{
  g_autoptr (GError) refused = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (rushes_syscall_fault_mount (self->folder, "64m,nr_inodes=1"));
  g_assert_false (rushes_landing_check_folder (self->destination, FALSE, 0, NULL, &refused));
  g_assert_error (refused, RUSHES_ERROR, RUSHES_ERROR_DISK_FULL);
  g_assert_false (landing_fixture_commit_part (self, FALSE, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_DISK_FULL);
  landing_fixture_assert_part_untouched (self, NULL);
  rushes_syscall_fault_unmount (self->folder);
}

static void
test_disk_full_at_fsync (LandingFixture *self, gconstpointer where)
{
  landing_fixture_run_broken (self, where, fill_at_fsync);
  landing_fixture_run_broken (self, where, fill_quota_at_fsync);
}

static void
test_disk_full_at_rename (LandingFixture *self, gconstpointer where)
{
  landing_fixture_run_broken (self, where, fill_at_rename);
}

static void
test_disk_full_at_fallocate (LandingFixture *self, gconstpointer where)
{
  landing_fixture_run_broken (self, where, fill_at_fallocate);
}

static void
test_disk_full_at_open (LandingFixture *self, gconstpointer where)
{
  landing_fixture_run_broken (self, where, fill_at_open);
}

static void
make_read_only (LandingFixture *self)
{
  g_autoptr (GError) refused = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (rushes_syscall_fault_mount (self->folder, "0"));
  g_assert_false (rushes_landing_check_folder (self->destination, FALSE, 0, NULL, &refused));
  g_assert_error (refused, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE);
  g_assert_false (landing_fixture_commit_part (self, FALSE, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE);
  landing_fixture_assert_part_untouched (self, NULL);
  rushes_syscall_fault_unmount (self->folder);
}

static void
test_read_only_file_system (LandingFixture *self, gconstpointer where)
{
  landing_fixture_run_broken (self, where, make_read_only);
}

static void
add (gconstpointer where, const char *name, LandingTest test)
{
  landing_fixture_add ("/transfer/landing-faults", where, name, landing_fixture_set_up_part, test);
}

int
main (int argc, char *argv[])
{
  const char *places[] = { landing_same, landing_other };

  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      add (places[i], "without-rename-noreplace", test_without_rename_noreplace);
      add (places[i], "without-rename-noreplace-or-links", test_without_rename_noreplace_or_links);
      add (places[i], "taken-meanwhile", test_taken_meanwhile);
      add (places[i], "without-tmpfile", test_without_tmpfile);
      add (places[i], "sync-fails", test_sync_fails);
      add (places[i], "rename-fails", test_rename_fails);
      add (places[i], "disk-full-at-fsync", test_disk_full_at_fsync);
      add (places[i], "disk-full-at-rename", test_disk_full_at_rename);
    }
  add (landing_same, "whole-when-it-has-a-name", test_whole_when_it_has_a_name);
  add (landing_same, "disk-full", test_disk_full);
  add (landing_far_away, "disk-full", test_disk_full);
  add (landing_same, "read-only-file-system", test_read_only_file_system);
  add (landing_far_away, "read-only-file-system", test_read_only_file_system);
  add (landing_other, "disk-full-at-fallocate", test_disk_full_at_fallocate);
  add (landing_same, "disk-full-at-open", test_disk_full_at_open);
  add (landing_same, "disk-full-while-writing", test_disk_full_while_writing);

  return g_test_run ();
}
