/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <locale.h>

#include "base/rushes-error.h"
#include "demo/rushes-gateway.h"
#include "desktop/rushes-background.h"
#include "support/rushes-test-utils.h"
#include "ui/rushes-preferences.h"
#include "ui/rushes-task-row.h"
#include "ui/rushes-track-dialog.h"
#include "ui/rushes-welcome.h"
#include "ui/rushes-widget-test.h"
#include "ui/rushes-window-private.h"

#define KEY "sk-the-right-key-0123456789"
#define FINISHED "306792606023824"
#define FAILED "306790001122334"
#define RUNNING "306801117745210"

/* A window with a session of its own against a gateway of our own. */
typedef struct
{
  char *data_folder;
  char *user_folder;
  RushesGateway *gateway;
  RushesAccount *account;
  RushesSession *session;
  GSettings *settings;
  RushesWindow *window;
} Fixture;

/* What a test waits for: a page, or a text in the row of a task. */
typedef struct
{
  Fixture *fixture;
  const char *what;
  const char *task_id;
} Expectation;

static gboolean
shows_page (gpointer user_data)
{
  Expectation *expected = user_data;

  return g_strcmp0 (gtk_stack_get_visible_child_name (expected->fixture->window->stack), expected->what) == 0;
}

static void
await_page (Fixture *fixture, const char *page)
{
  Expectation expected = { fixture, page, NULL };

  rushes_test_await (shows_page, &expected, page);
}

static GtkWidget *
find_row (Fixture *fixture, const char *task_id)
{
  GtkWidget *item = gtk_widget_get_first_child (GTK_WIDGET (fixture->window->list_view));

  for (; item != NULL; item = gtk_widget_get_next_sibling (item))
    {
      GtkWidget *row = rushes_widget_test_get_face (item);
      RushesTask *task = row != NULL ? rushes_task_face_get_item (RUSHES_TASK_FACE (row)) : NULL;

      if (task != NULL && g_str_equal (rushes_task_get_id (task), task_id))
        return row;
    }
  return NULL;
}

static RushesTask *
find_task (Fixture *fixture, const char *task_id)
{
  GtkWidget *row = find_row (fixture, task_id);

  g_assert_nonnull (row);
  return rushes_task_face_get_item (RUSHES_TASK_FACE (row));
}

static const char *
read_row (GtkWidget *row, const char *id)
{
  GObject *label = gtk_widget_get_template_child (row, RUSHES_TYPE_TASK_ROW, id);

  return gtk_widget_is_visible (GTK_WIDGET (label)) ? gtk_label_get_text (GTK_LABEL (label)) : NULL;
}

static gboolean
row_has_state (gpointer user_data)
{
  Expectation *expected = user_data;
  GtkWidget *row = find_row (expected->fixture, expected->task_id);

  return row != NULL && g_strcmp0 (read_row (row, "state_label"), expected->what) == 0;
}

static void
await_state (Fixture *fixture, const char *task_id, const char *state)
{
  Expectation expected = { fixture, state, task_id };

  rushes_test_await (row_has_state, &expected, state);
}

static gboolean
row_has_trouble (gpointer user_data)
{
  Expectation *expected = user_data;

  return read_row (find_row (expected->fixture, expected->task_id), "trouble_label") != NULL;
}

static guint
count_rows (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (fixture->window->view_model));
}

static gboolean
has_one_row (gpointer user_data)
{
  return count_rows (user_data) == 1;
}

static gboolean
has_three_rows (gpointer user_data)
{
  return count_rows (user_data) == 3;
}

static gboolean
has_two_rows (gpointer user_data)
{
  return count_rows (user_data) == 2;
}

static void
await_done (RushesSession *session,
            GAsyncResult **result,
            gboolean (*finish) (RushesSession *, GAsyncResult *, GError **))
{
  g_autoptr (GError) error = NULL;

  rushes_test_await_result (result, "the session's answer");
  finish (session, *result, &error);
  g_assert_no_error (error);
  g_clear_object (result);
}

