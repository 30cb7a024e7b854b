/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/library-fixture.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <malloc.h>
#include <stdlib.h>
#include <time.h>

/* What a library of many tasks costs to open, and what a thousand replies cost then. Fails where the cost of
 * one task grows with their number, or the main loop is kept for longer than a frame. */
#define N_CHANGES 1000
/* Caches get colder. Growth is told by the time on the processor, best of a few: others are at work on the
 * machine. */
#define MOST_GROWTH 2.5
/* A frame. */
#define LONGEST_STALL_MS 16.0
#define N_TRIES 3

typedef struct
{
  double first_ms; /* until the list has rows */
  double all_ms;
  double stall_ms;     /* the longest that the main loop was away */
  double stall_cpu_ms; /* and worked */
  double bytes;        /* a task, in memory */
  double changes_ms;
  double all_cpu_ms;
  double changes_cpu_ms;
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

/* Until they are in the file: whatever is asked for later is done later. */
static void
change (Fixture *fixture, Figures *figures, guint n_tasks, int width)
{
  g_autoptr (GAsyncResult) result = NULL;
  const gint64 start = g_get_monotonic_time ();
  const double cpu = cpu_ms (CLOCK_PROCESS_CPUTIME_ID);

  for (guint i = 0; i < N_CHANGES; i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (G_LIST_MODEL (
                                                             rushes_library_get_tasks (fixture->library)),
                                                           (guint) ((guint64) i * n_tasks / N_CHANGES));
      g_autoptr (RushesSnapshot) snapshot = fixture_new_finished ();

      snapshot->width = width;
      rushes_library_apply_snapshot (fixture->library, task, snapshot);
    }
  rushes_library_load_details_async (fixture->library, fixture_find (fixture, "306792606000000000"),
                                     rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the changes to be written");
  figures->changes_ms = MIN (figures->changes_ms, passed_ms (start));
  figures->changes_cpu_ms = MIN (figures->changes_cpu_ms, cpu_ms (CLOCK_PROCESS_CPUTIME_ID) - cpu);
  rushes_task_details_free (rushes_library_load_details_finish (fixture->library, result, NULL));
}

static Figures
measure (guint n_tasks)
{
  Fixture fixture = { 0 };
  Figures figures = { .changes_ms = G_MAXDOUBLE, .changes_cpu_ms = G_MAXDOUBLE };

  fixture_set_up (&fixture, NULL);
  fill (&fixture, n_tasks);
  fixture_close (&fixture);
  open_library (&fixture, &figures, n_tasks);
  for (int i = 1; i <= N_TRIES; i++)
    change (&fixture, &figures, n_tasks, 720 + i);
  fixture_tear_down (&fixture, NULL);

  g_print (
    "%7u tasks: first rows %7.1f ms, all rows %7.1f ms (%.2f µs a task), longest stall of the main loop "
    "%.1f ms (%.1f ms of work), %.0f bytes a task, %u changes %.1f ms\n",
    n_tasks, figures.first_ms, figures.all_ms, figures.all_ms * 1000 / n_tasks, figures.stall_ms,
    figures.stall_cpu_ms, figures.bytes, N_CHANGES, figures.changes_ms);
  return figures;
}

int
main (void)
{
  Figures few;
  Figures many;
  double growth;
  double change_growth;

  setlocale (LC_ALL, "");
  few = measure (10000);
  many = measure (100000);
  growth = many.all_cpu_ms / 10 / few.all_cpu_ms;
  change_growth = many.changes_cpu_ms / few.changes_cpu_ms;
  g_print ("With ten times the tasks one task costs %.2f times as much to open, one change %.2f times.\n",
           growth, change_growth);
  return growth < MOST_GROWTH && change_growth < MOST_GROWTH && many.stall_cpu_ms < LONGEST_STALL_MS
           ? EXIT_SUCCESS
           : EXIT_FAILURE;
}
