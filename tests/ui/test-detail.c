/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>

#include "base/rushes-error.h"
#include "session/rushes-session-private.h"
#include "support/rushes-test-utils.h"
#include "ui/rushes-player-private.h"
#include "ui/rushes-pretty.h"
#include "ui/rushes-timeline.h"
#include "ui/rushes-widget-test.h"
#include "ui/rushes-window-private.h"

/* The window with two tasks: 306793118204466 is the newer one. Nothing is asked. */
typedef struct
{
  char *data_folder;
  RushesSession *session;
  RushesWindow *window;
} Fixture;

/* @data: (nullable): how wide the window is */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesKeyStore) keys = rushes_session_keys_new ();
  g_autoptr (RushesClock) clock = rushes_clock_new_system ();

  fixture->data_folder = rushes_test_make_folder ();
  fixture->session = rushes_session_new (fixture->data_folder, TRUE, keys, clock);
  rushes_widget_test_open (fixture->session);
  rushes_widget_test_track (fixture->session, "306792606023824 | Dunes\n306793118204466\n");

  fixture->window = RUSHES_WINDOW (rushes_window_new (NULL, NULL, FALSE));
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), data != NULL ? GPOINTER_TO_INT (data) : 1000,
                               720);
  gtk_window_present (GTK_WINDOW (fixture->window));
  g_object_set (fixture->window, "session", fixture->session, NULL);
  rushes_window_show_library (fixture->window, TRUE);
}

static gboolean
is_gone (gpointer pointer)
{
  return *(gpointer *) pointer == NULL;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  RushesDetail *detail = rushes_window_get_detail (fixture->window);

  if (detail != NULL)
    g_object_add_weak_pointer (G_OBJECT (detail), (gpointer *) &detail);
  g_object_ref (fixture->window);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  rushes_test_pump ();
  rushes_test_await_finalize (g_steal_pointer (&fixture->window));
  rushes_test_await (is_gone, &detail, "the details to go with their window");
  rushes_widget_test_close_session (g_steal_pointer (&fixture->session));
  rushes_test_remove_folder (fixture->data_folder);
}

static gboolean
has_items (gpointer window)
{
  return g_list_model_get_n_items (G_LIST_MODEL (RUSHES_WINDOW (window)->selection)) == 2;
}

static RushesTask *
dup_task (Fixture *fixture, guint position)
{
  rushes_test_await (has_items, fixture->window, "the tasks in the list");
  return g_list_model_get_item (G_LIST_MODEL (fixture->window->selection), position);
}

static gboolean
is_open (Fixture *fixture)
{
  return rushes_split_get_open (fixture->window->split);
}

static const char *
get_shown_id (Fixture *fixture)
{
  return rushes_task_get_id (rushes_detail_get_task (rushes_window_get_detail (fixture->window)));
}

static void
act (Fixture *fixture, const char *action)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), action, NULL);
}

static void
test_beside (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) first = dup_task (fixture, 0);
  GtkWidget *detail = NULL;

  /* Nothing of it is made before it is wanted. */
  g_assert_null (rushes_window_get_detail (fixture->window));
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.details", "x",
                              rushes_task_get_order (first));
  g_assert_true (is_open (fixture));
  g_assert_false (rushes_window_is_detail_over (fixture->window));
  g_assert_cmpstr (get_shown_id (fixture), ==, rushes_task_get_id (first));
  detail = GTK_WIDGET (rushes_window_get_detail (fixture->window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (fixture->window->list_view)));
  g_assert_nonnull (rushes_widget_test_find (detail, GTK_TYPE_BUTTON, "Close Details"));
  rushes_widget_test_assert_named (detail);

  rushes_widget_test_press (detail, "Close Details");
  g_assert_false (is_open (fixture));
}

static void
test_walk (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) first = dup_task (fixture, 0);
  g_autoptr (RushesTask) second = dup_task (fixture, 1);

  rushes_window_activate_task (fixture->window, first);
  act (fixture, "win.next-task");
  g_assert_cmpstr (get_shown_id (fixture), ==, rushes_task_get_id (second));
  g_assert_true (gtk_selection_model_is_selected (GTK_SELECTION_MODEL (fixture->window->selection), 1));
  act (fixture, "win.next-task");
  g_assert_cmpstr (get_shown_id (fixture), ==, rushes_task_get_id (second));
  act (fixture, "win.previous-task");
  g_assert_cmpstr (get_shown_id (fixture), ==, rushes_task_get_id (first));

  /* What is selected is what it shows. */
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (fixture->window->selection), 1, TRUE);
  g_assert_cmpstr (get_shown_id (fixture), ==, rushes_task_get_id (second));
}