static void
add_script (Fixture *fixture, const char *task_id, RushesScriptKind kind, double ends_after)
{
  const RushesScript script = {
    .task_id = task_id,
    .kind = kind,
    .submitted_after = -90,
    .runs_after = -80,
    .ends_after = ends_after,
    .link_lasts = 32400,
  };

  rushes_gateway_add (fixture->gateway, &script);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesKeyStore) keys = rushes_session_keys_new ();
  g_autoptr (RushesClock) clock = rushes_clock_new_system ();
  g_autoptr (GError) error = NULL;

  fixture->data_folder = rushes_test_make_folder ();
  fixture->user_folder = rushes_test_make_folder ();
  fixture->gateway = rushes_gateway_new (KEY, &error);
  g_assert_no_error (error);
  add_script (fixture, FINISHED, RUSHES_SCRIPT_FINISHES, -20);
  add_script (fixture, FAILED, RUSHES_SCRIPT_FAILS, -20);
  add_script (fixture, RUNNING, RUSHES_SCRIPT_FINISHES, 3600);

  fixture->account = rushes_account_new ("test", "AnyAPI", rushes_gateway_get_base_url (fixture->gateway),
                                         &error);
  g_assert_no_error (error);
  rushes_account_set_key (fixture->account, KEY);
  fixture->session = rushes_session_new (fixture->data_folder, TRUE, keys, clock);
  fixture->settings = g_settings_new (RUSHES_SCHEMA_ID);
  g_settings_set_string (fixture->settings, "background", "quit");
  fixture->window = RUSHES_WINDOW (rushes_window_new (NULL, fixture->settings, FALSE));
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
open_library (Fixture *fixture, gboolean account_expected)
{
  GAsyncResult *result = NULL;

  g_object_set (fixture->window, "session", fixture->session, NULL);
  rushes_session_open_async (fixture->session, rushes_test_keep_result, &result);
  await_done (fixture->session, &result, rushes_session_open_finish);
  rushes_window_show_library (fixture->window, account_expected);
}

static void
start (Fixture *fixture)
{
  GAsyncResult *result = NULL;

  open_library (fixture, TRUE);
  rushes_session_start_async (fixture->session, fixture->account, rushes_test_keep_result, &result);
  await_done (fixture->session, &result, rushes_session_start_finish);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  GAsyncResult *result = NULL;

  g_object_ref (fixture->window);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  rushes_session_close_async (fixture->session, rushes_test_keep_result, &result);
  await_done (fixture->session, &result, rushes_session_close_finish);

  rushes_test_await_finalize (g_steal_pointer (&fixture->window));
  rushes_test_await_finalize (g_steal_pointer (&fixture->session));
  g_settings_reset (fixture->settings, "last-folder");
  g_settings_reset (fixture->settings, "background");
  g_clear_object (&fixture->settings);
  g_clear_object (&fixture->account);
  g_clear_object (&fixture->gateway);
  rushes_test_remove_folder (fixture->data_folder);
  rushes_test_remove_folder (fixture->user_folder);
}

static gboolean
dialog_is_open (gpointer user_data)
{
  GListModel *toplevels = gtk_window_get_toplevels ();
  GtkWidget **dialog = user_data;

  *dialog = NULL;
  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWidget) toplevel = g_list_model_get_item (toplevels, i);

      if (RUSHES_IS_TRACK_DIALOG (toplevel))
        *dialog = toplevel;
    }
  return *dialog != NULL && gtk_widget_get_mapped (*dialog);
}

static gboolean
dialog_is_closed (gpointer user_data)
{
  GtkWidget *dialog = NULL;

  dialog_is_open (&dialog);
  return dialog == NULL;
}

static GtkWidget *
open_dialog (Fixture *fixture)
{
  GtkWidget *dialog = NULL;

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.track", NULL));
  rushes_test_await (dialog_is_open, &dialog, "the form");
  return dialog;
}

static const char *
read_preview (GtkWidget *dialog)
{
  return gtk_label_get_text (
    GTK_LABEL (gtk_widget_get_template_child (dialog, RUSHES_TYPE_TRACK_DIALOG, "preview_label")));
}

static void
assert_order (Fixture *fixture, const char *const *task_ids, guint n_tasks)
{
  for (guint i = 0; i < n_tasks; i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (G_LIST_MODEL (fixture->window->view_model), i);

      g_assert_cmpstr (rushes_task_get_id (task), ==, task_ids[i]);
    }
}

static void
track_three (Fixture *fixture)
{
  GtkWidget *dialog = open_dialog (fixture);

  rushes_track_dialog_add_text (RUSHES_TRACK_DIALOG (dialog),
                                FINISHED " | Dunes at dusk\n" FAILED "\n" RUNNING "\n");
  g_assert_true (gtk_widget_activate_action (dialog, "track.confirm", NULL));
  rushes_test_await (has_three_rows, fixture, "three rows");
  rushes_test_await (dialog_is_closed, NULL, "the form to close");
}

static void
test_pages (Fixture *fixture, gconstpointer data)
{
  await_page (fixture, "loading");
  open_library (fixture, FALSE);
  await_page (fixture, "welcome");
}

