/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-compat"

#include "config.h"

#include "compat/rushes-compat.h"

/* Ids of the two responses. */
#define CANCEL "cancel"
#define CONFIRM "confirm"

#if ADW_CHECK_VERSION(1, 5, 0)

/* libadwaita measures the large form of the heading at any width, also where it shows the small one; since
 * GTK 4.18 that is a warning for a label that does not wrap. */
static void
let_heading_wrap (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_has_css_class (widget, "title-2"))
    gtk_label_set_wrap (GTK_LABEL (widget), TRUE);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    let_heading_wrap (child);
}

static GObject *
create_dialog (GtkWindow *parent, const char *heading, const char *body)
{
  AdwDialog *dialog = adw_alert_dialog_new (heading, body);

  let_heading_wrap (adw_dialog_get_child (dialog));
  return G_OBJECT (dialog);
}

static void
add_responses (gpointer dialog, const char *cancel_label, const char *confirm_label, gboolean destructive)
{
  adw_alert_dialog_add_responses (dialog, CANCEL, cancel_label, CONFIRM, confirm_label, NULL);
  adw_alert_dialog_set_response_appearance (dialog, CONFIRM,
                                            destructive ? ADW_RESPONSE_DESTRUCTIVE : ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (dialog, destructive ? CANCEL : CONFIRM);
  adw_alert_dialog_set_close_response (dialog, CANCEL);
}

static void
present_dialog (gpointer dialog, GtkWindow *parent)
{
  adw_dialog_present (dialog, GTK_WIDGET (parent));
}

static void
close_dialog (gpointer dialog)
{
  adw_dialog_force_close (dialog);
}

static void
let_go_of_parent (gpointer dialog)
{
  /* It is a part of it. */
}

#else

static GObject *
create_dialog (GtkWindow *parent, const char *heading, const char *body)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, heading, body);

  gtk_window_set_destroy_with_parent (GTK_WINDOW (dialog), TRUE);
  return G_OBJECT (dialog);
}

static void
add_responses (gpointer dialog, const char *cancel_label, const char *confirm_label, gboolean destructive)
{
  adw_message_dialog_add_responses (dialog, CANCEL, cancel_label, CONFIRM, confirm_label, NULL);
  adw_message_dialog_set_response_appearance (dialog, CONFIRM,
                                              destructive ? ADW_RESPONSE_DESTRUCTIVE
                                                          : ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, destructive ? CANCEL : CONFIRM);
  adw_message_dialog_set_close_response (dialog, CANCEL);
}

static void
present_dialog (gpointer dialog, GtkWindow *parent)
{
  gtk_window_present (dialog);
}

static void
close_dialog (gpointer dialog)
{
  gtk_window_destroy (dialog);
}

/* It has been closed, and lives on for as long as the button that was pressed: GTK would not tell it that the
 * answer ended its parent, and it would look for that at its own end. */
static void
let_go_of_parent (gpointer dialog)
{
  gtk_window_set_transient_for (dialog, NULL);
}

#endif

/* Both pointers are weak: neither window is held by its question. */
typedef struct
{
  GObject *dialog;   /* (nullable) */
  GtkWindow *parent; /* (nullable) */
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_clear_weak_pointer (&question->dialog);
  g_clear_weak_pointer (&question->parent);
  g_free (question);
}

static void
disconnect (gpointer object, GTask *task)
{
  if (object != NULL)
    g_signal_handlers_disconnect_by_data (object, task);
}

/* Ends the question and lets go of the reference to @task that the open dialog stands for. */
static void
end_question (GTask *task, gboolean confirmed)
{
  Question *question = g_task_get_task_data (task);

  disconnect (question->dialog, task);
  disconnect (question->parent, task);
  disconnect (g_task_get_cancellable (task), task);
  g_task_return_boolean (task, confirmed);
  g_object_unref (task);
}

static void
responded_cb (GTask *task, const char *response)
{
  Question *question = g_task_get_task_data (task);

  let_go_of_parent (question->dialog);
  end_question (task, g_str_equal (response, CONFIRM));
}

/* The dialog goes with its parent, and does not say so itself. */
static void
parent_destroyed_cb (GTask *task)
{
  end_question (task, FALSE);
}

static void
cancelled_cb (GTask *task)
{
  Question *question = g_task_get_task_data (task);
  g_autoptr (GObject) dialog = g_object_ref (question->dialog);

  end_question (task, FALSE);
  close_dialog (dialog);
}

static void
ask (GTask *task, GObject *dialog, GtkWindow *parent)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  Question *question = g_new0 (Question, 1);

  g_set_weak_pointer (&question->dialog, dialog);
  g_set_weak_pointer (&question->parent, parent);
  g_task_set_task_data (task, question, question_free);

  g_object_ref (task);
  g_signal_connect_object (dialog, "response", G_CALLBACK (responded_cb), task, G_CONNECT_SWAPPED);
  g_signal_connect_object (parent, "destroy", G_CALLBACK (parent_destroyed_cb), task, G_CONNECT_SWAPPED);
  if (cancellable != NULL)
    g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (cancelled_cb), task, G_CONNECT_SWAPPED);
  present_dialog (dialog, parent);
}

void
rushes_compat_confirm_async (GtkWindow *parent,
                             const char *heading,
                             const char *body,
                             const char *cancel_label,
                             const char *confirm_label,
                             gboolean destructive,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GObject *dialog = NULL;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (heading != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, rushes_compat_confirm_async);
  if (g_task_return_error_if_cancelled (task))
    return;

  dialog = create_dialog (parent, heading, body);
  add_responses (dialog, cancel_label, confirm_label, destructive);
  ask (task, dialog, parent);
}

gboolean
rushes_compat_confirm_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
