/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "bench/bench-report.h"

G_BEGIN_DECLS

typedef void (*BenchStep) (gpointer user_data);
typedef gboolean (*BenchDone) (gpointer user_data);

/* How a window answers to what somebody does. */
typedef struct
{
  double drawn_ms; /* on the wall, until the frame that shows it is painted */
  BenchStall stall;
} BenchReaction;

/* Does @step, waits until @done says that it is over, and for the frame of @widget's window that is laid out after
 * that. There is no deadline: meson has one. */
BenchReaction bench_react (GtkWidget *widget, BenchStep step, BenchDone done, gpointer user_data);

/* What was measured of one step, round by round. */
typedef struct
{
  GArray *drawn;
  GArray *stall;
  GArray *stall_cpu;
} BenchReactions;

void bench_reactions_init (BenchReactions *reactions);
void bench_reactions_clear (BenchReactions *reactions);
void bench_reactions_add (BenchReactions *reactions, const BenchReaction *reaction);

/**
 * bench_reactions_report:
 * @drawn_goal: in milliseconds, or BENCH_NO_GOAL
 * @stall_goal: in milliseconds, or BENCH_NO_GOAL
 */
void bench_reactions_report (BenchReactions *reactions, const char *what, double drawn_goal, double stall_goal);

G_END_DECLS