/* Once the welcome has gone, nothing points at it any more. */
static void
test_welcome_done (Fixture *fixture, gconstpointer data)
{
  GAsyncResult *result = NULL;
  GtkWidget *welcome, *focus;

  open_library (fixture, FALSE);
  await_page (fixture, "welcome");
  welcome = adw_bin_get_child (fixture->window->welcome_bin);
  g_assert_true (gtk_window_get_default_widget (GTK_WINDOW (fixture->window))
                 == rushes_welcome_get_start_button (RUSHES_WELCOME (welcome)));

  rushes_session_start_async (fixture->session, fixture->account, rushes_test_keep_result, &result);
  await_done (fixture->session, &result, rushes_session_start_finish);
  g_signal_emit_by_name (welcome, "done");
  await_page (fixture, "empty");
  g_assert_null (gtk_window_get_default_widget (GTK_WINDOW (fixture->window)));
  focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));
  g_assert_true (GTK_IS_BUTTON (focus)
                 && gtk_widget_is_ancestor (focus, GTK_WIDGET (fixture->window->stack)));
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  start (fixture);
  await_page (fixture, "empty");
  g_assert_cmpstr (adw_window_title_get_subtitle (fixture->window->title), ==, "AnyAPI");
}

static void
test_library_failure (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = g_error_new_literal (RUSHES_ERROR, RUSHES_ERROR_LIBRARY_IN_USE, "locked");
  g_autoptr (RushesFailure) failure = rushes_failure_new_from_error (error);

  rushes_window_show_failure (fixture->window, failure);
  await_page (fixture, "failure");
  open_library (fixture, TRUE);
  await_page (fixture, "empty");
}

static void
test_track (Fixture *fixture, gconstpointer data)
{
  GtkWidget *dialog = NULL;

  start (fixture);
  dialog = open_dialog (fixture);
  g_assert_cmpstr (read_preview (dialog), ==, "No ids yet");
  rushes_track_dialog_add_text (RUSHES_TRACK_DIALOG (dialog), FINISHED);
  g_assert_cmpstr (read_preview (dialog), ==, "1 new");
  gtk_window_close (GTK_WINDOW (dialog));
  rushes_test_await (dialog_is_closed, NULL, "the form to close");
  g_assert_cmpuint (count_rows (fixture), ==, 0);

  track_three (fixture);
  await_page (fixture, "list");
  await_state (fixture, FINISHED, "Ready");
  await_state (fixture, FAILED, "Failed");
  await_state (fixture, RUNNING, "Running");
  assert_order (fixture, (const char *[]){ FINISHED, FAILED, RUNNING }, 3);
  g_assert_cmpstr (read_row (find_row (fixture, FINISHED), "title_label"), ==, "Dunes at dusk");
  g_assert_nonnull (strstr (read_row (find_row (fixture, FINISHED), "facts_label"), " × "));
  g_assert_nonnull (strstr (read_row (find_row (fixture, FAILED), "trouble_label"), "(1026)"));
  g_assert_cmpstr (adw_window_title_get_subtitle (fixture->window->title), ==, "AnyAPI · 1 in progress");

  dialog = open_dialog (fixture);
  rushes_track_dialog_add_text (RUSHES_TRACK_DIALOG (dialog), FINISHED "\n306000000000001");
  g_assert_cmpstr (read_preview (dialog), ==, "1 new · 1 already tracked");
  gtk_window_close (GTK_WINDOW (dialog));
}

static void
test_save (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->user_folder, "dunes.mp4", NULL);
  g_autofree char *folder_uri = g_filename_to_uri (fixture->user_folder, NULL, NULL);
  g_autofree char *last_folder = NULL;
  g_autofree char *contents = NULL;
  g_autoptr (GFile) destination = g_file_new_for_path (path);
  g_autoptr (GBytes) expected = rushes_gateway_get_video (NULL);
  g_autoptr (GBytes) saved = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  start (fixture);
  track_three (fixture);
  await_state (fixture, FINISHED, "Ready");
  rushes_window_save_to (fixture->window, find_task (fixture, FINISHED), destination);
  await_state (fixture, FINISHED, "Saved");

  g_file_get_contents (path, &contents, &length, &error);
  g_assert_no_error (error);
  saved = g_bytes_new_take (g_steal_pointer (&contents), length);
  g_assert_true (g_bytes_equal (saved, expected));
  last_folder = g_settings_get_string (fixture->settings, "last-folder");
  g_assert_cmpstr (last_folder, ==, folder_uri);
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n_files = 0;

  while (g_dir_read_name (dir) != NULL)
    n_files++;
  return n_files;
}

