/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>

#include "library/rushes-task-private.h"
#include "support/rushes-test-utils.h"
#include "ui/rushes-task-row.h"
#include "ui/rushes-task-slots.h"
#include "ui/rushes-widget-test.h"
#include "ui/task-samples.h"

#define MANY 1000
#define FEW_FACES 60
#define HEIGHT 600

/* A long list in a window. */
typedef struct
{
  GListStore *tasks;
  GtkMultiSelection *selection;
  GtkWidget *list;
  RushesTaskSlots *slots;
  GtkWindow *window;
  guint n_made;
  guint n_frames;
} Fixture;

static GtkWidget *
make_row (gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_made++;
  return rushes_task_row_new ();
}

static void
append_many (Fixture *fixture)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);

  /* Rows of two heights. */
  for (guint i = 0; i < MANY; i++)
    g_ptr_array_add (tasks, i % 3 == 0 ? task_sample_new_failed () : task_sample_new_waiting ());
  g_list_store_splice (fixture->tasks, 0, g_list_model_get_n_items (G_LIST_MODEL (fixture->tasks)),
                       tasks->pdata, tasks->len);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  fixture->tasks = g_list_store_new (RUSHES_TYPE_TASK);
  append_many (fixture);
  fixture->selection = gtk_multi_selection_new (g_object_ref (G_LIST_MODEL (fixture->tasks)));
  fixture->list = gtk_list_view_new (g_object_ref (GTK_SELECTION_MODEL (fixture->selection)), NULL);
  fixture->slots = rushes_task_slots_new (fixture->list, make_row, fixture);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), fixture->list);
  fixture->window = rushes_widget_test_show (scroller, 800, HEIGHT);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  rushes_widget_test_close (fixture->window);
  rushes_test_await_finalize (fixture->slots);
  rushes_test_await_finalize (fixture->selection);
  rushes_test_await_finalize (fixture->tasks);
}

static GtkWidget *
get_item (Fixture *fixture, guint position)
{
  g_autoptr (RushesTask) task = g_list_model_get_item (G_LIST_MODEL (fixture->tasks), position);

  return rushes_task_slots_find_item (fixture->slots, task);
}

/* gtk_test_widget_wait_for_draw() goes on before that frame is laid out. */
static void
wait_for_draw (Fixture *fixture)
{
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
}

/* Fails where a task in view has no face, or another one's. Returns: how many are in view */
static guint
count_in_view (Fixture *fixture)
{
  guint n_seen = 0;

  for (GtkWidget *item = gtk_widget_get_first_child (fixture->list); item != NULL;
       item = gtk_widget_get_next_sibling (item))
    {
      GtkWidget *face = rushes_widget_test_get_face (item);

      if (!gtk_widget_get_mapped (item))
        continue;
      n_seen++;
      g_assert_nonnull (face);
      g_assert_true (rushes_task_face_get_item (RUSHES_TASK_FACE (face))
                     == rushes_task_slot_get_item (rushes_task_slot_find (item)));
    }
  return n_seen;
}

static void
assert_named (GtkWidget *item)
{
  g_autofree char *wrong = NULL;

  g_assert_nonnull (item);
  wrong = gtk_test_accessible_check_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                              TASK_SAMPLE_ID ", Waiting");
  g_assert_null (wrong);
}

/* A screen reader hears the names of those, too, that cannot be seen. */
static void
test_few_faces (Fixture *fixture, gconstpointer data)
{
  const guint n_seen = count_in_view (fixture);

  g_assert_cmpuint (n_seen, >, 3);
  g_assert_cmpuint (rushes_task_slots_count_faces (fixture->slots), <, FEW_FACES);
  assert_named (get_item (fixture, 1));
  g_assert_nonnull (rushes_widget_test_get_face (get_item (fixture, 1)));
  assert_named (get_item (fixture, 70));
  g_assert_null (rushes_widget_test_get_face (get_item (fixture, 70)));
  g_assert_null (get_item (fixture, MANY - 1));
}

static gboolean
is_prepared (gpointer user_data)
{
  return rushes_task_slots_count_faces (user_data) >= 12;
}

/* What has been made ahead of time need not be made when tasks come into view. */
static void
test_prepare (Fixture *fixture, gconstpointer data)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *list = gtk_list_view_new (NULL, NULL);
  RushesTaskSlots *slots = rushes_task_slots_new (list, make_row, fixture);
  GtkWindow *window = NULL;

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  window = rushes_widget_test_show (scroller, 400, 300);
  fixture->n_made = 0;
  rushes_task_slots_prepare (slots);
  rushes_task_slots_prepare (slots);
  rushes_test_await (is_prepared, slots, "faces");
  rushes_test_pump ();
  g_assert_cmpuint (fixture->n_made, ==, 12);

  gtk_list_view_set_model (GTK_LIST_VIEW (list), GTK_SELECTION_MODEL (fixture->selection));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  g_assert_nonnull (rushes_widget_test_get_face (gtk_widget_get_first_child (list)));
  g_assert_cmpuint (fixture->n_made, ==, 12);

  rushes_widget_test_close (window);
  rushes_test_await_finalize (slots);
}

