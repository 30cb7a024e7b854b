/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/rushes-error.h"
#include "base/rushes-text.h"
#include "keys/rushes-key-store.h"
#include "support/rushes-test-utils.h"

#include <libsecret/secret.h>

#define SECRETS_NAME "org.freedesktop.secrets"

/* Far more than an answer over a local bus takes, far less than D-Bus itself would wait (25 s). */
#define SHORT_PATIENCE_MS 300
#define QUICK_SECONDS 5.0

/* libsecret keeps its connection for good, so there is one bus for all cases; services come and go on it. */
static GTestDBus *test_bus = NULL;

typedef struct
{
  GDBusConnection *service; /* (nullable): the one that plays the Secret Service */
  GSubprocess *daemon;      /* (nullable): the real one */
  char *home;               /* (nullable): of the daemon */
} Fixture;

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  secret_service_disconnect ();
  if (fixture->daemon != NULL)
    {
      g_subprocess_send_signal (fixture->daemon, SIGTERM);
      g_assert_true (g_subprocess_wait (fixture->daemon, NULL, NULL));
    }
  g_clear_object (&fixture->daemon);
  g_clear_pointer (&fixture->home, rushes_test_remove_folder);
  if (fixture->service != NULL)
    g_assert_true (g_dbus_connection_close_sync (fixture->service, NULL, NULL));
  g_clear_object (&fixture->service);
}

static RushesKeyStore *
create_keyring (guint patience_ms)
{
  g_autoptr (RushesKeyStore) model = rushes_keyring_new ();

  return g_object_new (G_OBJECT_TYPE (model), "patience-ms", patience_ms, NULL);
}

