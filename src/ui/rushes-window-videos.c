/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-window"

#include "config.h"

#include "ui/rushes-window-private.h"

#include <glib/gi18n-lib.h>

#include "base/rushes-error.h"
#include "compat/rushes-compat.h"
#include "desktop/rushes-file-manager.h"
#include "ui/rushes-describe.h"
#include "ui/rushes-user-folder.h"

#define FOLDER_KEY "last-folder"

/* What can be done with the video of one task. */

/* Where videos go */

GFile *
rushes_window_dup_folder (RushesWindow *self, RushesTask *task)
{
  GFile *folder = task != NULL ? rushes_session_dup_save_folder (self->session, task) : NULL;

  /* Where the last video went, or else where videos belong. */
  return folder != NULL ? folder : rushes_user_folder_read (self->settings, FOLDER_KEY);
}

void
rushes_window_remember_folder (RushesWindow *self, GFile *folder)
{
  rushes_user_folder_write (self->settings, FOLDER_KEY, folder);
}

/* Asking where to */

typedef void (*SaveTo) (RushesWindow *self, RushesTask *task, GFile *destination);

/* A video that waits for a place. */
typedef struct
{
  RushesWindowRequest *request;
  SaveTo save_to;
} Placing;

static void
placing_free (Placing *placing)
{
  rushes_window_request_free (placing->request);
  g_free (placing);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Placing, placing_free)

static void
destination_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Placing) placing = user_data;
  RushesWindow *self = placing->request->window;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) destination = rushes_compat_save_file_finish (result, &error);

  if (destination == NULL)
    rushes_window_report_task_error (self, error, NULL);
  else if (!rushes_window_is_closed (self))
    placing->save_to (self, placing->request->task, destination);
}

static void
ask_destination (RushesWindow *self, RushesTask *task, const char *title, const char *name, SaveTo save_to)
{
  g_autoptr (GFile) folder = rushes_window_dup_folder (self, task);
  Placing *placing = g_new0 (Placing, 1);

  placing->request = rushes_window_request_new (self, task);
  placing->save_to = save_to;
  rushes_compat_save_file_async (GTK_WINDOW (self), title, name, folder, self->cancellable,
                                 destination_chosen_cb, placing);
}

/* Saving */

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesWindowRequest) request = user_data;
  RushesWindow *self = request->window;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (!rushes_session_save_finish (RUSHES_SESSION (source), result, &error))
    {
      /* A full disk is told once, for all videos. */
      if (!g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_DISK_FULL)
          || rushes_session_get_transfers_blocked (RUSHES_SESSION (source)) == NULL)
        rushes_window_report_task_error (self, error, request->task);
      return;
    }
  if (rushes_window_is_closed (self))
    return;

  /* Translators: %s is the label or the id of a task */
  text = g_strdup_printf (_ ("Saved “%s”"), rushes_describe_title (request->task));
  rushes_window_show_toast (self, text, _ ("Show in Files"), "win.show-in-files", request->task);
}

static void
remember_folder_of (RushesWindow *self, GFile *file)
{
  g_autoptr (GFile) folder = g_file_get_parent (file);

  if (folder != NULL)
    rushes_window_remember_folder (self, folder);
}

void
rushes_window_save_to (RushesWindow *self, RushesTask *task, GFile *destination)
{
  g_return_if_fail (RUSHES_IS_WINDOW (self));
  g_return_if_fail (self->session != NULL);

  remember_folder_of (self, destination);
  /* The dialog has asked already where there is a file of that name. */
  rushes_session_save_async (self->session, task, destination, TRUE, saved_cb,
                             rushes_window_request_new (self, task));
}

static gboolean
can_save (RushesTask *task)
{
  return rushes_verb_applies (RUSHES_VERB_SAVE, task) || rushes_verb_applies (RUSHES_VERB_SAVE_AGAIN, task);
}

void
rushes_window_save_task (RushesWindow *self, RushesTask *task)
{
  g_autofree char *name = rushes_session_suggest_name (self->session, task);

  ask_destination (self, task, _ ("Save Video"), name, rushes_window_save_to);
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RushesWindow *self = RUSHES_WINDOW (widget);
  g_autoptr (RushesTask) task = rushes_window_find_task (self, parameter);

  if (task != NULL && can_save (task))
    rushes_window_save_task (self, task);
  else
    gtk_widget_error_bell (widget);
}

/* What came damaged */

static void
damaged_saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesWindowRequest) request = user_data;
  RushesWindow *self = request->window;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = rushes_session_save_damaged_finish (RUSHES_SESSION (source), result, &error);
  g_autofree char *text = NULL;

  if (file == NULL)
    {
      rushes_window_report_file_error (self, _ ("The damaged video could not be saved"), error);
      return;
    }
  if (rushes_window_is_closed (self))
    return;

  /* Translators: %s is the label or the id of a task */
  text = g_strdup_printf (_ ("Saved the damaged video of “%s”"), rushes_describe_title (request->task));
  rushes_window_show_toast (self, text, NULL, NULL, NULL);
}

void
rushes_window_save_damaged_to (RushesWindow *self, RushesTask *task, GFile *destination)
{
  g_return_if_fail (RUSHES_IS_WINDOW (self));
  g_return_if_fail (self->session != NULL);

  remember_folder_of (self, destination);
  rushes_session_save_damaged_async (self->session, task, destination, TRUE, damaged_saved_cb,
                                     rushes_window_request_new (self, task));
}

