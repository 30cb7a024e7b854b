/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-window"

#include "config.h"

#include "ui/rushes-window-private.h"

#include <glib/gi18n-lib.h>

#include "compat/rushes-compat-dialogs.h"
#include "compat/rushes-compat.h"
#include "ui/rushes-describe.h"
#include "ui/rushes-label-dialog.h"
#include "ui/rushes-track-dialog.h"
#include "ui/rushes-verbs.h"

/* The parameter that means the only task that is selected. */
#define SELECTED G_GINT64_CONSTANT (-1)

RushesWindowRequest *
rushes_window_request_new (RushesWindow *window, RushesTask *task)
{
  RushesWindowRequest *request = g_new0 (RushesWindowRequest, 1);

  request->window = g_object_ref (window);
  request->task = g_object_ref (task);
  return request;
}

void
rushes_window_request_free (RushesWindowRequest *request)
{
  g_object_unref (request->window);
  g_object_unref (request->task);
  g_free (request);
}

RushesTask *
rushes_window_find_task (RushesWindow *self, GVariant *parameter)
{
  gint64 order = g_variant_get_int64 (parameter);
  GListModel *tasks = NULL;

  if (order == SELECTED)
    {
      g_autoptr (GPtrArray) selected = rushes_window_list_selected (self);

      return selected->len == 1 ? g_object_ref (g_ptr_array_index (selected, 0)) : NULL;
    }
  if (self->session == NULL)
    return NULL;

  tasks = rushes_session_get_tasks (self->session);
  for (guint i = 0; i < g_list_model_get_n_items (tasks); i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (tasks, i);

      if (rushes_task_get_order (task) == order)
        return g_steal_pointer (&task);
    }
  return NULL;
}

RushesTask *
rushes_window_find_task_for (RushesWindow *self, RushesVerb verb, GVariant *parameter)
{
  g_autoptr (RushesTask) task = rushes_window_find_task (self, parameter);

  if (task == NULL || !rushes_verb_applies (verb, task))
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      return NULL;
    }
  return g_steal_pointer (&task);
}

/* Tracking */

static GtkWidget *
find_track_dialog (RushesWindow *self)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) toplevel = g_list_model_get_item (toplevels, i);

      if (RUSHES_IS_TRACK_DIALOG (toplevel) && gtk_window_get_transient_for (toplevel) == GTK_WINDOW (self))
        return GTK_WIDGET (toplevel);
    }
  return NULL;
}

static GtkWidget *
make_track_dialog (RushesWindow *self)
{
  GtkWidget *dialog = rushes_track_dialog_new (GTK_WINDOW (self), self->session);

  g_signal_connect_object (dialog, "tracked", G_CALLBACK (rushes_window_report_tracked), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog, "file-dropped", G_CALLBACK (rushes_window_import_from), self,
                           G_CONNECT_SWAPPED);
  rushes_task_slots_prepare (self->slots);
  return dialog;
}

GtkWidget *
rushes_window_open_track_dialog (RushesWindow *self, const char *text)
{
  GtkWidget *dialog = NULL;

  g_return_val_if_fail (RUSHES_IS_WINDOW (self), NULL);
  g_return_val_if_fail (self->session != NULL, NULL);

  dialog = find_track_dialog (self);
  if (dialog == NULL)
    dialog = make_track_dialog (self);
  if (text != NULL)
    rushes_track_dialog_add_text (RUSHES_TRACK_DIALOG (dialog), text);
  gtk_window_present (GTK_WINDOW (dialog));
  return dialog;
}

static void
track_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  rushes_track_dialog_look_at_clipboard (
    RUSHES_TRACK_DIALOG (rushes_window_open_track_dialog (RUSHES_WINDOW (widget), NULL)));
}

static void
clipboard_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, &error);

  if (rushes_window_is_closed (self))
    return;
  if (text == NULL || *text == '\0')
    gtk_widget_error_bell (GTK_WIDGET (self));
  else
    rushes_window_open_track_dialog (self, text);
}

static void
paste_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (widget), RUSHES_WINDOW (widget)->cancellable,
                                 clipboard_read_cb, g_object_ref (widget));
}

/* What is dragged out of this window is no list. */
static gboolean
drop_accepted_cb (GtkDropTarget *target, GdkDrop *drop, RushesWindow *self)
{
  return self->session != NULL && self->library_open && gdk_drop_get_drag (drop) == NULL
         && gdk_content_formats_match (gdk_drop_get_formats (drop), gtk_drop_target_get_formats (target));
}

static gboolean
dropped_cb (RushesWindow *self, const GValue *value, double x, double y, GtkDropTarget *target)
{
  const char *text = NULL;

  if (self->session == NULL)
    return FALSE;
  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    {
      rushes_window_import_files (self, g_value_get_boxed (value));
      return TRUE;
    }

  text = g_value_get_string (value);
  if (text == NULL || *text == '\0')
    return FALSE;
  rushes_window_open_track_dialog (self, text);
  return TRUE;
}

/* The task itself */

static void
copy_id_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RushesWindow *self = RUSHES_WINDOW (widget);
  g_autoptr (RushesTask) task = rushes_window_find_task_for (self, RUSHES_VERB_COPY_ID, parameter);

  if (task == NULL)
    return;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), rushes_task_get_id (task));
  rushes_window_show_toast (self, _ ("ID copied"), NULL, NULL, NULL);
}

