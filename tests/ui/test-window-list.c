/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <locale.h>

#include "library/rushes-task-private.h"
#include "session/rushes-session-private.h"
#include "support/rushes-manual-clock.h"
#include "support/rushes-test-utils.h"
#include "ui/rushes-day-heading.h"
#include "ui/rushes-filter-bar.h"
#include "ui/rushes-task-picture.h"
#include "ui/rushes-task-row.h"
#include "ui/rushes-widget-test.h"
#include "ui/rushes-window-private.h"

#define HOUR 3600

/* Three tasks, in the order in which they were added; the last comes first in the list. */
#define DUNES "306792606023824"
#define HARBOUR "306793118204466"
#define MOSS "306793118204999"

static const char *const keys[] = { "filter", "sort", "reversed", "grouped", "selected-task", "seen-task",
                                    "view" };

typedef struct
{
  char *data_folder;
  RushesManualClock *clock;
  RushesSession *session;
  GSettings *settings;
  RushesWindow *window;
} Fixture;

static void
open_window (Fixture *fixture)
{
  fixture->window = RUSHES_WINDOW (rushes_window_new (NULL, fixture->settings, FALSE));
  gtk_window_present (GTK_WINDOW (fixture->window));
  g_object_set (fixture->window, "session", fixture->session, NULL);
  rushes_window_show_library (fixture->window, TRUE);
}

static void
close_window (Fixture *fixture)
{
  g_object_ref (fixture->window);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  rushes_test_pump ();
  rushes_test_await_finalize (g_steal_pointer (&fixture->window));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesKeyStore) key_store = rushes_session_keys_new ();

  fixture->data_folder = rushes_test_make_folder ();
  fixture->clock = rushes_manual_clock_new ();
  fixture->session = rushes_session_new (fixture->data_folder, TRUE, key_store,
                                         RUSHES_CLOCK (fixture->clock));
  rushes_widget_test_open (fixture->session);
  rushes_widget_test_track (fixture->session, DUNES " | Dunes at dusk\n");
  rushes_widget_test_track (fixture->session, HARBOUR " | Harbour\n");
  rushes_widget_test_track (fixture->session, MOSS " | Moss\n");
  fixture->settings = g_settings_new (RUSHES_SCHEMA_ID);
  open_window (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  close_window (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    g_settings_reset (fixture->settings, keys[i]);
  rushes_widget_test_close_session (g_steal_pointer (&fixture->session));
  g_clear_object (&fixture->clock);
  g_clear_object (&fixture->settings);
  rushes_test_remove_folder (fixture->data_folder);
}

static gint64
get_now (Fixture *fixture)
{
  return rushes_clock_get_real_time (RUSHES_CLOCK (fixture->clock)) / G_USEC_PER_SEC;
}

static RushesTask *
get_task (Fixture *fixture, const char *id)
{
  GListModel *tasks = rushes_session_get_tasks (fixture->session);

  for (guint i = 0; i < g_list_model_get_n_items (tasks); i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (tasks, i);

      if (g_str_equal (rushes_task_get_id (task), id))
        return task;
    }
  g_assert_not_reached ();
}

/* The service has said of it: @ago seconds it was submitted, and its link works for @left seconds. */
static void
say (Fixture *fixture, const char *id, RushesPhase phase, gint64 ago, gint64 left)
{
  g_autoptr (RushesSnapshot) snapshot = rushes_snapshot_new ();
  RushesTask *task = get_task (fixture, id);

  snapshot->task_id = g_strdup (id);
  snapshot->phase = phase;
  snapshot->submitted_at = get_now (fixture) - ago;
  if (left > 0)
    {
      snapshot->expires_at = get_now (fixture) + left;
      snapshot->download_url = g_strdup ("https://cdn.example.com/output.mp4");
    }
  if (phase == RUSHES_PHASE_FAILED)
    snapshot->failure = rushes_failure_new ("1026", "input new_sensitive", NULL);
  rushes_task_set_snapshot (task, snapshot);
  rushes_task_update_state (task, get_now (fixture));
}

static void
act (Fixture *fixture, const char *action, const char *target)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), action, target != NULL ? "s" : NULL, target);
}

