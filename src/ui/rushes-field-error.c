/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-field-error"

#include "config.h"

#include "ui/rushes-field-error.h"

#include "compat/rushes-compat.h"

/* What of @row has the focus, and so what a screen reader tells of. */
static GtkAccessible *
get_text_of (AdwEntryRow *row)
{
  return GTK_ACCESSIBLE (gtk_editable_get_delegate (GTK_EDITABLE (row)));
}

void
rushes_field_set_title (AdwEntryRow *row, const char *title)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_accessible_update_property (get_text_of (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

void
rushes_field_error_show (AdwEntryRow *row, GtkWidget *error_row, GtkLabel *label, const char *sentence)
{
  GtkAccessible *text = get_text_of (row);

  gtk_label_set_text (label, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (error_row, sentence != NULL);
  if (sentence != NULL)
    {
      gtk_widget_add_css_class (GTK_WIDGET (row), "error");
      gtk_accessible_update_state (text, GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_TRUE, -1);
      gtk_accessible_update_relation (text, GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, label, NULL, -1);
      gtk_widget_grab_focus (GTK_WIDGET (row));
      rushes_compat_announce (GTK_WIDGET (row), sentence);
    }
  else
    {
      gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
      gtk_accessible_reset_state (text, GTK_ACCESSIBLE_STATE_INVALID);
      gtk_accessible_reset_relation (text, GTK_ACCESSIBLE_RELATION_DESCRIBED_BY);
    }
}
