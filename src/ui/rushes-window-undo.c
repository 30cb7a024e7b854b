/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-window"

#include "config.h"

#include "ui/rushes-window-private.h"

#include <glib/gi18n-lib.h>

#include "compat/rushes-compat.h"
#include "ui/rushes-describe.h"

/* What changes the list for good, and the one step back from it. */

/* Files that wait for this wait no longer: after it is done, nothing is there to be forgotten. */
static void
undo_free (RushesWindowUndo *undo)
{
  if (undo->kind == RUSHES_UNDO_REMOVE_KEPT)
    rushes_session_forget_kept (undo->session, undo->tasks);
  else if (undo->kind == RUSHES_UNDO_DELETE_DAMAGED)
    rushes_session_forget_damaged (undo->session, g_ptr_array_index (undo->tasks, 0));
  g_object_unref (undo->session);
  g_ptr_array_unref (undo->tasks);
  g_strfreev (undo->labels);
  g_free (undo);
}

static void
forget_toast_cb (RushesWindow *self, AdwToast *toast)
{
  if (self->undo_toast == toast)
    self->undo_toast = NULL;
}

/* @undo: (transfer full) */
static void
offer_undo (RushesWindow *self, RushesWindowUndo *undo, const char *text)
{
  if (self->undo_toast != NULL)
    rushes_compat_toast_dismiss (self->undo_toast);
  g_clear_pointer (&self->undo, undo_free);
  self->undo = undo;
  rushes_window_update_actions (self);
  self->undo_toast = rushes_window_show_toast (self, text, _ ("Undo"), "win.undo", NULL);
  g_signal_connect_object (self->undo_toast, "dismissed", G_CALLBACK (forget_toast_cb), self,
                           G_CONNECT_SWAPPED);
}

static RushesWindowUndo *
undo_new (RushesSession *session, GPtrArray *tasks)
{
  RushesWindowUndo *undo = g_new0 (RushesWindowUndo, 1);

  undo->session = g_object_ref (session);
  undo->tasks = g_ptr_array_new_full (tasks->len, g_object_unref);
  for (guint i = 0; i < tasks->len; i++)
    g_ptr_array_add (undo->tasks, g_object_ref (g_ptr_array_index (tasks, i)));
  return undo;
}

/* An undo on its way to be true. */
typedef struct
{
  RushesWindow *window;
  RushesWindowUndo *undo;
  guint position; /* of the first of its tasks that was selected */
} Change;

static Change *
change_new (RushesWindow *self, GPtrArray *tasks)
{
  Change *change = g_new0 (Change, 1);

  change->window = g_object_ref (self);
  change->undo = undo_new (self->session, tasks);
  change->position = GTK_INVALID_LIST_POSITION;
  return change;
}

static void
change_free (Change *change)
{
  g_object_unref (change->window);
  g_clear_pointer (&change->undo, undo_free);
  g_free (change);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Change, change_free)

/* Removing, and bringing back */

/* The selection goes on, so that a second Delete removes the next one. */
static void
select_neighbour (RushesWindow *self, guint position)
{
  const guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  if (position != GTK_INVALID_LIST_POSITION && n_items > 0)
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), MIN (position, n_items - 1),
                                     TRUE);
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Change) change = user_data;
  RushesWindow *self = change->window;
  const guint n_tasks = change->undo->tasks->len;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (!rushes_session_remove_finish (RUSHES_SESSION (source), result, &error))
    {
      rushes_window_report_task_error (self, error, NULL);
      return;
    }
  if (rushes_window_is_closed (self))
    return;

  if (n_tasks == 1)
    /* Translators: %s is the label or the id of a task */
    text = g_strdup_printf (_ ("Removed “%s” from the list"),
                            rushes_describe_title (g_ptr_array_index (change->undo->tasks, 0)));
  else
    text = g_strdup_printf (ngettext ("%u task removed", "%u tasks removed", n_tasks), n_tasks);
  offer_undo (self, g_steal_pointer (&change->undo), text);
  if (change->position != GTK_INVALID_LIST_POSITION)
    {
      rushes_window_set_selecting (self, FALSE);
      select_neighbour (self, change->position);
    }
}

