/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <locale.h>

#include "desktop/rushes-background.h"
#include "support/rushes-test-utils.h"
#include "ui/rushes-preferences.h"
#include "ui/rushes-widget-test.h"
#include "ui/window-fixture.h"

/* Videos that the window saves, keeps, pauses and throws away. */

#define FINISHED WINDOW_FIXTURE_FINISHED

/* What a test waits for: a text in the window, or what becomes of a task. */
typedef struct
{
  WindowFixture *fixture;
  const char *what;
  const char *task_id;
} Expectation;

static gboolean
row_has_trouble (gpointer user_data)
{
  Expectation *expected = user_data;

  return window_fixture_read_row (window_fixture_find_row (expected->fixture, expected->task_id),
                                  "trouble_label")
         != NULL;
}

/* Follows the three tasks, until there is a video to save. */
static void
start_with_video (WindowFixture *fixture)
{
  window_fixture_start (fixture);
  window_fixture_track_three (fixture);
  window_fixture_await_state (fixture, FINISHED, "Ready");
}

static void
test_save (WindowFixture *fixture, gconstpointer data)
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

  start_with_video (fixture);
  rushes_window_save_to (fixture->window, window_fixture_find_task (fixture, FINISHED), destination);
  window_fixture_await_state (fixture, FINISHED, "Saved");

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
test_save_refused (WindowFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->user_folder, "dunes.mp4", NULL);
  g_autoptr (GFile) destination = g_file_new_for_path (path);
  Expectation expected = { fixture, NULL, FINISHED };

  start_with_video (fixture);
  rushes_gateway_set_cdn_fault (fixture->gateway, RUSHES_CDN_FAULT_FORBIDDEN);
  rushes_window_save_to (fixture->window, window_fixture_find_task (fixture, FINISHED), destination);
  rushes_test_await (row_has_trouble, &expected, "the row to say what went wrong");
  g_assert_cmpuint (count_files (fixture->user_folder), ==, 0);
}

/* Nobody waits until what is told before it has been read. */
static gboolean
has_toast (gpointer user_data)
{
  Expectation *expected = user_data;

  if (rushes_widget_test_find (GTK_WIDGET (expected->fixture->window), GTK_TYPE_LABEL, expected->what)
      != NULL)
    return TRUE;
  window_fixture_dismiss_toast (expected->fixture);
  return FALSE;
}

static void
await_toast (WindowFixture *fixture, const char *text)
{
  Expectation expected = { fixture, text, NULL };

  rushes_test_await (has_toast, &expected, text);
}

/* All that is not saved yet, under the names of the template, and told at the end. */
static void
test_save_all (WindowFixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) folder = g_file_new_for_path (fixture->user_folder);
  g_autofree char *path = g_build_filename (fixture->user_folder, "Dunes at dusk.mp4", NULL);

  window_fixture_start (fixture);
  window_fixture_track_three (fixture);
  rushes_session_set_name_template (fixture->session, "{label}");
  window_fixture_keep (fixture);
  rushes_window_save_all_to (fixture->window, folder);
  window_fixture_await_state (fixture, FINISHED, "Saved");
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
test_save_all_fails (WindowFixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) folder = g_file_new_for_path (fixture->user_folder);

  start_with_video (fixture);
  rushes_gateway_set_cdn_fault (fixture->gateway, RUSHES_CDN_FAULT_FORBIDDEN);
  rushes_window_save_all_to (fixture->window, folder);
  await_toast (fixture, "1 video could not be saved");
  g_assert_cmpuint (count_files (fixture->user_folder), ==, 0);

  rushes_gateway_set_cdn_fault (fixture->gateway, RUSHES_CDN_FAULT_NONE);
  rushes_test_await (can_retry, fixture->window, "retrying to be possible");
  rushes_widget_test_press (GTK_WIDGET (fixture->window), "Retry All");
  window_fixture_await_state (fixture, FINISHED, "Saved");
}

static gboolean
row_has_verb (gpointer user_data)
{
  Expectation *expected = user_data;

  return rushes_verb_choose (window_fixture_find_task (expected->fixture, expected->task_id))
         == RUSHES_VERB_SAVE_AGAIN;
}

/* It is looked for when the user comes back to the window. */
static void
test_moved_or_deleted (WindowFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->user_folder, "dunes.mp4", NULL);
  g_autoptr (GFile) destination = g_file_new_for_path (path);
  Expectation expected = { fixture, NULL, FINISHED };

  start_with_video (fixture);
  rushes_window_save_to (fixture->window, window_fixture_find_task (fixture, FINISHED), destination);
  window_fixture_await_state (fixture, FINISHED, "Saved");

  g_assert_cmpint (g_remove (path), ==, 0);
  rushes_task_face_look (RUSHES_TASK_FACE (window_fixture_find_row (fixture, FINISHED)));
  window_fixture_await_state (fixture, FINISHED, "Moved or deleted");
  rushes_test_await (row_has_verb, &expected, "the row to offer saving it again");

  /* The service is asked for a fresh link. */
  rushes_window_save_to (fixture->window, window_fixture_find_task (fixture, FINISHED), destination);
  window_fixture_await_state (fixture, FINISHED, "Saved");
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
}

