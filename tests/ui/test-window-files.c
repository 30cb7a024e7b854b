/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "session/rushes-session-private.h"
#include "support/rushes-test-utils.h"
#include "ui/rushes-track-dialog.h"
#include "ui/rushes-widget-test.h"
#include "ui/rushes-window-private.h"

/* The window and what it has to do with files: the list as one, and how its library was found. Nothing is
 * asked: the session is opened and never started. */
typedef struct
{
  char *data_folder;
  char *user_folder;
  RushesSession *session;
  GSettings *settings;
  RushesWindow *window;
} Fixture;

typedef gboolean (*Finish) (RushesSession *session, GAsyncResult *result, GError **error);

static void
await_done (RushesSession *session, GAsyncResult **result, Finish finish)
{
  g_autoptr (GError) error = NULL;

  rushes_test_await_result (result, "the session's answer");
  g_assert_true (finish (session, *result, &error));
  g_assert_no_error (error);
  g_clear_object (result);
}

static RushesSession *
new_session (Fixture *fixture)
{
  g_autoptr (RushesKeyStore) keys = rushes_session_keys_new ();
  g_autoptr (RushesClock) clock = rushes_clock_new_system ();

  return rushes_session_new (fixture->data_folder, TRUE, keys, clock);
}

static gboolean
finish_account (RushesSession *session, GAsyncResult *result, GError **error)
{
  return rushes_session_set_account_finish (session, result, NULL, error);
}

static void
close_session (RushesSession *session)
{
  GAsyncResult *result = NULL;

  rushes_session_close_async (session, rushes_test_keep_result, &result);
  await_done (session, &result, rushes_session_close_finish);
  rushes_test_await_finalize (session);
}

/* A library with an account and two tasks is there. */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  GAsyncResult *result = NULL;
  RushesSession *session;

  fixture->data_folder = rushes_test_make_folder ();
  fixture->user_folder = rushes_test_make_folder ();
  session = new_session (fixture);
  rushes_session_open_async (session, rushes_test_keep_result, &result);
  await_done (session, &result, rushes_session_open_finish);
  rushes_session_set_account_async (session, "Studio", "https://gate.example", "sk-AbCdEfGh12345678",
                                    rushes_test_keep_result, &result);
  await_done (session, &result, finish_account);
  rushes_widget_test_track (session, "306792606023824 | 海边的猫\n306793118204466\n");
  close_session (session);

  fixture->session = new_session (fixture);
  fixture->settings = g_settings_new (RUSHES_SCHEMA_ID);
  fixture->window = RUSHES_WINDOW (rushes_window_new (NULL, fixture->settings, FALSE));
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
open_library (Fixture *fixture)
{
  GAsyncResult *result = NULL;

  g_object_set (fixture->window, "session", fixture->session, NULL);
  rushes_session_open_async (fixture->session, rushes_test_keep_result, &result);
  await_done (fixture->session, &result, rushes_session_open_finish);
  rushes_window_show_library (fixture->window, FALSE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_ref (fixture->window);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  rushes_test_pump ();
  rushes_test_await_finalize (g_steal_pointer (&fixture->window));
  close_session (g_steal_pointer (&fixture->session));
  g_clear_object (&fixture->settings);
  rushes_test_remove_folder (fixture->data_folder);
  rushes_test_remove_folder (fixture->user_folder);
}

static GFile *
user_file (Fixture *fixture, const char *name)
{
  return g_file_new_build_filename (fixture->user_folder, name, NULL);
}

static char *
read_file (GFile *file)
{
  char *text = NULL;

  g_assert_true (g_file_load_contents (file, NULL, &text, NULL, NULL, NULL));
  return text;
}

static void
test_export_csv (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) file = user_file (fixture, "list.csv");
  g_autofree char *text = NULL;

  open_library (fixture);
  rushes_window_export_to (fixture->window, file);
  rushes_widget_test_await (GTK_WIDGET (fixture->window), GTK_TYPE_LABEL, "2 tasks exported");
  text = read_file (file);
  g_assert_nonnull (strstr (text, "task_id,account_id,label"));
  g_assert_nonnull (strstr (text, "海边的猫"));
  g_assert_null (strstr (text, "AbCdEfGh"));
}