static void
test_save_refused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->user_folder, "dunes.mp4", NULL);
  g_autoptr (GFile) destination = g_file_new_for_path (path);
  Expectation expected = { fixture, NULL, FINISHED };

  start (fixture);
  track_three (fixture);
  await_state (fixture, FINISHED, "Ready");
  rushes_gateway_set_cdn_fault (fixture->gateway, RUSHES_CDN_FAULT_FORBIDDEN);
  rushes_window_save_to (fixture->window, find_task (fixture, FINISHED), destination);
  rushes_test_await (row_has_trouble, &expected, "the row to say what went wrong");
  g_assert_cmpuint (count_files (fixture->user_folder), ==, 0);
}

static gboolean
has_toast (gpointer user_data)
{
  Expectation *expected = user_data;

  return rushes_widget_test_find (GTK_WIDGET (expected->fixture->window), GTK_TYPE_LABEL, expected->what)
         != NULL;
}

static void
await_toast (Fixture *fixture, const char *text)
{
  Expectation expected = { fixture, text, NULL };

  rushes_test_await (has_toast, &expected, text);
}

static void
keep (Fixture *fixture)
{
  rushes_session_set_keep_policy (fixture->session, RUSHES_KEEP_ALWAYS);
  await_state (fixture, FINISHED, "Kept");
}

/* All that is not saved yet, under the names of the template, and told at the end. */
static void
test_save_all (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) folder = g_file_new_for_path (fixture->user_folder);
  g_autofree char *path = g_build_filename (fixture->user_folder, "Dunes at dusk.mp4", NULL);

  start (fixture);
  track_three (fixture);
  rushes_session_set_name_template (fixture->session, "{label}");
  keep (fixture);
  rushes_window_save_all_to (fixture->window, folder);
  await_state (fixture, FINISHED, "Saved");
  await_toast (fixture, "1 video saved");
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
  g_assert_cmpuint (count_files (fixture->user_folder), ==, 1);

  /* Nothing is left to be saved: that is said instead of asking for a folder. */
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.save-all", NULL));
  await_toast (fixture, "There is no video that could be saved");
}

static gboolean
can_retry (gpointer window)
{
  GtkWidget *button = rushes_widget_test_find (window, GTK_TYPE_BUTTON, "Retry All");

  return button != NULL && gtk_widget_is_sensitive (button);
}

static void
test_save_all_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) folder = g_file_new_for_path (fixture->user_folder);

  start (fixture);
  track_three (fixture);
  await_state (fixture, FINISHED, "Ready");
  rushes_gateway_set_cdn_fault (fixture->gateway, RUSHES_CDN_FAULT_FORBIDDEN);
  rushes_window_save_all_to (fixture->window, folder);
  await_toast (fixture, "1 video could not be saved");
  g_assert_cmpuint (count_files (fixture->user_folder), ==, 0);

  rushes_gateway_set_cdn_fault (fixture->gateway, RUSHES_CDN_FAULT_NONE);
  rushes_test_await (can_retry, fixture->window, "retrying to be possible");
  rushes_widget_test_press (GTK_WIDGET (fixture->window), "Retry All");
  await_state (fixture, FINISHED, "Saved");
}

static gboolean
row_has_verb (gpointer user_data)
{
  Expectation *expected = user_data;

  return rushes_verb_choose (find_task (expected->fixture, expected->task_id)) == RUSHES_VERB_SAVE_AGAIN;
}

/* It is looked for when the user comes back to the window. */
static void
test_moved_or_deleted (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->user_folder, "dunes.mp4", NULL);
  g_autoptr (GFile) destination = g_file_new_for_path (path);
  Expectation expected = { fixture, NULL, FINISHED };

  start (fixture);
  track_three (fixture);
  await_state (fixture, FINISHED, "Ready");
  rushes_window_save_to (fixture->window, find_task (fixture, FINISHED), destination);
  await_state (fixture, FINISHED, "Saved");

  g_assert_cmpint (g_remove (path), ==, 0);
  rushes_task_face_look (RUSHES_TASK_FACE (find_row (fixture, FINISHED)));
  await_state (fixture, FINISHED, "Moved or deleted");
  rushes_test_await (row_has_verb, &expected, "the row to offer saving it again");

  /* The service is asked for a fresh link. */
  rushes_window_save_to (fixture->window, find_task (fixture, FINISHED), destination);
  await_state (fixture, FINISHED, "Saved");
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
}

static void
activate (Fixture *fixture, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), action, "x",
                                             rushes_task_get_order (find_task (fixture, FINISHED))));
}

