/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "desktop/rushes-file-manager.h"

#include <gio/gunixfdlist.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "support/rushes-test-utils.h"

/* Those that a desktop may have, on a bus of the test's own, with no service behind it that could be started.
 */

#define PROGRAM "folders.desktop"

static const char services_xml[] = "<node>"
                                   "  <interface name='org.freedesktop.FileManager1'>"
                                   "    <method name='ShowItems'>"
                                   "      <arg type='as' direction='in'/><arg type='s' direction='in'/>"
                                   "    </method>"
                                   "  </interface>"
                                   "  <interface name='org.freedesktop.portal.OpenURI'>"
                                   "    <method name='OpenDirectory'>"
                                   "      <arg type='s' direction='in'/><arg type='h' direction='in'/>"
                                   "      <arg type='a{sv}' direction='in'/><arg type='o' direction='out'/>"
                                   "    </method>"
                                   "  </interface>"
                                   "</node>";

typedef struct
{
  char *folder;
  GFile *file;
  GDBusConnection *bus; /* of the services */
  GPtrArray *calls;     /* of utf8: what was asked of them */
  gboolean refuses;     /* the service answers with an error */
  guint object;
  guint name;
} Fixture;

static void
call_cb (GDBusConnection *bus,
         const char *sender,
         const char *path,
         const char *interface,
         const char *method,
         GVariant *parameters,
         GDBusMethodInvocation *invocation,
         gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autofree const char **uris = NULL;
  g_autofree char *link = NULL;
  g_autofree char *target = NULL;
  GUnixFDList *fds = NULL;

  if (g_str_equal (method, "ShowItems"))
    {
      g_variant_get (parameters, "(^a&s&s)", &uris, NULL);
      g_assert_cmpuint (g_strv_length ((char **) uris), ==, 1);
      g_ptr_array_add (fixture->calls, g_strconcat ("ShowItems ", uris[0], NULL));
    }
  else
    {
      fds = g_dbus_message_get_unix_fd_list (g_dbus_method_invocation_get_message (invocation));
      g_assert_cmpint (g_unix_fd_list_get_length (fds), ==, 1);
      link = g_strdup_printf ("/proc/self/fd/%d", g_unix_fd_list_peek_fds (fds, NULL)[0]);
      target = g_file_read_link (link, NULL);
      g_ptr_array_add (fixture->calls, g_strconcat ("OpenDirectory ", target, NULL));
    }

  if (fixture->refuses)
    g_dbus_method_invocation_return_dbus_error (invocation, "org.example.Refused", "No");
  else
    g_dbus_method_invocation_return_value (invocation, g_str_equal (method, "ShowItems")
                                                         ? NULL
                                                         : g_variant_new ("(o)", "/request"));
}

static void
name_acquired_cb (GDBusConnection *bus, const char *name, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static gboolean
is_true (gpointer data)
{
  return *(gboolean *) data;
}

/* One service comes up. */
static void
offer (Fixture *fixture, const char *name, const char *path, const char *interface)
{
  static const GDBusInterfaceVTable vtable = { .method_call = call_cb };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (services_xml, NULL);
  g_autoptr (GError) error = NULL;
  gboolean owned = FALSE;

  fixture->object = g_dbus_connection_register_object (fixture->bus, path,
                                                       g_dbus_node_info_lookup_interface (node, interface),
                                                       &vtable, fixture, NULL, &error);
  g_assert_no_error (error);
  fixture->name = g_bus_own_name_on_connection (fixture->bus, name, G_BUS_NAME_OWNER_FLAGS_NONE,
                                                name_acquired_cb, NULL, &owned, NULL);
  rushes_test_await (is_true, &owned, "the service");
}

static void
offer_file_manager (Fixture *fixture)
{
  offer (fixture, "org.freedesktop.FileManager1", "/org/freedesktop/FileManager1",
         "org.freedesktop.FileManager1");
}

static void
offer_portal (Fixture *fixture)
{
  offer (fixture, "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop",
         "org.freedesktop.portal.OpenURI");
}

/* The program for folders writes down what it is to open. */
static void
install_program (Fixture *fixture)
{
  const char *data = g_get_user_data_dir ();
  g_autofree char *script = g_build_filename (fixture->folder, "open-folder", NULL);
  g_autofree char *applications = g_build_filename (data, "applications", NULL);
  g_autofree char *entry = g_build_filename (applications, PROGRAM, NULL);
  g_autofree char *list = g_build_filename (g_get_user_config_dir (), "mimeapps.list", NULL);
  g_autofree char *script_text = g_strdup_printf ("#!/bin/sh\nprintf '%%s' \"$1\" >'%s/part'\n"
                                                  "mv '%s/part' '%s/opened'\n",
                                                  fixture->folder, fixture->folder, fixture->folder);
  g_autofree char *entry_text
    = g_strdup_printf ("[Desktop Entry]\nType=Application\nName=Folders\nExec=%s %%f\n"
                       "MimeType=inode/directory;\n",
                       script);

  g_assert_cmpint (g_mkdir_with_parents (applications, 0700), ==, 0);
  g_assert_cmpint (g_mkdir_with_parents (g_get_user_config_dir (), 0700), ==, 0);
  g_assert_true (g_file_set_contents_full (script, script_text, -1, G_FILE_SET_CONTENTS_NONE, 0700, NULL));
  g_assert_true (g_file_set_contents (entry, entry_text, -1, NULL));
  g_assert_true (
    g_file_set_contents (list, "[Default Applications]\ninode/directory=" PROGRAM "\n", -1, NULL));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GError) error = NULL;

  fixture->folder = rushes_test_make_folder ();
  path = g_build_filename (fixture->folder, "take 1.mp4", NULL);
  g_assert_true (g_file_set_contents (path, "video", -1, NULL));
  fixture->file = g_file_new_for_path (path);
  fixture->calls = g_ptr_array_new_with_free_func (g_free);
  fixture->bus = g_dbus_connection_new_for_address_sync (address,
                                                         G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
                                                           | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                         NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->name != 0)
    g_bus_unown_name (fixture->name);
  if (fixture->object != 0)
    g_dbus_connection_unregister_object (fixture->bus, fixture->object);
  g_dbus_connection_close_sync (fixture->bus, NULL, NULL);
  g_clear_object (&fixture->bus);
  g_ptr_array_unref (fixture->calls);
  g_clear_object (&fixture->file);
  rushes_test_remove_folder (fixture->folder);
  g_unsetenv ("SNAP");
}

