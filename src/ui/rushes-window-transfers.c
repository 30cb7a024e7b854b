/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-window"

#include "config.h"

#include "ui/rushes-window-private.h"

#include <glib/gi18n-lib.h>

#include "compat/rushes-compat.h"

/* What can be done with many videos at once. */

typedef gboolean (*TaskCondition) (RushesTask *task);

/* Returns: (transfer full) (element-type RushesTask) */
static GPtrArray *
list_tasks (RushesWindow *self, TaskCondition condition)
{
  GListModel *tasks = self->session != NULL ? rushes_session_get_tasks (self->session) : NULL;
  GPtrArray *listed = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; tasks != NULL && i < g_list_model_get_n_items (tasks); i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (tasks, i);

      if (condition (task))
        g_ptr_array_add (listed, g_steal_pointer (&task));
    }
  return listed;
}

static guint
count_tasks (RushesWindow *self, TaskCondition condition)
{
  g_autoptr (GPtrArray) tasks = list_tasks (self, condition);

  return tasks->len;
}

static gboolean
is_paused (RushesTask *task)
{
  return rushes_verb_applies (RUSHES_VERB_RESUME, task);
}

static gboolean
can_pause (RushesTask *task)
{
  return rushes_verb_applies (RUSHES_VERB_PAUSE, task);
}

/* The only copy that there is so far is ours or the service's. */
static gboolean
is_unsaved (RushesTask *task)
{
  const RushesState state = rushes_task_get_state (task);

  return (state == RUSHES_STATE_READY || state == RUSHES_STATE_KEPT)
         && (rushes_verb_applies (RUSHES_VERB_SAVE, task)
             || rushes_verb_applies (RUSHES_VERB_SAVE_AGAIN, task));
}

guint
rushes_window_count_saving (RushesWindow *self)
{
  return count_tasks (self, rushes_task_get_saving);
}

/* Saving all */

/* What is being saved together, and where. */
typedef struct
{
  RushesWindow *window;
  GFile *folder;
} Bulk;

static void
bulk_free (Bulk *bulk)
{
  g_object_unref (bulk->window);
  g_object_unref (bulk->folder);
  g_free (bulk);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Bulk, bulk_free)

static void
report_saved (RushesWindow *self, guint n_saved, GFile *folder)
{
  g_autofree char *uri = g_file_get_uri (folder);
  g_autofree char *text = NULL;

  text = g_strdup_printf (ngettext ("%u video saved", "%u videos saved", n_saved), n_saved);
  rushes_window_show_toast_full (self, text, _ ("Show in Files"), "win.show-folder",
                                 g_variant_new_string (uri));
}

static void
report_unsaved (RushesWindow *self, guint n_failed, guint n_tasks)
{
  g_autofree char *text = NULL;

  if (n_failed == n_tasks)
    text = g_strdup_printf (ngettext ("%u video could not be saved", "%u videos could not be saved",
                                      n_failed),
                            n_failed);
  else
    /* Translators: how many of those that were to be saved: "3 of 15 videos could not be saved" */
    text = g_strdup_printf (ngettext ("%u of %u video could not be saved",
                                      "%u of %u videos could not be saved", n_tasks),
                            n_failed, n_tasks);
  rushes_window_show_toast (self, text, _ ("Retry All"), "win.retry-failed", NULL);
}

static void
all_saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Bulk) bulk = user_data;
  RushesWindow *self = bulk->window;
  g_autoptr (GError) error = NULL;
  guint n_failed = 0;
  guint n_saved = rushes_session_save_all_finish (RUSHES_SESSION (source), result, &n_failed, &error);

  if (rushes_window_is_closed (self))
    return;
  if (error != NULL)
    rushes_window_report_task_error (self, error, NULL);
  else if (n_failed > 0)
    report_unsaved (self, n_failed, n_saved + n_failed);
  else if (n_saved > 0)
    report_saved (self, n_saved, bulk->folder);
}

static void
save_to (RushesWindow *self, GPtrArray *tasks, GFile *folder)
{
  Bulk *bulk = NULL;

  rushes_window_remember_folder (self, folder);
  bulk = g_new0 (Bulk, 1);
  bulk->window = g_object_ref (self);
  bulk->folder = g_object_ref (folder);
  rushes_session_save_all_async (self->session, tasks, folder, all_saved_cb, bulk);
}

void
rushes_window_save_all_to (RushesWindow *self, GFile *folder)
{
  g_autoptr (GPtrArray) tasks = NULL;

  g_return_if_fail (RUSHES_IS_WINDOW (self));
  g_return_if_fail (G_IS_FILE (folder));

  /* Once more, since the dialog may have been open for long. */
  tasks = list_tasks (self, is_unsaved);
  save_to (self, tasks, folder);
}

static void
folder_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) folder = rushes_compat_choose_folder_finish (result, &error);

  if (folder == NULL)
    rushes_window_report_task_error (self, error, NULL);
  else if (!rushes_window_is_closed (self))
    rushes_window_save_all_to (self, folder);
}

