/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/rushes-error.h"
#include "support/rushes-test-utils.h"
#include "transfer/landing-fixture.h"
#include "transfer/rushes-far-file.h"
#include "transfer/rushes-landing.h"
#include "transfer/rushes-syscall-fault.h"
#include "transfer/rushes-test-mp4.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

static void
test_new_name (LandingFixture *self, gconstpointer where)
{
  g_autoptr (GError) error = NULL;

  if (landing_fixture_is_skipped (where))
    return;

  g_assert_true (rushes_landing_check_folder (self->destination, FALSE, LANDING_PART_BYTES, NULL, &error));
  g_assert_no_error (error);
  rushes_test_assert_only (self->folder, NULL);

  g_assert_true (landing_fixture_commit_part (self, FALSE, &error));
  g_assert_no_error (error);
  landing_fixture_assert_part_landed (self);
}

static void
test_replace (LandingFixture *self, gconstpointer where)
{
  g_autoptr (GBytes) old = landing_fixture_write_old (self->path);
  g_autoptr (GError) error = NULL;

  if (landing_fixture_is_skipped (where))
    return;

  g_assert_true (rushes_landing_check_folder (self->destination, TRUE, 0, NULL, &error));
  g_assert_true (landing_fixture_commit_part (self, TRUE, &error));
  g_assert_no_error (error);
  landing_fixture_assert_part_landed (self);
}

static void
test_replace_nothing (LandingFixture *self, gconstpointer where)
{
  g_autoptr (GError) error = NULL;

  if (landing_fixture_is_skipped (where))
    return;

  g_assert_true (landing_fixture_commit_part (self, TRUE, &error));
  g_assert_no_error (error);
  landing_fixture_assert_part_landed (self);
}

static void
test_taken (LandingFixture *self, gconstpointer where)
{
  g_autoptr (GBytes) old = landing_fixture_write_old (self->path);
  g_autoptr (GError) refused = NULL;
  g_autoptr (GError) error = NULL;

  if (landing_fixture_is_skipped (where))
    return;

  g_assert_false (rushes_landing_check_folder (self->destination, FALSE, 0, NULL, &refused));
  g_assert_error (refused, RUSHES_ERROR, RUSHES_ERROR_FILE_EXISTS);
  g_assert_false (landing_fixture_commit_part (self, FALSE, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FILE_EXISTS);
  rushes_test_assert_file (self->path, old);
  landing_fixture_assert_part_untouched (self, LANDING_NAME);
}

/* A folder, a pipe: not even who may replace a file may replace these. */
static void
test_taken_by_no_file (LandingFixture *self, gconstpointer where)
{
  struct stat info;

  if (landing_fixture_is_skipped (where))
    return;

  for (int i = 0; i < 2; i++)
    {
      g_autoptr (GError) refused = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (i == 0 ? g_mkdir (self->path, 0700) : mkfifo (self->path, 0600), ==, 0);
      g_assert_false (rushes_landing_check_folder (self->destination, TRUE, 0, NULL, &refused));
      g_assert_error (refused, RUSHES_ERROR, RUSHES_ERROR_FILE_EXISTS);
      g_assert_false (landing_fixture_commit_part (self, TRUE, &error));
      g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FILE_EXISTS);
      g_assert_cmpint (g_lstat (self->path, &info), ==, 0);
      g_assert_false (S_ISREG (info.st_mode));
      landing_fixture_assert_part_untouched (self, LANDING_NAME);
      g_assert_cmpint (g_remove (self->path), ==, 0);
    }
}