static gboolean
is_paused (gpointer user_data)
{
  Expectation *expected = user_data;

  return rushes_task_get_transfer_state (find_task (expected->fixture, FINISHED)) == RUSHES_TRANSFER_PAUSED;
}

static void
test_pause_and_resume (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->user_folder, "dunes.mp4", NULL);
  g_autoptr (GFile) destination = g_file_new_for_path (path);
  Expectation expected = { fixture, NULL, FINISHED };

  start (fixture);
  track_three (fixture);
  await_state (fixture, FINISHED, "Ready");
  rushes_window_save_to (fixture->window, find_task (fixture, FINISHED), destination);
  activate (fixture, "win.pause");
  rushes_test_await (is_paused, &expected, "the transfer to pause");
  g_assert_cmpuint (count_files (fixture->user_folder), ==, 0);

  rushes_window_update_transfer_actions (fixture->window);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.resume-all", NULL));
  await_state (fixture, FINISHED, "Saved");
}

static gboolean
transfer_runs (gpointer user_data)
{
  Expectation *expected = user_data;

  return rushes_task_get_transfer_state (find_task (expected->fixture, FINISHED)) == RUSHES_TRANSFER_RUNNING;
}

/* Whoever waits for a video is told that it will not be there yet. */
static void
test_close_while_saving (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->user_folder, "dunes.mp4", NULL);
  g_autoptr (GFile) destination = g_file_new_for_path (path);
  Expectation expected = { fixture, NULL, FINISHED };

  start (fixture);
  track_three (fixture);
  await_state (fixture, FINISHED, "Ready");
  rushes_gateway_set_cdn_fault (fixture->gateway, RUSHES_CDN_FAULT_SLOW);
  rushes_window_save_to (fixture->window, find_task (fixture, FINISHED), destination);
  rushes_test_await (transfer_runs, &expected, "the first bytes");
  g_assert_cmpuint (rushes_window_count_saving (fixture->window), ==, 1);

  gtk_window_close (GTK_WINDOW (fixture->window));
  rushes_widget_test_await (NULL, GTK_TYPE_LABEL, "Close While 1 Video Is Being Saved?");
  rushes_widget_test_press (NULL, "Go On Saving");
  rushes_widget_test_await_gone (NULL, GTK_TYPE_LABEL, "Close While 1 Video Is Being Saved?");
  g_assert_false (rushes_window_is_closed (fixture->window));

  activate (fixture, "win.cancel");
  await_state (fixture, FINISHED, "Ready");
  g_assert_cmpuint (rushes_window_count_saving (fixture->window), ==, 0);
  g_assert_cmpuint (count_files (fixture->user_folder), ==, 0);
}

/* Asked once; what was answered is what closing does from then on. Quitting is never a question. */
static void
test_close_to_background (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->user_folder, "dunes.mp4", NULL);
  g_autoptr (GFile) destination = g_file_new_for_path (path);
  Expectation expected = { fixture, NULL, FINISHED };

  start (fixture);
  track_three (fixture);
  await_state (fixture, FINISHED, "Ready");
  rushes_gateway_set_cdn_fault (fixture->gateway, RUSHES_CDN_FAULT_SLOW);
  rushes_window_save_to (fixture->window, find_task (fixture, FINISHED), destination);
  rushes_test_await (transfer_runs, &expected, "the first bytes");

  g_settings_set_string (fixture->settings, "background", "ask");
  g_assert_cmpint (rushes_window_ask_to_close (fixture->window), ==, RUSHES_CLOSE_NOT_YET);
  rushes_widget_test_await (NULL, GTK_TYPE_LABEL, "Go On Without a Window?");
  rushes_widget_test_press (NULL, "Quit");
  rushes_widget_test_await (NULL, GTK_TYPE_LABEL, "Close While 1 Video Is Being Saved?");
  rushes_widget_test_press (NULL, "Go On Saving");
  rushes_widget_test_await_gone (NULL, GTK_TYPE_LABEL, "Close While 1 Video Is Being Saved?");
  g_assert_cmpint (g_settings_get_enum (fixture->settings, "background"), ==, RUSHES_BACKGROUND_QUIT);
  g_assert_cmpint (rushes_window_ask_to_close (fixture->window), ==, RUSHES_CLOSE_ENDS);

  g_settings_set_string (fixture->settings, "background", "follow");
  g_assert_cmpint (rushes_window_ask_to_close (fixture->window), ==, RUSHES_CLOSE_GOES_ON);
  g_assert_true (rushes_window_get_going_on (fixture->window));
  fixture->window->quitting = TRUE;
  g_assert_cmpint (rushes_window_ask_to_close (fixture->window), ==, RUSHES_CLOSE_ENDS);
  g_assert_false (rushes_window_get_going_on (fixture->window));
  fixture->window->quitting = FALSE;

  activate (fixture, "win.cancel");
  await_state (fixture, FINISHED, "Ready");
}