static void
assert_list (Fixture *fixture, const char *const *ids)
{
  GListModel *shown = G_LIST_MODEL (fixture->window->selection);

  g_assert_cmpuint (g_list_model_get_n_items (shown), ==, g_strv_length ((char **) ids));
  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (shown, i);

      g_assert_cmpstr (rushes_task_get_id (task), ==, ids[i]);
    }
}

#define ASSERT_LIST(fixture, ...) assert_list (fixture, (const char *const[]){ __VA_ARGS__, NULL })

static const char *
get_page (Fixture *fixture)
{
  return gtk_stack_get_visible_child_name (fixture->window->stack);
}

static GtkWidget *
find_part (Fixture *fixture, const char *name)
{
  return rushes_widget_test_find (fixture->window->filter_bar, GTK_TYPE_TOGGLE_BUTTON, name);
}

/* The bar says how many there are of each, and what is chosen there is shown. */
static void
test_filter (Fixture *fixture, gconstpointer data)
{
  say (fixture, DUNES, RUSHES_PHASE_FAILED, HOUR, 0);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  rushes_widget_test_await (fixture->window->filter_bar, GTK_TYPE_TOGGLE_BUTTON, "Failed: 1");
  g_assert_nonnull (find_part (fixture, "All: 3"));
  g_assert_nonnull (find_part (fixture, "In Progress: 2"));
  g_assert_true (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (find_part (fixture, "All: 3"))));

  rushes_widget_test_press (fixture->window->filter_bar, "Failed: 1");
  ASSERT_LIST (fixture, DUNES);
  g_assert_true (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (find_part (fixture, "Failed: 1"))));
  g_assert_false (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (find_part (fixture, "All: 3"))));

  /* Once more: it stays. */
  rushes_widget_test_press (fixture->window->filter_bar, "Failed: 1");
  g_assert_true (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (find_part (fixture, "Failed: 1"))));
  ASSERT_LIST (fixture, DUNES);
  rushes_widget_test_assert_named (GTK_WIDGET (fixture->window));
}

static void
note_page (GtkStack *stack, GParamSpec *pspec, GString *pages)
{
  g_string_append_printf (pages, "%s ", gtk_stack_get_visible_child_name (stack));
}

/* The session hears of its tasks before the list has them: no page is made ready for a list of nothing. */
static void
test_opening (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesKeyStore) key_store = rushes_session_keys_new ();
  g_autoptr (GString) pages = g_string_new (NULL);

  close_window (fixture);
  rushes_widget_test_close_session (g_steal_pointer (&fixture->session));
  fixture->session = rushes_session_new (fixture->data_folder, TRUE, key_store,
                                         RUSHES_CLOCK (fixture->clock));
  open_window (fixture);
  note_page (fixture->window->stack, NULL, pages);
  g_signal_connect (fixture->window->stack, "notify::visible-child-name", G_CALLBACK (note_page), pages);
  rushes_widget_test_open (fixture->session);
  ASSERT_LIST (fixture, MOSS, HARBOUR, DUNES);
  g_assert_cmpstr (pages->str, ==, "empty list ");
  g_signal_handlers_disconnect_by_data (fixture->window->stack, pages);
}

/* A sentence, and one way on. */
static void
test_nothing (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);

  act (fixture, "tasks.filter", "kept");
  g_assert_cmpstr (get_page (fixture), ==, "nothing-found");
  rushes_widget_test_await (window, GTK_TYPE_LABEL, "Nothing Kept");
  act (fixture, "tasks.filter", "saved");
  rushes_widget_test_await (window, GTK_TYPE_LABEL, "Nothing Saved");
  rushes_widget_test_press (window, "Show All Tasks");
  g_assert_cmpstr (get_page (fixture), ==, "list");

  gtk_editable_set_text (fixture->window->search_entry, "nothing has this");
  rushes_widget_test_await (window, GTK_TYPE_LABEL, "No Results Found");
  rushes_widget_test_press (window, "Show All Tasks");
  g_assert_cmpstr (get_page (fixture), ==, "list");
  g_assert_cmpstr (gtk_editable_get_text (fixture->window->search_entry), ==, "");
  ASSERT_LIST (fixture, MOSS, HARBOUR, DUNES);
}