static void
activate (WindowFixture *fixture, const char *action)
{
  g_assert_true (
    gtk_widget_activate_action (GTK_WIDGET (fixture->window), action, "x",
                                rushes_task_get_order (window_fixture_find_task (fixture, FINISHED))));
}

static gboolean
is_paused (gpointer user_data)
{
  Expectation *expected = user_data;

  return rushes_task_get_transfer_state (window_fixture_find_task (expected->fixture, FINISHED))
         == RUSHES_TRANSFER_PAUSED;
}

static void
test_pause_and_resume (WindowFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->user_folder, "dunes.mp4", NULL);
  g_autoptr (GFile) destination = g_file_new_for_path (path);
  Expectation expected = { fixture, NULL, FINISHED };

  start_with_video (fixture);
  rushes_window_save_to (fixture->window, window_fixture_find_task (fixture, FINISHED), destination);
  activate (fixture, "win.pause");
  rushes_test_await (is_paused, &expected, "the transfer to pause");
  g_assert_cmpuint (count_files (fixture->user_folder), ==, 0);

  rushes_window_update_transfer_actions (fixture->window);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.resume-all", NULL));
  window_fixture_await_state (fixture, FINISHED, "Saved");
}

static gboolean
transfer_runs (gpointer user_data)
{
  Expectation *expected = user_data;

  return rushes_task_get_transfer_state (window_fixture_find_task (expected->fixture, FINISHED))
         == RUSHES_TRANSFER_RUNNING;
}

/* A save whose end nobody waits for. */
static void
start_slow_save (WindowFixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->user_folder, "dunes.mp4", NULL);
  g_autoptr (GFile) destination = g_file_new_for_path (path);
  Expectation expected = { fixture, NULL, FINISHED };

  start_with_video (fixture);
  rushes_gateway_set_cdn_fault (fixture->gateway, RUSHES_CDN_FAULT_SLOW);
  rushes_window_save_to (fixture->window, window_fixture_find_task (fixture, FINISHED), destination);
  rushes_test_await (transfer_runs, &expected, "the first bytes");
}

/* Whoever waits for a video is told that it will not be there yet. */
static void
test_close_while_saving (WindowFixture *fixture, gconstpointer data)
{
  start_slow_save (fixture);
  g_assert_cmpuint (rushes_window_count_saving (fixture->window), ==, 1);

  gtk_window_close (GTK_WINDOW (fixture->window));
  rushes_widget_test_await (NULL, GTK_TYPE_LABEL, "Close While 1 Video Is Being Saved?");
  rushes_widget_test_press (NULL, "Go On Saving");
  rushes_widget_test_await_gone (NULL, GTK_TYPE_LABEL, "Close While 1 Video Is Being Saved?");
  g_assert_false (rushes_window_is_closed (fixture->window));

  activate (fixture, "win.cancel");
  window_fixture_await_state (fixture, FINISHED, "Ready");
  g_assert_cmpuint (rushes_window_count_saving (fixture->window), ==, 0);
  g_assert_cmpuint (count_files (fixture->user_folder), ==, 0);
}

/* Asked once; what was answered is what closing does from then on. Quitting is never a question. */
static void
test_close_to_background (WindowFixture *fixture, gconstpointer data)
{
  start_slow_save (fixture);

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
  window_fixture_await_state (fixture, FINISHED, "Ready");
}

static gboolean
has_subtitle (gpointer user_data)
{
  Expectation *expected = user_data;

  return g_str_equal (adw_window_title_get_subtitle (expected->fixture->window->title), expected->what);
}

static void
await_subtitle (WindowFixture *fixture, const char *subtitle)
{
  Expectation expected = { fixture, subtitle, NULL };

  rushes_test_await (has_subtitle, &expected, subtitle);
}

/* It is quiet about what is fetched, and the whole list can be told to wait. */
static void
test_pause_all (WindowFixture *fixture, gconstpointer data)
{
  Expectation expected = { fixture, NULL, FINISHED };

  start_with_video (fixture);
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
  window_fixture_await_state (fixture, FINISHED, "Kept");
}

static gboolean
clipboard_read (gpointer user_data)
{
  return *(GAsyncResult **) user_data != NULL;
}

static void
test_copy_path (WindowFixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *text = NULL;
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (fixture->window));

  window_fixture_start (fixture);
  window_fixture_track_three (fixture);
  window_fixture_keep (fixture);
  activate (fixture, "win.copy-path");
  gdk_clipboard_read_text_async (clipboard, NULL, rushes_test_keep_result, &result);
  rushes_test_await (clipboard_read, &result, "the clipboard");
  text = gdk_clipboard_read_text_finish (clipboard, result, NULL);
  g_assert_cmpstr (text, ==, rushes_task_get_kept_path (window_fixture_find_task (fixture, FINISHED)));
}

