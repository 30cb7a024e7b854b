/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <locale.h>
#include <malloc.h>
#include <time.h>

#include "library/rushes-task-private.h"
#include "session/rushes-session-private.h"
#include "support/rushes-test-utils.h"
#include "ui/rushes-widget-test.h"
#include "ui/rushes-window-private.h"

/* The window with many tasks: how long the main loop is away at most, and until the frame that shows it, when
 * somebody filters, searches or sorts. Time on the processor, of which drawing with the software renderer is
 * the most. Usage: bench-view-window [TASKS] */
#define N_TASKS 10000
#define N_CHANGES 1000
#define MOST_MS 50.0

typedef struct
{
  RushesSession *session;
  RushesWindow *window;
  GPtrArray *tasks; /* (unowned) */
} Bench;

static double
get_cpu_ms (void)
{
  struct timespec used;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &used);
  return (double) used.tv_sec * 1000 + (double) used.tv_nsec / 1e6;
}

static void
set_snapshot (RushesTask *task, guint number, gint64 now, RushesPhase phase)
{
  g_autoptr (RushesSnapshot) snapshot = rushes_snapshot_new ();

  snapshot->task_id = g_strdup (rushes_task_get_id (task));
  snapshot->phase = phase;
  snapshot->submitted_at = now - (gint64) number * 240;
  snapshot->finished_at = phase == RUSHES_PHASE_FINISHED ? snapshot->submitted_at + 90 : 0;
  snapshot->bytes = phase == RUSHES_PHASE_FINISHED ? 1000000 + number % 997 * 1000 : 0;
  snapshot->prompt = g_strdup ("A slow push-in over dunes at dusk, wind in the grass");
  if (phase == RUSHES_PHASE_FAILED)
    snapshot->failure = rushes_failure_new ("1026", "input new_sensitive", NULL);
  rushes_task_set_snapshot (task, snapshot);
  rushes_task_update_state (task, now);
}

static void
fill (Bench *bench, guint n_tasks)
{
  const gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (RushesIntake) intake = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  for (guint i = 0; i < n_tasks; i++)
    g_string_append_printf (text, "306793%09u | Take %u\n", i, i % 50);
  intake = rushes_intake_read (text->str, -1, NULL);
  rushes_session_track_async (bench->session, intake->items, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the tasks");
  bench->tasks = rushes_session_track_finish (bench->session, result, NULL);
  g_assert_cmpuint (bench->tasks->len, ==, n_tasks);
  for (guint i = 0; i < n_tasks; i++)
    set_snapshot (g_ptr_array_index (bench->tasks, i), i, now,
                  i % 5 == 0   ? RUSHES_PHASE_FAILED
                  : i % 5 == 1 ? RUSHES_PHASE_RUNNING
                               : RUSHES_PHASE_FINISHED);
}

static void
act (Bench *bench, const char *action, const char *target)
{
  gtk_widget_activate_action (GTK_WIDGET (bench->window), action, "s", target);
}

static void
filter_failed (Bench *bench)
{
  act (bench, "tasks.filter", "failed");
}

static void
filter_all (Bench *bench)
{
  act (bench, "tasks.filter", "all");
}

static void
sort_label (Bench *bench)
{
  act (bench, "tasks.sort", "label");
}

static void
sort_submitted (Bench *bench)
{
  act (bench, "tasks.sort", "submitted");
}

static void
search (Bench *bench)
{
  rushes_task_view_model_set_search (bench->window->view_model, "take 77");
}

static void
search_nothing (Bench *bench)
{
  rushes_task_view_model_set_search (bench->window->view_model, NULL);
}

static void
change_many (Bench *bench)
{
  const gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  const guint stride = bench->tasks->len / N_CHANGES;

  for (guint i = 0; i < N_CHANGES; i++)
    set_snapshot (g_ptr_array_index (bench->tasks, i * stride), i * stride, now, RUSHES_PHASE_FAILED);
}

static const struct
{
  const char *name;
  void (*step) (Bench *bench);
} steps[] = {
  { "filter: failed", filter_failed },   { "filter: all", filter_all }, { "search: two words", search },
  { "search: nothing", search_nothing }, { "sort: label", sort_label }, { "sort: submitted", sort_submitted },
  { "1000 change", change_many },
};

static void
measure (Bench *bench, const char *name, void (*step) (Bench *bench))
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (bench->window));
  gint64 until = G_MAXINT64;
  double start = get_cpu_ms ();
  double all = 0;
  double most = 0;
  double own = 0;

  step (bench);
  own = all = most = get_cpu_ms () - start;
  gtk_widget_queue_draw (GTK_WIDGET (bench->window));
  gdk_frame_clock_begin_updating (clock);
  while (gdk_frame_clock_get_frame_counter (clock) < until)
    {
      double passed = 0;

      start = get_cpu_ms ();
      g_main_context_iteration (NULL, TRUE);
      passed = get_cpu_ms () - start;
      all += passed;
      most = MAX (most, passed);
      if (until == G_MAXINT64 && rushes_task_view_model_get_settled (bench->window->view_model))
        until = gdk_frame_clock_get_frame_counter (clock) + 2;
    }
  gdk_frame_clock_end_updating (clock);
  g_print ("  %-20s %7.1f ms itself, %7.1f ms until it is drawn, away for %6.1f ms%s\n", name, own, all, most,
           most > MOST_MS ? "  TOO LONG" : "");
}

int
main (int argc, char *argv[])
{
  Bench bench = { 0 };
  char *folder = NULL;
  gsize before = 0;
  g_autoptr (RushesKeyStore) keys = rushes_session_keys_new ();
  g_autoptr (RushesClock) clock = rushes_clock_new_system ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GSettings) settings = NULL;

  setlocale (LC_ALL, "");
  rushes_widget_test_init (&argc, &argv);
  folder = rushes_test_make_folder ();
  settings = g_settings_new (RUSHES_SCHEMA_ID);
  bench.session = rushes_session_new (folder, TRUE, keys, clock);
  rushes_session_open_async (bench.session, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the library");
  g_assert_true (rushes_session_open_finish (bench.session, result, NULL));
  before = mallinfo2 ().uordblks;
  fill (&bench, argc > 1 ? (guint) atoi (argv[1]) : N_TASKS);
  bench.window = RUSHES_WINDOW (rushes_window_new (NULL, settings, FALSE));
  gtk_window_present (GTK_WINDOW (bench.window));
  g_object_set (bench.window, "session", bench.session, NULL);
  rushes_window_show_library (bench.window, TRUE);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (bench.window));

  g_print ("%u tasks in the window, %.0f bytes each\n", bench.tasks->len,
           (double) (mallinfo2 ().uordblks - before) / bench.tasks->len);
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    measure (&bench, steps[i].name, steps[i].step);

  g_clear_pointer (&bench.tasks, g_ptr_array_unref);
  rushes_widget_test_close (GTK_WINDOW (bench.window));
  g_clear_object (&result);
  rushes_session_close_async (bench.session, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the library to be closed");
  rushes_session_close_finish (bench.session, result, NULL);
  g_clear_object (&result);
  rushes_test_await_finalize (bench.session);
  rushes_test_remove_folder (folder);
  return 0;
}