/* Returns: GTK_INVALID_LIST_POSITION where it is not all about the selection */
static guint
find_selected_position (RushesWindow *self, GPtrArray *tasks)
{
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  g_autoptr (RushesTask) first = NULL;

  if (gtk_bitset_get_size (selected) != tasks->len)
    return GTK_INVALID_LIST_POSITION;

  first = g_list_model_get_item (G_LIST_MODEL (self->selection), gtk_bitset_get_minimum (selected));
  return first == g_ptr_array_index (tasks, 0) ? gtk_bitset_get_minimum (selected)
                                               : GTK_INVALID_LIST_POSITION;
}

void
rushes_window_remove_tasks (RushesWindow *self, GPtrArray *tasks)
{
  Change *change = NULL;

  g_return_if_fail (RUSHES_IS_WINDOW (self));
  g_return_if_fail (tasks->len > 0);

  change = change_new (self, tasks);
  change->position = find_selected_position (self, tasks);
  rushes_session_remove_async (self->session, change->undo->tasks, removed_cb, change);
}

static void
restored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Change) change = user_data;
  g_autoptr (GError) error = NULL;

  if (!rushes_session_restore_finish (RUSHES_SESSION (source), result, &error))
    rushes_window_report_task_error (change->window, error, NULL);
}

/* Labels */

static void
labelled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Change) change = user_data;
  RushesWindow *self = change->window;
  const guint n_tasks = change->undo->tasks->len;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (!rushes_session_set_labels_finish (RUSHES_SESSION (source), result, &error))
    {
      rushes_window_report_task_error (self, error, NULL);
      return;
    }
  if (rushes_window_is_closed (self))
    return;

  text = g_strdup_printf (ngettext ("%u task labelled", "%u tasks labelled", n_tasks), n_tasks);
  offer_undo (self, g_steal_pointer (&change->undo), text);
}

void
rushes_window_label_tasks (RushesWindow *self, GPtrArray *tasks, const char *label)
{
  g_autofree const char **labels = NULL;
  Change *change = NULL;

  g_return_if_fail (RUSHES_IS_WINDOW (self));
  g_return_if_fail (tasks->len > 0);

  change = change_new (self, tasks);
  labels = g_new0 (const char *, tasks->len);
  change->undo->kind = RUSHES_UNDO_LABEL;
  change->undo->labels = g_new0 (char *, tasks->len + 1);
  for (guint i = 0; i < tasks->len; i++)
    {
      const char *before = rushes_task_get_label (g_ptr_array_index (tasks, i));

      labels[i] = label;
      change->undo->labels[i] = g_strdup (before != NULL ? before : "");
    }
  rushes_session_set_labels_async (self->session, change->undo->tasks, labels, labelled_cb, change);
}

static void
labels_restored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Change) change = user_data;
  g_autoptr (GError) error = NULL;

  if (!rushes_session_set_labels_finish (RUSHES_SESSION (source), result, &error))
    rushes_window_report_task_error (change->window, error, NULL);
}

/* Files of ours */

/* A change of what is kept of @task. */
static Change *
change_new_for_file (RushesWindow *self, RushesTask *task)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();

  g_ptr_array_add (tasks, task);
  return change_new (self, tasks);
}

static void
kept_removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Change) change = user_data;
  RushesWindow *self = change->window;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (!rushes_session_remove_kept_finish (RUSHES_SESSION (source), result, &error))
    {
      rushes_window_report_task_error (self, error, NULL);
      return;
    }

  /* From here on somebody has to forget it. */
  change->undo->kind = RUSHES_UNDO_REMOVE_KEPT;
  if (rushes_window_is_closed (self))
    return;

  /* Translators: %s is the label or the id of a task */
  text = g_strdup_printf (_ ("The kept video of “%s” is in the trash"),
                          rushes_describe_title (g_ptr_array_index (change->undo->tasks, 0)));
  offer_undo (self, g_steal_pointer (&change->undo), text);
}

