/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-compat"

#include "config.h"

#include "compat/rushes-compat.h"

#define FILE_MANAGER_NAME "org.freedesktop.FileManager1"
#define FILE_MANAGER_PATH "/org/freedesktop/FileManager1"

/* A file manager may have to be started first. */
#define FILE_MANAGER_PATIENCE_MS 10000

#if GTK_CHECK_VERSION(4, 10, 0)

static void
return_launched (GTask *task, gboolean launched, const GError *error)
{
  if (launched)
    g_task_return_boolean (task, TRUE);
  else if (g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED)
           || g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_CANCELLED))
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", error->message);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s", error->message);
}

static void
launched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  gboolean launched = gtk_file_launcher_launch_finish (GTK_FILE_LAUNCHER (source), result, &error);

  return_launched (task, launched, error);
}

static void
open_file (GTask *task, GtkWindow *parent, GFile *file)
{
  g_autoptr (GtkFileLauncher) launcher = gtk_file_launcher_new (file);

  gtk_file_launcher_launch (launcher, parent, g_task_get_cancellable (task), launched_cb,
                            g_object_ref (task));
}

static void
folder_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  gboolean opened = gtk_file_launcher_open_containing_folder_finish (GTK_FILE_LAUNCHER (source), result,
                                                                     &error);

  return_launched (task, opened, error);
}

/* Lets the portal show @file: a sandbox talks to no file manager, and its paths mean nothing outside. */
static void
show_by_portal (GTask *task, GtkWindow *parent, GFile *file)
{
  g_autoptr (GtkFileLauncher) launcher = gtk_file_launcher_new (file);

  gtk_file_launcher_open_containing_folder (launcher, parent, g_task_get_cancellable (task), folder_opened_cb,
                                            g_object_ref (task));
}

#else

static void
uri_shown_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (gtk_show_uri_full_finish (GTK_WINDOW (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
open_file (GTask *task, GtkWindow *parent, GFile *file)
{
  g_autofree char *uri = g_file_get_uri (file);

  gtk_show_uri_full (parent, uri, GDK_CURRENT_TIME, g_task_get_cancellable (task), uri_shown_cb,
                     g_object_ref (task));
}

/* No sandbox comes with a GTK as old as this: its folder, opened through GTK's own portal code, will do. */
static void
show_by_portal (GTask *task, GtkWindow *parent, GFile *file)
{
  g_autoptr (GFile) folder = g_file_get_parent (file);

  open_file (task, parent, folder);
}

#endif

static gboolean
is_sandboxed (void)
{
  return g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) || g_getenv ("SNAP") != NULL;
}

typedef struct
{
  GtkWindow *parent;
  GFile *file;
} ShowData;

static void
show_data_free (gpointer data)
{
  ShowData *show = data;

  g_clear_object (&show->parent);
  g_clear_object (&show->file);
  g_free (show);
}

static void
items_shown_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ShowData *show = g_task_get_task_data (task);
  g_autoptr (GtkWindow) parent = g_object_ref (show->parent);
  g_autoptr (GFile) folder = g_file_get_parent (show->file);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;

  /* Whoever keeps the result does not keep the window. */
  g_task_set_task_data (task, NULL, NULL);

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  if (reply != NULL)
    {
      g_task_return_boolean (task, TRUE);
    }
  else if (!g_task_return_error_if_cancelled (task))
    {
      g_debug ("No file manager shows the file, its folder is opened: %s", error->message);
      open_file (task, parent, folder);
    }
}

static void
bus_reached_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ShowData *show = g_task_get_task_data (task);
  g_autofree char *uri = g_file_get_uri (show->file);
  const char *uris[] = { uri, NULL };
  GError *error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, &error);

  if (bus == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  g_dbus_connection_call (bus, FILE_MANAGER_NAME, FILE_MANAGER_PATH, FILE_MANAGER_NAME, "ShowItems",
                          g_variant_new ("(^ass)", uris, ""), NULL, G_DBUS_CALL_FLAGS_NONE,
                          FILE_MANAGER_PATIENCE_MS, g_task_get_cancellable (task), items_shown_cb,
                          g_object_ref (task));
}

void
rushes_compat_show_in_files_async (
  GtkWindow *parent, GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  ShowData *show = NULL;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (G_IS_FILE (file));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, rushes_compat_show_in_files_async);
  if (is_sandboxed ())
    {
      show_by_portal (task, parent, file);
      return;
    }

  show = g_new0 (ShowData, 1);
  show->parent = g_object_ref (parent);
  show->file = g_object_ref (file);
  g_task_set_task_data (task, show, show_data_free);
  g_bus_get (G_BUS_TYPE_SESSION, cancellable, bus_reached_cb, g_object_ref (task));
}

gboolean
rushes_compat_show_in_files_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
rushes_compat_open_file_async (
  GtkWindow *parent, GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (G_IS_FILE (file));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, rushes_compat_open_file_async);
  open_file (task, parent, file);
}

gboolean
rushes_compat_open_file_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
