/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-window-header"

#include "config.h"

#include "ui/rushes-window-private.h"

#include "ui/rushes-adaptive-bin.h"
#include "ui/rushes-fold.h"

/* What stands in the header bar, and what in its menu for want of room. */

#define MENU_RESOURCE "/io/github/rushes_app/Rushes/ui/rushes-main-menu.ui"

/* GTK 4.8 never frees the items of a menu that it reads: so they are read once for all windows. */
static GtkBuilder *
get_menus (void)
{
  static GtkBuilder *menus = NULL;

  if (menus == NULL)
    menus = gtk_builder_new_from_resource (MENU_RESOURCE);
  return menus;
}

static GMenuModel *
get_menu (const char *name)
{
  return G_MENU_MODEL (gtk_builder_get_object (get_menus (), name));
}

/* Copies the sections of @model to where @menu has its @position. */
static void
insert_sections (GMenu *menu, int position, GMenuModel *model)
{
  for (int i = 0; i < g_menu_model_get_n_items (model); i++)
    {
      g_autoptr (GMenuItem) section = g_menu_item_new_from_model (model, i);

      g_menu_insert_item (menu, position + i, section);
    }
}

static void
update_menu (RushesWindow *self, gboolean narrow)
{
  GMenuModel *narrow_menu = get_menu ("narrow_menu");
  const int n_narrow = g_menu_model_get_n_items (narrow_menu);
  const int n_wide = g_menu_model_get_n_items (get_menu ("main_menu"));
  const int n_items = g_menu_model_get_n_items (G_MENU_MODEL (self->menu));

  if (narrow && n_items == n_wide)
    insert_sections (self->menu, 0, narrow_menu);
  else if (!narrow && n_items > n_wide)
    for (int i = 0; i < n_narrow; i++)
      g_menu_remove (self->menu, 0);
}

static void
set_css_class (GtkWidget *widget, const char *name, gboolean set)
{
  if (set)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

/* Else the one way on would stand below the edge of a small window. */
static void
update_status_pages (RushesWindow *self, gboolean narrow, gboolean low)
{
  GtkWidget *page = gtk_widget_get_first_child (GTK_WIDGET (self->stack));

  for (; page != NULL; page = gtk_widget_get_next_sibling (page))
    {
      if (!ADW_IS_STATUS_PAGE (page))
        continue;
      set_css_class (page, "compact", narrow || low);
      set_css_class (page, "low", low);
    }
}

/* What is done in the list comes before what stands above it: a low window has no room for both. */
void
rushes_window_update_bars (RushesWindow *self)
{
  const char *page = gtk_stack_get_visible_child_name (self->stack);
  const gboolean listed = (g_strcmp0 (page, "list") == 0 || g_strcmp0 (page, "sheet") == 0
                           || g_strcmp0 (page, "nothing-found") == 0)
                          && !rushes_window_is_detail_over (self);
  const gboolean low = rushes_adaptive_bin_get_low (RUSHES_ADAPTIVE_BIN (self->adaptive_bin));
  const gboolean busy = self->selecting || gtk_search_bar_get_search_mode (self->search_bar);

  gtk_widget_set_visible (self->filter_bar, listed && !(low && self->selecting));
  rushes_fold_set_room (self->demo_revealer, !(low && busy));
  rushes_fold_set_room (self->notice_revealer, !(low && busy));
  rushes_fold_set_room (self->expiry_revealer, !(low && busy));
}

void
rushes_window_update_header (RushesWindow *self)
{
  const gboolean narrow = rushes_adaptive_bin_get_narrow (RUSHES_ADAPTIVE_BIN (self->adaptive_bin));
  const gboolean low = rushes_adaptive_bin_get_low (RUSHES_ADAPTIVE_BIN (self->adaptive_bin));

  gtk_widget_set_visible (self->track_label, !narrow);
  gtk_widget_remove_css_class (self->track_button, narrow ? "image-text-button" : "image-button");
  gtk_widget_add_css_class (self->track_button, narrow ? "image-button" : "image-text-button");

  /* A narrow one has room for four controls and a title: the way out of selecting is one of them. */
  gtk_widget_set_visible (self->track_button, !narrow || !self->selecting);
  gtk_widget_set_visible (self->select_button, !narrow || self->selecting);
  gtk_widget_set_visible (GTK_WIDGET (self->view_button), !narrow);
  update_menu (self, narrow);
  update_status_pages (self, narrow, low);
  rushes_window_update_bars (self);
}

/* Its items are widgets, too: no start waits for what nobody has opened yet. */
static void
create_menu_cb (GtkMenuButton *button, gpointer user_data)
{
  RushesWindow *self = user_data;

  if (gtk_menu_button_get_popover (button) == NULL)
    gtk_menu_button_set_menu_model (button, G_MENU_MODEL (self->menu));
  /* Tasks change all the time: what can be done with many of them matters when it is offered. */
  rushes_window_update_transfer_actions (self);
}

void
rushes_window_init_header (RushesWindow *self)
{
  self->menu = g_menu_new ();
  insert_sections (self->menu, 0, get_menu ("main_menu"));
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->menu_button), create_menu_cb, self, NULL);
}
