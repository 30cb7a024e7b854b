/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "desktop/rushes-host.h"
#include "support/rushes-test-utils.h"

#define FIRST "306792606023824"
#define SECOND "306790001122334"

typedef struct
{
  GApplication *application;
  RushesHost *host;
  guint n_closed;
  guint n_activated;
} Fixture;

static void
closed_cb (Fixture *fixture)
{
  fixture->n_closed++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  /* No id: nobody else on the bus is asked. */
  fixture->application = g_application_new (NULL, G_APPLICATION_DEFAULT_FLAGS);
  fixture->host = rushes_host_new (fixture->application);
  g_signal_connect_swapped (fixture->host, "closed", G_CALLBACK (closed_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  rushes_test_await_finalize (g_steal_pointer (&fixture->host));
  g_clear_object (&fixture->application);
}

static gboolean
is_open (gpointer user_data)
{
  Fixture *fixture = user_data;

  return rushes_host_get_opened (fixture->host);
}

static gboolean
has_closed (gpointer user_data)
{
  Fixture *fixture = user_data;

  return fixture->n_closed > 0;
}

static gboolean
has_closed_twice (gpointer user_data)
{
  Fixture *fixture = user_data;

  return fixture->n_closed > 1;
}

static RushesSession *
open_and_wait (Fixture *fixture, gboolean started)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  RushesSession *session = NULL;

  rushes_host_open_async (fixture->host, started, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the session");
  session = rushes_host_open_finish (fixture->host, result, &error);
  g_assert_no_error (error);
  return session;
}

static GPtrArray *
make_items (const char *first, const char *second)
{
  GPtrArray *items = g_ptr_array_new_with_free_func ((GDestroyNotify) rushes_intake_item_free);

  g_ptr_array_add (items, rushes_intake_item_new (first, NULL, 1));
  if (second != NULL)
    g_ptr_array_add (items, rushes_intake_item_new (second, NULL, 1));
  return items;
}

/* It is there as long as somebody holds it. */
static void
test_holds (Fixture *fixture, gconstpointer data)
{
  g_assert_null (rushes_host_get_session (fixture->host));
  rushes_host_hold (fixture->host);
  g_assert_nonnull (rushes_host_get_session (fixture->host));
  g_assert_false (rushes_host_get_opened (fixture->host));
  rushes_host_hold (fixture->host);
  rushes_test_await (is_open, fixture, "the library");

  rushes_host_release (fixture->host);
  g_assert_true (rushes_host_get_opened (fixture->host));
  rushes_host_release (fixture->host);
  g_assert_null (rushes_host_get_session (fixture->host));
  rushes_test_await (has_closed, fixture, "its end");
}

/* Whoever lets go before it is open does not leave it open. */
static void
test_too_early (Fixture *fixture, gconstpointer data)
{
  rushes_host_hold (fixture->host);
  rushes_host_release (fixture->host);
  rushes_test_await (has_closed, fixture, "its end");
  g_assert_false (rushes_host_get_opened (fixture->host));
}

/* Whoever comes while it is being closed gets a new one, with the same tasks. */
static void
test_back_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) items = make_items (FIRST, SECOND);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) added = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesSession) first = open_and_wait (fixture, TRUE);
  g_autoptr (RushesSession) second = NULL;
  g_autoptr (RushesTask) task = NULL;

  rushes_host_track_async (fixture->host, items, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the tasks");
  added = rushes_host_track_finish (fixture->host, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (added->len, ==, 2);
  g_clear_pointer (&added, g_ptr_array_unref);

  rushes_host_release (fixture->host);
  g_assert_null (rushes_host_get_session (fixture->host));
  second = open_and_wait (fixture, FALSE);
  g_assert_true (second != first);
  g_assert_cmpuint (fixture->n_closed, ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (rushes_session_get_tasks (second)), ==, 2);
  /* As they were given: the newest is the first in the list. */
  task = g_list_model_get_item (rushes_session_get_tasks (second), 1);
  g_assert_cmpstr (rushes_task_get_id (task), ==, FIRST);
  g_clear_object (&task);

  rushes_host_release (fixture->host);
  rushes_test_await (has_closed_twice, fixture, "its end");
}

/* Ids that were handed over are in the library, even if nobody else stays for that. */
static void
test_tracks_alone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) items = make_items (FIRST, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) added = NULL;
  g_autoptr (GError) error = NULL;

  rushes_host_hold (fixture->host);
  rushes_host_track_async (fixture->host, items, rushes_test_keep_result, &result);
  rushes_host_release (fixture->host);
  rushes_test_await_result (&result, "the task");
  added = rushes_host_track_finish (fixture->host, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (added->len, ==, 1);
  rushes_test_await (has_closed, fixture, "its end");
}

