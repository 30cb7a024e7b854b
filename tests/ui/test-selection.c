/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <malloc.h>

#include "support/rushes-test-utils.h"
#include "ui/rushes-adaptive-bin.h"
#include "ui/rushes-contact-sheet.h"
#include "ui/rushes-selection-bar.h"
#include "ui/rushes-selection-check.h"
#include "ui/rushes-task-row.h"
#include "ui/rushes-task-tile.h"
#include "ui/rushes-widget-test.h"
#include "ui/rushes-window-private.h"

#define N_TASKS 5
#define N_WARM_UP 20
#define N_CYCLES 200
/* A window that stayed would take hundreds of times that. */
#define MOST_GROWTH (N_CYCLES * 1024)

/* A window over tasks that nobody is asked about. */
typedef struct
{
  char *folder;
  RushesSession *session;
  GSettings *settings;
  RushesWindow *window;
} Fixture;

typedef gboolean (*Finish) (RushesSession *, GAsyncResult *, GError **);

static void
await_done (RushesSession *session, GAsyncResult **result, Finish finish)
{
  g_autoptr (GError) error = NULL;

  rushes_test_await_result (result, "the session's answer");
  g_assert_true (finish (session, *result, &error));
  g_assert_no_error (error);
  g_clear_object (result);
}

static void
track (Fixture *fixture)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) rushes_intake_item_free);
  g_autoptr (GPtrArray) added = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  /* The newest stands first. */
  for (guint i = N_TASKS; i > 0; i--)
    {
      g_autofree char *id = g_strdup_printf ("30679000000000%u", i);

      g_ptr_array_add (items, rushes_intake_item_new (id, NULL, 1));
    }
  rushes_session_track_async (fixture->session, items, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the tasks");
  added = rushes_session_track_finish (fixture->session, result, NULL);
  g_assert_nonnull (added);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesKeyStore) keys = rushes_session_keys_new ();
  g_autoptr (RushesClock) clock = rushes_clock_new_system ();
  GAsyncResult *result = NULL;

  fixture->folder = rushes_test_make_folder ();
  fixture->session = rushes_session_new (fixture->folder, FALSE, keys, clock);
  rushes_session_open_async (fixture->session, rushes_test_keep_result, &result);
  await_done (fixture->session, &result, rushes_session_open_finish);
  track (fixture);

  fixture->settings = g_settings_new (RUSHES_SCHEMA_ID);
  fixture->window = RUSHES_WINDOW (rushes_window_new (NULL, fixture->settings, FALSE));
  g_object_set (fixture->window, "session", fixture->session, NULL);
  gtk_window_present (GTK_WINDOW (fixture->window));
  rushes_window_show_library (fixture->window, TRUE);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  GAsyncResult *result = NULL;

  rushes_widget_test_close (GTK_WINDOW (fixture->window));
  rushes_session_close_async (fixture->session, rushes_test_keep_result, &result);
  await_done (fixture->session, &result, rushes_session_close_finish);
  rushes_test_await_finalize (g_steal_pointer (&fixture->session));
  g_settings_reset (fixture->settings, "view");
  g_clear_object (&fixture->settings);
  rushes_test_remove_folder (fixture->folder);
}

static GtkSelectionModel *
get_selection (Fixture *fixture)
{
  return GTK_SELECTION_MODEL (fixture->window->selection);
}

static guint
count_rows (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (fixture->window->selection));
}

static guint
count_selected (Fixture *fixture)
{
  g_autoptr (GPtrArray) tasks = rushes_window_list_selected (fixture->window);

  return tasks->len;
}

static const char *
get_id (Fixture *fixture, guint position)
{
  g_autoptr (RushesTask) task = g_list_model_get_item (G_LIST_MODEL (fixture->window->selection), position);

  return rushes_task_get_id (task);
}

static const char *
get_label (Fixture *fixture, guint position)
{
  g_autoptr (RushesTask) task = g_list_model_get_item (G_LIST_MODEL (fixture->window->selection), position);

  return rushes_task_get_label (task);
}

static void
select_two (Fixture *fixture)
{
  gtk_selection_model_select_item (get_selection (fixture), 1, TRUE);
  gtk_selection_model_select_item (get_selection (fixture), 2, FALSE);
}

