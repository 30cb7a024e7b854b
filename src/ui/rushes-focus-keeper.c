/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-focus-keeper"

#include "config.h"

#include "ui/rushes-focus-keeper.h"

#include "compat/rushes-compat.h"
#include "ui/rushes-task-slot.h"

struct _RushesFocusKeeper
{
  GObject parent_instance;

  GtkWindow *window; /* (unowned) */
  GtkStack *stack;   /* (unowned) */
  GtkWidget *list;   /* (unowned) */
  gulong focus_id;
  GSignalGroup *model_signals;
  guint restore_id;
  gboolean within;  /* the focus is in the list, or was until it was lost */
  RushesTask *task; /* (nullable): a weak pointer: the one that has the focus, or had it until it was lost */
  guint position;   /* where that is, or was; G_MAXUINT: not known */
};

G_DEFINE_FINAL_TYPE (RushesFocusKeeper, rushes_focus_keeper, G_TYPE_OBJECT)

/* Where it stands */

/* Returns: (nullable) */
static RushesTaskSlot *
find_slot (RushesFocusKeeper *self, GtkWidget *focus)
{
  while (focus != NULL && gtk_widget_get_parent (focus) != self->list)
    focus = gtk_widget_get_parent (focus);
  return rushes_task_slot_find (focus);
}

static void
remember_place (RushesFocusKeeper *self, RushesTaskSlot *slot)
{
  g_set_weak_pointer (&self->task, slot != NULL ? rushes_task_slot_get_item (slot) : NULL);
  self->position = slot != NULL ? rushes_task_slot_get_position (slot) : G_MAXUINT;
}

static GListModel *
get_model (RushesFocusKeeper *self)
{
  g_autoptr (GListModel) model = NULL;

  g_object_get (self->list, "model", &model, NULL);
  return model;
}

/* What had the focus is not where it was: nobody has gone to another row, the list is changing just now. */
static gboolean
is_changing (RushesFocusKeeper *self)
{
  GListModel *model = get_model (self);
  g_autoptr (RushesTask) there = NULL;

  if (model == NULL || self->position == G_MAXUINT)
    return FALSE;
  there = g_list_model_get_item (model, self->position);
  return there != self->task;
}

/* Newer GTK goes to the first row, so that it has to be said where to. */
static gboolean
focus_list (RushesFocusKeeper *self)
{
  GListModel *model = get_model (self);
  const guint n_items = model != NULL ? g_list_model_get_n_items (model) : 0;

  if (!gtk_widget_get_mapped (self->list))
    return FALSE;
  if (self->position != G_MAXUINT && n_items > 0
      && rushes_compat_list_focus_item (self->list, MIN (self->position, n_items - 1)))
    return TRUE;
  /* The list remembers the place, and so comes back to the row that stands there now. */
  return gtk_widget_grab_focus (self->list);
}

static gboolean
restore_cb (gpointer user_data)
{
  RushesFocusKeeper *self = user_data;
  GtkWidget *focus = NULL;
  GtkWidget *page = NULL;

  self->restore_id = 0;
  if (focus_list (self))
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
restore_soon (RushesFocusKeeper *self)
{
  if (self->restore_id == 0)
    self->restore_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, restore_cb, self, NULL);
}

static void
focus_changed_cb (RushesFocusKeeper *self)
{
  GtkWidget *focus = gtk_window_get_focus (self->window);
  RushesTaskSlot *slot = find_slot (self, focus);

  if (self->within && (focus == NULL || !gtk_widget_get_mapped (self->list)))
    {
      restore_soon (self);
    }
  else if (focus == NULL)
    {
      return;
    }
  else if (self->within && slot != NULL && rushes_task_slot_get_item (slot) != self->task
           && is_changing (self))
    {
      restore_soon (self);
    }
  else if (focus == self->list || gtk_widget_is_ancestor (focus, self->list))
    {
      self->within = TRUE;
      remember_place (self, slot);
      g_clear_handle_id (&self->restore_id, g_source_remove);
    }
  /* What was lost just now is on its way back: where GTK puts the focus meanwhile nobody asked for. */
  else if (self->restore_id == 0)
    self->within = FALSE;
}

/* What comes and goes above it moves it. */
static void
place_changed_cb (RushesFocusKeeper *self)
{
  RushesTaskSlot *slot = self->within ? find_slot (self, gtk_window_get_focus (self->window)) : NULL;

  if (slot != NULL && self->restore_id == 0 && rushes_task_slot_get_item (slot) == self->task)
    remember_place (self, slot);
}

static void
model_changed_cb (RushesFocusKeeper *self)
{
  g_signal_group_set_target (self->model_signals, get_model (self));
}

static void
rushes_focus_keeper_dispose (GObject *object)
{
  RushesFocusKeeper *self = RUSHES_FOCUS_KEEPER (object);

  g_clear_handle_id (&self->restore_id, g_source_remove);
  if (self->window != NULL)
    g_clear_signal_handler (&self->focus_id, self->window);
  self->window = NULL;
  g_signal_group_set_target (self->model_signals, NULL);
  g_clear_weak_pointer (&self->task);

  G_OBJECT_CLASS (rushes_focus_keeper_parent_class)->dispose (object);
}

static void
rushes_focus_keeper_finalize (GObject *object)
{
  g_clear_object (&RUSHES_FOCUS_KEEPER (object)->model_signals);

  G_OBJECT_CLASS (rushes_focus_keeper_parent_class)->finalize (object);
}

static void
rushes_focus_keeper_class_init (RushesFocusKeeperClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rushes_focus_keeper_dispose;
  G_OBJECT_CLASS (klass)->finalize = rushes_focus_keeper_finalize;
}

static void
rushes_focus_keeper_init (RushesFocusKeeper *self)
{
  self->position = G_MAXUINT;
  self->model_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->model_signals, "items-changed", G_CALLBACK (place_changed_cb), self);
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
  g_signal_connect_object (list, "notify::model", G_CALLBACK (model_changed_cb), self, G_CONNECT_SWAPPED);
  model_changed_cb (self);
  return self;
}
