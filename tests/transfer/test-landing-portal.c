/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/rushes-error.h"
#include "support/rushes-test-utils.h"
#include "transfer/rushes-landing.h"
#include "transfer/rushes-test-mp4.h"

#include <fcntl.h>
#include <gio/gunixfdlist.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

/* Landing where a sandboxed program does: in what the desktop's document portal hands out. The portal is the
 * real one, on a bus and with folders of this test's own; what it shows to a program in a sandbox is seen
 * from outside below "by-app". Where it is not installed, or may not mount, there is nothing to test. */

#define PORTAL_NAME "org.freedesktop.portal.Documents"
#define PORTAL_PATH "/org/freedesktop/portal/documents"
#define STORE_NAME "org.freedesktop.impl.portal.PermissionStore"
#define VIDEO_BYTES (3 * 1024 * 1024 + 123)
#define NAME "海 output.mp4"
/* A flag of AddFull(). */
#define HAND_OUT_FOLDER 8

typedef struct
{
  GTestDBus *bus;
  GDBusConnection *connection;
  GSubprocess *store;
  GSubprocess *portal;
  char *runtime; /* the portal's, and its data */
  char *ours;
  char *source;
  char *folder; /* the user's */
  GBytes *video;
} Fixture;

/* RUSHES_PORTAL_FOLDER: where a machine has its programs elsewhere. */
static char *
find_program (const char *name)
{
  const char *const folders[] = { "/usr/libexec", "/usr/lib", g_getenv ("RUSHES_PORTAL_FOLDER") };

  for (gsize i = 0; i < G_N_ELEMENTS (folders) && folders[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (folders[i], name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
        return g_steal_pointer (&path);
    }
  return NULL;
}

typedef struct
{
  GSubprocess *process;
  gboolean serves;
} Start;

static void
appeared_cb (GDBusConnection *connection, const char *name, const char *owner, gpointer user_data)
{
  Start *self = user_data;

  self->serves = TRUE;
}

static gboolean
is_decided (gpointer user_data)
{
  const Start *self = user_data;

  return self->serves || g_subprocess_get_identifier (self->process) == NULL;
}

/* Returns: (transfer full) (nullable): the program, whose name is on the bus; NULL where it gave up */
static GSubprocess *
start (Fixture *self, const char *program, const char *name)
{
  g_autofree char *path = find_program (program);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  Start wait = { NULL, FALSE };
  guint watch;

  if (path == NULL)
    return NULL;
  g_subprocess_launcher_setenv (launcher, "XDG_RUNTIME_DIR", self->runtime, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", self->runtime, TRUE);
  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG");
  process = g_subprocess_launcher_spawn (launcher, &error, path, NULL);
  g_assert_no_error (error);

  /* Both wake who waits. */
  wait.process = process;
  watch = g_bus_watch_name_on_connection (self->connection, name, G_BUS_NAME_WATCHER_FLAGS_NONE, appeared_cb,
                                          NULL, &wait, NULL);
  g_subprocess_wait_async (process, NULL, NULL, NULL);
  rushes_test_await (is_decided, &wait, name);
  g_bus_unwatch_name (watch);
  return wait.serves ? g_steal_pointer (&process) : NULL;
}

static void
stop (GSubprocess *process)
{
  g_subprocess_send_signal (process, SIGTERM);
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
}

static GVariant *
call (
  Fixture *self, const char *method, GVariant *arguments, const char *type, GUnixFDList *fds, GError **error)
{
  return g_dbus_connection_call_with_unix_fd_list_sync (self->connection, PORTAL_NAME, PORTAL_PATH,
                                                        PORTAL_NAME, method, arguments, G_VARIANT_TYPE (type),
                                                        G_DBUS_CALL_FLAGS_NONE, 1000 * RUSHES_TEST_DEADLINE,
                                                        fds, NULL, NULL, error);
}

/* The portal mounts before it answers. */
static gboolean
is_mounted (Fixture *self)
{
  g_autoptr (GVariant) answer = call (self, "GetMountPoint", NULL, "(ay)", NULL, NULL);
  g_autofree char *by_app = g_build_filename (self->runtime, "doc", "by-app", NULL);

  return answer != NULL && g_file_test (by_app, G_FILE_TEST_IS_DIR);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->runtime = rushes_test_make_folder ();
  self->ours = rushes_test_make_folder ();
  self->folder = rushes_test_make_folder ();
  self->source = g_build_filename (self->ours, "kept.mp4", NULL);
  self->video = rushes_test_make_mp4 (VIDEO_BYTES, 5);
  rushes_test_write_file (self->source, self->video);

  self->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (self->bus);
  self->connection = g_dbus_connection_new_for_address_sync (
    g_test_dbus_get_bus_address (self->bus),
    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL,
    NULL, NULL);
  g_assert_nonnull (self->connection);
  self->store = start (self, "xdg-permission-store", STORE_NAME);
  if (self->store != NULL)
    self->portal = start (self, "xdg-document-portal", PORTAL_NAME);
}

/* It unmounts when it ends. */
static void
stop_portal (Fixture *self)
{
  if (self->portal != NULL)
    stop (self->portal);
  g_clear_object (&self->portal);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  stop_portal (self);
  if (self->store != NULL)
    stop (self->store);
  g_clear_object (&self->store);
  g_assert_true (g_dbus_connection_close_sync (self->connection, NULL, NULL));
  g_object_unref (self->connection);
  g_test_dbus_down (self->bus);
  g_object_unref (self->bus);
  rushes_test_remove_folder (self->runtime);
  rushes_test_remove_folder (self->ours);
  rushes_test_remove_folder (self->folder);
  g_free (self->source);
  g_bytes_unref (self->video);
}

static gboolean
is_skipped (Fixture *self)
{
  if (self->portal != NULL && is_mounted (self))
    return FALSE;
  g_test_skip ("there is no document portal here, or it may not mount");
  return TRUE;
}

/* Returns: (transfer full): the id of the document */
static char *
add_file (Fixture *self, GUnixFDList *fds, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = call (self, "AddNamed",
                                      g_variant_new ("(h@aybb)", 0, g_variant_new_bytestring (name), TRUE,
                                                     FALSE),
                                      "(s)", fds, &error);
  char *id;

  g_assert_no_error (error);
  g_variant_get (answer, "(s)", &id);
  return id;
}

static char *
add_folder (Fixture *self, GUnixFDList *fds)
{
  const char *const nothing[] = { NULL };
  const gint32 handle = 0;
  g_autoptr (GError) error = NULL;
  GVariant *handles = g_variant_new_fixed_array (G_VARIANT_TYPE_HANDLE, &handle, 1, sizeof handle);
  g_autoptr (GVariant) answer = call (self, "AddFull",
                                      g_variant_new ("(@ahus^as)", handles, HAND_OUT_FOLDER, "", nothing),
                                      "(asa{sv})", fds, &error);
  g_auto (GStrv) ids = NULL;

  g_assert_no_error (error);
  g_variant_get (answer, "(^asa{sv})", &ids, NULL);
  return g_strdup (ids[0]);
}

/* Lets the program at @name in the user's folder, or at all of it. Returns: (transfer full): as it sees that
 */
static GFile *
hand_out (Fixture *self, const char *name)
{
  const char *const rights[] = { "read", "write", NULL };
  const int fd = open (self->folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
  g_autoptr (GUnixFDList) fds = g_unix_fd_list_new_from_array (&fd, 1);
  g_autofree char *id = name != NULL ? add_file (self, fds, name) : add_folder (self, fds);
  g_autofree char *folder_name = g_path_get_basename (self->folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) granted = call (self, "GrantPermissions",
                                       g_variant_new ("(ss^as)", id, RUSHES_APPLICATION_ID, rights), "()",
                                       NULL, &error);

  g_assert_no_error (error);
  return g_file_new_build_filename (self->runtime, "doc", "by-app", RUSHES_APPLICATION_ID, id,
                                    name != NULL ? name : folder_name, NULL);
}

/* Not only as the program sees it: so it stays when the portal has gone. */
static void
assert_lasts (Fixture *self)
{
  g_autofree char *path = g_build_filename (self->folder, NAME, NULL);

  stop_portal (self);
  rushes_test_assert_file (path, self->video);
  rushes_test_assert_only (self->folder, NAME);
}

static void
test_new_file (Fixture *self, gconstpointer data)
{
  g_autoptr (GFile) destination = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (self->folder, NAME, NULL);
  const mode_t mask = umask (0);
  GStatBuf info;

  umask (mask);
  if (is_skipped (self))
    return;
  destination = hand_out (self, NAME);

  g_assert_true (rushes_landing_check_folder (destination, TRUE, VIDEO_BYTES, NULL, &error));
  g_assert_no_error (error);
  rushes_test_assert_only (self->folder, NULL);
  g_assert_true (
    rushes_landing_copy (self->source, destination, TRUE, "https://cdn.example/v.mp4", NULL, &error));
  g_assert_no_error (error);

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0666 & ~mask);
  assert_lasts (self);
}

static void
test_file_that_is_there (Fixture *self, gconstpointer data)
{
  g_autoptr (GFile) destination = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (self->folder, NAME, NULL);
  g_autoptr (GBytes) old = g_bytes_new_static ("an old film", 11);

  if (is_skipped (self))
    return;
  rushes_test_write_file (path, old);
  destination = hand_out (self, NAME);

  g_assert_false (rushes_landing_copy (self->source, destination, FALSE, NULL, NULL, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FILE_EXISTS);
  rushes_test_assert_file (path, old);
  rushes_test_assert_only (self->folder, NAME);
  g_clear_error (&error);

  g_assert_true (rushes_landing_check_folder (destination, TRUE, VIDEO_BYTES, NULL, &error));
  g_assert_no_error (error);
  rushes_test_assert_file (path, old);
  g_assert_true (rushes_landing_copy (self->source, destination, TRUE, NULL, NULL, &error));
  g_assert_no_error (error);
  assert_lasts (self);
}

static void
test_part (Fixture *self, gconstpointer data)
{
  g_autoptr (GFile) destination = NULL;
  g_autoptr (GError) error = NULL;

  if (is_skipped (self))
    return;
  destination = hand_out (self, NAME);

  g_assert_true (rushes_landing_commit (self->source, destination, TRUE, NULL, NULL, &error));
  g_assert_no_error (error);
  rushes_test_assert_only (self->ours, NULL);
  assert_lasts (self);
}

static void
test_cancelled (Fixture *self, gconstpointer data)
{
  g_autoptr (GFile) destination = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  if (is_skipped (self))
    return;
  destination = hand_out (self, NAME);
  g_cancellable_cancel (cancellable);

  g_assert_false (rushes_landing_copy (self->source, destination, TRUE, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  rushes_test_assert_only (self->folder, NULL);
  rushes_test_assert_file (self->source, self->video);
}

/* What a program that was killed has left beside the name stays, under a name of the portal's: the next one
 * goes over it. */
static void
test_killed (Fixture *self, gconstpointer data)
{
  g_autoptr (GFile) destination = NULL;
  g_autoptr (GFile) beside = NULL;
  g_autoptr (GFile) left = NULL;
  struct utimbuf long_ago = { 0, 0 };
  g_autoptr (GBytes) half = g_bytes_new_static ("half a cop", 10);
  g_autoptr (GError) error = NULL;

  if (is_skipped (self))
    return;
  destination = hand_out (self, NAME);
  beside = g_file_get_parent (destination);
  left = g_file_get_child (beside, "." NAME ".01234567.part");
  rushes_test_write_file (g_file_peek_path (left), half);
  /* Nobody can tell it from what is being written now. */
  g_assert_cmpuint (rushes_landing_sweep (destination), ==, 0);
  g_assert_cmpint (g_utime (g_file_peek_path (left), &long_ago), ==, 0);

  g_assert_true (rushes_landing_copy (self->source, destination, TRUE, NULL, NULL, &error));
  g_assert_no_error (error);
  assert_lasts (self);
}

/* "Save All" asks for a folder. */
static void
test_folder (Fixture *self, gconstpointer data)
{
  g_autoptr (GFile) folder = NULL;
  g_autoptr (GFile) destination = NULL;
  g_autoptr (GFile) next = NULL;
  g_autofree char *next_name = NULL;
  g_autoptr (GError) error = NULL;

  if (is_skipped (self))
    return;
  folder = hand_out (self, NULL);
  destination = g_file_get_child (folder, NAME);

  g_assert_true (rushes_landing_copy (self->source, destination, FALSE, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (rushes_landing_copy (self->source, destination, FALSE, NULL, NULL, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FILE_EXISTS);
  next = rushes_landing_pick_free_name (folder, NAME, NULL);
  next_name = g_file_get_basename (next);
  g_assert_cmpstr (next_name, ==, "海 output (2).mp4");
  assert_lasts (self);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, test) g_test_add ("/transfer/landing-portal/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("new-file", test_new_file);
  ADD ("file-that-is-there", test_file_that_is_there);
  ADD ("part", test_part);
  ADD ("cancelled", test_cancelled);
  ADD ("killed", test_killed);
  ADD ("folder", test_folder);

  return g_test_run ();
}