static void
activate (Fixture *fixture, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), action, NULL));
}

static gboolean
can_press (Fixture *fixture, const char *name)
{
  return gtk_widget_is_sensitive (
    rushes_widget_test_await (GTK_WIDGET (fixture->window), GTK_TYPE_BUTTON, name));
}

typedef struct
{
  Fixture *fixture;
  guint n_rows;
} Expectation;

static gboolean
has_rows (gpointer user_data)
{
  Expectation *expected = user_data;

  return count_rows (expected->fixture) == expected->n_rows;
}

static void
await_rows (Fixture *fixture, guint n_rows)
{
  Expectation expected = { fixture, n_rows };

  rushes_test_await (has_rows, &expected, "the number of rows");
  rushes_test_pump ();
}

static GtkWidget *
find_row (Fixture *fixture, const char *id)
{
  GtkWidget *item = gtk_widget_get_first_child (GTK_WIDGET (fixture->window->list_view));

  for (; item != NULL; item = gtk_widget_get_next_sibling (item))
    {
      GtkWidget *row = rushes_widget_test_get_face (item);
      RushesTask *task = row != NULL ? rushes_task_face_get_item (RUSHES_TASK_FACE (row)) : NULL;

      if (task != NULL && g_str_equal (rushes_task_get_id (task), id))
        return row;
    }
  return NULL;
}

/* A second one begins it, Escape ends it. */
static void
test_mode (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);

  g_assert_null (rushes_widget_test_find (window, GTK_TYPE_CHECK_BUTTON, "Select"));
  gtk_selection_model_select_item (get_selection (fixture), 0, TRUE);
  g_assert_false (fixture->window->selecting);
  select_two (fixture);
  g_assert_true (fixture->window->selecting);
  rushes_widget_test_await (window, GTK_TYPE_LABEL, "2 selected");
  rushes_widget_test_await (window, GTK_TYPE_CHECK_BUTTON, "Select");
  g_assert_true (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (fixture->window->select_button)));
  rushes_widget_test_assert_named (window);

  activate (fixture, "selection.all");
  g_assert_cmpuint (count_selected (fixture), ==, N_TASKS);
  rushes_widget_test_await (window, GTK_TYPE_LABEL, "5 selected");

  activate (fixture, "selection.end");
  g_assert_false (fixture->window->selecting);
  g_assert_cmpuint (count_selected (fixture), ==, 0);
  g_assert_null (rushes_widget_test_find (window, GTK_TYPE_CHECK_BUTTON, "Select"));
}

/* What cannot be done with any of them is not offered. */
static void
test_offered (Fixture *fixture, gconstpointer data)
{
  activate (fixture, "win.selecting");
  g_assert_true (fixture->window->selecting);
  g_assert_false (can_press (fixture, "Remove"));
  g_assert_true (can_press (fixture, "Select All"));

  gtk_selection_model_select_item (get_selection (fixture), 0, TRUE);
  g_assert_true (can_press (fixture, "Remove"));
  g_assert_true (can_press (fixture, "Copy IDs"));
  /* No video is there, and none has failed to come. */
  g_assert_false (can_press (fixture, "Save…"));
  g_assert_false (can_press (fixture, "Retry"));
}

static void
test_check (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row = find_row (fixture, get_id (fixture, 3));
  GtkWidget *check = NULL;
  GObject *box = NULL;

  g_assert_nonnull (row);
  box = gtk_widget_get_template_child (row, RUSHES_TYPE_TASK_ROW, "selection_check");
  g_assert_true (rushes_selection_check_begin (RUSHES_SELECTION_CHECK (box)));
  g_assert_true (fixture->window->selecting);
  g_assert_true (gtk_selection_model_is_selected (get_selection (fixture), 3));
  g_assert_false (rushes_selection_check_begin (RUSHES_SELECTION_CHECK (box)));

  check = rushes_widget_test_await (row, GTK_TYPE_CHECK_BUTTON, "Select");
  g_assert_true (gtk_check_button_get_active (GTK_CHECK_BUTTON (check)));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), FALSE);
  g_assert_false (gtk_selection_model_is_selected (get_selection (fixture), 3));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  g_assert_true (gtk_selection_model_is_selected (get_selection (fixture), 3));

  gtk_selection_model_unselect_all (get_selection (fixture));
  g_assert_false (gtk_check_button_get_active (GTK_CHECK_BUTTON (check)));
}

