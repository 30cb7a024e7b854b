/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/rushes-error.h"
#include "desktop/rushes-track-service.h"
#include "intake/rushes-handover.h"
#include "support/rushes-test-utils.h"

#include <string.h>

#define FIRST "306792606023824"
#define SECOND "306790001122334"
#define NAME RUSHES_APPLICATION_ID
#define INTERFACE RUSHES_APPLICATION_ID RUSHES_HANDOVER_SUFFIX

/* The running Rushes, as far as the bus can see it, and rushes-cli beside it. */
typedef struct
{
  GTestDBus *bus;
  GDBusConnection *connection;
  GApplication *application;
  RushesHost *host;
  char *path;
  guint service;
  guint n_added;
  guint n_known;
  gboolean closed;
} Fixture;

static void
told_cb (guint n_added, guint n_known, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_added += n_added;
  fixture->n_known += n_known;
}

static void
closed_cb (Fixture *fixture)
{
  fixture->closed = TRUE;
}

static gboolean
has_closed (gpointer user_data)
{
  return ((Fixture *) user_data)->closed;
}

static void
own_name (Fixture *fixture)
{
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  reply = g_dbus_connection_call_sync (fixture->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus", "RequestName",
                                       g_variant_new ("(su)", NAME, 4U), NULL, G_DBUS_CALL_FLAGS_NONE, -1,
                                       NULL, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (fixture->bus);
  fixture->connection = g_dbus_connection_new_for_address_sync (
    g_test_dbus_get_bus_address (fixture->bus),
    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL,
    NULL, &error);
  g_assert_no_error (error);

  fixture->application = g_application_new (NULL, G_APPLICATION_DEFAULT_FLAGS);
  fixture->host = rushes_host_new (fixture->application);
  g_signal_connect_swapped (fixture->host, "closed", G_CALLBACK (closed_cb), fixture);
  fixture->path = g_strdelimit (g_strdup ("/" NAME), ".", '/');
  fixture->service = rushes_track_service_export (fixture->connection, fixture->path, fixture->host, told_cb,
                                                  fixture, &error);
  g_assert_no_error (error);
  own_name (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->service != 0)
    g_dbus_connection_unregister_object (fixture->connection, fixture->service);
  g_assert_true (g_dbus_connection_close_sync (fixture->connection, NULL, NULL));
  g_clear_object (&fixture->connection);
  rushes_test_await_finalize (g_steal_pointer (&fixture->host));
  g_clear_object (&fixture->application);
  g_test_dbus_down (fixture->bus);
  g_clear_object (&fixture->bus);
  g_clear_pointer (&fixture->path, g_free);
}

/* Runs the command line tool; returns what it printed. */
static char *
run (int status, const char *const *arguments, char **problems)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE
                                                                        | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *ignored = NULL;
  char *output = NULL;

  g_ptr_array_add (argv, (char *) g_getenv ("RUSHES_CLI"));
  for (guint i = 0; arguments[i] != NULL; i++)
    g_ptr_array_add (argv, (char *) arguments[i]);
  g_ptr_array_add (argv, NULL);

  process = g_subprocess_newv ((const char *const *) argv->pdata,
                               G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8_async (process, NULL, NULL, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the program’s end");
  g_subprocess_communicate_utf8_finish (process, result, &output, problems != NULL ? problems : &ignored,
                                        &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, status);
  return output;
}

static guint
count_tasks (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesSession) session = NULL;
  guint n_tasks;

  rushes_host_open_async (fixture->host, FALSE, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the session");
  session = rushes_host_open_finish (fixture->host, result, &error);
  g_assert_no_error (error);
  n_tasks = g_list_model_get_n_items (rushes_session_get_tasks (session));
  fixture->closed = FALSE;
  rushes_host_release (fixture->host);
  rushes_test_await (has_closed, fixture, "its end");
  return n_tasks;
}

/* Taken while nobody has the window open; on disk when the program ends. */
static void
test_command_line (Fixture *fixture, gconstpointer data)
{
  const char *const first[] = { "track", FIRST, NULL };
  const char *const both[] = { "track", "--json", FIRST, SECOND, NULL };
  g_autofree char *output = run (0, first, NULL);
  g_autofree char *again = NULL;

  g_assert_cmpstr (output, ==, FIRST "\tAdded\n");
  again = run (0, both, NULL);
  g_assert_cmpstr (again, ==,
                   "{\"task_id\":\"" FIRST "\",\"label\":null,\"added\":false,\"handed_to\":\"window\"}\n"
                   "{\"task_id\":\"" SECOND "\",\"label\":null,\"added\":true,\"handed_to\":\"window\"}\n");
  g_assert_cmpuint (fixture->n_added, ==, 2);
  g_assert_cmpuint (fixture->n_known, ==, 1);
  g_assert_cmpuint (count_tasks (fixture), ==, 2);
}

static GVariant *
call (Fixture *fixture, GVariant *parameters, GError **error)
{
  g_autoptr (GDBusConnection) caller = g_dbus_connection_new_for_address_sync (
    g_test_dbus_get_bus_address (fixture->bus),
    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL,
    NULL, NULL);
  g_autoptr (GAsyncResult) result = NULL;

  g_dbus_connection_call (caller, NAME, fixture->path, INTERFACE, RUSHES_HANDOVER_METHOD, parameters, NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the answer");
  return g_dbus_connection_call_finish (caller, result, error);
}

/* Whoever shares the bus can call: one bad id, and nothing is taken. */
static void
test_bad_ids (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) wrong_type = NULL;

  g_assert_null (call (fixture, g_variant_new_parsed ("([('" FIRST "', ''), ('a b', '')],)"), &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_REQUEST_REFUSED);
  g_assert_null (call (fixture, g_variant_new_parsed ("('" FIRST "',)"), &wrong_type));
  g_assert_error (wrong_type, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS);
  g_assert_cmpuint (fixture->n_added, ==, 0);
  g_assert_cmpuint (count_tasks (fixture), ==, 0);
}

/* A Rushes that is there and does not take them: the library is its own, and nobody else writes to it. */
static void
test_no_service (Fixture *fixture, gconstpointer data)
{
  const char *const arguments[] = { "track", FIRST, NULL };
  g_autofree char *problems = NULL;
  g_autofree char *output = NULL;

  g_dbus_connection_unregister_object (fixture->connection, fixture->service);
  fixture->service = 0;
  output = run (1, arguments, &problems);
  g_assert_cmpstr (output, ==, "");
  g_assert_nonnull (strstr (problems, "Rushes is running"));
  g_assert_cmpuint (count_tasks (fixture), ==, 0);
}

/* The program is about to end. */
static void
test_quitting (Fixture *fixture, gconstpointer data)
{
  const char *const arguments[] = { "track", FIRST, NULL };
  g_autofree char *output = NULL;
  g_autofree char *problems = NULL;

  rushes_host_end (fixture->host);
  output = run (1, arguments, &problems);
  g_assert_cmpstr (output, ==, "");
  g_assert_cmpstr (problems, !=, "");
}

/* A place that is taken is told, and keeps nothing of what asked for it. */
static void
test_place_taken (Fixture *fixture, gconstpointer data)
{
  RushesHost *host = rushes_host_new (fixture->application);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (
    rushes_track_service_export (fixture->connection, fixture->path, host, told_cb, fixture, &error), ==, 0);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_assert_finalize_object (host);
}

#define ADD(name, function)                                                                                  \
  g_test_add ("/desktop/track-service/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_dbus_unset ();
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("command-line", test_command_line);
  ADD ("bad-ids", test_bad_ids);
  ADD ("no-service", test_no_service);
  ADD ("quitting", test_quitting);
  ADD ("place-taken", test_place_taken);

  return g_test_run ();
}