static void
label_chosen_cb (RushesLabelDialog *dialog, const char *label, RushesWindowRequest *request)
{
  RushesWindow *self = request->window;
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();

  if (rushes_window_is_closed (self))
    return;

  g_ptr_array_add (tasks, request->task);
  rushes_window_label_tasks (self, tasks, label);
}

static void
free_request_with_closure (gpointer data, GClosure *closure)
{
  rushes_window_request_free (data);
}

static void
rename_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RushesWindow *self = RUSHES_WINDOW (widget);
  g_autoptr (RushesTask) task = rushes_window_find_task_for (self, RUSHES_VERB_RENAME, parameter);
  GtkWidget *dialog = NULL;

  if (task == NULL)
    return;

  dialog = rushes_label_dialog_new (task);
  g_signal_connect_data (dialog, "label-chosen", G_CALLBACK (label_chosen_cb),
                         rushes_window_request_new (self, task), free_request_with_closure,
                         G_CONNECT_DEFAULT);
  rushes_compat_dialog_present (dialog, GTK_WINDOW (self));
}

static void
ask_again_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RushesWindow *self = RUSHES_WINDOW (widget);
  g_autoptr (RushesTask) task = rushes_window_find_task_for (self, RUSHES_VERB_ASK_AGAIN, parameter);

  if (task != NULL)
    rushes_session_refresh (self->session, task);
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RushesWindow *self = RUSHES_WINDOW (widget);
  g_autoptr (RushesTask) task = rushes_window_find_task_for (self, RUSHES_VERB_REMOVE, parameter);
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();

  if (task == NULL)
    return;

  g_ptr_array_add (tasks, task);
  rushes_window_remove_tasks (self, tasks);
}

/* Closing */

static void
close_confirmed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  self->asking_to_close = FALSE;
  if (rushes_compat_confirm_finish (result, &error) && !rushes_window_is_closed (self))
    gtk_window_destroy (GTK_WINDOW (self));
  else
    self->quitting = FALSE;
}

gboolean
rushes_window_confirm_close (RushesWindow *self)
{
  g_autofree char *heading = NULL;
  guint n_saving = 0;

  g_return_val_if_fail (RUSHES_IS_WINDOW (self), FALSE);

  switch (rushes_window_ask_to_close (self))
    {
    case RUSHES_CLOSE_NOT_YET:
      return TRUE;
    case RUSHES_CLOSE_GOES_ON:
      rushes_window_drop_dialogs (self);
      return FALSE;
    case RUSHES_CLOSE_ENDS:
      break;
    }
  n_saving = rushes_window_count_saving (self);
  if (n_saving == 0)
    return FALSE;
  if (self->asking_to_close)
    return TRUE;

  self->asking_to_close = TRUE;
  heading = g_strdup_printf (ngettext ("Close While %u Video Is Being Saved?",
                                       "Close While %u Videos Are Being Saved?", n_saving),
                             n_saving);
  rushes_compat_confirm_async (GTK_WINDOW (self), heading,
                               _ (
                                 "Nothing that was fetched is lost: saving goes on from there when Rushes is "
                                 "opened again."),
                               _ ("_Go On Saving"), _ ("_Close"), FALSE, self->cancellable,
                               close_confirmed_cb, g_object_ref (self));
  return TRUE;
}

/* The class and the instance */

void
rushes_window_update_actions (RushesWindow *self)
{
  gboolean usable = self->library_open && self->failure == NULL
                    && adw_bin_get_child (self->welcome_bin) == NULL;
  const gboolean writable = usable && self->session != NULL && !rushes_session_get_read_only (self->session);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.track", writable);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.paste", writable);
  /* Who can be asked is not known before. */
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.save", self->library_open);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.ask-again", self->library_open);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.import", writable);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.export",
                                 usable && self->session != NULL
                                   && g_list_model_get_n_items (rushes_session_get_tasks (self->session))
                                        > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.save-all", usable);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.retry-failed",
                                 usable && self->session != NULL
                                   && rushes_session_get_n_failed_transfers (self->session) > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.undo", usable && self->undo != NULL);
  rushes_window_update_selection_actions (self);
}

void
rushes_window_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.track", NULL, track_action);
  gtk_widget_class_install_action (widget_class, "win.paste", NULL, paste_action);
  rushes_window_install_file_actions (widget_class);
  rushes_window_install_undo_actions (widget_class);
  rushes_window_install_selection_actions (widget_class);
  gtk_widget_class_install_action (widget_class, "win.copy-id", "x", copy_id_action);
  gtk_widget_class_install_action (widget_class, "win.rename", "x", rename_action);
  gtk_widget_class_install_action (widget_class, "win.ask-again", "x", ask_again_action);
  gtk_widget_class_install_action (widget_class, "win.remove", "x", remove_action);
}

void
rushes_window_init_actions (RushesWindow *self)
{
  /* A file manager offers its files as text, too: what comes first is preferred. */
  GType types[] = { GDK_TYPE_FILE_LIST, G_TYPE_STRING };
  GtkDropTarget *drop_target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);

  gtk_drop_target_set_gtypes (drop_target, types, G_N_ELEMENTS (types));
  self->cancellable = g_cancellable_new ();
  g_signal_connect_object (drop_target, "drop", G_CALLBACK (dropped_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (drop_target, "accept", G_CALLBACK (drop_accepted_cb), self, G_CONNECT_DEFAULT);
  gtk_widget_add_controller (GTK_WIDGET (self->stack), GTK_EVENT_CONTROLLER (drop_target));
}

void
rushes_window_dispose_actions (RushesWindow *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  rushes_window_dispose_undo (self);
}