static gboolean
has_subtitle (gpointer user_data)
{
  Expectation *expected = user_data;

  return g_str_equal (adw_window_title_get_subtitle (expected->fixture->window->title), expected->what);
}

static void
await_subtitle (Fixture *fixture, const char *subtitle)
{
  Expectation expected = { fixture, subtitle, NULL };

  rushes_test_await (has_subtitle, &expected, subtitle);
}

/* It is quiet about what is fetched, and the whole list can be told to wait. */
static void
test_pause_all (Fixture *fixture, gconstpointer data)
{
  Expectation expected = { fixture, NULL, FINISHED };

  start (fixture);
  track_three (fixture);
  await_state (fixture, FINISHED, "Ready");
  rushes_gateway_set_cdn_fault (fixture->gateway, RUSHES_CDN_FAULT_SLOW);
  rushes_session_set_keep_policy (fixture->session, RUSHES_KEEP_ALWAYS);
  rushes_test_await (transfer_runs, &expected, "the first bytes");
  await_subtitle (fixture, "AnyAPI · 1 in progress · 1 video is being fetched");

  rushes_window_update_transfer_actions (fixture->window);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.pause-all", NULL);
  rushes_test_await (is_paused, &expected, "the transfer to pause");
  await_subtitle (fixture, "AnyAPI · 1 in progress");

  rushes_gateway_set_cdn_fault (fixture->gateway, RUSHES_CDN_FAULT_NONE);
  rushes_window_update_transfer_actions (fixture->window);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.resume-all", NULL);
  await_state (fixture, FINISHED, "Kept");
}

static gboolean
clipboard_read (gpointer user_data)
{
  return *(GAsyncResult **) user_data != NULL;
}

static void
test_copy_path (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *text = NULL;
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (fixture->window));

  start (fixture);
  track_three (fixture);
  keep (fixture);
  activate (fixture, "win.copy-path");
  gdk_clipboard_read_text_async (clipboard, NULL, rushes_test_keep_result, &result);
  rushes_test_await (clipboard_read, &result, "the clipboard");
  text = gdk_clipboard_read_text_finish (clipboard, result, NULL);
  g_assert_cmpstr (text, ==, rushes_task_get_kept_path (find_task (fixture, FINISHED)));
}

static void
test_remove_kept (Fixture *fixture, gconstpointer data)
{
  start (fixture);
  track_three (fixture);
  keep (fixture);
  activate (fixture, "win.remove-kept");
  await_toast (fixture, "The kept video of “Dunes at dusk” is in the trash");
  await_state (fixture, FINISHED, "Ready");

  rushes_widget_test_press (GTK_WIDGET (fixture->window), "Undo");
  await_state (fixture, FINISHED, "Kept");
}

static gboolean
can_save_damaged (gpointer user_data)
{
  Expectation *expected = user_data;

  return rushes_verb_applies (RUSHES_VERB_SAVE_DAMAGED, find_task (expected->fixture, expected->task_id));
}

static gboolean
has_no_damaged (gpointer user_data)
{
  Expectation *expected = user_data;

  return !rushes_verb_applies (RUSHES_VERB_DELETE_DAMAGED, find_task (expected->fixture, expected->task_id));
}

/* What came with a checksum that does not hold is the user's to save as it is, or to throw away. */
static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->user_folder, "dunes.mp4", NULL);
  g_autofree char *damaged_path = g_build_filename (fixture->user_folder, "dunes-damaged.mp4", NULL);
  g_autoptr (GFile) destination = g_file_new_for_path (path);
  g_autoptr (GFile) damaged = g_file_new_for_path (damaged_path);
  Expectation expected = { fixture, NULL, FINISHED };

  start (fixture);
  track_three (fixture);
  await_state (fixture, FINISHED, "Ready");
  g_assert_false (can_save_damaged (&expected));
  rushes_gateway_set_cdn_fault (fixture->gateway, RUSHES_CDN_FAULT_CHECKSUM);
  rushes_window_save_to (fixture->window, find_task (fixture, FINISHED), destination);
  rushes_test_await (can_save_damaged, &expected, "the damaged video to be offered");
  g_assert_nonnull (strstr (read_row (find_row (fixture, FINISHED), "trouble_label"), "from the menu"));

  rushes_window_save_damaged_to (fixture->window, find_task (fixture, FINISHED), damaged);
  await_toast (fixture, "Saved the damaged video of “Dunes at dusk”");
  g_assert_true (g_file_query_exists (damaged, NULL));
  g_assert_false (g_file_query_exists (destination, NULL));
  await_state (fixture, FINISHED, "Ready");

  activate (fixture, "win.delete-damaged");
  rushes_test_await (has_no_damaged, &expected, "the damaged video to be gone");
  g_assert_null (strstr (read_row (find_row (fixture, FINISHED), "trouble_label"), "from the menu"));
  rushes_widget_test_await (GTK_WIDGET (fixture->window), GTK_TYPE_BUTTON, "Undo");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.undo", NULL));
  rushes_test_await (can_save_damaged, &expected, "the damaged video to be back");
}

