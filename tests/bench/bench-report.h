/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a benchmark tells build-aux/bench: one line of standard output for each thing that was measured, with
 * every sample. Medians, spread and whether the goal is met are the reader's. */
typedef enum
{
  BENCH_RATIO,      /* the goal is for what was measured, divided by the baseline of the same round */
  BENCH_DIFFERENCE, /* less the baseline of the same round */
  BENCH_VALUE,      /* as it is */
} BenchMeasure;

/* No goal: it is only told. */
#define BENCH_NO_GOAL -1.0
/* A frame of a screen that shows sixty of them a second. */
#define BENCH_FRAME_MS 16.7

GArray *bench_samples_new (void);
void    bench_samples_add (GArray *samples, double sample);
double  bench_samples_get_median (GArray *samples);

/**
 * bench_report:
 * @what: with the number of tasks, bytes or whatever it depends on
 * @against: (nullable): what the baseline is
 * @ours: (element-type double)
 * @base: (nullable) (element-type double): as many, of the same rounds
 */
void bench_report (const char *what, const char *against, const char *unit, GArray *ours, GArray *base, BenchMeasure measure, double goal);

/* Time of the calling thread on the processor, in milliseconds. */
double bench_get_cpu_ms (void);

/**
 * The longest that the main loop of this thread is away between two looks at its sources, told by its poll
 * function: in milliseconds on the wall, and on the processor (what is left when others want the machine).
 */
typedef struct
{
  double wall_ms;
  double cpu_ms;
} BenchStall;

void       bench_stall_begin (void);
BenchStall bench_stall_end (void);

G_END_DECLS
