/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <locale.h>

#include "api/rushes-account.h"
#include "base/rushes-log.h"
#include "ui/rushes-application.h"

/* Where the program was installed into a folder that the desktop does not look in, its settings
 * schema and its icons are found there all the same. GLib reads the variable once: call this first. */
static void
add_own_data_folder (void)
{
  const char *present = g_getenv ("XDG_DATA_DIRS");
  g_auto (GStrv) folders = NULL;
  g_autofree char *more = NULL;

  if (present == NULL || *present == '\0')
    present = "/usr/local/share:/usr/share";
  folders = g_strsplit (present, G_SEARCHPATH_SEPARATOR_S, -1);
  if (g_strv_contains ((const char *const *) folders, RUSHES_DATADIR)
      || g_strv_contains ((const char *const *) folders, RUSHES_DATADIR G_DIR_SEPARATOR_S))
    return;

  more = g_strconcat (RUSHES_DATADIR, G_SEARCHPATH_SEPARATOR_S, present, NULL);
  g_setenv ("XDG_DATA_DIRS", more, TRUE);
}

int
main (int argc, char *argv[])
{
  g_autoptr (RushesApplication) application = NULL;

  rushes_account_take_environment ();
  add_own_data_folder ();
  rushes_log_init ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_application_name ("Rushes");

  application = rushes_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