void
rushes_window_remove_kept (RushesWindow *self, RushesTask *task)
{
  Change *change = NULL;

  g_return_if_fail (RUSHES_IS_WINDOW (self));
  g_return_if_fail (RUSHES_IS_TASK (task));

  change = change_new_for_file (self, task);
  rushes_session_remove_kept_async (self->session, change->undo->tasks, kept_removed_cb, change);
}

static void
damaged_deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Change) change = user_data;
  RushesWindow *self = change->window;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (!rushes_session_discard_damaged_finish (RUSHES_SESSION (source), result, &error))
    {
      rushes_window_report_file_error (self, _ ("The damaged video could not be deleted"), error);
      return;
    }

  change->undo->kind = RUSHES_UNDO_DELETE_DAMAGED;
  if (rushes_window_is_closed (self))
    return;

  /* Translators: %s is the label or the id of a task */
  text = g_strdup_printf (_ ("The damaged video of “%s” is in the trash"),
                          rushes_describe_title (g_ptr_array_index (change->undo->tasks, 0)));
  offer_undo (self, g_steal_pointer (&change->undo), text);
}

void
rushes_window_delete_damaged (RushesWindow *self, RushesTask *task)
{
  g_return_if_fail (RUSHES_IS_WINDOW (self));
  g_return_if_fail (RUSHES_IS_TASK (task));

  rushes_session_discard_damaged_async (self->session, task, damaged_deleted_cb,
                                        change_new_for_file (self, task));
}

static void
file_restored (RushesWindow *self, gboolean restored, const GError *error)
{
  if (!restored)
    rushes_window_report_file_error (self, _ ("The video could not be brought back. It is in the trash."),
                                     error);
}

static void
kept_restored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Change) change = user_data;
  g_autoptr (GError) error = NULL;

  file_restored (change->window, rushes_session_restore_kept_finish (RUSHES_SESSION (source), result, &error),
                 error);
}

static void
damaged_restored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Change) change = user_data;
  g_autoptr (GError) error = NULL;

  file_restored (change->window,
                 rushes_session_restore_damaged_finish (RUSHES_SESSION (source), result, &error), error);
}

/* The way back */

/* @undo: (transfer full): it lives until it is done */
static void
take_back (RushesWindow *self, RushesWindowUndo *undo)
{
  Change *change = g_new0 (Change, 1);
  RushesSession *session = undo->session;

  change->window = g_object_ref (self);
  change->undo = undo;
  switch (undo->kind)
    {
    case RUSHES_UNDO_REMOVE:
      rushes_session_restore_async (session, undo->tasks, restored_cb, change);
      break;
    case RUSHES_UNDO_LABEL:
      rushes_session_set_labels_async (session, undo->tasks, (const char *const *) undo->labels,
                                       labels_restored_cb, change);
      break;
    case RUSHES_UNDO_REMOVE_KEPT:
      rushes_session_restore_kept_async (session, undo->tasks, kept_restored_cb, change);
      break;
    case RUSHES_UNDO_DELETE_DAMAGED:
      rushes_session_restore_damaged_async (session, g_ptr_array_index (undo->tasks, 0), damaged_restored_cb,
                                            change);
      break;
    }
}

static void
undo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RushesWindow *self = RUSHES_WINDOW (widget);
  RushesWindowUndo *undo = g_steal_pointer (&self->undo);

  if (undo == NULL)
    return;

  if (self->undo_toast != NULL)
    rushes_compat_toast_dismiss (self->undo_toast);
  rushes_window_update_actions (self);
  take_back (self, undo);
}

void
rushes_window_install_undo_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.undo", NULL, undo_action);
}

void
rushes_window_dispose_undo (RushesWindow *self)
{
  g_clear_pointer (&self->undo, undo_free);
}
