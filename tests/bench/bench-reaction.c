/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bench/bench-reaction.h"

typedef struct
{
  guint n_laid_out;
  guint n_painted; /* of the frames that were laid out since it was set to 0 */
  gboolean counting;
} Frames;

static void
layout_cb (GdkFrameClock *clock, Frames *frames)
{
  frames->n_laid_out += frames->counting;
}

static void
painted_cb (GdkFrameClock *clock, Frames *frames)
{
  frames->n_painted += frames->n_laid_out > 0;
}

BenchReaction
bench_react (GtkWidget *widget, BenchStep step, BenchDone done, gpointer user_data)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  Frames frames = { 0 };
  BenchReaction reaction = { 0 };
  gint64 start = 0;
  const gulong layout_handler = g_signal_connect (clock, "layout", G_CALLBACK (layout_cb), &frames);
  const gulong painted_handler = g_signal_connect (clock, "after-paint", G_CALLBACK (painted_cb), &frames);

  gdk_frame_clock_begin_updating (clock);
  bench_stall_begin ();
  start = g_get_monotonic_time ();
  step (user_data);
  while (frames.n_painted == 0)
    {
      if (!frames.counting && done (user_data))
        {
          frames.counting = TRUE;
          gtk_widget_queue_draw (widget);
          gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_LAYOUT);
        }
      g_main_context_iteration (NULL, TRUE);
    }
  reaction.drawn_ms = (double) (g_get_monotonic_time () - start) / 1000;
  reaction.stall = bench_stall_end ();
  gdk_frame_clock_end_updating (clock);
  g_signal_handler_disconnect (clock, layout_handler);
  g_signal_handler_disconnect (clock, painted_handler);
  return reaction;
}

void
bench_reactions_init (BenchReactions *reactions)
{
  reactions->drawn = bench_samples_new ();
  reactions->stall = bench_samples_new ();
  reactions->stall_cpu = bench_samples_new ();
}

void
bench_reactions_clear (BenchReactions *reactions)
{
  g_clear_pointer (&reactions->drawn, g_array_unref);
  g_clear_pointer (&reactions->stall, g_array_unref);
  g_clear_pointer (&reactions->stall_cpu, g_array_unref);
}

void
bench_reactions_add (BenchReactions *reactions, const BenchReaction *reaction)
{
  bench_samples_add (reactions->drawn, reaction->drawn_ms);
  bench_samples_add (reactions->stall, reaction->stall.wall_ms);
  bench_samples_add (reactions->stall_cpu, reaction->stall.cpu_ms);
}

static void
report_part (const char *what, const char *part, GArray *samples, double goal)
{
  g_autofree char *name = g_strconcat (what, ", ", part, NULL);

  bench_report (name, NULL, "ms", samples, NULL, BENCH_VALUE, goal);
}

void
bench_reactions_report (BenchReactions *reactions, const char *what, double drawn_goal, double stall_goal)
{
  report_part (what, "until drawn", reactions->drawn, drawn_goal);
  report_part (what, "longest stall", reactions->stall, stall_goal);
  report_part (what, "longest stall, processor", reactions->stall_cpu, BENCH_NO_GOAL);
}