static void
test_export_json (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) file = user_file (fixture, "list.JSON");
  g_autofree char *text = NULL;

  open_library (fixture);
  rushes_window_export_to (fixture->window, file);
  rushes_widget_test_await (GTK_WIDGET (fixture->window), GTK_TYPE_LABEL, "2 tasks exported");
  text = read_file (file);
  g_assert_true (g_str_has_prefix (text, "["));
  g_assert_nonnull (strstr (text, "\"306793118204466\""));
}

static void
test_export_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) file = user_file (fixture, "no-such-folder/list.csv");

  open_library (fixture);
  rushes_window_export_to (fixture->window, file);
  rushes_widget_test_await (GTK_WIDGET (fixture->window), GTK_TYPE_LABEL,
                            "The list was not exported: the file could not be written");
  g_assert_false (g_file_query_exists (file, NULL));
}

static GtkWidget *
await_dialog (void)
{
  return rushes_widget_test_await (NULL, RUSHES_TYPE_TRACK_DIALOG, NULL);
}

static char *
read_form (GtkWidget *dialog)
{
  GObject *buffer = gtk_widget_get_template_child (dialog, RUSHES_TYPE_TRACK_DIALOG, "buffer");
  char *text = NULL;

  g_object_get (buffer, "text", &text, NULL);
  return text;
}

static void
import_text (Fixture *fixture, const char *name, const char *text, gssize length)
{
  g_autoptr (GFile) file = user_file (fixture, name);

  g_assert_true (g_file_set_contents (g_file_peek_path (file), text, length, NULL));
  rushes_window_import_from (fixture->window, file);
}

static gboolean
has_note (gpointer user_data)
{
  Fixture *fixture = user_data;
  RushesTask *task = rushes_task_list_find (rushes_library_get_tasks (fixture->session->library), "default",
                                            "306799999999999");

  return task != NULL && g_strcmp0 (rushes_task_get_note (task), "kept") == 0;
}

/* What was exported comes back with its labels and notes; nothing is tracked before the form has been
 * confirmed. */
static void
test_import_list (Fixture *fixture, gconstpointer data)
{
  GtkWidget *dialog;
  g_autofree char *text = NULL;

  open_library (fixture);
  import_text (fixture, "list.csv",
               "task_id,account_id,label,note\r\n"
               "306792606023824,default,海边的猫,\r\n"
               "306799999999999,default,\"a, \"\"b\"\"\",kept\r\n",
               -1);
  dialog = await_dialog ();
  text = read_form (dialog);
  g_assert_cmpstr (text, ==, "306792606023824 | 海边的猫\n306799999999999 | a, \"b\"\n");
  g_assert_nonnull (rushes_widget_test_find_words (dialog, "1 new · 1 already tracked"));
  g_assert_cmpuint (g_list_model_get_n_items (rushes_session_get_tasks (fixture->session)), ==, 2);

  rushes_widget_test_press (dialog, "Track");
  rushes_widget_test_await (GTK_WIDGET (fixture->window), GTK_TYPE_LABEL, "1 task added");
  rushes_test_await (has_note, fixture, "the note");
}

