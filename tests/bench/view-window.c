/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <locale.h>
#include <malloc.h>

#include "bench/bench-reaction.h"
#include "library/rushes-task-private.h"
#include "session/rushes-session-private.h"
#include "support/rushes-test-utils.h"
#include "ui/rushes-widget-test.h"
#include "ui/rushes-window-private.h"

/* The window with many tasks: how long until the frame that shows it, and for how long the main loop is away
 * at most, when somebody filters, searches or sorts, and when many replies come at once. The software
 * renderer draws. Usage: bench-view-window [TASKS] */
#define N_TASKS 10000
#define N_CHANGES 1000
/* The first one warms up. */
#define N_ROUNDS 9
#define FIRST_RESULTS_MS 50.0

typedef struct
{
  RushesSession *session;
  RushesWindow *window;
  GPtrArray *tasks; /* (unowned) */
  guint round;
} Bench;

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

/* As they come from the service: through the library, which writes them down. No two rounds say the same. */
static void
change_many (Bench *bench)
{
  const guint stride = bench->tasks->len / N_CHANGES;

  for (guint i = 0; i < N_CHANGES; i++)
    {
      RushesTask *task = g_ptr_array_index (bench->tasks, i * stride);
      g_autoptr (RushesSnapshot) snapshot = rushes_snapshot_new ();

      snapshot->task_id = g_strdup (rushes_task_get_id (task));
      snapshot->phase = RUSHES_PHASE_FAILED;
      snapshot->raw_status = g_strdup ("Fail");
      snapshot->submitted_at = rushes_task_get_added_at (task);
      snapshot->finished_at = snapshot->submitted_at + 60 + bench->round;
      snapshot->failure = rushes_failure_new ("1026", "input new_sensitive", NULL);
      rushes_library_apply_snapshot (bench->session->library, task, snapshot);
    }
}

static const struct
{
  const char *name;
  void (*step) (Bench *bench);
  double drawn_goal;
  double stall_goal;
} steps[] = {
  { "filter failed ones", filter_failed, BENCH_NO_GOAL, BENCH_FRAME_MS },
  { "filter no more", filter_all, BENCH_NO_GOAL, BENCH_FRAME_MS },
  { "search for two words", search, FIRST_RESULTS_MS, BENCH_FRAME_MS },
  { "search no more", search_nothing, FIRST_RESULTS_MS, BENCH_FRAME_MS },
  { "sort by label", sort_label, FIRST_RESULTS_MS, BENCH_FRAME_MS },
  { "sort by submission", sort_submitted, FIRST_RESULTS_MS, BENCH_FRAME_MS },
  { "1000 replies at once", change_many, BENCH_NO_GOAL, BENCH_FRAME_MS },
};

typedef struct
{
  Bench *bench;
  void (*step) (Bench *bench);
} Doing;

static void
do_step (gpointer user_data)
{
  Doing *doing = user_data;

  doing->step (doing->bench);
}

static gboolean
is_settled (gpointer user_data)
{
  Doing *doing = user_data;

  return rushes_task_view_model_get_settled (doing->bench->window->view_model);
}

static void
measure_all (Bench *bench)
{
  BenchReactions reactions[G_N_ELEMENTS (steps)];

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    bench_reactions_init (&reactions[i]);
  for (bench->round = 0; bench->round < N_ROUNDS; bench->round++)
    for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
      {
        Doing doing = { bench, steps[i].step };
        const BenchReaction reaction = bench_react (GTK_WIDGET (bench->window), do_step, is_settled, &doing);

        rushes_test_pump ();
        if (bench->round > 0)
          bench_reactions_add (&reactions[i], &reaction);
      }
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *what = g_strdup_printf ("%s, %u tasks", steps[i].name, bench->tasks->len);

      bench_reactions_report (&reactions[i], what, steps[i].drawn_goal, steps[i].stall_goal);
      bench_reactions_clear (&reactions[i]);
    }
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
  measure_all (&bench);

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
