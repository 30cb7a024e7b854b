/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <locale.h>

#include "base/rushes-error.h"
#include "support/rushes-test-utils.h"
#include "ui/rushes-track-dialog.h"
#include "ui/rushes-welcome.h"
#include "ui/rushes-widget-test.h"
#include "ui/window-fixture.h"

#define FINISHED WINDOW_FIXTURE_FINISHED
#define FAILED WINDOW_FIXTURE_FAILED
#define RUNNING WINDOW_FIXTURE_RUNNING

/* What a test waits for. */
typedef struct
{
  WindowFixture *fixture;
  const char *page;
} Expectation;

static gboolean
shows_page (gpointer user_data)
{
  Expectation *expected = user_data;

  return g_strcmp0 (gtk_stack_get_visible_child_name (expected->fixture->window->stack), expected->page) == 0;
}

static void
await_page (WindowFixture *fixture, const char *page)
{
  Expectation expected = { fixture, page };

  rushes_test_await (shows_page, &expected, page);
}

static const char *
read_preview (GtkWidget *dialog)
{
  return gtk_label_get_text (
    GTK_LABEL (gtk_widget_get_template_child (dialog, RUSHES_TYPE_TRACK_DIALOG, "preview_label")));
}

static void
assert_order (WindowFixture *fixture, const char *const *task_ids, guint n_tasks)
{
  for (guint i = 0; i < n_tasks; i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (G_LIST_MODEL (fixture->window->view_model), i);

      g_assert_cmpstr (rushes_task_get_id (task), ==, task_ids[i]);
    }
}

static void
test_pages (WindowFixture *fixture, gconstpointer data)
{
  await_page (fixture, "loading");
  window_fixture_open_library (fixture, FALSE);
  await_page (fixture, "welcome");
}

/* Once the welcome has gone, nothing points at it any more. */
static void
test_welcome_done (WindowFixture *fixture, gconstpointer data)
{
  GAsyncResult *result = NULL;
  GtkWidget *welcome, *focus;

  window_fixture_open_library (fixture, FALSE);
  await_page (fixture, "welcome");
  welcome = adw_bin_get_child (fixture->window->welcome_bin);
  g_assert_true (gtk_window_get_default_widget (GTK_WINDOW (fixture->window))
                 == rushes_welcome_get_start_button (RUSHES_WELCOME (welcome)));

  rushes_session_start_async (fixture->session, fixture->account, rushes_test_keep_result, &result);
  window_fixture_await_done (fixture->session, &result, rushes_session_start_finish);
  g_signal_emit_by_name (welcome, "done");
  await_page (fixture, "empty");
  g_assert_null (gtk_window_get_default_widget (GTK_WINDOW (fixture->window)));
  focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));
  g_assert_true (GTK_IS_BUTTON (focus)
                 && gtk_widget_is_ancestor (focus, GTK_WIDGET (fixture->window->stack)));
}

static void
test_empty (WindowFixture *fixture, gconstpointer data)
{
  window_fixture_start (fixture);
  await_page (fixture, "empty");
  g_assert_cmpstr (adw_window_title_get_subtitle (fixture->window->title), ==, "AnyAPI");
}

static void
test_library_failure (WindowFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = g_error_new_literal (RUSHES_ERROR, RUSHES_ERROR_LIBRARY_IN_USE, "locked");
  g_autoptr (RushesFailure) failure = rushes_failure_new_from_error (error);

  rushes_window_show_failure (fixture->window, failure);
  await_page (fixture, "failure");
  window_fixture_open_library (fixture, TRUE);
  await_page (fixture, "empty");
}

