/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-window-detail"

#include "config.h"

#include "ui/rushes-window-private.h"

/* One task beside the list, or over it where there is no room. */

RushesDetail *
rushes_window_get_detail (RushesWindow *self)
{
  g_autoptr (GtkWidget) detail = NULL;

  if (self->split == NULL)
    return NULL;
  g_object_get (self->split, "detail", &detail, NULL);
  /* The split holds it. */
  return RUSHES_DETAIL (detail);
}

gboolean
rushes_window_is_detail_over (RushesWindow *self)
{
  return self->split != NULL && rushes_split_get_open (self->split) && !rushes_split_get_beside (self->split);
}

static RushesTask *
get_shown_task (RushesWindow *self)
{
  RushesDetail *detail = rushes_window_get_detail (self);

  return detail != NULL && rushes_split_get_open (self->split) ? rushes_detail_get_task (detail) : NULL;
}

static void
update_actions (RushesWindow *self)
{
  const gboolean open = get_shown_task (self) != NULL;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.close-details", open);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.previous-task", open);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.next-task", open);
}

/* The width has changed. */
static void
beside_changed_cb (RushesWindow *self)
{
  RushesDetail *detail = rushes_window_get_detail (self);

  if (detail == NULL)
    return;

  rushes_detail_set_over (detail, rushes_window_is_detail_over (self));
  rushes_window_update_page (self);
}

/* What it says */

static void
label_chosen_cb (RushesWindow *self, const char *label)
{
  RushesTask *task = get_shown_task (self);
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);

  if (task == NULL)
    return;
  g_ptr_array_add (tasks, g_object_ref (task));
  rushes_window_label_tasks (self, tasks, label);
}

static void
message_cb (RushesWindow *self, const char *text)
{
  rushes_window_show_toast (self, text, NULL, NULL, NULL);
}

/* Opening and closing */

static void
add_close_key (GtkWidget *detail)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                                          gtk_named_action_new ("win.close-details")));
  gtk_widget_add_controller (detail, keys);
}

/* A task that was removed has nothing to say any more; one that is filtered out has. */
static void
tasks_changed_cb (GListModel *tasks, guint position, guint n_removed, guint n_added, RushesWindow *self)
{
  RushesTask *task = get_shown_task (self);

  if (n_removed == 0 || task == NULL)
    return;

  for (guint i = 0; i < g_list_model_get_n_items (tasks); i++)
    {
      g_autoptr (RushesTask) other = g_list_model_get_item (tasks, i);

      if (other == task)
        return;
    }
  rushes_window_close_detail (self);
}