static void
test_remove_and_undo (Fixture *fixture, gconstpointer data)
{
  g_autofree char *second = g_strdup (get_id (fixture, 1));
  g_autofree char *fourth = g_strdup (get_id (fixture, 3));

  select_two (fixture);
  activate (fixture, "selection.remove");
  await_rows (fixture, N_TASKS - 2);
  rushes_widget_test_await (GTK_WIDGET (fixture->window), GTK_TYPE_LABEL, "2 tasks removed");
  g_assert_false (fixture->window->selecting);
  g_assert_cmpstr (get_id (fixture, 1), ==, fourth);
  g_assert_true (gtk_selection_model_is_selected (get_selection (fixture), 1));

  rushes_widget_test_press (GTK_WIDGET (fixture->window), "Undo");
  await_rows (fixture, N_TASKS);
  g_assert_cmpstr (get_id (fixture, 1), ==, second);
}

/* Delete, Delete, Delete: the selection goes on to the next, or back from the last. */
static void
test_remove_one_by_one (Fixture *fixture, gconstpointer data)
{
  gtk_selection_model_select_item (get_selection (fixture), N_TASKS - 2, TRUE);
  activate (fixture, "selection.remove");
  await_rows (fixture, N_TASKS - 1);
  g_assert_true (gtk_selection_model_is_selected (get_selection (fixture), N_TASKS - 2));
  activate (fixture, "selection.remove");
  await_rows (fixture, N_TASKS - 2);
  g_assert_true (gtk_selection_model_is_selected (get_selection (fixture), N_TASKS - 3));
  g_assert_cmpuint (count_selected (fixture), ==, 1);
}

static gboolean
all_are_labelled (gpointer user_data)
{
  Fixture *fixture = user_data;

  return g_strcmp0 (get_label (fixture, 1), "Dunes") == 0 && g_strcmp0 (get_label (fixture, 2), "Dunes") == 0;
}

static gboolean
none_is_labelled (gpointer user_data)
{
  Fixture *fixture = user_data;

  return get_label (fixture, 1) == NULL && get_label (fixture, 2) == NULL;
}

static void
test_label_and_undo (Fixture *fixture, gconstpointer data)
{
  GtkWidget *entry = NULL;

  select_two (fixture);
  activate (fixture, "selection.label");
  rushes_widget_test_await (NULL, GTK_TYPE_LABEL, "Label 2 Tasks");
  entry = rushes_widget_test_await (NULL, GTK_TYPE_ENTRY, "Label");
  gtk_editable_set_text (GTK_EDITABLE (entry), " Dunes ");
  rushes_widget_test_press (gtk_widget_get_ancestor (entry, GTK_TYPE_WINDOW), "Label");
  rushes_test_await (all_are_labelled, fixture, "the labels");
  g_assert_null (get_label (fixture, 0));
  rushes_widget_test_await (GTK_WIDGET (fixture->window), GTK_TYPE_LABEL, "2 tasks labelled");

  activate (fixture, "win.undo");
  rushes_test_await (none_is_labelled, fixture, "no labels");
}

static void
test_copy_ids (Fixture *fixture, gconstpointer data)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (fixture->window));
  g_autofree char *expected = g_strdup_printf ("%s\n%s", get_id (fixture, 1), get_id (fixture, 2));
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *text = NULL;

  select_two (fixture);
  activate (fixture, "selection.copy-ids");
  gdk_clipboard_read_text_async (clipboard, NULL, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the clipboard");
  text = gdk_clipboard_read_text_finish (clipboard, result, NULL);
  g_assert_cmpstr (text, ==, expected);
}

/* @data: a window and an id: whichever row or tile shows that task by now. */
static gboolean
is_focused (gpointer data)
{
  GtkWidget *focus = gtk_window_get_focus (((gpointer *) data)[0]);
  GtkWidget *face = focus != NULL ? rushes_widget_test_get_face (focus) : NULL;
  RushesTask *task = face != NULL ? rushes_task_face_get_item (RUSHES_TASK_FACE (face)) : NULL;

  return task != NULL && g_str_equal (rushes_task_get_id (task), ((gpointer *) data)[1]);
}