static void
test_folder_missing (LandingFixture *self, gconstpointer where)
{
  g_autofree char *path = g_build_filename (self->folder, "gone", "output.mp4", NULL);
  g_autoptr (GFile) nowhere = where == landing_far_away ? rushes_far_file_new (path)
                                                        : g_file_new_for_path (path);
  g_autoptr (GError) refused = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (rushes_landing_check_folder (nowhere, FALSE, 0, NULL, &refused));
  g_assert_error (refused, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE);
  g_assert_false (rushes_landing_commit (self->source, nowhere, FALSE, NULL, NULL, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE);
  landing_fixture_assert_part_untouched (self, NULL);
}

static void
assert_folder_unwritable (LandingFixture *self, const char *path)
{
  g_autoptr (GFile) nowhere = g_file_new_for_path (path);
  g_autoptr (GError) refused = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (rushes_landing_check_folder (nowhere, FALSE, 0, NULL, &refused));
  g_assert_error (refused, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE);
  g_assert_false (rushes_landing_commit (self->source, nowhere, FALSE, NULL, NULL, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE);
  landing_fixture_assert_part_untouched (self, NULL);
}

static void
test_folder_is_a_file (LandingFixture *self, gconstpointer where)
{
  assert_folder_unwritable (self, "/proc/self/status/output.mp4");
}

/* Where not even root may make a file. */
static void
test_folder_of_the_kernel (LandingFixture *self, gconstpointer where)
{
  assert_folder_unwritable (self, "/proc/self/output.mp4");
}

static void
test_folder_read_only (LandingFixture *self, gconstpointer where)
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
test_umask (LandingFixture *self, gconstpointer where)
{
  const mode_t masks[] = { 0022, 0027, 0077, 0000 };

  if (landing_fixture_is_skipped (where))
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (masks); i++)
    {
      g_autoptr (GError) error = NULL;
      mode_t before = umask (masks[i]);
      struct stat info;

      g_assert_true (landing_fixture_commit_part (self, TRUE, &error));
      g_assert_no_error (error);
      umask (before);

      g_assert_cmpint (g_stat (self->path, &info), ==, 0);
      g_assert_cmpuint (info.st_mode & 07777, ==, 0666 & ~masks[i]);
      g_assert_cmpint (g_chmod (self->path, 0600), ==, 0);
      rushes_test_write_file (self->source, self->video);
    }
}

static void
test_origin (LandingFixture *self, gconstpointer where)
{
  const char *name = "user.xdg.origin.url";
  g_autoptr (GError) error = NULL;
  char value[256];
  ssize_t length;

  if (landing_fixture_is_skipped (where))
    return;

  g_assert_true (rushes_landing_commit (self->source, self->destination, FALSE,
                                        LANDING_ORIGIN "?Expires=1&Signature=canary#f", NULL, &error));
  g_assert_no_error (error);

  length = getxattr (self->path, name, value, sizeof value);
  if (length < 0 && (errno == ENOTSUP || errno == ENODATA) && setxattr (self->path, name, "x", 1, 0) != 0)
    {
      g_test_skip ("this file system keeps no attributes");
      return;
    }
  g_assert_cmpmem (value, (gsize) length, LANDING_ORIGIN, strlen (LANDING_ORIGIN));
}

/* A link to a file stays one; what it points to is replaced. */
static void
test_symbolic_link (LandingFixture *self, gconstpointer where)
{
  g_autofree char *target = g_build_filename (self->folder, "target.mp4", NULL);
  g_autoptr (GBytes) old = landing_fixture_write_old (target);
  g_autoptr (GError) taken = NULL;
  g_autoptr (GError) error = NULL;

  if (landing_fixture_is_skipped (where))
    return;

  g_assert_cmpint (symlink ("target.mp4", self->path), ==, 0);
  g_assert_false (landing_fixture_commit_part (self, FALSE, &taken));
  g_assert_error (taken, RUSHES_ERROR, RUSHES_ERROR_FILE_EXISTS);
  rushes_test_assert_file (target, old);

  g_assert_true (landing_fixture_commit_part (self, TRUE, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_test (self->path, G_FILE_TEST_IS_SYMLINK));
  g_assert_false (g_file_test (target, G_FILE_TEST_IS_SYMLINK));
  rushes_test_assert_file (target, self->video);
}

static void
test_symbolic_link_to_nothing (LandingFixture *self, gconstpointer where)
{
  g_autoptr (GError) taken = NULL;
  g_autoptr (GError) error = NULL;

  if (landing_fixture_is_skipped (where))
    return;

  g_assert_cmpint (symlink ("nothing.mp4", self->path), ==, 0);
  g_assert_false (landing_fixture_commit_part (self, FALSE, &taken));
  g_assert_error (taken, RUSHES_ERROR, RUSHES_ERROR_FILE_EXISTS);
  g_assert_true (landing_fixture_commit_part (self, TRUE, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (self->path, G_FILE_TEST_IS_SYMLINK));
  landing_fixture_assert_part_landed (self);
}

/* 255 bytes are a name that is allowed, and a temporary name has to fit beside it. */
static void
test_longest_name (LandingFixture *self, gconstpointer where)
{
  g_autoptr (GString) name = g_string_new (NULL);
  g_autofree char *path = NULL;
  g_autoptr (GFile) destination = NULL;
  g_autoptr (GBytes) old = NULL;
  g_autoptr (GError) error = NULL;

  if (landing_fixture_is_skipped (where))
    return;

  while (name->len < 249)
    g_string_append (name, "海");
  g_string_append (name, "xx.mp4");
  g_assert_cmpuint (name->len, ==, 255);

  path = g_build_filename (self->folder, name->str, NULL);
  destination = where == landing_far_away ? rushes_far_file_new (path) : g_file_new_for_path (path);
  old = landing_fixture_write_old (path);
  g_assert_true (rushes_landing_commit (self->source, destination, TRUE, NULL, NULL, &error));
  g_assert_no_error (error);
  rushes_test_assert_file (path, self->video);
  rushes_test_assert_only (self->folder, name->str);
}

static void
test_cancelled_before (LandingFixture *self, gconstpointer where)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  if (landing_fixture_is_skipped (where))
    return;

  g_cancellable_cancel (cancellable);
  g_assert_false (rushes_landing_commit (self->source, self->destination, FALSE, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  landing_fixture_assert_part_untouched (self, NULL);
}

/* What happens at the next large write. */
static void (*at_write) (gpointer user_data);
static gpointer at_write_data;

/* In the place of libc's, for the whole program: the one moment that is surely in the middle. */
ssize_t
write (int fd, const void *buffer, size_t length)
{
  void (*happen) (gpointer user_data) = at_write;

  if (length > LANDING_PART_BYTES && happen != NULL)
    {
      at_write = NULL;
      happen (at_write_data);
    }
  return syscall (SYS_write, fd, buffer, length);
}

static void
cancel_midway (LandingFixture *self)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (truncate (self->source, 5 * 1024 * 1024), ==, 0);
  at_write = (void (*) (gpointer)) g_cancellable_cancel;
  at_write_data = cancellable;
  g_assert_false (rushes_landing_commit (self->source, self->destination, FALSE, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  rushes_test_assert_only (self->folder, NULL);
  rushes_test_assert_only (self->ours, "42-abcdef.part");
}

static void
test_cancelled_midway (LandingFixture *self, gconstpointer where)
{
  if (!landing_fixture_is_skipped (where))
    cancel_midway (self);
}

static void
break_tmpfile_and_cancel (LandingFixture *self)
{
  g_assert_true (rushes_syscall_fault_add (__NR_openat, 2, O_TMPFILE & ~O_DIRECTORY, EOPNOTSUPP));
  cancel_midway (self);
}

static void
test_without_tmpfile_cancelled (LandingFixture *self, gconstpointer where)
{
  landing_fixture_run_broken (self, where, break_tmpfile_and_cancel);
}

static void
remove_folder (gpointer user_data)
{
  LandingFixture *self = user_data;

  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
}

static void
test_folder_removed_midway (LandingFixture *self, gconstpointer where)
{
  g_autoptr (GError) error = NULL;

  if (landing_fixture_is_skipped (where))
    return;

  g_assert_cmpint (truncate (self->source, 5 * 1024 * 1024), ==, 0);
  at_write = remove_folder;
  at_write_data = self;
  g_assert_false (landing_fixture_commit_part (self, FALSE, &error));
  g_assert_null (at_write);
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE);
  rushes_test_assert_only (self->ours, "42-abcdef.part");
  g_assert_cmpint (g_mkdir (self->folder, 0700), ==, 0);
}

static void
take_name (gpointer user_data)
{
  LandingFixture *self = user_data;

  g_bytes_unref (landing_fixture_write_old (self->path));
}

static void
test_taken_midway (LandingFixture *self, gconstpointer where)
{
  g_autoptr (GBytes) old = g_bytes_new_static ("an old film", 11);
  g_autoptr (GError) error = NULL;

  if (landing_fixture_is_skipped (where))
    return;

  g_assert_cmpint (truncate (self->source, 5 * 1024 * 1024), ==, 0);
  at_write = take_name;
  at_write_data = self;
  g_assert_false (landing_fixture_commit_part (self, FALSE, &error));
  g_assert_null (at_write);
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FILE_EXISTS);
  rushes_test_assert_file (self->path, old);
  rushes_test_assert_only (self->folder, LANDING_NAME);
  rushes_test_assert_only (self->ours, "42-abcdef.part");
}

static void
test_part_missing (LandingFixture *self, gconstpointer where)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_unlink (self->source), ==, 0);
  g_assert_false (landing_fixture_commit_part (self, FALSE, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE);
  rushes_test_assert_only (self->folder, NULL);
}

static void
test_needs_more_than_there_is (LandingFixture *self, gconstpointer where)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (rushes_landing_check_folder (self->destination, FALSE, G_MAXINT64, NULL, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_DISK_FULL);
  rushes_test_assert_only (self->folder, NULL);
}

static void
add (gconstpointer where, const char *name, LandingTest test)
{
  landing_fixture_add ("/transfer/landing", where, name, landing_fixture_set_up_part, test);
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
    }
  add (landing_other, "cancelled-midway", test_cancelled_midway);
  add (landing_other, "folder-removed-midway", test_folder_removed_midway);
  add (landing_other, "taken-midway", test_taken_midway);
  add (landing_other, "without-tmpfile-cancelled", test_without_tmpfile_cancelled);
  add (landing_same, "folder-is-a-file", test_folder_is_a_file);
  add (landing_same, "folder-of-the-kernel", test_folder_of_the_kernel);
  add (landing_same, "folder-read-only", test_folder_read_only);

  return g_test_run ();
}
