/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gtk/gtk.h>
#include <locale.h>
#include <malloc.h>
#include <time.h>

#include "bench/bench-report.h"
#include "library/rushes-task-list.h"
#include "support/rushes-manual-clock.h"
#include "ui/rushes-task-view-model.h"
#include "ui/view-samples.h"

/* What it takes to filter, search and sort many tasks, behind a selection as the window has it: until it is
 * there, and how long the main loop was away at most. Time on the processor, best of a few tries: others are
 * at work on the machine. */
#define MOST_MS 50.0
#define MOST_TASKS_AT_ONCE 10000
#define N_CHANGES 1000
#define N_TRIES 3

typedef struct
{
  RushesTaskList *list;
  GPtrArray *tasks;
  RushesTaskViewModel *model;
  RushesManualClock *clock;
} Subject;

typedef void (*Step) (Subject *subject);

static double
get_cpu_ms (void)
{
  struct timespec used;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &used);
  return (double) used.tv_sec * 1000 + (double) used.tv_nsec / 1e6;
}

static void
set_up (Subject *subject, guint n_tasks)
{
  subject->clock = rushes_manual_clock_new ();
  subject->tasks = view_sample_new_tasks (n_tasks);
  subject->list = rushes_task_list_new ();
  rushes_task_list_append (subject->list, subject->tasks);
  subject->model = rushes_task_view_model_new (NULL);
  rushes_task_view_model_set_clock (subject->model, RUSHES_CLOCK (subject->clock));
}

static void
tear_down (Subject *subject)
{
  g_clear_object (&subject->model);
  g_clear_object (&subject->list);
  g_clear_pointer (&subject->tasks, g_ptr_array_unref);
  g_clear_object (&subject->clock);
}

static void
show_all (Subject *subject)
{
  rushes_task_view_model_set_model (subject->model, G_LIST_MODEL (subject->list));
}

static void
filter_ready (Subject *subject)
{
  rushes_task_view_model_set_filter (subject->model, RUSHES_TASK_FILTER_READY);
}

static void
filter_nothing (Subject *subject)
{
  rushes_task_view_model_set_filter (subject->model, RUSHES_TASK_FILTER_ALL);
}

static void
search_first (Subject *subject)
{
  rushes_task_view_model_set_search (subject->model, "d");
}

static void
search_on (Subject *subject)
{
  rushes_task_view_model_set_search (subject->model, "dusk 77");
}

static void
search_nothing (Subject *subject)
{
  rushes_task_view_model_set_search (subject->model, NULL);
}

static void
sort_by_size (Subject *subject)
{
  rushes_task_view_model_set_sort (subject->model, RUSHES_TASK_SORT_SIZE);
}

static void
sort_by_label (Subject *subject)
{
  rushes_task_view_model_set_sort (subject->model, RUSHES_TASK_SORT_LABEL);
}

static void
sort_by_submitted (Subject *subject)
{
  rushes_task_view_model_set_sort (subject->model, RUSHES_TASK_SORT_SUBMITTED);
}

static void
change_many (Subject *subject)
{
  const guint stride = subject->tasks->len / N_CHANGES;

  for (guint i = 0; i < N_CHANGES; i++)
    view_sample_set_snapshot (g_ptr_array_index (subject->tasks, i * stride),
                              view_sample_new_snapshot (100000 - subject->tasks->len + i * stride,
                                                        i % 2 == 0 ? RUSHES_PHASE_FAILED
                                                                   : RUSHES_PHASE_RUNNING));
}

/* Nobody's link begins or ends to count in it. */
static void
pass_minute (Subject *subject)
{
  rushes_manual_clock_advance (subject->clock, 60 * G_TIME_SPAN_SECOND);
}

/* One after another, as they come from a user. */
static const struct
{
  const char *name;
  Step step;
} steps[] = {
  { "show all", show_all },
  { "filter: ready", filter_ready },
  { "filter: all", filter_nothing },
  { "search: first letter", search_first },
  { "search: two words", search_on },
  { "search: nothing", search_nothing },
  { "sort: size", sort_by_size },
  { "sort: label", sort_by_label },
  { "sort: submitted", sort_by_submitted },
  { "1000 change", change_many },
  { "a minute passes", pass_minute },
};

typedef struct
{
  double all_ms;
  double stall_ms;
} Figures;

static Figures
measure (Subject *subject, Step step)
{
  Figures figures = { 0 };
  double start = get_cpu_ms ();

  step (subject);
  figures.all_ms = figures.stall_ms = get_cpu_ms () - start;
  while (!rushes_task_view_model_get_settled (subject->model))
    {
      double passed = 0;

      start = get_cpu_ms ();
      g_main_context_iteration (NULL, FALSE);
      passed = get_cpu_ms () - start;
      figures.all_ms += passed;
      figures.stall_ms = MAX (figures.stall_ms, passed);
    }
  while (g_main_context_iteration (NULL, FALSE))
    ;
  return figures;
}

static void
measure_all (guint n_tasks, Figures *best, double *bytes)
{
  Subject subject = { 0 };
  g_autoptr (GtkMultiSelection) selection = NULL;
  gsize before = 0;

  set_up (&subject, n_tasks);
  selection = gtk_multi_selection_new (g_object_ref (G_LIST_MODEL (subject.model)));
  before = mallinfo2 ().uordblks;
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      const Figures figures = measure (&subject, steps[i].step);

      best[i].all_ms = best[i].all_ms > 0 ? MIN (best[i].all_ms, figures.all_ms) : figures.all_ms;
      best[i].stall_ms = best[i].stall_ms > 0 ? MIN (best[i].stall_ms, figures.stall_ms) : figures.stall_ms;
      if (i == 0)
        bytes[0] = (double) (mallinfo2 ().uordblks - before) / n_tasks;
      if (steps[i].step == search_nothing)
        bytes[1] = (double) (mallinfo2 ().uordblks - before) / n_tasks;
    }
  g_clear_object (&selection);
  tear_down (&subject);
}

static void
report_step (const char *name, const char *what, guint n_tasks, double ms, double goal)
{
  g_autoptr (GArray) samples = bench_samples_new ();
  g_autofree char *title = g_strdup_printf ("list alone, %u tasks, %s, %s", n_tasks, name, what);

  bench_samples_add (samples, ms);
  bench_report (title, NULL, "ms", samples, NULL, BENCH_VALUE, goal);
}

static void
report (guint n_tasks)
{
  Figures best[G_N_ELEMENTS (steps)] = { 0 };
  double bytes[2] = { 0 };

  for (guint i = 0; i < N_TRIES; i++)
    measure_all (n_tasks, best, bytes);

  g_print ("%u tasks: %.0f bytes each, %.0f once searched\n", n_tasks, bytes[0], bytes[1]);
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      report_step (steps[i].name, "until there", n_tasks, best[i].all_ms,
                   n_tasks <= MOST_TASKS_AT_ONCE ? MOST_MS : BENCH_NO_GOAL);
      report_step (steps[i].name, "stall", n_tasks, best[i].stall_ms,
                   steps[i].step != show_all ? BENCH_FRAME_MS : BENCH_NO_GOAL);
    }
}

int
main (void)
{
  setlocale (LC_ALL, "");
  report (10000);
  report (100000);
  return 0;
}