static void
await_focus (Fixture *fixture, const char *id, const char *what)
{
  gpointer data[] = { fixture->window, (gpointer) id };

  rushes_test_await (is_focused, data, what);
}

static gboolean
track_button_is_focused (gpointer user_data)
{
  Fixture *fixture = user_data;
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));

  return GTK_IS_BUTTON (focus) && gtk_widget_is_ancestor (focus, GTK_WIDGET (fixture->window->stack));
}

static void
remove_focused (Fixture *fixture)
{
  const guint n_rows = count_rows (fixture);

  activate (fixture, "selection.remove");
  await_rows (fixture, n_rows - 1);
}

/* The list’s own widget around it has the focus. */
static void
focus_face (GtkWidget *face)
{
  gtk_widget_grab_focus (gtk_widget_get_parent (gtk_widget_get_parent (face)));
}

/* Whoever stands on a row that goes stands on its neighbour, and at last on what is shown instead of rows. */
static void
test_focus (Fixture *fixture, gconstpointer data)
{
  g_autofree char *fourth = g_strdup (get_id (fixture, 3));
  g_autofree char *last = g_strdup (get_id (fixture, 4));

  focus_face (find_row (fixture, get_id (fixture, 2)));
  await_focus (fixture, get_id (fixture, 2), "the third row to have the focus");
  gtk_selection_model_select_item (get_selection (fixture), 2, TRUE);
  remove_focused (fixture);
  await_focus (fixture, fourth, "the row after it to have the focus");
  remove_focused (fixture);
  await_focus (fixture, last, "the last row to have the focus");
  remove_focused (fixture);
  await_focus (fixture, get_id (fixture, 1), "the row before it to have the focus");
  activate (fixture, "selection.all");
  activate (fixture, "selection.remove");
  await_rows (fixture, 0);
  rushes_test_await (track_button_is_focused, fixture, "the button of the empty page to have the focus");
}

/* The contact sheet */

static GtkWidget *
find_tile (Fixture *fixture, guint position)
{
  GtkWidget *item = gtk_widget_get_first_child (rushes_window_get_items (fixture->window));

  for (; item != NULL; item = gtk_widget_get_next_sibling (item))
    {
      GtkWidget *tile = rushes_widget_test_get_face (item);
      RushesTask *task = tile != NULL ? rushes_task_face_get_item (RUSHES_TASK_FACE (tile)) : NULL;

      if (task != NULL && g_str_equal (rushes_task_get_id (task), get_id (fixture, position)))
        return tile;
    }
  return NULL;
}

static void
show_sheet (Fixture *fixture)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);

  g_assert_true (gtk_widget_activate_action (window, "win.view", "s", "sheet"));
  rushes_widget_test_await (window, RUSHES_TYPE_CONTACT_SHEET, NULL);
  gtk_test_widget_wait_for_draw (window);
}

static void
test_sheet (Fixture *fixture, gconstpointer data)
{
  GtkWidget *check = NULL;
  GObject *box = NULL;

  show_sheet (fixture);
  g_assert_null (rushes_widget_test_find (GTK_WIDGET (fixture->window), GTK_TYPE_CHECK_BUTTON, "Select"));
  box = gtk_widget_get_template_child (find_tile (fixture, 3), RUSHES_TYPE_TASK_TILE, "selection_check");
  g_assert_true (rushes_selection_check_begin (RUSHES_SELECTION_CHECK (box)));
  g_assert_true (gtk_selection_model_is_selected (get_selection (fixture), 3));
  rushes_widget_test_await (GTK_WIDGET (fixture->window), GTK_TYPE_LABEL, "1 selected");

  check = rushes_widget_test_await (find_tile (fixture, 1), GTK_TYPE_CHECK_BUTTON, "Select");
  g_assert_false (gtk_check_button_get_active (GTK_CHECK_BUTTON (check)));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  g_assert_cmpuint (count_selected (fixture), ==, 2);
  rushes_widget_test_assert_named (GTK_WIDGET (fixture->window));

  /* The list shows the same ones, and so does the sheet again. */
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.view", "s", "list"));
  show_sheet (fixture);
  g_assert_cmpuint (count_selected (fixture), ==, 2);
  await_focus (fixture, get_id (fixture, 1), "the first of them to have the focus");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.view", "s", "list"));
  check = rushes_widget_test_await (find_row (fixture, get_id (fixture, 1)), GTK_TYPE_CHECK_BUTTON, "Select");
  g_assert_true (gtk_check_button_get_active (GTK_CHECK_BUTTON (check)));
}

