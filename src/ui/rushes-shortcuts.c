/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-shortcuts"

#include "config.h"

#include "ui/rushes-shortcuts.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "compat/rushes-compat.h"

#define WIDTH 440
#define HEIGHT 640

/* Several keys stand between spaces, the first and the last of many around "...". */
static const struct
{
  const char *title;
  const char *keys; /* (nullable): here a group begins */
} table[] = {
  /* Translators: a group of keyboard shortcuts */
  { N_ ("Tasks"), NULL },
  { N_ ("Track tasks"), "<Control>n" },
  { N_ ("Add what is in the form"), "<Control>Return" },
  { N_ ("Track the ids on the clipboard"), "<Control>v" },
  { N_ ("Search"), "<Control>f" },
  { N_ ("Show a part of the list"), "<Alt>1...7" },
  { N_ ("Show as a list"), "<Control>1" },
  { N_ ("Show as a contact sheet"), "<Control>2" },
  { N_ ("Show details"), "<Alt>Return F9" },
  { N_ ("Previous task"), "<Alt>Up" },
  { N_ ("Next task"), "<Alt>Down" },
  { N_ ("Close details"), "Escape" },
  { N_ ("Save all videos to a folder"), "<Control><Shift>s" },
  /* Translators: bring back what was removed, or the labels that were changed */
  { N_ ("Undo"), "<Control>z" },
  /* Translators: a group of keyboard shortcuts */
  { N_ ("Selecting"), NULL },
  { N_ ("Select all"), "<Control>a" },
  /* Translators: the row that has the focus */
  { N_ ("Select or unselect"), "space" },
  { N_ ("Select the next, too"), "<Shift>Down" },
  { N_ ("Leave the selection"), "Escape" },
  /* Translators: a group of keyboard shortcuts */
  { N_ ("Selected Tasks"), NULL },
  { N_ ("Open the video, or save it"), "Return" },
  { N_ ("Menu of the task"), "<Shift>F10 Menu" },
  { N_ ("Save the videos"), "<Control>s" },
  /* Translators: ask the service how the task stands */
  { N_ ("Ask again"), "<Control>r F5" },
  { N_ ("Fetch again what failed"), "<Control><Shift>r" },
  { N_ ("Rename or label"), "F2" },
  { N_ ("Copy the ids"), "<Control>c" },
  { N_ ("Export"), "<Control>e" },
  { N_ ("Remove from the list"), "Delete" },
  /* Translators: a group of keyboard shortcuts */
  { N_ ("General"), NULL },
  { N_ ("Help"), "F1" },
  { N_ ("Main menu"), "F10" },
  { N_ ("Preferences"), "<Control>comma" },
  { N_ ("Keyboard shortcuts"), "<Control>question" },
  { N_ ("Close the window"), "<Control>w" },
  { N_ ("Quit"), "<Control>q" },
  /* Translators: a group of keyboard shortcuts */
  { N_ ("Player in the Details"), NULL },
  { N_ ("Play or pause"), "space k" },
  { N_ ("One frame back or on"), "comma period" },
  { N_ ("One second back or on"), "Left Right" },
  { N_ ("Five seconds back or on"), "<Shift>Left <Shift>Right" },
  { N_ ("Loop"), "l" },
  { N_ ("Mute"), "m" },
  { N_ ("Full screen"), "f" },
};

static char *
describe_key (const char *accelerator)
{
  guint key = 0;
  GdkModifierType modifiers = 0;

  if (!gtk_accelerator_parse (accelerator, &key, &modifiers))
    return g_strdup (accelerator);
  return gtk_accelerator_get_label (key, modifiers);
}

static char *
describe_keys (const char *keys)
{
  g_auto (GStrv) range = g_strsplit (keys, "...", 2);
  g_autofree char *first = describe_key (range[0]);

  return range[1] != NULL ? g_strdup_printf ("%s…%s", first, range[1]) : g_steal_pointer (&first);
}

static GtkWidget *
new_key (const char *words)
{
  GtkWidget *key = gtk_label_new (words);

  gtk_widget_set_valign (key, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (key, "key");
  return key;
}

static GtkWidget *
new_row (const char *title, const char *keys)
{
  GtkWidget *row = adw_action_row_new ();
  g_auto (GStrv) each = g_strsplit (keys, " ", -1);
  g_autoptr (GString) spoken = g_string_new (NULL);
  g_autofree char *name = NULL;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  for (guint i = 0; each[i] != NULL; i++)
    {
      g_autofree char *words = describe_keys (each[i]);

      adw_action_row_add_suffix (ADW_ACTION_ROW (row), new_key (words));
      g_string_append_printf (spoken, "%s%s", i > 0 ? ", " : "", words);
    }
  /* Translators: what a key does, and the key: "Search: Ctrl+F" */
  name = g_strdup_printf (C_ ("shortcut", "%s: %s"), title, spoken->str);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return row;
}

static GtkWidget *
new_page (void)
{
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *group = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      if (table[i].keys == NULL)
        {
          group = adw_preferences_group_new ();
          adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ (table[i].title));
          adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
        }
      else
        adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                                   new_row (_ (table[i].title), table[i].keys));
    }
  rushes_compat_name_lists (page, NULL);
  gtk_widget_set_vexpand (page, TRUE);
  return page;
}

static void
add_close_key (GtkWidget *window)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (
    GTK_SHORTCUT_CONTROLLER (keys), gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("Escape|<Control>w"),
                                                      gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (window, keys);
}

GtkWindow *
rushes_shortcuts_show (GtkWindow *parent)
{
  GtkWidget *window = adw_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_window_set_title (GTK_WINDOW (window), _ ("Keyboard Shortcuts"));
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), new_page ());
  adw_window_set_content (ADW_WINDOW (window), box);
  add_close_key (window);
  gtk_window_present (GTK_WINDOW (window));
  return GTK_WINDOW (window);
}
