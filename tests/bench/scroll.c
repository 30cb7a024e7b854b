/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much time of the main thread one frame takes while ten thousand tasks with pictures scroll past:
 * slowly, and from top to bottom several pages a frame. It is the thread's own time, so that what else
 * the machine does is left out. Usage: bench-scroll [TASKS [FRAMES]] */
#include "config.h"

#include <adwaita.h>
#include <stdlib.h>
#include <time.h>

#include "demo/rushes-gateway.h"
#include "support/rushes-manual-clock.h"
#include "support/rushes-test-utils.h"
#include "ui/rushes-contact-sheet.h"
#include "ui/rushes-task-row.h"
#include "ui/rushes-task-slots.h"
#include "ui/rushes-widget-test.h"
#include "ui/task-samples.h"

#define N_FILES 20
#define N_ROWS 200
#define DEFAULT_TASKS 10000
#define DEFAULT_FRAMES 300
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
  gint64 began;
  GArray *times; /* double, milliseconds */
} Bench;

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

/* In microseconds. */
static gint64
get_thread_time (void)
{
  struct timespec now = { 0 };

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static void
frame_began_cb (Bench *bench, GdkFrameClock *clock)
{
  bench->began = get_thread_time ();
  gtk_adjustment_set_value (bench->adjustment, gtk_adjustment_get_value (bench->adjustment) + bench->step);
}

static void
frame_ended_cb (Bench *bench, GdkFrameClock *clock)
{
  const double milliseconds = (double) (get_thread_time () - bench->began) / 1000;

  g_array_append_val (bench->times, milliseconds);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const double *x = a;
  const double *y = b;

  return *x < *y ? -1 : *x > *y;
}

static void
scroll (Bench *bench, GtkWidget *widget, const char *name, double step)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  gulong began = 0;
  gulong ended = 0;
  double high = 0;

  bench->step = step;
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
  high = g_array_index (bench->times, double, bench->times->len * 99 / 100);
  g_print ("%s: median %.1f ms, 99th percentile %.1f ms, most %.1f ms a frame (%s)\n", name,
           g_array_index (bench->times, double, bench->times->len / 2), high,
           g_array_index (bench->times, double, bench->times->len - 1),
           high <= BUDGET_MILLISECONDS ? "within 16.7 ms" : "MORE than 16.7 ms");
  g_array_unref (bench->times);
}

static GtkWidget *
find_scrolled (GtkWidget *widget)
{
  return GTK_IS_SCROLLED_WINDOW (widget) ? widget : gtk_widget_get_first_child (widget);
}

static void
measure (Bench *bench, GtkWidget *widget, const char *name)
{
  GtkWindow *window = NULL;
  const gint64 began = get_thread_time ();
  g_autofree char *slow = g_strconcat (name, ", slowly", NULL);
  g_autofree char *fast = g_strconcat (name, ", top to bottom", NULL);

  window = rushes_widget_test_show (widget, 1000, 720);
  g_print ("%s: first drawn after %.0f ms\n", name, (double) (get_thread_time () - began) / 1000);
  bench->adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (find_scrolled (widget)));
  scroll (bench, widget, slow, SLOW_STEP);
  gtk_adjustment_set_value (bench->adjustment, 0);
  scroll (bench, widget, fast, gtk_adjustment_get_upper (bench->adjustment) / bench->n_frames);
  if (bench->pictures != NULL)
    g_print ("%s: textures %.1f MB\n", name, (double) rushes_pictures_get_bytes (bench->pictures) / 1e6);
  rushes_widget_test_close (window);
}

static double
get_lap (gint64 *began)
{
  const gint64 now = get_thread_time ();
  const double lap = (double) (now - *began) / N_ROWS;

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
  gint64 began = get_thread_time ();
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
  folder = rushes_test_make_folder ();
  clock = rushes_manual_clock_new ();
  bench.ticker = rushes_ticker_new (RUSHES_CLOCK (clock));
  bench.tasks = g_list_store_new (RUSHES_TYPE_TASK);
  bench.n_frames = argc > 2 ? (guint) atoi (argv[2]) : DEFAULT_FRAMES;
  fill (&bench, folder, argc > 1 ? (guint) atoi (argv[1]) : DEFAULT_TASKS);

  measure_rows (&bench);
  measure (&bench, new_list (&bench), "list without pictures");
  bench.pictures = new_pictures (folder);
  measure (&bench, new_list (&bench), "list");
  measure (&bench, new_sheet (&bench), "contact sheet");

  g_clear_object (&bench.tasks);
  g_clear_object (&bench.ticker);
  rushes_test_await_finalize (bench.pictures);
  rushes_test_remove_folder (folder);
  return 0;
}
