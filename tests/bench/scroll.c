/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much time of the main thread one frame takes while ten thousand tasks with pictures scroll past:
 * slowly, and from top to bottom several pages a frame; against the same list of plain labels, in turn. It is
 * the thread's own time, so that what else the machine does is left out. Usage: bench-scroll [TASKS [FRAMES]]
 */
#include "config.h"

#include <adwaita.h>
#include <stdlib.h>
#include <string.h>

#include "bench/bench-report.h"
#include "demo/rushes-gateway.h"
#include "support/rushes-manual-clock.h"
#include "support/rushes-test-utils.h"
#include "ui/rushes-contact-sheet.h"
#include "ui/rushes-task-row.h"
#include "ui/rushes-task-slots.h"
#include "ui/rushes-verbs.h"
#include "ui/rushes-widget-test.h"
#include "ui/task-samples.h"

#define N_FILES 20
#define N_ROWS 200
#define N_LABELS 3
#define DEFAULT_TASKS 10000
#define DEFAULT_FRAMES 150
/* The first one warms up. */
#define N_ROUNDS 6
#define MOST_RATIO 1.5
#define SLOW_STEP 40
#define BUDGET_MILLISECONDS 16.7

typedef struct
{
  RushesTicker *ticker;
  RushesPictures *pictures;
  GListStore *tasks;
  GtkAdjustment *adjustment;
  double step;
  guint n_frames;
  double began;
  GArray *times; /* double, milliseconds */
} Bench;

/* As AdwApplication does in the program. */
static void
use_style (void)
{
  g_autoptr (GtkCssProvider) css = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (css, "/io/github/rushes_app/Rushes/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (css),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

static GtkWidget *
make_row (gpointer user_data)
{
  Bench *bench = user_data;
  GtkWidget *row = rushes_task_row_new ();

  g_object_set (row, "ticker", bench->ticker, "pictures", bench->pictures, NULL);
  return row;
}

static GtkSelectionModel *
new_selection (Bench *bench)
{
  return GTK_SELECTION_MODEL (gtk_single_selection_new (g_object_ref (G_LIST_MODEL (bench->tasks))));
}

static GtkWidget *
new_list (Bench *bench)
{
  GtkWidget *window = gtk_scrolled_window_new ();
  GtkWidget *list = gtk_list_view_new (new_selection (bench), NULL);

  gtk_widget_add_css_class (list, "task-list");
  g_object_set_data_full (G_OBJECT (list), "slots", rushes_task_slots_new (list, make_row, bench),
                          g_object_unref);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (window), list);
  return window;
}

static GtkWidget *
new_sheet (Bench *bench)
{
  GtkWidget *sheet = rushes_contact_sheet_new ();
  g_autoptr (GtkSelectionModel) selection = new_selection (bench);

  g_object_set (sheet, "ticker", bench->ticker, "pictures", bench->pictures, "model", selection, NULL);
  return sheet;
}

static void
labels_set_up_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  for (guint i = 0; i < N_LABELS; i++)
    {
      GtkWidget *label = gtk_label_new (NULL);

      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_box_append (GTK_BOX (box), label);
    }
  gtk_list_item_set_child (item, box);
}

static void
labels_bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  RushesTask *task = gtk_list_item_get_item (item);
  const RushesSnapshot *snapshot = rushes_task_get_snapshot (task);
  const char *words[N_LABELS] = { rushes_task_get_id (task),
                                  snapshot != NULL && snapshot->prompt != NULL ? snapshot->prompt : "",
                                  snapshot != NULL && snapshot->raw_status != NULL ? snapshot->raw_status
                                                                                   : "" };
  GtkWidget *label = gtk_widget_get_first_child (gtk_list_item_get_child (item));

  for (guint i = 0; i < N_LABELS; i++, label = gtk_widget_get_next_sibling (label))
    gtk_label_set_label (GTK_LABEL (label), words[i]);
}

/* The same tasks with nothing but what stands in a row of ours: its name, its line of words, its state; about
 * as high, so that as many rows come into view. */
static GtkWidget *
new_labels (Bench *bench)
{
  GtkWidget *window = gtk_scrolled_window_new ();
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (labels_set_up_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (labels_bind_cb), NULL);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (window),
                                 gtk_list_view_new (new_selection (bench), factory));
  return window;
}

static void
frame_began_cb (Bench *bench, GdkFrameClock *clock)
{
  bench->began = bench_get_cpu_ms ();
  gtk_adjustment_set_value (bench->adjustment, gtk_adjustment_get_value (bench->adjustment) + bench->step);
}

static void
frame_ended_cb (Bench *bench, GdkFrameClock *clock)
{
  const double milliseconds = bench_get_cpu_ms () - bench->began;

  g_array_append_val (bench->times, milliseconds);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const double *x = a;
  const double *y = b;

  return *x < *y ? -1 : *x > *y;
}