static void
test_sheet_focus (Fixture *fixture, gconstpointer data)
{
  g_autofree char *fourth = g_strdup (get_id (fixture, 3));

  show_sheet (fixture);
  focus_face (find_tile (fixture, 2));
  await_focus (fixture, get_id (fixture, 2), "the third tile to have the focus");
  gtk_selection_model_select_item (get_selection (fixture), 2, TRUE);
  remove_focused (fixture);
  g_assert_cmpstr (get_id (fixture, 2), ==, fourth);
  await_focus (fixture, get_id (fixture, 2), "the tile after it to have the focus");
  activate (fixture, "selection.all");
  activate (fixture, "selection.remove");
  await_rows (fixture, 0);
  rushes_test_await (track_button_is_focused, fixture, "the button of the empty page to have the focus");
}

static void
open_and_close (Fixture *fixture)
{
  GtkWindow *window = GTK_WINDOW (rushes_window_new (NULL, fixture->settings, FALSE));
  GtkWidget *form = NULL;

  g_object_set (window, "session", fixture->session, NULL);
  gtk_window_present (window);
  rushes_window_show_library (RUSHES_WINDOW (window), TRUE);
  gtk_widget_activate_action (GTK_WIDGET (window), "selection.all", NULL);
  form = rushes_window_open_track_dialog (RUSHES_WINDOW (window), "306790000000001");
  rushes_test_pump ();
  rushes_widget_test_close (GTK_WINDOW (form));
  rushes_widget_test_close (window);
}

static void
widget_gone_cb (gpointer data, GObject *where_it_was)
{
  g_hash_table_remove (data, where_it_was);
}

/* @widgets: the address and the type of each that lives */
static void
watch_widgets (GtkWidget *widget, GHashTable *widgets)
{
  /* GTK has one for all windows. */
  if (g_str_equal (G_OBJECT_TYPE_NAME (widget), "GtkTooltipWindow"))
    return;

  g_hash_table_insert (widgets, widget, (gpointer) G_OBJECT_TYPE_NAME (widget));
  g_object_weak_ref (G_OBJECT (widget), widget_gone_cb, widgets);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    watch_widgets (child, widgets);
}

/* A window that has been everywhere: not one widget of it outlives it. */
static void
test_all_widgets_go (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) widgets = g_hash_table_new (NULL, NULL);
  GtkWindow *window = GTK_WINDOW (rushes_window_new (NULL, fixture->settings, FALSE));
  GtkWidget *form = NULL;
  GHashTableIter iter;
  gpointer type = NULL;

  g_object_set (window, "session", fixture->session, NULL);
  gtk_window_present (window);
  rushes_window_show_library (RUSHES_WINDOW (window), TRUE);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  gtk_widget_activate_action (GTK_WIDGET (window), "selection.all", NULL);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.view", "s", "sheet");
  gtk_menu_button_popup (GTK_MENU_BUTTON (RUSHES_WINDOW (window)->menu_button));
  rushes_window_show_toast (RUSHES_WINDOW (window), "Anything", NULL, NULL, NULL);
  form = rushes_window_open_track_dialog (RUSHES_WINDOW (window), "306790000000001");
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  watch_widgets (GTK_WIDGET (window), widgets);
  watch_widgets (form, widgets);
  g_assert_cmpuint (g_hash_table_size (widgets), >, 300);

  rushes_widget_test_close (GTK_WINDOW (form));
  rushes_widget_test_close (window);
  g_hash_table_iter_init (&iter, widgets);
  while (g_hash_table_iter_next (&iter, NULL, &type))
    g_test_message ("a %s is left", (const char *) type);
  g_assert_cmpuint (g_hash_table_size (widgets), ==, 0);
}