static void
test_track (WindowFixture *fixture, gconstpointer data)
{
  GtkWidget *dialog = NULL;

  window_fixture_start (fixture);
  dialog = window_fixture_open_form (fixture);
  g_assert_cmpstr (read_preview (dialog), ==, "No ids yet");
  rushes_track_dialog_add_text (RUSHES_TRACK_DIALOG (dialog), FINISHED);
  g_assert_cmpstr (read_preview (dialog), ==, "1 new");
  gtk_window_close (GTK_WINDOW (dialog));
  window_fixture_await_form_closed ();
  g_assert_cmpuint (window_fixture_count_rows (fixture), ==, 0);

  window_fixture_track_three (fixture);
  await_page (fixture, "list");
  window_fixture_await_state (fixture, FINISHED, "Ready");
  window_fixture_await_state (fixture, FAILED, "Failed");
  window_fixture_await_state (fixture, RUNNING, "Running");
  assert_order (fixture, (const char *[]){ FINISHED, FAILED, RUNNING }, 3);
  g_assert_cmpstr (window_fixture_read_row (window_fixture_find_row (fixture, FINISHED), "title_label"), ==,
                   "Dunes at dusk");
  g_assert_nonnull (
    strstr (window_fixture_read_row (window_fixture_find_row (fixture, FINISHED), "facts_line"), " × "));
  g_assert_nonnull (
    strstr (window_fixture_read_row (window_fixture_find_row (fixture, FAILED), "trouble_label"), "(1026)"));
  g_assert_cmpstr (adw_window_title_get_subtitle (fixture->window->title), ==, "AnyAPI · 1 in progress");

  dialog = window_fixture_open_form (fixture);
  rushes_track_dialog_add_text (RUSHES_TRACK_DIALOG (dialog), FINISHED "\n306000000000001");
  g_assert_cmpstr (read_preview (dialog), ==, "1 new · 1 already tracked");
  gtk_window_close (GTK_WINDOW (dialog));
}

static gboolean
expiry_is_shown (gpointer user_data)
{
  WindowFixture *fixture = user_data;

  return gtk_revealer_get_reveal_child (fixture->window->expiry_revealer);
}

static gboolean
expiry_is_hidden (gpointer user_data)
{
  return !expiry_is_shown (user_data);
}

/* Urgency is rare: it is gone as soon as the video is on this disk. */
static void
test_expiry (WindowFixture *fixture, gconstpointer data)
{
  const RushesScript script = {
    .task_id = FINISHED,
    .kind = RUSHES_SCRIPT_FINISHES,
    .submitted_after = -90,
    .runs_after = -80,
    .ends_after = -20,
    .link_lasts = 1800,
  };

  rushes_gateway_add (fixture->gateway, &script);
  window_fixture_start (fixture);
  window_fixture_track_three (fixture);
  rushes_test_await (expiry_is_shown, fixture, "the banner of what expires");
  g_assert_cmpstr (gtk_label_get_text (fixture->window->expiry_label), ==, "1 video expires within the hour");
  rushes_widget_test_assert_named (GTK_WIDGET (fixture->window));
  window_fixture_keep (fixture);
  rushes_test_await (expiry_is_hidden, fixture, "the banner to go");
}

static void
test_remove_and_undo (WindowFixture *fixture, gconstpointer data)
{
  window_fixture_start (fixture);
  window_fixture_track_three (fixture);
  window_fixture_await_state (fixture, FAILED, "Failed");
  /* Nothing to bring back yet. */
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.undo", NULL);

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.remove", "x",
                              rushes_task_get_order (window_fixture_find_task (fixture, FAILED)));
  window_fixture_await_rows (fixture, 2, "two rows");
  g_assert_null (window_fixture_find_row (fixture, FAILED));
  rushes_test_pump ();

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.undo", NULL));
  window_fixture_await_rows (fixture, 3, "three rows again");
  window_fixture_await_state (fixture, FAILED, "Failed");
}

static void
search (WindowFixture *fixture, const char *text)
{
  gtk_editable_set_text (fixture->window->search_entry, text);
}

static void
test_search (WindowFixture *fixture, gconstpointer data)
{
  window_fixture_start (fixture);
  window_fixture_track_three (fixture);
  window_fixture_await_state (fixture, FAILED, "Failed");

  search (fixture, "DUNES");
  window_fixture_await_rows (fixture, 1, "the task with that label");
  g_assert_nonnull (window_fixture_find_row (fixture, FINISHED));
  search (fixture, "1122");
  window_fixture_await_rows (fixture, 1, "the task with that id");
  search (fixture, "1026");
  window_fixture_await_rows (fixture, 1, "the task with that failure");
  search (fixture, "nothing has this");
  await_page (fixture, "nothing-found");
  search (fixture, "");
  window_fixture_await_rows (fixture, 3, "everything again");
  await_page (fixture, "list");
}

static gboolean
notice_is_shown (gpointer user_data)
{
  WindowFixture *fixture = user_data;

  return gtk_revealer_get_reveal_child (fixture->window->notice_revealer);
}

