/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bench/bench-report.h"

#include <stdio.h>
#include <time.h>

static struct
{
  GPollFunc poll; /* the one that waits */
  gboolean measuring;
  gint64 since;
  double since_cpu;
  BenchStall longest;
} stalls;

GArray *
bench_samples_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (double));
}

void
bench_samples_add (GArray *samples, double sample)
{
  g_array_append_val (samples, sample);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const double *first = a;
  const double *second = b;

  return *first < *second ? -1 : *first > *second;
}

double
bench_samples_get_median (GArray *samples)
{
  g_autoptr (GArray) sorted = g_array_copy (samples);

  g_return_val_if_fail (samples->len > 0, 0);

  g_array_sort (sorted, compare);
  return (g_array_index (sorted, double, (sorted->len - 1) / 2)
          + g_array_index (sorted, double, sorted->len / 2))
         / 2;
}

static void
append_samples (GString *line, const char *name, GArray *samples)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (line, ", \"%s\": [", name);
  for (guint i = 0; i < samples->len; i++)
    g_string_append_printf (line, "%s%s", i > 0 ? ", " : "",
                            g_ascii_formatd (number, sizeof number, "%.6g",
                                             g_array_index (samples, double, i)));
  g_string_append_c (line, ']');
}

/* Names are ours, without anything that JSON would have escaped. */
void
bench_report (const char *what,
              const char *against,
              const char *unit,
              GArray *ours,
              GArray *base,
              BenchMeasure measure,
              double goal)
{
  static const char *const measures[] = { "ratio", "difference", "value" };
  g_autoptr (GString) line = g_string_new (NULL);
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_return_if_fail (ours->len > 0);
  g_return_if_fail (base == NULL || base->len == ours->len);
  g_return_if_fail (base != NULL || measure == BENCH_VALUE);

  g_string_append_printf (line, "BENCH {\"what\": \"%s\", \"unit\": \"%s\", \"by\": \"%s\"", what, unit,
                          measures[measure]);
  if (against != NULL)
    g_string_append_printf (line, ", \"against\": \"%s\"", against);
  if (goal >= 0)
    g_string_append_printf (line, ", \"goal\": %s", g_ascii_formatd (number, sizeof number, "%.6g", goal));
  append_samples (line, "ours", ours);
  if (base != NULL)
    append_samples (line, "base", base);
  g_print ("%s}\n", line->str);
  fflush (stdout);
}

double
bench_get_cpu_ms (void)
{
  struct timespec used;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &used);
  return (double) used.tv_sec * 1000 + (double) used.tv_nsec / 1e6;
}

static void
look (void)
{
  const double wall_ms = (double) (g_get_monotonic_time () - stalls.since) / 1000;
  const double cpu_ms = bench_get_cpu_ms () - stalls.since_cpu;

  stalls.longest.wall_ms = MAX (stalls.longest.wall_ms, wall_ms);
  stalls.longest.cpu_ms = MAX (stalls.longest.cpu_ms, cpu_ms);
}

static void
look_away (void)
{
  stalls.since = g_get_monotonic_time ();
  stalls.since_cpu = bench_get_cpu_ms ();
}

static int
measuring_poll (GPollFD *fds, guint n_fds, int timeout)
{
  int n_ready;

  if (stalls.measuring)
    look ();
  n_ready = stalls.poll (fds, n_fds, timeout);
  look_away ();
  return n_ready;
}

void
bench_stall_begin (void)
{
  if (stalls.poll == NULL)
    {
      stalls.poll = g_main_context_get_poll_func (NULL);
      g_main_context_set_poll_func (NULL, measuring_poll);
    }
  stalls.longest = (BenchStall){ 0 };
  stalls.measuring = TRUE;
  look_away ();
}

BenchStall
bench_stall_end (void)
{
  look ();
  stalls.measuring = FALSE;
  return stalls.longest;
}