static void
test_import_text (Fixture *fixture, gconstpointer data)
{
  static const char gb18030[] = "\xc8\xce\xce\xf1 306790001122334\n";
  GtkWidget *dialog;
  g_autofree char *text = NULL;

  open_library (fixture);
  import_text (fixture, "reply.json", "{\"task_id\":\"306790001122334\",\"status\":\"Success\"}", -1);
  dialog = await_dialog ();
  text = read_form (dialog);
  g_assert_cmpstr (text, ==, "{\"task_id\":\"306790001122334\",\"status\":\"Success\"}");
  gtk_window_destroy (GTK_WINDOW (dialog));

  import_text (fixture, "list.txt", gb18030, sizeof gb18030 - 1);
  dialog = await_dialog ();
  g_assert_nonnull (rushes_widget_test_find_words (dialog, "1 new"));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_import_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) missing = user_file (fixture, "missing.csv");

  open_library (fixture);
  rushes_window_import_from (fixture->window, missing);
  rushes_widget_test_await (GTK_WIDGET (fixture->window), GTK_TYPE_LABEL, "The file could not be read");
}

static void
test_import_too_long (Fixture *fixture, gconstpointer data)
{
  g_autofree char *long_text = g_strnfill (RUSHES_INTAKE_MAX_BYTES + 1, '\n');

  open_library (fixture);
  import_text (fixture, "long.csv", long_text, -1);
  rushes_widget_test_await (GTK_WIDGET (fixture->window), GTK_TYPE_LABEL,
                            "This text is too long. At most 10 MB can be read at once.");
  g_assert_null (rushes_widget_test_find (NULL, RUSHES_TYPE_TRACK_DIALOG, NULL));
}

/* Notices */

static const char *
read_notice (Fixture *fixture)
{
  return gtk_revealer_get_reveal_child (fixture->window->notice_revealer)
           ? gtk_label_get_text (fixture->window->notice_label)
           : NULL;
}

static void
test_offline (Fixture *fixture, gconstpointer data)
{
  open_library (fixture);
  g_object_set (fixture->session->follower, "offline", FALSE, NULL);
  g_assert_null (read_notice (fixture));

  g_object_set (fixture->session->follower, "offline", TRUE, NULL);
  g_assert_cmpstr (read_notice (fixture), ==,
                   "There is no network. Tasks are asked about again as soon as there is one.");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (fixture->window->notice_button)));

  g_object_set (fixture->session->follower, "offline", FALSE, NULL);
  g_assert_null (read_notice (fixture));
}

static void
overwrite (Fixture *fixture, off_t offset, const char *bytes, gsize length)
{
  g_autofree char *path = g_build_filename (fixture->data_folder, "library.db", NULL);
  int fd = open (path, O_WRONLY | O_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (pwrite (fd, bytes, length, offset), ==, length);
  close (fd);
}

static void
test_newer (Fixture *fixture, gconstpointer data)
{
  /* The version stands in the file's header. */
  overwrite (fixture, 60, "\0\0\0\x63", 4);
  open_library (fixture);
  g_object_set (fixture->session->follower, "offline", FALSE, NULL);
  g_assert_nonnull (read_notice (fixture));
  g_assert_true (g_str_has_prefix (read_notice (fixture), "The library was written by a newer Rushes."));
  /* What cannot be done is not offered. */
  g_assert_false (gtk_widget_get_sensitive (fixture->window->track_button));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->window->view_model)), ==, 2);
}

static void
test_rescued (Fixture *fixture, gconstpointer data)
{
  overwrite (fixture, 0, "damaged, damaged", 16);
  g_test_expect_message ("rushes-store", G_LOG_LEVEL_MESSAGE, "The library is damaged*");
  open_library (fixture);
  g_object_set (fixture->session->follower, "offline", FALSE, NULL);
  g_assert_nonnull (read_notice (fixture));
  g_assert_true (g_str_has_prefix (read_notice (fixture), "The library was damaged. 2 tasks were rescued;"));
}

static gboolean
has_tasks (gpointer user_data)
{
  return g_list_model_get_n_items (rushes_session_get_tasks (user_data)) > 0;
}