static gboolean
is_scrolled (gpointer adjustment)
{
  return gtk_adjustment_get_value (adjustment) > 0;
}

/* The list goes along. */
static void
test_walk_far (Fixture *fixture, gconstpointer data)
{
  GListModel *tasks = G_LIST_MODEL (fixture->window->selection);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (RushesTask) first = NULL;
  GtkAdjustment *adjustment = NULL;

  for (guint i = 0; i < 60; i++)
    g_string_append_printf (text, "306793118%06u\n", 300000 + i);
  rushes_widget_test_track (fixture->session, text->str);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (fixture->window->list_view));
  first = g_list_model_get_item (tasks, 0);
  rushes_window_activate_task (fixture->window, first);
  for (guint i = 1; i < g_list_model_get_n_items (tasks); i++)
    act (fixture, "win.next-task");
  rushes_test_await (is_scrolled, adjustment, "the list to go along");
}

static gboolean
is_over (gpointer window)
{
  return rushes_window_is_detail_over (window);
}

static void
test_over (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) first = dup_task (fixture, 0);
  GtkWidget *detail = NULL;

  rushes_window_activate_task (fixture->window, first);
  rushes_test_await (is_over, fixture->window, "the details over the list");
  detail = GTK_WIDGET (rushes_window_get_detail (fixture->window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (fixture->window->list_view)));
  g_assert_false (gtk_widget_get_visible (fixture->window->filter_bar));
  rushes_widget_test_assert_fits (detail);
  rushes_widget_test_press (detail, "Back to the Tasks");
  g_assert_false (is_open (fixture));
  g_assert_true (gtk_widget_get_visible (fixture->window->filter_bar));
}

static gboolean
has_note (gpointer task)
{
  return g_strcmp0 (rushes_task_get_note (task), "for the opening\n\nor the end") == 0;
}

static gboolean
has_label (gpointer task)
{
  return g_strcmp0 (rushes_task_get_label (task), "Harbour") == 0;
}

static void
test_edit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) first = dup_task (fixture, 0);
  GtkWidget *label = NULL;
  GtkWidget *note = NULL;

  rushes_window_activate_task (fixture->window, first);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  label = rushes_widget_test_find (GTK_WIDGET (fixture->window), ADW_TYPE_ENTRY_ROW, "Label");
  note = rushes_widget_test_find (GTK_WIDGET (fixture->window), GTK_TYPE_TEXT_VIEW, "Note");
  gtk_editable_set_text (GTK_EDITABLE (label), " Harbour ");
  g_signal_emit_by_name (label, "apply");
  rushes_test_await (has_label, first, "the label");
  gtk_widget_grab_focus (note);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (note)),
                            "for the opening\n\nor the end\n", -1);
  gtk_widget_grab_focus (label);
  rushes_test_await (has_note, first, "the note");
}

/* What is being written belongs to the task that it was written for. */
static void
test_edit_and_go (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) first = dup_task (fixture, 0);
  g_autoptr (RushesTask) second = dup_task (fixture, 1);
  GtkWidget *label = NULL;
  GtkWidget *note = NULL;
  g_autofree char *text = NULL;

  rushes_window_activate_task (fixture->window, first);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  label = rushes_widget_test_find (GTK_WIDGET (fixture->window), ADW_TYPE_ENTRY_ROW, "Label");
  note = rushes_widget_test_find (GTK_WIDGET (fixture->window), GTK_TYPE_TEXT_VIEW, "Note");
  gtk_widget_grab_focus (label);
  gtk_editable_set_text (GTK_EDITABLE (label), "not yet");
  gtk_widget_grab_focus (note);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (note)), "for the opening\n\nor the end",
                            -1);
  act (fixture, "win.next-task");
  g_object_get (gtk_text_view_get_buffer (GTK_TEXT_VIEW (note)), "text", &text, NULL);
  g_assert_cmpstr (text, ==, "");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (label)), ==, "Dunes");
  rushes_test_await (has_note, first, "the note");
  g_assert_null (rushes_task_get_note (second));
}

static gboolean
is_closed (gpointer window)
{
  return !rushes_split_get_open (RUSHES_WINDOW (window)->split);
}

static void
test_removed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) first = dup_task (fixture, 0);

  rushes_window_activate_task (fixture->window, first);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.remove", "x", rushes_task_get_order (first));
  rushes_test_await (is_closed, fixture->window, "the details to be closed");
}

static void
text_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(char **) user_data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static gboolean
has_text (gpointer text)
{
  return *(char **) text != NULL;
}

/* Presses the button, and says what can be pasted then. */
static char *
copy_by (Fixture *fixture, const char *button)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);
  GtkWidget *widget = rushes_widget_test_await (window, GTK_TYPE_BUTTON, button);
  char *text = NULL;

  g_signal_emit_by_name (widget, "clicked");
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (window), NULL, text_read_cb, &text);
  rushes_test_await (has_text, &text, "the text");
  return text;
}