static char *
load_key (RushesKeyStore *store, const char *account_id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  rushes_key_store_load_async (store, account_id, NULL, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the keyring to be asked for a key");
  return rushes_key_store_load_finish (store, result, error);
}

static gboolean
store_key (RushesKeyStore *store, const char *account_id, const char *key, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  rushes_key_store_store_async (store, account_id, "An account", key, NULL, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the keyring to be given a key");
  return rushes_key_store_store_finish (store, result, error);
}

static void
assert_key (RushesKeyStore *store, const char *account_id, const char *expected)
{
  g_autoptr (GError) error = NULL;
  char *key = load_key (store, account_id, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (key, ==, expected);
  rushes_text_wipe (key);
}

static void
assert_stores (RushesKeyStore *store, const char *account_id, const char *key)
{
  g_autoptr (GError) error = NULL;
  gboolean stored = store_key (store, account_id, key, &error);

  g_assert_no_error (error);
  g_assert_true (stored);
}

/* That every call ends with RUSHES_ERROR_KEYRING, and not only after D-Bus has lost its patience. */
static void
assert_no_keyring (RushesKeyStore *store)
{
  g_autoptr (GTimer) timer = g_timer_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (load_key (store, "default", &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_KEYRING);
  g_clear_error (&error);
  g_assert_false (store_key (store, "default", "a-key-of-a-test", &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_KEYRING);
  g_assert_null (strstr (error->message, "a-key-of-a-test"));
  g_clear_error (&error);
  g_assert_false (store_key (store, "default", NULL, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_KEYRING);
  g_assert_cmpfloat (g_timer_elapsed (timer, NULL), <, QUICK_SECONDS);
}

static void
test_absent (Fixture *fixture, gconstpointer data)
{
  RushesKeyStore *store = rushes_keyring_new ();

  assert_no_keyring (store);
  rushes_test_await_finalize (store);
}

/* GDBusMessageFilterFunction: hears every call and answers none. */
static GDBusMessage *
swallow_calls (GDBusConnection *connection, GDBusMessage *message, gboolean incoming, gpointer user_data)
{
  if (incoming && g_dbus_message_get_message_type (message) == G_DBUS_MESSAGE_TYPE_METHOD_CALL)
    g_clear_object (&message);
  return message;
}

static GDBusConnection *
connect_to_bus (void)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection = g_dbus_connection_new_for_address_sync (
    g_test_dbus_get_bus_address (test_bus),
    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL,
    NULL, &error);

  g_assert_no_error (error);
  return connection;
}

static GDBusMessage *
answer_session (GDBusMessage *call)
{
  g_autoptr (GVariant) algorithm = g_variant_get_child_value (g_dbus_message_get_body (call), 0);
  GDBusMessage *reply = NULL;

  if (g_str_equal (g_variant_get_string (algorithm, NULL), "plain"))
    {
      reply = g_dbus_message_new_method_reply (call);
      g_dbus_message_set_body (reply, g_variant_new ("(vo)", g_variant_new_string (""),
                                                     "/org/freedesktop/secrets/session/1"));
      return reply;
    }
  return g_dbus_message_new_method_error_literal (call, "org.freedesktop.DBus.Error.NotSupported", "no");
}

/* GDBusMessageFilterFunction: begins as a keyring does, and then has only errors. */
static GDBusMessage *
fail_midway (GDBusConnection *connection, GDBusMessage *message, gboolean incoming, gpointer user_data)
{
  g_autoptr (GDBusMessage) call = message;
  g_autoptr (GDBusMessage) reply = NULL;

  if (!incoming || g_dbus_message_get_message_type (call) != G_DBUS_MESSAGE_TYPE_METHOD_CALL)
    return g_steal_pointer (&call);

  if (g_strcmp0 (g_dbus_message_get_member (call), "OpenSession") == 0)
    reply = answer_session (call);
  else
    reply = g_dbus_message_new_method_error_literal (call, "org.freedesktop.DBus.Error.Failed",
                                                     "the keyring is damaged");
  g_dbus_connection_send_message (connection, reply, G_DBUS_SEND_MESSAGE_FLAGS_NONE, NULL, NULL);
  return NULL;
}

/* Begins as a keyring does, and then is silent. */
static GDBusMessage *
hang_midway (GDBusConnection *connection, GDBusMessage *message, gboolean incoming, gpointer user_data)
{
  if (incoming && g_strcmp0 (g_dbus_message_get_member (message), "OpenSession") == 0)
    return fail_midway (connection, message, incoming, user_data);
  return swallow_calls (connection, message, incoming, user_data);
}

static void
start_service (Fixture *fixture, GDBusMessageFilterFunction filter)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) owned = NULL;

  fixture->service = connect_to_bus ();
  owned = g_dbus_connection_call_sync (fixture->service, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus", "RequestName",
                                       g_variant_new ("(su)", SECRETS_NAME, 0), G_VARIANT_TYPE ("(u)"),
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  g_dbus_connection_add_filter (fixture->service, filter, NULL, NULL);
}

static void
test_silent (Fixture *fixture, gconstpointer data)
{
  RushesKeyStore *store = create_keyring (SHORT_PATIENCE_MS);
  g_autoptr (GTimer) timer = g_timer_new ();

  start_service (fixture, swallow_calls);
  assert_no_keyring (store);
  /* Three calls: each has to have waited for an answer. */
  g_assert_cmpfloat (g_timer_elapsed (timer, NULL), >=, 3 * SHORT_PATIENCE_MS / 1000.0);
  rushes_test_await_finalize (store);
}

static void
test_fails_midway (Fixture *fixture, gconstpointer data)
{
  RushesKeyStore *store = rushes_keyring_new ();

  start_service (fixture, fail_midway);
  assert_no_keyring (store);
  rushes_test_await_finalize (store);
}

static void
test_hangs_midway (Fixture *fixture, gconstpointer data)
{
  RushesKeyStore *store = create_keyring (SHORT_PATIENCE_MS);

  start_service (fixture, hang_midway);
  assert_no_keyring (store);
  rushes_test_await_finalize (store);
}

static gboolean
cancel_cb (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_REMOVE;
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  RushesKeyStore *store = rushes_keyring_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  start_service (fixture, swallow_calls);
  rushes_key_store_load_async (store, "default", cancellable, rushes_test_keep_result, &result);
  g_idle_add (cancel_cb, cancellable);
  rushes_test_await_result (&result, "the call to be cancelled");
  g_assert_null (rushes_key_store_load_finish (store, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&result);
  rushes_test_await_finalize (store);
}

static void
test_default_patience (void)
{
  g_autoptr (RushesKeyStore) store = rushes_keyring_new ();
  guint patience_ms = 0;

  g_object_get (store, "patience-ms", &patience_ms, NULL);
  g_assert_cmpuint (patience_ms, ==, 3000);
}

static void
name_appeared_cb (GDBusConnection *bus, const char *name, const char *owner, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static gboolean
is_true (gpointer user_data)
{
  return *(gboolean *) user_data;
}

static void
await_name (const char *name)
{
  g_autoptr (GDBusConnection) connection = connect_to_bus ();
  gboolean there = FALSE;
  guint watch = g_bus_watch_name_on_connection (connection, name, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                name_appeared_cb, NULL, &there, NULL);

  rushes_test_await (is_true, &there, name);
  g_bus_unwatch_name (watch);
  g_assert_true (g_dbus_connection_close_sync (connection, NULL, NULL));
}

/* The daemon of GNOME, with a keyring of its own in the test's home, unlocked. */
static gboolean
start_real_service (Fixture *fixture)
{
  g_autofree char *path = g_find_program_in_path ("gnome-keyring-daemon");
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GError) error = NULL;
  GOutputStream *password = NULL;

  if (path == NULL)
    {
      g_test_skip ("gnome-keyring-daemon is not installed");
      return FALSE;
    }

  launcher = g_subprocess_launcher_new ((GSubprocessFlags) (G_SUBPROCESS_FLAGS_STDIN_PIPE
                                                            | G_SUBPROCESS_FLAGS_STDOUT_SILENCE
                                                            | G_SUBPROCESS_FLAGS_STDERR_SILENCE));
  fixture->home = rushes_test_make_folder ();
  /* What finds faults in our code is not for theirs. */
  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG");
  g_subprocess_launcher_unsetenv (launcher, "MALLOC_CHECK_");
  g_subprocess_launcher_unsetenv (launcher, "MALLOC_PERTURB_");
  g_subprocess_launcher_setenv (launcher, "HOME", fixture->home, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", fixture->home, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_RUNTIME_DIR", fixture->home, TRUE);
  fixture->daemon = g_subprocess_launcher_spawn (launcher, &error, path, "--unlock", "--foreground",
                                                 "--components=secrets", NULL);
  g_assert_no_error (error);
  password = g_subprocess_get_stdin_pipe (fixture->daemon);
  g_assert_true (g_output_stream_write_all (password, "test", 4, NULL, NULL, &error));
  g_assert_true (g_output_stream_close (password, NULL, &error));
  await_name (SECRETS_NAME);
  return TRUE;
}

static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  RushesKeyStore *store = NULL;

  if (!start_real_service (fixture))
    return;

  store = rushes_keyring_new ();
  assert_key (store, "default", NULL);
  assert_stores (store, "default", "a-key-of-a-test");
  assert_key (store, "default", "a-key-of-a-test");
  assert_key (store, "another", NULL);

  assert_stores (store, "default", "a-newer-key");
  assert_key (store, "default", "a-newer-key");

  assert_stores (store, "default", NULL);
  assert_key (store, "default", NULL);
  assert_stores (store, "default", NULL);
  rushes_test_await_finalize (store);
}

static void
test_locked (Fixture *fixture, gconstpointer data)
{
  RushesKeyStore *store = NULL;
  g_autoptr (SecretService) service = NULL;
  g_autoptr (SecretCollection) collection = NULL;
  g_autoptr (GError) error = NULL;
  GList *locked = NULL;

  if (!start_real_service (fixture))
    return;

  store = rushes_keyring_new ();
  assert_stores (store, "default", "a-key-of-a-test");
  service = secret_service_get_sync (SECRET_SERVICE_NONE, NULL, &error);
  g_assert_no_error (error);
  collection = secret_collection_for_alias_sync (service, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE,
                                                 NULL, &error);
  g_assert_no_error (error);
  locked = g_list_append (NULL, collection);
  g_assert_cmpint (secret_service_lock_sync (service, locked, NULL, NULL, &error), ==, 1);
  g_assert_no_error (error);

  /* Nobody is there who could be asked to unlock it. */
  assert_no_keyring (store);

  g_list_free (locked);
  rushes_test_await_finalize (store);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/keys/keyring/default-patience", test_default_patience);
  g_test_add ("/keys/keyring/absent", Fixture, NULL, NULL, test_absent, tear_down);
  g_test_add ("/keys/keyring/silent", Fixture, NULL, NULL, test_silent, tear_down);
  g_test_add ("/keys/keyring/fails-midway", Fixture, NULL, NULL, test_fails_midway, tear_down);
  g_test_add ("/keys/keyring/hangs-midway", Fixture, NULL, NULL, test_hangs_midway, tear_down);
  g_test_add ("/keys/keyring/cancelled", Fixture, NULL, NULL, test_cancelled, tear_down);
  g_test_add ("/keys/keyring/round-trip", Fixture, NULL, NULL, test_round_trip, tear_down);
  g_test_add ("/keys/keyring/locked", Fixture, NULL, NULL, test_locked, tear_down);

  test_bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (test_bus);
  status = g_test_run ();
  /* Not taken down: that would wait for libsecret to let go of the bus. */
  g_test_dbus_stop (test_bus);
  return status;
}