static gboolean
show (Fixture *fixture, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  rushes_file_manager_show_async (fixture->file, NULL, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the file to be shown");
  return rushes_file_manager_show_finish (result, error);
}

static void
assert_asked (Fixture *fixture, const char *expected)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (show (fixture, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (fixture->calls->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (fixture->calls, 0), ==, expected);
}

static void
test_file_manager (Fixture *fixture, gconstpointer data)
{
  g_autofree char *uri = g_file_get_uri (fixture->file);
  g_autofree char *expected = g_strconcat ("ShowItems ", uri, NULL);

  g_assert_nonnull (strstr (uri, "take%201.mp4"));
  offer_file_manager (fixture);
  assert_asked (fixture, expected);
}

static void
test_portal (Fixture *fixture, gconstpointer data)
{
  g_autofree char *expected = g_strconcat ("OpenDirectory ", g_file_peek_path (fixture->file), NULL);

  offer_portal (fixture);
  assert_asked (fixture, expected);
}

/* Its paths mean nothing to a file manager outside. */
static void
test_sandbox (Fixture *fixture, gconstpointer data)
{
  g_setenv ("SNAP", "/snap/rushes/1", TRUE);
  offer_file_manager (fixture);
  g_assert_false (show (fixture, NULL));
  g_assert_cmpuint (fixture->calls->len, ==, 0);
}

static gboolean
was_opened (gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autofree char *path = g_build_filename (fixture->folder, "opened", NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static gboolean
look_again_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
assert_folder_opened (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->folder, "opened", NULL);
  g_autofree char *opened = NULL;
  g_autoptr (GError) error = NULL;
  guint source_id = 0;

  install_program (fixture);
  g_assert_true (show (fixture, &error));
  g_assert_no_error (error);
  /* A process of its own, which tells nobody. */
  source_id = g_timeout_add (20, look_again_cb, NULL);
  rushes_test_await (was_opened, fixture, "the folder to be opened");
  g_source_remove (source_id);
  g_assert_true (g_file_get_contents (path, &opened, NULL, NULL));
  g_assert_cmpstr (opened, ==, fixture->folder);
}

static void
test_program (Fixture *fixture, gconstpointer data)
{
  assert_folder_opened (fixture);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  fixture->refuses = TRUE;
  offer_file_manager (fixture);
  assert_folder_opened (fixture);
  g_assert_cmpuint (fixture->calls->len, ==, 1);
}

/* With nobody for it there is an error, and the file is not opened. */
static void
test_nobody (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (show (fixture, &error));
  g_assert_nonnull (error);
  g_assert_false (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  offer_file_manager (fixture);
  g_cancellable_cancel (cancellable);
  rushes_file_manager_show_async (fixture->file, cancellable, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the answer");
  g_assert_false (rushes_file_manager_show_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (fixture->calls->len, ==, 0);
}

#define ADD(name, function)                                                                                  \
  g_test_add ("/desktop/file-manager/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_autoptr (GTestDBus) bus = NULL;
  int status;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);

  ADD ("file-manager", test_file_manager);
  ADD ("portal", test_portal);
  ADD ("sandbox", test_sandbox);
  ADD ("nobody", test_nobody);
  ADD ("program", test_program);
  ADD ("refused", test_refused);
  ADD ("cancelled", test_cancelled);

  status = g_test_run ();
  g_test_dbus_stop (bus);
  return status;
}
