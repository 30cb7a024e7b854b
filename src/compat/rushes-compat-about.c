/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-compat"

#include "config.h"

#include "compat/rushes-compat.h"

#include <glib/gi18n-lib.h>

void
rushes_compat_show_about (GtkWindow *parent)
{
  const char *developers[] = { _ ("The Rushes developers"), NULL };
  GObject *about = NULL;

  g_return_if_fail (GTK_IS_WINDOW (parent));

#if ADW_CHECK_VERSION(1, 5, 0)
  about = G_OBJECT (adw_about_dialog_new ());
#else
  about = G_OBJECT (adw_about_window_new ());
  gtk_window_set_transient_for (GTK_WINDOW (about), parent);
  gtk_window_set_modal (GTK_WINDOW (about), TRUE);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (about), TRUE);
#endif

  /* Both have the same properties. */
  g_object_set (about, "application-icon", RUSHES_APPLICATION_ID, NULL);
  g_object_set (about, "application-name", "Rushes", "version", RUSHES_VERSION, NULL);
  g_object_set (about, "comments", _ ("Follows your AI video tasks and saves the finished videos"), NULL);
  g_object_set (about, "developer-name", developers[0], "developers", developers, NULL);
  g_object_set (about, "website", RUSHES_HOMEPAGE, "issue-url", RUSHES_HOMEPAGE "/issues", NULL);
  g_object_set (about, "license-type", GTK_LICENSE_GPL_3_0, NULL); /* "or later", as GTK means it */
  /* Translators: put your names here, one a line, with or without <mail@example.org> */
  g_object_set (about, "translator-credits", _ ("translator-credits"), NULL);

#if ADW_CHECK_VERSION(1, 5, 0)
  rushes_compat_name_lists (adw_dialog_get_child (ADW_DIALOG (about)), "Rushes");
  adw_dialog_present (ADW_DIALOG (about), GTK_WIDGET (parent));
#else
  gtk_window_present (GTK_WINDOW (about));
#endif
}