static void
save_damaged_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RushesWindow *self = RUSHES_WINDOW (widget);
  g_autoptr (RushesTask) task = rushes_window_find_task_for (self, RUSHES_VERB_SAVE_DAMAGED, parameter);
  g_autofree char *suggestion = NULL;

  if (task == NULL)
    return;

  suggestion = rushes_session_suggest_damaged_name (self->session, task);
  ask_destination (self, task, _ ("Save Damaged Video"), suggestion, rushes_window_save_damaged_to);
}

static void
delete_damaged_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RushesWindow *self = RUSHES_WINDOW (widget);
  g_autoptr (RushesTask) task = rushes_window_find_task_for (self, RUSHES_VERB_DELETE_DAMAGED, parameter);

  if (task != NULL)
    rushes_window_delete_damaged (self, task);
}

/* On its way */

static void
pause_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RushesWindow *self = RUSHES_WINDOW (widget);
  g_autoptr (RushesTask) task = rushes_window_find_task_for (self, RUSHES_VERB_PAUSE, parameter);

  if (task != NULL)
    rushes_session_pause_transfer (self->session, task);
}

static void
resume_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RushesWindow *self = RUSHES_WINDOW (widget);
  g_autoptr (RushesTask) task = rushes_window_find_task_for (self, RUSHES_VERB_RESUME, parameter);

  if (task != NULL)
    rushes_session_resume_transfer (self->session, task);
}

static void
retry_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RushesWindow *self = RUSHES_WINDOW (widget);
  g_autoptr (RushesTask) task = rushes_window_find_task_for (self, RUSHES_VERB_RETRY, parameter);

  if (task != NULL)
    rushes_session_retry_transfer (self->session, task);
}

static void
cancel_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RushesWindow *self = RUSHES_WINDOW (widget);
  g_autoptr (RushesTask) task = rushes_window_find_task (self, parameter);

  if (task != NULL
      && (rushes_verb_applies (RUSHES_VERB_CANCEL_SAVING, task)
          || rushes_verb_applies (RUSHES_VERB_CANCEL_KEEPING, task)))
    rushes_session_cancel_transfer (self->session, task);
  else
    gtk_widget_error_bell (widget);
}

/* The file */

static void
shown_in_files_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!rushes_file_manager_show_finish (result, &error))
    rushes_window_report_file_error (self, _ ("The folder could not be shown"), error);
}

static void
show_in_files_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RushesWindow *self = RUSHES_WINDOW (widget);
  g_autoptr (RushesTask) task = rushes_window_find_task_for (self, RUSHES_VERB_SHOW_IN_FILES, parameter);
  g_autoptr (GFile) file = task != NULL ? rushes_describe_file (task) : NULL;

  if (file == NULL)
    return;
  rushes_session_look_after_files (self->session, task);
  rushes_file_manager_show_async (file, self->cancellable, shown_in_files_cb, g_object_ref (self));
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!rushes_compat_open_file_finish (result, &error))
    rushes_window_report_file_error (self, _ ("The video could not be opened"), error);
}

static void
open_task (RushesWindow *self, RushesTask *task)
{
  g_autoptr (GFile) file = rushes_describe_file (task);

  if (file == NULL)
    return;
  rushes_session_look_after_files (self->session, task);
  rushes_compat_open_file_async (GTK_WINDOW (self), file, self->cancellable, opened_cb, g_object_ref (self));
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RushesWindow *self = RUSHES_WINDOW (widget);
  g_autoptr (RushesTask) task = rushes_window_find_task_for (self, RUSHES_VERB_OPEN, parameter);

  if (task != NULL)
    open_task (self, task);
}

static void
copy_path_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RushesWindow *self = RUSHES_WINDOW (widget);
  g_autoptr (RushesTask) task = rushes_window_find_task_for (self, RUSHES_VERB_COPY_PATH, parameter);
  g_autoptr (GFile) file = task != NULL ? rushes_describe_file (task) : NULL;
  g_autofree char *place = file != NULL ? g_file_get_parse_name (file) : NULL;

  if (place == NULL)
    return;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), place);
  rushes_window_show_toast (self, _ ("Path copied"), NULL, NULL, NULL);
}

static void
remove_kept_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RushesWindow *self = RUSHES_WINDOW (widget);
  g_autoptr (RushesTask) task = rushes_window_find_task_for (self, RUSHES_VERB_REMOVE_KEPT, parameter);

  if (task != NULL)
    rushes_window_remove_kept (self, task);
}

void
rushes_window_install_video_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.save", "x", save_action);
  gtk_widget_class_install_action (widget_class, "win.save-damaged", "x", save_damaged_action);
  gtk_widget_class_install_action (widget_class, "win.delete-damaged", "x", delete_damaged_action);
  gtk_widget_class_install_action (widget_class, "win.pause", "x", pause_action);
  gtk_widget_class_install_action (widget_class, "win.resume", "x", resume_action);
  gtk_widget_class_install_action (widget_class, "win.retry", "x", retry_action);
  gtk_widget_class_install_action (widget_class, "win.cancel", "x", cancel_action);
  gtk_widget_class_install_action (widget_class, "win.open", "x", open_action);
  gtk_widget_class_install_action (widget_class, "win.show-in-files", "x", show_in_files_action);
  gtk_widget_class_install_action (widget_class, "win.copy-path", "x", copy_path_action);
  gtk_widget_class_install_action (widget_class, "win.remove-kept", "x", remove_kept_action);
}
