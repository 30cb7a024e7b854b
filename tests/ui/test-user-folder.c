/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/rushes-user-folder.h"

#define KEY "last-folder"

static GSettings *settings;

static void
assert_remembered (const char *uri)
{
  g_autofree char *remembered = g_settings_get_string (settings, KEY);

  g_assert_cmpstr (remembered, ==, uri);
}

static void
test_remembered (void)
{
  g_autoptr (GFile) folder = g_file_new_for_path ("/videos/dunes");

  g_assert_false (rushes_user_folder_is_set (settings, KEY));
  rushes_user_folder_write (settings, KEY, folder);
  g_assert_true (rushes_user_folder_is_set (settings, KEY));
  assert_remembered ("file:///videos/dunes");
  g_settings_reset (settings, KEY);
}

/* In a sandbox: what a dialog for one file has chosen is a folder of the portal's, for that file alone. */
static void
test_handed_out (void)
{
  const char *runtime = g_get_user_runtime_dir ();
  g_autoptr (GFile) of_file = g_file_new_build_filename (runtime, "doc", "e328853b", NULL);
  g_autoptr (GFile) folder = g_file_new_build_filename (runtime, "doc", "e328853b", "Dunes", NULL);
  g_autofree char *uri = g_file_get_uri (folder);
  g_autofree char *description = rushes_user_folder_describe (folder);

  rushes_user_folder_write (settings, KEY, of_file);
  assert_remembered ("");
  rushes_user_folder_write (settings, KEY, folder);
  assert_remembered (uri);
  g_assert_cmpstr (description, ==, "Dunes");
  g_settings_reset (settings, KEY);
}

static void
test_described (void)
{
  g_autoptr (GFile) below_home = g_file_new_build_filename (g_get_home_dir (), "Videos", "Dunes", NULL);
  g_autoptr (GFile) elsewhere = g_file_new_for_path ("/videos/dunes");
  g_autofree char *short_name = rushes_user_folder_describe (below_home);
  g_autofree char *long_name = rushes_user_folder_describe (elsewhere);

  g_assert_cmpstr (short_name, ==, "Videos/Dunes");
  g_assert_cmpstr (long_name, ==, "/videos/dunes");
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  settings = g_settings_new (RUSHES_SCHEMA_ID);

  g_test_add_func ("/ui/user-folder/remembered", test_remembered);
  g_test_add_func ("/ui/user-folder/handed-out", test_handed_out);
  g_test_add_func ("/ui/user-folder/described", test_described);

  result = g_test_run ();
  g_object_unref (settings);
  return result;
}
