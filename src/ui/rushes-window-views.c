/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-window-views"

#include "config.h"

#include "ui/rushes-window-private.h"

#include "ui/rushes-contact-sheet.h"
#include "ui/rushes-day-heading.h"
#include "ui/rushes-task-row.h"

/* The list and the contact sheet: two looks at one model and one selection. */

G_DEFINE_ENUM_TYPE (RushesView,
                    rushes_view,
                    G_DEFINE_ENUM_VALUE (RUSHES_VIEW_LIST, "list"),
                    G_DEFINE_ENUM_VALUE (RUSHES_VIEW_SHEET, "sheet"))

static GtkWidget *
make_row (gpointer user_data)
{
  static const char *const properties[] = { "ticker", "session", "narrow", "pictures" };
  RushesWindow *self = user_data;
  GtkWidget *row = rushes_task_row_new ();
  GtkWidget *heading = rushes_day_heading_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (properties); i++)
    g_object_bind_property (self, properties[i], row, properties[i], G_BINDING_SYNC_CREATE);
  g_object_set (heading, "model", self->view_model, NULL);
  g_object_bind_property (row, "position", heading, "position", G_BINDING_SYNC_CREATE);
  g_object_set (row, "heading", heading, NULL);
  return row;
}

void
rushes_window_init_views (RushesWindow *self)
{
  self->slots = rushes_task_slots_new (GTK_WIDGET (self->list_view), make_row, self);
}

static void
tile_activated_cb (RushesWindow *self, RushesTask *task)
{
  /* As in the list: a second click on the same tile while selecting is a second thought. */
  if (!self->selecting)
    rushes_window_activate_task (self, task);
}

/* Made when it is first wanted: who only uses the list does not wait for it. Never while the model is
 * telling of a change: a grid that joins in the middle of that counts wrong. */
void
rushes_window_prepare_sheet (RushesWindow *self)
{
  GtkWidget *sheet = NULL;

  if (adw_bin_get_child (self->sheet_bin) != NULL)
    return;

  sheet = rushes_contact_sheet_new ();
  g_object_bind_property (self, "ticker", sheet, "ticker", G_BINDING_SYNC_CREATE);
  g_object_bind_property (self, "session", sheet, "session", G_BINDING_SYNC_CREATE);
  g_object_bind_property (self, "pictures", sheet, "pictures", G_BINDING_SYNC_CREATE);
  g_object_bind_property (self->list_view, "model", sheet, "model", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (sheet, "activate-task", G_CALLBACK (tile_activated_cb), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (self->sheet_bin, sheet);
  self->sheet_focus_keeper = rushes_focus_keeper_new (GTK_WINDOW (self), self->stack,
                                                      rushes_contact_sheet_get_grid (
                                                        RUSHES_CONTACT_SHEET (sheet)));
}

GtkWidget *
rushes_window_get_items (RushesWindow *self)
{
  GtkWidget *sheet = adw_bin_get_child (self->sheet_bin);

  return self->view == RUSHES_VIEW_SHEET && sheet != NULL
           ? rushes_contact_sheet_get_grid (RUSHES_CONTACT_SHEET (sheet))
           : GTK_WIDGET (self->list_view);
}

/* Where the user is goes along: what was selected is in sight, and has the focus if the other view had it. */
void
rushes_window_show_view (RushesWindow *self)
{
  GtkSelectionModel *model = gtk_list_view_get_model (self->list_view);
  g_autoptr (GtkBitset) selected = model != NULL ? gtk_selection_model_get_selection (model) : NULL;
  const guint position = selected != NULL && !gtk_bitset_is_empty (selected)
                           ? gtk_bitset_get_minimum (selected)
                           : GTK_INVALID_LIST_POSITION;
  GtkWidget *sheet = adw_bin_get_child (self->sheet_bin);

  if (self->view == RUSHES_VIEW_SHEET && sheet != NULL)
    {
      if (position != GTK_INVALID_LIST_POSITION)
        rushes_contact_sheet_go_to (RUSHES_CONTACT_SHEET (sheet), position, TRUE);
      else
        gtk_widget_child_focus (sheet, GTK_DIR_TAB_FORWARD);
      return;
    }
  if (position != GTK_INVALID_LIST_POSITION)
    gtk_widget_activate_action (GTK_WIDGET (self->list_view), "list.scroll-to-item", "u", position);
  gtk_widget_grab_focus (GTK_WIDGET (self->list_view));
}

void
rushes_window_popup_menu (RushesWindow *self)
{
  GtkWidget *sheet = adw_bin_get_child (self->sheet_bin);

  if (sheet == NULL || !rushes_contact_sheet_popup_menu (RUSHES_CONTACT_SHEET (sheet)))
    rushes_task_slots_popup_menu (self->slots);
}

void
rushes_window_look (RushesWindow *self)
{
  GtkWidget *sheet = adw_bin_get_child (self->sheet_bin);

  rushes_task_slots_look (self->slots);
  if (sheet != NULL)
    rushes_contact_sheet_look (RUSHES_CONTACT_SHEET (sheet));
}