/* Windows that come and go leave nothing behind: each is finalised, and the memory in use stays as it is. */
static void
test_open_and_close (Fixture *fixture, gconstpointer data)
{
  struct mallinfo2 before;
  struct mallinfo2 after;
  gint64 growth = 0;

  /* What is kept for good (styles, fonts, glyphs, icons) is there after some of them. */
  for (guint i = 0; i < N_WARM_UP; i++)
    open_and_close (fixture);
  before = mallinfo2 ();
  for (guint i = 0; i < N_CYCLES; i++)
    open_and_close (fixture);
  after = mallinfo2 ();

  growth = (gint64) after.uordblks - (gint64) before.uordblks;
  g_test_message ("%d windows: %" G_GINT64_FORMAT " bytes more", N_CYCLES, growth);
  g_assert_cmpint (growth, <, MOST_GROWTH);
}

static gboolean
is_narrow (gpointer window)
{
  gboolean narrow = FALSE;

  g_object_get (window, "narrow", &narrow, NULL);
  return narrow;
}

static int
measure (RushesWindow *window)
{
  int minimum = 0;

  gtk_widget_measure (gtk_widget_get_first_child (window->adaptive_bin), GTK_ORIENTATION_HORIZONTAL, -1,
                      &minimum, NULL, NULL, NULL);
  return minimum;
}

/* In a narrow window the menu begins to select, and a button of the header bar ends it. */
static void
test_narrow_window (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);
  GMenuModel *menu = G_MENU_MODEL (fixture->window->menu);
  const int n_sections = g_menu_model_get_n_items (menu);
  GtkWidget *title = NULL;

  gtk_window_set_default_size (GTK_WINDOW (window), 360, 640);
  rushes_test_await (is_narrow, window, "the window to be narrow");
  g_assert_cmpint (g_menu_model_get_n_items (menu), >, n_sections);
  g_assert_null (rushes_widget_test_find (window, GTK_TYPE_TOGGLE_BUTTON, "Select Tasks"));
  g_assert_cmpint (measure (fixture->window), <=, 360);

  gtk_menu_button_popup (GTK_MENU_BUTTON (fixture->window->menu_button));
  rushes_widget_test_await (NULL, GTK_TYPE_LABEL, "Contact Sheet");
  gtk_menu_button_popdown (GTK_MENU_BUTTON (fixture->window->menu_button));
  activate (fixture, "win.selecting");
  rushes_widget_test_await (window, GTK_TYPE_TOGGLE_BUTTON, "Select Tasks");
  g_assert_cmpint (measure (fixture->window), <=, 360);
  title = rushes_widget_test_await (GTK_WIDGET (fixture->window->title), GTK_TYPE_LABEL, "Rushes");
  g_assert_false (pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (title))));

  activate (fixture, "selection.end");
  g_assert_null (rushes_widget_test_find (window, GTK_TYPE_TOGGLE_BUTTON, "Select Tasks"));
  rushes_adaptive_bin_expect_width (RUSHES_ADAPTIVE_BIN (fixture->window->adaptive_bin), 1000);
  g_assert_cmpint (g_menu_model_get_n_items (menu), ==, n_sections);
}

/* Nothing of it is cut in a narrow window. */
static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  GtkWidget *bar = g_object_new (RUSHES_TYPE_SELECTION_BAR, "narrow", TRUE, "revealed", TRUE, NULL);
  GtkWindow *window = rushes_widget_test_show (bar, 360, 300);
  int minimum = 0;

  gtk_widget_measure (bar, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
  rushes_widget_test_await (bar, GTK_TYPE_LABEL, "None selected");
  rushes_widget_test_assert_fits (bar);
  rushes_widget_test_close (window);
}

#define ADD(name, function) g_test_add ("/ui/selection/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  rushes_widget_test_init (&argc, &argv);

  ADD ("mode", test_mode);
  ADD ("offered", test_offered);
  ADD ("check", test_check);
  ADD ("remove-and-undo", test_remove_and_undo);
  ADD ("remove-one-by-one", test_remove_one_by_one);
  ADD ("label-and-undo", test_label_and_undo);
  ADD ("copy-ids", test_copy_ids);
  ADD ("focus", test_focus);
  ADD ("sheet", test_sheet);
  ADD ("sheet-focus", test_sheet_focus);
  ADD ("narrow", test_narrow);
  ADD ("narrow-window", test_narrow_window);
  ADD ("all-widgets-go", test_all_widgets_go);
  ADD ("open-and-close", test_open_and_close);

  return g_test_run ();
}
