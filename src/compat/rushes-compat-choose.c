/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-compat"

#include "config.h"

#include "compat/rushes-compat.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  GtkWindow *parent;         /* (nullable): a weak pointer */
  GCancellable *cancellable; /* cancelled by the caller, or when the parent goes */
  char *title;
  char *suggested_name; /* (nullable): NULL asks for what is there */
  GFile *folder;        /* (nullable) */
  GListModel *filters;  /* (nullable): of GtkFileFilter; NULL asks for a folder */
  gpointer native;      /* (nullable): the dialog, where the task has to hold it */
} Choice;

static void
choice_free (gpointer data)
{
  Choice *choice = data;

  g_clear_weak_pointer (&choice->parent);
  g_clear_object (&choice->cancellable);
  g_clear_pointer (&choice->title, g_free);
  g_clear_pointer (&choice->suggested_name, g_free);
  g_clear_object (&choice->folder);
  g_clear_object (&choice->filters);
  g_clear_object (&choice->native);
  g_free (choice);
}

static GListModel *
create_video_filters (void)
{
  GListStore *filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("MP4 videos"));
  gtk_file_filter_add_suffix (filter, "mp4");
  g_list_store_append (filters, filter);
  return G_LIST_MODEL (filters);
}

static void
return_dismissed (GTask *task)
{
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "nothing was chosen");
}

#if GTK_CHECK_VERSION(4, 10, 0)

static void
return_choice (GTask *task, GFile *file, const GError *error)
{
  if (file != NULL)
    g_task_return_pointer (task, file, g_object_unref);
  else if (g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED)
           || g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_CANCELLED))
    return_dismissed (task);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s", error->message);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  GFile *file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, &error);

  return_choice (task, file, error);
}

static void
save_file (GTask *task, Choice *choice)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();

  gtk_file_dialog_set_title (dialog, choice->title);
  gtk_file_dialog_set_initial_name (dialog, choice->suggested_name);
  gtk_file_dialog_set_initial_folder (dialog, choice->folder);
  gtk_file_dialog_set_filters (dialog, choice->filters);
  gtk_file_dialog_save (dialog, choice->parent, choice->cancellable, saved_cb, g_object_ref (task));
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  GFile *file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (source), result, &error);

  return_choice (task, file, error);
}

static void
open_file (GTask *task, Choice *choice)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();

  gtk_file_dialog_set_title (dialog, choice->title);
  gtk_file_dialog_set_initial_folder (dialog, choice->folder);
  gtk_file_dialog_set_filters (dialog, choice->filters);
  gtk_file_dialog_open (dialog, choice->parent, choice->cancellable, opened_cb, g_object_ref (task));
}

static void
folder_selected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  GFile *folder = gtk_file_dialog_select_folder_finish (GTK_FILE_DIALOG (source), result, &error);

  return_choice (task, folder, error);
}

static void
choose_folder (GTask *task, Choice *choice)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();

  gtk_file_dialog_set_title (dialog, choice->title);
  gtk_file_dialog_set_initial_folder (dialog, choice->folder);
  gtk_file_dialog_select_folder (dialog, choice->parent, choice->cancellable, folder_selected_cb,
                                 g_object_ref (task));
}

#else

/* Ends the choice and lets go of the reference to @task that the open dialog stands for. */
static void
end_choice (GTask *task, gboolean accepted)
{
  Choice *choice = g_task_get_task_data (task);
  GFile *file = NULL;

  g_signal_handlers_disconnect_by_data (choice->native, task);
  g_signal_handlers_disconnect_by_data (choice->cancellable, task);

  if (accepted)
    file = gtk_file_chooser_get_file (choice->native);
  gtk_native_dialog_destroy (choice->native);
  g_clear_object (&choice->native);

  if (file != NULL)
    g_task_return_pointer (task, file, g_object_unref);
  else
    return_dismissed (task);
  g_object_unref (task);
}

static void
responded_cb (GTask *task, int response)
{
  end_choice (task, response == GTK_RESPONSE_ACCEPT);
}

static void
cancelled_cb (GTask *task)
{
  end_choice (task, FALSE);
}

/* A native dialog is no toplevel: nothing but the task holds it while it is open. */
static void
run_native (GTask *task, Choice *choice, GtkFileChooserNative *native)
{
  g_autoptr (GError) error = NULL;

  choice->native = native;
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (native), TRUE);
  if (choice->folder != NULL
      && !gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (native), choice->folder, &error))
    g_debug ("The dialog opens in a folder of its own: %s", error->message);

  g_object_ref (task);
  g_signal_connect_object (native, "response", G_CALLBACK (responded_cb), task, G_CONNECT_SWAPPED);
  g_signal_connect_object (choice->cancellable, "cancelled", G_CALLBACK (cancelled_cb), task,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (native));
}

static void
add_filters (GtkFileChooserNative *native, GListModel *filters)
{
  for (guint i = 0; i < g_list_model_get_n_items (filters); i++)
    {
      g_autoptr (GtkFileFilter) filter = g_list_model_get_item (filters, i);

      gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (native), filter);
    }
}

