/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bench/bench-report.h"
#include "library/library-fixture.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <malloc.h>
#include <time.h>

/* What a library of many tasks costs to open, and what a thousand replies cost then; and whether the cost of
 * one task grows with their number: time on the processor, since others are at work on the machine. */
#define N_CHANGES 1000
/* As good as flat: caches get colder. */
#define MOST_GROWTH 1.25
#define LONGEST_STALL_MS 16.7
#define N_TRIES 3
/* What waits to be written is written in between: nobody waits long for the last of it. */
#define DRAIN_AFTER 5000
/* The first one warms up. */
#define N_ROUNDS 3

typedef struct
{
  double first_ms; /* until the list has rows */
  double all_ms;
  double stall_ms;     /* the longest that the main loop was away */
  double stall_cpu_ms; /* and worked */
  double bytes;        /* a task, in memory */
  double all_cpu_ms;
  double changes_cpu_ms; /* of tasks all over the library */
  double last_cpu_ms;    /* of those that were added last */
} Figures;

static double
passed_ms (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / 1000;
}

static double
cpu_ms (clockid_t clock)
{
  struct timespec used;

  clock_gettime (clock, &used);
  return (double) used.tv_sec * 1000 + (double) used.tv_nsec / 1e6;
}

static void
drain (Fixture *fixture, RushesTask *task)
{
  g_autoptr (GAsyncResult) result = NULL;

  rushes_library_load_details_async (fixture->library, task, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the changes to be written");
  rushes_task_details_free (rushes_library_load_details_finish (fixture->library, result, NULL));
}

static void
fill (Fixture *fixture, guint n_tasks)
{
  g_autoptr (GPtrArray) items = fixture_new_items ();
  g_autoptr (GPtrArray) added = NULL;

  for (guint i = 0; i < n_tasks; i++)
    {
      g_autofree char *id = g_strdup_printf ("306792606%09u", i);

      fixture_add_item (items, id, i % 3 == 0 ? "标签" : NULL);
    }
  added = fixture_add_all (fixture->library, items);
  for (guint i = 0; i < n_tasks; i++)
    {
      g_autoptr (RushesSnapshot) snapshot = fixture_new_finished ();

      snapshot->phase = i % 2 == 0 ? RUSHES_PHASE_FINISHED : RUSHES_PHASE_RUNNING;
      rushes_library_apply_snapshot (fixture->library, added->pdata[i], snapshot);
      if (i % DRAIN_AFTER == DRAIN_AFTER - 1)
        drain (fixture, added->pdata[i]);
    }
}

static void
rows_cb (GListModel *tasks, guint position, guint removed, guint added, gint64 *first)
{
  if (*first == 0)
    *first = g_get_monotonic_time ();
}

/* Comes round with every turn of the main loop. */
typedef struct
{
  gint64 last;
  double last_cpu;
  double longest_ms;
  double longest_cpu_ms;
} Watch;

static gboolean
watch_cb (gpointer user_data)
{
  Watch *watch = user_data;
  const double cpu = cpu_ms (CLOCK_THREAD_CPUTIME_ID);

  watch->longest_ms = MAX (watch->longest_ms, passed_ms (watch->last));
  watch->longest_cpu_ms = MAX (watch->longest_cpu_ms, cpu - watch->last_cpu);
  watch->last = g_get_monotonic_time ();
  watch->last_cpu = cpu;
  return G_SOURCE_CONTINUE;
}

static void
open_library (Fixture *fixture, Figures *figures, guint n_tasks)
{
  g_autoptr (GAsyncResult) result = NULL;
  const size_t before = mallinfo2 ().uordblks;
  const gint64 start = g_get_monotonic_time ();
  Watch watch = { .last = start, .last_cpu = cpu_ms (CLOCK_THREAD_CPUTIME_ID) };
  const guint watch_id = g_timeout_add_full (G_PRIORITY_HIGH, 1, watch_cb, &watch, NULL);
  const double cpu = cpu_ms (CLOCK_PROCESS_CPUTIME_ID);
  gint64 first = 0;

  fixture->library = rushes_library_new (fixture->path, fixture->clock);
  g_signal_connect (rushes_library_get_tasks (fixture->library), "items-changed", G_CALLBACK (rows_cb),
                    &first);
  rushes_library_open_async (fixture->library, NULL, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the library to open");
  figures->all_ms = passed_ms (start);
  figures->all_cpu_ms = cpu_ms (CLOCK_PROCESS_CPUTIME_ID) - cpu;
  figures->first_ms = (double) (first - start) / 1000;
  g_source_remove (watch_id);
  figures->stall_ms = watch.longest_ms;
  figures->stall_cpu_ms = watch.longest_cpu_ms;
  g_assert_true (rushes_library_open_finish (fixture->library, result, NULL));
  g_assert_cmpuint (fixture_get_n_tasks (fixture), ==, n_tasks);
  g_clear_object (&result);
  rushes_test_pump ();
  figures->bytes = (double) (mallinfo2 ().uordblks - before) / n_tasks;
  g_signal_handlers_disconnect_by_func (rushes_library_get_tasks (fixture->library), rows_cb, &first);
}

/* Until they are in the file: whatever is asked for later is done later.
 * @stride: from each task that changes to the next: of neighbours several share a page of the file, however
 * many there are; others have one each, which is to be read and written for them alone */
static void
change (Fixture *fixture, double *best, guint stride, int width)
{
  const double cpu = cpu_ms (CLOCK_PROCESS_CPUTIME_ID);

  for (guint i = 0; i < N_CHANGES; i++)
    {
      g_autoptr (RushesTask) task
        = g_list_model_get_item (G_LIST_MODEL (rushes_library_get_tasks (fixture->library)), i * stride);
      g_autoptr (RushesSnapshot) snapshot = fixture_new_finished ();

      snapshot->width = width;
      rushes_library_apply_snapshot (fixture->library, task, snapshot);
    }
  drain (fixture, fixture_find (fixture, "306792606000000000"));
  *best = MIN (*best, cpu_ms (CLOCK_PROCESS_CPUTIME_ID) - cpu);
}

static Figures
measure (guint n_tasks)
{
  Fixture fixture = { 0 };
  Figures figures = { .changes_cpu_ms = G_MAXDOUBLE, .last_cpu_ms = G_MAXDOUBLE };

  fixture_set_up (&fixture, NULL);
  fill (&fixture, n_tasks);
  fixture_close (&fixture);
  open_library (&fixture, &figures, n_tasks);
  for (int i = 1; i <= N_TRIES; i++)
    change (&fixture, &figures.changes_cpu_ms, n_tasks / N_CHANGES, 720 + i);
  for (int i = 1; i <= N_TRIES; i++)
    change (&fixture, &figures.last_cpu_ms, 1, 820 + i);
  fixture_tear_down (&fixture, NULL);

  return figures;
}

static const guint sizes[] = { 1000, 10000, 100000 };
#define N_SIZES G_N_ELEMENTS (sizes)

typedef struct
{
  GArray *first_ms;
  GArray *all_ms;
  GArray *stall_ms;
  GArray *opening_us; /* a task, on the processor */
  GArray *change_us;  /* likewise */
  GArray *last_us;
  GArray *bytes; /* a task */
} Samples;

static void
samples_init (Samples *samples)
{
  samples->first_ms = bench_samples_new ();
  samples->all_ms = bench_samples_new ();
  samples->stall_ms = bench_samples_new ();
  samples->opening_us = bench_samples_new ();
  samples->change_us = bench_samples_new ();
  samples->last_us = bench_samples_new ();
  samples->bytes = bench_samples_new ();
}

static void
samples_clear (Samples *samples)
{
  g_clear_pointer (&samples->first_ms, g_array_unref);
  g_clear_pointer (&samples->all_ms, g_array_unref);
  g_clear_pointer (&samples->stall_ms, g_array_unref);
  g_clear_pointer (&samples->opening_us, g_array_unref);
  g_clear_pointer (&samples->change_us, g_array_unref);
  g_clear_pointer (&samples->last_us, g_array_unref);
  g_clear_pointer (&samples->bytes, g_array_unref);
}

static void
samples_add (Samples *samples, const Figures *figures, guint n_tasks)
{
  bench_samples_add (samples->first_ms, figures->first_ms);
  bench_samples_add (samples->all_ms, figures->all_ms);
  bench_samples_add (samples->stall_ms, figures->stall_ms);
  bench_samples_add (samples->opening_us, figures->all_cpu_ms * 1000 / n_tasks);
  bench_samples_add (samples->change_us, figures->changes_cpu_ms * 1000 / N_CHANGES);
  bench_samples_add (samples->last_us, figures->last_cpu_ms * 1000 / N_CHANGES);
  bench_samples_add (samples->bytes, figures->bytes);
}

static void
report_growth (const Samples *few, const Samples *many, guint n_tasks)
{
  g_autofree char *opening = g_strdup_printf ("a task to open, processor, of %u", n_tasks);
  g_autofree char *change = g_strdup_printf ("a reply to apply, processor, of %u tasks", n_tasks);
  g_autofree char *last = g_strdup_printf ("a reply to the last 1000, processor, of %u tasks", n_tasks);
  g_autofree char *memory = g_strdup_printf ("a task in memory, of %u", n_tasks);

  bench_report (opening, "of 1000", "µs", many->opening_us, few->opening_us, BENCH_RATIO, MOST_GROWTH);
  bench_report (change, "of 1000", "µs", many->change_us, few->change_us, BENCH_RATIO, MOST_GROWTH);
  bench_report (last, "of 1000", "µs", many->last_us, few->last_us, BENCH_RATIO, MOST_GROWTH);
  bench_report (memory, "of 1000", "bytes", many->bytes, few->bytes, BENCH_RATIO, MOST_GROWTH);
}

static void
report_opening (const Samples *samples, guint n_tasks)
{
  g_autofree char *first = g_strdup_printf ("library of %u tasks, first rows", n_tasks);
  g_autofree char *all = g_strdup_printf ("library of %u tasks, all rows", n_tasks);
  g_autofree char *stall = g_strdup_printf ("library of %u tasks, longest stall", n_tasks);

  bench_report (first, NULL, "ms", samples->first_ms, NULL, BENCH_VALUE, BENCH_NO_GOAL);
  bench_report (all, NULL, "ms", samples->all_ms, NULL, BENCH_VALUE, BENCH_NO_GOAL);
  bench_report (stall, NULL, "ms", samples->stall_ms, NULL, BENCH_VALUE, LONGEST_STALL_MS);
}

int
main (void)
{
  Samples samples[N_SIZES];

  setlocale (LC_ALL, "");
  for (gsize i = 0; i < N_SIZES; i++)
    samples_init (&samples[i]);
  for (guint round = 0; round < N_ROUNDS; round++)
    for (gsize i = 0; i < N_SIZES; i++)
      {
        const Figures figures = measure (sizes[i]);

        if (round > 0)
          samples_add (&samples[i], &figures, sizes[i]);
      }
  for (gsize i = 1; i < N_SIZES; i++)
    {
      report_opening (&samples[i], sizes[i]);
      report_growth (&samples[0], &samples[i], sizes[i]);
    }
  for (gsize i = 0; i < N_SIZES; i++)
    samples_clear (&samples[i]);
  return 0;
}