/* Which videos a folder is being chosen for. */
typedef struct
{
  RushesWindow *window;
  GPtrArray *tasks;
} Choice;

static void
choice_free (Choice *choice)
{
  g_object_unref (choice->window);
  g_ptr_array_unref (choice->tasks);
  g_free (choice);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Choice, choice_free)

static void
folder_for_tasks_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Choice) choice = user_data;
  RushesWindow *self = choice->window;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) folder = rushes_compat_choose_folder_finish (result, &error);

  if (folder == NULL)
    rushes_window_report_task_error (self, error, NULL);
  else if (!rushes_window_is_closed (self))
    save_to (self, choice->tasks, folder);
}

static void
ask_for_folder (RushesWindow *self, GPtrArray *tasks, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GFile) folder = NULL;
  g_autofree char *title = NULL;

  folder = rushes_window_dup_folder (self, g_ptr_array_index (tasks, 0));
  /* Translators: the title of a dialog in which a folder is chosen */
  title = g_strdup_printf (ngettext ("Save %u Video to a Folder", "Save %u Videos to a Folder", tasks->len),
                           tasks->len);
  rushes_compat_choose_folder_async (GTK_WINDOW (self), title, folder, self->cancellable, callback,
                                     user_data);
}

void
rushes_window_save_tasks (RushesWindow *self, GPtrArray *tasks)
{
  Choice *choice = NULL;

  g_return_if_fail (RUSHES_IS_WINDOW (self));
  g_return_if_fail (tasks->len > 0);

  choice = g_new0 (Choice, 1);
  choice->window = g_object_ref (self);
  choice->tasks = g_ptr_array_ref (tasks);
  ask_for_folder (self, tasks, folder_for_tasks_chosen_cb, choice);
}

static void
save_all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RushesWindow *self = RUSHES_WINDOW (widget);
  g_autoptr (GPtrArray) tasks = list_tasks (self, is_unsaved);

  if (tasks->len == 0)
    rushes_window_show_toast (self, _ ("There is no video that could be saved"), NULL, NULL, NULL);
  else
    ask_for_folder (self, tasks, folder_chosen_cb, g_object_ref (self));
}

static void
folder_shown_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (rushes_compat_open_file_finish (result, &error) || rushes_window_is_closed (self)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_debug ("The folder could not be shown: %s", error->message);
  rushes_window_show_toast (self, _ ("The folder could not be shown"), NULL, NULL, NULL);
}

static void
show_folder_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RushesWindow *self = RUSHES_WINDOW (widget);
  g_autoptr (GFile) folder = g_file_new_for_uri (g_variant_get_string (parameter, NULL));

  rushes_compat_open_file_async (GTK_WINDOW (self), folder, self->cancellable, folder_shown_cb,
                                 g_object_ref (self));
}

/* The queue */

static void
for_each (RushesWindow *self, TaskCondition condition, void (*act) (RushesSession *, RushesTask *))
{
  g_autoptr (GPtrArray) tasks = list_tasks (self, condition);

  for (guint i = 0; i < tasks->len; i++)
    act (self->session, g_ptr_array_index (tasks, i));
}

static void
pause_all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  for_each (RUSHES_WINDOW (widget), can_pause, rushes_session_pause_transfer);
}

static void
resume_all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RushesWindow *self = RUSHES_WINDOW (widget);

  if (self->session == NULL)
    return;

  if (rushes_session_get_transfers_blocked (self->session) != NULL)
    rushes_session_resume_transfers (self->session);
  for_each (self, is_paused, rushes_session_resume_transfer);
}

static void
retry_failed_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RushesWindow *self = RUSHES_WINDOW (widget);

  if (self->session == NULL)
    return;

  rushes_session_retry_failed (self->session);
}

static void
resume_transfers_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RushesWindow *self = RUSHES_WINDOW (widget);

  if (self->session != NULL)
    rushes_session_resume_transfers (self->session);
}

void
rushes_window_update_transfer_actions (RushesWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const gboolean usable = self->session != NULL && self->library_open;

  gtk_widget_action_set_enabled (widget, "win.pause-all", usable && count_tasks (self, can_pause) > 0);
  gtk_widget_action_set_enabled (widget, "win.resume-all", usable && count_tasks (self, is_paused) > 0);
}

void
rushes_window_install_transfer_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.save-all", NULL, save_all_action);
  gtk_widget_class_install_action (widget_class, "win.show-folder", "s", show_folder_action);
  gtk_widget_class_install_action (widget_class, "win.pause-all", NULL, pause_all_action);
  gtk_widget_class_install_action (widget_class, "win.resume-all", NULL, resume_all_action);
  gtk_widget_class_install_action (widget_class, "win.retry-failed", NULL, retry_failed_action);
  gtk_widget_class_install_action (widget_class, "win.resume-transfers", NULL, resume_transfers_action);
}