/* The first rows are shown, and can be searched, before the library is open as a whole. */
static void
test_first_rows (Fixture *fixture, gconstpointer data)
{
  GAsyncResult *result = NULL;
  RushesWindow *window = fixture->window;

  g_object_set (window, "session", fixture->session, NULL);
  rushes_session_open_async (fixture->session, rushes_test_keep_result, &result);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (window->stack), ==, "loading");
  rushes_test_await (has_tasks, fixture->session, "the first rows");
  g_assert_cmpstr (gtk_stack_get_visible_child_name (window->stack), ==, "list");
  g_assert_true (gtk_widget_get_sensitive (window->search_button));
  g_assert_false (gtk_widget_get_sensitive (window->track_button));

  await_done (fixture->session, &result, rushes_session_open_finish);
  rushes_window_show_library (window, FALSE);
  g_assert_true (gtk_widget_get_sensitive (window->track_button));
}

/* What the desktop hands over */

static void
assert_form (const char *expected)
{
  GtkWidget *dialog = await_dialog ();
  g_autofree char *text = read_form (dialog);

  g_assert_cmpstr (text, ==, expected);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_visit_text (Fixture *fixture, gconstpointer data)
{
  open_library (fixture);
  rushes_window_visit_text (fixture->window, "306799999999999 | Sent\n");
  assert_form ("306799999999999 | Sent\n");
  g_assert_cmpuint (g_list_model_get_n_items (rushes_session_get_tasks (fixture->session)), ==, 2);

  rushes_window_visit_text (fixture->window, "");
  rushes_widget_test_await (GTK_WIDGET (fixture->window), GTK_TYPE_LABEL, "This link names no task");
}

static void
test_visit_clipboard (Fixture *fixture, gconstpointer data)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (fixture->window));

  open_library (fixture);
  gdk_clipboard_set_text (clipboard, "task 306799999999999 is done");
  rushes_window_visit_clipboard (fixture->window);
  assert_form ("task 306799999999999 is done");
}

static void
test_visit_search (Fixture *fixture, gconstpointer data)
{
  open_library (fixture);
  rushes_task_view_model_set_filter (fixture->window->view_model, RUSHES_TASK_FILTER_FAILED);
  rushes_window_visit_search (fixture->window, "海边");
  g_assert_true (gtk_search_bar_get_search_mode (fixture->window->search_bar));
  g_assert_cmpstr (gtk_editable_get_text (fixture->window->search_entry), ==, "海边");
  g_assert_cmpint (rushes_task_view_model_get_filter (fixture->window->view_model), ==,
                   RUSHES_TASK_FILTER_ALL);
}

static void
test_visit_task (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GtkBitset) selected = NULL;

  open_library (fixture);
  rushes_window_visit_task (fixture->window, "306793118204466 default");
  selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (fixture->window->selection));
  g_assert_cmpuint (gtk_bitset_get_size (selected), ==, 1);
  g_assert_true (rushes_split_get_open (fixture->window->split));
  rushes_widget_test_await (GTK_WIDGET (rushes_window_get_detail (fixture->window)), GTK_TYPE_LABEL,
                            "306793118204466");

  rushes_window_visit_task (fixture->window, "306793118204466 nobody");
  rushes_widget_test_await (GTK_WIDGET (fixture->window), GTK_TYPE_LABEL,
                            "This task is not in the list any more");
}

#define ADD(name, function) g_test_add ("/ui/window-files/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  rushes_widget_test_init (&argc, &argv);

  ADD ("export-csv", test_export_csv);
  ADD ("export-json", test_export_json);
  ADD ("export-refused", test_export_refused);
  ADD ("import-list", test_import_list);
  ADD ("import-text", test_import_text);
  ADD ("import-refused", test_import_refused);
  ADD ("import-too-long", test_import_too_long);
  ADD ("offline", test_offline);
  ADD ("newer", test_newer);
  ADD ("rescued", test_rescued);
  ADD ("first-rows", test_first_rows);
  ADD ("visit-text", test_visit_text);
  ADD ("visit-clipboard", test_visit_clipboard);
  ADD ("visit-search", test_visit_search);
  ADD ("visit-task", test_visit_task);

  return g_test_run ();
}
