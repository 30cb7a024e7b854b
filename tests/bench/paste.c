/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <locale.h>

#include "bench/bench-reaction.h"
#include "session/rushes-session-private.h"
#include "support/rushes-test-utils.h"
#include "ui/rushes-track-dialog.h"
#include "ui/rushes-widget-test.h"
#include "ui/rushes-window-private.h"

/* Ten thousand ids, from the clipboard's text to rows on the screen: the form opens with the text in it,
 * somebody presses Track, the ids are on disk, and the list shows them. What a person needs in between is not
 * counted. Each round has a library and a window of its own. */
#define N_IDS 10000
/* The first one warms up. */
#define N_ROUNDS 8
#define ON_SCREEN_MS 100.0

typedef struct
{
  RushesSession *session;
  RushesWindow *window;
  GtkWidget *dialog; /* (unowned) */
  const char *text;
} Bench;

static void
paste (gpointer user_data)
{
  Bench *bench = user_data;

  rushes_window_visit_text (bench->window, bench->text);
  bench->dialog = rushes_widget_test_find (NULL, RUSHES_TYPE_TRACK_DIALOG, NULL);
  g_assert_nonnull (bench->dialog);
}

/* The form is there, whether its text has been read in the meantime or not. */
static gboolean
is_pasted (gpointer user_data)
{
  Bench *bench = user_data;

  return gtk_widget_get_mapped (bench->dialog);
}

static void
confirm (gpointer user_data)
{
  Bench *bench = user_data;

  g_assert_true (gtk_widget_activate_action (bench->dialog, "track.confirm", NULL));
}

static gboolean
is_tracked (gpointer user_data)
{
  Bench *bench = user_data;
  return g_list_model_get_n_items (rushes_session_get_tasks (bench->session)) == N_IDS
         && rushes_task_view_model_get_settled (bench->window->view_model);
}

static void
set_up (Bench *bench, const char *folder, GSettings *settings)
{
  g_autoptr (RushesKeyStore) keys = rushes_session_keys_new ();
  g_autoptr (RushesClock) clock = rushes_clock_new_system ();

  bench->session = rushes_session_new (folder, TRUE, keys, clock);
  rushes_widget_test_open (bench->session);
  bench->window = RUSHES_WINDOW (rushes_window_new (NULL, settings, FALSE));
  gtk_window_present (GTK_WINDOW (bench->window));
  g_object_set (bench->window, "session", bench->session, NULL);
  rushes_window_show_library (bench->window, TRUE);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (bench->window));
}

static void
tear_down (Bench *bench)
{
  rushes_widget_test_close (GTK_WINDOW (bench->window));
  rushes_widget_test_close_session (bench->session);
}

static char *
make_text (void)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < N_IDS; i++)
    g_string_append_printf (text, "306793%09u\n", i);
  return g_string_free (text, FALSE);
}

int
main (int argc, char *argv[])
{
  g_autofree char *text = make_text ();
  g_autoptr (GSettings) settings = NULL;
  BenchReactions pasting;
  BenchReactions tracking;
  BenchReactions both;

  setlocale (LC_ALL, "");
  rushes_widget_test_init (&argc, &argv);
  settings = g_settings_new (RUSHES_SCHEMA_ID);
  bench_reactions_init (&pasting);
  bench_reactions_init (&tracking);
  bench_reactions_init (&both);
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      Bench bench = { .text = text };
      char *folder = rushes_test_make_folder ();
      BenchReaction pasted;
      BenchReaction tracked;
      BenchReaction all;

      set_up (&bench, folder, settings);
      pasted = bench_react (GTK_WIDGET (bench.window), paste, is_pasted, &bench);
      tracked = bench_react (GTK_WIDGET (bench.window), confirm, is_tracked, &bench);
      all = (BenchReaction){ pasted.drawn_ms + tracked.drawn_ms,
                             { MAX (pasted.stall.wall_ms, tracked.stall.wall_ms),
                               MAX (pasted.stall.cpu_ms, tracked.stall.cpu_ms) } };
      if (i > 0)
        {
          bench_reactions_add (&pasting, &pasted);
          bench_reactions_add (&tracking, &tracked);
          bench_reactions_add (&both, &all);
        }
      tear_down (&bench);
      rushes_test_remove_folder (folder);
    }

  bench_reactions_report (&both, "10000 ids, from paste to rows", ON_SCREEN_MS, BENCH_FRAME_MS);
  bench_reactions_report (&pasting, "10000 ids, from paste to the form", BENCH_NO_GOAL, BENCH_NO_GOAL);
  bench_reactions_report (&tracking, "10000 ids, from Track to rows", BENCH_NO_GOAL, BENCH_NO_GOAL);
  bench_reactions_clear (&both);
  bench_reactions_clear (&pasting);
  bench_reactions_clear (&tracking);
  return 0;
}