/* The end waits for nobody, and nobody is left waiting. */
static void
test_end (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) opening = NULL;
  g_autoptr (GAsyncResult) late = NULL;
  g_autoptr (GError) error = NULL;

  rushes_host_end (fixture->host);
  g_assert_cmpuint (fixture->n_closed, ==, 1);

  rushes_host_hold (fixture->host);
  rushes_host_open_async (fixture->host, TRUE, rushes_test_keep_result, &opening);
  rushes_host_end (fixture->host);
  rushes_test_await_result (&opening, "the answer");
  g_assert_null (rushes_host_open_finish (fixture->host, opening, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  rushes_host_open_async (fixture->host, FALSE, rushes_test_keep_result, &late);
  rushes_test_await_result (&late, "the answer");
  g_assert_null (rushes_host_open_finish (fixture->host, late, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  rushes_test_await (has_closed_twice, fixture, "its end");
  g_assert_null (rushes_host_get_session (fixture->host));
  rushes_host_release (fixture->host);

  /* A person who starts the program again has it back. */
  rushes_host_hold (fixture->host);
  rushes_test_await (is_open, fixture, "the library");
  fixture->n_closed = 0;
  rushes_host_release (fixture->host);
  rushes_test_await (has_closed, fixture, "its end");
}

static void
failed_cb (RushesHost *host, const GError *error, guint *n_failed)
{
  g_assert_nonnull (error);
  ++*n_failed;
}

/* What cannot be opened is said, and tried again when somebody else comes. */
static void
test_failure (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "rushes", NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint n_failed = 0;

  g_assert_cmpint (g_mkdir_with_parents (g_get_user_data_dir (), 0700), ==, 0);
  g_assert_true (g_file_set_contents (folder, "no folder", -1, NULL));
  g_signal_connect (fixture->host, "failed", G_CALLBACK (failed_cb), &n_failed);
  rushes_host_open_async (fixture->host, FALSE, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the answer");
  g_assert_null (rushes_host_open_finish (fixture->host, result, &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (n_failed, ==, 1);

  g_assert_cmpint (g_unlink (folder), ==, 0);
  rushes_host_hold (fixture->host);
  rushes_test_await (is_open, fixture, "the library");
  fixture->n_closed = 0;
  rushes_host_release (fixture->host);
  rushes_test_await (has_closed, fixture, "its end");
}

static void
activate_cb (GApplication *application, Fixture *fixture)
{
  fixture->n_activated++;
  rushes_host_hold (fixture->host);
  rushes_host_release (fixture->host);
}

/* The process goes on until the library is closed, and ends then. */
static void
test_process (Fixture *fixture, gconstpointer data)
{
  g_signal_connect (fixture->application, "activate", G_CALLBACK (activate_cb), fixture);
  g_assert_cmpint (g_application_run (fixture->application, 0, NULL), ==, 0);
  g_assert_cmpuint (fixture->n_activated, ==, 1);
  g_assert_cmpuint (fixture->n_closed, ==, 1);
}

#define ADD(name, function) g_test_add ("/desktop/host/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("holds", test_holds);
  ADD ("too-early", test_too_early);
  ADD ("back-again", test_back_again);
  ADD ("tracks-alone", test_tracks_alone);
  ADD ("end", test_end);
  ADD ("failure", test_failure);
  ADD ("process", test_process);

  return g_test_run ();
}