static gboolean
nothing_is_kept (gpointer session)
{
  return rushes_session_get_n_kept (session) == 0;
}

/* Neither under its name nor under a hidden one. */
static gboolean
nothing_is_aside (gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GDir) folder = g_dir_open (rushes_session_get_videos_folder (fixture->session), 0, NULL);

  return folder != NULL && g_dir_read_name (folder) == NULL;
}

static gboolean
one_is_kept (gpointer session)
{
  return rushes_session_get_n_kept (session) == 1;
}

static void
remove_copies (Fixture *fixture, GtkWidget *preferences)
{
  rushes_widget_test_await (preferences, GTK_TYPE_BUTTON, "Remove Copies Saved Elsewhere");
  rushes_widget_test_press (preferences, "Remove Copies Saved Elsewhere");
  rushes_widget_test_press (NULL, "Remove");
  rushes_test_await (nothing_is_kept, fixture->session, "the copy to be gone");
  rushes_widget_test_await (preferences, GTK_TYPE_LABEL, "None yet");
}

/* What is saved elsewhere can go, and come back; what is saved stays. */
static void
test_storage (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->user_folder, "dunes.mp4", NULL);
  g_autoptr (GFile) destination = g_file_new_for_path (path);
  GtkWidget *preferences = NULL;

  start (fixture);
  track_three (fixture);
  keep (fixture);
  rushes_window_save_to (fixture->window, find_task (fixture, FINISHED), destination);
  await_state (fixture, FINISHED, "Saved");

  preferences = rushes_preferences_new (fixture->session, fixture->settings);
  rushes_widget_test_show_dialog (preferences, 560, 540);
  g_object_set (preferences, "visible-page-name", "storage", NULL);
  rushes_widget_test_await (preferences, GTK_TYPE_BUTTON, "Remove Copies Saved Elsewhere");
  g_assert_nonnull (rushes_widget_test_find_words (preferences, "1 video · "));
  g_assert_nonnull (rushes_widget_test_find_words (preferences, "The videos stay where you saved them."));
  remove_copies (fixture, preferences);
  rushes_widget_test_await (preferences, GTK_TYPE_BUTTON, "Undo");
  rushes_widget_test_press (preferences, "Undo");
  rushes_test_await (one_is_kept, fixture->session, "the copy to be back");
  remove_copies (fixture, preferences);
  rushes_widget_test_close_dialog (preferences);
  rushes_test_await (nothing_is_aside, fixture, "what nobody brings back to be gone");

  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
  await_state (fixture, FINISHED, "Saved");
}

static gboolean
expiry_is_shown (gpointer user_data)
{
  Fixture *fixture = user_data;

  return gtk_revealer_get_reveal_child (fixture->window->expiry_revealer);
}

static gboolean
expiry_is_hidden (gpointer user_data)
{
  return !expiry_is_shown (user_data);
}

/* Urgency is rare: it is gone as soon as the video is on this disk. */
static void
test_expiry (Fixture *fixture, gconstpointer data)
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
  start (fixture);
  track_three (fixture);
  rushes_test_await (expiry_is_shown, fixture, "the banner of what expires");
  g_assert_cmpstr (gtk_label_get_text (fixture->window->expiry_label), ==, "1 video expires within the hour");
  rushes_widget_test_assert_named (GTK_WIDGET (fixture->window));
  keep (fixture);
  rushes_test_await (expiry_is_hidden, fixture, "the banner to go");
}

static void
test_remove_and_undo (Fixture *fixture, gconstpointer data)
{
  start (fixture);
  track_three (fixture);
  await_state (fixture, FAILED, "Failed");
  /* Nothing to bring back yet. */
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.undo", NULL);

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.remove", "x",
                              rushes_task_get_order (find_task (fixture, FAILED)));
  rushes_test_await (has_two_rows, fixture, "two rows");
  g_assert_null (find_row (fixture, FAILED));
  rushes_test_pump ();

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.undo", NULL));
  rushes_test_await (has_three_rows, fixture, "three rows again");
  await_state (fixture, FAILED, "Failed");
}