/* Another list altogether: what is in view has its faces at once, and they are the old ones. */
static void
test_whole_change (Fixture *fixture, gconstpointer data)
{
  const guint n_made = fixture->n_made;

  for (guint i = 0; i < 3; i++)
    {
      append_many (fixture);
      wait_for_draw (fixture);
      g_assert_cmpuint (count_in_view (fixture), >, 3);
    }
  g_assert_cmpuint (fixture->n_made, <=, n_made + 2);
}

static void
frame_began_cb (Fixture *fixture, GdkFrameClock *clock)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (fixture->list));

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + 90);
}

static void
frame_ended_cb (Fixture *fixture, GdkFrameClock *clock)
{
  fixture->n_frames++;
  count_in_view (fixture);
}

static gboolean
has_frames (gpointer user_data)
{
  Fixture *fixture = user_data;

  return fixture->n_frames > 100;
}

/* Not one frame shows a place without its task. */
static void
test_scroll (Fixture *fixture, gconstpointer data)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (fixture->list);
  const gulong began = g_signal_connect_swapped (clock, "before-paint", G_CALLBACK (frame_began_cb), fixture);
  const gulong ended = g_signal_connect_swapped (clock, "paint", G_CALLBACK (frame_ended_cb), fixture);

  gdk_frame_clock_begin_updating (clock);
  rushes_test_await (has_frames, fixture, "a hundred frames");
  gdk_frame_clock_end_updating (clock);
  g_signal_handler_disconnect (clock, began);
  g_signal_handler_disconnect (clock, ended);
  g_assert_cmpuint (rushes_task_slots_count_faces (fixture->slots), <, FEW_FACES);
}

/* As long as somebody stands there, what has the focus stays what it is. */
static void
test_focus (Fixture *fixture, gconstpointer data)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (fixture->list));
  GtkWidget *item = get_item (fixture, 2);
  GtkWidget *face = rushes_widget_test_get_face (item);

  g_assert_true (gtk_widget_grab_focus (item));
  for (guint i = 1; i < 20; i++)
    {
      gtk_adjustment_set_value (adjustment, i * HEIGHT);
      wait_for_draw (fixture);
      count_in_view (fixture);
    }
  g_assert_true (get_item (fixture, 2) == item);
  g_assert_false (gtk_widget_get_mapped (item));
  g_assert_true (rushes_widget_test_get_face (item) == face);
  g_assert_true (rushes_task_slots_popup_menu (fixture->slots));
}

/* A list may measure one that cannot be seen for less width than any row can have. */
static void
test_too_narrow (Fixture *fixture, gconstpointer data)
{
  GtkWidget *slot = gtk_widget_get_first_child (get_item (fixture, 70));
  GtkWidget *face = rushes_widget_test_get_face (get_item (fixture, 1));
  int least_width = 0;
  int height = 0;
  int least_height = 0;

  gtk_widget_measure (face, GTK_ORIENTATION_HORIZONTAL, -1, &least_width, NULL, NULL, NULL);
  gtk_widget_measure (slot, GTK_ORIENTATION_VERTICAL, 1, &least_height, NULL, NULL, NULL);
  gtk_widget_measure (slot, GTK_ORIENTATION_VERTICAL, least_width, &height, NULL, NULL, NULL);
  g_assert_cmpint (least_height, >, 0);
  g_assert_cmpint (least_height, ==, height);
}

static void
count_cb (guint *n_changes)
{
  (*n_changes)++;
}

/* What is selected is only marked: it is not filled anew. */
static void
test_select (Fixture *fixture, gconstpointer data)
{
  GtkWidget *face = rushes_widget_test_get_face (get_item (fixture, 1));
  guint n_changes = 0;

  g_signal_connect_swapped (face, "notify::item", G_CALLBACK (count_cb), &n_changes);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (fixture->selection), 1, TRUE);
  g_assert_true (rushes_widget_test_get_face (get_item (fixture, 1)) == face);
  g_assert_cmpuint (n_changes, ==, 0);
  g_signal_handlers_disconnect_by_data (face, &n_changes);
}

static void
test_last_seen (Fixture *fixture, gconstpointer data)
{
  RushesTask *seen = rushes_task_slots_find_last_seen (fixture->slots);
  GtkWidget *item = seen != NULL ? rushes_task_slots_find_item (fixture->slots, seen) : NULL;
  graphene_rect_t bounds;

  g_assert_nonnull (item);
  g_assert_true (gtk_widget_compute_bounds (item, fixture->list, &bounds));
  g_assert_cmpfloat (bounds.origin.y + bounds.size.height, <=, HEIGHT);
  g_assert_true (gtk_widget_compute_bounds (gtk_widget_get_next_sibling (item), fixture->list, &bounds));
  g_assert_cmpfloat (bounds.origin.y + bounds.size.height, >, gtk_widget_get_height (fixture->list));
}

int
main (int argc, char *argv[])
{
  rushes_widget_test_init (&argc, &argv);

#define ADD(name, function) g_test_add ("/ui/task-slots/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("few-faces", test_few_faces);
  ADD ("prepare", test_prepare);
  ADD ("whole-change", test_whole_change);
  ADD ("scroll", test_scroll);
  ADD ("focus", test_focus);
  ADD ("too-narrow", test_too_narrow);
  ADD ("select", test_select);
  ADD ("last-seen", test_last_seen);
#undef ADD

  return g_test_run ();
}
