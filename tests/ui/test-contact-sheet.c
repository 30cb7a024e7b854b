/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>

#include "library/rushes-task-private.h"
#include "support/rushes-manual-clock.h"
#include "support/rushes-test-utils.h"
#include "ui/rushes-contact-sheet.h"
#include "ui/rushes-task-tile.h"
#include "ui/rushes-widget-test.h"
#include "ui/task-samples.h"

#define MANY 10000

/* A sheet in a window, with a clock that stands still. */
typedef struct
{
  RushesManualClock *clock;
  RushesTicker *ticker;
  GListStore *tasks;
  GtkSingleSelection *selection;
  GtkWidget *sheet;
  GtkWindow *window;
  RushesTask *activated; /* (unowned) (nullable) */
} Fixture;

static void
activated_cb (Fixture *fixture, RushesTask *task, RushesContactSheet *sheet)
{
  fixture->activated = task;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->clock = rushes_manual_clock_new ();
  fixture->ticker = rushes_ticker_new (RUSHES_CLOCK (fixture->clock));
  fixture->tasks = g_list_store_new (RUSHES_TYPE_TASK);
  fixture->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (fixture->tasks)));
  fixture->sheet = rushes_contact_sheet_new ();
  g_signal_connect_swapped (fixture->sheet, "activate-task", G_CALLBACK (activated_cb), fixture);
  g_object_set (fixture->sheet, "ticker", fixture->ticker, "model", fixture->selection, NULL);
}

static void
show (Fixture *fixture, int width)
{
  fixture->window = rushes_widget_test_show (fixture->sheet, width, 600);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_ref (fixture->sheet);
  rushes_widget_test_close (fixture->window);
  rushes_test_await_finalize (fixture->sheet);
  g_assert_cmpint (rushes_manual_clock_get_next (fixture->clock), ==, G_MAXINT64);
  rushes_test_await_finalize (fixture->selection);
  rushes_test_await_finalize (fixture->tasks);
  rushes_test_await_finalize (fixture->ticker);
  g_clear_object (&fixture->clock);
}

/* Takes @task */
static void
append (Fixture *fixture, RushesTask *task)
{
  g_list_store_append (fixture->tasks, task);
  g_object_unref (task);
}

static GtkWidget *
get_grid (Fixture *fixture)
{
  return rushes_widget_test_find (fixture->sheet, GTK_TYPE_GRID_VIEW, "Tasks");
}

/* The tile at a place of the grid. */
static GtkWidget *
get_tile (Fixture *fixture, guint n)
{
  GtkWidget *item = gtk_widget_get_first_child (get_grid (fixture));

  for (guint i = 0; i < n; i++)
    item = gtk_widget_get_next_sibling (item);
  return rushes_widget_test_get_face (item);
}

static guint
count_tiles (Fixture *fixture)
{
  GtkWidget *item = gtk_widget_get_first_child (get_grid (fixture));
  guint n_tiles = 0;

  for (; item != NULL; item = gtk_widget_get_next_sibling (item))
    n_tiles++;
  return n_tiles;
}

static void
test_columns (void)
{
  g_assert_cmpuint (rushes_contact_sheet_count_columns (0), ==, 1);
  g_assert_cmpuint (rushes_contact_sheet_count_columns (300), ==, 1);
  g_assert_cmpuint (rushes_contact_sheet_count_columns (360), ==, 2);
  g_assert_cmpuint (rushes_contact_sheet_count_columns (1000), ==, 4);
  g_assert_cmpuint (rushes_contact_sheet_count_columns (3840), ==, 17);
  /* No tile is larger than it may be. */
  for (int width = 440; width <= 3840; width++)
    g_assert_cmpint (width / (int) rushes_contact_sheet_count_columns (width), <=, 330);
}

static void
test_tiles (Fixture *fixture, gconstpointer data)
{
  append (fixture, task_sample_new_running ());
  append (fixture, task_sample_new_finished (48 * 60));
  append (fixture, task_sample_new_failed ());
  show (fixture, 1000);

  g_assert_nonnull (rushes_widget_test_find (get_tile (fixture, 0), GTK_TYPE_LABEL, "Running"));
  g_assert_nonnull (rushes_widget_test_find (get_tile (fixture, 0), GTK_TYPE_LABEL, "1:12"));
  g_assert_nonnull (rushes_widget_test_find (get_tile (fixture, 1), GTK_TYPE_LABEL, "1366 × 768"));
  g_assert_nonnull (rushes_widget_test_find (get_tile (fixture, 1), GTK_TYPE_LABEL, "48 min"));
  g_assert_nonnull (rushes_widget_test_find (get_tile (fixture, 2), GTK_TYPE_LABEL, "Failed"));
  rushes_widget_test_assert_named (fixture->sheet);
  g_assert_nonnull (
    rushes_widget_test_find (fixture->sheet, GTK_TYPE_WIDGET, TASK_SAMPLE_ID ", Ready, 1366 × 768"));

  rushes_manual_clock_advance (fixture->clock, 3 * G_USEC_PER_SEC);
  g_assert_nonnull (rushes_widget_test_find (get_tile (fixture, 0), GTK_TYPE_LABEL, "1:15"));
}