static void
search (Fixture *fixture, const char *text)
{
  gtk_editable_set_text (fixture->window->search_entry, text);
}

static void
test_search (Fixture *fixture, gconstpointer data)
{
  start (fixture);
  track_three (fixture);
  await_state (fixture, FAILED, "Failed");

  search (fixture, "DUNES");
  rushes_test_await (has_one_row, fixture, "the task with that label");
  g_assert_nonnull (find_row (fixture, FINISHED));
  search (fixture, "1122");
  rushes_test_await (has_one_row, fixture, "the task with that id");
  search (fixture, "1026");
  rushes_test_await (has_one_row, fixture, "the task with that failure");
  search (fixture, "nothing has this");
  await_page (fixture, "nothing-found");
  search (fixture, "");
  rushes_test_await (has_three_rows, fixture, "everything again");
  await_page (fixture, "list");
}

static gboolean
notice_is_shown (gpointer user_data)
{
  Fixture *fixture = user_data;

  return gtk_revealer_get_reveal_child (fixture->window->notice_revealer);
}

static void
test_key_refused (Fixture *fixture, gconstpointer data)
{
  start (fixture);
  g_assert_false (notice_is_shown (fixture));
  rushes_gateway_set_api_fault (fixture->gateway, RUSHES_API_FAULT_UNAUTHORIZED);
  track_three (fixture);
  rushes_test_await (notice_is_shown, fixture, "the bar to say that the key was refused");
  g_assert_cmpstr (gtk_button_get_label (fixture->window->notice_button), ==, "Enter Key…");
  g_assert_cmpuint (count_rows (fixture), ==, 3);
}

/* What the disk does not take concerns every row: it is said above the list. */
static void
test_write_failed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = g_error_new_literal (RUSHES_ERROR, RUSHES_ERROR_DISK_FULL, "ENOSPC");
  g_autoptr (RushesFailure) failure = rushes_failure_new_from_error (error);

  start (fixture);
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
test_narrow (Fixture *fixture, gconstpointer data)
{
  GtkWidget *content = NULL;
  int minimum = 0;

  start (fixture);
  track_three (fixture);
  await_state (fixture, FAILED, "Failed");
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 360, 640);
  rushes_test_await (is_narrow, fixture->window, "the window to be narrow");

  content = gtk_widget_get_first_child (fixture->window->adaptive_bin);
  gtk_widget_measure (content, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
  g_assert_true (is_narrow (find_row (fixture, FAILED)));
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
test_accessible_names (Fixture *fixture, gconstpointer data)
{
  RushesWindow *window = fixture->window;
  GtkWidget *dialog = NULL;

  assert_said_once (window->track_button, "Track Tasks");
  assert_name (window->search_button, "Search");
  assert_name (window->menu_button, "Main Menu");
  assert_name (GTK_WIDGET (window->list_view), "Tasks");

  start (fixture);
  dialog = open_dialog (fixture);
  assert_name (GTK_WIDGET (gtk_widget_get_template_child (dialog, RUSHES_TYPE_TRACK_DIALOG, "text_view")),
               "Task IDs");
  assert_said_once (GTK_WIDGET (
                      gtk_widget_get_template_child (dialog, RUSHES_TYPE_TRACK_DIALOG, "track_button")),
                    "Track");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

#define ADD(name, function) g_test_add ("/ui/window/" name, Fixture, NULL, set_up, function, tear_down)

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
  ADD ("save", test_save);
  ADD ("save-refused", test_save_refused);
  ADD ("save-all", test_save_all);
  ADD ("save-all-fails", test_save_all_fails);
  ADD ("moved-or-deleted", test_moved_or_deleted);
  ADD ("pause-and-resume", test_pause_and_resume);
  ADD ("close-to-background", test_close_to_background);
  ADD ("close-while-saving", test_close_while_saving);
  ADD ("pause-all", test_pause_all);
  ADD ("copy-path", test_copy_path);
  ADD ("remove-kept", test_remove_kept);
  ADD ("damaged", test_damaged);
  ADD ("storage", test_storage);
  ADD ("expiry", test_expiry);
  ADD ("remove-and-undo", test_remove_and_undo);
  ADD ("search", test_search);
  ADD ("key-refused", test_key_refused);
  ADD ("write-failed", test_write_failed);
  ADD ("narrow", test_narrow);
  ADD ("accessible-names", test_accessible_names);

  return g_test_run ();
}
