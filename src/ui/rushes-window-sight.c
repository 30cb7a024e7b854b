/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-window-sight"

#include "config.h"

#include "ui/rushes-window-private.h"

#include "ui/rushes-task-row.h"
#include "ui/rushes-task-tile.h"

/* What is before somebody's eyes, and what notifications lead to: rushes-window.h */

static gboolean
is_in_sight (GtkWidget *widget, GtkWidget *view)
{
  graphene_rect_t bounds;

  return gtk_widget_get_mapped (widget) && gtk_widget_compute_bounds (widget, view, &bounds)
         && bounds.origin.y + bounds.size.height > 0 && bounds.origin.y < gtk_widget_get_height (view);
}

/* Whether below @widget, a part of @view, there is a row or a tile of @task that can be seen. */
static gboolean
shows_task (GtkWidget *widget, GtkWidget *view, RushesTask *task)
{
  if (RUSHES_IS_TASK_ROW (widget) || RUSHES_IS_TASK_TILE (widget))
    {
      g_autoptr (RushesTask) item = NULL;

      g_object_get (widget, "item", &item, NULL);
      return item == task && is_in_sight (widget, view);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (shows_task (child, view, task))
      return TRUE;
  return FALSE;
}

gboolean
rushes_window_sees (RushesWindow *self, RushesTask *task)
{
  RushesDetail *detail = NULL;
  GtkWidget *items = NULL;

  g_return_val_if_fail (RUSHES_IS_WINDOW (self), FALSE);

  if (rushes_window_is_closed (self) || !gtk_window_is_active (GTK_WINDOW (self)))
    return FALSE;
  if (task == NULL)
    return TRUE;

  detail = rushes_window_get_detail (self);
  if (detail != NULL && rushes_split_get_open (self->split) && rushes_detail_get_task (detail) == task)
    return TRUE;
  items = rushes_window_get_items (self);
  return gtk_widget_get_mapped (items) && shows_task (items, items, task);
}

void
rushes_window_visit_expiring (RushesWindow *self)
{
  g_return_if_fail (RUSHES_IS_WINDOW (self));

  /* They may have been saved meanwhile, or be lost. */
  if (rushes_task_view_model_get_count (self->view_model, RUSHES_TASK_FILTER_EXPIRING) == 0)
    return;

  rushes_window_close_detail (self);
  rushes_task_view_model_set_filter (self->view_model, RUSHES_TASK_FILTER_EXPIRING);
}

void
rushes_window_visit_unsaved (RushesWindow *self)
{
  g_return_if_fail (RUSHES_IS_WINDOW (self));

  if (self->library_open)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.save-all", NULL);
}