#define LINK "https://cdn.example.com/output.mp4?Signature=abcdefghijklmnopqrstuvwxyz"
#define REPLY "{\"status\":\"SUCCESS\",\"download_url\":\"" LINK "\"}"

/* The service has said that it is finished; its links work for @left seconds. */
static void
finish (Fixture *fixture, RushesTask *task, gint64 left)
{
  const gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (RushesSnapshot) snapshot = rushes_snapshot_new ();

  snapshot->task_id = g_strdup (rushes_task_get_id (task));
  snapshot->phase = RUSHES_PHASE_FINISHED;
  snapshot->finished_at = now - 60;
  snapshot->expires_at = now + left;
  snapshot->download_url = g_strdup (LINK);
  snapshot->backup_download_url = g_strdup (LINK "&backup");
  rushes_library_apply_reply (fixture->session->library, task, snapshot, REPLY);
}

static void
test_links (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) first = dup_task (fixture, 0);
  GtkWidget *window = GTK_WIDGET (fixture->window);
  g_autofree char *link = NULL;
  g_autofree char *backup = NULL;

  rushes_window_activate_task (fixture->window, first);
  gtk_test_widget_wait_for_draw (window);
  g_assert_null (rushes_widget_test_find (window, GTK_TYPE_BUTTON, "Copy Link"));
  finish (fixture, first, 3600);
  link = copy_by (fixture, "Copy Link");
  g_assert_cmpstr (link, ==, LINK);
  g_assert_nonnull (rushes_widget_test_find_words (window, "It is a secret"));
  g_assert_nonnull (rushes_widget_test_await (window, GTK_TYPE_LABEL,
                                              "Link copied. Only give it to people who may have the video."));
  backup = copy_by (fixture, "Copy Second Link");
  g_assert_cmpstr (backup, ==, LINK "&backup");
}

/* Nothing tells of it but the time. */
static void
test_link_expires (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) first = dup_task (fixture, 0);
  GtkWidget *window = GTK_WIDGET (fixture->window);

  finish (fixture, first, 3);
  rushes_window_activate_task (fixture->window, first);
  rushes_widget_test_await (window, GTK_TYPE_BUTTON, "Copy Link");
  rushes_widget_test_await_gone (window, GTK_TYPE_BUTTON, "Copy Link");
  g_assert_nonnull (rushes_widget_test_find_words (window, "It has expired."));
  g_assert_null (rushes_widget_test_find (window, GTK_TYPE_BUTTON, "Copy Second Link"));
}

/* What is copied is what is shown, and no link in it works. */
static void
test_reply (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) first = dup_task (fixture, 0);
  g_autofree char *reply = NULL;

  finish (fixture, first, 3600);
  rushes_window_activate_task (fixture->window, first);
  reply = copy_by (fixture, "Copy Reply");
  g_assert_true (g_str_has_prefix (reply, "{\n  \"status\": \"SUCCESS\",\n"));
  g_assert_null (strstr (reply, "abcdefghijklmnopqrstuvwxyz"));
}

static GtkWidget *
find_history (GtkWidget *widget)
{
  if (ADW_IS_EXPANDER_ROW (widget)
      && g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), "History"))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_history (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
is_shown (gpointer widget)
{
  return gtk_widget_get_visible (widget);
}

/* Of a task that changes while it is looked at. */
static void
test_history (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) first = dup_task (fixture, 0);
  GtkWidget *row = NULL;

  rushes_window_activate_task (fixture->window, first);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  row = find_history (GTK_WIDGET (fixture->window));
  g_assert_false (gtk_widget_get_visible (row));
  finish (fixture, first, 3600);
  rushes_test_await (is_shown, row, "a history");
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  g_assert_nonnull (rushes_widget_test_find_words (row, ": Finished"));
}

