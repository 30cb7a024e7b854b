/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-focus-keeper"

#include "config.h"

#include "ui/rushes-focus-keeper.h"

struct _RushesFocusKeeper
{
  GObject parent_instance;

  GtkWindow *window; /* (unowned) */
  GtkStack *stack;   /* (unowned) */
  GtkWidget *list;   /* (unowned) */
  gulong focus_id;
  guint restore_id;
  gboolean within; /* the focus is in the list, or was until it was lost */
};

G_DEFINE_FINAL_TYPE (RushesFocusKeeper, rushes_focus_keeper, G_TYPE_OBJECT)

static gboolean
restore_cb (gpointer user_data)
{
  RushesFocusKeeper *self = user_data;
  GtkWidget *focus = NULL;
  GtkWidget *page = NULL;

  self->restore_id = 0;
  /* The list remembers the place, and so comes back to the row that stands there now. */
  if (gtk_widget_get_mapped (self->list) && gtk_widget_grab_focus (self->list))
    return G_SOURCE_REMOVE;

  self->within = FALSE;
  focus = gtk_window_get_focus (self->window);
  page = gtk_stack_get_visible_child (self->stack);
  /* Not the stack itself, which would go on from the page that is gone. */
  if (page != NULL && (focus == NULL || !gtk_widget_is_ancestor (focus, page)))
    gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
  return G_SOURCE_REMOVE;
}

static void
focus_changed_cb (RushesFocusKeeper *self)
{
  GtkWidget *focus = gtk_window_get_focus (self->window);

  if (self->within && (focus == NULL || !gtk_widget_get_mapped (self->list)))
    {
      if (self->restore_id == 0)
        self->restore_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, restore_cb, self, NULL);
    }
  else if (focus == NULL)
    return;
  else if (focus == self->list || gtk_widget_is_ancestor (focus, self->list))
    {
      self->within = TRUE;
      g_clear_handle_id (&self->restore_id, g_source_remove);
    }
  /* What was lost just now is on its way back: where GTK puts the focus meanwhile nobody asked for. */
  else if (self->restore_id == 0)
    self->within = FALSE;
}

static void
rushes_focus_keeper_dispose (GObject *object)
{
  RushesFocusKeeper *self = RUSHES_FOCUS_KEEPER (object);

  g_clear_handle_id (&self->restore_id, g_source_remove);
  if (self->window != NULL)
    g_clear_signal_handler (&self->focus_id, self->window);
  self->window = NULL;

  G_OBJECT_CLASS (rushes_focus_keeper_parent_class)->dispose (object);
}

static void
rushes_focus_keeper_class_init (RushesFocusKeeperClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rushes_focus_keeper_dispose;
}

static void
rushes_focus_keeper_init (RushesFocusKeeper *self)
{
}

RushesFocusKeeper *
rushes_focus_keeper_new (GtkWindow *window, GtkStack *stack, GtkWidget *list)
{
  RushesFocusKeeper *self = NULL;

  g_return_val_if_fail (GTK_IS_WINDOW (window), NULL);
  g_return_val_if_fail (GTK_IS_STACK (stack), NULL);
  g_return_val_if_fail (GTK_IS_WIDGET (list), NULL);

  self = g_object_new (RUSHES_TYPE_FOCUS_KEEPER, NULL);
  self->window = window;
  self->stack = stack;
  self->list = list;
  self->focus_id = g_signal_connect_swapped (window, "notify::focus-widget", G_CALLBACK (focus_changed_cb),
                                             self);
  return self;
}
