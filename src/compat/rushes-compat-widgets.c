/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-compat"

#include "config.h"

#include "compat/rushes-compat.h"

#if ADW_CHECK_VERSION(1, 5, 0)

static void
force_dialogs_closed (AdwApplicationWindow *window)
{
  AdwDialog *dialog = NULL;

  while ((dialog = adw_application_window_get_visible_dialog (window)) != NULL)
    adw_dialog_force_close (dialog);
}

#endif

void
rushes_compat_close_window (GtkWindow *window)
{
  g_return_if_fail (GTK_IS_WINDOW (window));

#if ADW_CHECK_VERSION(1, 5, 0)
  if (ADW_IS_APPLICATION_WINDOW (window))
    force_dialogs_closed (ADW_APPLICATION_WINDOW (window));
#endif
  gtk_window_close (window);
}

void
rushes_compat_name_expander_row (AdwExpanderRow *row)
{
  const char *title = NULL;

  g_return_if_fail (ADW_IS_EXPANDER_ROW (row));

  title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row));
  for (GtkWidget *box = gtk_widget_get_first_child (GTK_WIDGET (row)); box != NULL;
       box = gtk_widget_get_next_sibling (box))
    for (GtkWidget *child = gtk_widget_get_first_child (box); child != NULL;
         child = gtk_widget_get_next_sibling (child))
      {
        GtkWidget *list = GTK_IS_REVEALER (child) ? gtk_revealer_get_child (GTK_REVEALER (child)) : child;

        if (GTK_IS_LIST_BOX (list))
          gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
      }
}

void
rushes_compat_name_lists (GtkWidget *widget, const char *name)
{
  const char *title = NULL;

  g_return_if_fail (GTK_IS_WIDGET (widget));

  if (ADW_IS_PREFERENCES_PAGE (widget))
    title = adw_preferences_page_get_title (ADW_PREFERENCES_PAGE (widget));
  else if (ADW_IS_PREFERENCES_GROUP (widget))
    title = adw_preferences_group_get_title (ADW_PREFERENCES_GROUP (widget));
  if (title != NULL && *title != '\0')
    name = title;

  if (GTK_IS_LIST_BOX (widget))
    {
      gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
      gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
      return;
    }
#if ADW_CHECK_VERSION(1, 5, 0)
  /* It has no child of its own until it is presented. */
  if (ADW_IS_DIALOG (widget))
    {
      rushes_compat_name_lists (adw_dialog_get_child (ADW_DIALOG (widget)), name);
      return;
    }
#endif
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    rushes_compat_name_lists (child, name);
}

AdwToast *
rushes_compat_toast_new (const char *title)
{
  g_return_val_if_fail (title != NULL, NULL);

#if ADW_CHECK_VERSION(1, 4, 0)
  return g_object_new (ADW_TYPE_TOAST, "use-markup", FALSE, "title", title, NULL);
#else
  {
    g_autofree char *markup = g_markup_escape_text (title, -1);

    return adw_toast_new (markup);
  }
#endif
}

#if !ADW_CHECK_VERSION(1, 3, 0)
/* How long a toast comes in that takes another's place. */
#define TOAST_ARRIVAL_MS 500

/* Whoever shows a toast follows its title; nobody does while it waits its turn. */
static gboolean
is_shown (AdwToast *toast)
{
  return g_signal_has_handler_pending (toast, g_signal_lookup ("notify", G_TYPE_OBJECT),
                                       g_quark_from_static_string ("custom-title"), TRUE);
}

static gboolean
dismiss_cb (gpointer toast)
{
  adw_toast_dismiss (toast);
  return G_SOURCE_REMOVE;
}
#endif

void
rushes_compat_toast_dismiss (AdwToast *toast)
{
  g_return_if_fail (ADW_IS_TOAST (toast));

#if !ADW_CHECK_VERSION(1, 3, 0)
  /* libadwaita < 1.3 frees what it knows of a toast once it is gone, and uses it again when the toast would have
   * come in to the end (GNOME/libadwaita 1674ebc9). */
  if (is_shown (toast))
    {
      adw_toast_set_button_label (toast, NULL);
      g_timeout_add_full (G_PRIORITY_DEFAULT, TOAST_ARRIVAL_MS, dismiss_cb, g_object_ref (toast), g_object_unref);
      return;
    }
#endif
  adw_toast_dismiss (toast);
}

void
rushes_compat_announce (GtkWidget *widget, const char *message)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (message != NULL);

#if GTK_CHECK_VERSION(4, 14, 0)
  /* The accessibility backend that GTK has for tests calls a NULL pointer there (4.14 to 4.18). */
  if (g_strcmp0 (g_getenv ("GTK_A11Y"), "test") != 0)
    gtk_accessible_announce (GTK_ACCESSIBLE (widget), message, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
#endif
}

void
rushes_compat_get_color (GtkWidget *widget, GdkRGBA *color)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (color != NULL);

#if GTK_CHECK_VERSION(4, 10, 0)
  gtk_widget_get_color (widget, color);
#else
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), color);
#endif
}

void
rushes_compat_get_accent (GtkWidget *widget, GdkRGBA *color)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (color != NULL);

#if ADW_CHECK_VERSION(1, 6, 0)
  {
    AdwStyleManager *style = adw_style_manager_get_for_display (gtk_widget_get_display (widget));

    adw_accent_color_to_standalone_rgba (adw_style_manager_get_accent_color (style),
                                         adw_style_manager_get_dark (style), color);
  }
#else
  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), "accent_color", color))
    rushes_compat_get_color (widget, color);
#endif
}

void
rushes_compat_list_scroll_to (GtkListView *list, guint position)
{
  g_return_if_fail (GTK_IS_LIST_VIEW (list));

#if GTK_CHECK_VERSION(4, 12, 0)
  gtk_list_view_scroll_to (list, position, GTK_LIST_SCROLL_NONE, NULL);
#else
  gtk_widget_activate_action (GTK_WIDGET (list), "list.scroll-to-item", "u", position);
#endif
}

gboolean
rushes_compat_list_focus_item (GtkWidget *list, guint position)
{
  g_return_val_if_fail (GTK_IS_LIST_VIEW (list) || GTK_IS_GRID_VIEW (list), FALSE);

#if GTK_CHECK_VERSION(4, 12, 0)
  if (GTK_IS_LIST_VIEW (list))
    gtk_list_view_scroll_to (GTK_LIST_VIEW (list), position, GTK_LIST_SCROLL_FOCUS, NULL);
  else
    gtk_grid_view_scroll_to (GTK_GRID_VIEW (list), position, GTK_LIST_SCROLL_FOCUS, NULL);
  /* In a window that is not active, it is only remembered which row is to have it. */
  gtk_widget_grab_focus (list);
  return TRUE;
#else
  return FALSE;
#endif
}

void
rushes_compat_list_item_set_accessible_label (GtkListItem *item, const char *label)
{
  g_return_if_fail (GTK_IS_LIST_ITEM (item));
  g_return_if_fail (label != NULL);

#if GTK_CHECK_VERSION(4, 12, 0)
  gtk_list_item_set_accessible_label (item, label);
#else
  {
    GtkWidget *child = gtk_list_item_get_child (item);

    g_return_if_fail (child != NULL);
    /* Until 4.12 the parent of the child is the widget with the role of a list item. */
    gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (child)),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  }
#endif
}