/* Beside the sentence stands what helps; nothing where nothing does. */
static void
test_remedy (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) first = dup_task (fixture, 0);
  g_autoptr (GError) refused = g_error_new (RUSHES_ERROR, RUSHES_ERROR_KEY_REFUSED, "401");
  g_autoptr (GError) unreachable = g_error_new (RUSHES_ERROR, RUSHES_ERROR_UNREACHABLE, "no route");
  g_autoptr (RushesFailure) key = rushes_failure_new_from_error (refused);
  g_autoptr (RushesFailure) network = rushes_failure_new_from_error (unreachable);
  g_autoptr (RushesSnapshot) failed = rushes_snapshot_new ();
  GtkWidget *window = GTK_WIDGET (fixture->window);
  GtkWidget *button = NULL;

  rushes_window_activate_task (fixture->window, first);
  rushes_library_note_problem (fixture->session->library, first, key);
  button = rushes_widget_test_await (GTK_WIDGET (rushes_window_get_detail (fixture->window)), GTK_TYPE_BUTTON,
                                     "Enter Key…");
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (button)), ==, "app.preferences");
  g_assert_null (gtk_actionable_get_action_target_value (GTK_ACTIONABLE (button)));

  rushes_library_note_problem (fixture->session->library, first, network);
  button = rushes_widget_test_await (GTK_WIDGET (rushes_window_get_detail (fixture->window)), GTK_TYPE_BUTTON,
                                     "Ask Again");
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (button)), ==, "win.ask-again");

  failed->phase = RUSHES_PHASE_FAILED;
  failed->failure = rushes_failure_new ("1026", "input new_sensitive", NULL);
  rushes_library_apply_snapshot (fixture->session->library, first, failed);
  rushes_widget_test_await_gone (window, GTK_TYPE_BUTTON, "Ask Again");
  g_assert_nonnull (rushes_widget_test_find_words (window, "1026"));
}

static void
test_timeline (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) first = dup_task (fixture, 0);
  GtkWidget *timeline = rushes_timeline_new ();

  g_object_ref_sink (timeline);
  g_assert_null (rushes_timeline_get_description (RUSHES_TIMELINE (timeline)));
  rushes_timeline_set_task (RUSHES_TIMELINE (timeline), first, rushes_task_get_added_at (first) + 60);
  g_assert_true (g_str_has_prefix (rushes_timeline_get_description (RUSHES_TIMELINE (timeline)), "Added: "));
  rushes_timeline_set_task (RUSHES_TIMELINE (timeline), NULL, 0);
  g_assert_cmpuint (rushes_timeline_get_n_marks (RUSHES_TIMELINE (timeline)), ==, 0);
  g_object_unref (timeline);
}

static void
test_pretty (void)
{
  g_autofree char *text = rushes_pretty_json ("{\"a\":[1.50,{}],\"b\":\"x\\\"{,\"}");
  g_autofree char *other = rushes_pretty_json ("<html>]");
  g_autofree char *bidi = rushes_pretty_json ("\"a\xe2\x80\xae"
                                              "b\"");

  g_assert_cmpstr (text, ==, "{\n  \"a\": [\n    1.50,\n    {}\n  ],\n  \"b\": \"x\\\"{,\"\n}");
  g_assert_cmpstr (other, ==, "<html>\n]");
  g_assert_cmpstr (bidi, ==, "\"ab\"");
}

static gboolean
is_low (gpointer player)
{
  return RUSHES_PLAYER (player)->picture_height < 400;
}

static gboolean
is_high (gpointer player)
{
  return !is_low (player);
}

/* The controls of a video are in sight with it. */
static void
test_low (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = dup_task (fixture, 0);
  GtkWindow *window = GTK_WINDOW (fixture->window);
  GtkWidget *player;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.details", "x", rushes_task_get_order (task));
  player = rushes_widget_test_await (GTK_WIDGET (window), RUSHES_TYPE_PLAYER, NULL);
  rushes_test_await (is_high, player, "the room for the video");
  gtk_window_set_default_size (window, GPOINTER_TO_INT (data), 500);
  rushes_test_await (is_low, player, "less of it");
  g_assert_cmpint (RUSHES_PLAYER (player)->picture_height, >=, 120);
  gtk_window_set_default_size (window, GPOINTER_TO_INT (data), 720);
  rushes_test_await (is_high, player, "all of it again");
}

int
main (int argc, char **argv)
{
  rushes_widget_test_init (&argc, &argv);

#define ADD(name, function, width)                                                                           \
  g_test_add ("/ui/detail/" name, Fixture, GINT_TO_POINTER (width), set_up, function, tear_down)
  ADD ("beside", test_beside, 1000);
  ADD ("walk", test_walk, 1000);
  ADD ("walk-far", test_walk_far, 1000);
  ADD ("over", test_over, 360);
  ADD ("edit", test_edit, 1000);
  ADD ("edit-and-go", test_edit_and_go, 1000);
  ADD ("removed", test_removed, 1000);
  ADD ("links", test_links, 1000);
  ADD ("link-expires", test_link_expires, 1000);
  ADD ("reply", test_reply, 1000);
  ADD ("history", test_history, 1000);
  ADD ("remedy", test_remedy, 1000);
  ADD ("timeline", test_timeline, 1000);
  ADD ("low", test_low, 1000);
  g_test_add_func ("/ui/detail/pretty", test_pretty);

  return g_test_run ();
}
