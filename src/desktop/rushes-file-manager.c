/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-file-manager"

#include "config.h"

#include "desktop/rushes-file-manager.h"

#include <fcntl.h>
#include <gio/gunixfdlist.h>

#define FILE_MANAGER_NAME "org.freedesktop.FileManager1"
#define FILE_MANAGER_PATH "/org/freedesktop/FileManager1"
#define PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define PORTAL_INTERFACE "org.freedesktop.portal.OpenURI"

/* Either may have to be started first. */
#define PATIENCE_MS 10000

static gboolean
is_sandboxed (void)
{
  return g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) || g_getenv ("SNAP") != NULL;
}

/* Its folder, with the program for folders */

static void
folder_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_app_info_launch_default_for_uri_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
open_folder (GTask *task)
{
  g_autoptr (GFile) folder = g_file_get_parent (g_task_get_task_data (task));
  g_autofree char *uri = folder != NULL ? g_file_get_uri (folder) : NULL;

  if (uri == NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "The file is in no folder");
  else
    g_app_info_launch_default_for_uri_async (uri, NULL, g_task_get_cancellable (task), folder_opened_cb,
                                             g_object_ref (task));
}

/* The portal */

static void
portal_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_with_unix_fd_list_finish (G_DBUS_CONNECTION (source),
                                                                                NULL, result, &error);

  if (reply != NULL)
    {
      g_task_return_boolean (task, TRUE);
    }
  else if (!g_task_return_error_if_cancelled (task))
    {
      g_debug ("No portal shows the file, its folder is opened: %s", error->message);
      open_folder (task);
    }
}

static void
ask_portal (GTask *task, GDBusConnection *bus)
{
  const char *path = g_file_peek_path (g_task_get_task_data (task));
  /* The portal starts outside of a sandbox only for who wants it; here there are other ways. */
  const GDBusCallFlags flags = is_sandboxed () ? G_DBUS_CALL_FLAGS_NONE : G_DBUS_CALL_FLAGS_NO_AUTO_START;
  g_autoptr (GUnixFDList) fds = NULL;
  GVariantBuilder options;
  int fd = -1;

  /* It only names the file: nothing is read. */
  if (path != NULL)
    fd = open (path, O_PATH | O_CLOEXEC);
  if (fd < 0)
    {
      open_folder (task);
      return;
    }

  fds = g_unix_fd_list_new_from_array (&fd, 1);
  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_dbus_connection_call_with_unix_fd_list (bus, PORTAL_NAME, PORTAL_PATH, PORTAL_INTERFACE, "OpenDirectory",
                                            g_variant_new ("(sha{sv})", "", 0, &options),
                                            G_VARIANT_TYPE ("(o)"), flags, PATIENCE_MS, fds,
                                            g_task_get_cancellable (task), portal_answered_cb,
                                            g_object_ref (task));
}

/* The file manager */

static void
items_shown_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply != NULL)
    {
      g_task_return_boolean (task, TRUE);
    }
  else if (!g_task_return_error_if_cancelled (task))
    {
      g_debug ("No file manager shows the file: %s", error->message);
      ask_portal (task, G_DBUS_CONNECTION (source));
    }
}

static void
bus_reached_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autofree char *uri = g_file_get_uri (g_task_get_task_data (task));
  const char *uris[] = { uri, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, &error);

  if (g_task_return_error_if_cancelled (task))
    return;
  if (bus == NULL)
    {
      g_debug ("There is no bus, the folder is opened: %s", error->message);
      open_folder (task);
      return;
    }
  /* A sandbox talks to no file manager, and its paths mean nothing outside. */
  if (is_sandboxed ())
    {
      ask_portal (task, bus);
      return;
    }

  g_dbus_connection_call (bus, FILE_MANAGER_NAME, FILE_MANAGER_PATH, FILE_MANAGER_NAME, "ShowItems",
                          g_variant_new ("(^ass)", uris, ""), NULL, G_DBUS_CALL_FLAGS_NONE, PATIENCE_MS,
                          g_task_get_cancellable (task), items_shown_cb, g_object_ref (task));
}

void
rushes_file_manager_show_async (GFile *file,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (G_IS_FILE (file));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, rushes_file_manager_show_async);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  g_bus_get (G_BUS_TYPE_SESSION, cancellable, bus_reached_cb, g_object_ref (task));
}

gboolean
rushes_file_manager_show_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