static void
test_activate (Fixture *fixture, gconstpointer data)
{
  append (fixture, task_sample_new_running ());
  append (fixture, task_sample_new_failed ());
  show (fixture, 1000);

  gtk_widget_activate_action (get_grid (fixture), "list.activate-item", "u", 1);
  g_assert_true (fixture->activated == rushes_task_face_get_item (RUSHES_TASK_FACE (get_tile (fixture, 1))));
}

static void
test_menu (Fixture *fixture, gconstpointer data)
{
  append (fixture, task_sample_new_finished (8 * 3600));
  show (fixture, 1000);

  gtk_window_set_focus (fixture->window, NULL);
  g_assert_false (rushes_contact_sheet_popup_menu (RUSHES_CONTACT_SHEET (fixture->sheet)));
  g_assert_true (gtk_widget_grab_focus (gtk_widget_get_first_child (get_grid (fixture))));
  g_assert_true (rushes_contact_sheet_popup_menu (RUSHES_CONTACT_SHEET (fixture->sheet)));
  rushes_test_pump ();
  rushes_widget_test_await (fixture->sheet, GTK_TYPE_POPOVER_MENU, NULL);
  g_list_store_remove_all (fixture->tasks);
  rushes_test_pump ();
}

/* One that is used again shows nothing of the task before. */
static void
test_recycled (Fixture *fixture, gconstpointer data)
{
  RushesTask *first = task_sample_new_failed ();
  GtkWidget *tile = NULL;

  rushes_task_set_label (first, "Portrait");
  append (fixture, g_object_ref (first));
  append (fixture, task_sample_new_running ());
  show (fixture, 1000);
  tile = get_tile (fixture, 0);
  g_assert_nonnull (rushes_widget_test_find (tile, GTK_TYPE_LABEL, "Portrait"));

  g_list_store_remove (fixture->tasks, 0);
  rushes_test_pump ();
  rushes_task_set_label (first, "Other");
  g_assert_null (rushes_widget_test_find (fixture->sheet, GTK_TYPE_LABEL, "Other"));
  rushes_test_await_finalize (first);
}

/* However many tasks there are, what is made of widgets follows from the window's size; and that is as wide
 * as it is asked to be. */
static void
test_many (Fixture *fixture, gconstpointer data)
{
  int least_width = 0;

  for (guint i = 0; i < MANY; i++)
    append (fixture, task_sample_new_finished (8 * 3600));
  show (fixture, 1000);

  g_assert_cmpuint (count_tiles (fixture), <=, 4 * 40);
  rushes_contact_sheet_go_to (RUSHES_CONTACT_SHEET (fixture->sheet), MANY - 1, TRUE);
  gtk_test_widget_wait_for_draw (fixture->sheet);
  g_assert_cmpuint (count_tiles (fixture), <=, 4 * 40);
  gtk_widget_measure (fixture->sheet, GTK_ORIENTATION_HORIZONTAL, -1, &least_width, NULL, NULL, NULL);
  g_assert_cmpint (least_width, <=, 360);
}

static gboolean
has_three_columns (gpointer grid_view)
{
  return gtk_grid_view_get_max_columns (grid_view) == 3;
}

static void
test_follows_width (Fixture *fixture, gconstpointer data)
{
  append (fixture, task_sample_new_running ());
  show (fixture, 720);

  rushes_test_await (has_three_columns, get_grid (fixture), "three columns");
}

#define ADD(name, function) g_test_add ("/ui/contact-sheet/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  rushes_widget_test_init (&argc, &argv);

  g_test_add_func ("/ui/contact-sheet/columns", test_columns);
  ADD ("tiles", test_tiles);
  ADD ("activate", test_activate);
  ADD ("menu", test_menu);
  ADD ("recycled", test_recycled);
  ADD ("many", test_many);
  ADD ("follows-width", test_follows_width);

  return g_test_run ();
}