static void
test_remove_kept (WindowFixture *fixture, gconstpointer data)
{
  window_fixture_start (fixture);
  window_fixture_track_three (fixture);
  window_fixture_keep (fixture);
  activate (fixture, "win.remove-kept");
  await_toast (fixture, "The kept video of “Dunes at dusk” is in the trash");
  window_fixture_await_state (fixture, FINISHED, "Ready");

  rushes_widget_test_press (GTK_WIDGET (fixture->window), "Undo");
  window_fixture_await_state (fixture, FINISHED, "Kept");
}

static gboolean
can_save_damaged (gpointer user_data)
{
  Expectation *expected = user_data;

  return rushes_verb_applies (RUSHES_VERB_SAVE_DAMAGED,
                              window_fixture_find_task (expected->fixture, expected->task_id));
}

static gboolean
has_no_damaged (gpointer user_data)
{
  Expectation *expected = user_data;

  return !rushes_verb_applies (RUSHES_VERB_DELETE_DAMAGED,
                               window_fixture_find_task (expected->fixture, expected->task_id));
}

/* What came with a checksum that does not hold is the user's to save as it is, or to throw away. */
static void
test_damaged (WindowFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->user_folder, "dunes.mp4", NULL);
  g_autofree char *damaged_path = g_build_filename (fixture->user_folder, "dunes-damaged.mp4", NULL);
  g_autoptr (GFile) destination = g_file_new_for_path (path);
  g_autoptr (GFile) damaged = g_file_new_for_path (damaged_path);
  Expectation expected = { fixture, NULL, FINISHED };

  start_with_video (fixture);
  g_assert_false (can_save_damaged (&expected));
  rushes_gateway_set_cdn_fault (fixture->gateway, RUSHES_CDN_FAULT_CHECKSUM);
  rushes_window_save_to (fixture->window, window_fixture_find_task (fixture, FINISHED), destination);
  rushes_test_await (can_save_damaged, &expected, "the damaged video to be offered");
  g_assert_nonnull (
    strstr (window_fixture_read_row (window_fixture_find_row (fixture, FINISHED), "trouble_label"),
            "from the menu"));

  rushes_window_save_damaged_to (fixture->window, window_fixture_find_task (fixture, FINISHED), damaged);
  await_toast (fixture, "Saved the damaged video of “Dunes at dusk”");
  g_assert_true (g_file_query_exists (damaged, NULL));
  g_assert_false (g_file_query_exists (destination, NULL));
  window_fixture_await_state (fixture, FINISHED, "Ready");

  activate (fixture, "win.delete-damaged");
  rushes_test_await (has_no_damaged, &expected, "the damaged video to be gone");
  g_assert_null (
    strstr (window_fixture_read_row (window_fixture_find_row (fixture, FINISHED), "trouble_label"),
            "from the menu"));
  window_fixture_dismiss_toast (fixture);
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
  WindowFixture *fixture = user_data;
  g_autoptr (GDir) folder = g_dir_open (rushes_session_get_videos_folder (fixture->session), 0, NULL);

  return folder != NULL && g_dir_read_name (folder) == NULL;
}

static gboolean
one_is_kept (gpointer session)
{
  return rushes_session_get_n_kept (session) == 1;
}

static void
remove_copies (WindowFixture *fixture, GtkWidget *preferences)
{
  rushes_widget_test_await (preferences, GTK_TYPE_BUTTON, "Remove Copies Saved Elsewhere");
  rushes_widget_test_press (preferences, "Remove Copies Saved Elsewhere");
  rushes_widget_test_press (NULL, "Remove");
  rushes_test_await (nothing_is_kept, fixture->session, "the copy to be gone");
  rushes_widget_test_await (preferences, GTK_TYPE_LABEL, "None yet");
}

/* What is saved elsewhere can go, and come back; what is saved stays. */
static void
test_storage (WindowFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->user_folder, "dunes.mp4", NULL);
  g_autoptr (GFile) destination = g_file_new_for_path (path);
  GtkWidget *preferences = NULL;

  window_fixture_start (fixture);
  window_fixture_track_three (fixture);
  window_fixture_keep (fixture);
  rushes_window_save_to (fixture->window, window_fixture_find_task (fixture, FINISHED), destination);
  window_fixture_await_state (fixture, FINISHED, "Saved");

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
  window_fixture_await_state (fixture, FINISHED, "Saved");
}

#define ADD(name, function)                                                                                  \
  g_test_add ("/ui/window-saving/" name, WindowFixture, NULL, window_fixture_set_up, function,               \
              window_fixture_tear_down)

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  adw_init ();

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

  return g_test_run ();
}
