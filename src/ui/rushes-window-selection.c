/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-window"

#include "config.h"

#include "ui/rushes-window-private.h"

#include <glib/gi18n-lib.h>

#include "compat/rushes-compat-dialogs.h"
#include "ui/rushes-label-dialog.h"

/* What is done with the tasks that are selected, however many they are. */

GPtrArray *
rushes_window_list_selected (RushesWindow *self)
{
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  GPtrArray *tasks = g_ptr_array_new_with_free_func (g_object_unref);
  GtkBitsetIter iter;
  guint position = 0;

  for (gboolean more = gtk_bitset_iter_init_first (&iter, selected, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    g_ptr_array_add (tasks, g_list_model_get_item (G_LIST_MODEL (self->selection), position));
  return tasks;
}

static gboolean
can_save (RushesTask *task)
{
  return rushes_verb_applies (RUSHES_VERB_SAVE, task) || rushes_verb_applies (RUSHES_VERB_SAVE_AGAIN, task);
}

static gboolean
can_retry (RushesTask *task)
{
  return rushes_verb_applies (RUSHES_VERB_RETRY, task);
}

/* Those of the selection that @condition is true for. Returns: (transfer full) (nullable): a bell has rung
 * for none */
static GPtrArray *
list_selected_that (RushesWindow *self, gboolean (*condition) (RushesTask *task))
{
  g_autoptr (GPtrArray) tasks = rushes_window_list_selected (self);

  for (guint i = tasks->len; condition != NULL && i > 0; i--)
    if (!condition (g_ptr_array_index (tasks, i - 1)))
      g_ptr_array_remove_index (tasks, i - 1);
  if (tasks->len == 0)
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      return NULL;
    }
  return g_steal_pointer (&tasks);
}

/* The actions */

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RushesWindow *self = RUSHES_WINDOW (widget);
  g_autoptr (GPtrArray) tasks = list_selected_that (self, can_save);

  if (tasks == NULL)
    return;
  if (tasks->len == 1)
    rushes_window_save_task (self, g_ptr_array_index (tasks, 0));
  else
    rushes_window_save_tasks (self, tasks);
}

static void
refresh_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RushesWindow *self = RUSHES_WINDOW (widget);
  g_autoptr (GPtrArray) tasks = list_selected_that (self, NULL);
  g_autofree char *text = NULL;

  if (tasks == NULL)
    return;

  for (guint i = 0; i < tasks->len; i++)
    rushes_session_refresh (self->session, g_ptr_array_index (tasks, i));
  /* One of them says it in its row. */
  if (tasks->len == 1)
    return;
  text = g_strdup_printf (ngettext ("Asking about %u task", "Asking about %u tasks", tasks->len), tasks->len);
  rushes_window_show_toast (self, text, NULL, NULL, NULL);
}

static void
retry_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RushesWindow *self = RUSHES_WINDOW (widget);
  g_autoptr (GPtrArray) tasks = list_selected_that (self, can_retry);

  for (guint i = 0; tasks != NULL && i < tasks->len; i++)
    rushes_session_retry_transfer (self->session, g_ptr_array_index (tasks, i));
}

typedef struct
{
  RushesWindow *window;
  GPtrArray *tasks;
} Labelling;

static void
labelling_free (gpointer data, GClosure *closure)
{
  Labelling *labelling = data;

  g_object_unref (labelling->window);
  g_ptr_array_unref (labelling->tasks);
  g_free (labelling);
}

static void
label_chosen_cb (RushesLabelDialog *dialog, const char *label, Labelling *labelling)
{
  if (!rushes_window_is_closed (labelling->window))
    rushes_window_label_tasks (labelling->window, labelling->tasks, label);
}

static void
label_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RushesWindow *self = RUSHES_WINDOW (widget);
  g_autoptr (GPtrArray) tasks = list_selected_that (self, NULL);
  Labelling *labelling = NULL;
  GtkWidget *dialog = NULL;

  if (tasks == NULL)
    return;

  labelling = g_new0 (Labelling, 1);
  labelling->window = g_object_ref (self);
  labelling->tasks = g_ptr_array_ref (tasks);
  dialog = rushes_label_dialog_new_for_tasks (tasks);
  g_signal_connect_data (dialog, "label-chosen", G_CALLBACK (label_chosen_cb), labelling, labelling_free,
                         G_CONNECT_DEFAULT);
  rushes_compat_dialog_present (dialog, GTK_WINDOW (self));
}