static void
test_sort (Fixture *fixture, gconstpointer data)
{
  say (fixture, DUNES, RUSHES_PHASE_RUNNING, 10, 0);
  say (fixture, HARBOUR, RUSHES_PHASE_RUNNING, 20, 0);
  say (fixture, MOSS, RUSHES_PHASE_RUNNING, 30, 0);
  ASSERT_LIST (fixture, DUNES, HARBOUR, MOSS);
  act (fixture, "tasks.reversed", NULL);
  ASSERT_LIST (fixture, MOSS, HARBOUR, DUNES);
  act (fixture, "tasks.sort", "label");
  ASSERT_LIST (fixture, MOSS, HARBOUR, DUNES);
  act (fixture, "tasks.reversed", NULL);
  ASSERT_LIST (fixture, DUNES, HARBOUR, MOSS);
}

static guint
count_headings (GtkWidget *widget)
{
  guint n_headings = RUSHES_IS_DAY_HEADING (widget) && gtk_widget_get_mapped (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n_headings += count_headings (child);
  return n_headings;
}

static gboolean
has_two_days (gpointer user_data)
{
  return count_headings (user_data) == 2;
}

static gboolean
has_no_days (gpointer user_data)
{
  return count_headings (user_data) == 0;
}

/* Above the first task of each day, until it is not wanted or the order is another one. */
static void
test_days (Fixture *fixture, gconstpointer data)
{
  GtkWidget *list = GTK_WIDGET (fixture->window->list_view);
  GActionGroup *actions = G_ACTION_GROUP (fixture->window->list_actions);

  say (fixture, HARBOUR, RUSHES_PHASE_RUNNING, 26 * HOUR, 0);
  say (fixture, DUNES, RUSHES_PHASE_RUNNING, 27 * HOUR, 0);
  rushes_test_await (has_two_days, list, "two days");
  g_assert_nonnull (rushes_widget_test_find (list, GTK_TYPE_LABEL, "Today"));
  g_assert_nonnull (rushes_widget_test_find (list, GTK_TYPE_LABEL, "Yesterday"));

  act (fixture, "tasks.grouped", NULL);
  rushes_test_await (has_no_days, list, "the days to go");
  act (fixture, "tasks.grouped", NULL);
  rushes_test_await (has_two_days, list, "two days again");
  act (fixture, "tasks.sort", "size");
  rushes_test_await (has_no_days, list, "the days to go");
  g_assert_false (g_action_group_has_action (actions, "grouped"));
  act (fixture, "tasks.sort", "finished");
  g_assert_true (g_action_group_has_action (actions, "grouped"));
}

/* A screen reader stops at the list’s items, which have the names of what is in them. */
static void
test_rows (Fixture *fixture, gconstpointer data)
{
  GtkWidget *item = gtk_widget_get_first_child (GTK_WIDGET (fixture->window->list_view));
  g_autofree char *wrong = NULL;

  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  g_assert_nonnull (rushes_widget_test_get_face (item));
  wrong = gtk_test_accessible_check_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                              "Moss, Waiting");
  g_assert_null (wrong);
}

