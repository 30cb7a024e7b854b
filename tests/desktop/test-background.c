/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>

#include "api/rushes-account.h"
#include "demo/rushes-gateway.h"
#include "desktop/rushes-background.h"
#include "rushes-fake-desktop.h"
#include "support/rushes-test-utils.h"

#define KEY "sk-the-right-key-0123456789"
#define RUNNING "306792606023824"

/* A program without a window, and a task that does not end by itself. */
typedef struct
{
  RushesFakeDesktop *desktop;
  GApplication *application;
  RushesHost *host;
  RushesSession *session;
  RushesBackground *background;
} Fixture;

static RushesGateway *gateway;

static void
open_session (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) tracked = NULL;
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) rushes_intake_item_free);
  g_autoptr (GPtrArray) added = NULL;
  g_autoptr (GError) error = NULL;

  rushes_host_open_async (fixture->host, TRUE, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the session");
  fixture->session = rushes_host_open_finish (fixture->host, result, &error);
  g_assert_no_error (error);

  g_ptr_array_add (items, rushes_intake_item_new (RUNNING, NULL, 1));
  rushes_host_track_async (fixture->host, items, rushes_test_keep_result, &tracked);
  rushes_test_await_result (&tracked, "the task");
  added = rushes_host_track_finish (fixture->host, tracked, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->desktop = rushes_fake_desktop_new ();
  fixture->application = g_application_new ("io.github.rushes_app.Test", G_APPLICATION_DEFAULT_FLAGS);
  g_application_register (fixture->application, NULL, &error);
  g_assert_no_error (error);
  fixture->host = rushes_host_new (fixture->application);
  open_session (fixture);
  fixture->background = rushes_background_new (fixture->application, fixture->host);
}

static gboolean
is_closed (gpointer user_data)
{
  return rushes_host_get_session (user_data) == NULL;
}

static void
closed_cb (gboolean *closed)
{
  *closed = TRUE;
}

static gboolean
is_true (gpointer user_data)
{
  gboolean *flag = user_data;

  return *flag;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gboolean closed = FALSE;

  rushes_test_await_finalize (g_steal_pointer (&fixture->background));
  g_signal_connect_swapped (fixture->host, "closed", G_CALLBACK (closed_cb), &closed);
  rushes_host_end (fixture->host);
  rushes_test_await (is_true, &closed, "the library to be closed");
  g_clear_object (&fixture->session);
  rushes_test_await_finalize (g_steal_pointer (&fixture->host));
  g_clear_object (&fixture->application);
  rushes_fake_desktop_free (fixture->desktop);
}

static gboolean
was_asked (gpointer user_data)
{
  RushesFakeDesktop *desktop = user_data;

  return desktop->reasons->len > 0 && desktop->statuses->len > 0;
}

/* The portal is asked, and told; the session stays when nobody else holds it, and goes with the background.
 */
static void
test_allowed (Fixture *fixture, gconstpointer data)
{
  g_assert_true (rushes_background_is_worth_it (fixture->session));
  rushes_background_enter (fixture->background);
  rushes_host_release (fixture->host);
  g_assert_true (rushes_background_get_active (fixture->background));
  rushes_test_await (was_asked, fixture->desktop, "the portal");
  g_assert_cmpuint (fixture->desktop->reasons->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (fixture->desktop->reasons, 0), ==, "Your video tasks are followed on.");
  g_assert_cmpstr (g_ptr_array_index (fixture->desktop->statuses, 0), ==, "1 task in progress");
  rushes_fake_desktop_settle (fixture->desktop, g_application_get_dbus_connection (fixture->application));
  g_assert_true (rushes_background_get_active (fixture->background));
  g_assert_nonnull (rushes_host_get_session (fixture->host));

  /* The window is back. */
  rushes_host_hold (fixture->host);
  rushes_background_leave (fixture->background);
  g_assert_true (rushes_host_get_opened (fixture->host));
  rushes_host_release (fixture->host);
  g_assert_null (rushes_host_get_session (fixture->host));
}

static void
test_denied (Fixture *fixture, gconstpointer data)
{
  fixture->desktop->deny = TRUE;
  rushes_background_enter (fixture->background);
  rushes_host_release (fixture->host);
  rushes_test_await (is_closed, fixture->host, "the session to be closed");
  g_assert_false (rushes_background_get_active (fixture->background));
  rushes_fake_desktop_settle (fixture->desktop, g_application_get_dbus_connection (fixture->application));
  g_assert_nonnull (rushes_fake_desktop_get (fixture->desktop, "denied"));
}

static gboolean
was_told_of_the_end (gpointer user_data)
{
  RushesFakeDesktop *desktop = user_data;

  return desktop->statuses->len > 1;
}

/* There is nothing left to follow. */
static void
test_nothing_left (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GAsyncResult) result = NULL;

  rushes_background_enter (fixture->background);
  rushes_test_await (was_asked, fixture->desktop, "the portal");
  g_ptr_array_add (tasks, g_list_model_get_item (rushes_session_get_tasks (fixture->session), 0));
  rushes_session_remove_async (fixture->session, tasks, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the task to be removed");
  rushes_test_await (was_told_of_the_end, fixture->desktop, "the portal");
  g_assert_cmpstr (g_ptr_array_index (fixture->desktop->statuses, 1), ==, "All tasks have ended");
  g_assert_false (rushes_background_is_worth_it (fixture->session));
  rushes_host_release (fixture->host);
}

#define ADD(name, function)                                                                                  \
  g_test_add ("/desktop/background/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  const RushesScript script = {
    .task_id = RUNNING,
    .kind = RUSHES_SCRIPT_FINISHES,
    .submitted_after = -90,
    .runs_after = -80,
    .ends_after = 86400,
    .link_lasts = 32400,
  };
  g_autoptr (GError) error = NULL;
  char *folder = NULL;
  int status = 0;

  /* Isolated folders would hide the system's schemas, one of which every connection needs. */
  folder = rushes_test_make_folder ();
  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  g_test_init (&argc, &argv, NULL);
  gateway = rushes_gateway_new (KEY, &error);
  g_assert_no_error (error);
  rushes_gateway_add (gateway, &script);
  g_setenv ("RUSHES_BASE_URL", rushes_gateway_get_base_url (gateway), TRUE);
  g_setenv ("RUSHES_API_KEY", KEY, TRUE);
  rushes_account_take_environment ();

  ADD ("allowed", test_allowed);
  ADD ("denied", test_denied);
  ADD ("nothing-left", test_nothing_left);

  status = g_test_run ();
  g_clear_object (&gateway);
  rushes_test_remove_folder (folder);
  return status;
}