/* Made when it is first wanted: the player and its like cost time. */
static RushesDetail *
ensure_detail (RushesWindow *self)
{
  GtkWidget *detail = GTK_WIDGET (rushes_window_get_detail (self));

  if (detail != NULL)
    return RUSHES_DETAIL (detail);

  detail = rushes_detail_new (self->session, self->pictures, self->ticker);
  g_signal_connect_object (detail, "label-chosen", G_CALLBACK (label_chosen_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (detail, "message", G_CALLBACK (message_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (rushes_session_get_tasks (self->session), "items-changed",
                           G_CALLBACK (tasks_changed_cb), self, G_CONNECT_DEFAULT);
  add_close_key (detail);
  g_object_set (self->split, "detail", detail, NULL);
  return RUSHES_DETAIL (detail);
}

void
rushes_window_show_detail (RushesWindow *self, RushesTask *task)
{
  RushesDetail *detail = NULL;

  g_return_if_fail (RUSHES_IS_WINDOW (self));
  g_return_if_fail (RUSHES_IS_TASK (task));

  detail = ensure_detail (self);
  rushes_session_look_after_files (self->session, task);
  rushes_detail_set_task (detail, task);
  rushes_split_set_open (self->split, TRUE);
  beside_changed_cb (self);
  update_actions (self);
  /* Beside it the list keeps the focus, so that one can go on through the tasks. */
  if (rushes_window_is_detail_over (self))
    rushes_detail_take_focus (detail);
}

void
rushes_window_close_detail (RushesWindow *self)
{
  GtkWidget *items = NULL;

  if (self->split == NULL || !rushes_split_get_open (self->split))
    return;

  rushes_split_set_open (self->split, FALSE);
  rushes_detail_set_task (rushes_window_get_detail (self), NULL);
  update_actions (self);
  rushes_window_update_page (self);
  items = rushes_window_get_items (self);
  if (gtk_widget_get_mapped (items))
    gtk_widget_grab_focus (items);
}

void
rushes_window_forget_detail (RushesWindow *self)
{
  rushes_window_close_detail (self);
  if (self->split != NULL)
    g_object_set (self->split, "detail", NULL, NULL);
}

static void
details_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RushesWindow *self = RUSHES_WINDOW (widget);
  g_autoptr (RushesTask) task = rushes_window_find_task_for (self, RUSHES_VERB_DETAILS, parameter);

  /* The same key closes what it has opened. */
  if (task != NULL && g_variant_get_int64 (parameter) < 0 && task == get_shown_task (self))
    rushes_window_close_detail (self);
  else if (task != NULL)
    rushes_window_show_detail (self, task);
}

static void
close_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  rushes_window_close_detail (RUSHES_WINDOW (widget));
}

void
rushes_window_activate_task (RushesWindow *self, RushesTask *task)
{
  g_return_if_fail (RUSHES_IS_WINDOW (self));
  g_return_if_fail (RUSHES_IS_TASK (task));

  rushes_window_show_detail (self, task);
}

/* From one to the next */

static void
go (RushesWindow *self, int step)
{
  RushesTask *task = get_shown_task (self);
  const guint n_tasks = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  guint position = 0;
  g_autoptr (RushesTask) next = NULL;

  if (task == NULL)
    return;

  position = rushes_task_view_model_find (self->view_model, task);
  if (position == G_MAXUINT)
    position = 0;
  else if ((step < 0 && position == 0) || (step > 0 && position + 1 >= n_tasks))
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      return;
    }
  else
    position += step;

  next = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
  if (next == NULL)
    return;
  rushes_window_set_selecting (self, FALSE);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, TRUE);
  rushes_window_scroll_to (self, position);
  rushes_window_show_detail (self, next);
}

static void
previous_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  go (RUSHES_WINDOW (widget), -1);
}

static void
next_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  go (RUSHES_WINDOW (widget), 1);
}

/* What is selected is what it shows. */
static void
selection_changed_cb (RushesWindow *self)
{
  g_autoptr (GPtrArray) selected = NULL;

  if (get_shown_task (self) == NULL || self->selecting || rushes_window_is_detail_over (self))
    return;

  selected = rushes_window_list_selected (self);
  if (selected->len == 1 && g_ptr_array_index (selected, 0) != get_shown_task (self))
    rushes_window_show_detail (self, g_ptr_array_index (selected, 0));
}

/* The class and the instance */

void
rushes_window_install_detail (GtkWidgetClass *widget_class)
{
  g_type_ensure (RUSHES_TYPE_SPLIT);
  gtk_widget_class_bind_template_child (widget_class, RushesWindow, split);
  gtk_widget_class_install_action (widget_class, "win.details", "x", details_action);
  gtk_widget_class_install_action (widget_class, "win.close-details", NULL, close_action);
  gtk_widget_class_install_action (widget_class, "win.previous-task", NULL, previous_action);
  gtk_widget_class_install_action (widget_class, "win.next-task", NULL, next_action);
}

void
rushes_window_init_detail (RushesWindow *self)
{
  g_signal_connect_object (self->split, "notify::beside", G_CALLBACK (beside_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (selection_changed_cb), self,
                           G_CONNECT_SWAPPED);
  update_actions (self);
}