/* Rare: it is there when something is about to be lost, and leads to it. */
static void
test_expiring (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);

  gtk_test_widget_wait_for_draw (window);
  g_assert_null (find_part (fixture, "Expiring: 0"));
  say (fixture, HARBOUR, RUSHES_PHASE_FINISHED, HOUR, HOUR / 2);
  rushes_widget_test_await (window, GTK_TYPE_TOGGLE_BUTTON, "Expiring: 1");
  act (fixture, "tasks.filter", "expiring");
  ASSERT_LIST (fixture, HARBOUR);

  /* Over: but who looks at that part of the list stays there. */
  rushes_manual_clock_advance (fixture->clock, HOUR / 2 * (gint64) G_TIME_SPAN_SECOND + G_TIME_SPAN_SECOND);
  rushes_widget_test_await (window, GTK_TYPE_LABEL, "Nothing Expires");
  g_assert_nonnull (rushes_widget_test_await (window, GTK_TYPE_TOGGLE_BUTTON, "Expiring: 0"));
  act (fixture, "tasks.show-all", NULL);
  rushes_widget_test_await_gone (window, GTK_TYPE_TOGGLE_BUTTON, "Expiring: 0");
}

static gboolean
is_scrolled (gpointer user_data)
{
  return gtk_adjustment_get_value (user_data) > 0;
}

/* There is less room than there are words: the one that is chosen is in sight. */
static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  GtkWidget *bar = fixture->window->filter_bar;
  GtkWidget *scroller = NULL;
  GtkAdjustment *adjustment = NULL;
  int minimum = 0;

  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 360, 640);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  gtk_widget_measure (bar, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <, 360);
  scroller = rushes_widget_test_await (bar, GTK_TYPE_SCROLLED_WINDOW, NULL);
  adjustment = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (scroller));
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), ==, 0);
  act (fixture, "tasks.filter", "failed");
  rushes_test_await (is_scrolled, adjustment, "the words to be scrolled");
}

/* Each of it, and the task that was selected. */
static void
test_remembered (Fixture *fixture, gconstpointer data)
{
  act (fixture, "tasks.sort", "label");
  act (fixture, "tasks.reversed", NULL);
  act (fixture, "tasks.filter", "in-progress");
  ASSERT_LIST (fixture, MOSS, HARBOUR, DUNES);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (fixture->window->selection), 1, TRUE);
  close_window (fixture);

  open_window (fixture);
  ASSERT_LIST (fixture, MOSS, HARBOUR, DUNES);
  g_assert_true (gtk_selection_model_is_selected (GTK_SELECTION_MODEL (fixture->window->selection), 1));
  g_assert_true (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (
    rushes_widget_test_await (fixture->window->filter_bar, GTK_TYPE_TOGGLE_BUTTON, "In Progress: 3"))));

  /* Nothing to begin with. */
  act (fixture, "tasks.filter", "expiring");
  close_window (fixture);
  open_window (fixture);
  g_assert_cmpint (rushes_task_view_model_get_filter (fixture->window->view_model), ==,
                   RUSHES_TASK_FILTER_ALL);
}

static gboolean
has_focus_on_selected (gpointer user_data)
{
  RushesWindow *window = user_data;
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (window));

  return focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (window->list_view))
         && (gtk_widget_get_state_flags (focus) & GTK_STATE_FLAG_SELECTED) != 0;
}

/* Far down: it is in sight again, and who goes on by keyboard goes on from there. */
static void
test_place (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  GtkAdjustment *adjustment = NULL;

  for (guint i = 0; i < 400; i++)
    g_string_append_printf (text, "306793118%06u\n", 300000 + i);
  rushes_widget_test_track (fixture->session, text->str);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (fixture->window->selection), 350, TRUE);
  close_window (fixture);

  open_window (fixture);
  rushes_test_await (has_focus_on_selected, fixture->window, "the selected row to have the focus");
  g_assert_true (gtk_selection_model_is_selected (GTK_SELECTION_MODEL (fixture->window->selection), 350));
  adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (fixture->window->list_view));
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), >, 0);

  /* Another order begins where the user is; another part of the list at its beginning. */
  act (fixture, "tasks.filter", "kept");
  act (fixture, "tasks.filter", "all");
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), ==, 0);
}

static GtkAdjustment *
get_vadjustment (Fixture *fixture)
{
  return gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (rushes_window_get_items (fixture->window)));
}