/* One way of scrolling through one list: of each round, the frame in the middle and the slow ones. */
typedef struct
{
  GtkWidget *widget; /* with a scrolled window in it, or one itself */
  GtkWindow *window;
  GArray *median;
  GArray *slow; /* the 99th percentile */
} Track;

static GtkAdjustment *
get_adjustment (GtkWidget *widget)
{
  if (!GTK_IS_SCROLLED_WINDOW (widget))
    widget = gtk_widget_get_first_child (widget);
  return gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (widget));
}

/* What a row offers can be done, as in a window: else its button were drawn as one that cannot be pressed. */
static void
add_actions (GtkWidget *widget)
{
  GSimpleActionGroup *actions = g_simple_action_group_new ();

  for (RushesVerb verb = 0; verb < RUSHES_VERB_NONE; verb++)
    {
      const char *name = strchr (rushes_verb_get_action (verb), '.') + 1;
      g_autoptr (GSimpleAction) action = g_simple_action_new (name, G_VARIANT_TYPE_INT64);

      g_action_map_add_action (G_ACTION_MAP (actions), G_ACTION (action));
    }
  gtk_widget_insert_action_group (widget, "win", G_ACTION_GROUP (actions));
  g_object_unref (actions);
}

static void
track_init (Track *track, GtkWidget *widget)
{
  track->widget = widget;
  track->window = rushes_widget_test_show (widget, 1000, 720);
  add_actions (GTK_WIDGET (track->window));
}

static void
track_begin (Track *track)
{
  track->median = bench_samples_new ();
  track->slow = bench_samples_new ();
}

static void
track_end (Track *track)
{
  g_clear_pointer (&track->median, g_array_unref);
  g_clear_pointer (&track->slow, g_array_unref);
}

/* @step: pixels a frame; 0: from top to bottom */
static void
scroll (Bench *bench, Track *track, double step, gboolean counts)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (track->widget);
  gulong began = 0;
  gulong ended = 0;

  bench->adjustment = get_adjustment (track->widget);
  gtk_adjustment_set_value (bench->adjustment, 0);
  /* GTK 4.8 looks for a place in rows that it has not laid out again, and says that it ran out of items. */
  gtk_test_widget_wait_for_draw (track->widget);
  bench->step = step > 0 ? step : gtk_adjustment_get_upper (bench->adjustment) / bench->n_frames;
  bench->times = g_array_new (FALSE, FALSE, sizeof (double));
  began = g_signal_connect_swapped (clock, "before-paint", G_CALLBACK (frame_began_cb), bench);
  ended = g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (frame_ended_cb), bench);
  gdk_frame_clock_begin_updating (clock);
  /* No deadline: a busy machine takes its time, and is not what is measured. */
  while (bench->times->len < bench->n_frames)
    g_main_context_iteration (NULL, TRUE);
  gdk_frame_clock_end_updating (clock);
  g_signal_handler_disconnect (clock, began);
  g_signal_handler_disconnect (clock, ended);

  g_array_sort (bench->times, compare);
  if (counts)
    {
      bench_samples_add (track->median, g_array_index (bench->times, double, bench->times->len / 2));
      bench_samples_add (track->slow, g_array_index (bench->times, double, bench->times->len * 99 / 100));
    }
  g_array_unref (bench->times);
}

/* @base: (nullable) */
static void
measure_way (Bench *bench, Track *ours, Track *base, const char *name, const char *way, double step)
{
  const guint n_tasks = g_list_model_get_n_items (G_LIST_MODEL (bench->tasks));
  g_autofree char *frame = g_strdup_printf ("frame of %s, %s, %u tasks", name, way, n_tasks);
  g_autofree char *slow = g_strdup_printf ("slow frame of %s, %s, %u tasks", name, way, n_tasks);

  track_begin (ours);
  if (base != NULL)
    track_begin (base);
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      if (base != NULL)
        scroll (bench, base, step, i > 0);
      scroll (bench, ours, step, i > 0);
    }
  if (base != NULL)
    bench_report (frame, "plain labels", "ms", ours->median, base->median, BENCH_RATIO, MOST_RATIO);
  else
    bench_report (frame, NULL, "ms", ours->median, NULL, BENCH_VALUE, BENCH_NO_GOAL);
  bench_report (slow, NULL, "ms", ours->slow, NULL, BENCH_VALUE, BUDGET_MILLISECONDS);
  track_end (ours);
  if (base != NULL)
    track_end (base);
}

/* @plain: (nullable): the baseline; both are on the screen all the time */
static void
measure (Bench *bench, GtkWidget *widget, GtkWidget *plain, const char *name)
{
  Track ours = { 0 };
  Track base = { 0 };

  track_init (&ours, widget);
  if (plain != NULL)
    track_init (&base, plain);
  measure_way (bench, &ours, plain != NULL ? &base : NULL, name, "slowly", SLOW_STEP);
  measure_way (bench, &ours, plain != NULL ? &base : NULL, name, "top to bottom", 0);
  if (bench->pictures != NULL)
    g_print ("%s: textures %.1f MB\n", name, (double) rushes_pictures_get_bytes (bench->pictures) / 1e6);
  if (plain != NULL)
    rushes_widget_test_close (base.window);
  rushes_widget_test_close (ours.window);
}

