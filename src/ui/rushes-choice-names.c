/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-choice-names"

#include "config.h"

#include "ui/rushes-choice-names.h"

static void
name_below (GtkWidget *widget, const char *list_name, const char *item_name)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      const char *name = GTK_IS_LIST_BASE (widget) ? item_name : GTK_IS_LIST_BASE (child) ? list_name : NULL;

      if (GTK_IS_POPOVER (child))
        continue;
      if (name != NULL)
        gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
      name_below (child, list_name, item_name);
    }
}

static void
name_choice (AdwComboRow *row)
{
  GtkStringObject *chosen = adw_combo_row_get_selected_item (row);

  if (chosen != NULL)
    name_below (GTK_WIDGET (row), adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)),
                gtk_string_object_get_string (chosen));
}

void
rushes_choice_names_watch (AdwComboRow *row)
{
  g_return_if_fail (ADW_IS_COMBO_ROW (row));

  g_signal_connect_after (row, "map", G_CALLBACK (name_choice), NULL);
  g_signal_connect_after (row, "notify::selected-item", G_CALLBACK (name_choice), NULL);
}