static void
open_file (GTask *task, Choice *choice)
{
  GtkFileChooserNative *native = gtk_file_chooser_native_new (choice->title, choice->parent,
                                                              GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);

  add_filters (native, choice->filters);
  run_native (task, choice, native);
}

static void
save_file (GTask *task, Choice *choice)
{
  GtkFileChooserNative *native = gtk_file_chooser_native_new (choice->title, choice->parent,
                                                              GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);

  add_filters (native, choice->filters);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (native), choice->suggested_name);
  run_native (task, choice, native);
}

static void
choose_folder (GTask *task, Choice *choice)
{
  GtkFileChooserNative *native = gtk_file_chooser_native_new (choice->title, choice->parent,
                                                              GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER,
                                                              _ ("_Select"), NULL);

  run_native (task, choice, native);
}

#endif

static void
open_dialog (GTask *task)
{
  Choice *choice = g_task_get_task_data (task);

  if (g_task_return_error_if_cancelled (task))
    return;

  if (choice->parent == NULL || g_cancellable_is_cancelled (choice->cancellable))
    return_dismissed (task);
  else if (choice->suggested_name != NULL)
    save_file (task, choice);
  else if (choice->filters != NULL)
    open_file (task, choice);
  else
    choose_folder (task, choice);
}

static void
folder_queried_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Choice *choice = g_task_get_task_data (task);
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, NULL);

  if (info == NULL || g_file_info_get_file_type (info) != G_FILE_TYPE_DIRECTORY)
    g_clear_object (&choice->folder);
  open_dialog (task);
}

/* GTK's dialog greets with an error where its folder has gone: so that is found out before. */
static void
choose (GTask *task,
        GtkWindow *parent,
        const char *title,
        const char *suggested_name,
        GFile *folder,
        GListModel *filters)
{
  Choice *choice = g_new0 (Choice, 1);
  GCancellable *outer = g_task_get_cancellable (task);

  g_task_set_task_data (task, choice, choice_free);
  g_set_weak_pointer (&choice->parent, parent);
  choice->cancellable = g_cancellable_new ();
  /* GTK's dialogs stay when their parent goes, or go without a word. */
  g_signal_connect_object (parent, "destroy", G_CALLBACK (g_cancellable_cancel), choice->cancellable,
                           G_CONNECT_SWAPPED);
  if (outer != NULL)
    g_signal_connect_object (outer, "cancelled", G_CALLBACK (g_cancellable_cancel), choice->cancellable,
                             G_CONNECT_SWAPPED);
  choice->title = g_strdup (title);
  choice->suggested_name = g_strdup (suggested_name);
  g_set_object (&choice->folder, folder);
  g_set_object (&choice->filters, filters);

  if (folder != NULL)
    g_file_query_info_async (folder, G_FILE_ATTRIBUTE_STANDARD_TYPE, G_FILE_QUERY_INFO_NONE,
                             G_PRIORITY_DEFAULT, choice->cancellable, folder_queried_cb, g_object_ref (task));
  else
    open_dialog (task);
}

void
rushes_compat_save_as_async (GtkWindow *parent,
                             const char *title,
                             const char *suggested_name,
                             GFile *initial_folder,
                             GListModel *filters,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (suggested_name != NULL);
  g_return_if_fail (initial_folder == NULL || G_IS_FILE (initial_folder));
  g_return_if_fail (G_IS_LIST_MODEL (filters));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, rushes_compat_save_as_async);
  choose (task, parent, title, suggested_name, initial_folder, filters);
}

GFile *
rushes_compat_save_as_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
rushes_compat_choose_file_async (GtkWindow *parent,
                                 const char *title,
                                 GFile *initial_folder,
                                 GListModel *filters,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (initial_folder == NULL || G_IS_FILE (initial_folder));
  g_return_if_fail (G_IS_LIST_MODEL (filters));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, rushes_compat_choose_file_async);
  choose (task, parent, title, NULL, initial_folder, filters);
}

GFile *
rushes_compat_choose_file_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
rushes_compat_save_file_async (GtkWindow *parent,
                               const char *title,
                               const char *suggested_name,
                               GFile *initial_folder,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GListModel) filters = NULL;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (suggested_name != NULL);
  g_return_if_fail (initial_folder == NULL || G_IS_FILE (initial_folder));

  filters = create_video_filters ();
  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, rushes_compat_save_file_async);
  choose (task, parent, title, suggested_name, initial_folder, filters);
}

GFile *
rushes_compat_save_file_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
rushes_compat_choose_folder_async (GtkWindow *parent,
                                   const char *title,
                                   GFile *initial_folder,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (initial_folder == NULL || G_IS_FILE (initial_folder));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, rushes_compat_choose_folder_async);
  choose (task, parent, title, NULL, initial_folder, NULL);
}

GFile *
rushes_compat_choose_folder_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
