/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/rushes-error.h"
#include "base/rushes-folders.h"
#include "support/rushes-test-utils.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void
assert_mode (const char *path, guint mode)
{
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, mode);
}

static void
test_made_private (void)
{
  char *folder = rushes_test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "a", "rushes", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (rushes_folders_make_private (path, &error));
  g_assert_no_error (error);
  assert_mode (path, 0700);

  g_assert_cmpint (g_chmod (path, 0755), ==, 0);
  g_assert_true (rushes_folders_make_private (path, &error));
  g_assert_no_error (error);
  assert_mode (path, 0700);

  g_assert_true (rushes_folders_sync (path, &error));
  g_assert_no_error (error);
  rushes_test_remove_folder (folder);
}

static void
test_link_and_file_refused (void)
{
  char *folder = rushes_test_make_folder ();
  g_autofree char *target = g_build_filename (folder, "elsewhere", NULL);
  g_autofree char *path = g_build_filename (folder, "rushes", NULL);
  g_autoptr (GError) link_error = NULL;
  g_autoptr (GError) file_error = NULL;

  g_assert_cmpint (g_mkdir (target, 0755), ==, 0);
  g_assert_cmpint (symlink (target, path), ==, 0);
  g_assert_false (rushes_folders_make_private (path, &link_error));
  g_assert_nonnull (link_error);
  assert_mode (target, 0755);

  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_true (g_file_set_contents (path, "x", 1, NULL));
  g_assert_false (rushes_folders_make_private (path, &file_error));
  g_assert_error (file_error, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE);
  rushes_test_remove_folder (folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/folders/made-private", test_made_private);
  g_test_add_func ("/base/folders/link-and-file-refused", test_link_and_file_refused);

  return g_test_run ();
}