/* Without anything selected it is what was in sight. */
static void
test_scrolled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  GtkAdjustment *adjustment = NULL;
  double before = 0;

  for (guint i = 0; i < 400; i++)
    g_string_append_printf (text, "306793118%06u\n", 300000 + i);
  rushes_widget_test_track (fixture->session, text->str);
  act (fixture, "win.view", data);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  rushes_window_scroll_to (fixture->window, 200);
  adjustment = get_vadjustment (fixture);
  rushes_test_await (is_scrolled, adjustment, "the list to be scrolled");
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  before = gtk_adjustment_get_value (adjustment);
  close_window (fixture);

  open_window (fixture);
  adjustment = get_vadjustment (fixture);
  rushes_test_await (is_scrolled, adjustment, "the list to be scrolled again");
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  /* One row of them more or less. */
  g_assert_cmpfloat (ABS (gtk_adjustment_get_value (adjustment) - before), <, 200);

  /* At its beginning it begins there. */
  rushes_window_scroll_to (fixture->window, 0);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  close_window (fixture);
  open_window (fixture);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  adjustment = get_vadjustment (fixture);
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), ==, 0);
}

/* What has just been added is shown, whatever was filtered. */
static void
test_newest (Fixture *fixture, gconstpointer data)
{
  act (fixture, "tasks.filter", "saved");
  rushes_widget_test_track (fixture->session, "306793118205555 | New\n");
  g_assert_cmpstr (get_page (fixture), ==, "nothing-found");
  rushes_window_report_tracked (fixture->window, 1, 0);
  g_assert_cmpstr (get_page (fixture), ==, "list");
  ASSERT_LIST (fixture, "306793118205555", MOSS, HARBOUR, DUNES);
}

static GtkWidget *
find_picture (GtkWidget *widget)
{
  if (RUSHES_IS_TASK_PICTURE (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_picture (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* From its picture in the list into a file manager: the file goes, and only where there is one. */
static void
test_drag_out (Fixture *fixture, gconstpointer data)
{
  RushesTask *moss = get_task (fixture, MOSS);
  g_autofree char *path = g_build_filename (fixture->data_folder, "moss.mp4", NULL);
  g_autoptr (GListModel) controllers = NULL;
  g_autoptr (GdkContentProvider) content = NULL;
  g_autoptr (GdkContentProvider) nothing = NULL;
  g_autoptr (GdkContentFormats) formats = NULL;
  GtkDragSource *source = NULL;
  GtkWidget *picture = NULL;

  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  picture = find_picture (GTK_WIDGET (fixture->window->list_view));
  controllers = gtk_widget_observe_controllers (picture);
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DRAG_SOURCE (controller))
        source = GTK_DRAG_SOURCE (controller);
    }
  g_assert_nonnull (source);
  g_signal_emit_by_name (source, "prepare", 5.0, 5.0, &nothing);
  g_assert_null (nothing);

  g_assert_true (g_file_set_contents (path, "video", -1, NULL));
  rushes_task_set_kept (moss, path, 5);
  g_signal_emit_by_name (source, "prepare", 5.0, 5.0, &content);
  g_assert_nonnull (content);
  formats = gdk_content_provider_ref_formats (content);
  g_assert_true (gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST));
  g_assert_cmpint (gtk_drag_source_get_actions (source), ==, GDK_ACTION_COPY);
}

#define ADD(name, function) g_test_add ("/ui/window-list/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  rushes_widget_test_init (&argc, &argv);
  ADD ("filter", test_filter);
  ADD ("opening", test_opening);
  ADD ("nothing", test_nothing);
  ADD ("sort", test_sort);
  ADD ("days", test_days);
  ADD ("rows", test_rows);
  ADD ("expiring", test_expiring);
  ADD ("narrow", test_narrow);
  ADD ("remembered", test_remembered);
  ADD ("place", test_place);
  ADD ("drag-out", test_drag_out);
  g_test_add ("/ui/window-list/scrolled", Fixture, "list", set_up, test_scrolled, tear_down);
  g_test_add ("/ui/window-list/scrolled-sheet", Fixture, "sheet", set_up, test_scrolled, tear_down);
  ADD ("newest", test_newest);
  return g_test_run ();
}
