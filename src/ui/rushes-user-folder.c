/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-user-folder"

#include "config.h"

#include "ui/rushes-user-folder.h"

gboolean
rushes_user_folder_is_set (GSettings *settings, const char *key)
{
  g_autofree char *uri = settings != NULL ? g_settings_get_string (settings, key) : NULL;

  return uri != NULL && *uri != '\0';
}

GFile *
rushes_user_folder_read (GSettings *settings, const char *key)
{
  const char *path = NULL;

  if (rushes_user_folder_is_set (settings, key))
    {
      g_autofree char *uri = g_settings_get_string (settings, key);

      return g_file_new_for_uri (uri);
    }

  path = g_get_user_special_dir (G_USER_DIRECTORY_VIDEOS);
  if (path == NULL)
    path = g_get_user_special_dir (G_USER_DIRECTORY_DOWNLOAD);
  return g_file_new_for_path (path != NULL ? path : g_get_home_dir ());
}

/* Where the document portal shows what it has handed out: in doc/ID/NAME, a file or a folder. */
static GFile *
get_portal (void)
{
  return g_file_new_build_filename (g_get_user_runtime_dir (), "doc", NULL);
}

/* A folder that was made for one file, in which nothing else can be saved. */
static gboolean
is_made_for_one_file (GFile *folder)
{
  g_autoptr (GFile) portal = get_portal ();

  return g_file_has_parent (folder, portal);
}

void
rushes_user_folder_write (GSettings *settings, const char *key, GFile *folder)
{
  g_autofree char *uri = g_file_get_uri (folder);

  if (settings != NULL && !is_made_for_one_file (folder))
    g_settings_set_string (settings, key, uri);
}

char *
rushes_user_folder_describe (GFile *folder)
{
  g_autoptr (GFile) home = g_file_new_for_path (g_get_home_dir ());
  g_autoptr (GFile) portal = get_portal ();
  g_autofree char *below_home = g_file_get_relative_path (home, folder);

  if (below_home != NULL)
    return g_filename_display_name (below_home);
  /* Such a path says nothing outside the sandbox. */
  if (g_file_has_prefix (folder, portal))
    {
      g_autofree char *name = g_file_get_basename (folder);

      return g_filename_display_name (name);
    }
  return g_file_get_parse_name (folder);
}
