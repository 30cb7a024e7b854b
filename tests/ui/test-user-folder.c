/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/rushes-user-folder.h"

#define KEY "last-folder"

typedef struct
{
  GSettings *settings;
} Fixture;

/* Not before the first case, which has folders of its own: GLib would remember those of before, too. */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->settings = g_settings_new (RUSHES_SCHEMA_ID);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_settings_reset (fixture->settings, KEY);
  g_clear_object (&fixture->settings);
}

static void
assert_remembered (Fixture *fixture, const char *uri)
{
  g_autofree char *remembered = g_settings_get_string (fixture->settings, KEY);

  g_assert_cmpstr (remembered, ==, uri);
}

static void
test_remembered (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) folder = g_file_new_for_path ("/videos/dunes");

  g_assert_false (rushes_user_folder_is_set (fixture->settings, KEY));
  rushes_user_folder_write (fixture->settings, KEY, folder);
  g_assert_true (rushes_user_folder_is_set (fixture->settings, KEY));
  assert_remembered (fixture, "file:///videos/dunes");
}

/* In a sandbox: what a dialog for one file has chosen is a folder of the portal's, for that file alone. */
static void
test_handed_out (Fixture *fixture, gconstpointer data)
{
  const char *runtime = g_get_user_runtime_dir ();
  g_autoptr (GFile) of_file = g_file_new_build_filename (runtime, "doc", "e328853b", NULL);
  g_autoptr (GFile) folder = g_file_new_build_filename (runtime, "doc", "e328853b", "Dunes", NULL);
  g_autofree char *uri = g_file_get_uri (folder);
  g_autofree char *description = rushes_user_folder_describe (folder);

  rushes_user_folder_write (fixture->settings, KEY, of_file);
  assert_remembered (fixture, "");
  rushes_user_folder_write (fixture->settings, KEY, folder);
  assert_remembered (fixture, uri);
  g_assert_cmpstr (description, ==, "Dunes");
}

static void
test_described (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) below_home = g_file_new_build_filename (g_get_home_dir (), "Videos", "Dunes", NULL);
  g_autoptr (GFile) elsewhere = g_file_new_for_path ("/videos/dunes");
  g_autofree char *short_name = rushes_user_folder_describe (below_home);
  g_autofree char *long_name = rushes_user_folder_describe (elsewhere);

  g_assert_cmpstr (short_name, ==, "Videos/Dunes");
  g_assert_cmpstr (long_name, ==, "/videos/dunes");
}

#define ADD(name, function) g_test_add ("/ui/user-folder/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("remembered", test_remembered);
  ADD ("handed-out", test_handed_out);
  ADD ("described", test_described);

  return g_test_run ();
}