static void
test_key_refused (WindowFixture *fixture, gconstpointer data)
{
  window_fixture_start (fixture);
  g_assert_false (notice_is_shown (fixture));
  rushes_gateway_set_api_fault (fixture->gateway, RUSHES_API_FAULT_UNAUTHORIZED);
  window_fixture_track_three (fixture);
  rushes_test_await (notice_is_shown, fixture, "the bar to say that the key was refused");
  g_assert_cmpstr (gtk_button_get_label (fixture->window->notice_button), ==, "Enter Key…");
  g_assert_cmpuint (window_fixture_count_rows (fixture), ==, 3);
}

/* What the disk does not take concerns every row: it is said above the list. */
static void
test_write_failed (WindowFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = g_error_new_literal (RUSHES_ERROR, RUSHES_ERROR_DISK_FULL, "ENOSPC");
  g_autoptr (RushesFailure) failure = rushes_failure_new_from_error (error);

  window_fixture_start (fixture);
  g_signal_emit_by_name (fixture->session, "write-failed", failure);
  g_assert_true (notice_is_shown (fixture));
  g_assert_nonnull (
    strstr (gtk_label_get_text (fixture->window->notice_label), rushes_failure_get_message (failure)));
}

static gboolean
is_narrow (gpointer window)
{
  gboolean narrow = FALSE;

  g_object_get (window, "narrow", &narrow, NULL);
  return narrow;
}

/* 360 pixels: nothing in the window needs more. */
static void
test_narrow (WindowFixture *fixture, gconstpointer data)
{
  GtkWidget *content = NULL;
  int minimum = 0;

  window_fixture_start (fixture);
  window_fixture_track_three (fixture);
  window_fixture_await_state (fixture, FAILED, "Failed");
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 360, 640);
  rushes_test_await (is_narrow, fixture->window, "the window to be narrow");

  content = gtk_widget_get_first_child (fixture->window->adaptive_bin);
  gtk_widget_measure (content, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
  g_assert_true (is_narrow (window_fixture_find_row (fixture, FAILED)));
}

static void
assert_name (GtkWidget *widget, const char *name)
{
  g_autofree char *wrong = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget),
                                                               GTK_ACCESSIBLE_PROPERTY_LABEL, name);

  /* Newer GTK takes a button's name from its text without making a property of it. */
  if (wrong != NULL && GTK_IS_BUTTON (widget) && gtk_button_get_label (GTK_BUTTON (widget)) != NULL)
    g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (widget)), ==, name);
  else
    g_assert_cmpstr (wrong, ==, NULL);
}

/* A text that is the button's label as a property and as a relation would be said twice by GTK 4.8. */
static void
assert_said_once (GtkWidget *button, const char *name)
{
  assert_name (button, name);
  /* Newer GTK relates a button to its text by itself, and says it once. */
  if (gtk_get_minor_version () < 10)
    g_assert_false (
      gtk_test_accessible_has_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY));
}

/* The names that other programs rely on. */
static void
test_accessible_names (WindowFixture *fixture, gconstpointer data)
{
  RushesWindow *window = fixture->window;
  GtkWidget *dialog = NULL;

  assert_said_once (window->track_button, "Track Tasks");
  assert_name (window->search_button, "Search");
  assert_name (window->menu_button, "Main Menu");
  assert_name (GTK_WIDGET (window->list_view), "Tasks");

  window_fixture_start (fixture);
  dialog = window_fixture_open_form (fixture);
  assert_name (GTK_WIDGET (gtk_widget_get_template_child (dialog, RUSHES_TYPE_TRACK_DIALOG, "text_view")),
               "Task IDs");
  assert_said_once (GTK_WIDGET (
                      gtk_widget_get_template_child (dialog, RUSHES_TYPE_TRACK_DIALOG, "track_button")),
                    "Track");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

#define ADD(name, function)                                                                                  \
  g_test_add ("/ui/window/" name, WindowFixture, NULL, window_fixture_set_up, function,                      \
              window_fixture_tear_down)

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  adw_init ();

  ADD ("pages", test_pages);
  ADD ("welcome-done", test_welcome_done);
  ADD ("empty", test_empty);
  ADD ("library-failure", test_library_failure);
  ADD ("track", test_track);
  ADD ("expiry", test_expiry);
  ADD ("remove-and-undo", test_remove_and_undo);
  ADD ("search", test_search);
  ADD ("key-refused", test_key_refused);
  ADD ("write-failed", test_write_failed);
  ADD ("narrow", test_narrow);
  ADD ("accessible-names", test_accessible_names);

  return g_test_run ();
}
