/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-cli-progress"

#include "config.h"

#include "cli/rushes-cli-progress.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define BAR_CELLS 20
#define USUAL_COLUMNS 80
/* To the line's beginning, and empty it: ECMA-48, 8.3.41. */
#define CLEAR_LINE "\r\033[K"

struct _RushesCliProgress
{
  gboolean is_seen;
  char *shown; /* (nullable): what stands there now */
};

RushesCliProgress *
rushes_cli_progress_new (void)
{
  RushesCliProgress *self = g_new0 (RushesCliProgress, 1);

  self->is_seen = isatty (STDERR_FILENO) && g_strcmp0 (g_getenv ("TERM"), "dumb") != 0;
  return self;
}

void
rushes_cli_progress_free (RushesCliProgress *self)
{
  if (self == NULL)
    return;

  rushes_cli_progress_hide (self);
  g_free (self);
}

static void
append_bytes (GString *line, const RushesCliProgressFigures *figures)
{
  g_autofree char *done = g_format_size ((guint64) figures->bytes_done);
  g_autofree char *total = g_format_size ((guint64) figures->bytes_total);

  if (figures->bytes_total > 0)
    {
      /* Translators: how much of the videos is there: “12.5 MB of 80.1 MB” */
      g_string_append_printf (line, _ (" · %s of %s"), done, total);
    }
  else if (figures->bytes_done > 0)
    g_string_append_printf (line, " · %s", done);
}

static void
append_speed (GString *line, gint64 speed)
{
  g_autofree char *size = g_format_size ((guint64) speed);

  /* Translators: bytes in a second: “3.2 MB/s” */
  g_string_append_printf (line, _ (" · %s/s"), size);
}

static void
append_time_left (GString *line, gint64 seconds)
{
  const int hours = (int) MIN (seconds / 3600, 9999);
  const int minutes = (int) (seconds / 60 % 60);
  g_autofree char *clock = hours > 0 ? g_strdup_printf ("%d:%02d:%02d", hours, minutes, (int) (seconds % 60))
                                     : g_strdup_printf ("%d:%02d", minutes, (int) (seconds % 60));

  /* Translators: minutes and seconds until the videos are there: “0:45 left” */
  g_string_append_printf (line, _ (" · %s left"), clock);
}

char *
rushes_cli_progress_format (const RushesCliProgressFigures *figures)
{
  const guint n_waiting = figures->n_tasks - MIN (figures->n_tasks, figures->n_done + figures->n_saving);
  const int n_full = (int) (CLAMP (figures->share, 0, 1) * BAR_CELLS);
  GString *line = g_string_new ("[");
  g_autofree char *done = NULL;

  for (int i = 0; i < BAR_CELLS; i++)
    g_string_append_c (line, i < n_full ? '#' : ' ');
  /* Translators: how many of all tasks have come to their end: “2 of 5 done”. */
  done = g_strdup_printf (_ ("%u of %u done"), figures->n_done, figures->n_tasks);
  g_string_append_printf (line, "] %s", done);

  if (figures->n_saving > 0)
    {
      g_string_append_printf (line, ngettext (" · saving %u video", " · saving %u videos", figures->n_saving),
                              figures->n_saving);
      append_bytes (line, figures);
      if (figures->speed > 0)
        append_speed (line, figures->speed);
      if (figures->seconds_left >= 0)
        append_time_left (line, figures->seconds_left);
    }
  if (n_waiting > 0)
    g_string_append_printf (line, ngettext (" · waiting for %u task", " · waiting for %u tasks", n_waiting),
                            n_waiting);
  return g_string_free (line, FALSE);
}

char *
rushes_cli_progress_cut (const char *line, guint n_columns)
{
  const char *end = line;
  guint n_taken = 0;

  for (; *end != '\0'; end = g_utf8_next_char (end))
    {
      const gunichar character = g_utf8_get_char (end);

      if (!g_unichar_iszerowidth (character))
        n_taken += g_unichar_iswide (character) ? 2 : 1;
      if (n_taken > n_columns)
        break;
    }
  return g_strndup (line, (gsize) (end - line));
}

/* A line that is broken over two could not be written over. */
static guint
get_n_columns (void)
{
  struct winsize size;

  if (ioctl (STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
    return USUAL_COLUMNS - 1;
  return size.ws_col - 1U;
}

void
rushes_cli_progress_show (RushesCliProgress *self, const RushesCliProgressFigures *figures)
{
  g_autofree char *line = NULL;
  g_autofree char *visible = NULL;

  if (!self->is_seen)
    return;

  line = rushes_cli_progress_format (figures);
  visible = rushes_cli_progress_cut (line, get_n_columns ());
  if (g_strcmp0 (self->shown, visible) == 0)
    return;

  g_printerr (CLEAR_LINE "%s", visible);
  g_free (self->shown);
  self->shown = g_steal_pointer (&visible);
}

void
rushes_cli_progress_hide (RushesCliProgress *self)
{
  if (self->shown != NULL)
    g_printerr (CLEAR_LINE);
  g_clear_pointer (&self->shown, g_free);
}