static void
copy_ids_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RushesWindow *self = RUSHES_WINDOW (widget);
  g_autoptr (GPtrArray) tasks = list_selected_that (self, NULL);
  g_autoptr (GString) ids = g_string_new (NULL);
  g_autofree char *text = NULL;

  if (tasks == NULL)
    return;

  for (guint i = 0; i < tasks->len; i++)
    g_string_append_printf (ids, "%s%s", i > 0 ? "\n" : "",
                            rushes_task_get_id (g_ptr_array_index (tasks, i)));
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), ids->str);
  text = g_strdup_printf (ngettext ("%u ID copied", "%u IDs copied", tasks->len), tasks->len);
  rushes_window_show_toast (self, text, NULL, NULL, NULL);
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RushesWindow *self = RUSHES_WINDOW (widget);
  g_autoptr (GPtrArray) tasks = list_selected_that (self, NULL);

  if (tasks != NULL)
    rushes_window_export_tasks (self, tasks);
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RushesWindow *self = RUSHES_WINDOW (widget);
  g_autoptr (GPtrArray) tasks = list_selected_that (self, NULL);

  if (tasks != NULL)
    rushes_window_remove_tasks (self, tasks);
}

/* The mode */

static void
all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RushesWindow *self = RUSHES_WINDOW (widget);

  rushes_window_set_selecting (self, TRUE);
  gtk_selection_model_select_all (GTK_SELECTION_MODEL (self->selection));
}

static void
end_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  rushes_window_set_selecting (RUSHES_WINDOW (widget), FALSE);
}

static guint
count_selected (RushesWindow *self)
{
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));

  return (guint) gtk_bitset_get_size (selected);
}

void
rushes_window_set_selecting (RushesWindow *self, gboolean selecting)
{
  GtkWidget *items = rushes_window_get_items (self);
  GtkWidget *focus = NULL;

  if (self->selecting == selecting)
    return;

  self->selecting = selecting;
  focus = gtk_window_get_focus (GTK_WINDOW (self));
  rushes_window_update_header (self);
  g_object_notify (G_OBJECT (self), "selecting");
  if (!selecting && count_selected (self) > 1)
    gtk_selection_model_unselect_all (GTK_SELECTION_MODEL (self->selection));
  /* What had the focus in the bar is gone with it; who begins wants to select. */
  if (gtk_widget_get_mapped (items) && (focus == NULL || !gtk_widget_is_ancestor (focus, items))
      && !gtk_search_bar_get_search_mode (self->search_bar))
    gtk_widget_grab_focus (items);
  rushes_window_update_selection_actions (self);
}

static gboolean
holds (GPtrArray *tasks, gboolean (*condition) (RushesTask *task))
{
  for (guint i = 0; i < tasks->len; i++)
    if (condition (g_ptr_array_index (tasks, i)))
      return TRUE;
  return FALSE;
}

void
rushes_window_update_selection_actions (RushesWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const char *const names[] = { "selection.refresh", "selection.label", "selection.copy-ids",
                                "selection.export", "selection.remove" };
  const gboolean listed = self->stack != NULL && self->session != NULL && self->failure == NULL
                          && g_list_model_get_n_items (G_LIST_MODEL (self->selection)) > 0;
  g_autoptr (GPtrArray) tasks = NULL;

  if (self->stack == NULL)
    return;

  tasks = rushes_window_list_selected (self);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    gtk_widget_action_set_enabled (widget, names[i], self->library_open && tasks->len > 0);
  gtk_widget_action_set_enabled (widget, "selection.save", self->library_open && holds (tasks, can_save));
  gtk_widget_action_set_enabled (widget, "selection.retry", self->library_open && holds (tasks, can_retry));
  gtk_widget_action_set_enabled (widget, "selection.all", listed);
  gtk_widget_action_set_enabled (widget, "selection.end", self->selecting);
  gtk_widget_action_set_enabled (widget, "win.selecting", listed || self->selecting);
}

/* Control and Shift say it, too: whoever selects a second one is selecting. */
static void
selection_changed_cb (RushesWindow *self)
{
  if (count_selected (self) > 1)
    rushes_window_set_selecting (self, TRUE);
  rushes_window_update_selection_actions (self);
}

void
rushes_window_install_selection_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_property_action (widget_class, "win.selecting", "selecting");
  gtk_widget_class_install_action (widget_class, "selection.all", NULL, all_action);
  gtk_widget_class_install_action (widget_class, "selection.end", NULL, end_action);
  gtk_widget_class_install_action (widget_class, "selection.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "selection.refresh", NULL, refresh_action);
  gtk_widget_class_install_action (widget_class, "selection.retry", NULL, retry_action);
  gtk_widget_class_install_action (widget_class, "selection.label", NULL, label_action);
  gtk_widget_class_install_action (widget_class, "selection.copy-ids", NULL, copy_ids_action);
  gtk_widget_class_install_action (widget_class, "selection.export", NULL, export_action);
  gtk_widget_class_install_action (widget_class, "selection.remove", NULL, remove_action);
}

void
rushes_window_init_selection (RushesWindow *self)
{
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (selection_changed_cb), self,
                           G_CONNECT_SWAPPED);
  self->focus_keeper = rushes_focus_keeper_new (GTK_WINDOW (self), self->stack, GTK_WIDGET (self->list_view));
}
