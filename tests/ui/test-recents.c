/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gtk/gtk.h>

#include "library/rushes-task-private.h"
#include "support/rushes-test-utils.h"
#include "ui/rushes-recents.h"

typedef struct
{
  char *folder;
  GApplication *application;
  RushesHost *host;
  RushesSession *session;
  GtkRecentManager *manager;
  RushesRecents *recents;
  const char *awaited;
  gboolean closed;
} Fixture;

static gboolean
is_closed (gpointer user_data)
{
  Fixture *fixture = user_data;

  return fixture->closed;
}

static void
closed_cb (Fixture *fixture)
{
  fixture->closed = TRUE;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fixture->folder = rushes_test_make_folder ();
  path = g_build_filename (fixture->folder, "recently-used.xbel", NULL);
  fixture->manager = g_object_new (GTK_TYPE_RECENT_MANAGER, "filename", path, NULL);
  fixture->application = g_application_new (NULL, G_APPLICATION_DEFAULT_FLAGS);
  fixture->host = rushes_host_new (fixture->application);
  g_signal_connect_swapped (fixture->host, "closed", G_CALLBACK (closed_cb), fixture);
  fixture->recents = rushes_recents_new (fixture->host, fixture->manager);
  rushes_host_open_async (fixture->host, FALSE, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the session");
  fixture->session = rushes_host_open_finish (fixture->host, result, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->session);
  rushes_host_release (fixture->host);
  rushes_test_await (is_closed, fixture, "the session to close");
  rushes_test_await_finalize (g_steal_pointer (&fixture->recents));
  g_clear_object (&fixture->manager);
  g_clear_object (&fixture->host);
  g_clear_object (&fixture->application);
  rushes_test_remove_folder (fixture->folder);
}

static char *
make_file (Fixture *fixture, const char *name)
{
  char *path = g_build_filename (fixture->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, "video", -1, NULL));
  return path;
}

static void
save (Fixture *fixture, const char *path)
{
  g_autoptr (RushesTask) task = rushes_task_new ("306792606023824", "default", 1, 0);

  rushes_task_set_saved_path (task, path);
  g_signal_emit_by_name (fixture->session, "task-saved", task);
}

static int
count (Fixture *fixture)
{
  int n_items = 0;

  g_object_get (fixture->manager, "size", &n_items, NULL);
  return n_items;
}

static gboolean
is_remembered (gpointer user_data)
{
  Fixture *fixture = user_data;

  /* It does not like to be asked while it is empty. */
  return count (fixture) > 0 && gtk_recent_manager_has_item (fixture->manager, fixture->awaited);
}

static void
test_saved (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = make_file (fixture, "take 1.mp4");
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);

  save (fixture, path);
  fixture->awaited = uri;
  rushes_test_await (is_remembered, fixture, "the video to be remembered");
}

/* Where the file is not there any more, there is nothing to remember. */
static void
test_gone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = rushes_task_new ("306792606023824", "default", 1, 0);
  g_autofree char *path = make_file (fixture, "take 1.mp4");

  g_signal_emit_by_name (fixture->session, "task-saved", task);
  rushes_task_set_saved_path (task, path);
  rushes_task_set_saved_missing (task, TRUE);
  g_signal_emit_by_name (fixture->session, "task-saved", task);
  rushes_test_pump ();
  g_assert_cmpint (count (fixture), ==, 0);
}

#define ADD(name, function) g_test_add ("/ui/recents/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("saved", test_saved);
  ADD ("gone", test_gone);

  return g_test_run ();
}
