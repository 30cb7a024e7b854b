/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-cli-progress"

#include "config.h"

#include "cli/rushes-cli-progress.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <unistd.h>

#define BAR_CELLS 20
/* To the line's beginning, and empty it: ECMA-48, 8.3.41. */
#define CLEAR_LINE "\r\033[K"

struct _RushesCliProgress
{
  guint n_tasks;
  gboolean is_seen;
  gboolean is_shown;
};

RushesCliProgress *
rushes_cli_progress_new (guint n_tasks)
{
  RushesCliProgress *self = g_new0 (RushesCliProgress, 1);

  self->n_tasks = n_tasks;
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

char *
rushes_cli_progress_format (guint n_tasks, guint n_done, guint n_saving, double share)
{
  guint n_waiting = n_tasks - MIN (n_tasks, n_done + n_saving);
  int n_full = (int) (CLAMP (share, 0, 1) * BAR_CELLS);
  GString *line = g_string_new ("[");
  g_autofree char *done = NULL;

  for (int i = 0; i < BAR_CELLS; i++)
    g_string_append_c (line, i < n_full ? '#' : ' ');
  /* Translators: how many of all tasks have come to their end: “2 of 5 done”. */
  done = g_strdup_printf (_ ("%u of %u done"), n_done, n_tasks);
  g_string_append_printf (line, "] %s", done);

  if (n_saving > 0)
    g_string_append_printf (line, ngettext (" · saving %u video", " · saving %u videos", n_saving), n_saving);
  if (n_waiting > 0)
    g_string_append_printf (line, ngettext (" · waiting for %u task", " · waiting for %u tasks", n_waiting),
                            n_waiting);
  return g_string_free (line, FALSE);
}

void
rushes_cli_progress_show (RushesCliProgress *self, guint n_done, guint n_saving, double share)
{
  g_autofree char *line = NULL;

  if (!self->is_seen)
    return;

  line = rushes_cli_progress_format (self->n_tasks, n_done, n_saving, share);
  g_printerr (CLEAR_LINE "%s", line);
  self->is_shown = TRUE;
}

void
rushes_cli_progress_hide (RushesCliProgress *self)
{
  if (self->is_shown)
    g_printerr (CLEAR_LINE);
  self->is_shown = FALSE;
}