static double
get_lap (double *began)
{
  const double now = bench_get_cpu_ms ();
  const double lap = (now - *began) * 1000 / N_ROWS;

  *began = now;
  return lap;
}

/* What a row costs that comes into view. */
static void
measure_rows (Bench *bench)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWindow *window = rushes_widget_test_show (box, 1000, 720);
  GtkWidget *rows[N_ROWS];
  double began = bench_get_cpu_ms ();
  double making = 0;
  double filling = 0;
  double measuring = 0;
  double refilling = 0;

  for (guint i = 0; i < N_ROWS; i++)
    {
      rows[i] = rushes_task_row_new ();
      g_object_set (rows[i], "ticker", bench->ticker, NULL);
      gtk_box_append (GTK_BOX (box), rows[i]);
    }
  making = get_lap (&began);
  for (guint i = 0; i < N_ROWS; i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (G_LIST_MODEL (bench->tasks), i);

      g_object_set (rows[i], "item", task, NULL);
    }
  filling = get_lap (&began);
  for (guint i = 0; i < N_ROWS; i++)
    gtk_widget_measure (rows[i], GTK_ORIENTATION_VERTICAL, 1000, NULL, NULL, NULL, NULL);
  measuring = get_lap (&began);
  for (guint i = 0; i < N_ROWS; i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (G_LIST_MODEL (bench->tasks), N_ROWS + i);

      g_object_set (rows[i], "item", task, NULL);
    }
  refilling = get_lap (&began);
  g_print ("a row: made in %.0f us, filled in %.0f us, measured in %.0f us, filled again in %.0f us\n",
           making, filling, measuring, refilling);
  rushes_widget_test_close (window);
}

static void
fill (Bench *bench, const char *folder, guint n_tasks)
{
  const char *const *names = rushes_gateway_get_videos ();
  const guint n_names = g_strv_length ((char **) names);

  for (guint i = 0; i < n_tasks; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%u.mp4", folder, i % N_FILES);
      g_autoptr (RushesTask) task = task_sample_new_kept (path);

      if (i < N_FILES)
        {
          g_autoptr (GBytes) video = rushes_gateway_get_video (names[i % n_names]);

          g_file_set_contents (path, g_bytes_get_data (video, NULL), (gssize) g_bytes_get_size (video), NULL);
        }
      g_list_store_append (bench->tasks, task);
    }
}

/* The pictures are there, as on any day but the first; what is drawn of them is read anew. */
static RushesPictures *
new_pictures (const char *folder)
{
  g_autofree char *thumbnails = g_build_filename (folder, "thumbnails", NULL);
  RushesPictures *makers = rushes_pictures_new (thumbnails, RUSHES_PICTURES_MAX_BYTES);

  for (guint i = 0; i < N_FILES; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%u.mp4", folder, i);
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GdkTexture) texture = NULL;

      rushes_pictures_load_async (makers, path, RUSHES_PICTURE_THUMBNAIL, NULL, rushes_test_keep_result,
                                  &result);
      rushes_test_await_result (&result, "the pictures");
      texture = rushes_pictures_load_finish (makers, result, NULL);
      g_assert_nonnull (texture);
    }
  rushes_test_await_finalize (makers);
  return rushes_pictures_new (thumbnails, RUSHES_PICTURES_MAX_BYTES);
}

int
main (int argc, char *argv[])
{
  Bench bench = { 0 };
  g_autoptr (RushesManualClock) clock = NULL;
  char *folder = NULL;

  rushes_widget_test_init (&argc, &argv);
  use_style ();
  folder = rushes_test_make_folder ();
  clock = rushes_manual_clock_new ();
  bench.ticker = rushes_ticker_new (RUSHES_CLOCK (clock));
  bench.tasks = g_list_store_new (RUSHES_TYPE_TASK);
  bench.n_frames = argc > 2 ? (guint) atoi (argv[2]) : DEFAULT_FRAMES;
  fill (&bench, folder, argc > 1 ? (guint) atoi (argv[1]) : DEFAULT_TASKS);

  measure_rows (&bench);
  measure (&bench, new_list (&bench), new_labels (&bench), "the list without pictures");
  bench.pictures = new_pictures (folder);
  measure (&bench, new_list (&bench), new_labels (&bench), "the list");
  measure (&bench, new_sheet (&bench), NULL, "the contact sheet");

  g_clear_object (&bench.tasks);
  g_clear_object (&bench.ticker);
  rushes_test_await_finalize (bench.pictures);
  rushes_test_remove_folder (folder);
  return 0;
}
